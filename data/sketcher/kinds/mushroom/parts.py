import math
import random
from mathutils import Matrix, Vector


# Each mushroom is built upright at the origin, then `stand` puts it in its place in the group.
def group_plan():
    """(x, y, size, lean, turn) of every mushroom: the tallest first, the others crowd round it."""
    rng, plan = random.Random(SEED), [(0.0, 0.0, 1.0, 0.02, 0.6)]
    reach = 0.60 * CAP_WIDTH
    for index in range(1, COUNT):
        turn = -0.9 + 2 * math.pi * (index - 1) / max(1, COUNT - 1) + rng.uniform(-0.2, 0.2)
        size = (0.62, 0.48, 0.7, 0.4)[(index - 1) % 4]
        plan.append((reach * math.cos(turn) * 1.12, reach * math.sin(turn), size,
                     0.10 + 0.08 * rng.random(), turn))
    return plan


def stand(objects, place):
    """Move finished pieces to a mushroom's place in the group: scaled, leaning, on the ground."""
    x, y, size, lean, turn = place
    axis = Vector((-math.sin(turn), math.cos(turn), 0))
    transform(objects, Matrix.Translation((x, y, 0)) @ Matrix.Rotation(lean, 4, axis)
              @ Matrix.Scale(size, 4))
    for obj in objects:
        for vertex in obj.data.vertices:
            low = (matrix_of(obj) @ vertex.co).z
            if low < 0:
                vertex.co.z -= low / max(0.2, matrix_of(obj).to_3x3()[2][2])


def named(name, index):
    """The name of a piece: numbered only when there are several mushrooms."""
    return name if COUNT == 1 else f"{name} {index + 1}"


def stem_width():
    """The stem's width, always well inside the cap."""
    return min(STEM_WIDTH, 0.55 * CAP_WIDTH)


def cap_height():
    """How tall the cap is."""
    return min(CAP_WIDTH * (0.22 + 0.36 * CAP_ROUNDNESS), 0.62 * HEIGHT)


def cap_low():
    """The height of the cap's rim."""
    return HEIGHT - cap_height()


def on_cap(share, turn):
    """(point, outward direction) on the cap, from its top (share 0) to its rim (share 1)."""
    r, h = CAP_WIDTH / 2, cap_height()
    tilt = share * math.pi / 2
    point = Vector((r * math.sin(tilt) * math.cos(turn), r * math.sin(tilt) * math.sin(turn),
                    cap_low() + h * math.cos(tilt) ** 0.85))
    normal = Vector((math.sin(tilt) * math.cos(turn) / r, math.sin(tilt) * math.sin(turn) / r,
                     math.cos(tilt) / h))
    return point, normal.normalized()


def stems(flesh):
    """The stems: a swollen foot with rings of scales, drawn in under the cap."""
    made, r, high = [], stem_width() / 2, cap_low() + 0.35 * cap_height()
    line = catmull([(1.15, 0.0), (1.5, 0.06), (1.55, 0.14), (1.25, 0.25), (1.02, 0.42),
                    (0.92, 0.65), (0.88, 0.85), (0.95, 1.0)], 6)
    for index, place in enumerate(group_plan()):
        profile = [(0, 0)] + [(x * r * (1 + 0.02 * math.sin(z * 70) * (z < 0.3)), z * high)
                              for x, z in line] + [(0, high)]
        stem = lathe("Stem", profile, (0, 0, 0), pick(flesh, index), "stems", steps=40, smooth=60)
        warts = []
        for ring, z in enumerate((0.09, 0.15, 0.21)):
            wide = 1.52 * r if z < 0.18 else 1.38 * r
            for k in range(16):
                turn = 2 * math.pi * (k + 0.5 * ring) / 16
                out = Vector((math.cos(turn), math.sin(turn), 0.25))
                warts.append(growing((wide * out.x * 0.98, wide * out.y * 0.98, z * high),
                                     (0, 0, 1), out))
        scales = scatter_mesh("Scales", warts, button(0.2 * r, 0.14 * r, 8, 3), pick(flesh, index),
                              "stems", smooth=180)
        whole = join_meshes(named("Stem", index), [stem, scales])
        stand([whole], place)
        made.append(whole)
    return made


