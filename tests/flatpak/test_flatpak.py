"""Maquette as an installed Flatpak, run by an ordinary user: its main job, the sandbox of Blender there, the window.
Called by rig.py with the Flatpak installed; negative controls take one wall away ($MQ_WEAKEN, see weaken)."""

import os
import pathlib
import re
import subprocess
import time

import pytest

ID = "org.maquette.Maquette"
HOME = pathlib.Path(os.environ["HOME"])
CACHE = HOME / ".var/app" / ID / "cache"
FAST = "render: {num_images: 2, resolution_scale: 0.1, engine: workbench}\n"
HANGS = 1800


def flatpak(*words, command="maquette-cli", options=(), **variables):
    """In a session of its own: the portal's variables, which @variables join, are what a sub-sandbox starts with."""
    return subprocess.run(["dbus-run-session", "--", "sh", "-c", os.environ["MQ_SESSION"], "sh", "flatpak", "run",
                           "--user", f"--command={command}", *options, ID, *map(str, words)],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=HANGS,
                          env=os.environ | variables)


def config():
    path = CACHE / "config.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAST)
    return path


def make(prompt, **variables):
    return flatpak("--config", config(), "--text", prompt, "--no-input", **variables)


def blenders():
    """This user's processes of Blender in a Flatpak, and launchers that hold a life line, since the tests began."""
    found = set()
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().split(b"\0")
            is_own = path.stat().st_uid == os.getuid()
        except OSError:
            continue
        if is_own and words[0] in (b"/app/blender/blender", b"launcher", b"/app/libexec/maquette-launcher"):
            found.add(int(path.name))
    return found - OTHERS


OTHERS = set()
OTHERS = blenders()


def wait_for(fact):
    """When it never comes, watch-test ends it."""
    while not fact():
        time.sleep(0.05)


def test_makes_an_asset():
    run = make("a wooden chair")
    assert run.returncode == 0, run.stdout
    assert "Version 1 is kept" in run.stdout
    sessions = HOME / ".var/app" / ID / "data/maquette"
    assert list(sessions.rglob("*.blend")) and len(list(sessions.rglob("*.png"))) >= 2
    wait_for(lambda: not blenders())


@pytest.mark.parametrize("wall, words", [
    ("--landlock --read --write --device",
     ["read who uses this machine", "write more than it may", "see other processes"]),
    ("--seccomp", ["open sockets (AF_INET)", "start processes"]),
    ("as", ["take memory without limit"]),
    ("--confine --landlock --read --write --device", ["send signals to other processes"]),
])
def test_each_wall_is_probed(wall, words):
    run = make("a mug", MQ_WEAKEN=wall)
    assert run.returncode == 6, run.stdout
    assert "does not hold" in run.stdout
    assert [each for each in words if each not in run.stdout] == [], run.stdout


def test_hostile_scripts():
    run = flatpak(command="/app/tests/test-client-blender-hostile", options=[
        "--env=MQ_TEST_HOSTILE=/app/tests/hostile", f"--env=TMPDIR={CACHE}", "--env=MQ_BLENDER=/app/blender/blender"])
    assert run.returncode == 0, run.stdout
    names = {path.stem for path in (pathlib.Path(__file__).parents[1] / "client-blender/hostile").glob("*.py")}
    assert names <= set(re.findall(r"^ok \d+ /hostile/(\S+)", run.stdout, re.M)), run.stdout


def test_blender_ends_with_the_program():
    """Killed without warning, in the middle of a run."""
    run = subprocess.Popen(["flatpak", "run", "--user", "--command=maquette-cli", ID, "--text", "a wooden chair",
                            "--no-input"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    wait_for(blenders)
    subprocess.run(["flatpak", "kill", ID], check=True)
    run.wait()
    wait_for(lambda: not blenders())


def test_window():
    script = f"""
flatpak run --user --env=GSK_RENDERER=cairo {ID} >"$HOME/window.log" 2>&1 &
app=$!
xdotool search --sync --onlyvisible --name "New Session" >/dev/null && echo shown
kill $app
"""
    display = pathlib.Path(__file__).parents[1] / "support/with-display"
    run = subprocess.run([display, "-screen", "0", "1400x900x24", "--", "sh", "-c", script], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=HANGS)
    assert "shown" in run.stdout, run.stdout + (HOME / "window.log").read_text()
