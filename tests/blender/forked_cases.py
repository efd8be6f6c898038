# Things that Blender does, each with what came of it, to compare a forked child with a fresh Blender.
# Runs in a Blender that has imported the bridge:
#   blender … --python forked_cases.py -- HOW FOLDER CASE…
# HOW: fork (a child for each case), plain (the same, without emptying the pools of threads), fresh (all
# in this one), or list, which names them.
# CASE: all without one; `name*1000` is a thousand times the same.
# Prints a line of JSON for each case. A child that hangs is one that neither works nor wants to.
import hashlib
import json
import os
import random
import resource
import signal
import sys
import threading
import time
import traceback

import bpy

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.append(os.path.join(ROOT, "blender-addon"))
from maquette_bridge import cleanup, fork_server, methods  # noqa: E402

SCRIPT = """import bpy
for x in range(3):
    bpy.ops.mesh.primitive_cube_add(size=1, location=(x * .8, 0, .5))
    bpy.context.object.name = f"Block {x}"
    material = bpy.data.materials.new("Red")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    noise = nodes.new("ShaderNodeTexNoise")
    material.node_tree.links.new(noise.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    bpy.context.object.data.materials.append(material)
bevel = bpy.context.object.modifiers.new("Bevel", "BEVEL")
bevel.segments = 4
"""
CASES = {}
MAX_CPU_S = 60
IDLE_S = 20  # without a thread that works or wants to


def case(function):
    CASES[function.__name__] = function
    return function


def digest(data):
    return hashlib.sha256(data).hexdigest()[:16]


def file_digest(path):
    with open(path, "rb") as file:
        return digest(file.read())


def mesh_of(thing, is_sorted=False):
    """The evaluated mesh: its counts, and the coordinates to the last bit."""
    import numpy
    graph = bpy.context.evaluated_depsgraph_get()
    evaluated = thing.evaluated_get(graph)
    if thing.type == "GREASEPENCIL":
        drawings = [frame.drawing for layer in evaluated.data.layers for frame in layer.frames]
        return [len(each.strokes) for each in drawings], digest(repr(
            [list(point.position) for each in drawings for stroke in each.strokes for point in stroke.points]).encode())
    if thing.type == "VOLUME":
        return len(evaluated.data.grids)
    mesh = evaluated.to_mesh()
    at = numpy.empty(3 * len(mesh.vertices), numpy.float32)
    mesh.vertices.foreach_get("co", at)
    if is_sorted:
        at = at.reshape(-1, 3)
        at = at[numpy.lexsort(at.T)]
    found = [len(mesh.vertices), len(mesh.polygons), digest(at.tobytes())]
    evaluated.to_mesh_clear()
    return found


def monkey(levels=2):
    bpy.ops.mesh.primitive_monkey_add()
    thing = bpy.context.object
    if levels:
        thing.modifiers.new("Smooth", "SUBSURF").levels = levels
        bpy.ops.object.modifier_apply(modifier="Smooth")
    return thing


def sphere(levels=5, **more):
    bpy.ops.mesh.primitive_ico_sphere_add(subdivisions=levels, **more)
    return bpy.context.object


def modified(thing, kind, **settings):
    modifier = thing.modifiers.new("M", kind)
    for name, value in settings.items():
        setattr(modifier, name, value)
    return mesh_of(thing)


# Modifiers, each that this Blender has.

