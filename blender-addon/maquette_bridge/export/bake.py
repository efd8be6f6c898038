# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bakes procedural materials into pictures, because other programs do not know Blender's nodes:
colour, roughness with metal, and normal of all objects on one sheet, and their glow if any has one
that is more than a value. A material of plain values needs no picture, and keeps its values.

Values are baked as emission (Blender's manual: Render Baking), which needs no light and has no
noise.
"""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any

import bpy

from ..errors import CANCELLED, INTERNAL_ERROR, BridgeError
from . import flatten, pictures

if TYPE_CHECKING:
    from ..connection import Session

UV = "Baked"
_BLACK = ("The materials could not be baked: the picture “{}” of {} pixels is black or cut where "
          "the material is not. Blender may lack memory or room for files; smaller pictures need "
          "less.")
GAP = 0.004  # between islands, of the sheet's side
ISLAND_ANGLE = 1.15  # rad between faces of one island (Smart UV Project's default)
# Nodes that the exporters follow.
READABLE = {"TEX_IMAGE", "UVMAP", "MAPPING", "NORMAL_MAP", "SEPARATE_COLOR", "SEPRGB", "FRAME"}
# Passes that glTF keeps in one picture: roughness in green, metal in blue (glTF 2.0, 3.9.2).
PASSES = ("color", "surface", "normal")
GLOW = "glow"  # passes that few assets need
CLEAR = "clear"  # transmission
ALPHA = "alpha"  # becomes the opacity of the picture of the colour
MAX_SIZE = 8192  # px, of a picture and of Cycles' largest tile
PROBE = 64  # px of the small picture that a large one is compared with
# Samples of a pixel: only fine grain needs more.
SAMPLES = {"color": 4, ALPHA: 4, "surface": 1, "normal": 1, GLOW: 4, CLEAR: 4}


def bake(objects: list[bpy.types.Object], size: int, stem: str, per_object: bool,
         call: Session) -> list[bpy.types.Image]:
    """Bakes what is procedural at `size` px into PNGs whose paths begin with `stem`: one sheet of
    all objects, or one of each if `per_object`. Returns the pictures."""
    targets = [obj for obj in objects if any(map(_is_procedural, _materials(obj)))]
    if not targets:
        call.progress({"done": 0, "of": 0})
        return []
    _prepare()
    os.makedirs(os.path.dirname(stem), mode=0o700, exist_ok=True)
    sheets = [[obj] for obj in targets] if per_object else [targets]
    kinds = [_kinds(sheet) for sheet in sheets]
    images, done, of = [], 0, sum(map(len, kinds))
    call.progress({"done": done, "of": of})
    for number, (sheet, own_kinds) in enumerate(zip(sheets, kinds)):
        own_stem = f"{stem}_{number + 1}" if per_object else stem
        images += _bake_sheet(sheet, own_kinds, size, own_stem, per_object, call, done, of)
        done += len(own_kinds)
    return images


def _kinds(objects: list[bpy.types.Object]) -> tuple[str, ...]:
    """The passes that the objects' sheet needs."""
    materials = [material for obj in objects for material in _materials(obj)]
    kinds: tuple[str, ...] = PASSES
    if any(_is_patterned(material, "Alpha") for material in materials):
        kinds = (ALPHA, *kinds)
    if any(_is_patterned(material, "Transmission Weight") for material in materials):
        kinds = (*kinds, CLEAR)
    return (*kinds, GLOW) if any(map(_glow_is_procedural, materials)) else kinds


def _is_patterned(material: bpy.types.Material, name: str) -> bool:
    """Whether an input of a shader that is baked is more than a value."""
    shader = _principled(material)
    return shader is not None and shader.inputs[name].is_linked and _is_procedural(material)


def _materials(obj: bpy.types.Object) -> list[bpy.types.Material]:
    return [slot.material for slot in obj.material_slots if slot.material is not None]


def _principled(material: bpy.types.Material) -> bpy.types.Node | None:
    """The material's Principled BSDF, if its surface comes from one."""
    if material.node_tree is None:
        return None
    return next((node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED"
                 and node.outputs[0].is_linked), None)


def _is_procedural(material: bpy.types.Material) -> bool:
    """Whether other programs cannot know the material from its values and pictures."""
    if material.node_tree is None:
        return False
    shader = _principled(material)
    output = _output(material)
    if output is None:
        return False
    if shader is None or output.inputs["Surface"].links[0].from_node != shader:
        return True
    waiting, seen = [shader], set()
    while waiting:
        node = waiting.pop()
        for socket in node.inputs:
            for link in socket.links:
                if link.from_node.type not in READABLE:
                    return True
                if link.from_node.name not in seen:
                    seen.add(link.from_node.name)
                    waiting.append(link.from_node)
    return False


def _glow_is_procedural(material: bpy.types.Material) -> bool:
    """Whether what it emits is more than a plain value of its Principled BSDF."""
    output = _output(material) if material.node_tree is not None else None
    if output is None:
        return False
    shader = _principled(material)
    if shader is not None and output.inputs["Surface"].links[0].from_node == shader:
        return any(shader.inputs[name].is_linked
                   for name in ("Emission Color", "Emission Strength"))
    return any(node.type in ("EMISSION", "BSDF_PRINCIPLED")
               for tree in trees(material) for node in tree.nodes)


def _output(material: bpy.types.Material) -> bpy.types.Node:
    output = material.node_tree.get_output_node("CYCLES")
    return output if output is not None and output.inputs["Surface"].is_linked else None


def _prepare() -> None:
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.use_denoising = False
    # One tile: several go through a file of the whole picture's size in /tmp, and where that has
    # no room they are black. Newer Blenders have tiles whatever `use_auto_tile` says.
    scene.cycles.tile_size = MAX_SIZE
    if bpy.context.object is not None and bpy.context.object.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")


def _make_canvas(objects: list[bpy.types.Object]) -> list[bpy.types.Object]:
    """Selects the objects to bake: one object of all, which Blender bakes in one go and whose
    islands cannot run into each other; and those that their materials tell apart from others."""
    apart = [obj for obj in objects if any(map(_differs_by_object, _materials(obj)))]
    copies = []
    for obj in objects:
        if obj not in apart:
            copy = obj.copy()
            copy.data = obj.data.copy()
            bpy.context.scene.collection.objects.link(copy)
            copies.append(copy)
    for obj in bpy.context.view_layer.objects:
        obj.select_set(obj in copies)
    if len(copies) > 1:
        bpy.context.view_layer.objects.active = copies[0]
        bpy.ops.object.join()
    canvas = copies[:1] + apart
    for obj in apart:
        obj.select_set(True)
    bpy.context.view_layer.objects.active = canvas[0]
    return canvas


def _differs_by_object(material: bpy.types.Material) -> bool:
    """Whether the material looks different on each object."""
    return any(node.type == "OBJECT_INFO" for tree in trees(material) for node in tree.nodes)


def trees(material: bpy.types.Material) -> list[bpy.types.NodeTree]:
    """The node trees of a material, its groups' included."""
    found, waiting = [], [material.node_tree]
    while waiting:
        tree = waiting.pop()
        if tree is not None and tree not in found:
            found.append(tree)
            waiting += [node.node_tree for node in tree.nodes if node.type == "GROUP"]
    return found


def _read_attributes(material: bpy.types.Material) -> None:
    """Lets the material take its coordinates from attributes, which joining keeps."""
    for tree in trees(material):
        for node in list(tree.nodes):
            if node.type == "TEX_COORD" and node.object is None:
                for name, attribute in (("Object", flatten.OBJECT),
                                        ("Generated", flatten.GENERATED)):
                    for link in list(node.outputs[name].links):
                        tree.links.new(_attribute(tree, attribute), link.to_socket)
            elif node.type.startswith("TEX_") and node.type != "TEX_IMAGE":
                vector = node.inputs.get("Vector")
                # Without one a procedural texture takes the object's box.
                if vector is not None and not vector.is_linked:
                    tree.links.new(_attribute(tree, flatten.GENERATED), vector)


def _attribute(tree: bpy.types.NodeTree, name: str) -> bpy.types.NodeSocket:
    node = tree.nodes.new("ShaderNodeAttribute")
    node.attribute_name = name
    return node.outputs["Vector"]


def _bake_sheet(objects: list[bpy.types.Object], kinds: tuple[str, ...], size: int, stem: str,
                per_object: bool, call: Session, done: int, of: int) -> list[bpy.types.Image]:
    if per_object:  # an object's own pictures need materials of its own
        for slot in (slot for obj in objects for slot in obj.material_slots):
            if slot.material is not None:
                slot.material = slot.material.copy()
    for material in {material for obj in objects for material in _materials(obj)}:
        _read_attributes(material)
    # Lays all faces of the objects out on one sheet, in a map of its own.
    for obj in bpy.context.view_layer.objects:
        obj.select_set(obj in objects)
    bpy.context.view_layer.objects.active = objects[0]
    for obj in objects:
        layer = obj.data.uv_layers.new(name=UV, do_init=False)
        obj.data.uv_layers.active = layer
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.reveal()
    bpy.ops.mesh.select_all(action="SELECT")
    bpy.ops.uv.smart_project(angle_limit=ISLAND_ANGLE, island_margin=GAP, area_weight=0.0,
                             correct_aspect=False, scale_to_bounds=False)
    bpy.ops.object.mode_set(mode="OBJECT")
    canvas = _make_canvas(objects)
    materials = list({material.name: material for obj in objects
                      for material in _materials(obj)}.values())
    images, brightest = {}, 1.0
    for kind in kinds:
        if call.cancelled():
            raise BridgeError(CANCELLED, "The export was cancelled.")
        probe = _bake_pass(materials, kind, min(PROBE, size), "probe", 2)
        images[kind] = _bake_pass(materials, kind, size, f"{stem}_{kind}.png", len(canvas),
                                  kind == "color" and ALPHA in kinds)
        if kind == GLOW:
            brightest = _save_glow(images[kind])
        else:
            if kind == "color" and ALPHA in images:
                _add_opacity(images[kind], images[ALPHA])
            if kind != ALPHA:
                images[kind].save()
                images[kind].source = "FILE"
                images[kind].reload()
        # The surface's picture is red wherever it was baked; opacity is baked as the colour is.
        if kind != ALPHA and pictures.is_cut(images[kind], probe, kind == "surface"):
            raise BridgeError(INTERNAL_ERROR, _BLACK.format(kind, size))
        bpy.data.images.remove(probe)
        done += 1
        call.progress({"done": done, "of": of})
    if ALPHA in images:
        bpy.data.images.remove(images.pop(ALPHA))
    for obj in canvas:
        if obj not in objects:
            bpy.data.meshes.remove(obj.data)
    for material in materials:
        if _is_procedural(material):
            own = dict(images)
            if not _glow_is_procedural(material):
                own.pop(GLOW, None)
            if not _is_patterned(material, "Transmission Weight"):
                own.pop(CLEAR, None)
            _use(material, own, brightest)
    _drop_other_maps(objects)
    return list(images.values())


def _bake_pass(materials: list[bpy.types.Material], kind: str, size: int, path: str,
               n_objects: int, has_alpha: bool = False) -> bpy.types.Image:
    name = pictures.short_name(os.path.basename(path).removesuffix(".png")) + ".png"
    image = bpy.data.images.new(name, size, size, alpha=has_alpha, float_buffer=kind == GLOW)
    image.filepath_raw = path
    image.file_format = "PNG"
    if kind not in ("color", GLOW):
        image.colorspace_settings.name = "Non-Color"
    undo = []
    for material in materials:
        if not material.use_nodes:
            material.use_nodes = True
        nodes = material.node_tree.nodes
        target = nodes.new("ShaderNodeTexImage")
        target.image = image
        nodes.active = target
        # Normals need no light, and what glows shines by itself.
        shown = None if kind in ("normal", GLOW) else _shine(material, kind)
        undo.append((material, target, shown))
    bpy.context.scene.cycles.samples = SAMPLES[kind]
    bpy.ops.object.bake(type="NORMAL" if kind == "normal" else "EMIT", target="IMAGE_TEXTURES",
                        margin=size // 16 if n_objects == 1 else int(GAP * size / 2),
                        use_clear=True)
    for material, target, shown in undo:
        material.node_tree.nodes.remove(target)
        if shown is not None:
            _undo_shine(material, *shown)
    return image


def _add_opacity(image: bpy.types.Image, opacity: bpy.types.Image) -> None:
    """Readers take a picture's colour and its opacity from one file."""
    values = pictures.pixels(image)
    values[3::4] = pictures.pixels(opacity)[0::4]
    image.pixels.foreach_set(values)


def _save_glow(image: bpy.types.Image) -> float:
    """Saves what may be brighter than white as a share of the brightest, which it returns."""
    values = pictures.pixels(image)
    brightest = max(max(values[channel::4]) for channel in range(3)) or 1.0
    scene = bpy.data.scenes.new("Glow")
    scene.view_settings.view_transform = "Standard"
    scene.view_settings.exposure = -math.log2(brightest)
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGB"
    image.save_render(image.filepath_raw, scene=scene)
    bpy.data.scenes.remove(scene)
    image.source = "FILE"
    image.reload()
    return brightest


def _shine(material: bpy.types.Material,
           kind: str) -> tuple[bpy.types.Node, list[bpy.types.NodeSocket], list[bpy.types.Node]]:
    """Makes the material shine in what is baked. Returns what _undo_shine() needs."""
    tree = material.node_tree
    output = tree.get_output_node("CYCLES") or tree.nodes.new("ShaderNodeOutputMaterial")
    before = [link.from_socket for link in output.inputs["Surface"].links]
    emission = tree.nodes.new("ShaderNodeEmission")
    made = [emission]
    shader = _principled(material)
    if kind == "color":
        _carry(tree, shader, "Base Color", emission.inputs["Color"], material.diffuse_color)
        if shader is not None and shader.inputs["Alpha"].is_linked:
            # Cycles darkens a picture by its opacity unless that is used, too: this is always 1.
            most = tree.nodes.new("ShaderNodeMath")
            most.operation, most.inputs[1].default_value = "MAXIMUM", 1.0
            made.append(most)
            _carry(tree, shader, "Alpha", most.inputs[0], 1.0)
            tree.links.new(most.outputs[0], emission.inputs["Strength"])
    elif kind == ALPHA:
        _carry(tree, shader, "Alpha", emission.inputs["Color"], 1.0)
    elif kind == CLEAR:
        _carry(tree, shader, "Transmission Weight", emission.inputs["Color"], 0.0)
    else:
        combine = tree.nodes.new("ShaderNodeCombineColor")
        made.append(combine)
        combine.inputs["Red"].default_value = 1.0
        _carry(tree, shader, "Roughness", combine.inputs["Green"], material.roughness)
        _carry(tree, shader, "Metallic", combine.inputs["Blue"], material.metallic)
        tree.links.new(combine.outputs[0], emission.inputs["Color"])
    tree.links.new(emission.outputs[0], output.inputs["Surface"])
    return output, before, made


def _undo_shine(material: bpy.types.Material, output: bpy.types.Node,
                before: list[bpy.types.NodeSocket], made: list[bpy.types.Node]) -> None:
    tree = material.node_tree
    for node in made:
        tree.nodes.remove(node)
    for socket in before:
        tree.links.new(socket, output.inputs["Surface"])


def _carry(tree: bpy.types.NodeTree, shader: bpy.types.Node | None, name: str,
           target: bpy.types.NodeSocket, otherwise: Any) -> None:
    """Gives `target` what the shader's input `name` gets."""
    if shader is not None and shader.inputs[name].is_linked:
        tree.links.new(shader.inputs[name].links[0].from_socket, target)
        return
    value = otherwise if shader is None else shader.inputs[name].default_value
    if isinstance(value, float) and target.type == "RGBA":
        value = (value, value, value, 1.0)
    target.default_value = value


def _use(material: bpy.types.Material, images: dict[str, bpy.types.Image],
         brightest: float) -> None:
    """Builds the material anew of its pictures; what has no picture keeps its value. `brightest`:
    what white in the picture of the glow stands for."""
    tree = material.node_tree
    shader = _principled(material)
    kept = {socket.identifier: _plain(socket) for socket in shader.inputs
            if not socket.is_linked} if shader is not None else {}
    has_alpha = shader is not None and shader.inputs["Alpha"].is_linked
    tree.nodes.clear()
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
    for socket in shader.inputs:
        if kept.get(socket.identifier) is not None:
            socket.default_value = kept[socket.identifier]
    place = tree.nodes.new("ShaderNodeUVMap")
    place.uv_map = UV
    sheets = {}
    for kind, image in images.items():
        sheets[kind] = tree.nodes.new("ShaderNodeTexImage")
        sheets[kind].image = image
        tree.links.new(place.outputs[0], sheets[kind].inputs[0])
    split = tree.nodes.new("ShaderNodeSeparateColor")
    normal = tree.nodes.new("ShaderNodeNormalMap")
    normal.uv_map = UV
    tree.links.new(sheets["surface"].outputs[0], split.inputs[0])
    tree.links.new(sheets["normal"].outputs[0], normal.inputs["Color"])
    tree.links.new(sheets["color"].outputs[0], shader.inputs["Base Color"])
    tree.links.new(split.outputs["Green"], shader.inputs["Roughness"])
    tree.links.new(split.outputs["Blue"], shader.inputs["Metallic"])
    tree.links.new(normal.outputs[0], shader.inputs["Normal"])
    if has_alpha:
        tree.links.new(sheets["color"].outputs["Alpha"], shader.inputs["Alpha"])
    if CLEAR in images:
        tree.links.new(sheets[CLEAR].outputs["Color"], shader.inputs["Transmission Weight"])
    if GLOW in images:
        tree.links.new(sheets[GLOW].outputs[0], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = brightest
    tree.links.new(shader.outputs[0], output.inputs["Surface"])


def _plain(socket: bpy.types.NodeSocket) -> Any:
    value: Any = getattr(socket, "default_value", None)
    return tuple(value) if hasattr(value, "__len__") and not isinstance(value, str) else value


def _drop_other_maps(objects: list[bpy.types.Object]) -> None:
    """Formats with one map take the first: nothing else reads the others, unless a material has
    pictures of its own."""
    for obj in objects:
        own = any(node.type == "TEX_IMAGE" and not any(
            link.from_node.type == "UVMAP" for link in node.inputs[0].links)
            for material in _materials(obj) if material.node_tree is not None
            for node in material.node_tree.nodes)
        layers = obj.data.uv_layers
        if not own:
            for name in [layer.name for layer in layers if layer.name != UV]:
                layers.remove(layers[name])
        layers[UV].active_render = True
