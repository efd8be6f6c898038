"""Wall with window openings, without a boolean

A wall is a grid: sort the edges of all openings, make a box of each cell that is not an opening.
Straight openings stay exact, quads only, whatever their number.
Words: window, door opening, house wall, facade, building, cut windows, floor plan
Makes: house wall, facade
Covers: bmesh.ops.create_cube, bmesh.ops.remove_doubles, bmesh.ops.dissolve_limit
Covers: bmesh.types.BMesh
"""
import bmesh
import bpy
from mathutils import Matrix

WALL = (4.0, 0.25, 2.6)  # metres
OPENINGS = [(0.5, 0.9, 1.3, 2.1), (2.7, 0.9, 3.5, 2.1), (1.6, 0.0, 2.4, 2.1)]  # x0 z0 x1 z1


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
    width, thick, height = WALL
    xs = sorted({0.0, width, *(o[0] for o in OPENINGS), *(o[2] for o in OPENINGS)})
    zs = sorted({0.0, height, *(o[1] for o in OPENINGS), *(o[3] for o in OPENINGS)})
    bm = bmesh.new()
    for x0, x1 in zip(xs, xs[1:]):
        for z0, z1 in zip(zs, zs[1:]):
            x, z = (x0 + x1) / 2, (z0 + z1) / 2
            if any(o[0] < x < o[2] and o[1] < z < o[3] for o in OPENINGS):
                continue
            place = Matrix.Translation((x - width / 2, 0, z))
            bmesh.ops.create_cube(bm, size=1.0, matrix=place @ Matrix.Diagonal(
                (x1 - x0, thick, z1 - z0, 1)))
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-5)
    # Where two boxes met, both had a face: neither is needed.
    inner = [f for f in bm.faces if all(len(e.link_faces) > 2 for e in f.edges)]
    pairs = {}
    for face in bm.faces:
        pairs.setdefault(frozenset(face.verts), []).append(face)
    inner = [face for faces in pairs.values() if len(faces) > 1 for face in faces]
    bmesh.ops.delete(bm, geom=inner, context="FACES_ONLY")
    return [finish("Wall", bm, paint("Plaster", (0.75, 0.68, 0.55), 0.9))]


build()
