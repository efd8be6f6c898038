# A carabiner of one piece: a frame, and on its right a thin gate that bends inwards. It is printed
# as it lies.


def carabiner(plastic):
    """A ring with straight sides, thin at the gate, cut at an angle above it."""
    half, reach = WIDTH / 2, max(LENGTH, 1.5 * WIDTH) / 2 - WIDTH / 2
    outer = bar_outline((0, -reach), (0, reach), half, 32)
    inner = bar_outline((0, -reach), (0, reach), half - BAR, 32)
    # The gate is thinner: the room inside reaches further there.
    room = [(0, -0.72 * reach), (half - GATE, -0.72 * reach), (half - GATE, 0.55 * reach),
            (half - BAR, 0.55 * reach + (BAR - GATE)), (0, 0.55 * reach + (BAR - GATE))]
    frame = outline_boolean(outer, [inner, room])
    # The cut slants outwards and down, so that the gate opens inwards only.
    low, slant = 0.5 * reach, BAR
    cut = [(half - BAR - 0.004, low + slant + 0.004), (half + 0.002, low - 0.002),
           (half + 0.002, low - 0.002 + 1.414 * CLEARANCE),
           (half - BAR - 0.004, low + slant + 0.004 + 1.414 * CLEARANCE)]
    outline = outline_boolean(frame, cut)[0][0]
    return [sharp_extrude("Carabiner", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "body")]
