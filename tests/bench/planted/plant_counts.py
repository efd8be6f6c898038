# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts and thicknesses: pieces, holes, teeth, sides, triangles; wall, floor, rim."""

import math

import shape_kit as kit
from plant import recipe
from plant_holes import Plate, flange, hole
from plant_sizes import gear_outline

# Pieces.

@recipe("pieces", 8, "any")
def pieces_apart(shape):
    count, size = shape.n(2, 9), shape.u(0.05, 0.1)
    one = shape.pick(False, True)
    made = [kit.block(f"Piece {i}", size, size, shape.u(0.1, 0.3), "pieces", x=i * 2 * size) for i in range(count)]
    if one:
        kit.merged(*made)
    kit.block("Base", 4 * count * size, 2 * size, size, "base", z=-size)
    shape.note(pieces=count, one_object=one)
    shape.ask(count, values=[1] if one else (), of="pieces", limits=not one)


@recipe("pieces", 7, "any")
def pieces_of_two(shape):
    """Each of two objects that touch: a shaft and a head."""
    count, size = shape.n(2, 6), shape.u(0.05, 0.1)
    for i in range(count):
        kit.block(f"Shaft {i}", size, size, 3 * size, "pins", x=4 * i * size)
        kit.rod(f"Head {i}", (4 * i * size, 0, 3 * size), (4 * i * size, 0, 3.5 * size), size, 16, "pins")
    shape.note(pins=f"{count}, each of two objects")
    shape.ask(count, values=[2 * count, 1], of="pins", limits=False)


@recipe("pieces", 5, "any")
def pieces_of_an_array(shape):
    count, size = shape.n(3, 9), shape.u(0.05, 0.1)
    obj = kit.block("Slat", size, 4 * size, 0.3 * size, "slats")
    modifier = obj.modifiers.new("array", "ARRAY")
    modifier.count, modifier.relative_offset_displace = count, (1.5, 0, 0)
    shape.note(array=count)
    shape.ask(count, values=[1], of="slats", limits=False)


@recipe("pieces", 3, "any")
def pieces_that_touch(shape):
    """Bricks side by side."""
    count, size = shape.n(3, 8), shape.u(0.05, 0.1)
    for i in range(count):
        kit.block(f"Brick {i}", size, 0.5 * size, 0.4 * size, "bricks", x=i * size)
    shape.note(bricks=f"{count}, side by side")
    shape.ask(count, values=[1], of="bricks", limits=False)


# Holes through.

@recipe("holes", 11, "any")
def holes_of_plate(shape):
    beside = shape.pick("nothing", "slot", "pocket", "post", "channel", "chamfer", "fillets", "cross_hole", "post_part",
                        "step",
                        "square_hole")
    plate = Plate(shape, beside)
    count = shape.n(1, 3)
    for i in range(count):
        plate.drill(-0.4 * plate.width + 0.2 * i * plate.width, 0.1 * plate.depth, 0.08 * plate.depth, n=24)
    blind = shape.pick(0, 1)
    if blind:
        plate.drill(-0.3 * plate.width, -0.3 * plate.depth, 0.08 * plate.depth, 0.5 * plate.height, 24)
    through = count + (beside in ("slot", "square_hole", "cross_hole"))
    shape.note(through=through, blind=blind)
    shape.ask(through, of="plate")


@recipe("holes", 5, "free")
def holes_of_other_things(shape):
    radius, height = shape.u(0.2, 0.4), shape.u(0.3, 0.6)
    kind = shape.pick("tube", "cup", "mug", "hollow", "counterbore")
    if kind == "tube":
        kit.tube("Tube", radius, 0.8 * radius, 0, height)
    elif kind == "cup":
        kit.cup("Cup", radius, height, 0.1 * radius, 0.1 * radius)
    elif kind == "mug":
        obj = kit.cup("Mug", radius, height, 0.15 * radius, 0.15 * radius)
        handle = kit.bent("Handle", kit.arc_way(0.25 * height, 180, n=16), 0.06 * height, n=12)
        kit.spin(handle, 90, "X")
        kit.spin(handle, 90, "Y")
        kit.shift(handle, 0.93 * radius, 0, 0.5 * height)
        kit.fused(obj, handle)
    elif kind == "hollow":
        obj = kit.block("Solid", radius, radius, height)
        kit.cut(obj, kit.block("Cutter", 0.5 * radius, 0.5 * radius, 0.5 * height, z=0.25 * height))
        kit.cut(obj, kit.rod("Cutter", (-radius, 0.4 * radius, 0.1 * height), (radius, 0.4 * radius, 0.1 * height),
                             0.05 * radius, 16))
    else:
        obj = kit.prism("Bush", kit.circle(radius, 48), 0, height)
        kit.cut(obj, hole(0, 0, 0.3 * radius, -1, height + 1, 24), hole(0, 0, 0.5 * radius, 0.6 * height, height + 1,
                                                                        24))
    shape.note(kind=kind)
    if kind == "cup":
        shape.ask(0, values=[0], only=("at_most",))
    else:
        shape.ask(1)


