# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures for a critic: small, labelled, the same six sides of every asset, so that faults can be
told apart from taste, each by itself or all on one sheet; by the chosen engine for glass, glow and
metal, all of them when materials are in question; cut-aways through objects that run into each
other and one picture of what is inside, which no view from outside shows; close-ups of objects,
before a repair and after; and what moves, at its far ends."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import CANCELLED, BridgeError
from ..measure.solid import Solid
from ..streams import clean
from . import closeup, engines, renderer
from .contact_sheet import LETTER_PX, Sheet, label_with, layout, squares, strip_jpeg
from .cutaway import Section
from .far_poses import PX as FAR_PX
from .far_poses import FarPoses
from .framing import View, flat_size
from .interior import Interior, pale
from .stage import Stage

if TYPE_CHECKING:
    from mathutils import Vector

    from ..connection import Session

MAX_CUTS = 2
QUALITY = 85  # of JPEG, percent
BEAUTY_PX = 512
BEAUTY_SAMPLES = 8
CUT_PX = 480  # beside a sheet
_LEVEL_DEG = 3.0  # a view that is no higher shows a side as it is
BEST = 4  # of the six: from above, where most is seen of it
BEAUTY = "beauty: real materials and light, from the front right"
REAL = "in real materials and light"

# A cut-away's colours: the two objects, and where both are.
_RED, _BLUE, _BOTH = (0.75, 0.04, 0.03), (0.03, 0.12, 0.75), (1.0, 0.78, 0.0)


class Wanted:
    """The wanted pictures: cut-aways through `cuts`, pairs of object names; `inside`, a section,
    the parts drawn apart, or none; `closeups`; all `views`, or none; on one `sheet`, or each by
    itself; with their real `materials`, or plain; what moves, in its `far_poses`; as JPEG of a
    `quality` in percent."""

    def __init__(self, cuts: Sequence[tuple[str, str]] = (), inside: str = "none",
                 closeups: Sequence[closeup.Closeup] = (), views: bool = True, sheet: bool = False,
                 materials: bool = False, far_poses: bool = False,
                 quality: int = QUALITY) -> None:
        self.cuts = cuts
        self.inside = inside
        self.closeups = closeups
        self.views = views
        self.sheet = sheet
        self.materials = materials
        self.far_poses = far_poses
        self.quality = quality

    @property
    def keep(self) -> set[str] | None:
        """Objects that are needed with their shapes; None: all."""
        if self.inside != "none" or self.closeups or self.far_poses:
            return None
        return {name for pair in self.cuts for name in pair}


def views(size: Vector) -> list[View]:
    """Six views: what stands on its side is seen from the sides, what lies flat more from above."""
    width = max(size[0], size[1], 1e-6)
    flatness = 1.0 - min(1.0, 2.0 * size[2] / width)
    level = 28.0 * flatness ** 3
    # A view from above says so: edges are not where they are from the front.
    tilted = ", from above" if level > _LEVEL_DEG else ""
    return [View("front" + tilted, 0.0, level), View("right" + tilted, 90.0, level),
            View("back" + tilted, 180.0, level), View("top", 0.0, 90.0),
            View("from the front left, above", 320.0, 30.0 + 8.0 * flatness),
            View("from the back right, below", 145.0, -32.0)]


