import math
import random
import mathutils
from mathutils import Vector


# The pot is a rounded rectangle; all its mouldings follow this profile of (height, width) shares.
def pot_outline(share, z, steps=10):
    """The pot's outline at a height, drawn in to a share of its width."""
    radius = POT_CORNER * min(POT_WIDTH, POT_DEPTH) / 2
    flat = rounded_rectangle(POT_WIDTH, POT_DEPTH, radius, steps)
    inset = (1 - share) * POT_DEPTH / 2
    return [Vector((x * (1 - 2 * inset / POT_WIDTH), y * (1 - 2 * inset / POT_DEPTH), z))
            for x, y in flat]


def foot_height():
    """The height of the pot's feet."""
    return 0.2 * POT_HEIGHT


def wall_share(height):
    """The pot's width at a share of its height: the wall leans out towards the lip."""
    return 0.84 + 0.10 * height


def soil_height(x, y):
    """The soil: a little below the lip at the rim, mounded round the trunk."""
    near = max(0.0, 1 - (2 * x / POT_WIDTH) ** 2) * max(0.0, 1 - (2 * y / POT_DEPTH) ** 2)
    bumps = 0.012 * mathutils.noise.noise(Vector((x, y, 0)) * 22) * POT_HEIGHT / 0.09
    return 0.86 * POT_HEIGHT + (0.16 * POT_HEIGHT + bumps) * near


def trunk_foot():
    """Where the trunk stands in the pot: off the middle, as the old rules want it."""
    return Vector((0.10 * POT_WIDTH, 0.04 * POT_DEPTH, 0.0))


def trunk_line():
    """The trunk as (x, y, z, radius): a flared foot, then bends that grow shorter to the top."""
    foot, h, r = trunk_foot(), TREE_HEIGHT, TRUNK_RADIUS
    ground = soil_height(foot.x, foot.y)
    bends = [(0.0, 0.0, -0.03, 1.5), (0.0, 0.0, 0.02, 1.3), (0.035, 0.01, 0.10, 1.0),
             (0.085, -0.02, 0.22, 0.90), (0.045, -0.05, 0.35, 0.80), (-0.06, -0.02, 0.46, 0.68),
             (-0.125, 0.03, 0.56, 0.55), (-0.10, 0.05, 0.68, 0.42), (-0.035, 0.02, 0.78, 0.3),
             (-0.01, 0.0, 0.88, 0.16)]
    return [(foot.x + x * h * TWIST, foot.y + y * h * TWIST, ground + z * h, r * share)
            for x, y, z, share in bends]


def trunk_at(share):
    """(point, radius) of the trunk at a share of its height."""
    line = trunk_line()[1:]
    step = share * (len(line) - 1)
    low = min(int(step), len(line) - 2)
    point = Vector(line[low]).lerp(Vector(line[low + 1]), step - low)
    return point.to_3d(), point.w


def branch_tip(index):
    """(share of the trunk, tip, reach) of a branch; the lowest is the longest, sides alternate."""
    count = max(2, PAD_COUNT - 1)
    way = index / (count - 1)
    share = 0.40 + 0.42 * way
    start, _ = trunk_at(share)
    turn = math.radians((12, 186, 250, 335, 118, 205, 35, 290)[index % 8])
    reach = TREE_HEIGHT * (0.40 - 0.20 * way) * (0.78 if index % 3 == 2 else 1.0)
    lift = TREE_HEIGHT * (-0.02 + 0.06 * way)
    return share, start + Vector((math.cos(turn) * reach, math.sin(turn) * reach * 0.85,
                                  lift)), reach


def pads_plan():
    """(centre, radii) of every foliage pad: one at each branch's tip, the last one is the apex."""
    plan = []
    for index in range(PAD_COUNT - 1):
        _, tip, reach = branch_tip(index)
        wide = 0.11 * TREE_HEIGHT + 0.26 * reach
        plan.append((tip + Vector((0, 0, 0.02 * TREE_HEIGHT)),
                     (1.2 * wide, wide, 0.5 * wide)))
    top, _ = trunk_at(1.0)
    wide = 0.20 * TREE_HEIGHT
    plan.append((top - Vector((0, 0, 0.02 * TREE_HEIGHT)), (1.15 * wide, wide, 0.62 * wide)))
    return plan


