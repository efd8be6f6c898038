# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The links of a flattened asset, as simulations take them: what stays, and what each joint
carries. Each link has meshes to be seen, one for each material, and convex ones to be hit."""

from __future__ import annotations

import math
import os
import struct
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import bmesh
import bpy
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..measure import asset, plain_colors
from ..measure.collision import Solid
from ..measure.disjoint_sets import DisjointSets
from ..motion import masses
from ..motion.joints import Joint
from ..motion.masses import Mass
from .flatten import CARRIED_BY
from .jointed import Jointed

FOLDER = "meshes"
# An unknown mass is taken for that of dry wood, kg/m³ of the convex hulls.
ASSUMED_DENSITY = 500.0
# Hulls are drawn in by so much, so that what only touches at rest does not push; m, and the least
# of their own size.
_PLAY, _LEAST_PLAY = 0.0005, 0.02
_MAX_PIECES = 24  # hulls of a part; more become one
_MAX_CORNERS = 96  # of a hull
_FLAT = 1e-4  # m; what is thinner is hit as if it were as thick


@dataclass
class Visual:
    """A mesh to be seen; `file` is relative to the folder of the main file."""

    file: str
    material: str
    color: tuple[float, float, float, float]  # sRGB


@dataclass
class Collider:
    """A convex mesh, its corners from the link's origin. apart: whether it meets none of another
    link's at rest."""

    part: str
    corners: list[Vector]
    triangles: list[tuple[int, int, int]]
    volume: float
    file: str = ""
    apart: bool = True


@dataclass
class Link:
    """All that one joint carries; without a joint, all that stays. Lengths in the file's m."""

    name: str
    joint: Joint | None
    origin: Vector
    visuals: list[Visual] = field(default_factory=list)
    colliders: list[Collider] = field(default_factory=list)
    mass: float = 0.0
    centre: Vector = field(default_factory=Vector)
    inertia: tuple[float, ...] = ()  # about the centre: ixx, ixy, ixz, iyy, iyz, izz
    assumed: bool = True  # whether nobody knows the mass
    meets: list[str] = field(default_factory=list)  # later links that it meets at rest


