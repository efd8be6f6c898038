# SPDX-License-Identifier: GPL-3.0-or-later
"""All tests share one cache folder of the program: what is dear to make and the same for all, compiled shaders above
all. Each has all other folders for itself."""

import pathlib


def share_cache(build: pathlib.Path, cache: pathlib.Path) -> None:
    """Has the program keep its cache in the build folder."""
    shared = build.resolve() / "test-cache"
    shared.mkdir(exist_ok=True)
    if not (cache / "maquette").is_symlink():
        (cache / "maquette").symlink_to(shared)
