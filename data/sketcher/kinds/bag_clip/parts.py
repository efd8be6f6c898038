# A clip drawn as an outline and made solid: one piece that springs, printed as it lies.


def clip(plastic):
    """Two arms, a thin round bend at the left, ribs between the arms, a catch at the right."""
    y, arm = OPENING / 2 + ARM / 2, ARM / 2
    bend = y + arm - SPRING / 2
    left, right = bend + SPRING / 2 - LENGTH / 2, LENGTH / 2 - 0.0075
    line = arc((left, 0), bend, 90, 270, 24)
    bars = [bar_outline(a, b, SPRING / 2, 6) for a, b in zip(line, line[1:])]
    bars += [bar_outline((left + arm, y), (right - arm, y), arm),
             bar_outline((left + arm, -y), (right + 0.005, -y), arm),
             bar_outline((left, bend), (left + 2 * arm, bend), SPRING / 2, 6),
             bar_outline((left, -bend), (left + 2 * arm, -bend), SPRING / 2, 6)]
    # The catch: a hook on the lower arm that snaps over the end of the upper one.
    x, top, post = LENGTH / 2 - 0.0015, OPENING / 2 + ARM + 0.0024, 0.0014
    bars += [bar_outline((x - post, -y), (x - post, top), 0.0015, 8),
             [(x - post - 0.0042, top - 0.0014), (x - post, top - 0.0014), (x, top + 0.0012),
              (x - post - 0.001, top + 0.0016)]]
    bars += [rib(i, left, right) for i in range(RIB_COUNT)]
    outline, holes = outline_boolean(bars, [], "UNION")[0]
    return [sharp_extrude("Clip", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "body",
                          holes=holes)]


def rib(index, left, right):
    """A blunt rib on the inside of an arm, by turns above and below."""
    x = left + (right - left) * (0.16 + 0.76 * (index + 0.5) / RIB_COUNT)
    deep, half = 0.3 * OPENING, min(0.0016, 0.3 * (right - left) / (RIB_COUNT + 1))
    side = 1 if index % 2 else -1
    foot, tip = side * (OPENING / 2 + 0.3 * ARM), side * (OPENING / 2 - deep)
    return [(x - half, foot), (x - 0.5 * half, tip), (x + 0.5 * half, tip), (x + half, foot)]
