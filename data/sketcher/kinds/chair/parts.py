# A dining chair. The four corners of the seat rails are where everything meets: legs come up to
# them, the posts of the back go on from them.
import math
from mathutils import Vector


def corner(side, end):
    """Centre of a leg at the seat: side -1 left, 1 right; end -1 front, 1 rear."""
    return (side * (SEAT_WIDTH - LEG_THICKNESS) / 2, end * (SEAT_DEPTH - LEG_THICKNESS) / 2)


def leg_tops():
    """Where the legs stand under the seat, as (x, y), front ones first."""
    front, rear = [corner(-1, -1), corner(1, -1)], [corner(-1, 1), corner(1, 1)]
    middle_rear, middle_front = (0.0, corner(1, 1)[1]), (0.0, corner(1, -1)[1])
    sides = [(corner(-1, 1)[0], 0.0), (corner(1, 1)[0], 0.0)]
    return {3: front + [middle_rear], 4: front + rear, 5: front + rear + [middle_front],
            6: front + rear + sides}[LEG_COUNT]


def leg_at(top, height):
    """Where the middle of a leg is at a height: rear legs sweep back towards the floor."""
    x, y = top
    share = 1 - height / (SEAT_HEIGHT - SEAT_THICKNESS)
    sweep = 0.1 * SEAT_HEIGHT * share ** 2 if y > SEAT_DEPTH / 4 else 0.0
    return Vector((x, y + sweep, height))


def back_at(x, rise):
    """Where the middle of the back is, `rise` above the seat: it leans, and it is hollow."""
    lean = math.tan(math.radians(BACK_RAKE)) * rise * (0.75 + 0.25 * rise / BACK_HEIGHT)
    hollow = 0.05 * SEAT_WIDTH * (1 - (2 * x / SEAT_WIDTH) ** 2)
    return Vector((x, corner(1, 1)[1] + lean + hollow * min(1.0, rise / 0.1), SEAT_HEIGHT + rise))


def crest_height():
    """The height of the crest rail: in a low back it leaves room for the slats."""
    return min(CREST_HEIGHT, 0.45 * BACK_HEIGHT)


def cross_rail(name, rise, height, reach, thickness, arch, material, part):
    """A hollow rail across the back, its middle `rise` above the seat; `arch` lifts its top."""
    sections = []
    for step in range(17):
        x = reach * (step / 8 - 1)
        middle = back_at(x, rise)
        tilt = back_at(x, rise + 0.01) - middle
        lift = arch * (1 - (x / reach) ** 2)
        ends = 0.6 if step in (0, 16) else 1.0
        outline = rounded_rectangle(thickness * ends, height * (0.9 + 0.1 * ends), 0.3 * thickness,
                                    3)
        sections.append([middle + Vector((0, u, 0)) + tilt.normalized() * (v + lift * (v > 0))
                         for u, v in outline])
    return loft(name, sections, material, part, smooth=50)


def legs(frame):
    """Tapered legs; the rear ones sweep back."""
    made = []
    for i, top in enumerate(leg_tops()):
        rise = SEAT_HEIGHT - SEAT_THICKNESS
        stations = []
        for share in (0.0, 0.3, 0.6, 0.85, 1.0):
            x, y, z = leg_at(top, rise * share)
            thick = LEG_THICKNESS * (0.68 + 0.32 * min(1.0, share / 0.85))
            inward = (LEG_THICKNESS - thick) / 2
            stations.append((x - math.copysign(inward, x) if x else x, y, z, thick, thick))
        made.append(post(f"Leg {i + 1}", stations, frame, "legs"))
    return made


def aprons(frame):
    """Rails from leg to leg, tenoned into them, flush under the seat."""
    height, thick = 0.14 * SEAT_HEIGHT, 0.55 * LEG_THICKNESS
    x, y = corner(1, 1)
    z = SEAT_HEIGHT - SEAT_THICKNESS - height / 2
    edge = (LEG_THICKNESS - thick) / 2 - 0.003
    return [box("Apron 1", (2 * x, thick, height), (0, -y - edge, z), frame, "aprons", bevel=0.003),
            box("Apron 2", (2 * x, thick, height), (0, y + edge, z), frame, "aprons", bevel=0.003),
            box("Apron 3", (thick, 2 * y, height), (-x - edge, 0, z), frame, "aprons", bevel=0.003),
            box("Apron 4", (thick, 2 * y, height), (x + edge, 0, z), frame, "aprons", bevel=0.003)]


