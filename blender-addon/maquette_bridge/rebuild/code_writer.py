# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a shape as calls of the toolkit, with its sizes as parameters of the script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..intake.mesh_script import number_text, place_text
from .cut_features import Cut
from .plain_shape import PAST, Shape, circle_points, euler
from .straight_fit import AXES

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

_MAX_LEVELS = 12  # parameters of an outline
_MAX_PLACES = 12  # holes whose places are parameters
_MAX_LINE = 88  # before it is indented
_SAME = 1e-5  # m or of the size: values that are nearer are one

HELPERS = '''
@functools.cache
def plain_paint(name, color, *sockets):
    """A material of one color; `sockets` of its shader are given as (name, value)."""
    material, _tree, bsdf = shader(name, color, {})
    for socket, value in sockets:
        if socket in bsdf.inputs:
            bsdf.inputs[socket].default_value = value
        if socket == "Alpha":
            material.diffuse_color[3] = value
            material.surface_render_method = "BLENDED"
    return material


def put_piece(obj, place, move=(0, 0, 0), scale=1, turn=(0, 0, 0)):
    """Puts what was made at the origin in its place: moved, scaled and turned."""
    obj.location = (Vector(place) + Vector(move)) * SCALE
    obj.rotation_euler = turn
    obj.scale = 3 * (scale * SCALE,)
    return obj
'''

CUT_HELPER = '''
def cut_piece(obj, outline, place, turn, above, below, operation="DIFFERENCE"):
    """Cuts an outline out of obj, or adds it: from `above` its plane, which is at `place` and
    turned, to `below` it."""
    rise = Euler(turn).to_matrix() @ Vector((0, 0, (above - below) / 2))
    cutter = sharp_extrude("Cutter", outline, above + below, Vector(place) + rise, None, "",
                           rotation=turn)
    return boolean(obj, cutter, operation)
'''


@dataclass
class Values:
    """The parameters of a part. prefix: of their names. about: the part, for the user. taken: names
    that the script has. bores: the radii of its round holes."""

    prefix: str
    about: str
    taken: set[str]
    lines: list[str] = field(default_factory=list)
    bores: list[float] = field(default_factory=list)
    bore_names: dict[str, str] = field(default_factory=dict)

    def _add(self, suffix: str, value: str, comment: str) -> str:
        name = f"{self.prefix}_{suffix}"
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        self.lines.append(f"{name} = {value}  # {comment}")
        return name

    def length(self, suffix: str, value: float, words: str) -> str:
        """A length, m."""
        digits = 4 if value >= 0.02 else 5 if value >= 0.002 else 6
        low = max(0.1 * value, 10.0 ** -digits)
        high = f"{4 * value:.{digits}f}"
        return self._add(suffix, number_text(value),
                         f"m, {low:.{digits}f}..{high}: {self.about}, {words}")

    def place(self, suffix: str, value: float, far: float, words: str) -> str:
        """Where something is, m."""
        digits = 4 if far >= 0.05 else 5 if far >= 0.005 else 6
        far = max(far, abs(value), 10.0 ** -digits)
        return self._add(suffix, number_text(value), f"m, {-far:.{digits}f}..{far:.{digits}f}: "
                         f"{self.about}, {words}")

    def mark(self, radius: float) -> str:
        """The first words of the names of what holes of one size have."""
        number = next((number for number, other in enumerate(self.bores)
                       if abs(other - radius) < 1e-3 * radius), -1)
        if number < 0:
            number = len(self.bores)
            self.bores.append(radius)
        return "HOLE" if len(self.bores) == 1 else f"HOLE_{_letter(number)}"

    def bore(self, radius: float) -> str:
        """The diameter of the holes of one size."""
        mark = self.mark(radius)
        if mark not in self.bore_names:
            self.bore_names[mark] = self.length(
                f"{mark}_DIAMETER", 2 * radius, f"diameter of {mark.replace('_', ' ').lower()}s")
        return self.bore_names[mark]

    def count(self, suffix: str, value: int, words: str) -> str:
        """A number of things."""
        return self._add(suffix, str(value), f"1..{max(24, 2 * value)}: {self.about}, {words}")


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


