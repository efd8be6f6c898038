# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names what the scene has and a file of another program will not have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import bpy

from ..motion import joints
from . import living

MAX_NAMES = 8  # of one sort
# Types of objects that are seen, or do something, and are no mesh.
_TYPES = {"ARMATURE": "rig", "CURVES": "hair", "POINTCLOUD": "points", "VOLUME": "volume",
          "GPENCIL": "drawing", "GREASEPENCIL": "drawing", "CAMERA": "camera", "LIGHT": "light"}
_OWN = {"part", "joint"}  # properties by which Maquette knows an object


def quote(names: Sequence[str]) -> str:
    """Names for a sentence, the first of many."""
    return ", ".join(f"“{name}”" for name in names[:MAX_NAMES]) + (
        ", …" if len(names) > MAX_NAMES else "")


def _custom_properties(obj: bpy.types.Object) -> list[str]:
    """The names of an object's properties that a script gave it."""
    return [key for key in obj.keys() if key not in _OWN and key not in obj.bl_rna.properties]


def read_properties(shown: Collection[str]) -> dict[str, dict[str, Any]]:
    """{object: its own properties}."""
    found = {}
    for name in shown:
        obj = bpy.data.objects[name]
        values = {key: obj[key] for key in _custom_properties(obj)}
        found[name] = {key: value.to_dict() if hasattr(value, "to_dict")
                       else value.to_list() if hasattr(value, "to_list") else value
                       for key, value in values.items()
                       if not isinstance(value, bpy.types.bpy_struct)}
    return {name: values for name, values in found.items() if values}


def give_properties(objects: list[bpy.types.Object], properties: dict[str, dict[str, Any]]) -> None:
    """Gives flattened objects their own properties, and takes Maquette's, which would be written
    beside them."""
    for obj in objects if properties else ():
        for key in [*obj.keys()]:
            del obj[key]
        for key, value in properties.get(obj.name, {}).items():
            obj[key] = value


def _things(obj: bpy.types.Object) -> Iterator[str]:
    """All that an object has beside its surface."""
    if obj.type in _TYPES:
        yield _TYPES[obj.type]
    if living.animated(obj):
        yield "animation"
    if living.has_keys(obj):
        yield "shape keys"
    if any(each.settings.type == "HAIR" and each.settings.render_type == "PATH"
           for each in obj.particle_systems):
        yield "hair"
    if obj.type == "CURVE":
        evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
        if not evaluated.to_mesh().polygons:
            yield "curve"
        evaluated.to_mesh_clear()
    if obj.constraints or (obj.pose is not None
                           and any(each.constraints for each in obj.pose.bones)):
        yield "constraints"
    if _custom_properties(obj):
        yield "custom properties"


class Finder:
    """The things of the scene, read before it is flattened."""

    def __init__(self, shown: Collection[str], moving: bool, has_loops: bool) -> None:
        """`shown`: names of the objects that are seen. `moving`: whether joints are missed;
        `has_loops`: whether the file may close them."""
        rows, faults = joints.read() if moving else ([], [])
        self._joints = [each.name for each in rows]
        self._pins = [] if has_loops else [each.name for each in joints.pins_of(rows)]
        self._faults = [each["joint"] for each in faults]
        self._things = [(name, what) for name in sorted(shown)
                        for what in _things(bpy.data.objects[name])]
        copies = {each.parent.original.name
                  for each in bpy.context.evaluated_depsgraph_get().object_instances
                  if each.is_instance and each.object.original != each.parent.original}
        self._things += [(name, "instances") for name in sorted(copies & set(shown))]

    def rows(self, kept: Collection[str], lives: bool, has_joints: bool) -> list[dict[str, str]]:
        """[{what, of}] of all that has no place in the file. `kept`: objects whose motion is
        in it; `lives`: whether it has properties."""
        found: dict[str, list[str]] = {}
        if names := self._faults + ([] if has_joints else self._joints):
            found["joint"] = names
        if has_joints and self._pins:
            found["loop"] = self._pins
        for name, what in self._things:
            if not (what in ("rig", "animation", "shape keys") and name in kept
                    or what == "custom properties" and lives):
                found.setdefault(what, []).append(name)
        return [{"what": what, "of": quote(names)} for what, names in found.items()]
