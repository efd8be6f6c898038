# `maquette-service knowledge search` against a real Blender: answers, exit codes, what is kept between two questions.
import json
import os
import pathlib
import shutil
import subprocess

import pytest

SERVICE = os.environ["MQ_SERVICE"]
BLENDER = os.environ.get("MQ_BLENDER") or shutil.which("blender")


class Desk:
    """The command with folders of its own."""

    def __init__(self, folder):
        self.cache = folder / "cache" / "maquette" / "knowledge"
        self.config = folder / "config" / "maquette" / "config.yaml"
        self.env = {**os.environ, "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"),
                    "XDG_CONFIG_HOME": str(folder / "config"), "TMPDIR": str(folder)}

    def ask(self, *arguments, status=0):
        done = subprocess.run([SERVICE, "knowledge", *arguments], env=self.env, capture_output=True, text=True)
        assert done.returncode == status, done.stderr
        return done

    def ids(self, question, *arguments):
        done = self.ask("search", question, "--json", "--blender", BLENDER, *arguments)
        return [each["id"] for each in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    return Desk(tmp_path_factory.mktemp("desk"))


def test_answers(desk):
    first = desk.ask("search", "bevel", "the", "edges", "--json", "--limit", "5", "--blender", BLENDER)
    found = json.loads(first.stdout)
    assert "what it knows" in first.stderr
    assert 0 < len(found) <= 5
    for each in found:
        assert set(each) >= {"id", "kind", "title", "text", "score", "blender"}
        assert len(each["text"].encode()) <= 4000
        assert len(each.get("covers", [])) <= 6
    assert {"bpy.types.BevelModifier", "bpy.ops.mesh.bevel"} & {each["id"] for each in found}
    again = desk.ask("search", "bevel", "the", "edges", "--json", "--limit", "5", "--blender", BLENDER)
    assert again.stdout == first.stdout
    said = [line for line in again.stderr.splitlines() if "makecontext/swapcontext" not in line]
    assert not said, "the second question starts no Blender"


@pytest.mark.parametrize("question, wanted", [
    ("bpy.ops.mesh.primitive_cube_add", "bpy.ops.mesh.primitive_cube_add"),
    ("BevelModifier.segments", "bpy.types.BevelModifier.segments"),
    ("bpy.data.meshes.new", "bpy.types.BlendDataMeshes.new"),
    ("scene.render.engine", "bpy.types.RenderSettings.engine"),
    ("Base Color", "bpy.types.ShaderNodeBsdfPrincipled.inputs['Base Color']"),
    ("world_to_camera_view", "bpy_extras.object_utils.world_to_camera_view"),
    ("thin out a heavy mesh", "bpy.types.DecimateModifier"),
    ("lathe a vase from its profile", "bpy.types.ScrewModifier"),
])
def test_finds(desk, question, wanted):
    assert wanted in desk.ids(question, "--limit", "5")


def test_text(desk):
    done = desk.ask("search", "bpy.ops.mesh.bevel", "--limit", "1", "--blender", BLENDER)
    assert done.stdout.startswith("bpy.ops.mesh.bevel  (operator, Blender ")
    assert "segments: int = 1" in done.stdout


def test_blender_of_the_configuration(desk):
    desk.config.parent.mkdir(parents=True, exist_ok=True)
    desk.config.write_text(f"blender: {{executable: {BLENDER}}}\n")
    assert json.loads(desk.ask("search", "bevel", "--json").stdout)
    desk.config.write_text("blender: {executable: /nowhere/blender}\n")
    assert "/nowhere/blender" in desk.ask("search", "bevel", status=6).stderr
    desk.config.write_text("blendr: {}\n")
    assert "config.yaml" in desk.ask("search", "bevel", status=2).stderr
    desk.config.unlink()
    preferences = desk.config.with_name("preferences.json")
    preferences.write_text('{"blender": {"executable": "/elsewhere/blender"}}')
    assert "/elsewhere/blender" in desk.ask("search", "bevel", status=6).stderr
    preferences.unlink()


def test_a_damaged_index_is_made_anew(desk):
    desk.ids("bevel")
    (index,) = desk.cache.glob("*.db")
    index.write_bytes(b"no database")
    assert "bpy.types.BevelModifier" in desk.ids("bevel modifier")
    assert index.stat().st_size > 1024 * 1024


def test_usage(desk):
    for wrong in (["search"], [], ["find", "x"], ["search", "x", "--limit", "0"], ["search", "x", "--limit", "51"],
                  ["search", "x", "--nonsense"], ["search", "   "]):
        done = desk.ask(*wrong, status=2)
        assert done.stdout == "" and "--help" in done.stderr
    assert "search QUERY" in desk.ask("--help").stdout


def test_no_blender(desk, tmp_path):
    assert "4.2" in desk.ask("search", "x", "--blender", "/nowhere", status=6).stderr
    other = tmp_path / "blender"
    other.write_text("#!/bin/sh\necho I am no Blender\n")
    other.chmod(0o755)
    assert "no version" in desk.ask("search", "x", "--blender", str(other), status=6).stderr
    other.write_text("#!/bin/sh\nexit 3\n")
    assert desk.ask("search", "x", "--blender", str(other), status=6).stdout == ""
    assert not list(pathlib.Path(desk.env["TMPDIR"]).glob("maquette-knowledge-*"))
