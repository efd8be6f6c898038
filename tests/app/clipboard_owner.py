#!/usr/bin/env python3
"""Owns the clipboard with a picture in it, as a program does in which one has copied one. Says
“ready” when it has it. Argument: the picture's file."""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, GObject, Gtk  # noqa: E402


def main():
    Gtk.init()
    clipboard = Gdk.Display.get_default().get_clipboard()
    texture = GObject.Value(Gdk.Texture, Gdk.Texture.new_from_filename(sys.argv[1]))
    clipboard.set_content(Gdk.ContentProvider.new_for_value(texture))
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
