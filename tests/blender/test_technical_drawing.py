# The lines of technical drawings: which edges are seen and hidden, how long they are, the round holes, where they are,
# radii, and the section.
import json

import pytest
from test_toolkit import ROOT, with_library
from worker_client import RemoteError

# A plate of 100 x 60 x 20 mm: a hole goes through, another ends 10 mm below the top. A bar lies behind it, wider and
# higher, and is hidden by it in part.
PLATE = '''import bpy, bmesh
def box(name, low, high):
    mesh = bpy.data.meshes.new(name)
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1)
    for v in bm.verts:
        v.co = [l + (c + .5) * (h - l) for c, l, h in zip(v.co, low, high)]
    bm.to_mesh(mesh)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(obj)
    return obj
def drill(obj, x, y, radius, low, high):
    bpy.ops.mesh.primitive_cylinder_add(vertices=48, radius=radius, depth=high - low, location=(x, y, (low + high) / 2))
    tool = bpy.context.object
    cut = obj.modifiers.new("cut", "BOOLEAN")
    cut.object, cut.solver = tool, "EXACT"
    bpy.context.view_layer.objects.active = obj
    bpy.ops.object.modifier_apply(modifier="cut")
    bpy.data.objects.remove(tool)
plate = box("Plate", (0, 0, 0), (.1, .06, .02))
drill(plate, .02, .03, .006, -.01, .03)
drill(plate, .07, .02, .004, .01, .03)
'''
BAR = 'box("Bar", (-.03, .08, 0), (.05, .09, .03))\n'


@pytest.fixture(scope="module")
def plate(worker):
    worker.execute(PLATE)
    return worker.call("drawing"), worker.measure()


def views(answer):
    return {view["name"]: view for view in answer["views"]}


def lines(view, kind):
    """The straight lines, each from its lower left end, in tenths of a mm."""
    found = set()
    for points in view[kind]:
        assert len(points) % 2 == 0
        if len(points) == 4:
            ends = sorted([tuple(points[:2]), tuple(points[2:])])
            found.add(tuple(round(value * 10) for end in ends for value in end))
    return found


def test_numbers(plate):
    answer, report = plate
    assert answer["low"] == [0, 0, 0] and answer["high"] == [100, 60, 20] and answer["cut"] is False
    assert [high - low for low, high in zip(answer["low"], answer["high"])] == pytest.approx(
        [1000 * each for each in report["whole"]["dimensions_m"]])
    wide, narrow = answer["holes"]
    assert (wide["diameter"], narrow["diameter"]) == pytest.approx((12, 8), abs=0.01)
    assert wide["through"] and not narrow["through"] and narrow["depth"] == pytest.approx(10, abs=1e-3)
    assert narrow["middle"] == pytest.approx([70, 20, 15], abs=1e-3) and narrow["part"] == "Plate"
    assert [view["name"] for view in answer["views"]] == ["front", "right", "top", "isometric"]
    assert views(answer)["right"]["high"] == [60, 20]
    assert len(json.dumps(answer)) < 25000


def test_top(plate):
    """Four sides, and both holes as circles. Of the blind one, the edge of its floor lies below that of its mouth."""
    top = views(plate[0])["top"]
    assert lines(top, "seen") == {(0, 0, 0, 600), (0, 0, 1000, 0), (0, 600, 1000, 600), (1000, 0, 1000, 600)}
    assert sorted(top["seen_circles"]) == [pytest.approx([20, 30, 6], abs=1e-3), pytest.approx([70, 20, 4], abs=1e-3)]
    assert not top["hidden"] and not top["hidden_circles"]


def test_hidden(plate):
    """From the front the walls of the holes are hidden: those of the one that goes through all the way, those of the
    other down to its floor."""
    front = views(plate[0])["front"]
    assert lines(front, "seen") == {(0, 0, 0, 200), (0, 0, 1000, 0), (0, 200, 1000, 200), (1000, 0, 1000, 200)}
    assert lines(front, "hidden") == {(140, 0, 140, 200), (260, 0, 260, 200), (660, 100, 660, 200),
                                      (740, 100, 740, 200), (660, 100, 740, 100)}
    assert not views(plate[0])["isometric"]["hidden"] and views(plate[0])["isometric"]["seen"]


