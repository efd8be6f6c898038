# Opening what a script made: nothing of it runs by itself or names a file of this machine any more,
# and all that makes up the asset is still there.
import json

import pytest
from worker_client import RemoteError

PLANT = r"""
import os
import bpy
SECRET = "/home/somebody/private/"
bpy.ops.mesh.primitive_cube_add()
thing = bpy.context.object
thing.name = "Thing"
thing["part"] = "body"
text = bpy.data.texts.new("startup.py")
text.write("print('gotcha')")
text.use_module = True

scene = bpy.context.scene
scene.render.filepath = SECRET + "render.png"
scene.use_nodes = True
tree = getattr(scene, "node_tree", None) or bpy.data.node_groups.new("C", "CompositorNodeTree")
output = tree.nodes.new("CompositorNodeOutputFile")
setattr(output, "base_path" if hasattr(output, "base_path") else "directory", SECRET)

thing.driver_add("location", 0).driver.expression = "__import__('os').getpid()"
thing.driver_add("location", 1).driver.expression = "frame + 1"

material = bpy.data.materials.new("Paint")
material.use_nodes = True
material.node_tree.nodes["Principled BSDF"].inputs["Roughness"].driver_add(
    "default_value").driver.expression = "__import__('os').getpid()"
thing.data.materials.append(material)
for name, kept in (("Unsaved", False), ("Saved", True)):
    image = bpy.data.images.new(name, 2, 2)
    image.pixels[:] = [0.25, 0.5, 0.75, 1.0] * 4
    if kept:
        image.filepath_raw = os.path.abspath("saved.png")
        image.file_format = "PNG"
        image.save()
        image.source = "FILE"
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = image
missing = bpy.data.images.new("Missing", 2, 2)
missing.source = "FILE"
missing.filepath_raw = SECRET + "missing.png"
missing.use_fake_user = True

cache = thing.modifiers.new("Cache", "MESH_CACHE")
cache.filepath = SECRET + "cache.mdd"
cache.show_viewport = cache.show_render = False
ocean = thing.modifiers.new("Ocean", "OCEAN")
ocean.filepath = SECRET
ocean.show_viewport = ocean.show_render = False
thing.modifiers.new("Bevel", "BEVEL").width = 0.03
cloth = thing.modifiers.new("Cloth", "CLOTH")
cloth.point_cache.filepath = SECRET
cloth.show_viewport = cloth.show_render = False

material.node_tree.nodes.new("ShaderNodeScript")
sub = material.node_tree.nodes.new("ShaderNodeTexIES")
sub.filepath = SECRET + "lamp.ies"

mesh = bpy.data.meshes.new("Linked")
mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
bpy.data.libraries.write(os.path.abspath("library.blend"), {bpy.data.objects.new("Linked", mesh)})
with bpy.data.libraries.load(os.path.abspath("library.blend"), link=True) as (there, here):
    here.objects = ["Linked"]
scene.collection.objects.link(here.objects[0])
"""

