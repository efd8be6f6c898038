# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes in a model: reads its file into an empty scene, decides on its unit and its up axis, splits
it, and leaves a scene of its pieces and the script that makes them its parts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import bpy

from .. import cleanup
from ..export import living, sanitize, units
from ..measure import asset
from ..streams import Capture, clean
from . import base_colors, mesh_parts, mesh_script, model_file, outlines, threemf_reader
from .mesh_arrays import MeshArrays
from .model_file import KINDS, refuse
from .rigs import Rig

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
MAX_NOTES = 20
_MAX_SIZE = 1e5  # m
# In the file's numbers: what is larger is in millimeters. Without a material, it is of a slicer or
# a CAD program, whose things are smaller.
_LARGE_PLAIN, _LARGE = 3.0, 20.0


def _read(path: str, suffix: str,
          told: float | None) -> tuple[float | None, dict[str, str], list[str]]:
    """Reads the file into the scene. told: the unit that the user gave, m. Returns its unit, m,
    None if it does not say; what was guessed already; and what was left out."""
    unit_m = KINDS[suffix].unit_m
    guessed: dict[str, str] = {}
    notes: list[str] = []
    try:
        with Capture():
            if suffix == ".blend":
                bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
            elif suffix == ".3mf":
                unit_m = threemf_reader.read(path)
            elif suffix in outlines.READERS:
                guessed, notes = outlines.READERS[suffix](path, told)
            else:
                operator, arguments = model_file.find_reader(suffix)
                operator(filepath=path, **arguments)
    except RuntimeError as error:
        why = clean(str(error)).removeprefix("Error: ").strip()
        # The last line of a traceback says what it is about.
        why = why.splitlines()[-1] if why else "Blender’s importer gave no reason."
        raise refuse(f"The file cannot be read: {why}"[:500]) from None
    except MemoryError:
        raise refuse("Reading the file takes more memory than there may be.") from None
    return unit_m, guessed, notes


def _strip(suffix: str) -> list[str]:
    """Takes out what would run by itself, what a .blend has of other scenes, and that a STEP file’s
    colors, which are all that it says of its materials, are of bare metal in a glTF."""
    notes = []
    if KINDS[suffix].is_step:
        for shader in map(base_colors.find_shader, bpy.data.materials):
            if shader is not None:
                shader.inputs["Metallic"].default_value = 0.0
                shader.inputs["Roughness"].default_value = 0.5
    if suffix == ".blend":
        if len(bpy.data.texts):
            notes.append(f"Removed without running: {len(bpy.data.texts)} text blocks (scripts).")
        notes += units.apply()
    return notes


def _keep_pictures(folder: str) -> list[str]:
    """Packs the pictures that lie in the folder of the file; removes all others."""
    notes = []
    for image in list(bpy.data.images):
        if image.packed_file is not None or image.source in ("GENERATED", "VIEWER"):
            continue
        path = os.path.realpath(bpy.path.abspath(image.filepath))
        if path.startswith(folder + os.sep) and os.path.isfile(path):
            try:
                image.pack()
                continue
            except RuntimeError:
                pass
        name = clean(image.filepath.replace("\\", "/").rsplit("/", 1)[-1])[:100]
        notes.append(f"The picture “{name}” was not beside the file.")
        image.filepath_raw = f"//absent/{name}"
        image.reload()
    return notes


def _guess_unit(is_plain: bool, size: float) -> tuple[float, str]:
    """The unit of a file that says none. Returns it in m, and why."""
    if size > (_LARGE_PLAIN if is_plain else _LARGE):
        return 0.001, f"millimeters were taken, as it would be {_short(size)} m large in meters"
    return 1.0, f"meters were taken, as it would be only {_short(size)} mm large in millimeters"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _size(meshes: Iterable[MeshArrays]) -> float:
    lows, highs = zip(*(each.box() for each in meshes))
    return float((numpy.max(highs, axis=0) - numpy.min(lows, axis=0)).max())


def _place(meshes: list[MeshArrays], rig: Rig, suffix: str, unit_m: float | None,
           told: float | None, up: str | None) -> dict[str, str]:
    """Scales and turns what was read to meters with z up. Returns what had to be guessed (“unit”,
    “up”), with a sentence about it."""
    kind = KINDS[suffix]
    guessed = {}
    size = _size(meshes)
    if size <= 0:
        raise refuse("All that is in it is one point.")
    if told is not None:
        unit_m = told
    elif unit_m is None:
        unit_m, why = _guess_unit(not any(each.materials for each in meshes), size)
        guessed["unit"] = f"The file does not say its unit: {why}."
    if up is None and kind.up is None:
        up = "y" if suffix == ".obj" else "z"
        guessed["up"] = (f"The file does not say which axis is up: {up} was taken, as most "
                         f"programs write {suffix}.")
    # The importers of glTF have turned it already.
    turn = 0
    if kind.up == "y":
        turn = -1 if up == "z" else 0
    elif (up or kind.up) == "y":
        turn = 1
    for each in meshes:
        each.change(unit_m, turn)
    rig.change(unit_m, turn)
    if size * unit_m > _MAX_SIZE:
        raise refuse(f"It would be {size * unit_m / 1000:.3g} km large: say its unit with --unit.")
    return guessed


