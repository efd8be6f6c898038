# SPDX-License-Identifier: GPL-3.0-or-later
"""Mesh and material: watertight, one_solid, color, material, look."""

import bmesh
import shape_kit as kit
from plant import recipe
from plant_holes import Plate, flange


def without_face(obj, index):
    work = bmesh.new()
    work.from_mesh(obj.data)
    work.faces.ensure_lookup_table()
    bmesh.ops.delete(work, geom=[work.faces[index]], context="FACES_ONLY")
    work.to_mesh(obj.data)
    work.free()


def solid(shape, *kinds):
    kind = shape.pick(*kinds)
    radius = shape.u(0.2, 0.4)
    if kind == "plate":
        obj = Plate(shape, shape.any("slot", "pocket", "post", "channel", "chamfer", "cross_hole")).obj
    elif kind == "cup":
        obj = kit.cup("Cup", radius, 2 * radius, 0.1 * radius, 0.1 * radius, 32)
    elif kind == "flange":
        obj = flange(shape)[0]
    elif kind == "ball":
        obj = kit.ball("Ball", radius)
    elif kind == "tube":
        obj = kit.tube("Tube", radius, 0.8 * radius, 0, radius, 32)
    else:
        obj = kit.block("Box", radius, radius, radius)
    shape.note(kind=kind)
    return obj


SOLIDS = ("plate", "cup", "flange", "ball", "tube", "box")


@recipe("watertight", 18, "free")
def closed_mesh(shape):
    solid(shape, *SOLIDS)
    shape.claim(True)


@recipe("watertight", 6, "free")
def closed_but_apart(shape):
    """Faces that do not share their vertices; two closed objects; a mirror modifier."""
    kind = shape.pick("split faces", "two objects", "mirror")
    if kind == "mirror":
        obj = kit.box("Half", (0, 0, 0), (0.2 * shape.size, 0.3 * shape.size, 0.4 * shape.size))
        without_face(obj, 5)
        modifier = obj.modifiers.new("mirror", "MIRROR")
        modifier.use_mirror_merge = True
    else:
        obj = kit.block("Box", 0.2 * shape.size, 0.3 * shape.size, 0.1 * shape.size)
        if kind == "split faces":
            work = bmesh.new()
            work.from_mesh(obj.data)
            bmesh.ops.split_edges(work, edges=work.edges)
            work.to_mesh(obj.data)
            work.free()
        else:
            kit.ball("Ball", 0.2 * shape.size, z=shape.size)
    shape.note(kind=kind)
    shape.open = True
    shape.claim(True)


@recipe("watertight", 22, "free")
def open_mesh(shape):
    obj = solid(shape, *SOLIDS)
    kind = shape.pick("missing face", "fin", "missing face", "sheet", "doubled face")
    if kind == "missing face":
        without_face(obj, shape.n(0, len(obj.data.polygons) - 1))
    elif kind == "sheet":
        kit.link("Sheet", [(0, 0, 0), (shape.size, 0, 0), (shape.size, shape.size, 0), (0, shape.size, 0)],
                 [(0, 1, 2, 3)])
    else:
        work = bmesh.new()
        work.from_mesh(obj.data)
        work.faces.ensure_lookup_table()
        face = work.faces[shape.n(0, len(work.faces) - 1)]
        if kind == "fin":
            a, b = face.edges[0].verts
            tip = work.verts.new(face.calc_center_median() + face.normal * 0.1 * shape.size * kit.MM)
            work.faces.new((a, b, tip))
        else:
            a, b = face.edges[0].verts
            tip = work.verts.new(face.calc_center_median() - face.normal * 0.05 * shape.size * kit.MM)
            work.faces.new((b, a, tip))
        work.to_mesh(obj.data)
        work.free()
    shape.note(fault=kind)
    shape.open = True
    shape.claim(False)


@recipe("one_solid", 18, "free")
def one_body(shape):
    solid(shape, *SOLIDS)
    shape.claim(True)


