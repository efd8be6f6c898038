# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the asset in other programs' formats, with whatever exporters this Blender has."""

from __future__ import annotations

import importlib
import json
import os
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import bpy

from ..errors import INVALID_PARAMS, NOTHING_TO_RENDER, BridgeError
from ..measure import asset, lost_pictures, uv_layout
from ..motion import joints
from ..motion.joint import Joint
from ..streams import Capture
from . import (
    bake,
    clean,
    collision_nodes,
    flatten,
    game_package,
    gltf_motion,
    left_out,
    links,
    look,
    pictures,
    print_bed,
    robots,
    shading,
    threemf,
)
from .jointed import CARRIED_BY, Jointed
from .living import Living, count

if TYPE_CHECKING:
    from ..connection import Session

# Operators to try, newest first, each with arguments; those an operator lacks are left out.
_Operators = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Format:
    """writers, readers: what Blender calls them; none: it is written and read here. own_up: the
    axis that is up in each file, which the file says; usual_up: where it says nothing. is_told_up:
    whether the importer has to be told.
    has_materials: without them nothing is baked. is_open: pictures are files of their own.
    is_printed: of slicers, triangles only, each with an area. has_glass: says how a clear material
    bends light (glTF: KHR_materials_transmission and _ior). is_robot: of simulations. has_joints:
    what moves, moves in its reader, too. lives: has skins, shape keys and animations."""

    writers: _Operators
    readers: _Operators
    own_up: str | None = None
    usual_up: str = "z"
    is_told_up: bool = False
    has_materials: bool = True
    is_open: bool = False
    is_printed: bool = False
    has_glass: bool = False
    is_robot: bool = False
    has_joints: bool = False
    lives: bool = False


# By suffix. Titles, media types and sizes are in client/export/mq-export-options.c.
FORMATS = {
    ".glb": Format(
        [("export_scene.gltf", {"export_format": "GLB", "export_yup": True,
                                "export_extras": False})],
        [("import_scene.gltf", {})], own_up="y", has_glass=True, has_joints=True, lives=True),
    # The plain .mtl: readers such as assimp refuse a file with the lines of its PBR extension.
    ".obj": Format(
        [("wm.obj_export", {"path_mode": "RELATIVE", "export_pbr_extensions": False})],
        [("wm.obj_import", {})], usual_up="y", is_told_up=True, is_open=True),
    ".stl": Format(
        [("wm.stl_export", {}), ("export_mesh.stl", {})],
        [("wm.stl_import", {}), ("import_mesh.stl", {})],
        is_told_up=True, has_materials=False, is_printed=True),
    ".ply": Format(
        [("wm.ply_export", {})], [("wm.ply_import", {})], is_told_up=True, has_materials=False),
    ".fbx": Format(
        [("wm.fbx_export", {}),
         ("export_scene.fbx", {"path_mode": "COPY", "embed_textures": True,
                               "apply_scale_options": "FBX_SCALE_ALL", "add_leaf_bones": False,
                               "bake_anim_use_nla_strips": False,
                               "bake_anim_use_all_actions": False})],
        [("wm.fbx_import", {}), ("import_scene.fbx", {})], usual_up="y", lives=True),
    ".usd": Format(
        [("wm.usd_export", {"export_textures": True, "relative_paths": True,
                            "allow_unicode": True})],
        [("wm.usd_import", {})], own_up="z", is_open=True),
    ".3mf": Format([], [], own_up="z", has_materials=False, is_printed=True),
    ".urdf": Format([], [], own_up="z", has_materials=False, is_robot=True, has_joints=True),
    ".xml": Format([], [], own_up="z", has_materials=False, is_robot=True, has_joints=True),
}
SUFFIXES = tuple(FORMATS)
PRINTED = tuple(suffix for suffix, each in FORMATS.items() if each.is_printed)
# How the operators call the axes.
_UP = {"z": ({"up_axis": "Z", "forward_axis": "Y"}, {"axis_up": "Z", "axis_forward": "Y"}),
       "y": ({"up_axis": "Y", "forward_axis": "NEGATIVE_Z"},
             {"axis_up": "Y", "axis_forward": "-Z"})}


