# The gap round pieces that fit: measured to 0.02 mm, all round, and said where it cannot be.
import pytest
from test_joins import report
from test_requirements import LID
from test_toolkit import with_library

# A lid that rests on the walls of a box 84 x 64 x 40 mm, whose room is 80 x 60 mm; its lip goes in by 5 mm.
LIP = """
box('Lip', ({}, {}, 35), ({}, {}, 40)); box('Top', (-42, -32, 40), (42, 32, 43))
lip, top = bpy.data.objects['Lip'], bpy.data.objects['Top']
m = top.modifiers.new('join', 'BOOLEAN'); m.operation = 'UNION'; m.solver = 'EXACT'; m.object = lip
mesh = bpy.data.meshes.new_from_object(top.evaluated_get(bpy.context.evaluated_depsgraph_get()))
top.modifiers.clear(); top.data = mesh; bpy.data.objects.remove(lip)
top.name, top['part'] = 'Lid', 'lid'
for each in bpy.data.objects:
    each.matrix_world = Matrix.Rotation(radians({turn}), 4, 'Y') @ Matrix.Rotation(radians({turn}), 4, 'Z')
"""
HEAD = "from mathutils import Matrix\n"
JOIN = ("lid", "Box", "fits", .0004)


def lid(left, front, right, back, turn=0):
    """With these gaps on its four sides, mm."""
    return HEAD + LID + LIP.format(left - 40, front - 30, 40 - right, 30 - back, turn=turn)


@pytest.mark.parametrize("turn", [0, 20])
@pytest.mark.parametrize("gaps, found", [
    ((.4, .4, .4, .4), None), ((.415, .415, .415, .415), None), ((.385, .4, .4, .4), None),
    ((.43, .43, .43, .43), .43), ((.2, .2, .2, .2), .2), ((.37, .4, .4, .4), .37), ((1, 1, 1, 1), 1),
    ((.4, .9, .4, .9), .9), ((.1, .4, .7, .4), .1), ((0, .4, .8, .4), 0),
], ids=str)
def test_a_lid(worker, gaps, found, turn):
    measured = report(worker, lid(*gaps, turn=turn), JOIN)
    rows = [(row["objects"], row["kind"], round(1000 * row["gap_m"], 2), row["wanted_m"]) for row in measured["loose"]]
    if gaps[0] != gaps[2] and found in gaps[::2] and len(set(gaps)) == 3:  # as far off on one side as on the other
        assert [row[2] in gaps[::2] for row in rows] == [True]
    else:
        assert rows == ([] if found is None else [(["Lid", "Box"], "fits", found, .0004)])
    assert measured["penetrations"] == [] and measured["notes"] == []


def pins(*gaps):
    """Of 6 mm, in holes that leave these gaps round them."""
    holes = [(20 * i, 0, 3 + gap) for i, gap in enumerate(gaps)]
    text = f"drilled('Plate', (-10, -10, 0), (100, 10, 8), {holes}, 96, 'plate')\n"
    return text + "".join(f"prism('Pin {i}', ring(3, 96, {20 * i}), 0, 20, 'pins')\n" for i in range(len(gaps)))


def test_each_pin(worker):
    """Pins that swim in their holes, one of which is tighter."""
    join = ("pins", "plate", "fits", .0002)
    assert report(worker, pins(.2, .2, .2), join)["loose"] == []
    (row,) = report(worker, pins(.2, .15, .2), join)["loose"]
    assert row["objects"] == ["Pin 1", "Plate"] and row["gap_m"] == pytest.approx(.00015, abs=3e-6)


def test_a_sleeve_of_several_pieces(worker):
    """No wall of it has two sides; the pin in it does."""
    far, script = 5, "box('Pin', (-5, -5, 0), (5, 5, 30), 'pin')\n"
    for number, (x, y) in enumerate(((1, 0), (-1, 0), (0, 1), (0, -1))):
        low, high = sorted((x + y) * (far + each) for each in (.3, 4))
        sides = (low, -5, high, 5) if x else (-5, low, 5, high)
        script += "box('Wall {}', ({}, {}, 0), ({}, {}, 20), 'sleeve')\n".format(number, *sides)
    assert report(worker, script, ("pin", "sleeve", "fits", .0003))["loose"] == []
    (row,) = report(worker, script, ("pin", "sleeve", "fits", .00035))["loose"]
    assert row["objects"][0] == "Pin" and row["gap_m"] == pytest.approx(.0003, abs=3e-6)


