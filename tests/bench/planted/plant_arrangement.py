# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrangement and shape: turn, rise, angle, flat, parallel, symmetric, even, gap, round."""

import math

import shape_kit as kit
from mathutils import Matrix
from plant import recipe
from plant_holes import Plate
from plant_sizes import gear_outline


def tread(name, inner, outer, width, degrees, low, high, part):
    obj = kit.box(name, (inner, -width / 2, low), (outer, width / 2, high), part)
    return kit.spin(obj, degrees)


@recipe("turn", 12, "fixed")
def winding_stair(shape):
    count, turn, rise = shape.n(4, 12), shape.any(1, -1) * shape.n(12, 40), shape.u(0.1, 0.2)
    kind = shape.pick("treads", "with column", "wedges")
    for i in range(count):
        if kind == "wedges":
            obj = kit.loft(f"Step {i}", [([(0.2 * shape.size, -0.05 * shape.size), (shape.size, -0.2 * shape.size),
                                           (shape.size, 0.2 * shape.size), (0.2 * shape.size, 0.05 * shape.size)], z)
                                         for z in (i * rise, i * rise + 0.3 * rise)], "steps")
            kit.spin(obj, i * turn + 20)
        else:
            tread(f"Step {i}", 0.1 * shape.size, shape.size, 0.25 * shape.size, i * turn, i * rise,
                  i * rise + 0.3 * rise,
                  "steps")
    column = {}
    if kind == "with column":
        kit.prism("Column", kit.circle(0.1 * shape.size, 32), 0, count * rise, "column")
        column = {"to": "column"}
    shape.note(stair=f"{count} steps, {turn} deg, {rise:g} high, {kind}")
    shape.ask(turn, of="steps", **column, limits=False)
    shape.ask(rise, of="steps", kind="rise")


@recipe("turn", 8, "fixed")
def twisted_stack(shape):
    """Slabs over each other, each turned a little more."""
    count, turn, thick = shape.n(4, 10), shape.n(5, 30), shape.u(0.05, 0.1)
    for i in range(count):
        kit.spin(kit.block(f"Slab {i}", shape.size, 0.4 * shape.size, thick, "slabs", z=i * thick), i * turn)
    shape.note(slabs=f"{count}, each by {turn} deg, {thick:g} thick")
    shape.ask(turn, of="slabs", limits=False)
    shape.ask(thick, of="slabs", kind="rise")


@recipe("rise", 20, "upright")
def straight_stair(shape):
    count, rise, run = shape.n(3, 10), shape.u(0.05, 0.1), shape.u(0.1, 0.15)
    kind = shape.pick("treads", "blocks")
    for i in range(count):
        kit.block(f"Step {i}", run, 0.5 * shape.size, 0.2 * rise if kind == "treads" else (i + 1) * rise, "steps",
                  x=i * run,
                  z=(i + 0.8) * rise if kind == "treads" else 0)
    shape.note(stair=f"{count} {kind} x {rise:g}")
    shape.ask(rise, of="steps")


@recipe("angle", 10, "fixed")
def leaning_bar(shape):
    """Towards z, or towards x."""
    angle, length, width = shape.n(5, 85), shape.size, shape.u(0.03, 0.08)
    a = math.radians(angle)
    kind = shape.pick("round", "square", "tube", "board", "mitred")
    way = (0.6 * math.sin(a), 0.8 * math.sin(a), math.cos(a))
    end = tuple(length * each for each in way)
    if kind == "round":
        kit.rod("Bar", (0, 0, 0), end, width, 24)
    elif kind == "square":
        kit.rod("Bar", (0, 0, 0), end, width, 4)
    elif kind == "tube":
        obj = kit.tube("Bar", width, 0.7 * width, 0, length, 24)
        kit.spin(obj, angle, "Y")
    elif kind == "board":
        obj = kit.block("Bar", 0.5 * width, 4 * width, length)
        obj.rotation_euler = (0, a, 0.3)
    else:  # its ends are level, however much it leans
        shift = length * math.tan(min(a, math.radians(60)))
        angle = min(angle, 60)
        kit.loft("Bar", [(kit.rectangle(width, width), 0), (kit.rectangle(width, width, shift), length)])
    shape.note(bar=f"{length:g} x {width:g} {kind}", angle=angle)
    shape.ask(angle, limits=False)


