# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of files that are taken in, the files that they name beside them, and what they claim
about themselves, which is compared with their size before an importer believes it."""

from __future__ import annotations

import base64
import itertools
import json
import mmap
import os
import re
import struct
import urllib.parse
from dataclasses import dataclass, field
from typing import Any

from ..errors import INVALID_PARAMS, BridgeError
from ..export import formats

try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

MAX_NAMES = 200  # files beside it
_MAX_JSON = 256 << 20  # bytes
_MAX_ELEMENTS = 64_000_000  # that all accessors of a glTF may claim
_HEAD = 1 << 20  # bytes of an .obj in which its materials are named
_SCANNED = 64 << 20  # bytes of a file whose names are not parsed
_PICTURES = rb"png|jpe?g|tga|tiff?|bmp|webp|exr|hdr"
_LAYERS = rb"usd[acz]?"


# As struct has them.
_PLY_TYPES = {"char": "b", "int8": "b", "uchar": "B", "uint8": "B", "short": "h", "int16": "h",
              "ushort": "H", "uint16": "H", "int": "i", "int32": "i", "uint": "I", "uint32": "I",
              "float": "f", "float32": "f", "double": "d", "float64": "d"}
_NO_NUMBERS = ("It has coordinates that are not numbers (NaN) or infinite. Repair it in the "
               "program that made it.")


@dataclass(frozen=True)
class Kind:
    """How a file is read. up, unit_m: what the format or the importer makes of each file; None: the
    file does not say. is_told: whether --unit and --up may contradict that. has_materials: whether
    parts may be told apart by them. is_step: whether a GLB was made of a STEP file."""

    reader: str = ""  # of formats.FORMATS; none: it is read otherwise
    arguments: dict[str, Any] = field(default_factory=dict)
    up: str | None = None
    unit_m: float | None = None
    is_told: bool = True
    has_materials: bool = True
    is_step: bool = False


# As the file has them; turned and scaled here.
_RAW = {"forward_axis": "Y", "up_axis": "Z", "global_scale": 1.0, "use_scene_unit": False,
        "use_mesh_validate": False, "validate_meshes": False}
# Pictures are packed here, after a look at where they lie.
_GLTF = {"merge_vertices": False, "import_pack_images": False}
KINDS = {
    ".glb": Kind(".glb", _GLTF, "y", 1.0),
    ".gltf": Kind(".glb", _GLTF, "y", 1.0),
    ".obj": Kind(".obj", {**_RAW, "use_split_groups": True}),
    ".stl": Kind(".stl", _RAW, has_materials=False),
    ".ply": Kind(".ply", _RAW, has_materials=False),
    ".fbx": Kind(".fbx", {"use_image_search": False}, "z", 1.0, is_told=False),
    ".usd": Kind(".usd", {"import_textures_mode": "IMPORT_PACK"}, "z", 1.0, is_told=False),
    # Its unit is that of the file; threemf_reader.py says it.
    ".3mf": Kind(up="z", unit_m=0.001, has_materials=False),
    ".blend": Kind(up="z", unit_m=1.0, is_told=False),
    # The client has made a GLB of it (client/intake/mq-step-file.h).
    ".step": Kind(".glb", _GLTF, "y", 1.0, is_told=False, has_materials=False, is_step=True),
    # outlines.py scales them.
    ".svg": Kind(up="z", unit_m=1.0),
    ".dxf": Kind(up="z", unit_m=1.0),
}
KINDS |= {suffix: KINDS[".usd"] for suffix in (".usda", ".usdc", ".usdz")}
KINDS[".stp"] = KINDS[".step"]
SUFFIXES = tuple(KINDS)
# Readers whose arguments are called otherwise in older Blenders.
OLD_NAMES = {"up_axis": "axis_up", "forward_axis": "axis_forward"}


def refuse(words: str) -> BridgeError:
    """A file that is refused, with the reason for the user."""
    return BridgeError(INVALID_PARAMS, words)


def find_reader(suffix: str) -> tuple[Any, dict[str, Any]]:
    """The importer of this Blender and its arguments. Raises BridgeError without one."""
    kind = KINDS[suffix]
    found = formats.find_operator(formats.FORMATS[kind.reader].readers)
    if found is None:
        raise refuse(f"This Blender was built without an importer for {suffix}.")
    operator, arguments = found
    known = operator.get_rna_type().properties
    wanted = {**arguments, **kind.arguments}
    for new, old in OLD_NAMES.items():
        if new in wanted and new not in known and old in known:
            wanted[old] = wanted[new]
    return operator, {key: value for key, value in wanted.items() if key in known}


# Names of files beside it.

def _read_gltf(path: str) -> dict[str, Any]:
    """The JSON of a .glb or .gltf. Raises BridgeError if its lengths are not true, or it is no
    JSON."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        head = file.read(20)
        if head[:4] == b"glTF":
            if len(head) < 20:
                raise refuse("The file is cut: it ends in its head.")
            version, length, chunk, kind = struct.unpack("<II I4s", head[4:])
            if version != 2:
                raise refuse(f"The file is glTF {version}; version 2 is read.")
            if length > size or 20 + chunk > size:
                raise refuse(f"The file is cut: it says {max(length, 20 + chunk)} bytes and has "
                             f"{size}.")
            if kind != b"JSON" or chunk > _MAX_JSON:
                raise refuse("The file does not begin with its list of contents.")
            text = file.read(chunk)
        else:
            if size > _MAX_JSON:
                raise refuse("The list of contents is larger than 256 MiB.")
            text = head + file.read()
    try:
        gltf = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise refuse("The file’s list of contents is no JSON.") from None
    if not isinstance(gltf, dict):
        raise refuse("The file’s list of contents is no JSON object.")
    return gltf


