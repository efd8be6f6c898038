import bmesh
import bpy
import math
import random
from mathutils import Matrix, Vector


# What is built from bars, boards and courses: fretwork, glazing, walls with openings, tiled slopes.
def fretwork(name, segments, width, depth, placement, material, part):
    """Carved openwork: straight bars between points of the local XZ plane, one object.

    `segments` are (x0, z0, x1, z1); `placement` is the matrix that puts the panel in its place.
    Upright bars are a hair thinner than level ones, as in a half-lapped joint.
    """
    mesh = bpy.data.meshes.new(name)
    work = bmesh.new()
    for x0, z0, x1, z1 in segments:
        start, end = Vector((x0, 0, z0)), Vector((x1, 0, z1))
        along = end - start
        tilt = math.atan2(along.z, along.x)
        bar_depth = depth * (1.0 - 0.12 * abs(math.sin(tilt)))
        place = (placement @ Matrix.Translation((start + end) / 2)
                 @ Matrix.Rotation(-tilt, 4, "Y")
                 @ Matrix.Diagonal((along.length + width, bar_depth, width, 1)))
        chamfered_block(work, place, min(width, bar_depth) * 0.18)
    work.to_mesh(mesh)
    work.free()
    return add(name, mesh, material, part)


def chamfered_block(work, place, chamfer):
    """Adds a block with chamfered edges to a bmesh; `place` holds its size and position."""
    size = place.to_scale()
    corner = [max(0.05, 0.5 - chamfer / max(length, 1e-6)) for length in size]
    points = {}
    for axis in range(3):
        for sx in (-1, 1):
            for sy in (-1, 1):
                for sz in (-1, 1):
                    sign = (sx, sy, sz)
                    local = [s * (0.5 if i == axis else corner[i]) for i, s in enumerate(sign)]
                    points[axis, sign] = work.verts.new(place @ Vector(local))
    faces = []
    for axis in range(3):
        b, c = (axis + 1) % 3, (axis + 2) % 3
        for side in (-1, 1):
            ring = []
            for sb, sc in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                sign = [0, 0, 0]
                sign[axis], sign[b], sign[c] = side, sb, sc
                ring.append(points[axis, tuple(sign)])
            faces.append(work.faces.new(ring if side > 0 else ring[::-1]))
        for sb in (-1, 1):
            for sc in (-1, 1):
                low, high = [0, 0, 0], [0, 0, 0]
                low[axis], high[axis] = -1, 1
                for sign in (low, high):
                    sign[b], sign[c] = sb, sc
                low, high = tuple(low), tuple(high)
                ring = [points[b, low], points[b, high], points[c, high], points[c, low]]
                faces.append(work.faces.new(ring if sb * sc < 0 else ring[::-1]))
    for sign in [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]:
        ring = [points[axis, sign] for axis in range(3)]
        faces.append(work.faces.new(ring if sign[0] * sign[1] * sign[2] > 0 else ring[::-1]))
    return faces


def tiled_slope(name, corner, along, up, rows, columns, thickness, material, part, seed=0):
    """One roof slope of overlapping tiles, every second course shifted by half a tile.

    `corner` is the lower left end of the eave seen from outside, `along` the vector of the eave,
    `up` the vector from the eave to the ridge.
    """
    rng = random.Random(seed)
    corner, along, up = Vector(corner), Vector(along), Vector(up)
    across, rise = along.length / columns, up.length / rows
    x, y = along.normalized(), up.normalized()
    normal = x.cross(y)
    work = bmesh.new()
    for row in range(rows):
        shift = 0.5 if row % 2 else 0.0
        for column in range(columns + (1 if shift else 0)):
            left = max(0.0, column - shift) * across
            right = min(columns, column + 1 - shift) * across
            if right - left < 0.02 * across:
                continue
            length = rise * (1.28 if row < rows - 1 else 1.0)
            lift = thickness * (1.15 + 0.25 * rng.random())
            tilt = math.atan2(thickness * 0.9, length)
            lie_y = (y * math.cos(tilt) - normal * math.sin(tilt)).normalized()
            lie_z = x.cross(lie_y)
            middle = (corner + x * (left + right) / 2 + y * (row * rise + length / 2)
                      + normal * lift * 0.9)
            basis = Matrix((x, lie_y, lie_z)).transposed().to_4x4()
            size = Matrix.Diagonal(((right - left) * 0.965, length, thickness, 1))
            chamfered_block(work, Matrix.Translation(middle) @ basis @ size, thickness * 0.22)
    mesh = bpy.data.meshes.new(name)
    work.to_mesh(mesh)
    work.free()
    return add(name, mesh, material, part)


