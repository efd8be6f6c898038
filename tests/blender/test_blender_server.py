# tests/support/blender-forked and its server: a child that ends with who asked for it, and is as a started Blender is.
import pathlib
import resource
import subprocess
import time

import pytest
from worker_client import BLENDER, ROOT, Worker

SERVER = ROOT / "tests" / "support" / "blender_server.py"
LOOK = """import os, resource
print([os.environ["MQ_OWN"], os.path.basename(os.getcwd()), resource.getrlimit(resource.RLIMIT_CPU)[1]])
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    path = tmp_path_factory.mktemp("server") / "socket"
    process = subprocess.Popen([BLENDER, "--background", "--factory-startup", "--offline-mode", "--disable-autoexec",
                                "--python-exit-code", "1", "--python", SERVER, "--", path], stdout=subprocess.PIPE)
    while process.stdout.readline() != b"ready\n":
        assert process.poll() is None
    process.path = str(path)
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def forked(server, tmp_path, monkeypatch):
    monkeypatch.setenv("MQ_TEST_BLENDER", server.path)
    monkeypatch.setenv("MQ_OWN", "mine")
    monkeypatch.delenv("MQ_TEST_FORKED_BLENDER", raising=False)  # of another parent
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (9000, hard))
    each = Worker(tmp_path / "run", program=ROOT / "tests" / "support" / "blender-forked")
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
    yield each
    each.close()


def children(process):
    return pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()


def wait_for_no_child(server):
    deadline = time.monotonic() + 600
    while children(server):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_environment_folder_and_limits(server, forked):
    assert len(children(server)) == 1
    own, folder, _hard = eval(forked.build(LOOK)["stdout"])
    assert (own, folder) == ("mine", "run")
    assert resource.prlimit(int(children(server)[0]), resource.RLIMIT_CPU)[0] == 9000


def test_it_ends_with_who_asked(server, forked):
    forked.process.kill()
    wait_for_no_child(server)
