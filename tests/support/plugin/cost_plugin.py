# SPDX-License-Identifier: GPL-3.0-or-later
"""What pytest does in a ./dev test: it leaves out the tests that have no turn (tests/turns.py), and notes what each
test costs. What several tests share, as a run that a fixture of the module makes, is noted by itself: the tests that
stand on it are dear or cheap together."""

import json
import os
import pathlib
from collections.abc import Iterator
from typing import Any

import cpu_group
import pytest

GROUP = pathlib.Path(os.environ["MQ_TEST_GROUP"]) if os.environ.get("MQ_TEST_GROUP") else None


def used_s() -> float:
    """Of this program so far, with what it started."""
    return cpu_group.used_s(GROUP) if GROUP else sum(os.times()[:4])


def name_of(item: pytest.Item) -> str:
    """Its id without the folders."""
    return item.nodeid.rsplit("/", 1)[-1]


class Costs:
    """What this program's tests and shared fixtures have cost, in seconds of a processor."""

    def __init__(self) -> None:
        self.tests: dict[str, float] = {}
        self.shared: dict[str, float] = {}
        self.stands_on: dict[str, str] = {}
        self.after: dict[str, str] = {}
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
            self.apart[-1] += took

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        began, self.apart = used_s(), [0.0]
        try:
            return (yield)
        finally:
            self.tests[name_of(item)] = max(0.0, used_s() - began - self.apart[0])
            indices = item.callspec.indices if hasattr(item, "callspec") else {}
            keys = [f"{name}[{indices.get(name, 0)}]" for name in item.fixturenames]
            if keys := [key for key in keys if key in self.shared]:
                self.stands_on[name_of(item)] = max(keys, key=self.shared.__getitem__)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and os.path.exists(os.environ["MQ_TEST_NO_TURN"]):
            session.exitstatus = pytest.ExitCode.OK
        noted = {"tests": self.tests, "shared": self.shared, "stands_on": self.stands_on, "after": self.after}
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
