# SPDX-License-Identifier: GPL-3.0-or-later
"""What the team of models does with good answers and with bad ones, from words to a kept version."""

import json
import signal
import time

import pytest
from conftest import (
    BALL,
    FLOATING,
    KEY,
    PLAN,
    POST,
    SCRIPT,
    critic,
    defect,
    doubts,
    fenced,
    notices,
    planner,
    said,
    script_of,
    steps,
    writer,
)

FLIPPED = POST.replace("    return [box(", "    post = box(").replace('"post_part")]', '"post_part")').rstrip() + """
    for face in list(post.data.polygons)[::2]:
        face.flip()
    return [post]
"""


@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_nothing_wrong(play, dialect):
    """Plan, write, a look: three calls, the first picture after two of them."""
    result, server, desk = play([planner(), writer(), critic()], dialect=dialect, quick=dialect == "anthropic")
    assert result.status == 0, result
    assert len(server.requests()) == 3
    before = result.events[:result.events.index(result.named("preview")[0])]
    assert sum(event.get("calls", 0) for event in before) == 2
    # What the script calls of the toolkit is in it.
    assert "def sphere(" in script_of(desk) and "\n# Library\n" in script_of(desk)
    assert all(each["key_right"] for each in server.requests())
    # The same beginning for every role, so that it can be cached.
    systems = [json.dumps(each["body"].get("system") or each["body"]["messages"][0])
               for each in server.requests()]
    assert len({system[:900] for system in systems}) == 1
    assert ["sphere(name" in system for system in systems] == [False, True, False]


def test_variants(play):
    """Planner and refiner are told which of how many; the version is called by what sets it apart."""
    exchanges = [planner(times=2), writer(times=2), critic(times=2)]
    result, server, desk = play(exchanges, "--text", "a red ball on a post", "--variants", "2", quick=True)
    assert result.status == 0, result
    asked = server.asked("planner")
    assert len(asked) == 2
    assert sorted("# Variant 1 of 2" in body for body in asked) == [False, True]
    assert sorted("# Variant 2 of 2" in body for body in asked) == [False, True]
    assert not any("# Variant" in body for body in server.asked("writer") + server.asked("critic"))
    ranked = result.named("variants")[-1]["variants"]
    assert [each["different"] for each in ranked] == [PLAN["about"]] * 2


@pytest.mark.parametrize("effort, pictures", [("normal", [1]), ("thorough", [6, 7])])
def test_critic_looks(play, effort, pictures):
    """At six labelled views, on one picture or each by itself. It is told what was wanted, what was measured and the
    parameters; how the script is written only if it looks thoroughly."""
    result, server, _ = play([planner(), writer(), critic()], config=f"model: {{effort: {effort}}}\n")
    body = server.asked("critic")[0]
    assert body.count("data:image/") in pictures
    assert all(view in body for view in ("front", "right", "back", "top", "below"))
    assert ("def ball" in body) is (effort == "thorough")
    look, = [event for event in result.named("instruction") if event.get("mode") == "look"]
    assert look["sheet"] is (effort == "normal")
    assert "1. a post" in body and "- ball ×1 (" in body and "triangles: on top" in body.lower() and "SEED = 7" in body
    assert "sphere(name" not in body and "# Form of a script" not in body
    detail, = [step["detail"] for step in steps(result, "critic")]
    assert "✓ a post (judged by eye: measured)" in detail and "✓ the ball is red (judged" in detail


def test_old_socket(play):
    """A name of Blender 3 is found by the check, before anything runs, with the right name beside."""
    old = POST.replace('    return [', '    oak.node_tree.nodes["Principled BSDF"].inputs["Specular"]'
                       '.default_value = 0.2\n    return [')
    result, server, _ = play([planner(), writer(SCRIPT.replace(POST, old)),
                              said("debugger", text=fenced(POST, "The socket has another name.")),
                              critic()])
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "Specular IOR Level" in asked and "before running" in asked
    assert steps(result, "checker")[0]["state"] == "failed"
    assert len(server.requests()) == 4


