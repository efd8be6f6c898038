# A bicycle that faces -Y: a frame of tubes, a fork that steers, spoked wheels, and cranks whose
# chain is on the right. All places follow from the two axles and the saddle.
import math
from mathutils import Vector


def axle(end):
    """The middle of the front (-1) or the rear axle (1)."""
    return Vector((0, end * WHEELBASE / 2, WHEEL_DIAMETER / 2))


def crank_axis():
    """The middle of the cranks, just ahead of the rear wheel."""
    return Vector((0, WHEELBASE / 2 - WHEEL_DIAMETER / 2 - 0.085, 0.285))


def seat_line(z):
    """The point of the seat tube's line at a height."""
    return crank_axis() + Vector((0, 0.3, 1)) * (z - crank_axis().z)


def steer(along):
    """A point of the axis that the fork turns about, `along` it from beside the front axle."""
    return axle(-1) + Vector((0, 0.055, 0)) + Vector((0, 0.3, 0.954)) * along


def head_foot():
    """How far along its axis the head tube begins, clear of the tyre."""
    return WHEEL_DIAMETER / 2 + 0.065


def head_top():
    """How far along its axis the head tube ends: not far below the saddle."""
    return max(head_foot() + 0.1, SADDLE_HEIGHT - WHEEL_DIAMETER / 2 - 0.14)


