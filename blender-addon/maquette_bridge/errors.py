# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that travel to the client: JSON-RPC codes and the bridge's own
(docs/inside/bridge.md)."""

import errno
import os
from typing import NoReturn

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603

BUSY = -32000
NOT_AUTHORISED = -32001
PATH_REFUSED = -32002
NOT_IN_BACKGROUND = -32003
NOTHING_TO_RENDER = -32004
CANCELLED = -32005
UNSUITABLE = -32006  # what the user asked for does not suit this asset

FULL = 1024 * 1024  # bytes free, on a disk that is


class BridgeError(Exception):
    """An error with a code that the client branches on and a message for people."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refuse_params(message: str) -> NoReturn:
    """Raises the error for parameters of a wrong type or out of range."""
    raise BridgeError(INVALID_PARAMS, message)


def name_write_failure(folder: str, why: str) -> str:
    """Returns why a file could not be written: Blender may give another reason for a full disk, or
    none."""
    disk = os.statvfs(folder)
    full = disk.f_bavail * disk.f_frsize < FULL
    return os.strerror(errno.ENOSPC) if full else why
