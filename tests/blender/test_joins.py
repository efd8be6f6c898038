# Joins with kinds, and measuring without false alarms and blind spots.
import join_shapes
import pytest
from test_measure import VALID
from test_requirements import LEGS, SEAT, SHAPES
from worker_client import RemoteError


def report(worker, script, *joins):
    worker.execute(SHAPES + script)
    found = worker.measure(joins)
    VALID.validate(found)
    return found


def faults(worker, script, *joins):
    found = report(worker, script, *joins)
    return ([each["objects"] for each in found["penetrations"]], [each["objects"] for each in found["loose"]])


def leg(top):
    return f"box('Leg', (-10, -10, 0), (10, 10, {top}), 'leg'); box('Seat', (-200, -200, 400), (200, 200, 430), 'seat')"


BOTH, NONE = [["Leg", "Seat"]], []


@pytest.mark.parametrize("top, kind, metres, deep, loose", [
    (400, "rests", 0, NONE, NONE), (403, "rests", 0, NONE, NONE), (412, "rests", 0, BOTH, NONE),
    (395, "rests", 0, NONE, BOTH),
    (420, "let_in", .02, NONE, NONE), (428, "let_in", .02, NONE, NONE), (445, "let_in", .02, BOTH, NONE),
    (412, "let_in", .02, NONE, NONE), (408, "let_in", .02, NONE, BOTH), (400, "let_in", .02, NONE, BOTH),
    (425, "let_in", .2, NONE, NONE), (410, "let_in", .2, NONE, BOTH),
    (430, "through", 0, NONE, NONE), (500, "through", 0, NONE, NONE), (390, "through", 0, NONE, BOTH),
    (402, "hinged", 0, NONE, NONE), (405, "hinged", .01, NONE, NONE), (415, "hinged", .01, BOTH, NONE),
    (398, "hinged", 0, NONE, NONE), (380, "hinged", 0, NONE, BOTH),
    (399.5, "fits", .0005, NONE, NONE), (398, "fits", .0005, NONE, BOTH), (401, "fits", .0005, BOTH, NONE),
    (400, "fits", .0005, NONE, NONE),
])
def test_kinds(worker, top, kind, metres, deep, loose):
    assert faults(worker, leg(top), ("leg", "seat", kind, metres)) == (deep, loose)


def test_a_loose_row_says_by_how_much(worker):
    found = report(worker, leg(395), ("seat", "leg", "rests", 0))["loose"]
    assert found == [{"objects": ["Leg", "Seat"], "parts": ["leg", "seat"], "kind": "rests", "gap_m": .005,
                      "wanted_m": 0, "way_in": {"object": "Seat", "move_m": [0, 0, -.005]}}]
    (row,) = report(worker, leg(395), ("leg", "seat", "fits", .001))["loose"]
    assert row["way_in"]["move_m"] == [0, 0, -.004], "to the gap that is wanted"
    (row,) = report(worker, leg(408), ("leg", "seat", "let_in", .02))["loose"]
    assert row["gap_m"] == pytest.approx(-.008, abs=1e-4) and row["wanted_m"] == -.02


def test_let_in_along_the_way_in(worker):
    """Far into a thick round part, and farther than it is thick elsewhere: nothing of that shows."""
    script = """
bpy.ops.mesh.primitive_uv_sphere_add(radius=.5, location=(0, 0, 1.2))
torso = bpy.context.object
torso.name, torso.scale = 'Torso', (2, .6, .8)
prism('Leg', ring(90, 24), 0, 1300, 'legs')
"""
    assert faults(worker, script, ("legs", "Torso", "let_in", .75)) == ([], [])
    assert faults(worker, script.replace("1300", "830"), ("legs", "Torso", "let_in", .75))[1] == [["Leg", "Torso"]]


def test_a_way_out(worker):
    """Up out of the slab, as the slab has no way down through the ground."""
    (row,) = report(worker, "box('Slab', (0, 0, 0), (300, 300, 20)); box('Block', (50, 50, 8), (250, 250, 90))")[
        "penetrations"]
    assert row["way_out"] == {"object": "Block", "move_m": [0, 0, pytest.approx(.012, abs=1e-6)]}


