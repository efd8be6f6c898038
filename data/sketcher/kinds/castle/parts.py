import math
import random
import mathutils
from mathutils import Matrix, Vector


# Four corner towers and a curtain wall round a keep; the gate is in the front (-Y).
def wall_thickness():
    """How thick the curtain wall is."""
    return 0.20 * WALL_HEIGHT


def merlon():
    """Width, thickness and height of a merlon."""
    return 0.13 * WALL_HEIGHT, 0.06 * WALL_HEIGHT, 0.15 * WALL_HEIGHT


def gate_width():
    """The clear width of the gateway."""
    return min(GATE_WIDTH, 0.22 * WIDTH)


def gatehouse_width():
    """The width of the gatehouse between its two turrets."""
    return 1.7 * gate_width()


def tower_spots():
    """The feet of the four corner towers: front left, front right, back right, back left."""
    x, y = WIDTH / 2, DEPTH / 2
    return [Vector((-x, -y, 0)), Vector((x, -y, 0)), Vector((x, y, 0)), Vector((-x, y, 0))]


def keep_spot():
    """The middle of the keep."""
    return Vector((0, 0.10 * DEPTH, 0))


def keep_size():
    """The side of the keep: it always leaves a courtyard."""
    return min(KEEP_WIDTH, 0.5 * WIDTH, 0.5 * DEPTH)


def cap_foot(height, radius):
    """Where the pointed roof over a tower begins: above the merlons."""
    return height + 1.15 * merlon()[2] + 0.05 * radius


def quoins(corner, height, size, seed):
    """Placements of proud stones scattered over a wall face; `corner` is the matrix of the face."""
    rng = random.Random(seed)
    wide, places = size, []
    for _ in range(int(wide * height * 0.35)):
        spot = Matrix.Translation((rng.uniform(-0.46, 0.46) * wide, 0,
                                   rng.uniform(0.06, 0.92) * height))
        places.append(corner @ spot @ Matrix.Diagonal((rng.uniform(0.35, 0.8), 0.12,
                                                       rng.uniform(0.2, 0.34), 1)))
    return places


def walls(stone_of):
    """The curtain walls with parapet and merlons; the front one leaves room for the gate."""
    t, h, gate = wall_thickness(), WALL_HEIGHT, gatehouse_width() / 2
    a, b, c, d = tower_spots()
    m = merlon()
    runs = [(a, Vector((-gate, a.y, 0))), (Vector((gate, b.y, 0)), b), (b, c), (c, d), (d, a)]
    made = []
    for index, (start, end) in enumerate(runs):
        along = (end - start).normalized()
        out = Vector((along.y, -along.x, 0))
        turn, middle = math.atan2(along.y, along.x), (start + end) / 2
        length = (end - start).length
        body = box("Body", (length, t, h), (middle.x, middle.y, h / 2), pick(stone_of, index),
                   "walls", bevel=0.04, rotation=(0, 0, turn))
        foot = box("Foot", (length, 1.35 * t, 0.12 * h), (middle.x, middle.y, 0.06 * h),
                   pick(stone_of, index), "walls", bevel=0.06, rotation=(0, 0, turn))
        edge = out * (t / 2 - m[1] / 2) + Vector((0, 0, h - 0.01))
        stones = crenels(start + edge, end + edge, m)
        parapet = [Matrix.Translation(middle + out * (t / 2 - m[1] / 2)
                                      + Vector((0, 0, h + 0.03 * h)))
                   @ Matrix.Rotation(turn, 4, "Z") @ Matrix.Diagonal((length, m[1], 0.08 * h, 1))]
        face = (Matrix.Translation(middle + out * (t / 2 - 0.03)) @ Matrix.Rotation(turn, 4, "Z"))
        proud = quoins(face, h, length, SEED + index)
        pieces = [body, foot, blocks("Merlons", stones + parapet + proud, pick(stone_of, index),
                                     "walls", 0.03)]
        made.append(join_meshes(f"Curtain wall {index + 1}", pieces))
    return made


