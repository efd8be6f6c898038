# A dining table. Legs stand a little in from the edge of the top; rails join them under it.
import math
from mathutils import Vector


def leg_places():
    """Where legs stand, as (x, y): corners first, then the middles of the long sides."""
    x = 0.465 * TOP_LENGTH - LEG_THICKNESS / 2
    y = 0.445 * TOP_DEPTH - LEG_THICKNESS / 2
    corners = [(-x, -y), (x, -y), (-x, y), (x, y)]
    return {3: [(-x, -y), (x, -y), (0, y)], 4: corners, 5: corners + [(0, y)],
            6: corners + [(0, -y), (0, y)]}[LEG_COUNT]


def table_top(boards):
    """A top of boards side by side, held by a cross board at either end."""
    z = TABLE_HEIGHT - TOP_THICKNESS / 2
    if PLANK_COUNT == 1:
        outline = rounded_rectangle(TOP_LENGTH, TOP_DEPTH, 0.03, 5)
        return [extrude("Top", outline, TOP_THICKNESS, (0, 0, z), boards, "top",
                        bevel=0.15 * TOP_THICKNESS, segments=3)]
    end = min(0.11, 0.12 * TOP_LENGTH)
    width = TOP_DEPTH / PLANK_COUNT
    pieces = []
    for i in range(PLANK_COUNT):
        y = (i + 0.5) * width - TOP_DEPTH / 2
        pieces.append(box(f"Plank {i + 1}", (TOP_LENGTH - 2 * end, width, TOP_THICKNESS), (0, y, z),
                          boards, "top", bevel=0.0025, segments=2))
    for side in (-1, 1):
        x = side * (TOP_LENGTH - end) / 2
        pieces.append(box(f"End {side}", (end, TOP_DEPTH, TOP_THICKNESS), (x, 0, z), boards, "top",
                          bevel=0.004, segments=3))
        for i in range(PLANK_COUNT):
            y = (i + 0.5) * width - TOP_DEPTH / 2
            pieces.append(cylinder(f"Peg {side} {i}", 0.006, 0.004,
                                   (side * (TOP_LENGTH / 2 - 0.7 * end), y, TABLE_HEIGHT - 0.002),
                                   boards, "top", sides=12, bevel=0.0005))
    return [join_meshes("Top", pieces)]


def round_top(boards):
    """A round or oval top with a thumbnail edge."""
    t, steps = TOP_THICKNESS, 96
    rows = []
    for inset, height in ((0.5, -t), (0.25, -0.95 * t), (0.06, -0.7 * t), (0.0, -0.45 * t),
                          (0.03, -0.2 * t),
                          (0.14, -0.05 * t), (0.4, 0.0)):
        shrink = inset * t
        rows.append([(p[0], p[1], TABLE_HEIGHT + height) for p in
                     arc((0, 0), (TOP_LENGTH / 2 - shrink, TOP_DEPTH / 2 - shrink), 0, 360,
                         steps)[:-1]])
    return [loft("Top", rows, boards, "round_top", smooth=50)]


def table_legs(base_wood):
    """Square legs, tapered on their inner faces below the rails."""
    top = TABLE_HEIGHT - TOP_THICKNESS
    made = []
    for i, (x, y) in enumerate(leg_places()):
        foot, knee = 0.55 * LEG_THICKNESS, top - APRON_HEIGHT - 0.02
        shift = (LEG_THICKNESS - foot) / 2
        out_x = x + (math.copysign(shift, x) if x else 0.0)
        out_y = y + math.copysign(shift, y)
        stations = [(out_x, out_y, 0.0, foot, foot), (x, y, knee, LEG_THICKNESS, LEG_THICKNESS),
                    (x, y, top, LEG_THICKNESS, LEG_THICKNESS)]
        made.append(post(f"Leg {i + 1}", stations, base_wood, "legs", corner=0.08, smooth_path=1))
    return made


def round_legs(base_wood):
    """Turned legs in a ring, let into the round top; they taper and spread toward the floor."""
    made, top = [], TABLE_HEIGHT - 0.7 * TOP_THICKNESS
    shape = [(0.0, 0.5), (0.02, 0.56), (0.5, 0.8), (0.86, 1.0), (1.0, 1.0)]
    for i in range(LEG_COUNT):
        turn = 2 * math.pi * (i + 0.5) / LEG_COUNT - math.pi / 2
        line = [Vector(((0.39 - 0.12 * up) * TOP_LENGTH * math.cos(turn),
                        (0.39 - 0.12 * up) * TOP_DEPTH * math.sin(turn), up * top))
                for up, _width in shape]
        radii = [LEG_THICKNESS / 2 * width for _up, width in shape]
        made.append(level_foot(tube(f"Leg {i + 1}", line, radii, base_wood, "round_legs",
                                    sides=24), 0.008))
    return made


