# A sword that stands on its pommel, point up; its flat faces the front. From the ground up:
# pommel, grip, guard, and the blade that grows out of the guard.
import math
import random
from mathutils import Vector


def grip_foot():
    """Height where the grip begins, on top of the pommel."""
    return 2 * POMMEL_RADIUS - 0.002


def guard_height():
    """Height of the underside of the guard."""
    return 2 * POMMEL_RADIUS + GRIP_LENGTH - 0.004


def blade_foot():
    """Height where the blade comes out of the guard."""
    return 2 * POMMEL_RADIUS + GRIP_LENGTH + 0.012


def blade_middle(share):
    """The middle of the blade at a share of its length; a curved blade bends towards +X."""
    return Vector((BLADE_CURVE * BLADE_LENGTH * share ** 2, 0, blade_foot() + BLADE_LENGTH * share))


def blade_size(share):
    """Half width and half thickness of the blade at a share of its length."""
    point = max(0.0, (share - 1 + BLADE_POINT) / BLADE_POINT)
    taper = (1 - 0.2 * share) * math.sqrt(max(0.0, 1 - point ** 1.7))
    thin = (1 - 0.3 * share) * (1 - 0.85 * point ** 2)
    return BLADE_WIDTH / 2 * taper, BLADE_THICKNESS / 2 * thin


def crystal_blade(crystal_stuff):
    """The blade: ground edges, hewn facets, and a fuller that runs out before the point."""
    dice = random.Random(SEED)
    sections = []
    shares = [0, 0.07, 0.16, 0.27, 0.39, 0.5, 0.61, 0.71, 0.8, 0.88, 0.94, 0.975, 0.992, 1.0]
    for share in shares:
        half, thick = blade_size(min(share, 0.998))
        hewn = dice.uniform(0.88, 1.12) if 0.05 < share < 0.95 else 1.0
        groove = 0.35 + 0.65 * min(1.0, max(0.0, share - 0.6) / 0.25)
        side = [(1.0, 0.0), (0.92, 0.28), (0.62 * hewn, 0.55), (0.3, 1.0), (0.13, 0.9),
                (0.0, groove), (-0.13, 0.9), (-0.3, 1.0), (-0.62 / hewn, 0.55), (-0.92, 0.28)]
        outline = side + [(-u, -v) for u, v in side]
        middle = blade_middle(share)
        sections.append([middle + Vector((u * half, v * thick, 0)) for u, v in outline])
    return [loft("Blade", sections, crystal_stuff, "blade", smooth=3)]


def core(glowing):
    """A thread of light inside the blade, seen through it and in the fuller."""
    sections = []
    for step in range(13):
        share = 0.02 + 0.86 * step / 12
        half, thick = blade_size(share)
        slim = math.sqrt(1 - (step / 12) ** 3) + 0.02
        sections.append([blade_middle(share) + Vector((0.12 * half * slim * u, 0.56 * thick * v, 0))
                         for u, v in ((1, 0), (0, 1), (-1, 0), (0, -1))])
    return [loft("Core", sections, glowing, "core", smooth=20)]


