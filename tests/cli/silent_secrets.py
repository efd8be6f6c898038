# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that stays locked, played: silent_secrets.py MODE LOG COMMAND… runs the command, and ends as it does. Each
call that the keyring gets becomes a line of LOG. MODE `silent`: it has every key, and its prompt waits for ever, as
where nobody looks at the screen; `dead`: D-Bus gives up each call."""

import subprocess
import sys
import threading

from gi.repository import Gio, GLib

NAME = "org.freedesktop.Secret"
ROOT = "/org/freedesktop/secrets"
COLLECTION, PROMPT, SESSION = f"{ROOT}/collection/login", f"{ROOT}/prompt/p1", f"{ROOT}/session/s1"
ITEM = f"{COLLECTION}/1"
XML = f"""<node><interface name="{NAME}.Service">
<method name="OpenSession"><arg type="s" direction="in"/><arg type="v" direction="in"/><arg type="v" direction="out"/>
<arg type="o" direction="out"/></method>
<method name="SearchItems"><arg type="a{{ss}}" direction="in"/><arg type="ao" direction="out"/>
<arg type="ao" direction="out"/></method>
<method name="Unlock"><arg type="ao" direction="in"/><arg type="ao" direction="out"/>
<arg type="o" direction="out"/></method><property name="Collections" type="ao" access="read"/></interface>
<interface name="{NAME}.Prompt"><method name="Prompt"><arg type="s" direction="in"/></method><method name="Dismiss"/>
<signal name="Completed"><arg type="b"/><arg type="v"/></signal></interface>
<interface name="{NAME}.Item"><property name="Locked" type="b" access="read"/>
<property name="Attributes" type="a{{ss}}" access="read"/><property name="Label" type="s" access="read"/>
<property name="Created" type="t" access="read"/><property name="Modified" type="t" access="read"/>
</interface></node>"""
ANSWERS = {"OpenSession": ("(vo)", (GLib.Variant("s", ""), SESSION)), "SearchItems": ("(aoao)", ([], [ITEM])),
           "Unlock": ("(aoo)", ([], PROMPT))}
PROPERTIES = {"Collections": ("ao", [COLLECTION]), "Locked": ("b", True), "Attributes": ("a{ss}", {}),
              "Label": ("s", "Login"), "Created": ("t", 1), "Modified": ("t", 1)}


def main():
    mode, log, *command = sys.argv[1:]
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    loop = GLib.MainLoop()
    ended = []

    def on_call(_bus, _sender, _path, _interface, method, parameters, invocation):
        with open(log, "a", encoding="utf-8") as file:
            file.write(method + "\n")
        if mode == "dead":
            invocation.return_dbus_error("org.freedesktop.DBus.Error.NoReply", "Nobody is at home")
        elif method == "OpenSession" and parameters.unpack()[0] != "plain":
            invocation.return_dbus_error("org.freedesktop.DBus.Error.NotSupported", "Only plain")
        else:
            invocation.return_value(GLib.Variant(*ANSWERS[method]) if method in ANSWERS else None)

    def on_get(_bus, _sender, _path, _interface, name):
        return GLib.Variant(*PROPERTIES[name])

    def run():
        ended.append(subprocess.run(command, check=False).returncode)
        loop.quit()

    interfaces = {each.name.removeprefix(f"{NAME}."): each for each in Gio.DBusNodeInfo.new_for_xml(XML).interfaces}
    for path, kind in ((ROOT, "Service"), (PROMPT, "Prompt"), (ITEM, "Item")):
        bus.register_object(path, interfaces[kind], on_call, on_get, None)
    Gio.bus_own_name_on_connection(bus, "org.freedesktop.secrets", Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: threading.Thread(target=run).start(), None)
    loop.run()
    return ended[0]


if __name__ == "__main__":
    sys.exit(main())
