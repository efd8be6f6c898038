# A loudspeaker box that looks to -Y: large cones below, and a small one above them.
import math
from mathutils import Vector


def cone_size():
    """The diameter of the large cones: at most what the front has room for."""
    return min(CONE_DIAMETER, 0.86 * WIDTH, 0.66 * (HEIGHT - FOOT_HEIGHT) / CONE_COUNT)


def cone_height(i):
    """The middle of the i-th cone from below."""
    return FOOT_HEIGHT + (HEIGHT - FOOT_HEIGHT) * 0.05 + cone_size() * (0.5 + 1.03 * i)


def cabinet_box(veneer, front, dome):
    """The veneered box, its dark front with bowls cut for the cones, and terminals behind."""
    tall = HEIGHT - FOOT_HEIGHT
    z = FOOT_HEIGHT + tall / 2
    case = box("Case", (WIDTH, DEPTH - 0.012, tall), (0, 0.006, z), veneer, "box", bevel=EDGE)
    holes = [circle(0.43 * cone_size(), 64, (0, cone_height(i) - z)) for i in range(CONE_COUNT)]
    inset = 0.3 * EDGE
    plate = extrude("Front", rounded_rectangle(WIDTH - 2 * inset, tall - 2 * inset, EDGE + 0.001),
                    0.02 + 0.05 * cone_size(), (0, -DEPTH / 2 + 0.01 + 0.025 * cone_size(), z),
                    front,
                    "box", min(0.004, 0.6 * EDGE), "Y", holes)
    pits = [cylinder("Pit", 0.44 * cone_size(), 0.4 * cone_size(),
                     (0, -DEPTH / 2 + 0.2 * cone_size() - 0.001, cone_height(i)), None, "",
                     rotation=(math.pi / 2, 0, 0)) for i in range(CONE_COUNT)]
    boolean(case, pits)
    pieces = [case, plate]
    plinth = slab("Plinth", (0.09, 0.006, 0.06), 0.004, (0, DEPTH / 2 + 0.001, FOOT_HEIGHT + 0.06),
                  front, "box", 0.001, "Y")
    pieces.append(plinth)
    for x in (-0.022, 0.022):
        pieces.append(cylinder("Terminal", 0.008, 0.01, (x, DEPTH / 2 + 0.007, FOOT_HEIGHT + 0.06),
                               dome, "box", bevel=0.001, sides=24, rotation=(math.pi / 2, 0, 0)))
    return [join_meshes("Box", pieces)]


def cones(cone_skin, roll):
    """The large cones."""
    return [speaker_cone(f"Cone {i + 1}" if CONE_COUNT > 1 else "Cone",
                         (0, -DEPTH / 2, cone_height(i)), cone_size() / 2, pick(cone_skin, i), roll,
                         "cones") for i in range(CONE_COUNT)]


def tweeter(dome, front):
    """The small dome in its plate."""
    r = 0.17 * min(WIDTH, 0.5 * HEIGHT)
    place = Vector((0, -DEPTH / 2, HEIGHT - 0.13 * (HEIGHT - FOOT_HEIGHT)))
    line = [(0, -0.002), (r, -0.002), (r, 0.002), (0.94 * r, 0.004), (0.5 * r, 0.0015),
            (0.48 * r, 0.0015), (0.48 * r, 0)]
    made = lathe("Plate", [*line, (0, 0)], (0, 0, 0), front, "tweeter", steps=64)
    cap = [(0.4 * r * math.cos(a), 0.26 * r * math.sin(a))
           for a in (math.pi / 2 * k / 10 for k in range(10))] + [(0, 0.26 * r)]
    made = join_meshes("Tweeter", [
        made, lathe("Dome", [(0, -0.001), *cap], (0, 0, 0), dome, "tweeter", smooth=60),
        torus("Ring", 0.45 * r, 0.06 * r, (0, 0, 0.001), dome, "tweeter")])
    made.location, made.rotation_euler = place, (math.pi / 2, 0, 0)
    return [made]


def port(roll):
    """The mouth of the bass port in the back, deep and black."""
    r = 0.2 * min(WIDTH, 0.5 * HEIGHT)
    line = [(0, 0), (r, 0), (r, 0.003), (0.9 * r, 0.0075), (0.76 * r, 0.004), (0.72 * r, 0.0012),
            (0, 0.0012)]
    made = lathe("Port", line, (0, DEPTH / 2 - 0.001, FOOT_HEIGHT + 0.75 * HEIGHT), roll, "port")
    made.rotation_euler = (-math.pi / 2, 0, 0)
    return [made]


def feet(roll):
    """Four rubber feet."""
    x, y = 0.38 * WIDTH, 0.38 * DEPTH
    return [cylinder(f"Foot {i + 1}", 0.012, FOOT_HEIGHT + 0.001, (u, v, (FOOT_HEIGHT + 0.001) / 2),
                     roll, "feet", radius_top=0.01)
            for i, (u, v) in enumerate([(-x, -y), (x, -y), (-x, y), (x, y)])]


def grille(cloth, roll):
    """Cloth in a frame before the cones."""
    tall = HEIGHT - FOOT_HEIGHT - 0.016
    place = Vector((0, -DEPTH / 2 - 0.013, (HEIGHT + FOOT_HEIGHT) / 2))
    frame = slab("Frame", (WIDTH - 0.016, 0.008, tall), EDGE + 0.002,
                 place + Vector((0, 0.008, 0)), roll, "grille", 0.001, "Y")
    inner = rounded_rectangle(WIDTH - 0.04, tall - 0.024, 0.006)
    boolean(frame, extrude("Opening", inner, 0.03, place, None, "", 0, "Y"))
    sheet = slab("Cloth", (WIDTH - 0.018, 0.013, tall - 0.002), EDGE + 0.002, place, cloth,
                 "grille",
                 0.004, "Y")
    return [join_meshes("Grille", [frame, sheet])]