def runes(glowing):
    """Ten signs of a few strokes each, five a side, standing a hair over the flats."""
    dice = random.Random(SEED + 1)
    made = []
    for i in range(10):
        share = 0.2 + 0.1 * (i // 2)
        side = -1 if i % 2 else 1
        half, thick = blade_size(share)
        tall, wide = 0.032 * BLADE_LENGTH, 0.2 * half
        strokes = [((0, -tall), (0, tall))]
        for _ in range(3):
            z = dice.choice((-1.0, -0.3, 0.3, 1.0)) * tall
            strokes.append(((0, z * 0.9), (dice.choice((-1, 1)) * wide,
                                           z * 0.9 + dice.choice((-0.5, 0.5)) * tall)))
        pieces = []
        for (x0, z0), (x1, z1) in strokes:
            z0, z1 = max(-tall, min(tall, z0)), max(-tall, min(tall, z1))
            line = [blade_middle(share) + Vector((x, side * thick * 0.95, z)) for x,
                    z in ((x0, z0), (x1, z1))]
            pieces.append(tube("Stroke", line, 0.05 * half, glowing, "runes", sides=6,
                               smooth_path=1))
        made.append(join_meshes(f"Rune {i + 1}", pieces))
    return made


def guard(metal_of_hilt):
    """Two wings that sweep up from a shield-shaped block, each with a lesser curl below it."""
    z, r = guard_height(), GRIP_RADIUS
    wide = max(BLADE_WIDTH * 0.62, 1.7 * r)
    shield = [(-wide, 0.016), (-0.55 * wide, 0.03), (0, 0.022), (0.55 * wide, 0.03), (wide, 0.016),
              (0.62 * wide, 0.002), (0.3 * wide, -0.003), (0, -0.008), (-0.3 * wide, -0.003),
              (-0.62 * wide, 0.002)]
    smooth_shield = [(p.x, p.y) for p in catmull(shield, 5, closed=True)]
    thick = max(2.2 * r, 1.5 * BLADE_THICKNESS)
    pieces = [extrude("Block", smooth_shield, thick, (0, 0, z), metal_of_hilt, "guard", bevel=0.003,
                      axis="Y", segments=3)]
    reach, lift = GUARD_WIDTH / 2, 0.2 * GUARD_WIDTH
    for side in (-1, 1):
        wing = [(0.3 * wide, 0.012), (0.35 * reach, 0.010), (0.62 * reach, 0.012),
                (0.84 * reach, 0.35 * lift),
                (0.955 * reach, 0.72 * lift), (0.9 * reach, 0.96 * lift), (0.8 * reach, 0.9 * lift),
                (0.79 * reach, 0.74 * lift)]
        radii = [0.0088, 0.0085, 0.0075, 0.0065, 0.0055, 0.0045, 0.0038, 0.0028]
        pieces.append(tube("Wing", [(side * x, 0, z + h) for x, h in wing], radii, metal_of_hilt,
                           "guard", sides=14))
        curl = [(0.5 * reach, 0.012), (0.64 * reach, 0.002), (0.74 * reach, 0.006),
                (0.76 * reach, 0.02),
                (0.7 * reach, 0.027), (0.655 * reach, 0.02)]
        pieces.append(tube("Curl", [(side * x, 0, z + h) for x, h in curl],
                           [0.005, 0.005, 0.0045, 0.004, 0.0033, 0.0026], metal_of_hilt, "guard",
                           sides=12))
        pieces.append(sphere("Ball", 0.0052, (side * 0.79 * reach, 0, z + 0.74 * lift),
                             metal_of_hilt,
                             "guard", segments=16, rings=8))
        for share in (0.36, 0.44):
            pieces.append(torus("Ring", 0.0084, 0.004, (side * share * reach, 0, z + 0.0105),
                                metal_of_hilt,
                                "guard", rotation=(0, math.pi / 2, 0), steps=20, sides=8))
    return [join_meshes("Guard", pieces)]


def disc_guard(metal_of_hilt):
    """A round guard pierced by four openings, with collars above and below."""
    z, r = guard_height() + 0.01, 0.15 * GUARD_WIDTH + 0.012
    outline = [(r * (1 + 0.05 * math.cos(4 * t)) * math.cos(t),
                r * (1 + 0.05 * math.cos(4 * t)) * math.sin(t))
               for t in (2 * math.pi * i / 64 for i in range(64))]
    room = 0.5 * (0.92 * r + 1.5 * GRIP_RADIUS)
    holes = [circle(0.13 * r, 16, (room * math.cos(t), room * math.sin(t)))
             for t in (math.pi / 4 + math.pi / 2 * i for i in range(4))]
    plate = extrude("Plate", outline, 0.008, (0, 0, z), metal_of_hilt, "disc", bevel=0.002,
                    holes=holes)
    wide = max(1.15 * GRIP_RADIUS, 0.54 * BLADE_WIDTH)
    low = cylinder("Collar", 1.15 * GRIP_RADIUS, 0.012, (0, 0, z - 0.006), metal_of_hilt, "disc",
                   bevel=0.001)
    high = cylinder("Habaki", wide, 0.02, (0, 0, z + 0.008), metal_of_hilt, "disc", bevel=0.001)
    return [join_meshes("Guard", [plate, low, high])]


def shard(name, foot, direction, length, radius, material, part):
    """A six-sided crystal with a slanted point."""
    turn = Vector(direction).to_track_quat("Z", "Y").to_matrix()
    sections = []
    for share, size in ((0.0, 0.75), (0.15, 1.0), (0.72, 0.86), (0.985, 0.1), (1.0, 0.02)):
        ring = circle(radius * size, 6, (0.25 * radius * share ** 3, 0))
        sections.append([Vector(foot) + turn @ Vector((u, v, share * length)) for u, v in ring])
    return loft(name, sections, material, part, smooth=10)


def crystals(crystal_stuff):
    """A cluster of crystals that fans out from the foot of the blade, tallest in the middle."""
    dice = random.Random(SEED + 2)
    made = []
    for i in range(CRYSTAL_COUNT):
        spread_out = 2 * (i + 0.5) / CRYSTAL_COUNT - 1
        side = -1 if i % 2 else 1
        length = CRYSTAL_LENGTH * (1 - 0.55 * abs(spread_out)) * dice.uniform(0.85, 1.0)
        foot = (0.62 * BLADE_WIDTH * spread_out, side * 0.55 * BLADE_THICKNESS,
                blade_foot() - 0.008)
        lean = Vector((0.95 * spread_out, side * dice.uniform(0.12, 0.35), 1.0)).normalized()
        made.append(shard(f"Crystal {i + 1}", foot, lean, length, 0.085 * length + 0.002,
                          crystal_stuff, "crystals"))
    return made


def sword_grip(wrap_stuff, metal_of_hilt):
    """The grip: swelling a little in the middle, bound with cord and wire between two collars."""
    r, foot, length = GRIP_RADIUS, grip_foot() - 0.004, GRIP_LENGTH + 0.002
    profile = catmull([(0.8 * r, 0), (0.92 * r, 0.25 * length), (r, 0.5 * length),
                       (0.94 * r, 0.75 * length),
                       (0.86 * r, length)], 8)
    body = lathe("Body", [(0, 0)] + [tuple(p) for p in profile] + [(0, length)], (0, 0, foot),
                 wrap_stuff,
                 "grip", steps=32)
    turns = round(length / 0.0085)
    pieces = [body]
    for start_at, thick, stuff in ((0.0, 0.0026, wrap_stuff), (math.pi, 0.0011, metal_of_hilt)):
        line = []
        for point in helix(1.0, length - 0.012, turns, 16, start_at):
            share = (point.z + 0.006) / length
            swell = r * (0.82 + 0.17 * math.sin(math.pi * min(1.0, share * 1.02)))
            line.append((point.x * swell, point.y * swell, foot + 0.006 + point.z))
        pieces.append(tube("Cord", line, thick, stuff, "grip", sides=6, smooth_path=1))
    for z in (foot + 0.004, foot + length - 0.004):
        ring = [(0.7 * r, -0.004), (1.02 * r, -0.004), (1.14 * r, 0), (1.02 * r, 0.004),
                (0.7 * r, 0.004), (0.7 * r, -0.004)]
        pieces.append(lathe("Collar", ring, (0, 0, z), metal_of_hilt, "grip", steps=40))
    return [join_meshes("Grip", pieces)]


def pommel(metal_of_hilt):
    """A faceted pommel on a foot, flat below so that the sword stands."""
    r = POMMEL_RADIUS
    profile = [(0, 0), (0.34 * r, 0), (0.4 * r, 0.05 * r), (0.72 * r, 0.4 * r), (r, 0.95 * r),
               (0.84 * r, 1.4 * r),
               (0.5 * r, 1.66 * r), (0.44 * r, 1.76 * r), (0.62 * r, 1.84 * r),
               (0.62 * r, 1.94 * r),
               (0.42 * r, 2.0 * r), (0, 2.0 * r)]
    return [lathe("Pommel", profile, (0, 0, 0), metal_of_hilt, "pommel", steps=10, smooth=20)]


def gemstones(stones, metal_of_hilt):
    """Cut stones in silver settings: on the block, the pommel and the wings, front and back."""
    z, face = guard_height() + 0.011, max(1.1 * GRIP_RADIUS, 0.75 * BLADE_THICKNESS)
    wing = 0.26 * GUARD_WIDTH
    low, knob = min(0.9, 0.78 * POMMEL_RADIUS / GEM_RADIUS), 0.95 * POMMEL_RADIUS
    spots = []
    for side in (-1, 1):
        spots += [((0, side, z), 1.0, face), ((0, side, knob), low, 0.9 * POMMEL_RADIUS),
                  ((-wing, side, z), 0.8, 0.0065), ((wing, side, z), 0.8, 0.0065)]
    made = []
    for i, ((x, side, height), share, out) in enumerate(spots[:GEM_COUNT]):
        radius = GEM_RADIUS * share
        at = (x, side * out, height)
        turn = (side * -math.pi / 2, 0, 0)
        stone_cut = prism_gem("Stone", radius, 1.1 * radius, at, pick(stones, i), "gems", sides=10,
                              rotation=turn)
        setting = torus("Setting", 0.98 * radius, 0.36 * radius, at, metal_of_hilt, "gems",
                        rotation=turn, steps=32, sides=10)
        made.append(join_meshes(f"Gemstone {i + 1}", [stone_cut, setting]))
    return made


def jagged(dice, first, last, wobble, steps):
    """A crooked line from one point to another: each middle is pushed aside, ever less."""
    line = [Vector(first), Vector(last)]
    for level in range(steps):
        finer = [line[0]]
        for a, b in zip(line, line[1:]):
            push = Vector(dice.uniform(-1, 1) for _ in range(3)) * wobble * 0.55 ** level
            finer += [(a + b) / 2 + push, b]
        line = finer
    return line


def lightning(glowing):
    """Arcs that climb round the blade, leap from it and fork."""
    dice = random.Random(SEED + 3)
    made = []
    for i in range(BOLT_COUNT):
        low, high = 0.04 + 0.7 * i / BOLT_COUNT, 0.3 + 0.7 * (i + 1) / BOLT_COUNT
        high = min(high, 1.0)
        turn, path = dice.uniform(0, 6.28), []
        for step in range(5):
            share = low + (high - low) * step / 4
            angle = turn + 2.2 * step
            far = BLADE_WIDTH * (0.42 if step in (0, 4) else 0.95)
            path.append(blade_middle(share)
                        + Vector((far * math.cos(angle), 0.8 * far * math.sin(angle), 0)))
        line = []
        for a, b in zip(path, path[1:]):
            line += jagged(dice, a, b, 0.22 * BLADE_WIDTH, 3)[:-1]
        line.append(path[-1])
        thick = 0.0026
        radii = [thick * (0.35 + 0.65 * math.sin(math.pi * k / (len(line) - 1)))
                 for k in range(len(line))]
        pieces = [tube("Arc", line, radii, glowing, "lightning", sides=6, smooth_path=1)]
        for _ in range(4):
            start_at = dice.choice(line[3:-3])
            middle = blade_middle((start_at.z - blade_foot()) / BLADE_LENGTH)
            out = start_at - middle
            out.z = 0
            rise = Vector((0, 0, dice.uniform(-0.2, 0.9)))
            tip = start_at + (0.7 * out.normalized() + rise) * BLADE_WIDTH
            fork = jagged(dice, start_at, tip, 0.16 * BLADE_WIDTH, 3)
            slim = [0.6 * thick * (1 - 0.85 * k / (len(fork) - 1)) for k in range(len(fork))]
            pieces.append(tube("Fork", fork, slim, glowing, "lightning", sides=5, smooth_path=1))
        made.append(join_meshes(f"Bolt {i + 1}", pieces))
    return made


def tassel(cord_stuff):
    """A tassel on a cord tied round the neck of the pommel, hanging at its side."""
    r = POMMEL_RADIUS
    top = Vector((0.55 * r, 0, 1.8 * r))
    line = [top, (1.1 * r, 0, 1.75 * r), (r + 0.016, 0, 1.2 * r), (r + 0.018, 0, 0.75 * r)]
    pieces = [tube("Cord", line, 0.0016, cord_stuff, "tassel", sides=8)]
    head = (r + 0.018, 0, 0.62 * r)
    pieces.append(sphere("Head", 0.0065, head, cord_stuff, "tassel", segments=16, rings=10))
    dice = random.Random(SEED + 4)
    for i in range(22):
        angle = 2 * math.pi * i / 22
        foot = Vector((math.cos(angle), math.sin(angle), 0)) * dice.uniform(0.004, 0.011)
        strand = [head, Vector(head) + foot * 0.7 - Vector((0, 0, 0.2 * r)),
                  (head[0] + foot.x, foot.y, 0.0012)]
        pieces.append(tube("Strand", strand, 0.0011, cord_stuff, "tassel", sides=5, smooth_path=3))
    return [join_meshes("Tassel", pieces)]