def test_a_font_that_is_not_there(play):
    """The letters come in another one, which is said once, however often it was asked for."""
    label = 'solid_text("Label {}", "A", 0.1, 0.02, (0, 0, {}), red, "ball", font="No Such Font")'
    lettered = BALL.replace('red, "ball")]', f'red, "ball"), {label.format(1, .7)}, {label.format(2, .75)}]')
    result, _, _ = play([planner(), writer(SCRIPT.replace(BALL, lettered)), critic(times=0)])
    notice, = (each for each in result.named("notice") if each["code"] == "no-font")
    assert notice["level"] == "warning" and notice["text"] == (
        "The font “No Such Font” is not installed for all users; the letters are in Blender’s own")


def test_undefined_name(play):
    """Found by the check, with what else it found; the warning alone would have stopped nothing."""
    broken = BALL.replace("return [", "radius = no_such_name\n    return [")
    idle = SCRIPT.replace("# Parts", "IDLE = 0.4  # m, 0.3..0.5: of nothing\n\n\n# Parts")
    result, server, desk = play([planner(), writer(idle.replace(BALL, broken)),
                                 said("debugger", text=fenced(BALL)), critic()])
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "Nothing defines no_such_name" in asked and "before running" in asked
    assert "IDLE is a parameter that nothing reads" in asked
    assert "no_such_name" not in script_of(desk)

    result, server, desk = play([planner(), writer(idle), critic()])
    assert result.status == 0 and not server.asked("debugger")


def test_traceback(play):
    broken = BALL.replace("return [", "radius = {}['no_such_name']\n    return [")
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, broken)),
                                 said("debugger", text=fenced(BALL)), critic()])
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "KeyError" in asked and "no_such_name" in asked and "in ball" in asked
    assert "no_such_name" not in script_of(desk)


def test_signature(play):
    """Blender's own word for a toolkit's argument: the repair is told the toolkit's function, and nothing else."""
    wrong = BALL.replace('0.2, (0, 0, 0.698), red, "ball"',
                         'depth=0.2, location=(0, 0, 0.698), material=red, part="ball"')
    result, server, _ = play([planner(), writer(SCRIPT.replace(BALL, wrong)), said("debugger", text=fenced(BALL)),
                              critic()])
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "The toolkit has: sphere(name, radius, location, material, part" in asked
    assert "# Looked up" not in asked


def part(script, **more):
    return said("writer of one part", text=fenced(script), **more)


def test_small_steps(play):
    """Each part is a request of its own: an example, no look-ups, and what connects the parts is ours. An answer
    without the function is sent back; a fault is mended function by function."""
    post = POST.replace("(oak)", "(materials)").replace("oak,", 'materials["oak"],')
    ball = BALL.replace("(red)", "(materials)").replace("red,", 'materials["red"],')
    old = "    bpy.data.meshs\n    return ["
    result, server, desk = play(
        [planner(), part("def the_post():\n    return []\n"),
         part(post.replace("    return [", old)), part(ball.replace("    return [", old)),
         said("debugger", text=fenced(ball)), said("debugger", text=fenced(post)), critic()],
        config="model: {effort: small-steps}\n")
    assert result.status == 0, result
    first, again, second = server.asked("writer of one part")
    assert "def legs(materials)" in first and "# Looked up" not in first
    assert "There is no function `def post_part(materials):`" in again
    assert "from (-0.2, -0.2, 0.48) to (0.2, 0.2, 0.88)" in second and '`materials[\\"red\\"]`' in second
    # One function at a time, though the check found both.
    assert [body.split("# To mend")[1].count("- line ") for body in server.asked("debugger")] == [1, 1]
    assert 'objects += post_part(materials)' in script_of(desk)


def test_floating(play):
    """Found by measuring, mended by its numbers, verified by measuring: no model is asked twice."""
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, FLOATING)), critic(),
                                 said("debugger", text=fenced(BALL))])
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "Ball floats, 50.0 mm from Post" in asked and "-0.0500" in asked
    assert not server.asked("verifier")
    report = json.loads((desk.root / "out" / "report.json").read_text())
    assert not report["floating"]
    assert len(server.requests()) == 4


def test_inside_out(play):
    """Faces wound against their neighbours are found by measuring, and no eye is asked."""
    result, server, desk = play([planner(), writer(SCRIPT.replace(POST, FLIPPED)), critic(),
                                 said("debugger", text=fenced(POST))])
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "Faces look inside out: Post" in asked and "recalc_face_normals" in asked
    report = json.loads((desk.root / "out" / "report.json").read_text())
    assert report["flipped"] == [] and "defects-left" not in notices(result)


