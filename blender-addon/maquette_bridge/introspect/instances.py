# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts that only instances tell: the sockets of nodes, the values of enums that are made at run
time. Everything is made in data of our own and taken away again."""

from __future__ import annotations

from typing import Any

import bpy

from ..render.engines import enum_values

__all__ = ["Scratch", "enum_values"]

_TREES = (("Shader", "ShaderNodeTree"), ("Compositor", "CompositorNodeTree"),
          ("Texture", "TextureNodeTree"), ("Geometry", "GeometryNodeTree"),
          ("Function", "GeometryNodeTree"), ("Node", "GeometryNodeTree"))
# An enum with more values than this does not change the sockets (colour spaces, attributes).
_MOST_MODES = 24


class Scratch:
    """Instances to ask, for as long as the `with` lasts."""

    def __enter__(self) -> Scratch:
        self._trees = {kind: bpy.data.node_groups.new(".maquette", kind) for _, kind in _TREES}
        self._objects: list[bpy.types.Object] = []
        self._owned: dict[Any, Any] = {}
        self._types: dict[Any, Any] = {}
        self._instances = self._settings()
        self._make("modifiers", "Modifier")
        self._make("constraints", "Constraint")
        return self

    def __exit__(self, *_: object) -> None:
        for tree in self._trees.values():
            bpy.data.node_groups.remove(tree)
        for obj in self._objects:
            data = obj.data
            bpy.data.objects.remove(obj)
            if data is not None:
                bpy.data.batch_remove([data])

    @staticmethod
    def _settings() -> dict[str, Any]:
        """The one instance there is of a type of settings."""
        scene = bpy.context.scene
        found = {"Scene": scene}
        for name in ("render", "view_settings", "display_settings", "eevee", "cycles", "display",
                     "unit_settings", "tool_settings"):
            value = getattr(scene, name, None)
            if value is not None:
                found[value.bl_rna.identifier] = value
        images = scene.render.image_settings
        found[images.bl_rna.identifier] = images
        return found

    def _object(self, name: str, data: bpy.types.bpy_struct) -> bpy.types.Object:
        obj = bpy.data.objects.new(name, data)
        self._objects.append(obj)
        return obj

    def _make(self, collection: str, base: str) -> None:
        """One of each modifier or constraint, on whatever object takes it."""
        bases = [self._object(".maquette", bpy.data.meshes.new(".maquette"))]
        for name in ("grease_pencils_v3", "grease_pencils"):
            if hasattr(bpy.data, name):
                bases.append(self._object(".maquette", getattr(bpy.data, name).new(".maquette")))
        rna = getattr(bpy.types, base).bl_rna.properties["type"]
        for item in rna.enum_items:
            for obj in bases:
                try:
                    owner = getattr(obj, collection)
                    made = (owner.new("m", item.identifier) if collection == "modifiers"
                            else owner.new(item.identifier))
                except (TypeError, RuntimeError):
                    continue
                if made is not None:
                    self._instances[made.bl_rna.identifier] = made
                    self._types[made.bl_rna.identifier] = item.identifier
                    break

    def instance(self, name: str) -> Any:
        """The instance of the type `name`, or None."""
        return self._instances.get(name)

    def type_of(self, name: str) -> str | None:
        """Returns the type name for `modifiers.new(name, TYPE)` or `constraints.new(TYPE)`."""
        return self._types.get(name)

    def sockets(self, name: str) -> dict[str, list[dict[str, Any]]]:
        """{"inputs", "outputs"} of a node type, over all its modes; {} when it cannot be made."""
        tree: Any = next((self._trees[kind] for prefix, kind in _TREES if name.startswith(prefix)),
                    None)
        try:
            node = tree.nodes.new(name)
        except (RuntimeError, AttributeError):
            return {}
        try:
            found: dict[str, Any] = {"inputs": {}, "outputs": {}}
            _collect(node, found, None)
            base = set(bpy.types.Node.bl_rna.properties.keys())
            for prop in node.bl_rna.properties:
                if (prop.type != "ENUM" or prop.is_readonly or prop.is_enum_flag
                        or prop.identifier in base):
                    continue
                before = getattr(node, prop.identifier)
                modes = [item.identifier for item in prop.enum_items]
                for mode in modes if len(modes) <= _MOST_MODES else ():
                    try:
                        setattr(node, prop.identifier, mode)
                    except TypeError:
                        continue
                    _collect(node, found, f"{prop.identifier}='{mode}'")
                try:
                    setattr(node, prop.identifier, before)
                except TypeError:
                    pass
            return {side: list(sockets.values()) for side, sockets in found.items()}
        finally:
            tree.nodes.remove(node)


def _collect(node: bpy.types.Node, found: dict[str, dict[tuple[str, ...], dict[str, Any]]],
             mode: str | None) -> None:
    for side, known in found.items():
        for socket in getattr(node, side):
            shown = socket.enabled and not getattr(socket, "is_unavailable", False)
            if not shown or socket.bl_idname == "NodeSocketVirtual":
                continue
            key = (socket.identifier, socket.name, socket.type)
            if key not in known:
                known[key] = _socket(socket, side == "inputs", mode)


def _socket(socket: bpy.types.NodeSocket, is_input: bool, mode: str | None) -> dict[str, Any]:
    made = {"id": socket.identifier, "name": socket.name, "type": socket.type.lower()}
    if mode:
        made["when"] = mode
    if is_input and hasattr(socket, "default_value"):
        made["default"] = _value(socket.default_value)
        prop = socket.bl_rna.properties["default_value"]
        if prop.type in ("INT", "FLOAT") and not prop.is_array:
            # The limits are the socket's own; RNA tells them only of its type.
            for key, limit in (("min", prop.soft_min), ("max", prop.soft_max)):
                if abs(limit) < 1e30:
                    made[key] = limit
    return {key: value for key, value in made.items() if value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(f"{value:.6g}")
    try:
        return [float(f"{each:.6g}") for each in value]
    except TypeError:
        return None
