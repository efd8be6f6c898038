# A cabinet: a carcass on four feet, doors that turn on pins, and drawers below that slide out.
# Doors and drawer fronts lie flush between the boards, with gaps so that nothing scrapes.
import math


def pin_reach():
    """How far the hinge pins stand in front of the doors, so that these turn clear of the posts."""
    return 0.0052


def deck():
    """The height of the board under the doors, and of one drawer."""
    tall = min(DRAWER_HEIGHT, 0.5 * (CABINET_HEIGHT - FOOT_HEIGHT) / DRAWER_COUNT)
    return FOOT_HEIGHT + BOARD + DRAWER_COUNT * tall, tall


def bays():
    """The openings side by side, as (left, right, doors): two doors share one, as long as they
    last; a post stands between two openings."""
    count = (DOOR_COUNT + 1) // 2
    wide = (CABINET_WIDTH - (count + 1) * BOARD) / DOOR_COUNT
    found, x = [], -CABINET_WIDTH / 2 + BOARD
    for i in range(count):
        own = min(2, DOOR_COUNT - 2 * i)
        found.append((x, x + own * wide, own))
        x += own * wide + BOARD
    return found


def door_places():
    """Each door as (name, left, right, side): side -1 has its hinges on the left."""
    found = []
    for left, right, own in bays():
        wide = (right - left) / own
        # A corner of the door reaches out as it begins to turn.
        swing = 0.0008 + (0.018 + pin_reach()) ** 2 / (2 * wide)
        middle = (left + right) / 2
        if own == 2:
            found += [(left + 0.0015, middle - swing, -1), (middle + swing, right - 0.0015, 1)]
        elif HINGES_RIGHT:
            found.append((left + 0.001 + swing, right - 0.0015, 1))
        else:
            found.append((left + 0.0015, right - 0.001 - swing, -1))
    names = {1: ["Door"], 2: ["Left door", "Right door"]}.get(
        len(found), [f"Door {i + 1}" for i in range(len(found))])
    return [(name, *place) for name, place in zip(names, found)]


def door_span():
    """The heights of the lower and the upper edge of the doors."""
    return deck()[0] + BOARD + 0.002, CABINET_HEIGHT - 0.024


def pin_of(left, right, side):
    """Where a door's hinge pins stand, as (x, y)."""
    x = left - 0.00075 if side < 0 else right + 0.00075
    return x, -CABINET_DEPTH / 2 - pin_reach()


def hinge_heights():
    """The middles of the two hinges of each door."""
    low, high = door_span()
    inset = min(0.1, 0.24 * (high - low))
    return [low + inset, high - inset]


def door_joints():
    """Each door turns about its pins, outward."""
    low, high = door_span()
    return [hinge(name, "body", name, at=(*pin_of(left, right, side), (low + high) / 2),
                  axis="-z" if side < 0 else "z", limits=(0, DOOR_ANGLE),
                  carries=[f"{name} handle", f"{name} knob"])
            for name, left, right, side in door_places()]


def drawer_names():
    """The drawers from the lowest up."""
    return [f"Drawer {i + 1}" if DRAWER_COUNT > 1 else "Drawer" for i in range(DRAWER_COUNT)]


def drawer_joints():
    """Each drawer slides out to the front, on its runners."""
    return [slider(name, "body", name, at=(0, -CABINET_DEPTH / 2, deck()[0]), axis="-y",
                   limits=(0, round(min(DRAWER_TRAVEL, 0.8 * (CABINET_DEPTH - 0.04)), 3)),
                   carries=[f"{name} handle", f"{name} knob"]) for name in drawer_names()]


def body(timber):
    """The carcass: sides, bottom, deck, posts between the openings, a back, and runners."""
    low, under = FOOT_HEIGHT, deck()[0]
    inner, tall = CABINET_WIDTH - 2 * BOARD, CABINET_HEIGHT - 0.022
    inside = CABINET_DEPTH - 0.008
    pieces = []
    for side in (-1, 1):
        size = (BOARD, CABINET_DEPTH, tall - low)
        at = (side * (CABINET_WIDTH - BOARD) / 2, 0, (low + tall) / 2)
        pieces.append(box("Side", size, at, timber, "body", bevel=0.0012, segments=2))
    for z in (low + BOARD / 2, under + BOARD / 2):
        pieces.append(box("Board", (inner, inside, BOARD), (0, -0.004, z), timber, "body",
                          bevel=0.0008, segments=2))
    for _left, right, _own in bays()[:-1]:
        size = (BOARD, inside, tall - under - BOARD)
        at = (right + BOARD / 2, -0.004, (tall + under + BOARD) / 2)
        pieces.append(box("Post", size, at, timber, "body", bevel=0.0008, segments=2))
    size = (inner, 0.008, tall - low)
    pieces.append(box("Back", size, (0, CABINET_DEPTH / 2 - 0.004, (low + tall) / 2), timber,
                      "body", bevel=0))
    return [join_meshes("Body", pieces + runners(timber))]


