# A fire hydrant that faces -Y: a barrel on a bolted flange, a domed bonnet with the operating nut,
# and three outlets with caps on chains.
import math
from mathutils import Matrix, Vector


def outlets():
    """Each outlet's name, direction and diameter: one to the front, one to either side."""
    return [("Front Cap", Vector((0, -1, 0)), OUTLET_DIAMETER),
            ("Left Cap", Vector((1, 0, 0)), 0.7 * OUTLET_DIAMETER),
            ("Right Cap", Vector((-1, 0, 0)), 0.7 * OUTLET_DIAMETER)]


def neck_end(way, wide):
    """The outer end of an outlet's neck."""
    return way * (RADIUS + 0.03 + 0.15 * wide) + Vector((0, 0, 0.54 * HEIGHT))


def barrel(iron):
    """The barrel: a flange on the ground, another above it, a waist, and necks for the caps."""
    r, b, h = RADIUS, BASE_RADIUS, HEIGHT
    line = [(0, 0), (b, 0), (b, 0.03), (0.97 * b, 0.036), (1.15 * r, 0.042), (1.02 * r, 0.07),
            (r, 0.12 * h), (1.02 * r, 0.16 * h), (1.3 * r, 0.17 * h), (1.32 * r, 0.175 * h),
            (1.32 * r, 0.215 * h), (1.3 * r, 0.22 * h), (1.0 * r, 0.235 * h), (0.94 * r, 0.3 * h),
            (0.94 * r, 0.38 * h), (1.05 * r, 0.42 * h), (1.08 * r, 0.45 * h), (1.08 * r, 0.64 * h),
            (1.12 * r, 0.66 * h), (1.38 * r, 0.675 * h), (1.4 * r, 0.685 * h), (1.4 * r, 0.72 * h),
            (0, 0.72 * h)]
    pieces = [lathe("Body", line, (0, 0, 0), iron, "barrel", smooth=35)]
    for _name, way, wide in outlets():
        foot, end = Vector((0, 0, 0.54 * h)), neck_end(way, wide)
        points = [foot, end - way * 0.05, end - way * 0.02, end - way * 0.018, end]
        pieces.append(tube("Neck", points, [0.6 * wide] * 3 + [0.72 * wide] * 2, iron, "barrel",
                           sides=40, smooth_path=1, smooth=35))
    return [join_meshes("Barrel", pieces)]


def bonnet(iron, steel):
    """The dome with ribs, on its flange, and the five-sided nut on top."""
    r, h = RADIUS, HEIGHT
    low, dome = 0.72 * h, 0.19 * h
    line = [(0, 0), (1.4 * r, 0), (1.4 * r, 0.03 * h), (1.38 * r, 0.036 * h), (1.1 * r, 0.04 * h)]
    line += [(1.08 * r * math.cos(a), 0.045 * h + (dome - 0.045 * h) * math.sin(a))
             for a in (math.radians(8 * k) for k in range(10))]
    line += [(0.22 * r, dome), (0.22 * r, dome + 0.02 * h), (0.3 * r, dome + 0.025 * h),
             (0.3 * r, dome + 0.04 * h), (0, dome + 0.04 * h)]
    pieces = [lathe("Dome", line, (0, 0, low), iron, "bonnet", smooth=35)]
    for k in range(6):
        turn = math.pi * (k + 0.5) / 3
        path = [(1.1 * r * math.cos(a) * math.cos(turn), 1.1 * r * math.cos(a) * math.sin(turn),
                 low + 0.045 * h + (dome - 0.045 * h) * math.sin(a))
                for a in (math.radians(10 * i) for i in range(8))]
        pieces.append(tube("Rib", path, 0.008, iron, "bonnet", sides=10, smooth_path=2))
    top = low + dome + 0.035 * h
    pieces.append(cylinder("Nut", 0.2 * r, h - top, (0, 0, (top + h) / 2), steel, "bonnet",
                           sides=5, bevel=0.003))
    return [join_meshes("Bonnet", pieces)]


def caps(cap):
    """A cap with a nut on each outlet."""
    made = []
    for name, way, wide in outlets():
        w = wide / 2
        line = [(0, 0.0), (1.3 * w, 0), (1.36 * w, 0.004), (1.36 * w, 0.026), (1.24 * w, 0.034),
                (0.7 * w, 0.042), (0.5 * w, 0.044), (0, 0.044)]
        pieces = [lathe("Cover", line, (0, 0, 0), cap, "caps", steps=48, smooth=35),
                  cylinder("Nut", 0.36 * w, 0.03, (0, 0, 0.057), cap, "caps", sides=5, bevel=0.003)]
        pieces += [box("Lug", (0.014, 0.02, 0.022), (1.36 * w * math.cos(a), 1.36 * w * math.sin(a),
                                                     0.015), cap, "caps", rotation=(0, 0, a))
                   for a in (2 * math.pi * k / 8 for k in range(8))]
        made.append(join_meshes(name, pieces))
        made[-1].rotation_euler = way.to_track_quat("Z", "Y").to_euler()
        made[-1].location = neck_end(way, wide)
    return made


def cap_joints():
    """Each cap screws off along its outlet."""
    return [screw(f"{name} unscrews", "barrel", name, at=neck_end(way, wide), axis=way,
                  limits=(0, 1080), pitch=0.012) for name, way, wide in outlets()]


def bolts(steel):
    """Bolts round the flanges, with hexagonal heads."""
    pieces = []
    for radius, z, turn in ((0.86 * BASE_RADIUS - 0.012, 0.034, 0.0),
                            (1.22 * RADIUS, 0.22 * HEIGHT, 0.2), (1.26 * RADIUS, 0.752 * HEIGHT,
                                                                  0.0)):
        for k in range(BOLT_COUNT):
            a = 2 * math.pi * k / BOLT_COUNT + turn
            pieces.append(cylinder("Bolt", 0.012, 0.018,
                                   (radius * math.cos(a), radius * math.sin(a), z + 0.006), steel,
                                   "bolts", sides=6, bevel=0.002))
    return [join_meshes("Bolts", pieces)]


def chains(steel):
    """A chain from each cap at the sides to the barrel."""
    made = []
    for name, way, wide in outlets()[1:]:
        start = neck_end(way, wide) + way * 0.02 + Vector((0, -0.6 * wide, -0.35 * wide))
        end = Vector((way.x * 0.72 * RADIUS, -0.72 * RADIUS, 0.47 * HEIGHT))
        low = start.lerp(end, 0.5) + Vector((way.x * 0.03, -0.03, -0.09 * HEIGHT))
        line = resample(catmull([start, start.lerp(low, 0.7), low, end.lerp(low, 0.5), end], 6), 15)
        pieces = []
        for k, (a, b) in enumerate(zip(line, line[1:])):
            link = torus("Link", 0.0075, 0.0042, (a + b) / 2, steel, "chains", steps=14, sides=6)
            link.rotation_euler = ((b - a).to_track_quat("X", "Z").to_matrix().to_4x4()
                                   @ Matrix.Rotation(math.pi / 2 * (k % 2), 4, "X")).to_euler()
            pieces.append(link)
        made.append(join_meshes(f"{name.split()[0]} Chain", pieces))
    return made