@recipe("angle", 8, "free")
def angle_of_two(shape):
    angle, length, width = shape.n(10, 90), shape.size, shape.u(0.03, 0.06)
    a = math.radians(angle)
    kit.rod("A", (0, 0, 0), (length, 0, 0), width, 16, "a")
    kit.rod("B", (0, 0, 3 * width), (length * math.cos(a), length * math.sin(a), 3 * width), width, 4, "b")
    shape.note(angle=angle)
    shape.ask(angle, of="a", to="b", limits=False)


@recipe("angle", 4, "any")
def angle_to_axis(shape):
    angle, length, width = shape.n(10, 80), shape.size, shape.u(0.03, 0.06)
    a = math.radians(angle)
    kit.rod("A", (0, 0, 0), (length * math.cos(a), length * math.sin(a), 0), width, 16)
    shape.note(angle=angle)
    shape.ask(angle, axis="x", limits=False)


# Flat.

def grid(name, w, d, height_of, n=16, thick=None):
    """A plate whose top is height_of(x, y)."""
    places, faces = [], []
    for low in (False, True):
        for i in range(n + 1):
            for k in range(n + 1):
                x, y = w * (i / n - 0.5), d * (k / n - 0.5)
                places.append((x, y, 0 if low else height_of(x, y) + thick))
    m, under = n + 1, (n + 1) ** 2
    for i in range(n):
        for k in range(n):
            a = i * m + k
            faces.append((a, a + m, a + m + 1, a + 1))
            faces.append((under + a + 1, under + a + m + 1, under + a + m, under + a))
    rim = ([i * m for i in range(n)] + [n * m + k for k in range(n)] + [i * m + n for i in range(n, 0, -1)]
           + list(range(n, 0, -1)))
    for a, b in zip(rim, rim[1:] + rim[:1], strict=True):
        faces.append((b, a, under + a, under + b))
    return kit.link(name, places, faces)


@recipe("flat", 12, "any")
def flat_top(shape):
    plate = Plate(shape, shape.pick("nothing", "slot", "fillets", "square_hole", "cross_hole", "chamfer", "pocket",
                                    "post"))
    shape.deviation(0, plate.width, axis="z", at="high", of="plate")
    shape.deviation(0, plate.width, axis="z", at="low", of="plate")


@recipe("flat", 20, "any")
def bent_top(shape):
    w, d, thick = shape.u(0.8, 1), shape.u(0.5, 0.8), shape.u(0.05, 0.1)
    kind = shape.pick("saddle", "bulge", "hollow", "corner", "waves")
    off = max(1.5, round(0.015 * w, 2))
    shapes = {"saddle": lambda x, y: off / 2 * (4 * x * x / w / w - 4 * y * y / d / d),
              "bulge": lambda x, y: off * (1 - 2 * x * x / w / w - 2 * y * y / d / d),
              "hollow": lambda x, y: off * (2 * x * x / w / w + 2 * y * y / d / d),
              "corner": lambda x, y: 2 * off * max(0, x / w + y / d - 0.5) ** 2 * 4 / 2,
              "waves": lambda x, y: off / 2 * math.cos(2 * math.pi * x / w)}
    grid("Plate", w, d, shapes[kind], 16, thick)
    shape.note(plate=f"{w:g} x {d:g} x {thick:g}", top=kind, off=off)
    shape.claim(False, axis="z", at="high")
    shape.claim(True, axis="z", at="high", value=round(2.2 * off, 2), unit="mm")
    shape.deviation(0, w, axis="z", at="low")


# Parallel.

