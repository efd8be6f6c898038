# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How like a picture the asset is: the camera by landmarks, the asset from there, and what differs,
as numbers and as sentences. Where something cannot be said, the answer has the reason."""

from __future__ import annotations

import math
import os
import time
from dataclasses import dataclass
from typing import Any

import bpy
from mathutils import Matrix, Vector

from ..errors import CANCELLED, INVALID_PARAMS, BridgeError
from ..measure import asset
from ..params import Params
from ..render import contact_sheet, renderer
from ..render.stage import Stage
from . import camera_solver, silhouettes
from .camera_solver import NoCameraError

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

FARTHEST_M = 1e6
SIDE_PX = 512  # of a cell's longer side
MAX_PX = 8192
QUALITY = 90  # of JPEG, percent
FILE, PICTURE, VERSION = "likeness.jpg", "likeness-picture.jpg", "likeness-version.jpg"
OUTSTANDING = 4.0  # median errors
LEAST_SHARE = 0.04  # of a length
ACROSS = 0.35  # of an error that may be left where it is called one along an axis
_MORE = {"z": ("lower", "higher"), "x": ("farther towards -x", "farther towards +x"),
         "y": ("farther towards -y", "farther towards +y")}
_SIZES = {"z": ("shorter", "taller"), "x": ("narrower", "wider"), "y": ("less deep", "deeper")}


@dataclass
class Landmark:
    """A point that is seen in the picture: `seen` there, from its upper left corner, as shares of
    its width and height; `place` on the object, in m."""

    name: str
    part: str
    seen: tuple[float, float]
    place: tuple[float, float, float]


def read(values: Params) -> Landmark:
    """Reads a landmark of a call's parameters."""
    name, part = values.text("name", 200), values.text("part", 200, "")
    seen = values.vector("seen", 2, -1.0, 2.0)
    place = values.vector("at_m", 3, -FARTHEST_M, FARTHEST_M)
    values.done()
    return Landmark(" ".join(name.split()), " ".join(part.split()), seen, place)


def compare(picture: str, landmarks: list[Landmark], folder: str, shown_folder: str,
            call: Any) -> dict[str, Any]:
    """Compares the asset with the picture; both beside each other are written into `folder`, which
    is called `shown_folder` in the answer."""
    started = time.monotonic()
    width, height, pixels = _load(picture)
    answer: dict[str, Any] = {"camera": None, "error": None, "landmarks": [], "overlap": None,
                              "widths": [], "rows": [], "images": [], "why": []}
    try:
        solver = camera_solver.Solver([each.seen for each in landmarks[:camera_solver.MOST]],
                                      [each.place for each in landmarks[:camera_solver.MOST]],
                                      width / height)
        groups = _groups(landmarks)
        solution = solver.solve(list(groups.values()))
        seconds = time.monotonic() - started
        findings = _Findings(landmarks, solution)
        if findings.error > camera_solver.LARGE:
            raise NoCameraError("the landmarks of the picture do not fit the object: half of them "
                                f"are more than {100 * findings.error:.0f} % of the picture off")
    except NoCameraError as error:
        answer["why"].append(f"The picture’s camera cannot be said: {error}.")
        return answer
    if call.cancelled():
        raise BridgeError(CANCELLED, "Rendering was cancelled.")
    # How large the parts are along x, y and z, and the whole as ""; by id or object's name.
    parts = {landmark.part for landmark in landmarks if landmark.part}
    known = {obj.name: obj for obj, hidden in asset.objects() if not hidden}
    shapes, _cut = asset.shapes(known)
    found: dict[str, tuple[Any, Any]] = {}
    for name, shape in shapes.items():
        if not shape.seen:
            continue
        for part in {"", name.lower(), asset.part_of(known[name]).lower()}:
            low, high = found.get(part, (shape.low, shape.high))
            found[part] = (tuple(map(min, low, shape.low)), tuple(map(max, high, shape.high)))
    sizes = {part: tuple(b - a for a, b in zip(*found[part.lower()]))
             for part in parts | {""} if part.lower() in found}
    rows = findings.rows(sizes)
    for group, fit in zip(groups, solution.groups):
        if fit is not None:
            rows += _part_rows(group, groups[group], landmarks, fit, sizes)
    drawn = _draw(solution.fit.camera, width, height, folder)
    answer |= {"camera": _describe(solution.fit.camera), "error": round(findings.error, 4),
               "landmarks": findings.landmarks, "rows": rows, "fit_seconds": round(seconds, 3),
               "images": [_save(pixels, drawn, folder, shown_folder)]}
    try:
        mine, theirs = silhouettes.of_alpha(drawn[:, :, 3]), silhouettes.find(pixels)
        answer["overlap"] = round(silhouettes.overlap(mine, theirs), 4)
        answer["widths"] = silhouettes.widths(theirs, mine)
        answer["rows"] += _outline_rows(answer["widths"], silhouettes.height_ratio(theirs, mine))
    except silhouettes.NoSilhouetteError as error:
        answer["why"].append(f"How the outlines overlap cannot be said: {error}.")
    answer["seconds"] = round(time.monotonic() - started, 3)
    return answer


