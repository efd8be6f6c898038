# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes of the opened scene an asset of Blender's Asset Browser: its objects in one collection that
is marked, with catalogue, tags and a preview (Blender's manual: Asset Browser)."""

from typing import Any

import bpy

from ..errors import INVALID_PARAMS, NOTHING_TO_RENDER, BridgeError
from ..streams import Capture, clean

LONGEST_NAME = 63  # bytes that Blender keeps of a name


def mark(name: Any, description: Any, catalog: Any, tags: Any, preview: Any) -> Any:
    """Marks the asset. `catalog`: a UUID. `preview`: a picture's absolute path. Returns the
    collection, which may have got another name."""
    objects = [obj for obj in bpy.context.scene.objects if obj.type != "CAMERA"]
    if not objects:
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to save: the scene has no objects.")
    collection = _collection_of(objects)
    collection.name = name.encode()[:LONGEST_NAME].decode(errors="ignore")
    collection.asset_mark()
    data = collection.asset_data
    data.description = description
    data.catalog_id = catalog
    for tag in tags:
        data.tags.new(tag, skip_if_exists=True)
    if preview is not None:
        # Blender scales the picture down to its own size of previews.
        try:
            with Capture(), bpy.context.temp_override(id=collection):
                bpy.ops.ed.lib_id_load_custom_preview(filepath=preview)
        except RuntimeError as error:
            raise BridgeError(INVALID_PARAMS, "Blender did not take the picture as preview: "
                              f"{clean(str(error))}"[:1000]) from None
    return collection


def _collection_of(objects: Any) -> Any:
    """The scene's only collection if all objects are in it, else a new one that holds them all."""
    scene = bpy.context.scene
    for each in scene.collection.children:
        if set(objects) <= set(each.all_objects):
            return each
    collection = bpy.data.collections.new("Asset")
    for child in list(scene.collection.children):
        scene.collection.children.unlink(child)
        collection.children.link(child)
    for obj in list(scene.collection.objects):
        if obj in objects:
            scene.collection.objects.unlink(obj)
            collection.objects.link(obj)
    scene.collection.children.link(collection)
    return collection
