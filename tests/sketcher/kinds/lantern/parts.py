# Plain boxes: what this kind is for is its words, see ../../readings.json.


def make_panels(silk_cloth):
    """Silk panel: its planned box, shared out evenly."""
    low, high = (-BODY_WIDTH/2, -BODY_WIDTH/2, 0), (BODY_WIDTH/2, BODY_WIDTH/2, BODY_HEIGHT)
    count = round(SIDES)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Silk panel {i + 1}", size, middle, pick(silk_cloth, i), "panels", bevel=0.0))
    return made


def make_lattice(carved_wood):
    """Lattice: its planned box, shared out evenly."""
    low, high = (-BODY_WIDTH/2, -BODY_WIDTH/2, BODY_HEIGHT), (BODY_WIDTH/2, BODY_WIDTH/2, BODY_HEIGHT+0.02)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Lattice", size, middle, pick(carved_wood, i), "lattice", bevel=0.0))
    return made


def make_trim(gilt):
    """Trim: its planned box, shared out evenly."""
    low, high = (-BODY_WIDTH/2, -BODY_WIDTH/2, BODY_HEIGHT+0.02), (BODY_WIDTH/2, BODY_WIDTH/2, BODY_HEIGHT+0.04)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Trim", size, middle, pick(gilt, i), "trim", bevel=0.0))
    return made


def make_base(carved_wood):
    """Base: its planned box, shared out evenly."""
    low, high = (-BODY_WIDTH/2, -BODY_WIDTH/2, -0.02), (BODY_WIDTH/2, BODY_WIDTH/2, 0)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Base", size, middle, pick(carved_wood, i), "base", bevel=0.0))
    return made


def make_tassel(gilt):
    """Tassel: its planned box, shared out evenly."""
    low, high = (-0.02, -0.02, -TASSEL_LENGTH-0.02), (0.02, 0.02, -0.02)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Tassel", size, middle, pick(gilt, i), "tassel", bevel=0.0))
    return made
