# An asset that was placed in a user's scene, changed there by hand, comes back: what was changed is
# found, and a script does again what a script can do.
import os
import pathlib
import shutil
import sys

import pytest
from live_blender import BLENDER, Client, Inside, announced, environment

sys.path.append(str(pathlib.Path(__file__).parent.parent / "blender"))
from worker_client import RemoteError, Worker  # noqa: E402

SESSION = "k3v9x2m7qa"
STOOL = '''
import bpy
from mathutils import Vector
wood = bpy.data.materials.new("Wood")
red = bpy.data.materials.new("Red")
red.diffuse_color = (1, 0, 0, 1)
inner = bpy.data.collections.new("Legs")
bpy.context.scene.collection.children.link(inner)

def add(name, size, location, collection, material):
    bpy.ops.mesh.primitive_cube_add(size=1, location=location)
    made = bpy.context.object
    made.name, made["part"] = name, name.split()[0].lower()
    made.dimensions = size
    made.data.materials.append(material)
    for each in list(made.users_collection):
        each.objects.unlink(made)
    collection.objects.link(made)
    return made

for number, x in ((1, -0.1), (2, 0.1)):
    add(f"Leg {number}", (0.04, 0.04, 0.4), (x, 0, 0.2), inner, wood)
add("Seat", (0.4, 0.3, 0.04), (0, 0, 0.42), bpy.context.scene.collection, wood)
# Half-way between two steps of a hash: the least rounding is seen.
for number in range(10):
    add(f"Pin {number}", (0.01, 0.01, 0.01), (0.02 * number - 0.1, 0.037005, 0.443335), inner, wood)
add("Knob", (0.02, 0.02, 0.02), (0, 0.1, 0.45), bpy.context.scene.collection, red)
'''


@pytest.fixture(scope="module")
def worker(module_home):
    each = Worker(module_home / "worker")
    yield each
    each.close()


@pytest.fixture(scope="module")
def desk(module_home, worker):
    inside = Inside([BLENDER, "--background", "--factory-startup", "--python-exit-code", "1"],
                    environment(module_home), module_home / "blender.log")
    inside.home = module_home
    inside.version = module_home / "data"
    inside.version.mkdir()
    worker.execute(STOOL, save="base.blend")
    shutil.copy(module_home / "worker" / "base.blend", inside.version / "scene.blend")
    yield inside
    inside.close()


@pytest.fixture
def placed(desk):
    """A scene of the user's with the stool beside the cube, where there is a Seat already."""
    desk.run('''
bpy.ops.wm.read_homefile(use_factory_startup=True)
bpy.data.objects["Cube"].name = "Seat"
bpy.context.scene.cursor.location = (0.123456, 7.7, 1.1)
LIVE.connect()
''')
    answer = request(desk, desk.version, "place", {"file": "scene.blend", "session": SESSION,
                                                   "title": "Stool", "version": 3})
    assert answer["result"]["done"], answer
    yield desk
    desk.run("LIVE.disconnect()")


def request(desk, folder, method, params):
    (found,) = announced(desk.home)
    client = Client(found["address"])
    assert "result" in client.hello(found["token"], folder=str(folder), client="test")
    answer = client.call(method, params)
    client.close()
    return answer


def take(desk, worker, session=SESSION):
    taken = request(desk, worker.run_dir, "take", {"file": "taken.blend", "session": session})
    assert taken["result"]["done"], taken
    assert taken["result"]["version"] == 3
    return worker.call("take", {"file": "taken.blend", "base": "base.blend", "session": session,
                                "version": 3, "save": "scene.blend"})


def changes(result):
    return [(row["object"], row["change"], row["in_script"]) for row in result["changes"]]


def facts(worker):
    """What a report says of each object, without what tells the same twice."""
    report = worker.measure()
    return {row["name"]: (row["part"], row["hash"]) for row in report["objects"]}


def test_nothing_was_changed(placed, worker):
    before = placed.ask("[len(blocks) for blocks in (bpy.data.objects, bpy.data.collections, "
                        "bpy.data.scenes, bpy.data.meshes)]")
    result = take(placed, worker)
    assert result["changes"] == [] and result["script"] == ""
    worker.call("open", {"file": "base.blend"})
    base = facts(worker)
    worker.call("open", {"file": "scene.blend"})
    assert facts(worker) == base
    assert placed.ask("[len(blocks) for blocks in (bpy.data.objects, bpy.data.collections, "
                      "bpy.data.scenes, bpy.data.meshes)]") == before


