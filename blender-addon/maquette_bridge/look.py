# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for a critic: small, labelled, the same six sides of every asset, so that faults can be
told apart from taste; one by the best engine for glass, glow and metal; and cut-aways through
objects that run into each other, which no view from outside shows."""

import os
import time

from . import engines, render
from .contact import Solid
from .errors import CANCELLED, BridgeError
from .framing import View
from .section import Section
from .stage import Stage
from .streams import clean

MAX_CUTS = 2
QUALITY = 85  # of JPEG
BEAUTY_PX = 512
BEAUTY_SAMPLES = 8
BEAUTY = "beauty: real materials and light, from the front right"

# A cut-away's colours: the two objects, and where both are.
_RED, _BLUE, _BOTH = (0.75, 0.04, 0.03), (0.03, 0.12, 0.75), (1.0, 0.78, 0.0)
_PALE = 0.55  # how much of white is in what is not cut


def views(size):
    """Six views: what stands on its side is seen from the sides, what lies flat more from above."""
    width = max(size[0], size[1], 1e-6)
    flatness = 1.0 - min(1.0, 2.0 * size[2] / width)
    level = 28.0 * flatness ** 3
    return [View("front", 0.0, level), View("right", 90.0, level), View("back", 180.0, level),
            View("from the front left, above", 320.0, 30.0 + 8.0 * flatness),
            View("top", 0.0, 90.0), View("from the back right, below", 145.0, -32.0)]


class _Look:
    """One look at the scene: collects the pictures' entries and tells of each."""

    def __init__(self, stage, folder, shown_folder, total, call):
        self._stage = stage
        self._folder = folder
        self._shown_folder = shown_folder
        self._total = total
        self._call = call
        self.images = []

    def take(self, name, view, label):
        if self._call.cancelled():
            raise BridgeError(CANCELLED, "Rendering was cancelled.")
        self._stage.look(view)
        settings = self._stage.scene.render
        path = os.path.join(self._folder, name)
        render.picture(self._stage.scene, path)
        _strip(path)
        image = {"file": f"{self._shown_folder}/{name}", "view": label,
                 "azimuth_deg": round(view.azimuth, 3), "elevation_deg": round(view.elevation, 3),
                 "width": settings.resolution_x, "height": settings.resolution_y}
        self.images.append(image)
        self._call.progress({"image": image, "done": len(self.images), "of": self._total})


def look(folder, shown_folder, width, height, cuts, gpu, call):
    """Renders the pictures into `folder`, which is called `shown_folder` in the answer: six views,
    the cut-aways through `cuts`, pairs of object names, and the beauty, when there is an engine."""
    started = time.monotonic()
    with Stage(width, height, keep={name for pair in cuts for name in pair}) as stage:
        known = [pair for pair in cuts if _can_cut(stage.kept, pair)]
        sides = views(stage.high - stage.low)
        beauty = _prepare_beauty(stage, gpu)
        taken = _Look(stage, folder, shown_folder, len(sides) + len(known) + beauty, call)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        stage.use_jpeg(QUALITY)
        if beauty:
            # First, for what Workbench needs of materials and light would show in it.
            side = min(width, height, BEAUTY_PX)
            stage.resize(side, side)
            view = View("beauty", 38.0, sides[3].elevation - 10.0)
            taken.take("beauty.jpg", view, BEAUTY)
            stage.resize(width, height)
        render.workbench(stage)
        _light_evenly(stage.scene)
        stage.show_through()
        stage.look_parallel()
        for number, view in enumerate(sides, 1):
            taken.take(f"look_{number}.jpg", view, view.name)
        if known:
            stage.clear()
        for number, pair in enumerate(known, 1):
            _cut(stage, taken, f"cut_{number}.jpg", pair)
    return {"engine": "BLENDER_WORKBENCH", "images": taken.images[beauty:] + taken.images[:beauty],
            "uncut": [list(pair) for pair in cuts if pair not in known],
            "seconds": round(time.monotonic() - started, 3)}


def _strip(path):
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


def _light_evenly(scene):
    """No face so dark that its colour is a guess; and fewer samples, for nobody admires these."""
    scene.display.render_aa = "5"
    shading = scene.display.shading
    if "paint.sl" in engines.enum_values(shading, "studio_light"):
        shading.studio_light = "paint.sl"
        # Brighter than the other: colours come out as they were chosen.
        brightness = 2 ** scene.view_settings.exposure
        scene.view_settings.exposure = 0.0
        scene.world.color = [each * brightness for each in scene.world.color]


def _prepare_beauty(stage, gpu):
    """Whether there is an engine that shows glass, glow and metal; it is set up."""
    if "CYCLES" in engines.engines():
        render.cycles(stage, gpu)
        stage.scene.cycles.samples = min(stage.scene.cycles.samples, BEAUTY_SAMPLES)
    elif gpu and engines.eevee() is not None:
        render.eevee(stage)
    else:
        return False
    return True


def _can_cut(shapes, pair):
    return pair[0] != pair[1] and all(name in shapes and shapes[name].triangles for name in pair)


def _cut(stage, taken, name, pair):
    solids = [Solid(each, stage.kept[each]) for each in pair]
    section = Section(*solids)
    shown = [stage.add_plain(section.remains(index), _pale(color))
             for index, color in enumerate((_RED, _BLUE))]
    shown += [stage.add_plain(mesh, color)
              for mesh, color in zip(section.cut_faces(), (_RED, _BLUE, _BOTH))]
    stage.points = section.points()
    red, blue = (" ".join(clean(each).split()) for each in pair)
    taken.take(name, section.view,
               f"cut through {red} (red) and {blue} (blue); yellow: inside both")
    for obj in shown:
        obj.hide_render = True


def _pale(color):
    return tuple(_PALE + (1.0 - _PALE) * each for each in color)