@dataclass
class Options:
    """scale: factor on all lengths. up: `z`, `y` or None for what is usual. share: of the triangles
    that stay. max_triangles: of all objects together, before that, or None. texture_px: of baked
    pictures, 0 for none. per_object: whether each object gets pictures of its own.
    draco: whether the triangles of a .glb are compressed. colliders: whether it has bodies for
    Godot. engine: of ENGINES in game_package.py, for whose package the file is, or None. link:
    alone, what the joint of this name carries, or with "" what stays; None: all. preview: the path
    of a picture for a .3mf. gap: between pieces that are laid out for printing, or None; bed: the
    printer's room along x, y and z, each or None; both in units of the file."""

    scale: float = 1.0
    up: str | None = None
    on_ground: bool = False
    triangulate: bool = False
    share: float = 1.0
    max_triangles: int | None = None
    join: bool = False
    texture_px: int = 0
    per_object: bool = False
    draco: bool = False
    colliders: bool = False
    engine: str | None = None
    link: str | None = None
    preview: str | None = None
    gap: float | None = None
    bed: tuple[float | None, ...] = (None, None, None)


def find_operator(operators: _Operators) -> tuple[bpy.ops._BPyOpsSubModOp, dict[str, Any]] | None:
    """The first of them that this Blender has, with its arguments."""
    for name, arguments in operators:
        module, function = name.split(".")
        operator = getattr(getattr(bpy.ops, module), function)
        try:
            operator.get_rna_type()  # dir() would list all of Blender's
        except KeyError:
            continue
        return operator, arguments
    return None


def available() -> list[str]:
    """The suffixes that this Blender has an exporter for."""
    return [suffix for suffix, each in FORMATS.items()
            if not each.writers or find_operator(each.writers)]


def has_draco() -> bool:
    """Whether this Blender has the library that compresses the triangles of a .glb."""
    try:
        look = importlib.import_module("io_scene_gltf2").is_draco_available
    except (ImportError, AttributeError):
        return False
    with Capture():
        return bool(look())


