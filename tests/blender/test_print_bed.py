# Pieces laid out for printing: each on its best side, apart from the others, on the bed.
import itertools
import shutil
from xml.etree import ElementTree

import pytest
from test_export import COLORED, CORE, export, read, read_3mf, reader  # noqa: F401 (a fixture)
from test_fits import lid
from test_requirements import SHAPES

MM = {"scale": 1000.0, "gap": 5.0}


def bed(x, y, z):
    return {"bed_x": x, "bed_y": y, "bed_z": z}


def laid_out(worker, script, name, **options):
    """{name: vertices, mm} of the objects in the file."""
    worker.execute(SHAPES + script)
    worker.call("save", {"file": "scene.blend"})
    shutil.rmtree(worker.run_dir / name, ignore_errors=True)
    result = export(worker, f"{name}/asset.3mf", **MM, **options)
    assert "off_bed" not in result, result
    _parts, model = read_3mf(worker.run_dir / result["file"])
    bodies = list(model.iter(f"{CORE}object"))
    assert [each.attrib["objectid"] for each in model.iter(f"{CORE}item")] == [each.attrib["id"] for each in bodies]
    return result, {each.attrib["name"]: [tuple(float(v.attrib[axis]) for axis in "xyz")
                                          for v in each.iter(f"{CORE}vertex")] for each in bodies}


def box_of(places):
    return [(min(axis), max(axis)) for axis in zip(*places)]


def sizes(places):
    return [round(high - low, 2) for low, high in box_of(places)]


def are_apart(bodies):
    return all(any(a[0] >= b[1] + 5 - 1e-3 or b[0] >= a[1] + 5 - 1e-3
                   for a, b in zip(box_of(one)[:2], box_of(other)[:2]))
               for one, other in itertools.combinations(bodies.values(), 2))


def test_a_box_and_its_lid(worker, reader):
    """The lid lies on its flat top, the box stands as it did; both files have the same pieces at the same places."""
    result, bodies = laid_out(worker, lid(.4, .4, .4, .4), "lid")
    assert {name: sizes(places) for name, places in bodies.items()} == {"Box": [84, 64, 40], "Lid": [84, 64, 8]}
    on_bed = {name: sorted({round(x) for x, _y, z in places if z == 0}) for name, places in bodies.items()}
    assert on_bed["Lid"][-1] - on_bed["Lid"][0] == 84 and are_apart(bodies)
    top = [z for _x, _y, z in bodies["Box"]]
    assert top.count(max(top)) == 8, "the rim of the box is its upper side"
    assert result["low"][2] == 0
    assert read(reader, worker, result)["triangles"] == result["triangles"]
    stl = export(worker, "lid/asset.stl", **MM)
    found = read(reader, worker, stl)
    assert found["low"] == pytest.approx(result["low"], abs=1e-3) and found["high"] == pytest.approx(result["high"],
                                                                                                      abs=1e-3)


ALONE = {
    "a leg that stands": ("box('A', (0, 0, 0), (20, 20, 300))", [300, 20, 20]),
    "a plate that leans": ("""
from mathutils import Matrix
box('A', (0, 0, 0), (90, 60, 4)).matrix_world = Matrix.Rotation(.7, 4, 'X') @ Matrix.Rotation(.4, 4, 'Z')
""", [90, 60, 4]),
    # Of hundreds of faces, which together are as large as the two of a plain one.
    "a plate of many faces": ("""
import bmesh
o = box('A', (0, 0, 0), (90, 60, 4)); o.rotation_euler.x = pi / 2
bm = bmesh.new(); bm.from_mesh(o.data)
bmesh.ops.subdivide_edges(bm, cuts=9, use_grid_fill=True,
                          edges=[e for e in bm.edges if abs(e.verts[0].co.z - e.verts[1].co.z) < .001])
bm.to_mesh(o.data)
""", [90, 60, 4]),
    "a pin": ("prism('A', ring(10, 48), 0, 60)", [19.96, 20, 60]),
    # On a side of its head, it would tip over.
    "a bolt": ("turned('A', [(0, 0), (8, 0), (8, 6), (3, 6), (3, 60), (0, 60)], n=6)", [13.86, 16, 60]),
    # On its edge and the rim of its plate, it would lie without a flat side.
    "a pin with a thread": ("turned('A', [(0, 0), (8, 0), (8, 6)] + [p for k in range(9) for p in ((4, 6 + 6 * k), "
                            "(5, 9 + 6 * k))] + [(4, 60), (0, 60)], n=6)", [13.86, 16, 60]),
    "a bracket": ("prism('A', [(0, 0), (60, 0), (60, 5), (5, 5), (5, 40), (0, 40)], 0, 30)", None),
    "a cup": ("cup('A', 30, 80, 3, 4, n=96)", None),
    "a cup upside down": ("cup('A', 30, 80, 3, 4, n=96).matrix_world.identity()\n"
                          "bpy.data.objects['A'].rotation_euler.x = pi", None),
    "a ball": ("bpy.ops.mesh.primitive_uv_sphere_add(radius=.02); bpy.context.object.name = 'A'", None),
}


