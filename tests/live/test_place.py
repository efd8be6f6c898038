# What placing a version does to a user's scene, in a real Blender in the background.
import subprocess

import pytest
from live_blender import BLENDER, ROOT, Client, Inside, announced, environment

CHAIR = '''
import os
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
scene = bpy.context.scene
wood = bpy.data.materials.new("Wood")
wood.use_nodes = True
inner = bpy.data.collections.new("Legs")
scene.collection.children.link(inner)
for number in range(1, 5):
    mesh = bpy.data.meshes.new(f"Leg {number}")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    mesh.materials.append(wood)
    leg = bpy.data.objects.new(f"Leg {number}", mesh)
    leg.location = (number, 0, 0)
    inner.objects.link(leg)
seat = bpy.data.objects.new("Seat", bpy.data.meshes.new("Seat"))
scene.collection.objects.link(seat)
%s
bpy.ops.wm.save_as_mainfile(filepath=%r, copy=True, compress=True)
'''

HOSTILE = '''
text = bpy.data.texts.new("evil.py")
text.write("import bpy; bpy.app.driver_namespace['ran'] = 1")
text.use_module = True
node = wood.node_tree.nodes.new("ShaderNodeScript")
node.script = text
curve = seat.driver_add("location", 0)
curve.driver.type = "SCRIPTED"
curve.driver.expression = "open('/tmp/x')"
curve = wood.node_tree.driver_add('nodes["Principled BSDF"].inputs[0].default_value', 0)
curve.driver.expression = "frame"
seat["maquette_root"] = True
seat["maquette"] = "other/Seat"
wood.use_fake_user = True
'''


@pytest.fixture(scope="module")
def desk(module_home):
    home = module_home
    inside = Inside([BLENDER, "--background", "--factory-startup", "--python-exit-code", "1"],
                    environment(home), home / "blender.log")
    inside.home = home
    inside.versions = {}
    for number, more in ((1, ""), (2, "seat['new'] = 1"), (3, HOSTILE)):
        folder = home / "data" / f"v{number}"
        folder.mkdir(parents=True)
        inside.run(CHAIR % (more, str(folder / "scene.blend")))
        inside.versions[number] = folder
    yield inside
    inside.close()


@pytest.fixture
def scene(desk):
    """A scene of the user's, connected."""
    desk.run('''
bpy.ops.wm.read_homefile(use_factory_startup=True)
bpy.context.scene.cursor.location = (0, 0, 5)
bpy.ops.ed.undo_push(message="Original")
bpy.app.driver_namespace.pop("ran", None)
LIVE.connect()
''')
    yield desk
    desk.run("LIVE.disconnect()")


def place(desk, number, session="k3v9x2m7qa", title="Chair"):
    (found,) = announced(desk.home)
    client = Client(found["address"])
    answer = client.hello(found["token"], folder=str(desk.versions[number]), client="test")
    assert "result" in answer, answer
    answer = client.call("place", {"file": "scene.blend", "session": session, "title": title,
                                   "version": number})
    client.close()
    return answer["result"]


NAMES = "sorted(each.name for each in bpy.data.objects)"
USERS = ["Camera", "Cube", "Light"]
CHAIRS = ["Chair", "Leg 1", "Leg 2", "Leg 3", "Leg 4", "Seat"]


def test_one_collection_at_the_cursor(scene):
    result = place(scene, 1)
    assert result["done"] and result["replaced"] is None and result["objects"] == 5
    assert scene.ask(NAMES) == sorted(USERS + CHAIRS)
    assert scene.ask("[c.name for c in bpy.context.scene.collection.children]") == [
        "Collection", "Maquette · Chair v1"]
    assert scene.ask("list(bpy.data.objects['Leg 2'].matrix_world.translation)") == [2, 0, 5]
    assert scene.ask("len(bpy.data.scenes), len(bpy.data.worlds), len(bpy.data.libraries)") == [
        1, 1, 0]


