# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the asset: the report of data/schemas/report.schema.json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from . import asset, fingerprint, joins, materials, relations, requirements, second_opinion
from .collision import Solid, box_gap, closest, depth, has_inside, touches
from .disjoint_sets import DisjointSets
from .subjects import Asset

if TYPE_CHECKING:
    import bpy

_FACED = asset.SURFACES - {"META"}  # one metaball carries the surface of its whole family
# Both limits grow with the asset: a gap that matters on a ring does not matter on a lighthouse.
# Touching: a thousandth of its longest side, which is about a pixel of its picture, with a least
# and a greatest value. Running into each other: a hundredth, below which it is a joint, a weld, a
# groove.
TOUCHING, TOUCHING_LEAST, TOUCHING_MOST = 0.001, 0.00002, 0.005
DEEP, DEEP_LEAST, DEEP_MOST = 0.01, 0.00005, 0.1
# For an object much smaller than the asset, the limit of depth is a quarter of its own longest
# side, and at least that of an asset of a metre.
SWALLOWED, SWALLOWED_LEAST = 0.25, 0.01
GRAIN = 1e-6  # of the farthest coordinate: what 32-bit numbers tell apart there, with some room
LYING = 10.0  # times the tolerance over the ground: what is nearer than that is meant to lie on it
MAX_WAYS = 20  # of pairs that run into each other, the deepest
MAX_PAIRS = 20000  # that come near each other
MAX_SEARCHES = 2000  # for what a floating group is nearest to


def _length(value: float) -> float:
    return round(value, 6) + 0.0


def _vector(values: Vector | tuple[float, float, float]) -> list[float]:
    return [_length(value) for value in values]


def _box(low: Any, high: Any) -> tuple[dict[str, list[float]] | None, list[float] | None]:
    if low is None:
        return None, None
    return ({"min": _vector(low), "max": _vector(high)},
            [_length(hi - lo) for lo, hi in zip(low, high)])


def limits(low: tuple[float, float, float],
           high: tuple[float, float, float]) -> tuple[float, float]:
    """(how near counts as touching, how deep as running into each other) in metres, for an asset
    with this box."""
    size = max(hi - lo for lo, hi in zip(low, high))
    grain = GRAIN * max(map(abs, (*low, *high)))
    return (max(grain, min(max(TOUCHING * size, TOUCHING_LEAST), TOUCHING_MOST)),
            max(10.0 * grain, min(max(DEEP * size, DEEP_LEAST), DEEP_MOST)))


def _longest(solid: Solid) -> float:
    return max(hi - lo for lo, hi in zip(solid.low, solid.high))


def _describe(obj: bpy.types.Object, hidden: bool, shape: asset.Shape,
              fingerprints: dict[bpy.types.Material | None, str]) -> dict[str, Any]:
    box, dimensions = _box(shape.low, shape.high)
    colors = {each.name: materials.color_of(each) for each in shape.materials if each is not None}
    names = sorted(colors)
    return {
        "name": obj.name, "part": asset.part_of(obj), "type": obj.type, "hidden": hidden,
        "box": box, "dimensions_m": dimensions,
        "triangles": len(shape.triangles) + shape.unread, "vertices": len(shape.vertices),
        "non_manifold_edges": shape.edges_bad, "open_edges": shape.edges_open,
        "flipped_edges": shape.edges_flipped,
        "zero_area_faces": shape.faces_flat, "materials": names,
        "colors": [materials.to_hex(colors[each]) if colors[each] else "" for each in names],
        "hash": fingerprint.shape(obj, shape, fingerprints),
        "form": fingerprint.form(obj, shape, fingerprints),
    }


def _bare(shape: asset.Shape) -> bool:
    """Whether some face has no material on it."""
    without = {i for i, each in enumerate(shape.materials) if each is None}
    return bool(without) and any(slot in without for slot, _vertices in shape.faces)


def _near_pairs(solids: list[Solid], tolerance: float) -> Iterator[tuple[Solid, Solid]]:
    """Pairs whose boxes come within `tolerance`: sweep along x."""
    order = sorted(solids, key=lambda each: each.low[0])
    active: list[Any] = []
    for solid in order:
        active = [each for each in active if each.high[0] + tolerance >= solid.low[0]]
        for each in active:
            if box_gap(each, solid) <= tolerance:
                yield (each, solid) if each.name < solid.name else (solid, each)
        active.append(solid)


def _groups(solids: list[Solid], contacts: list[tuple[Solid, Solid]]) -> list[list[Solid]]:
    """Connected sets of solids, as lists sorted by name."""
    sets = DisjointSets(each.name for each in solids)
    for a, b in contacts:
        sets.join(a.name, b.name)
    return sets.group(sorted(solids, key=lambda each: each.name), lambda each: each.name)


