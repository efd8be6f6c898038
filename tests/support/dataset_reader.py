# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a dataset back with nothing of the code that wrote it: cameras.json alone says where the triangles lie that
another Blender finds in the .blend."""

import json
import os
import pathlib
import shutil
import struct
import subprocess
import zlib
from collections.abc import Callable
from typing import Any

import numpy

# Plain Blender: what each object shows, its instances included, and OpenEXR's own reading of the maps.
DUMP = r'''
import json, sys
import bpy
import numpy

out, *pictures = sys.argv[sys.argv.index("--") + 1:]
found = {}
for each in bpy.context.evaluated_depsgraph_get().object_instances:
    owner = each.parent.original if each.is_instance else each.object.original
    if each.object.type != "MESH" or owner.hide_render or not each.show_self:
        continue
    mesh = each.object.to_mesh()
    mesh.calc_loop_triangles()
    rows = found.setdefault(owner.name, {"part": owner.get("part"), "triangles": []})["triangles"]
    for triangle in mesh.loop_triangles:
        rows.append([list(each.matrix_world @ mesh.vertices[i].co) for i in triangle.vertices])
    each.object.to_mesh_clear()
with open(out, "w") as file:
    json.dump(found, file)
for path in pictures:
    image = bpy.data.images.load(path)
    pixels = numpy.empty(image.size[0] * image.size[1] * image.channels, dtype=numpy.float32)
    image.pixels.foreach_get(pixels)
    # Blender has the lowest row first.
    numpy.save(path + ".npy", pixels.reshape(image.size[1], image.size[0], image.channels)[::-1])
'''

Array = Any  # numpy.ndarray
Project = Callable[[dict[str, Any], dict[str, Any], Array], tuple[Array, Array]]


def read_png16(path: pathlib.Path) -> Array:
    """A PNG of 16 bits without filters: rows from above."""
    data = path.read_bytes()
    place, body = 8, b""
    while place < len(data):
        (size,), kind = struct.unpack_from(">I", data, place), data[place + 4:place + 8]
        if kind == b"IHDR":
            width, height, bits, color = struct.unpack_from(">IIBB", data, place + 8)
            assert bits == 16
        elif kind == b"IDAT":
            body += data[place + 8:place + 8 + size]
        place += 12 + size
    channels = {0: 1, 2: 3}[color]
    rows = numpy.frombuffer(zlib.decompress(body), dtype=numpy.uint8).reshape(height, 1 + 2 * channels * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].copy().view(">u2").astype(int).reshape(height, width, channels).squeeze()


class Dataset:
    """The files of a folder, and the triangles of the scene that it shows."""

    def __init__(self, folder: pathlib.Path, scene: pathlib.Path, scratch: pathlib.Path) -> None:
        self.folder = folder
        self.cameras = json.loads((folder / "cameras.json").read_text())
        self.parts = json.loads((folder / "parts.json").read_text())
        scratch.mkdir()
        copies = [shutil.copy(path, scratch) for path in sorted(folder.glob("*.exr"))]
        (scratch / "dump.py").write_text(DUMP)
        blender = os.environ.get("MQ_BLENDER") or shutil.which("blender")
        assert blender
        subprocess.run([blender, "--background", "--factory-startup", "--disable-autoexec", str(scene),
                        "--python-exit-code", "1", "--python", str(scratch / "dump.py"), "--",
                        str(scratch / "shapes.json"), *copies], check=True, capture_output=True)
        self.shapes = json.loads((scratch / "shapes.json").read_text())
        self._exr = {path.name: numpy.load(scratch / f"{path.name}.npy") for path in map(pathlib.Path, copies)}
        self.size = max(numpy.ptp(numpy.concatenate([numpy.array(each["triangles"]).reshape(-1, 3)
                                                     for each in self.shapes.values()]), axis=0))

    def read(self, image: dict[str, Any], kind: str) -> Array:
        """A map: indices, metres, or normals."""
        name = image["files"][kind]
        if name.endswith(".exr"):
            return self._exr[name][:, :, 0] if kind == "depth" else self._exr[name][:, :, :3]
        values = read_png16(self.folder / name)
        return values / 1000 if kind == "depth" else values / 32767.5 - 1 if kind == "normal" else values


def project_blender(cameras: dict[str, Any], image: dict[str, Any], points: Array) -> tuple[Array, Array]:
    """Pixels and depth of points by Blender's convention."""
    inside = (points - numpy.array(image["blender"])[:3, 3]) @ numpy.array(image["blender"])[:3, :3]
    depth = -inside[..., 2]
    return numpy.stack([cameras["cx"] + cameras["fx"] * inside[..., 0] / depth,
                        cameras["cy"] - cameras["fy"] * inside[..., 1] / depth], -1), depth


