# An office chair. From the floor up: wheels in casters, a star with a column, a gas lift that
# slides in it, a mechanism that swivels on the lift with the seat, and a back that leans on a pin.
import math
from mathutils import Matrix, Vector


def caster_places():
    """Where the casters turn, as (x, y, which way they trail in radians), the rear one first."""
    reach, found = BASE_WIDTH / 2 - 0.03, []
    for k in range(CASTER_COUNT):
        turn = math.pi / 2 + 2 * math.pi * k / CASTER_COUNT
        found.append((reach * math.cos(turn), reach * math.sin(turn), turn + 0.5 * math.pi))
    return found


def arm_low():
    """The underside of the star's arms at their ends, clear of the casters."""
    return CASTER_DIAMETER + 0.012


def seat_low():
    """The underside of the cushion."""
    return SEAT_HEIGHT - CUSHION_THICKNESS


def mechanism_low():
    """The underside of the mechanism under the seat."""
    return seat_low() - 0.05


def column_top():
    """The upper end of the column: the mechanism just clears it at its lowest."""
    return mechanism_low() - TRAVEL / 2 - 0.008


def back_pin():
    """Where the back turns, behind the column under the seat."""
    return Vector((0, 0.15, mechanism_low() + 0.014))


def back_foot():
    """The height of the lower edge of the back."""
    return SEAT_HEIGHT + 0.06


def back_line(v, x=0.0):
    """The front of the back's shell from bottom (0) to top (1): a hollow for the loins, and sides
    that come forward."""
    loins = 0.024 * math.sin(math.pi * min(1.0, max(0.0, v) / 0.55))
    lean = 0.17 * (BACK_HEIGHT - 0.06) * max(0.0, v - 0.15)
    wrap = 0.035 * (2 * x / SEAT_WIDTH) ** 2
    return Vector((x, SEAT_DEPTH / 2 + 0.03 - loins + lean - wrap,
                   back_foot() + v * (BACK_HEIGHT - 0.06)))


def lean_on_back(obj, low, high, gap):
    """Bend a flat cushion (X across, Y up, Z thick) along the back's line, `gap` in front of it."""
    half = (high - low) * (BACK_HEIGHT - 0.06) / 2
    for vertex in obj.data.vertices:
        x, up, thick = vertex.co
        v = (low + high) / 2 + (high - low) / 2 * up / half
        way = back_line(v + 0.01, x) - back_line(v - 0.01, x)
        out = Vector((0, -way.z, way.y)).normalized()
        vertex.co = back_line(v, x) + out * (thick + gap)
    obj.data.update()
    return obj


def lift_joints():
    """The gas lift slides in the column, and the seat swivels on it with all that it carries."""
    return [slider("Height", "base", "lift", at=(0, 0, column_top()), axis="z",
                   limits=(-TRAVEL / 2, TRAVEL / 2)),
            hinge("Seat", "lift", "mechanism", at=(0, 0, mechanism_low()), axis="z",
                  carries=["seat", "armrests"])]


def back_joints():
    """The back leans on its pin."""
    return [hinge("Back", "mechanism", "back", at=back_pin(), axis="-x", limits=(0, RECLINE),
                  carries=["headrest"])]


def caster_joints():
    """Each caster swivels under its arm, and its wheel rolls in it."""
    rows = []
    for k, (x, y, turn) in enumerate(caster_places()):
        rows.append(hinge(f"Caster {k + 1}", "base", at=(x, y, arm_low()), axis="z"))
        at, along = Vector((x, y, CASTER_DIAMETER / 2)), Vector((math.cos(turn), math.sin(turn), 0))
        rows.append(hinge(f"Wheel {k + 1}", f"Caster {k + 1}", at=at + 0.02 * along,
                          axis=(-along.y, along.x, 0)))
    return rows


def put_caster(obj, place):
    """Turn what is built with its stem on Z, trailing to +X, to where a caster stands."""
    x, y, turn = place
    transform([obj], Matrix.Translation((x, y, 0)) @ Matrix.Rotation(turn, 4, "Z"))
    return obj


