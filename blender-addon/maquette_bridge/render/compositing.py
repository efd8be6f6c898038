# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Improves a picture after rendering, in the compositor: noise is smoothed where the build has no
denoiser, and bright things get a little bloom. The noise filter is a bilateral blur that is held
back by the noise-free passes: pixels are only mixed where surface direction, colour and emission
agree, so edges and textures stay."""

from __future__ import annotations

import bpy

from . import engines

ITERATIONS = 3
EDGE = 0.10  # how much the guide may differ between pixels that are mixed
BLOOM_THRESHOLD = 1.3  # above anything that the stage's light makes of a white surface


class _Tree:
    """A compositor tree; where it stands and how it ends changed in Blender 5.0."""

    def __init__(self, scene: bpy.types.Scene) -> None:
        if hasattr(scene, "compositing_node_group"):
            self.owned = bpy.data.node_groups.new(scene.name, "CompositorNodeTree")
            scene.compositing_node_group = self.owned
            self.tree = self.owned
            self.tree.interface.new_socket("Image", in_out="OUTPUT", socket_type="NodeSocketColor")
            end = self.node("NodeGroupOutput")
        else:
            self.owned = None
            scene.use_nodes = True
            self.tree = scene.node_tree
            self.tree.nodes.clear()
            end = self.node("CompositorNodeComposite")
        self.end = end.inputs[0]

    def node(self, kind: str) -> bpy.types.Node:
        return self.tree.nodes.new(kind)

    def link(self, source: bpy.types.NodeSocket, target: bpy.types.NodeSocket) -> None:
        self.tree.links.new(source, target)

    def mix(self, operation: str, first: bpy.types.NodeSocket,
            second: bpy.types.NodeSocket | float) -> bpy.types.NodeSocket:
        """first (operation) second; `second` may be a grey value."""
        node = self.node("ShaderNodeMix" if self.owned else "CompositorNodeMixRGB")
        if self.owned:
            node.data_type = "RGBA"
            sockets = [s for s in node.inputs if s.type == "RGBA"]
            out = next(s for s in node.outputs if s.type == "RGBA")
        else:
            sockets, out = node.inputs[1:], node.outputs[0]
        node.blend_type = operation
        node.inputs[0].default_value = 1.0
        self.link(first, sockets[0])
        if isinstance(second, float):
            sockets[1].default_value = (second, second, second, 1.0)
        else:
            self.link(second, sockets[1])
        return out


def _set(node: bpy.types.Node, property_name: str, socket_name: str, value: float | str) -> None:
    """Options of compositor nodes became sockets in 4.5 and 5.0."""
    if hasattr(node, property_name):
        setattr(node, property_name, value)
    else:
        node.inputs[socket_name].default_value = value


def polish(scene: bpy.types.Scene, smooth: bool) -> bpy.types.ID | None:
    """Sets up the compositor of `scene`; returns a data-block to remove later, or None."""
    layer = scene.view_layers[0]
    if smooth:
        layer.use_pass_normal = layer.use_pass_diffuse_color = layer.use_pass_emit = True
    tree = _Tree(scene)
    layers = tree.node("CompositorNodeRLayers")
    layers.scene = scene
    image = layers.outputs["Image"]
    if smooth:
        blur = tree.node("CompositorNodeBilateralblur")
        if hasattr(blur, "iterations"):
            blur.iterations = ITERATIONS
            blur.sigma_space = 1.0
            blur.sigma_color = EDGE
        else:
            blur.inputs["Size"].default_value = ITERATIONS + 1
            blur.inputs["Threshold"].default_value = EDGE
        colour = layers.outputs.get("DiffCol") or layers.outputs["Diffuse Color"]
        emission = layers.outputs.get("Emit") or layers.outputs["Emission"]
        guide = tree.mix("ADD", tree.mix("MULTIPLY", layers.outputs["Normal"], 0.5), colour)
        guide = tree.mix("ADD", guide, tree.mix("MULTIPLY", emission, 0.3))
        tree.link(layers.outputs["Image"], blur.inputs["Image"])
        tree.link(guide, blur.inputs["Determinator"])
        image = blur.outputs[0]
    glare = tree.node("CompositorNodeGlare")
    if hasattr(glare, "glare_type"):
        kinds = engines.enum_values(glare, "glare_type")
        glare.glare_type = "BLOOM" if "BLOOM" in kinds else "FOG_GLOW"
    else:
        glare.inputs["Type"].default_value = "Bloom"
    _set(glare, "quality", "Quality", "MEDIUM" if hasattr(glare, "quality") else "Medium")
    _set(glare, "threshold", "Threshold", BLOOM_THRESHOLD)
    if hasattr(glare, "size"):
        glare.size = 7
        glare.mix = -0.86
    else:
        glare.inputs["Size"].default_value = 0.4
        glare.inputs["Strength"].default_value = 0.14
    tree.link(image, glare.inputs[0])
    tree.link(glare.outputs[0], tree.end)
    scene.render.use_compositing = True
    if hasattr(scene.render, "compositor_device"):
        # On a machine without a GPU the other kind brings Blender 5 down.
        scene.render.compositor_device = "CPU"
    return tree.owned
