# Measuring: known geometry gives known numbers.
import json

import jsonschema
import pytest
from worker_client import SCHEMA, Worker

VALID = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
HEAD = '''import bpy, math
def cube(name, location, size=(1, 1, 1), rotation=(0, 0, 0)):
    mesh = bpy.data.meshes.new(name)
    x, y, z = (s / 2 for s in size)
    mesh.from_pydata([(-x,-y,-z), (x,-y,-z), (x,y,-z), (-x,y,-z), (-x,-y,z), (x,-y,z), (x,y,z), (-x,y,z)], [],
                     [(3,2,1,0), (4,5,6,7), (0,1,5,4), (1,2,6,5), (2,3,7,6), (3,0,4,7)])
    obj = bpy.data.objects.new(name, mesh)
    obj.location, obj.rotation_euler = location, rotation
    bpy.context.collection.objects.link(obj)
    return obj
'''


def measure(worker, script, joins=(), **more):
    worker.execute(HEAD + script)
    report = worker.measure(joins, **more)
    VALID.validate(report)
    return report


def by_name(report):
    return {each["name"]: each for each in report["objects"]}


def test_schema_itself():
    jsonschema.Draft202012Validator.check_schema(VALID.schema)


PAUSES = """
from maquette_bridge.measure import progress
progress.FIRST_S, progress.PAUSE_S = {}, {}
"""


def test_progress_of_what_takes_long(worker):
    """Step by step, with one for each requirement; the last is the answer. A quick measurement tells nothing."""
    wanted = [{"words": "high", "what": "size", "of": "whole", "axis": "z", "value": 4, "unit": "m"}] * 3
    worker.notifications.clear()
    quiet = measure(worker, "cube('Box 1', (1, 2, 3), (1, 2, 4))", requirements=wanted)
    assert worker.notifications == []
    worker.execute(PAUSES.format(0, 0))
    try:
        assert measure(worker, "cube('Box 1', (1, 2, 3), (1, 2, 4))", requirements=wanted) == quiet
        assert [each["params"] for each in worker.notifications] == [{"done": n, "of": 8} for n in range(1, 8)]
        worker.notifications.clear()
        worker.execute(PAUSES.format(0, 1000))
        measure(worker, "cube('Box 1', (1, 2, 3), (1, 2, 4))", requirements=wanted)
        assert [each["params"] for each in worker.notifications] == [{"done": 1, "of": 8}]
    finally:
        worker.execute(PAUSES.format(1, .5))


def test_a_box(worker):
    report = measure(worker, "cube('Box 1', (1, 2, 3), (1, 2, 4))")
    box = report["objects"][0]
    assert box["box"] == {"min": [0.5, 1.0, 1.0], "max": [1.5, 3.0, 5.0]}
    assert box["dimensions_m"] == [1.0, 2.0, 4.0] and box["part"] == "Box" and box["type"] == "MESH"
    assert (box["triangles"], box["vertices"]) == (12, 8)
    assert (box["non_manifold_edges"], box["open_edges"], box["zero_area_faces"]) == (0, 0, 0)
    assert report["whole"]["ground_gap_m"] == 1.0 and report["without_material"] == ["Box 1"]
    assert report["floating"] == [] and report["truncated"] is False


def test_faults_of_a_mesh(worker):
    report = measure(worker, '''
m = cube('Open', (0, 0, .5)).data
import bmesh
bm = bmesh.new(); bm.from_mesh(m); bm.faces.ensure_lookup_table()
bmesh.ops.delete(bm, geom=[bm.faces[1]], context='FACES_ONLY'); bm.to_mesh(m)
fan = bpy.data.meshes.new('Fan')
fan.from_pydata([(0,0,0), (0,0,1), (1,0,0), (-1,0,0), (0,1,0), (5,5,0), (5,6,0)], [(5, 6)],
                [(0,1,2), (0,1,3), (0,1,4)])
bpy.context.collection.objects.link(bpy.data.objects.new('Fan', fan))
flat = bpy.data.meshes.new('Flat')
flat.from_pydata([(9,0,0), (9,1,0), (9,2,0), (9,0,1)], [], [(0,1,2), (0,1,3)])
bpy.context.collection.objects.link(bpy.data.objects.new('Flat', flat))
bpy.context.collection.objects.link(bpy.data.objects.new('Nothing', bpy.data.meshes.new('Nothing')))
''')
    found = by_name(report)
    assert found["Open"]["open_edges"] == 4 and found["Open"]["non_manifold_edges"] == 0
    assert found["Fan"]["non_manifold_edges"] == 2 and found["Fan"]["open_edges"] == 6
    assert found["Flat"]["zero_area_faces"] == 1
    assert report["empty"] == ["Nothing"] and found["Nothing"]["box"] is None


