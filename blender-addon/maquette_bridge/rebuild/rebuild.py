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
from .flat_faces import NotSolid, read_mesh, split, volume
from .plain_shape import Shape, euler

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_PARTS = 200
_MAX_SHELLS = 120  # of one object
_PIECES = {"piece"}  # functions of mesh_script.py that place a mesh
_VALUES = ("COLOR", "SCALE", "X", "Y", "Z")  # of each part there
_UNUSED = ("meshes", "mesh", "linear", "painted", "piece", "rig", "hang")  # without meshes
_COLLECTION = ["def collection():", '    """The collection of the asset."""',
               "    return asset_collection(ASSET)"]
_STAYS = "    # Stays a mesh: "
# Where the meshes are, as mesh_script.py says it, or what was made of them before.
_SAID = re.compile(rf"\n(The meshes are in {DATA_FILE}, |Rebuilt as code: ).*\n")
# The inputs of a shader that are taken over; a link to any other makes it no plain color.
_SOCKETS = ("Metallic", "Roughness", "IOR", "Alpha", "Specular IOR Level", "Transmission Weight",
            "Coat Weight", "Coat Roughness", "Sheen Weight", "Emission Color", "Emission Strength")


@dataclass
class _Part:
    """A function of the script that places meshes. pieces: the name and the place of each. moves:
    whether they hang on a rig. shape, why: what it is in words, else why it stays a mesh."""

    name: str
    node: ast.FunctionDef
    pieces: list[tuple[str, Any]]
    moves: bool = False
    shape: str = ""
    why: str = ""
    lines: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its name for the user: that of its pieces without their numbers."""
        own = " ".join(self.pieces[0][0].split())
        return own if len(self.pieces) == 1 else re.sub(r" \d+$", "", own)


@dataclass
class _Class:
    """Pieces of one shape. copies: name, place and turn of each. shells: the loose ones that such a
    piece is made of, if it has several."""

    shape: Shape
    places: Any
    copies: list[tuple[str, Any, Any]]
    shells: list[_Class] = field(default_factory=list)

    def stand(self, code: code_writer.Code) -> list[tuple[str, Any, tuple[float, ...]]]:
        """The name of each copy, where the origin of its object is, and its turn."""
        rows: list[tuple[str, Any, tuple[float, ...]]] = []
        for name, place, turn in self.copies:
            # The middle of the copy's own shape, and from there the object's origin.
            middle = place + self.shape.place
            rows.append((name, middle + turn @ (code.origin - self.shape.place),
                         euler(turn @ code.turn)))
        return rows


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
        moves = False
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.args:
            moves = call.func.id == "hang"
            call = call.args[0] if moves else call
        if (not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name)
                or call.func.id not in _PIECES or len(call.args) < 5):
            return None
        if rows is None:
            rows = [(ast.literal_eval(call.args[0]), ast.literal_eval(call.args[2]))]
        if ast.literal_eval(call.args[1]) != node.name:
            return None
        pieces = [(str(name), numpy.array([float(value) for value in place]))
                  for name, place, *_hold in rows]
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return _Part(node.name, node, pieces, moves) if pieces and all(
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


def _sort(meshes: Iterable[tuple[str, Any, Any, Any]]) -> list[_Class]:
    """Meshes (name, place, places, triangles) by their shapes. Raises NotSolid, if one has none."""
    found: list[_Class] = []
    for name, place, places, triangles in meshes:
        for each in found:
            turned = shape_search.find_turn(each.places, places)
            if turned is not None:
                turn, move = turned
                own = each.shape
                each.copies.append((name, place + move - own.place + turn @ own.place, turn))
                break
        else:
            shells = split(places, triangles)
            if len(shells) > _MAX_SHELLS:
                raise NotSolid(f"it has more than {_MAX_SHELLS} loose shells in one object")
            if len(shells) > 1 and min(volume(*each) for each in shells) < 0:
                raise NotSolid("it is hollow, or some of its faces look the wrong way")
            inner = _sort(("", numpy.zeros(3), *each) for each in shells) if shells[1:] else []
            shape = (Shape("shells", numpy.eye(3), numpy.zeros(3), numpy.zeros(3)) if inner
                     else shape_search.find(places, triangles))
            found.append(_Class(shape, places, [(name, place, numpy.eye(3))], inner))
    return found


def _write(part: _Part, classes: list[_Class], paint: str, taken: set[str]) -> None:
    """Writes the function of a part and its parameters."""
    upper, about = part.name.upper(), part.title.replace('"', "")
    move = f"({upper}_X, {upper}_Y, {upper}_Z), {upper}_SCALE"
    lines, kinds = [f"paint = {paint}"], []
    for number, each in enumerate(classes, 1):
        prefix = upper if number == 1 else f"{upper}_{number}"
        made = []
        for order, own in enumerate(each.shells or [each], 1):
            values = code_writer.Values(prefix, about, taken)
            if each.shells:
                values.prefix += f"_SHAPE_{order}"
                values.about += f", shape {order}"
            made.append(code_writer.write(own.shape, values, part.name))
            part.values += values.lines
        code = made[0]
        if each.shells:
            shells = [line for own, shape in zip(each.shells, made)
                      for line in _place(own.stand(shape), shape.lines, "")]
            code = code_writer.Code(["shells = []", *shells, "obj = join_meshes(name, shells)"],
                                    numpy.zeros(3), numpy.eye(3), "joined shapes")
        kinds.append(code.kind)
        lines += _place(each.stand(code), code.lines, move)
    part.shape = kinds[0] if len(set(kinds)) == 1 else ", ".join(dict.fromkeys(kinds))
    part.lines = [f"def {part.name}():", *(f"    {line}" if line else "" for line in lines)]


def _place(rows: list[tuple[str, Any, tuple[float, ...]]], own: list[str], move: str) -> list[str]:
    """Statements that make and place each copy. move: by which values a piece is moved and scaled;
    none of a shell, which is one of a list."""
    turns = {turn for _name, _place, turn in rows}
    turn = code_writer.angles_text(next(iter(turns))) if len(turns) == 1 else "turn"
    place = place_text(rows[0][1]) if len(rows) == 1 else "place"
    last = "" if turn == code_writer.angles_text((0.0, 0.0, 0.0)) else f", {turn}"
    put = [f"put_piece(obj, {place}, {move}{last})"] if move else [
        f"obj.location, obj.rotation_euler = {place}, {turn}", "shells.append(obj)"]
    if len(rows) == 1:
        return [*([f"name = {quote(rows[0][0])}"] if move else []), *own, *put]
    names = ["name"] * bool(move) + ["place"] + ["turn"] * (len(turns) > 1)
    lines = [f"for {', '.join(names)} in ("]
    for name, at, each in rows:
        texts = {"name": quote(name), "place": place_text(at),
                 "turn": code_writer.angles_text(each)}
        row = ", ".join(texts[word] for word in names)
        lines.append(f"    ({row})," if len(names) > 1 else f"    {row},")
    return [*lines, "):", *(f"    {line}" for line in [*own, *put])]


def _read_script(script: str) -> tuple[ast.Module, list[_Part], int]:
    """The script, its parts that are meshes, and how many parts are code already."""
    try:
        tree = ast.parse(script)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BridgeError(INVALID_PARAMS, "The script is no Python.") from None
    parts = [part for part in map(_read_part, tree.body) if part is not None]
    n_code = sum(isinstance(node, ast.FunctionDef) and "put_piece" in _called([node])
                 for node in tree.body)
    if not parts:
        raise BridgeError(INVALID_PARAMS, "All parts of this version are code already." if n_code
                          else "This version has no parts that are meshes of another program.")
    return tree, parts, n_code


def _called(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that statements use."""
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def rebuild(script: str, kept: list[str]) -> dict[str, Any]:
    """The script with its meshes as code, as far as they are plain shapes. The scene is that of the
    version. kept: names of parts that stay meshes, as what was made of them is too far off."""
    if numpy is None:
        raise BridgeError(INVALID_PARAMS, "This Blender has no numpy, without which nothing can be "
                          "rebuilt.")
    tree, parts, n_code = _read_script(script)
    taken = _called([tree])
    for part in parts[:MAX_PARTS]:
        meshes = {name: bpy.data.objects[name].data for name, _place in part.pieces
                  if name in bpy.data.objects and bpy.data.objects[name].type == "MESH"}
        try:
            if part.name in kept:
                raise NotSolid(f"what was made of it is more than {shape_search.MAX_OFF:g} % off")
            if part.moves or any(mesh.shape_keys is not None for mesh in meshes.values()):
                raise NotSolid("it has a rig or shape keys, or moves")
            if len(meshes) < len(part.pieces):
                raise NotSolid("not all of its pieces are in the scene")
            paint = _paint(part, meshes[part.pieces[0][0]])
            classes = _sort((name, place, *read_mesh(meshes[name]))
                            for name, place in part.pieces)
            if not taken >= {f"{part.name.upper()}_{word}" for word in _VALUES}:
                raise NotSolid("some of its values are no longer in the script")
            _write(part, classes, paint, taken)
        except NotSolid as reason:
            part.why = str(reason)
    return {"script": _edit(script, tree, parts, n_code), "code": n_code,
            "parts": [{"part": part.name, "name": part.title, "pieces": len(part.pieces),
                       "shape": part.shape or None, "why": part.why or None} for part in parts]}


