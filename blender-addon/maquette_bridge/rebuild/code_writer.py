# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a shape as calls of the toolkit, with its sizes as parameters of the script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..intake.mesh_script import number_text, place_text
from .cut_features import Cut, fit_circle
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

# Functions that a script gets if it calls them.
HELPERS = {"plain_paint": '''
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
''', "put_piece": '''
def put_piece(obj, place, move=(0, 0, 0), scale=1, turn=(0, 0, 0)):
    """Puts what was made at the origin in its place: moved, scaled and turned."""
    obj.location = (Vector(place) + Vector(move)) * SCALE
    obj.rotation_euler = turn
    obj.scale = 3 * (scale * SCALE,)
    return obj
''', "cut_piece": '''
def cut_piece(obj, outline, place, turn, above, below, operation="DIFFERENCE"):
    """Cuts an outline out of obj, or adds it: from `above` its plane, which is at `place` and
    turned, to `below` it."""
    rise = Euler(turn).to_matrix() @ Vector((0, 0, (above - below) / 2))
    cutter = sharp_extrude("Cutter", outline, above + below, Vector(place) + rise, None, "",
                           rotation=turn)
    return boolean(obj, cutter, operation)
''', "lathe_piece": '''
def lathe_piece(obj, profile, place, turn, above, below, sides, operation="DIFFERENCE"):
    """Cuts what is turned out of obj, or adds it: its profile [(radius, depth), …] begins at a
    plane, which is at `place` and turned. It begins by `above` before it, and goes as far as
    `below` behind it if it is open there."""
    (first, _top), (last, _end) = profile[0], profile[-1]
    ends = [(last, below), (0, below)] if last else []
    points = [(0, -above), (first, -above), *profile, *ends]
    way = 1 if operation == "UNION" else -1
    cutter = lathe("Cutter", [(r, way * z) for r, z in points], place, None, "", steps=sides)
    cutter.rotation_euler = turn
    return boolean(obj, cutter, operation)
''', "inset_outline": '''
def inset_outline(outline, by):
    """An anticlockwise outline with as many corners whose edges are moved inwards."""
    moved = []
    for before, here, after in zip(outline[-1:] + outline, outline, outline[1:] + outline[:1]):
        (a, b), (c, d) = ((Vector(q) - Vector(p)).normalized() for p, q in
                          ((before, here), (here, after)))
        share = by / max(1 + a * c + b * d, 0.05)
        moved.append((here[0] - (b + d) * share, here[1] + (a + c) * share))
    return moved
''', "sweep_scaled": '''
def sweep_scaled(name, outline, stations, paint, part, up=None, closed=False, steps=1):
    """A sweep of an outline that may have another size at each point. `stations`: points of the
    line, and how wide and high the outline is there, in shares of itself; `steps` smooth it."""
    rows = catmull(stations, steps, closed)
    points = [Vector(row[:3]) for row in rows]
    ways = [(b - a).normalized() for a, b in zip(points, points[1:] + points[:1])]
    if not closed:
        ways[-1] = ways[-2]
    sections, side = [], None
    for i, (point, row) in enumerate(zip(points, rows)):
        before, after = ways[i - 1 if closed or i else 0], ways[i]
        along = (before + after).normalized()
        if up:
            side = along.cross(Vector(up))
        else:
            side = along.orthogonal() if side is None else side - along * side.dot(along)
        side = side.normalized()
        rise = side.cross(along)
        flat = [side * x * row[3] + rise * y * row[4] for x, y in outline]
        # Corners are mitred.
        bend = (after - before).normalized() * (1 / max(along.dot(after), 0.1) - 1)
        sections.append([point + out + bend * out.dot((after - before).normalized())
                         for out in flat])
    return loft(name, sections, paint, part, closed=closed)
'''}


