# Closed loops: they stay closed in every pose, or it is said where they open. And joints that are fixed.
import re
import sys

import pytest
from test_measure import VALID
from worker_client import ROOT, RemoteError

sys.path.append(str(ROOT / "tests" / "bench"))

import looped_things  # noqa: E402
from moving_things import SCENE  # noqa: E402


def measure(worker, script):
    worker.execute(script)
    report = worker.measure()
    VALID.validate(report)
    return report


def middles(worker, script, pose):
    """{object: the middle of its box} in a pose."""
    worker.execute(script)
    worker.call("save", {"file": "posed.blend", "pose": pose})
    return {row["name"]: [(low + high) / 2 for low, high in zip(row["box"]["min"], row["box"]["max"])]
            for row in worker.measure()["objects"]}


@pytest.mark.parametrize("kind", looped_things.KINDS)
def test_a_sound_loop_stays_closed(worker, kind):
    for seed in range(4):
        thing, leader, far, truth = looped_things.make(kind, seed)
        report = measure(worker, thing.script())
        assert report["joint_faults"] == [] and report["floating"] == [], seed
        pins = [row for row in report["joints"] if row["kind"] == "closes"]
        assert pins and all(row["opens_m"] <= .0001 for row in pins), (seed, pins)
        for share in (.3, 1):
            found = middles(worker, thing.script(), {leader: round(share * far, 3)})
            for name, (start, end) in truth(round(share * far, 3)).items():
                middle = [(a + b) / 2 for a, b in zip(start, end)]
                assert found[name] == pytest.approx(thing.place(middle, thing.layers[name]), abs=1e-4), (seed, name)


@pytest.mark.parametrize("kind", looped_things.OPENS)
def test_a_loop_that_opens_is_told(worker, kind):
    """With the parts that come apart and the limits that keep it closed."""
    for seed in range(4):
        thing, leader, _far, truth = looped_things.make(kind, seed, True)
        told = [row for row in measure(worker, thing.script())["joint_faults"] if row["fault"] == "opens"]
        assert len(told) == 1, (seed, told)
        words = re.fullmatch(r"(.*) pin: the loop (\w+)–(\w+) opens by ([\d.]+) mm at ([\d.]+) degrees of “(\w+)”\.",
                             told[0]["words"])
        assert words and float(words[4]) >= .1 and words[6] == leader, (seed, told)
        low, high = map(float, re.match(r"set the limits of “\w+” to \((\S+), (\S+)\)", told[0]["fix"]).groups())
        assert low == 0 < high and truth(high - .5) is not None, (seed, told)
        for row in thing.rows:
            if row["name"] == leader:
                row["limits"] = [0, high]
        assert [row for row in measure(worker, thing.script())["joint_faults"] if row["fault"] == "opens"] == []


@pytest.mark.parametrize("kind", looped_things.OPENS)
def test_a_pose_beyond_a_loop_is_told(worker, kind):
    """With the range in which the loop follows; within it, nothing is told."""
    for seed in range(2):
        thing, leader, _far, truth = looped_things.make(kind, seed, True)
        high = next(row["limits"][1] for row in thing.rows if row["name"] == leader)
        worker.execute(thing.script())
        row, = worker.call("save", {"file": "posed.blend", "pose": {leader: high}})["opens"]
        assert row["joint"] == leader and row["unit"] == "degrees" and row["opens_m"] > 1e-4, (seed, row)
        low, last = row["range"]
        assert low == 0 < last < high and truth(last - .5) is not None and truth(last + .5) is None, (seed, row)
        for share in (.5, .99):
            worker.execute(thing.script())
            assert worker.call("save", {"file": "posed.blend", "pose": {leader: share * last}})["opens"] == []


def test_a_tie_rod_stays_closed(worker):
    """Out of the plane: the pin that closes the loop is a ball, and a cross at the other end as good as one."""
    for seed in range(4):
        thing, leader, far, truth = looped_things.tie_rod(seed)
        report = measure(worker, thing.script())
        assert report["joint_faults"] == [], seed
        assert [row["opens_m"] <= .0001 for row in report["joints"] if row["kind"] == "closes"] == [True], seed
        for value in (far, -far, .3 * far):
            found = middles(worker, thing.script(), {leader: value})
            for name, middle in truth(value).items():
                assert found[name] == pytest.approx(middle, abs=1e-4), (seed, name)


