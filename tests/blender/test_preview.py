# Previews: many scripts in one Blender, each written as a small model for the window.
import json
import struct

import numpy
import pytest
from test_export import HIGH, LOW, SCRIPT
from worker_client import ROOT, RemoteError

TABLE = """import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
bpy.context.object.name = "Top"
"""
BLENDER_AXES = numpy.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], dtype=float)


class Model:
    """A .glb as its reader in the window has it: corners in Blender's axes."""

    def __init__(self, path):
        self.data = path.read_bytes()
        magic, version, length, size, kind = struct.unpack("<IIIII", self.data[:20])
        assert (magic, version, length, kind) == (0x46546C67, 2, len(self.data), 0x4E4F534A)
        self.root = json.loads(self.data[20:20 + size])
        self.start = 20 + size + 8
        self.triangles, corners = 0, []
        self._walk(self.root["scenes"][0]["nodes"], numpy.identity(4), corners)
        self.corners = numpy.concatenate(corners)
        self.low, self.high = self.corners.min(axis=0), self.corners.max(axis=0)
        self.materials = {each["name"]: each for each in self.root.get("materials", [])}

    def is_like(self, other):
        """Blender works out normals in several threads, whose sums differ in their last digits."""
        return (self.triangles == other.triangles and self.corners.shape == other.corners.shape
                and numpy.abs(self.corners - other.corners).max() < 1e-5)

    def _walk(self, nodes, parent, corners):
        for node in (self.root["nodes"][number] for number in nodes):
            matrix = parent @ _matrix_of(node)
            self._walk(node.get("children", []), matrix, corners)
            for primitive in self.root["meshes"][node["mesh"]]["primitives"] if "mesh" in node else []:
                places = self._values(primitive["attributes"]["POSITION"], "<f4", 3)
                corners.append((BLENDER_AXES @ matrix @ numpy.c_[places, numpy.ones(len(places))].T).T[:, :3])
                self.triangles += self.root["accessors"][primitive["indices"]]["count"] // 3

    def _values(self, number, kind, width):
        accessor = self.root["accessors"][number]
        view = self.root["bufferViews"][accessor["bufferView"]]
        first = self.start + view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        return numpy.frombuffer(self.data, kind, accessor["count"] * width, first).reshape(-1, width)


def _matrix_of(node):
    if "matrix" in node:
        return numpy.array(node["matrix"]).reshape(4, 4).T
    moved, scaled = numpy.identity(4), numpy.diag([*node.get("scale", [1, 1, 1]), 1])
    moved[:3, 3] = node.get("translation", [0, 0, 0])
    x, y, z, w = node.get("rotation", [0, 0, 0, 1])
    turned = numpy.identity(4)
    turned[:3, :3] = [[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]]
    return moved @ turned @ scaled


def preview(worker, script):
    """The model that a script makes; the script must not fail."""
    result = worker.call("preview", {"script": script, "file": "preview.glb"})
    assert result["error"] is None, result["error"]
    model = Model(worker.run_dir / "preview.glb")
    assert model.triangles == result["triangles"]
    return model


