# A faucet that looks to -Y: its spout swings in the middle of a base, handles turn at both ends.


def spout_joint():
    """The spout swings to both sides."""
    return [hinge("Spout", "base", "spout", at=(0, 0, 0.022), axis="z", limits=(-60, 60),
                  carries=["drop"])]


def handle_places():
    """The names of the handles, and where they stand on the base."""
    return [("Hot handle", (-SPREAD / 2, 0, 0.022)), ("Cold handle", (SPREAD / 2, 0, 0.022))]


def handle_joints():
    """Each handle turns."""
    return [hinge(name, "base", name, at=place, axis="z", limits=(-180, 180))
            for name, place in handle_places()]


def lever_joint():
    """The lever turns about its foot."""
    return [hinge("Lever", "base", "lever", at=handle_places()[1][1], axis="z", limits=(-50, 50))]


def base(chrome):
    """A bridge with round ends, stepped."""
    low = slab("Low", (SPREAD + 0.066, 0.066, 0.012), 0.033, (0, 0, 0.006), chrome, "base", 0.003)
    high = slab("High", (SPREAD + 0.052, 0.052, 0.012), 0.026, (0, 0, 0.016), chrome, "base", 0.004)
    return [join_meshes("Base", [low, high])]


def spout(chrome):
    """The bent pipe on its foot."""
    return [water_tap("Spout", (0, 0, 0.022), HEIGHT - 0.022 - THICKNESS / 2, REACH, THICKNESS,
                      chrome,
                      "spout")]


def handles(chrome, signs):
    """A cross handle at each end; their caps show which is hot."""
    made = []
    for i, (name, (x, y, z)) in enumerate(handle_places()):
        cross = cross_handle("Cross", (x, y, z), HANDLE_SIZE, chrome, "handles")
        cap = sphere("Cap", 0.13 * HANDLE_SIZE, (x, y, z + 0.93 * HANDLE_SIZE), pick(signs, i),
                     "handles", scale=(1, 1, 0.5), segments=24, rings=12)
        made.append(join_meshes(name, [cross, cap]))
    return made


def lever(chrome):
    """One lever on a round foot, in place of the handles."""
    x, y, z = handle_places()[1][1]
    line = [(0, 0), (0.021, 0), (0.021, 0.03), (0.018, 0.042), (0.008, 0.05), (0, 0.051)]
    foot = lathe("Foot", round_corners(line, 0.003), (x, y, z), chrome, "lever")
    arm = tube("Arm", [(x, y, z + 0.04), (x, y - 0.03, z + 0.056), (x, y - 0.085, z + 0.072)],
               [0.008, 0.0065, 0.005], chrome, "lever")
    return [join_meshes("Lever", [foot, arm])]


def drop(drop_water):
    """A drop that hangs from the spout."""
    high = HEIGHT - 0.022 - THICKNESS / 2
    z = 0.022 + high - min(0.45 * REACH, 0.4 * high) - 0.0185
    line = [(0, -0.022), (0.004, -0.02), (0.0055, -0.0155), (0.0045, -0.01), (0.0022, -0.004),
            (0.0016, 0.001), (0, 0.001)]
    return [lathe("Drop", round_corners(line, 0.002), (0, -REACH, z), drop_water, "drop",
                  smooth=180)]