class _Look:
    """One look at the scene: collects the pictures' entries and tells of each."""

    def __init__(self, stage: Stage, engine: _Engine, folder: str, shown_folder: str, total: int,
                 quality: int, call: Session) -> None:
        self._stage = stage
        self._engine = engine
        self._folder = folder
        self._shown_folder = shown_folder
        self._total = total
        self.quality = quality
        self._call = call
        self.images: list[dict[str, Any]] = []

    def take(self, name: str, view: View, label: str) -> None:
        self._aim(view)
        settings = self._stage.scene.render
        path = os.path.join(self._folder, name)
        renderer.picture(self._stage.scene, path)
        strip_jpeg(path)
        image = {"file": f"{self._shown_folder}/{name}", "view": label,
                 "azimuth_deg": round(view.azimuth, 3), "elevation_deg": round(view.elevation, 3),
                 "width": settings.resolution_x, "height": settings.resolution_y}
        self._note(image)

    def _aim(self, view: View, place: Vector | None = None, scale: float | None = None) -> None:
        if self._call.cancelled():
            raise BridgeError(CANCELLED, "Rendering was cancelled.")
        self._stage.look(view, place, scale)
        # From below it would hide the asset.
        if self._engine.shows_ground:
            self._stage.show_ground(view.elevation >= 0.0)

    def _note(self, image: dict[str, Any]) -> None:
        self.images.append(image)
        self._call.progress({"image": image, "done": len(self.images), "of": self._total})

    def take_sheet(self, name: str, sides: list[View]) -> None:
        """Six views on one picture: all by the engine that is set up, or the fifth, for what
        Workbench cannot show, and the others plain."""
        stage, engine, taken = self._stage, self._engine, {}
        rows, cells = layout(stage.points, sides)
        stage.look_parallel()
        if engine.all_real:
            note = f"; all {REAL}"
        elif engine.real:
            note = f"; {BEST + 1} {REAL}"
            taken[BEST] = self._take_cell(cells[BEST], BEST, sides[BEST])
        else:
            note = ""
        engine.be_plain_unless_all_real()
        for number, (cell, view) in enumerate(zip(cells, sides)):
            if number not in taken:
                taken[number] = self._take_cell(cell, number, view)
        names, first = [], 0
        for count in rows:
            names.append(", ".join(f"{number} {view.name}" for number, view in enumerate(
                sides[first:first + count], first + 1)))
            first += count
        self._save_sheet(name, cells, [taken[number] for number in range(len(sides))],
                         f"one sheet of {len(rows)} row{'s' * (len(rows) > 1)}: "
                         f"{' / '.join(names)}{note}; each is drawn as large as its cell allows")

    def take_closeups(self, name: str, wanted: Sequence[closeup.Closeup]) -> None:
        """All close-ups on one picture; their cameras are in the answer, None for what is not
        there."""
        stage, eyes = self._stage, closeup.Eyes(self._stage)
        aims = [each.aim(stage, eyes) for each in wanted]
        seen = [(each, aim) for each, aim in zip(wanted, aims) if aim is not None]
        if not seen:
            return
        stage.look_parallel()
        cells, files = squares(len(seen), closeup.PX), []
        for number, (cell, (each, (view, place, scale))) in enumerate(zip(cells, seen)):
            label = _one_line(each.label)
            files.append(self._take_cell(cell, number, view, label, place, scale))
        labels = ", ".join(f"{number} {_one_line(each.label)}"
                           for number, (each, _aim) in enumerate(seen, 1))
        self._save_sheet(name, cells, files, f"close-ups: {labels}", cameras=[
            aim and [aim[0].azimuth, aim[0].elevation, *aim[1], aim[2]] for aim in aims])

    def take_far_poses(self, name: str, far: FarPoses) -> None:
        """All far ends on one picture, to one scale."""
        stage, points = self._stage, self._stage.points
        stage.points = far.points
        stage.look_parallel()
        files, labels, cells = [], [], squares(len(far.ends), FAR_PX)
        for number, (cell, (_joint, _value, view)) in enumerate(zip(cells, far.ends)):
            label = f"{number + 1} {_one_line(far.take(number))}"
            files.append(self._take_cell(cell, number, view, label))
            labels.append(f"{label}, {view.name}")
        far.put_back()
        stage.points = points
        more = f"; {far.left_out} more joints are not shown" if far.left_out else ""
        self._save_sheet(name, cells, files, "each joint at its far end, the others as built: "
                         f"{'; '.join(labels)}{more}")

    def _save_sheet(self, name: str, cells: list[tuple[int, int, int, int]], files: list[str],
                    label: str, **more: Any) -> None:
        sheet = Sheet(cells)
        for file in files:
            sheet.paste(file)
            os.unlink(file)
        self._stage.scene.render.use_stamp = False
        path = os.path.join(self._folder, name)
        sheet.save(path, self.quality)
        self._note({"file": f"{self._shown_folder}/{name}", "azimuth_deg": 0, "elevation_deg": 0,
                    "view": label, "width": sheet.size[0], "height": sheet.size[1], "cells": cells,
                    **more})

    def _take_cell(self, cell: tuple[int, int, int, int], number: int, view: View,
                   label: str | None = None, place: Vector | None = None,
                   scale: float | None = None) -> str:
        self._stage.resize(*cell[2:])
        self._aim(view, place, scale)
        # A label that is too long would be broken into lines, over the asset.
        labels = [label] if label else [f"{number + 1} {name}" for name in _names(view)]
        label_with(self._stage.scene, next((each for each in labels
                                            if len(each) * LETTER_PX <= cell[2]), str(number + 1)))
        path = os.path.join(self._folder, f".cell_{number + 1}.png")
        renderer.picture(self._stage.scene, path)
        return path


def _names(view: View) -> list[str]:
    """Names of a view, from the whole one to one that fits into a narrow cell."""
    name = view.name.removeprefix("from the ")
    first, _comma, last = name.partition(", ")
    return [name, last if " " in first else first]


class _Engine:
    """The engine that shows real materials first, and Workbench from then on: what that needs of
    materials and light would show in the other's pictures."""

    def __init__(self, stage: Stage, engine: str, gpu: bool, materials: bool) -> None:
        self._stage = stage
        self.real = engine != "workbench"
        self.all_real = materials and self.real
        self._is_plain = False
        if self.real:
            renderer.set_up_engine(stage, engine, gpu)
        if engine == "cycles":
            stage.scene.cycles.samples = min(stage.scene.cycles.samples, BEAUTY_SAMPLES)

    @property
    def shows_ground(self) -> bool:
        return self.real and not self._is_plain

    def be_plain_unless_all_real(self) -> None:
        if not self.all_real:
            self.be_plain()

    def be_plain(self) -> None:
        if not self._is_plain:
            self._is_plain = True
            renderer.workbench(self._stage)
            # Even studio light, so that a model sees every colour, and few samples: only models
            # look at these pictures.
            scene = self._stage.scene
            scene.display.render_aa = "5"
            shading = scene.display.shading
            if "paint.sl" in engines.enum_values(shading, "studio_light"):
                shading.studio_light = "paint.sl"
                # Brighter than the other: colours come out as they were chosen.
                brightness = 2 ** scene.view_settings.exposure
                scene.view_settings.exposure = 0.0
                scene.world.color = [each * brightness for each in scene.world.color]
            self._stage.show_through()


