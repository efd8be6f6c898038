# A cake on a plate. CUT is the angle of the slice that is missing in front; at 0 it is whole.
import math
import random
from mathutils import Vector


def plate(china):
    """A flat plate on a low foot."""
    r = 0.64 * DIAMETER
    profile = [(0, 0), (0.6 * r, 0), (0.62 * r, 0.003), (0.93 * r, 0.012), (0.99 * r, 0.019),
               (r, 0.02), (0.985 * r, 0.0205), (0.9 * r, 0.0135), (0.8 * r, 0.012), (0, 0.012)]
    return [lathe("Plate", profile, (0, 0, 0), china, "plate", steps=96)]


def tier_radius(level):
    """The radius of a tier; 0 is the lowest."""
    return DIAMETER / 2 * (1 - STEP * level)


def tier_foot(level):
    """The height at which a tier stands."""
    return 0.012 + level * TIER_HEIGHT


def arc_spots(count, radius, z):
    """Points round the cake where nothing is cut away."""
    return spots_round(count, radius, z, CUT / 2, 360 - CUT / 2)


def turn_round(name, outline, material, part):
    """An outline turned round the cake, as far as it is not cut away."""
    return turned_slice(name, outline, CUT / 2, 360 - CUT / 2, material, part)


def tiers(frosting):
    """The frosting over the top and the side of each tier."""
    made = []
    for level in range(TIER_COUNT):
        r, z, coat = tier_radius(level), tier_foot(level), 0.03 * DIAMETER
        edge = arc((r - coat, z + TIER_HEIGHT - coat), coat, 90, 0, 8)
        outline = [(0.0, z + TIER_HEIGHT), *edge, (r, z), (r - coat, z),
                   (r - coat, z + TIER_HEIGHT - coat), (0.0, z + TIER_HEIGHT - coat)]
        made.append(turn_round(f"Tier {level + 1}" if TIER_COUNT > 1 else "Tier", outline,
                               pick(frosting, level), "tiers"))
    return made


def sponge(sponge):
    """Three layers of sponge with jam between them, inside each tier."""
    made = []
    for level in range(TIER_COUNT):
        r, low = tier_radius(level) - 0.03 * DIAMETER, tier_foot(level)
        high, layers = low + TIER_HEIGHT - 0.03 * DIAMETER, []
        stops = [0.0, 0.28, 0.36, 0.64, 0.72, 1.0]
        for i, (a, b) in enumerate(zip(stops, stops[1:])):
            outline = [(0.0, low + a * (high - low)), (r, low + a * (high - low)),
                       (r, low + b * (high - low)), (0.0, low + b * (high - low))]
            layers.append(turn_round("Layer", outline, pick(sponge, i), "sponge"))
        made.append(join_meshes(f"Sponge {level + 1}", layers))
    return made


def icing(icing):
    """A glaze over the highest tier that runs down its side in drips of all lengths."""
    r, top = tier_radius(TIER_COUNT - 1) + 0.0015, tier_foot(TIER_COUNT) + 0.0015
    dice, drips, round_off = random.Random(SEED), 17, 0.03 * DIAMETER
    falls = [dice.uniform(0.12, 0.52) * TIER_HEIGHT for _ in range(drips + 1)]
    whole, count, rows = CUT < 0.1, drips * 10, []
    turns = [math.radians(CUT / 2 + (360 - CUT) * k / count - 90)
             for k in range(count if whole else count + 1)]
    for share in [0.02, 0.5, 0.9] + [1 + k / 8 for k in range(1, 9)] + [2 + k / 10
                                                                      for k in range(1, 11)]:
        row = []
        for k, a in enumerate(turns):
            drip = falls[k // 10 % (drips if whole else drips + 1)]
            fall = 0.06 * TIER_HEIGHT + drip * math.sin(math.pi * (k % 10) / 10) ** 1.4
            if share <= 1:
                reach, z = share * (r - round_off), top
            elif share <= 2:
                bend = (share - 1) * math.pi / 2
                reach = r - round_off + round_off * math.sin(bend)
                z = top - round_off + round_off * math.cos(bend)
            else:
                reach, z = r, top - round_off - (share - 2) * fall
            row.append((reach * math.cos(a), reach * math.sin(a), z))
        rows.append(row)
    return [surface("Icing", rows, icing, "icing", thickness=0.004, smooth=80, closed_u=whole)]


def borders(cream):
    """Dabs of cream, piped with a star nozzle, round the foot of each tier."""
    made = []
    for level in range(TIER_COUNT):
        r, dabs = 0.045 * DIAMETER, []
        for spot in arc_spots(ROSETTE_COUNT, tier_radius(level), tier_foot(level)):
            rows = []
            for k in range(13):
                t = k / 12
                reach = r * (1 - t) ** 0.7 * (1.1 - 0.1 * math.sin(9 * t)) + 0.0003
                rows.append([spot + Vector((reach * (1 + 0.13 * math.cos(5 * a))
                                            * math.cos(a + 1.2 * t),
                                            reach * (1 + 0.13 * math.cos(5 * a))
                                            * math.sin(a + 1.2 * t), 1.9 * r * t))
                             for a in (2 * math.pi * i / 30 for i in range(30))])
            dabs.append(loft("Dab", rows, cream, "borders", smooth=70))
        made.append(join_meshes(f"Cream border {level + 1}", dabs))
    return made


def candle_spots():
    """Where the candles stand: one in the middle, more of them in a circle."""
    top = tier_foot(TIER_COUNT)
    if CANDLE_COUNT == 1 and CUT < 0.1:
        return [Vector((0, 0, top))]
    return arc_spots(CANDLE_COUNT, 0.62 * tier_radius(TIER_COUNT - 1), top)


def candles(wax):
    """Thin candles with a twisted groove and a wick."""
    made = []
    for i, spot in enumerate(candle_spots()):
        rows = [[spot + Vector((0.0036 * (1 + 0.12 * math.cos(3 * a)) * math.cos(a + 7 * t),
                                0.0036 * (1 + 0.12 * math.cos(3 * a)) * math.sin(a + 7 * t),
                                t * CANDLE_HEIGHT - 0.005 * (1 - t)))
                 for a in (2 * math.pi * s / 18 for s in range(18))]
                for t in (k / 16 for k in range(17))]
        wick = tube("Wick", [spot + Vector((0, 0, CANDLE_HEIGHT - 0.001)),
                             spot + Vector((0.0006, 0, CANDLE_HEIGHT + 0.008))], 0.0007, wax,
                    "candles", sides=8)
        made.append(join_meshes(f"Candle {i + 1}", [loft("Stick", rows, pick(wax, i), "candles"),
                                                    wick]))
    return made


def flames(fire):
    """A flame on each wick."""
    return [flame_tongue(f"Flame {i + 1}", spot + Vector((0, 0, CANDLE_HEIGHT + 0.004)), 0.024,
                         0.0095, 2.4 * i, pick(fire, i), "flames")
            for i, spot in enumerate(candle_spots())]


def cherries(fruit):
    """Eight cherries on the edge of the top."""
    r = 0.075 * tier_radius(TIER_COUNT - 1)
    return [sphere(f"Cherry {i + 1}", r, spot, pick(fruit, i), "cherries", scale=(1, 1, 0.92),
                   segments=28, rings=16)
            for i, spot in enumerate(arc_spots(8, 0.84 * tier_radius(TIER_COUNT - 1),
                                               tier_foot(TIER_COUNT) + 0.003 + 0.85 * r))]
