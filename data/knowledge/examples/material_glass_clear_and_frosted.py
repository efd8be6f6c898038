"""Glass: clear, tinted and frosted

Transmission 1 lets light through, IOR 1.45 bends it, roughness frosts it, the base colour tints
it. A closed surface is a solid lump of glass; give hollow things a wall.
Words: glass, transparent, see through, frosted glass, window, crystal, tinted, clear plastic
Words: transmission
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['Transmission Weight']
Covers: bpy.types.ShaderNodeBsdfPrincipled.inputs['IOR'], bpy.types.Material.surface_render_method
"""
import bmesh
import bpy


def new_shader(name):
    """A new material as (material, node tree, its Principled BSDF)."""
    made = bpy.data.materials.new(name)
    if made.node_tree is None:
        made.use_nodes = True  # before Blender 5.0
    return made, made.node_tree, made.node_tree.nodes["Principled BSDF"]


def ball(name, material, radius=0.1):
    """Something round to look at, on the ground."""
    bm = bmesh.new()
    bmesh.ops.create_uvsphere(bm, u_segments=48, v_segments=24, radius=radius)
    bmesh.ops.translate(bm, vec=(0, 0, radius), verts=bm.verts)
    for face in bm.faces:
        face.smooth = True
    mesh = bpy.data.meshes.new(name)
    bm.to_mesh(mesh)
    bm.free()
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def glass(name, color, roughness):
    made, _tree, bsdf = new_shader(name)
    bsdf.inputs["Base Color"].default_value = (*color, 1.0)
    bsdf.inputs["Transmission Weight"].default_value = 1.0
    bsdf.inputs["IOR"].default_value = 1.45
    bsdf.inputs["Roughness"].default_value = roughness
    if hasattr(made, "use_raytrace_refraction"):  # EEVEE from 4.2
        made.use_raytrace_refraction = True
    made.diffuse_color = (*color, 1.0)
    return made


def build():
    kinds = [("Clear Glass", (1.0, 1.0, 1.0), 0.0), ("Green Glass", (0.4, 0.85, 0.5), 0.0),
             ("Frosted Glass", (0.95, 0.98, 1.0), 0.35)]
    balls = []
    for i, (name, color, roughness) in enumerate(kinds):
        one = ball(f"{name} Ball", glass(name, color, roughness), radius=0.06)
        one.location.x = 0.13 * (i - 1)
        balls.append(one)
    return balls


build()