class Names:
    """Names that every reader takes, each once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def make(self, name: str) -> str:
        """`name` in letters of any script, digits and underscores."""
        letters = (each if each.isalnum() or unicodedata.category(each).startswith("M") else "_"
                   for each in unicodedata.normalize("NFC", name))
        plain = "_".join(filter(None, "".join(letters).split("_"))) or "unnamed"
        made, number = plain, 2
        while made.casefold() in self._taken:  # names of files may not differ in case alone
            made, number = f"{plain}_{number}", number + 1
        self._taken.add(made.casefold())
        return made


def measure(jointed: Jointed) -> dict[str, Mass]:
    """{joint, or "" for what stays: its mass}, of the asset before it is flattened."""
    shapes, _cut = asset.shapes({obj.name for obj, hidden in asset.objects() if not hidden})
    solids: dict[str, list[Solid]] = {}
    for name, shape in shapes.items():
        if shape.triangles:
            solids.setdefault(jointed.carriers.get(name, ""), []).append(Solid(name, shape))
    return {link: masses.measure(own, shapes) for link, own in solids.items()}


def find(path: str, objects: Sequence[bpy.types.Object], jointed: Jointed,
         weights: dict[str, Mass]) -> list[Link]:
    """The links of what was flattened, the one that stays first; their meshes are written beside
    `path`. `weights`: what measure() returned."""
    names = Names()
    names.make("world")  # that which MuJoCo puts the asset into
    outermost = next((joint for joint in jointed.joints if joint.outer is None), None)
    links = [Link(names.make(outermost.parent if outermost is not None else "asset"), None,
                  Vector())]
    links += [Link(names.make(joint.child), joint, jointed.origin(joint))
              for joint in jointed.joints]
    folder, (stem, suffix) = os.path.dirname(path), os.path.splitext(os.path.basename(path))
    # Two files in one folder have meshes of their own, also of one name.
    stem = f"{stem}_{'urdf' if suffix == '.urdf' else 'mjcf'}"
    os.makedirs(os.path.join(folder, FOLDER), mode=0o700, exist_ok=True)
    files = Names()
    for link in links:
        carrier = link.joint.name if link.joint is not None else ""
        own = [obj for obj in objects if obj[CARRIED_BY] == carrier]
        _write_visuals(link, own, folder, f"{FOLDER}/{stem}_", files)
        link.colliders = _colliders(own, link.origin)
        for number, collider in enumerate(link.colliders, 1):
            collider.file = f"{FOLDER}/{stem}_{files.make(f'{link.name}_hull_{number}')}.stl"
            _write_stl(os.path.join(folder, collider.file), collider)
        _weigh(link, weights.get(carrier), jointed)
    _part_colliders(links)
    return links


def _write_visuals(link: Link, objects: Iterable[bpy.types.Object], folder: str, start: str,
                   files: Names) -> None:
    by_material: dict[str, list[tuple[bpy.types.Object, list[Any]]]] = {}
    for obj in objects:
        obj.data.calc_loop_triangles()
        rows: dict[str, list[Any]] = {}
        for triangle in obj.data.loop_triangles:
            slots = obj.material_slots
            material = (slots[min(triangle.material_index, len(slots) - 1)].material
                        if slots else None)
            rows.setdefault(material.name if material is not None else "", []).append(triangle)
        for name, triangles in rows.items():
            by_material.setdefault(name, []).append((obj, triangles))
    for name, groups in sorted(by_material.items()):
        suffix = f"_{name}" if len(by_material) > 1 else ""
        file = f"{start}{files.make(link.name + suffix)}.obj"
        _write_obj(os.path.join(folder, file), groups, link.origin)
        link.visuals.append(Visual(file, name, _color(bpy.data.materials.get(name))))


def _color(material: bpy.types.Material | None) -> tuple[float, float, float, float]:
    if material is None:
        return 0.8, 0.8, 0.8, 1.0
    color = plain_colors.describe(material)["pbrMetallicRoughness"]["baseColorFactor"]
    # IEC 61966-2-1
    red, green, blue = (12.92 * each if each <= 0.0031308 else 1.055 * each ** (1 / 2.4) - 0.055
                        for each in color[:3])
    return red, green, blue, color[3]


def _write_obj(path: str, groups: list[tuple[bpy.types.Object, list[Any]]],
               origin: Vector) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write("# m; z is up\n")
        vertices = normals = 0
        for obj, triangles in groups:
            mesh = obj.data
            numbers: dict[int, int] = {}
            turns: dict[tuple[float, ...], int] = {}
            corner_normals = mesh.corner_normals
            faces = []
            for triangle in triangles:
                corners = []
                for vertex, loop in zip(triangle.vertices, triangle.loops):
                    place = numbers.setdefault(vertex, len(numbers) + 1)
                    normal = tuple(round(each, 4) for each in corner_normals[loop].vector)
                    way = turns.setdefault(normal, len(turns) + 1)
                    corners.append(f"{vertices + place}//{normals + way}")
                faces.append(f"f {' '.join(corners)}\n")
            offset = obj.location - origin
            file.writelines("v {:.7g} {:.7g} {:.7g}\n".format(*(mesh.vertices[each].co + offset))
                            for each in numbers)
            file.writelines("vn {:g} {:g} {:g}\n".format(*each) for each in turns)
            file.writelines(faces)
            vertices += len(numbers)
            normals += len(turns)


def _colliders(objects: Sequence[bpy.types.Object], origin: Vector) -> list[Collider]:
    """Convex hulls of the pieces of each part; of a part in very many pieces, of each object, or
    one."""
    parts: dict[str, list[bpy.types.Object]] = {}
    for obj in objects:
        parts.setdefault(obj.get("part") or obj.name, []).append(obj)
    found = []
    for part, own in sorted(parts.items()):
        places = [[vertex.co + obj.location - origin for vertex in obj.data.vertices]
                  for obj in own]
        pieces = [piece for obj, each in zip(own, places) for piece in _pieces(obj.data, each)]
        for choice in (pieces, places, [sum(places, [])]):
            if len(choice) <= _MAX_PIECES:
                found += [_hull(part, each) for each in choice]
                break
    return found


def _pieces(mesh: bpy.types.Mesh, places: list[Vector]) -> list[list[Vector]]:
    sets = DisjointSets(range(len(places)))
    for edge in mesh.edges:
        sets.join(*edge.vertices)
    found: dict[Any, list[Vector]] = {}
    used = {vertex for polygon in mesh.polygons for vertex in polygon.vertices}
    for vertex in sorted(used):
        found.setdefault(sets.find(vertex), []).append(places[vertex])
    return list(found.values())


def _directions() -> list[Vector]:
    """Even directions, on a spiral."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    return [Vector((math.cos(golden * i) * math.sqrt(1 - z * z),
                    math.sin(golden * i) * math.sqrt(1 - z * z), z))
            for i in range(_MAX_CORNERS) for z in (1.0 - 2.0 * (i + 0.5) / _MAX_CORNERS,)]


