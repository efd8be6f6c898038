# expect: tried
# What no limit on a process counts, and what all programs of the user share: extended attributes, buffers of
# sockets, locks, rules of Landlock and of filters, inotify instances, requests of asynchronous files.
import ctypes
import errno
import fcntl
import os
import socket
import struct

libc = ctypes.CDLL(None, use_errno=True)
for place in (".", "/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        with open(f"{place}/tagged", "w", encoding="utf-8") as file:
            for name, target in (("path", f"{place}/tagged"), ("descriptor", file.fileno())):
                try:
                    os.setxattr(target, "user.hoard", b"v" * 1000)
                    print("ESCAPED: setxattr", place, name)
                except OSError as error:
                    print("held:", place, name, error)
    except OSError as error:
        print("held:", place, error)
try:
    socket.socketpair()
    print("ESCAPED: socketpair")
except OSError as error:
    print("held:", error)
with open("locked", "w", encoding="utf-8") as file:
    for name, command in (("F_SETLK", 6), ("F_OFD_SETLK", 37), ("F_SETLEASE", 1024), ("F_NOTIFY", 1026)):
        try:
            # struct flock: an exclusive lock of one byte.
            fcntl.fcntl(file, command, struct.pack("hhqqi4x", 1, 0, 0, 1, 0) if command < 100 else 1)
            print("ESCAPED:", name)
        except OSError as error:
            print("held:", name, error)
if os.uname().machine == "x86_64":
    for name, number in (("landlock_create_ruleset", 444), ("seccomp", 317)):
        if libc.syscall(number, None, 0, 1) >= 0 or ctypes.get_errno() != errno.EPERM:
            print("ESCAPED:", name, ctypes.get_errno())
if libc.prctl(22, 2, None) == 0 or ctypes.get_errno() != errno.EPERM:
    print("ESCAPED: PR_SET_SECCOMP", ctypes.get_errno())
if libc.prctl(4, 0) == 0:
    print("ESCAPED: PR_SET_DUMPABLE")
if libc.inotify_init1(0) >= 0:
    print("ESCAPED: inotify_init1")
if os.uname().machine == "x86_64" and libc.syscall(206, 8000, ctypes.byref(ctypes.c_ulong(0))) >= 0:
    print("ESCAPED: io_setup")
print("TRIED")
