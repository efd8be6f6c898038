# expect: tried
# Keys pushed into the terminal that started it; other ABIs; the log as a way to the terminal.
import ctypes
import fcntl
import os

for fd in (0, 1, 2):
    for request in (0x5412, 0x5412 | 1 << 32, 0x541C):
        result = ctypes.CDLL(None).ioctl(ctypes.c_int(fd), ctypes.c_ulong(request), b"x")
        if result == 0:
            print("ESCAPED: ioctl", fd, hex(request))
try:
    fcntl.ioctl(os.open("/dev/tty", os.O_RDWR), 0x5412, b"x")
    print("ESCAPED: /dev/tty")
except OSError as error:
    print("held:", error)
os.write(2, b"\x1b]0;owned\x07\x1b[2J\x9b31m")
print("TRIED")
