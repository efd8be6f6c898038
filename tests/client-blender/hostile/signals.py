# expect: answer
# Signals to whatever can be seen.
import ctypes
import os

kill = ctypes.CDLL(None).kill
for name in os.listdir("/proc"):
    if name.isdigit() and int(name) != os.getpid():
        kill(int(name), 9)
kill(1, 15)
kill(-1, 15)
