# expect: tried
# Memory that no limit on a process counts: files without a name, System V segments, semaphores
# and message queues, a full pipe.
import ctypes
import fcntl
import os

libc = ctypes.CDLL(None, use_errno=True)
try:
    os.memfd_create("hoard")
    print("ESCAPED: memfd_create")
except OSError as error:
    print("held:", error)
for key in range(4):
    if libc.shmget(0, 1 << 30, 0o1600) >= 0:
        print("ESCAPED: shmget")
if libc.semget(0, 32000, 0o1600) >= 0:
    print("ESCAPED: semget")
if libc.msgget(0, 0o1600) >= 0:
    print("ESCAPED: msgget")
if libc.mq_open(b"/hoard", os.O_CREAT | os.O_RDWR, 0o600, None) >= 0:
    print("ESCAPED: mq_open")
for place in ("/tmp", "/dev/shm", os.path.expanduser("~"), "/dev", "/", "/app", "/run", "/etc", "/var"):
    try:
        if os.path.samefile(place, "."):
            continue
        with open(f"{place}/hoard", "w", encoding="utf-8"):
            pass
    except OSError as error:
        print("held:", place, error)
        continue
    print("ESCAPED:", place)
pipes = 0
try:
    while True:
        for end in os.pipe():
            fcntl.fcntl(end, 1031, 1 << 20)
        pipes += 1
except OSError as error:
    print("held:", pipes, "pipes", error)
print("TRIED")