def round_tower(name, spot, radius, height, stone_of, part, count=12):
    """A round tower with a battered foot, a corbelled parapet, merlons and proud stones."""
    r, h, m = radius, height, merlon()
    profile = [(0, 0), (1.16 * r, 0), (1.14 * r, 0.02 * h), (1.0 * r, 0.14 * h),
               (1.0 * r, 0.86 * h),
               (1.04 * r, 0.865 * h), (1.16 * r, 0.905 * h), (1.16 * r, h), (1.02 * r, h),
               (1.02 * r, 0.95 * h), (0, 0.95 * h)]
    body = lathe("Body", profile, spot, stone_of, part, steps=56, smooth=35)
    wide = 2 * math.pi * 1.09 * r / count
    stones = round_crenels(spot + Vector((0, 0, h - 0.01)), 1.09 * r, count,
                           (0.52 * wide, 0.14 * r, m[2]))
    corbels = round_crenels(spot + Vector((0, 0, 0.84 * h)), 1.03 * r, 2 * count,
                            (0.22 * wide, 0.20 * r, 0.05 * h))
    rng, proud = random.Random(len(name) + SEED), []
    for _ in range(int(2.2 * r * h)):
        turn, z = rng.uniform(0, 2 * math.pi), rng.uniform(0.16, 0.84) * h
        proud.append(Matrix.Translation(spot + Vector((0, 0, z))) @ Matrix.Rotation(turn, 4, "Z")
                     @ Matrix.Translation((0, -r, 0))
                     @ Matrix.Diagonal((rng.uniform(0.12, 0.26) * r, 0.10,
                                        rng.uniform(0.07, 0.12) * r, 1)))
    return join_meshes(name, [body,
                              blocks("Stones", stones + corbels + proud, stone_of, part, 0.03)])


def towers(stone_of):
    """The corner towers."""
    return [round_tower(f"Tower {i + 1}", spot, TOWER_WIDTH / 2, TOWER_HEIGHT, pick(stone_of, i),
                        "towers")
            for i, spot in enumerate(tower_spots())]


