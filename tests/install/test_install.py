# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed program, with neither source nor build tree in sight: it finds its service, its kinds
and its part for Blender where `meson install` put them."""

import json
import os
import pathlib
import subprocess

BUILD = pathlib.Path(os.environ["MQ_TEST_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def test_installed_program(tmp_path):
    options = json.loads((BUILD / "meson-info" / "intro-buildoptions.json").read_text())
    prefix, = [option["value"] for option in options if option["name"] == "prefix"]
    target = tmp_path / "target"
    subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--destdir", target], check=True,
                   stdout=subprocess.DEVNULL)
    installed = target / prefix.lstrip("/")
    assert (installed / "share" / "maquette" / "blender-addon" / "maquette_bridge.zip").is_file()

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
