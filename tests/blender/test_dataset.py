"""The maps of a dataset, read back: cameras.json alone puts another Blender's triangles on the masks' pixels."""
import copy
import hashlib
import json
import math

import jsonschema
import numpy
import pytest
from dataset_reader import Dataset, check, project_blender, project_colmap
from test_render import pixels
from worker_client import ROOT, RemoteError, Worker

SCHEMAS = ROOT / "data" / "schemas"
# Far from the origin and different along each axis; with a smooth ball, two instances of a collection and what is
# hidden. The plate is thin, so that its two sides are near each other.
SCENE = '''import bpy
def add(operator, name, part, color, smooth=False, **more):
    operator(**more)
    obj = bpy.context.object
    obj.name = name
    if part: obj["part"] = part
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1)
    obj.data.materials.append(material)
    if smooth: bpy.ops.object.shade_smooth()
    return obj
cube, ball = bpy.ops.mesh.primitive_cube_add, bpy.ops.mesh.primitive_uv_sphere_add
add(cube, "Plate", "plate", (.6, .02, .02), size=1, location=(4, -3, 2)).scale = (1.4, .8, .02)
add(cube, "Leg 1", "legs", (.6, .02, .02), size=1, location=(3.5, -3.2, 1.6)).scale = (.1, .2, .8)
add(cube, "Leg 2", "legs", (.6, .02, .02), size=1, location=(4.5, -2.8, 1.6)).scale = (.1, .2, .8)
add(ball, "Ball", "ball", (.6, .02, .02), True, radius=.25, segments=48, ring_count=24, location=(4.2, -3, 2.26))
add(cube, "Hidden", "hidden", (1, 1, 1), size=3, location=(4, -3, 2)).hide_render = True
# An open sheet, whose faces look down.
add(bpy.ops.mesh.primitive_plane_add, "Sheet", "sheet", (.6, .02, .02), size=.3, location=(4.5, -3.25, 2.03),
    rotation=(3.14159265, 0, 0))
knob = add(cube, "Knob", None, (.6, .02, .02), size=.12, location=(0, 0, 0))
knobs = bpy.data.collections.new("Knobs")
knobs.objects.link(knob)
bpy.context.scene.collection.objects.unlink(knob)
for number, x in enumerate((3.5, 3.8), 1):
    empty = bpy.data.objects.new(f"Place {number}", None)
    empty.instance_type, empty.instance_collection = "COLLECTION", knobs
    empty.location = (x, -3.1, 2.07)
    empty["part"] = "knobs"
    bpy.context.scene.collection.objects.link(empty)
'''
SMALL = {"width": 200, "height": 150, "cameras": 4, "engine": "workbench"}


def write(worker, folder, **more):
    worker.call("dataset", {"folder": folder, **SMALL, **more})
    return worker.run_dir / folder


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def made(worker, tmp_path_factory):
    worker.execute(SCENE, save="scene.blend")
    folder = write(worker, "made")
    return Dataset(folder, worker.run_dir / "scene.blend", tmp_path_factory.mktemp("read") / "back")


@pytest.mark.parametrize("project", [project_blender, project_colmap])
def test_read_back(made, project):
    """Each pixel is the object that its camera says, at that depth."""
    assert check(made, project) > 10000
    assert len({json.dumps(image["colmap"]) for image in made.cameras["images"]}) == SMALL["cameras"]


def plant(data, change):
    other = copy.copy(data)
    other.cameras = copy.deepcopy(data.cameras)
    for image in other.cameras["images"]:
        change(image)
    return other


def swap_rows(image):
    rows = image["blender"]
    rows[1], rows[2] = rows[2], rows[1]


def flip_up(image):
    for row in image["blender"][:3]:
        row[1] = -row[1]


def turn_back(image):
    image["colmap"]["quaternion"][1:] = [-value for value in image["colmap"]["quaternion"][1:]]


def put_last(image):
    image["colmap"]["quaternion"].append(image["colmap"]["quaternion"].pop(0))


def move(image):
    image["blender"][0][3] += 0.02


@pytest.mark.parametrize("project, change", [(project_blender, swap_rows), (project_blender, flip_up),
                                             (project_blender, move), (project_colmap, turn_back),
                                             (project_colmap, put_last)])
def test_planted_faults(made, project, change):
    """The test above sees a swapped axis, a picture upside down, and a camera two pixels beside its place."""
    with pytest.raises(AssertionError):
        check(plant(made, change), project)


