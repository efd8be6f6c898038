# Exports: written by what this Blender has, and read back by another one.
import collections
import contextlib
import json
import math
import os
import pathlib
import re
import resource
import struct
import subprocess
import zipfile
from xml.etree import ElementTree

import consortium
import pytest
from representative import representative
from test_toolkit import LIBRARY
from worker_client import RemoteError, Worker

SCRIPT = '''import bpy
from mathutils import Matrix
bpy.ops.mesh.primitive_cube_add(size=2, location=(0, 0, 1))
cube = bpy.context.object
cube.name = "Body"
mod = cube.modifiers.new('s', 'SUBSURF')
mod.levels = mod.render_levels = 1
material = bpy.data.materials.new("Oak")
material.use_nodes = True
nodes, links = material.node_tree.nodes, material.node_tree.links
shader = nodes["Principled BSDF"]
noise = nodes.new("ShaderNodeTexNoise")
noise.inputs["Scale"].default_value = 3.0
ramp = nodes.new("ShaderNodeValToRGB")
ramp.color_ramp.elements[0].color = (0.5, 0.0, 0.0, 1)
ramp.color_ramp.elements[1].color = (0.0, 0.5, 0.0, 1)
links.new(noise.outputs[0], ramp.inputs[0])
links.new(ramp.outputs[0], shader.inputs["Base Color"])
bump = nodes.new("ShaderNodeBump")
links.new(noise.outputs[0], bump.inputs["Height"])
links.new(bump.outputs[0], shader.inputs["Normal"])
shader.inputs["Roughness"].default_value = 0.25
shader.inputs["Coat Weight"].default_value = 0.5
cube.data.materials.append(material)
plain = bpy.data.materials.new("Brass")
plain.use_nodes = True
plain.node_tree.nodes["Principled BSDF"].inputs["Metallic"].default_value = 1.0
bpy.ops.mesh.primitive_cube_add(size=1, location=(3, 0, 0.5))
bpy.context.object.name = "Knob"
bpy.context.object.data.materials.append(plain)
bpy.ops.mesh.primitive_uv_sphere_add(location=(9, 0, 0)); bpy.context.object.hide_render = True
'''
FORMATS = (".glb", ".obj", ".stl", ".ply", ".fbx", ".3mf")
# The cube's corners lie on its subdivided surface at 1.679 m / 2.
LOW, HIGH = (-0.8395, -0.8395, 0.0), (3.5, 0.8395, 1.8395)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """The Blender that did not write the file."""
    each = Worker(tmp_path_factory.mktemp("reader"))
    yield each
    each.close()


def load(worker):
    worker.execute(SCRIPT)
    worker.call("save", {"file": "scene.blend"})


def export(worker, file, **options):
    worker.call("open", {"file": "scene.blend"})
    return worker.call("export", {"file": file, **options})


def read(reader, worker, result, **more):
    target = reader.run_dir / "in"
    target.mkdir(exist_ok=True)
    for file in (worker.run_dir / result["file"]).parent.rglob("*"):
        if file.is_file():
            place = target / file.relative_to((worker.run_dir / result["file"]).parent)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(file.read_bytes())
    name = result["file"].rsplit("/", 1)[-1]
    return reader.call("read_back", {"file": f"in/{name}", "up": result["up"], **more})


def read_glb(path):
    data = path.read_bytes()
    size = struct.unpack("<I", data[12:16])[0]
    return json.loads(data[20:20 + size])


@pytest.mark.parametrize("suffix", FORMATS)
def test_read_back(worker, reader, suffix):
    load(worker)
    result = export(worker, f"out/asset{suffix}")
    assert result["bytes"] == (worker.run_dir / result["file"]).stat().st_size > 500
    assert result["triangles"] == 48 + 12 and result["objects"] == 2
    found = read(reader, worker, result)
    assert found["triangles"] == 60
    assert found["low"] == pytest.approx(result["low"], abs=5e-4)
    assert found["high"] == pytest.approx(result["high"], abs=5e-4)
    assert found["high"][0] == pytest.approx(3.5, abs=5e-4)
    if suffix in (".glb", ".fbx", ".obj"):
        assert found["materials"] == 2 and found["objects"] == 2


def validate(path):
    """What the Khronos glTF validator says of a file."""
    script = pathlib.Path(__file__).parents[1] / "support" / "validate-gltf.js"
    return json.loads(subprocess.run(["node", script, path], check=True, capture_output=True).stdout)


@pytest.mark.parametrize("texture_px", [0, 128])
def test_khronos(worker, texture_px):
    """The validator of the format's makers has nothing against it."""
    load(worker)
    result = export(worker, f"khronos-{texture_px}/asset.glb", texture_px=texture_px)
    report = validate(worker.run_dir / result["file"])
    issues = report["issues"]
    # Readers work out tangents where there are none, as normals were baked for.
    told = {each["code"] for each in issues["messages"] if each["severity"] < 2}
    told.discard("MESH_PRIMITIVE_GENERATED_TANGENT_SPACE")
    assert issues["numErrors"] == 0 and not told, issues
    assert report["info"]["totalTriangleCount"] == result["triangles"]


# Of a color each: nodes make it of a ramp, of a number, of the vertices, of a picture.
SOURCES = """import bpy
def cube(name, kind, output, viewport=None):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    if viewport:
        material.diffuse_color = viewport
    source = material.node_tree.nodes.new(kind)
    shader = material.node_tree.nodes["Principled BSDF"]
    material.node_tree.links.new(source.outputs[output], shader.inputs["Base Color"])
    bpy.ops.mesh.primitive_cube_add(size=1)
    bpy.context.object.data.materials.append(material)
    return source
ramp = cube("Ramp", "ShaderNodeValToRGB", 0)
ramp.color_ramp.elements[0].color = ramp.color_ramp.elements[1].color = (0.2, 0.4, 0.6, 1)
cube("Number", "ShaderNodeTexNoise", 0, (0.6, 0.3, 0.1, 1))
painted = cube("Vertices", "ShaderNodeVertexColor", 0, (0.9, 0.0, 0.9, 1))
colors = bpy.context.object.data.color_attributes.new("Col", "FLOAT_COLOR", "POINT")
painted.layer_name = "Col"
picture = cube("Picture", "ShaderNodeTexImage", 0, (0.9, 0.0, 0.9, 1))
picture.image = bpy.data.images.new("Checks", 8, 8)
picture.image.pack()
"""


def test_color_without_pictures(worker):
    """What nodes work out has the color that stands for it; what the file can say itself stays."""
    worker.execute(SOURCES)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "plain/asset.glb", texture_px=0)
    data = (worker.run_dir / result["file"]).read_bytes()
    content = json.loads(data[20:20 + struct.unpack_from("<I", data, 12)[0]])
    found = {each["name"]: each["pbrMetallicRoughness"] for each in content["materials"]}
    assert found["Ramp"]["baseColorFactor"] == pytest.approx([0.2, 0.4, 0.6, 1])
    assert found["Number"]["baseColorFactor"] == pytest.approx([0.6, 0.3, 0.1, 1])
    assert "baseColorTexture" in found["Picture"] and "baseColorFactor" not in found["Picture"]
    assert "baseColorFactor" not in found["Vertices"]


