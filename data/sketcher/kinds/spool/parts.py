# A spool: one turned solid, its core between two flanges. It is printed standing.


def core_radius():
    """The radius of the core: between the bore and the flanges."""
    return min(max(CORE_DIAMETER, bore() + 0.003), FLANGE_DIAMETER - 0.004) / 2


def bore():
    """The diameter of the bore that fits."""
    return min(BORE, FLANGE_DIAMETER - 0.008)


def spool(plastic):
    """Flange, core, flange, and the hole through them."""
    rim, core, hole = FLANGE_DIAMETER / 2, core_radius(), bore() / 2
    flange = min(FLANGE_THICKNESS, 0.2 * WIDTH)
    profile = [(hole, 0), (rim, 0), (rim, flange), (core, flange), (core, WIDTH - flange),
               (rim, WIDTH - flange), (rim, WIDTH), (hole, WIDTH), (hole, 0)]
    return [lathe("Spool", profile, (0, 0, 0), plastic, "body", steps=sides_for(rim, least=64),
                  smooth=30)]


def wound_thread(yarn):
    """Thread wound on the core, its turns side by side, a little less than the flanges are high."""
    core, outer = core_radius(), max(0.45 * FLANGE_DIAMETER, core_radius() + 0.001)
    flange = min(FLANGE_THICKNESS, 0.2 * WIDTH)
    turns = 24
    step = (WIDTH - 2 * flange) / turns
    wall = [(outer - (0.3 * step if i % 2 else 0), flange + step * i / 2)
            for i in range(2 * turns + 1)]
    profile = [(core - 0.0002, flange), *wall, (core - 0.0002, WIDTH - flange),
               (core - 0.0002, flange)]
    return [lathe("Thread", profile, (0, 0, 0), yarn, "thread", steps=64, smooth=50)]
