#!/usr/bin/env python3
"""Runner of the meson suites of a build folder for ./dev test. It closes with what cost most, the command that runs
again what failed, and one line: N passed, N failed, N skipped. A C program counts by its TAP cases, a pytest program
by pytest's own summary.

Started as root it runs the tests as an ordinary user, because root may write everywhere and no test of
permissions fails for it. Only the suite two-users stays root: it becomes a second user."""

import argparse
import contextlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from typing import Any

SUPPORT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "support")
sys.path += [SUPPORT, os.path.join(SUPPORT, "plugin")]
import costs  # noqa: E402
import cpu_group  # noqa: E402
import turns  # noqa: E402

WITHOUT_BLENDER = {"lint", "dev", "common", "fuzz", "data", "models", "launcher", "install"}
SUMMARY = re.compile(r"(\d+) (passed|failed|skipped|error|errors|xfailed|xpassed)")


def count(path: str) -> tuple[int, int, int]:
    """Returns (passed, failed, skipped) of a junit file that meson wrote."""
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for suite in ET.parse(path).getroot().iter("testsuite"):
        for case in suite.iter("testcase"):
            out = case.find("system-out")
            text = out.text if out is not None and out.text else ""
            bad = case.find("failure") is not None or case.find("error") is not None
            own = pytest_counts(text)
            if own:
                for key, number in own.items():
                    total[key] += number
                if bad and not own["failed"]:
                    total["failed"] += 1
            elif bad:
                total["failed"] += 1
            elif case.find("skipped") is not None:
                total["skipped"] += 1
            else:
                total["passed"] += 1
    return total["passed"], total["failed"], total["skipped"]


def pytest_counts(text: str) -> dict[str, int] | None:
    """The numbers of pytest's last summary line, or None when the output is not pytest's."""
    lines = [line for line in text.splitlines() if re.search(r"\bin [\d.]+s\b", line)]
    found = SUMMARY.findall(lines[-1]) if lines else []
    if not found:
        return None
    numbers = {"passed": 0, "failed": 0, "skipped": 0}
    for number, word in found:
        kinds = {"passed": "passed", "xpassed": "passed", "skipped": "skipped",
                 "xfailed": "skipped"}
        numbers[kinds.get(word, "failed")] += int(number)
    return numbers


@contextlib.contextmanager
def ordinary_user() -> Iterator[list[str]]:
    """The words before a command that make it run as user 1000: none for who is no root.

    A user namespace, in which root's files belong to user 1000: the same as where an ordinary user has made
    the clone and the cache. Without root's capabilities modes of files hold. The system is read-only."""
    if os.geteuid() != 0:
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="mq-user-") as folder:
        os.chmod(folder, 0o755)
        home = os.environ.get("HOME", "/")
        users = pathlib.Path(folder, "passwd")
        users.write_text(f"maquette:x:1000:1000:Maquette:{home}:/bin/bash\n"
                         + pathlib.Path("/etc/passwd").read_text(encoding="utf-8"), encoding="utf-8")
        groups = pathlib.Path(folder, "group")
        groups.write_text("maquette:x:1000:\n" + pathlib.Path("/etc/group").read_text(encoding="utf-8"),
                          encoding="utf-8")
        # An X server of an ordinary user cannot make it.
        sockets = pathlib.Path("/tmp/.X11-unix")
        sockets.mkdir(exist_ok=True)
        sockets.chmod(0o1777)
        words = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", "/usr", "/usr", "--ro-bind", "/etc", "/etc",
                 "--ro-bind", str(users), "/etc/passwd", "--ro-bind", str(groups), "/etc/group", "--unshare-user",
                 "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--die-with-parent",
                 "--setenv", "USER", "maquette", "--setenv", "LOGNAME", "maquette", "--"]
        probe = subprocess.run([*words, "true"], capture_output=True, text=True)
        if probe.returncode:
            sys.exit(f"The tests run as an ordinary user, and root cannot become one here: {probe.stderr.strip()}\n"
                     "User namespaces must be allowed; or start ./dev test as an ordinary user.")
        yield words