def test_the_model(worker):
    model = preview(worker, SCRIPT)
    assert model.triangles == 48 + 12
    assert model.low == pytest.approx(LOW, abs=5e-4) and model.high == pytest.approx(HIGH, abs=5e-4)
    # What nodes work out becomes one colour that stands for it.
    oak, brass = model.materials["Oak"], model.materials["Brass"]["pbrMetallicRoughness"]
    assert oak["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([0.25, 0.25, 0.0, 1.0], abs=0.02)
    assert oak["pbrMetallicRoughness"]["roughnessFactor"] == pytest.approx(0.25)
    assert brass["metallicFactor"] == 1 and oak["alphaMode"] == "OPAQUE"


@pytest.mark.parametrize("name", ["engraved_text", "metaball_blob", "mirror_half",
                                  "scatter_leaves_geometry_nodes", "several_materials_by_face"])
def test_as_exported(worker, name):
    """The preview of a script has the box and the triangles of the version that it makes."""
    script = (ROOT / "data" / "knowledge" / "examples" / f"{name}.py").read_text(encoding="utf-8")
    model = preview(worker, script)
    worker.execute(script)
    written = worker.call("export", {"file": "out/asset.glb"})
    assert model.triangles == written["triangles"]
    assert model.low == pytest.approx(written["low"], abs=5e-4)
    assert model.high == pytest.approx(written["high"], abs=5e-4)


def test_of_an_opened_scene(worker):
    """A version that was opened gives the same model, and stays as it is."""
    made = preview(worker, SCRIPT)
    worker.execute(SCRIPT)
    before = worker.measure()
    for _ in range(2):
        assert worker.call("model", {"file": "sub/model.glb"})["triangles"] == made.triangles
        assert Model(worker.run_dir / "sub" / "model.glb").data == made.data
    assert worker.measure() == before


def test_instances_and_materials(worker):
    """Instances, mirrored objects and several materials on one object are all there."""
    model = preview(worker, """import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
cube = bpy.context.object
for name in ("Red", "Glass"):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    cube.data.materials.append(material)
bpy.data.materials["Glass"].node_tree.nodes["Principled BSDF"].inputs["Transmission Weight"].default_value = 1
cube.data.polygons[0].material_index = 1
group = bpy.data.collections.new("Group")
group.objects.link(cube)
twin = bpy.data.objects.new("Twin", None)
twin.instance_type, twin.instance_collection = "COLLECTION", group
twin.location, twin.scale = (5, 0, 0), (-1, 1, 2)
bpy.context.scene.collection.objects.link(twin)
""")
    assert model.triangles == 24 and len(model.root["meshes"]) == 2
    assert all(len(mesh["primitives"]) == 2 for mesh in model.root["meshes"])
    assert model.high == pytest.approx((5.5, 0.5, 2.0), abs=5e-4)
    assert model.materials["Glass"]["extensions"]["KHR_materials_transmission"]["transmissionFactor"] == 1


def test_no_state_is_left(worker):
    """One script's scene, names, random numbers, handlers and settings do not reach the next."""
    script = TABLE + """import random, mathutils
bpy.context.object.scale.x = 1 + random.random() + mathutils.noise.random()
assert bpy.context.object.name == "Top" and len(bpy.data.objects) == 1
assert bpy.context.scene.frame_current == 1 and not bpy.data.materials
"""
    first = preview(worker, script).data
    preview(worker, """import bpy, random
bpy.ops.mesh.primitive_uv_sphere_add(); bpy.context.object.name = "Top"
bpy.data.materials.new("Left").use_fake_user = True
bpy.context.scene.frame_set(9)
bpy.app.handlers.depsgraph_update_post.append(lambda *_: setattr(bpy.data.objects[0].location, "z", 99))
random.seed(5)
open("left.txt", "w").write("x")
""")
    assert preview(worker, script).data == first


def test_failures(worker):
    """A script that fails leaves no model of its own, and the next one works."""
    before = preview(worker, TABLE).data
    result = worker.call("preview", {"script": "x = 1\n1/0", "file": "preview.glb"})
    assert result["error"]["type"] == "ZeroDivisionError" and result["error"]["line"] == 2
    result = worker.call("preview", {"script": TABLE + "bpy.context.object.location.x = float('nan')",
                                     "file": "preview.glb"})
    assert "Top" in result["error"]["message"] and result["triangles"] == 0
    with pytest.raises(RemoteError) as nothing:
        worker.call("preview", {"script": "pass", "file": "preview.glb"})
    assert nothing.value.code == -32004
    assert (worker.run_dir / "preview.glb").read_bytes() == before
    result = worker.call("preview", {"script": "while True: pass", "file": "preview.glb", "cpu_s": 1})
    assert result["error"]["type"] == "TimeoutError"
    assert preview(worker, TABLE).data == before


def test_paths(worker):
    """Nothing is written outside of the run folder, whatever a script puts in its place."""
    outside = worker.run_dir.parent / "outside.glb"
    for file in ("../outside.glb", str(outside), "preview.blend"):
        with pytest.raises(RemoteError) as refused:
            worker.call("preview", {"script": TABLE, "file": file})
        assert refused.value.code == -32002
    preview(worker, TABLE + f"import os\nos.symlink({str(worker.run_dir.parent)!r}, 'way')")
    with pytest.raises(RemoteError) as refused:
        worker.call("preview", {"script": TABLE, "file": "way/outside.glb"})
    assert refused.value.code == -32002
    assert not outside.exists()
    # A link that the script itself makes while it runs.
    link = TABLE + f"import os\nos.path.lexists('a.glb') or os.symlink({str(outside)!r}, 'a.glb')"
    with pytest.raises(RemoteError) as refused:
        worker.call("preview", {"script": link, "file": "a.glb"})
    assert refused.value.code == -32002 and not outside.exists()
    with pytest.raises(RemoteError) as refused:
        worker.call("preview", {"script": TABLE + f"import os\nos.symlink({str(worker.run_dir.parent)!r}, 'new')",
                                "file": "new/outside.glb"})
    assert refused.value.code == -32002 and not outside.exists()