SHELLS = HEAD + '''
import bmesh
def join(name, boxes, flipped=()):
    """Boxes as shells of one object: [(low corner, high corner)]; those in `flipped` are inside out."""
    whole = bmesh.new()
    for number, (low, high) in enumerate(boxes):
        corners = [[(low, high)[bit][axis] for axis, bit in enumerate(bits)]
                   for bits in ((0,0,0), (1,0,0), (1,1,0), (0,1,0), (0,0,1), (1,0,1), (1,1,1), (0,1,1))]
        made = [whole.verts.new(corner) for corner in corners]
        for face in ((3,2,1,0), (4,5,6,7), (0,1,5,4), (1,2,6,5), (2,3,7,6), (3,0,4,7)):
            whole.faces.new([made[i] for i in (face[::-1] if number in flipped else face)])
    mesh = bpy.data.meshes.new(name)
    whole.to_mesh(mesh)
    bpy.context.collection.objects.link(bpy.data.objects.new(name, mesh))
case = [((0, 0, 0), (.02, .3, 1)), ((.98, 0, 0), (1, .3, 1)), ((.02, 0, -.08), (.98, .3, .02)),
        ((.02, 0, .49), (.98, .3, .51)), ((.02, 0, .98), (.98, .3, 1))]
row = [((.02 + .04 * i, .02, .02), (.06 + .04 * i, .25, .3 + .01 * (i % 3))) for i in range(20)]
'''


@pytest.mark.parametrize("flipped", [(), range(20)])
def test_shells_that_lie_on_each_other(worker, flipped):
    """Boards and books that touch face to face, in one object each: no depth, whichever way their faces look."""
    report = measure(worker, SHELLS + f"join('Case', case, {tuple(flipped)})\njoin('Books', row, {tuple(flipped)})")
    assert report["penetrations"] == [] and report["contacts"] == [["Books", "Case"]]


def test_one_of_many_shells_runs_in(worker):
    """By as much as it does, among others that only touch."""
    report = measure(worker, SHELLS + "row[7] = ((.3, .02, .005), (.34, .25, .3))\n"
                     "join('Case', case)\njoin('Books', row)")
    (found,) = report["penetrations"]
    assert found["depth_m"] == pytest.approx(.015, abs=5e-4)


def test_a_hollow_is_not_inside(worker):
    """What lies in the hollow of a block runs into nothing; what lies in its wall does."""
    block = "join('Block', [((0, 0, 0), (1, 1, 1)), ((.1, .1, .1), (.9, .9, .9))], (1,))\n"
    assert measure(worker, SHELLS + block + "join('Ball', [((.1, .3, .1), (.5, .6, .4))])")["penetrations"] == []
    (found,) = measure(worker, SHELLS + block + "join('Ball', [((.04, .3, .1), (.5, .6, .4))])")["penetrations"]
    assert found["depth_m"] == pytest.approx(.06, abs=2e-3)
    # Where all shells look inwards, none of them is the hollow of another.
    block = block.replace("(1,)", "(0, 1)")
    assert measure(worker, SHELLS + block + "join('Ball', [((.1, .3, .1), (.5, .6, .4))])")["penetrations"]


def test_faces_wound_against_their_neighbours(worker):
    """Each edge between a face that looks out and one that looks in is counted; a box that is inside out has none."""
    report = measure(worker, SHELLS + """join('Sound', case)
join('Inside out', case, (2,))
m = cube('Wrong', (3, 0, .5)).data
m.polygons[1].flip()
m.update()
""")
    found = {name: each["flipped_edges"] for name, each in by_name(report).items()}
    assert found == {"Sound": 0, "Inside out": 0, "Wrong": 4} and report["flipped"] == ["Wrong"]


@pytest.mark.parametrize("lift, floats", [(0.012, True), (0.0021, True), (0.0009, False), (0.0, False)])
def test_floating(worker, lift, floats):
    report = measure(worker, f"cube('A', (0, 0, .5))\ncube('B', (.2, .1, {1.25 + lift}), (.5, .5, .5))")
    if not floats:
        assert report["floating"] == [] and report["contacts"] == [["A", "B"]]
        assert report["whole"]["groups"] == [["A", "B"]]
        return
    (entry,) = report["floating"]
    assert entry["objects"] == ["B"] and entry["nearest"] == "A" and entry["parts"] == ["B"]
    assert entry["gap_m"] == pytest.approx(lift, abs=2e-6)
    assert entry["move_m"] == pytest.approx([0, 0, -lift], abs=2e-6)
    assert report["whole"]["groups"] == [["A"], ["B"]] and report["contacts"] == []


def test_moves_close_all_gaps_at_once(worker):
    script = ("a = cube('A', (0, 0, .5))\nb = cube('B', (0, 0, 2.02))\nc = cube('C', (0, 0, 3.04))\n"
              "d = cube('D', (1.3, 0, 3.04), (.5, .5, .5), (.3, .2, .1))\n")
    report = measure(worker, script)
    assert [entry["nearest"] for entry in report["floating"]] == ["A", "B", "C"]
    for entry in report["floating"]:
        for name in entry["objects"]:
            script += f"bpy.data.objects[{name!r}].location += __import__('mathutils').Vector({entry['move_m']})\n"
    assert measure(worker, script)["floating"] == []


def test_two_that_stand_do_not_float(worker):
    assert measure(worker, "cube('A', (0, 0, .5))\ncube('B', (3, 0, .5))")["floating"] == []


def test_nothing_but_the_ground_floats_when_all_hangs(worker):
    report = measure(worker, "cube('Big', (0, 0, 5), (2, 2, 2))\ncube('Small', (0, 0, 3), (.1, .1, .1))")
    assert [entry["objects"] for entry in report["floating"]] == [["Small"]]
    assert report["whole"]["ground_gap_m"] == pytest.approx(2.95)


