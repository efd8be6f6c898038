"""What is stopped stops, and what is cut off goes on: nothing that was said or made is lost."""

import os
import re
import signal
import subprocess
import sys

import pytest

from person import BUILD, LONG, PATIENCE, TOP
from steps import (RUN, ask, card, make_chair, my_turn, only_session, say, see_text, see_versions,
                   write)

sys.path.insert(0, str(TOP / "tests/support"))
os.environ.setdefault("MQ_TEST_BUILD", str(BUILD))
from desk import QUICK, descendants, processes_with  # noqa: E402


class Gate:
    """Blender is played, and waits at the gate while that is closed: then one can come in between."""

    def __init__(self, folder):
        self.path = folder / "gate"

    def close(self):
        self.path.touch()

    def open(self):
        self.path.unlink()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path)


@pytest.fixture
def quick(desk, gate):
    def sit_down(**options):
        return desk(config_yaml=QUICK, env={"MQ_QUICK_GATE": str(gate.path)}, **options)
    return sit_down


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
    """Presses Stop. Nothing may be at work then, not even a Blender that does not listen."""
    person.activate(person.see("Stop", "button"))
    person.wait(lambda: not blenders(person), "Blender to end")
    person.see_gone("Stop", "button")
    person.see("Stopped")


def test_stop(desk):
    """During creation nothing is kept; during the final renders the version before stands, and what
    was said meanwhile is in the composer again."""
    # Large enough that the final renders are seen under way on any machine.
    person = desk(config_yaml="render:\n  resolution_scale: 0.4\n").start()
    say(person, "Create a 3D object of a chair")
    person.see("First Version")
    person.wait(lambda: blenders(person), "Blender to be at work")
    stop(person)
    session = only_session(person)
    assert person.versions(session) == []
    person.see("No version")

    say(person, "Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    say(person, "add armrests")
    person.see(re.compile(r"^[0-4] of 5$"), seconds=RUN)
    pause(person)
    write(person, "make the seat wider")
    person.press("Return")
    see_text(person, "")
    person.see("make the seat wider")
    stop(person)
    see_text(person, "make the seat wider")
    card(person, 1)
    assert person.versions(session) == [1]
    assert person.quit() == 0


def test_queued(quick, gate):
    """What is said while it works is done when its turn comes."""
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


@pytest.mark.parametrize("how", ["kill", "quit"])
def test_ended_while_it_works(quick, gate, how):
    """The next start goes on with the run."""
    person = quick().start()
    gate.close()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.wait(lambda: ask(person, "SELECT * FROM run"), "the service to be at work")
    if how == "kill":
        person.kill()
    else:
        assert person.quit() == 0
        mine = f"XDG_DATA_HOME={person.env['XDG_DATA_HOME']}"
        person.wait(lambda: not processes_with(mine), "all its processes to end", alive=None)
    gate.open()
    person.start()
    person.see("Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    see_versions(person, only_session(person), [1])
    assert person.quit() == 0


def test_window_closed(quick, gate, notifications):
    """Nothing is asked, and the process ends when the run has come to something."""
    person = quick().start()
    gate.close()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.press("ctrl+w")
    person.wait(lambda: person.window() is None, "the window to go")
    session = only_session(person)
    assert person.versions(session) == []
    gate.open()
    assert person.ended(RUN) == 0
    assert person.versions(session) == [1]
    person.wait(lambda: ["Chair", "Ready to review and refine"] in notifications(),
                "the notification", alive=None)
    person.start()
    card(person, 1)
    my_turn(person)
    assert person.quit() == 0


def test_second_start(quick):
    """There is one process a library: a second start presents the first one's window."""
    person = quick().start()
    make_chair(person)
    person.press("ctrl+w")
    assert person.ended() == 0
    person.start()
    subprocess.run(["xdotool", "windowminimize", person.x_window()], check=True)
    person.wait(lambda: person.x_window() is None, "the window to be small")
    second = subprocess.run([str(BUILD / "src/app/maquette")], env=person.env,
                            timeout=LONG * PATIENCE)
    assert second.returncode == 0
    person.wait(lambda: person.x_window() is not None, "the window to be back")
    card(person, 1)
    assert person.quit() == 0