@dataclass
class Values:
    """The parameters of a part. prefix: of their names. about: the part, for the user. taken: names
    that the script has. bores: the radii of its round holes. profiles: of holes with walls that are
    not upright, and their names in the script."""

    prefix: str
    about: str
    taken: set[str]
    lines: list[str] = field(default_factory=list)
    bores: list[float] = field(default_factory=list)
    profiles: list[tuple[Any, str]] = field(default_factory=list)
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
    coordinates, and turn, its turn. kind: in words."""

    lines: list[str]
    origin: Any
    turn: Any
    kind: str


def _levels(values: Any) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME * max(1.0, abs(value)):
            found.append(float(value))
    return found


def _rows(points: Any) -> list[str]:
    """Points, or rows of more numbers, as lines of a list."""
    lines, line = [], ""
    for point in points:
        each = f"({', '.join(number_text(float(value)) for value in point)}),"
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
        said = names[axis].replace("_", " ").lower()
        first = int(levels[axis][0] > _SAME)
        for number, level in enumerate(levels[axis]):
            if abs(level) <= _SAME:
                own[number] = "0"
            elif number == len(levels[axis]) - 1:
                own[number] = values.length(names[axis], level, said)
            else:
                own[number] = values.length(f"{names[axis]}_{number + first}", level,
                                            f"step {number + first} of its {said}")
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
             is_round: int, most: int = 16) -> tuple[list[str], Any]:
    """The lines of an outline, and where its own origin is in it. word: what begins the names of
    its values. is_round: the sides of a circle; 0 for another one. most: corners of one that has a
    value for each step."""
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
    if len(points) <= most:
        stepped = _stepped(points - low, values, (f"{word}{names[0]}", f"{word}{names[1]}"))
        if stepped is not None:
            return ["[", *(f"    {line}" for line in stepped), "]"], low
    x, y = (values.length(f"{word}{name}", float(value), f"{about}{name.lower()}")
            for name, value in zip(names, size))
    return [f"[(x * {x}, y * {y}) for x, y in (",
            *(f"    {line}" for line in _rows((points - middle) / size)), ")]"], middle


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
                      *(f"    {line}" for line in _rows([each[:2] for each in group])), ")),"]
        else:
            for hole in group:
                x, y = (values.place(f"HOLE_{number}_{letter}", hole[axis], far,
                                     f"hole {number} along {letter.lower()}")
                        for axis, letter in enumerate(letters))
                lines.append(f"{round_}({x}, {y})),")
                number += 1
    for hole in shape.holes:
        if not isinstance(hole, tuple):
            lines += ["[", *(f"    {line}" for line in _rows(hole - origin)), "],"]
    return lines


def _profile_lines(cut: Cut, values: Values) -> tuple[list[str], str]:
    """The lines that make the profile of a round cut, none if another one has it; and its name."""
    for profile, name in values.profiles:
        if profile.shape == cut.profile.shape and numpy.abs(
                profile - cut.profile).max() < 1e-3 * cut.profile[:, 0].max():
            return [], name
    word = "PROFILE" if cut.is_boss else "BORE"
    if values.profiles:
        word += f"_{_letter(len(values.profiles))}"
    name = word.lower()
    values.profiles.append((cut.profile, name))
    stepped = _stepped(cut.profile * [2, 1], values, (f"{word}_DIAMETER", f"{word}_DEPTH"))
    if stepped is not None:
        return [f"{name} = [(d / 2, z) for d, z in (", *(f"    {line}" for line in stepped),
                ")]"], name
    size = cut.profile.max(axis=0)
    said = word.replace("_", " ").lower()
    across = values.length(f"{word}_DIAMETER", 2 * float(size[0]), f"largest diameter of {said}")
    deep = values.length(f"{word}_DEPTH", float(size[1]), f"depth of {said}")
    return [f"{name} = [(r * {across} / 2, z * {deep}) for r, z in (",
            *(f"    {line}" for line in _rows(cut.profile / size)), ")]"], name


def _cut(cut: Cut, values: Values, number: int, turn: Any, start: Any, top: tuple[int, str, float],
         far: float) -> list[str]:
    """The lines of a cut. turn, start: of the object. top: the axis of its ends, the parameter of
    its length along it, and that length."""
    own = turn.T @ cut.turn
    place = turn.T @ (cut.place - start)
    normal = own[:, 2]
    is_hole = cut.radius or cut.profile is not None
    word = ("BOSS" if cut.is_boss else "HOLE" if is_hole else "POCKET") + f"_{number}"
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
    past = number_text(max(PAST * far, 1e-6))
    if cut.profile is not None:
        lines, name = _profile_lines(cut, values)
        above, below = (number_text(far),) * 2 if cut.is_free else (
            past, number_text(cut.depth + max(PAST * far, 1e-6)))
        tail = ', "UNION")' if cut.is_boss else ")"
        return [*lines, f"lathe_piece(obj, {name}, ({', '.join(texts)}),",
                f"            {angles_text(euler(own))}, {above}, {below}, {cut.sides}{tail}"]
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
                 *(f"        {line}" for line in _rows(points / size)), "    )],"]
    return ["ends = [", *ends, "]", f'obj = loft(name, ends, paint, "{part}")']


def _line(stations: Any, values: Values) -> tuple[Any, list[str]]:
    """The rows of a line in shares of its sizes, and the texts of its coordinates."""
    sizes = numpy.ptp(stations[:, :3], axis=0)
    texts = []
    for axis, word in enumerate(("WIDTH", "DEPTH", "HEIGHT")):
        if sizes[axis] < 1e-6:
            sizes[axis] = 1.0
            texts.append("0")
        else:
            name = values.length(f"LINE_{word}", float(sizes[axis]),
                                 f"{word.lower()} of the line along its middle")
            texts.append(f"{'xyz'[axis]} * {name}")
    return numpy.column_stack([stations[:, :3] / sizes, stations[:, 3:]]), texts


def _bar(shape: Shape, values: Values, part: str) -> list[str]:
    rows, texts = _line(shape.stations, values)
    even = float(rows[:, 3].max())
    across = values.length("DIAMETER", 2 * even, "diameter of the bar")
    more = "" if shape.steps == 1 else f", smooth_path={shape.steps}"
    more = ", closed=True" * shape.is_closed + (more or ", smooth_path=1")
    if numpy.ptp(rows[:, 3]) < 1e-9:
        return [f"line = [({', '.join(texts)})", "        for x, y, z in (",
                *(f"    {line}" for line in _rows(rows[:, :3])), ")]",
                f'obj = tube(name, line, {across} / 2, paint, "{part}", sides={shape.sides}{more})']
    rows[:, 3] /= even
    return ["rows = (", *(f"    {line}" for line in _rows(rows)), ")",
            f"line = [({', '.join(texts)})", "        for x, y, z, _share in rows]",
            f"radii = [share * {across} / 2 for *_place, share in rows]",
            f'obj = tube(name, line, radii, paint, "{part}", sides={shape.sides}{more})']


def _flat_outline(outline: Any) -> list[str]:
    """The lines of an outline of size 1."""
    found = fit_circle(outline)
    ideal = circle_points(0.5, len(outline))
    if found and any(numpy.abs(numpy.roll(each, -shift, axis=0) - ideal).max() < 1e-4
                     for each in (outline, outline[::-1]) for shift in range(len(outline))):
        return [f"circle(0.5, {len(outline)})"]
    return ["(", *(f"    {line}" for line in _rows(outline)), ")"]


def _levels_of(shape: Shape, values: Values, part: str) -> list[str]:
    x, y, z = (values.length(word, float(size), word.lower())
               for word, size in zip(("WIDTH", "DEPTH", "HEIGHT"), shape.size))
    lines = _flat_outline(shape.outline)
    size = numpy.array(shape.size)
    return [f"outline = {lines[0]}", *lines[1:],
            f"levels = [[((a + u * w) * {x}, (b + v * d) * {y}, c * {z}) for u, v in outline]",
            "          for a, b, c, w, d in (",
            *(f"    {line}" for line in _rows(shape.stations / [*size, *size[:2]])), ")]",
            f'obj = loft(name, levels, paint, "{part}")']


def _is_vessel(shape: Shape) -> bool:
    """Whether what is inset goes up outside and down inside."""
    return bool((numpy.diff(shape.stations[:, 0]) < -_SAME * shape.size[2]).any())


def _inset(shape: Shape, values: Values, part: str) -> list[str]:
    half, z, insets = shape.size[2] / 2, shape.stations[:, 0], shape.stations[:, 1]
    lines, _middle = _outline(shape.outline, values, "", ("WIDTH", "DEPTH"), 0, 0)
    tall = values.length("HEIGHT", float(shape.size[2]), "height")
    edge = (values.length("WALL", float(insets.max()), "thickness of its wall")
            if _is_vessel(shape) else
            values.length("EDGE", float(insets.max()), "width of its broken edges"))
    rows = []
    for level, inset in zip(z, insets):
        side, way = ("-", "+") if level < 0 else ("", "-")
        share, away = (number_text(float(each / insets.max())) for each in
                       (inset, half - abs(level)))
        rows.append(f"    ({side}{tall} / 2 {way} {away} * {edge}, {share} * {edge}),")
    return [f"outline = {lines[0]}", *lines[1:],
            "levels = [[(x, y, z) for x, y in inset_outline(outline, by)] for z, by in (",
            *rows, ")]", f'obj = loft(name, levels, paint, "{part}")']


def _swept(shape: Shape, values: Values, part: str) -> list[str]:
    found = fit_circle(shape.outline)
    lines, _middle = _outline(shape.outline, values, "", ("WIDTH", "THICKNESS"),
                              len(shape.outline) if found else 0, 0)
    rows, texts = _line(shape.stations, values)
    up = "" if shape.up is None else f", up={place_text(shape.up)}"
    steps = "" if shape.steps == 1 else f", steps={shape.steps}"
    is_even = bool((rows[:, 3:] == 1).all())
    return [f"outline = {lines[0]}", *lines[1:],
            f"line = [({', '.join(texts)}, {'1, 1' if is_even else 'w, d'})",
            f"        for x, y, z{'' if is_even else ', w, d'} in (",
            *(f"    {line}" for line in _rows(rows[:, :3] if is_even else rows)), ")]",
            f'obj = sweep_scaled(name, outline, line, paint, "{part}"{up}'
            f"{', closed=True' * shape.is_closed}{steps})"]


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
                 *(f"    {line}" for line in _rows(profile / [radius, height])), ")]"]
    return [*lines, f"obj = lathe(name, profile, {tail}, steps={sides})"], low, "turned shape"


_SKINS = {"tapered": (_tapered, "tapered block"), "bar": (_bar, "bar along a line"),
          "levels": (_levels_of, "loft"),
          "inset": (_inset, "extrusion with broken edges"), "swept": (_swept, "sweep")}


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
    elif shape.kind in _SKINS:
        make, kind = _SKINS[shape.kind]
        lines = make(shape, values, part)
        if shape.kind == "inset" and _is_vessel(shape):
            kind = "vessel"
        elif shape.kind == "swept" and fit_circle(shape.outline):
            kind = _SKINS["bar"][1]
    else:
        lines, origin, turn, kind, top = _extruded(shape, values, part, far)
    for number, cut in enumerate(shape.cuts, 1 + len(shape.holes)):
        lines += _cut(cut, values, number, turn, origin, top, far)
    if shape.cuts:
        kind += " with cuts"
    lines = [each for line in lines for each in _wrap(line)]
    return Code(lines, origin, turn, kind)
