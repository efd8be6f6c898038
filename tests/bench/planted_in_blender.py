# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for `./dev bench faults` and test_planted_shapes.py, with RESULTS.jsonl, kinds (commas between, or -)
and how many shapes of a kind (0: all) after `--`: builds the shapes of tests/bench/planted and measures what is asked
of them."""

import json
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "planted"), str(HERE.parents[1] / "blender-addon")]

import plant  # noqa: E402
import plant_arrangement  # noqa: E402, F401
import plant_bevels  # noqa: E402, F401
import plant_counts  # noqa: E402, F401
import plant_holes  # noqa: E402, F401
import plant_looks  # noqa: E402, F401
import plant_motion  # noqa: E402, F401
import plant_pairs  # noqa: E402, F401
import plant_pictures  # noqa: E402, F401
import plant_recesses  # noqa: E402, F401
import plant_sizes  # noqa: E402, F401

from maquette_bridge.measure import report  # noqa: E402


def main():
    target, kinds, most = sys.argv[sys.argv.index("--") + 1:]
    with open(target, "w", encoding="utf-8") as out:
        for shape, rows in plant.shapes(set(kinds.split(",")) - {"-", ""}, int(most) or None):
            for sound, how, requirement, truth in rows:
                started = time.process_time()
                (row,) = report.report([], asked=[requirement])["requirements"]
                out.write(json.dumps({
                    "kind": requirement["what"], "shape": f"{shape.name} {shape.number}", "sound": sound, "how": how,
                    "is": ", ".join(shape.words), "requirement": requirement, "met": row["met"],
                    "found": row.get("found", row.get("found_text")), "by": row["how"], "truth": truth,
                    "seconds": round(time.process_time() - started, 4)}) + "\n")
            out.flush()


main()
