"""Scatter pebbles on a surface without modifiers

Picks points evenly over the area of the surface's triangles, at least a distance apart, and puts
a copy at each, lined up with the normal. Random numbers come from a seed, so nothing moves
between runs.
Words: scatter, distribute, random placement, pebbles, sprinkles, mushrooms on a log, studs
Words: rivets
Covers: bpy.types.Mesh.calc_loop_triangles, bpy.types.MeshLoopTriangle.area
Covers: mathutils.Vector.to_track_quat, mathutils.Matrix.LocRotScale
"""
import bmesh
import bpy
import random
from mathutils import Matrix, Quaternion, Vector, noise

SIZE, COUNT, APART, SEED = 1.0, 60, 0.07, 5  # metres, count, metres


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


def spots(mesh, rng):
    """(point, normal) pairs, even over the area, none closer than APART."""
    mesh.calc_loop_triangles()
    triangles = [t for t in mesh.loop_triangles if t.normal.z > 0.5]
    weights, found = [t.area for t in triangles], []
    for triangle in rng.choices(triangles, weights, k=COUNT * 20):
        a, b, c = (mesh.vertices[i].co for i in triangle.vertices)
        u, v = sorted((rng.random(), rng.random()))
        point = a * u + b * (v - u) + c * (1 - v)
        if all((point - other).length > APART for other, _normal in found):
            found.append((point, triangle.normal.copy()))
    return found[:COUNT]


def build():
    rng = random.Random(SEED)
    bm = bmesh.new()
    made = bmesh.ops.create_grid(bm, x_segments=40, y_segments=40, size=SIZE / 2)
    for vertex in made["verts"]:
        vertex.co.z = 0.12 + 0.12 * noise.noise(vertex.co * 2.5)
    skirt = bmesh.ops.extrude_edge_only(bm, edges=[e for e in bm.edges if e.is_boundary])
    for vertex in (each for each in skirt["geom"] if isinstance(each, bmesh.types.BMVert)):
        vertex.co.z = 0.0
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    ground = finish("Ground", bm, paint("Moss", (0.07, 0.13, 0.03), 1.0))
    bm = bmesh.new()
    for point, normal in spots(ground.data, rng):
        turn, size = normal.to_track_quat("Z", "Y"), rng.uniform(0.015, 0.03)
        turn = turn @ Quaternion((0, 0, 1), rng.uniform(0, 6.3))
        bmesh.ops.create_icosphere(bm, subdivisions=2, radius=1.0, matrix=Matrix.LocRotScale(
            point, turn, Vector((size * 1.3, size, size * 0.7))))
    pebbles = finish("Pebbles", bm, paint("Pebble", (0.4, 0.38, 0.35), 0.7), smooth=True)
    return [ground, pebbles]


build()
