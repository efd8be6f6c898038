# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an asset ready for a game engine: names that its importer takes for nothing else, pivots,
levels of detail and colliders; and measures them in the file that another Blender reads."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import bpy
from mathutils import Matrix, Quaternion, Vector

from ..measure import asset
from . import collision_nodes, flatten
from .jointed import Jointed, keys
from .left_out import MAX_NAMES
from .links import Names

try:
    import numpy
except ImportError:  # Blender's own exporter of glTF needs it, too
    numpy = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Engine:
    """suffix: of the file. prefixed: whether colliders are named as Unreal Engine expects them.
    levels: whether it takes levels of detail from the file. grouped: whether those of an object are
    below a node. up: the axis of the file. per_metre: its unit. arguments: for Blender's
    exporter."""

    suffix: str
    up: str
    per_metre: float = 1.0
    prefixed: bool = False
    levels: bool = False
    grouped: bool = False
    arguments: dict[str, Any] = field(default_factory=dict)


# No node has a turn or a size of its own.
# Godot makes levels of detail itself when it imports (docs.godotengine.org, Mesh level of detail).
# Unity takes meshes whose names end in _LOD0, _LOD1 … for them (docs.unity3d.com, Import a mesh
# with LOD settings), Unreal Engine what is below a LodGroup (dev.epicgames.com, FBX Static Mesh
# Pipeline; Importing static mesh LODs).
ENGINES = {
    "godot": Engine(".glb", "y"),
    "unity": Engine(".fbx", "y", prefixed=True, levels=True,
                    arguments={"bake_space_transform": True}),
    "unreal": Engine(".fbx", "z", 100.0, prefixed=True, levels=True, grouped=True,
                     arguments={"apply_scale_options": "FBX_SCALE_NONE"}),
}
# (share of the triangles, how far the surface may be off as a share of the asset's longest side)
_LEVELS = ((0.5, 0.01), (0.25, 0.02))
_LEAST_TRIANGLES = 40  # of an object that is reduced
_MAX_NAME = 40  # bytes: suffixes and prefixes come to it, and Blender has 63
# Endings that importers read in a name: Godot's, also before a number (_teststr() in its
# resource_importer_scene.cpp), and those of the levels; and prefixes of colliders and sockets.
_LAST = re.compile(r"_(noimp|col|colonly|convcol|convcolonly|rigid|navmesh|occ|occonly|vehicle|"
                   r"wheel|loop|cycle|lod_?\d*)[\d\s._]*$", re.IGNORECASE)
_FIRST = re.compile(r"^(u[bcs][xp]|mcdcx|socket|lodgroup)", re.IGNORECASE)
_LEVEL = re.compile(r"^(.*)_LOD(\d)$")
_ROOT = " levels"  # the node of a group


def _make_name(name: str, names: Names) -> str:
    """A name that each importer takes for no more than a name, in letters of all scripts, digits
    and underscores."""
    plain = Names().make(name.encode()[:_MAX_NAME].decode(errors="ignore"))
    plain = f"part_{plain}" if _FIRST.match(plain) else plain
    return names.make(f"{plain}_part" if _LAST.search(plain) else plain)


def _rename(objects: Sequence[bpy.types.Object]) -> str:
    """Gives objects such names; returns the pairs that differ, for a sentence."""
    names = Names()
    found = {obj: (obj.name, _make_name(obj.name, names)) for obj in objects}
    for obj in found:
        obj.name = obj.data.name = ""  # none is in the way of another one
    for obj, (_before, name) in found.items():
        obj.name = obj.data.name = name
    rows = [f"“{before}” → “{obj.name}”" for obj, (before, _name) in found.items()
            if obj.name != before]
    return ", ".join(rows[:MAX_NAMES]) + (", …" if len(rows) > MAX_NAMES else "")


def _set_pivots(objects: Sequence[bpy.types.Object]) -> None:
    """Moves origins to the axis of the joint that carries an object, else to that of the file."""
    for obj in objects:
        obj.data.transform(Matrix.Translation(obj.location))
        obj.location = (0.0, 0.0, 0.0)


def prepare(engine: Engine, objects: Sequence[bpy.types.Object], jointed: Jointed,
            names: dict[str, str], low: Vector, high: Vector) -> dict[str, Any]:
    """Makes flattened objects ready, which hang on the nodes of their joints: `names` are {joint:
    its node}. Nodes that are renamed are so in it. Returns what the file should hold."""
    for joint, name in names.items():
        node = bpy.data.objects[name]
        node.name = name.replace("$", "_")  # "$col" means something to Godot anywhere in a name
        names[joint] = node.name
    renamed = _rename(objects)
    _set_pivots(objects)
    levels, bases = [list(objects)], [each.name for each in objects]
    if engine.levels:
        size = max(high - low)
        for share, most in _LEVELS:
            levels.append(_reduced(objects, levels[-1], share, most * size, size))
        for number, row in enumerate(levels):
            for obj, base in zip(row, bases):
                obj.name = obj.data.name = f"{base}_LOD{number}"
    kinds = collision_nodes.add(objects, low, high, engine.prefixed)
    if engine.grouped:
        _group(levels, bases)
    clips = _key_joints(jointed, names) if engine.suffix == ".fbx" and names else []
    render = bpy.context.scene.render
    return {"renamed": renamed, "colliders": kinds, "clips": clips,
            "fps": render.fps / render.fps_base,
            "levels": [flatten.count_triangles(row) for row in levels] if engine.levels else []}


