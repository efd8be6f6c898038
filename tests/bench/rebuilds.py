"""./dev bench rebuild: what Rebuild as Code makes of kinds of the sketcher that were exported and taken in again,
printed parts as STL in millimetres, all others as GLB: a line each with its parts, those that are code, how far their
surfaces are off at most in percent of the diagonal, and why the others stay meshes; and one for all. The kinds are 25
that are evenly spread over the alphabet (--only: others), so that nobody chose them."""

import json
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]
KINDS = TOP / "data" / "sketcher" / "kinds"
COUNT = 25


def rebuilds(desk, options):
    sys.path[:0] = [str(TOP / "tests" / "blender"), str(TOP / "tests" / "support")]
    from rebuilt import Rebuilt
    from worker_client import Worker
    names = sorted(path.parent.name for path in KINDS.glob("*/kind.json"))
    chosen = options.only.split(",") if options.only else [names[i * len(names) // COUNT] for i in range(COUNT)]
    rows = []
    for kind in chosen:
        tool = desk.build / "tests" / "sketcher" / "maquette-sketch"
        script = subprocess.run([tool, "--kinds", TOP / "data" / "sketcher", "--kind", kind], check=True,
                                stdout=subprocess.PIPE, text=True, env=desk.env).stdout
        is_printed = json.loads((KINDS / kind / "kind.json").read_text())["group"] == "printed parts"
        worker = Worker(desk.folder / kind)
        made = Rebuilt(worker, script, *((".stl", 1000.0) if is_printed else ()))
        worker.close()
        off = [made.off[name]["max_percent"] for name in made.code]
        rows.append({"kind": kind, "parts": len(made.parts), "code": len(made.code),
                     "max_percent": round(max(off, default=0), 3), "over_half": sum(each >= 0.5 for each in off),
                     "stay": {name: part["why"] for name, part in made.parts.items() if not part["shape"]}})
        print(json.dumps({"bench": "rebuild", **rows[-1]}), flush=True)
    parts, code = (sum(row[name] for row in rows) for name in ("parts", "code"))
    return {"kinds": len(rows), "parts": parts, "code": code, "percent": round(100 * code / parts, 1),
            "over_half": sum(row["over_half"] for row in rows),
            "max_percent": max(row["max_percent"] for row in rows), "wanted": {"percent": 80}}
