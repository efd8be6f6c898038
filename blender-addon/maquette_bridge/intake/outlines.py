# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the filled outlines of an SVG as plates: they lie flat, keep their holes, and are as thick
as a drawing cannot say. What is drawn over another outline stands out of it."""

from __future__ import annotations

import os
import re

import bmesh
import bpy
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..export.formats import find_operator
from .model_file import refuse

THICK = 0.003  # m, of each plate
STEP = 0.0006  # m, by which a plate stands out of one below it: three layers of a print
_HEAD = 1 << 16  # bytes in which the page begins
_INCH = 0.0254  # m
_IMPORTED = _INCH / 90.0  # m, of a user unit, as Blender's importer takes it
_PIXEL = _INCH / 96.0  # m; https://www.w3.org/TR/css-values-4/#absolute-lengths
_UNITS = {"mm": 0.001, "cm": 0.01, "in": _INCH, "pt": _INCH / 72.0, "pc": _INCH / 6.0}
_GAP = 1e-5  # m
_LEAST = 1e-10  # m², of an outline
_WELD = 1e-7  # m: caps and walls of an extruded curve have places of their own


def _take_page(path: str, unit_m: float | None) -> tuple[str, float, str]:
    """Takes the size off the page, which the importer does not read in all units. unit_m: of a user
    unit, for a page without a size in millimeters or the like. Returns the path of what is left,
    how long a user unit is, m, and a sentence if that was guessed."""
    with open(path, "rb") as file:
        data = file.read()
    head = data[:_HEAD].decode("latin-1")
    head = re.sub(r"<!--.*?-->", lambda found: " " * len(found[0]), head, flags=re.DOTALL)
    page = re.search(r"<(?:\w+:)?svg\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", head)
    if page is None:
        raise refuse("The file cannot be read: it has no <svg>.")
    width = re.search(r"\swidth\s*=\s*[\"']\s*([\d.]+(?:[eE][-+]?\d+)?)\s*([a-z]*)\s*[\"']",
                      page[0])
    box = re.search(r"\sviewBox\s*=\s*[\"'](?:\s*,?\s*[-+\d.eE]+){2}[\s,]+([\d.]+)", page[0])
    plain = re.sub(r"\s(width|height|viewBox)\s*=\s*(\"[^\"]*\"|'[^']*')", " ", page[0])
    left = path + ".page.svg"
    with open(left, "wb") as file:
        file.write(data[:page.start()] + plain.encode("latin-1") + data[page.end():])
    if width and width[2] in _UNITS:
        size = float(width[1]) * _UNITS[width[2]]
        return left, size / float(box[1]) if box and float(box[1]) > 0 else _PIXEL, ""
    if unit_m is not None:
        return left, unit_m, ""
    return left, _PIXEL, "The file does not say its unit: pixels were taken, 96 to the inch."


def read_svg(path: str, unit_m: float | None) -> tuple[dict[str, str], list[str]]:
    """Reads the file into the scene, in meters. Returns what was guessed (“unit”), with a sentence
    about it; and what was left out."""
    found = find_operator([("import_curve.svg", {})])
    if found is None:
        raise refuse("This Blender was built without an importer for .svg.")
    left, user_m, why = _take_page(path, unit_m)
    found[0](filepath=left)
    os.remove(left)
    scale = user_m / _IMPORTED
    lines = 0
    below: list[tuple[BVHTree, int]] = []
    for obj in [each for each in bpy.context.scene.objects if each.type == "CURVE"]:
        mesh = _make_plate(obj, scale)
        if mesh is None:
            lines += 1
        else:
            level = 1 + max((level for tree, level in below
                             if tree.overlap(_make_tree(mesh, raised=THICK / 2))), default=-1)
            below.append((_make_tree(mesh), level))
            for vertex in mesh.vertices:
                vertex.co.z *= 1 + level * STEP / THICK
            plate = bpy.data.objects.new(obj.name, mesh)
            bpy.context.scene.collection.objects.link(plate)
        bpy.data.objects.remove(obj)
    if not below:
        raise refuse("The file has no filled outline. Lines are made to outlines by the program "
                     "that drew them (in Inkscape: Path, Stroke to Path).")
    with open(path, "rb") as file:
        texts = file.read().count(b"<text")
    notes = [f"Each outline is {THICK * 1000:g} mm thick, as a drawing does not say it."]
    if any(level for _, level in below):
        notes.append(f"What is drawn over another outline stands {STEP * 1000:g} mm out of it.")
    if lines:
        notes.append(f"Left out: {lines} {'lines' if lines > 1 else 'line'} without a fill.")
    if texts:
        notes.append(f"Left out: {texts} {'texts' if texts > 1 else 'text'}. Convert them to paths "
                     "in the program that drew them.")
    return {"unit": why} if why else {}, notes


def _make_tree(mesh: bpy.types.Mesh, raised: float = 0.0) -> BVHTree:
    """Makes a tree of the plate, but a little smaller: neighbors do not meet. The walls of a raised
    plate meet the faces of what is below it, or the other way round."""
    return BVHTree.FromPolygons([each.co - each.normal * _GAP + Vector((0.0, 0.0, raised))
                                 for each in mesh.vertices],
                                [each.vertices for each in mesh.polygons])


def _make_plate(obj: bpy.types.Object, scale: float) -> bpy.types.Mesh | None:
    """Makes a closed mesh of the filled outlines, on the ground, in meters, its color one of a
    shader. Returns None if they enclose nothing."""
    curve = obj.data
    if not curve.splines or not curve.materials:
        return None
    for spline in curve.splines:  # A fill closes what is open.
        spline.use_cyclic_u = True
    curve.transform(obj.matrix_world, shape_keys=False)
    obj.matrix_world.identity()
    curve.dimensions, curve.fill_mode = "2D", "BOTH"
    curve.extrude = THICK / 2 / scale
    mesh = bpy.data.meshes.new_from_object(
        obj.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    for material in mesh.materials:
        color = tuple(material.diffuse_color)
        material.use_nodes = True
        for node in material.node_tree.nodes:
            if node.type == "BSDF_PRINCIPLED":
                node.inputs["Base Color"].default_value = color
    made = bmesh.new()
    made.from_mesh(mesh)
    bmesh.ops.remove_doubles(made, verts=made.verts, dist=_WELD)
    bmesh.ops.recalc_face_normals(made, faces=made.faces)
    for vertex in made.verts:
        vertex.co = vertex.co * scale
        vertex.co.z += THICK / 2
    area = sum(face.calc_area() for face in made.faces if face.normal.z > 0.5)
    made.to_mesh(mesh)
    made.free()
    return mesh if area > _LEAST else None
