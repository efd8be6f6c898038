# A stand of upright walls on a base, one solid, printed as it stands. The walls rise from front to
# back.


def slotted_stand(plastic):
    """A base, and a wall on each side of each slot."""
    depth = SLOT_COUNT * (SLOT + WALL) + WALL
    base = sharp_extrude("Holder", rounded_rectangle(WIDTH, depth + 2 * FOOT,
                                                     min(0.006, FOOT + 0.3 * WALL), 8),
                         WALL, (0, 0, WALL / 2), plastic, "body")
    walls = [wall(depth, i, plastic) for i in range(SLOT_COUNT + 1)]
    return [boolean(base, walls, "UNION")]


def wall(depth, index, plastic):
    """A wall with rounded upper corners, counted from the front."""
    tall = max(HEIGHT * (FRONT + (1 - FRONT) * index / SLOT_COUNT), 2.5 * WALL)
    y = (WALL - depth) / 2 + index * (SLOT + WALL)
    half, low = WIDTH / 2 - 0.0006, WALL / 2
    radius = min(CORNER_RADIUS, 0.96 * half, tall - WALL - 0.0005)
    outline = [(-half, low), (half, low), *arc((half - radius, tall - radius), radius, 0, 90, 16),
               *arc((radius - half, tall - radius), radius, 90, 180, 16)]
    return sharp_extrude("Wall", outline, WALL, (0, y, 0), plastic, "", axis="Y")
