# The toolkit's functions for exact things, measured on the meshes that a real Blender made: sizes, closed, one
# solid, holes, teeth. The measuring is the test's own.
import json
import math

import pytest
from worker_client import ROOT

LIBRARY = "\n".join(file.read_text() for file in sorted((ROOT / "data" / "sketcher" / "library").glob("*.py")))
FACTS = '''
ASSET, SEED = "Asset", 0

def facts(obj):
    """Millimetres; `open` counts edges that have not two faces."""
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bm.transform(matrix_of(obj))
    seen, islands = set(), 0
    for vertex in bm.verts:
        islands += vertex not in seen
        todo = [vertex]
        while todo:
            each = todo.pop()
            if each not in seen:
                seen.add(each)
                todo += [edge.other_vert(each) for edge in each.link_edges]
    places = [[c * 1000 for c in vertex.co] for vertex in bm.verts]
    normals = [corner.vector for corner in obj.data.corner_normals]
    # A large flat face is flat when its corners have its own normal.
    most = max(face.area for face in obj.data.polygons)
    bent = max(math.degrees(face.normal.angle(normals[i])) for face in obj.data.polygons
               if face.area > most / 2 for i in face.loop_indices)
    return {"open": sum(not edge.is_manifold for edge in bm.edges), "islands": islands,
            "flipped": sum(edge.is_manifold and not edge.is_contiguous for edge in bm.edges),
            "volume": bm.calc_volume(signed=True) * 1e9,
            # A closed solid with n through holes.
            "holes": islands - (len(bm.verts) - len(bm.edges) + len(bm.faces)) // 2,
            "low": [min(p[i] for p in places) for i in range(3)],
            "high": [max(p[i] for p in places) for i in range(3)],
            "places": [[round(c, 5) for c in p] for p in places], "bent": bent,
            "materials": len(obj.data.materials),
            "slots": sorted({face.material_index for face in obj.data.polygons}),
            "sharp": sum(edge.use_edge_sharp for edge in obj.data.edges), "part": obj.get("part")}

start(ASSET)
oak = bpy.data.materials.new("Oak")
'''


@pytest.fixture
def make(worker):
    """The facts of the objects that an expression makes, with what else is in the scene."""
    def run(code):
        script = (LIBRARY + FACTS + f"made = {code}\n"
                  "made = made if isinstance(made, list) else [made]\n"
                  "import json\nprint('FACTS' + json.dumps([[facts(each) for each in made], "
                  "len(bpy.data.objects), len(bpy.data.meshes)]))\n")
        result = worker.call("execute", {"script": script, "save": None, "cpu_s": 1800})
        assert result["error"] is None, result["error"]
        line, = (each for each in result["stdout"].splitlines() if each.startswith("FACTS"))
        found, objects, meshes = json.loads(line[5:])
        assert objects == len(found) == meshes, "nothing is left over"
        for each in found:
            assert each["open"] == each["flipped"] == 0 and each["volume"] > 0, each
        return found
    return run


def size(facts):
    return [high - low for low, high in zip(facts["low"], facts["high"])]


def radii(facts, z=None, centre=(0, 0)):
    return [math.hypot(x - centre[0], y - centre[1]) for x, y, height in facts["places"]
            if z is None or abs(height - z) < 1e-3]


def near(wanted):
    return pytest.approx(wanted, abs=0.002)


def polygon(radius, sides):
    """The area of a regular polygon."""
    return sides / 2 * radius ** 2 * math.sin(2 * math.pi / sides)


def test_sides(worker):
    result = worker.call("execute", {"script": LIBRARY + "\nASSET = SEED = 0\nprint([(sides_for(r), r) for r in "
                                     "(0.0005, 0.005, 0.02, 0.1, 0.3, 5.0)])", "save": None, "cpu_s": 1800})
    for sides, radius in json.loads(result["stdout"].replace("(", "[").replace(")", "]")):
        assert sides % 4 == 0 and 24 <= sides <= 256
        assert radius * (1 - math.cos(math.pi / sides)) <= 0.00005 or sides == 256


