# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Facts about this Blender that every hello tells, in the background or live."""

import sys
from typing import Any

import bpy

from .version import VERSION


def read() -> dict[str, Any]:
    """Returns the versions of the bridge, of Blender and of its Python."""
    return {
        "bridge": VERSION,
        "blender": {"version": bpy.app.version_string.split()[0],
                    "build_hash": bpy.app.build_hash.decode("ascii", "replace"),
                    "python": ".".join(str(n) for n in sys.version_info[:3])},
        "background": bpy.app.background,
    }
