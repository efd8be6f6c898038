# SPDX-License-Identifier: GPL-3.0-or-later
"""Recesses, steps and rounded edges: pocket_depth, slot_position, step, step_offset, fillet_radius, opening,
pockets."""

import math

import shape_kit as kit
from plant import recipe
from plant_holes import Plate, hole, stadium

# Pockets.

@recipe("pocket_depth", 12, "any")
def one_pocket(shape):
    """On the left a pocket, on the right what else there may be."""
    beside = shape.pick("nothing", "post", "fillets", "cross_hole", "post_part", "square_hole", "slot", "chamfer")
    plate = Plate(shape, beside, thick=(0.12, 0.3))
    depth = round(plate.height * shape.chance.uniform(0.3, 0.7), 2)
    width, across, x = 0.35 * plate.width, 0.6 * plate.depth, -0.25 * plate.width
    outline = shape.any(kit.rectangle(width, across, x), kit.rounded(width, across, 0.1 * across, 8, x))
    kit.cut(plate.obj, kit.prism("Cutter", outline, plate.height - depth, plate.height + 1))
    if shape.pick(False, False, True):
        kit.cut(plate.obj, hole(x, 0, 0.12 * across, -1, plate.height, 24))
        shape.note(hole_in_floor=round(0.24 * across, 1))
    shape.note(pocket=f"{width:g} x {across:g} x {depth:g}")
    shape.ask(depth, axis="z", at="high", of="plate")


@recipe("pocket_depth", 4, "any")
def pocket_beside_holes(shape):
    plate = Plate(shape, "nothing", thick=(0.12, 0.3))
    depth, drilled = round(0.4 * plate.height, 2), round(0.8 * plate.height, 2)
    kit.cut(plate.obj, kit.block("Cutter", 0.3 * plate.width, 0.6 * plate.depth, plate.height, x=-0.25 * plate.width,
                                 z=plate.height - depth))
    plate.drill(0.25 * plate.width, 0, 0.1 * plate.depth, shape.pick(None, drilled))
    shape.note(pocket=depth, hole=shape.pick("through", f"blind {drilled:g}"))
    shape.ask(depth, values=[drilled], axis="z", at="high", limits=False)


@recipe("pocket_depth", 4, "any")
def two_depths(shape):
    plate = Plate(shape, "nothing", thick=(0.15, 0.3))
    shallow, deep = round(0.25 * plate.height, 2), round(0.7 * plate.height, 2)
    for x, depth in ((-0.25, shallow), (0.25, deep)):
        kit.cut(plate.obj, kit.block("Cutter", 0.3 * plate.width, 0.6 * plate.depth, plate.height, x=x * plate.width,
                                     z=plate.height - depth))
    shape.note(pockets=(shallow, deep))
    shape.ask(shallow, deep, axis="z", at="high", limits=False)
    shape.ask(deep, shallow, axis="z", at="high", limits=False)


@recipe("pocket_depth", 6, "upright")
def vessel(shape):
    """A cup or a tray, with a chamfered or a plain rim."""
    w, d, h = shape.u(0.5, 1), shape.u(0.4, 0.8), shape.u(0.2, 0.6)
    wall, floor = round(0.05 * d, 2), round(0.08 * h, 2)
    if shape.pick("cup", "tray") == "cup":
        kit.cup("Vessel", w / 2, h, wall, floor)
    else:
        obj = kit.block("Vessel", w, d, h)
        kit.cut(obj, kit.block("Cutter", w - 2 * wall, d - 2 * wall, h, z=floor))
    shape.note(vessel=f"{w:g} x {d:g} x {h:g}, wall {wall:g}, floor {floor:g}")
    shape.ask(round(h - floor, 2))


@recipe("pocket_depth", 5, "any")
def channel(shape):
    """A groove from side to side has walls on two sides only."""
    w, d, h = shape.u(0.8, 1.2), shape.u(0.4, 0.6), shape.u(0.2, 0.4)
    depth, width = round(h * shape.chance.uniform(0.3, 0.7), 2), round(0.3 * d, 2)
    obj = kit.block("Rail", w, d, h)
    kit.cut(obj, kit.box("Cutter", (-w, -width / 2, h - depth), (w, width / 2, h + 1)))
    shape.note(rail=f"{w:g} x {d:g} x {h:g}", channel=f"{width:g} x {depth:g}")
    shape.ask(depth, axis="z", at="high")


