# Joints in files of other programs: each is read by a real one.
import array
import itertools
import json
import math
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET

import fbx_nodes
import pytest
from test_export import read, read_glb, validate
from test_render import pixels
from worker_client import BLENDER, RemoteError, Worker

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "bench"))
import looped_things  # noqa: E402
from moving_things import EACH_KIND, SCENE  # noqa: E402

# A door on each axis, both ways round, on a post that is turned; a limit on each side.
AXES = {f"{name} {way}": tuple(sign * (each == name) for each in "xyz")
        for name, (way, sign) in itertools.product("xyz", (("up", 1), ("down", -1)))}
EVERY_AXIS = SCENE + f'''
block("post", (-0.1, -0.1, 0), (0.1, 0.1, 1.2))
post = bpy.data.objects["post"]
post.rotation_euler = (0.3, -0.4, 0.9)
bpy.context.view_layer.update()
rows = []
for number, (name, axis) in enumerate({AXES!r}.items()):
    x = 1.0 + number
    block("door " + name, (x, 0.2, 0.2), (x + 0.4, 0.6, 0.6))
    rows.append({{"name": "Door " + name, "kind": "hinge", "parent": "post", "child": "door " + name,
                 "at": [x, 0.2, 0.2], "axis": list(map(float, axis)), "limits": [-30.0, 80.0]}})
block("arm", (0, 2, 0), (0.4, 2.2, 0.2))
block("hand", (0.5, 2, 0), (0.7, 2.2, 0.2))
rows.append({{"name": "Arm", "kind": "hinge", "parent": "post", "child": "arm", "at": [0, 2.1, 0.1],
             "axis": [1.0, 1.0, 0.0], "limits": [0.0, 50.0]}})
rows.append({{"name": "Hand", "kind": "hinge", "parent": "arm", "child": "hand", "at": [0.5, 2.1, 0.1],
             "axis": [0.0, 0.0, 1.0], "limits": [-90.0, 0.0]}})
add_joints(rows)
'''

# A seat on round legs that lean, a ball, a ring, a sheet without a thickness and an open head; names that importers of
# engines read as something else, or that are one when they are plain.
SEAT = SCENE + '''
block("Seat", (-0.22, -0.22, 0.43), (0.22, 0.22, 0.46))
for number, (x, y) in enumerate(((-1, -1), (1, -1), (-1, 1), (1, 1)), 1):
    rod(f"front_wheel {number}", (0.19 * x, 0.19 * y, 0), (0.17 * x, 0.17 * y, 0.43), 0.02)
def name(text):
    bpy.context.object.name = bpy.context.object.data.name = text
bpy.ops.mesh.primitive_uv_sphere_add(radius=0.04, location=(0, 0.2, 0.95), segments=48, ring_count=24)
name("UBX_Ball")
bpy.ops.mesh.primitive_torus_add(major_radius=0.15, minor_radius=0.02, location=(0, 0.2, 0.7), rotation=(1.57, 0, 0))
name("ring-convcolonly")
bpy.ops.mesh.primitive_monkey_add(size=0.2, location=(0, 0, 0.56))
name("head_LOD1")
bpy.ops.mesh.primitive_plane_add(size=0.3, location=(0, 0, 0.47))
name("sheet-noimp")
bpy.ops.mesh.primitive_cube_add(size=0.02, location=(0, 0, 0.42))
name("sheet noimp")
'''
SEAT_NAMES = {"Seat", "front_wheel_1_part", "front_wheel_2_part", "front_wheel_3_part", "front_wheel_4_part",
              "part_UBX_Ball", "ring_convcolonly_part", "head_LOD1_part", "sheet_noimp_part", "sheet_noimp_part_2"}


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """The Blender that did not write the file."""
    each = Worker(tmp_path_factory.mktemp("reader"))
    yield each
    each.close()


@pytest.fixture(scope="module", autouse=True)
def scenes(worker):
    for name, script in (("axes", EVERY_AXIS), ("kinds", EACH_KIND), ("seat", SEAT)):
        worker.execute(script)
        worker.call("save", {"file": f"{name}.blend"})


def export(worker, scene, file, **options):
    worker.call("open", {"file": f"{scene}.blend"})
    return worker.call("export", {"file": file, **options})


def y_up(vector):
    return [vector[0], vector[2], -vector[1]]


def turned(quaternion, vector):
    """A vector, turned by x, y, z, w."""
    x, y, z, w = quaternion
    a, b, c = vector
    cross = (y * c - z * b, z * a - x * c, x * b - y * a)
    again = (y * cross[2] - z * cross[1], z * cross[0] - x * cross[2], x * cross[1] - y * cross[0])
    return [v + 2 * (w * p + q) for v, p, q in zip(vector, cross, again)]


def accessor(path, content, number):
    """The rows of numbers of an accessor."""
    data = path.read_bytes()
    start = 28 + int.from_bytes(data[12:16], "little")
    row = content["accessors"][number]
    view = content["bufferViews"][row["bufferView"]]
    width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[row["type"]]
    values = array.array("f", data[start + view["byteOffset"]:][:4 * width * row["count"]])
    return [list(values[i:i + width]) for i in range(0, len(values), width)]


def channels(path):
    """{animation: {node: {path: (times, values)}}} of a .glb."""
    content = read_glb(path)
    found = {}
    for each in content["animations"]:
        nodes = found.setdefault(each["name"], {})
        for channel in each["channels"]:
            sampler = each["samplers"][channel["sampler"]]
            name = content["nodes"][channel["target"]["node"]]["name"]
            nodes.setdefault(name, {})[channel["target"]["path"]] = (
                [row[0] for row in accessor(path, content, sampler["input"])],
                accessor(path, content, sampler["output"]))
    return found


