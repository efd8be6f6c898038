# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a technical drawing of the asset: four views, each with the feature edges that are
seen and those that are hidden, a section, and the round holes with their dimensions. Lengths are
mm, as on the drawing.

A point of an edge is hidden if a ray from it to the eye meets something. Edges are tried in short
steps, and where that changes, the place is halved until it is exact enough."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

from mathutils import Vector
from mathutils.bvhtree import BVHTree

from ..errors import NOTHING_TO_RENDER, BridgeError
from ..measure import asset, bodies, holes, islands
from ..motion.joints import is_joint
from . import feature_edges, line_merge, positions, sections

MAX_EDGES = 50_000  # of a view; those that are longest on it are kept
MAX_RAYS = 150_000  # of a view, beside one for each edge and _HALVES for each change
MAX_HOLES = 200
_HALVES = 10
_STEP = 1 / 500  # of the asset's diagonal: what is tried of an edge at once
_NEAR = 6e-5  # of the diagonal: lines that far apart are one
_OUT = 5e-5  # of the diagonal: how far beside an edge a ray begins
_MM = 1000.0
# Name, direction to the right, upwards, towards the eye; whether hidden edges are shown.
_VIEWS = (
    ("front", Vector((1, 0, 0)), Vector((0, 0, 1)), Vector((0, -1, 0)), True),
    ("right", Vector((0, 1, 0)), Vector((0, 0, 1)), Vector((1, 0, 0)), True),
    ("top", Vector((1, 0, 0)), Vector((0, 1, 0)), Vector((0, 0, 1)), True),
    ("isometric", Vector((1, 1, 0)).normalized(), Vector((-1, 1, 2)).normalized(),
     Vector((1, -1, 1)).normalized(), False),
)


class _Scene:
    """The asset with a tree for rays."""

    def __init__(self, named: dict[str, asset.Shape]) -> None:
        shapes = list(named.values())
        vertices, triangles = islands.join(shapes)
        crossings, are_all = feature_edges.find_crossings(named)
        self.edges = feature_edges.find(shapes) + crossings
        self.tree = BVHTree.FromPolygons(vertices, triangles, all_triangles=True)
        self.low = Vector(min(each.low[axis] for each in shapes) for axis in range(3))
        self.high = Vector(max(each.high[axis] for each in shapes) for axis in range(3))
        self.size = max((self.high - self.low).length, 1e-9)
        self.is_cut = not are_all

    def split(self, edge: feature_edges.Edge, towards: Vector, steps: int,
              level: float) -> list[tuple[float, float, bool]]:
        """Parts of an edge, from 0 to 1, and whether each is seen, by who looks from `level`."""
        out = self.size * _OUT
        start = edge.p + edge.way_out(towards) * out + towards * (out / 2)
        along = edge.q - edge.p

        def is_seen(at: float) -> bool:
            place = start + along * at
            hit, normal, _index, far = self.tree.ray_cast(place, towards)
            # A ray that leaves a solid beyond the eye's plane comes from behind what that cuts.
            return hit is None or (far >= level - place.dot(towards) and normal.dot(towards) < 0)

        found: list[tuple[float, float, bool]] = []
        before, seen = 0.0, is_seen(0.5 / steps)
        for step in range(1, steps):
            at = (step + 0.5) / steps
            now = is_seen(at)
            if now == seen:
                continue
            low, high = at - 1 / steps, at
            for _ in range(_HALVES):
                middle = (low + high) / 2
                if is_seen(middle) == seen:
                    low = middle
                else:
                    high = middle
            found.append((before, low, seen))
            before, seen = high, now
        found.append((before, 1.0, seen))
        return found


def draw() -> dict[str, Any]:
    """Views, holes and box of the asset."""
    seen = [obj for obj, hidden in asset.objects() if not hidden and not is_joint(obj)]
    parts = {obj.name: asset.part_of(obj) for obj in seen}
    shapes, cut = asset.shapes([obj.name for obj in seen])
    shapes = {name: shape for name, shape in sorted(shapes.items()) if shape.triangles}
    if not shapes:
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to draw: no object has a surface.")
    scene = _Scene(shapes)
    views = [_draw_view(scene, *view) for view in _VIEWS]
    budget = bodies.Budget()
    solids = [bodies.Body(name, [name], [shape], budget) for name, shape in shapes.items()]
    return {"low": _round(scene.low), "high": _round(scene.high), "views": views,
            "section": _draw_section(scene, solids),
            "holes": list(itertools.islice(_list_holes(solids, parts), MAX_HOLES)),
            **positions.find(solids[:positions.MAX_BODIES], views,
                             max(high - low for low, high in zip(scene.low, scene.high))),
            "cut": cut or scene.is_cut}