def try_modifier(kind):
    """With an object, a texture … wherever one can be given, evaluated in three frames and applied."""
    helper = sphere(2, location=(0, .4, .3))
    helper.name = "Helper"
    if kind.startswith("GREASE_PENCIL") or kind == "LINEART":
        bpy.ops.object.grease_pencil_add(type="MONKEY")
        thing = bpy.context.object
    elif kind.startswith("VOLUME") or kind == "MESH_TO_VOLUME":
        bpy.ops.object.volume_add()
        thing = bpy.context.object
    else:
        if kind == "SKIN":  # minutes on a dense mesh
            bpy.ops.mesh.primitive_cube_add()
        else:
            monkey()
        thing = bpy.context.object
        thing.data.uv_layers.new()
        group = thing.vertex_groups.new(name="Group")
        group.add(range(0, len(thing.data.vertices), 2), .5, "REPLACE")
        if kind in ("EXPLODE", "PARTICLE_INSTANCE"):
            bpy.ops.object.particle_system_add()
    modifier = thing.modifiers.new("M", kind)
    texture = bpy.data.textures.new("Clouds", "CLOUDS")
    for each in modifier.bl_rna.properties if modifier else ():
        if each.type != "POINTER" or each.is_readonly:
            continue
        value = {"Object": helper, "Texture": texture}.get(each.fixed_type.identifier)
        if value is not None:
            try:
                setattr(modifier, each.identifier, value)
            except (TypeError, RuntimeError):
                pass
    if kind == "MULTIRES":
        bpy.ops.object.multires_subdivide(modifier="M")
    if kind == "REMESH":
        modifier.voxel_size = .05
    if kind == "SUBSURF":
        modifier.levels = 2
    found = [modifier is not None]
    for frame in (1, 2, 3):
        bpy.context.scene.frame_set(frame)
        found.append(mesh_of(thing))
    try:
        bpy.ops.object.modifier_apply(modifier="M")
        found.append(mesh_of(thing))
    except RuntimeError as error:
        found.append(str(error)[:80])
    return found


for each in bpy.types.Modifier.bl_rna.properties["type"].enum_items:
    CASES[f"modifier_{each.identifier}"] = lambda _folder, kind=each.identifier: try_modifier(kind)


# Meshes.

def boolean(solver, self_intersecting=False):
    thing = monkey(3)
    cutter = sphere(6, radius=.8, location=(.3, .2, .1))
    bpy.context.view_layer.objects.active = thing
    settings = {"object": cutter, "solver": solver}
    if solver == "EXACT":
        settings["use_self"] = self_intersecting
    modified(thing, "BOOLEAN", **settings)
    # A fresh Blender, too, numbers them in another order now and then: its threads decide (3 of 40 times).
    return mesh_of(thing, is_sorted=solver == "EXACT")


CASES["boolean_exact"] = lambda _folder: boolean("EXACT")
CASES["boolean_exact_self"] = lambda _folder: boolean("EXACT", True)
CASES["boolean_fast"] = lambda _folder: boolean(
    "FAST" if "FAST" in bpy.types.BooleanModifier.bl_rna.properties["solver"].enum_items else "FLOAT")


@case
def remesh_voxel_operator(_folder):
    thing = monkey(3)
    thing.data.remesh_voxel_size = .02
    bpy.ops.object.voxel_remesh()
    return mesh_of(thing)


@case
def remesh_quad(_folder):
    thing = monkey(2)
    bpy.ops.object.quadriflow_remesh(target_faces=2000, seed=1)
    return mesh_of(thing)


@case
def remesh_heavy(_folder):
    return modified(monkey(5), "REMESH", voxel_size=.008)


@case
def subdivide_heavy(_folder):
    return modified(monkey(0), "SUBSURF", levels=7)


@case
def decimate_heavy(_folder):
    return modified(sphere(8), "DECIMATE", ratio=.1)


@case
def multires(_folder):
    thing = monkey(0)
    thing.modifiers.new("M", "MULTIRES")
    for _ in range(4):
        bpy.ops.object.multires_subdivide(modifier="M")
    return mesh_of(thing)


@case
def edit_mode(_folder):
    thing = monkey(2)
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.mesh.bevel(offset=.01, segments=2)
    bpy.ops.mesh.remove_doubles()
    bpy.ops.mesh.dissolve_limited()
    bpy.ops.mesh.quads_convert_to_tris()
    bpy.ops.mesh.convex_hull()
    bpy.ops.uv.smart_project()
    bpy.ops.uv.pack_islands()
    bpy.ops.uv.unwrap()
    bpy.ops.object.mode_set(mode="OBJECT")
    return mesh_of(thing)