def _surface(mesh: bpy.types.Mesh) -> tuple[Any, Any]:
    mesh.calc_loop_triangles()
    return (numpy.array([tuple(each.co) for each in mesh.vertices]),
            numpy.array([tuple(each.vertices) for each in mesh.loop_triangles]))


def _reduced(objects: Sequence[bpy.types.Object], before: Sequence[bpy.types.Object], share: float,
             most: float, size: float) -> list[bpy.types.Object]:
    """A copy of each object with a share of its triangles; where that would be farther off than
    `most`, with those of the level before."""
    made = []
    for obj, last in zip(objects, before):
        copy = obj.copy()
        copy.data = obj.data.copy()
        bpy.context.scene.collection.objects.link(copy)
        good = flatten.count_triangles([obj]) >= _LEAST_TRIANGLES
        if good:
            flatten.reduce([copy], share)
            surface = _surface(copy.data)
            good = len(surface[1]) > 3 and collision_nodes.deviation(
                _surface(obj.data), surface, size / collision_nodes.GRID) <= most
        if not good:
            worse = copy.data
            copy.data = last.data.copy()
            bpy.data.meshes.remove(worse)
        made.append(copy)
    return made


def _group(levels: Sequence[Sequence[bpy.types.Object]], names: Sequence[str]) -> None:
    """Puts the levels of each object below a node that FBX calls a LodGroup."""
    for name, row in zip(names, zip(*levels)):
        group = bpy.data.objects.new(f"{name}{_ROOT}", None)
        group["fbx_type"] = "LodGroup"  # Blender's exporter writes it as the type of the node
        bpy.context.scene.collection.objects.link(group)
        group.parent = row[0].parent
        for obj in row:
            obj.parent = group


def _key_joints(jointed: Jointed, names: dict[str, str]) -> list[dict[str, Any]]:
    """Keys the nodes of joints, one joint after the other on one time line, as an .fbx has it.
    Returns {name, first, last} of the frames of each."""
    scene = bpy.context.scene
    rate = scene.render.fps / scene.render.fps_base
    frame, clips = 0, []
    for leader in jointed.leaders():
        shown = keys(jointed, leader)
        for joint in jointed.moved_by(leader):
            node, rest = bpy.data.objects[names[joint.name]], jointed.offset(joint)
            node.rotation_mode = "QUATERNION"
            for seconds, now in shown:
                value, at = now[joint.name], frame + seconds * rate
                if joint.kind != "slider":
                    node.rotation_quaternion = Quaternion(joint.axis, math.radians(value))
                    node.keyframe_insert("rotation_quaternion", frame=at)
                if joint.kind in ("slider", "screw"):
                    goes = jointed.scale * (1.0 if joint.kind == "slider" else joint.pitch / 360.0)
                    node.location = rest + joint.axis * value * goes
                    node.keyframe_insert("location", frame=at)
        last = frame + math.ceil(shown[-1][0] * rate)
        clips.append({"name": leader.name, "first": frame, "last": last})
        frame = last + 1
    scene.frame_start, scene.frame_end = 0, max(frame - 1, 1)
    scene.frame_set(0)
    return clips


# The proof.

def is_beside(name: str, engine: Engine | None) -> bool:
    """Whether an object of a file is a collider, or a level of detail but the first."""
    level = _LEVEL.match(name) if engine is not None and engine.levels else None
    return (collision_nodes.owner(name, engine is not None and engine.prefixed) is not None
            or (level is not None and level.group(2) != "0"))


def read(engine: Engine | None, shapes: dict[str, asset.Shape]) -> dict[str, Any]:
    """Measures what is beside the asset in a file that was read, and removes it from the scene.
    `shapes`: of what is seen."""
    rows, margin = collision_nodes.measure(shapes, engine is not None and engine.prefixed)
    found: dict[str, Any] = {"colliders": rows, "margin_mm": margin, "levels": []}
    own = {each.name for each in bpy.context.scene.objects if _LEVEL.match(each.name)}
    every = asset.shapes(own)[0] if engine is not None and engine.levels else {}
    for obj in [each for each in bpy.data.objects if is_beside(each.name, engine)]:
        bpy.data.objects.remove(obj)
    if not every:
        return found
    size = max(b - a for a, b in zip(*collision_nodes.find_box(shapes)))
    for number in range(1 + len(_LEVELS)):
        off, triangles = 0.0, 0
        for name, shape in every.items():
            match = _LEVEL.match(name)
            if match is None or match.group(2) != str(number) or not shape.triangles:
                continue
            triangles += len(shape.triangles)
            first = every.get(f"{match.group(1)}_LOD0")
            if number and first is not None:
                one, other = ((numpy.array(each.vertices), numpy.array(each.triangles))
                              for each in (first, shape))
                off = max(off, collision_nodes.deviation(one, other, size / collision_nodes.GRID))
        found["levels"].append({"triangles": triangles, "off_mm": round(off * 1000, 4)})
    return found
