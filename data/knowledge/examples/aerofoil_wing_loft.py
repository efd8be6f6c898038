"""Wing lofted between aerofoil sections

A NACA four-digit section at root and tip, with sweep, dihedral and washout in between; faces join
section to section. Any hull or handle can be lofted like this from equal rings of points.
Words: wing, airfoil, loft, aeroplane, sections, fin, surfboard, blade, airplane
Makes: wing, airplane wing, aeroplane wing, tail fin, surfboard
Covers: bmesh.types.BMFaceSeq.new, mathutils.Matrix.Rotation
"""
import bmesh
import bpy
from math import cos, pi, radians
from mathutils import Matrix, Vector

SPAN, ROOT, TIP = 3.0, 0.9, 0.35  # metres
THICK, CAMBER = 0.12, 0.03  # shares of the chord
SWEEP, DIHEDRAL, WASHOUT = 0.5, 0.25, 3  # metres back, metres up, degrees
SECTIONS, POINTS = 16, 24


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


def aerofoil():
    """A closed section from the trailing edge over the top and back below, chord 1."""
    def at(x, side):
        half = 5 * THICK * (0.2969 * x ** 0.5 - 0.126 * x - 0.3516 * x ** 2 + 0.2843 * x ** 3
                            - 0.1036 * x ** 4)
        return x, CAMBER * 4 * x * (1 - x) + side * half

    xs = [(1 - cos(pi * k / POINTS)) / 2 for k in range(POINTS + 1)]  # dense at the nose
    return [at(x, 1) for x in reversed(xs)] + [at(x, -1) for x in xs[1:-1]]


def build():
    section = aerofoil()
    bm = bmesh.new()
    rows = []
    for i in range(-SECTIONS, SECTIONS + 1):
        t = abs(i) / SECTIONS
        chord = ROOT + (TIP - ROOT) * t
        twist = Matrix.Rotation(radians(WASHOUT * t), 3, "X")
        nose = Vector((SPAN * i / SECTIONS, SWEEP * t, DIHEDRAL * t))
        rows.append([bm.verts.new(nose + twist @ Vector((0, chord * x, chord * z)))
                     for x, z in section])
    for left, right in zip(rows, rows[1:]):
        for k in range(len(section)):
            bm.faces.new((left[k - 1], left[k], right[k], right[k - 1]))
    bm.faces.new(rows[0])
    bm.faces.new(rows[-1][::-1])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    low = min(vertex.co.z for vertex in bm.verts)
    bmesh.ops.translate(bm, vec=(0, 0, -low), verts=bm.verts)
    return [finish("Wing", bm, paint("White Enamel", (0.8, 0.8, 0.78), 0.25), smooth=True)]


build()
