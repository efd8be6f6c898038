# A board with hooks and words. It lies on its back, as it is printed: the hooks rise, and their
# tips lean to the top of the board by 45 degrees, so that they need no support.


def key_board(plastic, ink):
    """The board with round corners, its screw holes beside the words."""
    board = sharp_extrude("Board", rounded_rectangle(WIDTH, DEPTH, 0.008, 10), THICKNESS,
                          (0, 0, THICKNESS / 2), plastic, "board")
    fillet_edges(board, 0.001, "top outer", chamfer=True)
    y, x = 0.22 * DEPTH, WIDTH / 2 - 0.009
    room = (2 * x - HOLE_DIAMETER - 0.008, 0.34 * DEPTH)
    put_words(board, TEXT, room, RELIEF, (0, y, THICKNESS), ink)
    return [drill_holes(board, [(-x, y, 0), (x, y, 0)], HOLE_DIAMETER)]


def key_hooks(pegs):
    """Hooks in a row under the words, through the board to its back."""
    thick, foot = 0.18 * HOOK_LENGTH + 0.001, -0.4 * DEPTH
    top, rise = THICKNESS + HOOK_LENGTH, 0.45 * HOOK_LENGTH
    side = [(foot, 0), (foot + thick, 0), (foot + thick, top - rise - 0.41 * thick),
            (foot + thick + 0.9 * (rise - 0.41 * thick), top - 0.82 * thick), (foot + rise, top),
            (foot + 0.6 * thick, top - rise + 0.6 * thick), (foot, top - rise)]
    width = min(HOOK_WIDTH, 0.7 * WIDTH / HOOK_COUNT)
    return [sharp_extrude("Hook" if HOOK_COUNT == 1 else f"Hook {i + 1}", side, width,
                          (WIDTH * ((i + 0.5) / HOOK_COUNT - 0.5), 0, 0), pick(pegs, i), "hooks",
                          axis="X") for i in range(HOOK_COUNT)]
