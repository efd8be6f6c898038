# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of meson.options means what it says: the tree is configured with it, and what it leaves is built and
installed, with the translations. A commit builds the smallest."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from representative import representative  # noqa: E402

BUILD = pathlib.Path(os.environ["MQ_TEST_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = {"-Dapp=false": "bin/maquette", "-Dservice=false": "libexec/maquette-service"}
PROGRAMS = {"bin/maquette", "bin/maquette-cli", "libexec/maquette-service", "libexec/maquette-launcher"}


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


@pytest.fixture(name="tree")
def make_tree(tmp_path):
    """tree(*options): the folder of a build, beside the one that is tested: only there ccache knows the paths."""
    folder = BUILD.with_name(f"{BUILD.name}-options")
    shutil.rmtree(folder, ignore_errors=True)
    werror = [f"-Dwerror={str(option['value']).lower()}" for option in
              json.loads((BUILD / "meson-info/intro-buildoptions.json").read_text()) if option["name"] == "werror"]

    def setup(*options):
        run("meson", "setup", folder, SOURCE, "--prefix", "/usr", *werror, *options)
        return folder

    yield setup
    shutil.rmtree(folder)


SMALLEST = "-Dapp=false -Dpostgres=disabled -Dgif=disabled"


@pytest.mark.parametrize("options", representative(
    [SMALLEST, "-Dapp=false", "-Dservice=false", "-Dpostgres=disabled", "-Dgif=disabled"], [SMALLEST]))
def test_programs(tree, tmp_path, options):
    folder = tree("-Dtests=false", *options.split())
    run("ninja", "-C", folder)
    run("meson", "install", "-C", folder, "--no-rebuild", "--destdir", tmp_path)
    installed = {str(path.relative_to(tmp_path / "usr")) for path in tmp_path.rglob("*") if path.is_file()}
    assert PROGRAMS - installed == {LEFT_OUT[each] for each in options.split() if each in LEFT_OUT}
    languages = [path.stem for path in (SOURCE / "po").glob("*.po")]
    assert {f"share/locale/{each}/LC_MESSAGES/maquette.mo" for each in languages} <= installed


@pytest.mark.parametrize("option", ["-Dapp=false", "-Dservice=false", "-Dpostgres=disabled", "-Dgif=disabled"])
def test_tests(tree, option):
    """The tests of what is left are there, and know of nothing that is not."""
    assert "common / config" in run("meson", "test", "-C", tree(option), "--list")


def test_wrong_word(tmp_path):
    """A word that is no option is an error."""
    words = ["meson", "setup", tmp_path / "wrong", SOURCE, "-Dgtk=false"]
    wrong = subprocess.run(words, capture_output=True, text=True)
    assert wrong.returncode and "gtk" in wrong.stdout + wrong.stderr
