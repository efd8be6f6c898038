# STEP files by others' writers (foreign/write_steps.py), made a GLB by maquette-step: what each is read as, and that a
# mangled one is refused or read, and nothing else.
import math
import os
import random
import re
import resource
import subprocess

import pytest
from taking import names, rebuild, refused, take
from test_foreign import FOLDER, GRAY, INVALID_PARAMS, NAMED, PAINT, SHAPED, UP
from worker_client import RemoteError

# EX_DATAERR, EX_NOINPUT: in sysexits.h
UNREADABLE, EMPTY = 65, 66
NAMING = "opencascade-7.8-naming.step"
LAMP = math.pi * (60 ** 2 * 10 + 6 ** 2 * 150 + (50 ** 2 + 50 * 25 + 25 ** 2) * 40 / 3)
# Parts, size in mm, volume in mm³, and colors; each is #rrggbb as the file has it in shares.
READ = {
    "gmsh-4.13.step": (SHAPED, UP, LAMP, GRAY),
    "opencascade-7.8.step": (NAMED, UP, LAMP, PAINT),
    "opencascade-7.8-inch.step": (NAMED, [25.4 * each for each in UP], 25.4 ** 3 * LAMP, PAINT),
    "solvespace-3.1.step": ({"Lamp": 1}, [60, 40, 20], (60 * 10 + 10 * 30) * 20, ["#3366cc"]),
}


VOLUME = """
import bmesh
volume = 0
for obj in bpy.data.objects:
    if obj.type == "MESH":
        mesh = bmesh.new()
        mesh.from_mesh(obj.data)
        bmesh.ops.remove_doubles(mesh, verts=mesh.verts, dist=1e-6)
        volume += mesh.calc_volume(signed=True) * obj.scale[0] ** 3
print(volume)
"""
METAL = """import bpy
with bpy.data.libraries.load("taken.blend") as (found, wanted):
    wanted.materials = list(found.materials)
print(sorted({node.inputs["Metallic"].default_value for each in wanted.materials for node in each.node_tree.nodes
              if node.type == "BSDF_PRINCIPLED"}))
"""


def convert(data, *options):
    """What the program makes of a file, in a folder of its own. Its processor time is limited: what is mangled may
    never end."""
    return subprocess.run(["bwrap", "--dev-bind", "/", "/", "--tmpfs", "/tmp", "--unshare-pid", "--die-with-parent",
                           *options, os.environ["MQ_STEP"]], input=data, capture_output=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (8, 8)))


def put(folder, made):
    """The GLB, as the client has it made."""
    path = folder / "model.step"
    path.write_bytes(made)
    return path


def test_all_are_listed():
    assert {path.name for path in FOLDER.glob("*.step")} == {*READ, NAMING}


@pytest.mark.parametrize("name", READ)
def test_read(worker, folder, name):
    parts, size, volume, colors = READ[name]
    converted = convert((FOLDER / name).read_bytes())
    assert converted.returncode == 0, converted.stderr
    taken = take(worker, put(folder, converted.stdout), title="Lamp")
    report = rebuild(worker, taken)
    assert names(taken) == parts and taken["guessed"] == [] and taken["notes"] == []
    assert report["whole"]["dimensions_m"] == pytest.approx([each / 1000 for each in size], abs=1e-4 * max(size) / 200)
    made = worker.call("execute", {"script": taken["script"] + VOLUME})["stdout"]
    assert float(made) == pytest.approx(volume / 1e9, rel=0.005)
    assert sorted({color for one in report["objects"] for color in one["colors"]}) == colors


def test_no_metal(worker, folder):
    """Its colors are paint: a glTF without more than colors would be bare metal."""
    take(worker, put(folder, convert((FOLDER / "opencascade-7.8.step").read_bytes()).stdout))
    assert worker.call("execute", {"script": METAL})["stdout"] == "[0.0]\n"


def test_says_itself(worker, folder):
    path = put(folder, convert((FOLDER / "solvespace-3.1.step").read_bytes()).stdout)
    assert "says its unit" in refused(worker, path, unit="in")


def lose(text, chance):
    """References to what is not there."""
    return re.sub(r"(?<=[(,])#\d+", lambda found: "#999999" if chance.random() < 0.05 else found[0], text)


def confuse(text, chance):
    """References to something else: to another kind, or to what refers back."""
    known = re.findall(r"^#\d+", text, re.MULTILINE)
    return re.sub(r"(?<=[(,])#\d+", lambda found: chance.choice(known) if chance.random() < 0.05 else found[0], text)


def loop(text, chance):
    """Entities that refer to themselves."""
    return re.sub(r"^(#\d+)(.*)$", lambda row: row[1] + (re.sub(r"#\d+", row[1], row[2]) if chance.random() < 0.1
                                                         else row[2]), text, flags=re.MULTILINE)


def claim(text, chance):
    """Numbers that are far too large, and not numbers."""
    return re.sub(r"\b\d+\.(?=[,)])", lambda found: chance.choice(["4294967295.", "9E307", "nan", found[0]]), text)


def nest(text, _chance):
    return text.replace("DATA;", f"DATA;\n#900000=CARTESIAN_POINT('',{100000 * '('}{100000 * ')'});", 1)


def number_high(text, _chance):
    return re.sub(r"#(\d+)", lambda found: f"#{4294967295 - int(found[1])}", text)


@pytest.mark.parametrize("way", [lose, confuse, loop, claim, nest, number_high])
@pytest.mark.parametrize("name", ["gmsh-4.13.step", "opencascade-7.8.step", "solvespace-3.1.step"])
def test_mangled(worker, folder, name, way):
    """The program may crash or run out of time, in its sandbox. What it makes all the same is read or refused."""
    text = way((FOLDER / name).read_text("latin-1"), random.Random(name))
    converted = convert(text.encode("latin-1"))
    if converted.returncode != 0:
        return
    try:
        taken = take(worker, put(folder, converted.stdout))
    except RemoteError as error:
        assert error.code == INVALID_PARAMS and error.message, error.message
    else:
        assert taken["triangles"] > 0 and taken["script"]


def test_no_model():
    head = b"ISO-10303-21;\nHEADER;\nENDSEC;\nDATA;\n"
    end = b"ENDSEC;\nEND-ISO-10303-21;\n"
    assert convert(b"").returncode == UNREADABLE
    assert convert(head + end).returncode == UNREADABLE
    only_points = (FOLDER / "gmsh-4.13.step").read_bytes().replace(b"MANIFOLD_SOLID_BREP", b"GEOMETRIC_SET")
    assert convert(only_points).returncode in (UNREADABLE, EMPTY)


def test_names_of_other_files_are_followed(tmp_path):
    """A file may name another one, by its whole path, and Open CASCADE reads that: so the sandbox must hide all others
    (tests/cli/test_step_files.py)."""
    (tmp_path / "other_Foot.stp").write_bytes((FOLDER / "solvespace-3.1.step").read_bytes())
    naming = (FOLDER / NAMING).read_bytes().replace(b"'other_", f"'{tmp_path}/other_".encode())
    assert convert(naming).returncode == EMPTY
    seen = convert(naming, "--bind", tmp_path, tmp_path)
    assert seen.returncode == 0 and b"glTF" in seen.stdout