def apron(number, base_wood, part):
    """A rail under the top, set back a little from the legs: 1 front, 2 rear, 3 and 4 the sides."""
    x = 0.465 * TOP_LENGTH - LEG_THICKNESS / 2
    y = 0.445 * TOP_DEPTH - LEG_THICKNESS / 2
    thick = 0.35 * LEG_THICKNESS
    z = TABLE_HEIGHT - TOP_THICKNESS - APRON_HEIGHT / 2
    back = LEG_THICKNESS / 2 - thick / 2 - 0.006
    size, at = {1: ((2 * x, thick, APRON_HEIGHT), (0, -y - back, z)),
                2: ((2 * x, thick, APRON_HEIGHT), (0, y + back, z)),
                3: ((thick, 2 * y, APRON_HEIGHT), (-x - back, 0, z)),
                4: ((thick, 2 * y, APRON_HEIGHT), (x + back, 0, z))}[number]
    return box(f"Apron {number}", size, at, base_wood, part, bevel=0.003)


def aprons(base_wood):
    """Four rails that tie the legs together."""
    return [apron(number, base_wood, "aprons") for number in (1, 2, 3, 4)]


def drawer_bays():
    """The spaces between the front legs, as (left, right, drawers in it, the boards' thickness)."""
    end, half = 0.465 * TOP_LENGTH - LEG_THICKNESS, LEG_THICKNESS / 2
    bays = [(-end, end, DRAWER_COUNT)]
    if LEG_COUNT == 6:
        more = (DRAWER_COUNT + 1) // 2
        bays = [(-end, -half, more), (half, end, DRAWER_COUNT - more)]
    return [(left, right, own, min(0.016, 0.06 * (right - left))) for left, right, own in bays]


def drawer_cells():
    """The openings for drawers from left to right, as (left, right)."""
    cells = []
    for left, right, own, board in drawer_bays():
        wide = (right - left - (own + 1) * board) / own if own else 0
        starts = [left + board + i * (wide + board) for i in range(own)]
        cells += [(start, start + wide) for start in starts]
    return cells


def drawer_span():
    """The heights between which the drawers lie, and the y of their fronts and of their backs."""
    under = TABLE_HEIGHT - TOP_THICKNESS
    front, legs_behind = -0.445 * TOP_DEPTH + 0.006, 0.445 * TOP_DEPTH - LEG_THICKNESS
    return (under - 0.84 * APRON_HEIGHT, under - 0.1 * APRON_HEIGHT, front,
            min(legs_behind - 0.004, front + 0.5))


def drawer_names():
    """The drawers from left to right."""
    count = DRAWER_COUNT
    return [f"Drawer {i + 1}" if count > 1 else "Drawer" for i in range(count)]


def drawer_joints():
    """Each drawer slides out to the front, on its runners."""
    low, _high, front, rear = drawer_span()
    return [slider(name, "drawer_case", name, at=((left + right) / 2, front, low), axis="-y",
                   limits=(0, round(0.7 * (rear - front), 3)))
            for name, (left, right) in zip(drawer_names(), drawer_cells())]


def drawer_case(base_wood):
    """The rails with openings in front, and boards with runners behind them for the drawers."""
    low, high, front, _rear = drawer_span()
    under, thick = TABLE_HEIGHT - TOP_THICKNESS, 0.35 * LEG_THICKNESS
    across, bottom = 2 * (0.465 * TOP_LENGTH - LEG_THICKNESS / 2), under - APRON_HEIGHT
    end = 0.445 * TOP_DEPTH - 0.006 - thick
    pieces = [box("Rail", (across, thick, top - foot), (0, front + thick / 2, (top + foot) / 2),
                  base_wood, "drawer_case", bevel=0.002)
              for foot, top in ((bottom, low), (high, under))]
    for left, right, own, board in drawer_bays():
        wide = (right - left - (own + 1) * board) / own if own else right - left - 2 * board
        for i in range(max(own, 1) + 1):
            x = left + board / 2 + i * (wide + board)
            pieces.append(box("Board", (board, end - front, APRON_HEIGHT),
                              (x, (front + end) / 2, under - APRON_HEIGHT / 2), base_wood,
                              "drawer_case", bevel=0.0008))
        if not own:
            pieces.append(box("Blank", (wide + board, thick, APRON_HEIGHT),
                              ((left + right) / 2, front + thick / 2, under - APRON_HEIGHT / 2),
                              base_wood, "drawer_case", bevel=0.0008))
    for left, right in drawer_cells():
        strip, tall = min(0.012, 0.2 * (right - left)), min(0.01, low - bottom)
        for x in (left + strip / 2, right - strip / 2):
            pieces.append(box("Runner", (strip, end - front - thick, tall),
                              (x, (front + thick + end) / 2, low - tall / 2), base_wood,
                              "drawer_case", bevel=0.0005))
    return [join_meshes("Drawer case", pieces)] + [apron(number, base_wood, "drawer_case")
                                                   for number in (2, 3, 4)]