def _rows(gltf: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = gltf.get(name, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _uris(gltf: dict[str, Any], of: str) -> list[str]:
    uris = [row.get("uri") for row in _rows(gltf, of)]
    return [urllib.parse.unquote(uri) for uri in uris
            if isinstance(uri, str) and not uri.startswith("data:")]


def _obj_names(path: str) -> list[str]:
    with open(path, "rb") as file:
        text = file.read(_HEAD).decode("utf-8", "replace")
    return [line.split(None, 1)[1].strip() for line in text.splitlines()
            if re.match(r"\s*mtllib\s+\S", line)]


def _mtl_names(path: str) -> list[str]:
    """The pictures that an .mtl names, without the options before each. Of a path of another
    computer, only the last name is looked for, as Blender does."""
    with open(path, "rb") as file:
        text = file.read(_HEAD).decode("utf-8", "replace")
    names = []
    for line in text.splitlines():
        words = line.split()
        if len(words) < 2 or not re.fullmatch(r"map_\w+|bump|disp|decal|norm|refl",
                                              words[0], re.IGNORECASE):
            continue
        first = 1
        while first < len(words) - 1 and words[first].startswith("-"):
            first += 1
            while first < len(words) - 1 and re.fullmatch(r"[-+.\d]+|on|off|[rgbmlz]|sphere",
                                                          words[first]):
                first += 1
        name = " ".join(words[first:]).replace("\\", "/").removeprefix("./")
        names.append(name if _is_plain(name) else name.rsplit("/", 1)[-1])
    return names


def _scan(path: str, endings: bytes, only_base: bool) -> list[str]:
    """Texts of a binary file that look like names of files."""
    with open(path, "rb") as file:
        data = file.read(_SCANNED)
    found = re.findall(rb"[\w ./\\:+()~-]{1,200}\.(?:" + endings + rb")(?![\w])", data,
                       re.IGNORECASE)
    names = [each.decode("utf-8", "replace").replace("\\", "/").strip() for each in found]
    return [name.rsplit("/", 1)[-1] if only_base else name.removeprefix("./") for name in names]


def names_beside(path: str) -> list[str]:
    """The names of other files that a file wants, as it has them. None of them is opened here."""
    suffix = os.path.splitext(path)[1].lower()
    if suffix in (".glb", ".gltf"):
        gltf = _read_gltf(path)
        names = _uris(gltf, "buffers") + _uris(gltf, "images")
    elif suffix == ".obj":
        names = _obj_names(path)
    elif suffix == ".mtl":
        names = _mtl_names(path)
    elif suffix == ".fbx":
        # Paths of the computer that wrote it: only the last name is looked for.
        names = _scan(path, _PICTURES, True)
    elif suffix in (".usd", ".usda", ".usdc"):
        names = _scan(path, _PICTURES + b"|" + _LAYERS, False)
    else:
        names = []
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= 255))[:MAX_NAMES]


