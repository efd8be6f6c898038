# A forked child of a Blender that has imported the bridge makes the same as a fresh Blender, and ends:
# forked_cases.py has the cases; docs/inside/bridge.md, "A forked Blender", says what is known of them.
import json
import os
import subprocess

import pytest
from representative import ALL
from worker_client import BLENDER, ROOT

CASES = ROOT / "tests" / "blender" / "forked_cases.py"
# Each stands for a library that has threads, or for a method of the bridge.
FEW = ("modifier_BEVEL", "modifier_REMESH", "modifier_SUBSURF", "boolean_exact", "geometry_nodes", "text",
       "picture_OPEN_EXR", "picture_OPEN_EXR_MULTILAYER", "picture_JPEG", "picture_WEBP", "cycles", "workbench",
       "file_glb", "file_obj", "blend_compressed", "python_threads", "numpy_matrices", "own_temporary_folder",
       "bridge_model", "bridge_measure", "bridge_dataset", "bridge_export_glb")
# In a fresh Blender (Debian's 4.3), the first aborts, the second never ends, and the files of the others
# are different ones each time.
NEVER = ("fluid_bake", "picture_CINEON", "bridge_final_cycles", "bridge_final_eevee")


def run(how, folder, names=()):
    """The text that Blender wrote."""
    out = folder / f"{how}.log"
    with open(out, "wb") as log:
        subprocess.run(
            [BLENDER, "--background", "--factory-startup", "--offline-mode", "--disable-autoexec", "--python-exit-code",
             "1", "--python", str(CASES), "--", how, str(folder), *names],
            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, check=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(folder),
                 "MESA_SHADER_CACHE_DIR": str(folder)})
    return out.read_text(errors="replace").splitlines()


def play(how, folder, names):
    """The answers of the cases, in their order."""
    lines = run(how, folder, names)
    unknown = [line for line in lines if line.startswith("UNKNOWN ")]
    if unknown and not unknown[0].startswith("UNKNOWN 4.3"):
        pytest.skip(f"the threads of this Blender's libraries cannot be ended: {unknown[0]}")
    assert not unknown
    return [json.loads(line[5:]) for line in lines if line.startswith("CASE ")]


def every_case(folder):
    for line in run("list", folder):
        if line.startswith("CASES "):
            return [name for name in json.loads(line[6:]) if name not in NEVER]
    raise AssertionError("no list of cases")


def test_a_child_makes_what_a_fresh_blender_makes(tmp_path):
    names = every_case(tmp_path) if ALL else list(FEW)
    forked, fresh = play("fork", tmp_path, names), play("fresh", tmp_path, names)
    assert [each["case"] for each in forked] == [each["case"] for each in fresh] == names
    differ = {child["case"]: (child["result"], other["result"]) for child, other in zip(forked, fresh)
              if child["result"] != other["result"]}
    assert not differ


def test_many_children_of_one_parent(tmp_path):
    """A script, a saved file and an opened one in each; the parent does not grow, and leaves no zombie."""
    answers = play("fork", tmp_path, [f"bridge_nothing*{1000 if ALL else 30}"])
    assert {json.dumps(each["result"]) for each in answers} == {json.dumps(answers[0]["result"])}
    assert isinstance(answers[0]["result"], list), answers[0]
    assert max(each["zombies"] for each in answers) == 0
    assert answers[-1]["parent_kb"] < answers[4]["parent_kb"] + 24 * 1024