def test_drilled_plate(make):
    corners = [(x, y) for x in (-50, 50) for y in (-30, 30)]
    holes = [(x / 1000, y / 1000, 0.005) for x, y in corners]
    plate, = make(f"drilled_plate('Plate', (0.12, 0.08, 0.006), (0, 0, 0.003), oak, 'plate', {holes})")
    assert size(plate) == near([120, 80, 6]) and plate["low"][2] == near(0)
    assert (plate["holes"], plate["islands"], plate["part"]) == (4, 1, "plate")
    for corner in corners:
        rim = [each for each in radii(plate, 6, corner) if each < 10]
        assert len(rim) >= 24 and rim == near([2.5] * len(rim))
    assert plate["volume"] == pytest.approx(6 * (120 * 80 - 4 * polygon(2.5, 24)), rel=1e-4)
    assert plate["bent"] < 0.1

    round_one, = make("drilled_plate('Plate', (0.1, 0.1, 0.01), (0, 0, 0), oak, 'p', [(0.01, 0, 0.06)], 0.02, 'Y')")
    assert size(round_one) == near([100, 10, 100]) and round_one["holes"] == 1


def test_sleeve(make):
    sleeve, = make("hollow_cylinder('Bush', 0.02, 0.015, 0.04, (0, 0, 0.02), oak, 'bush')")
    assert size(sleeve) == near([40, 40, 40]) and sleeve["holes"] == 1
    assert {round(each, 3) for each in radii(sleeve)} == {20, 15}


@pytest.mark.parametrize("corner", [0, 0.0015, 0.01])
def test_open_box(make, corner):
    box, = make(f"open_box('Tray', (0.1, 0.06, 0.04), 0.002, 0.003, (0, 0, 0), oak, 'tray', {corner})")
    assert size(box) == near([100, 60, 40]) and box["low"][2] == near(0)
    assert (box["islands"], box["holes"]) == (1, 0)
    inside = [(x, y) for x, y, z in box["places"] if abs(z - 3) < 1e-3]
    assert max(x for x, _y in inside) == near(48) and max(y for _x, y in inside) == near(28)
    assert {round(z, 3) for _x, _y, z in box["places"]} == {0, 3, 40}
    if not corner:
        assert box["volume"] == pytest.approx(100 * 60 * 40 - 96 * 56 * 37, rel=1e-5)


def test_open_cylinder(make):
    cup, = make("open_cylinder('Cup', 0.04, 0.09, 0.003, 0.004, (0, 0, 0.01), oak, 'cup')")
    assert size(cup) == near([80, 80, 90]) and cup["low"][2] == near(10)
    assert {round(each, 3) for each in radii(cup)} == {40, 37} and cup["islands"] == 1
    tapered, = make("open_cylinder('Cup', 0.03, 0.1, 0.002, 0.01, (0, 0, 0), oak, 'cup', 0.04)")
    assert {round(each, 3) for each in radii(tapered, 100)} == {40, 38}
    assert {round(each, 3) for each in radii(tapered, 10)} == {29}