# Claims.

def _check_stl(path: str, size: int) -> None:
    with open(path, "rb") as file:
        head = file.read(1024)
    if head.lstrip()[:6].lower() == b"solid " and b"\0" not in head:
        return
    if size < 84:
        raise refuse("The file is cut: an STL file has at least 84 bytes.")
    count = struct.unpack("<I", head[80:84])[0]
    if 84 + 50 * count > size:
        raise refuse(f"The file is cut or damaged: it says {count:,} triangles and has room for "
                     f"{(size - 84) // 50:,}.")


def _check_ply(path: str, size: int) -> None:
    with open(path, "rb") as file:
        head = file.read(64 * 1024)
    end = head.find(b"end_header")
    if not head.startswith(b"ply") or end < 0:
        raise refuse("The file has no head that says what is in it.")
    for name, number in re.findall(rb"^element[ \t]+(\w+)[ \t]+(\d+)", head[:end], re.MULTILINE):
        if len(number) > 15 or int(number) > size - end:
            says = f"{int(number):,}" if len(number) <= 15 else "too many"
            raise refuse(f"The file is cut or damaged: it says {says} of “"
                         f"{name.decode('ascii', 'replace')}”, and has {size:,} bytes.")
    with open(path, "rb") as file:
        data = file.read()
    try:
        has_lost = _has_lost_corner(head[:end].decode("latin-1"), data, data.index(b"\n", end) + 1)
    except (ValueError, LookupError, OverflowError, struct.error):
        raise refuse("The file is cut or damaged: it has less than its head says.") from None
    if has_lost:
        raise refuse("The file is damaged: a face has a corner that is not in the file.")


class _PlyValues:
    """The values of a PLY from a place on, one after the other."""

    def __init__(self, head: str, data: bytes, at: int) -> None:
        self.data, self.at = data, at
        self.order = ">" if "\nformat binary_big_endian" in head else "<"
        self.words = (re.compile(rb"\S+").finditer(data, at) if "\nformat ascii" in head
                      else None)

    def take(self, kind: str, count: int = 1) -> tuple[Any, ...]:
        """So many of one type. Raises ValueError or struct.error if there are fewer."""
        if self.words is not None:
            words = list(itertools.islice(self.words, count))
            if len(words) < count:
                raise ValueError
            return tuple(float(word[0]) for word in words)
        row = struct.Struct(f"{self.order}{count}{_PLY_TYPES[kind]}")
        self.at += row.size
        return row.unpack_from(self.data, self.at - row.size)

    def leave_out(self, kinds: list[str], count: int) -> None:
        """Goes on behind so many rows of single values."""
        if self.words is not None:
            next(itertools.islice(self.words, count * len(kinds), count * len(kinds)), None)
        self.at += count * struct.calcsize("=" + "".join(_PLY_TYPES[kind] for kind in kinds))


def _has_lost_corner(head: str, data: bytes, at: int) -> bool:
    """Looks whether a face of a PLY names a vertex that is not there, which Blender's importer
    would read from other memory. at: where the values begin."""
    values, n_vertices = _PlyValues(head, data, at), 0
    for element in re.split(r"^element[ \t]+", head, flags=re.MULTILINE)[1:]:
        (name, count, *_rest), *lines = (line.split() for line in element.splitlines())
        properties = [line[1:] for line in lines if line[:1] == ["property"]]
        n_vertices = int(count) if name == "vertex" else n_vertices
        kinds = [each[0] for each in properties]
        if "list" not in kinds:
            values.leave_out(kinds, int(count))
            continue
        for _row in range(int(count)):
            for kind, *more in properties:
                if kind != "list":
                    values.take(kind)
                    continue
                corners = values.take(more[1], int(values.take(more[0])[0]))
                if name == "face" and more[2] in ("vertex_indices", "vertex_index") and not all(
                        0 <= corner < n_vertices for corner in corners):
                    return True
    return False


