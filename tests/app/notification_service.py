#!/usr/bin/env python3
"""Stands in for the desktop's notifications and its background portal: says “ready” when both are there,
then a line of JSON for each notification, [summary, body], and for each call of the portal, [method, words]."""

import json

from gi.repository import Gio, GLib

INTERFACE = """
<node>
  <interface name="org.freedesktop.Notifications">
    <method name="Notify">
      <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
      <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
      <arg type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg type="u" direction="in"/></method>
    <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  </interface>
</node>
"""
PORTAL = """<node><interface name="org.freedesktop.portal.Background">
<method name="RequestBackground"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method>
<method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
</interface></node>"""


def answer(_connection, _sender, _path, _interface, method, arguments, invocation):
    if method == "Notify":
        print(json.dumps(arguments.unpack()[3:5]), flush=True)
        invocation.return_value(GLib.Variant("(u)", (1,)))
    elif method == "GetCapabilities":
        invocation.return_value(GLib.Variant("(as)", (["body", "actions"],)))
    elif method == "RequestBackground":
        print(json.dumps([method, arguments.unpack()[1]["reason"]]), flush=True)
        invocation.return_value(GLib.Variant("(o)", ("/org/freedesktop/portal/desktop/request/1",)))
    elif method == "SetStatus":
        print(json.dumps([method, arguments.unpack()[0]["message"]]), flush=True)
        invocation.return_value(None)
    else:
        invocation.return_value(None)


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    missing = ["org.freedesktop.Notifications", "org.freedesktop.portal.Desktop"]

    def owned(_bus, name):
        missing.remove(name)
        if not missing:
            print("ready", flush=True)

    for xml, name, path in ((INTERFACE, missing[0], "/org/freedesktop/Notifications"),
                            (PORTAL, missing[1], "/org/freedesktop/portal/desktop")):
        bus.register_object(path, Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0], answer, None, None)
        Gio.bus_own_name_on_connection(bus, name, Gio.BusNameOwnerFlags.NONE, owned, None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