def _extent(group: list[Solid]) -> float:
    low = [min(each.low[axis] for each in group) for axis in range(3)]
    high = [max(each.high[axis] for each in group) for axis in range(3)]
    return (Vector(high) - Vector(low)).length


def _standing(groups: list[list[Solid]], tolerance: float) -> list[int]:
    """Indices of the groups that the ground carries: those that lie on the asset's lowest level if
    that is the ground, and those that reach down to the ground where others reach below it. Where
    all hang or hover, the largest."""
    bottoms = [min(each.low[2] for each in group) for group in groups]
    lowest = min(bottoms, default=0.0)
    room = max(tolerance, min(5.0 * tolerance, 1e-3))
    if lowest > room:
        return [0]
    level = max(lowest, 0.0) + room
    tops = [max(each.high[2] for each in group) for group in groups]
    return [i for i, (bottom, top) in enumerate(zip(bottoms, tops))
            if bottom <= level and (top >= -room or bottom <= lowest + room)]


def _way(group: list[Solid], vector: Vector, ground: float,
         tolerance: float) -> tuple[Vector, bool]:
    """A move of a group that does not lead through the ground: where the way to its neighbour
    does, or where the group nearly lies on the ground already, straight onto it. With whether it
    is that."""
    height = min(each.low[2] for each in group) - ground
    if height + vector.z < -1e-6 or 0.0 <= height < min(vector.length, LYING * tolerance):
        return Vector((0.0, 0.0, -height)), True
    return vector, False


def _floating(groups: list[list[Solid]], tolerance: float) -> tuple[list[Any], bool]:
    """(group, nearest solid, gap, move, whether that leads onto the ground) of every group that
    nothing carries, and whether all could be told.

    From the groups that stand, the nearest of the others is taken up again and again; its move adds
    that of what it is joined to, so that all moves together close all gaps."""
    standing = _standing(groups, tolerance)
    lowest = min((each.low[2] for group in groups for each in group), default=0.0)
    # An asset that hangs or hovers as a whole has no ground to lie on.
    ground = 0.0 if lowest <= max(tolerance, 1e-3) else None
    moves = {i: Vector() for i in standing}
    waiting = [i for i in range(len(groups)) if i not in moves]
    found: list[Any] = []
    searches = 0
    # The best link of each waiting group so far: (gap, a, b, vector, its group's neighbour).
    best: dict[int, Any] = {i: None for i in waiting}
    fresh = list(standing)
    while waiting:
        for i in waiting:
            links = [(box_gap(a, b), a.name, b.name, a, b, j)
                     for j in fresh for a in groups[i] for b in groups[j]]
            for bound, _a, _b, a, b, j in sorted(links, key=lambda each: each[:3]):
                if best[i] is not None and bound >= best[i][0]:
                    break
                if searches >= MAX_SEARCHES:
                    return found, False
                searches += 1
                gap, on_a, on_b = closest(a, b)
                if best[i] is None or gap < best[i][0]:
                    best[i] = gap, b, on_b - on_a, j
        i = min(waiting, key=lambda each: (best[each][0], groups[each][0].name))
        gap, neighbour, vector, j = best[i]
        moves[i], grounded = vector + moves[j], False
        if ground is not None:
            moves[i], grounded = _way(groups[i], moves[i], ground, tolerance)
        found.append((groups[i], neighbour, gap, moves[i], grounded))
        waiting.remove(i)
        fresh = [i]
    return found, True


def _fault(a: Solid, b: Solid, parts: dict[str, str], depth: float, join: joins.Join | None,
           most: float) -> dict[str, Any]:
    """A row of `penetrations`."""
    row = {"objects": [a.name, b.name], "parts": [parts[a.name], parts[b.name]],
           "depth_m": _length(depth), "by": "depth" if has_inside(a, b) else "surfaces",
           "most_m": _length(most)}
    return row if join is None else row | {"kind": join.kind}


def _add_ways_out(faults: list[dict[str, Any]], solids: list[Solid]) -> None:
    """How the deepest pairs are drawn out of each other."""
    by_name = {each.name: each for each in solids}
    for row in faults[:MAX_WAYS]:
        found = relations.way_out(*(by_name[name] for name in row["objects"]))
        if found is not None:
            row["way_out"] = {"object": found[0].name, "move_m": _vector(found[1])}


