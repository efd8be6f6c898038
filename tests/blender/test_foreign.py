# Files by others' writers (foreign/write_foreign.py): what each is read as, and that a mangled one is refused or read,
# and nothing else.
import pathlib
import random
import shutil

import pytest
from taking import names, rebuild, refused, take
from worker_client import RemoteError

FOLDER = pathlib.Path(__file__).with_name("foreign")
INVALID_PARAMS = -32602
NAMED = {"Foot": 1, "Post": 1, "Shade": 1}
SHAPED = {"Plate": 1, "Rod": 1, "Piece": 1}  # by what they look like
ONE = {"Lamp": 1}  # its parts touch corner to corner, or share their corners
PAINT = ["#306599", "#993030", "#cbaa30"]
THREE_PAINT = ["#336699", "#993333", "#cca933"]
GRAY = ["#b4b4b4"]
UP = [120, 120, 200]
LAID = [120, 200, 120]  # y is up in it, and the file does not say so
# Parts, size in mm, triangles, colors, and what had to be guessed.
READ = {
    "admesh.stl": (SHAPED, UP, 68, GRAY, ["unit", "up"]),
    "admesh-text.stl": (SHAPED, [240, 240, 400], 68, GRAY, ["unit", "up"]),
    # It writes meters as if they were millimeters, the first three corners of each face, and black.
    "assimp.3mf": (SHAPED, [0.12, 0.2, 0.12], 26, ["#000000"], []),
    "assimp.glb": (NAMED, UP, 68, PAINT, []),
    "assimp.gltf": (NAMED, UP, 68, PAINT, []),
    "assimp.obj": (NAMED, UP, 68, PAINT, ["unit", "up"]),
    "assimp.ply": (SHAPED, LAID, 68, GRAY, ["unit", "up"]),
    "assimp.stl": (SHAPED, LAID, 68, GRAY, ["unit", "up"]),
    "assimp-text.ply": (SHAPED, LAID, 68, GRAY, ["unit", "up"]),
    "assimp-text.stl": (SHAPED, LAID, 68, GRAY, ["unit", "up"]),
    "blender-4.3.fbx": (NAMED, UP, 68, PAINT, []),
    "blender-4.3.glb": (NAMED, UP, 68, PAINT, []),
    "blender-4.3.obj": (NAMED, UP, 68, PAINT, ["unit", "up"]),
    "blender-4.3.ply": (SHAPED, UP, 68, GRAY, ["unit", "up"]),
    "blender-4.3.stl": (SHAPED, UP, 68, GRAY, ["unit", "up"]),
    "blender-4.3-beside.gltf": (NAMED, LAID, 68, PAINT, []),  # against the format, z is up in it
    "blender-4.3-text.ply": (SHAPED, UP, 68, GRAY, ["unit", "up"]),
    "blender-4.3-text.stl": (SHAPED, UP, 68, GRAY, ["unit", "up"]),
    "blender-4.3-units.fbx": (NAMED, UP, 68, PAINT, []),
    "blender-4.3-z-mm.obj": ({"Foot Mesh": 1, "Post Mesh": 1, "Shade Mesh": 1}, LAID, 68, GRAY, ["unit", "up"]),
    "ezdxf-R12.dxf": ({"IV OUTER PROFILE": 1}, [8, 4, 3], 1376, GRAY, ["unit"]),
    "ezdxf-R2018.dxf": ({"IV OUTER PROFILE": 1, "Knob": 1}, [107.5, 40, 3], 1756, GRAY, []),
    "openscad.3mf": ({"OpenSCAD Model": 1}, UP, 76, GRAY, []),
    "openscad.dxf": (ONE, [80, 40, 3], 404, GRAY, ["unit"]),
    "openscad.stl": (ONE, UP, 76, GRAY, ["unit", "up"]),
    "openscad.svg": (ONE, [80, 40, 3], 404, ["#d3d3d3"], []),
    "three.glb": (NAMED, UP, 80, THREE_PAINT, []),
    "three.gltf": (NAMED, UP, 80, THREE_PAINT, []),
    "three.obj": (NAMED, UP, 80, ["#e7e7e7"], ["unit", "up"]),
    "three.stl": (ONE, LAID, 80, GRAY, ["unit", "up"]),
    "three-text.ply": (ONE, LAID, 80, GRAY, ["unit", "up"]),
    "three-text.stl": (ONE, LAID, 80, GRAY, ["unit", "up"]),
}
REFUSED = {"admesh.dxf": "no closed outline. Left out: 68 3dfaces.", "assimp-text.fbx": "an FBX of text",
           "assimp.fbx": "cannot be read"}
TOLD = {"assimp.ply": {"up": "y"}, "blender-4.3-z-mm.obj": {"up": "z"}, "three.stl": {"up": "y"},
        "assimp-text.stl": {"up": "y", "unit": "m"}, "ezdxf-R12.dxf": {"unit": "cm"}}
BESIDE = {".bin", ".mtl"}


def put(folder, name, data=None):
    """The file, as the client copies it into a folder with what it names."""
    for each in folder.iterdir():
        each.unlink()
    for each in FOLDER.iterdir():
        if each.suffix in BESIDE:
            shutil.copy(each, folder)
    path = folder / f"model{pathlib.Path(name).suffix}"
    path.write_bytes((FOLDER / name).read_bytes() if data is None else data)
    return path


def test_all_are_listed():
    kept = {path.name for path in FOLDER.iterdir() if path.suffix not in {*BESIDE, ".py", ".mjs", ".step"}}
    assert kept == {*READ, *REFUSED} and len(kept) >= 35


@pytest.mark.parametrize("name", READ)
def test_read(worker, folder, name):
    parts, size, triangles, colors, guessed = READ[name]
    taken = take(worker, put(folder, name), title="Lamp")
    report = rebuild(worker, taken)
    assert names(taken) == parts and taken["guessed"] == guessed and taken["triangles"] == triangles
    assert report["whole"]["dimensions_m"] == pytest.approx([each / 1000 for each in size], abs=1e-4)
    assert sorted({color for one in report["objects"] for color in one["colors"]}) == colors


@pytest.mark.parametrize("name", TOLD)
def test_told(worker, folder, name):
    """What a file does not say can be told."""
    size = rebuild(worker, take(worker, put(folder, name), **TOLD[name]))["whole"]["dimensions_m"]
    assert size == pytest.approx([0.08, 0.04, 0.003] if name.endswith(".dxf") else [0.12, 0.12, 0.2], abs=1e-4)


@pytest.mark.parametrize("name", REFUSED)
def test_refused(worker, folder, name):
    assert REFUSED[name] in refused(worker, put(folder, name))


def cut(data, chance):
    return data[:chance.randrange(len(data) // 4, len(data))]


def change(data, chance):
    made = bytearray(data)
    for _ in range(6):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


@pytest.mark.parametrize("way", [cut, change])
@pytest.mark.parametrize("name", READ)
def test_mangled(worker, folder, name, way):
    data = way((FOLDER / name).read_bytes(), random.Random(name))
    try:
        taken = take(worker, put(folder, name, data))
    except RemoteError as error:
        assert error.code == INVALID_PARAMS and error.message, error.message
    else:
        assert taken["triangles"] > 0 and taken["script"]
