# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits what a file has into parts: by object, by material and by loose island, as far as that
makes no more than people can look through. Pieces that are equal are one part, and numbered. Each
is named as the file names it, or by what it is."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import bpy
from mathutils import Matrix

from ..check import toolkit
from ..measure import asset
from ..streams import clean
from . import base_colors
from .mesh_arrays import Faults, MeshArrays
from .model_file import refuse
from .rigs import Rig

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_PIECES = 200
MAX_TRIANGLES = 4_000_000  # of all objects, those that are repeated counted each time
MAX_USES = 20_000
_MAX_NAME = 40  # bytes
_SAME = 1e-4  # of each value: pieces whose values differ less are equal
# Names that programs give by themselves: they say nothing.
_GENERIC = re.compile(
    r"(mesh|object|obj|node|geometry|geom|default|solid|stl|model|import(ed)?|scene|root|group|"
    r"shape|part|component|instance|untitled|unnamed|no_?name|material|cube|sphere|cylinder|"
    r"plane|cone|torus|circle|icosphere|curve|svg|compound|product|open cascade step translator|"
    r"_default)?"
    r"[ ._-]*(mat|mesh|node)?[ ._-]*\d*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:(?:[ ._-]+|(?<=[A-Za-z]{3}))\d+)+$")
# Names that the script itself has for something else.
_TAKEN = {"asset", "scale", "bpy", "functools", "vector", "mesh", "meshes", "piece", "painted",
          "linear", "collection", "build", "rig", "hang", *toolkit.NAMES, *keyword.kwlist,
          *(name.lower() for name in dir(builtins))}
GRAY = "Gray"


@dataclass
class Piece:
    """Faces of an object that become an object of their own. `values`, which equal pieces have in
    common: how many faces and places; and as lengths, the root of twice the area, six times the
    volume by that, and how far the places spread along their main axes."""

    of: MeshArrays
    faces: Any
    middle: Any
    size: Any
    values: tuple[float, ...]
    material: bpy.types.Material | None
    faults: Faults
    name: str = ""


@dataclass
class Part:
    """Equal pieces."""

    name: str
    pieces: list[Piece] = field(default_factory=list)

    @property
    def triangles(self) -> int:
        """How many all its pieces have."""
        return sum(int((each.of.totals[each.faces] - 2).sum()) for each in self.pieces)


def gather(rig: Rig, has_groups: bool) -> tuple[list[MeshArrays], list[str]]:
    """The meshes of what the scene shows, where they stand; and a sentence for each thing that is
    none. rig: what moves them. has_groups: whether a name that says nothing gives way to that of
    the group in which the object is the only surface. Raises BridgeError if there are too many, or
    places that are no numbers."""
    graph = bpy.context.evaluated_depsgraph_get()
    uses: list[tuple[str, Matrix, bool]] = []
    other: Counter[str] = Counter()
    for each in graph.object_instances:
        if not each.show_self:
            continue
        if each.object.type in asset.SURFACES:
            uses.append((each.object.original.name, each.matrix_world.copy(), each.is_instance))
        elif not each.is_instance:
            other[each.object.type.lower().replace("_", " ")] += 1
        if len(uses) > MAX_USES:
            raise refuse(f"It has more than {MAX_USES:,} objects.")
    meshes: dict[str, bpy.types.Mesh] = {}
    found, empty, triangles = [], [], 0
    for name, place, is_instance in uses:
        is_at_rest = not is_instance and rig.is_at_rest(name)
        if not is_at_rest and name not in meshes:
            meshes[name] = bpy.data.meshes.new_from_object(
                bpy.data.objects[name].evaluated_get(graph), preserve_all_data_layers=True,
                depsgraph=graph)
        mesh = bpy.data.objects[name].data if is_at_rest else meshes[name]
        triangles += len(mesh.loops) - 2 * len(mesh.polygons)
        if triangles > MAX_TRIANGLES:
            raise refuse(f"It has more than {MAX_TRIANGLES:,} triangles. Reduce it in the program "
                         "that made it.")
        if not mesh.polygons:
            empty.append(name)
            continue
        group = bpy.data.objects[name].parent
        is_named = (has_groups and group is not None and _GENERIC.fullmatch(name) is not None
                    and sum(each.type == "MESH" and len(each.data.polygons) > 0
                            for each in group.children) == 1)
        arrays = MeshArrays(group.name if is_named else name, mesh, place,
                            "" if is_instance else name, is_at_rest)
        lost = arrays.count_unplaced()
        if lost:
            raise refuse(f"“{clean(name)[:60]}” has {lost:,} corners whose coordinates are not "
                         "numbers (NaN) or infinite. Repair it in the program that made it.")
        found.append(arrays)
    notes = [f"“{clean(name)[:60]}” has no faces and was left out." for name in empty[:5]]
    notes += rig.describe()
    lost_kinds = {kind: count for kind, count in other.items() if kind not in ("empty", "armature")}
    if lost_kinds:
        listed = ", ".join(f"{count} × {kind}" for kind, count in sorted(lost_kinds.items()))
        notes.append(f"Left out, as it has no surface: {listed}.")
    return found, notes


