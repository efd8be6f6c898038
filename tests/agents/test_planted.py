# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty runs of a weak model with planted faults (planted.py), through the whole program and a real Blender: how many
end with an asset that meets its sizes, has all its parts and no fault that is known, and how many of the same answers
would have met sizes and parts as one bare call."""

import concurrent.futures
import json
import re
import subprocess

from conftest import HERE, Server
from desk import FAST, Desk
from planted import ASSETS, runs
from representative import ALL

LIBRARY = HERE.parents[1] / "data" / "sketcher" / "library"
WANTED = 18
TOLERANCE = 0.003  # m


def is_good(asset, size, parts):
    wanted = ASSETS[asset]
    return (all(abs(one - other) <= TOLERANCE for one, other in zip(size, wanted["size"]))
            and all(parts.get(part) == count for part, count in wanted["count"].items()))


def play(run, folder):
    """What became of a run, in words; empty when all is well."""
    folder.mkdir()
    (folder / "fake").mkdir()
    desk, server = Desk(folder), Server(folder / "fake", "openai", run.exchanges)
    desk.env.update(server.env)
    desk.config.write_text(FAST + run.config)
    try:
        result = desk("--json", "--output", desk.root / "out", "--text", ASSETS[run.asset]["prompt"], "--no-input")
    finally:
        server.close()
    desk.assert_tidy()
    if result.status:
        return str(result.named("failed") or result)
    report = json.loads((desk.root / "out" / "report.json").read_text())
    parts = {}
    for row in report["objects"]:
        parts[row["part"]] = parts.get(row["part"], 0) + 1
    size = report["whole"]["dimensions_m"]
    left = [event.get("items") for event in result.named("notice") if event["code"] == "defects-left"]
    return "" if is_good(run.asset, size, parts) and not left else f"{size} {parts} {left}"


def bare(all_runs, folder):
    """The runs whose first script is right as it came."""
    folder.mkdir()
    for number, run in enumerate(all_runs):
        text = re.search(r"```python\n(.*?)```", run.first, re.S).group(1)
        (folder / f"{number:02}.py").write_text(text)
    out = subprocess.run(["blender", "--background", "--factory-startup", "--python", HERE / "bare.py", "--", LIBRARY,
                          folder], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    results = [json.loads(line.removeprefix("BARE ")) for line in out.splitlines() if line.startswith("BARE ")]
    assert len(results) == len(all_runs)
    return [run.title for run, result in zip(all_runs, results)
            if is_good(run.asset, result["size"], result["parts"])]


def test_twenty_runs(tmp_path):
    """At a commit every fifth of them, all of which end well; with `./dev test --all` the twenty."""
    all_runs = runs()
    assert len(all_runs) == 20
    all_runs = all_runs if ALL else all_runs[::5]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        ends = list(pool.map(lambda pair: play(pair[1], tmp_path / f"desk{pair[0]}"), enumerate(all_runs)))
    failed = {run.title: end for run, end in zip(all_runs, ends) if end}
    alone = bare(all_runs, tmp_path / "bare")
    print(f"team: {len(all_runs) - len(failed)} of {len(all_runs)}; bare single call: {len(alone)}")
    print(json.dumps({"failed": failed, "bare": alone}, indent=1))
    assert len(failed) <= (20 - WANTED if ALL else 0), json.dumps(failed, indent=1)
