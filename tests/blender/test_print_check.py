# The check for 3D printing: what begins in the air, bridges, tips over, rolls, or has too small a gap; and sound
# things, of which it says nothing.
import pytest
from test_fits import lid
from test_requirements import SHAPES

FAULTS = ("open", "thin", "islands", "tips", "round", "off_bed")


def check(worker, script, **options):
    worker.execute(SHAPES + script)
    found = worker.call("print_check", {"wall_m": .0008, **options})
    return found, {name: found[name] for name in FAULTS if found[name]}


BOLT = "prism('Bar', [(-30, -3), (30, -3), (30, 3), (-30, 3)], 40, 46, 'bar')\n"
POSTS = "box('Left', (-34, -4, 0), (-26, 4, 60)); box('Right', (26, -4, 0), (34, 4, 60))\n"
CHAIR = """
for i, (x, y) in enumerate(((0, 0), (360, 0), (0, 360), (360, 360))):
    box(f'Leg {i + 1}', (x, y, 0), (x + 40, y + 40, 425))
box('Seat', (-10, -10, 420), (410, 410, 440))
for x in (0, 360): box(f'Post {x}', (x, 360, 438), (x + 40, 400, 800))
box('Back', (5, 370, 600), (395, 390, 780))
for i in range(2): box(f'Rail {i}', (5, 5 + 370 * i, 200), (395, 25 + 370 * i, 220))
"""
BRACKET = "prism('Bracket', [(0, 0), (60, 0), (60, 5), (5, 5), (5, 40), (0, 40)], 0, 30)\n"
# A handle whose lower end comes out of the wall, and rises.
MUG = """
cup('Mug', 40, 95, 3, 4, n=96)
places, faces = [], []
for k in range(17):
    c, s = cos(pi * (k - 8) / 16), sin(pi * (k - 8) / 16)
    places += [(39 + r * c, y, 50 + r * s) for r, y in ((22, -5), (22, 5), (28, 5), (28, -5))]
for i in range(16):
    faces += [(4 * i + k, 4 * i + (k + 1) % 4, 4 * i + 4 + (k + 1) % 4, 4 * i + 4 + k) for k in range(4)]
faces += [(3, 2, 1, 0), tuple(range(64, 68))]
link('Handle', places, faces)
bm = bmesh.new(); bm.from_mesh(bpy.data.objects['Handle'].data)
bmesh.ops.recalc_face_normals(bm, faces=bm.faces); bm.to_mesh(bpy.data.objects['Handle'].data); bm.free()
"""
SOUND = {
    "a block": "box('Block', (0, 0, 0), (20, 20, 20))",
    "a bar between posts": POSTS + BOLT,
    "a bar on posts": POSTS + BOLT.replace("40, 46", "60, 66"),
    "a chair": CHAIR, "a chair in the air": CHAIR + "for o in bpy.data.objects: o.location.z += .3\n",
    "a bracket": BRACKET,
    "a mug": "import bmesh\n" + MUG,
    "a tower": "box('Tower', (0, 0, 0), (10, 10, 200))",
    "a cone": "turned('Cone', [(0, 0), (20, 0), (0, 60)])",
    "a hollow block": "box('Block', (0, 0, 0), (40, 40, 40))\n"
                      "box('Room', (5, 5, 5), (35, 35, 35)).data.flip_normals()\n"
                      "bpy.context.view_layer.objects.active = bpy.data.objects['Block']\n"
                      "for each in bpy.data.objects: each.select_set(True)\nbpy.ops.object.join()",
    "a leaning post": "prism('Post', ring(10, 32), 0, 60); s = bpy.data.objects['Post'].data\n"
                      "for v in s.vertices: v.co.x += .1 * v.co.z",
}


@pytest.mark.parametrize("script", SOUND.values(), ids=SOUND)
def test_what_is_sound(worker, script):
    found, faults = check(worker, script)
    assert faults == {} and found["gap_m"] is None
    assert check(worker, script, lay_out=True)[1] == {}


def test_a_box_with_its_lid(worker):
    """On its box, the lip of the lid begins in the air; beside it, nothing does. Its narrower gap is the smallest."""
    found, faults = check(worker, lid(.4, .3, .4, .4))
    assert faults == {"islands": ["Lid"]} and found["near"] == ["Box", "Lid"]
    assert found["gap_m"] == pytest.approx(.0003, abs=5e-6)
    found, faults = check(worker, lid(.4, .3, .4, .4), lay_out=True)
    assert faults == {} and found["overhang"] == 0 and found["bridge_m"] is None
    assert found["dimensions_m"][2] == pytest.approx(.04) and found["fits"]
    found, _faults = check(worker, lid(.4, .4, .4, .4), lay_out=True, bed_x_m=.1, bed_y_m=.08, bed_z_m=.1)
    assert len(found["off_bed"]) == 1 and not found["fits"] and found["islands"] == [] and found["overhang"] == 0


