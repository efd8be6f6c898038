# A bus that faces -Y: a hull in one skin with wheel arches, bands of windows, and two doors on its
# right side, which slide backward outside of it.
import math


def axle_places():
    """Where the front and the rear axle stand along the bus."""
    return -LENGTH / 2 + 2.2, LENGTH / 2 - 1.9


def wheel_places():
    """Each wheel's name, centre and side."""
    return [(f"{end} {hand} wheel", (side * (WIDTH / 2 - 0.16), y, WHEEL_DIAMETER / 2), side)
            for end, y in zip(("Front", "Rear"), axle_places())
            for hand, side in (("right", -1), ("left", 1))]


def hull(front, rear, underside, top, corner):
    """The outline (y, z) of a hull: its underside, then up at the rear and back over the roof."""
    return round_corners([underside[-1], (rear, top), (front + 0.14, top), underside[0]],
                         corner, 6) + underside[1:-1]


def body(coat, dark):
    """The hull with its wheel arches; axles, and dark doorways behind the doors."""
    line = arched_sill(-LENGTH / 2, LENGTH / 2, 0.32, axle_places(), 0.6 * WHEEL_DIAMETER,
                       WHEEL_DIAMETER / 2)
    pieces = [extrude("Skin", hull(-LENGTH / 2, LENGTH / 2, line, HEIGHT, 0.3), WIDTH, (0, 0, 0),
                      coat, "body", bevel=0.09, axis="X", segments=4)]
    pieces += [cylinder("Axle", 0.09, WIDTH - 0.34, (0, y, WHEEL_DIAMETER / 2), dark, "body",
                        rotation=(0, math.pi / 2, 0)) for y in axle_places()]
    pieces += [box("Mount", (0.8, 0.24, 0.7), (0, y, WHEEL_DIAMETER / 2 + 0.35), dark, "body",
                   bevel=0.02) for y in axle_places()]
    pieces += [box("Doorway", (0.03, DOOR_WIDTH, HEIGHT - 0.8),
                   (-WIDTH / 2 + 0.008, y, HEIGHT / 2 + 0.02), dark, "body", bevel=0)
               for y in door_places()]
    return [join_meshes("Body", pieces)]


def door_places():
    """The middles of the two doors along the right side: ahead of and behind the front axle."""
    return -LENGTH / 2 + 0.5 + DOOR_WIDTH / 2, 0.1 * LENGTH


def pane_bounds(side):
    """The ends of each window of a side, clear of the doors on the right."""
    first, last = -LENGTH / 2 + 0.5, LENGTH / 2 - 0.4
    wide, found = (last - first) / WINDOW_COUNT, []
    for k in range(WINDOW_COUNT):
        a, b = first + k * wide + 0.05, first + (k + 1) * wide - 0.05
        for y in door_places() if side < 0 else ():
            low, high = y - DOOR_WIDTH / 2 - 0.06, y + DOOR_WIDTH / 2 + 0.06
            if low < b and high > a:
                a, b = (a, low) if low - a > b - high else (high, b)
        if b - a > 0.25:
            found.append((a, b))
    return found


def windows(pane, lens):
    """Windows along both sides, a windscreen and a rear window, and a sign that shines."""
    low, high, pieces = 1.35, HEIGHT - 0.42, []
    for side in (-1, 1):
        for a, b in pane_bounds(side):
            pieces.append(box("Pane", (0.04, b - a, high - low), (side * WIDTH / 2, (a + b) / 2,
                                                                 (low + high) / 2), pane, "windows",
                              bevel=0.015))
    tilt = -math.atan2(0.14, HEIGHT - 0.32)
    middle = (1.2 + HEIGHT - 0.5) / 2
    back = -LENGTH / 2 + 0.14 * (middle - 0.32) / (HEIGHT - 0.32)
    pieces.append(box("Windscreen", (WIDTH - 0.3, 0.05, HEIGHT - 0.5 - 1.2), (0, back, middle),
                      pane, "windows", bevel=0.02, rotation=(tilt, 0, 0)))
    pieces.append(box("Sign", (1.3, 0.05, 0.2), (0, -LENGTH / 2 + 0.115, HEIGHT - 0.36), lens,
                      "windows", bevel=0.015, rotation=(tilt, 0, 0)))
    pieces.append(box("Rear", (WIDTH - 0.6, 0.04, 0.85), (0, LENGTH / 2, HEIGHT - 0.85), pane,
                      "windows", bevel=0.015))
    return [join_meshes("Windows", pieces)]