def arched_opening(width, height, rise=None, steps=12):
    """The outline of a doorway with a round arch, its threshold on the X axis."""
    half = width / 2
    rise = half if rise is None else rise
    arch = [(half * math.cos(math.pi * k / steps),
             height - rise + rise * math.sin(math.pi * k / steps))
            for k in range(steps + 1)]
    return [(-half, 0.0), (half, 0.0)] + arch


def rectangle(centre, width, height):
    """The outline of an upright rectangle about a centre."""
    x, z = centre
    return [(x - width / 2, z - height / 2), (x + width / 2, z - height / 2),
            (x + width / 2, z + height / 2), (x - width / 2, z + height / 2)]


def smoke_puffs(name, start, height, size, material, part, seed=0):
    """A plume of round puffs that grow and drift as they rise from `start`."""
    rng, pieces = random.Random(seed), []
    for index in range(9):
        share = index / 8
        puff = size * (0.35 + 0.75 * share)
        spot = Vector(start) + Vector((0.55 * height * share ** 1.6 + rng.uniform(-0.1, 0.1) * size,
                                       rng.uniform(-0.15, 0.15) * size, height * share))
        for _ in range(3):
            shift = Vector((rng.uniform(-1, 1), rng.uniform(-1, 1),
                            rng.uniform(-0.6, 0.6))) * 0.4 * puff
            pieces.append(sphere("Puff", puff * rng.uniform(0.55, 0.8), spot + shift, material,
                                 part, segments=20, rings=12))
    return join_meshes(name, pieces)


def blocks(name, placements, material, part, chamfer=0.02):
    """One object of chamfered blocks; each matrix holds the place, the turn and the size of one."""
    work = bmesh.new()
    for placement in placements:
        chamfered_block(work, placement, chamfer)
    mesh = bpy.data.meshes.new(name)
    work.to_mesh(mesh)
    work.free()
    return add(name, mesh, material, part)


def crenels(start, end, size, spacing=2.0):
    """Placements for `blocks`: merlons (width, thickness, height) along the top of a wall."""
    start, end = Vector(start), Vector(end)
    along = end - start
    count = max(1, round(along.length / (size[0] * spacing)))
    turn = Matrix.Rotation(math.atan2(along.y, along.x), 4, "Z")
    return [Matrix.Translation(start.lerp(end, (k + 0.5) / count) + Vector((0, 0, size[2] / 2)))
            @ turn
            @ Matrix.Diagonal((*size, 1)) for k in range(count)]


def round_crenels(centre, radius, count, size):
    """Placements for `blocks`: merlons round a tower's parapet."""
    return [Matrix.Translation(Vector(centre) + Vector((0, 0, size[2] / 2)))
            @ Matrix.Rotation(2 * math.pi * k / count, 4, "Z") @ Matrix.Translation((0, -radius, 0))
            @ Matrix.Diagonal((*size, 1)) for k in range(count)]


def shingled_cone(name, radius, height, location, material, part, courses=11, sides=36):
    """A pointed round roof in courses of shingles, each lapping over the one below."""
    sections = []
    for course in range(courses):
        low, high = course / courses, (course + 1) / courses
        for share, proud in ((low, 1.055), (high, 0.985)):
            ring = []
            for side in range(sides * 2):
                turn = math.pi * (side + 0.5 * (course % 2)) / sides
                slot = 0.985 if side % 2 and proud > 1 else 1.0
                reach = max(0.004, radius * (1 - share) * proud * slot)
                ring.append((location[0] + reach * math.cos(turn),
                             location[1] + reach * math.sin(turn), location[2] + height * share))
            sections.append(ring)
    return loft(name, sections, material, part, smooth=25)


def waving_flag(name, pole_foot, pole, size, material, pole_material, part, phase=0.0):
    """A flag on its pole: `pole` the pole's length, `size` (length, height) of the cloth."""
    foot = Vector(pole_foot)
    thick = 0.014 * pole + 0.012 * size[1]
    staff = tube("Pole", [foot, foot + Vector((0, 0, pole))], thick, pole_material, part, sides=10)
    knob = sphere("Knob", 1.9 * thick, foot + Vector((0, 0, pole)), pole_material, part,
                  segments=16, rings=10)
    rows = []
    for j in range(7):
        row = []
        for k in range(21):
            share = k / 20
            wave = math.sin(share * 7.5 + phase) * 0.10 * size[0] * share
            taper = 1 - 0.45 * share
            row.append(foot + Vector((share * size[0], wave,
                                      pole * 0.96 - size[1] / 2 + (j / 6 - 0.5) * size[1] * taper)))
        rows.append(row)
    cloth = surface("Cloth", rows, material, part, thickness=0.025 * size[1])
    return join_meshes(name, [staff, knob, cloth])
