# A box with a lid for printing: a body and a lid, each one solid with even walls. The lid's lip
# goes CLEARANCE inside the walls. Print the lid upside down.


def box_body(shell):
    """Walls and a floor of even thickness; posts for screws and dividers where they are set."""
    height = HEIGHT - LID_THICKNESS
    body = open_box("Box", (WIDTH, DEPTH, height), WALL, WALL, (0, 0, 0), shell, "body", corner())
    low, high = WALL / 2, height - lip_height() - CLEARANCE
    inside = [divider(x, low, high, shell) for x in divider_places()]
    inside += [cylinder("Post", SCREW_DIAMETER, high - low, (x, y, (low + high) / 2), shell, "",
                        bevel=0) for x, y in screw_places()]
    if inside:
        boolean(body, inside, "UNION")
    if has_snap():
        boolean(body, snap_bead(0.0001, None))
    if SCREW_COUNT:  # a screw cuts its own thread in 80 % of its diameter
        points = [(x, y, high) for x, y in screw_places()]
        drill_holes(body, points, 0.8 * SCREW_DIAMETER, depth=high - WALL)
    return [body]


def box_lid(cover):
    """A flat lid with a lip that goes inside the walls; holes for screws, slots for air."""
    inset = WALL + CLEARANCE
    outline = outline_of(0)
    lid = sharp_extrude("Lid", outline, LID_THICKNESS, (0, 0, HEIGHT - LID_THICKNESS / 2), cover,
                        "lid")
    lip = sharp_extrude("Lip", outline_of(inset), lip_height() + LID_THICKNESS / 2,
                        (0, 0, HEIGHT - 0.75 * LID_THICKNESS - lip_height() / 2), cover,
                        "", holes=[outline_of(inset + WALL)])
    boolean(lid, [lip, snap_bead(0, cover)] if has_snap() else lip, "UNION")
    slots = [sharp_extrude("Slot", rectangle((0, y), 0.4 * WIDTH, slot_width()),
                           LID_THICKNESS + 0.002, (0, 0, HEIGHT - LID_THICKNESS / 2), None, "")
             for y in slot_places()]
    if slots:
        boolean(lid, slots)
    if SCREW_COUNT:
        drill_holes(lid, [(x, y, HEIGHT) for x, y in screw_places()], SCREW_DIAMETER + 0.0003)
    return [lid]


def has_snap():
    """Whether there is a bead: the lip of a very low box has no room for it."""
    return SNAP > 0.0001 and lip_height() >= 0.003


def snap_bead(more, material):
    """A bead round the lip, SNAP beyond the inside of the walls, all its slopes 45 degrees; a
    little more of it cuts its groove."""
    reach = min(SNAP, 0.4 * WALL)
    lip, middle = WALL + CLEARANCE, HEIGHT - LID_THICKNESS - 0.55 * lip_height()
    steps = [(lip + 0.4 * WALL, -1), (lip + 0.0003, -1), (WALL - reach - more, -0.2),
             (WALL - reach - more, 0.2), (lip + 0.0003, 1), (lip + 0.4 * WALL, 1)]
    half = CLEARANCE + reach + 1.5 * more
    rings = [(rounded_rectangle(WIDTH - 2 * inset, DEPTH - 2 * inset,
                                max(corner() - inset, 0.0002), 12), middle + share * half)
             for inset, share in steps]
    return loft("Bead", [[(x, y, z) for x, y in ring] for ring, z in rings], material, "",
                smooth=30, closed=True)


def lid_joints():
    """The lid is lifted off; one that snaps is pulled over its bead."""
    if has_snap():
        return []
    return [slider("Lid", "body", "lid", (0, 0, HEIGHT), "z", limits=(0, HEIGHT))]


def corner():
    """The radius of the upright edges that fits the box."""
    return min(CORNER_RADIUS, 0.45 * min(WIDTH, DEPTH))


def outline_of(inset):
    """The outline of the box, `inset` metres further in."""
    width, depth, radius = WIDTH - 2 * inset, DEPTH - 2 * inset, corner() - inset
    if radius < 0.0001:
        return rectangle((0, 0), width, depth)
    return rounded_rectangle(width, depth, radius, sides_for(radius) // 4)


def lip_height():
    """How far the lip reaches down: 4 mm, in a low box a fifth of its height."""
    return min(0.004, 0.2 * HEIGHT)


def divider_places():
    """Where dividers stand, evenly across the width."""
    return [WIDTH * ((i + 1) / (DIVIDER_COUNT + 1) - 0.5) for i in range(DIVIDER_COUNT)]


def divider(x, low, high, shell):
    """A wall from front to back, a little into the walls and the floor."""
    size = (WALL, DEPTH - WALL, high - low)
    return box("Divider", size, (x, 0, (low + high) / 2), shell, "", bevel=0)


def screw_places():
    """The corners that have a post: all four, two that face each other, or fewer."""
    reach = WALL + CLEARANCE + WALL + SCREW_DIAMETER / 2
    x, y = WIDTH / 2 - reach, DEPTH / 2 - reach
    return [(-x, -y), (x, y), (x, -y), (-x, y)][:SCREW_COUNT]


def slot_width():
    """The width of a slot for air: 2 mm where there is room."""
    return min(0.002, 0.25 * DEPTH / max(VENT_COUNT, 1))


def slot_places():
    """Where slots are, evenly over the middle of the lid."""
    return [0.6 * DEPTH * ((i + 0.5) / VENT_COUNT - 0.5) for i in range(VENT_COUNT)]