@pytest.mark.parametrize("script, depth", [
    ("cube('A', (0, 0, .5))\ncube('B', (0, 0, 1.48))", 0.02),
    ("cube('A', (0, 0, .5))\ncube('B', (0, 0, 1.495))", None),
    ("cube('A', (0, 0, .5))\ncube('B', (0, 0, .5), (.2, .2, .2))", 0.4),
    ("cube('A', (0, 0, .5), (2, .1, .1))\ncube('B', (0, 0, .5), (.1, 2, .1))", 0.05),
    ("cube('A', (0, 0, .5), (2, .1, .1))\ncube('B', (0, 0, .5), (.1, 2, .1), (0, 0, .5))", 0.05),
    ("cube('A', (0, 0, .5))\ncube('B', (.9, .9, 1.3), (1, 1, 1), (.5, .4, .3))", ...),
])
def test_penetration(worker, script, depth):
    report = measure(worker, script)
    assert report["contacts"] == [["A", "B"]]
    found = report["penetrations"]
    if depth is None:
        assert found == []
    elif depth is not ...:
        assert len(found) == 1 and found[0]["depth_m"] == pytest.approx(depth, abs=2e-3)


@pytest.mark.parametrize("side", [0.01, 0.5, 2])
@pytest.mark.parametrize("deep, found", [(0.02, True), (0.005, False)])
def test_limits_follow_the_size(worker, side, deep, found):
    """The same two cubes, as large as a ring, a chair and a house: the same is found."""
    whole = 2 * side / (1 + deep)  # as high as that, the overlap taken off
    report = measure(worker, f"cube('A', (0, 0, {side / 2}), ({side},) * 3)\n"
                             f"cube('B', (0, 0, {1.5 * side - deep * whole}), ({side},) * 3)")
    assert [pair["objects"] for pair in report["penetrations"]] == ([["A", "B"]] if found else [])
    assert report["penetration_m"] == pytest.approx(0.01 * whole, rel=0.01, abs=1e-6)
    assert report["tolerance_m"] == pytest.approx(max(0.001 * whole, 2e-5), rel=0.01, abs=1e-6)


@pytest.mark.parametrize("side, gap, floats", [(0.01, 0.0001, True), (0.01, 0.00001, False),
                                               (0.5, 0.002, True), (0.5, 0.0008, False),
                                               (4, 0.012, True), (4, 0.004, False)])
def test_touching_follows_the_size(worker, side, gap, floats):
    report = measure(worker, f"cube('A', (0, 0, {side / 2}), ({side},) * 3)\n"
                             f"cube('B', (0, 0, {1.5 * side + gap}), ({side},) * 3)")
    assert bool(report["floating"]) == floats and bool(report["contacts"]) != floats


@pytest.mark.parametrize("deep, found", [(0.03, True), (0.015, False)])
def test_a_small_thing_does_not_drown_in_a_large_asset(worker, deep, found):
    report = measure(worker, f"cube('Hall', (0, 0, .5), (30, 30, 1))\n"
                             f"cube('Cup', (0, 0, {1.05 - deep}), (.1, .1, .1))")
    assert report["penetration_m"] == 0.1
    assert bool(report["penetrations"]) == found


def test_limits_are_no_finer_than_coordinates(worker):
    report = measure(worker, "cube('A', (1e6, 0, .5))\ncube('B', (1e6, 0, 1.5))")
    assert report["tolerance_m"] == pytest.approx(1, rel=0.01)
    assert report["contacts"] == [["A", "B"]] and not report["penetrations"]


def test_limits_of_one_s_own(worker):
    script = "cube('A', (0, 0, .5))\ncube('B', (0, 0, 1.495))"
    assert measure(worker, script)["penetrations"] == []
    report = measure(worker, script, penetration_m=0.002, tolerance_m=0.5)
    assert (report["penetration_m"], report["tolerance_m"]) == (0.002, 0.5)
    assert len(report["penetrations"]) == 1


def test_joins_excuse(worker):
    script = ("cube('Leg 1', (0, 0, .5))['part'] = 'legs'\ncube('Leg 2', (.5, 0, .5))['part'] = 'legs'\n"
              "cube('Seat', (0, 0, 1.4))")
    def pairs(joins):
        return {tuple(sorted(each["parts"])) for each in measure(worker, script, joins)["penetrations"]}
    assert pairs([]) == {("Seat", "legs")}  # the legs run into each other, too, but are one part
    assert pairs([("seat", "legs")]) == set()
    assert pairs([("seat", "legs"), ("legs", "legs", "rests", 0)]) == {("legs", "legs")}


@pytest.mark.parametrize("script", [
    "cube('A', (0, 0, .5), (2, .1, .1))\ncube('B', (0, 0, .6), (.1, 2, .1))",  # crossed, face on face
    "cube('A', (0, 0, .5), (2, .1, .1), (0, 0, .6))\ncube('B', (0, 0, .6005), (.1, 2, .1), (0, 0, .5))",
    "cube('A', (0, 0, .5), (3, .1, .1), (.7, .3, .2))\ncube('B', (0, 0, .5), (.1, 3, .1), (.1, .2, .3))",
    "cube('A', (0, 0, .5))\ncube('B', (1, 1, 1.5))",  # a corner
])
def test_touching(worker, script):
    assert measure(worker, script)["contacts"] == [["A", "B"]]


