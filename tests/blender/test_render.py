# The stage: what is in the pictures, where the camera stands, and that nothing of it stays.
import json
import struct
import zlib

import pytest
from worker_client import RemoteError

SIZES = {"sword": (.06, .01, 1.2), "table": (1.8, .9, .75), "mug": (.1, .08, .09), "rug": (2, 1.4, .01),
         "pole": (.02, .02, 3), "house": (9, 12, 8)}


LEAST_PIXELS = """
from maquette_bridge.render import layers
usual, layers.LEAST_PIXELS = layers.LEAST_PIXELS, {}
print(usual)
"""


def asset(size, more=""):
    return f'''import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(4, -3, {size[2] / 2 + .3}))
obj = bpy.context.object
obj.scale = {size}
mat = bpy.data.materials.new('Red'); mat.use_nodes = True
mat.node_tree.nodes['Principled BSDF'].inputs['Base Color'].default_value = (.6, .02, .02, 1)
obj.data.materials.append(mat)
{more}'''


def pixels(path):
    """(width, height, rows of (r, g, b)) of an 8-bit RGB PNG as Blender writes it."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    place, body = 8, b""
    while place < len(data):
        (size,), kind = struct.unpack_from(">I", data, place), data[place + 4:place + 8]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack_from(">IIBB", data, place + 8)
            assert (depth, colour) == (8, 2)
        elif kind == b"IDAT":
            body += data[place + 8:place + 8 + size]
        place += 12 + size
    raw, rows, before = zlib.decompress(body), [], bytearray(3 * width)
    for y in range(height):
        start = y * (3 * width + 1)
        kind, row = raw[start], bytearray(raw[start + 1:start + 1 + 3 * width])
        for i in range(3 * width):
            left, up = (row[i - 3] if i >= 3 else 0), before[i]
            corner = before[i - 3] if i >= 3 else 0
            if kind == 4:
                p = left + up - corner
                add = min((abs(p - left), 0, left), (abs(p - up), 1, up), (abs(p - corner), 2, corner))[2]
            else:
                add = (0, left, up, (left + up) // 2)[kind]
            row[i] = (row[i] + add) & 255
        before = row
        rows.append([tuple(row[i:i + 3]) for i in range(0, 3 * width, 3)])
    return width, height, rows


def red(pixel):
    return pixel[0] > pixel[1] + 25 and pixel[0] > pixel[2] + 25


def render(worker, **more):
    return worker.call("render", {"mode": "final", "num_images": 1, "width": 160, "height": 90,
                                  "engine": "auto", "gpu": False, "folder": "renders", **more})


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("width, height", [(160, 90), (90, 160), (300, 40)])
def test_framing_of_every_view(worker, name, width, height):
    """The asset's corners, as Blender's own camera sees them, for 1 to 10 views."""
    worker.execute(asset(SIZES[name]))
    out = worker.execute(asset(SIZES[name]) + f'''
import json
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from maquette_bridge.render import framing
from maquette_bridge.render.stage import Stage
bpy.context.view_layer.update()
corners = [obj.matrix_world @ Vector(c) for c in obj.bound_box]
found = []
with Stage({width}, {height}) as stage:
    for count in range(1, 11):
        for view in framing.views(count, stage.high - stage.low):
            stage.look(view)
            seen = [world_to_camera_view(stage.scene, stage.camera, c) for c in corners]
            found.append((count, view.name, view.azimuth, view.elevation,
                          [min(s.x for s in seen), max(s.x for s in seen),
                           min(s.y for s in seen), max(s.y for s in seen)],
                          min(s.z for s in seen) > stage.camera.data.clip_start))
print(json.dumps(found))''')
    views = json.loads(out["stdout"])
    assert len(views) == 55
    for count, view, _azimuth, _elevation, (left, right, bottom, top), before in views:
        assert before, (count, view)
        sides = (left, 1 - right, bottom, 1 - top)
        assert min(sides) == pytest.approx(0.07, abs=0.002), (count, view, sides)
        # Centred both ways.
        assert left == pytest.approx(1 - right, abs=0.002) and bottom == pytest.approx(1 - top, abs=0.002)


def test_which_views(worker):
    out = worker.execute('''import json
from maquette_bridge.render import framing
print(json.dumps([[(v.name, v.azimuth, v.elevation) for v in framing.views(n, (1, 1, 1))]
                  for n in range(1, 11)]))''')
    for count, views in enumerate(json.loads(out["stdout"]), 1):
        names = [name for name, _a, _e in views]
        assert len(views) == count == len(set(names)) and names[0] == "front right"
        assert ("above" in names) == (count >= 5)
        ring = sorted(azimuth for name, azimuth, _e in views if name != "above")
        gaps = [(b - a) % 360 or 360 for a, b in zip(ring, ring[1:] + ring[:1])]
        assert max(gaps) - min(gaps) < 0.01
        assert all(5 < elevation < 45 for name, _a, elevation in views if name != "above")
        # What looks the same from all sides is seen from another height each time.
        heights = sorted(elevation for _n, _a, elevation in views)
        assert all(b - a >= 2 for a, b in zip(heights, heights[1:]))
        assert views[0][2] == 18 and (count < 3 or heights[0] < 10)
    assert [name for name, _a, _e in json.loads(out["stdout"])[4]] == [
        "front right", "back right", "back left", "front left", "above"]


def test_how_large_each_view_is(worker):
    """Of a box: its sides as they are seen, the corners of what turns all round, and a distance that fits a frame."""
    worker.execute("""import itertools, math
