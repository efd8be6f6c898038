# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays pieces out for printing: each on the flat side that needs the least support, beside the
others. Used by formats.py, and by print_check.py to check them so."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from mathutils import Matrix, Vector, geometry

from . import convex

if TYPE_CHECKING:
    import bpy

OVERHANG = 45.0  # deg from the vertical, the steepest that prints without support
_STEEP = math.sin(math.radians(OVERHANG))
_DOWN = Vector((0.0, 0.0, -1.0))
_SIDES = 24  # of the hull, the largest, on which a piece is tried
_SAME = 0.9999  # cosine between the normals of one side
_LEVEL = 0.99  # of the height of a normal: a face that may lie on the bed
_FLAT = 2e-4  # of the longest side: how far off the bed still counts as on it
_LEAST = 0.02  # of a side of the hull: as much of it has to be there
_MUCH = 0.01  # of the surface: what a side has to be better by than the one that is down as built
_TRIES, _GROW = 60, 1.08  # squares in which the pieces are tried, each larger than the one before


Piece = tuple[Sequence[Any], Sequence[Any]]  # places, and triangles of their numbers


class Face(NamedTuple):
    """A triangle of a piece."""

    normal: Vector
    area: float
    corners: tuple[Vector, ...]


class Rectangle(NamedTuple):
    """A place on the bed."""

    x: float
    y: float
    wide: float
    deep: float


def _faces_of(places: Sequence[Any], triangles: Sequence[Any]) -> list[Face]:
    """The triangles that have an area."""
    found = []
    for triangle in triangles:
        a, b, c = corners = tuple(Vector(places[corner]) for corner in triangle)
        normal = (b - a).cross(c - a)
        if normal.length > 0.0:
            found.append(Face(normal.normalized(), normal.length / 2, corners))
    return found


def find_middle(faces: Iterable[Face]) -> Vector | None:
    """The center of mass of closed surfaces; of open ones, there is none."""
    volume, middle, start = 0.0, Vector(), None
    for face in faces:
        start = face.corners[0] if start is None else start
        a, b, c = (corner - start for corner in face.corners)
        own = a.dot(b.cross(c))
        volume += own
        middle += own * (a + b + c) / 4.0
    return middle / volume + start if start is not None and volume > 0.0 else None


def is_tipping(middle: Vector, foot: Sequence[Vector], play: float) -> bool:
    """Whether a center of mass is beside all that it stands on, by more than a play. All are seen
    from above."""
    outline = [foot[each] for each in geometry.convex_hull_2d([each.to_2d() for each in foot])]
    sides = [(b - a).to_2d().normalized().cross((middle - a).to_2d())
             for a, b in zip(outline, outline[1:] + outline[:1])]
    return min(sides) < -play and max(sides) > play


def _find_side(places: Sequence[Any], triangles: Sequence[Any]) -> Vector:
    """The direction that should be down: that of the side of the hull with the least overhang and
    the most that lies on the bed, on which the piece does not tip over; as built, unless another
    side is better."""
    faces = _faces_of(places, triangles)
    middle = find_middle(faces)
    size = max(max(axis) - min(axis) for axis in zip(*places))
    sides: list[list[Any]] = []
    hull = convex.hull(Vector(place) for place in places)
    for face in _faces_of(hull.corners, hull.triangles):
        same = next((each for each in sides if each[1].dot(face.normal) > _SAME), None)
        if same is None:
            sides.append([face.area, face.normal])
        else:
            same[0] += face.area
    sides.sort(key=lambda each: -each[0])

    def cost(down: Vector, area: float) -> float:
        """The area that hangs over, less that which lies on the bed; `area`: of the side."""
        floor = max(place.dot(down) for place in hull.corners) - _FLAT * size
        turn = down.rotation_difference(_DOWN)
        if middle is not None and is_tipping(
                turn @ middle, [turn @ each for each in hull.corners if each.dot(down) > floor],
                _FLAT * size):
            return math.inf
        on = over = 0.0
        for face in faces:
            slope = face.normal.dot(down)
            if slope > _LEVEL and min(corner.dot(down) for corner in face.corners) > floor:
                on += face.area
            elif slope > _STEEP:
                over += face.area
        return over - on if on >= _LEAST * area else math.inf

    best, least = _DOWN, cost(_DOWN, 0.0) - _MUCH * sum(face.area for face in faces)
    for area, normal in sides[:_SIDES]:
        tried = cost(normal, area)
        if tried < least and (least == math.inf or tried < least - 1e-6 * abs(least)):
            best, least = normal, tried
    return best


