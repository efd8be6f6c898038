# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""PNG and OpenEXR files of numbers, written exactly: no color management, no metadata, and the same
bytes for the same numbers. Also takes the metadata out of Blender's own PNG."""

from __future__ import annotations

import struct
import sys
import zlib
from array import array

LEVEL = 6
EXR_ROWS = 16  # of a block with ZIP compression


def write_png(path: str, width: int, height: int, samples: array[int]) -> None:
    """16 bits a channel, grey or RGB by the number of `samples`; rows from above."""
    channels = len(samples) // (width * height)
    data = array("H", samples)
    if sys.byteorder == "little":
        data.byteswap()
    raw = data.tobytes()
    stride = 2 * channels * width
    rows = b"".join(b"\0" + raw[start:start + stride] for start in range(0, len(raw), stride))
    head = struct.pack(">IIBBBBB", width, height, 16, {1: 0, 3: 2}[channels], 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head)
                   + _chunk(b"IDAT", zlib.compress(rows, LEVEL)) + _chunk(b"IEND", b""))


def strip_png(path: str) -> None:
    """Leaves only what the picture needs: an engine adds, among others, how long it took."""
    with open(path, "rb") as file:
        data = file.read()
    kept, place = [data[:8]], 8
    while place < len(data):
        end = place + 12 + int.from_bytes(data[place:place + 4], "big")
        if data[place + 4:place + 5].isupper():  # a critical chunk
            kept.append(data[place:end])
        place = end
    with open(path, "wb") as file:
        file.writelines(kept)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return (struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data)))


def write_exr(path: str, width: int, height: int, planes: dict[str, array[float]]) -> None:
    """32-bit floats: a plane for each channel, by its name; rows from above."""
    names = sorted(planes)  # the order of channels in the file
    window = struct.pack("<4i", 0, 0, width - 1, height - 1)
    channels = b"".join(_text(name) + struct.pack("<i4B2i", 2, 0, 0, 0, 0, 1, 1) for name in names)
    head = struct.pack("<II", 20000630, 2) + b"".join((
        _attribute("channels", "chlist", channels + b"\0"),
        _attribute("compression", "compression", b"\x03"),  # ZIP
        _attribute("dataWindow", "box2i", window),
        _attribute("displayWindow", "box2i", window),
        _attribute("lineOrder", "lineOrder", b"\0"),
        _attribute("pixelAspectRatio", "float", struct.pack("<f", 1.0)),
        _attribute("screenWindowCenter", "v2f", struct.pack("<2f", 0.0, 0.0)),
        _attribute("screenWindowWidth", "float", struct.pack("<f", 1.0)))) + b"\0"
    data = []
    for name in names:
        plane = array("f", planes[name])
        if sys.byteorder == "big":
            plane.byteswap()
        data.append(plane.tobytes())
    blocks = []
    stride = 4 * width
    for first in range(0, height, EXR_ROWS):
        raw = b"".join(plane[stride * row:stride * (row + 1)]
                       for row in range(first, min(first + EXR_ROWS, height)) for plane in data)
        split = raw[0::2] + raw[1::2]
        packed = zlib.compress(split[:1] + bytes((after - before + 128) & 255
                                                 for before, after in zip(split, split[1:])), LEVEL)
        # The format stores a block as it is if ZIP makes it no smaller.
        block = packed if len(packed) < len(raw) else raw
        blocks.append(struct.pack("<ii", first, len(block)) + block)
    place = len(head) + 8 * len(blocks)
    with open(path, "wb") as file:
        file.write(head)
        for block in blocks:
            file.write(struct.pack("<Q", place))
            place += len(block)
        file.writelines(blocks)


def _text(text: str) -> bytes:
    return text.encode() + b"\0"


def _attribute(name: str, kind: str, value: bytes) -> bytes:
    return _text(name) + _text(kind) + struct.pack("<i", len(value)) + value
