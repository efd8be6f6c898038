# expect: tried
# Other processes by their numbers: the parent of all that are forked, and what else it has forked.
import ctypes
import errno
import os
import resource

libc = ctypes.CDLL(None, use_errno=True)
PRIO_PROCESS, IOPRIO_WHO_PROCESS = 0, 1
IOPRIO_SET = {"x86_64": 251, "aarch64": 30}.get(os.uname().machine, -1)
me = os.getpid()
# Its own threads have numbers, too. The first process around a Blender that is started is bubblewrap's, for it alone.
own = {me, 1 if me == 2 else me, *(number for number in range(1, 1000) if libc.tgkill(me, number, 0) == 0)}


def attempt(name, deed):
    try:
        print("ESCAPED:", name, deed())
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ESRCH):
            print("odd:", name, error)


def signal(pid):
    if libc.kill(pid, 0) != 0:
        raise OSError(ctypes.get_errno(), "kill")


def idle_io(pid):
    if libc.syscall(IOPRIO_SET, IOPRIO_WHO_PROCESS, pid, 3 << 13) != 0:
        raise OSError(ctypes.get_errno(), "ioprio")


for pid in [pid for pid in range(1, 1000) if pid not in own]:
    attempt(f"pidfd_open {pid}", lambda: os.pidfd_open(pid))
    attempt(f"prlimit {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_CPU))
    attempt(f"prlimit {pid} stack", lambda: resource.prlimit(pid, resource.RLIMIT_STACK, (65536, 65536)))
    attempt(f"nice {pid}", lambda: os.setpriority(PRIO_PROCESS, pid, 19))
    attempt(f"scheduler {pid}", lambda: os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0)))
    attempt(f"affinity {pid}", lambda: os.sched_setaffinity(pid, {0}))
    attempt(f"ioprio {pid}", lambda: idle_io(pid))
    attempt(f"kill {pid}", lambda: signal(pid))
# Of a fork: the parent's process group, without its number.
if me == 1 and (os.getpgrp(), os.getsid(0)) != (1, 1):
    print("ESCAPED: in the group of its parent", os.getpgrp(), os.getsid(0))
print("TRIED")
