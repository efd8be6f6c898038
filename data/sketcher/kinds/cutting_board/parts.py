# A cutting board: strips of wood glued side by side, with a groove for juice or plain.


def strips(timber, part, name):
    """The strips along X, cut from one outline with round corners."""
    outline = [(y, x) for x, y in rounded_rectangle(LENGTH, WIDTH, CORNER, 8)]
    made, wide = [], WIDTH / STRIP_COUNT
    for i in range(STRIP_COUNT):
        own, low = outline, -WIDTH / 2 + i * wide
        seams = ([(low, 1)] if i > 0 else []) + ([(low + wide, -1)] if i < STRIP_COUNT - 1 else [])
        for seam, way in seams:
            own = clip_band(own, seam, way)
            # A point of the corner just beside the seam would spoil the bevel.
            own = [p for p in own if not 1e-6 < abs(p[0] - seam) < 0.0018]
        made.append(extrude(f"{name} {i + 1}" if STRIP_COUNT > 1 else name,
                            [(x, y) for y, x in own], THICKNESS, (0, 0, THICKNESS / 2),
                            pick(timber, i), part, bevel=0.0008))
    return made


def flat_board(timber):
    """The board without a groove."""
    return strips(timber, "plain_board", "Plain strip")


def groove_cutter():
    """A bar that runs round the board, half sunk into its top."""
    inset = 0.016 + GROOVE_WIDTH / 2
    line = rounded_rectangle(LENGTH - 2 * inset, WIDTH - 2 * inset,
                             max(0.8 * GROOVE_WIDTH, CORNER - 0.01), 6)
    return tube("Groove", [(x, y, THICKNESS) for x, y in line], GROOVE_WIDTH / 2, None, "",
                sides=16, closed=True, smooth_path=1)


def grooved_board(timber):
    """The board with a round groove near its edge."""
    return [boolean(strip, groove_cutter()) for strip in strips(timber, "board", "Strip")]


def paddle_handle(timber):
    """A tongue with a round end and a hole, flush with the board."""
    wide, end = 0.024, LENGTH / 2 + HANDLE_LENGTH
    outline = [(LENGTH / 2 - 0.0002, -0.9 * wide), *arc((end - wide, 0), wide, -90, 90, 16),
               (LENGTH / 2 - 0.0002, 0.9 * wide)]
    return [extrude("Handle", outline, THICKNESS, (0, 0, THICKNESS / 2), pick(timber, 0), "handle",
                    bevel=0.0025, holes=[circle(HOLE_DIAMETER / 2, 40, (end - wide, 0))])]


def grips(steel):
    """A bent bar at each end of the top."""
    return [bar_handle(f"{name} metal handle", (x, -0.045, THICKNESS), (x, 0.045, THICKNESS),
                       0.028, 0.009, steel, "grips", look=(0, 0, 1))
            for name, x in (("Left", 0.02 - LENGTH / 2), ("Right", LENGTH / 2 - 0.02))]
