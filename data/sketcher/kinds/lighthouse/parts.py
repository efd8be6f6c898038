import math
import random
import mathutils
from mathutils import Matrix, Vector


# The tower stands on a rock; all heights above it are shares of what is left of HEIGHT.
def level(share):
    """A height in the building: 0 is the top of the rock, 1 the ball on the dome."""
    return ROCK_HEIGHT + (HEIGHT - ROCK_HEIGHT) * share


def tower_radius(z):
    """The tower's radius at a height: it flares towards its foot."""
    low, high = level(0.03), level(0.70)
    share = min(1.0, max(0.0, (z - low) / (high - low)))
    top = min(TOP_WIDTH, 0.95 * BASE_WIDTH) / 2
    return top + (BASE_WIDTH / 2 - top) * (1 - share) ** 1.35


def lantern_radius():
    """The radius of the lantern room."""
    return 0.74 * tower_radius(level(0.70))


def around(turn, reach, z):
    """A point round the tower: `turn` in degrees from the front, anticlockwise."""
    angle = math.radians(turn) - math.pi / 2
    return Vector((reach * math.cos(angle), reach * math.sin(angle), z))


def facing_out(turn, reach, z):
    """The matrix of a place on the tower: X along the wall, -Y outward, Z up."""
    return Matrix.Translation(around(turn, reach, z)) @ Matrix.Rotation(math.radians(turn), 4, "Z")


def rock(stone_of):
    """The rock: a broad ledge with boulders round it, always wider than the tower."""
    rng, reach, pieces = random.Random(SEED), 0.5 * BASE_WIDTH, []
    rows = []
    for share, wide in ((0.0, 1.95), (0.25, 1.9), (0.5, 1.72), (0.75, 1.55), (0.93, 1.40),
                        (1.0, 1.28), (1.0, 0.6)):
        row = []
        for step in range(56):
            turn = 2 * math.pi * step / 56
            side = Vector((math.cos(turn), math.sin(turn), share * 1.6))
            lump = mathutils.noise.noise(side * 2.3 + Vector((SEED, 0, 0)))
            lump += 0.5 * mathutils.noise.noise(side * 6 + Vector((SEED, 0, 0)))
            bulge = 1 + 0.13 * lump * (1 if wide > 1.3 else 0.3)
            row.append(Vector((side.x * reach * wide * bulge, side.y * reach * wide * bulge,
                               ROCK_HEIGHT * share)))
        rows.append(row)
    pieces.append(loft("Ledge", rows, pick(stone_of, 0), "rock", smooth=35))
    for index in range(9):
        turn = 360 * index / 9 + rng.uniform(-12, 12)
        size = ROCK_HEIGHT * rng.uniform(0.55, 1.05)
        spot = around(turn, reach * rng.uniform(1.65, 1.9), 0)
        pieces.append(boulder("Boulder", spot, (1.5 * size, 1.3 * size, size), pick(stone_of, 0),
                              "rock", seed=SEED + index))
    whole = join_meshes("Rock", pieces)
    for vertex in whole.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [whole]


def sea(water_of):
    """The sea round the rock, with small waves."""
    reach, rows = 2.0 * BASE_WIDTH, []
    for ring in range(25):
        out = reach * (0.36 + 0.64 * ring / 24)
        row = []
        for step in range(120):
            turn = 2 * math.pi * step / 120
            x, y = out * math.cos(turn), out * math.sin(turn)
            wave = mathutils.noise.noise(Vector((x * 1.1, y * 1.9, SEED)) / (0.18 * BASE_WIDTH))
            row.append((x, y, 0.16 * ROCK_HEIGHT + 0.05 * ROCK_HEIGHT * wave))
        rows.append(row)
    rim = [(x * 1.001, y * 1.001, 0.0) for x, y, _ in rows[-1]]
    return [surface("Sea", [*rows, rim], pick(water_of, 0), "sea", closed_u=True)]


