# A C-clamp that lies on its side, its opening to the right. All of it is as thick as its frame or
# thinner, so that frame, screw and pad print as they lie.
import math


def gap():
    """How far it is open: at most as far as the screw goes back."""
    return min(GAP, OPENING - 0.008)


def bolt_size():
    """The diameter of the thread: the frame stays thick enough round it."""
    return min(SCREW_DIAMETER, 0.6 * THICKNESS, 0.9 * ARM)


def c_frame(iron):
    """A C with an anvil above and a threaded boss below, its web thinner than its rim."""
    x, y, arm = -REACH - ARM / 2, OPENING / 2, ARM
    upper, lower = y + 0.65 * arm, -y - 0.65 * arm
    line = bend_path([(-0.2 * arm, upper, 0), (x, upper, 0), (x, lower, 0), (-0.2 * arm, lower, 0)],
                     min(0.9 * arm, 0.3 * REACH, 0.3 * OPENING))
    bars = [bar_outline(a[:2], b[:2], arm / 2, 10) for a, b in zip(line, line[1:])]
    anvil, boss = 0.75 * arm, 0.75 * arm
    bars.append([(-anvil, y), (anvil, y), (0.6 * anvil, y + 1.1 * arm),
                 (-0.9 * anvil, y + 1.1 * arm)])
    bars.append([(-boss, -y - 1.3 * arm), (boss, -y - 1.3 * arm), (boss, -y), (-boss, -y)])
    outline, holes = outline_boolean(bars, [], "UNION")[0]
    frame = sharp_extrude("Frame", outline, THICKNESS, (0, 0, THICKNESS / 2), iron, "frame",
                          holes=holes)
    web = bar_outline((x, y - 0.2 * arm), (x, 0.2 * arm - y), 0.24 * arm, 10)
    flutes = [sharp_extrude("Flute", web, 0.4 * THICKNESS, (0, 0, z), None, "")
              for z in (0, THICKNESS)]
    cutter = thread(tail() - 0.002, 0.01 - y - tail(), 0.0004, None)
    return [boolean(frame, [*flutes, cutter])]


def thread(low, length, clearance, material):
    """A thread along the screw's line, from y = low."""
    return screw_thread("Thread", bolt_size(), 0.15 * bolt_size(), length,
                        (0, low, THICKNESS / 2), material, "", clearance,
                        rotation=(-math.pi / 2, 0, 0))


def tail():
    """Where the thread ends in the head: closed, the head just clears the boss."""
    return -0.5 * OPENING - gap() - 1.3 * ARM - 0.004


def turned(name, profile, material, part, steps=48):
    """A profile [(r, y), …] turned round the screw's line."""
    made = lathe(name, [(r, -y) for r, y in profile], (0, 0, THICKNESS / 2), material, part,
                 steps=steps, smooth=35)
    made.rotation_euler = (math.pi / 2, 0, 0)
    return made


def threaded_spindle(steel):
    """The thread with a ball for the pad at its tip, and a head with a hole for the bar."""
    radius, low, tip = bolt_size() / 2, tail(), OPENING / 2 - gap()
    head = min(0.4 * THICKNESS, 1.7 * radius)
    rod = thread(low - 0.002, tip - 0.007 - low + 0.002, 0, steel)
    knob = turned("Head", [(0, low - 0.016), (0.8 * head, low - 0.016), (head, low - 0.014),
                           (head, low - 0.002), (0.8 * head, low), (0, low)], steel, "spindle")
    neck = turned("Neck", [(0, tip - 0.009), (0.55 * radius, tip - 0.009),
                           (0.55 * radius, tip - 0.0035), (0, tip - 0.0035)], steel, "spindle", 32)
    rod.name, rod["part"] = "Screw", "spindle"
    return [boolean(rod, [knob, neck], "UNION")]


def swivel_pad(steel):
    """A round pad on the tip of the screw."""
    tip, radius = OPENING / 2 - gap(), min(0.46 * THICKNESS, 1.1 * bolt_size())
    return [turned("Pad", [(0, tip - 0.006), (0.6 * radius, tip - 0.006), (radius, tip - 0.0025),
                           (radius, tip), (0, tip)], steel, "pad")]


def sliding_bar(steel):
    """A bar through the head, with a ball at both ends."""
    radius = min(0.0035, 0.2 * THICKNESS, 0.4 * bolt_size())
    y, z = tail() - 0.008, THICKNESS / 2
    ends = (-0.36 * BAR_LENGTH + 1.3 * radius, 0.64 * BAR_LENGTH - 1.3 * radius)
    pieces = [tube("Bar", [(ends[0], y, z), (ends[1], y, z)], radius, steel, "bar")]
    pieces += [sphere("Ball", 1.3 * radius, (x, y, z), steel, "bar", segments=24, rings=12)
               for x in ends]
    return [join_meshes("Bar", pieces)]


def round_knob(grip):
    """A knob with twelve sides on the head."""
    radius, low = THICKNESS / 2, tail() - 0.03
    outline = circle(radius, 12, (0, radius))
    return [extrude("Knob", outline, 0.026, (0, low + 0.013, 0), grip, "knob", bevel=0.0015,
                    axis="Y")]


def spindle_joints():
    """The screw goes a pitch with each turn, and takes all that is on it along."""
    pitch = 0.15 * bolt_size()
    turns = 360 / pitch
    return [screw("Screw", "frame", "spindle", (0, 0, THICKNESS / 2), "y",
                  limits=(-turns * (OPENING - 0.008 - gap()), turns * gap()), pitch=pitch,
                  carries=["pad", "bar", "knob"])]


def bar_joints():
    """The bar slides in the head."""
    return [slider("Bar", "spindle", at=(0, tail() - 0.008, THICKNESS / 2), axis="x",
                   limits=(-0.28 * BAR_LENGTH, 0))]
