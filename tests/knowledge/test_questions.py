# The questions that measure the index (`bench-knowledge`): well formed, enough of them in each group and half, and
# every answer is an id that the Blender asked about has. The index may be tuned to those of the half "tuning", and to
# tuning.json; those of the half "held-out" are not looked at, and only their recall counts. Those of
# the group "thread" are titles as of public threads, halved by a hash.
import collections
import json
import os
import re
import subprocess

import pytest
from conftest import BLENDERS, DATA, FIRST, HERE, ROOT, run, version_of

QUESTIONS = json.loads((HERE / "questions.json").read_text(encoding="utf-8"))
# Questions that were written before anybody looked at the index, and labelled afterwards: ids that fit, and those
# that come near. "plan": parts as in plans, where only an example helps that the toolkit has no function for.
BLIND = json.loads((HERE / "blind.json").read_text(encoding="utf-8"))
OURS = {f"example:{path.stem}" for path in (DATA / "examples").glob("*.py")} | {
    f"pitfall:{row['id']}" for path in (DATA / "pitfalls").glob("*.json")
    for row in json.loads(path.read_text(encoding="utf-8"))}
LEAST = {"task": 45, "name": 20, "error": 25, "version": 25, "thread": 70}
# A bit below what each half reaches on Blender 4.3 (`./dev bench knowledge`).
LEAST_RECALL = {"tuning": 0.94, "held-out": 0.855, "blind": 0.96}
ID = r"(bpy\.(types|ops)|bmesh|mathutils|bpy_extras)\.[\w.]+(\.inputs\['[^']+'\])?"


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


def test_blind():
    assert len(BLIND) == 200 and len({each["question"] for each in BLIND}) == 200
    for each in BLIND:
        assert each.keys() - {"near"} == {"question", "group", "half", "blender", "answers"}
        assert each["group"] in {"search", "plan", "nothing"} and each["half"] == "blind"
        assert (each["group"] == "nothing") <= (not each["answers"])
        for ident in each["answers"] + each.get("near", []):
            assert re.fullmatch(ID, ident) or ident in OURS | {"bpy.utils.register_class"}, ident


@pytest.mark.parametrize("blender", BLENDERS)
def test_answers_exist(blender, folder):
    found = version_of(blender)
    answers = sorted({answer for each in QUESTIONS + BLIND for answer in each["answers"] + each.get("near", [])
                      if each["blender"] == f"{found[0]}.{found[1]}" and answer not in OURS})
    if not answers:
        pytest.skip(f"no question is for Blender {found}")
    job = {"name": "answers", "script": "", "covers": answers}
    assert run(blender, [job], folder)["answers"]["missing"] == []


@pytest.mark.skipif("MQ_BENCH_KNOWLEDGE" not in os.environ, reason="the service is not built")
def test_recall(folder):
    if version_of(FIRST)[:2] != (4, 3):
        pytest.skip("most questions are about Blender 4.3")
    introspection = folder / "introspection.json.gz"
    script = ROOT / "blender-addon" / "maquette_bridge" / "introspect" / "introspection.py"
    subprocess.run([FIRST, "--background", "--factory-startup", "--python-exit-code", "1", "--python", str(script),
                    "--", "--output", str(introspection)], check=True, capture_output=True, timeout=1800)
    cache = folder / "recall"
    cache.mkdir()
    done = subprocess.run([os.environ["MQ_BENCH_KNOWLEDGE"], str(cache),
                           f"{HERE / 'questions.json'},{HERE / 'blind.json'}", str(introspection)],
                          check=True, capture_output=True, text=True, timeout=1800)
    halves = json.loads(done.stdout)["halves"]
    assert {half for half, least in LEAST_RECALL.items() if halves[half]["recall_at_5"] < least} == set()