def test_admesh(worker):
    """What slicers use: all facets are there, closed, and of the right size."""
    load(worker)
    result = export(worker, "admesh/asset.stl")
    said = subprocess.run(["admesh", worker.run_dir / result["file"]], check=True, text=True,
                          capture_output=True).stdout
    assert f"Number of facets                 : {result['triangles']:5}" in said, said
    assert "Total disconnected facets        :     0" in said, said
    assert "Max X =  3.5" in said, said


# Two of one color, one of two; a name with what XML cannot hold as it stands; a plate that is open, with a seam.
COLORED = """import bpy
def colored(name, hex):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = hex
    return material
red, blue = colored("Red", (1, 0, 0, 1)), colored("Blue", (0, 0.21586, 1, 1))
for number, name in enumerate(("Lid", "Box <&> \\"ä\\"", "Both\\x01")):
    bpy.ops.mesh.primitive_cube_add(size=0.02, location=(0.03 * number, 0, 0.01))
    bpy.context.object.name = name
    for each in [[red], [red], [blue, red]][number]:
        bpy.context.object.data.materials.append(each)
bpy.context.object.data.polygons[0].material_index = 1
"""
CORE = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
MATERIAL = "{http://schemas.microsoft.com/3dmanufacturing/material/2015/02}"


def read_3mf(path):
    """The parts of the package, and the model in it."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    return parts, ElementTree.fromstring(parts["3D/3dmodel.model"])


def test_3mf(worker, reader):
    """In millimetres, an object for each with its name and its color, all in one that is built."""
    worker.execute(COLORED)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "3mf/asset.3mf", scale=1000.0)
    assert result["triangles"] == 36 and result["objects"] == 3
    found = read(reader, worker, result)
    assert (found["triangles"], found["objects"]) == (36, 3)
    assert found["low"] == pytest.approx([-10, -10, 0]) and found["high"] == pytest.approx([70, 10, 20])

    parts, model = read_3mf(worker.run_dir / result["file"])
    assert model.attrib["unit"] == "millimeter" and list(parts)[0] == "[Content_Types].xml"
    palette = [each.attrib["color"] for each in model.iter(f"{MATERIAL}color")]
    assert sorted(palette) == ["#0080FFFF", "#FF0000FF"]
    *bodies, whole = model.iter(f"{CORE}object")
    assert [each.attrib["name"] for each in bodies] == ["Lid", 'Box <&> "ä"', "Both"]
    assert [palette[int(each.attrib["pindex"])] for each in bodies] == ["#FF0000FF", "#FF0000FF", "#0080FFFF"]
    groups = [group.attrib["id"] for group in model.iter(f"{MATERIAL}colorgroup")]
    assert groups == [bodies[0].attrib["pid"]]
    other = [each for each in bodies[2].iter(f"{CORE}triangle") if "p1" in each.attrib]
    assert len(other) == 2 and {palette[int(each.attrib["p1"])] for each in other} == {"#FF0000FF"}
    assert ([each.attrib["objectid"] for each in whole.iter(f"{CORE}component")]
            == [each.attrib["id"] for each in bodies])
    assert [each.attrib["objectid"] for each in model.iter(f"{CORE}item")] == [whole.attrib["id"]]
    config = ElementTree.fromstring(parts["Metadata/Slic3r_PE_model.config"])
    extruders = {each.attrib["id"]: row.attrib["value"] for each in config.iter("object")
                 for row in each.iter("metadata") if row.attrib["key"] == "extruder"}
    assert [extruders[each.attrib["id"]] for each in bodies] == ["1", "1", "2"]


@pytest.mark.parametrize("data, size", [(None, (256, 144)), (b"no picture", None)])
def test_3mf_thumbnail(worker, reader, data, size):
    """A small picture of the first render, where file managers look for it; else none."""
    worker.execute(COLORED + "bpy.data.images.new('Look', 640, 360).save(filepath='look.png')\n")
    worker.call("save", {"file": "scene.blend"})
    if data is not None:
        (worker.run_dir / "look.png").write_bytes(data)
    result = export(worker, f"shown{size}/asset.3mf", scale=1000.0, preview="look.png")
    assert result["files"] == ["asset.3mf"] and os.listdir(worker.run_dir / f"shown{size}") == ["asset.3mf"]
    with zipfile.ZipFile(worker.run_dir / result["file"]) as archive:
        linked = [each.attrib["Target"] for each in ElementTree.fromstring(archive.read("_rels/.rels"))]
        assert linked == ["/3D/3dmodel.model", *(["/Metadata/thumbnail.png"] if size else [])]
        if size:
            assert struct.unpack(">II", archive.read("Metadata/thumbnail.png")[16:24]) == size
    assert consortium.read(worker.run_dir / result["file"])[0] == 0


def test_3mf_is_watertight(worker, reader):
    """Each edge has two triangles, by the numbers of their corners, also for those who define the format; twice
    exported, the same bytes."""
    worker.execute(SLIVERS)
    worker.call("save", {"file": "scene.blend"})
    results = [export(worker, f"printed{turn}/asset.3mf", scale=1000.0) for turn in range(2)]
    made = [worker.run_dir / each["file"] for each in results]
    assert made[0].read_bytes() == made[1].read_bytes()
    warnings, meshes = consortium.read(made[0])
    assert warnings == 0 and sorted(each["name"] for each in meshes) == ["Block", "Cube"]
    assert all(each["closed"] and each["kind"] == consortium.COLOR for each in meshes)
    assert sum(each["triangles"] for each in meshes) == results[0]["triangles"]
    _parts, model = read_3mf(made[0])
    for body in model.iter(f"{CORE}mesh"):
        triangles = [[int(each.attrib[name]) for name in ("v1", "v2", "v3")]
                     for each in body.iter(f"{CORE}triangle")]
        edges = collections.Counter((each[i - 1], each[i]) for each in triangles for i in range(3))
        assert triangles and all(count == 1 and edges[(b, a)] == 1 for (a, b), count in edges.items())
        assert max(map(max, triangles)) + 1 == len(list(body.iter(f"{CORE}vertex")))


@pytest.mark.parametrize("text, why", [
    ("<model", "unclosed token"), ("<model><item/></model>", "nothing that can be seen"),
    ('<model xmlns="%s"><build><item objectid="7"/></build></model>', "'7'"),
    ('<model xmlns="%s"><resources><object id="1"><components><component objectid="1"/></components></object>'
     '</resources><build><item objectid="1"/></build></model>', "recursion"),
    ('<model xmlns="%s"><resources><object id="1" name="x"><mesh><vertices><vertex x="0" y="0" z="0"/></vertices>'
     '<triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources>'
     '<build><item objectid="1"/></build></model>', "corners"),
])
def test_3mf_mangled(reader, text, why):
    with zipfile.ZipFile(reader.run_dir / "bad.3mf", "w") as archive:
        archive.writestr("3D/3dmodel.model", text.replace("%s", CORE[1:-1]))
    with pytest.raises(RemoteError) as refused:
        reader.call("read_back", {"file": "bad.3mf"})
    assert why in refused.value.message


# Two bores that cross leave slivers, which are no more than rounding; so is an edge of 0.1 µm.
SLIVERS = LIBRARY + """
ASSET, SEED = "Asset", 0
start(ASSET)
bores = [cylinder("Bore", 0.005, 0.2, (0, 0, 0.01), None, "", bevel=0, rotation=turn)
         for turn in ((1.5708, 0, 0), (0, 1.5708, 0))]