def casters(shell, steel):
    """Casters: a stem, a neck, an axle, and a hood over the wheels."""
    made, r, on_axle = [], CASTER_DIAMETER / 2, (math.pi / 2, 0, 0)
    for k, place in enumerate(caster_places()):
        hood = [(0.02 + (r + 0.0035) * math.cos(a), 0, r + (r + 0.0035) * math.sin(a))
                for a in (math.radians(12 + 156 * i / 24) for i in range(25))]
        pieces = [
            cylinder("Stem", 0.0055, 0.027, (0, 0, arm_low() + 0.0075), steel, "casters",
                     bevel=0.001),
            cylinder("Collar", 0.0105, 0.009, (0, 0, arm_low() - 0.0055), steel, "casters",
                     bevel=0.001),
            box("Neck", (0.02, 0.012, arm_low() - 0.008 - r),
                (0.001, 0, (arm_low() - 0.008 + r) / 2), shell, "casters", bevel=0.001),
            cylinder("Core", 0.7 * r, 0.012, (0.02, 0, r), shell, "casters", rotation=on_axle),
            cylinder("Axle", 0.004, 0.048, (0.02, 0, r), steel, "casters", rotation=on_axle,
                     bevel=0.0008),
            ribbon("Hood", hood, 0.003, 0.05, shell, "casters", up=(0, 1, 0), smooth_path=1)]
        made.append(put_caster(join_meshes(f"Caster {k + 1}", pieces), place))
    return made


def wheels(tread, shell):
    """Twin wheels, one to each side of the caster's core."""
    made, r = [], CASTER_DIAMETER / 2
    rubber = [(0.74 * r, 0.0), (0.93 * r, 0.0), (r, 0.003), (r, 0.013), (0.93 * r, 0.016),
              (0.74 * r, 0.016)]
    disc = [(0.0045, 0.002), (0.75 * r, 0.002), (0.75 * r, 0.0145), (0.62 * r, 0.013),
            (0.4 * r, 0.0105), (0.25 * r, 0.013), (0.0045, 0.0135)]
    for k, place in enumerate(caster_places()):
        pieces = []
        for side in (-1, 1):
            for profile, material in ((rubber, tread), (disc, shell)):
                line = [(radius, side * (along + 0.007)) for radius, along in profile]
                piece = lathe("Wheel", line + line[:1], (0.02, 0, r), material, "wheels", steps=64)
                piece.rotation_euler = (math.pi / 2, 0, 0)
                pieces.append(piece)
        made.append(put_caster(join_meshes(f"Wheel {k + 1}", pieces), place))
    return made


def base(metal, shell):
    """A star of arms with sockets at their ends, its hub, and the column of the gas lift."""
    low = arm_low()
    hub = round_corners([(0.02, low + 0.004), (0.03, low + 0.004), (0.043, low + 0.016),
                         (0.041, low + 0.046), (0.034, low + 0.06), (0.02, low + 0.06)], 0.006)
    pieces = [lathe("Hub", hub + hub[:1], (0, 0, 0), metal, "base")]
    floor, top = 0.03, column_top()
    column = [(0.0, floor), (0.023, floor), (0.025, floor + 0.002), (0.025, top - 0.012),
              (0.028, top - 0.011), (0.028, top - 0.001), (0.027, top), (0.015, top),
              (0.015, floor + 0.008), (0.0, floor + 0.008)]
    pieces.append(lathe("Column", column, (0, 0, 0), shell, "base"))
    for x, y, _turn in caster_places():
        way = Vector((x, y, 0)).normalized()
        side, reach = Vector((-way.y, way.x, 0)), Vector((x, y, 0)).length
        sections = []
        for share in (0.0, 0.15, 0.4, 0.7, 0.9, 1.0):
            out = 0.03 + (reach - 0.038) * share
            wide, tall = 0.05 - 0.026 * share, 0.044 - 0.024 * share ** 0.8
            foot = low + 0.009 - 0.009 * share + 0.012 * math.sin(math.pi * share)
            outline = rounded_rectangle(wide, tall, 0.35 * tall, 4)
            sections.append([way * out + side * u + Vector((0, 0, foot + tall / 2 + v))
                             for u, v in outline])
        pieces.append(loft("Arm", sections, metal, "base", smooth=60))
        ring = [(0.006, low), (0.0145, low), (0.0155, low + 0.002), (0.0155, low + 0.019),
                (0.013, low + 0.024), (0.0, low + 0.0255), (0.0, low + 0.0215),
                (0.006, low + 0.0215)]
        pieces.append(lathe("Socket", ring + ring[:1], (x, y, 0), metal, "base", steps=48))
    return [join_meshes("Base", pieces)]


