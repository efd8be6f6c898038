# Requirements on parts as machines make them: which feature of several is meant, pieces in a row, and neighbours.
# Sizes are known by arithmetic; bodies are turned and shifted, because a measure must not know the world's axes.
import pytest
from test_requirements import PLATE, ask, judge, measure, mm

# What the shape of a thing does not depend on.
MOVED = """
import mathutils
for o in bpy.data.objects:
    if o.type == 'MESH':
        o.data.transform(mathutils.Matrix.Rotation(%g, 4, %r))
        o.data.transform(mathutils.Matrix.Translation((.03, .2, .1)))
"""
MOVES = ["", MOVED % (.5, "Z"), MOVED % (.4, "X")]


# Which feature is meant.

@pytest.mark.parametrize("value, met", [(5, True), (8, True), (6.5, False), (30, None)])
def test_holes_of_two_sizes(worker, value, met):
    """Each belongs to the requirement that wants it."""
    script = "drilled('Plate', (-60, -40, 0), (60, 40, 6), [(-50, -30, 2.5), (50, 30, 2.5), (0, 0, 4), (20, 0, 4)])\n"
    rows = ask(worker, script, mm("hole_diameter", "Plate", value), mm("hole_diameter", "Plate", 5),
               mm("hole_diameter", "Plate", 8))
    assert [row["met"] for row in rows] == [met, True, True], rows
    assert met is not None or "not clear which hole is meant: there is 8 mm, 5 mm, which" in rows[0]["how"], rows[0]


def test_one_size_that_is_wrong_is_sure(worker):
    row = judge(worker, PLATE, mm("hole_diameter", "Plate", 12))
    assert row["met"] is False and row["found"] == 5, row


# A plate with a boss: its hole is 25 mm from the plate's edge, and 8 mm from that of the boss.
BOSS = """
m = drilled('Foot', (0, 0, 0), (80, 50, 6), [(30, 25, 3)]); prism('Boss', ring(8, 64, 30, 25), 0, 20)
o = bpy.data.objects['Foot']; b = bpy.data.objects['Boss']
bore = prism('Bore', ring(3, 64, 30, 25), -1, 30)
for kind, other in (('UNION', b), ('DIFFERENCE', bore)):
    m = o.modifiers.new(kind, 'BOOLEAN'); m.operation = kind; m.solver = 'EXACT'; m.object = other
mesh = bpy.data.meshes.new_from_object(o.evaluated_get(bpy.context.evaluated_depsgraph_get()))
o.modifiers.clear(); o.data = mesh; bpy.data.objects.remove(b); bpy.data.objects.remove(bore)
"""


@pytest.mark.parametrize("value, more, met", [
    (25, {}, True), (8, {}, True), (30, {"axis": "x"}, True), (50, {"axis": "x"}, True), (24, {}, False),
    (8, {"is": "at_least"}, True), (9, {"is": "at_least"}, False), (24, {"is": "at_least"}, False), (100, {}, None)])
def test_the_edge_that_is_meant(worker, value, more, met):
    row = judge(worker, BOSS, mm("edge_distance", "Foot", value, **more))
    assert row["met"] is met, row


def test_the_edge_of_a_disc_is_its_circle(worker):
    """Not the flats of its 48 sides."""
    script = """
o = prism('Disc', ring(75, 48), 0, 10)
m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'
m.object = prism('Bore', ring(4, 48, *ring(60, 48, start=pi / 48)[0]), -5, 15)
m.object.hide_render = m.object.hide_viewport = True
"""
    row = judge(worker, script, mm("edge_distance", "Disc", 15, tolerance=.05))
    assert row["met"] is True and row["found"] == pytest.approx(15, abs=.01), row


# Open below, with screw holes from above in its corners: a pocket of 80 by 50 mm.
HOUSING = """
holes = [(x, y, 2.5) for x in (-52, 52) for y in (-32, 32)]
o = drilled('Housing', (-60, -40, 0), (60, 40, 30), holes, depth=10)
m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'; m.object = box('Cutter', (-40, -25, -5), (40, 25, 26))
m.object.hide_render = m.object.hide_viewport = True
"""


@pytest.mark.parametrize("axis, value, met", [("x", 80, True), ("y", 50, True), ("x", 84, False), ("y", 60, False)])
def test_a_screw_hole_is_no_pocket(worker, axis, value, met):
    row = judge(worker, HOUSING, mm("opening", "Housing", value, axis=axis))
    assert row["met"] is met and row["found"] == pytest.approx({"x": 80, "y": 50}[axis], abs=.01), row