def test_near_but_apart(worker):
    script = "cube('A', (0, 0, .5), (2, .1, .1), (0, 0, .6))\ncube('B', (0, 0, .605), (.1, 2, .1), (0, 0, .5))"
    report = measure(worker, script)
    assert report["contacts"] == []
    assert report["floating"][0]["gap_m"] == pytest.approx(0.005, abs=1e-5)


def test_what_is_seen(worker):
    report = measure(worker, '''
cube('Seen', (0, 0, .5)).data.materials.append(bpy.data.materials.new('Red'))
cube('Render', (5, 0, .5)).hide_render = True
cube('Viewport', (6, 0, .5)).hide_viewport = True
cube('Eye', (7, 0, .5)).hide_set(True)
c = bpy.data.collections.new('Off'); bpy.context.scene.collection.children.link(c)
o = cube('Excluded', (8, 0, .5)); bpy.context.scene.collection.objects.unlink(o); c.objects.link(o)
bpy.context.view_layer.layer_collection.children['Off'].exclude = True
bpy.context.collection.objects.link(bpy.data.objects.new('Helper', None))
''')
    assert report["hidden"] == ["Excluded", "Eye", "Render", "Viewport"]
    assert report["whole"]["objects"] == 1 and report["whole"]["box"]["max"] == [0.5, 0.5, 1.0]
    assert report["without_material"] == []
    assert by_name(report)["Seen"]["materials"] == ["Red"] and len(by_name(report)["Seen"]["colors"]) == 1
    assert by_name(report)["Helper"] | {"hash": "", "form": ""} == {
        "name": "Helper", "part": "Helper", "type": "EMPTY", "hidden": False, "box": None,
        "dimensions_m": None, "triangles": 0, "vertices": 0, "non_manifold_edges": 0, "open_edges": 0,
        "flipped_edges": 0, "colors": [], "zero_area_faces": 0, "materials": [], "hash": "", "form": ""}


def test_collections_within_collections(worker):
    """What is in any of them is seen, but not what is in one that is left out."""
    report = measure(worker, """
def collection(name, parent, **hidden):
    made = bpy.data.collections.new(name)
    parent.children.link(made)
    made.hide_render = hidden.get('render', False)
    obj = cube('In ' + name, (3 * len(bpy.data.objects), 0, .5))
    bpy.context.scene.collection.objects.unlink(obj)
    made.objects.link(obj)
    return made
root = bpy.context.scene.collection
first, second, third = (collection(name, root) for name in ('A', 'B', 'C'))
inner = collection('B 1', second); collection('B 2', second); collection('B 1 1', inner)
left_out = collection('D', root, render=True); collection('D 1', left_out)
""")
    assert report["hidden"] == ["In D", "In D 1"] and len(report["objects"]) == 8


def test_everything_that_has_a_surface(worker):
    report = measure(worker, '''
a = cube('A', (0, 0, .5)); m = a.modifiers.new('a', 'ARRAY'); m.count = 3; m.relative_offset_displace = (2, 0, 0)
bpy.ops.object.text_add(location=(0, 5, 0)); bpy.ops.object.metaball_add(location=(0, 9, 0))
bpy.ops.curve.primitive_bezier_circle_add(location=(0, 15, 0)); bpy.context.object.data.bevel_depth = .1
c = bpy.data.collections.new('c'); c.objects.link(a)
i = bpy.data.objects.new('Instance', None); i.instance_type = 'COLLECTION'; i.instance_collection = c
i.location = (0, 20, 0); i.scale = (-1, 1, 1); bpy.context.collection.objects.link(i)
g = bpy.data.node_groups.new('g', 'GeometryNodeTree')
g.interface.new_socket('Geometry', in_out='OUTPUT', socket_type='NodeSocketGeometry')
out = g.nodes.new('NodeGroupOutput'); grid = g.nodes.new('GeometryNodeMeshGrid')
on = g.nodes.new('GeometryNodeInstanceOnPoints'); ball = g.nodes.new('GeometryNodeMeshCube')
ball.inputs['Size'].default_value = (.1, .1, .1)
grid.inputs['Vertices X'].default_value = grid.inputs['Vertices Y'].default_value = 3
g.links.new(grid.outputs['Mesh'], on.inputs['Points']); g.links.new(ball.outputs['Mesh'], on.inputs['Instance'])
g.links.new(on.outputs[0], out.inputs[0])
n = cube('Nodes', (0, 30, 0)); n.modifiers.new('n', 'NODES').node_group = g
cube('Top', (.9, 30.9, .55))
''')
    found = by_name(report)
    assert sorted(["Nodes", "Top"]) in [sorted(pair) for pair in report["contacts"]]  # with the last of nine
    assert found["A"]["triangles"] == 36 and found["A"]["dimensions_m"] == [5.0, 1.0, 1.0]
    assert found["Instance"]["triangles"] == 36
    assert found["Instance"]["box"] == {"min": [-4.5, 19.5, 0.0], "max": [0.5, 20.5, 1.0]}
    assert found["Nodes"]["triangles"] == 9 * 12
    assert found["Nodes"]["dimensions_m"] == pytest.approx([1.1, 1.1, 0.1], abs=1e-5)
    for name in ("Text", "Mball", "BézierCircle"):
        assert found[name]["triangles"] > 50, name
    assert report["empty"] == []


