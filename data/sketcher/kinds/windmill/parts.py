import math
import random
from mathutils import Matrix, Vector


# An eight-sided tower mill; the sails turn in front of it (-Y) about a slightly tilted shaft.
def level(share):
    """A height of the mill: 0 is the ground, 1 the top of the cap."""
    return HEIGHT * share


def tower_radius(z):
    """The tower's radius (to its corners) at a height."""
    share = min(1.0, max(0.0, (z - level(0.20)) / (level(0.78) - level(0.20))))
    top = min(TOP_WIDTH, 0.9 * BASE_WIDTH) / 2
    return top + (BASE_WIDTH / 2 - top) * (1 - share) ** 1.15


def octagon(radius, z):
    """The eight corners of the tower at a height, a flat side to the front."""
    return [Vector((radius * math.cos(a), radius * math.sin(a), z))
            for a in (math.pi / 8 + math.pi / 4 * k for k in range(8))]


def on_side(side, z):
    """The matrix of one of the eight sides at a height: X along it, -Y outward."""
    reach = tower_radius(z) * math.cos(math.pi / 8)
    return Matrix.Rotation(side * math.pi / 4, 4, "Z") @ Matrix.Translation((0, -reach, z))


def hub():
    """The middle of the sails: so far out that they pass the gallery and its railing."""
    top = min(TOP_WIDTH, 0.9 * BASE_WIDTH) / 2
    clear = gallery_reach() * math.cos(math.pi / 8) + 0.045 * SAIL_LENGTH
    return Vector((0, -max(1.42 * top + 0.25, clear), level(0.83)))


def gallery_reach():
    """The radius of the gallery (to its corners)."""
    return tower_radius(level(0.29)) + 0.17 * BASE_WIDTH


def sail_length():
    """The length of a sail: its tip always clears the ground."""
    return min(SAIL_LENGTH, 0.94 * hub().z)


def base(bricks):
    """The brick ground floor with its plinth."""
    r, top = BASE_WIDTH / 2, level(0.20)
    profile = [(1.10, 0.0), (1.10, 0.10), (1.04, 0.12), (1.02, 0.90), (1.06, 0.93), (1.06, 1.0)]
    sections = [octagon(r * wide, top * z) for wide, z in profile]
    return [loft("Base", sections, pick(bricks, 0), "base", smooth=20)]


def tower(boards):
    """The tower, clad in courses of weatherboard."""
    low, high, courses, sections = level(0.20), level(0.78), 26, []
    for course in range(courses):
        foot, top = low + (high - low) * course / courses, low + (high - low) * (course
                                                                                 + 1) / courses
        sections.append(octagon(tower_radius(foot) * 1.018, foot))
        sections.append(octagon(tower_radius(top) * 0.998, top))
    body = loft("Body", sections, pick(boards, 0), "tower", smooth=15)
    corners = [tube("Corner", [tower_radius(z) * 1.006 * Vector((math.cos(a), math.sin(a), 0))
                               + Vector((0, 0, z)) for z in (low, (low + high) / 2, high)],
                    0.028 * BASE_WIDTH / 2, pick(boards, 0), "tower", sides=8)
               for a in (math.pi / 8 + math.pi / 4 * k for k in range(8))]
    return [join_meshes("Tower", [body, *corners])]


