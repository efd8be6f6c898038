# A case for a circuit board: walls that leave 0.5 mm round the board, rests or screw posts under
# it, openings for its plugs, and a lid that is pushed on. Print the lid upside down.


def case_body(shell):
    """Walls and a floor of even thickness, with the openings."""
    body = open_box("Case", (case_width(), case_depth(), HEIGHT - WALL), WALL, WALL, (0, 0, 0),
                    shell, "body", corner())
    cuts = [wall_cut(*opening) for opening in openings() if opening[2] > 0]
    if cuts:
        boolean(body, cuts)
    return [body]


def case_lid(cover):
    """A flat lid with a lip that goes CLEARANCE inside the walls, and slots for air."""
    inset = WALL + CLEARANCE
    lid = sharp_extrude("Lid", case_outline(0), WALL, (0, 0, HEIGHT - WALL / 2), cover, "lid")
    lip = sharp_extrude("Lip", case_outline(inset), lip_height() + WALL / 2,
                        (0, 0, HEIGHT - 0.75 * WALL - lip_height() / 2), cover, "",
                        holes=[case_outline(inset + WALL)])
    boolean(lid, lip, "UNION")
    width = min(0.002, 0.2 * BOARD_DEPTH / max(VENT_COUNT, 1))
    places = [0.6 * BOARD_DEPTH * ((i + 0.5) / VENT_COUNT - 0.5) for i in range(VENT_COUNT)]
    if places:
        boolean(lid, [sharp_extrude("Slot", rectangle((0, y), 0.5 * BOARD_WIDTH, width),
                                    WALL + 0.002, (0, 0, HEIGHT - WALL / 2), None, "")
                      for y in places])
    return [lid]


def lid_joints():
    """The lid is lifted off."""
    return [slider("Lid", "body", "lid", (0, 0, HEIGHT), "z", limits=(0, HEIGHT))]


def board_rests(shell):
    """A block under each corner of the board."""
    side = 0.005
    x, y = (BOARD_WIDTH - side) / 2, (BOARD_DEPTH - side) / 2
    corners = [(-x, -y), (x, -y), (-x, y), (x, y)]
    return [box(f"Board rest {i + 1}", (side, side, REST_HEIGHT + 0.0002),
                (cx, cy, WALL + REST_HEIGHT / 2 - 0.0001), shell, "rests", bevel=0)
            for i, (cx, cy) in enumerate(corners)]


def board_posts(shell):
    """A post under each screw hole of the board; a screw cuts its own thread in 80 % of its
    diameter."""
    left, y = HOLE_INSET - BOARD_WIDTH / 2, BOARD_DEPTH / 2 - HOLE_INSET
    right = left + min(HOLE_WIDTH, BOARD_WIDTH - 2 * HOLE_INSET)
    top = WALL + REST_HEIGHT
    made = []
    for i, (px, py) in enumerate([(left, -y), (right, -y), (left, y), (right, y)]):
        post = cylinder(f"Screw post {i + 1}", HOLE_DIAMETER / 2 + 0.0012, REST_HEIGHT + 0.0002,
                        (px, py, top - REST_HEIGHT / 2 - 0.0001), shell, "posts", bevel=0)
        drill_holes(post, [(px, py, top)], 0.8 * HOLE_DIAMETER)
        made.append(post)
    return made


def openings():
    """The openings: where a wall is, as (x, y) with 0 for its middle, width and height."""
    return [(0, -1, FRONT_WIDTH, FRONT_HEIGHT), (0, 1, BACK_WIDTH, BACK_HEIGHT),
            (-1, 0, LEFT_WIDTH, LEFT_HEIGHT), (1, 0, RIGHT_WIDTH, RIGHT_HEIGHT)]


def wall_cut(x, y, width, height):
    """What cuts an opening into the middle of a wall: it begins 1 mm above the bottom of the board
    and ends below the lid's lip."""
    low = WALL + REST_HEIGHT + 0.001
    high = max(min(low + height, HEIGHT - WALL - lip_height() - CLEARANCE), low + 0.001)
    broad = min(width, (BOARD_WIDTH if x == 0 else BOARD_DEPTH) - 2 * corner())
    size = (broad, 4 * WALL, high - low) if x == 0 else (4 * WALL, broad, high - low)
    place = (x * (case_width() - WALL) / 2, y * (case_depth() - WALL) / 2, (low + high) / 2)
    return box("Cut", size, place, None, "", bevel=0)


def case_width():
    """Outside, from side to side."""
    return BOARD_WIDTH + 2 * WALL + 0.001


def case_depth():
    """Outside, from front to back."""
    return BOARD_DEPTH + 2 * WALL + 0.001


def case_outline(inset):
    """The outline of the case, `inset` metres further in."""
    width, depth, radius = case_width() - 2 * inset, case_depth() - 2 * inset, corner() - inset
    if radius < 0.0001:
        return rectangle((0, 0), width, depth)
    return rounded_rectangle(width, depth, radius, sides_for(radius) // 4)


def corner():
    """The radius of the upright edges, small enough for the corners of the board."""
    return min(CORNER_RADIUS, WALL + 0.0015)


def lip_height():
    """How far the lip reaches down: 3 mm, in a low case less."""
    return min(0.003, 0.15 * HEIGHT)
