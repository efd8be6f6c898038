# A coil spring: one wire, its first and last turn close to the next one.
import math


def coil(steel):
    """The wire along a helix that is nearly flat at both ends."""
    wire = min(WIRE, 0.3 * DIAMETER, 0.8 * HEIGHT / (TURNS + 1))
    radius, steps = (DIAMETER - wire) / 2, 32
    path = []
    for i in range(steps * TURNS + 1):
        turn = i / steps
        path.append((radius * math.cos(2 * math.pi * turn), radius * math.sin(2 * math.pi * turn),
                     wire / 2 + climb(turn, 1.08 * wire, HEIGHT - wire)))
    return [tube("Spring", path, wire / 2, steel, "coil", sides=12, smooth_path=1)]


def climb(turn, least, rise):
    """How far the wire has risen: the first and the last turn rise by the least, so that the wire
    does not run into itself, and the others share the rest."""
    if turn < 1:
        return least * turn
    if turn > TURNS - 1:
        return rise - least * (TURNS - turn)
    return least + (rise - 2 * least) * (turn - 1) / (TURNS - 2)
