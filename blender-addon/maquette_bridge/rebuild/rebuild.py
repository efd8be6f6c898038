# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rebuilds the parts of a model that was taken in as code: finds the plain shapes that the meshes
are, and changes the script so that the toolkit makes them. Measures what came of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import bpy

from ..errors import INVALID_PARAMS, BridgeError
from ..intake import base_colors
from ..intake.mesh_script import DATA_FILE, number_text, place_text, quote
from . import code_writer, shape_search, surface_distance
from .flat_faces import NotSolid, read_mesh
from .plain_shape import Shape, euler

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_PARTS = 200
_PIECES = {"piece"}  # functions of mesh_script.py that place a mesh
_VALUES = ("COLOR", "SCALE", "X", "Y", "Z")  # of each part there
_UNUSED = ("meshes", "mesh", "linear", "painted", "piece")  # without meshes
_COLLECTION = ["def collection():", '    """The collection of the asset."""',
               "    return asset_collection(ASSET)"]
# The inputs of a shader that are taken over; a link to any other makes it no plain color.
_SOCKETS = ("Metallic", "Roughness", "IOR", "Alpha", "Specular IOR Level", "Transmission Weight",
            "Coat Weight", "Coat Roughness", "Sheen Weight", "Emission Color", "Emission Strength")


@dataclass
class _Part:
    """A function of the script that places meshes. pieces: the name and the place of each. shape,
    why: what it is in words, else why it stays a mesh."""

    name: str
    node: ast.FunctionDef
    pieces: list[tuple[str, Any]]
    shape: str = ""
    why: str = ""
    lines: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    has_cuts: bool = False

    @property
    def title(self) -> str:
        """Its name for the user: that of its pieces without their numbers."""
        own = " ".join(self.pieces[0][0].split())
        return own if len(self.pieces) == 1 else re.sub(r" \d+$", "", own)


@dataclass
class _Class:
    """Pieces of one shape. copies: name, place and turn of each."""

    shape: Shape
    places: Any
    copies: list[tuple[str, Any, Any]] = field(default_factory=list)


def _read_part(node: ast.stmt) -> _Part | None:
    """A function as mesh_script.py writes it; None for any other."""
    if not isinstance(node, ast.FunctionDef) or len(node.body) != 1:
        return None
    body = node.body[0]
    rows: Any
    try:
        if isinstance(body, ast.For) and len(body.body) == 1:
            rows, body = ast.literal_eval(body.iter), body.body[0]
        else:
            rows = None
        call = body.value if isinstance(body, ast.Expr) else None
        if (not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name)
                or call.func.id not in _PIECES or len(call.args) < 5):
            return None
        if rows is None:
            rows = [(ast.literal_eval(call.args[0]), ast.literal_eval(call.args[2]))]
        if ast.literal_eval(call.args[1]) != node.name:
            return None
        pieces = [(str(name), numpy.array([float(value) for value in place]))
                  for name, place in rows]
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return _Part(node.name, node, pieces) if pieces and all(
        len(place) == 3 for _name, place in pieces) else None


