# Things that move: joints are read, refused with a name, posed, and proved by the Blender that never ran the script.
import math
import re
import sys

import pytest
from test_measure import VALID
from worker_client import ROOT, RemoteError

sys.path.append(str(ROOT / "tests" / "bench"))

import guided_things  # noqa: E402
from moving_things import FAULTS, KINDS, SCENE, make  # noqa: E402


def measure(worker, script, **more):
    worker.execute(SCENE + script)
    report = worker.measure(**more)
    VALID.validate(report)
    return report


DOOR = "body = block('Body', (0, 0, 0), (.4, .3, .5)); door = block('Door', (0, -.02, 0), (.4, 0, .5))\n"
HINGE = dict(name="Door", kind="hinge", parent="Body", child="Door", at=[0, -.02, 0], axis=[0, 0, -1],
             limits=[0, 90])


def rows(*each):
    return f"add_joints({[HINGE | more for more in each]!r})\n".replace("nan", "float('nan')").replace(
        "inf", "float('inf')")


def test_a_still_asset_has_nothing_about_joints(worker):
    assert not {"joints", "joint_faults", "links", "apart"} & set(measure(worker, DOOR))


def test_a_joint_is_read_as_it_stands(worker):
    """The empties are no fault, and what hangs on what moves moves with it."""
    report = measure(worker, DOOR + "knob = block('Knob', (.35, -.04, .2), (.37, -.02, .22)); hang(knob, door)\n"
                     + rows({}))
    (joint,) = report["joints"]
    assert joint["objects"] == ["Door", "Knob"] and joint["axis"] == [0, 0, -1] and joint["limits"] == [0, 90]
    assert joint["origin_m"] == [0, -.02, 0] and report["empty"] == [] and report["joint_faults"] == []
    assert [row["name"] for row in report["objects"]] == ["Body", "Door", "Knob"]


def test_a_joint_is_a_connection(worker):
    """A door a few mm before its body, or two wheels beside theirs, need no contact; a knob before its door does, and
    so does what no joint holds."""
    apart = DOOR.replace("(0, -.02, 0), (.4, 0, .5)", "(0, -.025, .01), (.4, -.005, .5)")
    assert [row["objects"] for row in measure(worker, apart)["floating"]] == [["Door"]]
    knob = "knob = block('Knob', (.35, -.04, .2), (.37, -.03, .22), 'Door'); hang(knob, door)\n"
    assert measure(worker, apart + rows({}))["floating"] == []
    assert [row["objects"] for row in measure(worker, apart + knob + rows({}))["floating"]] == [["Knob"]]
    wheels = "".join(f"block('Wheel {i}', ({x}, .1, 0), ({x} + .04, .2, .1), 'wheels')\n"
                     for i, x in enumerate((-.045, .405)))
    body = DOOR.partition(";")[0].replace("0, 0, 0", "0, 0, .05") + "\n"
    turning = rows({"name": "Wheels", "child": "wheels", "at": [0, .15, .05], "axis": [1, 0, 0], "limits": [-180, 180]})
    assert measure(worker, body + wheels)["floating"] != []
    assert measure(worker, body + wheels + turning)["floating"] == []


def test_what_follows_from_a_wrong_axis(worker):
    """A requirement that is missed because the axis is turned round says so, and not to widen what is not narrow."""
    script, joint = make("chest", 0, "axis_flipped")
    worker.execute(SCENE + script)
    asked = [{"words": "opens 80 degrees", "what": "opens", "of": joint, "value": 80, "unit": "deg"}]
    (row,) = worker.measure(requirements=asked)["requirements"]
    assert row["met"] is False and row["fix"] == f"{joint}: turn the axis round: axis=(-1, 0, 0)"


