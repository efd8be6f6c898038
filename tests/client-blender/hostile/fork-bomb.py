# expect: tried
# A fork bomb by system call, past every guard in Python: clone, clone3, fork, vfork.
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
numbers = {"x86_64": (57, 58, 56, 435), "aarch64": (220, 220, 220, 435)}.get(platform.machine(), ())
for _ in range(200):
    for number in numbers:
        # clone's flags: SIGCHLD, no CLONE_THREAD
        pid = libc.syscall(number, 17, 0, 0, 0, 0)
        if pid == 0:
            while True:
                libc.fork()
        if pid > 0:
            print("ESCAPED: a process was started")
print("TRIED", ctypes.get_errno())