@recipe("holes", 4, "any")
def holes_of_flange(shape):
    count = shape.n(3, 8)
    flange(shape, count)
    shape.ask(count + 1)


@recipe("holes", 4, "any")
def holes_of_frame(shape):
    w, h, d = shape.u(0.6, 1), shape.u(0.6, 1), shape.u(0.04, 0.08)
    rows, columns = shape.n(1, 3), shape.n(1, 3)
    obj = kit.box("Window", (0, 0, 0), (w, d, h))
    for i in range(columns):
        for k in range(rows):
            kit.cut(obj, kit.box("Cutter", (w * (i + 0.1) / columns, -1, h * (k + 0.1) / rows),
                                 (w * (i + 0.9) / columns, d + 1, h * (k + 0.9) / rows)))
    shape.note(panes=f"{columns} x {rows}")
    shape.ask(columns * rows)


# Teeth.

@recipe("teeth", 12, "any")
def gear(shape):
    teeth, radius, width = shape.n(6, 40), shape.u(0.3, 0.5), shape.u(0.05, 0.2)
    obj = kit.prism("Gear", gear_outline(teeth, (0.75 if teeth < 20 else 0.9) * radius, radius), 0, width)
    kind = shape.pick("plain", "bore", "hub", "keyway")
    if kind != "plain":
        kit.cut(obj, hole(0, 0, 0.2 * radius, -1, width + 1, 32))
    if kind == "hub":
        kit.fused(obj, kit.tube("Hub", 0.35 * radius, 0.2 * radius, 0, 2 * width, 48))
    elif kind == "keyway":
        kit.cut(obj, kit.block("Cutter", 0.1 * radius, 0.5 * radius, 3 * width, z=-width))
    shape.note(gear=f"{teeth} teeth, {2 * radius:g} x {width:g}, {kind}")
    shape.ask(teeth)


@recipe("teeth", 5, "any")
def inner_gear(shape):
    teeth, radius, width = shape.n(12, 36), shape.u(0.3, 0.5), shape.u(0.1, 0.2)
    obj = kit.prism("Ring", kit.circle(radius, 96), 0, width)
    kit.cut(obj, kit.prism("Cutter", gear_outline(teeth, 0.7 * radius, 0.8 * radius), -1, width + 1))
    shape.note(ring_gear=f"{teeth} teeth inside, {2 * radius:g}")
    shape.ask(teeth)


@recipe("teeth", 4, "any")
def saw_or_star(shape):
    teeth, radius, width = shape.n(5, 30), shape.u(0.3, 0.5), shape.u(0.02, 0.1)
    share = shape.pick(0.5, 0.05)
    outline = []
    for i in range(teeth):
        for part, r in ((0, 0.8 * radius), (share, radius)):
            angle = 2 * math.pi * (i + part) / teeth
            outline.append((r * math.cos(angle), r * math.sin(angle)))
    kit.prism("Saw", outline, 0, width)
    shape.note(saw=f"{teeth} teeth, {2 * radius:g}, {'star' if share == 0.5 else 'saw'}")
    shape.ask(teeth)


@recipe("teeth", 3, "any")
def gear_on_shaft(shape):
    teeth, radius, width = shape.n(8, 24), shape.u(0.3, 0.5), shape.u(0.1, 0.2)
    kit.prism("Gear", gear_outline(teeth, 0.8 * radius, radius), 0, width, "gear")
    kit.prism("Shaft", kit.circle(0.2 * radius, 32), -3 * width, 4 * width, "shaft")
    shape.note(gear=f"{teeth} teeth on a shaft")
    shape.ask(teeth, of="gear")


