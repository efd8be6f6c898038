#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-extension.py OUTPUT DEPFILE PACKAGE [SCHEMAS]: the add-on as an extension that Blender
installs: its manifest, and the modules that its `__init__.py` imports, directly or through others.
The worker's own modules stay out. With the folder SCHEMAS, what checks an exported script instead:
`export/script_proof.py`, the modules that it imports, and the data that they read, as a program
that Python runs from the archive. The same files give the same bytes, whenever and wherever it is
made.
"""

import ast
import os
import sys
import zipfile
from collections.abc import Iterator

LONG_AGO = (1980, 1, 1, 0, 0, 0)
MANIFEST = "blender_manifest.toml"
CHECK = "maquette_check"  # not the name of the add-on, which may be installed, too
# Blender ends with status 0 after an exception.
CHECK_MAIN = f"""# SPDX-License-Identifier: GPL-3.0-or-later
import sys
import traceback
try:
    from {CHECK}.export import script_proof
    status = script_proof.main(SCRIPT)
except Exception:
    traceback.print_exc()
    status = 2
sys.exit(status)
"""


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


def find_modules(package: str, *first: str) -> set[str]:
    """Paths of the modules that one of them needs, relative to the folder `package`; without its
    name, those that the add-on needs."""
    found: set[str] = {"__init__.py"} if first else set()
    waiting: list[tuple[str, ...]] = [first]
    while waiting:
        path = _path_of(package, waiting.pop())
        if path is not None and path not in found:
            found.add(path)
            waiting += _imports(package, path)
    return found


def _list_extension(package: str) -> dict[str, str]:
    """{name in the archive: path} of the add-on."""
    names = {MANIFEST, *find_modules(package)}
    return {name: os.path.join(package, name) for name in names}


def _list_check(package: str, schemas: str) -> dict[str, str]:
    """{name in the archive: path} of what checks a script."""
    names = {*find_modules(package, "export", "script_proof"), "measure/requirement_kinds.json"}
    return {f"{CHECK}/{name}": os.path.join(package, name) for name in names - {"__init__.py"}} | {
        f"{CHECK}/export/{name}.schema.json": os.path.join(schemas, f"{name}.schema.json")
        for name in ("requirement", "join")}


def main(output: str, depfile: str, package: str, schemas: str | None = None) -> None:
    """Writes the archive `output`, and for make its inputs to `depfile`."""
    files = _list_extension(package) if schemas is None else _list_check(package, schemas)
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        def write(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)

        if schemas is not None:
            write("__main__.py", CHECK_MAIN.encode())
            write(f"{CHECK}/__init__.py", b"")
        for name in sorted(files):
            with open(files[name], "rb") as file:
                write(name, file.read())
    with open(depfile, "w", encoding="utf-8") as rules:
        inputs = " ".join(files[name].replace(" ", "\\ ") for name in sorted(files))
        rules.write(f"{output}: {inputs}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