def spans(answer, view, axis):
    """(from, to, how many equal ones) of the lengths along an axis of a view, in mm."""
    return {(round(each["from"][axis], 2), round(each["to"][axis], 2), each["count"])
            for each in answer["lengths"] if (each["view"], each["axis"]) == (view, axis)}


def test_positions(plate, worker):
    """Each hole is so far from the left and the lower edge; a row says its first and how far it goes on."""
    assert spans(plate[0], "top", 0) == {(0, 20, 1), (0, 70, 1)}
    assert spans(plate[0], "top", 1) == {(0, 30, 1), (0, 20, 1)}
    assert not spans(plate[0], "front", 0) and not spans(plate[0], "right", 0)
    # From where to where: lengths across stand above the plate, those upwards left of it.
    ends = {(each["axis"], *map(round, each["from"] + each["to"])) for each in plate[0]["lengths"]}
    assert ends == {(0, 0, 60, 20, 36), (0, 0, 60, 70, 24), (1, 0, 0, 14, 30), (1, 0, 0, 66, 20)}, ends
    worker.execute(PLATE + "for x in (.01, .03, .05, .07):\n    drill(plate, x, .05, .0025, -.01, .03)\n")
    answer = worker.call("drawing")
    assert {(0, 10, 1), (10, 70, 3)} <= spans(answer, "top", 0), answer["lengths"]
    assert (0, 50, 1) in spans(answer, "top", 1)


# A disc with six holes on a circle, one of another width in its middle, and a counterbore there.
DISC = PLATE.split("plate =")[0] + '''
bpy.ops.mesh.primitive_cylinder_add(vertices=96, radius=.05, depth=.02, location=(.2, 0, .01))
disc = bpy.context.object
import math
for i in range(6):
    turn = i * math.pi / 3
    drill(disc, .2 + .035 * math.cos(turn), .035 * math.sin(turn), .004, -.01, .03)
drill(disc, .2, 0, .006, -.01, .03)
'''
BORE = "drill(disc, .2, 0, .01, .014, .03)\n"


def test_circle_of_holes(worker):
    """Holes of a round thing are on a circle about its middle, and the one in the middle is there. A hole that goes
    through plainly is nothing inside; a counterbore is."""
    worker.execute(DISC)
    answer = worker.call("drawing")
    circle, = answer["circles"]
    assert circle["view"] == "top" and circle["radius"] == pytest.approx(35, abs=0.01)
    assert circle["middle"] == pytest.approx([200, 0], abs=0.01) and not answer["lengths"]
    assert answer["section"] is None
    worker.execute(DISC + BORE)
    section = worker.call("drawing")["section"]
    assert section["of"] == "front" and section["level"] == pytest.approx(0, abs=0.01)
    assert {(1900, 140, 1900, 200), (1900, 140, 2100, 140), (1940, 0, 1940, 140)} <= lines(section, "seen")


def test_section(plate, worker):
    """A section goes through the blind hole, shows its floor, and nothing of what is before the plane. What it cuts of
    an object is without what lies inside of another surface of it."""
    section = plate[0]["section"]
    assert (section["of"], section["level"]) == ("front", pytest.approx(20, abs=0.01))
    assert (660, 100, 740, 100) in lines(section, "seen") and not section["hidden"]
    cut, = section["cuts"]
    assert sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in sides(cut["loops"][0])) / 2 == pytest.approx(
        100 * 20 - 8 * 10, abs=0.5)
    worker.execute(PLATE + '''bar = box("Bar", (.08, -.02, .005), (.14, .04, .015))
bpy.ops.object.select_all(action="DESELECT")
bar.select_set(True); plate.select_set(True); bpy.context.view_layer.objects.active = plate
bpy.ops.object.join()
''')
    section = worker.call("drawing")["section"]
    seen = lines(section, "seen")
    assert len(section["cuts"]) == 2 and section["cuts"][0]["object"] == section["cuts"][1]["object"]
    assert (1000, 50, 1400, 50) in seen and (1000, 150, 1000, 200) in seen, seen
    assert not [line for line in seen if 800 <= line[0] < 990 and line[1] in (50, 150)], seen


