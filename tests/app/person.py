"""A person at the window: sees what AT-SPI tells (as a screen reader would), presses keys, moves the
pointer. Runs inside `dbus-run-session -- xvfb-run`, with everything of its own in one folder."""

import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from dogtail.config import config

config.checkForA11y = False  # it asks GSettings; GTK is told by GTK_A11Y
config.logDebugToStdOut = False
config.logDebugToFile = False

import pyatspi  # noqa: E402
from dogtail import tree  # noqa: E402  (reads the settings above when it is imported)

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

from failure import tell  # noqa: E402
from screen import NEVER, Screen, Vanished, live  # noqa: E402
from shared_cache import share_cache  # noqa: E402

sys.excepthook = sys.__excepthook__  # dogtail takes it and says nothing

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("MQ_BUILD", TOP / "_build"))
SETTINGS = "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\ngtk-cursor-blink=0\n"


def is_sanitized():
    app = BUILD / "src/app/maquette"
    return app.exists() and b"__asan_init" in app.read_bytes()


SANITIZED = is_sanitized()
# Under the sanitizers all takes longer.
PATIENCE = 5 if SANITIZED else 1
# Seconds until something counts as not coming. A machine may be slow: this is only for a failure.
LONG = 600
# After 0.8 s without an answer libatspi would say that a node has no name, no state and no children.
pyatspi.setTimeout(LONG * PATIENCE * 1000, LONG * PATIENCE * 1000)


class Gone(AssertionError):
    """The app ended while it was looked at."""


class NotSeen(AssertionError):
    """What was waited for did not come."""


APP = object()  # the person's own


# The sanitizer says at each start that it does not know fibers; GTK 4.18 sometimes draws a part of a widget of its own
# before that has a place.
TOLERATED = ("makecontext/swapcontext", "Trying to snapshot GtkGizmo")