@pytest.mark.parametrize("script, wanted", ALONE.values(), ids=ALONE)
def test_the_best_side(worker, script, wanted):
    _result, bodies = laid_out(worker, script, "alone")
    places = bodies["A"]
    found = sizes(places)
    assert min(z for _x, _y, z in places) == 0
    if wanted is not None:
        assert sorted(found) == pytest.approx(sorted(wanted), abs=.1) and found[2] == pytest.approx(wanted[2], abs=.1)
    if "cup" in script:
        assert found[2] == 80 and sum(abs(z) < 1e-3 for _x, _y, z in places) < 2 * 96, "on its bottom, not on its rim"
        assert min((x * x + y * y) ** .5 for x, y, z in places if abs(z) < 1e-3) < 1


FOUR = "for i in range(4): box(f'Leg {i + 1}', (60 * i, 0, 0), (60 * i + 30, 30, 200))\n"


def test_on_the_bed(worker):
    """In the coordinates of the bed, in the middle, turned where only that fits; a leg does not stand, but lies."""
    _result, bodies = laid_out(worker, FOUR, "bed", **bed(210, 150, 100))
    assert len(bodies) == 4 and are_apart(bodies)
    whole = box_of([place for places in bodies.values() for place in places])
    assert whole[0][0] >= 0 and whole[0][1] <= 210 and whole[1][0] >= 0 and whole[1][1] <= 150
    assert sum(whole[0]) / 2 == pytest.approx(105, abs=.01) and sum(whole[1]) / 2 == pytest.approx(75, abs=.01)
    _result, bodies = laid_out(worker, FOUR, "turned", **bed(150, 210, 100))
    assert [sizes(places)[:2] for places in bodies.values()] == [[30, 200]] * 4
    # Of a tenth of the size, in inches.
    result = export(worker, "inch/asset.stl", scale=.1 / .0254, gap=5 / 25.4, **bed(21 / 25.4, 15 / 25.4, 10 / 25.4))
    assert "off_bed" in result
    result = export(worker, "inch/asset.stl", scale=.1 / .0254, gap=.1 / 25.4, **bed(21 / 25.4, 15 / 25.4, 10 / 25.4))
    assert result["high"][2] == pytest.approx(3 / 25.4)


@pytest.mark.parametrize("size, names", [
    ((210, 110, 100), ["Leg 2"]), ((199, 199, 100), ["Leg 1", "Leg 2", "Leg 3", "Leg 4"]),
    ((400, 400, 29), ["Leg 1", "Leg 2", "Leg 3", "Leg 4"]),
])
def test_what_does_not_fit_is_said(worker, size, names):
    worker.execute(SHAPES + FOUR)
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, "small/asset.3mf", **MM, **bed(*size))
    assert result["off_bed"] == names and not (worker.run_dir / result["file"]).exists()


