# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serves clients of a live Blender without ever waiting: a timer calls `poll` every few
milliseconds. Who hangs, floods or babbles is dropped, so that the window never stands still.

No bpy here: what it does can be tested without Blender.
"""

from __future__ import annotations

import os
import socket
import struct
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..connection import MAX_WAITING, Closed, Session

if TYPE_CHECKING:
    from ..connection import WrongToken
    from ..errors import BridgeError
    from .address import Address

MAX_PEERS = 4
# Without a hello yet. On the loopback anybody may be one: of too many the oldest goes, so that they
# do not keep out who has the token.
MAX_STRANGERS = 32
HELLO_S = 5.0  # until the hello
IDLE_S = 60.0  # between two requests


class LiveSession(Session):
    """One client whose socket does not wait."""

    max_frame = 64 * 1024  # scenes come as files
    read_size = 64 * 1024

    def __init__(self, sock: socket.socket, token: str, methods: dict[str, Callable[..., Any]],
                 hello: Callable[..., Any]) -> None:
        sock.setblocking(False)
        super().__init__(sock, token, methods, lambda params: hello(params, self))
        self.folder = None  # that paths are relative to, of the hello
        self.client = ""
        self._since = time.monotonic()  # the last whole request

    def step(self) -> None:
        """Takes in what has come and answers one request."""
        self._receive()
        for message in self._messages():
            if len(self._waiting) == MAX_WAITING:
                raise Closed("too many requests at once")
            self._waiting.append(message)
        if self._waiting:
            self._handle(self._waiting.pop(0))
            self._since = time.monotonic()
        elif time.monotonic() - self._since > (IDLE_S if self._open else HELLO_S):
            raise Closed("nothing came of it for too long")

    @property
    def is_stranger(self) -> bool:
        """True until the client has proved that it knows the token."""
        return not self._open

    def _no_request(self, error: BridgeError) -> None:
        raise Closed(error.message)

    def close(self) -> None:
        """Closes the client's socket."""
        self._sock.close()


class Server:
    """The clients of one address. `methods`: name -> function(params, session); `hello`:
    function(params, session); `say`: function(text), told why a client was dropped."""

    def __init__(self, address: Address, methods: dict[str, Callable[..., Any]],
                 hello: Callable[..., Any], say: Callable[..., Any]) -> None:
        self._address = address
        self._methods = methods
        self._hello = hello
        self._say = say
        self._sessions: list[LiveSession] = []

    @property
    def is_serving(self) -> bool:
        """True if a client is connected."""
        return bool(self._sessions)

    def poll(self) -> None:
        """Serves the clients, then accepts others: closed connections free their places first."""
        self._serve(list(self._sessions))
        # Lets in who waits.
        accepted = []
        assert self._address.listener is not None
        for _ in range(MAX_PEERS):
            try:
                sock, _peer = self._address.listener.accept()
            except OSError:
                break  # nobody, or one who has left again
            friends = [each for each in self._sessions if not each.is_stranger]
            if len(friends) >= MAX_PEERS or not self._is_own(sock):
                sock.close()
                continue
            strangers = [each for each in self._sessions if each.is_stranger]
            if len(strangers) >= MAX_STRANGERS:
                self._drop(strangers[0], Closed("too many were waiting"))
            session = LiveSession(sock, self._address.token, self._methods, self._hello)
            self._sessions.append(session)
            accepted.append(session)
        self._serve(accepted)

    def _serve(self, sessions: list[LiveSession]) -> None:
        for session in sessions:
            # A method may have closed all of it.
            if session not in self._sessions:
                continue
            try:
                session.step()
            except Closed as why:
                self._drop(session, why)

    def close(self) -> None:
        """Disconnects all clients and stops listening."""
        for session in self._sessions:
            session.close()
        self._sessions.clear()
        self._address.close()

    @staticmethod
    def _is_own(sock: socket.socket) -> bool:
        """Whether the other end is this user's; what the loopback cannot tell, the token does."""
        if sock.family != getattr(socket, "AF_UNIX", None) or not hasattr(socket, "SO_PEERCRED"):
            return True
        size = struct.calcsize("3i")
        _pid, uid, _gid = struct.unpack("3i", sock.getsockopt(socket.SOL_SOCKET,
                                                              socket.SO_PEERCRED, size))
        return uid == os.getuid()

    def _drop(self, session: LiveSession, why: Closed | WrongToken) -> None:
        if session in self._sessions:
            self._sessions.remove(session)
        session.close()
        if str(why) != "the client left":
            self._say(f"A client was dropped: {why}")
