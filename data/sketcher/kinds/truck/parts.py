# A lorry that faces -Y: a chassis of two beams, a cab over the front axle, and behind it a box with
# doors, or a bed that tips.
import math


def deck():
    """Where the box stands: over the wheels."""
    return WHEEL_DIAMETER + 0.13


def wheel_places():
    """Each wheel's name, centre and side: the front axle under the cab, the others at the rear."""
    ys = [-LENGTH / 2 + 0.55 * CAB_LENGTH]
    ys += [LENGTH / 2 - 0.8 - WHEEL_DIAMETER / 2 - 1.12 * WHEEL_DIAMETER * k
           for k in reversed(range(REAR_AXLE_COUNT))]
    return [(f"Wheel {2 * i + (side + 3) // 2}", (side * (WIDTH / 2 - 0.17), y, WHEEL_DIAMETER / 2),
             side) for i, y in enumerate(ys) for side in (-1, 1)]


def wheels(rubber_skin, alloy):
    """Two wheels on each axle, broad as twin tyres."""
    return [road_wheel(name, centre, WHEEL_DIAMETER / 2, 0.33, side, rubber_skin, alloy, "wheels",
                       spokes=8) for name, centre, side in wheel_places()]


def wheel_joints():
    """Each wheel turns on its axle."""
    return [hinge(f"{name} turns", "chassis", name, at=centre, axis="x")
            for name, centre, _side in wheel_places()]


def chassis(dark, alloy, red):
    """Two beams with axles under them, a bumper, a tank on either side, and tail lights."""
    low = WHEEL_DIAMETER / 2 + 0.12
    pieces = [box("Beam", (0.12, LENGTH - 0.3, deck() - low),
                  (side * 0.42, 0.1, (deck() + low) / 2), dark, "chassis", bevel=0.01)
              for side in (-1, 1)]
    pieces += [box("Cross", (0.86, 0.12, 0.12), (0, y, deck() - 0.1), dark, "chassis")
               for y in (-0.4 * LENGTH, 0, 0.25 * LENGTH, 0.46 * LENGTH)]
    for _name, (x, y, z), side in wheel_places():
        if side > 0:
            pieces.append(cylinder("Axle", 0.075, 2 * x - 0.02, (0, y, z), dark, "chassis",
                                   rotation=(0, math.pi / 2, 0)))
            pieces.append(box("Spring", (0.96, 0.16, 0.3), (0, y, z + 0.12), dark, "chassis"))
    pieces.append(box("Bumper", (WIDTH - 0.04, 0.24, 0.3), (0, -LENGTH / 2 + 0.07, 0.54), dark,
                      "chassis", bevel=0.05))
    middle = -LENGTH / 2 + CAB_LENGTH + 0.75
    pieces += [cylinder("Tank", 0.25, 0.9, (side * (WIDTH / 2 - 0.3), middle, 0.66), alloy,
                        "chassis", bevel=0.03, rotation=(math.pi / 2, 0, 0)) for side in (-1, 1)]
    pieces += [box("Holder", (WIDTH / 2 - 0.6, 0.3, 0.08), (side * WIDTH / 4, middle, 0.8), dark,
                   "chassis") for side in (-1, 1)]
    pieces.append(box("Tail", (WIDTH - 0.1, 0.1, 0.16), (0, LENGTH / 2 - 0.1, deck() - 0.14), dark,
                      "chassis", bevel=0.02))
    pieces += [box("Light", (0.32, 0.04, 0.1), (side * (WIDTH / 2 - 0.26), LENGTH / 2 - 0.04,
                                                deck() - 0.14), red, "chassis", bevel=0.015)
               for side in (-1, 1)]
    return [join_meshes("Chassis", pieces)]


def cab_front(z):
    """The front of the cab at a height: it leans back from the windscreen up."""
    return -LENGTH / 2 + 0.3 * max(0.0, (z - 1.45) / (CAB_HEIGHT - 1.45)) ** 1.2


