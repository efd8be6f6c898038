# SPDX-License-Identifier: GPL-3.0-or-later
"""A script that makes machine parts in plain Blender, by operators and modifiers: what Rebuild as Code is to find
again. It shares nothing with the code that looks for them."""

HEAD = """import bpy, bmesh, math, random
from mathutils import Euler, Matrix, Vector
H = math.pi / 2

def block(size, at=(0, 0, 0)):
    bpy.ops.mesh.primitive_cube_add(size=1, location=at)
    bpy.context.object.scale = size
    bpy.ops.object.transform_apply()
    return bpy.context.object

def rod(radius, length, at=(0, 0, 0), turn=(0, 0, 0), sides=32, end=None):
    bpy.ops.mesh.primitive_cone_add(vertices=sides, radius1=radius, radius2=radius if end is None else end,
                                    depth=length, location=at, rotation=turn)
    bpy.ops.object.transform_apply()
    return bpy.context.object

def cut(obj, *others, how="DIFFERENCE"):
    for other in others:
        step = obj.modifiers.new("Step", "BOOLEAN")
        step.operation, step.solver, step.object = how, "EXACT", other
        bpy.context.view_layer.objects.active = obj
        bpy.ops.object.modifier_apply(modifier="Step")
        bpy.data.objects.remove(other)
    return obj

def turn_profile(points, sides=48):
    mesh = bpy.data.meshes.new("Profile")
    mesh.from_pydata([(r, 0, z) for r, z in points], [(i, i + 1) for i in range(len(points) - 1)], [])
    obj = bpy.data.objects.new("Profile", mesh)
    bpy.context.collection.objects.link(obj)
    step = obj.modifiers.new("Screw", "SCREW")
    step.steps = step.render_steps = sides
    bpy.context.view_layer.objects.active = obj
    bpy.ops.object.modifier_apply(modifier="Screw")
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-7)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.to_mesh(obj.data)
    return obj

def rise(points, depth):
    bm = bmesh.new()
    face = bm.faces.new([bm.verts.new((x, y, 0)) for x, y in points])
    made = bmesh.ops.extrude_face_region(bm, geom=[face])["geom"]
    bmesh.ops.translate(bm, vec=(0, 0, depth), verts=[each for each in made if isinstance(each, bmesh.types.BMVert)])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new("Rise")
    bm.to_mesh(mesh)
    obj = bpy.data.objects.new("Rise", mesh)
    bpy.context.collection.objects.link(obj)
    return obj

def skin(rings):
    # Quads between rings of as many places, and flat ends.
    bm = bmesh.new()
    rings = [[bm.verts.new(place) for place in ring] for ring in rings]
    for low, high in zip(rings, rings[1:]):
        for i in range(len(low)):
            bm.faces.new((low[i - 1], low[i], high[i], high[i - 1]))
    bm.faces.new(rings[0])
    bm.faces.new(rings[-1])
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    mesh = bpy.data.meshes.new("Skin")
    bm.to_mesh(mesh)
    obj = bpy.data.objects.new("Skin", mesh)
    bpy.context.collection.objects.link(obj)
    return obj

def wire(points, radius, closed=False):
    # A curve of Blender's with a round section.
    curve = bpy.data.curves.new("Wire", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution, curve.use_fill_caps = "3D", radius, 6, True
    line = curve.splines.new("POLY")
    line.points.add(len(points) - 1)
    line.use_cyclic_u = closed
    for point, place in zip(line.points, points):
        point.co = (*place, 1)
    obj = bpy.data.objects.new("Wire", curve)
    bpy.context.collection.objects.link(obj)
    bpy.context.view_layer.update()
    mesh = bpy.data.meshes.new_from_object(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(obj)
    made = bpy.data.objects.new("Wire", mesh)
    bpy.context.collection.objects.link(made)
    return made

def handle():
    bend = [(0.02 * math.cos(a), 0, 0.03 + 0.02 * math.sin(a)) for a in (math.pi * k / 16 for k in range(17))]
    return wire([(0.02, 0, 0), *bend, (-0.02, 0, 0)], 0.004)

def sink(x, wide=1.0):
    # What cuts a countersunk hole; `wide`: of an oval one.
    obj = turn_profile([(0, -0.01), (0.00225, -0.01), (0.00225, 0.00175), (0.0055, 0.005), (0, 0.005)], 32)
    obj.data.transform(Matrix.Translation((x, 0, 0)) @ Matrix.Diagonal((wide, 1, 1, 1)))
    return obj

def ring_of(a, b, z, sides=32, twist=0.0):
    return [(a * math.cos(t), b * math.sin(t), z) for t in (twist + 2 * math.pi * k / sides for k in range(sides))]

def rail():
    # An angle along a line with two mitred corners.
    outline = [(0, 0), (0.012, 0), (0.012, 0.003), (0.003, 0.003), (0.003, 0.012), (0, 0.012)]
    ways = [0, math.pi / 4, math.pi / 2]
    places = [(0, 0), (0.1, 0), (0.16, 0.06), (0.16, 0.14)]
    rings = []
    for number, (x, y) in enumerate(places):
        before, after = ways[max(number - 1, 0)], ways[min(number, 2)]
        middle, half = (before + after) / 2, (after - before) / 2
        rings.append([(x - u / math.cos(half) * math.sin(middle), y + u / math.cos(half) * math.cos(middle), v)
                      for u, v in outline])
    return skin(rings)

def lid():
    # A plate with round corners, a round upper edge and a hole.
    corners = [(sx * 0.03 + 0.01 * math.cos(t), sy * 0.015 + 0.01 * math.sin(t))
               for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1)))
               for t in (H * (quarter + k / 6) for k in range(7))]
    obj = rise(corners, 0.008)
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bmesh.ops.bevel(bm, geom=[e for e in bm.edges if all(v.co.z > 0.007 for v in e.verts)], offset=0.002, segments=4,
                    profile=0.5, affect="EDGES", offset_type="OFFSET")
    bm.to_mesh(obj.data)
    return cut(obj, rod(0.005, 0.1, (0.01, 0, 0)))

def paint(obj, name, color, rough):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = (*color, 1)
    shader.inputs["Roughness"].default_value = rough
    obj.data.materials.clear()
    obj.data.materials.append(material)

def bracket():
    upright = block((0.005, 0.04, 0.045), (0.0025, 0, 0.0275))
    whole = cut(block((0.06, 0.04, 0.005), (0.03, 0, 0.0025)), upright, how="UNION")
    return cut(whole, rod(0.003, 0.1, (0.04, 0.01, 0)), rod(0.003, 0.1, (0.04, -0.01, 0)),
               rod(0.0025, 0.1, (0, 0, 0.035), (0, H, 0)))
"""

