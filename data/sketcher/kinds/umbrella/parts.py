# An open umbrella that stands on its handle: panels of cloth between ribs, on a shaft along Z.
import math
from mathutils import Vector


def top_height():
    """Where the ribs meet at the top of the shaft."""
    return 0.94 * HEIGHT


def canopy_rise():
    """The canopy from rim to top, which leaves room for the handle."""
    return min(CANOPY_RISE, 0.55 * HEIGHT)


def rib_point(index, share):
    """A point of a rib: 0 at the shaft, 1 at the rim. Ribs bend like a bow."""
    turn = 2 * math.pi * (index + 0.5) / PANEL_COUNT - math.pi / 2
    r = CANOPY_WIDTH / 2 * math.sin(share * math.pi / 2.15) / math.sin(math.pi / 2.15)
    z = top_height() - canopy_rise() * (1 - math.cos(share * math.pi / 2)) ** 0.94
    return Vector((r * math.cos(turn), r * math.sin(turn), z))


def cloth_point(index, across, share):
    """A point of a panel between rib `index` and the next: the cloth is drawn in between them."""
    a, b = rib_point(index, share), rib_point(index + 1, share)
    middle = 4 * across * (1 - across)
    point = a.lerp(b, across)
    chord = 1.0 - 0.09 * SAG * middle * share ** 3
    hollow_of = 0.05 * canopy_rise() * middle * math.sin(math.pi * share)
    return Vector((point.x * chord, point.y * chord,
                   point.z - hollow_of + 0.10 * SAG * canopy_rise() * middle * share ** 4))


def panels(cloth):
    """The panels, sewn together along the ribs."""
    made = []
    for i in range(PANEL_COUNT):
        rows = [[cloth_point(i, k / 12, 0.02 + 0.98 * s / 20) for k in range(13)]
                for s in range(21)]
        rows = [[p + Vector((0, 0, 0.003)) for p in row] for row in rows]
        made.append(surface(f"Panel {i + 1}", rows, pick(cloth, i), "panels", thickness=0.0012,
                            smooth=60))
    return made


def runner_height():
    """Where the stretchers meet on the shaft."""
    return top_height() - 1.1 * canopy_rise()


def ribs(steel):
    """Ribs under the seams, each with a stretcher to the runner and a bead at its end."""
    made, r = [], 0.0022 + 0.0006 * CANOPY_WIDTH
    for i in range(PANEL_COUNT):
        line = [rib_point(i, s / 14) - Vector((0, 0, r)) for s in range(15)]
        turn = Vector((line[-1].x, line[-1].y, 0)).normalized()
        bow = tube("Bow", line, r, pick(steel, 0), "ribs", sides=8, smooth_path=1)
        bead = sphere("Bead", 2.2 * r, line[-1] - turn * r, pick(steel, 0), "ribs", segments=16,
                      rings=8)
        low = Vector((turn.x * SHAFT_RADIUS, turn.y * SHAFT_RADIUS, runner_height()))
        stay = tube("Stretcher", [low, rib_point(i, 0.52) - Vector((0, 0, r))], 0.8 * r,
                    pick(steel, 0), "ribs", sides=8, smooth_path=1)
        made.append(join_meshes(f"Rib {i + 1}", [bow, stay, bead]))
    return made


def shaft(steel):
    """The shaft with the runner and the notch that hold the ribs."""
    r, low, top = SHAFT_RADIUS, 0.16 * HEIGHT, 0.95 * HEIGHT
    rod = lathe("Rod", [(0, low), (r, low), (r, top), (0, top)], (0, 0, 0), pick(steel, 0), "shaft",
                steps=32)
    pieces = [rod]
    for z, tall in ((runner_height(), 0.05 * HEIGHT), (top_height() - 0.004, 0.018 * HEIGHT)):
        collar = round_corners([(1.02 * r, -tall), (1.5 * r, -tall), (1.5 * r, -0.3 * tall),
                                (2.1 * r, -0.2 * tall), (2.1 * r, 0.1 * tall), (1.02 * r,
                                        0.1 * tall)],
                               0.15 * r)
        pieces.append(lathe("Collar", [(0.9 * r, -tall)] + collar + [(0.9 * r, 0.1 * tall)],
                            (0, 0, z), pick(steel, 0), "shaft", steps=32))
    return [join_meshes("Shaft", pieces)]