def drawers(base_wood, metal_of_knob):
    """Drawers in the openings, each a box behind a front with a turned knob."""
    low, high, front, rear = drawer_span()
    made = []
    for name, (left, right) in zip(drawer_names(), drawer_cells()):
        x, wide, tall = (left + right) / 2, right - left - 0.004, high - low - 0.004
        wall, deep, high_side = min(0.01, 0.12 * wide), rear - front - 0.014, 0.8 * tall
        middle, floor = front + 0.014 + deep / 2, low + 0.0001
        pieces = [box("Front", (wide, 0.018, tall), (x, front + 0.007, low + 0.002 + tall / 2),
                      base_wood, "drawers", bevel=0.003)]
        for side in (-1, 1):
            pieces.append(box("Side", (wall, deep, high_side), (x + side * (wide - wall) / 2,
                                                               middle, floor + high_side / 2),
                              base_wood, "drawers", bevel=0.0008))
        pieces.append(box("Back", (wide - 1.8 * wall, wall, high_side),
                          (x, rear - wall / 2, floor + high_side / 2), base_wood, "drawers",
                          bevel=0.0008))
        pieces.append(box("Bottom", (wide - 1.8 * wall, deep - 0.8 * wall, 0.005),
                          (x, middle, floor + 0.0035), base_wood, "drawers", bevel=0))
        profile = [(0, 0), (0.007, 0), (0.006, 0.008), (0.0115, 0.014), (0.0125, 0.018),
                   (0.009, 0.023), (0, 0.024)]
        knob_turned = lathe("Knob", profile, (x, front - 0.0015, (low + high) / 2), metal_of_knob,
                            "drawers", steps=32, smooth=50)
        knob_turned.rotation_euler = (math.pi / 2, 0, 0)
        made.append(join_meshes(name, pieces + [knob_turned]))
    return made


def stretchers(base_wood):
    """Two cross bars near the floor and a long one between them."""
    x, y = 0.455 * TOP_LENGTH - LEG_THICKNESS / 2, 0.43 * TOP_DEPTH
    high, thick = 0.7 * LEG_THICKNESS, 0.42 * LEG_THICKNESS
    z = 0.12 * TABLE_HEIGHT + high / 2
    depth = y - 0.2 * LEG_THICKNESS if LEG_COUNT != 3 else y
    bars = [box(f"Stretcher {i + 1}", (thick, 2 * depth, high), (side * x, 0, z), base_wood,
                "stretchers")
            for i, side in enumerate((-1, 1))]
    bars.append(box("Stretcher 3", (2 * x, thick, high), (0, 0, z), base_wood, "stretchers"))
    return bars


def pedestal(base_wood):
    """A turned column on four curved feet, with a round plate under the top."""
    reach, top = 0.35 * min(TOP_LENGTH, TOP_DEPTH), TABLE_HEIGHT - TOP_THICKNESS
    r = 0.16 * reach + 0.03
    shape = [(0.9, 0.16), (1.0, 0.24), (0.7, 0.33), (0.62, 0.36), (0.95, 0.44), (1.0, 0.5),
             (0.72, 0.68),
             (0.52, 0.84), (0.6, 0.9), (0.85, 0.93)]
    profile = [(0, 0.14 * top), (0.8 * r, 0.14 * top)]
    profile += [(p.x * r, p.y * top) for p in catmull(shape, 5)]
    profile += [(0.6 * reach, top - 0.02), (0.6 * reach, top), (0, top)]
    pieces = [lathe("Column", profile, (0, 0, 0), base_wood, "pedestal", steps=48, smooth=45)]
    for i in range(4):
        turn = math.pi / 4 + math.pi / 2 * i
        ahead = Vector((math.cos(turn), math.sin(turn), 0))
        rise = Vector((0, 0, 1))
        full = reach / max(abs(math.cos(turn)), 0.5)
        thick = 0.5 * r
        line = [ahead * 0.5 * r + rise * 0.22 * top, ahead * 0.45 * full + rise * (0.15 * top),
                ahead * 0.8 * full + rise * (0.55 * thick + 0.02),
                ahead * (full - thick) + rise * 0.52 * thick]
        pieces.append(tube(f"Foot {i}", line, [0.72 * thick, 0.66 * thick, 0.56 * thick,
                                               0.52 * thick], base_wood, "pedestal", sides=16))
    return [level_foot(join_meshes("Pedestal", pieces), 0.012)]


def table_runner(cloth_of_runner):
    """A woven runner along the table that hangs down at both ends."""
    drop, half = 0.22 * TABLE_HEIGHT, TOP_LENGTH / 2
    path = [(-half - 0.009, -drop), (-half - 0.008, -0.3 * drop), (-half - 0.006, -0.01),
            (-half + 0.004, 0.0015), (-half + 0.05, 0.0018)]
    path = path + [(x, z) for x, z in ((-0.5 * half, 0.0018), (0, 0.0018),
                                       (0.5 * half, 0.0018))] + [(-x, z) for x, z in reversed(path)]
    line = catmull([(x, z, 0) for x, z in path], 3)
    rows = [[(p.x, 0.19 * TOP_DEPTH * side,
              TABLE_HEIGHT + p.y + 0.0008 * math.sin(40 * p.x + 3 * side)) for p in line]
            for side in [k / 6 - 1 for k in range(13)]]
    return [surface("Runner", rows, cloth_of_runner, "runner", thickness=0.0026, smooth=60)]
