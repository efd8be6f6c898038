# A hinge that is printed in place: flat on the bed, the pin grown to the knuckles of one leaf and
# free by CLEARANCE in those of the other.
import math

def hinge_leaves(plastic):
    """Two leaves along Y; the right one holds the pin."""
    barrel = pin_height()
    right, left, pin = butt_hinge("Hinge", LENGTH, WIDTH / 2, THICKNESS, (0, 0, barrel), plastic,
                                  "leaves", PIN_DIAMETER, KNUCKLE_COUNT, CLEARANCE)
    slot = LENGTH / KNUCKLE_COUNT
    fills = [cylinder("Fill", PIN_DIAMETER / 2 + CLEARANCE + THICKNESS / 2,
                      slot - CLEARANCE - 0.0006, (0, (k + 0.5) * slot - LENGTH / 2, barrel),
                      plastic, "", bevel=0, rotation=(math.pi / 2, 0, 0))
             for k in range(0, KNUCKLE_COUNT, 2)]
    boolean(right, [pin, *fills], "UNION")
    right.name, left.name = "Right leaf", "Left leaf"
    for leaf, side, count in ((right, 1, (HOLE_COUNT + 1) // 2), (left, -1, HOLE_COUNT // 2)):
        if count:
            boolean(leaf, [screw_hole(x * side, y) for x, y in hole_places(count)])
    return [left, right]


def leaf_joints():
    """The left leaf swings up about the pin until it lies on the other."""
    return [hinge("Hinge", "Right leaf", "Left leaf", (0, 0, pin_height()), "y", limits=(0, 175))]


def pin_height():
    """The height of the pin's middle, which is the radius of the knuckles."""
    return PIN_DIAMETER / 2 + CLEARANCE + THICKNESS


def hole_places(count):
    """Where the holes of a leaf are, in two rows by turns."""
    near, far = pin_height() + 0.0005, WIDTH / 2
    middle, off = (near + far) / 2, 0.12 * (far - near) if count > 2 else 0
    return [(middle + (off if i % 2 else -off), LENGTH * ((i + 0.5) / count - 0.5))
            for i in range(count)]


def screw_hole(x, y):
    """What a screw needs: a hole, and a cone of 90 degrees where it is to lie flush."""
    room = min(0.5 * (WIDTH / 2 - pin_height()), 1.4 * LENGTH / max(HOLE_COUNT, 1))
    hole = min(HOLE_DIAMETER, room) / 2
    head, above = min(SINK_DIAMETER / 2, room / 2, hole + THICKNESS - 0.0006), 0.001
    profile = [(0, -above), (hole, -above)]
    if head > hole:
        profile += [(hole, THICKNESS + hole - head), (head + above, THICKNESS + above)]
    else:
        profile += [(hole, THICKNESS + above)]
    return lathe("Screw", [*profile, (0, THICKNESS + above)], (x, y, 0), None, "",
                 steps=sides_for(hole))
