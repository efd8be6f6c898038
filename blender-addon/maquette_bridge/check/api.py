# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API of this very Blender: operators, types, properties, functions, nodes and their sockets,
read from live RNA. Answers are None where they depend on something that cannot be known before a
script runs."""

from __future__ import annotations

import functools
import re
from typing import Any

import bmesh
import bpy

from ..render import engines

_TREES = (("ShaderNode", "ShaderNodeTree"), ("CompositorNode", "CompositorNodeTree"),
          ("TextureNode", "TextureNodeTree"), ("GeometryNode", "GeometryNodeTree"),
          ("FunctionNode", "GeometryNodeTree"))
# Nodes whose sockets follow a file, a script or another tree.
_OPEN_NODES = re.compile(r"Group|Script|RLayers|CompositorNodeImage|MovieClip|OutputFile"
                         r"|Cryptomatte|Viewer|Simulation|Repeat|ForEach|Bake|MenuSwitch"
                         r"|IndexSwitch|Capture|EvaluateClosure|Closure|Bundle|FormatString")
# Enums whose values hang on another property.
_VARYING = {("Curve", "fill_mode")}
# Types that scripts give their own properties.
OPEN_TYPES = {"AddonPreferences", "PropertyGroup", "OperatorProperties", "GizmoProperties",
              "AnyType", "bpy_struct", "NodesModifier", "NodesModifierProperties"}


# Operators.

@functools.cache
def operator_modules() -> frozenset[str]:
    """Names of the modules of bpy.ops."""
    return frozenset(dir(bpy.ops))


@functools.cache
def operators(module: str) -> frozenset[str]:
    """Names of the operators of a module of bpy.ops."""
    return frozenset(dir(getattr(bpy.ops, module)))


def operator_properties(module: str, name: str) -> Any:
    """The arguments of an operator as RNA properties, or None if there is no such operator."""
    try:
        return getattr(getattr(bpy.ops, module), name).get_rna_type().properties
    except (KeyError, AttributeError, RuntimeError):
        return None


@functools.cache
def mesh_operators() -> dict[str, list[str]]:
    """bmesh.ops: {name: its argument names}, read from the signature in each docstring."""
    found = {}
    for name in dir(bmesh.ops):
        # "…transform(bm, matrix=Matrix.Identity(4), verts=[])": the call as it stands in Python.
        match = re.search(r"\w+\(.*\)", getattr(bmesh.ops, name).__doc__ or "")
        if name.startswith("_") or match is None:
            continue
        names = re.findall(r"[(,]\s*(\w+)\s*(?==|,|\))", match[0])
        found[name] = names
    return found


# Types.

def type_named(name: str) -> Any:
    """The class bpy.types.`name`, or None."""
    found = getattr(bpy.types, name, None)
    return found if isinstance(found, type) else None


@functools.cache
def _make_types() -> None:
    """Blender makes the Python class of a type when it is first asked for; `family` needs all."""
    for name in dir(bpy.types):
        getattr(bpy.types, name)


@functools.cache
def family(name: str) -> list[Any]:
    """A type and all below it: what a pointer to it may really hold."""
    _make_types()
    found = [type_named(name)]
    for each in found:
        found.extend(sub for sub in each.__subclasses__() if hasattr(sub, "bl_rna"))
    return found


def is_a(name: str, base: str) -> bool:
    """True if both types exist and the first is the second or derived from it."""
    found, above = type_named(name), type_named(base)
    return found is not None and above is not None and issubclass(found, above)


def members(name: str) -> set[str]:
    """Names that instances of a type, or of one below it, may have."""
    found: set[str] = set()
    for each in family(name):
        found.update(dir(each))
        found.update(each.bl_rna.properties.keys())
        found.update(each.bl_rna.functions.keys())
    return found


def has_member(name: str, attribute: str) -> bool:
    """True if the type, or one derived from it, has the attribute."""
    return any(attribute in each.bl_rna.properties or attribute in each.bl_rna.functions
               or hasattr(each, attribute) for each in family(name))


def property_of(name: str, attribute: str) -> Any:
    """The RNA property, when the type has it or all types below it that have it agree."""
    own = type_named(name).bl_rna.properties.get(attribute)
    if own is not None:
        return own
    found = [prop for each in family(name)
             if (prop := each.bl_rna.properties.get(attribute)) is not None]
    kinds = {(prop.type, getattr(prop.fixed_type, "identifier", None)
              if prop.type in {"POINTER", "COLLECTION"} else None) for prop in found}
    return found[0] if len(kinds) == 1 else None


def function_of(name: str, attribute: str) -> Any:
    """The RNA function of a type, or None."""
    return type_named(name).bl_rna.functions.get(attribute)


def enum_values(prop: bpy.types.Property, owner: str | None = None) -> list[str] | None:
    """The values an enum takes, or None when they are made at run time."""
    if prop is None or prop.type != "ENUM":
        return None
    if owner is not None and any(prop.identifier == name and is_a(owner, kind)
                                 for kind, name in _VARYING):
        return None
    # The one instance there is of a type of settings.
    scene = bpy.context.scene
    live = {"RenderSettings": scene.render, "ImageFormatSettings": scene.render.image_settings,
            "ColorManagedViewSettings": scene.view_settings,
            "ColorManagedDisplaySettings": scene.display_settings,
            "CyclesRenderSettings": getattr(scene, "cycles", None),
            "SceneEEVEE": scene.eevee, "UnitSettings": scene.unit_settings}.get(owner or "")
    if live is not None:
        # Some lists, such as the engines, are only made when a value is set.
        values = [] if prop.is_enum_flag or prop.is_readonly else engines.enum_values(
            live, prop.identifier)
        if values:
            return values
    fixed = [item.identifier for item in prop.enum_items_static]
    values = fixed + [item.identifier for item in prop.enum_items if item.identifier not in fixed]
    return values if len(fixed) > 1 else None


# Nodes.

@functools.cache
def node_types() -> frozenset[str]:
    """Names of all types of nodes."""
    return frozenset(name for name in dir(bpy.types) if is_a(name, "Node") and any(
        name.startswith(prefix) for prefix in ("ShaderNode", "GeometryNode", "CompositorNode",
                                               "TextureNode", "FunctionNode", "Node")))


@functools.cache
def sockets(node: str, side: str) -> tuple[str, ...] | None:
    """The socket names of a node type, in order, or None where they vary. `side`: inputs,
    outputs."""
    kind = next((tree for prefix, tree in _TREES if node.startswith(prefix)), None)
    if kind is None or _OPEN_NODES.search(node):
        return None
    tree = bpy.data.node_groups.new(".maquette", kind)
    try:
        made = tree.nodes.new(node)
        if any(s.bl_idname == "NodeSocketVirtual" for s in (*made.inputs, *made.outputs)):
            return None
        return tuple(socket.name for socket in getattr(made, side))
    except RuntimeError:
        return None
    finally:
        bpy.data.node_groups.remove(tree)


@functools.cache
def default_node_names() -> dict[str, str]:
    """What nodes that Blender itself adds are called: {"Principled BSDF": its type}."""
    return {getattr(bpy.types, name).bl_rna.name: name
            for name in ("ShaderNodeBsdfPrincipled", "ShaderNodeOutputMaterial",
                         "ShaderNodeOutputWorld", "ShaderNodeBackground", "ShaderNodeEmission")
            if hasattr(bpy.types, name)}


@functools.cache
def modifier_type(kind: str) -> str | None:
    """The type of the modifier that `modifiers.new(name, kind)` makes."""
    mesh = bpy.data.meshes.new(".maquette")
    obj = bpy.data.objects.new(".maquette", mesh)
    try:
        made = obj.modifiers.new("m", kind)
        return made.bl_rna.identifier if made is not None else None
    except (TypeError, RuntimeError):
        return None
    finally:
        bpy.data.objects.remove(obj)
        bpy.data.meshes.remove(mesh)


@functools.cache
def constraint_type(kind: Any) -> Any:
    """The type name of a constraint that `constraints.new(kind)` makes, or None."""
    obj = bpy.data.objects.new(".maquette", None)
    try:
        return obj.constraints.new(kind).bl_rna.identifier
    except (TypeError, RuntimeError):
        return None
    finally:
        bpy.data.objects.remove(obj)


_BELOW = {
    "Light": {"POINT": "PointLight", "SUN": "SunLight", "SPOT": "SpotLight", "AREA": "AreaLight"},
    "Curve": {"CURVE": "Curve", "SURFACE": "SurfaceCurve", "FONT": "TextCurve"},
}


def below(base: str, kind: str) -> str:
    """The type below `base` for a kind such as `lights.new(type="AREA")`: AreaLight."""
    name = _BELOW.get(base, {}).get(kind)
    return name if name is not None and type_named(name) is not None else base