def _load(path: str) -> tuple[int, int, Any]:
    """The size of the picture as it is compared, and its pixels."""
    if numpy is None:
        return 1, 1, None
    try:
        image = bpy.data.images.load(path)
    except RuntimeError:
        raise BridgeError(INVALID_PARAMS, "The picture cannot be opened.") from None
    try:
        width, height = image.size
        if not 0 < width <= MAX_PX or not 0 < height <= MAX_PX:
            raise BridgeError(INVALID_PARAMS, "The picture cannot be read.")
        share = SIDE_PX / max(width, height)
        width, height = (max(16, round(each * share)) for each in (width, height))
        image.scale(width, height)
        pixels = numpy.empty(4 * width * height, numpy.float32)
        image.pixels.foreach_get(pixels)
        return width, height, pixels.reshape(height, width, 4)[::-1]
    finally:
        bpy.data.images.remove(image)


def _groups(landmarks: list[Landmark]) -> dict[str, list[int]]:
    """Parts with several landmarks, of which the others are enough for a camera."""
    groups: dict[str, list[int]] = {}
    for number, landmark in enumerate(landmarks):
        if landmark.part:
            groups.setdefault(landmark.part, []).append(number)
    return {part: each for part, each in groups.items()
            if 2 <= len(each) <= len(landmarks) - camera_solver.LEAST_SEEN}


def _along(fit: camera_solver.Fit, number: int, place: Any) -> tuple[str | None, float]:
    """Along which of the object's axes a landmark is off, and by how many m: from the version to
    the picture. None where it is along none."""
    step = 1e-4 / fit.camera.scale
    error = fit.errors[number]
    best: tuple[str | None, float] = (None, 0.0)
    drawn, _scale = fit.camera.project([place])
    for axis, letter in ((2, "z"), (0, "x"), (1, "y")):
        moved = numpy.array(place, float)
        moved[axis] += step
        slope = (fit.camera.project([moved])[0][0] - drawn[0]) / step
        size = float(slope @ slope)
        if size < 1e-12:
            continue
        by = float(error @ slope) / size
        left = numpy.linalg.norm(error - by * slope)
        # A long way along what is seen end on explains everything, and is seldom the reason.
        if (left <= ACROSS * numpy.linalg.norm(error)
                and (best[0] is None or abs(by) < 0.7 * abs(best[1]))):
            best = (letter, by)
    return best


class _Findings:
    """The errors of all landmarks, each by a camera that has not seen it."""

    def __init__(self, landmarks: list[Landmark], solution: camera_solver.Solution) -> None:
        self.landmarks: list[dict[str, Any]] = []
        for number, (landmark, fit) in enumerate(zip(landmarks, solution.unseen)):
            error = float(numpy.linalg.norm(fit.errors[number]))
            _drawn, scale = fit.camera.project([landmark.place])
            axis, by = _along(fit, number, landmark.place)
            self.landmarks.append({
                "name": landmark.name, "part": landmark.part, "error": round(error, 4),
                "error_m": _rounded(error / float(scale[0])),
                "doubt": round(float(fit.doubts[number]), 4), "axis": axis,
                "by_m": _rounded(by) if axis else None,
                "certain": bool(fit.elsewhere[number] and not solution.agreed[number])})
        self.error = float(numpy.median([each["error"] for each in self.landmarks]))
        for each in self.landmarks:
            each["certain"] = each["certain"] and each["error"] > OUTSTANDING * self.error

    def rows(self, sizes: dict[str, tuple[float, float, float]]) -> list[str]:
        """A sentence for each landmark that is certainly elsewhere, the worst first."""
        rows = []
        for each in sorted(self.landmarks, key=lambda each: -each["error"]):
            if not each["certain"]:
                continue
            percent = f"{100 * each['error']:.1f} % of the picture’s diagonal"
            if each["axis"] is None:
                rows.append(f"{each['name']} is {_length(each['error_m'])} away from its place in "
                            f"the picture ({percent}).")
                continue
            word = _MORE[each["axis"]][each["by_m"] < 0.0]
            whole = sizes.get("", (0.0, 0.0, 0.0))["xyz".index(each["axis"])]
            share = f", {100 * abs(each['by_m']) / whole:.0f} % of the whole" if whole > 0.0 else ""
            rows.append(f"{each['name']} is {_length(abs(each['by_m']))} {word} than in the "
                        f"picture ({percent}{share}).")
        return rows