def export(path: str, options: Options, posed: list[Joint] | None,
           call: Session) -> dict[str, Any]:
    """Writes the objects that are seen to `path`, by its suffix. The scene is changed by it.
    `posed`: the joints, if they stand otherwise than built, so that none is written. Returns what
    the file should hold."""
    suffix = os.path.splitext(path)[1].lower()
    kind = FORMATS[suffix]
    whole = options.link is None and posed is None
    engine = game_package.ENGINES[options.engine] if options.engine is not None else None
    has_joints = (kind.has_joints or engine is not None) and whole
    found = find_operator(kind.writers)
    if found is None and kind.writers:
        raise BridgeError(INVALID_PARAMS,
                          f"This Blender was built without an exporter for {suffix}.")
    up = options.up or kind.own_up or (engine.up if engine is not None else kind.usual_up)
    if kind.own_up is not None and up != kind.own_up:
        raise BridgeError(INVALID_PARAMS, f"In {suffix} files {kind.own_up.upper()} is up.")
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    bakes = options.texture_px > 0 and kind.has_materials
    before = look.Look(folder) if kind.has_materials and options.link is None else None
    jointed = Jointed(joints.read()[0] if posed is None
                      else posed if options.link is not None else [])
    weights = links.measure(jointed) if kind.is_robot else {}
    shown = {obj.name for obj, hidden in asset.objects() if not hidden}
    lives = kind.lives and whole and not options.join
    properties = left_out.read_properties(shown) if lives else {}
    lost = left_out.Finder(shown, whole, suffix != ".urdf")
    living = Living(shown) if lives else None
    objects = flatten.flatten(bakes, jointed.carriers, living)
    pixels = before.materials() if before is not None else {}
    losses = _make_plain(objects, kind.has_glass, bakes) if kind.has_materials else []
    _reduce(objects, options)
    # Normals are baked in the tangents of triangles, which readers of glTF work out (3.7.2.1).
    if (options.triangulate or kind.is_printed or kind.is_robot
            or (bakes and suffix == ".glb")):
        flatten.triangulate(objects, kind.has_materials)
    scale = options.scale * (engine.per_metre if engine is not None else 1.0)
    foot = flatten.place(objects, scale, options.on_ground)
    jointed.place(foot, scale)
    if options.link is not None:
        objects = _take_link(objects, options.link)
        used = _used_materials(objects)
        losses = [loss for loss in losses if loss["material"] in used]
    if kind.is_printed:
        clean.clean(objects, options.scale)
    off_bed = print_bed.lay_out(objects, options.gap, options.bed)
    if off_bed:
        return {"off_bed": off_bed}
    low, high = flatten.box(objects)
    baked: list[bpy.types.Image] = []
    stem = os.path.splitext(os.path.basename(path))[0]
    # Two files in one folder have pictures of their own; those inside a file have no need of it.
    stem = os.path.join(folder, "textures",
                        stem if kind.is_open else pictures.short_stem(stem))
    if bakes:
        with Capture():
            baked = bake.bake(objects, options.texture_px, stem, options.per_object, call)
        flatten.forget_coordinates(objects)
    if kind.is_open:
        _save_pictures(objects, stem)
    if options.join:
        objects = flatten.join_by_material(objects)
    layouts = uv_layout.describe(objects, scale, baked) if kind.has_materials else []
    names = jointed.build(objects) if (suffix == ".glb" or engine is not None) \
        and options.link is None else {}
    renamed = ""
    package: dict[str, Any] = {}
    if options.colliders and engine is None and not living:  # what bends has no shape that stays
        package = {"colliders": collision_nodes.add(objects, low, high)}
    if living:
        low, high = living.attach(objects, foot, scale)
        pixels = {}  # they are those of meshes at rest
    left_out.give_properties(objects, properties)
    if engine is not None and not living:
        package = game_package.prepare(engine, objects, jointed, names, low, high)
        renamed = package.pop("renamed")
    kept = count()
    if kind.is_robot:
        renamed = robots.write(path, objects, jointed, weights)
        kept["joints"] = robots.count(path)
    elif found is None:
        threemf.write(path, objects, options.preview, options.gap is not None)
    else:
        operator, arguments = found
        if living:
            arguments = {**arguments, **living.arguments}
        if properties:
            arguments = {**arguments, "export_extras": True, "use_custom_props": True}
        for each in _UP[up]:
            arguments = {**arguments, **each}
        if engine is not None:
            bpy.context.scene.unit_settings.scale_length = 1.0 / engine.per_metre
            low, high = low / engine.per_metre, high / engine.per_metre
            arguments = {**arguments, **engine.arguments, "bake_anim_simplify_factor": 0.1}
            if living:  # Blender's manual: not with armatures
                arguments["bake_space_transform"] = False
            elif not package["clips"]:
                arguments["bake_anim"] = False
        if options.draco:
            arguments = {**arguments, "export_draco_mesh_compression_enable": True}
        _write(operator, path, arguments)
    if options.draco and not _is_compressed(path):
        os.remove(path)
        raise BridgeError(INVALID_PARAMS, "This Blender cannot compress meshes: it lacks the Draco "
                                          "library.")
    if names and suffix == ".glb":
        gltf_motion.add(path, jointed, names)
        kept |= {"animations": int(bool(jointed.leaders())),
                 "joints": sum(joint.kind != "fixed" for joint in jointed.joints)}
    files = _files(path, kind.is_open or kind.is_robot)
    if pixels and before is not None:
        for loss in losses:
            pixels.pop(loss["material"], None)  # it is known to differ
        before.save(f"{path}.look", pixels, foot, options.scale)
    textures = [os.path.basename(image.filepath_raw) for image in baked]
    return {"objects": len(objects), "triangles": flatten.count_triangles(objects),
            "low": list(low), "high": list(high), "textures": textures, "up": up,
            "pictures": [pictures.describe(image) for image in baked],
            "materials": sorted(_used_materials(objects)) if kind.has_materials else [],
            "files": files, "losses": losses, "layouts": layouts,
            "look": bool(pixels), "kept": kept, "renamed": renamed,
            "assumed": links.describe_assumed(each for _mass, each in weights.values()),
            "left_out": lost.rows(living.kept if living else (), lives, has_joints),
            "joints": len(jointed.joints) if has_joints else 0, **package}


