# A critic's pictures: the six sides, glass, materials, cut-aways and sections that show the inside, close-ups before
# and after, and that nothing of it stays.
import struct
import sys

import pytest
from worker_client import ROOT, RemoteError

sys.path.append(str(ROOT / "tests" / "bench"))

from moving_things import SCENE  # noqa: E402

PAIR = '''import bpy
def box(name, place, size, color=(.2, .2, .2, 1)):
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    obj = bpy.context.object
    obj.name, obj.scale = name, size
    mat = bpy.data.materials.new(name); mat.use_nodes = True
    mat.node_tree.nodes['Principled BSDF'].inputs['Base Color'].default_value = color
    obj.data.materials.append(mat)
    return obj
box('Seat', (0, 0, .45), (.5, .5, .06)); box('Leg', (.2, .2, .23), (.05, .05, .46))
'''
SAMPLES = """
from maquette_bridge.render import critic_pictures
usual, critic_pictures.BEAUTY_SAMPLES = critic_pictures.BEAUTY_SAMPLES, {}
print(usual)
"""
VIEWS = ["front", "right", "back", "top", "from the front left, above", "from the back right, below"]


def look(worker, **more):
    return worker.call("render", {"mode": "look", "width": 160, "height": 160, "folder": "look",
                                  "engine": "workbench", **more})


@pytest.fixture
def coarse(worker):
    """Real light with few samples: enough to see what is where."""
    usual = worker.call("execute", {"script": SAMPLES.format(2), "save": "any.blend", "cpu_s": 1800})["stdout"]
    yield
    worker.call("execute", {"script": SAMPLES.format(int(usual)), "save": "any.blend", "cpu_s": 1800})


def segments(path):
    """(width, height, the markers in front of the scan) of a JPEG."""
    data, place, markers, size = path.read_bytes(), 2, [], None
    assert data[:2] == b"\xff\xd8"
    while data[place + 1] != 0xda:
        marker, (length,) = data[place + 1], struct.unpack_from(">H", data, place + 2)
        markers.append(marker)
        if marker in (0xc0, 0xc2):
            size = struct.unpack_from(">HH", data, place + 5)[::-1]
        place += 2 + length
    return *size, markers


def colours(worker, file, step=1):
    """Rows of (r, g, b) from 0 to 1 from the top, by Blender's own reader; each `step`-th pixel of them."""
    pixels = worker.run_dir / "pixels"
    width = int(worker.execute(f'''
import bpy
image = bpy.data.images.load({str(worker.run_dir / file)!r})
image.colorspace_settings.name = 'Non-Color'
width, height = image.size
pixels = image.pixels[:]
places = [4 * (y * width + x) for y in range((height - 1) % {step}, height, {step}) for x in range(0, width, {step})]
with open({str(pixels)!r}, "wb") as out:
    out.write(bytes(round(255 * v) for i in places for v in pixels[i:i + 3]))
print(len(range(0, width, {step})))''')["stdout"])
    values, row = [byte / 255 for byte in pixels.read_bytes()], 3 * width
    return [[tuple(values[y + x:y + x + 3]) for x in range(0, row, 3)]
            for y in range(len(values) - row, -1, -row)]


def share(rows, is_it):
    return sum(is_it(*p) for row in rows for p in row) / sum(map(len, rows))


def yellow(r, g, b):
    return r > .6 and g > .5 and b < .35


def red(r, g, b):
    return r > .6 and g < .4 and b < .4


def blue(r, g, b):
    return b > .6 and r < .4


