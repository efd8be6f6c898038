"""./dev bench repairs: what the recorded runs had repaired, and what that cost. Plays those runs of tests/acceptance,
`exact` and `edits` again in which a debugger was called, today or when they were recorded (`--only NAME,NAME`: these).

"before" are a debugger's calls and tokens in the records, "after" those of today. The records lack what was asked, so
repairs.json has the beginning of each fault that was handed over then, by the debugger's answer ("recorded": false:
only today), whether it was one, and why; what nobody has judged counts apart."""

import json
import pathlib
import re

import edits
import exact
import tokens

TOP = pathlib.Path(__file__).resolve().parents[2]
HERE = TOP / "tests" / "bench"
FOLDERS = (HERE / "exact", HERE / "edits", TOP / "tests" / "acceptance" / "transcripts")
FAULT = re.compile(r"^\d+\. (.*?) \([^()]*(?:\([^()]*\)[^()]*)*\)\. Do: ", re.MULTILINE)


def calls_of(path):
    """(text asked, tokens read and written) of each call of a debugger."""
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if line.get("role") == "debugger" and "answer" in line:
            asked = "\n".join(part.get("text", "") for message in line["request"]["messages"]
                              for part in message["parts"])
            usage = line["answer"].get("usage", {})
            yield asked, usage.get("input", 0) + usage.get("output", 0)


def faults_in(asked):
    """What a debugger was asked to mend: measured and seen faults, or that the script failed."""
    _, begun, rest = asked.partition("# To mend: it runs, but\n")
    if not begun:
        return ["the script failed"]
    return [re.sub(r"^\S+ (?=\[)", "", found) for found in FAULT.findall(rest)] or ["?"]


def played(desk, only):
    """(name, transcript of before, of today) of each run."""
    names = {path.stem for folder in FOLDERS for path in folder.glob("*.jsonl") if any(True for _ in calls_of(path))}
    wanted = set(only) or names
    for spec in json.loads((HERE / "exact.json").read_text(encoding="utf-8")):
        if spec["name"] in wanted and (before := HERE / "exact" / f"{spec['name']}.jsonl").exists():
            exact.play(desk, spec["name"], spec["prompt"], before)
            yield spec["name"], before, desk.folder / spec["name"] / "saved.jsonl"
    for chain in edits.CHAINS:
        if chain["name"] in wanted:
            before = HERE / "edits" / f"{chain['name']}.jsonl"
            edits.Session(desk.cli, desk.folder / chain["name"], chain, ["--replay", before], desk.env)
            yield chain["name"], before, desk.folder / chain["name"] / "saved.jsonl"
    for name, saved in tokens.play(desk, wanted):
        yield name, FOLDERS[2] / f"{name}.jsonl", saved


def judge(rows, today):
    """The faults of one run, handed over then (by `rows`, of repairs.json) and today."""
    faults = [{key: row[key] for key in ("fault", "true", "why")}
              | {"before": row.get("recorded", True), "after": any(each.startswith(row["fault"]) for each in today)}
              for row in rows]
    return faults + [{"fault": each, "true": None, "before": False, "after": True} for each in today
                     if not any(each.startswith(row["fault"]) for row in rows)]


def repairs(desk, options):
    judged = json.loads((HERE / "repairs.json").read_text(encoding="utf-8"))
    total = {"runs": 0, **{when: dict.fromkeys(("calls", "tokens", "true", "false", "not_judged"), 0)
                           for when in ("before", "after")}}
    for name, before, after in played(desk, options.only.split(",") if options.only else []):
        today = [fault for asked, _ in calls_of(after) for fault in faults_in(asked)]
        faults = judge([each for each in judged if each["run"] == name], today)
        row = {"bench": "repairs", "run": name, "faults": faults}
        for when, path in (("before", before), ("after", after)):
            calls = list(calls_of(path))
            row[when] = {"calls": len(calls), "tokens": sum(cost for _, cost in calls)}
            for key, value in row[when].items():
                total[when][key] += value
            for fault in faults:
                if fault[when]:
                    total[when][{True: "true", False: "false", None: "not_judged"}[fault["true"]]] += 1
        total["runs"] += 1
        print(json.dumps(row), flush=True)
    return {**total, "wanted": {"false": 0}}