def gallery(timber):
    """The wooden gallery round the tower, on struts, with a railing."""
    z, r = level(0.29), tower_radius(level(0.29))
    reach, thick = gallery_reach(), 0.012 * HEIGHT
    pieces = [loft("Deck", [octagon(reach, z), octagon(reach, z + thick),
                            octagon(0.97 * r, z + thick),
                            octagon(0.97 * r, z)], pick(timber, 0), "gallery", caps=False,
                   closed=True, smooth=20)]
    tall = 0.075 * HEIGHT
    for corner_now, corner_next in zip(octagon(0.975 * reach, z), octagon(0.975 * reach, z)[1:]
                                       + octagon(0.975 * reach, z)[:1]):
        for k in range(4):
            foot = corner_now.lerp(corner_next, k / 4)
            thick_post = 0.009 * HEIGHT / 2 * (1.5 if k == 0 else 1.0)
            pieces.append(tube("Post", [foot, foot + Vector((0, 0, tall + thick))], thick_post,
                               pick(timber, 0), "gallery", sides=8))
        for share in (0.5, 1.0):
            up = Vector((0, 0, thick + tall * share))
            pieces.append(tube("Rail", [corner_now + up, corner_next + up], 0.0048 * HEIGHT,
                               pick(timber, 0), "gallery", sides=8))
        out = corner_now.normalized()
        flat = Vector((corner_now.x, corner_now.y, 0)).normalized()
        low = z - 0.11 * HEIGHT
        pieces.append(tube("Strut", [flat * tower_radius(low) * 0.99 + Vector((0, 0, low)),
                                     flat * 0.94 * reach + Vector((0, 0, z))], 0.0075 * HEIGHT,
                           pick(timber, 0), "gallery", sides=8))
    return [join_meshes("Gallery", pieces)]


def cap(thatch, timber):
    """The cap, shaped like an upturned boat, that turns the sails into the wind."""
    top, low, high = min(TOP_WIDTH, 0.9 * BASE_WIDTH) / 2, level(0.78), level(1.0)
    ring = loft("Curb", [octagon(1.10 * top, low - 0.012 * HEIGHT),
                         octagon(1.10 * top, low + 0.012 * HEIGHT)],
                pick(timber, 0), "cap", smooth=20)
    sections = []
    for wide, share in ((1.14, 0.0), (1.18, 0.05), (1.10, 0.22), (0.98, 0.45), (0.78, 0.68),
                        (0.48, 0.86), (0.20, 0.96), (0.03, 1.0)):
        outline = []
        for k in range(40):
            a = 2 * math.pi * k / 40
            x, y = math.cos(a), math.sin(a)
            pinch = 1 - 0.16 * share * abs(x)
            outline.append(Vector((top * wide * x * pinch, top * wide * y * (1.12 - 0.05 * share),
                                   low + 0.012 * HEIGHT + (high - low - 0.012 * HEIGHT) * share)))
        sections.append(outline)
    roof = loft("Roof", sections, pick(thatch, 0), "cap", smooth=50)
    knob = lathe("Knob", [(0, -0.02), (0.05, -0.02), (0.05, 0.02), (0.09, 0.06), (0.07, 0.13),
                          (0.02, 0.17),
                          (0.01, 0.32), (0, 0.32)], (0, 0, high), pick(timber, 0), "cap", steps=24,
                 smooth=45)
    return [join_meshes("Cap", [ring, roof, knob])]


def cap_joints():
    """The cap turns the sails into the wind."""
    return [hinge("Cap", "tower", "cap", at=(0, 0, level(0.78)), axis="z")]


def windshaft(iron):
    """The shaft out of the cap and the hub that holds the stocks."""
    middle, r = hub(), 0.022 * HEIGHT
    shaft = tube("Shaft", [(0, 0, middle.z), (0, middle.y - 0.6 * r, middle.z)], [r, 0.8 * r],
                 pick(iron, 0), "windshaft", sides=20)
    block = box("Hub", (3.0 * r, 2.2 * r, 3.0 * r), middle, pick(iron, 0), "windshaft",
                bevel=0.3 * r, rotation=(0, math.radians(SAIL_TURN), 0))
    nose = lathe("Nose", [(0, 0), (r, 0), (0.9 * r, 0.5 * r), (0.5 * r, 1.0 * r), (0, 1.2 * r)],
                 (0, 0, 0), pick(iron, 0), "windshaft", steps=24, smooth=60)
    transform([nose], Matrix.Translation(middle - Vector((0, 1.0 * r, 0)))
              @ Matrix.Rotation(math.pi / 2, 4, "X"))
    return [join_meshes("Windshaft", [shaft, block, nose])]


def sail_place(index):
    """The matrix of a sail: Z along it, X to its driving side."""
    turn = math.radians(SAIL_TURN) + 2 * math.pi * index / SAIL_COUNT
    return Matrix.Translation(hub()) @ Matrix.Rotation(turn, 4, "Y")


