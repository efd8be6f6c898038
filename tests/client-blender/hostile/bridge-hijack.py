# expect: protocol
# The bridge's own connection, used by the script: it can only lie about itself.
import os
import struct

for fd in range(3, 64):
    try:
        os.write(fd, struct.pack(">I", 0xFFFFFFFF) + b"x" * 64)
    except OSError:
        pass
