# Assets of the sketcher in each format that this Blender writes, read back by another one: those of the seed
# prompts, and one kind of each sort (furniture, plant, vessel, building, vehicle, figure, tool, lamp). At a commit,
# one of straight pieces and one grown at random; with `./dev test --all`, all of them.
import json
import pathlib
import sys

import pytest

TESTS = pathlib.Path(__file__).parents[1]
sys.path.insert(0, str(TESTS / "blender"))

from conftest import sketch  # noqa: E402
from representative import representative  # noqa: E402
from worker_client import Worker  # noqa: E402

SEEDS = {seed["name"]: ["--text", seed["prompt"]]
         for seed in json.loads((TESTS / "acceptance" / "seeds.json").read_text(encoding="utf-8"))}
SORTS = {kind: ["--kind", kind] for kind in ("bookshelf", "potted_plant", "mug", "house", "car", "robot", "key",
                                             "street_lamp")}
ASSETS = {**SORTS, **SEEDS}
WITH_MATERIALS = (".glb", ".fbx", ".obj", ".usd")


@pytest.fixture(scope="module")
def writer(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("writer"))
    yield each
    each.close()


@pytest.fixture(scope="module")
def reader(writer):
    """Works in the same folder: what one wrote, the other reads."""
    each = Worker(writer.run_dir)
    yield each
    each.close()


@pytest.mark.parametrize("name", representative(list(ASSETS), ["chair", "potted_plant"]))
def test_exports(name, writer, reader):
    writer.execute(sketch(*ASSETS[name]))
    writer.call("save", {"file": "scene.blend"})
    for suffix in writer.facts["exports"]:
        writer.call("open", {"file": "scene.blend"})
        texture_px = 64 if suffix in WITH_MATERIALS else 0
        result = writer.call("export", {"file": f"{name}{suffix[1:]}/asset{suffix}", "texture_px": texture_px})
        found = reader.call("read_back", {"file": result["file"], "up": result["up"]})
        what = f"{name}{suffix}"
        assert found["triangles"] == result["triangles"] > 100, what
        assert found["low"] == pytest.approx(result["low"], abs=5e-4), what
        assert found["high"] == pytest.approx(result["high"], abs=5e-4), what
        if texture_px:
            assert found["materials"] == len(result["materials"]) > 0, what
            assert not result["textures"] or found["textures"] > 0, what
