# A sofa. A low frame carries arms and back; loose cushions fill the space between them.
import math
import random
from mathutils import Euler, Vector


def seat_width():
    """The width of one seat cushion."""
    return (SOFA_WIDTH - 2 * ARM_WIDTH) / SEAT_COUNT


def seat_middle(index):
    """X of the middle of a seat."""
    return (index + 0.5) * seat_width() - SOFA_WIDTH / 2 + ARM_WIDTH


def frame(cloth_of_frame):
    """The upholstered frame under the cushions."""
    low, high = LEG_HEIGHT, SEAT_HEIGHT - 0.15
    return [box("Frame", (SOFA_WIDTH - 0.02, SOFA_DEPTH - 0.06, high - low),
                (0, 0, (low + high) / 2),
                cloth_of_frame, "frame", bevel=0.02, segments=5)]


def arms(cloth_of_frame):
    """Padded arms: full at the top, a welt round the front."""
    made, low = [], LEG_HEIGHT
    w, tall, long = ARM_WIDTH, ARM_HEIGHT - LEG_HEIGHT, SOFA_DEPTH - 0.02
    r = 0.42 * w
    for i, side in enumerate((-1, 1)):
        half = w / 2
        outline = [(-half + 0.012, low), (half - 0.012, low), (half - 0.006, low + 0.02),
                   (half - 0.006, ARM_HEIGHT - 1.3 * r)]
        outline += arc((0, ARM_HEIGHT - r), (half, r), -10, 190, 18)
        outline += [(-half + 0.003, ARM_HEIGHT - 1.3 * r), (-half + 0.003, low + 0.02)]
        x, y = side * (SOFA_WIDTH - w) / 2, -0.01
        body = extrude("Body", outline, long, (x, y, 0), cloth_of_frame, "arms", bevel=0.018,
                       axis="Y", segments=4, smooth=60)
        welt = [(x + u * 0.93, y - long / 2 + 0.004, low + 0.012 + (v - low) * (1 - 0.024 / tall))
                for u, v in outline]
        made.append(join_meshes(f"Arm {i + 1}",
                                [body, tube("Welt", welt, 0.005, cloth_of_frame, "arms", sides=8,
                                            closed=True, smooth_path=1)]))
    return made


def back_frame(cloth_of_frame):
    """The back: leaning a little, rounded along its top."""
    sections, low = [], LEG_HEIGHT + 0.02
    foot, wide = SOFA_DEPTH / 2 - 0.13, SOFA_WIDTH / 2 - 0.02
    outline = [(-0.09, low), (0.085, low)]
    lean = 0.07
    outline += [(0.085 + lean * t, low + (BACK_HEIGHT - 0.07 - low) * t) for t in (0.35, 0.7, 1.0)]
    outline += [(u + lean + 0.005, v + BACK_HEIGHT - 0.07) for u,
                v in arc((0, 0), (0.08, 0.07), 10, 170, 10)]
    outline += [(-0.08 + lean * t, low + (BACK_HEIGHT - 0.07 - low) * t) for t in (1.0, 0.7, 0.35)]
    for x, shrink in ((-wide, 0.86), (-wide + 0.006, 0.94), (-wide + 0.022, 1.0),
                      (wide - 0.022, 1.0), (wide - 0.006, 0.94), (wide, 0.86)):
        middle = Vector((0.03, (low + BACK_HEIGHT) / 2))
        sections.append([(x, foot + middle.x + (u - middle.x) * shrink,
                          middle.y + (v - middle.y) * (0.5 + shrink / 2)) for u, v in outline])
    for section in sections[:1] + sections[-1:]:
        section[:] = [(x, y, max(z, low)) for x, y, z in section]
    return [loft("Back", sections, cloth_of_frame, "back", smooth=60)]


def seat_cushions(cloth_of_seat):
    """Thick seat cushions with piping round both edges."""
    made, tall = [], 0.165
    front, rear = -SOFA_DEPTH / 2, SOFA_DEPTH / 2 - 0.21
    size = (seat_width() - 0.004, rear - front, tall)
    for i in range(SEAT_COUNT):
        at = (seat_middle(i), (front + rear) / 2, SEAT_HEIGHT - tall / 2)
        made.append(piped_cushion(f"Seat cushion {i + 1}", size, at, (0, 0, 0), cloth_of_seat,
                                  "seats"))
    return made


def piped_cushion(name, size, at, turn, cloth_of_cushion, part):
    """A boxed cushion: rounded, full on top, a cord along its two seams."""
    width, depth, tall = size
    body = box("Body", size, (0, 0, 0), cloth_of_cushion, part, bevel=0.045, segments=6)
    crown = cushion("Crown", (0.97 * width, 0.97 * depth, 0.9 * tall), (0, 0, 0.08 * tall),
                    cloth_of_cushion, part, puff=0.22, corner=0.1)
    outline = rounded_rectangle(width - 0.008, depth - 0.008, 0.045, 6)
    cords = [piping("Cord", outline, 0.005, cloth_of_cushion, part, z=side * (tall / 2 - 0.028))
             for side in (-1, 1)]
    whole = join_meshes(name, [body, crown] + cords)
    whole.location, whole.rotation_euler = at, turn
    return whole


