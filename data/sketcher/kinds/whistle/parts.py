# A pea whistle that lies on its side, as it is printed: the mouthpiece to the left, the chamber to
# the right. Its roofs are short bridges; the ball is printed in its place.


def places():
    """(x of the chamber's middle, its radius, lower and upper side of the mouthpiece)."""
    radius = CHAMBER / 2
    upper = radius
    lower = upper - max(2 * WALL + WINDWAY, 0.36 * CHAMBER)
    return LENGTH / 2 - radius, radius, lower, upper


def whistle_body(plastic):
    """The outline of chamber and mouthpiece, hollowed, with the windway and the window cut."""
    x, radius, lower, upper = places()
    left, window = -LENGTH / 2, min(WINDOW, 0.3 * CHAMBER)
    mouth = [(left, upper - 2 * WALL - WINDWAY), (left, upper - 0.0004), (left + 0.0004, upper),
             (x, upper), (x, lower), (left + 0.45 * (x - left), lower)]
    solid = outline_boolean([mouth, circle(radius, sides_for(radius), (x, 0))], [], "UNION")
    outline = solid[0][0]
    body = sharp_extrude("Whistle", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "body")
    inner, high = radius - WALL, THICKNESS - 2 * WALL
    # The windway ends at the window; the lip beyond it splits the air, half a slot lower.
    edge, floor = x - 0.1 * radius, upper - WALL - WINDWAY
    lip = floor + 0.35 * WINDWAY
    hollows = [circle(inner, sides_for(inner), (x, 0)),
               [(left - 0.001, floor), (edge, floor), (edge, upper - WALL),
                (left - 0.001, upper - WALL)],
               [(edge - 0.4 * window, lip - 0.3 * WINDWAY), (edge + 0.6 * window, lip),
                (edge + window + 1.2 * WALL, upper + 0.001),
                (edge - 0.4 * window, upper + 0.001)]]
    room = outline_boolean(hollows, [], "UNION")[0][0]
    return [boolean(body, sharp_extrude("Room", room, high, (0, 0, THICKNESS / 2), None, ""))]


def whistle_ball(cork):
    """A ball that lies in the chamber."""
    x, radius, _lower, _upper = places()
    size = min(BALL_DIAMETER, 0.42 * CHAMBER, 0.8 * THICKNESS - 1.6 * WALL) / 2
    return [sphere("Ball", size, (x, size + WALL - radius, WALL + size), cork, "ball")]


def cord_ring(plastic):
    """A flat ring at the end of the chamber."""
    high = min(0.005, 0.4 * THICKNESS)
    return [hollow_cylinder("Ring", 0.0055, 0.003, high, (LENGTH / 2 + 0.0025, 0, high / 2),
                            plastic, "ring")]
