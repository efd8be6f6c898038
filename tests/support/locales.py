# SPDX-License-Identifier: GPL-3.0-or-later
"""Locales that this machine need not have. One costs two seconds of a processor: each is made once for a ./dev test."""

import pathlib
import subprocess

import pytest
from made_once import made_once


def environment_of(name: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables by which a program is in the locale @name ("de_DE")."""
    def make(folder: pathlib.Path) -> None:
        folder.mkdir()
        made = subprocess.run(["localedef", "-i", name, "-f", "UTF-8", folder / f"{name}.UTF-8"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert (folder / f"{name}.UTF-8" / "LC_NUMERIC").exists(), made.stdout

    return {"LOCPATH": str(made_once(f"locale-{name}", tmp_path_factory, make)), "LC_ALL": f"{name}.UTF-8"}
