# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Engines that this Blender can render with. Everything is tried, nothing is read off the
version."""

from __future__ import annotations

import re
import sys
from typing import Any

import bpy


def enum_values(owner: Any, name: str) -> list[str]:
    """The values that an enum really takes here, also one whose list is made at run time."""
    try:
        setattr(owner, name, "__maquette__")
    except TypeError as error:
        # enum "__maquette__" not found in ('A', 'B')
        return re.findall(r"'([^']*)'", str(error).partition("not found in")[2])
    return []


def engines() -> list[str]:
    """Ids of the engines that this Blender has."""
    return enum_values(bpy.context.scene.render, "engine")


def eevee() -> str | None:
    """EEVEE's id in this Blender: it was renamed for 4.2-4.5. None without it."""
    return next((each for each in engines() if each.startswith("BLENDER_EEVEE")), None)


def can_denoise() -> bool:
    """Whether Cycles was built with OpenImageDenoise."""
    module = sys.modules.get("_cycles")
    return bool(getattr(module, "with_openimagedenoise", False))


def gpu_backend() -> str | None:
    """The compute backend Cycles has a GPU for, or None."""
    addon = bpy.context.preferences.addons.get("cycles")
    if addon is None or addon.preferences is None:
        return None
    preferences = addon.preferences
    for backend in ("OPTIX", "CUDA", "HIP", "METAL", "ONEAPI"):
        try:
            devices = preferences.get_devices_for_type(backend)
        except (ValueError, TypeError, AttributeError):
            continue  # this build has no such backend
        if any(device.type == backend for device in devices):
            return backend
    return None


def use_gpu(backend: str) -> None:
    """Lets Cycles compute on all devices of `backend`."""
    preferences = bpy.context.preferences.addons["cycles"].preferences
    preferences.compute_device_type = backend
    for device in preferences.get_devices_for_type(backend):
        device.use = device.type == backend
