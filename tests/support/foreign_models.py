# SPDX-License-Identifier: GPL-3.0-or-later
"""Small models as other programs write them, made byte by byte: boxes in GLB, glTF, OBJ, STL, PLY and
3MF files, and broken ones of each."""

import base64
import json
import pathlib
import struct
import zipfile
from collections.abc import Iterable
from typing import Any, NamedTuple

FACES = ((0, 2, 1), (1, 2, 3), (4, 5, 6), (5, 7, 6), (0, 1, 4), (1, 5, 4), (2, 6, 3), (3, 6, 7),
         (0, 4, 2), (2, 4, 6), (1, 3, 5), (3, 7, 5))
# One red pixel.
RED_PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJ"
                           "RU5ErkJggg==")


class Box(NamedTuple):
    """A box by its corners, with z up."""

    name: str
    low: tuple[float, float, float]
    high: tuple[float, float, float]
    color: tuple[float, float, float] = (0.5, 0.5, 0.5)

    def corners(self) -> list[tuple[float, float, float]]:
        """Its eight corners, in the order that FACES counts."""
        ends = self.low, self.high
        return [(ends[n & 1][0], ends[n >> 1 & 1][1], ends[n >> 2][2]) for n in range(8)]


# m
ROBOT = [
    Box("Body", (-0.2, -0.1, 0.3), (0.2, 0.1, 0.8), (0.8, 0.1, 0.1)),
    Box("Head", (-0.1, -0.1, 0.8), (0.1, 0.1, 1.0), (0.1, 0.1, 0.8)),
    *(Box("mesh_012", (x - 0.05, -0.05, 0.0), (x + 0.05, 0.05, 0.3)) for x in (-0.15, 0.15)),
]


def gltf(boxes: Iterable[Box], picture: bytes | None = None) -> tuple[dict[str, Any], bytes]:
    """The contents of a glTF, and its buffer. Each box is a node with a material of its own."""
    data, views, accessors, meshes, materials, nodes = b"", [], [], [], [], []
    for number, box in enumerate(boxes):
        places = [(x, z, -y) for x, y, z in box.corners()]
        for kind, values, code, count in (
                ("VEC3", [v for place in places for v in place], "f", 8),
                ("VEC2", [v for n in range(8) for v in (n & 1, n >> 1 & 1)], "f", 8),
                ("SCALAR", [v for face in FACES for v in face], "I", 36)):
            raw = struct.pack(f"<{len(values)}{code}", *values)
            views.append({"buffer": 0, "byteOffset": len(data), "byteLength": len(raw)})
            accessors.append({"bufferView": len(views) - 1, "count": count, "type": kind,
                              "componentType": 5126 if code == "f" else 5125}
                             | ({"min": [min(p[a] for p in places) for a in range(3)],
                                 "max": [max(p[a] for p in places) for a in range(3)]}
                                if kind == "VEC3" else {}))
            data += raw
        first = 3 * number
        meshes.append({"name": box.name, "primitives": [{
            "attributes": {"POSITION": first, "TEXCOORD_0": first + 1}, "indices": first + 2,
            "material": number}]})
        look: dict[str, Any] = {"baseColorFactor": [*box.color, 1.0]}
        if picture is not None and number == 0:
            look["baseColorTexture"] = {"index": 0}
        materials.append({"name": f"Paint {number}", "pbrMetallicRoughness": look})
        nodes.append({"name": box.name, "mesh": number})
    contents: dict[str, Any] = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": list(range(len(nodes)))}],
        "nodes": nodes, "meshes": meshes, "materials": materials, "accessors": accessors,
        "bufferViews": views, "buffers": [{"byteLength": len(data)}]}
    if picture is not None:
        contents |= {"textures": [{"source": 0}], "images": [{"uri": "textures/skin.png"}]}
    return contents, data


def glb(boxes: Iterable[Box] = ROBOT, picture: bytes | None = None) -> bytes:
    """A GLB; the picture is in it."""
    contents, data = gltf(boxes, picture)
    if picture is not None:
        contents["bufferViews"].append({"buffer": 0, "byteOffset": len(data), "byteLength": len(picture)})
        contents["images"] = [{"bufferView": len(contents["bufferViews"]) - 1, "mimeType": "image/png"}]
        data += picture
    contents["buffers"] = [{"byteLength": len(data)}]
    text = json.dumps(contents).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    return (struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(data))
            + struct.pack("<I4s", len(text), b"JSON") + text
            + struct.pack("<I4s", len(data), b"BIN\0") + data)