def project_colmap(cameras: dict[str, Any], image: dict[str, Any], points: Array) -> tuple[Array, Array]:
    """The same by COLMAP's."""
    w, x, y, z = image["colmap"]["quaternion"]
    turn = numpy.array([[1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
                        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
                        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)]])
    inside = points @ turn.T + image["colmap"]["translation"]
    depth = inside[..., 2]
    return numpy.stack([cameras["cx"] + cameras["fx"] * inside[..., 0] / depth,
                        cameras["cy"] + cameras["fy"] * inside[..., 1] / depth], -1), depth


def draw(triangles: Array, depths: Array, width: int, height: int, margin: float) -> Array:
    """The nearest depth of projected triangles in the middle of each pixel, infinite where there is none. `margin`, in
    px, makes the triangles larger or smaller."""
    nearest = numpy.full((height, width), numpy.inf)
    for corners, depth in zip(triangles, depths):
        (ax, ay), (bx, by), (cx, cy) = corners
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        left, top = numpy.maximum(numpy.floor(corners.min(0) - margin - 0.5).astype(int), 0)
        right, bottom = numpy.minimum(numpy.ceil(corners.max(0) + margin + 0.5).astype(int), [width, height])
        if abs(area) < 1e-9 or left >= right or top >= bottom:
            continue
        x, y = numpy.meshgrid(numpy.arange(left, right) + 0.5, numpy.arange(top, bottom) + 0.5)
        shares, is_inside = [], True
        for (px, py), (qx, qy) in (((bx, by), (cx, cy)), ((cx, cy), (ax, ay)), ((ax, ay), (bx, by))):
            across = ((qx - px) * (y - py) - (qy - py) * (x - px)) / area
            # Of a side's share, `margin` px are this much.
            is_inside &= across >= -margin * numpy.hypot(qx - px, qy - py) / abs(area)
            shares.append(across)
        # In a picture, 1 / depth is linear.
        seen = 1 / numpy.clip(sum(share / each for share, each in zip(shares, depth)), 1e-9, None)
        part = nearest[top:bottom, left:right]
        numpy.copyto(part, seen, where=is_inside & (seen < part))
    return nearest


def check(data: Dataset, project: Project) -> int:
    """Compares masks and depth with the triangles that the other Blender found; returns how many pixels were told
    apart. At edges, where a pixel's middle is on the border of two surfaces, either is right."""
    cameras, told = data.cameras, 0
    width, height = cameras["width"], cameras["height"]
    for image in cameras["images"]:
        objects, parts, depth = (data.read(image, kind) for kind in ("object", "part", "depth"))
        assert objects.shape == parts.shape == depth.shape == (height, width)
        names = {each["name"]: each for each in data.parts["objects"]}
        assert set(names) == set(data.shapes)
        tight, wide = [], []
        for name in names:
            flat, away = project(cameras, image, numpy.array(data.shapes[name]["triangles"]))
            assert away.min() > 0, f"{name} is behind the camera"
            assert flat.min() >= 0 and (flat <= [width, height]).all(), f"{name} is cut"
            tight.append(draw(flat, away, width, height, 0.0))
            wide.append(draw(flat, away, width, height, 0.02))
        index_of = {each["name"]: each["index"] for each in data.parts["parts"]}
        for name, covered in zip(names, wide):
            mask = objects == names[name]["index"]
            assert numpy.isfinite(covered[mask]).all(), f"{name}: pixels outside its triangles in {image['number']}"
            if data.shapes[name]["part"]:
                assert names[name]["part"] == data.shapes[name]["part"]
            assert (parts[mask] == index_of[names[name]["part"]]).all()
        order = numpy.array([names[name]["index"] for name in names])
        expected = numpy.where(numpy.isfinite(numpy.min(tight, 0)), order[numpy.argmin(tight, 0)], 0)
        wrong = objects != expected
        assert wrong.mean() < 0.001, f"{wrong.sum()} pixels of image {image['number']} are another object's"
        assert ((depth == 0) == (objects == 0)).all() and ((parts == 0) == (objects == 0)).all()
        same = ~wrong & (objects > 0)
        away = numpy.abs(depth - numpy.min(tight, 0))[same]
        # Where two triangles of one object meet in a pixel, either is right.
        assert numpy.mean(away > 1e-4 * data.size) < 0.001, f"depth of image {image['number']} is off by {away.max()} m"
        told += int(same.sum())
    return told
