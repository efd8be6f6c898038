"""What is stopped stops, and what is cut off goes on: nothing that was said or made is lost."""

import os
import pty
import re
import signal
import subprocess
import threading

import pytest
from desk import QUICK, descendants, has_no_core_dumps, processes_with
from person import BUILD, LONG, PATIENCE
from steps import RUN, ask, card, my_turn, only_session, recorded, say, see_text, see_versions, write


@pytest.fixture
def quick(desk, gate):
    def sit_down(**options):
        return desk(config_yaml=QUICK, env=gate.env, **options)
    return sit_down


class CommandLine:
    """The command line at a terminal, among the same user's files as the window."""

    def __init__(self, person, *arguments):
        self.said = b""
        self.master, terminal = pty.openpty()
        self.process = subprocess.Popen([str(BUILD / "src/cli/maquette-cli"), *arguments],
                                        stdin=terminal, stdout=terminal, stderr=terminal,
                                        env={**person.env, "TERM": "xterm"}, start_new_session=True)
        os.close(terminal)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        """A terminal that nobody reads would hold the program up."""
        while True:
            try:
                data = os.read(self.master, 65536)
            except OSError:
                return
            if not data:
                return
            self.said += data

    def questions(self):
        return self.said.count(b"What should change?")

    def ended(self):
        status = self.process.wait(LONG * PATIENCE)
        self.reader.join()
        os.close(self.master)
        return status

    def kill(self):
        self.process.kill()
        return self.ended()


@pytest.fixture
def command_line():
    started = []

    def start(person, *arguments):
        started.append(CommandLine(person, *arguments))
        return started[-1]

    yield start
    for program in started:
        if program.process.poll() is None:
            program.kill()


def blenders(person):
    return [child for child, name in descendants(person.process.pid)
            if name.startswith(("blender", "quick-blender"))]


def services(person):
    return [child for child, name in descendants(person.process.pid)
            if name.startswith("maquette-serv")]


def pause(person):
    """Holds Blender where it is. It does nothing any more, and heeds nothing."""
    for blender in person.wait(lambda: blenders(person), "Blender to be at work"):
        os.kill(blender, signal.SIGSTOP)


def stop(person):
    """Presses Stop. Nothing that was at work may be there then, not even a Blender that does not listen. What comes
    back to the composer starts another one beforehand."""
    before = set(blenders(person))
    person.activate(person.see("Stop", "button"))
    person.wait(lambda: before.isdisjoint(blenders(person)), "Blender to end")
    person.see_gone("Stop", "button")


