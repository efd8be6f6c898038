# Models of other programs: what is read of them, how they are split, and what of a hostile file is refused.
import json
import pathlib
import struct

import foreign_models as foreign
import pytest
from foreign_models import ROBOT, Box
from taking import names, rebuild, refused, take

MADE = """import bpy
def paint(obj, name, color):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1)
    obj.data.materials.append(material)
def box(name, size, place, color):
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    obj = bpy.context.object
    obj.name, obj.scale = name, size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    paint(obj, name + " paint", color)
box("Body", (0.4, 0.2, 0.5), (0, 0, 0.55), (0.8, 0.1, 0.1))
box("Head", (0.2, 0.2, 0.2), (0, 0, 0.9), (0.1, 0.1, 0.8))
for number, x in enumerate((-0.15, 0.15), 1):
    box(f"Leg {number}", (0.1, 0.1, 0.3), (x, 0, 0.15), (0.2, 0.2, 0.2))
"""
# Of the file that scripts load.
PICTURES = """import bpy
with bpy.data.libraries.load("meshes.blend") as (found, wanted):
    wanted.images = list(found.images)
print([(*image.size, image.packed_file is not None) for image in wanted.images])
"""
SIZE = [0.4, 0.2, 1.0]


@pytest.mark.parametrize("suffix, parts", {
    ".glb": {"Body": 1, "Head": 1, "Leg": 2}, ".obj": {"Body": 1, "Head": 1, "Leg": 2},
    ".fbx": {"Body": 1, "Head": 1, "Leg": 2}, ".usd": {"Body": 1, "Head": 1, "Leg": 2},
    ".stl": {"Block": 4}, ".ply": None, ".3mf": {"Body": 1, "Head": 1, "Leg": 2}}.items())
def test_what_blender_writes(worker, folder, suffix, parts):
    if suffix not in worker.facts["exports"]:  # Debian's Blender has no USD
        (folder / "made.usda").write_text('#usda 1.0\ndef Cube "Body" {}\n')
        assert "without an importer for .usda" in refused(worker, folder / "made.usda")
        return
    worker.execute(MADE)
    worker.call("export", {"file": f"out/made{suffix}", "scale": 1000.0 if suffix in (".stl", ".3mf") else 1.0})
    taken = take(worker, f"out/made{suffix}")
    assert taken["objects"] == 4 and taken["triangles"] == 48
    if parts is not None and suffix != ".stl":
        assert names(taken) == parts, taken
    report = rebuild(worker, taken)
    assert report["whole"]["dimensions_m"] == pytest.approx(SIZE, abs=1e-5)
    assert report["whole"]["box"]["min"] == pytest.approx([-0.2, -0.1, 0.0], abs=1e-5)


def test_values(worker, folder):
    """A part in another color, size and place; nothing else has changed, to the vertex."""
    taken = take(worker, foreign.write_glb(folder / "model.glb"))
    assert names(taken) == {"Body": 1, "Head": 1, "Paint": 2}
    before = {each["name"]: each for each in rebuild(worker, taken)["objects"]}
    after = {each["name"]: each for each in rebuild(worker, taken, [
        ("HEAD_SCALE = 1.0", "HEAD_SCALE = 1.5"), ("HEAD_Z = 0.0", "HEAD_Z = 0.05"),
        ('BODY_COLOR = "#', 'BODY_COLOR = "#00ff00"  # "#')])["objects"]}
    changed = {name for name in before if before[name]["hash"] != after[name]["hash"]}
    assert changed == {"Head", "Body"}
    assert after["Head"]["dimensions_m"] == pytest.approx([0.3, 0.3, 0.3])
    assert after["Body"]["dimensions_m"] == before["Body"]["dimensions_m"]


