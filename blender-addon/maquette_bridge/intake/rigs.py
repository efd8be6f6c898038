# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rig of a model that is taken in: armatures, shape keys, and objects that are animated, or
hang on such. The pieces that they move stay meshes at rest; armatures and the places of moving
objects go into the data file, below one root."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import bpy
from mathutils import Matrix

from ..drivers import bags
from ..export import left_out, living
from ..measure import asset
from ..streams import clean

MAX_OBJECTS = 500  # that are moved
MAX_ABOVE = 5000  # of the scene
ROOT = "Rig root"


@dataclass(frozen=True)
class Hold:
    """What moves the pieces of an object: the object that they hang on, maybe by a bone of it, and
    the armature that bends them. Names; "" for none."""

    on: str = ""
    bone: str = ""
    skin: str = ""


def _is_animated(obj: bpy.types.Object) -> bool:
    """Whether an object is moved: by itself, or by what it hangs on."""
    at: Any = obj
    while at is not None:
        if living.actions_of(at) or at.parent_type == "BONE":
            return True
        at = at.parent
    return False


def _bends(obj: bpy.types.Object) -> bool:
    """Whether nothing but one armature and shape keys give an object its form."""
    shown = [each for each in obj.modifiers if each.show_render]
    skin = living.armature_of(obj)
    return obj.type == "MESH" and (bool(skin) or living.has_keys(obj)) and shown in ([], [skin])


class Rig:
    """`objects`: what goes into the data file, the root first; none if nothing moves. `frames`: the
    first, which the scene shows from then on, the last, and those of a second."""

    def __init__(self, has_frames: bool) -> None:
        """has_frames: whether the scene has those of the file, which are those of its animations
        otherwise."""
        scene = bpy.context.scene
        self.objects: list[bpy.types.Object] = []
        self._anchors: dict[bpy.types.Object, bpy.types.Object] = {}
        self._holds: dict[str, tuple[bpy.types.Object | None, str, bpy.types.Object | None]] = {}
        self._at_rest: set[str] = set()
        moved = [obj for obj in scene.objects
                 if obj.type in asset.SURFACES and (_is_animated(obj) or _bends(obj))]
        is_small = len(moved) <= MAX_OBJECTS and len(scene.objects) <= MAX_ABOVE
        for obj in moved if is_small else []:
            self._hold(obj)
        for armature in [each for each in self._anchors.values() if each.type == "ARMATURE"]:
            for bone in armature.pose.bones:
                for target in [getattr(each, "target", None) for each in bone.constraints]:
                    if target is not None and target.type in ("ARMATURE", "EMPTY"):
                        self._anchor(target)
            _stash(armature)
        if not has_frames and (ranges := [each.frame_range for each in self._actions()]):
            scene.frame_start = max(math.floor(min(low for low, _high in ranges)), 0)
            scene.frame_end = max(math.ceil(max(high for _low, high in ranges)), scene.frame_start)
        scene.frame_set(scene.frame_start)
        self.frames = (scene.frame_start, scene.frame_end, scene.render.fps)

    def _hold(self, obj: bpy.types.Object) -> None:
        skin = living.armature_of(obj).object if _bends(obj) and living.armature_of(obj) else None
        on, bone = None, ""
        if living.actions_of(obj):
            on = self._anchor(obj)
        elif obj.parent is not None and (skin is not None or _is_animated(obj)):
            on = self._anchor(obj.parent)
            bone = obj.parent_bone if obj.parent_type == "BONE" else ""
        if skin is not None:
            skin = self._anchor(skin)
        self._holds[obj.name] = on, bone, skin
        if _bends(obj):
            self._at_rest.add(obj.name)

    def _anchor(self, obj: bpy.types.Object) -> bpy.types.Object:
        """The object of the data file that others hang on in the place of this one: an armature or
        an empty itself, for any other an empty that moves as it does. Those above it come, too."""
        chain = []
        at: bpy.types.Object | None = obj
        while at is not None and at not in self._anchors:
            chain.append(at)
            at = at.parent
        for each in reversed(chain):
            if not self.objects:
                self.objects.append(bpy.data.objects.new(ROOT, None))
                bpy.context.scene.collection.objects.link(self.objects[0])
            above, kind, bone = each.parent, each.parent_type, each.parent_bone
            back = each.matrix_parent_inverse.copy() if above is not None else Matrix()
            made = each if each.type in ("ARMATURE", "EMPTY") else _copy_place(each)
            made.parent = self._anchors[above] if above is not None else self.objects[0]
            made.parent_type = kind if above is not None and kind == "BONE" else "OBJECT"
            made.parent_bone = bone if made.parent_type == "BONE" else ""
            made.matrix_parent_inverse = back
            self._anchors[each] = made
            self.objects.append(made)
        return self._anchors[obj]

    def _actions(self) -> set[bpy.types.Action]:
        """All that move what is kept."""
        blocks = [*self.objects, *(bpy.data.objects[name].data.shape_keys
                                   for name in self._at_rest)]
        return {action for each in blocks for action in living.actions_of(each)}

    def is_at_rest(self, name: str) -> bool:
        """Whether an object's mesh is taken before its armature and its shape keys change it."""
        return name in self._at_rest

    def hold(self, name: str) -> Hold:
        """The objects that move the pieces of an object, by their names in the data file."""
        on, bone, skin = self._holds.get(name, (None, "", None))
        return Hold(on.name if on else "", bone, skin.name if skin else "")

    def change(self, scale: float, y_is_up: int) -> None:
        """Scales and turns all of it as MeshArrays.change does."""
        if self.objects:
            self.objects[0].scale = 3 * (scale,)
            self.objects[0].rotation_euler.x = y_is_up * math.pi / 2

    def finish(self, taken: set[str]) -> None:
        """Makes its objects ready for the data file, once all else was read: named as no piece is,
        and none that shows a collection."""
        lower = {name.lower() for name in taken}
        for obj in self.objects:
            obj.instance_type = "NONE"
            while obj.name.lower() in lower:
                obj.name = f"{obj.name} rig"

    def describe(self) -> list[str]:
        """Sentences about what moves the model, with its names: what stays, what is left out."""
        kept = {each for each in self.objects if each.type == "ARMATURE"}
        rigs = [obj for obj in bpy.data.objects if obj.type == "ARMATURE"]
        actions = self._actions()
        shapes = [(block.name, obj.name in self._at_rest) for obj in bpy.data.objects
                  if living.has_keys(obj) for block in obj.data.shape_keys.key_blocks[1:]]
        notes = []
        for is_kept, begin, end in ((True, "Stays: ", ""),
                                    (False, "Left out: ", " The model is taken as it stands.")):
            own = [obj for obj in rigs if (obj in kept) == is_kept]
            found = _list("armature", [obj.name for obj in own],
                          f" with {_count(sum(len(obj.data.bones) for obj in own), 'bone')}")
            found += _list("animation", [each.name for each in bpy.data.actions
                                         if (each in actions) == is_kept])
            found += _list("shape key", [name for name, rests in shapes if rests == is_kept])
            if found:
                notes.append(f"{begin}{', '.join(found)}.{end}")
        return notes


