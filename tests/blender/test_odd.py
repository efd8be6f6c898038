# Odd assets: whatever a script leaves, each method answers with a sound report, a picture or clear words, and
# the worker goes on.
import pytest
from representative import representative
from test_measure import HEAD, VALID, by_name
from test_render import pixels
from worker_client import RemoteError

NAN = "float('nan')"
POINTS = """
def points(name, places, edges=(), faces=()):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(places, edges, faces)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.collection.objects.link(obj)
    return obj
"""


def build(worker, script):
    worker.execute(HEAD + POINTS + script)
    report = worker.measure()
    VALID.validate(report)
    return report


def render(worker, **more):
    return worker.call("render", {"mode": "preview", "width": 64, "height": 64, **more})


@pytest.mark.parametrize("script", [
    "pass", "points('A', [])", "points('A', [(1, 2, 3)])", "points('A', [(1, 2, 3), (1, 2, 4)], [(0, 1)])",
    "bpy.context.collection.objects.link(bpy.data.objects.new('A', None))",
    "a = bpy.data.objects.new('A', bpy.data.cameras.new('A')); a['part'] = 'lens'\n"
    "bpy.context.collection.objects.link(a)",
    "c = bpy.data.curves.new('A', 'FONT'); c.body = ''\n"
    "bpy.context.collection.objects.link(bpy.data.objects.new('A', c))",
    "cube('A', (0, 0, 0)).hide_render = True; cube('B', (0, 0, 0)).hide_viewport = True",
])
def test_nothing_to_see(worker, script):
    report = build(worker, script)
    assert report["whole"]["objects"] == 0 and report["whole"]["box"] is None
    assert report["whole"]["ground_gap_m"] is None and report["floating"] == []
    for mode in ("preview", "look"):
        with pytest.raises(RemoteError) as refused:
            render(worker, mode=mode)
        assert refused.value.code == -32004


def test_what_is_not_seen_is_not_measured(worker):
    """A loose vertex far off is in no picture, so it makes nothing larger."""
    report = build(worker, "points('Loose', [(50, 50, -9)]); cube('B', (0, 0, .5))")
    assert report["whole"]["dimensions_m"] == [1, 1, 1] and report["whole"]["ground_gap_m"] == 0
    assert report["whole"]["objects"] == 1 and report["empty"] == ["Loose"]
    assert by_name(report)["Loose"]["box"]["min"] == [50, 50, -9]


@pytest.mark.parametrize("script", [
    f"cube('Bad', (0, 0, .5)).data.vertices[0].co = ({NAN},) * 3",
    f"cube('Bad', (0, 0, .5)).data.vertices[7].co.z = {NAN}",
    "cube('Bad', (0, 0, .5)).data.vertices[3].co.x = float('inf')",
    "cube('Bad', (0, 0, .5)).data.vertices[3].co.x = -3e38",
    f"cube('Bad', ({NAN}, 0, 0))", "cube('Bad', (0, 0, 1e12))",
])
def test_no_place(worker, script):
    """What has coordinates that are no place is the script's error, in words that help to mend it."""
    error = worker.fail(HEAD + script + "\ncube('Good', (0, 0, .5))")
    assert error["type"] == "ValueError" and "Bad" in error["message"] and "NaN" in error["message"]
    assert "Good" not in error["message"]
    # What stands all the same is measured and shown without it.
    report = worker.measure()
    VALID.validate(report)
    assert report["empty"] == ["Bad"] and report["whole"]["dimensions_m"] == [1, 1, 1]
    assert render(worker)["images"]


def test_no_place_after_modifiers(worker):
    """Only the evaluated geometry is nowhere: it is left out."""
    report = build(worker, """
a = cube('Bad', (0, 0, .5)); m = a.modifiers.new('a', 'ARRAY'); m.count = 3
m.use_relative_offset = False; m.use_constant_offset = True; m.constant_offset_displace = (3e38, 0, 0)
cube('Good', (0, 0, .5))""")
    assert report["empty"] == ["Bad"] and report["whole"]["dimensions_m"] == [1, 1, 1]


@pytest.mark.parametrize("side", [1e-5, 1e-3, 1e6, 1e8])
def test_sizes(worker, side):
    """From a grain of dust to a planet: measured, and seen as large in the picture as anything else."""
    report = build(worker, f"cube('A', (0, 0, {side / 2}), ({side},) * 3)\n"
                           f"cube('B', (0, 0, {1.4 * side}), ({side},) * 3)")
    assert report["whole"]["dimensions_m"] == pytest.approx([side, side, 1.9 * side], rel=0.02, abs=2e-6)
    assert report["contacts"] == [["A", "B"]] and report["floating"] == []
    assert len(report["penetrations"]) == (side > 1e-4)
    render(worker)
    _width, _height, rows = pixels(worker.run_dir / "renders" / "preview.png")
    back = rows[0][0]
    there = sum(abs(pixel[0] - back[0]) > 15 for row in rows for pixel in row)
    assert there > 600  # of 4096


