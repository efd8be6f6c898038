# Each thing that pictures show is there once in the report, the model of the window and every export. Blender lists
# texts, curves, surfaces and metaballs twice: the object, and the mesh made of it.
import json
import struct

import pytest
from test_export import export, read
from test_measure import by_name
from worker_client import Worker

# One of each kind, and how many copies are seen. The triangles of one come from Blender's own conversion to a mesh.
SCENE = """import bpy
scene, made = bpy.context.scene, {}
def add(name, kind, x, copies=1, **more):
    obj = bpy.data.objects.new(name, kind) if not callable(kind) else (kind(**more), bpy.context.object)[1]
    if not callable(kind):
        scene.collection.objects.link(obj)
    obj.name, obj.location.x = name, x
    if copies:
        made[name] = copies, obj
    return obj
def nodes(obj, build):
    tree = bpy.data.node_groups.new(obj.name, "GeometryNodeTree")
    for way in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=way, socket_type="NodeSocketGeometry")
    start, end = tree.nodes.new("NodeGroupInput"), tree.nodes.new("NodeGroupOutput")
    tree.links.new(build(tree, start.outputs[0]), end.inputs[0])
    obj.modifiers.new("Nodes", "NODES").node_group = tree
def twice(tree, source):
    line, on = tree.nodes.new("GeometryNodeMeshLine"), tree.nodes.new("GeometryNodeInstanceOnPoints")
    line.inputs["Count"].default_value = 2
    tree.links.new(line.outputs[0], on.inputs["Points"])
    tree.links.new(source, on.inputs["Instance"])
    return on.outputs[0]
def with_itself(tree, source):
    join = tree.nodes.new("GeometryNodeJoinGeometry")
    tree.links.new(source, join.inputs[0])
    tree.links.new(twice(tree, source), join.inputs[0])
    return join.outputs[0]
def text(body):
    data = bpy.data.curves.new(body, "FONT")
    data.body, data.extrude = body, 0.1
    return data
word = add("Word", text("OK"), 0)
red = bpy.data.materials.new("Red")
word.data.materials.append(None)
word.material_slots[0].link = "OBJECT"
word.material_slots[0].material = red
tube = add("Tube", bpy.ops.curve.primitive_bezier_circle_add, 4)
tube.data.bevel_depth = 0.1
row = add("Row", bpy.ops.curve.primitive_bezier_curve_add, 8)
row.data.bevel_depth = 0.1
row.modifiers.new("Array", "ARRAY").count = 3
add("Ball", bpy.ops.surface.primitive_nurbs_surface_sphere_add, 20)
blob = add("Blob", bpy.ops.object.metaball_add, 24)
blob.data.resolution = blob.data.render_resolution
add("Blob.001", bpy.ops.object.metaball_add, 24.8, 0)
nodes(add("Two words", text("Two"), 30, 2), twice)
nodes(add("Three words", text("Three"), 36, 3), with_itself)
nodes(add("Two boxes", bpy.ops.mesh.primitive_cube_add, 42, 2), twice)
leaf = add("Leaf", text("Leaf"), 0, 0)
group = bpy.data.collections.new("Group")
group.objects.link(leaf)
scene.collection.objects.unlink(leaf)
for x in (50, 54):
    place = add(f"Place {x}", None, x, 0)
    place.instance_type, place.instance_collection = "COLLECTION", group
    made[place.name] = 1, leaf
# An instancer's copies are drawn, the original is not.
def stand(name, original, x):
    square = bpy.data.meshes.new(name)
    square.from_pydata([(0, 0, 0), (3, 0, 0), (0, 3, 0)], [], [])
    frame = add(name, square, x, 0)
    frame.instance_type, original.parent = "VERTS", frame
    made[name] = 3, original
stand("Corners", add("Letter", text("A"), 0, 0), 60)
stand("Posts", add("Post", bpy.ops.mesh.primitive_cube_add, 0, 0), 70)
box = add("Box", bpy.ops.mesh.primitive_cube_add, 74)
# Engines draw a particle that is a mesh, and none that is a text.
field = bpy.data.meshes.new("Field")
field.from_pydata([(0, 0, 0), (2, 0, 0), (0, 2, 0)], [], [(0, 1, 2)])
for name, original, drawn in (("Grass", box, 5), ("Letters", word, 0)):
    meadow = add(name, field.copy(), 80, 0)
    meadow.show_instancer_for_render = meadow.show_instancer_for_viewport = False
    settings = meadow.modifiers.new("Grass", "PARTICLE_SYSTEM").particle_system.settings
    settings.type, settings.count, settings.render_type = "HAIR", 5, "OBJECT"
    settings.instance_object = original
    made[name] = drawn, original
bpy.context.view_layer.update()
depsgraph = bpy.context.evaluated_depsgraph_get()
def triangles(obj):
    if obj.type == "MESH":
        return 12
    copy = obj.copy()  # a plain one: without nodes
    scene.collection.objects.link(copy)
    for each in [each for each in copy.modifiers if each.type == "NODES"]:
        copy.modifiers.remove(each)
    one = bpy.data.meshes.new_from_object(copy.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(copy)
    count = sum(len(each.vertices) - 2 for each in one.polygons)
    bpy.data.meshes.remove(one)
    return count
import json
right = {name: copies * (triangles(obj) if obj.type != "META" else 0) for name, (copies, obj) in made.items()}
family = bpy.data.meshes.new_from_object(bpy.data.objects["Blob"].evaluated_get(bpy.context.evaluated_depsgraph_get()))
right["Blob"] = sum(len(each.vertices) - 2 for each in family.polygons)
bpy.data.meshes.remove(family)
print(json.dumps(right))
"""