from mathutils import Vector
from maquette_bridge.render import framing
box = list(itertools.product((-2, 2), (-1, 1), (0, .5)))
for azimuth, elevation, wide, tall in ((0, 0, 4, .5), (90, 0, 2, .5), (180, 0, 4, .5), (0, 90, 4, 2), (90, 90, 2, 4)):
    size = framing.flat_size(box, framing.View('v', azimuth, elevation).rotation())
    assert all(abs(a - b) < 1e-6 for a, b in zip(size, (wide, tall))), (azimuth, elevation, size)
    for aspect in (.5, 1, 2):
        place, scale = framing.fit_parallel(box, framing.View('v', azimuth, elevation).rotation(), aspect)
        room = 1 - 2 * framing.AIR
        across = max(wide, tall * aspect) if aspect >= 1 else max(wide / aspect, tall)
        assert abs(scale - across / room) < 1e-5, (azimuth, elevation, aspect, scale)
round_it = framing.swept(box, Vector((0, 0, 0)))
far = [math.hypot(x, y) for x, y, z in round_it]
assert min(far) > math.hypot(2, 1) and max(far) < 1.002 * math.hypot(2, 1) and {z for x, y, z in round_it} == {0, .5}
# All round, evenly.
angles = sorted(math.degrees(math.atan2(y, x)) % 360 for x, y, z in round_it if z == 0)
assert max((b - a) % 360 for a, b in zip(angles, angles[1:] + angles[:1])) < 5.01
""")


def test_pictures(worker):
    worker.execute(asset(SIZES["table"]))
    worker.notifications.clear()
    result = render(worker, num_images=5)
    assert result["engine"] == "CYCLES" and len(result["images"]) == 5
    assert set(result["images"][0]) == {"file", "view", "azimuth_deg", "elevation_deg", "place_m", "width",
                                        "height"}
    progress = [each["params"] for each in worker.notifications if each["method"] == "progress"]
    assert [p["done"] for p in progress] == [1, 2, 3, 4, 5] and {p["of"] for p in progress} == {5}
    assert [p["image"] for p in progress] == result["images"]
    for image in result["images"]:
        width, height, rows = pixels(worker.run_dir / image["file"])
        assert (width, height) == (160, 90) == (image["width"], image["height"])
        border = rows[0] + rows[-1] + [row[0] for row in rows] + [row[-1] for row in rows]
        assert not any(red(p) for p in border), image["view"]
        share = sum(red(p) for row in rows for p in row) / (width * height)
        assert share > 0.08, image["view"]
        # Light, neutral, neither dark nor burnt out.
        for r, g, b in border:
            assert 110 < min(r, g, b) and max(r, g, b) < 250 and max(r, g, b) - min(r, g, b) < 30
    assert not list((worker.run_dir / "renders").glob(".*"))


def test_lights(worker):
    """Each light has a brightness of its own; a background is even, also with a light; only the views that are asked
    for are rendered."""
    worker.execute(asset((1, 1, 1)))

    def brightness(**more):
        render(worker, width=64, height=36, **more)
        _w, _h, rows = pixels(worker.run_dir / "renders" / "render_1.png")
        return rows[0][0], sum(sum(p) for row in rows for p in row) / (64 * 36 * 3)

    mean = {name: brightness(light=name)[1] for name in ("studio", "day", "evening", "dark")}
    assert mean["dark"] + 20 < mean["evening"] < mean["studio"] - 20, mean
    assert mean["evening"] < mean["day"], mean
    (r, g, b), _mean = brightness(light="dark", background=[[0.0, 0.02, 0.5]])
    assert b > 100 and b > r + 60 and b > g + 40, (r, g, b)

    result = render(worker, width=64, height=36, num_images=5, numbers=[4, 2], samples=1)
    assert [each["file"] for each in result["images"]] == ["renders/render_4.png", "renders/render_2.png"]
    assert [each["view"] for each in result["images"]] == ["front left", "back right"]
    for wrong in ({"light": "moon"}, {"numbers": [2]}, {"samples": 5000}, {"background": [[1, 1]]}):
        with pytest.raises(RemoteError):
            render(worker, **wrong)


@pytest.fixture
def small_ones_too(worker):
    """Pictures of every size are rendered in layers."""
    usual = worker.execute(LEAST_PIXELS.format(0))["stdout"]
    yield
    worker.execute(LEAST_PIXELS.format(int(usual)))


@pytest.mark.parametrize("count, clear", [(2, ""), (1, """
clear = mat.node_tree.nodes.new('ShaderNodeBsdfTransparent')
clear.inputs['Color'].default_value = (.2, .3, 1, 1)
mat.node_tree.links.new(clear.outputs[0], mat.node_tree.nodes['Material Output'].inputs[0])
""")], ids=["opaque", "tinted"])
def test_large_pictures_in_layers(worker, small_ones_too, count, clear):
    """A draft of every view first; then pictures, the first of which is as the one that is rendered whole."""
    script = asset(SIZES["table"], """
