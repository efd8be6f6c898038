# The lines of technical drawings: which edges are seen and hidden, how long they are, and the round holes.
import json

import pytest
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
    assert len(json.dumps(answer)) < 20000


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


def test_behind(worker):
    """What is behind another object is hidden just as far as that reaches."""
    worker.execute(PLATE + BAR)
    front = views(worker.call("drawing"))["front"]
    seen, hidden = lines(front, "seen"), lines(front, "hidden")
    assert (-300, 0, 0, 0) not in seen, "one line with the plate's"
    assert {(-300, 0, 1000, 0), (-300, 300, 500, 300), (500, 200, 500, 300)} <= seen, seen
    assert (500, 0, 500, 200) in hidden, hidden


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
