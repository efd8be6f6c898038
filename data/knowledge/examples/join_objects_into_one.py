"""Join several objects into one mesh

Reads each mesh with its object's matrix into one bmesh: no selection, no active object, no
operator. Materials are gathered, and each face's index is mapped to the new list.
Words: join, merge objects, combine meshes, ctrl j, attach, unite, single mesh
Covers: bmesh.types.BMesh.from_mesh, bpy.types.Mesh.transform, bpy.ops.object.join
Covers: bpy.types.IDMaterials.append
"""
import bmesh
import bpy
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


def piece(name, place, size, material):
    bm = bmesh.new()
    bmesh.ops.create_cube(bm, size=1.0)
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    obj.matrix_world = Matrix.Translation(place) @ Matrix.Diagonal((*size, 1))
    bpy.context.scene.collection.objects.link(obj)
    return obj


def join(name, objects):
    """One object with all their faces, in world coordinates; the single ones go."""
    bm, materials = bmesh.new(), []
    for obj in objects:
        mesh = obj.data.copy()
        mesh.transform(obj.matrix_basis)  # matrix_world, for what has no parent
        first = len(bm.faces)
        bm.from_mesh(mesh)
        bm.faces.ensure_lookup_table()
        for face in bm.faces[first:]:
            material = mesh.materials[face.material_index]
            if material not in materials:
                materials.append(material)
            face.material_index = materials.index(material)
        bpy.data.meshes.remove(mesh)
        bpy.data.objects.remove(obj)
    whole = bpy.data.meshes.new(name)
    bm.to_mesh(whole)
    bm.free()
    for material in materials:
        whole.materials.append(material)
    made = bpy.data.objects.new(name, whole)
    bpy.context.scene.collection.objects.link(made)
    return made


def build():
    oak, felt = paint("Oak", (0.35, 0.2, 0.09)), paint("Felt", (0.05, 0.2, 0.1), 0.9)
    legs = [piece("Leg", (x, y, 0.2), (0.05, 0.05, 0.4), oak)
            for x in (-0.2, 0.2) for y in (-0.2, 0.2)]
    seat = piece("Seat", (0, 0, 0.42), (0.5, 0.5, 0.04), oak)
    pad = piece("Pad", (0, 0, 0.455), (0.46, 0.46, 0.03), felt)
    return [join("Stool", [*legs, seat, pad])]


build()
