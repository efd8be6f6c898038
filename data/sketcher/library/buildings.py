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
                faces.append(work.faces.new(ring if sb * sc > 0 else ring[::-1]))
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