def pot(glaze):
    """The ceramic pot with its rolled lip, lifted on four feet."""
    h, foot = POT_HEIGHT, foot_height()
    wall = h - foot
    profile = [(0.80, foot), (wall_share(0.0), foot + 0.02 * wall),
               (wall_share(0.1), foot + 0.1 * wall),
               (wall_share(0.5), foot + 0.5 * wall), (wall_share(0.78), foot + 0.78 * wall),
               (0.945, foot + 0.80 * wall), (0.985, foot + 0.82 * wall), (1.0, foot + 0.86 * wall),
               (1.0, foot + 0.95 * wall), (0.985, h), (0.93, h), (0.915, foot + 0.97 * wall),
               (0.90, foot + 0.85 * wall), (0.88, foot + 0.6 * wall)]
    body = loft("Pot", [pot_outline(share, z) for share, z in profile], pick(glaze, 0), "pot",
                smooth=50)
    feet = []
    for sx in (-1, 1):
        for sy in (-1, 1):
            length, depth = 0.15 * POT_WIDTH, 0.15 * POT_DEPTH
            rows = [[Vector((sx * 0.27 * POT_WIDTH + x * k, sy * 0.34 * POT_DEPTH + y * k, z))
                     for x, y in rounded_rectangle(length, depth, 0.3 * depth, 3)]
                    for k, z in ((0.8, 0), (0.88, 0.15 * foot), (0.94, 0.6 * foot), (1.1, foot),
                                 (1.1, 1.5 * foot))]
            feet.append(loft("Foot", rows, pick(glaze, 0), "pot", smooth=50))
    return [join_meshes("Pot", [body, *feet])]


def around_pot(share, height, out):
    """A point on the pot's wall: `share` of the way round, `height` of the wall, `out` off it."""
    foot = foot_height()
    z = foot + height * (POT_HEIGHT - foot)
    ring = pot_outline(wall_share(height), z)
    lengths = [(b - a).length for a, b in zip(ring, ring[1:] + ring[:1])]
    left = (share % 1.0) * sum(lengths)
    for a, b, length in zip(ring, ring[1:] + ring[:1], lengths):
        if left <= length and length > 0:
            point = a.lerp(b, left / length)
            along = (b - a).normalized()
            return point + Vector((along.y, -along.x, 0)) * out
        left -= length
    return ring[0]


def pot_relief(gold):
    """Traditional ornament in raised gold: a meander between two lines, and a line on the lip."""
    units = max(12, round((POT_WIDTH + POT_DEPTH) / (0.55 * POT_HEIGHT)) * 2)
    thick = 0.02 * POT_HEIGHT + 0.0003
    fret = [(0.0, 0.0), (0.0, 1.0), (0.72, 1.0), (0.72, 0.32), (0.30, 0.32), (0.30, 0.62),
            (0.50, 0.62), (0.50, 0.32), (0.72, 0.32), (0.72, 0.0)]
    path = []
    for unit in range(units):
        path += [around_pot((unit + u) / units, 0.27 + 0.34 * v, 0.2 * thick) for u, v in fret]
    pieces = [tube("Meander", path, thick, pick(gold, 0), "pot_relief", sides=6, closed=True,
                   smooth_path=1)]
    for height, width in ((0.19, 1.2), (0.69, 1.2)):
        line = [around_pot(k / 96, height, 0) for k in range(96)]
        pieces.append(tube("Line", line, width * thick, pick(gold, 0), "pot_relief", sides=8,
                           closed=True, smooth_path=1))
    lip = pot_outline(1.0, POT_HEIGHT - 0.10 * (POT_HEIGHT - foot_height()))
    pieces.append(tube("Lip line", lip, 1.5 * thick, pick(gold, 0), "pot_relief", sides=8,
                       closed=True, smooth_path=1))
    return [join_meshes("Pot relief", pieces)]


def pot_feet(gold):
    """Scroll feet with golden brackets under the corners of the pot."""
    foot, made = foot_height(), []
    for index, (sx, sy) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
        scroll = []
        for k in range(26):
            turn, reach = -0.6 + k * 0.32, 0.9 * foot * (1 - 0.03 * k)
            scroll.append(Vector((sx * (0.30 * POT_WIDTH + reach * math.cos(turn)),
                                  sy * 0.375 * POT_DEPTH, 1.14 * foot + reach * math.sin(turn))))
        made.append(tube(f"Pot foot {index + 1}", scroll, 0.22 * foot, pick(gold, index),
                         "pot_feet", sides=10, smooth_path=2))
    return made


def earth_bed(earth):
    """The soil in the pot, mounded and a little uneven."""
    sections = [pot_outline(0.86, 0.66 * POT_HEIGHT, 12), pot_outline(0.89, 0.85 * POT_HEIGHT, 12)]
    for share in (0.82, 0.7, 0.55, 0.4, 0.25, 0.1, 0.02):
        ring = pot_outline(0.895, 0.0, 12)
        sections.append([Vector((p.x * share, p.y * share, soil_height(p.x * share, p.y * share)))
                         for p in ring])
    return [loft("Soil", sections, pick(earth, 0), "soil", smooth=180)]


