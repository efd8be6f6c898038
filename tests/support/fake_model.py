"""The fake model server (fake-model.h says what a script has) for tests and benches in Python:

    with FakeModel({"exchanges": [{"text": "Hello."}]}) as fake:
        ... fake.url ...
        fake.requests()

The program is named by MQ_FAKE_MODEL, or found in the build folder MQ_BUILD_ROOT."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
from typing import Any


def program() -> str:
    named = os.environ.get("MQ_FAKE_MODEL")
    built = pathlib.Path(os.environ.get("MQ_BUILD_ROOT", "_build")) / "tests/support/maquette-fake-model"
    return named or str(built)


class FakeModel:
    def __init__(self, script: dict[str, Any]) -> None:
        self._dir = tempfile.TemporaryDirectory(prefix="fake-model-")
        top = pathlib.Path(self._dir.name)
        self._record, self._port = top / "record", top / "port"
        (top / "script").write_text(json.dumps(script), encoding="utf-8")
        self._process = subprocess.Popen([program(), "--script", str(top / "script"), "--record", str(self._record),
                                          "--port-file", str(self._port)])
        while not self._port.exists():  # written whole, once it listens
            assert self._process.poll() is None, "the fake model did not start"
            time.sleep(0.01)
        self.url = f"http://127.0.0.1:{int(self._port.read_text())}/v1"

    def requests(self, count: int = 0) -> list[dict[str, Any]]:
        """Those that are done with, in order: path, headers, body, exchange, key_right, closed_early.
        One is done with a moment after its answer was read: waits until there are `count`."""
        until = time.monotonic() + 1800
        while count and (not self._record.exists()
                         or self._record.read_text(encoding="utf-8").count("\n") < count):
            assert time.monotonic() < until, "fewer requests came"
            time.sleep(0.01)
        if not self._record.exists():
            return []
        return [json.loads(line) for line in self._record.read_text(encoding="utf-8").splitlines()]

    def go(self) -> None:
        """Lets go what is held."""
        self._process.send_signal(signal.SIGUSR1)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait()
        self._dir.cleanup()

    def __enter__(self) -> "FakeModel":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
