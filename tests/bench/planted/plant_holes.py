# SPDX-License-Identifier: GPL-3.0-or-later
"""Round holes: hole_diameter, hole_depth, hole_distance, hole_circle, edge_distance, counterbores; alone, and beside
what else a machine makes on a part."""

import math

import shape_kit as kit
from plant import recipe

BESIDE = ("nothing", "slot", "pocket", "post", "channel", "chamfer", "fillets", "cross_hole", "post_part", "step",
          "square_hole")


def stadium(x, y, length, width, n=12, along_y=False):
    """The outline of a slot whose ends are round."""
    half, radius = (length - width) / 2, width / 2
    outline = [(half + radius * math.cos(a), radius * math.sin(a))
               for a in (-math.pi / 2 + math.pi * i / n for i in range(n + 1))]
    outline += [(-px, -py) for px, py in outline]
    if along_y:
        outline = [(-py, px) for px, py in outline]
    return [(x + px, y + py) for px, py in outline]


def hole(x, y, radius, low, high, n=48):
    return kit.prism("Cutter", kit.circle(radius, n, x, y, start=0.07), low, high)


class Plate:
    """A block whose left half is free for holes; its right half has `beside`. In mm, its middle at x = y = 0."""

    def __init__(self, shape, beside, thick=(0.06, 0.2)):
        self.shape, self.beside = shape, beside
        self.width, self.depth, self.height = shape.u(0.9, 1.2), shape.u(0.5, 0.7), shape.u(*thick)
        self.values = {}  # of a kind: what `beside` adds
        w, d, h = self.width, self.depth, self.height
        shape.note(plate=f"{w:g} x {d:g} x {h:g}", beside=beside)
        if beside == "fillets":
            self.obj = kit.prism("Plate", kit.rounded(w, d, round(0.1 * d, 1)), 0, h, "plate")
        else:
            self.obj = kit.block("Plate", w, d, h, "plate")
        if beside == "chamfer":
            kit.beveled(self.obj, 0.15 * min(h, d), 1, lambda a, b: abs(a.z - b.z) < 1e-3 and a.z > h - 1e-3)
        right = 0.25 * w
        if beside == "slot":
            length, width = round(0.3 * w, 1), round(0.12 * d, 1)
            kit.cut(self.obj, kit.prism("Cutter", stadium(right, 0, length, width), -1, h + 1))
        elif beside == "pocket":
            depth = round(0.5 * h, 2)
            kit.cut(self.obj, kit.block("Cutter", 0.3 * w, 0.5 * d, h, x=right, z=h - depth))
            self.values = {"pocket_depth": [depth], "step": [depth]}
        elif beside in ("post", "post_part"):
            radius, tall = round(0.06 * w, 1), round(0.25 * w, 1)
            if beside == "post":
                kit.fused(self.obj, kit.prism("Post", kit.circle(radius, 32, right, 0), 0.5 * h, h + tall))
            else:
                kit.prism("Post", kit.circle(radius, 32, right, 0), h, h + tall, "plate")
            self.values = {"step": [tall]}
        elif beside == "channel":
            deep = round(0.4 * h, 2)
            kit.cut(self.obj, kit.box("Cutter", (0.2 * w, -d, h - deep), (0.3 * w, d, h + 1)))
            self.values = {"step": [deep]}
        elif beside == "cross_hole":
            radius = round(0.25 * h, 2)
            kit.cut(self.obj, kit.rod("Cutter", (0.35 * w, -d, h / 2), (0.35 * w, d, h / 2), radius, 32))
            self.values = {"hole_diameter": [2 * radius], "hole_depth": [d]}
        elif beside == "step":
            kit.cut(self.obj, kit.box("Cutter", (0.2 * w, -d, 0.6 * h), (w, d, 2 * h)))
            self.values = {"step": [0.4 * h]}
        elif beside == "square_hole":
            kit.cut(self.obj, kit.block("Cutter", 0.2 * d, 0.2 * d, 3 * h, x=right, z=-h))

    def drill(self, x, y, radius, depth=None, n=48):
        """Through, or so deep from above."""
        bottom = -1 if depth is None else self.height - depth
        kit.cut(self.obj, hole(x, y, radius, bottom, self.height + max(1, self.height), n))


