# A crate: planks nailed to a frame of battens on each side, with a diagonal brace, and a lid.
import math
from mathutils import Matrix


def walls():
    """The sides as (name, width, distance from the middle, turn about Z), front first."""
    return [("Front", WIDTH, DEPTH / 2, 0.0), ("Right", DEPTH - 2 * FRAME_THICKNESS, WIDTH / 2,
                                               90.0),
            ("Back", WIDTH, DEPTH / 2, 180.0),
            ("Left", DEPTH - 2 * FRAME_THICKNESS, WIDTH / 2, 270.0)]


def top_height():
    """The height of the walls, under the lid."""
    return HEIGHT - PLANK_THICKNESS - FRAME_THICKNESS


def batten_width():
    """The width of the battens that fits the smallest side."""
    return min(FRAME_WIDTH, 0.22 * min(WIDTH, DEPTH, HEIGHT))


def boards(name, width, depth, thickness, count, z, planking, index):
    """Planks side by side along X that fill width by depth, level, their middle at z."""
    gap = min(GAP, 0.35 * depth / count)
    wide = (depth - (count - 1) * gap) / count
    return [box(name, (width, wide, thickness), (0, -depth / 2 + wide / 2 + i * (wide + gap), z),
                pick(planking, index + i), "planks", bevel=0.002, segments=2) for i in range(count)]


def stood_up(pieces, low, distance, turn):
    """Turns what lies flat about the middle into a wall: its depth becomes its height."""
    lift = Matrix.Rotation(math.radians(turn), 4, "Z") @ Matrix.Translation((0, -distance, low))
    transform(pieces, lift @ Matrix.Rotation(math.pi / 2, 4, "X"))
    return pieces


def planks(planking):
    """The planks of the four walls and of the floor."""
    made, tall = [], top_height()
    for side, (name, _wide, far, turn) in enumerate(walls()):
        wide = (WIDTH if side % 2 == 0 else DEPTH) - 2 * FRAME_THICKNESS
        wide -= 2 * PLANK_THICKNESS * (side % 2)
        inset = FRAME_THICKNESS + PLANK_THICKNESS / 2
        pieces = boards("Plank", wide, tall, PLANK_THICKNESS, PLANK_COUNT, 0, planking, side)
        made.append(join_meshes(f"{name} planks",
                                stood_up(pieces, tall / 2, far - inset, turn)))
    inner = 2 * (FRAME_THICKNESS + PLANK_THICKNESS)
    floor = boards("Plank", WIDTH - inner, DEPTH - inner, PLANK_THICKNESS, PLANK_COUNT,
                   PLANK_THICKNESS / 2 + 0.002, planking, 4)
    return made + [join_meshes("Floor planks", floor)]


def nails(places, iron):
    """Flat nail heads at places (x, y) of a wall that lies on its back."""
    return [cylinder("Nail", 0.0045, 0.003, (x, y, FRAME_THICKNESS / 2), iron, "frame", sides=12,
                     bevel=0.0008) for x, y in places]


def frame(batten, iron):
    """Two uprights and two rails on each wall, nailed."""
    made, tall, bar = [], top_height(), batten_width()
    for side, (name, wide, far, turn) in enumerate(walls()):
        pieces, spots = [], []
        for way in (-1, 1):
            x, y = way * (wide - bar) / 2, way * (tall - bar) / 2
            pieces.append(box("Upright", (bar, tall, FRAME_THICKNESS), (x, 0, 0),
                              pick(batten, side), "frame", bevel=0.003, segments=2))
            pieces.append(box("Rail", (wide - 2 * bar, bar, FRAME_THICKNESS), (0, y, 0),
                              pick(batten, side), "frame", bevel=0.003, segments=2))
            spots += [(x + 0.22 * bar * u, v * (tall / 2 - 0.5 * bar)) for u in (-1, 1)
                      for v in (-1, -0.34, 0.34, 1)]
            spots += [(u * 0.3 * wide, y) for u in (-1, 0, 1)]
        pieces += nails(spots, pick(iron, 0))
        stood_up(pieces, tall / 2, far - FRAME_THICKNESS / 2, turn)
        made.append(join_meshes(f"{name} frame", pieces))
    return made


def braces(batten):
    """A diagonal within the frame of each wall, its ends cut to the frame."""
    made, bar, tall = [], batten_width(), top_height()
    for side, (name, wide, far, turn) in enumerate(walls()):
        u, v, half = wide / 2 - bar, tall / 2 - bar, 0.62 * bar
        outline = [(-u, -v), (-u + half, -v), (u, v - half), (u, v), (u - half, v), (-u, -v + half)]
        piece = extrude("Brace", outline, 0.85 * FRAME_THICKNESS, (0, 0, 0), pick(batten, side + 1),
                        "braces", bevel=0.002)
        piece.name = f"{name} brace"
        made += stood_up([piece], tall / 2, far - FRAME_THICKNESS / 2 - 0.06 * FRAME_THICKNESS,
                         turn)
    return made


def lid(planking, batten, iron):
    """Planks on two battens: the battens lie on top, as on the walls."""
    z, bar = top_height() + PLANK_THICKNESS / 2, batten_width()
    pieces = boards("Plank", WIDTH, DEPTH, PLANK_THICKNESS, PLANK_COUNT, z, planking, 7)
    for way in (-1, 1):
        x, y = way * (WIDTH - bar) / 2, way * (DEPTH - bar) / 2
        up = HEIGHT - FRAME_THICKNESS / 2
        pieces.append(box("Batten", (bar, DEPTH, FRAME_THICKNESS), (x, 0, up), pick(batten, 0),
                          "lid",
                          bevel=0.003, segments=2))
        pieces.append(box("Batten", (WIDTH - 2 * bar, bar, FRAME_THICKNESS), (0, y, up),
                          pick(batten, 1), "lid", bevel=0.003, segments=2))
        heads = nails([(x + 0.22 * bar * u, v * (DEPTH / 2 - 0.5 * bar)) for u in (-1, 1)
                       for v in (-1, -0.34, 0.34, 1)], pick(iron, 0))
        transform(heads, Matrix.Translation((0, 0, up - 0.0005)))
        pieces += heads
    whole = join_meshes("Lid", pieces)
    whole["part"] = "lid"  # and not that of the planks and nails
    return [whole]


def lid_joints():
    """The lid is lifted off."""
    return [slider("Lid", "planks", "lid", (0, 0, top_height()), "z", limits=(0, HEIGHT))]


def handles(rope):
    """A loop of rope on the left and on the right."""
    made = []
    for i, side in enumerate((-1, 1)):
        x, y, z = side * (WIDTH / 2 - FRAME_THICKNESS), 0.12 * DEPTH, 0.5 * HEIGHT + 0.12
        line = [(x - side * 0.005, -y, z), (x + side * 0.03, -y, z - 0.005),
                (x + side * 0.045, -0.7 * y, z - 0.07), (x + side * 0.045, 0.7 * y, z - 0.07),
                (x + side * 0.03, y, z - 0.005), (x - side * 0.005, y, z)]
        made.append(tube(f"Handle {i + 1}", line, 0.009, pick(rope, i), "handles", sides=16))
    return made