def _gltf_buffers(gltf: dict[str, Any], path: str) -> list[bytes]:
    """The buffers of a glTF. Raises ValueError or OSError if one is not there."""
    found = []
    for row in _rows(gltf, "buffers"):
        uri = row.get("uri")
        if uri is None:
            with open(path, "rb") as file:
                head = file.read(20)
                file.seek(28 + struct.unpack("<I", head[12:16])[0])
                found.append(file.read())
        elif uri.startswith("data:"):
            found.append(base64.b64decode(uri.partition(",")[2]))
        else:
            with open(os.path.join(os.path.dirname(path), urllib.parse.unquote(uri)), "rb") as file:
                found.append(file.read())
    return found


def _places(gltf: dict[str, Any]) -> set[int]:
    """The numbers of the accessors that are places."""
    return {each["attributes"]["POSITION"] for mesh in _rows(gltf, "meshes")
            for each in _rows(mesh, "primitives") if "POSITION" in each["attributes"]}


def _count_unplaced(gltf: dict[str, Any], buffers: list[bytes], number: int) -> int:
    """How many values of an accessor are no numbers: the importer makes them 0."""
    accessor = gltf["accessors"][number]
    if "bufferView" not in accessor or accessor["componentType"] != 5126:
        return 0
    view = gltf["bufferViews"][accessor["bufferView"]]
    stride = view.get("byteStride", 12)
    rows: Any = numpy.ndarray((accessor["count"], 3), "<f4", buffers[view["buffer"]],
                         view.get("byteOffset", 0) + accessor.get("byteOffset", 0), (stride, 4))
    return int((~numpy.isfinite(rows)).sum())


def _check_gltf(path: str, _size: int) -> None:
    gltf = _read_gltf(path)
    for uri in _uris(gltf, "buffers"):
        if not _is_plain(uri) or not os.path.isfile(os.path.join(os.path.dirname(path), uri)):
            raise refuse(f"Its data, “{uri[:80]}”, is not beside the file.")
    claimed = 0
    for row in _rows(gltf, "accessors"):
        count = row.get("count", 0)
        claimed += count if isinstance(count, int) and count > 0 else 0
    if claimed > _MAX_ELEMENTS:
        raise refuse(f"The file claims {claimed:,} values; at most {_MAX_ELEMENTS:,} are read.")
    try:
        buffers = _gltf_buffers(gltf, path)
        lost = sum(_count_unplaced(gltf, buffers, number) for number in _places(gltf))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError,
            struct.error):
        return  # the importer says what is wrong with it
    if lost:
        raise refuse(_NO_NUMBERS)


def _check_obj(path: str, _size: int) -> None:
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        # Blender reads them as other numbers.
        if re.search(rb"^v[ \t][^\n]*?(?:nan|inf)", text, re.IGNORECASE | re.MULTILINE):
            raise refuse(_NO_NUMBERS)


def _check_fbx(path: str, _size: int) -> None:
    with open(path, "rb") as file:
        if not file.read(18).startswith(b"Kaydara FBX Binary"):
            raise refuse("The file is an FBX of text, which Blender does not read. Save it as a "
                         "binary FBX, or as a GLB.")


_CLAIMS = {".stl": _check_stl, ".ply": _check_ply, ".glb": _check_gltf, ".gltf": _check_gltf,
           ".step": _check_gltf, ".stp": _check_gltf, ".obj": _check_obj, ".fbx": _check_fbx}


def count_stl(path: str) -> int:
    """How many triangles a binary STL has, 0 for another file."""
    with open(path, "rb") as file:
        head = file.read(84)
    count = int(struct.unpack("<I", head[80:84])[0]) if len(head) == 84 else 0
    return count if os.path.getsize(path) == 84 + 50 * count else 0


def check_claims(path: str) -> None:
    """Refuses a file that says it has more than it has, before memory is taken for it."""
    check = _CLAIMS.get(os.path.splitext(path)[1].lower())
    size = os.path.getsize(path)
    if not size:
        raise refuse("The file is empty.")
    if check is not None:
        check(path, size)


def _is_plain(name: str) -> bool:
    """Whether a name is of a file beside the model, or in a folder there."""
    steps = name.split("/")
    return (0 < len(name) <= 255 and "\\" not in name and ":" not in name
            and not name.startswith(("/", "~")) and not any(step in ("", ".", "..")
                                                           for step in steps))
