# A file that Maquette keeps runs nothing, also in a Blender that runs the scripts of files: each of
# canary.py's ways to run is tried for each kind of data-block, with and without Maquette.
import json
import subprocess

import pytest
from worker_client import BLENDER, ROOT

CANARY = ROOT / "tests" / "blender" / "canary.py"
# Evaluates all of a file, as its user does who plays and renders it; then names what would run if
# it were evaluated: drivers of Python, texts, shaders.
PLAY = r"""
import bpy
import json
scene = bpy.context.scene
for frame in (1, 2, 3):
    scene.frame_set(frame)
scene.render.resolution_x = scene.render.resolution_y = 16
scene.cycles.samples = 1
scene.cycles.use_denoising = False
try:
    bpy.ops.render.render()
except RuntimeError as error:
    print(error)  # a picture without lines


def curves(action):
    if hasattr(action, "fcurves"):
        yield from action.fcurves
    for layer in getattr(action, "layers", ()):
        for strip in layer.strips:
            for bag in strip.channelbags:
                yield from bag.fcurves


def driven(block):
    data = getattr(block, "animation_data", None)
    if isinstance(block, bpy.types.Action):
        yield from curves(block)
    if data is not None:
        yield from data.drivers
        for track in data.nla_tracks:
            for strip in track.strips:
                yield from strip.fcurves


left = [each.name for each in bpy.data.texts]
for kind in bpy.data.bl_rna.properties:
    for block in getattr(bpy.data, kind.identifier) if kind.type == "COLLECTION" else ():
        tree = getattr(block, "node_tree", None)
        for each in (block, tree):
            left += [f"{block.name}: {curve.driver.expression}" for curve in driven(each)
                     if curve.driver is not None and not curve.driver.is_simple_expression]
        if isinstance(block, bpy.types.NodeTree) or tree is not None:
            left += [node.name for node in (tree or block).nodes
                     if node.bl_idname == "ShaderNodeScript"]
print("LEFT", json.dumps(left))
"""


def tell(output, word):
    return json.loads(next(line for line in output.splitlines()
                           if line.startswith(word)).removeprefix(word))


def run(*arguments):
    done = subprocess.run([BLENDER, "--background", "--factory-startup", "--python-exit-code", "1",
                           *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def hostile(worker):
    """The folder of the files, and names of the blocks that are driven."""
    folder = worker.run_dir / "hostile"
    return folder, tell(run("--python", CANARY, "--", folder), "PLANTED")


def play(hostile, file):
    """What ran, and what is left in the file that would."""
    canaries = hostile[0] / "canaries"
    for each in canaries.iterdir():
        each.unlink()
    left = tell(run("--enable-autoexec", file, "--python-expr", PLAY), "LEFT")
    return sorted(each.name for each in canaries.iterdir()), left


@pytest.mark.parametrize("name, ways", [("nla", ("driver", "influence")),
                                        ("action", ("driver", "action"))])
def test_all_of_it_runs_without_maquette(hostile, worker, name, ways):
    """So that the other tests prove something. Blender 5.2 runs no driver of an action and no module of Freestyle."""
    is_new = tuple(map(int, worker.facts["blender"]["version"].split(".")[:2])) >= (5, 2)
    ran, left = play(hostile, hostile[0] / f"{name}.blend")
    # No scene evaluates the animation of its annotations.
    kinds = [each for each in hostile[1] if not each.endswith(".Notes")]
    wanted = [f"{kind}-{way}" for kind in kinds for way in ways]
    run_here = {each for each in wanted if not (is_new and each.endswith("-action"))}
    texts = {"text-registered"} if is_new else {"text-registered", "text-style"}
    assert run_here | texts == set(ran) - {"osl"}
    assert len(left) > len(wanted)


@pytest.mark.parametrize("name", ["nla", "action"])
def test_nothing_of_it_runs_in_a_kept_file(worker, hostile, name):
    kept = worker.run_dir / "kept.blend"
    answer = worker.call("open", {"file": f"hostile/{name}.blend", "save": kept.name})
    assert answer["error"] is None
    assert play(hostile, kept) == ([], [])


def test_nothing_of_it_runs_in_an_asset_library(worker, hostile):
    worker.call("open", {"file": "hostile/action.blend", "save": None})
    worker.call("library_asset", {"file": "asset.blend", "name": "Thing", "tags": [],
                                  "catalog": "22163e78-5f2d-4a3e-9d0b-7c1f0a8e6b11"})
    assert play(hostile, worker.run_dir / "asset.blend") == ([], [])