def test_a_lining_that_nearly_lies(worker):
    """What begins half a millimetre above another piece sags onto it; a millimetre above, it begins in the air."""
    script = "cup('Cup', 30, 60, 3, 4, n=64); prism('Lining', ring(26.5, 64), {}, 50)"
    assert check(worker, script.format(4.5))[1] == {}
    assert check(worker, script.format(5))[1] == {"islands": ["Lining"]}


def test_pieces_hold_each_other_only_where_they_stand(worker):
    """Of two arms that reach out, one over the other: apart, they are no bridge between neighbours."""
    arm = ("prism('Arm {0}', [(0, 0), (10, 0), (10, 20), (30, 20), (30, 30), (0, 30)], {1}, {2})"
           ".rotation_euler.x = pi / 2\n")
    script = "".join(arm.format(i, 40 * i, 40 * i + 2) for i in range(2))
    assert check(worker, script)[0]["bridge_m"] is None
    assert check(worker, script, lay_out=True)[0]["bridge_m"] is None


PLANTED = {
    "a block that floats": ("box('Low', (0, 0, 0), (20, 20, 20)); box('High', (40, 0, 30), (60, 20, 50))",
                            {"islands": ["High"]}),
    "two that float together": ("box('Low', (0, 0, 0), (20, 20, 20)); box('A', (40, 0, 30), (60, 20, 50))\n"
                                "box('B', (60, 0, 30), (80, 20, 50))", {"islands": ["A", "B"]}),
    "a hook that hangs down": ("prism('Hook', [(0, 0), (10, 0), (10, 50), (40, 50), (40, 20), (45, 20), (45, 60), "
                               "(0, 60)], -5, 5).rotation_euler.x = pi / 2", {"islands": ["Hook"]}),
    "a bar that ends before its post": (POSTS + BOLT.replace("30, -3", "25, -3").replace("30, 3)", "25, 3)").replace(
        "(-25", "(-24").replace("(-30", "(-24"), {"islands": ["Bar"]}),
    "a tip that points down": ("box('Plate', (-20, -20, 50), (20, 20, 55)); box('Post', (15, 15, 0), (20, 20, 51))\n"
                               "turned('Tip', [(0, 30), (5, 51), (0, 51)])", {"islands": ["Tip"]}),
    "a ball": ("bpy.ops.mesh.primitive_uv_sphere_add(radius=.02); bpy.context.object.name = 'Ball'",
               {"round": ["Ball"]}),
    "a barrel on its side": ("prism('Barrel', ring(15, 64, start=pi / 64), 0, 60).rotation_euler.x = pi / 2", {}),
    "a tall L": ("prism('L', [(0, 0), (10, 0), (10, 60), (80, 60), (80, 70), (0, 70)], 0, 20)"
                 ".rotation_euler.x = pi / 2", {"tips": ["L"]}),
}


@pytest.mark.parametrize("script, wanted", PLANTED.values(), ids=PLANTED)
def test_what_is_planted(worker, script, wanted):
    assert check(worker, script)[1] == wanted


@pytest.mark.parametrize("times", [.1, 10])
def test_at_another_scale(worker, times):
    """A tenth, or ten times, as large: what is printed is the same."""
    script = f"{POSTS + BOLT}\nfor o in bpy.data.objects:\n    for v in o.data.vertices: v.co *= {times}\n"
    found, faults = check(worker, script, mm_m=.001 * times, wall_m=.001 * times)
    assert faults == {} and found["bridge_m"] == pytest.approx(.052 * times, rel=.01)


def test_a_bridge(worker):
    found, _faults = check(worker, POSTS + BOLT)
    assert found["bridge_m"] == pytest.approx(.052, abs=1e-4) and found["bridge"] == ["Bar"]
    # A ledge that looks at a wall is none.
    ledge = "box('Tower', (0, 0, 0), (20, 20, 60)); box('Ledge', (19, 5, 40), (24, 15, 60)); "
    assert check(worker, ledge + "box('Wall', (50, -50, 0), (60, 70, 60))")[0]["bridge_m"] is None
    # What is held on one side only is no bridge, but an overhang.
    shelf = "prism('Shelf', [(0, 0), (10, 0), (10, 50), (60, 50), (60, 60), (0, 60)], 0, 20).rotation_euler.x = pi / 2"
    found, _faults = check(worker, shelf)
    assert found["bridge_m"] is None and found["overhang"] > .05
