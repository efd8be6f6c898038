# Nothing of a kept file runs where it is opened next, even with auto-run on: drivers of every kind of data-block, where
# Blender's tools put them and where they do not, in a Blender that would run each of them.
import json
import subprocess

import pytest
from worker_client import BLENDER, ROOT

# Drivers are moved to where no tool puts them: FCurve has next, prev, grp, driver (DNA_anim_types.h).
PLANT = r"""
import ctypes
import json
import os
import bpy

OUT = os.path.abspath("ran")
NEW = {"objects": (None,), "lights": ("POINT",), "curves": ("CURVE",), "images": (2, 2), "textures": ("CLOUDS",),
       "node_groups": ("GeometryNodeTree",), "speakers": (), "lightprobes": ("SPHERE",)}
planted = []
pointer = ctypes.c_uint64


def move(giver, taker):
    pointer.from_address(taker.as_pointer() + 24).value = pointer.from_address(giver.as_pointer() + 24).value
    pointer.from_address(giver.as_pointer() + 24).value = 0


def drive(block, name, place):
    block[name] = 0.0
    curve = block.driver_add(f'["{name}"]')
    curve.driver.type = "SCRIPTED"
    curve.driver.expression = f"__import__('os').system('touch {OUT}/{place}') or frame"
    planted.append(place)
    return curve


def curve_of(action):
    if hasattr(action, "layers"):
        return action.layers[0].strips[0].channelbags[0].fcurves[0]
    return action.fcurves[0]


def keyed(block, name):
    block[name] = 0.0
    block.keyframe_insert(f'["{name}"]', frame=1)
    return curve_of(block.animation_data.action)


def plant(block, kind):
    drive(block, "direct", f"{kind}-direct")
    giver = drive(block, "giver", f"{kind}-PLACE")
    move(giver, keyed(block, "PLACE"))
    if "PLACE" == "strip":
        action = block.animation_data.action
        block.animation_data.action = None
        strip = block.animation_data.nla_tracks.new().strips.new("Strip", 1, action)
        strip.use_animated_influence = True
        move(drive(block, "other", f"{kind}-influence"), strip.fcurves[0])
        block.driver_remove('["other"]')
    block.driver_remove('["giver"]')


bpy.ops.mesh.primitive_cube_add()
thing = bpy.context.object
thing.shape_key_add(name="Basis")
material = bpy.data.materials.new("Paint")
material.use_nodes = True
thing.data.materials.append(material)
for prop in bpy.data.bl_rna.properties:
    blocks = getattr(bpy.data, prop.identifier)
    if prop.type != "COLLECTION" or isinstance(prop.fixed_type, bpy.types.WindowManager):
        continue
    if not len(blocks) and hasattr(blocks, "new"):
        try:
            blocks.new("Planted", *NEW.get(prop.identifier, ()))
        except TypeError as error:
            print(prop.identifier, error)
    for block in list(blocks)[:1]:
        if "animation_data" not in block.bl_rna.properties:
            continue
        plant(block, prop.identifier)
        if getattr(block, "use_nodes", None) is False:
            block.use_nodes = True
        tree = getattr(block, "node_tree", None)
        if tree is not None:
            plant(tree, f"{prop.identifier}.node_tree")
for data in (*bpy.data.lights, *bpy.data.cameras, *bpy.data.curves, *bpy.data.lattices):
    bpy.context.scene.collection.objects.link(bpy.data.objects.new(data.name, data))
for blocks in (getattr(bpy.data, prop.identifier) for prop in bpy.data.bl_rna.properties if prop.type == "COLLECTION"):
    for block in blocks:
        block.use_fake_user = True
print(json.dumps(planted))
"""

# All drivers that are left, wherever they are.
LOOK = r"""
import json
import bpy
left = []


def look(block):
    data = getattr(block, "animation_data", None)
    left.extend(curve.driver.expression for curve in (data.drivers if data else ()))
    for track in data.nla_tracks if data else ():
        for strip in track.strips:
            left.extend(curve.driver.expression for curve in strip.fcurves if curve.driver)


for prop in bpy.data.bl_rna.properties:
    if prop.type == "COLLECTION":
        for block in getattr(bpy.data, prop.identifier):
            look(block)
            look(getattr(block, "node_tree", None))
for action in bpy.data.actions:
    bags = ([bag for layer in action.layers for strip in layer.strips for bag in strip.channelbags]
            if hasattr(action, "layers") else [action])
    left.extend(curve.driver.expression for bag in bags for curve in bag.fcurves if curve.driver)
print("LEFT", json.dumps(left))
bpy.context.scene.frame_set(2)
bpy.context.view_layer.update()
bpy.context.scene.frame_set(3)
"""


# The scene of a file as the add-on places it, in the user's own Blender.
PLACE = """
import sys
import bpy
sys.path.insert(0, "ADDON")
from maquette_bridge.live import data_blocks
before = data_blocks.all_blocks()
scene = data_blocks.load_scene("FILE")
if DEFUSED:
    data_blocks.defuse(data_blocks.all_blocks() - before)
bpy.context.window.scene = scene
"""


def open_with_auto_run(folder, name, prepare=""):
    """The drivers that are in the file, and the names of those that ran."""
    ran = folder / "ran"
    ran.mkdir(exist_ok=True)
    for each in ran.iterdir():
        each.unlink()
    file = [] if prepare else [folder / name]
    run = subprocess.run([BLENDER, "-b", "-y", "--factory-startup", *file, "--python-exit-code", "1", "--python-expr",
                          prepare.replace("FILE", str(folder / name)) + LOOK],
                         capture_output=True, text=True, check=True)
    line, = (line for line in run.stdout.splitlines() if line.startswith("LEFT"))
    return json.loads(line[5:]), {each.name for each in ran.iterdir()}


@pytest.mark.parametrize("place, run", [("action", {"direct", "action"}), ("strip", {"direct", "influence"})])
def test_every_kind(worker, place, run):
    """Without the stripping they run, so it is seen that they could."""
    found = worker.call("execute", {"script": PLANT.replace("PLACE", place), "save": "raw.blend"})
    assert found.get("error") is None, found
    planted = json.loads(found["stdout"].splitlines()[-1])
    kinds = {each.rsplit("-", 1)[0] for each in planted}
    assert {"objects", "meshes", "materials", "materials.node_tree", "shape_keys", "worlds", "scenes", "lights",
            "cameras", "node_groups", "textures", "linestyles"} <= kinds, kinds
    drivers, ran = open_with_auto_run(worker.run_dir, "raw.blend")
    assert len(drivers) == len(planted), (planted, drivers)
    assert len(ran) > 20 and {each.rsplit("-", 1)[1] for each in ran} == run, ran

    worker.call("open", {"file": "raw.blend", "save": "kept.blend"})
    assert open_with_auto_run(worker.run_dir, "kept.blend") == ([], set())

    for defused in (False, True):
        placed = PLACE.replace("ADDON", str(ROOT / "blender-addon")).replace("DEFUSED", str(defused))
        drivers, ran = open_with_auto_run(worker.run_dir, "raw.blend", placed)
        assert (len(ran) > 10 and {each.rsplit("-", 1)[1] for each in ran} == run) if not defused else (
            drivers, ran) == ([], set()), (defused, ran, drivers)