def _take_link(objects: list[bpy.types.Object], link: str) -> list[bpy.types.Object]:
    """Removes all but what the joint `link` carries; with "", all that any joint carries."""
    kept = [obj for obj in objects if obj[CARRIED_BY] == link]
    if not kept:
        raise BridgeError(NOTHING_TO_RENDER, f"Nothing is seen of what “{link}” moves." if link
                          else "Nothing is seen of what stays.")
    for obj in objects:
        if obj not in kept:
            bpy.data.objects.remove(obj)
    return kept


def _make_plain(objects: list[bpy.types.Object], has_glass: bool,
                bakes: bool) -> list[dict[str, str]]:
    """Makes the materials such as the format can hold. Returns what is lost of them."""
    used = [bpy.data.materials[name] for name in sorted(_used_materials(objects))]
    losses = [{"material": each.name, "why": "picture", "file": file}
              for each in used for file in lost_pictures.find(each)]
    return losses + shading.make_plain(used, has_glass, bakes)


def _is_compressed(path: str) -> bool:
    """Whether the file says so: without the library, Blender writes it uncompressed."""
    with open(path, "rb") as file:
        head = file.read(20)
        content = json.loads(file.read(int.from_bytes(head[12:16], "little")))
    return "KHR_draco_mesh_compression" in content.get("extensionsUsed", ())


def _used_materials(objects: list[bpy.types.Object]) -> set[str]:
    """The names of the materials that have a face."""
    found: set[Any] = set()
    for mesh in {obj.data for obj in objects}:
        slots = array("i", bytes(4 * len(mesh.polygons)))
        mesh.polygons.foreach_get("material_index", slots)
        found.update(mesh.materials[slot] for slot in set(slots) if slot < len(mesh.materials))
    return {material.name for material in found if material is not None}


def _save_pictures(objects: list[bpy.types.Object], stem: str) -> None:
    """Makes the script's own pictures files beside the asset whose paths begin with `stem`, as
    those are that were baked."""
    trees = {node_tree for obj in objects for slot in obj.material_slots
             if slot.material is not None for node_tree in bake.trees(slot.material)}
    images = {node.image for tree in trees for node in tree.nodes
              if node.type == "TEX_IMAGE" and node.image is not None and node.image.size[0] > 0
              and not node.image.filepath_raw.startswith(stem)}
    for number, image in enumerate(sorted(images, key=lambda image: image.name), 1):
        path = f"{stem}_{number}.png"
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        image.file_format = "PNG"
        image.save(filepath=path)
        while image.packed_file is not None:
            image.unpack(method="REMOVE")
        image.source = "FILE"
        image.filepath_raw = path
        image.reload()


def _files(path: str, is_open: bool) -> list[str]:
    """The names of all files that belong together, the one that was asked for first."""
    main, folder = os.path.basename(path), os.path.dirname(path)
    if not is_open:
        return [main]
    found = sorted(os.path.relpath(os.path.join(where, name), folder)
                   for where, _folders, names in os.walk(folder) for name in names)
    return [main] + [name for name in found if name != main]


def _reduce(objects: list[bpy.types.Object], options: Options) -> None:
    share = options.share
    if options.max_triangles is not None:
        share *= min(1, options.max_triangles / max(1, flatten.count_triangles(objects)))
    if share < 1:
        flatten.reduce(objects, share)


def _write(operator: bpy.ops._BPyOpsSubModOp, path: str, arguments: dict[str, Any]) -> None:
    known = operator.get_rna_type().properties
    arguments = {key: value for key, value in arguments.items() if key in known}
    with Capture() as output:
        try:
            result = operator(filepath=path, **arguments)
        except RuntimeError as error:
            raise BridgeError(INVALID_PARAMS, f"The export failed: {error}"[:1000]) from None
    if "FINISHED" not in result or not os.path.isfile(path):
        raise BridgeError(INVALID_PARAMS, f"Blender wrote no file. {output.stderr}"[:1000])