def skirts(flesh):
    """The ring that hangs from the upper stem like a torn skirt."""
    made, r = [], stem_width() / 2
    for index, place in enumerate(group_plan()):
        top = cap_low() * 0.86
        rows = []
        for reach, fall in ((0.86, 0.0), (1.15, 0.02), (1.5, 0.10), (1.85, 0.26), (2.0, 0.42)):
            row = []
            for step in range(64):
                turn = 2 * math.pi * step / 64
                ragged = 0.05 * math.sin(9 * turn) + 0.03 * math.sin(17 * turn + 1)
                wave = 1 + 0.03 * math.sin(16 * turn) * fall * 2
                row.append((r * reach * wave * math.cos(turn), r * reach * wave * math.sin(turn),
                            top - r * 1.6 * fall * (1 + ragged * 2)))
            rows.append(row)
        skirt = surface(named("Skirt", index), rows, pick(flesh, index), "skirts",
                        thickness=0.05 * r, closed_u=True)
        stand([skirt], place)
        made.append(skirt)
    return made


def caps(skin_of):
    """The caps: a dome with a rolled rim."""
    made = []
    for index, place in enumerate(group_plan()):
        r, low, h = CAP_WIDTH / 2, cap_low(), cap_height()
        dome = [on_cap(k / 24, 0.0)[0] for k in range(25)]
        profile = [(p.x, p.z) for p in dome]
        profile += [(0.995 * r, low - 0.02 * h), (0.975 * r, low - 0.035 * h),
                    (0.945 * r, low - 0.03 * h),
                    (0.92 * r, low + 0.01 * h), (0.5 * r, low + 0.16 * h), (0.0, low + 0.2 * h)]
        profile[0] = (0.0, profile[0][1])
        cap = lathe(named("Cap", index), profile, (0, 0, 0), pick(skin_of, index), "caps", steps=72,
                    smooth=60)
        stand([cap], place)
        made.append(cap)
    return made


def gills(flesh):
    """The gills under the cap: fine pleats from the stem to the rim."""
    made, folds = [], 60
    for index, place in enumerate(group_plan()):
        r, low, h, rows = CAP_WIDTH / 2, cap_low(), cap_height(), []
        inner = 0.84 * stem_width() / 2
        for k in range(7):
            share = k / 6
            reach = inner + (0.94 * r - inner) * share
            z = low + h * (0.10 - 0.10 * share ** 2) - 0.01 * h
            row = []
            for step in range(folds * 2):
                turn = math.pi * step / folds
                deep = 0.05 * h * (1 if step % 2 else
                                   -1) * math.sin(math.pi * min(1, share + 0.12)) ** 0.5
                row.append((reach * math.cos(turn), reach * math.sin(turn), z + deep))
            rows.append(row)
        gill = surface(named("Gills", index), rows, pick(flesh, index), "gills", closed_u=True,
                       smooth=30)
        stand([gill], place)
        made.append(gill)
    return made


def spots(white):
    """White warts on the cap, large near the top and small at the rim."""
    made = []
    for index, place in enumerate(group_plan()):
        rng, places = random.Random(SEED + 20 + index), []
        for k in range(SPOT_COUNT):
            share = 0.10 + 0.84 * ((k + 0.5) / SPOT_COUNT) ** 0.62
            spot, out = on_cap(share, k * 2.39996 + 0.2)
            size = CAP_WIDTH * 0.055 * rng.uniform(0.55, 1.25) * (1.15 - 0.5 * share)
            lean = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1))).cross(out)
            places.append(growing(spot - out * 0.1 * size, lean, out, size))
        wart = scatter_mesh(named("Spots", index), places, button(1.0, 0.42), pick(white, index),
                            "spots", smooth=180)
        stand([wart], place)
        made.append(wart)
    return made


