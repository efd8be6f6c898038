# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The wire: frames of a 4-byte big-endian length and UTF-8 JSON, JSON-RPC 2.0 inside.

Nothing here knows what the methods do. `Framer` and `Session` are fed bytes and hand out bytes, so
that a loop that waits (background: `serve`) and a timer (live Blender: `live/server.py`) can both
drive them.
"""

import hashlib
import hmac
import json
import select
import socket
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

from . import errors
from .errors import BridgeError

MAX_FRAME = 64 * 1024 * 1024
MAX_FIRST_FRAME = 64 * 1024  # a hello is small: nobody may make us buffer more before it
MAX_WAITING = 16  # requests that may wait while another is at work
READ_SIZE = 256 * 1024
NO_SIGNAL = getattr(socket, "MSG_NOSIGNAL", 0)


class Closed(Exception):
    """The peer left, or broke the rules so that the connection ends."""


class WrongToken(Closed):
    """The peer does not know the token."""


def proof(token: bytes, nonce: bytes) -> str:
    """Computes an answer to `nonce` (bytes) that needs the token (bytes): so a client knows whom it
    tells the token to."""
    return hmac.new(token, b"maquette-bridge:" + nonce, hashlib.sha256).hexdigest()


class Framer:
    """Cuts a byte stream into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self.limit = MAX_FIRST_FRAME

    def feed(self, data: bytes) -> None:
        """Adds bytes that were received."""
        self._buffer += data

    def take(self) -> bytes | None:
        """The next whole frame, or None. Raises Closed for a frame over the limit."""
        if len(self._buffer) < 4:
            return None
        (size,) = struct.unpack_from(">I", self._buffer)
        if size > self.limit:
            raise Closed(f"a frame of {size} bytes, {self.limit} are allowed")
        if len(self._buffer) < 4 + size:
            return None
        frame = bytes(self._buffer[4:4 + size])
        del self._buffer[:4 + size]
        return frame

    @staticmethod
    def frame(message: dict[str, Any]) -> bytes:
        """Encodes a message: its length in 4 bytes, and JSON."""
        data = json.dumps(message, ensure_ascii=False, allow_nan=False,
                          separators=(",", ":")).encode("utf-8", "backslashreplace")
        if len(data) > MAX_FRAME:
            raise BridgeError(errors.INTERNAL_ERROR, "The answer is larger than 64 MiB.")
        return struct.pack(">I", len(data)) + data


