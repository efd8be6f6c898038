# A telescope that looks to -Y. All of its tube is built along Z about the pivot, then tilted.
import math
from mathutils import Matrix


def pivot():
    """The height of the axis that the tube tilts on."""
    return HEIGHT + 1.6 * DIAMETER


def tilted(objects):
    """What was built along Z about the origin, put on the pivot and tilted."""
    transform(objects, Matrix.Translation((0, 0, pivot()))
              @ Matrix.Rotation(math.radians(90 - ELEVATION), 4, "X"))
    return objects


def main_tube(brass, black):
    """A drawn tube with rings and a hood, and the pins that it tilts on."""
    line = [(0, -0.38), (0.3, -0.38), (0.3, -0.355), (0.34, -0.35), (0.34, -0.33), (0.4, -0.31),
            (0.4, -0.1), (0.45, -0.095), (0.45, -0.07), (0.41, -0.065), (0.41, 0.07), (0.45, 0.075),
            (0.45, 0.1), (0.41, 0.105), (0.41, 0.4), (0.5, 0.415), (0.5, 0.59), (0.48, 0.6),
            (0.455, 0.59), (0.455, 0.56), (0, 0.56)]
    body = lathe("Body", [(r * DIAMETER, z * LENGTH) for r, z in line], (0, 0, 0), brass, "tube",
                 smooth=30)
    pin = cylinder("Pin", 0.014, 1.28 * DIAMETER, (0, 0, 0), black, "tube",
                   rotation=(0, math.pi / 2, 0))
    return tilted([join_meshes("Tube", [body, pin])])


def lens(glass):
    """The bulged front lens, inside the hood."""
    r, z = 0.456 * DIAMETER, 0.56 * LENGTH
    line = [(0, z - 0.001), (r, z - 0.001), (r, z + 0.003), (0.6 * r, z + 0.009), (0, z + 0.012)]
    return tilted([lathe("Lens", line, (0, 0, 0), pick(glass, 0), "lens", smooth=60)])


def eyepiece(black, brass):
    """A draw tube and a small eyepiece, with the knob that focuses."""
    line = [(0, -0.37), (0.22, -0.37), (0.22, -0.45), (0.15, -0.46), (0.15, -0.51), (0.2, -0.52),
            (0.21, -0.545), (0.12, -0.55), (0.1, -0.54), (0, -0.54)]
    body = lathe("Eye tube", [(r * DIAMETER, z * LENGTH) for r, z in line], (0, 0, 0), black,
                 "eyepiece", smooth=30)
    knob = cylinder("Knob", 0.014, 0.62 * DIAMETER, (0, 0, -0.41 * LENGTH), brass, "eyepiece",
                    rotation=(0, math.pi / 2, 0))
    return tilted([join_meshes("Eyepiece", [body, knob])])


def yoke(black):
    """A fork that carries the tube, on a pin that turns in the head."""
    x, low = 0.6 * DIAMETER, HEIGHT
    pieces = [cylinder("Pin", 0.024, 0.12, (0, 0, low - 0.05), black, "yoke"),
              box("Plate", (2 * x + 0.02, 0.06, 0.025), (0, 0, low + 0.012), black, "yoke")]
    for side in (-1, 1):
        line = [(-0.03, low), (0.03, low), *arc((0, pivot()), 0.03, 0, 180, 12)]
        pieces.append(extrude("Arm", line, 0.018, (side * x, 0, 0), black, "yoke", axis="X"))
    return [join_meshes("Yoke", pieces)]


def tripod_head(brass):
    """A turned head that the legs are fixed to."""
    line = [(0, -0.22), (0.04, -0.22), (0.055, -0.19), (0.08, -0.18), (0.08, -0.13), (0.055, -0.11),
            (0.045, -0.06), (0.05, -0.03), (0, -0.03)]
    return [lathe("Head", [(r, HEIGHT + z) for r, z in line], (0, 0, 0), pick(brass, 0), "head",
                  smooth=30)]


def legs(timber, brass):
    """Three legs with brass shoes, spread evenly; one stands behind."""
    made, top = [], HEIGHT - 0.155
    for i in range(3):
        a = math.radians(60 + 120 * i)
        line = [(r * math.sin(a), -r * math.cos(a), z) for r, z in (
            (0.06, top), (0.06 + 0.5 * (SPREAD - 0.06), 0.5 * top), (SPREAD - 0.02, 0.04 * top),
            (SPREAD, 0.006))]
        pieces = [tube("Wood", line[:3], [0.02, 0.018, 0.014], pick(timber, i), "legs", sides=16),
                  tube("Shoe", line[2:], [0.017, 0.011], pick(brass, i), "legs", sides=16)]
        leg = join_meshes(f"Leg {i + 1}", pieces)
        low = bounds([leg])[0].z
        move(leg, z=-low)
        made.append(leg)
    return made


def finder(brass, black):
    """A small telescope on top of the large one."""
    y, r = 0.68 * DIAMETER, 0.13 * DIAMETER
    line = [(0, -0.22), (0.7, -0.22), (0.7, -0.16), (1, -0.15), (1, 0.02), (1.25, 0.03),
            (1.25, 0.08), (0, 0.08)]
    pieces = [lathe("Tube", [(q * r, z * LENGTH) for q, z in line], (0, y, 0), brass, "finder",
                    smooth=30)]
    pieces += [box("Foot", (0.02, 0.4 * DIAMETER, 0.02), (0, 0.5 * DIAMETER, z * LENGTH), black,
                   "finder")
               for z in (-0.11, -0.02)]
    return tilted([join_meshes("Finder", pieces)])


def tube_joints():
    """The tube tilts in the yoke."""
    return [hinge("Tube", "yoke", "tube", (0, 0, pivot()), "-x",
                  limits=(-ELEVATION, 45 - ELEVATION), carries=["lens", "eyepiece", "finder"])]


def yoke_joints():
    """The yoke turns on the head."""
    return [hinge("Yoke", "head", "yoke", (0, 0, HEIGHT), "z")]
