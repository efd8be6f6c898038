import math
import random
from mathutils import Matrix, Vector


# One flower or a bunch: every head sits at the end of a stem and looks up and outward.
def head_width():
    """A flower's width, in keeping with a short stem."""
    return min(HEADS_WIDTH, 0.4 * HEIGHT)


def flowers_plan():
    """(points of the stem, direction that the flower looks, size) of every flower."""
    rng, plan = random.Random(SEED), []
    neck = VASE_WIDTH * 0.2 if FLOWER_COUNT > 1 else 0.0
    for index in range(FLOWER_COUNT):
        turn = index * 2.39996 + 0.9
        ring = math.sqrt((index + 0.3) / FLOWER_COUNT) if FLOWER_COUNT > 1 else 0.12
        out = Vector((math.cos(turn), math.sin(turn), 0))
        reach = SPREAD / 2 * ring
        high = HEIGHT - 0.30 * head_width() - 0.20 * HEIGHT * ring ** 2
        high += rng.uniform(-0.02, 0.0) * HEIGHT
        collar = min(VASE_HEIGHT, 0.6 * HEIGHT)
        points = [out * 0.3 * neck * ring, out * 0.8 * neck * ring + Vector((0, 0, collar)),
                  out * (0.45 * reach + 0.5 * neck * ring) + Vector((0, 0, (collar + high) / 2)),
                  out * reach + Vector((0, 0, high))]
        look = Vector((out.x * (0.15 + 0.75 * ring), out.y * (0.15 + 0.75 * ring) - 0.55,
                       1)).normalized()
        size = head_width() * rng.uniform(0.88, 1.0)
        plan.append((points + [points[-1] + look * 0.02 * size], look, size))
    return plan


def named(name, index):
    """The name of a piece: numbered only in a bunch."""
    return name if FLOWER_COUNT == 1 else f"{name} {index + 1}"


def head_place(index):
    """The matrix that puts a head on its stem: Z is where the flower looks."""
    points, look, _ = flowers_plan()[index]
    return growing(points[-2], look.cross(Vector((1, 0, 0.1))), look)


def stems(green):
    """The stems, each swollen under its flower."""
    made, thick = [], 0.0035 + 0.006 * HEIGHT
    for index, (points, _, _) in enumerate(flowers_plan()):
        wide = [thick, thick, 0.85 * thick, 0.8 * thick, 0.5 * thick]
        made.append(tube(named("Stem", index), points, wide, pick(green, index), "stems", sides=12))
        for vertex in made[-1].data.vertices:
            low = (matrix_of(made[-1]) @ vertex.co).z
            vertex.co.z -= min(0.0, low)
    return made


def leaves(green):
    """Long leaves that spring from the stems and bend over."""
    made, rng = [], random.Random(SEED + 2)
    for index, (points, _, _) in enumerate(flowers_plan()):
        run = catmull(points, 6)
        blades = []
        for k, share in enumerate((0.38, 0.52)):
            spot = run[int(share * (len(run) - 1))]
            turn = index * 2.39996 + math.pi * k + rng.uniform(-0.5, 0.5) + 0.4
            out = Vector((math.cos(turn), math.sin(turn), 0.75))
            size = min(0.34 * HEIGHT, 0.9 * (HEIGHT - min(VASE_HEIGHT, 0.6 * HEIGHT)))
            place = growing(spot, out, (0, 0, 1), size * (1.0 - 0.2 * k))
            blades.append(scatter_mesh("Blade", [place],
                                       petal_blade(1.0, 0.22, cup=0.5, curl=0.45, point=1.0,
                                                   rows=10),
                                       pick(green, index), "leaves", smooth=180))
        made.append(join_meshes(named("Leaves", index), blades))
    return made


def daisy_petals(petals):
    """Daisies: two rings of long petals round a flat heart."""
    made = []
    for index, (_, _, size) in enumerate(flowers_plan()):
        place, count, r = head_place(index), 17, size / 2
        places = []
        for ring, (lift, reach) in enumerate(((0.10, 1.0), (0.30, 0.90))):
            for k in range(count):
                turn = Matrix.Rotation(2 * math.pi * (k + 0.5 * ring) / count, 4, "Z")
                tilt = Matrix.Rotation(lift, 4, "X")
                places.append(place @ turn @ Matrix.Translation((0, 0.16 * r, 0.03 * r * ring))
                              @ tilt
                              @ Matrix.Scale(reach * r * 0.84, 4))
        made.append(scatter_mesh(named("Petals", index), places,
                                 petal_blade(1.0, 0.36, cup=0.25, curl=0.12, point=0.2),
                                 pick(petals, index), "daisy_petals", smooth=180))
    return made