def radius_of(shape, plate, share=0.14):
    return round(plate.depth * shape.chance.uniform(0.4 * share, share), 2)


# Diameter and depth.

@recipe("hole_diameter", 11, "any")
def one_through_hole(shape):
    plate = Plate(shape, shape.pick(*BESIDE))
    radius = radius_of(shape, plate)
    plate.drill(-0.25 * plate.width, 0.05 * plate.depth, radius, n=shape.any(24, 32, 48, 64))
    shape.ask(2 * radius, *plate.values.get("hole_diameter", ()), of=shape.any("whole", "plate"))


@recipe("hole_diameter", 6, "any")
def one_blind_hole(shape):
    plate = Plate(shape, shape.pick(*BESIDE[1:7]))
    radius, depth = radius_of(shape, plate), round(0.6 * plate.height, 2)
    shape.note(blind=depth)
    plate.drill(-0.2 * plate.width, 0, radius, depth)
    shape.ask(2 * radius, of="plate")


@recipe("hole_diameter", 3, "any")
def four_holes(shape):
    plate = Plate(shape, "nothing")
    radius = radius_of(shape, plate, 0.1)
    for x in (-0.4, 0.4):
        for y in (-0.35, 0.35):
            plate.drill(x * plate.width, y * plate.depth, radius, n=32)
    shape.ask(2 * radius)


@recipe("hole_diameter", 3, "any")
def two_sizes(shape):
    plate = Plate(shape, "nothing")
    small = radius_of(shape, plate, 0.1)
    large = round(small * shape.any(1.5, 2.2), 2)
    shape.note(radii=(small, large))
    plate.drill(-0.3 * plate.width, 0, small)
    plate.drill(0.2 * plate.width, 0, large)
    shape.ask(2 * small, 2 * large, limits=False)
    shape.ask(2 * large, 2 * small, limits=False)


def flange(shape, count=None):
    """(object, outer, bore, bolt radius, bolt circle's radius, height)"""
    outer, height = shape.u(0.4, 0.6), shape.u(0.05, 0.1)
    bore, circle, bolt = round(0.3 * outer, 1), round(0.7 * outer, 1), round(0.08 * outer, 1)
    obj = kit.turned("Flange", [(bore, 0), (outer, 0), (outer, height), (bore, height)], 64, "flange")
    count = count or shape.n(4, 8)
    shape.note(flange=f"outer {2 * outer:g}, bore {2 * bore:g}, {height:g} thick",
               bolts=f"{count} of {2 * bolt:g} on circle {2 * circle:g}")
    for x, y in kit.circle(circle, count, start=0.3):
        kit.cut(obj, hole(x, y, bolt, -1, height + 1, 24))
    return obj, outer, bore, bolt, circle, height


@recipe("hole_diameter", 3, "any")
def holes_of_flange(shape):
    _, _, bore, bolt, _, _ = flange(shape)
    shape.ask(2 * bolt, 2 * bore, limits=False)
    shape.ask(2 * bore, 2 * bolt, limits=False)


@recipe("hole_diameter", 2, "free")
def bore_of_tube(shape):
    outer = shape.u(0.1, 0.4)
    inner = round(0.7 * outer, 1)
    shape.note(tube=f"{2 * outer:g} x {2 * inner:g}")
    kit.tube("Tube", outer, inner, 0, shape.u(0.5, 1))
    shape.ask(2 * inner)


@recipe("hole_diameter", 2, "free")
def tilted_plate(shape):
    plate = Plate(shape, shape.any("nothing", "post", "chamfer"))
    radius = radius_of(shape, plate)
    plate.drill(-0.2 * plate.width, 0, radius)
    shape.ask(2 * radius)


@recipe("hole_diameter", 3, "any")
def hole_across_shaft(shape):
    radius, length = shape.u(0.1, 0.2), shape.u(0.8, 1.2)
    bore = round(0.3 * radius, 2)
    shape.note(shaft=f"{2 * radius:g} x {length:g}", bore=2 * bore)
    obj = kit.prism("Shaft", kit.circle(radius, 64), 0, length, "shaft")
    kit.cut(obj, kit.rod("Cutter", (0, -2 * radius, 0.3 * length), (0, 2 * radius, 0.3 * length), bore, 32))
    shape.ask(2 * bore)


