# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a 3MF file of any slicer or CAD program (3mf.io: Core Specification 1.3, its base materials
and color groups, and the Production Extension's parts in files of their own) into the scene, in the
file's unit. A stranger's: sizes are bounded before anything is unpacked, and there is no DOCTYPE.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

import bpy
from mathutils import Matrix

from .model_file import refuse

_MODEL = "3D/3dmodel.model"
_RELS = "_rels/.rels"
_MAX_BYTES = 1 << 30  # of all models, unpacked
_MAX_ENTRIES = 10_000
_MAX_INSTANCES = 20_000
_MAX_DEPTH = 16
_BLOCK = 1 << 20
_UNITS = {"micron": 1e-6, "millimeter": 0.001, "centimeter": 0.01, "inch": 0.0254,
          "foot": 0.3048, "meter": 1.0}
# It stands between the names of a namespace and an element.
_GAP = " "
# (file of the package, id of the object, where it is)
_Use = tuple[str, str, Matrix]


@dataclass
class _Object:
    """A mesh, or others in places. color, colors: (id of the group, number) of the whole and of
    each triangle."""

    name: str
    color: tuple[str, int] | None
    vertices: list[tuple[float, ...]] = field(default_factory=list)
    triangles: list[tuple[int, ...]] = field(default_factory=list)
    colors: list[tuple[str, int] | None] = field(default_factory=list)
    uses: list[_Use] = field(default_factory=list)
    mesh: bpy.types.Mesh | None = None


def _matrix(text: str | None) -> Matrix:
    """Twelve numbers, column by column."""
    if not text:
        return Matrix.Identity(4)
    n = [float(word) for word in text.split()]
    if len(n) != 12:
        raise ValueError("a transform has not 12 numbers")
    return Matrix(((n[0], n[3], n[6], n[9]), (n[1], n[4], n[7], n[10]),
                   (n[2], n[5], n[8], n[11]), (0.0, 0.0, 0.0, 1.0)))


