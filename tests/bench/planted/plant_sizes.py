# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes and places: size, longest, diameter, place, distance, ratio, volume; and how far a bent thing goes round:
sweep."""

import math

import shape_kit as kit
from plant import recipe
from plant_holes import Plate, flange


def gear_outline(teeth, root, tip):
    outline = []
    for i in range(teeth):
        for share, radius in ((0.1, root), (0.3, root), (0.45, tip), (0.75, tip), (0.9, root)):
            angle = 2 * math.pi * (i + share) / teeth
            outline.append((radius * math.cos(angle), radius * math.sin(angle)))
    return outline


# Size.

@recipe("size", 8, "any")
def size_of_solid(shape):
    plate = Plate(shape, shape.pick("nothing", "fillets", "chamfer", "slot", "post", "cross_hole", "post_part", "step"))
    shape.ask(plate.width, axis="x", of="plate")
    tall = plate.values["step"][0] if "post" in plate.beside else 0
    shape.ask(round(plate.height + tall, 3), axis="z", of="plate")


@recipe("size", 3, "upright")
def size_of_turned_box(shape):
    w, d, h, angle = shape.u(0.5, 1), shape.u(0.2, 0.4), shape.u(0.2, 0.4), shape.n(10, 80)
    obj = kit.block("Box", w, d, h)
    if shape.pick(True, False):
        kit.spin(obj, angle)
    else:
        obj.rotation_euler = (0, 0, math.radians(angle))
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    shape.note(box=f"{w:g} x {d:g} x {h:g}", about_z=angle)
    shape.ask(w * c + d * s, axis="x")
    shape.ask(h, axis="z")


@recipe("size", 3, "any")
def size_of_parts(shape):
    """Several objects of a part; the whole has another one that is larger."""
    w, d, h, apart = shape.u(0.1, 0.2), shape.u(0.1, 0.2), shape.u(0.3, 0.5), shape.u(0.6, 0.8)
    for i, x in enumerate((-apart / 2, apart / 2)):
        kit.block(f"Leg {i}", w, d, h, "legs", x=x)
    kit.block("Top", 1.5 * apart, 2 * d, 0.3 * h, "top", z=h)
    shape.note(legs=f"{w:g} x {d:g} x {h:g}, {apart:g} apart")
    shape.ask(apart + w, axis="x", of="legs")
    shape.ask(1.3 * h, axis="z")
    shape.ask(w, axis="x", of="legs", each=True)


@recipe("size", 6, "upright")
def size_of_an_end(shape):
    """A tapered thing, a head or a foot."""
    w, d, h = shape.u(0.6, 0.8), shape.u(0.5, 0.6), shape.u(0.6, 1)
    top = round(0.6 * w, 1)
    kind = shape.pick("taper", "plinth", "chamfered box")
    if kind == "taper":
        kit.loft("Taper", [(kit.rectangle(w, d), 0), (kit.rectangle(top, 0.7 * d), h)])
        slack = 0.02 * w
        shape.ask((w + top) / 2, axis="x", at="middle", slack=slack, limits=False)
    elif kind == "plinth":
        obj = kit.block("Foot", w, d, 0.2 * h)
        kit.fused(obj, kit.block("Column", top, 0.5 * d, 0.95 * h, z=0.05 * h))
        slack = 0
        shape.ask(top, axis="x", at="middle", limits=False)
    else:
        obj = kit.block("Box", w, d, h)
        kit.beveled(obj, round(0.05 * d, 1), 1, lambda a, b: a.z > h - 1e-3 and b.z > h - 1e-3)
        top, slack = 0, 0
    shape.note(shape=kind, low=w, high=top, height=h)
    shape.ask(w, axis="x", at="low", slack=slack, limits=False)
    if top:
        shape.ask(top, axis="x", at="high", slack=slack, limits=False)


# Longest.

@recipe("longest", 12, "free")
def longest_of_bar(shape):
    length, w, d = shape.size, shape.u(0.05, 0.15), shape.u(0.15, 0.3)
    kind = shape.pick("box", "round", "tube", "prism")
    if kind == "box":
        kit.block("Bar", w, d, length)
    elif kind == "round":
        kit.prism("Bar", kit.circle(w, 32), 0, length)
    elif kind == "tube":
        kit.tube("Bar", w, 0.8 * w, 0, length)
    else:
        kit.prism("Bar", kit.circle(w, 6), 0, length)
    shape.note(bar=f"{kind} {w:g} x {d:g} x {length:g}")
    shape.ask(length)


@recipe("longest", 8, "any")
def longest_of_parts(shape):
    plate = Plate(shape, shape.pick("nothing", "post", "slot", "post_part", "chamfer", "step", "cross_hole", "pocket"))
    shape.ask(plate.width, of="plate")


@recipe("longest", 4, "fixed")
def longest_each(shape):
    length, w = shape.u(0.5, 0.8), shape.u(0.03, 0.06)
    for i in range(3):
        kit.rod(f"Rod {i}", (i * 0.2 * length, 0, 0), (i * 0.2 * length + 0.3 * length, 0, math.sqrt(0.91) * length), w,
                12,
                "rods")
    shape.note(rods=f"3 x {2 * w:g} x {length:g}, leaning")
    shape.ask(length, of="rods", each=True)


# Diameter.

@recipe("diameter", 6, "any")
def diameter_of_disc(shape):
    _, outer, _, _, _, _ = flange(shape)
    shape.ask(2 * outer)
    shape.ask(2 * outer, axis="z")


@recipe("diameter", 5, "any")
def diameter_with_more(shape):
    """A shaft with a head, a gear, a mug, a bottle, a wheel with a hub."""
    radius, height = shape.u(0.2, 0.35), shape.u(0.4, 0.8)
    kind = shape.pick("head", "gear", "mug", "bottle", "wheel")
    if kind == "head":
        kit.turned("Pin", [(0, 0), (0.5 * radius, 0), (0.5 * radius, 0.8 * height), (radius, 0.8 * height),
                           (radius, height), (0, height)], 64)
    elif kind == "gear":
        kit.prism("Gear", gear_outline(shape.n(12, 30), 0.85 * radius, radius), 0, 0.2 * height)
    elif kind == "mug":
        obj = kit.cup("Mug", radius, height, 0.1 * radius, 0.1 * radius, part="mug")
        handle = kit.bent("Handle", kit.arc_way(0.3 * height, 180, n=16), 0.08 * height, n=12)
        kit.spin(handle, 90, "X")
        kit.spin(handle, 90, "Y")
        kit.shift(handle, 0.95 * radius, 0, 0.55 * height)
        if shape.any(True, False):
            kit.fused(obj, handle)
        else:
            handle["part"] = "mug"
    elif kind == "bottle":
        kit.turned("Bottle", [(0, 0), (radius, 0), (radius, 0.6 * height), (0.3 * radius, 0.8 * height),
                              (0.3 * radius, height), (0, height)], 64)
    else:
        obj = kit.tube("Wheel", radius, 0.3 * radius, 0, 0.2 * height)
        kit.fused(obj, kit.tube("Hub", 0.45 * radius, 0.3 * radius, -0.1 * height, 0.4 * height))
    shape.note(kind=kind, diameter=2 * radius, height=height)
    shape.ask(2 * radius, axis="z")


@recipe("diameter", 5, "upright")
def diameter_of_an_end(shape):
    low, high, height = shape.u(0.3, 0.4), shape.u(0.15, 0.25), shape.u(0.5, 0.9)
    kind = shape.pick("cone", "stepped", "bottle")
    if kind == "cone":
        kit.turned("Cone", [(0, 0), (low, 0), (high, height), (0, height)], 64)
        slack = 0.1 * (low - high)
    elif kind == "stepped":
        kit.turned("Step", [(0, 0), (low, 0), (low, 0.4 * height), (high, 0.4 * height), (high, height), (0, height)],
                   64)
        slack = 0
    else:
        kit.turned("Bottle", [(0, 0), (low, 0), (low, 0.5 * height), (high, 0.7 * height), (high, height),
                              (0.8 * high, height), (0.8 * high, 0.7 * height), (0.8 * low, 0.5 * height),
                              (0.8 * low, 0.1 * height), (0, 0.1 * height)], 64)
        slack = 0
    shape.note(kind=kind, low=2 * low, high=2 * high, height=height)
    shape.ask(2 * low, at="low", slack=slack, limits=False)
    shape.ask(2 * high, at="high", slack=slack, limits=False)


@recipe("diameter", 4, "free")
def diameter_of_leaning_rod(shape):
    radius, length = shape.u(0.05, 0.2), shape.u(0.8, 1)
    if shape.pick(True, False):
        kit.prism("Rod", kit.circle(radius, 48), 0, length)
    else:
        kit.tube("Pipe", radius, 0.9 * radius, 0, length)
    shape.note(rod=f"{2 * radius:g} x {length:g}")
    shape.ask(2 * radius)


@recipe("diameter", 3, "free")
def diameter_of_ball(shape):
    radius = shape.u(0.2, 0.5)
    kit.ball("Ball", radius, n=48)
    shape.note(ball=2 * radius)
    shape.ask(2 * radius)


@recipe("diameter", 3, "any")
def diameter_of_wheels(shape):
    radius, width = shape.u(0.1, 0.2), shape.u(0.05, 0.1)
    for i, (x, y) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        kit.rod(f"Wheel {i}", (x * 0.5 * shape.size, y * 0.3 * shape.size, 0),
                (x * 0.5 * shape.size, y * 0.3 * shape.size + width, 0), radius, 64, "wheels")
    kit.block("Cart", shape.size, 0.5 * shape.size, 0.2 * shape.size, "cart", z=1.2 * radius)
    shape.note(wheels=2 * radius)
    shape.ask(2 * radius, of="wheels", **shape.pick({}, {"each": True}, {}))


# Places and distances.

@recipe("place", 10, "fixed")
def place_of_part(shape):
    at = [shape.u(-0.8, 0.8) for _ in range(3)]
    w, d, h = shape.u(0.1, 0.3), shape.u(0.1, 0.3), shape.u(0.1, 0.3)
    kind = shape.pick("box", "ball", "turned")
    if kind == "box":
        kit.block("Thing", w, d, h, "thing", x=at[0], y=at[1], z=at[2] - h / 2)
    elif kind == "ball":
        w = d = h = shape.u(0.2, 0.4)
        obj = kit.ball("Thing", w / 2, n=32, part="thing")
        obj.location = [each * kit.MM for each in at]
    else:
        obj = kit.turned("Thing", [(0, -h / 2), (w / 2, -h / 2), (0.3 * w, h / 2), (0, h / 2)], 64, "thing")
        d = w
        obj.location = [each * kit.MM for each in at]
    kit.block("Ground", 2 * shape.size, 2 * shape.size, 0.1 * shape.size, "ground", z=-shape.size)
    for axis, middle, size in zip("xyz", at, (w, d, h), strict=True):
        for end, value in (("low", middle - size / 2), ("middle", middle), ("high", middle + size / 2)):
            if shape.any(True, False, False):
                shape.ask(round(value, 3), axis=axis, at=end, of="thing")
    shape.note(kind=kind, at=at, size=(w, d, h))


@recipe("place", 10, "fixed")
def place_of_top(shape):
    """The top of a table, the underside of its board."""
    w, h, t = shape.u(0.6, 1), shape.u(0.4, 0.7), shape.u(0.02, 0.05)
    kit.block("Top", w, 0.6 * w, t, "top", z=h - t)
    for i, (x, y) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1))):
        kit.block(f"Leg {i}", 0.06 * w, 0.06 * w, h - t, "legs", x=0.4 * x * w, y=0.2 * y * w)
    shape.note(table=f"{w:g} x {h:g}, top {t:g}")
    shape.ask(h, axis="z", at="high", of="top")
    shape.ask(round(h - t, 2), axis="z", at="low", of="top")
    shape.ask(0.43 * w, axis="x", at="high", of="legs")


@recipe("distance", 14, "any")
def distance_of_two(shape):
    a, b = [shape.u(-0.5, -0.2) for _ in range(3)], [shape.u(0.2, 0.5) for _ in range(3)]
    kit.block("A", shape.u(0.1, 0.2), shape.u(0.1, 0.2), 0.2 * shape.size, "a", x=a[0], y=a[1],
              z=a[2] - 0.1 * shape.size)
    kit.rod("B", (b[0], b[1], b[2] - 0.1 * shape.size), (b[0], b[1], b[2] + 0.1 * shape.size), 0.05 * shape.size, 32,
            "b")
    shape.note(a=a, b=b)
    shape.ask(math.dist(a, b), of="a", to="b")
    axis = shape.any("x", "y", "z")
    shape.ask(round(abs(a["xyz".index(axis)] - b["xyz".index(axis)]), 2), of="a", to="b", axis=axis)


@recipe("distance", 6, "any")
def distance_of_wheels(shape):
    """From axle to axle, each of two objects."""
    base, track, radius = shape.u(0.5, 0.8), shape.u(0.3, 0.5), shape.u(0.08, 0.12)
    for name, x in (("front", -base / 2), ("rear", base / 2)):
        for i, y in enumerate((-track / 2, track / 2)):
            kit.rod(f"{name} {i}", (x, y - 0.1 * radius, 0), (x, y + 0.1 * radius, 0), radius, 32, name)
    shape.note(base=base, track=track)
    shape.ask(base, of="front", to="rear")
    shape.ask(base, of="front", to="rear", axis="x")
    shape.ask(track, of="front 0", to="front 1")


@recipe("ratio", 12, "any")
def ratio_of_one(shape):
    plate = Plate(shape, shape.pick("nothing", "slot", "chamfer", "fillets"))
    shape.ask(plate.width / plate.depth, axis="x", to_axis="y", of="plate")
    shape.ask(plate.depth / plate.width, axis="y", to_axis="x", of="plate")


@recipe("ratio", 10, "any")
def ratio_of_two(shape):
    a, b, c = shape.u(0.2, 0.4), shape.u(0.4, 0.9), shape.u(0.1, 0.3)
    kit.block("A", a, 0.2 * shape.size, c, "a")
    kit.rod("B", (shape.size, 0, 0), (shape.size, 0, b), 0.1 * shape.size, 32, "b")
    shape.note(a=f"{a:g} x {c:g}", b=b)
    shape.ask(c / b, of="a", to="b", axis="z")
    shape.ask(a / b, of="a", to="b", axis="x", to_axis="z")


# Volume, in cm³.

@recipe("volume", 12, "free")
def volume_of_solid(shape):
    w, d, h = shape.u(0.3, 1), shape.u(0.3, 1), shape.u(0.3, 1)
    kind = shape.pick("box", "prism", "drilled", "hollow", "pyramid", "tube")
    area = 0.5 * 6 * math.sin(math.pi / 3) * (w / 2) ** 2
    if kind == "box":
        kit.block("Solid", w, d, h)
        volume = w * d * h
    elif kind == "prism":
        kit.prism("Solid", kit.circle(w / 2, 6), 0, h)
        volume = area * h
    elif kind == "drilled":
        obj = kit.block("Solid", w, d, h)
        size = 0.4 * min(w, d)
        kit.cut(obj, kit.block("Cutter", size, size, 3 * h, z=-h))
        volume = (w * d - size ** 2) * h
    elif kind == "hollow":
        obj = kit.block("Solid", w, d, h)
        kit.cut(obj, kit.block("Cutter", 0.5 * w, 0.5 * d, 0.5 * h, z=0.25 * h))
        volume = w * d * h * 0.875
    elif kind == "pyramid":
        kit.loft("Solid", [(kit.rectangle(w, d), 0), (kit.rectangle(w / 2, d / 2), h)])
        volume = h / 3 * w * d * (1 + 0.25 + 0.5)
    else:
        kit.tube("Solid", w / 2, w / 4, 0, h, 6)
        volume = area * h * 0.75
    shape.note(kind=kind, size=(w, d, h))
    shape.ask(volume / 1000)


@recipe("volume", 6, "free")
def volume_of_parts(shape):
    a, b = shape.u(0.2, 0.4), shape.u(0.2, 0.4)
    kit.block("A", a, a, a, "parts")
    kit.block("B", b, b, a, "parts", x=(a + b) / 2)
    kit.block("C", a, a, a, "other", x=-3 * a)
    shape.note(cubes=(a, b))
    shape.ask((a ** 3 + b * b * a) / 1000, of="parts")
    shape.ask(a ** 3 / 1000, of="other")


@recipe("volume", 4, "any")
def volume_of_round(shape):
    radius, height, n = shape.u(0.2, 0.4), shape.u(0.3, 0.6), 96
    area = n / 2 * math.sin(2 * math.pi / n)
    wall = round(0.1 * radius, 2)
    kit.cup("Cup", radius, height, wall, wall, n)
    shape.note(cup=f"{2 * radius:g} x {height:g}, {wall:g}")
    shape.ask(area * (radius ** 2 * height - (radius - wall) ** 2 * (height - wall)) / 1000)


# Sweep.

@recipe("sweep", 8, "any")
def sector_of_ring(shape):
    outer, height, degrees = shape.u(0.4, 0.6), shape.u(0.1, 0.3), shape.n(30, 300)
    inner = round(outer * shape.any(0.5, 0.7, 0.9), 1)
    kit.sector("Sector", inner, outer, 0, height, degrees, 48, start=shape.n(0, 90))
    shape.note(sector=f"{2 * inner:g} to {2 * outer:g} x {height:g}, {degrees} deg")
    shape.ask(degrees)
    shape.ask(degrees, axis="z")


@recipe("sweep", 8, "any")
def pipe_bend(shape):
    radius, bend, degrees = shape.u(0.03, 0.06), shape.u(0.2, 0.4), shape.any(30, 45, 60, 90, 120, 180)
    straight = shape.pick(0, 0.5 * bend)
    kit.bent("Pipe", kit.arc_way(bend, degrees, straight, 32), radius, shape.any(0, 0.8 * radius), 24)
    shape.note(pipe=f"{2 * radius:g}, bend {bend:g} by {degrees} deg, straight ends {straight:g}")
    shape.ask(degrees)


@recipe("sweep", 4, "any")
def arch(shape):
    """An arch on two straight legs."""
    inner, thick, depth, leg = shape.u(0.2, 0.3), shape.u(0.08, 0.15), shape.u(0.1, 0.3), shape.u(0.05, 0.2)
    n, outer = 32, inner + thick
    half = [(math.cos(math.pi * i / n), math.sin(math.pi * i / n)) for i in range(n + 1)]
    outline = [(outer, -leg)] + [(outer * c, outer * s) for c, s in half]
    outline += [(-outer, -leg), (-inner, -leg)]
    outline += [(inner * c, inner * s) for c, s in reversed(half)]
    outline += [(inner, -leg)]
    kit.prism("Arch", outline, 0, depth)
    shape.note(arch=f"inner {2 * inner:g}, {thick:g} thick, {depth:g} deep, legs {leg:g}")
    shape.ask(180)


@recipe("sweep", 3, "any")
def sector_with_hole(shape):
    outer, height, degrees = shape.u(0.4, 0.6), shape.u(0.1, 0.2), shape.n(60, 200)
    inner = round(0.6 * outer, 1)
    obj = kit.sector("Sector", inner, outer, 0, height, degrees, 48)
    middle, half = 0.8 * outer, math.radians(degrees / 2)
    kit.cut(obj, kit.prism("Cutter", kit.circle(0.08 * outer, 24, middle * math.cos(half), middle * math.sin(half)), -1,
                           height + 1))
    shape.note(sector=f"{2 * inner:g} to {2 * outer:g} x {height:g}, {degrees} deg", hole_in_its_middle=0.16 * outer)
    shape.ask(degrees)


@recipe("sweep", 3, "any")
def sector_from_middle(shape):
    """A slice of a disc."""
    outer, height, degrees = shape.u(0.4, 0.6), shape.u(0.1, 0.3), shape.n(30, 270)
    n = 40
    outline = [(0.0, 0.0)] + [(outer * math.cos(math.radians(degrees * i / n)),
                               outer * math.sin(math.radians(degrees * i / n)))
                              for i in range(n + 1)]
    kit.prism("Slice", outline, 0, height)
    shape.note(slice=f"{2 * outer:g} x {height:g}, {degrees} deg")
    shape.ask(degrees)

