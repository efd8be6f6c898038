# A wedge to keep a door open: one solid, printed as it stands.


def wedge(plastic):
    """A wedge that is low in front, a hole through its high end, ribs across the slope."""
    edge = min(0.004, 0.08 * WIDTH)
    side = [(-LENGTH / 2, 0), (LENGTH / 2, 0), (LENGTH / 2, HEIGHT),
            (LENGTH / 2 - end_length(), HEIGHT), (-LENGTH / 2, TIP)]
    body = sharp_extrude("Wedge", side, WIDTH, (0, 0, 0), plastic, "body", axis="X")
    plan = sharp_extrude("Plan", rounded_rectangle(WIDTH, LENGTH, edge, 8), 2 * HEIGHT, (0, 0, 0),
                         None, "")
    boolean(body, plan, "INTERSECT")
    if RIB_COUNT:
        boolean(body, [groove(i) for i in range(RIB_COUNT)])
    hole = min(HOLE_DIAMETER, 0.5 * WIDTH, 0.7 * end_length())
    return [drill_holes(body, [(0, (LENGTH - end_length()) / 2, 0)], hole)]


def end_length():
    """How long the level end is that has the hole."""
    return 0.22 * LENGTH


def groove(index):
    """A flat V across the slope, counted from its foot."""
    run = LENGTH - end_length()
    along = run * (0.2 + 0.74 * (index + 0.5) / RIB_COUNT)
    rise = (HEIGHT - TIP) / run
    y, z = along - LENGTH / 2, TIP + rise * along
    half = min(0.0022, 0.26 * run / (RIB_COUNT + 1))
    deep, over = min(0.6 * half, 0.3 * z), 0.002
    outline = [(y - half - over, z - rise * (half + over) + over), (y - half, z - rise * half),
               (y, z - deep), (y + half, z + rise * half),
               (y + half + over, z + rise * (half + over) + over)]
    return sharp_extrude("Groove", outline, WIDTH + 0.002, (0, 0, 0), None, "", axis="X")
