# expect: disk
# Files without a name: removed while they are open, made without one, mapped and closed.
import mmap
import os

BLOCK = b"x" * (1 << 20)
MIB = 40
held = []
for i in range(8):
    for kind in ("removed", "nameless", "mapped"):
        if kind == "nameless":
            fd = os.open(".", os.O_TMPFILE | os.O_RDWR)
        else:
            fd = os.open("big", os.O_RDWR | os.O_CREAT)
            os.unlink("big")
        for _ in range(MIB):
            os.write(fd, BLOCK)
        if kind == "mapped":
            held.append(mmap.mmap(fd, 4096))
            os.close(fd)
        else:
            held.append(fd)
while True:
    pass
