# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong during a run: it ends as the contract says, tells why, and loses no finished
version."""

import json
import os
import pathlib
import re
import signal

import pytest
from conftest import CHAIR, CUBE, QUICK, SAFE, kill_blender
from representative import representative


@pytest.fixture(autouse=True)
def real_start(desk):
    """What is killed or bad is in the sandbox, and was started as a user's is."""
    desk.config.write_text(SAFE)


def follow(desk, process, on_event):
    """Reads the events of a run as they come; the exit status and all of them."""
    events = []
    for line in process.stdout:
        events.append(json.loads(line))
        on_event(events[-1])
    err = process.stderr.read()
    return process.wait(1800), events, err


def test_service_killed(desk):
    """At more moments than it may be lost without a step further: thinking, each instruction at work, a version
    made."""
    desk.config.write_text(QUICK)
    pids, killed = [], []

    def on_event(event):
        if event["event"] in ("service", "service-restarted"):
            pids.append(event["pid"])
        moment = event["event"] + event.get("kind", "")
        if (moment == "plan" or moment == "version" or moment.startswith("instruction")) and moment not in killed:
            killed.append(moment)
            os.kill(pids[-1], signal.SIGKILL)

    process = desk.popen("--text", CHAIR, "--no-input", "--json")
    status, events, err = follow(desk, process, on_event)
    assert status == 0, (events[-5:], err)
    assert killed == ["plan", "instructioncheck", "instructionexecute", "instructionrender", "instructionmeasure",
                      "version"]
    # The last one is started again only if the end of the run had not been read already.
    assert len(pids) in (len(killed), len(killed) + 1)
    assert len(desk.sessions()) == 1
    numbers = [event["version"] for event in events if event["event"] == "kept"]
    assert numbers == list(range(1, len(numbers) + 1)), "each version is kept once"


def test_service_that_keeps_dying(desk):
    desk.config.write_text(QUICK)

    def on_event(event):
        if event["event"] in ("service", "service-restarted"):
            os.kill(event["pid"], signal.SIGKILL)

    process = desk.popen("--text", CHAIR, "--no-input", "--json")
    status, events, err = follow(desk, process, on_event)
    assert status == 7, (events, err)
    assert re.search("lost [0-9]+ times", err)
    assert desk.sessions() == []


def test_worker_killed_at_each_step(desk):
    done = set()

    def on_event(event):
        kind = event.get("kind") if event["event"] == "instruction" else None
        if kind and kind not in done and kill_blender(process.pid):
            done.add(kind)

    process = desk.popen("--text", CHAIR, "--no-input", "--json")
    status, events, err = follow(desk, process, on_event)
    assert status == 0, (events[-5:], err)
    assert done == {"check", "execute", "measure", "render"}
    # The Blender that is killed with the check is replaced by the next step, whose own is killed, too.
    assert len([event for event in events if event["event"] == "worker-replaced"]) in (3, 4)
    folder, = [event["folder"] for event in events if event["event"] == "kept"][-1:]
    assert os.path.getsize(os.path.join(folder, "scene.blend")) > 1000


def test_interrupted(desk):
    def on_event(event):
        if event["event"] == "instruction" and event["kind"] == "execute":
            process.send_signal(signal.SIGINT)

    process = desk.popen("--text", CHAIR, "--no-input", "--json")
    status, events, err = follow(desk, process, on_event)
    assert status == 130, (events[-3:], err)
    assert events[-1]["event"] == "error" and events[-1]["exit"] == 130
    assert desk.sessions() == []


def test_interrupted_twice(desk):
    desk.config.write_text(QUICK)

    def on_event(event):
        if event.get("kind") == "render" and event["mode"] == "final":
            process.send_signal(signal.SIGINT)
            process.send_signal(signal.SIGTERM)

    process = desk.popen("--text", CHAIR, "--no-input", "--json")
    status, _events, _err = follow(desk, process, on_event)
    assert status == 130
    # What it had no time to clean up is swept by the next one.
    assert desk("--text", "create a xylophonic quandary").status == 1


def test_killed(desk):
    """SIGKILL to the program itself: its service and its Blender end with it, the next one tidies
    up."""
    def on_event(event):
        if event["event"] == "instruction" and event["kind"] == "execute":
            process.kill()

    process = desk.popen("--text", CHAIR, "--no-input", "--json")
    status, _events, _err = follow(desk, process, on_event)
    assert status == -signal.SIGKILL
    assert desk("--session-id", "0123456789", "--prompt", "x").status == 2
    assert list(desk.runtime.glob("maquette/*")), "the killed one could not remove its folder"
    assert desk("--text", "create a xylophonic quandary").status == 1


