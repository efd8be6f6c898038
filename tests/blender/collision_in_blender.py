# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for test_collision.py: what makes measuring cheap changes no number."""

import json
import pathlib
import random
import sys
from types import SimpleNamespace

import bmesh
import bpy
from mathutils import Matrix, Vector

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))

from maquette_bridge.measure import collision, report, solid, vectors  # noqa: E402
from maquette_bridge.motion import meeting  # noqa: E402

DICE = random.Random(7)


def add(name, part, size, place, sides=0):
    """A box, or an upright cylinder of so many sides."""
    bm = bmesh.new()
    if sides:
        bmesh.ops.create_cone(bm, cap_ends=True, segments=sides, radius1=0.5, radius2=0.5, depth=1)
    else:
        bmesh.ops.create_cube(bm, size=1)
    bm.transform(Matrix.Translation(place) @ Matrix.Diagonal((*size, 1)))
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    obj = bpy.data.objects.new(name, mesh)
    obj["part"] = part
    bpy.context.scene.collection.objects.link(obj)


def clip_plainly(polygon, low, high):
    """Sutherland and Hodgman, each side of the box in turn."""
    for axis in range(3):
        for bound, sign in ((low[axis], 1.0), (high[axis], -1.0)):
            kept = []
            for i, point in enumerate(polygon):
                before = polygon[i - 1]
                inside = (point[axis] - bound) * sign >= 0
                if inside != ((before[axis] - bound) * sign >= 0):
                    t = (bound - before[axis]) / (point[axis] - before[axis])
                    kept.append(tuple(p + (q - p) * t for p, q in zip(before, point)))
                if inside:
                    kept.append(point)
            polygon = kept
            if not polygon:
                return polygon
    return polygon


def place():
    return tuple(DICE.choice((DICE.uniform(-2, 2), DICE.randrange(-2, 3) / 2)) for _ in range(3))


def check_clip():
    cut = 0
    for _ in range(5000):
        triangle, ends = [place() for _ in range(3)], (place(), place())
        low, high = (tuple(map(function, *ends)) for function in (min, max))
        found = collision.clip(triangle, low, high)
        assert found == clip_plainly(triangle, low, high), (triangle, low, high)
        cut += len(found) > 3
    assert cut > 500


def check_depths():
    """Each pair is measured once, and a box around the other solid leaves no deeper point out."""
    for each in list(bpy.data.objects):
        bpy.data.objects.remove(each)
    add("Board", "board", (1, 1, 0.1), (0, 0, 0.05))
    for i in range(6):
        add(f"Peg {i}", "pegs", (0.04, 0.04, 0.3), (0.15 * i - 0.4, 0.01 * i, 0.2 + 0.01 * i), 40)
    asked, real = [], collision.deepest

    def deepest(a, b, least=0.0):
        asked.append((a.name, b.name, least))
        return real(a, b, least)
    collision.deepest = deepest
    found = report.report([("pegs", "board", "let_in", 0.05)], asked=[
        {"words": "5 cm deep", "what": "let_in", "of": "pegs", "to": "board", "value": 5, "unit": "cm"}])
    collision.deepest = real
    assert len(asked) == len(set(asked)) > 5, sorted(asked)
    assert len(found["contacts"]) == 6 and not found["penetrations"]


def lump(name, place):
    """A ball with bumps and dents."""
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=3, radius=0.3)
    for vert in bm.verts:
        vert.co *= DICE.uniform(0.9, 1.1)
    return solid_of(name, bm, Matrix.Translation(place))


def box(name, size, place):
    """A turned one."""
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=size)
    return solid_of(name, bm, Matrix.Translation(place) @ Matrix.Rotation(DICE.uniform(0, 6), 4, (1, 2, 3)))


def solid_of(name, bm, matrix):
    bmesh.ops.triangulate(bm, faces=bm.faces)
    bm.transform(matrix)
    bm.verts.ensure_lookup_table()
    places = [tuple(v.co) for v in bm.verts]
    made = SimpleNamespace(
        vertices=places, triangles=[tuple(v.index for v in face.verts) for face in bm.faces],
        low=tuple(map(min, *places)), high=tuple(map(max, *places)), closed=True, oriented=True)
    bm.free()
    return solid.Solid(name, made)


def check_boxes():
    one = lump("A", (0, 0, 0))
    lows, highs = (side.T.tolist() for side in one.boxes)
    for number, (low, high) in enumerate(zip(lows, highs)):
        assert max(hi - lo for lo, hi in zip(low, high)) == one.spans[number]


