# A pot or a pan: a turned body with a rolled rim, a domed lid with a knob, and handles that are
# riveted on.
import math


def outside():
    """The outside of the body from its bottom to the rim, as [(r, z), …]."""
    reach, foot = DIAMETER / 2, FOOT_RATIO * DIAMETER / 2
    turn = min(0.25 * HEIGHT + 0.35 * (reach - foot), 0.5 * HEIGHT)
    low = [(foot - turn, 0.0)] + [(foot - turn + turn * math.sin(0.1963 * k),
                                   turn * (1 - math.cos(0.1963 * k))) for k in range(1, 7)]
    rise = [low[-1], (foot + 0.45 * (reach - foot), 0.5 * HEIGHT + 0.2 * turn),
            (reach, HEIGHT - 0.004)]
    return low + [(p.x, p.y) for p in catmull(rise, 10)[1:]] + [(reach + 0.003, HEIGHT - 0.001)]


def body(steel, lining):
    """The body: what looks up or inward has the lining."""
    whole = lathe("Body", hollow(outside(), WALL), (0, 0, 0), steel, "body", steps=96, smooth=50)
    return [paint_faces(whole, pick(lining, 0), lambda at, normal: (
        at.z < HEIGHT - 0.002 and (normal.z > 0.5 or normal.x * at.x + normal.y * at.y < 0)
        and at.z > 0.6 * WALL))]


def rivet(place, direction, fitting, part):
    """A domed rivet head at a place of the wall."""
    head = sphere("Rivet", 0.0045, (0, 0, 0), fitting, part, scale=(1, 1, 0.55), segments=20,
                  rings=10)
    head.location = place
    head.rotation_euler = (0, math.pi / 2, math.atan2(direction[1], direction[0]))
    return head


def handles(grip, fitting):
    """A loop on either side, on two riveted plates."""
    made, z = [], 0.74 * HEIGHT
    r = radius_at(outside(), z)
    for i, side in enumerate((-1, 1)):
        half = HANDLE_WIDTH / 2 - HANDLE_THICKNESS / 2
        root = math.sqrt(max(0.0, r * r - (0.8 * half) ** 2)) - 0.001
        out = DIAMETER / 2 + 0.042 - HANDLE_THICKNESS / 2
        way = [(root, 0.8 * half, z), (root + 0.012, 0.84 * half, z + 0.001),
               (0.5 * (root + out), half, z + 0.006), (out - 0.004, 0.72 * half, z + 0.012),
               (out, 0.0, z + 0.014)]
        way += [(x, -y, up) for x, y, up in way[-2::-1]]
        bar = tube("Loop", [(side * x, y, up) for x, y, up in way], HANDLE_THICKNESS / 2, pick(grip,
                                                                                               i),
                   "handles", smooth_path=6)
        pieces = [bar]
        for y in (0.8 * half, -0.8 * half):
            turn = math.atan2(y, root)
            at = (side * (r + 0.001) * math.cos(turn), (r + 0.001) * math.sin(turn), z)
            pieces.append(cylinder("Plate", 0.011, 0.005, at, pick(fitting, i), "handles", sides=32,
                                   rotation=(0, math.pi / 2, math.atan2(at[1], at[0]))))
        made.append(join_meshes(f"Handle {i + 1}", pieces))
    return made


