# Kinds that move: every joint is there and free over its whole range, moves objects of a part, and leaves all as it
# was built. At a commit at the defaults, and a few kinds at both ends of all ranges and somewhere in them; with
# `--all`, all of these.
import json
import random
import re

import pytest
from conftest import DATA, job, measure, sketch
from representative import representative

# {kind: (its joints, what else is to be there)}
MOVING = {
    "airplane": (4, []),
    "bed": (2, ["--include", "drawers"]),
    "bookshelf": (2, ["--include", "doors"]),
    "cabinet": (3, []),
    "camera": (3, []),
    "car": (4, []),
    "castle": (1, []),
    "chest": (1, []),
    "clock": (3, ["--include", "second_hand"]),
    "coffee_maker": (1, []),
    "computer_mouse": (1, []),
    "desk_lamp": (3, []),
    "dishwasher": (2, []),
    "drawer_unit": (3, []),
    "drone": (5, []),
    "faucet": (3, []),
    "file_cabinet": (4, []),
    "floor_lamp": (1, ["--include", "arc"]),
    "fridge": (2, []),
    "hair_dryer": (1, []),
    "headphones": (2, []),
    "helicopter": (2, []),
    "helmet": (1, []),
    "house": (1, []),
    "laptop": (1, []),
    "lighthouse": (1, []),
    "microphone": (1, []),
    "microwave": (3, []),
    "monitor": (1, []),
    "motorcycle": (4, ["--include", "nose", "--include", "windscreen"]),
    "office_chair": (13, ["--include", "headrest"]),
    "printer": (1, []),
    "robot": (6, ["--include", "key"]),
    "rowing_boat": (2, []),
    "sailboat": (1, []),
    "scissors": (1, []),
    "sink": (3, []),
    "skateboard": (4, []),
    "stove": (6, []),
    "table": (2, ["--include", "drawers"]),
    "telephone": (1, []),
    "toaster": (2, []),
    "toilet": (1, []),
    "train": (5, []),
    "washing_machine": (4, []),
    "windmill": (2, []),
}
EXTREMES = representative(list(MOVING), ["cabinet", "desk_lamp"])
ENDS = {"min": ["--set", "ALL=MIN"], "max": ["--set", "ALL=MAX"]}


def mixed(kind):
    """A value somewhere in its range for each parameter."""
    chance = random.Random(kind)
    for each in json.loads((DATA / "kinds" / kind / "kind.json").read_text(encoding="utf-8"))["params"]:
        ends = each["min"], each["max"]
        if each["unit"] != "seed" and ends[0] != ends[1]:
            value = chance.randint(*ends) if each["unit"] == "count" else round(chance.uniform(*ends), 4)
            yield from ("--set", f"{each['name']}={value}")


def jobs_of(kind):
    """{look: job}: as built, the same without its joints, twice as large, at the ends of its ranges and in them."""
    arguments = ["--kind", kind, *MOVING[kind][1]]
    jobs = {"default": job(*arguments, check=True)}
    script = jobs["default"]["script"]
    jobs["fixed"] = {"script": script.replace("    add_joints(JOINTS)\n", ""), "joins": [], "only_boxes": True}
    if kind == "cabinet":
        scaled = ("    for each in objects:\n        each.data.transform(Matrix.Scale(2.0, 4))\n"
                  "        each.location *= 2.0\n    add_joints(JOINTS, 2.0)\n")
        jobs["larger"] = {**jobs["default"], "check": False,
                          "script": script.replace("    add_joints(JOINTS)\n", scaled)}
    if kind in EXTREMES:
        jobs |= {look: job(*arguments, *more) for look, more in {**ENDS, "mixed": mixed(kind)}.items()}
    return jobs


@pytest.fixture(scope="module")
def results(folder):
    """{kind: {look: result}}, from one Blender."""
    jobs = {(kind, look): each for kind in MOVING for look, each in jobs_of(kind).items()}
    found = {}
    for (kind, look), result in zip(jobs, measure(list(jobs.values()), folder), strict=True):
        assert result["error"] is None, (kind, look, result["error"])
        found.setdefault(kind, {})[look] = result
    return found


