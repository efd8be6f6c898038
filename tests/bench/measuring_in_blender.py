# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for `./dev bench measuring`, with JOBS.json and RESULTS.jsonl after `--`: builds and measures each job
three times, and says what each took."""

import json
import pathlib
import resource
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "blender-addon"))

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.measure import report  # noqa: E402


def seconds():
    return resource.getrusage(resource.RUSAGE_SELF).ru_utime


def work(job, folder):
    took = []
    for _ in range(3):
        begun = seconds()
        ran = execute.run(job["script"], 120, folder)
        if ran["error"] is not None:
            raise SystemExit(f"{job['name']}: {ran['error']['message']}")
        built = seconds()
        found = report.report(job["joins"], asked=job["requirements"])
        took.append((built - begun, seconds() - built))
    build, measure = map(statistics.median, zip(*took))
    return {"asset": job["name"], "objects": found["whole"]["objects"], "triangles": found["whole"]["triangles"],
            "build_s": round(build, 3), "measure_s": round(measure, 3)}


def main():
    source, target = sys.argv[sys.argv.index("--") + 1:]
    with tempfile.TemporaryDirectory() as folder, open(target, "w", encoding="utf-8") as out:
        for job in json.loads(pathlib.Path(source).read_text(encoding="utf-8")):
            out.write(json.dumps(work(job, folder)) + "\n")
            out.flush()


main()
