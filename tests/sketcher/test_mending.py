# Faults planted in kinds/faulty, in real Blender: they are measured, named, mended in build() and gone;
# and what a refinement does not name keeps its geometry hash.
import json

from conftest import DATA, TEST_KINDS, joins_of, measure, sketch

FIXTURES = (DATA, TEST_KINDS)


def compose(plan, folder):
    """The script of a plan that came back as JSON."""
    file = folder / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return sketch("--from-plan", str(file), kinds=FIXTURES)


def defects(plan, report, folder):
    plan_file, report_file = folder / "plan.json", folder / "report.json"
    plan_file.write_text(json.dumps(plan), encoding="utf-8")
    report_file.write_text(json.dumps(report), encoding="utf-8")
    found = sketch("--from-plan", str(plan_file), "--report", str(report_file), "--critique", kinds=FIXTURES)
    mended = sketch("--from-plan", str(plan_file), "--report", str(report_file), "--mend", "--plan",
                    kinds=FIXTURES)
    return json.loads(found), json.loads(mended)


def run(plan, folder):
    job = {"script": compose(plan, folder), "joins": joins_of(plan), "check": True}
    result = measure([job], folder)[0]
    assert result["error"] is None
    assert not [each for each in result["findings"] if each["severity"] == "error"]
    return result["report"]


def test_faults_are_mended(folder):
    plan = json.loads(sketch("--text", "a faulty bench", "--plan", kinds=FIXTURES))
    report = run(plan, folder)
    found, mended = defects(plan, report, folder)
    assert {each["what"] for each in found} == {
        "Leg 4 is missing", "Lamp floats", "Rail does not fill its planned place",
        "Knob 3 is one too many", "Leg 2 is sunk into the ground"}

    left, _same = defects(mended, run(mended, folder), folder)
    assert left == []


def test_what_does_not_stand_on_the_ground(folder):
    """Measured 2 cm higher than it was built, all of it is moved down by that."""
    plan = json.loads(sketch("--text", "a chair", "--plan", kinds=FIXTURES))
    report = run(plan, folder)
    assert defects(plan, report, folder)[0] == []
    for each in report["objects"]:
        for end in each["box"].values():
            end[2] += 0.02
    found, _mended = defects(plan, report, folder)
    told = next(each for each in found if each["what"] == "Chair does not stand on the ground")
    assert told["severity"] == "severe" and " is 20.0 mm above z = 0" in told["evidence"], told


def test_what_is_not_named_stays(folder):
    plan = json.loads(sketch("--text", "a chair", "--plan", kinds=(DATA,)))
    scripts = [sketch("--text", "a chair", kinds=(DATA,)),
               sketch("--text", "a chair", "--refine", "add 2 armrests on the chair", kinds=(DATA,)),
               sketch("--text", "a chair", "--refine", "make the seat red", kinds=(DATA,))]
    jobs = [{"script": script, "joins": joins_of(plan)} for script in scripts]
    before, armrests, seat = [{each["name"]: each["hash"] for each in result["report"]["objects"]}
                              for result in measure(jobs, folder)]
    assert {name for name in armrests if before.get(name) != armrests[name]} == set(armrests) - set(before)
    assert set(before) <= set(armrests)
    assert len(armrests) == len(before) + 2
    assert {name for name in seat if before.get(name) != seat[name]} == {"Seat"}