def test_stop(quick, gate):
    """During creation nothing is kept; during the final renders the version is, and what was said
    meanwhile is in the composer again."""
    person = quick().start()
    gate.close()
    say(person, "Create a 3D object of a chair")
    person.see("First Version")
    assert services(person) and all(map(has_no_core_dumps, [person.process.pid, *services(person)]))
    person.wait(lambda: blenders(person), "Blender to be at work")
    stop(person)
    person.see("Stopped")
    session = only_session(person)
    assert person.versions(session) == []
    person.see("No version")

    gate.open()
    say(person, "Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    gate.close("final")
    say(person, "add armrests")
    person.see(re.compile("Rendering pictures"), seconds=RUN)
    pause(person)
    write(person, "make the seat wider")
    person.press("Return")
    see_text(person, "")
    person.see("make the seat wider")
    stop(person)
    see_text(person, "make the seat wider")
    card(person, 2)
    person.see("The version is complete; only its pictures are missing. You stopped it.")
    assert person.versions(session) == [1, 2]
    # Of the version that lacks pictures, whichever one looks at.
    person.activate(card(person, 1))
    person.wait(lambda: card(person, 1).get_description() == "This version is shown", "version 1 to be shown")
    person.activate(person.see("Render Again…", "button"))
    person.see("Render Again", "dialog")
    person.press("Escape")
    person.see_gone("Render Again", "dialog")
    assert card(person, 2).get_description() == "This version is shown"
    assert person.quit() == 0


def test_measured_later(desk, tmp_path):
    """A version whose measuring was stopped twice is kept, says so, and is measured by a button."""
    stops = tmp_path / "stops"
    stops.write_text("measure\nmeasure\n")
    person = desk(config_yaml=QUICK, env={"MQ_QUICK_STOPS": str(stops), "MQ_STEP_SECONDS": "1"}).start()
    say(person, "Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    session = only_session(person)
    report = person.library / "sessions" / session / "versions" / "1" / "report.json"
    person.see(re.compile("could not be measured"))
    assert not report.exists() and "Not measured" in person.texts()
    person.activate(person.see("Measure Again", "button"))
    person.wait(lambda: "Not measured" not in person.texts() and report.exists(), "the version to be measured")
    person.see_gone("Measure Again", "button")
    assert person.quit() == 0


def test_queued(quick, gate):
    """What is said while it works is done when its turn comes. There is one process a library: a second start presents
    the first one's window."""
    person = quick().start()
    gate.close()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    write(person, "add armrests")
    person.see("Add to Queue", "button")
    person.press("Return")
    see_text(person, "")
    gate.open()
    card(person, 1)
    card(person, 2)
    my_turn(person)
    assert person.version(only_session(person), 2)["instruction"] == "add armrests"

    person.press("ctrl+w")
    assert person.ended() == 0
    person.start()
    subprocess.run(["xdotool", "windowminimize", person.x_window()], check=True)
    person.wait(lambda: person.x_window() is None, "the window to be small")
    second = subprocess.run([str(BUILD / "src/app/maquette")], env=person.env,
                            timeout=LONG * PATIENCE)
    assert second.returncode == 0
    person.wait(lambda: person.x_window() is not None, "the window to be back")
    card(person, 2)
    assert person.quit() == 0


def test_killed_service(quick, gate):
    """The run goes on with another service."""
    person = quick().start()
    gate.close()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.wait(lambda: blenders(person), "Blender to be at work")
    # On a busy machine Blender may be there before the service is.
    person.see(re.compile("^First Version"), "button")
    killed = services(person)
    assert killed
    for service in killed:
        os.kill(service, signal.SIGKILL)
    gate.open()
    card(person, 1)
    my_turn(person)
    assert not set(killed) & set(services(person))
    see_versions(person, only_session(person), [1])
    assert person.quit() == 0


def see_record(person, session, said, runs=1):
    """Waits for the library to have what was said, each once, and how each run ended; the service is to forget it."""
    def record():
        rows = [(run, event["type"], event["data"].get("text")) for run, event in recorded(person, session)
                if event["type"] in ("message", "ended")]
        return rows if sum(row[1] == "ended" for row in rows) == runs else None
    rows = person.wait(record, "the record of what was said", alive=None)
    assert [row[2] for row in rows if row[1] == "message"] == said
    assert len({row[0] for row in rows}) == runs
    assert ask(person, "SELECT * FROM unsent") == []


@pytest.mark.parametrize("how", ["kill", "quit", "kill-beside-another"])
def test_ended_while_it_works(quick, gate, command_line, how):
    """The next start goes on with the run; with the same service, where another program has kept that."""
    person = quick().start()
    other = command_line(person, "--text", "a wooden table") if "beside" in how else None
    if other:
        person.wait(other.questions, "the other program's turn")
    gate.close()
    say(person, "Create a 3D object of a chair")
    # Blender is started at once; what was said is on disk when the service has it.
    person.see(re.compile("^First Version"), "button")
    person.wait(lambda: blenders(person), "Blender to be at work")
    if how == "quit":
        assert person.quit() == 0
        mine = f"XDG_DATA_HOME={person.env['XDG_DATA_HOME']}"
        person.wait(lambda: not processes_with(mine), "all its processes to end", alive=None)
    else:
        person.kill()
        gate.open()
    person.start()
    if how == "quit":
        person.see("Going on with the work from before you quit")
        gate.open()
    person.choose(person.see("Chair", "row"))
    person.see("Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    ((session,),) = ask(person, "SELECT id FROM session WHERE title = 'Chair'")
    see_versions(person, session, [1])
    if other:
        assert other.process.poll() is None
        os.write(other.master, b"TERMINATE\n")
        assert other.ended() == 0
    assert person.quit() == 0
    see_record(person, session, ["Create a 3D object of a chair"])


def test_from_the_command_line(quick, gate, command_line):
    """A run of the command line is followed while it works, told things, and finished there."""
    person = quick().start()
    person.see("What Would You Like to Make?")
    gate.close()
    program = command_line(person, "--text", "Create a 3D object of a chair")
    person.choose(person.see("Chair", "row"))
    person.see("Create a 3D object of a chair")
    person.see(re.compile("^First Version"), "button")
    person.see("Stop", "button")
    assert not blenders(person)
    gate.open()
    card(person, 1)
    my_turn(person)
    session = only_session(person)
    said = ["Create a 3D object of a chair", "add 2 armrests", "make it taller"]
    for number, words in enumerate(said[1:], 2):
        # It asks anew at each turn, and what is said here is not the end there.
        person.wait(lambda asked=number - 1: program.questions() == asked, "the terminal's question")
        say(person, words)
        card(person, number)
        my_turn(person)
    assert person.version(session, 2)["instruction"] == "add 2 armrests"
    assert program.process.poll() is None
    # The one that makes a model to be turned ends by itself; one that leads a run stays ready for the next.
    person.wait(lambda: not blenders(person), "Blender to end")
    os.write(program.master, b"TERMINATE\n")
    assert program.ended() == 0, program.said.decode()
    see_versions(person, session, [1, 2, 3])
    see_record(person, session, said)
    assert person.quit() == 0


@pytest.mark.parametrize("moment", ["working", "waiting"])
def test_killed_command_line(quick, gate, command_line, moment):
    """A run goes on in the window that looks at it when the program that began it is gone."""
    person = quick().start()
    person.see("What Would You Like to Make?")
    if moment == "working":
        gate.close()
    program = command_line(person, "--text", "Create a 3D object of a chair")
    person.choose(person.see("Chair", "row"))
    if moment == "working":
        person.see(re.compile("^First Version"), "button")
        program.kill()
        gate.open()
    else:
        person.wait(program.questions, "the terminal's question")
        program.kill()
    card(person, 1)
    my_turn(person)
    session = only_session(person)
    say(person, "add 2 armrests")
    card(person, 2)
    my_turn(person)
    see_versions(person, session, [1, 2])
    assert person.quit() == 0
    see_record(person, session, ["Create a 3D object of a chair", "add 2 armrests"])


def close_while_it_works(person, gate):
    gate.close()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.see("Chair", "row")  # its name, by which the desktop is told of it
    person.press("ctrl+w")
    person.wait(lambda: person.window() is None, "the window to go")


def test_window_closed(quick, gate, notifications):
    """Nothing is asked, the desktop knows of the work, and the process ends when the run has come to something."""
    person = quick().start()
    close_while_it_works(person, gate)
    session = only_session(person)
    assert person.versions(session) == []
    person.wait(lambda: ["SetStatus", "Working on “Chair”"] in notifications(), "the status")
    assert ["RequestBackground", "Work on your assets continues"] in notifications()
    gate.open()
    assert person.ended(RUN) == 0
    assert person.versions(session) == [1]
    person.wait(lambda: ["Chair", "Ready to review and refine"] in notifications(),
                "the notification", alive=None)
    person.start()
    card(person, 1)
    my_turn(person)
    assert person.quit() == 0


@pytest.fixture
def bus():
    """The session bus, which a test may stop and continue."""
    reply = subprocess.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.DBus",
                            "--object-path", "/org/freedesktop/DBus", "--method",
                            "org.freedesktop.DBus.GetConnectionUnixProcessID",
                            "org.freedesktop.DBus"], check=True, capture_output=True, text=True)
    process = int(re.search(r"uint32 (\d+)", reply.stdout).group(1))
    yield process
    os.kill(process, signal.SIGCONT)


def test_window_closed_on_a_slow_bus(quick, gate, notifications, bus):
    """The process does not exit before the notification is sent."""
    person = quick().start()
    close_while_it_works(person, gate)
    os.kill(bus, signal.SIGSTOP)
    gate.open()
    session = only_session(person)
    person.wait(lambda: person.versions(session) == [1], "the version", seconds=RUN)
    person.wait(lambda: not services(person), "the service to end", alive=None)
    os.kill(bus, signal.SIGCONT)
    assert person.ended() == 0
    person.wait(lambda: ["Chair", "Ready to review and refine"] in notifications(),
                "the notification", alive=None)
