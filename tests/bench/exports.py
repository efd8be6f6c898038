"""Exports and a film of the bridge, and the same by Blender's own operators called bare, in one Blender and in turns:
seconds of each, and their ratios. Arguments after --: a script, a folder."""

import functools
import json
import os
import pathlib
import statistics
import sys
import time

import bpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))
from maquette_bridge import cleanup  # noqa: E402
from maquette_bridge.export import bake, flatten, formats  # noqa: E402
from maquette_bridge.render import framing, renderer, turntable  # noqa: E402
from maquette_bridge.streams import Capture  # noqa: E402

TIMES = 3
FRAMES, WIDTH, HEIGHT = 24, 640, 360
SIZE = 512
SUFFIXES = (".glb", ".obj", ".stl", ".fbx")
script, folder = map(pathlib.Path, sys.argv[sys.argv.index("--") + 1:])
scene = str(folder / "scene.blend")


class Call:
    """A call that nobody follows."""

    @staticmethod
    def cancelled():
        return False

    @staticmethod
    def progress(_params):
        pass


def opened():
    with Capture():
        bpy.ops.wm.open_mainfile(filepath=scene)


def timed(work):
    started = time.monotonic()
    with Capture():
        work()
    return time.monotonic() - started


def own_export(suffix):
    formats.export(str(folder / f"own{suffix}"), formats.Options(), None, Call)


def bare_export(suffix):
    path = str(folder / f"bare{suffix}")
    if suffix == ".glb":
        bpy.ops.export_scene.gltf(filepath=path, export_apply=True)
    elif suffix == ".obj":
        bpy.ops.wm.obj_export(filepath=path)
    elif suffix == ".stl":
        bpy.ops.wm.stl_export(filepath=path)
    else:
        bpy.ops.export_scene.fbx(filepath=path)


def own_bake():
    bake.bake(flatten.flatten(keep_coordinates=True), SIZE, str(folder / "textures" / "own"), False, Call)


def bare_bake():
    """Blender's steps alone: unwrap, and bake each of the same three passes of all objects joined."""
    objects = flatten.flatten()
    with bpy.context.temp_override(active_object=objects[0], object=objects[0], selected_objects=objects,
                                   selected_editable_objects=objects):
        bpy.ops.object.join()
    obj = objects[0]
    bake._prepare()
    bpy.context.view_layer.objects.active = obj
    obj.select_set(True)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.uv.smart_project(island_margin=bake.GAP)
    bpy.ops.object.mode_set(mode="OBJECT")
    image = bpy.data.images.new("bare", SIZE, SIZE)
    for slot in obj.material_slots:
        node = slot.material.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = image
        slot.material.node_tree.nodes.active = node
    for kind, samples in (("DIFFUSE", 4), ("ROUGHNESS", 1), ("NORMAL", 1)):
        bpy.context.scene.cycles.samples = samples
        bpy.ops.object.bake(type=kind, pass_filter={"COLOR"}, target="IMAGE_TEXTURES", margin=SIZE // 16)
        image.filepath_raw, image.file_format = str(folder / f"{kind}.png"), "PNG"
        image.save()


def own_film():
    for path in (folder / "frames").glob("*"):
        path.unlink()
    turn = turntable.Turn(FRAMES, 1, 38.0, 360.0, "linear")
    turntable.turntable(str(folder / "frames"), "frames", turn, WIDTH, HEIGHT, "workbench", False, False, None, Call)


def bare_film():
    """Blender's animation render of a camera that goes round once, with the same engine, lights and format."""
    with renderer.Stage(WIDTH, HEIGHT) as stage:
        renderer.set_up_engine(stage, renderer.choose_engine("workbench", False), False)
        stage.scene.render.image_settings.compression = turntable.COMPRESSION
        camera = stage.scene.camera
        elevation = framing.views(1, stage.high - stage.low)[0].elevation
        view = framing.View("front", 0.0, elevation)
        stage.look(view, framing.fit(framing.swept(stage.points, stage.centre), view.rotation(), WIDTH / HEIGHT))
        turn = bpy.data.objects.new("Turn", None)
        turn.location = (stage.centre.x, stage.centre.y, 0.0)
        stage.scene.collection.objects.link(turn)
        bpy.context.view_layer.update()
        camera.parent = turn
        camera.matrix_parent_inverse = turn.matrix_world.inverted()
        for frame, angle in ((1, 0.0), (FRAMES + 1, 6.2832)):
            turn.rotation_euler.z = angle
            turn.keyframe_insert("rotation_euler", frame=frame)
        stage.scene.frame_start, stage.scene.frame_end = 1, FRAMES
        stage.scene.render.filepath = str(folder / "bare" / "frame_")
        bpy.ops.render.render(animation=True, scene=stage.scene.name)


def main():
    cleanup.empty_scene()
    with Capture():
        exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), {"__name__": "__main__"})
        bpy.ops.wm.save_as_mainfile(filepath=scene)
    (folder / "textures").mkdir(exist_ok=True)
    seconds = {}
    works = {"own_bake": own_bake, "bare_bake": bare_bake, "own_film": own_film, "bare_film": bare_film}
    for suffix in SUFFIXES:
        works[f"own_{suffix[1:]}"] = functools.partial(own_export, suffix)
        works[f"bare_{suffix[1:]}"] = functools.partial(bare_export, suffix)
    for _ in range(TIMES):
        for name, work in works.items():
            opened()
            seconds.setdefault(name, []).append(timed(work))
    found = {name: statistics.median(each) for name, each in seconds.items()}
    print(json.dumps({**{f"{name}_s": round(value, 3) for name, value in found.items()},
                      **{f"{suffix[1:]}_ratio": round(found[f"own_{suffix[1:]}"] / found[f"bare_{suffix[1:]}"], 2)
                         for suffix in SUFFIXES},
                      "bake_ratio": round(found["own_bake"] / found["bare_bake"], 2),
                      "film_speed_ratio": round(found["bare_film"] / found["own_film"], 2)}), flush=True)
    os._exit(0)  # Blender says more when it quits


main()
