# Bolts and nuts with ISO threads, each one solid. A bolt stands on its head, as it is printed. The
# thread of a nut is four times as much wider as its flanks, of 60 degrees, are then apart.


def hex_bolt(steel):
    """A bolt with a hexagon head."""
    head = hexagon_block("Bolt", 0.65 * DIAMETER, 0, steel, "bolt")
    return [boolean(head, thread(0.65 * DIAMETER, steel), "UNION")]


def socket_bolt(steel):
    """A bolt with a round head as high as it is thick, and a hexagon socket in it."""
    radius = 0.75 * DIAMETER + 0.0005
    head = sharp_extrude("Bolt", circle(radius, sides_for(radius)), DIAMETER, (0, 0, DIAMETER / 2),
                         steel, "round_head")
    boolean(head, thread(DIAMETER, steel), "UNION")
    socket = sharp_extrude("Socket", hexagon(0.8 * DIAMETER), DIAMETER, (0, 0, 0), None, "")
    return [boolean(head, socket)]


def threaded_rod(steel):
    """A rod with the thread from end to end."""
    return [screw_thread("Threaded rod", DIAMETER, pitch(), LENGTH, (0, 0, 0), steel, "rod",
                         chamfered=(True, True))]


def nut_on_bolt(brass):
    """A nut near the end of the bolt; its thread is cut where the bolt's is, and fits it."""
    low = 0.65 * DIAMETER + LENGTH - 0.9 * nut_step()
    nut = hexagon_block("Nut", 0.8 * nut_step(), low, brass, "nut")
    cutter = thread(0.65 * DIAMETER, None, 4 * CLEARANCE, more=2 * DIAMETER)
    return [boolean(nut, [cutter, *mouths(low, low + 0.8 * nut_step())])]


def nut_alone(brass):
    """A nut that lies on the ground; its thread fits a bolt's."""
    nut = hexagon_block("Nut", 0.8 * DIAMETER, 0, brass, "nut_alone")
    cutter = screw_thread("Thread", DIAMETER, pitch(), 2 * DIAMETER, (0, 0, -0.6 * DIAMETER), None,
                          "", 4 * CLEARANCE)
    return [boolean(nut, [cutter, *mouths(0, 0.8 * DIAMETER)])]


def mouths(low, high):
    """Cones that widen both ends of a nut's thread at 45 degrees."""
    wide, core, made = 0.53 * DIAMETER + 2 * CLEARANCE, 0.38 * DIAMETER, []
    for z, way in ((low, 1), (high, -1)):
        profile = [(0, z - way * 0.001), (wide + 0.001, z - way * 0.001),
                   (core, z + way * (wide - core)), (0, z + way * (wide - core))]
        made.append(lathe("Mouth", profile, (0, 0, 0), None, "", steps=sides_for(wide)))
    return made


def nut_joints():
    """The nut runs along the bolt, a pitch with each turn."""
    turns = (LENGTH - 0.9 * nut_step()) / pitch()
    return [screw("Nut", "bolt", "nut", (0, 0, 0.65 * DIAMETER), "z", limits=(-360 * turns, 0),
                  pitch=pitch())]


def nut_step():
    """The room that a nut takes at the end of a bolt: its diameter, on short bolts less."""
    return min(DIAMETER, LENGTH / 1.2)


def thread(low, material, clearance=0.0, more=0.0):
    """The bolt's thread, a little into its head; wider by a clearance, it cuts a nut's."""
    into = 0.3 * DIAMETER
    return screw_thread("Thread", DIAMETER, pitch(), LENGTH + into + more, (0, 0, low - into),
                        material, "", clearance, chamfered=(False, more == 0))


def pitch():
    """The pitch that was asked for, or the coarse one of ISO 261."""
    coarse = {3: 0.5, 4: 0.7, 5: 0.8, 6: 1.0, 8: 1.25, 10: 1.5, 12: 1.75, 16: 2.0, 20: 2.5}
    usual = coarse.get(round(1000 * DIAMETER), 150 * DIAMETER) / 1000
    return min(PITCH, 0.25 * DIAMETER) if PITCH >= 0.0003 else usual


def hexagon_block(name, height, low, material, part):
    """A hexagon with the width across flats of ISO 272, its upper and lower corners chamfered."""
    usual = {5: 8.0, 12: 18.0, 16: 24.0, 20: 30.0}
    across = usual.get(round(1000 * DIAMETER), 1500 * DIAMETER + 1) / 1000
    block = sharp_extrude(name, hexagon(across), height, (0, 0, low + height / 2), material, part)
    flat, corner = 0.49 * across, 0.6 * across
    slope = 0.5774 * (corner - flat)  # 30 degrees
    profile = [(0, low), (flat, low), (corner, low + slope), (corner, low + height - slope),
               (flat, low + height), (0, low + height)]
    return boolean(block, lathe("Turned", profile, (0, 0, 0), None, "", steps=64), "INTERSECT")
