# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes of what an object is: position, topology, material. The same in every process and for
every order of vertices; names, which Blender numbers, do not count.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from itertools import chain
from typing import TYPE_CHECKING, Any

import bpy

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from .asset import Shape

POSITION_STEP = 1e-5  # m
OFF_GRID = 0.31  # of a step
_FEW = 100  # faces or vertices that plain Python is through with before numpy has begun
_SUFFIX = re.compile(r"\.\d{3,}$")
_PLAIN = {"BOOLEAN", "INT", "FLOAT", "STRING", "ENUM"}
# Where a node stands and how its editor shows it.
_UNSEEN_OF_NODES = {
    "location", "location_absolute", "width", "width_hidden", "height", "hide", "select", "color",
    "color_tag", "use_custom_color", "parent", "show_options", "show_preview", "show_texture",
    "warning_propagation", "inputs", "outputs", "internal_links", "dimensions", "label",
    "texture_mapping", "color_mapping", "image_user", "interface",
}
# Bookkeeping of data-blocks, and settings of previews and other renderers.
_UNSEEN = {
    "rna_type", "name", "name_full", "tag", "use_fake_user", "use_extra_user", "session_uid",
    "preview", "asset_data", "library", "library_weak_reference", "is_runtime_data",
    "override_library", "original", "id_data", "pass_index",
    "use_preview_world", "preview_render_type", "paint_active_slot", "paint_clone_slot",
    "texture_paint_images", "texture_paint_slots", "grease_pencil", "lineart", "animation_data",
}


