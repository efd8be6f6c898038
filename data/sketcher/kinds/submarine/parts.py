# A submarine that swims to -Y, on two skids: a hull turned round its long axis, a tower with a
# periscope, fins in a cross, and a screw.
import math
import random
from mathutils import Matrix, Vector


def axis_height():
    """The height of the hull's axis."""
    return 0.4 + HULL_DIAMETER / 2


def hull_radius(y):
    """The hull's radius at a station: round at the bow, tapered at the stern."""
    r, share = HULL_DIAMETER / 2, y / LENGTH + 0.5
    if share < 0.24:
        return r * math.sqrt(max(0.0, 1 - (1 - share / 0.24) ** 2))
    if share > 0.5:
        k = (share - 0.5) / 0.5
        return r * (1 - 0.88 * k ** 1.8)
    return r


def hull(coat, trim, brass):
    """The skin in one piece, with bands, and a bearing for the screw."""
    ys = [-LENGTH / 2 + LENGTH * 0.24 * (1 - math.cos(math.pi / 2 * k / 14)) for k in range(15)]
    ys += [LENGTH * (-0.26 + 0.76 * k / 26) for k in range(1, 27)]
    profile = [(0.0 if k == 0 else hull_radius(y), y) for k, y in enumerate(ys)] + [(0.0, ys[-1])]
    pieces = [lathe("Skin", profile, (0, 0, 0), coat, "hull", steps=64, smooth=50)]
    for share, stuff, proud in ((-0.2, brass, 0.02), (0.02, brass, 0.02), (0.24, trim, 0.03),
                                (0.3, trim, 0.03)):
        y = share * LENGTH
        line = [(hull_radius(y + d) + p, y + d) for d, p in ((-0.09, -0.02), (-0.07, proud),
                                                             (0.07, proud), (0.09, -0.02))]
        pieces.append(lathe("Band", line, (0, 0, 0), stuff, "hull", steps=64))
    pieces.append(cylinder("Bearing", 0.15 * HULL_DIAMETER / 2, 0.3, (0, 0, LENGTH / 2 - 0.05),
                           brass, "hull"))
    made = join_meshes("Hull", pieces)
    transform([made], Matrix.Translation((0, 0, axis_height())) @ Matrix.Rotation(-math.pi / 2, 4,
                                                                                  "X"))
    return [made]


def tower(trim, brass, pane):
    """An oval tower with a rail round its top, a window in front and a hatch."""
    w, long = 0.42 * HULL_DIAMETER, 0.22 * LENGTH
    low, top = axis_height() + 0.3 * HULL_DIAMETER, 0.4 + HULL_DIAMETER + TOWER_HEIGHT
    rings = [[(share * x, share * y - 0.02 * LENGTH, z) for x,
              y in arc((0, 0), (w / 2, long / 2), 0, 350, 35)] for share,
             z in ((1.12, low), (1.0, top - 0.35 * TOWER_HEIGHT), (0.96, top - 0.06), (0.9, top))]
    pieces = [loft("Wall", rings, trim, "tower", smooth=40)]
    pieces.append(tube("Rim", rings[2], 0.05, brass, "tower", closed=True, smooth_path=1))
    pieces.append(cylinder("Hatch", 0.2 * w + 0.1, 0.1, (0, 0.05 * LENGTH, top + 0.04), brass,
                           "tower", bevel=0.03))
    spot = (0, -0.02 * LENGTH - long / 2 + 0.03, top - 0.4 * TOWER_HEIGHT)
    pieces.append(lamp("Light", spot, (0, -1, 0), 0.17, pane, brass, "tower"))
    return [join_meshes("Tower", pieces)]


def periscope(brass, pane):
    """A pipe that bends forward to its eye."""
    low = 0.4 + HULL_DIAMETER + TOWER_HEIGHT - 0.02
    top = low + 0.02 + PERISCOPE_HEIGHT
    y = -0.04 * LENGTH
    line = [(0, y, low), (0, y, top - 0.3), (0, y - 0.04, top - 0.15), (0, y - 0.16, top - 0.11),
            (0, y - 0.3, top - 0.11)]
    pieces = [tube("Pipe", line, 0.075, brass, "periscope", sides=20),
              lathe("Collar", [(0, 0), (0.15, 0), (0.13, 0.12), (0.08, 0.16), (0, 0.16)],
                    (0, y, low), brass, "periscope"), lamp("Eye", (0, y - 0.3, top - 0.11),
                                                           (0, -1, 0), 0.1, pane, brass,
                                                           "periscope")]
    return [join_meshes("Periscope", pieces)]


def periscope_joints():
    """The periscope looks all round."""
    return [hinge("Periscope turns", "tower", "Periscope",
                  at=(0, -0.04 * LENGTH, 0.4 + HULL_DIAMETER + TOWER_HEIGHT), axis="z")]


