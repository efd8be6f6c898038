# Variants of what users say: all of them differ, keep to the words, are the same every time, and Blender measures no
# fault in any.
import itertools
import json

import pytest
from conftest import job, measure, sketch
from representative import representative
from test_kinds import faults

SEEDS = {
    "chair": "Create a 3D object of a chair",
    "lantern": "create a 3D object of a stylish Chinese lantern with red silk material, golden trim, and intricate "
               "carved wooden frame",
    "fish": "create a 3D object of a cartoon blue fish with streamlined body, large expressive eyes, flowing tail "
            "fins, and shimmering scales with subtle iridescent highlights",
    "skateboard": "create a 3D object of a skateboard with wooden deck, colorful grip tape, metal trucks, and smooth "
                  "wheels with detailed bearings",
    "bonsai": "create a 3D object of a bonsai tree with twisted trunk, small green leaves, and moss-covered rocks in "
              "a ceramic pot",
    "sword": "create a 3D object of a crystal sword with translucent blue blade, silver hilt with gemstone decorations",
    "measured": "a red chair 45 cm high",
}
N = 6
MEASURED = representative([1, 2, 3, 4], [2])


def make(prompt, variant, *more):
    return job("--text", prompt, *more, "--variant", str(variant))


@pytest.fixture(scope="module")
def made():
    return {name: [make(prompt, k) for k in range(1, N + 1)] for name, prompt in SEEDS.items()}


def material(plan, name):
    return next(each for each in plan["materials"] if each["id"] == name)


def values(plan):
    return {each["name"]: each["value"] for each in plan["params"]}


def height(plan):
    return plan["box"]["max"][2] - plan["box"]["min"][2]


@pytest.mark.parametrize("name", SEEDS)
def test_differ(made, name):
    """Each looks different from each other, and says how."""
    plans = [each["plan"] for each in made[name]]
    assert "summary" not in plans[0]
    assert len({plan["summary"] for plan in plans[1:]}) == N - 1
    for one, other in itertools.combinations(plans, 2):
        spans = [abs(one["params"][i]["value"] - each["value"]) / ((each["max"] - each["min"]) or 1)
                 for i, each in enumerate(other["params"]) if each["unit"] != "seed"]
        looks = [(each["color"], each["finish"], each.get("colors")) for each in one["materials"]]
        others = [(each["color"], each["finish"], each.get("colors")) for each in other["materials"]]
        parts = {each["id"] for each in one["parts"]} ^ {each["id"] for each in other["parts"]}
        assert sum(spans) + len(parts) + sum(a != b for a, b in zip(looks, others)) > 0.5


@pytest.mark.parametrize("name", SEEDS)
def test_wishes(made, name):
    """What the words demand is in all, and all understood the same."""
    plans = [each["plan"] for each in made[name]]
    for plan in plans:
        assert plan["understood"] == plans[0]["understood"]
        assert plan["title"] == plans[0]["title"]
        assert plan["not_understood"] == plans[0]["not_understood"]
        have = {each["id"] for each in plan["parts"]}
        if name == "measured":
            assert material(plan, "frame")["color"] == "#c1272d" and abs(height(plan) - 0.45) < 0.001
        if name == "lantern":
            assert material(plan, "silk_cloth")["color"] == "#c1272d" and material(plan, "gilt")["finish"] == "gold"
            assert material(plan, "carved_wood")["finish"] == "wood" and {"trim", "lattice"} <= have
        if name == "fish":
            assert {material(plan, slot)["color"] for slot in ("scale", "hide", "web")} == {"#2f62c4"}
            assert abs(values(plan)["EYE_SIZE"] - values(plans[0])["EYE_SIZE"]) <= 0.15 * 0.185 + 1e-6
        if name == "skateboard":
            assert material(plan, "maple")["finish"] == "wood" and {"grip", "bearings"} <= have
            assert len(set(material(plan, "grit")["colors"])) > 2
        if name == "bonsai":
            assert material(plan, "foliage")["color"] == "#4a9a32" and {"rocks", "moss_cover"} <= have
            assert abs(values(plan)["TWIST"] - 1) <= 0.15 * 1.6 + 1e-6
        if name == "sword":
            assert material(plan, "blade") == material(plans[0], "blade")
            assert material(plan, "hilt")["finish"] == "silver"


@pytest.mark.parametrize("name", ["chair", "fish"])
def test_first_and_again(made, name):
    """The first is what there is without variants; the others are the same every time."""
    assert made[name][0]["script"] == sketch("--text", SEEDS[name])
    for k in (2, N):
        assert made[name][k - 1]["script"] == make(SEEDS[name], k)["script"]


@pytest.mark.parametrize("change, ways, all_of_them", [
    ("add a cushion", 4, False), ("make it metal", 4, False), ("make it taller", 3, False),
    ("make the seat red", 3, True), ("remove the stretchers", 1, True)])
def test_change(change, ways, all_of_them):
    """Of a change there are as many as there are ways to do it, and then no more."""
    made = [make("a chair", k, "--refine", change) for k in range(1, ways + 1)]
    assert made[0]["script"] == sketch("--text", "a chair", "--refine", change)
    assert len({each["script"] for each in made}) == ways
    if all_of_them:
        sketch("--text", "a chair", "--refine", change, "--variant", str(ways + 1), expect=(1,))


def test_relative():
    """A variant of "taller" is taller than what was there."""
    before = height(json.loads(sketch("--text", "a chair", "--plan")))
    assert all(height(make("a chair", k, "--refine", "make it taller")["plan"]) > before for k in range(1, 4))


def test_measured(made, folder):
    """In Blender."""
    jobs = [made[name][k - 1] for name in SEEDS for k in MEASURED]
    names = [f"{name} {k}" for name in SEEDS for k in MEASURED]
    found = [f"{name}: {fault}" for name, each, result in zip(names, jobs, measure(jobs, folder))
             for fault in faults(each["plan"], result)]
    assert not found, "\n" + "\n".join(found)
