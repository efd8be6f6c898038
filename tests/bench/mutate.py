#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev mutate: plants one-line bugs, and lists those that no near test notices.

All bugs are planted at once in a copy of the tree, each behind a switch (mutants_c.py, mutants_python.py), and built
once. A file that every program maps says which of them is wanted, and keeps which lines a program came by. So each near
test program (mutant_programs.py) runs once without a bug, and then only with the bugs in lines that it runs."""

import argparse
import collections
import contextlib
import fcntl
import importlib.machinery
import importlib.util
import json
import mmap
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import mutants_c
import mutants_python
from mutant_programs import DEAREST_S, Programs, Runner
from mutants import MOST, Mutant, line_of

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "lint"))

from files import git, tracked  # noqa: E402

FOLDER = TOP / "_build" / "mutate"
COPY = FOLDER / "tree"
BUILD = COPY / "_build" / "test"
BRIDGE = "blender-addon/maquette_bridge"
SWITCH = COPY / BRIDGE / "mutants"
COSTS = FOLDER / "costs.json"
EQUAL = pathlib.Path(__file__).with_name("mutants-equal.json")
# Programs in the sandbox cannot write down that they came by.
UNRECORDED = ("src/launcher/", "blender-addon/")
MOST_OTHERS = 3  # programs that are not near by name, but run the line
# An error of the compiler in our source, or in a macro of another's header that our source expands.
PLACE = r"(?:\.\./)+(src/\S+?):(\d+):\d+: "
ERROR = re.compile(rf"^(?:{PLACE}(?:fatal )?error: |/\S+: error: .*\n(?: .*\n)*{PLACE}note: in expansion )", re.M)


def is_source(name: str) -> bool:
    """Whether bugs may be planted there: never in tests, translations and data."""
    if name.startswith("src/"):
        return name.endswith(".c")
    return name.startswith(BRIDGE) and name.endswith(".py") and not name.endswith("/worker.py")


def find(name: str, equal: set[tuple[str, str, str]]) -> list[Mutant]:
    """The mutants of a file, without those known to mean the same."""
    source = (TOP / name).read_text(encoding="utf-8")
    rows = (mutants_python if name.endswith(".py") else mutants_c).find(name, source)
    return [each for each in rows if (name, each.before, each.after) not in equal]


def one_of(rows: list[Mutant], chance: random.Random) -> Mutant:
    """One of a line's mutants; each kind of bug is as likely as another."""
    kinds = sorted({each.operator for each in rows})
    kind = chance.choice(kinds)
    return chance.choice([each for each in rows if each.operator == kind])


def of_lines(rows: list[Mutant]) -> dict[int, list[Mutant]]:
    """The mutants by their lines."""
    found: dict[int, list[Mutant]] = {}
    for each in rows:
        found.setdefault(each.line, []).append(each)
    return found


def choose_at_random(rooms: list[str], most: int, chance: random.Random,
                     equal: set[tuple[str, str, str]]) -> list[Mutant]:
    """Lines of the rooms' files, each as likely as another, and a bug for each."""
    names = [name for name in sorted(tracked()) if is_source(name)
             and (not rooms or any(name.startswith(room) for room in rooms))]
    weights = [(TOP / name).read_bytes().count(b"\n") for name in names]
    if not names:
        sys.exit(f"No source is in {', '.join(rooms)}.")
    found: dict[str, dict[int, list[Mutant]]] = {}
    chosen: dict[tuple[str, int], Mutant] = {}
    for _ in range(20 * most):
        if len(chosen) == most:
            break
        name, = chance.choices(names, weights)
        if name not in found:
            found[name] = of_lines(find(name, equal))
        if found[name]:
            line = chance.choice(sorted(found[name]))
            chosen.setdefault((name, line), one_of(found[name][line], chance))
    return list(chosen.values())