@case
def geometry_nodes(_folder):
    thing = monkey(1)
    tree = bpy.data.node_groups.new("Nodes", "GeometryNodeTree")
    tree.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
    tree.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
    nodes, links = tree.nodes, tree.links
    come, go = nodes.new("NodeGroupInput"), nodes.new("NodeGroupOutput")
    points = nodes.new("GeometryNodeDistributePointsOnFaces")
    points.inputs["Density"].default_value = 300
    copies = nodes.new("GeometryNodeInstanceOnPoints")
    ball = nodes.new("GeometryNodeMeshIcoSphere")
    ball.inputs["Radius"].default_value = .03
    real = nodes.new("GeometryNodeRealizeInstances")
    volume, solid = nodes.new("GeometryNodeMeshToVolume"), nodes.new("GeometryNodeVolumeToMesh")
    volume.inputs["Voxel Amount"].default_value = 100
    links.new(come.outputs[0], points.inputs[0])
    links.new(points.outputs[0], copies.inputs[0])
    links.new(ball.outputs[0], copies.inputs["Instance"])
    links.new(copies.outputs[0], real.inputs[0])
    links.new(real.outputs[0], volume.inputs[0])
    links.new(volume.outputs[0], solid.inputs[0])
    links.new(solid.outputs[0], go.inputs[0])
    thing.modifiers.new("Nodes", "NODES").node_group = tree
    return mesh_of(thing)


@case
def million_vertices(_folder):
    thing = sphere(9)
    for index in range(4):
        copy = bpy.data.objects.new(f"Copy {index}", thing.data)
        copy.modifiers.new("Bend", "SIMPLE_DEFORM").deform_method = "BEND"
        bpy.context.collection.objects.link(copy)
    return [mesh_of(each) for each in bpy.context.scene.objects]


@case
def many_objects(_folder):
    thing = sphere(2)
    for index in range(3000):
        copy = bpy.data.objects.new(f"Copy {index}", thing.data)
        copy.location.x = index
        bpy.context.collection.objects.link(copy)
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    return sum(1 for _ in graph.object_instances)


# Other kinds of objects.

@case
def text(_folder):
    curve = bpy.data.curves.new("Text", "FONT")
    curve.body, curve.extrude, curve.bevel_depth = "Maquette Ä 漢", .1, .01
    thing = bpy.data.objects.new("Text", curve)
    bpy.context.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    bpy.ops.object.convert(target="MESH")
    return mesh_of(bpy.context.object)


@case
def curves(_folder):
    bpy.ops.curve.primitive_bezier_circle_add()
    round_one = bpy.context.object
    round_one.data.bevel_depth, round_one.data.resolution_u = .1, 32
    bpy.ops.surface.primitive_nurbs_surface_torus_add()
    return [mesh_of(round_one), len(bpy.data.curves)]


@case
def metaballs(_folder):
    for x in range(4):
        bpy.ops.object.metaball_add(location=(x, 0, 0))
        bpy.context.object.data.resolution = .05
    bpy.ops.object.select_all(action="SELECT")
    bpy.context.view_layer.objects.active = bpy.data.objects["Mball"]
    bpy.ops.object.convert(target="MESH")
    return mesh_of(bpy.context.object)


@case
def armature_and_drivers(_folder):
    bpy.ops.object.armature_add()
    rig = bpy.context.object
    bpy.ops.object.mode_set(mode="EDIT")
    bone = rig.data.edit_bones.new("Second")
    bone.parent, bone.head, bone.tail = rig.data.edit_bones[0], (0, 0, 1), (0, .2, 2)
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.ops.object.empty_add(location=(1, 1, 1))
    goal = bpy.context.object
    solve = rig.pose.bones["Second"].constraints.new("IK")
    solve.target = goal
    rig.pose.ik_solver = "ITASC"
    thing = monkey(2)
    thing.parent = rig
    bpy.ops.object.select_all(action="DESELECT")
    thing.select_set(True)
    rig.select_set(True)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.parent_set(type="ARMATURE_AUTO")
    thing.shape_key_add(name="Basis")
    thing.shape_key_add(name="Other").data[0].co.x += 1
    curve = thing.data.shape_keys.key_blocks["Other"].driver_add("value")
    curve.driver.expression = "sin(frame)"
    found = []
    for frame in (1, 2, 3):
        bpy.context.scene.frame_set(frame)
        found.append(mesh_of(thing))
    return found


@case
def instances(_folder):
    inner = bpy.data.collections.new("Inner")
    thing = monkey(1)
    inner.objects.link(thing)
    for index in range(50):
        empty = bpy.data.objects.new("Empty", None)
        empty.instance_type, empty.instance_collection = "COLLECTION", inner
        empty.location.x = index
        bpy.context.collection.objects.link(empty)
    bpy.context.view_layer.update()
    return sum(1 for _ in bpy.context.evaluated_depsgraph_get().object_instances)


# Physics.