def check_gaps():
    """Solids that are told apart by their triangles' boxes and planes are as far apart as the search says."""
    told = []
    for number in range(600):
        way = Vector([DICE.uniform(-1, 1) for _ in range(3)]).normalized()
        if number % 2:
            a, b = lump("A", (0, 0, 0)), lump("B", way * DICE.uniform(0.55, 0.7))
        else:
            a, b = box("A", 0.5, Vector()), box("B", 0.05, way * DICE.uniform(0.25, 0.4))
        nearest = collision.closest(a, b)[0]
        if nearest > 0 and not a.tree.overlap(b.tree):
            # As near as it is, nearly as near, and any tolerance.
            for tolerance in (nearest, nearest * 0.99, nearest * 1.01, DICE.uniform(0, 0.1)):
                told.append((collision.are_apart(a, b, tolerance), nearest > tolerance))
    assert not [each for each in told if each[0] and not each[1]]
    counts = sum(each[0] for each in told), sum(each[1] for each in told), len(told)
    assert counts[0] > 200 and counts[2] - counts[1] > 200, counts


ASKED = [
    {"words": "holes", "what": "hole_diameter", "of": "plate", "value": 12, "unit": "mm"},
    {"words": "deep", "what": "hole_depth", "of": "plate", "value": 20, "unit": "mm"},
    {"words": "apart", "what": "hole_distance", "of": "plate", "value": 60, "unit": "mm"},
    {"words": "pocket", "what": "pockets", "of": "plate", "value": 1},
    {"words": "pocket", "what": "pocket_depth", "of": "plate", "value": 9, "unit": "mm"},
    {"words": "walls", "what": "wall", "of": "plate", "value": 11, "unit": "mm"},
    {"words": "chamfer", "what": "chamfer", "of": "plate", "value": 1, "unit": "mm"},
    {"words": "round", "what": "diameter", "of": "pins", "value": 14, "unit": "mm"},
    {"words": "pieces", "what": "pieces", "of": "pins", "value": 2},
    {"words": "wide", "what": "size", "of": "post", "axis": "x", "at": "low", "value": 50, "unit": "mm"},
    {"words": "round", "what": "diameter", "of": "post", "at": "middle", "value": 50, "unit": "mm"},
]


def check_with_numpy_and_without():
    """A turned plate with two holes and a pocket, two pins and a post: the same report, to the last digit."""
    for each in list(bpy.data.objects):
        bpy.data.objects.remove(each)
    add("Plate", "plate", (0.12, 0.06, 0.02), (0, 0, 0))
    plate = bpy.data.objects["Plate"]
    cutters = [("Hole 1", (0.012, 0.012, 0.1), (-0.03, 0, 0), 64), ("Hole 2", (0.012, 0.012, 0.1), (0.03, 0, 0), 64),
               ("Pocket", (0.02, 0.02, 0.02), (0, 0, 0.011), 0)]
    for name, size, where, sides in cutters:
        add(name, "", size, where, sides)
        step = plate.modifiers.new(name, "BOOLEAN")
        step.object, step.solver = bpy.data.objects[name], "EXACT"
    bpy.context.view_layer.update()
    plate.data = bpy.data.meshes.new_from_object(plate.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    plate.modifiers.clear()
    for name, *_rest in cutters:
        bpy.data.objects.remove(bpy.data.objects[name])
    for number in (1, 2):
        add(f"Pin {number}", "pins", (0.014, 0.014, 0.05), (-0.03 if number == 1 else 0.03, 0, 0.036), 96)
    for obj in bpy.data.objects:
        obj.data.transform(Matrix.Rotation(0.4, 4, (1, 2, 3)))
    add("Post", "post", (0.05, 0.05, 0.1), (0.3, 0, 0.05), 96)
    joins = [("pins", "plate", "rests")]
    found = report.report(joins, asked=ASKED)
    assert all(found["requirements"][number]["met"] for number in (0, 1, 2, 7, 8, 9, 10)), found["requirements"]
    modules = [each for name, each in sys.modules.items() if name.startswith("maquette_bridge.measure")
               and getattr(each, "numpy", None) is not None]
    assert vectors in modules
    before = vectors.numpy
    for each in modules:
        each.numpy = None
    try:
        plain = report.report(joins, asked=ASKED)
    finally:
        for each in modules:
            each.numpy = before
    assert json.dumps(plain) == json.dumps(found), (plain, found)


def check_crossings():
    """Of a moved solid only triangles in the other one's box are looked at: it crosses where the whole one does."""
    meetings, seen = meeting.Meetings(0.001), []
    a, b = lump("A", (0, 0, 0)), lump("B", (1, 0, 0))
    for _ in range(400):
        way = Vector([DICE.uniform(-1, 1) for _ in range(3)]).normalized()
        matrix = Matrix.Translation(Vector((1, 0, 0)) + way * DICE.uniform(0.5, 0.7)) @ Matrix.Rotation(
            DICE.uniform(0, 6), 4, way)
        moved = solid.Solid("A", meeting.Moved(a, matrix))
        seen.append(bool(moved.tree.overlap(b.tree)))
        assert meetings.crosses(meeting.Pair(a, b, lambda _value: matrix, False), matrix) == seen[-1]
    assert 100 < sum(seen) < 300, sum(seen)


check_clip()
check_depths()
check_boxes()
check_gaps()
check_with_numpy_and_without()
check_crossings()
print("ALL CHECKED")