def report(rows_of_joins: list[tuple[float | str, ...]], tolerance: float | None = None,
           penetration: float | None = None, asked: Sequence[Any] = (),
           disputed: Sequence[Any] = ()) -> dict[str, Any]:
    """The whole report. `rows_of_joins`: what parts that meet may do to each other, see joins.py;
    `asked`: requirements, see requirements.py; `disputed`: faults to measure a second time, see
    second_opinion.py; `tolerance` and `penetration` in metres, by the asset's size where they are
    None."""
    known = asset.objects()
    truncated = len(known) > asset.MAX_OBJECTS
    known = known[:asset.MAX_OBJECTS]
    seen = [obj.name for obj, hidden in known if not hidden]
    shapes, cut = asset.shapes(seen)
    truncated = truncated or cut
    nothing = asset.Shape()
    fingerprints = {each: fingerprint.material(each) for each in
                    {m for shape in shapes.values() for m in shape.materials} | {None}}
    rows = [_describe(obj, hidden, shapes.get(obj.name, nothing), fingerprints)
            for obj, hidden in known]
    parts = {row["name"]: row["part"] for row in rows}

    low: Any = None
    high: Any = None
    visible = [shapes[name] for name in seen if shapes[name].seen]
    if visible:
        low = tuple(min(s.low[axis] for s in visible) for axis in range(3))
        high = tuple(max(s.high[axis] for s in visible) for axis in range(3))
    fitting = limits(low or (0.0,) * 3, high or (0.0,) * 3)
    tolerance = fitting[0] if tolerance is None else tolerance
    penetration = fitting[1] if penetration is None else penetration

    solids = [Solid(name, shapes[name]) for name in seen if shapes[name].triangles]
    joined = joins.table(rows_of_joins)
    contacts, deep = [], []
    for number, (a, b) in enumerate(_near_pairs(solids, tolerance)):
        if number >= MAX_PAIRS:
            truncated = True
            break
        if not touches(a, b, tolerance):
            continue
        contacts.append((a, b))
        join = joined.get(joins.key(parts[a.name], parts[b.name]))
        if join is not None and join.kind is not None:
            how_deep = join.depth(a, b) if join.kind != "through" else 0.0
            if join.is_too_deep(a, b, how_deep, penetration):
                deep.append(_fault(a, b, parts, how_deep, join, join.most(penetration)))
        elif join is None and parts[a.name].casefold() != parts[b.name].casefold():
            # Pieces of one part, such as leaves, may run into each other.
            most = min(penetration, max(SWALLOWED_LEAST, SWALLOWED * min(
                _longest(a), _longest(b))))
            how_deep = depth(a, b, most)
            if how_deep > most:
                deep.append(_fault(a, b, parts, how_deep, None, most))
    deep.sort(key=lambda row: (-row["depth_m"], row["objects"]))
    _add_ways_out(deep, solids)
    loose = joins.find_loose(joined, solids, parts, contacts, tolerance)
    held = contacts + joins.find_fitting(joined, solids, parts, tolerance)
    groups = sorted(_groups(solids, held),
                    key=lambda each: (-_length(_extent(each)), each[0].name))
    floating, complete = _floating(groups, tolerance)

    box, dimensions = _box(low, high)
    shown = [row for row in rows if row["name"] in shapes and shapes[row["name"]].seen]
    found: dict[str, Any] = {
        "schema": 1,
        "tolerance_m": _length(tolerance),
        "penetration_m": _length(penetration),
        "objects": rows,
        "whole": {
            "box": box, "dimensions_m": dimensions, "objects": len(shown),
            "triangles": sum(row["triangles"] for row in shown),
            "vertices": sum(row["vertices"] for row in shown),
            "ground_gap_m": _length(low[2]) if low is not None else None,
            "groups": [[each.name for each in group] for group in groups],
            "hash": fingerprint.digest(*sorted(row["hash"] for row in shown)),
        },
        "contacts": sorted([a.name, b.name] for a, b in contacts),
        "floating": [{"objects": [each.name for each in group],
                      "parts": sorted({parts[each.name] for each in group}),
                      "nearest": nearest.name, "gap_m": _length(gap), "move_m": _vector(move),
                      "to_ground": grounded}
                     for group, nearest, gap, move, grounded in floating],
        "penetrations": deep,
        "loose": [{"objects": [a.name, b.name], "parts": [parts[a.name], parts[b.name]],
                   "kind": join.kind, "gap_m": _length(gap), "wanted_m": _length(join.wanted)}
                  for a, b, gap, join in loose],
        "requirements": requirements.measure(asked, Asset(
            shapes, parts, {each.name: each for each in solids}, contacts, joined, tolerance,
            penetration)),
        "without_material": [name for name in seen if _bare(shapes[name])],
        "flipped": [row["name"] for row in rows if row["flipped_edges"]],
        "hidden": [obj.name for obj, hidden in known if hidden],
        "empty": [obj.name for obj, hidden in known
                  if not hidden and obj.type in _FACED and not shapes[obj.name].faces
                  and not shapes[obj.name].unread],
        "truncated": truncated or not complete,
    }
    if disputed:
        found["again"] = second_opinion.Opinions(solids, parts, joined,
                                                 tolerance).settle(found, disputed)
    return found

