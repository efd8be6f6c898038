# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs: clearance, overlap, touches, apart, no_overlap, crosses."""

import math

import shape_kit as kit
from plant import recipe
from plant_holes import hole


def two(shape, kind, off, sink=0.0):
    """Two parts, a and b, `off` mm from each other along z (negative: one runs into the other); the smaller sinks by
    that. Returns the width of what goes in."""
    s = shape.size
    w = round(0.3 * s)
    base, depth = round(0.2 * s), -off
    if kind == "boxes":
        kit.block("A", w, 0.8 * w, w, "a", z=off)
        kit.block("B", 2 * w, 2 * w, base, "b", z=-base)
    elif kind == "post":
        kit.prism("A", kit.circle(0.3 * w, 32), off, off + s, "a")
        kit.block("B", 2 * w, 2 * w, base, "b", z=-base)
    elif kind == "ball":
        kit.ball("A", 0.5 * w, z=0.5 * w + off, n=32, part="a")
        kit.block("B", 2 * w, 2 * w, base, "b", z=-base)
    elif kind == "edge":  # beside each other, not over each other
        kit.block("A", w, w, w, "a")
        kit.block("B", w, 2 * w, 1.5 * w, "b")
        kit.shift(kit.bpy.data.objects["B"], w + off, 0.1 * w, -0.2 * w)
    elif kind == "tube":
        kit.tube("A", 0.5 * w, 0.4 * w, off, off + s, 48, "a")
        kit.block("B", 2 * w, 2 * w, base, "b", z=-base)
    elif kind == "leg in frame":
        kit.block("A", 0.3 * w, 0.3 * w, s, "a", x=0.7 * w, z=off)
        obj = kit.block("B", 2 * w, 2 * w, base, "b", z=-base)
        kit.cut(obj, kit.block("Cutter", w, w, 3 * base, z=-2 * base))
    else:
        kit.prism("A", kit.circle(0.4 * w, 6), off, off + w, "a")
        kit.prism("B", kit.circle(w, 48), -base, 0, "b")
    shape.note(pair=kind, width=w, off=off, depth=depth if depth > 0 else "none")
    return w


PAIRS = ("boxes", "post", "ball", "edge", "tube", "leg in frame", "discs")


@recipe("clearance", 8, "any")
def gap_between(shape):
    gap = shape.u(0.01, 0.2)
    two(shape, shape.pick(*PAIRS), gap)
    shape.ask(gap, of="a", to="b")


@recipe("clearance", 6, "any")
def shaft_in_bore(shape):
    """A shaft in the bore of a block, round or square; with a head that rests on it in some."""
    w, h = shape.u(0.4, 0.6), shape.u(0.3, 0.5)
    gap = round(w * shape.chance.uniform(0.01, 0.05), 2)
    bore = round(0.3 * w, 1)
    obj = kit.block("Block", w, w, h, "block")
    kind = shape.pick("round", "square", "with head")
    if kind == "square":
        kit.cut(obj, kit.block("Cutter", 2 * bore, 2 * bore, 3 * h, z=-h))
        kit.block("Shaft", 2 * (bore - gap), 2 * (bore - gap), 2 * h, "shaft", z=-0.5 * h)
    else:
        kit.cut(obj, hole(0, 0, bore, -1, h + 1, 96))
        low = 0.1 * h if kind == "with head" else -0.5 * h
        shaft = kit.prism("Shaft", kit.circle(bore - gap, 96), low, 1.2 * h, "shaft")
        if kind == "with head":
            kit.fused(shaft, kit.prism("Head", kit.circle(1.3 * bore, 48), h, 1.4 * h))
    shape.note(block=f"{w:g} x {h:g}", bore=2 * bore, gap=gap, kind=kind)
    shape.ask(gap, of="shaft", to="block")


@recipe("clearance", 4, "upright")
def lid_on_box(shape):
    """A lid that rests on a box and has a rim in it, or round it."""
    w, h = shape.u(0.5, 0.8), shape.u(0.3, 0.5)
    wall, gap = round(0.06 * w, 2), round(0.02 * w, 2)
    obj = kit.block("Box", w, w, h, "box")
    kit.cut(obj, kit.block("Cutter", w - 2 * wall, w - 2 * wall, h, z=wall))
    lid = kit.block("Lid", w, w, wall, "lid", z=h)
    inner = w - 2 * wall - 2 * gap
    kit.fused(lid, kit.block("Rim", inner, inner, 1.5 * wall, z=h - wall))
    shape.note(box=f"{w:g} x {h:g}, wall {wall:g}", lid=f"rests, its rim {gap:g} inside")
    shape.ask(gap, of="lid", to="box")


@recipe("clearance", 6, "any")
def gap_along(shape):
    gap, aside, w = shape.u(0.05, 0.3), shape.u(0.02, 0.1), shape.u(0.2, 0.3)
    kit.block("A", w, w, w, "a")
    kit.block("B", w, w, w, "b", x=w + gap, y=shape.pick(0, 0.5 * w), z=0.1 * w)
    shape.note(boxes=w, gap=gap, aside=aside)
    shape.ask(gap, of="a", to="b", axis="x")


