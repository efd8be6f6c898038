#!/usr/bin/env python3
"""Owns the clipboard with a picture in it, as a program does in which one has copied one. Says
“ready” when it has it. Argument: the picture's file."""

import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


def main():
    Gtk.init()
    clipboard = Gdk.Display.get_default().get_clipboard()
    clipboard.set_texture(Gdk.Texture.new_from_filename(sys.argv[1]))
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
