# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by a background Blender that with-forked-blender starts: it forks a Blender for each test that asks for one, see
forked_blender.py. Itself it opens nothing, runs nothing and draws nothing, so a child is like a Blender just started.

blender --background --factory-startup --python blender_parent.py -- SOCKET"""

import contextlib
import gc
import json
import os
import pathlib
import runpy
import select
import socket
import sys
import tempfile
import traceback
from typing import Any

import bpy

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))
from maquette_bridge import fork_server, methods  # noqa: E402, F401 (children need not import it)

MAX_REQUEST = 1 << 20
MAX_DESCRIPTORS = 16


def work(request: dict[str, Any]) -> None:
    """What Blender's command line asks for."""
    sys.argv = request["words"]
    for name, value in request["steps"]:
        if name == "open":
            bpy.ops.wm.open_mainfile(filepath=value)
        elif name == "file":
            runpy.run_path(value, run_name="__main__")
        else:
            exec(compile(value, "--python-expr", "exec"), {"__name__": "__main__"})


def become(request: dict[str, Any], descriptors: list[int]) -> None:
    """In the child: the caller's descriptors, folder and environment."""
    # None of those that are wanted is overwritten before it is copied.
    above = [os.dup2(fd, 512 + number, inheritable=False) for number, fd in enumerate(descriptors)]
    os.closerange(3, 512)
    for fd, wanted in zip(above, request["descriptors"]):
        os.dup2(fd, wanted)
        os.close(fd)
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    tempfile.tempdir = None
    # Else all children share the one of this Blender.
    bpy.context.preferences.filepaths.temporary_directory = tempfile.gettempdir()
    fork_server.reseed()
    status = 1
    try:
        work(request)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.__stderr__)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    for stream in (sys.__stdout__, sys.__stderr__):
        assert stream is not None
        stream.flush()
    # Blender would wait for threads that the child has not.
    os._exit(status)


class Parent:
    """It answers each client with the number of a process, and with its status when it has ended."""

    def __init__(self, path: str) -> None:
        self.threads = fork_server.Threads()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(f"{path}.new")
        self.listener.listen(64)
        os.rename(f"{path}.new", path)
        self.poll = select.poll()
        self.poll.register(self.listener, select.POLLIN)
        self.clients: dict[int, tuple[socket.socket, int]] = {}  # by descriptor, with pid
        self.ends: dict[int, tuple[int, int]] = {}  # by pidfd: the descriptor of its client, and pid

    def serve(self) -> None:
        gc.collect()
        gc.freeze()
        while True:
            for fd, _event in self.poll.poll():
                if fd == self.listener.fileno():
                    self.fork(self.listener.accept()[0])
                elif fd in self.ends:
                    self.reap(fd)
                elif fd in self.clients:
                    self.leave(fd)

    def fork(self, client: socket.socket) -> None:
        data, descriptors, *_ = socket.recv_fds(client, MAX_REQUEST, MAX_DESCRIPTORS)
        self.threads.empty()
        pid = os.fork() if data else 0
        if data and pid == 0:
            self.threads.fill()
            become(json.loads(data), descriptors)
        for fd in descriptors:
            os.close(fd)
        if not data:
            client.close()
            return
        pidfd = os.pidfd_open(pid)
        self.clients[client.fileno()] = client, pid
        self.ends[pidfd] = client.fileno(), pid
        self.poll.register(client, select.POLLIN)
        self.poll.register(pidfd, select.POLLIN)
        with contextlib.suppress(OSError):
            client.send(json.dumps({"pid": pid}).encode())

    def reap(self, pidfd: int) -> None:
        fd, pid = self.ends.pop(pidfd)
        self.poll.unregister(pidfd)
        os.close(pidfd)
        _pid, status = os.waitpid(pid, 0)
        client, _pid = self.clients.pop(fd)
        with contextlib.suppress(KeyError):
            self.poll.unregister(client)
        with contextlib.suppress(OSError):
            client.send(json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode())
        client.close()

    def leave(self, fd: int) -> None:
        """The test has ended, and its Blender with it; reap() follows."""
        client, pid = self.clients[fd]
        self.poll.unregister(client)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)


Parent(sys.argv[-1]).serve()
