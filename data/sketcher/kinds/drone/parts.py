# A drone that looks to -Y: arms all round the body, a propeller at the end of each.
import math
from mathutils import Matrix, Vector


def body_length():
    """The body's length: at most half the span."""
    return min(BODY_LENGTH, 0.5 * SPAN)


def ends():
    """The directions of the arms, the first one to the front right."""
    return [Vector((math.sin(a), -math.cos(a), 0)) for a in
            (2 * math.pi * (i + 0.5) / ARM_COUNT for i in range(ARM_COUNT))]


def motor_top(i):
    """Where the propeller of an arm turns, on the top of its motor."""
    return ends()[i] * SPAN / 2 + Vector((0, 0, LEG_HEIGHT + 0.7 * BODY_HEIGHT + 0.03))


def propeller_radius():
    """How long the blades are, so that no two meet and none meets the body."""
    room = min(SPAN / 2 * math.sin(math.pi / ARM_COUNT), SPAN / 2 - 0.3 * body_length())
    return PROPELLER_SHARE * (room - 0.004)


def propeller_joints():
    """Each propeller turns freely; neighbours turn opposite ways."""
    return [hinge(f"Propeller {i + 1}", f"Arm {i + 1}", f"Propeller {i + 1}", at=motor_top(i),
                  axis="-z" if i % 2 else "z") for i in range(ARM_COUNT)]


def camera_pin():
    """The pin about which the camera tilts."""
    return Vector((0, -0.42 * body_length(), LEG_HEIGHT - 0.018))


def camera_joint():
    """The camera tilts down and a little up."""
    return [hinge("Camera", "body", "camera", at=camera_pin(), axis="x", limits=(-15, 80))]


def body(shell, dark, light):
    """A smooth hull on a dark belly, a battery flap, eyes, and a fork for the camera."""
    long, low, h = body_length(), LEG_HEIGHT, BODY_HEIGHT
    rings = []
    for inset, share in ((0.1, 0.3), (0.02, 0.36), (0, 0.5), (0.02, 0.68), (0.08, 0.84), (0.17,
                                                                                          0.95),
                         (0.26, 1.0)):
        wide, deep = 0.54 * long * (1 - inset), long * (1 - inset)
        rings.append([(x, y, low + h * share) for x, y in rounded_rectangle(wide, deep, 0.36 * wide,
                                                                            8)])
    made = [loft("Hull", rings, shell, "body", smooth=60),
            slab("Belly", (0.46 * long, 0.86 * long, 0.34 * h), 0.14 * long, (0, 0, low + 0.17 * h),
                 dark, "body", 0.1 * h),
            slab("Flap", (0.26 * long, 0.42 * long, 0.01), 0.02, (0, 0.12 * long, low + h - 0.0035),
                 dark, "body", 0.003)]
    for x in (-0.12, 0.12):
        made.append(cylinder("Eye", 0.05 * long, 0.012, (x * long, -0.46 * long, low + 0.5 * h),
                             dark,
                             "body", rotation=(math.pi / 2, 0, 0)))
    made.append(slab("Light", (0.16 * long, 0.006, 0.12 * h), 0.002, (0, 0.49 * long,
                                                                      low + 0.5 * h),
                     light, "body", 0.001, "Y"))
    pin = camera_pin()
    for x in (-0.0165, 0.0165):
        made.append(slab("Fork", (0.003, 0.012, 0.026), 0.005, pin + Vector((x, 0, 0.009)), dark,
                         "body", 0.0008, "X"))
    return [join_meshes("Body", made)]


