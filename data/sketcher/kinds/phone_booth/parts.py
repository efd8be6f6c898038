# A telephone booth, its door to the front. Three sides are glazed like the door.
import math
from mathutils import Matrix, Vector


def eaves():
    """The height at which the roof begins."""
    return HEIGHT - 0.42


def base(slab):
    """A slab of concrete."""
    return [box("Base", (WIDTH + 0.08, WIDTH + 0.08, 0.12), (0, 0, 0.06), pick(slab, 0), "base",
                bevel=0.01)]


def posts(paint):
    """Four corner posts."""
    at, high = (WIDTH - POST_WIDTH) / 2, eaves() - 0.11
    return all_round([box(f"Post {i + 1}", (POST_WIDTH, POST_WIDTH, high),
                          (-at, -at, 0.11 + high / 2),
                          pick(paint, i), "posts", bevel=0.02) for i in range(4)])


def all_round(objects, first=0):
    """Objects that are built in front, each turned a quarter further round the booth."""
    for i, obj in enumerate(objects):
        transform([obj], Matrix.Rotation(math.pi / 2 * (i + first), 4, "Z"))
    return objects


def panel(name, wide, low, high, paint, glass, part):
    """A glazed frame in the XZ plane: three columns of panes, the middle ones wide."""
    foot, edge, bar = 0.34, 0.055, 0.022
    tall = high - low
    room = tall - foot - edge
    at, hole = low + foot + room / 2, rectangle((0, low + foot + room / 2), wide - 2 * edge, room)
    pieces = [extrude("Frame", rectangle((0, low + tall / 2), wide, tall), 0.045, (0, 0, 0), paint,
                      part, axis="Y", bevel=0.004, holes=[hole]),
              box("Glass", (wide - 1.6 * edge, 0.006, room + 0.02), (0, 0, at), glass, part,
                  bevel=0)]
    bars = [((bar, 0.03, room + 0.01), (x * (wide - 2 * edge), 0, at)) for x in (-0.31, 0.31)]
    bars += [((wide - 1.9 * edge, 0.026, bar), (0, 0, low + foot + room * k / ROW_COUNT))
             for k in range(1, ROW_COUNT)]
    return join_meshes(name, pieces + [box("Bar", size, place, paint, part, bevel=0.003)
                                       for size, place in bars])


def sides(paint, glass):
    """The back and both sides, between the posts."""
    made = [panel(f"Side {i + 1}", WIDTH - 2 * POST_WIDTH + 0.004, 0.115, eaves() + 0.002,
                  pick(paint, i), pick(glass, i), "sides") for i in range(3)]
    for side in made:
        transform([side], Matrix.Translation((0, (POST_WIDTH - WIDTH) / 2, 0)))
    return all_round(made, 1)


def door(paint, glass, steel):
    """A leaf like the sides, with a handle; it opens to the front."""
    wide = WIDTH - 2 * POST_WIDTH - 0.006
    leaf = panel("Leaf", wide, 0.123, eaves() - 0.006, pick(paint, 0), pick(glass, 0), "door")
    grip = bar_handle("Grip", (wide / 2 - 0.03, -0.022, 0.95), (wide / 2 - 0.03, -0.022, 1.2), 0.04,
                      0.014, steel, "door")
    whole = join_meshes("Door", [leaf, grip])
    turn = Matrix.Rotation(-math.radians(DOOR_ANGLE), 4, "Z")
    transform([whole], Matrix.Translation((-wide / 2, 0.0075 - WIDTH / 2, 0)) @ turn
              @ Matrix.Translation((wide / 2, 0.0225, 0)))
    return [whole]


def door_joints():
    """The door turns on its left edge."""
    return [hinge("Door", "posts", "door", (POST_WIDTH + 0.003 - WIDTH / 2, 0.0075 - WIDTH / 2, 0),
                  "-z", limits=(-DOOR_ANGLE, 80 - DOOR_ANGLE))]


def domed_roof(paint):
    """A frieze, a cornice, and a shallow dome with four round gables."""
    w, low, high = WIDTH / 2, eaves(), HEIGHT
    rows = [(w, low - 0.001), (w, low + 0.25), (w + 0.04, low + 0.27), (w + 0.04, low + 0.3),
            (w, low + 0.32)]
    rows += [(w * math.cos(a), low + 0.32 + (high - low - 0.32) * math.sin(a))
             for a in (math.pi / 2 * k / 8 for k in range(1, 8))]
    outline = rounded_rectangle(2, 2, 0.06, 3)
    return [loft("Roof", [[(x * r, y * r, z) for x, y in outline] for r, z in rows]
                 + [[(x * 0.02, y * 0.02, high) for x, y in outline]], pick(paint, 0), "roof",
                 smooth=30)]


def signs(sign, ink):
    """A sign with words on each side of the roof."""
    at, wide = Vector((0, -WIDTH / 2 - 0.005, eaves() + 0.125)), 0.8 * WIDTH
    plates = [box(f"Sign {i + 1}", (wide, 0.03, 0.16), at, pick(sign, i), "signs", bevel=0.006)
              for i in range(4)]
    return all_round([put_words(plate, TEXT, (0.86 * wide, 0.085), 0.004,
                                at - Vector((0, 0.015, 0)),
                                pick(ink, 0), normal=(0, -1, 0), up=(0, 0, 1)) for plate in plates])


def crowns(gilt):
    """A gilt crown over each sign."""
    line = [(-0.05, 0), (0.05, 0), (0.065, 0.06), (0.03, 0.035), (0, 0.07), (-0.03, 0.035),
            (-0.065, 0.06)]
    at = (0, 0.006 - WIDTH / 2, HEIGHT - 0.095)
    return all_round([extrude(f"Crown {i + 1}", line, 0.02, at, pick(gilt, i), "crowns", axis="Y",
                              bevel=0.003)
                      for i in range(4)])
