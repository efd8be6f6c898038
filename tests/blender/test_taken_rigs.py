# What moves in a model of another program: the pieces follow it, in each frame, as they do in the file.
import json

import pytest
from taking import names, rebuild, take
from test_toolkit import with_library

# A robot whose armature bends a skin, carries a head on a bone and walks on; a wheel that turns, with a hub that hangs
# on it; a face with two shape keys, one of them moved; and a plate that stands still.
MADE = """import math
import bpy
scene = bpy.context.scene
scene.frame_start, scene.frame_end = 1, 20
rig = bpy.data.objects.new("Skeleton", bpy.data.armatures.new("Skeleton"))
scene.collection.objects.link(rig)
bpy.context.view_layer.objects.active = rig
bpy.ops.object.mode_set(mode="EDIT")
above = None
for name, low, high in (("Lower", 0, 1), ("Upper", 1, 2)):
    bone = rig.data.edit_bones.new(name)
    bone.head, bone.tail, bone.parent = (0, 0, low), (0, 0, high), above
    above = bone
bpy.ops.object.mode_set(mode="OBJECT")
def box(name, size, place, **colors):
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    obj = bpy.context.object
    obj.name, obj.scale = name, size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    for paint, color in (colors or {name: (0.5, 0.5, 0.5)}).items():
        material = bpy.data.materials.new(paint)
        material.use_nodes = True
        material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (*color, 1)
        obj.data.materials.append(material)
    return obj
body = box("Body", (0.4, 0.3, 2), (0, 0, 1), Red=(0.8, 0.1, 0.1), Blue=(0.1, 0.1, 0.8))
body.data.polygons[0].material_index = 1
for name, low, high in (("Lower", 0, 1), ("Upper", 1, 2)):
    group = body.vertex_groups.new(name=name)
    for vertex in body.data.vertices:
        if (vertex.co.z > 0) == (name == "Upper"):
            group.add([vertex.index], 1.0, "REPLACE")
body.parent = rig
body.modifiers.new("Armature", "ARMATURE").object = rig
head = box("Head", (0.3, 0.3, 0.3), (0, 0, 2.2))
bpy.context.view_layer.update()
world = head.matrix_world.copy()
head.parent, head.parent_type, head.parent_bone = rig, "BONE", "Upper"
bpy.context.view_layer.update()
head.matrix_world = world
bone = rig.pose.bones["Upper"]
bone.rotation_mode = "XYZ"
for frame, angle, x in ((1, 0.2, 0.1), (10, 0.9, 0.5), (20, -0.4, 1.0)):
    bone.rotation_euler.x = angle
    bone.keyframe_insert("rotation_euler", frame=frame)
    rig.location.x = x
    rig.keyframe_insert("location", frame=frame)
wheel = box("Wheel", (0.2, 0.6, 0.6), (2, 0, 0.3))
wheel.rotation_mode = "XYZ"
for frame, angle in ((1, 0.3), (20, 2.0)):
    wheel.rotation_euler.x = angle
    wheel.keyframe_insert("rotation_euler", frame=frame)
hub = box("Hub", (0.3, 0.1, 0.1), (0.1, 0, 0.2))
hub.parent = wheel
face = box("Face", (0.3, 0.3, 0.3), (-2, 0, 0.3))
for name in ("Basis", "Smile", "Blink"):
    face.shape_key_add(name=name)
keys = face.data.shape_keys.key_blocks
for vertex in (0, 1):
    keys["Smile"].data[vertex].co.z -= 0.2
    keys["Blink"].data[vertex].co.y -= 0.3
for frame, value in ((1, 0.25), (20, 1.0)):
    keys["Smile"].value = value
    keys["Smile"].keyframe_insert("value", frame=frame)
box("Plate", (6, 2, 0.1), (0, 0, -0.05))
"""
# The corners of all that is seen in some frames, to half a millimeter.
SEEN = """
import json
import bpy
found = []
start = bpy.context.scene.frame_start
for frame in (0, 6, 19):
    bpy.context.scene.frame_set(start + frame)
    graph = bpy.context.evaluated_depsgraph_get()
    for obj in bpy.context.scene.objects:
        if obj.type == "MESH":
            mesh = obj.evaluated_get(graph).to_mesh()
            found += [[frame, *(obj.evaluated_get(graph).matrix_world @ vertex.co)] for vertex in mesh.vertices]
print(json.dumps(found))
"""
PARTS = {"Body Red": 1, "Body Blue": 1, "Head": 1, "Wheel": 1, "Hub": 1, "Face": 1, "Plate": 1}


def seen(worker, script):
    said = worker.execute(script + SEEN)
    rows = json.loads(said["stdout"].splitlines()[-1])
    return {tuple(round(2000 * value) / 2000 + 0.0 for value in row) for row in rows}


def far(one, other):
    """The rows that no row of the other set is near to."""
    return [row for row in one if not any(row[0] == each[0] and all(abs(a - b) <= 0.002 for a, b in zip(row, each))
                                          for each in other)]


