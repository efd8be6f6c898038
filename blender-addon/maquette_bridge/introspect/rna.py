# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types and operators as live RNA describes them, for introspection.py."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator
from typing import Any

import bpy

from . import instances

# Panels, menus and the like: how Blender draws itself, of no use to a script that builds.
_DRAWN = re.compile(r"_(PT|MT|HT|UL|FH|AST|KSI)_")
_OPERATOR = re.compile(r"_OT_")
_MOST_ITEMS = 300
_MOST_PATHS = 6
# Found on every type, and no help to anyone.
_DULL = {"input_template", "output_template", "is_registered_node_type", "bl_rna_get_subclass",
         "bl_rna_get_subclass_py", "bl_rna", "rna_type"}


def types() -> Iterator[dict[str, Any]]:
    """All structs with the members that are their own; nodes with their sockets."""
    # {name: class} of all that a script may meet; add-ons' settings (Cycles' too) are not in
    # `bpy.types`.
    found = {name: getattr(bpy.types, name) for name in dir(bpy.types)}
    found.update((kind.bl_rna.identifier, kind)
                 for kind in bpy.types.PropertyGroup.__subclasses__() if hasattr(kind, "bl_rna"))
    kinds = {name: kind for name, kind in found.items() if isinstance(kind, type)
             and not _DRAWN.search(name) and not _OPERATOR.search(name)}
    paths = _paths(kinds)
    with instances.Scratch() as scratch:
        for name, kind in sorted(kinds.items()):
            rna = getattr(kind, "bl_rna", None)
            entry: Any = ({"id": f"bpy.types.{name}", "kind": "type", "name": name,
                           "doc": prose(kind.__doc__) if isinstance(kind.__doc__, str) else "",
                           "functions": python_functions(kind, set())} if rna is None
                          else _struct(name, kind, rna, scratch))
            entry["paths"] = sorted(paths.get(name, ()))[:_MOST_PATHS]
            if name == "Context":
                entry["members"] += _context_members(entry["members"])
            yield entry


def _paths(kinds: dict[str, Any]) -> dict[str, set[str]]:
    """What a type is reached by in a script: {"Nodes": {"nodes"}, "BlendDataObjects":
    {"bpy.data.objects", "objects"}}."""
    found: dict[str, Any] = {}
    for name, kind in kinds.items():
        rna = getattr(kind, "bl_rna", None)
        for prop in rna.properties if rna is not None else ():
            target = None
            if prop.type == "COLLECTION" and prop.srna is not None:
                target = prop.srna
            elif prop.type == "POINTER" and prop.fixed_type is not None:
                target = prop.fixed_type
                if "ID" in (target.identifier, *_bases(target)):
                    continue  # any object may be called anything
            if target is None or target.identifier in ("bpy_struct", "Struct"):
                continue
            known = found.setdefault(target.identifier, set())
            known.add(prop.identifier)
            if name == "BlendData":
                known.add(f"bpy.data.{prop.identifier}")
    return found