def trunk(bark_of):
    """The twisted trunk and the roots that grip the soil at its foot."""
    body = limb("Trunk", trunk_line(), pick(bark_of, 0), "trunk", sides=30, ridges=6, relief=0.17,
                twist=1.6 * TWIST, steps=8, seed=SEED)
    rng, pieces = random.Random(SEED), [body]
    foot, r = trunk_foot(), TRUNK_RADIUS
    ground = soil_height(foot.x, foot.y)
    for index in range(7):
        turn = 2 * math.pi * (index + rng.uniform(-0.25, 0.25)) / 7
        reach = r * rng.uniform(2.1, 3.0)
        path = []
        for share, rise, thick in ((0.15, 1.5, 0.55), (0.42, 0.55, 0.52), (0.62, 0.2, 0.4),
                                   (0.84, 0.02, 0.3), (1.0, -0.35, 0.16)):
            swing = turn + 0.35 * math.sin(share * 3 + index)
            x = foot.x + math.cos(swing) * reach * share
            y = foot.y + math.sin(swing) * reach * share
            rim = 0.80 * POT_DEPTH / 2
            y = max(-rim, min(rim, y))
            path.append((x, y, min(ground, soil_height(x, y) + 0.2 * r) + rise * r * 0.6,
                         r * thick))
        pieces.append(limb(f"Root {index}", path, pick(bark_of, 0), "trunk", sides=12, ridges=3,
                           relief=0.15, twist=0.6, steps=4, seed=SEED + index))
    return [join_meshes("Trunk", pieces)]


def branches(bark_of):
    """A bent branch to each pad, with twigs that fan out under its leaves."""
    rng, made = random.Random(SEED + 1), []
    plan = pads_plan()
    for index in range(PAD_COUNT - 1):
        share, tip, reach = branch_tip(index)
        start, radius = trunk_at(share)
        side = Vector((-(tip - start).y, (tip - start).x, 0)).normalized() * reach
        thick = max(0.0022, min(0.62 * radius, 0.055 * reach + 0.12 * TRUNK_RADIUS))
        path = [(*start, thick * 1.1)]
        for way, rise, swing, slim in ((0.3, 0.10, 0.06, 0.85), (0.6, 0.02, -0.07, 0.62),
                                       (0.85, -0.06, 0.02, 0.42), (1.0, 0.0, 0.0, 0.25)):
            point = start.lerp(tip, way) + side * swing * TWIST + Vector((0, 0, rise * reach))
            path.append((*point, thick * slim))
        pieces = [limb("Branch", path, pick(bark_of, index), "branches", sides=14, ridges=3,
                       relief=0.16, twist=1.0, steps=5, seed=SEED + index)]
        centre, size = plan[index]
        for twig in range(7):
            turn = 2 * math.pi * (twig + rng.random() * 0.5) / 7
            end = centre + Vector((math.cos(turn) * size[0] * 0.75, math.sin(turn) * size[1] * 0.75,
                                   0.1 * size[2]))
            fork = Vector(path[3][:3]).lerp(Vector(path[4][:3]), twig / 7)
            bend = fork.lerp(end, 0.5) - Vector((0, 0, 0.12 * size[2]))
            pieces.append(tube("Twig", [fork, bend, end], [thick * 0.3, thick * 0.2, thick * 0.1],
                               pick(bark_of, index), "branches", sides=6, smooth_path=3))
        made.append(join_meshes(f"Branch {index + 1}", pieces))
    return made


def pads(foliage):
    """The foliage pads: every leaf is a folded blade of its own."""
    template, made = leaf_blade(LEAF_SIZE, 0.62 * LEAF_SIZE), []
    for index, (centre, size) in enumerate(pads_plan()):
        area = 5.2 * size[0] * size[1]
        count = int(min(1900, max(300, 3.0 * area / (0.4 * LEAF_SIZE * LEAF_SIZE))))
        leaves = foliage_pad("Leaves", centre, size, count, template, pick(foliage, index), "pads",
                             seed=SEED + index)
        heart = sphere("Heart", 1.0, centre, pick(foliage, index), "pads", segments=20, rings=10,
                       scale=(0.74 * size[0], 0.74 * size[1], 0.5 * size[2]))
        made.append(join_meshes(f"Leaf pad {index + 1}", [leaves, heart]))
    return made


