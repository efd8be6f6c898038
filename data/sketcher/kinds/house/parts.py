import math
import random
from mathutils import Matrix, Vector


# The ridge runs along X, the door is in the front (-Y). Walls count front, right, back, left.
def wall_top():
    """The height of the eaves above the ground."""
    return plinth() + FLOORS * STOREY_HEIGHT


def plinth():
    """The height of the stone base."""
    return 0.28


def thick():
    """The thickness of the walls."""
    return 0.24


def roof_rise(reach):
    """How much the roof rises over a distance from the eaves towards the ridge."""
    return reach * math.tan(math.radians(ROOF_PITCH))


def overhang():
    """How far the roof stands out over the walls."""
    return 0.07 * DEPTH + 0.05


def wall_place(side):
    """The matrix of a wall: X along it seen from outside, Z up, -Y outward."""
    half = DEPTH / 2 if side % 2 == 0 else WIDTH / 2
    return Matrix.Rotation(side * math.pi / 2, 4, "Z") @ Matrix.Translation((0, -half, 0))


def door_size():
    """Width and height of the doorway."""
    return min(1.0, 0.2 * WIDTH), min(DOOR_HEIGHT, 0.84 * STOREY_HEIGHT)


def windows_plan():
    """(wall, x, middle height, width, height) of every window."""
    plan, door = [], door_size()[0]
    clear = WIDTH / 2 - door / 2 - 0.55
    step = clear / WINDOWS_A_SIDE
    wide, tall = min(0.95, 0.50 * step), min(1.25, 0.46 * STOREY_HEIGHT)
    for floor in range(FLOORS):
        z = plinth() + STOREY_HEIGHT * (floor + 0.56)
        for wall in (0, 2):
            for k in range(WINDOWS_A_SIDE):
                x = door / 2 + 0.25 + step * (k + 0.5)
                plan += [(wall, x, z, wide, tall), (wall, -x, z, wide, tall)]
            if wall == 2 or floor > 0:
                plan.append((wall, 0.0, z, wide, tall))
        for wall in (1, 3):
            for x in ((-0.24 * DEPTH, 0.24 * DEPTH) if DEPTH > 4.5 else (0.0,)):
                plan.append((wall, x, z, min(wide, 0.24 * DEPTH), tall))
    return plan


def attic_window():
    """(radius, height) of the round windows in the gables; radius 0 where the roof is too flat."""
    rise = roof_rise(DEPTH / 2)
    return (min(0.42, 0.20 * rise), wall_top() + 0.40 * rise) if rise > 1.0 else (0.0, 0.0)


def base(stone_of):
    """The stone plinth and the steps to the door."""
    h, edge = plinth(), 0.08
    pieces = [box("Plinth", (WIDTH + 2 * edge, DEPTH + 2 * edge, h), (0, 0, h / 2),
                  pick(stone_of, 0), "base", bevel=0.03)]
    wide = door_size()[0] + 0.6
    for k in range(2):
        deep = 0.34 * (2 - k)
        pieces.append(box("Step", (wide + 0.3 * (1 - k), deep, h * (k + 1) / 2.4),
                          (0, -DEPTH / 2 - edge - deep / 2 + 0.01, h * (k + 1) / 4.8),
                          pick(stone_of, 0), "base", bevel=0.015))
    return [join_meshes("Base", pieces)]


def walls(plaster):
    """The four walls with their openings; the side walls end in gables."""
    low, high, t = plinth(), wall_top(), thick()
    door_wide, door_high = door_size()
    round_size, round_z = attic_window()
    made = []
    for side in range(4):
        half = WIDTH / 2 if side % 2 == 0 else DEPTH / 2 - t
        outline = [(-half, low), (half, low), (half, high)]
        if side % 2:
            peak = high + roof_rise(DEPTH / 2)
            outline += [(half, high + roof_rise(t)), (0, peak), (-half, high + roof_rise(t))]
        outline.append((-half, high))
        holes = [rectangle((x, z), w, h) for wall, x, z, w, h in windows_plan() if wall == side]
        if side == 0:
            notch = [(-door_wide / 2, low), (-door_wide / 2, low + door_high),
                     (door_wide / 2, low + door_high), (door_wide / 2, low)]
            outline = outline[:1] + notch + outline[1:]
        if side % 2 and round_size:
            holes.append(circle(round_size, 28, (0, round_z)))
        wall = extrude(f"Wall {side + 1}", outline, t, (0, t / 2, 0), pick(plaster, side), "walls",
                       bevel=0.012, axis="Y", holes=holes)
        transform([wall], wall_place(side))
        made.append(wall)
    return made


