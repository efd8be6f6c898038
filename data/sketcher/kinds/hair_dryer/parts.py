# A hair dryer that stands on its handle and blows to -Y.
import math


def axis_height():
    """The height of the barrel's axis."""
    return HANDLE_LENGTH + DIAMETER / 2


def lie_forward(obj):
    """Turn what was made along Z so that it looks to -Y, on the barrel's axis."""
    obj.location, obj.rotation_euler = (0, 0, axis_height()), (math.pi / 2, 0, 0)
    return obj


def nozzle_joint():
    """The nozzle turns about the barrel."""
    return [hinge("Nozzle", "barrel", "nozzle", at=(0, -0.62 * LENGTH, axis_height()), axis="y")]


def barrel(shell, dark, metal):
    """A barrel, widest behind, with a ring in front and a dark grille at its back."""
    r, front, back = DIAMETER / 2, 0.62 * LENGTH, -0.38 * LENGTH
    line = [(0.62 * r, front - 0.004), (0.72 * r, front - 0.001), (0.74 * r, front - 0.006),
            (0.84 * r, 0.3 * LENGTH), (r, -0.1 * LENGTH), (0.99 * r, -0.24 * LENGTH),
            (0.86 * r, back + 0.006), (0.8 * r, back), (0.7 * r, back + 0.002), (0.6 * r,
                                                                                 back + 0.03)]
    skin = lathe("Skin", [(0, front - 0.02), (0.6 * r, front - 0.02), *round_corners(line, 0.004),
                          (0, back + 0.03)], (0, 0, 0), shell, "barrel", steps=72)
    ring = torus("Ring", 0.785 * r, 0.05 * r, (0, 0, 0.45 * LENGTH), metal, "barrel")
    made = [skin, ring, cylinder("Back", 0.7 * r, 0.02, (0, 0, back + 0.014), dark, "barrel")]
    for k in range(4):
        made.append(torus("Grille", (0.14 + 0.16 * k) * r, 0.05 * r, (0, 0, back + 0.003), metal,
                          "barrel", sides=10))
    for k in range(6):
        turn = math.pi * k / 6
        made.append(box("Spoke", (1.36 * r, 0.05 * r, 0.003), (0, 0, back + 0.003), metal, "barrel",
                        bevel=0.001, rotation=(0, 0, turn)))
    return [lie_forward(join_meshes("Barrel", made))]


def handle(shell, metal, dark):
    """A handle that swells in the hand, with two switches and a loop to hang it by."""
    t, top, rings = HANDLE_THICKNESS, HANDLE_LENGTH + 0.02, []
    for share, wide, deep in ((0, 0.62, 0.66), (0.02, 0.74, 0.8), (0.1, 0.84, 0.96), (0.4, 0.86,
                                                                                      1.04),
                              (0.7, 0.96, 1.2), (0.9, 1.0, 1.4), (1, 1.0, 1.5)):
        rings.append([(x, y, share * top) for x, y in rounded_rectangle(wide * t, deep * t,
                                                                        0.42 * t, 8)])
    made = [loft("Grip", rings, shell, "handle", smooth=60)]
    for k in range(2):
        z = (0.52 + 0.2 * k) * HANDLE_LENGTH
        y = -(0.55 + 0.05 * k) * t
        made.append(slab("Frame", (0.016, 0.012, 0.024), 0.005, (0, y + 0.0035, z), dark, "handle",
                         0.001, "Y"))
        made.append(slab("Switch", (0.011, 0.006, 0.011), 0.003, (0, y - 0.004, z + 0.004), metal,
                         "handle", 0.001, "Y"))
    made.append(torus("Belt", 0.375 * t, 0.0035, (0, 0, 0.06 * HANDLE_LENGTH), metal, "handle"))
    return [join_meshes("Handle", made)]


def nozzle(dark):
    """A flat mouth that grows out of a round collar."""
    r, low, high = 0.76 * DIAMETER / 2, 0.62 * LENGTH - 0.008, 0.62 * LENGTH + NOZZLE_LENGTH
    outer, inner = [], []
    for share in (0, 0.18, 0.4, 0.7, 1):
        t = max(0.0, (share - 0.18) / 0.82) ** 0.8
        for rings, wall in ((outer, 0.0), (inner, 0.0022)):
            wide, deep = r + (NOZZLE_WIDTH / 2 - r) * t - wall, r + (0.011 - r) * t - wall
            power = 1 - 0.4 * t
            ring = []
            for k in range(64):
                a = 2 * math.pi * k / 64
                c, s = math.cos(a), math.sin(a)
                ring.append((wide * math.copysign(abs(c) ** power, c),
                             deep * math.copysign(abs(s) ** power, s), low + (high - low) * share))
            rings.append(ring)
    made = loft("Nozzle", outer + inner[::-1], dark, "nozzle", smooth=50, closed=True)
    return [lie_forward(join_meshes("Nozzle", [made]))]


def cable(dark):
    """A cable out of the handle's foot that lies in a bow behind it, with a plug."""
    r, y = 0.0032, CABLE_LENGTH
    line = [(0, 0.1 * HANDLE_THICKNESS, 0.006), (0, 0.8 * HANDLE_THICKNESS, 0.005),
            (0.02, 0.3 * y, r), (-0.03, 0.6 * y, r), (0.02, 0.85 * y, 0.007)]
    plug = tube("Plug", [(0.019, 0.84 * y, 0.007), (0.032, y, 0.007)], [0.0045, 0.007], dark,
                "cable",
                smooth_path=1)
    return [join_meshes("Cable", [tube("Cord", line, r, dark, "cable"), plug])]
