# Plain boxes: what this kind is for is its words, see ../../readings.json.


def make_blade(crystal_blade):
    """Blade: its planned box, shared out evenly."""
    low, high = (-BLADE_WIDTH/2, -0.01, 0.2), (BLADE_WIDTH/2, 0.01, 0.2+BLADE_LENGTH)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Blade", size, middle, pick(crystal_blade, i), "blade", bevel=0.0))
    return made


def make_hilt(silver_hilt):
    """Hilt: its planned box, shared out evenly."""
    low, high = (-0.05, -0.02, 0), (0.05, 0.02, 0.2)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Hilt", size, middle, pick(silver_hilt, i), "hilt", bevel=0.0))
    return made


def make_gems(stones):
    """Gemstone: its planned box, shared out evenly."""
    low, high = (-0.04, -0.04, 0.05), (0.04, -0.02, 0.07)
    count = round(GEM_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Gemstone {i + 1}", size, middle, pick(stones, i), "gems", bevel=0.0))
    return made


def make_lightning(spark):
    """Bolt: its planned box, shared out evenly."""
    low, high = (-0.1, -0.05, 0.3), (0.1, 0.05, 0.5)
    count = round(4)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Bolt {i + 1}", size, middle, pick(spark, i), "lightning", bevel=0.0))
    return made
