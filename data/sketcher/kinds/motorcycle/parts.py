# A motorcycle that faces -Y: a fork that steers, a frame of tubes with an engine in it, and two
# wheels. All places follow from the two axles, the rake of the fork and the seat.
import math
from mathutils import Vector


def axle(end):
    """The middle of the front (-1) or the rear axle (1)."""
    return Vector((0, end * WHEELBASE / 2, WHEEL_DIAMETER / 2))


def steer(along, ahead=0.0):
    """A point of the axis that the fork turns about; the legs are 45 mm ahead of it."""
    lean = math.radians(RAKE)
    return (axle(-1) + Vector((0, math.sin(lean), math.cos(lean))) * along
            + Vector((0, math.cos(lean), -math.sin(lean))) * (0.045 - ahead))


def clamp(place):
    """How far along its axis the lower (0) and the upper clamp (1) of the fork are."""
    return WHEEL_DIAMETER / 2 + 0.12 + 0.19 * place


def mid(y):
    """A place between the wheels: -0.4 at the front tyre and 0.4 at the rear one."""
    return y * (WHEELBASE - WHEEL_DIAMETER) / 0.8


def tail_height():
    """The top of the seat's rear end, well above the rear tyre."""
    return max(SEAT_HEIGHT + 0.04, WHEEL_DIAMETER + 0.13)


def bar(points, radius, material, part, steps=6):
    """A tube of the frame."""
    return tube("Tube", points, radius, material, part, sides=20, smooth_path=steps)


def body(name, stations, material, part):
    """A smooth piece along Y through stations (y, half its width, underside, top)."""
    sections = []
    for y, half, low, top in catmull(stations, 6):
        outline = rounded_rectangle(2 * half, top - low, 0.8 * min(half, (top - low) / 2), 6)
        sections.append([(x, y, (low + top) / 2 + z) for x, z in outline])
    return loft(name, sections, material, part, smooth=60)