def timbers(beam_of):
    """Half-timbering: posts, rails and braces that stand a little proud of the walls."""
    low, high, made = plinth(), wall_top(), []
    for side in range(4):
        half = WIDTH / 2 if side % 2 == 0 else DEPTH / 2
        bars = [(-half + 0.07, low, -half + 0.07, high), (half - 0.07, low, half - 0.07, high),
                (-half, high - 0.08, half, high - 0.08)]
        for floor in range(1, FLOORS):
            z = low + floor * STOREY_HEIGHT
            bars.append((-half, z, half, z))
        for way in (-1, 1):
            reach = min(0.5, 0.12 * half)
            bars.append((way * (half - 0.1), high - 0.1 - 0.9, way * (half - 0.1 - reach),
                         high - 0.12))
        if side % 2 and roof_rise(half) > 1.0:
            rise = roof_rise(half)
            for x in (-0.36 * half, 0.36 * half):
                bars.append((x, high, x, high + roof_rise(half - abs(x)) - 0.08))
            bars.append((-0.62 * half, high + 0.36 * rise - 0.06, -0.36 * half,
                         high + 0.36 * rise - 0.06))
            bars.append((0.36 * half, high + 0.36 * rise - 0.06, 0.62 * half,
                         high + 0.36 * rise - 0.06))
        place = wall_place(side) @ Matrix.Translation((0, -0.005, 0))
        made.append(fretwork(f"Timber {side + 1}", bars, 0.16, 0.09, place, pick(beam_of, side),
                             "timbers"))
    return made


def windows(frame_of, pane):
    """The windows: a frame with glazing bars, a sill, and the panes."""
    made = []
    for index, (wall, x, z, w, h) in enumerate(windows_plan()):
        place = wall_place(wall) @ Matrix.Translation((x, 0.05, z))
        edge, bar = 0.05, 0.035
        frame = [(-w / 2 + edge / 2, -h / 2, -w / 2 + edge / 2, h / 2),
                 (w / 2 - edge / 2, -h / 2, w / 2 - edge / 2, h / 2),
                 (-w / 2, h / 2 - edge / 2, w / 2, h / 2 - edge / 2),
                 (-w / 2, -h / 2 + edge / 2, w / 2, -h / 2 + edge / 2)]
        glazing = [(0, -h / 2, 0, h / 2), (-w / 2, 0.08 * h, w / 2, 0.08 * h)]
        case = [(-w / 2 - 0.03, -h / 2 - 0.03, -w / 2 - 0.03, h / 2 + 0.03),
                (w / 2 + 0.03, -h / 2 - 0.03, w / 2 + 0.03, h / 2 + 0.03),
                (-w / 2 - 0.03, h / 2 + 0.03, w / 2 + 0.03, h / 2 + 0.03)]
        pieces = [fretwork("Frame", frame, edge, 0.09, place, pick(frame_of, index), "windows"),
                  fretwork("Bars", glazing, bar, 0.06, place, pick(frame_of, index), "windows"),
                  fretwork("Case", case, 0.08, 0.06, place @ Matrix.Translation((0, -0.07, 0)),
                           pick(frame_of, index), "windows")]
        sill = box("Sill", (w + 0.22, 0.18, 0.06), (0, -0.09, -h / 2 - 0.05), pick(frame_of, index),
                   "windows", bevel=0.012)
        glass_of = box("Pane", (w - 0.02, 0.015, h - 0.02), (0, 0.01, 0), pick(pane, index),
                       "windows", bevel=0.0)
        transform([sill, glass_of], place)
        made.append(join_meshes(f"Window {index + 1}", [*pieces, sill, glass_of]))
    size, height = attic_window()
    for side in (1, 3):
        place = wall_place(side) @ Matrix.Translation((0, 0, height))
        if not size:
            break
        rim = torus("Rim", size, 0.09, (0, 0, 0), pick(frame_of, 0), "windows",
                    rotation=(math.pi / 2, 0, 0))
        glass_of = cylinder("Pane", size, 0.02, (0, 0.05, 0), pick(pane, 0), "windows", bevel=0.0,
                            rotation=(math.pi / 2, 0, 0))
        transform([rim, glass_of], place)
        cross = fretwork("Cross", [(-size, 0, size, 0), (0, -size, 0, size)], 0.035, 0.05,
                         place @ Matrix.Translation((0, 0.04, 0)), pick(frame_of, 0), "windows")
        made.append(join_meshes(f"Attic window {side // 2 + 1}", [rim, glass_of, cross]))
    return made