@recipe("pocket_depth", 3, "any")
def drilled_only(shape):
    plate = Plate(shape, shape.pick("nothing", "post", "slot"), thick=(0.15, 0.3))
    depth = round(0.5 * plate.height, 2)
    plate.drill(-0.25 * plate.width, 0, 0.12 * plate.depth, depth)
    shape.note(blind=depth)
    shape.ask(depth, axis="z", at="high")


# Slots.

@recipe("slot_position", 14, "any")
def through_slot(shape):
    beside = shape.pick("nothing", "post", "fillets", "post_part", "square_hole", "chamfer", "pocket")
    plate = Plate(shape, beside)
    length, width = round(0.35 * plate.depth, 1), round(0.08 * plate.depth, 1)
    along = shape.pick(True, False)
    x, y = -round(plate.width * shape.chance.uniform(0.15, 0.3), 1), round(plate.depth * shape.chance.uniform(0, 0.2),
                                                                           1)
    outline = (kit.rectangle(*((width, length) if along else (length, width)), x, y) if shape.pick(True, False, False)
               else stadium(x, y, length, width, along_y=along))
    kit.cut(plate.obj, kit.prism("Cutter", outline, -1, plate.height + 1))
    if shape.pick(False, False, True):
        plate.drill(0.25 * plate.width if beside in ("nothing", "chamfer", "fillets") else -0.42 * plate.width,
                    -0.3 * plate.depth, 0.05 * plate.depth)
        shape.note(hole=round(0.1 * plate.depth, 1))
    shape.note(slot=f"{length:g} x {width:g} at {x:g}, {y:g}, {'across' if along else 'along'}")
    low, high = plate.width / 2 + x, plate.width / 2 - x
    others = [0.75 * plate.width, 0.25 * plate.width] if beside == "pocket" else []
    shape.ask(low, *others, axis="x", at="low", limits=False)
    shape.ask(high, *others, axis="x", at="high", limits=False)
    shape.ask(low, high, *others, axis="x", limits=False)


@recipe("slot_position", 8, "any")
def notch(shape):
    """A rectangular notch in a long edge, or a groove from side to side."""
    w, d, h = shape.u(0.8, 1.2), shape.u(0.4, 0.6), shape.u(0.1, 0.3)
    width, x = round(0.12 * w, 1), round(w * shape.chance.uniform(-0.3, 0.3), 1)
    obj = kit.block("Bar", w, d, h)
    if shape.pick("notch", "groove") == "notch":
        kit.cut(obj, kit.box("Cutter", (x - width / 2, d / 2 - 0.4 * d, -1), (x + width / 2, d, h + 1)))
    else:
        kit.cut(obj, kit.box("Cutter", (x - width / 2, -d, 0.5 * h), (x + width / 2, d, h + 1)))
    shape.note(bar=f"{w:g} x {d:g} x {h:g}", **{shape.pick("notch", "groove"): f"{width:g} wide at {x:g}"})
    shape.ask(w / 2 + x, axis="x", at="low", limits=False)
    shape.ask(w / 2 - x, axis="x", at="high", limits=False)


# Steps.

@recipe("step", 12, "any")
def step_beside(shape):
    """A stepped plate, a post, a pocket or a groove, with and without a hole beside it."""
    what = shape.pick("step", "post", "pocket", "post_part", "channel")
    plate = Plate(shape, what)
    if shape.pick(False, True):
        plate.drill(-0.25 * plate.width, 0, 0.1 * plate.depth)
        shape.note(hole=round(0.2 * plate.depth, 1))
    shape.ask(plate.values["step"][0], axis="z", of="plate", values=[plate.height] if what == "post_part" else (),
              limits=what != "post_part")


