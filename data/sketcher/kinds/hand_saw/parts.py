# A hand saw in the plane of X and Z: the blade to the left, teeth down; the handle to the right.


def blade_top(x):
    """The height of the blade's back: straight from the handle to the end."""
    share = min(max(-x / LENGTH, 0.0), 1.0)
    return HEEL + (TOE - HEEL) * share


def blade(steel):
    """A thin plate with teeth along its lower edge, let into the handle."""
    pitch = (LENGTH - 0.01) / TOOTH_COUNT
    deep = min(TOOTH_DEPTH, 1.1 * pitch, 0.2 * TOE)
    teeth = []
    for i in range(TOOTH_COUNT):
        x = -LENGTH + i * pitch
        teeth += [(x, 0.0), (x + 0.98 * pitch, deep)]
    outline = teeth + [(-0.01, 0.002), (0.045, 0.3 * HEEL), (0.045, 0.75 * HEEL),
                       (0.0, blade_top(0)), (-LENGTH + 0.012, blade_top(-LENGTH)),
                       (-LENGTH, blade_top(-LENGTH) - 0.012)]
    return [sharp_extrude("Blade", outline, THICKNESS, (0, 0, 0), steel, "blade", axis="Y")]


def at_handle(points):
    """Points of the handle's drawing, a unit high, where they are on the saw."""
    return [(x * HANDLE_SIZE, 0.002 + z * HANDLE_SIZE) for x, z in points]


def handle(timber):
    """A closed handle with horns, an eye for the hand, rounded all round."""
    shape = [(-0.18, 0.3), (-0.12, 0.16), (0.1, 0.1), (0.28, 0.0), (0.46, 0.02), (0.56, 0.12),
             (0.62, 0.3), (0.6, 0.5), (0.64, 0.68), (0.76, 0.82), (0.74, 0.92), (0.62, 0.96),
             (0.44, 1.0), (0.28, 0.95), (0.08, 0.86), (-0.12, 0.8), (-0.2, 0.68), (-0.16, 0.5)]
    eye = [(0.2, 0.24), (0.3, 0.2), (0.38, 0.28), (0.41, 0.48), (0.44, 0.68), (0.42, 0.78),
           (0.32, 0.76), (0.26, 0.62), (0.22, 0.42)]
    outline, hole = (at_handle(catmull(line, 5, closed=True)) for line in (shape, eye))
    return [extrude("Handle", outline, HANDLE_THICKNESS, (0, 0, 0), timber, "handle",
                    bevel=0.22 * HANDLE_THICKNESS, axis="Y", holes=[hole], segments=4)]


def screws(brass):
    """Three round heads that show on both sides."""
    places = at_handle([(-0.1, 0.62), (0.02, 0.4), (0.1, 0.7)])
    return [cylinder(f"Screw {i + 1}", 0.0065, HANDLE_THICKNESS + 0.0024, (x, 0, z), brass,
                     "screws", bevel=0.0006, rotation=(1.5707963, 0, 0))
            for i, (x, z) in enumerate(places)]


def stiff_back(brass):
    """A folded bar over the back of the blade."""
    ends = [(-0.03, blade_top(-0.03)), (-LENGTH, blade_top(-LENGTH))]
    outline = [(x, z - 0.009) for x, z in ends] + [(x, z + 0.003) for x, z in reversed(ends)]
    return [extrude("Back", outline, THICKNESS + 0.005, (0, 0, 0), brass, "back", bevel=0.001,
                    axis="Y")]
