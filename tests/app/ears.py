"""What a screen reader hears: where the focus goes and what is announced, as AT-SPI tells it."""

import time

import gi

gi.require_version("Atspi", "2.0")

import pyatspi  # noqa: E402
from gi.repository import Atspi, GLib  # noqa: E402
from person import LONG, PATIENCE, has  # noqa: E402


class Ears:
    """`with Ears() as ears: …`: ears.focus() after each key, ears.heard for what was announced."""

    def __init__(self):
        self.heard = []
        self.focused = []
        self.listener = Atspi.EventListener.new(self.on_event)

    def __enter__(self):
        for event in ("object:announcement", "object:state-changed:focused"):
            self.listener.register(event)
        return self

    def __exit__(self, kind, value, trace):
        for event in ("object:announcement", "object:state-changed:focused"):
            self.listener.deregister(event)

    def on_event(self, event):
        if event.type.startswith("object:announcement"):
            self.heard.append(str(event.any_data))
        elif event.detail1:
            self.focused.append(event.source)

    def listen(self):
        """Takes in what has been said since."""
        while GLib.MainContext.default().iteration(False):
            pass

    def wait(self, condition, what, seconds=LONG, besides=lambda: None):
        deadline = time.monotonic() + seconds * PATIENCE
        while not condition():
            self.listen()
            besides()
            assert time.monotonic() < deadline, f"not heard within {seconds} s: {what}: {self.heard}"
            time.sleep(0.01)

    def hear(self, sentence):
        """Waits for it to be announced, in words that this compiled pattern finds. What stands on the
        screen for some seconds only is heard by who looks too late, too."""
        self.wait(lambda: any(sentence.search(said) for said in self.heard), sentence.pattern)
        self.heard.clear()

    def focus(self, what):
        """Where the focus went, once it has gone anywhere."""
        self.wait(lambda: self.focused, what)
        # The answer comes after all that was told while the key was taken.
        has(self.focused[-1], pyatspi.STATE_FOCUSED)
        self.listen()
        found = self.focused[-1]
        self.focused.clear()
        return found