@recipe("step", 6, "any")
def stud_on_plate(shape):
    """A thin pin on a wide plate."""
    w, h = shape.u(0.8, 1), shape.u(0.04, 0.1)
    radius, tall = round(w * shape.chance.uniform(0.02, 0.06), 1), round(w * shape.chance.uniform(0.1, 0.4), 1)
    obj = kit.block("Plate", w, w, h, "plate")
    x = round(w * shape.chance.uniform(-0.3, 0.3), 1)
    if shape.pick(True, False):
        kit.fused(obj, kit.prism("Pin", kit.circle(radius, 24, x), 0.5 * h, h + tall))
    else:
        kit.prism("Pin", kit.circle(radius, 24, x), h, h + tall, "pin")
    shape.note(plate=f"{w:g} x {w:g} x {h:g}", pin=f"{2 * radius:g} x {tall:g}", one=shape.pick(True, False))
    shape.ask(tall, values=[h + tall, h], axis="z", limits=False)
    if shape.pick(True, False):
        shape.ask(tall, axis="z", only=("at_least", "at_most"))


@recipe("step", 5, "any")
def stairs(shape):
    """Levels of equal height in one solid."""
    count, rise, run, d = shape.n(2, 5), shape.u(0.05, 0.1), shape.u(0.15, 0.25), shape.u(0.4, 0.6)
    outline = [(0, 0), (count * run, 0)]
    for i in range(count, 0, -1):
        outline += [((i * run), (count - i + 1) * rise), ((i - 1) * run, (count - i + 1) * rise)]
    obj = kit.prism("Stairs", outline, 0, d)
    kit.spin(obj, 90, "X")
    shape.note(stairs=f"{count} x {rise:g} high, {run:g} deep")
    shape.ask(rise, *(rise * i for i in range(2, count + 1)), axis="z", limits=False)
    shape.ask(run, *(run * i for i in range(2, count + 1)), axis="x", limits=False)


@recipe("step", 4, "any")
def shoulder(shape):
    """A shaft of three diameters: its shoulders are faces that look the same way."""
    radius = shape.u(0.15, 0.25)
    a, b, c = shape.u(0.1, 0.2), shape.u(0.3, 0.4), shape.u(0.5, 0.7)
    kit.turned("Shaft", [(0, 0), (radius, 0), (radius, a), (0.7 * radius, a), (0.7 * radius, a + b),
                         (0.4 * radius, a + b),
                         (0.4 * radius, a + b + c), (0, a + b + c)], 48)
    shape.note(shaft=f"lengths {a:g}, {b:g}, {c:g} from the thick end")
    shape.ask(b, c, b + c, axis="z", limits=False)
    shape.ask(c, b, b + c, axis="z", limits=False)


@recipe("step_offset", 8, "any")
def head_on_shaft(shape):
    radius, head, shaft = shape.u(0.15, 0.3), shape.u(0.1, 0.2), shape.u(0.5, 0.9)
    if shape.pick("round", "hexagonal") == "round":
        kit.turned("Pin", [(0, 0), (0.5 * radius, 0), (0.5 * radius, shaft), (radius, shaft), (radius, shaft + head),
                           (0, shaft + head)], 48)
    else:
        obj = kit.prism("Pin", kit.circle(0.5 * radius, 48), 0, shaft + 0.5 * head)
        kit.fused(obj, kit.prism("Head", kit.circle(radius, 6), shaft, shaft + head))
    shape.note(pin=f"head {2 * radius:g} x {head:g} {shape.pick('round', 'hexagonal')}, shaft {shaft:g}")
    shape.ask(head, axis="z", at="high", limits=False)
    shape.ask(shaft, axis="z", at="low", limits=False)
    shape.ask(shaft, head, axis="z", limits=False)


@recipe("step_offset", 8, "any")
def stepped_bar(shape):
    w, d, h = shape.u(0.8, 1.2), shape.u(0.3, 0.5), shape.u(0.2, 0.4)
    at = round(w * shape.chance.uniform(0.2, 0.45), 1)
    obj = kit.box("Bar", (0, 0, 0), (w, d, h))
    kit.cut(obj, kit.box("Cutter", (at, -1, 0.5 * h), (w + 1, d + 1, h + 1)))
    beside = shape.pick("nothing", "hole", "chamfer", "slot")
    if beside == "hole":
        kit.cut(obj, hole(0.7 * w, 0.5 * d, 0.15 * d, -1, h, 24))
    elif beside == "slot":
        kit.cut(obj, kit.prism("Cutter", stadium(0.7 * w, 0.5 * d, 0.25 * w, 0.2 * d), -1, h))
    elif beside == "chamfer":
        kit.cut(obj, kit.loft("Cutter", [([(-1, -1), (0, -1), (0, d + 1), (-1, d + 1)], 0.9 * h),
                                         ([(-1, -1), (0.2 * h, -1), (0.2 * h, d + 1), (-1, d + 1)], 1.1 * h)]))
    shape.note(bar=f"{w:g} x {d:g} x {h:g}", step_at=at, beside=beside)
    shape.ask(at, axis="x", at="low", limits=False)
    shape.ask(w - at, axis="x", at="high", limits=False)
    shape.ask(0.5 * h, axis="z", at="low", limits=False)