def matches(worker, script, truth):
    found = seen(worker, script)
    return not far(truth, found) and not far(found, truth)


def changed(rows, change):
    return {(row[0], *change(*row[1:])) for row in rows}


@pytest.fixture(scope="module")
def made(worker, folder):
    """The robot as a .blend, a .glb and an .fbx, and where its corners are."""
    truth = seen(worker, MADE)
    worker.execute(MADE, save="from/made.blend")
    for suffix in (".glb", ".fbx"):
        worker.call("export", {"file": f"out/made{suffix}"})
    return {".blend": folder / "made.blend", ".glb": "out/made.glb", ".fbx": "out/made.fbx"}, truth


@pytest.mark.parametrize("suffix", [".blend", ".glb", ".fbx"])
def test_pieces_follow(worker, made, suffix):
    """A skin, what hangs on a bone or on what moves, and shape keys: where they are in the file, in each frame."""
    paths, truth = made
    taken = take(worker, paths[suffix])
    assert names(taken) == PARTS
    assert any(note.startswith("Stays: 1 armature with 2 bones (“Skeleton”), ") and "2 shape keys (“Smile”, “Blink”)"
               in note for note in taken["notes"]), taken["notes"]
    rebuild(worker, taken)
    assert matches(worker, taken["script"], truth)
    assert matches(worker, taken["script"].replace("\nSCALE = 1.0", "\nSCALE = 2.0"),
                   changed(truth, lambda x, y, z: (2 * x, 2 * y, 2 * z)))
    worker.execute(taken["script"].replace("PLATE_Z = 0.0", "PLATE_Z = 0.01"))
    kept = worker.call("export", {"file": "out/again.glb"})["kept"]
    assert kept == {"skins": 2, "shape_keys": 2, "animations": 1, "joints": 0}


def test_another_unit_and_up(worker, made):
    """What is told about a .glb holds for what moves its pieces, too."""
    paths, truth = made
    taken = take(worker, paths[".glb"], unit="ft", up="z")
    rebuild(worker, taken)
    # A file is read as if y were up: what was (x, y, z) there is (x, z, -y) if z is.
    assert matches(worker, taken["script"], changed(truth, lambda x, y, z: (0.3048 * x, 0.3048 * z, -0.3048 * y)))


def test_rebuilt(worker, made):
    """As code only what stands still; the rest goes on moving."""
    paths, truth = made
    taken = take(worker, paths[".blend"])
    rebuild(worker, taken)
    worker.execute(taken["script"])
    code = worker.call("rebuild", {"script": taken["script"], "kept": [], "save": "before.blend"})
    why = {part["name"]: part["why"] for part in code["parts"]}
    assert why == {name: None if name == "Plate" else "it has a rig or shape keys, or moves" for name in PARTS}
    assert matches(worker, with_library("\nSEED = 0\n" + code["script"]), truth)


def test_on_a_base(worker, made):
    """All of it is lifted in each frame."""
    paths, truth = made
    taken = take(worker, paths[".blend"])
    rebuild(worker, taken)
    script = taken["script"].replace("\n\n\nbuild()\n", "\n    put_on_base(0.25, 0.1, '#808080')\n\n\nbuild()\n")
    found = seen(worker, with_library("\nSEED = 0\n" + script))
    assert not far(changed(truth, lambda x, y, z: (x, y, z + 0.25)), found)


def test_what_is_left_out(worker, folder):
    """An armature and shape keys under another modifier, and what has no armature that it could turn: named, and the
    model as it stands. An action that nothing plays stays as a track that is off."""
    worker.execute(MADE + """
for name, path in (("Walk", 'pose.bones["Lower"].location'), ("Elsewhere", 'pose.bones["Arm"].location')):
    action = bpy.data.actions.new(name)
    action.use_fake_user = True
    action.fcurves.new(path, index=0).keyframe_points.insert(1, 0.5)
for obj in (body, face):
    obj.modifiers.new("Bevel", "BEVEL").width = 0.01
""", save="from/left.blend")
    taken = take(worker, folder / "left.blend")
    assert [note for note in taken["notes"] if note.startswith("Left out")] == [
        "Left out: 2 animations (“Elsewhere”, “KeyAction”), 2 shape keys (“Smile”, “Blink”). The model is taken as it "
        "stands."], taken["notes"]
    rebuild(worker, taken)
    said = worker.execute(taken["script"] + """
print([(track.name, track.mute) for track in bpy.data.objects["Skeleton"].animation_data.nla_tracks])
print([obj.name for obj in bpy.data.objects if obj.type == "MESH" and (obj.modifiers or obj.data.shape_keys)])
print([obj.name for obj in bpy.data.objects if obj.parent_bone])
""")
    assert said["stdout"].splitlines() == ["[('Walk', True)]", "[]", "['Head']"]