@dataclass
class Code:
    """How a shape is made. lines: statements that make `obj`. origin: of the object, in piece
    coordinates, and turn, its turn. kind: in words. cuts: whether it calls cut_piece()."""

    lines: list[str]
    origin: Any
    turn: Any
    kind: str
    cuts: bool


def _levels(values: Any) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME * max(1.0, abs(value)):
            found.append(float(value))
    return found


def _pairs(points: Any) -> list[str]:
    """Points as lines of a list."""
    lines, line = [], ""
    for x, y in points:
        each = f"({number_text(float(x))}, {number_text(float(y))}),"
        if line and len(line) + len(each) > 80:
            lines.append(line)
            line = ""
        line += (" " if line else "") + each
    return [*lines, line]


def _stepped(points: Any, values: Values, names: tuple[str, str]) -> list[str] | None:
    """Points (x, y) whose values are parameters, from their low corner on; None if that takes too
    many. names: of the largest x and y; those between are numbered."""
    columns = []
    levels = [_levels(points[:, axis]) for axis in range(2)]
    if sum(map(len, levels)) - 2 > _MAX_LEVELS:
        return None
    for axis in range(2):
        own = {}
        for number, level in enumerate(levels[axis]):
            if abs(level) <= _SAME:
                own[number] = "0"
            elif number == len(levels[axis]) - 1:
                own[number] = values.length(names[axis], level, names[axis].lower())
            else:
                own[number] = values.length(f"{names[axis]}_{number}", level,
                                            f"step {number} of its {names[axis].lower()}")
        columns.append([own[int(numpy.argmin(numpy.abs(numpy.array(levels[axis]) - value)))]
                        for value in points[:, axis]])
    return [f"({x}, {y})," for x, y in zip(*columns)]


def _corner_radius(outline: Any, size: Any) -> tuple[float, int] | None:
    """The radius and the steps of the corners, if it is a rectangle with round ones."""
    if len(outline) < 8 or len(outline) % 4:
        return None
    edges = numpy.abs(numpy.roll(outline, -1, axis=0) - outline)
    flat = [edges[edges[:, 1 - axis] < 1e-6 * size[axis], axis].max(initial=0.0)
            for axis in range(2)]
    radius = float(size[0] - flat[0]) / 2
    steps = len(outline) // 4 - 1
    if radius <= 0 or abs(float(size[1] - flat[1]) / 2 - radius) > 0.01 * radius:
        return None
    x, y = size[0] / 2 - radius, size[1] / 2 - radius
    corner = numpy.sign(outline) * [x, y]
    off = numpy.abs(numpy.linalg.norm(outline - corner, axis=1) - radius)
    return (radius, steps) if off.max() < 0.01 * radius else None


def _outline(points: Any, values: Values, word: str, names: tuple[str, str],
             is_round: int) -> tuple[list[str], Any]:
    """The lines of an outline, and where its own origin is in it. word: what begins the names of
    its values. is_round: the sides of a circle; 0 for another one."""
    size = numpy.ptp(points, axis=0)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    about = word.replace("_", " ").strip().lower()
    about += " " if about else ""
    if is_round:
        name = values.length(f"{word}DIAMETER", float(size.max()), f"{about}diameter")
        return [f"circle({name} / 2, {is_round})"], numpy.zeros(2)
    is_square = len(points) == 4 and bool(
        (numpy.abs(numpy.abs(points - middle) - size / 2) < 1e-4 * size.max()).all())
    corner = _corner_radius(points - middle, size)
    if is_square or corner is not None:
        x, y = (values.length(f"{word}{name}", float(value), f"{about}{name.lower()}")
                for name, value in zip(names, size))
        if corner is None:
            return ["[", *(f"    ({a}{x} / 2, {b}{y} / 2)," for a, b in (
                ("", ""), ("-", ""), ("-", "-"), ("", "-"))), "]"], middle
        radius = values.length(f"{word}CORNER", corner[0], f"{about}radius of its corners")
        return [f"rounded_rectangle({x}, {y}, {radius}, {corner[1]})"], middle
    low = points.min(axis=0)
    if len(points) <= 16:
        stepped = _stepped(points - low, values, (f"{word}{names[0]}", f"{word}{names[1]}"))
        if stepped is not None:
            return ["[", *(f"    {line}" for line in stepped), "]"], low
    x, y = (values.length(f"{word}{name}", float(value), f"{about}{name.lower()}")
            for name, value in zip(names, size))
    return [f"[(x * {x}, y * {y}) for x, y in (",
            *(f"    {line}" for line in _pairs((points - middle) / size)), ")]"], middle