@pytest.mark.parametrize("join, floats", [(("axle", "wheel", "fits", .00025), 0), (("axle", "wheel", "hinged", 0), 0),
                                          (("axle", "wheel", "rests", 0), 1), (("axle", "wheel", "fits", .00001), 1)])
def test_an_axle_floats_in_its_wheel(worker, join, floats):
    """With the play that its join gives it, the wheel carries it."""
    script = """
turned('Wheel', [(3.25, 0), (20, 0), (20, 12), (3.25, 12)], 96, 'wheel')
prism('Axle', ring(3, 96), 2, 40, 'axle')
"""
    assert len(report(worker, script, join)["floating"]) == floats


def test_the_one_leg_that_is_too_short(worker):
    """It stands on the ground, so it does not float."""
    script = LEGS.replace("400), 'legs')\nbox('Leg 4'", "394), 'legs')\nbox('Leg 4'") + SEAT
    found = report(worker, script, ("legs", "seat", "rests", 0))
    assert [each["objects"] for each in found["loose"]] == [["Leg 3", "Seat"]] and not found["floating"]
    assert found["loose"][0]["gap_m"] == pytest.approx(.006, abs=1e-6)


def test_each_leg_that_is_too_short(worker):
    """Each has a row, with its own gap and its own way up."""
    tops = 400, 394, 400, 391, 400, 400
    script = "".join(f"box('Leg {i}', ({60 * i}, 0, 0), ({60 * i + 40}, 40, {top}), 'legs')\n"
                     for i, top in enumerate(tops)) + SEAT
    found = report(worker, script, ("legs", "seat", "rests", 0))["loose"]
    assert {row["objects"][0]: (row["gap_m"], row["wanted_m"]) for row in found} == {
        f"Leg {i}": (pytest.approx((400 - top) / 1000, abs=1e-6), 0) for i, top in enumerate(tops) if top < 400}


def test_a_stack_rests_as_a_whole(worker):
    script = ("box('Shelf', (0, 0, 0), (300, 300, 20), 'shelf')\n"
              "for x, z in ((0, 20), (60, 20), (120, 20), (0, 50), (0, 80)):\n"
              "    box(f'Book {x} {z}', (x, 0, z), (x + 50, 150, z + 30), 'books')\n")
    assert faults(worker, script, ("books", "shelf", "rests", 0)) == ([], [])


def test_a_mortise_that_is_cut(worker):
    """Nothing overlaps there, and the tenon is in all the same."""
    script = """
box('Seat', (-200, -200, 400), (200, 200, 430), 'seat')
drilled('Seat 2', (-100, -100, 0), (100, 100, 40), [(0, 0, 10)], depth=20, part='block')
prism('Pin', ring(9.9, 48), 20, 90, 'pin')
"""
    assert faults(worker, script, ("pin", "block", "let_in", .02)) == ([], [])


def test_an_inlay_that_fills_its_recess(worker):
    """Its sides lie on the recess's: it is in by its whole height, and nothing overlaps."""
    script = """
outer, inner = ((-200, 200), (-180, 180))
places = [(x, y, z) for side, z in ((outer, 0), (outer, 20), (inner, 20), (inner, 14))
          for x, y in ((side[0], side[0]), (side[1], side[0]), (side[1], side[1]), (side[0], side[1]))]
faces = [(3, 2, 1, 0), (12, 13, 14, 15)]
faces += [(4 * k + i, 4 * k + (i + 1) % 4, 4 * k + 4 + (i + 1) % 4, 4 * k + 4 + i) for k in range(3) for i in range(4)]
link('Board', places, faces, 'board')
for i in range(8):
    for j in range(8):
        box(f'Square {i} {j}', (45 * i - 180, 45 * j - 180, 14), (45 * i - 135, 45 * j - 135, 20), 'squares')
"""
    assert faults(worker, script, ("squares", "board", "let_in", .005)) == ([], [])


@pytest.mark.parametrize("join", [["a", "b", "glued", 0], ["a", "b", "rests"], ["a", "b", "rests", -1], ["a"],
                                  ["a", "b", "rests", "x"], ["a", "b", "rests", True], ["a", "b", "rests", 1e9]])