HASHED = HEAD + '''
import random, bmesh
def material(name, rough=.4):
    m = bpy.data.materials.new(name); m.use_nodes = True
    b = m.node_tree.nodes['Principled BSDF']; b.inputs['Roughness'].default_value = rough
    n = m.node_tree.nodes.new('ShaderNodeTexNoise'); r = m.node_tree.nodes.new('ShaderNodeValToRGB')
    r.color_ramp.elements[0].color = COLOR
    m.node_tree.links.new(n.outputs[0], r.inputs[0]); m.node_tree.links.new(r.outputs[0], b.inputs['Base Color'])
    return m
a = cube('A', (0, 0, .5 + LIFT)); a.data.materials.append(material('M', ROUGH))
bm = bmesh.new(); bm.from_mesh(a.data)
edges = set(bm.edges)  # the order of a set of edges differs in every process
bmesh.ops.subdivide_edges(bm, edges=list(edges), cuts=CUTS, use_grid_fill=True)
bm.to_mesh(a.data)
b = cube('B', (3, 0, .5)); b.data.materials.append(material('M'))
'''


def hashes(worker, lift=0, rough=.4, cuts=2, color=(1, 0, 0, 1), head=""):
    worker.execute(head + f"LIFT, ROUGH, CUTS, COLOR = {lift}, {rough}, {cuts}, {color}\n" + HASHED)
    report = worker.measure()
    return {each["name"]: each["hash"] for each in report["objects"]} | {"": report["whole"]["hash"]}


def test_materials_by_their_names(worker):
    """With the colour of each, in the order of their names."""
    box = by_name(measure(worker, """
o = cube('Box', (0, 0, .5))
for name, color in (('Zinc', (1, 0, 0, 1)), ('Ash', (0, 1, 0, 1))):
    m = bpy.data.materials.new(name); m.use_nodes = True
    m.node_tree.nodes['Principled BSDF'].inputs['Base Color'].default_value = color
    o.data.materials.append(m)
"""))["Box"]
    assert (box["materials"], box["colors"]) == (["Ash", "Zinc"], ["#00ff00", "#ff0000"])


MANY_AS_FEW = """
import itertools
import random
from array import array
from maquette_bridge.measure import asset, fingerprint
pick = random.Random(3)
places = [tuple(pick.uniform(-1, 1) for _axis in range(3)) for _ in range(300)]
places += [(x + 1e-7, y, z - 1e-7) for x, y, z in places[:40]]
faces = [(pick.randrange(3), tuple(each + 300 * (each < 40 and pick.random() < .5)
                                   for each in pick.sample(range(300), pick.choice((3, 4, 5, 6))))) for _ in range(400)]
found = []

def shape(faces):
    made = asset.Shape()
    made._flat = array('f', itertools.chain.from_iterable(places))
    made.vertices = list(zip(made._flat[0::3], made._flat[1::3], made._flat[2::3]))
    made.slots, made.totals = array('i', [slot for slot, _corners in faces]), array('i', [
        len(corners) for _slot, corners in faces])
    made.outlines = array('i', itertools.chain.from_iterable(corners for _slot, corners in faces))
    assert made.faces == faces
    return made

for numpy in (fingerprint.numpy, None):
    usual, fingerprint.numpy = fingerprint.numpy, numpy
    try:
        distinct, ranks = fingerprint._sort_positions(shape(faces), [.1, -.2, .3])
    finally:
        fingerprint.numpy = usual
    sort = fingerprint._sort_many if numpy else fingerprint._sort_few
    found.append((distinct, list(ranks), sort(shape(faces), [2, 0, 1], ranks)))
    turned = [(slot, corners[2:] + corners[:2]) for slot, corners in pick.sample(faces, len(faces))]
    assert sort(shape(turned), [2, 0, 1], ranks) == found[-1][2]
    assert sort(shape(faces), [2, 1, 0], ranks) != found[-1][2]
assert found[0] == found[1]
"""


def test_hashes_of_many_faces_are_those_of_few(worker):
    """What arrays work out and what plain Python does, in whatever order the faces and their corners come."""
    worker.execute(MANY_AS_FEW)


WORK = """
from maquette_bridge.measure import asset, bodies
from maquette_bridge.measure.bodies import Budget, Unmeasurable
def is_refused(budget, *counts):
    try:
        for count in counts:
            budget.take(*count)
    except Unmeasurable:
        return True
    return False
assert not is_refused(Budget(), (bodies.MAX_FACES,)) and is_refused(Budget(), (bodies.MAX_FACES + 1,))
assert not is_refused(Budget(10), (4,), (6,)) and is_refused(Budget(10), (4,), (7,))
assert not is_refused(Budget(10), (4,), (1, 6)) and is_refused(Budget(10), (4,), (1, 7))
# Two of three boxes lie on each other: as many islands as are tried for that, and one more.
join('Boxes', [((0, 0, 0), (1, 1, 1)), ((0, 0, 1), (1, 1, 2)), ((3, 0, 0), (4, 1, 1))])
shape = asset.shapes(['Boxes'])[0]['Boxes']
usual, found = bodies.MAX_ISLANDS, []
for bodies.MAX_ISLANDS in (3, 2):
    made = bodies.bodies_of_object('Boxes', shape, Budget())
    found.append([(each.name, each.low[0], each.high[2]) for each in made])
bodies.MAX_ISLANDS = usual
assert found == [[('Boxes, body 1', 0, 2), ('Boxes, body 2', 3, 1)],
                 [('Boxes, body 1', 0, 1), ('Boxes, body 2', 0, 2), ('Boxes, body 3', 3, 1)]], found
"""


