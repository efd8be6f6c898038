# A tray with compartments: one solid with even walls, printed as it stands.


def tray(plastic):
    """A block with rounded corners, and a room cut out for each compartment."""
    corner = min(CORNER_RADIUS, 0.3 * min(WIDTH, DEPTH))
    outline = (rounded_rectangle(WIDTH, DEPTH, corner, sides_for(corner) // 4) if corner > 0.0001
               else rectangle((0, 0), WIDTH, DEPTH))
    body = sharp_extrude("Tray", outline, HEIGHT, (0, 0, HEIGHT / 2), plastic, "body")
    return [boolean(body, [room(column, row, corner) for column in range(COLUMNS)
                           for row in range(ROWS)])]


def room(column, row, corner):
    """What is cut out for a compartment, counted from the front left."""
    width, depth = (WIDTH - WALL) / COLUMNS - WALL, (DEPTH - WALL) / ROWS - WALL
    x = -WIDTH / 2 + WALL + width / 2 + column * (width + WALL)
    y = -DEPTH / 2 + WALL + depth / 2 + row * (depth + WALL)
    radius = min(max(corner - WALL, 0.001), 0.3 * min(width, depth))
    outline = rounded_rectangle(width, depth, radius, 6)
    return sharp_extrude("Room", outline, HEIGHT, (x, y, HEIGHT / 2 + WALL), None, "")
