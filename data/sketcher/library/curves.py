# Curves: pieces that follow a line, and skins between lines.
# Points are world coordinates in metres; the object's origin ends up in the middle of the piece.
import bmesh
import bpy
import math
from mathutils import Vector


def catmull(points, steps=8, closed=False):
    """A smooth line through points (of any dimension, so radii can ride along): Catmull-Rom."""
    points = [Vector(p) for p in points]
    count = len(points)
    if count < 3 or steps < 2:
        return points
    line = []
    for i in range(count if closed else count - 1):
        a, b = points[i], points[(i + 1) % count]
        before = points[i - 1] if closed or i else a * 2 - b
        after = points[(i + 2) % count] if closed or i + 2 < count else b * 2 - a
        for step in range(steps):
            t = step / steps
            line.append(0.5 * (2 * a + (b - before) * t
                               + (2 * before - 5 * a + 4 * b - after) * t * t
                               + (3 * a - before - 3 * b + after) * t ** 3))
    return line if closed else line + [points[-1]]


def resample(points, count):
    """The same line with `count` points, evenly spread along its length."""
    points = [Vector(p) for p in points]
    walked = [0.0]
    for a, b in zip(points, points[1:]):
        walked.append(walked[-1] + (b - a).length)
    line, k = [], 0
    for i in range(count):
        goal = walked[-1] * i / (count - 1)
        while k < len(points) - 2 and walked[k + 1] < goal:
            k += 1
        span = max(walked[k + 1] - walked[k], 1e-9)
        line.append(points[k].lerp(points[k + 1], min(1.0, (goal - walked[k]) / span)))
    return line


def frames_along(points, closed=False, up=None):
    """(point, side, normal) along a line without twist; `up` holds the normal near a direction."""
    count, frames = len(points), []
    side = None
    for i, point in enumerate(points):
        before = points[i - 1] if closed or i else point
        after = points[(i + 1) % count] if closed or i + 1 < count else point
        along = (after - before).normalized()
        if up is not None:
            side = along.cross(Vector(up))
        elif side is None:
            side = along.orthogonal()
        else:
            side = side - along * side.dot(along)
        if side.length < 1e-6:
            side = along.orthogonal()
        side = side.normalized()
        frames.append((point, side, side.cross(along)))
    return frames


def tube(name, points, radius, material, part, sides=None, closed=False, caps=True, smooth_path=8,
         smooth=50):
    """A round bar along points; `radius` is a number, or one for each point."""
    radii = radius if isinstance(radius, (list, tuple)) else [radius] * len(points)
    sides = sides or sides_for(max(radii), 0.0001, 12, 48)
    line = catmull([(*p, r) for p, r in zip(points, radii)], smooth_path, closed)
    frames = frames_along([p.to_3d() for p in line], closed)
    sections, walked = [], 0.0
    grain = []
    for i, (point, side, normal) in enumerate(frames):
        walked += (point - frames[i - 1][0]).length if i else 0.0
        section = []
        for k in range(sides):
            turn = 2 * math.pi * k / sides
            u, v = math.cos(turn) * line[i][3], math.sin(turn) * line[i][3]
            section.append(point + side * u + normal * v)
            grain.append((walked, u, v))
        sections.append(section)
    mesh = skin_sections(name, sections, closed, caps and not closed)
    return add(name, mesh, material, part, None, smooth=smooth, grain=grain)


def ribbon(name, points, width, thickness, material, part, up=(0, 0, 1), closed=False,
           smooth_path=8, bevel=0.001):
    """A flat bar along points: `thickness` towards `up`, `width` across; each may be a list."""
    widths = width if isinstance(width, (list, tuple)) else [width] * len(points)
    depths = thickness if isinstance(thickness, (list, tuple)) else [thickness] * len(points)
    line = catmull([(*p, w) for p, w in zip(points, widths)], smooth_path, closed)
    thick = catmull([(d, 0.0) for d in depths], smooth_path, closed)
    frames = frames_along([p.to_3d() for p in line], closed, up)
    sections, grain, walked = [], [], 0.0
    for i, (point, side, normal) in enumerate(frames):
        walked += (point - frames[i - 1][0]).length if i else 0.0
        w, d = line[i][3], thick[i][0]
        outline = rounded_rectangle(w, d, min(bevel, 0.25 * w, 0.25 * d), 2)
        sections.append([point + side * u + normal * v for u, v in outline])
        grain += [(walked, u, v) for u, v in outline]
    mesh = skin_sections(name, sections, closed, not closed)
    soften(mesh, 50)
    return add(name, mesh, material, part, None, grain=grain)