def test_units_and_axes(worker, folder):
    (folder / "model.stl").write_bytes(foreign.stl(ROBOT))
    (folder / "huge.stl").write_bytes(foreign.stl(ROBOT, 1e6))
    taken = take(worker, folder / "model.stl")
    assert taken["size_m"] == pytest.approx(1.0) and "millimeters were taken" in " ".join(taken["notes"])
    assert take(worker, folder / "model.stl", unit="cm")["size_m"] == pytest.approx(10.0)
    for said, guessed in (({}, ["unit", "up"]), ({"unit": "cm"}, ["up"]), ({"unit": "cm", "up": "z"}, [])):
        assert take(worker, folder / "model.stl", **said)["guessed"] == guessed
    turned = rebuild(worker, take(worker, folder / "model.stl", up="y", unit="mm"))
    assert turned["whole"]["dimensions_m"] == pytest.approx([0.4, 1.0, 0.2], abs=1e-5)
    assert "km large" in refused(worker, folder / "huge.stl", unit="m")
    (folder / "model.obj").write_text(foreign.obj(ROBOT))
    notes = " ".join(take(worker, folder / "model.obj")["notes"])
    assert "meters were taken" in notes and "y was taken" in notes
    # A slicer's screw, and a toy with colors.
    (folder / "model.obj").write_text("\n".join(line for line in foreign.obj([Box("a", (0, 0, 0), (6, 6, 13))]).split(
        "\n") if "mtl" not in line))
    assert take(worker, folder / "model.obj")["size_m"] == pytest.approx(0.013)
    (folder / "model.obj").write_text(foreign.obj([Box("a", (0, 0, 0), (6, 6, 13))], "a.mtl"))
    (folder / "a.mtl").write_text(foreign.mtl([Box("a", (0, 0, 0), (6, 6, 13))]))
    assert take(worker, folder / "model.obj")["size_m"] == pytest.approx(13.0)


def test_3mf_of_others(worker, folder):
    """Inches, a color, one object twice, and a model under another name."""
    taken = take(worker, foreign.write_3mf(folder / "model.3mf", foreign.model_3mf()))
    assert names(taken) == {"Die": 2}, taken
    assert taken["size_m"] == pytest.approx(4 * 0.0254)
    assert 'DIE_COLOR = "#ff8000"' in taken["script"]


def item(number, *numbers):
    return f'objectid="{number}" transform="{" ".join(map(str, numbers))}"'


@pytest.mark.parametrize("unit, metres", {"": .001, ' unit="centimeter"': .01, ' unit="foot"': .3048,
                                          ' unit="meter"': 1}.items())
def test_places_in_a_3mf(worker, folder, unit, metres):
    """A block of 1 x 2 x 3, moved, turned about z and about x, and in another object that is turned."""
    still, about_z, about_x = (1, 0, 0, 0, 1, 0, 0, 0, 1), (0, 1, 0, -1, 0, 0, 0, 0, 1), (1, 0, 0, 0, 0, 1, 0, -1, 0)
    block = foreign.model_3mf().partition("<object")[2].partition("<vertices>")[2].partition("</mesh>")[0]
    for corner, place in zip(Box("", (0, 0, 0), (1, 1, 1)).corners(), Box("", (0, 0, 0), (1, 2, 3)).corners()):
        old, new = ('<vertex x="{}" y="{}" z="{}"/>'.format(*each) for each in (corner, place))
        block = block.replace(old, new.replace("vertex", "VERTEX"))
    block = "<vertices>" + block.replace("VERTEX", "vertex")
    (folder / "places.3mf").unlink(missing_ok=True)
    foreign.write_3mf(folder / "places.3mf", f"""<model{unit} xmlns="{foreign.CORE}"><resources>
<object id="1" name="Block"><mesh>{block}</mesh></object>
<object id="2"><components><component {item(1, *still, 0, 0, 5)}/></components></object></resources><build>
<item {item(1, *still, 10, 0, 0)}/><item {item(1, *about_z, 20, 0, 0)}/><item {item(1, *about_x, 30, 0, 0)}/>
<item {item(2, *about_z, 40, 0, 0)}/><item objectid="1"/></build></model>""")
    report = rebuild(worker, take(worker, folder / "places.3mf"))
    boxes = sorted(([*each["box"]["min"], *each["box"]["max"]] for each in report["objects"]), key=lambda box: box[0])
    assert boxes == [pytest.approx([value * metres for value in box], rel=1e-5, abs=1e-5 * metres) for box in (
        (0, 0, 0, 1, 2, 3), (10, 0, 0, 11, 2, 3), (18, 0, 0, 20, 1, 3), (30, -3, 0, 31, 0, 2), (38, 0, 5, 40, 1, 8))]


