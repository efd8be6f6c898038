# SPDX-License-Identifier: GPL-3.0-or-later
"""Motion: opens, slides, free_range, turns, stays_clear_of, stands."""

import math

import bpy
import shape_kit as kit
from mathutils import Matrix, Vector
from plant import recipe


def joint(shape, kind, parent, child, at, axis, limits=None):
    """A joint as docs/using/motion.md has it; `at` in mm, limits in degrees or mm."""
    shape.open = True  # an empty has no mesh to be closed
    bpy.context.view_layer.update()
    base, moved = bpy.data.objects[parent], bpy.data.objects[child]
    place = [value / 1000 for value in at]
    frame = Matrix.Translation(place) @ Vector(axis).to_track_quat("Z", "Y").to_matrix().to_4x4()
    empty = bpy.data.objects.new(f"{child} joint", None)
    bpy.context.collection.objects.link(empty)
    empty.parent, empty.matrix_parent_inverse = base, base.matrix_world.inverted() @ frame
    moved.parent, moved.matrix_parent_inverse = empty, frame.inverted()
    row = {"name": f"{child} joint", "kind": kind, "parent": base["part"], "child": moved["part"], "at": place,
           "axis": axis}
    if limits is not None:
        row["limits"] = [value / 1000 if kind == "slider" else value for value in limits]
    empty["joint"] = row


def door(shape, limits):
    """A door along x that turns about z towards y, on a post under its axis, and a wall beyond x = 0. Returns where it
    meets the wall, in degrees."""
    size, thick, off = shape.size, shape.u(0.02, 0.05), shape.u(0.1, 0.5)
    kit.box("Post", (-0.05 * size, -0.05 * size, -0.2 * size), (0.05 * size, 0.05 * size, -0.05 * size), "post")
    kit.box("Door", (0, 0, 0), (size, thick, 0.8 * size), "door")
    kit.box("Wall", (-off - 0.1 * size, -1.5 * size, 0), (-off, 1.5 * size, 0.8 * size), "wall")
    joint(shape, "hinge", "Post", "Door", (0, 0, 0), (0, 0, 1), limits)
    shape.note(door=f"{size} long, wall {off:g} behind, limits {limits}")
    return math.degrees(math.acos(-off / math.hypot(size, thick)) - math.atan(thick / size))


LIMITS = ("at_least", "at_most")


@recipe("opens", 12, "fixed")
def swinging_door(shape):
    limit = shape.n(40, 85) if shape.number % 2 else 170
    shape.ask(min(limit, door(shape, (0, limit))), of="door", only=LIMITS)


@recipe("free_range", 8, "fixed")
def swinging_both_ways(shape):
    low = shape.n(10, 40)
    limit = shape.n(40, 85) if shape.number % 2 else 170
    shape.ask(low + min(limit, door(shape, (-low, limit))), of="door", only=LIMITS)


@recipe("stays_clear_of", 8, "fixed")
def door_and_wall(shape):
    limit = 80 if shape.number % 2 else 170
    door(shape, (0, limit))
    shape.claim(limit == 80, of="door", to="wall")


@recipe("slides", 12, "fixed")
def sliding_block(shape):
    """On a rail, towards a stop or without one."""
    size, limit, stop = shape.size, shape.u(0.2, 0.8), shape.u(0.1, 1.0)
    kit.box("Rail", (-0.1 * size, 0, -0.1 * size), (2.2 * size, 0.3 * size, -0.01 * size), "rail")
    kit.box("Slide", (0, 0, 0), (0.3 * size, 0.3 * size, 0.2 * size), "slide")
    if shape.number % 2:
        kit.box("Stop", (0.3 * size + stop, 0, 0), (0.4 * size + stop, 0.3 * size, 0.2 * size), "stop")
    joint(shape, "slider", "Rail", "Slide", (0, 0, 0), (1, 0, 0), (0, limit))
    shape.ask(min(limit, stop) if shape.number % 2 else limit, of="slide", only=LIMITS, slack=0.002 * size)


@recipe("turns", 8, "fixed")
def blade(shape):
    """A bar about the middle of its length; in some it meets a post."""
    size = shape.size
    kit.box("Stand", (-0.05 * size, -0.05 * size, -size), (0.05 * size, 0.05 * size, -0.02 * size), "stand")
    kit.box("Blade", (-0.5 * size, -0.03 * size, 0), (0.5 * size, 0.03 * size, 0.05 * size), "blade")
    reach = 0.3 if shape.number % 2 else 0.6
    kit.box("Guard", (-0.02 * size, reach * size, -size), (0.02 * size, (reach + 0.05) * size, 0.2 * size), "guard")
    joint(shape, "hinge", "Stand", "Blade", (0, 0, 0), (0, 0, 1))
    shape.claim(reach > 0.5, of="blade")


@recipe("stands", 8, "fixed")
def chest_on_a_foot(shape):
    """A block with a drawer that weighs as much, and comes out by half of the block's depth or by twice it."""
    size = shape.size
    steel = bpy.data.materials.new("Steel")
    for name, low, part in (("Block", 0, "block"), ("Drawer", 0.51, "drawer")):
        obj = kit.box(name, (0, 0, low * size), (0.5 * size, 0.5 * size, (low + 0.5) * size), part)
        obj.data.materials.append(steel)
    far = shape.pick(0.25, 1.2)
    joint(shape, "slider", "Block", "Drawer", (0, 0, 0), (0, -1, 0), (0, far * size))
    shape.claim(far < 0.5, of="whole")
