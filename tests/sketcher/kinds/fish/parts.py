# Plain boxes: what this kind is for is its words, see ../../readings.json.


def make_body(scale):
    """Body: its planned box, shared out evenly."""
    low, high = (-LENGTH/4, -0.05, 0), (LENGTH/4, 0.05, 0.1)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Body", size, middle, pick(scale, i), "body", bevel=0.0))
    return made


def make_scales(scale):
    """Scales: its planned box, shared out evenly."""
    low, high = (-LENGTH/4, -0.05, 0.1), (LENGTH/4, 0.05, 0.11)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Scales", size, middle, pick(scale, i), "scales", bevel=0.0))
    return made


def make_tail(web):
    """Tail: its planned box, shared out evenly."""
    low, high = (-LENGTH/2, -0.01, 0), (-LENGTH/4, 0.01, 0.1)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Tail", size, middle, pick(web, i), "tail", bevel=0.0))
    return made


def make_fins(web):
    """Fin: its planned box, shared out evenly."""
    low, high = (-LENGTH/8, -0.08, 0.04), (LENGTH/8, -0.05, 0.06)
    count = round(2)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Fin {i + 1}", size, middle, pick(web, i), "fins", bevel=0.0))
    return made


def make_eyes(white):
    """Eye: its planned box, shared out evenly."""
    low, high = (LENGTH/4, -0.04, 0.06), (LENGTH/4+EYE_SIZE, 0.04, 0.09)
    count = round(2)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Eye {i + 1}", size, middle, pick(white, i), "eyes", bevel=0.0))
    return made


def make_bubbles(film):
    """Bubble: its planned box, shared out evenly."""
    low, high = (0.3, -0.1, 0.2), (0.5, 0.1, 0.4)
    count = round(BUBBLE_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Bubble {i + 1}", size, middle, pick(film, i), "bubbles", bevel=0.0))
    return made
