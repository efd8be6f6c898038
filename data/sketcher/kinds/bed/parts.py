# A made bed, its foot to the front. Head and foot stand on posts; rails, slats and mattress lie
# between them, and the bedclothes fall over the rails.
import math
import random


def mattress_top():
    """Height of the top of the mattress."""
    return RAIL_HEIGHT - 0.06 + MATTRESS_THICKNESS


def post_x():
    """X of the middle of the right-hand posts."""
    return BED_WIDTH / 2 + POST_THICKNESS / 2 + 0.01


def board_of_bed(name, part, y, height, arch, timber_of_bed):
    """A head or foot: two posts with turned tops, rails, and panels between upright stiles."""
    x, thick = post_x(), POST_THICKNESS
    top = height - 0.05 - arch
    pieces = []
    for side in (-1, 1):
        pieces.append(box("Post", (thick, thick, top), (side * x, y, top / 2), timber_of_bed, part,
                          bevel=0.006))
        cap = [(0, 0), (0.56 * thick, 0), (0.56 * thick, 0.012), (0.3 * thick, 0.018),
               (0.28 * thick, 0.022),
               (0.44 * thick, 0.034), (0.3 * thick, 0.047), (0, 0.05)]
        pieces.append(lathe("Cap", cap, (side * x, y, top), timber_of_bed, part, steps=32,
                            smooth=50))
    inner = x - thick / 2
    low = RAIL_HEIGHT - 0.14
    bar, deep = min(0.09, 0.3 * (top - low)), 0.55 * thick
    pieces.append(box("Lower rail", (2 * inner + 0.02, deep, bar), (0, y, low + bar / 2),
                      timber_of_bed, part, bevel=0.004))
    lift = [(inner * (2 * i / 24 - 1), top - 0.01 + arch * math.sin(math.pi * i / 24) + 0.045)
            for i in range(25)]
    outline = [(inner + 0.01, top - bar), *[(u, v) for u, v in reversed(lift)],
               (-inner - 0.01, top - bar)]
    pieces.append(extrude("Top rail", outline, deep, (0, y, 0), timber_of_bed, part, bevel=0.005,
                          axis="Y", segments=3))
    space = 2 * inner / PANEL_COUNT
    for i in range(PANEL_COUNT):
        middle = (i + 0.5) * space - inner
        tall = top - low - 2 * bar
        pieces.append(box("Panel", (space, 0.3 * deep, tall + 0.02),
                          (middle, y, low + bar + tall / 2), timber_of_bed, part, bevel=0.002))
        pieces.append(box("Field", (space - 0.11, 0.62 * deep, max(0.02, tall - 0.08)),
                          (middle, y, low + bar + tall / 2),
                          timber_of_bed, part, bevel=0.012, segments=2))
        if i:
            pieces.append(box("Stile", (0.055, 0.85 * deep, tall + 0.01),
                              (middle - space / 2, y, low + bar + tall / 2),
                              timber_of_bed, part, bevel=0.004))
    return join_meshes(name, pieces)


def headboard(timber_of_bed):
    """The tall board at the head, arched along its top."""
    y = BED_LENGTH / 2 + POST_THICKNESS / 2 + 0.01
    return [board_of_bed("Headboard", "headboard", y, HEADBOARD_HEIGHT - 0.06, 0.07, timber_of_bed)]


def footboard(timber_of_bed):
    """The low board at the foot."""
    y = -BED_LENGTH / 2 - POST_THICKNESS / 2 - 0.01
    return [board_of_bed("Footboard", "footboard", y, FOOTBOARD_HEIGHT, 0.0, timber_of_bed)]


def rails(timber_of_bed):
    """Side rails from post to post."""
    thick = 0.4 * POST_THICKNESS
    size = (thick, BED_LENGTH + 0.6 * POST_THICKNESS, 0.16)
    return [box(f"Rail {i + 1}", size, (side * (BED_WIDTH / 2 + 0.012 + thick / 2), 0,
                                        RAIL_HEIGHT - 0.08),
                timber_of_bed, "rails", bevel=0.005) for i, side in enumerate((-1, 1))]


def slats(timber_of_bed):
    """Nine slats let into the rails, under the mattress."""
    size = (BED_WIDTH + 0.2 * POST_THICKNESS + 0.024, 0.09, 0.02)
    return [box(f"Slat {i + 1}", size, (0, BED_LENGTH * (0.9 * i / 8 - 0.45), RAIL_HEIGHT - 0.07),
                timber_of_bed,
                "slats", bevel=0.003) for i in range(9)]


