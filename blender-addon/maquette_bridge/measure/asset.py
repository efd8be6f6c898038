# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scene's asset: which objects are seen, which part each belongs to, and their geometry in the
world. Plain lists rather than numpy, which not every Blender brings (where it is there, it is
faster at one thing); the heavy steps run in Blender's C code."""

from __future__ import annotations

import itertools
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Vector

from . import islands, seams

if TYPE_CHECKING:
    from mathutils import Matrix

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

# Types that `to_mesh` makes faces of, and types that are seen without.
SURFACES = {"MESH", "CURVE", "SURFACE", "FONT", "META"}
_HIDING = {"VERTS", "FACES"}  # instancers of which pictures show the copies, not the original
BOXES = {"CURVES", "POINTCLOUD", "VOLUME", "GPENCIL", "GREASEPENCIL"}
MAX_OBJECTS = 5000
MAX_VERTICES = 2_000_000  # of the whole asset, instances included
FARTHEST = 1e9  # m; what lies beyond, or nowhere (NaN), is in no picture and cannot be measured

_NUMBERED = re.compile(r"(?:[ _.-]?\d+)+$")


def part_of(obj: bpy.types.Object) -> str:
    """The part id: the custom property `part`, else the name without its number."""
    part = obj.get("part")
    if isinstance(part, str) and part:
        return part
    return _NUMBERED.sub("", obj.name) or obj.name


def _rendered(layer_collection: bpy.types.LayerCollection, found: set[str]) -> set[str]:
    if layer_collection.exclude or layer_collection.collection.hide_render:
        return found
    found.update(obj.name for obj in layer_collection.collection.objects if not obj.hide_render)
    for child in layer_collection.children:
        _rendered(child, found)
    return found


def objects() -> list[tuple[bpy.types.Object, bool]]:
    """All objects of the scene with whether each is hidden: [(object, hidden)], by name."""
    layer = bpy.context.view_layer
    layer.update()
    rendered = _rendered(layer.layer_collection, set())
    return [(obj, obj.name not in rendered or not obj.visible_get(view_layer=layer)
             or (obj.parent is not None and obj.parent.instance_type in _HIDING))
            for obj in sorted(bpy.context.scene.objects, key=lambda each: each.name)]


def _is_placed(coordinates: array[float] | Sequence[float]) -> bool:
    """Whether all of an array of coordinates are places."""
    if numpy is not None and len(coordinates):
        return bool(numpy.abs(coordinates).max() < FARTHEST)  # not if one is NaN
    # The sum is not finite if any coordinate is NaN or infinite.
    return not coordinates or (math.isfinite(sum(coordinates))
                               and -FARTHEST < min(coordinates) and max(coordinates) < FARTHEST)


def _values(matrix: Matrix) -> list[float]:
    return [value for row in matrix for value in row]


def unplaced() -> list[str]:
    """Names of the scene's objects that stand nowhere or have vertices nowhere, sorted."""
    bpy.context.view_layer.update()  # matrices are as old as the last time they were needed
    found = []
    for obj in bpy.context.scene.objects:
        placed = _is_placed(_values(obj.matrix_world))
        if placed and obj.type == "MESH" and obj.data.vertices:
            flat = array("f", bytes(12 * len(obj.data.vertices)))
            obj.data.vertices.foreach_get("co", flat)
            placed = _is_placed(flat)
        if not placed:
            found.append(obj.name)
    return sorted(found)


def _numbers(mesh: bpy.types.Mesh, stored_as: str, elements: Any, name: str,
             count: int) -> array[int]:
    """A number of all elements of a mesh. Blender copies it from the attribute that it is stored as
    much faster than it asks the elements one by one."""
    found = array("i", bytes(4 * count))
    stored = mesh.attributes.get(stored_as)
    if stored is not None:
        stored.data.foreach_get("value", found)
    else:
        elements.foreach_get(name, found)
    return found


def _count_edges(mesh: bpy.types.Mesh, starts: array[int]) -> tuple[int, int, int]:
    """How many edges are open, how many have no face or more than two, and how many both their
    faces run along in the same direction: one of the two looks the wrong way. `starts`: the vertex
    of each corner of a face."""
    count = len(mesh.edges)
    edges = _numbers(mesh, ".corner_edge", mesh.loops, "edge_index", len(starts))  # to the next
    firsts = _numbers(mesh, ".edge_verts", mesh.edges, "vertices", 2 * count)[0::2]
    if numpy is not None:
        forward = numpy.asarray(starts) == numpy.asarray(firsts)[numpy.asarray(edges)]
        uses = numpy.bincount(edges, minlength=count)
        ahead = numpy.bincount(numpy.asarray(edges)[forward], minlength=count)
        return (int((uses == 1).sum()), int(((uses == 0) | (uses > 2)).sum()),
                int(((uses == 2) & (ahead != 1)).sum()))
    each_uses = Counter(edges)
    by_use = Counter(each_uses.values())
    each_ahead = Counter(edge for edge, start in zip(edges, starts) if firsts[edge] == start)
    return (by_use[1], count - by_use[1] - by_use[2],
            sum(1 for edge, use in each_uses.items() if use == 2 and each_ahead[edge] != 1))


