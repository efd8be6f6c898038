# SPDX-License-Identifier: GPL-3.0-or-later
"""What pytest does in a ./dev test: it leaves out the tests that have no turn (tests/turns.py), and notes what each
test costs. What several tests share, as a run that a fixture of the module makes, is noted by itself: the tests that
stand on it are dear or cheap together. For ./dev mutate it notes which planted bugs each test comes by."""

import json
import os
import pathlib
from collections.abc import Iterator
from typing import Any

import cpu_group
import pytest

# Each byte is for a bug: 1 where the program came by.
MUTANTS = os.environ.get("MQ_MUTANTS")
GROUP = pathlib.Path(os.environ["MQ_TEST_GROUP"]) if os.environ.get("MQ_TEST_GROUP") else None


def used_s() -> float:
    """Of this program so far, with what it started."""
    return cpu_group.used_s(GROUP) if GROUP else sum(os.times()[:4])


def name_of(item: pytest.Item) -> str:
    """Its id without the folders."""
    return item.nodeid.rsplit("/", 1)[-1]


def passed_mutants() -> set[int]:
    """Those that were come by since forget_mutants()."""
    states = pathlib.Path(MUTANTS).read_bytes() if MUTANTS else b""
    return {number for number, state in enumerate(states) if state == 1}


def forget_mutants(numbers: set[int]) -> None:
    if MUTANTS and numbers:
        with open(MUTANTS, "r+b") as file:
            for number in numbers:
                file.seek(number)
                file.write(b"\0")


class Costs:
    """What this program's tests and shared fixtures have cost, in seconds of a processor."""

    def __init__(self) -> None:
        self.tests: dict[str, float] = {}
        self.shared: dict[str, float] = {}
        self.stands_on: dict[str, str] = {}
        self.after: dict[str, str] = {}
        self.failed: set[str] = set()
        self.mutants: dict[str, set[int]] = {}
        self.shared_mutants: dict[str, set[int]] = {}
        # What was spent on shared fixtures: in the test that runs, and in those that fixtures being made asked for.
        self.apart = [0.0]

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Notes which tests share a fixture of their module: one may go on where another stopped."""
        items: list[Any] = session.items
        for item in items:
            fixtures = item._fixtureinfo.name2fixturedefs
            for name in sorted(name for name, found in fixtures.items() if found[-1].scope == "module"):
                self.after.setdefault(name_of(item), name)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            return (yield)
        began = used_s()
        self.apart.append(0.0)
        try:
            return (yield)
        finally:
            took = used_s() - began
            key = f"{fixturedef.argname}[{getattr(request, 'param_index', 0)}]"
            self.shared[key] = self.shared.get(key, 0) + took - self.apart.pop()
            self.shared_mutants[key] = passed_mutants()
            self.apart[-1] += took

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        began, self.apart = used_s(), [0.0]
        try:
            return (yield)
        finally:
            self.tests[name_of(item)] = max(0.0, used_s() - began - self.apart[0])
            passed = self.mutants[name_of(item)] = passed_mutants()
            forget_mutants(passed)
            indices = item.callspec.indices if hasattr(item, "callspec") else {}
            keys = [f"{name}[{indices.get(name, 0)}]" for name in item.fixturenames]
            passed |= set().union(*(self.shared_mutants.get(key, set()) for key in keys))
            if keys := [key for key in keys if key in self.shared]:
                self.stands_on[name_of(item)] = max(keys, key=self.shared.__getitem__)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid.rsplit("/", 1)[-1])

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and os.path.exists(os.environ["MQ_TEST_NO_TURN"]):
            session.exitstatus = pytest.ExitCode.OK
        noted: dict[str, Any] = {"tests": self.tests, "shared": self.shared, "stands_on": self.stands_on,
                                 "after": self.after}
        if MUTANTS:
            noted |= {"failed": sorted(self.failed),
                      "mutants": {name: sorted(passed) for name, passed in self.mutants.items()}}
        pathlib.Path(os.environ["MQ_TEST_COSTS"]).write_text(json.dumps(noted))


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("MQ_TEST_COSTS"):
        config.pluginmanager.register(Costs())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    path = os.environ.get("MQ_TEST_NO_TURN")
    if path and os.path.exists(path):
        waiting = set(pathlib.Path(path).read_text().splitlines())
        if left := [item for item in items if name_of(item) in waiting]:
            config.hook.pytest_deselected(items=left)
            items[:] = [item for item in items if name_of(item) not in waiting]
