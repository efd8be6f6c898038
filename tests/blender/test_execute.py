# Running scripts: what comes back, what is guarded, and that nothing of one reaches the next.
import json

import pytest
from worker_client import RemoteError

CLEAN = r"""
import builtins, json, math, os, random, signal, sys, threading
import bpy
state = {
    "objects": len(bpy.data.objects), "meshes": len(bpy.data.meshes), "materials": len(bpy.data.materials),
    "texts": len(bpy.data.texts), "scenes": len(bpy.data.scenes), "groups": len(bpy.data.node_groups),
    "actions": len(bpy.data.actions), "images": len(bpy.data.images),
    "handlers": {name: len(getattr(bpy.app.handlers, name)) for name in dir(bpy.app.handlers)
                 if isinstance(getattr(bpy.app.handlers, name), list)},
    "namespace": sorted(bpy.app.driver_namespace), "modules": "nasty" in sys.modules,
    "builtins": sorted(vars(builtins)), "print": builtins.print is print, "len": len("abc"), "pi": math.pi,
    "random": random.random(), "cwd": os.getcwd(), "environ": os.environ.get("NASTY"), "argv": sys.argv,
    "path": "/nasty" in sys.path, "recursion": sys.getrecursionlimit(), "trace": sys.gettrace() is None,
    "alarm": str(signal.getsignal(signal.SIGALRM)), "undo": bpy.context.preferences.edit.undo_steps,
    "save": bpy.context.preferences.filepaths.save_version,
    "property": hasattr(bpy.types.Scene, "nasty"), "attribute": hasattr(bpy.types.Object, "nasty"),
    "operator": "nasty" in dir(bpy.ops.object), "addons": sorted(bpy.context.preferences.addons.keys()),
    "engine": bpy.context.scene.render.engine, "frame": bpy.context.scene.frame_current,
    "unit": bpy.context.scene.unit_settings.scale_length, "quit": repr(type(bpy.ops.wm.quit_blender)),
    "file": bpy.data.filepath, "main": sorted(n for n in globals() if not n.startswith("__")),
    "mode": bpy.context.mode, "hash": hash(0.5), "excepthook": sys.excepthook is sys.__excepthook__,
}
print(json.dumps(state))
"""
NASTY = r"""
import builtins, math, os, random, signal, sys, types, warnings
import bpy, addon_utils
bpy.ops.mesh.primitive_cube_add()
bpy.ops.object.mode_set(mode='EDIT')
bpy.data.texts.new("x"); bpy.data.scenes.new("y"); bpy.data.actions.new("a"); bpy.data.images.new("i", 4, 4)
bpy.data.materials.new("fake").use_fake_user = True
def handler(*_): raise RuntimeError("a handler of an earlier script ran")
handler = bpy.app.handlers.persistent(handler)
for name in dir(bpy.app.handlers):
    if isinstance(getattr(bpy.app.handlers, name), list): getattr(bpy.app.handlers, name).append(handler)
def tick(): return 0.01
bpy.app.timers.register(tick, persistent=True)
bpy.msgbus.subscribe_rna(key=(bpy.types.Object, "name"), owner=tick, args=(), notify=handler,
                         options={'PERSISTENT'})
bpy.app.driver_namespace["nasty"] = 1
sys.modules["nasty"] = types.ModuleType("nasty")
sys.path.append("/nasty")
sys.setrecursionlimit(500)
sys.settrace(lambda *_: None)
sys.excepthook = handler
os.chdir("/"); os.environ["NASTY"] = "1"; os.umask(0)
signal.signal(signal.SIGALRM, signal.SIG_IGN)
random.seed(99); math.pi = 3
warnings.simplefilter("error")
class OBJECT_OT_nasty(bpy.types.Operator):
    bl_idname = "object.nasty"; bl_label = "Nasty"
class Nasty(bpy.types.PropertyGroup):
    x: bpy.props.IntProperty()
bpy.utils.register_class(OBJECT_OT_nasty); bpy.utils.register_class(Nasty)
bpy.types.Scene.nasty = bpy.props.PointerProperty(type=Nasty)
bpy.types.Object.nasty = 7
bpy.context.preferences.edit.undo_steps = 3
bpy.context.preferences.filepaths.save_version = 5
addon_utils.enable("add_mesh_extra_objects", default_set=True)
addon_utils.disable("io_scene_fbx", default_set=True)
scene = bpy.context.scene
scene.render.engine = 'BLENDER_WORKBENCH'; scene.frame_set(50); scene.unit_settings.scale_length = 3
sys.stdout.close(); sys.stderr = None
builtins.nasty = 1; builtins.print = None; builtins.len = lambda x: 42; builtins.isinstance = None
"""