@recipe("step_offset", 6, "any")
def flange_on_tube(shape):
    outer, inner, wide = shape.u(0.1, 0.2), shape.u(0.06, 0.08), shape.u(0.3, 0.4)
    thick, length = shape.u(0.05, 0.1), shape.u(0.6, 1)
    obj = kit.turned("Pipe", [(inner, 0), (wide, 0), (wide, thick), (outer, thick), (outer, length), (inner, length)],
                     64)
    if shape.pick(True, False):
        for x, y in kit.circle((outer + wide) / 2, 4, start=0.3):
            kit.cut(obj, hole(x, y, 0.2 * (wide - outer), -1, thick + 1, 24))
    shape.note(pipe=f"{2 * outer:g} x {length:g}, bore {2 * inner:g}, flange {2 * wide:g} x {thick:g}",
               bolts=shape.pick(4, 0))
    shape.ask(thick, axis="z", at="low", limits=False)
    shape.ask(length - thick, axis="z", at="high", limits=False)


@recipe("step_offset", 4, "any")
def boss_on_plate(shape):
    plate = Plate(shape, shape.pick("post", "post_part"))
    shape.ask(plate.height, axis="z", at="low", limits=False, of="plate")
    shape.ask(plate.values["step"][0], axis="z", at="high", limits=False, of="plate")


# Rounded edges.

@recipe("fillet_radius", 8, "any")
def rounded_plate(shape):
    """Vertical edges; beside them holes, a slot, a sharp top."""
    w, d, h = shape.u(0.8, 1.2), shape.u(0.5, 0.7), shape.u(0.05, 0.2)
    radius = round(d * shape.chance.uniform(0.06, 0.3), 1)
    obj = kit.prism("Plate", kit.rounded(w, d, radius, shape.any(6, 8, 12, 16)), 0, h)
    beside = shape.pick("nothing", "hole", "slot", "four_holes")
    if beside == "hole":
        kit.cut(obj, hole(0.1 * w, 0, 0.15 * d, -1, h + 1, 32))
    elif beside == "four_holes":
        for x in (-1, 1):
            for y in (-1, 1):
                kit.cut(obj, hole(x * 0.35 * w, y * 0.3 * d, 0.05 * d, -1, h + 1, 24))
    elif beside == "slot":
        kit.cut(obj, kit.prism("Cutter", stadium(0, 0, 0.4 * w, 0.15 * d), -1, h + 1))
    shape.note(plate=f"{w:g} x {d:g} x {h:g}, corners {radius:g}", beside=beside)
    slot = [0.075 * d] if beside == "slot" else []
    shape.ask(radius, *slot, axis="z", limits=False)
    shape.ask(radius, *slot, limits=False)


@recipe("fillet_radius", 6, "any")
def rounded_top_edges(shape):
    w, d, h = shape.u(0.6, 1), shape.u(0.5, 0.7), shape.u(0.2, 0.4)
    radius = round(h * shape.chance.uniform(0.1, 0.4), 2)
    obj = kit.block("Block", w, d, h)
    all_round = shape.pick(False, True)
    kit.beveled(obj, radius, shape.any(4, 6, 8), (lambda a, b: True) if all_round else (
        lambda a, b: a.z > h - 1e-3 and b.z > h - 1e-3))
    shape.note(block=f"{w:g} x {d:g} x {h:g}", radius=radius, edges="all" if all_round else "top")
    shape.ask(radius, limits=False)


