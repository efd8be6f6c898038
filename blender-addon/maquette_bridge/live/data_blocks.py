# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data blocks that an asset brings into a user's file: loaded from its `.blend`, freed of all
that could run by itself, and marked, so that they and nothing else go when a later one comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import bpy

from ..drivers import drop_from_action, drop_from_nla

MARK = "maquette"  # a custom property: "<session>/<its own name>", so that a copy is not ours
NUMBERED = re.compile(r"(.+)\.\d{3,}")


def _collections() -> Iterator[Any]:
    for prop in bpy.data.bl_rna.properties:
        if prop.type == "COLLECTION":
            yield getattr(bpy.data, prop.identifier)


def all_blocks() -> set[bpy.types.bpy_struct]:
    """The set of all data blocks of the file that is open."""
    return {block for blocks in _collections() for block in blocks}


def load_scene(path: str) -> bpy.types.Scene:
    """Appends the scene of a `.blend` and returns it. Raises OSError or ValueError."""
    with bpy.data.libraries.load(path, link=False) as (there, here):
        if len(there.scenes) != 1:
            raise ValueError("it holds no scene" if not there.scenes else
                             "it holds several scenes, and nobody knows which one was measured")
        here.scenes = list(there.scenes)
    if here.scenes[0] is None:
        raise ValueError("its scene cannot be read")
    return here.scenes[0]


def _trees(block: bpy.types.bpy_struct) -> list[bpy.types.NodeTree]:
    tree = getattr(block, "node_tree", None)
    return [each for each in (tree, block if isinstance(block, bpy.types.NodeTree) else None)
            if each is not None]


def defuse(blocks: set[bpy.types.bpy_struct]) -> set[bpy.types.bpy_struct]:
    """Takes out what would run, or lead elsewhere: texts, drivers, script nodes, links to other
    files, whatever the sandbox had left in. Values that a driver gave stay as they are. Returns the
    blocks that are left."""
    for block in blocks:
        if isinstance(block, bpy.types.Action):
            drop_from_action(block)
        for owner in [block, *_trees(block)]:
            drop_from_nla(owner)
            data: Any = getattr(owner, "animation_data", None)
            for curve in list(data.drivers if data is not None else ()):
                data.drivers.remove(curve)
        for tree in _trees(block):
            for node in [each for each in tree.nodes if each.bl_idname == "ShaderNodeScript"]:
                tree.nodes.remove(node)
        block.use_fake_user = False
        for key in [key for key in block.keys() if key.startswith(MARK)]:
            del block[key]
    bad = {block for block in blocks
           if isinstance(block, (bpy.types.Text, bpy.types.Library)) or block.library is not None}
    if bad:
        # With a library go the blocks that are linked from it.
        bpy.data.batch_remove(bad)
        return blocks & all_blocks()
    return blocks


def mark(blocks: set[bpy.types.ID], session: str) -> None:
    """Marks blocks as part of a session's asset."""
    for block in blocks:
        block[MARK] = f"{session}/{block.name}"


def is_marked(block: bpy.types.ID, session: str) -> bool:
    """Whether we brought it: a copy that the user made, or what they renamed, is theirs."""
    return block.get(MARK) == f"{session}/{block.name}"


def drop_unused(session: str) -> None:
    """Removes what an earlier version brought and nobody uses any more."""
    while True:
        unused = [block for blocks in _collections() for block in blocks
                  if block.users == 0 and is_marked(block, session)]
        if not unused:
            return
        bpy.data.batch_remove(unused)


def drop_unwanted(blocks: set[bpy.types.ID]) -> set[bpy.types.ID]:
    """Removes new data blocks that nothing of the asset needs, such as the world."""
    while True:
        unused = {block for block in blocks if block.users == 0}
        if not unused:
            return blocks
        blocks = blocks - unused
        bpy.data.batch_remove(unused)


def give_names_back(blocks: set[bpy.types.ID]) -> None:
    """`Leg.001` becomes `Leg` again where the `Leg` of the earlier version has gone."""
    for collection in _collections():
        for block in [each for each in collection if each in blocks]:
            plain = NUMBERED.fullmatch(block.name)
            if plain is not None and collection.get(plain.group(1)) is None:
                block.name = plain.group(1)