def _edit(script: str, tree: ast.Module, parts: list[_Part], n_code: int) -> str:
    """Replaces the functions of the parts, and adds their parameters and what they call. n_code:
    how many other parts are code already."""
    made, stays = [part for part in parts if part.shape], [part for part in parts if part.why]
    if not made:
        return script
    own = {part.name: part for part in parts}
    last = {node.targets[0].id: node.end_lineno or 0 for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)}
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    needs_meshes = bool(stays) or bool(set(_UNUSED) & _called(
        node for node in tree.body if not isinstance(node, ast.FunctionDef)
        or node.name not in (*_UNUSED, *(part.name for part in made))))
    called = _called([ast.parse("\n".join(line for part in made for line in part.lines))])
    helpers = "\n".join(text for name, text in code_writer.HELPERS.items()
                        if name in called - names)
    first = min(part.node.lineno for part in parts) - 1
    # (first line, the one behind the last, new lines)
    edits = [(first, first, [*helpers.strip("\n").split("\n"), "", ""] if helpers else [])]
    lines = script.splitlines()
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
            is_said = lines[begin + 1].startswith(_STAYS)
            edits.append((begin + 1, begin + 1 + is_said, [f"{_STAYS}{part.why}."]))
        elif node.name in _UNUSED and not needs_meshes:
            edits.append((outer, end + 2, []))
        elif node.name == "collection":
            edits.append((outer, end, _COLLECTION) if needs_meshes else (outer, end + 2, []))
    for begin, end, new in sorted(edits, key=lambda each: each[:2], reverse=True):
        lines[begin:end] = new
    said = f"Rebuilt as code: {len(made) + n_code} of {len(parts) + n_code} parts."
    if needs_meshes:
        said += f" The meshes of the others are in {DATA_FILE}, which belongs beside this script."
    text = _SAID.sub(f"\n{said}\n", "\n".join(lines) + "\n", count=1)
    if "math." in text and "\nimport math\n" not in text:
        text = text.replace("\nimport functools\n", "\nimport functools\nimport math\n", 1)
    return re.sub(r"\nfrom mathutils import (Matrix, Vector|Vector)\n",
                  r"\nfrom mathutils import Euler, \1\n", text, count=1)


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
