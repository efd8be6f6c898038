# SPDX-License-Identifier: GPL-3.0-or-later
"""Interrupted and killed at every named moment of a run: the program always ends, leaves nothing running, and
what was finished stands. Blender is played by tests/support/quick-blender."""

import http.server
import itertools
import json
import os
import pathlib
import signal
import threading
import time

import pytest
from conftest import CHAIR, QUICK, descendants, processes_with
from representative import representative

BOUND = 1800
# Moments are events, in their order: what the program has just said when the signal comes. The first is before it
# has said anything.
ALONE = ["", "session", "service", "worker", "phase create started", "plan", "script", "instruction check",
         "instruction execute", "instruction render preview", "preview", "instruction measure",
         "phase refine started", "version", "instruction render final", "kept", "done"]
GUIDED = ["waiting", "refinement", "plan", "instruction check", "instruction execute", "preview",
          "version", "instruction render final", "kept", "waiting", "refinement", "kept", "done"]
WAYS = {"alone": (["--no-input"], ALONE),
        "guided": (["--refine", "add 2 armrests", "--refine", "make it taller"], ALONE[:-1] + GUIDED)}


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


def kept(out):
    """The version folders that were said to be kept; a line may be cut off by a kill."""
    lines = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return [event["folder"] for event in map(json.loads, lines) if event["event"] == "kept"]


def assert_whole(desk, folders):
    """Every version that was said to be kept is there, and so is each that is listed."""
    listed = [str(folder) for session in desk.sessions()
              for folder in desk.versions(session["session"])]
    assert set(folders) <= set(listed)
    for folder in map(desk.root.joinpath, listed):
        names = {path.name for path in folder.iterdir()}
        assert names >= {"script.py", "scene.blend", "report.json", "plan.json", "renders"}, folder


def assert_alone(desk):
    variable = f"XDG_DATA_HOME={desk.env['XDG_DATA_HOME']}"
    wait_for(lambda: not processes_with(variable), "a process of it is still there")


def wait_for(condition, otherwise):
    deadline = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.01)


def label(event):
    """What an event is called in a list of moments."""
    return " ".join(event[key] for key in ("event", "phase", "kind", "mode", "state")
                    if key in event and (key != "state" or event["event"] == "phase"))


def run_until(desk, args, moments, *signals):
    """Runs the program through @moments and sends the signals; its status and what it said."""
    process = desk.popen("--text", CHAIR, "--json", *args)
    out, left = "", list(filter(None, moments))
    while left:
        line = process.stdout.readline()
        assert line, f"never came to {left[0]}\n{out}{process.stderr.read()}"
        out += line
        if label(json.loads(line)) == left[0]:
            left.pop(0)
    for number in signals:
        process.send_signal(number)
    out += process.stdout.read()
    err = process.stderr.read()
    return process.wait(BOUND), out, err


def prefixes(moments):
    """Each moment with those before it: the same event comes more than once."""
    return [moments[:count] for count in range(1, len(moments) + 1)]