def test_drill(make):
    block = "box('Block', (0.1, 0.05, 0.03), (0, 0, 0.015), oak, 'block', 0.0)"
    through, = make(f"drill_holes({block}, [(-0.03, 0, 0), (0.03, 0, 0)], 0.008)")
    assert size(through) == near([100, 50, 30])
    assert (through["holes"], through["islands"], through["materials"]) == (2, 1, 1)
    rim = [each for each in radii(through, 30, (30, 0)) if each < 10]
    assert len(rim) >= 24 and rim == near([4] * len(rim))
    assert through["volume"] == pytest.approx(100 * 50 * 30 - 2 * 30 * polygon(4, len(rim)), rel=1e-4)
    assert through["bent"] < 0.1 and through["sharp"] >= 2 * 2 * 24 + 12
    blind, = make(f"drill_holes({block}, [(0, 0, 0.03)], 0.01, 0.012)")
    assert blind["holes"] == 0
    assert blind["volume"] == pytest.approx(150000 - 12 * polygon(5, 24), rel=1e-4)
    side, = make(f"drill_holes({block}, [(0, 0, 0.015)], 0.01, None, 'X')")
    assert side["holes"] == 1
    # The edges that `box` breaks by default stay as they were, and so does the flat between.
    soft, = make(f"drill_holes({block.replace('0.0)', '0.002)')}, [(0, 0, 0)], 0.008)")
    assert soft["holes"] == 1 and soft["bent"] < 1


def test_boolean(make):
    one, other = ("box('A', (0.04, 0.04, 0.04), (0, 0, 0.02), oak, 'a', 0.0)",
                  "box('B', (0.04, 0.04, 0.04), (0.02, 0, 0.03), bpy.data.materials.new('Red'), 'b', 0.0)")
    less, = make(f"boolean({one}, {other})")
    assert less["volume"] == pytest.approx(64000 - 20 * 40 * 30, rel=1e-5)
    assert (less["islands"], less["part"], less["materials"]) == (1, "a", 1)
    union, = make(f"boolean({one}, [{other}], 'UNION')")
    assert union["volume"] == pytest.approx(128000 - 24000, rel=1e-5) and union["materials"] == 2
    both, = make(f"boolean({one}, {other}, 'INTERSECT')")
    assert size(both) == near([20, 40, 30])


def test_a_cut_keeps_its_own_material(make):
    """The faces where a cutter of other materials was are obj's own; with `paint` they are the cutter's."""
    block = "box('A', (0.04, 0.04, 0.04), (0, 0, 0.02), oak, 'a', 0.0)"
    cutter = ("(lambda c: [c.data.materials.append(bpy.data.materials.new('Red')), "
              "[setattr(f, 'material_index', 1) for f in c.data.polygons], c][-1])"
              "(box('B', (0.02, 0.02, 0.05), (0, 0, 0.04), bpy.data.materials.new('Green'), 'b', 0.0))")
    for operation in ("DIFFERENCE", "INTERSECT"):
        cut, = make(f"boolean({block}, {cutter}, '{operation}')")
        assert (cut["materials"], cut["slots"]) == (1, [0]), operation
    bare, = make(f"boolean({block.replace('oak', 'None')}, {cutter})")
    assert (bare["materials"], bare["slots"]) == (0, [0])
    painted, = make(f"boolean({block}, {cutter}, paint=True)")
    assert len(painted["slots"]) == 2 and max(painted["slots"]) < painted["materials"]


def test_a_void_stays_a_void(make):
    """What is cut out of the middle is missing in the volume, and its faces look into it."""
    block, core = ("box('A', (0.04, 0.04, 0.04), (0, 0, 0.02), oak, 'a', 0.0)",
                   "box('B', (0.02, 0.02, 0.02), (0, 0, 0.02), oak, 'b', 0.0)")
    hollow, = make(f"boolean({block}, {core})")
    assert hollow["volume"] == pytest.approx(64000 - 8000, rel=1e-5) and hollow["islands"] == 2
    pair = "torus('Ring', 0.05, 0.01, (0, 0, 0), oak, 'r'), torus('Core', 0.05, 0.006, (0, 0, 0), oak, 'r')"
    ring, = make(f"boolean({pair})")
    outer, inner = (each["volume"] for each in make(f"[{pair}]"))
    assert ring["volume"] == pytest.approx(outer - inner, rel=1e-4)


