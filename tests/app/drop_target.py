#!/usr/bin/env python3
"""A small window at the lower end of the screen that one can drop files on. Argument: a folder; `entered` appears in it
when something is dragged over the window, and `taken` has the paths of what was dropped."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def activate(app, folder):
    window = Gtk.ApplicationWindow(application=app, title="Drop target", default_width=120, default_height=80,
                                   decorated=False)
    label = Gtk.Label(label="Drop here", hexpand=True, vexpand=True)
    target = Gtk.DropTarget.new(Gdk.FileList, Gdk.DragAction.COPY)

    def enter(*_):
        (folder / "entered").touch()
        return Gdk.DragAction.COPY

    def drop(_target, files, *_):
        part = folder / "taken.part"
        part.write_text("\n".join(file.get_path() for file in files.get_files()))
        part.rename(folder / "taken")
        return True

    target.connect("enter", enter)
    target.connect("drop", drop)
    label.add_controller(target)
    window.set_child(label)
    window.present()


def main():
    app = Gtk.Application(application_id="org.maquette.DropTarget")
    app.connect("activate", activate, pathlib.Path(sys.argv[1]))
    app.run([])


if __name__ == "__main__":
    main()