def test_a_screw_hole_beside_an_opening_is_wide_enough(worker):
    script = HOUSING.replace("depth=10)", "depth=29)").replace("26))", "35))").replace("-5)", "4)")
    script = script.replace("(-40, -25, -5)", "(-40, -25, 4)")
    row = judge(worker, script, mm("opening", "Housing", 70, axis="x", **{"is": "at_least"}))
    assert row["met"] is True and row["found"] == pytest.approx(80, abs=.01), row


def test_the_high_place_is_the_largest_coordinate(worker):
    """Of a leaning bar, not the middle of its top."""
    script = "o = box('Bar', (-10, -10, 0), (10, 10, 500)); o.rotation_euler[1] = radians(30)\n"
    row = judge(worker, script, mm("place", "Bar", 258.66, axis="x", at="high"))
    assert row["met"] is True and "high coordinate along x" in row["how"], row


# A rib stands out of it along +y, of many thousand corners.
RIBBED = """
n, rows = 48, 751
places = [(r * cos(2 * pi * i / n), r * sin(2 * pi * i / n), 100 * k / (rows - 1)) for k in range(rows)
          for i in range(n) for r in [5 + .4 * (i == 12)]]
faces = [(k * n + i, k * n + (i + 1) % n, k * n + n + (i + 1) % n, k * n + n + i)
         for k in range(rows - 1) for i in range(n)]
link('Shank', places, [tuple(reversed(range(n))), tuple(range(n * rows - n, n * rows))] + faces)
"""


def test_what_is_looked_at_lies_all_round(worker):
    """Every n-th corner of a turned thing lies in the mirror's plane."""
    x, y = ask(worker, RIBBED, *[{"what": "symmetric", "of": "Shank", "axis": axis} for axis in "xy"])
    assert x["met"] is True and y["met"] is False and y["found"] == pytest.approx(.4, abs=.02), (x, y)


# Pieces in a row.

SHELVES = "for i in range(6): box(f'Shelf {i}', (0, 0, 356.4 * i), (800, 300, 356.4 * i + 18), 'shelves')\n"


def test_even_names_what_it_measures(worker):
    even, = ask(worker, SHELVES, {"what": "even", "of": "shelves", "axis": "z"})
    assert even["met"] is True and "356.4 mm on average (338.4 mm clear)" in even["how"], even


def test_books_of_different_thickness_are_even_by_their_gaps(worker):
    script = """
x = 0
for i, wide in enumerate((20, 35, 50, 28)): box(f'Book {i}', (x, 0, 0), (x + wide, 150, 220), 'books'); x += wide + 5
"""
    row = judge(worker, script, {"what": "even", "of": "books"})
    assert row["met"] is True and "clear gaps along their row, 5 mm" in row["how"], row


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("value, met", [(10, True), (100, False), (10.3, False)])
def test_clear_gaps(worker, value, met, move):
    script = "for i in range(5): box(f'Slat {i}', (0, 100 * i, 0), (1500, 100 * i + 90, 30), 'slats')\n" + move
    row = judge(worker, script, mm("gap", "slats", value, tolerance=.05))
    assert row["met"] is met and row["found"] == pytest.approx(10, abs=.01), row


def test_one_gap_of_several_is_wrong(worker):
    script = "for i in range(5): box(f'Slat {i}', (0, 100 * i - 4 * (i == 2), 0), (900, 100 * i + 90, 30), 'slats')\n"
    row = judge(worker, script, mm("gap", "slats", 10, axis="y"))
    assert row["met"] is False and row["found"] == pytest.approx(6) and row["objects"] == ["Slat 1", "Slat 2"], row
    assert "leave 4 mm more" in row["fix"]


def test_gaps_of_what_stands_in_no_row(worker):
    script = "for i, (x, y) in enumerate(ring(100, 5)): box(f'P {i}', (x, y, 0), (x + 5, y + 5, 9), 'pegs')\n"
    row = judge(worker, script, mm("gap", "pegs", 10))
    assert row["met"] is None and "in no row" in row["how"], row


# Angles.

SHEARED = """
t = sin(radians(%g)) / cos(radians(%g))
o = box('Leg', (-%d, -20, 0), (%d, 20, 400))
for v in o.data.vertices: v.co.x += v.co.z * t
"""