def digest(*parts: object) -> str:
    """32 hex digits of bytes and texts."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "replace")
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()


def _value(value: Any) -> str:
    """A property's value in a form that prints the same everywhere."""
    if isinstance(value, float):
        return f"{round(value, 6) + 0.0:.6g}"
    if isinstance(value, (bool, int, str)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return ",".join(sorted(value))
    try:
        return "(" + " ".join(_value(each) for each in value) + ")"
    except TypeError:
        return ""


def _struct(owner: Any, depth: int = 0) -> str:
    """The settings of an RNA struct as text, what it points to included."""
    lines = []
    unseen = _UNSEEN | _UNSEEN_OF_NODES if isinstance(owner, bpy.types.Node) else _UNSEEN
    for prop in owner.bl_rna.properties:
        name = prop.identifier
        if name in unseen or name.startswith("bl_"):
            continue
        if prop.type in _PLAIN:
            if not prop.is_readonly:
                lines.append(f"{name}={_value(getattr(owner, name))}")
        elif depth < 4:
            lines.append(f"{name}:{_pointed(getattr(owner, name), prop.type, depth)}")
    return ";".join(lines)


def _pointed(target: Any, kind: str, depth: int) -> str:
    if target is None:
        return ""
    if kind == "COLLECTION":
        return "[" + "|".join(_struct(each, depth + 1) for each in target
                              if hasattr(each, "bl_rna")) + "]"
    if isinstance(target, bpy.types.NodeTree):
        return _tree(target, depth + 1)
    if isinstance(target, bpy.types.ID):
        return _SUFFIX.sub("", target.name)
    return "{" + _struct(target, depth + 1) + "}"


def _tree(tree: bpy.types.NodeTree, depth: int = 0) -> str:
    if depth > 4:
        return _SUFFIX.sub("", tree.name)
    index = {node.name: i for i, node in enumerate(tree.nodes)}
    lines = []
    for node in tree.nodes:
        sockets = ";".join(f"{socket.identifier}={_value(socket.default_value)}"
                           for socket in node.inputs
                           if hasattr(socket, "default_value") and not socket.is_linked
                           and not isinstance(socket.default_value, bpy.types.ID))
        # Values and colours of input nodes stand in their outputs.
        own = ";".join(_value(socket.default_value) for socket in node.outputs
                       if not node.inputs and hasattr(socket, "default_value")
                       and not isinstance(socket.default_value, bpy.types.ID))
        lines.append(f"{node.bl_idname}<{_struct(node, depth)}><{sockets}><{own}>")
    links = sorted(f"{index[link.from_node.name]}.{link.from_socket.identifier}>"
                   f"{index[link.to_node.name]}.{link.to_socket.identifier}" for link in tree.links)
    return "\n".join(lines) + "\n" + ",".join(links) + "\n" + _animation(tree)


def _curves(action: Any) -> Any:
    """F-curves of an action; they moved into layers."""
    if hasattr(action, "fcurves"):
        return list(action.fcurves)
    return [curve for layer in action.layers for strip in layer.strips
            for bag in getattr(strip, "channelbags", ()) for curve in bag.fcurves]


def _animation(owner: bpy.types.ID) -> str:
    data = owner.animation_data
    if data is None or data.action is None:
        return ""
    return "\n".join(sorted(
        f"{curve.data_path}[{curve.array_index}]" + "".join(
            f" {_value(tuple(key.co))}{key.interpolation}" for key in curve.keyframe_points)
        for curve in _curves(data.action)))


def material(each: bpy.types.Material | None) -> str:
    """The fingerprint of a material's settings and nodes; None has one too."""
    if each is None:
        return "none"
    return digest(_struct(each), _animation(each))


def hashes(obj: bpy.types.Object, geometry: Shape,
           materials: dict[bpy.types.Material | None, str]) -> tuple[str, str]:
    """The hash of an object's geometry in its place, and the one wherever it stands: that of a
    moved copy is the same. `materials`: {material: fingerprint}.

    The latter's rounding is off the grid, where the sizes that people choose do not lie: what
    moving does to the last digits then changes no number."""
    names = [materials[each] for each in geometry.materials]
    numbers = {name: number for number, name in enumerate(sorted(set(names)))}
    slots = [numbers[name] for name in names]
    loose = ""
    if not geometry.slots:
        loose = _value([value for row in obj.matrix_world for value in row])
    sort = _sort_few if numpy is None or len(geometry.slots) < _FEW else _sort_many
    topologies: dict[bytes, bytes] = {}  # mostly, both roundings leave the places in one order

    def of(start: list[float]) -> str:
        """`start`: what is added to positions in steps."""
        distinct, ranks = _sort_positions(geometry, start)
        order = ranks.tobytes()
        if order not in topologies:
            topologies[order] = sort(geometry, slots, ranks)
        return digest(obj.type, loose, str(len(geometry.vertices)), distinct, topologies[order],
                      *sorted(numbers))

    shape = of([0.0, 0.0, 0.0])
    if geometry.low is None:
        return shape, shape
    step = 1.0 / POSITION_STEP
    return shape, of([OFF_GRID - value * step for value in geometry.low])


def _sort_positions(geometry: Shape, start: list[float]) -> tuple[bytes, array[int]]:
    """The distinct positions in steps, sorted, as numbers in a row; and of each vertex its rank
    among them."""
    step = 1.0 / POSITION_STEP
    if numpy is None or len(geometry.vertices) < _FEW:
        x0, y0, z0 = start
        keys = [(round(x * step + x0), round(y * step + y0), round(z * step + z0))
                for x, y, z in geometry.vertices]
        distinct = sorted(set(keys))
        rank_of = {key: rank for rank, key in enumerate(distinct)}
        return (array("q", chain.from_iterable(distinct)).tobytes(),
                array("i", map(rank_of.__getitem__, keys)))
    rows = numpy.rint(geometry.places * step + numpy.array(start)).astype(numpy.int64)
    order = numpy.lexsort(rows.T[::-1])
    is_new: Any = numpy.ones(len(rows), dtype=bool)
    x, y, z = numpy.diff(rows[order], axis=0).T
    is_new[1:] = (x | y | z) != 0
    ranks: Any = numpy.empty(len(rows), dtype=numpy.int32)
    ranks[order] = numpy.cumsum(is_new) - 1
    return rows[order][is_new].tobytes(), array("i", ranks.tobytes())


def _sort_few(geometry: Shape, slots: list[int], ranks: array[int]) -> bytes:
    """The faces by the ranks of their corners, each from its lowest one on: sorted, as numbers in a
    row. A face begins with how many follow, and with the number of its material."""
    rows = []
    for slot, vertices in geometry.faces:
        loop = list(map(ranks.__getitem__, vertices))
        first = loop.index(min(loop))
        rows.append((slots[slot], *loop[first:], *loop[:first]))
    rows.sort()
    return array("i", chain.from_iterable((len(row), *row) for row in rows)).tobytes()


def _sort_many(geometry: Shape, slots: list[int], ranks: array[int]) -> bytes:
    """_sort_few() with arrays: by material and four corners, which are hardly ever the same."""
    counts = numpy.array(geometry.totals)
    ends = numpy.cumsum(counts)
    corners = numpy.asarray(ranks)[numpy.asarray(geometry.outlines)]
    heads: Any = numpy.full((len(counts), 5), -1, dtype=numpy.int64)
    heads[:, 0] = numpy.array(slots)[numpy.asarray(geometry.slots)]
    alike = []
    for size in set(counts.tolist()):
        own = numpy.flatnonzero(counts == size)
        loops = corners[(ends[own] - size)[:, None] + numpy.arange(size)]
        turned = (loops.argmin(axis=1)[:, None] + numpy.arange(size)) % size
        loops = numpy.take_along_axis(loops, turned, axis=1)
        heads[own, 1:1 + min(size, 4)] = loops[:, :4]
        alike.append((own, loops))
    # The five numbers in two, which are sorted faster.
    slot, *ends_of = heads.T
    base = len(ranks) + 1
    first = (slot * base + ends_of[0] + 1) * base + ends_of[1] + 1
    second = (ends_of[2] + 1) * base + ends_of[3] + 1
    order = numpy.lexsort((second, first))
    if not (numpy.diff(first[order]) | numpy.diff(second[order])).all():
        return _sort_few(geometry, slots, ranks)
    starts: Any = numpy.empty(len(counts), dtype=numpy.int64)
    starts[order] = numpy.cumsum(counts[order] + 2) - counts[order] - 2
    row: Any = numpy.empty(int(ends[-1]) + 2 * len(counts), dtype=numpy.int32)
    row[starts], row[starts + 1] = counts + 1, heads[:, 0]
    for own, loops in alike:
        row[(starts[own] + 2)[:, None] + numpy.arange(loops.shape[1])] = loops
    return row.tobytes()
