# A scroll on its back, the first roll in front. The sheet is a line (y, z), drawn out along X.
import math
import random
from mathutils import Vector


def drawn_out(name, line, material, part):
    """A sheet along a line (y, z), its two edges a little uneven."""
    dice, rows, edges = random.Random(SEED), [], [0.0, 0.0]
    for y, z in line:
        edges = [0.8 * e + dice.uniform(-0.0012, 0.0012) for e in edges]
        low, high = -WIDTH / 2 + abs(edges[0]), WIDTH / 2 - abs(edges[1])
        rows.append([(low + (high - low) * k / 6, y, z) for k in range(7)])
    return surface(name, rows, material, part, thickness=0.0008, smooth=60)


def curl(turns, inner, count):
    """A coil (y, z) that leaves the ground at y = 0 and winds up towards +Y."""
    r, line = ROLL_DIAMETER / 2 - 0.0004, []
    for k in range(count + 1):
        a = math.tau * turns * k / count
        reach = r * (1 - (1 - inner) * k / count)
        line.append((reach * math.sin(a), r + 0.0004 - reach * math.cos(a)))
    return line


def sheet(parchment):
    """The sheet between its two rolls."""
    back = [(LENGTH / 2 + y, z) for y, z in curl(1.6, 0.72, 64)]
    front = [(-y, z) for y, z in reversed(back)]
    flat = [(-LENGTH / 2 + LENGTH * k / 24, 0.0004) for k in range(1, 24)]
    return [drawn_out("Sheet", front + flat + back, pick(parchment, 0), "sheet")]


def rods(timber):
    """A turned rod in each roll, with a knob at both ends."""
    half, r = WIDTH / 2, ROLL_DIAMETER / 2
    right = [(0.715 * r, 0), (0.715 * r, half + 0.002), (0.8 * r, half + 0.004),
             (0.8 * r, half + 0.008),
             (0.4 * r, half + 0.012), (0.4 * r, half + 0.018), (0.68 * r, half + 0.026),
             (0.7 * r, half + 0.032), (0.5 * r, half + 0.039), (0.2 * r, half + 0.044),
             (0, half + 0.045)]
    made = []
    for i, y in enumerate((-LENGTH / 2, LENGTH / 2)):
        shape = [(q, -x) for q, x in reversed(right[1:])] + right
        rod = lathe(f"Rod {i + 1}", shape, (0, y, r), pick(timber, i), "rods", steps=40)
        rod.rotation_euler = (0, math.pi / 2, 0)
        made.append(rod)
    return made


def writing(ink):
    """A title, and lines of words that nobody can read."""
    top, low = LENGTH / 2 - 0.75 * ROLL_DIAMETER, -LENGTH / 2 + 0.9 * ROLL_DIAMETER
    room, dice, thick = 0.16 * (top - low), random.Random(SEED + 1), 0.0006
    title = solid_text("Title", TEXT or "~", 0.72 * room, thick, (0, 0, 0.0006), ink, "writing")
    (x0, y0, _z), (x1, y1, _top) = bounds([title])
    share = min(1, 0.76 * WIDTH / max(x1 - x0, 1e-6), 0.72 * room / max(y1 - y0, 1e-6))
    for vertex in title.data.vertices:
        vertex.co.x *= share
        vertex.co.y *= share
    (x0, y0, _z), (x1, y1, _top) = bounds([title])
    move(title, -(x0 + x1) / 2, top - 0.5 * room - (y0 + y1) / 2)
    pieces, step = [title], (top - low - 1.2 * room) / LINE_COUNT
    for row in range(LINE_COUNT):
        y, x = top - 1.2 * room - step * (row + 0.5), -0.39 * WIDTH
        last = 0.39 * WIDTH if row < LINE_COUNT - 1 else 0.05 * WIDTH
        while x < last - 0.02:
            word = min(dice.uniform(0.012, 0.034), last - x)
            line = [(x + word * k / 12, y + 0.16 * step * math.sin(2.1 * k + row)
                     * dice.uniform(0.5, 1), 0.0009) for k in range(13)]
            pieces.append(ribbon("Word", line, 0.0011, thick, ink, "writing", smooth_path=1,
                                 bevel=0))
            x += word + 0.006
    return [join_meshes("Writing", pieces)]


def wax_seal(x, y, z, wax, silk, part):
    """A round seal with two ribbon ends under it."""
    line = [(0, 0), (0.017, 0), (0.0185, 0.0025), (0.016, 0.005), (0.0125, 0.0045), (0.012, 0.0035),
            (0, 0.0035)]
    pieces = [lathe("Wax", line, (x, y, z), wax, part, steps=40),
              extrude("Sign", star_outline(0.009), 0.0015, (x, y, z + 0.004), wax, part,
                      bevel=0.0003)]
    for way in (-0.35, 0.3):
        ends = [(x, y, z + 0.0006), (x + way * 0.036, y - 0.038, z + 0.0006)]
        pieces.append(ribbon("End", ends, 0.009, 0.0008, silk, part, smooth_path=1, bevel=0))
    return pieces


def seal(wax, silk):
    """A seal at the foot of the sheet."""
    y = -LENGTH / 2 + 0.75 * ROLL_DIAMETER + 0.03
    return [join_meshes("Seal", wax_seal(0.31 * WIDTH, y, 0.0006, wax, silk, "seal"))]


def rolled(parchment, silk, wax):
    """The sheet in one roll, with a ribbon round it and a seal on top."""
    r = ROLL_DIAMETER / 2
    tie = [(r - 0.001, -0.009), (r + 0.0008, -0.009), (r + 0.0008, 0.009), (r - 0.001, 0.009)]
    ring = lathe("Tie", tie + tie[:1], (0, 0, r + 0.0008), silk, "rolled", steps=64)
    ring.rotation_euler = (0, math.pi / 2, 0)
    sheet = drawn_out("Sheet", [(y, z + 0.0008) for y, z in curl(4.3, 0.3, 170)], parchment,
                      "rolled")
    sealed = [lathe("Wax", [(0, -0.006), (0.42 * r, -0.004), (0.5 * r, 0), (0.42 * r, 0.0025),
                            (0.3 * r, 0.0015), (0, 0.0015)], (0, 0, 2 * r + 0.001), wax, "rolled")]
    return [join_meshes("Roll", [sheet, ring, *sealed])]