def shutters(paint):
    """A pair of louvred shutters beside every window of front and back."""
    made = []
    for index, (wall, x, z, w, h) in enumerate(windows_plan()):
        if wall % 2:
            continue
        leaves, wide = [], min(0.5 * w, 0.4)
        for side in (-1, 1):
            place = (wall_place(wall) @ Matrix.Translation((x + side * (w / 2 + 0.08 + wide / 2),
                                                            -0.03, z)))
            frame = [(-wide / 2 + 0.03, -h / 2, -wide / 2 + 0.03, h / 2),
                     (wide / 2 - 0.03, -h / 2, wide / 2 - 0.03, h / 2)]
            frame += [(-wide / 2, level, wide / 2, level)
                      for level in (-h / 2 + 0.03, 0, h / 2 - 0.03)]
            leaves.append(fretwork("Frame", frame, 0.06, 0.05, place, pick(paint, index),
                                   "shutters"))
            count = max(4, int(h / 0.11))
            slats = [(-wide / 2 + 0.05, -h / 2 + h * (k + 0.5) / count, wide / 2 - 0.05,
                      -h / 2 + h * (k + 0.5) / count) for k in range(count)]
            leaves.append(fretwork("Slats", slats, 0.055, 0.03, place, pick(paint, index),
                                   "shutters"))
        made.append(join_meshes(f"Shutters {len(made) + 1}", leaves))
    return [join_meshes("Shutters", made)]


def door_axis():
    """The middle of the hinge pins, in the wall: on the left, behind the leaf."""
    return Vector((-door_size()[0] / 2 + 0.046, 0.168, 0))


def door_joints():
    """The front door opens inward."""
    place = wall_place(0) @ Matrix.Translation((0, 0, plinth()))
    return [hinge("Front door", "Door frame", "Door leaf", at=place @ door_axis(), axis="z",
                  limits=(0, 95))]


def door(timber, brass):
    """The front door: a boarded leaf with straps and a knob, and its frame with the hinge pins."""
    w, h = door_size()
    place = wall_place(0) @ Matrix.Translation((0, 0, plinth()))
    clear = w - 0.092
    boards, pieces = 5, []
    for k in range(boards):
        x = -clear / 2 + clear * (k + 0.5) / boards
        pieces.append(box("Board", (clear / boards - 0.008, 0.06, h - 0.056),
                          (x, 0.10, h / 2 - 0.02), pick(timber, 0), "door", bevel=0.012))
    pieces.append(box("Back", (clear, 0.03, h - 0.052), (0, 0.135, h / 2 - 0.018), pick(timber, 0),
                      "door"))
    pieces.append(sphere("Knob", 0.045, (0.33 * w, 0.03, 0.47 * h), pick(brass, 0), "door",
                         segments=20, rings=12))
    pieces.append(cylinder("Plate", 0.035, 0.02, (0.33 * w, 0.066, 0.47 * h), pick(brass, 0),
                           "door", rotation=(math.pi / 2, 0, 0)))
    axis, pins = door_axis(), []
    ring = [(0.0094, -0.035), (0.016, -0.035), (0.016, 0.035), (0.0094, 0.035)]
    half = [(0.0, 0.1), (0.016, 0.096), (0.016, 0.036), (0.009, 0.0355)]
    line = [(r, -up) for r, up in half] + half[::-1]
    for z in (0.2, 0.8):
        pieces.append(box("Strap", (0.62 * clear, 0.018, 0.06), (-0.17 * clear, 0.064, z * h),
                          pick(brass, 0), "door", bevel=0.006))
        up = Vector((0, 0, z * h))
        pieces.append(lathe("Barrel", ring + ring[:1], axis + up, pick(brass, 0), "door"))
        pieces.append(box("Leaf", (0.08, 0.006, 0.06), axis + up + Vector((0.05, -0.0155, 0)),
                          pick(brass, 0), "door", bevel=0.001))
        pins.append(lathe("Pin", line, axis + up, pick(brass, 0), "door"))
        pins += [box("Leaf", (0.012, 0.03, 0.05), axis + up + Vector((-0.01, 0, 0.066 * way)),
                     pick(brass, 0), "door", bevel=0.001) for way in (-1, 1)]
    transform(pieces + pins, place)
    frame = [(-w / 2 - 0.02, 0, -w / 2 - 0.02, h), (w / 2 + 0.02, 0, w / 2 + 0.02, h),
             (-w / 2 - 0.02, h + 0.02, w / 2 + 0.02, h + 0.02)]
    pins.append(fretwork("Frame", frame, 0.12, 0.24, place @ Matrix.Translation((0, 0.06, 0)),
                         pick(timber, 0), "door"))
    whole = join_meshes("Door frame", pins)
    for vertex in whole.data.vertices:
        vertex.co.z = max(vertex.co.z, plinth())
    return [join_meshes("Door leaf", pieces), whole]


