# A soap dish: one solid with ribs and slots, printed as it stands.


def dish(plastic):
    """A dish with rounded corners; ribs on its floor, and a slot between each two."""
    corner = min(CORNER_RADIUS, 0.4 * min(WIDTH, DEPTH))
    body = open_box("Dish", (WIDTH, DEPTH, HEIGHT), WALL, WALL, (0, 0, 0), plastic, "body", corner)
    step, length = 0.6 * WIDTH / RIB_COUNT, DEPTH - 2 * WALL - 0.012
    places = [step * (i - (RIB_COUNT - 1) / 2) for i in range(RIB_COUNT)]
    ribs = [box("Rib", (0.003, length, 0.005), (x, 0, WALL + 0.0015), plastic, "", bevel=0)
            for x in places]
    boolean(body, ribs, "UNION")
    slots = [box("Slot", (min(0.004, 0.4 * step), 0.7 * length, 4 * WALL),
                 ((a + b) / 2, 0, 0), None, "", bevel=0) for a, b in zip(places, places[1:])]
    return [boolean(body, slots)]


def soap_bar(bar):
    """A rounded bar that lies on the ribs."""
    size = (0.68 * WIDTH, 0.64 * DEPTH, 0.3 * DEPTH)
    return [box("Soap", size, (0, 0, WALL + 0.004 + size[2] / 2), bar, "soap",
                bevel=0.4 * size[2], segments=6)]
