# A computer mouse: a shell that is drawn by one function, from the palm (+Y) to the cable (-Y).
import math
from mathutils import Vector


def shell_point(t, turn, out=0.0):
    """A point of the shell: `t` from the palm 0 to the front 1, `turn` from right 0 to left 180
    degrees over the back, `out` metres off it."""
    end = max(0.0, 1 - abs(2 * t - 1) ** 3) ** 0.42
    half = WIDTH / 2 * end * (1 - WAIST * math.sin(math.pi * t) ** 2)
    high = HEIGHT * end * (0.62 + 0.38 * math.sin(math.pi * min(1.0, 0.08 + 0.95 * t)) - 0.16 * t)
    a = math.radians(turn)
    x, z = math.copysign(abs(math.cos(a)) ** 0.7, math.cos(a)), math.sin(a) ** 0.7
    return Vector((-(half + out) * x, (0.5 - t) * LENGTH, 0.0015 + (high + out) * z))


def wheel_place():
    """The middle of the wheel; a fifth of it looks out of the shell."""
    return Vector((0, -0.27 * LENGTH, shell_point(0.77, 90).z - 0.3 * WHEEL_DIAMETER))


def wheel_joint():
    """The wheel turns freely about its axle."""
    return [hinge("Wheel", "body", "wheel", at=wheel_place(), axis="x")]


def body(shell):
    """The shell with its flat sole, and two pads that it glides on."""
    sections = []
    for k in range(41):
        t = 0.5 - 0.4999 * math.cos(math.pi * k / 40)
        sections.append([shell_point(t, 180 * i / 36) for i in range(37)])
    made = [loft("Shell", sections, shell, "body", smooth=50)]
    for y in (0.33, -0.36):
        made.append(slab("Pad", (0.4 * WIDTH, 0.07 * LENGTH, 0.002), 0.003, (0, y * LENGTH, 0.001),
                         shell, "body", bevel=0.0003))
    return [join_meshes("Case", made)]


def plate(name, first, last, right, left, material, part):
    """A plate that hugs the shell between two shares of its length and two turns."""
    rows = [[shell_point(first + (last - first) * k / 20, right + (left - right) * i / 16, 0.0004)
             for i in range(17)] for k in range(21)]
    return surface(name, rows, material, part, thickness=0.0014, smooth=40)


def buttons(keys):
    """The left and the right button, with a slot for the wheel between them."""
    return [plate("Left button", 0.56, 0.985, 96, 150, keys, "buttons"),
            plate("Right button", 0.56, 0.985, 84, 30, keys, "buttons")]


def wheel(tyre, keys):
    """A ribbed wheel on its axle."""
    r = WHEEL_DIAMETER / 2
    ring = [(0, -0.0035), (0.9 * r, -0.0035), (r, -0.0025), (r, 0.0025), (0.9 * r, 0.0035),
            (0, 0.0035)]
    made = [lathe("Tyre", ring, (0, 0, 0), tyre, "wheel", steps=48)]
    for k in range(24):
        a = 2 * math.pi * k / 24
        made.append(box("Rib", (0.0008, 0.0009, 0.0045), (r * math.cos(a), r * math.sin(a), 0),
                        keys, "wheel", bevel=0.0002, segments=1, rotation=(0, 0, a)))
    turned = join_meshes("Wheel", made)
    turned.location, turned.rotation_euler = wheel_place(), (0, math.pi / 2, 0)
    return [turned]


def cable(tyre):
    """A cable out of the front that lies down in a bow, with a sleeve against kinks."""
    start, end, r = -0.45 * LENGTH, -LENGTH / 2 - CABLE_LENGTH, 0.0018
    line = [(0, start, 0.008), (0, -LENGTH / 2 - 0.012, 0.0065),
            (0.012, -LENGTH / 2 - 0.35 * CABLE_LENGTH, r),
            (-0.01, -LENGTH / 2 - 0.7 * CABLE_LENGTH, r), (0, end, r)]
    cord = tube("Cord", line, r, tyre, "cable")
    sleeve = tube("Sleeve", [(0, start, 0.008), (0, -LENGTH / 2 - 0.008, 0.007)], [0.0034, 0.0024],
                  tyre, "cable", smooth_path=1)
    return [join_meshes("Cable", [cord, sleeve])]


def side_buttons(keys):
    """Two buttons for the thumb on the left."""
    return [plate(f"Side button {i + 1}", first, first + 0.14, 150, 163, keys, "side_buttons")
            for i, first in enumerate((0.34, 0.49))]


def glow(light):
    """A bright patch on the palm."""
    return [plate("Light", 0.16, 0.28, 76, 104, light, "glow")]
