# Household things: pieces that barrels, buckets and baskets share.
import math


def staves(name, outside, wall, count, material, part, gap=0.0006):
    """The upright boards of a barrel or a tub, one object each: `outside` is the profile (r, z)
    of the whole, from bottom to top, `gap` is what lies between two boards."""
    made = []
    for i in range(count):
        sections, half = [], math.pi / count
        for r, z in outside:
            slit, edge = gap / 2 / r, 0.12 * half
            turns = [-half + slit, -half + slit + edge, 0.0, half - slit - edge, half - slit]
            reach = [r - 0.06 * wall, r, r, r, r - 0.06 * wall]
            middle = 2 * math.pi * (i + 0.5) / count
            outer = [(q * math.cos(middle + t), q * math.sin(middle + t), z)
                     for q, t in zip(reach, turns)]
            inner = [((r - wall) * math.cos(middle + t), (r - wall) * math.sin(middle + t), z)
                     for t in (turns[-1], 0.0, turns[0])]
            sections.append(outer + inner)
        made.append(loft(f"{name} {i + 1}", sections, pick(material, i), part, smooth=25))
    return made
