# Runs inside background Blender: each job's script in a fresh scene, checked and measured as the worker
# does it. `blender --background --factory-startup --python this -- jobs.json results.json`
import json
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "blender-addon"))

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.check import script_check  # noqa: E402
from maquette_bridge.export import print_check  # noqa: E402
from maquette_bridge.measure import asset, report  # noqa: E402


def boxes():
    """Of a report, the boxes of the objects: a tenth of its time."""
    shapes, _cut = asset.shapes([obj.name for obj, hidden in asset.objects() if not hidden])
    return {"objects": [{"name": name, "box": {"min": shape.low, "max": shape.high}}
                        for name, shape in shapes.items() if shape.low is not None]}


def work(folder, job):
    """One script: what checking finds where asked for, the error or the report, and the seconds."""
    result = {"findings": [], "report": None}
    if job.get("check"):
        result["findings"] = script_check.check(job["script"], "team")
    started = time.monotonic()
    ran = execute.run(job["script"], 120, folder)
    result["error"] = ran["error"]
    result["seconds"] = time.monotonic() - started
    if ran["error"] is None and job.get("only_boxes"):
        result["report"] = boxes()
    elif ran["error"] is None:
        result["report"] = report.report(job["joins"], asked=job.get("plan", {}).get("requirements", []))
    if ran["error"] is None and "wall" in job:
        result["thin"] = print_check.check(job["wall"], [None, None, None], lay_out=False, mm=0.001)["thin"]
    return result


def main():
    source, target = sys.argv[sys.argv.index("--") + 1:]
    jobs = json.loads(pathlib.Path(source).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        results = [work(folder, job) for job in jobs]
    pathlib.Path(target).write_text(json.dumps(results), encoding="utf-8")


main()
