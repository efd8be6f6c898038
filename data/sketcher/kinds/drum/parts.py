# A drum: a shell between two hoops, a head under each, and a cord that pulls them together.
import math
from mathutils import Matrix, Vector


def shell(lacquer):
    """The round wall."""
    r = DIAMETER / 2
    return [lathe("Shell", [(r, 0.006), (r, HEIGHT - 0.006), (r - 0.006, HEIGHT - 0.006),
                            (r - 0.006, 0.006), (r, 0.006)], (0, 0, 0), lacquer, "shell", steps=96)]


def hoops(hoop):
    """A bent hoop at either end, a little wider than the shell."""
    made, r = [], DIAMETER / 2
    for i, low in enumerate((0.0, HEIGHT - HOOP_HEIGHT)):
        line = round_corners([(r + 0.0005, low), (r + 0.012, low), (r + 0.012, low + HOOP_HEIGHT),
                              (r + 0.0005, low + HOOP_HEIGHT)], 0.004, closed=True)
        made.append(lathe(f"Hoop {i + 1}", [*line, line[0]], (0, 0, 0), pick(hoop, i), "hoops",
                          steps=96))
    return made


def heads(skin):
    """A skin stretched over either end of the shell, tucked under its hoop."""
    made, r = [], DIAMETER / 2 + 0.001
    for i, (z, way) in enumerate(((0.005, 1), (HEIGHT - 0.005, -1))):
        line = [(0.0, z), (r - 0.004, z), (r, z + 0.004 * way), (r, z + 0.012 * way),
                (r - 0.0015, z + 0.012 * way), (r - 0.0015, z + 0.0045 * way),
                (r - 0.0045, z + 0.0015 * way), (0.0, z + 0.0015 * way)]
        made.append(lathe(f"Head {i + 1}", line, (0, 0, 0), pick(skin, i), "heads", steps=96))
    return made


def cords(cord, tab):
    """A cord that goes up and down between the hoops, with a leather tightener on each pair."""
    r, low, high = DIAMETER / 2 + 0.008, 0.75 * HOOP_HEIGHT, HEIGHT - 0.75 * HOOP_HEIGHT
    line, pieces = [], []
    for k in range(2 * CORD_COUNT):
        for step in range(8):
            t, a = step / 8, math.pi * (k + step / 8) / CORD_COUNT
            rise = t if k % 2 else 1 - t
            line.append((r * math.sin(a), -r * math.cos(a), low + rise * (high - low)))
    pieces.append(tube("Cord", line, 0.0036, cord, "cords", sides=10, closed=True, smooth_path=1))
    for k in range(CORD_COUNT):
        a = 2 * math.pi * (k + 0.5) / CORD_COUNT
        spot = Vector((r * math.sin(a), -r * math.cos(a), low + 0.26 * (high - low)))
        wide = 0.3 * math.pi * DIAMETER / CORD_COUNT / 2
        plate = box("Tab", (wide, 0.011, 0.14 * (high - low)), (0, 0, 0), tab, "cords", bevel=0.003)
        transform([plate], Matrix.Translation(spot) @ Matrix.Rotation(a, 4, "Z"))
        pieces.append(plate)
    return [join_meshes("Cord", pieces)]


def sticks(stick):
    """Two sticks that lie crossed on the upper hoop."""
    made, n = [], max(STICK_LENGTH, DIAMETER + 0.04)
    profile = [(0, 0), (0.006, 0.002), (0.0075, 0.01), (0.0075, 0.55 * n), (0.0045, 0.9 * n),
               (0.0042, 0.94 * n), (0.0065, 0.96 * n), (0.0065, 0.985 * n), (0.003, n), (0, n)]
    for i, side in enumerate((-1, 1)):
        piece = lathe(f"Drumstick {i + 1}", profile, (0, 0, 0), pick(stick, i), "sticks", steps=28)
        transform([piece], Matrix.Translation((0, 0, HEIGHT + 0.0073 + 0.0145 * i))
                  @ Matrix.Rotation(0.5 * side, 4, "Z") @ Matrix.Rotation(math.pi / 2, 4, "Y")
                  @ Matrix.Translation((0, 0, -n / 2)))
        made.append(piece)
    return made
