# SPDX-License-Identifier: GPL-3.0-or-later
"""The installed program, with neither source nor build tree in sight: it finds its service, its kinds
and its part for Blender where `meson install` put them. The build for it stays, so that the next test
compiles only what changed."""

import os
import pathlib
import shutil
import subprocess

BUILD = pathlib.Path(os.environ["MQ_TEST_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def test_installed_program(tmp_path):
    build, prefix = BUILD / "tests-install", BUILD / "tests-installed"
    shutil.rmtree(prefix, ignore_errors=True)
    sanitize = "true" if b"__asan_init" in (BUILD / "src/cli/maquette-cli").read_bytes() else "false"
    again = ["--reconfigure"] if (build / "build.ninja").exists() else []
    subprocess.run(["meson", "setup", *again, build, SOURCE, f"--prefix={prefix}", "-Dtests=false",
                    "-Doptimization=0", f"-Dsanitize={sanitize}"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["meson", "install", "-C", build], check=True, stdout=subprocess.DEVNULL)
    assert (prefix / "share" / "maquette" / "blender-addon" / "maquette_bridge.zip").is_file()

    config = tmp_path / "config.yaml"
    config.write_text("render: {num_images: 1, resolution_scale: 0.1}\n")
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    environment = {**os.environ, **{f"XDG_{each}_HOME": str(tmp_path / each.lower())
                                    for each in ("DATA", "STATE", "CONFIG", "CACHE")}}
    # Sources and builds are covered by an empty folder.
    run = subprocess.run(["bwrap", "--dev-bind", "/", "/", "--bind", hidden, SOURCE, "--bind", hidden, BUILD,
                          "--bind", prefix, prefix, "--chdir", "/",
                          prefix / "bin" / "maquette-cli", "--config", config, "--no-input",
                          "--text", "a mug"], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Version 1 is kept" in run.stdout
