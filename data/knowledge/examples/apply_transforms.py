"""Apply scale and rotation to the mesh

Bevel, Solidify and textures use the mesh's own units: a stretched scale makes them uneven.
Mesh.transform bakes the matrix in, and the object's own goes back to none.
Words: apply scale, freeze transforms, reset transform, ctrl a, bake scale, non uniform scale
Words: uneven bevel
Covers: bpy.types.Mesh.transform, bpy.types.Object.matrix_basis, bpy.ops.object.transform_apply
"""
import bmesh
import bpy
from math import radians
from mathutils import Matrix


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


def apply_transform(obj):
    """Rotation and scale go into the mesh, the place stays. Not for a mesh that others share."""
    place = obj.matrix_basis.translation.copy()
    turned = obj.matrix_basis.copy()
    turned.translation = (0, 0, 0)
    obj.data.transform(turned)
    if turned.determinant() < 0:
        obj.data.flip_normals()  # a mirrored scale turns faces inside out
    obj.matrix_basis = Matrix.Translation(place)


def build():
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    slab = finish("Slab", bm, paint("Turquoise", (0.05, 0.45, 0.45), 0.4), smooth=True)
    slab.scale = (0.6, 0.2, 0.05)
    slab.rotation_euler.z = radians(20)
    slab.location.z = 0.025
    apply_transform(slab)
    bevel = slab.modifiers.new("Bevel", "BEVEL")  # now of the same width all round
    bevel.width, bevel.segments, bevel.harden_normals = 0.012, 4, True
    return [slab]


build()
