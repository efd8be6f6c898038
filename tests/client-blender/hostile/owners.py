# expect: tried
# Signals to others by the owner of a descriptor: the kernel sends them, and asks who may only with Landlock 6.
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
FIOSETOWN, SIOCSPGRP = 0x8901, 0x8902


def attempt(name, result):
    print("ESCAPED:" if result >= 0 else "held:", name, os.strerror(ctypes.get_errno()))


ours, theirs = os.pipe()
for fd in (ours, theirs, 3):
    for pid in (1, 2, -1, -2):
        attempt(f"F_SETOWN {fd} {pid}", libc.fcntl(fd, F_SETOWN, pid))
        attempt(f"F_SETOWN_EX {fd} {pid}", libc.fcntl(fd, F_SETOWN_EX, (ctypes.c_int * 2)(1, pid)))
        for request in (FIOSETOWN, SIOCSPGRP, FIOSETOWN | 1 << 32):
            attempt(f"ioctl {request:#x} {fd} {pid}",
                    libc.ioctl(fd, ctypes.c_ulong(request), ctypes.byref(ctypes.c_int(pid))))
    attempt(f"F_SETSIG {fd}", libc.fcntl(fd, F_SETSIG, 9))
fcntl.fcntl(ours, fcntl.F_SETFL, fcntl.fcntl(ours, fcntl.F_GETFL) | os.O_ASYNC)
os.write(theirs, b"x")
print("TRIED")