def _bolt_circle(holes: list[Any]) -> tuple[float, float] | None:
    """The radius and the first angle of places that are even around the origin."""
    places = numpy.array([hole[:2] for hole in holes])
    radii = numpy.linalg.norm(places, axis=1)
    angles = numpy.sort(numpy.arctan2(places[:, 1], places[:, 0]))
    steps = numpy.diff(numpy.append(angles, angles[0] + 2 * numpy.pi))
    if (len(places) < 3 or numpy.ptp(radii) > 1e-3 * radii.max()
            or numpy.ptp(steps) > 1e-3 or radii.min() <= 0):
        return None
    return float(radii.mean()), float(angles[0])


def _holes(shape: Shape, values: Values, origin: Any, letters: str, far: float) -> list[str]:
    """The lines of the list of a shape's holes."""
    lines: list[str] = []
    groups: list[list[Any]] = []
    for hole in shape.holes:
        if not isinstance(hole, tuple):
            continue
        hole = (hole[0] - origin[0], hole[1] - origin[1], *hole[2:])
        own = next((each for each in groups if abs(each[0][2] - hole[2]) < 1e-3 * hole[2]
                    and each[0][3] == hole[3]), None)
        if own is None:
            groups.append([hole])
        else:
            own.append(hole)
    number = 1
    for group in groups:
        mark, size = values.mark(group[0][2]), values.bore(group[0][2])
        round_ = f"circle({size} / 2, {group[0][3]}, "
        bolts = _bolt_circle(group) if shape.sides or len(group) > 4 else None
        if bolts is not None:
            count = values.count(f"{mark}_COUNT", len(group), "how many holes")
            circle = values.length(f"{mark}_CIRCLE", 2 * bolts[0],
                                   "diameter of the circle that its holes are on")
            lines += [f"*({round_.rstrip()}",
                      f"         ({circle} / 2 * math.cos(a), {circle} / 2 * math.sin(a)))",
                      f"  for a in ({number_text(bolts[1])} + 2 * math.pi * i / {count}",
                      f"            for i in range({count}))),"]
        elif len(group) > _MAX_PLACES:
            lines += [f"*({round_}at) for at in (",
                      *(f"    {line}" for line in _pairs([each[:2] for each in group])), ")),"]
        else:
            for hole in group:
                x, y = (values.place(f"HOLE_{number}_{letter}", hole[axis], far,
                                     f"hole {number} along {letter.lower()}")
                        for axis, letter in enumerate(letters))
                lines.append(f"{round_}({x}, {y})),")
                number += 1
    for hole in shape.holes:
        if not isinstance(hole, tuple):
            lines += ["[", *(f"    {line}" for line in _pairs(hole - origin)), "],"]
    return lines


