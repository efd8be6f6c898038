# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tries operations that the sandbox must deny, from inside it, and reports those that succeeded.

Run by Blender before the bridge, in the run folder, where mq-instance.c has laid what it must know.
The report goes to the file `facts["answer"]` there; that the file appears is itself a check."""

import ctypes
import fcntl
import json
import os
import resource
import socket

NO_NEW_PRIVILEGES, SECCOMP = 39, 21  # what prctl(2) is asked for
FILTERED = 2
CAPABILITIES_V3 = 0x20080522
BOUNDING_SET_READ, BOUNDING_SET = 23, 64
F_SETOWN, IOPRIO_WHO_PROCESS = 8, 1
IOPRIO_GET = {"x86_64": 252, "aarch64": 31}
# The parent of a fork has a small number, and its neighbours have the next ones.
NEIGHBOURS = range(1, 600)

with open("probe.json", encoding="utf-8") as file:
    facts = json.load(file)
os.remove("probe.json")

libc = ctypes.CDLL(None, use_errno=True)
could = []


def attempt(what, deed):
    """Run `deed`, which returns whether it succeeded; an OSError means that the sandbox held."""
    try:
        if deed():
            could.append(what)
    except OSError:
        pass


def read_outside():
    """Reads a file of the user."""
    with open(facts["secret"], encoding="utf-8") as file:
        return bool(file.read())


def write_to(path):
    """Writes a file."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("the sandbox leaks")
    return True


def open_socket(family, address):
    """Connects to a socket."""
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        connection.connect(address)
    return True


def make_socket(family):
    """Makes a socket of a family that Python does not know."""
    fd = libc.socket(family, socket.SOCK_DGRAM, 0)
    if fd >= 0:
        os.close(fd)
    return fd >= 0


def fork():
    """Starts a process."""
    pid = libc.fork()
    if pid == 0:
        os._exit(0)
    if pid > 0:
        os.waitpid(pid, 0)
    return pid >= 0


def sees_others():
    """Whether there are processes other than the sandbox's first one and this one. Where the
    sandbox has no /proc of processes, or it cannot be listed, there are none."""
    return len([name for name in os.listdir("/proc") if name.isdigit()]) > 2


def signals_others():
    """Signal 0 asks for the permission only."""
    for pid in {1, 2, 3, os.getppid()} - {0, os.getpid()}:
        if libc.kill(pid, 0) == 0:
            return True
    return libc.kill(-1, 0) == 0


def owns_for_others():
    """Whether it can name who gets the signals of a descriptor, which the kernel sends."""
    ours, theirs = os.pipe()
    try:
        fcntl.fcntl(ours, F_SETOWN, os.getpid())
        return True
    finally:
        os.close(ours)
        os.close(theirs)


def list_others():
    """The processes that a fork can name. Its own threads have numbers, too."""
    me = os.getpid()
    return [pid for pid in NEIGHBOURS
            if pid != me and libc.tgkill(me, pid, 0) != 0 and can_name(pid)]


def can_name(pid):
    """Whether one of the calls that take a process's number finds it. None changes anything."""
    call = IOPRIO_GET.get(os.uname().machine)
    for deed in (lambda: os.close(os.pidfd_open(pid)),
                 lambda: resource.prlimit(pid, resource.RLIMIT_CPU),
                 lambda: os.setpriority(os.PRIO_PROCESS, pid, os.getpriority(os.PRIO_PROCESS, pid)),
                 lambda: os.sched_setaffinity(pid, os.sched_getaffinity(pid)),
                 lambda: os.sched_setscheduler(pid, os.sched_getscheduler(pid),
                                               os.sched_getparam(pid))):
        try:
            deed()
            return True
        except OSError:
            pass
    return call is not None and libc.syscall(call, IOPRIO_WHO_PROCESS, pid) >= 0


def shares_groups():
    """Whether a fork is in the process group or the session of its parent, and could act on all in
    it without their numbers."""
    return os.getpgrp() != os.getpid() or os.getsid(0) != os.getpid()