def mattress(linen_of_bed):
    """The mattress, with cords along both of its seams."""
    width, long, tall = BED_WIDTH - 0.02, BED_LENGTH - 0.02, MATTRESS_THICKNESS
    z = RAIL_HEIGHT - 0.06 + tall / 2
    body = box("Body", (width, long, tall), (0, 0, z), linen_of_bed, "mattress", bevel=0.05,
               segments=6)
    rim = rounded_rectangle(width - 0.012, long - 0.012, 0.05, 6)
    cords = [piping("Cord", rim, 0.006, linen_of_bed, "mattress", z=z + side * (tall / 2 - 0.035))
             for side in (-1, 1)]
    return [join_meshes("Mattress", [body] + cords)]


def drape(share, out, low, lift):
    """A point across the bed on cloth that lies on the mattress and falls at its sides.

    `share` runs from -1 to 1 across the cloth, `out` is how far it stands off, `low` how far
    down it falls; returns (x, z) and how freely the cloth hangs there, 0 to 1.
    """
    half, top, r = BED_WIDTH / 2 + out, mattress_top() + lift, 0.06 + lift
    fall = max(0.02, top - r - low)
    flat, bend = half - r, r * math.pi / 2
    walk = abs(share) * (flat + bend + fall)
    side = 1 if share >= 0 else -1
    if walk <= flat:
        return side * walk, top, 0.0
    if walk <= flat + bend:
        turn = (walk - flat) / r
        return side * (flat + r * math.sin(turn)), top - r + r * math.cos(turn), 0.15 * turn
    hang = walk - flat - bend
    return side * half, top - r - hang, 0.25 + 0.75 * hang / fall


def cloth_over_bed(name, first, last, out, low, lift, thickness, puffs, cloth, part):
    """A cloth over the bed between two places along it, with folds where it hangs."""
    dice, rows, steps = random.Random(SEED + len(name)), [], 40
    phases = [dice.uniform(0, 6.28) for _ in range(4)]
    for step in range(steps + 1):
        along = step / steps
        y = first + (last - first) * along
        row = []
        for k in range(61):
            share = k / 30 - 1
            x, z, free = drape(share, out, low, lift)
            fold = 0.012 * free * math.sin(2 * math.pi * along * (last - first) / 0.23 + phases[0]
                                           + (phases[1] if share > 0 else 0))
            billow = math.sin(7 * x + phases[2]) * math.sin(5.2 * y + phases[3])
            soft = puffs * (1 - free) * (billow - 0.4)
            row.append((x + math.copysign(fold + 0.012 * free, x), y, z + soft))
        rows.append(row)
    return surface(name, rows, cloth, part, thickness=thickness, smooth=70)


def duvet(cloth_of_cover, linen_of_bed):
    """The duvet, and the sheet turned back over its upper edge."""
    low, first = RAIL_HEIGHT - 0.06, -BED_LENGTH / 2 + 0.025
    out = 0.4 * POST_THICKNESS + 0.022
    fold = 0.06 * BED_LENGTH
    body = cloth_over_bed("Cover", first, 0.24 * BED_LENGTH, out, low, 0.028, 0.035, 0.008,
                          cloth_of_cover, "duvet")
    band = cloth_over_bed("Fold", 0.24 * BED_LENGTH - 2 * fold, 0.24 * BED_LENGTH + 0.004,
                          out + 0.021, low + 0.03, 0.052, 0.012, 0.006, linen_of_bed, "duvet")
    return [join_meshes("Duvet", [body, band])]


def pillows(linen_of_bed):
    """Pillows in a row at the head; more than two make a second row that leans on the first."""
    made = []
    front_row = min(2, PILLOW_COUNT)
    for i in range(PILLOW_COUNT):
        second = i >= 2
        row = PILLOW_COUNT - 2 if second else front_row
        wide = min(0.72, 0.94 * BED_WIDTH / max(1, front_row))
        deep = 0.42
        x = ((i % 2) + 0.5 - row / 2) * 0.94 * BED_WIDTH / max(1, front_row)
        if row == 1:
            x = 0.0
        body = cushion("Body", (wide, deep, 0.2), (0, 0, 0), linen_of_bed, "pillows", puff=0.8,
                       corner=0.12)
        cord = piping("Seam", rounded_rectangle(wide, deep, 0.12 * deep, 7), 0.004, linen_of_bed,
                      "pillows")
        whole = join_meshes(f"Pillow {i + 1}", [body, cord])
        tilt = math.radians(42 if second else 24)
        whole.rotation_euler = (tilt, 0, 0.03 * (-1) ** i)
        whole.location = (x, BED_LENGTH / 2 - (0.28 if second else 0.24),
                          mattress_top() + (0.2 if second else 0.1))
        made.append(whole)
    return made