def _cut(cut: Cut, values: Values, number: int, turn: Any, start: Any, top: tuple[int, str, float],
         far: float) -> list[str]:
    """The lines of a cut. turn, start: of the object. top: the axis of its ends, the parameter of
    its length along it, and that length."""
    own = turn.T @ cut.turn
    place = turn.T @ (cut.place - start)
    normal = own[:, 2]
    word = ("BOSS" if cut.is_boss else "HOLE" if cut.radius else "POCKET") + f"_{number}"
    said = word.replace("_", " ").lower()
    texts = [number_text(float(value)) for value in place]
    along = int(numpy.argmax(numpy.abs(normal)))
    if abs(normal[along]) > 0.9999:
        for axis in range(3):
            if axis != along:
                texts[axis] = values.place(f"{word}_{'XYZ'[axis]}", float(place[axis]), far,
                                           f"{said} along {'xyz'[axis]}")
        if along == top[0] and top[1] and abs(abs(place[along]) - top[2] / 2) < _SAME * top[2]:
            texts[along] = f"{'-' if place[along] < 0 else ''}{top[1]} / 2"
    if cut.radius and not cut.is_boss:
        lines, middle = [f"circle({values.bore(cut.radius)} / 2, {cut.sides})"], numpy.zeros(2)
    else:
        lines, middle = _outline(
            circle_points(cut.radius, cut.sides) if cut.radius else cut.outline, values,
            f"{word}_", ("WIDTH", "LENGTH"), cut.sides if cut.radius else 0)
    if numpy.abs(middle).max() > 1e-9:
        # Its own origin is a corner of it.
        texts = [f"{text} + {number_text(float(shift))}" if abs(shift) > 1e-9 else text
                 for text, shift in zip(texts, own[:, :2] @ middle)]
    past = number_text(max(PAST * far, 1e-6))
    if cut.is_free:
        above = below = number_text(far)
    elif cut.is_boss:
        above, below = values.length(f"{word}_HEIGHT", cut.depth, f"height of {said}"), past
    elif cut.is_through:
        above, below = past, number_text(cut.depth + max(PAST * far, 1e-6))
    else:
        above, below = past, values.length(f"{word}_DEPTH", cut.depth, f"depth of {said}")
    tail = ', "UNION")' if cut.is_boss else ")"
    lines = [f"cut_piece(obj, {lines[0]}", *(f"          {line}" for line in lines[1:])]
    lines[-1] += ","
    return [*lines, f"          ({', '.join(texts)}),",
            f"          {angles_text(euler(own))}, {above}, {below}{tail}"]


def angles_text(turn: tuple[float, ...]) -> str:
    """Angles as a literal."""
    return "(" + ", ".join(number_text(each) for each in turn) + ")"


def _wrap(line: str) -> list[str]:
    """A call that is too long for a line, as several."""
    lines, begin = [], line.find("(") + 1
    while len(line) > _MAX_LINE and begin > 0:
        at = line.rfind(", ", begin + 8, _MAX_LINE)
        if at < 0:
            break
        lines.append(line[:at + 1])
        line = " " * begin + line[at + 2:]
    return [*lines, line]


def _extruded(shape: Shape, values: Values, part: str, far: float) -> tuple[
        list[str], Any, Any, str, tuple[int, str, float]]:
    """Lines, the origin and the turn of the object, its kind, and the length along its axis."""
    axis = next((letter for letter, rows in AXES.items()
                 if numpy.abs(shape.turn - numpy.array(rows)).max() < 1e-6), "")
    turn = numpy.eye(3) if axis else shape.turn
    own = numpy.array(AXES[axis or "Z"])
    letters = {"Y": "XZ", "X": "YZ"}.get(axis, "XY")
    names = {"X": "WIDTH", "Y": "DEPTH", "Z": "HEIGHT"}
    size = [float(each) for each in shape.size]
    word = "THICKNESS" if size[2] < 0.5 * min(size[:2]) else "LENGTH"
    lines, origin = _outline(shape.outline, values, "", (names[letters[0]], names[letters[1]]),
                             shape.sides)
    depth = values.length(word, size[2], word.lower())
    holes = _holes(shape, values, origin, letters, far)
    call = [f"outline = {lines[0]}", *lines[1:]]
    if holes:
        call += ["holes = [", *(f"    {line}" for line in holes), "]"]
    more = (f', axis="{axis}"' if axis in ("X", "Y") else "") + (", holes=holes" if holes else "")
    if shape.bevel:
        bevel = values.length("BEVEL", shape.bevel, "width of its broken edges")
        call.append(f'obj = extrude(name, outline, {depth}, (0, 0, 0), paint, "{part}", '
                    f"bevel={bevel}, segments={shape.segments}{more})")
    else:
        call.append(f'obj = sharp_extrude(name, outline, {depth}, (0, 0, 0), paint, "{part}"'
                    f"{more})")
    shift = own @ numpy.array([*origin, 0.0])
    kind = "plate" if holes and word == "THICKNESS" else "extrusion"
    along = int(numpy.argmax(numpy.abs(own[:, 2])))
    return call, shape.place + turn @ shift, turn, kind, (along, depth, size[2])