def cab(coat, pane, dark):
    """The cab in one skin with its wheel arches; windows, grille, and doors with steps."""
    rear, front = -LENGTH / 2 + CAB_LENGTH, -LENGTH / 2
    axle = front + 0.55 * CAB_LENGTH
    line = arched_sill(front + 0.02, rear, 0.62, [axle], 0.58 * WHEEL_DIAMETER, WHEEL_DIAMETER / 2)
    line += [(rear, CAB_HEIGHT - 0.14), (rear - 0.14, CAB_HEIGHT), (front + 0.42, CAB_HEIGHT)]
    line += [(cab_front(z), z) for z in (CAB_HEIGHT - 0.08, 0.5 * CAB_HEIGHT + 0.72, 1.45, 0.8)]
    pieces = [extrude("Skin", line, WIDTH, (0, 0, 0), coat, "cab", bevel=0.05, axis="X",
                      segments=3)]
    low, high = 1.5, CAB_HEIGHT - 0.3
    lean = math.atan2(cab_front(high) - cab_front(low), high - low)
    pieces.append(box("Windscreen", (WIDTH - 0.26, 0.06, (high - low) / math.cos(lean)),
                      (0, (cab_front(low) + cab_front(high)) / 2 + 0.01, (low + high) / 2), pane,
                      "cab", bevel=0.025, rotation=(-lean, 0, 0)))
    pieces.append(box("Grille", (WIDTH - 1.0, 0.05, 0.4), (0, front + 0.01, 1.15), dark, "cab",
                      bevel=0.02))
    pieces += [box("Bar", (WIDTH - 1.1, 0.06, 0.03), (0, front + 0.005, 1.03 + 0.08 * k), coat,
                   "cab", bevel=0.01) for k in range(4)]
    for side in (-1, 1):
        glass = [(cab_front(low + 0.02) + 0.2, low + 0.02), (rear - 0.5, low + 0.02),
                 (rear - 0.5, high), (cab_front(high) + 0.2, high)]
        pieces.append(extrude("Side", round_corners(glass, 0.06, closed=True), 0.03,
                              (side * WIDTH / 2, 0, 0), pane, "cab", bevel=0.008, axis="X"))
        for y in (cab_front(low) + 0.1, rear - 0.4):
            pieces.append(box("Seam", (0.016, 0.016, CAB_HEIGHT - 0.24 - 1.12),
                              (side * WIDTH / 2, y, (CAB_HEIGHT - 0.24 + 1.12) / 2), dark, "cab",
                              bevel=0))
        pieces.append(box("Handle", (0.06, 0.2, 0.04), (side * WIDTH / 2, rear - 0.58, 1.36), dark,
                          "cab", bevel=0.01))
        pieces.append(box("Step", (0.1, 0.3, 0.05), (side * (WIDTH / 2 - 0.05), rear - 0.16, 0.68),
                          dark, "cab", bevel=0.01))
    return [join_meshes("Cab", pieces)]


def headlights(lens, alloy):
    """Two round headlights over the bumper."""
    return [lamp(f"Headlight {i + 1}", (side * 0.38 * WIDTH, -LENGTH / 2 + 0.005, 0.85), (0, -1, 0),
                 0.11, lens, alloy, "headlights") for i, side in enumerate((-1, 1))]


def mirrors(dark):
    """A tall mirror on an arm at either side."""
    made = []
    for i, side in enumerate((-1, 1)):
        x, z = side * (WIDTH / 2 + 0.15), CAB_HEIGHT - 0.75
        y = cab_front(z) + 0.12
        pieces = [box("Glass", (0.16, 0.07, 0.42), (x, y, z), dark, "mirrors", bevel=0.03)]
        pieces += [tube("Arm", [(side * (WIDTH / 2 - 0.03), y + 0.1, z + up),
                                (x, y + 0.02, z + up)], 0.018, dark, "mirrors", smooth_path=1)
                   for up in (-0.14, 0.14)]
        made.append(join_meshes(f"Mirror {i + 1}", pieces))
    return made


def box_ends():
    """Where the box begins and where its doors are."""
    return -LENGTH / 2 + CAB_LENGTH + 0.12, LENGTH / 2 - 0.05


def cargo_box(cargo, dark):
    """A hollow box with ribs on its walls, open at the rear."""
    front, rear = box_ends()
    low, long, tall, wall = deck(), rear - front, HEIGHT - deck(), 0.06
    y, z = (front + rear) / 2, (deck() + HEIGHT) / 2
    pieces = [box("Floor", (WIDTH, long, 0.1), (0, y, low + 0.05), dark, "box", bevel=0.01),
              box("Roof", (WIDTH, long, wall), (0, y, HEIGHT - wall / 2), cargo, "box", bevel=0.02),
              box("Front", (WIDTH, wall, tall), (0, front + wall / 2, z), cargo, "box", bevel=0.02)]
    count = max(3, round(long / 0.6))
    for side in (-1, 1):
        pieces.append(box("Wall", (wall, long, tall), (side * (WIDTH / 2 - 0.012 - wall / 2), y, z),
                          cargo, "box", bevel=0.01))
        pieces += [box("Rib", (0.05, 0.06, tall - 0.1),
                       (side * (WIDTH / 2 - 0.025), front + 0.03 + (long - 0.06) * k / count, z),
                       cargo, "box", bevel=0.012) for k in range(count + 1)]
    return [join_meshes("Box", pieces)]


