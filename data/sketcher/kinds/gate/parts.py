# A gate across X: two posts of masonry with balls on top, and wings of iron bars whose tops rise to
# the middle. Each wing hangs on its post with a gap all round.
import math


def wing_spans():
    """Each wing's name, its ends from hinge to latch, and the side of its hinges."""
    half = WIDTH / 2 - 0.02
    if WING_COUNT == 1:
        return [("Wing", -half, half, -1)]
    return [("Left Wing", -half, -0.008, -1), ("Right Wing", half, 0.008, 1)]


def posts(masonry):
    """Two square posts on a wider foot."""
    made = []
    for i, side in enumerate((-1, 1)):
        x, tall = side * (WIDTH + POST_THICKNESS) / 2, HEIGHT + 0.15
        body = box("Post", (0.92 * POST_THICKNESS, 0.92 * POST_THICKNESS, tall),
                   (x + side * -0.04 * POST_THICKNESS, 0, tall / 2), masonry, "posts", bevel=0.012)
        foot = box("Foot", (POST_THICKNESS, POST_THICKNESS, 0.22), (x, 0, 0.11), masonry, "posts",
                   bevel=0.02)
        made.append(join_meshes(f"Post {i + 1}", [body, foot]))
    return made


def caps(slab):
    """A stepped slab with a ball on each post."""
    made, t, z = [], POST_THICKNESS, HEIGHT + 0.15
    for i, side in enumerate((-1, 1)):
        at = (side * (WIDTH + 0.92 * t) / 2, 0)
        pieces = [box("Slab", (wide * t, wide * t, tall * t), (*at, z + up * t), slab, "caps",
                      bevel=0.03 * t) for wide, tall, up in ((1.2, 0.14, 0.07), (0.9, 0.1, 0.18))]
        neck = [(0, 0), (0.24 * t, 0), (0.14 * t, 0.06 * t), (0.14 * t, 0.12 * t), (0, 0.12 * t)]
        pieces += [lathe("Neck", neck, (*at, z + 0.22 * t), slab, "caps", steps=40),
                   sphere("Ball", 0.3 * t, (*at, z + 0.62 * t), slab, "caps")]
        made.append(join_meshes(f"Cap {i + 1}", pieces))
    return made


def top_at(x):
    """The upper rail's height: it swings up to the middle of the gate."""
    return HEIGHT + RISE * (0.5 + 0.5 * math.cos(2 * math.pi * x / WIDTH))


def wings(iron):
    """Wings of upright bars with spear tips between rails, and hinges."""
    made, r = [], 0.012 + 0.003 * HEIGHT
    for name, a, b, side in wing_spans():
        xs = [a + (b - a) * k / (BAR_COUNT + 1) for k in range(BAR_COUNT + 2)]
        way = 1 if b > a else -1
        pieces = [box("Stile", (0.05, 0.05, top_at(x) - 0.08),
                      (x + way * inset, 0, top_at(x) / 2 + 0.04), iron, "wings", bevel=0.006) for x,
                  inset in ((a, 0.025), (b, -0.025))]
        for x in xs[1:-1]:
            high = top_at(x) + 0.03
            pieces.append(cylinder("Bar", r, high - 0.1, (x, 0, 0.1 + (high - 0.1) / 2), iron,
                                   "wings", sides=16))
            tip = [(0, 0), (r, 0), (1.9 * r, 2.2 * r), (0, 7 * r)]
            pieces.append(lathe("Tip", tip, (x, 0, high - 0.004), iron, "wings", steps=16))
        for z in (0.12, 0.42 * HEIGHT, 0.52 * HEIGHT):
            pieces.append(box("Rail", (abs(b - a) - 0.02, 0.03, 0.045), ((a + b) / 2, 0, z), iron,
                              "wings", bevel=0.005))
        line = [(x, 0, top_at(x) - 0.04) for x in xs]
        pieces.append(ribbon("Top", line, 0.03, 0.045, iron, "wings", smooth_path=4))
        step = abs(xs[1] - xs[0])
        pieces += [torus("Ring", min(0.045 * HEIGHT, 0.45 * step) - 0.006, 0.014,
                         ((x + u) / 2, 0, 0.47 * HEIGHT), iron, "wings",
                         rotation=(math.pi / 2, 0, 0), steps=24, sides=8) for x,
                   u in zip(xs, xs[1:])]
        pieces += [cylinder("Hinge", 0.022, 0.12, (side * (WIDTH / 2 - 0.022), 0, z), iron, "wings")
                   for z in (0.2 * HEIGHT, 0.8 * HEIGHT)]
        made.append(join_meshes(name, pieces))
    return made


def wing_joints():
    """Each wing opens backward about its hinges."""
    return [hinge(f"{name} opens", f"Post {1 if side < 0 else 2}", name,
                  at=(side * (WIDTH / 2 - 0.022), 0, HEIGHT / 2), axis="z" if side < 0 else "-z",
                  limits=(0, 95), carries=[f"{name} Boards"]) for name, _a, _b,
            side in wing_spans()]


def boards(timber):
    """Boards behind the bars of each wing."""
    made = []
    for name, a, b, _side in wing_spans():
        low, high = min(a, b) + 0.055, max(a, b) - 0.055
        line = [(low, 0.15), (high, 0.15)] + [(high + (low - high) * k / 8,
                                               top_at(high + (low - high) * k / 8) - 0.09)
                                              for k in range(9)]
        made.append(board_wall(f"{name} Boards", line, 0.02, 0.14, (0, 0.024, 0), timber, "boards"))
    return made