def test_joins_that_are_none(worker, join):
    with pytest.raises(RemoteError) as refused:
        worker.call("measure", {"joins": [join]})
    assert refused.value.code == -32602


@pytest.mark.parametrize("number, case", enumerate([*join_shapes.SOUND, *join_shapes.FAULTY]), ids=lambda each: getattr(
    each, "name", ""))
def test_planted_shapes(worker, number, case):
    """What is let in comes out at the other side, is in by too little, or is right."""
    for script, planned in join_shapes.scripts(case, number):
        found = report(worker, script, ("piece", "body", "let_in", planned))
        told = {"comes out" for row in found["penetrations"]} | {"shallow" for row in found["loose"]}
        assert told == ({case.fault} if case.fault else set()), (found["penetrations"], found["loose"], script[-22:])


# Parts of many pieces.

SQUARES = """
for i in range(4):
    for j in range(4):
        box(f'Square {i}{j}', (50 * i + .2, 50 * j + .2, 0), (50 * i + 49.8, 50 * j + 49.8, 10),
            'light' if (i + j) % 2 else 'dark')
def pawn(i, j, lift=0):
    prism(f'Pawn {i}{j}', ring(12, 24, 50 * i + 25, 50 * j + 25), 10 + lift, 58 + lift, 'pawns')
"""
ON_SQUARES = ("pawns", "light", "rests", 0), ("pawns", "dark", "rests", 0)


def test_pieces_stand_on_one_part_or_the_other(worker):
    """Pawns on light squares and on dark ones; one in the air stands on neither."""
    sound = SQUARES + "for i, j in ((0, 1), (1, 2), (2, 3), (0, 0), (1, 1)): pawn(i, j)\n"
    assert faults(worker, sound, *ON_SQUARES) == ([], [])
    _deep, loose = faults(worker, sound + "pawn(2, 1, 4)\n", *ON_SQUARES)
    assert {row[0] for row in loose} == {"Pawn 21"} and len(loose) == 2  # neither the one nor the other


def test_pieces_of_the_part_with_fewer_are_asked(worker):
    """Of twelve gussets the upper ones meet no floor beam, and each beam meets a gusset; a beam that is too short does
    not."""
    bridge = """
for i in range(8):
    box(f'Lower {i}', (500 * i - 50, 0, 0), (500 * i + 50, 10, 100), 'gussets')
for i in range(4):
    box(f'Upper {i}', (500 * i + 200, 0, 900), (500 * i + 300, 10, 1000), 'gussets')
    box(f'Tie {i}', (500 * i + 240, 0, 0), (500 * i + 260, 10, 900), 'ties')
box('Sill', (-50, -20, -40), (3600, 30, 0), 'sill')
for i in range(8):
    box(f'Beam {i}', (500 * i - 20, 10 + SHORT * (i == 3), 0), (500 * i + 20, 800, 40), 'beams')
"""
    joined = [("gussets", "beams", "rests", 0), ("gussets", "ties", "rests", 0), ("gussets", "sill", "rests", 0)]
    assert faults(worker, bridge.replace("SHORT", "0"), *joined) == ([], [])
    assert faults(worker, bridge.replace("SHORT", "30"), *joined) == ([], [["Beam 3", "Lower 3"]])


def test_a_part_is_known_by_the_name_that_was_taken(worker):
    """A plan calls it rim_part where the toolkit has a function rim(); the script may say rim."""
    script = "box('Rim', (0, 0, 0), (50, 50, 9), 'rim'); box('Cup', (0, 0, {}), (50, 50, 60), 'cup_part')\n"
    joined = ("rim_part", "cup", "rests", 0)
    assert faults(worker, script.format(9), joined) == ([], [])
    assert faults(worker, script.format(12), joined) == ([], [["Cup", "Rim"]])


# Pieces of one part.

def test_leaves_run_into_each_other(worker):
    assert faults(worker, "box('Leaf 1', (0, 0, 0), (50, 50, 9)); box('Leaf 2', (10, 0, 0), (60, 50, 9))")[0] == []


# Open meshes.

