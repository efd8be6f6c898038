# A cut stone on its tip: each cut is the hull of rings of corners, so its facets are flat.
import bmesh
import math


def hull(name, points, material, part):
    """The convex body of some points, its flat facets whole."""
    bm = bmesh.new()
    corners = [bm.verts.new(point) for point in points]
    made = bmesh.ops.convex_hull(bm, input=corners)
    idle = {v for v in made["geom_interior"] if isinstance(v, bmesh.types.BMVert)}
    bmesh.ops.delete(bm, geom=list(idle), context="VERTS")
    bmesh.ops.dissolve_limit(bm, angle_limit=math.radians(0.5), verts=bm.verts, edges=bm.edges)
    return [add(name, to_mesh(bm, name), material, part)]


def levels():
    """The heights of table and girdle."""
    high = WIDTH * DEPTH
    return high, high * (1 - CROWN)


def circle_point(turn):
    """A corner of a round or oval girdle."""
    return math.cos(turn), LENGTH * math.sin(turn)


def drop_point(turn):
    """A corner of a girdle that comes to a point in front."""
    x, y = math.cos(turn), math.sin(turn)
    return (x, LENGTH * y) if y > 0 else (x * (1 - 0.3 * y * y), 1.9 * LENGTH * y)


def rings(point):
    """The corners of a brilliant over a girdle."""
    high, girdle = levels()
    count, points = 2 * FACET_COUNT, [(0, 0, 0)]
    for share, z, first, step in (
            (TABLE, high, 0, 2), (0.5 + 0.5 * TABLE, girdle + 0.58 * (high - girdle), 1, 2),
            (1, girdle + 0.012 * WIDTH, 0, 1), (1, girdle - 0.012 * WIDTH, 0, 1),
            (0.5, 0.46 * girdle, 1, 2)):
        for k in range(first, count, step):
            x, y = point(math.tau * (k + 0.5) / count)
            points.append((share * WIDTH / 2 * x, share * WIDTH / 2 * y, z))
    return points


def brilliant(stone):
    """A brilliant: kites and triangles round a table."""
    return hull("Stone", rings(circle_point), pick(stone, 0), "brilliant")


def drop_cut(stone):
    """A brilliant in the form of a drop."""
    return hull("Stone", rings(drop_point), pick(stone, 0), "drop")


def step_cut(stone):
    """A long stone with cut corners and steps."""
    high, girdle = levels()
    x, y, points = WIDTH / 2, 1.35 * LENGTH * WIDTH / 2, [(0, 0, 0)]
    for inset, z in ((1 - TABLE, high), (0.55 - 0.55 * TABLE, girdle + 0.62 * (high - girdle)),
                     (0, girdle + 0.012 * WIDTH), (0, girdle - 0.012 * WIDTH),
                     (0.3, 0.48 * girdle), (0.68, 0.14 * girdle), (0.97, 0)):
        a, b, cut = x * (1 - inset), y - x * inset, 0.3 * x * (1 - 0.6 * inset)
        points += [(u * (a - cut * s), v * (b - cut * (1 - s)), z)
                   for u in (-1, 1) for v in (-1, 1) for s in (0, 1)]
    return hull("Stone", points, pick(stone, 0), "step_cut")


def stand(wire):
    """A ring on three legs under the girdle."""
    _high, girdle = levels()
    r, z, thick = 0.31 * WIDTH, 0.6 * girdle, 0.035 * WIDTH
    pieces = [torus("Ring", r, thick, (0, 0, z), wire, "stand")]
    for k in range(3):
        x, y = math.sin(math.tau * k / 3), -math.cos(math.tau * k / 3)
        line = [(r * x, r * y, z), (1.25 * r * x, 1.25 * r * y, 0.5 * z),
                (1.55 * r * x, 1.55 * r * y, thick / 2)]
        pieces.append(tube("Leg", line, thick / 2, wire, "stand", sides=10))
    return [level_foot(join_meshes("Stand", pieces), 0.3 * thick)]