def add_materials(meshes: list[MeshArrays]) -> None:
    """Gives what has no material one: gray, or the colors of its corners."""
    made: dict[str, bpy.types.Material] = {}
    for each in meshes:
        colors = next((name for name, kind, _domain, _values in each.stored
                       if kind in ("FLOAT_COLOR", "BYTE_COLOR")), "")
        for slot in range(max(len(each.materials), 1)):
            if slot < len(each.materials) and each.materials[slot] is not None:
                material = each.materials[slot]
                if material.node_tree is None:
                    material.use_nodes = True
                continue
            if colors not in made:
                made[colors] = material = bpy.data.materials.new(colors or GRAY)
                material.use_nodes = True
                tree = material.node_tree
                shader = base_colors.find_shader(material)
                shader.inputs["Base Color"].default_value = (*3 * (base_colors.GRAY,), 1.0)
                if colors:
                    node = tree.nodes.new("ShaderNodeVertexColor")
                    node.layer_name = colors
                    tree.links.new(node.outputs["Color"], shader.inputs["Base Color"])
            each.materials[slot:slot + 1] = [made[colors]]


def _groups(of: MeshArrays, by_material: bool, by_island: bool) -> list[Any]:
    """Its faces in groups, in the order of their first faces."""
    keys: Any = numpy.zeros(len(of.starts), dtype=numpy.int64)
    if by_island and of.at_rest is None:
        keys = of.islands.astype(numpy.int64)
    if by_material:
        keys = keys * (len(of.materials) + 1) + of.slots
    _values, firsts, group = numpy.unique(keys, return_index=True, return_inverse=True)
    order = numpy.argsort(group, kind="stable")
    cuts = numpy.cumsum(numpy.bincount(group))[:-1]
    faces = numpy.split(order, cuts)
    return [faces[number] for number in numpy.argsort(firsts)]


def _piece(of: MeshArrays, faces: Any) -> Piece:
    places = of.places[numpy.unique(of.corners[of.corners_of(faces)])]
    low, high = places.min(axis=0), places.max(axis=0)
    # Exactly what the script writes.
    middle = numpy.round((low + high) / 2, 6)
    crosses = of.crosses[faces]
    spread = numpy.linalg.eigvalsh(numpy.cov(places.T)) if len(places) > 1 else numpy.zeros(3)
    first = of.places[of.corners[of.starts[faces]]] - middle
    area = float(numpy.linalg.norm(crosses, axis=1).sum())
    values = (float(len(faces)), float(len(places)),
              area ** 0.5, abs(float((first * crosses).sum())) / max(area, 1e-30),
              *(float(each) ** 0.5 for each in numpy.maximum(spread, 0)))
    slots = numpy.bincount(of.slots[faces], weights=numpy.linalg.norm(crosses, axis=1))
    slot = int(slots.argmax())
    material = of.materials[slot] if slot < len(of.materials) else None
    return Piece(of, faces, middle, high - low, values, material, of.faults_of(faces))