def _part_rows(part: str, numbers: list[int], landmarks: list[Landmark], fit: camera_solver.Fit,
               sizes: dict[str, tuple[float, float, float]]) -> list[str]:
    """A sentence where a part certainly has another length between two of its landmarks."""
    rows = []
    for axis, letter in ((2, "z"), (0, "x"), (1, "y")):
        low = min(numbers, key=lambda each: landmarks[each].place[axis])
        high = max(numbers, key=lambda each: landmarks[each].place[axis])
        length = landmarks[high].place[axis] - landmarks[low].place[axis]
        if part not in sizes or length < 0.5 * sizes[part][axis] or length <= 0.0:
            continue
        more, doubt = 0.0, 0.0
        for number, sign in ((high, 1.0), (low, -1.0)):
            off = float(numpy.linalg.norm(fit.errors[number]))
            _drawn, scale = fit.camera.project([landmarks[number].place])
            doubt = math.hypot(doubt, float(fit.doubts[number]) / float(scale[0]))
            along, by = _along(fit, number, landmarks[number].place)
            if along == letter:
                more += sign * by
            elif off > camera_solver.CERTAIN * fit.doubts[number]:
                break
        else:
            share = -more / (length + more) if length + more > 0.0 else 0.0
            if abs(more) > camera_solver.CERTAIN * doubt and abs(share) > LEAST_SHARE:
                rows.append(f"{part} is {100 * abs(share):.0f} % {_SIZES[letter][share > 0.0]} "
                            "than in the picture.")
    return rows


def _outline_rows(widths: list[dict[str, float]], ratio: float | None) -> list[str]:
    """Sentences about the outlines: how tall, and where they are wider or narrower."""
    rows = []
    if ratio is not None and abs(ratio - 1.0) > LEAST_SHARE:
        rows.append(f"The whole is {100 * abs(ratio - 1.0):.0f} % "
                    f"{_SIZES['z'][ratio > 1.0]} in the frame than in the picture.")
    for word, sign in (("wider", 1.0), ("narrower", -1.0)):
        found = [(each["height"], sign * (each["version"] - each["picture"])) for each in widths]
        found = [each for each in found if each[1] > LEAST_SHARE]
        if found:
            heights = ", ".join(f"{100 * height:.0f} %" for height, _by in found)
            worst = max(by for _height, by in found)
            rows.append(f"At {heights} of its height the outline is {word} than in the picture, by "
                        f"up to {100 * worst:.0f} % of its width.")
    return rows


def _describe(camera: camera_solver.Camera) -> dict[str, Any]:
    """place_m; focal: in diagonals of the picture; right, up and back: its axes in the world."""
    return {"place_m": [round(float(each), 6) for each in camera.place],
            "focal": round(camera.focal, 4),
            **{name: [round(float(each), 6) for each in row]
               for name, row in zip(("right", "up", "back"), camera.turn)}}


def _draw(camera: camera_solver.Camera, width: int, height: int, folder: str) -> Any:
    """The pixels of a quick picture of the asset from a camera, before nothing."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.join(folder, ".likeness.png")
    matrix = Matrix(camera.turn.T.tolist()).to_4x4()
    matrix.translation = Vector(camera.place.tolist())
    focal = camera.focal * (width ** 2 + height ** 2) ** 0.5 / max(width, height)
    with Stage(width, height) as stage:
        renderer.workbench(stage)
        stage.take_ground()
        stage.look_from(matrix, focal)
        renderer.picture(stage.scene, path)
    try:
        return _load(path)[2]
    finally:
        os.unlink(path)


def _save(picture: Any, drawn: Any, folder: str, shown_folder: str) -> dict[str, Any]:
    """Writes the picture and the version, and both beside each other, before white."""
    both = numpy.concatenate([picture, drawn], axis=1)
    both[:, :, :3] = both[:, :, :3] * both[:, :, 3:] + 1.0 - both[:, :, 3:]
    height, width = both.shape[:2]
    half = picture.shape[1]
    for name, part in ((FILE, both), (PICTURE, both[:, :half]), (VERSION, both[:, half:])):
        contact_sheet.save_jpeg(os.path.join(folder, name), (part.shape[1], height),
                                part[::-1].ravel(), QUALITY)
    return {"file": f"{shown_folder}/{FILE}", "view": "picture, and version from its camera",
            "azimuth_deg": 0, "elevation_deg": 0, "width": width, "height": height}


def _rounded(metres: float) -> float:
    return float(f"{metres:.4g}")


def _length(metres: float) -> str:
    return f"{metres:.2f} m" if metres >= 1.0 else f"{1000.0 * metres:.3g} mm"
