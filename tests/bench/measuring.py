"""./dev bench measuring: what measuring costs beside building. Kinds of the sketcher at their largest (--only: others),
and NAME.script.py with NAME.plan.json of a folder (BUILDS=FOLDER): user CPU seconds of both in one Blender, medians of
three, a line each, and one for all."""

import json
import os
import pathlib

import exact
import exact_checks
import faults

KINDS = ("bookshelf", "castle", "sailboat", "teapot", "train", "windmill")


def of_folder(folder):
    for path in sorted(folder.glob("*.script.py")):
        name = path.name.removesuffix(".script.py")
        plan = json.loads((folder / f"{name}.plan.json").read_text(encoding="utf-8"))
        yield {"name": name, "script": path.read_text(encoding="utf-8"), "requirements": plan["requirements"],
               "joins": [[part["id"], other] for part in plan["parts"] for other in part["joins"]]}


def measuring(desk, options):
    only = options.only.split(",") if options.only else [f"{kind}-most" for kind in KINDS]
    jobs = list(faults.of_kinds(desk, only))
    if "BUILDS" in os.environ:
        jobs += of_folder(pathlib.Path(os.environ["BUILDS"]))
    source, target = desk.folder / "measuring.json", desk.folder / "measuring.jsonl"
    source.write_text(json.dumps(jobs), encoding="utf-8")
    exact_checks.blender("measuring_in_blender.py", [source, target], desk.env)
    rows = exact.read(target)
    for row in rows:
        row["ratio"] = round(row["measure_s"] / row["build_s"], 2)
        print(json.dumps({"bench": "measuring", **row}), flush=True)
    build, measure = (sum(row[name] for row in rows) for name in ("build_s", "measure_s"))
    return {"assets": len(rows), "build_s": round(build, 2), "measure_s": round(measure, 2),
            "ratio": round(measure / build, 2), "wanted": {"ratio": 1}}
