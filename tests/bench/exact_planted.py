# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for `./dev bench exact --planted`, with JOBS.json and RESULTS.jsonl after `--`: each finished
script with one of its parameters made wrong, at a time, measured by the bridge and as exact_checks.py reads it."""

import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "blender-addon")]

import exact_checks  # noqa: E402

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.measure import report  # noqa: E402


def change(text, way):
    """A parameter's value, made clearly wrong."""
    if re.fullmatch(r"-?\d+", text):
        return str(int(text) + way)
    return repr(float(text) * (1 + 0.06 * way))


def plant(script):
    """(what is wrong, the script) of every parameter that is a number."""
    for found in re.finditer(r"^([A-Z_]+) = (-?[0-9.]+)  #.*$", script, re.M):
        for way in (1, -1) if found[1] != "SEED" else ():
            value = change(found[2], way)
            yield f"{found[1]} = {value}", script[:found.start(2)] + value + script[found.end(2):]


def main():
    source, target = sys.argv[sys.argv.index("--") + 1:]
    with tempfile.TemporaryDirectory() as folder, open(target, "w", encoding="utf-8") as out:
        for job in json.loads(pathlib.Path(source).read_text(encoding="utf-8")):
            for wrong, script in plant(job["script"]):
                if execute.run(script, 60, folder)["error"] is None:
                    rows = report.report([], asked=job["requirements"])["requirements"]
                    out.write(json.dumps({"run": job["run"], "planted": wrong, "rows": rows,
                                          "meshes": exact_checks.read_meshes()}) + "\n")


main()
