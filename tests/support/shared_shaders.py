# SPDX-License-Identifier: GPL-3.0-or-later
"""All tests share what Blender's first rendering compiles; each has all other folders for itself."""


def share_shaders(build, cache):
    """Has the program keep compiled shaders, the only thing that it keeps in a cache, in the build folder."""
    shared = build.resolve() / "test-cache"
    shared.mkdir(exist_ok=True)
    if not (cache / "maquette").is_symlink():
        (cache / "maquette").symlink_to(shared)