def test_false_claim(play):
    """Measuring says that ball and post touch: the critic's eyes are overruled."""
    judged = {"overall": "", "must_haves": [], "defects": [defect("ball", "The ball floats", "contact")]}
    result, server, _ = play([planner(), writer(), critic(object=judged)], quick=True)
    assert result.status == 0, result
    assert not server.asked("debugger")
    assert "dropped" in steps(result, "critic")[0]["detail"]


def test_worse_is_rolled_back(play):
    judged = {"overall": "", "must_haves": [], "defects": [defect("ball", "The ball is too plain")]}
    result, server, desk = play([planner(), writer(), critic(object=judged),
                                 said("debugger", text=fenced(FLOATING)),
                                 said("verifier", object={"defects": [], "overall": "better",
                                                          "why": ""})])
    assert result.status == 0, result
    assert "rolled-back" in notices(result)
    assert "0.698" in script_of(desk) and "0, 0, 0.75" not in script_of(desk)


def test_what_mended_is_kept(play):
    """The repair of the ball is kept, that of the post, which came with it, put back: each function is measured."""
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, FLOATING)), critic(),
                                 said("debugger", text=fenced(FLIPPED + "\n\n" + BALL))])
    assert result.status == 0, result
    assert "put-back" in notices(result) and "rolled-back" not in notices(result)
    assert "defects-left" not in notices(result)
    assert "0.698" in script_of(desk) and "face.flip" not in script_of(desk)
    assert len(server.requests()) == 4
    assert [step["text"] for step in steps(result, "verifier")] == ["Repaired 1 defect; 1 is new",
                                                                    "Repaired 1 defect"]


def test_another_try_knows_the_last(play):
    """A fault that came for one that went has its turn, and the next try is told what the last one did."""
    worse = BALL.replace("    return [", "    for post in [bpy.data.objects['Post']]:\n        for face in list("
                         "post.data.polygons)[::2]:\n            face.flip()\n    return [")
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, FLOATING)), critic(),
                                 said("debugger", text=fenced(worse)), said("debugger", text=fenced(BALL))])
    assert result.status == 0, result
    assert "rolled-back" not in notices(result) and "defects-left" not in notices(result)
    first, second = server.asked("debugger")
    assert "what was tried" not in first
    assert "changed ball: mended 1, left 0, brought: Faces look inside out: Post" in second
    assert "face.flip" not in script_of(desk) and "0.698" in script_of(desk)


def test_what_a_repair_brings_is_disputed(play):
    """It has an id as any other fault, and the repair that is right stays: nothing is rolled back for it alone."""
    worse = BALL.replace("    return [", "    for post in [bpy.data.objects['Post']]:\n        for face in list("
                         "post.data.polygons)[::2]:\n            face.flip()\n    return [")
    doubt = doubts("flipped", "whole", ["Post"], reason="the faces are meant to look so")
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, FLOATING)), critic(times=2),
                                 said("debugger", text=fenced(worse)), said("debugger", text=doubt)])
    assert result.status == 0, result
    assert "rolled-back" not in notices(result) and "defects-left" not in notices(result)
    told, = [each for each in result.named("notice") if each["code"] == "defects-disputed"]
    assert told["items"] == ["Faces look inside out: Post (the faces are meant to look so)"]
    assert "face.flip" in script_of(desk) and "0.698" in script_of(desk)
    assert [len(server.asked(role)) for role in ("critic", "debugger")] == [1, 2]


def test_dispute(play):
    """A fault that the debugger does not believe is measured another way. This one is true, and the debugger is taken
    at its word all the same: it is left, the user gets the reason, and nobody is asked again, as nothing changed."""
    doubt = doubts("floating", "ball", ["Ball"], reason="the ball is meant to float")
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, FLOATING)), critic(times=2),
                                 said("debugger", text=doubt, times=2)])
    assert result.status == 0, result
    assert len(server.asked("debugger")) == 1 and len(server.requests()) == 4
    assert steps(result, "debugger")[0]["text"] == "changed nothing; disputes 1 measurement"
    assert steps(result, "verifier")[0]["text"] == "Repaired 0 defects; 1 is left as it is, for a reason"
    assert len(server.asked("critic")) == 1
    measured = [event for event in result.named("instruction") if event["kind"] == "measure"]
    assert [len(event.get("disputed") or []) for event in measured] == [0, 1]
    version = result.named("version")[-1]["version"]
    kept, = version["plan"]["disputed"]
    assert kept["objects"] == ["Ball"] and "meant to float" in kept["reason"] and kept["left"]
    assert version["faults"] == [] and not version["detached"]
    assert [each["left"] for each in version["minor"]] == ["the ball is meant to float"]
    told, = [each for each in result.named("notice") if each["code"] == "defects-disputed"]
    assert told["items"] == ["Ball floats, 50.0 mm from Post (the ball is meant to float)"]
    assert "defects-left" not in notices(result) and "0, 0, 0.75" in script_of(desk)