def _context_members(known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lists members of the context in the background beyond its RNA: selected_objects,
    active_object …"""
    names = {each["name"] for each in known}
    made = []
    for name in dir(bpy.context):
        if name.startswith("_") or name in names or name in ("bl_rna", "rna_type"):
            continue
        value = getattr(bpy.context, name, None)
        if not callable(value):
            made.append({"name": name, "readonly": True, "type": (
                "list" if isinstance(value, (list, tuple)) else type(value).__name__)})
    return made


def _struct(name: str, kind: type, rna: bpy.types.Struct,
            scratch: instances.Scratch) -> dict[str, Any]:
    inherited = set(rna.base.properties.keys()) if rna.base else set()
    inherited_functions = set(rna.base.functions.keys()) if rna.base else set()
    instance = scratch.instance(name)
    members = [_property(prop, instance) for prop in rna.properties
               if prop.identifier not in inherited and prop.identifier != "rna_type"]
    functions = [_function(func) for func in rna.functions
                 if func.identifier not in inherited_functions | _DULL]
    functions += python_functions(kind, {func["name"] for func in functions})
    entry: dict[str, Any] = {
        "id": f"bpy.types.{name}", "kind": _kind(rna), "name": _title(rna, kind),
        "doc": _clean(rna.description or ""), "bases": _bases(rna),
        "members": members, "functions": functions}
    if entry["kind"] == "node":
        entry.update(scratch.sockets(name))
    if entry["kind"] in ("modifier", "constraint"):
        entry["type"] = scratch.type_of(name)
    return entry


def _kind(rna: bpy.types.Struct) -> str:
    names = {rna.identifier, *_bases(rna)}
    for base, kind in (("Modifier", "modifier"), ("Constraint", "constraint"), ("Node", "node")):
        if base in names and rna.identifier != base:
            return kind
    return "type"


def _title(rna: bpy.types.Struct, kind: type) -> str:
    label = getattr(kind, "bl_label", None)
    return label if isinstance(label, str) and label else rna.name or rna.identifier


def _bases(rna: Any) -> list[str]:
    found = []
    while rna.base is not None:
        rna = rna.base
        found.append(rna.identifier)
    return found


def _clean(text: str) -> str:
    return " ".join((text or "").split())


def _number(value: bool | float) -> bool | float | None:
    if isinstance(value, float):
        return None if not math.isfinite(value) or abs(value) > 1e30 else float(f"{value:.6g}")
    return None if abs(value) >= 2 ** 31 - 1 else value


def _property(prop: bpy.types.Property,
              instance: bpy.types.Constraint | bpy.types.Modifier | None = None) -> dict[str, Any]:
    """One property: what it is, what it may be, what it is by default."""
    made = {"name": prop.identifier, "label": prop.name, "doc": _clean(prop.description)}
    made["type"] = prop.type.lower()
    if prop.type in ("POINTER", "COLLECTION"):
        target = prop.fixed_type.identifier if prop.fixed_type else ""
        made["type"] = target if prop.type == "POINTER" else f"collection of {target}"
    elif prop.type in ("INT", "FLOAT", "BOOLEAN"):
        if getattr(prop, "is_array", False):
            sizes = [size for size in prop.array_dimensions if size] or [prop.array_length]
            made["type"] += "".join(f"[{size}]" for size in sizes)
            if len(sizes) == 1 and sizes[0] <= 16:
                made["default"] = [_number(each) for each in prop.default_array]
        else:
            made["default"] = _number(prop.default)
        if prop.type != "BOOLEAN":
            made["min"], made["max"] = _number(prop.hard_min), _number(prop.hard_max)
            if prop.subtype not in ("NONE", "UNSIGNED"):
                made["unit"] = prop.subtype.lower()
    elif prop.type == "ENUM":
        made["type"] = "enum set" if prop.is_enum_flag else "enum"
        described = {item.identifier: (item.name, _clean(item.description))
                     for group in (prop.enum_items_static, prop.enum_items) for item in group}
        if len(described) <= 1 and instance is not None and not prop.is_readonly:
            # The list is made when a value is set.
            for value in instances.enum_values(instance, prop.identifier):
                described.setdefault(value, ("", ""))
        made["items"] = [[ident, name, doc] for ident, (name, doc) in described.items()
                         if ident][:_MOST_ITEMS]
        made["default"] = sorted(prop.default_flag) if prop.is_enum_flag else prop.default
    elif prop.type == "STRING":
        made["default"] = prop.default
    if prop.is_readonly:
        made["readonly"] = True
    if getattr(prop, "is_deprecated", False):
        made["deprecated"] = _clean(prop.deprecated_note) or "deprecated"
    return {key: value for key, value in made.items() if value not in ("", [], None)}


def _function(func: bpy.types.Function) -> dict[str, Any]:
    given = [each for each in func.parameters if not each.is_output]
    returned = [each for each in func.parameters if each.is_output]
    arguments = []
    for each in given:
        if each.is_required:
            arguments.append(each.identifier)
        else:
            arguments.append(f"{each.identifier}={_default(each)}")
    signature = f"{func.identifier}({', '.join(arguments)})"
    if returned:
        signature += " -> " + ", ".join(_property(each)["type"] for each in returned)
    return {"name": func.identifier, "signature": signature, "doc": _clean(func.description),
            "members": [_property(each) for each in given]}


def _default(prop: bpy.types.Property) -> str:
    if prop.type in ("POINTER", "COLLECTION"):
        return "None"
    if prop.type == "ENUM" and prop.is_enum_flag:
        return repr(prop.default_flag)
    if getattr(prop, "is_array", False):
        return repr(tuple(_number(each) for each in prop.default_array))
    return repr(_number(prop.default) if prop.type in ("FLOAT", "INT") else prop.default)


def python_functions(kind: type, known: set[str]) -> list[dict[str, str]]:
    """Lists a class's members beyond its RNA: methods and properties written in Python or C."""
    found = []
    for name, value in sorted(vars(kind).items()):
        if name.startswith("_") or name in known or name in _DULL:
            continue
        doc = getattr(value, "__doc__", None)
        doc = doc if isinstance(doc, str) else ""
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        if callable(value):
            found.append({"name": name, "signature": signature(name, value, doc),
                          "doc": prose(doc)})
        elif isinstance(value, property) or inspect.isgetsetdescriptor(value):
            found.append({"name": name, "signature": name, "doc": prose(doc)})
    return found


def signature(name: str, value: Any, doc: str) -> str:
    """The call: from a reST docstring's directive, else as Python tells."""
    found = re.search(r"^\s*\.\. (?:method|function|class|classmethod|staticmethod):: *(.+)$",
                      doc or "", re.M)
    if found:
        return found[1].strip()
    try:
        given = str(inspect.signature(value))
    except (TypeError, ValueError):
        return f"{name}(…)"
    return name + re.sub(r"\((?:self|cls)(?:, )?", "(", given)


def prose(doc: str | None) -> str:
    """A docstring without reST's marks."""
    text = re.sub(r"^\s*\.\. (?:method|function|class|classmethod|staticmethod)::.*$", "",
                  doc or "", flags=re.M)
    text = re.sub(r"^\s*\.\. [\w-]+::.*$", "", text, flags=re.M)
    text = re.sub(r":(arg|type|return|rtype) ?([^:\n]*):", _field, text)
    return _clean(re.sub(r":\w+:`~?([^`]*)`", r"\1", text).replace("``", "`"))[:1500]


def _field(match: re.Match[str]) -> str:
    return {"arg": f"{match[2]}:", "type": "—", "return": "Returns:", "rtype": "—"}[match[1]]


def operators() -> Iterator[dict[str, Any]]:
    """bpy.ops with their arguments."""
    for module in dir(bpy.ops):
        for name in dir(getattr(bpy.ops, module)):
            try:
                rna = getattr(getattr(bpy.ops, module), name).get_rna_type()
            except (KeyError, AttributeError, RuntimeError):
                continue
            base = set(rna.base.properties.keys()) if rna.base else set()
            yield {"id": f"bpy.ops.{module}.{name}", "kind": "operator", "name": rna.name,
                   "doc": _clean(rna.description),
                   "members": [_property(prop) for prop in rna.properties
                               if prop.identifier not in base
                               and prop.identifier != "rna_type"]}