@case
def particles_and_hair(_folder):
    thing = monkey(2)
    bpy.ops.object.particle_system_add()
    settings = thing.particle_systems[0].settings
    settings.type, settings.count = "HAIR", 500
    bpy.ops.object.particle_system_add()
    bpy.ops.object.modifier_add(type="COLLISION")
    for frame in range(1, 12):
        bpy.context.scene.frame_set(frame)
    alive = thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).particle_systems[1].particles
    return [len(alive), [round(value, 4) for value in alive[0].location]]


@case
def cloth_bake(_folder):
    floor = sphere(4)
    floor.modifiers.new("Collision", "COLLISION")
    bpy.ops.mesh.primitive_grid_add(x_subdivisions=40, y_subdivisions=40, location=(0, 0, 1.1))
    sheet = bpy.context.object
    cloth = sheet.modifiers.new("Cloth", "CLOTH")
    cloth.point_cache.frame_end = 12
    with bpy.context.temp_override(scene=bpy.context.scene, point_cache=cloth.point_cache):
        bpy.ops.ptcache.bake(bake=True)
    bpy.context.scene.frame_set(12)
    return mesh_of(sheet)


@case
def rigid_bodies(_folder):
    bpy.ops.rigidbody.world_add()
    for index in range(20):
        sphere(2, location=(0, index * .1, index * 2))
        bpy.ops.rigidbody.object_add()
    for frame in range(1, 20):
        bpy.context.scene.frame_set(frame)
    graph = bpy.context.evaluated_depsgraph_get()
    return [[round(value, 4) for value in each.evaluated_get(graph).matrix_world.translation]
            for each in bpy.context.scene.objects]


@case
def fluid_bake(folder):
    bpy.context.scene.frame_end = 4
    bpy.ops.mesh.primitive_cube_add(size=2)
    box = bpy.context.object
    fluid = box.modifiers.new("Fluid", "FLUID")
    fluid.fluid_type = "DOMAIN"
    settings = fluid.domain_settings
    settings.domain_type, settings.resolution_max = "LIQUID", 24
    settings.use_mesh = True
    settings.cache_directory, settings.cache_type = folder, "ALL"
    settings.cache_frame_end = 4
    source = sphere(3, radius=.4)
    flow = source.modifiers.new("Fluid", "FLUID")
    flow.fluid_type = "FLOW"
    flow.flow_settings.flow_type, flow.flow_settings.flow_behavior = "LIQUID", "GEOMETRY"
    bpy.ops.object.select_all(action="DESELECT")
    box.select_set(True)
    bpy.context.view_layer.objects.active = box
    answer = sorted(bpy.ops.fluid.bake_all())
    return [answer, sum(len(files) for _, _, files in os.walk(folder))]


# Pictures.

FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp", "TIFF": "tif", "OPEN_EXR": "exr", "HDR": "hdr",
           "BMP": "bmp", "TARGA": "tga", "TARGA_RAW": "tga", "JPEG2000": "jp2", "CINEON": "cin", "DPX": "dpx",
           "IRIS": "rgb", "OPEN_EXR_MULTILAYER": "exr"}


def picture(kind, folder):
    image = bpy.data.images.new("Picture", 700, 500, float_buffer="EXR" in kind or kind == "HDR")
    image.pixels.foreach_set([(index % 997) / 997 for index in range(4 * 700 * 500)])
    path = os.path.join(folder, f"picture.{FORMATS[kind]}")
    image.file_format, image.filepath_raw = kind, path
    image.save()
    again = bpy.data.images.load(path)
    import numpy
    values = numpy.empty(len(again.pixels), numpy.float32)
    if len(values):
        again.pixels.foreach_get(values)
    timeless = kind not in ("TIFF", "DPX", "CINEON", "OPEN_EXR")
    return [file_digest(path) if timeless else "holds the time", list(again.size), digest(values.tobytes())]


for each in FORMATS:
    if each != "OPEN_EXR_MULTILAYER":
        CASES[f"picture_{each}"] = lambda folder, kind=each: picture(kind, folder)