def doors(dark, pane):
    """Two doors outside of the hull, each with two tall panes in a dark frame."""
    made, tall = [], HEIGHT - 0.78
    for name, y in zip(("Front", "Middle"), door_places()):
        pieces = [box("Frame", (0.035, DOOR_WIDTH, tall),
                      (-WIDTH / 2 - 0.034, y, HEIGHT / 2 + 0.02), dark, "doors", bevel=0.012)]
        pieces += [box("Pane", (0.045, DOOR_WIDTH / 2 - 0.11, tall - 0.24),
                       (-WIDTH / 2 - 0.034, y + way * (DOOR_WIDTH / 4 - 0.01), HEIGHT / 2 + 0.02),
                       pane, "doors", bevel=0.012) for way in (-1, 1)]
        pieces.append(box("Arm", (0.05, 0.12, 0.05), (-WIDTH / 2 - 0.02, y, HEIGHT - 0.38), dark,
                          "doors", bevel=0.01))
        made.append(join_meshes(f"{name} Door", pieces))
    return made


def door_joints():
    """Each door slides backward along the side."""
    return [slider(f"{name} door slides", "body", f"{name} Door", at=(-WIDTH / 2, y, HEIGHT / 2),
                   axis="y", limits=(0, round(DOOR_WIDTH, 2)))
            for name, y in zip(("Front", "Middle"), door_places())]


def wheels(rubber_skin, alloy):
    """Four broad wheels."""
    return [road_wheel(name, centre, WHEEL_DIAMETER / 2, 0.3, side, rubber_skin, alloy, "wheels",
                       spokes=8) for name, centre, side in wheel_places()]


def wheel_joints():
    """Each wheel turns on its axle."""
    return [hinge(f"{name} turns", "body", name, at=centre, axis="x")
            for name, centre, _side in wheel_places()]


def lights(lens, alloy, red):
    """Two round headlights, and two red lights at the rear."""
    made = [lamp(f"Headlight {i + 1}", (side * 0.38 * WIDTH, -LENGTH / 2 + 0.02, 0.85), (0, -1, 0),
                 0.12, lens, alloy, "lights") for i, side in enumerate((-1, 1))]
    made += [box(f"Taillight {i + 1}", (0.14, 0.05, 0.34), (side * 0.4 * WIDTH, LENGTH / 2, 0.92),
                 red, "lights", bevel=0.02) for i, side in enumerate((-1, 1))]
    return made


def bumpers(dark):
    """A bumper at either end."""
    return [box(f"Bumper {i + 1}", (WIDTH - 0.06, 0.16, 0.24), (0, way * LENGTH / 2, 0.48), dark,
                "bumpers", bevel=0.05) for i, way in enumerate((-1, 1))]


def mirrors(dark):
    """Mirrors that hang ahead of the windscreen like feelers."""
    made = []
    for i, side in enumerate((-1, 1)):
        x, y, z = side * (WIDTH / 2 + 0.18), -LENGTH / 2 - 0.12, HEIGHT - 0.9
        pieces = [box("Glass", (0.2, 0.09, 0.42), (x, y, z), dark, "mirrors", bevel=0.035),
                  tube("Arm", [(side * (WIDTH / 2 - 0.12), -LENGTH / 2 + 0.12, HEIGHT - 0.6),
                               (side * (WIDTH / 2 + 0.06), y, HEIGHT - 0.55), (x, y, HEIGHT - 0.62),
                               (x, y, z + 0.15)], 0.024, dark, "mirrors")]
        made.append(join_meshes(f"Mirror {i + 1}", pieces))
    return made


def upper_deck(coat, pane):
    """A second hull on the roof, with windows all round."""
    front, rear, low, top = -LENGTH / 2 + 0.09, LENGTH / 2 - 0.06, HEIGHT - 0.1, HEIGHT + 1.45
    pieces = [extrude("Skin", hull(front, rear, [(front, low), (rear, low)], top, 0.25),
                      WIDTH - 0.02, (0, 0, 0), coat, "deck", bevel=0.09, axis="X", segments=4)]
    wide = (LENGTH - 0.9) / WINDOW_COUNT
    pieces += [box("Pane", (0.04, wide - 0.1, 0.75),
                   (side * (WIDTH / 2 - 0.01), -LENGTH / 2 + 0.5 + (k + 0.5) * wide, HEIGHT + 0.75),
                   pane, "deck", bevel=0.015) for side in (-1, 1) for k in range(WINDOW_COUNT)]
    pieces += [box("End", (WIDTH - 0.4, 0.06, 0.75), (0, y, HEIGHT + 0.75), pane, "deck",
                   bevel=0.02) for y in (front + 0.075, rear)]
    return [join_meshes("Upper Deck", pieces)]


def stripes(white):
    """A stripe along either side, under the windows."""
    return [box(f"Stripe {i + 1}", (0.02, LENGTH - 0.6, 0.14), (side * WIDTH / 2, 0, 1.15), white,
                "stripes", bevel=0.004) for i, side in enumerate((-1, 1))]
