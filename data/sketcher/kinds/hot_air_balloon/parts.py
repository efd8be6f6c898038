# A hot air balloon: gores of cloth that bulge between their seams, ropes, a burner, and a basket.
import math
from mathutils import Vector


def mouth():
    """The height of the envelope's mouth."""
    return BASKET_HEIGHT + ROPE_LENGTH


def radius_of(share):
    """The envelope's radius at a share of its height: round above, drawn in to the mouth below."""
    r = DIAMETER / 2
    if share > 0.58:
        k = (share - 0.58) / 0.42
        return r * math.sqrt(max(0.0, 1 - k * k))
    k = share / 0.58
    return r * (0.2 + 0.8 * math.sin(math.pi / 2 * k) ** 0.9)


def envelope(cloth):
    """Gores of cloth, side by side, in the colours of the balloon in turn."""
    pieces, steps = [], 6
    shares = [0.02 * k for k in range(48)] + [0.955, 0.97, 0.985, 0.995, 0.9995]
    for gore in range(GORE_COUNT):
        rows = []
        for share in shares:
            row = []
            for k in range(steps + 1):
                a = 2 * math.pi * (gore + k / steps) / GORE_COUNT
                swell = 1 - 0.028 * (1 - math.sin(math.pi * k / steps))
                reach = max(0.01, radius_of(share) * swell)
                row.append((reach * math.cos(a), reach * math.sin(a),
                            mouth() + share * ENVELOPE_HEIGHT))
            rows.append(row)
        pieces.append(surface("Gore", rows, pick(cloth, gore), "envelope", thickness=0.02,
                              smooth=60))
    crown = cylinder("Crown", 0.05 * DIAMETER, 0.03, (0, 0, mouth() + ENVELOPE_HEIGHT - 0.015),
                     pick(cloth, 0), "envelope", bevel=0.008)
    return [join_meshes("Envelope", [*pieces, crown])]


def basket(cane, hide):
    """A wicker basket, hollow, with a padded rim, bands and skids."""
    w, h, wall = BASKET_WIDTH, BASKET_HEIGHT, 0.05
    sections = [[(x, y, z) for x, y in rounded_rectangle(wide, wide, 0.18 * w, 6)] for wide, z in (
        (0.92 * w, 0.06), (w, h), (w - 2 * wall, h), (0.92 * w - 2 * wall, 0.06 + wall))]
    pieces = [loft("Body", sections, cane, "basket", smooth=30)]
    for wide, z, r, stuff in ((w, h, 0.055, hide), (0.955 * w, 0.4 * h, 0.02, hide),
                              (0.925 * w, 0.08, 0.03, hide)):
        pieces.append(tube("Band", [(x, y, z) for x, y in rounded_rectangle(wide, wide, 0.18 * w,
                                                                            6)], r, stuff, "basket",
                           closed=True, smooth_path=1))
    pieces += [box("Skid", (0.08, 0.9 * w, 0.07), (side * 0.3 * w, 0, 0.035), hide, "basket",
                   bevel=0.015) for side in (-1, 1)]
    return [join_meshes("Basket", pieces)]


def corners():
    """The corners of the basket's rim."""
    reach = 0.42 * BASKET_WIDTH
    return [Vector((x * reach, y * reach, BASKET_HEIGHT)) for x,
            y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]


def ropes(hemp, steel):
    """Posts that carry the burner's frame, and ropes from it to the mouth."""
    pieces, top = [], BASKET_HEIGHT + 1.0
    tips = [Vector((0.6 * c.x, 0.6 * c.y, top)) for c in corners()]
    for corner, tip in zip(corners(), tips):
        pieces.append(tube("Post", [corner, tip], 0.03, steel, "ropes", smooth_path=1))
    pieces.append(tube("Frame", [*tips], 0.03, steel, "ropes", closed=True, smooth_path=1))
    pieces.append(tube("Bar", [tips[0], tips[2]], 0.025, steel, "ropes", smooth_path=1))
    reach = 0.985 * radius_of(0.004)
    for k in range(GORE_COUNT):
        a = 2 * math.pi * k / GORE_COUNT
        spot = Vector((reach * math.cos(a) * 0.972, reach * math.sin(a) * 0.972, mouth() + 0.05))
        pieces.append(tube("Rope", [min(tips, key=lambda tip: (tip - spot).length), spot], 0.016,
                           hemp, "ropes", sides=8, smooth_path=1))
    return [join_meshes("Ropes", pieces)]


def burner(steel, fire):
    """Two burners on the frame, with a flame over each."""
    pieces, z = [], BASKET_HEIGHT + 1.0
    for side in (-1, 1):
        at = (side * 0.1 * BASKET_WIDTH, side * 0.1 * BASKET_WIDTH, z)
        can = [(0, -0.05), (0.07, -0.05), (0.09, 0.05), (0.12, 0.25), (0.1, 0.25), (0.075, 0.05),
               (0, 0.05)]
        pieces.append(lathe("Can", can, at, steel, "burner", steps=32))
        glow = [(0, 0.04), (0.07, 0.1), (0.095, 0.35), (0.06, 0.75), (0.025, 1.1), (0, 1.25)]
        pieces.append(lathe("Flame", glow, at, fire, "burner", steps=24, smooth=60))
    return [join_meshes("Burner", pieces)]


def sandbags(hemp):
    """Two bags on each side of the basket, tied to its rim."""
    made, w = [], BASKET_WIDTH / 2
    bag = [(0, 0), (0.09, 0.01), (0.115, 0.09), (0.1, 0.2), (0.035, 0.28), (0.03, 0.3),
           (0.05, 0.34), (0, 0.34)]
    for k in range(8):
        turn = math.pi / 2 * (k // 2)
        x, y = (0.42 if k % 2 else -0.42) * w, -w - 0.125
        at = Vector((x * math.cos(turn) - y * math.sin(turn),
                     x * math.sin(turn) + y * math.cos(turn), 0))
        low = 0.45 * BASKET_HEIGHT
        tie = at * (w / (w + 0.125)) + Vector((0, 0, BASKET_HEIGHT + 0.03))
        pieces = [lathe("Bag", bag, (at.x, at.y, low), hemp, "sandbags", steps=24, smooth=60),
                  tube("Tie", [at + Vector((0, 0, low + 0.33)), tie], 0.012, hemp, "sandbags",
                       smooth_path=1)]
        made.append(join_meshes(f"Sandbag {k + 1}", pieces))
    return made


def bunting(cloth):
    """A row of pennants in loops round the widest part."""
    pieces, count = [], 2 * GORE_COUNT
    for k in range(count):
        a, b = 2 * math.pi * k / count, 2 * math.pi * (k + 0.8) / count
        z = mouth() + (0.58 + 0.02 * (k % 2)) * ENVELOPE_HEIGHT
        reach, tall = DIAMETER / 2 + 0.01, 0.05 * ENVELOPE_HEIGHT
        rows = [[(reach * math.cos(t), reach * math.sin(t), z) for t in (a, (a + b) / 2, b)],
                [(reach * math.cos((a + b) / 2 + 0.002 * s),
                  reach * math.sin((a + b) / 2 + 0.002 * s), z - tall) for s in (-1, 0, 1)]]
        pieces.append(surface("Pennant", rows, pick(cloth, k), "flags", thickness=0.03,
                              smooth=None))
    return [join_meshes("Flags", pieces)]