@recipe("hole_diameter", 3, "any")
def chamfered_hole(shape):
    plate = Plate(shape, "nothing")
    radius = radius_of(shape, plate)
    chamfer = round(0.15 * radius, 2)
    plate.drill(-0.2 * plate.width, 0, radius)
    kit.cut(plate.obj, kit.loft("Cutter", [(kit.circle(radius, 48, -0.2 * plate.width), plate.height - chamfer),
                                           (kit.circle(radius + 2 * chamfer, 48, -0.2 * plate.width),
                                            plate.height + chamfer)]))
    shape.note(chamfer=chamfer)
    shape.ask(2 * radius, only=("equal",))


@recipe("hole_diameter", 2, "any")
def bracket_with_both_ways(shape):
    """An L of two plates, a hole in each."""
    w, t, tall = shape.u(0.5, 0.8), shape.u(0.08, 0.12), shape.u(0.5, 0.8)
    a, b = round(0.1 * w, 2), round(0.16 * w, 2)
    obj = kit.block("Bracket", w, w, t, "bracket")
    kit.fused(obj, kit.box("Wall", (-w / 2, -w / 2, 0), (-w / 2 + t, w / 2, tall)))
    kit.cut(obj, hole(0.2 * w, 0, a, -1, t + 1), kit.rod("Cutter", (-w, 0, 0.6 * tall), (0, 0, 0.6 * tall), b, 48))
    shape.note(bracket=f"{w:g}, {t:g} thick, {tall:g} high", holes=(2 * a, 2 * b))
    shape.ask(2 * a, 2 * b, limits=False)
    shape.ask(2 * b, 2 * a, limits=False)


@recipe("hole_depth", 11, "any")
def depth_through(shape):
    plate = Plate(shape, shape.pick(*BESIDE))
    radius = radius_of(shape, plate)
    plate.drill(-0.25 * plate.width, 0, radius)
    shape.ask(plate.height, *plate.values.get("hole_depth", ()), of="plate",
              limits=plate.beside != "cross_hole")


@recipe("hole_depth", 10, "any")
def depth_blind(shape):
    plate = Plate(shape, shape.pick(*BESIDE), thick=(0.1, 0.25))
    radius, depth = radius_of(shape, plate), round(plate.height * shape.chance.uniform(0.3, 0.8), 2)
    plate.drill(-0.25 * plate.width, 0, radius, depth)
    shape.note(blind=depth)
    shape.ask(depth, *plate.values.get("hole_depth", ()), of="plate", limits=plate.beside != "cross_hole")


@recipe("hole_depth", 3, "any")
def blind_beside_through(shape):
    plate = Plate(shape, "nothing", thick=(0.15, 0.25))
    radius, depth = radius_of(shape, plate), round(0.6 * plate.height, 2)
    plate.drill(-0.3 * plate.width, 0, radius)
    plate.drill(0.2 * plate.width, 0, radius, depth)
    shape.note(blind=depth)
    shape.ask(depth, plate.height, limits=False)
    shape.ask(plate.height, depth, limits=False)


@recipe("hole_depth", 3, "any")
def depth_of_cup_and_tube(shape):
    radius, height = shape.u(0.2, 0.4), shape.u(0.5, 1)
    wall, floor = round(0.1 * radius, 2), round(0.08 * height, 2)
    if shape.pick(True, False):
        kit.cup("Cup", radius, height, wall, floor)
        shape.note(cup=f"{2 * radius:g} x {height:g}, floor {floor:g}")
        shape.ask(round(height - floor, 2))
    else:
        kit.tube("Tube", radius, radius - wall, 0, height)
        shape.note(tube=f"{2 * radius:g} x {height:g}")
        shape.ask(height)


@recipe("hole_depth", 3, "any")
def depth_with_chamfer(shape):
    plate = Plate(shape, "nothing", thick=(0.15, 0.25))
    radius = radius_of(shape, plate)
    chamfer = round(0.12 * radius, 2)
    x = -0.2 * plate.width
    plate.drill(x, 0, radius)
    kit.cut(plate.obj, kit.loft("Cutter", [(kit.circle(radius, 48, x), plate.height - chamfer),
                                           (kit.circle(radius + 2 * chamfer, 48, x), plate.height + chamfer)]))
    shape.note(chamfer=chamfer)
    shape.ask(plate.height, values=[plate.height - chamfer], limits=False)


