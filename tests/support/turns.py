"""Which tests a plain ./dev test leaves out. The dear ones, which together hold SHARE of the seconds, take turns: each
runs in one of TURNS commits that follow each other, and whenever its room changes. All others always run. A unit is a
test of pytest, those that share a dear fixture, or a program without pytest.

tests/dear.json has them with their turn, as ./dev test --whole --keep measured them. Without that file, or without the
history of commits, nothing is left out."""

import fnmatch
import json
import os
import pathlib
import re
import subprocess
from collections.abc import Iterable
from typing import Any

TOP = pathlib.Path(__file__).resolve().parents[2]
DEAR = TOP / "tests" / "dear.json"
TURNS = 16
SHARE = 0.85
# A C program below it always runs: one that costs more starts Blenders or services by the dozen.
LEAST_PROGRAM_S = 15
# Suites whose checks always run, but not their tests with pytest.
ALWAYS = {"lint", "data"}
# Tests that share a fixture are dear together if it costs so much.
LEAST_SHARED_S = 3

# Where a file lies, and the suites or programs that run what it changes; the longest beginning holds. A file of tests
# runs its programs, any other file below tests/ROOM those of its room. What all rest on (common/base, the support of
# tests) is for ./dev test --whole.
ROOMS = {
    "blender-addon/maquette_bridge/check": ["bridge-check", "bridge-units"],
    "blender-addon/maquette_bridge/dataset": ["cli-dataset"],
    "blender-addon/maquette_bridge/export": ["bridge-export", "field-print", "exports", "cli-commands"],
    "blender-addon/maquette_bridge/drawing": ["bridge-technical_drawing"],
    "blender-addon/maquette_bridge/intake": ["bridge-take_in", "cli-from"],
    "blender-addon/maquette_bridge/introspect": ["bridge-introspect", "knowledge-*"],
    "blender-addon/maquette_bridge/likeness": ["bridge-likeness", "agents-likeness", "likeness"],
    "blender-addon/maquette_bridge/live": ["live"],
    "blender-addon/maquette_bridge/measure": ["bridge-*"],
    "blender-addon/maquette_bridge/motion": ["bridge-motion*", "agents-joints", "cli-motion", "app-motion"],
    "blender-addon/maquette_bridge/render": ["bridge-render", "bridge-look", "bridge-preview", "bridge-turntable",
                                            "agents-looks"],
    "blender-addon": ["bridge-*", "client-blender"],
    "data/agents": ["service", "agents-planted", "agents-team"],
    "data/knowledge": ["knowledge"],
    "data/sketcher": ["sketcher"],
    "dev": ["dev"],
    "src/app/account": ["app-account"],
    "src/app/code": ["app-script-view", "app-own"],
    "src/app/compare": ["app-variants", "app-own"],
    "src/app/composer": ["app-draft", "app-pictures"],
    "src/app/conversation": ["app-main_job", "app-stop_and_kill"],
    "src/app/conversation-view": ["app-main_job", "app-cards"],
    "src/app/dialogs": ["app-export", "app-share"],
    "src/app/drafts": ["app-draft"],
    "src/app/model-view": ["app-orbit", "app-pointing"],
    "src/app/parameters": ["app-parameters"],
    "src/app/picture": ["app-pictures", "app-drawing"],
    "src/app/preferences": ["app-models", "app-programs"],
    "src/app/review": ["app-gallery", "app-requirements"],
    "src/app/sessions": ["app-windows", "app-kept"],
    "src/app/timeline": ["app-cards", "app-told"],
    "src/app/window": ["app-main_job", "app-windows", "app-keys"],
    "src/app/workspace": ["app-workspace*", "app-windows"],
    "src/cli": ["cli-usage", "cli-commands", "cli-runs", "cli-trouble"],
    "src/client/account": ["account", "app-account"],
    "src/client/batch": ["cli-batch*", "cli-sets"],
    "src/client/blender": ["client-blender", "cli-sandbox"],
    "src/client/dataset": ["cli-dataset"],
    "src/client/diagnostics": ["cli-report_problem", "app-problem_report"],
    "src/client/executor": ["cli-runs", "cli-ends"],
    "src/client/export": ["cli-commands", "app-export"],
    "src/client/film": ["cli-film", "app-film"],
    "src/client/intake": ["cli-from", "cli-step_files", "app-open_model"],
    "src/client/library": ["cli-kept", "cli-commands"],
    "src/client/live": ["live", "app-live"],
    "src/client/motion": ["cli-motion"],
    "src/client/picture": ["cli-pictures"],
    "src/client/programs": ["cli-program*", "app-programs"],
    "src/client/run": ["cli-runs", "cli-ends"],
    "src/client/sandbox": ["client-blender", "cli-sandbox", "launcher", "converter", "reference"],
    "src/client/share": ["cli-share", "app-share"],
    "src/client/variants": ["cli-variants", "app-variants"],
    "src/common/mcp": ["mcp"],
    "src/common/requirement": ["service", "cli-requirement_file", "bridge-planted_shapes"],
    "src/common/script": ["service", "cli-commands"],
    "src/drawing": ["fuzz-dxf", "reference", "agents-drawings"],
    "src/launcher": ["launcher", "client-blender"],
    "src/mcp": ["mcp"],
    "src/step": ["bridge-step", "cli-step_files"],
    "src/service/account": ["account", "service"],
    "src/service/knowledge": ["knowledge"],
    "src/service/model": ["models"],
    "src/service/sketcher": ["sketcher"],
    "src/service/team": ["agents-team", "agents-planted"],
    "src/service": ["service"],
    "tests/support": ["dev"],
}


