# One real background Blender serves a module's tests.
import pathlib
import sys

import pytest
from worker_client import Worker

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("run"))
    yield each
    each.close()


@pytest.fixture
def fresh(tmp_path):
    """A worker of one's own, for tests that end it."""
    each = Worker(tmp_path / "run")
    yield each
    each.close()


@pytest.fixture(scope="module")
def folder(worker):
    """Where the files lie that a worker takes in."""
    path = worker.run_dir / "from"
    path.mkdir()
    return path
