# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an opened file evaluate for the viewport as it does for a render: what is measured and
exported is what the pictures show, and what a user sees who opens the file."""

from __future__ import annotations

from typing import Any

import bpy

# The name of the viewport's value, and that of the render's.
_PAIRS = (("show_viewport", "show_render"), ("levels", "render_levels"),
          ("viewport_resolution", "resolution"))


def _match_modifiers(obj: bpy.types.Object) -> None:
    for modifier in obj.modifiers:
        for viewport, render in _PAIRS:
            if hasattr(modifier, viewport) and hasattr(modifier, render):
                setattr(modifier, viewport, getattr(modifier, render))


def _match_data() -> None:
    for curve in bpy.data.curves:
        for viewport, render in (("resolution_u", "render_resolution_u"),
                                 ("resolution_v", "render_resolution_v")):
            if getattr(curve, render):  # 0: as in the viewport
                setattr(curve, viewport, getattr(curve, render))
    for ball in bpy.data.metaballs:
        ball.resolution = ball.render_resolution
    for particles in bpy.data.particles:
        particles.display_percentage = 100
        particles.child_percent = particles.rendered_child_count


def _drop_context_drivers(block: bpy.types.bpy_struct) -> None:
    """Drivers that ask which scene or view layer is drawn: pictures are drawn in another one."""
    drivers: Any = getattr(getattr(block, "animation_data", None), "drivers", None)
    for curve in list(drivers or ()):
        if any(each.type == "CONTEXT_PROP" for each in curve.driver.variables):
            drivers.remove(curve)


def _fix_nodes(tree: bpy.types.NodeTree) -> None:
    """Puts “no” in the place of *Is Viewport*, and nothing in that of the active camera, which is
    another one in each picture."""
    for node in list(tree.nodes):
        if node.bl_idname == "GeometryNodeIsViewport":
            no = tree.nodes.new("FunctionNodeInputBool")
            no.boolean = False
            no.location, no.parent = node.location, node.parent
            for link in list(node.outputs[0].links):
                tree.links.new(no.outputs[0], link.to_socket)
            tree.nodes.remove(node)
        elif node.bl_idname == "GeometryNodeInputActiveCamera":
            tree.nodes.remove(node)


def match_render(blocks: list[bpy.types.bpy_struct]) -> None:
    """Changes the file that is open; `blocks` are all its data-blocks."""
    bpy.context.scene.render.use_simplify = False
    for block in blocks:
        _drop_context_drivers(block)
        if isinstance(block, bpy.types.NodeTree) and block.bl_idname == "GeometryNodeTree":
            _fix_nodes(block)
    for obj in bpy.data.objects:
        _match_modifiers(obj)
    _match_data()
