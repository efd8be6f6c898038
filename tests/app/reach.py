"""What must hold for a window that everyone can use: rules for one state of it, each a list of what
breaks it."""

import contextlib
import re

import pyatspi
from person import children, has, is_vanished, role, words
from screen import Vanished

LISTS = ("list", "list box", "table", "tree", "page tab list", "radio group", "grid")
CONTROLS = re.compile(r"^(Minimize|Maximize|Restore|Close)$")
MIN_TARGET = 24  # px
MAX_STOPS = 150
SLACK = 40


def place(node):
    return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)


GONE = "what is gone"


def tell(node):
    try:
        e = place(node)
        return f"{role(node)} “{words(node)}” at {e.x},{e.y} {e.width}x{e.height}"
    except Exception as problem:
        if not is_vanished(problem):
            raise
        return GONE


def focusable(person, within=None):
    """What can have the focus, without the desktop's own buttons for the window."""
    return [node for node in person.nodes(within)
            if has(node, pyatspi.STATE_FOCUSABLE) and has(node, pyatspi.STATE_SENSITIVE)
            and not is_part(node)
            and not (CONTROLS.match(words(node)) and "window" in (node.get_description() or ""))]


def is_part(node):
    """What a button or a choice of GTK's, or a dialog of Adwaita's, is made of calls itself focusable,
    too."""
    wholes = ("button", "toggle button", "combo box", "dialog")
    if role(node) in ("list", "list item"):  # a row of Adwaita's shows its choice in a list of one
        wholes = ("combo box",)
    elif role(node) not in ("panel", "image"):
        return False
    return any(role(above) in wholes for above in ancestors(node, 6))


def ancestors(node, most):
    for _ in range(most):
        node = node.get_parent()
        if node is None:
            return
        yield node


def nameless(nodes):
    """A scroll pane never has the focus while there is something in it that can; a node that went away meanwhile has
    no name."""
    def is_idle(node):
        return role(node) == "scroll pane" and any(other is not node and is_within(other, node)
                                                   for other in nodes)
    told = [tell(node) for node in nodes if not words(node).strip() and not is_idle(node)]
    return [each for each in told if each != GONE]


def is_within(node, group):
    return any(above.path == group.path for above in ancestors(node, 30))


def small(person, nodes):
    """Text that can be selected, and what is scrolled halfway out, may be lower than a target."""
    places = person.screen.places(node for node in nodes if role(node) not in ("label", "link", "heading"))
    return [tell(node) for node in nodes
            if any(0 < size < MIN_TARGET for size in places.get(node.path, ())[2:])]


def unlike_their_tooltips(nodes):
    """A button that is an icon only says what its tooltip says. GTK takes the tooltip for the name
    where there is none, and else for the description."""
    found = []
    for node in nodes:
        if role(node) in ("button", "toggle button", "push button") and not has_text(node):
            description = node.get_description() or ""
            if description not in ("", words(node)):
                found.append(f"{tell(node)}: {description}")
    return found


def has_text(node):
    return any(role(child) == "label" for child in node.walk(True) if child != node)


def outside(person):
    """What is beyond the window's edges, but for what can be scrolled there. GTK forgets the padding of
    what is around a widget when it tells where it is: a little slack at the start."""
    frame = place(person.window())
    found = []
    if frame.width > max(person.size[0], 360) + SLACK:
        found.append(f"the window is {frame.width} wide, not {person.size[0]}")
    pending = person.nodes(person.window())[:1]
    while pending:
        pending = [node for node in pending if node.states.showing() and role(node) != "tool tip"]
        places = person.screen.places(pending)
        # One that is too wide has never had a place: GTK tells what lay there.
        pending = [node for node in pending if node.path in places and places[node.path][2] <= 100000]
        for node in pending:
            x, _, width, _ = places[node.path]
            # A page of a stack that is behind keeps the place it had.
            if (x < frame.x - SLACK or x + width > frame.x + frame.width + 1) and words(node):
                found.append(tell(node))
        pending = [child for node in pending if role(node) not in ("scroll pane", "text") for child in node.below]
    return found


def walk(person, ears, key="Tab"):
    """Presses @key until the focus comes round: the paths of where it was, in order."""
    ears.listen()
    ears.focused.clear()
    stops = []
    node = person.focused()
    while len(stops) < MAX_STOPS:
        person.press(key)
        node = ears.focus(f"{key} to lead on from {tell(node) if node else 'nowhere'}")
        if node.path in stops[:1]:
            return stops
        if node.path in stops:
            raise AssertionError(f"{key} goes round without its beginning at {tell(node)}")
        stops.append(node.path)
    raise AssertionError(f"{key} does not come round in {MAX_STOPS} stops")


def unreached(person, stops, within=None):
    """What cannot be reached with these stops and, in a list, the arrow keys from one of them."""
    stops = set(stops)
    wanted = focusable(person, within)

    def is_stop_within(node):
        """Or it is what scrolls what is: where there is something in it, the focus goes there."""
        return node.path in stops or any(is_stop_within(child) for child in children(node))

    def near(node):
        """The list that it is an item of, however deep."""
        lists = LISTS + ("grouping",) if role(node) == "radio button" else LISTS
        # A row with a switch or a choice is one thing: the row has the focus.
        most = 8 if role(node) in ("check box", "radio button") else 3
        return next((above for above in ancestors(node, most) if role(above) in lists),
                    next((above for above in ancestors(node, 12) if words(above) == "Conversation"), None))

    def leads_to(node, group):
        """From one choice the arrow keys lead to the others, and from nothing else."""
        if role(node) == "radio button":
            return any(other.path in stops for other in group.walk(True) if role(other) == "radio button")
        return is_stop_within(group)

    found = []
    for node in wanted:
        if is_stop_within(node):
            continue
        group = near(node)
        if group is not None and leads_to(node, group):
            continue
        found.append(tell(node))
    return found


def faults(person, ears, within=None, tab=True):
    """Everything that breaks a rule, in words; empty is good."""
    for _ in range(2):
        with contextlib.suppress(Vanished):  # a row was filled anew while it was looked at
            return faults_now(person, ears, within, tab)
    return faults_now(person, ears, within, tab)


def faults_now(person, ears, within, tab):
    nodes = focusable(person, within)
    assert nodes, "nothing to reach"
    found = {
        "no name": nameless(nodes),
        "too small": small(person, nodes),
        "another tooltip": unlike_their_tooltips(nodes),
        "outside": outside(person),
    }
    if tab:
        forth = walk(person, ears)
        found["not reached by Tab"] = unreached(person, forth, within)
        back = walk(person, ears, "shift+Tab")
        if len(back) != len(forth):
            found["way back"] = [f"{len(forth)} stops forth, {len(back)} back"]
    return {rule: cases for rule, cases in found.items() if cases}
