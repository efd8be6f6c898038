# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for `./dev bench motion`, with JOBS.json and RESULTS.jsonl after `--`: builds and measures each job,
and says what was said about its joints and how long proving them took."""

import json
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "blender-addon"))

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.measure import report  # noqa: E402
from maquette_bridge.motion import proofs  # noqa: E402

took = []
prove = proofs.prove


def timed(*values):
    begun = time.process_time()
    found = prove(*values)
    took.append(time.process_time() - begun)
    return found


def work(job, folder):
    ran = execute.run(job["script"], 120, folder)
    if ran["error"] is not None:
        return {**job, "script": None, "error": ran["error"]["message"]}
    found = report.report(job.get("joins", []))
    return {**job, "script": None, "error": None, "seconds": round(took[-1], 3), "joints": found.get("joints", []),
            "faults": found.get("joint_faults", []), "apart": found.get("apart", [])}


def main():
    source, target = sys.argv[sys.argv.index("--") + 1:]
    proofs.prove = timed
    with tempfile.TemporaryDirectory() as folder, open(target, "w", encoding="utf-8") as out:
        for job in json.loads(pathlib.Path(source).read_text(encoding="utf-8")):
            out.write(json.dumps(work(job, folder)) + "\n")
            out.flush()


main()
