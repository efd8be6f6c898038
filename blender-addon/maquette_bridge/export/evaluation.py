# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes an opened file evaluate for the viewport as it does for a render: what is measured and
exported is what the pictures show, and what a user sees who opens the file."""

from __future__ import annotations

from typing import Any

import bpy

from ..drivers import bags

# The name of the viewport's value, and that of the render's.
_PAIRS = (("show_viewport", "show_render"), ("levels", "render_levels"),
          ("viewport_resolution", "resolution"))
_SWITCHES = {name for pair in _PAIRS for name in pair}


def _is_switch(curve: bpy.types.FCurve) -> bool:
    """Whether it moves the viewport's value of a pair alone, or the render's."""
    return curve.data_path.startswith("modifiers[") and curve.data_path.rsplit(".")[-1] in _SWITCHES


def _fix_nodes(tree: bpy.types.NodeTree) -> bool:
    """Puts “no” in the place of *Is Viewport*, and nothing in that of the active camera, which is
    another one in each picture."""
    found = False
    for node in list(tree.nodes):
        if node.bl_idname == "GeometryNodeIsViewport":
            no = tree.nodes.new("FunctionNodeInputBool")
            no.boolean = False
            no.location, no.parent = node.location, node.parent
            for link in list(node.outputs[0].links):
                tree.links.new(no.outputs[0], link.to_socket)
        elif node.bl_idname != "GeometryNodeInputActiveCamera":
            continue
        tree.nodes.remove(node)
        found = True
    return found


def _flatten(material: bpy.types.Material) -> bool:
    """Displacement would move surfaces in pictures, and in nothing else."""
    owner = material if hasattr(material, "displacement_method") else material.cycles
    if owner.displacement_method == "BUMP":
        return False
    owner.displacement_method = "BUMP"
    return True


def _drop_physics(scene: bpy.types.Scene) -> bool:
    """Rigid bodies fall in their own scene, and pictures are drawn in another one."""
    if scene.rigidbody_world is None:
        return False
    bpy.ops.rigidbody.world_remove()
    return True


def match_render(blocks: list[bpy.types.bpy_struct]) -> list[str]:
    """Changes the file that is open; `blocks` are all its data-blocks. Returns a sentence for each
    change of what a script may have meant."""
    notes = []
    scene = bpy.context.scene
    scene.render.use_simplify = False
    if _drop_physics(scene):
        notes.append("Rigid bodies stand where they begin; a script that wants them where they "
                     "fell applies it (bpy.ops.object.visual_transform_apply).")
    for block in blocks:
        # F-Curves and drivers that move one value of a pair, and drivers that ask which scene or
        # view layer is drawn: pictures are drawn in another one.
        found = False
        if isinstance(block, bpy.types.Action):
            for bag in bags(block):
                for curve in [each for each in bag.fcurves if _is_switch(each)]:
                    bag.fcurves.remove(curve)
                    found = True
        drivers: Any = getattr(getattr(block, "animation_data", None), "drivers", None)
        for curve in list(drivers or ()):
            if _is_switch(curve) or any(each.type == "CONTEXT_PROP"
                                        for each in curve.driver.variables):
                drivers.remove(curve)
                found = True
        if found:
            notes.append(f"“{block.name}” has no driver or F-Curve for what is shown in the "
                         "viewport alone, or in renders alone.")
        if (isinstance(block, bpy.types.NodeTree) and block.bl_idname == "GeometryNodeTree"
                and _fix_nodes(block)):
            notes.append(f"The nodes “{block.name}” have no Is Viewport and no Active Camera.")
        if isinstance(block, bpy.types.Material) and _flatten(block):
            notes.append(f"The displacement of “{block.name}” is drawn as bumps.")
    for obj in bpy.data.objects:
        for modifier in obj.modifiers:
            for viewport, render in _PAIRS:
                if hasattr(modifier, viewport) and hasattr(modifier, render):
                    setattr(modifier, viewport, getattr(modifier, render))
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
    return notes
