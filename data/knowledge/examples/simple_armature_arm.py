"""Bones that bend a mesh: a simple armature

Bones are made in edit mode of the armature, which must be active; the mesh gets a group of each
bone's name with weights, an Armature modifier, and is bent by the pose.
Words: armature, bones, rig, skeleton, skinning, pose, bend arm, tentacle, weights
Covers: bpy.types.Armature, bpy.types.ArmatureEditBones.new, bpy.types.ArmatureModifier
Covers: bpy.types.PoseBone, bpy.ops.object.mode_set
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix

BONES, LENGTH, RADIUS = 4, 0.15, 0.03  # count, metres each, metres
BEND = 22  # degrees at each joint


def paint(name, color, roughness=0.5, metallic=0.0):
    """A plain material of one colour (linear RGB)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    bsdf = made.node_tree.nodes["Principled BSDF"]
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Roughness"].default_value = roughness
    bsdf.inputs["Metallic"].default_value = metallic
    return made


def finish(name, bm, material, smooth=False):
    """Makes an object of the bmesh, and frees it."""
    for face in bm.faces:
        face.smooth = smooth
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    tall = BONES * LENGTH
    bm = bmesh.new()
    bmesh.ops.create_cone(bm, cap_ends=True, segments=32, radius1=RADIUS * 1.4, radius2=RADIUS,
                          depth=tall, matrix=Matrix.Translation((0, 0, tall / 2)))
    upright = [e for e in bm.edges if abs(e.verts[0].co.z - e.verts[1].co.z) > tall / 2]
    bmesh.ops.subdivide_edges(bm, edges=upright, cuts=47, use_grid_fill=True)
    arm = finish("Arm", bm, paint("Skin", (0.6, 0.35, 0.25)), smooth=True)
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    last = None
    for i in range(BONES):
        bone = rig.data.edit_bones.new(f"Bone {i + 1}")
        bone.head, bone.tail = (0, 0, i * LENGTH), (0, 0, (i + 1) * LENGTH)
        bone.parent, bone.use_connect = last, last is not None
        last = bone
    bpy.ops.object.mode_set(mode="OBJECT")  # only now rig.data.bones and rig.pose have them
    for i in range(BONES):
        group = arm.vertex_groups.new(name=f"Bone {i + 1}")
        for vertex in arm.data.vertices:
            away = abs(vertex.co.z / LENGTH - (i + 0.5))
            group.add([vertex.index], max(0.0, min(1.0, 1.0 - (away - 0.25) * 2)), "REPLACE")
    skin = arm.modifiers.new("Skin", "ARMATURE")
    skin.object = rig
    for bone in rig.pose.bones[1:]:
        bone.rotation_mode = "XYZ"
        bone.rotation_euler.x = radians(BEND)
    return [arm, rig]


build()
