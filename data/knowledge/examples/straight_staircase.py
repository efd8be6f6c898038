"""Straight staircase with steps

One closed outline in side view, extruded to the width: no gaps between the steps, and 2 x rise +
run stays near 0.63 m, which people find easy to climb.
Words: stairs, steps, stairway, flight of stairs, ladder, porch steps
Makes: staircase, stairway, stairs, flight of stairs
Covers: bmesh.ops.extrude_face_region, bmesh.ops.recalc_face_normals, bmesh.types.BMFaceSeq.new
"""
import bmesh
import bpy

STEPS, RISE, RUN = 8, 0.17, 0.29  # metres
WIDTH = 1.0
THICK = 0.2  # of the sloping underside


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
    outline = [(0.0, 0.0)]
    for i in range(STEPS):
        outline += [(i * RUN, (i + 1) * RISE), ((i + 1) * RUN, (i + 1) * RISE)]
    outline += [(STEPS * RUN, STEPS * RISE - THICK), (THICK * RUN / RISE, 0.0)]
    bm = bmesh.new()
    side = bm.faces.new([bm.verts.new((-WIDTH / 2, y, z)) for y, z in outline])
    made = bmesh.ops.extrude_face_region(bm, geom=[side])
    moved = [each for each in made["geom"] if isinstance(each, bmesh.types.BMVert)]
    bmesh.ops.translate(bm, vec=(WIDTH, 0, 0), verts=moved)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    return [finish("Stairs", bm, paint("Concrete", (0.4, 0.4, 0.38), 0.9))]


build()