def sides(loop):
    points = list(zip(loop[::2], loop[1::2]))
    return zip(points, points[1:] + points[:1])


def test_box_is_cut_open(worker):
    """The walls of a closed box are seen in its section only; a solid one and one open at its sides have none."""
    shell = PLATE.split("plate =")[0]
    worker.execute(shell + 'box("Solid", (0, 0, 0), (.1, .06, .04))\nbox("Wall", (.2, 0, 0), (.21, .06, .04))\n'
                   'box("Wall 2", (.3, 0, 0), (.31, .06, .04))\n')
    assert worker.call("drawing")["section"] is None
    worker.execute(shell + '''solid = box("Box", (0, 0, 0), (.1, .06, .04))
tool = box("Tool", (.002, .002, .002), (.098, .058, .05))
cut = solid.modifiers.new("cut", "BOOLEAN")
cut.object, cut.solver = tool, "EXACT"
bpy.context.view_layer.objects.active = solid
bpy.ops.object.modifier_apply(modifier="cut")
bpy.data.objects.remove(tool)
box("Lid", (0, 0, .04), (.1, .06, .042))
''')
    section = worker.call("drawing")["section"]
    assert {(20, 20, 980, 20), (20, 20, 20, 400), (980, 20, 980, 400)} <= lines(section, "seen")
    assert [cut["object"] for cut in section["cuts"]] == [0, 1]


def test_radii(worker):
    """A rounded corner has its radius where it is seen, once for all that are alike, and its centre."""
    worker.execute(PLATE.split("plate =")[0] + '''plate = box("Plate", (0, 0, 0), (.1, .06, .01))
bevel = plate.modifiers.new("round", "BEVEL")
bevel.width, bevel.segments, bevel.limit_method = .008, 12, "WEIGHT"
weights = plate.data.attributes.new("bevel_weight_edge", "FLOAT", "EDGE")
for edge in plate.data.edges:
    a, b = (plate.data.vertices[v].co for v in edge.vertices)
    weights.data[edge.index].value = 1.0 if abs(a.z - b.z) > .005 else 0.0
''')
    radius, = worker.call("drawing")["radii"]
    assert radius["view"] == "top" and radius["count"] == 4 and radius["radius"] == pytest.approx(8, abs=0.01)
    assert radius["centre"] == pytest.approx([92, 52], abs=0.01)
    assert sum((a - b) ** 2 for a, b in zip(radius["at"], radius["centre"])) ** 0.5 == pytest.approx(8, abs=0.01)


def test_radii_of_each_view(worker):
    """Of what is rounded about the line of sight, and of nothing else; also left of the origin and below it."""
    worker.execute(PLATE.split("plate =")[0] + """
import math
for i, (radius, turn) in enumerate(((.008, (0, 0, 0)), (.006, (math.pi / 2, 0, 0)), (.004, (0, math.pi / 2, 0)))):
    block = box(f"Block {i}", (-.03, -.02, -.01), (.03, .02, .01))
    bevel = block.modifiers.new("round", "BEVEL")
    bevel.width, bevel.segments, bevel.limit_method = radius, 12, "WEIGHT"
    weights = block.data.attributes.new("bevel_weight_edge", "FLOAT", "EDGE")
    for edge in block.data.edges:
        a, b = (block.data.vertices[v].co for v in edge.vertices)
        weights.data[edge.index].value = 1.0 if abs(a.z - b.z) > .005 else 0.0
    block.rotation_euler, block.location = turn, (.2 * i - .3, .2 * i - .3, .2 * i - .3)
""")
    found = {(each["view"], round(each["radius"], 1), each["count"]) for each in worker.call("drawing")["radii"]}
    assert found == {("top", 8, 4), ("front", 6, 4), ("right", 4, 4)}