def small(engine, samples=4, size=(160, 90)):
    scene = bpy.context.scene
    monkey(2)
    bpy.ops.object.light_add(type="SUN", rotation=(.5, .5, 0))
    bpy.ops.object.camera_add(location=(0, -4, 1), rotation=(1.35, 0, 0))
    scene.camera = bpy.context.object
    scene.render.engine = engine
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.device = samples, False, "CPU"
    if hasattr(scene.eevee, "taa_render_samples"):
        scene.eevee.taa_render_samples = samples
    return scene


def rendered(scene, folder, kind="PNG"):
    path = os.path.join(folder, f"out.{FORMATS[kind]}")
    scene.render.image_settings.file_format, scene.render.filepath = kind, path
    bpy.ops.render.render(write_still=True)
    if kind == "OPEN_EXR_MULTILAYER":
        return os.path.getsize(path) > 1000
    again = bpy.data.images.load(path)
    return digest(bytes(str(list(again.pixels)), "ascii"))


@case
def picture_OPEN_EXR_MULTILAYER(folder):
    return rendered(small("CYCLES"), folder, "OPEN_EXR_MULTILAYER")


@case
def cycles(folder):
    return rendered(small("CYCLES", 16), folder)


@case
def cycles_large(folder):
    return rendered(small("CYCLES", 64, (640, 360)), folder)


@case
def cycles_denoised(folder):
    scene = small("CYCLES", 8)
    try:
        scene.cycles.use_denoising, scene.cycles.denoiser = True, "OPENIMAGEDENOISE"
    except TypeError:
        return "this build has no denoiser"
    return rendered(scene, folder)


@case
def cycles_osl(folder):
    scene = small("CYCLES")
    scene.cycles.shading_system = True
    return rendered(scene, folder)


@case
def cycles_volume(folder):
    scene = small("CYCLES")
    material = bpy.data.materials.new("Smoke")
    material.use_nodes = True
    nodes = material.node_tree.nodes
    material.node_tree.links.new(nodes.new("ShaderNodeVolumePrincipled").outputs[0],
                                 nodes["Material Output"].inputs["Volume"])
    bpy.data.objects["Suzanne"].data.materials.append(material)
    return rendered(scene, folder)


@case
def workbench(folder):
    return rendered(small("BLENDER_WORKBENCH"), folder)


@case
def eevee(folder):
    name = "BLENDER_EEVEE_NEXT"
    try:
        bpy.context.scene.render.engine = name
    except TypeError:
        name = "BLENDER_EEVEE"
    return rendered(small(name), folder)


@case
def freestyle(folder):
    scene = small("CYCLES")
    scene.render.use_freestyle = True
    return rendered(scene, folder)


@case
def compositor(folder):
    scene = small("CYCLES", 4, (640, 360))
    scene.use_nodes = True
    tree = getattr(scene, "node_tree", None)
    if tree is None:
        return "made otherwise in this Blender"
    blur, glare = tree.nodes.new("CompositorNodeBlur"), tree.nodes.new("CompositorNodeGlare")
    blur.size_x = blur.size_y = 30
    source, target = tree.nodes["Render Layers"], tree.nodes["Composite"]
    tree.links.new(source.outputs[0], blur.inputs[0])
    tree.links.new(blur.outputs[0], glare.inputs[0])
    tree.links.new(glare.outputs[0], target.inputs[0])
    return rendered(scene, folder)


@case
def bake(folder):
    scene = small("CYCLES", 8)
    thing = bpy.data.objects["Suzanne"]
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.select_all(action="DESELECT")
    thing.select_set(True)
    material = bpy.data.materials.new("Baked")
    material.use_nodes = True
    thing.data.materials.append(material)
    node = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image = bpy.data.images.new("Baked", 256, 256)
    material.node_tree.nodes.active = node
    found = []
    for kind in ("DIFFUSE", "NORMAL", "AO", "COMBINED"):
        bpy.ops.object.bake(type=kind)
        found.append(digest(bytes(str(list(node.image.pixels)), "ascii")))
    return [scene.name, *found]


@case
def video(folder):
    scene = small("BLENDER_WORKBENCH")
    scene.frame_end = 8
    scene.render.image_settings.file_format = "FFMPEG"
    scene.render.ffmpeg.format, scene.render.ffmpeg.codec = "MPEG4", "H264"
    scene.render.filepath = os.path.join(folder, "film.mp4")
    bpy.ops.render.render(animation=True)
    clip = bpy.data.movieclips.load(scene.render.filepath)
    return [clip.frame_duration, list(clip.size)]