@pytest.mark.parametrize("teeth", [9, 12, 20, 48])
def test_gear(make, teeth):
    gear, = make(f"involute_gear('Gear', 0.002, {teeth}, 0.008, (0, 0, 0.004), oak, 'gear', 0.006)")
    around = sorted((math.atan2(y, x), math.hypot(x, y)) for x, y, z in gear["places"]
                    if abs(z) < 1e-3 and math.hypot(x, y) > 4)
    assert max(r for _t, r in around) == near(teeth + 2)
    assert min(r for _t, r in around) == near(teeth - 2.5)
    assert (gear["holes"], gear["islands"]) == (1, 1) and size(gear)[2] == near(8)
    # Each tooth rises through the pitch circle once and falls once, as thick there as the gap.
    crossings = [(t + u) / 2 for (t, r), (u, s) in zip(around, around[1:] + around[:1]) if (r < teeth) != (s < teeth)]
    assert len(crossings) == 2 * teeth
    assert any(abs(t) < 1e-6 and r > teeth + 1.9 for t, r in around), "a tooth on +X"


def test_gears_mesh(make):
    """At their distance, half a tooth turned, they touch and do not run into each other."""
    pair = ("involute_gear('A', 0.002, 20, 0.008, (0, 0, 0), oak, 'a', backlash=0.0001)",
            "involute_gear('B', 0.002, 30, 0.008, (0.05, 0, 0), oak, 'b', backlash=0.0001, turn=180 + 6)")
    one, other = make(f"[{pair[0]}, {pair[1]}]")
    both, = make(f"boolean({pair[0]}, {pair[1]}, 'UNION')")
    assert both["volume"] == pytest.approx(one["volume"] + other["volume"], rel=2e-5)
    assert both["islands"] == 2


def test_screw_thread(make):
    bolt, = make("screw_thread('M8', 0.008, 0.00125, 0.02, (0, 0, 0.005), oak, 'bolt')")
    assert size(bolt) == near([8, 8, 20]) and bolt["low"][2] == near(5)
    assert (bolt["islands"], bolt["holes"]) == (1, 0)
    inner = [each for each in radii(bolt) if each > 0.1]
    assert min(inner) == pytest.approx(6.647 / 2, abs=0.003)  # the minor diameter of ISO 724
    crests = sorted(z for x, y, z in bolt["places"] if y == 0 and x > 0 and abs(math.hypot(x, y) - 4) < 1e-3)
    assert crests[2] - crests[0] == near(1.25)


def test_nut(make):
    """A nut cut by a thread with clearance takes the bolt without touching it."""
    nut = ("boolean(sharp_extrude('Nut', hexagon(0.013), 0.0065, (0, 0, 0.00325), oak, 'nut'), "
           "screw_thread('Tap', 0.008, 0.00125, 0.0105, (0, 0, -0.002), None, '', 0.0004))")
    bolt = "screw_thread('M8', 0.008, 0.00125, 0.0105, (0, 0, -0.002), oak, 'bolt')"
    found, = make(nut)
    assert found["holes"] == 1 and found["islands"] == 1
    assert size(found)[1:] == near([13, 6.5])
    pieces = [each["volume"] for each in make(f"[{nut}, {bolt}]")]
    both, = make(f"boolean({nut}, {bolt}, 'UNION')")
    assert both["islands"] == 2 and both["volume"] == pytest.approx(sum(pieces), rel=1e-5)


@pytest.mark.parametrize("opened, low, high", [(180, [-30, -30, -3.5], [30, 30, 3.5]),
                                               (90, [-3.5, -30, -3.5], [30, 30, 30]),
                                               (0, [-3.5, -30, -3.5], [30, 30, 3.5])])