def sails(timber):
    """The sails: a tapered stock and a lattice of bars and laths on its driving side."""
    length, made = sail_length(), []
    wide, thick = 0.19 * length, 0.020 * length
    for index in range(SAIL_COUNT):
        place = sail_place(index)
        stock = tube("Stock", [place @ Vector((0, 0, 0)), place @ Vector((0, 0, 0.5 * length)),
                               place @ Vector((0, 0, length))],
                     [1.5 * thick, 1.2 * thick, 0.6 * thick],
                     pick(timber, index), "sails", sides=4, smooth=20)
        count, bars = 15, []
        for k in range(count + 1):
            z = length * (0.17 + 0.815 * k / count)
            bars.append((-0.28 * wide, z, wide, z))
        laths = [(x * wide, 0.17 * length, x * wide, 0.985 * length) for x in (0.34, 0.67, 1.0)]
        laths.append((-0.28 * wide, 0.17 * length, -0.28 * wide, 0.985 * length))
        lattice = fretwork("Lattice", bars + laths, 0.42 * thick, 0.5 * thick, place,
                           pick(timber, index), "sails")
        made.append(join_meshes(f"Sail {index + 1}", [stock, lattice]))
    return made


def sail_joints():
    """The sails turn with their shaft."""
    return [hinge("Sails", "cap", "sails", at=hub(), axis="-y",
                  carries=["sail_cloths", "windshaft"])]


def sail_cloths(canvas):
    """Canvas spread on the lattice of each sail, a little hollow in the wind."""
    length, made = sail_length(), []
    wide, thick = 0.19 * length, 0.020 * length
    for index in range(SAIL_COUNT):
        place, rows = sail_place(index), []
        for k in range(13):
            z = length * (0.19 + 0.77 * k / 12)
            row = []
            for j in range(7):
                belly = 0.35 * thick * math.sin(math.pi * j / 6) * math.sin(math.pi * k / 12)
                row.append(place @ Vector((wide * (0.06 + 0.92 * j / 6), 0.24 * thick - belly * 0.3,
                                           z)))
            rows.append(row)
        made.append(surface(f"Sail cloth {index + 1}", rows, pick(canvas, index), "sail_cloths",
                            thickness=0.12 * thick))
    return made


def door(timber, frame_of):
    """The miller's door, with a frame and a step."""
    w, h = 0.20 * BASE_WIDTH, min(0.165 * HEIGHT, 0.36 * BASE_WIDTH)
    reach = 1.03 * BASE_WIDTH / 2 * math.cos(math.pi / 8)
    place = Matrix.Translation((0, -reach, 0))
    leaf = extrude("Leaf", arched_opening(w, h, 0.25 * w), 0.3 * w, (0, 0.09 * w, 0.05 * h),
                   pick(timber, 0), "door", bevel=0.02 * w, axis="Y")
    rim = [(x, -0.04 * w, 0.05 * h + z) for x, z in arched_opening(1.12 * w, 1.04 * h, 0.3 * w)]
    frame = tube("Frame", [rim[1]] + rim[2:] + [rim[0]], 0.07 * w, pick(frame_of, 0), "door",
                 sides=8, smooth_path=1)
    brace = fretwork("Brace", [(-0.4 * w, 0.2 * h, 0.4 * w, 0.2 * h),
                               (-0.4 * w, 0.72 * h, 0.4 * w, 0.72 * h),
                               (-0.38 * w, 0.22 * h, 0.38 * w, 0.70 * h)], 0.07 * w, 0.06 * w,
                     Matrix.Translation((0, -0.07 * w, 0)), pick(frame_of, 0), "door")
    step = box("Step", (1.6 * w, 0.6 * w, 0.06 * h), (0, -0.28 * w, 0.03 * h), pick(frame_of, 0),
               "door", bevel=0.01 * w)
    transform([leaf, frame, brace, step], place)
    whole = join_meshes("Door", [leaf, frame, brace, step])
    for vertex in whole.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [whole]


