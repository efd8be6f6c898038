# A coat hanger as it hangs: its shoulders from left to right, bent a little to the front.
import math


def arm_line(share):
    """(y, z) of the middle of an arm: 0 is the neck, 1 the end."""
    near = 1 - ARM_HEIGHT / WIDTH
    fall = (0.4 * share + 0.6 * share ** 2) / (0.4 * near + 0.6 * near ** 2)
    return -FORWARD * share ** 2, ARM_HEIGHT / 2 + DROP * (1 - fall)


def shaped_shoulders(timber):
    """One piece that widens from the neck to its round ends."""
    near = 1 - ARM_HEIGHT / WIDTH
    shares = [near * i / 22 for i in range(23)]
    shares += [near + (1 - near) * math.sin(math.radians(15 * i)) for i in range(1, 7)]
    sections = []
    for share in [-s for s in reversed(shares[1:])] + shares:
        y, z = arm_line(abs(share))
        depth = 0.014 + (SHOULDER_DEPTH - 0.014) * share ** 2
        past = max(0.0, abs(share) - near) / (1 - near)
        size = max(0.12, math.sqrt(max(0.0, 1 - past * past)))
        outline = rounded_rectangle(depth * size, ARM_HEIGHT * size, 0.42 * size
                                    * min(depth, ARM_HEIGHT), 4)
        sections.append([(share * WIDTH / 2, y + u, z + v) for u, v in outline])
    return [loft("Shoulders", sections, timber, "shoulders", smooth=60)]


def hook_points(low):
    """The line of the hook from its foot to its tip, like a question mark."""
    radius, neck = HOOK_DIAMETER / 2, DROP + ARM_HEIGHT
    turn = arc((0, neck + 0.028 + radius), radius, -50, 205, 20)
    return [(0, 0, low), (0, 0, neck + 0.004), (0.08 * radius, 0, neck + 0.016),
            *((x, 0, z) for x, z in turn)]


def swivel_hook(chrome):
    """A bent wire with a round tip, and the collar that it turns in."""
    line, wire = hook_points(DROP + 0.6 * ARM_HEIGHT), HOOK_THICKNESS / 2
    bent = tube("Hook", line, wire, chrome, "hook", smooth_path=3)
    tip = sphere("Tip", 1.25 * wire, line[-1], chrome, "hook", segments=20, rings=10)
    low = DROP + ARM_HEIGHT - 0.004
    collar = lathe("Collar", [(0, low), (0.006, low), (0.006, low + 0.0055),
                              (1.4 * wire, low + 0.008), (0, low + 0.008)], (0, 0, 0), chrome,
                   "hook", steps=32)
    return [join_meshes("Hook", [bent, tip, collar])]


def hook_joints():
    """The hook turns in the neck."""
    return [hinge("Hook", "shoulders", at=(0, 0, DROP + ARM_HEIGHT), axis="z")]


def bar_place():
    """(length, y, z, radius) of the bar between the ends of the shoulders."""
    share = 1 - 1.2 * ARM_HEIGHT / WIDTH
    y, z = arm_line(share)
    return share * WIDTH, y, z, min(BAR_DIAMETER / 2, 0.4 * ARM_HEIGHT, 0.4 * SHOULDER_DEPTH)


def trouser_bar(rod):
    """A round bar from end to end."""
    length, y, z, radius = bar_place()
    return [cylinder("Bar", radius, length, (0, y, z), rod, "bar", bevel=0.0005,
                     rotation=(0, math.pi / 2, 0))]


def trouser_clips(chrome):
    """Two clips on the bar, each a sleeve with two jaws and a lever."""
    _length, y, z, radius = bar_place()
    made = []
    for index, side in enumerate((-1, 1)):
        x = side * 0.27 * WIDTH
        pieces = [hollow_cylinder("Sleeve", radius + 0.0018, radius, 0.02, (x, y, z), chrome,
                                  "clips", "X")]
        for way in (-1, 1):
            pieces.append(box("Jaw", (0.026, 0.0016, 0.042), (x, y + way * 0.0045, z - 0.026),
                              chrome, "clips", 0.0006, rotation=(way * 0.14, 0, 0)))
        pieces.append(box("Middle", (0.02, 0.006, 0.012), (x, y, z - radius - 0.006), chrome,
                          "clips", 0.0006))
        made.append(join_meshes(f"Clip {index + 1}", pieces))
    return made


def clip_joints():
    """The clips slide along the bar."""
    reach = 0.2 * WIDTH
    limits = ((-0.8 * reach, 1.1 * reach), (-1.1 * reach, 0.8 * reach))
    return [slider(f"Clip {i + 1}", "bar", axis="x", limits=limits[i]) for i in (0, 1)]


def bent_wire(chrome):
    """One wire: a flat triangle with round ends, twisted at the neck, and the hook."""
    wire, radius = HOOK_THICKNESS / 2, 0.009
    x, z, top = WIDTH / 2 - radius - wire, radius + wire, DROP + ARM_HEIGHT
    far = math.hypot(x, top - z)
    last = math.degrees(math.atan2(top - z, -x) - math.acos(radius / far))
    right = arc((x, z), radius, -90, last, 12)
    line = [*right, (0.003, top), (-0.003, top), *((-u, v) for u, v in reversed(right))]
    frame = tube("Frame", [(u, 0, v) for u, v in line], wire, chrome, "wire", sides=12,
                 closed=True, smooth_path=1)
    hook = tube("Hook", hook_points(top - 0.001), wire, chrome, "wire", sides=12, smooth_path=3)
    coil = [(p.x, p.y, p.z + top - wire) for p in helix(1.7 * wire, 0.024, 5, 12)]
    twist = tube("Twist", coil, wire, chrome, "wire", sides=10, smooth_path=1)
    return [join_meshes("Wire", [frame, hook, twist])]
