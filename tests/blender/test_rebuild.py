# Rebuild as Code: machine parts that another program's operators made, and things of no plain shape, become calls of
# the toolkit whose surfaces agree with the meshes, or stay meshes with a reason.
import re

import machine_parts
import pytest
from rebuilt import Rebuilt
from test_toolkit import with_library
from worker_client import RemoteError


@pytest.fixture(scope="module")
def made(worker):
    return Rebuilt(worker, machine_parts.script({**machine_parts.PARTS, **machine_parts.FREE}))


def test_machine_parts(made):
    made.assert_close(*machine_parts.PARTS)
    kinds = {name: part["shape"] for name, part in made.code.items()}
    assert kinds == {"Bracket": "extrusion with cuts", "Plate": "plate", "Shaft": "turned shape", "Flange": "plate",
                     "Bush": "tube", "Ring": "ring", "Ball": "ball", "Spike": "cone", "Funnel": "cone",
                     "Housing": "extrusion with cuts", "Counterbore": "extrusion with cuts", "Profile": "extrusion",
                     "Nut": "plate", "Wedge": "extrusion"}
    # The colors and the looks of the parts are those of the file.
    assert 'plain_paint("Plate paint", PLATE_COLOR, ("Roughness", 0.3))' in made.script


def test_what_is_no_plain_shape_stays(made):
    stays = {name: part["why"] for name, part in made.parts.items() if not part["shape"]}
    assert stays == {"Suzanne": "its surface is open", "Sheet": "its surface is open",
                     **dict.fromkeys(("Pebble", "Oval sink", "Twist", "Dent"), "no plain shape is within 1 %")}
    assert made.script.count("# Stays a mesh: ") == 6 and "14 of 20 parts" in made.script
    assert 'piece("Pebble", "pebble"' in made.script


@pytest.fixture(scope="module")
def formed(worker):
    return Rebuilt(worker, machine_parts.script(machine_parts.FORMED))


def test_formed_parts(formed):
    formed.assert_close(*machine_parts.FORMED)
    assert {name: part["shape"] for name, part in formed.code.items()} == {
        "Countersunk": "extrusion with cuts", "Drilled": "extrusion with cuts", "Stud": "extrusion with cuts",
        "Crossed": "extrusion with cuts",
        "Handle": "bar along a line", "Nozzle": "loft", "Rail": "sweep",
        "Lid": "extrusion with broken edges with cuts"}
    # The sizes are those by which they were made.
    sizes = {name: float(value) for name, value in re.findall(r"(?m)^(\w+) = (\d+\.\d+)  # m, ", formed.script)}
    for name, value in {"COUNTERSUNK_BORE_DIAMETER": 0.009, "COUNTERSUNK_BORE_DIAMETER_1": 0.0045,
                        "COUNTERSUNK_BORE_DEPTH": 0.00225, "DRILLED_BORE_DIAMETER": 0.008, "DRILLED_BORE_DEPTH": 0.0174,
                        "STUD_PROFILE_DIAMETER": 0.02, "STUD_PROFILE_DEPTH": 0.017, "HANDLE_DIAMETER": 0.008,
                        "CROSSED_HOLE_DIAMETER": 0.006,
                        "HANDLE_LINE_WIDTH": 0.04, "HANDLE_LINE_HEIGHT": 0.05, "NOZZLE_WIDTH": 0.04,
                        "NOZZLE_HEIGHT": 0.05, "RAIL_WIDTH": 0.012, "LID_EDGE": 0.002, "LID_HEIGHT": 0.008,
                        "LID_HOLE_DIAMETER": 0.01}.items():
        assert sizes[name] == pytest.approx(value, rel=5e-3), name
    # Both countersunk holes have the same sizes, and places of their own.
    assert sizes["COUNTERSUNK_BORE_DIAMETER"] and "COUNTERSUNK_HOLE_2_X" in formed.script