boolean(box("Block", (0.08, 0.04, 0.02), (0, 0, 0.01), None, "block", 0.0), bores)
bm = bmesh.new()
bmesh.ops.create_cube(bm, size=0.04)
bm.verts.ensure_lookup_table()
bmesh.utils.edge_split(bm.verts[0].link_edges[0], bm.verts[0], 2e-6)
mesh = bpy.data.meshes.new("Cube")
bm.to_mesh(mesh)
bpy.context.collection.objects.link(bpy.data.objects.new("Cube", mesh))
bpy.context.collection.objects["Cube"].location = (0.1, 0, 0)
"""


@pytest.mark.parametrize("scale, triangulate", [(1000.0, False), (1.0, False), (1000.0, True)])
def test_what_is_printed_is_watertight(worker, reader, scale, triangulate):
    """Each triangle has an area, and each edge two triangles, as readers see the bytes."""
    worker.execute(SLIVERS)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "printed/asset.stl", scale=scale, triangulate=triangulate)
    data = (worker.run_dir / result["file"]).read_bytes()
    edges, heights, area = collections.Counter(), [], 0.0
    for at in range(84, len(data), 50):
        corners = [struct.unpack("<3f", data[at + 12 * i:at + 12 * i + 12]) for i in (1, 2, 3)]
        u, v = ([b - a for a, b in zip(corners[0], corner)] for corner in corners[1:])
        double = math.hypot(*(u[i - 2] * v[i - 1] - u[i - 1] * v[i - 2] for i in range(3)))
        heights.append(double / max(math.dist(corners[i], corners[i - 1]) for i in range(3)))
        area += double / 2
        edges.update((a, b) for a, b in zip(corners, corners[1:] + corners[:1]))
    assert len(heights) == result["triangles"] == read(reader, worker, result)["triangles"]
    assert min(heights) > 0.9e-7 * scale  # readers join what is closer than 0.0001 mm
    assert all(count == 1 and edges[(b, a)] == 1 for (a, b), count in edges.items())
    outside = 2 * (80 * 40 + 80 * 20 + 40 * 20) - 4 * math.pi * 25 + 6 * 40 * 40
    assert area / scale ** 2 * 1e6 == pytest.approx(outside + 10 * math.pi * (40 + 80) - 8 * 50, rel=0.01)
    assert (result["low"][0], result["high"][0]) == pytest.approx((-0.04 * scale, 0.12 * scale), rel=1e-5)


def test_names(worker):
    load(worker)
    result = export(worker, "names/asset.glb")
    content = read_glb(worker.run_dir / result["file"])
    assert {node["name"] for node in content["nodes"]} == {"Body", "Knob"}
    assert {mesh["name"] for mesh in content["meshes"]} == {"Body", "Knob"}
    assert {material["name"] for material in content["materials"]} == {"Oak", "Brass"}


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("run"))
    each.pid = int(each.build("import os\nprint(os.getpid())")["stdout"])
    yield each
    each.close()


@contextlib.contextmanager
def small_files(worker, most):
    """What has no room for a larger file, as /tmp in the sandbox may have none."""
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    yield
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


# Of more than 2048 px, Cycles would put its tiles into a file.
@pytest.mark.parametrize("texture_px", representative([256, 2304], [256]))
def test_baked(worker, reader, texture_px):
    """A procedural material arrives as pictures, a plain one with its values."""
    load(worker)
    with small_files(worker, 32 << 20):
        bake_and_look(worker, reader, texture_px)


def bake_and_look(worker, reader, texture_px):
    worker.notifications.clear()
    result = export(worker, f"baked{texture_px}/asset.glb", texture_px=texture_px)
    told = [each["params"] for each in worker.notifications if each["method"] == "progress"]
    assert [(each["done"], each["of"]) for each in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert result["textures"] == ["asset_color.png", "asset_surface.png", "asset_normal.png"]
    content = read_glb(worker.run_dir / result["file"])
    materials = {each["name"]: each for each in content["materials"]}
    oak, brass = materials["Oak"], materials["Brass"]["pbrMetallicRoughness"]
    assert "baseColorTexture" in oak["pbrMetallicRoughness"]
    assert "metallicRoughnessTexture" in oak["pbrMetallicRoughness"] and "normalTexture" in oak
    assert oak["extensions"]["KHR_materials_clearcoat"]["clearcoatFactor"] == pytest.approx(.5)  # it has no picture
    assert "baseColorTexture" not in brass and brass.get("metallicFactor", 1) == 1
    assert read(reader, worker, result)["textures"] == 3
    colors, surface = look_at(reader, result, worker)
    # Red and green in turns, as the noise has it; roughness a quarter everywhere.
    assert colors["red"] > 0.1 and colors["green"] > 0.1 and colors["blue"] < 0.05
    assert surface["green"] == pytest.approx(0.25, abs=0.02) and surface["blue"] < 0.02


def test_a_picture_that_is_not_whole_is_an_error(worker):
    load(worker)
    with small_files(worker, 24 << 10), pytest.raises(RemoteError) as refused:
        export(worker, "cut/asset.glb", texture_px=256)
    assert "picture “color” of 256 pixels is black or cut" in refused.value.message


PICTURES = """import bpy, json, random, sys
pictures = sys.modules["maquette_bridge.export.pictures"]
def image(side, value):
    made = bpy.data.images.new("Picture", side, side)
    made.pixels = [channel for y in range(side) for x in range(side)
                   for channel in (*value(x / side, y / side), 1.0)]
    return made
stars = {(int(16 * random.Random(i).random()), int(16 * random.Random(i + 99).random())) for i in range(9)}
cases = {
    "plain": lambda u, v: (0.5, 0.2, 0.1), "black": lambda u, v: (0.0, 0.0, 0.0),
    "island": lambda u, v: (0.0, 0.6, 0.0) if 0.3 < u < 0.7 else (0.0, 0.0, 0.0),
    "stars": lambda u, v: (1.0, 1.0, 1.0) if (int(16 * u), int(16 * v)) in stars else (0.0, 0.0, 0.0)}
found = {}
for name, value in cases.items():
    small, large = image(16, value), image(64, value)
    lost = image(64, lambda u, v: value(u, v) if u < 0.5 else (0.0, 0.0, 0.0))
    rows = image(64, lambda u, v: value(u, v) if int(16 * v) % 2 else (0.0, 0.0, 0.0))
    columns = image(64, lambda u, v: value(u, v) if int(16 * u) % 2 else (0.0, 0.0, 0.0))
    found[name] = [pictures.is_cut(each, small, False)
                   for each in (large, lost, rows, columns, image(64, cases["black"]))]
    found[name].append(pictures.is_cut(large, small, True))
