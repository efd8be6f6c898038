# Parts of the sketcher that fit: Blender measures the gap of the plan between them, which test-team.c compares with the
# printer's.
import pytest
from conftest import job, measure

# Prompts, and the gap in mm: of a thread, between the flanks.
GAPS = {
    "a bolt with a nut": 0.08,
    "an M3 bolt with a nut": 0.08,
    "an M8 bolt with a nut that fits loosely": 0.15,
    "an M20 bolt with a nut with 0.1 mm clearance": 0.1,
    "a box with a lid": 0.2,
    "a box with a lid that fits loosely": 0.4,
}


@pytest.fixture(scope="module")
def made(folder):
    jobs = [job("--text", prompt) for prompt in GAPS]
    for each in jobs:
        each["joins"] = [[part["id"], other, how["kind"], how["m"]] for part in each["plan"]["parts"]
                         for other, how in part.get("join_kinds", {}).items()]
    return dict(zip(GAPS, zip(jobs, measure(jobs, folder))))


@pytest.mark.parametrize("prompt", GAPS)
def test_gap(made, prompt):
    each, result = made[prompt]
    assert [join[2:] for join in each["joins"]] == [["fits", pytest.approx(GAPS[prompt] / 1000)]]
    report = result["report"]
    assert report["loose"] == report["notes"] == report["penetrations"] == []
    assert [row["found"] for row in report["requirements"] if row["what"] == "clearance"] == (
        [pytest.approx(GAPS[prompt], abs=.01)] if "loosely" in prompt or "clearance" in prompt else [])
