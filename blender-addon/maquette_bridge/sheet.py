# SPDX-License-Identifier: GPL-3.0-or-later
"""Several views on one picture: a model reads one sheet for the price of one view. The cells are
laid out so that what is tall, wide or square is drawn as large as the sheet allows."""

import os
from array import array

import bpy

from . import framing

# Pixels. What vendors read without scaling it down; four of the tiles that some of them count.
WIDTH, HEIGHT = 1024, 768
LINE = 2  # between cells
LABEL_PX = 15
QUALITY = 85  # of JPEG


def grid(points, views):
    """(columns, rows) of equal cells in which the views come out largest, all in all."""
    sizes = [framing.flat_size(points, view.rotation()) for view in views]
    count = len(views)

    def largeness(columns):
        width, height = WIDTH / columns, HEIGHT / (count / columns)
        return sum(min(width / wide, height / tall) ** 0.5 for wide, tall in sizes)

    columns = max((each for each in range(1, count + 1) if count % each == 0), key=largeness)
    return columns, count // columns


def label_with(scene, text):
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
    """Cells of equal size, filled one by one from the upper left, row by row."""

    def __init__(self, columns, rows):
        self.columns = columns
        self.cell = (WIDTH // columns, HEIGHT // rows)
        self.size = (self.cell[0] * columns, self.cell[1] * rows)
        self._pixels = array("f", [1.0]) * (4 * self.size[0] * self.size[1])
        self._rows = rows
        self._count = 0

    def paste(self, path):
        """Puts a picture of the cells' size into the next cell."""
        image = bpy.data.images.load(path)
        try:
            cell = array("f", [0.0]) * (4 * self.cell[0] * self.cell[1])
            image.pixels.foreach_get(cell)
        finally:
            bpy.data.images.remove(image)
        row, column = divmod(self._count, self.columns)
        self._count += 1
        wide, tall = self.cell
        # Blender's rows begin at the bottom. The line is left of and above what is not the first.
        line = LINE if column else 0
        for y in range(tall - (LINE if row else 0)):
            start = 4 * (((self._rows - 1 - row) * tall + y) * self.size[0] + column * wide)
            self._pixels[start + 4 * line:start + 4 * wide] = cell[4 * (y * wide + line):
                                                                  4 * (y + 1) * wide]

    def save(self, path):
        image = bpy.data.images.new(os.path.basename(path), *self.size)
        try:
            image.pixels.foreach_set(self._pixels)
            image.file_format = "JPEG"
            image.filepath_raw = path
            try:
                image.save(quality=QUALITY)
            except TypeError:  # before 4.3
                image.save()
        finally:
            bpy.data.images.remove(image)