def back_cushions(cloth_of_back):
    """Stuffed back cushions that lean on the back."""
    made, tall = [], BACK_HEIGHT - SEAT_HEIGHT + 0.045
    lean = math.atan2(0.07, BACK_HEIGHT - LEG_HEIGHT)
    for i in range(SEAT_COUNT):
        size = (seat_width() - 0.004, tall, 0.2)
        at = (seat_middle(i), SOFA_DEPTH / 2 - 0.205 - 0.012, SEAT_HEIGHT + tall / 2 - 0.02)
        pad = cushion("Body", size, (0, 0, 0), cloth_of_back, "backs", puff=0.42, corner=0.16)
        cord = piping("Cord", rounded_rectangle(size[0], tall, 0.16 * min(size[0], tall), 7), 0.005,
                      cloth_of_back, "backs")
        whole = join_meshes(f"Back cushion {i + 1}", [pad, cord])
        whole.location, whole.rotation_euler = at, (math.pi / 2 - lean, 0, 0)
        made.append(whole)
    return made


def sofa_legs(timber_of_legs):
    """Tapered feet, splayed outward a little."""
    made = []
    for i, (sx, sy) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        x, y = sx * (SOFA_WIDTH / 2 - 0.075), sy * (SOFA_DEPTH / 2 - 0.085)
        splay = 0.12 * LEG_HEIGHT
        stations = [(x + sx * splay, y + sy * splay, 0, 0.03, 0.03),
                    (x, y, LEG_HEIGHT + 0.004, 0.05, 0.05)]
        made.append(post(f"Leg {i + 1}", stations, timber_of_legs, "legs", corner=0.45,
                         smooth_path=1))
    return made


def throw_pillows(covers):
    """Square pillows tossed into the corners."""
    dice, made = random.Random(SEED), []
    side_room = SOFA_WIDTH / 2 - ARM_WIDTH
    size = min(0.42, 0.72 * side_room + 0.1)
    spots = [-side_room + 0.55 * size, side_room - 0.55 * size, -side_room + 1.25 * size,
             side_room - 1.25 * size]
    if SEAT_COUNT == 1:
        spots = [0.0, -0.06, 0.06, 0.0]
    for i in range(PILLOW_COUNT):
        tilt = math.radians(dice.uniform(62, 70))
        turn = (-1 if spots[i] > 0 else 1) * math.radians(dice.uniform(6, 16))
        y = SOFA_DEPTH / 2 - 0.44 - 0.09 * (i // 2) - 0.05 * (SEAT_COUNT == 1) * i
        body = cushion("Body", (size, size, 0.2), (0, 0, 0), pick(covers, i), "pillows", puff=0.84,
                       corner=0.1)
        cord = piping("Cord", rounded_rectangle(size, size, 0.1 * size, 7), 0.005, pick(covers, i),
                      "pillows")
        whole = join_meshes(f"Pillow {i + 1}", [body, cord])
        whole.location = (spots[i], y, SEAT_HEIGHT + 0.47 * size * math.sin(tilt) + 0.01)
        whole.rotation_euler = Euler((tilt, 0, 0)).to_quaternion().to_euler()
        whole.rotation_euler.rotate(Euler((0, 0, turn)))
        made.append(whole)
    return made


def blanket(wool_of_blanket):
    """A blanket laid over the right arm, with a fringe at its outer end."""
    x, half, r = SOFA_WIDTH / 2 - ARM_WIDTH / 2, ARM_WIDTH / 2, 0.42 * ARM_WIDTH
    outer, inner = LEG_HEIGHT + 0.07, SEAT_HEIGHT - 0.02
    over = [(p[0], p[1]) for p in arc((0, ARM_HEIGHT - r), (half + 0.003, r + 0.003), -5, 185, 14)]
    path = [(half + 0.003, outer),
            (half + 0.003, (outer + ARM_HEIGHT) / 2)] + over + [(-half - 0.001, inner)]
    rows, width, middle = [], 0.42 * SOFA_DEPTH, -0.06 * SOFA_DEPTH
    for step in range(33):
        share = step / 32
        y = middle + (share - 0.5) * width
        wave = 0.0022 * math.sin(9 * math.pi * share)
        rows.append([(x + u + (wave if u > 0 else -wave), y, v + 0.5 * abs(wave)) for u, v in path])
    cloth_sheet = surface("Sheet", rows, wool_of_blanket, "blanket", thickness=0.005, smooth=70)
    strands = []
    for step in range(30):
        y = middle + ((step + 0.5) / 30 - 0.5) * width
        line = [(x + half + 0.003, y, outer + 0.003), (x + half + 0.008, y + 0.002, outer - 0.025)]
        strands.append(tube("Fringe", line, 0.0024, wool_of_blanket, "blanket", sides=5,
                            smooth_path=1))
    return [join_meshes("Blanket", [cloth_sheet] + strands)]


def buttons(cloth_of_frame):
    """Buttons in two staggered rows on the outside of the back."""
    made, count = [], 3 * SEAT_COUNT
    room = SOFA_WIDTH - 2 * ARM_WIDTH
    low = LEG_HEIGHT + 0.02
    for i in range(count):
        z = BACK_HEIGHT * (0.8 if i % 2 else 0.56)
        y = SOFA_DEPTH / 2 - 0.13 + 0.085 + 0.07 * (z - low) / (BACK_HEIGHT - 0.07 - low)
        at = ((i + 0.5) * room / count - room / 2, y, z)
        made.append(sphere(f"Button {i + 1}", 0.018, at, cloth_of_frame, "buttons",
                           scale=(1, 0.5, 1), segments=20, rings=10))
    return made
