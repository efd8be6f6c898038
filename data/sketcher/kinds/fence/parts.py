# A fence along X whose pickets face -Y: posts with caps, rails between them, and pointed pickets. A
# gate hangs on its right end, and shuts against a post of its own.


def post_places():
    """Where the posts stand along the fence."""
    reach = LENGTH / 2 - 0.61 * POST_THICKNESS
    return [-reach + 2 * reach * k / SECTION_COUNT for k in range(SECTION_COUNT + 1)]


def sections():
    """The space between each two posts, as (left, right)."""
    places = post_places()
    return [(a + POST_THICKNESS / 2, b - POST_THICKNESS / 2) for a, b in zip(places, places[1:])]


def rail_heights():
    """The middles of the rails."""
    first, last = 0.2 * HEIGHT, 0.8 * HEIGHT
    return [first + (last - first) * k / (RAIL_COUNT - 1) for k in range(RAIL_COUNT)]


def posts(timber):
    """Posts a little taller than the pickets."""
    return [capped_post(f"Post {i + 1}", x, 0, 1.08 * HEIGHT + 0.03, POST_THICKNESS, timber,
                        "posts") for i, x in enumerate(post_places())]


def rails(timber):
    """Rails from post to post, one above the other."""
    return [join_meshes(f"Rail {i + 1}", [
        box("Rail", (b - a + 0.02, 0.036, min(0.09, 0.1 * HEIGHT)), ((a + b) / 2, 0, z), timber,
            "rails", bevel=0.005) for a, b in sections()]) for i, z in enumerate(rail_heights())]


def picket_row(left, right, y, low, timber, part):
    """Pickets that fill a stretch with even gaps."""
    count = max(1, round((right - left) / (PICKET_WIDTH + GAP)))
    step = (right - left) / count
    wide = min(PICKET_WIDTH, 0.94 * step)
    return [pointed_board("Picket", left + (k + 0.5) * step, y, low, HEIGHT, wide, 0.022, timber,
                          part) for k in range(count)]


def pickets(timber):
    """Pickets before the rails."""
    return [join_meshes("Pickets", [each for a, b in sections() for each in
                                    picket_row(a, b, -0.028, 0.05, timber, "pickets")])]


def gate(timber, iron):
    """A gate of pickets on a braced frame, with hinges, a latch, and the post that it shuts on."""
    left, right = LENGTH / 2 + 0.014, LENGTH / 2 + GATE_WIDTH - 0.016
    low, high = rail_heights()[0], rail_heights()[-1]
    tall = min(0.09, 0.1 * HEIGHT)
    pieces = picket_row(left, right, -0.028, 0.06, timber, "gate")
    pieces += [box("Rail", (right - left, 0.036, tall), ((left + right) / 2, 0, z), timber, "gate",
                   bevel=0.005) for z in (low, high)]
    pieces.append(ribbon("Brace", [(left + 0.03, 0, low), (right - 0.03, 0, high)], 0.034, tall,
                         timber, "gate", up=(0, 0, 1)))
    for z in (low, high):
        pieces.append(box("Strap", (0.34 * GATE_WIDTH, 0.008, 0.03),
                          (left + 0.17 * GATE_WIDTH, -0.042, z), iron, "gate", bevel=0.002))
        pieces.append(cylinder("Hinge", 0.011, 0.07, (left - 0.006, -0.042, z), iron, "gate"))
    pieces.append(box("Latch", (0.15, 0.012, 0.03), (right - 0.066, -0.045, 0.68 * HEIGHT), iron,
                      "gate", bevel=0.003))
    made = [join_meshes("Gate", pieces)]
    made.append(capped_post("Gate Post", LENGTH / 2 + GATE_WIDTH + POST_THICKNESS / 2, 0,
                            1.08 * HEIGHT + 0.03, POST_THICKNESS, timber, "gate"))
    return made


def gate_joints():
    """The gate opens forward about its hinges."""
    return [hinge("Gate opens", "Post " + str(SECTION_COUNT + 1), "Gate",
                  at=(LENGTH / 2 + 0.008, -0.042, HEIGHT / 2), axis="-z", limits=(0, 100))]
