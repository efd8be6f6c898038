# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an exported file into an empty scene and says what is in it: the proof of an export, made
by a Blender that did not write it."""

from __future__ import annotations

import os
import struct
from typing import Any

import bpy

from .. import cleanup
from ..errors import INVALID_PARAMS, BridgeError
from ..measure import asset
from ..streams import Capture, clean
from . import formats, game_package, living, look, pictures, robots, threemf

# How the importers call the axes.
_UP = {"z": {"up_axis": "Z", "forward_axis": "Y"},
       "y": {"up_axis": "Y", "forward_axis": "NEGATIVE_Z"}}


def read(path: str, up: str, with_look: bool, engine_name: str | None = None) -> dict[str, Any]:
    """Reads what the file contains, lengths in m as the file has them. `with_look`: whether the
    look of the version is beside it, to be compared. `engine_name`: for whose package it is."""
    engine = game_package.ENGINES[engine_name] if engine_name is not None else None
    suffix = os.path.splitext(path)[1].lower()
    kind = formats.FORMATS[suffix]
    cleanup.empty_scene()
    if kind.is_robot:
        robots.read(path)
    elif not kind.readers:
        threemf.read(path)
    else:
        found = formats.find_operator(kind.readers)
        if found is None:
            raise BridgeError(INVALID_PARAMS,
                              f"This Blender was built without an importer for {suffix}.")
        operator, arguments = found
        if kind.is_told_up:
            arguments = {**arguments, **_UP[up]}
        known = operator.get_rna_type().properties
        try:
            with Capture():
                operator(filepath=path, **{key: value for key, value in arguments.items()
                                           if key in known})
        except RuntimeError as error:
            raise BridgeError(INVALID_PARAMS, "The file cannot be read: "
                              f"{clean(str(error))}"[:1000]) from None
        if suffix == ".obj":
            # Blender's importer of .obj reads the colour of a glow and leaves its strength at none,
            # and takes the picture of the normals for colours.
            for node in [node for material in bpy.data.materials if material.node_tree is not None
                         for node in material.node_tree.nodes]:
                if node.type == "BSDF_PRINCIPLED":
                    strength = node.inputs["Emission Strength"]
                    strength.default_value = strength.default_value or 1.0
                elif node.type == "NORMAL_MAP" and node.inputs["Color"].is_linked:
                    image = getattr(node.inputs["Color"].links[0].from_node, "image", None)
                    if image is not None:
                        image.colorspace_settings.name = "Non-Color"
    kept = living.count() | ({"joints": robots.count(path)} if kind.is_robot else {})
    # The pose as built is that of the first key.
    bpy.context.scene.frame_set(0)
    for obj in bpy.context.scene.objects:
        obj.animation_data_clear()
    shapes, _cut = asset.shapes({obj.name for obj in bpy.context.scene.objects
                                 if not game_package.is_beside(obj.name, engine)})
    seen = [shape for shape in shapes.values() if shape.seen]
    if not seen:
        raise BridgeError(INVALID_PARAMS, "The file holds nothing that can be seen.")
    triangles = sum(len(shape.triangles) + shape.unread for shape in seen)
    return {
        "objects": len(seen),
        "triangles": _stl_triangles(path) or triangles,
        "low": [min(shape.low[axis] for shape in seen) for axis in range(3)],
        "high": [max(shape.high[axis] for shape in seen) for axis in range(3)],
        "materials": len({material.name for shape in seen for material in shape.materials
                          if material is not None}),
        "textures": sum(1 for image in bpy.data.images if image.size[0] and image.users),
        "pictures": [pictures.describe(image) for image in bpy.data.images if image.users],
        "kept": kept,
        **game_package.read(engine, shapes),  # which removes it
        # The last, as it changes the scene.
        "differs": look.compare(f"{path}.look") if with_look else [],
    }


def _stl_triangles(path: str) -> int:
    """How many triangles a binary STL has, 0 for another file: Blender's importer leaves out those
    without an area."""
    if not path.lower().endswith(".stl"):
        return 0
    with open(path, "rb") as file:
        head = file.read(84)
        count = struct.unpack("<I", head[80:84])[0] if len(head) == 84 else 0
    return count if os.path.getsize(path) == 84 + 50 * count else 0