def stretchers(frame):
    """An H of slim bars between the legs, a third of the way up."""
    height, thick = 0.38 * SEAT_HEIGHT, 0.26 * LEG_THICKNESS
    tops = leg_tops()
    rear = (tops[2], tops[2] if LEG_COUNT == 3 else tops[3])
    ends = [(leg_at(tops[side], height), leg_at(rear[side], height)) for side in (0, 1)]
    made = []
    for i, (front, back) in enumerate(ends):
        line = [front.lerp(back, t) for t in (0, 0.12, 0.5, 0.88, 1)]
        radii = [thick * f for f in (0.75, 0.85, 1.1, 0.85, 0.75)]
        made.append(tube(f"Stretcher {i + 1}", line, radii, frame, "stretchers", sides=16))
    left, right = (front.lerp(back, 0.45) for front, back in ends)
    line = [left.lerp(right, t) for t in (0, 0.12, 0.5, 0.88, 1)]
    made.append(tube("Stretcher 3", line, [thick * f for f in (0.7, 0.8, 1.05, 0.8, 0.7)], frame,
                     "stretchers", sides=16))
    return made


def seat(frame):
    """The wooden seat, a finger's breadth over the rails, notched round the posts of the back."""
    over, half = 0.012, SEAT_WIDTH / 2 + 0.012
    front, notch, rear = -SEAT_DEPTH / 2 - over, SEAT_DEPTH / 2 - LEG_THICKNESS, SEAT_DEPTH / 2
    inner = corner(1, 1)[0] - LEG_THICKNESS / 2
    r = 0.08 * SEAT_WIDTH
    outline = arc((-half + r, front + r), r, 180, 270, 6)
    outline += arc((half - r, front + r), r, 270, 360, 6)
    outline += [(half, notch), (inner, notch), (inner, rear), (-inner, rear), (-inner, notch),
                (-half, notch)]
    return [extrude("Seat", outline, SEAT_THICKNESS, (0, 0, SEAT_HEIGHT - SEAT_THICKNESS / 2),
                    frame,
                    "seat", bevel=0.3 * SEAT_THICKNESS, segments=4)]


def backrest(frame):
    """Two posts that go on from the rear legs, a crest rail on top and a lower rail."""
    x = corner(1, 1)[0]
    low = -SEAT_THICKNESS
    pieces = []
    for side in (-1, 1):
        stations = []
        for share in (0.0, 0.12, 0.4, 0.7, 1.0):
            rise = low + (BACK_HEIGHT - 0.3 * crest_height() - low) * share
            middle = back_at(side * x, max(rise, 0.0))
            thick = LEG_THICKNESS * (1 - 0.35 * share)
            stations.append((side * (x + (LEG_THICKNESS - thick) / 2), middle.y, SEAT_HEIGHT + rise,
                             thick, thick))
        pieces.append(post(f"Post {side}", stations, frame, "back"))
    pieces.append(cross_rail("Crest", BACK_HEIGHT - crest_height() / 2 - 0.012, crest_height(),
                             SEAT_WIDTH / 2 + 0.01, 0.7 * LEG_THICKNESS, 0.012, frame, "back"))
    pieces.append(cross_rail("Lower rail", lower_rail(), 0.036, x, 0.5 * LEG_THICKNESS, 0.0, frame,
                             "back"))
    return [join_meshes("Backrest", pieces)]


def lower_rail():
    """How far above the seat the lower rail of the back is."""
    return 0.28 * BACK_HEIGHT


def slats(frame):
    """Upright slats between the lower rail and the crest, a little hollow like the back."""
    made, low, high = [], lower_rail() + 0.006, BACK_HEIGHT - crest_height() - 0.004
    room = 0.72 * SEAT_WIDTH
    width = min(0.034, 0.5 * room / SLAT_COUNT)
    for i in range(SLAT_COUNT):
        x = (room - width) * (i / max(1, SLAT_COUNT - 1) - 0.5)
        line = [back_at(x, low + (high - low) * t) - Vector((0, 0.012 * math.sin(math.pi * t), 0))
                for t in (0, 0.25, 0.5, 0.75, 1)]
        widths = [width * f for f in (0.8, 1.0, 1.05, 1.0, 0.85)]
        made.append(ribbon(f"Slat {i + 1}", line, widths, 0.28 * LEG_THICKNESS, frame, "slats",
                           up=(0, 1, 0), bevel=0.003))
    return made


