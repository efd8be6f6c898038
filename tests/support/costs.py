"""What the programs of a ./dev test cost, in seconds of a processor: gathered of what watch-test, pytest (plugin/
cost_plugin.py) and the Blender of all tests noted, kept in the build folder's costs.json, and printed."""

import itertools
import json
import os
import pathlib
from typing import Any

Table = dict[str, Any]
SLOWEST = 15
MOST = 60


def busy_s() -> float:
    """What all cores have worked since the machine started, for whomever."""
    words = pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system = map(int, words[:3])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


def gather(folder: str, tests: Table) -> Table:
    """The costs of the programs that left notes in @folder, by name. A program counts for the first of its suites."""
    names = {tuple(test["cmd"]): name for name, test in tests.items()}
    programs: Table = {}
    times = pathlib.Path(folder, "times")
    for line in times.read_text().splitlines() if times.exists() else []:
        cost = json.loads(line)
        name = names.get(tuple(cost["words"]), cost["words"][-1])
        own = pathlib.Path(folder, f"costs-{cost['pid']}")
        programs[name] = {"suite": tests[name]["suite"][0] if name in tests else "none", "wall_s": cost["wall_s"],
                          "cpu_s": cost["cpu_s"], "window": any("display" in word for word in cost["words"])}
        programs[name] |= json.loads(own.read_text()) if own.exists() else {}
    return programs


def forked_s(folder: str) -> float:
    """What the children of the Blender of all tests took."""
    path = pathlib.Path(folder, "blender")
    return sum(map(float, path.read_text().split())) if path.exists() else 0


def read(build: str) -> Table:
    path = pathlib.Path(build, "costs.json")
    return json.loads(path.read_text()) if path.exists() else {}


def keep(build: str, programs: Table) -> None:
    """Adds what @programs cost to what earlier runs found of others."""
    pathlib.Path(build, "costs.json").write_text(json.dumps(read(build) | programs, indent=1))


def print_run(programs: Table, forked: float, took_s: float, worked_s: float) -> None:
    """The slowest programs and suites, and the sum."""
    suites: Table = {}
    for cost in programs.values():
        wall, cpu = suites.get(cost["suite"], (0, 0))
        suites[cost["suite"]] = wall + cost["wall_s"], cpu + cost["cpu_s"]
    own = {name: (cost["wall_s"], cost["cpu_s"]) for name, cost in programs.items()}
    columns = [sorted(table.items(), key=lambda item: item[1], reverse=True)[:SLOWEST] for table in (own, suites)]
    print("\nslowest programs              wall    CPU      slowest suites        wall    CPU")
    for row in itertools.zip_longest(*columns):
        cells = [f"{each[0]:{width}}{each[1][0]:6.0f} s {each[1][1]:4.0f} s" if each else ""
                 for each, width in zip(row, (26, 18))]
        print(f"{cells[0]:40}      {cells[1]}".rstrip())
    wall, cpu = (sum(cost[each] for cost in programs.values()) for each in ("wall_s", "cpu_s"))
    print(f"{len(programs)} programs: {wall:.0f} s wall and {cpu:.0f} s CPU, {forked:.0f} s of it in forked Blenders; "
          f"side by side they took {took_s:.0f} s, in which {os.cpu_count()} cores worked {worked_s:.0f} s")


def print_kept(programs: Table, chosen: set[str]) -> None:
    """What earlier runs found of the @chosen programs: by suite, program and test."""
    programs = {name: cost for name, cost in programs.items() if name in chosen}
    suites: Table = {}
    for cost in programs.values():
        suites[cost["suite"]] = suites.get(cost["suite"], 0) + cost["cpu_s"]
    tests = {f"{name}: {test}": cpu for name, cost in programs.items() for test, cpu in cost.get("tests", {}).items()}
    tests |= {f"{name}: what {fixture} makes for several": cpu for name, cost in programs.items()
              for fixture, cpu in cost.get("shared", {}).items()}
    for title, table in (("suite", suites), ("program", {name: cost["cpu_s"] for name, cost in programs.items()}),
                         ("test", tests)):
        rows = sorted(table.items(), key=lambda item: -item[1])
        print(f"\nCPU, s  {title}")
        for name, cpu in rows[:MOST]:
            print(f"{cpu:6.1f}  {name}")
        if rest := rows[MOST:]:
            print(f"{sum(cpu for _, cpu in rest):6.1f}  {len(rest)} more")
    windows = [cost for cost in programs.values() if cost["window"]]
    print(f"\n{sum(cost['cpu_s'] for cost in programs.values()):.0f} s CPU in {len(programs)} programs, of it "
          f"{sum(cost['cpu_s'] for cost in windows):.0f} s in {len(windows)} with a window")
