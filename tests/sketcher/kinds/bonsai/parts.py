# Plain boxes: what this kind is for is its words, see ../../readings.json.


def make_pot(glaze):
    """Pot: its planned box, shared out evenly."""
    low, high = (-POT_WIDTH/2, -0.1, 0), (POT_WIDTH/2, 0.1, 0.08)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Pot", size, middle, pick(glaze, i), "pot", bevel=0.0))
    return made


def make_trunk(bark_skin):
    """Trunk: its planned box, shared out evenly."""
    low, high = (-0.03, -0.03, 0.08), (0.03, 0.03, TREE_HEIGHT)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Trunk", size, middle, pick(bark_skin, i), "trunk", bevel=0.0))
    return made


def make_leaves(leaf_skin):
    """Leaf pad: its planned box, shared out evenly."""
    low, high = (-0.2, -0.1, TREE_HEIGHT), (0.2, 0.1, TREE_HEIGHT+0.05)
    count = round(LEAF_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Leaf pad {i + 1}", size, middle, pick(leaf_skin, i), "leaves", bevel=0.0))
    return made


def make_rocks(rock_skin):
    """Rock: its planned box, shared out evenly."""
    low, high = (0.04, -0.05, 0.08), (0.14, 0.05, 0.12)
    count = round(ROCK_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Rock {i + 1}", size, middle, pick(rock_skin, i), "rocks", bevel=0.0))
    return made


def make_blossoms(bloom):
    """Blossom: its planned box, shared out evenly."""
    low, high = (-0.2, -0.1, TREE_HEIGHT+0.05), (0.2, 0.1, TREE_HEIGHT+0.06)
    count = round(BLOSSOM_COUNT)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box(f"Blossom {i + 1}", size, middle, pick(bloom, i), "blossoms", bevel=0.0))
    return made


def make_relief(glaze):
    """Relief: its planned box, shared out evenly."""
    low, high = (-POT_WIDTH/2, -0.11, 0.03), (POT_WIDTH/2, 0.11, 0.05)
    count = round(1)
    wide = (high[0] - low[0]) / count
    made = []
    for i in range(count):
        middle = (low[0] + wide * (i + 0.5), (low[1] + high[1]) / 2, (low[2] + high[2]) / 2)
        size = (wide, high[1] - low[1], high[2] - low[2])
        made.append(box("Relief", size, middle, pick(glaze, i), "relief", bevel=0.0))
    return made
