# What a binary .fbx holds, as its format lays it out (code.blender.org, FBX binary file format specification): written
# for tests, with none of Blender's code.
import pathlib
import struct
import zlib
from typing import Any, NamedTuple

_NUMBERS = {b"Y": "<h", b"C": "<b", b"I": "<i", b"F": "<f", b"D": "<d", b"L": "<q"}
_ARRAYS = {b"f": "f", b"d": "d", b"l": "q", b"i": "i", b"b": "b"}


class Node(NamedTuple):
    """A record with its values and what is below it."""

    name: str
    values: list[Any]
    below: list["Node"]

    def find(self, *names: str) -> "list[Node]":
        """The records along a path of names."""
        found = [each for each in self.below if each.name == names[0]]
        return found if len(names) == 1 else [low for each in found for low in each.find(*names[1:])]

    def settings(self) -> dict[str, Any]:
        """{name: the first value, or all of several} of its Properties70."""
        rows = [each.values for each in self.find("Properties70", "P")]
        return {row[0]: row[4] if len(row) == 5 else row[4:] for row in rows}


def read(path: pathlib.Path) -> Node:
    """The records of a file of version 7.4."""
    data = path.read_bytes()
    assert data.startswith(b"Kaydara FBX Binary  \x00\x1a\x00") and struct.unpack_from("<I", data, 23)[0] == 7400
    return Node("", [], _below(data, 27, len(data)))


def _below(data: bytes, at: int, end: int) -> list[Node]:
    found = []
    while at + 13 <= end:
        after, count, _size, length = struct.unpack_from("<IIIB", data, at)
        if not after:
            break
        place = at + 13 + length
        values = []
        for _number in range(count):
            value, place = _value(data, place)
            values.append(value)
        found.append(Node(data[at + 13:at + 13 + length].decode(), values, _below(data, place, after)))
        at = after
    return found


def _value(data: bytes, at: int) -> tuple[Any, int]:
    kind, at = data[at:at + 1], at + 1
    if kind in _NUMBERS:
        return struct.unpack_from(_NUMBERS[kind], data, at)[0], at + struct.calcsize(_NUMBERS[kind])
    if kind in (b"S", b"R"):
        (size,) = struct.unpack_from("<I", data, at)
        return data[at + 4:at + 4 + size].decode(errors="replace").split("\x00")[0], at + 4 + size
    count, packed, size = struct.unpack_from("<III", data, at)
    raw = data[at + 12:at + 12 + size]
    return list(struct.unpack(f"<{count}{_ARRAYS[kind]}", zlib.decompress(raw) if packed else raw)), at + 12 + size