def test_colors_of_a_3mf(worker, folder):
    """Of the object, by its number in a group; of the triangles; and gray where the group has none of that number."""
    def body(name, number, own="", each=""):
        mesh = foreign.model_3mf().partition("<mesh>")[2].partition("</mesh>")[0]
        mesh = mesh.replace("<triangle ", f"<triangle {each} ")
        return f'<object id="{number}" name="{name}" {own}><mesh>{mesh}</mesh></object>'
    bodies = [("Second", 'pid="5" pindex="1"', ""), ("First", 'pid="5"', ""), ("Third", 'pid="6" pindex="2"', ""),
              ("Faces", 'pid="5" pindex="0"', 'pid="6" p1="1"'), ("Beyond", 'pid="5" pindex="2"', "")]
    foreign.write_3mf(folder / "colors.3mf", f"""<model xmlns="{foreign.CORE}" xmlns:m="m"><resources>
<basematerials id="5"><base name="a" displaycolor="#FF8000FF"/><base name="b" displaycolor="#0080ff"/></basematerials>
<m:colorgroup id="6"><m:color color="#000000"/><m:color color="#00FF00FF"/><m:color color="#123456"/>
</m:colorgroup>
{"".join(body(name, number, own, each) for number, (name, own, each) in enumerate(bodies, 10))}</resources><build>
{"".join(f'<item {item(10 + n, 1, 0, 0, 0, 1, 0, 0, 0, 1, 3 * n, 0, 0)}/>' for n in range(5))}</build></model>""")
    report = rebuild(worker, take(worker, folder / "colors.3mf"))
    assert {each["name"]: each["colors"] for each in report["objects"]} == {
        "First": ["#ff8000"], "Second": ["#0080ff"], "Third": ["#123456"], "Faces": ["#00ff00"], "Beyond": ["#b4b4b4"]}


def test_colors_on_corners(worker, folder):
    (folder / "model.ply").write_text(foreign.ply(ROBOT[0]))
    taken = take(worker, folder / "model.ply")
    assert taken["objects"] == 1
    assert rebuild(worker, taken)["whole"]["dimensions_m"] == pytest.approx([0.4, 0.2, 0.5], abs=1e-5)


def test_names_beside(worker, folder):
    """What a file names is listed as it stands; nothing is opened by it."""
    foreign.write_gltf(folder / "a.gltf", "../robot.bin", "/etc/passwd")
    assert worker.call("names_beside", {"file": "from/a.gltf"}) == {"names": ["../robot.bin", "/etc/passwd"]}
    (folder / "a.obj").write_text(foreign.obj(ROBOT, "my robot.mtl"))
    assert worker.call("names_beside", {"file": "from/a.obj"}) == {"names": ["my robot.mtl"]}
    (folder / "a.mtl").write_text(foreign.mtl(ROBOT, "skin of it.png"))
    assert worker.call("names_beside", {"file": "from/a.mtl"}) == {"names": ["skin of it.png"]}
    for name, found in (("textures\\skin.png", "textures/skin.png"), ("C:\\Users\\me\\skin.png", "skin.png"),
                        ("/home/me/skin.png", "skin.png"), ("../skin.png", "skin.png")):
        (folder / "a.mtl").write_text(foreign.mtl(ROBOT, name))
        assert worker.call("names_beside", {"file": "from/a.mtl"}) == {"names": [found]}


