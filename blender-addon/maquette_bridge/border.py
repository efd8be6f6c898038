# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders a large picture in less time: only the part that the asset fills at full size; the even
ground and backdrop around it are rendered small and enlarged. The edge between both is faded.
"""

import math
import os

import bpy
from mathutils import Vector

try:
    import numpy
except ImportError:  # the whole picture is rendered then
    numpy = None

SMALL = 4  # how much smaller the surroundings are rendered
MARGIN = 0.05  # of the frame's height, around the asset: for the dark shadow where it stands
FADE = 0.03  # of the frame's height, within the margin
LARGEST = 0.8  # of the frame: a larger part saves nothing
LEAST_PIXELS = 500_000  # smaller pictures are rendered whole
# Pixels of the small picture that are evened out, twice: as grain, the ground's would be enlarged.
# Together less than what the margin has beyond the fading, so that the asset does not show in it.
EVEN_RADIUS = 2


def find(stage):
    """The part of the frame that the asset fills, with its margin: (left, right, bottom, top) as
    fractions of the frame; None if it is not worth it."""
    settings = stage.scene.render
    width, height = settings.resolution_x, settings.resolution_y
    if numpy is None or width * height < LEAST_PIXELS:
        return None
    camera = stage.camera
    view = camera.matrix_world.inverted()
    # Of the frame's width; sensor_fit AUTO: the sensor spans the longer side.
    scale = camera.data.lens / camera.data.sensor_width * max(width, height)
    xs, ys = [], []
    for point in stage.points:
        x, y, z = view @ Vector(point)
        xs.append(0.5 - x / z * scale / width)
        ys.append(0.5 - y / z * scale / height)
    air_x, air_y = MARGIN * height / width, MARGIN
    found = (max(0.0, min(xs) - air_x), min(1.0, max(xs) + air_x),
             max(0.0, min(ys) - air_y), min(1.0, max(ys) + air_y))
    # Whole pixels, and in steps of the small picture.
    steps_x, steps_y = max(1, width // SMALL), max(1, height // SMALL)
    found = (math.floor(found[0] * steps_x) / steps_x, math.ceil(found[1] * steps_x) / steps_x,
             math.floor(found[2] * steps_y) / steps_y, math.ceil(found[3] * steps_y) / steps_y)
    return found if (found[1] - found[0]) * (found[3] - found[2]) <= LARGEST else None


def render(stage, part, path, picture):
    """Renders the picture into `path`. `picture`: function(scene, path), which renders one."""
    settings = stage.scene.render
    width, height = settings.resolution_x, settings.resolution_y
    small, full = path + ".small.png", path + ".part.png"
    try:
        settings.resolution_x, settings.resolution_y = width // SMALL, height // SMALL
        picture(stage.scene, small)
        settings.resolution_x, settings.resolution_y = width, height
        settings.use_border = settings.use_crop_to_border = True
        (settings.border_min_x, settings.border_max_x,
         settings.border_min_y, settings.border_max_y) = part
        picture(stage.scene, full)
        _write(_merge(_read(small), _read(full), part, width, height), path)
    finally:
        settings.resolution_x, settings.resolution_y = width, height
        settings.use_border = settings.use_crop_to_border = False
        for each in (small, full):
            if os.path.lexists(each):
                os.unlink(each)


def _read(path):
    """A picture's pixels as it shows them: rows from below, 0 to 1, RGB."""
    image = bpy.data.images.load(path)
    try:
        width, height = image.size
        pixels = numpy.empty(width * height * image.channels, dtype=numpy.float32)
        image.pixels.foreach_get(pixels)
        return pixels.reshape(height, width, image.channels)[:, :, :3]
    finally:
        bpy.data.images.remove(image)


def _enlarge(pixels, axis, size):
    """Along one axis, linearly between the centres of pixels."""
    count = pixels.shape[axis]
    place = numpy.clip((numpy.arange(size) + 0.5) * count / size - 0.5, 0, count - 1)
    low = numpy.minimum(place.astype(int), count - 2)
    share = (place - low).astype(numpy.float32)
    share = share.reshape([-1 if each == axis else 1 for each in range(3)])
    return (numpy.take(pixels, low, axis) * (1 - share)
            + numpy.take(pixels, low + 1, axis) * share)


def _even_out(pixels, axis):
    count = pixels.shape[axis]
    place = numpy.arange(count)
    return sum(numpy.take(pixels, numpy.clip(place + step, 0, count - 1), axis)
               for step in range(-EVEN_RADIUS, EVEN_RADIUS + 1)) / (2 * EVEN_RADIUS + 1)


def _ramp(size, fade, at_start, at_end):
    """0 to 1 over `fade` pixels at the ends that are not the frame's own."""
    inward = numpy.arange(size, dtype=numpy.float32) + 0.5
    ramp = numpy.ones(size, dtype=numpy.float32)
    if at_start:
        ramp = numpy.minimum(ramp, inward / fade)
    if at_end:
        ramp = numpy.minimum(ramp, inward[::-1] / fade)
    ramp = numpy.clip(ramp, 0, 1)
    return ramp * ramp * (3 - 2 * ramp)


def _merge(small, full, part, width, height):
    for axis in (0, 1, 0, 1):
        small = _even_out(small, axis)
    whole = _enlarge(_enlarge(small, 0, height), 1, width)
    # Grain as fine as the steps of a PNG: an even ground shows no bands.
    grain = numpy.random.default_rng(1).random((height, width, 1), dtype=numpy.float32)
    whole += (grain - 0.5) / 255
    rows, columns = full.shape[:2]
    left, bottom = round(part[0] * width), round(part[2] * height)
    fade = max(1, round(FADE * height))
    share = (_ramp(rows, fade, part[2] > 0, part[3] < 1)[:, None]
             * _ramp(columns, fade, part[0] > 0, part[1] < 1)[None, :])[:, :, None]
    under = whole[bottom:bottom + rows, left:left + columns]
    under += (full - under) * share
    return whole


def _write(pixels, path):
    height, width = pixels.shape[:2]
    image = bpy.data.images.new("picture", width, height, alpha=False)
    try:
        whole = numpy.ones((height, width, 4), dtype=numpy.float32)
        whole[:, :, :3] = numpy.clip(pixels, 0, 1)
        image.pixels.foreach_set(whole.ravel())
        image.file_format = "PNG"
        image.filepath_raw = path + ".whole.png"
        image.save()
        os.replace(path + ".whole.png", path)
    finally:
        bpy.data.images.remove(image)