def split(meshes: list[MeshArrays], has_materials: bool) -> tuple[list[Piece], str]:
    """The pieces, and a sentence if they are not as small as they could be."""
    why = ""
    for by_material, by_island in ((has_materials, True), (has_materials, False), (False, False)):
        groups = [(of, faces) for of in meshes for faces in _groups(of, by_material, by_island)]
        if len(groups) <= MAX_PIECES:
            return [_piece(of, faces) for of, faces in groups], why
        if not why:
            why = (f"It has {len(groups):,} loose pieces, more than the {MAX_PIECES} that are "
                   "split: its objects are the parts.")
    raise refuse(f"It has {len(meshes):,} objects; at most {MAX_PIECES} are taken in. Join those "
                 "that belong together, or save a part of it.")


def _are_equal(one: Piece, other: Piece) -> bool:
    off = _SAME * max(one.values[2:])
    return (base_colors.look_alike(one.material, other.material)
            and one.values[:2] == other.values[:2]
            and all(abs(a - b) <= off for a, b in zip(one.values[2:], other.values[2:])))


def _shape_word(piece: Piece) -> str:
    """A name for an unnamed piece, by how it looks."""
    small, middle, large = sorted(float(each) for each in piece.size)
    if large <= 0:
        return "Piece"
    # One of each: a cube whose faces share none has three in each corner.
    corners = piece.of.corners_of(piece.faces)
    _numbers, firsts = numpy.unique(piece.of.welded[corners], return_index=True)
    places = piece.of.places[piece.of.corners[corners[firsts]]]
    radii = numpy.linalg.norm(places - piece.middle, axis=1)
    if small > 0.9 * large and len(places) > 20 and radii.max() - radii.min() < 0.02 * radii.max():
        return "Ball"
    if small < 0.125 * middle:
        return "Plate"
    if large > 4 * middle:
        return "Rod"
    if piece.values[3] * piece.values[2] ** 2 / 6 > 0.98 * small * middle * large:
        return "Block"
    return "Piece"


def _base_name(piece: Piece, stem: str, n_of_object: int) -> str:
    """The file's own name for a piece, or what it looks like."""
    own = one_line(_NUMBERED.sub("", piece.of.name))
    says_nothing = not own or _GENERIC.fullmatch(own) or own.lower() == stem.lower()
    material = one_line(_NUMBERED.sub("", piece.material.name)) if piece.material else ""
    if _GENERIC.fullmatch(material) or material.startswith("#") or material == GRAY:
        material = ""
    if says_nothing:
        return material or _shape_word(piece)
    if n_of_object > 1:
        return one_line(f"{own} {material or _shape_word(piece).lower()}")
    return own


def one_line(name: str) -> str:
    """A name of the file without what would break a line of the script, and not too long."""
    plain = " ".join(clean(name).replace("_", " ").split()).strip(" .-")
    return plain.encode()[:_MAX_NAME].decode("utf-8", "ignore").strip()


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def find(pieces: list[Piece], stem: str, title: str) -> list[Part]:
    """The parts of pieces; names them. stem: of the file's name, which tells no part from another.
    title: the name of a part that is all there is."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        own = next((each for each in groups if _are_equal(each[0], piece)
                    and _NUMBERED.sub("", each[0].of.name) == _NUMBERED.sub("", piece.of.name)),
                   None)
        if own is None:
            groups.append([piece])
        else:
            own.append(piece)
    shapes = Counter(each[0].of.name for each in groups)
    bases = [_base_name(each[0], stem, shapes[each[0].of.name]) for each in groups]
    if len(groups) == 1 and bases[0] == _shape_word(groups[0][0]):
        bases = [title]
    bases = [base[:1].upper() + base[1:] for base in bases]
    often, seen = Counter(each.lower() for each in bases), Counter[str]()
    parts = []
    for base, group in zip(bases, groups):
        key = base.lower()
        name = base if often[key] == 1 else f"{base} {_letter(seen[key])}"
        seen[key] += 1
        parts.append(Part(name, group))
        for number, piece in enumerate(group, 1):
            piece.name = name if len(group) == 1 else f"{name} {number}"
    return parts


def identify(names: list[str]) -> list[str]:
    """For each name a Python name that no other has: “Left door” is left_door."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        own = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
        if not own or own[0].isdigit() or own in _TAKEN:
            own = f"part_{own or number}"
        while own in found:
            own += "_"
            own += str(number)
        found.append(own)
    return found