def test_what_cannot_be_measured(worker):
    """Two plates that lie on each other do not fit into one another; what has no gap to keep is not asked."""
    script = "box('A', (0, 0, 0), (50, 50, 10), 'a'); box('B', (0, 0, 10), (50, 50, 20), 'b')"
    found = report(worker, script, ("b", "a", "fits", .0003))
    assert found["loose"] == [] and found["notes"] == [
        {"fault": "unmeasured", "objects": ["B", "A"], "parts": ["b", "a"], "kind": "fits", "m": .0003}]
    for metres in (0, .002):
        assert report(worker, script, ("b", "a", "fits", metres))["notes"] == []


def test_a_ball_in_its_cage(worker):
    """No way leads in: all directions count."""
    script = """
def ball(name, radius, part):
    bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=5, radius=radius / 1000)
    bpy.context.object.name, bpy.context.object['part'] = name, part
    return bpy.context.object
ball('Ball', 10, 'ball')
cage, hole = ball('Cage', 15, 'cage'), ball('Hole', {}, 'x')
hole.data.flip_normals()
bpy.context.view_layer.objects.active = cage; bpy.ops.object.select_all(action='DESELECT')
cage.select_set(True); hole.select_set(True); bpy.ops.object.join()
"""
    join = ("ball", "cage", "fits", .0005)
    assert report(worker, script.format(10.5), join)["loose"] == []
    (row,) = report(worker, script.format(10.6), join)["loose"]
    assert row["gap_m"] == pytest.approx(.0006, abs=5e-6)


@pytest.mark.parametrize("size, pitch, chamfer", [(8, 1.25, 0), (20, 2.5, 0), (8, 1.25, 1.5), (20, 2.5, 3)])
def test_a_thread(worker, size, pitch, chamfer):
    """Between a screw and its nut, the flanks count: they are apart by a quarter of what widens the thread of the nut,
    and its crests by a half. The cones at its ends, at 45 degrees, look at flanks, too, but are none."""
    script = with_library(f"""
ASSET, SEED = "Screw", 0
steel = bpy.data.materials.new("Steel")
start(ASSET)
size, pitch = {size} / 1000, {pitch} / 1000
nut = sharp_extrude("Nut", hexagon(1.6 * size), size, (0, 0, 0), steel, "nut")
boolean(nut, screw_thread("Tap", size, pitch, 3 * size, (0, 0, -1.5 * size), None, "", .0004))
wide = size / 2 + .0005
for way in (1, -1) if {chamfer} else ():
    far, deep = way * size / 2, {chamfer} / 1000
    profile = [(0, far), (wide, far), (wide - deep, far - way * deep), (0, far - way * deep)]
    boolean(nut, lathe("Mouth", profile, (0, 0, 0), None, "", steps=64))
screw_thread("Screw", size, pitch, 3 * size, (0, 0, -1.5 * size), steel, "screw")
""")
    measured = report(worker, script, ("nut", "screw", "fits", .0001))
    assert measured["loose"] == [] and measured["notes"] == [], measured["loose"]
    (row,) = report(worker, script, ("nut", "screw", "fits", .0002))["loose"]
    assert row["objects"] == ["Nut", "Screw"] and row["gap_m"] == pytest.approx(.0001, abs=1e-5)


def test_a_fit_that_is_disputed_stays(worker):
    """There is no second way to measure it."""
    report(worker, lid(.2, .2, .2, .2), JOIN)
    found = worker.call("measure", {"joins": [JOIN], "disputed": [
        {"id": "loose-1", "code": "loose", "objects": ["Lid", "Box"], "reason": "it fits"}]})["report"]
    assert len(found["loose"]) == 1 and found["again"] == [
        {"id": "loose-1", "withdrawn": False, "by": "", "metres": 0}]
