# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns of the dear tests: each runs once in as many commits as there are turns, and whenever its room changes; and
what the tests of a program cost is noted by test."""

import fnmatch
import json
import os
import pathlib
import subprocess
import sys
import zlib

import pytest

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE))
import turns  # noqa: E402

COSTS = {
    "cli-one": {"cpu_s": 62, "suite": "cli", "shared": {}, "stands_on": {},
                "tests": {"test_one.py::cheap": 1, "test_one.py::dear": 40, "test_one.py::next": 11},
                "after": dict.fromkeys(("test_one.py::cheap", "test_one.py::dear", "test_one.py::next"), "person")},
    # Neither test is dear by itself.
    "app-two": {"cpu_s": 42, "suite": "app", "shared": {"run[0]": 40},
                "stands_on": {"test_two.py::a": "run[0]", "test_two.py::b": "run[0]"},
                "tests": {"test_two.py::a": 1, "test_two.py::b": 1}},
    "compiled": {"cpu_s": 20, "suite": "app"}, "light": {"cpu_s": 2, "suite": "app"},
    "style": {"cpu_s": 5, "suite": "lint"},
}
DEAR = {"cli-one", "app-two", "compiled"}
WORK = """
import time, pytest
def spin(s):
    until = time.process_time() + s
    while time.process_time() < until: pass
@pytest.fixture(scope="module")
def made(): spin(0.5)
def test_dear(): spin(0.5)
def test_cheap(): pass
def test_on_it(made): pass
"""


def program(*words):
    return {"cmd": list(words), "suite": ["suite"]}


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A repository of two programs with one commit, and commit(path) that changes a file there."""
    monkeypatch.setattr(turns, "TOP", tmp_path)
    monkeypatch.setattr(turns, "DEAR", tmp_path / "dear.json")
    monkeypatch.setattr(turns, "ROOMS", {"src": ["none"], "src/cli": ["cli-*"]})
    for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
        monkeypatch.setenv(f"{name}_NAME", "A")
        monkeypatch.setenv(f"{name}_EMAIL", "a@example.org")

    def commit(path):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "a") as file:
            file.write("more\n")
        for words in (["add", "."], ["commit", "--quiet", "--message", path]):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    turns.keep_dear(COSTS)
    commit("README")
    commit("README")
    return commit


def left(tmp_path):
    tests = {"cli-one": program("pytest", str(tmp_path / "build/../tests/cli/test_one.py")),
             "app-two": program("pytest", str(tmp_path / "tests/app/test_two.py")),
             "compiled": program(str(tmp_path / "build/tests/common/common-tests"), "compiled"),
             "style": program("style")}
    return turns.without_turn(tests, tests)


def test_dear_are_those_that_hold_most():
    """Alone, with what they stand on, or with what they may come after; the turns cost about alike."""
    found = turns.find_dear(COSTS)
    assert found["programs"] == {
        "app-two": {"cheap": 0, "dear": [{"turn": 1, "cpu_s": 42, "tests": ["test_two.py::a", "test_two.py::b"]}]},
        "cli-one": {"cheap": 1, "dear": [
            {"turn": 0, "cpu_s": 51, "tests": ["test_one.py::dear", "test_one.py::next"]}]},
        "compiled": {"cheap": 0, "dear": [{"turn": 2, "cpu_s": 20, "tests": []}]}}


def test_each_has_one_turn(tree, tmp_path):
    ran = {"test_one.py::dear": 0, "app-two": 0, "compiled": 0, "style": 0}
    for _ in range(turns.TURNS):
        tree("README")
        missing = left(tmp_path)
        of_one = missing.get("cli-one", [])
        assert "test_one.py::cheap" not in of_one
        for name in ran:
            ran[name] += name not in [*of_one, *missing]
    assert ran == {"test_one.py::dear": 1, "app-two": 1, "compiled": 1, "style": turns.TURNS}


@pytest.mark.parametrize("path, whole", [
    ("src/cli/mq-cli.c", {"cli-one"}), ("tests/app/test_two.py", {"app-two"}), ("tests/app/conftest.py", {"app-two"}),
    ("tests/common/test-compiled.c", {"compiled"}), ("src/clients.c", set()), ("README", set()),
])
def test_a_changed_room_runs(tree, tmp_path, path, whole):
    """Committed, and before."""
    while set(left(tmp_path)) != DEAR:
        tree("README")
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("new\n")
    assert DEAR - set(left(tmp_path)) == whole
    while set(left(tmp_path)) != DEAR - whole:
        tree(path)


def test_without_history_all_run(tree, tmp_path):
    subprocess.run(["rm", "-r", tmp_path / ".git"], check=True)
    assert left(tmp_path) == {}


@pytest.fixture
def tests():
    """What meson knows of them."""
    with open(os.path.join(os.environ["MQ_TEST_BUILD"], "meson-info", "intro-tests.json"), encoding="utf-8") as file:
        return json.load(file)


def test_each_program_has_a_command(tests):
    """It is known by its command, where its costs are noted and its turn is asked for."""
    assert len({tuple(test["cmd"]) for test in tests}) == len(tests)


def test_each_room_has_programs(tests):
    """Nobody renames a program or a folder, and leaves its room without tests."""
    names = {test["name"] for test in tests} | {suite.split(":")[-1] for test in tests for suite in test["suite"]}
    assert not [room for room in turns.ROOMS if not (turns.TOP / room).exists()]
    assert not {each for wanted in turns.ROOMS.values() for each in wanted if not fnmatch.filter(names, each)}


def test_notes_of_a_program(tmp_path):
    """What each test took; what two share apart; and one that has no turn is left out."""
    path = tmp_path / "test_it.py"
    path.write_text(WORK)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    environment = os.environ | {"MQ_TEST_TIMES": str(tmp_path)}
    subprocess.run([HERE / "watch-test", *words], check=True, env=environment)
    notes = json.loads(next(tmp_path.glob("costs-*")).read_text())
    cost = notes["tests"]
    assert cost["test_it.py::test_dear"] > 0.4 > max(cost["test_it.py::test_cheap"], cost["test_it.py::test_on_it"])
    assert notes["shared"]["made[0]"] > 0.4 and notes["stands_on"] == {"test_it.py::test_on_it": "made[0]"}
    assert notes["after"] == {"test_it.py::test_on_it": "made"}

    (tmp_path / f"no-turn-{zlib.crc32(chr(0).join(words).encode())}").write_text("test_it.py::test_dear")
    done = subprocess.run([HERE / "watch-test", *words], check=True, env=environment, capture_output=True, text=True)
    assert "2 passed, 1 deselected" in done.stdout