@recipe("fillet_radius", 5, "any")
def pocket_corners(shape):
    w, d, h = shape.u(0.8, 1.2), shape.u(0.5, 0.7), shape.u(0.1, 0.2)
    radius = round(d * shape.chance.uniform(0.05, 0.12), 1)
    obj = kit.block("Block", w, d, h)
    kit.cut(obj, kit.prism("Cutter", kit.rounded(0.7 * w, 0.6 * d, radius, 8), 0.5 * h, h + 1))
    shape.note(block=f"{w:g} x {d:g} x {h:g}", pocket_corners=radius)
    shape.ask(radius, limits=False)


@recipe("fillet_radius", 4, "any")
def inside_of_an_angle(shape):
    """An L profile whose inner corner is an arc."""
    w, t, length = shape.u(0.5, 0.8), shape.u(0.06, 0.12), shape.u(0.6, 1)
    radius, n = round(t * shape.chance.uniform(0.5, 1.5), 2), 10
    arc = [(t + radius - radius * math.cos(a), t + radius - radius * math.sin(a))
           for a in (math.pi / 2 * i / n for i in range(n + 1))]
    kit.prism("Angle", [(0, 0), (w, 0), (w, t), *reversed(arc), (t, w), (0, w)], 0, length)
    shape.note(angle=f"{w:g} x {w:g} x {length:g}, {t:g} thick", radius=radius)
    shape.ask(radius, limits=False)
    shape.ask(radius, axis="z", limits=False)


@recipe("fillet_radius", 3, "any")
def rounded_rim_of_cylinder(shape):
    radius, height = shape.u(0.2, 0.4), shape.u(0.3, 0.6)
    fillet, n = round(radius * shape.chance.uniform(0.1, 0.4), 2), 8
    arc = [(radius - fillet + fillet * math.cos(a), height - fillet + fillet * math.sin(a))
           for a in (math.pi / 2 * i / n for i in range(n + 1))]
    kit.turned("Knob", [(0, 0), (radius, 0), *arc, (0, height)], 64)
    shape.note(knob=f"{2 * radius:g} x {height:g}", fillet=fillet)
    shape.ask(fillet, radius, limits=False)


@recipe("fillet_radius", 3, "any")
def chamfered_not_rounded(shape):
    """Sharp or chamfered: a wanted radius is missed."""
    w, d, h = shape.u(0.6, 1), shape.u(0.5, 0.7), shape.u(0.2, 0.4)
    size = round(0.15 * h, 2)
    obj = kit.block("Block", w, d, h)
    if shape.pick(True, False):
        kit.beveled(obj, size, 1, lambda a, b: a.z > h - 1e-3 and b.z > h - 1e-3)
    shape.note(block=f"{w:g} x {d:g} x {h:g}", chamfer=shape.pick(size, 0))
    shape.claim(False, value=size, unit="mm")


# Openings.

@recipe("opening", 6, "upright")
def opening_of_vessel(shape):
    w, d, h = shape.u(0.5, 1), shape.u(0.4, 0.8), shape.u(0.2, 0.6)
    wall, floor = round(0.05 * d, 2), round(0.08 * h, 2)
    if shape.pick("tray", "cup") == "cup":
        kit.cup("Vessel", w / 2, h, wall, floor, 64)
        shape.note(cup=f"{w:g} x {h:g}, wall {wall:g}")
        shape.ask(w - 2 * wall, axis="x")
    else:
        obj = kit.prism("Vessel", shape.any(kit.rectangle(w, d), kit.rounded(w, d, 0.1 * d)), 0, h)
        kit.cut(obj, kit.block("Cutter", w - 2 * wall, d - 2 * wall, h, z=floor))
        shape.note(tray=f"{w:g} x {d:g} x {h:g}, wall {wall:g}")
        shape.ask(w - 2 * wall, axis="x")
        shape.ask(d - 2 * wall, axis="y")


@recipe("opening", 4, "upright")
def tapered_or_rounded_rim(shape):
    """A bucket, or a cup with a rounded rim: the mouth at its narrowest below the rounding."""
    low, high, height = shape.u(0.2, 0.3), shape.u(0.32, 0.4), shape.u(0.4, 0.8)
    wall = round(0.1 * low, 2)
    if shape.pick("bucket", "rounded") == "bucket":
        kit.turned("Bucket", [(0, 0), (low, 0), (high, height), (high - wall, height), (low - wall, wall), (0, wall)],
                   64)
        shape.note(bucket=f"{2 * low:g} to {2 * high:g} x {height:g}, wall {wall:g}")
        shape.ask(2 * (high - wall), axis="x", slack=0.12 * (high - low), only=("equal",))
    else:
        half = wall / 2
        arc = [(high - half + half * math.cos(a), height - half + half * math.sin(a))
               for a in (math.pi * i / 8 for i in range(9))]
        kit.turned("Cup", [(0, 0), (high, 0), *arc, (high - wall, wall), (0, wall)], 64)
        shape.note(cup=f"{2 * high:g} x {height:g}, wall {wall:g}, rim a half circle")
        shape.ask(2 * (high - wall), axis="x", only=("equal",))


