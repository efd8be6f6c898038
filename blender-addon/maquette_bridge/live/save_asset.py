# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes an asset that stands in the user's scene, with what they did to it, into a file for
Maquette. It reads only: nothing of the scene changes. Main thread only."""

from __future__ import annotations

import os
from typing import Any

import bpy

from . import scene
from .scene import VERSION, Refused


def _unpacked_pictures(objects: list[bpy.types.Object]) -> list[str]:
    """Names of pictures that the file would only name: Maquette's sandbox cannot read them."""
    found = set()
    for obj in objects:
        for slot in obj.material_slots:
            tree = getattr(slot.material, "node_tree", None)
            for node in tree.nodes if tree is not None else ():
                image = getattr(node, "image", None)
                if image is not None and image.source == "FILE" and image.packed_file is None:
                    found.add(image.name)
    return sorted(found)


def take(path: str, session: str) -> dict[str, Any]:
    """Writes the session's collection as a library. Within `user_context`. Returns what it is."""
    scene.check_idle()
    collection = scene.find(session)
    if collection is None:
        raise Refused("absent", "This asset is not in the scene that is open. Send it here first.")
    objects = list(collection.all_objects)
    try:
        bpy.data.libraries.write(path, {collection}, path_remap="ABSOLUTE", compress=True)
        os.chmod(path, 0o600)
    except (OSError, RuntimeError) as error:
        raise Refused("file", "The asset could not be written: "
                      f"{str(error).removeprefix('Error: ').strip()}"[:1000]) from None
    return {"collection": collection.name, "version": collection.get(VERSION, 0),
            "objects": len(objects), "unpacked": _unpacked_pictures(objects)[:50]}