open("found", "w").write(json.dumps(found))
bpy.ops.mesh.primitive_cube_add()
"""


def test_black_where_the_material_is_not(worker):
    """By a small picture of the same: whole, half lost, every other row or column lost, all lost, and whole where
    nothing may be black throughout."""
    worker.execute(PICTURES)
    found = json.loads((worker.run_dir / "found").read_text())
    assert found["plain"] == found["island"] == found["stars"] == [False, True, True, True, True, False]
    assert found["black"] == [False, False, False, False, False, True]


# What the format's makers defined (Wavefront, 1995) and all readers know: statement, number of values.
MTL = {"Ns": 1, "Ni": 1, "d": 1, "illum": 1, "Ka": 3, "Kd": 3, "Ks": 3, "Ke": 3, "Tf": 3}
MTL_MAPS = ("map_Kd", "map_Ks", "map_Ke", "map_Ns", "map_d", "map_Bump")


def read_mtl(path):
    """{material: {statement: its values, or a picture's path}} of an .mtl, each line of which must be plain."""
    materials, now = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _space, rest = line.partition(" ")
        if word == "newmtl":
            now = materials[rest] = {}
        elif word in MTL:
            now[word] = [float(value) for value in rest.split()]
            assert len(now[word]) == MTL[word], line
        elif line and word != "#":
            assert word in MTL_MAPS, line
            now[word] = rest.removeprefix("-bm 1.000000 ")
            assert (path.parent / now[word]).is_file(), line
    return materials


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".fbx"])
def test_pictures_are_read_back(worker, reader, suffix):
    """What is in the file is what was baked; another picture in its place is seen. Blender cuts such names of
    pictures off."""
    load(worker)
    stem = "大きな木の椅子と小さな机と本棚の組み合わせ、第二版"
    result = export(worker, f"seen{suffix[1:]}/{stem}{suffix}", texture_px=128)
    short = stem.encode()[:40].decode(errors="ignore")
    written = {each["name"]: each for each in result["pictures"]}
    assert list(written) == [f"{short}_{kind}" for kind in ("color", "surface", "normal")]
    found = {each["name"]: each for each in read(reader, worker, result)["pictures"]}
    assert f"{short}_color" in found and set(found) <= set(written)
    for name, each in found.items():
        assert each["size"] == [128, 128] and len(each["cells"]) == 192 and max(each["cells"]) > 50
        assert max(abs(a - b) for a, b in zip(each["cells"], written[name]["cells"])) <= 2
    if suffix == ".obj":
        materials = read_mtl(worker.run_dir / "seenobj" / f"{stem}.mtl")
        assert materials["Oak"]["map_Kd"] == f"textures/{stem}_color.png"
        assert materials["Oak"]["map_Bump"] == f"textures/{stem}_normal.png" and materials["Brass"]["d"] == [1]
        picture = worker.run_dir / "seenobj" / "textures" / f"{stem}_color.png"
        subprocess.run(["convert", picture, "-fill", "black", "-draw", "rectangle 0,64 127,127", picture], check=True)
        again, = (each for each in read(reader, worker, result)["pictures"] if each["name"].endswith("_color"))
        assert max(abs(a - b) for a, b in zip(again["cells"], written[f"{short}_color"]["cells"])) > 50
        picture.write_bytes(picture.read_bytes()[:300])
        again, = (each for each in read(reader, worker, result)["pictures"] if each["name"].endswith("_color"))
        assert again["cells"] != found[f"{short}_color"]["cells"]


GLOWING = """import bpy
def glow(name, number, use):
    bpy.ops.mesh.primitive_plane_add(size=2, location=(3 * number, 0, 1))
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    bpy.context.object.data.materials.append(material)
    use(material.node_tree.nodes, material.node_tree.links)
def halves(nodes, links):
    place = nodes.new("ShaderNodeTexCoord")
    split = nodes.new("ShaderNodeSeparateXYZ")
    step = nodes.new("ShaderNodeMath")
    step.operation, step.inputs[1].default_value = "GREATER_THAN", 0.5
    links.new(place.outputs["Generated"], split.inputs[0])
    links.new(split.outputs["X"], step.inputs[0])
    return step
def lava(nodes, links):
    shader = nodes["Principled BSDF"]
    shader.inputs["Emission Color"].default_value = (1, 0.25, 0, 1)
    times = nodes.new("ShaderNodeMath")
    times.operation, times.inputs[1].default_value = "MULTIPLY", 8.0
    links.new(halves(nodes, links).outputs[0], times.inputs[0])
    links.new(times.outputs[0], shader.inputs["Emission Strength"])
def lamp(nodes, links):
    emission = nodes.new("ShaderNodeEmission")
    emission.inputs["Color"].default_value, emission.inputs["Strength"].default_value = (0, 0, 1, 1), 4.0
    links.new(emission.outputs[0], nodes["Material Output"].inputs["Surface"])
def plain(nodes, links):
    shader = nodes["Principled BSDF"]
    shader.inputs["Emission Color"].default_value = (0, 1, 0, 1)
    shader.inputs["Emission Strength"].default_value = 2.0
    links.new(halves(nodes, links).outputs[0], shader.inputs["Roughness"])
for number, use in enumerate((lava, lamp, plain)):
    glow(use.__name__, number, use)
"""


@pytest.mark.parametrize("suffix", [".glb", ".fbx", ".usd"])
def test_glow(worker, reader, suffix):
    """What glows in a pattern arrives as a picture of it; a plain glow as its value, also of nothing but light."""
    worker.execute(GLOWING)
    worker.call("save", {"file": "scene.blend"})
    try:
        result = export(worker, f"glow{suffix[1:]}/asset{suffix}", texture_px=128)
    except RemoteError as refused:
        assert f"without an exporter for {suffix}" in refused.message
        return
    assert result["textures"][3:] == ["asset_glow.png"]
    assert read(reader, worker, result)["materials"] == 3
    picture = worker.run_dir / f"glow{suffix[1:]}" / "textures" / "asset_glow.png"
    said = subprocess.run(["convert", picture, "-format", "%c", "histogram:info:"], check=True, text=True,
                          capture_output=True).stdout
    # Half of the lava, at full strength.
    assert "#FF8900" in said and "#000000" in said, said
    if suffix != ".glb":
        return
    materials = {each["name"]: each for each in read_glb(worker.run_dir / result["file"])["materials"]}
    for name, strength in (("lava", 8), ("lamp", 4), ("plain", 2)):
        found = materials[name]["extensions"]["KHR_materials_emissive_strength"]["emissiveStrength"]
        assert found == pytest.approx(strength, rel=1e-3)
        assert ("emissiveTexture" in materials[name]) == (name == "lava")
    assert materials["plain"]["emissiveFactor"] == [0, 1, 0] and materials["lamp"]["emissiveFactor"] == [0, 0, 1]
    issues = validate(worker.run_dir / result["file"])["issues"]
    assert issues["numErrors"] == 0, issues


