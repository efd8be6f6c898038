# The questions that measure the index (`bench-knowledge`): well formed, enough of them in each group and half, and
# every answer is an id that the Blender asked about has. The index may be tuned to those of the half "tuning", and to
# tuning.json; those of the half "held-out" are not looked at, and only their recall counts.
import collections
import json
import re

import pytest
from conftest import BLENDERS, HERE, run, version_of

QUESTIONS = json.loads((HERE / "questions.json").read_text(encoding="utf-8"))
LEAST = {"task": 45, "name": 20, "error": 25, "version": 25}
ID = r"(bpy\.(types|ops)|bmesh\.(ops|types)|mathutils|bpy_extras)\.[\w.]+(\.inputs\['[^']+'\])?"


def test_format():
    for each in QUESTIONS:
        assert each.keys() == {"question", "group", "half", "blender", "answers"}
        assert each["question"] == each["question"].strip() != ""
        assert re.fullmatch(r"\d\.\d", each["blender"])
        assert each["answers"] and len(set(each["answers"])) == len(each["answers"])
        assert all(re.fullmatch(ID, answer) for answer in each["answers"]), each["answers"]
    asked = [(each["question"], each["blender"]) for each in QUESTIONS]
    assert len(set(asked)) == len(asked)


def test_groups():
    for half in ("tuning", "held-out"):
        counts = collections.Counter(each["group"] for each in QUESTIONS if each["half"] == half)
        assert counts.keys() == LEAST.keys()
        assert all(counts[group] >= least for group, least in LEAST.items()), counts
    assert {each["half"] for each in QUESTIONS} == {"tuning", "held-out"}


@pytest.mark.parametrize("blender", BLENDERS)
def test_answers_exist(blender, folder):
    found = version_of(blender)
    answers = sorted({answer for each in QUESTIONS for answer in each["answers"]
                      if each["blender"] == f"{found[0]}.{found[1]}"})
    if not answers:
        pytest.skip(f"no question is for Blender {found}")
    job = {"name": "answers", "script": "", "covers": answers}
    assert run(blender, [job], folder)["answers"]["missing"] == []