def changed_lines(revision: str) -> dict[str, set[int]]:
    """The lines of each source that are not as in the revision."""
    found: dict[str, set[int]] = collections.defaultdict(set)
    name = ""
    for line in git("diff", "-U0", "--no-color", "--no-ext-diff", revision, "--", "src", "blender-addon").splitlines():
        if line.startswith("+++ "):
            name = line[6:]
        elif hunk := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line):
            found[name] |= set(range(int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1)))
    for name in git("ls-files", "--others", "--exclude-standard", "--", "src", "blender-addon").splitlines():
        found[name] = set(range(1, (TOP / name).read_bytes().count(b"\n") + 1))
    return {name: lines for name, lines in found.items() if is_source(name) and lines}


def choose_changed(revision: str, most: int, chance: random.Random, equal: set[tuple[str, str, str]]) -> list[Mutant]:
    """A bug for each line that is not as in the revision, or for so many of them."""
    rows = [one_of(of_line, chance) for name, lines in sorted(changed_lines(revision).items())
            for line, of_line in sorted(of_lines(find(name, equal)).items()) if line in lines]
    return rows if len(rows) <= most else sorted(chance.sample(rows, most), key=lambda each: (each.file, each.line))


def since() -> str:
    """The revision that a branch began with; on the main branch the last commit."""
    with contextlib.suppress(subprocess.CalledProcessError):
        base = git("merge-base", "HEAD", "origin/main").strip()
        if base != git("rev-parse", "HEAD").strip() or changed_lines(base):
            return base
    return "HEAD~1"


def copy_tree(mutants: Iterable[Mutant]) -> None:
    """Brings the copy up to date, with these bugs. A file that stays as it is keeps its time, for ninja."""
    groups: dict[str, list[Mutant]] = collections.defaultdict(list)
    for each in mutants:
        groups[each.file].append(each)
    module = f"{BRIDGE}/mq_mutants.py"
    texts = {module: mutants_python.MODULE.format(path=str(SWITCH), most=MOST).encode()}
    for name, rows in groups.items():
        source = (TOP / name).read_text(encoding="utf-8")
        level = len(pathlib.Path(name).relative_to(BRIDGE).parts) if name.endswith(".py") else 0
        texts[name] = (mutants_python.plant(source, rows, level) if level
                       else mutants_c.plant(source, rows, str(SWITCH))).encode()
    names = set(tracked())
    for path in [path for path in COPY.rglob("*") if path.is_file() or path.is_symlink()]:
        name = path.relative_to(COPY).as_posix()
        if not name.startswith("_build/") and name not in names | texts.keys() and path != SWITCH:
            path.unlink()
    for name in names | texts.keys():
        source, target = TOP / name, COPY / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            target.unlink(missing_ok=True)
            os.symlink(os.readlink(source), target)
            continue
        data = texts.get(name) or source.read_bytes()
        if not target.exists() or target.read_bytes() != data:
            target.write_bytes(data)
            if name != module:
                shutil.copymode(source, target)


def refused(mutants: list[Mutant], output: str) -> list[Mutant]:
    """The mutants of the units that the compiler complains of."""
    bad = set()
    for name, line in (found[:2] if found[0] else found[2:] for found in ERROR.findall(output)):
        source = (TOP / name).read_text(encoding="utf-8")
        before = [each.unit.start for each in mutants if each.file == name
                  and line_of(source, each.unit.start) <= int(line)]
        if before:
            bad.add((name, max(before)))
    return [each for each in mutants if (each.file, each.unit.start) in bad]


def build(mutants: list[Mutant], targets: list[str]) -> list[Mutant]:
    """Builds them, without those that the compiler refuses; what is left. It goes on until all compile."""
    while True:
        copy_tree(mutants)
        words = ["ninja", "-C", str(BUILD), "-k", "0", *targets]
        run = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if run.returncode == 0:
            return mutants
        bad = refused(mutants, run.stdout)
        if not bad:
            sys.exit(f"{run.stdout[-5000:]}\nThe copy in {COPY} could not be built.")
        print(f"The compiler refuses {len(bad)}.", flush=True)
        mutants = [each for each in mutants if each not in bad]