class Shape:
    """The evaluated geometry of one object in world coordinates, its instances included."""

    def __init__(self) -> None:
        self.vertices: list[tuple[float, float, float]] = []  # m
        self._flat = array("f")  # their coordinates in one row
        self.triangles: list[tuple[int, int, int]] = []  # indices
        self.corners = array("i")  # the triangles' in one row
        # Three vectors for each triangle, None if it is flat; no rows unless they were asked for.
        self.corner_normals: list[Any] = []
        self.slots = array("i")  # of each face, the index in `materials`
        self.totals = array("i")  # of each face, how many corners it has
        self.outlines = array("i")  # their vertices, face after face
        self.materials: list[bpy.types.Material | None] = []
        self.edges_open = self.edges_bad = self.edges_flipped = self.faces_flat = 0
        self.unread = 0  # triangles beyond MAX_VERTICES, of which only the box is known
        self.low: Any = None  # (x, y, z) in m; None where nothing is seen
        self.high: Any = None

    @property
    def seen(self) -> bool:
        """Whether there is something to see: loose vertices and edges are not."""
        return bool(self.triangles or self.unread) or (self.low is not None and not self.vertices)

    @cached_property
    def places(self) -> Any:
        """The vertices as an array of numpy; None without numpy."""
        if numpy is None:
            return None
        return numpy.array(self._flat, dtype=float).reshape(-1, 3)

    @cached_property
    def faces(self) -> list[tuple[int, Sequence[int]]]:
        """(index in `materials`, indices of vertices) of each face."""
        corners = tuple(self.outlines)  # slicing a tuple is faster than slicing an array
        ends = itertools.accumulate(self.totals)
        return [(slot, corners[end - total:end])
                for slot, total, end in zip(self.slots, self.totals, ends)]

    @cached_property
    def islands(self) -> list[islands.Island]:
        """Its connected surfaces."""
        return islands.find(self.vertices, self.triangles)

    @property
    def closed(self) -> bool:
        """True if there are triangles and no open edges."""
        return bool(self.triangles) and not self.edges_open

    @property
    def oriented(self) -> bool:
        """True if it is closed and all faces look the same way as their neighbours."""
        return self.closed and not self.edges_bad and not self.edges_flipped

    def _grow(self, low: tuple[float, float, float], high: tuple[float, float, float]) -> None:
        if self.low is None:
            self.low, self.high = low, high
        else:
            self.low = tuple(map(min, self.low, low))
            self.high = tuple(map(max, self.high, high))

    def add_mesh(self, mesh: bpy.types.Mesh, materials: list[bpy.types.Material | None],
                 corner_normals: bool = False) -> None:
        """Adds a mesh that is in world coordinates already, with the materials of its slots."""
        count = len(mesh.vertices)
        if not count:
            return
        first = len(self.vertices)
        flat = array("f", bytes(12 * count))
        mesh.vertices.foreach_get("co", flat)
        if not _is_placed(flat):
            return
        xs, ys, zs = flat[0::3], flat[1::3], flat[2::3]
        self._grow((min(xs), min(ys), min(zs)), (max(xs), max(ys), max(zs)))
        self.vertices.extend(zip(xs, ys, zs))
        self._flat.extend(flat)

        mesh.calc_loop_triangles()
        corners = array("i", bytes(12 * len(mesh.loop_triangles)))
        mesh.loop_triangles.foreach_get("vertices", corners)
        starts = _numbers(mesh, ".corner_vert", mesh.loops, "vertex_index", len(mesh.loops))
        edges_open, edges_bad, edges_flipped = _count_edges(mesh, starts)
        self.edges_open += edges_open
        self.edges_bad += edges_bad
        self.edges_flipped += edges_flipped
        if edges_open:
            # Counts again what is open by place, and gives corners of triangles at a seam one
            # number. The vertices stay as they are.
            places = self.vertices[first:]
            triangles = list(zip(corners[0::3], corners[1::3], corners[2::3]))
            rims = seams.rims(triangles)
            found = seams.find(places, rims)
            self.edges_open -= len(rims) - len(found.left)
            if not found.left:
                self.edges_flipped += found.flipped  # of two sheets, neither need look as the other
            corners = array("i", found.join(corners))
        if first:
            corners = array("i", [corner + first for corner in corners])
        self.corners.extend(corners)
        self.triangles.extend(zip(corners[0::3], corners[1::3], corners[2::3]))
        if corner_normals:
            self._add_corner_normals(mesh)
        self._add_faces(mesh, materials, starts, first)

    def add_box(self, corners: list[tuple[float, float, float]]) -> None:
        """Extends the bounds to a box of eight corners, in m."""
        if not all(map(_is_placed, corners)):
            return
        self._grow(tuple(map(min, *corners)), tuple(map(max, *corners)))

    def _add_corner_normals(self, mesh: bpy.types.Mesh) -> None:
        flat = array("f", bytes(12 * len(mesh.loops)))
        mesh.corner_normals.foreach_get("vector", flat)
        normals = list(zip(flat[0::3], flat[1::3], flat[2::3]))
        loops = array("i", bytes(12 * len(mesh.loop_triangles)))
        mesh.loop_triangles.foreach_get("loops", loops)
        for a, b, c in zip(loops[0::3], loops[1::3], loops[2::3]):
            corners = normals[a], normals[b], normals[c]
            self.corner_normals.append(None if corners[0] == corners[1] == corners[2] else corners)

    def _add_faces(self, mesh: bpy.types.Mesh, materials: list[bpy.types.Material | None],
                   vertices: array[int], first: int) -> None:
        """`vertices`: of each corner of a face."""
        polygons = mesh.polygons
        count = len(polygons)
        areas = array("f", bytes(4 * count))
        polygons.foreach_get("area", areas)
        # Relative to the object: a watch has smaller faces than a house.
        flat = max(1e-12, 1e-12 * sum(areas))
        if min(areas, default=1.0) <= flat:
            self.faces_flat += sum(1 for area in areas if area <= flat)

        totals, slots = (array("i", bytes(4 * count)) for _ in range(2))
        polygons.foreach_get("loop_total", totals)
        polygons.foreach_get("material_index", slots)
        self.totals.extend(totals)
        self.outlines.extend([vertex + first for vertex in vertices] if first else vertices)
        base = len(self.materials)
        self.materials.extend(materials or [None])
        last = max(len(materials) - 1, 0)
        self.slots.extend([base + min(slot, last) for slot in slots] if last else [base] * count)