def _tapered(shape: Shape, values: Values, part: str) -> list[str]:
    height = values.length("HEIGHT", float(shape.size[2]), "height")
    ends = []
    for word, points, z in (("", shape.outline, f"-{height} / 2"), ("TOP_", shape.top,
                                                                    f"{height} / 2")):
        size = numpy.maximum(numpy.ptp(points, axis=0), 1e-6)
        x, y = (values.length(f"{word}{name}", float(value),
                              f"{name.lower()} of its {'upper' if word else 'lower'} end")
                for name, value in zip(("WIDTH", "DEPTH"), size))
        ends += [f"    [(x * {x}, y * {y}, {z}) for x, y in (",
                 *(f"        {line}" for line in _pairs(points / size)), "    )],"]
    return ["ends = [", *ends, "]", f'obj = loft(name, ends, paint, "{part}")']


def _cylinder(profile: Any) -> tuple[float, int] | None:
    """The width of the broken rims of a cylinder, 0 for sharp ones, and their steps; None, if it is
    something else."""
    rim, radius = profile[1, 0], profile[:, 0].max()
    inner = profile[1:-1]
    bevel = float(radius - rim)
    count = len(inner) // 2
    if len(inner) % 2 or numpy.abs(inner[:, 0] - inner[::-1, 0]).max() > 1e-3 * radius or (
            numpy.ptp(inner[count - 1:count + 1, 0]) > 1e-4 * radius):
        return None
    if count == 1:
        return 0.0, 1
    drop = abs(float(inner[count - 1, 1] - inner[0, 1]))
    bends = numpy.diff(inner[:count, 0])
    if bevel <= 0 or abs(drop - bevel) > 0.05 * bevel or bends.min() <= 0 or count > 7:
        return None
    return bevel, count - 1


def _turned(shape: Shape, values: Values, part: str) -> tuple[list[str], float, str]:
    """Lines, how far the object's origin is above the shape's, and its kind."""
    profile, sides = shape.outline, shape.sides
    tail = f'(0, 0, 0), paint, "{part}"'
    radius, height = float(profile[:, 0].max()), float(numpy.ptp(profile[:, 1]))
    is_ring = bool(numpy.allclose(profile[0], profile[-1]))
    if not is_ring and profile[0, 1] > profile[-1, 1]:
        profile = profile[::-1]
    rims = profile[1:-1] if not is_ring else profile[:-1]
    if not is_ring and len(profile) in (3, 4) and (
            len(profile) == 3 or abs(numpy.ptp(profile[1:3, 1]) - height) < _SAME * height):
        low, high = float(profile[1, 0]), float(profile[2, 0])
        if abs(low - high) > 1e-4 * radius:
            ends = ((low, high) if len(profile) == 4 else
                    (low, 0.0) if profile[1, 1] < 0 else (0.0, low))
            below, above = (values.length(name, 2 * end, said) if end else "0" for name, end, said
                            in (("DIAMETER", ends[0], "diameter of its lower end"),
                                ("TOP_DIAMETER", ends[1], "diameter of its upper end")))
            tall = values.length("HEIGHT", height, "height")
            return [f"obj = cylinder(name, {below} / 2, {tall}, {tail}, radius_top={above} / 2, "
                    f"sides={sides}, bevel=0)"], 0.0, "cone"
    broken = _cylinder(profile) if not is_ring and len(profile) > 3 else None
    if broken is not None:
        across = values.length("DIAMETER", 2 * radius, "diameter")
        tall = values.length("HEIGHT", height, "height")
        edge = (f"bevel={values.length('BEVEL', broken[0], 'width of its broken edges')}, "
                f"segments={broken[1]}" if broken[0] else "bevel=0")
        return [f"obj = cylinder(name, {across} / 2, {tall}, {tail}, sides={sides}, {edge})"
                ], 0.0, "cylinder"
    inner = float(rims[:, 0].min())
    middle = numpy.array([(radius + inner) / 2 if is_ring else 0.0, 0.0])
    far = numpy.linalg.norm((rims if is_ring else profile) - middle, axis=1)
    is_round = len(rims) >= 6 and float(numpy.ptp(far)) < 2e-3 * float(far.mean())
    if is_ring and is_round:
        across = values.length("DIAMETER", 2 * float(middle[0]), "diameter to mid-bar")
        bar = values.length("THICKNESS", 2 * float(far.mean()), "thickness of the bar")
        return [f"obj = torus(name, {across} / 2, {bar}, {tail}, steps={sides}, "
                f"sides={len(rims)})"], 0.0, "ring"
    if is_round:
        across = values.length("DIAMETER", 2 * float(far.mean()), "diameter")
        return [f"obj = sphere(name, {across} / 2, {tail}, segments={sides}, "
                f"rings={len(profile) - 1})"], 0.0, "ball"
    if is_ring and len(rims) == 4 and all(len(_levels(rims[:, axis])) == 2 for axis in range(2)):
        across = values.length("DIAMETER", 2 * radius, "diameter outside")
        bore = values.length("BORE", 2 * inner, "diameter inside")
        tall = values.length("HEIGHT", height, "height")
        return [f"obj = sharp_extrude(name, circle({across} / 2, {sides}), {tall}, {tail},",
                f"                    holes=[circle({bore} / 2, {sides})])"], 0.0, "tube"
    low = float(profile[:, 1].min())
    both = profile * [2, 1] - [0, low]
    stepped = _stepped(both, values, ("DIAMETER", "HEIGHT"))
    if stepped is not None and len(profile) <= 24:
        lines = ["profile = [(d / 2, z) for d, z in (", *(f"    {line}" for line in stepped), ")]"]
    else:
        low = 0.0
        across = values.length("DIAMETER", 2 * radius, "largest diameter")
        tall = values.length("HEIGHT", height, "height")
        lines = [f"profile = [(r * {across} / 2, z * {tall}) for r, z in (",
                 *(f"    {line}" for line in _pairs(profile / [radius, height])), ")]"]
    return [*lines, f"obj = lathe(name, profile, {tail}, steps={sides})"], low, "turned shape"