def frame(dark, chrome):
    """The head, a backbone, a cradle about the engine, the rear arms and two shock absorbers."""
    low, seat = steer(clamp(0) + 0.035), SEAT_HEIGHT - 0.1
    back = Vector((0, WHEELBASE / 2 - 0.1, tail_height() - 0.095))
    pieces = [bar([steer(clamp(0) + 0.02), steer(clamp(1) - 0.02)], 0.034, dark, "frame", 1),
              bar([steer(clamp(1) - 0.06), (0, mid(-0.08), seat + 0.02), (0, mid(0.1), seat)],
                  0.026, dark, "frame"),
              bar([(-0.09, *back.yz), (0.09, *back.yz)], 0.014, dark, "frame", 1),
              bar([(-0.12, mid(0.1), seat), (0.12, mid(0.1), seat)], 0.016, dark, "frame", 1)]
    half = TYRE_WIDTH / 2 + 0.035
    for side in (-1, 1):
        pivot = Vector((side * 0.11, mid(0.3), 0.34))
        pieces.append(bar([low + Vector((side * 0.02, 0, 0)), (side * 0.1, mid(-0.31), 0.4),
                           (side * 0.11, mid(-0.26), 0.2), (side * 0.11, mid(0.2), 0.19), pivot,
                           (side * 0.11, mid(0.22), seat)], 0.018, dark, "frame"))
        pieces.append(bar([(side * 0.11, mid(0.1), seat), (side * 0.1, mid(0.32), seat),
                           Vector((side * 0.09, *back.yz))], 0.015, dark, "frame"))
        end = axle(1) + Vector((side * half, 0, 0))
        pieces.append(bar([pivot, Vector((side * half, mid(0.4), 0.335)), end], 0.02, dark,
                          "frame"))
        pieces.append(cylinder("Nut", 0.026, 0.03, end, chrome, "frame",
                               rotation=(0, math.pi / 2, 0)))
        low_end, up = end + Vector((0, -0.05, 0.01)), Vector((side * 0.1, back.y - 0.12, back.z))
        up = low_end + (up - low_end) * 1.02
        pieces.append(bar([low_end, up], 0.011, chrome, "frame", 1))
        coil = [low_end.lerp(up, 0.2 + 0.65 * t / 120) + Vector((
            0.026 * math.cos(t / 3), 0.026 * math.sin(t / 3), 0)) for t in range(121)]
        pieces.append(tube("Spring", coil, 0.006, chrome, "frame", sides=8, smooth_path=1))
        pieces.append(bar([low_end.lerp(up, 0.72), low_end.lerp(up, 0.97)], 0.031, dark, "frame",
                          1))
        pieces.append(cylinder("Peg", 0.015, TYRE_WIDTH / 2 + 0.08,
                               (side * (TYRE_WIDTH / 4 + 0.14), mid(0.24), 0.29), dark, "frame",
                               rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Frame", pieces)]


def leg_place():
    """How far the fork's legs are from the middle."""
    return 0.4 * TYRE_WIDTH + 0.038


def fork(chrome, dark):
    """Two legs with sliders, held by two clamps on the stem."""
    lean, pieces = (-math.radians(RAKE), 0, 0), [bar([steer(clamp(0)), steer(clamp(1))], 0.02,
                                                     dark, "fork", 1)]
    for place in (0, 1):
        pieces.append(box("Clamp", (2 * leg_place() + 0.06, 0.1, 0.03),
                          steer(clamp(place), 0.025), dark, "fork", bevel=0.012, rotation=lean))
    for side in (-1, 1):
        out = Vector((side * leg_place(), 0, 0))
        pieces.append(bar([steer(0.05, 0.045) + out, steer(clamp(1) + 0.02, 0.045) + out], 0.02,
                          chrome, "fork", 1))
        pieces.append(tube("Slider", [steer(t, 0.045) + out for t in (
            -0.03, -0.02, clamp(0) - 0.16, clamp(0) - 0.15)], [0.016, 0.026, 0.027, 0.024], dark,
            "fork", sides=24, smooth_path=1))
    pieces.append(cylinder("Axle", 0.014, 2 * leg_place() + 0.05, axle(-1), chrome, "fork",
                           rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Fork", pieces)]


def fork_joints():
    """The fork steers, with all that sits on it."""
    return [hinge("Steering", "frame", "Fork", at=steer(clamp(0)), axis=steer(1) - steer(0),
                  limits=(-28, 28), carries=["Handlebar", "mirrors", "Headlight", "Windscreen",
                                             "Nose fairing", "Front Mudguard"])]


def wheels(rubber_skin, alloy, chrome):
    """Round tyres on cast wheels or on rims with wire spokes, and a brake disc on each side."""
    made, r, turn = [], WHEEL_DIAMETER / 2, (0, math.pi / 2, 0)
    inner = 0.7 * r
    for name, end, wide in (("Front", -1, 0.8 * TYRE_WIDTH), ("Rear", 1, TYRE_WIDTH)):
        line = [(inner + (r - inner) * max(0.0, math.sin(a)) ** 0.8, -wide / 2 * math.cos(a)
                 * (0.82 + 0.18 * math.sin(a))) for a in (math.pi * k / 20 for k in range(21))]
        ring = [(inner + 0.006, -0.42 * wide), (inner - 0.012, -0.4 * wide),
                (inner - 0.03, -0.2 * wide), (inner - 0.03, 0.2 * wide),
                (inner - 0.012, 0.4 * wide), (inner + 0.006, 0.42 * wide)]
        hub, wires = 0.5 * wide + 0.02, SPOKE_COUNT > 12
        pieces = [lathe("Tyre", line + line[:1], (0, 0, 0), rubber_skin, "wheels", steps=72),
                  lathe("Rim", ring + ring[:1], (0, 0, 0), chrome if wires else alloy, "wheels",
                        steps=72),
                  cylinder("Hub", 0.042, hub, (0, 0, 0), alloy, "wheels")]
        for k in range(SPOKE_COUNT):
            a, side = 2 * math.pi * k / SPOKE_COUNT, (-1) ** k
            tip = Vector((math.cos(a), math.sin(a), 0)) * (inner - 0.025)
            if wires:
                b = a + (0.6 if k % 4 < 2 else -0.6)
                foot = Vector((0.04 * math.cos(b), 0.04 * math.sin(b), side * 0.42 * hub))
                pieces.append(tube("Spoke", [foot, tip], 0.0022, chrome, "wheels", sides=6,
                                   smooth_path=1))
            else:
                pieces.append(ribbon("Spoke", [(0, 0, 0), tip], [0.036, 0.026], 0.03, alloy,
                                     "wheels", bevel=0.008, smooth_path=2))
        for z in (-1, 1):
            pieces.append(hollow_cylinder("Disc", 0.115, 0.075, 0.005, (0, 0, z * hub / 2 - 0.0025),
                                          chrome, "wheels"))
            pieces.append(cylinder("Carrier", 0.08, 0.004, (0, 0, z * hub / 2), alloy, "wheels",
                                   bevel=0.001))
        wheel = join_meshes(f"{name} Wheel", pieces)
        wheel.location, wheel.rotation_euler = axle(end), turn
        made.append(wheel)
    return made


def wheel_joints():
    """Both wheels turn, the front one in the fork."""
    return [hinge("Front wheel turns", "Fork", "Front Wheel", at=axle(-1), axis="x"),
            hinge("Rear wheel turns", "frame", "Rear Wheel", at=axle(1), axis="x")]


def cylinders():
    """The foot and the direction of each cylinder."""
    if CYLINDER_COUNT == 1:
        return [(Vector((0, mid(-0.1), 0.42)), Vector((0, -0.12, 1)).normalized())]
    return [(Vector((0, mid(-0.05) + s * 0.06, 0.41)), Vector((0, 0.42 * s, 1)).normalized())
            for s in (-1, 1)]


def cylinder_length():
    """From the case to the head, below the tank."""
    return min(0.26, SEAT_HEIGHT - 0.56)


def engine(alloy, chrome, dark):
    """A case with round covers, and finned cylinders with polished heads."""
    outline = round_corners([(mid(-0.25), 0.25), (mid(-0.12), 0.19), (mid(0.2), 0.19),
                             (mid(0.27), 0.3), (mid(0.22), 0.43), (mid(0.05), 0.47),
                             (mid(-0.2), 0.44)], 0.05, 6, closed=True)
    pieces = [extrude("Case", outline, 0.25, (0, 0, 0), alloy, "engine", bevel=0.02, axis="X",
                      segments=4)]
    for side in (-1, 1):
        for y, z, r in ((mid(-0.12), 0.31, 0.085), (mid(0.1), 0.32, 0.105)):
            pieces.append(cylinder("Cover", r, 0.05, (side * 0.137, y, z), chrome, "engine",
                                   bevel=0.014, segments=4, rotation=(0, math.pi / 2, 0)))
    for foot, way in cylinders():
        tall, line = cylinder_length(), [(0, -0.02), (0.06, -0.02)]
        for k in range(8):
            z = tall * (k + 0.6) / 9
            line += [(0.062, z - 0.004), (0.088, z - 0.003), (0.088, z + 0.003), (0.062, z + 0.004)]
        line += [(0.07, 0.9 * tall), (0.078, tall), (0.06, tall + 0.025), (0, tall + 0.03)]
        piece = lathe("Cylinder", line, (0, 0, 0), alloy, "engine", steps=48, smooth=30)
        piece.location, piece.rotation_euler = foot, way.to_track_quat("Z", "Y").to_euler()
        pieces.append(piece)
    spot = (cylinders()[0][0] + cylinders()[-1][0]) / 2 + Vector((-0.085, mid(0.05), 0.1))
    pieces.append(cylinder("Filter", 0.066, 0.07, spot, chrome, "engine", bevel=0.016, segments=4,
                           rotation=(0, math.pi / 2, 0)))
    return [join_meshes("Engine", pieces)]


def exhaust(chrome):
    """A pipe from each cylinder, down before the engine and back to a silencer on the right."""
    pieces, out = [], -TYRE_WIDTH / 2 - 0.11
    for k, (foot, way) in enumerate(cylinders()):
        port, down = foot + way * (0.75 * cylinder_length()), 0.05 * k
        if k == 0:
            line = [port + Vector((-0.02, -0.05, 0)), port + Vector((-0.05, -0.13, 0.005)),
                    (-0.14, mid(-0.33), 0.38), (out + 0.01, mid(-0.24), 0.24)]
        else:
            line = [port + Vector((-0.05, 0, 0)), port + Vector((-0.13, 0.01, -0.02)),
                    (out - 0.02, mid(0.1), 0.36), (out, mid(0.2), 0.27)]
        line += [(out, mid(0.26), 0.225), (out, mid(0.4), 0.25)]
        pieces.append(tube("Pipe", line, 0.022, chrome, "exhaust", sides=24))
    line = [Vector((out, mid(0.36), 0.24)), Vector((out - 0.03, WHEELBASE / 2 + 0.08, 0.33))]
    shares = (0, 0.12, 0.3, 0.94, 1, 0.97)
    pieces.append(tube("Silencer", [line[0].lerp(line[1], t) for t in shares],
                       [0.024, 0.042, 0.052, 0.05, 0.04, 0.03], chrome, "exhaust", sides=32,
                       smooth_path=1))
    pieces.append(bar([line[0].lerp(line[1], 0.2), (-0.11, mid(0.3), 0.34)], 0.01, chrome,
                      "exhaust", 1))
    return [join_meshes("Exhaust", pieces)]


def tank(coat, chrome):
    """A tank like a drop, widest at its front, and its cap."""
    head, half, tall = steer(clamp(1), -0.085), TANK_WIDTH / 2, TANK_HEIGHT
    front, low = head.y, SEAT_HEIGHT - 0.08
    rise, long = max(0.0, head.z - 0.09 - low), 0.08 - head.y
    stations = [(front, 0.35 * half, low + rise + 0.02, low + rise + 0.45 * tall),
                (front + 0.06 * long, 0.66 * half, low + rise, low + rise + 0.74 * tall),
                (front + 0.28 * long, half, low + 0.7 * rise, low + 0.85 * rise + tall),
                (front + 0.55 * long, 0.92 * half, low + 0.35 * rise,
                 low + 0.5 * rise + 0.9 * tall),
                (front + 0.85 * long, 0.55 * half, low + 0.05 * rise, low + 0.6 * tall),
                (0.08, 0.4 * half, low, low + 0.4 * tall)]
    top = front + 0.3 * long
    return [join_meshes("Tank", [body("Body", stations, coat, "tank"),
                                 cylinder("Cap", 0.032, 0.03, (0, top, stations[2][3] + 0.004),
                                          chrome, "tank", bevel=0.008, segments=3)])]


def seat(hide):
    """The rider's seat, hollow in its middle."""
    z = SEAT_HEIGHT
    return [body("Seat", [(0.02, 0.06, z - 0.07, z - 0.02), (0.05, 0.085, z - 0.085, z + 0.01),
                          (0.18, 0.13, z - 0.09, z), (0.3, 0.145, z - 0.085, z),
                          (0.38, 0.13, z - 0.08, z + 0.02), (0.4, 0.1, z - 0.06, z)],
                 hide, "seat")]


def pillion(hide):
    """The seat of a second person, a step higher."""
    z, end = tail_height(), WHEELBASE / 2 - 0.06
    stations = [(0.33, 0.08, z - 0.09, z - 0.05), (0.37, 0.11, z - 0.1, z - 0.005),
                (0.5 * (0.37 + end), 0.11, z - 0.09, z),
                (end - 0.04, 0.09, z - 0.085, z - 0.005), (end, 0.05, z - 0.075, z - 0.04)]
    return [body("Pillion seat", stations, hide, "pillion")]


def tail(coat):
    """A hump that ends in a point behind the rider."""
    z, end = tail_height(), WHEELBASE / 2 - 0.02
    return [body("Seat hump", [(0.31, 0.09, z - 0.08, z + 0.02), (0.36, 0.115, z - 0.1, z + 0.055),
                               (0.5 * (0.36 + end), 0.105, z - 0.09, z + 0.05),
                               (end - 0.05, 0.06, z - 0.085, z), (end, 0.03, z - 0.08, z - 0.04)],
                 coat, "tail")]


def panel(coat):
    """A case under the seat, between the rails."""
    z = SEAT_HEIGHT
    return [body("Side panels", [(mid(0.05), 0.08, z - 0.18, z - 0.1),
                                 (mid(0.09), 0.125, z - 0.24, z - 0.075),
                                 (mid(0.2), 0.135, z - 0.26, z - 0.07),
                                 (mid(0.28), 0.12, z - 0.2, z - 0.075),
                                 (mid(0.31), 0.08, z - 0.15, z - 0.1)], coat, "panel")]


def grip_line():
    """The middle of the bar and the left half of it, to the end of the grip."""
    top, half, rise = steer(clamp(1) + 0.035, 0.03), HANDLEBAR_WIDTH / 2, HANDLEBAR_RISE
    return [top + Vector((x * half, y, z)) for x, y, z in (
        (0, 0, 0), (0.14, 0, 0), (0.34, 0.01, 0.55 * rise), (0.5, 0.03, 0.95 * rise),
        (0.66, 0.06, rise), (1.0, 0.16, 0.92 * rise))]


def handlebar(chrome, rubber_skin, dark):
    """A bent bar with grips and levers, and a clock before it."""
    line = grip_line()
    pieces = [box("Riser", (0.09, 0.04, 0.07), line[0] + Vector((0, 0, -0.025)), dark, "handlebar",
                  bevel=0.01)]
    for side in (-1, 1):
        points = [Vector((side * p.x, p.y, p.z)) for p in line]
        pieces.append(bar(points, 0.012, chrome, "handlebar", 8))
        pieces.append(tube("Grip", [points[4].lerp(points[5], t) for t in (0.35, 0.4, 1, 1.02)],
                           [0.02, 0.017, 0.017, 0.02], rubber_skin, "handlebar", sides=20,
                           smooth_path=1))
        knob = points[4].lerp(points[5], 0.22)
        pieces.append(box("Switch", (0.035, 0.034, 0.036), knob, dark, "handlebar", bevel=0.008))
        tip = points[5] + Vector((side * -0.01, -0.06, -0.004))
        pieces.append(tube("Lever", [knob, knob.lerp(tip, 0.3) + Vector((0, -0.04, 0)), tip], 0.006,
                           chrome, "handlebar", sides=10))
    spot = line[0] + Vector((0, -0.055, 0.025))
    pieces.append(cylinder("Clock", 0.045, 0.05, spot, dark, "handlebar", bevel=0.01,
                           rotation=(0.7, 0, 0)))
    return [join_meshes("Handlebar", pieces)]


def mirrors(dark, chrome):
    """A round mirror on a stalk beside each grip."""
    made = []
    for side, name in ((1, "Left"), (-1, "Right")):
        line = grip_line()
        foot = line[4].lerp(line[5], 0.22)
        foot.x *= side
        top = foot + Vector((side * 0.05, -0.02, 0.13))
        pieces = [tube("Stalk", [foot, foot + Vector((side * 0.012, -0.02, 0.07)), top], 0.005,
                       dark, "mirrors", sides=12)]
        pieces.append(sphere("Shell", 0.05, top, dark, "mirrors", scale=(1.15, 0.35, 0.85)))
        pieces.append(cylinder("Glass", 0.042, 0.004, top + Vector((0, 0.016, 0)), chrome,
                               "mirrors", bevel=0.001, rotation=(math.pi / 2, 0, 0)))
        made.append(join_meshes(f"{name} Mirror", pieces))
    return made


def mudguards(coat, chrome):
    """A guard over each wheel, on stays from the fork and the frame."""
    made = []
    for name, end, wide, first, last in (("Front", -1, 0.8 * TYRE_WIDTH, 25, 145),
                                         ("Rear", 1, TYRE_WIDTH, 15, 128)):
        at, rows, r = axle(end), [], WHEEL_DIAMETER / 2 + 0.008
        for y, z in arc((at.y, at.z), 1, first, last, 28):
            out = Vector((0, y - at.y, z - at.z))
            rows.append([at + out * (r + 0.02 * math.cos(0.5 * math.pi * k)) + Vector(
                ((wide / 2 + 0.008) * math.sin(0.5 * math.pi * k), 0, 0))
                for k in (-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1)])
        pieces = [surface("Guard", rows, coat, "mudguards", thickness=0.003)]
        for side, k in ((-1, 0), (1, -1)):
            goal = (steer(0.55 * WHEEL_DIAMETER / 2, 0.045) + Vector((side * leg_place(), 0, 0))
                    if end < 0 else axle(1) + Vector((side * (TYRE_WIDTH / 2 + 0.035), 0, 0)))
            pieces += [tube("Stay", [rows[i][k], goal], 0.005, chrome, "mudguards", sides=10,
                            smooth_path=1) for i in ((6, 20) if end < 0 else (4,))]
        made.append(join_meshes(f"{name} Mudguard", pieces))
    rail = Vector((0, WHEELBASE / 2 - 0.1, tail_height() - 0.095))
    down = axle(1) + (rail - axle(1)).normalized() * (WHEEL_DIAMETER / 2 + 0.02)
    made[1] = join_meshes("Rear Mudguard", [made[1], bar([down, rail], 0.012, chrome, "mudguards",
                                                         1)])
    return made


def lamp_place():
    """The middle of the headlight, before the fork."""
    return steer(clamp(1) - 0.06, 0.045) + Vector((0, -0.11, 0))


def headlight(lens, chrome, dark):
    """A round lamp in a bowl, on two ears from the fork's legs."""
    at = lamp_place()
    bowl = [(0, -0.1), (0.04, -0.092), (0.07, -0.06), (0.082, 0), (0.07, 0), (0, -0.01)]
    shell = lathe("Bowl", bowl, (0, 0, 0), dark, "headlight", steps=48)
    shell.location, shell.rotation_euler = at, (math.pi / 2, 0, 0)
    out, leg = leg_place() + 0.012, steer(clamp(1) - 0.06, 0.06)
    ears = [bar([at + Vector((side * 0.07, 0.03, 0)), at + Vector((side * out, 0.06, 0)),
                 leg + Vector((side * out, 0, 0))], 0.008, chrome, "headlight", 1)
            for side in (-1, 1)]
    return [join_meshes("Headlight", [shell, lamp("Lens", at + Vector((0, -0.004, 0)), (0, -1, 0),
                                                  0.088, lens, chrome, "headlight"), *ears])]


def taillight(red, chrome):
    """A red light under the rear end of the seat."""
    at = Vector((0, WHEELBASE / 2 - 0.07, tail_height() - 0.095))
    return [join_meshes("Taillight", [
        box("Case", (0.1, 0.06, 0.05), at, chrome, "taillight", bevel=0.012),
        box("Lens", (0.085, 0.03, 0.038), at + Vector((0, 0.03, 0)), red, "taillight",
            bevel=0.01)])]


def stand(dark):
    """A leg with a foot on the left side."""
    top = Vector((0.13, mid(0.1), 0.176))
    foot = Vector((0.235, mid(0.1) + 0.05, 0.012))
    return [join_meshes("Side stand", [
        bar([top, foot], 0.011, dark, "stand", 1),
        cylinder("Foot", 0.03, 0.012, (*foot.xy, 0.006), dark, "stand", bevel=0.003)])]


def stand_joints():
    """The stand folds back and up."""
    return [hinge("Side stand", "frame", "Side stand", at=(0.13, mid(0.1), 0.176), axis="x",
                  limits=(0, 70))]


def saddlebags(hide, chrome):
    """A bag with a flap and two buckles beside each half of the rear wheel."""
    made, top = [], tail_height() - 0.09
    for side, name in ((1, "Left"), (-1, "Right")):
        at = Vector((side * (TYRE_WIDTH / 2 + 0.145), WHEELBASE / 2 - 0.11, top - 0.135))
        pieces = [box("Bag", (0.13, 0.36, 0.27), at, hide, "saddlebags", bevel=0.03, segments=5),
                  box("Flap", (0.142, 0.37, 0.13), at + Vector((0, 0, 0.074)), hide, "saddlebags",
                      bevel=0.03, segments=5),
                  bar([at + Vector((0, 0, 0.1)), (side * 0.09, at.y, top)], 0.012, chrome,
                      "saddlebags", 1)]
        pieces += [box("Buckle", (0.01, 0.03, 0.05), at + Vector((side * 0.07, y, 0.015)), chrome,
                       "saddlebags", bevel=0.003) for y in (-0.09, 0.09)]
        made.append(join_meshes(f"{name} Saddlebag", pieces))
    return made


def windscreen(pane, chrome):
    """A bent pane above the headlight, held by two stays."""
    at, rows = lamp_place() + Vector((0, -0.02, 0.07)), []
    for k in range(13):
        t = k / 12
        half = 0.19 * (0.72 + 0.28 * math.sin(math.pi * min(1, 0.15 + t * 0.8)))
        rows.append([at + Vector((half * x, 0.09 * x * x + 0.3 * SCREEN_HEIGHT * t ** 1.3,
                                  SCREEN_HEIGHT * t * (1 - 0.12 * x * x))) for x in (
            -1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1)])
    pieces = [surface("Pane", rows, pane, "windscreen", thickness=0.004)]
    for side, k in ((-1, 2), (1, 8)):
        goal = steer(clamp(1) - 0.02, 0.045) + Vector((side * leg_place(), 0, 0))
        pieces.append(tube("Stay", [rows[2][k], goal], 0.006, chrome, "windscreen", sides=10,
                           smooth_path=1))
    return [join_meshes("Windscreen", pieces)]


def nose(coat):
    """A fairing about the headlight, which turns with the fork."""
    at = lamp_place()
    line = ((-0.05, 0.085, -0.085, 0.075), (-0.04, 0.1, -0.1, 0.09), (0.03, 0.14, -0.135, 0.1),
            (0.09, 0.17, -0.15, 0.105), (0.11, 0.165, -0.14, 0.095))
    return [body("Nose fairing", [(at.y + y, half, at.z + low, at.z + top)
                                  for y, half, low, top in line], coat, "nose")]


def belly(coat):
    """A fairing under the engine, open to the rear wheel."""
    return [body("Belly fairing", [(mid(-0.37), 0.1, 0.26, 0.42), (mid(-0.34), 0.16, 0.2, 0.44),
                                   (mid(-0.2), 0.185, 0.145, 0.43), (mid(0.1), 0.18, 0.14, 0.36),
                                   (mid(0.26), 0.15, 0.16, 0.28), (mid(0.28), 0.11, 0.18, 0.26)],
                 coat, "belly")]
