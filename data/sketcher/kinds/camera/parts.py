# A photo camera that looks to -Y: metal plates above and below leather, and a lens before it.
import math
from mathutils import Vector


def lens_radius():
    """Half the lens's diameter, at most what the body's front has room for."""
    return 0.5 * min(LENS_DIAMETER, 0.82 * HEIGHT)


def lens_place():
    """Where the lens meets the body."""
    return Vector((0, -DEPTH / 2, 0.47 * HEIGHT))


def focus_joint():
    """The ring turns about the lens."""
    return [hinge("Focus ring", "lens", "focus_ring", at=lens_place(), axis="y", limits=(-90, 90))]


def dial_places():
    """The names of the dials and where they stand on the top."""
    return [("Left dial", (-0.36 * WIDTH, 0, HEIGHT)), ("Right dial", (0.32 * WIDTH, 0, HEIGHT))]


def dial_joints():
    """Both dials turn freely."""
    return [hinge(name, "body", name, at=place, axis="z") for name, place in dial_places()]


def body(metal, hide):
    """Plates above and below a leather middle, a rounded grip, and lugs for a strap."""
    corner = 0.4 * DEPTH
    made = [slab("Leather", (WIDTH, DEPTH, 0.66 * HEIGHT), corner, (0, 0, 0.43 * HEIGHT), hide,
                 "body", bevel=0.001, segments=2)]
    for low, high in ((0, 0.12), (0.74, 1)):
        made.append(slab("Plate", (WIDTH - 0.001, DEPTH - 0.001, (high - low) * HEIGHT), corner,
                         (0, 0, (low + high) / 2 * HEIGHT), metal, "body", bevel=0.0025))
    made.append(slab("Grip", (0.2 * WIDTH, 0.026, 0.64 * HEIGHT), 0.011,
                     (0.36 * WIDTH, -DEPTH / 2 + 0.001, 0.43 * HEIGHT), hide, "body", bevel=0.004))
    for side in (-1, 1):
        made.append(torus("Lug", 0.0036, 0.0018, (side * (WIDTH / 2 - 0.0015), 0, 0.82 * HEIGHT),
                          metal, "body", rotation=(math.pi / 2, 0, 0), steps=24, sides=12))
    return [join_meshes("Body", made)]


def hump(metal, barrel, coated):
    """The roof over the prism, its eyepiece behind, and the shoe for a flash on it."""
    half, low, high = 0.21 * WIDTH, HEIGHT - 0.004, HEIGHT + HUMP
    line = [(-half, low), (half, low), (half, HEIGHT + 0.25 * HUMP), (0.55 * half, high),
            (-0.55 * half, high), (-half, HEIGHT + 0.25 * HUMP)]
    roof = extrude("Roof", round_corners(line, 0.004, closed=True), DEPTH + 0.006, (0, -0.003, 0),
                   metal, "hump", 0.002, "Y")
    eye = slab("Eyepiece", (0.62 * half, 0.012, 0.62 * HUMP), 0.003,
               (0, DEPTH / 2 + 0.001, HEIGHT + 0.42 * HUMP), barrel, "hump", axis="Y")
    pane = slab("Pane", (0.44 * half, 0.002, 0.4 * HUMP), 0.002,
                (0, DEPTH / 2 + 0.0066, HEIGHT + 0.42 * HUMP), coated, "hump", 0.0005, "Y")
    shoe = box("Shoe", (0.02, 0.018, 0.002), (0, 0, high + 0.0008), barrel, "hump", bevel=0.0005)
    rails = [box("Rail", (0.003, 0.018, 0.003), (x, 0, high + 0.0025), metal, "hump", bevel=0.0005)
             for x in (-0.0095, 0.0095)]
    return [join_meshes("Hump", [roof, eye, pane, shoe, *rails])]


