# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fork server: a Blender that has started and imported everything, and forks a child for each
client that asks (client/blender/mq-fork-server.c; docs/inside/bridge.md, "A forked Blender").

It opens no file, runs no script and draws nothing, so that a child begins as a started Blender
does, in a fortieth of the time. A child confines itself before it reads anything of its client.
"""

import array
import ctypes
import gc
import json
import os
import resource
import select
import socket
import sys
from typing import Any

MAX_REQUEST = 128 * 1024
N_DESCRIPTORS = 3  # the bridge, the log, the system call filter
BRIDGE_FD = 3
PR_SET_CHILD_SUBREAPER = 36
IOPRIO_GET = {"x86_64": 252, "aarch64": 31}
N_LIMITS = 16
FINALIZE = 1  # oneTBB's finalize_nothrowing
TBB = ("_ZN3tbb6detail2r13getERNS0_2d121task_scheduler_handleE",
       "_ZN3tbb6detail2r18finalizeERNS0_2d121task_scheduler_handleEl")
# OpenEXR's Imf::setGlobalThreadCount(int), with the namespace of its version.
OPENEXR = tuple(f"_ZN{len(name)}{name}20setGlobalThreadCountEi"
                for name in ("Imf", *(f"Imf_{major}_{minor}"
                                      for major in (3, 4) for minor in range(10))))


class Threads:
    """The pools of threads that this process has. Threads do not survive a fork, and who waits for
    one waits for ever; a pool that is empty at the fork is filled anew by its next user."""

    def __init__(self) -> None:
        program = ctypes.CDLL(None)
        self._get = getattr(program, TBB[0])
        self._get.argtypes, self._get.restype = [ctypes.c_void_p], None
        self._finalize = getattr(program, TBB[1])
        self._finalize.argtypes = [ctypes.c_void_p, ctypes.c_ssize_t]
        self._finalize.restype = ctypes.c_bool
        name = next(name for name in OPENEXR if hasattr(program, name))
        self._set_openexr = getattr(program, name)

    def empty(self) -> None:
        """Ends them, before a fork."""
        handle = ctypes.c_void_p()
        self._get(ctypes.byref(handle))
        if not self._finalize(ctypes.byref(handle), FINALIZE):
            raise OSError("TBB's threads could not be ended")
        self._set_openexr(0)

    def fill(self) -> None:
        """Starts those that do not start by themselves, in a child."""
        self._set_openexr(os.cpu_count() or 1)


class Changed(Exception):
    """Somebody has changed what this process's children inherit."""


def inherited() -> list[Any]:
    """The state that another process could change by its number, and a child would inherit."""
    call = IOPRIO_GET.get(os.uname().machine)
    return [[resource.getrlimit(each) for each in range(N_LIMITS)],
            os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0),
            os.sched_getparam(0).sched_priority, os.sched_getaffinity(0),
            ctypes.CDLL(None).syscall(call, 1, 0) if call else None]


