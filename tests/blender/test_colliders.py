# The shapes that games hit: those that are found are as large as what they hold, and distances from them are those of
# geometry. One script in one Blender for each.
import pytest

HEAD = """
import math
import random
import bmesh
import bpy
import numpy
from mathutils import Euler, Matrix, Vector
from maquette_bridge.export import collider_shapes, collision_nodes, convex
from maquette_bridge.measure import asset
dice = random.Random(4)
TURNS = [Euler(angles).to_matrix() for angles in (
    (0, 0, 0), (.5, 0, 0), (0, .5, 0), (0, 0, .5), (math.pi / 2, 0, 0), (.3, 1.1, -.7))]
def is_near(value, wanted, share=1e-4):
    return abs(value - wanted) <= share * abs(wanted) + 1e-7
def thing(places):
    made = convex.hull(places)
    mesh = bpy.data.meshes.new("Thing")
    mesh.from_pydata(made.corners, [], made.triangles)
    obj = bpy.data.objects.new("Thing", mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj
def box(x, y, z):
    return [Vector((a * x / 2, b * y / 2, c * z / 2)) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)]
def rings(sides, *ends):
    return [Vector((r * math.cos(math.tau * k / sides), r * math.sin(math.tau * k / sides), z))
            for r, z in ends for k in range(sides)]
def balls(radius, half):
    # A capsule by its rings; a ball, where both halves are one.
    places = rings(48, *((radius * math.sin(math.pi * k / 24), way * (radius * math.cos(math.pi * k / 24) + half))
                         for k in range(13) for way in (1, -1)))
    return [Vector(each) for each in dict.fromkeys(tuple(round(value, 6) for value in place) for place in places)]
"""
CHECKS = {
    "flat things get a thickness": """
for turn in TURNS:
    for places, volume in (([(0, 0, 0)], .01 ** 3), ([(0, 0, 0), (0, 0, 2)], 2 * .01 ** 2),
                           ([(0, 0, 0), (0, 0, 1), (0, 0, 2)], 2 * .01 ** 2),
                           ([(0, 0, 0), (3, 0, 0), (3, 2, 0), (0, 2, 0)], 6 * .01),
                           ([(0, 0, 0), (3, 0, 0), (0, 2, 0)], 3 * .01), (box(3, 2, .008), 6 * .01),
                           (box(1, 2, 3), 6)):
        made = convex.hull(collider_shapes._thickened([turn @ Vector(each) for each in places], .01))
        assert is_near(made.volume, volume, 1e-3), (turn, places, made.volume)
""",
    "each sort of shape is found": """
kinds = ("box", "sphere", "capsule", "cylinder")
for turn in TURNS:
    for kind, places, volume in (
            ("box", box(1, 2, 3), 6), ("box", box(3, 1, .2), .6), ("box", box(1, 1, 1), 1),
            ("sphere", balls(1, 0), 4 / 3 * math.pi), ("capsule", balls(.5, 1), math.pi * (.5 ** 3 * 4 / 3 + .25 * 2)),
            ("cylinder", rings(48, (1, -2), (1, 2)), 4 * math.pi),
            ("cylinder", rings(48, (1, 0), (1, .2)), .2 * math.pi)):
        obj = thing([turn @ each + Vector((5, -3, 1)) for each in places])
        shape, = collider_shapes.find(obj, kinds, .001, .05)
        assert shape.kind == kind and is_near(shape.volume, volume, .03), (turn, kind, shape.kind, shape.volume)
        assert max(shape.out(numpy.array([tuple(each.co) for each in obj.data.vertices]))) < .002, (turn, kind)
        other, = collider_shapes.find(obj, (), .001, .05)
        assert other.kind == "convex" and len(other.corners) <= convex.MAX_CORNERS
        assert other.volume > .98 * volume, (turn, kind, other.volume)
        assert max(other.out(numpy.array([tuple(each.co) for each in obj.data.vertices]))) < .002, (turn, kind)
""",
    "flat things stay flat": """
def lens(thick):
    # An ellipse turned about its short axis: its volume is two thirds of that of the cylinder round it.
    return rings(64, *((max(math.cos(way), 1e-3), side * thick / 2 * math.sin(way))
                       for way in (math.pi / 16 * k for k in range(9)) for side in (1, -1)))
def disc(sides, thick):
    return rings(sides, (1, 0), (1, thick))
for turn in (TURNS[0], TURNS[-1]):
    for thick in (.5, .02, .005):
        for places, area in ((disc(48, thick), 24 * math.sin(math.tau / 48)), (disc(256, thick), math.pi),
                             (lens(thick), math.pi * 2 / 3)):
            shape, = collider_shapes.find(thing([turn @ each for each in places]), (), .001, .01)
            assert len(shape.corners) <= convex.MAX_CORNERS
            share = shape.volume / (area * thick)
            assert .97 < share < 1.1, (turn, thick, len(places), share)
            heights = [(shape.frame @ each).dot(turn.col[2]) for each in shape.corners]
            assert thick - .002 < max(heights) - min(heights) < 1.1 * thick, (turn, thick, len(places))
""",
    "what is bent inwards is cut there": """
def prism(outline, depth):
    bm = bmesh.new()
    low = bm.faces.new([bm.verts.new((x, y, 0)) for x, y in outline])
    bm.normal_update()
    if low.normal.z > 0:
        low.normal_flip()
    raised = bmesh.ops.extrude_face_region(bm, geom=[low], use_keep_orig=True)["geom"]
    for each in raised:
        if isinstance(each, bmesh.types.BMVert):
            each.co.z += depth
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return bm
for turn in TURNS:
    for outline, boxes, hollow in (
            ([(0, 0), (1, 0), (1, .3), (.3, .3), (.3, 1), (0, 1)], 2, (.7, .7)),
            ([(0, 0), (1, 0), (1, 1), (.73, 1), (.73, .31), (.31, .31), (.31, 1), (0, 1)], 3, (.52, .6)),
            ([(0, 0), (1, 0), (1, .3), (.63, .3), (.63, 1), (.31, 1), (.31, .3), (0, .3)], 2, (.12, .7))):
        bm = prism(outline, .5)
        bm.transform(turn.to_4x4())
        mesh = bpy.data.meshes.new("Thing")
        bm.to_mesh(mesh)
        found = collider_shapes.find(bpy.data.objects.new("Thing", mesh), ("box",), .001, .01)
        beside = numpy.array([tuple(turn @ Vector((*hollow, .25)))])
        assert min(each.out(beside)[0] for each in found) > .05, (turn, outline, found)
        if turn == TURNS[0]:
            assert [each.kind for each in found] == ["box"] * boxes, (outline, found)
            assert is_near(sum(each.volume for each in found), bm.calc_volume(), .01)
""",
    "how far a place is out of a shape": """
for turn in TURNS:
    middle = Vector((1, 2, -3))
    frame = Matrix.Translation(middle) @ turn.to_4x4()
    for kind, half in (("sphere", 0), ("capsule", 1.5)):
        low, high = (-.5, -.5, -.5 - half), (.5, .5, .5 + half)
        shape = collider_shapes.round_shape(frame, low, high, kind)
        assert shape.is_round
        for _ in range(20):
            place = Vector([dice.uniform(-3, 3) for _axis in range(3)])
            away = math.dist(place, (0, 0, min(max(place.z, -half), half))) - .5
            assert abs(shape.out(numpy.array([tuple(frame @ place)]))[0] - away) < 1e-5, (turn, kind, place)
    shape, = collider_shapes.find(thing([frame @ each for each in box(1, 2, 4)]), ("box",), .001, .05)
    for place, away in (((0, 0, 0), -.5), ((.7, 0, 0), .2), ((0, -1.25, 0), .25), ((0, 0, 2.5), .5), ((0, .9, 0), -.1)):
        assert abs(shape.out(numpy.array([tuple(frame @ Vector(place))]))[0] - away) < 1e-4, (turn, place)
""",
    "how far surfaces are from each other": """
def surface(places):
    made = convex.hull(places)
    return numpy.array([tuple(each) for each in made.corners]), numpy.array(made.triangles)
for turn in TURNS:
    one, larger, moved = (surface([turn @ each for each in places]) for places in (
        box(1, 1, 1), box(1.2, 1.2, 1.2), [each + Vector((.25, 0, 0)) for each in box(1, 1, 1)]))
    for other, away in ((one, 0), (larger, .1 * 3 ** .5), (moved, .25)):
        for pair in ((one, other), (other, one)):
            assert abs(collision_nodes.deviation(*pair, .1) - away) < 1e-5, (turn, away)
""",
    "places on a surface": """
for turn in TURNS:
    places = numpy.array([tuple(turn @ Vector(each)) for each in ((0, 0, 1), (2, 0, 1), (0, 1, 1))])
    for step in (.3, .5, 9):
        found = collider_shapes.sample(places, numpy.array([(0, 1, 2)]), step)
        back = found @ numpy.array(turn)
        assert abs(back[:, 2] - 1).max() < 1e-6 and (back[:, :2] > -1e-6).all() and (
            back[:, 0] / 2 + back[:, 1] < 1 + 1e-6).all()
        for x, y in ((0, 0), (2, 0), (0, 1), (.5, .25), (1, .5), (1, .2), (.1, .9)):
            near = numpy.hypot(back[:, 0] - x, back[:, 1] - y).min()
            assert near < step, (step, x, y, near)
        assert (len(found) == 3) == (step == 9)
""",
    "colliders that were read": """
def mesh(name, places):
    obj = thing(places)
    obj.name = name
    return obj
for obj in list(bpy.context.scene.objects):
    bpy.data.objects.remove(obj)
mesh("Seat", box(1, 1, 1)); mesh("Arm", [each + Vector((3, 0, 0)) for each in box(1, 1, 1)])
mesh("UBX_Seat_01", box(1, 1, 1)); mesh("UCX_Seat_02", rings(12, (.4, -.5), (.4, .5)))
mesh("UBX_Arm_01", [each + Vector((3, 0, 0)) for each in box(.8, 1, 1.2)])
mesh("UBX_Nobody_01", box(1, 1, 1))
shapes, _cut = asset.shapes(["Seat", "Arm"])
rows, most = collision_nodes.measure(shapes, True)
assert [(row["object"], row["count"], row["corners"]) for row in rows] == [
    ("Arm", 1, 8), ("Nobody", 1, 8), ("Seat", 2, 24)], rows
arm, nobody, seat = rows
assert abs(arm["out_mm"] - 100) < .1 and abs(arm["beyond_mm"] - 100) < .1, arm
assert seat["out_mm"] < .1 and seat["beyond_mm"] < .1 and nobody["out_mm"] == 1e6 and nobody["beyond_mm"] is None, rows
assert abs(most - 4) < .01, most
""",
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_shapes(worker, check):
    worker.execute(HEAD + check)
