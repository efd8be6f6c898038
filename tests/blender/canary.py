# Runs in a Blender, and makes files in which everything runs that can. For each kind of data-block
# that can be animated, nla.blend has a driver and an NLA strip whose influence is driven, and
# action.blend an action with a driver; both have a text, a style module and a shader. Each of them
# writes a file when it runs. Drivers of actions and strips take ctypes, as in a hostile script.
#   blender … --python canary.py -- FOLDER
import ctypes
import json
import os
import sys

import bpy

FOLDER, = sys.argv[sys.argv.index("--") + 1:]
CANARIES = os.path.join(FOLDER, "canaries")
DRIVER = 24  # bytes: `driver` in Blender's struct FCurve, behind three pointers
pointer = ctypes.c_uint64


def expression(name):
    return f"open({os.path.join(CANARIES, name)!r}, 'w').close() or 0"


def hang(block, path, name):
    """A driver of Python on a property."""
    curve = block.driver_add(path)
    curve.driver.type = "SCRIPTED"
    curve.driver.expression = expression(name)
    return curve


def move(block, path, name, target):
    """Makes a driver and hangs it on another F-curve."""
    curve = hang(block, path, name)
    at = pointer.from_address(curve.as_pointer() + DRIVER)
    assert at.value == curve.driver.as_pointer()
    pointer.from_address(target.as_pointer() + DRIVER).value = at.value
    at.value = 0
    block.driver_remove(path)
    assert target.driver is not None


def curves(action):
    if hasattr(action, "fcurves"):
        return list(action.fcurves)
    return [curve for layer in action.layers for strip in layer.strips
            for bag in strip.channelbags for curve in bag.fcurves]


def animate(block, path):
    """An action, and its F-curve of a property."""
    block.keyframe_insert(path, frame=1)
    action = block.animation_data.action
    action.use_fake_user = True
    return action, curves(action)[0]


def plant(block, kind):
    """Drives a block in all ways. An action's own driver runs only without NLA strips."""
    block["a"] = block["b"] = block["c"] = 1.0
    block.animation_data_create()
    action, curve = animate(block, '["a"]')
    move(block, '["b"]', f"{kind}-action", curve)
    strip = block.animation_data.nla_tracks.new().strips.new("Strip", 1, action)
    strip.use_animated_influence = True
    move(block, '["b"]', f"{kind}-influence", strip.fcurves[0])
    hang(block, '["c"]', f"{kind}-driver")
    kinds[kind] = block


def add(name, data):
    thing = bpy.data.objects.new(name, data)
    scene.collection.objects.link(thing)
    return thing


