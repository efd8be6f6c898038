# A street lamp of cast iron: a stepped base, a slender post with rings, a bar to lean a ladder on,
# and a lantern with four panes that widens upwards.
import math
import random
from mathutils import Vector


def lantern_foot():
    """The height at which the lantern stands on the post."""
    return HEIGHT - 1.75 * LANTERN_WIDTH


def square(half, z):
    """A square outline about the post."""
    return [Vector((x * half, y * half, z)) for x, y in ((1, 1), (-1, 1), (-1, -1), (1, -1))]


def pane_corner(share, x, y, inset=0.0):
    """A point of the lantern's corner: share 0 at its floor, 1 under the roof."""
    half = LANTERN_WIDTH * (0.27 + 0.2 * share) - inset
    return Vector((x * half, y * half, lantern_foot() + LANTERN_WIDTH * (0.12 + 0.88 * share)))


def base(iron):
    """The stepped foot, bell-shaped above."""
    r, h = BASE_RADIUS, 0.17 * HEIGHT
    steps = [(0, 0), (r, 0), (r, 0.10 * h), (0.92 * r, 0.13 * h), (0.92 * r, 0.2 * h),
             (0.8 * r, 0.24 * h)]
    bell = catmull([(0.8 * r, 0.24 * h, 0), (0.72 * r, 0.45 * h, 0),
                    (max(0.4 * r, 1.3 * POST_RADIUS), 0.75 * h, 0),
                    (1.25 * POST_RADIUS, 0.92 * h, 0)], 8)
    profile = steps + [(p.x, p.y) for p in bell[1:]]
    profile += [(1.6 * POST_RADIUS, 0.94 * h), (1.6 * POST_RADIUS, h), (0, h)]
    return [lathe("Base", profile, (0, 0, 0), iron, "base", steps=48, smooth=35)]


def lamp_post(iron):
    """The post: it tapers, with rings above the base, in the middle and under the lantern."""
    low, high = 0.17 * HEIGHT - 0.004, lantern_foot()
    r, tall = POST_RADIUS, high - low
    profile = [(0, 0), (r, 0)]
    for share, proud in ((0.04, 1.35), (0.36, 1.3), (0.40, 1.3), (0.9, 1.35)):
        at, own = share * tall, r * (1 - 0.32 * share)
        profile += [(own, at - 0.5 * r), (proud * own, at - 0.3 * r), (proud * own, at + 0.3 * r),
                    (own, at + 0.5 * r)]
    profile += [(0.66 * r, tall - 1.2 * r), (1.7 * r, tall), (0, tall)]
    return [lathe("Post", profile, (0, 0, low), iron, "post", steps=40, smooth=35)]


def ladder_bar(iron):
    """A bar below the lantern with a ball at each end: the lamplighter leaned a ladder on it."""
    z, reach = lantern_foot() - 0.75 * LANTERN_WIDTH, 0.85 * LANTERN_WIDTH
    r = 0.3 * POST_RADIUS
    pieces = [cylinder("Bar", r, 2 * reach, (0, 0, z), iron, "bar",
                       rotation=(0, math.pi / 2, 0))]
    for side in (-1, 1):
        pieces.append(sphere("Ball", 2 * r, (side * reach, 0, z), iron, "bar", segments=24,
                             rings=12))
        curl = [Vector((0.5 * POST_RADIUS * side, 0, z - 0.5 * reach)),
                Vector((0.25 * reach * side, 0, z - 0.42 * reach)),
                Vector((0.45 * reach * side, 0, z - 0.15 * reach)),
                Vector((0.55 * reach * side, 0, z))]
        pieces.append(tube("Brace", curl, 0.7 * r, iron, "bar"))
    return [join_meshes("Ladder Bar", pieces)]


def lantern_frame(iron):
    """The lantern's floor, its four corner bars and the rim under the roof."""
    w = LANTERN_WIDTH
    floor = [square(half * w, lantern_foot() + rise * w) for half, rise in (
        (0.12, -0.01), (0.29, 0.08), (0.31, 0.09), (0.31, 0.13))]
    pieces = [loft("Floor", floor, iron, "frame", smooth=15)]
    corners = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    for x, y in corners:
        pieces.append(tube("Corner", [pane_corner(0, x, y), pane_corner(1, x, y)], 0.022 * w, iron,
                           "frame", smooth_path=1))
    for share in (0.72, 1.0):
        points = [pane_corner(share, x, y) for x, y in corners]
        for a, b in zip(points, points[1:] + points[:1]):
            pieces.append(tube("Rail", [a, b], 0.016 * w, iron, "frame", smooth_path=1))
    return [join_meshes("Lantern", pieces)]