@case
def sequencer(folder):
    scene = bpy.context.scene
    scene.sequence_editor_create()
    strips = scene.sequence_editor.sequences if hasattr(
        scene.sequence_editor, "sequences") else scene.sequence_editor.strips
    color = strips.new_effect("Color", "COLOR", 1, 1, frame_end=10)
    color.color = (.5, .2, .1)
    scene.render.resolution_x, scene.render.resolution_y = 160, 90
    return rendered(scene, folder)


@case
def sound(folder):
    import wave
    with wave.open(os.path.join(folder, "in.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    scene = bpy.context.scene
    scene.sequence_editor_create()
    strips = scene.sequence_editor.sequences if hasattr(
        scene.sequence_editor, "sequences") else scene.sequence_editor.strips
    strips.new_sound("Sound", os.path.join(folder, "in.wav"), 1, 1)
    scene.frame_end = 20
    bpy.ops.sound.mixdown(filepath=os.path.join(folder, "out.wav"), container="WAV", codec="PCM")
    return os.path.getsize(os.path.join(folder, "out.wav"))


@case
def preview_icon(_folder):
    thing = monkey(1)
    thing.asset_mark()
    thing.asset_generate_preview()
    material = bpy.data.materials.new("Iconic")
    material.preview_ensure()
    return [list(material.preview.image_size)]


# Files.

def exchange(write, read, name, exact=True, **options):
    """Writes and reads back a monkey and a text."""
    def run(folder):
        monkey(3)
        path = os.path.join(folder, name)
        write(path)
        written = file_digest(path) if exact else os.path.getsize(path) > 500
        cleanup.empty_scene()
        read(path)
        return [written, [mesh_of(each) for each in bpy.context.scene.objects if each.type == "MESH"],
                len(bpy.context.scene.objects)]
    return run


ops = bpy.ops
CASES["file_glb"] = exchange(lambda path: ops.export_scene.gltf(filepath=path, export_format="GLB"),
                             lambda path: ops.import_scene.gltf(filepath=path), "a.glb")
CASES["file_gltf"] = exchange(lambda path: ops.export_scene.gltf(filepath=path, export_format="GLTF_SEPARATE"),
                              lambda path: ops.import_scene.gltf(filepath=path), "a.gltf")
CASES["file_draco"] = exchange(
    lambda path: ops.export_scene.gltf(filepath=path, export_draco_mesh_compression_enable=True),
    lambda path: ops.import_scene.gltf(filepath=path), "a.glb")
CASES["file_obj"] = exchange(lambda path: ops.wm.obj_export(filepath=path),
                             lambda path: ops.wm.obj_import(filepath=path), "a.obj")
CASES["file_stl"] = exchange(lambda path: ops.wm.stl_export(filepath=path),
                             lambda path: ops.wm.stl_import(filepath=path), "a.stl")
CASES["file_ply"] = exchange(lambda path: ops.wm.ply_export(filepath=path),
                             lambda path: ops.wm.ply_import(filepath=path), "a.ply")
CASES["file_fbx"] = exchange(lambda path: ops.export_scene.fbx(filepath=path),
                             lambda path: ops.import_scene.fbx(filepath=path), "a.fbx", False)
CASES["file_usd"] = exchange(lambda path: ops.wm.usd_export(filepath=path),
                             lambda path: ops.wm.usd_import(filepath=path), "a.usdc", False)
CASES["file_usdz"] = exchange(lambda path: ops.wm.usd_export(filepath=path),
                              lambda path: ops.wm.usd_import(filepath=path), "a.usdz", False)
CASES["file_abc"] = exchange(lambda path: ops.wm.alembic_export(filepath=path),
                             lambda path: ops.wm.alembic_import(filepath=path, as_background_job=False),
                             "a.abc", False)


@case
def file_svg(folder):
    with open(os.path.join(folder, "a.svg"), "w") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg"><circle cx="5" cy="5" r="4"/></svg>')
    bpy.ops.preferences.addon_enable(module="io_curve_svg")
    bpy.ops.import_curve.svg(filepath=os.path.join(folder, "a.svg"))
    return len(bpy.context.scene.objects)


def blend(folder, compress):
    path = os.path.join(folder, "a.blend")
    monkey(5)
    image = bpy.data.images.new("Noise", 1024, 1024)
    image.pixels.foreach_set([(index % 997) / 997 for index in range(4 * 1024 * 1024)])
    image.pack()
    bpy.context.object.data.materials.append(bpy.data.materials.new("Uses"))
    image.use_fake_user = True
    bpy.ops.wm.save_as_mainfile(filepath=path, compress=compress, copy=True)
    cleanup.empty_scene()
    with bpy.data.libraries.load(path, link=True) as (there, here):
        here.objects = list(there.objects)
    linked = len(here.objects)
    cleanup.empty_scene()
    with bpy.data.libraries.load(path) as (there, here):
        here.objects = list(there.objects)
    appended = len(here.objects)
    bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
    return [linked, appended, mesh_of(bpy.context.scene.objects[0]), len(bpy.data.images)]


CASES["blend_plain"] = lambda folder: blend(folder, False)
CASES["blend_compressed"] = lambda folder: blend(folder, True)


@case
def undo(_folder):
    monkey(1)
    answers = []
    for operator in (bpy.ops.ed.undo_push, bpy.ops.ed.undo, bpy.ops.ed.redo):
        try:
            answers.append(sorted(operator()))
        except RuntimeError as error:
            answers.append(str(error)[:60])
    return answers


# Python.

@case
def python_threads(_folder):
    import concurrent.futures
    done = []
    threads = [threading.Thread(target=lambda n=n: done.append(n)) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done += pool.map(lambda n: n * n, range(20))
    return sorted(done)


@case
def python_processes(_folder):
    import subprocess
    return subprocess.run(["/bin/echo", "hello"], capture_output=True, text=True).stdout


@case
def python_multiprocessing(_folder):
    import multiprocessing
    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(abs, range(-5, 5))


@case
def python_asyncio(_folder):
    import asyncio

    async def later():
        await asyncio.sleep(0)
        return await asyncio.to_thread(lambda: 5)
    return asyncio.run(later())


@case
def numpy_matrices(_folder):
    import numpy
    big = numpy.arange(1000 * 1000, dtype=float).reshape(1000, 1000) / 1e6
    return [round(float((big @ big).sum()), 3), round(float(numpy.linalg.svd(big[:200, :200])[1][0]), 6)]


@case
def own_temporary_folder(folder):
    """It stays when files are emptied and opened. (Blender removes the parent's, if it can.)"""
    before = bpy.context.preferences.filepaths.temporary_directory
    bpy.context.preferences.filepaths.temporary_directory = folder
    here = [bpy.app.tempdir.startswith(folder)]
    cleanup.empty_scene()
    here.append(bpy.app.tempdir.startswith(folder) and os.path.isdir(bpy.app.tempdir))
    bpy.context.preferences.filepaths.temporary_directory = before
    return here


@case
def mathutils_trees(_folder):
    from mathutils.bvhtree import BVHTree
    one, two = monkey(3), sphere(6)
    graph = bpy.context.evaluated_depsgraph_get()
    return len(BVHTree.FromObject(one, graph).overlap(BVHTree.FromObject(two, graph)))


# The bridge itself, with the same script.

class Call:
    """A call that nobody follows or cancels."""

    def __getattr__(self, _name):
        return lambda *_args, **_more: None


def bridge(folder, *calls, save="scene.blend"):
    own = methods.Bridge(folder)
    found = []
    own.execute({"script": SCRIPT, "save": save}, Call())
    for name, params in calls:
        answer = own.methods()[name](params, Call())
        answer.pop("seconds", None)
        found.append(answer)
    return found


def pictures(folder):
    found = {}
    for where, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith((".png", ".jpg", ".glb", ".npy")):
                path = os.path.join(where, name)
                found[os.path.relpath(path, folder)] = file_digest(path)
    return found


def bridge_case(name, *calls):
    def run(folder):
        found = bridge(folder, ("open", {"file": "scene.blend"}), *calls)
        return [digest(json.dumps(found, sort_keys=True, default=str).encode()), pictures(folder)]
    CASES[f"bridge_{name}"] = run


bridge_case("nothing")
bridge_case("model", ("model", {"file": "model.glb"}))
bridge_case("measure", ("measure", {"joins": []}))
bridge_case("print_check", ("print_check", {"wall_m": .001}))
for each in ("workbench", "eevee", "cycles"):
    bridge_case(f"final_{each}", ("render", {"mode": "final", "num_images": 2, "width": 320, "height": 180,
                                             "engine": each, "folder": "renders"}))
bridge_case("preview", ("render", {"mode": "preview", "width": 320, "height": 180, "folder": "renders"}))
bridge_case("look", ("render", {"mode": "look", "width": 320, "height": 320, "sheet": True, "inside": "section",
                                "cuts": [["Block 0", "Block 1"]], "folder": "renders"}))
bridge_case("turntable", ("turntable", {"frames": 4, "width": 160, "height": 90}))
bridge_case("dataset", ("dataset", {"cameras": 2, "width": 128, "height": 128, "engine": "workbench"}))
bridge_case("dataset_png", ("dataset", {"cameras": 2, "width": 128, "height": 128, "format": "png",
                                        "engine": "workbench"}))
for each in ("glb", "obj", "stl", "ply", "fbx", "usd", "3mf"):
    def exported(folder, kind=each):
        found = bridge(folder, ("open", {"file": "scene.blend"}),
                       ("export", {"file": f"out/a.{kind}", "texture_px": 256}),
                       ("read_back", {"file": f"out/a.{kind}"}))
        return [{key: answer.get(key) for key in ("objects", "triangles", "low", "high")} for answer in found[1:]]
    CASES[f"bridge_export_{each}"] = exported


@case
def bridge_introspect(folder):
    return methods.Bridge(folder).introspect({}, Call())["entries"]


@case
def bridge_warm_up(folder):
    methods.Bridge(folder).warm_up({}, Call())
    return True


# Running them.

def run_case(name, folder):
    os.makedirs(folder)
    cleanup.empty_scene()
    random.seed(0)
    try:
        return {"result": json.loads(json.dumps(CASES[name](folder), default=str))}
    except Exception as error:
        return {"result": f"{type(error).__name__}: {error}"[:300], "raised": traceback.format_exc()[-500:]}


def thread_states(pid):
    """(processor time, whether one works or wants to) of all threads."""
    spent, busy = 0, False
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        spent += int(fields[11]) + int(fields[12])
        busy = busy or fields[0] in "RD"
    return spent, busy


def private_kb():
    with open("/proc/self/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))


def fork_case(name, folder, threads):
    """`threads`: of the fork server, None to leave the pools as they are."""
    if threads:
        threads.empty()
    sys.stdout.flush()
    reader, writer = os.pipe()
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
        forked = time.monotonic() - started
        if threads:
            threads.fill()
        answer = run_case(name, folder)
        answer |= {"fork_s": round(forked, 4), "threads": len(os.listdir("/proc/self/task"))}
        os.write(writer, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    before, since, hung = None, time.monotonic(), False
    while True:
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        if ended:
            break
        try:
            now = thread_states(pid)
        except OSError:
            continue
        if now != before or now[1]:
            before, since = now, time.monotonic()
        elif time.monotonic() - since > IDLE_S:
            hung = True
            os.kill(pid, signal.SIGKILL)
        time.sleep(.02)
    wall = time.monotonic() - started
    with os.fdopen(reader, "rb") as file:
        text = file.read()
    answer = json.loads(text) if text else {"result": "hung" if hung else f"ended with {status}"}
    return answer | {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall, "parent_kb": private_kb(),
                     "zombies": len(cleanup.children())}


def main():
    how, folder, *names = sys.argv[sys.argv.index("--") + 1:]
    try:
        threads = fork_server.Threads() if how == "fork" else None
    except (AttributeError, StopIteration):
        print("UNKNOWN " + bpy.app.version_string)  # libraries of another kind
        return
    if how == "list":
        print("CASES " + json.dumps(list(CASES)))
        return
    wanted = []
    for name in names or list(CASES):
        name, _, times = name.partition("*")
        wanted += [name] * int(times or 1)
    for number, name in enumerate(wanted):
        own = os.path.join(folder, how, f"{number}-{name}")
        if how == "fresh":
            wall, cpu = time.monotonic(), time.process_time()
            answer = run_case(name, own)
            answer |= {"cpu": time.process_time() - cpu, "wall": time.monotonic() - wall,
                       "threads": len(os.listdir("/proc/self/task"))}
        else:
            answer = fork_case(name, own, threads)
        print("CASE " + json.dumps({"case": name, **answer}), flush=True)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)
