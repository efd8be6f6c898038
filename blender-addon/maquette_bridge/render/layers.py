# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Renders large pictures in less time, as two layers. The asset is rendered at full size without
what is around it: a ray that misses it ends there. The ground and the backdrop, with the asset's
shadow on them but without the asset, are even: they are rendered small and enlarged. With the asset
rendered as small, too, they are a draft of the picture, which is there much sooner.

What is seen through coloured transparency has its tint, which no alpha can tell: an asset with that
is rendered with the ground around it, and the edge between both grounds is faded.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bpy
from mathutils import Vector

if TYPE_CHECKING:
    import numpy

    from .stage import Stage

try:
    import numpy
except ImportError:  # whole pictures are rendered then
    numpy = None  # type: ignore[assignment]

SMALL = 4  # how much smaller the ground and drafts are
LEAST_PIXELS = 500_000  # smaller pictures are rendered whole
MARGIN = 0.05  # of the frame's height, around the asset: for bloom, and for the fading edge
FADE = 0.03  # of the frame's height, within the margin
# Without a denoiser. The asset has surfaces that hide grain, and the ground none.
ASSET_SAMPLES = 3
GROUND_SAMPLES = 6
DRAFT_SAMPLES = 4
ALIKE = 0.04  # how much the brightness of the ground's pixels may differ that are mixed: a share
_SPLINE = (0.0625, 0.25, 0.375, 0.25, 0.0625)
EDGE = 0.015  # contrast of an edge, squared
ONE_WAY = 0.2  # how much more it must change one way than the other: a share
ACROSS, ALONG = 0.4, 1.2  # pixels


def can(stage: Stage) -> bool:
    """Whether pictures of this size and asset come out the same in layers."""
    settings = stage.scene.render
    return (numpy is not None
            and stage.scene.cycles.device == "CPU"  # a GPU takes more samples, in less time
            and settings.resolution_x * settings.resolution_y >= LEAST_PIXELS
            # These are defined by what is around them.
            and not any(obj.is_shadow_catcher or obj.is_holdout for obj in _asset(stage)))

Array = Any  # numpy.ndarray: float32, of rows, columns and channels