@recipe("opening", 5, "upright")
def frame(shape):
    """A frame that stands or lies, in one solid or of four bars; a window of two panes."""
    w, h, d = shape.u(0.6, 1), shape.u(0.5, 0.8), shape.u(0.05, 0.1)
    bar = round(0.08 * h, 1)
    kind = shape.pick("one solid", "four bars", "lying", "two panes")
    if kind == "four bars":
        for low, high in (((-w / 2, 0), (-w / 2 + bar, h)), ((w / 2 - bar, 0), (w / 2, h)),
                          ((-w / 2 + bar, 0), (w / 2 - bar, bar)), ((-w / 2 + bar, h - bar), (w / 2 - bar, h))):
            kit.box("Bar", (low[0], -d / 2, low[1]), (high[0], d / 2, high[1]), "frame")
    elif kind == "lying":
        obj = kit.block("Frame", w, h, d, "frame")
        kit.cut(obj, kit.block("Cutter", w - 2 * bar, h - 2 * bar, 3 * d, z=-d))
    else:
        obj = kit.box("Frame", (-w / 2, -d / 2, 0), (w / 2, d / 2, h), "frame")
        cutters = ([(-w / 2 + bar, w / 2 - bar)] if kind == "one solid" else
                   [(-w / 2 + bar, -bar / 2), (bar / 2, w / 2 - bar)])
        for low, high in cutters:
            kit.cut(obj, kit.box("Cutter", (low, -d, bar), (high, d, h - bar)))
    shape.note(frame=f"{w:g} x {h:g} x {d:g}, bars {bar:g}, {kind}")
    inner = w - 2 * bar
    shape.ask((inner - bar) / 2 if kind == "two panes" else inner, axis="x", of="frame", limits=False)
    shape.ask(h - 2 * bar, axis="y" if kind == "lying" else "z", of="frame", limits=False)


@recipe("opening", 4, "upright")
def round_channel(shape):
    """A half-round groove, or a rectangular one, along the top of a block: its mouth is its width."""
    w, d, h = shape.u(0.6, 1), shape.u(0.3, 0.5), shape.u(0.2, 0.3)
    radius = round(d * shape.chance.uniform(0.1, 0.25), 2)
    obj = kit.block("Block", w, d, h)
    if shape.pick("round", "square") == "round":
        kit.cut(obj, kit.rod("Cutter", (-w, 0, h), (w, 0, h), radius, 64))
    else:
        kit.cut(obj, kit.box("Cutter", (-w, -radius, h - radius), (w, radius, h + 1)))
    shape.note(block=f"{w:g} x {d:g} x {h:g}", channel=f"{shape.pick('round', 'square')}, {2 * radius:g} wide")
    shape.ask(2 * radius, axis="y", limits=False)


@recipe("opening", 4, "upright")
def open_below_or_both(shape):
    w, d, h = shape.u(0.5, 1), shape.u(0.4, 0.8), shape.u(0.3, 0.6)
    wall = round(0.06 * d, 2)
    obj = kit.block("Hood", w, d, h)
    both = shape.pick(False, True)
    kit.cut(obj, kit.block("Cutter", w - 2 * wall, d - 2 * wall, (3 if both else 1) * h, z=-h if both else -wall))
    shape.note(hood=f"{w:g} x {d:g} x {h:g}, wall {wall:g}", open="both" if both else "below")
    shape.ask(w - 2 * wall, axis="x")
    shape.ask(d - 2 * wall, axis="y", at="low")


