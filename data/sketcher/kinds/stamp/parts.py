# Stamps that are printed on their heads: the grip's flat end down, the words up, in mirror writing.
# The neck widens by 45 degrees at most, so that it needs no support.
import math


def square_stamp(plastic, ink):
    """A round grip that widens to a face with round corners."""
    corner = 0.12 * DEPTH
    overhang = math.hypot(WIDTH, DEPTH) / 2 - 0.29 * corner - GRIP_DIAMETER / 2
    room = (0.86 * WIDTH - 2 * RIM, 0.62 * (DEPTH - 2 * RIM))

    def face(inset):
        return rounded_rectangle(WIDTH - 2 * inset, DEPTH - 2 * inset,
                                 max(corner - inset, 0.0004), 8)
    return [stamp_of(face, overhang, room, plastic, ink, "body")]


def round_stamp(plastic, ink):
    """A round grip that widens to a disc."""
    return [stamp_of(lambda inset: circle(WIDTH / 2 - inset, 64), (WIDTH - GRIP_DIAMETER) / 2,
                     (0.72 * WIDTH - 2 * RIM, 0.4 * WIDTH), plastic, ink, "round_body")]


def stamp_of(face, overhang, room, plastic, ink, part):
    """A grip, a neck, a plate with the outline face(inset), a frame and the words on it."""
    top, plate = HEIGHT - RELIEF, 0.004
    neck = max(min(1.05 * max(overhang, 0.004), top - plate - 0.004), 0.004)
    low, grip = top - plate - neck, GRIP_DIAMETER / 2
    rings = [(0.86 * grip, 0.0), (grip, 0.003), (grip, low)]
    body = loft_profiles("Stamp", [(circle(r, 64), z) for r, z in rings]
                         + [(face(0), top - plate), (face(0), top)], plastic, part)
    frame = sharp_extrude("Frame", face(0.0006), RELIEF + 0.0003,
                          (0, 0, top + (RELIEF - 0.0003) / 2), ink, "",
                          holes=[face(0.0006 + RIM)])
    boolean(body, frame, "UNION")
    return put_words(body, TEXT, room, RELIEF, (0, 0, top), ink, mirrored=True)
