# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the asset in other programs' formats, with whatever exporters this Blender has."""

import os

import bpy

from . import asset
from .errors import INVALID_PARAMS, NOTHING_TO_RENDER, BridgeError
from .streams import Capture

# Suffix: operators to try, newest first, each with arguments; those an operator lacks are left out.
_FORMATS = {
    ".glb": [("export_scene.gltf", {"export_format": "GLB", "use_selection": True,
                                    "export_apply": True, "export_yup": True})],
    ".obj": [("wm.obj_export", {"export_selected_objects": True, "apply_modifiers": True})],
    ".stl": [("wm.stl_export", {"export_selected_objects": True, "apply_modifiers": True}),
             ("export_mesh.stl", {"use_selection": True})],
    ".ply": [("wm.ply_export", {"export_selected_objects": True, "apply_modifiers": True})],
    ".fbx": [("wm.fbx_export", {"export_selected_objects": True}),
             ("export_scene.fbx", {"use_selection": True, "use_mesh_modifiers": True})],
    ".usd": [("wm.usd_export", {"selected_objects_only": True})],
}
SUFFIXES = tuple(_FORMATS)


def _operator(name):
    module, function = name.split(".")
    return getattr(getattr(bpy.ops, module), function) if function in dir(
        getattr(bpy.ops, module)) else None


def _exporter(suffix):
    for name, arguments in _FORMATS[suffix]:
        operator = _operator(name)
        if operator is not None:
            known = operator.get_rna_type().properties
            return operator, {key: value for key, value in arguments.items() if key in known}
    raise BridgeError(INVALID_PARAMS, f"This Blender was built without an exporter for {suffix}.")


def export(path):
    """Writes the objects that are seen to `path`, by its suffix."""
    operator, arguments = _exporter(os.path.splitext(path)[1].lower())
    layer = bpy.context.view_layer
    before = [(obj, obj.select_get()) for obj in layer.objects]
    known = asset.objects()
    if all(hidden for _obj, hidden in known):
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to export: no object is visible.")
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    try:
        for obj, hidden in known:
            obj.select_set(not hidden)
        with Capture() as output:
            try:
                result = operator(filepath=path, **arguments)
            except RuntimeError as error:
                raise BridgeError(INVALID_PARAMS, f"The export failed: {error}"[:1000]) from None
    finally:
        for obj, selected in before:
            obj.select_set(selected)
    if "FINISHED" not in result or not os.path.isfile(path):
        raise BridgeError(INVALID_PARAMS, f"Blender wrote no file. {output.stderr}"[:1000])
