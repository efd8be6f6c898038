# A wooden bridge along X: two bowed beams that stand on the ground at their ends, planks across,
# and a railing on each side.
import math
import random
from mathutils import Vector


def rise_at(x):
    """How much higher the bridge is at x than at its ends: the arc of a circle."""
    rise, half = min(RISE, LENGTH / 8), LENGTH / 2
    if rise < 0.001:
        return 0.0
    radius = (half * half + rise * rise) / (2 * rise)
    return math.sqrt(max(0.0, radius * radius - x * x)) - radius + rise


def stations(count):
    """Places along the bridge, from end to end."""
    return [LENGTH * (k / count - 0.5) for k in range(count + 1)]


def bridge_beams(timber):
    """A beam near each side, level at its feet."""
    made, wide = [], 0.6 * BEAM
    for index, way in enumerate((-1, 1)):
        outline = [(x, BEAM + rise_at(x)) for x in stations(24)]
        outline += [(x, rise_at(x) if abs(x) < 0.43 * LENGTH else 0.0)
                    for x in reversed(stations(24))]
        made.append(extrude(f"Beam {index + 1}", outline, wide, (0, way * 0.38 * WIDTH, 0),
                            pick(timber, index), "beams", bevel=0.01, axis="Y"))
    return made


def bridge_planks(deck):
    """Planks on the beams, each a little different."""
    rng, pieces = random.Random(SEED), []
    count = max(4, round(LENGTH / (PLANK_WIDTH + 0.008)))
    pitch = LENGTH / count
    for k in range(count):
        x = -LENGTH / 2 + (k + 0.5) * pitch
        lean = math.atan2(rise_at(x + 0.01) - rise_at(x - 0.01), 0.02)
        long = WIDTH * (1 - 0.03 * rng.random())
        pieces.append(box("Plank", (pitch - 0.008, long, 0.044), (x, 0, BEAM + rise_at(x) + 0.018),
                          pick(deck, k), "planks", bevel=0.005, rotation=(0, -lean, 0)))
    return [join_meshes("Planks", pieces)]


def bridge_railings(timber):
    """Posts outside the beams, a handrail on them and a rail at half their height."""
    made, thick = [], 0.08
    for index, way in enumerate((-1, 1)):
        y, pieces = way * (WIDTH / 2 - thick / 2 - 0.005), []
        for x in (LENGTH * 0.94 * (k / (POST_COUNT - 1) - 0.5) for k in range(POST_COUNT)):
            low, high = 0.5 * BEAM + rise_at(x), BEAM + RAIL_HEIGHT + rise_at(x)
            pieces.append(box("Post", (thick, thick, high - low), (x, y, (low + high) / 2), timber,
                              "railings", bevel=0.006))
        for share, wide in ((1.0, 0.1), (0.5, 0.06)):
            line = [Vector((x, y, BEAM + share * RAIL_HEIGHT + rise_at(x))) for x in stations(16)]
            pieces.append(ribbon("Rail", line, wide, 0.05, timber, "railings", up=(0, 0, 1),
                                 bevel=0.006))
        made.append(join_meshes(f"Railing {index + 1}", pieces))
    return made


def bridge_water(water):
    """A flat stretch of water under it."""
    return [box("River", (0.8 * LENGTH, 1.6 * WIDTH, 0.03), (0, 0, 0.015), water, "water",
                bevel=0.01)]
