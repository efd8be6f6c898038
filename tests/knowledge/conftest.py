# What the tests of examples and pitfalls share: the Blenders at hand, and many scripts in one of them.
# A fork of MQ_BLENDER is the first; MAQUETTE_BLENDERS lists more, divided by colons.
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "knowledge"
DATA = ROOT / "data" / "knowledge"
sys.path.append(str(ROOT / "tests" / "support"))

FIRST = str(ROOT / "tests" / "support" / "blender-forked")
BLENDERS = [FIRST] + [each for each in os.environ.get("MAQUETTE_BLENDERS", "").split(":") if each]


def version(text):
    return tuple(int(part) for part in text.split("."))


def version_of(blender):
    done = subprocess.run([blender, "--version"], capture_output=True, text=True, timeout=1800)
    return version(re.search(r"Blender (\d+\.\d+\.\d+)", done.stdout).group(1))


def run(blender, jobs, folder, pictures=None):
    """The results of all jobs by name, from one background Blender, each in a fresh scene."""
    source, target = folder / "jobs.json", folder / "results.json"
    source.write_text(json.dumps(jobs), encoding="utf-8")
    more = [str(pictures)] if pictures else []
    done = subprocess.run(
        [blender, "--background", "--factory-startup", "--offline-mode", "--python-exit-code", "1",
         "--python", str(HERE / "run_in_blender.py"), "--", str(source), str(target), *more],
        capture_output=True, text=True, timeout=3600)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    results = json.loads(target.read_text(encoding="utf-8"))["results"]
    return {each["name"]: each for each in results}


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    # Below /tmp in any case: the Blender of another root sees it there.
    return tmp_path_factory.mktemp("knowledge")
