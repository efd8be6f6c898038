"""Rock or boulder shaped by noise

An icosphere (even triangles, no poles) pushed in and out by layers of noise, then cut flat by a
few planes of seeded direction. Flat shading keeps the edges hard.
Words: rock, stone, boulder, asteroid, rubble, cliff, meteorite, gravel
Makes: rock, asteroid, meteorite, cliff
Covers: bmesh.ops.create_icosphere, mathutils.noise.fractal, mathutils.noise.random_unit_vector
"""
import bmesh
import bpy
import random
from mathutils import Vector, noise

SIZE = (0.5, 0.38, 0.3)  # metres
SEED, CUTS = 6, 9


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
    rng = random.Random(SEED)
    shift = Vector([rng.uniform(-50, 50) for _axis in range(3)])
    bm = bmesh.new()
    bmesh.ops.create_icosphere(bm, subdivisions=5, radius=1.0)
    planes = [Vector([rng.gauss(0, 1) for _axis in range(3)]).normalized() for _cut in range(CUTS)]
    for vertex in bm.verts:
        place = vertex.co.copy()
        for plane in planes:  # chipped where it sticks out too far
            over = place.dot(plane) - 0.72
            if over > 0:
                place -= plane * over * 0.9
        rough = noise.fractal(vertex.co * 1.4 + shift, 0.9, 2.1, 6)
        vertex.co = place * (1 + 0.14 * rough)
    bmesh.ops.scale(bm, vec=[each / 2 for each in SIZE], verts=bm.verts)
    floor = min(vertex.co.z for vertex in bm.verts) * 0.75
    for vertex in bm.verts:  # it lies on the ground, not on a point
        vertex.co.z = max(vertex.co.z, floor) - floor
    return [finish("Rock", bm, paint("Granite", (0.3, 0.29, 0.27), 0.95))]


build()
