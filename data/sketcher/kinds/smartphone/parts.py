# A smartphone that stands on its lower edge, its screen to -Y.
import math
from mathutils import Vector


def body(frame, border):
    """A slab with round corners and edges, a black pane before it, sockets and a loudspeaker."""
    made = [slab("Frame", (WIDTH, THICKNESS, HEIGHT), CORNER, (0, 0, HEIGHT / 2), frame, "body",
                 bevel=0.24 * THICKNESS, axis="Y"),
            slab("Pane", (WIDTH - 0.0016, 0.001, HEIGHT - 0.0016), CORNER - 0.0008,
                 (0, -THICKNESS / 2, HEIGHT / 2), border, "body", bevel=0.0003, axis="Y")]
    made.append(slab("Socket", (0.009, 0.003, 0.0006), 0.0014, (0, 0, 0.0003), border, "body",
                     bevel=0))
    for side in (-1, 1):
        for k in range(5):
            made.append(cylinder("Hole", 0.0006, 0.0006, (side * (0.009 + 0.0025 * k), 0, 0.0003),
                                 border, "body", sides=12, bevel=0))
    made.append(slab("Earpiece", (0.012, 0.0006, 0.001), 0.0005,
                     (0, -THICKNESS / 2 - 0.0003, HEIGHT - 0.5 * BORDER), frame, "body", 0.0001,
                     "Y"))
    return [join_meshes("Case", made)]


def screen_pane(display, border):
    """The display, with the hole of the camera in front."""
    size = (WIDTH - 2 * BORDER, 0.0005, HEIGHT - 2 * BORDER)
    y = -THICKNESS / 2 - 0.0006
    pane = slab("Pane", size, max(0.002, CORNER - BORDER), (0, y, HEIGHT / 2), display, "screen",
                0.0001, "Y")
    hole = cylinder("Camera", 0.0024, 0.0005, (0, y - 0.0001, HEIGHT - BORDER - 0.0055), border,
                    "screen", bevel=0.0001, sides=32, rotation=(math.pi / 2, 0, 0))
    return [join_meshes("Screen", [pane, hole])]


def buttons(frame):
    """The switch on the right, and two buttons for the volume on the left."""
    places = [("Power button", 1, 0.68, 0.016), ("Button 1", -1, 0.74, 0.011),
              ("Button 2", -1, 0.63, 0.011)]
    return [slab(name, (0.0014, 0.0024, long), 0.0011, (side * WIDTH / 2, 0, share * HEIGHT), frame,
                 "buttons", 0.0003, "X") for name, side, share, long in places]


def cameras(frame, optics, border):
    """A raised plate in a corner of the back, with the lenses and a light."""
    wide, high = 0.026, 0.032 if CAMERA_COUNT > 2 else 0.014 + 0.012 * (CAMERA_COUNT - 1)
    wide = wide if CAMERA_COUNT > 1 else 0.014
    back = THICKNESS / 2
    x, z = WIDTH / 2 - 0.05 * HEIGHT - wide / 2, 0.95 * HEIGHT - high / 2
    made = [slab("Plate", (wide, 0.003, high), 0.006, (x, back, z), frame, "cameras", 0.0008, "Y")]
    grid = [(-0.25, 0.25), (-0.25, -0.25), (0.25, 0.0), (0.25, 0.34)]
    places = {1: [(0, 0)], 2: [(-0.22, 0.24), (-0.22, -0.24)]}.get(CAMERA_COUNT,
                                                                   grid[:CAMERA_COUNT])
    for u, v in places:
        made.append(camera_lens("Lens", Vector((x + u * wide, back + 0.001, z + v * high)), 0.0048,
                                0.0022, border, optics, "cameras", (0, 1, 0)))
    if CAMERA_COUNT < 4:
        made.append(cylinder("Light", 0.0016, 0.001,
                             (x + (0.25 if CAMERA_COUNT > 1 else 0.38) * wide, back + 0.0016,
                              z + 0.36 * high), border, "cameras", bevel=0.0002, sides=24,
                             rotation=(math.pi / 2, 0, 0)))
    return [join_meshes("Camera", made)]


def stand(prop):
    """A leg behind the phone, from its middle down to the ground."""
    y, z = THICKNESS / 2, 0.45 * HEIGHT
    line = [(0, y - 0.0005, z), (0, y + 0.004, z - 0.002), (0, y + 0.3 * HEIGHT, 0.004),
            (0, y + 0.3 * HEIGHT + 0.012, 0.0012)]
    return [ribbon("Stand", line, 0.32 * WIDTH, 0.0024, prop, "stand", up=(0, 1, 0.6),
                   smooth_path=1)]