def test_radii_of_bends(worker):
    """Those of the sketcher's bracket are its own, inside and outside, to what a drawing shows."""
    worker.execute(with_library('''
ASSET, SEED, BEND_RADIUS, THICKNESS, WIDTH, DEPTH, HEIGHT = "Bracket", 0, .003, .004, .03, .05, .05
HOLE_COUNT = RIB_COUNT = HOLE_DIAMETER = SINK_DIAMETER = 0
''' + (ROOT / "data/sketcher/kinds/bracket/parts.py").read_text() + '''
start(ASSET)
angle_bracket(bpy.data.materials.new("Plastic"))
'''))
    found = worker.call("drawing")["radii"]
    assert sorted(round(each["radius"], 2) for each in found) == [3, 7], found


def test_behind(worker):
    """What is behind another object is hidden just as far as that reaches."""
    worker.execute(PLATE + BAR)
    front = views(worker.call("drawing"))["front"]
    seen, hidden = lines(front, "seen"), lines(front, "hidden")
    assert (-300, 0, 0, 0) not in seen, "one line with the plate's"
    assert {(-300, 0, 1000, 0), (-300, 300, 500, 300), (500, 200, 500, 300)} <= seen, seen
    assert (500, 0, 500, 200) in hidden, hidden


MERGED = """
import math
import random
from maquette_bridge.drawing import line_merge
dice = random.Random(5)
WAYS = ((1, 0), (0, 1), (1, 1), (1, -1), (2, 1))
def some():
    found = []
    for _ in range(dice.randrange(12)):
        x, y, n, (u, v) = dice.randrange(6), dice.randrange(6), dice.randrange(1, 5), dice.choice(WAYS)
        found.append(((x, y), (x + n * u, y + n * v))[::dice.choice((1, -1))])
    return found
def steps(segments):
    # [(from where, in which direction)] of the steps from one place of the lattice to the next.
    found = []
    for ends in segments:
        (x, y), (p, q) = sorted((round(x), round(y)) for x, y in ends)
        many = math.gcd(p - x, q - y)
        u, v = (p - x) // many, (q - y) // many
        found += [((x + n * u, y + n * v), (u, v)) for n in range(many)]
    return found
for _ in range(100):
    given = some(), some()
    seen = set(steps(given[0]))
    for found, wanted in zip(line_merge.merge(*given, 1e-3), (seen, set(steps(given[1])) - seen)):
        # Each once, and each line as long as it goes on.
        assert sorted(steps(found)) == sorted(wanted), (given, found)
        begins = [1 for (x, y), (u, v) in wanted if ((x - u, y - v), (u, v)) not in wanted]
        assert len(found) == len(begins), (given, found)

def sides(many, first=0, last=None, radius=10):
    places = [(3 + radius * math.cos(math.tau * k / many), 4 + radius * math.sin(math.tau * k / many))
              for k in range(first, (many if last is None else last) + 1)]
    found = [pair[::dice.choice((1, -1))] for pair in zip(places, places[1:])]
    return dice.sample(found, len(found))
def lengths(segments):
    return sorted(len(each) - 1 for each in line_merge.chain(segments, 1e-3))
round_one, = line_merge.chain(sides(48), 1e-3)
assert len(round_one) == 49 and math.dist(round_one[0], round_one[-1]) < 1e-6
x, y, radius = line_merge.circle(round_one, 1e-3)
assert abs(x - 3) < 1e-3 and abs(y - 4) < 1e-3 and abs(radius - 10) < 1e-3
assert lengths(sides(4)) == [1] * 4 and lengths(sides(48, 5, 29)) == [24] and lengths([]) == []
# Where three meet, none goes on.
assert lengths([((0, 0), (1, 0)), ((1, 0), (2, 0)), ((1, 0), (1, 1)), ((2, 0), (3, 0))]) == [1, 1, 2]
for other in (round_one[:30], line_merge.chain(sides(4), 1e-3)[0], [(2 * a, b) for a, b in round_one]):
    assert line_merge.circle(other, 1e-3) is None
"""