def _turn(places: Sequence[Any], triangles: Sequence[Any]) -> Matrix:
    """Turns a piece onto its best side, as straight as its outline allows, with the longer side
    along x."""
    turn = _find_side(places, triangles).rotation_difference(_DOWN)
    outline = [turn @ Vector(place) for place in places]
    # Blender's fit takes the edge between two points that are almost one for a side.
    grain = 1e-4 * max(max(axis) - min(axis) for axis in zip(*outline))
    spread = {(round(each.x / grain), round(each.y / grain)) for each in outline}
    angle = geometry.box_fit_2d(sorted(spread))
    square = math.pi / 2 * round(angle / (math.pi / 2))
    straight = Matrix.Rotation(square if abs(angle - square) < 1e-4 else angle, 4, "Z")
    turned = [straight @ each for each in outline]
    wide, deep, _high = (max(axis) - min(axis) for axis in zip(*turned))
    quarter = Matrix.Rotation(math.pi / 2 if wide < deep else 0.0, 4, "Z")
    return quarter @ straight @ turn.to_matrix().to_4x4()


def _pack(sizes: list[tuple[float, float]], wide: float,
          deep: float) -> list[tuple[Rectangle, bool] | None]:
    """Places of rectangles, the longest first, and whether each is turned by 90 degrees; None for
    those that have none. Each goes where the least of a free rectangle is left along one side
    (Jylänki 2010, A Thousand Ways to Pack the Bin: maximal rectangles, best short side fit)."""
    def cut(room: Rectangle, taken: Rectangle) -> list[Rectangle]:
        """The rest of a room, as rectangles that may overlap."""
        right, back = room.x + room.wide, room.y + room.deep
        to_right, to_back = taken.x + taken.wide, taken.y + taken.deep
        if taken.x >= right or to_right <= room.x or taken.y >= back or to_back <= room.y:
            return [room]
        rest = [Rectangle(room.x, room.y, taken.x - room.x, room.deep),
                Rectangle(to_right, room.y, right - to_right, room.deep),
                Rectangle(room.x, room.y, room.wide, taken.y - room.y),
                Rectangle(room.x, to_back, room.wide, back - to_back)]
        return [each for each in rest if each.wide > 0.0 and each.deep > 0.0]

    free = [Rectangle(0.0, 0.0, wide, deep)]
    found: list[tuple[Rectangle, bool] | None] = [None] * len(sizes)
    for number in sorted(range(len(sizes)), key=lambda each: (-max(sizes[each]), each)):
        best: Any = None
        for room in free:
            for turned in (False, True):
                own, other = sizes[number][::-1] if turned else sizes[number]
                spare = sorted((room.wide - own, room.deep - other))
                if spare[0] >= -1e-9 * wide and (best is None or spare < best[0]):
                    best = spare, Rectangle(room.x, room.y, own, other), turned
        if best is None:
            continue
        found[number] = best[1:]
        rest = list(dict.fromkeys(part for room in free for part in cut(room, best[1])))
        free = [each for each in rest if not any(
            other != each and other.x <= each.x and other.y <= each.y
            and other.x + other.wide >= each.x + each.wide
            and other.y + other.deep >= each.y + each.deep for other in rest)]
    return found