def test_a_later_version_takes_the_place_of_the_earlier(scene):
    place(scene, 1)
    scene.run('''
root = bpy.data.objects["Chair"]
root.location = (1, 2, 3)
root.rotation_euler = (0, 0, 0.5)
bpy.context.scene.collection.children["Maquette · Chair v1"].color_tag = "COLOR_01"
hat = bpy.data.objects.new("Hat", None)
bpy.data.collections["Legs"].objects.link(hat)
hat.parent = bpy.data.objects["Leg 1"]
copy = bpy.data.objects["Leg 2"].copy()
bpy.data.collections["Legs"].objects.link(copy)
bpy.data.objects["Leg 3"].name = "My Leg"
bpy.data.objects["Cube"].data.materials.clear()
bpy.data.objects["Cube"].data.materials.append(bpy.data.materials["Wood"])
bpy.context.view_layer.update()
result = [list(row) for row in hat.matrix_world]
''')
    hat = scene.ask("[list(row) for row in bpy.data.objects['Hat'].matrix_world]")
    result = place(scene, 2)
    assert result["done"] and result["replaced"] == 1 and result["objects"] == 8
    # What the user copied, renamed or put among the legs is theirs; all else is of version 2.
    assert scene.ask(NAMES) == sorted(USERS + CHAIRS + ["Hat", "Leg 2.001", "My Leg"])
    assert scene.ask("[c.name for c in bpy.context.scene.collection.children]") == [
        "Collection", "Maquette · Chair v2"]
    assert scene.ask("bpy.data.collections['Maquette · Chair v2'].color_tag") == "COLOR_01"
    assert scene.ask("bpy.data.objects['Seat']['new']") == 1
    assert scene.ask("list(bpy.data.objects['Chair'].location)") == [1, 2, 3]
    assert scene.ask("bpy.data.objects['Leg 2'].parent.name") == "Chair"
    assert scene.ask("[list(row) for row in bpy.data.objects['Hat'].matrix_world]") == \
        [pytest.approx(row, abs=1e-5) for row in hat]
    # The old wood stays because the user's cube is made of it.
    assert scene.ask("sorted(each.name for each in bpy.data.materials)")[-2:] == [
        "Wood", "Wood.001"]
    assert scene.ask("bpy.data.objects['Cube'].data.materials[0].name") == "Wood"
    assert scene.ask("sorted(each.name for each in bpy.data.meshes)") == [
        "Cube", "Leg 1", "Leg 2", "Leg 2.001", "Leg 3", "Leg 3.001", "Leg 4", "Seat"]


def test_sessions_do_not_replace_one_another(scene):
    place(scene, 1)
    result = place(scene, 2, session="aaaaaaaaaa", title="Stool")
    assert result["replaced"] is None
    assert scene.ask("[c.name for c in bpy.context.scene.collection.children]") == [
        "Collection", "Maquette · Chair v1", "Maquette · Stool v2"]


BLOCK = '''
import os
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
bpy.context.object.name = "Block"
bpy.ops.wm.save_as_mainfile(filepath=%r, copy=True, compress=True)
'''
WALLS = '''
bpy.ops.mesh.primitive_cube_add(size=8, location=(0, 0, 2))
room = bpy.context.object
room.name = "Room"
room.modifiers.new("walls", "SOLIDIFY").thickness = 0.2
'''


@pytest.fixture(scope="module")
def block(desk):
    """Version 5: a cube with sides of 1 m, as the asset."""
    folder = desk.home / "data" / "v5"
    folder.mkdir(parents=True)
    desk.run(BLOCK % str(folder / "scene.blend"))
    desk.versions[5] = folder


