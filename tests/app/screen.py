"""All that an app tells of what is on the screen, read at once: asking AT-SPI for children, role, name and
state of each node in turn takes the app and its bus several times as long, and a test looks a hundred times."""

import ast
import contextlib
import re
import resource
import time

import pyatspi
from gi.repository import Gio, GLib

APPLICATION = "/org/a11y/atspi/accessible/root"
CACHE = "/org/a11y/atspi/cache"

# Answers as text, see g_variant_print(): to unpack them value by value takes longer than to ask for them.
TEXT = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ITEM = re.compile(rf"""\(\('[^']*',\ '([^']*)'\),\ \('[^']*',\ '[^']*'\),\ \('[^']*',\ '([^']*)'\),
                       \ (-?\d+),\ (-?\d+),\ \[[^]]*\],\ {TEXT},\ (\d+),\ {TEXT},\ \[(\d+),\ (\d+)\]\)""", re.VERBOSE)
PATH = re.compile("'(/[^']*)'")
STATES = re.compile(r"(\d+), (\d+)\]")
DRAWS = 1_000_000  # ns
NEVER = 0, None, False, None  # when the tree was read, the app's rest then, whether it is all of it, and the tree


class Vanished(Exception):
    """A node went away while it was looked at."""


def unquote(text):
    return ast.literal_eval(text) if "\\" in text else text[1:-1]


class States:
    """As pyatspi's, of a moment."""

    def __init__(self, low, high):
        self.bits = int(low) | int(high) << 32

    def contains(self, state):
        return bool(self.bits >> int(state) & 1)

    def showing(self):
        return self.contains(pyatspi.STATE_SHOWING)


class Node:
    """A node as it was when it was read, with the methods of AT-SPI's nodes; what it does not know, the live one is
    asked."""

    def __init__(self, screen, path, above, place, count, name, role, description, *states):
        self.screen = screen
        self.path, self.count, self.role = path, int(count), int(role)
        # What the app says of its place: also while it is hidden.
        self.above, self.sign = above, (path, place, *states)
        self.name, self.description = map(unquote, (name, description))
        self.states = States(*states)
        self.index = 0
        self.parent = None
        self.below = []
        self.alive = None

    def get_name(self):
        return self.name

    def get_description(self):
        return self.description

    def get_role_name(self):
        return role_name(self)

    def getState(self):
        return self.states

    def get_parent(self):
        return self.parent

    def get_child_count(self):
        return len(self.below)

    def get_child_at_index(self, index):
        return self.below[index]

    def adopt(self, below):
        self.below = list(below)
        for index, node in enumerate(self.below):
            node.parent, node.index = self, index

    def walk(self, showing):
        """It and what is below, in order."""
        pending = [self]
        while pending:
            node = pending.pop()
            if not showing or node.parent is None or node.states.showing():
                yield node
                pending += reversed(node.below)

    def find(self, path):
        return next((node for node in self.walk(False) if node.path == path), None)

    def live(self):
        """The node of AT-SPI, of which everything is asked anew."""
        if self.alive is None:
            node = self.parent.live_before().get_child_at_index(self.index)
            if node is None or node.path != self.path:
                raise Vanished(f"what was in “{self.parent.name}”")
            self.alive = self.screen.alive[self.path] = node
        return self.alive

    def live_before(self):
        """The node of AT-SPI as it was got when it was last asked for: good enough to ask what is in it."""
        return self.screen.alive.get(self.path) or self.live()

    def __getattr__(self, name):
        return getattr(self.live(), name)

    def __eq__(self, other):
        return getattr(other, "path", None) == self.path

    def __hash__(self):
        return hash(self.path)