TUBE = """
def tube(name, radius, low, high, part=None):
    n = 32
    link(name, [(x, y, low) for x, y in ring(radius, n)] + [(x, y, high) for x, y in ring(radius, n)],
         [(i, (i + 1) % n, n + (i + 1) % n, n + i) for i in range(n)], part)
def sheet(name, z, part=None, half=100):
    link(name, [(-half, -half, z), (half, -half, z), (half, half, z), (-half, half, z)], [(0, 1, 2, 3)], part)
"""


def test_what_stands_in_an_open_vessel_does_not_pierce_it(worker):
    """A tube without ends is no solid, whatever is in it."""
    assert faults(worker, TUBE + "tube('Vase', 50, 0, 100); prism('Stem', ring(5, 16), 0, 200)")[0] == []


def test_an_open_mesh_that_pierces_a_closed_one(worker):
    found = report(worker, TUBE + "box('Seat', (-100, -100, 400), (100, 100, 430)); tube('Leg', 20, 0, 415)")
    (pair,) = found["penetrations"]
    assert pair["depth_m"] == pytest.approx(.015, abs=5e-4) and pair["by"] == "depth"


def test_a_closed_island_of_an_open_mesh(worker):
    """A flag on a post: the post is as closed as any other."""
    script = TUBE + """
post = box('Post', (-20, -20, 0), (20, 20, 500))
m = post.data; places = [tuple(v.co) for v in m.vertices] + [(.02, 0, .4), (.2, 0, .4), (.2, 0, .5)]
faces = [tuple(p.vertices) for p in m.polygons] + [(8, 9, 10)]
m.clear_geometry(); m.from_pydata(places, [], faces)
box('Stone', (-10, -10, 100), (100, 10, 120))
"""
    (pair,) = report(worker, script)["penetrations"]
    assert pair["objects"] == ["Post", "Stone"] and pair["depth_m"] == pytest.approx(.02, abs=1e-3)


def test_a_mesh_that_is_open_along_its_seams_only(worker):
    script = """
import bmesh
for o in (box('A', (0, 0, 0), (100, 100, 100)), box('B', (60, 20, 20), (160, 80, 80))):
    bm = bmesh.new(); bm.from_mesh(o.data); bmesh.ops.split_edges(bm, edges=bm.edges); bm.to_mesh(o.data)
"""
    (pair,) = report(worker, script)["penetrations"]
    assert pair["depth_m"] == pytest.approx(.04, abs=1e-3)


def test_two_open_meshes_that_cross(worker):
    found = report(worker, TUBE + "sheet('Seat', 400); tube('Leg', 20, 0, 420)")
    (pair,) = found["penetrations"]
    assert pair["by"] == "surfaces" and pair["depth_m"] == pytest.approx(.02, abs=1e-4)
    assert faults(worker, TUBE + "sheet('Seat', 400); tube('Leg', 20, 0, 400)")[0] == []


# Depth over surfaces.

def test_a_fine_mesh_that_dips_in(worker):
    """Few of its many vertices lie inside, and none of the other's."""
    script = """
bpy.ops.mesh.primitive_uv_sphere_add(segments=256, ring_count=128, radius=.5, location=(0, 0, .5))
bpy.context.object.name = 'Ball'
box('Table', (-2000, -2000, 985), (2000, 2000, 1200))
"""
    (pair,) = (worker.execute(SHAPES + script), worker.measure(penetration_m=.005))[1]["penetrations"]
    assert pair["depth_m"] == pytest.approx(.015, abs=1e-4)


def test_one_spike_of_a_wide_terrain(worker):
    """It has many larger faces, all above."""
    script = """
bpy.ops.mesh.primitive_grid_add(x_subdivisions=250, y_subdivisions=250, size=4)
o = bpy.context.object; o.name = 'Land'; o.location.z = .5
for v in list(o.data.vertices)[251 * 100::3]: v.co.z += .04
o.data.vertices[251 * 60 + 40].co.z = -.03
box('Sea', (-2000, -2000, 0), (2000, 2000, 490))
"""
    (pair,) = (worker.execute(SHAPES + script), worker.measure(penetration_m=.005))[1]["penetrations"]
    assert pair["depth_m"] == pytest.approx(.02, abs=1e-5)