def git(*words: str) -> str:
    done = subprocess.run(["git", "-c", "safe.directory=*", "-C", TOP, *words], capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr.strip())
    return done.stdout.strip()


def changed_files() -> list[str]:
    """Those of this branch, with what is not committed; on the main branch those of the last commit."""
    base = "HEAD~1"
    try:
        fork = git("merge-base", "origin/main", "HEAD")
        base = base if fork == git("rev-parse", "HEAD") else fork
    except OSError:
        pass  # a clone without that branch
    return [*git("diff", "--name-only", base).splitlines(),
            *git("ls-files", "--others", "--exclude-standard").splitlines()]


def programs_of(path: str, tests: dict[str, Any]) -> set[str]:
    """The programs that run what is in the file @path."""
    words = {name: [os.path.normpath(word) for word in test["cmd"]] for name, test in tests.items()}
    if own := {name for name in tests if str(TOP / path) in words[name]}:
        return own
    parts = path.split("/")
    if parts[0] == "tests" and len(parts) > 2 and parts[1] != "support":
        room = f"/tests/{parts[1]}/"  # of the source, or of the build folder, where C programs are
        return {name for name in tests if any(room in f"{word}/" for word in words[name])}
    beginnings = [each for each in ROOMS if path == each or path.startswith(each + "/")]
    wanted = ROOMS[max(beginnings, key=len)] if beginnings else []
    return {name for name, test in tests.items() for each in wanted
            if each in test["suite"] or fnmatch.fnmatchcase(name, each)}


def units_of(cost: dict[str, Any]) -> list[tuple[float, list[str]]]:
    """The seconds and the ids of a program's tests; in one those that stand on the same dear fixture. A program without
    pytest is one unit, without ids, if it may be dear."""
    if "tests" not in cost:
        return [(cost["cpu_s"], [])] if cost["cpu_s"] >= LEAST_PROGRAM_S and cost["suite"] not in ALWAYS else []
    together: dict[str, list[str]] = {}
    for test in cost["tests"]:
        fixture = cost["stands_on"].get(test, "")
        dear = cost["shared"].get(fixture, 0) >= LEAST_SHARED_S
        together.setdefault(fixture if dear else test, []).append(test)
    return [(sum(map(cost["tests"].__getitem__, ids)) + cost["shared"].get(key, 0), ids)
            for key, ids in together.items()]


def find_dear(costs: dict[str, Any]) -> dict[str, Any]:
    """What tests/dear.json holds: of each program how many tests are cheap, and the dear ones with their turn.
    Each goes to the turn that has the fewest seconds so far, so that all turns cost alike."""
    all_s = sum(cost["cpu_s"] for cost in costs.values())
    units = sorted(((cpu, name, ids) for name, cost in costs.items() for cpu, ids in units_of(cost)), reverse=True)
    together: dict[tuple[str, str], list[tuple[float, list[str]]]] = {}
    held = 0.0
    for cpu, name, ids in units:
        if held >= SHARE * all_s:
            break
        held += cpu
        # Dear tests that share a fixture of their module have one turn: a test may go on where another stopped.
        first = ids[0] if ids else ""
        together.setdefault((name, costs[name].get("after", {}).get(first, first)), []).append((cpu, ids))
    programs: dict[str, Any] = {name: {"cheap": len(cost.get("tests", ())), "dear": []} for name, cost in costs.items()}
    turns = [0.0] * TURNS
    for (name, _after), found in sorted(together.items(), key=lambda item: -sum(cpu for cpu, _ids in item[1])):
        cpu, ids = sum(cpu for cpu, _ids in found), [each for _cpu, ids in found for each in ids]
        turn = turns.index(min(turns))
        turns[turn] += cpu
        programs[name]["cheap"] -= len(ids)
        programs[name]["dear"].append({"turn": turn, "cpu_s": round(cpu, 1), "tests": ids})
    dear = {name: each for name, each in sorted(programs.items()) if each["dear"]}
    return {"turns": TURNS, "cpu_s": round(all_s), "programs": dear}


def keep_dear(costs: dict[str, Any]) -> None:
    """Writes the file, a line for each unit, so that a difference shows which of them changed."""
    text = json.dumps(find_dear(costs), indent=1, ensure_ascii=False)
    unit = re.compile(r'\{\s+("turn".*?\])\s+\}', re.DOTALL)
    text = unit.sub(lambda found: "{" + re.sub(r"\n\s*", " ", found[1]) + "}", text)
    DEAR.write_text(text + "\n", encoding="utf-8")


def without_turn(tests: dict[str, Any], chosen: Iterable[str]) -> dict[str, list[str] | None]:
    """By program the ids of the tests that this commit does without; None where that is the whole program."""
    try:
        kept = json.loads(DEAR.read_text(encoding="utf-8"))
        turn = int(git("rev-list", "--count", "HEAD")) % kept["turns"]
        changed = set().union(*(programs_of(path, tests) for path in changed_files()))
    except OSError:
        return {}
    left: dict[str, list[str] | None] = {}
    for name in set(chosen) & kept["programs"].keys() - changed:
        program = kept["programs"][name]
        if waiting := [unit for unit in program["dear"] if unit["turn"] != turn]:
            has_none = not program["cheap"] and len(waiting) == len(program["dear"])
            left[name] = None if has_none else [test for unit in waiting for test in unit["tests"]]
    return left


def count(name: str) -> int:
    """How many dear tests a program has; one that is no pytest program counts as one."""
    program = json.loads(DEAR.read_text(encoding="utf-8"))["programs"][name]
    return sum(len(unit["tests"]) or 1 for unit in program["dear"])
