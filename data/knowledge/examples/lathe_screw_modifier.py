"""Turn a profile into a goblet on a lathe

Draw half of the outline as an open line in the XZ plane and let the Screw modifier revolve it
about Z. Points on the axis close top and bottom; merge joins the seam; the profile stays
editable.
Words: lathe, revolve, turned, surface of revolution, spin profile, goblet, wine glass, chess pawn
Words: baluster, candlestick
Covers: bpy.types.ScrewModifier, bpy.types.ScrewModifier.use_merge_vertices
Covers: bpy.types.ScrewModifier.use_normal_calculate
"""
import bpy

PROFILE = [(0, 0), (0.035, 0), (0.036, 0.003), (0.012, 0.010), (0.005, 0.020), (0.004, 0.075),
           (0.008, 0.085), (0.028, 0.100), (0.036, 0.125), (0.033, 0.165), (0.031, 0.165),
           (0.034, 0.125), (0.026, 0.104), (0, 0.092)]  # (radius, height), metres
STEPS = 32


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


def show(name, mesh, material):
    """Puts a mesh into the scene as an object."""
    mesh.materials.append(material)
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    return obj


def build():
    mesh = bpy.data.meshes.new("Goblet")
    mesh.from_pydata([(r, 0, z) for r, z in PROFILE],
                     [(i, i + 1) for i in range(len(PROFILE) - 1)], [])
    goblet = show("Goblet", mesh, paint("Pewter", (0.5, 0.5, 0.52), 0.35, 1.0))
    lathe = goblet.modifiers.new("Lathe", "SCREW")
    lathe.axis = "Z"
    lathe.steps = lathe.render_steps = STEPS
    lathe.use_merge_vertices = True  # at the seam and on the axis
    lathe.merge_threshold = 1e-5
    lathe.use_normal_calculate = True
    lathe.use_smooth_shade = True
    soft = goblet.modifiers.new("Round", "SUBSURF")
    soft.levels = soft.render_levels = 1
    return [goblet]


build()
