"""What is stopped stops, and what is cut off goes on: nothing that was said or made is lost."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from person import BUILD, TOP
from steps import RUN, card, make_chair, my_turn, only_session, say, write

sys.path.insert(0, str(TOP / "tests/support"))
os.environ.setdefault("MQ_TEST_BUILD", str(BUILD))
from desk import QUICK, descendants, processes_with  # noqa: E402

# Blender is played: each thing asked of it takes a moment, so that one can come in between.
SLOWLY = {"MQ_QUICK_DELAY": "0.4"}


@pytest.fixture
def quick(desk):
    def sit_down(**options):
        return desk(config_yaml=QUICK, env={**SLOWLY, **options.pop("env", {})}, **options)
    return sit_down


def blenders(person):
    return [child for child, name in descendants(person.process.pid)
            if name.startswith(("blender", "quick-blender"))]


def services(person):
    return [child for child, name in descendants(person.process.pid)
            if name.startswith("maquette-serv")]


def stop(person):
    """Presses Stop. Two seconds later nothing may be at work any more."""
    button = person.see("Stop", "button")
    before = time.monotonic()
    person.activate(button)
    person.wait(lambda: not blenders(person), "Blender to end", 5)
    assert time.monotonic() - before < 2
    person.see_gone("Stop", "button", seconds=5)
    person.see("Stopped")


def test_stop(desk):
    """During creation nothing is kept; during the final renders the version before stands, and what
    was said meanwhile is in the composer again."""
    person = desk().start()
    say(person, "Create a 3D object of a chair")
    person.see("Initial creation")
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
    write(person, "make the seat wider")
    person.press("Return")
    person.wait(lambda: person.text("Message") == "", "the words to be queued")
    person.see("make the seat wider")
    stop(person)
    assert person.versions(session) == [1]
    card(person, 1)
    assert person.text("Message") == "make the seat wider"
    assert person.quit() == 0


def test_queued(quick):
    """What is said while it works is done when its turn comes."""
    person = quick().start()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    write(person, "add armrests")
    person.see("Send When It Is Your Turn", "button")
    person.press("Return")
    card(person, 1)
    card(person, 2)
    my_turn(person)
    assert person.version(only_session(person), 2)["instruction"] == "add armrests"
    assert person.quit() == 0


def test_killed_service(quick):
    """The run goes on with another service."""
    person = quick().start()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.wait(lambda: blenders(person), "Blender to be at work")
    # On a busy machine Blender may be there before the service is.
    person.see(re.compile("^Initial creation"), "button")
    killed = services(person)
    assert killed
    for service in killed:
        os.kill(service, signal.SIGKILL)
    card(person, 1)
    my_turn(person)
    assert not set(killed) & set(services(person))
    assert person.versions(only_session(person)) == [1]
    assert person.quit() == 0


@pytest.mark.parametrize("how", ["kill", "quit"])
def test_ended_while_it_works(quick, how):
    """The next start goes on with the run."""
    person = quick().start()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.wait(lambda: blenders(person), "Blender to be at work")
    if how == "kill":
        person.kill()
    else:
        assert person.quit() == 0
        assert not processes_with(f"XDG_DATA_HOME={person.env['XDG_DATA_HOME']}")
    person.start()
    person.see("Create a 3D object of a chair")
    card(person, 1)
    my_turn(person)
    assert person.versions(only_session(person)) == [1]
    assert person.quit() == 0


def test_window_closed(quick, notifications):
    """Nothing is asked, and the process ends when the run has come to something."""
    person = quick().start()
    say(person, "Create a 3D object of a chair")
    person.see("Stop", "button")
    person.press("ctrl+w")
    person.wait(lambda: person.window() is None, "the window to go")
    session = only_session(person)
    assert person.versions(session) == []
    assert person.process.wait(RUN) == 0
    assert person.versions(session) == [1]
    assert notifications()[-1] == ["Chair", "Ready for you to look at and refine"]
    person.start()
    card(person, 1)
    my_turn(person)
    assert person.quit() == 0


def test_second_start(quick):
    """There is one process a library: a second start presents the first one's window."""
    person = quick().start()
    make_chair(person)
    person.press("ctrl+w")
    assert person.process.wait(30) == 0
    person.start()
    subprocess.run(["xdotool", "windowminimize", person.x_window()], check=True)
    person.wait(lambda: person.x_window() is None, "the window to be small")
    second = subprocess.run([str(BUILD / "src/app/maquette")], env=person.env, timeout=30)
    assert second.returncode == 0
    person.wait(lambda: person.x_window() is not None, "the window to be back")
    card(person, 1)
    assert person.quit() == 0
