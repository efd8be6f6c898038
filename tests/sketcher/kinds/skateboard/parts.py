# Plain boxes: what this kind is for is its words, see ../../readings.json.


def make_deck(maple):
    """Deck: its planned box, shared out evenly."""
    low, high = (-LENGTH/2, -WIDTH/2, 0.1), (LENGTH/2, WIDTH/2, 0.11)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Deck", size, middle, pick(maple, i), "deck", bevel=0.0))
    return made


def make_tape(tape):
    """Grip tape: its planned box, shared out evenly."""
    low, high = (-LENGTH/2, -WIDTH/2, 0.11), (LENGTH/2, WIDTH/2, 0.112)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Grip tape", size, middle, pick(tape, i), "tape", bevel=0.0))
    return made


def make_trucks(steel):
    """Truck: its planned box, shared out evenly."""
    low, high = (-LENGTH/3, -WIDTH/4, 0.05), (LENGTH/3, WIDTH/4, 0.1)
    count = round(2)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Truck {i + 1}", size, middle, pick(steel, i), "trucks", bevel=0.0))
    return made


def make_wheels(tyre):
    """Wheel: its planned box, shared out evenly."""
    low, high = (-LENGTH/3, -WIDTH/2, 0), (LENGTH/3, WIDTH/2, 0.05)
    count = round(4)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Wheel {i + 1}", size, middle, pick(tyre, i), "wheels", bevel=0.0))
    return made


def make_bearings(steel):
    """Bearing: its planned box, shared out evenly."""
    low, high = (-LENGTH/3, -WIDTH/2, 0.05), (LENGTH/3, WIDTH/2, 0.06)
    count = round(4)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Bearing {i + 1}", size, middle, pick(steel, i), "bearings", bevel=0.0))
    return made
