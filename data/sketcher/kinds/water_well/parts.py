# A well: courses of stone in a ring, two posts with a roof, and between them a drum with a crank on
# the left, which winds the rope of the bucket.
import math
from mathutils import Vector


def drum_height():
    """The axis of the drum."""
    return WALL_HEIGHT + 0.5


def wall(rock):
    """Courses of stone, each turned by half a stone, under a ring of flat slabs."""
    count, cap = round(2 * math.pi * RADIUS / 0.34), 0.09
    tall = (WALL_HEIGHT - cap) / COURSE_COUNT
    places = []
    for k in range(COURSE_COUNT):
        places += stone_course(RADIUS - WALL_THICKNESS / 2, k * tall, tall, WALL_THICKNESS, count,
                               0.5 * (k % 2), seed=k)
    places += stone_course(RADIUS - WALL_THICKNESS / 2, WALL_HEIGHT - cap, cap / 0.98,
                           1.35 * WALL_THICKNESS, count - 2, 0.25, seed=20)
    core = [(RADIUS - 0.85 * WALL_THICKNESS, 0.0), (RADIUS - 0.15 * WALL_THICKNESS, 0.0),
            (RADIUS - 0.15 * WALL_THICKNESS, WALL_HEIGHT - 0.04),
            (RADIUS - 0.85 * WALL_THICKNESS, WALL_HEIGHT - 0.04)]
    return [join_meshes("Wall", [blocks("Stones", places, rock, "wall", chamfer=0.022),
                                 lathe("Core", core + core[:1], (0, 0, 0), rock, "wall")])]


def posts(timber):
    """A post at either side outside of the wall, with a brace to the roof."""
    made, top = [], HEIGHT - 0.17
    for i, side in enumerate((-1, 1)):
        x = side * RADIUS
        pieces = [box("Post", (0.13, 0.13, top), (x, 0, top / 2), timber, "posts", bevel=0.012)]
        for way in (-1, 1):
            low, high = top - 0.62 * RADIUS, top - 0.22 * RADIUS
            pieces.append(ribbon("Brace", [(x, 0, low), (x, way * 0.36 * RADIUS, high)], 0.07, 0.06,
                                 timber, "posts", up=(1, 0, 0)))
        made.append(join_meshes(f"Post {i + 1}", pieces))
    return made


def roof(shingle, timber):
    """Two slopes of shingles on boards, with a ridge beam."""
    long, half, rise = 2 * RADIUS + 0.6, 0.94 * RADIUS, 0.68 * RADIUS
    ridge = HEIGHT - 0.07
    pieces = []
    for way in (-1, 1):
        along = Vector((-way * long, 0, 0))
        corner = Vector((way * long / 2, way * half, ridge - rise))
        up = Vector((0, -way * half, rise))
        pieces.append(tiled_slope("Shingles", corner, along, up, 6, round(long / 0.17), 0.022,
                                  shingle, "roof", seed=3))
        rows = [[corner + along * s + up * t - Vector((0, 0, 0.014)) for s in (0.02, 0.98)]
                for t in (0.02, 1.0)]
        pieces.append(surface("Boards", rows, timber, "roof", thickness=0.03, smooth=None))
    pieces.append(box("Ridge", (long + 0.02, 0.09, 0.05), (0, 0, HEIGHT - 0.025), timber, "roof",
                      bevel=0.012))
    pieces.append(box("Beam", (2 * RADIUS + 0.2, 0.08, 0.1), (0, 0, ridge - 0.1), timber, "roof",
                      bevel=0.01))
    return [join_meshes("Roof", pieces)]


def drum(timber, iron, hemp):
    """The drum with the rope wound on it, its axle through the posts, and the crank."""
    z, half, turn = drum_height(), RADIUS - 0.12, (0, math.pi / 2, 0)
    pieces = [cylinder("Drum", 0.075, 2 * half, (0, 0, z), timber, "drum", bevel=0.008,
                       rotation=turn)]
    pieces.append(cylinder("Axle", 0.022, 2 * RADIUS + 0.1, (0, 0, z), iron, "drum", rotation=turn))
    coil = [(p.z - 0.11, p.x, z + p.y) for p in helix(0.084, 0.22, 9, steps=20)]
    pieces.append(tube("Coil", coil, 0.012, hemp, "drum", sides=8, smooth_path=1))
    x = RADIUS
    arm = [(x + 0.04, 0, z), (x + 0.12, 0, z), (x + 0.14, 0, z - 0.03), (x + 0.14, 0, z - 0.2),
           (x + 0.16, 0, z - 0.22), (x + 0.34, 0, z - 0.22)]
    pieces.append(tube("Arm", arm, 0.018, iron, "drum"))
    pieces.append(tube("Grip", [(x + 0.18, 0, z - 0.22), (x + 0.26, 0, z - 0.22),
                                (x + 0.34, 0, z - 0.22)], [0.024, 0.03, 0.024], timber, "drum",
                       sides=20))
    return [join_meshes("Crank", pieces)]


def drum_joints():
    """The crank turns the drum."""
    return [hinge("Crank turns", "posts", "Crank", at=(0, 0, drum_height()), axis="x")]


def rope(hemp):
    """The rope from the drum to the bucket's handle."""
    top = Vector((0.0, -0.096, drum_height()))
    return [tube("Rope", [top, top - Vector((0, 0, ROPE_LENGTH / 2)),
                          top - Vector((0, 0, ROPE_LENGTH))], 0.011, hemp, "rope", sides=10)]


def bucket(timber, iron):
    """A tapered bucket of staves with two hoops and a handle, which hangs on the rope."""
    low = drum_height() - ROPE_LENGTH - 0.33
    shape = [(0.095, 0.0), (0.125, 0.22)]
    wall_line = [(0, 0), *shape, (0.112, 0.22), (0.085, 0.014), (0, 0.014)]
    at = (0, -0.096, low)
    pieces = [lathe("Staves", wall_line, at, timber, "bucket", steps=16, smooth=20)]
    for z in (0.04, 0.17):
        r = 0.095 + 0.03 * z / 0.22
        ring = [(r - 0.004, z), (r + 0.005, z), (r + 0.008, z + 0.022), (r - 0.004, z + 0.022)]
        pieces.append(lathe("Hoop", ring + ring[:1], at, iron, "bucket", steps=48))
    bow = [(x, z) for x, z in arc((0, 0.2), (0.125, 0.13), 0, 180, 12)]
    pieces.append(tube("Handle", [(x, -0.096, low + z) for x, z in bow], 0.006, iron, "bucket",
                       smooth_path=2))
    return [join_meshes("Bucket", pieces)]


def well_water(wet):
    """The water in the shaft."""
    return [cylinder("Water", RADIUS - 0.9 * WALL_THICKNESS, 0.45 * WALL_HEIGHT,
                     (0, 0, 0.225 * WALL_HEIGHT), wet, "water", bevel=0.002)]
