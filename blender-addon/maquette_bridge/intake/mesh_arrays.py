# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A mesh as arrays, so that millions of triangles are looked at and cut into pieces at once: its
places, its faces, what is stored on them, its loose islands and its faults."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import bmesh
import bpy
from mathutils import Matrix

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

WELD = 1e-6  # of the size: corners that are nearer are one, as seams of pictures have two
# How many numbers an attribute has for each element, and what it calls them.
_VALUES = {"FLOAT": ("value", 1, "float32"), "INT": ("value", 1, "int32"),
           "BOOLEAN": ("value", 1, "bool"), "FLOAT2": ("vector", 2, "float32"),
           "FLOAT_VECTOR": ("vector", 3, "float32"), "FLOAT_COLOR": ("color", 4, "float32"),
           "BYTE_COLOR": ("color", 4, "float32")}
_OWN = {"position", "material_index", "custom_normal", "sharp_edge"}  # set otherwise
_MAX_ATTRIBUTES = 32


@dataclass
class Faults:
    """Faults of some faces. open: edges of one face. many: of more than two. turned: of
    two faces that look to different sides. flat: faces without an area."""

    open: int = 0
    many: int = 0
    turned: int = 0
    flat: int = 0


class MeshArrays:
    """A mesh where it stands. name, materials: of its object. moves: the object, if a rig may move
    it. is_at_rest: whether what is made of it has the shape keys and the groups of the mesh."""

    def __init__(self, name: str, mesh: bpy.types.Mesh, place: Matrix, moves: str = "",
                 is_at_rest: bool = False) -> None:
        self.name, self.moves, self._place = name, moves, place
        self.at_rest = mesh if is_at_rest else None
        self.materials = list(mesh.materials)
        count = len(mesh.vertices)
        flat: Any = numpy.empty(3 * count, dtype=numpy.float32)
        mesh.vertices.foreach_get("co", flat)
        turn = numpy.array(place, dtype=float)
        with numpy.errstate(all="ignore"):
            self.places = flat.reshape(-1, 3).astype(float) @ turn[:3, :3].T + turn[:3, 3]
        self.corners: Any = numpy.empty(len(mesh.loops), dtype=numpy.int32)
        mesh.loops.foreach_get("vertex_index", self.corners)
        self.starts: Any = numpy.empty(len(mesh.polygons), dtype=numpy.int32)
        mesh.polygons.foreach_get("loop_start", self.starts)
        self.totals = numpy.diff(numpy.append(self.starts, len(self.corners)))
        self.slots: Any = numpy.zeros(len(self.starts), dtype=numpy.int32)
        mesh.polygons.foreach_get("material_index", self.slots)
        self.slots = numpy.clip(self.slots, 0, max(len(self.materials) - 1, 0))
        self.stored: list[tuple[str, str, str, Any]] = []
        for each in mesh.attributes:
            if (each.name in _OWN or each.name.startswith(".") or each.domain == "EDGE"
                    or each.data_type not in _VALUES or len(self.stored) >= _MAX_ATTRIBUTES):
                continue
            key, width, kind = _VALUES[each.data_type]
            values: Any = numpy.empty(width * len(each.data), dtype=kind)
            each.data.foreach_get(key, values)
            self.stored.append((each.name, each.data_type, each.domain,
                                values.reshape(-1, width)))
        self.normals: Any = None
        if getattr(mesh, "has_custom_normals", False) or "sharp_edge" in mesh.attributes:
            self.normals = numpy.empty(3 * len(self.corners), dtype=numpy.float32)
            mesh.corner_normals.foreach_get("vector", self.normals)
            with numpy.errstate(all="ignore"):
                turned = (self.normals.reshape(-1, 3)
                          @ numpy.linalg.pinv(turn[:3, :3]).astype(numpy.float32))
                length = numpy.linalg.norm(turned, axis=1, keepdims=True)
                self.normals = numpy.where(length > 0, turned / length, 0).astype(numpy.float32)
        if numpy.linalg.det(turn[:3, :3]) < 0:
            self._mirror()

    def _mirror(self) -> None:
        """Turns the faces of a mirrored object outwards: the first corner of each stays."""
        order = numpy.arange(len(self.corners))
        at = order - numpy.repeat(self.starts, self.totals)
        whole = numpy.repeat(self.totals, self.totals)
        order = numpy.repeat(self.starts, self.totals) + (whole - at) % whole
        self.corners = self.corners[order]
        self.stored = [(name, kind, domain, values[order] if domain == "CORNER" else values)
                       for name, kind, domain, values in self.stored]
        if self.normals is not None:
            self.normals = self.normals[order]

    def change(self, scale: float, y_is_up: int) -> None:
        """Scales it. y_is_up: 1 turns what has y up, -1 turns the other way, 0 leaves it."""
        for rows in (self.places, self.normals):
            if rows is not None and y_is_up:
                rows[:, 1:] = rows[:, :0:-1] * (numpy.array([-1.0, 1.0]) * y_is_up)
        self.places *= scale
        self._place = (Matrix.Scale(scale, 4) @ Matrix.Rotation(y_is_up * math.pi / 2, 4, "X")
                       @ self._place)

    def box(self) -> tuple[Any, Any]:
        """Its ends: those of its faces, as other places may lie about."""
        used = self.places[numpy.unique(self.corners)]
        return used.min(axis=0), used.max(axis=0)

    def count_unplaced(self) -> int:
        """How many corners stand nowhere: NaN, or infinitely far."""
        return int((~numpy.isfinite(self.places).all(axis=1)).sum())

    @cached_property
    def welded(self) -> Any:
        """For each corner of a face, the number of its place: the same for the two sides of a
        seam."""
        cells = numpy.round((self.places - self.places.min(axis=0))
                            / (self._size * WELD)).astype("int64")
        order = numpy.lexsort(cells.T)
        sorted_cells = cells[order]
        new = numpy.any(sorted_cells[1:] != sorted_cells[:-1], axis=1)
        numbers: Any = numpy.empty(len(cells), dtype=numpy.int64)
        numbers[order] = numpy.concatenate(([0], numpy.cumsum(new)))
        return numbers[self.corners]

    @cached_property
    def _size(self) -> float:
        return float(numpy.ptp(self.places, axis=0).max()) or 1.0

    @cached_property
    def _n_places(self) -> int:
        return int(self.welded.max()) + 1

    @cached_property
    def _next(self) -> Any:
        """For each corner of a face, the number of its place's neighbour."""
        order = numpy.arange(1, len(self.corners) + 1)
        order[self.starts + self.totals - 1] = self.starts
        return self.welded[order]

    @cached_property
    def islands(self) -> Any:
        """For each face the number of its island, from 0 on: the leaders of the ends of an edge are
        joined until all agree, as measure/islands.py does."""
        one, other = self.welded, self._next
        label = numpy.arange(self._n_places)
        while True:
            a, b = label[one], label[other]
            apart = a != b
            if not apart.any():
                break
            one, other = a[apart], b[apart]
            label[numpy.maximum(one, other)] = numpy.minimum(one, other)
            while not numpy.array_equal(jumped := label[label], label):
                label = jumped
        return numpy.unique(label[self.welded[self.starts]], return_inverse=True)[1]

    @cached_property
    def crosses(self) -> Any:
        """For each face the cross product whose length is twice its area (Newell's method)."""
        first = numpy.repeat(self.places[self.corners[self.starts]], self.totals, axis=0)
        here = self.places[self.corners] - first
        order = numpy.arange(1, len(self.corners) + 1)
        order[self.starts + self.totals - 1] = self.starts
        return numpy.add.reduceat(numpy.cross(here, here[order]), self.starts, axis=0)

    def corners_of(self, faces: Any) -> Any:
        """The numbers of the corners of some faces, in order."""
        totals = self.totals[faces]
        begins = numpy.cumsum(totals) - totals
        return (numpy.arange(int(totals.sum()))
                + numpy.repeat(self.starts[faces] - begins, totals))

    def faults_of(self, faces: Any) -> Faults:
        """Counts the faults of some faces."""
        corners = self.corners_of(faces)
        one, other = self.welded[corners], self._next[corners]
        low, high = numpy.minimum(one, other), numpy.maximum(one, other)
        real = low != high
        key = low[real] * self._n_places + high[real]
        edges, at, counts = numpy.unique(key, return_inverse=True, return_counts=True)
        forwards = numpy.bincount(at, weights=(one < other)[real], minlength=len(edges))
        area = numpy.linalg.norm(self.crosses[faces], axis=1)
        return Faults(int((counts == 1).sum()), int((counts > 2).sum()),
                      int(((counts == 2) & (forwards != 1)).sum()),
                      int((area <= (self._size * WELD) ** 2).sum()))

    def make(self, name: str, faces: Any, middle: Any) -> bpy.types.Mesh:
        """A mesh of some faces, around `middle`."""
        if self.at_rest is not None:
            return self._cut(self.at_rest.copy(), faces, middle)
        corners = self.corners_of(faces)
        totals = self.totals[faces]
        points, local = numpy.unique(self.corners[corners], return_inverse=True)
        mesh = bpy.data.meshes.new(name)
        mesh.vertices.add(len(points))
        mesh.loops.add(len(corners))
        mesh.polygons.add(len(faces))
        mesh.vertices.foreach_set("co", (self.places[points] - middle).astype("float32").ravel())
        mesh.loops.foreach_set("vertex_index", local.astype("int32"))
        mesh.polygons.foreach_set("loop_start", (numpy.cumsum(totals) - totals).astype("int32"))
        self._paint(mesh, faces)
        mesh.update(calc_edges=True)
        rows = {"POINT": points, "CORNER": corners, "FACE": faces}
        for stored, kind, domain, values in self.stored:
            own_layer = mesh.attributes.get(stored) or mesh.attributes.new(stored, kind, domain)
            if own_layer.data_type == kind and own_layer.domain == domain:
                own_layer.data.foreach_set(_VALUES[kind][0], values[rows[domain]].ravel())
        if self.normals is not None:
            mesh.normals_split_custom_set(self.normals[corners])
        return mesh

    def _cut(self, mesh: bpy.types.Mesh, faces: Any, middle: Any) -> bpy.types.Mesh:
        """A copy of the mesh at rest with all that is stored on it, without its other faces."""
        if len(faces) < len(mesh.polygons):
            shape = bmesh.new()
            shape.from_mesh(mesh)
            shape.faces.ensure_lookup_table()
            others = numpy.setdiff1d(numpy.arange(len(shape.faces)), faces)
            bmesh.ops.delete(shape, geom=[shape.faces[at] for at in others], context="FACES")
            shape.to_mesh(mesh)
            shape.free()
        mesh.transform(Matrix.Translation([-each for each in middle]) @ self._place,
                       shape_keys=True)
        if self._place.determinant() < 0:
            mesh.flip_normals()
        mesh.materials.clear()
        self._paint(mesh, numpy.sort(faces))
        mesh.update()
        return mesh

    def _paint(self, mesh: bpy.types.Mesh, faces: Any) -> None:
        """Gives a mesh of some faces their materials."""
        slots, own = numpy.unique(self.slots[faces], return_inverse=True)
        for slot in slots:
            mesh.materials.append(self.materials[slot] if slot < len(self.materials) else None)
        mesh.polygons.foreach_set("material_index", own.astype("int32"))
