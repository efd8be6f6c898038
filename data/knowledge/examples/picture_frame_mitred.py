"""Picture frame with mitred corners

Sweeps a profile round a rectangle: each corner scales the profile outwards along both sides,
which is what a mitre is. The picture lies in the rebate.
Words: picture frame, mirror frame, moulding, mitre, mitered, photo, painting, border
Makes: picture frame, mirror frame
Covers: bmesh.types.BMFaceSeq.new, bpy.types.MeshPolygon.material_index
Covers: bmesh.ops.recalc_face_normals
"""
import bmesh
import bpy

WIDTH, HEIGHT = 0.4, 0.3  # of what is seen of the picture, metres
PROFILE = [(0, 0), (0, 0.02), (0.012, 0.03), (0.03, 0.026), (0.042, 0.036), (0.055, 0.03),
           (0.06, 0.0)]  # (outwards, forwards)


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
    low = PROFILE[-1][0]
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    rings = [[bm.verts.new((sx * (WIDTH / 2 + out), -front,
                            low + HEIGHT / 2 + sz * (HEIGHT / 2 + out)))
              for out, front in PROFILE] for sx, sz in corners]
    count = len(PROFILE)
    for ring, after in zip(rings, rings[1:] + rings[:1]):
        for k in range(count):
            n = (k + 1) % count
            bm.faces.new((ring[k], ring[n], after[n], after[k]))
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    frame = finish("Frame", bm, paint("Gilt", (0.75, 0.5, 0.15), 0.3, 1.0))
    bm = bmesh.new()
    bm.faces.new([bm.verts.new((sx * WIDTH / 2, -0.008, low + HEIGHT / 2 + sz * HEIGHT / 2))
                  for sx, sz in corners])
    return [frame, finish("Picture", bm, paint("Canvas", (0.2, 0.35, 0.5), 0.8))]


build()
