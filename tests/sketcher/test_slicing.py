# PrusaSlicer slices our .3mf: of each color the plastic is where its pieces are, by an extruder of its own. There is a
# slicer in the root of ./dev test sketcher --blender=sid.
import pathlib
import re
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

import pytest
from conftest import sketch

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "blender"))

from test_export import CORE, MATERIAL, export, read_3mf  # noqa: E402
from worker_client import Worker  # noqa: E402

BED = 220
LAYER, LINE = 0.2, 0.45  # mm, as high and as wide as PrusaSlicer lays plastic here
PRINTER = f"""bed_shape = 0x0,{BED}x0,{BED}x{BED},0x{BED}
nozzle_diameter = 0.4,0.4
filament_diameter = 1.75,1.75
temperature = 210,210
first_layer_temperature = 210,210
extruder_offset = 0x0,0x0
layer_height = {LAYER}
first_layer_height = {LAYER}
skirts = 0
wipe_tower = 0
use_relative_e_distances = 1
layer_gcode = G92 E0
start_gcode =
end_gcode =
"""
# Words, and the pieces: the second is red. They are laid out: as they stand, PrusaSlicer sets a lid down in its box.
THINGS = {"a box with a red lid": ["Box", "Lid"], "an M12 bolt with a red nut": ["Bolt", "Nut"]}


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("run"))
    yield each
    each.close()


def box_of(places):
    return [(min(axis), max(axis)) for axis in zip(*places)]


def read_pieces(path):
    """{name: (extruder, color, box)} of the objects that have a mesh."""
    parts, model = read_3mf(path)
    palette = [each.attrib["color"] for each in model.iter(f"{MATERIAL}color")]
    config = ElementTree.fromstring(parts["Metadata/Slic3r_PE_model.config"])
    extruders = {each.attrib["id"]: int(row.attrib["value"]) for each in config.iter("object")
                 for row in each.iter("metadata") if row.attrib["key"] == "extruder"}
    return {each.attrib["name"]: (extruders[each.attrib["id"]], palette[int(each.attrib["pindex"])], box_of(
        tuple(float(v.attrib[axis]) for axis in "xyz") for v in each.iter(f"{CORE}vertex")))
            for each in model.iter(f"{CORE}object") if each.find(f"{CORE}mesh") is not None}


def prusa_slicer(*arguments):
    """What it prints. It writes settings, and no file of ours is to be among them."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["prusa-slicer", "--datadir", folder, *map(str, arguments)], capture_output=True,
                              text=True, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def read_gcode(text):
    """{extruder: the box of the ends of the lines that it lays}, and the heights of all layers."""
    place, tool, laid, layers = dict.fromkeys("XYZ", 0.0), 1, {}, []
    for line in text.splitlines():
        if found := re.match(r"T(\d+)$", line):
            tool = int(found[1]) + 1
        if line.startswith("G1 "):
            words = {word[0]: float(word[1:]) for word in line.split(";")[0].split()[1:]}
            start = dict(place)
            place |= {axis: words[axis] for axis in "XYZ" if axis in words}
            if words.get("E", 0) > 0 and {"X", "Y"} & {*words}:
                laid.setdefault(tool, []).extend(tuple(each.values()) for each in (start, place))
                layers.append(place["Z"])
    return {tool: box_of(places) for tool, places in laid.items()}, sorted(set(layers))


@pytest.mark.parametrize("prompt", THINGS)
def test_sliced(worker, tmp_path, prompt):
    worker.execute(sketch("--text", prompt))
    worker.call("save", {"file": "scene.blend"})
    result = export(worker, f"{prompt}/asset.3mf", scale=1000.0, gap=5.0, bed_x=BED, bed_y=BED, bed_z=250)
    path = worker.run_dir / result["file"]
    pieces = read_pieces(path)
    assert {name: each[0] for name, each in pieces.items()} == dict(zip(THINGS[prompt], (1, 2)))
    assert [name for name, (_extruder, color, _box) in pieces.items()
            if int(color[1:3], 16) > 2 * int(color[3:5], 16)] == THINGS[prompt][1:]

    about = prusa_slicer("--info", path)
    assert about.count("manifold = yes") == about.count("manifold =") == 2, about
    assert not re.findall("repair|open_edges|reversed|degenerate", about), about

    printer, gcode = tmp_path / "printer.ini", tmp_path / "asset.gcode"
    printer.write_text(PRINTER)
    said = prusa_slicer("--export-gcode", "--load", printer, "--dont-arrange", "--output", gcode, path)
    assert not re.findall(r"repair|manifold|error|outside", said, re.IGNORECASE), said
    laid, layers = read_gcode(gcode.read_text())
    assert sorted(laid) == [1, 2]
    for extruder, _color, box in pieces.values():
        for (low, high), (found_low, found_high) in zip(box[:2], laid[extruder]):
            assert 0 <= low <= found_low <= low + LINE and high - LINE <= found_high <= high <= BED, (box, laid)
        assert box[2][0] == 0 and laid[extruder][2] == pytest.approx((LAYER, box[2][1]), abs=LAYER / 2 + 1e-3)
    assert layers == pytest.approx([LAYER * (i + 1) for i in range(len(layers))], abs=1e-3)
