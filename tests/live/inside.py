# Runs inside the Blender under test: answers the test's questions over a socket of its own. In the
# background, where timers do not run, it also keeps the live connection going.
#   blender … --python inside.py -- SOCKET
import json
import select
import socket
import sys
import time
import traceback

import bpy


class Driver:
    """The test's hands and eyes: runs the Python that it sends and answers `result`."""

    def __init__(self, path):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(path)
        self.buffer = b""
        self.names = {"bpy": bpy, "time": time}

    def step(self, wait):
        """Whether the test is still there."""
        if not select.select([self.sock], [], [], wait)[0]:
            return True
        data = self.sock.recv(65536)
        if not data:
            return False
        self.buffer += data
        while b"\n" in self.buffer:
            line, self.buffer = self.buffer.split(b"\n", 1)
            self.names["result"] = None
            try:
                exec(json.loads(line), self.names)
                answer = {"result": self.names["result"]}
            except Exception:
                answer = {"error": traceback.format_exc()}
            self.sock.sendall(json.dumps(answer).encode() + b"\n")
        return True


def main():
    driver = Driver(sys.argv[sys.argv.index("--") + 1])
    if not bpy.app.background:
        def tick():
            if driver.step(0):
                return 0.02
            bpy.ops.wm.quit_blender()
            return None
        bpy.app.timers.register(tick, persistent=True)
        return
    sys.path.append(__file__.rsplit("/", 3)[0] + "/blender-addon")
    from maquette_bridge.live.live_connection import LIVE
    driver.names["LIVE"] = LIVE
    while driver.step(0.005):
        if LIVE.is_connected:
            LIVE.poll()
    LIVE.disconnect()


main()