@pytest.mark.parametrize("angle, half", [(10, 20), (10, 60), (25, 40), (3, 30)])
def test_a_leg_that_is_cut_level(worker, angle, half):
    """Its sides lean as they should; the axis of its surface leans up to half a degree more."""
    row = judge(worker, SHEARED % (angle, angle, half, half),
                {"what": "angle", "of": "Leg", "value": angle, "unit": "deg", "tolerance": .05})
    assert row["met"] is True and row["found"] == pytest.approx(angle, abs=.01), row


def test_a_tapered_handle(worker):
    script = """
o = link('Handle', [(0, -8, 0), (0, 8, 0), (120, 4, 0), (120, -4, 0), (130, 0, 0), (0, -8, 3), (0, 8, 3), (120, 4, 3),
                    (120, -4, 3), (130, 0, 3)],
         [(0, 1, 2, 4, 3), (5, 8, 9, 7, 6), (0, 3, 8, 5), (3, 4, 9, 8), (4, 2, 7, 9), (2, 1, 6, 7), (1, 0, 5, 6)])
o.rotation_euler[2] = radians(30)
"""
    right, wrong = ask(worker, script,
                       {"what": "angle", "of": "Handle", "axis": "x", "value": 30, "unit": "deg", "tolerance": .05},
                       {"what": "angle", "of": "Handle", "axis": "x", "value": 30.1, "unit": "deg", "tolerance": .05})
    assert right["met"] is True and wrong["met"] is False, right


# Neighbours.

SIDES = "box('Side 1', (-20, 0, 0), (0, 300, 1000), 'sides'); box('Side 2', (800, 0, 0), (820, 300, 1000), 'sides')\n"
TOUCH = {"what": "touches", "of": "shelves", "to": "sides", "each": True}


@pytest.mark.parametrize("ends, objects", [
    ((800, 800, 800), []), ((800, 790, 800), ["Shelf 1"]), ((790, 790, 790), ["Shelf 0", "Shelf 1", "Shelf 2"])])
def test_each_touches_every_neighbour(worker, ends, objects):
    script = SIDES + "".join(f"box('Shelf {i}', (0, 0, {300 * i}), ({end}, 300, {300 * i + 18}), 'shelves')\n"
                             for i, end in enumerate(ends))
    row = judge(worker, script, TOUCH)
    assert row["met"] is not bool(objects) and row["objects"] == objects, row
    assert not objects or (row["found"] == pytest.approx(10) and "Side 2" in row["fix"]), row
    both = judge(worker, script, {**TOUCH, "to": "Side 1, Side 2"})
    assert both["met"] is not bool(objects) and both["objects"] == objects, both
    assert judge(worker, script, {**TOUCH, "to": "Side 1, Door"})["met"] is None


def test_what_need_not_touch_every_piece(worker):
    """Posts of a fence, whose rails are in two fields; legs under a seat with buttons; links of a chain."""
    script = """
for i in range(4): box(f'Post {i}', (1000 * i, 0, 0), (1000 * i + 50, 50, 900), 'posts')
for i in range(3):
    for z in (200, 700): box(f'Rail {i} {z}', (1000 * i + 50, 10, z), (1000 * i + 1000, 40, z + 60), 'rails')
box('Seat', (0, 2000, 400), (400, 2400, 430), 'seat'); box('Button', (200, 2200, 430), (210, 2210, 433), 'seat')
for x in (0, 360):
    for y in (2000, 2360): box(f'Leg {x} {y}', (x, y, 0), (x + 40, y + 40, 400), 'legs')
for i in range(6): box(f'Link {i}', (30 * i, 4000, 0), (30 * i + 30, 4010, 5), 'links')
"""
    rows = ask(worker, script, *[{"what": "touches", "of": of, "to": to, "each": True} for of, to in (
        ("posts", "rails"), ("rails", "posts"), ("legs", "seat"), ("links", "links"))])
    assert [row["met"] for row in rows] == [True] * 4, rows


# What a machine makes on a part.

def bevelled(shape, width, segments, edges="True"):
    """A shape whose edges are rounded by a bevel; `edges`: a test of an edge's direction."""
    return f"""
o = {shape}
import bmesh
b = bmesh.new(); b.from_mesh(o.data)
def way(e): return (e.verts[1].co - e.verts[0].co).normalized()
bmesh.ops.bevel(b, geom=[e for e in b.edges if {edges}], offset={width} / 1000, segments={segments}, profile=.5,
                affect='EDGES', clamp_overlap=True)
b.to_mesh(o.data); b.free()
"""


