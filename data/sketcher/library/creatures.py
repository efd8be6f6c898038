# Creatures: the pieces that faces and fins are made of.
import math
from mathutils import Vector


def dome(name, centre, look, radius, start, end, scale, material, part, steps=32):
    """A cap of a ball, facing `look`: irises, pupils, eyelids, ears, lamp glasses.

    It spans the angles start..end (radians from `look`) of a ball of `radius`, lifted off it by
    `scale`; the rim turns in, so that it lies on the ball without a gap. start > 0 leaves a hole.
    """
    outer = radius * scale
    bow = [start + (end - start) * i / 10 for i in range(11)]
    profile = [(outer * math.sin(a), outer * math.cos(a)) for a in bow]
    rim = 0.97 * radius
    profile.append((rim * math.sin(end), rim * math.cos(end)))
    if start > 1e-6:
        profile += [(rim * math.sin(start), rim * math.cos(start)), profile[0]]
    else:
        profile[0] = (0.0, outer)
        profile.append((0.0, min(rim * math.cos(end), 0.9 * rim)))
    made = lathe(name, profile, centre, material, part, steps=steps, smooth=60)
    made.rotation_euler = Vector(look).to_track_quat("Z", "Y").to_euler()
    return made


def lay_rays(fin, rows, rays):
    """Tell the finish `membrane` where a fin made by `surface` has its rays.

    Each of the `rows` of points runs from the root to the edge, and `rays` rays lie side by side.
    """
    count, last = len(rows[0]), len(rows) - 1
    marks = [value for i in range(last + 1) for j in range(count)
             for value in (j / (count - 1), rays * i / last, 0.0)]
    layer = fin.data.attributes.new("rays", "FLOAT_VECTOR", "POINT")
    layer.data.foreach_set("vector", marks * (3 * len(layer.data) // len(marks)))
    return fin