# Distances.

@recipe("hole_distance", 10, "any")
def two_holes(shape):
    plate = Plate(shape, shape.pick("nothing", "slot", "pocket", "post", "chamfer", "fillets", "post_part", "step"))
    radius, apart = radius_of(shape, plate, 0.1), round(plate.depth * shape.chance.uniform(0.4, 0.6), 1)
    for side in (-1, 1):
        plate.drill(-0.3 * plate.width, side * apart / 2, radius, shape.pick(None, 0.5 * plate.height))
    shape.note(apart=apart)
    shape.ask(apart)
    if shape.number % 2:
        shape.ask(apart, axis="y")


@recipe("hole_distance", 6, "any")
def corner_holes(shape):
    plate = Plate(shape, shape.pick("nothing", "chamfer"))
    radius = radius_of(shape, plate, 0.08)
    across, along = round(0.8 * plate.width, 1), round(0.7 * plate.depth, 1)
    for x in (-across / 2, across / 2):
        for y in (-along / 2, along / 2):
            plate.drill(x, y, radius, n=32)
    both = math.hypot(across, along)
    shape.note(pattern=(across, along))
    shape.ask(across, along, both, axis="x", limits=False)
    shape.ask(along, across, both, axis="y", limits=False)
    shape.ask(along, across, both, limits=False)


@recipe("hole_distance", 5, "any")
def row_of_holes(shape):
    plate = Plate(shape, "nothing")
    radius, pitch, count = radius_of(shape, plate, 0.08), round(0.17 * plate.width, 1), shape.n(3, 5)
    for i in range(count):
        plate.drill(-0.4 * plate.width + i * pitch, 0.1 * plate.depth, radius, n=32)
    shape.note(row=f"{count} x {pitch:g}")
    shape.ask(pitch, *(pitch * i for i in range(2, count)), limits=False, **shape.any({}, {"axis": "x"}))


@recipe("hole_distance", 3, "free")
def tilted_two_holes(shape):
    plate = Plate(shape, "nothing")
    radius, apart = radius_of(shape, plate, 0.1), round(0.5 * plate.width, 1)
    for side in (-1, 1):
        plate.drill(side * apart / 2, 0.1 * plate.depth, radius)
    shape.ask(apart)


@recipe("hole_distance", 3, "any")
def two_plates_with_a_hole(shape):
    """Two parts of one asset, a hole in each."""
    radius, apart = shape.u(0.03, 0.06), shape.u(0.8, 1.2)
    height = shape.u(0.05, 0.1)
    for i, x in enumerate((-apart / 2, apart / 2)):
        obj = kit.block(f"Plate {i}", 0.4 * shape.size, 0.3 * shape.size, height, "plates", x=x)
        kit.cut(obj, hole(x, 0, radius, -1, height + 1))
    shape.note(apart=apart)
    shape.ask(apart, of="plates", limits=False)


@recipe("hole_circle", 12, "any")
def bolt_circle(shape):
    plate = Plate(shape, shape.pick("nothing", "chamfer", "fillets"))
    count, radius, circle = shape.n(3, 8), radius_of(shape, plate, 0.06), round(0.3 * plate.depth, 1)
    bore = shape.pick(0, round(0.12 * plate.depth, 1))
    shape.note(holes=f"{count} of {2 * radius:g} on circle {2 * circle:g}, bore {2 * bore:g}")
    for x, y in kit.circle(circle, count, start=shape.chance.uniform(0, 1)):
        plate.drill(x, y, radius, shape.pick(None, None, None, 0.5 * plate.height), 24)
    if bore:
        plate.drill(0, 0, bore)
    shape.ask(2 * circle)


@recipe("hole_circle", 8, "any")
def flange_circle(shape):
    _, _, _, _, circle, height = flange(shape)
    if shape.pick(False, True):
        hub = kit.tube("Hub", 0.5 * circle, round(0.3 * circle, 2), 0.5 * height, 4 * height)
        obj = kit.bpy.data.objects["Flange"]
        kit.fused(obj, hub)
        shape.note(hub=f"{circle:g} wide")
    shape.ask(2 * circle)