def daisy_hearts(gold, green):
    """The daisies' hearts, a dome of florets in spirals, and the green cup behind it."""
    made = []
    for index, (_, _, size) in enumerate(flowers_plan()):
        place, r = head_place(index), HEART_WIDTH * size / 2
        dome = [Matrix.Translation((0, 0, 0)) @ Matrix.Scale(r, 4)]
        florets = []
        for k in range(170):
            share = math.sqrt((k + 0.5) / 170)
            turn = k * 2.39996
            spot = Vector((r * share * math.cos(turn), r * share * math.sin(turn),
                           0.42 * r * math.sqrt(max(0.0, 1.04 - share * share))))
            out = Vector((spot.x, spot.y, 1.1 * r))
            florets.append(place @ growing(spot, (spot.y, -spot.x, 0.1 * r), out,
                                           0.068 * r * (1.25 - 0.3 * share)))
        heart = scatter_mesh("Heart", [place @ m for m in dome], button(1.0, 0.42, 24, 6),
                             pick(gold, index), "daisy_hearts", smooth=180)
        seeds = scatter_mesh("Florets", florets, button(1.0, 1.3, 6, 3), pick(gold, index),
                             "daisy_hearts", smooth=180)
        cup = lathe("Cup", [(0, -0.08 * size), (0.06 * size, -0.07 * size),
                            (0.14 * size, -0.02 * size),
                            (0.17 * size, 0.008 * size), (0, 0.008 * size)], (0, 0, 0),
                    pick(green, index), "daisy_hearts", steps=24, smooth=180)
        transform([cup], place)
        made.append(join_meshes(named("Heart", index), [heart, seeds, cup]))
    return made


def tulip_heads(petals):
    """Tulips: six cupped petals in two rings that close towards the tip."""
    made = []
    for index, (_, _, size) in enumerate(flowers_plan()):
        place, tall = head_place(index), 0.98 * size
        places = []
        for ring in range(2):
            for k in range(3):
                turn = Matrix.Rotation(2 * math.pi * (k + 0.5 * ring) / 3, 4, "Z")
                lean = Matrix.Rotation(math.radians(62 if ring == 0 else 66), 4, "X")
                places.append(place @ turn @ Matrix.Translation((0, 0.10 * size * (1 - 0.2 * ring),
                                                                 0))
                              @ lean @ Matrix.Scale(tall * (1.0 - 0.04 * ring), 4))
        shape = petal_blade(1.0, 0.78, cup=0.75, curl=-0.30, point=0.55, rows=12, columns=8)
        cup = scatter_mesh("Petals", places, shape, pick(petals, index), "tulip_heads", smooth=180)
        base = scatter_mesh("Base", [place @ Matrix.Scale(min(0.17 * size, 0.011), 4)],
                            button(1.0, 0.9, 16, 5), pick(petals, index), "tulip_heads", smooth=180)
        made.append(join_meshes(named("Tulip", index), [cup, base]))
    return made


def rose_heads(petals, green):
    """Roses: a spiral of petals, rolled tight inside and open at the rim, on green sepals."""
    made = []
    shape = petal_blade(1.0, 1.05, cup=0.42, curl=0.16, point=0.0, rows=8, columns=6)
    for index, (_, _, size) in enumerate(flowers_plan()):
        place, places, count = head_place(index), [], 34
        for k in range(count):
            share = k / (count - 1)
            turn = Matrix.Rotation(k * 2.39996, 4, "Z")
            lean = Matrix.Rotation(math.radians(96 - 72 * share ** 1.25), 4, "X")
            reach = (0.015 + 0.10 * share) * size
            length = (0.34 + 0.16 * math.sin(math.pi * min(1, share * 1.3) / 2)) * size
            places.append(place @ turn @ Matrix.Translation((0, reach,
                                                             (0.10 - 0.09 * share) * size))
                          @ lean @ Matrix.Scale(length, 4))
        whorl = scatter_mesh("Petals", places, shape, pick(petals, index), "rose_heads", smooth=180)
        sepals = []
        for k in range(5):
            turn = Matrix.Rotation(2 * math.pi * k / 5, 4, "Z")
            sepals.append(place @ turn @ Matrix.Translation((0, 0.03 * size, -0.01 * size))
                          @ Matrix.Rotation(0.1, 4, "X") @ Matrix.Scale(0.34 * size, 4))
        cup = scatter_mesh("Sepals", sepals, petal_blade(1.0, 0.3, cup=0.3, curl=0.35, point=1.0),
                           pick(green, index), "rose_heads", smooth=180)
        hip = scatter_mesh("Hip", [place @ Matrix.Translation((0, 0, -0.01 * size))
                                   @ Matrix.Scale(0.11 * size, 4)], button(1.0, 1.2, 16, 5),
                           pick(green, index), "rose_heads", smooth=180)
        made.append(join_meshes(named("Rose", index), [whorl, cup, hip]))
    return made


