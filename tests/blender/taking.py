# Takes models in by a worker, and makes what the script of one says.
import pathlib

import pytest
from worker_client import RemoteError


def take(worker, path, **more):
    path = pathlib.Path(path)
    return worker.call("take_in", {"file": str(path.relative_to(worker.run_dir)) if path.is_absolute() else str(path),
                                   "title": "Robot", "name": path.name, "save": "taken.blend", **more})


def refused(worker, path, **more):
    with pytest.raises(RemoteError) as error:
        take(worker, path, **more)
    return error.value.message


def rebuild(worker, taken, changes=()):
    """What the script makes, as the client has it run: with the meshes beside it, and changed values."""
    worker.call("open", {"file": "taken.blend", "save": "meshes.blend"})
    script = taken["script"]
    for old, new in changes:
        assert script.count(old) == 1, (old, script)
        script = script.replace(old, new)
    findings = worker.call("check", {"script": script, "origin": "team"})["findings"]
    assert findings == []
    assert worker.call("check", {"script": script, "origin": "person"})["findings"] == []
    worker.execute(script)
    return worker.measure()


def names(taken):
    return {part["name"]: part["pieces"] for part in taken["parts"]}
