# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user sees first of a copy that was opened: the asset with its materials in each
viewport, and a camera that frames it.

Run by the user's own Blender after it has opened the copy, see mq-open-copy.c. Changes the view and
adds a camera; the copy on disk stays as it is."""

import math

import bpy
from mathutils import Matrix, Vector

AZIMUTH, ELEVATION = 38.0, 18.0  # deg, as of the first render (framing.py)
LENS = 65.0  # mm
AIR = 1.15  # how much more than the asset is seen


def corners():
    """The corners of the boxes of what is seen."""
    return [obj.matrix_world @ Vector(corner) for obj in bpy.context.scene.objects
            if obj.type in {"MESH", "CURVE", "SURFACE", "META", "FONT"} and obj.visible_get()
            for corner in obj.bound_box]


def look(points):
    """Turns the camera and the views to the asset, given points of it in m."""
    rotation = (Matrix.Rotation(math.radians(AZIMUTH), 3, "Z")
                @ Matrix.Rotation(math.radians(90.0 - ELEVATION), 3, "X"))
    low = Vector(min(point[axis] for point in points) for axis in range(3))
    high = Vector(max(point[axis] for point in points) for axis in range(3))
    centre, size = (low + high) / 2, (high - low).length

    scene = bpy.context.scene
    camera = scene.camera
    if camera is None:
        camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
        camera.data.lens = LENS
        camera.data.clip_start, camera.data.clip_end = size / 1000, size * 1000
        camera.matrix_world = rotation.to_4x4()
        scene.collection.objects.link(camera)
        scene.camera = camera
        bpy.context.view_layer.update()
        wide = [centre + (point - centre) * AIR for point in points]
        camera.location, _scale = camera.camera_fit_coords(
            bpy.context.evaluated_depsgraph_get(), [each for point in wide for each in point])
    for screen in bpy.data.screens:
        for area in screen.areas:
            if area.type == "VIEW_3D":
                space = area.spaces.active
                space.shading.type = "MATERIAL"
                space.clip_start, space.clip_end = size / 1000, size * 1000
                space.region_3d.view_perspective = "PERSP"
                space.region_3d.view_rotation = rotation.to_quaternion()
                space.region_3d.view_location = centre
                space.region_3d.view_distance = AIR * size


points = corners()
if points:
    look(points)
