# A screwdriver that stands on its butt, tip up.
import math


def length():
    """The whole length: at least 5 cm of shaft."""
    return max(LENGTH, GRIP_LENGTH + 0.05)


def fluted_grip(handle):
    """A grip with rounded flutes, slim where the fingers are."""
    radius, low, tall = GRIP_DIAMETER / 2, 0.006, GRIP_LENGTH - 0.006
    shape = [(0, 0.72), (0.02, 0.86), (0.1, 0.98), (0.3, 1.0), (0.5, 0.95), (0.66, 0.78),
             (0.76, 0.66), (0.86, 0.72), (0.95, 0.74), (0.99, 0.64), (1, 0.5)]
    sections = []
    for share, far in catmull(shape, 4):
        # The flutes run out at both ends.
        deep = 0.16 * min(1, max(0, (share - 0.04) / 0.12), max(0, (0.84 - share) / 0.14))
        turns = [math.tau * i / 96 for i in range(96)]
        rings = [radius * far * (1 - deep * max(0, math.cos(FLUTE_COUNT * t)) ** 1.5)
                 for t in turns]
        sections.append([(r * math.cos(t), r * math.sin(t), low + tall * share)
                         for r, t in zip(rings, turns)])
    return [loft("Grip", sections, handle, "grip", smooth=60)]


def butt(cap):
    """A rounded end of another colour."""
    far = 0.4 * GRIP_DIAMETER
    profile = [(0, 0), (0.6 * far, 0), (0.86 * far, 0.0012), (far, 0.0045), (far, 0.0065),
               (0.8 * far, 0.008), (0, 0.008)]
    return [lathe("Butt", profile, (0, 0, 0), cap, "butt")]


def shaft(steel):
    """A round shaft from inside the grip to the tip."""
    low, high = GRIP_LENGTH - 0.01, length() - 2.2 * SHAFT_DIAMETER
    return [cylinder("Shaft", SHAFT_DIAMETER / 2, high - low, (0, 0, (low + high) / 2), steel,
                     "shaft", bevel=0.0002)]


def flat_tip(steel):
    """From round to flat: wider in the middle, straight at the end."""
    tall, thick = 2.25 * SHAFT_DIAMETER, 0.16 * SHAFT_DIAMETER
    low = length() - tall
    radius, half = SHAFT_DIAMETER / 2, TIP_WIDTH / 2
    profiles = [(circle(radius, 32), low)]
    profiles += [(rounded_rectangle(2 * wide, 2 * deep, 0.4 * deep, 7), low + share * tall)
                 for share, wide, deep in ((0.35, max(radius, 0.9 * half), 0.6 * radius),
                                           (0.7, half, 0.7 * thick + 0.1 * radius),
                                           (1.0, half, 0.5 * thick))]
    return [loft_profiles("Tip", profiles, steel, "flat_tip")]


def cross_tip(steel):
    """Four wings that run together in a blunt point."""
    low, tall = length() - 2.25 * SHAFT_DIAMETER, 2.25 * SHAFT_DIAMETER
    radius = SHAFT_DIAMETER / 2
    sections = []
    for share, far, web in ((0, 1, 1), (0.25, 1, 0.98), (0.4, 0.96, 0.6), (0.8, 0.6, 0.36),
                            (1.0, 0.3, 0.2)):
        turns = [math.tau * i / 64 for i in range(64)]
        rings = [radius * (web + (far - web) * max(0, math.cos(4 * t)) ** 1.2) for t in turns]
        sections.append([(r * math.cos(t), r * math.sin(t), low + tall * share)
                         for r, t in zip(rings, turns)])
    return [loft("Tip", sections, steel, "cross_tip", smooth=40)]


def collar(steel):
    """A hexagon between grip and shaft, for a wrench."""
    return [sharp_extrude("Collar", hexagon(1.5 * SHAFT_DIAMETER), 0.01,
                          (0, 0, GRIP_LENGTH + 0.004), steel, "collar")]
