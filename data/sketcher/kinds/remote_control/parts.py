# A remote control that lies on its back, its keys up and its far end at +Y.


def pad_radius():
    """Of the ring, which all keys keep away from."""
    return 0.31 * WIDTH


def remote_case(shell, signal):
    """A slab with soft edges on the battery lid, and the lamp at its far end."""
    tall = THICKNESS - 0.0012
    case = slab("Case", (WIDTH, LENGTH, tall), 0.3 * WIDTH, (0, 0, 0.0012 + tall / 2), shell,
                "body", 0.22 * tall, segments=5)
    lamp = slab("Lamp", (0.3 * WIDTH, 0.004, 0.35 * tall), 0.15 * tall,
                (0, LENGTH / 2 - 0.001, 0.0012 + tall / 2), signal, "body", 0.0005, "Y")
    return [join_meshes("Case", [case, lamp])]


def power_key(signal):
    """A round key at the far end."""
    radius = 0.1 * WIDTH
    return [cylinder("Power key", radius, KEY_HEIGHT + 0.001,
                     (0, LENGTH / 2 - 0.008 - radius, THICKNESS + KEY_HEIGHT / 2 - 0.0005), signal,
                     "power", bevel=0.3 * KEY_HEIGHT)]


def ring_pad(ring_look, rubber_key):
    """A ring with an arrow on each side, and a key in its middle."""
    r, y = pad_radius(), LENGTH / 2 - 0.013 - 0.2 * WIDTH - pad_radius()
    low, top = THICKNESS - 0.001, THICKNESS + KEY_HEIGHT
    line = [(0.46 * r, low), (r, low), (r, top - 0.3 * KEY_HEIGHT), (0.94 * r, top),
            (0.52 * r, top), (0.46 * r, top - 0.3 * KEY_HEIGHT)]
    made = [lathe("Ring", line + line[:1], (0, y, 0), ring_look, "pad", steps=64),
            cylinder("Choose", 0.38 * r, top - low, (0, y, (low + top) / 2), rubber_key, "pad",
                     bevel=0.3 * KEY_HEIGHT)]
    for x, v in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        made.append(cylinder("Mark", 0.05 * r, 0.0003, (0.73 * r * x, y + 0.73 * r * v, top),
                             rubber_key, "pad", bevel=0, sides=16))
    return [join_meshes("Ring", made)]


def number_keys(rubber_key):
    """Rows of three keys below the ring, down to the near end where there are many."""
    high, made = LENGTH / 2 - 0.018 - 0.82 * WIDTH, []
    step = min((high + LENGTH / 2 - 0.008) / KEY_ROWS, 0.28 * WIDTH)
    size = (0.2 * WIDTH, 0.62 * step, KEY_HEIGHT + 0.001)
    for k in range(3 * KEY_ROWS):
        place = (0.29 * WIDTH * (k % 3 - 1), high - (k // 3 + 0.5) * step,
                 THICKNESS + KEY_HEIGHT / 2 - 0.0005)
        made.append(slab(f"Key {k + 1}", size, 0.4 * size[1], place, rubber_key, "keys",
                         0.25 * KEY_HEIGHT))
    return made


def battery_cover(shell):
    """The lid under the near half, on which the case lies."""
    long = 0.4 * LENGTH
    return [slab("Battery lid", (0.68 * WIDTH, long, 0.003), 0.08 * WIDTH,
                 (0, -0.22 * LENGTH, 0.0015), shell, "battery_lid", 0.0006)]
