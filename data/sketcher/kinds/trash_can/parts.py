# A pedal bin: a round body on a base, a domed lid that turns on a hinge at the back, and a pedal in
# front that opens it.
import math
from mathutils import Matrix


def outside():
    """The outside of the body, above its base."""
    foot = FOOT_RATIO * DIAMETER / 2
    return [(foot + (DIAMETER / 2 - foot) * k / 8,
             0.02 + (HEIGHT - 0.02) * k / 8) for k in range(9)]


def body(shell, black):
    """The body, with a collar round its rim."""
    wall = lathe("Wall", hollow(outside(), WALL, 0.03), (0, 0, 0), shell, "body", steps=96)
    r = DIAMETER / 2
    collar = [(r - WALL - 0.001, HEIGHT - 0.001), (r - WALL - 0.001, HEIGHT - 0.018),
              (r - 0.001, HEIGHT - 0.018), (r + 0.002, HEIGHT - 0.016), (r + 0.003, HEIGHT - 0.012),
              (r + 0.003, HEIGHT - 0.001), (r + 0.002, HEIGHT)]
    ring = lathe("Collar", collar + collar[:1], (0, 0, 0), black, "body", steps=96)
    return [join_meshes("Body", [wall, ring])]


def base(black):
    """The base, with a slot for the pedal."""
    r = FOOT_RATIO * DIAMETER / 2 + 0.006
    profile = [(0, 0), (r - 0.004, 0), (r, 0.004), (r, 0.028), (r - 0.006, 0.035), (0, 0.035)]
    foot = lathe("Base", profile, (0, 0, 0), black, "base", steps=96)
    slot = box("Slot", (0.06, 0.08, 0.022), (0, -r, 0.022), None, "", bevel=0)
    return [boolean(foot, [slot])]


def pivot():
    """Where the lid turns: Y and Z."""
    return DIAMETER / 2 + 0.012, HEIGHT + 0.004


def lid_hinge(black):
    """A block at the back of the rim, with two lugs and the pin."""
    y, z = pivot()
    block = box("Block", (0.08, 0.012, 0.04), (0, DIAMETER / 2 + 0.004, HEIGHT - 0.028), black,
                "hinge",
                bevel=0.003)
    pieces = [block]
    for side in (-1, 1):
        pieces.append(cylinder("Lug", 0.008, 0.014, (0.033 * side, y, z), black, "hinge", sides=32,
                               bevel=0.001, rotation=(0, math.pi / 2, 0)))
        pieces.append(box("Web", (0.014, 0.014, 0.024), (0.033 * side, y - 0.003, z - 0.012), black,
                          "hinge", bevel=0.002))
    return [join_meshes("Hinge", pieces)]


def lid(cover):
    """A dome that lies on the rim, with an arm to the hinge; it is built at LID_ANGLE."""
    r, low = DIAMETER / 2 + 0.004, HEIGHT + 0.001
    dome = [(r * math.cos(t), low + 0.012 + (LID_HEIGHT - 0.013) * math.sin(t))
            for t in (math.pi / 2 * k / 14 for k in range(15))]
    top = [(r - 0.001, low), (r, low + 0.002)] + dome[:-1] + [(0.0, HEIGHT + LID_HEIGHT)]
    under = [(max(0.0, q - 0.003), z - 0.003) for q, z in reversed(dome[:-1])]
    profile = [(0.0, HEIGHT + LID_HEIGHT - 0.003)] + under + [(r - 0.003, low)] + top
    shell = lathe("Dome", profile, (0, 0, 0), cover, "lid", steps=96, smooth=40)
    y, z = pivot()
    arm = box("Arm", (0.046, 0.028, 0.01), (0, y - 0.01, z + 0.003), cover, "lid", bevel=0.003)
    eye = cylinder("Eye", 0.0075, 0.046, (0, y, z), cover, "lid", sides=32, bevel=0.001,
                   rotation=(0, math.pi / 2, 0))
    whole = join_meshes("Lid", [shell, arm, eye])
    place = Matrix.Translation((0, y, z))
    transform([whole], place @ Matrix.Rotation(math.radians(-LID_ANGLE), 4, "X") @ place.inverted())
    return [whole]


def lid_joints():
    """The lid turns at the back."""
    y, z = pivot()
    return [hinge("Lid", "hinge", "lid", (0, y, z), "-x", limits=(-LID_ANGLE, 85 - LID_ANGLE))]


def pedal(black, shell):
    """A tread on a bar that goes into the base."""
    y = -FOOT_RATIO * DIAMETER / 2
    tread = box("Tread", (0.09, 0.045, 0.012), (0, y - 0.0435, 0.024), black, "pedal", bevel=0.005,
                segments=4)
    bar = box("Bar", (0.03, 0.07, 0.005), (0, y - 0.015, 0.022), shell, "pedal", bevel=0.001)
    ribs = [box("Rib", (0.07, 0.003, 0.002), (0, y - 0.03 - 0.009 * k, 0.0305), shell, "pedal",
                bevel=0.0006) for k in range(4)]
    return [join_meshes("Pedal", [tread, bar, *ribs])]


def pedal_joints():
    """The pedal goes down a little, about an axis in the base."""
    y = -FOOT_RATIO * DIAMETER / 2
    return [hinge("Pedal", "base", "pedal", (0, y + 0.02, 0.022), "x", limits=(0, 7))]


def bag(film):
    """A bag whose edge is folded over the rim."""
    rows, line = [], outside()
    r = DIAMETER / 2
    path = [(0.7, 0.07), (0.985, 0.09), (0.985, 0.5 * HEIGHT), (0.985, HEIGHT - 0.03)]
    path = [(share * (radius_at(line, z) - WALL - 0.002), z) for share, z in path]
    path += [(r - WALL - 0.0025, HEIGHT - 0.004), (r - 0.001, HEIGHT + 0.0022), (r + 0.005,
                                                                                 HEIGHT - 0.004),
             (r + 0.0055, HEIGHT - 0.05), (r + 0.006, HEIGHT - 0.075)]
    for k, (far, z) in enumerate(path):
        row = []
        for i in range(144):
            turn = 2 * math.pi * i / 144
            fold = (0.0016 * math.sin(31 * turn) + 0.001 * math.sin(13 * turn)) * (k not in (4, 5))
            edge = 0.006 * math.sin(5 * turn) + 0.003 * math.sin(11 * turn)
            out = far + (fold if k < 4 else abs(fold))
            row.append((out * math.cos(turn), out * math.sin(turn),
                        z + (edge if k == len(path) - 1 else 0.0)))
        rows.append(row)
    return [surface("Bag", rows, film, "bag", thickness=0.0008, closed_u=True)]
