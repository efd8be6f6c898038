# Spur and helical gears with involute teeth of exact module (in the plane of rotation), each one
# solid. They are printed as they lie.
import math


def bore_of(teeth):
    """The bore that leaves two modules of rim under the teeth."""
    return max(0.0, min(BORE, MODULE * (teeth - 7)))


def spur_gears(plastic):
    """The gear, its axis upright, and one that meshes with it on its right."""
    made = [keyed(toothed(name_of(1), TEETH, 0, 0, 1, pick(plastic, 0)), bore_of(TEETH))]
    if GEAR_COUNT == 2:
        place, turn = MODULE * (TEETH + SECOND_TEETH) / 2, mesh_turn(SECOND_TEETH, 0, TEETH)
        made.append(toothed(name_of(2), SECOND_TEETH, place, turn, -1, pick(plastic, 1)))
    return made


def toothed(name, teeth, place, turn, hand, skin):
    """A gear with its bore. Helical teeth are turned a little further in each slice; the two of a
    pair turn opposite ways."""
    bore = bore_of(teeth)
    if HELIX_ANGLE < 0.5:
        return involute_gear(name, MODULE, teeth, THICKNESS, (place, 0, THICKNESS / 2), skin,
                             "gear", bore, PRESSURE_ANGLE, BACKLASH, turn=turn)
    outline = gear_outline(MODULE, teeth, PRESSURE_ANGLE, BACKLASH)
    twist = hand * math.tan(math.radians(HELIX_ANGLE)) * THICKNESS / (MODULE * teeth / 2)
    slices = math.ceil(abs(twist) / 0.05) + 1
    sections = []
    for i in range(slices + 1):
        spin = math.radians(turn) + twist * i / slices
        sections.append([(place + x * math.cos(spin) - y * math.sin(spin),
                          x * math.sin(spin) + y * math.cos(spin), THICKNESS * i / slices)
                         for x, y in outline])
    gear = loft(name, sections, skin, "gear", smooth=20)
    if bore > 0:
        drill_holes(gear, [(place, 0, 0)], bore)
    return gear


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