def test_nothing_is_left_over(worker):
    before = json.loads(worker.execute(CLEAN)["stdout"])
    worker.call("execute", {"script": NASTY, "save": None, "cpu_s": 30})
    after = json.loads(worker.execute(CLEAN)["stdout"])
    assert after == before
    assert before["objects"] == 0 and before["operator"] is False


def test_nasty_really_runs(worker):
    """Or the test above would prove nothing."""
    assert worker.fail(NASTY + "\nraise ValueError('reached')")["message"] == "reached"


def test_handlers_do_not_reach_the_render_or_measure(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\n"
                   "def f(*_): bpy.data.objects[0].location.x += 5\n"
                   "bpy.app.handlers.depsgraph_update_post.append(f)")
    assert worker.measure()["objects"][0]["box"] == worker.measure()["objects"][0]["box"]


def test_result(worker):
    result = worker.execute("import bpy, sys\nbpy.ops.mesh.primitive_cube_add()\nprint('out', __name__, "
                            "__file__)\nprint('err', file=sys.stderr)", save="sub/scene.blend")
    assert result["stdout"] == "out __main__ script.py\n" and result["stderr"] == "err\n"
    assert result["objects"] == 1 and result["truncated"] is False and result["seconds"] >= 0
    assert set(result) == {"seconds", "stdout", "stderr", "truncated", "objects", "error"}
    saved = worker.run_dir / "sub" / "scene.blend"
    assert saved.read_bytes()[:4] == b"\x28\xb5\x2f\xfd"  # zstd
    assert not (worker.run_dir / "sub" / "scene.blend1").exists()


def test_a_save_that_fails_is_said(worker):
    (worker.run_dir / "taken.blend").mkdir(exist_ok=True)
    for method, params in (("save", {"file": "taken.blend"}),
                           ("execute", {"script": "pass", "save": "taken.blend"})):
        with pytest.raises(RemoteError) as failed:
            worker.call(method, params)
        assert failed.value.code == -32603 and "could not be saved" in failed.value.message


def test_no_save_after_an_error(worker):
    worker.fail("1/0", save="never.blend")
    assert not (worker.run_dir / "never.blend").exists()


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
    ("import bpy\nbpy.ops.wm.quit_blender()", "Forbidden", "quit_blender"),
    ("import bpy\nbpy.ops.wm.read_factory_settings(use_empty=True)", "Forbidden", "already empty"),
    ("import bpy\nbpy.ops.wm.read_homefile()", "Forbidden", "already empty"),
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


def test_a_left_thread_ends_the_worker(fresh):
    result = fresh.fail("import threading\nthreading.Thread(target=threading.Event().wait).start()")
    assert "thread" in result["message"]
    with pytest.raises((EOFError, ConnectionError)):
        fresh.execute("pass")
    assert fresh.process.wait(1800) == 3


def test_edit_mode_is_left(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.ops.object.mode_set(mode='EDIT')\n"
                   "bpy.ops.mesh.subdivide()")
    assert worker.measure()["objects"][0]["vertices"] == 26


def test_what_would_run_elsewhere_is_not_kept(worker):
    """Texts that run when the file is opened, and drivers that need Python, stay out of the .blend."""
    script = """import bpy
mesh = bpy.data.meshes.new("M")
mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
thing = bpy.data.objects.new("Thing", mesh)
bpy.context.scene.collection.objects.link(thing)
text = bpy.data.texts.new("startup.py")
text.write("print('gotcha')")
text.use_module = True
driver = thing.driver_add("location", 0).driver
driver.expression = "__import__('os').getpid()"
simple = thing.driver_add("location", 1).driver
simple.expression = "frame + 1"
"""
    result = worker.call("execute", {"script": script, "save": "scene.blend", "cpu_s": 60})
    assert result["error"] is None
    look = """import bpy
bpy.context.scene["n"] = 0
with bpy.data.libraries.load("scene.blend") as (there, here):
    print("TEXTS", list(there.texts))
    here.objects = list(there.objects)
print("DRIVERS", [c.driver.expression for o in here.objects for c in o.animation_data.drivers])
"""
    seen = worker.call("execute", {"script": look, "save": None, "cpu_s": 60})
    assert "TEXTS []" in seen["stdout"], seen
    assert "DRIVERS ['frame + 1']" in seen["stdout"], seen