def test_values_of_formed_parts(formed):
    before = formed.run()
    after = formed.run(("COUNTERSUNK_HOLE_1_X", 0.0), ("HANDLE_DIAMETER", 0.01), ("LID_EDGE", 0.003),
                       ("NOZZLE_HEIGHT", 0.06))
    assert after["Countersunk"]["dimensions_m"] == before["Countersunk"]["dimensions_m"]
    assert after["Countersunk"]["hash"] != before["Countersunk"]["hash"]
    assert after["Handle"]["dimensions_m"] == pytest.approx([0.05, 0.01, 0.055], rel=5e-3)
    assert after["Lid"]["dimensions_m"] == pytest.approx(before["Lid"]["dimensions_m"], abs=1e-6)
    assert after["Nozzle"]["dimensions_m"] == pytest.approx([0.04, 0.02, 0.06], abs=1e-5)
    assert not [name for name, each in after.items() if each["open_edges"] or each["non_manifold_edges"]]


def test_values(worker):
    """Of a bracket in an STL file, a hole moves and gets wider, and a side gets longer."""
    bracket = Rebuilt(worker, machine_parts.script({"Bracket": machine_parts.PARTS["Bracket"]}), ".stl", 1000.0)
    bracket.assert_close("Model")
    before = bracket.run()["Model"]
    after = bracket.run(("MODEL_HOLE_1_X", 0.05))["Model"]
    assert after["hash"] != before["hash"] and after["dimensions_m"] == before["dimensions_m"]
    # The surfaces differ where the hole was, and where it is now.
    (row,) = worker.call("compare", {"file": "before.blend", "parts": ["model"]})["parts"]
    assert 0.002 < row["max_m"] < 0.006 and row["volume_m3"] == pytest.approx(row["volume_before_m3"], rel=1e-4)
    wide = bracket.run(("MODEL_HOLE_A_DIAMETER", 0.008), ("MODEL_WIDTH", 0.08))["Model"]
    assert wide["dimensions_m"] == pytest.approx([0.08, 0.04, 0.05], abs=1e-6)
    assert "meshes.blend" not in bracket.script


