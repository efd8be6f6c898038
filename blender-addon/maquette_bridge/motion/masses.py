# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mass, centre and inertia of what is moved as one: of closed meshes, with the density that the
name of their material tells. What is not known stays so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mathutils import Vector

from ..measure import materials

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import bpy

    from ..measure.asset import Shape
    from ..measure.solid import Solid

MAX_TRIANGLES = 200_000  # of one object
_FEW = 100  # triangles that plain Python is through with before numpy has begun
# kg/m³, rounded. Woods, air-dry: Forest Products Laboratory, Wood Handbook, 2010, table 5-3. The
# others: Ashby, Materials Selection in Mechanical Design, 2011, table A.3; foam and upholstery as
# furniture makers list them. A word of a material's name is looked up; the last one that is found
# counts: "oak veneer on steel" is steel.
DENSITIES = {
    "wood": 650, "oak": 690, "pine": 480, "walnut": 610, "birch": 670, "beech": 690, "ash": 650,
    "maple": 680, "cherry": 560, "teak": 640, "mahogany": 580, "bamboo": 700, "timber": 500,
    "plywood": 600, "mdf": 750, "cork": 180, "balsa": 160, "spruce": 430,
    "metal": 7850, "steel": 7850, "iron": 7200, "brass": 8500, "bronze": 8800, "copper": 8940,
    "aluminium": 2700, "aluminum": 2700, "chrome": 7850, "gold": 19300, "silver": 10490,
    "tin": 7290, "zinc": 7140, "lead": 11340, "titanium": 4500, "nickel": 8900,
    "stone": 2700, "granite": 2650, "marble": 2700, "slate": 2800, "limestone": 2500,
    "sandstone": 2300, "concrete": 2400, "brick": 1900, "ceramic": 2400, "porcelain": 2400,
    "clay": 1900, "terracotta": 1900, "glass": 2500, "mirror": 2500, "crystal": 2900,
    "plastic": 1050, "abs": 1050, "pla": 1250, "pvc": 1400, "nylon": 1140, "acrylic": 1190,
    "polycarbonate": 1200, "rubber": 1100, "silicone": 1200, "foam": 35, "leather": 900,
    "fabric": 300, "cloth": 300, "felt": 250, "upholstery": 60, "cushion": 60, "tyre": 1100,
    "tyres": 1100, "tire": 1100, "tires": 1100, "paper": 800, "cardboard": 700, "water": 1000,
    "wax": 900, "ice": 917,
}
ASSUMED = 500.0  # kg/m³, as pine
_WORDS = re.compile(r"[a-z]+")


class Mass(NamedTuple):
    """The row of a link: kg, m, kg m²; None is not known."""

    kg: float | None
    centre: Vector
    inertia: list[float] | None
    material: str


def _density_of(name: str) -> tuple[float, str] | None:
    """(kg/m³, the word that told it) of a material, or None."""
    word = next((each for each in reversed(_WORDS.findall(name.casefold()))
                 if each in DENSITIES), None)
    return (DENSITIES[word], word) if word else None


def _integrals(vertices: Sequence[Any], triangles: Sequence[Any], origin: Vector) -> list[float]:
    """Volume, and the integrals of x, y, z, xx, yy, zz, xy, xz, yz over what a surface encloses:
    of each tetrahedron from the origin to a triangle (Tonon 2004, Explicit exact formulas for the
    3-D tetrahedron inertia tensor)."""
    total = [0.0] * 10
    ox, oy, oz = origin
    if numpy is not None and len(triangles) >= _FEW:
        places = numpy.array(vertices, dtype=float) - numpy.array(origin, dtype=float)
        a, b, c = places[numpy.array(triangles).T]
        six = (a * numpy.cross(b, c)).sum(axis=1) / 120.0
        sums, squares = a + b + c, numpy.array(((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2)))
        products = sum(each[:, squares[:, 0]] * each[:, squares[:, 1]] for each in (sums, a, b, c))
        return [20.0 * float(six.sum()), *(5.0 * six @ sums).tolist(), *(six @ products).tolist()]
    for i, j, k in triangles:
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = vertices[i], vertices[j], vertices[k]
        ax, bx, cx = ax - ox, bx - ox, cx - ox
        ay, by, cy = ay - oy, by - oy, cy - oy
        az, bz, cz = az - oz, bz - oz, cz - oz
        six = (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx))
        x, y, z = ax + bx + cx, ay + by + cy, az + bz + cz
        for at, value in enumerate((
                20.0, 5.0 * x, 5.0 * y, 5.0 * z,
                x * x + ax * ax + bx * bx + cx * cx, y * y + ay * ay + by * by + cy * cy,
                z * z + az * az + bz * bz + cz * cz, x * y + ax * ay + bx * by + cx * cy,
                x * z + ax * az + bx * bz + cx * cz, y * z + ay * az + by * bz + cy * cz)):
            total[at] += six * value / 120.0
    return total


