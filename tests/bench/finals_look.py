# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender, with a folder and scripts after `--`, NAME.py or NAME-LIGHT.py: the first final of each as it
is made and with the settings of before, both compared with one rendered whole, with many samples and no filter.
Prints a line of JSON for each, and writes NAME.png: before, now, reference, side by side."""

import json
import os
import pathlib
import sys
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import bpy  # noqa: E402
import finals  # noqa: E402
import numpy  # noqa: E402

from maquette_bridge.render import renderer, stage  # noqa: E402
from maquette_bridge.render.light import LIGHTS  # noqa: E402

SIZE = {"width": 960, "height": 540}
REFERENCE_SAMPLES = 64
WINDOW = 7  # of SSIM


def read(path):
    """Rows from below of what the screen shows, 0 to 1."""
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.is_data = True
    width, height = image.size
    pixels = numpy.empty(width * height * image.channels, dtype=numpy.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(height, width, -1)[:, :, :3]


def means(pixels):
    """The mean of each window."""
    sums = numpy.pad(pixels, [(1, 0), (1, 0)]).cumsum(0, dtype=numpy.float64).cumsum(1)
    return (sums[WINDOW:, WINDOW:] - sums[:-WINDOW, WINDOW:] - sums[WINDOW:, :-WINDOW]
            + sums[:-WINDOW, :-WINDOW]) / WINDOW ** 2


def compare(one, other):
    """(PSNR in dB, SSIM of the brightness)"""
    noise = float(((one - other) ** 2).mean())
    a, b = one.mean(2), other.mean(2)
    mean_a, mean_b = means(a), means(b)
    var_a, var_b = means(a * a) - mean_a ** 2, means(b * b) - mean_b ** 2
    both = means(a * b) - mean_a * mean_b
    ssim = ((2 * mean_a * mean_b + 1e-4) * (2 * both + 9e-4)
            / ((mean_a ** 2 + mean_b ** 2 + 1e-4) * (var_a + var_b + 9e-4)))
    return round(-10 * numpy.log10(noise), 2), round(float(ssim.mean()), 4)


def reference(folder, light):
    usual, polish = renderer.cycles, stage.Stage.polish

    def cycles(made, gpu, samples=0):
        found = usual(made, gpu, samples)
        made.scene.cycles.use_adaptive_sampling = False
        made.scene.cycles.seed = 7
        return found

    with mock.patch.object(renderer, "cycles", cycles), \
            mock.patch.object(stage.Stage, "polish", lambda made, smooth: polish(made, False)):
        finals.finals(folder, 5, numbers=[1], samples=REFERENCE_SAMPLES, light=light, **SIZE)


def main():
    folder, *scripts = sys.argv[sys.argv.index("--") + 1:]
    folder = pathlib.Path(folder)
    for script in map(pathlib.Path, scripts):
        name, _, light = script.stem.partition("-")
        light = LIGHTS[light or "studio"]
        finals.make(script, folder)
        finals.finals(folder / "warm", 1, width=64, height=36)
        _call, now = finals.finals(folder / "now", 5, numbers=[1], light=light, **SIZE)
        with finals.former():
            _call, before = finals.finals(folder / "former", 5, numbers=[1], light=light, **SIZE)
        reference(folder / "reference", light)
        pictures = [read(folder / kind / "render_1.png") for kind in ("former", "now", "reference")]
        (psnr_before, ssim_before), (psnr, ssim) = (compare(each, pictures[2]) for each in pictures[:2])
        sheet = numpy.concatenate(pictures, 1)
        image = bpy.data.images.new("sheet", sheet.shape[1], sheet.shape[0])
        image.pixels.foreach_set(numpy.dstack([sheet, numpy.ones(sheet.shape[:2], numpy.float32)]).ravel())
        image.filepath_raw, image.file_format = str(folder / f"{name}.png"), "PNG"
        image.save()
        bpy.data.images.remove(image)
        print(json.dumps({"asset": name, "psnr_before": psnr_before, "psnr": psnr, "ssim_before": ssim_before,
                          "ssim": ssim, "cpu_ratio": round(now[0] / before[0], 2)}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
