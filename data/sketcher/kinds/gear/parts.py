# Spur gears with involute teeth of exact module, each one solid. They are printed as they lie.


def bore_of(teeth):
    """The bore that leaves two modules of rim under the teeth."""
    return max(0.0, min(BORE, MODULE * (teeth - 7)))


def spur_gears(plastic):
    """The gear, its axis upright, and one that meshes with it on its right."""
    bore = bore_of(TEETH)
    first = involute_gear(name_of(1), MODULE, TEETH, THICKNESS, (0, 0, THICKNESS / 2),
                          pick(plastic, 0), "gear", bore, PRESSURE_ANGLE, BACKLASH)
    made = [keyed(first, bore)]
    if GEAR_COUNT == 2:
        place, turn = MODULE * (TEETH + SECOND_TEETH) / 2, mesh_turn(SECOND_TEETH, 0, TEETH)
        made.append(involute_gear(name_of(2), MODULE, SECOND_TEETH, THICKNESS,
                                  (place, 0, THICKNESS / 2), pick(plastic, 1), "gear",
                                  bore_of(SECOND_TEETH), PRESSURE_ANGLE, BACKLASH, turn=turn))
    return made


def name_of(number):
    """The name of a gear: it has a number only if there are two."""
    return "Gear" if GEAR_COUNT == 1 else f"Gear {number}"


def ring_gear(plastic):
    """A ring with teeth inside, its wall about two modules thick."""
    teeth = max(TEETH, 24)
    return [involute_ring_gear("Ring gear", MODULE, teeth, THICKNESS, MODULE * (teeth + 8),
                               (0, 0, THICKNESS / 2), plastic, "ring", PRESSURE_ANGLE)]


def keyed(gear, bore):
    """The gear with a keyway in its bore, as deep as about half its width."""
    width = min(KEY_WIDTH, 0.4 * bore)
    if width > 0:
        depth = 0.45 * width
        top = bore / 2 + depth
        slot = sharp_extrude("Key", rectangle((0, top / 2), width, top), THICKNESS + 0.002,
                             (0, 0, THICKNESS / 2), None, "")
        boolean(gear, slot)
    return gear
