# Exports: written by what this Blender has, and read back by it.
import pytest
from worker_client import RemoteError

SCRIPT = '''import bpy
bpy.ops.mesh.primitive_cube_add(size=2, location=(0, 0, 1))
mod = bpy.context.object.modifiers.new('s', 'SUBSURF')
mod.levels = mod.render_levels = 1
bpy.ops.mesh.primitive_uv_sphere_add(location=(9, 0, 0)); bpy.context.object.hide_render = True
'''
READ = {".glb": "bpy.ops.import_scene.gltf(filepath=F)", ".obj": "bpy.ops.wm.obj_import(filepath=F)",
        ".stl": "bpy.ops.wm.stl_import(filepath=F)", ".ply": "bpy.ops.wm.ply_import(filepath=F)",
        ".fbx": "bpy.ops.import_scene.fbx(filepath=F)"}


@pytest.mark.parametrize("suffix", READ)
def test_round_trip(worker, suffix):
    worker.execute(SCRIPT)
    result = worker.call("export", {"file": f"out/asset{suffix}"})
    path = worker.run_dir / result["file"]
    assert result["bytes"] == path.stat().st_size > 500
    worker.execute(f"import bpy\nF = {str(path)!r}\n{READ[suffix]}")
    report = worker.measure()
    meshes = [each for each in report["objects"] if each["type"] == "MESH"]
    assert len(meshes) == 1 and meshes[0]["triangles"] == 48
    assert sorted(meshes[0]["dimensions_m"]) == pytest.approx([1.679] * 3, abs=0.002)


def test_what_is_missing_is_said(worker):
    worker.execute(SCRIPT)
    worker.execute("import bpy\nopen('usd', 'w').write(str('usd_export' in dir(bpy.ops.wm)))")
    worker.execute(SCRIPT)
    if (worker.run_dir / "usd").read_text() == "True":
        assert worker.call("export", {"file": "asset.usd"})["bytes"] > 100
        return
    with pytest.raises(RemoteError) as refused:
        worker.call("export", {"file": "asset.usd"})
    assert "without an exporter for .usd" in refused.value.message


def test_nothing_to_export(worker):
    worker.execute("pass")
    with pytest.raises(RemoteError) as refused:
        worker.call("export", {"file": "asset.glb"})
    assert refused.value.code == -32004