@recipe("hole_circle", 4, "any")
def two_rings(shape):
    outer, height = shape.u(0.5, 0.7), shape.u(0.05, 0.1)
    obj = kit.prism("Disc", kit.circle(outer, 64), 0, height, "disc")
    small, large = round(0.4 * outer, 1), round(0.8 * outer, 1)
    for ring, radius in ((small, 0.05 * outer), (large, 0.08 * outer)):
        for x, y in kit.circle(ring, 6):
            kit.cut(obj, hole(x, y, radius, -1, height + 1, 24))
    shape.note(rings=(2 * small, 2 * large))
    shape.ask(2 * small, 2 * large, limits=False)
    shape.ask(2 * large, 2 * small, limits=False)


@recipe("hole_circle", 3, "free")
def tilted_circle(shape):
    _, _, _, _, circle, _ = flange(shape)
    shape.ask(2 * circle)


@recipe("hole_circle", 3, "any")
def counterbored_circle(shape):
    outer, height = shape.u(0.5, 0.7), shape.u(0.1, 0.15)
    obj = kit.prism("Disc", kit.circle(outer, 64), 0, height, "disc")
    circle, bolt = round(0.7 * outer, 1), round(0.05 * outer, 1)
    for x, y in kit.circle(circle, shape.n(3, 6)):
        kit.cut(obj, hole(x, y, bolt, -1, height + 1, 24))
        kit.cut(obj, hole(x, y, 2 * bolt, 0.6 * height, height + 1, 24))
    shape.ask(2 * circle)


# From centre to edge.

@recipe("edge_distance", 11, "any")
def near_an_edge(shape):
    beside = shape.pick("nothing", "slot", "pocket", "post", "channel", "fillets", "cross_hole", "post_part",
                        "square_hole")
    plate = Plate(shape, beside)
    radius = radius_of(shape, plate, 0.1)
    x, y = round(0.3 * plate.width, 1), round(plate.depth * shape.chance.uniform(0.1, 0.3), 1)
    plate.drill(-x, -y, radius)
    near_x, far_x = plate.width / 2 - x, plate.width / 2 + x
    near_y, far_y = plate.depth / 2 - y, plate.depth / 2 + y
    shape.note(hole=f"{2 * radius:g} at {-x:g}, {-y:g}")
    more = [0.35 * plate.width + x, 0.15 * plate.width, plate.height / 2] if beside == "cross_hole" else []
    if beside != "cross_hole":
        shape.ask(min(near_x, near_y), near_x, near_y, far_x, far_y, only=("equal",))
        shape.ask(near_x, far_x, axis="x", limits=False)
    shape.ask(near_y, far_y, *more, axis="y", limits=False)


@recipe("edge_distance", 6, "any")
def edges_of_corner_holes(shape):
    plate = Plate(shape, "nothing")
    radius, inset, inset_y = radius_of(shape, plate, 0.08), round(0.1 * plate.width, 1), round(0.15 * plate.depth, 1)
    x, y = plate.width / 2 - inset, plate.depth / 2 - inset_y
    for sx in (-1, 1):
        for sy in (-1, 1):
            plate.drill(sx * x, sy * y, radius, n=32)
    bore = shape.pick(0, round(0.15 * plate.depth, 1))
    more = [plate.width / 2] if bore else []
    if bore:
        plate.drill(0, 0, bore)
    shape.note(inset=(inset, inset_y), bore=2 * bore)
    shape.ask(inset, plate.width - inset, *more, axis="x", limits=False)
    shape.ask(inset_y, plate.depth - inset_y, *([plate.depth / 2] if bore else []), axis="y", limits=False)


@recipe("edge_distance", 4, "any")
def edge_of_flange(shape):
    _, outer, _, _, circle, _ = flange(shape)
    shape.ask(round(outer - circle, 2), outer, limits=False)


