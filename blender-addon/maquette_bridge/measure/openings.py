# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How wide a thing is inside, and how many places inside it has: the opening of a vessel, of a
frame, of a window; the compartments of a box."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import outline
from .bodies import Unmeasurable
from .features.flats import flats

if TYPE_CHECKING:
    from .bodies import Body

# Distances inside an end where its opening is measured, as shares of the height. An edge may be
# rounded.
_SMALL = 0.05  # of the area of the largest opening
_LIKE = 0.3  # of the wanted width: an opening that may be meant
_WIDE = 0.5  # of the body's extent: an opening that is its own, and no hole in it
_LEVELS = 24  # heights at which a channel is looked at
_UNEVEN = 1.5  # times the narrowest: a width that is not the same all along
_ENDS = (0.0001, 0.01, 0.02, 0.04, 0.06)


def _end(sections: outline.Cuts, end: str) -> list[list[outline.Loop]]:
    """[inner outlines] of the sections just inside an end, `low` or `high`, where there are any."""
    height = sections.high - sections.low
    levels = [sections.low + share * height if end == "low" else sections.high - share * height
              for share in _ENDS]
    return [found for found in map(sections.inner, levels) if found]


def _across(body: Body, axis: Vector) -> list[outline.Loop]:
    """Inner outlines of the middle section across a level axis, in which there are any."""
    sections = outline.cuts(body, axis)
    return next(filter(None, map(sections.inner, sections.levels)), [])


def _extents(body: Body, across: Vector, loops: list[outline.Loop],
             axis: Vector) -> Iterator[float]:
    sections = outline.cuts(body, across)
    u, v = sections.u.dot(axis), sections.v.dot(axis)
    for loop in loops:
        along = [x * u + y * v for x, y in loop.points]
        yield max(along) - min(along)


def _large(loops: list[outline.Loop]) -> list[outline.Loop]:
    """Without those that are small beside the largest: screw holes beside a pocket."""
    return [loop for loop in loops if loop.area >= _SMALL * max(each.area for each in loops)]


def _mouths(body: Body, at: str | None) -> Iterator[list[outline.Loop]]:
    """Inner outlines of the sections just inside the flat faces that look up or down (`at` "high"
    or "low": only there): of pockets beside a tower."""
    sections = outline.cuts(body, outline.AXES[2])
    inside = _ENDS[0] * (sections.high - sections.low)
    for sign, end in ((1.0, "high"), (-1.0, "low")):
        heights = [sign * each.height for each in flats(body, outline.AXES[2] * sign)]
        for height in [] if at not in (None, end) else dict.fromkeys(heights):
            yield sections.inner(height - sign * inside)