shade = bpy.data.objects.new('Shade', obj.data); bpy.context.collection.objects.link(shade)
shade.location = (4, -3, 2); shade.visible_camera = False
""" + clear)
    worker.execute(script)
    worker.notifications.clear()
    large = f"large-{count}"
    result = render(worker, num_images=count, width=480, height=288, folder=large)
    progress = [each["params"] for each in worker.notifications if each["method"] == "progress"]
    assert [(p["done"], p["of"], p.get("provisional"), p["image"]["file"], p["image"]["width"])
            for p in progress] == [
        *[(n, count, True, f"{large}/draft_{n}.png", 120) for n in range(1, count + 1)],
        *[(n, count, None, f"{large}/render_{n}.png", 480) for n in range(1, count + 1)]]
    assert [p["image"] for p in progress[count:]] == result["images"]
    assert {each.name for each in (worker.run_dir / large).iterdir()} == {
        f"{kind}_{n}.png" for kind in ("draft", "render") for n in range(1, count + 1)}
    assert pixels(worker.run_dir / large / "draft_1.png")[:2] == (120, 72)
    out = worker.execute(script + """
import json, numpy
from maquette_bridge.render import layers, renderer
class Call:
    def cancelled(self): return False
    def progress(self, params): pass
can, layers.can = layers.can, lambda stage: False
vars(bpy.ops).pop('render')  # which leaves out what a script renders
renderer.render('whole', 'whole', 'final', renderer.Options(1, 480, 288, 'cycles'), Call())
layers.can = can
def light(path, few):
    image = bpy.data.images.load(path)
    width, height = image.size
    found = numpy.array(image.pixels).reshape(height, width, 4)[:, :, :3]
    step = height // few
    return found.reshape(few, step, width // step, step, 3).mean((1, 3))
found = []
whole = light('whole/render_1.png', 72)
for other in ('render', 'draft'):
    away = numpy.abs(light(f'RENDERS/{other}_1.png', 72) - whole)
    found.append((float(away.mean()), float(numpy.quantile(away, .99))))
print(json.dumps([found, shade.visible_camera, obj.visible_camera]))""".replace(
        "RENDERS", str(worker.run_dir / large)))
    found, shade, seen = json.loads(out["stdout"])
    assert (shade, seen) == (False, True)
    for mean, most in found:  # of 1
        assert mean < 0.01 and most < 0.15, found


def test_settings_and_seed_of_pictures(worker, small_ones_too):
    """The asset has few samples of lamps that a tree chooses, the ground some more of all lamps; samples that are asked
    for are the most, with the sampling that stops where a picture is clean. The same scene twice: the same picture."""
    out = worker.execute(asset(SIZES["table"], """
import json
from maquette_bridge.render import layers, renderer
class Call:
    def cancelled(self): return False
    def progress(self, params): pass
vars(bpy.ops).pop('render')
found, usual = [], renderer.picture
def picture(scene, path):
    cycles = scene.cycles
    found.append((cycles.samples, cycles.use_light_tree, scene.world.cycles.sampling_method, cycles.seed,
                  bpy.data.materials['Maquette Stage'].cycles.emission_sampling, cycles.use_adaptive_sampling,
                  cycles.use_denoising))
    usual(scene, path)
renderer.picture = picture
try:
    for folder, samples in (('one', 0), ('two', 0), ('many', 40)):
        renderer.render(folder, folder, 'final', renderer.Options(1, 240, 144, 'cycles', samples=samples), Call())
finally:
    renderer.picture = usual
same = open('one/render_1.png', 'rb').read() == open('two/render_1.png', 'rb').read()
print(json.dumps([found, same]))"""))
    found, same = json.loads(out["stdout"])
    assert same
    one, two, many = found[:3], found[3:6], found[6:]
    assert one == two and many == [[40, True, "NONE", 1, "NONE", True, one[0][-1]]]
    ground, draft, whole = one
    assert (ground[1], draft[1], whole[1]) == (False, True, True)
    assert {tuple(each[2:6]) for each in one} == {("NONE", 1, "NONE", True)}
    assert [each[0] for each in one] == ([16, 4, 16] if one[0][-1] else [6, 3, 3])


def test_edges_of_few_samples(worker):
    """The grain of a slanted outline goes, and the outline stays as wide as it was; what is even stays, and so do
    corners, which change as much both ways. More samples: less is mixed."""
    out = worker.execute("""
import json, numpy
from maquette_bridge.render import layers
rng = numpy.random.default_rng(1)
y, x = numpy.mgrid[0:90, 0:120].astype(numpy.float32)
found = []
for slope in (0.0, 0.3, 1.0, 3.0):
    def cover(across): return numpy.clip(0.5 + (x - 60 - slope * (y - 45)) / (1 + slope ** 2) ** 0.5 + across, 0, 1)
    clean = numpy.dstack([cover(0.0)] * 4)
    grainy = numpy.dstack([rng.binomial(3, cover(0.0)) / 3] * 4).astype(numpy.float32)
    errors = []
    for share in (1.0, 0.4):
        layer = grainy.copy()
        layers._smooth_along_edges(layer, share)
        errors.append(float(((layer - clean) ** 2).mean() / ((grainy - clean) ** 2).mean()))
    layer = clean.copy()
    layers._smooth_along_edges(layer, 1.0)
    found.append((*errors, float(numpy.abs(layer - clean)[3:-3].max())))
checks = numpy.dstack([((x // 4 + y // 4) % 2)] * 4).astype(numpy.float32)
layer = checks.copy()
layers._smooth_along_edges(layer, 1.0)
crossings = (numpy.abs(x % 4 - 1.5) == 1.5) & (numpy.abs(y % 4 - 1.5) == 1.5)
even = numpy.full((5, 7, 4), 0.3, numpy.float32)
layers._smooth_along_edges(even, 1.0)
print(json.dumps([found, float(numpy.abs(layer - checks)[crossings].max()), float(abs(even - 0.3).max())]))""")
    found, crossings, even = json.loads(out["stdout"])
    for all_mixed, some_mixed, moved in found:
        assert all_mixed < some_mixed < 0.75 and all_mixed < 0.5 and moved < 0.2, found
    assert crossings < 0.1 and even < 1e-6


def test_preview(worker):
    worker.execute(asset(SIZES["mug"]))
    result = worker.call("render", {"mode": "preview", "num_images": 5, "width": 160, "height": 90})
    assert result["engine"] == "BLENDER_WORKBENCH"
    assert [(i["file"], i["view"]) for i in result["images"]] == [("renders/preview.png", "front right")]
    _w, _h, rows = pixels(worker.run_dir / "renders" / "preview.png")
    assert sum(red(p) for row in rows for p in row) > 160 * 90 * 0.1  # the shader's colour, not grey
    assert min(rows[0][0]) > 150


def test_the_stage_leaves_nothing(worker):
    script = asset(SIZES["mug"], '''
bpy.ops.object.light_add(type='SUN'); bpy.context.object.name = 'Sun'
bpy.ops.object.camera_add(); bpy.context.scene.camera = bpy.context.object
hidden = bpy.data.objects.new('Hidden', obj.data); bpy.context.collection.objects.link(hidden)
hidden.hide_set(True)
''')
    names = '''
import bpy, json
print(json.dumps({kind: sorted((x.name, x.users) for x in getattr(bpy.data, kind)) for kind in (
    "scenes", "objects", "meshes", "materials", "lights", "cameras", "worlds", "node_groups", "collections")}
    | {"hide": [o.hide_render for o in bpy.data.objects], "grey": [list(m.diffuse_color) for m in bpy.data.materials],
       "active": bpy.context.scene.name, "engine": bpy.context.scene.render.engine}))'''
    worker.execute(script, save="plain.blend")
    report = worker.measure()
    for more in ({}, {"mode": "preview"}):
        render(worker, **more)
        assert worker.measure() == report
    worker.call("save", {"file": "after.blend"})
    before, after = (json.loads(worker.execute(f'''
import bpy, json
with bpy.data.libraries.load({name!r}) as (source, _target):
    print(json.dumps({{kind: sorted(getattr(source, kind)) for kind in (
        "scenes", "objects", "meshes", "materials", "lights", "cameras", "worlds", "node_groups")}}))''')["stdout"])
        for name in ("plain.blend", "after.blend"))
    assert before == after and not any("Maquette" in each for names in after.values() for each in names)
    # In memory too: the stage made and removed within one script.
    out = worker.execute(script + names + '''
from maquette_bridge.render.stage import Stage
with Stage(160, 90) as stage:
    stage.polish(smooth=True); stage.show_base_colors()
''' + names)["stdout"].splitlines()
    assert out[0] == out[-1]


def test_own_suns_do_not_count_but_own_lamps_do(worker):
    def brightness(light):
        worker.execute(asset((1, 1, 1), light))
        render(worker, width=64, height=36)
        _w, _h, rows = pixels(worker.run_dir / "renders" / "render_1.png")
        return sum(sum(p) for row in rows for p in row) / (64 * 36 * 3)
    plain = brightness("")
    sun = brightness("bpy.ops.object.light_add(type='SUN'); bpy.context.object.data.energy = 50")
    lamp = brightness("bpy.ops.object.light_add(type='POINT', location=(4, -3.55, .8))\n"
                      "bpy.context.object.data.energy = 400")
    assert abs(sun - plain) < 2 and lamp > plain + 2


@pytest.mark.parametrize("script", [
    "pass", "import bpy\nbpy.ops.object.empty_add()",
    "import bpy\nbpy.ops.mesh.primitive_cube_add()\nbpy.context.object.hide_render = True",
    "import bpy\nbpy.ops.object.camera_add()\nbpy.ops.object.light_add(type='POINT')",
])
def test_nothing_to_render(worker, script):
    worker.execute(script)
    for mode in ("preview", "final"):
        with pytest.raises(RemoteError) as refused:
            render(worker, mode=mode)
        assert refused.value.code == -32004


def test_a_link_in_the_folder_is_not_followed(worker, tmp_path):
    worker.execute(asset(SIZES["mug"]))
    (worker.run_dir / "away").symlink_to(tmp_path)
    with pytest.raises(RemoteError) as refused:
        render(worker, folder="away")
    assert refused.value.code == -32002
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (worker.run_dir / "here").mkdir()
    for name in (".part.png", "preview.png"):
        (worker.run_dir / "here" / name).symlink_to(victim)
    render(worker, folder="here", mode="preview")
    assert victim.read_text() == "untouched"
    assert not (worker.run_dir / "here" / "preview.png").is_symlink()


@pytest.mark.parametrize("width, height", [(320, 180), (960, 540)])  # between drafts, too
def test_cancel(worker, width, height):
    worker.execute(asset(SIZES["mug"]))
    ident = worker.start("render", {"mode": "final", "num_images": 10, "width": width,
                                    "height": height})
    while worker.receive().get("method") != "progress":
        pass
    cancel = worker.start("cancel")
    pictures = 1
    while True:
        message = worker.receive()
        if message.get("method") == "progress":
            pictures += 1
        elif message["id"] == cancel:
            assert message["result"] == {}
        else:
            break
    assert message["id"] == ident and message["error"]["code"] == -32005 and pictures < 10
    assert worker.measure()["whole"]["objects"] == 1  # and the stage is gone


def cameras(answer):
    return [[each["azimuth_deg"], each["elevation_deg"], *each["place_m"]] for each in answer["images"]]


def test_same_camera(worker):
    """A later version is seen from where the earlier one was, as long as it fits there."""
    worker.execute(asset((.5, .5, 1)))
    def seen_from(**more):
        return cameras(render(worker, **{"num_images": 3, "engine": "workbench"} | more))

    first = seen_from()
    worker.execute(asset((.5, .5, 1.05)))
    assert seen_from(cameras=first) == first
    assert seen_from(mode="preview", cameras=first) == first[:1]
    assert seen_from() != first
    # Too large for it, and too small; all round it.
    for size in ((.5, .5, 1.6), (.2, .2, .5), (30, 30, 30)):
        worker.execute(asset(size))
        alone = seen_from()
        assert seen_from(cameras=first) == alone


@pytest.mark.parametrize("wrong", [1, [1], [[1, 2]], [["a", 0, 0, 0, 0]], [[0] * 5] * 11])
def test_wrong_cameras(worker, wrong):
    worker.execute(asset((1, 1, 1)))
    with pytest.raises(RemoteError) as refused:
        render(worker, cameras=wrong)
    assert refused.value.code == -32602


BACKENDS = """
from types import SimpleNamespace
from maquette_bridge.render import engines
def found(devices, addons=True):
    # With devices of these types; a backend that is not named is not in this build.
    def get_devices_for_type(backend):
        if backend not in devices:
            raise ValueError(backend)
        return [SimpleNamespace(type=each) for each in devices[backend]]
    preferences = SimpleNamespace(get_devices_for_type=get_devices_for_type)
    usual, engines.bpy = engines.bpy, SimpleNamespace(context=SimpleNamespace(preferences=SimpleNamespace(
        addons={"cycles": SimpleNamespace(preferences=preferences)} if addons else {})))
    try:
        return engines.gpu_backend()
    finally:
        engines.bpy = usual
ALL = ("OPTIX", "CUDA", "HIP", "METAL", "ONEAPI")
for backend in ALL:
    assert found({each: ["CPU", backend] if each == backend else ["CPU"] for each in ALL}) == backend
    assert found({backend: [backend]}) == backend
    assert found({backend: []}) is found({backend: ["CPU"]}) is None
assert found({each: [each] for each in ALL}) == "OPTIX" and found({}) is found({}, addons=False) is None
"""


def test_the_backend_of_a_gpu(worker):
    """The first that has a device of its own; none of a machine without one."""
    worker.execute(BACKENDS)
