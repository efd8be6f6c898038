# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts a version's asset into the scene that the user has open, as one collection and one undo
step, and takes that step back. Nothing of the user's is touched. Main thread only."""

from __future__ import annotations

import os
import re
import stat
import time
import uuid
from typing import Any

import bpy
from mathutils import Matrix

from . import data_blocks, placement
from .address import state_home

MAX_BLEND = 2 * 1024 ** 3  # bytes, as the sandbox lets be written
MAX_NAME = 63  # bytes of a name before Blender 5.0
KEEP_BACKUPS = 5
MAGIC = (b"BLENDER", b"\x28\xb5\x2f\xfd", b"\x1f\x8b")  # plain, zstd, gzip

SESSION = "maquette_session"
VERSION = "maquette_version"
STEP = "maquette_step"
NAME = "maquette_name"  # that we gave
ROOT = "maquette_root"

MODES = {"EDIT": "Edit Mode", "SCULPT": "Sculpt Mode", "POSE": "Pose Mode", "PAINT": "a paint mode",
         "PARTICLE": "Particle Edit"}


class Refused(Exception):
    """Why not now: `why` for programs, the words for people."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def _window() -> tuple[bpy.types.Window, bpy.types.Area, bpy.types.Region]:
    """(window, area, region) to work in: one with a 3D viewport, where there is one."""
    windows = bpy.context.window_manager.windows
    for window in windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                region = next((each for each in area.regions if each.type == "WINDOW"), None)
                return window, area, region
    return (windows[0] if windows else None), None, None


def user_context() -> Any:
    """Returns the user's context for operators that are called from a timer, which has no
    window."""
    window, area, region = _window()
    if window is None:
        return bpy.context.temp_override()
    return bpy.context.temp_override(
        window=window, **({"area": area, "region": region} if region is not None else {}))


def check_idle() -> None:
    """Refuses while Blender is in the middle of something. Within `user_context`."""
    context = bpy.context
    if context.mode != "OBJECT":
        where = next((words for name, words in MODES.items() if name in context.mode),
                     "another mode")
        raise Refused("mode", f"Blender is in {where}. Go to Object Mode (Tab) and try again.")
    if any(bpy.app.is_job_running(job) for job in ("RENDER", "OBJECT_BAKE")):
        raise Refused("busy", "Blender is rendering or baking. Try again when it is done.")
    for operator in getattr(context.window, "modal_operators", ()):
        # Those written in Python may go on all day: a viewer of keys, an asset bar.
        if bpy.types.Operator.bl_rna_get_subclass_py(operator.bl_idname) is None:
            raise Refused("busy", "You are in the middle of something in Blender "
                          f"({operator.name}). Finish it and try again.")
    if context.scene.library is not None:
        raise Refused("linked", "The scene is linked from another file and cannot be changed.")


def _check_file(path: str) -> None:
    """Refuses what is no `.blend` of this user's."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with open(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BLEND:
                raise Refused("file", "The version is not a file, or it is larger than 2 GiB.")
            if not file.read(8).startswith(MAGIC):
                raise Refused("file", "The version is not a Blender file.")
    except OSError as error:
        raise Refused("file", f"The version cannot be read: {error.strerror}.") from None


def save_backup() -> str:
    """Saves a copy of what is open, keeps the last five; its path. Within `user_context`."""
    folder = os.path.join(state_home(), "live-backups")
    stem = os.path.splitext(os.path.basename(bpy.data.filepath))[0][:80] or "untitled"
    stem = os.path.join(folder, f"{stem}-{time.strftime('%Y%m%d-%H%M%S')}")
    path, number = stem + ".blend", 1
    while os.path.exists(path):
        number += 1
        path = f"{stem}-{number}.blend"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        bpy.ops.wm.save_as_mainfile(filepath=path, copy=True, check_existing=False, compress=True)
        os.chmod(path, 0o600)
        kept = [os.path.join(folder, name) for name in os.listdir(folder)
                if re.fullmatch(r".*-\d{8}-\d{6}(-\d+)?\.blend", name)]
        for old in sorted(kept, key=os.path.getmtime)[:-KEEP_BACKUPS]:
            os.unlink(old)
    except (OSError, RuntimeError) as error:
        raise Refused("backup", "A copy of your file could not be saved first, so nothing was "
                      f"changed: {str(error).removeprefix('Error: ').strip()}") from None
    return path


def find(session: str) -> bpy.types.Collection | None:
    """The collection of that session in the scene, and the collection it lies in."""
    scene = bpy.context.scene
    found = None
    for parent in [scene.collection, *scene.collection.children_recursive]:
        for child in parent.children:
            if child.get(SESSION) == session and child.library is None:
                if child.get(NAME) == child.name:
                    return child
                found = found or child
    return found


def _name(title: str, version: int) -> str:
    tail = f" v{version}"
    head = f"Maquette · {title}".encode()[:MAX_NAME - len(tail)].decode("utf-8", "ignore")
    return head.rstrip() + tail


