# What the user did not point at stays the same, measured by Blender to the vertex; and what changed is sound.
import json

import pytest
from conftest import job, measure
from test_kinds import faults

THING = "a chair"
# Words, what they point at, and the parts that may change.
CASES = {
    "legs": ("thicker", [{"part": "legs"}], {"legs"}),
    "seat": ("wider", [{"part": "seat"}], {"seat"}),
    "back": ("higher", [{"part": "Backrest", "mark": {"kind": "circle", "number": 1}}], {"back", "slats"}),
    "pad": ("a bit to the left", [{"object": "Pad"}], {"pad"}),
    "colour": ("make it red and of metal", [{"function": "slats"}], {"slats"}),
    "edge": ("longer", [{"part": "seat", "at_m": [0, -0.2, 0.43],
                         "mark": {"kind": "arrow", "to_m": [0, -0.26, 0.43], "length_m": 0.06}}], {"seat"}),
    "size": ("", [{"part": "seat", "at_m": [-0.2, 0, 0.44],
                   "mark": {"kind": "size", "number": 3, "to_m": [0.2, 0, 0.44], "size_m": 0.5}}], {"seat"}),
}


@pytest.fixture(scope="module")
def measured(folder):
    jobs = [job("--text", THING)]
    jobs += [job("--text", THING, "--refine", words, "--targets", json.dumps(targets))
             for words, targets, _ in CASES.values()]
    return dict(zip(["before", *CASES], zip(jobs, measure(jobs, folder), strict=True), strict=True))


def objects(result):
    return {each["name"]: each for each in result["report"]["objects"]}


@pytest.mark.parametrize("case", CASES)
def test_only_what_was_pointed_at_changes(measured, case):
    before, after = (objects(measured[name][1]) for name in ("before", case))
    assert before.keys() == after.keys()
    changed = {before[name]["part"] for name in before if before[name]["hash"] != after[name]["hash"]}
    assert changed == CASES[case][2]


@pytest.mark.parametrize("case", CASES)
def test_result_is_sound(measured, case):
    assert faults(measured[case][0]["plan"], measured[case][1]) == []


def width(each, axis):
    return each["box"]["max"][axis] - each["box"]["min"][axis]


def test_legs_are_thicker_on_both_sides(measured):
    before, after = (objects(measured[name][1])["Leg 1"] for name in ("before", "legs"))
    assert [width(after, axis) / width(before, axis) for axis in range(3)] == pytest.approx([1.4, 1.4, 1], rel=0.01)


def test_edge_and_size_are_as_drawn(measured):
    before, edge, size = (objects(measured[name][1])["Seat"] for name in ("before", "edge", "size"))
    assert edge["box"]["min"][1] == pytest.approx(before["box"]["min"][1] - 0.06, abs=1e-4)
    assert edge["box"]["max"][1] == pytest.approx(before["box"]["max"][1], abs=1e-5)
    assert width(size, 0) == pytest.approx(0.5, abs=1e-4)
    assert [each["met"] for each in measured["size"][1]["report"]["requirements"]] == [True]
