# A watch tower with SIDES sides, one of them to the front. WIDTH is from flat side to flat side.
import math
from mathutils import Matrix


def ring_of(share, z):
    """The tower's outline at a height, so wide to WIDTH."""
    far = share * WIDTH / 2 / math.cos(math.pi / SIDES)
    return [(far * math.sin(a), -far * math.cos(a), z)
            for a in (math.tau * (k + 0.5) / SIDES for k in range(SIDES))]


def share_at(z):
    """How wide the tower is at a height: it tapers, its foot is battered."""
    if z < 0.12 * HEIGHT:
        return 1.12 - 0.1 * z / (0.12 * HEIGHT)
    return 1.02 - 0.07 * (z / HEIGHT - 0.12) / 0.68


def tower_walls(masonry):
    """The body, with corbels that carry the gallery."""
    rows = [ring_of(share, z * HEIGHT) for share, z in (
        (1.12, 0), (1.02, 0.12), (0.95, 0.8), (0.98, 0.81), (0.98, 0.825), (1.1, 0.865),
        (1.1, 0.9))]
    return [loft("Wall", rows, pick(masonry, 0), "walls", smooth=20)]


def gallery(dressed):
    """A wall round the platform, with battlements on it."""
    rows = [ring_of(share, z * HEIGHT) for share, z in (
        (1.14, 0.89), (1.14, 0.945), (0.98, 0.945), (0.98, 0.89))]
    pieces = [loft("Parapet", rows, pick(dressed, 0), "gallery", smooth=20, closed=True)]
    count, places = max(1, round(12 / SIDES)), []
    side = 1.06 * WIDTH * math.tan(math.pi / SIDES)
    for k in range(0, SIDES, 1 if SIDES <= 12 else 2):
        for j in range(count):
            x, wide = side * ((j + 0.5) / count - 0.5), side / count * (0.56 if SIDES <= 12 else 1)
            places.append(Matrix.Rotation(math.tau * k / SIDES, 4, "Z")
                          @ Matrix.Translation((x, -0.53 * WIDTH, 0.97 * HEIGHT))
                          @ Matrix.Diagonal((wide, 0.08 * WIDTH, 0.06 * HEIGHT, 1)))
    pieces.append(blocks("Merlons", places, pick(dressed, 0), "gallery", chamfer=0.03))
    return [join_meshes("Gallery", pieces)]


def face_of_frame():
    """The Y of the front of the door frame."""
    return -0.56 * WIDTH - 0.1


def door_frame(dressed, dark):
    """An arch of stone with a dark opening, let into the wall."""
    wide, front = 0.52 * DOOR_HEIGHT, face_of_frame()
    outer = arched_opening(wide + 0.2 * DOOR_HEIGHT, 1.12 * DOOR_HEIGHT)
    deep = 0.14 * WIDTH
    stone = extrude("Frame", outer, deep, (0, front + deep / 2, 0), dressed, "frame", axis="Y",
                    bevel=0.02)
    hole = extrude("Opening", arched_opening(wide, DOOR_HEIGHT), 0.02, (0, front - 0.005, 0), dark,
                   "frame", axis="Y", bevel=0)
    return [join_meshes("Door frame", [stone, hole])]


def door(timber, iron):
    """A leaf of boards with iron bands and a ring."""
    wide, y = 0.5 * DOOR_HEIGHT, face_of_frame() - 0.04
    line = [(x, z + 0.02) for x, z in arched_opening(wide, DOOR_HEIGHT - 0.05)]
    pieces = [board_wall("Leaf", line, 0.05, 0.16, (0, y, 0), timber, "door")]
    for z in (0.2, 0.62):
        pieces.append(box("Band", (0.94 * wide, 0.02, 0.07), (-0.02, y - 0.03, z * DOOR_HEIGHT),
                          iron, "door"))
    return [join_meshes("Door", pieces)]


def door_joints():
    """The door opens to the front."""
    return [hinge("Door", "frame", "door", (-0.25 * DOOR_HEIGHT, face_of_frame() - 0.04, 0), "-z",
                  limits=(0, 110))]


def windows(dressed, dark):
    """Slits in frames of stone, each a quarter turn on and higher up."""
    made = []
    for i in range(WINDOW_COUNT):
        z = HEIGHT * (0.44 + 0.3 * i / max(1, WINDOW_COUNT - 1))
        out = share_at(z) * WIDTH / 2
        stone = extrude("Frame", arched_opening(0.62, 1.3), 0.4, (0, 0, 0), dressed, "windows",
                        axis="Y", bevel=0.02)
        slit = extrude("Slit", arched_opening(0.26, 0.95), 0.06, (0, -0.19, 0.16), dark, "windows",
                       axis="Y", bevel=0)
        whole = join_meshes(f"Window {i + 1}", [stone, slit])
        turn = math.tau * round((i % 4) * SIDES / 4) / SIDES
        transform([whole], Matrix.Rotation(turn, 4,
                                           "Z") @ Matrix.Translation((0, -out + 0.12, z - 0.6)))
        made.append(whole)
    return made


def pointed_roof(tiles):
    """A tall roof on the battlements, with flared eaves."""
    rows = [ring_of(share, HEIGHT - 0.003 + z * ROOF_HEIGHT) for share, z in (
        (0.9, 0), (1.3, -0.03), (1.3, 0), (1.0, 0.2), (0.5, 0.6), (0.02, 1))]
    return [loft("Roof", rows, pick(tiles, 0), "roof", smooth=20)]


def flag(cloth, iron):
    """A flag on the platform."""
    return [waving_flag("Flag", (0.34 * WIDTH, 0, 0.895 * HEIGHT), 4, (1.6, 1.0), cloth, iron,
                        "flag")]