def test_glb(worker, reader):
    """One animation a joint, about the axis that was built, to its ends and back; the validator has nothing against it,
    and another Blender reads the asset as built."""
    result = export(worker, "axes", "axes/asset.glb", scale=2.0)
    path = worker.run_dir / result["file"]
    assert result["joints"] == 8
    report = validate(path)
    assert report["issues"]["numErrors"] == report["issues"]["numWarnings"] == 0, report["issues"]
    found = read(reader, worker, result)
    assert found["triangles"] == result["triangles"]
    assert found["low"] == pytest.approx(result["low"], abs=1e-5)
    assert found["high"] == pytest.approx(result["high"], abs=1e-5)
    moves = channels(path)
    assert set(moves) == {f"Door {name}" for name in AXES} | {"Arm", "Hand"}
    nodes = {node["name"]: node for node in read_glb(path)["nodes"]}
    for name, axis in AXES.items():
        (node, paths), = moves[f"Door {name}"].items()
        assert node == f"Door {name} joint" and set(paths) == {"rotation"}
        # A vector across the axis is where the right-hand rule puts it.
        across = axis[1:] + axis[:1]
        over = (axis[1] * across[2] - axis[2] * across[1], axis[2] * across[0] - axis[0] * across[2],
                axis[0] * across[1] - axis[1] * across[0])
        for wanted in map(math.radians, (80, -30)):
            place = y_up([a * math.cos(wanted) + b * math.sin(wanted) for a, b in zip(across, over)])
            assert any(turned(value, y_up(across)) == pytest.approx(place, abs=1e-5) for value in paths["rotation"][1])
        assert paths["rotation"][1][0] == paths["rotation"][1][-1] == [0, 0, 0, 1]
        extras = nodes[node]["extras"]["joint"]
        assert extras["axis"] == pytest.approx(y_up(axis), abs=1e-6) and extras["limits"] == [-30, 80]
    arm, hand = nodes["Arm joint"], nodes["Hand joint"]
    assert read_glb(path)["nodes"].index(hand) in arm["children"]
    assert hand["translation"] == pytest.approx([1.0, 0, 0], abs=1e-6)


def test_glb_lengths(worker):
    """How far a joint goes is in the file's own metres, as the asset is."""
    result = export(worker, "kinds", "lengths/asset.glb", scale=2.0)
    joints = {node["name"]: node["extras"]["joint"] for node in read_glb(worker.run_dir / result["file"])["nodes"]
              if "joint" in node.get("extras", {})}
    assert joints["Drawer joint"]["limits"] == pytest.approx([0, 0.6])
    assert joints["Bolt joint"]["pitch_m"] == pytest.approx(0.02)
    assert joints["Bolt joint"]["limits"] == [0, 720]


def test_glb_kinds(worker, tmp_path):
    """A wheel turns once, a drawer slides, a bolt does both, coupled doors share an animation; Godot takes them."""
    result = export(worker, "kinds", "kinds/asset.glb")
    path = worker.run_dir / result["file"]
    moves = channels(path)
    assert set(moves) == {"Left door", "Drawer", "Wheel", "Bolt", "Head"}
    assert set(moves["Left door"]) == {"Left door joint", "Right door joint"}
    assert set(moves["Drawer"]["Drawer joint"]) == {"translation"}
    drawer = moves["Drawer"]["Drawer joint"]["translation"][1]
    assert max(row[2] for row in drawer) - drawer[0][2] == pytest.approx(0.3, abs=1e-6)
    assert set(moves["Bolt"]["Bolt joint"]) == {"rotation", "translation"}
    wheel = moves["Wheel"]["Wheel joint"]["rotation"][1]
    assert any(abs(row[3]) < 0.6 for row in wheel) and abs(wheel[-1][3]) == pytest.approx(1, abs=1e-6)
    lines = godot(tmp_path, path)
    assert {line["name"] for line in lines if line["class"] == "Animation"} == set(moves)
    assert {"Left door joint", "Drawer joint"} <= {line["name"] for line in lines if line["class"] == "Spatial"}


def test_colliders_in_godot(worker, reader, tmp_path):
    """Godot makes a body of each convex piece, below the joint that moves it, and shows none."""
    plain = export(worker, "kinds", "plain/asset.glb")
    result = export(worker, "kinds", "colliders/asset.glb", colliders=True)
    found = read(reader, worker, result)
    assert (found["triangles"], found["objects"]) == (plain["triangles"], plain["objects"])
    assert found["low"] == pytest.approx(plain["low"], abs=1e-5)
    assert found["kept"] == result["kept"]
    path = worker.run_dir / result["file"]
    nodes = read_glb(path)["nodes"]
    parents = {nodes[child]["name"]: node["name"] for node in nodes for child in node.get("children", [])}
    pieces = [node["name"] for node in nodes if node["name"].endswith("-convcolonly")]
    assert parents["drawer 1-convcolonly"] == "Drawer joint" and len(pieces) >= 8
    classes = [line["class"] for line in godot(tmp_path, path)]
    assert classes.count("StaticBody") == classes.count("CollisionShape") == len(pieces)
    assert classes.count("MeshInstance") == plain["objects"]


def package(worker, reader, scene, engine):
    """(the path of the file of a package, what one Blender wrote, what the other read)."""
    suffix = "glb" if engine == "godot" else "fbx"
    result = export(worker, scene, f"{scene}-{engine}/asset.{suffix}", engine=engine, on_ground=True)
    found = read(reader, worker, result, engine=engine)
    assert found["triangles"] == result["triangles"]
    for end in ("low", "high"):
        assert found[end] == pytest.approx(result[end], abs=1e-6)
    assert result["low"][2] == pytest.approx(0, abs=1e-6)
    assert result["low"][0] == pytest.approx(-result["high"][0], abs=1e-6)
    assert found["kept"]["joints"] == result["kept"]["joints"]
    rows = {row["object"]: row for row in found["colliders"]}
    assert {name: row["count"] for name, row in rows.items()} \
        == {name: len(kinds) for name, kinds in result["colliders"].items()}
    size = max(high - low for low, high in zip(result["low"], result["high"]))
    assert found["margin_mm"] == pytest.approx(size, rel=1e-3)
    assert all(row["out_mm"] <= found["margin_mm"] and row["corners"] <= 64 for row in rows.values())
    return worker.run_dir / result["file"], result, found


