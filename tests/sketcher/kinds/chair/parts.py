# Plain boxes: what this kind is for is its words, see ../../readings.json.


def make_legs(frame):
    """Leg: its planned box, shared out evenly."""
    low, high = (-SEAT_WIDTH/2, -SEAT_DEPTH/2, 0), (SEAT_WIDTH/2, SEAT_DEPTH/2, SEAT_HEIGHT-SEAT_THICKNESS)
    count = round(LEG_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Leg {i + 1}", size, middle, pick(frame, i), "legs", bevel=0.0))
    return made


def make_seat(frame):
    """Seat: its planned box, shared out evenly."""
    low, high = (-SEAT_WIDTH/2, -SEAT_DEPTH/2, SEAT_HEIGHT-SEAT_THICKNESS), (SEAT_WIDTH/2, SEAT_DEPTH/2, SEAT_HEIGHT)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Seat", size, middle, pick(frame, i), "seat", bevel=0.0))
    return made


def make_back(frame):
    """Backrest: its planned box, shared out evenly."""
    low, high = (-SEAT_WIDTH/2, SEAT_DEPTH/2-0.03, SEAT_HEIGHT), (SEAT_WIDTH/2, SEAT_DEPTH/2, SEAT_HEIGHT+BACK_HEIGHT)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Backrest", size, middle, pick(frame, i), "back", bevel=0.0))
    return made


def make_slats(frame):
    """Slat: its planned box, shared out evenly."""
    low, high = (-SEAT_WIDTH/2, SEAT_DEPTH/2-0.05, SEAT_HEIGHT), (SEAT_WIDTH/2, SEAT_DEPTH/2-0.03, SEAT_HEIGHT+0.1)
    count = round(SLAT_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Slat {i + 1}", size, middle, pick(frame, i), "slats", bevel=0.0))
    return made


def make_armrests(frame):
    """Armrest: its planned box, shared out evenly."""
    low, high = (-SEAT_WIDTH/2, -SEAT_DEPTH/2, SEAT_HEIGHT), (SEAT_WIDTH/2, SEAT_DEPTH/2-0.05, SEAT_HEIGHT+0.03)
    count = round(2)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Armrest {i + 1}", size, middle, pick(frame, i), "armrests", bevel=0.0))
    return made


def make_cushion(pad):
    """Cushion: its planned box, shared out evenly."""
    low = (-SEAT_WIDTH/2+0.02, -SEAT_DEPTH/2+0.02, SEAT_HEIGHT)
    high = (SEAT_WIDTH/2-0.02, SEAT_DEPTH/2-0.06, SEAT_HEIGHT+0.05)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Cushion", size, middle, pick(pad, i), "cushion", bevel=0.0))
    return made
