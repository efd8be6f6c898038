import math
import random
from mathutils import Matrix, Vector


# A broadleaf tree: clumps of leaves on forked limbs. Fir and palm are parts of their own.
def trunk_line():
    """The trunk as (x, y, z, radius): a flared foot, a slight lean, then thinner to the crown."""
    rng, h, r = random.Random(SEED), HEIGHT, trunk_radius()
    lean = [(rng.uniform(-1, 1), rng.uniform(-1, 1)) for _ in range(5)]
    top = CROWN_START + 0.45 * (1 - CROWN_START)
    line = [(0, 0, 0, 1.75 * r), (0, 0, 0.035 * h, 1.25 * r)]
    for k, (share, thick) in enumerate(((0.25, 1.0), (0.5, 0.9), (0.75, 0.72), (1.0, 0.42))):
        sway = 0.022 * h * share
        line.append((lean[k][0] * sway, lean[k][1] * sway, top * h * share, thick * r))
    return line


def trunk_radius():
    """The trunk's radius, in keeping with a small tree."""
    return min(TRUNK_RADIUS, 0.07 * HEIGHT)


def leaf_size():
    """A leaf's length, in keeping with a small tree."""
    return min(LEAF_SIZE, 0.06 * HEIGHT)


def clumps_plan():
    """(centre, radii, seed) of every clump of leaves; together they fill the crown."""
    rng, plan = random.Random(SEED + 1), []
    low, high = CROWN_START * HEIGHT, HEIGHT
    wide, tall = CROWN_WIDTH / 2, (high - low) / 2
    size = min(0.45 * wide, 0.56 * tall) * (10 / CLUMP_COUNT) ** 0.25
    for index in range(CLUMP_COUNT):
        if index == 0:
            out = Vector((0, 0, 1))
        else:
            level = 0.62 - 1.35 * (index - 1) / max(1, CLUMP_COUNT - 2)
            ring, turn = math.sqrt(max(0.0, 1 - level * level)), index * 2.39996 + 0.4
            out = Vector((math.cos(turn) * ring, math.sin(turn) * ring, level))
        share = size * rng.uniform(0.88, 1.08)
        radii = (share, share, 0.78 * share)
        flat = 0.75
        top, bottom = high - radii[2] * 1.05, low + flat * radii[2]
        middle = (top + bottom) / 2
        centre = Vector((out.x * (wide - share * 1.06), out.y * (wide - share * 1.06),
                         middle + out.z * (top - bottom) / 2))
        plan.append((centre, radii, SEED + 7 * index))
    return plan


def trunk(bark_of):
    """The trunk with roots that run out into the ground."""
    body = limb("Trunk", trunk_line(), pick(bark_of, 0), "trunk", sides=32, ridges=8, relief=0.10,
                twist=0.4, steps=8, seed=SEED)
    rng, r, pieces = random.Random(SEED + 2), trunk_radius(), [body]
    for index in range(7):
        turn = 2 * math.pi * (index + rng.uniform(-0.2, 0.2)) / 7
        x, y, reach = math.cos(turn), math.sin(turn), r * rng.uniform(2.2, 3.1)
        path = [(x * r * 0.5, y * r * 0.5, 1.1 * r, 0.5 * r),
                (x * r * 1.1, y * r * 1.1, 0.42 * r, 0.46 * r),
                (x * reach * 0.7, y * reach * 0.7, 0.13 * r, 0.26 * r),
                (x * reach, y * reach, 0.07 * r, 0.05 * r)]
        pieces.append(limb("Root", path, pick(bark_of, 0), "trunk", sides=12, ridges=3, relief=0.12,
                           twist=0.4, steps=5, seed=index))
    whole = join_meshes("Trunk", pieces)
    for vertex in whole.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [whole]


