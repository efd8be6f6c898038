# The planted sets of the kinds of requirement (tests/bench/planted), three shapes of each; `./dev bench faults`
# measures all of them. One Blender.
import json
import os
import subprocess

import pytest
from worker_client import FORKED, ROOT

KINDS = [row["what"] for row in json.loads(
    (ROOT / "blender-addon/maquette_bridge/measure/requirement_kinds.json").read_text())["kinds"]
         if row["what"] != "matches_picture"]  # of a picture, which no shape has
SHAPES = 3  # of a kind


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    target = tmp_path_factory.mktemp("planted") / "rows.jsonl"
    subprocess.run([FORKED, "--background", "--factory-startup", "--python-exit-code", "1", "--python",
                   str(ROOT / "tests/bench/planted_in_blender.py"), "--", str(target), "-", str(SHAPES)], check=True,
                   stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    return [json.loads(line) for line in target.read_text().splitlines()]


@pytest.mark.parametrize("kind", KINDS)
def test_planted(rows, kind):
    own = [row for row in rows if row["kind"] == kind]
    assert len({row["shape"] for row in own}) >= SHAPES
    if kind == "look":
        assert all(row["met"] is None for row in own)
        return
    assert {row["sound"] for row in own} == {True, False}
    wrong = [row for row in own if row["met"] is not None and row["met"] is not row["sound"]]
    assert not wrong, json.dumps(wrong, indent=1)
    # A faulty one may be "not clear which is meant".
    assert all(row["met"] is not None for row in own if row["sound"]), own
