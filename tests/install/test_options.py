# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of meson.options means what it says: the tree is configured with it, and what it leaves is built and
installed, with the translations. A commit builds the smallest."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))

from representative import representative  # noqa: E402

BUILD = pathlib.Path(os.environ["MQ_TEST_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = {"-Dapp=false": "bin/maquette", "-Dservice=false": "libexec/maquette-service"}
PROGRAMS = {"bin/maquette", "bin/maquette-cli", "libexec/maquette-service", "libexec/maquette-launcher",
            "libexec/maquette-dxf", "libexec/maquette-step"}


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


ID = "org.maquette.Maquette"
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


DESKTOP = ("applications", "dbus-1", "glib-2.0", "gnome-shell", "icons", "metainfo", "mime")


def test_a_development_build_is_beside_the_installed_one(tree, tmp_path):
    """It shares no file of the desktop, no id, no settings and no folder of the user's with what is shipped."""
    folder = tree("-Dtests=false", "-Ddevelopment=true")

    def files_of_the_desktop(build):
        installed = json.loads((build / "meson-info/intro-installed.json").read_text())
        return {os.path.basename(path): built for built, path in installed.items()
                if path.split("/share/")[-1].split("/")[0] in DESKTOP}

    run("ninja", "-C", folder, "src/cli/maquette-cli", "data/gschemas.compiled")
    ours, shipped = files_of_the_desktop(folder), files_of_the_desktop(BUILD)
    assert len(ours) == len(shipped) > 7 and not set(ours) & set(shipped)
    for name, built in ours.items():
        text = pathlib.Path(built).read_text() if os.path.exists(built) else ""
        assert not re.search(r"org[./]maquette[./]Maquette(?![./]Devel)", text), name
    assert "Name=Maquette (Development)" in pathlib.Path(folder / "data" / f"{ID}.Devel.desktop.in").read_text()
    homes = {f"XDG_{each}_HOME": str(tmp_path / each) for each in ("DATA", "CONFIG", "CACHE", "STATE")}
    environment = {**os.environ, **homes, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path / "RUN")}
    (tmp_path / "RUN").mkdir(mode=0o700)
    cli = folder / "src/cli/maquette-cli"
    subprocess.run([cli, "import", SOURCE / "README.md"], env=environment, capture_output=True)
    made = {str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")}
    assert "DATA/maquette-devel" in made and not [each for each in made if each.endswith("/maquette")]
    assert "~/.local/share/maquette-devel/" in run(cli, "--help")


def test_wrong_word(tmp_path):
    """A word that is no option is an error."""
    words = ["meson", "setup", tmp_path / "wrong", SOURCE, "-Dgtk=false"]
    wrong = subprocess.run(words, capture_output=True, text=True)
    assert wrong.returncode and "gtk" in wrong.stdout + wrong.stderr