def keep(stone_of):
    """The keep: a square tower with corner turrets, a parapet and a stair to its door."""
    size, h, spot, m = keep_size(), KEEP_HEIGHT, keep_spot(), merlon()
    body = box("Body", (size, size, h), (spot.x, spot.y, h / 2), pick(stone_of, 0), "keep",
               bevel=0.06)
    foot = box("Foot", (1.08 * size, 1.08 * size, 0.08 * h), (spot.x, spot.y, 0.04 * h),
               pick(stone_of, 0), "keep", bevel=0.08)
    string = [box("String course", (1.05 * size, 1.05 * size, 0.02 * h), (spot.x, spot.y, z * h),
                  pick(stone_of, 0), "keep", bevel=0.04) for z in (0.42, 0.72, 0.985)]
    half, places = size / 2, []
    ends = [spot + Vector((x * half, y * half, h - 0.01))
            for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    for index, (a, b) in enumerate(zip(ends, ends[1:] + ends[:1])):
        inward = Vector((-(b - a).y, (b - a).x, 0)).normalized() * m[1] / 2
        places += crenels(a + inward, b + inward, m)
        face = (Matrix.Rotation(index * math.pi / 2, 4, "Z")
                @ Matrix.Translation((0, -half + 0.03, 0)))
        places += quoins(Matrix.Translation(spot) @ face, h, size, SEED + 30 + index)
    for index in range(6):
        rise, deep = 0.026 * h * (6 - index), 0.32
        y = spot.y - half - 0.04 * size - deep * (index + 0.5)
        places.append(Matrix.Translation((0, y, rise / 2))
                      @ Matrix.Diagonal((0.3 * size, deep, rise, 1)))
    stones = blocks("Stones", places, pick(stone_of, 0), "keep", 0.03)
    turrets = []
    for end in ends:
        r, low, top = 0.15 * size, 0.66 * h, 1.10 * h
        profile = [(0, low - 0.06 * h), (0.25 * r, low - 0.05 * h), (r, low), (r, top - 0.05 * h),
                   (1.15 * r, top - 0.03 * h), (1.15 * r, top), (0, top)]
        turrets.append(lathe("Turret", profile, (end.x, end.y, 0), pick(stone_of, 0), "keep",
                             steps=40, smooth=35))
    return [join_meshes("Keep", [body, foot, *string, stones, *turrets])]


def gatehouse(stone_of):
    """The gatehouse: an arched passage between two round turrets."""
    w, o, h = gatehouse_width(), gate_width(), 1.22 * WALL_HEIGHT
    y, deep, m = -DEPTH / 2, 1.9 * wall_thickness(), merlon()
    tall = min(1.45 * o, 0.78 * WALL_HEIGHT)
    arch = arched_opening(o, tall)
    outline = [(-w / 2, 0)] + [arch[0]] + arch[2:][::-1] + [arch[1]] + [(w / 2, 0), (w / 2, h),
                                                                        (-w / 2, h)]
    body = extrude("Body", outline, deep, (0, y, 0), pick(stone_of, 0), "gatehouse", bevel=0.03,
                   axis="Y")
    rim = arched_opening(1.12 * o, tall + 0.06 * o)
    frame = tube("Arch", [(x, y - deep / 2, z) for x, z in [rim[1]] + rim[2:] + [rim[0]]], 0.07 * o,
                 pick(stone_of, 0), "gatehouse", sides=8, smooth_path=1)
    for vertex in frame.data.vertices:
        vertex.co.z = max(vertex.co.z, -frame.location.z)
    ends = [Vector((-w / 2, y - deep / 2 + m[1] / 2, h - 0.01)),
            Vector((w / 2, y - deep / 2 + m[1] / 2, h - 0.01))]
    stones = blocks("Merlons", crenels(*ends, m), pick(stone_of, 0), "gatehouse", 0.03)
    sides = [round_tower("Gate turret", Vector((way * (w / 2 + 0.05 * o), y - 0.2 * deep, 0)),
                         0.36 * o + 0.4,
                         1.36 * WALL_HEIGHT, pick(stone_of, 0), "gatehouse", 9) for way in (-1, 1)]
    return [join_meshes("Gatehouse", [body, frame, stones, *sides])]


def portcullis(iron):
    """The portcullis: an iron grid with spikes, half drawn up in the gateway."""
    o, tall = gate_width(), min(1.45 * gate_width(), 0.78 * WALL_HEIGHT)
    low, places = 0.30 * tall, []
    count = max(5, round(o / 0.38))
    bars = [(-o / 2 + o * (k + 0.5) / count, low, -o / 2 + o * (k + 0.5) / count, tall + 0.15)
            for k in range(count)]
    rails = [(-o / 2 - 0.1, low + (tall - low) * k / 3 + 0.1, o / 2 + 0.1,
              low + (tall - low) * k / 3 + 0.1)
             for k in range(4)]
    place = Matrix.Translation((0, -DEPTH / 2 - 0.25 * wall_thickness(), 0))
    grid = fretwork("Grid", bars + rails, 0.09, 0.09, place, pick(iron, 0), "portcullis")
    for x, z, _, _ in bars:
        places.append(place @ Matrix.Translation((x, 0, z)) @ Matrix.Rotation(math.pi, 4, "X"))
    spikes = scatter_mesh("Spikes", places, button(0.06, 0.2, 8, 2), pick(iron, 0), "portcullis")
    return [join_meshes("Portcullis", [grid, spikes])]


def portcullis_joints():
    """The portcullis comes down in its gateway."""
    tall = min(1.45 * gate_width(), 0.78 * WALL_HEIGHT)
    return [slider("Portcullis", "gatehouse", "portcullis", axis="z",
                   at=(0, -DEPTH / 2 - 0.25 * wall_thickness(), tall), limits=(-0.16 * tall, 0))]


def drawbridge(timber, iron):
    """The drawbridge, let down on its two chains."""
    o, y = gate_width(), -DEPTH / 2 - 0.95 * wall_thickness()
    length, thick, pieces = 1.25 * o, 0.05 * o, []
    planks, z = 9, 0.06 * WALL_HEIGHT
    for k in range(planks):
        depth = length / planks
        pieces.append(box("Plank", (1.02 * o, depth * 0.96, thick),
                          (0, y - depth * (k + 0.5), z + thick / 2),
                          pick(timber, 0), "drawbridge", bevel=0.02))
    for side in (-1, 1):
        pieces.append(box("Beam", (0.07 * o, length, 0.6 * thick),
                          (side * 0.42 * o, y - length / 2, z + 1.2 * thick),
                          pick(timber, 0), "drawbridge", bevel=0.02))
        top = Vector((side * 0.44 * o, y + 0.02, 0.95 * WALL_HEIGHT))
        low = Vector((side * 0.44 * o, y - 0.9 * length, z + 1.3 * thick))
        pieces.append(tube("Chain core", [low, top], 0.012 * o, pick(iron, 0), "drawbridge",
                           sides=6))
        count = max(10, int((top - low).length / (0.085 * o)))
        for k in range(count):
            ring = torus("Link", 0.038 * o, 0.02 * o, (0, 0, 0), pick(iron, 0), "drawbridge",
                         steps=12, sides=6)
            aim = (top - low).to_track_quat("X", "Z").to_matrix().to_4x4()
            transform([ring], Matrix.Translation(low.lerp(top, (k + 0.5) / count)) @ aim
                      @ Matrix.Rotation(math.pi / 2 * (k % 2), 4, "X"))
            pieces.append(ring)
    for foot in (y - 0.06 * length, y - 0.94 * length):
        pieces.append(box("Bearer", (1.1 * o, 0.12 * length, z + 0.002), (0, foot, z / 2 + 0.001),
                          pick(timber, 0), "drawbridge", bevel=0.02))
    return [join_meshes("Drawbridge", pieces)]


def roofs(tiles, gold):
    """Pointed roofs on drums above the merlons, with golden finials, and the roof of the keep."""
    spots = [(spot, TOWER_WIDTH / 2, TOWER_HEIGHT, ROOF_HEIGHT) for spot in tower_spots()]
    half = keep_size() / 2
    for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        spots.append((keep_spot() + Vector((x * half, y * half, 0)), 0.15 * keep_size() / 0.95,
                      1.10 * KEEP_HEIGHT - 1.2 * merlon()[2], 0.55 * ROOF_HEIGHT))
    spots.append((keep_spot(), 0.50 * keep_size(), KEEP_HEIGHT, 1.15 * ROOF_HEIGHT))
    made = []
    for index, (spot, radius, height, tall) in enumerate(spots):
        foot = cap_foot(height, radius)
        small = 4 <= index < 8
        pieces = [cylinder("Drum", 0.86 * radius, foot - height + 0.06 * height, (0, 0, 0),
                           pick(gold, 1), "roofs", sides=40)]
        pieces[0].location = spot + Vector((0, 0, (foot + 0.94 * height) / 2))
        pieces.append(shingled_cone("Cone", 1.18 * radius, tall, spot + Vector((0, 0, foot)),
                                    pick(tiles, index),
                                    "roofs", courses=7 if small else 12, sides=24))
        r = 0.06 * radius + 0.04
        knob = [(0, -2 * r), (1.3 * r, -2 * r), (0.7 * r, 0), (r, 0.8 * r), (0.9 * r, 1.8 * r),
                (0.3 * r, 2.6 * r), (0.1 * r, 5 * r), (0, 5 * r)]
        pieces.append(lathe("Finial", knob, spot + Vector((0, 0, foot + tall)), pick(gold, 0),
                            "roofs", steps=20, smooth=50))
        made.append(join_meshes(f"Pointed roof {index + 1}", pieces))
    return made


def windows(frame_of, dark):
    """Arched windows in the keep and slits in the towers, each set in a stone frame."""
    pieces, places = [], []
    size, half, h = keep_size(), keep_size() / 2, KEEP_HEIGHT
    for side in range(4):
        face = Matrix.Translation(keep_spot()) @ Matrix.Rotation(side * math.pi / 2, 4, "Z")
        for z in (0.50, 0.80):
            for x in (-0.24, 0.0, 0.24):
                places.append((face @ Matrix.Translation((x * size, -half, z * h)), 0.10 * size,
                               0.13 * h))
    for index, spot in enumerate(tower_spots()):
        for z, turn in ((0.36, (-25, 25, 150, 210)[index]), (0.62, (20, -20, 195, 165)[index])):
            face = (Matrix.Translation(spot) @ Matrix.Rotation(math.radians(turn), 4, "Z")
                    @ Matrix.Translation((0, -TOWER_WIDTH / 2, z * TOWER_HEIGHT)))
            places.append((face, 0.11 * TOWER_WIDTH, 0.12 * TOWER_HEIGHT))
    for place, w, tall in places:
        pane = extrude("Pane", arched_opening(w, tall), 0.5 * w, (0, 0.2 * w, 0), pick(dark, 0),
                       "windows", bevel=0.0, axis="Y")
        rim = [(x, -0.05 * w, z) for x, z in arched_opening(1.15 * w, tall + 0.08 * w)]
        frame = tube("Frame", rim[1:] + rim[:1], 0.12 * w, pick(frame_of, 0), "windows", sides=6,
                     smooth_path=1)
        sill = box("Sill", (1.6 * w, 0.5 * w, 0.2 * w), (0, -0.02 * w, -0.08 * w),
                   pick(frame_of, 0), "windows", bevel=0.03 * w)
        transform([pane, frame, sill], place)
        pieces += [pane, frame, sill]
    return [join_meshes("Windows", pieces)]


def keep_door(timber, frame_of):
    """The door of the keep, at the head of its stair."""
    w, tall = 0.20 * keep_size(), 0.20 * KEEP_HEIGHT
    y, low = keep_spot().y - keep_size() / 2, 0.156 * KEEP_HEIGHT
    leaf = extrude("Leaf", arched_opening(w, tall), 0.3, (0, y + 0.08, low), pick(timber, 0),
                   "keep_door", bevel=0.03, axis="Y")
    rim = [(x, y - 0.05, low + z) for x, z in arched_opening(1.12 * w, tall + 0.06 * w)]
    frame = tube("Frame", [rim[1]] + rim[2:] + [rim[0]], 0.09 * w, pick(frame_of, 0), "keep_door",
                 sides=8, smooth_path=1)
    joints = [box("Joint", (0.03 * w, 0.05, 0.85 * tall),
                  (k * 0.25 * w, y - 0.07, low + 0.44 * tall),
                  pick(frame_of, 0), "keep_door", bevel=0.0) for k in (-1, 0, 1)]
    return [join_meshes("Keep door", [leaf, frame, *joints])]


def flags(cloth, timber):
    """Pennants on the corner towers and a long one on the keep."""
    spots = [(spot, TOWER_HEIGHT, TOWER_WIDTH / 2, ROOF_HEIGHT) for spot in tower_spots()]
    spots.append((keep_spot(), KEEP_HEIGHT, 0.50 * keep_size(), 1.15 * ROOF_HEIGHT))
    made = []
    for index, (spot, height, radius, tall) in enumerate(spots):
        foot = spot + Vector((0, 0, 0.93 * height))
        pole = cap_foot(height, radius) + tall - 0.93 * height + 0.55 * TOWER_WIDTH
        made.append(waving_flag(f"Flag {index + 1}", foot, pole,
                                (0.52 * TOWER_WIDTH, 0.28 * TOWER_WIDTH),
                                pick(cloth, index), pick(timber, 0), "flags", phase=index * 1.3))
    return made


def grounds(green, stone_of):
    """The hill of turf the castle stands on, with a paved way from the gate to the keep."""
    reach_x, reach_y = 0.5 * WIDTH + 0.95 * TOWER_WIDTH, 0.5 * DEPTH + 0.95 * TOWER_WIDTH
    thick = 0.05 * WALL_HEIGHT
    slab = extrude("Turf", rounded_rectangle(2 * reach_x, 2 * reach_y, 0.9 * TOWER_WIDTH, 8), thick,
                   (0, 0, thick / 2), pick(green, 0), "grounds", bevel=0.4 * thick)
    rng, places = random.Random(SEED), []
    y = -DEPTH / 2 - 0.2
    while y < keep_spot().y - keep_size() / 2 - 2.2:
        for x in (-0.27, 0.0, 0.27):
            shift = rng.uniform(-0.04, 0.04)
            places.append(Matrix.Translation(((x + shift) * gate_width(), y, thick))
                          @ Matrix.Diagonal((0.25 * gate_width(), 0.62, 0.12, 1)))
        y += 0.7
    return [join_meshes("Grounds", [slab,
                                    blocks("Paving", places, pick(stone_of, 0), "grounds", 0.03)])]


def moat(water_of, stone_of):
    """A moat round the castle, with a stone kerb on its far side."""
    inner = (WIDTH + 1.7 * TOWER_WIDTH, DEPTH + 1.7 * TOWER_WIDTH)
    outer = (inner[0] + 2.4 * gate_width(), inner[1] + 2.4 * gate_width())
    z, kerb, lip = 0.03 * WALL_HEIGHT, 0.10 * WALL_HEIGHT, 0.12 * gate_width()
    rings = []
    for share in range(9):
        w = inner[0] + (outer[0] - inner[0]) * share / 8
        d = inner[1] + (outer[1] - inner[1]) * share / 8
        rings.append([(x, y, z + 0.006 * WALL_HEIGHT * mathutils.noise.noise(Vector((x, y,
                                                                                     0)) * 0.8))
                      for x, y in rounded_rectangle(w, d, 0.9 * TOWER_WIDTH, 12)])
    water_skin = surface("Water", rings, pick(water_of, 0), "moat", closed_u=True)
    sections = []
    for grow, height in ((0, 0), (2 * lip, 0), (2 * lip, kerb), (0, kerb)):
        sections.append([(x, y, height)
                         for x, y in rounded_rectangle(outer[0] + grow, outer[1] + grow,
                                                0.95 * TOWER_WIDTH, 12)])
    rim = loft("Kerb", sections, pick(stone_of, 0), "moat", closed=True, caps=False, smooth=30)
    bed = extrude("Bed", rounded_rectangle(inner[0] + 0.2, inner[1] + 0.2, 0.9 * TOWER_WIDTH, 8),
                  0.04 * WALL_HEIGHT,
                  (0, 0, 0.02 * WALL_HEIGHT), pick(stone_of, 0), "moat", bevel=0.01)
    low = min(-DEPTH / 2 - 0.19 * WALL_HEIGHT - 1.25 * gate_width(), -inner[1] / 2 - 0.3)
    high = -outer[1] / 2 - 2 * lip
    way = box("Causeway", (1.2 * gate_width(), low - high, 0.09 * WALL_HEIGHT),
              (0, (low + high) / 2, 0.045 * WALL_HEIGHT), pick(stone_of, 0), "moat", bevel=0.04)
    return [join_meshes("Moat", [water_skin, rim, bed, way])]


def ivy(green):
    """Ivy that climbs the front walls beside the gate."""
    rng, places = random.Random(SEED + 6), []
    y = -DEPTH / 2 - wall_thickness() / 2
    gate, end = gatehouse_width() / 2 + 0.4 * gate_width() + 0.6, WIDTH / 2 - TOWER_WIDTH / 2
    for side in (-1, 1):
        for stem in range(7):
            x = side * (gate + (end - gate) * (stem + 0.5) / 7)
            top = WALL_HEIGHT * rng.uniform(0.45, 0.98)
            for k in range(170):
                z = top * rng.random() ** 1.3
                wander = 0.35 * math.sin(z * 1.4 + stem * 2) + rng.gauss(0, 0.26) * (1.15 - z / top)
                tip = Vector((rng.uniform(-0.7, 0.7), -0.35, rng.uniform(-1, 0.3)))
                spot = Vector((x + wander, y - 0.03, max(0.15, z)))
                places.append(growing(spot, tip, (rng.uniform(-0.3, 0.3), -1, 0.3),
                                      rng.uniform(0.7, 1.2)))
    size = 0.035 * WALL_HEIGHT + 0.06
    leaves = scatter_mesh("Ivy", places, leaf_blade(size, 0.85 * size, fold=0.15), pick(green, 0),
                          "ivy")
    for vertex in leaves.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [leaves]
