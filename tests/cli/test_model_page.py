# SPDX-License-Identifier: GPL-3.0-or-later
"""export --format html: one file that a real Chromium opens from the disk, and what is in it against the report."""

import base64
import gzip
import json
import math
import pathlib
import re
import struct
import sys

import pytest
from conftest import make_desk_with

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "bench"), str(TESTS / "account")]
from chromium import Chromium  # noqa: E402
from moving_things import EACH_KIND  # noqa: E402

EVIL = "</script><img src=x onerror='window.hacked=1'>"
# What moves, and a thing with a hostile name and a hue that nodes work out.
SCRIPT = EACH_KIND + f'''

bpy.ops.mesh.primitive_cube_add(size=0.1, location=(0, 0, 2))
bpy.context.object.name = {EVIL!r}
pattern = bpy.data.materials.new("Pattern")
pattern.use_nodes = True
pattern.diffuse_color = (0.8, 0.1, 0.05, 1)
checker = pattern.node_tree.nodes.new("ShaderNodeTexChecker")
pattern.node_tree.links.new(checker.outputs[0], pattern.node_tree.nodes["Principled BSDF"].inputs["Base Color"])
bpy.context.object.data.materials.append(pattern)
'''
FLAGS = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


def rows(result):
    assert result.status == 0, result
    return [json.loads(line) for line in result.out.splitlines()]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    desk = make_desk_with(tmp_path_factory.mktemp("shop"), "cabinet", SCRIPT)
    desk.page = desk.root / "page & more.html"
    (desk.exported,) = rows(desk("export", desk.session, "--output", desk.page, "--json"))
    desk.report = rows(desk("show", desk.session, "--json"))[0]["report"]
    yield desk
    desk.assert_tidy()


@pytest.fixture(scope="module")
def browser(shop):
    with Chromium(*FLAGS, records_network=True) as browser:
        browser.go(shop.page.as_uri())
        browser.find("body.ready #tools")
        yield browser


def test_file(shop):
    """It is a file like each other, read back; it names no address, and nothing of the script ends an element."""
    assert shop.exported["format"] == "html" and shop.exported["proof"]["wrong"] == []
    assert shop.exported["triangles"] == shop.report["whole"]["triangles"]
    text = shop.page.read_text()
    assert len(text) < 1_500_000 and not re.search("https?:|wss?://|[\"'(`]//", text)
    assert text.count("</script>") == 2 and "onerror" in text and "<img src=x" not in text
    assert re.search(r"content=\"default-src 'none'; img-src data:; style-src 'sha256-\S+'; script-src 'sha256-", text)
    again = shop("export", shop.session, "--output", shop.page)
    assert again.status != 0 and "--replace" in again.err


def test_shown(shop, browser, tmp_path):
    assert browser.evaluate("return window.hacked") is None
    assert {url.split(":")[0] for url in browser.requested()} <= {"file", "data", "chrome"}
    assert browser.evaluate("return document.title") == browser.read("h1")
    whole = shop.report["whole"]
    assert f"{whole['triangles']:,} triangles" in browser.read("#facts")
    # What the report has: the parts, each with its objects; what stands behind the middle of the picture.
    parts = browser.evaluate("return page.rows.map((row) => [row.name.textContent, row.objects.map((o) => o.name)])")
    assert sorted(name for _part, names in parts for name in names) == sorted(
        each["name"] for each in shop.report["objects"])
    assert any(EVIL in name for name, _objects in parts)
    # The color that stands for a pattern, in linear values.
    color = browser.evaluate(f"return page.model.objects.find((o) => o.name == {json.dumps(EVIL)}).surfaces[0].color")
    assert color == pytest.approx([0.8, 0.1, 0.05], abs=1e-3)
    low, high = browser.evaluate("return page.model.box")
    size = [high[i] - low[i] for i in (0, 2, 1)]  # y is up in the file
    assert size == pytest.approx(whole["dimensions_m"], abs=1e-4)
    browser.click("#sized")
    browser.evaluate("page.viewer.drawNow()")
    shown = browser.evaluate("return [...document.querySelectorAll('#lines text')].map((each) => each.textContent)")
    unit = 1 if max(size) > 1 and min(size) > 0.05 else 0.01
    step = 0.006 if unit == 1 else 0.0006
    assert [float(each.split()[0]) * unit for each in shown] == pytest.approx(size, abs=step)
    browser.shoot(tmp_path / "page.png")
    browser.click("#sized")