MTL = """newmtl a
Kd 1 0 0
map_Kd -s 1 1 1 -o 0.5 skin.png
Map_KS -clamp on -bm 0.30 my skin.png
bump -imfchan r height map.png
refl -type sphere sky.exr
norm ./maps/n.png
map_Kd
disp -mm 0 1 d.png
decal D:\\art\\e.png
  map_Bump b.png
map_Kd skin.png
"""
NAMES = {
    "a.mtl": (MTL, ["skin.png", "my skin.png", "height map.png", "sky.exr", "maps/n.png",
                    "d.png", "e.png", "b.png"]),
    "a.obj": ("# mtllib no.mtl\n  mtllib  a.mtl \nmtllib b c.mtl\nusemtl d\nmtllib\n", ["a.mtl", "b c.mtl"]),
    "a.gltf": (json.dumps({"buffers": [{"uri": "a%20b.bin"}, {"uri": "data:,x"}, {}],
                           "images": [{"uri": "c.png"}, {"bufferView": 0}, {"uri": "a b.bin"}]}), ["a b.bin", "c.png"]),
    "a.fbx": ("\0C:\\Users\\me\\wood.png\0TEX.JPEG\1a/b/c.tga\0note.pngx\0x.tif",
              ["wood.png", "TEX.JPEG", "c.tga", "x.tif"]),
    "a.usda": ("@./maps/a b.png@ @sub/b.usda@ @c.usd@ @./maps/a b.png@ @d.usdx@",
               ["maps/a b.png", "sub/b.usda", "c.usd"]),
    "a.stl": ("@a.png@", []),
    "long.obj": (f"mtllib {252 * 'a'}.mtl\nmtllib {251 * 'b'}.mtl\n", [f"{251 * 'b'}.mtl"]),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_that_are_wanted(worker, folder, name):
    """Each once, in their order, without options, and of paths elsewhere only the last name."""
    text, wanted = NAMES[name]
    (folder / name).write_text(text)
    assert worker.call("names_beside", {"file": f"from/{name}"}) == {"names": wanted}


PLAIN = """
from maquette_bridge.intake import model_file
for name in ("a", "a.png", "b c/d.png", "b/c/d.e", "..a", "255".rjust(255, "x")):
    assert model_file._is_plain(name), name
for name in ("", "/a", "~a", "../a", "a/../b", "a//b", "./a", "a/.", "a/", "a\\\\b", "C:a", "256".rjust(256, "x")):
    assert not model_file._is_plain(name), name
"""


def test_which_names_are_beside_the_file(worker):
    worker.execute(PLAIN)


def test_pictures(worker, folder):
    """One beside the file stays; one elsewhere is not read, and that is said."""
    taken = take(worker, foreign.write_gltf(folder / "model.gltf"))
    assert not [note for note in taken["notes"] if "picture" in note], taken["notes"]
    assert "another color covers its picture" in taken["script"]
    report = rebuild(worker, taken)
    assert report["whole"]["dimensions_m"] == pytest.approx(SIZE, abs=1e-5)
    assert worker.call("execute", {"script": PICTURES})["stdout"] == "[(1, 1, True)]\n"
    taken = take(worker, foreign.write_glb(folder / "model.glb", picture=foreign.RED_PNG))
    rebuild(worker, taken)
    assert worker.call("execute", {"script": PICTURES})["stdout"] == "[(1, 1, True)]\n"
    (worker.run_dir / "secret.png").write_bytes(foreign.RED_PNG)
    foreign.write_gltf(folder / "model.gltf", picture="../secret.png")
    assert any("secret.png" in note for note in take(worker, folder / "model.gltf")["notes"])


PLATE = """<svg xmlns="http://www.w3.org/2000/svg" {page} viewBox="0 0 100 60">
<!-- <svg width="9mm"> --><path id="frame" fill="#c1272d" d="M10 10 H60 V50 H10 Z M20 20 V40 H50 V20 Z"/>
<circle id="dot" cx="80" cy="30" r="15" fill="#00ff00"/>
<path id="line" fill="none" stroke="black" d="M0 0 L10 10"/><text x="1" y="5">A</text>
</svg>"""


@pytest.mark.parametrize("page, unit, scale, guessed", [
    ('width="100mm" height="60mm"', None, 1, []), ("width='10cm' height='6cm'", None, 1, []),
    ('width="100mm" height="60mm"', "in", 1, []),  # the file says it
    ('width="100" height="60"', None, 25.4 / 96, ["unit"]), ('width="100px" height="60px"', "mm", 1, []),
    ("", None, 25.4 / 96, ["unit"])])
def test_outlines(worker, folder, page, unit, scale, guessed):
    """Filled outlines of an SVG become plates with their holes and colors; the numbers are those of the file."""
    path = folder / "plate.svg"
    path.write_text(PLATE.replace("{page}", page))
    taken = take(worker, path, **({"unit": unit} if unit else {}))
    assert taken["guessed"] == guessed and names(taken) == {"Frame": 1, "Dot": 1}
    assert any("3 mm thick" in note for note in taken["notes"])
    assert "1 line without" in " ".join(taken["notes"]) and "1 text." in " ".join(taken["notes"])
    report = rebuild(worker, taken)
    size = {one["name"]: one["dimensions_m"] for one in report["objects"]}
    assert size["Frame"] == pytest.approx([0.05 * scale, 0.04 * scale, 0.003], rel=1e-3)
    assert size["Dot"] == pytest.approx([0.03 * scale, 0.03 * scale, 0.003], rel=1e-3)
    assert not any("open edges" in note for note in taken["notes"])
    assert report["whole"]["box"]["min"][2] == pytest.approx(0, abs=1e-6)
    assert any(color.startswith(("#c1", "#c0", "#c2")) for one in report["objects"] for color in one["colors"])


# The page of a drawing, the unit that the user gave, and how long a user unit is, m; None: pixels, which is told.
PAGES = [
    ('width="100mm" viewBox="0 0 50 60"', None, .002), ('width="10cm" viewBox="0 0 50 60"', None, .002),
    ('width="4in" viewBox="0 0 50 60"', None, .0254 * 4 / 50), ("width='72pt' viewBox='0 0 100 60'", None, .0254 / 100),
    ('width="6pc" viewBox="0 0 100 60"', None, .0254 / 100), ('width="1e2mm" viewBox="0 0 50 60"', None, .002),
    ('width="100mm" viewBox="-5,-5,50,60"', None, .002), ('width = " 100 mm " viewBox = " 0 0  50 60 "', None, .002),
    ('height="9mm" width="100mm" viewBox="0 0 50 60"', None, .002),
    ('data-width="9mm" width="100mm" viewBox="0 0 50 9"', None, .002),
    # Without a box, a user unit is a pixel, whatever the page measures.
    ('width="100mm"', None, .0254 / 96), ('width="100mm" viewBox="0 0 0 60"', None, .0254 / 96),
    ('width="100mm" viewBox="0 0 50 60"', .01, .002), ('width="100" viewBox="0 0 50 60"', .01, .01), ("", 1.0, 1.0),
    ('width="100%" viewBox="0 0 50 60"', .01, .01), ('width="0mm" viewBox="0 0 50 60"', .01, .01),
    ('width="2e9mm" viewBox="0 0 50 60"', .01, .01), ('width="1.2.3mm" viewBox="0 0 50 60"', .01, .01),
    ('width="100px" viewBox="0 0 50 60"', None, None), ('width="100%"', None, None), ("", None, None),
]
READ_PAGE = """
from maquette_bridge.intake import outlines
for page, told, wanted in {}:
    with open("page.svg", "w") as file:
        file.write('<?xml version="1.0"?><!-- <svg width="9mm"> --><s:svg id="a" ' + page
                   + ' fill="b"><path width="3"/></s:svg>')
    left, found, why = outlines._take_page("page.svg", told)
    assert abs(found / (wanted or .0254 / 96) - 1) < 1e-9 and bool(why) == (wanted is None), (page, found, why)
    with open(left) as file:
        kept = file.read().partition("<s:svg")[2].partition(">")
    # Nothing of it is left that the importer could read, and all else is.
    assert not any(word in " " + kept[0].replace("data-width", "") for word in (" width", " height", " viewBox")), kept
    assert 'id="a"' in kept[0] and 'fill="b"' in kept[0] and kept[2] == '<path width="3"/></s:svg>', kept
"""


def test_pages_of_all_sizes(worker):
    worker.execute(READ_PAGE.format(PAGES))


def test_outlines_over_others(worker, folder):
    """What is drawn over another outline can be seen: it is thicker. What only lies in its hole is not."""
    path = folder / "badge.svg"
    path.write_text("""<svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="60mm" viewBox="0 0 60 60">
        <path id="ring" fill="#c1272d" d="M0 0 H60 V60 H0 Z M10 10 V50 H50 V10 Z"/>
        <circle id="dot" cx="30" cy="30" r="15"/>
        <rect id="star" x="25" y="25" width="10" height="10" fill="#ffffff"/>
        <rect id="band" x="5" y="28" width="50" height="4" fill="#ffff00"/>
        <rect id="post" x="29" y="2" width="2" height="56" fill="#ffff00"/>
        <rect id="flag" x="0" y="60" width="60" height="9" fill="#0000ff"/>
        <path id="open" d="M70 0 L90 0 L90 20"/><path id="bare" d="M70 0 L90 0"/>
        </svg>""")
    taken = take(worker, path)
    heights = {one["name"]: round(one["dimensions_m"][2] * 1000, 2) for one in rebuild(worker, taken)["objects"]}
    assert heights == {"Ring": 3, "Dot": 3, "Star": 3.6, "Band": 4.2, "Post": 4.8, "Flag": 3, "Open": 3}
    assert any("1 line without" in note for note in taken["notes"])
    assert any("0.6 mm out of it" in note for note in taken["notes"])


@pytest.mark.parametrize("text, why", {
    PLATE.replace('fill="#c1272d"', 'fill="none"').replace('fill="#00ff00"', 'fill="none"'): "no filled outline",
    '<svg xmlns="http://www.w3.org/2000/svg"/>': "no filled outline", "<svg": "has no <svg>",
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{10 * f"&{chr(97 + n)};"}">' for n in range(9)) + "]><svg>&j;</svg>": "",
    '<!DOCTYPE x [<!ENTITY a SYSTEM "/etc/passwd">]><svg><path d="&a;" fill="red"/></svg>': ""}.items())
