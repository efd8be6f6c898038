# A Blender with the live connection for tests, in the background or as a window, and a client of it.
import json
import os
import pathlib
import socket
import struct
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

INSIDE = pathlib.Path(__file__).with_name("inside.py")
BLENDER = str(ROOT / "tests" / "support" / "blender-forked")
PATIENCE_S = 300  # for whatever a slow machine takes long for; nothing is asserted by it

# What no script does: makes an object of the asset wider. Its name is the result.
RESHAPE = """
seen = [each for each in bpy.data.objects if each.type == "MESH" and each.get("part")]
chosen = sorted(seen, key=lambda each: each.name)[0]
chosen.data = chosen.data.copy()
for vertex in chosen.data.vertices:
    vertex.co.x *= 1.5
result = chosen.name
"""


class Inside:
    """The test's end of inside.py."""

    def __init__(self, command, env, log):
        self.folder = tempfile.TemporaryDirectory(prefix="mq-live-")
        path = os.path.join(self.folder.name, "driver.socket")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(path)
        listener.listen(1)
        listener.settimeout(1)
        self.log = open(log, "wb")
        self.process = subprocess.Popen([*command, "--python", str(INSIDE), "--", path], env=env,
                                        stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT)
        for _ in range(PATIENCE_S):
            try:
                self.sock, _peer = listener.accept()
                break
            except TimeoutError:
                assert self.process.poll() is None, pathlib.Path(log).read_text(errors="replace")
        else:
            raise AssertionError("Blender did not come up")
        listener.close()
        self.sock.settimeout(PATIENCE_S)
        self.lines = self.sock.makefile("rb")

    def run(self, code):
        """Runs Python there and returns its `result`."""
        try:
            self.sock.sendall(json.dumps(code).encode() + b"\n")
            line = self.lines.readline()
        except ConnectionError:
            line = b""
        assert line, f"Blender has ended ({self.process.wait(PATIENCE_S)}):\n{self.said()[-6000:]}"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def said(self):
        """What it printed."""
        return pathlib.Path(self.log.name).read_text(errors="replace")

    def ask(self, expression):
        return self.run(f"result = {expression}")

    def close(self):
        if self.log.closed:
            return
        self.lines.close()
        self.sock.close()
        try:
            self.process.wait(PATIENCE_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.log.close()
            self.folder.cleanup()


def environment(home):
    """Folders of its own, all below `home`."""
    env = {**os.environ, "HOME": str(home), "XDG_RUNTIME_DIR": str(home / "run"),
           "XDG_STATE_HOME": str(home / "state"), "XDG_DATA_HOME": str(home / "data"),
           "XDG_CONFIG_HOME": str(home / "config"), "XDG_CACHE_HOME": str(home / "cache"),
           "TMPDIR": str(home / "tmp"), "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("run", "tmp"):
        (home / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    return env


def announced(home, live=None):
    """What Blenders have announced, below a home of environment() or in that folder."""
    live = live or home / "run" / "maquette" / "live"
    return [json.loads(path.read_text()) for path in sorted(live.glob("blender-*.json"))]


class Client:
    """Speaks to a live Blender as Maquette does."""

    def __init__(self, address):
        kind, _, place = address.partition(":")
        self.sock = socket.socket(socket.AF_UNIX if kind == "unix" else socket.AF_INET)
        self.sock.settimeout(PATIENCE_S)
        self.sock.connect(place if kind == "unix" else ("127.0.0.1", int(place)))
        self.next_id = 0

    def send_bytes(self, data):
        self.sock.sendall(struct.pack(">I", len(data)) + data)

    def send(self, method, params):
        self.next_id += 1
        self.send_bytes(json.dumps({"jsonrpc": "2.0", "id": self.next_id, "method": method,
                                    "params": params}).encode())

    def _read(self, size):
        data = b""
        while len(data) < size:
            part = self.sock.recv(size - len(data))
            if not part:
                raise EOFError("the other end closed the connection")
            data += part
        return data

    def receive(self):
        (size,) = struct.unpack(">I", self._read(4))
        return json.loads(self._read(size))

    def call(self, method, params=None):
        self.send(method, params or {})
        return self.receive()

    def hello(self, token, **more):
        return self.call("hello", {"protocol": 1, "token": token, **more})

    def close(self):
        self.sock.close()