def faults_of(report):
    for each in report["joint_faults"]:
        yield each["words"]
    for joint in report["joints"]:
        whole = joint["limits"] or [-180.0, 180.0]
        if not joint.get("follows") and joint["free"] != pytest.approx(whole):
            yield f"{joint['name']}: free in {joint['free']}, not in {whole}"
        if not joint["objects"] or joint.get("carried"):
            yield f"{joint['name']} moves {joint['objects']} and leaves {joint.get('carried')} behind"


@pytest.mark.parametrize("kind", MOVING)
def test_moves(results, kind):
    found = [f"{look}: {fault}" for look, result in results[kind].items() if look != "fixed"
             for fault in faults_of(result["report"])]
    found += [each["what"] for each in results[kind]["default"]["findings"] if each["severity"] == "error"]
    assert not found, "\n" + "\n".join(found)
    report = results[kind]["default"]["report"]
    assert len(report["joints"]) == MOVING[kind][0]
    parts = {each["name"]: each["part"] for each in report["objects"]}
    assert all(parts[name] for joint in report["joints"] for name in joint["objects"])


@pytest.mark.parametrize("kind", MOVING)
def test_nothing_changes_place(results, kind):
    with_joints, without = ({each["name"]: [*each["box"]["min"], *each["box"]["max"]]
                             for each in results[kind][look]["report"]["objects"] if each["box"]}
                            for look in ("default", "fixed"))
    assert with_joints.keys() == without.keys()
    for name, box in with_joints.items():
        assert box == pytest.approx(without[name], abs=5e-6), name


def test_a_scaled_joint(results):
    """What scales the whole scales axes, travels and nothing else."""
    small, large = ({joint["name"]: joint for joint in results["cabinet"][look]["report"]["joints"]}
                    for look in ("default", "larger"))
    assert large["Left door"]["origin_m"] == pytest.approx([2 * each for each in small["Left door"]["origin_m"]])
    assert large["Left door"]["limits"] == small["Left door"]["limits"]
    assert large["Drawer"]["limits"] == pytest.approx([2 * each for each in small["Drawer"]["limits"]])


def test_a_knob_goes_with_its_door(results):
    joints = {joint["name"]: joint["objects"] for joint in results["cabinet"]["default"]["report"]["joints"]}
    assert joints["Left door"] == ["Left door", "Left door handle"]


ASKED = "a bathroom cabinet 60 cm wide with two doors that open 110 degrees and one drawer below"


@pytest.mark.parametrize(("words", "value"), [
    ([ASKED], "DOOR_ANGLE = 110.0"),
    (["a cabinet whose doors open 90°"], "DOOR_ANGLE = 90.0"),
    (["a cabinet", "--refine", "make the doors open 90 degrees"], "DOOR_ANGLE = 90.0"),
    (["a cabinet with one door", "--refine", "hinge it on the right"], "HINGES_RIGHT = 1"),
    (["a cabinet", "--refine", "add a drawer"], "DRAWER_COUNT = 2"),
    (["a desk with three drawers"], "DRAWER_COUNT = 3"),
    (["an office chair with six casters"], "CASTER_COUNT = 6"),
    (["a swivel chair that leans back 25 degrees"], "RECLINE = 25.0"),
    (["a helicopter with four blades"], "BLADE_COUNT = 4"),
    (["a pair of scissors that open 50 degrees"], "OPENING = 50.0"),
    (["a treasure chest with the lid open 45 degrees"], "LID_ANGLE = 45.0"),
])
def test_words(words, value):
    assert re.search(rf"^{re.escape(value)}\b", sketch("--text", *words), re.M)


def test_what_is_asked_of_joints():
    """How far doors open is measured; how a lid stands is in the script; and angles of nothing are unknown."""
    def rows(text):
        return {row["what"]: row for row in json.loads(sketch("--text", text, "--plan"))["requirements"]}

    opens = rows(ASKED)["opens"]
    assert (opens["of"], opens["is"], opens["value"], opens["unit"]) == ("doors", "at_least", 110, "deg")
    slides = rows("a desk with three drawers that slide out 20 cm")["slides"]
    assert (slides["of"], slides["is"], slides["value"], slides["unit"]) == ("drawers", "at_least", 20, "cm")
    assert "opens" not in rows("a treasure chest with the lid open 45 degrees")
    assert "opens" not in rows("a car turned by 30 degrees")


def test_parts_that_are_absent_have_no_joints():
    assert "drawer_joints" not in sketch("--text", "a cabinet without drawers")
    assert "JOINTS" not in sketch("--text", "a chair")