def test_work_at_its_limits(worker):
    """As much as is allowed is done, and what is more is not."""
    worker.execute(SHELLS + WORK)


SECTIONS = """
import bmesh, random
from mathutils import Matrix, Vector
from maquette_bridge.measure import asset, bodies, outline, vectors
dice = random.Random(8)
def cone(r1, r2, z):
    return {'segments': 96, 'radius1': r1, 'radius2': r2, 'depth': z, 'cap_ends': True}
def add(name, make, fine=0, **more):
    bm = bmesh.new()
    make(bm, **more)
    if fine:
        bmesh.ops.subdivide_edges(bm, edges=bm.edges[:], cuts=fine, use_grid_fill=True)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    mesh['volume'] = bm.calc_volume()
    bpy.context.collection.objects.link(bpy.data.objects.new(name, mesh))
def add_hull(bm, many):
    for _ in range(many):
        bm.verts.new([dice.gauss(0, 1) for _axis in range(3)])
    made = bmesh.ops.convex_hull(bm, input=bm.verts)
    bmesh.ops.delete(bm, geom=list({*made['geom_interior'], *made['geom_unused']}), context='VERTS')
    bmesh.ops.triangulate(bm, faces=bm.faces)
add('Box', bmesh.ops.create_cube, size=1)
add('Fine box', bmesh.ops.create_cube, 9, size=1)
add('Cone', bmesh.ops.create_cone, **cone(1, 0, 2))
add('Stump', bmesh.ops.create_cone, 4, **cone(.5, 1, 1))
add('Ball', bmesh.ops.create_icosphere, subdivisions=4, radius=1)
add('Few', add_hull, many=12)
add('Many', add_hull, 5, many=60)
names = [each.name for each in bpy.data.objects]
shapes = asset.shapes(names)[0]
assert {len(shapes[name].triangles) < vectors.FEW for name in names} == {True, False}
disk = 96 / 2 * math.sin(math.tau / 96)
areas = {'Box': lambda z: 1, 'Fine box': lambda z: 1, 'Cone': lambda z: disk * ((1 - z) / 2) ** 2,
         'Stump': lambda z: disk * (.75 + z / 2) ** 2, 'Ball': lambda z: math.pi * (1 - z * z)}
for numpy in (outline.numpy, None):
    usual, outline.numpy = outline.numpy, numpy
    for name in names:
        body = bodies.Body(name, [name], [shapes[name]], bodies.Budget())
        for axis in (*outline.AXES, Vector((1, 2, -3)).normalized()):
            sections = outline.cuts(body, axis)
            size, many = sections.high - sections.low, 150
            found = [sections.at(sections.low + size * (step + .5) / many) for step in range(many)]
            assert {len(loops) for loops in found} == {1}, (name, axis)
            # Slices as thick as they are far from each other are the whole.
            volume = sum(loops[0].area for loops in found) * size / many
            assert abs(volume / bpy.data.meshes[name]['volume'] - 1) < .002, (name, axis, volume)
            for step, loops in enumerate(found if axis == outline.AXES[2] and name in areas else ()):
                area = areas[name](sections.low + size * (step + .5) / many)
                # A ball has flat sides, of which its ends show most.
                off = abs(loops[0].area - area)
                assert off < (.02 + .005 * area if name == 'Ball' else 1e-3), (name, step, loops[0].area, area)
    outline.numpy = usual
"""


def test_sections_are_as_large_as_geometry_says(worker):
    """At each height, along any direction, of few triangles and of many, with numpy and without."""
    worker.execute(HEAD + SECTIONS)