def test_two_ridges_that_cross_between_their_vertices(worker):
    """Roofs, one upside down and turned: their edges run through each other far from all corners."""
    script = """
def roof(name, z, up, turn):
    o = link(name, [(-500, -100, 0), (500, -100, 0), (500, 100, 0), (-500, 100, 0), (-500, 0, up), (500, 0, up)],
             [(3, 2, 1, 0), (0, 1, 5, 4), (2, 3, 4, 5), (1, 2, 5), (3, 0, 4)] if up > 0 else
             [(0, 1, 2, 3), (4, 5, 1, 0), (5, 4, 3, 2), (5, 2, 1), (4, 0, 3)])
    o.location.z = z / 1000; o.rotation_euler[2] = turn
roof('Low', 0, 100, 0); roof('High', 160, -100, 1.2)
"""
    (pair,) = (worker.execute(SHAPES + script), worker.measure(penetration_m=.002))[1]["penetrations"]
    assert pair["depth_m"] == pytest.approx(.04 / 2 ** .5, rel=.05)


# What lies on the ground.

def test_what_lies_on_the_ground_beside_what_reaches_below(worker):
    script = "box('Post', (0, 0, -50), (50, 50, 800))\nbox('Rug', (300, 0, 0), (900, 600, 3))\n"
    assert report(worker, script)["floating"] == []
    found = report(worker, script + "box('Bird', (300, 0, 500), (350, 50, 550))")
    assert [each["objects"] for each in found["floating"]] == [["Bird"]]


def test_a_leaf_that_nearly_lies_on_the_ground(worker):
    """It goes down onto it, not sideways to the trunk."""
    script = "box('Trunk', (0, 0, 0), (50, 50, 300))\nbox('Leaf', (90, 0, 1.5), (150, 50, 2.5))\n"
    (row,) = report(worker, script)["floating"]
    assert row["objects"] == ["Leaf"] and row["to_ground"] is True
    assert row["move_m"] == pytest.approx([0, 0, -.0015], abs=1e-6)


def test_no_way_leads_through_the_ground(worker):
    """The nearest point of the shelf is far below the arm, and the foot near the ground."""
    script = ("box('Shelf', (0, 0, 0), (300, 300, 100))\n"
              "prism('Hook', [(350, 0), (400, 0), (400, 50), (350, 50)], 30, 500)\n"
              "o = bpy.data.objects['Hook']\n"
              "for v in o.data.vertices:\n    if v.co.z > .4: v.co.x -= .3\n"
              "for v in o.data.vertices:\n    if v.co.z < .4: v.co.x += .3\n")
    (row,) = report(worker, script)["floating"]
    assert .03 + row["move_m"][2] >= -1e-6 and row["to_ground"] is True
    script += f"o.location.z += {row['move_m'][2]}\n"
    assert report(worker, script)["floating"] == []


BRUSH = """
import bmesh
bm = bmesh.new()
for i in range(60):
    for j in range(50):
        long = 5.999 if (i, j) == (31, 17) else 5
        x, y = i * .004, j * .004
        corners = [bm.verts.new((x + dx, y + dy, .06)) for dx, dy in ((0, 0), (.003, 0), (0, .003))]
        tip = bm.verts.new((x, y, .06 - long * .01))
        bm.faces.new(corners)
        for n in range(3):
            bm.faces.new((corners[n], tip, corners[(n + 1) % 3]))
mesh = bpy.data.meshes.new('Brush')
bm.to_mesh(mesh)
brush = bpy.data.objects.new('Brush', mesh)
brush['part'] = 'brush'
bpy.context.collection.objects.link(brush)
box('Board', (-50, -50, -20), (300, 300, 0), 'board')
"""


def disputed(worker, script, join, *rows):
    worker.execute(SHAPES + script)
    return worker.call("measure", {"joins": [join], "disputed": [
        {"id": f"{code}-1", "code": code, "objects": list(objects), "reason": "they meet"}
        for code, objects in rows]})["report"]


def test_a_false_alarm_is_withdrawn(worker):
    """The one tip of 3,000 that reaches the board is not found from a few starts, but from every vertex."""
    join = ("brush", "board", "rests", 0)
    assert faults(worker, BRUSH, join)[1] == [["Board", "Brush"]]
    found = disputed(worker, BRUSH, join, ("loose", ("Brush", "Board")))
    VALID.validate(found)
    assert found["loose"] == []
    assert found["again"] == [{"id": "loose-1", "withdrawn": True, "by": "every vertex",
                               "metres": pytest.approx(.00001, abs=2e-6)}]


