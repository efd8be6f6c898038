# Plates with a name, each one solid of two colours. The door plate is printed as it lies, the desk
# sign as it stands.
import math
from mathutils import Matrix


def door_plate(plastic, ink):
    """A plate with round corners, a hole for a screw at each end, a rim and the words."""
    plate = sharp_extrude("Plate", plate_outline(0), THICKNESS, (0, 0, THICKNESS / 2), plastic,
                          "plate")
    boolean(plate, rim_of(THICKNESS, ink), "UNION")
    x = WIDTH / 2 - RIM - 0.0025 - HOLE_DIAMETER / 2
    room = (2 * x - HOLE_DIAMETER - 0.004, 0.62 * (DEPTH - 2 * RIM))
    put_words(plate, TEXT, room, RELIEF, (0, 0, THICKNESS), ink)
    return [drill_holes(plate, [(-x, 0, 0), (x, 0, 0)], HOLE_DIAMETER)]


def desk_wedge(plastic, ink):
    """A wedge whose sloping face looks to the front."""
    slope, top = math.radians(SLOPE), 0.25 * DEPTH
    run, tall = DEPTH * math.cos(slope), DEPTH * math.sin(slope)
    front = -(run + top) / 2
    outline = [(front, 0), (front + run + top, 0), (front + run + top, tall), (front + run, tall)]
    wedge = sharp_extrude("Sign", outline, WIDTH, (0, 0, 0), plastic, "wedge", axis="X")
    rim = rim_of(0, ink)
    middle = (0, front + run / 2, tall / 2)
    transform([rim], Matrix.Translation(middle) @ Matrix.Rotation(slope, 4, "X"))
    boolean(wedge, rim, "UNION")
    put_words(wedge, TEXT, (WIDTH - 2 * RIM - 0.012, 0.6 * (DEPTH - 2 * RIM)), RELIEF, middle, ink,
              normal=(0, -math.sin(slope), math.cos(slope)),
              up=(0, math.cos(slope), math.sin(slope)))
    return [wedge]


def plate_outline(inset):
    """The outline of the face, `inset` further in."""
    radius = max(CORNER_RADIUS - inset, 0.0005)
    return rounded_rectangle(WIDTH - 2 * inset, DEPTH - 2 * inset, radius,
                             max(4, sides_for(radius) // 4))


def rim_of(height, ink):
    """A rim that stands out of a face at a height, a little into it."""
    gap = 0.001
    return sharp_extrude("Rim", plate_outline(gap), RELIEF + 0.0003,
                         (0, 0, height + (RELIEF - 0.0003) / 2), ink, "",
                         holes=[plate_outline(gap + RIM)])
