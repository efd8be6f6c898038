# Formed solids: outlines swept along a path or lofted, bodies hollowed out, edges rounded by
# radius, copies along a curve. Nothing is smoothed that was not asked for, so that volumes are
# those of the formulas. Lengths are metres, points and directions the world's.
import bmesh
import bpy
import math
from mathutils import Matrix, Vector


def bend_path(points, radius, closed=False, error=0.00005):
    """A path of straight lines with its corners rounded to arcs of `radius`, as pipes are bent."""
    corners, path = [Vector(p) for p in points], []
    for i, here in enumerate(corners):
        if not closed and i in (0, len(corners) - 1):
            path.append(here)
            continue
        before = corners[i - 1] - here
        after = corners[(i + 1) % len(corners)] - here
        inner = before.angle(after)
        if math.pi - inner < 1e-4:
            continue
        reach = radius / math.tan(inner / 2)
        if reach > min(before.length, after.length):
            raise ValueError(f"bend_path: a bend of {radius * 1000:g} mm at corner {i} needs "
                             f"{reach * 1000:.1f} mm of straight line on both sides")
        middle = here + (before.normalized() + after.normalized()).normalized() * (
            radius / math.sin(inner / 2))
        first = here + before.normalized() * reach - middle
        axis = before.cross(after).normalized()
        steps = max(2, math.ceil((math.pi - inner) / (2 * math.pi) * sides_for(radius, error)))
        path += [middle + Matrix.Rotation(-(math.pi - inner) * step / steps, 3, axis) @ first
                 for step in range(steps + 1)]
    return path


def sweep(name, outline, points, material, part, holes=(), closed=False, up=None):
    """Sweep an outline [(x, y), …] along a path of points: a pipe with `holes`, a rail, a gasket.

    The path goes through (0, 0) of the outline, y towards `up` (0, 0, 1), x to the right. Corners
    are mitred; round them with `bend_path`. A closed path lies in a plane.
    """
    path = [Vector(p) for p in points]
    last = len(path) if closed else len(path) - 1
    ways = [(path[(i + 1) % len(path)] - path[i]).normalized() for i in range(last)]
    up = Vector(up or ((0, 0, 1) if abs(ways[0].z) < 0.999 else (0, 1, 0)))
    right = ways[0].cross(up).normalized()
    rise = right.cross(ways[0])
    loops = [anticlockwise(outline)] + [anticlockwise(hole)[::-1] for hole in holes]
    bm, rings = bmesh.new(), []
    for i, point in enumerate(path):
        before = ways[i - 1] if closed or i else ways[0]
        after = ways[i] if i < len(ways) else ways[-1]
        plane = (before + after).normalized()
        if plane.dot(after) < 0.1:
            raise ValueError(f"sweep: the path turns back at point {i}")
        if i:
            turn = before.rotation_difference(after)
            right, rise = turn @ right, turn @ rise
        offsets = [[right * u + rise * v for u, v in loop] for loop in loops]
        slides = [[-o.dot(plane) / after.dot(plane) for o in loop] for loop in offsets]
        rings.append([[bm.verts.new(point + o + after * s) for o, s in zip(*pair)]
                      for pair in zip(offsets, slides)])
    for i in range(last):
        far = (i + 1) % len(path)
        for near_ring, far_ring in zip(rings[i], rings[far]):
            for k, corner in enumerate(near_ring):
                if (far_ring[k].co - corner.co).dot(ways[i]) <= 0:
                    raise ValueError(f"sweep: the bend at point {far} is too tight for the outline")
                n = (k + 1) % len(near_ring)
                bm.faces.new((corner, far_ring[k], far_ring[n], near_ring[n]))
    for ring, way in ((rings[0], -ways[0]), (rings[-1], ways[-1])) if not closed else ():
        fill_cap(bm, ring, way)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    soften(mesh, 30)
    return add(name, mesh, material, part, None)


def anticlockwise(outline):
    """The outline, turned round if it runs clockwise."""
    area = sum(x * v - u * y for (x, y), (u, v) in zip(outline, [*outline[1:], outline[0]]))
    return list(outline) if area > 0 else list(outline)[::-1]


