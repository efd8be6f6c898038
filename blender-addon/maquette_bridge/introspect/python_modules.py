# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python modules beside RNA (bmesh, mathutils, bpy_extras, bpy's own) and the example scripts
that come with this Blender, for introspection.py."""

import importlib
import inspect
import os
import pkgutil
import re
import types
from collections.abc import Iterator
from typing import Any

import bmesh
import bpy
import mathutils

from .rna import prose, python_functions, signature

_LONGEST = 16 * 1024  # bytes of an example script


def entries() -> Iterator[dict[str, Any]]:
    """Yields an entry for each class, function and example script."""
    for name in dir(bmesh.ops):
        doc = getattr(bmesh.ops, name).__doc__ or ""
        found = re.search(r"\w+\(.*\)", doc)
        if name.startswith("_") or found is None:
            continue
        result = re.search(r"->\s*(.+)$", doc, re.M)
        call = found[0] + (f" -> {result[1].strip()}" if result else "")
        yield {"id": f"bmesh.ops.{name}", "kind": "bmesh", "name": name.replace("_", " "),
               "signature": f"bmesh.ops.{call}"}
    for name in ("BMesh", "BMVert", "BMEdge", "BMFace", "BMLoop", "BMVertSeq", "BMEdgeSeq",
                 "BMFaceSeq", "BMLayerAccessVert", "BMLayerAccessEdge", "BMLayerAccessFace",
                 "BMLayerAccessLoop", "BMLayerCollection", "BMLoopUV", "BMDeformVert"):
        kind = getattr(bmesh.types, name, None)
        if kind is not None:
            yield _class(f"bmesh.types.{name}", kind, "bmesh")
    yield from _functions("bmesh.utils", "bmesh")
    yield from _functions("bmesh.geometry", "bmesh")
    yield from _functions("bmesh", "bmesh")
    yield from _functions("mathutils", "mathutils")
    for name in ("geometry", "kdtree", "bvhtree", "noise", "interpolate"):
        if hasattr(mathutils, name):
            yield from _functions(f"mathutils.{name}", "mathutils")
    yield from _extras()
    for name in ("bpy.app.timers", "bpy.path", "bpy.utils", "bpy.props"):
        yield from _functions(name, "function")
    # bpy.app, and the handlers that a script may append to.
    names = [name for name in dir(bpy.app) if not name.startswith("_")]
    yield {"id": "bpy.app", "kind": "function", "name": "Application",
           "doc": "Version and build of this Blender, paths, whether it runs in the background.",
           "functions": [{"name": name, "signature": name,
                          "doc": prose(getattr(getattr(type(bpy.app), name, None), "__doc__", ""))}
                         for name in names if not callable(getattr(bpy.app, name))]}
    for name in dir(bpy.app.handlers):
        if isinstance(getattr(bpy.app.handlers, name), list):
            words = name.replace("_", " ")
            yield {"id": f"bpy.app.handlers.{name}", "kind": "function", "name": words,
                   "doc": f"List of functions that are called: {words}. Append one of yours.",
                   "signature": f"{name}.append(function)"}
    # The example scripts that come with Blender.
    for folder in bpy.utils.script_paths(subdir="templates_py"):
        for file in sorted(os.listdir(folder)):
            stem, suffix = os.path.splitext(file)
            path = os.path.join(folder, file)
            if suffix != ".py" or not os.path.isfile(path):
                continue
            with open(path, encoding="utf-8", errors="replace") as handle:
                code = handle.read(_LONGEST)
            yield {"id": f"template:{stem}", "kind": "example", "name": stem.replace("_", " "),
                   "code": code}


def _class(ident: str, kind: type, group: str) -> dict[str, Any]:
    return {"id": ident, "kind": group, "name": ident.rpartition(".")[2],
            "doc": prose(kind.__doc__), "signature": signature(ident, kind, kind.__doc__ or ""),
            "functions": python_functions(kind, set())}


def _functions(name: str, group: str) -> Iterator[dict[str, Any]]:
    """A module's functions and classes, each an entry."""
    try:
        module: Any = importlib.import_module(name)
    except ImportError:
        module = next((part for part in [_reach(name)] if part is not None), None)
        if module is None:
            return
    for each in sorted(vars(module)) if isinstance(module, types.ModuleType) else dir(module):
        value = getattr(module, each, None)
        if each.startswith("_") or inspect.ismodule(value):
            continue
        if name.startswith("bpy_extras.") and getattr(value, "__module__", name) != name:
            continue  # imported from elsewhere
        ident = f"{name}.{each}"
        if inspect.isclass(value):
            yield _class(ident, value, group)
        elif callable(value):
            doc = getattr(value, "__doc__", None)
            doc = doc if isinstance(doc, str) else ""
            yield {"id": ident, "kind": group, "name": each.replace("_", " "),
                   "doc": prose(doc), "signature": signature(each, value, doc)}


def _reach(name: str) -> Any:
    found = bpy
    for part in name.split(".")[1:]:
        found = getattr(found, part, None)
    return found


def _extras() -> Iterator[dict[str, Any]]:
    import bpy_extras

    for found in pkgutil.iter_modules(bpy_extras.__path__, "bpy_extras."):
        yield from _functions(found.name, "function")
