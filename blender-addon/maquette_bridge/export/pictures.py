# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at baked pictures: whether one is black where a small one of the same is not (bake.py), and
a few mean values by which a picture that was written is compared with the one that is read back."""

from __future__ import annotations

import os
import re
from array import array
from typing import Any

import bpy

SIDE = 8  # cells along a side of what describe() tells
LIT = 0.03  # of the brightest, white or more: what counts as not black
STEM = 40  # bytes of a file's name in a picture's: Blender keeps 63, and the rest tells them apart
CUT = 0.02  # of what is lit may be black: pixels at the ends of islands


def is_cut(image: bpy.types.Image, probe: bpy.types.Image, never_black: bool) -> bool:
    """Whether a picture is black where a small one of the same is not, or was not written whole."""
    size, step = image.size[0], probe.size[0]
    if not image.has_data or size < step:
        return True
    values, small = pixels(image), pixels(probe)
    least = LIT * max(1.0, *(max(small[channel::4]) for channel in range(3)))
    lit = black = 0
    for y in range(step):
        rows = range(y * size // step, (y + 1) * size // step)
        for x in range(step):
            at = 4 * (y * step + x)
            if max(small[at:at + 3]) <= least:
                continue
            first, last = 4 * (x * size // step), 4 * ((x + 1) * size // step)
            lit += 1
            black += not any(any(values[4 * size * row + first + channel:4 * size * row + last:4])
                             for row in rows for channel in range(3))
    return black > CUT * lit or (never_black and not lit)


def pixels(image: bpy.types.Image) -> array[float]:
    """Red, green, blue and alpha of each pixel, row by row from below."""
    values = array("f", bytes(16 * image.size[0] * image.size[1]))
    image.pixels.foreach_get(values)
    return values


def short_name(name: str) -> str:
    """A picture's name without its suffix, such as "chair_1_color", short enough for Blender."""
    parts = re.fullmatch(r"(.*?)((?:_\d+)?_[a-z]+)", name, re.DOTALL)
    stem, rest = parts.groups() if parts is not None else (name, "")
    return short_stem(stem) + rest


def short_stem(stem: str) -> str:
    """The part of a file's name that its pictures' names keep."""
    return stem.encode()[:STEM].decode(errors="ignore")


def describe(image: bpy.types.Image) -> dict[str, Any]:
    """Its name without what exporters and importers add, its size, and the mean red, green and blue
    (0 to 255) of SIDE x SIDE cells, row by row; none of what cannot be decoded."""
    name = re.sub(r"\.\d{3}$", "", image.name).removesuffix(".png")
    file = os.path.basename(image.filepath_raw)
    name = short_name(file.removesuffix(".png") if file.startswith(name) else name)
    width, height = image.size
    found: dict[str, Any] = {"name": name, "size": [width, height], "cells": []}
    if not image.has_data or min(width, height) < SIDE:
        return found
    values = pixels(image)
    stride = max(1, height // 256)  # enough rows to know it by
    for y in range(SIDE):
        rows = range(y * height // SIDE, (y + 1) * height // SIDE, stride)
        for x in range(SIDE):
            first, last = 4 * (x * width // SIDE), 4 * ((x + 1) * width // SIDE)
            for channel in range(3):
                slices = [values[4 * width * row + first + channel:4 * width * row + last:4]
                          for row in rows]
                mean = sum(map(sum, slices)) / sum(map(len, slices))
                found["cells"].append(round(255 * min(max(mean, 0.0), 1.0)))
    return found
