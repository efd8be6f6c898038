# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Colours and finishes of an asset's materials, in the words that people use."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import plain_colors
from .bodies import Unmeasurable

if TYPE_CHECKING:
    import bpy

    from .asset import Shape

MAX_LISTED = 6
# A family in hue (deg), saturation and lightness of the sRGB colour (HSL). Families overlap, as
# words do: a dark orange is a brown, too.
_FAMILIES = {
    "black": [((0, 360), (0.0, 1.0), (0.0, 0.16)), ((0, 360), (0.0, 0.2), (0.0, 0.24))],
    "white": [((0, 360), (0.0, 0.35), (0.82, 1.0)), ((0, 360), (0.0, 1.0), (0.94, 1.0))],
    "grey": [((0, 360), (0.0, 0.16), (0.12, 0.88))],
    "red": [((340, 372), (0.3, 1.0), (0.12, 0.75))],
    "orange": [((12, 46), (0.45, 1.0), (0.3, 0.8))],
    "yellow": [((42, 70), (0.35, 1.0), (0.35, 0.9))],
    "green": [((68, 170), (0.12, 1.0), (0.08, 0.9))],
    "turquoise": [((155, 205), (0.2, 1.0), (0.15, 0.9))],
    "blue": [((185, 262), (0.15, 1.0), (0.1, 0.9))],
    "purple": [((255, 325), (0.12, 1.0), (0.1, 0.9))],
    "pink": [((300, 375), (0.2, 1.0), (0.6, 0.95))],
    "brown": [((5, 50), (0.12, 0.9), (0.08, 0.55))],
    "beige": [((20, 65), (0.1, 0.8), (0.58, 0.93))],
    "gold": [((33, 58), (0.3, 1.0), (0.3, 0.8))],
    "silver": [((0, 360), (0.0, 0.16), (0.45, 0.95))],
}
_SAME = {"gray": "grey", "violet": "purple", "lilac": "purple", "lavender": "purple",
         "magenta": "purple", "cyan": "turquoise", "teal": "turquoise", "aqua": "turquoise",
         "navy": "blue", "crimson": "red", "scarlet": "red", "maroon": "red", "burgundy": "red",
         "cream": "beige", "ivory": "beige", "tan": "beige", "sand": "beige", "olive": "green",
         "lime": "green", "golden": "gold", "rose": "pink", "charcoal": "black",
         "anthracite": "grey", "amber": "orange", "copper": "orange", "chocolate": "brown"}
_FINISHES = {
    "wood": ("oak", "pine", "walnut", "birch", "beech", "ash", "maple", "cherry", "teak",
             "mahogany", "bamboo", "timber", "plywood", "bark", "plank"),
    "metal": ("steel", "iron", "brass", "bronze", "copper", "aluminium", "aluminum", "chrome",
              "gold", "silver", "tin", "zinc", "titanium", "nickel"),
    "stone": ("granite", "marble", "slate", "limestone", "sandstone", "concrete", "rock"),
    "fabric": ("cloth", "linen", "cotton", "wool", "velvet", "canvas", "felt", "silk", "textile"),
    "plastic": ("abs", "pla", "pvc", "nylon", "acrylic", "polymer", "resin"),
    "ceramic": ("porcelain", "clay", "terracotta", "earthenware", "stoneware", "glaze"),
    "glass": ("crystal",),
    "leather": ("suede", "hide"),
}


NEAR = 0.25  # how far a viewport's colour may be from one of the pattern's, in sRGB
MAX_NODES = 100
# A linear value that nobody tells from black.
BLACK = 0.002


def _pattern(socket: Any) -> Any:
    """The colours that a pattern is made of: of the nodes before a socket, plain colours and the
    ramps' stops."""
    found: list[Any] = []
    seen: set[Any] = set()
    todo = [socket]
    while todo and len(seen) < MAX_NODES:
        for link in todo.pop().links:
            node = link.from_node
            if node in seen:
                continue
            seen.add(node)
            ramp = getattr(node, "color_ramp", None)
            if ramp is not None:
                found.extend(tuple(each.color)[:3] for each in ramp.elements)
                found.append(tuple(ramp.evaluate(0.5))[:3])
                continue
            if node.type == "RGB":
                found.append(tuple(node.outputs[0].default_value)[:3])
            for each in node.inputs:
                if each.is_linked:
                    todo.append(each)
                elif each.type == "RGBA" and each.enabled:
                    found.append(tuple(each.default_value)[:3])
    return found


def _of_pattern(material: Any, socket: Any) -> Any:
    """The viewport's colour of a material, if its pattern has one like it: a script's word for it
    is not enough."""
    stands = plain_colors.find(material)
    if stands is None:
        return None
    shown = [plain_colors.encode(value) for value in stands[:3]]
    near = any(max(abs(a - plain_colors.encode(b)) for a, b in zip(shown, color)) < NEAR
               for color in _pattern(socket))
    return stands if near else None


def color_of(material: bpy.types.Material | None) -> Any:
    """The linear base colour of a material, or None: of its Principled BSDF a plain value, the
    middle of a colour ramp, or what stands for its pattern in the viewport. What is black and
    shines has the colour of its light: a flame."""
    if material is None:
        return None
    tree = material.node_tree
    shader = None
    if tree is not None:
        shader = next((node for node in tree.nodes if node.type == "BSDF_PRINCIPLED"), None)
    if shader is None:
        found = plain_colors.find(material)
    else:
        socket = shader.inputs["Base Color"]
        glow = shader.inputs["Emission Strength"]
        if (not socket.is_linked and max(socket.default_value[:3]) < BLACK
                and (glow.is_linked or glow.default_value > 0)):
            socket = shader.inputs["Emission Color"]
        if socket.is_linked:
            ramp = getattr(socket.links[0].from_node, "color_ramp", None)
            found = ramp.evaluate(0.5) if ramp is not None else _of_pattern(material, socket)
        else:
            found = socket.default_value
    return tuple(found)[:3] if found is not None else None


