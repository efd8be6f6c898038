# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The links of a flattened asset, as simulations take them: what stays, and what each joint
carries. Each link has meshes to be seen, one for each material, and convex ones to be hit."""

from __future__ import annotations

import math
import os
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import bpy
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..measure import asset, plain_colors
from ..measure.disjoint_sets import DisjointSets
from ..measure.solid import Solid
from ..motion import masses
from ..motion.joint import Joint
from ..motion.masses import Mass
from . import convex
from .jointed import CARRIED_BY, Jointed
from .left_out import quote

FOLDER = "meshes"
# Hulls are drawn in by so much, so that what only touches at rest does not push; m, and the least
# of their own size.
_PLAY, _LEAST_PLAY = 0.0005, 0.02
MAX_PIECES = 24  # of a part
# A piece that lies in one of another link is cut along the best of so many planes, so many times.
# Smaller shares of it are left out; if it would lose more, the two links do not collide in MJCF.
_TRIED, _MAX_REST, _SLIVER, _MOST_LOST = 4, 3, 0.05, 0.1
_FLAT = 1e-4  # m; what is thinner is hit as if it were as thick

_Piece = tuple[list[Vector], list[list[int]]]  # places, and triangles of their numbers


@dataclass
class Visual:
    """A mesh to be seen; `file` is relative to the folder of the main file."""

    file: str
    material: str
    color: tuple[float, float, float, float]  # sRGB


@dataclass(eq=False)
class Collider:
    """A convex mesh, its corners from the link's origin."""

    part: str
    shape: convex.Hull
    file: str = ""


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
    assumed: str = ""  # densities that nobody knows
    meets: list[str] = field(default_factory=list)  # later links that it meets at rest
    buried: bool = False  # whether all of it lies in other links


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


def measure(jointed: Jointed) -> dict[str, tuple[Mass, dict[str, float]]]:
    """{joint, or "" for what stays: its mass, and the densities in it that are assumed, by the name
    of the material, else of the object}, of the asset before it is flattened."""
    shapes, _cut = asset.shapes({obj.name for obj, hidden in asset.objects() if not hidden})
    solids: dict[str, list[Solid]] = {}
    for name, shape in shapes.items():
        if shape.triangles:
            solids.setdefault(jointed.carriers.get(name, ""), []).append(Solid(name, shape))
    found = {}
    for link, own in solids.items():
        assumed: dict[str, float] = {}
        mass = masses.measure(own, shapes, assumed)
        if mass.kg is None:  # the hulls of an open mesh are as heavy as this
            assumed |= {each.name: masses.ASSUMED for each in own if not each.closed}
        found[link] = mass, assumed
    return found


def describe_assumed(rows: Iterable[dict[str, float]]) -> str:
    """Assumed densities, for a sentence."""
    names: dict[float, list[str]] = {}
    for name, density in sorted({name: each for row in rows for name, each in row.items()}.items()):
        names.setdefault(density, []).append(name)
    return "; ".join(f"{density:g} kg/m³: {quote(names[density])}" for density in sorted(names))


def find(path: str, objects: Sequence[bpy.types.Object], jointed: Jointed,
         weights: dict[str, tuple[Mass, dict[str, float]]]) -> list[Link]:
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
        link.colliders = find_colliders(own, link.origin)
        mass, assumed = weights.get(carrier, (None, {}))
        link.assumed = describe_assumed([assumed])
        _weigh(link, mass, jointed)
    _separate(links, suffix == ".urdf")
    for link in links:
        for number, collider in enumerate(link.colliders, 1):
            collider.file = f"{FOLDER}/{stem}_{files.make(f'{link.name}_hull_{number}')}.stl"
            shape = collider.shape
            with open(os.path.join(folder, collider.file), "wb") as file:
                file.write(bytes(80) + struct.pack("<I", len(shape.triangles)))
                for triangle in shape.triangles:
                    a, b, c = (shape.corners[corner] for corner in triangle)
                    normal = (b - a).cross(c - a).normalized()
                    file.write(struct.pack("<12fH", *normal, *a, *b, *c, 0))
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
        link.visuals.append(Visual(file, name, plain_colors.shown(bpy.data.materials.get(name))))


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


def find_colliders(objects: Sequence[bpy.types.Object], origin: Vector) -> list[Collider]:
    """Convex pieces of each part; of a part in very many pieces, hulls of groups of them."""
    parts: dict[str, list[bpy.types.Object]] = {}
    for obj in objects:
        parts.setdefault(obj.get("part") or obj.name, []).append(obj)
    found = []
    for part, own in sorted(parts.items()):
        pieces = []
        for obj in own:
            places = [vertex.co + obj.location - origin for vertex in obj.data.vertices]
            pieces += find_pieces(obj.data, places)
        if len(pieces) <= MAX_PIECES:
            made = convex.decompose((convex.as_mesh(*each) for each in pieces), MAX_PIECES)
            found += [_collider(part, each) for each in made]
        else:
            for group in group_pieces(pieces, MAX_PIECES):
                shape = convex.plain_hull([each for places, _faces in group for each in places])
                found.append(_collider(part, shape._replace(excess=shape.volume)))
    return found


