# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The live connection of this Blender: off until its user connects. Puts server and scene together
under a timer; the panel shows what it says. What a model wrote never runs here: methods that run or
judge scripts are refused, finished geometry is let in (`docs/using/live.md`)."""

from __future__ import annotations

import os
import sys
import time
import traceback
from typing import TYPE_CHECKING, Any

import bpy
from bpy.app.handlers import persistent

from .. import blender_info
from ..errors import INVALID_PARAMS, NOT_IN_BACKGROUND, BridgeError, refuse_params
from ..params import Params, inside
from ..version import PROTOCOL
from . import save_asset, scene
from .address import DEFAULT_PORT, Address, NoAddress
from .scene import Refused
from .server import Server

if TYPE_CHECKING:
    from .server import LiveSession

TICK_S = 0.02
SERVING_TICK_S = 0.005  # while a client is there
MAX_STEPS = 32  # undo steps of ours that are remembered
SANDBOXED = ("introspect", "check", "execute", "measure", "render", "save", "export")


class Live:
    """One connection from Connect to Disconnect, and what is said about it."""

    def __init__(self) -> None:
        self._server: Server | None = None
        self._steps: list[Any] = []  # (step, words) of each version placed, the last one last
        self._undo_wanted = False
        self.backed_up = False
        self.backup = ""
        self.where = ""
        self.last = ""
        self.trouble = ""

    # Requests of the panel.

    @property
    def is_connected(self) -> bool:
        """True from Connect to Disconnect."""
        return self._server is not None

    @property
    def undoable(self) -> str:
        """Describes in words what an undo would remove."""
        return self._steps[-1][1] if self._steps else ""

    def connect(self, over_tcp: bool = False, port: int = DEFAULT_PORT) -> None:
        """Listens from now on. Raises NoAddress."""
        if self._server is not None:
            return
        address = Address({**blender_info.read(), "pid": os.getpid(), "since": time.time()},
                          over_tcp, port)
        methods = {"info": self.info, "place": self.place, "undo": self.undo, "take": self.take,
                   **{name: _refuse_sandboxed for name in SANDBOXED}}
        self._server = Server(address, methods, self._hello, self._say_trouble)
        self.where = address.text
        self.last = self.trouble = self.backup = ""
        self.backed_up = False
        self._steps.clear()
        bpy.app.handlers.load_post.append(_file_loaded)
        bpy.app.timers.register(self._tick, persistent=True)

    def disconnect(self) -> None:
        """Closes all connections and stops listening. Harmless when not connected."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        self.last = self.trouble = ""
        if _file_loaded in bpy.app.handlers.load_post:
            bpy.app.handlers.load_post.remove(_file_loaded)
        if bpy.app.timers.is_registered(self._tick):
            bpy.app.timers.unregister(self._tick)

    def want_undo(self) -> None:
        """Undoes at the next tick: ed.undo() frees the operator that calls it."""
        self._undo_wanted = True

    def file_loaded(self) -> None:
        """Forgets the undo steps and the backup: they belong to the file before."""
        self.backed_up = False
        self._steps.clear()

    # Under the timer.

    def poll(self) -> None:
        """Serves clients once, without waiting."""
        if self._undo_wanted:
            self._undo_wanted = False
            answer = self.undo({}, None)
            if not answer["done"]:
                self._say_trouble(answer["text"])
        if self._server is not None:
            self._server.poll()

    def _tick(self) -> float | None:
        """Catches every exception: Blender removes a timer whose function raises."""
        if self._server is None:
            return None
        try:
            self.poll()
        except Exception:
            traceback.print_exc(file=sys.__stderr__)
        serving = self._server is not None and self._server.is_serving
        return SERVING_TICK_S if serving else TICK_S

    def _say_trouble(self, text: str) -> None:
        self.trouble = text
        _redraw()

    def _say(self, text: str) -> None:
        self.last, self.trouble = f"{time.strftime('%H:%M')}  {text}", ""
        _redraw()

    # Requests of clients.

    def _hello(self, params: dict[str, Any], session: LiveSession) -> dict[str, Any]:
        if params.get("protocol") != PROTOCOL:
            raise BridgeError(INVALID_PARAMS, f"This bridge speaks protocol {PROTOCOL}.")
        values = Params({name: each for name, each in params.items()
                         if name not in ("protocol", "token")})
        session.client = values.text("client", 64, "")
        folder = values.text("folder", 4096, None)
        values.done()
        if folder is not None and (not os.path.isabs(folder) or not os.path.isdir(folder)):
            refuse_params("'folder' is no folder that this Blender can see")
        session.folder = folder
        return {"protocol": PROTOCOL, **blender_info.read()}

    def info(self, params: dict[str, Any], _session: object) -> dict[str, Any]:
        """Answers with the versions and with what the panel shows."""
        Params(params).done()
        return {**blender_info.read(), "last": self.last, "undoable": self.undoable,
                "backup": self.backup}

    def place(self, params: dict[str, Any], session: LiveSession) -> dict[str, Any]:
        """Puts a version from the client's folder into the scene."""
        values = Params(params)
        file = values.text("file", 1024)
        ident = values.text("session", 64)
        title = values.text("title", 200)
        version = values.integer("version", 1, 1000000)
        values.done()
        if session.folder is None:
            refuse_params("the hello named no folder that 'file' is in")
        path = inside(session.folder, file, (".blend",))
        title = " ".join("".join(c if c.isprintable() else " " for c in title).split()) or "Asset"
        words = f"{title}, version {version}"
        try:
            with scene.user_context():
                scene.check_place(path)
                if not self.backed_up:
                    self.backup = scene.save_backup()
                    self.backed_up = True
                result = scene.place(path, ident, title, version)
        except Refused as why:
            self._say_trouble(f"{words}: {why}")
            return {"done": False, "why": why.why, "text": str(why)}
        if result["undo"]:
            self._steps = [*self._steps, (result["step"], words)][-MAX_STEPS:]
        self._say(f"{words} received" if result["replaced"] is None
                  else f"{words} received, replaces version {result['replaced']}")
        return {"done": True, "backup": self.backup, **result}

    def take(self, params: dict[str, str], session: LiveSession) -> dict[str, Any]:
        """Writes the session's asset into the client's folder."""
        values = Params(params)
        file = values.text("file", 1024)
        ident = values.text("session", 64)
        values.done()
        if session.folder is None:
            refuse_params("the hello named no folder that 'file' is in")
        path = inside(session.folder, file, (".blend",))
        try:
            with scene.user_context():
                result = save_asset.take(path, ident)
        except Refused as why:
            self._say_trouble(str(why))
            return {"done": False, "why": why.why, "text": str(why)}
        self._say(f"{result['collection']} taken by Maquette")
        return {"done": True, **result}

    def undo(self, params: dict[str, Any], _session: object) -> dict[str, Any]:
        """Undoes the last placed version."""
        Params(params).done()
        if not self._steps:
            return {"done": False, "why": "nothing", "text": "There is nothing to undo: no version "
                    "was received since you connected."}
        step, words = self._steps[-1]
        try:
            with scene.user_context():
                scene.undo(step)
        except Refused as why:
            if why.why == "gone":
                self._steps.pop()
            return {"done": False, "why": why.why, "text": str(why)}
        self._steps.pop()
        self._say(f"{words} undone")
        return {"done": True, "text": words}


def _refuse_sandboxed(_params: object, _session: object) -> None:
    raise BridgeError(NOT_IN_BACKGROUND, "Scripts run in the background worker's sandbox only; a "
                      "live Blender is given what came of them.")


def _redraw() -> None:
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()


LIVE = Live()


@persistent  # type: ignore[misc]
def _file_loaded(*_args: object) -> None:
    LIVE.file_loaded()


__all__ = ["LIVE", "Live", "NoAddress"]
