# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures that the roles get beside the views: defects before and after, what is hidden, real materials."""

import pytest
from conftest import BALL, SCRIPT, critic, defect, fenced, planner, said, writer

LARGER = BALL.replace("0.2, (0, 0, 0.698)", "0.21, (0, 0, 0.708)")
VERDICT = {"defects": [{"evidence": "it is larger", "fixed": True}], "overall": "better", "why": ""}


def looks(result):
    return [event for event in result.named("instruction") if event.get("mode") == "look"]


def judged(*defects):
    return {"overall": "", "must_haves": [], "defects": list(defects)}


def test_a_look_that_cannot_be_sent(play, monkeypatch):
    """The asset is kept, and no critic is asked who would see nothing."""
    monkeypatch.setenv("MQ_QUICK_LINK", "/etc/hostname")
    monkeypatch.setenv("MQ_QUICK_LINK_OF", "look")
    result, server, _ = play([planner(), writer(), critic()], quick=True)
    assert result.status == 0, result
    assert len(result.named("kept")) == 1 and not server.asked("critic")


@pytest.mark.parametrize("about", ["shape", "material"])
def test_before_and_after(play, about):
    """The verifier compares one picture with another, from one camera; materials are real where they matter."""
    small = judged(defect("ball", "The ball is too small", about))
    result, server, _ = play([planner(), writer(), critic(object=small), said("debugger", text=fenced(LARGER)),
                              said("verifier", object=VERDICT)])
    assert result.status == 0, result
    first, before, after = looks(result)
    assert before["views"] is False and before["closeups"] == [{"label": "before: Ball", "objects": ["Ball"]}]
    assert "closeups" not in first and after["closeups"][0]["label"] == "after: Ball"
    assert len(after["closeups"][0]["camera"][0]) == 6
    assert not any("far_poses" in look for look in (first, before, after))
    assert ["materials" in look for look in (first, before, after)] == [False] + [about == "material"] * 2
    asked, = server.asked("verifier")
    assert asked.count("data:image/") == 3
    for label in ("close-ups: 1 before: Ball", "close-ups: 1 after: Ball"):
        assert label in asked
    assert not any("close-ups:" in body for body in server.asked("critic") + server.asked("debugger"))
    assert len(server.requests()) == 5


def test_no_closeups_of_what_is_measured(play):
    """Measuring sees by itself whether the ball still floats: no model looks, and nothing is rendered for one."""
    floating = BALL.replace("0.698", "0.75")
    result, server, _ = play([planner(), writer(SCRIPT.replace(BALL, floating)), critic(),
                              said("debugger", text=fenced(BALL))])
    assert result.status == 0, result
    assert len(looks(result)) == 1 and not server.asked("verifier")


def test_the_blind_are_not_asked(play):
    """How it looks: nothing is rendered for them, nothing is repaired on their word, and nothing is met by eye."""
    result, server, _ = play([planner(), writer()], config="model: {pictures: false}\n")
    assert result.status == 0, result
    assert not looks(result) and len(server.requests()) == 2
    version, = result.named("version")
    rows = version["version"]["requirements"]
    assert rows and all(row.get("met") is None for row in rows if row.get("by", "eye") == "eye"), rows
    text, = (step["text"] for step in result.named("step") if step["role"] == "critic" and step["state"] == "ended")
    assert text.startswith("Measured no fault; the pictures were not judged; 0 of ")


def test_what_is_hidden_is_shown(play):
    """A ball inside the post."""
    hidden = BALL.replace("0.2, (0, 0, 0.698)", "0.08, (0, 0, 0.25)")
    result, server, _ = play([planner(), writer(SCRIPT.replace(BALL, hidden)), critic(),
                              said("debugger", text=fenced(BALL)), critic()])
    assert looks(result)[0]["inside"] == "section", result
    asked = server.asked("critic")[0]
    assert "section through the middle, seen from the front" in asked and "post_part red, ball blue" in asked


@pytest.mark.parametrize("change, materials", [
    (SCRIPT[SCRIPT.index("def build"):SCRIPT.index("if __name__")].replace("#b02020", "#2050c0"), True),
    (LARGER, False)], ids=["color", "size"])
def test_materials_of_a_change(play, change, materials):
    """A change of colours is looked at in real materials, any other plain."""
    head = '```json\n{"summary": "Another ball", "touches": ["ball"]}\n```\n'
    result, server, _ = play([planner(), writer(), critic(), said("refiner", text=head + fenced(change)), critic()],
                             "--text", "a red ball on a post", "--refine", "make it another")
    assert result.status == 0, result
    assert [look.get("materials", False) for look in looks(result)] == [False, materials]
    assert len(server.requests()) == 5
