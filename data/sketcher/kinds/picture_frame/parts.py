# A picture frame: a moulding with a step behind for the picture, which a stand holds upright.


def frame(wood):
    """A bevelled moulding that laps 4 mm over the picture, with a step behind."""
    lap = 0.004
    border = 2 * (FRAME_WIDTH - lap)
    width, height = PICTURE_WIDTH + border, PICTURE_HEIGHT + border
    z = height / 2
    seen = rectangle((0, z), PICTURE_WIDTH - 2 * lap, PICTURE_HEIGHT - 2 * lap)
    body = extrude("Frame", rectangle((0, z), width, height), DEPTH, (0, 0, 0), wood, "body",
                   bevel=0.0015, axis="Y", holes=[seen])
    step = sharp_extrude("Step", rectangle((0, z), PICTURE_WIDTH + 0.001, PICTURE_HEIGHT + 0.001),
                         DEPTH, (0, DEPTH - 0.006, 0), None, "", axis="Y")
    return [boolean(body, step)]


def photo(paper):
    """The picture, in the step of the frame."""
    z = FRAME_WIDTH - 0.004 + PICTURE_HEIGHT / 2
    return [sharp_extrude("Picture", rectangle((0, z), PICTURE_WIDTH, PICTURE_HEIGHT), 0.003,
                          (0, DEPTH / 2 - 0.0045, 0), paper, "photo", axis="Y")]


def stand(board):
    """A tapered strut from the back of the picture down to the ground."""
    top = FRAME_WIDTH + 0.6 * PICTURE_HEIGHT
    back, foot = DEPTH / 2 - 0.003, DEPTH / 2 + 0.35 * PICTURE_HEIGHT
    side = [(back, top), (back, top - 0.03), (foot - 0.003, 0), (foot, 0)]
    return [sharp_extrude("Stand", side, 0.3 * PICTURE_WIDTH, (0, 0, 0), board, "stand", axis="X")]