def find_pieces(mesh: bpy.types.Mesh, places: list[Vector]) -> list[_Piece]:
    """The connected pieces of a mesh, whose vertices are at the places, as triangles: a face may be
    bent inwards."""
    sets = DisjointSets(range(len(places)))
    for edge in mesh.edges:
        sets.join(*edge.vertices)
    faces: dict[Any, list[Sequence[int]]] = {}
    mesh.calc_loop_triangles()
    for triangle in mesh.loop_triangles:
        faces.setdefault(sets.find(triangle.vertices[0]), []).append(triangle.vertices)
    found = []
    for own in faces.values():
        numbers: dict[int, int] = {}
        made = [[numbers.setdefault(vertex, len(numbers)) for vertex in face] for face in own]
        found.append(([places[vertex] for vertex in numbers], made))
    return found


def group_pieces(pieces: list[_Piece], most: int) -> Iterator[list[_Piece]]:
    """At most `most` groups of pieces that are beside each other: halved where they reach far."""
    if most < 2 or len(pieces) < 2:
        yield pieces
        return
    middles = [sum(places, Vector()) / len(places) for places, _faces in pieces]
    spans = [max(axis) - min(axis) for axis in zip(*middles)]
    axis = spans.index(max(spans))
    order = sorted(range(len(pieces)), key=lambda each: (middles[each][axis], each))
    half = len(order) // 2
    for own in (order[:half], order[half:]):
        yield from group_pieces([pieces[each] for each in own], most // 2)


def _collider(part: str, shape: convex.Hull) -> Collider:
    """A hull, drawn in by the play; what is flat becomes a thin box."""
    low, high = (Vector(end(corner[axis] for corner in shape.corners) for axis in range(3))
                 for end in (min, max))
    if not shape.triangles:
        low, high = ((low + high) / 2 + sign * Vector(max(each, _FLAT) / 2 for each in high - low)
                     for sign in (-1, 1))
        shape = convex.hull(Vector((x, y, z)) for x in (low.x, high.x)
                            for y in (low.y, high.y) for z in (low.z, high.z))
    thin, across = convex.narrowest(shape)
    if thin < _FLAT:
        shape = convex.plain_hull([each + across * way for each in shape.corners
                                   for way in (_FLAT / 2, -_FLAT / 2)])
    centre = (low + high) / 2
    sizes = high - low
    factors = [max(1.0 - 2.0 * _PLAY / size, 1.0 - _LEAST_PLAY) if size else 1.0 for size in sizes]
    corners = [Vector(centre[axis] + (corner[axis] - centre[axis]) * factors[axis]
                      for axis in range(3)) for corner in shape.corners]
    smaller = math.prod(factors)
    return Collider(part, convex.Hull(corners, shape.triangles, shape.volume * smaller,
                                      shape.excess * smaller))


def _weigh(link: Link, known: Mass | None, jointed: Jointed) -> None:
    """Takes mass, centre and inertia as they were measured, else as of its box."""
    if known is not None and known.kg is not None and known.inertia is not None:
        link.mass = known.kg * jointed.scale ** 3
        link.centre = jointed.to_file(known.centre) - link.origin
        link.inertia = tuple(each * jointed.scale ** 5 for each in known.inertia)
        return
    corners = [corner for collider in link.colliders for corner in collider.shape.corners]
    link.mass = max(masses.ASSUMED * sum(each.shape.volume for each in link.colliders), 1e-3)
    if not corners:
        link.inertia = (1e-6, 0.0, 0.0, 1e-6, 0.0, 1e-6)
        return
    low, high = (Vector(end(corner[axis] for corner in corners) for axis in range(3))
                 for end in (min, max))
    link.centre = (low + high) / 2
    x, y, z = (max(each, _FLAT) ** 2 * link.mass / 12.0 for each in high - low)
    link.inertia = (y + z, 0.0, 0.0, x + z, 0.0, x + y)


def _meets(one: convex.Hull, other: convex.Hull) -> bool:
    """Whether two convex meshes have room in common."""
    for axis in range(3):
        own, its = [each[axis] for each in one.corners], [each[axis] for each in other.corners]
        if max(own) < min(its) or max(its) < min(own):
            return False
    trees = [BVHTree.FromPolygons(*each[:2]) for each in (one, other)]
    return bool(trees[0].overlap(trees[1]) or _is_inside(other.corners[0], one)
                or _is_inside(one.corners[0], other))


def _planes(shape: convex.Hull) -> dict[tuple[float, ...], tuple[Vector, float]]:
    """(normal outward, height) of the sides of a convex mesh."""
    found = {}
    for a, b, c in shape.triangles:
        corner = shape.corners[a]
        normal = (shape.corners[b] - corner).cross(shape.corners[c] - corner).normalized()
        # Slivers have any normal, so that the plane goes through the farthest corner.
        if normal.length > 0.5:
            found[tuple(round(each, 2) for each in normal)] = (
                normal, max(normal.dot(each) for each in shape.corners))
    return found


def _is_inside(point: Vector, shape: convex.Hull) -> bool:
    return all(normal.dot(point) <= height for normal, height in _planes(shape).values())


def _beyond(shape: convex.Hull, normal: Vector, height: float) -> convex.Hull | None:
    """The part of a convex mesh before a plane."""
    heights = [normal.dot(each) - height for each in shape.corners]
    kept = [each for each, high in zip(shape.corners, heights) if high > 0]
    if not kept:
        return None
    for triangle in shape.triangles:
        for i, j in zip(triangle, triangle[1:] + triangle[:1]):
            if (heights[i] > 0) != (heights[j] > 0):
                share = heights[i] / (heights[i] - heights[j])
                kept.append(shape.corners[i].lerp(shape.corners[j], share))
    made = convex.plain_hull(kept)
    return made if convex.narrowest(made)[0] > _FLAT else None


def _outside(shape: convex.Hull, other: convex.Hull) -> list[convex.Hull]:
    """The part of a convex mesh outside of another, in pieces; slivers are left out."""
    found: list[convex.Hull] = []
    rest: convex.Hull | None = shape
    planes = sorted(_planes(other).items())
    while rest is not None and len(found) < _MAX_REST:
        # Those that it reaches far beyond, of which one leaves most.
        far = sorted(((max(normal.dot(each) for each in rest.corners) - height, key)
                      for key, (normal, height) in planes), reverse=True)[:_TRIED]
        rows = [(made.volume, key, made) for _reach, key in far
                for made in [_beyond(rest, *_drawn_out(dict(planes)[key]))] if made is not None]
        best = max(rows, default=None, key=lambda each: each[:2])
        if best is None or best[0] < _SLIVER * shape.volume:
            break
        found.append(best[2])
        normal, height = _drawn_out(dict(planes)[best[1]])
        rest = _beyond(rest, -normal, -height)
    left = sum(each.volume for each in found)
    excess = max(0.0, shape.excess - (shape.volume - left))
    return [each._replace(excess=excess * each.volume / left) for each in found]


def _drawn_out(plane: tuple[Vector, float]) -> tuple[Vector, float]:
    return plane[0], plane[1] + _PLAY


def _lost(shape: convex.Hull, made: list[convex.Hull]) -> float:
    """The share of a convex mesh that is not in its pieces. Its excess does not count: the pieces
    of a bore reach into it, and not the pin is to be cut there."""
    gone = shape.volume - sum(each.volume for each in made)
    return max(0.0, gone - shape.excess) / shape.volume


def _moved(shape: convex.Hull, offset: Vector) -> convex.Hull:
    return shape._replace(corners=[each + offset for each in shape.corners])


def _separate(links: Sequence[Link], always: bool) -> None:
    """Takes away from the pieces what lies in those of other links at rest: readers push it apart.
    Where that is much, the two links are noted as meeting instead, but not if `always`."""
    for number, link in enumerate(links):
        for other in links[number + 1:]:
            offset = other.origin - link.origin
            todo = [(one, its) for one in link.colliders for its in other.colliders]
            while todo:
                one, its = todo.pop()
                far = _moved(its.shape, offset)
                if not _meets(one.shape, far):
                    continue
                choices = [(lost, way, made) for way, shape, block, of in
                           ((0, one.shape, far, link), (1, far, one.shape, other))
                           for made in [_outside(shape, block)]
                           for lost in [_lost(shape, made)]
                           if made or len(of.colliders) > 1]
                lost, way, made = min(choices, default=(1.0, 0, []), key=lambda each: each[:2])
                if lost > _MOST_LOST and not always:
                    link.meets.append(other.name)
                elif not choices:
                    link.buried = True
                elif way:
                    pieces = [Collider(its.part, _moved(each, -offset)) for each in made]
                    _replace(other, its, pieces)
                    todo = [each for each in todo if each[1] is not its]
                    todo += [(each, piece) for each in link.colliders for piece in pieces]
                else:
                    pieces = [Collider(one.part, each) for each in made]
                    _replace(link, one, pieces)
                    todo = [each for each in todo if each[0] is not one]
                    todo += [(piece, each) for each in other.colliders for piece in pieces]


def _replace(link: Link, collider: Collider, made: list[Collider]) -> None:
    at = next(i for i, each in enumerate(link.colliders) if each is collider)
    link.colliders[at:at + 1] = made
