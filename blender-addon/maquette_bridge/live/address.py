# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a live Blender is found: a folder that is its user's alone (0700), in it a socket and a
file that names it and holds the token of this start (both 0600). `docs/using/live.md`.

No bpy here: what it does can be tested without Blender.
"""

import json
import os
import secrets
import socket
import stat
from typing import Any

from ..version import PROTOCOL

MAX_UNIX_PATH = 107  # bytes of a socket's address on Linux
DEFAULT_PORT = 8888
LOOPBACK = "127.0.0.1"
MAX_FILE = 4096


class NoAddress(Exception):
    """Why nobody can be listened to, for people."""


def _own_folder(path: str) -> str:
    """Makes `path` and sees to it that nobody else gets in."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    status = os.lstat(path)
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise NoAddress(f"{path} is not a folder of yours")
    if status.st_mode & 0o077:
        os.chmod(path, 0o700)
    return path


def state_home() -> str:
    """`$XDG_STATE_HOME/maquette`"""
    state = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):
        state = os.path.join(os.path.expanduser("~"), ".local", "state")
    return os.path.join(state, "maquette")


def folder() -> tuple[str, bool]:
    """(folder, whether sockets belong there). A Flatpak, Blender's or Maquette's, and the rest of
    the system share nothing of the runtime folder but `app/ID`."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.path.isabs(runtime) or not os.path.isdir(runtime):
        return _own_folder(os.path.join(state_home(), "live")), False
    own = os.environ.get("FLATPAK_ID", "")
    for name in (own, "org.maquette.Maquette"):
        shared = os.path.join(runtime, "app", name)
        if name and os.path.isdir(shared):
            runtime = shared
            break
    _own_folder(os.path.join(runtime, "maquette"))
    return _own_folder(os.path.join(runtime, "maquette", "live")), True


def _listen_loopback(port: int) -> socket.socket:
    """A listener at `port`, or at any when that is taken: by another Blender, most likely."""
    for each in (port, 0):
        sock = socket.socket(socket.AF_INET)
        try:
            sock.bind((LOOPBACK, each))
            sock.listen(8)
            return sock
        except OSError:
            sock.close()
            if each == 0:
                raise
    raise AssertionError("the last port raises its error")


def _is_deserted(address: str) -> bool:
    """Whether nobody listens there any more."""
    kind, _, place = address.partition(":")
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    try:
        target = place if kind == "unix" else (LOOPBACK, int(place))
        with socket.socket(family) as sock:
            sock.setblocking(False)
            sock.connect(target)
    except (ConnectionRefusedError, FileNotFoundError, ValueError):
        return True
    except OSError:
        pass
    return False


class Address:
    """A place where clients find this Blender, until `close`."""

    def __init__(self, facts: dict[str, Any], over_tcp: bool = False,
                 port: int = DEFAULT_PORT) -> None:
        """`facts`: JSON to show of this Blender. `over_tcp`: the loopback instead of a socket in
        the file system. Raises NoAddress."""
        self.token = secrets.token_hex(32)
        self.listener: socket.socket | None = None
        self._files: list[str] = []
        try:
            where, with_socket = folder()
            # Takes away what Blenders left that crashed.
            for name in os.listdir(where):
                path = os.path.join(where, name)
                if not name.startswith("blender-") or not name.endswith(".json"):
                    continue
                try:
                    with open(path, encoding="utf-8") as file:
                        address = json.loads(file.read(MAX_FILE))["address"]
                    if isinstance(address, str) and _is_deserted(address):
                        os.unlink(path)
                        if address.startswith("unix:"):
                            os.unlink(os.path.join(where, os.path.basename(address)))
                except (OSError, ValueError, KeyError, TypeError):
                    pass
            self._listen(where, with_socket and not over_tcp, port)
            self._announce(where, facts)
        except OSError as error:
            self.close()
            raise NoAddress(f"{error.strerror}: {error.filename or LOOPBACK}") from None

    def _listen(self, where: str, with_socket: bool, port: int) -> None:
        self._name = os.path.join(where, f"blender-{secrets.token_hex(4)}")
        path = self._name + ".socket"
        if with_socket and hasattr(socket, "AF_UNIX") and len(os.fsencode(path)) <= MAX_UNIX_PATH:
            sock = socket.socket(socket.AF_UNIX)
            try:
                sock.bind(path)
                os.chmod(path, 0o600)  # nobody else reaches it even before: the folder is 0700
                sock.listen(8)
            except OSError:
                sock.close()
                raise
            self.listener = sock
            self._files.append(path)
            self.text = "unix:" + path
        else:
            self.listener = _listen_loopback(port)
            self.text = f"tcp:{self.listener.getsockname()[1]}"
        self.listener.setblocking(False)

    def _announce(self, where: str, facts: dict[str, Any]) -> None:
        """Written beside and renamed: who reads it reads all of it."""
        data = {"protocol": PROTOCOL, "address": self.text, "token": self.token, **facts}
        path = self._name + ".json"
        handle = os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(data, file)
        os.rename(path + ".new", path)
        self._files.append(path)

    def close(self) -> None:
        """Stops listening and removes the socket and the file that names it."""
        if self.listener is not None:
            self.listener.close()
            self.listener = None
        for path in self._files:
            try:
                os.unlink(path)
            except OSError:
                pass
        if self._files:
            try:
                os.rmdir(os.path.dirname(self._name))
            except OSError:
                pass  # others listen too
        self._files.clear()