def branches(bark_of):
    """A bent limb from the trunk to each clump, forking once on its way."""
    rng, made = random.Random(SEED + 3), []
    line = catmull(trunk_line(), 8)
    for index, (centre, radii, _) in enumerate(clumps_plan()):
        goal = max(0.62 * CROWN_START * HEIGHT, centre.z - 0.42 * math.hypot(centre.x, centre.y)
                   - 0.30 * radii[2])
        start = min(line[8:], key=lambda p: abs(p[2] - goal))
        low, thick = start.to_3d(), min(0.62 * start[3], 0.55 * trunk_radius())
        out = Vector((centre.x - low.x, centre.y - low.y, 0))
        path = [(*low, thick), (*(low.lerp(centre, 0.35) + out * 0.08), 0.72 * thick),
                (*(low.lerp(centre, 0.7) + Vector((0, 0, 0.05 * radii[2]))), 0.5 * thick),
                (*centre, 0.22 * thick)]
        pieces = [limb("Limb", path, pick(bark_of, index), "branches", sides=14, ridges=4,
                       relief=0.10, twist=0.5, steps=5, seed=index)]
        fork = Vector(path[2][:3])
        for twig in range(4):
            turn = 2 * math.pi * twig / 4 + rng.random()
            end = centre + Vector((math.cos(turn) * radii[0], math.sin(turn) * radii[1],
                                   rng.uniform(-0.2, 0.4) * radii[2])) * 0.75
            pieces.append(tube("Twig", [fork, fork.lerp(end, 0.5) + Vector((0, 0, 0.08 * radii[2])),
                                        end],
                               [0.34 * thick, 0.22 * thick, 0.08 * thick], pick(bark_of, index),
                               "branches", sides=7, smooth_path=3))
        made.append(join_meshes(f"Branch {index + 1}", pieces))
    return made


def canopy(foliage):
    """The clumps of leaves, every leaf a folded blade."""
    template, made = leaf_blade(leaf_size(), 0.62 * leaf_size()), []
    limit = min(2400, 20000 // CLUMP_COUNT)
    for index, (centre, radii, seed) in enumerate(clumps_plan()):
        area = 9.0 * radii[0] * radii[2]
        count = int(min(limit, max(200, 2.4 * area / (0.4 * leaf_size() * leaf_size()))))
        leaves = foliage_pad("Leaves", centre, radii, count, template, pick(foliage, index),
                             "canopy", seed=seed, flat=0.75)
        heart = sphere("Heart", 1.0, centre, pick(foliage, index), "canopy", segments=20, rings=12,
                       scale=(0.78 * radii[0], 0.78 * radii[1], 0.66 * radii[2]))
        made.append(join_meshes(f"Leaf clump {index + 1}", [leaves, heart]))
    return made


def on_crown(index, rng, low=-0.45):
    """(point, outward direction) somewhere on the crown's leaves."""
    plan = clumps_plan()
    centre, radii, seed = plan[index % len(plan)]
    axis = Vector((0, 0, (CROWN_START + 1) / 2 * HEIGHT))
    for _ in range(12):
        spot, out = dome_point(centre, radii, rng.uniform(0, 2 * math.pi), rng.uniform(low, 0.9),
                               seed, 0.75)
        if (spot - axis).dot(out) > 0.3 * (spot - axis).length:
            break
    return spot, out


def fruit(skin_of):
    """Apples among the leaves, each on a short stalk."""
    rng, r, made = random.Random(SEED + 4), 0.35 * leaf_size() + 0.008 * HEIGHT, []
    line = catmull([(0.0, 0.72), (0.25, 0.92), (0.8, 0.85), (1.0, 0.25), (0.8, -0.5), (0.35, -0.86),
                    (0.0, -0.78)], 4)
    profile = [(max(0.0, x) * r, z * r) for x, z in line]
    for index in range(FRUIT_COUNT):
        spot, out = on_crown(index, rng)
        made.append(lathe("Apple", profile, spot - out * 0.2 * r, pick(skin_of, index), "fruit",
                          steps=16, smooth=180))
    return [join_meshes("Fruit", made)]


def blossoms(petals):
    """Blossoms all over the crown."""
    rng, places = random.Random(SEED + 5), []
    flower = open_blossom(0.62 * leaf_size())
    for index in range(12 * FRUIT_COUNT):
        spot, out = on_crown(index, rng)
        lean = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)))
        places.append(growing(spot, lean.cross(out), out + lean * 0.2, rng.uniform(0.7, 1.2)))
    return [scatter_mesh("Blossoms", places, flower, pick(petals, 0), "blossoms", smooth=60)]