# Sides.

@recipe("sides", 12, "any")
def polygon(shape):
    sides, radius, height = shape.n(3, 10), shape.u(0.2, 0.4), shape.u(0.1, 0.8)
    obj = kit.prism("Prism", kit.circle(radius, sides, start=shape.chance.uniform(0, 1)), 0, height)
    kind = shape.pick("plain", "bore", "chamfered", "blind hole")
    if kind == "bore":
        kit.cut(obj, hole(0, 0, 0.3 * radius, -1, height + 1, 48))
    elif kind == "chamfered":
        kit.beveled(obj, 0.05 * radius, 1, lambda a, b: a.z > height - 1e-3 and b.z > height - 1e-3)
    elif kind == "blind hole":
        kit.cut(obj, hole(0, 0, 0.3 * radius, 0.5 * height, height + 1, 48))
    shape.note(prism=f"{sides} sides, {2 * radius:g} x {height:g}, {kind}")
    shape.ask(sides, axis="z")


@recipe("sides", 6, "any")
def rounded_polygon(shape):
    """Corners that are arcs, or broken."""
    w, d, h = shape.u(0.6, 1), shape.u(0.4, 0.6), shape.u(0.1, 0.3)
    kind = shape.pick("rounded", "broken")
    radius = round(0.08 * d, 2)
    if kind == "rounded":
        kit.prism("Plate", kit.rounded(w, d, radius, 8), 0, h)
    else:
        kit.prism("Plate", kit.rounded(w, d, radius, 1), 0, h)
    shape.note(plate=f"{w:g} x {d:g} x {h:g}, corners {radius:g} {kind}")
    shape.ask(4, axis="z")


@recipe("sides", 4, "upright")
def pyramid_or_frame(shape):
    sides, radius, height = shape.n(3, 8), shape.u(0.3, 0.5), shape.u(0.3, 0.6)
    kind = shape.pick("taper", "frame")
    if kind == "taper":
        kit.loft("Pyramid", [(kit.circle(radius, sides), 0), (kit.circle(0.4 * radius, sides), height)])
    else:
        kit.tube("Frame", radius, 0.8 * radius, 0, 0.1 * height, sides)
    shape.note(kind=kind, sides=sides)
    shape.ask(sides, axis="z")


@recipe("sides", 4, "any")
def bolt_head(shape):
    """A hexagonal head as a part of its own, on a round shaft."""
    radius, height = shape.u(0.15, 0.25), shape.u(0.1, 0.15)
    kit.prism("Head", kit.circle(radius, 6), 0, height, "head")
    kit.prism("Shaft", kit.circle(0.5 * radius, 48), -4 * height, 0, "shaft")
    shape.note(head=f"hexagonal, {2 * radius:g} x {height:g}")
    shape.ask(6, of="head")


@recipe("triangles", 12, "free")
def triangles_of_solid(shape):
    n, m = shape.n(3, 60), shape.n(1, 4)
    for i in range(m):
        kit.prism(f"Prism {i}", kit.circle(shape.u(0.1, 0.2), n, x=0.5 * i * shape.size), 0, shape.u(0.2, 0.5),
                  "prisms")
    kit.block("Other", shape.size, shape.size, 10, "other", z=-shape.size)
    shape.note(prisms=f"{m} of {n} sides")
    count = m * (2 * (n - 2) + 2 * n)
    shape.ask(count, only=("at_most",), of="prisms")
    shape.ask(count + 12, only=("at_most",))


@recipe("triangles", 10, "any")
def triangles_of_modifiers(shape):
    count, size = shape.n(2, 9), shape.u(0.05, 0.1)
    obj = kit.block("Slat", size, size, size, "slats")
    if shape.pick(True, False):
        modifier = obj.modifiers.new("array", "ARRAY")
        modifier.count = count
        shape.note(array=count)
        shape.ask(12 * count, only=("at_most",))
    else:
        modifier = obj.modifiers.new("subsurf", "SUBSURF")
        modifier.levels = modifier.render_levels = 2
        shape.note(subdivision=2)
        shape.ask(12 * 16, only=("at_most",))


