# A gift box: a box, a lid that lifts off, and the ribbon on the lid, with a bow where it crosses.
import math
from mathutils import Matrix, Vector


def box_body(wrap, satin):
    """The open box, with the ribbon that goes down its sides and under it."""
    body = open_box("Box", (WIDTH, DEPTH, HEIGHT - 0.004), 0.004, 0.004, (0, 0, 0), wrap, "box",
                    0.004)
    fillet_edges(body, 0.001)
    strips = [box("Strip", size, at, satin, "box", bevel=0.0004) for size, at in (
        ((RIBBON_WIDTH, 0.0016, HEIGHT - 0.006), (0, -DEPTH / 2, HEIGHT / 2 - 0.002)),
        ((RIBBON_WIDTH, 0.0016, HEIGHT - 0.006), (0, DEPTH / 2, HEIGHT / 2 - 0.002)),
        ((0.0016, RIBBON_WIDTH, HEIGHT - 0.006), (-WIDTH / 2, 0, HEIGHT / 2 - 0.002)),
        ((0.0016, RIBBON_WIDTH, HEIGHT - 0.006), (WIDTH / 2, 0, HEIGHT / 2 - 0.002)))]
    return [join_meshes("Box", [body, *strips])]


def lid(wrap):
    """The lid with a rim that hangs over the box, a millimetre clear of it."""
    made = open_box("Lid", (WIDTH + 0.01, DEPTH + 0.01, LID_HEIGHT), 0.003, 0.004, (0, 0, 0), wrap,
                    "lid", 0.005)
    fillet_edges(made, 0.0012)
    transform([made], Matrix.Translation((0, 0, HEIGHT)) @ Matrix.Rotation(math.pi, 4, "X"))
    return [made]


def lid_joints():
    """The lid lifts off, with the ribbon and the bow on it."""
    return [slider("Lid", "box", "lid", at=(0, 0, HEIGHT), axis="z", limits=(0, LID_HEIGHT + 0.05),
                   carries=["ribbon", "bow", "tag"])]


def ribbon_round(satin):
    """The ribbon on the lid: over its top and down its rim, crosswise."""
    pieces, x, y = [], WIDTH / 2 + 0.005, DEPTH / 2 + 0.005
    for reach, turn in ((x, 0.0), (y, math.pi / 2)):
        low, top, t = HEIGHT - LID_HEIGHT, HEIGHT, 0.0016
        line = [(-reach - t, low), (-reach - t, top + t), (reach + t, top + t), (reach + t, low),
                (reach - t / 2, low), (reach - t / 2, top - t / 2), (-reach + t / 2, top - t / 2),
                (-reach + t / 2, low)]
        strip = extrude("Strip", line, RIBBON_WIDTH, (0, 0, 0), satin, "ribbon", bevel=0.0004,
                        axis="Y")
        transform([strip], Matrix.Rotation(turn, 4, "Z"))
        pieces.append(strip)
    return [join_meshes("Ribbon", pieces)]


def loop(satin, lift):
    """A loop of ribbon along +X that rises by `lift` radians and comes back to the middle."""
    size, wide, rows = BOW_SIZE, min(RIBBON_WIDTH, 0.6 * BOW_SIZE), []
    for k in range(29):
        a = 2 * math.pi * k / 28
        x, z = size * (1 - math.cos(a)) / 2, 0.24 * size * math.sin(a) * math.sin(a / 2) ** 0.6
        pinch = 0.28 + 0.72 * min(1.0, 1.6 * x / size)
        rows.append([(x, wide * pinch * s, z + 0.06 * wide * (1 - pinch) * math.cos(3 * s))
                     for s in (i / 6 - 0.5 for i in range(7))])
    made = surface("Loop", rows, satin, "bow", thickness=0.0014, smooth=70)
    transform([made], Matrix.Rotation(-lift, 4, "Y"))
    return made


def bow(satin):
    """Loops all round, more of them steeper above, a knot, and two ends that are cut to a V."""
    pieces, low = [], (LOOP_COUNT + 1) // 2
    for i in range(LOOP_COUNT):
        ring, lift = (i, 0.28) if i < low else (i - low + 0.5, 0.85)
        made = loop(satin, lift)
        transform([made], Matrix.Rotation(2 * math.pi * ring / low, 4, "Z"))
        pieces.append(made)
    for side in (-1, 1):
        w, n = 0.4 * RIBBON_WIDTH, 0.9 * BOW_SIZE
        end = extrude("End", [(-w, 0), (w, 0), (w, n), (0, n - w), (-w, n)], 0.0014,
                      (0, 0, 0.001), satin, "bow", bevel=0.0003)
        transform([end], Matrix.Rotation(side * 0.45 + math.pi, 4, "Z")
                  @ Matrix.Rotation(0.05, 4, "X"))
        pieces.append(end)
    pieces.append(sphere("Knot", 0.15 * BOW_SIZE, (0, 0, 0.1 * BOW_SIZE), satin, "bow",
                         scale=(1, 1, 0.9), segments=24, rings=14))
    transform(pieces, Matrix.Translation((0, 0, HEIGHT + 0.0026)))
    return [join_meshes("Bow", pieces)]


def tag(card, satin):
    """A card on a thread from the knot, over the front edge."""
    y, z = -DEPTH / 2 - 0.0095, HEIGHT - 0.04
    outline = [(0.018, -0.06), (0.072, -0.06), (0.072, -0.012), (0.06, 0.0), (0.03, 0.0),
               (0.018, -0.012)]
    plate = extrude("Card", round_corners(outline, 0.003, closed=True), 0.0016, (0, y, z), card,
                    "tag", bevel=0.0004, axis="Y", holes=[circle(0.0025, 20, (0.045, -0.007))])
    thread = tube("Thread", [(0.004, -0.004, HEIGHT + 0.006), (0.035, -0.6 * DEPTH / 2,
                                                               HEIGHT + 0.003),
                             (0.044, -DEPTH / 2 - 0.005, HEIGHT + 0.001), (0.045, y, z + 0.02),
                             (0.045, y, z - 0.0045)], 0.001, satin, "tag", sides=8)
    return [join_meshes("Tag", [plate, thread])]
