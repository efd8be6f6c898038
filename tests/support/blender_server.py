# SPDX-License-Identifier: GPL-3.0-or-later
"""A Blender that has started once for a whole ./dev test, and forks a child for each that a test wants:
`blender-forked` asks. It opens no file and runs no script, and has drawn a picture: a child's first one costs a
thirtieth of what it costs a fresh Blender. Such a child cannot draw with EEVEE: a test that does starts its own.

blender --background --factory-startup --offline-mode --disable-autoexec --python blender_server.py -- SOCKET"""

import ast
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
import tempfile
import traceback
import types
import warnings
from typing import Any

import bpy

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))
import maquette_bridge  # noqa: E402
from maquette_bridge import fork_server  # noqa: E402
from maquette_bridge.render import critic_pictures, renderer  # noqa: E402
from maquette_bridge.render.shaders import warm_up  # noqa: E402

sys.path.append(str(pathlib.Path(__file__).resolve().with_name("plugin")))
import cpu_group  # noqa: E402

PR_SET_PDEATHSIG = 1
ABOVE_ALL = 500
MAX_REQUEST = 1 << 20
MAX_DESCRIPTORS = 64


def prepare() -> None:
    """Imports all that any child will."""
    for module in pkgutil.walk_packages(maquette_bridge.__path__, "maquette_bridge."):
        if not module.name.startswith(("maquette_bridge.live", "maquette_bridge.worker")):
            __import__(module.name)
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    fork_server.load_graphics()


def draw_once(shaders: str) -> None:
    """Draws all that tests draw with Workbench, on a scene that is then gone."""
    # Threads of the driver would not be there in a child.
    os.environ.update({"LP_NUM_THREADS": "0", "MESA_DISK_CACHE_MULTI_FILE": "1", "MESA_SHADER_CACHE_DIR": shaders,
                       "mesa_glthread": "false"})
    bpy.ops.mesh.primitive_uv_sphere_add(location=(3, 0, 0))
    bpy.ops.object.shade_smooth()
    for each in bpy.data.objects:
        if each.type == "MESH":
            each.data.materials.append(bpy.data.materials.new(each.name))
    call: Any = types.SimpleNamespace(cancelled=lambda: False, progress=lambda _params: None)
    options = renderer.Options(1, 64, 36, "workbench")
    with tempfile.TemporaryDirectory() as folder:
        for mode in ("preview", "final"):
            renderer.render(folder, "", mode, options, call)
        critic_pictures.look(folder, "", 64, 36, critic_pictures.Wanted(sheet=True), "workbench", False, call)
        warm_up(folder, "", keep=False)
    bpy.ops.wm.read_homefile(use_factory_startup=True)


def count_for(asker: int) -> None:
    """The processor time of this child is its asker's, who has a group below the one of the run."""
    if os.environ.get("MQ_TEST_GROUP"):
        group = pathlib.Path(os.environ["MQ_TEST_GROUP"])
        with contextlib.suppress(OSError):
            cpu_group.join(group.parent / (group.name + cpu_group.of_process(asker).partition(group.name)[2]))


def become(request: dict[str, Any], descriptors: list[int], server: int, shaders: str) -> None:
    """Turns this child into the Blender that was asked for."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    # None of those that are wanted is overwritten before it is copied.
    above = [fcntl.fcntl(fd, fcntl.F_DUPFD, ABOVE_ALL) for fd in descriptors]
    for fd, wanted in zip(above, request["files"]):
        os.dup2(fd, wanted)
    for fd in map(int, os.listdir("/proc/self/fd")):
        if fd not in request["files"]:
            with contextlib.suppress(OSError):
                os.close(fd)
    os.chdir(request["folder"])
    os.environ.clear()
    # Shaders are compiled once for all: each test has an empty cache of its own.
    os.environ.update({"MESA_SHADER_CACHE_DIR": shaders} | request["environment"])
    for which, limits in request["limits"]:
        resource.setrlimit(which, limits)
    tempfile.tempdir = None
    # Else all children share the one of the server.
    bpy.context.preferences.filepaths.temporary_directory = tempfile.gettempdir()
    fork_server.reseed()
    sys.argv = request["words"]
    for name, value in request["steps"]:
        if name == "open":
            bpy.ops.wm.open_mainfile(filepath=value)
        elif name == "file":
            runpy.run_path(value, run_name="__main__")
        else:
            exec(compile(value, "--python-expr", "exec"), {"__name__": "__main__"})


class Server:
    """Children, and who waits for each."""

    def __init__(self, path: str) -> None:
        self.shaders = f"{path}-shaders"
        pathlib.Path(f"{path}-version").write_text(f"Blender {bpy.app.version_string}")
        self.selector = selectors.DefaultSelector()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(path)
        self.listener.listen(64)
        self.selector.register(self.listener, selectors.EVENT_READ, self.accept)
        self.threads = fork_server.Threads()
        self.children: dict[socket.socket, tuple[int, int]] = {}
        self.times = os.environ.get("MQ_TEST_TIMES")

    def accept(self, _listener: Any) -> None:
        connection, _address = self.listener.accept()
        data, descriptors, *_ = socket.recv_fds(connection, MAX_REQUEST, MAX_DESCRIPTORS)
        if not data:
            connection.close()
            return
        asker, *_ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        sys.stdout.flush()
        self.threads.empty()
        server, pid = os.getpid(), os.fork()
        if pid == 0:
            status = 1
            try:
                count_for(asker)
                self.threads.fill()
                become(ast.literal_eval(os.fsdecode(data)), descriptors, server, self.shaders)
                status = 0
            except SystemExit as why:
                status = why.code if isinstance(why.code, int) else int(why.code is not None)
                if isinstance(why.code, str):
                    print(why.code, file=sys.__stderr__)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
            finally:
                for stream in (sys.__stdout__, sys.__stderr__):
                    assert stream is not None
                    stream.flush()
                # Blender would wait for threads that the child has not.
                os._exit(status)
        for fd in descriptors:
            os.close(fd)
        if self.times:  # watch-test looks whether the child is busy
            pathlib.Path(self.times, f"forked-{asker}").write_text(f"{pid}")
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
        _pid, ended, spent = os.wait4(pid, 0)
        status = os.waitstatus_to_exitcode(ended)
        if self.times:
            with open(pathlib.Path(self.times, "blender"), "a") as file:
                file.write(f"{spent.ru_utime + spent.ru_stime}\n")
        if connection in self.selector.get_map():
            self.selector.unregister(connection)
            with contextlib.suppress(OSError):
                connection.send(str(status).encode())
        connection.close()

    def run(self) -> None:
        while True:
            for key, _events in self.selector.select():
                # What came before in this turn may have closed it.
                if self.selector.get_map().get(key.fd) is key:
                    key.data(key.fileobj)


prepare()
# Who asks meanwhile waits; who needs no Blender need not.
the_server = Server(sys.argv[-1])
draw_once(the_server.shaders)
gc.collect()
gc.freeze()
print("ready", flush=True)
the_server.run()
