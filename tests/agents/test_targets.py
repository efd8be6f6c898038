# SPDX-License-Identifier: GPL-3.0-or-later
"""A change of the parts that the user points at: the roles get them named, and all else stays as it is."""

import pytest
from conftest import BALL, POST, critic, fenced, notices, planner, said, writer

BIGGER = BALL.replace("0.2, (0, 0, 0.698)", "0.25, (0, 0, 0.748)")
WIDE = POST.replace("(0.2, 0.2, 0.5)", "(0.22, 0.22, 0.5)")
FIRST = [planner(), writer(), critic()]


def refiner(python, touches):
    return said("refiner", text=f'```json\n{{"summary": "Bigger", "touches": {touches}}}\n```\n' + fenced(python))


def begin(play, *exchanges):
    first, server, desk = play([*FIRST, *exchanges], "--text", "a red ball on a post", "--no-input")
    return first.named("session")[0]["session"], server, desk


@pytest.mark.parametrize("part", ["ball", "Ball"])
def test_what_is_not_chosen_is_put_back(play, part):
    """The model says that it touches the post, too; the user points at the ball only."""
    session, server, desk = begin(play, refiner(WIDE + "\n\n" + BIGGER, '["ball", "post_part", "whole"]'), critic(),
                                  said("debugger", text=fenced(POST)))
    result = desk("change", session, "bigger", "--part", part, "--json", "--output", desk.root / "new")
    assert result.status == 0, result
    for role in ("refiner", "debugger"):
        asked, = server.asked(role)
        assert "# The user points at\\n- part ball\\n" in asked and "Only ball may come out different" in asked
    assert "part ball" in server.asked("critic")[-1] and "points at" not in server.asked("planner")[0]
    assert "Changed although it was not asked for: Post" in server.asked("debugger")[0]
    script = (desk.root / "new" / "script.py").read_text()
    assert "(0.22, 0.22, 0.5)" not in script and "0.748" in script
    assert "changed-too" not in notices(result) and "target-gone" not in notices(result)


@pytest.mark.parametrize("said_too, options", [("", ["--part", "ball"]), (
    ', "requirements": [{"words": "bigger", "what": "size", "of": "ball", "axis": "x", "is": "at_least", "value": 0.45,'
    ' "unit": "m"}]', [])])
def test_touches_that_are_forgotten(play, said_too, options):
    """The model names no part that it touches: the one that is pointed at, or that its requirement is of, is meant."""
    session, server, desk = begin(play, refiner(BIGGER, f'[]{said_too}'), critic())
    result = desk("change", session, "bigger", *options, "--json")
    assert result.status == 0, result
    assert not server.asked("debugger") and "changed-too" not in notices(result)


def test_what_is_left_is_reported(play):
    session, server, desk = begin(play, refiner(WIDE + "\n\n" + BIGGER, '["ball", "post_part"]'), critic(),
                                  said("debugger", text=fenced(WIDE)), critic())
    result = desk("change", session, "bigger", "--part", "ball", "--json")
    assert result.status == 0, result
    left, = [event for event in result.named("notice") if event["code"] == "changed-too"]
    assert left["items"] == ["Post"]


def test_words_say_later_what_they_were_about(play):
    session, server, desk = begin(play, refiner(BIGGER, '["ball"]'), critic(), refiner(WIDE, '["post_part"]'), critic())
    assert desk("change", session, "bigger", "--part", "ball").status == 0
    result = desk("change", session, "wider post", "--json")
    assert result.status == 0, result
    asked = server.asked("refiner")[1]
    assert "- bigger (about: ball)\\n" in asked and "points at" not in asked
    assert "changed-too" not in notices(result)