def rungs(frame):
    """Cross rails of a ladder back, each arched a little."""
    low, high = lower_rail() + 0.018, BACK_HEIGHT - crest_height() - 0.012
    pitch = (high - low) / RUNG_COUNT
    height = min(0.05, 0.55 * pitch)
    return [cross_rail(f"Rung {i + 1}", low + pitch * (i + 0.55), height, corner(1, 1)[0],
                       0.4 * LEG_THICKNESS, 0.2 * height, frame, "rungs")
            for i in range(RUNG_COUNT)]


def seat_pad(cloth):
    """The upholstered pad with a welt sewn round it."""
    width, depth = SEAT_WIDTH + 0.01, SEAT_DEPTH - LEG_THICKNESS
    y = -LEG_THICKNESS / 2 - 0.004
    body = cushion("Pad", (width, depth, PAD_THICKNESS), (0, y, SEAT_HEIGHT + PAD_THICKNESS / 2),
                   cloth, "pad", puff=0.4, corner=0.12, base=0.2)
    rim = [(u, v + y) for u, v in rounded_rectangle(width, depth, 0.12 * min(width, depth), 7)]
    welt = piping("Welt", rim, 0.004, cloth, "pad", SEAT_HEIGHT + 0.42 * PAD_THICKNESS)
    return [join_meshes("Pad", [body, welt])]


def loose_cushion(cloth):
    """A loose cushion over the seat, piped along its seam and buttoned in the middle."""
    height = max(CUSHION_THICKNESS, PAD_THICKNESS + 0.03)
    width, depth = SEAT_WIDTH + 0.03, SEAT_DEPTH - LEG_THICKNESS + 0.014
    y = -LEG_THICKNESS / 2 - 0.009
    body = cushion("Cushion", (width, depth, height), (0, y, SEAT_HEIGHT + height / 2), cloth,
                   "cushion", puff=0.45, corner=0.2)
    rim = [(u, v + y) for u, v in rounded_rectangle(width, depth, 0.2 * min(width, depth), 7)]
    seam = piping("Piping", rim, 0.0055, cloth, "cushion", SEAT_HEIGHT + height / 2)
    button = sphere("Button", 0.016, (0, y, SEAT_HEIGHT + height - 0.004), cloth, "cushion",
                    scale=(1, 1, 0.5), segments=20, rings=10)
    return [join_meshes("Cushion", [body, seam, button])]


def armrests(frame):
    """Arms from the posts of the back forward, each on an upright beside the seat."""
    made = []
    for i, side in enumerate((-1, 1)):
        x = side * (SEAT_WIDTH / 2 + 0.022)
        start_at = back_at(side * corner(1, 1)[0], ARM_HEIGHT - 0.012)
        front = -0.3 * SEAT_DEPTH
        line = [(side * corner(1, 1)[0], start_at.y, start_at.z),
                (x, start_at.y - 0.08, start_at.z),
                (x + side * 0.006, 0.0, start_at.z - 0.006), (x, front, start_at.z + 0.004),
                (x, front - 0.035, start_at.z - 0.006)]
        rest = ribbon("Rest", line, [0.028, 0.04, 0.05, 0.056, 0.044], 0.022, frame, "armrests",
                      bevel=0.008)
        low = SEAT_HEIGHT - SEAT_THICKNESS
        stations = [(x, front + 0.03, low, 0.026, 0.034),
                    (x, front + 0.03, SEAT_HEIGHT, 0.026, 0.034),
                    (x, front + 0.018, SEAT_HEIGHT + 0.5 * ARM_HEIGHT, 0.022, 0.028),
                    (x, front, start_at.z, 0.026, 0.032)]
        upright = post("Upright", stations, frame, "armrests")
        made.append(join_meshes(f"Armrest {i + 1}", [rest, upright]))
    return made


def finials(frame):
    """Turned knobs on top of the posts."""
    r = 0.34 * LEG_THICKNESS
    profile = catmull([(0, -0.02), (0.6 * r, -0.02), (0.6 * r, 0.002), (r, 0.006), (0.5 * r, 0.012),
                       (1.15 * r, 0.026), (0.7 * r, 0.042), (0.001, 0.05)], 4)
    made = []
    for i, side in enumerate((-1, 1)):
        top = back_at(side * corner(1, 1)[0], BACK_HEIGHT)
        made.append(lathe(f"Finial {i + 1}", [(abs(p.x), p.y) for p in profile[:-1]] + [(0, 0.05)],
                          top, frame, "finials", steps=32))
    return made
