# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cuts meshes into convex pieces, which simulations take for what is hit: a hull would close a C, a
cup or a bore. Used by links.py, and by `./dev bench motion --agreement`."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import bmesh
from mathutils import Vector

try:
    import numpy
except ImportError:  # nothing is cut then
    numpy = None  # type: ignore[assignment]

MAX_CORNERS = 64  # of a piece: physics engines of games take up to 64 to 255
# A piece is done if its hull has so much more than itself: the bore of a bearing in 16 pieces.
_EXCESS = 0.08
_SHARES = tuple(each / 8 for each in range(1, 8))  # where a box is cut
_MAX_PLANES = 8  # of faces at inner corners
_LEAST, _SLIVER = 1e-3, 1e-4  # of the hull's volume: less is not cut off, or left out
_FLAT = 1e-5  # of the size: a vertex that lies so far before a face makes it no convex one

Triangle = tuple[int, int, int]


class Hull(NamedTuple):
    """A convex mesh. excess: how much of its volume is not in what it stands for."""

    corners: list[Vector]
    triangles: list[Triangle]
    volume: float
    excess: float = 0.0


class _Lump(NamedTuple):
    """A connected part of a mesh on the way."""

    bm: bmesh.types.BMesh
    hull: Hull
    volume: float

    def excess(self) -> float:
        """How much more the hull has, 0 if that does not matter."""
        more = self.hull.volume - self.volume
        return more if more > _EXCESS * self.hull.volume else 0.0


def hull(places: Iterable[Vector]) -> Hull:
    """The convex hull of some places."""
    bm = bmesh.new()
    for place in places:
        bm.verts.new(place)
    if len(bm.verts) > 3:
        bmesh.ops.convex_hull(bm, input=bm.verts, use_existing_faces=False)
    bmesh.ops.delete(bm, geom=[each for each in bm.verts if not each.link_faces], context="VERTS")
    bmesh.ops.triangulate(bm, faces=bm.faces)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.verts.index_update()
    made = Hull([each.co.copy() for each in bm.verts],
                [(a.index, b.index, c.index) for a, b, c in (face.verts for face in bm.faces)],
                abs(bm.calc_volume()) if bm.faces else 0.0)
    bm.free()
    return made


def _hull_volume(places: Sequence[Any]) -> float:
    if len(places) < 4:
        return 0.0
    bm = bmesh.new()
    for place in places:
        bm.verts.new(place)
    bmesh.ops.convex_hull(bm, input=bm.verts, use_existing_faces=False)
    volume = abs(bm.calc_volume()) if bm.faces else 0.0
    bm.free()
    return volume