def write_glb(path: pathlib.Path, boxes: Iterable[Box] = ROBOT, picture: bytes | None = None) -> pathlib.Path:
    """A file of it."""
    path.write_bytes(glb(boxes, picture))
    return path


def write_gltf(path: pathlib.Path, buffer: str = "robot.bin", picture: str = "textures/skin.png",
               boxes: Iterable[Box] = ROBOT) -> pathlib.Path:
    """A glTF whose buffer and picture are files of their own, which it names so."""
    contents, data = gltf(boxes, RED_PNG)
    contents["buffers"][0]["uri"] = buffer
    contents["images"][0]["uri"] = picture
    path.write_text(json.dumps(contents))
    (path.parent / "robot.bin").write_bytes(data)
    (path.parent / "textures").mkdir(exist_ok=True)
    (path.parent / "textures" / "skin.png").write_bytes(RED_PNG)
    return path


def stl(boxes: Iterable[Box], scale: float = 1000.0) -> bytes:
    """A binary STL, in mm."""
    rows = b"".join(struct.pack("<12fH", *3 * (0.0,), *(scale * value for corner in face
                                                        for value in box.corners()[corner]), 0)
                    for box in boxes for face in FACES)
    return b"solid by another program".ljust(80, b"\0") + struct.pack("<I", len(rows) // 50) + rows


def obj(boxes: Iterable[Box], library: str = "robot.mtl") -> str:
    """An OBJ with y up and groups, in m."""
    lines, first = [f"mtllib {library}"], 1
    for box in boxes:
        lines += [f"o {box.name}", f"usemtl {box.name}_paint"]
        lines += [f"v {x:.6f} {z:.6f} {-y:.6f}" for x, y, z in box.corners()]
        lines += ["f " + " ".join(str(first + corner) for corner in face) for face in FACES]
        first += 8
    return "\n".join([*lines, ""])


def mtl(boxes: Iterable[Box], picture: str = "") -> str:
    """The materials of obj(). picture: of the first one."""
    lines = []
    for number, box in enumerate(boxes):
        lines += [f"newmtl {box.name}_paint", "Kd " + " ".join(map(str, box.color))]
        lines += [f"map_Kd -s 1 1 1 {picture}"] if picture and not number else []
    return "\n".join([*lines, ""])


def ply(box: Box, count: int | None = None) -> str:
    """A PLY of text with colors on its corners, in m. count: of vertices that it claims."""
    return "\n".join([
        "ply", "format ascii 1.0", f"element vertex {8 if count is None else count}",
        *(f"property float {axis}" for axis in "xyz"),
        *(f"property uchar {name}" for name in ("red", "green", "blue")),
        f"element face {len(FACES)}", "property list uchar int vertex_indices", "end_header",
        *(" ".join(map(str, (*corner, 200, 30, 30))) for corner in box.corners()),
        *(f"3 {a} {b} {c}" for a, b, c in FACES), ""])


CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"


def model_3mf(unit: str = "inch", head: str = "") -> str:
    """The model of a 3MF file: a cube of side 1 with a color, used twice, once 3 units to the right."""
    corners = Box("", (0, 0, 0), (1, 1, 1)).corners()
    return "\n".join([
        f'<?xml version="1.0"?>{head}<model unit="{unit}" xmlns="{CORE}"><resources>',
        '<basematerials id="5"><base name="PLA" displaycolor="#FF8000FF"/></basematerials>',
        '<object id="1" name="Die" pid="5" pindex="0"><mesh><vertices>',
        *(f'<vertex x="{x}" y="{y}" z="{z}"/>' for x, y, z in corners), "</vertices><triangles>",
        *(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in FACES),
        "</triangles></mesh></object>",
        '<object id="2" name="Pair"><components><component objectid="1"/>',
        '<component objectid="1" transform="1 0 0 0 1 0 0 0 1 3 0 0"/></components></object>',
        '</resources><build><item objectid="2"/></build></model>'])


def write_3mf(path: pathlib.Path, model: str | bytes) -> pathlib.Path:
    """A 3MF file with its relationships."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/'
                         'package/2006/relationships"><Relationship Id="a" Target="/3D/part.model" '
                         'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>'
                         "</Relationships>")
        archive.writestr("3D/part.model", model)
    return path