@pytest.mark.parametrize("overall, kept", [("better", True), ("worse", False)])
def test_minor_is_mended_thoroughly(play, overall, kept):
    """When nothing severe is left; a repair that does not look better as a whole is put back."""
    judged = {"overall": "", "requirements": [], "defects": [defect("ball", "The ball is plain", severity="minor")]}
    lower = BALL.replace("0.698", "0.6978")
    result, server, desk = play([planner(), writer(), critic(object=judged), said("debugger", text=fenced(lower)),
                                 said("verifier", object={"defects": [{"evidence": "", "fixed": True}],
                                                          "overall": overall, "why": "It lost its shine"})],
                                config="model: {effort: thorough}\n")
    assert result.status == 0, result
    assert ("0.6978" in script_of(desk)) is kept and len(server.requests()) == 5
    assert ("rolled-back" in notices(result)) is not kept and ("defects-left" in notices(result)) is not kept
    version, = (event["version"] for event in result.named("version"))
    left = [] if kept else [{"code": "shape", "part": "ball", "text": "The ball is plain"}]
    assert version["faults"] == [] and version["minor"] == left  # no version with a fault has "No Problems"


def test_repair_stays_with_what_is_faulty(play):
    """A part that no fault is about stays as it was, whatever the answer says of it."""
    third = {"id": "flag", "purpose": "beside", "count": 1, "min": [0.5, 0.5, 0], "max": [0.6, 0.6, 0.5],
             "materials": ["oak"], "joins": []}
    flag = POST.replace("def post_part", "def flag").replace('"Post"', '"Flag"').replace(
        "(0, 0, 0.25)", "(0.6, 0.6, 0.25)").replace('"post_part")', '"flag")')
    script = SCRIPT.replace(BALL, FLOATING + "\n\n" + flag).replace("+ ball(red)", "+ ball(red) + flag(oak)")
    result, server, desk = play([planner(object=PLAN | {"parts": PLAN["parts"] + [third]}), writer(script), critic(),
                                 said("debugger", text=fenced(BALL + "\n\n" + flag.replace("0.6, 0.6", "0.9, 0.6")))])
    assert result.status == 0, result
    assert "0.698" in script_of(desk) and "(0.6, 0.6, 0.25)" in script_of(desk) and "0.9, 0.6" not in script_of(desk)


def test_refinement_stays_with_what_it_names(play):
    """The change touches the post as well: found by its hash, mended, and the post is as before."""
    wide = POST.replace("(0.2, 0.2, 0.5)", "(0.22, 0.22, 0.5)")
    bigger = BALL.replace("0.2, (0, 0, 0.698)", "0.25, (0, 0, 0.748)")
    change = '```json\n{"summary": "A bigger ball", "touches": ["ball"]}\n```\n'
    result, server, desk = play(
        [planner(), writer(), critic(), said("refiner", text=change + fenced(wide + "\n\n" + bigger)),
         critic(), said("debugger", text=fenced(POST))],
        "--text", "a red ball on a post", "--refine", "make the ball bigger")
    assert result.status == 0, result
    asked, = server.asked("debugger")
    assert "Changed although it was not asked for: Post" in asked
    assert "0.22" not in script_of(desk) and "0.748" in script_of(desk)
    assert "changed-too" not in notices(result)
    first, second = [event["version"] for event in result.named("kept")]
    assert (first, second) == (1, 2)


def test_refinement_costs_two_calls(play):
    bigger = BALL.replace("0.2, (0, 0, 0.698)", "0.25, (0, 0, 0.748)")
    change = '```json\n{"summary": "A bigger ball", "touches": ["ball"]}\n```\n'
    result, server, _ = play([planner(), writer(), critic(),
                              said("refiner", text=change + fenced(bigger)), critic()],
                             "--text", "a red ball on a post", "--refine", "make the ball bigger")
    assert result.status == 0, result
    assert len(server.requests()) == 5
    assert result.named("version")[-1]["version"]["summary"] == "A bigger ball"