@recipe("one_solid", 4, "free")
def hollow_body(shape):
    size = shape.u(0.3, 0.6)
    obj = kit.block("Box", size, size, size)
    kit.cut(obj, kit.block("Cutter", 0.5 * size, 0.5 * size, 0.5 * size, z=0.25 * size))
    shape.note(kind="hollow inside")
    shape.claim(True)


@recipe("one_solid", 20, "free")
def several_bodies(shape):
    kind = shape.pick("two objects", "two islands", "run into each other", "touch", "array")
    size = shape.u(0.2, 0.3)
    a = kit.block("A", size, size, size)
    if kind == "array":
        a.modifiers.new("array", "ARRAY").relative_offset_displace = (1.5, 0, 0)
    else:
        off = {"run into each other": 0.7, "touch": 1.0}.get(kind, 2)
        b = kit.block("B", size, 0.8 * size, size, x=off * size)
        if kind in ("two islands", "run into each other"):
            kit.merged(a, b)
    shape.note(kind=kind)
    shape.claim(False)


# Colours, as a person would name them (linear, as Blender takes them).
COLORS = {"black": (0.005, 0.005, 0.005), "white": (0.9, 0.9, 0.9), "grey": (0.2, 0.2, 0.2), "red": (0.6, 0.01, 0.01),
          "orange": (0.9, 0.2, 0.01), "yellow": (0.9, 0.7, 0.02), "green": (0.02, 0.3, 0.03),
          "turquoise": (0.02, 0.5, 0.45), "blue": (0.01, 0.05, 0.6), "purple": (0.2, 0.01, 0.4),
          "pink": (0.9, 0.25, 0.45), "brown": (0.12, 0.04, 0.012), "beige": (0.75, 0.6, 0.4)}
FAR = {"black": "white", "white": "black", "grey": "red", "red": "green", "orange": "blue", "yellow": "purple",
       "green": "pink", "turquoise": "red", "blue": "yellow", "purple": "green", "pink": "green", "brown": "blue",
       "beige": "blue"}


@recipe("color", 26, "free")
def color_of_part(shape):
    name = list(COLORS)[shape.number % len(COLORS)]
    obj = solid(shape, "box", "cup", "ball", "plate")
    obj["part"] = "thing"
    kit.paint(obj, "Paint", COLORS[name])
    other = kit.block("Other", 3 * shape.size, 3 * shape.size, 0.1 * shape.size, "other", z=-2 * shape.size)
    kit.paint(other, "Other", COLORS[FAR[name]])
    if shape.number % 3 == 1:  # a small spot of another colour
        kit.paint(obj, "Spot", COLORS[FAR[name]], [0])
    shape.note(color=name, spot=shape.number % 3 == 1)
    shape.claim(True, of="thing", text=shape.any(name, f"a {name} thing"))
    shape.claim(False, of="thing", text=FAR[name])


MATERIALS = (("Oak", "wood", "metal"), ("Steel Brushed", "metal", "wood"), ("Walnut Wood", "wood", "glass"),
             ("Glass", "glass", "leather"), ("Brass", "metal", "stone"), ("Marble", "stone", "wood"),
             ("Leather Brown", "leather", "metal"), ("Red Plastic", "plastic", "glass"),
             ("Concrete", "concrete", "wood"), ("Pine", "wood", "metal"), ("Rubber", "rubber", "glass"))


@recipe("material", 22, "free")
def material_of_part(shape):
    name, family, wrong = MATERIALS[shape.number % len(MATERIALS)]
    obj = solid(shape, "box", "cup", "ball", "plate")
    obj["part"] = "thing"
    kit.paint(obj, name)
    shape.note(material=name)
    shape.claim(True, of="thing", text=family)
    shape.claim(True, of="thing", text=name.split()[0].lower())
    shape.claim(False, of="thing", text=wrong)


@recipe("look", 20, "fixed")
def seen_only(shape):
    solid(shape, *SOLIDS)
    shape.claim(None, words="Does it look friendly?")