@pytest.fixture(scope="module")
def scene(worker):
    """(report, right numbers of triangles by object) of a scene that `export` opens again."""
    right = json.loads(worker.execute(SCENE)["stdout"])
    worker.call("save", {"file": "raw.blend"})
    worker.call("open", {"file": "raw.blend", "save": "scene.blend"})
    return worker.measure(), right


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("reader"))
    yield each
    each.close()


def test_report(scene):
    report, right = scene
    found = {name: row["triangles"] for name, row in by_name(report).items() if row["triangles"]}
    assert found == {name: count for name, count in right.items() if count}
    assert min(right[name] for name in right if name != "Letters") >= 12 and right["Letters"] == 0
    assert report["hidden"] == ["Letter", "Post"] and "Word" not in report["empty"]
    assert by_name(report)["Word"]["materials"] == ["Red"]
    assert report["whole"]["triangles"] == sum(right.values())


def test_requirements(worker, scene):
    worker.call("open", {"file": "scene.blend"})
    rows = worker.measure(requirements=[
        {"what": "triangles", "of": "Word", "value": scene[1]["Word"], "is": "at_most"}])["requirements"]
    assert (rows[0]["found"], rows[0]["met"]) == (scene[1]["Word"], True)


def test_model(worker, scene):
    worker.call("open", {"file": "scene.blend"})
    assert worker.call("model", {"file": "model.glb"})["triangles"] == sum(scene[1].values())
    data = (worker.run_dir / "model.glb").read_bytes()
    root = json.loads(data[20:20 + struct.unpack("<I", data[12:16])[0]])
    assert [each["name"] for each in root["nodes"][1:]].count("Word") == 1
    assert [each["name"] for each in root["materials"]] == ["Red"]


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".stl"])
def test_export(worker, reader, scene, suffix):
    result = export(worker, f"out/asset{suffix}")
    # A slicer's file has no triangles without an area, such as those at the poles of a NURBS sphere.
    assert result["triangles"] == sum(scene[1].values()) - (64 if suffix == ".stl" else 0)
    found = read(reader, worker, result)
    assert found["triangles"] == result["triangles"]
    if suffix == ".glb":
        assert found["objects"] == result["objects"]
    if suffix == ".obj":
        names = [line[2:] for line in (worker.run_dir / result["file"]).read_text().splitlines()
                 if line.startswith("o ")]
        assert names.count("Word") == 1 and "Word.001" not in names