def test_hinge(make, opened, low, high):
    code = f"butt_hinge('Hinge', 0.06, 0.03, 0.002, (0, 0, 0.01), oak, 'hinge', opened={opened})"
    first, second, pin = pieces = make(code)
    assert [each["islands"] for each in pieces] == [1, 1, 1]
    for axis in range(3):
        base = 10 if axis == 2 else 0
        assert min(each["low"][axis] for each in pieces) == near(low[axis] + base)
        assert max(each["high"][axis] for each in pieces) == near(high[axis] + base)
    # Nothing runs into anything: together they are as much as each by itself.
    both, = make(f"(lambda h: boolean(h[0], h[1:], 'UNION'))({code})")
    assert both["volume"] == pytest.approx(sum(each["volume"] for each in pieces), rel=1e-5)
    assert both["islands"] == 3


def test_chamfered_blocks(make):
    """All faces look out: the volume is that of a box less its edges and corners."""
    made, = make("blocks('Blocks', [Matrix.Translation((0, 0, 1)) @ Matrix.Diagonal((0.4, 0.3, 0.2, 1))], oak, "
                 "'b', 0.02)")
    a, b, d, c = 400, 300, 200, 20
    # Of each edge a prism with half a square as its section, less what three of them share at a corner.
    prisms = 4 * (a + b + d) * c * c / 2
    assert made["volume"] == pytest.approx(a * b * d - prisms + 8 * c ** 3 / 3, rel=2e-3) and made["islands"] == 1


def test_lettering(make):
    words, = make("solid_text('Name', 'LEFT HI', 0.01, 0.002, (0, 0, 0.02), oak, 'name')")
    assert words["islands"] == 6 and words["low"][2] == near(20) and size(words)[2] == near(2)
    assert size(words)[1] == near(10) and words["low"][0] == near(-words["high"][0])
    block = "box('Block', (0.1, 0.03, 0.01), (0, 0, 0.005), oak, 'block', 0.0)"
    engraved, = make(f"boolean({block}, solid_text('Name', 'HI', 0.01, 0.002, (0, -0.005, 0.009), None, ''))")
    assert engraved["volume"] < 30000 and engraved["islands"] == 1 and size(engraved) == near([100, 30, 10])
    assert {round(z, 2) for _x, _y, z in engraved["places"]} == {0, 9, 10}


def test_default_bevels_leave_thin_pieces_whole(make):
    """A bevel takes at most a quarter of the smallest side, so no rim is flared."""
    thin, = make("box('Sheet', (0.1, 0.1, 0.002), (0, 0, 0), oak, 'sheet')")
    assert {round(abs(z), 3) for x, y, z in thin["places"] if max(abs(x), abs(y)) > 49.99} >= {0.5}
    ring, = make("extrude('Ring', circle(0.02, 64), 0.03, (0, 0, 0), oak, 'ring', holes=[circle(0.0188, 64)])")
    assert {round(each, 1) for each in radii(ring, 15)} == {19.1, 19.7}
    assert max(radii(ring)) == near(20) and min(radii(ring)) == near(18.8)
    plain, = make("cylinder('Pin', 0.01, 0.03, (0, 0, 0), oak, 'pin', bevel=0)")
    assert {round(each, 3) for each in radii(plain)} == {10}


@pytest.mark.parametrize("code, radius, error", [
    ("cylinder('A', 0.2, 0.1, (0, 0, 0), oak, 'a', bevel=0)", 200, 0.1),
    ("lathe('A', [(0, 0), (0.2, 0), (0.2, 0.1), (0, 0.1)], (0, 0, 0), oak, 'a')", 200, 0.1),
    ("torus('A', 0.18, 0.04, (0, 0, 0), oak, 'a')", 200, 0.1),
    ("tube('A', [(0, 0, 0), (0, 0, 0.1)], 0.02, oak, 'a')", 20, 0.1)])
def test_round_enough_by_themselves(make, code, radius, error):
    found, = make(code)
    rim = {round(math.atan2(y, x), 5) for x, y, _z in found["places"] if math.hypot(x, y) > radius - 1e-3}
    assert max(radii(found)) == near(radius)
    assert radius * (1 - math.cos(math.pi / len(rim))) <= error * 1.01