def look(folder: str, shown_folder: str, width: int, height: int, wanted: Wanted, engine: str,
         gpu: bool, call: Session) -> dict[str, Any]:
    """Renders the pictures into `folder`, which is called `shown_folder` in the answer."""
    started = time.monotonic()
    chosen = renderer.choose_engine(engine, gpu)
    with Stage(width, height, keep=wanted.keep) as stage:
        known = [pair for pair in wanted.cuts if pair[0] != pair[1] and all(
            name in stage.kept and stage.kept[name].triangles for name in pair)]
        inside = Interior(stage, wanted.inside) if wanted.inside != "none" else None
        if inside is not None and not inside.parts:
            inside = None
        far = FarPoses(stage) if wanted.far_poses else None
        sides = views(stage.high - stage.low) if wanted.views else []
        beauty = (bool(sides) and not wanted.sheet and not wanted.materials
                  and chosen != "workbench")
        total = ((1 if wanted.sheet and sides else len(sides)) + beauty + bool(wanted.closeups)
                 + (inside is not None) + bool(far and far.ends) + len(known))
        os.makedirs(folder, mode=0o700, exist_ok=True)
        # Without views, only close-ups may need the engine.
        shading = _Engine(stage, chosen if sides or wanted.materials else "workbench", gpu,
                          wanted.materials)
        taken = _Look(stage, shading, folder, shown_folder, total, wanted.quality, call)
        if sides and wanted.sheet:
            taken.take_sheet("look_1.jpg", sides)
        elif sides:
            _look_one_by_one(stage, taken, sides, shading)
        shading.be_plain_unless_all_real()
        if wanted.closeups:
            stage.use_png()
            taken.take_closeups("closeups.jpg", wanted.closeups)
        if far is not None and far.ends:
            stage.use_png()
            taken.take_far_poses("far_poses.jpg", far)
        stage.use_jpeg(taken.quality)
        shading.be_plain()
        stage.look_parallel()
        if known or inside is not None:
            stage.clear()
        side = min(width, height, CUT_PX) if wanted.sheet or not sides else min(width, height)
        if inside is not None:
            # In a frame of its own shape, with as many pixels as a square of the side.
            wide, tall = flat_size(inside.points, inside.view.rotation())
            shape = min(max(wide / tall, 0.5), 2.0) ** 0.5
            stage.resize(round(side * shape), round(side / shape))
            shown = [stage.add_plain(*each) for each in inside.meshes()]
            stage.points = inside.points
            taken.take("inside.jpg", inside.view, inside.label)
            for obj in shown:
                obj.hide_render = True
        stage.resize(*((side, side) if wanted.sheet else (width, height)))
        for number, pair in enumerate(known, 1):
            _cut(stage, taken, f"cut_{number}.jpg", pair)
    # Taken first, and shown last.
    images = sorted(taken.images, key=lambda image: image["view"] == BEAUTY)
    return {"engine": "BLENDER_WORKBENCH", "images": images,
            "uncut": [list(pair) for pair in wanted.cuts if pair not in known],
            "seconds": round(time.monotonic() - started, 3)}


def _look_one_by_one(stage: Stage, taken: _Look, sides: list[View], engine: _Engine) -> None:
    width, height = stage.scene.render.resolution_x, stage.scene.render.resolution_y
    stage.use_jpeg(taken.quality)
    if engine.real:
        side = min(width, height, BEAUTY_PX)
        stage.resize(side, side)
    if engine.real and not engine.all_real:
        taken.take("beauty.jpg", View("beauty", 38.0, sides[BEST].elevation - 10.0), BEAUTY)
        stage.resize(width, height)
    engine.be_plain_unless_all_real()
    stage.look_parallel()
    for number, view in enumerate(sides, 1):
        taken.take(f"look_{number}.jpg", view,
                   f"{view.name}, {REAL}" if engine.all_real else view.name)
    stage.resize(width, height)


def _cut(stage: Stage, taken: _Look, name: str, pair: tuple[str, str]) -> None:
    solids = [Solid(each, stage.kept[each]) for each in pair]
    section = Section(*solids)
    shown = [stage.add_plain(section.remains(index), pale(color))
             for index, color in enumerate((_RED, _BLUE))]
    shown += [stage.add_plain(mesh, color)
              for mesh, color in zip(section.cut_faces(), (_RED, _BLUE, _BOTH))]
    stage.points = section.points()
    red, blue = map(_one_line, pair)
    taken.take(name, section.view,
               f"cut through {red} (red) and {blue} (blue); yellow: inside both")
    for obj in shown:
        obj.hide_render = True


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())