@pytest.mark.parametrize("around, expected", [
    # The cube of Blender's own first scene hides it: it goes to the right of that one.
    ("", 1.0 + 0.1 + 0.5),
    # A floor is no obstacle, nor is what hangs above, or is hidden.
    ("bpy.ops.mesh.primitive_plane_add(size=20); bpy.data.objects['Cube'].location.z = 3", 0),
    ("bpy.data.objects['Cube'].hide_set(True)", 0),
    # In a room it stays in the room.
    (f"{WALLS}; bpy.data.objects['Cube'].location.x = -2.5", 0),
    # And past several, one after another.
    ("bpy.ops.mesh.primitive_uv_sphere_add(location=(2.2, 0, 0))", 3.2 + 0.1 + 0.5),
], ids=["cube", "floor", "hidden", "room", "row"])
def test_free_place(scene, block, around, expected):
    scene.run("bpy.context.scene.cursor.location = (0, 0, 0)\n" + around.replace("; ", "\n"))
    assert place(scene, 5, title="Thing")["done"]
    assert scene.ask("list(bpy.data.objects['Block'].matrix_world.translation)") == pytest.approx(
        [expected, 0, 0.5], abs=0.02)
    assert scene.ask("sorted(each.name for each in bpy.context.selected_objects)") == [
        "Block", "Thing"]


def test_nothing_that_runs_comes_along(scene):
    assert place(scene, 3)["done"]
    assert scene.ask("len(bpy.data.texts)") == 0
    assert scene.ask("'ran' in bpy.app.driver_namespace") is False
    assert scene.run('''
def drivers(owner):
    data = getattr(owner, "animation_data", None)
    return len(data.drivers) if data else 0
result = sum(drivers(o) for o in bpy.data.objects) + sum(
    drivers(m) + drivers(m.node_tree) for m in bpy.data.materials)
''') == 0
    assert scene.ask("[n.bl_idname for n in bpy.data.materials['Wood'].node_tree.nodes]") == [
        "ShaderNodeBsdfPrincipled", "ShaderNodeOutputMaterial"]
    assert scene.ask("dict(bpy.data.objects['Seat'])") == {"maquette": "k3v9x2m7qa/Seat"}
    assert scene.ask("bpy.data.materials['Wood'].use_fake_user") is False


