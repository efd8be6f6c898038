# Each example in each Blender at hand: it keeps to the format, passes the bridge's check, runs, stands
# on the ground in one piece, has materials, a sensible size, and comes out the same twice.
# A commit runs a third of them, `./dev test --all` runs all.
# `MAQUETTE_EXAMPLES=vase,rope pytest …` tries these alone; with MAQUETTE_PICTURES=FOLDER it keeps a
# small preview of each, for somebody to look at.
import ast
import os
import pathlib
import re

import pytest
from conftest import BLENDERS, DATA, run, version, version_of
from representative import representative

CHOSEN = os.environ.get("MAQUETTE_EXAMPLES")
PICTURES = os.environ.get("MAQUETTE_PICTURES")
FILES = {path.stem: path for path in sorted((DATA / "examples").glob("*.py"))
         if not CHOSEN or path.stem in CHOSEN.split(",")}
IMPORTS = {"bpy", "bmesh", "mathutils", "math", "random", "colorsys", "bpy_extras", "itertools"}
LEAST, MOST = 0.02, 40.0  # metres that an example may measure at its longest
TRIANGLES = 90000
# Parts that are meant to run into each other: a handle sunk into a body.
MEANT = {
    "aim_at_target": [["Telescope", "Tripod"]],
    "align_to_normal": [["Ball", "Spikes"]],
    "animate_turning": [["Rotor", "Mast"]],
    "bottle_with_neck": [["Bottle", "Wine"]],
    "brick_wall_with_mortar": [["Bricks", "Mortar"]],
    "candle_with_flame": [["Candle", "Wick"], ["Wick", "Flame"]],
    "crystal_cluster": [["Crystals", "Matrix Rock"]],
    "dome_on_drum": [["Dome", "Lantern"]],
    "flower_with_petals": [["Petals", "Heart"], ["Petals", "Stem"], ["Heart", "Stem"]],
    "hair_like_curves": [["Head", "Hair"]],
    "icicles_on_ledge": [["Frame", "Icicles"]],
    "lamp_with_glow": [["Foot", "Shade"], ["Foot", "Bulb"]],
    "light_bulb": [["Glass", "Base"], ["Base", "Filament"]],
    "mushroom": [["Cap", "Stem"], ["Cap", "Spots"], ["Cap", "Gills"], ["Stem", "Gills"]],
    "overlapping_fish_scales": [["Body", "Scales"]],
    "shrinkwrap_onto_surface": [["Melon", "Label"]],
    "quilted_surface": [["Pad", "Buttons"]],
    "scatter_on_surface_mesh": [["Ground", "Pebbles"]],
    "spiral_staircase": [["Post", "Step"]],
    "teapot_spout": [["Pot", "Lid"]],
    "tyre_with_tread": [["Tyre", "Tread"]],
    "wheel_with_spokes": [["Wheel", "Iron Band"]],
    "window_frame_with_panes": [["Frame", "Glass"]],
    "woven_basket": [["Stakes", "Weave"], ["Rim", "Stakes"], ["Rim", "Weave"]],
}


class Example:
    """A file of data/knowledge/examples, taken apart as the index does it."""

    def __init__(self, path):
        self.name = path.stem
        self.source = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.source)
        text = ast.get_docstring(self.tree) or ""
        lines = text.split("\n")
        self.title = lines[0]
        self.told = " ".join(line for line in lines[1:]
                             if not re.match(r"(Words|Makes|Covers|Blender):", line)).strip()
        self.words = [word.strip() for line in lines if line.startswith("Words:")
                      for word in line[6:].split(",")]
        self.covers = [each for line in lines if line.startswith("Covers:")
                       for each in re.split(r",\s+", line[7:].strip())]
        limits = " ".join(line[8:] for line in lines if line.startswith("Blender:"))
        self.least = version(next(iter(re.findall(r">=([\d.]+)", limits)), "4.2"))
        self.below = version(next(iter(re.findall(r"<([\d.]+)", limits)), "99"))

    def job(self):
        return {"name": self.name, "script": self.source, "check": True, "measure": True, "times": 2,
                "joins": MEANT.get(self.name, []), "covers": self.covers}