@pytest.mark.parametrize("top, kind, metres, code, second", [
    (412, "rests", 0, "penetration", .012), (395, "rests", 0, "loose", .005),
    (408, "let_in", .02, "shallow", .008), (401, "fits", .0005, "penetration", .001),
])
def test_a_fault_has_both_values(worker, top, kind, metres, code, second):
    found = disputed(worker, leg(top), ("leg", "seat", kind, metres), (code, ("Leg", "Seat")))
    VALID.validate(found)
    (row,) = found["again"]
    assert len(found["penetrations"]) + len(found["loose"]) == 1
    assert row["id"] == f"{code}-1" and not row["withdrawn"] and row["by"]
    assert row["metres"] == pytest.approx(second, rel=.08)


def test_what_has_no_second_way_stays(worker):
    script = "box('Leg', (-10, -10, -30), (10, 10, 400), 'leg')"
    (row,) = disputed(worker, script, ("leg", "seat"), ("sunken", ()))["again"]
    assert row == {"id": "sunken-1", "withdrawn": False, "by": "", "metres": 0}
    assert "again" not in report(worker, script)
    # A fault that is not there any more is none to measure.
    assert disputed(worker, leg(400), ("leg", "seat", "rests", 0), ("loose", ("Leg", "Seat")))["again"] == []


def test_a_second_measurement_ends(worker):
    """It has one limit of processor time in all, which a fine mesh would use up many times: then the fault stays as
    it was found, and the report is whole."""
    ball = "box('Seat', (-200, -200, 400), (200, 200, 430), 'seat')\n" \
           "bpy.ops.mesh.primitive_uv_sphere_add(segments=400, ring_count=200, radius=.05)\no = bpy.context.object\n" \
           "o.name = 'Ball'\no['part'] = 'ball'\no.location.z = .46\n"
    hurry = "import sys\nopinion = next(v for k, v in sys.modules.items() if k.endswith('measure.second_opinion'))\n" \
            "opinion.SECONDS = %s\n"
    try:
        found = disputed(worker, ball + hurry % 1.5, ("ball", "seat", "rests", 0), ("penetration", ("Ball", "Seat")))
    finally:
        worker.execute(hurry % 20)
    assert found["again"] == [{"id": "penetration-1", "withdrawn": False, "by": "", "metres": 0}]
    assert len(found["penetrations"]) == 1 and "whole" in found


@pytest.mark.parametrize("x, sign", [(0, 1), (30, 1), (30, -1)])
def test_points_and_rays_agree(worker, x, sign):
    """On a box in a box of several shells, some inside out, and on one that only touches."""
    script = f"""
box('Shelf', (0, 0, 0), (600, 200, 20), 'shelf')
for n in range(3):
    box(f'Book{{n}}', (n * 40, 0, 20 - {x}), (n * 40 + 35, 150, 230), 'books')
books = [bpy.data.objects[f'Book{{n}}'] for n in range(3)]
if {sign} < 0:
    books[1].data.flip_normals()
with bpy.context.temp_override(active_object=books[0], selected_editable_objects=books):
    bpy.ops.object.join()
"""
    rows = report(worker, script, ("shelf", "books", "rests", 0))["penetrations"]
    found = disputed(worker, script, ("shelf", "books", "rests", 0), ("penetration", ("Shelf", "Book0")))
    assert len(rows) == (1 if x else 0)
    if x:
        assert found["again"][0]["metres"] == pytest.approx(rows[0]["depth_m"], rel=.1)
    else:
        assert found["again"] == []


# What is loose.

def floats(worker, script, *joins):
    return [(each["objects"], each["nearest"], each["move_m"]) for each in report(worker, script, *joins)["floating"]]


SCHOOL = "".join(f"box('Fish {i}', ({100 * i}, 0, {100 + 40 * i}), ({100 * i + 60}, 20, {120 + 40 * i}), 'fish')\n"
                 for i in range(5))