def write(shape: Shape, values: Values, part: str) -> Code:
    """Writes a shape. part: the id of its part. The lines use `name` and `paint`."""
    far = float(numpy.linalg.norm(shape.size if shape.kind != "turned" else (
        2 * shape.size[0], 2 * shape.size[0], shape.size[1])))
    turn, origin, top = shape.turn, shape.place, (2, "", 0.0)
    for radius in [*(hole[2] for hole in shape.holes if isinstance(hole, tuple)),
                   *(cut.radius for cut in shape.cuts if cut.radius and not cut.is_boss)]:
        values.mark(radius)
    tail = f'(0, 0, 0), paint, "{part}"'
    if shape.kind == "box":
        names = [values.length(word, float(value), word.lower())
                 for word, value in zip(("WIDTH", "DEPTH", "HEIGHT"), shape.size)]
        edge = "bevel=0"
        if shape.bevel:
            edge = (f"bevel={values.length('BEVEL', shape.bevel, 'width of its broken edges')}, "
                    f"segments={shape.segments}")
        lines, kind = [f"obj = box(name, ({', '.join(names)}), {tail}, {edge})"], "box"
    elif shape.kind == "ball":
        kind = "ball" if numpy.ptp(shape.size) < 1e-9 else "egg"
        across = values.length("DIAMETER", 2 * float(shape.size[0]), "diameter")
        scale = "" if kind == "ball" else f", scale={place_text(shape.size / shape.size[0])}"
        lines = [f"obj = sphere(name, {across} / 2, {tail}{scale}, segments={shape.sides}, "
                 f"rings={shape.rings})"]
    elif shape.kind == "turned":
        lines, low, kind = _turned(shape, values, part)
        origin = origin + turn[:, 2] * low
    elif shape.kind == "tapered":
        lines, kind = _tapered(shape, values, part), "tapered block"
    else:
        lines, origin, turn, kind, top = _extruded(shape, values, part, far)
    for number, cut in enumerate(shape.cuts, 1 + len(shape.holes)):
        lines += _cut(cut, values, number, turn, origin, top, far)
    if shape.cuts:
        kind += " with cuts"
    lines = [each for line in lines for each in _wrap(line)]
    return Code(lines, origin, turn, kind, bool(shape.cuts))