def test_lines_that_lie_on_each_other(worker):
    """On a lattice, step by step: what is seen is there once, and what is hidden where nothing that is seen covers it.
    Then they are put together to lines that go on, and to circles."""
    worker.execute(MERGED)


HAIRS = (.3, .4, .6, .9, 2, 30)  # mm


def test_hidden_by_a_hair(worker):
    """The ends of rails, behind posts that reach so far in front of them: each is seen from there to there."""
    posts = "".join(f'box("Rail {i}", (0, .05, {z}), (.1, .06, {z + .01}))\n'
                    f'box("Left {i}", (-.005, 0, {z - .001}), ({hair / 1000}, .01, {z + .011}))\n'
                    f'box("Right {i}", ({.1 - hair / 1000}, 0, {z - .001}), (.105, .01, {z + .011}))\n'
                    for i, hair in enumerate(HAIRS) for z in (.015 * i,))
    worker.execute(PLATE.split("plate =")[0] + posts)
    front = views(worker.call("drawing"))["front"]
    for i, hair in enumerate(HAIRS):
        z = 15 * i + 10
        ends, = (sorted(line[::2]) for line in front["seen"] if len(line) == 4 and abs(line[0] - line[2]) > 20
                 and max(abs(line[1] - z), abs(line[3] - z)) < .1)
        assert ends == pytest.approx([hair, 100 - hair], abs=.03), hair


def test_crossing(worker):
    """A post that runs into the top of a cube has a line where it does."""
    worker.execute(PLATE.split("plate =")[0] + 'box("Cube", (0, 0, 0), (.1, .1, .1))\n'
                   'box("Post", (.03, .03, .05), (.07, .07, .15))\n')
    corner = views(worker.call("drawing"))["isometric"]

    def flat(x, y, z):
        return round((x + y) / 2 ** .5 * 10), round((2 * z - x + y) / 6 ** .5 * 10)
    seen = lines(corner, "seen")
    assert (*flat(30, 30, 100), *flat(70, 30, 100)) in seen, seen
    assert (*flat(70, 30, 100), *flat(70, 70, 100)) in seen
    assert not [line for line in seen if line[:2] == flat(30, 30, 50)]


def test_nothing(worker):
    worker.execute("import bpy\nbpy.data.objects.new('Nothing', None)\n")
    with pytest.raises(RemoteError, match="nothing to draw"):
        worker.call("drawing")
    with pytest.raises(RemoteError):
        worker.call("drawing", {"scale": 2})


def test_odd_meshes(worker):
    """Faces without an area, loose edges, an open sheet, one that looks inwards, and a round thing: it has its outline
    and its rims, not its facets."""
    worker.execute('''import bpy
def mesh(name, vertices, edges, faces):
    data = bpy.data.meshes.new(name)
    data.from_pydata(vertices, edges, faces)
    bpy.context.collection.objects.link(bpy.data.objects.new(name, data))
mesh("Flat", [(0, 0, 0), (1, 0, 0), (2, 0, 0)], [], [(0, 1, 2)])
mesh("Loose", [(0, 0, 0), (1, 0, 0)], [(0, 1)], [])
mesh("Sheet", [(5, 0, 0), (6, 0, 0), (6, 0, 1), (5, 0, 1)], [], [(3, 2, 1, 0)])
bpy.ops.mesh.primitive_cylinder_add(vertices=24, radius=1, depth=3, location=(9, 0, 1.5))
''')
    front = views(worker.call("drawing"))["front"]
    assert {(50000, 0, 50000, 10000), (60000, 0, 60000, 10000), (80000, 0, 80000, 30000),
            (100000, 0, 100000, 30000), (80000, 30000, 100000, 30000)} <= lines(front, "seen")
    assert not [line for line in lines(front, "seen") | lines(front, "hidden") if 80000 < line[0] == line[2] < 100000]
