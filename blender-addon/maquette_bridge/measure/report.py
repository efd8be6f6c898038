# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the asset: the report of data/schemas/report.schema.json."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mathutils import Vector

from ..motion import joints, proofs
from ..motion.joints import is_joint
from . import (
    asset,
    fingerprint,
    floating,
    joins,
    lost_pictures,
    materials,
    moves,
    pieces,
    requirements,
    second_opinion,
)
from .collision import depth, has_inside, touches
from .progress import Progress
from .solid import Solid
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
MAX_WAYS = 20  # of pairs that run into each other, the deepest
MAX_PAIRS = 20000  # that come near each other
_STEPS = 5  # of a measurement, beside one for each requirement


def _length(value: float) -> float:
    return round(value, 6) + 0.0


def _vector(values: Vector | tuple[float, float, float]) -> list[float]:
    return [_length(value) for value in values]


def _box(low: Any, high: Any) -> tuple[dict[str, list[float]] | None, list[float] | None]:
    if low is None:
        return None, None
    return ({"min": _vector(low), "max": _vector(high)},
            [_length(hi - lo) for lo, hi in zip(low, high)])


def _box_of(group: list[Solid]) -> dict[str, list[float]] | None:
    return _box(tuple(min(each.low[axis] for each in group) for axis in range(3)),
                tuple(max(each.high[axis] for each in group) for axis in range(3)))[0]


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
    own_hash, form = fingerprint.hashes(obj, shape, fingerprints)
    return {
        "name": obj.name, "part": asset.part_of(obj), "type": obj.type, "hidden": hidden,
        "box": box, "dimensions_m": dimensions,
        "triangles": len(shape.triangles) + shape.unread, "vertices": len(shape.vertices),
        "non_manifold_edges": shape.edges_bad, "open_edges": shape.edges_open,
        "flipped_edges": shape.edges_flipped,
        "zero_area_faces": shape.faces_flat, "materials": names,
        "colors": [materials.to_hex(colors[each]) if colors[each] else "" for each in names],
        "hash": own_hash, "form": form,
    }


def _bare(shape: asset.Shape) -> bool:
    """Whether some face has no material on it."""
    without = {i for i, each in enumerate(shape.materials) if each is None}
    return bool(without) and not without.isdisjoint(shape.slots)


def _fault(a: Solid, b: Solid, parts: dict[str, str], depth: float, join: joins.Join | None,
           most: float) -> dict[str, Any]:
    """A row of `penetrations`."""
    row = {"objects": [a.name, b.name], "parts": [parts[a.name], parts[b.name]],
           "depth_m": _length(depth), "by": "depth" if has_inside(a, b) else "surfaces",
           "most_m": _length(most)}
    return row if join is None else row | {"kind": join.kind}


def _add_ways_out(faults: list[dict[str, Any]], solids: list[Solid], ways: moves.Moves) -> None:
    """How the deepest pairs are drawn out of each other."""
    by_name = {each.name: each for each in solids}
    for row in faults[:MAX_WAYS]:
        found = ways.out_of(*(by_name[name] for name in row["objects"]))
        if found is not None:
            row["way_out"] = ways.describe(found)


def _describe_loose(found: list[Any], parts: dict[str, str],
                    ways: moves.Moves) -> list[dict[str, Any]]:
    """The rows of `loose`."""
    rows = []
    for number, (a, b, gap, join, _is_seen) in enumerate(found):
        row = {"objects": [a.name, b.name], "parts": [parts[a.name], parts[b.name]],
               "kind": join.kind, "gap_m": _length(gap), "wanted_m": _length(join.wanted)}
        move = ways.to_meet(a, b, join.wanted) if 0.0 < gap and number < MAX_WAYS else None
        if move is not None and move.is_clean:
            row["way_in"] = ways.describe(move)
        rows.append(row)
    return rows


def _note(fault: str, a: Solid, b: Solid, parts: dict[str, str], join: joins.Join,
          metres: float) -> dict[str, Any]:
    """A row of `notes`."""
    return {"fault": fault, "objects": [a.name, b.name], "parts": [parts[a.name], parts[b.name]],
            "kind": join.kind, "m": _length(metres)}


def _find_contacts(solids: list[Solid], parts: dict[str, str],
                   joined: dict[tuple[str, str], joins.Join], tolerance: float,
                   penetration: float) -> tuple[
                       list[tuple[Solid, Solid]], list[dict[str, Any]], list[dict[str, Any]], bool]:
    """(pairs that touch, rows of `penetrations`, rows of `notes`, whether these are all)."""
    contacts: list[tuple[Solid, Solid]] = []
    deep: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for number, (a, b) in enumerate(floating.near_pairs(solids, tolerance)):
        if number >= MAX_PAIRS:
            return contacts, deep, notes, False
        if not touches(a, b, tolerance):
            continue
        contacts.append((a, b))
        join = joined.get(joins.key(parts[a.name], parts[b.name]))
        if join is not None and join.kind is not None:
            how_deep = join.depth(a, b) if join.kind != "through" else 0.0
            excess = join.excess(a, b, how_deep, penetration)
            if excess > 0.0 and join.is_sunk(a, b, excess, tolerance):
                deep.append(_fault(a, b, parts, how_deep, join, join.most(penetration)))
            elif excess > 0.0:
                notes.append(_note("penetration", a, b, parts, join, how_deep))
        elif join is None and joins.plain(parts[a.name]) != joins.plain(parts[b.name]):
            # Pieces of one part, such as leaves, may run into each other.
            most = min(penetration, max(SWALLOWED_LEAST, SWALLOWED * min(
                _longest(a), _longest(b))))
            how_deep = depth(a, b, most)
            if how_deep > most:
                deep.append(_fault(a, b, parts, how_deep, None, most))
    return contacts, deep, notes, True


