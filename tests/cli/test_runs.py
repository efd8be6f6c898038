# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that end well: what is said, what is kept, what is written."""

import json
import os
import re
import subprocess
import time

from conftest import CHAIR, CUBE, FAST, QUICK, SAFE, SANITIZED, SERVICE, descendants

PNG = b"\x89PNG\r\n\x1a\n"


def test_events(finished):
    result = finished.result
    names = [event["event"] for event in result.events]
    for name in ("session", "service", "worker", "phase", "step", "plan", "script", "instruction",
                 "preview", "picture", "version", "kept", "output", "waiting", "refinement",
                 "done"):
        assert name in names, name
    phases = [(event["phase"], event["state"]) for event in result.named("phase")]
    assert phases[:4] == [("create", "started"), ("create", "ended"),
                          ("refine", "started"), ("refine", "ended")]
    assert phases[4] == ("guided", "started")
    assert names.index("preview") < names.index("kept")
    refinements = [event["text"] for event in result.named("refinement")]
    assert refinements == ["add 2 armrests", "make it taller"]
    assert result.err == ""


def test_versions(finished):
    session, = finished.result.named("session")
    folders = finished.versions(session["session"])
    kept = finished.result.named("kept")
    assert [folder.name for folder in folders] == [str(event["version"]) for event in kept]
    assert len(folders) == 3
    for folder in folders:
        names = {path.name for path in folder.iterdir()}
        assert names >= {"script.py", "scene.blend", "report.json", "plan.json", "renders"}
        assert compile((folder / "script.py").read_text(), "script.py", "exec")
        assert json.loads((folder / "report.json").read_text())["objects"]
        pictures = sorted((folder / "renders").iterdir())
        assert [path.name for path in pictures] == ["render_1.png", "render_2.png"]
        assert all(path.read_bytes().startswith(PNG) for path in pictures)
    armrests = [part for part in json.loads((folders[-1] / "report.json").read_text())["objects"]
                if "rmrest" in part["name"]]
    assert len(armrests) == 2


def test_same_camera(finished, tmp_path):
    """The pictures of a chair with armrests are taken from where those of the chair were, in the same run and in one
    that continues from a version; where it would not fit, from elsewhere."""
    folders = finished.versions(finished.result.named("session")[0]["session"])
    reports = [json.loads((folder / "report.json").read_text()) for folder in folders]
    first, armrests, taller = (report["cameras"] for report in reports)
    assert len(first) == 2 and first == armrests and taller != armrests  # 11 % taller

    script = tmp_path / "chair.py"
    script.write_text((folders[0] / "script.py").read_text())
    desk = finished
    result = desk("--script", script, "--no-input", "--json")
    session = result.named("session")[0]["session"]
    result = desk("set", f"{session}:1", "SEAT_HEIGHT=0.46", "--json")
    assert result.status == 0, result
    assert desk("set", f"{session}:1", "SEAT_HEIGHT=0.75", "BACK_HEIGHT=0.8", "--json").status == 0
    begun, little, much = (json.loads((folder / "report.json").read_text())["cameras"]
                           for folder in desk.versions(session))
    assert little == begun != much


def test_output(finished):
    out = finished.root / "out"
    last = finished.versions(finished.result.named("session")[0]["session"])[-1]
    names = sorted(path.name for path in out.iterdir())
    assert names == ["render_1.png", "render_2.png", "report.json", "scene.blend", "script.py",
                     "session.json"]
    for name in ("script.py", "scene.blend", "report.json"):
        assert (out / name).read_bytes() == (last / name).read_bytes()
    session = json.loads((out / "session.json").read_text())
    assert session["prompt"] == CHAIR
    assert session["version"] == int(last.name)
    assert len(session["versions"]) == int(last.name)
    assert session["team"] == "sketcher"


def test_list_and_go_on(finished):
    before = finished.sessions()
    id_ = finished.result.named("session")[0]["session"]
    table = finished("--list-sessions")
    assert table.status == 0 and id_ in table.out and "VERSIONS" in table.out

    result = finished("--session-id", id_.upper(), "--prompt", "paint it dark green",
                      "--no-input", "--json")
    assert result.status == 0, result
    new = result.named("session")[0]["session"]
    assert new != id_
    assert finished.sessions()[1:] == before
    assert finished.sessions()[0]["session"] == new
    script = (finished.versions(new)[-1] / "script.py").read_text()
    assert script != (finished.versions(id_)[-1] / "script.py").read_text()
    assert "armrest" in script.lower(), "it goes on from the last version"


