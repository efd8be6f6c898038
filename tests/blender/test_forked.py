# A Blender that is forked for a test is as one just started; see tests/support/forked_blender.py.
import os
import select
import signal
import subprocess

import forked_blender
import pytest
from worker_client import BLENDER, Worker

pytestmark = pytest.mark.skipif(forked_blender.connect() is None, reason="./dev test starts the Blender that forks")
START = [BLENDER, "--background", "--factory-startup", "--python-exit-code", "1"]


def run(code, *more, **others):
    return forked_blender.run([*START, "--python-expr", code, *more], capture_output=True, text=True, **others)


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
    real = subprocess.run([*START, "--python-expr", code, "--", file], capture_output=True, text=True, env=where,
                          check=True).stdout.splitlines()[0]
    assert told == [real, real] and "Cube" in real and "a mark" in real
    opened = forked_blender.run([*START[:3], file, *START[3:], "--python-expr",
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


def test_killed(tmp_path):
    """It ends when it is killed, and when nobody holds it any more."""
    one = Worker(tmp_path / "one")
    two = Worker(tmp_path / "two")
    assert one.process.poll() is None
    one.process.kill()
    assert one.process.wait(1800) == -signal.SIGKILL
    pidfd = os.pidfd_open(two.process.pid)
    del two.process
    assert select.select([pidfd], [], [], 1800)[0]
    os.close(pidfd)
    one.sock.close()
    two.sock.close()


def test_what_cannot_be_forked_is_started():
    assert forked_blender.read_steps(["--version"]) is None
    assert forked_blender.read_steps(["--background", "--python", "x.py"]) is None  # with the user's settings
    assert forked_blender.read_steps([*START[1:], "--addons", "x"]) is None
    assert "Blender" in forked_blender.run([BLENDER, "--version"], capture_output=True, text=True).stdout
