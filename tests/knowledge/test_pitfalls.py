# Each pitfall in each Blender at hand that it is for: it keeps to the format, what it says to use instead
# runs and is no finding of the bridge's check, its ids are there, and the old call (old_calls.json) really
# fails with the error that is told.
import json
import pathlib
import re

import pytest
from conftest import BLENDERS, DATA, HERE, run, version, version_of

ROWS = {row["id"]: row for path in sorted((DATA / "pitfalls").glob("*.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))}
OLD = json.loads((HERE / "old_calls.json").read_text(encoding="utf-8"))
KEYS = {"id", "title", "from", "until", "names", "error", "text", "instead", "covers", "words"}
# What the snippets may use.
PRELUDE = """import bmesh
import bpy
import math
import random
from mathutils import Matrix, Vector

scene = bpy.context.scene
bm = bmesh.new()
bmesh.ops.create_cube(bm, size=1.0)
mesh = bpy.data.meshes.new("Box")
bm.to_mesh(mesh)
material = bpy.data.materials.new("Paint")
if material.node_tree is None:
    material.use_nodes = True
tree = material.node_tree
bsdf = tree.nodes["Principled BSDF"]
mesh.materials.append(material)
obj = bpy.data.objects.new("Box", mesh)
scene.collection.objects.link(obj)
bpy.context.view_layer.objects.active = obj
obj.select_set(True)
"""


def applies(row, number):
    return ((row["from"] is None or version(row["from"]) <= number)
            and (row["until"] is None or number < version(row["until"])))


def errors_of(row):
    return [row["error"]] if isinstance(row.get("error"), str) else row.get("error", [])


def says(told, message):
    """Whether a message is what a pitfall tells, in which … stands for anything."""
    return re.search(".*".join(map(re.escape, told.split("…"))), message, re.DOTALL) is not None


@pytest.mark.parametrize("row", ROWS.values(), ids=list(ROWS))
def test_format(row):
    assert set(row) <= KEYS and set(row) >= KEYS - {"error", "words"}
    assert re.fullmatch(r"[a-z0-9-]{3,60}", row["id"])
    assert 10 <= len(row["title"]) <= 100 and not row["title"].endswith(".")
    assert 20 <= len(row["text"].encode()) <= 500
    assert 5 <= len(row["instead"].encode()) <= 800
    assert 1 <= len(row["covers"]) <= 6
    assert row["from"] is None or row["until"] is None or version(row["from"]) < version(row["until"])
    assert all(len(told) <= 200 for told in errors_of(row))
    assert row["id"] not in OLD or errors_of(row), "the old call's error is not told"


def test_ids_are_unique_and_many():
    files = [json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "pitfalls").glob("*.json")]
    assert len(ROWS) == sum(map(len, files)) >= 70
    assert set(OLD) <= set(ROWS)


@pytest.fixture(scope="session", params=BLENDERS, ids=lambda each: pathlib.Path(each).name)
def results(request, folder):
    """Of one Blender: its results by name, "ID" for what to use instead and "ID old"."""
    number = version_of(request.param)
    jobs, old = [], []
    for ident, row in ROWS.items():
        if applies(row, number):
            jobs.append({"name": ident, "script": PRELUDE + row["instead"], "check": True,
                         "covers": row["covers"]})
            if ident in OLD:
                old.append({"name": ident + " old", "script": PRELUDE + OLD[ident], "plain": True})
    return run(request.param, jobs + old, folder)


# Rows that are for none of the Blenders at hand are no tests.
AT_HAND = [version_of(each) for each in BLENDERS]
HERE_TOO = [ident for ident, row in ROWS.items() if any(applies(row, each) for each in AT_HAND)]


@pytest.mark.parametrize("ident", HERE_TOO)
def test_instead(results, ident):
    if ident not in results:
        pytest.skip("not for this Blender")
    result = results[ident]
    assert result["error"] is None, result["error"]
    findings = [each["what"] for each in result["findings"]
                if (each["severity"], each["name"]) != ("warning", "use_nodes")
                and each["code"] != "stage"]  # some are about lights and cameras
    assert not findings
    assert not result["missing"]


@pytest.mark.parametrize("ident", [ident for ident in OLD if ident in HERE_TOO])
def test_old_call_fails_as_told(results, ident):
    if ident + " old" not in results:
        pytest.skip("not for this Blender")
    error = results[ident + " old"]["error"]
    assert error is not None, "the old call works"
    assert any(says(told, error["message"]) for told in errors_of(ROWS[ident])), error["message"]