def _hull(part: str, places: list[Vector]) -> Collider:
    low = Vector(min(place[axis] for place in places) for axis in range(3))
    high = Vector(max(place[axis] for place in places) for axis in range(3))
    made = _convex(places)
    if len(made[0]) > _MAX_CORNERS:
        made = _convex([max(made[0], key=way.dot) for way in _directions()])
    corners, triangles, volume = made
    if min(high - low) < _FLAT or volume <= 0:
        low, high = ((low + high) / 2 + sign * Vector(max(each, _FLAT) / 2 for each in high - low)
                     for sign in (-1, 1))
        corners, triangles, volume = _convex([Vector((x, y, z)) for x in (low.x, high.x)
                                              for y in (low.y, high.y) for z in (low.z, high.z)])
    centre = (low + high) / 2
    sizes = high - low
    factors = [max(1.0 - 2.0 * _PLAY / size, 1.0 - _LEAST_PLAY) if size else 1.0 for size in sizes]
    corners = [Vector(centre[axis] + (corner[axis] - centre[axis]) * factors[axis]
                      for axis in range(3)) for corner in corners]
    return Collider(part, corners, triangles, volume)


def _convex(places: list[Vector]) -> tuple[list[Vector], list[tuple[int, int, int]], float]:
    bm = bmesh.new()
    for place in places:
        bm.verts.new(place)
    if len(places) > 3:
        bmesh.ops.convex_hull(bm, input=bm.verts, use_existing_faces=False)
    loose = [vertex for vertex in bm.verts if not vertex.link_faces]
    bmesh.ops.delete(bm, geom=loose, context="VERTS")
    bmesh.ops.triangulate(bm, faces=bm.faces)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.verts.index_update()
    corners = [vertex.co.copy() for vertex in bm.verts]
    triangles = [(a.index, b.index, c.index) for a, b, c in (face.verts for face in bm.faces)]
    volume = abs(bm.calc_volume())
    bm.free()
    return corners, triangles, volume


def _write_stl(path: str, collider: Collider) -> None:
    with open(path, "wb") as file:
        file.write(bytes(80) + struct.pack("<I", len(collider.triangles)))
        for triangle in collider.triangles:
            a, b, c = (collider.corners[corner] for corner in triangle)
            normal = (b - a).cross(c - a).normalized()
            file.write(struct.pack("<12fH", *normal, *a, *b, *c, 0))


def _weigh(link: Link, known: Mass | None, jointed: Jointed) -> None:
    """Takes mass, centre and inertia as they were measured, else as of its box."""
    if known is not None and known.kg is not None and known.inertia is not None:
        link.mass = known.kg * jointed.scale ** 3
        link.centre = jointed.to_file(known.centre) - link.origin
        link.inertia = tuple(each * jointed.scale ** 5 for each in known.inertia)
        link.assumed = False
        return
    corners = [corner for collider in link.colliders for corner in collider.corners]
    link.mass = max(ASSUMED_DENSITY * sum(each.volume for each in link.colliders), 1e-3)
    if not corners:
        link.inertia = (1e-6, 0.0, 0.0, 1e-6, 0.0, 1e-6)
        return
    low, high = (Vector(end(corner[axis] for corner in corners) for axis in range(3))
                 for end in (min, max))
    link.centre = (low + high) / 2
    x, y, z = (max(each, _FLAT) ** 2 * link.mass / 12.0 for each in high - low)
    link.inertia = (y + z, 0.0, 0.0, x + z, 0.0, x + y)


def meets(one: Collider, other: Collider, offset: Vector) -> bool:
    """Whether two convex meshes have room in common; `offset`: from the first one's origin to that
    of the other."""
    far = [corner + offset for corner in other.corners]
    for axis in range(3):
        own, its = [each[axis] for each in one.corners], [each[axis] for each in far]
        if max(own) < min(its) or max(its) < min(own):
            return False
    trees = [BVHTree.FromPolygons(corners, each.triangles)
             for corners, each in ((one.corners, one), (far, other))]
    if trees[0].overlap(trees[1]):
        return True
    return (_is_inside(far[0], one.corners, one.triangles)
            or _is_inside(one.corners[0], far, other.triangles))


def _is_inside(point: Vector, corners: Sequence[Vector],
               triangles: Iterable[tuple[int, int, int]]) -> bool:
    return all((corners[b] - corners[a]).cross(corners[c] - corners[a]).dot(point - corners[a]) <= 0
               for a, b, c in triangles)


def _part_colliders(links: Sequence[Link]) -> None:
    """Finds what meets at rest, and marks the smaller one of any two."""
    for number, link in enumerate(links):
        for other in links[number + 1:]:
            offset = other.origin - link.origin
            for one in link.colliders:
                for its in other.colliders:
                    if ((one.apart or its.apart or other.name not in link.meets)
                            and meets(one, its, offset)):
                        min(one, its, key=lambda each: each.volume).apart = False
                        link.meets.append(other.name)
