"""Several windows of one process: each has its own session, and all follow the same runs."""

import os
import re
import signal
import subprocess

import pyatspi
import pytest
from locales import environment_of
from person import BUILD, LONG, PATIENCE, has
from steps import card, my_turn, only_session, say, see_text, see_versions, write
from test_stop_and_kill import quick  # noqa: F401 (a fixture)

WELCOME = "What Would You Like to Make?"


class Window:
    """The window that has the focus, to come back to: `with window: …` looks and types there."""

    def __init__(self, person):
        person.be_active()
        self.person = person
        self.frame = person.window()
        self.x = person.x_window()

    def __enter__(self):
        subprocess.run(["xdotool", "windowactivate", self.x], check=True)
        self.person.wait(lambda: has(self.frame, pyatspi.STATE_ACTIVE), "the window to be active")
        self.person.frame = self.frame

    def __exit__(self, kind, value, trace):
        if kind is None:  # a failure is told of with this window
            self.person.frame = None


def start_again(person, *arguments):
    """Starts the program a second time, which ends at once."""
    second = subprocess.run([str(BUILD / "src/app/maquette"), *arguments], env=person.env,
                            timeout=LONG * PATIENCE)
    assert second.returncode == 0


def see_windows(person, n):
    person.wait(lambda: len(person.windows()) == n, f"{n} windows")


def test_language(tmp_path_factory):
    """What the program says is in the user's language, here of its option."""
    said = subprocess.run([BUILD / "src/app/maquette", "--help"], capture_output=True, text=True, check=True,
                          env={**os.environ, **environment_of("de_DE", tmp_path_factory)}).stdout
    assert re.search("--new-window +Ein neues Fenster öffnen", said)


def test_no_display():
    """A sentence, instead of a warning of GTK."""
    for display in ({}, {"DISPLAY": ":4711"}):
        bare = {name: value for name, value in os.environ.items()
                if not name.startswith(("DISPLAY", "WAYLAND", "XDG_RUN"))}
        run = subprocess.run([BUILD / "src/app/maquette"], env=bare | display, capture_output=True, text=True,
                             check=False)
        assert (run.returncode, run.stdout) == (1, "")
        assert run.stderr == "There is no display for the window. At a terminal, use “maquette-cli --help”.\n"


@pytest.fixture
def two(quick):  # noqa: F811
    """A person and two windows, the second in front."""
    person = quick().start()
    person.see(WELCOME)
    first = Window(person)
    person.press("ctrl+shift+n")
    see_windows(person, 2)
    person.wait(lambda: not has(first.frame, pyatspi.STATE_ACTIVE), "the new window to be in front")
    return person, first, Window(person)


def test_two_windows(two, gate):
    """Each shows its own session. A run that one began is followed, told things and finished in the other."""
    person, first, second = two
    gate.close()
    with first:
        say(person, "Create a 3D object of a chair")
        person.see("Stop", "button")
    with second:
        person.see(WELCOME)
        write(person, "a table")
        assert person.find("Stop", "button") is None
        person.choose(person.see("Chair", "row"))
        person.see("Create a 3D object of a chair")
        person.see("Stop", "button")
        see_text(person, "")
        write(person, "add armrests")
    with first:
        see_text(person, "add armrests")
        gate.open()
        my_turn(person)
    with second:
        card(person, 1)
        my_turn(person)
        person.press("Return")
        card(person, 2)
        my_turn(person)
    with first:
        card(person, 2)
        see_text(person, "")
    with second:
        # The message to a new session is there for the next one.
        person.press("ctrl+n")
        person.see(WELCOME)
        see_text(person, "a table")
    see_versions(person, only_session(person), [1, 2])
    assert person.quit() == 0


def test_closed_and_opened(two):
    """Closing a window leaves the other. A second start presents it; --new-window opens one more."""
    person, first, second = two
    with first:
        say(person, "Create a 3D object of a chair")
        card(person, 1)
        my_turn(person)
    with second:
        person.press("ctrl+w")
    see_windows(person, 1)
    with first:
        card(person, 1)
        subprocess.run(["xdotool", "windowminimize", first.x], check=True)
        person.wait(lambda: person.x_window() is None, "the window to be small")
        start_again(person)
        person.wait(lambda: person.x_window() is not None, "the window to be back")
        card(person, 1)
    see_windows(person, 1)

    start_again(person, "--new-window")
    see_windows(person, 2)
    person.wait(lambda: not has(first.frame, pyatspi.STATE_ACTIVE), "the new window to be in front")
    with Window(person):
        person.see(WELCOME)
        # Whoever deletes a session takes it from the other window, too.
        person.choose(person.see("Chair", "row"))
        person.press("Delete")
        person.see(WELCOME)
    with first:
        person.see(WELCOME)
        assert person.find(re.compile("^Version 1"), "button") is None
    assert person.quit() == 0


def test_restored(two):
    """The next start opens all windows with their sessions and sizes again, however one quits; the one that was
    used last is in front. A window that was closed stays closed."""
    person, first, second = two
    for window, words in ((first, "Create a 3D object of a chair"), (second, "a wooden table")):
        with window:
            say(person, words)
            my_turn(person)
    with second:
        person.resize((900, 700))
    with first:
        assert person.quit() == 0
    person.launch()  # nobody but the app says which window gets the focus
    see_windows(person, 2)
    person.see("Create a 3D object of a chair")
    with Window(person):
        person.see("Create a 3D object of a chair")
        card(person, 1)
        person.press("ctrl+w")
    see_windows(person, 1)
    person.be_active()
    person.see("a wooden table")
    assert person.window().queryComponent().getExtents(pyatspi.WINDOW_COORDS).width < 1000
    person.kill(signal.SIGKILL)
    person.start()
    person.see("a wooden table")
    see_windows(person, 1)
    assert person.quit() == 0
