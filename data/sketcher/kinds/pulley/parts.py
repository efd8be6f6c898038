# A pulley or a wheel: one turned solid that is printed as it lies.
import math


def pulley(plastic):
    """The rim with its groove, the bore, and holes round the hub."""
    radius, bore, half = DIAMETER / 2, min(BORE, 0.5 * DIAMETER) / 2, THICKNESS / 2
    depth = min(GROOVE_DEPTH, 0.4 * (radius - bore))
    mouth = min(GROOVE_WIDTH, THICKNESS - 0.0016) / 2
    profile = [(bore, 0), (radius, 0)]
    if mouth > 0.0003:
        profile += [(radius, half - mouth), (radius - depth, half - 0.4 * mouth),
                    (radius - depth, half + 0.4 * mouth), (radius, half + mouth)]
    profile += [(radius, THICKNESS), (bore, THICKNESS), (bore, 0)]
    body = lathe("Pulley", profile, (0, 0, 0), plastic, "body", steps=sides_for(radius, least=64),
                 smooth=30)
    inner, outer = bore + 0.002, radius - 0.002 - (depth if mouth > 0.0003 else 0)
    if HOLE_COUNT < 3 or outer - inner < 0.003:
        return [body]
    middle = (inner + outer) / 2
    width = min(0.8 * (outer - inner), 1.4 * middle * math.sin(math.pi / HOLE_COUNT))
    turns = [2 * math.pi * i / HOLE_COUNT for i in range(HOLE_COUNT)]
    return [drill_holes(body, [(middle * math.cos(t), middle * math.sin(t), 0) for t in turns],
                        width)]
