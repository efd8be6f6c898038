# A bucket: a tapered pail with a rolled rim, or a tub of staves, and a handle that swings.
import math


def wall_line(bead):
    """The outside of the wall from bottom to top, with two beads of that height pressed into it."""
    line = []
    for k in range(65):
        share = k / 64
        swell = sum(math.exp(-((share - at) / 0.025) ** 2) for at in (0.22, 0.76))
        line.append((DIAMETER / 2 * (FOOT + (1 - FOOT) * share) + bead * swell, HEIGHT * share))
    return line


def pail(zinc):
    """The pail of sheet metal, its rim rolled round a wire."""
    wall = lathe("Wall", hollow(wall_line(0.011 * DIAMETER), WALL), (0, 0, 0), zinc, "pail",
                 steps=96)
    rolled = torus("Rolled rim", DIAMETER / 2, 0.007, (0, 0, HEIGHT - 0.0035), zinc, "pail",
                   steps=96)
    return [join_meshes("Pail", [wall, rolled])]


def tub_staves(timber):
    """Wooden boards side by side."""
    return staves("Stave", wall_line(0), WALL, STAVE_COUNT, timber, "staves")


def tub_hoops(wire):
    """Two iron hoops round the staves."""
    return [band(f"Hoop {i + 1}", wall_line(0), low * HEIGHT, (low + 0.08) * HEIGHT, 0.0025, wire,
                 "hoops", steps=96) for i, low in enumerate((0.14, 0.76))]


def tub_floor(timber):
    """A round floor between the staves."""
    deep = max(WALL, 0.006)
    r = radius_at(wall_line(0), 0.006) - WALL + 0.001
    return [cylinder("Floor", r, deep, (0, 0, 0.006 + deep / 2), timber, "floor", bevel=0.001)]


def bail_place():
    """The height of the axis of the handle, and the radius of its bow."""
    return HEIGHT - 0.023, DIAMETER / 2 + 0.018


def bail_points(first, last):
    """Points of the bow, from one angle to another in degrees; it leans to the front."""
    z, r = bail_place()
    tilt = math.radians(HANDLE_TILT)
    return [(r * math.cos(a), -r * math.sin(a) * math.sin(tilt),
             z + r * math.sin(a) * math.cos(tilt))
            for a in (math.radians(first + (last - first) * k / 32) for k in range(33))]


def ears(wire):
    """A boss with a plate on each side of the wall."""
    z, r = bail_place()
    start, made = radius_at(wall_line(0), z) - 0.003, []
    for name, side in (("Left ear", -1), ("Right ear", 1)):
        boss = cylinder("Boss", 0.011, r + 0.004 - start, (side * (r + 0.004 + start) / 2, 0, z),
                        wire, "ears", sides=40, bevel=0.0015, rotation=(0, math.pi / 2, 0))
        head = sphere("Rivet", 0.006, (side * (r + 0.003), 0, z), wire, "ears",
                      scale=(0.6, 1, 1), segments=24, rings=12)
        made.append(join_meshes(name, [boss, head]))
    return made


def bail(wire):
    """The wire bow from ear to ear."""
    return [tube("Handle", bail_points(0, 180), HANDLE_THICKNESS / 2, wire, "handle", sides=16,
                 smooth_path=1)]


def bail_joints():
    """The handle swings from the front to the back."""
    return [hinge("Handle", "ears", "handle", at=(0, 0, bail_place()[0]), axis="x",
                  limits=(-85 - HANDLE_TILT, 85 - HANDLE_TILT), carries=["grip"])]


def grip_on_bail(timber):
    """A turned grip in the middle of the handle, thicker in its middle."""
    line = bail_points(70, 110)
    radii = [0.0085 + 0.002 * math.sin(math.pi * k / 32) for k in range(33)]
    return [tube("Grip", line, radii, timber, "grip", sides=24, smooth_path=1)]


def water_in(water):
    """Water, level with its surface."""
    return [fill("Water", wall_line(0), WALL, WALL, HEIGHT * WATER_LEVEL, water, "water",
                 steps=96)]
