# Outlines: flat shapes joined, cut and offset before they are extruded. A shape is an outline
# [(x, y), …], a pair (outline, holes), or a list of these, which count together.
import math
from mathutils.geometry import delaunay_2d_cdt


def outline_boolean(shape, others, operation="DIFFERENCE"):
    """Cut others out of a flat shape, or UNION, INTERSECT: [(outline, holes), …] for `extrude`.

    Nothing left is []. What lies in an odd number of a pair's lines is in it, whichever way they
    run.
    """
    ones, others = shape_lines(shape), shape_lines(others)
    lines = [(line, group) for group, member in enumerate(ones + others) for line in member]

    def is_inside(windings):
        one, other = (any(each % 2 for each in part)
                      for part in (windings[:len(ones)], windings[len(ones):]))
        return {"DIFFERENCE": one and not other, "UNION": one or other,
                "INTERSECT": one and other}[operation]
    return trace_inside(lines, is_inside)


def outline_offset(shape, distance, corners="round"):
    """A flat shape grown by a distance all round, or shrunk if it is negative; holes the other way.

    Corners that open get arcs, or stay "sharp" (up to four distances long, else cut). Returns
    [(outline, holes), …], as what is narrow falls apart; nothing left is [].
    """
    raw = []
    for outline, holes in outline_boolean(shape, [], "UNION"):
        for line in [outline, *holes]:
            ways = []
            for (x, y), (u, v) in zip(line, line[1:] + line[:1]):
                length = math.hypot(u - x, v - y)
                ways.append(((v - y) / length, (x - u) / length))  # to the right: out of the shape
            moved = []
            for i, (x, y) in enumerate(line):
                (a, b), (c, d) = ways[i - 1], ways[i]
                bend = math.atan2(a * d - b * c, a * c + b * d)
                if bend * distance <= 0:
                    # It closes: the way back through the corner winds the other way, or twice.
                    turned = [(a, b), (0, 0), (c, d)] if bend else [(a, b)]
                elif corners == "sharp":
                    share = 1 + a * c + b * d
                    turned = ([((a + c) / share, (b + d) / share)] if share > 1 / 8
                              else [(a, b), (c, d)])
                else:
                    steps = max(1, math.ceil(abs(bend) / math.tau * sides_for(abs(distance))))
                    first = math.atan2(b, a)
                    turned = [(math.cos(first + bend * step / steps),
                               math.sin(first + bend * step / steps)) for step in range(steps + 1)]
                moved += [(x + distance * p, y + distance * q) for p, q in turned]
            raw.append((moved, 0))
    return trace_inside(raw, lambda windings: windings[0] > 0)


def shape_lines(shape):
    """The closed lines of each member of a flat shape: [[outline, hole, …], …]."""
    if not shape:
        return []
    if isinstance(shape, tuple) and not isinstance(shape[0][0], (int, float)):
        return [[list(shape[0]), *map(list, shape[1])]]
    if isinstance(shape[0][0], (int, float)):
        return [[list(shape)]]
    return [lines for member in shape for lines in shape_lines(member)]


def trace_inside(lines, is_inside):
    """[(outline, holes), …] of where `is_inside` holds of how often the lines wind round a place.

    `lines`: (closed line, its group); `is_inside` gets a number for each group. Outlines run
    anticlockwise, holes clockwise.
    """
    places, edges, groups = [], [], []
    for line, group in lines:
        first, count = len(places), len(line)
        places += [(p[0], p[1]) for p in line]
        edges += [(first + i, first + (i + 1) % count) for i in range(count)]
        groups += [group] * count
    if not places:
        return []
    low = [min(p[axis] for p in places) for axis in (0, 1)]
    scale = max(max(p[axis] for p in places) - low[axis] for axis in (0, 1))
    middle = [value + scale / 2 for value in low]
    # Blender triangulates between the lines, wherever they cross; in 32-bit numbers.
    flat = [((x - middle[0]) / scale, (y - middle[1]) / scale) for x, y in places]
    corners, found, triangles, own, of, _faces = delaunay_2d_cdt(flat, edges, [], 0, 1e-6, True)
    rises = {}  # {(corner, corner): by how much more each group winds round what is on the left}
    for (a, b), olds in zip(found, of):
        rise = [0] * (max(groups) + 1)
        for old in olds:
            (x, y), (u, v) = (flat[end] for end in edges[old])
            along = (corners[b] - corners[a]).dot((u - x, v - y))
            rise[groups[old]] += 1 if along > 0 else -1
        if any(rise):
            rises[a, b], rises[b, a] = rise, [-each for each in rise]
    none = [0] * (max(groups) + 1)
    left_of = {(t[k - 1], t[k]): i for i, t in enumerate(triangles) for k in range(3)}
    windings = {}
    todo = [(left_of[side], rises.get(side, none)) for side in left_of
            if side[::-1] not in left_of]
    while todo:
        here, winding = todo.pop()
        if here in windings:
            continue
        windings[here] = winding
        for k in range(3):
            side = triangles[here][k - 1], triangles[here][k]
            beyond = left_of.get(side[::-1])
            if beyond is not None and beyond not in windings:
                todo.append((beyond, [a - b for a, b in zip(winding, rises.get(side, none))]))
    inside = {each for each, winding in windings.items() if is_inside(winding)}
    areas, border = flood_triangles(triangles, left_of, inside)

    def place(corner):
        if own[corner]:
            return places[own[corner][0]]
        return tuple(c * scale + m for c, m in zip(corners[corner], middle))
    shapes = {}
    for loop in trace_border(border, corners):
        area = areas[left_of[loop[0], loop[1]]]
        kept = [b for a, b, c in zip(loop[-1:] + loop, loop, loop[1:] + loop[:1])
                if own[b] or not is_straight(*(corners[each] for each in (a, b, c)))]
        outline = [place(corner) for corner in kept]
        if len(outline) > 2:
            shapes.setdefault(area, ([], []))[outline != anticlockwise(outline)].append(outline)
    return [(outlines[0], holes) for _area, (outlines, holes) in sorted(shapes.items()) if outlines]


def flood_triangles(triangles, left_of, inside):
    """({triangle: number of its connected area}, {corner: where the border leads from there})."""
    areas, border = {}, {}
    for number, start in enumerate(sorted(inside)):
        todo = [start]
        while todo:
            here = todo.pop()
            if here in areas:
                continue
            areas[here] = number
            for k in range(3):
                a, b = triangles[here][k - 1], triangles[here][k]
                beyond = left_of.get((b, a))
                if beyond in inside:
                    todo.append(beyond)
                else:
                    border.setdefault(a, []).append(b)
    return areas, border


def trace_border(border, corners):
    """The closed loops of a border; where several meet at a corner, each turns left, to itself."""
    while border:
        here = min(border)
        loop = [here]
        there = min(border[here])
        while True:
            border[here].remove(there)
            if not border[here]:
                del border[here]
            if there == loop[0] and (there not in border or len(loop) > 2):
                break
            way = corners[there] - corners[here]
            loop.append(there)
            here = there
            there = max(border[here], key=lambda each: math.atan2(
                way.cross(corners[each] - corners[here]), way.dot(corners[each] - corners[here])))
        yield loop


def is_straight(a, b, c):
    """Whether b is hardly off the line from a to c."""
    way = c - a
    return abs(way.cross(b - a)) <= 3e-7 * way.length
