# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes of the scene what an export writes: plain meshes under the asset's names, with modifiers
applied and instances made real; scaled, reduced and joined as the export wants them. The scene is
not the asset afterwards: whoever needs that again opens the file again."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import bmesh
import bpy
from mathutils import Matrix, Vector

from ..errors import NOTHING_TO_RENDER, BridgeError
from ..measure import asset
from .jointed import CARRIED_BY

if TYPE_CHECKING:
    from .living import Living

# Attributes with the texture coordinates that an object loses when it is flattened and joined.
OBJECT, GENERATED = "maquette_object", "maquette_generated"


def flatten(keep_coordinates: bool = False, carriers: Mapping[str, str] | None = None,
            living: Living | None = None) -> list[bpy.types.Object]:
    """Replaces all objects by meshes of what is seen; returns these. `keep_coordinates`: with the
    attributes OBJECT and GENERATED, for materials that are to be baked. `carriers`: {object: the
    joint that carries it}, kept as the property CARRIED_BY. `living`: its armatures stay, though in
    no collection."""
    shown = {obj.name for obj, hidden in asset.objects() if not hidden}
    parts = {name: asset.part_of(bpy.data.objects[name]) for name in shown}
    made = []
    for name, evaluated, matrix in asset.instances(shown):
        if evaluated.type == "MESH":
            mesh = _mesh_of(evaluated)
            if mesh is not None:
                if keep_coordinates:
                    _keep_coordinates(mesh)
                made.append((name, mesh, matrix))
    if not made:
        raise BridgeError(NOTHING_TO_RENDER, "There is nothing to export: no object is visible.")
    kept = {*(mesh for _name, mesh, _matrix in made), *(living.armatures if living else ())}
    # Their names become free. One by one, Blender would look through the whole file for each.
    bpy.data.batch_remove([each for blocks in (bpy.data.objects, bpy.data.collections,
                                               bpy.data.meshes)
                           for each in blocks if each not in kept])
    objects = []
    for name, mesh, matrix in made:
        # The object keeps its origin; what else a matrix can do goes into the mesh.
        obj = bpy.data.objects.new(name, mesh)
        obj["part"], obj[CARRIED_BY] = parts[name], (carriers or {}).get(name, "")
        obj.location = matrix.translation
        mesh.name = name
        mesh.transform(matrix.to_3x3().to_4x4())
        if matrix.is_negative:
            mesh.flip_normals()
        bpy.context.scene.collection.objects.link(obj)
        objects.append(obj)
        if living is not None:
            living.take(name, obj, matrix)
    return objects


def _mesh_of(evaluated: bpy.types.Object) -> bpy.types.Mesh | None:
    depsgraph = bpy.context.evaluated_depsgraph_get()
    own = evaluated.original.evaluated_get(depsgraph)
    # Blender would take an object's mesh instead of the one that geometry nodes instance.
    layers = ({"preserve_all_data_layers": True, "depsgraph": depsgraph}
              if evaluated.data == own.data else {})
    try:
        mesh = bpy.data.meshes.new_from_object(evaluated, **layers)
    except RuntimeError:
        return None  # nothing to make a mesh of
    if mesh.polygons:
        for slot, material in enumerate(asset.materials_of(evaluated, mesh)):
            if mesh.materials[slot] != material:  # else Blender would evaluate the scene anew
                mesh.materials[slot] = material
        return mesh
    bpy.data.meshes.remove(mesh)
    return None


def _keep_coordinates(mesh: bpy.types.Mesh) -> None:
    """Blender's manual, Texture Coordinate: Object is the place in the object's own space,
    Generated the same between 0 and 1 across its box."""
    flat = array("f", bytes(12 * len(mesh.vertices)))
    mesh.vertices.foreach_get("co", flat)
    across = array("f", flat)
    for axis in range(3):
        values = flat[axis::3]
        low, size = min(values), max(values) - min(values)
        across[axis::3] = array("f", [(value - low) / size if size else 0.5 for value in values])
    for name, values in ((OBJECT, flat), (GENERATED, across)):
        mesh.attributes.new(name, "FLOAT_VECTOR", "POINT").data.foreach_set("vector", values)


