# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plain shape, as the toolkit's calls make it, and its mesh, by which a fit is proved before
there is a script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import bmesh
import bpy
from mathutils import Matrix, Vector
from mathutils.geometry import tessellate_polygon

from .cut_features import Cut
from .flat_faces import weld
from .skin_mesh import make_sections, make_skin

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

PAST = 0.002  # of the diagonal: how far cutters reach past the surfaces that they start on


@dataclass(eq=False)
class Shape:
    """A shape around its own middle, which is at `place`, its axes turned by `turn`.

    kind: box (size, bevel), ball (size: three radii), turned (outline: its profile), extruded
    (outline, size[2]), tapered (outline, top, size[2]), bar, swept (outline), levels (outline, of
    size 1), inset (outline). outline, top: [(x, y), …] of all corners. stations: rows (x, y, z,
    radius) of a bar; (x, y, z, width, depth) of a sweep and of levels, the last ones in sizes
    of the outline; (z, inset) of an outline that is inset. steps: of a smooth line
    from one to the next. up: that of a sweep. holes: round ones of the outline as (x, y,
    radius, sides), or outlines. cuts: in piece coordinates. sides: around. segments: of the
    bevel."""

    kind: str
    turn: Any
    place: Any
    size: Any
    outline: Any = None
    top: Any = None
    stations: Any = ()
    steps: int = 1
    up: Any = None
    is_closed: bool = False
    sides: int = 0
    rings: int = 0
    bevel: float = 0.0
    segments: int = 1
    holes: list[Any] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)


def circle_points(radius: float, sides: int, middle: Any = (0.0, 0.0)) -> Any:
    """A circle as the toolkit makes it."""
    angles = 2 * numpy.pi * numpy.arange(sides) / sides
    return numpy.stack([numpy.cos(angles), numpy.sin(angles)], axis=1) * radius + middle


def area(outline: Any) -> float:
    """The area within an outline; negative, if it runs clockwise."""
    x, y = outline[:, 0], outline[:, 1]
    return float((x * numpy.roll(y, -1) - numpy.roll(x, -1) * y).sum()) / 2


def _hole_points(hole: Any) -> Any:
    """The outline of a hole of a shape."""
    return circle_points(hole[2], hole[3], hole[:2]) if isinstance(hole, tuple) else hole


def _turn_profile(profile: Any, sides: int) -> tuple[Any, Any]:
    """A profile [(r, z), …] turned round Z."""
    is_ring = bool(numpy.allclose(profile[0], profile[-1]))
    points = profile[:-1] if is_ring else profile
    around = circle_points(1.0, sides)
    places = numpy.concatenate([numpy.column_stack([around * r, numpy.full(sides, z)])
                                for r, z in points])
    rows = numpy.arange(len(points) * sides).reshape(len(points), sides)
    low, high = (rows, numpy.roll(rows, -1, axis=0)) if is_ring else (rows[:-1], rows[1:])
    a, b = low.ravel(), numpy.roll(low, -1, axis=1).ravel()
    c, d = numpy.roll(high, -1, axis=1).ravel(), high.ravel()
    return places, numpy.concatenate([numpy.stack([a, b, c], axis=1),
                                      numpy.stack([a, c, d], axis=1)])


def _extrude(outline: Any, holes: list[Any], depth: float, top: Any = None) -> tuple[Any, Any]:
    """Two flat ends and upright walls, all faces outwards: the outline anticlockwise, its holes the
    other way."""
    loops = [loop if (area(loop) > 0) != bool(number) else loop[::-1]
             for number, loop in enumerate((outline, *holes))]
    flat = numpy.concatenate(loops)
    upper = flat if top is None else top
    cap = numpy.array(tessellate_polygon([[Vector((x, y, 0.0)) for x, y in loop]
                                          for loop in loops]))
    turned = [area(flat[triangle]) < 0 for triangle in cap]
    cap[turned] = cap[turned][:, ::-1]
    count, begin, walls = len(flat), 0, []
    for loop in loops:
        here: Any = begin + numpy.arange(len(loop))
        after = numpy.roll(here, -1)
        walls += [numpy.stack([here, after, after + count], axis=1),
                  numpy.stack([here, after + count, here + count], axis=1)]
        begin += len(loop)
    places = numpy.concatenate([numpy.column_stack([flat, numpy.full(count, -depth / 2)]),
                                numpy.column_stack([upper, numpy.full(count, depth / 2)])])
    return places, numpy.concatenate([cap[:, ::-1], cap + count, *walls])


