# SPDX-License-Identifier: GPL-3.0-or-later
"""Faces in pictures (UV): uv_overlap, texel_density. Each side of a cube is a cell of a picture of three by three."""

import bpy
import shape_kit as kit
from plant import recipe

CELLS = 3  # across, and down


def crate(shape, cells, pixels):
    """A cube with a picture; `cells`: of each of its sides, (column, row, share of the cell's width)."""
    side = shape.u(0.2, 0.4)
    obj = kit.paint(kit.block("Crate", side, side, side), "Paint")
    layer = obj.data.uv_layers.new(name="Own")
    for face, (column, row, share) in zip(obj.data.polygons, cells):
        for loop, (x, y) in zip(face.loop_indices, ((0, 0), (1, 0), (1, 1), (0, 1))):
            layer.data[loop].uv = (column + share * x) / CELLS, (row + share * y) / CELLS
    tree = obj.active_material.node_tree
    picture = tree.nodes.new("ShaderNodeTexImage")
    picture.image = bpy.data.images.new("Picture", pixels, pixels)
    tree.links.new(picture.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    shape.note(cube=side, pixels=pixels, cells=cells)
    return pixels / CELLS / (side * kit.MM)


@recipe("uv_overlap", 12, "free")
def sides_on_each_other(shape):
    """So many sides lie on the cell of the first one, each of the others on a cell of its own."""
    n_there = shape.pick(1, 2, 6, 3)
    crate(shape, [(0, 0, 1) if each < n_there else (each % CELLS, each // CELLS, 1) for each in range(6)], 256)
    shape.deviation(0 if n_there == 1 else 100 / (7 - n_there), 0)


@recipe("texel_density", 12, "free")
def sides_as_fine(shape):
    shape.ask(crate(shape, [(each % CELLS, each // CELLS, 1) for each in range(6)], shape.any(128, 300, 1024)))


@recipe("texel_density", 8, "free")
def one_side_coarser(shape):
    share = shape.any(0.2, 0.5, 0.8)
    fine = crate(shape, [(each % CELLS, each // CELLS, share if each == 2 else 1) for each in range(6)], 512)
    shape.ask(fine, share * fine, only=("at_least", "at_most"))
