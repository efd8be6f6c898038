# Running scripts: what comes back, and what is guarded.
import pytest
from worker_client import RemoteError


def test_an_empty_scene(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.context.scene.frame_set(50)\n"
                   "bpy.data.texts.new('x')\nbpy.data.materials.new('m').use_fake_user = True")
    seen = worker.execute("import bpy\nprint(len(bpy.data.objects), len(bpy.data.texts), len(bpy.data.materials), "
                          "bpy.context.scene.frame_current, bpy.context.scene.world is not None)")
    assert seen["stdout"] == "0 0 0 1 True\n"


def test_the_same_random_numbers(worker):
    script = "import random, mathutils\nprint(random.random(), mathutils.noise.random())"
    assert worker.execute(script)["stdout"] == worker.execute(script)["stdout"]


def test_handlers_do_not_reach_the_render_or_measure(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\n"
                   "def f(*_): bpy.data.objects[0].location.x += 5\n"
                   "bpy.app.handlers.depsgraph_update_post.append(f)")
    assert worker.measure()["objects"][0]["box"] == worker.measure()["objects"][0]["box"]


def test_handlers_do_not_reach_what_is_saved(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\n"
                   "def f(*_): bpy.data.objects[0].location.x += 5\n"
                   "bpy.app.handlers.save_pre.append(f)", save="handled.blend")
    assert worker.measure()["objects"][0]["box"] == {"min": [-1.0, -1.0, -1.0], "max": [1.0, 1.0, 1.0]}


def test_result(worker):
    result = worker.execute("import bpy, sys\nbpy.ops.mesh.primitive_cube_add()\nprint('out', __name__, "
                            "__file__)\nprint('err', file=sys.stderr)", save="sub/scene.blend")
    assert result["stdout"] == "out __main__ script.py\n" and result["stderr"] == "err\n"
    assert result["objects"] == 1 and result["truncated"] is False and result["seconds"] >= 0
    assert set(result) == {"seconds", "stdout", "stderr", "truncated", "objects", "notes", "error"}
    saved = worker.run_dir / "sub" / "scene.blend"
    assert saved.read_bytes()[:4] == b"\x28\xb5\x2f\xfd"  # zstd
    assert not (worker.run_dir / "sub" / "scene.blend1").exists()


def test_a_save_that_fails_is_said(worker):
    (worker.run_dir / "taken.blend").mkdir(exist_ok=True)
    worker.execute("pass")
    for method, params in (("save", {"file": "taken.blend"}),
                           ("open", {"file": "built.blend", "save": "taken.blend"}),
                           ("execute", {"script": "pass", "save": "taken.blend"})):
        with pytest.raises(RemoteError) as failed:
            worker.call(method, params)
        assert failed.value.code == -32603 and "could not be saved" in failed.value.message


def test_no_save_after_an_error(worker):
    worker.fail("1/0", save="never.blend")
    assert not (worker.run_dir / "never.blend").exists()


def test_nodes_from_the_start(worker):
    """As since Blender 5.0. What had only the viewport's colour keeps it."""
    out = worker.execute("""import bpy
plain, red = (bpy.data.materials.new(name) for name in ("Plain", "Red"))
world = bpy.data.worlds.new("World")
red.diffuse_color = (0.6, 0.02, 0.02, 1)
print(plain.use_nodes, [round(each, 2) for each in red.node_tree.nodes["Principled BSDF"].inputs["Base Color"]
      .default_value], world.node_tree.nodes["Background"].name, bpy.data.lights.new("L", "POINT").node_tree)
group = bpy.data.node_groups.new("G", "ShaderNodeTree")
node = red.node_tree.nodes.new("ShaderNodeGroup")
node.node_tree = group
print(node.node_tree.name, [name for name in globals() if name.isidentifier() and "tree" in name])
""")
    newer = worker.facts["blender"]["version"] >= "5"
    color = [0.8, 0.8, 0.8, 1.0] if newer else [0.6, 0.02, 0.02, 1.0]
    assert out["stdout"] == f"{newer} {color} Background None\nG []\n"


def test_both_kinds_of_output_in_order(worker):
    out = worker.execute("import os, ctypes\nprint('python')\nos.write(1, b'raw\\n')\n"
                         "ctypes.CDLL(None).puts(b'from C')\nos.write(2, b'raw error\\n')")
    assert out["stdout"] == "python\nraw\nfrom C\n" and out["stderr"] == "raw error\n"


def test_output_is_cleaned(worker):
    out = worker.execute(r"print('a\x1b[31mred\x1b[0m\x1b]0;title\x07b\x00\x07\x9b\u202e\r\nc\td\U000e0041')")
    assert out["stdout"] == "aredb\nc\td\n"


@pytest.mark.parametrize("script", [
    "for i in range(100000): print('x' * 100)", "print('x' * 10_000_000)",
    "import os\nfor i in range(1000):\n    try: os.write(1, b'x' * 4096)\n    except OSError: break",
])
def test_output_is_capped(worker, script):
    out = worker.execute(script)
    assert out["truncated"] is True and 200_000 <= len(out["stdout"]) <= 256 * 1024


def test_output_of_just_the_most(worker):
    most = 256 * 1024
    for length, truncated in ((most, False), (most + 1, True)):
        out = worker.execute(f"print('x' * {length - 1})")
        assert (len(out["stdout"]), out["truncated"]) == (most, truncated)
        assert out["stdout"].endswith("x" if truncated else "x\n")


