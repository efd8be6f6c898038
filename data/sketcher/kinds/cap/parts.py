# A baseball cap that lies on its visor: a crown of six panels over an oval. The front is -Y.
import math
from mathutils import Vector


def rim_height():
    """The crown's rim is as far up as the sides of the visor bend down."""
    return 0.02 * VISOR_BEND


def cap_point(turn, climb, out=0.0):
    """A point of the crown: `turn` round the head, `climb` from the rim (0) to the top (1)."""
    a = climb * math.pi / 2
    across, up = math.cos(a) ** 0.72, math.sin(a) ** 1.05
    groove = SEAM * max(0.0, 1 - abs(math.sin(3 * turn)) / 0.22) * min(1.0, 8 * across)
    wide, long = 0.5 * HEAD_WIDTH + out - groove, 0.6 * HEAD_WIDTH + out - groove
    return Vector((wide * across * math.cos(turn), long * across * math.sin(turn),
                   rim_height() + CROWN_HEIGHT * up))


def cap_crown(cotton, trim):
    """Six panels with seams between them, an eyelet in each."""
    turns = [2 * math.pi * k / 144 for k in range(144)]
    rows = [[cap_point(a, k / 28) for a in turns] for k in range(28)]
    rows.append([cap_point(a, 0.9999) for a in turns])
    made = [surface("Panels", rows, cotton, "crown", thickness=0.0022, smooth=50, closed_u=True)]
    for k in range(6):
        a = math.pi * (2 * k + 1) / 6
        point = cap_point(a, 0.62, 0.0014)
        out = (cap_point(a, 0.62, 0.01) - point).normalized() + Vector((0, 0, 0.7))
        eye = lathe("Eyelet", [(0.002, -0.001), (0.0045, -0.001), (0.004, 0.0012),
                               (0.0025, 0.0012), (0.002, -0.001)], (0, 0, 0), trim, "crown",
                    steps=20)
        eye.location, eye.rotation_euler = point, out.to_track_quat("Z", "Y").to_euler()
        made.append(eye)
    return [join_meshes("Crown", made)]


def cap_visor(visor_cloth):
    """A stiff peak that bends down at its sides, its edge a flat curve."""
    rows = []
    for k in range(13):
        row = []
        for i in range(41):
            side = i / 20 - 1
            inner = cap_point(-math.pi / 2 + side * math.radians(62), 0.0, -0.004)
            reach = (VISOR_LENGTH + 0.004) * (1 - abs(side) ** 3.2) ** 0.6
            row.append(inner + Vector((0.12 * side * reach, -reach, 0)) * k / 12)
        rows.append(row)
    widest = max(abs(place.x) for row in rows for place in row)
    for place in (place for row in rows for place in row):
        place.z = 0.0018 + rim_height() * (1 - (place.x / widest) ** 2)
    return [surface("Visor", rows, visor_cloth, "visor", thickness=0.0035, smooth=60)]


def cap_button(trim):
    """A covered button where the panels meet."""
    top = rim_height() + CROWN_HEIGHT
    line = [(0, -0.003), (0.008, -0.003), (0.0075, 0.002), (0.004, 0.0042), (0, 0.0048)]
    return [lathe("Button", line, (0, 0, top), trim, "button", steps=32)]


def cap_strap(trim):
    """A strap round the back of the rim."""
    line = []
    for k in range(25):
        point = cap_point(math.radians(58 + 64 * k / 24), 0.07, 0.0012)
        line.append((point.x, point.y, rim_height() + 0.012))
    return [ribbon("Strap", line, 0.017, 0.0024, trim, "strap", up=(0, 0, 1), bevel=0.0006)]


def cap_badge(patch):
    """A round patch that follows the front panels."""
    rows = []
    for k in range(9):
        share, row = k / 8, []
        for i in range(40):
            a = 2 * math.pi * i / 40
            turn = -math.pi / 2 + 0.36 * share * math.cos(a)
            row.append(cap_point(turn, 0.27 + 0.13 * share * math.sin(a), 0.0018 + SEAM * 0.5))
        rows.append(row)
    return [surface("Badge", rows, patch, "badge", thickness=0.002, smooth=50, closed_u=True)]