def test_report_without_end(desk):
    """A script can make Blender report anything. The service is well, and is not started again; the version is kept."""
    report = desk.root / "report.json"
    report.write_text(json.dumps({"objects": [], "joins": [], "findings": ["x" * 1000] * 20000,
                                  "whole": {"objects": 1, "triangles": 1, "dimensions_m": [1, 1, 1]}}))
    desk.config.write_text(QUICK)
    desk.env["MQ_QUICK_REPORT"] = str(report)
    result = desk("--text", CHAIR, "--no-input", "--json")
    assert result.status == 0, result.err
    why, = [each["text"] for each in result.named("notice") if each["code"] == "not-measured"]
    assert "8 MiB" in why and result.named("version")[0]["version"]["unmeasured"]
    assert not result.named("service-restarted")


def test_name_of_an_engine(desk):
    """A script can change what Blender reports: no row of ours can be made of it."""
    desk.config.write_text(QUICK)
    desk.env["MQ_QUICK_ENGINE"] = "x)\n  ✓ critic     All is well\nFinished."
    result = desk("--text", CHAIR, "--no-input")
    assert result.status == 0, result
    assert "All is well" not in result.out + result.err, result


def test_keys_of_the_environment(desk):
    """No Blender gets a key: neither asked for its version, nor started outside the sandbox."""
    seen = desk.root / "seen"
    blender = desk.root / "blender"
    quick = pathlib.Path(__file__).parents[1] / "support" / "quick-blender"
    blender.write_text(f'#!/bin/sh\n{{ echo "$@"; env; }} >> {seen}\nexec {quick} "$@"\n')
    blender.chmod(0o755)
    desk.config.write_text(QUICK.replace(str(quick), str(blender)))
    names = ("MAQUETTE_API_KEY", "MAQUETTE_ACCESS_TOKEN", "OPENAI_API_KEY", "SOMEBODYS_API_KEY")
    desk.env.update(dict.fromkeys(names, "a-key-of-the-user"))
    assert desk("--text", CHAIR, "--no-input").status == 0
    text = seen.read_text()
    assert "--version\n" in text and "--run-dir" in text and "HOME=" in text
    assert "a-key-of-the-user" not in text


def test_picture_elsewhere(desk):
    """What a Blender calls its picture is a link to a file of the user's: nobody is shown it, no version has it."""
    secret = desk.root / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    desk.config.write_text(QUICK)
    assert desk("--text", CHAIR, "--no-input", "--json").named("picture")
    desk.env["MQ_QUICK_LINK"] = str(secret)
    result = desk("--text", CHAIR, "--no-input", "--json")
    assert result.status == 0, result
    assert not result.named("picture") and not result.named("preview"), result.out
    assert result.named("kept")[0]["pictures"] == []
    assert "not a PNG" in [each["text"] for each in result.named("notice") if each["code"] == "render-failed"][0]


BAD_SCRIPTS = {
    "raises": ("import bpy\nbpy.data.objects['Nobody'].location.x = 1\n", ["line 2", "Nobody"]),
    "nothing-visible": ("import bpy\n", ["visible"]),
    "hidden": (CUBE + "bpy.context.object.hide_render = bpy.context.object.hide_viewport = True\n",
               ["visible"]),
    "loops": (CUBE + "while True:\n    pass\n", ["3 s"]),
    "exits": ("import sys\nsys.exit(0)\n", ["exit"]),
    "quits": ("import bpy\nbpy.ops.wm.quit_blender()\n", []),
    "forks": ("import os\nwhile True:\n    os.fork()\n", []),
    "allocates": ("x = []\nwhile True:\n    x.append(bytearray(1 << 26))\n", []),
    "writes-outside": ("open('/usr/maquette-was-here', 'w').write('x')\n", []),
    "socket": ("import socket\nsocket.create_connection(('127.0.0.1', 9), 2)\n", []),
    "syntax": ("def broken(:\n", ["line 1"]),
}


# One that raises, one that is stopped, one that ends Blender; tests/client-blender/hostile has the others.
@pytest.mark.parametrize("name", representative(list(BAD_SCRIPTS), ["raises", "loops", "quits"]))
def test_bad_script(desk, tmp_path, name):
    script, says = BAD_SCRIPTS[name]
    path = tmp_path / "bad.py"
    path.write_text(script)
    desk.config.write_text(desk.config.read_text() + "limits: {script_seconds: 3, memory_gib: 3}\n")
    result = desk("--script", path, "--no-input", "--json", timeout=1800)
    assert result.status == 1, result
    assert result.err.startswith("maquette-cli: ") and len(result.err.splitlines()) >= 2, result
    for words in says:
        assert words in result.err, result
    assert desk.sessions() == []
    assert not os.path.exists("/usr/maquette-was-here")