def post(name, stations, material, part, corner=0.2, chamfer=0.002, smooth_path=6):
    """An upright piece of rectangular section through stations (x, y, z, width, depth).

    Sections stay level; `corner` is the roundness of the edges as a share of the thinner side.
    """
    line = catmull(stations, smooth_path)
    chamfer = min(chamfer, *(0.25 * side for end in (line[0], line[-1]) for side in end[3:5]))
    ends = [(*line[0][:3], line[0][3] - 2 * chamfer, line[0][4] - 2 * chamfer),
            (*line[-1][:3], line[-1][3] - 2 * chamfer, line[-1][4] - 2 * chamfer)]
    rise = chamfer if line[-1][2] > line[0][2] else -chamfer
    line[0][2] += rise
    line[-1][2] -= rise
    sections = []
    for x, y, z, width, depth in [ends[0], *line, ends[1]]:
        outline = rounded_rectangle(width, depth, corner * min(width, depth), 3)
        sections.append([(x + u, y + v, z) for u, v in outline])
    return loft(name, sections, material, part, smooth=50)


def skin_sections(name, sections, closed=False, caps=True):
    """Mesh data of a skin over closed outlines of equal length, in order."""
    count = len(sections[0])
    faces = []
    for row in range(len(sections) if closed else len(sections) - 1):
        a, b = row * count, (row + 1) % len(sections) * count
        for i in range(count):
            j = (i + 1) % count
            faces.append([a + i, a + j, b + j, b + i])
    if caps:
        last = (len(sections) - 1) * count
        faces += [list(range(count)), [last + i for i in range(count)]]
    return mesh_of(name, [p for section in sections for p in section], faces)


def loft(name, sections, material, part, caps=True, smooth=40, closed=False):
    """A solid through closed outlines (lists of 3D points of equal length).

    The grain runs from the first to the last of them, if that is a long way.
    """
    grain, walked, before = [], 0.0, None
    for section in sections:
        centre = sum((Vector(p) for p in section), Vector()) / len(section)
        walked += (centre - before).length if before is not None else 0.0
        before = centre
        flat = [Vector(p) - centre for p in section]
        grain += [(walked, p.x + p.z * 0.3, p.y + p.z * 0.7) for p in flat]
    mesh = skin_sections(name, sections, closed, caps and not closed)
    soften(mesh, smooth)
    reach = max((Vector(p) - centre).length for p in sections[-1])
    return add(name, mesh, material, part, None, grain=grain if walked > reach else None)


def surface(name, rows, material, part, thickness=0.0, smooth=180, closed_u=False):
    """A skin over a grid of points (rows of equal length); `thickness` makes it solid.

    `closed_u` joins the end of each row to its start.
    """
    count = len(rows[0])
    faces = []
    for row in range(len(rows) - 1):
        a, b = row * count, (row + 1) * count
        for i in range(count if closed_u else count - 1):
            j = (i + 1) % count
            faces.append([a + i, a + j, b + j, b + i])
    vertices = [p for row in rows for p in row]
    mesh = thicken(name, vertices, faces, thickness) if thickness else bpy.data.meshes.new(name)
    if not thickness:
        mesh.from_pydata(vertices, [], faces)
    return add(name, mesh, material, part, None, smooth=smooth)


def thicken(name, vertices, faces, thickness):
    """Mesh data of a skin given a thickness, half to each side, closed round its border."""
    bm = bmesh.new()
    corners = [bm.verts.new(v) for v in vertices]
    for face in faces:
        bm.faces.new([corners[i] for i in face])
    bm.normal_update()
    outward = [v.normal * thickness / 2 for v in corners]
    twins = {}
    for corner, shift in zip(corners, outward):
        twins[corner] = bm.verts.new(corner.co - shift)
        corner.co += shift
    close_sheet(bm, twins)
    return to_mesh(bm, name)


def helix(radius, height, turns, steps=24, start=0.0, radius_end=None):
    """Points of a coil round Z that rises from z = 0."""
    last = radius if radius_end is None else radius_end
    count = max(2, int(turns * steps))
    points = []
    for i in range(count + 1):
        t = i / count
        angle = start + 2 * math.pi * turns * t
        r = radius + (last - radius) * t
        points.append(Vector((r * math.cos(angle), r * math.sin(angle), height * t)))
    return points


def piping(name, outline, radius, material, part, z=0.0):
    """A cord sewn along an outline [(x, y), …] at height z."""
    return tube(name, [(x, y, z) for x, y in outline], radius, material, part, sides=8,
                closed=True, smooth_path=1)