def runners(timber):
    """A strip under either side of each drawer, fixed to the sides."""
    _under, tall = deck()
    long = CABINET_DEPTH - 0.06
    return [box("Runner", (0.012, long, 0.012),
                (side * (CABINET_WIDTH / 2 - BOARD - 0.006), 0.02,
                 FOOT_HEIGHT + BOARD + i * tall + 0.006), timber, "body", bevel=0.0008)
            for i in range(DRAWER_COUNT) for side in (-1, 1)]


def top(slab):
    """The slab on top, which reaches over the doors."""
    return [box("Top", (CABINET_WIDTH, CABINET_DEPTH + 0.012, 0.022),
                (0, -0.006, CABINET_HEIGHT - 0.011), slab, "top", bevel=0.004)]


def feet(turned):
    """Four turned feet under the corners."""
    made = []
    x, y = CABINET_WIDTH / 2 - 0.045, CABINET_DEPTH / 2 - 0.045
    for i, (u, v) in enumerate([(-x, -y), (x, -y), (-x, y), (x, y)]):
        profile = [(0, 0), (0.013, 0), (0.015, 0.003), (0.022, 0.9 * FOOT_HEIGHT),
                   (0.028, 0.93 * FOOT_HEIGHT), (0.028, FOOT_HEIGHT), (0, FOOT_HEIGHT)]
        made.append(lathe(f"Foot {i + 1}", profile, (u, v, 0), pick(turned, i), "feet", steps=40))
    return made


def shelves(timber):
    """Shelves behind the doors, set back from them."""
    low, high = door_span()
    made = []
    for i in range(SHELF_COUNT):
        z = low + (high - low) * (i + 1) / (SHELF_COUNT + 1)
        pieces = [box("Shelf", (right - left, CABINET_DEPTH - 0.048, 0.014),
                      ((left + right) / 2, 0.016, z), timber, "shelves", bevel=0.001)
                  for left, right, _own in bays()]
        made.append(join_meshes(f"Shelf {i + 1}", pieces))
    return made


def panelled(name, wide, tall, x, z, timber, part):
    """A front: a frame of stiles and rails round a thinner panel, flush with the carcass."""
    bar, thick = min(0.05, 0.24 * min(wide, tall)), 0.018
    y = -CABINET_DEPTH / 2 + thick / 2
    pieces = [box("Panel", (wide - 1.9 * bar, 0.009, tall - 1.9 * bar), (x, y + 0.003, z), timber,
                  part, bevel=0.0008)]
    for side in (-1, 1):
        pieces.append(box("Stile", (bar, thick, tall), (x + side * (wide - bar) / 2, y, z), timber,
                          part, bevel=0.0015, segments=2))
        pieces.append(box("Rail", (wide - 2 * bar, thick, bar), (x, y, z + side * (tall - bar) / 2),
                          timber, part, bevel=0.0015, segments=2))
    return join_meshes(name, pieces)


def doors(timber, fittings):
    """Panelled doors, each with the leaves and the barrels of its hinges."""
    low, high = door_span()
    made = []
    for name, left, right, side in door_places():
        x, y = pin_of(left, right, side)
        pieces = [panelled("Front", right - left, high - low, (left + right) / 2, (low + high) / 2,
                           timber, "doors")]
        for z in hinge_heights():
            ring = [(0.0028, -0.0095), (0.0045, -0.0095), (0.0045, 0.0095), (0.0028, 0.0095)]
            pieces.append(lathe("Barrel", ring + ring[:1], (x, y, z), fittings, "doors", steps=40))
            pieces += hinge_leaf(x, z, -side, (0.0,), fittings, "doors")
        made.append(join_meshes(name, pieces))
    return made


def hinge_leaf(x, z, side, tabs, fittings, part):
    """A leaf of a hinge beside its pin at x, with a tab to each of its barrels."""
    y = -CABINET_DEPTH / 2 - 0.00075
    return ([box("Leaf", (0.014, 0.0015, 0.056), (x + side * 0.012, y, z), fittings, part,
                 bevel=0.0004)]
            + [box("Tab", (0.004, 0.0015, 0.017), (x + side * 0.0034, y, z + up), fittings, part,
                   bevel=0) for up in tabs])


