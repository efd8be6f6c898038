# Tags with an eye for a ring, each one solid of two colours. They are printed as they lie: change
# the filament at THICKNESS.


def long_tag(plastic, ink):
    """A tag with round ends, the eye at its left and the words on the rest."""
    half, radius = max(WIDTH, 1.6 * DEPTH) / 2, DEPTH / 2
    x = radius - half
    outline = bar_outline((x, 0), (-x, 0), radius, sides_for(radius) // 2)
    eye = (x + (radius - eye_radius()) * -0.35, 0)
    left = eye[0] + HOLE_DIAMETER / 2 + 0.0012
    right = half - RIM - 0.12 * DEPTH
    room = (right - left, 0.62 * (DEPTH - 2 * RIM))
    return [tag_of(outline, eye, room, ((left + right) / 2, 0), plastic, ink, "tag")]


def round_tag(plastic, ink):
    """A disc with the eye above it."""
    radius = 0.4 * WIDTH
    eye = (0, radius + HOLE_DIAMETER / 2)
    shape = outline_boolean([circle(radius, sides_for(radius)),
                             circle(eye_radius(), 48, eye)], [], "UNION")
    room = (1.62 * (radius - RIM), 0.7 * (radius - RIM))
    return [tag_of(shape[0][0], eye, room, (0, 0), plastic, ink, "disc",
                   circle(radius, sides_for(radius)))]


def heart_tag(plastic, ink):
    """A heart with a hole in its left half."""
    eye = (-0.2 * WIDTH, 0.38 * WIDTH - eye_radius() - 0.03 * WIDTH)
    room = (0.6 * WIDTH - 2 * RIM, 0.22 * WIDTH)
    return [tag_of(heart_outline(0.84 * WIDTH, 0.76 * WIDTH), eye, room, (0, 0.03 * WIDTH),
                   plastic, ink, "heart")]


def eye_radius():
    """The hole and 2.5 mm round it."""
    return HOLE_DIAMETER / 2 + 0.0025


def tag_of(outline, eye, room, place, plastic, ink, part, rimmed=None):
    """A plate with a hole at `eye`, a rim along its outline and the words."""
    tag = sharp_extrude("Tag", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, part)
    shape = rimmed or outline
    inner = outline_offset(shape, -RIM)[0][0]
    edge = outline_offset(shape, -0.0002)[0][0]
    rim = sharp_extrude("Rim", edge, RELIEF + 0.0003, (0, 0, THICKNESS + (RELIEF - 0.0003) / 2),
                        ink, "", holes=[inner])
    boolean(tag, rim, "UNION")
    put_words(tag, TEXT, room, RELIEF, (*place, THICKNESS), ink)
    return drill_holes(tag, [(*eye, 0)], HOLE_DIAMETER)