def windows(frame_of, pane):
    """Small-paned windows on the sides of tower and base."""
    made = []
    spots = [(1, 0.10), (7, 0.10), (0, 0.47), (2, 0.40), (6, 0.40), (1, 0.60), (7, 0.60), (4, 0.47),
             (3, 0.10), (5, 0.10)]
    for index, (side, share) in enumerate(spots):
        z = level(share)
        w = 0.26 * tower_radius(z) if share > 0.2 else min(0.13 * BASE_WIDTH, 0.095 * HEIGHT)
        h = 1.35 * w
        place = on_side(side, z) @ Matrix.Translation((0,
                                                       -0.02 * w
                                                       if share > 0.2 else -0.022 * BASE_WIDTH, 0))
        lean = math.atan2(tower_radius(z - h) - tower_radius(z + h), 2 * h) if share > 0.2 else 0.0
        place = place @ Matrix.Rotation(-lean, 4, "X")
        bars = [(-w / 2, -h / 2, w / 2, -h / 2), (-w / 2, h / 2, w / 2, h / 2),
                (-w / 2, -h / 2, -w / 2, h / 2), (w / 2, -h / 2, w / 2, h / 2)]
        thin = [(0, -h / 2, 0, h / 2), (-w / 2, 0, w / 2, 0)]
        pieces = [fretwork("Frame", bars, 0.13 * w, 0.34 * w, place, pick(frame_of, index),
                           "windows"),
                  fretwork("Bars", thin, 0.06 * w, 0.22 * w, place, pick(frame_of, index),
                           "windows")]
        glass_of = box("Pane", (w, 0.16 * w, h), (0, 0, 0), pick(pane, index), "windows", bevel=0.0)
        transform([glass_of], place)
        made.append(join_meshes(f"Window {index + 1}", [*pieces, glass_of]))
    return made


def meadow(green, petals, stem_green):
    """A round of turf with beds of tulips in rows before the mill."""
    reach, thick = 1.15 * BASE_WIDTH, 0.008 * HEIGHT
    turf = lathe("Turf", [(0, 0), (reach, 0), (0.985 * reach, 0.8 * thick), (0.96 * reach, thick),
                          (0, thick)],
                 (0, 0, 0), pick(green, 0), "meadow", steps=72, smooth=40)
    rng, size = random.Random(SEED), 0.028 * HEIGHT
    heads, stalks, blades = [[], [], []], [], []
    for row in range(6):
        y = -0.62 * BASE_WIDTH - 0.075 * BASE_WIDTH * row
        for side in (-1, 1):
            for k in range(16):
                x = side * (0.16 + 0.048 * k) * BASE_WIDTH + rng.uniform(-0.01, 0.01) * BASE_WIDTH
                if math.hypot(x, y) > 0.93 * reach or math.hypot(x, y) < 0.62 * BASE_WIDTH:
                    continue
                foot = Matrix.Translation((x, y, thick * 0.9))
                stalks.append(foot)
                heads[row % 3].append(foot @ Matrix.Translation((0, 0, size))
                                      @ Matrix.Scale(size * 0.55, 4))
                blades.append(foot @ growing((0, 0, 0),
                                             (rng.uniform(-1, 1), rng.uniform(-1, 1), 1.6),
                                             (0, -1, 0.4)))
    side = size * 0.035
    stalk = ([(-side, 0, 0), (side, 0, 0), (0, side * 1.6, 0), (-side, 0, size), (side, 0, size),
              (0, side * 1.6, size)],
             [(0, 1, 4, 3), (1, 2, 5, 4), (2, 0, 3, 5)])
    pieces = [turf, scatter_mesh("Stalks", stalks, stalk, pick(stem_green, 0), "meadow"),
              scatter_mesh("Leaves", blades, leaf_blade(size * 0.9, size * 0.22),
                           pick(stem_green, 0), "meadow")]
    cup = lathe("Cup", [(0, 0), (0.5, 0.1), (0.62, 0.5), (0.5, 0.95), (0.4, 1.1), (0.3, 0.9),
                        (0, 0.7)], (0, 0, 0),
                None, "meadow", steps=9)
    shape = ([tuple(v.co) for v in cup.data.vertices],
             [tuple(p.vertices) for p in cup.data.polygons])
    remove(cup)
    for index, places in enumerate(heads):
        pieces.append(scatter_mesh("Tulips", places, shape, pick(petals, index), "meadow",
                                   smooth=180))
    return [join_meshes("Meadow", pieces)]