def base(stone_of):
    """The round foundation, stepped like a plinth; it reaches down through the rock."""
    r, top = BASE_WIDTH / 2, level(0.03)
    profile = [(0, 0), (1.1 * r, 0), (1.1 * r, ROCK_HEIGHT + 0.45 * (top - ROCK_HEIGHT)),
               (1.04 * r, ROCK_HEIGHT + 0.5 * (top - ROCK_HEIGHT)), (1.04 * r, top), (0, top)]
    return [lathe("Base", round_corners(profile, 0.02 * r), (0, 0, 0), pick(stone_of, 0), "base",
                  steps=80, smooth=35)]


def tower(plaster):
    """The tower, a tall taper with a moulding under the gallery."""
    low, high = level(0.03), level(0.70)
    profile = [(0, low)] + [(tower_radius(low + (high - low) * k / 24), low + (high - low) * k / 24)
                            for k in range(25)]
    return [lathe("Tower", profile + [(0, high)], (0, 0, 0), pick(plaster, 0), "tower", steps=96,
                  smooth=40)]


def stripes(paint):
    """The painted bands round the tower, as many as STRIPE_COUNT."""
    low, high, proud = level(0.03), level(0.70), 0.004 * BASE_WIDTH + 0.004
    rise, made = (high - low) / (2 * STRIPE_COUNT), []
    for index in range(STRIPE_COUNT):
        foot = low + rise * (2 * index + 1)
        outer = [(tower_radius(foot + rise * k / 6) + proud, foot + rise * k / 6) for k in range(7)]
        inner = [(r - 3 * proud, z) for r, z in outer[::-1]]
        band = outer + inner
        made.append(lathe(f"Stripe {index + 1}", band + band[:1], (0, 0, 0), pick(paint, index),
                          "stripes", steps=96, smooth=40))
    return made


def spiral(paint):
    """One band that winds up the tower like a barber's pole, instead of rings."""
    low, high, proud = level(0.03), level(0.70), 0.004 * BASE_WIDTH + 0.004
    turns, wide, rows = max(2, STRIPE_COUNT) * 0.75, 0.5, []
    pitch = (high - low) / (turns + wide)
    for k in range(int(turns * 64) + 1):
        row = []
        for j in range(7):
            z = low + pitch * (k / 64 + wide * j / 6)
            angle = 2 * math.pi * k / 64
            reach = tower_radius(z) + proud
            row.append((reach * math.cos(angle), reach * math.sin(angle), z))
        rows.append(row)
    return [surface("Spiral stripe", rows, pick(paint, 0), "spiral", thickness=2 * proud)]


def windows(frame_of, pane):
    """Arched windows that climb round the tower, each with sill and frame."""
    made, size = [], 0.075 * (TOP_WIDTH + BASE_WIDTH)
    for index in range(WINDOW_COUNT):
        share = 0.24 + 0.40 * index / max(1, WINDOW_COUNT - 1) if WINDOW_COUNT > 1 else 0.45
        z, turn = level(share), (35, -30, 50, -10, 20, -45)[index % 6]
        place = facing_out(turn, tower_radius(z) * 0.995, z)
        w, h = size, 1.75 * size
        pieces = [extrude("Pane", arched_opening(w, h), 0.5 * w, (0, 0.13 * w, 0),
                          pick(pane, index), "windows", bevel=0.0, axis="Y")]
        rim = [(x, -0.12 * w, z_of) for x, z_of in arched_opening(1.12 * w, 1.06 * h)]
        pieces.append(tube("Frame", rim[1:] + rim[:1], 0.085 * w, pick(frame_of, index), "windows",
                           sides=8, smooth_path=1))
        pieces.append(box("Sill", (1.45 * w, 0.5 * w, 0.14 * w), (0, -0.02 * w, -0.05 * w),
                          pick(frame_of, index), "windows", bevel=0.02 * w))
        pieces.append(box("Bar", (0.06 * w, 0.08 * w, 0.95 * h), (0, -0.13 * w, 0.49 * h),
                          pick(frame_of, index), "windows", bevel=0.005 * w))
        pieces.append(box("Cross bar", (0.95 * w, 0.08 * w, 0.06 * w), (0, -0.13 * w, 0.5 * h),
                          pick(frame_of, index), "windows", bevel=0.005 * w))
        transform(pieces, place)
        made.append(join_meshes(f"Window {index + 1}", pieces))
    return made


