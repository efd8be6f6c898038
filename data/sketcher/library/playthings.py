# Playthings: shapes that food, toys and treasures share.
import math
from mathutils import Vector


def smooth_profile(points, steps=8):
    """A profile [(r, z), …] for `lathe`, smooth through points, none behind the axis."""
    return [(max(0.0, p.x), p.y) for p in catmull(points, steps)]


def spots_round(count, radius, z, first=0.0, last=360.0):
    """Points spread evenly round a circle, from -Y on; or from `first` to `last` degrees only."""
    whole = last - first > 359.9
    turns = [math.radians(first + (last - first) * (i + (0 if whole else 0.5)) / count - 90)
             for i in range(count)]
    return [Vector((radius * math.cos(a), radius * math.sin(a), z)) for a in turns]


def turned_slice(name, outline, first, last, material, part, steps=64):
    """A closed outline [(r, z), …] turned round Z from one angle to another, in degrees from -Y on;
    as a ring if they are a whole turn apart."""
    if last - first > 359.9:
        return lathe(name, [*outline, outline[0]], (0, 0, 0), material, part, steps=steps)
    turns = [math.radians(first + (last - first) * k / steps - 90) for k in range(steps + 1)]
    sections = [[(max(r, 0.0002) * math.cos(a), max(r, 0.0002) * math.sin(a), z)
                 for r, z in outline] for a in turns]
    return loft(name, sections, material, part, smooth=40)


def flame_tongue(name, foot, height, width, turn, material, part, sides=16):
    """A tongue of fire: it swells over its foot and sways to its tip, towards `turn` in radians."""
    sections = []
    for k in range(19):
        t = 0.004 + 0.992 * k / 18
        reach = width / 2 * t ** 0.5 * (1 - t) ** 1.1 / 0.37
        sway = 0.22 * width * math.sin(5.5 * t) * t
        middle = Vector(foot) + Vector((sway * math.cos(turn), sway * math.sin(turn), t * height))
        sections.append([middle + Vector((reach * math.cos(a), reach * math.sin(a), 0))
                         for a in (2 * math.pi * i / sides for i in range(sides))])
    return loft(name, sections, material, part, smooth=180)
