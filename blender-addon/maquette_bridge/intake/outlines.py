# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the outlines of a drawing as plates: they lie flat, keep their holes, and are as thick as a
drawing cannot say. Of an SVG, filled ones; what is drawn over another outline stands out of it. Of
a DXF, all that are closed."""

from __future__ import annotations

import os
import re
from collections import defaultdict

import bmesh
import bpy
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from mathutils.geometry import delaunay_2d_cdt

from ..export.formats import find_operator
from . import closed_outlines, dxf_reader
from .model_file import refuse

THICK = 0.003  # m, of each plate
_THICKNESS = f"Each outline is {THICK * 1000:g} mm thick, as a drawing does not say it."
STEP = 0.0006  # m, by which a plate stands out of one below it: three layers of a print
_HEAD = 1 << 15  # bytes in which the page begins
_FAR = 100.0  # sizes of a drawing from its origin: numbers of 32 bits would blur it
_NEAR = 1e-6  # of the size of a plate: its points that are nearer are one
_MAX_LENGTH = 1e9
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
    head = re.sub(r"<!--.*?(?:-->|\Z)", lambda found: " " * len(found[0]), head, flags=re.DOTALL)
    begin = re.search(r"<(?:\w{1,99}:)?svg\b", head)
    page = begin and re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*>").match(head, begin.end())
    if page is None:
        raise refuse("The file cannot be read: it has no <svg>.")
    width = re.search(r"\swidth\s*=\s*[\"']\s*([\d.]+(?:[eE][-+]?\d+)?)\s*([a-z]*)\s*[\"']",
                      page[0])
    box = re.search(r"\sviewBox\s*=\s*[\"']\s*(?:[^\s,\"']+[\s,]+){2}([\d.]+)", page[0])
    plain = re.sub(r"\s(width|height|viewBox)\s*=\s*(\"[^\"]*\"|'[^']*')", " ", page[0])
    left = path + ".page.svg"
    with open(left, "wb") as file:
        file.write(data[:page.start()] + plain.encode("latin-1") + data[page.end():])
    size, span = (_read_length(found[1]) if found else 0.0 for found in (width, box))
    if width and width[2] in _UNITS and size > 0:
        return left, size * _UNITS[width[2]] / span if span > 0 else _PIXEL, ""
    if unit_m is not None:
        return left, unit_m, ""
    return left, _PIXEL, "The file does not say its unit: pixels were taken, 96 to the inch."


def _read_length(text: str) -> float:
    """A length of the page, 0 if it is none."""
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if value <= _MAX_LENGTH else 0.0


def _read_svg(path: str, unit_m: float | None) -> tuple[dict[str, str], list[str]]:
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
    notes = [_THICKNESS]
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


def _extrude(name: str, outlines: list[list[complex]], size: float) -> bpy.types.Mesh:
    """Makes a closed mesh of what lies in an odd number of the outlines. size: of all of them."""
    points: list[Vector] = []
    edges: list[tuple[int, int]] = []
    for outline in outlines:
        count = len(points)
        points += [Vector((z.real, z.imag)) for z in outline]
        edges += [(count + n, count + (n + 1) % len(outline)) for n in range(len(outline))]
    places, sides, faces, _points, own, _faces = delaunay_2d_cdt(points, edges, [], 0,
                                                                 _NEAR * size, True)
    # A side that an even number of outlines have is none.
    is_wall = {frozenset(side): len(each) % 2 == 1 for side, each in zip(sides, own)}
    beside = defaultdict(list)
    for number, face in enumerate(faces):
        for side in zip(face, face[1:] + face[:1]):
            beside[frozenset(side)].append(number)
    is_inside = {both[0]: is_wall[side] for side, both in beside.items() if len(both) == 1}
    near = list(is_inside)
    while near:
        number = near.pop()
        for side in zip(faces[number], faces[number][1:] + faces[number][:1]):
            for other in beside[frozenset(side)]:
                if other not in is_inside:
                    is_inside[other] = is_inside[number] != is_wall[frozenset(side)]
                    near.append(other)
    count = len(places)
    made: list[tuple[int, ...]] = []
    for number, (a, b, c) in enumerate(faces):
        if is_inside[number]:
            made += [(c, b, a), (a + count, b + count, c + count)]
            made += [(one, other, other + count, one + count)
                     for one, other in ((a, b), (b, c), (c, a)) if is_wall[frozenset((one, other))]]
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(*place, z) for z in (0.0, THICK) for place in places], [], made)
    return mesh


def _read_dxf(path: str, unit_m: float | None) -> tuple[dict[str, str], list[str]]:
    """Reads the file into the scene, in meters. unit_m: what the user gave. Returns what was
    guessed (“unit”), with a sentence about it; and what was left out."""
    drawing = dxf_reader.read(path)
    plates, left_out = closed_outlines.find(drawing.lines, drawing.left_out)
    guessed = {}
    unit_m = unit_m or drawing.unit_m
    if unit_m is None:
        unit_m = 0.001 if drawing.is_metric else _INCH
        guessed["unit"] = ("The file does not say its unit: "
                           f"{'millimeters' if drawing.is_metric else 'inches'} were taken.")
    points = [z for each in plates for z in each.points]
    low = complex(min(z.real for z in points), min(z.imag for z in points))
    size = max(max(z.real for z in points) - low.real, max(z.imag for z in points) - low.imag)
    notes = [_THICKNESS]
    if abs(low) > _FAR * size:
        notes.append("The drawing lay far from its origin, and was moved there.")
    else:
        low = 0j
    for each in plates:
        placed = [[(z - low) * unit_m for z in outline] for outline in (each.points, *each.holes)]
        plate = bpy.data.objects.new(each.layer, _extrude(each.layer, placed, size * unit_m))
        bpy.context.scene.collection.objects.link(plate)
    return guessed, notes + left_out


READERS = {".svg": _read_svg, ".dxf": _read_dxf}
