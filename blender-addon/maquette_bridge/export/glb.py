# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what the asset shows as a small .glb: triangles, normals, and one colour for each
material. For the window, which draws it: Blender's own exporter takes many times as long, and
changes the scene."""

from __future__ import annotations

import json
import os
import struct
from typing import TYPE_CHECKING, Any

from ..errors import INTERNAL_ERROR, NOTHING_TO_RENDER, BridgeError
from ..measure import asset, plain_colors

if TYPE_CHECKING:
    import bpy
    from mathutils import Matrix

try:
    import numpy
except ImportError:  # Blender's own exporter needs it, too
    numpy = None  # type: ignore[assignment]

# glTF 2.0, 4.4 (GLB), 3.6.2.2 (component types), 5.11.5 (targets).
_MAGIC, _JSON, _BIN = 0x46546C67, 0x4E4F534A, 0x004E4942
_UINT32, _FLOAT = 5125, 5126
_ARRAY, _INDICES = 34962, 34963
# Normals that differ by less in each direction are one (half a degree).
SAME_NORMAL = 0.01
# From Blender's axes to those of glTF, where y is up and the front at +z; column by column.
_TO_Y_UP = [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1]


class _File:
    """A .glb while it is made."""

    def __init__(self) -> None:
        self.nodes: list[dict[str, Any]] = [{"matrix": _TO_Y_UP, "children": []}]
        self.meshes: list[dict[str, Any]] = []
        self.materials: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []
        self.views: list[dict[str, int]] = []
        self.chunks: list[bytes] = []
        self.length = 0
        self.triangles = 0
        self._known: dict[str, int] = {}  # material name: its number

    def material(self, material: bpy.types.Material) -> int:
        if material.name not in self._known:
            self._known[material.name] = len(self.materials)
            self.materials.append(plain_colors.describe(material))
        return self._known[material.name]

    def add(self, values: Any, kind: str, component: int, target: int) -> int:
        """Adds an array; returns the number of its accessor."""
        data = values.tobytes()
        accessor = {"bufferView": len(self.views), "componentType": component, "type": kind,
                    "count": len(values)}
        self.views.append({"buffer": 0, "byteOffset": self.length, "byteLength": len(data),
                           "target": target})
        self.accessors.append(accessor)
        self.chunks.append(data)
        self.length += len(data)
        return len(self.accessors) - 1

    def add_primitive(self, positions: Any, normals: Any,
                      triangles: Any,
                      material: bpy.types.Material | None) -> dict[str, Any]:
        place = self.add(positions, "VEC3", _FLOAT, _ARRAY)
        self.accessors[place] |= {"min": [float(axis.min()) for axis in positions.T],
                                  "max": [float(axis.max()) for axis in positions.T]}
        primitive = {"attributes": {"POSITION": place,
                                    "NORMAL": self.add(normals, "VEC3", _FLOAT, _ARRAY)},
                     "indices": self.add(triangles, "SCALAR", _UINT32, _INDICES)}
        if material is not None:
            primitive["material"] = self.material(material)
        return primitive

    def add_object(self, name: str, matrix: Matrix, primitives: list[dict[str, Any]]) -> None:
        columns = [value for column in matrix.transposed() for value in column]
        self.nodes[0]["children"].append(len(self.nodes))
        self.nodes.append({"name": name, "mesh": len(self.meshes), "matrix": columns})
        self.meshes.append({"primitives": primitives})

    def write(self, path: str) -> None:
        root = {"asset": {"version": "2.0", "generator": "Maquette"}, "scene": 0,
                "scenes": [{"nodes": [0]}], "nodes": self.nodes, "meshes": self.meshes,
                "accessors": self.accessors, "bufferViews": self.views,
                "buffers": [{"byteLength": self.length}]}
        if self.materials:
            root["materials"] = self.materials
            root["extensionsUsed"] = ["KHR_materials_transmission"]
        text = json.dumps(root, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        total = 12 + 8 + len(text) + 8 + self.length
        part = os.path.join(os.path.dirname(path), ".part.glb")
        if os.path.lexists(part):
            os.unlink(part)
        with open(part, "xb") as file:
            file.write(struct.pack("<IIIII", _MAGIC, 2, total, len(text), _JSON))
            file.write(text)
            file.write(struct.pack("<II", self.length, _BIN))
            file.writelines(self.chunks)
        os.replace(part, path)


def _read(items: Any, name: str, width: int, kind: type) -> Any:
    values: Any = numpy.empty(len(items) * width, dtype=kind)
    items.foreach_get(name, values)
    return values


def _read_corners(mesh: bpy.types.Mesh) -> tuple[Any, ...]:
    """Vertices as (places, normals, the number of each face corner's own). Corners of one vertex
    share it as far as their normals agree, so that smooth surfaces have few. Attributes are read as
    they lie in memory, ten times as fast as the same of `mesh.vertices` and `mesh.loops`."""
    places = _read(mesh.attributes["position"].data, "vector", 3, numpy.float32).reshape(-1, 3)
    normals = _read(mesh.corner_normals, "vector", 3, numpy.float32).reshape(-1, 3)
    numbers = _read(mesh.attributes[".corner_vert"].data, "value", 1, numpy.int32)
    shared = numpy.zeros_like(places)
    shared[numbers] = normals
    own = numpy.flatnonzero((numpy.abs(shared[numbers] - normals) > SAME_NORMAL).any(axis=1))
    places = numpy.concatenate((places, places[numbers[own]]))
    normals = numpy.concatenate((shared, normals[own]))
    numbers[own] = numpy.arange(len(shared), len(places), dtype=numpy.int32)
    return places, normals, numbers.astype(numpy.uint32)


def _read_slots(mesh: bpy.types.Mesh, count: int) -> Any:
    """The number of each triangle's material."""
    if count == 1 or "material_index" not in mesh.attributes:
        return numpy.zeros(len(mesh.loop_triangles), dtype=numpy.int32)
    return _read(mesh.loop_triangles, "material_index", 1, numpy.int32).clip(0, count - 1)


def _add_mesh(file: _File, name: str, evaluated: bpy.types.Object, mesh: bpy.types.Mesh,
              matrix: Matrix) -> None:
    mesh.calc_loop_triangles()
    if not len(mesh.loop_triangles):
        return
    places, normals, numbers = _read_corners(mesh)
    if not numpy.isfinite(places).all():
        return
    corners = numbers[_read(mesh.loop_triangles, "loops", 3, numpy.int32)]
    slots = asset.materials_of(evaluated, mesh) or [None]
    used = _read_slots(mesh, len(slots))
    file.triangles += len(used)
    primitives = []
    for slot, material in enumerate(slots):
        own = corners.reshape(-1, 3)[used == slot].reshape(-1)
        if not len(own):
            continue
        wanted: Any = numpy.zeros(len(places), dtype=bool)
        wanted[own] = True
        renumbered = numpy.cumsum(wanted, dtype=numpy.uint32) - numpy.uint32(1)
        primitives.append(file.add_primitive(places[wanted], normals[wanted], renumbered[own],
                                             material))
    file.add_object(name, matrix, primitives)


def write(path: str) -> int:
    """Writes the objects that are seen to `path`; returns the number of their triangles."""
    if numpy is None:
        raise BridgeError(INTERNAL_ERROR, "This Blender has no numpy, which models need.")
    file = _File()
    shown = {obj.name for obj, hidden in asset.objects() if not hidden}
    for name, evaluated, matrix in asset.instances(shown):
        if evaluated.type == "MESH":
            _add_mesh(file, name, evaluated, evaluated.to_mesh(), matrix)
            evaluated.to_mesh_clear()
    if not file.triangles:
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to show: no object is visible.")
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    file.write(path)
    return file.triangles