MIXED = """import bpy
def ball(name, build):
    number = len(bpy.data.materials)
    bpy.ops.mesh.primitive_uv_sphere_add(radius=0.05, location=(0.12 * (number % 4), 0, 0.06 + 0.12 * (number // 4)))
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes = material.node_tree.nodes
    nodes.remove(nodes["Principled BSDF"])
    def shader(kind, **values):
        made = nodes.new("ShaderNode" + kind)
        for key, value in values.items():
            made.inputs[key.replace("_", " ")].default_value = value
        return made.outputs[0] if made.outputs else made
    def link(socket, target):
        if isinstance(socket, float):
            target.default_value = socket
        else:
            material.node_tree.links.new(socket, target)
    def mix(factor, a, b):
        made = nodes.new("ShaderNodeMixShader")
        for socket, target in zip((factor, a, b), made.inputs):
            link(socket, target)
        return made.outputs[0]
    checker = nodes.new("ShaderNodeTexChecker")
    checker.inputs["Scale"].default_value = 4.0
    link(build(shader, mix, link, checker.outputs["Fac"]), nodes["Material Output"].inputs["Surface"])
    bpy.context.object.data.materials.append(material)
def grouped(shader, mix, link, checker):
    tree = bpy.data.node_groups.new("Group", "ShaderNodeTree")
    tree.interface.new_socket("Shader", in_out="OUTPUT", socket_type="NodeSocketShader")
    output, glass = tree.nodes.new("NodeGroupOutput"), tree.nodes.new("ShaderNodeBsdfGlass")
    tree.links.new(glass.outputs[0], output.inputs[0])
    group = shader("Group")
    group.node_tree = tree
    return group.outputs[0]
def faded(shader, mix, link, checker):
    surface = shader("BsdfPrincipled", Base_Color=(0.7, 0.1, 0.5, 1))
    link(checker, surface.node.inputs["Alpha"])
    return surface
def glowing(shader, mix, link, checker):
    both = shader("AddShader")
    link(shader("BsdfDiffuse", Color=(0.3, 0.1, 0.3, 1)), both.node.inputs[0])
    link(shader("Emission", Color=(0, 0.3, 0, 1)), both.node.inputs[1])
    return both
clear, red = (0.6, 0.9, 0.7, 1), (0.8, 0.1, 0.1, 1)
for name, build in {
    "Red": lambda shader, *_: shader("BsdfDiffuse", Color=red),
    "Gold": lambda shader, *_: shader("BsdfAnisotropic", Color=(0.9, 0.6, 0.1, 1)),
    "Glass": lambda shader, *_: shader("BsdfGlass", Color=clear, IOR=1.45),
    "Water": lambda shader, mix, *_: mix(shader("Fresnel"), shader("BsdfRefraction", Color=clear),
                                         shader("BsdfAnisotropic")),
    "Veil": lambda shader, mix, *_: mix(0.4, shader("BsdfTransparent"), shader("BsdfDiffuse", Color=red)),
    "Leaf": lambda shader, mix, link, checker: mix(checker, shader("BsdfTransparent"), shader("BsdfDiffuse")),
    "Window": lambda shader, mix, link, checker: mix(checker, shader("BsdfGlass"), shader("BsdfDiffuse", Color=red)),
    "Shadowless": lambda shader, mix, *_: mix(shader("LightPath").node.outputs["Is Shadow Ray"],
                                              shader("BsdfGlass"), shader("BsdfTransparent")),
    "Faded": faded, "Glowing": glowing, "Grouped": grouped}.items():
    ball(name, build)
"""
CLEAR = ("Glass", "Water", "Window", "Shadowless")


@pytest.mark.parametrize("suffix", [".glb", ".obj", ".fbx"])
def test_mixed_shaders(worker, reader, suffix):
    """What shaders other than the Principled BSDF show is in the file, as far as its format has a place for it. What
    it has none for is told, and nothing else differs when another Blender draws the file."""
    worker.execute(MIXED)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, f"mixed{suffix[1:]}/asset{suffix}", texture_px=256)
    told = {each["material"]: each["why"] for each in result["losses"]}
    assert told == {"Grouped": "opaque", **({} if suffix == ".glb" else dict.fromkeys(CLEAR, "unbent"))}
    assert read(reader, worker, result, look=True)["differs"] == []
    if suffix == ".glb":
        assert validate(worker.run_dir / result["file"])["issues"]["numErrors"] == 0
        materials = {each["name"]: each for each in read_glb(worker.run_dir / result["file"])["materials"]}
        colors = {name: each["pbrMetallicRoughness"].get("baseColorFactor") for name, each in materials.items()}
        assert colors["Red"] == pytest.approx([0.8, 0.1, 0.1, 1])
        assert colors["Veil"] == pytest.approx([0.8, 0.1, 0.1, 0.4])
        blended = {name for name, each in materials.items() if each.get("alphaMode") == "BLEND"}
        assert blended == {"Veil", "Leaf", "Faded"}
        # Light passes two faces of a Glass BSDF, each of which tints it.
        assert colors["Glass"] == pytest.approx([0.36, 0.81, 0.49, 1], rel=1e-3)
        for name, each in materials.items():
            clear = each.get("extensions", {}).get("KHR_materials_transmission", {})
            assert clear.get("transmissionFactor", 0) == (1 if name in CLEAR else 0), name
            assert ("transmissionTexture" in clear) == (name == "Window")
        assert materials["Glass"]["extensions"]["KHR_materials_ior"]["ior"] == pytest.approx(1.45)
    if suffix == ".obj":
        file = worker.run_dir / "mixedobj/asset.mtl"
        materials = read_mtl(file)
        assert materials["Veil"]["d"] == [0.4] and materials["Glass"]["d"] == [0.25] and materials["Red"]["d"] == [1]
        assert all("map_d" in materials[name] for name in ("Leaf", "Window", "Faded"))
        # Of what others change, each material is named.
        text = file.read_text().replace("d 0.400000", "d 1.000000").replace("Kd 0.900000 0.600000", "Kd 0 0.6")
        file.write_text(text)
        found = read(reader, worker, result, look=True)["differs"]
        assert [each["material"] for each in found] == ["Gold", "Veil"]


LOST = """import bpy
def plane(name, picture, is_linked=True, mute=False):
    bpy.ops.mesh.primitive_plane_add(size=1, location=(len(bpy.data.materials), 0, 0.5))
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes = material.node_tree.nodes
    node = nodes.new("ShaderNodeTexImage")
    node.image, node.mute = picture, mute
    if is_linked:
        material.node_tree.links.new(node.outputs[0], nodes["Principled BSDF"].inputs["Base Color"])
    bpy.context.object.data.materials.append(material)
there = bpy.data.images.new("There", 4, 4)
there.pack()
lost = bpy.data.images.new("crate", 16, 16)
lost.source, lost.filepath = "FILE", "//textures/crate_diffuse.png"
plane("There", there)
plane("Lost", lost)
plane("None", None)
plane("Not drawn", lost, False)
plane("Muted", lost, mute=True)
bpy.data.materials.new("Not used").use_nodes = True
"""


@pytest.mark.parametrize("texture_px", [0, 64])
def test_a_picture_that_is_not_there(worker, reader, texture_px):
    """The report names material and file, and the export says what the file shows instead."""
    worker.execute(LOST)
    worker.call("save", {"file": "scene.blend"})
    assert worker.measure()["missing_pictures"] == ["Lost (crate_diffuse.png)", "None"]
    result = export(worker, f"lost{texture_px}/asset.glb", texture_px=texture_px)
    assert result["losses"] == [{"material": "Lost", "why": "picture", "file": "crate_diffuse.png"},
                                {"material": "None", "why": "picture", "file": ""}]
    assert read(reader, worker, result, look=True)["differs"] == []


