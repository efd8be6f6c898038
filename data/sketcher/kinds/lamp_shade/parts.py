# A lamp shade that stands on its wide edge. Its wall is one solid, exact at both edges; without the
# trimmed edges it is printed as it stands.
import math


def wall_radius(share, turn=None):
    """The outside of the wall at a share of the height; without `turn` before it is pleated."""
    radius = (BOTTOM_DIAMETER + (TOP_DIAMETER - BOTTOM_DIAMETER) * share) / 2
    radius *= 1 - CURVE * math.sin(math.pi * share)
    if turn is None or PLEATS < 1:
        return radius
    phase = PLEATS * turn + PLEATS * math.radians(TWIST) * share
    return radius - min(PLEAT_DEPTH, 0.2 * radius) * (1 - math.cos(phase)) / 2


def wall_ring(name, low, high, outward, inward, material, part):
    """The wall between two shares of the height, from `inward` of its outside to `outward`."""
    plain = abs(CURVE) < 1e-3 and (TWIST < 1 or PLEATS < 1)
    rows = 1 if plain or high - low < 0.2 else 24
    shares = [low + (high - low) * k / rows for k in range(rows + 1)]
    steps = max(96, 6 * PLEATS)
    sections = []
    for i in range(steps):
        turn = math.tau * i / steps
        outer = [(wall_radius(s, turn) + outward, s * HEIGHT) for s in shares]
        inner = [(wall_radius(s, turn) - inward, s * HEIGHT) for s in reversed(shares)]
        sections.append([(r * math.cos(turn), r * math.sin(turn), z) for r, z in outer + inner])
    return loft(name, sections, material, part, smooth=50, closed=True)


def shade_wall(cloth):
    """The wall from edge to edge."""
    return [wall_ring("Shade", 0, 1, 0, WALL, cloth, "shade")]


def shade_edges(trim):
    """A narrow band round both edges."""
    tall = min(0.009, 0.08 * HEIGHT) / HEIGHT
    return [wall_ring(f"Edge {i + 1}", low, high, 0.001, 0.3 * WALL, pick(trim, i), "edges")
            for i, (low, high) in enumerate(((0, tall), (1 - tall, 1)))]


def level():
    """The height of the middle of the ring."""
    return HEIGHT - FITTER_DROP


def hole():
    """The diameter of the ring's hole: it leaves room for the spokes."""
    room = 0.8 * wall_radius(level() / HEIGHT) - WALL
    return min(FITTING, 1.2 * room)


def fitter_ring(wire):
    """The ring for the lampholder, held by spokes that end in the wall."""
    ring, share = hole() / 2 + 0.004, level() / HEIGHT
    pieces = [hollow_cylinder("Ring", ring, hole() / 2, 0.004, (0, 0, level()), wire, "fitter")]
    for i in range(SPOKES):
        turn = math.tau * (i + 0.25) / SPOKES
        low, high = ring - 0.002, wall_radius(share, turn) - 0.6 * WALL
        middle = (low + high) / 2
        pieces.append(box("Spoke", (high - low, 0.005, 0.0038),
                          (middle * math.cos(turn), middle * math.sin(turn), level()), wire,
                          "fitter", 0.0006, rotation=(0, 0, turn)))
    return [join_meshes("Ring", pieces)]


def lamp_scale():
    """How large bulb and lampholder are: less in a low shade."""
    return min(0.12, 0.9 * level(), 2.4 * hole()) / 0.12


def lampholder(holder):
    """A cap that rests on the ring and goes through it."""
    size, radius = lamp_scale(), hole() / 2
    profile = [(0, -0.03 * size), (radius, -0.03 * size), (radius, 0.002), (radius + 0.002, 0.002),
               (radius + 0.002, 0.006), (0.7 * radius, 0.012), (0.3 * radius, 0.016), (0, 0.016)]
    return [lathe("Lampholder", [(r, level() + z) for r, z in profile], (0, 0, 0), holder,
                  "holder")]


def light_bulb(shine):
    """A round bulb that hangs in the lampholder."""
    size = lamp_scale()
    profile = smooth_profile([(0, -0.12), (0.012, -0.1175), (0.026, -0.103), (0.03, -0.088),
                              (0.026, -0.068), (0.017, -0.048), (0.014, -0.036), (0.013, -0.026)])
    profile = [(r * size, level() + z * size) for r, z in [*profile, (0, -0.026)]]
    return [lathe("Bulb", profile, (0, 0, 0), shine, "bulb", smooth=60)]


def hanging_cord(holder):
    """The cord that the lampholder hangs on."""
    return [tube("Cord", [(0, 0, level() + 0.012), (0, 0, level() + 0.016 + CORD_LENGTH)], 0.003,
                 holder, "cord", sides=16)]
