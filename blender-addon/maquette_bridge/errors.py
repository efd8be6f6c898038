# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that travel to the client: JSON-RPC codes and the bridge's own (docs/bridge.md)."""

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


class BridgeError(Exception):
    """An error with a code that the client branches on and a message for people."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def refuse_params(message: str) -> NoReturn:
    """Raises the error for parameters of a wrong type or out of range."""
    raise BridgeError(INVALID_PARAMS, message)
