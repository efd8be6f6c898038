# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An asset that comes back from the user's Blender: takes it out of the file that it came in, finds
what was changed by hand, and writes what a script can do of that as Python.

The file is as foreign as any: this runs in a Blender of the sandbox that runs no script.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Matrix

from .. import cleanup
from ..errors import INVALID_PARAMS, BridgeError
from ..export import sanitize
from ..measure import asset, fingerprint
from ..streams import clean
from . import data_blocks

if TYPE_CHECKING:
    from mathutils import Euler, Vector

SESSION = "maquette_session"
ROOT = "maquette_root"
# Properties that say where an object is.
PLACE = ("rotation_mode", "location", "rotation_euler", "rotation_quaternion",
         "rotation_axis_angle", "scale")
STEP = 1e-4  # m, and of a matrix's other values: less is not a change
HEAD = "# Changed by hand in Blender."

_NUMBERED = re.compile(r"(.+)\.\d{3,}")


def _copy(value: Any) -> str | tuple[float, ...]:
    return value if isinstance(value, str) else tuple(value)


class Facts:
    """Properties of an object that can be changed by hand."""

    def __init__(self, obj: bpy.types.Object, materials: Callable[..., Any]) -> None:
        parent = obj.parent
        self.parent = parent.name if parent is not None else None
        self.matrix = (parent.matrix_world.inverted_safe() @ obj.matrix_world if parent is not None
                       else obj.matrix_world.copy())
        self.place = {name: _copy(getattr(obj, name)) for name in PLACE}
        self.part = asset.part_of(obj)
        self.points, self.faces = _shape(obj)
        self.materials = Counter(materials(slot.material) for slot in obj.material_slots)

    def is_same_shape(self, other: Facts) -> bool:
        """True if the faces are the same and no point differs by `STEP` or more."""
        return (len(self.points) == len(other.points) and self.faces == other.faces
                and all(abs(mine - yours) < STEP
                        for mine, yours in zip(self.points, other.points)))


def _shape(obj: bpy.types.Object) -> tuple[array[Any], array[Any]]:
    """(coordinates, indices of the faces' corners) of the evaluated mesh, in the object's axes."""
    if obj.type not in asset.SURFACES:
        return array("f"), array("i")
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    try:
        mesh = evaluated.to_mesh()
    except RuntimeError:
        mesh = None
    if mesh is None:
        return array("f"), array("i")
    points = array("f", bytes(12 * len(mesh.vertices)))
    mesh.vertices.foreach_get("co", points)
    faces = array("i", bytes(4 * len(mesh.loops)))
    mesh.loops.foreach_get("vertex_index", faces)
    evaluated.to_mesh_clear()
    return points, faces


def read() -> dict[str, Facts]:
    """Reads, by name, the properties of each object of the scene that can be changed by hand."""
    known = {}

    def material(each: bpy.types.Material) -> str:
        if each not in known:
            known[each] = fingerprint.material(each)
        return known[each]

    bpy.context.view_layer.update()
    return {obj.name: Facts(obj, material) for obj in bpy.context.scene.objects}


def _take_off_root(collection: bpy.types.Collection) -> None:
    """Brings the asset back to the origin, from where it was placed, and off the empty that it
    hangs on."""
    root = next((each for each in collection.objects if each.get(ROOT) and each.type == "EMPTY"),
                None)
    if root is None:
        return
    bpy.context.view_layer.update()
    back = root.matrix_world.inverted_safe()
    for child in [each for each in bpy.data.objects if each.parent == root]:
        matrix = back @ child.matrix_world
        child.parent = None
        child.matrix_world = matrix
    bpy.data.objects.remove(root)


def _name_at_first(obj: bpy.types.Object, session: str, base: dict[str, Facts]) -> str:
    """The name that the version has for an object; a number that Blender added does not count."""
    mark = obj.get(data_blocks.MARK)
    ours = isinstance(mark, str) and mark.startswith(f"{session}/")
    name = mark[len(session) + 1:] if ours else obj.name
    plain = _NUMBERED.fullmatch(name)
    return name if name in base or plain is None else plain.group(1)


def load(path: str, session: str, base: dict[str, Facts]) -> None:
    """Makes the asset in the file the scene, as it is told apart from `base`."""
    # The asset's collection of a file, in an empty scene.
    cleanup.empty_scene()
    try:
        with bpy.data.libraries.load(path, link=False) as (there, here):
            here.collections = list(there.collections)
    except (OSError, RuntimeError) as error:
        raise BridgeError(INVALID_PARAMS, f"What Blender sent cannot be read: "
                          f"{clean(str(error))}"[:1000]) from None
    collection = next((each for each in bpy.data.collections if each.get(SESSION) == session), None)
    if collection is None:
        raise BridgeError(INVALID_PARAMS, "What Blender sent does not hold this asset.")
    bpy.context.scene.collection.children.link(collection)
    _take_off_root(collection)
    # The scene as a script leaves it: what was in the asset's collection is in the scene's.
    top = bpy.context.scene.collection
    for each in list(collection.objects):
        if each.name not in top.objects:
            top.objects.link(each)
    for each in list(collection.children):
        top.children.link(each)
    bpy.data.collections.remove(collection)
    # Names each object as the version names it, so that its script finds it. A copy that the user
    # made is an object of its own.
    objects = sorted(bpy.context.scene.objects,
                     key=lambda each: not data_blocks.is_marked(each, session))
    wanted, others = {}, []
    for obj in objects:
        name = _name_at_first(obj, session, base)
        if name in base and name not in wanted:
            wanted[name] = obj
        else:
            others.append(obj)
    for number, obj in enumerate(objects):
        if obj not in others:
            obj.name = f"maquette {number}"  # out of the way of the names to come
    for name, obj in wanted.items():
        holder = bpy.data.objects.get(name)
        if holder is not None:
            holder.name = f"{name} by hand"
        obj.name = name
    sanitize.strip()
    data_blocks.defuse(data_blocks.all_blocks())  # our marks go, too
    bpy.data.orphans_purge(do_local_ids=True, do_linked_ids=True, do_recursive=True)


