# A stand for headphones that prints upright: from the post to the saddle it widens by 45 degrees,
# so that it needs no support. Post and base run into each other, which slicers join.


def stand_base(foot):
    """A flat base with a rounded upper edge."""
    outline = base_outline(0)
    body = sharp_extrude("Base", outline, BASE_THICKNESS, (0, 0, BASE_THICKNESS / 2), foot, "base")
    return [fillet_edges(body, min(0.003, 0.4 * BASE_THICKNESS), "top outer", chamfer=True)]


def base_rim(foot):
    """A wall round the base, from the ground up."""
    tall = BASE_THICKNESS + 0.01
    return [sharp_extrude("Tray", base_outline(0.0035), tall, (0, 0, tall / 2), foot, "tray",
                          holes=[base_outline(0.0055)])]


def base_outline(inset):
    """A disc, or for two headphones an oval."""
    radius = BASE_DIAMETER / 2 - inset
    reach = max(RESTS * SADDLE / 2 - inset - radius, 0.0)
    if reach < 1e-6:
        return circle(radius, sides_for(radius))
    return bar_outline((-reach, 0), (reach, 0), radius, sides_for(radius) // 2)


def stand_post(plastic):
    """A post with a foot that flares, and a saddle for each pair of headphones."""
    half, top, low = POST / 2, HEIGHT, BASE_THICKNESS
    wide = RESTS * SADDLE / 2 + (RESTS - 1) * 0.005
    lip, flare = 0.007, 0.012
    right = [(half + flare, 0), (half + flare, low), (half + 0.3 * flare, low + 0.4 * flare),
             (half, low + 1.6 * flare), (half, top - (wide - half) - lip), (wide, top - lip),
             (wide, top)]
    # The saddles: a hollow for the band, as wide as its end lips leave it.
    tops = []
    for i in reversed(range(RESTS)):
        x = (i - (RESTS - 1) / 2) * (SADDLE + 0.01)
        tops += [(x + sx * (SADDLE / 2 - 0.006), top - depth) for sx, depth in
                 ((1, 0), (0.82, 0.002), (0.5, 0.0042), (0, 0.005), (-0.5, 0.0042), (-0.82, 0.002),
                  (-1, 0))]
    outline = right + tops + [(-x, z) for x, z in reversed(right)]
    body = sharp_extrude("Stand", outline, DEPTH, (0, 0, 0), plastic, "stand", axis="Y")
    return [fillet_edges(body, 0.0015, is_side_edge, chamfer=True)]


def is_side_edge(a, b):
    """Whether an edge between two points is on the front or back, above the base."""
    return abs(a.y - b.y) < 1e-6 and min(a.z, b.z) > BASE_THICKNESS + 1e-4
