# Brackets of even thickness with holes for screws: one solid each, with sharp edges. They stand
# as they are printed, without support.
import math
from mathutils import Matrix, Vector


def angle_bracket(plastic):
    """An L: a leg that lies and one that stands at its back."""
    half, back = THICKNESS / 2, DEPTH / 2 - THICKNESS / 2
    body = bent_strip([(-DEPTH / 2, half), (back, half), (back, HEIGHT)], plastic, "body")
    inner = (back - half, THICKNESS)
    if RIB_COUNT:
        boolean(body, [rib(x, inner, plastic) for x in rib_places()], "UNION")
    reach = (0.72 * DEPTH, 0.72 * HEIGHT)
    return [drilled(body, [((0, DEPTH / 2 - reach[0], THICKNESS), (0, 0, 1)),
                           ((0, inner[0], reach[1]), (0, -1, 0))])]


def u_bracket(plastic):
    """A U: a leg that lies between two that stand."""
    half, wall = THICKNESS / 2, DEPTH / 2 - THICKNESS / 2
    line = [(-wall, HEIGHT), (-wall, half), (wall, half), (wall, HEIGHT)]
    body = bent_strip(line, plastic, "u_bracket")
    return [drilled(body, [((0, 0, THICKNESS), (0, 0, 1)),
                           ((0, half - wall, 0.6 * HEIGHT), (0, 1, 0)),
                           ((0, wall - half, 0.6 * HEIGHT), (0, -1, 0))])]


def z_bracket(plastic):
    """A Z: a leg that lies, a step, and a leg at the top that points the other way."""
    half, top = THICKNESS / 2, HEIGHT - THICKNESS / 2
    line = [(-DEPTH / 2, half), (0, half), (0, top), (DEPTH / 2, top)]
    body = bent_strip(line, plastic, "z_bracket")
    return [drilled(body, [((0, -0.32 * DEPTH, THICKNESS), (0, 0, 1)),
                           ((0, 0.32 * DEPTH, HEIGHT), (0, 0, 1))])]


def corner_bracket(plastic):
    """Three walls that meet in a corner: a floor, a back, and one on the right."""
    body = sharp_extrude("Bracket", rectangle((0, 0), DEPTH, DEPTH), HEIGHT, (0, 0, HEIGHT / 2),
                         plastic, "corner_bracket")
    room = sharp_extrude("Room", rectangle((0, 0), DEPTH, DEPTH), HEIGHT,
                         (-THICKNESS, -THICKNESS, HEIGHT / 2 + THICKNESS), None, "")
    boolean(body, room)
    inner = DEPTH / 2 - THICKNESS
    return [drilled(body, [((-0.15 * DEPTH, -0.15 * DEPTH, THICKNESS), (0, 0, 1)),
                           ((-0.15 * DEPTH, inner, 0.65 * HEIGHT), (0, -1, 0)),
                           ((inner, -0.15 * DEPTH, 0.65 * HEIGHT), (-1, 0, 0))])]


def bent_strip(line, plastic, part):
    """A strip bent along (y, z) points of its middle, WIDTH wide and THICKNESS thick: its bends
    have their radii to a hundredth of a millimetre."""
    path = bend_path([(0, y, z) for y, z in line], max(BEND_RADIUS, 0.0002) + THICKNESS / 2,
                     error=0.00001)
    return sweep("Bracket", rectangle((0, 0), WIDTH, THICKNESS), path, plastic, part)


def rib_places():
    """Where ribs stand: in the middle, or at both sides."""
    side = (WIDTH - THICKNESS) / 2
    return {0: [], 1: [0], 2: [-side, side], 3: [-side, 0, side]}[RIB_COUNT]


def rib(x, corner, plastic):
    """A triangle in the corner (y, z) between the legs, a little into both."""
    y, z = corner
    into, along, up = 0.4 * THICKNESS, 0.55 * (DEPTH - THICKNESS), 0.55 * (HEIGHT - THICKNESS)
    outline = [(y + into, z - into), (y + into, z + up), (y, z + up), (y - along, z),
               (y - along, z - into)]
    return sharp_extrude("Rib", outline, THICKNESS, (x, 0, 0), plastic, "", axis="X")


def drilled(body, places):
    """The body with HOLE_COUNT holes shared out over places, each a point on a face, its normal."""
    most = math.ceil(HOLE_COUNT / len(places))
    room = 0.7 * WIDTH / max(most, 1)
    bore = min(HOLE_DIAMETER, room, 0.4 * min(DEPTH, HEIGHT))
    sink = min(SINK_DIAMETER, room, bore + 2 * THICKNESS - 0.001)
    cutters = []
    for index, (point, normal) in enumerate(places):
        count = HOLE_COUNT // len(places) + (index < HOLE_COUNT % len(places))
        across = Vector((0, 1, 0)) if normal[0] else Vector((1, 0, 0))
        for i in range(count):
            middle = Vector(point) + across * (room / 0.7) * (i - (count - 1) / 2)
            cutters.append(screw_hole(middle, Vector(normal), bore, sink))
    return boolean(body, cutters) if cutters else body


def screw_hole(point, normal, bore, sink):
    """What a screw needs that comes in at a point of a face: a hole, and a cone of 90 degrees."""
    hole, head, above = bore / 2, sink / 2, 0.001
    profile = [(0, -THICKNESS - above), (hole, -THICKNESS - above)]
    profile += ([(hole, hole - head), (head + above, above)] if head > hole else [(hole, above)])
    cutter = lathe("Screw", [*profile, (0, above)], (0, 0, 0), None, "", steps=sides_for(hole))
    turn = normal.to_track_quat("Z", "Y").to_matrix().to_4x4()
    transform([cutter], Matrix.Translation(point) @ turn)
    return cutter
