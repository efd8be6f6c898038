# `introspect`: what a real Blender says of itself, through the bridge and without it.
import gzip
import json
import os
import subprocess

import pytest
from worker_client import FORKED, ROOT, RemoteError

INTROSPECT = ROOT / "blender-addon" / "maquette_bridge" / "introspect" / "introspection.py"


def read(path):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def lines(worker):
    result = worker.call("introspect", {"file": "introspection.json.gz"})
    path = worker.run_dir / result["file"]
    assert result["bytes"] == path.stat().st_size < 4 * 1024 * 1024
    made = read(path)
    assert made[0] == {"format": 1, "blender": result["blender"]}
    assert made[-1] == {"entries": result["entries"]} == {"entries": len(made) - 2}
    assert not path.with_name(path.name + ".part").exists()
    return made


@pytest.fixture(scope="module")
def entries(lines):
    found = {each["id"]: each for each in lines[1:-1]}
    assert len(found) == len(lines) - 2, "an id stands twice"
    return found


def member(entry, name, key="members"):
    return next(each for each in entry[key] if each["name"] == name)


def test_blender_is_named(worker, lines):
    version, _, build = lines[0]["blender"].partition("-")
    assert version == worker.facts["blender"]["version"]
    assert build == worker.facts["blender"]["build_hash"].lower()


def test_types_have_their_properties(entries):
    bevel = entries["bpy.types.BevelModifier"]
    assert (bevel["kind"], bevel["type"], bevel["bases"][0]) == ("modifier", "BEVEL", "Modifier")
    segments = member(bevel, "segments")
    assert (segments["type"], segments["min"], segments["default"]) == ("int", 1, 1)
    offsets = [item[0] for item in member(bevel, "offset_type")["items"]]
    assert "OFFSET" in offsets and "PERCENT" in offsets
    assert member(entries["bpy.types.Object"], "matrix_world")["type"] == "float[4][4]"
    assert entries["bpy.types.CopyLocationConstraint"]["kind"] == "constraint"


def test_inherited_members_are_said_once(entries):
    assert not any(each["name"] == "show_viewport" for each in entries["bpy.types.BevelModifier"]["members"])
    assert member(entries["bpy.types.Modifier"], "show_viewport")


def test_enums_made_at_run_time_have_their_values(worker, entries):
    engines = [item[0] for item in member(entries["bpy.types.RenderSettings"], "engine")["items"]]
    assert set(worker.facts["engines"]) <= set(engines)


def test_functions_have_signatures(entries):
    ray = member(entries["bpy.types.Object"], "ray_cast", "functions")
    assert ray["signature"].startswith("ray_cast(origin, direction")
    assert member(entries["bpy.types.Mesh"], "from_pydata", "functions")["signature"].startswith("from_pydata(vertices")
    assert "keyframe_insert(data_path" in member(
        entries["bpy.types.bpy_struct"], "keyframe_insert", "functions")["signature"]


def test_operators_have_arguments(entries):
    cube = entries["bpy.ops.mesh.primitive_cube_add"]
    assert cube["kind"] == "operator" and member(cube, "size")["default"] == 2.0


def test_nodes_have_the_sockets_of_all_modes(entries):
    principled = entries["bpy.types.ShaderNodeBsdfPrincipled"]
    metallic = member(principled, "Metallic", "inputs")
    assert (metallic["type"], metallic["min"], metallic["max"]) == ("value", 0, 1)
    mix = {each["id"]: each for each in entries["bpy.types.ShaderNodeMix"]["inputs"]}
    assert "when" not in mix["A_Float"] and mix["A_Color"]["when"] == "data_type='RGBA'"


def test_sockets_are_there_in_their_mode_alone(worker, entries):
    """A node that is made anew and set to this mode has the socket."""
    told = [(name, side, socket["id"], socket["when"]) for each, entry in entries.items()
            if (name := each.rpartition(".")[2]).startswith("GeometryNode")
            for side in ("inputs", "outputs") for socket in entry.get(side, ()) if "when" in socket]
    assert len(told) > 50
    worker.execute(f"""
import bpy
nodes = bpy.data.node_groups.new('g', 'GeometryNodeTree').nodes
for name, side, socket, when in {told!r}:
    node = nodes.new(name)
    setattr(node, when.split('=')[0], when.split("'")[1])
    assert getattr(node, side)[socket].enabled, (name, socket, when)
""")


def test_modules_beside_rna(entries):
    assert entries["bmesh.ops.bevel"]["signature"].startswith("bmesh.ops.bevel(")
    # Since 5.1 documented as taken by position only.
    lerp = member(entries["mathutils.Vector"], "lerp", "functions")["signature"]
    assert lerp in ("lerp(other, factor)", "lerp(other, factor, /)")
    assert "mathutils.geometry.intersect_line_plane" in entries
    assert "bpy_extras.object_utils.world_to_camera_view" in entries
    assert member(entries["bmesh.types.BMesh"], "from_mesh", "functions")
    assert any(each.startswith("template:") for each in entries)


def test_nothing_is_left_behind(worker, lines):
    worker.execute("""
import bpy
left = [each.name for kind in (bpy.data.objects, bpy.data.meshes, bpy.data.node_groups) for each in kind
        if "maquette" in each.name]
assert not left, left
""")


def test_paths_stay_in_the_run_folder(worker):
    for path in ("../out.gz", "/tmp/out.gz", "out.json"):
        with pytest.raises(RemoteError):
            worker.call("introspect", {"file": path})


def test_without_the_bridge(worker, lines, tmp_path):
    path = tmp_path / "out.gz"
    done = subprocess.run([FORKED, "--background", "--factory-startup", "--python-exit-code", "1", "--python",
                           str(INTROSPECT), "--", "--output", str(path)], capture_output=True, text=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=True)
    assert f"maquette-bridge: {lines[0]['blender']}: " in done.stdout
    made = read(path)
    assert made[0] == lines[0]
    assert {each["id"] for each in made[1:-1]} == {each["id"] for each in lines[1:-1]}