@recipe("clearance", 3, "any")
def overlap_has_no_clearance(shape):
    """One runs into the other: no clearance is met."""
    two(shape, shape.pick("boxes", "post", "edge"), -shape.u(0.02, 0.05))
    shape.claim(False, of="a", to="b", value=round(0.02 * shape.size, 1), unit="mm")


@recipe("overlap", 12, "any")
def let_in(shape):
    depth = shape.u(0.02, 0.15)
    two(shape, shape.pick("boxes", "post", "ball", "tube", "leg in frame", "discs"), -depth)
    shape.ask(depth, of="a", to="b")


@recipe("overlap", 6, "any")
def tenon(shape):
    """A rail with a tenon that reaches into a post, without a mortise."""
    w, depth = shape.u(0.08, 0.12), shape.u(0.02, 0.05)
    kit.block("Post", w, w, shape.size, "post")
    rail = kit.block("Rail", 6 * w, 0.6 * w, w, "rail", x=3.5 * w, z=0.5 * shape.size)
    kit.fused(rail, kit.box("Tenon", (0.5 * w - depth, -0.15 * w, 0.5 * shape.size + 0.2 * w),
                            (w, 0.15 * w, 0.5 * shape.size + 0.8 * w)))
    shape.note(post=w, tenon=depth)
    shape.ask(depth, of="rail", to="post")


@recipe("overlap", 5, "upright")
def rods_through_rail(shape):
    """Rods that are let into a bar, several in one part."""
    w, depth, count = shape.u(0.06, 0.1), shape.u(0.02, 0.05), shape.n(2, 5)
    kit.block("Rail", 4 * count * w, 2 * w, w, "rail", z=-w)
    for i in range(count):
        kit.prism(f"Rod {i}", kit.circle(0.3 * w, 24, (4 * i - 2 * count + 2) * w), -depth, 6 * w, "rods")
    shape.note(rods=count, let_in=depth)
    shape.ask(depth, of="rods", to="rail")


# Yes or no.

@recipe("touches", 18, "any")
def rests(shape):
    kind = shape.pick(*PAIRS)
    two(shape, kind, 0.0)
    shape.claim(True, of="a", to="b")


@recipe("touches", 14, "any")
def is_off(shape):
    gap = shape.u(0.02, 0.2) + 5
    two(shape, shape.pick(*PAIRS), gap)
    shape.claim(False, of="a", to="b")


@recipe("touches", 8, "any")
def runs_in(shape):
    two(shape, shape.pick("boxes", "post", "edge", "discs"), -(shape.u(0.08, 0.15) + 12))
    shape.claim(False, of="a", to="b")


@recipe("touches", 8, "upright")
def several_to_touch(shape):
    """Four legs and a seat, a shelf between two sides; one is off in every second."""
    w, h, t = shape.u(0.4, 0.6), shape.u(0.4, 0.6), shape.u(0.02, 0.05)
    off = shape.pick(0, 0.05 * shape.size + 5)
    kind = shape.pick("legs", "legs", "shelf", "shelf")
    if kind == "legs":
        for i, (x, y) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
            kit.block(f"Leg {i}", 0.1 * w, 0.1 * w, h - (off if i == 2 else 0), "legs", x=0.4 * x * w, y=0.4 * y * w)
        kit.block("Seat", w, w, t, "seat", z=h)
        shape.claim(off == 0, of="legs", to="seat", each=True)
    else:
        for side, x in (("left", -w / 2 - t / 2), ("right", w / 2 + t / 2)):
            kit.block(f"Side {side}", t, 0.5 * w, h, side, x=x)
        kit.box("Shelf", (-w / 2, -0.2 * w, 0.5 * h), (w / 2 - off, 0.2 * w, 0.5 * h + t), "shelf")
        shape.claim(off == 0, of="shelf", to="left, right")
    shape.note(kind=kind, off=off)


@recipe("apart", 12, "any")
def is_apart(shape):
    gap = round(shape.u(0.03, 0.2) + 5, 1)
    two(shape, shape.pick(*PAIRS), gap)
    shape.claim(True, of="a", to="b")
    shape.claim(True, of="a", to="b", value=round(0.8 * gap, 2), unit="mm")
    shape.claim(False, of="a", to="b", value=round(1.5 * gap, 2), unit="mm")


@recipe("apart", 10, "any")
def is_not_apart(shape):
    two(shape, shape.pick(*PAIRS), shape.pick(0.0, -0.05 * shape.size))
    shape.claim(False, of="a", to="b")