def test_draco(worker, reader):
    """Compressed where this Blender can; where it cannot, that is said, and no file is left to be taken for one."""
    load(worker)
    plain = export(worker, "plain/asset.glb")
    try:
        result = export(worker, "draco/asset.glb", draco=True)
    except RemoteError as refused:
        assert "Draco" in refused.message and not (worker.run_dir / "draco/asset.glb").exists()
    else:
        assert result["bytes"] < plain["bytes"]
        assert read(reader, worker, result)["triangles"] == result["triangles"]
    with pytest.raises(RemoteError):
        export(worker, "draco/asset.stl", draco=True)


def look_at(reader, result, worker):
    """Mean values of the baked pictures where they are not black."""
    folder = (worker.run_dir / result["file"]).parent / "textures"
    answers = []
    for name in ("asset_color.png", "asset_surface.png"):
        script = f"""import bpy, json
image = bpy.data.images.load({str(folder / name)!r})
image.colorspace_settings.name = 'Non-Color'
image.scale(256, 256)
values = list(image.pixels)
lit = [values[i:i + 3] for i in range(0, len(values), 4) if max(values[i:i + 3]) > 0.02]
means = dict(zip(('red', 'green', 'blue'), (sum(c) / len(lit) for c in zip(*lit))))
open('means', 'w').write(json.dumps(means))
bpy.ops.mesh.primitive_cube_add()
"""
        reader.execute(script)
        answers.append(json.loads((reader.run_dir / "means").read_text()))
    return answers


def test_each_its_own_pictures(worker):
    load(worker)
    result = export(worker, "own/asset.glb", texture_px=64, per_object=True)
    assert len(result["textures"]) == 3


SHEET = """import bpy
def pattern(name, *color):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    checker = tree.nodes.new("ShaderNodeTexChecker")
    checker.inputs["Color1"].default_value = (*color, 1)
    checker.inputs["Color2"].default_value = (*(each / 2 for each in color), 1)
    tree.links.new(checker.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    return material
def squares(name, left, *materials):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata([(left + x, y, 0) for x in range(len(materials) + 1) for y in (0, 1)], [],
                     [(2 * i, 2 * i + 2, 2 * i + 3, 2 * i + 1) for i in range(len(materials))])
    for number, material in enumerate(materials):
        mesh.materials.append(material)
        mesh.polygons[number].material_index = number
    bpy.context.scene.collection.objects.link(bpy.data.objects.new(name, mesh))
squares("Left", 0, pattern("Red", 1, 0, 0))
squares("Middle", 2, bpy.data.materials.new("Gray"))
squares("Right", 4, pattern("Green", 0, 1, 0))
squares("Both", 6, pattern("Blue", 0, 0, 1), bpy.data.materials.new("Beside"))
"""


def test_all_on_one_sheet(worker):
    """Each object whose material is worked out has its place on the picture, as large as its surface is; that has no
    layout to be judged, as it is ours."""
    worker.execute(SHEET)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "sheet/asset.glb", texture_px=128)
    assert result["layouts"] == [] and result["textures"][0] == "asset_color.png"
    said = subprocess.run(["convert", worker.run_dir / "sheet/textures/asset_color.png", "-format", "%c",
                           "histogram:info:"], check=True, text=True, capture_output=True).stdout
    counts = [0, 0, 0]
    for count, *color in re.findall(r"(\d+): \((\d+),(\d+),(\d+)", said):
        for channel, value in enumerate(map(int, color)):
            counts[channel] += int(count) * (value > 150 and sum(map(int, color)) - value < 20)
    assert min(counts) > .1 * 128 ** 2 and max(counts) < 1.2 * min(counts), said
    names = {row["name"] for row in read_glb(worker.run_dir / result["file"])["materials"]}
    assert names == {"Red", "Green", "Blue", "Gray", "Beside"}
    own = export(worker, "sheets/asset.glb", texture_px=32, per_object=True)
    assert own["layouts"] == [] and [name for name in own["textures"] if name.endswith("color.png")] == [
        f"asset_{number}_color.png" for number in (1, 2, 3)]


SETTLED = """import bpy
from maquette_bridge.export import shading
material = bpy.data.materials.new("M")
material.use_nodes = True
tree = material.node_tree
target = tree.nodes["Principled BSDF"].inputs["Roughness"]
def node(kind, *values, **settings):
    made = tree.nodes.new("ShaderNode" + kind)
    for key, value in settings.items():
        setattr(made, key, value)
    for socket, value in zip(made.inputs, values):
        socket.default_value = value
    return made
def settle(socket):
    tree.links.new(socket, target)
    return shading._settle(target)
def math(operation, a, b, clamp=False):
    return settle(node("Math", a, b, operation=operation, use_clamp=clamp).outputs[0])
def is_near(found, wanted):
    assert abs(found - wanted) < 1e-5, (found, wanted)
# A ball's surface faces one who looks at it by 2/3: of each blend, what is left.
for blend, wanted in ((0, 0), (.05, 1 - (2 / 3) ** .1), (.25, 1 - (2 / 3) ** .5), (.5, 1 / 3), (.75, 5 / 9), (1, 1)):
    is_near(settle(node("LayerWeight", blend).outputs["Facing"]), wanted)
    is_near(settle(node("LayerWeight", blend).outputs["Fresnel"]), 0)
is_near(settle(node("Fresnel").outputs[0]), 0)
for name, wanted in (("Is Camera Ray", 1), ("Is Shadow Ray", 0), ("Is Glossy Ray", 0)):
    is_near(settle(node("LightPath").outputs[name]), wanted)
value = node("Value")
value.outputs[0].default_value = .3
is_near(settle(value.outputs[0]), .3)
for operation, a, b, wanted in (
        ("ADD", .7, .6, 1.3), ("SUBTRACT", .2, .5, -.3), ("MULTIPLY", .5, .4, .2), ("MINIMUM", .2, .5, .2),
        ("MAXIMUM", .2, .5, .5), ("POWER", .5, 2, .25), ("POWER", -2, 2, 0), ("DIVIDE", 3, 2, 1.5),
        ("DIVIDE", 3, 0, 0)):
    is_near(math(operation, a, b), wanted)
    is_near(math(operation, a, b, True), min(max(wanted, 0), 1))
noise = tree.nodes.new("ShaderNodeTexNoise").outputs[0]
assert settle(noise) == noise and shading._is_socket(math("SINE", .5, 0))
# Black adds nothing, and white changes nothing: a picture stays the only thing that is linked, so exporters find it.
count, black, color = len(tree.nodes), shading._BLACK, (.1, .2, .3, 1)
for other in (noise, color, black):
    assert shading._sum(tree, black, other) == shading._sum(tree, other, black) == other
assert shading._scale(tree, noise, 1.0) == noise and shading._scale(tree, noise, 0.0) == black
for found, wanted in ((shading._sum(tree, color, (.4, .1, 0, 1)), (.5, .3, .3, 1)),
                      (shading._scale(tree, color, 2.0), (.2, .4, .6, 1)),
                      (shading._scale(tree, color, color), (.01, .04, .09, 1)),
                      (shading._blend(tree, .25, (0, 1, 0, 1), (1, 0, 0, 1)), (.25, .75, 0, 1))):
    for each, other in zip(found, wanted):
        is_near(each, other)
is_near(shading._blend(tree, .25, 1.0, 3.0), 1.5)
assert shading._blend(tree, .5, noise, noise) == noise and len(tree.nodes) == count
assert shading._is_socket(shading._sum(tree, noise, color)) and len(tree.nodes) == count + 1
"""