# Thickness.

def vessel(shape, kind, n=96):
    """(wall, floor, height); about z."""
    w, d, h = shape.u(0.5, 1), shape.u(0.4, 0.7), shape.u(0.3, 0.6)
    wall, floor = round(d * shape.chance.uniform(0.03, 0.08), 2), round(h * shape.chance.uniform(0.05, 0.15), 2)
    shape.note(kind=kind, size=f"{w:g} x {d:g} x {h:g}", wall=wall, floor=floor)
    if kind in ("cup", "mug"):
        obj = kit.cup("Vessel", d / 2, h, wall, floor, n, "vessel")
        if kind == "mug":
            handle = kit.bent("Handle", kit.arc_way(0.25 * h, 180, n=16), 0.06 * h, n=12)
            kit.spin(handle, 90, "X")
            kit.spin(handle, 90, "Y")
            kit.shift(handle, d / 2 - 0.5 * wall, 0, 0.5 * h)
            handle["part"] = "vessel"
    elif kind == "footed":
        radius, foot = d / 2, round(0.1 * h, 2)
        kit.turned("Vessel", [(0, foot), (0.5 * radius, foot), (0.5 * radius, 0), (0.6 * radius, 0),
                              (0.6 * radius, foot),
                              (radius, foot), (radius, h), (radius - wall, h), (radius - wall, foot + floor),
                              (0, foot + floor)], n, "vessel")
    else:
        outline = kit.rounded(w, d, 0.15 * d) if kind == "rounded tray" else kit.rectangle(w, d)
        inner = (kit.rounded(w - 2 * wall, d - 2 * wall, 0.15 * d - wall) if kind == "rounded tray" else
                 kit.rectangle(w - 2 * wall, d - 2 * wall))
        obj = kit.prism("Vessel", outline, 0, h, "vessel")
        kit.cut(obj, kit.prism("Cutter", inner, floor, h + 1))
        if kind == "divided tray":
            kit.fused(obj, kit.block("Divider", wall, d - wall, 0.95 * h, z=0.5 * floor))
        if kind == "tray of five":
            kit.remove(obj)
            kit.block("Bottom", w, d, floor, "vessel")
            kit.box("Front", (-w / 2, -d / 2, floor), (w / 2, -d / 2 + wall, h), "vessel")
            kit.box("Back", (-w / 2, d / 2 - wall, floor), (w / 2, d / 2, h), "vessel")
            kit.box("Left", (-w / 2, -d / 2 + wall, floor), (-w / 2 + wall, d / 2 - wall, h), "vessel")
            kit.box("Right", (w / 2 - wall, -d / 2 + wall, floor), (w / 2, d / 2 - wall, h), "vessel")
    return wall, floor, h


VESSELS = ("cup", "tray", "mug", "rounded tray", "divided tray", "tray of five")


@recipe("wall", 14, "upright")
def wall_of_vessel(shape):
    wall, floor, _ = vessel(shape, shape.pick(*VESSELS))
    shape.ask(wall, values=[floor], of="vessel", only=("equal",))
    shape.ask(wall, of="vessel", only=("at_least", "at_most"))


@recipe("wall", 6, "any")
def wall_of_tube(shape):
    radius, height = shape.u(0.2, 0.4), shape.u(0.6, 1)
    wall = round(radius * shape.chance.uniform(0.08, 0.3), 2)
    kind = shape.pick("round", "square", "flanged")
    if kind == "round":
        kit.tube("Tube", radius, radius - wall, 0, height, 96)
    elif kind == "square":
        obj = kit.block("Tube", 2 * radius, 2 * radius, height)
        kit.cut(obj, kit.block("Cutter", 2 * (radius - wall), 2 * (radius - wall), 3 * height, z=-height))
    else:
        kit.turned("Tube", [(radius - wall, 0), (1.4 * radius, 0), (1.4 * radius, 0.08 * height),
                            (radius, 0.08 * height),
                            (radius, height), (radius - wall, height)], 96)
    shape.note(tube=f"{2 * radius:g} x {height:g}, wall {wall:g}, {kind}")
    shape.ask(wall, only=("equal",))


