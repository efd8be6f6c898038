# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The things of the scene that move by themselves: skins on armatures, shape keys, actions. The
meshes are flattened as all others are, at rest; then they get their motion again, for the formats
that have a place for it."""

from __future__ import annotations

import math
from array import array
from typing import Any

import bpy
from mathutils import Matrix, Vector

from ..measure import asset
from ..motion import joints
from .jointed import CARRIED_BY

MAX_FRAMES = 1000  # of a motion that is sampled
_OFFSET = "maquette_key_"  # attribute: by how much a shape key moves each vertex
_SAME = 1e-6  # of matrices


def actions_of(block: Any) -> list[bpy.types.Action]:
    """The actions that a data-block plays, by itself or by its tracks."""
    data = getattr(block, "animation_data", None)
    if data is None:
        return []
    found = [data.action, *(strip.action for track in data.nla_tracks for strip in track.strips)]
    return list(dict.fromkeys(each for each in found if each is not None))


def animated(obj: bpy.types.Object) -> list[bpy.types.Action]:
    """The actions of an object, its data and its shape keys, but those of joints."""
    if joints.is_joint(obj):
        return []
    keys = getattr(obj.data, "shape_keys", None)
    return [action for block in (obj, obj.data, keys) for action in actions_of(block)]


def has_keys(obj: bpy.types.Object) -> bool:
    """Whether a mesh has shape keys beside its basis."""
    keys = obj.data.shape_keys if obj.type == "MESH" else None
    return keys is not None and len(keys.key_blocks) > 1


def armature_of(obj: bpy.types.Object) -> Any:
    """The modifier by which the one armature of an object moves it, or None."""
    found = [each for each in obj.modifiers if each.type == "ARMATURE" and each.object is not None]
    return found[0] if len(found) == 1 else None


def count() -> dict[str, int]:
    """How many of them are in the scene, to be compared with those that another Blender read."""
    objects = list(bpy.context.scene.objects)
    return {"skins": sum(obj.type == "MESH" and armature_of(obj) is not None for obj in objects),
            "shape_keys": sum(len(obj.data.shape_keys.key_blocks) - 1 for obj in objects
                              if has_keys(obj)),
            "animations": int(any(actions_of(block) for obj in objects for block in (
                obj, obj.data, getattr(obj.data, "shape_keys", None)))),
            "joints": sum(obj.type == "EMPTY" and obj.name.endswith(" joint")
                          and bool(actions_of(obj)) for obj in objects)}


def _coordinates(obj: bpy.types.Object) -> array[float]:
    depsgraph = bpy.context.evaluated_depsgraph_get()
    mesh = obj.evaluated_get(depsgraph).to_mesh()
    found = array("f", bytes(12 * len(mesh.vertices)))
    mesh.vertices.foreach_get("co", found)
    obj.evaluated_get(depsgraph).to_mesh_clear()
    return found


class Living:
    """Read before the scene is flattened, and given back afterwards."""

    def __init__(self, shown: set[str]) -> None:
        """`shown`: names of the objects that are seen."""
        scene = bpy.context.scene
        meshes = [scene.objects[name] for name in sorted(shown)
                  if scene.objects[name].type == "MESH"]
        self._skins = {obj.name: armature_of(obj).object for obj in meshes if armature_of(obj)}
        self._bones = {obj.name: (obj.parent, obj.parent_bone) for obj in meshes
                       if obj.parent_type == "BONE" and obj.name not in self._skins
                       and obj.parent is not None and obj.parent.type == "ARMATURE"}
        self.armatures = list(dict.fromkeys([*self._skins.values(),
                                             *(each for each, _bone in self._bones.values())]))
        self._keys: dict[str, list[tuple[str, float, array[float]]]] = {}
        self._key_actions: dict[str, Any] = {}
        self._moves: dict[str, list[Matrix]] = {}
        self.frames = self._find_frames()
        self._sample([obj for obj in meshes if obj.name not in self._skins | self._bones])
        if self.frames:
            scene.frame_set(self.frames[0])
        for obj in meshes:
            if obj.name in self._skins:
                armature_of(obj).show_viewport = False
            if has_keys(obj) and obj.data.shape_keys.use_relative:
                # By how much each key moves the vertices, whatever modifiers do afterwards.
                obj.show_only_shape_key = True
                blocks, found = obj.data.shape_keys.key_blocks, []
                for number, block in enumerate(blocks):
                    obj.active_shape_key_index = number
                    block.mute = False
                    found.append(_coordinates(obj))
                obj.active_shape_key_index = 0
                if len(set(map(len, found))) == 1:
                    self._keys[obj.name] = [
                        (block.name, block.value,
                         array("f", [b - a for a, b in zip(found[0], each)]))
                        for block, each in list(zip(blocks, found))[1:]]
                    self._key_actions[obj.name] = next(iter(actions_of(obj.data.shape_keys)), None)
        self._roots = [(each, each.matrix_world @ each.matrix_basis.inverted_safe())
                       for each in self.armatures]
        self.kept = {*self._skins, *self._bones, *self._keys, *self._moves,
                     *(each.name for each in self.armatures)}

    def __bool__(self) -> bool:
        return bool(self.kept)

    def _find_frames(self) -> range:
        """The frames of all actions, within those of the scene."""
        scene = bpy.context.scene
        found = [action for obj in scene.objects for action in animated(obj)]
        if not found:
            return range(0)
        first = max(scene.frame_start, int(min(each.frame_range[0] for each in found)))
        last = min(scene.frame_end, math.ceil(max(each.frame_range[1] for each in found)))
        return range(first, last + 1) if last - first < MAX_FRAMES else range(0)

    def _sample(self, objects: list[bpy.types.Object]) -> None:
        """Where what no armature moves stands in each frame, also by parents and constraints; and
        armatures that constraints move become ones that their keys move."""
        scene, before = bpy.context.scene, bpy.context.scene.frame_current
        bound = [each for each in self.armatures
                 if any(bone.constraints for bone in each.pose.bones)]
        poses: dict[bpy.types.Object, list[dict[str, Matrix]]] = {each: [] for each in bound}
        places: dict[str, list[Matrix]] = {obj.name: [] for obj in objects}
        for frame in self.frames:
            scene.frame_set(frame)
            for obj in objects:
                places[obj.name].append(obj.matrix_world.copy())
            for armature in bound:
                poses[armature].append(_local_poses(armature))
        scene.frame_set(before)
        for name, found in places.items():
            if any(abs(a - b) > _SAME for each in found for row, first in zip(each, found[0])
                   for a, b in zip(row, first)):
                self._moves[name] = found
        for armature in bound:
            _key_poses(armature, self.frames, poses[armature] or [_local_poses(armature)])

    def take(self, name: str, obj: bpy.types.Object, matrix: Matrix) -> None:
        """Keeps the keys of an object with the mesh that it was flattened to."""
        if name != obj.name:
            return  # an instance
        turn = matrix.to_3x3()
        for number, (_name, _value, moved) in enumerate(self._keys.get(name, ())):
            if len(moved) == 3 * len(obj.data.vertices):
                attribute = obj.data.attributes.new(f"{_OFFSET}{number}", "FLOAT_VECTOR", "POINT")
                attribute.data.foreach_set("vector", [
                    value for vector in zip(moved[0::3], moved[1::3], moved[2::3])
                    for value in turn @ Vector(vector)])

    def attach(self, objects: list[bpy.types.Object], foot: Vector,
               scale: float) -> tuple[Vector, Vector]:
        """Gives flattened objects, which were placed, their motion again. Returns the lowest and
        the highest corner of what is seen in the first frame."""
        placed = Matrix.Scale(scale, 4) @ Matrix.Translation(-foot)
        collection = bpy.context.scene.collection
        for armature, above in self._roots:
            if armature.name not in collection.objects:
                collection.objects.link(armature)
            armature.parent = None
            if placed @ above != Matrix.Identity(4):
                root = bpy.data.objects.new(f"{armature.name} root", None)
                collection.objects.link(root)
                root.matrix_world = placed @ above
                armature.parent, armature.matrix_parent_inverse = root, Matrix()
        bpy.context.view_layer.update()
        for obj in objects:
            if obj.name in self._keys:
                mesh = obj.data
                flat = array("f", bytes(12 * len(mesh.vertices)))
                mesh.vertices.foreach_get("co", flat)
                for number, (name, value, _moved) in enumerate(self._keys[obj.name]):
                    attribute = mesh.attributes.get(f"{_OFFSET}{number}")
                    if attribute is None:
                        continue
                    moved = array("f", bytes(12 * len(mesh.vertices)))
                    attribute.data.foreach_get("vector", moved)
                    mesh.attributes.remove(attribute)
                    if mesh.shape_keys is None:
                        obj.shape_key_add(name="Basis")
                    block = obj.shape_key_add(name=name)
                    block.data.foreach_set("co", [a + scale * b for a, b in zip(flat, moved)])
                    block.slider_min, block.slider_max = min(0.0, value), max(1.0, value)
                    block.value = value
                if mesh.shape_keys is not None and self._key_actions[obj.name] is not None:
                    action = self._key_actions[obj.name]
                    data = mesh.shape_keys.animation_data_create()
                    data.action = action
                    if hasattr(data, "action_slot") and data.action_slot is None:  # since 4.4
                        data.action_slot = next(iter(data.action_suitable_slots), None)
            if obj.name in self._skins:
                _hang(obj, self._skins[obj.name])
                obj.modifiers.new("Armature", "ARMATURE").object = self._skins[obj.name]
            elif obj.name in self._bones:
                _hang(obj, *self._bones[obj.name])
            elif obj.name in self._moves and not obj.get(CARRIED_BY):
                matrices = self._moves[obj.name]
                back = matrices[0].inverted_safe() @ placed.inverted()
                at = Matrix.Translation(obj.location)
                obj.rotation_mode = "QUATERNION"
                _key(obj, self.frames, [placed @ matrix @ back @ at for matrix in matrices])
        if self.frames:
            bpy.context.scene.frame_start, bpy.context.scene.frame_end = (self.frames[0],
                                                                          self.frames[-1])
            bpy.context.scene.frame_set(self.frames[0])
        shapes = asset.shapes({obj.name for obj in objects})[0].values()
        low, high = (Vector(end(getattr(each, corner)[axis] for each in shapes)
                            for axis in range(3)) for corner, end in (("low", min), ("high", max)))
        return low, high

    @property
    def arguments(self) -> dict[str, Any]:
        """For the exporter of glTF: what was sampled is one animation of all objects."""
        return {"export_animation_mode": "SCENE",
                "export_anim_scene_split_object": False} if self._moves else {}


def _hang(obj: bpy.types.Object, armature: bpy.types.Object, bone: str = "") -> None:
    """Makes an object a child of an armature, or of its bone, where it stands."""
    place = Matrix.Translation(obj.location)
    obj.parent = armature
    if bone:
        obj.parent_type, obj.parent_bone = "BONE", bone
    bpy.context.view_layer.update()
    obj.matrix_world = place


def _local_poses(armature: bpy.types.Object) -> dict[str, Matrix]:
    """{bone: its turn from rest}, as constraints leave it; "" is the armature itself."""
    found = {"": armature.matrix_basis.copy()}
    for bone in armature.pose.bones:
        above = {} if bone.parent is None else {
            "parent_matrix": bone.parent.matrix,
            "parent_matrix_local": bone.parent.bone.matrix_local}
        found[bone.name] = bone.bone.convert_local_to_pose(
            bone.matrix, bone.bone.matrix_local, invert=True, **above)
    return found


def _key_poses(armature: bpy.types.Object, frames: range, poses: list[dict[str, Matrix]]) -> None:
    """Makes the sampled poses the armature's one action, and leaves its constraints out."""
    armature.animation_data_clear()
    for bone in armature.pose.bones:
        for constraint in list(bone.constraints):
            bone.constraints.remove(constraint)
    for name, each in (("", armature), *armature.pose.bones.items()):
        each.rotation_mode = "QUATERNION"
        _key(each, frames, [pose[name] for pose in poses])


def _key(owner: Any, frames: range, matrices: list[Matrix]) -> None:
    """Keys the own motion of an object or a bone, if there are frames."""
    before = None
    for frame, matrix in zip(frames or (0,), matrices):
        place, turn, size = matrix.decompose()
        if before is not None:
            turn.make_compatible(before)
        owner.location, owner.rotation_quaternion, owner.scale, before = place, turn, size, turn
        for path in ("location", "rotation_quaternion", "scale") if frames else ():
            owner.keyframe_insert(path, frame=frame)