@recipe("edge_distance", 3, "any")
def edge_of_disc(shape):
    outer, height = shape.u(0.4, 0.6), shape.u(0.05, 0.1)
    off = round(0.5 * outer, 1)
    obj = kit.prism("Disc", kit.circle(outer, 96), 0, height)
    kit.cut(obj, hole(off, 0, 0.1 * outer, -1, height + 1, 32))
    shape.note(disc=2 * outer, hole_at=off)
    shape.ask(round(outer - off, 2), values=[outer + off], only=("equal",))


@recipe("edge_distance", 3, "any")
def three_holes_in_a_bar(shape):
    """Two near the ends and one in the middle: along x the middle one is far from each end."""
    w, d, h = shape.size, shape.u(0.15, 0.25), shape.u(0.05, 0.1)
    inset = round(0.08 * w, 1)
    obj = kit.block("Bar", w, d, h)
    for x in (-w / 2 + inset, 0, w / 2 - inset):
        kit.cut(obj, hole(x, 0, 0.15 * d, -1, h + 1, 32))
    shape.note(bar=f"{w:g} x {d:g} x {h:g}", inset=inset)
    shape.ask(inset, w / 2, w - inset, axis="x", limits=False)
    shape.ask(d / 2, axis="y")


@recipe("edge_distance", 2, "any")
def hole_in_chamfered_plate(shape):
    plate = Plate(shape, "chamfer")
    radius, inset = radius_of(shape, plate, 0.08), round(0.25 * plate.width, 1)
    plate.drill(-plate.width / 2 + inset, 0, radius)
    shape.note(inset=inset)
    chamfer = 0.15 * min(plate.height, plate.depth)
    shape.ask(inset, plate.width - inset, inset - chamfer, plate.width - inset - chamfer, axis="x", limits=False)


# Stepped holes.

def counterbore(shape, beside, thick=(0.12, 0.25)):
    """(plate, narrow radius, wide radius, depth)"""
    plate = Plate(shape, beside, thick)
    narrow = radius_of(shape, plate, 0.1)
    wide, depth = round(narrow * shape.chance.uniform(1.5, 2.2),
                        2), round(plate.height * shape.chance.uniform(0.3, 0.6), 2)
    for x in shape.pick((-0.25,), (-0.25,), (-0.35, -0.05)):
        plate.drill(x * plate.width, 0, narrow, n=32)
        plate.drill(x * plate.width, 0, wide, depth, n=32)
    shape.note(counterbore=f"{2 * wide:g} x {depth:g} over {2 * narrow:g}")
    return plate, narrow, wide, depth


PARTS = ("nothing", "slot", "pocket", "post", "channel", "fillets", "post_part", "square_hole", "chamfer", "step")


@recipe("counterbore_diameter", 20, "any")
def wide_end(shape):
    _, _, wide, _ = counterbore(shape, shape.pick(*PARTS))
    shape.ask(2 * wide)


@recipe("counterbore_diameter", 3, "free")
def tilted_wide_end(shape):
    _, _, wide, _ = counterbore(shape, "nothing")
    shape.ask(2 * wide)


@recipe("counterbore_diameter", 4, "any")
def stepped_bore(shape):
    """A turned part with a stepped bore; beside it, in some, plain holes."""
    outer, height = shape.u(0.3, 0.5), shape.u(0.3, 0.5)
    narrow, wide, depth = round(0.3 * outer, 1), round(0.5 * outer, 1), round(0.4 * height, 1)
    obj = kit.turned("Bush", [(narrow, 0), (outer, 0), (outer, height), (wide, height), (wide, height - depth),
                              (narrow, height - depth)], 64)
    if shape.pick(False, True):
        for x, y in kit.circle(0.75 * outer, 4, start=0.3):
            kit.cut(obj, hole(x, y, 0.08 * outer, -1, height + 1, 24))
    shape.note(bush=f"{2 * outer:g} x {height:g}, bore {2 * narrow:g}, {2 * wide:g} x {depth:g}")
    shape.ask(2 * wide)
    shape.ask(depth, kind="counterbore_depth")


@recipe("counterbore_depth", 20, "any")
def depth_of_wide_end(shape):
    _, _, _, depth = counterbore(shape, shape.pick(*PARTS))
    shape.ask(depth)


@recipe("counterbore_depth", 3, "free")
def tilted_depth(shape):
    _, _, _, depth = counterbore(shape, "nothing")
    shape.ask(depth)
