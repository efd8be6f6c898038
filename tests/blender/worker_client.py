# A client of the bridge for tests: starts a real background Blender on a socket pair and speaks to it.
import json
import os
import pathlib
import secrets
import shutil
import socket
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORKER = ROOT / "blender-addon" / "maquette_bridge" / "worker.py"
SCHEMA = ROOT / "data" / "schemas" / "report.schema.json"
BLENDER = os.environ.get("MQ_BLENDER") or shutil.which("blender")
FORKED = str(ROOT / "tests" / "support" / "blender-forked")


class RemoteError(Exception):
    """An error answer of the bridge."""

    def __init__(self, error):
        super().__init__(f"{error['code']}: {error['message']}")
        self.code = error["code"]
        self.message = error["message"]


class Worker:
    """One background Blender; `call` waits for the answer and keeps notifications."""

    def __init__(self, run_dir, hello=True):
        self.run_dir = pathlib.Path(run_dir)
        self.run_dir.mkdir(parents=True, exist_ok=True)
        self.token = secrets.token_hex(32)
        token_file = self.run_dir / "token"
        token_file.write_text(self.token + "\n")
        token_file.chmod(0o600)
        self.sock, theirs = socket.socketpair()
        self.sock.settimeout(1800)
        self.log = open(self.run_dir / "worker.log", "wb")
        self.process = subprocess.Popen(
            [FORKED, "--background", "--factory-startup", "--offline-mode", "--disable-autoexec",
             "--python-exit-code", "1", "--python", str(WORKER), "--", "--fd", str(theirs.fileno()),
             "--run-dir", str(self.run_dir), "--token-file", str(token_file)],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
        theirs.close()
        self.next_id = 0
        self.notifications = []
        self.facts = self.call("hello", {"protocol": 1, "token": self.token}) if hello else None

    # Frames.

    def send_bytes(self, data):
        self.sock.sendall(struct.pack(">I", len(data)) + data)

    def send(self, message):
        self.send_bytes(json.dumps(message).encode())

    def _read(self, size):
        data = b""
        while len(data) < size:
            part = self.sock.recv(min(65536, size - len(data)))
            if not part:
                raise EOFError("the worker closed the connection")
            data += part
        return data

    def receive(self):
        (size,) = struct.unpack(">I", self._read(4))
        return json.loads(self._read(size))

    # Calls.

    def start(self, method, params=None):
        self.next_id += 1
        self.send({"jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params or {}})
        return self.next_id

    def wait(self, ident):
        while True:
            message = self.receive()
            if "method" in message:
                self.notifications.append(message)
                continue
            assert message["id"] == ident, message
            if "error" in message:
                raise RemoteError(message["error"])
            return message["result"]

    def call(self, method, params=None, **more):
        return self.wait(self.start(method, {**(params or {}), **more}))

    def build(self, script, save=None, **more):
        """Runs a script and opens what it made, as the client does in two Blenders; returns the result of both."""
        result = self.call("execute", {"script": script, "save": "built.blend", "cpu_s": 1800, **more})
        if result["error"] is None:
            result |= self.call("open", {"file": "built.blend", "save": save})
        return result

    def execute(self, script, **more):
        """Runs a script that must not fail."""
        result = self.build(script, **more)
        assert result["error"] is None, result["error"]
        return result

    def fail(self, script, **more):
        """Runs a script that must fail; returns its error."""
        result = self.build(script, **more)
        assert result["error"] is not None, result
        return result["error"]

    def measure(self, joins=(), **more):
        return self.call("measure", {"joins": [list(pair) for pair in joins], **more})["report"]

    def close(self):
        self.sock.close()
        try:
            self.process.wait(1800)
        finally:
            if self.process.poll() is None:
                self.process.kill()
            self.log.close()