def _place(sizes: list[tuple[float, float]], bed: Sequence[float | None]
           ) -> list[tuple[Rectangle, bool] | None]:
    """Places on as little of the bed as holds all; on all of it if none does."""
    shape = bed[1] / bed[0] if bed[0] and bed[1] else 1.0
    side = max(math.sqrt(sum(a * b for a, b in sizes) / shape), max(min(each) for each in sizes))
    found: list[tuple[Rectangle, bool] | None] = []
    for _try in range(_TRIES):
        wide, deep = side, shape * side
        is_last = bool(bed[0] and bed[1] and wide >= bed[0])
        if is_last:
            wide, deep = bed[0], bed[1]  # type: ignore[assignment]
        found = _pack(sizes, wide, deep)
        if is_last or None not in found:
            break
        side *= _GROW
    return found


def _arrange(pieces: list[Piece], gap: float,
             bed: Sequence[float | None]) -> list[Matrix | None]:
    """Matrices that bring pieces, each (places, triangles), to the ground with a gap between them:
    about the origin, or in the middle of a bed whose corner that is; None for those that have no
    room."""
    turns, sizes, heights = [], [], []
    for places, triangles in pieces:
        turn = _turn(places, triangles)
        turned = [turn @ Vector(place) for place in places]
        low, high = (Vector(map(end, zip(*turned))) for end in (min, max))
        turns.append(Matrix.Translation(-low) @ turn)
        sizes.append((high.x - low.x + gap, high.y - low.y + gap))
        heights.append(high.z - low.z)
    found = _place(sizes, [side + gap if side is not None else None for side in bed])
    placed = [each[0] for each in found if each is not None]
    wide = max((each.x + each.wide for each in placed), default=0.0) - gap
    deep = max((each.y + each.deep for each in placed), default=0.0) - gap
    x, y = ((side or 0.0) / 2 for side in bed[:2])
    moves: list[Matrix | None] = []
    for turn, height, place in zip(turns, heights, found):
        if place is None or (bed[2] is not None and height > bed[2]):
            moves.append(None)
            continue
        room, is_turned = place
        quarter = (Matrix.Translation((room.wide - gap, 0, 0))
                   @ Matrix.Rotation(math.pi / 2, 4, "Z") if is_turned else Matrix())
        moves.append(Matrix.Translation((room.x - wide / 2 + x, room.y - deep / 2 + y, 0))
                     @ quarter @ turn)
    return moves


def lay_out(objects: list[bpy.types.Object], gap: float | None,
            bed: Sequence[float | None]) -> list[str]:
    """Turns and moves objects, whose lengths are those of the file; without a `gap`, they stay.
    Returns the names of those that have no room on the bed."""
    if gap is None:
        return []
    pieces: list[Piece] = []
    for obj in objects:
        flat = array("f", bytes(12 * len(obj.data.vertices)))
        obj.data.vertices.foreach_get("co", flat)
        obj.data.calc_loop_triangles()
        pieces.append((list(zip(flat[0::3], flat[1::3], flat[2::3])),
                       [tuple(each.vertices) for each in obj.data.loop_triangles]))
    moves = _arrange(pieces, gap, bed)
    for obj, move in zip(objects, moves):
        if move is not None:
            obj.data.transform(move)
    return [obj.name for obj, move in zip(objects, moves) if move is None]


def lay_out_places(pieces: dict[str, Piece], gap: float, bed: Sequence[float | None]
                   ) -> tuple[dict[str, Piece], list[str]]:
    """Pieces {name: (places, triangles)} as lay_out() lays them, and the names of those that have
    no room; then as on a bed without an end."""
    moves = _arrange(list(pieces.values()), gap, bed)
    off_bed = [name for name, move in zip(pieces, moves) if move is None]
    if off_bed:
        moves = _arrange(list(pieces.values()), gap, (None, None, None))
    moved: dict[str, Piece] = {}
    for (name, (places, triangles)), move in zip(pieces.items(), moves):
        if move is not None:
            moved[name] = [move @ Vector(place) for place in places], triangles
    return moved, off_bed
