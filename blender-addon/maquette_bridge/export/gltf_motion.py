# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds the joints to a .glb that Blender has written: an animation for each, which turns or moves
the node of the joint and nothing else, and what the joint can do as `extras` of the node. Blender's
exporter samples every frame, and knows no limits."""

from __future__ import annotations

import json
import math
import struct
from array import array
from typing import Any

from mathutils import Quaternion, Vector

from .jointed import Jointed, describe, keys

_FLOAT = 5126  # glTF 2.0, 3.6.2.2
_WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}


def _to_y_up(vector: Vector) -> tuple[float, float, float]:
    return vector.x, vector.z, -vector.y


class _File:
    """A .glb in memory."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            data = file.read()
        size = struct.unpack_from("<I", data, 12)[0]
        self.content: dict[str, Any] = json.loads(data[20:20 + size])
        length = struct.unpack_from("<I", data, 20 + size)[0]
        self._binary = bytearray(data[28 + size:28 + size + length])

    def add(self, values: list[float], kind: str) -> int:
        """Adds an array; returns the number of its accessor."""
        width = _WIDTHS[kind]
        numbers = array("f", values)
        accessor: dict[str, Any] = {
            "bufferView": len(self.content["bufferViews"]), "componentType": _FLOAT,
            "count": len(numbers) // width, "type": kind}
        if kind == "SCALAR":  # of the times, readers want to know these
            accessor |= {"min": [min(numbers)], "max": [max(numbers)]}
        self.content["bufferViews"].append(
            {"buffer": 0, "byteOffset": len(self._binary), "byteLength": 4 * len(numbers)})
        self.content["accessors"].append(accessor)
        self._binary += numbers.tobytes()
        return len(self.content["accessors"]) - 1

    def write(self, path: str) -> None:
        self.content["buffers"][0]["byteLength"] = len(self._binary)
        text = json.dumps(self.content, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % 4)
        with open(path, "wb") as file:
            file.write(struct.pack("<IIIII", 0x46546C67, 2, 28 + len(text) + len(self._binary),
                                   len(text), 0x4E4F534A))
            file.write(text)
            file.write(struct.pack("<II", len(self._binary), 0x004E4942))
            file.write(self._binary)


def add(path: str, jointed: Jointed, names: dict[str, str]) -> None:
    """Adds the joints to the file at `path`. `names`: {joint: the name of its node}."""
    file = _File(path)
    numbers = {node.get("name"): number for number, node in enumerate(file.content["nodes"])}
    nodes = {joint.name: numbers[names[joint.name]] for joint in jointed.joints}
    for joint in jointed.joints:
        file.content["nodes"][nodes[joint.name]]["extras"] = {
            "joint": {**describe(jointed, joint), "axis": list(_to_y_up(joint.axis))}}
    animations = file.content.setdefault("animations", [])
    for leader in jointed.leaders():
        shown = keys(jointed, leader)
        times = file.add([seconds for seconds, _now in shown], "SCALAR")
        animation: dict[str, Any] = {"name": leader.name, "channels": [], "samplers": []}
        for joint in jointed.moved_by(leader):
            values = [now[joint.name] for _seconds, now in shown]
            axis = Vector(_to_y_up(joint.axis))
            if joint.kind != "slider":
                turns = [Quaternion(axis, math.radians(value)) for value in values]
                _add_channel(animation, nodes[joint.name], "rotation", times, file.add(
                    [part for turn in turns for part in (turn.x, turn.y, turn.z, turn.w)], "VEC4"))
            if joint.kind in ("slider", "screw"):
                rest = Vector(_to_y_up(jointed.offset(joint)))
                goes = jointed.scale * (1.0 if joint.kind == "slider" else joint.pitch / 360.0)
                _add_channel(animation, nodes[joint.name], "translation", times, file.add(
                    [part for value in values for part in rest + axis * value * goes], "VEC3"))
        animations.append(animation)
    file.write(path)


def _add_channel(animation: dict[str, Any], node: int, path: str, times: int, values: int) -> None:
    animation["channels"].append({"sampler": len(animation["samplers"]),
                                  "target": {"node": node, "path": path}})
    animation["samplers"].append({"input": times, "output": values, "interpolation": "LINEAR"})
