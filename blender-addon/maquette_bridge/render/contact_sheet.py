# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several views on one picture: a model reads one sheet for the price of one view. Each cell has
the shape of its view, and the rows are broken so that all views are drawn as large as the sheet
allows: a ship gets wide cells, a tower tall ones."""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Iterator
from typing import Any

import bpy

from . import framing

# Pixels. What vendors read without scaling it down; four of the tiles that some of them count.
WIDTH, HEIGHT = 1024, 768
LINE = 2  # between cells
LABEL_PX = 15
LETTER_PX = 10  # how wide a letter of a label is
# Width by height of what is drawn: beyond, it is drawn smaller than its cell.
_NARROWEST, _WIDEST = 0.05, 12.0
LEAST = 92  # width of a cell: a needle's would not hold its label


def _rows(count: int) -> Iterator[list[int]]:
    """All ways to break so many views, in their order, into rows: lists of how many each has."""
    for breaks in range(2 ** (count - 1)):
        rows = [1]
        for place in range(count - 1):
            if breaks >> place & 1:
                rows.append(1)
            else:
                rows[-1] += 1
        yield rows


def layout(points: list[tuple[float, float, float]],
           views: list[framing.View]) -> tuple[list[int], list[tuple[int, int, int, int]]]:
    """The cells for views of the points, row by row: (rows, [(x, y, width, height)]), from the
    upper left. All cells of a row are as tall, and all rows as wide as the sheet."""
    sizes = [framing.flat_size(points, view.rotation()) for view in views]
    shapes = [min(max(wide / tall, _NARROWEST), _WIDEST) for wide, tall in sizes]

    def place(rows: list[int]) -> list[float]:
        """The heights of the rows: as tall as the width allows, and together as the sheet does,
        where each has as much of it as it has views."""
        highest, first = [], 0
        for count in rows:
            highest.append(_highest(shapes[first:first + count]))
            first += count
        low, high = 0.0, float(HEIGHT)
        for _ in range(40):
            share = (low + high) / 2
            over = sum(min(most, share * count) for most, count in zip(highest, rows)) > HEIGHT
            low, high = (low, share) if over else (share, high)
        return [min(most, low * count) for most, count in zip(highest, rows)]

    def largeness(rows: list[int]) -> float:
        each = [height for height, count in zip(place(rows), rows) for _ in range(count)]
        # The scale of each view: its logarithm, so that no view is large at another's cost.
        return sum(math.log(min(height * shape / wide, height / tall))
                   for height, shape, (wide, tall) in zip(each, shapes, sizes))

    rows = max(_rows(len(views)), key=largeness)
    cells, first, top = [], 0, 0.0
    for count, height in zip(rows, place(rows)):
        widths = [max(height * shape, LEAST) for shape in shapes[first:first + count]]
        more, left = (WIDTH - sum(widths)) / count, 0.0
        for width in widths:
            right = left + width + more
            cells.append((round(left), round(top), round(right) - round(left),
                          round(top + height) - round(top)))
            left = right
        first += count
        top += height
    return rows, cells


def _highest(shapes: list[float]) -> float:
    """How tall a row of such cells may be, by the width of the sheet."""
    low, high = 0.0, float(HEIGHT)
    for _ in range(40):
        height = (low + high) / 2
        over = sum(max(height * shape, LEAST) for shape in shapes) > WIDTH
        low, high = (low, height) if over else (height, high)
    return low


def squares(count: int, side: int) -> list[tuple[int, int, int, int]]:
    """Cells for so many square pictures, at most six."""
    columns = 2 if count in (2, 4) else min(count, 3)
    side = min(side, WIDTH // columns)
    return [(side * (number % columns), side * (number // columns), side, side)
            for number in range(count)]


def label_with(scene: bpy.types.Scene, text: str) -> None:
    """Has Blender write `text` into the upper left corner of what is rendered next."""
    settings = scene.render
    for name in dir(settings):
        if name.startswith("use_stamp_"):
            setattr(settings, name, name == "use_stamp_note")
    settings.use_stamp = True
    settings.stamp_note_text = text
    settings.stamp_font_size = LABEL_PX
    settings.stamp_foreground = (0.0, 0.0, 0.0, 1.0)
    settings.stamp_background = (1.0, 1.0, 1.0, 0.75)


class Sheet:
    """Cells that are filled one by one: (x, y, width, height) from the upper left."""

    def __init__(self, cells: list[tuple[int, int, int, int]]) -> None:
        self.cells = cells
        self.size = (max(x + wide for x, _y, wide, _tall in cells),
                     max(y + tall for _x, y, _wide, tall in cells))
        self._pixels = array("f", [1.0]) * (4 * self.size[0] * self.size[1])
        self._count = 0

    def paste(self, path: str) -> None:
        """Puts a picture of the next cell's size into it."""
        left, top, wide, tall = self.cells[self._count]
        self._count += 1
        image = bpy.data.images.load(path)
        try:
            cell = array("f", [0.0]) * (4 * wide * tall)
            image.pixels.foreach_get(cell)
        finally:
            bpy.data.images.remove(image)
        # Blender's rows begin at the bottom. The line is left of and above what is not the first.
        line = LINE if left else 0
        for y in range(tall - (LINE if top else 0)):
            start = 4 * ((self.size[1] - top - tall + y) * self.size[0] + left)
            self._pixels[start + 4 * line:start + 4 * wide] = cell[4 * (y * wide + line):
                                                                  4 * (y + 1) * wide]

    def save(self, path: str, quality: int) -> None:
        """Writes the sheet as a JPEG of a quality in percent."""
        save_jpeg(path, self.size, self._pixels, quality)


def save_jpeg(path: str, size: tuple[int, int], pixels: Any, quality: int) -> None:
    """Writes pixels, row by row from below, as a JPEG of a quality in percent."""
    image = bpy.data.images.new(os.path.basename(path), *size)
    try:
        image.pixels.foreach_set(pixels)
        image.file_format = "JPEG"
        image.filepath_raw = path
        try:
            image.save(quality=quality)
        except TypeError:  # before 4.3
            image.save()
    finally:
        bpy.data.images.remove(image)
    strip_jpeg(path)


def strip_jpeg(path: str) -> None:
    """Takes out of a JPEG what is not pixels: Blender writes how long it took."""
    with open(path, "rb") as file:
        data = file.read()
    kept, place = [data[:2]], 2
    while data[place + 1] != 0xda:
        end = place + 2 + int.from_bytes(data[place + 2:place + 4], "big")
        if data[place + 1] != 0xfe and not 0xe1 <= data[place + 1] <= 0xef:
            kept.append(data[place:end])
        place = end
    with open(path, "wb") as file:
        file.write(b"".join([*kept, data[place:]]))
