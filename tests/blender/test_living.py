# What the scene has beside its surfaces: in the file where the format can, else named.
import pathlib
import sys
import xml.etree.ElementTree as ET

import pytest
from test_export import read, read_glb
from worker_client import Worker

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
from moving_things import SCENE as BLOCKS  # noqa: E402

# A tail on two bones, one of which is turned by what it looks at; a flag with a shape key; a wheel that turns with its
# cart and is held by a constraint; a brush with hair.
SCENE = '''
import bpy, bmesh, math
def link(obj):
    bpy.context.collection.objects.link(obj)
    return obj
bpy.ops.mesh.primitive_cylinder_add(vertices=12, radius=0.05, depth=0.5, location=(0, 0, 0.25))
tail = bpy.context.object
tail.name = "Tail"
bpy.ops.object.transform_apply(location=True)
bpy.ops.object.mode_set(mode="EDIT"); bpy.ops.mesh.subdivide(number_cuts=3); bpy.ops.object.mode_set(mode="OBJECT")
tail["maker"] = "me"
rig = link(bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig")))
bpy.context.view_layer.objects.active = rig
bpy.ops.object.mode_set(mode="EDIT")
bones = rig.data.edit_bones
lower, upper = bones.new("Lower"), bones.new("Upper")
lower.tail = upper.head = (0, 0, 0.25); upper.tail = (0, 0, 0.5); upper.parent = lower
bpy.ops.object.mode_set(mode="OBJECT")
for name in ("Lower", "Upper"):
    tail.vertex_groups.new(name=name).add(
        [v.index for v in tail.data.vertices if (v.co.z > 0.25) == (name == "Upper")], 1.0, "REPLACE")
tail.parent = rig
tail.modifiers.new("Armature", "ARMATURE").object = rig
bone = rig.pose.bones["Upper"]
bone.rotation_mode = "XYZ"
for frame, angle in ((1, 0.4), (20, 0.9)):
    bone.rotation_euler = (angle, 0, 0)
    bone.keyframe_insert("rotation_euler", frame=frame)
rig.pose.bones["Lower"].constraints.new("LIMIT_ROTATION")
bpy.ops.mesh.primitive_grid_add(size=0.4, location=(1, 0, 0.3))
flag = bpy.context.object
flag.name = "Flag"
flag.rotation_euler.x = math.pi / 2
for name, high in (("Basis", 0), ("Wave", 0.05), ("Curl", 0.1)):
    key = flag.shape_key_add(name=name)
    for point in key.data:
        point.co.z += high * point.co.x
flag.data.shape_keys.key_blocks["Wave"].value = 0.5
bpy.ops.mesh.primitive_cube_add(size=0.2, location=(2, 0, 0.1))
cart = bpy.context.object
cart.name = "Cart"
bpy.ops.mesh.primitive_cylinder_add(vertices=8, radius=0.1, depth=0.02, location=(2, 0.2, 0.1))
wheel = bpy.context.object
wheel.name = "Wheel"
wheel.parent = cart
wheel.matrix_parent_inverse = cart.matrix_world.inverted()
wheel.constraints.new("LIMIT_SCALE")
for frame, x in ((1, 2), (20, 3)):
    cart.location.x = x
    cart.keyframe_insert("location", frame=frame)
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.05, location=(0, 1, 0.2), segments=8, ring_count=6)
brush = bpy.context.object
brush.name = "Brush"
brush.modifiers.new("Bristles", "PARTICLE_SYSTEM")
brush.particle_systems[0].settings.type = "HAIR"
brush.particle_systems[0].settings.count = 20
bpy.ops.object.camera_add(); bpy.context.object.name = "Eye"
'''


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """The Blender that did not write the file."""
    each = Worker(tmp_path_factory.mktemp("reader"))
    yield each
    each.close()


@pytest.fixture(scope="module")
def scene(worker):
    worker.execute(SCENE)
    worker.call("save", {"file": "living.blend"})

    def export(file, **options):
        worker.call("open", {"file": "living.blend"})
        return worker.call("export", {"file": file, **options})
    return export


def lost(result):
    return {row["what"]: row["of"] for row in result["left_out"]}


