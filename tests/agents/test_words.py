# SPDX-License-Identifier: GPL-3.0-or-later
"""True words: what a change did, by what was measured; what became of the requirements; a question that is answered.
Blender is real where something is measured, and no critic finds anything in these runs."""

import json
import re

from conftest import SCRIPT, critic, fenced, said, steps, writer
from test_exact import EXACT, POST, SMALL, exact, look, planner, refiner, report_of, run

FINE = critic(object={"overall": "Fine.", "defects": []}, times=9)
WIDE_POST = POST.replace("(0.2, 0.2, 0.5)", "(0.213, 0.2, 0.5)")


def notice(result, code):
    """The only notice of a code, with plain spaces."""
    found, = [each for each in result.named("notice") if each["code"] == code]
    return json.loads(json.dumps(found, ensure_ascii=False).replace("\xa0", " "))


def test_reply_to_a_change(play):
    """One sentence, then sizes before and after; no names of functions. The next role is told the same."""
    rows = [{"n": 1, "words": "half as large", "what": "diameter", "of": "ball", "value": 20, "unit": "cm"},
            {"n": 5, "words": "the small ball red"}]
    smaller = refiner(SMALL, summary="The ball is half as large", touches=["ball"], drop_requirements=[6],
                      requirements=rows)
    so = refiner(already="It is.")
    result, server, desk = run(play, [exact(), writer(), look(), smaller, FINE, so], "the ball half as large",
                               "the ball half as large")
    assert result.status == 0, result
    assert steps(result, "refiner")[0]["text"] == "The ball is half as large"
    assert notice(result, "changed")["text"] == (
        "Changed: ball: 40 cm → 20 cm wide, 40 cm → 20 cm deep, 40 cm → 20 cm high; all other parts are the same")
    told = ["“ball, diameter: 20 cm” instead of “ball, diameter: 40 cm”",
            "“the small ball red” instead of “red”", "no longer required: it looks like a toy"]
    assert notice(result, "requirements-changed")["items"] == told
    rows = report_of(desk)["requirements"]
    assert [row["words"] for row in rows] == ["half as large", "50 cm high", "20 cm wide", "the ball touches the post",
                                              "the small ball red"]
    assert all(row["met"] for row in rows), rows
    judged = server.asked("critic")[1].replace("\xa0", " ")
    assert all(f"- {each}\\n" in judged for each in told) and "Requirements that it changed or broke" in judged
    assert "# Before the change" in judged and "- ball: Ball (-0.2 " in judged
    # The refiner knows what the last change did.
    assert "# Before the last change" not in server.asked("refiner")[0]
    assert "- ball: Ball (-0.2 " in server.asked("refiner")[1].split("# Before the last change")[1]


def test_rows_for_people(play):
    """Each row says what is asked and what was found, and the user's words; the script's lines are the writer's own."""
    result, _, desk = run(play, [exact(), writer(times=2), look(), exact(), look()])
    assert result.status == 0, result
    wrote = re.fullmatch(r"Wrote (\d+) lines \(and (\d+) of the toolkit\)", steps(result, "writer")[0]["text"])
    own, added = map(int, wrote.groups())
    whole = len((desk.root / "out" / "script.py").read_text().splitlines())
    assert own + added == whole and abs(own - len(SCRIPT.splitlines())) < 12 < added
    again = desk("--text", "a ball", "--no-input")
    assert again.status == 0, again
    out = again.out.replace("\xa0", " ")
    for row in ("6 of 6 requirements met", "✓ ball, diameter: 40 cm · “40 cm in diameter”",
                "✓ ball: touches post part · no gap · “the ball touches the post”",
                "✓ it looks like a toy · judged by eye: view 1", "✓ red ball · “red”"):
        assert row in out, out
    assert "× 88.0 cm" in out or "× 89.8 cm" in out, out
    assert "[Automatic Refinement Phase: " in out


def test_broken_by_a_change(play):
    """What a change broke is said at the end, with both values, and the critic hears of it."""
    wide = refiner(WIDE_POST, summary="A sturdier post", touches=["post_part"])
    same = said("debugger", text=fenced(WIDE_POST.replace("0.213", "0.426 / 2")), times=4)
    result, server, _ = run(play, [exact(), writer(), look(), wide, FINE, same], "a sturdier post")
    assert result.status == 0, result
    broken = "no longer met: post part, width: 20 cm (20 cm → 21.3 cm, 1.3 cm too much)"
    assert notice(result, "requirements-changed")["items"] == [broken]
    assert f"- {broken}" in server.asked("critic")[1].replace("\xa0", " ")


def test_a_question_is_answered(play):
    """Two sentences beside the asset, for a question in the prompt and in a change."""
    first = planner(object=EXACT | {"answer": "Oak stands longest. Oil it once a year."})
    then = refiner(SMALL, summary="A smaller ball", touches=["ball"], drop_requirements=[1], answer="No.")
    result, _, _ = run(play, [first, writer(), look(), then, FINE], "a smaller ball; is it too heavy?")
    assert result.status == 0, result
    answers = [each for each in result.named("notice") if each["code"] == "answer"]
    assert [(each["level"], each["text"]) for each in answers] == [
        ("info", "Oak stands longest. Oil it once a year."), ("info", "No.")]


def test_a_value_in_another_unit(play):
    """50 cm as 50 m is sent back; where it comes again, the user's words decide."""
    wrong = json.loads(json.dumps(EXACT))
    wrong["requirements"][1] |= {"value": 50, "unit": "m"}
    result, server, _ = run(play, [planner(object=wrong, times=2), writer(), look()], quick=True)
    assert result.status == 0, result
    assert "its words say 50 cm, its value is 50 m" in server.asked("planner")[1]
    version, = result.named("version")
    row = version["version"]["plan"]["requirements"][1]
    assert (row["value"], row["unit"], row["what"]) == (50, "cm", "size")
