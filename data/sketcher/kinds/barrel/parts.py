# A barrel: staves that bulge, hoops that hold them, two heads of boards set into their ends.
import math


def outside():
    """The profile of the staves from bottom to top."""
    line = []
    for k in range(21):
        share = k / 20
        bulge = 1 - (2 * share - 1) ** 2
        line.append((DIAMETER / 2 * (END_RATIO + (1 - END_RATIO) * bulge), HEIGHT * share))
    return line


def barrel_staves(oak):
    """The staves, side by side."""
    return staves("Stave", outside(), STAVE_THICKNESS, STAVE_COUNT, oak, "staves")


def hoop_heights():
    """The lower edges of the hoops and their width: near the ends, and further in."""
    wide = min(HOOP_WIDTH, 0.07 * HEIGHT)
    low = (HOOP_COUNT + 1) // 2
    places = [0.035 * HEIGHT + 0.36 * HEIGHT * i / max(2, low) for i in range(low)]
    places += [HEIGHT - wide - 0.035 * HEIGHT - 0.36 * HEIGHT * i / max(2, low)
               for i in reversed(range(HOOP_COUNT - low))]
    return places, wide


def hoops(iron):
    """Bands of iron, each with two rivets where its ends overlap."""
    made, line = [], outside()
    places, wide = hoop_heights()
    for i, low in enumerate(places):
        rows = [(radius_at(line, low + wide * k / 4), low + wide * k / 4) for k in range(5)]
        proud = 0.006 * DIAMETER
        profile = [(r - 0.002, z) for r, z in rows] + [(r + proud, z) for r, z in reversed(rows)]
        ring = lathe("Ring", profile + profile[:1], (0, 0, 0), pick(iron, i), "hoops", steps=96)
        turn, pieces = -1.9 + 0.5 * (i % 2), [ring]
        for step in (0.0, 0.09):
            r = radius_at(line, low + wide / 2) + proud
            at = (r * math.cos(turn + step), r * math.sin(turn + step), low + wide / 2)
            head = sphere("Rivet", 0.16 * wide, (0, 0, 0), pick(iron, i), "hoops",
                          scale=(0.5, 1, 1), segments=16, rings=8)
            head.location, head.rotation_euler = at, (0, 0, turn + step)
            pieces.append(head)
        made.append(join_meshes(f"Hoop {i + 1}", pieces))
    return made


def heads(oak):
    """A round of boards in each end, a little below the rim."""
    made, deep = [], 0.8 * STAVE_THICKNESS
    for name, z in (("Bottom head", 0.03 * HEIGHT + deep / 2),
                    ("Top head", 0.97 * HEIGHT - deep / 2)):
        r = radius_at(outside(), z) - 0.7 * STAVE_THICKNESS
        count, pieces = 6, []
        for i in range(count):
            a, b = -r + 2 * r * i / count + 0.0008, -r + 2 * r * (i + 1) / count - 0.0008
            ys = [a + (b - a) * k / 8 for k in range(9)]
            half = [math.sqrt(max(0.0, r * r - y * y)) + 0.0005 for y in ys]
            outline = list(zip(half, ys)) + [(-x, y) for x, y in reversed(list(zip(half, ys)))]
            pieces.append(extrude("Board", outline, deep, (0, 0, z), pick(oak, i), "heads",
                                  bevel=0.0015, segments=1))
        pieces.append(cylinder("Seam", r - 0.001, 0.5 * deep, (0, 0, z), pick(oak, 0), "heads",
                               bevel=0))
        made.append(join_meshes(name, pieces))
    return made


def bung(timber):
    """A stopper in the middle of the front."""
    r = 0.03 * DIAMETER
    return [cylinder("Bung", r, 0.04 * DIAMETER, (0, -DIAMETER / 2, HEIGHT / 2), timber, "bung",
                     radius_top=1.08 * r, bevel=0.1 * r, sides=40, rotation=(math.pi / 2, 0, 0))]


def tap_place():
    """Where the tap leaves the wall."""
    z = 0.14 * HEIGHT
    return -radius_at(outside(), z), z


def tap(brass):
    """A turned tap with a spout that bends down, and the seat of its key."""
    y, z = tap_place()
    line = [(0, y + 0.03, z), (0, y, z), (0, y - 0.06, z), (0, y - 0.11, z - 0.002),
            (0, y - 0.125, z - 0.02), (0, y - 0.125, z - 0.045)]
    pipe = tube("Pipe", line, [0.012, 0.012, 0.01, 0.009, 0.009, 0.009], brass, "tap", sides=24)
    rings = [cylinder("Collar", 0.018, 0.008, (0, y - d, z), brass, "tap", sides=32,
                      rotation=(math.pi / 2, 0, 0)) for d in (0.006, 0.045)]
    seat = cylinder("Seat", 0.014, 0.034, (0, y - 0.075, z), brass, "tap", sides=32)
    lip = cylinder("Lip", 0.0115, 0.008, (0, y - 0.125, z - 0.043), brass, "tap", sides=32)
    return [join_meshes("Tap", [pipe, *rings, seat, lip])]


def tap_key(brass):
    """The key on the tap: a stem with a bar across."""
    y, z = tap_place()
    stem = cylinder("Stem", 0.006, 0.03, (0, y - 0.075, z + 0.03), brass, "key", sides=24)
    grip = tube("Bar", [(-0.024, y - 0.075, z + 0.05), (0, y - 0.075, z + 0.045),
                        (0.024, y - 0.075, z + 0.05)], [0.006, 0.0045, 0.006], brass, "key")
    return [join_meshes("Tap key", [stem, grip])]


def key_joints():
    """The key turns on its stem."""
    y, z = tap_place()
    return [hinge("Tap key", "tap", "key", (0, y - 0.075, z + 0.03), "z", limits=(-90, 90))]
