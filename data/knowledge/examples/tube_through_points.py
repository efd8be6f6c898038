"""Round tube through points, thicker and thinner

A curve with bevel depth is a tube; the radius of each point scales it. Bezier handles of type
AUTO make it run smoothly through the points.
Words: pipe, cable, wire, hose, branch, tentacle, tapered tube, handlebar
Covers: bpy.types.Curve.bevel_depth, bpy.types.BezierSplinePoint.radius
Covers: bpy.types.BezierSplinePoint.handle_left_type, bpy.types.Curve.use_fill_caps
"""
import bpy

POINTS = [((-0.3, 0.0, 0.03), 1.0), ((-0.15, 0.1, 0.05), 1.2), ((0.0, 0.0, 0.16), 0.8),
          ((0.1, -0.1, 0.3), 0.5), ((0.22, 0.0, 0.36), 0.2)]  # (place, share of THICK)
THICK = 0.03  # radius, metres


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


def build():
    curve = bpy.data.curves.new("Tentacle", "CURVE")
    curve.dimensions = "3D"
    curve.resolution_u = 16
    curve.bevel_depth = THICK
    curve.bevel_resolution = 6
    curve.use_fill_caps = True
    spline = curve.splines.new("BEZIER")
    spline.bezier_points.add(len(POINTS) - 1)
    for point, (place, share) in zip(spline.bezier_points, POINTS):
        point.co = place
        point.radius = share
        point.handle_left_type = point.handle_right_type = "AUTO"
    curve.materials.append(paint("Tentacle", (0.5, 0.08, 0.15), 0.3))
    tube = bpy.data.objects.new("Tentacle", curve)
    bpy.context.scene.collection.objects.link(tube)
    bpy.context.view_layer.update()
    made = tube.to_mesh()  # what the curve looks like, to stand it on the ground
    tube.location.z = -min(vertex.co.z for vertex in made.vertices)
    tube.to_mesh_clear()
    return [tube]


build()
