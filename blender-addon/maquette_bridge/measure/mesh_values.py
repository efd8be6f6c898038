# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of requirements on meshes and materials: yes or no, with the names of those that miss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from . import materials, uv_layout
from .bodies import Unmeasurable
from .body_values import Answer, list_names, one
from .requirement_kinds import COUNT

if TYPE_CHECKING:
    from .requirement import Requirement
    from .subjects import Asset


def find_watertight(requirement: Requirement, asset: Asset) -> Answer:
    """Names of objects whose meshes are open or not manifold."""
    open_ones, edges = [], 0
    for name in asset.names(requirement.of):
        shape = asset.shapes[name]
        bad = shape.edges_open + shape.edges_bad
        if not shape.triangles and not shape.unread:
            continue
        if shape.unread:
            raise Unmeasurable(f"{name} is too large to be read")
        if bad:
            open_ones.append((-bad, name))
            edges += bad
    names = [name for _bad, name in sorted(open_ones)]
    return Answer(how="edges that have not exactly two faces", misses=names, value=edges,
                  fix=f"close the {edges} edges of {list_names(names)} that have not exactly two "
                  "faces", kind=COUNT)


def find_one_solid(requirement: Requirement, asset: Asset) -> Answer:
    """Names of bodies that are more than one surface."""
    misses, count = [], 0
    bodies = one(requirement, asset)
    for body in bodies:
        # A surface that looks inwards is a hollow.
        shells = [island for island in body.islands if not island.closed or island.volume > 0.0]
        shells = shells or body.islands
        count = max(count, len(shells))
        if len(shells) > 1 or not body.closed:
            misses.extend(body.objects)
    fix = (f"join the {count} bodies of {list_names(misses)} to one closed mesh (boolean union)"
           if count > 1 else f"close the mesh of {list_names(misses)}")
    return Answer(how="closed surfaces that are not connected by their faces", misses=misses,
                  value=count, fix=fix, kind=COUNT)


def find_color(requirement: Requirement, asset: Asset) -> Answer:
    """Names of objects without the color."""
    names = asset.names(requirement.of)
    find = (materials.whole_color_misses if requirement.of.casefold() == "whole"
            else materials.color_misses)
    misses, how, text = find(asset.shapes, names, requirement.text)
    return Answer(how=how, misses=misses, text=text,
                  fix=f"give {list_names(misses)} a material whose base color is "
                  f"{requirement.text}")


def find_material(requirement: Requirement, asset: Asset) -> Answer:
    """Names of objects without the material."""
    misses, how, text = materials.material_misses(asset.shapes, asset.names(requirement.of),
                                                  requirement.text)
    if requirement.of.casefold() == "whole" and len(misses) < len(asset.names("whole")):
        misses = []  # it is on it somewhere, which is all that such words say
    return Answer(how=how, misses=misses, text=text,
                  fix=f"give {list_names(misses)} a material that is called {requirement.text}")


def _layouts(requirement: Requirement, asset: Asset) -> list[tuple[str, uv_layout.Layout]]:
    """The UV layouts of a part's objects, each with the name. Raises Unmeasurable without any."""
    found = [(name, uv_layout.measure(bpy.data.objects[name]))
             for name in asset.names(requirement.of) if name in bpy.data.objects]
    layouts = [(name, layout) for name, layout in found if layout is not None]
    if not layouts:
        raise Unmeasurable(f"“{requirement.of}” has no UV coordinates that can be measured")
    return layouts


def find_uv_overlap(requirement: Requirement, asset: Asset) -> Answer:
    """Percent of each object's layout that more than one of its faces covers."""
    return Answer([(layout.overlap, [name]) for name, layout in _layouts(requirement, asset)],
                  "share of the UV layout's area that lies under more than one face")


def find_texel_density(requirement: Requirement, asset: Asset) -> Answer:
    """Pixels of the pictures on a meter of each object's surface, the least and the most."""
    layouts = [each for each in _layouts(requirement, asset) if each[1].most > 0]
    if not layouts:
        raise Unmeasurable(f"“{requirement.of}” has no picture whose pixels could be counted")
    return Answer([(value, [name]) for name, layout in layouts
                   for value in (layout.least, layout.most)],
                  "pixels of the picture on a meter of the surface, by the areas of faces")
