"""Extrude each face outwards along its normal

extrude_discrete_faces gives each face its own block; move it along the face's normal. With inset
before it, a ball becomes a pineapple, a panel a keyboard.
Words: extrude, extrude individual, push out faces, greebles, studs, panels, sci-fi, along normals
Covers: bmesh.ops.extrude_discrete_faces, bmesh.ops.inset_individual, bmesh.ops.translate
"""
import bmesh
import bpy

RADIUS, OUT, GAP = 0.2, 0.03, 0.012  # metres


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
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=2, radius=RADIUS)
    bmesh.ops.join_triangles(bm, faces=bm.faces, angle_face_threshold=0.6,
                             angle_shape_threshold=0.6)
    panels = bm.faces[:]
    bmesh.ops.inset_individual(bm, faces=panels, thickness=GAP, depth=0.0)
    # After an inset the given faces are the inner ones.
    made = bmesh.ops.extrude_discrete_faces(bm, faces=panels)
    for face in made["faces"]:
        bmesh.ops.translate(bm, vec=face.normal * OUT, verts=face.verts)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    return [finish("Satellite", bm, paint("Hull", (0.4, 0.42, 0.45), 0.35, 1.0))]


build()
