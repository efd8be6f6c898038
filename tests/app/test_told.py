"""What the window says by itself: to a screen reader, to the desktop; and what it shows by itself."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from desk import QUICK
from ears import Ears
from gi.repository import Gio, GLib
from person import BUILD, LONG, is_sensitive, words
from steps import RUN, ask, only_session, write


@pytest.fixture(scope="module", autouse=True)
def notifications():
    """Not the daemon that all the other tests have: here some have none."""


class Desktop:
    """Plays the notification daemon and the session manager. GTK looks for the latter once, when the
    application starts, so both are there when this has been made."""

    def __init__(self, log):
        self.log = log
        self.process = subprocess.Popen([sys.executable, Path(__file__).parent / "daemons.py", log])
        while len(self.calls("Owned")) < 2:
            assert self.process.poll() is None
            time.sleep(0.02)

    def calls(self, method):
        """Those so far; the line that is being written is not one yet."""
        lines = self.log.read_text().split("\n")[:-1] if self.log.exists() else []
        return [call[1:] for call in map(json.loads, lines) if call[0] == method]

    def close(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def desktop(tmp_path):
    desktop = Desktop(tmp_path / "desktop.log")
    yield desktop
    desktop.close()


def say(person, text):
    write(person, text)
    person.wait(lambda: is_sensitive(person.find("Send", "button")), "Send to be possible")
    person.press("Return")


def look_away(person):
    window = person.x_window()
    subprocess.run(["xdotool", "windowminimize", window], check=True)
    return window


def settings(person, **values):
    folder = person.folder / "config/glib-2.0/settings"
    folder.mkdir(parents=True)
    lines = "".join(f"{key}={value}\n" for key, value in values.items())
    (folder / "keyfile").write_text(f"[org/maquette/Maquette]\n{lines}")


def test_told(desk, desktop, gate):
    """A run is announced; its first version opens the review; its end is told to who looks away, and
    taken back when one looks again. The computer stays awake meanwhile, and no longer."""
    person = desk(size=(1360, 860), config_yaml=QUICK, env=gate.env).start()
    person.see("What Would You Like to Make?")
    gate.close()
    with Ears() as ears:
        say(person, "a table with four legs")
        person.wait(lambda: desktop.calls("Inhibit"), "the computer to be kept awake")
        assert person.find("Show Review") is None
        gate.open()
        person.see("Version Menu", "button", seconds=RUN)  # the review is there
        ears.wait(lambda: any(said.startswith("Ready") for said in ears.heard), "the turn", RUN)
        for sentence in ("Work on the first version has started", "Checking and rendering have started",
                         "Version 1 is ready"):
            assert sentence in ears.heard, ears.heard
    person.wait(lambda: desktop.calls("Uninhibit"), "the computer to be let sleep")
    assert not desktop.calls("Notify")
    gate.close()
    say(person, "make it taller")
    person.wait(lambda: len(desktop.calls("Inhibit")) == 2, "the computer to be kept awake again")
    window = look_away(person)
    gate.open()
    person.wait(lambda: desktop.calls("Notify"), "the notification", RUN)
    (notification,) = desktop.calls("Notify")
    assert notification[3].startswith("Table") and "Ready" in notification[4]
    assert "default" in notification[5] and "Show" in notification[5]
    subprocess.run(["xdotool", "windowactivate", window], check=True)
    person.wait(lambda: desktop.calls("CloseNotification"), "the notification to be taken back")
    person.see(re.compile("^Table"))


@pytest.mark.parametrize("notify", ["true", "false"])
def test_untold(desk, gate, notify, tmp_path):
    """Nobody shows notifications, or one wants none: nothing is said, and nothing complained of."""
    person = desk(size=(360, 640), config_yaml=QUICK, env=gate.env)
    settings(person, notify=notify)
    desktop = Desktop(tmp_path / "desktop.log") if notify == "false" else None
    person.start()
    person.see("What Would You Like to Make?")
    gate.close()
    say(person, "a table with four legs")
    person.see("First Version")
    window = look_away(person)
    gate.open()

    session = only_session(person)
    person.wait(lambda: person.versions(session), "a version", RUN)
    subprocess.run(["xdotool", "windowactivate", window], check=True)
    person.see("Send", "button", seconds=RUN)
    assert person.find("Version Menu") is None  # on a narrow window nothing jumps
    if desktop:
        assert not desktop.calls("Notify")
        desktop.close()
    assert person.quit() == 0


def test_start_while_closing(desk):
    """Who starts Maquette while it is closing gets a window, of this process or the next; one window,
    however often one starts it."""
    person = desk(size=(360, 640)).start()
    person.see("What Would You Like to Make?")
    person.press("ctrl+q")
    # It closes once it has taken the key, and not before.
    person.wait(lambda: person.x_window() is None, "the window to go", alive=None)
    started = [person.process] + [subprocess.Popen(person.process.args, env=person.env,
                                                   stdin=subprocess.DEVNULL) for _ in range(4)]
    person.wait(lambda: sum(process.poll() is None for process in started) == 1,
                "all but one to end", alive=None)
    (person.process,) = [process for process in started if process.poll() is None]
    assert all(process.returncode == 0 for process in started if process != person.process)
    person.see("What Would You Like to Make?")
    assert person.quit() == 0


class Overview:
    """Asks the app as GNOME's overview does. The bus starts a process for it when there is none."""

    def __init__(self, person):
        env = " ".join(f"'{name}={value}'" for name, value in person.env.items()
                       if re.match("XDG_|G|LC_|DISPLAY", name))
        (Path(os.environ["XDG_RUNTIME_DIR"]) / "services" / "org.maquette.Maquette.service").write_text(
            "[D-BUS Service]\nName=org.maquette.Maquette\n"
            f"Exec=/usr/bin/env {env} {BUILD}/src/app/maquette --gapplication-service\n")
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        self.ask_bus("ReloadConfig")

    def ask_bus(self, method, parameters=None):
        name = "org.freedesktop.DBus"
        return self.call(name, method, parameters, name, "/org/freedesktop/DBus")

    def is_running(self):
        return self.ask_bus("NameHasOwner", GLib.Variant("(s)", ("org.maquette.Maquette",)))[0]

    def call(self, interface, method, parameters=None, name="org.maquette.Maquette", path="/org/maquette/Maquette"):
        return self.bus.call_sync(name, path, interface, method, parameters, None, 0, 1000 * LONG).unpack()

    def ask(self, method, kinds, *values):
        return self.call("org.gnome.Shell.SearchProvider2", method, GLib.Variant(kinds, values),
                         path="/org/maquette/Maquette/SearchProvider")