def panes(clear):
    """Four panes of glass between the corners."""
    made, w = [], LANTERN_WIDTH
    for i, (ax, ay, bx, by) in enumerate(((1, -1, -1, -1), (1, 1, 1, -1), (-1, 1, 1, 1),
                                         (-1, -1, -1, 1))):
        rows = [[pane_corner(s, ax, ay, 0.008 * w), pane_corner(s, bx, by, 0.008 * w)]
                for s in (0.0, 1.0)]
        made.append(surface(f"Pane {i + 1}", rows, clear, "panes", thickness=0.008 * w,
                            smooth=None))
    return made


def bulb(shine_stuff):
    """The light: a pear on a socket."""
    w = LANTERN_WIDTH
    profile = catmull([(0.0, 0.0, 0), (0.05 * w, 0.0, 0), (0.06 * w, 0.12 * w, 0),
                       (0.14 * w, 0.3 * w, 0), (0.12 * w, 0.44 * w, 0), (0.0, 0.52 * w, 0)], 8)
    outline = [(max(0.0, p.x), p.y) for p in profile]
    outline[-1] = (0.0, outline[-1][1])
    return [lathe("Bulb", outline, (0, 0, lantern_foot() + 0.125 * w), shine_stuff, "bulb",
                  steps=40, smooth=60)]


def roof(iron):
    """A hipped roof that curves up to a vent, with a finial on top."""
    w, z = LANTERN_WIDTH, lantern_foot() + LANTERN_WIDTH
    sections = [square(half * w, z + rise * w) for half, rise in (
        (0.48, -0.01), (0.54, 0.0), (0.54, 0.025), (0.42, 0.12), (0.3, 0.19), (0.19, 0.29),
        (0.14, 0.36), (0.14, 0.44), (0.18, 0.45), (0.18, 0.475), (0.1, 0.53))]
    pieces = [loft("Roof", sections, iron, "roof", smooth=18)]
    point = [(0, 0), (0.07 * w, 0), (0.04 * w, 0.05 * w), (0.065 * w, 0.1 * w),
             (0.05 * w, 0.15 * w), (0.018 * w, 0.19 * w), (0, 0.25 * w)]
    pieces.append(lathe("Finial", point, (0, 0, z + 0.5 * w), iron, "roof", steps=28, smooth=50))
    return [join_meshes("Roof", pieces)]


def baskets(soil_stuff, green, bloom):
    """Two hanging baskets of flowers at the ends of the bar."""
    made, w = [], LANTERN_WIDTH
    r, z = 0.34 * w, lantern_foot() - 0.75 * w
    for i, side in enumerate((-1, 1)):
        dice = random.Random(20 + i)
        x, low = side * 0.72 * w, z - 0.95 * w
        bowl = [(r * math.sin(a), -r * math.cos(a))
                for a in (math.pi / 2 * k / 12 for k in range(13))]
        pieces = [lathe("Bowl", bowl + [(0, 0)], (x, 0, low), soil_stuff, "baskets", steps=32)]
        for k in range(3):
            turn = 2 * math.pi * k / 3
            hook = (x + 0.95 * r * math.cos(turn), 0.95 * r * math.sin(turn), low)
            pieces.append(tube("Wire", [hook, (x, 0, z)], 0.01 * w, soil_stuff, "baskets", sides=8,
                               smooth_path=1))
        for template, stuff, count in ((leaf_blade(0.22 * w, 0.11 * w), green, 150),
                                       (open_blossom(0.075 * w), bloom, 45)):
            places = []
            for _ in range(count):
                spot, out = dome_point((x, 0, low), (1.15 * r, 1.15 * r, 0.8 * r),
                                       dice.uniform(0, 6.28), dice.uniform(-0.2, 1.0), seed=i)
                aside = out.cross(Vector((dice.uniform(-1, 1), dice.uniform(-1, 1), 0.3)))
                tip, face = (out, aside) if stuff is green else (aside, out)
                places.append(growing(spot, tip, face, dice.uniform(0.8, 1.2)))
            pieces.append(scatter_mesh("Plants", places, template, stuff, "baskets"))
        made.append(join_meshes(f"Basket {i + 1}", pieces))
    return made
