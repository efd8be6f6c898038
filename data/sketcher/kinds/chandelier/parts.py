# A chandelier: a turned stem on a chain, and arms that swing out and up to a candle each.
import math
from mathutils import Matrix, Vector


def turned_stem(brass):
    """The stem from the finial below to the ring on top."""
    h = HEIGHT
    points = [(0.0, 0.0), (0.03, 0.01), (0.045, 0.04), (0.02, 0.075), (0.05, 0.1), (0.12, 0.16),
              (0.13, 0.22), (0.07, 0.28), (0.05, 0.31), (0.085, 0.33), (0.085, 0.37), (0.04, 0.4),
              (0.028, 0.48), (0.05, 0.58), (0.075, 0.65), (0.05, 0.72), (0.028, 0.78), (0.06, 0.84),
              (0.07, 0.88), (0.03, 0.91), (0.015, 0.945), (0.0, 0.95)]
    body = lathe("Stem", smooth_profile([(r * h, z * h) for r, z in points], 5), (0, 0, 0), brass,
                 "stem", steps=72)
    ring = torus("Ring", 0.026 * h, 0.012 * h, (0, 0, 0.968 * h), brass, "stem",
                 rotation=(math.pi / 2, 0, 0))
    return [join_meshes("Stem", [body, ring])]


def places():
    """The ends of the arms, in the plan."""
    return spots_round(ARM_COUNT, DIAMETER / 2, 0.5 * HEIGHT)


def arms(brass):
    """Bars that leave the stem, sink, and swing up to the candle; a scroll fills the bend."""
    made, r, h = [], DIAMETER / 2, HEIGHT
    line = [(0.06 * h, 0.35), (0.25 * r, 0.33), (0.5 * r, 0.16), (0.75 * r, 0.13), (0.95 * r, 0.27),
            (r, 0.5)]
    size = 0.11 * min(r, h)
    for i, spot in enumerate(places()):
        out = Vector((spot.x, spot.y, 0)).normalized()
        bar = tube("Bar", [out * d + Vector((0, 0, z * h)) for d, z in line], ARM_THICKNESS / 2,
                   brass, "arms", sides=16)
        start = out * 0.62 * r + Vector((0, 0, 0.13 * h))
        curl = [start + out * (size * (1 - k / 34) * math.cos(a) - 0.9 * size)
                + Vector((0, 0, size * (1 - k / 34) * math.sin(a) + 0.9 * size))
                for k, a in ((k, -1.1 + 0.36 * k) for k in range(25))]
        scroll = tube("Scroll", curl, [ARM_THICKNESS * (0.42 - 0.01 * k) for k in range(25)], brass,
                      "arms", sides=12, smooth_path=2)
        made.append(join_meshes(f"Arm {i + 1}", [bar, scroll]))
    return made


def cups(brass, wax):
    """A dish, a socket and a candle on each arm."""
    made, n = [], CANDLE_HEIGHT
    dish = [(0, 0), (0.012, 0), (0.016, 0.004), (0.034, 0.012), (0.036, 0.0145), (0.033, 0.0145),
            (0.018, 0.008), (0.013, 0.01), (0.015, 0.022), (0.0145, 0.026), (0, 0.026)]
    for i, spot in enumerate(places()):
        holder = lathe("Dish", dish, spot, pick(brass, i), "cups", steps=48)
        candle = cylinder("Candle", 0.0105, n + 0.004, spot + Vector((0, 0, 0.024 + n / 2)),
                          pick(wax, i), "cups", sides=32)
        made.append(join_meshes(f"Candle {i + 1}", [holder, candle]))
    return made


def bulbs(light):
    """Bulbs like flames."""
    return [flame_tongue(f"Bulb {i + 1}", spot + Vector((0, 0, 0.024 + CANDLE_HEIGHT)), 0.05, 0.024,
                         1.7 * i, pick(light, i), "bulbs", sides=24)
            for i, spot in enumerate(places())]


def chain_up(brass):
    """A chain, and the round plate at the ceiling."""
    low, top = 0.988 * HEIGHT, HEIGHT + CHAIN_LENGTH
    pitch = 0.9999 * (top - low) / round((top - low) / 0.03)
    links = link_chain("Link", [(0, 0, low), (0, 0, top)], 0.0045, pitch, 0.021, brass, "chain",
                       up=(1, 0, 0))
    line = [(0, 0), (0.014, 0), (0.018, 0.008), (0.05, 0.018), (0.06, 0.026), (0.06, 0.03),
            (0, 0.03)]
    plate = lathe("Plate", line, (0, 0, top), brass, "chain", steps=64)
    return [join_meshes("Chain", [*links, plate])]


def drops(crystal):
    """Three cut drops under the edge of each dish, each on a wire with a bead."""
    made, n = [], CRYSTAL_SIZE
    for i, spot in enumerate(places()):
        pieces = []
        for k in range(3):
            a = 2 * math.pi * k / 3 + math.atan2(spot.y, spot.x)
            at = spot + Vector((0.033 * math.cos(a), 0.033 * math.sin(a), 0.0135))
            pieces.append(tube("Wire", [at, at - Vector((0, 0, 0.55 * n))], 0.0007, crystal,
                               "crystals", sides=6, smooth_path=1))
            pieces.append(sphere("Bead", 0.11 * n, at - Vector((0, 0, 0.25 * n)), crystal,
                                 "crystals", segments=12, rings=8))
            pieces.append(prism_gem("Drop", 0.22 * n, n, at - Vector((0, 0, n)), crystal,
                                    "crystals", sides=6, table=0.15, crown=0.55))
        made.append(join_meshes(f"Crystal {i + 1}", pieces))
    return made


def swags(crystal):
    """Strings of beads that sag from the top of the stem to the dishes."""
    made, bead = [], prism_gem("Bead", 0.0055, 0.011, (0, 0, 0), crystal, "swags", sides=6)
    template = [v.co[:] for v in bead.data.vertices], [f.vertices[:] for f in bead.data.polygons]
    remove(bead)
    for i, spot in enumerate(places()):
        out = Vector((spot.x, spot.y, 0)).normalized()
        line = []
        for k in range(41):
            t = k / 40
            reach = 0.055 * HEIGHT * (1 - t) + (DIAMETER / 2 - 0.034) * t
            drop = HEIGHT * (0.88 - 0.38 * t - 0.14 * math.sin(math.pi * t)) + 0.014 * t
            line.append(out * reach + Vector((0, 0, drop)))
        thread = tube("Thread", line, 0.0008, crystal, "swags", sides=6, smooth_path=1)
        beads = scatter_mesh("Beads", [Matrix.Translation(p) for p in resample(line, int(
            0.5 * (DIAMETER + HEIGHT) / 0.013))], template, crystal, "swags")
        made.append(join_meshes(f"String of beads {i + 1}", [thread, beads]))
    return made