def _draw_section(scene: _Scene, solids: list[bodies.Body]) -> dict[str, Any] | None:
    """The view from a plane inside: what it cuts, and what is seen behind it."""
    found = sections.Chooser(solids, scene.tree, scene.size).choose()
    if found is None:
        return None
    _name, right, up, towards, _hidden = next(view for view in _VIEWS if view[0] == found.view)
    cuts = sections.cut(solids, found.view, found.level)
    view = _draw_view(scene, "section", right, up, towards, False, found.level,
                      list(sections.segments(cuts)))
    along = found.level * (-1.0 if found.view == "front" else 1.0)
    return view | {"of": found.view, "level": _round([along])[0], "cuts": [
        {"object": each.body, "loops": [_round(itertools.chain.from_iterable(loop))
                                        for loop in each.loops]} for each in cuts]}


def _round(values: Iterable[float]) -> list[float]:
    return [round(value * _MM, 4) + 0.0 for value in values]


def _draw_view(scene: _Scene, name: str, right: Vector, up: Vector, towards: Vector,
               with_hidden: bool, level: float = math.inf,
               cut: Iterable[line_merge.Segment] = ()) -> dict[str, Any]:
    """`level`, `cut`: of a section, where the eye is, and what lies there."""
    def flat(place: Vector) -> tuple[float, float]:
        return place.dot(right), place.dot(up)

    rows: list[tuple[float, feature_edges.Edge, line_merge.Point, line_merge.Point]] = []
    for edge in scene.edges:
        if edge.is_seen_from(towards):
            part = edge.behind(towards, level)
            if part is None:
                continue
            p, q = flat(part.p), flat(part.q)
            rows.append((abs(q[0] - p[0]) + abs(q[1] - p[1]), part, p, q))
    near = scene.size * _NEAR
    rows = [row for row in rows if row[0] > near]
    if len(rows) > MAX_EDGES:
        rows = sorted(rows, key=lambda row: -row[0])[:MAX_EDGES]
        scene.is_cut = True
    step = max(scene.size * _STEP, sum(row[0] for row in rows) / MAX_RAYS)
    segments: tuple[list[line_merge.Segment], list[line_merge.Segment]] = ([*cut], [])
    for length, edge, p, q in rows:
        for low, high, is_seen in scene.split(edge, towards, 1 + int(length / step),
                                                level):
            segments[0 if is_seen else 1].append((
                (p[0] + (q[0] - p[0]) * low, p[1] + (q[1] - p[1]) * low),
                (p[0] + (q[0] - p[0]) * high, p[1] + (q[1] - p[1]) * high)))
    corners = [flat(Vector(corner)) for corner in itertools.product(*zip(scene.low, scene.high))]
    answer: dict[str, Any] = {
        "name": name, "low": _round(map(min, zip(*corners))),
        "high": _round(map(max, zip(*corners)))}
    for kind, found in zip(("seen", "hidden"),
                           line_merge.merge(segments[0], segments[1] if with_hidden else [], near)):
        lines, circles = [], []
        for points in line_merge.chain(found, near):
            circle = line_merge.circle(points, near)
            if circle is not None:
                circles.append(_round(circle))
            else:
                lines.append(_round(itertools.chain.from_iterable(points)))
        answer |= {kind: lines, f"{kind}_circles": circles}
    return answer


def _list_holes(solids: list[bodies.Body], parts: dict[str, str]) -> Iterable[dict[str, Any]]:
    """The round holes of each object, the widest first."""
    for body in solids:
        for hole in positions.try_measure(lambda: holes.round_holes(body)):  # noqa: B023
            yield {"object": body.name, "part": parts[body.name], "through": hole.through,
                   "diameter": round(hole.diameter * _MM, 4), "depth": round(hole.depth * _MM, 4),
                   "middle": _round(hole.middle), "axis": [round(each, 6) for each in hole.axis]}