def _is_near(one: Matrix, other: Matrix) -> bool:
    return all(abs(a - b) < STEP for first, second in zip(one, other)
               for a, b in zip(first, second))


def _numbers(values: Euler | Vector, digits: int = 6) -> str:
    return "(" + ", ".join(repr(round(value, digits) + 0.0) for value in values) + ")"


class Changes:
    """Differences between the version and what came back; `lines`: the script's tables."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []  # {"object", "part", "change", "in_script", "by"}
        self.moved: dict[Any, Any] = {}
        self.placed: dict[Any, Any] = {}
        self.removed: list[str] = []

    def add(self, name: str, part: str, change: str, in_script: bool) -> None:
        """Adds a row for a change to an object; `in_script`: a script can express it."""
        self.rows.append({"object": clean(name), "part": clean(part), "change": change,
                          "in_script": in_script})

    def compare_place(self, name: str, before: Facts, now: Facts) -> None:
        """Adds what changed in where an object is, how it is turned and its size."""
        if before.parent != now.parent:
            self.add(name, now.part, "parented", False)
            return
        if _is_near(before.matrix, now.matrix):
            # Exactly there: on the way through the scene it was rounded.
            for key, value in before.place.items():
                setattr(bpy.data.objects[name], key, value)
            return
        place, turn, size = now.matrix.decompose()
        if not _is_near(Matrix.LocRotScale(place, turn, size), now.matrix):
            self.add(name, now.part, "sheared", False)
            return
        flat = before.matrix.copy()
        flat.translation = place
        if _is_near(flat, now.matrix):
            self.moved[name] = place - before.matrix.translation
            self.add(name, now.part, "moved", True)
            self.rows[-1]["by"] = [round(way, 6) for way in self.moved[name]]
            return
        self.placed[name] = (place, turn.to_euler(), size)
        _place, was_turned, was_size = before.matrix.decompose()
        turned = was_turned.rotation_difference(turn).angle > STEP
        self.add(name, now.part, "turned" if turned else "scaled", True)

    def script(self, version: int) -> str:
        """Python that does to the script's objects what was done by hand to those of a version, or
        "". Its names end in the version, as a script may get several such ends."""
        if not (self.moved or self.placed or self.removed):
            return ""
        lines = []
        if self.moved:
            lines += [f"MOVED_BY_HAND_{version} = {{  # by x, y, z, m"]
            lines += [f"    {name!r}: {_numbers(by)}," for name, by in self.moved.items()]
            lines += ["}"]
        if self.placed:
            lines += [f"PLACED_BY_HAND_{version} = {{  # location, m; rotation, rad; scale"]
            lines += [f"    {name!r}: ({', '.join(map(_numbers, at))}),"
                      for name, at in self.placed.items()]
            lines += ["}"]
        if self.removed:
            lines += [f"REMOVED_BY_HAND_{version} = {self.removed!r}"]
        lines += ["", "", f"def apply_changes_by_hand_{version}():",
                  f'    """Does again what was done by hand to objects of version {version}."""',
                  "    bpy.context.view_layer.update()",
                  "    objects = bpy.data.objects"]
        if self.moved:
            lines += [f"    for name, by in MOVED_BY_HAND_{version}.items():",
                      "        if name in objects:",
                      "            objects[name].matrix_local = (",
                      "                Matrix.Translation(by) @ objects[name].matrix_local)"]
        if self.placed:
            lines += ["    for name, (location, rotation, scale) in "
                      f"PLACED_BY_HAND_{version}.items():",
                      "        if name in objects:",
                      "            objects[name].matrix_local = Matrix.LocRotScale(",
                      "                location, Euler(rotation), scale)"]
        if self.removed:
            lines += [f"    for name in REMOVED_BY_HAND_{version}:",
                      "        if name in objects:",
                      "            objects.remove(objects[name])"]
        imports = ["import bpy"]
        if self.placed:
            imports += ["from mathutils import Euler, Matrix"]
        elif self.moved:
            imports += ["from mathutils import Matrix"]
        return "\n".join([HEAD, *imports, "", *lines, "", "",
                          f"apply_changes_by_hand_{version}()", ""])


def compare(base: dict[str, Facts]) -> Changes:
    """How the scene differs from `base`."""
    now = read()
    changes = Changes()
    for name, before in sorted(base.items()):
        if name not in now:
            changes.removed.append(name)
            changes.add(name, before.part, "removed", True)
            continue
        after = now[name]
        changes.compare_place(name, before, after)
        if not before.is_same_shape(after):
            changes.add(name, after.part, "reshaped", False)
        if before.materials != after.materials:
            changes.add(name, after.part, "recolored", False)
    for name in sorted(set(now) - set(base)):
        changes.add(name, now[name].part, "added", False)
    return changes