class Person:
    """One desk with one window. `with Person(folder) as person: …`"""

    def __init__(self, folder, size=(1280, 800), config_yaml=None, dark=False, language=None,
                 settings=SETTINGS, env=None):
        self.folder = Path(folder)
        self.size = size
        for name in ("data", "config/gtk-4.0", "config/maquette", "state", "cache", "run"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "run").chmod(0o700)
        share_cache(BUILD, self.folder / "cache")
        (self.folder / "config/gtk-4.0/settings.ini").write_text(settings)
        if config_yaml is not None:
            self.config_file.write_text(config_yaml)
        self.env = {
            **os.environ,
            "XDG_DATA_HOME": str(self.folder / "data"),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "XDG_RUNTIME_DIR": str(self.folder / "run"),
            "GSETTINGS_BACKEND": "keyfile",
            "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"),
            "GSK_RENDERER": "cairo",
            "GDK_BACKEND": "x11",
            "GTK_A11Y": "atspi",
            "ADW_DISABLE_PORTAL": "1",
            "GDK_DEBUG": "no-portals",
            "G_DEBUG": "fatal-criticals",  # warnings are read from the log
            "LC_ALL": "C.UTF-8",
        }
        if SANITIZED:
            # GTK has no frame pointers: only the slow way finds whose a leak is. Eight frames tell that, and take half
            # the time of thirty.
            self.env["ASAN_OPTIONS"] = ("detect_leaks=1:detect_stack_use_after_return=0:exitcode=77:"
                                        "fast_unwind_on_malloc=0:malloc_context_size=8")
            self.env["LSAN_OPTIONS"] = (f"suppressions={TOP / 'tests/lsan.supp'}:"
                                        "print_suppressions=0")
        if dark:
            self.env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        if language:
            self.env["LANGUAGE"] = language
        self.env.update(env or {})
        self.process = None
        self.manager = self.hand = None
        self.x_windows = {}  # of a process and a frame of AT-SPI's: its X window
        self.screen = Screen(LONG * PATIENCE * 1000)
        self.frame = None  # the window that is looked at, of several; None: all
        self.log = self.folder / "app.log"

    config_file = property(lambda self: self.folder / "config/maquette/config.yaml")
    library = property(lambda self: self.folder / "data/maquette")

    def __enter__(self):
        """A window that comes before the window manager would be moved when that has come."""
        ready = self.folder / "managed"
        ready.unlink(missing_ok=True)
        self.manager = subprocess.Popen(["openbox", "--sm-disable", "--startup", f"touch {ready}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # One for all that it does: a start for each key takes longer than to press it.
        self.hand = subprocess.Popen(["xdotool", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                     bufsize=1)
        self.wait(ready.exists, "the window manager", alive=self.manager)
        return self

    def __exit__(self, kind, value, trace):
        # One that ends by itself tells of its leaks.
        leaks = (kind is None and SANITIZED and self.process is not None
                 and self.process.poll() is None and self.kill(signal.SIGTERM) != 0)
        self.kill()
        for process in (self.hand, self.manager):
            process.kill()
            process.communicate()
        log = self.log.read_text(errors="replace") if self.log.exists() else ""
        assert not leaks, log[-8000:]
        told = [line for line in log.splitlines() if ("WARNING" in line or "CRITICAL" in line)
                and not any(words in line for words in TOLERATED)]
        assert not told, "\n".join(told)

    # Starting and ending

    def start(self, *arguments, program="src/app/maquette", around=()):
        """Starts the app and waits for its window, which then gets this person's size and the focus.
        @around: a command that becomes the app."""
        self.launch(*arguments, program=program, around=around)
        self.resize(self.size)
        return self

    def launch(self, *arguments, program="src/app/maquette", around=()):
        """Starts the app and waits for a window, whichever comes first of those that it restores."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*map(str, around), str(BUILD / program),
                                             *map(str, arguments)],
                                            env=self.env, stdout=log, stderr=log,
                                            stdin=subprocess.DEVNULL)
        self.wait(lambda: self.window() is not None, "the window")

    def application(self):
        for node in children(tree.root):
            try:
                if node.get_process_id() == self.process.pid:
                    return node
            except Exception as problem:  # another program's, that ended
                if not is_vanished(problem):
                    raise
        return None

    def windows(self):
        """All windows' and dialogs' frames."""
        return [f for f in children(self.application()) if role(f) in ("frame", "window", "dialog")]

    def window(self):
        """The front window or dialog's frame."""
        frames = self.windows()
        active = [f for f in frames if has(f, pyatspi.STATE_ACTIVE)]
        return (active or frames or [None])[0]

    def find_x_windows(self):
        return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid",
                               str(self.process.pid), "--name", "."],
                              capture_output=True, text=True).stdout.split()

    def x_window(self):
        found = self.find_x_windows()
        active = subprocess.run(["xdotool", "getactivewindow"], capture_output=True,
                                text=True).stdout.strip()
        return active if active in found else (found or [None])[-1]

    def x_window_of(self, frame):
        """The same for the active frame of AT-SPI's: looked for once if there is no other."""
        known = self.process.pid, frame.path
        if known not in self.x_windows:
            found = self.find_x_windows()
            if len(found) != 1:
                return self.x_window()
            self.x_windows[known] = found[0]
        return self.x_windows[known]

    def resize(self, size):
        self.size = size
        window = self.wait(self.x_window, "an X window")
        subprocess.run(["xdotool", "windowsize", window, str(size[0]), str(size[1]),
                        "windowmove", window, "0", "0", "windowfocus", window], check=False)

        def fits():
            frame = self.window()
            extents = frame.queryComponent().getExtents(pyatspi.WINDOW_COORDS) if frame else None
            return extents and abs(extents.width - size[0]) < 60
        self.wait(fits, f"the window to be {size[0]} wide")

    def quit(self):
        """Ctrl+Q, and the process ends by itself."""
        self.press("ctrl+q")
        return self.ended()

    def ended(self, seconds=LONG):
        """How the process ended, once it has, by itself."""
        self.wait(lambda: self.process.poll() is not None, "the app to end", seconds, alive=None)
        status = self.process.returncode
        self.process = None
        return status

    def kill(self, how=signal.SIGKILL):
        if self.process is not None:
            if self.process.poll() is None:
                self.process.send_signal(how)
            status = self.process.wait(LONG * PATIENCE)
            self.process = None
            return status
        return None

    # Seeing

    def wait(self, condition, what, seconds=LONG, alive=APP):
        """Looks until @condition gives something true. What it looks at changes by events of other
        processes, so it looks again and again; it never just waits a time. A look at the whole window is work
        for the app and its bus, so at most a fifth of the time is spent looking, and less when it takes long.
        @alive: the process without which it cannot come, None for one that may end meanwhile."""
        process = self.process if alive is APP else alive
        self.screen.waiting += 1
        try:
            return self.look_until(condition, what, seconds * PATIENCE, process)
        finally:
            self.screen.waiting -= 1

    def look_until(self, condition, what, seconds, process):
        start = time.monotonic()
        while True:
            ended = process is not None and process.poll() is not None
            began = time.monotonic()
            try:
                result = condition()
            except Exception as problem:  # nodes vanish while one looks at them
                if not is_vanished(problem):
                    raise
                result = None
            if result:
                return result
            if ended:
                raise Gone(self.explain(f"the program ended ({process.returncode}) while waiting "
                                        f"for {what}"))
            if time.monotonic() > start + seconds:
                raise NotSeen(self.explain(f"not seen within {seconds} s: {what}"))
            # A toast is there for five seconds.
            time.sleep(min(2, max(0.05, 4 * (time.monotonic() - began), (time.monotonic() - start) / 10)))

    def explain(self, sentence):
        """@sentence, first and last, and between them what there is to see: whoever has but the
        first line or the last hundred can tell what was wrong."""
        return f"{sentence}\n{tell(self)}\n{sentence}"

    def walk(self, within=None, showing=True):
        """All nodes below, in order, as they are now; those on screen only unless told otherwise."""
        application = self.application()
        if application is None:
            raise Vanished("the app is not on the accessibility bus")
        node = self.screen.read(application, self.process.pid, everything=not showing)
        if within := within or self.frame:
            # It may be in what is not on screen, and so be left out.
            node = node.find(within.path) or self.screen.read(application, self.process.pid, True).find(within.path)
            if node is None:
                raise Vanished(within.path)
        return node.walk(showing)

    def whole(self, look):
        """What @look sees when nothing goes away while it looks: that something is not there can
        only be told then."""
        deadline = time.monotonic() + LONG * PATIENCE
        while True:
            try:
                return look()
            except Exception as problem:
                if not is_vanished(problem) or time.monotonic() > deadline:
                    raise
                if self.process is not None and self.process.poll() is not None:
                    raise Gone(f"the program ended ({self.process.returncode})") from None
            time.sleep(0.02)

    def nodes(self, within=None, showing=True):
        return self.whole(lambda: list(self.walk(within, showing)))

    def find(self, name=None, kind=None, within=None, showing=True):
        """The first node whose name fits (a text: the same; a compiled pattern: anywhere)."""
        return self.whole(lambda: next((live(node) for node in self.walk(within, showing)
                                        if is_called(node, name, kind)), None))

    def find_all(self, name=None, kind=None, within=None, showing=True):
        return self.whole(lambda: [node for node in self.walk(within, showing)
                                   if is_called(node, name, kind)])

    def see(self, name=None, kind=None, within=None, seconds=LONG):
        """Waits for it to be on screen."""
        return self.wait(lambda: self.find(name, kind, within), called(name, kind), seconds)

    def see_gone(self, name=None, kind=None, seconds=LONG):
        self.wait(lambda: self.find(name, kind) is None, f"{called(name, kind)} to go", seconds)

    def texts(self, within=None):
        """What can be read on screen."""
        return self.whole(lambda: [text for text in map(words, self.walk(within)) if text])

    def shot(self, path):
        """A picture of the window."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        width, height = self.size
        subprocess.run(["import", "-window", "root", "-crop", f"{width}x{height}+0+0", "+repage",
                        str(path)], check=True)

    # Doing

    def activate(self, node):
        """What a screen reader's “activate” does, once it is possible."""
        node = live(node)
        self.wait(lambda: is_sensitive(node), f"“{words(node)}” to be possible")
        action = node.queryAction()
        names = [action.getName(i) for i in range(action.nActions)]
        for wanted in ("click", "clicked", "activate", "default.activate", "row.activate", "toggle", "press"):
            for index, found in enumerate(names):
                if found == wanted:
                    self.screen.last = NEVER
                    return action.doAction(index)
        raise AssertionError(f"“{words(node)}” has only {names}")

    def place(self, node):
        """The middle of a node, on the screen."""
        extents = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        window = self.window()
        frame = window.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        geometry = self.ask_hand("getwindowgeometry", "--shell", self.x_window_of(window))
        found = dict(re.findall(r"(\w+)=(-?\d+)", geometry))
        border_x = (int(found["WIDTH"]) - frame.width) // 2
        border_y = (int(found["HEIGHT"]) - frame.height) // 2
        return (int(found["X"]) + border_x + extents.x + extents.width // 2,
                int(found["Y"]) + border_y + extents.y + extents.height // 2)

    def click(self, node, button=1):
        """Moves the pointer there, once it has come to rest, and clicks."""
        places = [None]

        def rests():
            """An app that was away for long answers once before it sees to its layout."""
            places.extend((self.place(node), self.place(node)))
            return places[-3] == places[-2] == places[-1]
        self.wait(rests, f"“{words(node)}” to rest")
        self.move_hand("mousemove", *places[-1], "click", button)

    def point(self, x, y):
        """Moves the pointer to a place of the screen."""
        self.move_hand("mousemove", x, y)

    def drag(self, start, end, offered):
        """Presses at one place, moves to another as a hand does, lets go once @offered is seen."""
        self.move_hand("mousemove", *start)
        self.move_hand("mousedown", 1)
        moves = itertools.chain(range(1, 13), itertools.cycle((11, 12)))

        def arrived():
            part = next(moves) / 12
            self.move_hand("mousemove", round(start[0] + (end[0] - start[0]) * part),
                           round(start[1] + (end[1] - start[1]) * part))
            return part >= 1 and self.find(offered)
        try:
            self.wait(arrived, f"“{offered}” under the pointer")
        finally:
            self.move_hand("mouseup", 1)

    def choose(self, node):
        """Makes a row of a list the chosen one: a click into the list, then the arrow keys. (GTK 4.18
        leaves paddings out of the places that it tells, so that a click alone may hit a neighbour.)"""
        name = words(node)
        parent = node.get_parent()

        def at():
            """How many rows to go, in a list: 0 is false."""
            rows = [row for row in children(parent) if role(row) in kinds("row")]
            chosen = [i for i, row in enumerate(rows) if has(row, pyatspi.STATE_SELECTED)]
            wanted = [i for i, row in enumerate(rows) if words(row) == name]
            return [wanted[0] - chosen[0]] if chosen and wanted else None

        def is_taken():
            """The row that was pressed is the chosen one, too, once the button was let go."""
            return any(has(row, pyatspi.STATE_SELECTED) for row in children(parent)
                       if has(row, pyatspi.STATE_FOCUSED))

        self.click(node)
        self.wait(is_taken, "the click to be taken")
        for _ in range(40):
            (step,) = self.wait(at, f"a row beside “{name}” to be chosen")
            if not step:
                return
            self.press("Down" if step > 0 else "Up")
            self.wait(lambda: at() not in (None, [step]), "another row to be chosen")
        raise AssertionError(f"“{name}” cannot be chosen")

    def tab(self, name):
        """Shows a page by its tab."""
        self.activate(self.see(name, "page tab"))
        self.see_page(name)

    def see_page(self, name):
        """Waits for the page of that tab."""
        def is_shown():
            node = self.find(name, "page tab")
            return any(has(node, each) for each in (
                pyatspi.STATE_SELECTED, pyatspi.STATE_CHECKED, pyatspi.STATE_PRESSED))
        self.wait(is_shown, f"the page “{name}”")

    def text(self, name):
        """All of a text that can be long."""
        def read():
            node = self.find(name, "text")
            text = node.queryText() if node is not None else None
            return text and [text.getText(0, text.characterCount)]
        (text,) = self.wait(read, called(name, "text"))
        return text

    def be_active(self):
        """A window that has just come, or come back, gets keys only then."""
        self.wait(lambda: has(self.window(), pyatspi.STATE_ACTIVE), "the window to be active")

    def ask_hand(self, *words):
        """What xdotool prints."""
        self.hand.stdin.write(f"{' '.join(map(str, words))}\ngetdisplaygeometry\n")
        told = ""
        while not re.fullmatch(r"\d+ \d+\n", line := self.hand.stdout.readline()):
            assert line, f"xdotool ended at {words}"
            told += line
        return told

    def move_hand(self, *words):
        """Has xdotool do what may change what is on the screen."""
        self.ask_hand(*words)
        self.screen.last = NEVER

    def press(self, *keys):
        self.be_active()
        self.move_hand("key", "--clearmodifiers", "--delay", 20, *keys)

    def type(self, text):
        self.be_active()
        if not text.isascii():
            # A layout with these letters: xdotool puts one that no key has on a spare key and takes it off again,
            # often before the window reads which letter was pressed.
            subprocess.run(["setxkbmap", "-layout", "us", "-variant", "altgr-intl"], check=True)
        subprocess.run(["xdotool", "type", "--clearmodifiers", "--delay", "8", text], check=True)

    def focused(self):
        return self.whole(lambda: next((live(node) for node in self.walk()
                                        if has(node, pyatspi.STATE_FOCUSED)
                                        and role(node) not in ("frame", "application")), None))

    def see_focus(self, name):
        """Waits until the focus is there: keys that are pressed earlier go elsewhere."""
        return self.wait(lambda: is_called(self.focused(), name) and self.focused(),
                         f"“{name}” to have the focus")

    # What is kept

    def sessions(self):
        """What `maquette-cli --list-sessions --json` says of the same library."""
        out = subprocess.run([str(BUILD / "src/cli/maquette-cli"), "--list-sessions", "--json"],
                             env={**self.env, "G_DEBUG": ""}, capture_output=True, text=True)
        assert out.returncode == 0, out.stderr
        return [json.loads(line) for line in out.stdout.splitlines() if line.strip()]

    def version(self, session, number):
        """What version.json says, once it is there: a version is moved to its place whole."""
        path = self.library / "sessions" / session / "versions" / str(number) / "version.json"
        self.wait(path.exists, f"version {number} in the library", alive=None)
        return json.loads(path.read_text())

    def versions(self, session):
        folder = self.library / "sessions" / session / "versions"
        return sorted(int(path.name) for path in folder.iterdir()) if folder.exists() else []

    def copy_library(self, source):
        shutil.copytree(source, self.library, dirs_exist_ok=True)


def children(node):
    if node is None:
        return []
    count = node.get_child_count()
    found = [node.get_child_at_index(i) for i in range(count)]
    if count < 0 or None in found:
        raise Vanished("some of what is in it")
    return found


def role(node):
    return node.get_role_name()


def words(node):
    """A node's name, or the text in it."""
    name = node.get_name() or ""
    if not name and role(node) in ("label", "text", "entry", "static", "paragraph", "heading"):
        try:
            text = node.queryText()
            name = text.getText(0, min(text.characterCount, 20000))
        except NotImplementedError:
            pass
    return name


def is_called(node, name=None, kind=None):
    if kind is not None and role(node) not in kinds(kind):
        return False
    if name is None:
        return True
    text = words(node)
    return bool(name.search(text)) if isinstance(name, re.Pattern) else text == name


def called(name, kind):
    """In words, what is looked for."""
    name = name.pattern if isinstance(name, re.Pattern) else name
    return f"{kind or 'something'} “{name}”" if name else f"a {kind}"


def kinds(kind):
    """GTK's roles have changed their names at AT-SPI over time."""
    same = {"button": ("button", "push button"), "entry": ("entry", "text"),
            "row": ("list item", "row", "table row"), "toggle": ("toggle button", "radio button")}
    return same.get(kind, (kind,))


def has(node, state):
    states = node.getState()
    if states.contains(pyatspi.STATE_DEFUNCT):  # what libatspi says when it got no answer
        raise Vanished(f"has it {state}?")
    return states.contains(state)


def is_sensitive(node):
    return node is not None and has(node, pyatspi.STATE_SENSITIVE)


def is_vanished(problem):
    """Whether it only says that a node went away while it was looked at."""
    text = f"{type(problem).__name__} {problem}"
    return any(word in text for word in (
        "atspi_error", "atspi-error", "does not exist", "NoneType", "UnknownObject", "UnknownMethod",
        "no longer exists", "Dead", "disconnected", "NotImplemented", "timeout", "Timeout",
        "Vanished"))