def lift(steel):
    """The rod of the gas lift: it slides in the column, and carries the mechanism."""
    low, high = 0.046 + TRAVEL / 2, seat_low() - 0.0155
    return [cylinder("Lift", 0.0145, high - low, (0, 0, (low + high) / 2), steel, "lift", sides=64,
                     bevel=0.001)]


def mechanism(shell, steel):
    """The box under the seat with the pan, the fork that holds the back, and two levers."""
    low = mechanism_low()
    pieces = [extrude("Box", rounded_rectangle(0.15, 0.22, 0.025), 0.035, (0, 0, low + 0.0175),
                      shell, "mechanism", holes=[circle(0.015, 64)], bevel=0.002),
              extrude("Pan", rounded_rectangle(0.84 * SEAT_WIDTH, 0.82 * SEAT_DEPTH, 0.07),
                      0.015, (0, -0.01, seat_low() - 0.0075), shell, "mechanism", bevel=0.005)]
    pin = back_pin()
    cheek = arc((pin.y, pin.z), 0.015, -90, 90, 16) + [(0.1, low + 0.03), (0.1, low + 0.002)]
    for x in (-0.031, 0.031):
        pieces.append(extrude("Cheek", cheek, 0.01, (x, 0, 0), shell, "mechanism", bevel=0.001,
                              axis="X"))
    pieces.append(cylinder("Pin", 0.006, 0.076, pin, steel, "mechanism", bevel=0.001,
                           rotation=(0, math.pi / 2, 0)))
    for side, y in ((-1, -0.04), (1, -0.02)):
        rod = [(side * x, y, low + 0.018 - drop) for x, drop in ((0.07, 0.0), (0.14, 0.002),
                                                                (0.2, 0.01))]
        pieces.append(tube("Lever", rod, 0.004, steel, "mechanism", sides=16))
        pieces.append(box("Paddle", (0.05, 0.02, 0.007), (side * 0.215, y, low + 0.007), shell,
                          "mechanism", bevel=0.003))
    return [join_meshes("Mechanism", pieces)]


def seat(cover, shell):
    """A full cushion whose front edge falls away, on a shell with a welt along its seam."""
    size = (SEAT_WIDTH, SEAT_DEPTH, CUSHION_THICKNESS)
    pad = cushion("Cushion", size, (0, 0, 0), cover, "seat", puff=0.3, corner=0.26, base=0.15,
                  steps=56)
    rim = rounded_rectangle(SEAT_WIDTH, SEAT_DEPTH, 0.26 * min(SEAT_WIDTH, SEAT_DEPTH), 14)
    welt = piping("Welt", rim, 0.0035, shell, "seat")
    middle = Vector((0, -0.02, SEAT_HEIGHT - CUSHION_THICKNESS / 2))
    for obj in (pad, welt):
        transform([obj], Matrix.Translation(middle))
    made = join_meshes("Seat", [pad, welt])
    for vertex in made.data.vertices:
        front = max(0.0, -vertex.co.y - 0.22 * SEAT_DEPTH) / (0.32 * SEAT_DEPTH)
        if vertex.co.z > seat_low() + 0.2 * CUSHION_THICKNESS:
            vertex.co.z -= 0.3 * CUSHION_THICKNESS * front ** 2
    made.data.update()
    return [made]


