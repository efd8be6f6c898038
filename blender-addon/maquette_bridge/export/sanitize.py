# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes out of an opened file what would run by itself where it is opened next, what names files of
this machine, and what would be measured otherwise than it is drawn. Runs in a Blender that has run
no script, so that a script cannot prevent it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import bpy

from ..drivers import drop_from_action, drop_from_nla
from ..measure import lost_pictures
from ..streams import clean
from . import evaluation

_PATHS = {"FILE_PATH", "DIR_PATH", "FILE_NAME"}  # subtypes of text properties
_BUILT_IN = "<builtin>"  # the "file" of Blender's own font
# `filepath` of an image reloads it; `filepath_raw` is the same text.
_LEFT_ALONE = {("Image", "filepath")}
_MAX_DEPTH = 12
MAX_FILE_NAME = 100
_DROPPED = {"CompositorNodeOutputFile", "ShaderNodeScript"}
# The user interface is this Blender's own: windows of the file are not loaded.
_INTERFACE = bpy.types.WindowManager, bpy.types.Screen, bpy.types.WorkSpace


def blocks() -> Iterator[bpy.types.bpy_struct]:
    """All data-blocks of the file, node trees within others included."""
    for prop in bpy.data.bl_rna.properties:
        if prop.type != "COLLECTION":
            continue
        for block in list(getattr(bpy.data, prop.identifier)):
            if isinstance(block, _INTERFACE):
                continue
            yield block
            for name in ("node_tree", "compositing_node_group"):
                tree = getattr(block, name, None)
                if tree is not None and tree.is_embedded_data:
                    yield tree


def _targets(rna: bpy.types.Struct) -> Iterator[tuple[str, bool, str]]:
    """The structs that one of type `rna` has: (property name, whether it is a list, type)."""
    for prop in rna.properties:
        if prop.type in {"POINTER", "COLLECTION"} and prop.identifier != "rna_type":
            target = prop.fixed_type
            if not issubclass(getattr(bpy.types, target.identifier, bpy.types.ID), bpy.types.ID):
                yield prop.identifier, prop.type == "COLLECTION", target.identifier


def _paths(rna: bpy.types.Struct) -> list[bpy.types.Property]:
    return [prop for prop in rna.properties if prop.type == "STRING" and prop.subtype in _PATHS
            and not prop.is_readonly and (rna.identifier, prop.identifier) not in _LEFT_ALONE]


@functools.cache
def holders() -> set[str]:
    """Names of the types that have a path, or a struct that may have one. They take longer to find
    than all else in a file, and are the same for each."""
    types = {name: getattr(bpy.types, name).bl_rna for name in dir(bpy.types)
             if hasattr(getattr(bpy.types, name), "bl_rna")}
    held_by: dict[str, set[str]] = {}
    found = set()
    for name, rna in types.items():
        if _paths(rna):
            found.add(name)
        if rna.base is not None:
            # Types that a pointer to the base may hold.
            held_by.setdefault(name, set()).add(rna.base.identifier)
        for _prop, _many, target in _targets(rna):
            held_by.setdefault(target, set()).add(name)
    waiting = list(found)
    while waiting:
        for holder in held_by.get(waiting.pop(), ()):
            if holder not in found:
                found.add(holder)
                waiting.append(holder)
    return found


def _clear_paths(owner: bpy.types.bpy_struct, depth: int, seen: set[tuple[int, str]]) -> None:
    rna = owner.bl_rna
    key = owner.as_pointer(), rna.identifier
    if depth > _MAX_DEPTH or key in seen:
        return
    seen.add(key)
    for prop in _paths(rna):
        text = getattr(owner, prop.identifier)
        if text != _BUILT_IN:
            # The file has the whole buffer, and in it what a shorter text did not overwrite.
            length = prop.length_max - 1 if prop.length_max else len(text.encode())
            setattr(owner, prop.identifier, "-" * length)
            setattr(owner, prop.identifier, prop.default)
    for name, many, target in _targets(rna):
        if target not in holders():
            continue
        value = getattr(owner, name, None)
        for each in (value if many else (value,)) or ():
            if each is not None and each.bl_rna.identifier in holders():
                _clear_paths(each, depth + 1, seen)


def strip() -> list[str]:
    """Strips the file that is open. Returns a sentence for each change of what it shows."""
    for text in list(bpy.data.texts):
        bpy.data.texts.remove(text)
    # Makes linked data the file's own; what cannot be is removed with its library.
    for block in list(blocks()):
        if block.library is not None:
            try:
                block.make_local()
            except RuntimeError:
                pass
    for library in list(bpy.data.libraries):
        bpy.data.libraries.remove(library)
    for scene in list(bpy.data.scenes):
        if scene != bpy.context.scene:
            bpy.data.scenes.remove(scene)
    # Drivers that need Python, and all that are hidden; simple ones such as "frame / 2" stay.
    for block in blocks():
        if isinstance(block, bpy.types.Action):
            drop_from_action(block)
        drop_from_nla(block)
        drivers: Any = getattr(getattr(block, "animation_data", None), "drivers", None)
        for curve in list(drivers or ()):
            if curve.driver.type == "SCRIPTED" and not curve.driver.is_simple_expression:
                drivers.remove(curve)
    # Nodes that write files, and those of a script in the Open Shading Language.
    for block in blocks():
        if not isinstance(block, bpy.types.NodeTree):
            continue
        for node in [each for each in block.nodes if each.bl_idname in _DROPPED]:
            block.nodes.remove(node)
    for image in bpy.data.images:
        if image.source != "GENERATED" and image.filepath_raw and not image.size[0]:
            path = image.filepath_raw.replace("\\", "/")
            image[lost_pictures.FILE] = clean(path.rsplit("/", 1)[-1])[:MAX_FILE_NAME]
    seen: set[tuple[int, str]] = set()
    for block in blocks():
        _clear_paths(block, 0, seen)
    return evaluation.match_render(list(blocks()))
