# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiles the shaders of a preview before there is an asset. Without a GPU that takes most of a
first preview's time, so the client keeps what Mesa has compiled, and the next worker finds it."""

import glob
import os
import shutil
import time
from typing import Any

import bpy

from .. import cleanup
from . import renderer

# The names of Mesa's cache when it is in single files, and of what it only reads:
# https://docs.mesa3d.org/envvars.html#envvar-MESA_DISK_CACHE_READ_ONLY_FOZ_DBS
CACHE = "mesa_shader_cache_sf"
WRITTEN, KEPT = "foz_cache", "maquette"
MIN_BYTES = 4096  # of a database that is worth a file
SETTLE_S = 0.1  # Mesa writes in a thread of its own


class _Unattended:
    """A call that nobody follows or cancels."""

    def cancelled(self) -> bool:
        return False

    def progress(self, params: object) -> None:
        pass


def warm_up(folder: str, shown_folder: str, keep: bool = True) -> dict[str, Any]:
    """Renders something opaque and something clear. With `keep`, puts what was compiled into
    `folder`, once Mesa has written it."""
    for number, alpha in enumerate((1.0, 0.5)):
        mesh = bpy.data.meshes.new("Warm up")
        corners = [(number, 0, 0), (number + 1, 0, 0), (number, 1, 0), (number, 0, 1)]
        mesh.from_pydata(corners, [], [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)])
        material = bpy.data.materials.new("Warm up")
        material.diffuse_color = (0.5, 0.5, 0.5, alpha)
        mesh.materials.append(material)
        bpy.context.scene.collection.objects.link(bpy.data.objects.new("Warm up", mesh))
    try:
        renderer.render(folder, shown_folder, "preview", renderer.Options(1, 64, 36), _Unattended())
    finally:
        cleanup.empty_scene()
    return {"files": [f"{shown_folder}/{path}" for path in (_collect(folder) if keep else [])]}


def _sizes(cache: str) -> dict[str, int]:
    found = glob.glob(f"{cache}/**/{WRITTEN}*.foz", recursive=True)
    return {path: os.path.getsize(path) for path in found}


def _collect(folder: str) -> list[str]:
    """Copies the databases that are worth keeping to `folder`; their paths below it."""
    cache = os.path.join(os.environ.get("MESA_SHADER_CACHE_DIR", "/nowhere"), CACHE)
    found = []
    before, sizes = None, _sizes(cache)
    while sizes != before:
        time.sleep(SETTLE_S)
        before, sizes = sizes, _sizes(cache)
    for database in sizes:
        if database.endswith("_idx.foz") or sizes[database] < MIN_BYTES:
            continue
        place = os.path.relpath(os.path.dirname(database), cache)
        os.makedirs(os.path.join(folder, place), mode=0o700, exist_ok=True)
        for suffix in (".foz", "_idx.foz"):
            shutil.copyfile(database.replace(".foz", suffix),
                            os.path.join(folder, place, KEPT + suffix))
            found.append(f"{place}/{KEPT}{suffix}")
    return found