@pytest.mark.parametrize("way", representative(list(WAYS), ["guided"]))
def test_interrupted_at_any_moment(quick, way):
    args, moments = WAYS[way]
    signals = itertools.cycle([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    folders = []
    for before, number in zip(prefixes(moments), signals):
        status, out, err = run_until(quick, args, before, number)
        # Before it listens for signals there is nothing to clean up. Once a version is kept, to end is no failure,
        # and the run may be further than what it has said.
        allowed = {130} | ({-number} if not before[-1] else {0} if {"version", "kept"} & set(before) else set())
        assert status in allowed, (before[-1], number, status, err)
        folders += kept(out)
        assert_alone(quick)
        quick.assert_clean()
    assert_whole(quick, folders)


def test_interrupted_twice_at_any_moment(quick):
    """What the first has begun to clean up is left to the next start."""
    args, moments = WAYS["alone"]
    folders = []
    for before in prefixes(moments):
        status, out, err = run_until(quick, args, before, signal.SIGINT, signal.SIGINT)
        assert status in {130, -signal.SIGINT} | ({0} if before[-1] in ("kept", "done") else set()), (before[-1], err)
        folders += kept(out)
        assert_alone(quick)
    assert quick("--text", CHAIR, "--no-input").status == 0
    quick.assert_clean()
    assert_whole(quick, folders)


@pytest.mark.parametrize("way", representative(list(WAYS), ["guided"]))
def test_killed_at_any_moment(quick, way):
    args, moments = WAYS[way]
    folders = []
    for before in prefixes(moments):
        _status, out, _err = run_until(quick, args, before, signal.SIGKILL)
        folders += kept(out)
        assert_alone(quick)
    assert quick("--text", CHAIR, "--no-input").status == 0
    quick.assert_clean()
    assert_whole(quick, folders)


def test_killed_when_it_waits(quick):
    """In the user-guided phase: the version stands, and can be gone on from."""
    process = quick.popen("--text", CHAIR, "--refine", "add 2 armrests", "--json")
    folders = []
    for line in process.stdout:
        event = json.loads(line)
        if event["event"] == "kept":
            folders.append(event["folder"])
        elif event["event"] == "refinement":
            process.kill()
            break  # what it was saying ends in the middle of a line
    process.stdout.close()
    assert process.wait(BOUND) == -signal.SIGKILL
    assert len(folders) == 1
    assert_alone(quick)
    assert_whole(quick, folders)
    id_, = [session["session"] for session in quick.sessions()]
    result = quick("--session-id", id_, "--prompt", "paint it red", "--no-input")
    assert result.status == 0, result
    quick.assert_clean()
    assert len(quick.sessions()) == 2


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_ended_while_the_service_hangs(quick, number, status):
    process = quick.popen("--text", CHAIR, "--no-input", "--json")
    for line in process.stdout:
        if not line.endswith("\n"):
            break  # cut off by the kill
        event = json.loads(line)
        if event["event"] == "service":
            service = event["pid"]
        if event["event"] == "plan":
            os.kill(service, signal.SIGSTOP)
            process.send_signal(number)
    assert process.wait(BOUND) == status, process.stderr.read()
    # It may be somebody else's, too: the next one that needs it finds that it hangs, and starts another.
    assert quick("--text", "create a xylophonic quandary").status == 1
    assert_alone(quick)
    quick.assert_clean()


class BusyModel:
    """A model that is busy, which it says once it may."""

    def __init__(self):
        self.requests, self.came, self.may = [], threading.Event(), threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_POST(self):
                outer.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                outer.came.set()
                outer.may.wait(BOUND)
                self.send_response(503)
                self.send_header("Retry-After", "2")
                self.send_header("Content-Length", "0")
                self.end_headers()

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.mark.parametrize("own", [["--own-service"], []])
def test_killed_while_a_model_is_asked(quick, own):
    """Nobody wants the answer any more: a service of its own ends at once, and the one of all programs does not repeat
    the request that the model refuses."""
    model = BusyModel()
    process = quick.popen("--text", CHAIR, "--no-input", "--model", "custom:any", "--base-url", model.url, *own)
    assert model.came.wait(BOUND)
    process.kill()
    process.communicate(timeout=BOUND)
    if not own:
        model.may.set()
    assert_alone(quick)
    assert len(model.requests) == 1
    model.may.set()
    model.server.shutdown()
    # It removes the folder of the one that was killed.
    assert quick("--text", "create a xylophonic quandary", "--own-service").status == 1
    quick.assert_clean()


FILLER = b"." * 512


def start_unread(desk):
    """The program in the middle of a run, with an output that nobody reads; the bytes in front."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    filled = 0
    try:
        while True:
            filled += os.write(writing, FILLER)
    except BlockingIOError:
        os.set_blocking(writing, True)
    process = desk.popen("--text", CHAIR, "--no-input", "--json", stdout=writing)
    os.close(writing)
    wait_for(lambda: list(desk.library.glob("sessions/*")), "no session was begun")
    return process, reading, filled


def test_reader_stops_for_a_while(quick):
    process, reading, filled = start_unread(quick)
    wait_for(lambda: not descendants(process.pid), "the run waits for the reader")
    with open(reading, "rb") as file:
        file.read(filled)
        events = [json.loads(line) for line in file]
    assert process.wait(BOUND) == 0
    assert events[0]["event"] == "notice" and events[-1]["event"] == "done"
    assert_whole(quick, [event["folder"] for event in events if event["event"] == "kept"])


def test_reader_stops_for_ever(quick):
    """Ctrl+C stops the run; once more, and it no longer waits for the reader either."""
    process, reading, _filled = start_unread(quick)
    process.send_signal(signal.SIGINT)
    wait_for(lambda: not descendants(process.pid), "Ctrl+C was not heard")
    process.send_signal(signal.SIGINT)
    assert process.wait(BOUND) in (130, -signal.SIGINT)
    os.close(reading)
    assert quick("--text", CHAIR, "--no-input").status == 0
    quick.assert_clean()


def start_held(desk, step):
    """A run of five pictures that Blender begins no further than @step, and what opens the way."""
    gate = desk.root / "gate"
    gate.write_text(step)
    desk.config.write_text(QUICK.replace("num_images: 1", "num_images: 5"))
    desk.env["MQ_QUICK_GATE"] = str(gate)
    return desk.popen("--text", CHAIR, "--no-input", "--json"), gate.unlink


def read_until(process, condition):
    out = ""
    for line in process.stdout:
        out += line
        if condition(json.loads(line)):
            return out
    raise AssertionError(out + process.stderr.read())


def test_no_spare_for_an_end(quick):
    """A run that waits for the next message starts a Blender for it; one that ends with its pictures does not.
    Both are idle while the service stands still, and the Blender of the one is the clock for the other."""
    runs = {}
    for name, words in (("ends", ["--no-input"]), ("goes on", ["--refine", "make it taller"])):
        gate, started = quick.root / name, quick.root / f"{name}-started"
        gate.write_text("final")
        quick.config.write_text(QUICK.replace("num_images: 1", "num_images: 1, at_once: 2")
                                .replace("sandbox: off", "sandbox: off, spare: on"))
        quick.env.update(MQ_QUICK_GATE=str(gate), MQ_QUICK_STARTED=str(started))
        process = quick.popen("--text", CHAIR, "--json", *words)
        out = read_until(process, lambda event: event["event"] == "instruction" and event.get("mode") == "final")
        wait_for(quick.root.joinpath(f"{name}.at-final").exists, "no final picture is begun")
        # On a busy machine one that looked at the preview has been idle, too.
        spares = sum("quick-blender" in command for _, command in descendants(process.pid)) - 1
        runs[name] = process, gate, lambda started=started: len(started.read_text().splitlines()), 2 + spares
    service, = {event["pid"] for event in map(json.loads, out.splitlines()) if event["event"] == "service"}
    os.kill(service, signal.SIGSTOP)
    for process, gate, *_ in runs.values():
        gate.unlink()
        read_until(process, lambda event: event["event"] == "picture" and event["of"] == 1)
    wait_for(lambda: runs["goes on"][2]() == 3, "there is no Blender for the next message")
    os.kill(service, signal.SIGCONT)
    for process, *_ in runs.values():
        _out, err = process.communicate(timeout=BOUND)
        assert process.returncode == 0, err
    _process, _gate, count_started, before = runs["ends"]
    assert count_started() == before
    assert_alone(quick)


def is_picture(event, done):
    return event["event"] == "picture" and event["done"] == done and event["of"] == 5


def test_interrupted_while_pictures_are_rendered(quick):
    """The version is kept with those that are done; the status is that of every interrupted run."""
    process, _open = start_held(quick, "picture-3")
    out = read_until(process, lambda event: is_picture(event, 2))
    process.send_signal(signal.SIGINT)
    out += process.stdout.read()
    assert process.wait(BOUND) == 130
    assert "Finished versions are kept" in process.stderr.read()
    folder, = kept(out)
    assert_whole(quick, [folder])
    assert sorted(os.listdir(os.path.join(folder, "renders"))) == ["render_1.png", "render_2.png"]
    notices = [event["text"] for event in map(json.loads, out.splitlines()) if event["event"] == "notice"]
    assert "2 of 5 pictures are rendered. You stopped it." in notices
    assert_alone(quick)
    quick.assert_clean()


def test_pictures_of_two_runs(quick):
    """Two runs whose pictures meet render them one after the other."""
    drawn = quick.root / "drawn"
    quick.env["MQ_QUICK_DRAWN"] = str(drawn)
    first, open_gate = start_held(quick, "picture-2")
    said = read_until(first, lambda event: is_picture(event, 1))
    second = quick.popen("--text", CHAIR, "--no-input", "--json")
    waits = read_until(second, lambda event: event.get("code") == "render-waiting")
    assert not any(is_picture(event, 1) for event in map(json.loads, waits.splitlines()))
    open_gate()
    for process, begun in ((first, said), (second, waits)):
        folder, = kept(begun + process.stdout.read())
        assert len(os.listdir(os.path.join(folder, "renders"))) == 5
        assert process.wait(BOUND) == 0, process.stderr.read()
    finals = [line.split()[0] for line in drawn.read_text().splitlines() if line.endswith(" final")]
    assert [len(list(group)) for _, group in itertools.groupby(finals)] == [5, 5]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_version_before_its_pictures(quick, number):
    """While its pictures wait for those of others, the version is safe, and others see it with its preview."""
    with quick.rendering_elsewhere("A castle"):
        process = quick.popen("--text", CHAIR, "--no-input", "--json", "--output", quick.root / "out")
        out = read_until(process, lambda event: event.get("code") == "render-waiting")
        assert not kept(out), "who waits for the pictures gets the version with them"
        session, = quick.sessions()
        shown, = quick("versions", session["session"], "--json").events
        assert (shown["version"], shown["pictures"]) == (1, 0)
        folder, = quick.versions(session["session"])
        assert folder.joinpath("preview.png").is_file() and not os.listdir(folder / "renders")
        assert quick.root.joinpath("out", "script.py").is_file()
        process.send_signal(number)
        out += process.stdout.read()
        assert process.wait(BOUND) == (130 if number == signal.SIGTERM else -number)
        assert_alone(quick)
    if number == signal.SIGTERM:
        event, = (event for event in map(json.loads, out.splitlines()) if event["event"] == "kept")
        assert event["folder"] == str(folder) and event["stopped"], event
        assert event["pictures"] == [str(folder / "preview.png")]
    assert_whole(quick, [str(folder)])
    result = quick("--session-id", session["session"], "--prompt", "make it taller", "--no-input")
    assert result.status == 0, result


def test_pictures_join_their_version(quick):
    """One by one, as they are done."""
    process, open_gate = start_held(quick, "picture-3")
    out = read_until(process, lambda event: is_picture(event, 2))
    session, = quick.sessions()
    folder, = quick.versions(session["session"])
    assert sorted(os.listdir(folder / "renders")) == ["render_1.png", "render_2.png"]
    assert not folder.joinpath("preview.png").exists()
    told = [event for event in map(json.loads, out.splitlines()) if event["event"] == "picture" and event["of"] == 5]
    assert [(event["picture"], event["version"]) for event in told] == [
        (str(folder / "renders" / f"render_{number}.png"), 1) for number in (1, 2)]
    open_gate()
    out += process.stdout.read()
    assert process.wait(BOUND) == 0, process.stderr.read()
    event, = (event for event in map(json.loads, out.splitlines()) if event["event"] == "kept")
    assert event["pictures"] == [str(folder / "renders" / f"render_{number}.png") for number in range(1, 6)]
    assert json.loads((folder / "version.json").read_text())["pictures"] == 5
    quick.assert_clean()


def test_changes_before_pictures(quick):
    """While pictures wait, the next change is made; they come when it is their turn, also after the last one."""
    with quick.rendering_elsewhere("A castle"):
        process = quick.popen("--text", CHAIR, "--refine", "add 2 armrests", "--refine", "make it taller", "--json",
                              "--output", quick.root / "out")
        out = read_until(process, lambda event: event["event"] == "done")
        folders = kept(out)
        assert len(folders) == 3 and not any(os.listdir(os.path.join(folder, "renders")) for folder in folders)
        assert process.poll() is None
    out += process.stdout.read()
    assert process.wait(BOUND) == 0, process.stderr.read()
    assert all(os.listdir(os.path.join(folder, "renders")) == ["render_1.png"] for folder in folders)
    told = [event for event in map(json.loads, out.splitlines()) if event["event"] == "picture" and "version" in event]
    assert sorted(event["version"] for event in told) == [1, 2, 3]
    assert quick.root.joinpath("out", "render_1.png").is_file()
    assert quick.root.joinpath("out", "script.py").read_text() == pathlib.Path(folders[-1], "script.py").read_text()
    assert_alone(quick)
    quick.assert_clean()


def test_pictures_in_order(quick):
    """Who waits is told for whom, and a batch lets the others go first."""
    def come(*words):
        process = quick.popen(*words)
        return process, read_until(process, lambda event: event.get("code") == "render-waiting")

    def place(out):
        return json.loads(out.splitlines()[-1])["text"]
    items = quick.root / "items.jsonl"
    items.write_text('{"text": "a table"}\n')
    with quick.rendering_elsewhere("A castle"):
        batch = quick.popen("batch", items, "--output", quick.root / "set", "--jobs", 1)
        wait_for(lambda: list((quick.runtime / "maquette" / "render").glob("2-*")), "the batch does not wait")
        first, out = come("--text", "a mug", "--no-input", "--json")
        assert place(out) == "Waiting for the pictures of “A castle” (number 2 in line)"
        second, out = come("--text", "a lamp", "--no-input", "--json")
        assert place(out) == "Waiting for the pictures of “Mug” (number 3 in line)"
    last = [json.loads(line)["text"] for line in second.stdout if json.loads(line).get("code") == "render-waiting"]
    assert last in ([], ["Waiting for the pictures of “Mug” (number 2 in line)"])
    for process in (first, second, batch):
        _out, err = process.communicate(timeout=BOUND)
        assert process.returncode == 0, err


def test_pictures_past_one_that_is_stopped(quick):
    """As by Ctrl+Z: the next one renders all the same."""
    first, open_gate = start_held(quick, "picture-2")
    read_until(first, lambda event: is_picture(event, 1))
    first.send_signal(signal.SIGSTOP)
    open_gate()
    quick.env["MQ_TURN_SECONDS"] = "1"
    second = quick.popen("--text", CHAIR, "--no-input", "--json")
    _out, err = second.communicate(timeout=BOUND)
    assert second.returncode == 0, err
    first.send_signal(signal.SIGCONT)
    _out, err = first.communicate(timeout=BOUND)
    assert first.returncode == 0, err
