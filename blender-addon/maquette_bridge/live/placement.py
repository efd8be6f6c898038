# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an asset that arrives goes in the user's scene: to the 3D cursor, or beside what stands
there; and the view that shows it."""

from __future__ import annotations

import bpy
from mathutils import Vector
from mathutils.bvhtree import BVHTree

GAP = 0.1  # between neighbours, of the asset's largest side
MAX_POLYGONS = 200_000  # of an object whose surface is looked at; of a larger one, its box
MAX_MOVES = 1000
SHAPES = {"MESH", "CURVE", "SURFACE", "META", "FONT"}
UP = Vector((0, 0, 1))


def _box(objects: list[bpy.types.Object]) -> tuple[Vector, Vector] | None:
    """(low, high) of what the objects look like, or None."""
    depsgraph = bpy.context.evaluated_depsgraph_get()
    corners = [each.matrix_world @ Vector(corner)
               for each in (obj.evaluated_get(depsgraph) for obj in objects if obj.type in SHAPES)
               for corner in each.bound_box]
    if not corners:
        return None
    return (Vector(min(corner[axis] for corner in corners) for axis in range(3)),
            Vector(max(corner[axis] for corner in corners) for axis in range(3)))


def _is_inside(tree: BVHTree, point: Vector) -> bool:
    """Whether the surface lies an odd number of times above the point: it is in a solid then, and
    not in a room with walls."""
    crossings = 0
    for _ in range(MAX_MOVES):
        place, _normal, _index, _distance = tree.ray_cast(point, UP)
        if place is None:
            break
        crossings += 1
        point = place + UP * max(1e-5, abs(place.z) * 1e-6)
    return crossings % 2 == 1


def _is_in_the_way(obj: bpy.types.Object, box: tuple[Vector, Vector],
                   own: tuple[Vector, Vector]) -> bool:
    """Whether the object, whose box is `own`, and what fills `box` would run into each other."""
    if not all(box[0][axis] < own[1][axis] and own[0][axis] < box[1][axis]
               for axis in range(3)):
        return False
    shape = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    if obj.type != "MESH" or len(shape.data.polygons) > MAX_POLYGONS:
        return True
    tree = BVHTree.FromPolygons([obj.matrix_world @ vertex.co for vertex in shape.data.vertices],
                                [tuple(each.vertices) for each in shape.data.polygons])
    corners = [Vector((box[x][0], box[y][1], box[z][2]))
               for x in (0, 1) for y in (0, 1) for z in (0, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return (bool(tree.overlap(BVHTree.FromPolygons(corners, faces)))
            or _is_inside(tree, (box[0] + box[1]) / 2))


def find_free_place(objects: list[bpy.types.Object], others: list[bpy.types.Object]) -> Vector:
    """How far `objects` must move so that none of `others` hides them or runs into them: to the
    right of what stands there, m."""
    box = _box(objects)
    move = Vector((0, 0, 0))
    if box is None:
        return move
    gap = GAP * max(box[1] - box[0])
    boxes = [(obj, own) for obj, own in ((obj, _box([obj])) for obj in others) if own is not None]
    for _ in range(MAX_MOVES):
        moved = (box[0] + move, box[1] + move)
        blocking = next((own for obj, own in boxes if _is_in_the_way(obj, moved, own)), None)
        if blocking is None:
            break
        move.x = blocking[1].x + gap - box[0].x
    return move


def show(root: bpy.types.Object, objects: list[bpy.types.Object]) -> None:
    """Selects the asset and turns each 3D viewport to it; a view through a camera stays."""
    for obj in bpy.context.selected_objects:
        obj.select_set(False)
    for obj in [*objects, root]:
        if obj.name in bpy.context.view_layer.objects:
            obj.select_set(True)
    bpy.context.view_layer.objects.active = root
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            region = next((each for each in area.regions if each.type == "WINDOW"), None)
            if area.type == "VIEW_3D" and region is not None and \
                    area.spaces.active.region_3d.view_perspective != "CAMERA":
                with bpy.context.temp_override(window=window, area=area, region=region):
                    bpy.ops.view3d.view_selected()
