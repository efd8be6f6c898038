# Combs drawn as an outline and made solid: one piece with even teeth, printed as it lies.


def plain_comb(plastic):
    """A back with an end tooth at each side, and the teeth between them."""
    return [comb_of(comb_bars(), plastic, "body")]


def handled_comb(plastic):
    """The same with a handle in line with its back."""
    x, y = span() / 2, back_middle()
    tail = [bar_outline((0, y), (x + 0.007 + HANDLE_LENGTH - 0.3 * BACK, y), 0.3 * BACK),
            bar_outline((0, y), (x + 0.3 * HANDLE_LENGTH, y), 0.42 * BACK)]
    return [comb_of(comb_bars() + tail, plastic, "handled")]


def span():
    """From the first tooth's outside to the last one's."""
    return TEETH * (TOOTH + GAP) - GAP


def back_middle():
    """The middle of the back, behind the teeth."""
    return TOOTH_LENGTH / 2


def comb_bars():
    """Bars with round ends: the back, two strong end teeth, and TEETH between them."""
    low, half, side = -(TOOTH_LENGTH + BACK) / 2, TOOTH / 2, span() / 2
    back = BACK / 2
    bars = [bar_outline((-side - 0.007 + back, back_middle()), (side + 0.007 - back, back_middle()),
                        back)]
    for i in range(TEETH):
        x = -side + half + i * (TOOTH + GAP)
        bars.append(bar_outline((x, low + half), (x, back_middle()), half, 6))
    # The end teeth guard the others.
    for side_of in (-1, 1):
        x = side_of * (side + 0.007 - 0.0022)
        bars.append(bar_outline((x, low + 0.0022), (x, back_middle() - 0.2 * BACK), 0.0022, 8))
    return bars


def comb_of(bars, plastic, part):
    """The solid of bars that touch."""
    outline, holes = outline_boolean(bars, [], "UNION")[0]
    return sharp_extrude("Comb", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, part,
                         holes=holes)