HULLS = """
import bmesh, random
import numpy
from mathutils import Vector
from maquette_bridge.measure import asset, collision
from maquette_bridge.measure.solid import Solid
dice = random.Random(12)
def hull(name, many, place, sizes):
    bm = bmesh.new()
    for _ in range(many):
        bm.verts.new([at + size * dice.gauss(0, 1) for at, size in zip(place, sizes)])
    made = bmesh.ops.convex_hull(bm, input=bm.verts)
    bmesh.ops.delete(bm, geom=list({*made['geom_interior'], *made['geom_unused']}), context='VERTS')
    bmesh.ops.triangulate(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bpy.context.collection.objects.link(bpy.data.objects.new(name, mesh))
    return numpy.array([tuple(each.co) for each in mesh.vertices])
def bounds(one, other):
    # Of the distance of two hulls (Gilbert 1966, An iterative procedure for computing the minimum of a quadratic form).
    at, low = one[0] - other[0], 0.0
    for _ in range(4000):
        tip = one[(one @ at).argmin()] - other[(other @ at).argmax()]
        far = float(numpy.linalg.norm(at))
        low = max(low, float(at @ tip) / far)
        if far - low < 1e-6:
            break
        way = tip - at
        at = at + min(max(float(-at @ way / (way @ way)), 0.0), 1.0) * way
    return low, far
sizes, places = [(1, 1, 1), (3, .2, 1), (.1, .1, .1)], {}
for number in range(24):
    for name, x in (('A', 0), ('B', 9)):
        own = f'{name} {number}'
        place = x, dice.uniform(-3, 3), dice.uniform(-3, 3)
        places[own] = hull(own, dice.choice((5, 12, 40)), place, dice.choice(sizes))
shapes = asset.shapes(list(places))[0]
solids = {name: Solid(name, shape) for name, shape in shapes.items()}
count = 0
for number in range(24):
    a, b = f'A {number}', f'B {number}'
    low, high = bounds(places[a], places[b])
    if low <= 0:
        continue
    count += 1
    distance, on_a, on_b = collision.closest(solids[a], solids[b])
    assert low - 1e-5 <= distance <= high + 1e-4, (number, low, high, distance)
    assert abs((on_a - on_b).length - distance) < 1e-5
    for solid, place in ((solids[a], on_a), (solids[b], on_b)):
        assert solid.tree.find_nearest(place)[3] < 1e-5
    assert abs(collision.closest(solids[b], solids[a])[0] - distance) < 1e-4
    assert collision.box_gap(solids[a], solids[b]) <= distance + 1e-5
    for tolerance, met in ((.99 * low, False), (1.01 * high, True)):
        assert collision.touches(solids[a], solids[b], tolerance) is met, (number, tolerance)
        assert collision.touches(solids[b], solids[a], tolerance) is met
assert count > 15
"""


def test_how_far_hulls_are_apart(worker):
    """By an algorithm that knows nothing of surfaces."""
    worker.execute(HEAD + HULLS)


FITTED = """
import itertools, math, random
import numpy
from mathutils import Euler, Vector
from maquette_bridge.measure import fit
dice = random.Random(9)
TURNS = [Euler([dice.uniform(-3, 3) for _axis in range(3)]).to_matrix() for _ in range(8)]
def is_along(one, other):
    return abs(abs(Vector(one).normalized().dot(Vector(other).normalized())) - 1) < 1e-5
matrices = [numpy.diag([3., 2, 1]), numpy.diag([1., 2, 3]), numpy.array([[2., 1, 0], [1, 2, 0], [0, 0, 2]])]
matrices += [half @ half.T for half in (numpy.array([[dice.gauss(0, 1) for _ in range(3)] for _ in range(3)])
                                        for _ in range(40))]
for matrix in matrices:
    values, vectors = numpy.linalg.eigh(matrix)
    for (value, vector), wanted, way in zip(fit._eigen(matrix.tolist()), values[::-1], vectors.T[::-1]):
        assert abs(value - wanted) < 1e-9 * values.max() and is_along(vector, way), (matrix, value, vector)
    right = [1., -2, .5]
    assert numpy.allclose(fit._solve(matrix.tolist(), right), numpy.linalg.solve(matrix, right), rtol=1e-6)
assert fit._solve([[1., 2, 3], [2, 4, 6], [0, 0, 1]], [1., 1, 1]) is None

def arc(x, y, radius, share, noise=0.0):
    return [(x + far * math.cos(turn), y + far * math.sin(turn)) for k in range(40)
            for far, turn in ((radius + dice.gauss(0, noise), .3 + share * math.tau * k / 40),)]
def off(points, x, y, radius):
    return sum((math.hypot(px - x, py - y) - radius) ** 2 for px, py in points)
for x, y, radius, share in ((0, 0, 1, 1), (5, -3, 50, 1), (-7, 2, 3, .2), (.1, .2, .002, .5), (100, 100, 4, .3)):
    found = fit.circle(arc(x, y, radius, share))
    assert math.dist(found, (x, y, radius)) < 1e-6 * radius + 1e-9, (x, y, radius, found)
    points = arc(x, y, radius, share, .02 * radius)
    found = fit.circle(points)
    assert math.dist(found, (x, y, radius)) < .3 * radius
    for axis, way in itertools.product(range(3), (1e-3, -1e-3)):
        beside = [each + way * radius * (number == axis) for number, each in enumerate(found)]
        assert off(points, *found) < off(points, *beside), (x, y, radius, axis, way)
assert fit.circle([(0, 0), (1, 1)]) is fit.circle([(0, 0), (1, 1), (2, 2)]) is fit.circle([(1, 1)] * 4) is None

corners = list(itertools.product((0, 1), repeat=3))
sides = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]
for turn in TURNS:
    a, b, c = size = 1, 2, 5
    places = [turn @ Vector([k * each for k, each in zip(corner, size)]) + Vector((3, 1, 2)) for corner in corners]
    found = fit.principal_axes(places, [(q[0], q[i], q[i + 1]) for q in sides for i in (1, 2)])
    whole = a * b + b * c + c * a
    for (spread, way), axis in zip(found, (2, 1, 0)):
        own, (other, third) = size[axis], [size[k] for k in range(3) if k != axis]
        ends, along = other * third, own * (other + third)
        assert abs(spread ** 2 - (ends * own ** 2 / 4 + along * own ** 2 / 12) / whole) < 1e-4, (axis, spread)
        assert is_along(way, turn.col[axis])
    faces = [(area, turn.col[axis] * sign) for axis, area in enumerate((b * c, a * c, a * b)) for sign in (1, -1)]
    for (share, way), (wanted, axis) in zip(fit.normals_axes(faces), ((10, 0), (5, 1), (2, 2))):
        assert abs(share - wanted / 17) < 1e-6 and is_along(way, turn.col[axis])
    axis, share = fit.normals_axis([(1, turn @ Vector((math.cos(k), math.sin(k), 0))) for k in range(9)])
    assert is_along(axis, turn.col[2]) and abs(share) < 1e-6
    flat = [turn @ Vector((dice.gauss(0, 2), dice.gauss(0, 1), 0)) + Vector((4, 5, 6)) for _ in range(30)]
    centre, normal = fit.plane(flat)
    assert is_along(normal, turn.col[2]) and (centre - sum(flat, Vector()) / 30).length < 1e-5
    straight = [turn @ Vector((x, y, 0)) for x, y in ((-2, 0), (-1, .1), (-1, -.1), (1, .1), (1, -.1), (2, 0))]
    centre, way, far = fit.line(straight)
    assert is_along(way, turn.col[0]) and centre.length < 1e-5 and abs(far - .1) < 1e-5
    for axis in (turn.col[0], turn.col[1] * 7, *map(Vector, ((0, 0, 1), (0, 0, -2), (1, 0, 0), (0, 3, 0)))):
        u, v = fit.basis(axis)
        assert abs(u.length - 1) < 1e-6 and abs(v.length - 1) < 1e-6
        assert max(abs(u.dot(v)), abs(u.dot(axis)), abs(v.dot(axis))) < 1e-5
"""