@recipe("parallel", 24, "free")
def parallel_bars(shape):
    count, length, width, off = shape.n(2, 6), shape.size, shape.u(0.02, 0.05), shape.pick(0, shape.n(3, 20))
    kind = shape.pick("bars", "boards")
    for i in range(count):
        obj = (kit.rod(f"Bar {i}", (0, 0, 0), (length, 0, 0), width, 16, "bars") if kind == "bars" else
               kit.block(f"Bar {i}", length, 5 * width, width, "bars"))
        if i == count - 1 and off:
            kit.spin(obj, off, "Z" if kind == "bars" else "X")
        kit.shift(obj, 0, 0 if kind == "boards" else 4 * i * width, 6 * i * width)
    shape.note(kind=kind, count=count, last_off=off)
    if off:
        shape.claim(False, of="bars")
        shape.claim(True, of="bars", value=off + 2, unit="deg")
    else:
        shape.deviation(0, 1, of="bars")


@recipe("parallel", 16, "any")
def parallel_to(shape):
    length, width, off = shape.size, shape.u(0.02, 0.05), shape.pick(0, shape.n(3, 20))
    obj = kit.rod("A", (0, 0, 0), (length, 0, 0), width, 16, "a")
    kit.spin(obj, off)
    kit.rod("B", (0, 0, 5 * width), (length, 0, 5 * width), width, 4, "b")
    shape.note(off=off)
    if off:
        shape.claim(False, of="a", to="b")
        shape.claim(False, of="a", axis="x")
    else:
        shape.deviation(0, 1, of="a", to="b")
        shape.deviation(0, 1, of="a", axis="x")


# Symmetric.

@recipe("symmetric", 12, "any")
def symmetric_part(shape):
    kind = shape.pick("plate", "table", "gear", "turned", "rounded", "frame")
    w = shape.u(0.6, 1)
    if kind == "plate":
        obj = kit.block("Plate", w, 0.6 * w, 0.1 * w)
        for x in (-0.3 * w, 0.3 * w):
            kit.cut(obj, kit.prism("Cutter", kit.circle(0.06 * w, 24, x), -1, 0.2 * w))
    elif kind == "table":
        kit.block("Top", w, 0.6 * w, 0.05 * w, z=0.5 * w)
        for i, x in enumerate((-0.4 * w, 0.4 * w)):
            for k, y in enumerate((-0.2 * w, 0.2 * w)):
                kit.block(f"Leg {i}{k}", 0.05 * w, 0.05 * w, 0.5 * w, x=x, y=y)
    elif kind == "gear":
        kit.prism("Star", kit.circle(w / 2, 12), 0, 0.1 * w)
    elif kind == "turned":
        kit.cup("Cup", w / 2, 0.8 * w, 0.05 * w, 0.05 * w, 48)
    elif kind == "rounded":
        kit.prism("Plate", kit.rounded(w, 0.6 * w, 0.1 * w), 0, 0.1 * w)
    else:
        obj = kit.block("Frame", w, w, 0.1 * w)
        kit.cut(obj, kit.block("Cutter", 0.8 * w, 0.8 * w, 0.3 * w, z=-0.1 * w))
    shape.note(kind=kind, width=w)
    shape.deviation(0, w, axis="x")
    shape.deviation(0, w, axis="y")


@recipe("symmetric", 20, "any")
def one_side_differs(shape):
    """Something is on one side only, or farther out on one."""
    kind = shape.pick("hole", "post", "legs", "wedge", "corner")
    w = shape.u(0.6, 1)
    off = round(0.03 * w + 2, 1)
    obj = kit.block("Plate", w, 0.6 * w, 0.1 * w)
    if kind == "hole":
        kit.cut(obj, kit.prism("Cutter", kit.circle(0.08 * w + off, 24, 0.25 * w), -1, 0.2 * w))
    elif kind == "post":
        kit.fused(obj, kit.block("Post", 0.1 * w, 0.1 * w, 0.4 * w, x=-0.3 * w))
    elif kind == "legs":
        for i, x in enumerate((-0.4 * w, 0.4 * w - off)):
            kit.block(f"Leg {i}", 0.1 * w, 0.1 * w, 0.4 * w, x=x, z=-0.4 * w)
    elif kind == "wedge":
        kit.remove(obj)
        kit.loft("Wedge", [(kit.rectangle(w, 0.6 * w), 0), (kit.rectangle(0.6 * w, 0.6 * w, 0.2 * w), 0.4 * w)])
    else:
        kit.cut(obj, kit.box("Cutter", (0.3 * w, -w, -1), (w, -0.15 * w, w)))
    shape.note(kind=kind, width=w, off=off)
    shape.claim(False, axis="x")
    if kind != "corner":
        shape.deviation(0, w, axis="y")