def test_overview(desk, prepared):
    """The search of the overview finds sessions by their words, without a window; a result opens its session."""
    person = desk()
    person.copy_library(prepared)
    overview = Overview(person)
    chair, table = (ask(person, "SELECT id FROM session WHERE title = ?", title)[0][0] for title in ("Chair", "Table"))
    assert overview.ask("GetInitialResultSet", "(as)", ["armrests"]) == ([chair],)
    assert overview.ask("GetInitialResultSet", "(as)", ["zorblax"]) == ([],)
    assert overview.ask("GetSubsearchResultSet", "(asas)", [chair, table], ["wooden", "table"])[0][0] == table
    ((meta,),) = overview.ask("GetResultMetas", "(as)", [table, "no-such-session"])
    assert (meta["id"], meta["name"], meta["description"]) == (table, "Table", "a wooden table")
    kind, place = meta["icon"]
    picture = Gio.Icon.deserialize(GLib.Variant("(sv)", (kind, GLib.Variant("s", place))))
    assert Path(picture.get_file().get_path()).read_bytes().startswith(b"\x89PNG")
    overview.call("org.freedesktop.Application", "ActivateAction", GLib.Variant("(sava{sv})", ("quit", [], {})))
    person.wait(lambda: not overview.is_running(), "the process without a window to end", alive=None)

    person.start()
    person.see("Chair", "row")
    overview.ask("ActivateResult", "(sasu)", table, ["wooden"], 0)
    person.see("a wooden table")
    overview.ask("LaunchSearch", "(asu)", ["armrests"], 0)
    sessions = person.see("Sessions", "list")
    person.wait(lambda: [words(row) for row in person.find_all(None, "row", sessions)] == ["Chair"],
                "what was searched for")
    assert person.quit() == 0