def test_for_people(desk):
    desk.config.write_text(QUICK)
    result = desk("--text", CHAIR, "--no-input")
    assert result.status == 0, result
    assert "Built-in sketcher (no AI model)" in result.out
    assert re.search(r"Blender \d+\.\d+", result.out)
    assert re.search(r"^\[Initial Creation Phase: 0:00:\d\d\]$", result.out, re.M)
    assert re.search(r"^\[Automatic Refinement Phase: 0:00:\d\d\]$", result.out, re.M)
    assert "User-Guided" not in result.out
    assert "\x1b" not in result.out and "\r" not in result.out
    id_, = [session["session"] for session in desk.sessions()]
    assert id_ in result.out
    assert str(desk.versions(id_)[-1]) in result.out


def test_said_what_was_not_understood(desk):
    desk.config.write_text(QUICK)
    result = desk("--text", "a chair that pulses and sings \x1b[31m\u202e", "--no-input")
    assert result.status == 0, result
    assert "sing" in result.out.lower()
    assert "\x1b" not in result.out and "\u202e" not in result.out


def test_unknown_kind(desk):
    desk.config.write_text(QUICK)
    result = desk("--text", "create a xylophonic quandary", "--no-input")
    assert result.status == 1, result
    assert "maquette-cli kinds lists" in result.err and "model" in result.err
    assert desk.sessions() == []
    assert not list(desk.library.glob("sessions/*"))


def test_script_of_ones_own(desk, tmp_path):
    script = tmp_path / "cube.py"
    script.write_text(CUBE)
    out = tmp_path / "out"
    result = desk("--script", script, "--no-input", "--json", "--output", out)
    assert result.status == 0, result
    assert (out / "script.py").read_text() == CUBE
    objects = json.loads((out / "report.json").read_text())["objects"]
    assert [item["name"] for item in objects] == ["Cube"]
    assert desk.sessions()[0]["title"] == "cube.py"


def test_output_of_an_earlier_run(desk, tmp_path):
    """Pictures that the new result has not are not left beside it; files that are not ours are."""
    script, out = tmp_path / "cube.py", tmp_path / "out"
    script.write_text(CUBE)
    for count in (2, 1):
        desk.config.write_text(QUICK.replace("num_images: 1", f"num_images: {count}"))
        result = desk("--script", script, "--output", out)
        assert result.status == 0, result
        assert len(list(out.glob("render_*.png"))) == count
        (out / "notes.txt").write_text("mine")
    assert (out / "notes.txt").exists()
    assert not list(out.glob(".*")), "nothing half-written"


def test_a_service_that_runs_alone(desk, tmp_path):
    desk.config.write_text(QUICK)
    reading, writing = os.pipe()
    service = subprocess.Popen([SERVICE, "--listen", "127.0.0.1:18461", "--ready-fd", str(writing),
                                "--data", tmp_path / "journal"], pass_fds=[writing], env=desk.env)
    os.close(writing)
    try:
        assert os.read(reading, 16) == b"ready\n"
        args = ("--text", "a mug", "--no-input", "--json", "--server", "http://127.0.0.1:18461")
        refused = desk(*args)
        assert refused.status == 3 and "MAQUETTE_ACCESS_TOKEN" in refused.err + refused.out, refused
        token = (tmp_path / "journal" / "service-18461.token").read_text().strip()
        result = desk(*args, env={**desk.env, "MAQUETTE_ACCESS_TOKEN": token})
        assert result.status == 0, result
        assert len(desk.sessions()) == 1
    finally:
        os.close(reading)
        service.terminate()
        service.wait(1800)


def test_own_service(desk):
    """Programs with a service of their own share none, and leave nothing in the state folder."""
    desk.config.write_text(QUICK)
    processes = []
    for words in ("a mug", "a book"):
        with open(desk.root / words.replace(" ", "-"), "w", encoding="utf-8") as out:
            processes.append(desk.popen("--text", words, "--no-input", "--json", "--own-service", stdout=out))
    assert [each.wait(1800) for each in processes] == [0, 0], [each.stderr.read() for each in processes]
    events = [json.loads(line) for words in ("a-mug", "a-book") for line in open(desk.root / words, encoding="utf-8")]
    assert len({event["pid"] for event in events if event["event"] == "service"}) == 2
    assert not [event for event in events if event["event"] == "service-restarted"]
    assert not (desk.root / "state/maquette/journal.db").exists()
    assert len(desk.sessions()) == 2