def told(worker, thing, change):
    """The faults of a linkage whose joints are changed: (joint, fault)."""
    for row in list(thing.rows):
        change(row)
    return [(row["joint"], row["fault"]) for row in measure(worker, thing.script())["joint_faults"]]


def test_what_is_no_loop_is_refused_by_name(worker):
    def make():
        return looped_things.make("four_bar", 1)[0]

    def fix(row):
        if row["name"] == "Coupler":
            row["kind"] = "fixed"

    def lose_the_driver(row):
        if row["kind"] == "closes":
            row["follows"] = ""

    def let_both_drive(row):
        if row["name"] == "Second":
            del row["follows"], row["ratio"]

    def turn_every_way(row):
        if row["name"] == "Tie rod":
            row["kind"] = "ball"

    def hang_together(row):
        if row["kind"] == "closes":
            row["parent"] = "Frame"
            row["child"] = "Crank"

    assert told(worker, make(), lambda _row: None) == []
    assert told(worker, make(), fix) == [("Rocker pin", "opens")]
    assert told(worker, make(), lose_the_driver) == [("Rocker pin", "bad_follow")]
    assert told(worker, make(), hang_together) == [("Rocker pin", "no_loop")]
    assert told(worker, looped_things.make("five_bar", 1)[0], let_both_drive) == [("Tip pin", "loose")]
    assert ("Rod end", "no_loop") in told(worker, looped_things.tie_rod(1)[0], turn_every_way)
    thing = make()
    thing.rows[2]["limits"] = [-1, 1]  # of the rocker, which goes farther
    assert told(worker, thing, lambda _row: None) == [("Rocker", "bad_limits")]


def test_a_loop_that_nothing_holds_is_told(worker):
    """Five bars: the two between coupler and rocker may fold at will."""
    thing = looped_things.make("four_bar", 1)[0]
    knee = thing.place((.9, .2), thing.layers["Rocker"])
    thing.lines.append(f"rod('Knee', {knee}, {thing.place((1.2, .2), 0)}, .001)")
    thing.joint("Knee", "hinge", "Coupler", "Knee", (.9, .2))
    for row in thing.rows:
        if row["kind"] == "closes":
            row["child"] = "Knee"
    assert told(worker, thing, lambda _row: None) == [("Rocker pin", "loose")]


def test_a_dependent_joint_is_not_posed(worker):
    thing, _leader, far, _truth = looped_things.make("four_bar", 1)
    worker.execute(thing.script())
    for name, words in (("Rocker", "“Rocker” follows “Crank”"), ("Rocker pin", "There is no joint “Rocker pin”")):
        with pytest.raises(RemoteError, match=words):
            worker.call("save", {"file": "posed.blend", "pose": {name: min(far, 5)}})


KEY = SCENE + """
block('Stand', (-.1, -.1, 0), (.1, .1, .1)); shaft = rod('Shaft', (0, 0, .1), (0, 0, .5), .02)
block('Key', (.018, -.005, .3), (.03, .005, .4))
add_joints([{'name': 'Shaft', 'kind': 'hinge', 'parent': 'Stand', 'child': 'Shaft', 'at': [0, 0, .1], 'axis': [0, 0, 1],
             'limits': [0, 90]},
            {'name': 'Key', 'kind': 'fixed', 'parent': 'Shaft', 'child': 'Key', 'at': [0, 0, .1], 'axis': [0, 0, 1]}])
"""


def test_a_fixed_joint_goes_with_its_parent(worker):
    report = measure(worker, KEY)
    key, shaft = report["joints"]
    assert report["joint_faults"] == [] and key["kind"] == "fixed" and key["free"] == [0, 0]
    assert shaft["objects"] == ["Key", "Shaft"] and key["objects"] == ["Key"]
    assert middles(worker, KEY, {"Shaft": 90})["Key"] == pytest.approx([0, .024, .35], abs=1e-5)
    worker.execute(KEY)
    with pytest.raises(RemoteError, match="“Key” is fixed: it only goes along with its parent"):
        worker.call("save", {"file": "posed.blend", "pose": {"Key": 5}})
    (fault,) = measure(worker, KEY.replace("'fixed'", "'hinge', 'limits': (0, 0)"))["joint_faults"]
    assert fault["fault"] == "bad_limits" and "make it fixed()" in fault["fix"]
