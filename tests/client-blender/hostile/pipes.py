# expect: tried
# Memory in pipes, which no limit on a process counts: of large pages of its own and of files, and in large pipes. And
# timers, which all programs of the user share.
import ctypes
import fcntl
import mmap
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
HUGE = 2 << 20
F_SETPIPE_SZ = 1031


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


ours, theirs = os.pipe()
block = mmap.mmap(-1, HUGE)
piece = Piece(ctypes.addressof(ctypes.c_char.from_buffer(block)), 4096)
if libc.vmsplice(theirs, ctypes.byref(piece), 1, 0) >= 0:
    print("ESCAPED: vmsplice")
with open("large", "wb+") as file:
    file.write(b"x" * HUGE)
    file.flush()
    start = ctypes.byref(ctypes.c_long(0))
    if libc.splice(file.fileno(), start, theirs, None, 4096, 0) >= 0:
        print("ESCAPED: splice")
    if libc.sendfile(theirs, file.fileno(), start, 4096) >= 0:
        print("ESCAPED: sendfile")
os.write(theirs, b"x")
if libc.tee(ours, os.pipe()[1], 1, 0) >= 0:
    print("ESCAPED: tee")
try:
    print("ESCAPED: a pipe of", fcntl.fcntl(theirs, F_SETPIPE_SZ, 1 << 20))
except OSError as error:
    print("held:", error)
timers = 0
while timers < 1000 and libc.timer_create(1, None, ctypes.byref(ctypes.c_void_p())) == 0:
    timers += 1
if timers > 100:
    print("ESCAPED:", timers, "timers")
for name in ("AS", "CORE", "CPU", "FSIZE", "MEMLOCK", "MSGQUEUE", "NICE", "NOFILE", "NPROC", "RTPRIO", "SIGPENDING",
             "STACK"):
    soft, hard = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
    print(name, soft, hard)
    if hard == resource.RLIM_INFINITY:
        print("ESCAPED: no limit of", name)
print("TRIED")