def needles(foliage):
    """Pads of needles instead of leaves: a pine or a juniper."""
    template, made = needle_tuft(1.5 * LEAF_SIZE), []
    for index, (centre, size) in enumerate(pads_plan()):
        area = 5.2 * size[0] * size[1]
        count = int(min(1150, max(200, 0.9 * area / (0.6 * LEAF_SIZE * LEAF_SIZE))))
        tufts = foliage_pad("Tufts", centre, size, count, template, pick(foliage, index), "needles",
                            seed=SEED + index)
        heart = sphere("Heart", 1.0, centre, pick(foliage, index), "needles", segments=20, rings=10,
                       scale=(0.7 * size[0], 0.7 * size[1], 0.45 * size[2]))
        made.append(join_meshes(f"Needle pad {index + 1}", [tufts, heart]))
    return made


def blossoms(petals, stamens):
    """Cherry blossoms on the pads, facing out, each with a heart of stamens."""
    rng, size_of = random.Random(SEED + 5), BLOSSOM_SIZE / 2
    flower, heart = open_blossom(size_of), open_blossom(0.3 * size_of, petals=3, cup=1.2)
    plan, places = pads_plan(), []
    for index in range(BLOSSOM_COUNT):
        pad = index % len(plan)
        centre, size = plan[pad]
        spot, out = dome_point(centre, size, rng.uniform(0, 2 * math.pi), rng.uniform(-0.25, 0.95),
                               SEED + pad)
        face = Vector((out.x, out.y, out.z + 0.35)).normalized()
        lean = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)))
        places.append(growing(spot + face * 0.1 * size_of, lean.cross(face), face + lean * 0.2,
                              rng.uniform(0.8, 1.15)))
    return [scatter_mesh("Blossom petals", places, flower, pick(petals, 0), "blossoms", smooth=60),
            scatter_mesh("Blossom hearts", places, heart, pick(stamens, 0), "blossoms")]


def rocks_plan():
    """(x, y, size, seed) of each rock, round the foot of the trunk and clear of it."""
    rng, plan = random.Random(SEED + 2), []
    spots = ((-0.30, -0.14, 1.25), (0.33, 0.12, 1.0), (-0.13, -0.27, 0.8), (0.24, -0.24, 0.9),
             (-0.33, 0.20, 0.85), (-0.06, 0.28, 0.75), (0.37, -0.1, 0.6), (-0.2, 0.06, 0.65))
    for index in range(ROCK_COUNT):
        x, y, share = spots[index % len(spots)]
        size = share * 0.19 * POT_DEPTH * rng.uniform(0.92, 1.08)
        plan.append((x * POT_WIDTH, y * POT_DEPTH, size, SEED + 11 * index))
    return plan


def rock_at(index):
    """A rock of the plan, sunk a little into the soil; its material comes later."""
    x, y, size, seed = rocks_plan()[index]
    z = soil_height(x, y) - 0.14 * size
    return boulder(f"Rock {index + 1}", (x, y, z), (1.3 * size, 1.0 * size, 0.9 * size), None,
                   "rocks", seed=seed)


def rocks(stone_of):
    """Weathered rocks on the soil."""
    made = []
    for index in range(ROCK_COUNT):
        rock = rock_at(index)
        rock.data.materials.append(pick(stone_of, index))
        made.append(rock)
    return made


def moss_cover(green):
    """Moss over the upper faces of the rocks and in patches on the soil."""
    pieces, size = [], 0.065 * POT_DEPTH
    for index in range(ROCK_COUNT):
        rock = rock_at(index)
        pieces.append(cover("Moss", rock, grass_blades(0.35 * size, lean=0.7, blades=4, width=0.5),
                            min(480, 2400 // ROCK_COUNT), pick(green, 0), "moss_cover",
                            seed=SEED + index, slope=0.25, patch=0.22, patches=6 / size * 0.2))
        remove(rock)
    rng = random.Random(SEED + 3)
    blades = grass_blades(0.42 * size, lean=0.8, blades=4, width=0.45)
    for index in range(11):
        turn = 2 * math.pi * (index + rng.uniform(-0.3, 0.3)) / 11
        x = math.cos(turn) * rng.uniform(0.24, 0.37) * POT_WIDTH
        y = math.sin(turn) * rng.uniform(0.22, 0.34) * POT_DEPTH
        wide = size * rng.uniform(0.8, 1.5)
        places = []
        for _ in range(150):
            out, spin = math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
            dx, dy = math.cos(spin) * out * wide, math.sin(spin) * out * wide
            z = soil_height(x + dx, y + dy) + 0.38 * wide * (1 - out * out) - 0.12 * size
            lean = Vector((dx + rng.uniform(-1, 1) * wide, dy + rng.uniform(-1, 1) * wide,
                           2 * wide))
            places.append(growing((x + dx, y + dy, z), lean, (rng.random(), rng.random(), 0.1)))
        pieces.append(scatter_mesh("Tuft", places, blades, pick(green, 0), "moss_cover"))
    return [join_meshes("Moss", pieces)]