def meadow(green):
    """Grass round the foot of the stems."""
    rng, places = random.Random(SEED + 3), []
    plan, size = group_plan(), min(0.17 * HEIGHT, 0.24 * CAP_WIDTH)
    for x, y, share, _, _ in plan:
        for _ in range(max(90, 260 // len(plan))):
            turn, out = rng.uniform(0, 2 * math.pi), rng.uniform(0.35, 1.0)
            reach = (0.55 * stem_width() + 0.42 * CAP_WIDTH * out) * share
            lean = (math.cos(turn) * 0.3, math.sin(turn) * 0.3, 1)
            spot = Vector((x + reach * math.cos(turn), y + reach * math.sin(turn), 0))
            spot.z = mound_height(spot.length)
            places.append(growing(spot, lean, (rng.uniform(-1, 1), rng.uniform(-1, 1), 0),
                                  rng.uniform(0.35, 1.0)))
    sward = scatter_mesh("Grass", places, grass_blades(size, lean=0.5, blades=5, width=0.10),
                         pick(green, 0), "meadow")
    for vertex in sward.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [sward]


def mound_reach():
    """The radius of the mound: it carries every mushroom of the group."""
    return (0.46 if COUNT == 1 else 0.86) * CAP_WIDTH + 0.5 * stem_width()


def mound_height(reach):
    """The height of the mound at a distance from its middle."""
    return 0.085 * mound_reach() * max(0.0, 1 - (reach / mound_reach()) ** 2)


def mound(earth):
    """A low mossy mound of earth that ties the group to the ground."""
    reach = mound_reach()
    profile = [(0, 0), (reach, 0)] + [(reach * k / 12, mound_height(reach * k / 12))
                                      for k in range(11, -1, -1)]
    return [lathe("Mound", profile, (0, 0, 0), pick(earth, 0), "mound", steps=64, smooth=50)]


def door(timber, brass):
    """A round-topped plank door in the front of the tallest stem, with hinges and a knob."""
    high, r = 0.66 * cap_low(), 1.62 * stem_width() / 2
    half, arch = min(0.62 * r, 0.3 * high), 8
    outline = [(-half, 0), (half, 0)] + [(half * math.cos(math.pi * k / arch),
                                          high - half + half * math.sin(math.pi * k / arch))
                                         for k in range(arch + 1)]
    y, deep = -1.02 * r, 0.8 * r
    leaf = extrude("Leaf", outline, deep, (0, y + deep / 2, 0), pick(timber, 0), "door",
                   bevel=0.05 * half, axis="Y")
    frame = tube("Frame", [(-half, y, 0.08 * half), (-half, y, high - half)]
                 + [(-half * math.cos(math.pi * k / arch), y, high - half
                     + half * math.sin(math.pi * k / arch)) for k in range(1, arch)]
                 + [(half, y, high - half), (half, y, 0.08 * half)], 0.13 * half, pick(timber, 0),
                 "door", sides=10, smooth_path=2)
    pieces = [leaf, frame]
    for x in (-0.33, 0.33):
        pieces.append(box("Gap", (0.03 * half, 0.04 * half, high * 0.8), (x * half, y, 0.42 * high),
                          pick(brass, 0), "door", bevel=0.0))
    for z in (0.25, 0.6):
        pieces.append(box("Hinge", (0.8 * half, 0.08 * half, 0.1 * half),
                          (-0.5 * half, y, z * high), pick(brass, 0), "door", bevel=0.02 * half))
    pieces.append(sphere("Knob", 0.13 * half, (0.62 * half, y - 0.08 * half, 0.42 * high),
                         pick(brass, 0), "door", segments=20, rings=10))
    whole = join_meshes("Door", pieces)
    for vertex in whole.data.vertices:
        vertex.co.z = max(vertex.co.z, 0.0)
    return [whole]
