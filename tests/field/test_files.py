# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of other programs at doors that do not take them: named for what they are, by their content, with the way that
exists. None is called damaged, and none is a reason to set up a model."""

import gzip
import struct

import pytest
from desk import QUICK

STL = b"\0" * 80 + struct.pack("<I", 2) + bytes(100)
FILES = {
    "a.glb": (b"glTF\2\0\0\0\x20\0\0\0" + bytes(20), "a 3D model (GLB)"),
    "b.stl": (STL, "a 3D model (STL)"),
    "c.stl": (b"solid x\n facet normal 0 0 1\n  outer loop\n", "a 3D model (STL)"),
    "d.obj": (b"# by hand\no Cube\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", "a 3D model (OBJ)"),
    "e.fbx": (b"Kaydara FBX Binary  \0\x1a\0", "a 3D model (FBX)"),
    "f.blend": (b"BLENDER-v405" + bytes(50), "a Blender file"),
    "g.blend": (b"\x28\xb5\x2f\xfd" + bytes(range(60)), "a Blender file"),
    "h.blend": (gzip.compress(b"BLENDER-v279"), "a Blender file"),
    "i.dxf": (b"AutoCAD Binary DXF\r\n\x1a\0", "a CAD drawing (binary DXF)"),
    "i.dwg": (b"AC1032" + bytes(20), "a CAD drawing (DWG)"),
    "j.docx": (b"PK\3\4" + bytes(20), "a document (Word)"),
    "k.gltf": (b'{"asset": {"version": "2.0"}, "scenes": []}', "a 3D model (glTF)"),
    "l.step": (b"ISO-10303-21;\nHEADER;\n", "a 3D model (STEP)"),
    "m.png": (b"glTF\2\0\0\0\x20\0\0\0" + bytes(20), "a 3D model (GLB)"),  # whatever its name says
    "n.mp4": (b"\0\0\0\x20ftypisom" + bytes(20), "a video"),
}
WAY = {"model": "maquette-cli --from", "file": "maquette-cli --from",
       "drawing": "a PDF or an SVG", "document": "as a picture (PNG)", "video": "as a picture (PNG)"}


@pytest.mark.parametrize("door", [["--image"], ["--script"], ["import"], []])
def test_foreign_files(desk, tmp_path, door):
    desk.config.write_text(QUICK)
    for name, (data, what) in FILES.items():
        path = tmp_path / name
        path.write_bytes(data)
        result = desk(*door, path)
        assert result.status == 2 and what in result.err, (name, result)
        assert WAY[what.split("(")[0].split()[-1]] in result.err, (name, result)
        assert "damaged" not in result.err and "model that supports" not in result.err, (name, result)
    assert not desk.sessions()


def test_what_has_a_door(desk, tmp_path):
    desk.config.write_text(QUICK)
    for name, data, way in (("p.jpg", b"\xff\xd8\xff\xe0" + bytes(30), "--image"),
                            ("q.dxf", b"  0\nSECTION\n  2\nHEADER\n", "give it with --image"),
                            ("s.py", b"import bpy\n", "--script"), ("t.maquette", b"PK\3\4" + bytes(30), "mport it")):
        (tmp_path / name).write_bytes(data)
        result = desk(tmp_path / name)
        assert result.status == 2 and way in result.err, result


def test_several_pictures_with_words(desk, tmp_path):
    """One message: the words, and all pictures in their order. Without a model, that is what is missing."""
    desk.config.write_text(QUICK)
    result = desk("--text", "a stool", "--image", "/dev/null", "--image", tmp_path / "gone.png")
    assert result.status == 2 and "“null” is not a file" in result.err, result
