#!/usr/bin/env python3
"""A small window at the lower end of the screen that one can drag a file out of, as out of Files.
Argument: the file."""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, Gtk  # noqa: E402


def activate(app, path):
    window = Gtk.ApplicationWindow(application=app, title="Drag source", default_width=120,
                                   default_height=80, decorated=False)
    label = Gtk.Label(label="Drag me", hexpand=True, vexpand=True)
    source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
    files = Gdk.FileList.new_from_list([Gio.File.new_for_path(path)])
    source.connect("prepare", lambda *_: Gdk.ContentProvider.new_for_value(files))
    label.add_controller(source)
    window.set_child(label)
    window.present()


def main():
    app = Gtk.Application(application_id="org.maquette.DragSource",
                          flags=Gio.ApplicationFlags.NON_UNIQUE)
    app.connect("activate", activate, sys.argv[1])
    app.run([])


if __name__ == "__main__":
    main()