SEA = "box('Sea', (-500, -500, 0), (900, 500, 500), 'sea'); box('Rock', (-300, 0, 0), (-200, 100, 90), 'rock')\n"
BED = "box('Bed', (-500, -500, 0), (900, 500, 20), 'bed')\n"


def test_what_swims_or_flies_does_not_float(worker):
    """In what is there, or in the air; with what it carries, though nothing else may hang in the air."""
    assert floats(worker, SEA + SCHOOL, ("fish", "sea", "free", 0), ("rock", "sea")) == []
    assert floats(worker, BED + SCHOOL, ("fish", "fish", "free", 0)) == []
    assert floats(worker, BED + SCHOOL + "box('Fin', (20, 8, 120), (40, 12, 140), 'fins')",
                  ("fish", "fish", "free", 0), ("fins", "fish", "rests", 0)) == []
    assert [each[:2] for each in floats(worker, BED + SCHOOL + "box('Stone', (0, 0, 60), (40, 40, 90), 'stone')",
                                        ("fish", "fish", "free", 0))] == [(["Stone"], "Bed")]
    # All that is there flies.
    assert floats(worker, SCHOOL, ("fish", "fish", "free", 0)) == []


def test_a_free_thing_that_touches_what_stands(worker):
    """The bed stands for others all the same."""
    found = floats(worker, BED + SCHOOL + "box('Crab', (700, 0, 20), (760, 40, 50), 'fish')\n"
                   "box('Stone', (0, 0, 60), (40, 40, 90), 'stone')", ("fish", "fish", "free", 0))
    assert found == [(["Stone"], "Bed", [0, 0, pytest.approx(-.04)])]


def test_no_loose_neighbour_is_the_place_to_go(worker):
    """Each fish of a plan that says nothing of water goes to the bed, never to the next fish."""
    for joins in [], [("fish", "bed", "rests", 0)]:
        assert {each[1] for each in floats(worker, BED + SCHOOL, *joins)} == {"Bed"}


def test_a_group_goes_to_what_the_plan_joins_it_to(worker):
    """The shade to its pole, though the wall is nearer; and the pole, loose itself, to its foot."""
    script = ("box('Wall', (-100, 60, 0), (100, 80, 900), 'wall'); box('Foot', (-40, -40, 0), (40, 40, 20), 'foot')\n"
              "box('Pole', (-5, -5, 30), (5, 5, 300), 'pole'); box('Shade', (-50, -50, 310), (50, 50, 400), 'shade')")
    joins = ("pole", "foot", "rests", 0), ("shade", "pole", "rests", 0)
    found = floats(worker, script, *joins)
    assert found == [(["Pole"], "Foot", [0, 0, pytest.approx(-.01)]), (["Shade"], "Pole", [0, 0, pytest.approx(-.02)])]


def test_what_hangs(worker):
    """From a hook with some play, or from what is not there; too far below it moves up, not the hook."""
    hook = "box('Frame', (-300, 0, 0), (-280, 20, 600), 'hook'); box('Hook', (-300, 0, 600), (40, 20, 620), 'hook')\n"
    bell = "box('Bell', (-20, -20, 500), (20, 40, {}), 'bell')"
    assert faults(worker, hook + bell.format(598), ("bell", "hook", "hangs", 0)) == ([], [])
    assert floats(worker, hook + bell.format(598), ("bell", "hook", "hangs", 0)) == []
    (row,) = report(worker, hook + bell.format(580), ("bell", "hook", "hangs", 0))["loose"]
    assert row["way_in"] == {"object": "Bell", "move_m": [0, 0, pytest.approx(.02)]}
    assert floats(worker, BED + bell.format(580), ("bell", "bell", "hangs", 0)) == []


def test_what_lies(worker):
    """On the table, on what lies there, or on the floor beside; else it goes straight down."""
    table = "box('Table', (0, 0, 0), (500, 500, 400), 'table')\n"
    books = "box('Book 1', (0, 0, 400), (90, 90, 420), 'books'); box('Book 2', (0, 0, 420), (80, 80, 440), 'books')\n"
    lies = ("books", "table", "lies", 0)
    assert floats(worker, table + books + "box('Book 3', (700, 0, 0), (790, 90, 20), 'books')", lies) == []
    assert faults(worker, table + books + "box('Book 3', (700, 0, 0), (790, 90, 20), 'books')", lies) == ([], [])
    assert floats(worker, table + "box('Book 1', (300, 300, 430), (390, 390, 450), 'books')", lies) == [
        (["Book 1"], "Table", [0, 0, pytest.approx(-.03)])]


