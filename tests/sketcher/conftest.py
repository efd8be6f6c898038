# What the sketcher's Python tests share: composing scripts, and many of them in one Blender.
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "sketcher"
sys.path.append(str(ROOT / "tests" / "support"))

DATA = ROOT / "data" / "sketcher"
TEST_KINDS = HERE / "kinds"
SKETCH = os.environ.get("MAQUETTE_SKETCH", str(ROOT / "_build" / "tests" / "sketcher" / "maquette-sketch"))
FORKED = str(ROOT / "tests" / "support" / "blender-forked")
# The maquette-sketch that has read them, by its folders.
SERVERS = {}


def sketch(*arguments, kinds=(DATA,), expect=(0,)):
    """What maquette-sketch prints. One that has read the kinds of this tree answers all that is asked of these; other
    folders may change."""
    folders = [part for folder in kinds for part in ("--kinds", str(folder))]
    if {*kinds} <= {DATA, TEST_KINDS}:
        status, out, err = ask_server(folders, arguments)
    else:
        done = subprocess.run([SKETCH, *folders, *arguments], capture_output=True, text=True, timeout=1800)
        status, out, err = done.returncode, done.stdout, done.stderr
    assert status in expect, f"{arguments}: {err}"
    return out


def ask_server(folders, arguments):
    server = SERVERS.get(tuple(folders))
    if not server:
        server = SERVERS[tuple(folders)] = subprocess.Popen([SKETCH, *folders, "--serve"], stdin=subprocess.PIPE,
                                                            stdout=subprocess.PIPE, text=True)
    with tempfile.TemporaryDirectory() as folder:
        files = pathlib.Path(folder, "out"), pathlib.Path(folder, "err")
        server.stdin.write(json.dumps([*map(str, files), *arguments]) + "\n")
        server.stdin.flush()
        return int(server.stdout.readline()), *(file.read_text(encoding="utf-8") for file in files)


def joins_of(plan):
    """Pairs of parts that are meant to touch, as the service hands them to `measure`."""
    return ([[part["id"], part["id"], "free", 0] for part in plan["parts"] if part["effect"]]
            + [[part["id"], other] for part in plan["parts"] for other in part["joins"]])


def job(*arguments, kinds=(DATA,), check=False):
    """A script with its plan, ready for measuring."""
    plan = json.loads(sketch(*arguments, "--plan", kinds=kinds))
    return {"script": sketch(*arguments, kinds=kinds), "plan": plan, "joins": joins_of(plan),
            "check": check}


def measure(jobs, folder):
    """All jobs in one background Blender, each in a fresh scene; their results in order."""
    source, target = folder / "jobs.json", folder / "results.json"
    source.write_text(json.dumps(jobs), encoding="utf-8")
    done = subprocess.run(
        [FORKED, "--background", "--factory-startup", "--python-exit-code", "1", "--python",
         str(HERE / "measure_in_blender.py"), "--", str(source), str(target)],
        capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(target.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sketcher")