def test_a_script_does_what_was_moved_turned_scaled_and_removed(placed, worker):
    placed.run('''
objects = bpy.data.objects
objects["Stool"].location = (3, 4, 5)  # the asset as a whole is no change of the asset
objects["Stool"].rotation_euler = (0, 0, 1)
objects["Leg 1"].location.x -= 0.05
objects["Leg 2"].rotation_euler = (0, 0.1, 0)
objects["Seat.001"].scale.x *= 1.5
objects.remove(objects["Knob"])
''')
    result = take(placed, worker)
    assert changes(result) == [("Knob", "removed", True), ("Leg 1", "moved", True),
                               ("Leg 2", "turned", True), ("Seat", "scaled", True)]
    worker.call("open", {"file": "scene.blend"})
    by_hand = facts(worker)
    script = STOOL + "\n\n" + result["script"]
    assert worker.call("check", {"script": script})["findings"] == []
    worker.execute(script, save="again.blend")
    worker.call("open", {"file": "again.blend"})
    report = worker.measure()
    assert sorted(by_hand) == sorted(row["name"] for row in report["objects"])
    worker.call("open", {"file": "scene.blend"})
    other = {row["name"]: row["box"] for row in worker.measure()["objects"]}
    for row in report["objects"]:
        for end in ("min", "max"):
            assert row["box"][end] == pytest.approx(other[row["name"]][end], abs=1e-4)


def test_what_no_script_does_is_said(placed, worker):
    placed.run('''
objects = bpy.data.objects
objects["Leg 1"].data.vertices[0].co.x += 0.3
objects["Leg 2"].name = "My leg"
objects["Seat.001"].data.materials[0] = bpy.data.materials["Red"]
copy = objects["Knob"].copy()
objects["Knob"].users_collection[0].objects.link(copy)
copy.location.x = 0.15
objects["Seat"].location.x = 9  # the user's own
''')
    result = take(placed, worker)
    assert changes(result) == [("Leg 1", "reshaped", False), ("Seat", "recolored", False),
                               ("Knob.001", "added", False)]
    assert result["script"] == ""
    worker.call("open", {"file": "scene.blend"})
    assert sorted(name for name in facts(worker) if "Pin" not in name) == ["Knob", "Knob.001", "Leg 1", "Leg 2", "Seat"]


def test_nothing_that_runs_comes_back(placed, worker):
    placed.run('''
text = bpy.data.texts.new("evil.py")
text.use_module = True
seat = bpy.data.objects["Seat.001"]
seat["text"] = 1
seat.driver_add("location", 0).driver.expression = "__import__('os').getpid()"
material = bpy.data.materials["Wood"]
material.node_tree and material.node_tree.nodes.new("ShaderNodeScript")
''')
    take(placed, worker)
    found = worker.call("execute", {"script": '''
import bpy
with bpy.data.libraries.load("scene.blend") as (there, here):
    texts = list(there.texts)
    here.objects = there.objects
print(texts, [each.animation_data and len(each.animation_data.drivers) for each in here.objects],
      [key for each in here.objects for key in each.keys()])
'''})["stdout"]
    assert "evil" not in found and "1" not in found.replace("'part'", ""), found
    assert "maquette" not in found


def test_pictures_that_do_not_come_along_are_named(placed, worker, tmp_path):
    placed.run(f'''
image = bpy.data.images.new("Grain", 4, 4)
image.filepath_raw = {str(tmp_path / "grain.png")!r}
image.file_format = "PNG"
image.save()
image.source = "FILE"
wood = bpy.data.objects["Seat.001"].data.materials[0]
wood.use_nodes = True
wood.node_tree.nodes.new("ShaderNodeTexImage").image = image
''')
    answer = request(placed, worker.run_dir, "take", {"file": "t.blend", "session": SESSION})
    assert answer["result"]["unpacked"] == ["Grain"]
    placed.run("bpy.data.images['Grain'].pack()")
    answer = request(placed, worker.run_dir, "take", {"file": "t.blend", "session": SESSION})
    assert answer["result"]["unpacked"] == []


def test_what_is_not_there_is_refused(placed, worker):
    answer = request(placed, worker.run_dir, "take", {"file": "t.blend", "session": "aaaaaaaaaa"})
    assert answer["result"]["done"] is False and answer["result"]["why"] == "absent"
    answer = request(placed, worker.run_dir, "take", {"file": "../t.blend", "session": SESSION})
    assert answer["error"]["code"] == -32002
    placed.run("bpy.context.view_layer.objects.active = bpy.data.objects['Seat']\n"
               "bpy.ops.object.mode_set(mode='EDIT')")
    answer = request(placed, worker.run_dir, "take", {"file": "t.blend", "session": SESSION})
    assert answer["result"]["why"] == "mode"
    placed.run("bpy.ops.object.mode_set(mode='OBJECT')")


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"BLENDER-v403", b"\x28\xb5\x2f\xfd" + b"x" * 99])
def test_what_is_no_file_of_blender_is_refused(desk, worker, content):
    (pathlib.Path(worker.run_dir) / "bad.blend").write_bytes(content)
    with pytest.raises(RemoteError, match="cannot be read"):
        worker.call("take", {"file": "bad.blend", "base": "base.blend", "session": SESSION,
                             "version": 3, "save": "scene.blend"})
    assert os.path.exists(pathlib.Path(worker.run_dir) / "base.blend")