def _families(color: tuple[float, float, float]) -> list[str]:
    """The families that a linear colour belongs to."""
    hue, light, saturation = colorsys.rgb_to_hls(*map(plain_colors.encode, color))
    degrees = 360.0 * hue
    found = []
    for name, ranges in _FAMILIES.items():
        for (low, high), (dull, vivid), (dark, bright) in ranges:
            turns = low <= degrees <= high or low <= degrees + 360.0 <= high
            if turns and dull <= saturation <= vivid and dark <= light <= bright:
                found.append(name)
                break
    return found


def _wanted_family(text: str) -> str:
    """The family that a text such as "dark reddish brown" names: the last that it does."""
    found = None
    for word in text.casefold().replace("-", " ").split():
        word = _SAME.get(word, word)
        if word in _FAMILIES:
            found = word
    if found is None:
        raise Unmeasurable(f"{text} is not one of the colours {', '.join(_FAMILIES)}")
    return found


def to_hex(color: tuple[float, float, float]) -> str:
    """A linear colour as "#rrggbb"."""
    return "#" + "".join(f"{round(255 * plain_colors.encode(value)):02x}" for value in color)


def main_material(shape: Shape) -> tuple[float, bpy.types.Material | None] | None:
    """The material with the largest share of a shape's faces, by area; and whether there is any
    face."""
    areas: dict[Any, Any] = {}
    for slot, corners in shape.faces:
        area = _area([shape.vertices[corner] for corner in corners])
        material = shape.materials[slot]
        name = material.name if material is not None else ""
        areas[name] = areas.get(name, (0.0, material))[0] + area, material
    if not areas:
        return None
    return max(areas.items(), key=lambda each: (each[1][0], each[0]))[1]


def _area(corners: list[tuple[float, float, float]]) -> float:
    """Returns the area of a polygon, by Newell's method."""
    x = y = z = 0.0
    for (ax, ay, az), (bx, by, bz) in zip(corners, corners[1:] + corners[:1]):
        x += (ay - by) * (az + bz)
        y += (az - bz) * (ax + bx)
        z += (ax - bx) * (ay + by)
    return (x * x + y * y + z * z) ** 0.5 / 2


def color_misses(shapes: Mapping[str, Shape], names: list[str],
                 text: str) -> tuple[list[str], str, str]:
    """(names of the objects of another colour, how it was found, the colours). Of the whole, the
    colour with the largest area counts."""
    family = _wanted_family(text)
    missing, seen = [], []
    for name in names:
        material = main_material(shapes[name])
        color = color_of(material[1]) if material is not None else None
        if color is None:
            if material is not None and material[1] is not None:
                raise Unmeasurable(f"the colour of {material[1].name} on {name} comes from a "
                                   "picture or a pattern")
            missing.append(name)
            continue
        found = _families(color)
        seen.append(f"{to_hex(color)} ({'/'.join(found) or 'no family'})")
        if family not in found:
            missing.append(name)
    listed = ", ".join(list(dict.fromkeys(each.split()[0] for each in seen))[:MAX_LISTED])
    return (missing, "base color " + ", ".join(dict.fromkeys(seen)) if seen else "no material",
            listed)


def whole_color_misses(shapes: Mapping[str, Shape], names: list[str],
                       text: str) -> tuple[list[str], str, str]:
    """Names of objects if the whole does not have the color, how that was measured, and the
    color."""
    family = _wanted_family(text)
    areas: dict[Any, Any] = {}
    for name in names:
        main = main_material(shapes[name])
        color = color_of(main[1]) if main is not None else None
        if main is not None and color is not None:
            areas[color] = areas.get(color, 0.0) + main[0]
    if not areas:
        raise Unmeasurable("no material has a plain colour")
    largest = max(areas.items(), key=lambda each: (each[1], each[0]))[0]
    found, code = _families(largest), to_hex(largest)
    return ([] if family in found else list(names),
            f"the color of the largest area is {code} ({'/'.join(found) or 'no family'})", code)


def material_misses(shapes: Mapping[str, Shape], names: list[str],
                    text: str) -> tuple[list[str], str, str]:
    """(names of objects without a material of that name or finish, how, materials)."""
    words = [word for word in text.casefold().replace("-", " ").split() if len(word) > 2]
    # "red oak": the colour is another requirement, unless there is nothing else.
    words = [word for word in words if _SAME.get(word, word) not in _FAMILIES] or words
    if not words:
        raise Unmeasurable("the text names no material")
    missing, seen = [], []
    for name in names:
        found = {each.name for each in shapes[name].materials if each is not None}
        seen.extend(sorted(found))
        if not any(_is_of(each.casefold(), words) for each in found):
            missing.append(name)
    listed = ", ".join(list(dict.fromkeys(seen))[:MAX_LISTED])
    return missing, f"names of the materials: {listed or 'none'}", listed


def _is_of(name: str, words: list[str]) -> bool:
    """Whether a material's name says one of the last words: "dark oak" is oak, and oak is wood."""
    last = words[-1]
    if last in name:
        return True
    tokens = name.replace("_", " ").replace("-", " ").replace(".", " ").split()
    if any(word in tokens for word in _FINISHES.get(last, ())):
        return True
    # "polished steel": the noun may come first in "oak veneer".
    return any(word in tokens for word in words)