def fill_cap(bm, loops, normal):
    """Fill the flat area between loops of vertices, an outer one and holes, facing `normal`."""
    if len(loops) == 1:
        made = [bm.faces.new(loops[0])]
    else:
        edges = [bm.edges.get((a, b)) for loop in loops for a, b in zip(loop, loop[1:] + loop[:1])]
        filled = bmesh.ops.triangle_fill(bm, edges=edges, use_beauty=True, normal=normal)["geom"]
        made = [each for each in filled if isinstance(each, bmesh.types.BMFace)]
    for face in made:
        face.normal_update()
        if face.normal.dot(normal) < 0:
            face.normal_flip()


def loft_profiles(name, profiles, material, part, steps=1):
    """A solid from profile to profile, each (outline [(x, y), …], z), of any numbers of points.

    Corners meet corners by their share of the way round from +X. One step is straight; more make
    it smooth through all profiles.
    """
    profiles = [(anticlockwise(outline), z) for outline, z in profiles]
    shares = sorted({round(share, 6) for outline, _z in profiles
                     for share, _p in walk_round(outline)} - {1.0})
    sections = []
    for outline, z in profiles:
        way, section, k = walk_round(outline), [], 0
        for share in shares:
            while k < len(way) - 2 and way[k + 1][0] <= share - 1e-7:
                k += 1
            (a, p), (b, q) = way[k:k + 2]
            section.append(p.lerp(q, min(max((share - a) / max(b - a, 1e-9), 0.0), 1.0)))
        sections.append([(x, y, z) for x, y in section])
    if steps > 1:
        tracks = [catmull(track, steps) for track in zip(*sections)]
        sections = [list(section) for section in zip(*tracks)]
    return loft(name, sections, material, part, smooth=30)


def walk_round(outline):
    """(share of the way round, point) of an outline, from where it crosses +X of its middle."""
    low, high = ([edge(p[i] for p in outline) for i in (0, 1)] for edge in (min, max))
    x, y = ((a + b) / 2 for a, b in zip(low, high))
    points, crossings = [Vector(p) for p in outline], []
    for i, (a, b) in enumerate(zip(points, points[1:] + points[:1])):
        if a.y - y < -1e-9 <= b.y - y and b.y != a.y:
            place = a.lerp(b, (y - a.y) / (b.y - a.y))
            crossings.append((place.x, i, place))
    far, i, place = max(crossings, key=lambda each: each[0])
    way = [place, *points[i + 1:], *points[:i + 1], place]
    way = [way[0]] + [b for a, b in zip(way, way[1:]) if (b - a).length > 1e-9]
    walked = [0.0]
    for a, b in zip(way, way[1:]):
        walked.append(walked[-1] + (b - a).length)
    return [(length / walked[-1], point) for length, point in zip(walked, way)]


def hollow_out(obj, wall, open_sides=""):
    """Hollow a solid out to a `wall` thickness, outside unchanged; for flat-faced and round bodies.

    `open_sides`, words of top bottom left right front back, get no wall. Without any, the cavity
    is enclosed.
    """
    transform([obj], Matrix.Identity(4))
    ways = {"top": (0, 0, 1), "bottom": (0, 0, -1), "left": (-1, 0, 0), "right": (1, 0, 0),
            "front": (0, -1, 0), "back": (0, 1, 0)}
    turn = matrix_of(obj).to_3x3().inverted()
    looks = [(turn @ Vector(ways[side])).normalized() for side in open_sides.split()]
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bm.normal_update()
    opened = set()
    for look in looks:
        far = max(v.co.dot(look) for v in bm.verts)
        opened |= {f for f in bm.faces if f.normal.dot(look) > 0.999
                   and all(far - v.co.dot(look) < 1e-5 for v in f.verts)}
    if looks and not opened:
        raise ValueError(f"hollow_out: {obj.name} has no flat face on its {open_sides}")
    kept = [f for f in bm.faces if f not in opened]
    twins = {v: bm.verts.new(v.co + wall_offset(v, opened, wall)) for v in list(bm.verts)}
    rims = [e for e in bm.edges if len({f in opened for f in e.link_faces}) == 2]
    for edge in rims:
        loop = next(each for each in edge.link_loops if each.face not in opened)
        a, b = loop.vert, loop.link_loop_next.vert
        bm.faces.new((b, a, twins[a], twins[b]))
    for face in kept:
        inner = bm.faces.new([twins[v] for v in reversed(face.verts)])
        inner.material_index = face.material_index
        inner.normal_update()
        if inner.normal.dot(face.normal) > -0.5:
            raise ValueError(f"hollow_out: a wall of {wall * 1000:g} mm is too thick for "
                             f"{obj.name}")
    bmesh.ops.delete(bm, geom=list(opened), context="FACES")
    bmesh.ops.delete(bm, geom=[v for v in bm.verts if not v.link_faces], context="VERTS")
    return put_mesh(obj, bm)