def read_costs() -> dict[str, tuple[float, float]]:
    """Wall and CPU seconds of the programs that ran before."""
    return json.loads(COSTS.read_text()) if COSTS.exists() else {}


def load_suites() -> Any:
    """The runner of ./dev test, of the copy."""
    loader = importlib.machinery.SourceFileLoader("run_suites", str(COPY / "tests" / "run-suites.py"))
    spec = importlib.util.spec_from_loader("run_suites", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


class Switch:
    """The file that says which mutant is wanted, and keeps which of them a program came by."""

    def __init__(self) -> None:
        SWITCH.write_bytes(bytes(MOST))
        with open(SWITCH, "r+b") as file:
            self.bytes = mmap.mmap(file.fileno(), MOST)

    def want(self, number: int | None) -> None:
        """Wants this mutant alone, or none."""
        self.bytes[:] = bytes(MOST)
        if number is not None:
            self.bytes[number] = 2

    def passed(self) -> set[int]:
        """Those that were come by."""
        return {number for number, value in enumerate(self.bytes[:]) if value == 1}


@contextlib.contextmanager
def runner(suites: Any, needs_blender: bool) -> Iterator[Runner]:
    """Runs programs as ./dev test does: as an ordinary user, with one Blender for all."""
    with suites.ordinary_user() as user, tempfile.TemporaryDirectory(prefix="mq-shared-") as shared, \
            tempfile.TemporaryDirectory(prefix="mq-times-") as times:
        environment = os.environ | {"MQ_TEST_SHARED": shared, "MQ_TEST_TIMES": times, "MQ_TEST_ALL": "",
                                    "MALLOC_PERTURB_": "85"}
        with suites.blender_of_all(user, environment) if needs_blender else contextlib.nullcontext({}) as found:
            yield Runner(COPY, BUILD, user, environment | found)


def record(run: Runner, tests: dict[str, Any], names: list[str], switch: Switch) -> dict[str, set[int]]:
    """Which mutants each program comes by; without programs that fail, or cannot run here, without any."""
    found = {}
    for at, name in enumerate(names, 1):
        switch.want(None)
        passes = run.run(name, tests[name])
        wall, cpu = run.cost[name]
        note = "" if passes else "  skipped" if passes is None else "  FAILS without a bug, so it is left out"
        print(f"without a bug {at}/{len(names)}: {name} {wall:.1f} s, CPU {cpu:.1f} s{note}", flush=True)
        COSTS.write_text(json.dumps(read_costs() | run.cost, indent=1, sort_keys=True))
        if passes:
            found[name] = switch.passed()
    return found


def judge(each: Mutant, near: list[str], passed: dict[str, set[int]], run: Runner, tests: dict[str, Any],
          switch: Switch) -> dict[str, Any]:
    """What becomes of a mutant: the row of the report."""
    usable = [name for name in passed if run.cost[name][1] <= DEAREST_S]
    by_cost = sorted((name for name in usable if each.number in passed[name]), key=lambda name: run.cost[name][1])
    names = [name for name in by_cost if name in near]
    names += [name for name in by_cost if name not in near][:MOST_OTHERS]
    usable = [name for name in near if name in usable]
    reached = bool(names)
    if not names and each.file.startswith(UNRECORDED):
        names = usable[:2]
    row = {"file": each.file, "line": each.line, "operator": each.operator, "before": each.before, "after": each.after,
           "near": near, "programs": [], "by": None, "result": "not noticed" if reached else "not reached"}
    for name in names:
        switch.want(each.number)
        row["programs"].append(name)
        if run.run(name, tests[name]) is False:
            return row | {"by": name, "result": "noticed"}
    return row


def print_report(report: dict[str, Any]) -> None:
    """The bugs that nobody noticed, and the closing figure."""
    for result, title in (("not noticed", "Nobody noticed"), ("not reached", "No near program runs the line")):
        rows = [row for row in report["mutants"] if row["result"] == result]
        if rows:
            print(f"\n{title}:")
        for row in rows:
            tried = ", ".join(row["programs"]) or f"near: {', '.join(row['near']) or 'none'}"
            print(f"{row['file']}:{row['line']}: {row['operator']} ({tried})\n  - {row['before']}\n  + {row['after']}")
    total = report["total"]
    share = 100 * total["noticed"] / max(1, sum(total.values()))
    print(f"\n{sum(total.values())} bugs: {total['noticed']} noticed ({share:.0f} %), "
          f"{total['not noticed']} not noticed, {total['not reached']} in lines that no near program runs; "
          f"the compiler refused {report['refused']} more")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev mutate", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="REVISION | ROOM", help="the revision since when lines changed "
                        "(where the branch began); with --random folders of sources (all)")
    parser.add_argument("--random", type=int, metavar="N", help="so many bugs in any lines")
    parser.add_argument("--seed", type=int, default=1, help="another one chooses other bugs (%(default)s)")
    parser.add_argument("--most", type=int, default=100, help="of the changed lines (%(default)s)")
    parser.add_argument("--list", action="store_true", help="list the bugs, and plant none")
    parser.add_argument("--report", type=pathlib.Path, default=FOLDER / "report.json", help="(%(default)s)")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    equal = {(row["file"], row["before"], row["after"]) for row in json.loads(EQUAL.read_text(encoding="utf-8"))}
    if args.random:
        # The compiler refuses some.
        mutants = choose_at_random(args.words, args.random + args.random // 4 + 1, chance, equal)
    else:
        mutants = choose_changed(args.words[0] if args.words else since(), args.most, chance, equal)
    for number, each in enumerate(mutants, 1):
        each.number = number
        if args.list:
            print(f"{each.file}:{each.line}: {each.operator}\n  - {each.before}\n  + {each.after}")
    if args.list or not mutants:
        print(f"{len(mutants)} bugs")
        return 0
    return mutate(mutants, args.random or len(mutants), args.report)


def mutate(mutants: list[Mutant], most: int, path: pathlib.Path) -> int:
    """Builds, runs and reports."""
    COPY.mkdir(parents=True, exist_ok=True)
    lock = open(FOLDER / "lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    # The same files as of every clone, for ccache.
    os.environ["CCACHE_BASEDIR"] = str(COPY)
    copy_tree([])
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, COPY], check=True, capture_output=True)
    suites = load_suites()
    tests = suites.read_tests(str(BUILD))
    programs = Programs(COPY, tests, json.loads((BUILD / "meson-info/intro-targets.json").read_text()))
    dear = {name for name, (_wall, cpu) in read_costs().items() if cpu > DEAREST_S}
    near = {name: [each for each in programs.near(name) if each not in dear]
            for name in sorted({each.file for each in mutants})}
    wanted = sorted({name for names in near.values() for name in names})
    print(f"{len(mutants)} bugs in {len(near)} files, {len(wanted)} programs near; building", flush=True)
    planted = build(mutants, suites.read_targets(str(BUILD), set(wanted), tests))
    n_refused = len(mutants) - len(planted)
    planted = planted[:most]
    wanted = sorted({name for each in planted for name in near[each.file]})
    switch, rows = Switch(), []
    needs_blender = any("pytest" in tests[name]["cmd"] or "blender" in tests[name]["suite"] for name in wanted)
    with runner(suites, needs_blender) as run:
        passed = record(run, tests, wanted, switch)
        for at, each in enumerate(planted, 1):
            row = judge(each, near[each.file], passed, run, tests, switch)
            rows.append(row)
            by = f" by {row['by']}" if row["by"] else ""
            print(f"{at}/{len(planted)} {row['result']}{by}: {each.file}:{each.line} {each.operator}", flush=True)
    total = {result: sum(row["result"] == result for row in rows)
             for result in ("noticed", "not noticed", "not reached")}
    report = {"total": total, "refused": n_refused, "cpu_s": round(Runner.spent()), "mutants": rows,
              "cost": {name: run.cost[name] for name in sorted(run.cost)}}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print_report(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