def hinges(fittings):
    """What stays of each hinge: a leaf on the post, and the pin with its barrels and tips."""
    made = []
    for name, left, right, side in door_places():
        x, y = pin_of(left, right, side)
        for end, z in zip(("lower", "upper"), hinge_heights()):
            half = [(0.0, 0.032), (0.0022, 0.0312), (0.0032, 0.0295), (0.0045, 0.028),
                    (0.0045, 0.01), (0.0025, 0.0099)]
            line = [(r, -up) for r, up in half] + half[::-1]
            pieces = [lathe("Pin", line, (x, y, z), fittings, "hinges", steps=40)]
            pieces += hinge_leaf(x, z, side, (-0.019, 0.019), fittings, "hinges")
            made.append(join_meshes(f"{name} hinge, {end}", pieces))
    return made


def drawers(timber):
    """Drawers: a panelled front before a box that runs between the sides."""
    _under, tall = deck()
    wide, made = CABINET_WIDTH - 2 * BOARD, []
    for i, name in enumerate(drawer_names()):
        low = FOOT_HEIGHT + BOARD + i * tall
        pieces = [panelled("Front", wide - 0.004, tall - 0.004, 0, low + tall / 2, timber,
                           "drawers")]
        across, long, high = wide - 0.004, CABINET_DEPTH - 0.044, 0.68 * tall
        rear, floor = -CABINET_DEPTH / 2 + 0.017 + long, low + 0.0125
        middle = -CABINET_DEPTH / 2 + 0.017 + long / 2
        for side in (-1, 1):
            pieces.append(box("Side", (0.01, long, high), (side * (across - 0.01) / 2, middle,
                                                           floor + high / 2),
                              timber, "drawers", bevel=0.0008))
        pieces.append(box("Back", (across - 0.018, 0.01, high),
                          (0, rear - 0.005, floor + high / 2), timber, "drawers", bevel=0.0008))
        pieces.append(box("Bottom", (across - 0.018, long - 0.008, 0.006),
                          (0, middle - 0.003, floor + 0.006), timber, "drawers", bevel=0))
        made.append(join_meshes(name, pieces))
    return made


def grips():
    """Where handles sit, as (name, x, z, upright): on doors near the free edge."""
    low, high = door_span()
    found = []
    for name, left, right, side in door_places():
        inset = min(0.028, 0.14 * (right - left))
        x = right - inset if side < 0 else left + inset
        found.append((name, x, low + 0.6 * (high - low), True))
    _under, tall = deck()
    for i, name in enumerate(drawer_names()):
        found.append((name, 0.0, FOOT_HEIGHT + BOARD + (i + 0.5) * tall, False))
    return found


def handles(fittings):
    """Bar handles on two short posts: upright on doors, level on drawers."""
    low, high = door_span()
    made, front = [], -CABINET_DEPTH / 2
    for name, x, z, upright in grips():
        half = min(0.06, 0.2 * (high - low)) if upright else min(0.06, 0.15 * CABINET_WIDTH)
        foot = 0.0 if upright else 0.0075
        ends = [(x, z - half), (x, z + half)] if upright else [(x - half, z), (x + half, z)]
        pieces = []
        for u, v in ends:
            pieces.append(cylinder("Post", 0.0045, 0.026 + foot, (u, front - 0.013 + foot / 2, v),
                                   fittings, "handles", bevel=0.0004, sides=24,
                                   rotation=(math.pi / 2, 0, 0)))
        turn = (0, 0, 0) if upright else (0, math.pi / 2, 0)
        pieces.append(cylinder("Bar", 0.0058, 2 * half + 0.024, (x, front - 0.028, z), fittings,
                               "handles", bevel=0.002, sides=32, rotation=turn))
        made.append(join_meshes(f"{name} handle", pieces))
    return made


def knobs(fittings):
    """Round knobs in place of the bar handles."""
    made = []
    for name, x, z, upright in grips():
        foot = 0.0 if upright else -0.0075
        profile = [(0, foot), (0.008, foot), (0.0065, 0.008), (0.0085, 0.013), (0.0145, 0.019),
                   (0.0155, 0.023), (0.012, 0.0275), (0, 0.029)]
        knob = lathe(f"{name} knob", profile, (x, -CABINET_DEPTH / 2, z), fittings, "knobs",
                     steps=40)
        knob.rotation_euler = (math.pi / 2, 0, 0)
        made.append(knob)
    return made