@pytest.mark.parametrize("scene", ["seat", "kinds"])
def test_package_for_godot(worker, reader, tmp_path, scene):
    """Godot finds all parts under names that it takes for nothing else, each with its colliders around it, which hang
    where it hangs; sizes and animations are those of the report."""
    path, result, found = package(worker, reader, scene, "godot")
    lines = godot(tmp_path, path)
    parts = {line["name"]: line for line in lines if line["class"] == "MeshInstance"}
    names = set(result["colliders"])
    assert set(parts) == names and (scene != "seat" or names == SEAT_NAMES)
    assert {line["class"] for line in lines} <= {"Spatial", "MeshInstance", "StaticBody", "CollisionShape",
                                                 "AnimationPlayer", "Animation"}
    assert {line["name"] for line in lines if line["class"] == "Animation"} \
        == ({"Left door", "Drawer", "Wheel", "Bolt", "Head"} if scene == "kinds" else set())
    low, high = ([end(line["box"][corner][axis] for line in parts.values()) for axis in range(3)]
                 for corner, end in (("low", min), ("high", max)))
    assert low == pytest.approx([result["low"][0], result["low"][2], -result["high"][1]], abs=1e-4)
    assert high == pytest.approx([result["high"][0], result["high"][2], -result["low"][1]], abs=1e-4)
    shapes = {}
    parents = {line["name"]: line["parent"] for line in lines if line["class"] == "StaticBody"}
    for line in lines:
        if line["class"] == "CollisionShape":
            assert line["shape"] == "ConvexPolygonShape" and line["box"]["points"] <= 64
            name = line["parent"].rpartition(" ")[0]
            assert parents[line["parent"]] == parts[name]["parent"]
            shapes.setdefault(name, []).append(line["box"])
    assert {name: len(row) for name, row in shapes.items()} \
        == {name: len(kinds) for name, kinds in result["colliders"].items()}
    # Godot 3 makes convex shapes of its own of each, from voxels of half a percent; Godot 4 takes the corners.
    grain = 0.006 * max(b - a for a, b in zip(low, high))
    beyond = {row["object"]: row["beyond_mm"] for row in found["colliders"]}
    for name, row in shapes.items():
        for axis in range(3):
            for corner, end, sign in (("low", min, 1), ("high", max, -1)):
                inside = sign * (parts[name]["box"][corner][axis] - end(each[corner][axis] for each in row))
                assert inside >= -grain, (name, corner, axis)
                if beyond[name] is not None:
                    assert inside <= beyond[name] / 1000 + grain, (name, corner, axis)


def test_collider_elsewhere(worker, reader):
    """A collider that is moved by 5 cm in the file lets 5 cm of its part out, and no other one does; one that is lost
    is not counted."""
    path, result, found = package(worker, reader, "kinds", "godot")
    content = read_glb(path)
    for node in content["nodes"]:
        if node["name"] == "drawer 1-convcolonly":
            node["translation"][0] += 0.05
        if node["name"] == "wheel 1-convcolonly":
            node["name"] = "nobody 1-convcolonly"
    data = path.read_bytes()
    text = json.dumps(content).encode()
    text += b" " * (-len(text) % 4)
    rest = data[20 + struct.unpack_from("<I", data, 12)[0]:]
    path.write_bytes(struct.pack("<IIIII", 0x46546C67, 2, 20 + len(text) + len(rest), len(text), 0x4E4F534A)
                     + text + rest)
    after = read(reader, worker, result, engine="godot")
    rows = {row["object"]: row for row in after["colliders"]}
    assert rows["drawer"]["out_mm"] == pytest.approx(50, abs=0.1)
    assert rows["drawer"]["beyond_mm"] == pytest.approx(50, abs=0.1)
    assert "wheel" not in rows and rows["nobody"]["out_mm"] > 1000
    assert [row for row in after["colliders"] if row["object"] not in ("drawer", "nobody")] \
        == [row for row in found["colliders"] if row["object"] not in ("drawer", "wheel")]