def turned(box, joint, value):
    """The corners of a box of the report, as the joint moves them (Rodrigues' formula)."""
    low, high = box["min"], box["max"]
    corners = [[(low, high)[i >> axis & 1][axis] for axis in range(3)] for i in range(8)]
    axis, origin = joint["axis"], joint["origin_m"]
    if joint["kind"] == "slider":
        return [[c + a * value for c, a in zip(corner, axis)] for corner in corners]
    sine, cosine, found = math.sin(math.radians(value)), math.cos(math.radians(value)), []
    for corner in corners:
        v = [c - o for c, o in zip(corner, origin)]
        along = sum(a * b for a, b in zip(axis, v)) * (1 - cosine)
        across = [axis[1] * v[2] - axis[2] * v[1], axis[2] * v[0] - axis[0] * v[2], axis[0] * v[1] - axis[1] * v[0]]
        found.append([o + b * cosine + c * sine + a * along for o, a, b, c in zip(origin, axis, v, across)])
    return found


def test_moves(shop, browser):
    """Each slider moves what the joint moves, as far as the report says, and what follows it."""
    joints = {each["name"]: each for each in shop.report["joints"]}
    objects = {each["name"]: each for each in shop.report["objects"]}
    sliders = browser.evaluate("return page.model.joints.map(({name, low, high}) => [name, low, high])")
    assert {name for name, _low, _high in sliders} == {
        name for name, each in joints.items() if not each.get("follows") and each["kind"] != "fixed"}
    tried = 0
    for number, (name, low, high) in enumerate(sliders):
        joint = joints[name]
        if joint["kind"] not in ("hinge", "slider") or joint["parent"] in {each["child"] for each in joints.values()}:
            continue
        found = f"page.model.objects.filter(({{name}}) => name == {json.dumps(joint['objects'][0])})"
        for value in (high, low / 2 + high / 2, low):
            ends = browser.evaluate(
                f"const slider = document.querySelectorAll('#motion input')[{number}]; slider.value = {value};"
                "slider.dispatchEvent(new Event('input'));"
                f"return [page.model.boxOf({found}),"
                f" document.querySelectorAll('#motion output')[{number}].textContent]")
            (found_low, found_high), text = ends
            corners = turned(objects[joint["objects"][0]]["box"], joint, value)
            corners = [[x, z, -y] for x, y, z in corners]
            for axis in range(3):
                assert found_low[axis] >= min(each[axis] for each in corners) - 1e-3, (name, value)
                assert found_high[axis] <= max(each[axis] for each in corners) + 1e-3, (name, value)
            lowest = [min(each[axis] for each in corners) for axis in range(3)]
            assert sum(found_low) == pytest.approx(sum(lowest), abs=0.02), name
            if joint["kind"] == "hinge":
                assert float(text.replace("−", "-").rstrip("°")) == pytest.approx(value, abs=0.5)
            tried += 1
        browser.evaluate(f"page.model.pose(page.model.joints[{number}], 0)")
    assert tried >= 6