def test_requirements_of_the_user(play, tmp_path):
    """The planner is told of them; what it wants otherwise about the same makes way, and no change strikes one."""
    table = tmp_path / "sizes.csv"
    table.write_text("words,value,unit,what,of,axis\nheight,88,cm\npost is 20 cm wide,20,cm,size,post_part,x\n")
    plan = {key: value for key, value in PLAN.items() if key != "must_haves"} | {"requirements": [
        {"words": "90 cm high", "what": "size", "of": "whole", "axis": "z", "value": 90, "unit": "cm"},
        {"words": "a post", "what": "look"}, {"words": "the ball is red", "what": "look"}]}
    bigger = BALL.replace("0.2, (0, 0, 0.698)", "0.25, (0, 0, 0.748)")
    change = '```json\n{"summary": "A bigger ball", "touches": ["ball"], "drop_requirements": [1, 2, 3, 4]}\n```\n'
    result, server, _ = play(
        [planner(object=plan), writer(), critic(), said("refiner", text=change + fenced(bigger)), critic()],
        "--text", "a red ball on a post", "--require", table, "--refine", "make the ball bigger")
    assert result.status == 0, result
    asked, = server.asked("planner")
    assert "Requirements of the user's own" in asked and "post is 20 cm wide [size post_part x = 20" in asked
    first, second = (event["version"]["plan"]["requirements"] for event in result.named("version"))
    own = [("height", 88, "sizes.csv, line 2"), ("post is 20 cm wide", 20, "sizes.csv, line 3")]
    assert [(row["words"], row.get("value"), row.get("source")) for row in first] == [
        own[0], ("a post", None, None), ("the ball is red", None, None), own[1]]
    assert [(row["words"], row["value"], row["source"]) for row in second] == own


def test_refusing_a_wish(play):
    result, _, _ = play([planner(), writer(), critic(),
                         said("refiner", text='```json\n{"refuse": "A post cannot sing."}\n```')],
                        "--text", "a red ball on a post", "--refine", "let it sing", quick=True)
    assert result.status == 0, result
    assert result.named("refused")[0]["text"] == "A post cannot sing."
    assert len(result.named("kept")) == 1


def test_budget_ends_with_what_there_is(play):
    """Two calls: enough for a script, not for a critic."""
    result, server, desk = play([planner(), writer(), critic()], config="limits: {calls: 2}\n", quick=True)
    assert result.status == 0, result
    assert "budget-reached" in notices(result)
    assert len(server.requests()) == 2 and len(result.named("kept")) == 1


def test_budget_before_anything_ran(play):
    result, _, _ = play([planner(), writer()], config="limits: {calls: 1}\n", quick=True)
    assert result.status == 1, result
    assert result.named("failed")[0]["type"].endswith("/budget-reached")


@pytest.mark.parametrize("dialect", ["openai", "anthropic"])
def test_overloaded_then_fine(play, dialect):
    busy = {"error": {"status": 529, "headers": {"Retry-After": "0"},
                      "body": {"type": "error", "error": {"type": "overloaded_error",
                                                          "message": "Overloaded"}}}}
    result, server, _ = play([busy, planner(), writer(), critic()], dialect=dialect, quick=True)
    assert result.status == 0, result
    assert len(server.requests()) == 4


def test_refusal(play):
    result, _, _ = play([said("planner", refusal="I will not make that.")], quick=True)
    assert result.status == 1, result
    assert result.named("failed")[0]["type"].endswith("/model-refused")


def test_no_script(play):
    """A writer that only talks, twice, has answered wrongly; nothing is broken here."""
    talk = said("writer", text="I would rather talk about it.")
    result, server, _ = play([planner(), talk, talk], quick=True)
    assert result.status == 1, result
    (failed,) = result.named("failed")
    assert failed["type"].endswith("/model-answer") and failed["detail"] == "The model answered without a script"
    assert len(server.requests()) == 3


def test_wrong_key(play):
    result, _, _ = play([{"contains": "role", "error": {
        "status": 401, "body": {"error": {"message": "bad key " + KEY}}}}], quick=True)
    assert result.status == 1, result
    assert result.named("failed")[0]["type"].endswith("/model-key")
    assert KEY not in result.out + result.err