def long_handle(grip, fitting):
    """A long handle that rises a little, with a hole to hang it by."""
    z = 0.64 * HEIGHT
    r, end, up = radius_at(outside(), z), DIAMETER / 2 + HANDLE_LENGTH, 0.16 * HANDLE_LENGTH
    shares = [k / 12 for k in range(13)]
    way = [(r + 0.012 + (end - r - 0.012) * s, 0, z + up * s ** 0.8) for s in shares]
    full = [0.02 + 0.011 * math.sin(2.2 * s) - 0.012 * max(0.0, s - 0.9) * 10 for s in shares]
    bar = ribbon("Grip", way, full, [0.011 + 0.006 * math.sin(math.pi * s) for s in shares], grip,
                 "long_handle", smooth_path=3, bevel=0.005)
    x, _y, high = way[-2]
    ring = torus("Eye", 0.0045, 0.0025, (x, 0, high + 0.0055), fitting, "long_handle", steps=32)
    stem = ribbon("Neck", [(r - 0.002, 0, z), (r + 0.01, 0, z + 0.001), (r + 0.03, 0,
                                                                         z + 0.16 * up)],
                  [0.034, 0.024, 0.018], 0.008, fitting, "long_handle", bevel=0.002)
    heads = [rivet((r - WALL - 0.0005, y, z), (-1, 0), fitting, "long_handle")
             for y in (-0.01, 0.01)]
    return [join_meshes("Long handle", [bar, ring, stem, *heads])]


def lid(cover):
    """A dome with a flat rim that lies on the pot, and a collar that goes inside it."""
    reach, inner = DIAMETER / 2 + 0.002, DIAMETER / 2 - WALL - 0.0015
    dome = [(inner * math.cos(0.1309 * k), HEIGHT + 0.003 + (LID_HEIGHT - 0.003)
             * math.sin(0.1309 * k)) for k in range(13)]
    top = [(reach, HEIGHT), (reach, HEIGHT + 0.0025)] + dome[:-1] + [(0.0, HEIGHT + LID_HEIGHT)]
    under = [(max(0.0, r - 0.002), z - 0.002) for r, z in reversed(dome[:-1])]
    collar = [(inner - 0.002, HEIGHT - 0.01), (inner, HEIGHT - 0.01), (inner, HEIGHT)]
    profile = [(0.0, HEIGHT + LID_HEIGHT - 0.002)] + under + collar + top
    return [lathe("Lid", profile, (0, 0, 0), cover, "lid", steps=96, smooth=40)]


def lid_joints():
    """The lid is lifted off."""
    return [slider("Lid", "body", "lid", (0, 0, HEIGHT), "z", limits=(0, HEIGHT),
                   carries=["knob"])]


def knob(grip, fitting):
    """A mushroom knob on a steel collar."""
    low = HEIGHT + LID_HEIGHT - 0.001
    foot = lathe("Collar", [(0, low), (0.014, low), (0.013, low + 0.004), (0, low + 0.004)],
                 (0, 0, 0), fitting, "knob")
    line = catmull([(0.009, low + 0.003), (0.0085, low + 0.013), (0.018, low + 0.02),
                    (0.0205, low + 0.026), (0.014, low + 0.033), (0.0, low + 0.0345)], 5)
    head = lathe("Head", [(0.0, low + 0.003)] + [(max(0.0, p.x), p.y) for p in line], (0, 0, 0),
                 grip, "knob", smooth=60)
    return [join_meshes("Knob", [foot, head])]



def fried_egg(white, yolk):
    """A fried egg: a wavy white with a yolk in it."""
    size, rows = 0.22 * DIAMETER, []
    for k in range(10):
        share, row = k / 9, []
        for i in range(64):
            turn = 2 * math.pi * i / 64
            wave = 1 + 0.09 * math.sin(3 * turn + 1) + 0.05 * math.sin(7 * turn)
            r = max(0.0015, size * share) * (1 + (wave - 1) * share)
            rise = 0.0045 * (1 - share ** 4) + 0.0008 * share * (1 + math.sin(5 * turn))
            row.append((r * math.cos(turn), r * math.sin(turn), WALL + 0.001 + rise))
        rows.append(row)
    sheet = surface("White", rows, white, "egg", thickness=0.002, closed_u=True)
    ball = sphere("Yolk", 0.4 * size, (0.08 * size, -0.05 * size, WALL + 0.006), yolk, "egg",
                  scale=(1, 1, min(1.0, 0.0065 / (0.4 * size))), segments=40, rings=20)
    return [join_meshes("Fried egg", [sheet, ball])]