@pytest.mark.parametrize("options", [{}, {"scale": 10.0, "on_ground": True, "triangulate": True, "share": 0.9}])
@pytest.mark.parametrize("suffix", [".glb", ".fbx"])
def test_what_moves_is_kept(worker, reader, scene, suffix, options):
    made = scene(f"out/living{len(options)}{suffix}", **options)
    assert made["kept"] == {"skins": 1, "shape_keys": 2, "animations": 1, "joints": 0}
    assert set(lost(made)) == {"hair", "constraints", "camera"} and lost(made)["hair"] == "“Brush”"
    found = read(reader, worker, made)
    assert found["kept"] == made["kept"] and found["triangles"] == made["triangles"]
    for corner in ("low", "high"):
        assert found[corner] == pytest.approx(made[corner], abs=1e-3 * options.get("scale", 1))


def test_gltf(worker, scene):
    path = worker.run_dir / scene("out/whole.glb")["file"]
    content = read_glb(path)
    nodes = {node["name"]: node for node in content["nodes"]}
    assert [len(skin["joints"]) for skin in content["skins"]] == [2] and "skin" in nodes["Tail"]
    assert nodes["Tail"]["extras"] == {"maker": "me"} and "extras" not in nodes["Flag"]
    flag = content["meshes"][nodes["Flag"]["mesh"]]
    assert flag["extras"]["targetNames"] == ["Wave", "Curl"] and flag["weights"] == pytest.approx([0.5, 0])
    # Each wave is as high at the flag's end as in the script: 0.05 of 0.2 m, along the turned flag's normal.
    target = content["accessors"][flag["primitives"][0]["targets"][0]["POSITION"]]
    assert max(target["max"][2], -target["min"][2]) == pytest.approx(0.01, abs=1e-4)
    moved = {content["nodes"][channel["target"]["node"]]["name"] for animation in content["animations"]
             for channel in animation["channels"]}
    assert {"Cart", "Wheel", "Upper"} <= moved


def test_what_the_format_cannot_have_is_named(scene):
    assert lost(scene("out/living.stl")) == {
        "rig": "“Rig”", "animation": "“Cart”, “Rig”", "shape keys": "“Flag”", "hair": "“Brush”",
        "constraints": "“Rig”, “Wheel”", "custom properties": "“Tail”", "camera": "“Eye”"}


def test_nothing_is_told_of_a_plain_thing(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.ops.object.text_add(location=(3, 0, 0))\n"
                   "bpy.context.object['part'] = 'letters'")
    worker.call("save", {"file": "plain.blend"})
    for suffix in (".glb", ".obj"):
        worker.call("open", {"file": "plain.blend"})
        assert worker.call("export", {"file": f"out/plain{suffix}"})["left_out"] == []


def test_names_of_any_script(worker, reader):
    """Each name is a legal one, once, and keeps its letters."""
    names = ["Tür", "门", "दरवाज़ा", "door (left)", "door left", "DOOR-LEFT"]
    rows = [dict(name=name, kind="hinge", parent="body", child=name, at=[i, -.02, 0], axis=[0, 0, 1], limits=[0, 9])
            for i, name in enumerate(names)]
    worker.execute(BLOCKS + "block('body', (0, 0, 0), (9, .3, .5))\n" + "".join(
        f"block({name!r}, ({i}, -.04, 0), ({i}.5, -.01, .5), {name!r})\n" for i, name in enumerate(names))
        + f"add_joints({rows!r})\n")
    worker.call("save", {"file": "names.blend"})
    for suffix in (".urdf", ".xml"):
        worker.call("open", {"file": "names.blend"})
        made = worker.call("export", {"file": f"out/names{suffix}"})
        root = ET.parse(worker.run_dir / made["file"]).getroot()
        found = [each.get("name") for each in root.iter("link" if suffix == ".urdf" else "body")][1:]
        assert set(found) == {"Tür", "门", "दरवाज़ा", "DOOR_LEFT", "door_left_2", "door_left_3"}
        assert "“door (left)” → “door_left_" in made["renamed"] and "Tür" not in made["renamed"]
        assert read(reader, worker, made)["kept"] == made["kept"]
        assert made["kept"]["joints"] == made["joints"]
        assert made["joints"] + len(lost(made).get("joint", "").split(", ")) - ("joint" not in lost(made)) == 6