def test_not_json(play, tmp_path):
    """Prose where an object was asked for is sent back twice; then the asset is made without a plan. All calls count
    and are in the transcript."""
    prose = [said("planner", text=text, usage={"input": 100, "output": 10})
             for text in ("A ball? Gladly!", "A ball?", "Gladly!")]
    saved = tmp_path / "run.jsonl"
    result, server, _ = play([*prose[:2], planner(), writer(), critic()], "--text", "a red ball on a post",
                             "--no-input", "--save-transcript", saved, quick=True)
    assert result.status == 0, result
    planned, = steps(result, "planner")
    assert planned["calls"] == 3 and planned["tokens"]["input"] > 200
    first = json.loads(saved.read_text().splitlines()[0])
    assert [each["text"] for each in first["answer"]["rejected"]] == ["A ball? Gladly!", "A ball?"]
    result, server, desk = play([*prose, writer(), critic()], "--text", "a red ball on a post", "--no-input",
                                "--save-transcript", saved, quick=True)
    assert result.status == 0, result
    assert "no-plan" in [each["code"] for each in result.named("notice")]
    assert "a red ball on a post" in server.asked("writer")[0]
    # The script has a name, which takes the place of the user's words.
    assert "Post" in desk("--list-sessions").out
    planned, = steps(result, "planner")
    assert planned["calls"] == 3 and planned["tokens"]["input"] == 300
    first = json.loads(saved.read_text().splitlines()[0])
    assert [each["text"] for each in first["error"]["rejected"]] == ["A ball? Gladly!", "A ball?", "Gladly!"]
    assert first["error"]["usage"]["calls"] == 3


def test_loose_json(play):
    """A plan as a weak model writes it: no call is lost on its form."""
    text = json.dumps({key: value for key, value in PLAN.items() if key not in ("seen", "notes", "params")})
    text = text.replace('"count": 1', '"count": "1"').replace("true", '"yes"').replace("]}]", "],},]")
    result, server, _ = play([said("planner", text=f"Here is the plan:\n```json\n{text}\n```\nI hope this helps!"),
                              writer(), critic()], quick=True)
    assert result.status == 0, result
    assert len(server.requests()) == 3


def in_vain(number):
    """A ball with the same fault as before, written in another way."""
    return BALL.replace("return [", f"number = {number}\n    radius = no_such_name\n    return [")


def test_fresh_approach(play):
    """Repairs that do not help end in one fresh approach for what fails."""
    vain = [said("debugger", text=fenced(in_vain(n))) for n in range(3)]
    result, server, _ = play([planner(), writer(SCRIPT.replace(BALL, in_vain(9))), *vain,
                              said("writer, second approach", text=fenced(BALL)), critic()], quick=True)
    assert result.status == 0, result
    assert len(server.asked("debugger")) == 3
    # What was tried before is told, so that it is not tried again.
    assert "no_such_name" in server.asked("writer, second approach")[0]


def test_progress(play):
    """Five faults, each mended as soon as it is found: more repairs than the limit, and all of them help."""
    names = [f"no_such_{letter}" for letter in "abcde"]
    faults = [BALL.replace("return [", f"radius = {name}\n    return [") for name in names]
    result, server, desk = play([planner(), writer(SCRIPT.replace(BALL, faults[0])),
                                 *(said("debugger", text=fenced(fault)) for fault in faults[1:]),
                                 said("debugger", text=fenced(BALL)), critic()], quick=True)
    assert result.status == 0, result
    assert len(server.asked("debugger")) == 5 and not server.asked("writer, second approach")


def test_honest_failure(play):
    """The last script is kept as a draft, beside the result and with the session."""
    vain = [said("debugger", text=fenced(in_vain(n))) for n in range(3)]
    result, _, desk = play([planner(), writer(SCRIPT.replace(BALL, in_vain(9))), *vain,
                            said("writer, second approach", text=fenced(in_vain(10)))],
                           quick=True)
    assert result.status == 1, result
    assert result.named("failed")[0]["type"].endswith("/repairs-used-up")
    draft = (desk.root / "out" / "draft.py").read_text()
    assert draft == result.named("script")[-1]["script"] and "number = 10" in draft
    session = result.named("session")[0]["session"]
    assert desk("draft", session).out == draft and session in desk("--list-sessions").out
    assert desk("--list-sessions", "--json").out == ""
    assert desk("draft", session, "--json").events == [{"event": "draft", "session": session, "script": draft}]

    # Mended, it is a version of its own session; the draft stays as it was.
    mended = desk.root / "mended.py"
    mended.write_text(draft.replace("    radius = no_such_name\n", ""))
    made = desk("--json", "--script", mended, "--no-input")
    assert made.status == 0, made
    assert desk("draft", session).out == draft
    nothing = desk("draft", made.named("session")[0]["session"])
    assert nothing.status == 2 and "left no script" in nothing.err