def test_light_and_smoke_meet_nothing(worker):
    """Effects, which the plan joins with themselves, stand in no way, whether they move or not."""
    script = DOOR + "beam = block('Beam', (.1, -.3, .1), (.2, -.2, .2))\n" + rows({})
    (joint,) = measure(worker, script)["joints"]
    assert joint["free"][1] < 90 and "Beam" in joint["contact"]["objects"]
    for moves in ("", "hang(beam, door)\n"):
        report = measure(worker, script + moves, joins=[("Beam", "Beam", "free", 0.0)])
        assert report["joints"][0]["free"] == [0, 90] and report["joint_faults"] == []
        assert len(report["links"]) == 2


WRONG = {
    "no_part": [{"child": "Flap"}], "same_part": [{"child": "Body"}], "bad_kind": [{"kind": "gear"}],
    "bad_axis": [{"axis": [0, 0, 0]}], "bad_place": [{"at": [0, float("nan"), 0]}],
    "two_parents": [{}, {"name": "Door again"}], "same_name": [{}, {}],
    "loop": [{}, {"name": "Back", "parent": "Door", "child": "Body"}],
    "bad_pitch": [{"kind": "screw"}], "bad_follow": [{"follows": "Nobody"}],
}
LIMITS = [[90, 0], [0, 0], [0, float("nan")], [0, float("inf")], [0, 1e9], [10, 90], [0], "all", {"low": 0}]


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_move_is_refused_by_name(worker, code):
    report = measure(worker, DOOR + rows(*WRONG[code]))
    assert code in [row["fault"] for row in report["joint_faults"]]
    assert all(row["words"].startswith(row["joint"]) and row["fix"] for row in report["joint_faults"])


def test_limits_that_are_none_are_refused(worker):
    for limits in LIMITS:
        report = measure(worker, DOOR + rows({"limits": limits}))
        assert [row["fault"] for row in report["joint_faults"]] == ["bad_limits"] and report["joints"] == []


