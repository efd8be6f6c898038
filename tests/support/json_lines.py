# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines that maquette-cli writes with --json, held against data/schemas/cli-line.schema.json as they are read. The
desk starts the program with it, so that a line without a schema, or with another type, fails the test that sees it."""

import functools
import io
import json
import pathlib
import subprocess
from typing import Any

SCHEMAS = pathlib.Path(__file__).parents[2] / "data" / "schemas"


@functools.cache
def read_schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


@functools.cache
def make_validator(event: str | None) -> Any:
    """For lines of that event, which names what is wrong better than the list of all; None: items of a batch."""
    import jsonschema  # type: ignore[import-untyped]  # here, because it takes as long as many a test

    schema = read_schema("cli-line")
    return jsonschema.Draft202012Validator(
        read_schema("batch-item") if event is None
        else {"$ref": f"#/$defs/{event}", "properties": schema["properties"], "$defs": schema["$defs"]})


def list_events() -> set[str]:
    return {each["$ref"].rpartition("/")[2] for each in read_schema("cli-line")["oneOf"]}


def check_line(line: str, is_item: bool = False) -> None:
    """@is_item: `batch --dry-run` writes the items, which are no events."""
    content = json.loads(line)
    event = None if is_item else content.get("event")
    assert is_item or event in list_events(), f"cli-line.schema.json does not have “{event}”: {line}"
    for error in make_validator(event).iter_errors(content):
        raise AssertionError(f"{error.json_path}: {error.message}\n{line}")


class LineReader(io.TextIOWrapper):
    """Standard output. A line that was cut, because the program was killed, is nobody's fault."""

    is_item = False
    was_read = False

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        self.was_read = True
        line = super().readline(size)
        if line.endswith("\n"):
            check_line(line, self.is_item)
        return line


class JsonProgram(subprocess.Popen[str]):
    """A program that writes lines of JSON."""

    def __init__(self, command: list[str], **more: Any) -> None:
        super().__init__(command, **more)
        self.is_item = "--dry-run" in command
        if isinstance(self.stdout, io.TextIOWrapper):
            self.stdout = LineReader(self.stdout.detach(), encoding="utf-8")
            self.stdout.is_item = self.is_item

    def communicate(self, input: str | None = None, timeout: float | None = None) -> tuple[str, str]:
        was_read = isinstance(self.stdout, LineReader) and self.stdout.was_read
        out, err = super().communicate(input, timeout)
        lines = [line for line in (out or "").splitlines(keepends=True) if line.endswith("\n")]
        # The reader may hold the beginning of the first one.
        for line in lines[1 if was_read else 0:]:
            check_line(line, self.is_item)
        return out, err
