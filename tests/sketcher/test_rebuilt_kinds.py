# Kinds of the sketcher, exported and taken in like models of other programs, are rebuilt as code again.
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "blender"))

from conftest import sketch  # noqa: E402
from rebuilt import Rebuilt  # noqa: E402
from worker_client import Worker  # noqa: E402

KINDS = {"bracket": ".stl", "mounting_plate": ".stl", "gear": ".stl", "project_box": ".glb", "ladder": ".glb",
         "crate": ".glb"}


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    each = Worker(tmp_path_factory.mktemp("run"))
    yield each
    each.close()


def test_kinds(worker):
    parts, code = 0, 0
    for kind, suffix in KINDS.items():
        made = Rebuilt(worker, sketch("--kind", kind), suffix, 1000.0 if suffix == ".stl" else 1.0)
        made.assert_close(*made.code, volume=0.03)
        assert made.code, kind
        parts += len(made.parts)
        code += len(made.code)
    assert code >= 0.8 * parts, (code, parts)
