# A deep groove ball bearing that lies on its face, its axis upright. Bore, outside and width are
# exact (ISO 15); the balls are 0.3 of the difference of the diameters, as is usual.
import math


def bore():
    """The inner ring's hole: something of the bearing stays round it."""
    return min(BORE, 0.65 * OUTSIDE)


def ball_size():
    """The diameter of a ball."""
    return min(0.3 * (OUTSIDE - bore()), 0.62 * WIDTH)


def track():
    """The radius of the circle that the middles of the balls run on."""
    return (OUTSIDE + bore()) / 4


def ring_with_groove(name, face, back, part, steel):
    """A ring from its shoulder at radius `face`, which has the groove, to `back`."""
    middle, groove = WIDTH / 2, ball_size() / 2 + PLAY
    side = 1 if back > face else -1
    reach = math.degrees(math.acos(abs(face - track()) / groove))
    turns = (reach, -reach) if side > 0 else (180 - reach, 180 + reach)
    cut = side * 0.12 * abs(back - face)
    profile = [(face, 0), (back - cut, 0), (back, abs(cut)), (back, WIDTH - abs(cut)),
               (back - cut, WIDTH), (face, WIDTH), *arc((track(), middle), groove, *turns, 16),
               (face, 0)]
    return [lathe(name, profile, (0, 0, 0), steel, part, steps=sides_for(back), smooth=30)]


def outer_race(steel):
    """The outer ring, its groove on the inside."""
    return ring_with_groove("Outer ring", track() + 0.33 * ball_size(), OUTSIDE / 2, "outer_ring",
                            steel)


def inner_race(steel):
    """The inner ring, its groove on the outside."""
    return ring_with_groove("Inner ring", track() - 0.33 * ball_size(), bore() / 2, "inner_ring",
                            steel)


def balls_fitting():
    """How many balls: those asked for, if there is room."""
    return max(5, min(BALL_COUNT, int(math.pi / math.asin(0.54 * ball_size() / track()))))


def bearing_balls(chrome):
    """The balls on their track, in one object: they go round with the cage."""
    spots = spots_round(balls_fitting(), track(), WIDTH / 2)
    return [join_meshes("Balls", [sphere("Ball", ball_size() / 2, spot, pick(chrome, 0), "balls",
                                         segments=28, rings=14) for spot in spots])]


def ball_cage(brass):
    """Two flat rings over and under the balls, and pins between them."""
    ball, count, middle = ball_size(), balls_fitting(), WIDTH / 2
    thick, high = max(0.12 * ball, min(0.0009, 0.22 * ball)), 0.55 * ball
    pieces = [hollow_cylinder("Cage", track() + 0.15 * ball, track() - 0.15 * ball, thick,
                              (0, 0, middle + way * high), brass, "cage") for way in (-1, 1)]
    room = 2 * track() * math.sin(math.pi / count) - ball
    for spot in spots_round(2 * count, track(), middle)[1::2]:
        pieces.append(cylinder("Pin", max(0.04 * ball, min(0.11 * ball, 0.3 * room)), 2 * high,
                               spot, brass, "cage", sides=16, bevel=0))
    return [boolean(pieces[0], pieces[1:], "UNION")]


def bearing_seals(seal):
    """A thin disc in each face, free of the inner ring."""
    outer, inner = track() + 0.33 * ball_size(), track() - 0.33 * ball_size()
    return [hollow_cylinder(f"Seal {i + 1}", outer, inner + 0.04 * ball_size(), 0.06 * WIDTH,
                            (0, 0, z), pick(seal, i), "seals")
            for i, z in enumerate((0.05 * WIDTH, 0.95 * WIDTH))]


def bearing_flange(steel):
    """A collar round the foot of the outer ring."""
    radius = OUTSIDE / 2
    return [hollow_cylinder("Flange", radius + FLANGE, radius - 0.1 * ball_size(), 0.2 * WIDTH,
                            (0, 0, 0.1 * WIDTH), steel, "flange")]


def bearing_joints():
    """The inner ring turns, and takes the balls along, a little less than half as far."""
    share = (track() - ball_size() / 2) / (2 * track())
    return [hinge("Inner ring", "outer_ring", "inner_ring", (0, 0, 0), "z"),
            hinge("Balls", "outer_ring", "balls", (0, 0, 0), "z", follows="Inner ring",
                  ratio=share, carries=["cage"])]
