# Things that move: joints are read, refused with a name, posed, and proved by the Blender that never ran the script.
import pytest
from moving_things import SCENE
from test_measure import VALID


def measure(worker, script, **more):
    worker.execute(SCENE + script)
    report = worker.measure(**more)
    VALID.validate(report)
    return report


DOOR = "body = block('Body', (0, 0, 0), (.4, .3, .5)); door = block('Door', (0, -.02, 0), (.4, 0, .5))\n"
HINGE = dict(name="Door", kind="hinge", parent="Body", child="Door", at=[0, -.02, 0], axis=[0, 0, -1],
             limits=[0, 90])


def rows(*each):
    return f"add_joints({[HINGE | more for more in each]!r})\n".replace("nan", "float('nan')").replace(
        "inf", "float('inf')")


def test_a_still_asset_has_nothing_about_joints(worker):
    assert not {"joints", "joint_faults", "links", "apart"} & set(measure(worker, DOOR))


def test_a_joint_is_read_as_it_stands(worker):
    """The empties are no fault, and what hangs on what moves moves with it."""
    report = measure(worker, DOOR + "knob = block('Knob', (.35, -.04, .2), (.37, -.02, .22)); hang(knob, door)\n"
                     + rows({}))
    (joint,) = report["joints"]
    assert joint["objects"] == ["Door", "Knob"] and joint["axis"] == [0, 0, -1] and joint["limits"] == [0, 90]
    assert joint["origin_m"] == [0, -.02, 0] and report["empty"] == [] and report["joint_faults"] == []


WRONG = {
    "no_part": [{"child": "Flap"}], "same_part": [{"child": "Body"}], "bad_kind": [{"kind": "gear"}],
    "bad_axis": [{"axis": [0, 0, 0]}], "bad_place": [{"at": [0, float("nan"), 0]}],
    "two_parents": [{}, {"name": "Door again"}], "same_name": [{}, {}],
    "loop": [{}, {"name": "Back", "parent": "Door", "child": "Body"}],
    "bad_pitch": [{"kind": "screw"}], "bad_follow": [{"follows": "Nobody"}],
}
LIMITS = [[90, 0], [0, 0], [0, float("nan")], [0, float("inf")], [0, 1e9], [10, 90], [0], "all", {"low": 0}]


@pytest.mark.parametrize("code", WRONG)
def test_what_cannot_move_is_refused_by_name(worker, code):
    report = measure(worker, DOOR + rows(*WRONG[code]))
    assert code in [row["fault"] for row in report["joint_faults"]]
    assert all(row["words"].startswith(row["joint"]) and row["fix"] for row in report["joint_faults"])


def test_limits_that_are_none_are_refused(worker):
    for limits in LIMITS:
        report = measure(worker, DOOR + rows({"limits": limits}))
        assert [row["fault"] for row in report["joint_faults"]] == ["bad_limits"] and report["joints"] == []


def test_more_joints_than_anything_has_are_refused(worker):
    report = measure(worker, DOOR + rows(*({"name": f"Door {i}"} for i in range(300))))
    assert [row["fault"] for row in report["joint_faults"]] == ["too_many"] and report["joints"] == []