def test_long_tracebacks_and_words_are_cut(worker):
    """Of many calls the outermost ten and the innermost ten; a word and a line of a length that can be read."""
    error = worker.fail("def f(n):\n    return f(n - 1) if n else 1 / n\nf(18)\n")
    assert [frame["line"] for frame in error["traceback"]] == [3, *[2] * 19]
    error = worker.fail("def f(n):\n    return f(n - 1) if n else g()\ndef g():\n    1 / 0\nf(30)\n")
    assert [frame["line"] for frame in error["traceback"]] == [5, *[2] * 18, 4]
    error = worker.fail(f"raise ValueError('a' * 5000)  # {'b' * 400}\n")
    assert error["message"] == "a" * 4000 and len(error["traceback"][0]["text"]) == 300


def test_traceback_has_only_the_scripts_lines(worker):
    error = worker.fail("import functools\n\ndef inner(x):\n    return 1 / x\n\n"
                        "functools.reduce(lambda a, b: inner(0), [1, 2])\n")
    assert error["type"] == "ZeroDivisionError" and error["line"] == 4
    assert [(f["line"], f["function"], f["text"]) for f in error["traceback"]] == [
        (6, "<module>", "functools.reduce(lambda a, b: inner(0), [1, 2])"),
        (6, "<lambda>", "functools.reduce(lambda a, b: inner(0), [1, 2])"), (4, "inner", "return 1 / x")]


def test_errors_within_modules_name_the_scripts_line(worker):
    error = worker.fail("import random\n\nrandom.choice([])\n")
    assert error["type"] == "IndexError" and error["line"] == 3 and len(error["traceback"]) == 1


@pytest.mark.parametrize("script, kind, words", [
    ("x = = 1", "SyntaxError", "syntax"), ("import sys\nsys.exit(2)", "SystemExit", "last line"),
    ("exit()", "SystemExit", "last line"), ("raise KeyboardInterrupt", "KeyboardInterrupt", "interrupted"),
    ("def f(): f()\nf()", "RecursionError", "recursion"), ("raise MemoryError", "MemoryError", "memory"),
    ("from bpy import ops\nops.wm.open_mainfile(filepath='x')", "Forbidden", "open_mainfile"),
    ("import os\nos._exit(0)", "Forbidden", "os._exit"), ("import os\nos.fork()", "Forbidden", "os.fork"),
    ("import os\nos.abort()", "Forbidden", "os.abort"),
    ("class E(Exception):\n    def __str__(self): raise self\nraise E", "E", "cannot be shown"),
    ("import bpy\nbpy.ops.mesh.nothing_add()", "AttributeError", "nothing_add"),
    ("a = 'x\0y'", "SyntaxError", "null"),
])
def test_script_errors(worker, script, kind, words):
    error = worker.fail(script)
    assert error["type"] == kind and words in error["message"], error


def test_what_the_stage_does_ends_nothing(worker, tmp_path):
    """Whole scripts of chats: they clear, light, look, save, export, render and quit."""
    worker.execute(f"""import bpy, sys
bpy.ops.mesh.primitive_cube_add()
bpy.ops.wm.read_factory_settings(use_empty=True)
assert not bpy.data.objects
scene = bpy.context.scene
bpy.ops.mesh.primitive_cube_add(size=float((sys.argv[sys.argv.index("--") + 1:] or [2])[0]))
def settings(s):
    s.render.engine = 'NO_ENGINE'
    view = s.view_settings
    view.no_such_thing = 1
    s.eevee.use_bloom = True
    world = bpy.data.worlds["Nothing"]
    world.use_nodes = True
    bpy.context.preferences.addons["none"].preferences.device = 'CUDA'
    view.gamma = 1.5
settings(scene)
bpy.ops.view3d.view_all()
for name in "save_as_mainfile", "obj_export":
    getattr(bpy.ops.wm, name)(filepath="{tmp_path}/out." + name)
bpy.ops.export_scene.gltf(filepath="{tmp_path}/out.glb")
bpy.ops.export_mesh.stl(filepath="{tmp_path}/out.stl")
bpy.ops.render.render(write_still=True)
bpy.ops.wm.quit_blender()
assert scene.view_settings.gamma == 1.5 and len(bpy.data.objects) == 1
""")
    assert not list(tmp_path.glob("out*"))
    # A fault of the asset ends the script, beside the stage's, too.
    assert worker.fail("import bpy\n\nbpy.context.scene.render.engine = 'X'\n1 / 0\n")["line"] == 4
    error = worker.fail("import bpy\ndef make(): return 1 / 0\nbpy.context.scene.render.fps = make()\n")
    assert error["type"] == "ZeroDivisionError" and error["line"] == 2


def test_cpu_limit(worker):
    error = worker.fail("while True:\n    pass", cpu_s=1)
    assert error["type"] == "TimeoutError" and error["line"] in (1, 2)
    worker.execute("sum(range(10))", cpu_s=1)


def test_children_are_ended(worker):
    worker.execute("import subprocess\nopen('pid', 'w').write(str(subprocess.Popen(['sleep', '100']).pid))")
    pid = (worker.run_dir / "pid").read_text()
    try:
        state = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[0]
    except OSError:
        state = "gone"
    assert state in ("gone", "Z", "X")


@pytest.mark.parametrize("start", [
    "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()",
    "import _thread, time\n_thread.start_new_thread(time.sleep, (600,))",
])
def test_a_thread_that_is_left_is_an_error(fresh, start):
    assert "thread" in fresh.fail(start)["message"]


def test_edit_mode_is_left(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.ops.object.mode_set(mode='EDIT')\n"
                   "bpy.ops.mesh.subdivide()")
    assert worker.measure()["objects"][0]["vertices"] == 26
