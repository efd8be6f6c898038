#!/usr/bin/env python3
"""make-extension.py OUTPUT PACKAGE FILE…: the add-on as an extension that Blender installs. The
same files give the same bytes, whenever and wherever it is made."""

import os
import sys
import zipfile

LONG_AGO = (1980, 1, 1, 0, 0, 0)


def main(output, package, *names):
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(names):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            with open(os.path.join(package, name), "rb") as file:
                archive.writestr(entry, file.read())


if __name__ == "__main__":
    main(*sys.argv[1:])