def roof_deck(beam_of):
    """The boards under the tiles, with white barge boards along the gables."""
    o, high, t = overhang(), wall_top(), 0.10
    peak, eave = high + roof_rise(DEPTH / 2), high - roof_rise(o)
    y, lift = DEPTH / 2 + o, t / math.cos(math.radians(ROOF_PITCH))
    outline = [(-y, eave), (0, peak), (y, eave), (y, eave + lift), (0, peak + lift),
               (-y, eave + lift)]
    deck = extrude("Deck", outline, WIDTH + 2 * o, (0, 0, 0), pick(beam_of, 0), "roof_deck",
                   bevel=0.01, axis="X")
    drop = 0.14
    board = [(-y, eave - drop), (0, peak - drop * 1.1), (y, eave - drop), (y, eave + 1.5 * lift),
             (0, peak + 1.5 * lift), (-y, eave + 1.5 * lift)]
    barges = [extrude("Barge", board, 0.05, (side * (WIDTH / 2 + o + 0.02), 0, 0), pick(beam_of, 0),
                      "roof_deck", bevel=0.01, axis="X") for side in (-1, 1)]
    return [join_meshes("Roof deck", [deck, *barges])]


def roof(tiles):
    """The tiled slopes and the round tiles along the ridge."""
    o, high = overhang(), wall_top()
    lift = 0.10 / math.cos(math.radians(ROOF_PITCH))
    peak, eave = high + roof_rise(DEPTH / 2) + lift, high - roof_rise(o) + lift
    y, half = DEPTH / 2 + o, WIDTH / 2 + o
    slope = math.hypot(y, peak - eave)
    rows, columns = max(5, min(16, round(slope / 0.34))), max(8, min(34, round(2 * half / 0.34)))
    made = []
    for index, way in enumerate((-1, 1)):
        corner = (way * half, way * y, eave)
        made.append(tiled_slope(f"Roof slope {index + 1}", corner, (-way * 2 * half, 0, 0),
                                (0, -way * y, peak - eave), rows, columns, 0.045,
                                pick(tiles, index), "roof", seed=SEED + index))
    caps, count = [], columns
    for k in range(count):
        x = -half + 2 * half * (k + 0.5) / count
        caps.append(cylinder("Cap", 0.13, 2 * half / count * 1.12, (x, 0, peak + 0.01),
                             pick(tiles, 0), "roof", radius_top=0.115, sides=16, bevel=0.008,
                             rotation=(0, math.pi / 2, 0)))
    made.append(join_meshes("Ridge", caps))
    return made


def chimney_top():
    """The middle of the chimney's top."""
    peak = wall_top() + roof_rise(DEPTH / 2)
    return Vector((0.27 * WIDTH, 0.14 * DEPTH, peak + CHIMNEY_HEIGHT))


def chimney(bricks, clay):
    """The brick chimney with its cap and two clay pots."""
    top = chimney_top()
    low = wall_top() + roof_rise(0.28 * DEPTH)
    body = box("Stack", (0.72, 0.58, top.z - low), (top.x, top.y, (top.z + low) / 2),
               pick(bricks, 0), "chimney", bevel=0.012)
    cap = box("Cap", (0.88, 0.74, 0.12), (top.x, top.y, top.z), pick(clay, 0), "chimney",
              bevel=0.02)
    collar = box("Collar", (0.80, 0.66, 0.10), (top.x, top.y, top.z - 0.28), pick(bricks, 0),
                 "chimney", bevel=0.015)
    pots = []
    for side in (-1, 1):
        profile = [(0, 0), (0.13, 0), (0.11, 0.06), (0.10, 0.26), (0.125, 0.30), (0.125, 0.36),
                   (0.09, 0.36), (0.08, 0.1), (0, 0.1)]
        pots.append(lathe("Pot", profile, (top.x + side * 0.2, top.y, top.z + 0.04), pick(clay, 0),
                          "chimney", steps=24))
    return [join_meshes("Chimney", [body, cap, collar, *pots])]


