# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed program, with neither source nor build tree in sight: it finds its service, its kinds
and its part for Blender where `meson install` put them."""

import fnmatch
import json
import os
import pathlib
import re
import subprocess

import pytest

BUILD = pathlib.Path(os.environ["MQ_TEST_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROSE = {"waits"}  # "maquette-cli waits until there is room"


@pytest.fixture(name="prefix", scope="module")
def find_prefix():
    options = json.loads((BUILD / "meson-info" / "intro-buildoptions.json").read_text())
    prefix, = [option["value"] for option in options if option["name"] == "prefix"]
    return prefix


@pytest.fixture(name="installed", scope="module")
def install(prefix, tmp_path_factory):
    """The folder that has what is in the prefix."""
    target = tmp_path_factory.mktemp("target")
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", target], check=True,
                   stdout=subprocess.DEVNULL)
    return target / prefix.lstrip("/")


def test_every_file_is_in_a_package(installed):
    """debhelper refuses a file that no package takes; ./dev deb is not run for each commit."""
    patterns = [line.split()[0].removeprefix("usr/") for file in (SOURCE / "data/debian").glob("*.install")
                for line in file.read_text().splitlines()]
    files = [path.relative_to(installed) for path in installed.rglob("*") if path.is_file()]
    assert [str(path) for path in files if not any(
        fnmatch.fnmatch(str(each), pattern) for each in (path, *path.parents) for pattern in patterns)] == []


def test_installed_program(prefix, installed, tmp_path):
    for archive in ("maquette_bridge.zip", "maquette-check.zip"):
        assert (installed / "share" / "maquette" / "blender-addon" / archive).is_file()

    config = tmp_path / "config.yaml"
    config.write_text("render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    environment = {**os.environ, **{f"XDG_{each}_HOME": str(tmp_path / each.lower())
                                    for each in ("DATA", "STATE", "CONFIG", "CACHE")}}
    # It stands where it was built for; sources and build are covered by an empty folder.
    run = subprocess.run(["bwrap", "--dev-bind", "/", "/", "--bind", hidden, SOURCE, "--bind", hidden, BUILD,
                          "--bind", installed, prefix, "--chdir", "/",
                          f"{prefix}/bin/maquette-cli", "--config", config, "--no-input",
                          "--text", "a mug"], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Version 1 is kept" in run.stdout
    assert f"For any object: {prefix}/share/doc/maquette/using/models.md" in run.stdout


def literals():
    """The strings of the programs' sources; adjacent ones are one."""
    for file in (SOURCE / "src").rglob("*.c"):
        code = re.sub(r"/\*.*?\*/|^#include.*?$", "", file.read_text(), flags=re.S | re.M)
        for found in re.findall(r'"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*', code):
            yield re.sub(r'"\s*"', "", found)[1:-1].replace("\\n", "; ").replace('\\"', '"')


def help_of(program, *words):
    return subprocess.run([BUILD / program, *words, "--help"], capture_output=True, text=True, check=True).stdout


def test_every_hint_leads_somewhere(installed):
    """Manual pages, the help, commands and options that a message names are there where only that is installed."""
    said = "\n".join(literals())
    manuals = {path.stem for path in (installed / "share/man").rglob("*.[18]")}
    assert set(re.findall(r"\bman (maquette[a-z-]*)", said)) <= manuals and "man maquette-cli" in said
    assert "F1" in said and len(list((installed / "share/maquette/help").glob("*/*.md"))) >= 5 * 6
    listed = help_of("src/cli/maquette-cli")
    commands = set(re.findall(r"^  ([a-z-]+)", listed.partition("\nCommands")[2], re.M))
    named = [words.split() for words in re.findall(r"maquette-cli ((?:--)?[a-z][a-z-]*(?: [^\s;:,.“”]+)*)", said)]
    named = [words for words in named if words[0] not in PROSE]
    wrong = [words for words in named if words[0] not in (listed if words[0].startswith("--") else commands)]
    for words in named:
        there = listed + (help_of("src/cli/maquette-cli", words[0]) if words[0] in commands else "")
        wrong += [words for option in words if re.match("--[a-z]", option) and option not in there]
    for words in re.findall(r"maquette-service ([a-z]+) --help", said):
        help_of("src/service/maquette-service", words)
    assert len(named) > 20 and not wrong, wrong


def test_pages_that_messages_name(prefix, installed):
    """All pages are installed, those that messages name among them, and --help names none by a place."""
    texts = [line.strip() for file in (SOURCE / "src").rglob("*.c") for line in file.read_text().splitlines()]
    named = {name for text in texts if not text.startswith(("/*", "*", "#include"))
             for name in re.findall(r"docs/([\w/-]+\.md)", text)}
    pages = installed / "share" / "doc" / "maquette"
    assert len(named) >= 5 and [name for name in named if not (pages / name).is_file()] == []
    assert ({page.relative_to(SOURCE / "docs") for page in SOURCE.glob("docs/**/*.md")}
            == {page.relative_to(pages) for page in pages.glob("**/*.md")})
    links = [(page, link) for page in pages.glob("**/*.md")
             for link in re.findall(r"\]\((?![a-z]+:)([^)#\s]+)", page.read_text())]
    dead = [f"{page}: {link}" for page, link in links if not (page.parent / link).exists()]
    assert len(links) > 100 and not dead, "\n".join(dead)
    for words in ([], ["export"], ["batch"], ["tool"], ["mcp"]):
        told = subprocess.run([BUILD / "src/cli/maquette-cli", *words, "--help"], capture_output=True, text=True,
                              check=True)
        assert "docs/" not in told.stdout, words
