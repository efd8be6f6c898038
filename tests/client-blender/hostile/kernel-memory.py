# expect: tried
# What no limit on a process counts, and what all programs of the user share: extended attributes, large buffers
# of sockets, inotify instances, requests of asynchronous files.
import ctypes
import os
import socket

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
ends = socket.socketpair()
size = ctypes.c_int(1 << 26)
for name, option in (("SO_SNDBUF", 7), ("SO_RCVBUF", 8), ("SO_SNDBUFFORCE", 32), ("SO_RCVBUFFORCE", 33)):
    if libc.setsockopt(ends[0].fileno(), 1, option, ctypes.byref(size), 4) == 0:
        print("ESCAPED:", name)
    # The kernel reads 32 bits of it.
    if os.uname().machine == "x86_64" and libc.syscall(54, ends[0].fileno(), 1, ctypes.c_long(option | 1 << 40),
                                                       ctypes.byref(size), 4) == 0:
        print("ESCAPED:", name, "with a high bit")
if libc.inotify_init1(0) >= 0:
    print("ESCAPED: inotify_init1")
if os.uname().machine == "x86_64" and libc.syscall(206, 8000, ctypes.byref(ctypes.c_ulong(0))) >= 0:
    print("ESCAPED: io_setup")
print("TRIED")
