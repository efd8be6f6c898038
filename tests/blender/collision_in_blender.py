# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for test_collision.py: what makes depths cheap changes no number."""

import pathlib
import random
import sys
from types import SimpleNamespace

import bmesh
import bpy
from mathutils import Matrix, Vector

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))

from maquette_bridge.measure import collision, report, solid  # noqa: E402
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


def check_spans():
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=4, radius=0.3)
    bm.verts.ensure_lookup_table()

    class Shape:
        vertices = [tuple(v.co) for v in bm.verts]
        triangles = [tuple(v.index for v in face.verts) for face in bm.faces]
        low, high, closed = (-0.3, -0.3, -0.3), (0.3, 0.3, 0.3), True
    one, other = solid.Solid("A", Shape), solid.Solid("B", Shape)
    one.spans.fill()
    assert solid.numpy is None or len(one.spans) == len(Shape.triangles)
    for number in range(len(Shape.triangles)):
        assert one.spans[number] == other.spans[number]


def lump(name, place):
    """A ball with bumps and dents."""
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=3, radius=0.3)
    for vert in bm.verts:
        vert.co *= DICE.uniform(0.9, 1.1)
    bm.transform(Matrix.Translation(place))
    bm.verts.ensure_lookup_table()
    places = [tuple(v.co) for v in bm.verts]
    made = SimpleNamespace(
        vertices=places, triangles=[tuple(v.index for v in face.verts) for face in bm.faces],
        low=tuple(map(min, *places)), high=tuple(map(max, *places)), closed=True, oriented=True)
    bm.free()
    return solid.Solid(name, made)


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
check_spans()
check_crossings()
print("ALL CHECKED")
