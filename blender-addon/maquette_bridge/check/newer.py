# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that newer Blenders have and this one lacks, from the live API of a newer one
(newer.json, written by list-newer-names.py), with what they were called before."""

from __future__ import annotations

import functools
import json
import os
from typing import Any

import bpy

from . import api, renamed


@functools.cache
def _names() -> dict[str, Any]:
    with open(os.path.join(os.path.dirname(__file__), "newer.json"), encoding="utf-8") as file:
        return json.load(file)


def _said(is_newer: bool) -> str:
    """The end of “X has no Y …”, if a newer Blender has it."""
    version = ".".join(map(str, bpy.app.version[:2]))
    return f" in Blender {version}; {_names()['blender'].rpartition('.')[0]} has it" if is_newer \
        else ""


def named(section: str, name: str) -> str:
    """Says it of a name in a list: types, operators, bmesh."""
    return _said(name in _names()[section])


def listed(section: str, owner: str, name: str) -> tuple[str, list[str]]:
    """Says it of a name of an owner, arguments or sockets; and its old names."""
    return (_said(name in _names()[section].get(owner, ())),
            [old for old in [_names()["was"].get(f"{owner}.{name}")] if old is not None])


def value(owner: str | None, prop: str, name: str) -> tuple[str, list[str]]:
    """Says it of a value of an enum; and its old names."""
    found = [f"{each}.{prop}" for each in _owners(owner)
             if name in _names()["values"].get(f"{each}.{prop}", ())]
    old = [_names()["was"].get(f"{each}.{name}") for each in found]
    old += [before for before, after in renamed.ENUMS.items() if found and name in after]
    return _said(bool(found)), [each for each in old if each is not None]


def member(owner: str, name: str) -> tuple[str, list[str]]:
    """Says it of a member of a type; and its old names."""
    known, owners = _names(), _owners(owner)
    if not any(name in known["members"].get(each, ()) for each in owners):
        return "", []
    old = [known["was"].get(f"{each}.{name}") for each in owners]
    old += [before for (kind, before), (_advice, after) in renamed.MEMBERS.items()
            if name in after and kind in owners]
    return _said(True), [each for each in dict.fromkeys(old)
                         if each is not None and api.has_member(owner, each)]


def _owners(name: str | None) -> list[str]:
    """A type and what it is derived from, or may really be."""
    kind = api.type_named(name) if name else None
    if kind is None:
        return []
    return [each.__name__ for each in (*kind.__mro__, *api.family(name))]
