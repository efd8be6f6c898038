# Plain boxes: what this kind is for is its words, see ../../readings.json.


# One leg is missing and one is sunk into the ground.
def make_legs(frame):
    """Three of four legs."""
    made = []
    for i, (x, y) in enumerate(((-1, -1), (1, -1), (-1, 1))):
        middle = (x * (WIDTH / 2 - 0.02), y * 0.18, 0.2)
        made.append(box(f"Leg {i + 1}", (0.04, 0.04, 0.412 if i == 1 else 0.4), middle,
                        pick(frame, i), "legs", bevel=0.0))
    return made


def make_seat(frame):
    """Seat: its planned box, shared out evenly."""
    low, high = (-WIDTH/2, -0.2, 0.4), (WIDTH/2, 0.2, 0.44)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Seat", size, middle, pick(frame, i), "seat", bevel=0.0))
    return made


# It floats 12 mm over the seat.
def make_lamp(frame):
    """A block."""
    return [box("Lamp", (0.1, 0.1, 0.1), (0, 0, 0.502), pick(frame, 0), "lamp", bevel=0.0)]


# It is a third too short.
def make_rail(frame):
    """A bar."""
    return [box("Rail", (WIDTH * 0.66, 0.04, 0.06), (0, 0.18, 0.47), pick(frame, 0), "rail", bevel=0.0)]


# There are three of two.
def make_knobs(frame):
    """Little blocks."""
    return [box(f"Knob {i + 1}", (0.04, 0.04, 0.02), (-0.43 + 0.2 * i, -0.18, 0.45), pick(frame, i),
                "knobs", bevel=0.0) for i in range(3)]


# It raises.
def make_broken(frame):
    """Never returns."""
    return [box("Broken", (0.1, 0.1, 0.1), (0, 0, "high"), pick(frame, 0), "broken")]