SOLIDS = """
import math
import numpy
from mathutils import Euler
from maquette_bridge.rebuild import flat_faces, shape_search, straight_fit, surface_distance
from maquette_bridge.rebuild.cut_features import Cut
from maquette_bridge.rebuild.plain_shape import Shape, circle_points, make_mesh
def disk(radius, sides):
    return sides / 2 * math.sin(math.tau / sides) * radius ** 2
def square(side, x=0.0, y=0.0):
    return numpy.array([(x + a * side / 2, y + b * side / 2) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
AXES = [numpy.array(axis) for axis in straight_fit.AXES.values()]
place = numpy.array((1.0, -2, 3))
angle = numpy.array([(0.0, 0), (3, 0), (3, 1), (1, 1), (1, 4), (0, 4)])
ring = numpy.array([(2.0, -1), (3, -1), (3, 1), (2, 1), (2, -1)])
stump = numpy.array([(0.0, -1), (2, -1), (1, 1), (0, 1)])
for turn in [*AXES, numpy.array(Euler((.3, 1, -2)).to_matrix())]:
    def box(depth, is_through=False, is_boss=False):
        # With a round cut in the middle of its top, or a boss there.
        return Shape("box", turn, place, (1, 2, 3), cuts=[Cut(
            turn, place + turn @ (0, 0, 1.5), None, depth, is_through, is_boss, radius=.25, sides=32)])
    for shape, wanted in (
            (Shape("box", turn, place, (1, 2, 3)), 6),
            (box(.5), 6 - .5 * disk(.25, 32)), (box(3, True), 6 - 3 * disk(.25, 32)),
            (box(.5, False, True), 6 + .5 * disk(.25, 32)),
            (Shape("extruded", turn, place, (3, 4, 2), outline=angle), 12),
            (Shape("extruded", turn, place, (3, 4, 2), outline=angle[::-1], holes=[
                (.5, .5, .25, 16), square(.5, 2.25, .5)]), 2 * (6 - disk(.25, 16) - .25)),
            (Shape("tapered", turn, place, (2, 2, 3), outline=square(2), top=square(1)), 7),
            (Shape("turned", turn, place, (3, 2), outline=ring, sides=24), 2 * (disk(3, 24) - disk(2, 24))),
            (Shape("turned", turn, place, (2, 2), outline=stump, sides=48), 2 / 3 * 7 * disk(1, 48)),
            (Shape("ball", turn, place, (1, 2, 3), sides=96, rings=64), 8 * math.pi)):
        places, triangles = made = make_mesh(shape)
        assert flat_faces.find_fault(triangles) == "", (shape, wanted)
        found = flat_faces.volume(places, triangles)
        assert abs(found / wanted - 1) < (.004 if shape.kind == "ball" else 1e-4), (shape, wanted, found)
        if shape.kind not in ("extruded",) and not shape.cuts:
            own = (places - place) @ turn
            assert abs(own.min(axis=0) + own.max(axis=0)).max() < 1e-5, shape
        moved = places + turn[:, 2] * .05, triangles
        off = surface_distance.compare(made, moved, 3000)
        assert .03 < off["max_m"] < .0501 and 0 <= off["mean_m"] <= off["p99_m"] <= off["max_m"], (shape, off)
        assert abs(off["max_percent"] - 100 * off["max_m"] / off["diagonal_m"]) < 1e-9
        assert abs(off["diagonal_m"] - numpy.linalg.norm(numpy.ptp(places, axis=0))) < 1e-9
        assert abs(off["volume_m3"] - found) < 1e-5 and abs(off["volume_before_m3"] - found) < 1e-5
        assert surface_distance.compare(made, (places, triangles[1:]), 10)["volume_m3"] is None
        assert surface_distance.compare(made, made, 1000)["max_m"] < 1e-3, shape
    # A round plate along an axis of the world is one about that, whichever it is.
    plate = Shape("extruded", turn, place, (4, 4, 1), outline=circle_points(2, 48), sides=48,
                  holes=[(.5, .25, .3, 24), (-1, 0, .2, 24)])
    found = shape_search.find(*make_mesh(plate))
    assert found.kind == "extruded" and found.sides == 48 and len(found.holes) == 2, (turn, found)
    assert numpy.allclose(found.place, place, atol=1e-5) and numpy.allclose(found.size, (4, 4, 1), atol=1e-4)
    if any(turn is axis for axis in AXES):
        assert numpy.allclose(found.turn, turn, atol=1e-6), (turn, found.turn)
        holes = sorted(tuple(round(float(each), 4) for each in hole[:3]) for hole in found.holes)
        assert holes == [(-1, 0, .2), (.5, .25, .3)], holes
"""


def test_shapes_are_as_large_as_geometry_says(worker):
    """Closed, outside out, in their place, along each axis and along none; and how far two surfaces are apart."""
    worker.execute(SOLIDS)


