# Outdoors: wheels, roofs, boards and courses of stone, which several things in the open share.
import math
import random
from mathutils import Matrix, Vector


def road_wheel(name, centre, radius, width, side, rubber_skin, alloy, part, spokes=5):
    """A tyre and its rim as one wheel that rolls along Y; its hub faces `side` (+1, -1)."""
    return join_meshes(name, [
        tyre("Tyre", centre, radius, width, rubber_skin, part, rim_share=0.6),
        rim("Rim", centre, radius, width, side, alloy, part, spokes=spokes, share=0.64)])


def wire_wheel(name, centre, radius, width, hub, spokes, rubber_skin, alloy, part):
    """A wheel with wire spokes that rolls along Y: `width` of its tyre, `hub` the hub's length."""
    centre, turn = Vector(centre), (0, math.pi / 2, 0)
    inner = radius - 1.25 * width
    pieces = [torus("Tyre", radius - width / 2, width, centre, rubber_skin, part, rotation=turn,
                    steps=64, sides=16)]
    line = [(inner + 0.45 * width, 0.4 * width), (inner, 0.42 * width), (inner - 0.3 * width, 0),
            (inner, -0.42 * width), (inner + 0.45 * width, -0.4 * width)]
    ring = lathe("Rim", line + line[:1], centre, alloy, part, steps=64)
    ring.rotation_euler = turn
    barrel = 0.045 * radius
    flange = [(0, -hub / 2), (barrel, -hub / 2), (2 * barrel, -0.36 * hub), (barrel, -0.3 * hub),
              (barrel, 0.3 * hub), (2 * barrel, 0.36 * hub), (barrel, hub / 2), (0, hub / 2)]
    middle = lathe("Hub", flange, centre, alloy, part, steps=24)
    middle.rotation_euler = turn
    pieces += [ring, middle]
    for i in range(spokes):
        a = 2 * math.pi * i / spokes
        b = a + (0.5 if i % 4 < 2 else -0.5)
        foot = Vector(((-0.34 if i % 2 else 0.34) * hub, 1.7 * barrel * math.cos(b),
                       1.7 * barrel * math.sin(b)))
        tip = Vector((0, (inner - 0.2 * width) * math.cos(a), (inner - 0.2 * width) * math.sin(a)))
        pieces.append(tube("Spoke", [centre + foot, centre + tip], 0.0045 * radius, alloy, part,
                           sides=6, smooth_path=1))
    return join_meshes(name, pieces)


def arched_sill(front, rear, low, axles, radius, height):
    """The underside (y, z) of a body from front to rear, with an arch over each axle."""
    line, dip = [(front, low)], math.degrees(math.asin((low - height) / radius))
    for y in axles:
        line += arc((y, height), radius, 180 - dip, dip, 16)
    return line + [(rear, low)]


def board_wall(name, outline, thickness, board, location, material, part, axis="Y"):
    """Upright boards side by side that fill an outline [(x, z), …] which has no hollows; `axis`
    the way that it faces."""
    left, right = min(x for x, _z in outline), max(x for x, _z in outline)
    count = max(1, round((right - left) / board))
    wide, pieces = (right - left) / count, []
    for i in range(count):
        low, high = left + (i + 0.02) * wide, left + (i + 0.98) * wide
        shape = clip_band(clip_band(outline, low, 1), high, -1)
        if len(shape) > 2:
            pieces.append(extrude("Board", shape, thickness, location, material, part,
                                  bevel=0.15 * thickness, axis=axis, segments=1))
    return join_meshes(name, pieces)


def clip_band(outline, limit, way):
    """The outline's share where x is above (way 1) or below (-1) a limit."""
    kept = []
    for (x, z), (u, w) in zip(outline, outline[1:] + outline[:1]):
        here, there = way * (x - limit) >= 0, way * (u - limit) >= 0
        if here:
            kept.append((x, z))
        if here != there:
            share = (limit - x) / (u - x)
            kept.append((limit, z + share * (w - z)))
    return kept


def stone_course(radius, low, height, thickness, count, shift=0.0, seed=0, lean=0.0):
    """Placements for `blocks`: a ring of stones, a little uneven; `lean` tilts them inward."""
    dice = random.Random(seed)
    wide = 2 * math.pi * (radius - thickness / 2) / count
    return [Matrix.Rotation(2 * math.pi * (k + shift) / count, 4, "Z")
            @ Matrix.Translation((0, -radius + dice.uniform(-0.04, 0.04) * thickness,
                                  low + height / 2))
            @ Matrix.Rotation(-lean, 4, "X")
            @ Matrix.Diagonal((wide * dice.uniform(0.9, 0.97), thickness, 0.96 * height, 1))
            for k in range(count)]


def pointed_board(name, x, y, low, high, width, thickness, material, part):
    """An upright board whose top comes to a point, as in a picket fence; its face to -Y."""
    tip = min(0.6 * width, 0.3 * (high - low))
    line = [(-width / 2, low), (width / 2, low), (width / 2, high - tip), (0, high),
            (-width / 2, high - tip)]
    return extrude(name, line, thickness, (x, y, 0), material, part, bevel=0.12 * thickness,
                   axis="Y", segments=1)


def capped_post(name, x, y, height, thickness, material, part):
    """A square post with a flat cap and a pyramid on top."""
    t, cap = thickness / 2, 0.09 * height + 0.02
    rings = [(t, 0), (t, height - cap), (1.22 * t, height - cap), (1.22 * t, height - 0.7 * cap),
             (1.05 * t, height - 0.6 * cap), (0.08 * t, height)]
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return loft(name, [[(x + u * half, y + v * half, z) for u, v in corners] for half, z in rings],
                material, part, smooth=20)
