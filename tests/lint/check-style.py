#!/usr/bin/env python3
"""The style that a machine can hold: clang-format on all C, .editorconfig's rules on all text, no
file over the ceiling."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

from files import TOP, tracked

CEILING = 1200  # lines; over it a file wants splitting by object
COLUMNS = 100
TEST_COLUMNS = 120  # tests hold whole lines of scripts in their strings
TEXT = (".c", ".h", ".py", ".md", ".json", ".yaml", ".yml", ".build", ".options", ".blp", ".toml")


def text_problems(name: str, text: str) -> Iterator[str]:
    lines = text.split("\n")
    if text and not text.endswith("\n"):
        yield f"{name}: no newline at the end"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield f"{name}:{number}: white space at the end of the line"
        if "\t" in line and not name.endswith((".md", ".json")):
            yield f"{name}:{number}: a tab"
    if name.endswith((".c", ".h", ".py")):
        if len(lines) > CEILING:
            yield f"{name}: {len(lines)} lines, more than {CEILING}: split it by concern"
    if name.endswith(".py"):
        columns = TEST_COLUMNS if name.startswith("tests/") else COLUMNS
        for number, line in enumerate(lines, 1):
            if len(line) > columns:
                yield f"{name}:{number}: {len(line)} columns"
    if name.startswith("src/") and name != "src/common/base/mq-fiber.c" and "dex_scheduler_spawn" in text:
        yield f"{name}: spawns a fiber past common/base/mq-fiber.h, which says why not"
    if re.search(r"^(<{7}|>{7}) ", text, re.M):
        yield f"{name}: a merge conflict"


def main() -> int:
    names = tracked()
    problems: list[str] = []
    for name in names:
        if name.endswith(TEXT) or name in ("dev", ".ci/run"):
            with open(os.path.join(TOP, name), encoding="utf-8") as file:
                problems += text_problems(name, file.read())
    code = [name for name in names if name.endswith((".c", ".h"))]
    if code:
        run = subprocess.run(["clang-format", "--dry-run", "-Werror", *code], cwd=TOP,
                             capture_output=True, text=True)
        problems += [line for line in run.stderr.splitlines() if "error:" in line][:40]
        if run.returncode and not problems:
            problems.append(run.stderr)
    print("\n".join(problems[:80]) or f"{len(names)} files keep the style, {len(code)} of them C")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
