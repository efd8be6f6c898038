# Runs inside background Blender: builds a script, and takes a picture of it before nothing, with a camera that
# nobody is told of. Writes where it shows the points that it is given, in thousandths, as a model tells them.
# `blender --background --factory-startup --python this -- job.json picture.png seen.json`
import json
import pathlib
import sys

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector

source, picture, target = map(pathlib.Path, sys.argv[sys.argv.index("--") + 1:])
job = json.loads(source.read_text(encoding="utf-8"))
for each in list(bpy.data.objects):
    bpy.data.objects.remove(each)
for low, high in job["boxes"]:
    bpy.ops.mesh.primitive_cube_add(size=1, location=[(a + b) / 2 for a, b in zip(low, high)])
    bpy.context.object.scale = [b - a for a, b in zip(low, high)]

scene = bpy.context.scene
data = bpy.data.cameras.new("unknown")
data.lens = 47
camera = bpy.data.objects.new("unknown", data)
scene.collection.objects.link(camera)
scene.camera = camera
away = Vector(job["away"]).normalized()
camera.location = Vector((0.02, 0, 0.45)) + 2.4 * away
camera.rotation_euler = away.to_track_quat("Z", "Y").to_euler()
render = scene.render
render.engine, render.film_transparent, render.filepath = "BLENDER_WORKBENCH", True, str(picture)
render.resolution_x, render.resolution_y = 640, 560
render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
bpy.context.view_layer.update()
bpy.ops.render.render(write_still=True)
seen = [world_to_camera_view(scene, camera, Vector(point)) for point in job["points"]]
target.write_text(json.dumps([[round(1000 * each.x, 1), round(1000 * (1 - each.y), 1)] for each in seen]))
