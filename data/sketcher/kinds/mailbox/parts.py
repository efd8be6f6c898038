# A mailbox that faces -Y: a post with an arm, an arched box of sheet metal, a door at its front
# that hangs on its lower edge, and a flag on its right side.
import math
from mathutils import Matrix


def floor_height():
    """The underside of the box."""
    return HEIGHT - BOX_HEIGHT


def arch(inset):
    """The outline (x, z) of the box from its floor, `inset` inside of the sheet."""
    shape = arched_opening(BOX_WIDTH - 2 * inset, BOX_HEIGHT - 2 * inset, steps=20)
    return [(x, floor_height() + inset + z) for x, z in shape]


def post_with_arm(timber):
    """A square post with a pointed top, an arm under the box, and a brace."""
    low, t = floor_height(), POST_THICKNESS
    y, arm = 0.22 * BOX_LENGTH, 0.05
    pieces = [post("Upright", [(0, y, 0, t, t), (0, y, (low - arm) / 2, t, t),
                               (0, y, low - arm, t, t)], timber, "post", corner=0.06,
                   chamfer=0.006), box("Arm", (min(t, 0.8 * BOX_WIDTH), 0.72 * BOX_LENGTH, arm),
                                       (0, 0.02 * BOX_LENGTH, low - arm / 2), timber, "post",
                                       bevel=0.006), ribbon("Brace", [(0, y, low - 0.36),
                                                                      (0, -0.24 * BOX_LENGTH,
                                                                       low - arm + 0.004)], 0.6 * t,
                                                            0.045, timber, "post", up=(1, 0, 0))]
    return [join_meshes("Post", pieces)]


def shell(tin):
    """The arched box, hollow and open at its front, with a bead round its mouth."""
    depth, wall = BOX_LENGTH - 0.006, 0.004
    body = extrude("Shell", arch(0), depth, (0, 0.003, 0), tin, "shell", bevel=0.001, axis="Y",
                   holes=[arch(wall)])
    back = extrude("Back", arch(0), 0.006, (0, BOX_LENGTH / 2 - 0.003, 0), tin, "shell",
                   bevel=0.002, axis="Y")
    beads = [tube("Bead", [(x, y, z) for x, z in arch(-0.001)], 0.005, tin, "shell", closed=True,
                  smooth_path=1) for y in (-0.46 * BOX_LENGTH, 0.47 * BOX_LENGTH)]
    return [join_meshes("Box", [body, back, *beads])]


def pin():
    """The pin that the door turns about, at its lower edge."""
    return 0.0, -BOX_LENGTH / 2 - 0.006, floor_height() + 0.004


def door(tin, steel):
    """The arched door with a raised rim and a knob, turned open by DOOR_ANGLE."""
    y = -BOX_LENGTH / 2 - 0.006
    pieces = [extrude("Panel", arch(0.001), 0.006, (0, y, 0), tin, "door", bevel=0.002, axis="Y"),
              extrude("Relief", arch(0.022), 0.006, (0, y - 0.005, 0), tin, "door", bevel=0.002,
                      axis="Y")]
    knob = [(0, 0), (0.008, 0), (0.006, 0.012), (0.014, 0.02), (0.013, 0.028), (0, 0.031)]
    pull = lathe("Knob", knob, (0, y - 0.006, HEIGHT - 0.3 * BOX_HEIGHT), steel, "door", steps=28)
    pull.rotation_euler = (math.pi / 2, 0, 0)
    made = join_meshes("Door", [*pieces, pull])
    at = Matrix.Translation(pin())
    transform([made], at @ Matrix.Rotation(math.radians(DOOR_ANGLE), 4, "X") @ at.inverted())
    return [made]


def door_joints():
    """The door falls forward about its pin."""
    return [hinge("Door opens", "shell", "Door", at=pin(), axis="x",
                  limits=(-DOOR_ANGLE, 100 - DOOR_ANGLE))]


def flag_pivot():
    """Where the flag is riveted to the right side."""
    return -BOX_WIDTH / 2 - 0.009, -0.22 * BOX_LENGTH, floor_height() + 0.5 * BOX_HEIGHT


def flag(signal, steel):
    """A flag that stands up on its rivet."""
    x, y, z = flag_pivot()
    high = HEIGHT + 0.1 - z
    line = [(y - 0.012, z - 0.02), (y + 0.012, z - 0.02), (y + 0.012, z + high - 0.075),
            (y + 0.085, z + high - 0.075), (y + 0.085, z + high), (y - 0.012, z + high)]
    cloth = extrude("Cloth", line, 0.005, (x - 0.002, 0, 0), signal, "flag", bevel=0.0015, axis="X")
    rivet = cylinder("Rivet", 0.009, 0.016, (x, y, z), steel, "flag", rotation=(0, math.pi / 2, 0))
    return [join_meshes("Flag", [cloth, rivet])]


def flag_joints():
    """The flag falls backward about its rivet when the post has been fetched."""
    return [hinge("Flag turns", "shell", "Flag", at=flag_pivot(), axis="-x", limits=(0, 90))]


def letters(letter, signal):
    """Three letters on the floor of the box, the top one with a seal."""
    made = []
    for i, (turn, shift) in enumerate(((0.06, 0.0), (-0.05, 0.02), (0.03, 0.008))):
        wide = min(0.11, 0.6 * BOX_WIDTH)
        z = floor_height() + 0.006 + 0.006 * i
        sheet = box("Sheet", (wide, 0.2, 0.006), (0, 0, 0), letter, "letters", bevel=0.001)
        pieces = [sheet, box("Seal", (0.022, 0.026, 0.003), (0.3 * wide, -0.07, 0.003), signal,
                             "letters", bevel=0.0005)]
        whole = join_meshes(f"Letter {i + 1}", pieces)
        whole.rotation_euler = (0, 0, turn)
        whole.location = (0, -BOX_LENGTH / 2 + 0.13 + shift, z + 0.001)
        made.append(whole)
    return made