def test_turned_inside_out(worker):
    """A mirrored object is as closed as another: what lies in it is found."""
    report = build(worker, """
a = cube('A', (0, 0, .5)); a.scale = (-1, 1, 1)
b = cube('B', (0, 0, 1.2)); b.scale = (-1, -1, -1)""")
    (pair,) = report["penetrations"]
    assert pair["depth_m"] == pytest.approx(0.3, abs=1e-3)


def test_cameras_and_lights_of_a_part(worker):
    report = build(worker, """
for name, data in (('Lens', bpy.data.cameras.new('Lens')), ('Bulb', bpy.data.lights.new('Bulb', 'POINT'))):
    obj = bpy.data.objects.new(name, data); obj['part'] = name.lower()
    bpy.context.collection.objects.link(obj)
cube('Box', (0, 0, .5))""")
    assert [(each["name"], each["part"], each["box"]) for each in report["objects"]][0] == ("Box", "Box",
        {"min": [-.5, -.5, 0], "max": [.5, .5, 1]})
    assert by_name(report)["Lens"]["part"] == "lens" and report["floating"] == [] and report["empty"] == []
    assert render(worker)["images"]


def test_what_moves_is_measured_as_it_stands(worker):
    report = build(worker, """
a = cube('A', (0, 0, .5)); a.keyframe_insert('location', frame=1)
a.location.z = 9; a.keyframe_insert('location', frame=50)
bpy.context.scene.frame_set(50)""")
    assert report["whole"]["ground_gap_m"] == 8.5
    assert render(worker)["images"]


@pytest.mark.parametrize("part, expect", [("5", "A"), ("''", "A"), ("'x' * 5000", "x" * 5000)])
def test_odd_parts(worker, part, expect):
    report = build(worker, f"cube('A', (0, 0, .5))['part'] = {part}")
    assert report["objects"][0]["part"] == expect


def test_many_triangles(worker):
    report = build(worker, "bpy.ops.mesh.primitive_grid_add(x_subdivisions=500, y_subdivisions=500, size=2)\n"
                           "cube('B', (0, 0, .5))")
    assert report["whole"]["triangles"] == 500_012 and report["contacts"] == [["B", "Grid"]]
    assert report["truncated"] is False


# The true limit is two million vertices.
@pytest.mark.parametrize("limit, side", representative([(2_000_000, 1420), (200_000, 450)], [(200_000, 450)]))
def test_more_than_is_read(worker, limit, side):
    """What is too large to be read is known by its box, and seen; the rest is measured as ever."""
    set_limit = "from maquette_bridge.measure import asset\nasset.MAX_VERTICES = {}\n"
    report = build(worker, set_limit.format(limit)
                   + f"bpy.ops.mesh.primitive_grid_add(x_subdivisions={side}, y_subdivisions={side}, size=4)\n"
                     "cube('B', (0, 0, .5))\ncube('On the grid', (1.4, 1.4, .55)).scale.z = .1\n"
                     "bpy.data.objects['Grid'].location.z = .5")
    assert report["truncated"] is True and report["empty"] == []
    # It is not known what carries it: see mark_unsure() of mq-measured-defects.c.
    assert report["floating"][0]["objects"] == ["On the grid"]
    assert report["whole"]["objects"] == 3 and report["whole"]["dimensions_m"] == [4, 4, 1]
    assert by_name(report)["Grid"]["triangles"] == 2 * side ** 2 and by_name(report)["B"]["triangles"] == 12
    assert render(worker)["images"]
    worker.call("execute", {"script": set_limit.format(2_000_000), "save": "any.blend", "cpu_s": 1800})


def test_five_thousand_objects(worker):
    """A heap of them: nothing is left out in silence."""
    report = build(worker, """
import random
chance = random.Random(1)
mesh = cube('O', (0, 0, .5)).data
for i in range(5000):
    obj = bpy.data.objects.new(f'O {i}', mesh)
    obj.location = [chance.uniform(0, 40) for _ in range(3)]
    bpy.context.collection.objects.link(obj)
""")
    assert len(report["objects"]) == 5000 and report["truncated"] is True
