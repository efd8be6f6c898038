"""What the tests of the window share: a person at a desk of their own, and settings that are quick."""

import json
import os
import subprocess
import sys
import time

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]

from failure import tell  # noqa: E402
from made_once import made_once  # noqa: E402
from person import BUILD, Gone, NotSeen, Person  # noqa: E402

os.environ.setdefault("MQ_TEST_BUILD", str(BUILD))
from desk import FAST, SAFE  # noqa: E402


@pytest.fixture
def desk(tmp_path, request):
    """Makes a person at an empty desk: desk(size=…, config_yaml=…). Blender is real, but one for all and without the
    sandbox unless config_yaml is SAFE."""
    yield from sit_at(tmp_path, request.node)


@pytest.fixture(scope="module")
def shared_desk(tmp_path_factory, request):
    """The same for a window that the last tests of a module use, one after the other: a display has one desk."""
    yield from sit_at(tmp_path_factory.mktemp("desk"), request.node)


def sit_at(folder, node):
    people = node.people = []

    def sit_down(name="desk", **options):
        options.setdefault("config_yaml", FAST)
        person = Person(folder / name, **options)
        people.append(person)
        return person.__enter__()

    yield sit_down
    failed = AssertionError if getattr(node, "has_failed", False) else None
    for person in people:
        person.__exit__(failed, None, None)


class Gate:
    """Blender is played, and waits at the gate while that is closed: then one can come in between."""

    def __init__(self, folder):
        self.path = folder / "gate"
        self.env = {"MQ_QUICK_GATE": str(self.path)}

    def close(self, step="", after=0):
        """Before this step of Blender's ("final"), or before every one; @after as many have come through."""
        self.path.write_text(f"{step} {after}" if after else step)

    def open(self):
        for path in self.path.parent.glob("gate*"):
            path.unlink()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path)


@pytest.fixture(scope="session", autouse=True)
def notifications(tmp_path_factory):
    """Reads what the desktop was asked to tell: [[summary, body], …]."""
    path = tmp_path_factory.mktemp("notifications") / "told"
    with open(path, "w") as told:
        service = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(__file__),
                                                                 "notification_service.py")],
                                   stdout=told)
    while not path.read_text():
        assert service.poll() is None
        time.sleep(0.05)
    # The line that is being written is not one yet.
    yield lambda: [json.loads(line) for line in path.read_text().split("\n")[1:-1]]
    service.kill()
    service.wait()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A library with a chair of two versions and a table, made by the command line."""
    def make(folder):
        person = Person(folder, config_yaml=SAFE.replace("num_images: 1", "num_images: 2"))
        for words in (["a chair", "--refine", "add armrests"], ["a wooden table"]):
            subprocess.run([str(BUILD / "src/cli/maquette-cli"), "--no-input", "--text", *words],
                           env={**person.env, "G_DEBUG": ""}, check=True, capture_output=True)
    return made_once("prepared", tmp_path_factory, make) / "data/maquette"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failed test tells what was on the screen."""
    outcome = yield
    report = outcome.get_result()
    if report.when == "call" and report.failed:
        item.has_failed = item.parent.has_failed = True
        if not isinstance(call.excinfo.value, (NotSeen, Gone)):  # they say it themselves
            for person in getattr(item, "people", []) + getattr(item.parent, "people", []):
                report.sections.append((f"at {item.name}", tell(person)))
        keep = os.environ.get("MQ_TEST_PICTURES")
        if keep:
            os.makedirs(keep, exist_ok=True)
            os.system(f"import -window root '{keep}/{item.name}.png'")
