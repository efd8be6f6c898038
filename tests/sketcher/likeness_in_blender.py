# Runs inside background Blender: builds each job's script, takes pictures of it with cameras of Blender's own at random
# places, and has the bridge find each of these cameras by landmarks.
# `blender --background --factory-startup --python this -- jobs.json results.json`
import json
import math
import pathlib
import random
import sys
import tempfile
import time

import bpy
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Matrix, Vector

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "blender-addon"))

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.likeness import likeness  # noqa: E402

SIZES = (512, 384), (384, 512), (480, 480)


class Call:
    def cancelled(self):
        return False


def points_of_asset():
    """Vertices of all evaluated meshes, in the world."""
    found = []
    for instance in bpy.context.evaluated_depsgraph_get().object_instances:
        if instance.object.type == "MESH":
            found += [instance.matrix_world @ vertex.co for vertex in instance.object.data.vertices]
    return found


def choose(points, count, chance):
    """Points that are far from each other."""
    points = chance.sample(points, min(len(points), 300))
    chosen = [points.pop()]
    while len(chosen) < count:
        chosen.append(max(points, key=lambda point: min((point - each).length for each in chosen)))
    return chosen


def add_camera(points, chance):
    """A camera that shows all points, with any lens and from any side."""
    scene = bpy.context.scene
    render = scene.render
    render.resolution_x, render.resolution_y = chance.choice(SIZES)
    data = bpy.data.cameras.new("unknown")
    data.lens = math.exp(chance.uniform(math.log(22), math.log(150)))
    camera = bpy.data.objects.new("unknown", data)
    scene.collection.objects.link(camera)
    scene.camera = camera
    low, high = (Vector(limit(each[axis] for each in points) for axis in range(3)) for limit in (min, max))
    size = (high - low).length
    aim = (low + high) / 2 + Vector([chance.uniform(-.05, .05) * size for _ in range(3)])
    azimuth, elevation = chance.uniform(0, 2 * math.pi), math.radians(chance.uniform(-15, 65))
    flat = math.cos(elevation)
    away = Vector((math.cos(azimuth) * flat, math.sin(azimuth) * flat, math.sin(elevation)))
    roll = Matrix.Rotation(math.radians(chance.uniform(-12, 12)), 4, "Z")
    distance = .55 * size
    while True:
        camera.matrix_world = (Matrix.Translation(aim + distance * away)
                               @ away.to_track_quat("Z", "Y").to_matrix().to_4x4() @ roll)
        data.clip_start, data.clip_end = .01 * size, distance + 4 * size
        bpy.context.view_layer.update()
        seen = [world_to_camera_view(scene, camera, point) for point in points]
        if all(.03 < each.x < .97 and .03 < each.y < .97 and each.z > .05 * size for each in seen):
            return camera
        distance *= 1.08


def take_picture(path):
    scene = bpy.context.scene
    render = scene.render
    render.engine, render.film_transparent, render.filepath = "BLENDER_WORKBENCH", True, str(path)
    render.image_settings.file_format, render.image_settings.color_mode = "PNG", "RGBA"
    bpy.ops.render.render(write_still=True)


def work(folder, job):
    ran = execute.run(job["script"], 600, str(folder))
    assert ran["error"] is None, ran["error"]
    chance, found = random.Random(job["seed"]), []
    points = points_of_asset()
    for number in range(job["cameras"]):
        camera = add_camera(points, chance)
        path = folder / "picture.png"
        take_picture(path)
        landmarks = []
        for index, point in enumerate(choose(points, chance.randint(6, 12), chance)):
            seen = world_to_camera_view(bpy.context.scene, camera, point)
            # As exactly as a model writes it.
            landmarks.append(likeness.Landmark(f"point {index}", "", (round(seen.x, 3), round(1 - seen.y, 3)),
                                               tuple(point)))
        place = list(camera.matrix_world.translation)
        bpy.data.objects.remove(camera)
        started = time.process_time()
        answer = likeness.compare(str(path), landmarks, str(folder), "renders", Call())
        found.append({**answer, "landmarks": len(landmarks), "place": place,
                      "cpu_s": time.process_time() - started})
        if folder_to_keep := job.get("keep"):
            (pathlib.Path(folder_to_keep) / f"{job['name']}-{number}.jpg").write_bytes(
                (folder / likeness.FILE).read_bytes())
    return found


def main():
    source, target = sys.argv[sys.argv.index("--") + 1:]
    jobs = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        results = [work(pathlib.Path(folder), job) for job in jobs]
    pathlib.Path(target).write_text(json.dumps(results), encoding="utf-8")


main()
