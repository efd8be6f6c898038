# A monitor or a television: a flat case with a screen, on a stand that lets it tilt or on two legs.
import math


def middle():
    """The height of the middle of the screen."""
    return LIFT + HEIGHT / 2


def tilt_joint():
    """The case tilts on the head of its stand."""
    return [hinge("Tilt", "stand", "case", at=(0, THICKNESS / 2 + 0.035, middle()), axis="x",
                  carries=["screen", "sockets", "speakers"], limits=(-12, 5))]


def case(shell, light):
    """The flat case, thicker in the middle of its back, with vents, a boss and a small light."""
    back, z = THICKNESS / 2, middle()
    made = [slab("Front", (WIDTH, THICKNESS, HEIGHT), 0.008, (0, 0, z), shell, "case", bevel=0.003,
                 axis="Y"),
            slab("Hump", (0.62 * WIDTH, 0.024, 0.66 * HEIGHT), 0.03, (0, back + 0.0035, z), shell,
                 "case", bevel=0.01, axis="Y"),
            cylinder("Boss", 0.032, 0.012, (0, back + 0.02, z), shell, "case",
                     rotation=(math.pi / 2, 0, 0)),
            box("Light", (0.012, 0.002, 0.0016), (0, -back - 0.0004, LIFT + 0.8 * BORDER), light,
                "case", bevel=0.0004)]
    for k in range(9):
        made.append(box("Vent", (0.3 * WIDTH, 0.002, 0.0022),
                        (0, back + 0.0155, z + (0.14 + 0.018 * k) * HEIGHT), shell, "case",
                        bevel=0.0005))
    return [join_meshes("Case", made)]


def screen_pane(display):
    """The display in its frame, which is wider below."""
    low, high = LIFT + 1.6 * BORDER, LIFT + HEIGHT - BORDER
    return [box("Screen", (WIDTH - 2 * BORDER, 0.0016, high - low),
                (0, -THICKNESS / 2, (low + high) / 2), display, "screen", bevel=0.0004)]


def stand(metal):
    """A flat foot, a neck that leans to the back of the case, and the head that it tilts on."""
    back, z = THICKNESS / 2 + 0.047, middle()
    foot = slab("Foot", (FOOT_WIDTH, FOOT_DEPTH, 0.008), 0.02, (0, 0.03 - 0.05 * FOOT_DEPTH, 0.004),
                metal, "stand", bevel=0.003)
    y = back + 0.008
    neck = slab("Neck", (0.055, 0.016, z + 0.03), 0.01, (0, y, 0.006 + (z + 0.03) / 2), metal,
                "stand", bevel=0.003, axis="Y")
    head = cylinder("Head", 0.022, 0.018, (0, back - 0.006, z), metal, "stand",
                    rotation=(math.pi / 2, 0, 0))
    return [join_meshes("Stand", [foot, neck, head])]


def legs(metal):
    """Two legs that spread to the front and to the back, near the ends of the case."""
    made = []
    for side, name in ((-1, "Left leg"), (1, "Right leg")):
        x, half = side * 0.38 * WIDTH, FOOT_DEPTH / 2
        line = [(x, -half, 0.006), (x, -0.012, LIFT), (x, 0.012, LIFT), (x, half, 0.006)]
        bar = ribbon("Bar", line, 0.022, 0.012, metal, "legs", smooth_path=1, bevel=0.002)
        peg = box("Peg", (0.02, min(0.02, 0.6 * THICKNESS), 0.03), (x, 0, LIFT), metal, "legs")
        feet = [box("Foot", (0.022, 0.03, 0.012), (x, y * (half - 0.015), 0.006), metal, "legs",
                    bevel=0.003) for y in (-1, 1)]
        made.append(join_meshes(name, [bar, peg, *feet]))
    return made


def speakers(shell):
    """A bar of loudspeakers under the screen, with slots."""
    size = (0.6 * WIDTH, THICKNESS + 0.022, 0.033)
    y = -0.005
    made = [slab("Bar", size, 0.01, (0, y, LIFT - 0.0165), shell, "speakers", bevel=0.003,
                 axis="X")]
    for k in range(4):
        made.append(box("Slot", (0.54 * WIDTH, 0.002, 0.0025),
                        (0, y - size[1] / 2, LIFT - 0.008 - 0.006 * k), shell, "speakers",
                        bevel=0.0005))
    return [join_meshes("Speaker", made)]


def sockets(metal):
    """A row of sockets on the back."""
    places = [(-0.13, 0.016), (-0.07, 0.016), (0.0, 0.022), (0.07, 0.012), (0.13, 0.012)]
    return [join_meshes("Sockets", [
        box("Socket", (wide, 0.006, 0.008), (x * WIDTH, THICKNESS / 2 + 0.0165,
                                             LIFT + 0.18 * HEIGHT + 0.004), metal, "sockets",
            bevel=0.001) for x, wide in places])]