def smoke(cloud):
    """Smoke from the chimney."""
    top = chimney_top()
    return [smoke_puffs("Smoke", top + Vector((-0.2, 0, 0.42)), 1.9, 0.36, pick(cloud, 0), "smoke",
                        seed=SEED)]


def flower_boxes(timber, petals, green):
    """Boxes of flowers under the windows of the ground floor's front."""
    rng, made = random.Random(SEED + 4), []
    bloom, blade = open_blossom(0.075, petals=6), leaf_blade(0.16, 0.08)
    front = [w for w in windows_plan() if w[0] == 0 and w[2] < plinth() + STOREY_HEIGHT]
    for index, (wall, x, z, w, h) in enumerate(front):
        place = wall_place(wall) @ Matrix.Translation((x, -0.15, z - h / 2 - 0.16))
        trough = box("Trough", (w + 0.1, 0.24, 0.2), (0, 0, 0), pick(timber, 0), "flower_boxes",
                     bevel=0.012)
        transform([trough], place)
        leaves, flowers = [], []
        for k in range(60):
            spot = Vector((rng.uniform(-0.5, 0.5) * w, rng.uniform(-0.1, 0.06), 0.09))
            lean = Vector((rng.uniform(-0.6, 0.6), rng.uniform(-0.9, 0.4), 1))
            leaves.append(place @ growing(spot, lean, (0, -1, 0.5), rng.uniform(0.7, 1.2)))
            if k % 3 == 0:
                head = spot + lean.normalized() * 0.12
                flowers.append(place @ growing(head, (1, 0, 0), lean + Vector((0, -0.6, 0))))
        made.append(join_meshes(f"Flower box {index + 1}", [
            trough, scatter_mesh("Leaves", leaves, blade, pick(green, 0), "flower_boxes"),
            scatter_mesh("Flowers", flowers, bloom, pick(petals, index), "flower_boxes")]))
    return made


def porch(timber, tiles):
    """A small tiled roof over the door, on two posts with braces."""
    wide, deep = door_size()[0] + 1.0, 1.15
    y, z = -DEPTH / 2, plinth() + door_size()[1] + 0.32
    pieces = []
    for side in (-1, 1):
        x = side * (wide / 2 - 0.12)
        pieces.append(box("Post", (0.14, 0.14, z), (x, y - deep + 0.14, z / 2), pick(timber, 0),
                          "porch", bevel=0.015))
        brace = [(x, y - deep + 0.18, z - 0.5), (x, y - deep + 0.6, z - 0.02)]
        pieces.append(tube("Brace", brace, 0.05, pick(timber, 0), "porch", sides=8))
        pieces.append(box("Beam", (0.12, deep, 0.14), (x, y - deep / 2 + 0.02, z), pick(timber, 0),
                          "porch", bevel=0.015))
    pieces.append(box("Lintel", (wide, 0.12, 0.14), (0, y - deep + 0.14, z), pick(timber, 0),
                      "porch", bevel=0.015))
    frame = join_meshes("Porch", pieces)
    rise = min(0.55, 0.8 * (wall_top() - z - 0.35))
    drop = Vector((0, deep + 0.25, rise))
    deck = extrude("Deck", [(y - deep - 0.2, z + 0.05), (y + 0.02, z + 0.05 + rise * 0.98),
                            (y + 0.02, z + 0.13 + rise * 0.98), (y - deep - 0.2, z + 0.13)],
                   wide + 0.4, (0, 0, 0), pick(timber, 0), "porch", bevel=0.01, axis="X")
    slope = tiled_slope("Porch tiles", (-wide / 2 - 0.2, y - deep - 0.2, z + 0.12),
                        (wide + 0.4, 0, 0),
                        drop * 0.98, 5, max(5, round((wide + 0.4) / 0.34)), 0.04, pick(tiles, 0),
                        "porch", seed=SEED + 9)
    return [join_meshes("Porch", [frame, deck, slope])]


def garden_size():
    """(half width, front edge, back edge) of the garden."""
    return WIDTH / 2 + 1.5, -DEPTH / 2 - 2.6, DEPTH / 2 + 0.9


