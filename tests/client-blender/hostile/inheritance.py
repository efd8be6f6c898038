# expect: tried
# What a fork may have of its parent: capabilities, and what that one knows of its other children.
import ctypes
import os
import sys

libc = ctypes.CDLL(None)
PR_CAPBSET_READ = 23

for number in range(64):
    if libc.prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 1:
        print("ESCAPED: in the bounding set", number)
frame = sys._getframe()
while frame is not None:
    server = frame.f_locals.get("self")
    if type(server).__name__ == "ForkServer":
        print("of the server:", vars(server).keys())
        if server._children:
            print("ESCAPED: its other children", server._children)
        if server._control.fileno() >= 0:
            print("ESCAPED: its connection")
    frame = frame.f_back
print("TRIED")
