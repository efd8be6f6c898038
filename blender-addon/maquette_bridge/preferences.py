# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembers Blender's preferences and enabled add-ons, and puts back what a script changed.

Not `wm.read_factory_settings`: that unloads and reloads every add-on, which costs more than a
script does.
"""

import addon_utils
import bpy

_SECTIONS = ("view", "edit", "inputs", "keymap", "system", "filepaths", "apps", "experimental")
_PLAIN = {"BOOLEAN", "INT", "FLOAT", "STRING", "ENUM"}


def _values():
    """{(section, property): value} of all plain preferences."""
    found = {}
    for section in _SECTIONS:
        owner = getattr(bpy.context.preferences, section, None)
        if owner is None:
            continue
        for prop in owner.bl_rna.properties:
            if prop.type in _PLAIN and not prop.is_readonly:
                value = getattr(owner, prop.identifier)
                found[section, prop.identifier] = tuple(value) if getattr(
                    prop, "is_array", False) else value
    return found


class PreferencesBaseline:
    def __init__(self):
        self._values = _values()
        self._addons = set(bpy.context.preferences.addons.keys())

    def restore(self):
        enabled = set(bpy.context.preferences.addons.keys())
        for name in enabled - self._addons:
            addon_utils.disable(name, default_set=True)
        for name in self._addons - enabled:
            addon_utils.enable(name, default_set=True)
        for (section, name), value in _values().items():
            before = self._values.get((section, name), value)
            if value != before:
                try:
                    setattr(getattr(bpy.context.preferences, section), name, before)
                except (TypeError, AttributeError):
                    pass  # an enum whose list depends on the machine