def test_views_and_sizes(worker):
    worker.execute(PAIR)
    before = worker.measure()
    worker.notifications.clear()
    result = look(worker, engine="auto")
    assert worker.measure() == before
    assert [i["view"] for i in result["images"][:6]] == VIEWS and len(result["images"]) == 7
    assert result["images"][6]["view"].startswith("beauty")
    assert [(i["azimuth_deg"], i["elevation_deg"]) for i in result["images"][:6]] == [
        (0, 0), (90, 0), (180, 0), (0, 90), (320, pytest.approx(30)), (145, -32)]
    for image in result["images"]:
        width, height, markers = segments(worker.run_dir / image["file"])
        assert (width, height) == (image["width"], image["height"]) == (160, 160)
        # Nothing but pixels: no comments, no Exif.
        assert not {0xfe, 0xe1} & set(markers), image["file"]
    progress = [n["params"] for n in worker.notifications if n["method"] == "progress"]
    assert [p["done"] for p in progress] == list(range(1, 8)) and {p["of"] for p in progress} == {7}
    assert not list((worker.run_dir / "look").glob(".*"))


def test_one_sheet(worker):
    """All six views on one picture, each in a cell of its own with its name on it."""
    worker.execute(PAIR)
    before = worker.measure()
    worker.notifications.clear()
    result = look(worker, width=640, height=640, sheet=True, cuts=[["Leg", "Seat"]], engine="cycles")
    assert worker.measure() == before
    sheet, cut = result["images"]
    assert all(f"{number} {name}" in sheet["view"] for number, name in enumerate(VIEWS, 1))
    assert "; 5 in real materials and light; " in sheet["view"]
    assert sheet["view"].startswith("one sheet of 2 rows: 1 front, 2 right, 3 back / 4 top, ")
    assert cut["view"].startswith("cut through Leg")
    width, height, markers = segments(worker.run_dir / sheet["file"])
    assert (width, height) == (sheet["width"], sheet["height"]) and width <= 1024 and height <= 768
    assert not {0xfe, 0xe1} & set(markers) and segments(worker.run_dir / cut["file"])[:2] == (480, 480)
    rows = colours(worker, sheet["file"])
    for left, top, wide, tall in sheet["cells"]:
        cell = [line[left + 4:left + wide - 2] for line in rows[top + 4:top + tall - 2]]
        air = cell[60][3]
        assert max(min(p) for p in cell[3][1:30]) > max(air) + .05, "no label"
        seen = [p for line in cell[40:] for p in line if max(abs(a - b) for a, b in zip(p, air)) > .2]
        assert len(seen) > 3000, "nothing to be seen"
    progress = [n["params"] for n in worker.notifications if n["method"] == "progress"]
    assert [(p["done"], p["of"]) for p in progress] == [(1, 2), (2, 2)]
    assert not list((worker.run_dir / "look").glob(".*"))


def test_without_real_light(worker):
    """Who renders with Workbench does not wait for another engine."""
    worker.execute(PAIR)
    assert [image["view"] for image in look(worker)["images"]] == VIEWS
    sheet, = look(worker, sheet=True)["images"]
    assert "real materials" not in sheet["view"]


def filled(worker, sheet):
    """The share of each cell of a sheet that the asset's box on it fills."""
    rows, shares = colours(worker, sheet["file"]), []
    for left, top, wide, tall in sheet["cells"]:
        cell = [line[left + 3:left + wide - 3] for line in rows[top + 3:top + tall - 3]]
        air = cell[-2][1]
        # The label and its shadow are lighter than the air, the asset is darker.
        seen = [(x, y) for y, line in enumerate(cell) for x, p in enumerate(line) if max(p) < max(air) - .2]
        across = max(x for x, _y in seen) - min(x for x, _y in seen) + 1
        down = max(y for _x, y in seen) - min(y for _x, y in seen) + 1
        shares.append(across * down / (wide * tall))
    return shares


@pytest.mark.parametrize("size, high", [((195, 20, 32), 762), ((20, 195, 32), 768), ((.1, .1, 1), 564),
                                        ((1, 1, 1), 710), ((2, 1.4, .3), 691)])
def test_a_sheet_is_laid_out_for_its_asset(worker, size, high):
    """Cells have the shape of their views: a ship is no sliver, and no sheet is larger than another."""
    worker.execute(PAIR.rsplit("box('Seat'", 1)[0] + f"box('One', (0, 0, 0), {size}, (0, 0, 0, 1))\n")
    sheet, = look(worker, sheet=True)["images"]
    shares = filled(worker, sheet)
    assert min(shares) > .3 and sorted(shares)[2] > .6, shares
    assert sheet["width"] == 1024 and sheet["height"] == pytest.approx(high, abs=2)
    # The cells fill the sheet and do not overlap.
    assert sum(wide * tall for _x, _y, wide, tall in sheet["cells"]) == pytest.approx(
        sheet["width"] * sheet["height"], rel=.01)