BLOCK = "box('Block', (0, 0, 0), (120, 80, 20))"


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("script, found", [
    (bevelled(BLOCK, 8, 6, "abs(way(e).z) > .9"), 8), (bevelled(BLOCK, 3, 2), 3), (bevelled(BLOCK, 5, 12), 5),
    ("o = " + BLOCK, 0), (bevelled(BLOCK, 3, 1), 0),
    ("turned('Block', [(0, 0), (30, 0), (30, 15)] + [(25 + 5 * cos(a * pi / 16), 15 + 5 * sin(a * pi / 16)) "
     "for a in range(1, 9)] + [(0, 20)], 96)", 5)])
def test_fillets(worker, script, found, move):
    """Of corners, of all edges, of a turned rim; a sharp edge and a chamfer have none."""
    good, = ask(worker, script + move, mm("fillet_radius", "Block", found or 4, tolerance=.05))
    bad, = measure(worker, mm("fillet_radius", "Block", 1.2 * (found or 4), tolerance=.05))
    assert good["found"] == pytest.approx(found, abs=.03) and good["met"] is bool(found), good
    assert bad["met"] is False and bad["found"] == pytest.approx(found, abs=.03) and bad["fix"], bad


def test_fillets_of_several_radii(worker):
    script = bevelled(BLOCK, 8, 6, "abs(way(e).z) > .9") + """
b = bmesh.new(); b.from_mesh(o.data)
bmesh.ops.bevel(b, geom=[e for e in b.edges if all(v.co.z > .0199 for v in e.verts)], offset=.002, segments=6,
                profile=.5, affect='EDGES')
b.to_mesh(o.data); b.free()
"""
    rows = ask(worker, script, mm("fillet_radius", "Block", 8, axis="z"), mm("fillet_radius", "Block", 2))
    assert [row["met"] for row in rows] == [True, True], rows
    row = judge(worker, script, mm("fillet_radius", "Block", 30))
    assert row["met"] is None and "not clear which rounded edge is meant" in row["how"], row


def test_a_round_thing_has_no_fillet(worker):
    row = judge(worker, "prism('Rod', ring(10, 64), 0, 50)", mm("fillet_radius", "Rod", 10))
    assert row["met"] is False and row["found"] == 0, row


# 100 mm long: 20 mm high, from x = 35 on 12 mm.
STEPPED = """
outline = [(0, 0), (100, 0), (100, 12), (35, 12), (35, 20), (0, 20)]
o = link('Step', [(x, y, z) for y in (0, 40) for x, z in outline],
     [tuple(range(6)), tuple(range(11, 5, -1))] + [(i, i + 6, (i + 1) % 6 + 6, (i + 1) % 6) for i in range(6)])
"""
SHIFTED = MOVED % (0, "Z")


@pytest.mark.parametrize("move", ["", SHIFTED])
@pytest.mark.parametrize("script", [STEPPED, STEPPED + """
m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'; m.object = prism('Bore', ring(4, 48, 70, 20), -5, 30)
m.object.hide_render = m.object.hide_viewport = True
"""])
def test_steps(worker, script, move):
    wrong, = ask(worker, script + move, mm("step", "Step", 7, axis="z"))
    rows = measure(worker, mm("step", "Step", 8, axis="z"), mm("step", "Step", 7, axis="z"),
               mm("step_offset", "Step", 35, axis="x"), mm("step_offset", "Step", 65, axis="x"),
               mm("step_offset", "Step", 35, axis="x", at="low"), mm("step_offset", "Step", 35, axis="x", at="high"),
               mm("step_offset", "Step", 33, axis="x"), mm("step_offset", "Step", 20, axis="y"))
    assert [row["met"] for row in rows] == [True, None, True, True, True, False, False, None], rows
    assert wrong["met"] is False and wrong["found"] == rows[0]["found"] == pytest.approx(8, abs=.01)
    assert "8 mm, which other requirements ask for" in rows[1]["how"]
    assert rows[6]["found"] == pytest.approx(35, abs=.01)


def test_a_flat_block_has_no_step(worker):
    rows = ask(worker, "o = " + BLOCK, mm("step", "Block", 8, axis="z"), mm("step_offset", "Block", 8, axis="x"))
    assert [row["met"] for row in rows] == [None, None] and "no two flat faces" in rows[0]["how"], rows