def swing(timber, rope_of):
    """A board on two ropes under the lowest strong limb, held by a beam of its own branch."""
    z = CROWN_START * HEIGHT + 0.10 * (1 - CROWN_START) * HEIGHT
    reach, seat = trunk_radius() + 0.30 * CROWN_WIDTH / 2 + 0.35, min(0.5, 0.2 * HEIGHT)
    made = [limb("Bough", [(0, 0, 0.9 * z, 0.45 * trunk_radius()),
                           (0.5 * reach, 0, z, 0.38 * trunk_radius()),
                           (reach + 0.3, 0, 1.02 * z, 0.22 * trunk_radius())],
                 pick(timber, 0), "swing", sides=14, ridges=4, relief=0.1, twist=0.3)]
    for side in (-1, 1):
        x = reach + side * 0.19
        made.append(tube("Rope", [(x, 0, z), (x, 0, seat - 0.03)], 0.014, pick(rope_of, 0), "swing",
                         sides=8))
    made.append(box("Seat", (0.52, 0.2, 0.035), (reach, 0, seat), pick(timber, 0), "swing",
                    bevel=0.008))
    return [join_meshes("Swing", made)]


def meadow(green):
    """A patch of grass round the foot of the tree."""
    rng, places = random.Random(SEED + 6), []
    reach = min(CROWN_WIDTH * 0.36, 9 * trunk_radius())
    size = 0.028 * HEIGHT
    for _ in range(1500):
        turn, out = rng.uniform(0, 2 * math.pi), reach * math.sqrt(rng.random())
        lean = (rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3), 1)
        places.append(growing((out * math.cos(turn), out * math.sin(turn), 0), lean,
                              (rng.uniform(-1, 1), rng.uniform(-1, 1), 0),
                              rng.uniform(0.5, 1.1) * (1.15 - 0.6 * out / reach)))
    sward = scatter_mesh("Grass", places, grass_blades(size, lean=0.6, blades=5, width=0.16),
                         pick(green, 0), "meadow")
    for vertex in sward.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [sward]


def fir_trunk(bark_of):
    """The straight trunk of a fir."""
    r = 0.75 * trunk_radius()
    path = [(0, 0, 0, 1.3 * r), (0, 0, 0.03 * HEIGHT, r), (0, 0, 0.1 * HEIGHT, 0.92 * r),
            (0, 0, 0.3 * HEIGHT, 0.75 * r), (0, 0, 0.6 * HEIGHT, 0.45 * r),
            (0, 0, 0.97 * HEIGHT, 0.08 * r)]
    return [limb("Fir trunk", path, pick(bark_of, 0), "fir_trunk", sides=24, ridges=7, relief=0.08,
                 twist=0.2, steps=8, seed=SEED)]


def fir_width():
    """The fir is never wider than a third more than it is tall."""
    return min(CROWN_WIDTH, 1.3 * HEIGHT)


def fir_low():
    """Where the lowest boughs of the fir grow: their tips still hang clear of the ground."""
    return 0.15 * fir_width() + 0.2 * CROWN_START * HEIGHT


def fir_reach(share):
    """The fir's width at a share of the height of its boughs: a cone with a rounded foot."""
    return 0.42 * fir_width() * (1 - share) ** 0.9 * min(1.0,
                                                         0.72 + 2.5 * share) + 0.01 * fir_width()