def crook(timber, steel):
    """A crook handle of bent wood, with a metal ring where it meets the shaft."""
    bar = 0.0125 + 0.0004 / SHAFT_RADIUS * 0.001
    reach, top = 0.035, 0.18 * HEIGHT
    bend = [(reach - reach * math.cos(t), 0, bar + reach - reach * math.sin(t))
            for t in (math.pi * k / 16 for k in range(17))]
    line = [(0, 0, top), (0, 0, 0.6 * top + 0.02)] + bend + [(2 * reach, 0, bar + reach + 0.022)]
    grip_bar = tube("Crook", line, [bar] * (len(line) - 1) + [0.9 * bar], pick(timber, 0), "handle",
                    sides=24, smooth_path=3)
    low = min((matrix_of(grip_bar) @ v.co).z for v in grip_bar.data.vertices)
    grip_bar.location.z -= low
    ring = lathe("Ring", [(0, -0.006), (1.08 * bar, -0.006), (1.14 * bar, 0.0), (1.08 * bar, 0.012),
                          (0.8 * bar, 0.016), (0, 0.016)], (0, 0, top - low - 0.008), pick(steel,
                                  0),
                 "handle", steps=40)
    return [join_meshes("Handle", [grip_bar, ring])]


def ferrule(steel):
    """The cap over the seams and the pointed ferrule."""
    r, low, tall = SHAFT_RADIUS, top_height(), 0.06 * HEIGHT
    profile = [(0, -0.002), (3.0 * r, -0.002), (2.9 * r, 0.004), (1.5 * r, 0.01), (1.25 * r, 0.02),
               (1.1 * r, 0.7 * tall), (0.6 * r, 0.95 * tall), (0, tall)]
    return [lathe("Tip", [(x, low + z) for x, z in profile], (0, 0, 0), pick(steel, 0), "tip",
                  steps=32, smooth=50)]


def stand(stone, steel):
    """A round weight with a sleeve for the pole."""
    wide, tall = 0.16 * CANOPY_WIDTH, 0.05 * HEIGHT
    block = lathe("Weight", round_corners([(0, 0), (wide, 0), (wide, 0.55 * tall),
                                           (0.5 * wide, tall), (0, tall)], 0.15 * tall),
                  (0, 0, 0), pick(stone, 0), "base", steps=72)
    sleeve = lathe("Sleeve", [(0, 0.5 * tall), (1.5 * SHAFT_RADIUS, 0.5 * tall),
                              (1.5 * SHAFT_RADIUS, 0.19 * HEIGHT), (0, 0.2 * HEIGHT)], (0, 0, 0),
                   pick(steel, 0), "base", steps=32)
    return [join_meshes("Stand", [block, sleeve])]


def valance(cloth):
    """A scalloped strip that hangs from the rim."""
    pieces = []
    for i in range(PANEL_COUNT):
        rows = []
        for drop in (0.0, 0.35, 0.7, 1.0):
            row = []
            for k in range(13):
                rim_point = cloth_point(i, k / 12, 1.0)
                scallop = 0.2 * canopy_rise() * (0.72 + 0.28 * abs(math.sin(2 * math.pi * k / 12)))
                row.append(rim_point + Vector((0, 0, 0.003 - drop * scallop)))
            rows.append(row)
        pieces.append(surface("Strip", rows, pick(cloth, i), "fringe", thickness=0.0012, smooth=60))
    return [join_meshes("Fringe", pieces)]
