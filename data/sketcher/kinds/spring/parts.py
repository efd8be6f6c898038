# A coil spring: one wire, its first and last turn close together and ground flat.
import math


def coil(steel):
    """The wire along a helix that is flat at both ends, cut level there."""
    wire = min(WIRE, 0.3 * DIAMETER, 0.8 * HEIGHT / (TURNS + 1))
    radius, steps = (DIAMETER - wire) / 2, 32
    rise = HEIGHT - wire
    count = steps * TURNS
    path = []
    for i in range(count + 1):
        turn = 2 * math.pi * i / steps
        path.append((radius * math.cos(turn), radius * math.sin(turn),
                     wire / 2 + rise * climb(i / count)))
    return [tube("Spring", path, wire / 2, steel, "coil", sides=12, smooth_path=1)]


def climb(share):
    """How far the wire has risen: hardly at all in the first and the last turn."""
    flat = 1 / TURNS
    steep = 1 / (1 - 2 * flat + 2 * flat * 0.1)
    if share < flat:
        return 0.1 * steep * share
    if share > 1 - flat:
        return 1 - 0.1 * steep * (1 - share)
    return 0.1 * steep * flat + steep * (share - flat)
