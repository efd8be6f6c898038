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

if TYPE_CHECKING:
    from .bodies import Body

# Distances inside an end where its opening is measured, as shares of the height. An edge may be
# rounded.
_SMALL = 0.05  # of the area of the largest opening
_LIKE = 0.3  # of the wanted width: an opening that may be meant
_ENDS = (0.0001, 0.01, 0.02, 0.04, 0.06)


def _end(sections: outline.Cuts, end: str) -> list[list[outline.Loop]]:
    """[inner outlines] of the sections just inside an end, `low` or `high`, where there are any."""
    height = sections.high - sections.low
    levels = [sections.low + share * height if end == "low" else sections.high - share * height
              for share in _ENDS]
    return [found for found in map(sections.inner, levels) if found]


def _ends(body: Body, at: str | None) -> list[list[outline.Loop]]:
    """[inner outlines] at the end where a thing is open; at the top, if at both."""
    sections = outline.cuts(body, outline.AXES[2])
    return next(filter(None, (_end(sections, end) for end in ((at,) if at else ("high", "low")))),
                [])


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


def _by_sections(body: Body, number: int, at: str | None, off: Callable[..., Any],
                 is_like: Callable[[float], bool]) -> list[float]:
    axis, found = outline.AXES[number], []
    sections = outline.cuts(body, outline.AXES[2])
    for end in () if number == 2 else (at,) if at else ("high", "low"):
        widths = [list(_extents(body, outline.AXES[2], _large(loops), axis))
                  for loops in _end(sections, end)]
        found += min(widths, key=lambda each: max(map(off, each)), default=[])
        # A foot is open below, but where it is open above, that is meant.
        if any(map(is_like, found)):
            break
    for across in outline.AXES[:2]:
        if across is not axis and not at:
            found += _extents(body, across, _across(body, across), axis)
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

    found = _by_sections(body, number, at, off, is_like) or _by_rays(body, number, at)
    if not found:
        raise Unmeasurable(f"{body.name} has no opening that could be measured")
    return found


def count(body: Body, at: str | None) -> int:
    """How many openings there are at an end (`at` "low" or "high": that one), or without any there,
    in an upright section."""
    ends = _ends(body, at)
    if ends:
        return max(map(len, ends))
    return max(len(_across(body, across)) for across in outline.AXES[:2]) if not at else 0
