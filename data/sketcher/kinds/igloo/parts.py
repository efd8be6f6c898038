# An igloo: courses of snow blocks that lean inward to a dome over a core of snow, and a tunnel of
# arches before its door, to -Y.
import math


def dome_angles():
    """The angles above the ground at which the courses begin and end."""
    return [math.pi / 2 * 0.94 * k / COURSE_COUNT for k in range(COURSE_COUNT + 1)]


def snow_dome(ice):
    """Courses of blocks, each turned by half a block, with a gap for the door, and a cap."""
    places, r, h, t = [], RADIUS, HEIGHT, WALL_THICKNESS
    for k, (a, b) in enumerate(zip(dome_angles(), dome_angles()[1:])):
        middle = (a + b) / 2
        reach, z = (r - t / 2) * math.cos(middle), (h - t / 2) * math.sin(middle)
        tall = math.hypot(r * (math.cos(a) - math.cos(b)), h * (math.sin(b) - math.sin(a)))
        count = max(6, round(2 * math.pi * reach / (0.42 * r)))
        for place in stone_course(reach, z - tall / 2, tall * 1.01, t, count, 0.5 * (k % 2), seed=k,
                                  lean=middle * 0.97):
            spot = place.to_translation()
            is_doorway = abs(spot.x) < 0.36 * TUNNEL_WIDTH and spot.z < 0.5 * TUNNEL_WIDTH
            if spot.y > 0 or not is_doorway:
                places.append(place)
    pieces = [blocks("Blocks", places, ice, "dome", chamfer=0.035)]
    shell = [((r - share * t) * math.cos(a), max(0.0, (h - share * t) * math.sin(a)))
             for share, turns in ((0.25, range(17)), (0.8, range(16, -1, -1)))
             for a in (math.pi / 2 * i / 16 for i in turns)]
    core = lathe("Core", [(max(0.0, x) if x > 1e-6 else 0.0, z) for x, z in shell], (0, 0, 0), ice,
                 "dome", steps=64, smooth=60)
    pieces += [core, cylinder("Cap", 0.2 * r, 0.1, (0, 0, h - 0.05), ice, "dome", bevel=0.04,
                              sides=24)]
    for piece in pieces[:1]:
        press_to_ground(piece)
    return [join_meshes("Dome", pieces)]


def press_to_ground(obj):
    """Lifts what reaches below the ground up to it."""
    for vertex in obj.data.vertices:
        vertex.co.z = max(0.0, vertex.co.z)


def tunnel(ice):
    """Arches of blocks one behind another, hollow."""
    count, t = max(2, round(TUNNEL_LENGTH / 0.38)), 0.18
    deep = (TUNNEL_LENGTH + 0.2 * RADIUS) / count
    pieces, half, rise = [], TUNNEL_WIDTH / 2, 0.2
    for k in range(count):
        grow = 1.0 if k else 1.06
        y = -RADIUS - TUNNEL_LENGTH + deep * (k + 0.5)
        outer, inner = half * grow, half - t
        stones = 7
        for i in range(stones):
            a, b = math.pi * (i + 0.02) / stones, math.pi * (i + 0.98) / stones
            line = [(outer * math.cos(a + (b - a) * s),
                     rise + 1.1 * outer * math.sin(a + (b - a) * s)) for s in (0, 0.5, 1)]
            line += [(inner * math.cos(b + (a - b) * s),
                      rise + 1.1 * inner * math.sin(b + (a - b) * s)) for s in (0, 0.5, 1)]
            pieces.append(extrude("Block", line, 0.97 * deep, (0, y, 0), ice, "tunnel", bevel=0.025,
                                  axis="Y", segments=1))
        for side in (-1, 1):
            pieces.append(box("Foot", (outer - inner, 0.97 * deep, rise + 0.01),
                              (side * (outer + inner) / 2, y, rise / 2 + 0.005), ice, "tunnel",
                              bevel=0.025))
    line = [(x, z + rise) for x, z in arched_opening(2 * half - 0.08, 1.1 * (half - 0.04))]
    hole = [(x, z + rise) for x, z in arched_opening(2 * (half - t) + 0.06,
                                                     1.1 * (half - t + 0.03))]
    rim = line[2:] + hole[2:][::-1]
    pieces.append(extrude("Joint", rim, deep * count - 0.1,
                          (0, -RADIUS - TUNNEL_LENGTH + deep * count / 2, 0), ice, "tunnel",
                          bevel=0, axis="Y"))
    return [join_meshes("Tunnel", pieces)]


def drift(ground):
    """Wind-blown snow all round."""
    rows = []
    for k in range(13):
        share, row = k / 12, []
        for i in range(64):
            a = 2 * math.pi * i / 64
            reach = 1.5 * RADIUS * share
            y = reach * math.sin(a) * (1 if math.sin(a) > 0 else 1 + TUNNEL_LENGTH / (1.5 * RADIUS))
            z = 0.12 * (1 - share ** 2) + 0.02 * share * (1 - share) * math.sin(5 * a + 9 * share)
            row.append((max(reach, 0.01) * math.cos(a), y if share else 0.01 * math.sin(a),
                        max(0.0, z)))
        rows.append(row)
    return [loft("Snow", rows, ground, "drift", smooth=180)]


def flag(cloth, timber):
    """A flag on the dome."""
    return [waving_flag("Flag", (0, 0, HEIGHT - 0.1), 1.2, (0.75, 0.45), cloth, timber, "flag")]
