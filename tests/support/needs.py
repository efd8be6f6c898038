#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests need besides what builds them (data/debian/control). Where a part is missing, as with a packager,
watch-test skips a test and says why; `meson setup` names what is missing by this program. ./dev installs everything."""

import glob
import importlib.machinery
import os
import re
import shutil
import site

# A need is programs, files (with a slash), Python modules (with a colon), folders in a variable, to be root, or no
# emulator.
NEEDS = {
    "Blender, bubblewrap and pytest": ("blender", "bwrap", ":pytest", ":jsonschema", ":yaml", ":numpy", "convert"),
    "GStreamer's plugins and glycin's loaders": ("/usr/lib*/**/gstreamer-1.0/libgstvpx.so",
                                                 "/usr/lib*/**/gstreamer-1.0/libgstapp.so",
                                                 "/usr/lib*/glycin-loaders/*/glycin-image-rs"),
    "certificates": ("/etc/ssl/certs/*.pem",),
    "a display": ("Xvfb", "xdotool", "openbox", ":dogtail", ":gi"),
    "a keyring": ("gnome-keyring-daemon", "dbus-run-session"),
    "PostgreSQL": ("/usr/lib/postgresql/*/bin/initdb",),
    "a sign-in server": ("glewlwyd", "nginx", "openssl"),
    "Chromium": ("chromium", "chromedriver"),
    "the packages of tests/npm": ("$MQ_NODE_MODULES", "node"),
    "simulators": ("godot3-server", "check_urdf", "/usr/include/mujoco/mujoco.h"),
    "Slurm": ("slurmctld", "munged"),
    "Open CASCADE": ("/usr/lib*/**/libTKXSDRAWGLTF.so.7.[89]",),
    "tools of the lint": ("clang-format", "codespell", "git", ":reuse", ":mypy"),
    "mkdocs": ("mkdocs",),
    "root": (),
    "no emulator": (),
}

# Which tests need what, by words of their commands. All lines that fit hold.
TESTS = [
    (r" -m pytest |client-blender-tests (blender|probe|worker|real|lies|hostile|portal|scope)|workspace-blender",
     "Blender, bubblewrap and pytest"),
    (r"check-container|client-tests (library|library-faults|share)$", "Blender, bubblewrap and pytest"),
    (r" -m pytest |-tests (film|film-encoder|library|library-faults|share|picture)$",
     "GStreamer's plugins and glycin's loaders"),
    (r"-display |test_window|models-tests models-failures$", "certificates"),
    (r"-display |test_window", "a display"),
    (r"with-keyring |on-a-display |cli/test_locked_keyring", "a keyring"),
    (r"with-postgres |test_nodes|/account/test_", "PostgreSQL"),
    (r"/account/test_|tests/account$|/test_kept|app/test_account", "a sign-in server"),
    (r"/account/test_|tests/account$|app/test_account|test_site", "Chromium"),
    (r"/mcp/|_export|oidc_provider|check-python", "the packages of tests/npm"),
    (r"test_motion_exports|cli/test_motion", "simulators"),
    (r"test_batch_slurm", "Slurm"),
    (r"/test_step", "Open CASCADE"),
    (r"test_site", "mkdocs"),
    (r"check-(style|types|commits)|-m reuse ", "tools of the lint"),
    (r"with-systemd |-k another_user_", "root"),
    # They start programs of this build, or read of processes what an emulator cannot know.
    (r"workspace|unsent-message|check-(events|man)|service-tests journal|cli-tests |client-blender-tests |"
     r"client-tests (batch|embedded-service|programs|executor|ready-worker|share-hostile|share-set|mesh-preview)$",
     "no emulator"),
]


def is_here(part: str) -> bool:
    if part.startswith("$"):
        return os.path.isdir(os.environ.get(part[1:], ""))
    if part.startswith(":"):
        return importlib.machinery.PathFinder.find_spec(part[1:], site.getsitepackages()) is not None
    return bool(glob.glob(part, recursive=True)) if part.startswith("/") else shutil.which(part) is not None


def is_met(need: str) -> bool:
    if need == "no emulator":
        return "MESON_EXE_WRAPPER" not in os.environ
    return os.geteuid() == 0 if need == "root" else all(map(is_here, NEEDS[need]))


def missing(words: list[str]) -> list[str]:
    """The needs of the test with this command that are not met here."""
    command = " ".join(words)
    needed = dict.fromkeys(need for pattern, need in TESTS if re.search(pattern, command))
    return [need for need in needed if not is_met(need)]


if __name__ == "__main__":
    for name, parts in NEEDS.items():
        if lacking := [part.lstrip(":$") for part in parts if not is_here(part)]:
            print(f"{name} ({', '.join(os.path.basename(part) for part in lacking)})")