def forget_coordinates(objects: list[bpy.types.Object]) -> None:
    """Removes the coordinates that were kept for baking."""
    for obj in objects:
        for name in (OBJECT, GENERATED):
            attribute = obj.data.attributes.get(name)
            if attribute is not None:
                obj.data.attributes.remove(attribute)


def count_triangles(objects: list[bpy.types.Object]) -> int:
    """The triangles of all objects."""
    return sum(len(obj.data.loops) - 2 * len(obj.data.polygons) for obj in objects)


def box(objects: list[bpy.types.Object]) -> tuple[Vector, Vector]:
    """Lowest and highest corner of all objects, m."""
    corners = []
    for obj in objects:
        flat = array("f", bytes(12 * len(obj.data.vertices)))
        obj.data.vertices.foreach_get("co", flat)
        axes = [flat[axis::3] for axis in range(3)]
        corners += [obj.location + Vector(map(end, axes)) for end in (min, max)]
    return (Vector(map(min, zip(*corners))), Vector(map(max, zip(*corners))))


def reduce(objects: list[bpy.types.Object], share: float) -> None:
    """Reduces each object to `share` of its triangles (Blender's manual: Decimate, Collapse)."""
    for obj in objects:
        modifier = obj.modifiers.new("Reduce", "DECIMATE")
        modifier.ratio = share
    _apply(objects)


def triangulate(objects: list[bpy.types.Object], keep_normals: bool) -> None:
    """Turns all faces into triangles."""
    if not keep_normals:
        for obj in objects:
            bm = bmesh.new()
            bm.from_mesh(obj.data)
            bmesh.ops.triangulate(bm, faces=bm.faces[:])
            bm.to_mesh(obj.data)
            bm.free()
        return
    for obj in objects:
        modifier = obj.modifiers.new("Triangulate", "TRIANGULATE")
        if hasattr(modifier, "keep_custom_normals"):
            modifier.keep_custom_normals = True
    _apply(objects)


def _apply(objects: list[bpy.types.Object]) -> None:
    bpy.context.view_layer.update()
    depsgraph = bpy.context.evaluated_depsgraph_get()
    # All of them before any object changes, after which Blender evaluates the scene anew.
    meshes = [_mesh_of(obj.evaluated_get(depsgraph)) for obj in objects]
    names, before = [obj.data.name for obj in objects], []
    for obj, mesh in zip(objects, meshes):
        obj.modifiers.clear()
        if mesh is not None:  # else so little is left that it has no face: it stays as it was
            before.append(obj.data)
            obj.data = mesh
    bpy.data.batch_remove(before)
    for obj, name in zip(objects, names):
        obj.data.name = name


def place(objects: list[bpy.types.Object], scale: float, on_ground: bool) -> Vector:
    """Scales everything about the origin, after the foot's middle was moved there if wanted.
    Returns what became the origin."""
    foot = Vector()
    if on_ground:
        low, high = box(objects)
        foot = Vector(((low.x + high.x) / 2, (low.y + high.y) / 2, low.z))
    for obj in objects:
        obj.location = (obj.location - foot) * scale
        if scale != 1:
            obj.data.transform(Matrix.Scale(scale, 4))
    return foot


def join_by_material(objects: list[bpy.types.Object]) -> list[bpy.types.Object]:
    """Joins all objects with the same materials that move as one, under the first material's
    name."""
    groups: dict[Any, Any] = {}
    for obj in objects:
        key = (*(slot.material.name if slot.material else "" for slot in obj.material_slots),
               obj[CARRIED_BY])
        groups.setdefault(key, []).append(obj)
    joined = []
    for key, group in groups.items():
        if len(group) > 1:
            with bpy.context.temp_override(active_object=group[0], object=group[0],
                                           selected_objects=group,
                                           selected_editable_objects=group):
                bpy.ops.object.join()
        group[0].name = group[0].data.name = (key[0] if len(key) > 1 and key[0] else group[0].name)
        joined.append(group[0])
    return joined
