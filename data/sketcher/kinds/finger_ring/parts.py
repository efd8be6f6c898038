# A ring that stands upright, its stone on top. The finger goes through it along Y.
import math
from mathutils import Vector


def outer():
    """The outer radius of the band; its middle is as high."""
    return INNER_DIAMETER / 2 + BAND_THICKNESS


def round_ring(turn, out):
    """A place on the band, in degrees from the top, and the direction outward."""
    way = Vector((math.sin(math.radians(turn)), 0, math.cos(math.radians(turn))))
    return Vector((0, 0, outer())) + way * out, way


def ring_band(metal):
    """The band: flat inside, rounded outside."""
    r, half = INNER_DIAMETER / 2, BAND_WIDTH / 2
    line = [(r + 0.35 * BAND_THICKNESS + 0.65 * BAND_THICKNESS * math.cos(a), half * math.sin(a))
            for a in (math.pi * (k / 12 - 0.5) for k in range(13))]
    line += [(r + 0.1 * BAND_THICKNESS, half), (r, 0.8 * half), (r, -0.8 * half),
             (r + 0.1 * BAND_THICKNESS, -half)]
    made = lathe("Band", line + line[:1], (0, 0, outer()), pick(metal, 0), "band", steps=128,
                 smooth=50)
    made.rotation_euler = (math.pi / 2, 0, 0)
    return [made]


def centre_stone(stone):
    """The stone, its tip on the band."""
    high = 0.62 * STONE_DIAMETER
    return [prism_gem("Stone", STONE_DIAMETER / 2, high, (0, 0, 2 * outer() + high / 2 - 0.0001),
                      pick(stone, 0), "stone", sides=16)]


def claws(metal):
    """A cup under the stone, and claws that grip its girdle."""
    s, low = STONE_DIAMETER, 2 * outer()
    girdle, thick = low + 0.403 * s, 0.035 * s
    line = [(0.1, -0.001 / s), (0.2, 0.0), (0.3, 0.16), (0.26, 0.18), (0.1, 0.05),
            (0.1, -0.001 / s)]
    pieces = [lathe("Cup", [(x * s, low + z * s) for x, z in line], (0, 0, 0), metal, "claws",
                    steps=48)]
    for k in range(CLAW_COUNT):
        a = math.tau * (k + 0.5) / CLAW_COUNT
        points = [(r * s * math.cos(a), r * s * math.sin(a), z) for r, z in (
            (0.15, low - 0.0008), (0.3, low + 0.12 * s), (0.49, girdle - 0.07 * s),
            (0.512, girdle + 0.01 * s), (0.44, girdle + 0.09 * s))]
        pieces.append(tube("Claw", points, [thick, thick, thick, thick, 0.8 * thick], metal,
                           "claws", sides=12, smooth_path=4))
    return [join_meshes("Setting", pieces)]


def side_stones(small):
    """Small stones let into both shoulders."""
    made, wide = [], 0.68 * BAND_WIDTH
    first = math.degrees((0.42 * STONE_DIAMETER + 0.5 * wide) / outer())
    step = math.degrees(1.12 * wide / outer())
    step = min(step, (88 - first) / SIDE_COUNT)
    wide = min(wide, math.radians(step) * outer() / 1.08)
    for side in (-1, 1):
        for k in range(SIDE_COUNT):
            at, way = round_ring(side * (first + step * k), outer() - 0.14 * wide)
            made.append(prism_gem(f"Side stone {len(made) + 1}", wide / 2, 0.56 * wide, at,
                                  pick(small, k), "side_stones", sides=10,
                                  rotation=way.to_track_quat("Z", "Y").to_euler()))
    return made


def signet(metal):
    """An oval plate that grows out of the band, with words cut in."""
    s, low = STONE_DIAMETER, 2 * outer()
    rows = [[(a * s * x, b * s * y, low + z) for x, y in circle(1, 64)] for a, b, z in (
        (0.3, 0.28, -0.0016), (0.6, 0.52, -0.0002), (0.75, 0.65, 0.001), (0.75, 0.65, 0.0016),
        (0.7, 0.6, 0.002))]
    plate = loft("Plate", rows, pick(metal, 0), "signet", smooth=35)
    return [put_words(plate, TEXT, (0.8 * s, 0.7 * s), -0.0003, (0, 0, low + 0.002),
                      pick(metal, 0))]
