# A Blender that is forked for a test (tests/support/blender-forked and its server) is as one just started, and ends
# with who asked for it.
import os
import pathlib
import resource
import runpy
import select
import signal
import subprocess
import time

import pytest
from worker_client import BLENDER, FORKED, ROOT, Worker

START = ["--background", "--factory-startup", "--python-exit-code", "1"]
LOOK = """import os, resource
print([os.environ["MQ_OWN"], os.path.basename(os.getcwd()), resource.getrlimit(resource.RLIMIT_CPU)[1]])
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    path = tmp_path_factory.mktemp("server") / "socket"
    server = ROOT / "tests" / "support" / "blender_server.py"
    process = subprocess.Popen([BLENDER, "--background", "--factory-startup", "--offline-mode", "--disable-autoexec",
                                "--python-exit-code", "1", "--python", server, "--", path], stdout=subprocess.PIPE)
    while process.stdout.readline() != b"ready\n":
        assert process.poll() is None
    process.path = str(path)
    yield process
    process.kill()
    process.communicate()


@pytest.fixture(autouse=True)
def server(started, monkeypatch):
    monkeypatch.setenv("MQ_TEST_BLENDER", started.path)
    return started


def run(code, *more, program=FORKED, **others):
    return subprocess.run([program, *START, "--python-expr", code, *more], capture_output=True, text=True, **others)


def children(process):
    return pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def test_as_a_start(tmp_path):
    """Arguments, environment, output and status are those of a Blender of the command line."""
    code = """
import bpy, os, sys
print(sys.argv[1:], os.environ["MARK"], sorted(each.name for each in bpy.data.objects), flush=True)
bpy.data.objects["Cube"].name = "Mine"
bpy.ops.wm.save_as_mainfile(filepath=sys.argv[-1])
"""
    file = tmp_path / "scene.blend"
    where = {**os.environ, "MARK": "a mark"}
    told = [run(code, "--", str(file), env=where).stdout.splitlines()[0] for _ in range(2)]
    real = subprocess.run([BLENDER, *START, "--python-expr", code, "--", file], capture_output=True, text=True,
                          env=where, check=True).stdout.splitlines()[0]
    assert told == [real, real] and "Cube" in real and "a mark" in real
    opened = subprocess.run([FORKED, *START[:2], file, *START[2:], "--python-expr",
                             "import bpy; print(list(bpy.data.objects.keys()), bpy.app.tempdir)"],
                            capture_output=True, text=True, check=True).stdout
    assert "Mine" in opened
    assert run("import bpy; print(bpy.app.tempdir)").stdout not in opened


@pytest.mark.parametrize(("code", "status", "said"), [
    ("1 / 0", 1, "ZeroDivisionError"), ("raise SystemExit(3)", 3, ""), ("raise SystemExit('so')", 1, "so"),
    ("pass", 0, "")])
def test_status(code, status, said):
    done = run(code)
    assert done.returncode == status and said in done.stderr, done


def test_first_picture(tmp_path):
    """A child of the server, which has drawn, draws the same, without a trace of what that drew."""
    code = """
import bpy, sys
scene = bpy.context.scene
scene.render.engine, scene.render.filepath = "BLENDER_WORKBENCH", sys.argv[-1]
scene.render.resolution_x, scene.render.resolution_y = 64, 36
bpy.ops.render.render(write_still=True)
print({name: getattr(bpy.data, name).keys() for name, kind in bpy.data.bl_rna.properties.items()
       if kind.type == "COLLECTION"})
"""
    ours, fresh = tmp_path / "ours.png", tmp_path / "fresh.png"
    told = [run(code, "--", str(ours)), run(code, "--", str(fresh), program=BLENDER)]
    assert all("Cube" in each.stdout for each in told), told
    # After its last line Blender says that it quits.
    data, = {next(line for line in each.stdout.splitlines() if "Cube" in line) for each in told}
    assert data.startswith("{")
    # Before its pixels a file has the time.
    assert len({path.read_bytes().partition(b"IDAT")[2] for path in (ours, fresh)}) == 1


def test_environment_folder_limits_and_end(server, tmp_path, monkeypatch):
    monkeypatch.setenv("MQ_OWN", "mine")
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (9000, hard))
    worker = Worker(tmp_path / "run")
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    (child,) = children(server)
    own, folder, _hard = eval(worker.build(LOOK)["stdout"])
    assert (own, folder) == ("mine", "run")
    assert resource.prlimit(int(child), resource.RLIMIT_CPU)[0] == 9000

    # It ends with who asked.
    worker.process.kill()
    assert worker.process.wait(1800) == -signal.SIGKILL
    deadline = time.monotonic() + 600
    while children(server):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    worker.sock.close()

    # And who asked ends with it.
    worker = Worker(tmp_path / "run")
    os.kill(int(children(server)[0]), signal.SIGTERM)
    assert worker.process.wait(1800) == -signal.SIGTERM
    worker.sock.close()


def test_child_and_asker_end_at_once(server, tmp_path):
    """The server sees both ends in one turn, the child's first."""
    worker = Worker(tmp_path / "run")
    os.kill(server.pid, signal.SIGSTOP)
    child = int(children(server)[0])
    end = os.pidfd_open(child)
    os.kill(child, signal.SIGKILL)
    select.select([end], [], [])
    os.close(end)
    worker.process.kill()
    worker.process.wait()
    worker.sock.close()
    os.kill(server.pid, signal.SIGCONT)
    assert run("print('next')").stdout == "next\n" and server.poll() is None


def test_what_cannot_be_forked_is_started():
    without_server = {key: value for key, value in os.environ.items() if key != "MQ_TEST_BLENDER"}
    read_steps = runpy.run_path(FORKED)["read_steps"]
    assert read_steps([*START, "--python", "/x.py", "--", "--addons"]) == [("file", "/x.py")]
    assert read_steps(["--version"]) is None
    assert read_steps(["--background", "--python", "x.py"]) is None  # with the user's settings
    assert read_steps([*START, "--addons", "x"]) is None
    # With a server and without.
    told = []
    for program, env in ((BLENDER, os.environ), (FORKED, os.environ), (FORKED, without_server)):
        told.append(subprocess.run([program, "--version"], capture_output=True, text=True, env=env).stdout)
    first, = {each.splitlines()[0] for each in told}
    assert first.startswith("Blender ") and told[1] == first + "\n" and told[2] == told[0]
