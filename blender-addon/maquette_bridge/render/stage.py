# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage that assets are rendered on: a scene of its own with ground, lights and camera, which
shares the asset's collections. It is taken away afterwards, so it is never in a .blend, a report or
an export.
"""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Sequence
from typing import Any

import bpy
from mathutils import Matrix, Vector

from ..errors import NOTHING_TO_RENDER, BridgeError
from ..measure import asset, plain_colors
from . import compositing, engines, framing
from .light import LIGHTS, Light

NAME = "Maquette Stage"
MATT_METAL = 0.15
GLASS_OPACITY = 0.3


class Stage:
    """`with Stage(width, height) as stage:`; then `stage.look(view)` before each picture. The
    shapes of the objects named in `keep`, or of all with None, stay at hand as `stage.kept`, and
    their parts as `stage.parts`."""

    def __init__(self, width: int, height: int, keep: tuple[()] | set[str] | None = (),
                 light: Light = LIGHTS["studio"]) -> None:
        self._width = width
        self._height = height
        self.light = light
        self._keep_shapes = keep
        self._parallel = False
        self._made: list[Any] = []  # data-blocks, in the order to remove them
        self._changed: list[Any] = []  # (owner, property, value) to put back

    def __enter__(self) -> Stage:
        try:
            known = asset.objects()
            seen = [obj.name for obj, hidden in known if not hidden]
            shapes, _cut = asset.shapes(seen)
            shown = [shape for shape in shapes.values() if shape.seen]
            if not shown:
                raise BridgeError(NOTHING_TO_RENDER,
                                  "There is nothing to render: no object has a visible surface.")
            keep = shapes if self._keep_shapes is None else self._keep_shapes
            self.kept = {name: shapes[name] for name in keep if name in shapes}
            self.parts = {obj.name: asset.part_of(obj) for obj, _hidden in known
                          if obj.name in self.kept}
            low = Vector(min(s.low[axis] for s in shown) for axis in range(3))
            high = Vector(max(s.high[axis] for s in shown) for axis in range(3))
            self.points = framing.outline([
                s.vertices or list(itertools.product(*zip(s.low, s.high))) for s in shown])
            self.low, self.high = low, high
            self.size = max((high - low).length, framing.SMALLEST)
            self.centre = (low + high) / 2
            source = bpy.context.scene
            self.scene = self._keep(bpy.data.scenes.new(NAME))
            # Links the asset's collections, excluded ones excluded again.
            root = self.scene.collection
            for child in source.collection.children:
                root.children.link(child)
            for obj in source.collection.objects:
                root.objects.link(obj)
            layers = bpy.context.view_layer
            if layers is None:
                layers = source.view_layers[0]

            def copy(ours: bpy.types.LayerCollection, theirs: bpy.types.LayerCollection) -> None:
                for child in theirs.children:
                    mine = ours.children.get(child.name)
                    if mine is not None:
                        mine.exclude = child.exclude
                        copy(mine, child)

            own = self.scene.view_layers[0]
            if own.layer_collection is None:  # 5.2: only once it was brought up to date
                own.update()
            copy(own.layer_collection, layers.layer_collection)
            self.scene.frame_set(source.frame_current)
            objects = [obj for obj, hidden in known if hidden or self._is_foreign_light(obj)]
            for obj in objects:
                if not obj.hide_render:
                    self._set(obj, "hide_render", True)
            data = bpy.data.cameras.new(NAME)
            data.sensor_fit = "AUTO"
            data.sensor_width = framing.SENSOR_MM
            data.lens = framing.LENS_MM
            self.camera = self._add(NAME, data)
            self.scene.camera = self.camera
            self._add_ground()
            self._add_lights()
            self._add_world()
            self._set_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for owner, name, value in reversed(self._changed):
            setattr(owner, name, value)
        for block in reversed(self._made):
            getattr(bpy.data, _HOMES[block.id_type]).remove(block)

    # Building.

    def _keep(self, block: bpy.types.ID) -> bpy.types.ID:
        self._made.append(block)
        return block

    def _set(self, owner: bpy.types.ID, name: str, value: Any) -> None:
        before = getattr(owner, name)
        plain = isinstance(before, (bool, float))
        self._changed.append((owner, name, before if plain else tuple(before)))
        setattr(owner, name, value)

    def _is_foreign_light(self, obj: bpy.types.Object) -> bool:
        """A light that is no part of the asset: a sun, or one that stands outside its box."""
        if obj.type != "LIGHT":
            return False
        if obj.data.type == "SUN":
            return True
        room = 0.1 * self.size
        place = obj.matrix_world.translation
        return any(place[axis] < self.low[axis] - room or place[axis] > self.high[axis] + room
                   for axis in range(3))

    def _add(self, name: str, data: bpy.types.ID) -> bpy.types.Object:
        self._keep(data)
        obj = self._keep(bpy.data.objects.new(name, data))
        self.scene.collection.objects.link(obj)
        return obj

    def _add_ground(self) -> None:
        """A disc under the asset whose surface fades into the surroundings."""
        radius = 40.0 * self.size
        mesh = bpy.data.meshes.new(NAME)
        sides = 64
        turns = [2 * math.pi * i / sides for i in range(sides)]
        rim = [(math.cos(turn) * radius, math.sin(turn) * radius, 0.0) for turn in turns]
        mesh.from_pydata([(0.0, 0.0, 0.0)] + rim, [],
                         [(0, i + 1, (i + 1) % sides + 1) for i in range(sides)])
        material = self._keep(bpy.data.materials.new(NAME))
        if not material.use_nodes:
            material.use_nodes = True
        material.diffuse_color = (*self.light.ground, 1.0)
        tree = material.node_tree
        nodes, links = tree.nodes, tree.links
        nodes.clear()
        place = nodes.new("ShaderNodeNewGeometry")
        reach = nodes.new("ShaderNodeVectorMath")
        reach.operation = "DISTANCE"
        reach.inputs[1].default_value = (self.centre.x, self.centre.y, self.low.z)
        fade = nodes.new("ShaderNodeMapRange")
        fade.interpolation_type = "SMOOTHSTEP"
        fade.inputs["From Min"].default_value = 0.45 * self.size
        fade.inputs["From Max"].default_value = 1.9 * self.size
        diffuse = nodes.new("ShaderNodeBsdfDiffuse")
        diffuse.inputs["Color"].default_value = (*self.light.ground, 1.0)
        # Beyond, it shines by itself: no noise, and the light falls off towards the back.
        falloff = nodes.new("ShaderNodeMapRange")
        falloff.interpolation_type = "SMOOTHSTEP"
        falloff.inputs["From Min"].default_value = 0.8 * self.size
        falloff.inputs["From Max"].default_value = 7.0 * self.size
        falloff.inputs["To Min"].default_value = 1.0
        falloff.inputs["To Max"].default_value = self.light.far
        far = nodes.new("ShaderNodeEmission")
        far.inputs["Color"].default_value = (*self.light.backdrop, 1.0)
        links.new(reach.outputs["Value"], falloff.inputs["Value"])
        links.new(falloff.outputs["Result"], far.inputs["Strength"])
        mix = nodes.new("ShaderNodeMixShader")
        output = nodes.new("ShaderNodeOutputMaterial")
        links.new(place.outputs["Position"], reach.inputs[0])
        links.new(reach.outputs["Value"], fade.inputs["Value"])
        links.new(fade.outputs["Result"], mix.inputs[0])
        links.new(diffuse.outputs[0], mix.inputs[1])
        links.new(far.outputs[0], mix.inputs[2])
        links.new(mix.outputs[0], output.inputs["Surface"])
        mesh.materials.append(material)
        self.ground = self._add(NAME, mesh)
        # A hair below, so that flat bottoms do not flicker through.
        self.ground.location = (self.centre.x, self.centre.y, self.low.z - 1e-4 * self.size)

    def _add_lights(self) -> None:
        """The lamps go round with the camera."""
        self._lights = []
        for lamp in self.light.lamps:
            data = bpy.data.lights.new(f"{NAME} {lamp.name}", "AREA")
            data.shape = "DISK"
            data.size = lamp.size * self.size
            data.energy = lamp.power * self.size ** 2
            data.color = lamp.color
            light = self._add(data.name, data)
            self._lights.append((light, lamp.azimuth, lamp.elevation, lamp.distance * self.size))

    def _add_world(self) -> None:
        world = self._keep(bpy.data.worlds.new(NAME))
        self.scene.world = world
        if not world.use_nodes:
            world.use_nodes = True
        world.color = self.light.backdrop
        nodes, links = world.node_tree.nodes, world.node_tree.links
        nodes.clear()
        # One gradient for all: what the camera sees above the ground is what metal and glass
        # reflect. Few nodes, for they are run each time a ray leaves the asset.
        coordinates = nodes.new("ShaderNodeTexCoord")
        split = nodes.new("ShaderNodeSeparateXYZ")
        height = nodes.new("ShaderNodeMapRange")
        height.inputs["From Min"].default_value = 0.0
        height.inputs["From Max"].default_value = 0.6
        height.inputs["To Min"].default_value = self.light.far
        height.inputs["To Max"].default_value = self.light.zenith
        background = nodes.new("ShaderNodeBackground")
        background.inputs["Color"].default_value = (*self.light.backdrop, 1.0)
        output = nodes.new("ShaderNodeOutputWorld")
        links.new(coordinates.outputs["Generated"], split.inputs[0])
        links.new(split.outputs["Z"], height.inputs["Value"])
        links.new(height.outputs["Result"], background.inputs["Strength"])
        links.new(background.outputs[0], output.inputs["Surface"])

    def _set_up(self) -> None:
        """Sets up everything that does not depend on the engine."""
        render = self.scene.render
        render.resolution_x = self._width
        render.resolution_y = self._height
        render.resolution_percentage = 100
        render.film_transparent = False
        render.use_persistent_data = True
        render.use_compositing = False
        render.use_sequencer = False
        if hasattr(render.image_settings, "media_type"):  # since 5.0
            render.image_settings.media_type = "IMAGE"
        render.image_settings.file_format = "PNG"
        render.image_settings.color_mode = "RGB"
        render.image_settings.compression = 40
        # Times and paths in a PNG would make two pictures of one scene differ.
        for name in dir(render):
            if name.startswith("use_stamp_"):
                setattr(render, name, False)
        settings = self.scene.view_settings
        transforms = engines.enum_values(settings, "view_transform")
        # Keeps colours as they were chosen and rolls off highlights only; others grey or clip them.
        settings.view_transform = next(
            (each for each in ("Khronos PBR Neutral", "Standard") if each in transforms),
            transforms[0])
        if "None" in engines.enum_values(settings, "look"):
            settings.look = "None"

    # Changing.

    def owns(self, obj: bpy.types.Object) -> bool:
        """Whether an object is no part of the asset."""
        return obj in self._made

    def resize(self, width: int, height: int) -> None:
        """Sets the size of the picture, in px."""
        self._width, self._height = width, height
        self.scene.render.resolution_x, self.scene.render.resolution_y = width, height

    def take_ground(self) -> None:
        """From here on the asset stands before nothing."""
        self.ground.hide_render = True
        self.scene.render.film_transparent = True
        self.scene.render.image_settings.color_mode = "RGBA"

    def show_ground(self, shown: bool) -> None:
        """Shows or hides the ground."""
        self.ground.hide_render = not shown

    def use_png(self) -> None:
        """Pictures are written as PNG from now on."""
        self.scene.render.image_settings.file_format = "PNG"

    def use_jpeg(self, quality: int) -> None:
        """Pictures are written as JPEG from now on; `quality` in percent."""
        settings = self.scene.render.image_settings
        settings.file_format = "JPEG"
        settings.quality = quality

    def look_parallel(self) -> None:
        """From here on without perspective: what is in line is seen in line."""
        self._parallel = True
        self.camera.data.type = "ORTHO"

    def clear(self) -> None:
        """Takes the asset off the stage; it stays in its own scene."""
        root = self.scene.collection
        for child in list(root.children):
            root.children.unlink(child)
        for obj in list(root.objects):
            if obj not in self._made:
                root.objects.unlink(obj)

    def add_plain(self, mesh: bpy.types.Mesh,
                  color: Sequence[float]) -> bpy.types.Object:
        """Puts a mesh on the stage that is one even colour in Workbench; the stage's from then
        on."""
        material = self._keep(bpy.data.materials.new(NAME))
        material.diffuse_color = (*color, 1.0)
        mesh.materials.append(material)
        return self._add(NAME, mesh)

    def show_through(self) -> None:
        """Lets Workbench show what is behind glass: lends see-through materials a low opacity."""
        for material in bpy.data.materials:
            if material.node_tree is not None and _is_see_through(material.node_tree):
                self._set(material, "diffuse_color", (*material.diffuse_color[:3], GLASS_OPACITY))

    def show_base_colors(self) -> None:
        """Workbench knows a material's viewport colour only: lends it the shader's where none was
        set."""
        for material in bpy.data.materials:
            color = plain_colors.find(material)
            if color is not None and color != tuple(material.diffuse_color):
                self._set(material, "diffuse_color", color)
            # Workbench has nothing for a metal to mirror: it would be black.
            if material.metallic > MATT_METAL:
                self._set(material, "metallic", MATT_METAL)

    def polish(self, smooth: bool) -> None:
        """Noise filter and bloom; without them where this Blender's compositor is another."""
        try:
            owned = compositing.polish(self.scene, smooth)
        except (AttributeError, KeyError, RuntimeError, TypeError, StopIteration) as error:
            print(f"maquette-bridge: pictures stay unpolished: {error}", file=sys.__stderr__)
            self.scene.render.use_compositing = False
            return
        if owned is not None:
            self._keep(owned)

    # Looking.

    def look(self, view: framing.View, place: Vector | None = None,
             scale: float | None = None) -> None:
        """Moves camera and lights to a view; the camera to `place`, or where the asset fills the
        picture. `scale`: the `ortho_scale` of a camera without perspective at `place`."""
        rotation = view.rotation()
        aspect = self._width / self._height
        if self._parallel:
            if place is None:
                place, scale = framing.fit_parallel(self.points, rotation, aspect)
            self.camera.data.ortho_scale = scale
        elif place is None:
            place = framing.fit(self.points, rotation, aspect)
        self.camera.matrix_world = Matrix.Translation(place) @ rotation.to_4x4()
        self._clip(place)
        for light, azimuth, elevation, reach in self._lights:
            around = math.radians(view.azimuth + azimuth)
            up = math.radians(elevation)
            direction = Vector((math.sin(around) * math.cos(up), -math.cos(around) * math.cos(up),
                                math.sin(up)))
            light.matrix_world = (Matrix.Translation(self.centre + direction * reach)
                                  @ direction.to_track_quat("Z", "Y").to_matrix().to_4x4())


    def look_from(self, camera: Matrix, focal: float) -> None:
        """Puts the camera somewhere; `focal`: its focal length by the longer side of the
        picture. The lights stay."""
        self.camera.matrix_world = camera
        self.camera.data.lens = focal * framing.SENSOR_MM
        self._clip(camera.translation)

    def _clip(self, place: Vector) -> None:
        distance = (place - self.centre).length
        # Far away, what is before the asset would cost the precision of its depth.
        self.camera.data.clip_start = max(1e-6, 0.01 * distance, distance - 20.0 * self.size)
        self.camera.data.clip_end = distance + 100.0 * self.size


def _is_see_through(tree: bpy.types.NodeTree) -> bool:
    """Whether a surface is mostly transmission, transparency or glass; what a texture says counts
    for nothing."""
    for node in tree.nodes:
        if node.bl_idname in {"ShaderNodeBsdfGlass", "ShaderNodeBsdfRefraction"}:
            return True
        if node.bl_idname != "ShaderNodeBsdfPrincipled":
            continue
        transmission = node.inputs.get("Transmission Weight") or node.inputs.get("Transmission")
        alpha = node.inputs.get("Alpha")
        if (transmission is not None and not transmission.is_linked
                and transmission.default_value > 0.5):
            return True
        if alpha is not None and not alpha.is_linked and alpha.default_value < 0.6:
            return True
    return False


_HOMES = {"SCENE": "scenes", "OBJECT": "objects", "CAMERA": "cameras", "LIGHT": "lights",
          "MESH": "meshes", "MATERIAL": "materials", "WORLD": "worlds",
          "NODETREE": "node_groups"}