@pytest.mark.parametrize("engine", ["unity", "unreal"])
def test_package_as_fbx(worker, reader, engine):
    """Names and nodes as the manuals of the engines have them: Unity, Import a mesh with LOD settings; Unreal Engine,
    FBX Static Mesh Pipeline. No node of a part has a turn or a size, and the file has the unit of the engine."""
    path, result, found = package(worker, reader, "seat", engine)
    root = fbx_nodes.read(path)
    (settings,) = root.find("GlobalSettings")
    assert settings.settings()["UnitScaleFactor"] == {"unity": 100, "unreal": 1}[engine]
    assert settings.settings()["UpAxis"] == {"unity": 1, "unreal": 2}[engine]
    models = {each.values[1]: each for each in root.find("Objects", "Model")}
    levels = {f"{name}_LOD{number}" for name in SEAT_NAMES for number in range(3)}
    assert levels <= set(models)
    colliders = {name for name, model in models.items() if model.values[2] == "Mesh"} - levels
    held = {re.fullmatch(r"U(BX|SP|CP|CX)_(.*_LOD0)_\d\d", name).group(2) for name in colliders}
    assert held == {name for name in levels if name.endswith("_LOD0")} == set(result["colliders"])
    kinds = {name.removesuffix("_LOD0"): set(row) for name, row in result["colliders"].items()}
    assert kinds["Seat"] == {"box"} and kinds["part_UBX_Ball"] == {"sphere"}
    assert kinds["front_wheel_1_part"] == {"cylinder"} and kinds["sheet_noimp_part"] == {"box"}
    assert "USP_part_UBX_Ball_LOD0_01" in models and "UBX_Seat_LOD0_01" in models
    assert not root.find("Objects", "AnimationStack")  # nothing moves
    for name in levels:
        own = models[name].settings()
        assert own.get("Lcl Scaling", [1, 1, 1]) == pytest.approx([1, 1, 1])
        assert own.get("Lcl Rotation", [0, 0, 0]) == pytest.approx([0, 0, 0], abs=1e-4)
    groups = [each for each in root.find("Objects", "NodeAttribute") if each.values[2] == "LodGroup"]
    assert len(groups) == (len(SEAT_NAMES) if engine == "unreal" else 0)
    above = {each.values[1]: each.values[2] for each in root.find("Connections", "C") if each.values[0] == "OO"}
    ids = {model.values[0]: name for name, model in models.items()}
    for name in SEAT_NAMES if engine == "unreal" else ():
        # In the order of the levels, below one node.
        below = [ids[each] for each, over in above.items()
                 if each in ids and over == above[models[f"{name}_LOD0"].values[0]]]
        assert below == [f"{name}_LOD{number}" for number in range(3)]
    assert [row["triangles"] for row in found["levels"]] == result["levels"]
    first, half, quarter = result["levels"]
    assert first == result["triangles"] and half < 0.6 * first and quarter < 0.35 * first
    assert found["levels"][0]["off_mm"] == 0
    # No farther than 1 and 2 % of 0.99 m, and not as if nothing was reduced.
    assert 0.1 < found["levels"][1]["off_mm"] <= 9.95
    assert found["levels"][1]["off_mm"] < found["levels"][2]["off_mm"] <= 19.9


def test_package_moves(worker, reader):
    """In an .fbx, the joints move one after the other, about origins on their axes, and colliders go with the parts."""
    path, result, _found = package(worker, reader, "kinds", "unreal")
    models = {each.values[1]: each.settings() for each in fbx_nodes.read(path).find("Objects", "Model")}
    # The hinge is at -0.29, -0.21, 0.3 m of the scene, whose foot's middle is at -0.03, -0.01; in cm.
    assert models["Left door joint"]["Lcl Translation"] == pytest.approx([-26, -20, 30], abs=1e-3)
    assert models["left_door_LOD0"].get("Lcl Translation", [0, 0, 0]) == pytest.approx([0, 0, 0], abs=1e-4)
    clips = {each["name"]: each for each in result["clips"]}
    assert list(clips) == ["Bolt", "Drawer", "Head", "Left door", "Wheel"] and result["fps"] == 24
    ends = [(each["first"], each["last"]) for each in result["clips"]]
    assert ends[0][0] == 0 and all(last + 1 == first for (_, last), (first, _) in zip(ends, ends[1:]))
    target = reader.run_dir / "in" / path.name
    said = reader.execute(f"""
import bpy
bpy.ops.import_scene.fbx(filepath={str(target)!r}, anim_offset=0)
for frame in ({clips["Drawer"]["first"]}, {(clips["Drawer"]["first"] + clips["Drawer"]["last"]) // 2}):
    bpy.context.scene.frame_set(frame)
    print([round(bpy.data.objects[name].matrix_world.translation.y, 4)
           for name in ("Drawer joint", "drawer_LOD0", "UBX_drawer_LOD0_01")])
""")
    start, middle = map(json.loads, said["stdout"].strip().splitlines()[-2:])
    assert [a - b for a, b in zip(start, middle)] == pytest.approx([0.3] * 3, abs=1e-3), said