PACKED = """
import itertools
import math
import random
from mathutils import Euler, Vector
from maquette_bridge.export import convex, print_bed
dice = random.Random(2)
def pack(sizes, wide, deep):
    # Which have a place; each is as it is or turned, on the bed, and beside all others.
    found = print_bed._pack(sizes, wide, deep)
    assert len(found) == len(sizes)
    placed = []
    for (a, b), each in zip(sizes, found):
        if each is not None:
            room, is_turned = each
            assert (room.wide, room.deep) == ((b, a) if is_turned else (a, b)), each
            assert room.x >= 0 and room.y >= 0, each
            assert room.x + room.wide <= wide + 1e-6 and room.y + room.deep <= deep + 1e-6, each
            placed.append(room)
    for one, other in itertools.combinations(placed, 2):
        assert (one.x + one.wide <= other.x + 1e-6 or other.x + other.wide <= one.x + 1e-6
                or one.y + one.deep <= other.y + 1e-6 or other.y + other.deep <= one.y + 1e-6), (one, other)
    return [each is not None for each in found]
for a, b, wide, deep in itertools.product(range(1, 4), repeat=4):
    assert pack([(a, b)], wide, deep) == [(a <= wide and b <= deep) or (b <= wide and a <= deep)], (a, b, wide, deep)
for sizes, wide, deep in (([(2, 1)] * 6, 4, 3), ([(1, 1)] * 12, 4, 3), ([(3, 1)] * 3, 3, 3),
                          ([(2, 2), (1, 1), (3, 1), (1, 1)], 3, 3)):
    assert all(pack(sizes, wide, deep)), (sizes, wide, deep)
    assert not all(pack([*sizes, (.1, .1)], wide, deep)), (sizes, wide, deep)
for _ in range(200):
    sizes = [(dice.uniform(.1, 3), dice.uniform(.1, 3)) for _ in range(dice.randrange(1, 12))]
    pack(sizes, dice.uniform(1, 6), dice.uniform(1, 6))

square = [Vector((x, y, 0)) for x in (-1, 1) for y in (-2, 2)] + [Vector((0, 0, 0)), Vector((.5, 1, 0))]
for turn in (0, .3, 2, 4):
    around = Euler((0, 0, turn)).to_matrix()
    for place, tips in (((0, 0), False), ((.9, -1.9), False), ((1.09, 0), False), ((1.11, 0), True),
                        ((0, -2.09), False), ((0, -2.11), True), ((-3, 0), True), ((0, 9), True),
                        ((1.05, 2.05), False)):
        middle, foot = around @ Vector((*place, 5)), [around @ each for each in square]
        assert print_bed.is_tipping(middle, foot, .1) is tips, (turn, place)
ring = [(math.cos(k * math.tau / 64), math.sin(k * math.tau / 64), 0) for k in range(64)]
for turn in (Euler((0, 0, 0)), Euler((.3, 1, -2))):
    for places, wanted in (([(x, y, z) for x in (0, 2) for y in (0, 4) for z in (0, 6)], (1, 2, 3)),
                           ([(0, 0, 0), (4, 0, 0), (0, 4, 0), (0, 0, 4)], (1, 1, 1)), (ring + [(0, 0, 8)], (0, 0, 2))):
        moved = [turn.to_matrix() @ Vector(each) + Vector((7, -5, 3)) for each in places]
        made = convex.hull(moved)
        found = print_bed.find_middle(print_bed._faces_of(made.corners, made.triangles))
        assert (found - turn.to_matrix() @ Vector(wanted) - Vector((7, -5, 3))).length < 1e-4, (places, found)
assert print_bed.find_middle([]) is None
for _ in range(20):
    turn = Euler([dice.uniform(-3, 3) for _axis in range(3)]).to_matrix()
    made = convex.hull(turn @ Vector((x, y, z)) for x in (-45, 45) for y in (-30, 30) for z in (-2, 2))
    best = print_bed._turn(made.corners, made.triangles)
    sides = [max(axis) - min(axis) for axis in zip(*(best @ each for each in made.corners))]
    assert max(abs(a - b) for a, b in zip(sides, (90, 60, 4))) < .1, sides
"""


def test_rectangles_on_a_bed(worker):
    """By all that is known of where they may be; and on which side, about which centre, a piece stands."""
    worker.execute(PACKED)


def test_many_pieces(worker):
    """A hundred of all sizes: none meets another, and no more bed is taken than half as much again."""
    script = """
import random
dice = random.Random(3)
for i in range(100):
    a, b, c = (dice.uniform(5, 60) for _ in range(3))
    box(f'Piece {i}', (70 * i, 0, 0), (70 * i + a, b, c))
"""
    _result, bodies = laid_out(worker, script, "many")
    assert len(bodies) == 100 and are_apart(bodies)
    whole = sizes([place for places in bodies.values() for place in places])
    used = sum((x + 5) * (y + 5) for x, y, _z in map(sizes, bodies.values()))
    assert whole[0] * whole[1] < 1.5 * used


def test_the_colors_stay(worker):
    _result, bodies = laid_out(worker, COLORED, "colors")
    assert len(bodies) == 3 and are_apart(bodies)
    parts, _model = read_3mf(worker.run_dir / "colors/asset.3mf")
    config = ElementTree.fromstring(parts["Metadata/Slic3r_PE_model.config"])
    assert sorted(row.attrib["value"] for each in config.iter("object") for row in each.iter("metadata")
                  if row.attrib["key"] == "extruder") == ["1", "1", "2"]
