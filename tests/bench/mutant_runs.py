# SPDX-License-Identifier: GPL-3.0-or-later
"""Test programs at work for ./dev mutate, without a bug or with one. Several lanes run side by side as ./dev test
does: as an ordinary user, each with a Blender for all and with a switch of its own, which the plugin of the costs
(support/plugin/cost_plugin.py) reads after each test."""

import contextlib
import dataclasses
import json
import os
import pathlib
import queue
import subprocess
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mutants import MOST

MOST_S = 300  # of each process; an endless loop is noticed, too
# A bug may make a program wait for ever: it ends sooner then.
PATIENCE = {"MQ_TEST_LOOK_S": "2", "MQ_TEST_WALL_S": "300"}
SKIPPED = 77


@dataclasses.dataclass
class Seen:
    """What a program did: whether it passed (None: it cannot run here), what it took, and of each of its tests that
    passed the CPU seconds and the mutants it came by; `failing`: those that did not. A program without pytest is one
    test, without a name."""
    passes: bool | None
    wall_s: float = 0.0
    cpu_s: float = 0.0
    tests: dict[str, tuple[float, set[int]]] = dataclasses.field(default_factory=dict)
    failing: set[str] = dataclasses.field(default_factory=set)


def read_tests(notes: dict[str, Any]) -> dict[str, tuple[float, set[int]]]:
    """The tests of pytest as the plugin noted them; one that stands on what several share costs that, too."""
    shared, stands_on = notes["shared"], notes["stands_on"]
    return {name: (cpu_s + shared.get(stands_on.get(name), 0), set(notes["mutants"][name]))
            for name, cpu_s in notes["tests"].items() if name not in notes["failed"]}


class Lane:
    """Runs one program after the other."""

    def __init__(self, top: pathlib.Path, build: pathlib.Path, user: list[str], environment: dict[str, str],
                 switch: pathlib.Path) -> None:
        # Only the soft limit: the launcher sets a limit of its own for each Blender, which may be higher.
        self.words = [*user, "prlimit", f"--cpu={MOST_S}:", str(top / "tests/support/watch-test")]
        self.build, self.switch = build, switch
        self.environment = environment | {"MQ_MUTANTS": str(switch)}

    def run(self, test: dict[str, Any], wanted: int | None, left_out: Iterable[str] = ()) -> Seen:
        """Runs it without a bug, or with one until the first failure and without the tests that are @left_out."""
        is_pytest = "pytest" in test["cmd"]
        command = [*test["cmd"], *(["-x"] if is_pytest and wanted is not None else [])]
        states = bytearray(MOST)
        if wanted is not None:
            states[wanted] = 2
        # It stays the same file: programs that go on have it mapped.
        with open(self.switch, "r+b") as file:
            file.write(states)
        with tempfile.TemporaryDirectory(prefix="mq-times-") as times, open(self.build / "mutant.log", "ab") as log:
            if left_out:
                key = zlib.crc32("\0".join(command).encode())
                pathlib.Path(times, f"no-turn-{key}").write_text("\n".join(left_out), encoding="utf-8")
            status = subprocess.run([*self.words, *command], cwd=test["workdir"] or self.build,
                                    env=self.environment | test["env"] | {"MQ_TEST_TIMES": times}
                                    | (PATIENCE if wanted is not None else {}),
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=log).returncode
            noted = pathlib.Path(times, "times")
            if status == SKIPPED or not noted.exists():
                return Seen(None if status == SKIPPED else status == 0)
            cost = json.loads(noted.read_text().splitlines()[-1])
            seen = Seen(status == 0, cost["wall_s"], cost["cpu_s"])
            own = pathlib.Path(times, f"costs-{cost['pid']}")
            if is_pytest and own.exists():
                notes = json.loads(own.read_text())
                seen.tests, seen.failing = read_tests(notes), set(notes["failed"])
            elif not is_pytest and seen.passes:
                passed = {number for number, state in enumerate(self.switch.read_bytes()) if state == 1}
                seen.tests[""] = (seen.cpu_s, passed)
            return seen


@contextlib.contextmanager
def lanes(suites: Any, top: pathlib.Path, build: pathlib.Path, switch: pathlib.Path, many: int) -> Iterator[list[Lane]]:
    """So many lanes of the tree @top. @switch: where programs in the sandbox look for theirs. Who cannot become an
    ordinary user is one, and has one lane, since they would see each other's."""
    with contextlib.ExitStack() as stack:
        user, group = stack.enter_context(suites.ordinary_user()), stack.enter_context(suites.group_of_run())
        found = []
        for number in range(many if user else 1):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mq-shared-"))
            own = build / f"mutants-{number}" if user else switch
            own.write_bytes(bytes(MOST))
            words = [*user[:-1], "--bind", str(own), str(switch), "--"] if user else []
            times = stack.enter_context(tempfile.TemporaryDirectory(prefix="mq-times-"))
            environment = os.environ | group | {"MQ_TEST_SHARED": folder, "MQ_TEST_ALL": "", "MQ_TEST_TIMES": times,
                                                "MALLOC_PERTURB_": "85"}
            environment |= stack.enter_context(suites.blender_of_all(words, environment))
            found.append(Lane(top, build, words, environment, own))
        yield found


def side_by_side(those: list[Lane], jobs: Iterable[Any], work: Callable[[Lane, Any], None]) -> None:
    """Has each lane take job after job until none is left, and raises what went wrong in one."""
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    errors: list[BaseException] = []
    for job in jobs:
        waiting.put(job)

    def go_on(lane: Lane) -> None:
        try:
            while not errors:
                work(lane, waiting.get_nowait())
        except queue.Empty:
            pass
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=go_on, args=(lane,)) for lane in those]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