def godot(folder, path):
    """What Godot makes of a .glb, as rows."""
    (folder / "project.godot").write_text("config_version=4\n[application]\nconfig/name=\"import\"\n")
    shutil.copy(path, folder / "asset.glb")
    shutil.copy(pathlib.Path(__file__).parents[1] / "support" / "godot-scene.gd", folder)
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin:/usr/games"}
    editor = subprocess.Popen(["godot3-server", "--path", folder, "--editor", "--quit"], env=env,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not list((folder / ".import").glob("asset.glb-*.md5")) and editor.poll() is None:
            pass
    finally:
        editor.kill()
        editor.wait()
    said = subprocess.run(["godot3-server", "--path", folder, "-s", "godot-scene.gd"], env=env, check=True,
                          capture_output=True, text=True).stdout
    return [json.loads(line[5:]) for line in said.splitlines() if line.startswith("NODE ")]


@pytest.fixture(scope="module")
def simulate(tmp_path_factory):
    """Runs MuJoCo; returns {joint: its row} and the last row."""
    program = tmp_path_factory.mktemp("simulate") / "simulate"
    source = pathlib.Path(__file__).parents[1] / "support" / "simulate.c"
    subprocess.run(["gcc", "-O1", source, "-o", program, "-lmujoco", "-lm"], check=True)

    def run(path, *words):
        said = subprocess.run([program, path, *map(str, words)], check=True, capture_output=True, text=True,
                              cwd=program.parent)
        *rows, last = map(json.loads, said.stdout.splitlines())
        return {row["joint"]: row for row in rows}, last
    return run


@pytest.fixture(scope="module")
def robots(worker, reader):
    """{(scene, suffix): file}; another Blender reads in each the asset as built."""
    made = {}
    for scene, suffix in itertools.product(("axes", "kinds"), (".urdf", ".xml")):
        result = export(worker, scene, f"{scene}{suffix[1:]}/asset{suffix}", scale=2.0 if scene == "axes" else 1.0)
        found = read(reader, worker, result)
        assert found["triangles"] == result["triangles"]
        assert found["low"] == pytest.approx(result["low"], abs=1e-5)
        assert found["high"] == pytest.approx(result["high"], abs=1e-5)
        made[scene, suffix] = worker.run_dir / result["file"]
        assert set(result["files"][1:]) == {
            f"meshes/{path.name}" for path in (made[scene, suffix].parent / "meshes").iterdir()}
    return made


@pytest.mark.parametrize("suffix", [".urdf", ".xml"])
def test_axes(robots, simulate, suffix):
    """MuJoCo has each joint where it was built, with its axis and limits; it turns both ways and stops there."""
    path = robots["axes", suffix]
    joints, last = simulate(path)
    assert last["contacts"] == 0
    for number, (name, axis) in enumerate(AXES.items()):
        row = joints[f"Door_{name.replace(' ', '_')}"]
        assert row["axis"] == pytest.approx(axis, abs=1e-6)
        assert row["at"] == pytest.approx([2 * (1.0 + number), 0.4, 0.4], abs=1e-6)
        assert row["range"] == pytest.approx([math.radians(-30), math.radians(80)], abs=1e-6)
    assert joints["Hand"]["axis"] == pytest.approx([0, 0, 1], abs=1e-6)
    assert joints["Hand"]["at"] == pytest.approx([1.0, 4.2, 0.2], abs=1e-6)
    for torque, end in ((500, 80), (-500, -30)):
        moved, last = simulate(path, "push", "Door_y_down", torque, 4)
        assert math.degrees(moved["Door_y_down"]["value"]) == pytest.approx(end, abs=2) and last["warnings"] == 0


def test_urdf(robots):
    """check_urdf reads it; coupled doors, a ball and a screw are as URDF can say them."""
    said = subprocess.run(["check_urdf", robots["kinds", ".urdf"]], check=True, capture_output=True, text=True).stdout
    assert "Successfully Parsed XML" in said and "root Link: body" in said
    joints = {each.get("name"): each for each in ET.parse(robots["kinds", ".urdf"]).getroot().iter("joint")}
    mimic = joints["Right_door"].find("mimic")
    assert (mimic.get("joint"), float(mimic.get("multiplier"))) == ("Left_door", -1)
    assert joints["Wheel"].get("type") == "continuous"
    slide = joints["Bolt_slide"].find("mimic")
    assert slide.get("joint") == "Bolt"
    assert float(slide.get("multiplier")) == pytest.approx(0.01 / math.tau, rel=1e-6)
    assert [each.get("type") for name, each in joints.items() if name.startswith("Head")] == ["revolute"] * 3


def test_mjcf(robots, simulate, tmp_path):
    """Coupled joints go together, a bolt goes forward as it turns; dropped and tilted, the asset stands, and no energy
    comes from nowhere."""
    path = robots["kinds", ".xml"]
    joints, last = simulate(path)
    assert last["contacts"] == 0 and joints["Head"]["type"] == 1
    for torque, end in ((3, 110), (-3, 0)):
        moved, _last = simulate(path, "push", "Left_door", torque, 3)
        assert math.degrees(moved["Left_door"]["value"]) == pytest.approx(end, abs=2)
        assert moved["Right_door"]["value"] == pytest.approx(-moved["Left_door"]["value"], abs=0.03)
    moved, _last = simulate(path, "push", "Bolt", 0.05, 4)
    assert moved["Bolt"]["value"] > 1
    for seconds in (0.2, 1, 4):
        moved, _last = simulate(path, "push", "Bolt", 0.05, seconds)
        goes = moved["Bolt"]["value"] * 0.01 / math.tau
        assert moved["Bolt_slide"]["value"] == pytest.approx(goes, rel=0.01), seconds
    moved, _last = simulate(path, "push", "Drawer", 5, 3)
    assert moved["Drawer"]["value"] == pytest.approx(0.3, abs=0.005)
    scene = path.with_name("scene.xml")
    scene.write_text(f'<mujoco><include file="{path.name}"/><worldbody><geom type="plane" size="5 5 0.1"/></worldbody>'
                     "</mujoco>")
    _joints, last = simulate(scene, "fall", 4, 5)
    assert last["up"] > 0.999 and last["speed"] < 0.05 and last["rose"] < 0.05 and last["warnings"] == 0


# A clamp like a C around a slide, a pin in the bore of its lever, a cup with a ball in it, and a tenon in a block.
HOLLOW = SCENE + """
places = [(0, 0), (0.2, 0), (0.2, 0.04), (0.04, 0.04), (0.04, 0.16), (0.2, 0.16), (0.2, 0.2), (0, 0.2)]
frame = link("frame", [(x, y, z) for y in (0, 0.1) for x, z in places],
             [tuple(range(7, -1, -1)), tuple(range(8, 16))]
             + [(i, (i + 1) % 8, 8 + (i + 1) % 8, 8 + i) for i in range(8)])
for face in frame.data.polygons:
    face.flip()
frame.data.materials.append(bpy.data.materials.new("Steel"))
block("slide", (0.05, 0.02, 0.05), (0.12, 0.08, 0.15)).data.materials.append(bpy.data.materials.new("Orange"))
rod("pin", (0.5, 0, 0.1), (0.5, 0.1, 0.1), 0.015)
rod("lever", (0.5, 0.02, 0.1), (0.5, 0.06, 0.1), 0.04, bore=0.016, count=64)
block("post", (0.2, 0.09, 0), (0.5, 0.12, 0.2), "frame")
block("tenon", (0.3, 0.11, 0.05), (0.35, 0.4, 0.1))
bpy.data.objects["pin"]["part"] = "frame"
add_joints([
    {"name": "Slide", "kind": "slider", "parent": "frame", "child": "slide", "at": [0.05, 0.05, 0.1], "axis": [1, 0, 0],
     "limits": [0, 0.1]},
    {"name": "Tenon", "kind": "slider", "parent": "frame", "child": "tenon", "at": [0.3, 0.2, 0.1], "axis": [0, 1, 0],
     "limits": [0, 0.1]},
    {"name": "Lever", "kind": "hinge", "parent": "frame", "child": "lever", "at": [0.5, 0.02, 0.1], "axis": [0, 1, 0],
     "limits": [0, 90]}])
"""


# A steel arm that turns, a steel box that slides, and a box without a lid, the mass of which nobody knows.
WEIGHED = SCENE + """
steel = bpy.data.materials.new("Steel")
block("body", (0, 0, 0), (0.4, 0.3, 0.2)); arm = block("arm", (0.5, 0, 0), (0.9, 0.1, 0.06))
slide = block("slide", (1, 0, 0), (1.3, 0.2, 0.1)); bin = block("bin", (2, 0, 0), (2.3, 0.2, 0.1))
for each in (arm, slide):
    each.data.materials.append(steel)
faces = [tuple(each.vertices) for each in bin.data.polygons if each.normal.z < 0.5]
places = [tuple(each.co) for each in bin.data.vertices]
bin.data.clear_geometry(); bin.data.from_pydata(places, [], faces)
add_joints([{"name": name.title(), "kind": kind, "parent": "body", "child": name, "at": at, "axis": [0, 0, 1],
             "limits": [0, 0.2] if kind == "slider" else [0, 80]} for name, kind, at in (
    ("arm", "hinge", [0.5, 0.05, 0.03]), ("slide", "slider", [1.1, 0.1, 0]), ("bin", "hinge", [2, 0, 0]))])
"""


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_masses_at_another_size(worker, scale):
    """Mass grows with the third power, inertia with the fifth; of what is open, both are those of its box. A slider is
    calmed by its mass, a hinge by its moment about the axis."""
    worker.execute(WEIGHED)
    worker.call("save", {"file": "weighed.blend"})
    path = worker.run_dir / export(worker, "weighed", f"weighed{scale:g}/asset.urdf", scale=scale)["file"]
    root = ET.parse(path).getroot()
    links = {each.get("name"): each.find("inertial") for each in root.iter("link")}
    joints = {each.get("name"): each for each in root.iter("joint")}

    def box(name, kg, size):
        x, y, z = (each ** 2 * kg / 12 * scale ** 5 for each in size)
        inertia = links[name].find("inertia").attrib
        products = {key: 0 for key in ("ixy", "ixz", "iyz")}
        wanted = {"ixx": y + z, "iyy": x + z, "izz": x + y} | products
        assert {key: float(value) for key, value in inertia.items()} == pytest.approx(wanted, rel=.05, abs=1e-6), name

    def numbers(element):
        return list(map(float, element.split()))

    mass = {name: float(each.find("mass").get("value")) for name, each in links.items()}
    arm, slide = 7850 * .4 * .1 * .06, 7850 * .3 * .2 * .1
    assert (mass["arm"], mass["slide"]) == pytest.approx((arm * scale ** 3, slide * scale ** 3), rel=1e-4)
    box("arm", arm, (.4, .1, .06))
    box("slide", slide, (.3, .2, .1))
    assert numbers(links["arm"].find("origin").get("xyz")) == pytest.approx([.2 * scale, 0, 0], abs=1e-6)
    calm = {name: float(each.find("dynamics").get("damping")) for name, each in joints.items()}
    assert calm["Slide"] == pytest.approx(mass["slide"], rel=1e-3)
    about = arm * ((.4 ** 2 + .1 ** 2) / 12 + .2 ** 2) * scale ** 5
    assert calm["Arm"] == pytest.approx(about, rel=1e-3)
    assert numbers(links["bin"].find("origin").get("xyz")) == pytest.approx([.15 * scale, .1 * scale, .05 * scale],
                                                                            rel=.02)
    box("bin", mass["bin"] / scale ** 3, (.3, .2, .1))


NAMED = """
from maquette_bridge.export import game_package
from maquette_bridge.export.links import Names
names = Names()
for name, wanted in {}:
    assert game_package._make_name(name, names) == wanted, (name, wanted)
"""


def test_names_that_engines_take_for_no_more(worker):
    """Prefixes and endings that importers read get more letters; each name is there once, also where case is none."""
    worker.execute(NAMED.format([
        ("Seat", "Seat"), ("seat", "seat_2"), ("Löffel 1", "Löffel_1"), ("  ", "unnamed"), ("a.b", "a_b"),
        ("UCX_a", "part_UCX_a"), ("ubxa", "part_ubxa"), ("Socket 1", "part_Socket_1"), ("LodGroup", "part_LodGroup"),
        ("lodge", "lodge"), ("UAX_a", "UAX_a"), ("Wheel-col", "Wheel_col_part"), ("arm colonly", "arm_colonly_part"),
        ("x_LOD0", "x_LOD0_part"), ("front wheel 2", "front_wheel_2_part"), ("wheel", "wheel"),
        ("protocol", "protocol"),
        ("Arm_rigid.001", "Arm_rigid_001_part"), ("UCX_loop", "part_UCX_loop_part"), ("x" * 99, "x" * 40)]))


ASSUMED = """
from maquette_bridge.export import links
assert links.describe_assumed([{"Pin": 700.0}, {"Arm": 7850.0, "Zeppelin": 500.0}, {"Bolt": 500.0, "Arm": 7850.0}]) == (
    "500 kg/m³: “Bolt”, “Zeppelin”; 700 kg/m³: “Pin”; 7850 kg/m³: “Arm”")
assert links.describe_assumed([]) == links.describe_assumed([{}]) == ""
"""


def test_assumed_densities_are_listed_once(worker):
    """The lightest first, each with the names that have it."""
    worker.execute(ASSUMED)


def hull_of(path):
    """(its corners, its volume) of a binary STL."""
    data = path.read_bytes()
    rows = [struct.unpack_from("<12f", data, 84 + 50 * i)[3:] for i in range(struct.unpack_from("<I", data, 80)[0])]
    volume = sum(x * (v * r - w * q) + y * (w * p - u * r) + z * (u * q - v * p)
                 for x, y, z, u, v, w, p, q, r in rows) / 6
    return {row[i:i + 3] for row in rows for i in (0, 3, 6)}, abs(volume)


@pytest.mark.parametrize("suffix", [".urdf", ".xml"])
def test_colliders_of_what_is_hollow(worker, simulate, suffix):
    """A C, a bore and a tenon in a block: convex pieces that do not meet at rest, and no link without one; densities
    that no name says are listed."""
    worker.execute(HOLLOW)
    worker.call("save", {"file": "hollow.blend"})
    result = export(worker, "hollow", f"hollow{suffix[1:]}/asset{suffix}")
    path = worker.run_dir / result["file"]
    assert result["assumed"] == "500 kg/m³: “Orange”, “lever”, “pin”, “post”, “tenon”"
    root = ET.parse(path).getroot()
    if suffix == ".urdf":
        files = {link.get("name"): [each.get("filename") for each in link.iterfind("collision/geometry/mesh")]
                 for link in root.iter("link")}
    else:
        files = {body.get("name"): [f"meshes/{each.get('mesh')}.stl" for each in body.findall("geom")
                                    if each.get("contype") is None] for body in root.iter("body")}
    assert set(files) == {"frame", "slide", "tenon", "lever"} and all(files.values())
    if suffix == ".urdf":
        # What is drawn is a file for each material, which names it where there are several.
        drawn = {link.get("name"): sorted(each.get("filename") for each in link.iterfind("visual/geometry/mesh"))
                 for link in root.iter("link")}
        assert drawn["frame"] == ["meshes/asset_urdf_frame.obj", "meshes/asset_urdf_frame_Steel.obj"]
        assert drawn["slide"] == ["meshes/asset_urdf_slide.obj"]
    hulls = {name: [hull_of(path.parent / each) for each in own] for name, own in files.items()}
    assert all(len(corners) <= 64 for own in hulls.values() for corners, _volume in own)
    # Less the play of half a millimetre; a bore is a little narrower between its corners.
    wanted = {"frame": 0.1 * (0.2 * 0.2 - 0.16 * 0.12) + 0.3 * 0.03 * 0.2 + math.pi * 0.015 ** 2 * 0.1,
              "slide": 0.07 * 0.06 * 0.1, "lever": math.pi * 0.04 * (0.04 ** 2 - 0.016 ** 2)}
    for name, volume in wanted.items():
        assert sum(each for _corners, each in hulls[name]) == pytest.approx(volume, rel=0.09), name
    joints, last = simulate(path)
    assert last["contacts"] == 0
    moved, _last = simulate(path, "push", "Slide", 5, 2)
    assert moved["Slide"]["value"] == pytest.approx(0.1, abs=0.003)
    moved, _last = simulate(path, "push", "Lever", 0.05, 2)
    assert math.degrees(moved["Lever"]["value"]) == pytest.approx(90, abs=3)


def test_pose(worker, reader):
    """A posed file shows the pose, and has no joints; a pose that is not possible is refused by name."""
    result = export(worker, "kinds", "posed/asset.glb", pose={"Drawer": 0.2, "Left door": 90})
    assert result["joints"] == 0 and result["low"][1] == pytest.approx(-0.49, abs=1e-3)
    assert "animations" not in read_glb(worker.run_dir / result["file"])
    assert read(reader, worker, result)["low"][1] == pytest.approx(result["low"][2 - 1], abs=1e-3)
    for pose, words in (({"Lid": 3}, "Lid"), ({"Drawer": 2}, "0.3"), ({"Right door": 5}, "follows")):
        with pytest.raises(RemoteError, match=words):
            export(worker, "kinds", "posed/asset.obj", pose=pose)


LOOK = """
import bpy, json
scene, rows = bpy.context.scene, {}
for obj in scene.objects:
    for track in obj.animation_data.nla_tracks if obj.animation_data else ():
        strip = track.strips[0]
        strips = rows.setdefault(strip.action.name, [])
        values = []
        for frame in range(int(strip.frame_start), int(strip.frame_end) + 1):
            scene.frame_set(frame)
            values.append([obj.rotation_euler.z, obj.location.z])
        strips.append([obj.name, strip.frame_start, strip.frame_end, values])
print("ROWS " + json.dumps([rows, scene.frame_end]))
"""


def test_blend(worker):
    """An action for each joint that leads, one after the other, within its limits; nothing else of the file changes."""
    worker.call("open", {"file": "kinds.blend"})
    worker.call("save", {"file": "moving.blend", "actions": True})
    said = subprocess.run([BLENDER, "--background", "--factory-startup", worker.run_dir / "moving.blend",
                           "--python-expr", LOOK], check=True, capture_output=True, text=True).stdout
    rows, end = json.loads(said.split("ROWS ", 1)[1].splitlines()[0])
    assert {name.split(".")[0] for name in rows} == {"Left door", "Drawer", "Wheel", "Bolt", "Head"}
    times = sorted({(strip[1], strip[2]) for strips in rows.values() for strip in strips})
    assert len(times) == 5 and times[0][0] > 1 and times[-1][1] <= end
    assert all(one[1] < next_one[0] for one, next_one in itertools.pairwise(times))
    values = {strip[0]: strip[3] for strips in rows.values() for strip in strips}
    assert max(row[1] for row in values["Drawer joint"]) == pytest.approx(0.3, abs=1e-5)
    assert max(row[0] for row in values["Left door joint"]) == pytest.approx(math.radians(110), abs=1e-5)
    assert min(row[0] for row in values["Right door joint"]) == pytest.approx(math.radians(-110), abs=1e-5)
    assert max(row[1] for row in values["Bolt joint"]) == pytest.approx(0.02, abs=1e-5)
    # A screw goes as far as it is turned, at each moment.
    turns = max(row[0] for row in values["Bolt joint"])
    assert [row[1] for row in values["Bolt joint"]] == pytest.approx(
        [0.02 * row[0] / turns for row in values["Bolt joint"]], abs=1e-6)
    assert all(rows[-1] == pytest.approx([0, 0], abs=1e-5) for name, rows in values.items() if name != "Wheel joint")


def test_film(worker):
    """The joints move one after the other before a camera that stands still, and nothing leaves the frame."""
    worker.call("open", {"file": "kinds.blend"})
    worker.call("turntable", {"folder": "film", "frames": 10, "width": 160, "height": 90, "degrees": 0, "motion": True})
    pictures = [pixels(path)[2] for path in sorted((worker.run_dir / "film").iterdir())]
    ground = pictures[0][0][0]
    borders = [[row[0], row[-1]] for picture in pictures for row in picture]
    borders += [list(row) for picture in pictures for row in (picture[0], picture[-1])]
    assert all(abs(pixel[i] - ground[i]) < 40 for row in borders for pixel in row for i in range(3))
    # The asset as built is seen whenever the next joint begins, and not in between.
    assert pictures[0] == pictures[2] == pictures[4] != pictures[1] != pictures[3]
    worker.execute(SCENE + 'block("box", (0, 0, 0), (1, 1, 1))')
    with pytest.raises(RemoteError, match="no joints"):
        worker.call("turntable", {"folder": "none", "frames": 2, "motion": True})


@pytest.fixture(scope="module")
def loop(worker):
    """A four-bar with a key on its crank, saved as "loop"; (how far it goes, where its rocker ends at a value)."""
    thing, leader, far, truth = looped_things.make("four_bar", 2)
    assert leader == "Crank"
    thing.bar("Key", (-.05, .1), (.05, .1), 1.5)
    thing.joint("Key", "fixed", "Crank", "Key", (0, 0))
    worker.execute(thing.script())
    worker.call("save", {"file": "loop.blend"})

    def angle(value):
        (u, v), (x, y) = truth(value)["Rocker"]
        return math.degrees(math.atan2(y - v, x - u))
    return far, angle


def test_loop_in_mjcf(worker, simulate, loop):
    """Driven by its crank, the loop stays closed; what is fixed has no joint."""
    _far, angle = loop
    path = worker.run_dir / export(worker, "loop", "loopxml/asset.xml")["file"]
    root = ET.parse(path).getroot()
    (connect,) = root.iter("connect")
    assert (connect.get("body1"), connect.get("body2")) == ("Rocker", "Coupler")
    assert [each.get("name") for each in root.iter("joint") if each.get("type")] == ["Crank", "Coupler", "Rocker"]
    assert root.find(".//body[@name='Crank']/body[@name='Key']/joint") is None
    for torque in (.002, -.002):
        moved, last = simulate(path, "push", "Crank", torque, 1)
        crank = math.degrees(moved["Crank"]["value"])
        assert last["warnings"] == 0
        assert torque * crank > 0 and abs(crank) > 5
        assert math.degrees(moved["Rocker"]["value"]) == pytest.approx(angle(crank) - angle(0), abs=.5)


def test_loop_in_urdf(worker, loop):
    result = export(worker, "loop", "loopurdf/asset.urdf")
    assert result["left_out"] == [{"what": "loop", "of": "“Rocker pin”"}]
    path = worker.run_dir / result["file"]
    assert "as URDF has no loops: “Rocker pin”, which holds Coupler on Rocker at" in path.read_text()
    said = subprocess.run(["check_urdf", path], check=True, capture_output=True, text=True).stdout
    assert "Successfully Parsed XML" in said
    kinds = {each.get("name"): each.get("type") for each in ET.parse(path).getroot().iter("joint")}
    assert kinds["Key"] == "fixed" and kinds["Rocker"] == "continuous" and "Rocker pin" not in kinds


def test_loop_in_glb(worker, reader, loop):
    """The animation of the crank moves the loop as it goes; of what is fixed, nothing."""
    _far, angle = loop
    result = export(worker, "loop", "loop.glb")
    assert result["left_out"] == []
    assert read(reader, worker, result)["kept"]["joints"] == result["kept"]["joints"] == 3
    path = worker.run_dir / result["file"]
    validate(path)
    moves = channels(path)
    assert set(moves) == {"Crank"} and set(moves["Crank"]) == {"Crank joint", "Coupler joint", "Rocker joint"}
    rocker, crank = (moves["Crank"][f"{name} joint"]["rotation"][1] for name in ("Rocker", "Crank"))
    extras = {row["name"]: row["extras"]["joint"] for row in read_glb(path)["nodes"] if "extras" in row}
    assert extras["Key joint"]["kind"] == "fixed" and extras["Rocker joint"]["follows"] == "Crank"
    axis = extras["Rocker joint"]["axis"]
    assert len(rocker) > 40

    def degrees(row):
        return math.degrees(2 * math.atan2(sum(a * b for a, b in zip(row, axis)), row[3]))
    for own, led in list(zip(rocker, crank))[:40:5]:
        off = degrees(own) - (angle(degrees(led)) - angle(0))
        assert (off + 180) % 360 - 180 == pytest.approx(0, abs=.1)