# What the report says of a repair.

def test_what_stands_is_not_moved(worker):
    """The pot stands: what runs into it from above goes up; what stands, too, is not lifted."""
    script = "box('Pot', (0, 0, 0), (100, 100, 80), 'pot'); box('Soil', (10, 10, 66), (90, 90, 95), 'soil')"
    (row,) = report(worker, script, ("pot", "soil", "rests", 0))["penetrations"]
    assert row["way_out"]["object"] == "Soil" and row["way_out"]["move_m"][2] == pytest.approx(.014)
    (row,) = report(worker, script.replace("66), (90", "0), (90"), ("pot", "soil", "rests", 0))["penetrations"]
    assert row["way_out"]["move_m"][2] == pytest.approx(0) if "way_out" in row else True


def test_a_way_out_that_spoils_something_says_so(worker):
    """The top would leave its leg, and the rail would run into the wall that it reaches."""
    script = ("box('Slab', (0, 0, 0), (300, 300, 20), 'slab'); box('Top', (50, 50, 8), (400, 250, 90), 'top')\n"
              "box('Leg', (350, 100, 0), (390, 150, 8), 'leg')")
    (row,) = report(worker, script, ("slab", "top", "rests", 0), ("leg", "top", "rests", 0))["penetrations"]
    assert row["way_out"] == {"object": "Top", "move_m": [0, 0, pytest.approx(.012)], "leaves": ["Leg"]}
    script = ("box('Post', (0, 0, 0), (50, 50, 900), 'posts'); box('Wall', (500, -100, 0), (520, 100, 900), 'wall')\n"
              "box('Rail', (38, 10, 600), (500, 40, 630), 'rail')")
    (row,) = report(worker, script, ("posts", "rail", "rests", 0), ("rail", "wall", "rests", 0))["penetrations"]
    assert row["way_out"] == {"object": "Rail", "move_m": [pytest.approx(.012), 0, 0], "runs_into": ["Wall"]}


def test_a_way_in_that_opens_a_gap_is_none(worker):
    """The seat rests on three legs: only the fourth can be longer."""
    script = LEGS.replace("400), 'legs')\nbox('Leg 4'", "394), 'legs')\nbox('Leg 4'") + SEAT
    (row,) = report(worker, script, ("legs", "seat", "rests", 0))["loose"]
    assert "way_in" not in row


@pytest.mark.parametrize("top, kind, metres, notes, faulty", [
    (403.2, "rests", 0, ["penetration"], False), (406.8, "rests", 0, ["penetration"], False),
    (407.3, "rests", 0, [], True),
    (409.8, "let_in", .02, ["shallow"], False), (409, "let_in", .02, [], True),
    (400.1, "fits", .0003, [], True), (405.3, "hinged", .005, ["penetration"], False),
])
def test_what_nobody_sees_is_a_note(worker, top, kind, metres, notes, faulty):
    """Of an asset 0.4 m large: what is hidden and off by less than a pixel, or too deep by a hundredth of the piece;
    not what must move."""
    found = report(worker, leg(top), ("leg", "seat", kind, metres))
    assert [each["fault"] for each in found["notes"]] == notes
    assert bool(found["penetrations"] + found["loose"]) == faulty


def test_a_gap_that_nobody_sees(worker):
    """A tenth of a millimetre in a thing of 4 cm: more than the limit of touching, less than an eye sees."""
    script = "box('Leg', (-10, -10, 0), (10, 10, {}), 'leg'); box('Seat', (-20, -20, 30), (20, 20, 33), 'seat')"
    found = report(worker, script.format(29.9), ("leg", "seat", "rests", 0))
    assert found["loose"] == [] and found["notes"] == [
        {"fault": "loose", "objects": ["Leg", "Seat"], "parts": ["leg", "seat"], "kind": "rests",
         "m": pytest.approx(.0001, abs=1e-6)}]
    assert report(worker, script.format(29.7), ("leg", "seat", "rests", 0))["notes"] == []