# name: an expression that makes it
PARTS = {
    "Bracket": "bracket()",
    "Plate": "cut(block((0.1, 0.06, 0.005)), *(rod(0.003, 0.1, (x, y, 0)) for x in (-0.04, 0.04)"
             " for y in (-0.02, 0.02)))",
    "Shaft": "turn_profile([(0, 0), (0.008, 0), (0.01, 0.002), (0.01, 0.03), (0.015, 0.03), (0.015, 0.05),"
             " (0.006, 0.05), (0.006, 0.09), (0, 0.09)])",
    "Flange": "cut(rod(0.05, 0.01, sides=64), rod(0.015, 0.1), *(rod(0.004, 0.1, (0.035 * math.cos(a * math.pi / 3),"
              " 0.035 * math.sin(a * math.pi / 3), 0)) for a in range(6)))",
    "Bush": "cut(rod(0.02, 0.03), rod(0.014, 0.1))",
    "Ring": "(bpy.ops.mesh.primitive_torus_add(major_radius=0.05, minor_radius=0.01), bpy.context.object)[1]",
    "Ball": "(bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=4, radius=0.03), bpy.context.object)[1]",
    "Spike": "rod(0.02, 0.06, end=0)",
    "Funnel": "rod(0.02, 0.04, end=0.01, sides=40)",
    "Housing": "cut(block((0.1, 0.06, 0.03)), block((0.08, 0.04, 0.04), (0, 0, 0.01)),"
               " rod(0.002, 0.2, (0.045, 0.025, 0)))",
    "Counterbore": "cut(block((0.06, 0.06, 0.02)), rod(0.004, 0.1), rod(0.008, 0.01, (0, 0, 0.01)))",
    "Profile": "rise([(0, 0), (0.06, 0), (0.06, 0.01), (0.035, 0.01), (0.03, 0.015), (0.03, 0.05), (0.02, 0.05),"
               " (0.02, 0.01), (0, 0.01)], 0.2)",
    "Nut": "cut(rod(0.01, 0.008, sides=6), rod(0.005, 0.1))",
    "Wedge": "rise([(0, 0), (0.05, 0), (0, 0.03)], 0.02)",
}
# Holes and bosses with a profile, and what was formed along a line or over levels.
FORMED = {
    "Countersunk": "cut(block((0.06, 0.04, 0.008)), *(sink(x) for x in (-0.02, 0.02)))",
    "Drilled": "cut(block((0.03, 0.03, 0.03)), turn_profile([(0, -0.0024), (0.004, 0), (0.004, 0.03), (0, 0.03)], 32))",
    "Stud": "cut(block((0.05, 0.05, 0.006)), turn_profile([(0, 0), (0.01, 0), (0.01, 0.018), (0.008, 0.02), (0, 0.02)],"
            " 32), how='UNION')",
    "Crossed": "cut(rod(0.01, 0.06), rod(0.003, 0.1, (0, 0, 0.01), (0, H, 0)))",
    "Handle": "handle()",
    "Nozzle": "skin([ring_of(0.02, 0.01, 0), ring_of(0.02, 0.01, 0.01), ring_of(0.008, 0.008, 0.03),"
              " ring_of(0.008, 0.008, 0.05)])",
    "Rail": "rail()",
    "Lid": "lid()",
}
# Of no plain shape.
FREE = {
    "Suzanne": "(bpy.ops.mesh.primitive_monkey_add(size=0.05), bpy.context.object)[1]",
    "Pebble": "pebble()",
    "Oval sink": "cut(block((0.06, 0.04, 0.008)), *(sink(x, 1.4) for x in (-0.02, 0.02)))",
    "Twist": "skin([ring_of(0.02, 0.01, 0.005 * k, 24, 0.2 * k) for k in range(9)])",
    "Dent": "dented()",
    "Sheet": "(bpy.ops.mesh.primitive_grid_add(x_subdivisions=4, y_subdivisions=4, size=0.05), bpy.context.object)[1]",
}
PEBBLE = """
def dented():
    obj = handle()
    for vertex in obj.data.vertices:
        if vertex.co.z > 0.045 and vertex.co.y > 0:
            vertex.co.y *= 1.8
    return obj

def pebble():
    bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=4, radius=0.03)
    dice = random.Random(3)
    bumps = [(Vector([dice.gauss(0, 1) for _axis in range(3)]).normalized(), dice.uniform(-0.2, 0.2))
             for _bump in range(12)]
    for vertex in bpy.context.object.data.vertices:
        look = vertex.co.normalized()
        vertex.co *= 1 + sum(much * max(0, look.dot(way)) ** 8 for way, much in bumps)
    return bpy.context.object
"""


def script(parts: dict[str, str], change: str = "") -> str:
    """Makes the parts in a row. change: statements about `obj`, a part at its origin, and its `number`."""
    lines = [f"    ({name!r}, lambda: {code})," for name, code in parts.items()]
    indented = "".join(f"    {line}\n" for line in change.splitlines())
    return (HEAD + PEBBLE + "for number, (name, make) in enumerate([\n" + "\n".join(lines) + "\n]):\n"
            "    obj = make()\n    obj.name = obj.data.name = name\n"
            "    paint(obj, name + ' paint', (0.1 + 0.05 * number % 0.9, 0.4, 0.2), 0.3)\n" + indented
            + "    obj.location.x = 0.25 * number\n")