CHANGES = {
    "turned": "obj.data.transform(Euler((0.3 + number, 0.7 * number, 1.1)).to_matrix().to_4x4())",
    "mirrored": "obj.scale = (-1, 1, 1)",
    "scaled": "obj.scale = (1.5, 1.5, 1.5)",
    "noisy": "dice = random.Random(1)\nfor vertex in obj.data.vertices:\n"
             "    vertex.co += Vector([dice.uniform(-1, 1) for _axis in range(3)]) * 1e-7",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed(worker, change):
    # A noisy bar is not compared yet, and stays a mesh in the program.
    parts = machine_parts.PARTS | ({} if "dice" in change else machine_parts.FORMED)
    changed = Rebuilt(worker, machine_parts.script(parts, change))
    changed.assert_close(*parts)


COPIES = """
for number in range(5):
    leg = block((0.02, 0.03, 0.2), (0.1 * number, 0, 0))
    leg.name = f"Leg {number + 1}"
    leg.rotation_euler = (0.1 * number, 0.3, 0)
    paint(leg, "Leg paint", (0.1, 0.2, 0.3), 0.4)
"""


def test_copies_are_a_loop(worker):
    legs = Rebuilt(worker, machine_parts.HEAD + COPIES)
    legs.assert_close("Leg")
    assert legs.parts["Leg"]["pieces"] == 5 and legs.script.count("box(name,") == 1
    sizes = sorted(float(size) for size in re.findall(r"LEG_(?:WIDTH|DEPTH|HEIGHT) = (\S+)", legs.script))
    assert sizes == pytest.approx([0.02, 0.03, 0.2], abs=2e-6)


PICTURE = """
obj = block((0.1, 0.1, 0.1))
obj.name = "Crate"
paint(obj, "Crate paint", (0.1, 0.2, 0.3), 0.4)
tree = obj.data.materials[0].node_tree
image = tree.nodes.new("ShaderNodeTexImage")
image.image = bpy.data.images.new("Label", 8, 8)
image.image.pack()
tree.links.new(image.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
other = block((0.1, 0.1, 0.1), (0.3, 0, 0))
other.name = "Bare"
paint(other, "Bare paint", (0.5, 0.2, 0.3), 0.4)
other.data.materials[0].node_tree.nodes["Principled BSDF"].inputs["Alpha"].default_value = 0.3
"""


def test_pictures_and_refusals(worker):
    crates = Rebuilt(worker, machine_parts.HEAD + PICTURE)
    assert crates.parts["Crate"]["why"] == "it has a picture or a pattern"
    crates.assert_close("Bare")
    assert '("Roughness", 0.4), ("Alpha", 0.3))' in crates.script
    params = {"kept": [], "save": "before.blend"}
    for script, words in (("import bpy\n", "no parts that are meshes"), ("def (", "no Python"),
                          ("(" * 5000, "no Python")):
        with pytest.raises(RemoteError, match=words):
            worker.call("rebuild", {"script": script, **params})
    # A value that somebody has taken out.
    worker.execute(crates.taken["script"])
    without = crates.taken["script"].replace("BARE_Z", "0.0").replace("0.0 = 0.0", "OTHER = 0.0")
    answer = worker.call("rebuild", {"script": without, **params})
    assert answer["parts"][1]["why"] == "some of its values are no longer in the script"
    # What was too far off when it was measured stays a mesh.
    worker.execute(crates.taken["script"])
    answer = worker.call("rebuild", {"script": crates.taken["script"], **params, "kept": ["bare"]})
    assert [part["shape"] for part in answer["parts"]] == [None, None]
    assert answer["script"] == crates.taken["script"]


def test_again(worker):
    """Of a version that is rebuilt, only the meshes that remain are looked at; what is code already stays."""
    parts = {name: machine_parts.PARTS[name] for name in ("Bracket", "Ball", "Shaft")} | {
        "Pebble": machine_parts.FREE["Pebble"]}
    first = Rebuilt(worker, machine_parts.script(parts))
    params = {"save": "before.blend"}
    worker.execute(first.taken["script"])
    some = worker.call("rebuild", {"script": first.taken["script"], "kept": ["bracket", "ball"], **params})
    assert some["code"] == 0 and "Rebuilt as code: 1 of 4 parts. The meshes" in some["script"]
    worker.execute(with_library("\nSEED = 0\n" + some["script"]))
    again = worker.call("rebuild", {"script": some["script"], "kept": [], **params})
    assert again["code"] == 1 and [(part["part"], part["shape"]) for part in again["parts"]] == [
        ("bracket", "extrusion with cuts"), ("ball", "ball"), ("pebble", None)]
    script = again["script"]
    assert "Rebuilt as code: 3 of 4 parts. The meshes" in script and script.count("Rebuilt as code") == 1
    assert [script.count(each) for each in ("# Stays a mesh: ", "def put_piece(", "def cut_piece(")] == [1, 1, 1]
    first.script = script
    assert first.run().keys() == {"Bracket", "Ball", "Shaft", "Pebble"}
    # Nothing more is found: the script stays as it is. Nothing is left: it says so.
    last = worker.call("rebuild", {"script": script, "kept": [], **params})
    assert last["code"] == 3 and last["script"] == script and [part["part"] for part in last["parts"]] == ["pebble"]
    bare = Rebuilt(worker, machine_parts.script({"Ball": parts["Ball"]}))
    with pytest.raises(RemoteError, match="All parts of this version are code already"):
        worker.call("rebuild", {"script": bare.script, "kept": [], **params})


SHELLS = """
def joined(name, objects):
    bpy.ops.object.select_all(action="DESELECT")
    for each in objects:
        each.select_set(True)
    bpy.context.view_layer.objects.active = objects[0]
    bpy.ops.object.join()
    objects[0].name = name
    paint(objects[0], name + " paint", (0.1, 0.2, 0.3), 0.4)

joined("Keys", [*(block((0.016, 0.014, 0.006), (0.02 * x, 0.02 * y, 0)) for x in range(8) for y in range(4)),
                rod(0.01, 0.004, (0.2, 0.02, 0))])
joined("Dots", [block((0.002, 0.002, 0.002), (0.01 * x, 0.1 + 0.01 * y, 0)) for x in range(15) for y in range(12)])
joined("Odd", [block((0.02, 0.02, 0.02), (0, -0.1, 0)), pebble()])
"""


def test_loose_shells(worker):
    """Objects of a model with so many pieces that they are not split: each shell is a shape, and equal ones a loop."""
    made = Rebuilt(worker, machine_parts.HEAD + machine_parts.PEBBLE + SHELLS)
    made.assert_close("Keys")
    assert made.parts["Keys"]["shape"] == "joined shapes"
    assert made.script.count("obj = box(") == 1 and made.script.count("obj = cylinder(") == 1
    assert "KEYS_SHAPE_1_WIDTH = 0.016" in made.script and "KEYS_SHAPE_2_DIAMETER = 0.02" in made.script
    assert {name: made.parts[name]["why"] for name in ("Dots", "Odd")} == {
        "Dots": "it has more than 120 loose shells in one object", "Odd": "no plain shape is within 1 %"}
    keys = made.run(("KEYS_SHAPE_1_HEIGHT", 0.008))["Keys"]
    assert keys["dimensions_m"][2] == pytest.approx(0.008, abs=1e-6)


BROKEN = """
import math
mesh = bpy.data.meshes.new("Bad")
mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, math.nan)], [], [(0, 2, 1), (0, 1, 3), (1, 2, 3), (0, 3, 2)])
bpy.context.scene.collection.objects.link(bpy.data.objects.new("Bad", mesh))
twin = block((0.1, 0.1, 0.1), (3, 0, 0))
twin.name = "Turned"
twin.data.polygons[0].flip()
"""
PIECES = """import bpy
def piece(name, part, place, move, scale): pass
def bad():
    piece("Bad", "bad", (0, 0, 0), (0, 0, 0), 1)
def turned():
    piece("Turned", "turned", (3, 0, 0), (0, 0, 0), 1)
def gone():
    piece("Gone", "gone", (3, 0, 0), (0, 0, 0), 1)
"""


def test_broken_meshes_stay(worker):
    """NaN, a face that looks inwards, an object that is not there; the script may say anything."""
    painted = "for obj in bpy.data.objects:\n    paint(obj, 'p', (1, 0, 0), 0.5)\n"
    worker.call("execute", {"script": machine_parts.HEAD + BROKEN + painted})
    answer = worker.call("rebuild", {"script": PIECES, "kept": [], "save": "before.blend"})
    assert {part["part"]: part["why"] for part in answer["parts"]} == {
        "bad": "some of its places are not numbers", "turned": "some of its faces look the wrong way",
        "gone": "not all of its pieces are in the scene"}
