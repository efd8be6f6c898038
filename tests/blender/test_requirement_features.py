# Requirements on parts as machines make them: which feature of several is meant, pieces in a row, and neighbours.
# Sizes are known by arithmetic; bodies are turned and shifted, because a measure must not know the world's axes.
import pytest
from test_requirements import PLATE, ask, judge, mm

# What the shape of a thing does not depend on.
MOVED = """
import mathutils
for o in bpy.data.objects:
    if o.type == 'MESH':
        o.data.transform(mathutils.Matrix.Rotation(%g, 4, %r)); o.data.transform(mathutils.Matrix.Translation((.03, .2, .1)))
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
    assert met is not None or "not sure which hole is meant: there is 8 mm, 5 mm" in rows[0]["how"], rows[0]


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
    (8, {"is": "at_least"}, True), (9, {"is": "at_least"}, False), (100, {}, None)])
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


THREAD = """
n, rows = 48, 800
places = [(r * cos(2 * pi * i / n), r * sin(2 * pi * i / n), 100 * k / (rows - 1)) for k in range(rows)
          for i in range(n) for r in [4.8 + .2 * cos(2 * pi * (k / 40 - i / n))]]
faces = [(k * n + i, k * n + (i + 1) % n, k * n + n + (i + 1) % n, k * n + n + i)
         for k in range(rows - 1) for i in range(n)]
link('Shank', places, [tuple(reversed(range(n))), tuple(range(n * rows - n, n * rows))] + faces)
"""


def test_a_thread_is_as_far_from_symmetric_along_both_axes(worker):
    """What is looked at must not all lie in one of the mirrors."""
    x, y = ask(worker, THREAD, *[{"what": "symmetric", "of": "Shank", "axis": axis} for axis in "xy"])
    assert x["found"] == pytest.approx(y["found"], rel=.1) and x["met"] == y["met"], (x, y)


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
