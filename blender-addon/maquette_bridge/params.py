# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads method parameters: types, ranges and paths, each refused with its name."""

import math
import os
from typing import Any, NoReturn

from .errors import PATH_REFUSED, BridgeError, refuse_params

MAX_PATH = 1024
_REQUIRED = object()


class Params:
    """The parameters of one call; a key that nobody asked for is an error (`done`)."""

    def __init__(self, values: dict[str, Any]) -> None:
        if values is None:
            values = {}
        if not isinstance(values, dict):
            refuse_params("params must be an object")
        self._values = values
        self._read: set[str] = set()

    def _get(self, name: str, kinds: type | tuple[type, ...], what: str, default: Any) -> Any:
        self._read.add(name)
        value = self._values.get(name, default)
        if value is _REQUIRED:
            refuse_params(f"'{name}' is missing")
        if value is default:
            return value
        # bool is an int in Python, but not in JSON.
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            refuse_params(f"'{name}' must be {what}")
        return value

    def text(self, name: str, limit: int, default: Any = _REQUIRED) -> Any:
        """A text of at most `limit` characters."""
        value = self._get(name, str, "a text", default)
        if value is not None and len(value) > limit:
            refuse_params(f"'{name}' is longer than {limit} characters")
        if value is not None and any("\ud800" <= c <= "\udfff" for c in value):
            refuse_params(f"'{name}' is not valid Unicode")
        return value

    def choice(self, name: str, choices: tuple[str | None, ...], default: Any = _REQUIRED) -> Any:
        """One of `choices`."""
        value = self._get(name, str, "a text", default)
        if value not in choices:
            refuse_params(f"'{name}' must be one of {', '.join(filter(None, choices))}")
        return value

    def integer(self, name: str, low: int, high: int, default: Any = _REQUIRED) -> Any:
        """An integer from `low` to `high`."""
        value = self._get(name, int, "an integer", default)
        if value is None:
            return None
        if not low <= value <= high:
            refuse_params(f"'{name}' must be from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float, default: Any = _REQUIRED) -> Any:
        """A number from `low` to `high`."""
        value = self._get(name, (int, float), "a number", default)
        if value is None:
            return None
        if not low <= value <= high:  # false for NaN too
            refuse_params(f"'{name}' must be from {low} to {high}")
        return float(value)

    def flag(self, name: str, default: Any = _REQUIRED) -> Any:
        """True or false."""
        return self._get(name, bool, "true or false", default)

    def texts(self, name: str, limit: int, longest: int = 60) -> list[str]:
        """A list of short texts."""
        value = self._get(name, list, "a list of texts", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        if not all(isinstance(each, str) and 0 < len(each) <= longest for each in value):
            refuse_params(f"'{name}' must be a list of short texts")
        return value

    def pairs(self, name: str, limit: int) -> list[Any]:
        """A list of pairs of short texts."""
        value = self._get(name, list, "a list of pairs", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        for pair in value:
            if (not isinstance(pair, list) or len(pair) != 2
                    or not all(isinstance(p, str) and len(p) <= 200 for p in pair)):
                refuse_params(f"'{name}' must be a list of pairs of texts")
        return [tuple(pair) for pair in value]

    def joins(self, name: str, limit: int, kinds: tuple[str, ...]) -> list[tuple[float | str, ...]]:
        """A list of pairs of short texts, each also with a kind and a length in metres."""
        value = self._get(name, list, "a list of pairs", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        for row in value:
            if (not isinstance(row, list) or len(row) not in (2, 4)
                    or not all(isinstance(p, str) and len(p) <= 200 for p in row[:2])):
                refuse_params(f"'{name}' must be a list of pairs of texts, or of such with a kind "
                              "and metres")
            if len(row) == 4 and (row[2] not in kinds or type(row[3]) not in (int, float)
                                  or not 0.0 <= row[3] <= 1000.0):
                refuse_params(f"'{name}' has a kind other than {', '.join(kinds)}, or metres that "
                              "are not from 0 to 1000")
        return [tuple(row) for row in value]

    def objects(self, name: str, limit: int) -> list[Any]:
        """A list whose entries the method itself judges."""
        value = self._get(name, list, "a list", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        return value

    def rows(self, name: str, limit: int, length: int) -> list[Any]:
        """A list of rows of so many finite numbers."""
        value = self._get(name, list, "a list of rows of numbers", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        for row in value:
            if (not isinstance(row, list) or len(row) != length
                    or not all(type(each) in (int, float) and math.isfinite(each) for each in row)):
                refuse_params(f"'{name}' must be a list of rows of {length} numbers")
        return value

    def vector(self, name: str, length: int, low: float, high: float) -> Any:
        """So many numbers from `low` to `high`."""
        value = self._get(name, list, "a list of numbers", _REQUIRED)
        if len(value) != length or not all(type(each) in (int, float) and low <= each <= high
                                           for each in value):
            refuse_params(f"'{name}' must be {length} numbers from {low} to {high}")
        return tuple(map(float, value))

    def integers(self, name: str, limit: int, low: int, high: int) -> list[int]:
        """A list of integers from `low` to `high`."""
        value = self._get(name, list, "a list of integers", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        if not all(type(each) is int and low <= each <= high for each in value):
            refuse_params(f"'{name}' must be a list of integers from {low} to {high}")
        return value

    def items(self, name: str, limit: int) -> list[Any]:
        """A list of objects, each with parameters of its own."""
        value = self._get(name, list, "a list of objects", [])
        if len(value) > limit:
            refuse_params(f"'{name}' has more than {limit} entries")
        if not all(isinstance(each, dict) for each in value):
            refuse_params(f"'{name}' must be a list of objects")
        return [Params(each) for each in value]

    def pose(self) -> dict[str, Any]:
        """Reads `pose`: {joint: degrees or metres}; pose.py judges joints and values."""
        return self._get("pose", dict, "an object", {})

    def done(self) -> None:
        """Refuses parameters that nothing has read."""
        unknown = sorted(set(self._values) - self._read)
        if unknown:
            refuse_params(f"unknown parameter '{unknown[0][:80]}'")


def inside(run_dir: str, path: Any, suffixes: tuple[str, ...] | None = None) -> str:
    """The absolute path of `path` in `run_dir`; refuses whatever leads out of it, links
    included."""
    def refuse(why: str | None) -> NoReturn:
        raise BridgeError(PATH_REFUSED, f"The path {path!r:.200} is refused: {why}.")

    if not isinstance(path, str) or not path:
        refuse("it is empty")
    if len(path) > MAX_PATH or any(ord(c) < 32 or "\ud800" <= c <= "\udfff" for c in path):
        refuse("it is too long or has control characters")
    parts = path.replace("\\", "/").split("/")
    if os.path.isabs(path) or parts[0] == "" or ":" in parts[0]:
        refuse("it must be relative to the run folder")
    if ".." in parts:
        refuse("'..' is not allowed")
    if suffixes is not None and os.path.splitext(path)[1].lower() not in suffixes:
        refuse("its suffix must be one of " + " ".join(suffixes))
    root = os.path.realpath(run_dir)
    try:
        full = os.path.realpath(os.path.join(root, path))
    except OSError as error:
        refuse(error.strerror)
    if full == root or not full.startswith(root + os.sep):
        refuse("it leads out of the run folder")
    return full