def back(cover, shell, steel):
    """The back: a shell, a cushion before it, and the arm that carries both from the pin."""
    wide, tall = 0.86 * SEAT_WIDTH, BACK_HEIGHT - 0.06
    rear = cushion("Shell", (wide, tall, 0.02), (0, 0, 0), shell, "back", puff=0.05, corner=0.3,
                   base=0.3, steps=56)
    pad = cushion("Pad", (wide - 0.02, tall - 0.02, 0.055), (0, 0, 0), cover, "back", puff=0.25,
                  corner=0.3, base=0.2, steps=56)
    rim = rounded_rectangle(wide - 0.02, tall - 0.02, 0.3 * (min(wide, tall) - 0.02), 14)
    welt = piping("Welt", rim, 0.003, shell, "back")
    share = (tall - 0.02) / tall
    pieces = [lean_on_back(rear, 0, 1, -0.005),
              lean_on_back(pad, (1 - share) / 2, (1 + share) / 2, 0.028),
              lean_on_back(welt, (1 - share) / 2, (1 + share) / 2, 0.03)]
    pin, mount = back_pin(), back_line(0.34)
    ring = [(0.0065, -0.0245), (0.014, -0.0245), (0.014, 0.0245), (0.0065, 0.0245)]
    eye = lathe("Eye", ring + ring[:1], pin, steel, "back", steps=48)
    eye.rotation_euler = (0, math.pi / 2, 0)
    line = [(0, pin.y + 0.01, pin.z), (0, pin.y + 0.05, pin.z - 0.003),
            (0, SEAT_DEPTH / 2 + 0.03, pin.z + 0.004), (0, SEAT_DEPTH / 2 + 0.068, pin.z + 0.045),
            (0, SEAT_DEPTH / 2 + 0.068, SEAT_HEIGHT + 0.03),
            (0, mount.y + 0.018, mount.z - 0.03), (0, mount.y + 0.01, mount.z + 0.03)]
    pieces += [eye, ribbon("Arm", line, 0.014, 0.048, shell, "back", up=(1, 0, 0), bevel=0.004)]
    return [join_meshes("Back", pieces)]


def armrests(cover, shell):
    """T-shaped armrests on brackets from under the seat."""
    made, top = [], SEAT_HEIGHT + ARM_HEIGHT
    for i, side in enumerate((-1, 1)):
        under, out = seat_low() - 0.021, SEAT_WIDTH / 2 + 0.045
        line = [(0.1, under), (out - 0.05, under), (out - 0.012, under + 0.008),
                (out, under + 0.045), (out + 0.004, (under + top) / 2), (out, top - 0.02)]
        bracket = ribbon("Bracket", [(side * x, -0.01, z) for x, z in line], 0.012, 0.055, shell,
                         "armrests", up=(0, 1, 0), bevel=0.003)
        sleeve = box("Sleeve", (0.026, 0.068, 0.5 * ARM_HEIGHT),
                     (side * (out + 0.002), -0.01, top - 0.03 - 0.25 * ARM_HEIGHT), shell,
                     "armrests", bevel=0.006)
        pad = cushion("Pad", (0.078, 0.25, 0.032), (side * out, -0.015, top - 0.016), cover,
                      "armrests", puff=0.12, corner=0.42, base=0.2, steps=40)
        made.append(join_meshes(f"Armrest {i + 1}", [bracket, sleeve, pad]))
    return made


def headrest(cover, shell, steel):
    """A headrest above the back, on two rods."""
    wide, tall = 0.52 * SEAT_WIDTH, 0.15
    low = 1 + 0.04 / (BACK_HEIGHT - 0.06)
    high = low + tall / (BACK_HEIGHT - 0.06)
    pieces = [lean_on_back(cushion("Shell", (wide, tall, 0.016), (0, 0, 0), shell, "headrest",
                                   puff=0.05, corner=0.4, base=0.3, steps=40), low, high, 0.0),
              lean_on_back(cushion("Pad", (wide - 0.014, tall - 0.014, 0.05), (0, 0, 0), cover,
                                   "headrest", puff=0.3, corner=0.4, base=0.2, steps=40),
                           low, high, 0.03)]
    for x in (-0.05, 0.05):
        rod = [back_line(v, x) + Vector((0, 0.001, 0)) for v in (0.88, low, (low + high) / 2)]
        pieces.append(tube("Rod", rod, 0.005, steel, "headrest", sides=16))
    return [join_meshes("Headrest", pieces)]