POCKETS = """
o = box('Body', (0, 0, 0), (120, 80, 20))
cutters = [box('C1', (10, 10, 8), (60, 70, 30)), box('C2', (70, 10, %g), (110, 70, 30)),
           prism('C3', ring(3, 32, 65, 40), 13, 30)]
for c in cutters:
    m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'; m.object = c; c.hide_render = c.hide_viewport = True
"""


@pytest.mark.parametrize("move", ["", SHIFTED])
@pytest.mark.parametrize("second, value, met", [(8, 12, True), (8, 11, False), (9, 12, False), (8, 50, False),
                                                (16, 30, None)])
def test_pocket_depths(worker, second, value, met, move):
    """One of two is wrong; a drilled hole 7 mm deep is none."""
    row = judge(worker, POCKETS % second + move, mm("pocket_depth", "Body", value))
    assert row["met"] is met, row


@pytest.mark.parametrize("script, value, found", [
    ("cup('Cup', 40, 90, 3, 5)", 85, 85), ("o = " + BLOCK, 5, None), (HOUSING, 26, 26)])
def test_pockets_of_other_things(worker, script, value, found):
    row = judge(worker, script, mm("pocket_depth", "whole", value, **({"at": "low"} if script == HOUSING else {})))
    assert row["found"] == (found and pytest.approx(found, abs=.01)) and row["met"] is (found and True), row


# Round a ring 40 mm wide and 20 mm high, twelve that are sunk by 2 mm and look along no axis; and a hollow without a
# way in.
ENGRAVED = """
o = prism('Ring', ring(20, 96), 0, 20)
def sector(name, middle, low, high):
    corners = [(r * cos(middle + s * 0.08), r * sin(middle + s * 0.08)) for r, s in
               ((25, -1), (25, 1), (18, 1), (18, 0), (18, -1))]
    return prism(name, corners, low, high)
cutters = [sector(f'C{i}', 2 * pi * (i + .5) / 12, 6, 12) for i in range(12)] + [box('Hollow', (-5, -5, 6), (5, 5, 12))]
for c in cutters:
    m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'; m.object = c; c.hide_render = c.hide_viewport = True
"""


@pytest.mark.parametrize("move", ["", SHIFTED])
@pytest.mark.parametrize("what, value, met", [("pockets", 12, True), ("pockets", 10, False), ("pocket_depth", 2, True),
                                              ("pocket_depth", 2.5, False)])
def test_what_is_engraved_round_a_ring(worker, what, value, met, move):
    wanted = mm(what, "Ring", value) if what == "pocket_depth" else {"what": what, "of": "Ring", "value": value}
    row = judge(worker, ENGRAVED + move, wanted)
    assert row["met"] is met, row


# Closed, 40 by 8 mm, its middle at (50, 30); and open at the right end, its middle at y = 60.
SLOTS = """
o = box('Plate', (0, 0, 0), (120, 80, 6))
def slot(x, y, half, r): return [(x + half * s + r * cos(a + s0), y + r * sin(a + s0))
                                 for s, s0 in ((1, -pi / 2), (-1, pi / 2)) for a in [pi * k / 12 for k in range(13)]]
cutters = [prism('C1', slot(50, 30, 16, 4), -5, 20), box('C2', (90, 56, -5), (130, 64, 20)),
           prism('C3', ring(3, 32, 20, 60), -5, 20)]
for c in cutters:
    m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'; m.object = c; c.hide_render = c.hide_viewport = True
"""


@pytest.mark.parametrize("move", ["", SHIFTED])
@pytest.mark.parametrize("axis, at, value, met", [
    ("x", None, 50, True), ("x", "low", 50, True), ("x", "high", 70, True), ("x", None, 47, False),
    ("y", None, 30, True), ("y", "low", 60, True), ("y", None, 20, True), ("y", "high", 22, False)])
def test_slot_positions(worker, axis, at, value, met, move):
    row = judge(worker, SLOTS + move, mm("slot_position", "Plate", value, axis=axis, **({"at": at} if at else {})))
    assert row["met"] is met, row


def test_a_plate_with_holes_has_no_slot(worker):
    row = judge(worker, PLATE, mm("slot_position", "Plate", 20, axis="x"))
    assert row["met"] is None and "no slot" in row["how"], row


BORED = """
o = box('Block', (0, 0, 0), (60, 40, 20))
for c in (prism('C1', ring(3, 48, 20, 20), -5, 30), prism('C2', ring(5.5, 48, 20, 20), 14, 30),
          prism('C3', ring(5.5, 48, 45, 20), 10, 30)):
    m = o.modifiers.new('cut', 'BOOLEAN'); m.solver = 'EXACT'; m.object = c; c.hide_render = c.hide_viewport = True
mesh = bpy.data.meshes.new_from_object(o.evaluated_get(bpy.context.evaluated_depsgraph_get()))
o.modifiers.clear(); o.data = mesh
for c in list(bpy.data.objects):
    if c.name.startswith('C'): bpy.data.objects.remove(c)
"""


