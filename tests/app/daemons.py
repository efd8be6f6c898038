"""The desktop's side of notifications and of staying awake, played: daemons.py LOG. Each call becomes a line
of JSON in LOG."""

import json
import sys

from gi.repository import Gio, GLib

NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""
SESSION = """<node><interface name="org.gnome.SessionManager">
<method name="RegisterClient"><arg type="s" direction="in"/><arg type="s" direction="in"/>
<arg type="o" direction="out"/></method>
<method name="Inhibit"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="u" direction="in"/><arg type="u" direction="out"/></method>
<method name="Uninhibit"><arg type="u" direction="in"/></method>
</interface></node>"""
ANSWERS = {"Notify": ("(u)", (7,)), "GetCapabilities": ("(as)", (["actions", "body"],)),
           "Inhibit": ("(u)", (3,)), "RegisterClient": ("(o)", ("/org/gnome/SessionManager/Client1",))}


def main():
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    log = open(sys.argv[1], "a", buffering=1, encoding="utf-8")

    def on_call(_bus, _sender, _path, _interface, method, parameters, invocation):
        print(json.dumps([method, *parameters.unpack()]), file=log)
        invocation.return_value(GLib.Variant(*ANSWERS[method]) if method in ANSWERS else None)

    for xml, path in ((NOTIFICATIONS, "/org/freedesktop/Notifications"),
                      (SESSION, "/org/gnome/SessionManager")):
        interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        bus.register_object(path, interface, on_call, None, None)
        Gio.bus_own_name_on_connection(bus, interface.name, Gio.BusNameOwnerFlags.NONE,
                                       lambda _bus, name: print(json.dumps(["Owned", name]), file=log),
                                       None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
