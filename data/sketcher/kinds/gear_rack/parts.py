# A gear rack of exact module that lies on its face, as it is printed, its teeth to the back. It
# meshes with spur gears of the same module and pressure angle.
import math


def height():
    """From the back to the tips: at least 3 mm behind the teeth."""
    return max(HEIGHT, 2.25 * MODULE + 0.003)


def toothed_bar(plastic):
    """A bar with straight flanks: a module above the pitch line, 1.25 below it."""
    step, slant = math.pi * MODULE, math.tan(math.radians(PRESSURE_ANGLE))
    x, top, root = TEETH * step / 2, height(), height() - 2.25 * MODULE
    at_pitch = step / 4 - BACKLASH / 2
    at_tip, at_root = at_pitch - MODULE * slant, at_pitch + 1.25 * MODULE * slant
    outline = [(-x, 0), (x, 0), (x, root)]
    for tooth in range(TEETH):
        middle = x - (tooth + 0.5) * step
        outline += [(middle + at_root, root), (middle + at_tip, top), (middle - at_tip, top),
                    (middle - at_root, root)]
    outline.append((-x, root))
    bore = min(HOLE_DIAMETER, root - 0.003)
    count = HOLE_COUNT if bore > 0.0008 else 0
    count = min(count, int(2 * x / (2 * bore))) if count else 0
    holes = [circle(bore / 2, sides_for(bore / 2), (2 * x * ((i + 0.5) / count - 0.5), root / 2))
             for i in range(count)]
    return [sharp_extrude("Rack", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "rack",
                          holes=holes)]


def rack_pinion(wheel):
    """A spur gear with a tooth of the rack in its lowest gap, or its tooth in one of the rack."""
    turn = 270 - (180 / PINION_TEETH if TEETH % 2 else 0)
    bore = 0.25 * MODULE * PINION_TEETH
    return [involute_gear("Pinion", MODULE, PINION_TEETH, THICKNESS, (*axle(), THICKNESS / 2),
                          wheel, "pinion", bore, PRESSURE_ANGLE, BACKLASH, turn=turn)]


def axle():
    """Where the pinion's axis is: its pitch circle touches the rack's pitch line."""
    return 0, height() - MODULE + MODULE * PINION_TEETH / 2


def pinion_joints():
    """The pinion turns on its axis."""
    return [hinge("Pinion", "rack", at=(*axle(), 0), axis="z")]
