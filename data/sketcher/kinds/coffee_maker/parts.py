# A drip coffee maker that looks to -Y: a foot, a tank behind, and a filter head over the jug.
from mathutils import Vector


def jug_place():
    """Where the jug stands on the hot plate, and its radius."""
    radius = min(JUG_DIAMETER, 0.8 * WIDTH) / 2
    return Vector((0, -DEPTH / 2 + 0.01 + 0.42 * WIDTH, 0.0462)), radius


def wall():
    """The outside of the jug: a wide belly and a narrower neck."""
    _place, r = jug_place()
    tall = 0.42 * HEIGHT
    line = [(0.8 * r, 0), (0.9 * r, 0.006), (r, 0.3 * tall), (0.97 * r, 0.5 * tall),
            (0.8 * r, 0.82 * tall), (0.74 * r, 0.95 * tall), (0.77 * r, tall)]
    return [tuple(p) for p in catmull(line, 4)]


def lid_joint():
    """The lid folds back about its hind edge."""
    return [hinge("Lid", "body", "lid", at=(0, DEPTH / 2, HEIGHT - 0.0237), axis="-x",
                  limits=(0, 85))]


def body(shell, metal, clear):
    """Foot, tank and head, with a steel band and a window that shows the water."""
    top, neck = HEIGHT - 0.024, 0.0462 + 0.5 * HEIGHT
    back = DEPTH / 2
    deep = DEPTH - (0.01 + 0.84 * WIDTH) - 0.008
    made = [slab("Foot", (WIDTH, DEPTH, 0.04), ROUNDING, (0, 0, 0.02), shell, "body", 0.006),
            slab("Tank", (WIDTH - 0.003, deep - 0.002, top - 0.02), min(ROUNDING, 0.4 * deep),
                 (0, back - deep / 2, top / 2 + 0.01), shell, "body", 0.004),
            slab("Head", (WIDTH, DEPTH, top - neck), ROUNDING, (0, 0, (top + neck) / 2), shell,
                 "body", 0.006),
            slab("Band", (WIDTH + 0.002, DEPTH + 0.002, 0.012), ROUNDING + 0.001,
                 (0, 0, neck + 0.3 * (top - neck)), metal, "body", 0.001)]
    basket = [(0, 0.004), (0.034, 0.004), (0.034, -0.006), (0.3 * WIDTH, 0.012),
              (0.3 * WIDTH, 0.02), (0, 0.02)]
    place = Vector((0, jug_place()[0].y, neck - 0.014))
    made.append(lathe("Spout", basket, place, shell, "body"))
    window = slab("Window", (0.003, 0.3 * deep, 0.4 * HEIGHT), 0.004,
                  (WIDTH / 2, back - 0.5 * deep, 0.3 * HEIGHT), metal, "body", 0.0008, "X")
    pane = slab("Pane", (0.003, 0.18 * deep, 0.37 * HEIGHT), 0.003,
                (WIDTH / 2 + 0.001, back - 0.5 * deep, 0.3 * HEIGHT), clear, "body", 0.0008, "X")
    return [join_meshes("Body", [*made, window, pane])]


def lid(shell):
    """A flat lid over filter and tank, with a lip to lift it by."""
    plate = slab("Plate", (WIDTH, DEPTH, 0.0235), ROUNDING, (0, 0, HEIGHT - 0.01175), shell, "lid",
                 0.007)
    lip = slab("Lip", (0.3 * WIDTH, 0.02, 0.008), 0.006, (0, -DEPTH / 2, HEIGHT - 0.012), shell,
               "lid",
               0.002)
    return [join_meshes("Lid", [plate, lip])]


def hot_plate(metal):
    """A round plate let into the foot."""
    r = 0.42 * WIDTH
    line = [(0, -0.007), (r, -0.007), (r, -0.002), (0.96 * r, 0), (0.9 * r, -0.002), (0.88 * r, 0),
            (0, 0)]
    return [lathe("Hot plate", line, jug_place()[0], metal, "plate")]


def jug(clear, grip, metal):
    """A glass jug with a band, a bowed handle to the front and a lid."""
    place, r = jug_place()
    tall = 0.42 * HEIGHT
    glass = lathe("Glass", hollow(wall(), 0.0022), place, clear, "jug")
    ring = lathe("Band", [(0.73 * r, 0.9 * tall), (0.8 * r, 0.9 * tall), (0.79 * r, 0.97 * tall),
                          (0.73 * r, 0.97 * tall), (0.73 * r, 0.9 * tall)], place, metal, "jug")
    top = [(0, 0.985 * tall), (0.78 * r, 0.985 * tall), (0.8 * r, tall + 0.002),
           (0.7 * r, tall + 0.009), (0.2 * r, tall + 0.011), (0.18 * r, tall + 0.014),
           (0, tall + 0.014)]
    lid_plate = lathe("Lid", top, place, grip, "jug")
    x, y, z = place
    line = [(x, y - 0.76 * r, z + 0.93 * tall), (x, y - 1.25 * r, z + 0.95 * tall),
            (x, y - r - 0.048, z + 0.75 * tall), (x, y - r - 0.044, z + 0.4 * tall),
            (x, y - r - 0.03, z + 0.22 * tall)]
    bow = ribbon("Handle", line, [0.016, 0.018, 0.02, 0.02, 0.014], 0.011, grip, "jug",
                 up=(0, 0.5, 1), bevel=0.003)
    return [join_meshes("Jug", [glass, ring, lid_plate, bow])]


def coffee(brew):
    """Coffee in the jug."""
    place, _r = jug_place()
    made = fill("Coffee", wall(), 0.0022, 0.0035, 0.0035 + 0.4 * HEIGHT * COFFEE_LEVEL * 0.92, brew,
                "coffee")
    made.location = place
    return [made]


def switch(light, metal):
    """A lit switch in a frame on the foot."""
    x, y = 0.315 * WIDTH, -DEPTH / 2
    frame = slab("Frame", (0.024, 0.004, 0.017), 0.004, (x, y - 0.0005, 0.02), metal, "switch",
                 0.001,
                 "Y")
    key = slab("Key", (0.018, 0.004, 0.011), 0.003, (x, y - 0.002, 0.02), light, "switch", 0.001,
               "Y")
    return [join_meshes("Switch", [frame, key])]