def test_materials(worker, coarse):
    """All six sides by the engine, the ground out of the way of what is seen from below; else only one of them."""
    glow = PAIR.replace("(0, 0, .45)", "(0, 0, .03)").replace("(.05, .05, .46)", "(.05, .05, .05)") + """
bpy.data.objects['Leg'].location.z = .03
nodes = bpy.data.materials['Seat'].node_tree.nodes
nodes['Principled BSDF'].inputs['Emission Color'].default_value = (0, 1, 0, 1)
nodes['Principled BSDF'].inputs['Emission Strength'].default_value = 1
"""
    for materials, note, green in ((True, "; all in real materials and light;", 6),
                                   (False, "; 5 in real materials and light;", 1)):
        worker.execute(glow)
        before = worker.measure()
        sheet, = look(worker, sheet=True, engine="cycles", materials=materials)["images"]
        assert worker.measure() == before
        assert note in sheet["view"]
        rows = colours(worker, sheet["file"])
        glowing = [share([line[x:x + wide] for line in rows[y:y + tall]], lambda r, g, b: g > 1.6 * r and g > 1.6 * b)
                   for x, y, wide, tall in sheet["cells"]]
        assert sum(each > .03 for each in glowing) == green, glowing
    worker.execute(glow)
    single = look(worker, engine="cycles", materials=True)["images"]
    # A flat thing is drawn from above.
    assert [image["view"].replace(", from above", "") for image in single] == [
        f"{view}, in real materials and light" for view in VIEWS]


POT = PAIR.rsplit("box('Seat'", 1)[0] + """
def piece(name, radius, depth, z):
    bpy.ops.mesh.primitive_cylinder_add(radius=radius, depth=depth, location=(0, 0, z), vertices=64)
    bpy.context.object.name = name
    return bpy.context.object
pot, hole = piece('Pot', .1, .16, .08), piece('Hole', .09, .16, .09)
pot.modifiers.new('Hole', 'BOOLEAN').object = hole
with bpy.context.temp_override(object=pot):
    bpy.ops.object.modifier_apply(modifier='Hole')
bpy.data.objects.remove(hole)
piece('Lid', .1, .012, .166)
piece('Core', .04, .06, .05)
"""


def green(r, g, b):
    return g > .4 and r < .4 and b < .4