def report(rows_of_joins: list[tuple[float | str, ...]], tolerance: float | None = None,
           penetration: float | None = None, asked: Sequence[Any] = (),
           disputed: Sequence[Any] = (),
           tell: Callable[[dict[str, Any]], None] | None = None) -> dict[str, Any]:
    """The whole report. `rows_of_joins`: what parts that meet may do to each other, see joins.py;
    `asked`: requirements, see requirements.py; `disputed`: faults to measure a second time, see
    second_opinion.py; `tolerance` and `penetration` in metres, by the asset's size where they are
    None; `tell` is told how far it is, see progress.py."""
    progress = Progress(_STEPS + min(len(asked), requirements.MAX_REQUIREMENTS), tell)
    known = [each for each in asset.objects() if not is_joint(each[0])]
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
    progress.step()

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
    contacts, deep, notes, are_all = _find_contacts(solids, parts, joined, tolerance, penetration)
    truncated = truncated or not are_all
    progress.step()
    deep.sort(key=lambda row: (-row["depth_m"], row["objects"]))
    loose_parts = joins.list_loose(joined)
    ways = moves.Moves(solids, contacts, {
        each.name for each in solids if joins.plain(parts[each.name]) in loose_parts}, tolerance)
    _add_ways_out(deep, solids, ways)
    loose = joins.find_loose(joined, solids, parts, contacts, tolerance)
    notes.extend(_note("loose" if gap >= 0.0 else "shallow", a, b, parts, join, abs(gap))
                 for a, b, gap, join, is_seen in loose if not is_seen)
    for a, b, gap, join in joins.find_fits(joined, solids, parts):
        if gap is None:
            notes.append(_note("unmeasured", a, b, parts, join, join.metres))
        elif not any({a.name, b.name} == {row[0].name, row[1].name} for row in loose):
            loose.append((a, b, gap, join, True))
    progress.step()
    held = contacts + joins.find_fitting(joined, solids, parts, tolerance)
    moving = joints.read()[0]
    held += floating.find_hung(solids, [(set(each.own), set(each.fixed)) for each in
                                        moving + joints.pins_of(moving)], contacts)
    groups = floating.group(solids, held)
    adrift, complete = floating.find(groups, lambda each: parts[each.name], joined, tolerance)
    texts = {obj.name for obj, _hidden in known if obj.type == "FONT"}
    loose_pieces = pieces.find(solids, held, texts.union(each.name for found in adrift
                                                         for each in found.group),
                               parts, joined, tolerance)

    progress.step()
    firm = {each.name: each for each in solids if not joins.is_effect(joined, parts[each.name])}
    motion = proofs.prove(list(firm.values()), shapes, [
        (a, b) for a, b in contacts if a.name in firm and b.name in firm], tolerance)

    progress.step()
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
        "floating": [{"objects": [each.name for each in found.group],
                      "parts": sorted({parts[each.name] for each in found.group}),
                      "nearest": found.nearest.name, "gap_m": _length(found.gap),
                      "move_m": _vector(found.move), "to_ground": found.to_ground}
                     for found in adrift],
        "loose_pieces": [{"object": floating.owner(found.group[0]),
                          "part": parts[floating.owner(found.group[0])],
                          "box": _box_of(found.group), "nearest": floating.owner(found.nearest),
                          "gap_m": _length(found.gap), "move_m": _vector(found.move),
                          "to_ground": found.to_ground} for found in loose_pieces],
        "penetrations": deep,
        "loose": _describe_loose([each for each in loose if each[-1]], parts, ways),
        "notes": notes,
        "requirements": requirements.measure(asked, Asset(
            shapes, parts, {each.name: each for each in solids}, contacts, joined, tolerance,
            penetration, motion), progress),
        "without_material": [name for name in seen if _bare(shapes[name])],
        "missing_pictures": lost_pictures.describe(shapes),
        "flipped": [row["name"] for row in rows if row["flipped_edges"]],
        "hidden": [obj.name for obj, hidden in known if hidden],
        "empty": [obj.name for obj, hidden in known
                  if not hidden and obj.type in _FACED and not shapes[obj.name].slots
                  and not shapes[obj.name].unread],
        "truncated": truncated or not complete,
    }
    if motion is not None:
        found |= motion.members
        moving = sum(joint["kind"] != "fixed" for joint in found["joints"])
        found["whole"] |= {"moving": moving} if moving else {}
    if disputed:
        found["again"] = second_opinion.Opinions(solids, parts, joined,
                                                 tolerance).settle(found, disputed)
    return found

