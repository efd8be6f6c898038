#!/usr/bin/env python3
"""install-docs.py FROM DOC DATA: copies the documents for `meson install`, with the pictures that
they show. A link to a schema leads to where it is installed, in DATA; of a link to another file of
the sources, only its text is left."""

import os
import pathlib
import re
import shutil
import sys

LINK = re.compile(r"\[([^][]*)\]\((?![a-z]+:)([^)#\s]+)(#[^)\s]*)?\)")
SCHEMAS = "../../data/schemas/"


def main(source: pathlib.Path, doc: pathlib.Path, data: pathlib.Path) -> None:
    pages = sorted(source.rglob("*.md"))
    files = {path for path in source.rglob("*")
             if path.is_file() and "screenshots" not in path.parts}
    files |= {source / os.path.relpath(page.parent / link[2], source) for page in pages
              for link in LINK.finditer(page.read_text(encoding="utf-8"))}
    for path in sorted(path for path in files if ".." not in path.relative_to(source).parts):
        target = doc / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md":
            shutil.copyfile(path, target)
            continue

        def follow(link, page=path, folder=target.parent):
            if link[2].startswith(SCHEMAS):
                place = os.path.relpath(data / "schemas" / os.path.basename(link[2]), folder)
                return f"[{link[1]}]({place})"
            place = pathlib.PurePath(os.path.relpath(page.parent / link[2], source))
            return link[0] if ".." not in place.parts else link[1]

        target.write_text(LINK.sub(follow, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    prefix = pathlib.Path(os.environ["MESON_INSTALL_DESTDIR_PREFIX"])
    main(pathlib.Path(sys.argv[1]), *(prefix / each for each in sys.argv[2:]))
