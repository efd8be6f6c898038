# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes, circles and axes fitted to points by least squares."""

import math
from collections.abc import Sequence
from typing import Any

from mathutils import Vector

_SWEEPS = 30


def _eigen(matrix: list[list[float]]) -> list[tuple[float, Vector]]:
    """[(value, vector)] of a symmetric 3 x 3 matrix, the largest value first: Jacobi's rotations
    (Golub and Van Loan, Matrix Computations, 8.5)."""
    a = [list(row) for row in matrix]
    v = [[float(i == j) for j in range(3)] for i in range(3)]
    for _ in range(_SWEEPS):
        p, q = max(((0, 1), (0, 2), (1, 2)), key=lambda at: abs(a[at[0]][at[1]]))
        if abs(a[p][q]) <= 1e-15 * (abs(a[0][0]) + abs(a[1][1]) + abs(a[2][2])):
            break
        angle = 0.5 * math.atan2(2.0 * a[p][q], a[p][p] - a[q][q])
        c, s = math.cos(angle), math.sin(angle)
        for row in a:
            row[p], row[q] = c * row[p] + s * row[q], c * row[q] - s * row[p]
        a[p], a[q] = ([c * x + s * y for x, y in zip(a[p], a[q])],
                      [c * y - s * x for x, y in zip(a[p], a[q])])
        for row in v:
            row[p], row[q] = c * row[p] + s * row[q], c * row[q] - s * row[p]
    found = [(a[i][i], Vector((v[0][i], v[1][i], v[2][i]))) for i in range(3)]
    return sorted(found, key=lambda each: -each[0])


def _covariance(weighted: list[tuple[float, Vector]]) -> tuple[Vector, list[list[float]]]:
    """(centre, covariance) of [(weight, point)]."""
    total = sum(weight for weight, _point in weighted) or 1.0
    centre = sum((point * weight for weight, point in weighted), Vector()) / total
    matrix = [[0.0] * 3 for _ in range(3)]
    for weight, point in weighted:
        x = point - centre
        for i in range(3):
            for j in range(3):
                matrix[i][j] += weight * x[i] * x[j] / total
    return centre, matrix


def principal_axes(vertices: Sequence[Any],
                   triangles: Sequence[Any]) -> list[tuple[float, Vector]]:
    """[(standard deviation, direction)] of a surface, the longest first: the covariance of its
    area, exact over each triangle (Pearson 1901, On lines and planes of closest fit)."""
    weighted: list[tuple[float, Vector]] = []
    for triangle in triangles:
        a, b, c = (Vector(vertices[corner]) for corner in triangle)
        area = (b - a).cross(c - a).length / 2
        # The midpoints of the sides integrate squares over a triangle exactly.
        weighted.extend((area / 3, (p + q) / 2) for p, q in ((a, b), (b, c), (c, a)))
    _centre, matrix = _covariance(weighted)
    return [(math.sqrt(max(value, 0.0)), vector) for value, vector in _eigen(matrix)]


def plane(points: list[Vector]) -> tuple[Vector, Vector]:
    """(centre, normal) of the plane of closest fit (Pearson 1901)."""
    centre, matrix = _covariance([(1.0, Vector(point)) for point in points])
    return centre, _eigen(matrix)[2][1]


def line(points: list[Vector]) -> tuple[Vector, Vector, float]:
    """(centre, direction, how far the points lie off at most) of the line of closest fit."""
    places = [Vector(point) for point in points]
    centre, matrix = _covariance([(1.0, place) for place in places])
    direction = _eigen(matrix)[0][1]
    off = max(((place - centre) - direction * (place - centre).dot(direction)).length
              for place in places)
    return centre, direction, off


def normals_axes(faces: Sequence[tuple[Any, ...]]) -> list[tuple[float, Vector]]:
    """[(spread, direction)] of the normals of faces [(area, normal, …)], the largest first."""
    matrix = [[0.0] * 3 for _ in range(3)]
    total = 0.0
    for area, normal, *_rest in faces:
        total += area
        for i in range(3):
            for j in range(3):
                matrix[i][j] += area * normal[i] * normal[j]
    return [(max(value, 0.0) / (total or 1.0), vector) for value, vector in _eigen(matrix)]


def normals_axis(faces: Sequence[tuple[Any, ...]]) -> tuple[Vector, float]:
    """(axis, share) of the direction that faces [(area, normal, …)] run along: the normals of a
    cylinder lie in one plane (Gauss map; Lukács, Martin and Marshall 1998, Faithful least-squares
    fitting of spheres, cylinders, cones and tori). `share`: 0 for a clean prism or cylinder."""
    share, axis = normals_axes(faces)[2]
    return axis, share


def circle(points: list[tuple[float, float]]) -> tuple[float, float, float] | None:
    """(x, y, radius) of a circle through points of a plane, or None: Kåsa's linear fit (1976, A
    circle fitting procedure and its error analysis), then Gauss and Newton on the distances."""
    count = len(points)
    if count < 3:
        return None
    mx = sum(x for x, _y in points) / count
    my = sum(y for _x, y in points) / count
    suu = svv = suv = su3 = sv3 = 0.0
    for x, y in points:
        u, v = x - mx, y - my
        square = u * u + v * v
        suu += u * u
        svv += v * v
        suv += u * v
        su3 += u * square
        sv3 += v * square
    bottom = 2.0 * (suu * svv - suv * suv)
    if bottom <= 1e-12 * (suu + svv) ** 2:
        return None  # on a line
    x, y = (su3 * svv - sv3 * suv) / bottom, (sv3 * suu - su3 * suv) / bottom
    radius = math.sqrt(x * x + y * y + (suu + svv) / count)
    for _ in range(8):
        cos_sum = sin_sum = cc = ss = cs = cr = sr = r_sum = 0.0
        for px, py in points:
            dx, dy = px - mx - x, py - my - y
            far = math.hypot(dx, dy) or 1e-300
            c, s = dx / far, dy / far
            rest = far - radius
            cos_sum += c
            sin_sum += s
            cc += c * c
            ss += s * s
            cs += c * s
            cr += c * rest
            sr += s * rest
            r_sum += rest
        step = _solve([[cc, cs, cos_sum], [cs, ss, sin_sum], [cos_sum, sin_sum, float(count)]],
                      [cr, sr, r_sum])
        if step is None:
            break
        x, y, radius = x + step[0], y + step[1], radius + step[2]
        if max(map(abs, step)) <= 1e-12 * abs(radius):
            break
    if not (math.isfinite(x) and math.isfinite(y) and math.isfinite(radius) and radius > 0):
        return None
    return mx + x, my + y, radius


def _solve(matrix: list[list[float]], right: list[float]) -> list[float] | None:
    """Three linear equations by Cramer's rule; None where they are singular."""
    def det(a: Sequence[float], b: Sequence[float], c: Sequence[float]) -> float:
        return (a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1])
                + c[0] * (a[1] * b[2] - a[2] * b[1]))

    columns = list(zip(*matrix))
    bottom = det(*columns)
    if abs(bottom) < 1e-12 * max(abs(value) for row in matrix for value in row) ** 3:
        return None
    return [det(*[right if k == i else columns[k] for k in range(3)]) / bottom for i in range(3)]


def basis(axis: Vector) -> tuple[Vector, Vector]:
    """Two directions that stand on `axis` and on each other."""
    axis = axis.normalized()
    # With the world's axes where it is one of them, so that nothing is rounded.
    helper = Vector((0.0, 0.0, 1.0)) if abs(axis.z) < 0.9 else Vector((1.0, 0.0, 0.0))
    v = axis.cross(helper).normalized()
    return v.cross(axis), v
