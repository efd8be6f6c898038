"""Assets with joints for tests and the bench, as text that Blender runs: SCENE has the helper functions. It is not
written with what measures them, and shares no code with it."""

SCENE = '''
import bpy
from math import cos, sin, pi, radians
from mathutils import Matrix, Vector

def link(name, places, faces, part=None):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(places, [], faces)
    obj = bpy.data.objects.new(name, mesh)
    obj["part"] = part or name
    bpy.context.collection.objects.link(obj)
    return obj

def block(name, low, high, part=None):
    (a, b, c), (d, e, f) = low, high
    return link(name, [(a,b,c), (d,b,c), (d,e,c), (a,e,c), (a,b,f), (d,b,f), (d,e,f), (a,e,f)],
                [(3,2,1,0), (4,5,6,7), (0,1,5,4), (1,2,6,5), (2,3,7,6), (3,0,4,7)], part)

def rod(name, start, end, radius, part=None, count=32, bore=0.0):
    """A cylinder from place to place; with a bore, a tube."""
    start, end = Vector(start), Vector(end)
    turn = (end - start).to_track_quat("Z", "Y").to_matrix()
    places, faces = [], []
    def ring(r, z):
        places.extend(tuple(start + turn @ Vector((r * cos(2 * pi * i / count), r * sin(2 * pi * i / count), z)))
                      for i in range(count))
        return list(range(len(places) - count, len(places)))
    length = (end - start).length
    rings = [ring(radius, 0), ring(radius, length)]
    if bore:
        rings += [ring(bore, length), ring(bore, 0)]
        pairs = [(0, 1), (1, 2), (2, 3), (3, 0)]
    else:
        pairs = [(0, 1)]
        faces += [tuple(reversed(rings[0])), tuple(rings[1])]
    for a, b in pairs:
        faces += [(rings[a][i], rings[a][(i + 1) % count], rings[b][(i + 1) % count], rings[b][i])
                  for i in range(count)]
    return link(name, places, faces, part)

def hang(obj, parent):
    obj.parent = parent
    bpy.context.view_layer.update()
    obj.matrix_parent_inverse = parent.matrix_world.inverted()

def add_joints(rows):
    bpy.context.view_layer.update()
    of = {}
    for obj in list(bpy.context.scene.objects):
        of.setdefault(obj["part"], []).append(obj)
    for row in rows:
        empty = bpy.data.objects.new(row["name"] + " joint", None)
        bpy.context.collection.objects.link(empty)
        axis = Vector(row["axis"]) if any(row["axis"]) else Vector((0, 0, 1))
        turn = axis.to_track_quat("Z", "Y").to_matrix().to_4x4()
        frame = Matrix.Translation([0 if each != each else each for each in row["at"]]) @ turn
        if row["parent"] in of:
            empty.parent = of[row["parent"]][0]
            empty.matrix_parent_inverse = empty.parent.matrix_world.inverted() @ frame
        bpy.context.view_layer.update()
        for obj in of.get(row["child"], []):
            if obj.parent is None and obj is not empty.parent and row["parent"] != row["child"]:
                try:
                    obj.parent = empty
                except RuntimeError:
                    continue  # a loop
                obj.matrix_parent_inverse = frame.inverted()
        empty["joint"] = row
    bpy.context.view_layer.update()
'''