@recipe("apart", 6, "any")
def ring_round_rod(shape):
    """A ring hangs free round a rod; another one's middle is the same, but it touches."""
    radius, n = shape.u(0.1, 0.2), 48
    free = shape.pick(True, False)
    kit.tube("Ring", 2 * radius, 1.5 * radius if free else radius, 0, radius, n, "ring")
    kit.prism("Rod", kit.circle(radius, n), -3 * radius, 3 * radius, "rod")
    shape.note(ring_free=free, rod=2 * radius)
    shape.claim(free, of="ring", to="rod")


@recipe("no_overlap", 10, "any")
def does_not_overlap(shape):
    two(shape, shape.pick(*PAIRS), shape.pick(0.0, 0.1 * shape.size))
    shape.claim(True, of="a", to="b")


@recipe("no_overlap", 10, "any")
def does_overlap(shape):
    two(shape, shape.pick(*PAIRS), -(shape.u(0.03, 0.1) + 2))
    shape.claim(False, of="a", to="b")


@recipe("no_overlap", 12, "any")
def own_pieces(shape):
    """A row of balls or boxes, side by side or each a little in the next."""
    size, count, overlaps = shape.u(0.1, 0.2), shape.n(3, 6), shape.pick(False, True)
    step = size * (0.9 if overlaps else 1.0) + (0 if overlaps or shape.number % 4 else 1)
    kind = shape.pick("boxes", "boxes", "cylinders", "cylinders")
    for i in range(count):
        if kind == "boxes":
            kit.block(f"Piece {i}", size, size, size, "pieces", x=i * step)
        else:
            kit.prism(f"Piece {i}", kit.circle(size / 2, 32, i * step), 0, size, "pieces")
    shape.note(kind=kind, size=size, step=step)
    shape.claim(not overlaps, of="pieces")


@recipe("no_overlap", 10, "any")
def peg_in_hole(shape):
    """A peg in its hole does not overlap; one that is too thick does."""
    w, h = shape.u(0.3, 0.5), shape.u(0.2, 0.3)
    fits = shape.pick(True, False)
    obj = kit.block("Block", w, w, h, "block")
    kit.cut(obj, hole(0, 0, 0.2 * w, -1, h + 1, 48))
    kit.prism("Peg", kit.circle((0.19 if fits else 0.22) * w - (0 if fits else -1), 48), -0.5 * h, 1.5 * h, "peg")
    shape.note(block=w, hole=0.4 * w, fits=fits)
    shape.claim(fits, of="peg", to="block")


# Crossing.

@recipe("crosses", 16, "free")
def two_bars(shape):
    """Two bars that cross: on each other, halved into each other, or past each other."""
    length, width = shape.size, shape.u(0.03, 0.06)
    kind = shape.pick("on", "halved", "beside the end", "with a gap")
    angle = math.radians(shape.any(90, 60, 45))
    round_ones = shape.any(True, False)
    n, radius = (32, width / 2) if round_ones else (4, width / math.sqrt(2))
    off = {"on": width, "halved": 0.4 * width, "beside the end": width, "with a gap": 2.2 * width + 5}[kind]
    x = {"beside the end": 0.8 * length}.get(kind, shape.chance.uniform(-0.3, 0.3) * length)
    kit.rod("A", (-length / 2, 0, 0), (length / 2, 0, 0), radius, n, "a")
    c, s = length / 2 * math.cos(angle), length / 2 * math.sin(angle)
    kit.rod("B", (x - c, -s, off), (x + c, s, off), radius, n, "b")
    true = kind in ("on", "halved")
    shape.note(bars=f"{length:g} x {width:g} {'round' if round_ones else 'square'}, {kind}",
               angle=round(math.degrees(angle)))
    shape.claim(true, of="a", to="b")
    if true:
        shape.claim(True, of="a", to="b", value=round(off, 3), unit="mm")
        shape.claim(False, of="a", to="b", value=round(1.8 * off + 2, 3), unit="mm")


@recipe("crosses", 10, "free")
def legs_of_a_trestle(shape):
    """Two legs of one part that cross each other in the middle; in every second they end before it."""
    length, width = shape.size, shape.u(0.03, 0.06)
    true = shape.pick(True, False)
    for i, side in enumerate((-1, 1)):
        low, high = (-0.5, 0.5) if true else (0.1, 0.5)
        kit.rod(f"Leg {i}", (side * low * 0.6 * length, i * width, low * length),
                (side * high * 0.6 * length, i * width, high * length), width / math.sqrt(2), 4, "legs")
    shape.note(legs=f"{length:g} x {width:g}", cross=true)
    shape.claim(true, of="legs")


@recipe("crosses", 6, "free")
def rung_through_post(shape):
    """A rung that goes through a post."""
    length, width = shape.size, shape.u(0.05, 0.08)
    true = shape.pick(True, False)
    kit.block("Post", width, width, length, "post")
    y = 0 if true else 2 * width + 5
    kit.rod("Rung", (-0.3 * length, y, 0.4 * length), (0.4 * length, y, 0.4 * length), 0.25 * width, 24, "rung")
    shape.note(post=width, through=true)
    shape.claim(true, of="rung", to="post")