# In rows.

@recipe("even", 12, "any")
def even_row(shape):
    kind = shape.pick("row", "grid", "circle")
    size, step = shape.u(0.03, 0.05), shape.u(0.1, 0.2)
    off = shape.pick(0, 0, 0, round(0.15 * step + 1, 1))
    places = {"row": [(i * step, 0) for i in range(5)],
              "grid": [(i * step, k * step) for i in range(3) for k in range(3)],
              "circle": kit.circle(2 * step, 8)}[kind]
    for i, (x, y) in enumerate(places):
        kit.block(f"Piece {i}", size, size, 2 * size, "pieces", x=x + (off if i == 2 else 0), y=y)
    shape.note(kind=kind, step=step, third_off=off)
    if off:
        shape.claim(False, of="pieces")
    else:
        shape.deviation(0, step, of="pieces")


@recipe("even", 18, "any")
def uneven_row(shape):
    kind = shape.pick("row", "circle", "row of different widths")
    size, step = shape.u(0.03, 0.05), shape.u(0.15, 0.2)
    off = round(0.15 * step + 2, 1)
    if kind == "circle":
        degrees = [0, 60, 120, 180 + 15, 240, 300]
        for i, each in enumerate(degrees):
            a = math.radians(each)
            kit.block(f"Piece {i}", size, size, 2 * size, "pieces", x=2 * step * math.cos(a), y=2 * step * math.sin(a))
        shape.claim(False, of="pieces")
    else:
        for i in range(5):
            width = size * (1 + (i % 2) * 0.5 if kind != "row" else 1)
            kit.block(f"Piece {i}", width, size, 2 * size, "pieces", x=i * step + (off if i == 3 else 0))
        shape.claim(False, of="pieces")
        if 2.5 * off < 0.5 * step:  # a value as large as the step is the distance itself
            shape.claim(True, of="pieces", value=round(2.5 * off, 2), unit="mm")
    shape.note(kind=kind, step=step, one_off=off)


@recipe("even", 6, "any")
def equal_gaps(shape):
    """Boards of different widths with equal gaps."""
    gap, x = shape.u(0.03, 0.06), 0.0
    for i in range(5):
        width = shape.u(0.05, 0.15)
        kit.box(f"Board {i}", (x, 0, 0), (x + width, shape.size, 0.02 * shape.size), "boards")
        x += width + gap
    shape.note(gap=gap)
    shape.deviation(0, gap, of="boards")


@recipe("gap", 12, "any")
def gap_of_slats(shape):
    gap, width, count = shape.u(0.02, 0.08), shape.u(0.03, 0.1), shape.n(3, 8)
    kind = shape.pick("slats", "rods", "leaning", "in frame")
    for i in range(count):
        x = i * (width + gap)
        if kind == "rods":
            kit.prism(f"Slat {i}", kit.circle(width / 2, 32, x), 0, shape.size, "slats")
        else:
            obj = kit.block(f"Slat {i}", width, 0.02 * shape.size, shape.size, "slats", x=x)
            if kind == "leaning":
                kit.spin(obj, 10, "X")
    if kind == "in frame":
        kit.box("Rail", (-width, -0.05 * shape.size, shape.size), (count * (width + gap), 0.05 * shape.size,
                                                                   1.05 * shape.size),
                "rail")
    shape.note(kind=kind, gap=gap, width=width, count=count)
    shape.ask(gap, of="slats", limits=kind != "rods")
    shape.ask(gap, of="slats", axis="x")


