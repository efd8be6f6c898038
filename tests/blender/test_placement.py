# Where an asset that arrives goes in the user's scene: beside what stands there, as geometry says.
import pytest

SCENE = """
import bpy
from mathutils import Vector
from maquette_bridge.live import placement
def cube(size, place):
    x, y, z = (each / 2 for each in size)
    mesh = bpy.data.meshes.new("Cube")
    mesh.from_pydata([(-x,-y,-z), (x,-y,-z), (x,y,-z), (-x,y,-z), (-x,-y,z), (x,-y,z), (x,y,z), (-x,y,z)], [],
                     [(3,2,1,0), (4,5,6,7), (0,1,5,4), (1,2,6,5), (2,3,7,6), (3,0,4,7)])
    obj = bpy.data.objects.new("Cube", mesh)
    obj.location = place
    bpy.context.scene.collection.objects.link(obj)
    return obj
def room(obj, thick):
    obj.modifiers.new("Walls", "SOLIDIFY").thickness = thick
    return obj
asset = {asset}
others = {others}
bpy.context.view_layer.update()
move = placement.find_free_place(asset, others)
assert (move - Vector(({wanted}, 0, 0))).length < 1e-5, move
"""
ONE = "[cube((1, 1, 1), (0, 0, 0))]"


@pytest.mark.parametrize("asset, others, wanted", [
    (ONE, "[]", 0), ("[]", ONE, 0),
    # A tenth of its largest side apart from what it would run into, whichever side that reaches farther to.
    (ONE, "[cube((1, 1, 1), (0, 0, 0))]", 1.1), (ONE, "[cube((1, 1, 1), (.4, 0, 0))]", 1.5),
    (ONE, "[cube((1, 2, 2), (-.9, 0, 0))]", .2), (ONE, "[cube((9, 9, 9), (0, 0, 0))]", 5.1),
    (ONE, "[cube((.1, .1, .1), (0, 0, 0))]", .65), ("[cube((1, 1, 4), (0, 0, 0))]", ONE, 1.4),
    ("[cube((1, 1, 1), (5, 0, 0)), cube((1, 1, 1), (7, 0, 0))]", "[cube((1, 2, 2), (7, 0, 0))]", 3.3),
    # What is only near, on any side, is not in the way.
    *((ONE, f"[cube((1, 1, 1), {place})]", 0) for place in (
        (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1), (1.5, 1.5, 1.5))),
    # The next one stands where it would go, and the one after that does not.
    (ONE, "[cube((1, 1, 1), (0, 0, 0)), cube((1, 1, 1), (1.3, 0, 0)), cube((1, 1, 1), (9, 0, 0))]", 2.4),
    (ONE, "[cube((1, 1, 1), (1.3, 0, 0)), cube((1, 1, 1), (0, 0, 0))]", 2.4),
    # It may stand in a room with walls, but in no wall; a lamp has no surface.
    (ONE, "[room(cube((9, 9, 9), (0, 0, 0)), .2)]", 0),
    ("[cube((1, 1, 1), (4.4, 0, 0))]", "[room(cube((9, 9, 9), (0, 0, 0)), .2)]", .7),
    (ONE, "[bpy.data.objects.new('Lamp', bpy.data.lights.new('Lamp', 'POINT'))]", 0),
])
def test_a_free_place(worker, asset, others, wanted):
    worker.execute(SCENE.format(asset=asset, others=others, wanted=wanted))
