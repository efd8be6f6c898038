"""Tries operations that the sandbox must deny, from inside it, and reports those that succeeded.

Run by Blender before the bridge. mq-probe.c puts a line before this that sets `facts`. The report
goes to the file `facts["answer"]` in the run folder; that the file appears is itself a check."""

import ctypes
import json
import os
import resource
import socket

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
    with open(facts["secret"], encoding="utf-8") as file:
        return bool(file.read())


def write_to(path):
    with open(path, "w", encoding="utf-8") as file:
        file.write("the sandbox leaks")
    return True


def open_socket(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        connection.connect(address)
    return True


def make_socket(family):
    fd = libc.socket(family, socket.SOCK_DGRAM, 0)
    if fd >= 0:
        os.close(fd)
    return fd >= 0


def fork():
    pid = libc.fork()
    if pid == 0:
        os._exit(0)
    if pid > 0:
        os.waitpid(pid, 0)
    return pid >= 0


def sees_others():
    """Whether there are processes other than bubblewrap's first one and this one in the namespace.
    """
    return len([name for name in os.listdir("/proc") if name.isdigit()]) > 2


def privileged():
    """Whether a process has capabilities. Bubblewrap's own process in here could be written to, so
    it must have as few as this one."""
    for pid in ("self", "1"):
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            status = dict(line.split(":", 1) for line in file if ":" in line)
        filtered = status["Seccomp"].strip() == "2" and status["NoNewPrivs"].strip() == "1"
        if int(status["CapEff"], 16) != 0 or not filtered:
            return True
    return False


attempt("read files outside its folder", read_outside)
attempt("write files outside its folder", lambda: write_to(facts["outside"]))
attempt("write to the system's folders", lambda: write_to("/usr/maquette-probe"))
attempt("connect to this machine's network",
        lambda: open_socket(socket.AF_INET, ("127.0.0.1", facts["port"])))
for name in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
    attempt(f"open sockets ({name})", lambda name=name: make_socket(getattr(socket, name)))
attempt("start processes", fork)
attempt("see other processes", sees_others)
attempt("read the environment of the program that started it",
        lambda: facts["variable"] in os.environ)
attempt("use privileges", privileged)
attempt("take memory without limit",
        lambda: resource.getrlimit(getattr(resource, f"RLIMIT_{facts['limit'].upper()}"))[1]
        == resource.RLIM_INFINITY)

with open(facts["answer"], "w", encoding="utf-8") as answer:
    json.dump({"nonce": facts["nonce"], "could": could}, answer)