def arms(dark, metal, light):
    """Arms that taper to the motors, each with a light under its end."""
    made, t = [], ARM_THICKNESS
    for i, way in enumerate(ends()):
        top = motor_top(i)
        start = way * 0.16 * body_length() + Vector((0, 0, LEG_HEIGHT + 0.55 * BODY_HEIGHT))
        end = top - Vector((0, 0, 0.024))
        beam = tube("Beam", [start, start.lerp(end, 0.5), end], [0.62 * t, 0.5 * t, 0.44 * t], dark,
                    "arms")
        line = [(0, -0.03), (0.012, -0.03), (0.013, -0.014), (0.0115, -0.0135), (0.0115, -0.012),
                (0.013, -0.0115), (0.013, -0.003), (0.0105, 0), (0, 0)]
        motor = lathe("Motor", line, top, metal, "arms", steps=48)
        lamp_cap = sphere("Light", 0.006, top - Vector((0, 0, 0.03)), light, "arms", segments=20,
                          rings=12)
        made.append(join_meshes(f"Arm {i + 1}", [beam, motor, lamp_cap]))
    return made


def propellers(blade, metal):
    """Two twisted blades on a hub; every propeller stands at another angle."""
    made, r = [], propeller_radius()
    for i in range(ARM_COUNT):
        pieces = [lathe("Hub", [(0, 0), (0.008, 0), (0.008, 0.006), (0.005, 0.009), (0, 0.0095)],
                        (0, 0, 0), metal, "propellers", steps=36)]
        for side in (0, math.pi):
            rows = []
            for k in range(15):
                t = k / 14
                wide = r * (0.07 + 0.16 * math.sin(math.pi * min(1.0,
                                                                 t * 0.9 + 0.08))) * (1 - 0.5 * t)
                pitch = math.radians(24 - 16 * t) * (1 if i % 2 else -1)
                rows.append([(0.004 + (r - 0.004) * t, u * wide * math.cos(pitch),
                              0.005 + u * wide * math.sin(pitch)) for u in (-0.5, -0.2, 0.2, 0.5)])
            one = surface("Blade", rows, pick(blade, i), "propellers", thickness=0.0012, smooth=40)
            transform([one], Matrix.Rotation(side, 4, "Z"))
            pieces.append(one)
        made.append(join_meshes(f"Propeller {i + 1}", pieces))
        transform([made[-1]], Matrix.Translation(motor_top(i)) @ Matrix.Rotation(0.6 + 1.1 * i, 4,
                                                                                 "Z"))
    return made


def legs(dark):
    """A bow on either side, that stands on the ground with its level part."""
    made, long = [], body_length()
    for side, name in ((-1, "Left leg"), (1, "Right leg")):
        x0, x1, z = side * 0.16 * long, side * 0.42 * long, LEG_HEIGHT + 0.12 * BODY_HEIGHT
        line = bend_path([(x0, -0.26 * long, z), (x1, -0.34 * long, 0.004), (x1, 0.34 * long,
                                                                             0.004),
                          (x0, 0.26 * long, z)], 0.02)
        made.append(tube(name, line, 0.004, dark, "legs", smooth_path=1, sides=16))
    return made


def camera(dark, optics):
    """A small camera between the cheeks of its fork."""
    pin = camera_pin()
    case = slab("Case", (0.0296, 0.022, 0.024), 0.005, pin, dark, "camera", 0.003, "Y")
    eye = camera_lens("Lens", pin - Vector((0, 0.01, 0)), 0.0095, 0.012, dark, optics, "camera")
    return [join_meshes("Camera", [case, eye])]


def guards(guard):
    """A ring round each propeller, on three spokes from its motor."""
    made = []
    for i in range(ARM_COUNT):
        top, r = motor_top(i), propeller_radius() / PROPELLER_SHARE + 0.002
        pieces = [torus("Ring", r, 0.004, top + Vector((0, 0, 0.006)), guard, "guards", sides=12)]
        for k in range(3):
            a = 2 * math.pi * k / 3 + math.atan2(ends()[i].y, ends()[i].x)
            way = Vector((math.cos(a), math.sin(a), 0))
            line = [top + way * 0.011 - Vector((0, 0, 0.007)), top + way * 0.6 * r
                    - Vector((0, 0, 0.009)), top + way * r + Vector((0, 0, 0.006))]
            pieces.append(tube("Spoke", line, 0.0018, guard, "guards", sides=10))
        made.append(join_meshes(f"Propeller guard {i + 1}", pieces))
    return made