def test_broken_outlines(worker, folder, text, why):
    path = folder / "broken.svg"
    path.write_text(text.replace("{page}", ""))
    message = refused(worker, path)
    assert why in message and "root:" not in message, message


def test_faults_are_said(worker, folder):
    """An open box with one face turned is read as it is."""
    faces = [face[::-1] if number == 5 else face for number, face in enumerate(foreign.FACES)][2:]
    lines = [f"v {x} {y} {z}" for x, y, z in ROBOT[0].corners()]
    lines += ["f " + " ".join(str(corner + 1) for corner in face) for face in faces]
    (folder / "model.obj").write_text("\n".join(lines))
    taken = take(worker, folder / "model.obj", up="z")
    (note,) = [note for note in taken["notes"] if "not repaired" in note]
    assert "4 open edges" in note and "look opposite ways" in note
    assert taken["triangles"] == len(faces)


FOREIGN = pathlib.Path(__file__).with_name("foreign")
BROKEN = {
    "cut.stl": (lambda: foreign.stl(ROBOT)[:500], "cut or damaged: it says 48 triangles"),
    "claims.stl": (lambda: b"\0" * 80 + struct.pack("<I", 0xffffffff), "4,294,967,295 triangles"),
    "claims.ply": (lambda: foreign.ply(ROBOT[0], 4_000_000_000).encode(), "4,000,000,000 of “vertex”"),
    "corner.ply": (lambda: (FOREIGN / "assimp.ply").read_bytes()[:-4] + struct.pack("<i", 120),
               "a corner that is not"),
    "negative.ply": (lambda: (FOREIGN / "assimp.ply").read_bytes()[:-4] + struct.pack("<i", -1),
               "a corner that is not"),
    "text.ply": (lambda: foreign.ply(ROBOT[0]).rstrip().rsplit(" ", 1)[0].encode() + b" 8\n", "a corner that is not"),
    "short.ply": (lambda: (FOREIGN / "blender-4.3.ply").read_bytes()[:-1], "less than its head says"),
    "cut.ply": (lambda: b"ply\nformat ascii 1.0\n", "no head"),
    "nan.obj": (lambda: foreign.obj(ROBOT).replace("v 0.200000", "v nan", 1).encode(), "NaN"),
    "nan.stl": (lambda: foreign.stl(ROBOT)[:96] + struct.pack("<f", float("nan")) + foreign.stl(ROBOT)[100:], "NaN"),
    "nan.glb": (lambda: foreign.glb([Box("Bad", (0, 0, 0), (1, 1, float("nan")))]), "NaN"),
    "empty.obj": (lambda: b"# nothing\nv 0 0 0\n", "no surface"),
    "cut.glb": (lambda: b"glTF\2\0\0\0\xff\xff\xff\xff\xff\xff\xff\xffJSON{}", "cut: it says 4294967"),
    "version.glb": (lambda: b"glTF\1\0\0\0" + b"\x14\0\0\0\0\0\0\0JSON", "version 2 is read"),
    "nothing.gltf": (lambda: b"[" * 100_000, "no JSON"),
    "claims.gltf": (lambda: json.dumps({"asset": {"version": "2.0"}, "accessors": [
        {"count": 4_000_000_000, "componentType": 5126, "type": "VEC3"}]}).encode(), "4,000,000,000 values"),
    "text.fbx": (lambda: b"; FBX 7.3.0 project file\n", "FBX of text"),
    "garbage.fbx": (lambda: b"Kaydara FBX Binary  \0\x1a\0" + b"\xff" * 400, "cannot be read"),
    "garbage.blend": (lambda: b"BLENDER-v403" + b"\xff" * 400, "cannot be read"),
    "garbage.usd": (lambda: b"PXR-USDC" + b"\xff" * 400, "cannot be read"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(worker, folder, name):
    data, words = BROKEN[name]
    if name.endswith(".usd") and ".usd" not in worker.facts["exports"]:
        words = "without an importer for .usd"
    (folder / name).write_bytes(data())
    assert words in refused(worker, folder / name)


def test_hostile_3mf(worker, folder):
    path = folder / "bad.3mf"
    entity = '<!DOCTYPE model [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert "DOCTYPE" in refused(worker, foreign.write_3mf(path, foreign.model_3mf(head=entity)))
    bomb = foreign.model_3mf().encode() + b" " * (1 << 30)
    assert "larger than 1 GiB" in refused(worker, foreign.write_3mf(path, bomb))
    path.write_bytes(path.read_bytes()[:2000])
    assert "cannot be read" in refused(worker, path)
    model = foreign.model_3mf().replace('v1="0"', 'v1="4000000000"', 1)
    assert "4000000000" in refused(worker, foreign.write_3mf(path, model))
    for color in ("red", "#12", "#1234567", "fedcba"):
        model = foreign.model_3mf().replace("#FF8000FF", color)
        assert f"{color!r} is no color" in refused(worker, foreign.write_3mf(path, model))
    model = foreign.model_3mf().replace('objectid="1"/>', 'objectid="2"/>', 1)
    assert "nested too deeply" in refused(worker, foreign.write_3mf(path, model))


def test_data_outside(worker, folder):
    """A buffer that is not beside the file is not read, though it is there."""
    (worker.run_dir / "robot.bin").write_bytes(foreign.gltf(ROBOT)[1])
    for name in ("../robot.bin", str(worker.run_dir / "robot.bin"), "%2e%2e/robot.bin"):
        assert "is not beside the file" in refused(worker, foreign.write_gltf(folder / "out.gltf", name))


def test_names_make_no_code(worker, folder):
    """A name that tries to break out of its comment, its text and its function."""
    evil = 'x"""\nimport os\nos.mkdir("ran")\n"""\\'
    taken = take(worker, foreign.write_glb(folder / "evil.glb", [Box(evil, (0, 0, 0), (1, 1, 1))]),
                 title=evil, name="e\nvil.glb")
    rebuild(worker, taken)
    assert not list(worker.run_dir.rglob("ran"))


def test_blend_of_a_stranger(worker, folder):
    """Texts, drivers and handlers of a .blend do not run, and are not kept."""
    mark = worker.run_dir / "ran"
    run = f"open({str(mark)!r}, 'w')"
    worker.call("execute", {"save": "from/evil.blend", "script": f"""import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
bpy.context.object.name = "Crate"
text = bpy.data.texts.new("auto.py")
text.write({run!r})
text.use_module = True
curve = bpy.context.object.driver_add("scale", 0)
curve.driver.expression = {run!r} + " and 1"
"""})
    taken = take(worker, folder / "evil.blend")
    assert names(taken) == {"Crate": 1}
    assert any("text blocks" in note for note in taken["notes"])
    assert rebuild(worker, taken)["whole"]["dimensions_m"][1:] == pytest.approx([1, 1])
    assert not mark.exists()
    worker.call("execute", {"script": """import bpy
with bpy.data.libraries.load("meshes.blend") as (found, wanted):
    assert list(found.texts) == [] and list(found.actions) == [], found
    wanted.objects = list(found.objects)
assert not any(obj.animation_data for obj in wanted.objects)
"""})


def test_mirrored_and_repeated(worker, folder):
    """Modifiers, a mirrored object and a collection that is shown twice: as they are seen, and outside out."""
    worker.call("execute", {"save": "from/seen.blend", "script": """import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
cube = bpy.context.object
cube.name, cube.scale.x = "Mirrored", -1
wedge = cube.modifiers.new("Bevel", "BEVEL")
group = bpy.data.collections.new("Group")
bpy.ops.mesh.primitive_cone_add(radius1=0.5, depth=1, location=(0, 0, 0.5))
cone = bpy.context.object
cone.name = "Spike"
bpy.context.scene.collection.objects.unlink(cone)
group.objects.link(cone)
for x in (2, 4):
    place = bpy.data.objects.new("Place", None)
    place.instance_type, place.instance_collection, place.location.x = "COLLECTION", group, x
    bpy.context.scene.collection.objects.link(place)
"""})
    taken = take(worker, folder / "seen.blend")
    assert names(taken) == {"Mirrored": 1, "Spike": 2}
    assert not [note for note in taken["notes"] if "not repaired" in note], taken["notes"]
    report = rebuild(worker, taken)
    assert report["whole"]["dimensions_m"] == pytest.approx([5, 1, 1], abs=1e-5)
    said = worker.call("execute", {"script": """import bmesh, bpy
with bpy.data.libraries.load("meshes.blend") as (found, wanted):
    wanted.meshes = list(found.meshes)
for mesh in wanted.meshes:
    shape = bmesh.new()
    shape.from_mesh(mesh)
    print(shape.calc_volume(signed=True) > 0.2)
"""})
    assert said["stdout"].split() == 3 * ["True"], said


# Named by nobody: their sides in m, each sort along all axes.
SHAPED = {"Plate": [(.6, .5, .02), (.02, .7, .5), (.5, .02, .8)], "Rod": [(.1, .1, .8), (.9, .1, .1), (.1, .7, .1)],
          "Block": [(.3, .4, .5), (.6, .4, .3), (.4, .7, .3)]}


def test_names_by_shape(worker, folder):
    """Whichever way they lie."""
    boxes = [Box("", (2 * number, 0, 0), (2 * number + x, y, z))
             for number, (x, y, z) in enumerate(each for sides in SHAPED.values() for each in sides)]
    (folder / "shaped.stl").write_bytes(foreign.stl(boxes))
    found = names(take(worker, folder / "shaped.stl"))
    assert found == {f"{word} {letter}": 1 for word in SHAPED for letter in "ABC"}, found


def test_cube_of_split_corners(worker):
    """A cube of a .glb has three corners in each place, for the normals of its faces: no ball."""
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add(size=1)\nbpy.ops.mesh.primitive_cube_add(size=2)\n"
                   "bpy.ops.mesh.primitive_uv_sphere_add(location=(3, 0, 0))\nbpy.context.object.name = 'Object'")
    worker.call("export", {"file": "out/cubes.glb"})
    assert names(take(worker, "out/cubes.glb")) == {"Block A": 1, "Block B": 1, "Ball": 1}


def test_many_pieces(worker, folder):
    """More loose pieces than parts can be: split by objects."""
    grid = [Box("crumb", (x, y, 0), (x + 0.5, y + 0.5, 0.5)) for x in range(20) for y in range(20)]
    (folder / "model.stl").write_bytes(foreign.stl(grid, 1.0))
    taken = take(worker, folder / "model.stl")
    assert taken["objects"] == 1 and any("400 loose pieces" in note for note in taken["notes"])
