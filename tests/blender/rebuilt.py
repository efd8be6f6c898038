# A model that is rebuilt as code as the client does it: the tests of machine parts and of the sketcher's kinds look at
# what came of it.
import re

import pytest
from test_toolkit import with_library

LIMIT = 0.5  # percent of a part's diagonal


class Rebuilt:
    """A model as the client has it rebuilt: read from a file, executed, searched, executed and compared."""

    def __init__(self, worker, script, suffix=".glb", scale=1.0):
        worker.execute(script)
        worker.call("export", {"file": f"out/model{suffix}", "scale": scale})
        self.worker = worker
        self.taken = worker.call("take_in", {"file": f"out/model{suffix}", "title": "Model", "name": f"model{suffix}",
                                             "save": "taken.blend"})
        worker.call("open", {"file": "taken.blend", "save": "meshes.blend"})
        worker.execute(self.taken["script"])
        answer = worker.call("rebuild", {"script": self.taken["script"], "kept": [], "save": "before.blend"})
        self.script = answer["script"]
        self.parts = {part["name"]: part for part in answer["parts"]}
        self.code = {name: part for name, part in self.parts.items() if part["shape"]}
        self.run()
        rows = worker.call("compare", {"file": "before.blend", "parts": [part["part"] for part in self.code.values()]})
        self.off = {part["name"]: row for row in rows["parts"] for part in self.code.values()
                    if part["part"] == row["part"]}

    def run(self, *changes):
        """Runs the script with other values; returns its report."""
        script = self.script
        for name, value in changes:
            script, count = re.subn(rf"(?m)^{name} = \S+", f"{name} = {value}", script)
            assert count == 1, name
        whole = with_library("\nSEED = 0\n" + script)
        found = self.worker.call("check", {"script": whole, "origin": "team"})["findings"]
        assert [each for each in found if each["name"] != "SEED"] == []
        self.worker.execute(whole)
        return {each["name"]: each for each in self.worker.measure()["objects"]}

    def assert_close(self, *names, volume=0.01):
        for name in names:
            assert name in self.code, self.parts[name]
            row = self.off[name]
            assert row["max_percent"] < LIMIT, row
            assert row["volume_m3"] == pytest.approx(row["volume_before_m3"], rel=volume), row
