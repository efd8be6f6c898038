# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the script of a model that was taken in: a function for each part, which places meshes of
the data file, and constants for its color, size and place. It runs in plain Blender, too, where the
data file lies beside it."""

from __future__ import annotations

import textwrap
from dataclasses import fields
from typing import Any

from . import base_colors
from .mesh_parts import Part, identify
from .rigs import Hold, Rig

DATA_FILE = "meshes.blend"  # MQ_VERSION_MESHES in client/session/mq-version.h
_TITLE = 120

# `meshes` is as check/toolkit.py knows it: the one function of a script that may load a file.
_FUNCTIONS = '''
@functools.cache
def meshes():
    """The meshes of meshes.blend, which lies beside this script, by their names."""
    import os
    texts = [bpy.path.abspath(text.filepath) for text in bpy.data.texts if text.filepath]
    places = [os.path.dirname(os.path.abspath(path)) for path in [__file__, *texts]]
    files = [os.path.join(place, "meshes.blend") for place in places]
    file = next(filter(os.path.exists, files), files[0])
    with bpy.data.libraries.load(file) as (found, wanted):
        names = list(found.meshes)
        wanted.meshes = list(names)
    return dict(zip(names, wanted.meshes))


def mesh(name):
    """A mesh as the file had it, with its materials, around its own middle."""
    data = meshes()[name]
    return data.copy() if data.users else data


def linear(color):
    """A color such as "#c83c28" as Blender's numbers."""
    shares = [int(color[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    return *(each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4
             for each in shares), 1.0


@functools.cache
def painted(material, color):
    """A copy of a material in another color, in place of a picture or pattern, too."""
    material = material.copy()
    material.diffuse_color = linear(color)
    for node in material.node_tree.nodes:
        if node.type == "BSDF_PRINCIPLED":
            for link in list(node.inputs["Base Color"].links):
                material.node_tree.links.remove(link)
            node.inputs["Base Color"].default_value = linear(color)
    return material


@functools.cache
def collection():
    """The collection of the asset."""
    made = bpy.data.collections.new(ASSET)
    bpy.context.scene.collection.children.link(made)
    return made


def piece(name, part, place, move=(0, 0, 0), scale=1, color=None, usual=None):
    """An object of the mesh `name` with its middle at `place`, moved and scaled; and painted, if
    `color` is not the usual one, which the mesh has."""
    obj = bpy.data.objects.new(name, mesh(name))
    obj.location = (Vector(place) + Vector(move)) * SCALE
    obj.scale = 3 * (scale * SCALE,)
    obj["part"] = part
    if color != usual:
        for slot, material in enumerate(obj.data.materials):
            obj.data.materials[slot] = painted(material, color)
    collection().objects.link(obj)
    return obj
'''

# A model that moves has these, too. check/toolkit.py knows `rig` as well.
_RIG = '''
@functools.cache
def rig():
    """The objects that move the parts, from meshes.blend as well, by their names: armatures, and
    places that are animated, below one root."""
    import os
    texts = [bpy.path.abspath(text.filepath) for text in bpy.data.texts if text.filepath]
    places = [os.path.dirname(os.path.abspath(path)) for path in [__file__, *texts]]
    files = [os.path.join(place, "meshes.blend") for place in places]
    file = next(filter(os.path.exists, files), files[0])
    with bpy.data.libraries.load(file) as (found, wanted):
        wanted.objects = list(RIG)
    made = dict(zip(RIG, wanted.objects))
    for obj in made.values():
        collection().objects.link(obj)
    root, scene = made[RIG[0]], bpy.context.scene
    root.scale = [SCALE * each for each in root.scale]
    scene.frame_start, scene.frame_end, scene.render.fps = FRAMES
    scene.frame_set(scene.frame_start)
    return made


def hang(obj, on="", bone="", skin=""):
    """Hangs an object on one of the rig, or on a bone of it, where both are in the first frame; and
    has the armature `skin` bend it."""
    if on:
        above = rig()[on]
        place = above.matrix_world
        if bone:
            pose = above.pose.bones[bone]
            place = place @ pose.matrix @ Matrix.Translation((0, pose.length, 0))
        obj.parent = above
        if bone:
            obj.parent_type, obj.parent_bone = "BONE", bone
        obj.matrix_parent_inverse = place.inverted_safe()
    if skin:
        obj.modifiers.new("Armature", "ARMATURE").object = rig()[skin]
'''


def number_text(value: float) -> str:
    """A number as scripts have it, to a micrometer."""
    text = f"{round(value, 6) + 0.0:.6f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def place_text(middle: Any) -> str:
    """A place as a literal."""
    return "(" + ", ".join(number_text(float(value)) for value in middle) + ")"


def _constants(part: Part, name: str, far: str) -> list[str]:
    upper, said = name.upper(), part.name.replace('"', "")
    material = part.pieces[0].material
    covers = "; another color covers its picture" if base_colors.has_pattern(material) else ""
    return [f'{upper}_COLOR = "{base_colors.read(material)}"  # {said}{covers}',
            f"{upper}_SCALE = 1.0  # 0.10..10.00: {said}, about the middle of each piece",
            f"{upper}_X = 0.0  # m, -{far}..{far}: {said}, moved to the right",
            f"{upper}_Y = 0.0  # m, -{far}..{far}: {said}, moved to the back",
            f"{upper}_Z = 0.0  # m, -{far}..{far}: {said}, moved up", ""]


def _function(part: Part, name: str, rig: Rig) -> list[str]:
    upper = name.upper()
    values = [f"({upper}_X, {upper}_Y, {upper}_Z), {upper}_SCALE,",
              f'{upper}_COLOR, "{base_colors.read(part.pieces[0].material)}")']
    holds = [rig.hold(own.of.moves) for own in part.pieces]
    # A value that differs is a column of the table, any other is written once.
    words = [each.name for each in fields(Hold)]
    own_words = [word for word in words if len({getattr(hold, word) for hold in holds}) > 1]
    held = [f"{word}={word if word in own_words else quote(getattr(holds[0], word))}"
            for word in words if word in own_words or getattr(holds[0], word)]
    lines = [f"def {name}():"]
    if len(part.pieces) == 1:
        own, indent = part.pieces[0], "    "
        call = f'piece({quote(own.name)}, "{name}", {place_text(own.middle)},'
    else:
        lines.append(f"    for {', '.join(('name', 'place', *own_words))} in (")
        for own, hold in zip(part.pieces, holds):
            row = [quote(own.name), place_text(own.middle),
                   *(quote(getattr(hold, word)) for word in own_words)]
            lines.append(f"        ({', '.join(row)}),")
        lines.append("    ):")
        indent, call = "        ", f'piece(name, "{name}", place,'
    begin = "hang(" if held else ""
    pad = indent + " " * len(f"{begin}piece(")
    lines += [f"{indent}{begin}{call}", *(f"{pad}{line}" for line in values)]
    if held:
        lines[-1] += ","
        lines.append(f"{indent}     {', '.join(held)})")
    return [*lines, "", ""]


def quote(text: str) -> str:
    """A text as a literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _wrap(note: str) -> str:
    """A note as lines of the head."""
    plain = " ".join(note.split()).replace('"', "'").replace("\\", "/")
    return "\n".join(textwrap.wrap(f"* {plain}", 96, subsequent_indent="  "))


def write(title: str, file_name: str, parts: list[Part], rig: Rig, size: float,
          notes: list[str]) -> str:
    """The script. size: of the whole, m. notes: for its head."""
    names = identify([part.name for part in parts])
    triangles = sum(part.triangles for part in parts)
    pieces = sum(len(part.pieces) for part in parts)
    shown = file_name.replace("\\", "/").replace('"', "'")[:_TITLE]
    far = f"{max(2.0 * size, 0.001):.3f}"
    count = f"{len(parts)} parts" if len(parts) != 1 else "1 part"
    if pieces > len(parts):
        count += f" of {pieces} pieces"
    said = title.replace('"', "'").replace("\\", "/")
    lines = [f'"""{said}, from “{shown}”: {count}, {triangles} triangles.',
             "", f"The meshes are in {DATA_FILE}, which belongs beside this script.",
             *(_wrap(note) for note in notes), '"""',
             "import functools", "", "import bpy",
             f"from mathutils import {'Matrix, ' if rig.objects else ''}Vector", "",
             f"ASSET = {quote(title)}",
             "SCALE = 1.0  # 0.01..100.00: size of the whole, about the origin", ""]
    for part, name in zip(parts, names):
        lines += _constants(part, name, far)
    lines += ["", *_FUNCTIONS.strip().splitlines(), "", ""]
    if rig.objects:
        lines += ["# The first frame, the last, and those of a second.",
                  "FRAMES = ({}, {}, {})".format(*rig.frames),
                  "RIG = (", *(f"    {quote(obj.name)}," for obj in rig.objects), ")", "", "",
                  *_RIG.strip().splitlines(), "", ""]
    for part, name in zip(parts, names):
        lines += _function(part, name, rig)
    lines += ["def build():", *(f"    {name}()" for name in names), "", "", "build()", ""]
    return "\n".join(lines)
