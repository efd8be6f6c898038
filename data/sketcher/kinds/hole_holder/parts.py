# A block with round holes, one solid, printed as it stands. The mouths of the holes are chamfered.


def holder(plastic):
    """A block with round corners, and ROWS by COLUMNS blind holes from above."""
    pitch = HOLE_DIAMETER + GAP
    width, depth = COLUMNS * pitch + GAP, ROWS * pitch + GAP
    corner = min(CORNER_RADIUS, 0.48 * min(width, depth))
    body = sharp_extrude("Holder", rounded_rectangle(width, depth, corner, 12), HEIGHT,
                         (0, 0, HEIGHT / 2), plastic, "body")
    fillet_edges(body, min(0.002, 0.2 * GAP, 0.4 * corner), "top outer", chamfer=True)
    floor = min(FLOOR, 0.4 * HEIGHT)
    holes = [hole((column - (COLUMNS - 1) / 2) * pitch, (row - (ROWS - 1) / 2) * pitch, floor)
             for column in range(COLUMNS) for row in range(ROWS)]
    return [boolean(body, join_meshes("Holes", holes) if len(holes) > 1 else holes)]


def hole(x, y, floor):
    """What is cut out for a hole: round, and wider at its mouth."""
    radius, mouth = HOLE_DIAMETER / 2, min(0.001, 0.2 * GAP)
    profile = [(0, floor), (radius, floor), (radius, HEIGHT - mouth),
               (radius + mouth + 0.001, HEIGHT + 0.001), (0, HEIGHT + 0.001)]
    return lathe("Hole", profile, (x, y, 0), None, "", steps=sides_for(radius, 0.0001, 32))