def frame(coat):
    """Tubes from the head to the saddle, the cranks and the rear axle."""
    r, low = TUBE_DIAMETER / 2, crank_axis()
    top = seat_line(max(SADDLE_HEIGHT - 0.2, low.z + 0.3))
    head, under = steer(head_top() - 0.035), steer(head_foot() + 0.04)

    def bar(a, b, radius):
        return tube("Tube", [a, b], radius, coat, "frame", sides=20, smooth_path=1)

    pieces = [bar(steer(head_foot()), steer(head_top()), 1.15 * r), bar(under, low, 1.1 * r),
              bar(low, top, r), bar(top + Vector((0, 0, -0.03)), head, r),
              cylinder("Shell", 1.35 * r, 0.06, low, coat, "frame",
                       rotation=(0, math.pi / 2, 0))]
    for side in (-1, 1):
        drop = axle(1) + Vector((side * 0.062, 0, 0))
        pieces.append(tube("Stay", [low + Vector((side * 0.018, 0, 0)),
                                    low + Vector((side * 0.034, 0.085, 0.008)), drop], 0.0095, coat,
                           "frame"))
        pieces.append(tube("Stay", [top + Vector((side * 0.012, 0.01, -0.03)),
                                    top.lerp(axle(1), 0.3) + Vector((side * 0.036, 0, 0)), drop],
                           0.008, coat, "frame"))
        pieces.append(cylinder("Dropout", 0.018, 0.006, drop, coat, "frame",
                               rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Frame", pieces)]


def fork(coat):
    """The crown above the tyre, two blades that bend forward to the axle, and the steerer."""
    crown = steer(WHEEL_DIAMETER / 2 + 0.042)
    pieces = [tube("Steerer", [crown, steer(head_top() + 0.03)], 0.36 * TUBE_DIAMETER, coat, "fork",
                   smooth_path=1)]
    half = max(0.036, TYRE_WIDTH / 2 + 0.016)
    pieces.append(tube("Crown", [crown + Vector((side * half, 0, 0)) for side in (-1, 1)], 0.017,
                       coat, "fork", sides=16, smooth_path=1))
    for side in (-1, 1):
        line = [crown + Vector((side * half, 0, 0)),
                steer(0.5 * WHEEL_DIAMETER / 2) + Vector((side * (half + 0.006), 0.004, 0)),
                steer(0.16 * WHEEL_DIAMETER / 2) + Vector((side * 0.053, -0.008, 0)),
                axle(-1) + Vector((side * 0.056, 0, 0))]
        pieces.append(tube("Blade", line, [0.015, 0.013, 0.010, 0.009], coat, "fork", sides=16))
        pieces.append(cylinder("Dropout", 0.016, 0.006, line[-1], coat, "fork",
                               rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Fork", pieces)]


def fork_joints():
    """The fork steers, with all that sits on it."""
    return [hinge("Steering", "frame", "Fork", at=steer(head_foot()), axis=(0, 0.3, 0.954),
                  limits=(-40, 40), carries=["Handlebar", "Drop Handlebar", "Basket", "Lamp",
                                             "Front Mudguard"])]


def stem(steel, part):
    """The stem that holds a handlebar, and the middle of the bar."""
    foot, middle = steer(head_top() + 0.02), steer(head_top() + 0.04) + Vector((0, -0.07, 0.02))
    return [tube("Stem", [steer(head_top() + 0.002), foot, middle], 0.013, steel, part),
            cylinder("Clamp", 0.02, 0.04, middle, steel, part,
                     rotation=(0, math.pi / 2, 0))], middle


def handlebar(steel, hide):
    """A bar that rises from the stem and sweeps back to two grips."""
    pieces, middle = stem(steel, "handlebar")
    half = HANDLEBAR_WIDTH / 2
    for side in (-1, 1):
        line = [middle + Vector((side * x * half, y, z)) for x, y, z in (
            (0, 0, 0), (0.2, 0, 0.004), (0.42, 0.0, 0.05), (0.6, 0.02, 0.075),
            (0.8, 0.07, 0.08), (0.99, 0.14, 0.075))]
        pieces.append(tube("Bar", line, 0.011, steel, "handlebar", sides=16))
        pieces.append(tube("Grip", [line[4].lerp(line[5], t) for t in (0.25, 0.4, 0.8, 1.02)],
                           [0.016, 0.0155, 0.0155, 0.017], hide, "handlebar", sides=16))
    return [join_meshes("Handlebar", pieces)]


def drop_handlebar(steel, hide):
    """A racing bar: it runs ahead and curls down and back, wound with tape."""
    pieces, middle = stem(steel, "drops")
    half = HANDLEBAR_WIDTH / 2
    pieces.append(tube("Bar", [middle + Vector((x * half, 0, 0)) for x in (-1, 1)], 0.012, steel,
                       "drops", sides=16, smooth_path=1))
    for side in (-1, 1):
        line = [middle + Vector((side * half, y, z)) for y, z in (
            (0, 0), (-0.06, 0.002), (-0.1, -0.025), (-0.105, -0.07), (-0.07, -0.115), (0.0, -0.125),
            (0.05, -0.12))]
        pieces.append(tube("Drop", line, 0.0155, hide, "drops", sides=16))
    return [join_meshes("Drop Handlebar", pieces)]


def saddle(hide, steel):
    """A saddle that narrows to its nose, on a post."""
    top = seat_line(SADDLE_HEIGHT)
    right = [(0.018, -0.16), (0.026, -0.08), (0.042, 0.0), (0.075, 0.06), (0.082, 0.1),
             (0.055, 0.122)]
    outline = round_corners(right + [(-x, y) for x, y in reversed(right)], 0.03, closed=True)
    pieces = [extrude("Cover", outline, 0.05, (top.x, top.y, SADDLE_HEIGHT - 0.025), hide, "saddle",
                      bevel=0.018, segments=4),
              tube("Post", [seat_line(max(SADDLE_HEIGHT - 0.24, crank_axis().z + 0.26)),
                            seat_line(SADDLE_HEIGHT - 0.03)], 0.38 * TUBE_DIAMETER, steel, "saddle",
                   sides=20, smooth_path=1)]
    return [join_meshes("Saddle", pieces)]


def wheels(rubber_skin, steel):
    """Front and rear wheel; the rear one has the sprocket."""
    made = [wire_wheel(f"{name} Wheel", axle(end), WHEEL_DIAMETER / 2, TYRE_WIDTH, 0.1, SPOKE_COUNT,
                       rubber_skin, steel, "wheels") for name, end in (("Front", -1), ("Rear", 1))]
    sprocket = cylinder("Sprocket", 0.036, 0.004, axle(1) + Vector((-0.051, 0, 0)), steel, "wheels",
                        rotation=(0, math.pi / 2, 0))
    made[1] = join_meshes("Rear Wheel", [made[1], sprocket])
    return made


def wheel_joints():
    """The front wheel turns in the fork, the rear wheel in the frame."""
    return [hinge(f"{name} wheel turns", base, f"{name} Wheel", at=axle(end), axis="x")
            for name, base, end in (("Front", "Fork", -1), ("Rear", "frame", 1))]


def pedal_place(side):
    """The end of the left (1) or right (-1) crank; the right one points ahead."""
    return crank_axis() + Vector((side * 0.085, side * 0.16, side * 0.05))


def cranks(steel):
    """The chainring with its arms, and two cranks on one axle."""
    low, turn = crank_axis(), (0, math.pi / 2, 0)
    at = low + Vector((-0.051, 0, 0))
    hole = [circle(0.024, 20, (0.052 * math.cos(a), 0.052 * math.sin(a)))
            for a in (2 * math.pi * k / 5 for k in range(5))]
    pieces = [extrude("Ring", circle(0.092, 64), 0.004, at, steel, "cranks", bevel=0.0006, axis="X",
                      holes=hole), cylinder("Axle", 0.011, 0.17, low, steel, "cranks",
                                            rotation=turn)]
    for side in (-1, 1):
        foot = low + Vector((side * 0.076, 0, 0))
        tip = pedal_place(side) + Vector((side * -0.009, 0, 0))
        pieces.append(ribbon("Arm", [foot, foot.lerp(tip, 0.5), tip], [0.034, 0.024, 0.026], 0.014,
                             steel, "cranks", up=(1, 0, 0), bevel=0.004))
        for spot, r in ((foot, 0.02), (tip, 0.015)):
            pieces.append(cylinder("Boss", r, 0.016, spot, steel, "cranks", rotation=turn))
    return [join_meshes("Crank", pieces)]


def crank_joints():
    """The cranks turn in the frame."""
    return [hinge("Cranks turn", "frame", "Crank", at=crank_axis(), axis="x")]


def pedals(rubber_skin, steel):
    """A pedal on each crank: a block of rubber about its axle."""
    made = []
    for side, name in ((1, "Left"), (-1, "Right")):
        at = pedal_place(side) + Vector((side * 0.054, 0, 0))
        pieces = [cylinder("Axle", 0.006, 0.105, pedal_place(side) + Vector((side * 0.0525, 0, 0)),
                           steel, "pedals", rotation=(0, math.pi / 2, 0))]
        pieces += [box("Block", (0.08, 0.026, 0.024), at + Vector((0, y, 0)), rubber_skin, "pedals",
                       bevel=0.006) for y in (-0.028, 0.028)]
        pieces += [box("Plate", (0.004, 0.084, 0.016), at + Vector((x, 0, 0)), steel, "pedals",
                       bevel=0.001) for x in (-0.04, 0.04)]
        made.append(join_meshes(f"{name} Pedal", pieces))
    return made


def pedal_joints():
    """Each pedal turns on the end of its crank."""
    return [hinge(f"{name} pedal turns", "Crank", f"{name} Pedal", at=pedal_place(side), axis="x")
            for side, name in ((1, "Left"), (-1, "Right"))]


def chain(steel):
    """The chain round the chainring and the sprocket."""
    a, b = crank_axis(), axle(1)
    along = b - a
    lean = math.degrees(math.atan2(along.z, along.y))
    spread = math.degrees(math.acos((0.094 - 0.038) / along.length))
    line = arc((a.y, a.z), 0.096, lean + spread, lean + 360 - spread, 24)
    line += arc((b.y, b.z), 0.04, lean - spread, lean + spread, 12)
    return [ribbon("Chain", [(-0.051, y, z) for y, z in line], 0.009, 0.008, steel, "chain",
                   up=(1, 0, 0), closed=True, smooth_path=1)]


def mudguards(coat):
    """A guard over each wheel, held by stays at its axle."""
    made, r = [], WHEEL_DIAMETER / 2 + 0.012
    for name, end, first, last in (("Front", -1, 60, 178), ("Rear", 1, 5, 150)):
        at, rows = axle(end), []
        for y, z in arc((at.y, at.z), 1, first, last, 24):
            out = Vector((0, y - at.y, z - at.z))
            rows.append([at + out * (r + 0.006 * math.cos(1.4 * k)) + Vector(
                ((TYRE_WIDTH / 2 + 0.008) * k, 0, 0)) for k in (-1, -0.6, 0, 0.6, 1)])
        pieces = [surface("Guard", rows, coat, "mudguards", thickness=0.003)]
        for row in ((rows[-5],) if end < 0 else (rows[4],)):
            pieces += [tube("Stay", [row[i], at + Vector((s * 0.066, 0, 0))], 0.0025, coat,
                            "mudguards", sides=8, smooth_path=1) for i, s in ((0, -1), (-1, 1))]
        made.append(join_meshes(f"{name} Mudguard", pieces))
    return made


def basket(cane, steel):
    """A wicker basket ahead of the handlebar, on two stays."""
    low = steer(head_top() - 0.16)
    centre = Vector((0, steer(head_top()).y - 0.2, low.z))
    body = []
    for inset, up in ((0.022, 0.0), (0.0, 0.2)):
        body.append((rounded_rectangle(0.36 - 2 * inset, 0.24 - 2 * inset, 0.05, 6), up))
    outside = [[(x, y, up) for x, y in line] for line, up in body]
    inside = [[(0.95 * x, 0.93 * y, max(0.012, up)) for x, y, up in line] for line in outside]
    shell = loft("Shell", [*outside, *reversed(inside)], cane, "basket", smooth=30)
    move(shell, *centre)
    rim_line = [centre + Vector((x, y, 0.2)) for x, y in body[1][0]]
    pieces = [shell, tube("Rim", rim_line, 0.009, cane, "basket", closed=True, smooth_path=1)]
    for side in (-1, 1):
        pieces.append(tube("Stay", [centre + Vector((side * 0.04, 0.11, 0.12)),
                                    steer(head_top() + 0.03) + Vector((side * 0.012, -0.03, 0))],
                           0.006, steel, "basket", smooth_path=1))
    return [join_meshes("Basket", pieces)]


def front_lamp(lens, steel):
    """A lamp before the head, on a bracket."""
    at = steer(WHEEL_DIAMETER / 2 + 0.06) + Vector((0, -0.09, 0.03))
    pieces = [lamp("Lens", at, (0, -1, 0), 0.034, lens, steel, "lamp"),
              cylinder("Case", 0.03, 0.05, at + Vector((0, 0.028, 0)), steel, "lamp",
                       rotation=(math.pi / 2, 0, 0)),
              tube("Bracket", [at + Vector((0, 0.03, 0)), steer(WHEEL_DIAMETER / 2 + 0.055)], 0.006,
                   steel, "lamp", smooth_path=1)]
    return [join_meshes("Lamp", pieces)]