def _of_shells(solid: Solid, shape: Shape, origin: Vector,
               ) -> list[tuple[bpy.types.Material | None, list[float]]] | None:
    """(material, integrals) of each shell of a closed solid, those of hollows negative: a cushion
    that is joined with its frame is of its own material. None of an open solid."""
    if not solid.closed or len(solid.triangles) > MAX_TRIANGLES:
        return None
    used = set(shape.slots)
    slots = {shape.vertices[corner]: slot for slot, corners in shape.faces for corner in corners
             } if len(used) > 1 else {}
    rows = []
    for shell in solid.shells:
        vertices, triangles = shell.surface.vertices, shell.surface.triangles
        own = _integrals(vertices, triangles, origin)
        sign = 1.0 if (own[0] > 0.0) != shell.hollow else -1.0
        main = _main_slot(vertices, triangles, slots) if slots else min(used, default=0)
        rows.append((shape.materials[main] if shape.materials else None,
                     [sign * each for each in own]))
    return rows if sum(own[0] for _material, own in rows) > 0.0 else None


def _main_slot(vertices: Sequence[Any], triangles: Sequence[Any],
               slots: dict[Any, int]) -> int:
    """The slot of the largest area. `slots`: of each place."""
    areas: dict[int, float] = {}
    for i, j, k in triangles:
        a, b, c = (Vector(vertices[corner]) for corner in (i, j, k))
        slot = slots.get(tuple(vertices[i]), 0)
        areas[slot] = areas.get(slot, 0.0) + (b - a).cross(c - a).length
    return max(areas, key=lambda each: (areas[each], -each))


def measure(solids: Sequence[Solid], shapes: dict[str, Shape],
            assumed: dict[str, float] | None = None) -> Mass:
    """The mass of some solids, each shell as heavy as its main material, or if that tells nothing,
    as the main one of its object. With `assumed`, a material that tells nothing has an assumed
    density, and is added there."""
    low, high = (Vector(map(function, zip(*(getattr(each, name) for each in solids))))
                 for function, name in ((min, "low"), (max, "high")))
    origin = (low + high) / 2
    total, volume = [0.0] * 10, [0.0] * 10
    words: dict[str, float] = {}
    known = closed = True
    for solid in solids:
        rows = _of_shells(solid, shapes[solid.name], origin)
        if rows is None:
            known = closed = False
            continue
        main = materials.main_material(shapes[solid.name])
        usual = _density_of(main[1].name) if main is not None and main[1] is not None else None
        for material, own in rows:
            dense = (_density_of(material.name) if material is not None else None) or usual
            volume = [a + b for a, b in zip(volume, own)]
            if dense is None and assumed is not None:
                name = material.name if material is not None else solid.name
                # Steel where it looks like metal, else light wood, between foam and what is solid.
                is_metal = material is not None and material.metallic > 0.5
                dense = assumed.setdefault(name, 7850.0 if is_metal else ASSUMED), ""
            if dense is None:
                known = False
                continue
            words[dense[1]] = words.get(dense[1], 0.0) + dense[0] * own[0]
            total = [a + dense[0] * b for a, b in zip(total, own)]
    named = ", ".join(sorted(words, key=lambda each: (-words[each], each)))
    if not known or total[0] <= 0.0:
        centre = Vector(volume[1:4]) / volume[0] if closed and volume[0] > 0.0 else Vector()
        return Mass(None, origin + centre, None, named)
    kg, x, y, z, xx, yy, zz, xy, xz, yz = total
    centre = Vector((x, y, z)) / kg
    x, y, z = centre
    xx, yy, zz = xx - kg * x * x, yy - kg * y * y, zz - kg * z * z
    xy, xz, yz = xy - kg * x * y, xz - kg * x * z, yz - kg * y * z
    return Mass(kg, origin + centre, [yy + zz, -xy, -xz, xx + zz, -yz, xx + yy], named)