@contextlib.contextmanager
def blender_of_all(user: list[str], environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The variables by which tests find a Blender that forks (support/blender-forked). Where it cannot be had they
    start their own."""
    folder = environment["MQ_TEST_SHARED"]
    path = os.path.join(folder, "blender")
    words = [os.environ.get("MQ_BLENDER") or "blender", "--background", "--factory-startup", "--offline-mode",
             "--disable-autoexec", "--python-exit-code", "1", "--python", os.path.join(SUPPORT, "blender_server.py"),
             "--", path]
    with open(os.path.join(folder, "blender.log"), "w+b") as log:
        server = subprocess.Popen([*user, *words], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                  env=environment)
        while server.poll() is None and not os.path.exists(path):
            time.sleep(0.02)
        try:
            yield {"MQ_TEST_BLENDER": path}
            if server.poll() is not None:
                log.seek(0)
                print(f"The Blender of all tests ended ({server.returncode}):\n{log.read().decode(errors='replace')}")
        finally:
            server.kill()
            server.wait()


def run_meson(words: list[str], environment: dict[str, str], build: str,
              counts: list[tuple[int, int, int]]) -> list[str]:
    """Runs meson test with @words and adds what it counted to @counts; the names of what failed."""
    junit = os.path.join(build, "meson-logs", "testlog.junit.xml")
    log = pathlib.Path(build, "meson-logs", "testlog.json")
    for path in (junit, log):
        if os.path.exists(path):
            os.remove(path)
    status = subprocess.run(words, env=environment).returncode
    numbers = count(junit) if os.path.exists(junit) else (0, 0, 0)
    if status and not numbers[1]:
        numbers = (numbers[0], numbers[1] + 1, numbers[2])
    counts.append(numbers)
    results = map(json.loads, log.read_text().splitlines()) if log.exists() else []
    return [result["name"].split(" / ")[-1] for result in results if result["result"] not in ("OK", "SKIP")]


def read_tests(build: str) -> dict[str, dict[str, Any]]:
    """What meson knows of each test, by its name; its suites without the project's name."""
    with open(os.path.join(build, "meson-info", "intro-tests.json"), encoding="utf-8") as file:
        tests = json.load(file)
    by_name = {test["name"]: test | {"suite": [name.split(":")[-1] for name in test["suite"]]} for test in tests}
    assert len(by_name) == len(tests), "meson would run both of two tests with one name"
    return by_name


def read_targets(build: str, chosen: set[str], tests: dict[str, dict[str, Any]]) -> list[str]:
    """The targets that the @chosen tests need: theirs, whatever is no test, and what watch-test preloads."""
    with open(os.path.join(build, "meson-info", "intro-targets.json"), encoding="utf-8") as file:
        targets = json.load(file)
    own = set(itertools.chain.from_iterable(tests[name]["depends"] for name in chosen))
    folder = os.path.dirname(os.path.abspath(__file__)) + os.sep
    return [os.path.relpath(name, os.path.abspath(build)) for target in targets
            if target["id"] in own or target["build_by_default"] and (
                not target["defined_in"].startswith(folder) or target["type"] == "shared module")
            for name in target["filename"]]


def print_stacks(folder: str) -> None:
    """The stacks of what hung or crashed, which watch-test kept."""
    for path in sorted(pathlib.Path(folder).glob("stacks-*")):
        if text := path.read_text(errors="replace"):
            print(f"\nA program hung or crashed; the stacks of all its threads:\n{text}")


@contextlib.contextmanager
def group_of_run() -> Iterator[dict[str, str]]:
    """The variable that names the control group below which each program has its own."""
    group = cpu_group.make_run()
    try:
        yield {"MQ_TEST_GROUP": str(group)} if group else {}
    finally:
        if group:
            cpu_group.remove(group)


def leave_out(folder: str, tests: dict[str, dict[str, Any]], chosen: set[str]) -> int:
    """Takes the programs that have no turn out of @chosen, and notes in @folder what others leave out: pytest reads
    it (support/plugin/cost_plugin.py). How many tests that are."""
    left = turns.without_turn(tests, chosen)
    for name, ids in left.items():
        if ids is None:
            chosen.remove(name)
        else:
            key = zlib.crc32("\0".join(tests[name]["cmd"]).encode())
            pathlib.Path(folder, f"no-turn-{key}").write_text("\n".join(ids), encoding="utf-8")
    return sum(turns.count(name) if ids is None else len(ids) for name, ids in left.items())


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev test", description=__doc__)
    parser.add_argument("build")
    parser.add_argument("suites", nargs="*", help="suites to run, or programs; all when none is named")
    parser.add_argument("--whole", action="store_true", help="also the dear tests that have no turn at this commit")
    parser.add_argument("--all", action="store_true", help="also the many like cases that a commit does without")
    parser.add_argument("--cost", action="store_true", help="print what each took when it last ran")
    parser.add_argument("--keep", action="store_true", help="with --whole: write what is dear to tests/dear.json")
    parser.add_argument("--list", action="store_true", help="list the suites")
    parser.add_argument("--verbose", action="store_true", help="show each program's output")
    parser.add_argument("--targets", action="store_true", help="list what has to be built for them")
    args = parser.parse_args()
    tests = read_tests(args.build)
    suites = set(itertools.chain.from_iterable(test["suite"] for test in tests.values()))
    if args.list and not args.targets:
        print("\n".join(sorted(suites)))
        return 0
    if unknown := [name for name in args.suites if name not in suites and name not in tests]:
        parser.error(f"no suite and no program is called {', '.join(unknown)}; ./dev test --list")
    chosen = {name for name, test in tests.items() if not args.suites or set(args.suites) & {name, *test["suite"]}}
    if args.targets:
        print("\n".join(read_targets(args.build, chosen, tests)))
        return 0
    if args.keep and (not args.whole or args.suites):
        parser.error("--keep is for a whole run: ./dev test --whole --keep")
    if args.cost:
        costs.print_kept(costs.read(args.build), chosen)
        return 0

    # Most tests wait for processes and timers: twice as many as there are cores keep the cores at work. Memory
    # has room for sixteen Blenders.
    processes = min(16, 2 * (os.cpu_count() or 1))
    command = ["meson", "test", "-C", args.build, "--no-rebuild", "--num-processes", str(processes),
               "--print-errorlogs"]
    command += ["--verbose"] if args.verbose else []
    environment = dict(os.environ)
    environment["MQ_TEST_ALL"] = "1" if args.all else ""
    # Against endless loops: three times what the longest takes on a slow machine.
    environment["MQ_TEST_WALL_S"] = "7200" if args.build.endswith("-sanitize") else "1800"
    # Leaks count; what GLib and the drivers keep for the life of the process is listed by name.
    suppressions = os.path.join(os.path.dirname(SUPPORT), "lsan.supp")
    # libdex swaps stacks under the sanitizer, which its fake stacks do not survive.
    environment.setdefault("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=0")
    environment.setdefault("LSAN_OPTIONS", f"suppressions={suppressions}:print_suppressions=0")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")

    # What is freed is overwritten, in all runs with the same. A virtual machine pays dearly for each page that is new:
    # memory is kept, in large pages.
    environment |= {"MALLOC_PERTURB_": "85", "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:"
                    "glibc.malloc.trim_threshold=134217728:glibc.malloc.mmap_threshold=67108864"}

    counts: list[tuple[int, int, int]] = []
    failures: list[str] = []
    waiting = 0
    began, worked = time.monotonic(), costs.busy_s()
    becomes_another = {name for name in chosen if "two-users" in tests[name]["suite"]}
    with ordinary_user() as user, tempfile.TemporaryDirectory(prefix="mq-shared-") as shared, \
            tempfile.TemporaryDirectory(prefix="mq-times-") as times, group_of_run() as group:
        environment |= {"MQ_TEST_SHARED": shared, "MQ_TEST_TIMES": times} | group
        if not (args.suites or args.whole or args.all):
            waiting = leave_out(times, tests, chosen)
        if user and becomes_another & chosen:
            failures += run_meson([*command, *becomes_another], environment, args.build, counts)
            chosen -= becomes_another
        if chosen:
            # One of the window's model that needs no program beside its own starts none.
            needs_blender = any(set(tests[name]["suite"]) - WITHOUT_BLENDER for name in chosen
                                if tests[name]["suite"] != ["app-model"] or len(tests[name]["depends"]) > 1)
            with blender_of_all(user, environment) if needs_blender else contextlib.nullcontext({}) as found:
                failures += run_meson([*user, *command, *chosen], environment | found, args.build, counts)
        print_stacks(times)
        programs = costs.gather(times, tests)
        costs.print_run(programs, costs.forked_s(times), time.monotonic() - began, costs.busy_s() - worked)
        if not waiting:
            costs.keep(args.build, programs)
            if args.keep:
                turns.keep_dear(costs.read(args.build))
    if waiting:
        print(f"{waiting} tests had no turn at this commit; ./dev test --whole runs them, too")
    passed, failed, skipped = map(sum, zip(*counts))
    if failures:
        folder = os.path.basename(args.build)
        options = {"--all": args.all, "--sanitize": folder.endswith("-sanitize"),
                   "--blender=sid": folder.startswith("sid-")}
        print("run again:", " ".join(["./dev test", *(each for each in options if options[each]), *sorted(failures)]))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