def throw_blanket(knit):
    """A knitted throw across the foot of the bed."""
    return [cloth_over_bed("Throw", -0.36 * BED_LENGTH, -0.1 * BED_LENGTH,
                           0.4 * POST_THICKNESS + 0.046, RAIL_HEIGHT, 0.054, 0.014, 0.008,
                           knit, "blanket")]


def canopy(timber_of_bed, cloth_of_veil):
    """Four slender posts on the corner posts, a frame on top, and curtains gathered at each."""
    x, thick, r = post_x(), 0.055, 0.3 * POST_THICKNESS
    pieces = []
    end = BED_LENGTH / 2 + POST_THICKNESS / 2 + 0.01
    for sx in (-1, 1):
        for sy, foot in ((-1, FOOTBOARD_HEIGHT - 0.012), (1, HEADBOARD_HEIGHT - 0.142)):
            rise = CANOPY_HEIGHT - thick - foot
            shape = [(0.8, 0), (1.0, 0.03), (0.7, 0.06), (0.95, 0.2), (1.0, 0.4), (0.85, 0.8),
                     (0.7, 0.94), (0.9, 0.97), (0.8, 1.0)]
            profile = [(0, 0)] + [(p.x * r, p.y * rise) for p in catmull(shape, 4)] + [(0, rise)]
            pieces.append(lathe("Post", profile, (sx * x, sy * end, foot), timber_of_bed, "canopy",
                                steps=24))
            pieces.append(curtain(sx * (x - 0.012), sy * (end - 0.05 - r), -sy, 0.3 * BED_LENGTH,
                                  cloth_of_veil))
        pieces.append(box("Beam", (thick, 2 * end + thick, thick),
                          (sx * x, 0, CANOPY_HEIGHT - thick / 2), timber_of_bed, "canopy"))
    for sy in (-1, 1):
        pieces.append(box("Beam", (2 * x - thick, thick, thick),
                          (0, sy * end, CANOPY_HEIGHT - thick / 2), timber_of_bed, "canopy"))
    return [join_meshes("Canopy", pieces)]


def curtain(x, y, ahead, spread_of_cloth, cloth_of_veil):
    """A curtain that hangs from the beam in folds and is tied back to the post half-way down."""
    rows, low, high = [], RAIL_HEIGHT + 0.05, CANOPY_HEIGHT - 0.05
    for step in range(25):
        share = step / 24
        z = high + (low - high) * share
        waist = 0.3 + 0.7 * min(1.0, abs(share - 0.55) / 0.55) ** 1.3
        row = []
        for k in range(49):
            t = k / 48
            fold = 0.018 * math.sin(2 * math.pi * 6 * t) * (0.6 + 0.4 * waist)
            row.append((x + fold,
                        y + ahead * t * spread_of_cloth * waist * (1 - 0.35 * (share > 0.55)), z))
        rows.append(row)
    return surface("Curtain", rows, cloth_of_veil, "canopy", thickness=0.003, smooth=80)


def drawers(timber_of_bed):
    """Two wide drawers that slide under the right-hand rail."""
    made, tall = [], max(0.055, RAIL_HEIGHT - 0.16)
    x = BED_WIDTH / 2 + 0.012
    for i, side in enumerate((-1, 1)):
        long = 0.4 * BED_LENGTH
        y = side * (long / 2 + 0.01)
        front = box("Front", (0.02, long, tall), (x + 0.01, y, tall / 2), timber_of_bed, "drawers",
                    bevel=0.004)
        tray = box("Tray", (BED_WIDTH * 0.9, long - 0.03, tall * 0.8),
                   (x - BED_WIDTH * 0.45, y, tall * 0.4), timber_of_bed, "drawers", bevel=0.003)
        grip_of_drawer = ribbon("Grip",
                                [(x + 0.018, y - 0.06, 0.6 * tall),
                                 (x + 0.036, y - 0.03, 0.6 * tall),
                                 (x + 0.036, y + 0.03, 0.6 * tall),
                                 (x + 0.018, y + 0.06, 0.6 * tall)], 0.014, 0.008, timber_of_bed,
                                "drawers")
        made.append(join_meshes(f"Drawer {i + 1}", [front, tray, grip_of_drawer]))
    return made


def drawer_joints():
    """The drawers slide out from under the rail."""
    return [slider(f"Drawer {i + 1}", "rails", at=(BED_WIDTH / 2, 0, 0), axis="x",
                   limits=(0, round(0.6 * BED_WIDTH, 2))) for i in range(2)]
