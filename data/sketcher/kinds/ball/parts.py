# A ball. A football is sewn of twelve pentagons and twenty hexagons; other balls have one body with
# seams round it, a beach ball has strips from pole to pole.
import math
from mathutils import Matrix, Vector


def icosahedron():
    """The twelve directions round which the pentagons lie; the ball rests on the lowest."""
    gold = (1 + math.sqrt(5)) / 2
    corners = [turn for a in (-1, 1) for b in (-gold, gold)
               for turn in (Vector((0, a, b)), Vector((a, b, 0)), Vector((b, 0, a)))]
    return [Matrix.Rotation(math.atan(1 / gold), 3, "X") @ corner.normalized()
            for corner in corners]


def are_near(a, b):
    """If two of the twelve directions are neighbours."""
    return 0.4 < a.dot(b) < 0.5


def panel(name, corners, skin, part):
    """A panel over a flat polygon: full in its middle, and low at its seams."""
    middle = sum(corners, Vector()) / len(corners)
    rim = [a.lerp(b, k / 6) for a, b in zip(corners, corners[1:] + corners[:1]) for k in range(6)]
    r, centre, sections = DIAMETER / 2, Vector((0, 0, DIAMETER / 2)), []
    for share, reach in [(1.0, 0.93)] + [(s, 1 - 2 * SEAM * s ** SWELL) for s in
                                         (1.0, 0.97, 0.93, 0.88, 0.8, 0.65, 0.45, 0.2, 0.02)]:
        sections.append([centre + r * reach * middle.lerp(p, share).normalized() for p in rim])
    return loft(name, sections, skin, part, smooth=80)


def core(thread):
    """The dark ball that shows between the panels."""
    return [sphere("Core", DIAMETER / 2 * (1 - 1.1 * SEAM), (0, 0, DIAMETER / 2), thread, "core",
                   segments=64, rings=32)]


def hexagons(leather):
    """One panel over each triangle of neighbours."""
    ends, panels = icosahedron(), []
    for i, a in enumerate(ends):
        for j in range(i + 1, 12):
            for k in range(j + 1, 12):
                b, c = ends[j], ends[k]
                if are_near(a, b) and are_near(b, c) and are_near(a, c):
                    rim = [p.lerp(q, t) for p, q in ((a, b), (b, c), (c, a)) for t in (1/3, 2/3)]
                    panels.append(panel("Hexagon", rim, pick(leather, len(panels)), "panels"))
    return [join_meshes("Hexagons", panels)]


def pentagons(patch):
    """One panel round each of the twelve directions."""
    panels = []
    for i, end in enumerate(icosahedron()):
        side = end.orthogonal().normalized()
        other = end.cross(side)
        near = sorted((n for n in icosahedron() if are_near(end, n)),
                      key=lambda n: math.atan2(n.dot(other), n.dot(side)))
        panels.append(panel("Pentagon", [end.lerp(n, 1 / 3) for n in near], pick(patch, i),
                            "pentagons"))
    return [join_meshes("Pentagons", panels)]


def round_body(leather):
    """A ball in one piece."""
    return [sphere("Body", DIAMETER / 2, (0, 0, DIAMETER / 2), pick(leather, 0), "bladder",
                   segments=80, rings=40)]


def seam_along(name, directions, thread, part):
    """A cord sunk into the ball, along a closed line of directions."""
    r = SEAM * DIAMETER / 2
    line = [Vector((0, 0, DIAMETER / 2)) + (DIAMETER / 2 - 0.75 * r) * d.normalized()
            for d in directions]
    return tube(name, line, r, thread, part, sides=10, closed=True, smooth_path=1)


def ribs(thread):
    """The lines of a basketball: two round its middle, and a loop on either side."""
    turns = [2 * math.pi * k / 96 for k in range(96)]
    lines = [[Vector((math.cos(a), math.sin(a), 0)) for a in turns],
             [Vector((0, math.cos(a), math.sin(a))) for a in turns]]
    for side in (-1, 1):
        lines.append([Vector((side, math.tan(0.86 + 0.12 * math.cos(2 * a)) * math.cos(a),
                              math.tan(0.86 + 0.12 * math.cos(2 * a)) * math.sin(a)))
                      for a in turns])
    tilt = Matrix.Rotation(0.5, 3, "Z") @ Matrix.Rotation(0.35, 3, "X")
    return [join_meshes("Ribs", [seam_along("Rib", [tilt @ d for d in line], pick(thread, 0),
                                            "ribs") for line in lines])]


def winding_seam(thread):
    """The one seam that winds round a tennis ball."""
    turns = [2 * math.pi * k / 128 for k in range(128)]
    line = [Vector((0.75 * math.cos(a) + 0.25 * math.cos(3 * a),
                    0.75 * math.sin(a) - 0.25 * math.sin(3 * a),
                    0.866 * math.sin(2 * a))) for a in turns]
    tilt = Matrix.Rotation(0.6, 3, "Z") @ Matrix.Rotation(0.5, 3, "X")
    return [seam_along("Seam", [tilt @ d for d in line], pick(thread, 0), "seam")]


def lean():
    """Puts the poles of a beach ball at an angle, and the ball on the ground."""
    return Matrix.Translation((0, 0, DIAMETER / 2)) @ Matrix.Rotation(0.45, 4, "X")


def gores(vinyl):
    """Strips from pole to pole, drawn in a little at their edges."""
    made, r = [], DIAMETER / 2
    for i in range(GORE_COUNT):
        rows = []
        for k in range(1, 32):
            fall, row = math.pi * k / 32, []
            for step in range(13):
                a = 2 * math.pi * (i + step / 12) / GORE_COUNT
                reach = r * (1 - 0.6 * SEAM * abs(step / 6 - 1) ** 6) - 0.0005
                row.append(lean() @ Vector((reach * math.sin(fall) * math.cos(a),
                                            reach * math.sin(fall) * math.sin(a),
                                            reach * math.cos(fall))))
            rows.append(row)
        made.append(surface(f"Strip {i + 1}", rows, pick(vinyl, i), "gores", thickness=0.001))
    return made


def caps(cap):
    """A round cap over each pole."""
    made, r = [], DIAMETER / 2
    widest = math.asin(CAP_SIZE)
    for i, side in enumerate((1, -1)):
        outer = [(r * math.sin(widest * k / 12), side * r * math.cos(widest * k / 12))
                 for k in range(13)]
        inner = [(0.97 * x, 0.97 * z) for x, z in reversed(outer)]
        made.append(lathe(f"Cap {i + 1}", outer + inner, (0, 0, 0), pick(cap, i), "caps",
                          smooth=60))
    transform(made, lean())
    return made