def _refuse_constant(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def parse(frame: bytes) -> dict[str, Any]:
    """The request in a frame, or a BridgeError."""
    try:
        message = json.loads(frame.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BridgeError(errors.PARSE_ERROR, "That is not JSON.") from None
    if (not isinstance(message, dict) or message.get("jsonrpc") != "2.0"
            or not isinstance(message.get("method"), str)):
        raise BridgeError(errors.INVALID_REQUEST, "That is not a JSON-RPC 2.0 request.")
    ident = message.get("id")
    if isinstance(ident, bool) or not isinstance(ident, (str, int, type(None))):
        raise BridgeError(errors.INVALID_REQUEST, "A request's id is a text or an integer.")
    return message


class Session:
    """One client: the hello, then one request at a time from `methods` (name -> function(params,
    call))."""

    max_frame = MAX_FRAME  # bytes, after the hello
    read_size = READ_SIZE

    def __init__(self, sock: socket.socket, token: str, methods: dict[str, Callable[..., Any]],
                 hello: Callable[..., Any]) -> None:
        self._sock = sock
        self._token = token.encode()
        self._methods = methods
        self._hello = hello
        self._framer = Framer()
        self._waiting: list[dict[str, Any]] = []
        self._open = False
        self._proved = False
        self._cancelled = False

    # The services of a call for its method.

    def progress(self, params: dict[str, Any]) -> None:
        """Sends a notification about the progress of this call."""
        self._send({"jsonrpc": "2.0", "method": "progress", "params": params})

    def cancelled(self) -> bool:
        """Whether a `cancel` has come since the call began. Looks without waiting."""
        while not self._cancelled and select.select([self._sock], [], [], 0)[0]:
            self._receive()
            for message in self._messages():
                if message["method"] == "cancel":
                    self._cancelled = True
                    self._answer(message, {})
                elif len(self._waiting) < MAX_WAITING:
                    self._waiting.append(message)
                else:
                    self._refuse(message.get("id"), BridgeError(
                        errors.BUSY, "Too many requests are waiting."))
        return self._cancelled

    # The loop.

    def serve(self) -> None:
        """Answers requests until the client leaves."""
        while True:
            for message in self._messages():
                self._waiting.append(message)
            while self._waiting:
                self._handle(self._waiting.pop(0))
            self._receive()

    def _receive(self) -> None:
        try:
            data = self._sock.recv(self.read_size)
        except BlockingIOError:
            return  # of a socket that does not wait
        except OSError as error:
            raise Closed(str(error)) from None
        if not data:
            raise Closed("the client left")
        self._framer.feed(data)

    def _messages(self) -> Iterator[dict[str, Any]]:
        while (frame := self._framer.take()) is not None:
            if not self._open:
                self._open_with(frame)
                continue
            try:
                yield parse(frame)
            except BridgeError as error:
                self._no_request(error)

    def _no_request(self, error: BridgeError) -> None:
        """A frame that is none: the next may be one again."""
        self._refuse(None, error)

    def _open_with(self, frame: bytes) -> None:
        """The first frame: a hello with the right token, or the end."""
        try:
            message = parse(frame)
        except BridgeError:
            raise Closed("the first message was no hello") from None
        params = message.get("params")
        if message["method"] == "prove":
            # Asked before the hello, once, by a client that wants to know whom it greets.
            nonce = params.get("nonce") if isinstance(params, dict) else None
            if (self._proved or message.get("id") is None or not isinstance(nonce, str)
                    or not 32 <= len(nonce) <= 128 or not nonce.isascii()):
                raise Closed("that is no nonce")
            self._proved = True
            self._answer(message, {"proof": proof(self._token, nonce.encode("ascii"))})
            return
        token = params.get("token") if isinstance(params, dict) else None
        if message["method"] != "hello" or message.get("id") is None or not isinstance(token, str):
            raise Closed("the first message was no hello")
        if not hmac.compare_digest(token.encode("utf-8", "surrogatepass"), self._token):
            self._refuse(message["id"], BridgeError(errors.NOT_AUTHORISED, "The token is wrong."))
            raise WrongToken("wrong token")
        try:
            answer = self._hello(params)
        except BridgeError as error:
            self._refuse(message["id"], error)
            raise Closed(error.message) from None
        self._open = True
        self._framer.limit = self.max_frame
        self._answer(message, answer)

    def _handle(self, message: dict[str, Any]) -> None:
        method = self._methods.get(message["method"])
        self._cancelled = False
        try:
            if message["method"] == "cancel":
                result = {}  # nothing is at work
            elif message["method"] == "hello":
                raise BridgeError(errors.INVALID_REQUEST, "The hello has been said.")
            elif method is None:
                raise BridgeError(errors.METHOD_NOT_FOUND,
                                  f"There is no method {message['method']!r:.80}.")
            else:
                result = method(message.get("params"), self)
            self._answer(message, result)
        except BridgeError as error:
            self._refuse(message.get("id"), error)
        except Closed:
            raise
        except Exception as error:
            traceback.print_exc(file=sys.__stderr__)
            self._refuse(message.get("id"), BridgeError(
                errors.INTERNAL_ERROR, f"{type(error).__name__}: {error}"[:2000]))

    def _answer(self, message: dict[str, Any], result: dict[str, Any]) -> None:
        if message.get("id") is not None:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    def _refuse(self, ident: int | None, error: BridgeError) -> None:
        self._send({"jsonrpc": "2.0", "id": ident,
                    "error": {"code": error.code, "message": error.message}})

    def _send(self, message: dict[str, Any]) -> None:
        frame = Framer.frame(message)
        try:
            # Blender's Python does not ignore SIGPIPE: a client that has gone would end Blender.
            self._sock.sendall(frame, NO_SIGNAL)
        except OSError as error:
            raise Closed(str(error)) from None
