# expect: tried
# Out through the kernel: namespaces, mounts, tracing, keys, modules.
import ctypes
import os
import platform

libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS = 0x10000000, 0x40000000, 0x00020000


def attempt(name, result):
    if result == 0 or result > 0:
        print("ESCAPED:", name)
    else:
        print("held:", name, os.strerror(ctypes.get_errno()))


for flag in (CLONE_NEWUSER, CLONE_NEWNET, CLONE_NEWNS):
    attempt("unshare", libc.unshare(flag))
for kind in ("net", "mnt", "pid", "user"):
    try:
        attempt("setns " + kind, libc.setns(os.open(f"/proc/1/ns/{kind}", os.O_RDONLY), 0))
    except OSError as error:
        print("held:", kind, error)
if hasattr(os, "pidfd_open"):
    attempt("setns pidfd", libc.setns(os.pidfd_open(1), CLONE_NEWNS))
attempt("mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
attempt("remount", libc.mount(b"none", b"/", None, 32 | 4096, None))
attempt("umount", libc.umount2(b"/usr", 2))
attempt("chroot", libc.chroot(b"/tmp"))
attempt("ptrace", libc.ptrace(16, 1, 0, 0))
if platform.machine() == "x86_64":
    attempt("pivot_root", libc.syscall(155, b".", b"."))
    attempt("bpf", libc.syscall(321, 0, 0, 0))
    attempt("io_uring_setup", libc.syscall(425, 8, 0))
    attempt("keyctl", libc.syscall(250, 0, -3, 0))
    attempt("perf_event_open", libc.syscall(298, 0, 0, -1, -1, 0))
    attempt("userfaultfd", libc.syscall(323, 0))
    attempt("finit_module", libc.syscall(313, 0, b"", 0))
attempt("setuid", libc.setuid(0))
attempt("mknod", libc.mknod(b"disk", 0o60666, 0x0100))
for number in range(1, 50):
    try:
        with open(f"/proc/{number}/environ", encoding="utf-8") as file:
            if "MQ_CANARY" in file.read():
                print("ESCAPED: read the environment of", number)
    except OSError:
        pass
print("TRIED")