def door(timber, stone_of):
    """The arched door with its stone surround and steps."""
    w = min(0.30 * BASE_WIDTH, 1.2)
    h, low = 2.0 * w, level(0.03)
    reach = tower_radius(low + 0.3 * h)
    place = facing_out(0, reach, low)
    pieces = [extrude("Leaf", arched_opening(w, h), 0.7 * w, (0, 0.26 * w, 0), pick(timber, 0),
                      "door", bevel=0.02 * w, axis="Y")]
    for k in (-1, 0, 1):
        pieces.append(box("Joint", (0.02 * w, 0.03 * w, 0.9 * h),
                          (k * 0.25 * w, -0.095 * w, 0.45 * h),
                          pick(stone_of, 0), "door", bevel=0.0))
    rim = [(x, 0.0, z) for x, z in arched_opening(1.16 * w, 1.08 * h)]
    pieces.append(tube("Surround", rim[1:] + rim[:1], 0.11 * w, pick(stone_of, 0), "door", sides=10,
                       smooth_path=1))
    pieces.append(sphere("Knob", 0.05 * w, (0.34 * w, -0.13 * w, 0.45 * h), pick(stone_of, 0),
                         "door", segments=16, rings=10))
    transform(pieces, place)
    drop = low - ROCK_HEIGHT
    for k in range(3):
        deep = 0.30 * w * (3 - k)
        pieces.append(box("Step", (1.9 * w, deep + 0.3 * w, drop * (k + 1) / 3),
                          (0, -BASE_WIDTH / 2 * 1.04 - deep / 2 + 0.1 * w,
                           ROCK_HEIGHT + drop * (k + 1) / 6),
                          pick(stone_of, 0), "door", bevel=0.02 * w))
    whole = join_meshes("Door", pieces)
    for vertex in whole.data.vertices:
        vertex.co.z = max(vertex.co.z, ROCK_HEIGHT)
    return [whole]


def gallery(iron, stone_of):
    """The gallery: brackets, deck and a railing with three rails."""
    z, r = level(0.70), tower_radius(level(0.70))
    reach, thick = 1.42 * r, 0.014 * (HEIGHT - ROCK_HEIGHT)
    profile = [(0, z - 0.2 * thick), (r, z - 0.2 * thick), (1.02 * reach, z),
               (1.04 * reach, z + 0.3 * thick),
               (1.04 * reach, z + thick), (1.0 * reach, z + 1.2 * thick), (0, z + 1.2 * thick)]
    pieces = [lathe("Deck", profile, (0, 0, 0), pick(stone_of, 0), "gallery", steps=80, smooth=35)]
    for index in range(14):
        turn = 360 * index / 14
        drop = 0.55 * r
        arm = [around(turn, r * 0.98, z - drop), around(turn, r * 1.10, z - 0.55 * drop),
               around(turn, 0.92 * reach, z - 0.02 * drop)]
        pieces.append(tube("Bracket", arm, 0.06 * r, pick(stone_of, 0), "gallery", sides=8))
    deck, tall = z + 1.2 * thick, 0.42 * r + 0.35
    for index in range(20):
        foot = around(360 * index / 20, 0.985 * reach, deck - 0.01)
        pieces.append(tube("Post", [foot, foot + Vector((0, 0, tall))], 0.016 * r + 0.006,
                           pick(iron, 0), "gallery", sides=8))
        pieces.append(sphere("Knob", 0.03 * r + 0.008, foot + Vector((0, 0, tall)), pick(iron, 0),
                             "gallery", segments=12, rings=8))
    for share in (0.34, 0.66, 0.97):
        pieces.append(torus("Rail", 0.985 * reach, 0.026 * r + 0.008, (0, 0, deck + tall * share),
                            pick(iron, 0), "gallery", steps=80, sides=8))
    return [join_meshes("Gallery", pieces)]