def materials_of(evaluated: bpy.types.Object,
                 mesh: bpy.types.Mesh) -> list[bpy.types.Material | None]:
    """The materials that a mesh of an object is drawn with: a slot's may be the object's own."""
    slots = evaluated.material_slots
    found = [slots[i].material if i < len(slots) and slots[i].link == "OBJECT" else each
             for i, each in enumerate(mesh.materials)]
    return [each.original if each is not None else None for each in found]


def instances(seen: set[str] | dict[str, Shape]) -> Iterator[tuple[str, bpy.types.Object, Matrix]]:
    """Yields (object name, evaluated object, matrix) of all that the objects named in `seen` show,
    their instances included: meshes, and what is seen without one (BOXES). The evaluated object is
    there only until the next one."""
    for instance in bpy.context.evaluated_depsgraph_get().object_instances:
        evaluated = instance.object
        owner = instance.parent if instance.is_instance else evaluated
        name = owner.original.name
        # Blender lists a text, curve, surface or metaball, and beside it the mesh made of it as an
        # instance. Engines draw the mesh alone.
        if name in seen and instance.show_self and evaluated.type in BOXES | {"MESH"}:
            yield name, evaluated, instance.matrix_world.copy()


def shapes(seen: Iterable[str],
           corner_normals: bool = False) -> tuple[dict[str, Shape], bool]:
    """{object name: Shape} of the objects named in `seen`, and whether a limit cut it short.
    `corner_normals`: with the normals that they are shaded with."""
    found = {name: Shape() for name in seen}
    left, cut = MAX_VERTICES, False
    for name, evaluated, matrix in instances(found):
        shape = found[name]
        if evaluated.type in BOXES:
            shape.add_box([tuple(matrix @ Vector(corner)) for corner in evaluated.bound_box])
            continue
        if not _is_placed(_values(matrix)):
            continue  # 5.2 transforms a mesh by such a matrix without its place
        mesh = evaluated.to_mesh()
        left -= len(mesh.vertices)
        if left < 0:
            left += len(mesh.vertices)
            mesh.calc_loop_triangles()
            shape.unread += len(mesh.loop_triangles)
            evaluated.to_mesh_clear()
            shape.add_box([tuple(matrix @ Vector(corner)) for corner in evaluated.bound_box])
            cut = True
            continue
        mesh.transform(matrix)
        if matrix.is_negative:
            mesh.flip_normals()
        shape.add_mesh(mesh, materials_of(evaluated, mesh), corner_normals)
        evaluated.to_mesh_clear()
    return found, cut
