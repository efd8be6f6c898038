# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The user's view of the live connection: a panel in the sidebar of the 3D viewport (N)."""

import atexit
import os
import textwrap

import bpy

from .address import DEFAULT_PORT
from .live_connection import LIVE, NoAddress

ADD_ON = __package__.rpartition(".")[0]


class MAQUETTE_OT_connect(bpy.types.Operator):
    """Let Maquette on this computer, run by you, send versions to this scene until you \
disconnect or quit"""

    bl_idname = "maquette.connect"
    bl_label = "Connect"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        """Connects; a failure is reported to the user."""
        addon = context.preferences.addons.get(ADD_ON)
        chosen = getattr(addon, "preferences", None)
        try:
            LIVE.connect(getattr(chosen, "over", "SOCKET") == "TCP",
                         getattr(chosen, "port", DEFAULT_PORT))
        except NoAddress as why:
            self.report({"ERROR"}, f"Maquette cannot connect: {why}")
            return {"CANCELLED"}
        return {"FINISHED"}


class MAQUETTE_OT_disconnect(bpy.types.Operator):
    """Stop listening. Objects in the scene stay"""

    bl_idname = "maquette.disconnect"
    bl_label = "Disconnect"
    bl_options = {"INTERNAL"}

    def execute(self, _context: bpy.types.Context) -> set[str]:
        """Disconnects."""
        LIVE.disconnect()
        return {"FINISHED"}


class MAQUETTE_OT_take_back(bpy.types.Operator):
    """Remove the last version again, if nothing else was done since then"""

    bl_idname = "maquette.take_back"
    bl_label = "Undo"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """True if there is a step to undo."""
        return LIVE.is_connected and bool(LIVE.undoable)

    def execute(self, _context: bpy.types.Context) -> set[str]:
        """Asks for the undo at the next tick."""
        LIVE.want_undo()
        return {"FINISHED"}


class MAQUETTE_PT_live(bpy.types.Panel):
    """The panel in the sidebar."""

    bl_idname = "MAQUETTE_PT_live"
    bl_label = "Maquette"
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "Maquette"

    def draw(self, context: bpy.types.Context) -> None:
        """Draws the state of the connection and its buttons."""
        layout = self.layout
        # Characters that fit on a line, roughly: labels do not wrap.
        width = max(12, int(context.region.width / (7.5 * context.preferences.system.ui_scale)) - 3)

        def say(text: str, icon: str = "NONE") -> None:
            column = layout.column(align=True)
            for number, line in enumerate(textwrap.wrap(text, width, break_on_hyphens=False)):
                column.label(text=line, icon=icon if number == 0 else "NONE")

        if not LIVE.is_connected:
            say("Not connected", "UNLINKED")
            layout.operator("maquette.connect", icon="LINKED")
            return
        say("Connected: Maquette on this computer can send versions.", "LINKED")
        layout.operator("maquette.disconnect", icon="UNLINKED")
        if LIVE.trouble:
            say(LIVE.trouble, "ERROR")
        say(LIVE.last or "No version received yet", "INFO")
        row = layout.row()
        row.operator("maquette.take_back", icon="LOOP_BACK")
        if LIVE.undoable:
            say(f"Undo: {LIVE.undoable}")
        if LIVE.backup:
            home, path = os.path.expanduser("~"), LIVE.backup
            if path.startswith(home):
                path = "~" + path[len(home):]
            say(f"A copy of your previous file: {path}", "FILE_BACKUP")


class MaquettePreferences(bpy.types.AddonPreferences):
    """The add-on's preferences: what it listens on."""

    bl_idname = ADD_ON

    over: bpy.props.EnumProperty(
        name="Listen on", default="SOCKET",
        items=(("SOCKET", "A socket in your own folder", "No other user can reach it"),
               ("TCP", "This computer's loopback", "For systems without such sockets; a "
                "secret file keeps others out")))
    port: bpy.props.IntProperty(name="Port", default=DEFAULT_PORT, min=1024, max=65535)

    def draw(self, _context: bpy.types.Context) -> None:
        """Draws the settings."""
        self.layout.prop(self, "over")
        if self.over == "TCP":
            self.layout.prop(self, "port")


CLASSES = (MAQUETTE_OT_connect, MAQUETTE_OT_disconnect, MAQUETTE_OT_take_back, MAQUETTE_PT_live,
           MaquettePreferences)


def register() -> None:
    """Registers panel, operators and preferences."""
    for each in CLASSES:
        bpy.utils.register_class(each)
    atexit.register(LIVE.disconnect)


def unregister() -> None:
    """Disconnects and takes panel, operators and preferences away."""
    LIVE.disconnect()
    atexit.unregister(LIVE.disconnect)
    for each in reversed(CLASSES):
        bpy.utils.unregister_class(each)