def shares_folders():
    """Whether a fork sees more than its own folder where its parent sees all, and what is kept."""
    return any(not os.path.samefile(place, ".") for place in ("/app/pool", "/app/cache"))


def inherits():
    """Whether a descriptor is open besides the three standard ones and the bridge."""
    for fd in range(4, 1024):
        try:
            os.fstat(fd)
        except OSError:
            continue
        return True
    return False


def may_read(*paths):
    """True if one of the files can be read."""
    for path in paths:
        try:
            with open(path, "rb") as file:
                if file.read(1):
                    return True
        except OSError:
            pass
    return False


def writes_without_limit():
    """Whether there is a place besides the run folder: in it the size of all files together would
    have no limit."""
    for place in ("/", "/app", "/dev", "/dev/shm", "/etc", "/home", os.path.expanduser("~"), "/run",
                  "/tmp", "/var", "/var/tmp"):
        path = os.path.join(place, "maquette-probe")
        try:
            if os.path.samefile(place, "."):
                continue
            write_to(path)
            os.remove(path)
        except OSError:
            continue
        return True
    return False


def hoards():
    """Whether memory can be taken that no limit on a process counts: buffers of sockets and
    attributes of files."""
    try:
        for end in socket.socketpair():
            end.close()
        return True
    except OSError:
        os.setxattr(".", "user.maquette", b"hoard")
        return True


def capable(pid):
    """True if the process has any capability."""
    header = (ctypes.c_uint32 * 2)(CAPABILITIES_V3, pid)
    sets = (ctypes.c_uint32 * 6)()
    return libc.capget(header, sets) == 0 and any(sets[:2] + sets[3:5])


def privileged():
    """Whether a process has capabilities, or could gain any. The sandbox's own process in here must
    have as few as this one, and the same filter as far as that can be read. A fork has made a user
    namespace, in which it had all."""
    if capable(0) or capable(1):
        return True
    if facts["forked"] and any(libc.prctl(BOUNDING_SET_READ, each, 0, 0, 0) == 1
                               for each in range(BOUNDING_SET)):
        return True
    try:
        with open("/proc/1/status", encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file if ":" in line)
        if status["Seccomp"].strip() != "2" or status["NoNewPrivs"].strip() != "1":
            return True
    except OSError:
        pass
    return libc.prctl(NO_NEW_PRIVILEGES, 0, 0, 0, 0) != 1 or libc.prctl(SECCOMP) != FILTERED


attempt("read files outside its folder", read_outside)
attempt("write files outside its folder", lambda: write_to(facts["outside"]))
attempt("write to the system's folders", lambda: write_to("/usr/maquette-probe"))
attempt("connect to this machine's network",
        lambda: open_socket(socket.AF_INET, ("127.0.0.1", facts["port"])))
for name in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
    attempt(f"open sockets ({name})", lambda name=name: make_socket(getattr(socket, name)))
attempt("start processes", fork)
attempt("see other processes", sees_others)
attempt("send signals to other processes", signals_others)
attempt("send signals to other processes by a descriptor", owns_for_others)
if facts["forked"]:
    attempt("act on the parent and the neighbours", lambda: bool(list_others()) or shares_groups())
    attempt("read the folders of other scripts", shares_folders)
    attempt("use what its parent has open", inherits)
attempt("read who uses this machine",
        lambda: may_read("/etc/passwd", "/etc/machine-id", "/.flatpak-info", "/run/.containerenv"))
attempt("write more than it may", writes_without_limit)
attempt("read the environment of the program that started it",
        lambda: facts["variable"] in os.environ)
attempt("use privileges", privileged)
attempt("take memory without limit",
        lambda: resource.getrlimit(getattr(resource, f"RLIMIT_{facts['limit'].upper()}"))[1]
        == resource.RLIM_INFINITY)
attempt("take memory of the kernel without limit", hoards)

with open(facts["answer"], "w", encoding="utf-8") as answer:
    json.dump({"nonce": facts["nonce"], "could": could}, answer)