def _describe_faults(parts: list[mesh_parts.Part]) -> list[str]:
    """Lists the faults of the meshes, as the file has them; nothing is repaired."""
    notes = []
    for part in parts:
        faults = [each.faults for each in part.pieces]
        words = [f"{count:,} {what}" for count, what in (
            (sum(each.open for each in faults), "open edges"),
            (sum(each.many for each in faults), "edges of more than two faces"),
            (sum(each.turned for each in faults), "edges between faces that look opposite ways"),
            (sum(each.flat for each in faults), "faces without an area")) if count]
        if words:
            notes.append(f"{part.name}: {', '.join(words)}.")
    if len(notes) > 6:
        notes[6:] = [f"… and {len(notes) - 6} more parts like these."]
    return ["As the file has it, not repaired: " + note for note in notes]


def _leave_only(parts: list[mesh_parts.Part], rig: Rig) -> int:
    """Makes the scene one of the pieces and of what moves them, and nothing else. Names them as
    Blender has them then."""
    pieces = [piece for part in parts for piece in part.pieces]
    made = [piece.of.make("taken in", piece.faces, piece.middle) for piece in pieces]
    for obj in rig.objects:
        if obj.name not in bpy.context.scene.collection.objects:
            bpy.context.scene.collection.objects.link(obj)
    keep = {*made, *rig.objects}
    for blocks in (bpy.data.objects, bpy.data.meshes, bpy.data.collections, bpy.data.texts):
        bpy.data.batch_remove([each for each in blocks if each not in keep])
    played = {action for each in (*rig.objects, *(mesh.shape_keys for mesh in made))
              for action in living.actions_of(each)}
    bpy.data.batch_remove([each for each in bpy.data.actions if each not in played])
    rig.finish({piece.name for piece in pieces})
    for piece, mesh in zip(pieces, made):
        mesh.name = piece.name
        piece.name = mesh.name
        obj = bpy.data.objects.new(piece.name, mesh)
        obj.location = piece.middle
        bpy.context.scene.collection.objects.link(obj)
    bpy.data.orphans_purge(do_recursive=True)
    return len(pieces)


def take_in(path: str, title: str, file_name: str, unit: str | None,
            up: str | None) -> dict[str, Any]:
    """Reads the file at `path`, which lies in a folder with nothing but what it names. Leaves a
    scene of its pieces. Raises BridgeError with the reason if it is refused."""
    if numpy is None:
        raise refuse("This Blender has no numpy, without which models cannot be taken in.")
    suffix = os.path.splitext(path)[1].lower()
    if (unit or up) and not KINDS[suffix].is_told:
        raise refuse("A file of this kind says its unit and its up axis itself: leave out --unit "
                     "and --up.")
    cleanup.empty_scene()
    model_file.check_claims(path)
    told = UNITS[unit] if unit is not None else None
    unit_m, guessed, own_notes = _read(path, suffix, told)
    notes = own_notes + _strip(suffix) + _keep_pictures(os.path.realpath(os.path.dirname(path)))
    rig = Rig(suffix == ".blend")
    meshes, left_out = mesh_parts.gather(rig, KINDS[suffix].is_step)
    if not meshes:
        raise refuse("The file holds no surface.")
    guessed |= _place(meshes, rig, suffix, unit_m,
                      None if suffix in outlines.READERS else told, up)
    notes = [*guessed.values(), *left_out, *notes]
    read = sum(int((each.totals - 2).sum()) for each in meshes)
    lost = model_file.count_stl(path) - read if suffix == ".stl" else 0
    if lost > 0:
        notes.append(f"Blender left out {lost:,} triangles without an area, or that are there "
                     "twice.")
    mesh_parts.add_materials(meshes)
    title = mesh_parts.one_line(title) or "Model"
    pieces, why = mesh_parts.split(meshes, KINDS[suffix].has_materials)
    parts = mesh_parts.find(pieces, os.path.splitext(file_name)[0],
                            title)
    notes += [why] if why else []
    notes += _describe_faults(parts)
    size = _size(meshes)
    count = _leave_only(parts, rig)
    script = mesh_script.write(title, " ".join(clean(file_name).split()), parts, rig, size,
                               notes[:MAX_NOTES])
    sanitize.strip()
    nowhere = asset.unplaced()
    if nowhere:
        raise refuse(f"“{nowhere[0]}” stands nowhere.")
    return {"script": script, "objects": count, "size_m": size,
            "triangles": sum(part.triangles for part in parts),
            "parts": [{"name": part.name, "pieces": len(part.pieces),
                       "triangles": part.triangles} for part in parts],
            "notes": notes[:MAX_NOTES], "guessed": list(guessed)}