class _Gap:
    """A clear width between material to both sides, followed through sections from one end."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.mouth = self.widest = high - low

    def goes_on(self, low: float, high: float) -> bool:
        """Whether it is that of the section before, seen again."""
        if high < self.low or low > self.high:
            return False
        self.low, self.high = low, high
        self.widest = max(self.widest, high - low)
        return True


def _sides(sections: outline.Cuts, along: Vector, up: Vector) -> list[Any]:
    """The sides of the outlines of the section in the middle, each as two places (along, up)."""
    loops = next(filter(None, map(sections.at, sections.levels)), [])

    def place(x: float, y: float) -> tuple[float, float]:
        return (x * sections.u.dot(along) + y * sections.v.dot(along),
                x * sections.u.dot(up) + y * sections.v.dot(up))

    return [(place(*start), place(*end)) for loop in loops for start, end in loop.sides()]


def _between(sides: list[Any], level: float) -> list[tuple[float, float]]:
    """[(low, high)] of what is free between material to both sides, at a level of a section."""
    met = sorted(x1 + (level - z1) / (z2 - z1) * (x2 - x1)
                 for (x1, z1), (x2, z2) in sides if (z1 > level) != (z2 > level))
    return list(zip(met[1::2], met[2::2]))


def _check_even(body: Body, number: int) -> None:
    """Raises Unmeasurable where the free width along the level axis `number` differs from place to
    place across it, as between the arms of a ring that is not closed: no width of one section is
    its opening."""
    axis, other = outline.AXES[number], outline.AXES[1 - number]
    sides = _sides(outline.cuts(body, outline.AXES[2]), axis, other)
    low, size = body.low[1 - number], body.extent(1 - number)
    free = [_between(sides, low + size * (step + 0.5) / _LEVELS) for step in range(_LEVELS)]
    found = [max(high - low for low, high in each) for each in free if each]
    if found and max(found) > _UNEVEN * min(found):
        raise Unmeasurable(
            f"it is not clear which opening of {body.name} is meant: it is {1000 * min(found):.3g} "
            f"to {1000 * max(found):.3g} mm wide, as a ring that is not closed. Where its two ends "
            "are objects of their own, `gap` and `distance` measure between them")


def _gaps(body: Body, number: int, end: str, is_open: bool) -> list[_Gap]:
    """The gaps along the level axis `number` in the middle upright section along it, from an end
    on: channels and grooves from side to side, the clear width of a frame. `is_open`: only those
    that begin at that end or under a face that looks there."""
    along, height = outline.AXES[number], body.extent(2)
    sections = outline.cuts(body, outline.AXES[1 - number])
    sides = _sides(sections, along, outline.AXES[2])
    sign = 1.0 if end == "high" else -1.0
    # Down from the mouth; a channel's may lie below the end, beside something higher.
    starts = [sign * each.height for each in flats(body, outline.AXES[2] * sign)]
    starts += [body.high[2] if sign > 0.0 else body.low[2]]
    mouths = {start - sign * share * height for start in starts for share in _ENDS}
    levels = {body.low[2] + height * (step + 0.5) / _LEVELS for step in range(_LEVELS)} | mouths
    found: list[_Gap] = []
    last: list[_Gap] = []
    for z in sorted(levels, reverse=sign > 0.0):
        before, last = last, []
        for low, high in _between(sides, z):
            gap = next((each for each in before if each.goes_on(low, high)), None)
            if gap is None:
                gap = _Gap(low, high)
                found += [gap] if z in mouths or not is_open else []
            last.append(gap)
    return found


def _by_gaps(body: Body, number: int, at: str | None, off: Callable[..., Any],
             is_like: Callable[[float], bool]) -> list[float]:
    """The width of each gap, at its mouth or where it is widest, whichever is meant."""
    found: list[float] = []
    for end in () if number == 2 else (at,) if at else ("high", "low"):
        widths = [min(gap.mouth, gap.widest, key=off) for gap in _gaps(body, number, end,
                                                                            at is not None)]
        if any(map(is_like, widths)):
            return widths
        found += widths
    return found


def _by_rays(body: Body, number: int, at: str | None) -> list[float]:
    """Widths by rays from where nothing is, in the middle and inside the ends, to both sides: a
    frame of four bars has no outline of its own."""
    along, found = outline.AXES[number], []
    inside = _ENDS[-1] / 2 * body.extent(2)
    starts = {None: body.middle.z, "low": body.low[2] + inside, "high": body.high[2] - inside}
    for z in (starts[at],) if at else starts.values():
        start = Vector((body.middle.x, body.middle.y, z))
        hits = [(direction, *body.solid.tree.ray_cast(start, direction))
                for direction in (along, -along)]
        # A side that is met from behind: the start lies in the material.
        if all(place is not None and normal.dot(direction) < 0.0
               for direction, place, normal, _index, _distance in hits):
            found.append(sum(hit[-1] for hit in hits))
    return found


def widths(body: Body, number: int, at: str | None, wanted: float | None) -> list[float]:
    """Widths of the body's openings along the world's axis `number`, in metres; `at` "low" or
    "high": only at that end. There those that are nearest to `wanted`, if it is known, else the
    narrowest."""
    def off(width: float) -> float:
        return abs(width - wanted) if wanted is not None else width

    def is_like(width: float) -> bool:
        return wanted is None or off(width) <= _LIKE * wanted

    axis, found = outline.AXES[number], []
    sections = outline.cuts(body, outline.AXES[2])
    for end in () if number == 2 else (at,) if at else ("high", "low"):
        spans = [list(_extents(body, outline.AXES[2], _large(loops), axis))
                 for loops in _end(sections, end)]
        found += min(spans, key=lambda each: max(map(off, each)), default=[])
        # A foot is open below, but where it is open above, that is meant.
        if any(map(is_like, found)):
            break
    for across in outline.AXES[:2]:
        if across is not axis and not at:
            found += _extents(body, across, _across(body, across), axis)
    if any(map(is_like, found)):
        return found
    # Another opening must not answer for a channel, or for a pocket beside a tower.
    others = [] if number == 2 else [
        width for loops in _mouths(body, at) if loops
        for width in _extents(body, outline.AXES[2], _large(loops), outline.AXES[number])]
    if number < 2 and not found and not others:
        others = _by_gaps(body, number, at, off, is_like)
        if others and (wanted is None or not any(map(is_like, others))):
            _check_even(body, number)
    else:
        others += _by_gaps(body, number, at, off, is_like)
    near = [width for width in others if is_like(width)]
    if near:
        return near if wanted is not None else [min(near)]
    found += others or ([] if found else _by_rays(body, number, at))
    if not found:
        raise Unmeasurable(f"{body.name} has no opening that could be measured")
    if wanted is not None and max(found) < _WIDE * body.extent(number):
        listed = ", ".join(dict.fromkeys(f"{1000 * width:.4g} mm" for width in sorted(found)[:4]))
        raise Unmeasurable(f"it is not clear which opening of {body.name} is meant: there is "
                           f"{listed}, none near {1000 * wanted:.4g} mm")
    return found


def count(body: Body, at: str | None, wanted: float) -> int:
    """How many openings there are at an end (`at` "low" or "high": that one), or without any there,
    in an upright section; in sections under other flat faces, or as channels, where that is nearer
    to `wanted`."""
    sections = outline.cuts(body, outline.AXES[2])
    ends = next(filter(None, (_end(sections, end) for end in ((at,) if at else ("high", "low")))),
                [])
    found = [max(map(len, ends))] if ends else []
    if not ends and not at:
        found = [max(len(_across(body, across)) for across in outline.AXES[:2])]
    if wanted not in found:
        found += [len(loops) for loops in _mouths(body, at)]
    if not any(found):
        found += [len(_gaps(body, number, end, True)) for number in (0, 1)
                  for end in ((at,) if at else ("high", "low"))]
    if not any(found) and wanted:
        raise Unmeasurable(f"no opening of {body.name} was found")
    return min(found, key=lambda each: (abs(each - wanted), not each), default=0)
