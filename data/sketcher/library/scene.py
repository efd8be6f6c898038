# The scene: where an asset's objects go, and the changes a plan may ask of objects that stand.
# Nothing outside the asset's own collection is touched, apart from Blender's start-up cube.
import bpy
from mathutils import Matrix, Vector


def start(name):
    """Begin afresh: an empty collection for the asset, and no start-up cube in its way."""
    cube = bpy.data.objects.get("Cube")
    if cube is not None and is_startup_cube(cube):
        remove(cube)
    collection = asset_collection(name)
    for obj in list(collection.objects):
        remove(obj)
    return collection


def is_startup_cube(obj):
    """True for the cube that a new Blender file holds, as long as nobody has changed it."""
    return (obj.type == "MESH" and len(obj.data.vertices) == 8 and not obj.modifiers
            and obj.matrix_world == Matrix.Identity(4)
            and all(abs(abs(c) - 1.0) < 1e-6 for v in obj.data.vertices for c in v.co))


def asset_collection(name):
    """The asset's own collection, linked to the scene; made when it is not there yet."""
    collection = bpy.data.collections.get(name)
    if collection is None:
        collection = bpy.data.collections.new(name)
    scene = bpy.context.scene.collection
    if collection.name not in scene.children and collection not in scene.children_recursive:
        scene.children.link(collection)
    return collection


def remove(obj):
    """Delete an object, with its mesh and materials where nothing else uses them."""
    mesh = obj.data if obj.type == "MESH" else None
    materials = [slot.material for slot in obj.material_slots if slot.material]
    bpy.data.objects.remove(obj, do_unlink=True)
    if mesh is not None and mesh.users == 0:
        bpy.data.meshes.remove(mesh)
    for material in materials:
        if material.users == 0:
            bpy.data.materials.remove(material)


def set_part(made, part):
    """Name the part that objects belong to, and return them: a list, or a single one."""
    for obj in made if isinstance(made, (list, tuple)) else [made]:
        obj["part"] = part
    return made


def move(obj, x=0.0, y=0.0, z=0.0):
    """Shift an object by so many metres."""
    obj.location += Vector((x, y, z))


def bounds(objects):
    """The lowest and the highest corner of the box around objects, in world coordinates."""
    corners = [matrix_of(obj) @ v.co for obj in objects for v in obj.data.vertices]
    low = Vector(min(c[i] for c in corners) for i in range(3))
    high = Vector(max(c[i] for c in corners) for i in range(3))
    return low, high


def matrix_of(obj):
    """An object's world matrix, right even before Blender has updated the scene."""
    own = obj.matrix_basis
    return matrix_of(obj.parent) @ obj.matrix_parent_inverse @ own if obj.parent else own


def transform(objects, matrix):
    """Apply a world matrix to objects: their meshes take the stretch, their scale stays 1."""
    for obj in objects:
        place = matrix_of(obj)
        moved = matrix @ place
        straight = Matrix.LocRotScale(moved.translation, place.to_quaternion(), None)
        obj.data.transform(straight.inverted() @ moved)
        obj.matrix_basis = straight


def fit(objects, low, high):
    """Stretch and move objects together so that they fill the box from low to high."""
    old_low, old_high = bounds(objects)
    factors = [(high[i] - low[i]) / max(old_high[i] - old_low[i], 1e-6) for i in range(3)]
    stretch = Matrix.Diagonal((*factors, 1.0))
    transform(objects, Matrix.Translation(low) @ stretch @ Matrix.Translation(-old_low))


def scale_all(objects, factor):
    """Make objects larger or smaller together, about the asset's origin on the ground."""
    transform(objects, Matrix.Scale(factor, 4))


def copy_to(obj, name, location):
    """A copy of an object, with a mesh of its own, at another place."""
    twin = obj.copy()
    twin.data = obj.data.copy()
    twin.name = twin.data.name = name
    twin.location = location
    for collection in obj.users_collection:
        collection.objects.link(twin)
    return twin