@recipe("opening", 3, "upright")
def two_compartments(shape):
    w, d, h = shape.u(0.8, 1.2), shape.u(0.4, 0.6), shape.u(0.15, 0.3)
    wall = round(0.04 * d, 2)
    narrow, wide = round(0.3 * w, 1), 0
    obj = kit.box("Tray", (0, 0, 0), (w, d, h))
    wide = round(w - 3 * wall - narrow, 2)
    kit.cut(obj, kit.box("Cutter", (wall, wall, wall), (wall + narrow, d - wall, h + 1)),
            kit.box("Cutter", (2 * wall + narrow, wall, wall), (w - wall, d - wall, h + 1)))
    shape.note(tray=f"{w:g} x {d:g} x {h:g}, wall {wall:g}, compartments {narrow:g} and {wide:g}")
    shape.ask(narrow, wide, axis="x", limits=False)
    shape.ask(wide, narrow, axis="x", limits=False)
    shape.ask(d - 2 * wall, axis="y")


@recipe("opening", 3, "upright")
def plate_with_square_hole(shape):
    plate = Plate(shape, shape.pick("nothing", "post", "post_part"))
    size = round(0.35 * plate.depth, 1)
    kit.cut(plate.obj, kit.block("Cutter", size, 0.7 * size, 3 * plate.height, x=-0.2 * plate.width, z=-plate.height))
    shape.note(hole=f"{size:g} x {0.7 * size:g}")
    shape.ask(size, axis="x", of="plate", limits=False)


# Pockets, counted.

@recipe("pockets", 8, "upright")
def compartments(shape):
    w, d, h = shape.u(0.8, 1.2), shape.u(0.5, 0.8), shape.u(0.1, 0.3)
    rows, columns, wall = shape.n(1, 3), shape.n(2, 4), round(0.03 * d, 2)
    obj = kit.box("Tray", (0, 0, 0), (w, d, h))
    a, b = (w - wall) / columns, (d - wall) / rows
    for i in range(columns):
        for k in range(rows):
            kit.cut(obj, kit.box("Cutter", (wall + i * a, wall + k * b, wall), ((i + 1) * a, (k + 1) * b, h + 1)))
    shape.note(tray=f"{columns} x {rows}")
    shape.ask(columns * rows)


@recipe("pockets", 6, "upright")
def blind_and_through(shape):
    w, d, h = shape.u(0.8, 1.2), shape.u(0.5, 0.8), shape.u(0.1, 0.2)
    obj = kit.block("Plate", w, d, h)
    count = shape.n(2, 6)
    for i in range(count):
        x = w * (-0.4 + 0.8 * i / (count - 1))
        tool = (hole(x, 0, 0.05 * w, (0.4 * h, -1)[i % 2], h + 1, 24) if shape.number % 2 else
                kit.block("Cutter", 0.1 * w, 0.3 * d, h, x=x, z=0.5 * h))
        kit.cut(obj, tool)
    shape.note(openings=f"{count} {'round, blind and through in turn' if shape.number % 2 else 'rectangular, blind'}")
    shape.ask(count)


@recipe("pockets", 6, "upright")
def panes(shape):
    w, h, d = shape.u(0.6, 1), shape.u(0.6, 1), shape.u(0.04, 0.08)
    rows, columns, bar = shape.n(1, 3), shape.n(1, 3), round(0.05 * h, 1)
    obj = kit.box("Window", (0, 0, 0), (w, d, h))
    a, b = (w - bar) / columns, (h - bar) / rows
    for i in range(columns):
        for k in range(rows):
            kit.cut(obj, kit.box("Cutter", (bar + i * a, -1, bar + k * b), ((i + 1) * a, d + 1, (k + 1) * b)))
    shape.note(window=f"{columns} x {rows} panes")
    shape.ask(columns * rows)


@recipe("pockets", 4, "upright")
def one_vessel(shape):
    w, h = shape.u(0.5, 1), shape.u(0.3, 0.6)
    if shape.pick("cup", "box") == "cup":
        kit.cup("Cup", w / 2, h, 0.05 * w, 0.05 * h)
    else:
        obj = kit.prism("Box", kit.rounded(w, 0.8 * w, 0.1 * w), 0, h)
        kit.cut(obj, kit.prism("Cutter", kit.rounded(0.9 * w, 0.7 * w, 0.05 * w), 0.05 * h, h + 1))
    shape.note(vessel=shape.pick("cup", "box"))
    shape.ask(1)