class Layers:
    """`with Layers(stage, picture) as layers:`; for each view `stage.look(view)`, then `draft` and
    later, looking again, `finish`. `picture`: function(scene, path), which renders one."""

    def __init__(self, stage: Stage, picture: Callable[..., Any]) -> None:
        self._stage = stage
        self._scene = stage.scene
        self._picture = picture
        self._size = self._scene.render.resolution_x, self._scene.render.resolution_y
        cycles = self._scene.cycles
        self._asset_samples: int = cycles.samples if cycles.use_denoising else ASSET_SAMPLES
        self._ground_samples: int = cycles.samples if cycles.use_denoising else GROUND_SAMPLES
        self._tints = any(map(_is_tinting, [*bpy.data.materials, *bpy.data.node_groups]))
        if self._tints:
            self._asset_samples = cycles.samples  # its ground must be as even as the other
        self._seen = {obj: obj.visible_camera for obj in _asset(stage)}
        self._grounds: dict[int, Array] = {}  # by number of the view

    def __enter__(self) -> Layers:
        return self

    def __exit__(self, *_: object) -> None:
        self._show(asset=True, ground=True)

    def draft(self, number: int, path: str) -> None:
        """Writes a small picture of the view; its ground is kept for `finish`."""
        ground = self._grounds[number] = self._render_ground(path)
        asset = self._render_asset(path, (0.0, 1.0, 0.0, 1.0), SMALL,
                                   min(DRAFT_SAMPLES, self._asset_samples))
        whole = ground.copy()
        _lay_over(whole, asset, 0, 0)
        self._write(whole, path)

    def finish(self, number: int, path: str) -> None:
        """Adds the ground to the picture of the asset at `path`."""
        width, height = self._size
        part = find(self._stage)
        ground = self._grounds.pop(number)
        whole = _enlarge(_enlarge(ground, 0, height), 1, width)
        # Grain as fine as the steps of a PNG: an even ground shows no bands.
        grain = numpy.random.default_rng(1).random((height, width, 1), dtype=numpy.float32)
        whole += (grain - 0.5) * (1.5 / 255)
        _lay_over(whole, self._render_asset(path, part, 1, self._asset_samples),
                  round(part[0] * width), round(part[2] * height))
        self._write(whole, path)

    def _render_ground(self, path: str) -> Array:
        self._show(asset=False, ground=True)
        cycles = self._scene.cycles
        cycles.samples = self._ground_samples
        tree = cycles.use_light_tree
        cycles.use_light_tree = False  # nearly all lamps reach the ground: a tree saves nothing
        try:
            ground = self._render(path, (0.0, 1.0, 0.0, 1.0), SMALL)[:, :, :3]
        finally:
            cycles.use_light_tree = tree
        return _even_out(ground) if cycles.use_denoising else _smooth(ground)

    def _render_asset(self, path: str, part: tuple[float, float, float, float], smaller: int,
                      samples: int) -> Array:
        self._show(asset=True, ground=self._tints)
        self._scene.cycles.samples = samples
        layer = self._render(path, part, smaller)
        if not self._scene.cycles.use_denoising:
            # More samples need less of it.
            _smooth_along_edges(layer, min(1.0, math.sqrt(ASSET_SAMPLES / samples)))
        if self._tints and part != (0.0, 1.0, 0.0, 1.0):
            fade = FADE * self._size[1]
            layer *= (_ramp(layer.shape[0], fade, part[2] > 0, part[3] < 1)[:, None, None]
                      * _ramp(layer.shape[1], fade, part[0] > 0, part[1] < 1)[None, :, None])
        return layer

    def _show(self, asset: bool, ground: bool) -> None:
        """Shows only these objects to the camera; the rest is still seen in mirrors, and casts
        shadows."""
        for obj, seen in self._seen.items():
            if obj.visible_camera != (asset and seen):
                obj.visible_camera = asset and seen
        self._stage.ground.visible_camera = ground
        self._scene.render.film_transparent = not ground

    def _render(self, path: str, part: tuple[float, float, float, float],
                smaller: int) -> Array:
        """The light of a part of the frame: rows from below, RGBA, multiplied by alpha."""
        settings = self._scene.render
        image = settings.image_settings
        layer = os.path.splitext(path)[0] + ".layer.exr"
        before = image.file_format, image.color_mode, image.color_depth
        try:
            image.file_format, image.color_mode, image.color_depth = "OPEN_EXR", "RGBA", "16"
            image.exr_codec = "NONE"
            settings.resolution_x, settings.resolution_y = (size // smaller for size in self._size)
            settings.use_border = settings.use_crop_to_border = part != (0.0, 1.0, 0.0, 1.0)
            (settings.border_min_x, settings.border_max_x,
             settings.border_min_y, settings.border_max_y) = part
            self._picture(self._scene, layer)
            return _read(layer)
        finally:
            settings.resolution_x, settings.resolution_y = self._size
            settings.use_border = settings.use_crop_to_border = False
            image.file_format, image.color_mode, image.color_depth = before
            if os.path.lexists(layer):
                os.unlink(layer)

    def _write(self, light: Array, path: str) -> None:
        height, width = light.shape[:2]
        image = bpy.data.images.new("picture", width, height, alpha=False, float_buffer=True)
        try:
            pixels = numpy.ones((height, width, 4), dtype=numpy.float32)
            pixels[:, :, :3] = light
            image.pixels.foreach_set(pixels.ravel())
            # As the scene shows light; moved into place, so nobody sees half a picture.
            whole = os.path.join(os.path.dirname(path), ".part.png")
            if os.path.lexists(whole):
                os.unlink(whole)
            image.save_render(whole, scene=self._scene)
            os.replace(whole, path)
        finally:
            bpy.data.images.remove(image)


def find(stage: Stage) -> tuple[float, float, float, float]:
    """The part of the frame that the asset fills, with its margin, in whole pixels: (left, right,
    bottom, top) as fractions of the frame."""
    settings = stage.scene.render
    width, height = settings.resolution_x, settings.resolution_y
    camera = stage.camera
    view = camera.matrix_world.inverted()
    # The focal length as a share of the frame's width; sensor_fit AUTO: the sensor spans the longer
    # side.
    scale = camera.data.lens / camera.data.sensor_width * max(width, height)
    xs, ys = [], []
    for point in stage.points:
        x, y, z = view @ Vector(point)
        xs.append(0.5 * width - x / z * scale)
        ys.append(0.5 * height - y / z * scale)
    air = MARGIN * height
    return (max(0, math.floor(min(xs) - air)) / width,
            min(width, math.ceil(max(xs) + air)) / width,
            max(0, math.floor(min(ys) - air)) / height,
            min(height, math.ceil(max(ys) + air)) / height)


def _asset(stage: Stage) -> list[bpy.types.Object]:
    """All objects but the stage's own, also those that are only instanced."""
    return [obj for obj in bpy.data.objects if not stage.owns(obj)]


def _is_tinting(owner: bpy.types.Material) -> bool:
    """Whether a material or a node group has a transparent shader that is not grey."""
    tree = getattr(owner, "node_tree", owner)
    for node in tree.nodes if tree is not None else ():
        if node.bl_idname == "ShaderNodeBsdfTransparent":
            color = node.inputs["Color"]
            if color.is_linked or max(color.default_value[:3]) > min(color.default_value[:3]):
                return True
    return False


def _ramp(size: int, fade: float, at_start: bool, at_end: bool) -> Array:
    """0 to 1 over `fade` pixels at the ends that are not the frame's own."""
    inward = (numpy.arange(size, dtype=numpy.float32) + 0.5) / fade
    ramp: Array = numpy.ones(size, dtype=numpy.float32)
    if at_start:
        ramp = numpy.minimum(ramp, inward)
    if at_end:
        ramp = numpy.minimum(ramp, inward[::-1])
    return ramp * ramp * (3 - 2 * ramp)


def _read(path: str) -> Array:
    image = bpy.data.images.load(path)
    try:
        width, height = image.size
        pixels = numpy.empty(width * height * image.channels, dtype=numpy.float32)
        image.pixels.foreach_get(pixels)
        return pixels.reshape(height, width, image.channels)
    finally:
        bpy.data.images.remove(image)


def _lay_over(whole: Array, layer: Array, left: int, bottom: int) -> None:
    rows, columns = layer.shape[:2]
    under = whole[bottom:bottom + rows, left:left + columns]
    under *= 1.0 - layer[:, :, 3:4]
    under += layer[:, :, :3]


def _smooth(pixels: Array) -> Array:
    """Mixes pixels with those 2 and 4 apart that are nearly as bright, for what is left after the
    compositor's filter: grain goes, and shadows stay."""
    for step in (2, 4):
        rows, columns = pixels.shape[:2]
        wide = numpy.pad(pixels, [(2 * step, 2 * step), (2 * step, 2 * step), (0, 0)], "edge")
        light = wide.mean(2, keepdims=True)
        near = light[2 * step:-2 * step, 2 * step:-2 * step]
        scale = -0.5 / (ALIKE * (near + 0.05)) ** 2
        total, weights = numpy.zeros_like(pixels), numpy.zeros_like(near)
        for y, x in itertools.product(range(5), range(5)):
            there = slice(y * step, y * step + rows), slice(x * step, x * step + columns)
            weight = _SPLINE[y] * _SPLINE[x] * numpy.exp(scale * (light[there] - near) ** 2)
            total += weight * wide[there]
            weights += weight
        pixels = total / weights
    return _even_out(pixels)


def _smooth_along_edges(layer: Array, share: float) -> None:
    """Mixes pixels along outlines and lines, and not across: few samples leave steps there, and the
    compositor's filter does not mix what differs in colour. The direction is that of the structure
    tensor (Weickert, Anisotropic Diffusion in Image Processing, 1998). `share` of the result is
    mixed."""
    wide = numpy.pad(layer, [(2, 2), (2, 2), (0, 0)], "edge")
    seen = numpy.sqrt(numpy.clip(wide[1:-1, 1:-1], 0, 1))
    # The change is taken between four pixels, and averaged around one: a line of one pixel has none
    # from its left to its right neighbour.
    rising, falling = seen[1:, 1:] - seen[:-1, :-1], seen[1:, :-1] - seen[:-1, 1:]
    down, right = rising + falling, rising - falling
    yy, xx, xy = (_even_out(_mean_of_corners((one * other).sum(2)))
                  for one, other in ((down, down), (right, right), (down, right)))
    rows, columns = numpy.nonzero((xx + yy > EDGE)
                                  & (numpy.hypot(xx - yy, 2 * xy) > ONE_WAY * (xx + yy)))
    turn = 0.5 * numpy.arctan2(2 * xy[rows, columns], (xx - yy)[rows, columns])
    sine, cosine = numpy.sin(turn), numpy.cos(turn)
    total: Array = numpy.zeros((len(rows), layer.shape[2]), numpy.float32)
    weights: Array = numpy.zeros((len(rows), 1), numpy.float32)
    for y, x in itertools.product(range(-2, 3), range(-2, 3)):
        across, along = x * cosine + y * sine, x * sine - y * cosine
        weight = numpy.exp(-0.5 * ((across / ACROSS) ** 2 + (along / ALONG) ** 2))[:, None]
        total += weight * wide[rows + 2 + y, columns + 2 + x]
        weights += weight
    layer[rows, columns] += share * (total / weights - layer[rows, columns])


def _mean_of_corners(values: Array) -> Array:
    """Averages each four pixels: one row and one column less."""
    return (values[1:, 1:] + values[:-1, 1:] + values[1:, :-1] + values[:-1, :-1]) / 4


def _even_out(pixels: Array) -> Array:
    """Each pixel becomes the mean of itself and its neighbours: enlarged grain looks like cloth."""
    for axis in (0, 1, 0, 1):
        first, last = (numpy.take(pixels, [each], axis) for each in (0, -1))
        wide = numpy.concatenate([first, pixels, last], axis)
        count = pixels.shape[axis]
        pixels = sum(numpy.take(wide, range(step, step + count), axis) for step in range(3)) / 3
    return pixels


def _enlarge(pixels: Array, axis: int, size: int) -> Array:
    """Along one axis, linearly between the centres of pixels."""
    count = pixels.shape[axis]
    place = numpy.clip((numpy.arange(size) + 0.5) * count / size - 0.5, 0, count - 1)
    low = numpy.minimum(place.astype(int), count - 2)
    share = (place - low).astype(numpy.float32)
    share = share.reshape([-1 if each == axis else 1 for each in range(3)])
    return (numpy.take(pixels, low, axis) * (1 - share)
            + numpy.take(pixels, low + 1, axis) * share)