def test_values_that_nodes_work_out(worker):
    worker.execute(SETTLED)


PICTURE = """import bpy
bpy.ops.mesh.primitive_plane_add(size=2)
image = bpy.data.images.new("../My Wood", 8, 8)
image.pixels = [0.5, 0.25, 0.1, 1.0] * 64
image.pack()
material = bpy.data.materials.new("Wood")
material.use_nodes = True
node = material.node_tree.nodes.new("ShaderNodeTexImage")
node.image = image
material.node_tree.links.new(node.outputs[0], material.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
bpy.context.object.data.materials.append(material)
"""


def test_own_pictures(worker):
    """A picture that the script made goes along, under a name of ours."""
    worker.execute(PICTURE)
    worker.call("save", {"file": "scene.blend"})
    for suffix, beside in ((".obj", ["asset.mtl"]), (".usd", [])):
        try:
            result = export(worker, f"pictures{suffix[1:]}/asset{suffix}")
        except RemoteError as refused:
            assert f"without an exporter for {suffix}" in refused.message
            continue
        assert result["files"] == [f"asset{suffix}", *beside, "textures/asset_1.png"]
    materials = (worker.run_dir / "picturesobj/asset.mtl").read_text()
    assert "map_Kd" in materials and materials.rstrip().endswith("textures/asset_1.png")


def test_options(worker, reader):
    load(worker)
    result = export(worker, "mm/asset.stl", scale=1000.0, on_ground=True)
    found = read(reader, worker, result)
    assert found["high"][2] - found["low"][2] == pytest.approx(1839.5, abs=0.5)
    assert found["low"][2] == pytest.approx(0, abs=0.1)
    assert found["low"][0] == pytest.approx(-found["high"][0], abs=0.1)

    result = export(worker, "few/asset.glb", max_triangles=30)
    assert result["triangles"] <= 34
    result = export(worker, "few/asset-50.glb", max_triangles=30, share=0.5)
    assert result["triangles"] <= 19
    result = export(worker, "joined/asset.glb", join=True)
    assert result["objects"] == 2  # two materials
    result = export(worker, "up/asset.obj", up="z")
    assert read(reader, worker, result)["high"] == pytest.approx(result["high"], abs=5e-4)
    with pytest.raises(RemoteError) as refused:
        export(worker, "up/asset.glb", up="z")
    assert "Y is up" in refused.value.message


def test_instances(worker, reader):
    worker.execute("""import bpy
mesh = bpy.data.meshes.new("m")
mesh.from_pydata([(0,0,0),(1,0,0),(0,1,0)], [], [(0,1,2)])
group = bpy.data.collections.new("g")
group.objects.link(bpy.data.objects.new("Leaf", mesh))
for i in range(3):
    obj = bpy.data.objects.new(f"Place {i}", None)
    obj.instance_type, obj.instance_collection, obj.location.x = "COLLECTION", group, 2 * i
    obj.scale.x = -1 if i == 2 else 1
    bpy.context.collection.objects.link(obj)
""")
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "instances/asset.glb")
    assert result["triangles"] == 3
    assert read(reader, worker, result)["high"][0] == pytest.approx(4, abs=1e-3)


def test_what_is_missing_is_said(worker):
    load(worker)
    try:
        export(worker, "asset.usd")
    except RemoteError as refused:
        assert "without an exporter for .usd" in refused.message


def test_nothing_to_export(worker):
    worker.execute("pass")
    with pytest.raises(RemoteError) as refused:
        worker.call("export", {"file": "asset.glb"})
    assert refused.value.code == -32004


def test_mangled(reader):
    for suffix in FORMATS:
        (reader.run_dir / f"bad{suffix}").write_bytes(b"\\0\\1bad" * 40)
        with pytest.raises(RemoteError):
            reader.call("read_back", {"file": f"bad{suffix}"})
    assert reader.call("info")["objects"] == 0


def test_print_check(worker):
    worker.execute("""import bpy
bpy.ops.mesh.primitive_cube_add(size=0.1, location=(0, 0, 0.05)); bpy.context.object.name = "Block"
bpy.ops.mesh.primitive_cube_add(size=1, location=(0.2, 0, 0.05)); bpy.context.object.name = "Sheet"
bpy.context.object.scale = (0.0005, 0.1, 0.1)
bpy.ops.mesh.primitive_plane_add(size=0.1, location=(0, 0, 0.2)); bpy.context.object.name = "Roof"
# Where the two sides of a lens meet, a wall runs out, and is not thin.
import math
rim = [(0.05 * math.cos(k * math.tau / 48), 0.05 * math.sin(k * math.tau / 48), 0) for k in range(48)]
lens = bpy.data.meshes.new("Lens")
lens.from_pydata([*rim, (0, 0, 0.0197), (0, 0, -0.0197)], [],
                 [f for k in range(48) for f in ((k, (k + 1) % 48, 48), ((k + 1) % 48, k, 49))])
bpy.context.collection.objects.link(bpy.data.objects.new("Lens", lens))
bpy.data.objects["Lens"].location.z = 0.4
""")
    found = worker.call("print_check", {"wall_m": 0.001, "bed_x_m": 0.2, "bed_y_m": 0.2,
                                        "bed_z_m": 0.3})
    assert not found["closed"] and found["open"] == ["Roof"]
    assert found["thin"] == ["Sheet"] and found["thinnest_m"] == pytest.approx(0.0005, abs=1e-5)
    assert not found["fits"] and 0 <= found["overhang"] < 0.5
    assert worker.call("print_check", {"bed_x_m": 0.11, "bed_y_m": 0.3})["fits"]


def test_overhang_and_bed(worker):
    """A cube on a narrow post: its underside hangs over. A bed may be turned, and holds what is as large as it."""
    worker.execute("""import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.05)); bpy.context.object.scale = (0.02, 0.02, 0.1)
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.125)); bpy.context.object.scale = (0.125, 0.1, 0.05)
""")
    found = worker.call("print_check", {"bed_x_m": 0.11, "bed_y_m": 0.13, "bed_z_m": 0.151})
    cap, post = 0.125 * 0.1, 2 * 0.0004 + 4 * 0.02 * 0.1
    assert found["overhang"] == pytest.approx(cap / (2 * cap + 2 * 0.05 * 0.225 + post), abs=1e-4) and found["fits"]
    assert found["dimensions_m"] == pytest.approx([0.125, 0.1, 0.15])
    for bed in ({"bed_x_m": 0.11, "bed_y_m": 0.12}, {"bed_x_m": 0.09, "bed_y_m": 0.3}, {"bed_z_m": 0.149},
                {"bed_x_m": 0.3}):
        assert not worker.call("print_check", bed)["fits"], bed
    assert worker.call("print_check", {"bed_z_m": 0.151})["fits"] and worker.call("print_check", {})["fits"]