def wall_offset(vertex, opened, wall):
    """Where the inner twin of a vertex lies: behind each face, but in the plane of opened ones."""
    planes = []
    for face in vertex.link_faces:
        depth, weight = (0.0, 1e3) if face in opened else (-wall, 1.0)
        if all(face.normal.dot(n) < 0.99999 for n, _d, _w in planes):
            planes.append((face.normal.copy(), depth, weight))
    # Least squares; the small number takes the shortest offset where the planes leave it open.
    a = [[sum(w * n[i] * n[k] for n, _d, w in planes) + 1e-9 * (i == k) for k in range(3)]
         for i in range(3)]
    b = [sum(w * n[i] * d for n, d, w in planes) for i in range(3)]

    def det(m):
        return sum(m[0][i] * (m[1][i - 2] * m[2][i - 1] - m[1][i - 1] * m[2][i - 2])
                   for i in range(3))
    whole = det(a)
    return Vector(det([[b[r] if c == k else a[r][c] for c in range(3)] for r in range(3)]) / whole
                  for k in range(3))


def fillet_edges(obj, radius, edges="all", chamfer=False, angle=30.0):
    """Round edges to arcs of `radius`, or cut them by so much at each face with `chamfer`.

    `edges`: all, top, bottom, upright, level, outer or inner ones (several words narrow it down),
    or a function of an edge's two ends. Only those sharper than `angle` degrees count.
    """
    place, low, high = matrix_of(obj), *bounds([obj])
    words = edges.split() if isinstance(edges, str) else []

    def is_meant(edge):
        a, b = (place @ v.co for v in edge.verts)
        if not words:
            return edges(a, b)
        along = (b - a).normalized()
        facts = {"all": True, "upright": abs(along.z) > 0.999, "level": abs(along.z) < 0.001,
                 "top": max(high.z - a.z, high.z - b.z) < 1e-5,
                 "bottom": max(a.z - low.z, b.z - low.z) < 1e-5,
                 "outer": edge.is_convex, "inner": not edge.is_convex}
        return all(facts[word] for word in words)
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bm.normal_update()
    chosen = {}
    for edge in bm.edges:
        bend = edge.calc_face_angle(0.0)
        if edge.is_manifold and bend > math.radians(angle) and is_meant(edge):
            chosen[edge.index] = radius if chamfer else radius * math.tan(bend / 2)
    if not chosen or not has_room(bm, chosen):
        bm.free()
        raise ValueError(f"fillet_edges: {obj.name} has no such edges: {edges}" if not chosen else
                         f"fillet_edges: {radius * 1000:g} mm is too much for {obj.name}")
    slanted = [] if chamfer else [arc_of(edge, radius) for edge in bm.edges
                                  if edge.index in chosen
                                  and abs(chosen[edge.index] / radius - 1) > 0.01]
    bm.free()
    widest = max(chosen.values())
    weights = obj.data.attributes.new("bevel_weight_edge", "FLOAT", "EDGE")
    for index, width in chosen.items():
        weights.data[index].value = width / widest
    step = obj.modifiers.new("Fillet", "BEVEL")
    step.limit_method, step.offset_type, step.width = "WEIGHT", "OFFSET", widest
    step.segments = 1 if chamfer else max(4, sides_for(radius, 0.00002) // 4)
    step.profile, step.use_clamp_overlap = 0.5, False
    bm = apply_modifiers(obj)
    bm.edges.layers.float.remove(bm.edges.layers.float["bevel_weight_edge"])
    round_arcs(bm, slanted, radius)
    return put_mesh(obj, bm)


def arc_of(edge, radius):
    """(a point, direction, length of its axis, direction of its middle, half its angle)."""
    one, other = (face.normal for face in edge.link_faces)
    a, b = (v.co for v in edge.verts)
    # The faces' normals point away from the middle of an outer edge's arc, to that of an inner's.
    away = (one + other) * (radius / (1 + one.dot(other))) * (1 if edge.is_convex else -1)
    return a - away, (b - a).normalized(), (b - a).length, away.normalized(), one.angle(other) / 2


def round_arcs(bm, arcs, radius):
    """Make circles of the arcs where faces do not meet at right angles: there a bevel's are
    ellipses. Where such edges meet at a corner it stays as it is."""
    for vertex in bm.verts if arcs else ():
        moves, ways = [], []
        for start, way, length, middle, half in arcs:
            along = (vertex.co - start).dot(way)
            out = vertex.co - start - way * along
            if (-1e-6 < along < length + 1e-6 and 0.3 * radius < out.length < 4 * radius
                    and out.normalized().dot(middle) > math.cos(half - 1e-3)):
                moves.append(out * (radius / out.length - 1))
                ways.append(way)
        if moves and all(abs(way.dot(ways[0])) > 0.9 for way in ways):
            vertex.co += sum(moves, Vector()) / len(moves)


def has_room(bm, widths):
    """Whether the faces keep their edges when some (index: width) move inwards."""
    for face in bm.faces:
        moves = [widths.get(loop.edge.index, 0.0) for loop in face.loops]
        if not any(moves):
            continue
        ways = [(loop.link_loop_next.vert.co - loop.vert.co).normalized() for loop in face.loops]
        corners = []
        for i, loop in enumerate(face.loops):
            first, second = (face.normal.cross(ways[k]) for k in (i - 1, i))
            straight = abs(ways[i - 1].dot(second)) < 1e-4
            along = 0 if straight else ((moves[i] - moves[i - 1] * first.dot(second))
                                        / ways[i - 1].dot(second))
            corners.append(loop.vert.co + first * moves[i - 1] + ways[i - 1] * along)
        if any((corners[i - len(ways) + 1] - corners[i]).dot(way) < -1e-7
               for i, way in enumerate(ways)):
            return False
    return True


def pattern_along(obj, points, count, up=(0, 0, 1), closed=False, turn=True, second=0.0):
    """Copies of obj spread evenly along a line of points; returns all `count`, obj first.

    obj stands where the line starts, and turns with it: its `up` stays up, or faces away from the
    line's middle with "out" (ribs on a pipe). The ends have one each; a closed line none twice.
    Every `second` one is turned about the line by so many degrees.
    """
    path = [Vector(p) for p in points]
    path += path[:1] if closed else []
    middle = sum(path[:-1] if closed else path, Vector()) / (len(path) - closed)
    fine = resample(path, count + 1 if closed else count)
    places = []
    for i, place in enumerate(fine[:count]):
        near = min(range(len(path) - 1), key=lambda k: (
            place - closest_on(path[k], path[k + 1], place)).length)
        way = (path[near + 1] - path[near]).normalized()
        # On a corner of the line, halfway between both directions.
        for other in (near - 1, near + 1):
            k = other % (len(path) - 1) if closed else other
            joint = path[near] if other < near else path[near + 1]
            if 0 <= k < len(path) - 1 and (place - joint).length < 1e-7:
                way = (way + (path[k + 1] - path[k]).normalized()).normalized()
        rise = place - middle if up == "out" else Vector(up)
        rise = rise - way * rise.dot(way)
        rise = (rise if rise.length > 1e-6 else way.orthogonal()).normalized()
        axes = Matrix((way, rise.cross(way), rise)).transposed() if turn else Matrix.Identity(3)
        axes = Matrix.Rotation(math.radians(second * (i % 2)), 3, way) @ axes
        places.append(Matrix.Translation(place) @ axes.to_4x4())
    name, start = obj.name, places[0].inverted()
    copies = [obj] + [copy_to(obj, f"{name} {i}", obj.location) for i in range(2, count + 1)]
    obj.name = f"{name} 1"
    for twin, place in zip(copies[1:], places[1:]):
        transform([twin], place @ start)
    return copies


def closest_on(a, b, point):
    """The point nearest to `point` on the line from a to b."""
    way = b - a
    share = (point - a).dot(way) / max(way.length_squared, 1e-18)
    return a + way * min(max(share, 0.0), 1.0)