def test_hands(shop, browser):
    """Pointer, keys, hiding, taking apart; a click on the model chooses the part."""
    middle = ("const {clientWidth, clientHeight} = document.querySelector('canvas');"
              "return page.viewer.pick(clientWidth / 2, clientHeight / 2)")
    hit = browser.evaluate(f"{middle}?.name")
    assert hit in {each["name"] for each in shop.report["objects"]}
    browser.click("canvas")
    chosen = browser.evaluate("return [...page.viewer.chosen].map((each) => each.name)")
    assert chosen and browser.evaluate("return document.querySelectorAll('#parts [aria-pressed=true]').length") == 1
    before = browser.evaluate("return page.viewer.yaw")
    browser.write("canvas", "\ue014\ue014+")  # the right arrow, twice
    assert browser.evaluate("return page.viewer.yaw") == pytest.approx(before - 0.3)
    assert browser.evaluate("return page.viewer.zoom") == pytest.approx(1.2)
    browser.click("#all")
    assert browser.evaluate("return [page.viewer.yaw, page.viewer.zoom]") == [-0.6, 1]
    boxes = "return document.querySelectorAll('#parts input').length"
    for i in range(browser.evaluate(boxes)):
        browser.call("POST", browser.elements("#parts input")[i] + "/click")
    assert browser.evaluate(f"{middle}?.name ?? null") is None
    for i in range(browser.evaluate(boxes)):
        browser.call("POST", browser.elements("#parts input")[i] + "/click")
    apart = "return page.model.objects.map((each) => page.viewer.matrixOf(each).slice(12, 15))"
    together = browser.evaluate(apart)
    pull = "const e = document.querySelector('#explosion'); e.value = {}; e.dispatchEvent(new Event('input'))"
    browser.evaluate(pull.format(100))
    assert sum(a != b for a, b in zip(browser.evaluate(apart), together)) > len(together) / 2
    browser.evaluate(pull.format(0))
    assert browser.evaluate(apart) == together


def test_taken_away(shop, browser):
    """The model, as any program reads it; the script; a picture."""
    browser.evaluate("HTMLAnchorElement.prototype.click = function () { window.taken = [this.download, this.href]; }")
    browser.click("#save")
    name, data = browser.wait("return window.taken")
    kind, packed = data.split(",", 1)
    model = base64.b64decode(packed)
    assert kind == "data:model/gltf-binary;base64" and name.endswith(".glb")
    assert model[:4] == b"glTF" and struct.unpack_from("<I", model, 8)[0] == len(model)
    assert browser.evaluate("return page.data.script") == shop.script.read_text()
    browser.click("#pictures button")
    assert browser.evaluate("return document.querySelector('dialog img').naturalWidth") > 100
    browser.click("#close")
    assert not browser.evaluate("return document.querySelector('dialog').open")


@pytest.mark.parametrize(("width", "mode"), [(360, "light"), (360, "dark"), (1300, "dark")])
def test_sizes(browser, width, mode, tmp_path):
    browser.show_as(width, mode)
    assert browser.evaluate("return document.documentElement.scrollWidth") <= width
    browser.evaluate("page.viewer.drawNow()")
    browser.shoot(tmp_path / f"{width}-{mode}.png")


def test_broken(shop, browser, tmp_path):
    """A model that is cut off is said, beside all that is there without it."""
    text = shop.page.read_text()
    data = json.loads(re.search(r'id="data">(.*)</script>', text).group(1))
    model = gzip.decompress(base64.b64decode(data["model"]))
    for number, bad in enumerate((model[:2000], model[: len(model) // 2], b"glTF", b"")):
        cut = {**data, "model": base64.b64encode(gzip.compress(bad)).decode()}
        page = tmp_path / f"cut{number}.html"
        page.write_text(text.replace(json.dumps(data["model"]), json.dumps(cut["model"])))
        assert page.read_text() != text
        browser.go(page.as_uri())
        assert browser.read("#problem") == "The model cannot be read"
        assert browser.elements("body.ready") == [] and browser.read("h1")


def test_not_drawn(shop):
    """A browser without WebGL shows the words and the pictures, and saves the model."""
    with Chromium("--disable-3d-apis") as browser:
        browser.go(shop.page.as_uri())
        browser.wait("return document.getElementById('problem').textContent == 'This browser cannot show 3D models'")
        assert browser.read("h1") == browser.evaluate("return document.title")
        seen = ("return [...document.querySelectorAll('{}')]"
                ".filter((each) => each.checkVisibility({{visibilityProperty: true}})).length")
        assert browser.evaluate(seen.format("#pictures img")) > 0
        assert browser.evaluate(seen.format("#script")) == 1 and browser.evaluate(seen.format("#tools")) == 0
        assert browser.evaluate(seen.format("#parts")) == 0
        browser.evaluate("HTMLAnchorElement.prototype.click = function () { window.taken = this.download; }")
        browser.click("#save")
        assert browser.wait("return window.taken").endswith(".glb")
