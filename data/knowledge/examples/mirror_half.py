"""Model one half and mirror the other

The Mirror modifier copies across the object's own origin, so keep the origin on the middle plane.
Clipping and merge weld the seam; here half an axe blade becomes a whole one.
Words: symmetry, symmetrical, mirror, reflect, both sides, left and right, half model
Covers: bpy.types.MirrorModifier, bpy.types.MirrorModifier.use_clip
Covers: bpy.types.MirrorModifier.merge_threshold
"""
import bmesh
import bpy

OUTLINE = [(0, 0.02), (0.03, 0.02), (0.06, 0.0), (0.11, 0.0), (0.14, 0.06), (0.13, 0.14),
           (0.07, 0.11), (0.03, 0.10), (0, 0.10)]  # (x, z) of the right half, metres
THICK = 0.012


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
    face = bm.faces.new([bm.verts.new((x, -THICK / 2, z)) for x, z in OUTLINE])
    made = bmesh.ops.extrude_face_region(bm, geom=[face])
    moved = [each for each in made["geom"] if isinstance(each, bmesh.types.BMVert)]
    bmesh.ops.translate(bm, vec=(0, THICK, 0), verts=moved)
    for vertex in bm.verts:
        vertex.co.y *= 1.0 if vertex.co.x < 0.05 else 0.35 if vertex.co.x < 0.1 else 0.06
    middle = [each for each in bm.faces if all(abs(v.co.x) < 1e-6 for v in each.verts)]
    bmesh.ops.delete(bm, geom=middle, context="FACES_ONLY")  # no wall inside the whole
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    axe = finish("Double Axe", bm, paint("Steel", (0.45, 0.47, 0.5), 0.3, 1.0))
    mirror = axe.modifiers.new("Mirror", "MIRROR")
    mirror.use_axis = (True, False, False)
    mirror.use_clip = True
    mirror.merge_threshold = 1e-4
    return [axe]


build()