def fir_boughs(green, bark_of):
    """Tiers of drooping boughs, each a stem with sprays of needles to both sides."""
    rng, places, stems = random.Random(SEED + 7), [], []
    low, tiers = fir_low(), 17
    spray = needle_tuft(1.0, spread=0.75, needles=8)
    for tier in range(tiers):
        share = tier / (tiers - 1)
        z = low + (0.965 * HEIGHT - low) * share ** 0.92
        reach, boughs = fir_reach(share), max(5, round(15 * (1 - share) + 4))
        for bough in range(boughs):
            turn = 2 * math.pi * (bough + 0.5 * (tier % 2) + rng.uniform(-0.15, 0.15)) / boughs
            out = Vector((math.cos(turn), math.sin(turn), 0))
            side = Vector((-out.y, out.x, 0))
            length = reach * rng.uniform(0.9, 1.06)
            lift = 0.25 - 0.62 * (1 - share)
            steps = max(2, round(6.5 * length / (0.42 * fir_width())) + 1)
            points = []
            for k in range(steps + 1):
                way = (k + 0.4) / (steps + 0.4)
                spot = out * length * way + Vector((0, 0,
                                                    z + length * (lift * way + 0.30 * way ** 2.6)))
                points.append(spot)
                size = 0.085 * fir_width() * (1.15 - 0.5 * share) * (1.1 - 0.35 * way)
                for way_side in ((-1, 1) if k < steps else (0,)):
                    tip = out * 0.75 + side * way_side * 0.8 - Vector((0, 0, 0.25))
                    places.append(growing(spot, tip, (0, 0, 1), size * rng.uniform(0.85, 1.15)))
            if tier % 2 == 0 and share < 0.75:
                stems.append(tube("Stem", [Vector((0, 0, z)), points[0], points[-1]],
                                  [0.012 * fir_width(), 0.008 * fir_width(), 0.002 * fir_width()],
                                  pick(bark_of, 0), "fir_boughs", sides=5, smooth_path=2))
    for _ in range(8):
        places.append(growing((0, 0, 0.955 * HEIGHT),
                              (rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3), 1),
                              (1, 0, 0), 0.045 * HEIGHT))
    needles = scatter_mesh("Needles", places, spray, pick(green, 0), "fir_boughs")
    return [join_meshes("Fir boughs", [needles, *stems])]


def on_fir(share, turn):
    """A point at the tips of the fir's boughs."""
    low = fir_low()
    reach = 0.95 * fir_reach(share)
    z = low + (0.965 * HEIGHT - low) * share ** 0.92 - reach * (0.08 + 0.06 * (1 - share))
    return Vector((reach * math.cos(turn), reach * math.sin(turn), z))


def baubles(balls, caps):
    """Glass balls at the tips of the boughs, with their metal caps."""
    r, made = 0.0235 * HEIGHT, []
    for index in range(BAUBLE_COUNT):
        share = 0.03 + 0.82 * (index + 0.5) / BAUBLE_COUNT
        spot = on_fir(share, index * 2.39996)
        size = r * (1.15 - 0.45 * share)
        ball = sphere("Ball", size, spot, pick(balls, index), "baubles", segments=24, rings=14)
        cap = cylinder("Cap", 0.28 * size, 0.3 * size, spot + Vector((0, 0, 1.08 * size)),
                       pick(caps, 0), "baubles", sides=12, bevel=0.02 * size)
        made.append(join_meshes(f"Bauble {index + 1}", [ball, cap]))
    return made


def fairy_lights(lamp):
    """A chain of lights wound round the fir from foot to top."""
    points, bulbs, turns = [], [], 6.5
    count = 150
    for k in range(count + 1):
        share = 0.02 + 0.90 * k / count
        points.append(on_fir(share, 2 * math.pi * turns * k / count))
    wire = tube("Wire", points, 0.0013 * HEIGHT, pick(lamp, 0), "fairy_lights", sides=5,
                smooth_path=2)
    for k in range(0, count, 2):
        bulbs.append(sphere("Light", 0.008 * HEIGHT, points[k], pick(lamp, 0), "fairy_lights",
                            segments=10, rings=6))
    return [join_meshes("Fairy lights", [wire, *bulbs])]


def star(gold):
    """A five-pointed star on the top."""
    r, thick, z = 0.055 * HEIGHT, 0.018 * HEIGHT, 0.99 * HEIGHT
    vertices, faces = [(0, -thick / 2, z), (0, thick / 2, z)], []
    for k in range(10):
        turn, reach = math.pi / 2 + math.pi * k / 5, r * (1.0 if k % 2 == 0 else 0.42)
        vertices.append((reach * math.cos(turn), 0, z + reach * math.sin(turn)))
    for k in range(10):
        a, b = 2 + k, 2 + (k + 1) % 10
        faces += [(0, a, b), (1, b, a)]
    return [add("Star", mesh_of("Star", vertices, faces), pick(gold, 0), "star")]


