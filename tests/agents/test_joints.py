# SPDX-License-Identifier: GPL-3.0-or-later
"""Joints of the team: planned, written, compared with what is measured, and changed."""

import json

from conftest import PLAN, critic, fenced, notices, planner, said, writer

JOINT = {"name": "Ball", "kind": "hinge", "parent": "post_part", "child": "ball", "axis": "z through its middle",
         "range": [0, 90], "why": "it is turned"}
ROWS = 'JOINTS = [hinge("Ball", parent="post_part", child="ball", at=(0, 0, 0.698), axis="z", limits=(0, {}))]\n'
BUILD = '''def build():
    """Make the whole and return its objects."""
    start(ASSET)
    oak = wood("Oak", "#8a5a33")
    red = painted("Red", "#b02020")
    made = post_part(oak) + ball(red)
    add_joints(JOINTS)
    return made
'''


def test_a_planned_joint_is_written_and_changed(play):
    """The writer forgets it; then the user wants it to go further."""
    plan = PLAN | {"joints": [JOINT | {"parent": "Post part"}]}
    change = json.dumps({"summary": "Turns further", "touches": ["ball"], "joints": [JOINT | {"range": [0, 120]}]})
    first, server, desk = play([
        planner(object=plan), writer(), said("debugger", text=fenced(ROWS.format(90) + "\n\n" + BUILD)), critic(),
        said("refiner", text=f"```json\n{change}\n```\n" + fenced(ROWS.format(120))), critic(),
    ], "--text", "a red ball that turns on a post", "--no-input")
    assert first.status == 0, first
    assert '"Ball\\" hinge ball on post_part, z through its middle, [0,90]' in server.asked("writer")[0]
    assert "The joint “Ball” is missing" in server.asked("debugger")[0]
    assert "defects-left" not in notices(first)
    session = first.named("session")[0]["session"]
    result = desk("change", session, "let it turn by 120 degrees", "--json", "--output", desk.root / "new")
    assert result.status == 0, result
    joint, = json.loads((desk.root / "new" / "report.json").read_text())["joints"]
    assert joint["limits"] == [0, 120] and joint["child"] == "ball"
    # The critic sees how far it goes; at first, nothing moved.
    looks = [[each.get("far_poses") for each in run.named("instruction") if each.get("mode") == "look"]
             for run in (first, result)]
    assert looks == [[None], [True]] and "1 Ball at 120 degrees, from the front left" in server.asked("critic")[-1]
    planned, = json.loads(next(desk.root.rglob("versions/2/plan.json")).read_text())["joints"]
    assert planned["range"] == [0, 120] and planned["parent"] == "post_part"


def test_a_joint_of_no_part_is_sent_back(play):
    plan = PLAN | {"joints": [JOINT | {"child": "bell"}]}
    result, server, _ = play([planner(object=plan), planner(), writer(), critic()],
                             "--text", "a red ball that turns on a post", "--no-input")
    assert result.status == 0, result
    assert "the joint \\\"Ball\\\" has a child that is no part" in server.asked("planner")[1]


def test_fixed_and_closing_joints_are_planned(play):
    """What closes a loop names what drives it; a fixed one has no range."""
    def asked(**more):
        return PLAN | {"joints": [JOINT, JOINT | {"name": "Pin", "kind": "closes", "range": None} | more]}
    result, server, _ = play([planner(object=asked()), planner(object=asked(follows="Ball")), writer(), critic()],
                             "--text", "a red ball that turns on a post", "--no-input")
    assert result.status == 0, result
    assert "the joint \\\"Pin\\\" closes a loop that no joint drives" in server.asked("planner")[1]
    assert ('\\"Pin\\" closes ball on post_part, z through its middle, no range, follows \\"Ball\\":'
            in server.asked("writer")[0])
