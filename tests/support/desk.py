# SPDX-License-Identifier: GPL-3.0-or-later
"""The command-line program as a black box: real service, real Blender, real library. Everything is
in a folder of the test's own."""

import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from json_lines import JsonProgram
from shared_cache import share_cache

BUILD = pathlib.Path(os.environ.get("MQ_TEST_BUILD") or os.environ.get("MQ_BUILD")
                     or pathlib.Path(__file__).parents[2] / "_build")
CLI = BUILD / "src" / "cli" / "maquette-cli"
SERVICE = BUILD / "src" / "service" / "maquette-service"

SUPPRESSIONS = pathlib.Path(__file__).parents[1] / "lsan.supp"
SANITIZED = b"__asan_init" in CLI.read_bytes()

# Answers at once; for tests of how the program behaves round it.
QUICK = ("render: {num_images: 1, resolution_scale: 0.1}\nblender: {sandbox: off, executable: "
         f"{pathlib.Path(__file__).with_name('quick-blender')}}}\n")

# Small and few: what a picture shows is tested elsewhere. A spare Blender would be started and not used: most
# tests run one script. In the sandbox, and started as a user's is: for tests of which that is the point.
SAFE = "blender: {spare: off}\nrender: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n"
# The real Blender all the same, a child of the one that serves all tests: for scripts of our own. A desk has it unless
# it is told otherwise.
FORKED = pathlib.Path(__file__).with_name("blender-forked")
FAST = SAFE.replace("spare: off", f"spare: off, sandbox: off, executable: {FORKED}")
CHAIR = "Create a 3D object of a chair"

CUBE = """import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
"""


def without_warning(text: str) -> str:
    """Without what the sanitizer says of every fiber."""
    return re.sub(r"==\d+==WARNING: ASan doesn't fully support.*\n", "", text)


class Result:
    """How a run of the program ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out = status, out
        self.err = without_warning(err)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    def named(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["event"] == name]

    def __repr__(self) -> str:
        return f"exit {self.status}\n--- stdout\n{self.out[-6000:]}\n--- stderr\n{self.err[-3000:]}"


class Desk:
    """A user's folders, and the program at work in them."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self.config = root / "config" / "maquette" / "config.yaml"
        self.library = root / "data" / "maquette"
        self.env = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        for key, name in (("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"),
                          ("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state"),
                          ("HOME", "home")):
            (root / name).mkdir(mode=0o700, exist_ok=True)
            self.env[key] = str(root / name)
        share_cache(BUILD, root / "cache")
        # Short enough for a socket's address.
        self.runtime = pathlib.Path(tempfile.mkdtemp(prefix="mq-", dir="/tmp"))
        self.env["XDG_RUNTIME_DIR"] = str(self.runtime)
        self.env["TERM"] = "xterm"
        # What the sanitizer finds in any of our processes, the service's too, is in files.
        if SANITIZED:
            options = self.env.get("ASAN_OPTIONS",
                                   "detect_leaks=1:detect_stack_use_after_return=0")
            self.env["ASAN_OPTIONS"] = f"{options}:log_path={root / 'sanitizer'}"
            self.env.setdefault("LSAN_OPTIONS", f"suppressions={SUPPRESSIONS}:print_suppressions=0")
        self.config.parent.mkdir()
        self.config.write_text(FAST)

    def popen(self, *args: object, around: Sequence[object] = (), **more: Any) -> subprocess.Popen[str]:
        more = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE,
                "text": True, "encoding": "utf-8", "env": self.env, **more}
        command = [*map(str, around), str(CLI), *map(str, args)]
        return (JsonProgram if "--json" in command else subprocess.Popen)(command, **more)

    def __call__(self, *args: object, timeout: float = 1800, **more: Any) -> Result:
        process = self.popen(*args, **more)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"took longer than {timeout} s\n{out}\n{err}") from None
        return Result(process.returncode, out, err)

    @contextlib.contextmanager
    def rendering_elsewhere(self, title: str) -> Iterator[None]:
        """Another program of the user has the turn to render final pictures (mq-render-turn.c)."""
        folder = self.runtime / "maquette" / "render"
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        pipe = folder / f"0-{0:016}-{title}"
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        os.utime(pipe, (1 << 32, 1 << 32))  # it is never silent
        try:
            yield
        finally:
            pipe.unlink()
            os.close(reader)

    def sessions(self) -> list[dict[str, Any]]:
        result = self("--list-sessions", "--json")
        assert result.status == 0, result
        return result.events

    def versions(self, session: str) -> list[pathlib.Path]:
        folder = self.library / "sessions" / session / "versions"
        return sorted(folder.iterdir(), key=lambda path: int(path.name)) if folder.is_dir() else []

    def assert_tidy(self) -> None:
        """No process of ours is left and nothing half-made lies about."""
        deadline = time.monotonic() + 1800
        while left := processes_with(f"XDG_DATA_HOME={self.env['XDG_DATA_HOME']}"):
            assert time.monotonic() < deadline, f"still there: {left}"
            time.sleep(0.05)
        self.assert_clean()
        shutil.rmtree(self.runtime)

    def assert_clean(self) -> None:
        """Nothing half-made lies about."""
        temp = self.library / "tmp"
        assert not temp.is_dir() or not list(temp.iterdir()), list(temp.iterdir())
        # The lock of the user's service stays, and what it said when it ended, which is nothing.
        left = [path for path in self.runtime.glob("maquette/*")
                if (is_listened_at(path) if path.is_socket() else list(filter(is_owned, path.glob("*-*")))
                    if path.name == "render"
                    else path.suffix not in (".lock", ".log") or path.read_text())]
        assert not left, [(path, path.suffix == ".log" and path.read_text()) for path in left]
        reports = [without_warning(path.read_text(errors="replace"))
                   for path in self.root.glob("sanitizer.*")]
        assert not "".join(reports).strip(), "\n".join(reports)


def is_listened_at(path: pathlib.Path) -> bool:
    """Whether somebody is behind a socket: what a killed service leaves is taken away by the next one."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def is_owned(pipe: pathlib.Path) -> bool:
    """Whether somebody renders or waits for it; who was killed is cleared away by the next one."""
    try:
        os.close(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


def processes_with(variable: str) -> list[tuple[str, bytes]]:
    """Processes that have this in their environment, zombies excepted."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (path / "environ").read_bytes().split(b"\0"):
                found.append((path.name, (path / "cmdline").read_bytes().replace(b"\0", b" ")))
        except OSError:
            pass
    return found


def has_no_core_dumps(pid: int) -> bool:
    """If a process has set its limit so low that neither the kernel nor a program for it writes a dump."""
    soft, hard = resource.prlimit(pid, resource.RLIMIT_CORE)
    return soft == (0 if hard == 0 else 1)


def descendants(pid: int) -> list[tuple[int, str]]:
    """Every process below @pid as (pid, command)."""
    parents = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (path / "stat").read_text().rpartition(")")
            parents[int(path.name)] = (int(rest.split()[1]), name.partition("(")[2])
        except OSError:
            pass
    found, border = [], [pid]
    while border:
        border = [child for child, (parent, _name) in parents.items() if parent in border]
        found += [(child, parents[child][1]) for child in border]
    return found


def kill_blender(pid: int) -> int:
    """SIGKILL to every Blender below @pid; how many."""
    blenders = [child for child, name in descendants(pid) if name.startswith("blender")]
    for child in blenders:
        os.kill(child, signal.SIGKILL)
    return len(blenders)


@pytest.fixture
def desk(tmp_path: pathlib.Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.assert_tidy()
