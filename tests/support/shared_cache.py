# SPDX-License-Identifier: GPL-3.0-or-later
"""All tests share one cache folder of the program, of OpenGL and of GStreamer: what is dear to make and the same for
all, compiled shaders above all. Each has all other folders for itself."""

import pathlib

SHARED = {"maquette": "test-cache", "mesa_shader_cache_db": "test-cache-shaders",
          "gstreamer-1.0": "test-cache-gstreamer"}


def share_cache(build: pathlib.Path, cache: pathlib.Path) -> None:
    """Has a program and its libraries keep their caches in the build folder."""
    for name, folder in SHARED.items():
        shared = build.resolve() / folder
        shared.mkdir(exist_ok=True)
        if not (cache / name).is_symlink():
            (cache / name).symlink_to(shared)
