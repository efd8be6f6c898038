#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev mutate: plants one-line bugs, and lists those that no near test notices.

All bugs are planted at once in a copy of the tree, each behind a switch (mutants_c.py, mutants_python.py), and built
once. A file that every program maps says which of them is wanted, and keeps which lines a test came by. So each near
test program (mutant_programs.py), with --whole each program, runs once without a bug, and then for each bug the
cheapest tests that run its line (mutant_runs.py)."""

import argparse
import collections
import contextlib
import dataclasses
import fcntl
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import mutants_c
import mutants_python
from mutant_programs import ALONE, BRIDGE, Programs
from mutant_runs import MOST_S, Lane, Seen, lanes, side_by_side
from mutants import MOST, Mutant, line_of

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "lint"))

from files import git, tracked  # noqa: E402

FOLDER = TOP / "_build" / "mutate"
COPY = FOLDER / "tree"
BUILD = COPY / "_build" / "test"
SWITCH = COPY / BRIDGE / "mutants"
COSTS = FOLDER / "costs.json"
EQUAL = pathlib.Path(__file__).with_name("mutants-equal.json")
# Programs in the sandbox cannot write down that they came by.
UNRECORDED = ("src/launcher/", "blender-addon/")
MOST_OTHERS = 3  # programs that are not near by name, but run the line
MOST_TESTS = 3  # of a program, for a single bug: so many cheap ones, and so many that are about it
DEAREST_S = 10  # CPU seconds of a near test
ENOUGH_S = 100  # for a bug that nobody notices
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
             and (not rooms or any(f"{name}/".startswith(f"{room.rstrip('/')}/") for room in rooms))]
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


def record(those: list[Lane], tests: dict[str, Any], names: list[str]) -> dict[str, Seen]:
    """Which mutants each test of the programs comes by, without those that fail without any."""
    found: dict[str, Seen] = {}
    costs = read_costs()

    def look(lane: Lane, name: str) -> None:
        found[name] = seen = lane.run(tests[name], None)
        costs[name] = seen.wall_s, seen.cpu_s
        note = {True: "", False: f"  FAILS without a bug; {len(seen.tests)} of its tests pass", None: "  skipped"}
        print(f"without a bug {len(found)}/{len(names)}: {name} {seen.wall_s:.1f} s, CPU {seen.cpu_s:.1f} s"
              f"{note[seen.passes]}", flush=True)

    # The longest first: they end together.
    side_by_side(those, sorted(names, key=lambda name: -costs.get(name, (0, 0))[0]), look)
    COSTS.write_text(json.dumps(costs, indent=1, sort_keys=True))
    return found


@dataclasses.dataclass(frozen=True)
class Trial:
    """Some tests of a program that come by a mutant."""
    name: str
    ids: tuple[str, ...]
    cpu_s: float


def trials(seen: dict[str, Seen], number: int, dearest_s: float) -> list[Trial]:
    """What comes by this mutant, of each program the cheapest tests and those that come by the fewest others: they are
    about it. The cheapest program first."""
    found = []
    for name, program in seen.items():
        tests = [(cpu_s, len(passed), test) for test, (cpu_s, passed) in program.tests.items()
                 if number in passed and cpu_s <= dearest_s]
        chosen = {*sorted(tests)[:MOST_TESTS], *sorted(tests, key=lambda each: each[1])[:MOST_TESTS]}
        if chosen:
            found.append(Trial(name, tuple(sorted(test for _cpu, _n, test in chosen)),
                               sum(cpu for cpu, _n, _test in chosen)))
    return sorted(found, key=lambda each: each.cpu_s)


def choose(each: Mutant, near: list[str], seen: dict[str, Seen], whole: bool) -> tuple[list[Trial], list[Trial]]:
    """The near tests to try on a mutant, and those of a whole run until all cost enough."""
    cheap = trials(seen, each.number, DEAREST_S)
    first = [trial for trial in cheap if trial.name in near]
    first += [trial for trial in cheap if trial.name not in near][:MOST_OTHERS]
    if not first and each.file.startswith(UNRECORDED):
        first = [Trial(name, (), seen[name].cpu_s) for name in near if seen[name].passes][:2]
    rest, cpu_s = [], sum(trial.cpu_s for trial in first)
    for trial in trials(seen, each.number, MOST_S) if whole else []:
        if trial not in first and cpu_s < ENOUGH_S:
            rest.append(trial)
            cpu_s += trial.cpu_s
    return first, rest


def judge(lane: Lane, each: Mutant, near: list[str], seen: dict[str, Seen], tests: dict[str, Any],
          whole: bool) -> dict[str, Any]:
    """What becomes of a mutant: the row of the report."""
    first, rest = choose(each, near, seen, whole)
    row = {"file": each.file, "line": each.line, "operator": each.operator, "before": each.before, "after": each.after,
           "near": near, "programs": [], "by": None, "result": "not noticed" if first or rest else "not reached"}
    for trial in (*first, *rest):
        program = seen[trial.name]
        left_out = (program.tests.keys() | program.failing) - set(trial.ids) if any(trial.ids) else ()
        row["programs"].append(trial.name)
        if lane.run(tests[trial.name], each.number, left_out).passes is False:
            return row | {"by": trial.name, "result": "noticed" if trial in first else "noticed far"}
    return row


def print_report(report: dict[str, Any]) -> None:
    """The bugs that nobody noticed, and the closing figure."""
    for result, title in (("not noticed", "Nobody noticed"), ("not reached", "No recorded test runs the line")):
        rows = [row for row in report["mutants"] if row["result"] == result]
        if rows:
            print(f"\n{title}:")
        for row in rows:
            tried = ", ".join(row["programs"]) or f"near: {', '.join(row['near']) or 'none'}"
            print(f"{row['file']}:{row['line']}: {row['operator']} ({tried})\n  - {row['before']}\n  + {row['after']}")
    total = report["total"]
    count = max(1, sum(total.values()))
    print(f"\n{count} bugs: near tests noticed {total['noticed']} ({100 * total['noticed'] / count:.0f} %)", end="")
    if report["whole"]:
        noticed = total["noticed"] + total["noticed far"]
        print(f", all of a whole run {noticed} ({100 * noticed / count:.0f} %)", end="")
    print(f"; not noticed {total['not noticed']}, in lines that no recorded test runs {total['not reached']}; "
          f"the compiler refused {report['refused']} more")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev mutate", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="REVISION | ROOM", help="the revision since when lines changed "
                        "(where the branch began); with --random folders of sources (all)")
    parser.add_argument("--random", type=int, metavar="N", help="so many bugs in any lines")
    parser.add_argument("--seed", type=int, default=1, help="another one chooses other bugs (%(default)s)")
    parser.add_argument("--most", type=int, default=100, help="of the changed lines (%(default)s)")
    parser.add_argument("--whole", action="store_true", help="put those that no near test notices to the tests of a "
                        "whole run")
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
    return mutate(mutants, args.random or len(mutants), args.whole, args.report)


def mutate(mutants: list[Mutant], most: int, whole: bool, path: pathlib.Path) -> int:
    """Builds, runs and reports."""
    COPY.mkdir(parents=True, exist_ok=True)
    lock = open(FOLDER / "lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    # The same files as of every clone, for ccache.
    os.environ["CCACHE_BASEDIR"] = str(COPY)
    copy_tree([])
    # The build runs programs, too.
    SWITCH.write_bytes(bytes(MOST))
    if not (BUILD / "build.ninja").exists():
        subprocess.run(["meson", "setup", BUILD, COPY], check=True, capture_output=True)
    suites = load_suites()
    tests = suites.read_tests(str(BUILD))
    programs = Programs(COPY, tests, json.loads((BUILD / "meson-info/intro-targets.json").read_text()))
    near = {name: programs.near(name) for name in sorted({each.file for each in mutants})}
    everything = [name for name, test in tests.items() if not ALONE & set(test["suite"])]
    wanted = everything if whole else sorted({name for names in near.values() for name in names})
    print(f"{len(mutants)} bugs in {len(near)} files, {len(wanted)} programs; building", flush=True)
    planted = build(mutants, suites.read_targets(str(BUILD), set(wanted), tests))
    n_refused = len(mutants) - len(planted)
    planted = planted[:most]
    if not whole:
        wanted = sorted({name for each in planted for name in near[each.file]})
    rows: dict[int, dict[str, Any]] = {}
    # Most tests wait for processes and timers.
    with lanes(suites, COPY, BUILD, SWITCH, 2 * (os.cpu_count() or 1)) as those:
        seen = record(those, tests, wanted)

        def put_to_tests(lane: Lane, each: Mutant) -> None:
            rows[each.number] = row = judge(lane, each, near[each.file], seen, tests, whole)
            by = f" by {row['by']}" if row["by"] else ""
            print(f"{len(rows)}/{len(planted)} {row['result']}{by}: {each.file}:{each.line} {each.operator}",
                  flush=True)

        side_by_side(those, planted, put_to_tests)
    results = [rows[each.number]["result"] for each in planted]
    total = {result: results.count(result) for result in ("noticed", "noticed far", "not noticed", "not reached")}
    report = {"total": total, "whole": whole, "refused": n_refused,
              "mutants": [rows[each.number] for each in planted],
              "cost": {name: (each.wall_s, each.cpu_s) for name, each in sorted(seen.items())}}
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print_report(report)
    return 0


if __name__ == "__main__":
    sys.exit(main())