def lens(barrel, coated, metal):
    """The mount, the barrel with two steps, and the glass."""
    r, long, place = lens_radius(), LENS_LENGTH, lens_place()
    mount = lathe("Mount", [(0, -0.003), (r, -0.003), (r, 0.1 * long), (0.95 * r, 0.14 * long),
                            (0, 0.14 * long)], (0, 0, 0), metal, "lens", steps=72)
    neck = cylinder("Neck", 0.92 * r, 0.7 * long, (0, 0, 0.45 * long), barrel, "lens", bevel=0)
    made = join_meshes("Lens", [mount, neck])
    made.location, made.rotation_euler = place, (math.pi / 2, 0, 0)
    front = camera_lens("Front", place - Vector((0, 0.74 * long, 0)), 0.98 * r, 0.26 * long, barrel,
                        coated, "lens")
    return [join_meshes("Lens", [made, front])]


def focus_ring(barrel):
    """A ribbed ring round the lens."""
    r, long = 1.03 * lens_radius(), 0.36 * LENS_LENGTH
    teeth = [(r * (0.97 if k % 4 in (2, 3) else 1.0), 2 * math.pi * k / 192) for k in range(192)]
    outline = [(far * math.cos(a), far * math.sin(a)) for far, a in teeth]
    place = lens_place() - Vector((0, 0.55 * LENS_LENGTH, 0))
    return [extrude("Focus ring", outline, long, place, barrel, "focus_ring", 0.0004, "Y",
                    [circle(0.9 * lens_radius(), 96)])]


def dials(metal, barrel):
    """Two knurled dials, their tops inlaid in black, each with a mark."""
    made, r = [], min(DIAL_DIAMETER, 0.12 * WIDTH) / 2
    for name, (x, y, z) in dial_places():
        outline = [(r * (0.96 if k % 2 else 1) * math.cos(math.pi * k / 40),
                    r * (0.96 if k % 2 else 1) * math.sin(math.pi * k / 40)) for k in range(80)]
        pieces = [extrude("Rim", outline, 0.008, (x, y, z + 0.004), metal, "dials", 0.0005),
                  cylinder("Inlay", 0.78 * r, 0.001, (x, y, z + 0.008), barrel, "dials",
                           bevel=0.0002),
                  box("Mark", (0.0012, 0.4 * r, 0.0006), (x, y - 0.45 * r, z + 0.0085), metal,
                      "dials", bevel=0.0001)]
        made.append(join_meshes(name, pieces))
    return made


def shutter(metal):
    """The button that releases the shutter, in its collar."""
    line = [(0, 0), (0.0055, 0), (0.0055, 0.002), (0.0042, 0.0026), (0.004, 0.005), (0.003, 0.006),
            (0, 0.0055)]
    return [lathe("Shutter button", line, (0.44 * WIDTH, 0, HEIGHT), metal, "shutter", steps=40)]


def back_screen(barrel, display):
    """A display in a frame on the back."""
    size = (0.6 * WIDTH, 0.005, 0.66 * HEIGHT)
    place = Vector((0, DEPTH / 2 + 0.0015, 0.45 * HEIGHT))
    frame = slab("Frame", size, 0.004, place, barrel, "screen", 0.001, "Y")
    pane = slab("Pane", (size[0] - 0.008, 0.001, size[2] - 0.008), 0.002,
                place + Vector((0, 0.0025, 0)), display, "screen", 0.0003, "Y")
    return [join_meshes("Screen", [frame, pane])]


def flash(barrel, light):
    """A flash that stands in the shoe, its lamp above the lens."""
    low = HEIGHT + HUMP + 0.001
    foot = box("Foot", (0.016, 0.016, 0.014), (0, 0, low + 0.006), barrel, "flash", bevel=0.001)
    head = slab("Head", (0.06, DEPTH, 0.046), 0.005, (0, -0.002, low + 0.035), barrel, "flash",
                0.003, "Y")
    pane = slab("Lamp", (0.052, 0.003, 0.034), 0.003, (0, -DEPTH / 2 - 0.0025, low + 0.036), light,
                "flash", 0.0008, "Y")
    return [join_meshes("Flash", [foot, head, pane])]