def test_what_fits_best(worker):
    """Axes, circles, planes and lines, by numpy and by arithmetic."""
    worker.execute(FITTED)


SEARCHES = "from maquette_bridge.measure import floating\nfloating.MAX_SEARCHES = {}\n"


def test_more_that_floats_than_is_searched(worker):
    """Then not all can be told, which the report says."""
    script = "".join(f"cube('C {i}', (0, 0, {.5 + 1.5 * i}))\n" for i in range(5))
    try:
        report = measure(worker, SEARCHES.format(2) + script)
    finally:
        worker.execute(SEARCHES.format(2000))
    assert report["truncated"] is True and len(report["floating"]) < 4
    report = measure(worker, script)
    assert report["truncated"] is False and len(report["floating"]) == 4


def test_hashes_are_stable_and_tell_changes(worker, tmp_path):
    first = hashes(worker)
    assert hashes(worker) == first
    # Names that Blender numbers do not count, nor what else there is.
    assert hashes(worker, head="import bpy\nbpy.data.materials.new('M').use_fake_user = True\n") == first
    other = Worker(tmp_path / "other")
    try:
        assert hashes(other) == first
    finally:
        other.close()
    for change in ({"lift": 0.0002}, {"rough": 0.5}, {"cuts": 3}, {"color": (1, 0.1, 0, 1)}):
        changed = hashes(worker, **change)
        assert changed["A"] != first["A"] and changed[""] != first[""], change
        assert (changed["B"] == first["B"]) == ("color" not in change), change


def test_measuring_changes_nothing_and_repeats(worker):
    worker.execute(HEAD + "cube('A', (0, 0, .5)).modifiers.new('b', 'BEVEL')\ncube('B', (0, 0, 1.5))")
    worker.call("save", {"file": "before.blend"})
    first = worker.measure()
    assert worker.measure() == first
    count = worker.call("info")["objects"]
    assert count == 2


def test_large_assets(worker):
    worker.execute('''import bpy
bpy.ops.mesh.primitive_uv_sphere_add(segments=45, ring_count=23, radius=.5)
for i in range(1, 100):
    obj = bpy.data.objects.new('S', bpy.data.objects[0].data.copy())
    obj.location = (i % 10 * .98, i // 10 * .98, 0); bpy.context.collection.objects.link(obj)
    obj['part'] = f'ball {i}'
''')
    report = worker.measure(penetration_m=0.01)
    assert report["whole"]["triangles"] == 198000 and len(report["contacts"]) == 180
    assert len(report["whole"]["groups"]) == 1 and len(report["penetrations"]) > 100


def test_an_empty_scene(worker):
    report = measure(worker, "pass")
    assert report["objects"] == [] and report["whole"]["box"] is None and report["whole"]["ground_gap_m"] is None


def test_form_is_the_same_elsewhere(worker):
    """What a centred asset does to its parts when one of them grows."""
    script = "cube('Box', ({}, 0.0, .5), size=({}, 0.3, 1.0))"
    reports = [by_name(measure(worker, script.format(*values)))["Box"]
               for values in ((0.0, 0.45), (0.0335, 0.45), (-1.2345, 0.45), (0.0, 0.4501))]
    assert len({each["hash"] for each in reports}) == 4
    assert len({each["form"] for each in reports[:3]}) == 1 and reports[3]["form"] != reports[0]["form"]
