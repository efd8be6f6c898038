# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes plain meshes as a 3MF file for slicers (3mf.io: Core Specification 1.3, Materials and
Properties Extension 1.2.1), in millimetres, with z up: an object for each, with its name and its
color, and one that holds them all. Reads it again, for the proof of an export."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import bpy

from ..errors import INVALID_PARAMS, BridgeError
from ..measure import plain_colors, seams

_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_MATERIAL = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MODEL = "3D/3dmodel.model"
_CONFIG = "Metadata/Slic3r_PE_model.config"
_THUMBNAIL = "Metadata/thumbnail.png"
_THUMBNAIL_PX = 256  # of its longer side
_PARTS = {
    "[Content_Types].xml": f"""{_HEAD}<Types xmlns="{_PACKAGE}/content-types">
  <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
  <Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
  <Default Extension="config" ContentType="text/xml"/>
  <Default Extension="png" ContentType="image/png"/>
</Types>
""",
    "_rels/.rels": f"""{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">
  <Relationship Id="model" Target="/{_MODEL}"
    Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/>
%s</Relationships>
""",
}
_THUMBNAIL_ROW = f"""  <Relationship Id="thumbnail" Target="/{_THUMBNAIL}"
    Type="{_PACKAGE}/relationships/metadata/thumbnail"/>
"""
_COLORS = 1  # the id of the group of all colors
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2


@dataclass
class _Body:
    """An object as the file has it. colors: of each triangle, by their numbers."""

    name: str
    vertices: list[tuple[float, ...]]
    triangles: list[tuple[int, ...]]
    colors: list[int]
    color: int  # what most of its surface has


def write(path: str, objects: list[bpy.types.Object], preview: str | None, apart: bool) -> None:
    """Writes flattened objects, whose lengths are millimetres, to `path`. `preview`: a picture of
    them. `apart`: each is built alone, without one that holds them all."""
    palette: dict[str, int] = {}
    bodies = [_body(obj, palette) for obj in objects]
    title = os.path.splitext(os.path.basename(path))[0]
    thumbnail = _thumbnail(preview, f"{path}.png") if preview is not None else b""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(_entry(name), text.replace("%s", _THUMBNAIL_ROW if thumbnail else ""))
        if thumbnail:
            archive.writestr(_entry(_THUMBNAIL), thumbnail)
        with archive.open(_entry(_MODEL), "w") as file:
            for line in _model(title, bodies, list(palette), apart):
                file.write(line.encode())
        archive.writestr(_entry(_CONFIG), "".join(_extruders(bodies)))


def _thumbnail(preview: str, path: str) -> bytes:
    """The picture in the size of file managers; `path` is free for it. Empty where it is no picture
    that Blender reads."""
    try:
        image = bpy.data.images.load(preview)
    except RuntimeError:
        return b""
    width, height = image.size
    if max(width, height) > 0:
        share = _THUMBNAIL_PX / max(width, height)
        image.scale(max(1, round(share * width)), max(1, round(share * height)))
        image.file_format = "PNG"
        image.save(filepath=path)
    bpy.data.images.remove(image)
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data