# Run on the file that was opened and saved anew.
LOOK = r"""
import json
import bpy
with bpy.data.libraries.load("scene.blend") as (there, here):
    found = {"texts": list(there.texts)}
    here.objects, here.scenes, here.images = there.objects, there.scenes, list(there.images)
    here.materials = there.materials
names = {each.name: each for each in here.objects}
thing = names["Thing"]
material = here.materials[0]
found["drivers"] = [curve.driver.expression for curve in thing.animation_data.drivers]
found["material_drivers"] = len(getattr(material.node_tree.animation_data, "drivers", ()))
found["script_nodes"] = [each.name for each in material.node_tree.nodes if each.bl_idname == "ShaderNodeScript"]
found["part"] = thing["part"]
found["objects"] = sorted(names)
found["linked"] = names["Linked"].library is not None or names["Linked"].data.library is not None
found["bevel"] = round(thing.modifiers["Bevel"].width, 6)
found["pixels"] = {each.name: [round(value, 2) for value in each.pixels[:4]]
                   for each in here.images if each.name in ("Unsaved", "Saved")}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def opened(worker):
    result = worker.execute(PLANT, save="scene.blend")
    return json.loads(worker.call("execute", {"script": LOOK})["stdout"].splitlines()[-1]) | {"result": result}


def test_nothing_runs_by_itself(opened):
    assert opened["texts"] == []
    assert opened["drivers"] == ["frame + 1"]
    assert opened["material_drivers"] == 0
    assert opened["script_nodes"] == []


def test_the_asset_is_whole(opened):
    assert opened["objects"] == ["Linked", "Thing"]
    assert opened["result"]["objects"] == 2
    assert opened["part"] == "body"
    assert opened["bevel"] == 0.03
    assert opened["linked"] is False


def test_pixels_come_along(opened):
    for name, pixels in opened["pixels"].items():
        assert pixels == pytest.approx([0.25, 0.5, 0.75, 1.0], abs=0.01), name
    assert len(opened["pixels"]) == 2


def test_no_file_is_named(worker, opened):
    """In the whole file, not only where this test looks."""
    (worker.run_dir / "plain.blend").unlink(missing_ok=True)
    worker.call("open", {"file": "scene.blend"})
    # Uncompressed, by the other way to save.
    worker.call("execute", {"script": "import bpy\nwith bpy.data.libraries.load('scene.blend') as (there, here):\n"
                                      "    for name in dir(here):\n"
                                      "        setattr(here, name, list(getattr(there, name)))\n"
                                      "for each in here.objects: bpy.context.scene.collection.objects.link(each)\n",
                            "save": "plain.blend"})
    data = (worker.run_dir / "plain.blend").read_bytes()
    assert data.startswith(b"BLENDER")
    assert b"Thing" in data
    for name in (b"somebody", b"saved.png", b"gotcha", b"library.blend"):
        assert name not in data, name


def test_what_was_open_before_is_gone(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()")
    assert worker.execute("pass")["objects"] == 0


@pytest.mark.parametrize("content", [b"", b"BLENDER", b"no blend at all" * 99, b"BLENDER-v403" + bytes(5000)])
def test_no_blend(worker, content):
    (worker.run_dir / "odd.blend").write_bytes(content)
    with pytest.raises(RemoteError) as failed:
        worker.call("open", {"file": "odd.blend"})
    assert failed.value.code == -32603 and "could not be opened" in failed.value.message
    worker.execute("pass")


def test_a_scene_that_stands_nowhere(worker):
    error = worker.fail("import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.context.object.location.x = float('nan')")
    assert "invalid coordinates" in error["message"]


@pytest.mark.parametrize("count, listed", [(1, "O 1"), (8, "O 1, O 2, O 3, O 4, O 5, O 6, O 7, O 8"),
                                           (9, "O 1, O 2, O 3, O 4, O 5, O 6, O 7, O 8 …")])
def test_some_names_of_what_stands_nowhere(worker, count, listed):
    error = worker.fail(f"""import bpy
for number in range({count}, 0, -1):
    bpy.ops.mesh.primitive_cube_add(location=(0, float('inf'), 0))
    bpy.context.object.name = f"O {{number}}"
bpy.ops.mesh.primitive_cube_add()
""")
    assert f"): {listed}. Look for a division" in error["message"], error


@pytest.mark.parametrize("what", ["location.z", "data.vertices[3].co.y"])
@pytest.mark.parametrize("far, stands", [(9.9e8, True), (-9.9e8, True), (1.01e9, False), (-1.01e9, False)])
def test_how_far_out_is_nowhere(worker, what, far, stands):
    script = f"import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.context.object.{what} = {far}"
    if stands:
        worker.execute(script)
    else:
        assert "): Cube. Look" in worker.fail(script)["message"]