def _bevel(places: Any, triangles: Any, shape: Shape) -> tuple[Any, Any]:
    """Breaks the edges as the toolkit does."""
    bm = bmesh.new()
    corners = [bm.verts.new(place) for place in places]
    for triangle in triangles:
        bm.faces.new([corners[number] for number in triangle])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bmesh.ops.dissolve_limit(bm, angle_limit=0.001, verts=bm.verts, edges=bm.edges)
    edges = [edge for edge in bm.edges if edge.is_manifold and edge.calc_face_angle(0.0) > 0.5236]
    bmesh.ops.bevel(bm, geom=edges, offset=shape.bevel, offset_type="OFFSET",
                    segments=shape.segments, profile=0.5, affect="EDGES", clamp_overlap=True)
    bmesh.ops.triangulate(bm, faces=bm.faces)
    bm.verts.index_update()
    made = (numpy.array([vert.co for vert in bm.verts]),
            numpy.array([[vert.index for vert in face.verts] for face in bm.faces]))
    bm.free()
    return made


def _own_mesh(shape: Shape) -> tuple[Any, Any]:
    """Its mesh without cuts, in its own axes."""
    if shape.kind == "turned":
        return _turn_profile(shape.outline, shape.sides)
    if len(shape.stations):
        return make_skin(make_sections(shape), shape.is_closed)
    if shape.kind == "ball":
        angles = numpy.pi * numpy.arange(shape.rings + 1) / shape.rings
        places, triangles = _turn_profile(
            numpy.stack([numpy.sin(angles), -numpy.cos(angles)], axis=1), shape.sides)
        return places * shape.size, triangles
    if shape.kind == "box":
        x, y = shape.size[0] / 2, shape.size[1] / 2
        outline = numpy.array([(x, y), (-x, y), (-x, -y), (x, -y)])
    else:
        outline = shape.outline
    made = _extrude(outline, [_hole_points(hole) for hole in shape.holes], shape.size[2], shape.top)
    return _bevel(*made, shape) if shape.bevel else made


def _add(places: Any, triangles: Any) -> bpy.types.Object:
    mesh = bpy.data.meshes.new("trial")
    mesh.from_pydata(places.tolist(), [], triangles.tolist())
    mesh.update()
    bm = bmesh.new()
    bm.from_mesh(mesh)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-9)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(mesh)
    bm.free()
    obj = bpy.data.objects.new("trial", mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def _apply_cuts(places: Any, triangles: Any, cuts: list[Cut]) -> tuple[Any, Any]:
    """Cuts as the toolkit does."""
    far = float(numpy.linalg.norm(numpy.ptp(places, axis=0)))
    past = PAST * far
    made = [_add(places, triangles)]
    for cut in cuts:
        above, below = (cut.depth, past) if cut.is_boss else (
            past, cut.depth + (past if cut.is_through else 0.0))
        if cut.is_free:
            above = below = far
        if cut.profile is not None:
            own, corners = _turn_profile(
                cut.profile_past(below if cut.is_boss else above, below), cut.sides)
        else:
            outline = (circle_points(cut.radius, cut.sides) if cut.radius else cut.outline)
            own, corners = _extrude(outline, [], above + below)
            own[:, 2] += (above - below) / 2
        made.append(_add(own @ cut.turn.T + cut.place, corners))
        step = made[0].modifiers.new("Cut", "BOOLEAN")
        step.operation = "UNION" if cut.is_boss else "DIFFERENCE"
        step.solver, step.object = "EXACT", made[-1]
    bpy.context.view_layer.update()
    evaluated = made[0].evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = evaluated.to_mesh()
    mesh.calc_loop_triangles()
    result = (numpy.array([vertex.co for vertex in mesh.vertices]).reshape(-1, 3),
              numpy.array([each.vertices for each in mesh.loop_triangles]).reshape(-1, 3))
    evaluated.to_mesh_clear()
    meshes = [obj.data for obj in made]
    bpy.data.batch_remove(made)
    bpy.data.batch_remove(meshes)
    return result


def make_mesh(shape: Shape) -> tuple[Any, Any]:
    """Its places and triangles in piece coordinates."""
    own, triangles = _own_mesh(shape)
    made = weld(own @ shape.turn.T + shape.place, triangles)
    return weld(*_apply_cuts(*made, shape.cuts)) if shape.cuts else made


def euler(turn: Any) -> tuple[float, float, float]:
    """A turn as Blender's angles, rounded as a script has them."""
    return tuple(round(each, 6) + 0.0 for each in Matrix(turn.tolist()).to_euler("XYZ"))
