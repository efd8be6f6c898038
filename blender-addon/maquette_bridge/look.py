# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for a critic: small, labelled, the same six sides of every asset, so that faults can be
told apart from taste, each by itself or all on one sheet; one by the chosen engine for glass, glow
and metal; and cut-aways through objects that run into each other, which no view from outside
shows."""

import os
import time

from . import engines, render
from .contact import Solid
from .errors import CANCELLED, BridgeError
from .framing import View
from .section import Section
from .sheet import Sheet, grid, label_with
from .stage import Stage
from .streams import clean

MAX_CUTS = 2
QUALITY = 85  # of JPEG
BEAUTY_PX = 512
BEAUTY_SAMPLES = 8
CUT_PX = 480  # beside a sheet
BEST = 3  # of the six: from above, where most is seen of it
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
        self._note(image)

    def _note(self, image):
        self.images.append(image)
        self._call.progress({"image": image, "done": len(self.images), "of": self._total})

    def take_sheet(self, name, sides, engine, gpu):
        """Six views on one picture; the fourth by the engine, for what Workbench cannot show."""
        stage, cells = self._stage, {}
        sheet = Sheet(*grid(stage.points, sides))
        stage.resize(*sheet.cell)
        stage.look_parallel()
        best = _prepare_beauty(stage, engine, gpu)
        if best:
            cells[BEST] = self._take_cell(BEST, sides[BEST])
        _prepare_plain(stage)
        for number, view in enumerate(sides):
            if number not in cells:
                cells[number] = self._take_cell(number, view)
        for number in range(len(sides)):
            sheet.paste(cells[number])
            os.unlink(cells[number])
        stage.scene.render.use_stamp = False
        path = os.path.join(self._folder, name)
        sheet.save(path)
        _strip(path)
        names = ", ".join(f"{number} {view.name}" for number, view in enumerate(sides, 1))
        note = f"; {BEST + 1} in real materials and light" if best else ""
        self._note({"file": f"{self._shown_folder}/{name}", "azimuth_deg": 0, "elevation_deg": 0,
                    "view": f"one sheet, {sheet.columns} views a row: {names}{note}; each is drawn "
                            "as large as its cell allows",
                    "width": sheet.size[0], "height": sheet.size[1]})

    def _take_cell(self, number, view):
        if self._call.cancelled():
            raise BridgeError(CANCELLED, "Rendering was cancelled.")
        self._stage.look(view)
        label_with(self._stage.scene, f"{number + 1} {view.name.removeprefix('from the ')}")
        path = os.path.join(self._folder, f".cell_{number + 1}.png")
        render.picture(self._stage.scene, path)
        return path


def look(folder, shown_folder, width, height, cuts, sheet, engine, gpu, call):
    """Renders the pictures into `folder`, which is called `shown_folder` in the answer: six views,
    the cut-aways through `cuts`, pairs of object names, and the beauty, unless the engine is
    Workbench. With `sheet`, views and beauty are one picture."""
    started = time.monotonic()
    engine = render.choose_engine(engine, gpu)
    with Stage(width, height, keep={name for pair in cuts for name in pair}) as stage:
        known = [pair for pair in cuts if _can_cut(stage.kept, pair)]
        sides = views(stage.high - stage.low)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if sheet:
            taken = _Look(stage, folder, shown_folder, 1 + len(known), call)
            taken.take_sheet("look_1.jpg", sides, engine, gpu)
            stage.use_jpeg(QUALITY)
            stage.resize(min(width, CUT_PX), min(height, CUT_PX))
        else:
            taken = _look_one_by_one(stage, sides, folder, shown_folder, len(known), engine, gpu,
                                     call)
        if known:
            stage.clear()
        for number, pair in enumerate(known, 1):
            _cut(stage, taken, f"cut_{number}.jpg", pair)
    # Taken first, and shown last.
    images = sorted(taken.images, key=lambda image: image["view"] == BEAUTY)
    return {"engine": "BLENDER_WORKBENCH", "images": images,
            "uncut": [list(pair) for pair in cuts if pair not in known],
            "seconds": round(time.monotonic() - started, 3)}


def _look_one_by_one(stage, sides, folder, shown_folder, cuts, engine, gpu, call):
    width, height = stage.scene.render.resolution_x, stage.scene.render.resolution_y
    beauty = _prepare_beauty(stage, engine, gpu)
    taken = _Look(stage, folder, shown_folder, len(sides) + cuts + beauty, call)
    stage.use_jpeg(QUALITY)
    if beauty:
        # First, for what Workbench needs of materials and light would show in it.
        side = min(width, height, BEAUTY_PX)
        stage.resize(side, side)
        taken.take("beauty.jpg", View("beauty", 38.0, sides[BEST].elevation - 10.0), BEAUTY)
        stage.resize(width, height)
    _prepare_plain(stage)
    stage.look_parallel()
    for number, view in enumerate(sides, 1):
        taken.take(f"look_{number}.jpg", view, view.name)
    return taken


def _prepare_plain(stage):
    render.workbench(stage)
    _light_evenly(stage.scene)
    stage.show_through()


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
    """Even studio light, so that a model sees every colour, and few samples: only models look at
    these pictures."""
    scene.display.render_aa = "5"
    shading = scene.display.shading
    if "paint.sl" in engines.enum_values(shading, "studio_light"):
        shading.studio_light = "paint.sl"
        # Brighter than the other: colours come out as they were chosen.
        brightness = 2 ** scene.view_settings.exposure
        scene.view_settings.exposure = 0.0
        scene.world.color = [each * brightness for each in scene.world.color]


def _prepare_beauty(stage, engine, gpu):
    """Whether the engine shows glass, glow and metal; it is set up."""
    if engine == "workbench":
        return False
    render.set_up_engine(stage, engine, gpu)
    if engine == "cycles":
        stage.scene.cycles.samples = min(stage.scene.cycles.samples, BEAUTY_SAMPLES)
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