def lantern_room(paint, pane):
    """The lantern room: a low wall, mullions and tall panes."""
    r, low, sill, top = lantern_radius(), level(0.70), level(0.765), level(0.865)
    wall = [(0.86 * r, low), (1.0 * r, low), (1.0 * r, sill - 0.02 * r),
            (1.06 * r, sill - 0.01 * r),
            (1.06 * r, sill + 0.03 * r), (0.86 * r, sill + 0.03 * r), (0.86 * r, low)]
    cornice = [(0.84 * r, top - 0.05 * r), (1.04 * r, top - 0.05 * r), (1.12 * r, top),
               (1.12 * r, top + 0.05 * r), (0.84 * r, top + 0.05 * r), (0.84 * r, top - 0.05 * r)]
    pieces = [lathe("Wall", wall, (0, 0, 0), pick(paint, 0), "lantern_room", steps=64, smooth=35),
              lathe("Cornice", cornice, (0, 0, 0), pick(paint, 0), "lantern_room", steps=64,
                    smooth=35)]
    for index in range(10):
        turn = 360 * (index + 0.5) / 10
        pieces.append(tube("Mullion", [around(turn, 0.96 * r, sill), around(turn, 0.96 * r, top)],
                           0.032 * r, pick(paint, 0), "lantern_room", sides=8))
    for share in (0.5,):
        z = sill + (top - sill) * share
        pieces.append(torus("Transom", 0.96 * r, 0.04 * r, (0, 0, z), pick(paint, 0),
                            "lantern_room", steps=64, sides=8))
    glazing = [(0.945 * r, sill), (0.96 * r, sill), (0.96 * r, top), (0.945 * r, top),
               (0.945 * r, sill)]
    panes = lathe("Glazing", glazing, (0, 0, 0), pick(pane, 0), "lantern_room", steps=64, smooth=40)
    return [join_meshes("Lantern room", pieces), panes]


def lens_lamp(light_of):
    """The lamp: a ribbed lens that shines."""
    r, low, high = 0.52 * lantern_radius(), level(0.70), level(0.85)
    sill = level(0.775)
    profile = [(0, low), (0.4 * r, low), (0.4 * r, sill)]
    for k in range(13):
        share = k / 12
        swell = r * (0.62 + 0.38 * math.sin(math.pi * share))
        profile.append((swell * (1.0 if k % 2 else 0.92), sill + (high - sill) * share))
    return [lathe("Lamp", profile + [(0, high)], (0, 0, 0), pick(light_of, 0), "lamp", steps=48,
                  smooth=40)]


def lamp_joints():
    """The lens turns, and its beams sweep over the sea."""
    return [hinge("Lamp", "lantern_room", "lamp", at=(0, 0, level(0.815)), axis="z",
                  carries=["beam"])]


def domed_roof(paint, iron):
    """The domed roof with its ribs, ball and lightning rod."""
    r, low, top = 1.12 * lantern_radius(), level(0.865) + 0.05 * lantern_radius(), level(0.955)
    profile = [(0, low), (1.06 * r, low), (1.08 * r, low + 0.04 * r), (1.0 * r, low + 0.08 * r)]
    profile += [(r * math.cos(a) ** 0.9 if k < 10 else 0.0,
                 low + 0.08 * r + (top - low - 0.08 * r) * math.sin(a))
                for k, a in ((k, math.pi / 2 * k / 10) for k in range(1, 11))]
    pieces = [lathe("Dome", profile, (0, 0, 0), pick(paint, 0), "dome", steps=64, smooth=40)]
    for index in range(10):
        line = []
        for k in range(9):
            angle = math.pi / 2 * k / 9
            line.append(around(36 * index, r * math.cos(angle) ** 0.9,
                               low + 0.08 * r + (top - low - 0.08 * r) * math.sin(angle)))
        pieces.append(tube("Rib", line, 0.02 * r, pick(paint, 0), "dome", sides=6, smooth_path=2))
    ball = (level(1.0) - top) / 2
    pieces.append(cylinder("Neck", 0.10 * r, 0.6 * ball, (0, 0, top), pick(iron, 0), "dome",
                           bevel=0.01 * r))
    pieces.append(sphere("Ball", ball, (0, 0, top + ball), pick(iron, 0), "dome", segments=32,
                         rings=16))
    rod = 0.05 * (HEIGHT - ROCK_HEIGHT)
    pieces.append(tube("Rod", [(0, 0, top + ball), (0, 0, HEIGHT + rod)], [0.03 * r, 0.008 * r],
                       pick(iron, 0), "dome", sides=8))
    return [join_meshes("Dome", pieces)]