def test_planted_masks(made, monkeypatch):
    """And masks and depth that are not those of the camera."""
    read = made.read
    with pytest.raises(AssertionError):
        monkeypatch.setattr(made, "read", lambda image, kind: numpy.roll(read(image, kind), 1, 1))
        check(made, project_blender)
    with pytest.raises(AssertionError, match="depth"):
        monkeypatch.setattr(made, "read", lambda image, kind: read(image, kind) * (1.01 if kind == "depth" else 1))
        check(made, project_blender)


def test_normals(made):
    """On the ball, they point from its middle through the place that depth says; on boxes, along an axis."""
    named = {each["name"]: each["index"] for each in made.parts["objects"]}
    seen = 0
    for image in made.cameras["images"]:
        normals, objects, depth = (made.read(image, kind) for kind in ("normal", "object", "depth"))
        lengths = numpy.linalg.norm(normals, axis=2)
        assert (lengths[objects == 0] == 0).all() and numpy.allclose(lengths[objects > 0], 1, atol=1e-3)
        assert numpy.abs(normals[objects == named["Plate"]]).max(1).min() > 0.999
        sheet = normals[objects == named["Sheet"]]
        assert len(sheet) > 50 and sheet[:, 2].min() > 0.999  # seen from behind, its normal is turned round
        row, column = numpy.nonzero(objects == named["Ball"])
        away = depth[row, column]
        inside = numpy.stack([(column + 0.5 - made.cameras["cx"]) / made.cameras["fx"] * away,
                              -(row + 0.5 - made.cameras["cy"]) / made.cameras["fy"] * away, -away], 1)
        matrix = numpy.array(image["blender"])
        places = inside @ matrix[:3, :3].T + matrix[:3, 3]
        out = places - [4.2, -3, 2.26]
        assert numpy.abs(numpy.linalg.norm(out, axis=1) - .25).max() < 0.002
        cosines = (out / numpy.linalg.norm(out, axis=1, keepdims=True) * normals[row, column]).sum(1)
        assert cosines.min() > math.cos(math.radians(1.5))  # smooth: its faces differ by up to 7.5 degrees
        # All are turned to the camera; at the rim, smooth ones lean over by less than the angle between two faces.
        ahead = (places - matrix[:3, 3]) / numpy.linalg.norm(places - matrix[:3, 3], axis=1, keepdims=True)
        assert (ahead * normals[row, column]).sum(1).max() < math.sin(math.radians(7.5))
        seen += len(row)
    assert seen > 500


def test_color_has_the_same_outline(made):
    """The red asset is where the masks are, but for pixels that an edge crosses."""
    for image in made.cameras["images"]:
        objects = made.read(image, "object")
        _width, _height, rows = pixels(made.folder / image["files"]["color"])
        color = numpy.array(rows, dtype=int)
        is_red = color[:, :, 0] > 1.6 * color[:, :, 2]
        around = numpy.stack([numpy.roll(objects > 0, (x, y), (1, 0)) for x in (-1, 0, 1) for y in (-1, 0, 1)])
        assert is_red[around.all(0)].mean() > 0.99 and is_red[~around.any(0)].mean() < 0.01


def test_content(made):
    """Parts, objects and cameras are described; instances count to their object, what is hidden to none."""
    for name, content in (("cameras", made.cameras), ("parts", made.parts)):
        jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_text())).validate(content)
    assert [each["name"] for each in made.parts["objects"]] == ["Ball", "Leg 1", "Leg 2", "Place 1", "Place 2", "Plate",
                                                             "Sheet"]
    assert {each["name"]: each["objects"] for each in made.parts["parts"]} == {
        "ball": ["Ball"], "knobs": ["Place 1", "Place 2"], "legs": ["Leg 1", "Leg 2"], "plate": ["Plate"],
        "sheet": ["Sheet"]}
    knobs = made.parts["parts"][1]
    assert knobs["index"] == 2 and knobs["materials"] == ["Knob"]
    assert numpy.allclose(knobs["box"]["min"], [3.44, -3.16, 2.01]) and numpy.allclose(knobs["box"]["max"],
                                                                                     [3.86, -3.04, 2.13])
    assert made.cameras["engine"] == "BLENDER_WORKBENCH"
    for image in made.cameras["images"]:
        assert sorted(image["files"]) == ["color", "depth", "normal", "object", "part"]
        assert all((made.folder / name).is_file() for name in image["files"].values())


