# SPDX-License-Identifier: GPL-3.0-or-later
"""Slots by their size, keyways, countersinks and chamfers: slot_length, slot_width, pocket_depth of a keyway,
countersink_diameter, countersink_angle, chamfer; alone, and beside what else a machine makes on a part."""

import math

import shape_kit as kit
from mathutils import Matrix
from plant import recipe
from plant_holes import Plate, radius_of, stadium


def slotted(shape):
    """(length, width) of a slot in a plate, through it or half as deep."""
    beside = shape.pick("nothing", "post", "fillets", "post_part", "cross_hole", "step")
    plate = Plate(shape, beside)
    length, width = round(0.35 * plate.depth, 1), round(0.1 * plate.depth, 1)
    bottom = shape.any(-1, 0.5 * plate.height)
    outline = stadium(-0.25 * plate.width, 0, length, width, along_y=shape.any(True, False))
    kit.cut(plate.obj, kit.prism("Cutter", outline, bottom, plate.height + 1))
    shape.note(slot=f"{length:g} x {width:g}", through=bottom < 0)
    return length, width


def keyway(shape):
    """(length, width, depth from the crest, chamfer) of a keyway in a shaft with broken ends."""
    radius, tall = shape.u(0.1, 0.2), shape.u(0.8, 1.2)
    broken = round(0.08 * radius, 2)
    obj = kit.turned("Shaft", [(0, 0), (radius - broken, 0), (radius, broken), (radius, tall - broken),
                               (radius - broken, tall), (0, tall)], shape.any(48, 64, 96))
    length, width, depth = round(0.4 * tall, 1), round(0.5 * radius, 1), round(0.25 * radius, 2)
    key = kit.prism("Cutter", stadium(0.5 * tall, 0, length, width), radius - depth, 2 * radius)
    kit.move(key, Matrix(((0, 0, 1, 0), (0, 1, 0, 0), (-1, 0, 0, tall * kit.MM), (0, 0, 0, 1))))
    kit.cut(obj, key)
    shape.note(shaft=f"{2 * radius:g} x {tall:g}", keyway=f"{length:g} x {width:g} x {depth:g}", broken=broken)
    return length, width, depth, broken


@recipe("slot_length", 12, "any")
def length_of_a_slot(shape):
    shape.ask(slotted(shape)[0], limits=False)


@recipe("slot_length", 6, "any")
def length_of_a_keyway(shape):
    length, _, _, _ = keyway(shape)
    shape.ask(length, limits=False)


@recipe("slot_width", 12, "any")
def width_of_a_slot(shape):
    length, width = slotted(shape)
    shape.ask(width, length, limits=False)


@recipe("slot_width", 6, "any")
def width_of_a_keyway(shape):
    _, width, _, _ = keyway(shape)
    shape.ask(width, limits=False)


@recipe("pocket_depth", 9, "any")
def depth_of_a_keyway(shape):
    """From the crest of the shaft; from where the walls end is right, too."""
    length, width, depth, _ = keyway(shape)
    radius = depth / 0.25
    shape.ask(depth, depth - radius + math.sqrt(radius ** 2 - width ** 2 / 4), limits=False)


def countersunk(shape):
    """(diameter, degrees, radius of the hole) of countersinks from above."""
    plate = Plate(shape, shape.pick("nothing", "slot", "pocket", "post", "channel", "fillets", "post_part", "step"))
    narrow, degrees = radius_of(shape, plate, 0.08), shape.any(82, 90, 100, 120)
    wide = round(narrow * shape.chance.uniform(1.5, 2), 2)
    sunk = (wide - narrow) / math.tan(math.radians(degrees / 2))
    top = plate.height
    if sunk > 0.8 * top:
        wide, sunk = narrow + 0.8 * top * math.tan(math.radians(degrees / 2)), 0.8 * top
    for x in shape.pick((-0.25,), (-0.35, -0.08)):
        kit.cut(plate.obj, kit.turned(
            "Cutter", [(0, -1), (narrow, -1), (narrow, top - sunk), (wide, top), (wide, top + 1), (0, top + 1)],
            shape.any(32, 48, 64), x=x * plate.width))
    shape.note(countersink=f"{2 * wide:g} at {degrees} deg over {2 * narrow:g}")
    return 2 * wide, degrees, narrow


@recipe("countersink_diameter", 12, "any")
def wide_end_of_a_cone(shape):
    shape.ask(countersunk(shape)[0], limits=False)


@recipe("countersink_angle", 12, "any")
def angle_of_a_cone(shape):
    shape.ask(countersunk(shape)[1], limits=False, unit="deg")


@recipe("chamfer", 12, "any")
def broken_edges(shape):
    """The upright edges of a block, those of its top, or all."""
    w, d, h = shape.u(0.8, 1.2), shape.u(0.4, 0.6), shape.u(0.2, 0.4)
    size = round(h * shape.chance.uniform(0.08, 0.2), 2)
    which = shape.pick("upright", "top", "all")
    obj = kit.block("Block", w, d, h)
    kit.beveled(obj, size, 1, {"upright": lambda a, b: abs(a.z - b.z) > 0.5 * h,
                               "top": lambda a, b: min(a.z, b.z) > 0.5 * h, "all": lambda a, b: True}[which])
    if shape.any(True, False):
        kit.cut(obj, kit.prism("Cutter", kit.circle(0.2 * d, 48), -1, h + 1))
    shape.note(block=f"{w:g} x {d:g} x {h:g}", chamfer=size, which=which)
    shape.ask(size, limits=False)


@recipe("chamfer", 6, "any")
def broken_ends(shape):
    _, _, _, broken = keyway(shape)
    shape.ask(broken, limits=False)


@recipe("chamfer", 4, "any")
def unlike_legs(shape):
    """A wedge off one edge of a bar: either leg is meant."""
    w, d, h = shape.u(0.8, 1.2), shape.u(0.3, 0.5), shape.u(0.3, 0.5)
    one, other = round(0.12 * d, 2), round(0.2 * h, 2)
    outline = [(0, 0), (d, 0), (d, h - other), (d - one, h), (0, h)]
    bar = kit.prism("Bar", outline, 0, w)
    shape.note(bar=f"{w:g} x {d:g} x {h:g}", legs=f"{one:g} x {other:g}", turned=bar.name)
    shape.ask(one, other, limits=False)
    shape.ask(other, one, limits=False)