def test_nothing_runs_where_scripts_of_files_may(scene):
    """In a Blender that runs the scripts of files: everything that can run, of each kind of block.
    tests/blender/test_canary.py shows that all of it does without us."""
    folder = scene.home / "hostile"
    canary = ROOT / "tests" / "blender" / "canary.py"
    subprocess.run([BLENDER, "--background", "--factory-startup", "--python-exit-code", "1",
                    "--python", str(canary), "--", str(folder)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for each in (folder / "canaries").iterdir():
        each.unlink()
    scene.run("bpy.context.preferences.filepaths.use_scripts_auto_execute = True")
    for number, name in enumerate(("nla", "action"), 10):
        data = scene.home / "data" / f"v{number}"
        data.mkdir()
        (folder / f"{name}.blend").rename(data / "scene.blend")
        scene.versions[number] = data
        assert place(scene, number)["done"]
        scene.run("for frame in (2, 3): bpy.context.scene.frame_set(frame)")
        assert scene.ask("'Object' in bpy.data.objects") is True
    assert [each.name for each in (folder / "canaries").iterdir()] == []


def test_a_copy_of_the_file_first(scene):
    backups = scene.home / "state" / "maquette" / "live-backups"
    before = set(backups.glob("*.blend"))
    first, second = place(scene, 1), place(scene, 2)
    assert first["backup"] == second["backup"]
    made = set(backups.glob("*.blend")) - before
    assert [str(each) for each in made] == [first["backup"]] or made == set()
    assert (backups.stat().st_mode & 0o777, backups.glob("*").__next__().stat().st_mode & 0o777) \
        == (0o700, 0o600)
    assert scene.run(f'''
with bpy.data.libraries.load({first["backup"]!r}) as (there, here):
    result = sorted(there.objects)
''') == USERS


def test_the_last_five_copies_are_kept(scene):
    backups = scene.home / "state" / "maquette" / "live-backups"
    backups.mkdir(parents=True, exist_ok=True)
    for day in range(10, 19):
        (backups / f"old-202001{day}-000000.blend").write_bytes(b"x")
    (backups / "mine.blend").write_bytes(b"x")
    kept = place(scene, 1)["backup"]
    left = sorted(each.name for each in backups.iterdir())
    assert len(left) == 6 and "mine.blend" in left and kept.rsplit("/", 1)[1] in left


def test_other_modes_are_refused(scene):
    scene.run("bpy.context.view_layer.objects.active = bpy.data.objects['Cube']\n"
              "bpy.ops.object.mode_set(mode='EDIT')")
    result = place(scene, 1)
    assert result["done"] is False and result["why"] == "mode" and "Edit Mode" in result["text"]
    scene.run("bpy.ops.object.mode_set(mode='OBJECT')")
    assert scene.ask(NAMES) == USERS
    assert place(scene, 1)["done"]


@pytest.mark.parametrize("content", [None, b"", b"GIF89a", b"BLENDER-v403", b"BLENDER" * 4000,
                                     b"\x28\xb5\x2f\xfd" + b"x" * 999])
def test_what_is_no_blend_file_changes_nothing(scene, content, tmp_path):
    if content is not None:
        (tmp_path / "scene.blend").write_bytes(content)
    scene.versions[9] = tmp_path
    result = place(scene, 9)
    assert result["done"] is False and result["why"] == "file"
    assert scene.ask(NAMES) == USERS


def test_paths_stay_in_the_folder(scene):
    (found,) = announced(scene.home)
    client = Client(found["address"])
    client.hello(found["token"], folder=str(scene.versions[1]))
    for path in ("../v2/scene.blend", str(scene.versions[1] / "scene.blend"), "scene.py", ""):
        answer = client.call("place", {"file": path, "session": "a", "title": "b", "version": 1})
        assert answer["error"]["code"] == -32002, path
    client.close()
    client = Client(found["address"])
    client.hello(found["token"])
    answer = client.call("place", {"file": "scene.blend", "session": "a", "title": "b",
                                   "version": 1})
    assert answer["error"]["code"] == -32602
    client.close()


def test_scripts_do_not_run_here(scene):
    (found,) = announced(scene.home)
    client = Client(found["address"])
    assert client.hello(found["token"])["result"]["background"] is True
    for method in ("introspect", "check", "execute", "measure", "render", "save", "export"):
        answer = client.call(method, {"script": "import bpy; bpy.data.objects.new('x', None)"})
        assert answer["error"]["code"] == -32003
    assert client.call("info")["result"]["undoable"] == ""
    assert client.call("undo")["result"]["why"] == "nothing"
    client.close()
    assert scene.ask(NAMES) == USERS


def test_undo_takes_back_one_place_and_nothing_else(scene):
    place(scene, 1)
    place(scene, 2)
    (found,) = announced(scene.home)
    client = Client(found["address"])
    client.hello(found["token"])
    scene.run("bpy.data.objects['Cube'].location = (7, 7, 7)\n"
              "bpy.ops.ed.undo_push(message='Move')")
    answer = client.call("undo")["result"]
    assert answer["done"] is False and answer["why"] == "changed"
    assert scene.ask("list(bpy.data.objects['Cube'].location)") == [7, 7, 7]
    scene.run("bpy.ops.ed.undo()")
    assert client.call("undo")["result"] == {"done": True, "text": "Chair, version 2"}
    assert scene.ask("'Maquette · Chair v1' in bpy.data.collections") is True
    assert client.call("undo")["result"] == {"done": True, "text": "Chair, version 1"}
    assert scene.ask(NAMES) == USERS
    assert client.call("undo")["result"]["why"] == "nothing"
    place(scene, 1)
    scene.run("bpy.ops.ed.undo()")
    assert client.call("undo")["result"]["why"] == "gone"
    client.close()


def test_disconnecting_leaves_nothing(scene):
    live = scene.home / "run" / "maquette" / "live"
    assert len(list(live.iterdir())) == 2
    scene.run("LIVE.disconnect()")
    assert not live.exists()


def test_one_who_leaves_before_the_answer_does_not_end_blender(scene):
    """Python inside Blender leaves SIGPIPE at its default: the first version of this ended it."""
    (found,) = announced(scene.home)
    client = Client(found["address"])
    client.hello(found["token"], folder=str(scene.versions[1]))
    client.send("place", {"file": "scene.blend", "session": "a", "title": "b", "version": 1})
    client.close()
    assert place(scene, 2)["done"]
    assert "Maquette · b v1" in scene.ask("[each.name for each in bpy.data.collections]")