def _entry(name: str) -> zipfile.ZipInfo:
    """A part of the package, the same bytes each time."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _body(obj: bpy.types.Object, palette: dict[str, int]) -> _Body:
    """`palette` takes its colors. The two sides of a seam, which are at one place, become one: what
    is printed is closed by the numbers of its corners."""
    mesh = obj.data
    mesh.calc_loop_triangles()
    slots = [palette.setdefault(_hex(slot.material), len(palette)) for slot in obj.material_slots]
    slots = slots or [palette.setdefault(_hex(None), len(palette))]
    triangles = [tuple(each.vertices) for each in mesh.loop_triangles]
    colors = [slots[min(each.material_index, len(slots) - 1)] for each in mesh.loop_triangles]
    places = [tuple(round(value, 5) + 0.0 for value in corner.co + obj.location)
              for corner in mesh.vertices]
    rims = {corner for rim in seams.rims(triangles) for corner in rim[:2]}
    first: dict[tuple[float, ...], int] = {}
    joined = {corner: first.setdefault(places[corner], corner) for corner in sorted(rims)}
    triangles = [tuple(joined.get(corner, corner) for corner in each) for each in triangles]
    used = {corner: number for number, corner in enumerate(sorted({
        corner for each in triangles for corner in each}))}
    areas: dict[int, float] = {}
    for color, each in zip(colors, mesh.loop_triangles):
        areas[color] = areas.get(color, 0.0) + each.area
    return _Body(obj.name, [places[corner] for corner in used],
                 [tuple(used[corner] for corner in each) for each in triangles], colors,
                 max(areas, key=lambda color: areas[color]))


def _hex(material: bpy.types.Material | None) -> str:
    return "#" + "".join(f"{round(255 * value):02X}" for value in plain_colors.shown(material))


def _name(text: str) -> str:
    return quoteattr(_NOT_IN_XML.sub("", text))


def _model(title: str, bodies: list[_Body], palette: list[str], apart: bool) -> Iterator[str]:
    """The lines of the model. The colors stand on the objects, where slicers look for them, and on
    the triangles that have another one."""
    yield (f'{_HEAD}<model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}" '
           f'xmlns:m="{_MATERIAL}">\n'
           ' <metadata name="Application">Maquette</metadata>\n <resources>\n'
           f'  <m:colorgroup id="{_COLORS}">\n')
    yield from (f'   <m:color color="{color}"/>\n' for color in palette)
    yield "  </m:colorgroup>\n"
    for number, body in enumerate(bodies, _COLORS + 1):
        yield (f'  <object id="{number}" type="model" name={_name(body.name)} pid="{_COLORS}" '
               f'pindex="{body.color}">\n   <mesh>\n    <vertices>\n')
        for x, y, z in body.vertices:
            yield f'     <vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>\n'
        yield "    </vertices>\n    <triangles>\n"
        for (a, b, c), color in zip(body.triangles, body.colors):
            own = "" if color == body.color else f' pid="{_COLORS}" p1="{color}"'
            yield f'     <triangle v1="{a}" v2="{b}" v3="{c}"{own}/>\n'
        yield "    </triangles>\n   </mesh>\n  </object>\n"
    whole = _COLORS + 1 + len(bodies)
    built = range(_COLORS + 1, whole) if apart else (whole,)
    if not apart:
        yield f'  <object id="{whole}" type="model" name={_name(title)}>\n   <components>\n'
        for number in range(_COLORS + 1, whole):
            yield f'    <component objectid="{number}"/>\n'
        yield "   </components>\n  </object>\n"
    yield " </resources>\n <build>\n"
    yield from (f'  <item objectid="{number}"/>\n' for number in built)
    yield " </build>\n</model>\n"


def _extruders(bodies: list[_Body]) -> Iterator[str]:
    """PrusaSlicer's own rows beside the model: an extruder for each color."""
    order = {color: number for number, color in
             enumerate(dict.fromkeys(body.color for body in bodies), 1)}
    yield f"{_HEAD}<config>\n"
    for number, body in enumerate(bodies, _COLORS + 1):
        yield (f' <object id="{number}" instances_count="1">\n'
               f'  <metadata type="object" key="name" value={_name(body.name)}/>\n'
               f'  <metadata type="object" key="extruder" value="{order[body.color]}"/>\n'
               f'  <volume firstid="0" lastid="{len(body.triangles) - 1}">\n'
               f'   <metadata type="volume" key="name" value={_name(body.name)}/>\n'
               "  </volume>\n </object>\n")
    yield "</config>\n"


def read(path: str) -> None:
    """Puts what such a file builds into the scene, in its own lengths. Raises BridgeError if it is
    broken."""
    try:
        with zipfile.ZipFile(path) as archive:
            root = ET.fromstring(archive.read(_MODEL))
        objects = {each.attrib["id"]: each for each in root.iter(f"{{{_CORE}}}object")}
        for item in root.iter(f"{{{_CORE}}}item"):
            _build(objects, item.attrib["objectid"])
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ET.ParseError, KeyError, ValueError,
            RecursionError) as error:
        raise BridgeError(INVALID_PARAMS, f"The file cannot be read: {error}"[:1000]) from None


def _build(objects: dict[str, ET.Element], number: str) -> None:
    own = objects[number]
    for component in own.iter(f"{{{_CORE}}}component"):
        _build(objects, component.attrib["objectid"])
    places = [tuple(float(each.attrib[axis]) for axis in "xyz")
              for each in own.iter(f"{{{_CORE}}}vertex")]
    triangles = [_corners(each, len(places)) for each in own.iter(f"{{{_CORE}}}triangle")]
    if triangles:
        mesh = bpy.data.meshes.new(own.attrib["name"])
        mesh.from_pydata(places, [], triangles)
        bpy.context.scene.collection.objects.link(bpy.data.objects.new(mesh.name, mesh))


def _corners(triangle: ET.Element, count: int) -> tuple[int, ...]:
    corners = tuple(int(triangle.attrib[name]) for name in ("v1", "v2", "v3"))
    if len(set(corners)) < 3 or not all(0 <= corner < count for corner in corners):
        raise ValueError(f"a triangle has the corners {corners} of {count}")
    return corners