def beam(glow_of):
    """Two beams of light that reach out from the lamp."""
    z, r = level(0.815), 0.5 * lantern_radius()
    length, made = 1.6 * BASE_WIDTH + 0.2 * HEIGHT, []
    for index, turn in enumerate((58, 238)):
        out = around(turn, 1.0, 0)
        side, sections = Vector((-out.y, out.x, 0)), []
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            reach = r * (0.55 + 1.5 * share)
            centre = Vector((0, 0, z)) + out * (0.9 * r + length * share)
            sections.append([centre + side * reach * math.cos(a)
                             + Vector((0, 0, reach * math.sin(a)))
                             for a in (2 * math.pi * k / 32 for k in range(32))])
        made.append(loft(f"Beam {index + 1}", sections, pick(glow_of, index), "beam", smooth=180))
    return made


def keepers_house(plaster, tiles, timber, pane, stone_of):
    """The keeper's house: a small gabled cottage against the tower."""
    w, d, h = 0.80 * BASE_WIDTH, 0.62 * BASE_WIDTH, 0.38 * BASE_WIDTH
    x, low = 0.42 * BASE_WIDTH + w / 2, ROCK_HEIGHT + 0.05 * BASE_WIDTH
    rise, t = 0.42 * d, 0.06 * BASE_WIDTH
    gable = [(-d / 2, low), (d / 2, low), (d / 2, low + h), (0, low + h + rise), (-d / 2, low + h)]
    pieces = [extrude("Body", gable, w, (x, 0, 0), pick(plaster, 0), "keepers_house", bevel=0.02,
                      axis="X")]
    pieces.append(box("Footing", (w + 0.06 * BASE_WIDTH, d + 0.06 * BASE_WIDTH, low),
                      (x, 0, low / 2), pick(stone_of, 0), "keepers_house", bevel=0.02))
    o = 0.07 * BASE_WIDTH
    drop = o * rise / (d / 2)
    deck = [(-d / 2 - o, low + h - drop), (0, low + h + rise), (d / 2 + o, low + h - drop),
            (d / 2 + o, low + h - drop + t), (0, low + h + rise + t),
            (-d / 2 - o, low + h - drop + t)]
    pieces.append(extrude("Deck", deck, w + o, (x + o / 2, 0, 0), pick(timber, 0), "keepers_house",
                          bevel=0.01, axis="X"))
    for way in (-1, 1):
        corner = (x + (w / 2 + o if way > 0 else -w / 2), way * (d / 2 + o), low + h - drop + t)
        pieces.append(tiled_slope("Slope", corner, (-way * (w + o), 0, 0),
                                  (0, -way * (d / 2 + o), rise + drop),
                                  7, 12, 0.05 * BASE_WIDTH / 4, pick(tiles, 0), "keepers_house",
                                  seed=SEED))
    pieces.append(box("Ridge", (w + o, 0.05 * d, 0.05 * d), (x + o / 2, 0, low + h + rise + t),
                      pick(tiles, 0), "keepers_house", bevel=0.01))
    for k in (-0.22, 0.26):
        pieces.append(box("Pane", (0.16 * w, 0.04, 0.30 * h),
                          (x + k * w, -d / 2 - 0.005, low + 0.58 * h),
                          pick(pane, 0), "keepers_house", bevel=0.005))
        pieces.append(fretwork("Frame", [(-0.09 * w, -0.16 * h, 0.09 * w, -0.16 * h),
                                         (-0.09 * w, 0.16 * h, 0.09 * w, 0.16 * h),
                                         (-0.09 * w, -0.16 * h, -0.09 * w, 0.16 * h),
                                         (0.09 * w, -0.16 * h, 0.09 * w, 0.16 * h),
                                         (0, -0.16 * h, 0, 0.16 * h)], 0.02 * w, 0.06,
                               Matrix.Translation((x + k * w, -d / 2 - 0.01, low + 0.58 * h)),
                               pick(timber, 0), "keepers_house"))
    pieces.append(box("Chimney", (0.11 * w, 0.11 * w, 0.5 * h),
                      (x + 0.25 * w, 0.1 * d, low + h + rise),
                      pick(plaster, 0), "keepers_house", bevel=0.01))
    whole = join_meshes("Keeper's house", pieces)
    return [whole]