def make():
    """One block of each kind that can be animated, all of them used by the scene."""
    mesh = bpy.data.meshes.new("Mesh")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 1, 0)], [], [(0, 1, 2)])
    thing = add("Object", mesh)
    thing.shape_key_add(name="Basis")
    thing.shape_key_add(name="Other")
    material = bpy.data.materials.new("Material")
    material.use_nodes = True
    mesh.materials.append(material)
    group = bpy.data.node_groups.new("Group", "ShaderNodeTree")
    material.node_tree.nodes.new("ShaderNodeGroup").node_tree = group
    texture = bpy.data.textures.new("Texture", "CLOUDS")
    texture.use_nodes = True
    thing.modifiers.new("Displace", "DISPLACE").texture = texture
    cache = thing.modifiers.new("Cache", "MESH_SEQUENCE_CACHE")
    with open(os.path.join(FOLDER, "cache.abc"), "wb"):
        pass
    bpy.ops.cachefile.open(filepath=os.path.join(FOLDER, "cache.abc"))
    cache.cache_file = bpy.data.cache_files[0]
    cache.show_viewport = cache.show_render = False
    thing.modifiers.new("Particles", "PARTICLE_SYSTEM")
    for name, data in (("Curve", bpy.data.curves.new("Curve", "CURVE")),
                       ("Ball", bpy.data.metaballs.new("Ball")),
                       ("Lattice", bpy.data.lattices.new("Lattice")),
                       ("Armature", bpy.data.armatures.new("Armature")),
                       ("Speaker", bpy.data.speakers.new("Speaker")),
                       ("Volume", bpy.data.volumes.new("Volume")),
                       ("Points", bpy.data.pointclouds.new("Points")),
                       ("Hair", bpy.data.hair_curves.new("Hair")),
                       ("Probe", bpy.data.lightprobes.new("Probe", "SPHERE"))):
        add(name, data)
    # Grease Pencil became a kind of its own in 4.3, and took the name of annotations in 5.0.
    pencils = "grease_pencils_v3" if hasattr(bpy.data, "grease_pencils_v3") else "grease_pencils"
    add("Pencil", getattr(bpy.data, pencils).new("Pencil"))
    light = bpy.data.lights.new("Light", "POINT")
    light.use_nodes = True
    add("Light", light)
    camera = bpy.data.cameras.new("Camera")
    scene.camera = add("Camera", camera)
    image = bpy.data.images.new("Clip", 2, 2)
    image.filepath_raw = os.path.join(FOLDER, "clip.png")
    image.file_format = "PNG"
    image.save()
    clip = bpy.data.movieclips.load(image.filepath_raw)
    camera.show_background_images = True
    background = camera.background_images.new()
    background.source = "MOVIE_CLIP"
    background.clip = clip
    scene.active_clip = clip
    world = bpy.data.worlds.new("World")
    world.use_nodes = True
    scene.world = world
    if hasattr(bpy.data, "annotations"):
        scene.annotation = bpy.data.annotations.new("Notes")
    else:
        scene.grease_pencil = bpy.data.grease_pencils.new("Notes")
    scene.render.use_freestyle = True
    layer = scene.view_layers[0]
    lines = layer.freestyle_settings.linesets.new("Lines")
    if lines.linestyle is None:
        lines.linestyle = bpy.data.linestyles.new("Style")
    lines.linestyle.use_nodes = True
    mask = bpy.data.masks.new("Mask")
    scene.use_nodes = True
    compositing = getattr(scene, "node_tree", None)
    if compositing is None:
        compositing = bpy.data.node_groups.new("Compositing", "CompositorNodeTree")
        scene.compositing_node_group = compositing
    compositing.nodes.new("CompositorNodeMask").mask = mask


def plant_code():
    """What runs, and is no driver."""
    text = bpy.data.texts.new("start.py")
    text.write(expression("text-registered"))
    text.use_module = True
    style = bpy.data.texts.new("style.py")
    style.write(expression("text-style"))
    settings = scene.view_layers[0].freestyle_settings
    settings.mode = "SCRIPT"
    settings.modules.new().script = style
    # OSL runs whether or not scripts may run by themselves.
    shader = bpy.data.texts.new("shader.osl")
    shader.write('shader canary(output color Out = color(1, 0, 0))\n'
                 f'{{ fprintf("{os.path.join(CANARIES, "osl")}", "x"); }}\n')
    scene.render.engine = "CYCLES"
    scene.cycles.shading_system = True
    tree = bpy.data.materials["Material"].node_tree
    node = tree.nodes.new("ShaderNodeScript")
    node.mode = "INTERNAL"
    node.script = shader


os.makedirs(CANARIES)
bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
scene = bpy.context.scene
kinds = {}
make()
for kind in [each for each in bpy.data.bl_rna.properties if each.type == "COLLECTION"]:
    if "animation_data" not in kind.fixed_type.properties:
        continue
    found = list(getattr(bpy.data, kind.identifier))
    assert found, f"no block of {kind.identifier} was made"
    for each in found:
        plant(each, f"{kind.identifier}.{each.name}")
        tree = getattr(each, "node_tree", None)
        if tree is not None and tree.is_embedded_data:
            plant(tree, f"{kind.identifier}.{each.name}.nodes")
plant_code()
bpy.ops.wm.save_as_mainfile(filepath=os.path.join(FOLDER, "nla.blend"), copy=True)
for block in kinds.values():
    tracks = block.animation_data.nla_tracks
    while tracks:
        tracks.remove(tracks[0])
bpy.ops.wm.save_as_mainfile(filepath=os.path.join(FOLDER, "action.blend"), copy=True)
print("PLANTED", json.dumps(list(kinds)))