def test_a_section_through_the_middle(worker):
    """What no view shows: walls, floor and lid, and what is inside, each in its colour."""
    worker.execute(POT)
    before = worker.measure()
    sheet, inside = look(worker, sheet=True, inside="section")["images"]
    assert worker.measure() == before
    assert inside["view"] == ("section through the middle, seen from the front; the cut faces: Pot red, Lid blue, "
                              "Core green")
    assert inside["width"] * inside["height"] <= 480 * 490
    rows = colours(worker, inside["file"])
    assert share(rows, red) > .03 and share(rows, blue) > .01 and share(rows, green) > .03
    # From top to bottom through the middle: the lid, air, the core, the floor.
    column = [row[len(row) // 2] for row in rows]
    kinds = ["r" if red(*p) else "b" if blue(*p) else "g" if green(*p) else "" for p in column]
    assert "".join(k for k, last in zip(kinds, [""] + kinds) if k != last) == "bgr"


def test_parts_are_drawn_apart(worker):
    worker.execute(POT)
    before = worker.measure()
    inside, = look(worker, views=False, inside="apart")["images"]
    assert worker.measure() == before
    assert inside["view"] == "the parts drawn apart along z, from the bottom: Core green, Pot red, Lid blue"
    # Pale, for nothing is cut; each by itself, from the lid to the core.
    rows = colours(worker, inside["file"])
    column = [row[len(row) // 2] for row in rows]
    kinds = ["b" if b > r + .04 else "r" if r > g + .04 else "g" if g > r + .03 else "" for r, g, b in column]
    assert "".join(k for k, last in zip(kinds, [""] + kinds) if k != last).startswith("br")
    assert kinds.index("g") > max(i for i, k in enumerate(kinds) if k == "r")


def test_nothing_to_draw_apart(worker):
    worker.execute(PAIR.rsplit("box('Seat'", 1)[0] + "box('One', (0, 0, 0), (1, 1, 1))\n")
    assert len(look(worker, inside="apart")["images"]) == 6


def closeup(label, *objects, camera=None):
    return {"label": label, "objects": objects, "camera": [camera] if camera else []}


def test_closeups_before_and_after(worker):
    """Where two objects meet, large, and after the repair from the same place."""
    gap = PAIR.replace("(.2, .2, .23), (.05, .05, .46)", "(.2, .2, .2), (.05, .05, .38)")
    worker.execute(gap)
    result = look(worker, views=False, closeups=[closeup("before: leg", "Leg", "Seat"), closeup("before: x", "Nobody")])
    before, = result["images"]
    assert before["view"] == "close-ups: 1 before: leg" and (before["width"], before["height"]) == (384, 384)
    camera, nothing = before["cameras"]
    assert nothing is None and len(camera) == 6
    # The place, not the whole: a good part of the seat is outside.
    assert camera[5] < .6
    worker.execute(PAIR)
    same, = look(worker, views=False, folder="after", closeups=[closeup("after: leg", camera=camera)])["images"]
    assert same["cameras"] == [camera] and same["view"] == "close-ups: 1 after: leg"
    first, second = (colours(worker, image["file"]) for image in (before, same))
    # What did not change is where it was; where the gap was there is the leg.
    changed = [(x, y) for y in range(60, 384) for x in range(384)
               if max(abs(a - b) for a, b in zip(first[y][x], second[y][x])) > .15]
    assert 20 < len(changed) < 384 * 384 / 8


def test_closeups_look_from_where_something_is_seen(worker):
    """Under a table top, from below."""
    worker.execute(PAIR.rsplit("box('Seat'", 1)[0]
                   + "box('Top', (0, 0, 1), (1, 1, .1)); box('Drop', (0, 0, .92), (.2, .2, .06), (.7, .02, .02, 1))\n")
    image, = look(worker, views=False, closeups=[closeup("drop", "Drop")])["images"]
    assert image["cameras"][0][1] < 0
    assert share(colours(worker, image["file"]), lambda r, g, b: r > 2 * g) > .1


def test_several_closeups_are_one_picture(worker):
    worker.execute(PAIR)
    for count, size in ((2, (768, 384)), (3, (1023, 341)), (4, (768, 768))):
        image, = look(worker, views=False, closeups=[closeup(str(n), "Leg") for n in range(count)])["images"]
        assert (image["width"], image["height"]) == size
    # An empty scene hides nothing, and one that is gone is not looked at.
    assert look(worker, views=False, closeups=[closeup("x", "Nobody")])["images"] == []


CUPBOARD = SCENE + """
def color(obj, *rgb):
    mat = bpy.data.materials.new(obj.name); mat.use_nodes = True
    mat.node_tree.nodes['Principled BSDF'].inputs['Base Color'].default_value = (*rgb, 1)
    obj.data.materials.append(mat)
block('Body', (0, 0, 0), (.4, .3, .5))
color(block('Door', (0, -.02, 0), (.4, 0, .5)), .8, .02, .02)
color(block('Flap', (0, .3, 0), (.4, .32, .5)), .02, .05, .8)
block('Wheel', (.1, .1, .5), (.2, .2, .52))
def row(name, kind, at, axis, limits=None):
    return dict(name=name, kind=kind, parent='Body', child=name, at=at, axis=axis, limits=limits)
ROWS = [row('Door', 'hinge', [0, -.02, 0], [0, 0, -1], [0, 90]),
        row('Flap', 'hinge', [0, .32, 0], [1, 0, 0], [-90, 10]),
        row('Wheel', 'hinge', [.15, .15, .5], [0, 0, 1])]
"""


def test_what_moves_is_seen_at_its_far_ends(worker):
    """Each joint by itself, from the side where it is, and as built afterwards; a wheel only where nothing else is."""
    worker.execute(CUPBOARD + "add_joints(ROWS)")
    before = worker.measure()
    plain, = look(worker, sheet=True)["images"]
    sheet, far = look(worker, sheet=True, far_poses=True)["images"]
    assert worker.measure() == before and plain["view"] == sheet["view"]
    assert far["view"] == ("each joint at its far end, the others as built: 1 Door at 90 degrees, from the front left; "
                           "2 Flap at -90 degrees, from the back left")
    assert (far["width"], far["height"]) == (680, 340) and far["file"] == "look/far_poses.jpg"
    rows = colours(worker, far["file"])
    for seen, half in ((lambda r, g, b: r > 2 * g, slice(0, 340)), (lambda r, g, b: b > 2 * r, slice(340, 680))):
        assert share([row[half] for row in rows], seen) > .02
    # The flap lies on its back: it reaches farther out than it stands high.
    blue = [(x, y) for y, row in enumerate(rows) for x, (r, g, b) in enumerate(row) if x > 340 and b > 2 * r]
    assert max(x for x, _y in blue) - min(x for x, _y in blue) > max(y for _x, y in blue) - min(y for _x, y in blue)
    worker.execute(CUPBOARD + "add_joints(ROWS[2:])")
    assert "1 Wheel at 90 degrees" in look(worker, sheet=True, far_poses=True)["images"][1]["view"]
    worker.execute(CUPBOARD)
    assert len(look(worker, sheet=True, far_poses=True)["images"]) == 1


def test_many_joints_on_one_sheet(worker):
    doors = "".join(f"block('Door {n}', ({n}, -.02, 0), ({n} + .4, 0, .5))\n" for n in range(8))
    rows = ", ".join(f"row('Door {n}', 'hinge', [{n}, -.02, 0], [0, 0, -1], [0, 90])" for n in range(8))
    worker.execute(CUPBOARD + f"block('Back', (0, 0, 0), (8, .1, .5), 'Body')\n{doors}add_joints([{rows}])")
    far, = look(worker, views=False, far_poses=True)["images"]
    assert far["view"].endswith("; 2 more joints are not shown") and len(far["cells"]) == 6
    assert (far["width"], far["height"]) == (1020, 680)


@pytest.mark.parametrize("bad", [
    {"closeups": [{"label": "x", "objects": [1]}]}, {"closeups": ["x"]}, {"closeups": [{"objects": []}]},
    {"closeups": [{"label": "x", "camera": [[1, 2]]}]}, {"closeups": [{"label": "x", "more": 1}]},
    {"closeups": [{"label": "x"}] * 5}, {"inside": "out"}, {"inside": 1}])
def test_what_is_refused(worker, bad):
    worker.execute(PAIR)
    with pytest.raises(RemoteError) as refused:
        look(worker, **bad)
    assert refused.value.code == -32602


def test_colours_and_air(worker):
    worker.execute(PAIR + "box('Red', (0, 0, 1), (.6, .6, .6), (.6, .02, .02, 1))\n")
    files = [i["file"] for i in look(worker)["images"][:6]]
    for file in files:
        rows = colours(worker, file)
        border = rows[0] + rows[-1] + [row[0] for row in rows] + [row[-1] for row in rows]
        assert max(max(p) - min(p) for p in border) < .1, file
        assert share(rows, lambda r, g, b: r > 2 * g and r > 2 * b and r > .35) > .05, file


@pytest.mark.parametrize("size", [(2, 1.4, .01), (.02, .02, 3), (1e-3, 1e-3, 1e-3), (900, 700, 400)])
def test_flat_tall_tiny_and_huge_fill_the_frame(worker, size):
    worker.execute(PAIR.rsplit("box('Seat'", 1)[0] + f"box('One', (5, 5, 5), {size}, (0, 0, 0, 1))\n")
    for image in look(worker)["images"][:6]:
        rows = colours(worker, image["file"])
        seen = [(x, y) for y, row in enumerate(rows) for x, p in enumerate(row)
                if max(abs(a - b) for a, b in zip(p, rows[0][0])) > .12]
        across = max(x for x, _y in seen) - min(x for x, _y in seen)
        down = max(y for _x, y in seen) - min(y for _x, y in seen)
        assert 125 <= max(across, down) <= 145, image["view"]


def test_glass_shows_what_is_behind(worker):
    def centre(transmission):
        worker.execute(PAIR.rsplit("box('Seat'", 1)[0] + f'''
box('Core', (0, 0, 0), (.3, .3, .3), (.7, .02, .02, 1))
glass = box('Glass', (0, 0, 0), (1, 1, 1), (.9, .9, .9, 1))
tree = glass.data.materials[0].node_tree.nodes['Principled BSDF']
(tree.inputs.get('Transmission Weight') or tree.inputs['Transmission']).default_value = {transmission}
''')
        before = worker.measure()
        file = look(worker)["images"][0]["file"]
        assert worker.measure() == before
        return colours(worker, file)[80][80]
    assert centre(0)[0] - centre(0)[1] < .05 and centre(1)[0] - centre(1)[1] > .1


def test_a_cut_away_shows_the_inside(worker):
    worker.execute(PAIR)
    before = worker.measure()
    assert [p["objects"] for p in before["penetrations"]] == [["Leg", "Seat"]]
    result = look(worker, cuts=[["Leg", "Seat"]])
    assert worker.measure() == before and result["uncut"] == []
    image = result["images"][6]
    assert image["view"] == "cut through Leg (red) and Seat (blue); yellow: inside both"
    rows = colours(worker, image["file"])
    assert share(rows, yellow) > .015 and share(rows, red) > .05 and share(rows, blue) > .05
    # The leg ends inside the seat: above the yellow there is blue again.
    column = max(range(160), key=lambda x: sum(yellow(*row[x]) for row in rows))
    kinds = ["y" if yellow(*row[column]) else "r" if red(*row[column]) else "b" if blue(*row[column])
             else "" for row in rows]
    order = "".join(k for k, last in zip(kinds, [""] + kinds) if k != last)
    assert order.startswith("by") and order.endswith("r")


def test_what_is_hollow_is_hollow_in_the_cut(worker):
    tube = '''
bpy.ops.mesh.primitive_cylinder_add(radius=.2, depth=.5, end_fill_type='NOTHING')
tube = bpy.context.object; tube.name = 'Tube'
tube.modifiers.new('S', 'SOLIDIFY').thickness = .05
box('Plate', (.2, 0, 0), (.2, .2, .2))'''
    worker.execute(PAIR.rsplit("box('Seat'", 1)[0] + tube)
    image = look(worker, cuts=[["Tube", "Plate"]])["images"][6]
    rows = colours(worker, image["file"])
    # Of the plate's cut face only the wall's thickness, a quarter of it, lies in both.
    both, alone = share(rows, yellow), share(rows, blue)
    assert .1 < both / (both + alone) < .5, (both, alone)


@pytest.mark.parametrize("name", ["a\nb", "x‮y", "', '); import os #", "\x1b[31mred", "n" * 63])
def test_hostile_names(worker, name):
    worker.execute(PAIR + f"bpy.data.objects['Leg'].name = {name!r}\n")
    real = next(o["name"] for o in worker.measure()["objects"] if o["name"] != "Seat")
    result = look(worker, cuts=[[real, "Seat"]])
    label = result["images"][6]["view"]
    assert label.startswith("cut through ") and label.isprintable() and result["uncut"] == []


def test_what_cannot_be_cut_is_said(worker):
    worker.execute(PAIR)
    result = look(worker, cuts=[["Leg", "Nobody"], ["Seat", "Seat"]])
    assert result["uncut"] == [["Leg", "Nobody"], ["Seat", "Seat"]] and len(result["images"]) == 6
    for cuts in ([["Leg"]], "Leg", [["Leg", "Seat"]] * 3):
        with pytest.raises(RemoteError) as refused:
            look(worker, cuts=cuts)
        assert refused.value.code == -32602


def test_nothing_to_look_at(worker):
    worker.execute("import bpy\nbpy.ops.object.empty_add()")
    with pytest.raises(RemoteError) as refused:
        look(worker)
    assert refused.value.code == -32004


def test_the_same_scene_gives_the_same_pictures(worker):
    worker.execute(PAIR)
    first, second = ([(worker.run_dir / i["file"]).read_bytes() for i in look(
        worker, folder=folder, cuts=[["Leg", "Seat"]], engine="auto", inside="section",
        closeups=[closeup("x", "Leg")])["images"]] for folder in ("one", "two"))
    assert first == second


def test_the_stage_leaves_nothing_after_cuts(worker, coarse):
    state = '''
import bpy, json
# Blender 5.2 counts one more user of the user's scene each time Cycles is set up in another.
print(json.dumps({kind: sorted((x.name, kind != "scenes" and x.users) for x in getattr(bpy.data, kind)) for kind in (
    "scenes", "objects", "meshes", "materials", "lights", "cameras", "worlds", "node_groups", "collections")}
    | {"color": [list(m.diffuse_color) for m in bpy.data.materials],
       "hide": [o.hide_render for o in bpy.data.objects], "links": len(bpy.context.scene.objects)}))
'''
    lines = worker.execute(PAIR + "import os\n" + state + '''
from maquette_bridge.render import critic_pictures
class Call:
    cancelled = staticmethod(lambda: False)
    progress = staticmethod(lambda params: None)
from maquette_bridge.render.closeup import Closeup
vars(bpy.ops).pop("render")  # which leaves out what a script renders
for folder, sheet, materials, inside in (("in", False, False, "section"), ("sheet", True, False, "apart"),
                                         ("real", True, True, "section")):
    critic_pictures.look(os.path.abspath(folder), folder, 64, 64, critic_pictures.Wanted(
        [("Leg", "Seat")], inside, [Closeup("x", ["Leg"])], True, sheet, materials), "cycles", False, Call)
''' + state)["stdout"].splitlines()
    assert lines[0] == lines[-1]


def test_a_tall_thing_keeps_its_labels(worker):
    """A blade with a guard: its sheet was 184 pixels wide. What is flat and drawn from above says so."""
    start = PAIR.rsplit("box('Seat'", 1)[0]
    worker.execute(start + "box('Blade', (0, 0, .6), (.05, .01, 1)); box('Guard', (0, 0, .1), (.25, .03, .03))\n")
    sheet, = look(worker, sheet=True)["images"]
    assert sheet["width"] > 900 and min(wide for _x, _y, wide, _tall in sheet["cells"]) > 85
    worker.execute(start + "box('Plate', (0, 0, 0), (.08, .06, .004))\n")
    names = [image["view"] for image in look(worker)["images"]]
    assert names[:4] == ["front, from above", "right, from above", "back, from above", "top"]


def test_an_open_sheet_has_no_inside(worker):
    """A cut through a leaf shows no mass and no overlap: there is none."""
    worker.execute(PAIR.rsplit("box('Seat'", 1)[0] + '''
bpy.ops.mesh.primitive_grid_add(x_subdivisions=12, y_subdivisions=12, size=1, location=(0, 0, .3))
leaf = bpy.context.object; leaf.name = 'Leaf'
for each in leaf.data.vertices: each.co.z = .3 * each.co.x * each.co.x
box('Stem', (.3, 0, .2), (.06, .06, .4))''')
    rows = colours(worker, look(worker, cuts=[["Leaf", "Stem"]])["images"][6]["file"])
    assert share(rows, yellow) == 0 and share(rows, lambda r, g, b: r > .7 and g < .2 and b < .2) == 0
    assert share(rows, blue) > .02