def portholes(brass, pane):
    """Round windows along the sides, and a large one at the bow."""
    pieces, r = [], 0.13 * HULL_DIAMETER
    for k in range(PORTHOLE_COUNT):
        y = LENGTH * (-0.13 + 0.28 * (k / max(1, PORTHOLE_COUNT - 1) if PORTHOLE_COUNT > 1
                                      else 0.3))
        for side in (-1, 1):
            up = 0.08 * HULL_DIAMETER
            x = math.sqrt(hull_radius(y) ** 2 - up ** 2)
            pieces.append(lamp("Window", (side * x, y, axis_height() + up), (side * x, 0, up),
                               min(r, 0.1 * LENGTH / PORTHOLE_COUNT + 0.1), pane, brass,
                               "portholes"))
    pieces.append(lamp("Bow Window", (0, -LENGTH / 2 + 0.06, axis_height()), (0, -1, 0), 1.35 * r,
                       pane, brass, "portholes"))
    return [join_meshes("Portholes", pieces)]


def fins(trim):
    """Four fins in a cross at the stern."""
    made = []
    for k in range(4):
        long, reach = 0.16 * LENGTH, 0.6 * HULL_DIAMETER
        foot = 0.5 * hull_radius(0.45 * LENGTH)
        line = [(-0.5 * long, foot), (0.5 * long, foot), (0.5 * long, reach), (0.05 * long, reach)]
        fin = extrude("Fin", round_corners(line, 0.16, closed=True), 0.1, (0, 0, 0), trim, "fins",
                      bevel=0.03, axis="X")
        place = Matrix.Translation((0, 0.41 * LENGTH,
                                    axis_height())) @ Matrix.Rotation(math.pi / 2 * k, 4, "Y")
        transform([fin], place)
        made.append(fin)
    return [join_meshes("Fins", made)]


def screw_place():
    """The middle of the screw, behind the hull."""
    return Vector((0, LENGTH / 2 + 0.3, axis_height()))


def ship_screw(brass):
    """Twisted blades round a hub with a pointed cap."""
    r, at = 0.28 * HULL_DIAMETER, screw_place()
    hub = [(0, -0.22), (0.1, -0.22), (0.13, 0.0), (0.12, 0.14), (0.05, 0.32), (0, 0.38)]
    boss = lathe("Hub", hub, (0, 0, 0), brass, "propeller", steps=32)
    transform([boss], Matrix.Translation(at) @ Matrix.Rotation(-math.pi / 2, 4, "X"))
    pieces = [boss]
    for k in range(BLADE_COUNT):
        rows = []
        for i in range(9):
            s = i / 8
            wide = 0.42 * r * math.sin(math.pi * (0.18 + 0.8 * s)) + 0.01
            pitch = 1.0 - 0.55 * s
            out = 0.08 + (r - 0.08) * s
            rows.append([Matrix.Rotation(2 * math.pi * k / BLADE_COUNT, 4, "Y")
                         @ Vector((w * math.cos(pitch), w * math.sin(pitch), out)) + at
                         for w in (-wide, -0.5 * wide, 0, 0.5 * wide, wide)])
        pieces.append(surface("Blade", rows, brass, "propeller", thickness=0.03, smooth=60))
    return [join_meshes("Screw", pieces)]


def screw_joints():
    """The screw turns about the axis of the hull."""
    return [hinge("Screw turns", "hull", "Screw", at=screw_place(), axis="y")]


def skids(brass):
    """Two runners on struts."""
    made, x = [], 0.3 * HULL_DIAMETER
    for name, side in (("Left Skid", 1), ("Right Skid", -1)):
        run = [(side * x, LENGTH * y, z) for y, z in ((-0.32, 0.24), (-0.29, 0.1), (-0.25, 0.06),
                                                      (0.1, 0.06), (0.26, 0.06))]
        pieces = [tube("Runner", run, 0.06, brass, "skids", sides=16)]
        for y in (-0.18, 0.0, 0.16):
            inside = hull_radius(y * LENGTH) ** 2 - (0.8 * x) ** 2
            high = axis_height() - 0.85 * math.sqrt(max(0.01, inside))
            pieces.append(tube("Strut", [(side * x, y * LENGTH, 0.06),
                                         (side * 0.8 * x, y * LENGTH, high)], 0.05, brass, "skids",
                               smooth_path=1))
        made.append(join_meshes(name, pieces))
    return made


def flag(cloth, brass):
    """A flag on the hull behind the tower."""
    y = 0.21 * LENGTH
    return [waving_flag("Flag", (0, y, axis_height() + hull_radius(y) - 0.1), 1.4, (0.85, 0.5),
                        cloth, brass, "flag")]


def bubbles(air):
    """Bubbles that rise behind the screw."""
    dice, pieces = random.Random(6), []
    for k in range(16):
        share = k / 15
        pieces.append(sphere("Bubble", dice.uniform(0.05, 0.17),
                             (dice.uniform(-0.5, 0.5), LENGTH / 2 + 0.9 + 1.5 * share,
                              axis_height() * 0.7 + share * (HULL_DIAMETER * 0.6 + 0.8)), air,
                             "bubbles", segments=20, rings=12))
    return [join_meshes("Bubbles", pieces)]