def garden(grass_of, stone_of):
    """The lawn, with a path of flagstones from the gate to the door."""
    half, front, back = garden_size()
    lawn = box("Lawn", (2 * half, back - front, 0.08), (0, (front + back) / 2, 0.04),
               pick(grass_of, 0), "garden", bevel=0.03)
    rng, pieces, y = random.Random(SEED + 2), [lawn], front + 0.3
    while y < -DEPTH / 2 - 0.9:
        deep = rng.uniform(0.32, 0.46)
        shift = rng.uniform(-0.07, 0.07)
        flag = rounded_rectangle(rng.uniform(0.75, 0.95), deep - 0.05, 0.1, 3)
        pieces.append(extrude("Flag", flag, 0.06, (shift, y + deep / 2, 0.085), pick(stone_of, 0),
                              "garden", bevel=0.012))
        y += deep
    places, blade = [], grass_blades(0.16, lean=0.5, blades=5, width=0.14)
    for _ in range(900):
        spot = Vector((rng.uniform(-0.97, 0.97) * half, rng.uniform(front + 0.05, back - 0.05),
                       0.075))
        inside = abs(spot.x) < WIDTH / 2 + 0.1 and abs(spot.y) < DEPTH / 2 + 0.1
        if not inside and not (abs(spot.x) < 0.6 and spot.y < 0):
            places.append(growing(spot, (0, 0, 1), (rng.uniform(-1, 1), rng.uniform(-1, 1), 0),
                                  rng.uniform(0.5, 1.1)))
    pieces.append(scatter_mesh("Blades", places, blade, pick(grass_of, 0), "garden"))
    return [join_meshes("Garden", pieces)]


def fence(paint):
    """A picket fence round the garden, open at the path."""
    half, front, back = garden_size()
    picket = [(-0.045, 0, 0), (0.045, 0, 0), (0.045, 0, 0.72), (0, 0, 0.82), (-0.045, 0, 0.72)]
    verts = [(x, y - 0.014, z) for x, y, z in picket] + [(x, y + 0.014, z) for x, y, z in picket]
    faces = [(0, 1, 2, 3, 4), (9, 8, 7, 6, 5)] + [(i, i + 5, (i + 1) % 5 + 5, (i + 1) % 5)
                                                  for i in range(5)]
    edge, gap = 0.1, 0.65
    corners = [(gap, front + edge), (half - edge, front + edge), (half - edge, back - edge),
               (-half + edge, back - edge), (-half + edge, front + edge), (-gap, front + edge)]
    places, pieces = [], []
    for (ax, ay), (bx, by) in zip(corners, corners[1:]):
        a, b = Vector((ax, ay, 0.06)), Vector((bx, by, 0.06))
        along = b - a
        turn = math.atan2(along.y, along.x)
        count = max(2, round(along.length / 0.19))
        for k in range(count):
            spot = a.lerp(b, (k + 0.5) / count)
            places.append(Matrix.Translation(spot) @ Matrix.Rotation(turn, 4, "Z"))
        for z in (0.28, 0.60):
            middle = (a + b) / 2 + Vector((-math.sin(turn), math.cos(turn), 0)) * 0.03
            pieces.append(box("Rail", (along.length + 0.06, 0.04, 0.08), (middle.x, middle.y, z),
                              pick(paint, 0), "fence", bevel=0.008, rotation=(0, 0, turn)))
    for x, y in corners:
        pieces.append(box("Post", (0.1, 0.1, 0.95), (x, y, 0.525), pick(paint, 0), "fence",
                          bevel=0.012))
    pieces.append(scatter_mesh("Pickets", places, (verts, faces), pick(paint, 0), "fence"))
    return [join_meshes("Fence", pieces)]


def bushes(green):
    """Round bushes along the front wall."""
    made, spots = [], (-0.42, -0.25, 0.25, 0.42)
    for index, share in enumerate(spots):
        size = (0.42, 0.34, 0.36, 0.44)[index]
        centre = (share * WIDTH, -DEPTH / 2 - 0.2 - size, 0.05 + size * 0.55)
        leaves = foliage_pad("Leaves", centre, (size, size, size), 620, leaf_blade(0.13, 0.08),
                             pick(green, index), "bushes", seed=SEED + index, flat=0.8)
        heart = sphere("Heart", 1.0, centre, pick(green, index), "bushes", segments=20, rings=12,
                       scale=(0.8 * size, 0.8 * size, 0.75 * size))
        made.append(join_meshes(f"Bush {index + 1}", [leaves, heart]))
    for bush in made:
        for vertex in bush.data.vertices:
            vertex.co.z = max(vertex.co.z, 0.04)
    return made
