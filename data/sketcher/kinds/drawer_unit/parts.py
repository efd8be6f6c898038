# A small unit of drawers whose fronts face -Y; each piece is one solid.


def step():
    """From one drawer to the next."""
    return DRAWER_HEIGHT + 2 * CLEARANCE + WALL


def lows():
    """The underside of each drawer, the lowest first."""
    return [WALL + CLEARANCE + k * step() for k in range(DRAWER_COUNT)]


def room_width():
    """The width of the room for a drawer."""
    return WIDTH - 2 * WALL


def unit_body(shell):
    """Sides, back and a shelf over each drawer, open to the front."""
    tall = WALL + DRAWER_COUNT * step()
    body = box("Unit", (WIDTH, DEPTH, tall), (0, 0, tall / 2), shell, "body", bevel=0)
    rooms = [box("Room", (room_width(), DEPTH, DRAWER_HEIGHT + 2 * CLEARANCE),
                 (0, -WALL, low - CLEARANCE + (DRAWER_HEIGHT + 2 * CLEARANCE) / 2), None, "",
                 bevel=0) for low in lows()]
    return [boolean(body, rooms)]


def handle_reach():
    """How far a handle stands out."""
    return min(0.35 * DRAWER_HEIGHT, 0.012)


def unit_drawers(tray):
    """Open boxes as deep as the unit, each with a handle and its dividers."""
    made, wide, deep = [], room_width() - 2 * CLEARANCE, DEPTH - WALL - CLEARANCE
    for index, low in enumerate(lows()):
        middle = -DEPTH / 2 + deep / 2
        drawer = open_box(f"Drawer {index + 1}", (wide, deep, DRAWER_HEIGHT), WALL, WALL,
                          (0, middle, low), pick(tray, index), "drawers")
        pieces = [handle(low, tray)]
        for k in range(DIVIDER_COUNT):
            x = wide * ((k + 1) / (DIVIDER_COUNT + 1) - 0.5)
            pieces.append(box("Divider", (WALL, deep - WALL, DRAWER_HEIGHT - 1.5 * WALL),
                              (x, middle, low + DRAWER_HEIGHT / 2 - WALL / 4), tray, "", bevel=0))
        made.append(boolean(drawer, pieces, "UNION"))
    return made


def handle(low, tray):
    """A ledge to pull at; its underside rises at 45 degrees, as a drawer is printed."""
    reach, wide, high = handle_reach(), 0.4 * room_width(), low + 0.75 * DRAWER_HEIGHT
    front = -DEPTH / 2
    return sharp_extrude("Handle", [(front + 0.5 * WALL, high), (front - reach, high),
                                    (front - reach, high - 0.3 * reach),
                                    (front + 0.5 * WALL, high - 1.3 * reach - 0.5 * WALL)], wide,
                         (0, 0, 0), tray, "", "X")


def drawer_joints():
    """Each drawer slides out to the front."""
    travel = min(DRAWER_TRAVEL, 0.8 * DEPTH)
    return [slider(f"Drawer {k + 1}", "body", f"Drawer {k + 1}", (0, -DEPTH / 2, low), "-y",
                   limits=(0, travel)) for k, low in enumerate(lows())]