def _take_out(collection: bpy.types.Collection, root: bpy.types.Object, session: str) -> None:
    """Removes the earlier version's objects. What the user put among them stays, and what hung on
    one of them hangs on the root then, where it was."""
    old = [each for each in collection.all_objects
           if each != root and data_blocks.is_marked(each, session)]
    for child in [each for each in bpy.data.objects if each.parent in old and each not in old]:
        place = child.matrix_world.copy()
        child.parent = root
        child.matrix_world = place
    inner = [each for each in collection.children_recursive
             if data_blocks.is_marked(each, session)]
    bpy.data.batch_remove(old)
    for each in inner:
        for kept in list(each.objects):
            if kept.name not in collection.objects:
                collection.objects.link(kept)
        for kept in list(each.children):
            if kept not in inner and kept.name not in collection.children:
                collection.children.link(kept)
    if inner:
        bpy.data.batch_remove(inner)


def _hidden(scene: bpy.types.Scene) -> tuple[list[Any], list[Any]]:
    """Returns names of objects and collections that the asset's own view layer hides or leaves
    out."""
    layer = scene.view_layers[0]
    left_out, waiting = [], list(layer.layer_collection.children)
    while waiting:
        each = waiting.pop()
        waiting += each.children
        if each.exclude:
            left_out.append(each.collection)
    return [each for each in scene.objects if each.hide_get(view_layer=layer)], left_out


def _build(source: bpy.types.Scene, new: set[bpy.types.ID], session: str, title: str,
           version: int) -> tuple[bpy.types.Collection, str, int | None]:
    """The asset's collection from its loaded scene. Returns (collection, step, replaced)."""
    scene = bpy.context.scene
    hidden, left_out = _hidden(source)
    objects, groups = list(source.collection.objects), list(source.collection.children)
    all_objects = list(source.objects)

    collection = find(session)
    replaced = collection.get(VERSION) if collection is not None else None
    if collection is None:
        collection = bpy.data.collections.new(_name(title, version))
        scene.collection.children.link(collection)
    root = next((each for each in collection.objects if each.get(ROOT)), None)
    if root is None:
        # The empty that all of the asset hangs on: whoever moves it moves the asset, and the next
        # version comes where it is.
        transform = Matrix.Translation(scene.cursor.location)
        root = bpy.data.objects.new(title, None)
        root[ROOT] = True
        root.matrix_world = transform
        collection.objects.link(root)
    if replaced is not None:
        _take_out(collection, root, session)

    for each in objects:
        collection.objects.link(each)
    for each in groups:
        collection.children.link(each)
    bpy.data.scenes.remove(source)
    new = data_blocks.drop_unwanted(new & data_blocks.all_blocks())
    data_blocks.drop_unused(session)
    data_blocks.give_names_back(new)
    data_blocks.mark(new, session)
    for each in all_objects:
        if each.parent is None:
            each.parent = root
    if replaced is None or collection.name == collection.get(NAME):
        collection.name = _name(title, version)
    step = uuid.uuid4().hex
    for key, value in ((SESSION, session), (VERSION, version), (STEP, step),
                       (NAME, collection.name)):
        collection[key] = value
    bpy.context.view_layer.update()
    layer = bpy.context.view_layer
    waiting = list(layer.layer_collection.children)
    while waiting:
        each = waiting.pop()
        waiting += each.children
        if each.collection in left_out and each.collection != collection:
            each.exclude = True
    for each in hidden:
        if each.name in layer.objects:
            each.hide_set(True)
    if replaced is None:
        others = [each for each in bpy.context.visible_objects if each not in all_objects]
        root.location += placement.find_free_place(all_objects, others)
        placement.show(root, all_objects)
    root.empty_display_size = 0.25 * max(
        (max(each.dimensions) for each in all_objects if each.type == "MESH"), default=1.0) or 1.0
    return collection, step, replaced


def place(path: str, session: str, title: str, version: int) -> dict[str, Any]:
    """Brings the asset in as one undo step. Within `user_context`. Returns what came of it."""
    check_idle()
    _check_file(path)
    before = data_blocks.all_blocks()
    try:
        source = data_blocks.load_scene(path)
        new = data_blocks.defuse(data_blocks.all_blocks() - before)
        collection, step, replaced = _build(source, new, session, title, version)
    except Exception as error:
        bpy.data.batch_remove(data_blocks.all_blocks() - before)
        if not isinstance(error, (OSError, ValueError)):
            raise
        raise Refused("file", f"The version cannot be read: {error}"[:1000]) from None
    edit = bpy.context.preferences.edit
    undo = edit.use_global_undo and edit.undo_steps > 0
    message = f"Maquette: {title}, version {version}"
    if undo:
        undo = bpy.ops.ed.undo_push(message=message) == {"FINISHED"}
    return {"collection": collection.name, "objects": len(collection.all_objects) - 1,
            "replaced": replaced, "undo": undo, "step": step}


def check_place(path: str) -> None:
    """Refuses what `place` would refuse, before anything is saved. Within `user_context`."""
    check_idle()
    _check_file(path)


def _is_there(step: str) -> bool:
    return any(each.get(STEP) == step for each in bpy.data.collections)


def undo(step: str) -> None:
    """Takes the step of a `place` back, if it was the last thing that was done. Blender does not
    tell what its last step was, so it is tried: when the asset is still there after one undo, that
    step was the user's, and a redo gives it back."""
    check_idle()
    if not _is_there(step):
        raise Refused("gone", "It was already undone or removed.")
    try:
        bpy.ops.ed.undo()
        if _is_there(step):
            bpy.ops.ed.redo()
            raise Refused("changed", "Something else was done in Blender since then. Undo "
                          "that first (Ctrl+Z), or remove the collection.")
    except RuntimeError as error:
        raise Refused("busy", f"Blender cannot undo now: {error}"[:1000]) from None
