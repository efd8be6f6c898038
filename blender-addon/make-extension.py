#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-extension.py OUTPUT DEPFILE PACKAGE: the add-on as an extension that Blender installs: its
manifest, and the modules that its `__init__.py` imports, directly or through others. The worker's
own modules stay out. The same files give the same bytes, whenever and wherever it is made.
"""

import ast
import os
import sys
import zipfile
from collections.abc import Iterator

LONG_AGO = (1980, 1, 1, 0, 0, 0)
MANIFEST = "blender_manifest.toml"


def _path_of(package: str, name: tuple[str, ...]) -> str | None:
    """The file of a module below `package`, given as a tuple of names; None where there is none."""
    for path in (os.path.join(*name, "__init__.py"), os.path.join(*name) + ".py" if name else ""):
        if os.path.isfile(os.path.join(package, path)):
            return path
    return None


def _imports(package: str, path: str) -> Iterator[tuple[str, ...]]:
    """Lists a module's imports from its own package: tuples of names, with the packages above."""
    folder = os.path.dirname(path).split("/") if os.path.dirname(path) else []
    with open(os.path.join(package, path), encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            module = folder[:len(folder) - node.level + 1]
            module += node.module.split(".") if node.module else []
            for each in node.names:
                name = (*module, each.name)
                yield from (name[:length] for length in range(len(name) + 1))


def find_modules(package: str) -> set[str]:
    """Paths of the modules that the add-on needs, relative to the folder `package`."""
    found: set[str] = set()
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        path = _path_of(package, waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += _imports(package, path)
    return found


def main(output: str, depfile: str, package: str) -> None:
    """Writes the archive `output`, and for make its inputs to `depfile`."""
    names = sorted({MANIFEST, *find_modules(package)})
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            with open(os.path.join(package, name), "rb") as file:
                archive.writestr(entry, file.read())
    with open(depfile, "w", encoding="utf-8") as file:
        inputs = " ".join(os.path.join(package, name).replace(" ", "\\ ") for name in names)
        file.write(f"{output}: {inputs}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
