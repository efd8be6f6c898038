# SPDX-License-Identifier: GPL-3.0-or-later
"""A Blender that has started once for a whole ./dev test, and forks a child for each that a test wants:
`blender-forked` asks. It never opens a file, runs a script or draws, so each child begins as a fresh Blender does.

blender --background --factory-startup --offline-mode --disable-autoexec --python blender_server.py -- SOCKET"""

import array
import contextlib
import ctypes
import fcntl
import gc
import os
import pathlib
import pkgutil
import resource
import runpy
import selectors
import signal
import socket
import struct
import sys
import traceback
import warnings
from typing import Any

ADDON = pathlib.Path(__file__).resolve().parents[2] / "blender-addon"
PR_SET_PDEATHSIG = 1
ABOVE_ALL = 500
Request = tuple[list[str], dict[str, str], str, list[int], dict[int, int]]


def prepare() -> None:
    """All that any child will import."""
    sys.path.append(str(ADDON))
    import maquette_bridge
    for module in pkgutil.walk_packages(maquette_bridge.__path__, "maquette_bridge."):
        if not module.name.startswith(("maquette_bridge.live", "maquette_bridge.worker")):
            __import__(module.name)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    gc.collect()
    gc.freeze()


def receive(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def read_request(connection: socket.socket) -> Request:
    """(arguments, environment, folder, limits, {number: descriptor})."""
    size, ancillary, _flags, _address = connection.recvmsg(4, socket.CMSG_SPACE(64))
    got: array.array[int] = array.array("i")
    for _level, _kind, data in ancillary:
        got.frombytes(data[:len(data) - len(data) % got.itemsize])
    message = receive(connection, struct.unpack(">I", size)[0])
    parts: list[list[str]] = []
    while message:
        length = struct.unpack_from(">I", message)[0]
        parts.append([os.fsdecode(each) for each in message[4:4 + length].split(b"\0")])
        message = message[4 + length:]
    words, environment, (folder,), limits, numbers = parts
    variables = {name: value for name, _, value in (each.partition("=") for each in environment)}
    return (words, variables, folder, list(map(int, limits)),
            dict(zip(map(int, numbers), got)))


def become(request: Request, server: int, shaders: str) -> None:
    """Turns this child into the Blender that was asked for."""
    words, environment, folder, limits, files = request
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    high = {number: fcntl.fcntl(fd, fcntl.F_DUPFD, ABOVE_ALL) for number, fd in files.items()}
    for number, fd in high.items():
        os.dup2(fd, number)
    for fd in map(int, os.listdir("/proc/self/fd")):
        if fd not in files:
            with contextlib.suppress(OSError):
                os.close(fd)
    os.chdir(folder)
    os.environ.clear()
    # Shaders are compiled once for all: each test has an empty cache of its own.
    os.environ.update({"MESA_SHADER_CACHE_DIR": shaders} | environment)
    for which, soft, hard in zip(limits[::3], limits[1::3], limits[2::3]):
        resource.setrlimit(which, (soft, hard))
    sys.argv[:] = words
    runpy.run_path(words[words.index("--python") + 1], run_name="__main__")


class Server:
    """Children, and who waits for each."""

    def __init__(self, path: str) -> None:
        from maquette_bridge.fork_server import Threads  # not before prepare()
        self.shaders = f"{path}-shaders"
        self.selector = selectors.DefaultSelector()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(64)
        self.selector.register(self.listener, selectors.EVENT_READ, self.accept)
        self.threads = Threads()
        self.children: dict[socket.socket, tuple[int, int]] = {}

    def accept(self, _listener: Any) -> None:
        connection, _address = self.listener.accept()
        try:
            request = read_request(connection)
        except (OSError, EOFError, ValueError, struct.error):
            connection.close()
            return
        sys.stdout.flush()
        self.threads.empty()
        server, pid = os.getpid(), os.fork()
        if pid == 0:
            status = 1
            try:
                self.threads.fill()
                become(request, server, self.shaders)
                status = 0
            except SystemExit as why:
                status = why.code if isinstance(why.code, int) else 1
                if isinstance(why.code, str):
                    print(why.code, file=sys.stderr)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        for fd in request[4].values():
            os.close(fd)
        end = os.pidfd_open(pid)
        self.children[connection] = (pid, end)
        self.selector.register(connection, selectors.EVENT_READ, self.hang_up)
        self.selector.register(end, selectors.EVENT_READ, lambda _end: self.reap(connection))

    def hang_up(self, connection: Any) -> None:
        """Who asked is gone: the child goes, too."""
        self.selector.unregister(connection)
        signal.pidfd_send_signal(self.children[connection][1], signal.SIGKILL)

    def reap(self, connection: socket.socket) -> None:
        pid, end = self.children.pop(connection)
        self.selector.unregister(end)
        os.close(end)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if connection in self.selector.get_map():
            self.selector.unregister(connection)
            with contextlib.suppress(OSError):
                connection.sendall(struct.pack(">i", status))
        connection.close()

    def run(self) -> None:
        while True:
            for key, _events in self.selector.select():
                if key.fileobj in self.selector.get_map():
                    key.data(key.fileobj)


def main() -> None:
    prepare()
    path = sys.argv[sys.argv.index("--") + 1]
    server = Server(path)
    print("ready", flush=True)
    server.run()


main()