def directions() -> list[Vector]:
    """Even directions, on a spiral."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    return [Vector((math.cos(golden * i) * math.sqrt(1 - z * z),
                    math.sin(golden * i) * math.sqrt(1 - z * z), z))
            for i in range(MAX_CORNERS) for z in (1.0 - 2.0 * (i + 0.5) / MAX_CORNERS,)]


def plain_hull(places: Sequence[Vector]) -> Hull:
    """The convex hull of some places, of at most MAX_CORNERS of them; the places if they are
    flat."""
    made = hull(places)
    if len(made.corners) > MAX_CORNERS:
        made = hull([max(made.corners, key=way.dot) for way in directions()])
    return made if made.corners else Hull(list(places), [], 0.0)


def narrowest(shape: Hull) -> tuple[float, Vector]:
    """How thick a convex mesh is where it is thinnest, and across which way; 0 without sides."""
    found = [(0.0, Vector((0.0, 0.0, 1.0)))]
    for a, b, c in shape.triangles:
        corner = shape.corners[a]
        normal = (shape.corners[b] - corner).cross(shape.corners[c] - corner).normalized()
        if normal.length > 0.5:
            heights = [normal.dot(each) for each in shape.corners]
            found.append((max(heights) - min(heights), normal))
    return min(found[1:] or found, key=lambda each: each[0])


def as_mesh(vertices: Sequence[Any], triangles: Iterable[Sequence[int]]) -> bmesh.types.BMesh:
    """The bmesh of a shape; faces that are there already are left out."""
    bm = bmesh.new()
    made = [bm.verts.new(each) for each in vertices]
    for each in triangles:
        try:
            bm.faces.new([made[corner] for corner in each])
        except ValueError:
            continue
    bmesh.ops.delete(bm, geom=[each for each in bm.verts if not each.link_faces], context="VERTS")
    bm.normal_update()
    return bm


def inner_edges(bm: bmesh.types.BMesh, size: float) -> list[tuple[float, Vector, list[Vector]]]:
    """[(weight, a place, the normals of both faces)] of the edges that are bent inwards."""
    found = []
    for edge in bm.edges:
        if len(edge.link_faces) == 2:
            one, other = edge.link_faces
            far = max(one.normal.dot(v.co - edge.verts[0].co) for v in other.verts)
            if far > _FLAT * size:
                found.append((edge.calc_length() * far, edge.verts[0].co.copy(),
                              [one.normal.copy(), other.normal.copy()]))
    return found


def cut(bm: bmesh.types.BMesh, place: Vector, normal: Vector,
        size: float) -> list[bmesh.types.BMesh]:
    """The two sides of a mesh, each closed again."""
    sides, grain = [], 1e-6 * size

    def on_plane(each: Any) -> bool:
        return all(abs(normal.dot(vertex.co - place)) <= grain for vertex in each.verts)

    for way in (1, -1):  # what lies before the plane, and behind
        side = bm.copy()
        bmesh.ops.bisect_plane(side, geom=[*side.verts, *side.edges, *side.faces], dist=grain,
                               plane_co=place, plane_no=normal, clear_outer=way < 0,
                               clear_inner=way > 0)
        # Faces in the plane that close the other side.
        bmesh.ops.delete(side, geom=[each for each in side.faces if on_plane(each)
                                     and way * each.normal.dot(normal) > 0], context="FACES_ONLY")
        bmesh.ops.delete(side, geom=[each for each in side.edges if not each.link_faces],
                         context="EDGES")
        rim = [each for each in side.edges if len(each.link_faces) == 1 and on_plane(each)]
        if rim:
            bmesh.ops.triangle_fill(side, edges=rim, use_beauty=True, normal=normal)
        bmesh.ops.recalc_face_normals(side, faces=side.faces)
        side.normal_update()
        sides.append(side)
    return sides


def lumps(bm: bmesh.types.BMesh) -> list[list[bmesh.types.BMVert]]:
    """The vertices of the connected lumps of a mesh."""
    found, seen = [], set()
    for first in bm.verts:
        if first in seen or not first.link_faces:
            continue
        lump, edge = [], [first]
        seen.add(first)
        while edge:
            vertex = edge.pop()
            lump.append(vertex)
            for each in vertex.link_edges:
                other = each.other_vert(vertex)
                if other not in seen:
                    seen.add(other)
                    edge.append(other)
        if len(lump) > 3:
            found.append(lump)
    return found


def _part(bm: bmesh.types.BMesh, known: float | None = None) -> list[_Lump]:
    """The lumps of a mesh, which is freed. A surface that encloses nothing has the volume `known`,
    or its share of it. A void goes with what is around it."""
    bm.verts.index_update()
    found: list[tuple[bmesh.types.BMesh, Hull, float | None, list[Vector]]] = []
    voids: list[tuple[bmesh.types.BMesh, Hull, float | None, list[Vector]]] = []
    for vertices in lumps(bm):
        inside = {vertex.index for vertex in vertices}
        order = sorted(inside)
        numbers = {number: i for i, number in enumerate(order)}
        bm.verts.ensure_lookup_table()
        places = [bm.verts[number].co.copy() for number in order]
        faces = [[numbers[vertex.index] for vertex in face.verts]
                 for face in bm.faces if face.verts[0].index in inside]
        own = as_mesh(places, faces)
        if not all(edge.is_contiguous for edge in own.edges):
            bmesh.ops.recalc_face_normals(own, faces=own.faces)
        closed = all(len(edge.link_faces) == 2 for edge in own.edges)
        volume = own.calc_volume(signed=True) if closed else None
        (voids if volume is not None and volume < 0 else found).append(
            (own, plain_hull(places), volume, places))
    bm.free()
    open_hulls = sum(each[1].volume for each in found if each[2] is None)
    rest = max(0.0, (known or 0.0) - sum(each[2] or 0.0 for each in found))
    made = []
    for own, shape, volume, places in found:
        if volume is None:
            volume = min(shape.volume, rest * shape.volume / open_hulls) if open_hulls else 0.0
        box = [(min(axis), max(axis)) for axis in zip(*places)]
        for void in [each for each in voids if all(
                low <= value <= high for value, (low, high) in zip(each[3][0], box))]:
            voids.remove(void)
            mesh = as_mesh([*places, *void[3]], [
                [vertex.index + start for vertex in face.verts]
                for each, start in ((own, 0), (void[0], len(places))) for face in each.faces])
            own.free()
            void[0].free()
            own, volume, places = mesh, volume + (void[2] or 0.0), [*places, *void[3]]
        made.append(_Lump(own, shape, volume))
    for own, shape, volume, _places in voids:  # turned inside out, without anything around it
        bmesh.ops.reverse_faces(own, faces=own.faces)
        made.append(_Lump(own, shape, -(volume or 0.0)))
    return made


def _planes(lump: _Lump) -> list[tuple[float, Vector, Vector]]:
    """[(a bonus, a place, a normal)] of the planes where a lump may be cut: some through its box,
    and those of faces at inner corners, each worth as much as it has of these."""
    axes = list(zip(*lump.hull.corners))
    spans = [max(axis) - min(axis) for axis in axes]
    found = []
    for axis, span in enumerate(spans):
        for share in _SHARES:
            place, normal = Vector(), Vector()
            place[axis], normal[axis] = min(axes[axis]) + share * span, 1.0
            # The middle of the longest side, where nothing else is known.
            found.append((0.04 * (1 - abs(2 * share - 1)) * span / max(spans), place, normal))
    size, total = max(spans), 0.0
    grouped: dict[tuple[float, ...], list[Any]] = {}
    for weight, place, normals in inner_edges(lump.bm, size):
        total += weight
        for normal in normals:
            key = (*(round(each, 3) for each in normal), round(place.dot(normal) / size, 4))
            row = grouped.setdefault(key, [0.0, place, normal])
            row[0] += weight
    best = sorted(grouped.items(), key=lambda each: (-each[1][0], each[0]))[:_MAX_PLANES]
    return found + [(0.3 * weight / total, place, normal)
                    for _key, (weight, place, normal) in best]


def _best_plane(lump: _Lump) -> tuple[Vector, Vector] | None:
    """The plane that takes away most of what the hull has too much, if any cuts it in two."""
    places = numpy.array([tuple(vertex.co) for vertex in lump.bm.verts])
    lump.bm.verts.index_update()
    edges = numpy.array([[vertex.index for vertex in edge.verts] for edge in lump.bm.edges])
    ways = numpy.array([tuple(each) for each in directions()]).T
    excess = max(lump.excess(), 1e-18)
    best = None
    for bonus, place, normal in _planes(lump):
        heights = (places - numpy.array(place)) @ numpy.array(normal)
        one, other = heights[edges[:, 0]], heights[edges[:, 1]]
        crossing = (one > 0) != (other > 0)
        if not crossing.any():
            continue
        share = (one / (one - other + (one == other)))[crossing, None]
        ends = places[edges[crossing]]
        rim = ends[:, 0] + share * (ends[:, 1] - ends[:, 0])
        both = []
        for side in (places[heights > 0], places[heights <= 0]):
            points = numpy.concatenate((side, rim))
            if len(points) > MAX_CORNERS:
                points = points[numpy.unique((points @ ways).argmax(axis=0))]
            both.append(_hull_volume(points.tolist()))
        worth = (lump.hull.volume - sum(both)) / excess + bonus
        if min(both) > _LEAST * lump.hull.volume and (best is None or worth > best[0] + 1e-6):
            best = worth, place, normal
    return best and best[1:]


def decompose(meshes: Iterable[bmesh.types.BMesh], most: int, whole: bool = False) -> list[Hull]:
    """At most `most` hulls that cover the meshes, which are freed: as many as it takes, where they
    have most too much. `whole`: with as many corners as there are."""
    todo: list[tuple[float, int, _Lump]] = []
    count = 0
    for bm in meshes:
        for lump in _part(bm):
            heapq.heappush(todo, (-lump.excess(), count, lump))
            count += 1
    done: list[Hull] = []
    cuts = 0
    while todo:
        worth, _number, lump = heapq.heappop(todo)
        # A cut may leave three pieces or more; there is room for a few.
        full = len(todo) + len(done) + 2 > most or cuts >= most
        plane = _best_plane(lump) if worth and not full and numpy is not None else None
        if plane is None:
            shape = hull(vertex.co for vertex in lump.bm.verts) if whole else lump.hull
            done.append(shape._replace(excess=max(0.0, shape.volume - lump.volume)))
        else:
            cuts += 1
            size = max((max(axis) - min(axis) for axis in zip(*lump.hull.corners)), default=0.0)
            for side in cut(lump.bm, *plane, size):
                for each in _part(side, lump.volume):
                    count += 1
                    if each.hull.volume > _SLIVER * lump.hull.volume:
                        heapq.heappush(todo, (-each.excess(), count, each))
                    else:
                        each.bm.free()
        lump.bm.free()
    return done
