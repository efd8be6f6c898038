# SPDX-License-Identifier: GPL-3.0-or-later
"""A session that goes on from another one knows all that led to it; a change can be made in a session itself."""

import json

from conftest import critic, notices, planner, writer
from test_exact import EXACT, SEEN, SMALL, WORDS, refiner

SMALLER = refiner(SMALL, summary="A smaller ball", touches=["ball"], drop_requirements=[1])
FINE = critic(object={"overall": "Fine.", "defects": []}, times=4)


def begin(play, *exchanges):
    """A session of two versions, and what its model says later."""
    result, server, desk = play([planner(object=EXACT), writer(), critic(object=SEEN), SMALLER, FINE, *exchanges],
                                "--text", WORDS, "--refine", "a smaller ball")
    assert result.status == 0, result
    return result.named("session")[0]["session"], server, desk


def listed(desk, session):
    return [json.loads(line) for line in desk("versions", session, "--json").out.splitlines()]


def script(desk, session, version):
    return (desk.library / "sessions" / session / "versions" / str(version) / "script.py").read_text()


def test_new_session_has_the_chain(play):
    """The words, the requirements and the versions with their numbers: what the first one had."""
    back = refiner(summary="As at first", go_back=1)
    old, server, desk = begin(play, back)
    before = desk.versions(old)
    result = desk("--session-id", old, "--prompt", "the size of version 1 again", "--no-input", "--json")
    assert result.status == 0, result
    new = result.named("session")[0]["session"]
    assert new != old and desk.versions(old) == before
    rows = listed(desk, new)
    assert [(row["version"], row["parent"]) for row in rows] == [(1, 0), (2, 1), (3, 2)]
    assert [row["instruction"] for row in rows] == [WORDS, "a smaller ball", "the size of version 1 again"]
    assert {row["from"] for row in rows} == {f"{old}:2"}
    assert script(desk, new, 3) == script(desk, new, 1) == script(desk, old, 1) != script(desk, old, 2)
    asked = server.asked("refiner")[-1]
    assert f"# What is wanted\\n{WORDS}\\n" in asked and "- a smaller ball\\n" in asked
    assert "# History: the asset is version 2" in asked and "the user said “a smaller ball”" in asked
    # diff and revert reach what was there before.
    assert "sphere" in desk("diff", f"{new}:3").out
    assert desk("revert", f"{new}:2").status == 0
    # Also when the other session is gone; and its own words are the first ones.
    assert desk("delete", old, "--yes").status == 0
    (session,) = desk.sessions()
    assert session["session"] == new and session["prompt"] == WORDS and session["versions"] == 4
    assert f"It goes on from {old}:2" in desk("versions", new).out


def test_an_earlier_version(play):
    """From ID:1, to which version 2 does not lead; from ID:2, with a part as it was in version 1."""
    part = refiner(summary="The first ball again", restore=[{"part": "ball", "version": 1}])
    old, server, desk = begin(play, SMALLER, part)
    result = desk("--session-id", f"{old}:1", "--prompt", "a small ball", "--no-input", "--json")
    assert result.status == 0, result
    new = result.named("session")[0]["session"]
    assert [(row["version"], row["parent"], row["from"]) for row in listed(desk, new)] == [
        (1, 0, f"{old}:1"), (2, 1, f"{old}:1")]
    assert "a smaller ball" not in server.asked("refiner")[-1]

    result = desk("--session-id", f"{old}:2", "--prompt", "the ball as it was in version 1", "--no-input", "--json")
    assert result.status == 0, result
    new = result.named("kept")[0]
    assert new["version"] == 3 and script(desk, new["session"], 3) == script(desk, old, 1)


def test_nothing_is_left_of_a_refusal(play):
    """A session that got no version of its own is not kept with copies."""
    no = refiner(refuse="A post cannot sing.")
    old, _, desk = begin(play, no)
    result = desk("--session-id", old, "--prompt", "let it sing", "--no-input", "--json")
    assert result.status == 1, result
    assert [each["session"] for each in desk.sessions()] == [old]


def test_change(play):
    """As the window does: in the session, one after the other."""
    old, server, desk = begin(play, refiner(summary="As at first", go_back=1), SMALLER)
    result = desk("change", old, "the size of version 1 again", "and small again", "--json")
    assert result.status == 0, result
    assert [each["session"] for each in result.named("session")] == [old]
    assert [each["version"] for each in result.named("kept")] == [3, 4]
    assert [(row["version"], row["parent"]) for row in listed(desk, old)] == [(1, 0), (2, 1), (3, 2), (4, 3)]
    assert len(desk.sessions()) == 1 and result.named("done")[0]["reason"] == "finished"
    assert f"# What is wanted\\n{WORDS}\\n" in server.asked("refiner")[-1]
    assert "defects-left" not in notices(result)


def test_change_of_an_earlier_version(play):
    old, _, desk = begin(play, SMALLER)
    result = desk("change", f"{old}:1", "a small ball", "--output", desk.root / "small")
    assert result.status == 0, result
    assert [(row["version"], row["parent"]) for row in listed(desk, old)] == [(1, 0), (2, 1), (3, 1)]
    assert (desk.root / "small" / "script.py").read_text() == script(desk, old, 3)


def test_change_joins_an_open_run(play):
    """What a program that was killed had begun is gone on with, and is told the change."""
    back = refiner(summary="As at first", go_back=1)
    process, _, desk = play([planner(object=EXACT), writer(), critic(object=SEEN), SMALLER, FINE, back],
                            "--text", WORDS, "--refine", "a smaller ball", start=True)
    session = None
    for line in process.stdout:
        event = json.loads(line)
        session = event.get("session", session)
        if event["event"] == "refinement":
            break
    process.kill()
    process.wait()
    process.stdout.close()
    result = desk("change", session, "the size of version 1 again", "--json")
    assert result.status == 0, result
    assert [each["version"] for each in result.named("kept")] == [2, 3]
    assert "first draft" not in [each["why"] for each in result.named("script")], "only what is new is printed"
    assert len(desk.sessions()) == 1
    assert script(desk, session, 3) == script(desk, session, 1) != script(desk, session, 2)


def test_change_is_refused(play):
    old, _, desk = begin(play, refiner(refuse="A post cannot sing."))
    result = desk("change", old, "let it sing")
    assert result.status == 1 and "A post cannot sing." in result.err + result.out
    for words, says in ((["0123456789", "x"], "no session"), ([old], "needs"), ([f"{old}:9", "x"], "no version 9"),
                        ([old, " "], "empty"), ([old, "x", "--team", "nobody"], "no team")):
        result = desk("change", *words)
        assert result.status == 2 and says in result.err, result
    assert "--json" in desk("change", "--help").out