def test_two_at_once(desk):
    desk.config.write_text(QUICK)
    one = desk.popen("--text", "a mug", "--no-input", "--json")
    two = desk.popen("--text", "a stool", "--no-input", "--json")
    assert one.communicate(timeout=1800) and one.returncode == 0
    assert two.communicate(timeout=1800) and two.returncode == 0
    assert len(desk.sessions()) == 2


def test_memory(desk):
    """The program and its service stay small: under 45 MiB each (the sanitizer takes its own). The service
    reads all kinds for the words of a prompt."""
    limit = 400 if SANITIZED else 45
    desk.config.write_text(QUICK)
    process = desk.popen("--text", "a mug", "--no-input", "--json")
    peaks = {}
    for line in process.stdout:
        if '"done"' in line or '"kept"' in line or '"step"' in line:
            for pid, name in [(process.pid, "maquette-cli"), *descendants(process.pid)]:
                if name.startswith("maquette"):
                    status = open(f"/proc/{pid}/status", encoding="utf-8").read()
                    # One that has just ended has no memory left to tell of.
                    if peak := re.search(r"VmHWM:\s+(\d+)", status):
                        peaks[name] = max(peaks.get(name, 0), int(peak[1]))
    assert process.wait(1800) == 0
    assert len(peaks) == 2
    assert all(kib < limit * 1024 for kib in peaks.values()), peaks


def test_one_starts_while_another_does(desk):
    """What the second one sweeps is not what the first one is about to use."""
    desk.config.write_text(SAFE)
    one = desk.popen("--text", "a mug", "--no-input")
    temp = desk.library / "tmp"
    deadline = time.monotonic() + 1800
    while not temp.is_dir() or not list(temp.glob(".maquette-probe-*")):
        assert time.monotonic() < deadline and one.poll() is None
        time.sleep(0.002)
    assert desk("--text", "create a xylophonic quandary", "--no-input").status == 1
    _out, err = one.communicate(timeout=1800)
    assert one.returncode == 0, err


def test_killed_while_the_sandbox_is_tried_out(desk):
    desk.config.write_text(SAFE)
    one = desk.popen("--text", "a mug", "--no-input")
    temp = desk.library / "tmp"
    deadline = time.monotonic() + 1800
    while not temp.is_dir() or not list(temp.glob(".maquette-probe-*")):
        assert time.monotonic() < deadline and one.poll() is None
        time.sleep(0.002)
    one.kill()
    one.communicate(timeout=1800)
    assert desk("--text", "create a xylophonic quandary", "--no-input").status == 1
    desk.assert_clean()


def test_part(desk):
    """A change of a part: the record has it, what else changed is said, and a part that is not there is refused."""
    desk.config.write_text(QUICK)
    result = desk("--text", CHAIR, "--prompt", "thicker", "--part", "legs")
    assert result.status == 2, result
    result = desk("--text", CHAIR, "--part", "legs")
    assert result.status == 2 and "--part needs --session-id with --prompt" in result.err

    desk.config.write_text(FAST)
    assert desk("--text", CHAIR, "--no-input").status == 0
    session, = [each["session"] for each in desk.sessions()]
    for result in (desk("change", session, "thicker", "--part", "legs", "--part", "Wings"),
                   desk("--session-id", session, "--prompt", "thicker", "--part", "Wings")):
        assert result.status == 2 and "Version 1 has no part “Wings”" in result.err, result
        assert "It has: " in result.err and "legs, " in result.err
    assert len(desk.versions(session)) == 1

    result = desk("change", session, "make the seat red", "--part", "Legs", "--json")
    assert result.status == 0, result
    left, = [event for event in result.named("notice") if event["code"] == "changed-too"]
    assert left["items"] and not any("Leg" in name for name in left["items"])
    records = "".join(path.read_text() for path in (desk.library / "sessions" / session / "runs").iterdir())
    assert '"text":"make the seat red","targets":[{"part":"legs"}]' in records.replace(": ", ":").replace(", ", ",")
    # Of a part, "undo" is no step between versions; the sketcher cannot do it.
    result = desk("change", session, "undo", "--part", "legs", "--json")
    assert result.status == 1 and result.named("refused") and not result.named("current"), result