def rest(pid):
    """For how long the main thread of a process has run, in ns, where it rests, and what programs of ours have ended,
    which may have pressed a key."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as stat, open(f"/proc/{pid}/schedstat") as times:
        # In this order: the time of a thread that runs is not up to date.
        if stat.read().rpartition(")")[2].split()[0] == "S" and (ran := int(times.read().split()[0])):
            return ran, resource.getrusage(resource.RUSAGE_CHILDREN).ru_minflt
    return None


ROLE_NAMES = {}


def role_name(node):
    """What the app calls it: GTK has changed the words over time."""
    if node.role not in ROLE_NAMES:
        ROLE_NAMES[node.role] = node.live().get_role_name()
    return ROLE_NAMES[node.role]


def live(node):
    return node.live() if isinstance(node, Node) else node


class Screen:
    """What one app shows."""

    def __init__(self, timeout):
        self.timeout = timeout
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        (address,) = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None,
                                       Gio.DBusCallFlags.NONE, -1, None).unpack()
        flags = Gio.DBusConnectionFlags
        self.bus = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        self.looks = 0
        self.waiting = 0  # how many wait for something to come, and may see it a moment late
        self.last = NEVER
        self.forget(None)

    def forget(self, app):
        """Nothing is known of @app yet."""
        self.app = app
        self.below = {}  # of a path: a sign of what is in it, and the paths in it
        self.alive = {}  # of a path: the node of AT-SPI
        self.same = None  # an answer after which nothing more was asked, and the tree

    def call_all(self, app, paths, interface, method, parameters=None, refusals=False):
        """What each of @paths answers, in order, no two of them the same. All are asked before the first answer is
        waited for. With @refusals, an answer may be an error."""
        answers = {}

        def take(bus, result, path):
            try:
                answers[path] = bus.call_finish(result)
            except GLib.Error as problem:
                answers[path] = problem

        context = GLib.MainContext.new()
        context.push_thread_default()
        try:
            for path in paths:
                self.bus.call(app, path, f"org.a11y.atspi.{interface}", method, parameters, None,
                              Gio.DBusCallFlags.NONE, self.timeout, None, take, path)
            while len(answers) < len(paths):
                context.iteration(True)
        finally:
            context.pop_thread_default()
        for answer in answers.values():
            if isinstance(answer, GLib.Error) and not refusals:
                raise Vanished(answer.message)
        return [answers[path] for path in paths]

    def places(self, nodes):
        """Where in its window each of @nodes is that has a place: its path, and x, y, width and height."""
        paths = list({node.path for node in nodes})
        asked = GLib.Variant("(u)", (int(pyatspi.WINDOW_COORDS),))
        answers = self.call_all(self.app, paths, "Component", "GetExtents", asked, refusals=True)
        return {path: answer.unpack()[0] for path, answer in zip(paths, answers) if isinstance(answer, GLib.Variant)}

    def read(self, application, pid, everything=False):
        """The tree of @application, AT-SPI's node of it, whose process is @pid. What is below a node that is not on
        screen is left out but for @everything: the app would tell of it at each look from then on."""
        when, before, has_everything, root = self.last
        if before and has_everything >= everything and time.monotonic() < when + 1 and (now := rest(pid)):
            # What changes on the screen is drawn soon, and that takes longer than to answer what is asked of a node.
            # What had changed just after the last answer is seen a second later, if the app rests ever since.
            if now[1] == before[1] and now[0] - before[0] <= (DRAWS if self.waiting else 0):
                return root
        root = self.read_now(application, everything)
        time.sleep(0.001)  # so that it can come to rest after its answer
        self.last = time.monotonic(), rest(pid), everything, root
        return root

    def read_now(self, application, everything):
        app = application.app.bus_name
        if app != self.app:
            self.forget(app)
        # What changed and changed back while it was asked for is not believed forever.
        self.looks += 1
        if self.looks % 20 == 0:
            self.below.clear()
            self.same = None
        fresh = set()
        while True:
            (items,) = self.call_all(app, [CACHE], "Cache", "GetItems")
            told = items.get_data_as_bytes().get_data(), everything
            if self.same and self.same[0] == told:
                return self.same[1]
            nodes = {item[0]: Node(self, *item) for item in ITEM.findall(items.print_(False))}
            # The app tells of each node's parent too, but also when that has hidden it; and of the children of a node
            # only when they have been asked for. They are asked for again when something about them is not as it was.
            signs = {path: {node.count} for path, node in nodes.items() if path == APPLICATION
                     or node.count and (everything or node.states.showing())}
            for node in nodes.values():
                if node.above in signs:
                    signs[node.above].add(node.sign)
            new = [path for path, sign in signs.items()
                   if path not in fresh and (path not in self.below or self.below[path][0] != sign)]
            if not new:
                break
            while new:
                for path, children in zip(new, self.call_all(app, new, "Accessible", "GetChildren")):
                    self.below[path] = signs.get(path), PATH.findall(children.print_(False))
                fresh.update(new)
                # What it has not told of yet is asked at once what is in it: one level a look would be many looks.
                known = nodes.keys() | fresh
                new = list(dict.fromkeys(child for path in new for child in self.below[path][1] if child not in known))
                if not everything:
                    states = [States(*STATES.search(answer.print_(False)).groups())
                              for answer in self.call_all(app, new, "Accessible", "GetState")]
                    new = [path for path, state in zip(new, states) if state.showing()]
            if all(child in nodes for path in signs for child in self.below[path][1]):
                break
        below = {path: self.below[path][1] for path in signs if path in self.below}

        if APPLICATION not in nodes:
            raise Vanished("the app")
        for path in nodes.keys() & below.keys():
            nodes[path].adopt(nodes[child] for child in below[path] if child in nodes)
        root = nodes[APPLICATION]
        root.alive = application
        self.same = None if fresh else (told, root)
        return root