def snow_cover(white):
    """Snow lying on the tiers of the fir."""
    rng, places = random.Random(SEED + 8), []
    flake = open_blossom(1.0, petals=6, cup=-0.35)
    for index in range(420):
        share = rng.random() ** 1.4 * 0.96
        spot = on_fir(share, index * 2.39996)
        inward = rng.uniform(0.55, 1.0)
        size = 0.055 * fir_width() * (1.1 - 0.6 * share)
        spot = Vector((spot.x * inward, spot.y * inward,
                       spot.z + 0.3 * size + fir_reach(share) * 0.35 * (1 - inward)))
        places.append(growing(spot, (rng.uniform(-1, 1), rng.uniform(-1, 1), 0),
                              (spot.x * 0.15 / fir_width(), spot.y * 0.15 / fir_width(), 1), size))
    return [scatter_mesh("Snow", places, flake, pick(white, 0), "snow_cover", smooth=180)]


def palm_top():
    """Where the palm's fronds spring from."""
    return Vector((0.10 * HEIGHT, 0, 0.80 * HEIGHT))


def palm_trunk(bark_of):
    """The slender, ringed trunk of a palm, leaning and swollen at the foot."""
    top, r, rings = palm_top(), 0.55 * trunk_radius(), 36
    points, radii = [], []
    for k in range(rings * 2 + 1):
        share = k / (rings * 2)
        points.append((top.x * share ** 1.8, 0, top.z * share))
        radii.append(r * (1.0 - 0.38 * share + 0.7 * max(0, 0.08 - share) / 0.08)
                     * (1.05 if k % 2 else 0.94))
    points.insert(1, (0, 0, 0.004 * HEIGHT))
    radii.insert(1, radii[0])
    return [tube("Palm trunk", points, radii, pick(bark_of, 0), "palm_trunk", sides=20,
                 smooth_path=1, smooth=60)]


def fronds(green):
    """The palm's feathered fronds: a rib with leaflets that hang to both sides."""
    rng, made, top = random.Random(SEED + 9), [], palm_top()
    count, length = 15, min(0.46 * CROWN_WIDTH, 0.72 * HEIGHT)
    for index in range(count):
        turn = 2 * math.pi * index / count + rng.uniform(-0.1, 0.1)
        out = Vector((math.cos(turn), math.sin(turn), 0))
        side = Vector((-out.y, out.x, 0))
        rise = (0.62, 0.28, -0.05)[index % 3]
        rib, places = [], []
        for k in range(11):
            way = k / 10
            rib.append(top + out * length * way * (1 - 0.12 * way) * (0.92 if index % 3 == 0 else 1)
                       + Vector((0, 0, length * (rise * way - (0.62 + 0.2 * rise) * way * way))))
        run = catmull(rib, 4)
        for k, (spot, ahead) in enumerate(zip(run[3:], run[4:] + [run[-1] * 2 - run[-2]])):
            way = k / (len(run) - 3)
            size = 0.30 * length * (0.35 + math.sin(math.pi * min(1, way + 0.12)) * 0.75) * 0.85
            forward = (ahead - spot).normalized()
            for hand in (-1, 1):
                tip = side * hand * 0.8 + forward * 0.55 - Vector((0, 0, 0.42))
                places.append(growing(spot, tip, forward.cross(side) * -1 + side * hand * 0.3,
                                      size))
        blades = scatter_mesh("Leaflets", places, leaf_blade(1.0, 0.13, fold=0.2, droop=0.25),
                              pick(green, index), "fronds")
        stem = tube("Rib", rib, [0.012 * length * (1.1 - k / 10) + 0.001 * length
                                 for k in range(11)],
                    pick(green, index), "fronds", sides=6, smooth_path=3)
        made.append(join_meshes(f"Frond {index + 1}", [blades, stem]))
    return made


def coconuts(husk):
    """A cluster of coconuts under the fronds."""
    top, r, made = palm_top(), 0.022 * HEIGHT, []
    for index in range(6):
        turn = index * 1.05
        reach = 0.34 * trunk_radius() + 0.6 * r
        made.append(sphere(f"Coconut {index + 1}", r,
                           top + Vector((reach * math.cos(turn), reach * math.sin(turn),
                                         -0.012 * HEIGHT - 0.5 * r * (index % 2))),
                           pick(husk, index), "coconuts", scale=(1, 1, 1.15), segments=20,
                           rings=12))
    return made