class ForkServer:
    """Answers on `control`, a socket of packets, until the client leaves. `library` makes a
    child and confines it (a ctypes.PyDLL); `serve` serves one client on a socket, and ends the
    process.

    A request is two lines of JSON: the child's number, and what it is to be. Only the child reads
    the second one, and the parent forgets it, so that no child finds what others are given."""

    def __init__(self, control: socket.socket, library: Any, serve: Any) -> None:
        self._control = control
        self._library = library
        self._around_fork = [getattr(ctypes.pythonapi, f"PyOS_{name}")
                             for name in ("BeforeFork", "AfterFork_Child", "AfterFork_Parent")]
        self._serve = serve
        self._threads = Threads()
        self._request = bytearray(MAX_REQUEST)
        self._children: dict[int, tuple[int, int]] = {}  # pidfd -> id, pid
        self._inherited = inherited()

    def run(self) -> None:
        """The loop. Returns when the client has left."""
        load_graphics()
        gc.collect()
        gc.freeze()  # else a collection in a child copies every page that has an object
        # A child's first parent ends at once (src/launcher/mq-fork-child.c).
        if ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
            raise OSError("this kernel has no subreapers")
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        self._send({"ready": True})
        while True:
            for fd, _ in poll.poll():
                if fd != self._control.fileno():
                    poll.unregister(fd)
                    self._reap(fd)
                elif (child := self._handle()) is None:
                    return
                elif child >= 0:
                    poll.register(child, select.POLLIN)

    def _send(self, message: dict[str, Any], *descriptors: int) -> None:
        socket.send_fds(self._control, [json.dumps(message).encode()], descriptors,
                        getattr(socket, "MSG_NOSIGNAL", 0))

    def _handle(self) -> int | None:
        """One request. Returns the pidfd of a child, -1 without one, None at the end."""
        received = array.array("i")
        length, ancillary, _, _ = self._control.recvmsg_into(
            [self._request], socket.CMSG_SPACE(N_DESCRIPTORS * received.itemsize))
        if not length:
            return None
        for _level, _kind, data in ancillary:
            received.frombytes(data)
        descriptors = list(received)
        head = self._request.index(b"\n")
        ident = json.loads(self._request[:head])["fork"]
        try:
            if inherited() != self._inherited:
                raise Changed
            return self._fork(ident, memoryview(self._request)[head:length], descriptors)
        except Changed:
            self._send({"changed": ident})
            return -1
        except OSError as error:
            self._send({"failed": ident, "why": str(error)})
            return -1
        finally:
            self._request[:] = bytes(MAX_REQUEST)
            for fd in descriptors:
                os.close(fd)

    def _fork(self, ident: int, request: memoryview, descriptors: list[int]) -> int:
        if len(descriptors) != N_DESCRIPTORS:
            raise OSError("the descriptors are missing")
        self._threads.empty()
        for stream in (sys.__stdout__, sys.__stderr__):
            assert stream is not None
            stream.flush()
        ctypes.CDLL(None).fflush(None)
        pid = self._fork_apart()
        if pid == 0:
            try:
                # The child: from here on it is another Blender.
                # The kernel adds who has sent it: the client learns the child's number.
                self._send({"born": ident}, os.pidfd_open(os.getpid()))
                self._control.close()
                self._children.clear()
                bridge, log, system_call_filter = descriptors
                os.dup2(log, 1)
                os.dup2(log, 2)
                os.dup2(bridge, BRIDGE_FD)
                job = json.loads(bytes(request))
                words = [*job["words"], "--seccomp", str(system_call_filter),
                         "--keep", str(BRIDGE_FD)]
                # From here on with the rights of a script.
                self._library.mq_fork_child_confine(
                    job["folder"].encode(),
                    (ctypes.c_char_p * (len(words) + 1))(*(word.encode() for word in words), None))
                self._threads.fill()
                reseed()
                if "probe" in job:
                    exec(compile(job["probe"], "probe.py", "exec"), {"__name__": "probe"})
                self._serve(BRIDGE_FD)
            except BaseException as error:
                print(f"maquette-bridge: {error}", file=sys.__stderr__, flush=True)
            finally:
                os._exit(1)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = (ident, pid)
        return pidfd

    def _fork_apart(self) -> int:
        """As os.fork(), in namespaces of its own."""
        before, in_child, in_parent = self._around_fork
        before()
        pid: int = self._library.mq_fork_child_fork()
        if pid == 0:
            in_child()
            return 0
        in_parent()
        if pid < 0:
            raise OSError(-pid, f"no namespaces for a child: {os.strerror(-pid)}")
        return pid

    def _reap(self, pidfd: int) -> None:
        ident, pid = self._children.pop(pidfd)
        _, status = os.waitpid(pid, 0)
        os.close(pidfd)
        self._send({"ended": ident, "status": status})


def load_graphics() -> None:
    """Loads Mesa, as a child's first picture would, and begins nothing with it: that takes a third
    of the picture's processor time."""
    try:
        ctypes.CDLL("libEGL_mesa.so.0")
    except OSError:
        pass  # a driver of another kind


def reseed() -> None:
    """Children of one parent are not to draw the same random numbers; Python's own does this by
    itself."""
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed()