def test_change_that_fails_leaves_its_script(play):
    """The version before stays the last one; what was tried is a draft until the next change is asked for."""
    change = '```json\n{"summary": "A bigger ball", "touches": ["ball"]}\n```\n'
    vain = [said("debugger", text=fenced(in_vain(n))) for n in range(3)]
    broken = [said("refiner", text=change + fenced(in_vain(9))), *vain,
              said("writer, second approach", text=fenced(in_vain(10)))]
    result, _, desk = play([planner(), writer(), critic(), *broken],
                           "--text", "a red ball on a post", "--refine", "make the ball bigger", quick=True)
    assert result.status == 0 and result.named("refused"), result
    session = result.named("session")[0]["session"]
    draft = desk("draft", session).out
    assert draft == result.named("script")[-1]["script"] and "no_such_name" in draft

    result, _, desk = play([planner(), writer(), critic(), *broken,
                            said("refiner", text='```json\n{"refuse": "A post cannot sing."}\n```')],
                           "--text", "a red ball on a post", "--refine", "make the ball bigger",
                           "--refine", "let it sing", quick=True)
    assert len(result.named("refused")) == 2
    assert desk("draft", result.named("session")[0]["session"]).status == 2


def test_tool_that_is_not_there(play):
    """Whatever a prompt or a picture talks a model into: there is one tool, and it reads the index."""
    broken = BALL.replace("return [", "radius = no_such_name\n    return [")
    calls = [{"id": "1", "name": "read_file", "arguments": {"path": "/etc/passwd"}}]
    result, server, _ = play([planner(), writer(SCRIPT.replace(BALL, broken)),
                              said("debugger", calls=calls), said("debugger", text=fenced(BALL)),
                              critic()], quick=True)
    assert result.status == 0, result
    again = server.asked("debugger")[1]
    assert "There is no tool" in again and "root:" not in again


def test_search_tool(play):
    broken = BALL.replace("return [", "radius = no_such_name\n    return [")
    calls = [{"id": "1", "name": "search_blender", "arguments": {"query": "bmesh.ops.bevel"}}]
    result, server, _ = play([planner(), writer(SCRIPT.replace(BALL, broken)),
                              said("debugger", calls=calls), said("debugger", text=fenced(BALL)),
                              critic()])
    assert result.status == 0, result
    assert "bmesh.ops.bevel" in server.asked("debugger")[1].split('"tool"')[-1]


def test_stop_closes_the_connection(play):
    process, server, _ = play([planner(after=400, then="silent")], start=True, quick=True)
    for line in process.stdout:
        if '"event":"stream"' in line:
            break
    process.send_signal(signal.SIGINT)
    process.wait(timeout=1800)
    assert process.returncode == 130, process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    deadline = time.monotonic() + 1800
    while not server.requests():
        assert time.monotonic() < deadline, "the connection is still open"
        time.sleep(0.02)
    assert server.requests()[0]["closed_early"]


def test_transcript_and_replay(play, tmp_path):
    """What was said can be saved, and the same run made of it without any model."""
    saved = tmp_path / "run.jsonl"
    first, server, desk = play([planner(), writer(), critic()], "--text", "a red ball on a post",
                               "--no-input", "--save-transcript", saved, quick=True)
    assert first.status == 0, first
    lines = [json.loads(line) for line in saved.read_text().splitlines()]
    assert [line["role"] for line in lines if "role" in line] == ["planner", "writer", "critic"]
    assert KEY not in saved.read_text()
    server.close()
    again, _, other = play([], "--text", "a red ball on a post", "--no-input", "--replay", saved, quick=True)
    assert again.status == 0, again
    assert script_of(other) == script_of(desk)
    assert first.named("plan")[0]["plan"] == again.named("plan")[0]["plan"]
    assert PLAN["title"] == again.named("plan")[0]["plan"]["title"]
