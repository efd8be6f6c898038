# expect: lost
# Another program in place of Blender: it inherits the walls.
import ctypes

libc = ctypes.CDLL(None)
script = b"""exec >/app/run/found 2>&1
echo x > @OUTSIDE@; cat @SECRET@; (echo x > /dev/tcp/127.0.0.1/@PORT@); ls /proc; cat /proc/1/environ
exec 3>/dev/tcp/127.0.0.1/@PORT@"""
arguments = (ctypes.c_char_p * 4)(b"bash", b"-c", script, None)
libc.execv(b"/bin/bash", arguments)