@recipe("wall", 4, "upright")
def wall_of_panel(shape):
    """A board that stands, with or without an opening."""
    w, t, h = shape.u(0.5, 1), shape.u(0.02, 0.06), shape.u(0.5, 1)
    obj = kit.block("Wall", w, t, h)
    if shape.pick(False, True):
        kit.cut(obj, kit.box("Cutter", (-0.15 * w, -t, 0.3 * h), (0.15 * w, t, 0.7 * h)))
    shape.note(panel=f"{w:g} x {t:g} x {h:g}", window=shape.pick(False, True))
    shape.ask(t, only=("equal",))


@recipe("floor", 12, "upright")
def floor_of_vessel(shape):
    wall, floor, _ = vessel(shape, shape.pick("cup", "tray", "mug", "rounded tray", "footed", "tray of five"))
    shape.ask(floor, values=[wall], of="vessel")


@recipe("floor", 4, "upright")
def floor_of_divided_tray(shape):
    """The divider stands over the middle of the floor."""
    _, floor, _ = vessel(shape, "divided tray")
    shape.ask(floor, of="vessel")


@recipe("floor", 4, "upright")
def top_of_hood(shape):
    w, d, h = shape.u(0.5, 1), shape.u(0.4, 0.8), shape.u(0.3, 0.6)
    wall, top = round(0.06 * d, 2), round(0.1 * h, 2)
    obj = kit.block("Hood", w, d, h)
    kit.cut(obj, kit.block("Cutter", w - 2 * wall, d - 2 * wall, h, z=-top))
    shape.note(hood=f"{w:g} x {d:g} x {h:g}, wall {wall:g}, top {top:g}")
    shape.ask(top, at="high")


@recipe("floor", 4, "upright")
def floor_with_drain(shape):
    """A pot or a tray with holes in its floor."""
    wall, floor, _ = vessel(shape, shape.pick("cup", "tray"))
    obj = kit.bpy.data.objects["Vessel"]
    width = obj.dimensions.y / kit.MM
    if shape.pick(True, True, False):
        kit.cut(obj, hole(0, 0, 0.08 * width, -1, 2 * floor, 24))
        shape.note(drain=f"one, {0.16 * width:g}, in the middle")
    else:
        for x, y in kit.circle(0.2 * width, 6):
            kit.cut(obj, hole(x, y, 0.03 * width, -1, 2 * floor, 16))
        shape.note(drain=f"six, {0.06 * width:g}")
    shape.ask(floor, of="vessel")


@recipe("rim", 12, "upright")
def rim_of_vessel(shape):
    wall, _, _ = vessel(shape, shape.pick("cup", "tray", "rounded tray", "cup", "mug", "tray of five"))
    shape.ask(wall, of="vessel")


@recipe("rim", 10, "upright")
def rim_that_differs(shape):
    """A rim that is thicker than the wall, flared, or rounded."""
    radius, h = shape.u(0.25, 0.4), shape.u(0.4, 0.7)
    wall = round(0.06 * radius, 2)
    rim = round(shape.any(1.5, 2.5) * wall, 2)
    kind = shape.pick("collar", "thick inside", "rounded")
    if kind == "collar":
        kit.turned("Pot", [(0, 0), (radius, 0), (radius, 0.85 * h), (radius + rim - wall, 0.85 * h),
                           (radius + rim - wall, h),
                           (radius - wall, h), (radius - wall, wall), (0, wall)], 96)
    elif kind == "thick inside":
        kit.turned("Pot", [(0, 0), (radius, 0), (radius, h), (radius - rim, h), (radius - rim, 0.9 * h),
                           (radius - wall, 0.9 * h), (radius - wall, wall), (0, wall)], 96)
    else:
        rim, half = wall, wall / 2
        arc = [(radius - half + half * math.cos(a), h - half + half * math.sin(a)) for a in
               (math.pi * i / 8 for i in range(9))]
        kit.turned("Pot", [(0, 0), (radius, 0), *arc, (radius - wall, wall), (0, wall)], 96)
    shape.note(pot=f"{2 * radius:g} x {h:g}, wall {wall:g}, rim {rim:g} {kind}")
    shape.ask(rim)