# A box of 60 x 40 x 30 mm with walls of 2 mm and a floor of 3 mm; outer edges that stand are rounded by `radius`.
CASE = """import bpy, math
def case(radius, n=16):
    ring = []
    for k, (x, y) in enumerate(((30 - radius, 20 - radius), (radius - 30, 20 - radius), (radius - 30, radius - 20),
                                (30 - radius, radius - 20))):
        ring += [(x + radius * math.cos((k + i / n) * math.pi / 2), y + radius * math.sin((k + i / n) * math.pi / 2))
                 for i in range(n + 1 if radius else 1)]
    hollow = [(28, 18), (-28, 18), (-28, -18), (28, -18)]
    def prism(name, outline, low, high):
        count, mesh = len(outline), bpy.data.meshes.new(name)
        mesh.from_pydata([(x / 1000, y / 1000, z / 1000) for z in (low, high) for x, y in outline], [],
                         [tuple(reversed(range(count))), tuple(range(count, 2 * count)),
                          *((i, (i + 1) % count, count + (i + 1) % count, count + i) for i in range(count))])
        obj = bpy.data.objects.new(name, mesh)
        bpy.context.collection.objects.link(obj)
        return obj
    box, tool = prism("Case", ring, 0, 30), prism("Tool", hollow, 3, 40)
    cut = box.modifiers.new("Hollow", "BOOLEAN")
    cut.solver, cut.object = "EXACT", tool
    tool.hide_render = tool.hide_viewport = True
"""


@pytest.mark.parametrize("radius, thinnest", [(0, 2.0), (1, 2.0), (4, 4 - 8 ** 0.5)])
def test_walls_at_inner_corners(worker, radius, thinnest):
    worker.execute(f"{CASE}case({radius})")
    found = worker.call("print_check", {"wall_m": 0.0015})
    assert found["closed"] and found["thinnest_m"] * 1000 == pytest.approx(thinnest, abs=0.01)
    assert found["thin"] == (["Case"] if radius == 4 else [])


# A tube whose last column of corners is worked out anew, so that rounding parts it from the first, and which stands
# far from the origin, turned.
TUBE = """import bpy, math
n, verts, faces = 32, [], []
for i in range(n + 1):
    a = 0.3 + 2 * math.pi * i / n
    verts += [(r * math.cos(a), r * math.sin(a), z) for r, z in ((.03, 0), (.03, .05), (.02, .05), (.02, 0))]
for i in range(n):
    faces += [(i * 4 + k, (i + 1) * 4 + k, (i + 1) * 4 + (k + 1) % 4, i * 4 + (k + 1) % 4) for k in range(4)]
mesh = bpy.data.meshes.new("Tube")
mesh.from_pydata(verts, [], faces)
tube = bpy.data.objects.new("Tube", mesh)
tube.location, tube.rotation_euler = (1.2, -0.7, 0.4), (0.3, 0.2, 0.1)
bpy.context.collection.objects.link(tube)
"""


def test_a_seam(worker):
    worker.execute(TUBE)
    row = worker.measure()["objects"][0]
    assert (row["open_edges"], row["non_manifold_edges"], row["flipped_edges"], row["vertices"]) == (0, 0, 0, 132)
    (closed,) = worker.measure(requirements=[{"what": "watertight", "of": "whole"}])["requirements"]
    assert closed["met"] and closed["found"] == 0
    found = worker.call("print_check", {"wall_m": 0.01})
    assert found["closed"] and found["thin"] == ["Tube"]
    assert found["thinnest_m"] == pytest.approx(0.01 * math.cos(math.pi / 32), abs=1e-5)
    worker.call("export", {"file": "seam/asset.stl", "scale": 1000.0})
    printed = subprocess.run(["admesh", "-c", worker.run_dir / "seam" / "asset.stl"], check=True, capture_output=True,
                             text=True).stdout
    assert re.search(r"Total disconnected facets +: +0 ", printed), printed


# A V-groove 3 mm deep in a plate of 5 mm: from its bottom to the underside 2 mm are left.
GROOVE = """import bpy
outline = [(0, 0), (20, 0), (20, 5), (13, 5), (10, 2), (7, 5), (0, 5)]
mesh = bpy.data.meshes.new("Plate")
mesh.from_pydata([(x / 1000, y, z / 1000) for y in (0, 0.05) for x, z in outline], [],
                 [(6, 5, 4, 3, 2, 1, 0)[::-1], (7, 8, 9, 10, 11, 12, 13)[::-1],
                  *((i + 7, (i + 1) % 7 + 7, (i + 1) % 7, i) for i in range(7))])
bpy.context.collection.objects.link(bpy.data.objects.new("Plate", mesh))
"""


def test_a_groove(worker):
    worker.execute(GROOVE)
    found = worker.call("print_check", {"wall_m": 0.0025})
    assert found["thin"] == ["Plate"] and found["thinnest_m"] * 1000 == pytest.approx(2, abs=0.01)


TURNED = '''import bpy, math
def ramp(name, output):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    place = nodes.new("ShaderNodeTexCoord")
    split = nodes.new("ShaderNodeSeparateXYZ")
    links.new(place.outputs[output], split.inputs[0])
    color = nodes.new("ShaderNodeCombineColor")
    links.new(split.outputs["X"], color.inputs["Red"])
    links.new(color.outputs[0], nodes["Principled BSDF"].inputs["Base Color"])
    return material
for number, output in enumerate(("Object", "Generated")):
    bpy.ops.mesh.primitive_plane_add(size=2, location=(3 * number, 0, 1), rotation=(0, 0, math.radians(90)))
    bpy.context.object.data.materials.append(ramp(output, output))
'''


def test_coordinates(worker, reader):
    """What a material takes from its object's place is baked as it was, though all are joined for it."""
    worker.execute(TURNED)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "turned/asset.glb", texture_px=64)
    read(reader, worker, result)
    reader.execute(f"""import bpy, json
bpy.ops.import_scene.gltf(filepath={str(worker.run_dir / result["file"])!r})
def at(obj, corner):
    # The corner's own colour, from the picture under its texture coordinate.
    mesh = obj.data
    image = next(n.image for n in obj.material_slots[0].material.node_tree.nodes
                 if n.type == 'TEX_IMAGE' and n.image.colorspace_settings.name == 'sRGB')
    loop = min(mesh.loops, key=lambda l: (mesh.vertices[l.vertex_index].co - corner).length)
    u, v = mesh.uv_layers.active.data[loop.index].uv
    w, h = image.size
    x, y = min(w - 2, max(1, int(u * w))), min(h - 2, max(1, int(v * h)))
    return max(image.pixels[((y + dy) * w + x + dx) * 4] for dx in (-1, 0, 1) for dy in (-1, 0, 1))
from mathutils import Vector
found = {{}}
for obj in bpy.context.scene.objects:
    if obj.type == 'MESH':
        # Turned by 90 degrees, the object's own X is the scene's Y: bright at Y = 1, dark at Y = -1.
        found[obj.material_slots[0].material.name] = [at(obj, Vector((0.9, y, 0))) for y in (-1, 1)]
open('found', 'w').write(json.dumps(found))
""")
    found = json.loads((reader.run_dir / "found").read_text())
    for name in ("Object", "Generated"):
        dark, bright = found[name]
        assert bright > 0.8 and dark < 0.3, found