def _paint(part: _Part, mesh: bpy.types.Mesh) -> str:
    """The call that makes the material of a part. Raises NotSolid if it is no plain color."""
    slots = {face.material_index for face in mesh.polygons}
    if len(slots) > 1:
        raise NotSolid("it has several materials")
    slot = slots.pop() if slots else 0
    material = mesh.materials[slot] if slot < len(mesh.materials) else None
    if material is None or material.node_tree is None:
        raise NotSolid("it has no material")
    if base_colors.has_pattern(material):
        raise NotSolid("it has a picture or a pattern")
    own = next((node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
    if own is None or any(socket.is_linked for socket in own.inputs):
        raise NotSolid("its material is no plain color")
    usual = material.node_tree.nodes.new("ShaderNodeBsdfPrincipled")
    sockets = []
    for name in _SOCKETS:
        if name not in own.inputs:
            continue
        value, other = own.inputs[name].default_value, usual.inputs[name].default_value
        if isinstance(value, float):
            if abs(value - other) > 1e-4:
                sockets.append(f", ({quote(name)}, {number_text(value)})")
        elif max(abs(a - b) for a, b in zip(value, other)) > 1e-4:
            sockets.append(f", ({quote(name)}, {place_text(value)})")
    material.node_tree.nodes.remove(usual)
    name = " ".join(material.name.split())[:60]
    return f"plain_paint({quote(name)}, {part.name.upper()}_COLOR{''.join(sockets)})"


def _sort(part: _Part, meshes: dict[str, bpy.types.Mesh]) -> list[_Class]:
    """The pieces of a part by their shapes. Raises NotSolid, if one has none."""
    found: list[_Class] = []
    for name, place in part.pieces:
        places, triangles = read_mesh(meshes[name])
        for each in found:
            turned = shape_search.find_turn(each.places, places)
            if turned is not None:
                turn, move = turned
                own = each.shape
                each.copies.append((name, place + move - own.place + turn @ own.place, turn))
                break
        else:
            shape, why = shape_search.find(places, triangles)
            if shape is None:
                raise NotSolid(why)
            found.append(_Class(shape, places, [(name, place, numpy.eye(3))]))
    return found


def _write(part: _Part, classes: list[_Class], paint: str, taken: set[str]) -> None:
    """Writes the function of a part and its parameters."""
    upper = part.name.upper()
    lines, kinds = [], []
    for number, each in enumerate(classes, 1):
        prefix = upper if number == 1 else f"{upper}_{number}"
        values = code_writer.Values(prefix, part.title.replace('"', ""), taken)
        code = code_writer.write(each.shape, values, part.name)
        part.values += values.lines
        part.has_cuts |= code.cuts
        kinds.append(code.kind)
        rows = []
        for name, place, turn in each.copies:
            # The middle of the copy's own shape, and from there the object's origin.
            middle = place + each.shape.place
            origin = middle + turn @ (code.origin - each.shape.place)
            rows.append((name, origin, euler(turn @ code.turn)))
        lines += _place(part, rows, code.lines, paint)
    part.shape = kinds[0] if len(set(kinds)) == 1 else ", ".join(dict.fromkeys(kinds))
    part.lines = [f"def {part.name}():", *(f"    {line}" if line else "" for line in lines)]


def _place(part: _Part, rows: list[tuple[str, Any, Any]], own: list[str],
           paint: str) -> list[str]:
    """Statements that make and place each copy."""
    upper = part.name.upper()
    move = f"({upper}_X, {upper}_Y, {upper}_Z), {upper}_SCALE"
    turns = {turn for _name, _place, turn in rows}
    turn = code_writer.angles_text(next(iter(turns))) if len(turns) == 1 else "turn"
    last = "" if turn == code_writer.angles_text((0.0, 0.0, 0.0)) else f", {turn}"
    if len(rows) == 1:
        name, place, _turn = rows[0]
        return [f"name = {quote(name)}", f"paint = {paint}", *own,
                f"put_piece(obj, {place_text(place)}, {move}{last})"]
    lines = [f"paint = {paint}",
             f"for name, place{', turn' if len(turns) > 1 else ''} in ("]
    for name, place, each in rows:
        more = f", {code_writer.angles_text(each)}" if len(turns) > 1 else ""
        lines.append(f"    ({quote(name)}, {place_text(place)}{more}),")
    return [*lines, "):", *(f"    {line}" for line in own),
            f"    put_piece(obj, place, {move}{last})"]


def _read_script(script: str) -> tuple[ast.Module, list[_Part]]:
    try:
        tree = ast.parse(script)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BridgeError(INVALID_PARAMS, "The script is no Python.") from None
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    if "put_piece" in functions:
        raise BridgeError(INVALID_PARAMS, "This version is rebuilt already. Rebuild the one that "
                          "it was made of.")
    parts = [part for part in map(_read_part, tree.body) if part is not None]
    if not parts:
        raise BridgeError(INVALID_PARAMS, "This version has no parts that are meshes of another "
                          "program.")
    return tree, parts


def rebuild(script: str, kept: list[str]) -> dict[str, Any]:
    """The script with its meshes as code, as far as they are plain shapes. The scene is that of the
    version. kept: names of parts that stay meshes, as what was made of them is too far off."""
    if numpy is None:
        raise BridgeError(INVALID_PARAMS, "This Blender has no numpy, without which nothing can be "
                          "rebuilt.")
    tree, parts = _read_script(script)
    taken = {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
    for part in parts[:MAX_PARTS]:
        meshes = {name: bpy.data.objects[name].data for name, _place in part.pieces
                  if name in bpy.data.objects and bpy.data.objects[name].type == "MESH"}
        try:
            if part.name in kept:
                raise NotSolid(f"what was made of it is more than {shape_search.MAX_OFF:g} % off")
            if len(meshes) < len(part.pieces):
                raise NotSolid("not all of its pieces are in the scene")
            paint = _paint(part, meshes[part.pieces[0][0]])
            classes = _sort(part, meshes)
            if not taken >= {f"{part.name.upper()}_{word}" for word in _VALUES}:
                raise NotSolid("some of its values are no longer in the script")
            _write(part, classes, paint, taken)
        except NotSolid as reason:
            part.why = str(reason)
    return {"script": _edit(script, tree, parts),
            "parts": [{"part": part.name, "name": part.title, "pieces": len(part.pieces),
                       "shape": part.shape or None, "why": part.why or None} for part in parts]}


def _edit(script: str, tree: ast.Module, parts: list[_Part]) -> str:
    """Replaces the functions of the parts, and adds their parameters and what they call."""
    made, stays = [part for part in parts if part.shape], [part for part in parts if part.why]
    if not made:
        return script
    own = {part.name: part for part in parts}
    last = {node.targets[0].id: node.end_lineno or 0 for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    others = [node for node in tree.body if not isinstance(node, ast.FunctionDef)
              or node.name not in (*_UNUSED, *(part.name for part in made))]
    called = {each.id for node in others for each in ast.walk(node) if isinstance(each, ast.Name)}
    needs_meshes = bool(stays) or bool(called & set(_UNUSED))
    helpers = code_writer.HELPERS + (code_writer.CUT_HELPER if any(
        part.has_cuts for part in made) else "")
    first = min(part.node.lineno for part in parts) - 1
    # (first line, the one behind the last, new lines)
    edits = [(first, first, [*helpers.strip("\n").split("\n"), "", ""])]
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        begin, end = node.lineno - 1, node.end_lineno or 0
        part = own.get(node.name)
        outer = min([begin + 1, *(each.lineno for each in node.decorator_list)]) - 1
        if part is not None and part.shape:
            upper = node.name.upper()
            at = max((line for name, line in last.items() if name in (
                "SCALE", *(f"{upper}_{word}" for word in _VALUES))),
                default=0)
            edits += [(begin, end, part.lines), (at, at, part.values)]
        elif part is not None:
            edits.append((begin + 1, begin + 1, [f"    # Stays a mesh: {part.why}."]))
        elif node.name in _UNUSED and not needs_meshes:
            edits.append((outer, end + 2, []))
        elif node.name == "collection":
            edits.append((outer, end, _COLLECTION) if needs_meshes else (outer, end + 2, []))
    lines = script.splitlines()
    for begin, end, new in sorted(edits, key=lambda each: each[:2], reverse=True):
        lines[begin:end] = new
    said = f"Rebuilt as code: {len(made)} of {len(parts)} parts."
    beside = " The meshes of the others are in meshes.blend, which belongs beside this script."
    text = "\n".join(lines) + "\n"
    text = text.replace(f"\nThe meshes are in {DATA_FILE}, which belongs beside this script.\n",
                        f"\n{said}{beside if needs_meshes else ''}\n", 1)
    if "math." in text:
        text = text.replace("\nimport functools\n", "\nimport functools\nimport math\n", 1)
    return text.replace("\nfrom mathutils import Vector\n",
                        "\nfrom mathutils import Euler, Vector\n", 1)


def _gather(objects: Iterable[bpy.types.Object], part: str) -> tuple[Any, Any] | None:
    """The surfaces of a part where they stand."""
    places, triangles, count = [], [], 0
    for obj in objects:
        if obj.type != "MESH" or obj.get("part") != part:
            continue
        own, corners = read_mesh(obj.data)
        matrix = numpy.array(obj.matrix_basis)
        places.append(own @ matrix[:3, :3].T + matrix[:3, 3])
        triangles.append(corners + count)
        count += len(own)
    return (numpy.concatenate(places), numpy.concatenate(triangles)) if places else None


def compare(path: str, parts: list[str]) -> list[dict[str, Any]]:
    """How far the scene's parts are from those of the file at `path`."""
    with bpy.data.libraries.load(path) as (found, wanted):
        wanted.objects = list(found.objects)
    before = [obj for obj in wanted.objects if obj is not None]
    rows = []
    for part in parts:
        try:
            one, other = _gather(before, part), _gather(bpy.context.scene.objects, part)
        except NotSolid:
            one = other = None
        if one is not None and other is not None:
            rows.append({"part": part, **surface_distance.compare(
                one, other, surface_distance.PROOF_POINTS)})
    bpy.data.batch_remove(before)
    return rows