def door_joints():
    """Each door turns about the outer edge of the box."""
    return [hinge(f"{name} door opens", "box", f"{name} Door",
                  at=(side * (WIDTH / 2 - 0.002), LENGTH / 2 - 0.004, deck()),
                  axis="z" if side > 0 else "-z", limits=(0, 110))
            for name, side in (("Left", 1), ("Right", -1))]


def doors(cargo, alloy):
    """Two doors behind the box, each with a locking bar."""
    made, tall = [], HEIGHT - deck() - 0.03
    for name, side in (("Left", 1), ("Right", -1)):
        wide = WIDTH / 2 - 0.01
        x, y, z = side * (wide / 2 + 0.006), LENGTH / 2 - 0.024, deck() + 0.015 + tall / 2
        pieces = [box("Panel", (wide - 0.008, 0.04, tall), (x, y, z), cargo, "doors", bevel=0.012),
                  tube("Bar", [(side * 0.16, y + 0.03, z - 0.46 * tall),
                               (side * 0.16, y + 0.03, z + 0.46 * tall)], 0.018, alloy, "doors",
                       smooth_path=1),
                  box("Handle", (0.24, 0.025, 0.05), (side * 0.22, y + 0.04, z - 0.2 * tall), alloy,
                      "doors", bevel=0.008)]
        pieces += [box("Keeper", (0.08, 0.03, 0.05), (side * 0.16, y + 0.025, z + up * tall), alloy,
                       "doors", bevel=0.006) for up in (-0.42, 0.05, 0.42)]
        made.append(join_meshes(f"{name} Door", pieces))
    return made


def tipping_bed(cargo):
    """An open bed of steel with ribs, and a shield that reaches over the cab."""
    front, rear, low, high = box_ends()[0], LENGTH / 2, deck(), CAB_HEIGHT - 0.1
    y, long, wall = (front + rear) / 2, rear - front, 0.07
    slope = [(front, low), (rear, low), (rear, low + 0.1), (rear - 0.3, high), (front, high)]
    pieces = [box("Floor", (WIDTH - 0.02, long, 0.12), (0, y, low + 0.06), cargo, "bed",
                  bevel=0.02), box("Front", (WIDTH - 0.02, wall, high + 0.25 - low),
                                   (0, front + wall / 2, (high + 0.25 + low) / 2), cargo, "bed",
                                   bevel=0.02), box("Shield", (WIDTH - 0.1, 0.52, 0.06),
                                                    (0, front - 0.2, high + 0.24), cargo, "bed",
                                                    bevel=0.02), box("Gate", (WIDTH - 0.16, wall,
                                                                              0.75 * (high - low)),
                                                                     (0, rear - 0.2,
                                                                      low + 0.42 * (high - low)),
                                                                     cargo, "bed", bevel=0.02,
                                                                     rotation=(0.2, 0, 0))]
    count = max(3, round(long / 0.75))
    for side in (-1, 1):
        pieces.append(extrude("Wall", slope, wall, (side * (WIDTH / 2 - 0.06 - wall / 2), 0, 0),
                              cargo, "bed", bevel=0.02, axis="X"))
        pieces += [box("Rib", (0.08, 0.1, high - low - 0.1),
                       (side * (WIDTH / 2 - 0.045), front + 0.12 + (long - 0.6) * k / count,
                        (low + high) / 2), cargo, "bed", bevel=0.02) for k in range(count + 1)]
        pieces.append(box("Rim", (0.12, long - 0.3, 0.1),
                          (side * (WIDTH / 2 - 0.06), y - 0.15, high), cargo, "bed", bevel=0.03))
    return [join_meshes("Bed", pieces)]


def bed_joints():
    """The bed tips about its rear end."""
    return [hinge("Bed tips", "chassis", "Bed", at=(0, LENGTH / 2 - 0.12, deck()), axis="-x",
                  limits=(0, 45))]


def air_horns(alloy):
    """Two horns on the roof of the cab."""
    made = []
    for i, side in enumerate((-1, 1)):
        line = [(side * 0.28, -LENGTH / 2 + y, CAB_HEIGHT + 0.1) for y in (0.3, 0.4, 0.55, 0.9)]
        pieces = [tube("Horn", line, [0.085, 0.045, 0.03, 0.026], alloy, "horns", sides=24)]
        pieces += [box("Foot", (0.05, 0.05, 0.12), (side * 0.28, -LENGTH / 2 + y,
                                                    CAB_HEIGHT + 0.045), alloy, "horns", bevel=0.01)
                   for y in (0.55, 0.8)]
        made.append(join_meshes(f"Air Horn {i + 1}", pieces))
    return made