@pytest.mark.parametrize("move", MOVES)
def test_counterbores(worker, move):
    """The blind hole beside it, as wide and deeper, is none."""
    rows = ask(worker, BORED + move, mm("counterbore_diameter", "Block", 11), mm("counterbore_depth", "Block", 6),
               mm("hole_diameter", "Block", 6))
    assert [row["met"] for row in rows] == [True, True, True], rows
    row, = measure(worker, mm("counterbore_depth", "Block", 5))
    assert row["met"] is False and row["found"] == pytest.approx(6, abs=.01), row
    row = judge(worker, PLATE + move, mm("counterbore_diameter", "Plate", 10))
    assert row["met"] is None and "no counterbore was found in Plate" in row["how"], row


BENT = """
turn, n, m = radians(%g), 36, 24
places, faces = [], []
def circle(x, y, a): places.extend((x + 5 * cos(b) * cos(a), y + 5 * cos(b) * sin(a), 5 * sin(b))
                                   for b in [2 * pi * k / m for k in range(m)])
for tail in (%s): circle(50, tail, 0)
for k in range(n + 1): circle(50 * cos(turn * k / n), 50 * sin(turn * k / n), turn * k / n)
rows = len(places) // m
faces = [(k * m + i, k * m + (i + 1) %% m, (k + 1) * m + (i + 1) %% m, (k + 1) * m + i)
         for k in range(rows - 1) for i in range(m)]
link('Pipe', places, faces + [tuple(range(m - 1, -1, -1)), tuple(range((rows - 1) * m, rows * m))])
"""


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("turn, tails", [(90, ""), (270, ""), (90, "-60, -30,"), (135, "-40,"), (30, "")])
def test_sweeps(worker, turn, tails, move):
    """A bent pipe, with and without a straight end."""
    good, bad = ask(worker, BENT % (turn, tails) + move, {"what": "sweep", "of": "Pipe", "value": turn, "unit": "deg"},
                    {"what": "sweep", "of": "Pipe", "value": turn - 5, "unit": "deg"})
    assert good["met"] is True and good["found"] == pytest.approx(turn, abs=.05), good
    assert bad["met"] is False and bad["fix"], bad


def test_sweeps_of_other_things(worker):
    sector = """
arc = [radians(120 * k / 30) for k in range(31)]
prism('Sector', [(40 * cos(a), 40 * sin(a)) for a in arc] + [(25 * cos(a), 25 * sin(a)) for a in reversed(arc)], 0, 8)
box('Bar', (200, 0, 0), (300, 10, 10))
"""
    rows = ask(worker, sector, {"what": "sweep", "of": "Sector", "value": 120, "unit": "deg"},
               {"what": "sweep", "of": "Sector", "value": 120, "unit": "deg", "axis": "z"},
               {"what": "sweep", "of": "Bar", "value": 120, "unit": "deg"})
    assert [row["met"] for row in rows] == [True, True, None], rows
    assert "not bent" in rows[2]["how"]


RODS = """
for i, (turn, z, x) in enumerate(((%g, 0, 0), (%g, %g, %g))):
    o = box(f'Rod {i}', (-100, -4, -4), (100, 4, 4), 'rods')
    o.rotation_euler[2] = radians(turn); o.location = (x / 1000, 0, z / 1000)
"""


@pytest.mark.parametrize("turns, met", [
    ((0, 60, 0, 0), True), ((30, -30, 8, 0), True), ((0, 60, 20, 0), False), ((0, 60, 0, 130), False),
    ((0, 2, 0, 0), None)])
def test_rods_that_cross(worker, turns, met):
    """Through each other, on each other, above each other, beside its end, nearly parallel."""
    one, two, height, along = turns
    rows = ask(worker, RODS % (one, two, height, along), {"what": "crosses", "of": "rods"},
               {"what": "crosses", "of": "Rod 0", "to": "Rod 1"},
               mm("crosses", "Rod 0", 20, to="Rod 1", tolerance=.1))
    assert [row["met"] for row in rows[:2]] == [met] * 2, rows
    assert rows[2]["met"] is (None if met is None else height == 20), rows
