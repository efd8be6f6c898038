# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dataset of the asset: for each camera a picture and maps of it, the cameras' numbers, and which
index is which part and object. docs/using/dataset.md describes the files."""

from __future__ import annotations

import json
import os
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import (
    CANCELLED,
    INTERNAL_ERROR,
    INVALID_PARAMS,
    NOTHING_TO_RENDER,
    BridgeError,
    name_write_failure,
)
from ..measure import asset
from ..render import renderer
from ..render.stage import Stage
from . import dataset_cameras, number_files
from .first_hits import Hits, Surfaces

MAPS = ("color", "part", "object", "depth", "normal")
FORMATS = ("exr", "png")
MAX_CAMERAS = 999
MIN_SIDE, MAX_SIDE = 16, 4096
MAX_SEED = 2 ** 31 - 1
DEEPEST_PNG_M = 65.535


@dataclass
class Options:
    """maps: of MAPS. format: of depth and normals, of FORMATS. engine and gpu: of the pictures in
    color."""

    cameras: int = 8
    seed: int = 1
    width: int = 512
    height: int = 512
    maps: Sequence[str] = MAPS
    format: str = "exr"
    engine: str = "auto"
    gpu: bool = False


class Index:
    """The numbers of objects and parts, both from 1; 0 is what is not the asset."""

    def __init__(self) -> None:
        known = {obj.name: obj for obj, hidden in asset.objects() if not hidden}
        shapes, cut = asset.shapes(known, corner_normals=True)
        if cut:
            raise BridgeError(INVALID_PARAMS, "The asset has more than "
                              f"{asset.MAX_VERTICES} vertices: its masks would have holes.")
        shown = [name for name in sorted(known) if shapes[name].triangles]
        if not shown:
            raise BridgeError(NOTHING_TO_RENDER,
                              "There is nothing to see: no object has a surface.")
        self.surfaces = Surfaces([shapes[name] for name in shown])
        owner = {name: asset.part_of(known[name]) for name in shown}
        parts = sorted(set(owner.values()))
        self.of_object = array("H", [0] + [parts.index(owner[name]) + 1 for name in shown])
        self._objects = [self._describe(number, name, [shapes[name]], part=owner[name])
                         for number, name in enumerate(shown, 1)]
        self._parts = []
        for number, part in enumerate(parts, 1):
            names = [name for name in shown if owner[name] == part]
            self._parts.append(self._describe(number, part, [shapes[name] for name in names],
                                              objects=names))
        # Such as hair and volumes: seen in color, without a surface to hit.
        self._without = sorted(name for name in known if shapes[name].seen and name not in shown)

    @staticmethod
    def _describe(index: int, name: str, shapes: list[asset.Shape], **more: Any) -> dict[str, Any]:
        materials = {each.name for shape in shapes for each in shape.materials if each is not None}
        return {"index": index, "name": name, **more,
                "box": {"min": [min(shape.low[axis] for shape in shapes) for axis in range(3)],
                        "max": [max(shape.high[axis] for shape in shapes) for axis in range(3)]},
                "materials": sorted(materials)}

    def describe(self) -> dict[str, Any]:
        """The content of parts.json."""
        return {"schema": 1, "background": 0, "parts": self._parts, "objects": self._objects,
                "without_mask": self._without}


def suffix(kind: str, form: str) -> str:
    """The suffix of a map's files."""
    return "exr" if form == "exr" and kind in ("depth", "normal") else "png"


def write(folder: str, shown_folder: str, options: Options, call: Any) -> dict[str, Any]:
    """Writes all files into `folder`, which is called `shown_folder` in what `call` hears. Answers
    with the content of parts.json, too."""
    started = time.monotonic()
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        engine, parts = _write_all(folder, shown_folder, options, call)
    except OSError as error:
        why = name_write_failure(os.path.dirname(folder), error.strerror or str(error))
        raise BridgeError(INTERNAL_ERROR, f"The dataset could not be written: {why}") from None
    return {"engine": engine, "parts": parts, "seconds": round(time.monotonic() - started, 3)}


def _write_all(folder: str, shown_folder: str, options: Options,
               call: Any) -> tuple[str | None, dict[str, Any]]:
    index = Index()
    lens = dataset_cameras.Lens(options.width, options.height)
    in_color = "color" in options.maps
    with_normals = "normal" in options.maps
    engine = None
    images, colmap = [], []
    with Stage(options.width, options.height) as stage:
        if in_color:
            engine = renderer.set_up_engine(
                stage, renderer.choose_engine(options.engine, options.gpu), options.gpu)
        views = dataset_cameras.views(options.cameras, options.seed)
        for number, view in enumerate(views):
            if call.cancelled():
                raise BridgeError(CANCELLED, "Rendering was cancelled.")
            files = {kind: f"{kind}_{number:03d}.{suffix(kind, options.format)}"
                     for kind in MAPS if kind in options.maps}
            stage.look(view)
            camera = stage.camera.matrix_world.copy()
            if in_color:
                path = os.path.join(folder, files["color"])
                renderer.picture(stage.scene, path)
                number_files.strip_png(path)
            if len(files) > in_color:
                hits = index.surfaces.look(camera, lens, with_normals)
                for kind, file in files.items():
                    if kind != "color":
                        _write_map(kind, os.path.join(folder, file), lens, hits, index)
            pose = dataset_cameras.colmap_pose(camera)
            images.append({"number": number, "azimuth_deg": view.azimuth,
                           "elevation_deg": view.elevation, "files": files,
                           "blender": [list(row) for row in camera], "colmap": pose})
            colmap.append((next(iter(files.values())), pose))
            call.progress({"folder": shown_folder, "done": number + 1, "of": options.cameras})
    _write_json(folder, "cameras.json", {
        "schema": 1, "unit": "m", "up": "+Z", "seed": options.seed, "engine": engine,
        **lens.describe(), "images": images})
    _write_json(folder, "parts.json", index.describe())
    for name, text in dataset_cameras.colmap_files(lens, colmap).items():
        _write_text(folder, name, text)
    return engine, index.describe()


def _write_map(kind: str, path: str, lens: dataset_cameras.Lens, hits: Hits, index: Index) -> None:
    exr = path.endswith(".exr")
    size = lens.width, lens.height
    if kind == "object":
        number_files.write_png(path, *size, hits.objects)
    elif kind == "part":
        of = index.of_object
        number_files.write_png(path, *size, array("H", [of[each] for each in hits.objects]))
    elif kind == "depth" and exr:
        number_files.write_exr(path, *size, {"Y": hits.depth})
    elif kind == "depth":
        if max(hits.depth) > DEEPEST_PNG_M:
            raise BridgeError(INVALID_PARAMS, "The asset is too large for depth in 16 bits of mm, "
                              f"which ends at {DEEPEST_PNG_M} m: use the format exr.")
        number_files.write_png(path, *size, array("H", [round(1000 * each)
                                                        for each in hits.depth]))
    elif exr:
        number_files.write_exr(path, *size, dict(zip("RGB", hits.normals)))
    else:
        seen = [each for pixel in zip(*hits.normals) for each in pixel]
        number_files.write_png(path, *size, array("H", [round((each + 1.0) * 32767.5)
                                                        for each in seen]))


def _write_json(folder: str, name: str, content: dict[str, Any]) -> None:
    _write_text(folder, name, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def _write_text(folder: str, name: str, text: str) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
