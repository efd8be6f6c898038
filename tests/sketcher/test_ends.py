# Every parameter of a kind at both of its ends, as a slider in the window does it: one script after another in one
# Blender, by the bridge's `preview`. At a commit a few kinds; with `./dev test --all` every kind.
import json
import re
import sys

import pytest
from conftest import DATA, ROOT, sketch
from representative import representative

sys.path.append(str(ROOT / "tests" / "blender"))
from test_preview import Model
from worker_client import Worker

ALL = list(json.loads(sketch("--list", expect=(0, 1))))
KINDS = representative(ALL, ["chair", "mug"])
# Lines of a script's block: NAME = 0.45  # m, 0.34..0.7: across the seat
# FRAME_FINISH = "wood"  # wood | metal | glass
CHOICE = re.compile(r'^([A-Z][A-Z0-9_]*) = "(\w+)"  # ((?:\w+ \| )+\w+)$', re.MULTILINE)
PARAMETER = re.compile(r"^([A-Z][A-Z0-9_]*) = (\S+)(  # (?:[a-z]+, )?([-\d.]+)\.\.([-\d.]+):.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("run"))
    yield each
    each.close()


def preview(worker, script):
    result = worker.call("preview", {"script": script, "file": "preview.glb"})
    assert result["error"] is None, result["error"]
    return Model(worker.run_dir / "preview.glb")


@pytest.mark.parametrize("kind", ALL)
def test_check_finds_nothing(worker, kind):
    script = sketch("--kind", kind, "--include", "ALL")
    assert worker.call("check", {"script": script, "origin": "team"})["findings"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_ends(worker, kind):
    script = sketch("--kind", kind)
    found = list(PARAMETER.finditer(script))
    assert len(found) >= 3, "sliders"
    before = preview(worker, script)
    unchanged = set()
    for match in found:
        for end in match[4], match[5]:
            changed = script[:match.start(2)] + end + script[match.end(2):]
            if preview(worker, changed).is_like(before) and float(end) != float(match[2]):
                unchanged.add(match[1])
    # Each has something to show; a seed may vary what only a render shows, and a count may be held by another value.
    # How far something opens, and to which side, shows when it moves.
    params = json.loads((DATA / "kinds" / kind / "kind.json").read_text(encoding="utf-8"))["params"]
    moves = {each["name"] for each in params if each.get("axis") == "opening"} | {"HINGES_RIGHT"}
    assert not {name for name in unchanged - moves if not name.endswith(("SEED", "COUNT"))}
    assert preview(worker, script).is_like(before), "nothing is left of all the others"


# All kinds have the same finishes.
@pytest.mark.parametrize("kind", representative(ALL, ["mug"]))
def test_choices(worker, kind):
    script = sketch("--kind", kind)
    for match in CHOICE.finditer(script):
        for choice in match[3].split(" | "):
            preview(worker, script[:match.start(2)] + choice + script[match.end(2):])
    assert "_FINISH" in script