EXAMPLES = {name: Example(path) for name, path in FILES.items()}
RUN = {name: EXAMPLES[name] for name in representative(list(EXAMPLES), EXAMPLES if CHOSEN else list(EXAMPLES)[::3])}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=list(EXAMPLES))
def test_format(example):
    assert re.fullmatch(r"[a-z0-9_]{3,48}", example.name)
    assert 10 <= len(example.title) <= 90 and not example.title.endswith(".")
    assert 30 <= len(example.told) <= 600
    assert len(example.words) >= 3 and all(example.words)
    assert 1 <= len(example.covers) <= 6
    assert all(re.fullmatch(r"(bpy|bmesh|mathutils|bpy_extras)\.[\w.]+(\.inputs\['.+'\])?", each)
               for each in example.covers), example.covers
    lines = [line for line in example.source.splitlines() if not line.startswith("Makes:")]
    assert len(lines) <= 80 and len(example.source.encode()) <= 4000
    imported = {name.name.split(".")[0] for node in ast.walk(example.tree)
                if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module.split(".")[0] for node in ast.walk(example.tree)
                 if isinstance(node, ast.ImportFrom)}
    assert imported <= IMPORTS
    assert example.source.rstrip().endswith("\nbuild()")


def faults(result):
    if result["error"]:
        error = result["error"]
        yield f"{error['type']}: {error['message']} {error['traceback'][-1:]}"
        return
    # Before 5.0 a material has nodes only when asked; the examples ask only where it has none.
    yield from (f"check: line {each['line']}: {each['what']}" for each in result["findings"]
                if (each["severity"], each["name"]) != ("warning", "use_nodes"))
    yield from (f"covers {each}, which is not there" for each in result["missing"])
    report = result["report"]
    whole = report["whole"]
    yield from (f"floats: {each['objects']} {each['gap_m'] * 1000:.1f} mm from {each['nearest']}"
                for each in report["floating"])
    yield from (f"a piece floats: {each['object']} {each['gap_m'] * 1000:.1f} mm from {each['nearest']}"
                for each in report["loose_pieces"])
    yield from (f"runs {each['depth_m'] * 1000:.1f} mm into: {each['objects']}"
                for each in report["penetrations"])
    yield from (f"without material: {each}" for each in report["without_material"])
    yield from (f"empty: {each}" for each in report["empty"])
    yield from (f"hidden: {each}" for each in report["hidden"])
    yield from (f"{each['name']} has a name without meaning" for each in report["objects"]
                if re.fullmatch(r"(Cube|Sphere|Plane|Cylinder|Object|Mesh|Circle)([. ]?\d+)?", each["name"]))
    if whole["box"] is None:
        yield "nothing is seen"
        return
    if not LEAST <= max(whole["dimensions_m"]) <= MOST:
        yield f"its size is {whole['dimensions_m']}"
    if abs(whole["ground_gap_m"]) > 0.002:
        yield f"its lowest point is at z = {whole['ground_gap_m']:.4f}"
    if whole["triangles"] > TRIANGLES:
        yield f"{whole['triangles']} triangles"
    if len(set(result["hashes"])) != 1:
        yield "it is another one the second time"


@pytest.fixture(scope="session", params=BLENDERS, ids=lambda each: pathlib.Path(each).name)
def results(request, folder):
    """(version, {example: result}) of one Blender."""
    number = version_of(request.param)
    jobs = [each.job() for each in RUN.values() if each.least <= number < each.below]
    pictures = None
    if PICTURES and request.param == BLENDERS[0]:
        pictures = pathlib.Path(PICTURES) / pathlib.Path(request.param).name
        pictures.mkdir(parents=True, exist_ok=True)
    return run(request.param, jobs, folder, pictures)


AT_HAND = [version_of(each) for each in BLENDERS]


@pytest.mark.parametrize("name", [name for name, each in RUN.items()
                                  if any(each.least <= one < each.below for one in AT_HAND)])
def test_example(results, name):
    if name not in results:
        pytest.skip("not for this Blender")
    found = list(faults(results[name]))
    assert not found, "\n" + "\n".join(found)


def test_there_are_many():
    assert CHOSEN or len(EXAMPLES) >= 90