def _copy_place(obj: bpy.types.Object) -> bpy.types.Object:
    """An empty that stands where an object does, and moves as it does."""
    made = bpy.data.objects.new(f"{obj.name} place", None)
    bpy.context.scene.collection.objects.link(made)
    made.rotation_mode = obj.rotation_mode
    for name in ("location", "rotation_euler", "rotation_quaternion", "rotation_axis_angle",
                 "scale", "delta_location", "delta_rotation_euler", "delta_rotation_quaternion",
                 "delta_scale"):
        setattr(made, name, getattr(obj, name))
    if living.actions_of(obj):
        with bpy.context.temp_override(active_object=obj, object=obj,
                                       selected_editable_objects=[obj, made]):
            bpy.ops.object.make_links_data(type="ANIMATION")
    return made


def _stash(armature: bpy.types.Object) -> None:
    """Gives an armature the actions that turn its bones and that nothing plays, as tracks that are
    off: Blender's files have further animations so."""
    bones = {f'pose.bones["{bpy.utils.escape_identifier(each.name)}"]'
             for each in armature.pose.bones}
    for action in bpy.data.actions:
        used = action.users - action.use_fake_user
        if used or not any(path.partition("]")[0] + "]" in bones for path in _paths(action)):
            continue
        track = armature.animation_data_create().nla_tracks.new()
        track.name, track.mute = action.name, True
        track.strips.new(action.name, max(int(action.frame_range[0]), 0), action)


def _paths(action: bpy.types.Action) -> list[str]:
    return [curve.data_path for bag in bags(action) for curve in bag.fcurves]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _list(what: str, names: list[str], more: str = "") -> list[str]:
    """“2 animations (“Run”, “Walk”)”; nothing for none."""
    plain = [clean(name)[:60] for name in names]
    return [f"{_count(len(names), what)}{more} ({left_out.quote(plain)})"] if names else []