def test_more_joints_than_anything_has_are_refused(worker):
    report = measure(worker, DOOR + rows(*({"name": f"Door {i}"} for i in range(300))))
    assert [row["fault"] for row in report["joint_faults"]] == ["too_many"] and report["joints"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sound_is_free_over_its_whole_range(worker, kind):
    """Nothing is told about it, and the geometry shows its axes."""
    for seed in range(2):
        report = measure(worker, make(kind, seed)[0])
        assert report["joints"] and report["joint_faults"] == []
        for row in report["joints"]:
            assert row["free"] == (row["limits"] or [-180, 180]) and row["shown_by"] and not row["off_m"]
            assert "contact" not in row and "carried" not in row and row["off_deg"] < .01


NAMED = {"axis_moved": {"axis_off"}, "axis_flipped": {"axis_flipped"}, "too_wide": {"meets"},
         "fused": {"fused", "no_part"}, "knob_forgotten": {"left_behind"}}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(worker, fault):
    for seed in range(3):
        script, joint = make(FAULTS[fault][seed % len(FAULTS[fault])], seed, fault)
        told = [row for row in measure(worker, script)["joint_faults"] if row["joint"] == joint]
        assert NAMED[fault] & {row["fault"] for row in told}, told


def test_a_fault_says_what_to_do(worker):
    """With numbers and directions; the axis that was moved by 5 mm is moved back by as much."""
    row = next(row for row in measure(worker, make("chest", 0, "axis_moved")[0])["joint_faults"]
               if row["fault"] == "axis_off")
    assert re.fullmatch(r"move the axis 5\.0 mm along [+-][yz]", row["fix"])
    row = next(row for row in measure(worker, make("chest", 0, "axis_flipped")[0])["joint_faults"])
    assert row["fix"] == "turn the axis round: axis=(-1, 0, 0)"
    (row,) = measure(worker, make("chest", 0, "too_wide")[0])["joint_faults"]
    assert re.fullmatch(r"set its limits to \(0, \d+\.?\d*\), or make room between Lid and .*", row["fix"])


@pytest.mark.parametrize("limits, fix", [([0, 90], "axis=(0, 0, -1)"), ([-90, 0], "axis=(0, 0, 1)")])
def test_an_axis_that_is_turned_round(worker, limits, fix):
    """Whichever side of the pose as built its range lies on."""
    axis = [0, 0, 1] if limits[1] else [0, 0, -1]
    (fault,) = measure(worker, DOOR + rows({"axis": axis, "limits": limits}))["joint_faults"]
    assert (fault["fault"], fault["fix"]) == ("axis_flipped", f"turn the axis round: {fix}")
    assert measure(worker, DOOR + rows({"axis": [-each for each in axis], "limits": limits}))["joint_faults"] == []


def test_what_is_left_behind_is_named(worker):
    """One or several, with a verb for each."""
    for names, words in ((("Knob",), "Knob only touches what moves, and stays behind."),
                         (("Knob", "Latch"), "Knob, Latch only touch what moves, and stay behind.")):
        script = "".join(f"block('{name}', (.35, -.04, {z}), (.37, -.02, {z + .02}))\n"
                         for name, z in zip(names, (.2, .3)))
        (fault,) = (row for row in measure(worker, DOOR + script + rows({}))["joint_faults"]
                    if row["fault"] == "left_behind")
        assert fault["words"] == f"Door: {words}"
        assert fault["fix"] == f"parent {', '.join(names)} to an object of “Door”"


def test_a_range_ends_where_two_touch(worker):
    """Where the first touch is, and not where one is in the other as far as things may be as they are built."""
    report = measure(worker, "block('Rail', (0, 0, 0), (1.8, .1, .1)); block('Arm', (.5, 0, .1), (.6, .1, .2))\n"
                     "block('Stop', (.8, 0, .1), (.9, .1, .2)); block('Ram', (.2, -.2, .15), (.4, .05, .16))\n"
                     + rows({"name": "Arm", "kind": "slider", "parent": "Rail", "child": "Arm", "at": [.5, 0, .1],
                             "axis": [1, 0, 0], "limits": [-.3, .4]}))
    (joint,) = report["joints"]
    assert joint["free"] == pytest.approx([-.1, .2], abs=2e-5), report["tolerance_m"]


TURNING = """
import bmesh
rod('Axle', (0, 0, 0), (0, 0, .2), .01)
rod('Pin', (.04, .04, 0), (.04, .04, .2), .005)
def star(tip):
    # Eight corners, of which one may stand out.
    corners = [(r * cos(i * pi / 4), r * sin(i * pi / 4)) for i, r in enumerate([tip, .03, *[.1, .03] * 3])]
    link('Wheel', [(x, y, z) for z in (.05, .1) for x, y in corners],
         [tuple(range(7, -1, -1)), tuple(range(8, 16)), *((i, (i + 1) % 8, 8 + (i + 1) % 8, 8 + i) for i in range(8))])
def disc(bore):
    bm = bmesh.new()
    for radius, place in ((.1, 0), (bore, .04)):
        bmesh.ops.create_circle(bm, radius=radius, segments=48, matrix=Matrix.Translation((place, place, .05)))
    bmesh.ops.triangle_fill(bm, edges=bm.edges[:], use_beauty=True)
    made = bmesh.ops.extrude_face_region(bm, geom=bm.faces[:])["geom"]
    bmesh.ops.translate(bm, vec=(0, 0, .05), verts=[each for each in made if isinstance(each, bmesh.types.BMVert)])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces[:])
    wheel = link('Wheel', [(0, 0, 0)], [])
    bm.to_mesh(wheel.data)
"""


def test_what_looks_the_same_when_it_is_turned(worker):
    """A star that only goes from one of its corners to the next meets the same as all the way round, and a hole in
    a disc is not overlooked."""
    def turned(build):
        (joint,) = measure(worker, TURNING + build + "\n" + rows({
            "name": "Wheel", "parent": "Axle", "child": "Wheel", "at": [0, 0, 0], "axis": [0, 0, 1],
            "limits": [-180, 180]}))["joints"]
        return joint

    same, other = turned("star(.1)"), turned("star(.101)")
    assert same["free"] == pytest.approx(other["free"], abs=.3) and 5 < same["free"][1] < 45
    assert same["free"][0] == pytest.approx(-same["free"][1], abs=.1)
    assert turned("star(.05)")["contact"]["objects"] == ["Wheel", "Pin"]
    (low, high), met = turned("disc(.01)")["free"], turned("disc(.01)")["contact"]["objects"]
    assert -10 < low < 0 < high < 10 and met == ["Wheel", "Pin"]


ARM = """
block('Foot', (-.1, -.4, 0), (.1, .1, .02)); block('Post', (-.02, -.02, .02), (.02, .02, .3), 'Foot')
block('Lower', (.02, -.02, .28), (.06, .02, .6)); block('Upper', (.06, -.02, .58), (.1, .02, .9))
add_joints([
    {**HINGE, 'name': 'Shoulder', 'parent': 'Foot', 'child': 'Lower', 'at': [.04, 0, .29], 'axis': [1, 0, 0],
     'limits': [-90, %g]},
    {**HINGE, 'name': 'Elbow', 'parent': 'Lower', 'child': 'Upper', 'at': [.08, 0, .59], 'axis': [1, 0, 0],
     'limits': [-20, %g]}])
""".replace("HINGE", repr(HINGE))


def test_what_meets_where_several_joints_have_moved(worker):
    """Each joint by itself is free over its whole range; together, the arm folds into its foot."""
    report = measure(worker, ARM % (110, 110))
    assert [row["free"] for row in report["joints"]] == [[-20, 110], [-90, 110]]
    (fault,) = report["joint_faults"]
    assert (fault["joint"], fault["fault"]) == ("Shoulder", "poses_meet"), fault
    told = re.match(r"Shoulder: Foot meets Upper in (\d+) of 192 poses, for example with Elbow at ([\d.]+) degrees, "
                    r"Shoulder at ([\d.]+) degrees\.$", fault["words"])
    assert told and int(told[1]) > 4 and 140 < float(told[2]) + float(told[3]) <= 220, fault
    assert fault["fix"] == "narrow the limits of Elbow or Shoulder, or make room between Foot and Upper"
    assert measure(worker, ARM % (110, 110))["joint_faults"] == [fault]
    assert measure(worker, ARM % (60, 60))["joint_faults"] == []


@pytest.mark.parametrize("kind", guided_things.LEAVING)
def test_what_leaves_its_guide_is_found(worker, kind):
    """With the way after which it does; the limit that is told holds it."""
    for seed in range(4):
        script, truth = guided_things.make(kind, seed, True)
        told = [row for row in measure(worker, script)["joint_faults"] if row["fault"] == "leaves"]
        assert [row["joint"] for row in told] == ["Way"], (seed, told)
        words = re.fullmatch(r"Way: it leaves Guide( \w+)?, which guides it, after ([\d.]+) mm\.", told[0]["words"])
        assert words and float(words[2]) == pytest.approx(truth, rel=.01), (seed, truth, told)
        low, high = map(float, re.match(r"set its limits to \((\S+), (\S+)\)", told[0]["fix"]).groups())
        assert low == 0 < high and measure(worker, re.sub(r"'limits': \[0, [\d.]+\]", f"'limits': [0, {high}]", script,
                                                          count=1))["joint_faults"] == []


@pytest.mark.parametrize("kind", guided_things.LEAVING + guided_things.MEANT)
def test_what_stays_in_its_guide_or_is_taken_off_is_no_fault(worker, kind):
    for seed in range(4):
        assert measure(worker, guided_things.make(kind, seed, False)[0])["joint_faults"] == [], seed


RUNNERS = """
block('Slide', (-.2, -.6, 0), (.2, 0, .2))
pieces = [block('Runner', (x, -.55, .09), (x + .013, -.05, .11)) for x in (-.2135, .2005)]
pieces += [rod('Bead', (.03 * k - .3, y, .3), (.03 * k - .3, y - .003, .3), .01)
           for k in range(20) for y in (-.004 * (k % 10), -.56 - .004 * (k % 10))]
places, faces = [], []
for each in pieces:
    faces += [tuple(len(places) + corner for corner in face.vertices) for face in each.data.polygons]
    places += [tuple(point.co) for point in each.data.vertices]
    bpy.data.objects.remove(each)
link('Guide', places, faces)
"""


def test_small_faces_of_a_guide_do_not_hide_its_runners(worker):
    """A case may have thousands of them at its round edges, and holds its drawer by four large ones."""
    way = {"name": "Way", "kind": "slider", "parent": "Guide", "child": "Slide", "at": [0, 0, 0], "axis": [0, -1, 0]}
    assert measure(worker, RUNNERS + rows(way | {"limits": [0, .4]}))["joint_faults"] == []
    (fault,) = measure(worker, RUNNERS + rows(way | {"limits": [0, .58]}))["joint_faults"]
    told = re.fullmatch(r"Way: it leaves Guide, which guides it, after ([\d.]+) mm\.", fault["words"])
    assert told and float(told[1]) == pytest.approx(550, rel=.01), fault


def test_what_hangs_on_the_wrong_part_is_named(worker):
    """The arm above stands on the arm below, and its joint names the pole: no axis is to be moved."""
    for seed in range(3):
        script, _joint = make("lamp", seed)
        wrong = re.sub(r"('name': 'Upper arm', 'kind': 'hinge', 'parent': )'Lower arm'", r"\1'Pole'", script)
        assert wrong != script
        (fault,) = measure(worker, wrong)["joint_faults"]
        assert (fault["joint"], fault["fault"]) == ("Upper arm", "wrong_parent"), fault
        assert fault["words"] == ("Upper arm: “Upper arm” goes along with the wrong part: it is at “Lower arm”, and "
                                  "hangs on “Pole”.") and fault["fix"] == "make “Lower arm” its parent"


def test_a_fine_ratio_is_told_whole(worker):
    """A screw of 4 mm: rounded to a millionth, its jaw would be off by 1 %."""
    script, _truth = guided_things.make("vice", 0, False)
    (jaw,) = (row for row in measure(worker, script)["joints"] if row["name"] == "Jaw")
    pitch = float(re.search(r"'pitch_m': ([\d.]+)", script)[1])
    assert jaw["ratio"] == pytest.approx(pitch / 360, rel=1e-8)


def posed(worker, script, **pose):
    worker.execute(SCENE + script)
    return worker.call("save", {"file": "posed.blend", "pose": pose})["meets"]


def test_a_pose_is_checked_before_it_is_drawn(worker):
    """The arm goes into its foot where both joints have moved; the mover comes first. As built nothing does."""
    row, = (each for each in posed(worker, ARM % (110, 110), Shoulder=90, Elbow=100)
            if each["objects"] != ["Upper", "the ground"])
    assert row["objects"] == ["Upper", "Foot"] and .005 < row["depth_m"] <= .04
    for pose in ({"Shoulder": 90}, {"Elbow": 100}, {"Shoulder": -30, "Elbow": 30}):
        assert posed(worker, ARM % (110, 110), **pose) == []
    worker.execute(SCENE + ARM % (110, 110))
    assert "meets" not in worker.call("save", {"file": "built.blend"})


def test_a_pose_moves_what_follows(worker):
    """The second door meets the post; the first, which leads, meets nothing. A beam of light meets nothing either."""
    post = "block('Post', (.35, -.3, .1), (.45, -.25, .2), 'Post')\n"
    doors = ("body = block('Body', (0, 0, 0), (.8, .3, .5)); door = block('Door', (0, -.02, 0), (.4, 0, .5))\n"
             "block('Other', (.41, -.02, 0), (.8, 0, .5))\n" + post.replace(".35", ".75").replace(".45", ".85") + rows(
                 {}, {"name": "Other", "child": "Other", "at": [.8, -.02, 0], "limits": [-90, 0], "follows": "Door",
                      "ratio": -1}))
    (row,) = posed(worker, doors, Door=90)
    assert row["objects"] == ["Other", "Post"]
    light = """
m = bpy.data.materials.new('Light'); m.use_nodes = True
m.node_tree.nodes['Principled BSDF'].inputs['Emission Strength'].default_value = 2
m.node_tree.nodes['Principled BSDF'].inputs['Alpha'].default_value = .2
bpy.data.objects['Post'].data.materials.append(m)
"""
    assert posed(worker, doors + light, Door=90) == []
    # Glass does not glow, and one does not see through a lamp.
    for solid in (light.replace("= 2", "= 0"), light.replace("= .2", "= 1")):
        assert len(posed(worker, doors + solid, Door=90)) == 1


def test_the_deepest_contact_of_a_pose_comes_first(worker):
    posts = "".join(f"block('{name}', ({x}, {y}, .1), (.1, {y + .05}, .2), 'Posts')\n"
                    for name, x, y in (("A post", .015, -.3), ("Z post", 0, -.2)))
    rows_of = posed(worker, DOOR + posts + rows({}), Door=90)
    assert [row["objects"] for row in rows_of] == [["Door", "Z post"], ["Door", "A post"]], rows_of
    assert rows_of[0]["depth_m"] > rows_of[1]["depth_m"] == pytest.approx(.005, abs=1e-4)


@pytest.mark.parametrize("limits, pose, why", [
    ([0, 90], {"Door": 90.00001}, ""), ([0, 90], {"Door": -.0000001}, ""), ([-30, 0], {"Door": -30}, ""),
    (None, {"Door": 700}, ""), (None, {"Door": -700}, ""),
    ([0, 90], {"Door": 90.01}, "“Door” goes from 0 to 90 degrees, not to 90.01"),
    ([0, 90], {"Door": -.01}, "“Door” goes from 0 to 90 degrees"),
    ([0, 90], {"Door": "far"}, "The value of “Door” is not a number"), ([0, 90], {"Door": True}, "is not a number"),
    ([0, 90], {"Lid": 5}, r"There is no joint “Lid”. The joints are: Door \(0 to 90 degrees\)"),
    (None, {"Lid": 5}, r"There is no joint “Lid”. The joints are: Door \(turns freely\)"),
    ("none", {"Lid": 5}, "There is no joint “Lid”: this asset has none"),
])
def test_poses_at_the_limits(worker, limits, pose, why):
    joint = {key: value for key, value in HINGE.items() if key != "limits"} | ({"limits": limits} if limits else {})
    worker.execute(SCENE + DOOR + (f"add_joints([{joint!r}])\n" if limits != "none" else ""))
    if not why:
        worker.call("save", {"file": "posed.blend", "pose": pose})
        return
    with pytest.raises(RemoteError, match=why):
        worker.call("save", {"file": "posed.blend", "pose": pose})


def test_neighbours_that_cannot_both_be_open_are_no_fault(worker):
    """Two doors that open into the same corner."""
    corner = ("a = block('A', (0, 0, 0), (.5, .02, .5)); b = block('B', (.53, -.5, 0), (.55, 0, .5))\n"
              "post = block('Post', (.53, .01, 0), (.6, .1, .5))\n")
    rows_of = [{"name": "One", "parent": "Post", "child": "A", "at": [.5, 0, 0], "axis": [0, 0, 1]},
               {"name": "Two", "parent": "Post", "child": "B", "at": [.53, 0, 0], "axis": [0, 0, -1]}]
    report = measure(worker, corner + rows(*rows_of))
    assert report["apart"] == [["One", "Two"]] and report["joint_faults"] == []


def test_masses_are_those_of_the_material_or_unknown(worker):
    """A steel block of 2 l; what has no known material has a centre and no mass."""
    report = measure(worker, DOOR + rows({}) + """
m = bpy.data.materials.new('Brushed steel'); door.data.materials.append(m)
""")
    stays, moves = report["links"]
    assert (stays["part"], stays["mass_kg"], stays["centre_m"]) == ("Body", None, [.2, .15, .25])
    assert moves["mass_kg"] == pytest.approx(7850 * .4 * .02 * .5) and moves["material"] == "steel"
    kg = moves["mass_kg"]
    assert moves["inertia_kg_m2"] == pytest.approx(
        [kg / 12 * (.02 ** 2 + .5 ** 2), 0, 0, kg / 12 * (.4 ** 2 + .5 ** 2), 0, kg / 12 * (.4 ** 2 + .02 ** 2)],
        abs=1e-5)


def lump(density, *boxes):
    """(kg, centre, inertia about the centre, as in a report) of boxes that do not overlap: [(low, high)]."""
    sizes = [[b - a for a, b in zip(*box)] for box in boxes]
    masses = [density * x * y * z for x, y, z in sizes]
    kg = sum(masses)
    middles = [[(a + b) / 2 for a, b in zip(*box)] for box in boxes]
    centre = [sum(m * middle[axis] for m, middle in zip(masses, middles)) / kg for axis in range(3)]

    def moment(i, j):
        return sum(m * ((middle[i] - centre[i]) * (middle[j] - centre[j]) + (size[i] ** 2 / 12 if i == j else 0))
                   for m, middle, size in zip(masses, middles, sizes))
    xx, yy, zz = (moment(axis, axis) for axis in range(3))
    return kg, centre, [yy + zz, -moment(0, 1), -moment(0, 2), xx + zz, -moment(1, 2), xx + yy]


def test_the_inertia_of_what_is_lopsided(worker):
    """With its products, about a centre that is not the middle of its box; what has no known material has a centre."""
    panel, foot = ((.1, -.12, .3), (.2, -.02, .45)), ((0, 0, -.1), (.1, .1, 0))
    stays, moves = measure(worker, DOOR + f"panel = block('Panel', *{panel}); hang(panel, door)\n"
                           f"block('Foot', *{foot}); m = bpy.data.materials.new('Steel')\n"
                           "for each in (door, panel): each.data.materials.append(m)\n" + rows({}))["links"]
    kg, centre, inertia = lump(7850, ((0, -.02, 0), (.4, 0, .5)), panel)
    assert (moves["mass_kg"], moves["centre_m"]) == (pytest.approx(kg), pytest.approx(centre, abs=1e-5))
    assert moves["inertia_kg_m2"] == pytest.approx(inertia, rel=1e-4) and min(map(abs, inertia)) > .005
    _kg, centre, _inertia = lump(1, ((0, 0, 0), (.4, .3, .5)), foot)
    assert (stays["mass_kg"], stays["centre_m"]) == (None, pytest.approx(centre, abs=1e-5))


def test_the_inertia_of_many_triangles_is_that_of_few(worker):
    worker.execute("""import bmesh, math
from mathutils import Matrix, Vector
from maquette_bridge.motion import masses
bm = bmesh.new()
bmesh.ops.create_icosphere(bm, subdivisions=4, radius=1)
bmesh.ops.transform(bm, matrix=Matrix.Translation((.3, -.2, .5)) @ Matrix.Rotation(.7, 4, (1, 2, 3))
                    @ Matrix.Diagonal((.1, .2, .3, 1)), verts=bm.verts)
places, faces = [tuple(v.co) for v in bm.verts], [tuple(v.index for v in f.verts) for f in bm.faces]
usual, found = masses.numpy, []
for masses.numpy in (usual, None):
    found.append(masses._integrals(places, faces, Vector((.1, .2, .3))))
masses.numpy = usual
assert all(abs(a - b) < 1e-6 * (abs(a) + 1e-3) for a, b in zip(*found)), found
assert abs(found[0][0] / (4 / 3 * math.pi * .006) - 1) < .02
assert all(abs(a / found[0][0] - b) < 1e-4 for a, b in zip(found[0][1:4], (.2, -.4, .2))), found
""")


def test_what_is_joined_keeps_its_material(worker):
    """A cushion on a steel door, in one object with it; a badge that tells nothing is as the door."""
    report = measure(worker, DOOR + rows({}) + """
import bmesh
for name in ('Steel', 'Upholstery', 'Badge'):
    door.data.materials.append(bpy.data.materials.new(name))
bm = bmesh.new()
bm.from_mesh(door.data)
for slot, low in ((1, -.13), (2, -.24)):
    made = bmesh.ops.create_cube(bm, size=.1)
    bmesh.ops.translate(bm, verts=made['verts'], vec=(.2, low + .05, .2))
    for face in {face for vertex in made['verts'] for face in vertex.link_faces}:
        face.material_index = slot
bm.to_mesh(door.data)
bm.free()
""")
    moves = report["links"][1]
    assert moves["mass_kg"] == pytest.approx(7850 * (.4 * .02 * .5 + .001) + 60 * .001)
    assert moves["material"] == "steel, upholstery"


LID = """
block('Base', (-.15, -.1, 0), (.15, .1, .01)); block('Lid', (-.15, -.1, .011), (.15, .1, .016))
add_joints([{'name': 'Lid', 'kind': 'hinge', 'parent': 'Base', 'child': 'Lid', 'at': [0, .103, .0105],
             'axis': [-1, 0, 0], 'limits': [0, %g]}])
"""


def test_what_goes_through_the_table_is_found(worker):
    """A laptop whose lid opens too far: it stands, so that there is a table. What hangs on a wall has none."""
    (fault,) = measure(worker, LID % 230)["joint_faults"]
    assert fault["fault"] == "meets" and "Lid meets the ground at 18" in fault["words"], fault
    high = float(re.search(r"limits to \(0, (\S+)\)", fault["fix"])[1])
    assert 178 < high < 185 and measure(worker, LID % high)["joint_faults"] == []
    assert measure(worker, LID % 135)["joint_faults"] == []
    lifted = LID.replace("add_joints", "for each in bpy.data.objects: each.location.z += .5\nadd_joints").replace(
        ".0105]", ".5105]")
    assert measure(worker, lifted % 230)["joint_faults"] == []
    (row,) = posed(worker, LID % 230, Lid=230)
    assert row["objects"] == ["Lid", "the ground"] and .13 < row["depth_m"] < .16
    assert posed(worker, LID % 230, Lid=135) == []


WAYS = """
from mathutils import Vector
from maquette_bridge.motion import proofs
for way, wanted in {}:
    assert proofs._say_way(Vector(way) / 1000) == wanted, (way, proofs._say_way(Vector(way) / 1000))
"""


def test_a_move_is_said_along_an_axis_where_it_is_about_that(worker):
    """Up to 8 degrees away from one."""
    def tilted(degrees):
        return 0, -10 * math.cos(math.radians(degrees)), 10 * math.sin(math.radians(degrees))
    worker.execute(WAYS.format([
        ((1.2, 0, 0), "1.2 mm along +x"), ((0, -3, 0), "3.0 mm along -y"), ((0, 0, 25), "25.0 mm along +z"),
        ((0, 0, -.04), "0.0 mm along -z"), (tilted(8), "10.0 mm along -y"), (tilted(8.2), "by (0.0, -9.9, 1.4) mm"),
        ((1, 1, 0), "by (1.0, 1.0, 0.0) mm"), ((-3, 4, 12), "by (-3.0, 4.0, 12.0) mm")]))
