# A pulley for a toothed belt, one solid. It is printed as it lies: its upper flange rises at 45
# degrees, and the hub is on top.
import math


def timing_wheel(plastic):
    """Teeth between two flanges, the hub, the bore, and the hole of the hub's screw."""
    low, high = FLANGE, FLANGE + BELT_WIDTH + 0.001
    top, edge = high + FLANGE, outer_radius() + FLANGE
    foot, sides = outer_radius() - tooth_sizes()[1], sides_for(edge, least=96)
    body = lathe("Pulley", [(0, 0), (edge, 0), (edge, low), (0, low)], (0, 0, 0), plastic, "body",
                 steps=sides)
    slope = high + min(edge - foot, 0.4 * FLANGE)
    pieces = [sharp_extrude("Teeth", toothed_outline(), high - low + 0.0008,
                            (0, 0, (low + high) / 2), plastic, ""),
              lathe("Flange", [(0, high - 0.0002), (foot - 0.0002, high - 0.0002), (edge, slope),
                               (edge, top), (0, top)], (0, 0, 0), plastic, "", steps=sides)]
    if HUB_HEIGHT > 0.001:
        pieces.append(cylinder("Hub", hub_radius(), HUB_HEIGHT + 0.0007,
                               (0, 0, top + (HUB_HEIGHT - 0.0007) / 2), plastic, "", bevel=0,
                               sides=sides_for(hub_radius())))
    boolean(body, pieces, "UNION")
    drill_holes(body, [(0, 0, 0)], bore())
    if HUB_HEIGHT > 0.001:  # a screw cuts its own thread in 85 % of its diameter
        across = 0.85 * min(SCREW_DIAMETER, 0.6 * HUB_HEIGHT)
        start = (0, -hub_radius(), top + HUB_HEIGHT / 2)
        drill_holes(body, [start], across, depth=-hub_radius(), axis="Y")
    return [body]


def tooth_sizes():
    """How far the belt's cords run outside the teeth, the depth of a groove and the radius of its
    root: GT3 belts of 2, 3 and 5 mm (Gates, Light Power and Precision, 2MGT to 5MGT)."""
    table = [(0.002, 0.254, 0.76, 0.555), (0.003, 0.381, 1.14, 0.85), (0.005, 0.5715, 1.93, 1.44)]
    belt = min(table, key=lambda row: abs(row[0] - PITCH))
    return [size * PITCH / belt[0] / 1000 for size in belt[1:]]


def outer_radius():
    """The radius over the teeth: that of the cords, less what they run outside."""
    return TEETH * PITCH / math.tau - tooth_sizes()[0]


def toothed_outline():
    """Grooves with a round root and straight sides, their edges a little broken."""
    rim = outer_radius()
    deep, root = tooth_sizes()[1:]
    root += 0.00005  # a printed groove closes a little
    middle, outline = rim - deep + root, []
    for tooth in range(TEETH):
        across = [(rim - 0.00008, -root - 0.00008), (rim - 0.00012, -root)]
        across += [(middle + root * math.cos(t), root * math.sin(t))
                   for t in (math.radians(270 - 15 * k) for k in range(13))]
        across += [(rim - 0.00012, root), (rim - 0.00008, root + 0.00008)]
        turn = math.tau * tooth / TEETH
        outline += [(x * math.cos(turn) - y * math.sin(turn),
                     x * math.sin(turn) + y * math.cos(turn)) for x, y in across]
    return outline


def bore():
    """The hole that leaves a wall under the grooves."""
    return min(BORE, outer_radius())


def hub_radius():
    """A hub that holds its screw, narrower than the flanges."""
    return min(bore() / 2 + 0.005, outer_radius() + 0.8 * FLANGE)