class _Model:
    """One .model of the package: its objects, its colors, and what it builds."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.unit_m = 0.001
        self.objects: dict[str, _Object] = {}
        self.groups: dict[str, list[str]] = {}
        self.items: list[_Use] = []
        self._now = _Object("", None)
        self._group: list[str] = []

    def begin(self, element: str, attributes: dict[str, str]) -> None:
        """An element begins. The most frequent ones are the first."""
        tag = element.rsplit(_GAP, 1)[-1]
        own = attributes
        if tag == "vertex":
            self._now.vertices.append((float(own["x"]), float(own["y"]), float(own["z"])))
        elif tag == "triangle":
            self._now.triangles.append((int(own["v1"]), int(own["v2"]), int(own["v3"])))
            self._now.colors.append((own["pid"], int(own["p1"]))
                                    if "pid" in own and "p1" in own else None)
        elif tag == "object":
            color = (own["pid"], int(own.get("pindex", "0"))) if "pid" in own else None
            self._now = self.objects[own["id"]] = _Object(own.get("name", ""), color)
        elif tag in ("component", "item"):
            path = next((value for key, value in own.items()
                         if key.rsplit(_GAP, 1)[-1] == "path"), self._name)
            use = path.lstrip("/"), own["objectid"], _matrix(own.get("transform"))
            (self.items if tag == "item" else self._now.uses).append(use)
        elif tag in ("basematerials", "colorgroup"):
            self._group = self.groups[own["id"]] = []
        elif tag in ("base", "color"):
            self._group.append(own.get("displaycolor") or own.get("color") or "#B4B4B4")
        elif tag == "model":
            unit = own.get("unit", "millimeter")
            if unit not in _UNITS:
                raise ValueError(f"there is no unit {unit!r:.20}")
            self.unit_m = _UNITS[unit]


class _Package:
    """The archive, and the models of it that are read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._left = _MAX_BYTES
        self._models: dict[str, _Model] = {}
        self._materials: dict[str, bpy.types.Material] = {}
        self._built = 0

    def _parse(self, name: str, begin: Any) -> None:
        parser = expat.ParserCreate(namespace_separator=_GAP)
        parser.StartElementHandler = begin
        parser.StartDoctypeDeclHandler = _refuse_doctype
        info = self._archive.getinfo(name)
        if info.file_size > self._left:
            raise refuse("The models in it are larger than 1 GiB unpacked.")
        with self._archive.open(info) as file:
            # An entry may be longer than it says.
            while block := file.read(_BLOCK):
                self._left -= len(block)
                if self._left < 0:
                    raise refuse("The models in it are larger than 1 GiB unpacked.")
                parser.Parse(block, False)
        parser.Parse(b"", True)

    def find_first(self) -> str:
        """The model that the package names as its own."""
        found: list[str] = []

        def begin(element: str, own: dict[str, str]) -> None:
            if own.get("Type", "").endswith("/3dmodel"):
                found.append(own.get("Target", "").lstrip("/"))

        if _RELS in self._archive.namelist():
            self._parse(_RELS, begin)
        return found[0] if found else _MODEL

    def model(self, name: str) -> _Model:
        """A model by its name, read once."""
        if name not in self._models:
            self._models[name] = model = _Model(name)
            self._parse(name, model.begin)
        return self._models[name]

    def build(self, use: _Use, place: Matrix, depth: int) -> None:
        """Puts an object of a model into the scene."""
        name, number, own_place = use
        model = self.model(name)
        own = model.objects[number]
        place = place @ own_place
        self._built += 1
        if depth > _MAX_DEPTH or self._built > _MAX_INSTANCES:
            raise refuse("Its objects are nested too deeply, or repeated too often.")
        for each in own.uses:
            self.build(each, place, depth + 1)
        if not own.triangles:
            return
        if own.mesh is None:
            own.mesh = self._mesh(model, own, number)
        obj = bpy.data.objects.new(own.mesh.name, own.mesh)
        obj.matrix_world = place
        bpy.context.scene.collection.objects.link(obj)

    def _mesh(self, model: _Model, own: _Object, number: str) -> bpy.types.Mesh:
        count = len(own.vertices)
        for corners in own.triangles:
            if not all(0 <= corner < count for corner in corners):
                raise ValueError(f"a triangle has the corners {corners} of {count}")
        mesh = bpy.data.meshes.new(own.name or f"Object {number}")
        mesh.from_pydata(own.vertices, [], own.triangles)
        colors = [each or own.color for each in own.colors]
        slots = {each: slot for slot, each in enumerate(dict.fromkeys(colors))}
        if set(slots) != {None}:
            for each in slots:
                mesh.materials.append(self._material(model, each))
            mesh.polygons.foreach_set("material_index", [slots[each] for each in colors])
        return mesh

    def _material(self, model: _Model, color: tuple[str, int] | None) -> bpy.types.Material:
        group = model.groups.get(color[0], []) if color is not None else []
        text = group[color[1]] if color is not None and 0 <= color[1] < len(group) else "#B4B4B4"
        if not re.fullmatch("#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?", text):
            raise ValueError(f"{text!r:.20} is no color")
        if text not in self._materials:
            linear = []
            for at in (1, 3, 5):
                value = int(text[at:at + 2], 16) / 255.0
                linear.append(value / 12.92 if value <= 0.04045
                              else ((value + 0.055) / 1.055) ** 2.4)
            material = bpy.data.materials.new(text[:7].lower())
            material.use_nodes = True
            shader = next(node for node in material.node_tree.nodes
                          if node.type == "BSDF_PRINCIPLED")
            shader.inputs["Base Color"].default_value = (*linear, 1.0)
            material.diffuse_color = (*linear, 1.0)
            self._materials[text] = material
        return self._materials[text]


def _refuse_doctype(*_arguments: object) -> NoReturn:
    raise refuse("Its XML has a DOCTYPE, which a 3MF file must not have.")


def read(path: str) -> float:
    """Puts what the file builds into the scene, in its own lengths. Returns its unit, m. Raises
    BridgeError if it is broken or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.namelist()) > _MAX_ENTRIES:
                raise refuse("The archive has too many files.")
            package = _Package(archive)
            first = package.model(package.find_first())
            for item in first.items:
                package.build(item, Matrix.Identity(4), 0)
    except (zipfile.BadZipFile, EOFError, expat.ExpatError, LookupError, ValueError, RuntimeError,
            OSError, lzma.LZMAError, struct.error, zlib.error) as error:
        raise refuse(f"The file cannot be read: {error}"[:500]) from None
    return first.unit_m