def test_colmap_files(made):
    """COLMAP's own text says the same as cameras.json."""
    def lines(name):
        return [line.split() for line in (made.folder / name).read_text().splitlines()
                if line and not line.startswith("#")]

    cameras = made.cameras
    (camera,) = lines("cameras.txt")
    assert camera[:4] == ["1", "PINHOLE", str(cameras["width"]), str(cameras["height"])]
    assert [float(each) for each in camera[4:]] == [cameras[name] for name in ("fx", "fy", "cx", "cy")]
    assert [row[8:] + [float(each) for each in row[1:8]] for row in lines("images.txt")] == [
        ["1", image["files"]["color"], *image["colmap"]["quaternion"], *image["colmap"]["translation"]]
        for image in cameras["images"]]
    # Two lines for each image, of which the second has no points.
    text = (made.folder / "images.txt").read_text().split("\n", 1)[1]
    assert text.count("\n") == 2 * len(cameras["images"]) and lines("points3D.txt") == []


def test_same_bytes(worker, tmp_path):
    """Another Blender writes the same files, with Cycles too; another seed moves the cameras."""
    worker.execute(SCENE, save="scene.blend")
    first = {engine: digests(write(worker, f"first-{engine}", engine=engine, width=96, height=64, cameras=2))
             for engine in ("cycles", "workbench")}
    other = Worker(tmp_path / "run")
    try:
        (other.run_dir / "scene.blend").write_bytes((worker.run_dir / "scene.blend").read_bytes())
        other.call("open", {"file": "scene.blend"})
        for engine, expected in first.items():
            assert digests(write(other, engine, engine=engine, width=96, height=64, cameras=2)) == expected
        moved = write(other, "moved", width=96, height=64, cameras=2, seed=2)
        assert not set(digests(moved).values()) & {value for name, value in first["workbench"].items()
                                                   if name.endswith(("0.png", "1.png", ".exr"))}
    finally:
        other.close()


def test_cameras_are_spread(worker):
    """About as many on each area between 5 and 80 degrees, all round, none below the ground."""
    worker.execute(SCENE)
    folder = write(worker, "spread", cameras=60, width=16, height=16, maps=["object"])
    cameras = json.loads((folder / "cameras.json").read_text())
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".png") == [
        f"object_{number:03d}.png" for number in range(60)]
    assert cameras["engine"] is None
    elevations = [image["elevation_deg"] for image in cameras["images"]]
    assert 5 <= min(elevations) < 8 and 70 < max(elevations) <= 80
    heights = [math.sin(math.radians(each)) for each in elevations]
    assert abs(numpy.median(heights) - (math.sin(math.radians(5)) + math.sin(math.radians(80))) / 2) < 0.02
    for begin in range(0, 360, 45):
        assert 4 <= sum(begin <= image["azimuth_deg"] < begin + 45 for image in cameras["images"]) <= 11
    assert all(image["blender"][2][3] > 1.2 for image in cameras["images"])


def test_png(worker, made, tmp_path):
    """Depth in mm, normals from 0 to 65535: what the EXR files say."""
    worker.execute(SCENE, save="scene.blend")
    folder = write(worker, "png", format="png", maps=["object", "part", "depth", "normal"])
    assert not list(folder.glob("*.exr")) and not list(folder.glob("color*"))
    other = Dataset(folder, worker.run_dir / "scene.blend", tmp_path / "back")
    for image, same in zip(other.cameras["images"], made.cameras["images"]):
        assert image["blender"] == same["blender"]
        assert numpy.abs(other.read(image, "depth") - made.read(same, "depth")).max() < 0.0005001
        assert numpy.abs(other.read(image, "normal") - made.read(same, "normal")).max() < 1 / 32000
        assert (other.read(image, "object") == made.read(same, "object")).all()


@pytest.mark.parametrize("wrong, told", [
    ({"cameras": 0}, "cameras"), ({"cameras": 1000}, "cameras"), ({"maps": ["colour"]}, "maps"),
    ({"format": "jpeg"}, "format"), ({"width": 8}, "width"), ({"seed": -1}, "seed"), ({"folder": "../x"}, "refused"),
    ({"speed": 1}, "unknown")])
def test_refused(worker, wrong, told):
    worker.execute(SCENE)
    with pytest.raises(RemoteError, match=told):
        write(worker, **{"folder": "wrong", **wrong})
    assert not (worker.run_dir / "wrong").exists()


def test_limits(worker):
    """A scene without surfaces has no masks; 16 bits of mm end at 65 m."""
    worker.execute("import bpy")
    with pytest.raises(RemoteError) as caught:
        write(worker, "nothing")
    assert caught.value.code == -32004
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add(size=100)")
    with pytest.raises(RemoteError, match="use the format exr"):
        write(worker, "large", format="png", maps=["depth"], cameras=1)
    write(worker, "large-exr", maps=["depth"], cameras=1)
    assert worker.call("info")["objects"] == 1  # nothing of the stage stays
