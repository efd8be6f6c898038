# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares how an asset looks before it is exported with how the file looks when it is read back:
one small picture of each, in white light from everywhere, in which a surface shows its colour, its
glow and what it lets through, and not how it shines. Cycles draws it without a graphics card."""

from __future__ import annotations

import base64
import json
import os
from array import array
from typing import Any

import bpy
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..measure import asset
from ..render.engines import engines
from ..streams import Capture
from . import pictures

SIDE = 96  # px
CELL = 8  # px: within a cell, pixels of a material are compared by their mean
LEAST = 12  # px of a material in a cell, and of all cells: fewer are edges
SAMPLES = 12
BOUNCES = 6
MOST = 500_000  # faces; more take seconds to draw
DIFFERENT = 48  # of 255; grain, gloss, and what only a slant view shows, come to 37
_TOWARDS = Vector((0.62, -0.66, 0.43)).normalized()  # from the asset to the camera


def _box() -> tuple[Vector, float] | None:
    """The middle of all that is seen, and a diameter of a ball round it; None for nothing, or for
    too much."""
    shown = {obj.name for obj, hidden in asset.objects() if not hidden}
    corners, faces = [], 0
    for _name, evaluated, matrix in asset.instances(shown):
        corners += [matrix @ Vector(corner) for corner in evaluated.bound_box]
        faces += len(evaluated.data.polygons) if evaluated.type == "MESH" else 0
    corners = [each for each in corners if max(map(abs, each)) < asset.FARTHEST]
    if not corners or faces > MOST:
        return None
    low, high = (Vector(map(end, zip(*corners))) for end in (min, max))
    return (low + high) / 2, max((high - low).length, 1e-6)


def _draw(folder: str, center: Vector, diameter: float) -> array[float]:
    """Draws the scene that is open, which is not the same afterwards: red, green, blue (as much as
    there is of them) and opacity of each pixel."""
    scene = bpy.context.scene
    for obj in scene.objects:
        obj.hide_render |= obj.type in ("LIGHT", "LIGHT_PROBE")
    data = bpy.data.cameras.new("Look")
    data.type, data.ortho_scale = "ORTHO", diameter
    data.clip_start, data.clip_end = 0.5 * diameter, 3.5 * diameter
    scene.camera = bpy.data.objects.new("Look", data)
    scene.collection.objects.link(scene.camera)
    scene.camera.location = center + 2 * diameter * _TOWARDS
    scene.camera.rotation_euler = _TOWARDS.to_track_quat("Z", "Y").to_euler()
    scene.world = bpy.data.worlds.new("Look")
    scene.world.use_nodes = True
    light = scene.world.node_tree.nodes.get("Background")
    if light is not None:
        light.inputs["Color"].default_value = (1.0, 1.0, 1.0, 1.0)
    render, cycles = scene.render, scene.cycles
    render.engine, cycles.device = "CYCLES", "CPU"
    render.resolution_x = render.resolution_y = SIDE
    render.resolution_percentage = 100
    render.use_border = render.use_motion_blur = render.use_compositing = False
    render.use_sequencer = False
    render.film_transparent = cycles.film_transparent_glass = True
    cycles.film_transparent_roughness = 1.0
    cycles.samples, cycles.use_adaptive_sampling, cycles.use_denoising = SAMPLES, False, False
    cycles.max_bounces, cycles.seed = BOUNCES, 0
    for name in ("diffuse", "glossy", "transmission", "transparent"):
        setattr(cycles, f"{name}_max_bounces" if name != "transparent"
                else "transparent_max_bounces", BOUNCES)
    scene.display_settings.display_device = "sRGB"
    view = scene.view_settings
    view.view_transform, view.exposure, view.gamma = "Standard", 0.0, 1.0
    render.image_settings.file_format = "PNG"
    render.image_settings.color_mode, render.image_settings.color_depth = "RGBA", "8"
    render.filepath = os.path.join(folder, "look.png")
    with Capture():
        bpy.ops.render.render(write_still=True)
    image = bpy.data.images.load(render.filepath)
    image.colorspace_settings.name = "Non-Color"
    values = pictures.pixels(image)
    bpy.data.images.remove(image)
    os.remove(render.filepath)
    bpy.data.objects.remove(scene.camera)
    for channel in range(3):
        values[channel::4] = array("f", map(float.__mul__, values[channel::4], values[3::4]))
    return values


def _materials(center: Vector, diameter: float) -> dict[str, list[int]]:
    """The pixels of each material of the scene that is open: plain meshes."""
    vertices: list[tuple[float, float, float]] = []
    triangles: list[tuple[int, int, int]] = []
    own: list[bpy.types.Material | None] = []  # of each triangle
    for obj in bpy.context.scene.objects:
        mesh = obj.data
        if not isinstance(mesh, bpy.types.Mesh):
            continue  # an armature
        flat = array("f", bytes(12 * len(mesh.vertices)))
        mesh.vertices.foreach_get("co", flat)
        mesh.calc_loop_triangles()
        count, first = len(mesh.loop_triangles), len(vertices)
        corners, slots = array("i", bytes(12 * count)), array("i", bytes(4 * count))
        mesh.loop_triangles.foreach_get("vertices", corners)
        mesh.loop_triangles.foreach_get("material_index", slots)
        vertices += zip(*([value + place for value in flat[axis::3]]
                          for axis, place in enumerate(obj.location)))
        triangles += zip(*([corner + first for corner in corners[k::3]] for k in range(3)))
        found_in = [slot.material for slot in obj.material_slots] or [None]
        own += [found_in[min(slot, len(found_in) - 1)] for slot in slots]
    # All in one tree: Scene.ray_cast() asks each object anew for each ray.
    tree = BVHTree.FromPolygons(vertices, triangles, all_triangles=True)
    turn = _TOWARDS.to_track_quat("Z", "Y")
    across, up = turn @ Vector((1, 0, 0)), turn @ Vector((0, 1, 0))
    corner = center + 2 * diameter * _TOWARDS - (across + up) * diameter / 2
    step = diameter / SIDE
    found: dict[str, list[int]] = {}
    for y in range(SIDE):
        for x in range(SIDE):
            origin = corner + step * ((x + 0.5) * across + (y + 0.5) * up)
            index = tree.ray_cast(origin, -_TOWARDS)[2]
            material = own[index] if index is not None else None
            if material is not None:
                found.setdefault(material.name, []).append(SIDE * y + x)
    return found


class Look:
    """How a version looks before it is made what an export writes."""

    def __init__(self, folder: str) -> None:
        box = _box() if "CYCLES" in engines() else None
        self._seen: tuple[Vector, float] | None = box
        self._values = _draw(folder, *box) if box is not None else array("f")

    def save(self, path: str, cells: dict[str, list[int]], move: Vector, scale: float) -> None:
        """Writes it for compare(). `move` and `scale`: what the export did to the asset then."""
        assert self._seen is not None
        center, diameter = self._seen
        with open(path, "w", encoding="utf-8") as file:
            # dump() would write it in Python, step by step.
            file.write(json.dumps({
                "center": list((center - move) * scale), "diameter": diameter * scale,
                "materials": cells, "values": base64.b64encode(self._values).decode()}))

    def materials(self) -> dict[str, list[int]]:
        """The pixels of each material, when all objects are plain meshes; none if there is nothing
        to compare."""
        return _materials(*self._seen) if self._seen is not None else {}


def _difference(before: array[float], now: array[float], pixels: list[int]) -> float | None:
    """How far a material's pixels differ, 0 to 255; None if there are too few of them."""
    cells: dict[tuple[int, int], list[int]] = {}
    for pixel in pixels:
        cells.setdefault((pixel // SIDE // CELL, pixel % SIDE // CELL), []).append(pixel)
    total, count = 0.0, 0
    for cell in cells.values():
        if len(cell) >= LEAST:
            total += max(abs(sum(now[4 * each + channel] - before[4 * each + channel]
                                 for each in cell)) for channel in range(4))
            count += len(cell)
    return 255 * total / count if count else None


def compare(look: str) -> list[dict[str, Any]]:
    """Draws the file that was read, and returns the materials that differ from `look`, which the
    other Blender saved: [{"material", "difference"}], of 255."""
    with open(look, encoding="utf-8") as file:
        before = json.load(file)
    if not before["materials"] or "CYCLES" not in engines():
        return []
    now = _draw(os.path.dirname(look), Vector(before["center"]), before["diameter"])
    values = array("f", base64.b64decode(before["values"]))
    found = {name: _difference(values, now, pixels)
             for name, pixels in before["materials"].items()}
    return [{"material": name, "difference": round(value)} for name, value in sorted(found.items())
            if value is not None and value >= DIFFERENT]