@recipe("gap", 6, "any")
def gap_of_levels(shape):
    """Shelves between two sides; stacked plates."""
    gap, thick, count = shape.u(0.1, 0.2), shape.u(0.02, 0.04), shape.n(2, 6)
    for i in range(count):
        kit.block(f"Shelf {i}", 0.5 * shape.size, 0.3 * shape.size, thick, "shelves", z=i * (gap + thick))
    shape.note(shelves=count, gap=gap, thick=thick)
    shape.ask(gap, of="shelves", axis="z")
    shape.ask(gap, of="shelves")


@recipe("gap", 4, "any")
def gap_of_two_rows(shape):
    """Pieces in two rows at the same places."""
    gap, width, count = shape.u(0.05, 0.1), shape.u(0.05, 0.1), shape.n(3, 5)
    for i in range(count):
        for k in range(2):
            kit.block(f"Piece {i}{k}", width, width, width, "pieces", x=i * (width + gap), y=4 * k * (width + gap))
    shape.note(rows=2, gap=gap, width=width)
    shape.ask(gap, of="pieces", axis="x")


# Round.

@recipe("round", 12, "any")
def round_thing(shape):
    radius, n = shape.u(0.2, 0.4), 96
    kind = shape.pick("disc", "tube", "cone", "drilled", "ball", "keyway")
    if kind == "disc":
        kit.prism("Disc", kit.circle(radius, n), 0, 0.2 * radius)
    elif kind == "tube":
        kit.tube("Tube", radius, 0.8 * radius, 0, 2 * radius, n)
    elif kind == "cone":
        kit.turned("Cone", [(0, 0), (radius, 0), (0.5 * radius, 2 * radius), (0, 2 * radius)], n)
    elif kind == "ball":
        kit.ball("Ball", radius, n=64)
    else:
        obj = kit.prism("Disc", kit.circle(radius, n), 0, 0.2 * radius)
        kit.cut(obj, kit.prism("Cutter", kit.circle(0.2 * radius, 24, 0.4 * radius), -1,
                               radius) if kind == "drilled" else
                kit.block("Cutter", 0.2 * radius, 0.4 * radius, radius, z=-0.3 * radius))
    shape.note(kind=kind, diameter=2 * radius)
    shape.deviation(0, 2 * radius)


@recipe("round", 22, "any")
def not_round(shape):
    radius = shape.u(0.2, 0.4)
    kind = shape.pick("ellipse", "octagon", "square", "flattened", "gear")
    off = round(0.03 * radius + 2, 1)
    if kind == "ellipse":
        obj = kit.prism("Disc", kit.circle(radius, 96), 0, 0.3 * radius)
        kit.move(obj, Matrix.Diagonal((1 + off / radius, 1, 1, 1)))
        limit = off
    elif kind == "octagon":
        kit.prism("Disc", kit.circle(radius, 8), 0, 0.3 * radius)
        limit = radius * (1 - math.cos(math.pi / 8))
    elif kind == "square":
        kit.block("Disc", radius, radius, 0.3 * radius)
        limit = radius * (math.sqrt(0.5) - 0.5)
    elif kind == "flattened":
        obj = kit.prism("Disc", kit.circle(radius, 96), 0, 0.3 * radius)
        kit.cut(obj, kit.box("Cutter", (radius - 2 * off, -radius, -1), (2 * radius, radius, radius)))
        limit = 2 * off
    else:
        kit.prism("Disc", gear_outline(20, radius - off, radius), 0, 0.3 * radius)
        limit = off
    shape.note(kind=kind, diameter=2 * radius, off=limit)
    if limit > 3 * max(0.2, 0.004 * radius):
        shape.claim(False)
    shape.claim(True, value=round(1.4 * limit + 0.004 * radius, 3), unit="mm")