def thorns(green):
    """Thorns along the stems."""
    places = []
    for points, _, _ in flowers_plan():
        run = catmull(points, 8)
        for k in range(len(run) // 2, len(run) - 4, 2):
            turn = k * 2.4
            out = Vector((math.cos(turn), math.sin(turn), 0.35))
            places.append(growing(run[k] + out * 0.004 * HEIGHT, (0, 0, 1), out,
                                  0.013 * HEIGHT + 0.002))
    return [scatter_mesh("Thorns", places, button(0.35, 1.0, 8, 3), pick(green, 0), "thorns",
                         smooth=180)]


def vase(glaze):
    """A vase with a full belly and a narrow neck."""
    tall, r = min(VASE_HEIGHT, 0.6 * HEIGHT), VASE_WIDTH / 2
    outer = catmull([(0.62, 0.0), (0.70, 0.03), (0.92, 0.22), (1.0, 0.42), (0.86, 0.64),
                     (0.55, 0.82), (0.46, 0.90), (0.52, 0.97), (0.58, 1.0)], 5)
    profile = [(0, 0)] + [(x * r, z * tall) for x, z in outer]
    profile += [(0.55 * r, 1.004 * tall), (0.51 * r, 0.995 * tall), (0.42 * r, 0.91 * tall),
                (0.49 * r, 0.82 * tall), (0.80 * r, 0.62 * tall), (0.93 * r, 0.42 * tall),
                (0.86 * r, 0.22 * tall), (0.62 * r, 0.04 * tall), (0, 0.035 * tall)]
    return [lathe("Vase", profile, (0, 0, 0), pick(glaze, 0), "vase", steps=80, smooth=60)]


def bow(cloth):
    """A ribbon tied round the bunch, with a bow and two tails."""
    size = 0.05 * HEIGHT + 0.006
    z = max(min(VASE_HEIGHT, 0.6 * HEIGHT) * 0.86, 2.7 * size)
    r = 0.44 * VASE_WIDTH / 2 if FLOWER_COUNT > 1 else 0.0035 + 0.006 * HEIGHT
    pieces = [torus("Band", r, 0.35 * size, (0, 0, z), pick(cloth, 0), "bow")]
    for side in (-1, 1):
        loop = [(0, -r, z), (side * 0.9 * size, -r - 0.5 * size, z + 0.55 * size),
                (side * 1.7 * size, -r - 0.6 * size, z + 0.1 * size),
                (side * 0.9 * size, -r - 0.3 * size, z - 0.3 * size), (0, -r, z)]
        pieces.append(ribbon("Loop", loop, 0.62 * size, 0.06 * size, pick(cloth, 0), "bow",
                             up=(0, 1, 0.2)))
        tail = [(0, -r, z), (side * 0.6 * size, -r - 0.45 * size, z - 0.9 * size),
                (side * 1.0 * size, -r - 0.35 * size, z - 2.2 * size)]
        pieces.append(ribbon("Tail", tail, 0.55 * size, 0.06 * size, pick(cloth, 0), "bow",
                             up=(0, 1, 0)))
    pieces.append(tube("Tie", [(0, 0, z), (0, -r, z)], 0.12 * size, pick(cloth, 0), "bow", sides=8))
    pieces.append(sphere("Knot", 0.36 * size, (0, -r - 0.12 * size, z), pick(cloth, 0), "bow",
                         segments=20, rings=12))
    return [join_meshes("Bow", pieces)]


def butterfly(wings, dark):
    """A butterfly resting on the first flower."""
    place = (head_place(0) @ Matrix.Translation((0, 0, 0.16 * head_width()))
             @ Matrix.Scale(0.55 * head_width(), 4))
    shape = petal_blade(1.0, 0.85, cup=0.1, curl=0.0, point=0.1)
    places = []
    for side in (-1, 1):
        for turn, size in ((48, 1.0), (118, 0.72)):
            places.append(place @ Matrix.Rotation(side * 0.55, 4, "Y")
                          @ Matrix.Rotation(math.radians(-side * turn), 4, "Z")
                          @ Matrix.Scale(size * 0.8, 4))
    made = [scatter_mesh("Wings", places, shape, pick(wings, 0), "butterfly", smooth=180)]
    body = tube("Body", [place @ Vector((0, y, 0)) for y in (-0.42, -0.2, 0.1, 0.3)],
                [0.02 * head_width(), 0.032 * head_width(), 0.036 * head_width(),
                 0.022 * head_width()],
                pick(dark, 0), "butterfly", sides=10)
    feelers = [tube("Feeler", [place @ Vector((0, 0.28, 0)),
                               place @ Vector((side * 0.12, 0.5, 0.12)),
                               place @ Vector((side * 0.26, 0.66, 0.2))], 0.006 * head_width(),
                    pick(dark, 0), "butterfly", sides=6) for side in (-1, 1)]
    legs = tube("Legs", [place @ Vector((0, 0, 0)), place @ Vector((0, 0, -0.34))],
                0.008 * head_width(), pick(dark, 0), "butterfly", sides=6)
    return [join_meshes("Butterfly", [*made, body, *feelers, legs])]