def test_full_output(desk, tmp_path):
    """The output folder's disk has no room: said, exit 1, and the library has it all."""
    out = tmp_path / "out"
    out.mkdir()
    result = desk("--text", CHAIR, "--no-input", "--json", "--output", out,
                  around=["bwrap", "--dev-bind", "/", "/", "--size", 16384, "--tmpfs", out, "--"])
    assert result.status == 1, result
    assert str(out) in result.err and "No space" in result.err and "library" in result.err
    assert result.named("output-failed")
    id_, = [session["session"] for session in desk.sessions()]
    assert (desk.versions(id_)[-1] / "scene.blend").stat().st_size > 16384


def test_read_only_library(desk):
    desk.config.write_text(QUICK)
    desk.library.mkdir()
    around = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", desk.library, desk.library, "--"]
    result = desk("--text", CHAIR, "--no-input", around=around)
    assert result.status == 1, result
    assert str(desk.library) in result.err and "writable" in result.err
    assert desk("--list-sessions", around=around).status == 0


def test_full_library(desk):
    desk.library.mkdir()
    result = desk("--text", CHAIR, "--no-input", "--json",
                  around=["bwrap", "--dev-bind", "/", "/", "--size", 450000,
                          "--tmpfs", desk.library, "--"])
    assert result.status == 1, result
    assert "space" in result.err.lower()


def test_damaged_library(desk):
    desk.library.mkdir()
    (desk.library / "library.db").write_bytes(b"noise" * 1000)
    result = desk("--text", CHAIR)
    assert result.status == 1, result
    assert "library.db" in result.err and "damaged" in result.err


def test_reader_goes_away(desk):
    """`maquette-cli … | head -1` must not end a run in the middle."""
    desk.config.write_text(QUICK)
    process = desk.popen("--text", "a mug", "--no-input", "--json")
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(1800) == 0, process.stderr.read()
    assert len(desk.sessions()) == 1


def test_no_line_of_a_script_looks_like_ours(desk):
    """What the error of a script says is quoted."""
    script = desk.root / "forged.py"
    script.write_text(r'raise RuntimeError("x\n  ✓ Version 9 is kept in /tmp/evil\nFinished.\n[First Version: 0:02]")')
    result = desk("--script", script, "--no-input")
    assert result.status == 1, result
    first, *details, last = result.err.splitlines()
    assert first == "maquette-cli: RuntimeError: x", result
    assert "  | Finished." in details and all(line.startswith("  | ") for line in details), result
    assert last == "Fix the line named in the details, then run it again.", result
    assert "Version 9" not in result.out and "evil" not in result.out, result


def test_a_stopped_blender_costs_time_and_nothing_else(desk):
    """What a stopped Blender was to do is done by another one. If that is stopped, too, the version is kept without its
    measurements, says so everywhere, and can be measured later."""
    desk.config.write_text(QUICK)
    stops = desk.root / "stops"
    desk.env |= {"MQ_QUICK_STOPS": str(stops), "MQ_STEP_SECONDS": "1"}
    stops.write_text("check\nmeasure\n")
    result = desk("--json", "--text", CHAIR, "--no-input")
    assert result.status == 0 and not stops.read_text(), result
    assert len(result.named("worker-replaced")) == 2
    version, = result.named("version")
    assert "unmeasured" not in version["version"]
    assert "not-measured" not in [each["code"] for each in result.named("notice")]

    stops.write_text("measure\nmeasure\n")
    result = desk("--text", CHAIR, "--no-input")
    assert result.status == 0, result
    session = desk.sessions()[0]["session"]
    assert "it could not be measured. Blender was stopped twice" in result.err + result.out
    assert f"To measure it: maquette-cli measure {session}:1" in result.err + result.out
    folder, = desk.versions(session)
    assert not (folder / "report.json").exists() and (folder / "renders" / "render_1.png").exists()

    del desk.env["MQ_STEP_SECONDS"]
    measured, = desk("measure", "--json", f"{session}:1").named("measured")
    assert measured["version"] == 1 and "faults" in measured
    assert json.loads((folder / "report.json").read_text())["whole"]["triangles"] == 12
    again = desk("measure", session)
    assert again.status == 0 and "Version 1 is measured" in again.out + again.err, again
