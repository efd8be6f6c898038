"""./dev bench exact: the recorded runs of exact specifications (exact.json, exact/NAME.jsonl) played again through the
whole pipeline and a real Blender, and judged by exact_checks.py: one JSON line a run, and one for all."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import tempfile

import exact_checks
import tokens

HERE = pathlib.Path(__file__).resolve().parent
QUICK = "render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n"
UNITS = {**exact_checks.UNITS, "deg": 1.0}
# The vocabulary of requirements that says what a check looks at.
SAME = {"size": ["size", "longest"], "place": ["place", "size"], "distance": ["distance"], "pieces": ["pieces"],
        "holes": ["holes"], "hole_count": ["holes", "pockets", "pieces"],
        "hole_diameter": ["hole_diameter", "diameter"],
        "hole_distance": ["hole_distance", "distance", "even"], "edge_distance": ["edge_distance"],
        "diameter": ["diameter", "size"], "inner_diameter": ["hole_diameter"],
        "inner_size": ["opening"], "section_size": ["size"],
        "wall": ["wall", "rim", "size"], "thickness": ["floor", "wall", "rim", "size"], "inner_depth": ["hole_depth"],
        "clearance": ["clearance"], "overlap": ["no_overlap", "apart", "overlap"], "touches": ["touches"],
        "rise": ["rise"], "turn": ["turn"], "spacing": ["distance", "even", "turn", "rise"], "teeth": ["teeth"],
        "sides": ["sides"], "angle": ["angle"], "slope": ["angle"], "round": ["round"], "color": ["color"],
        "material": ["material"], "watertight": ["watertight", "one_solid"], "one_solid": ["one_solid"]}


def read(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def play(desk, name, prompt, transcript):
    """One run from its transcript: its events, its exit status, and the folder with what came out."""
    folder = desk.folder / name
    folder.mkdir()
    config = folder / "config.yaml"
    config.write_text(QUICK)
    words = ["--text", prompt, "--no-input", "--json", "--config", config, "--team", "model",
             "--output", folder / "out", "--replay", transcript, "--save-transcript", folder / "saved.jsonl"]
    # A service of its own each, as two play at once; its socket's address must be short.
    with tempfile.TemporaryDirectory(prefix="mq-", dir="/tmp", ignore_cleanup_errors=True) as runtime:
        env = {**desk.env, "XDG_RUNTIME_DIR": runtime, "XDG_DATA_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
        ran = subprocess.run([str(desk.cli), *words], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             stderr=subprocess.DEVNULL, text=True, check=False)
    return ran.returncode, list(map(json.loads, ran.stdout.splitlines())), folder


def metres(value, unit):
    return None if value is None else value * UNITS.get(unit, 1.0)


def says_so_too(check, rows):
    """What the report's own requirements say of what a check looks at: True where one agrees with it, False where all
    that ask for the same disagree, None where nothing asks for it."""
    said = []
    for row in rows:
        if row["what"] not in SAME.get(check["check"], ()) or row["met"] is None:
            continue
        if "value" in check:
            wanted, own = metres(row.get("wanted"), row.get("unit")), metres(check["value"], check.get("unit"))
            zero = check["check"] in exact_checks.WHETHER or check["value"] == 0
            if not zero and (wanted is None or abs(wanted - own) > 0.003 * abs(own) + 1e-9):
                continue
        if check.get("text") and row.get("text", check["text"]) not in check["text"].split("|"):
            continue
        said.append(row["met"] == check["met"])
    return any(said) if said else None


def run(desk, spec, transcript):
    status, events, folder = play(desk, spec["name"], spec["prompt"], transcript)
    calls = tokens.read(folder / "saved.jsonl") if (folder / "saved.jsonl").exists() else []
    steps = [each for each in events if each["event"] == "step" and each.get("calls")]
    report = folder / "out" / "report.json"
    rows = json.loads(report.read_text()).get("requirements", []) if report.exists() else []
    left = [each for event in events if event["event"] == "notice" and event.get("code") == "defects-left"
            for each in event.get("items", [])]
    return {"ran": status == 0, "calls": sum(each["calls"] for each in steps),
            "repairs": sum(each["calls"] for each in steps if each["role"] == "debugger"),
            "text_tokens": sum(call.input + call.output - call.kinds["pictures"] for call in calls),
            "scene": folder / "out" / "scene.blend", "requirements": rows, "left": left}


def judge(desk, specs, results):
    """Adds the checks' answers to the runs' results."""
    pairs = [(result["scene"], desk.folder / f"{spec['name']}.json") for spec, result in zip(specs, results)
             if result["scene"].exists()]
    exact_checks.dump(pairs, desk.env)
    for spec, result in zip(specs, results):
        meshes = desk.folder / f"{spec['name']}.json"
        rows = (exact_checks.judge(exact_checks.Scene(meshes), spec["checks"]) if meshes.exists()
                else [{**check, "met": False, "found": None, "why": "no scene"} for check in spec["checks"]])
        result["checks"] = [{**row, "report": says_so_too(row, result["requirements"])} for row in rows]
    return results


def play_all(desk, specs):
    with concurrent.futures.ThreadPoolExecutor(max(1, (os.cpu_count() or 2) // 2)) as pool:
        results = list(pool.map(lambda spec: run(desk, spec, HERE / "exact" / f"{spec['name']}.jsonl"), specs))
    return judge(desk, specs, results)


def counted(rows):
    return [sum(row["met"] for row in rows), len(rows)]


def summarize(results):
    rows = [row for result in results for row in result["checks"]]
    kinds = {kind: counted([row for row in rows if row["check"] == kind])
             for kind in sorted({row["check"] for row in rows})}
    said = [row["report"] for row in rows]
    own = [row for result in results for row in result["requirements"]]
    return {"runs": len(results), "ran": sum(result["ran"] for result in results), "met": counted(rows),
            "by_kind": kinds,
            **{key: sum(result[key] for result in results) for key in ("calls", "repairs", "text_tokens")},
            "report": {"agrees": said.count(True), "differs": said.count(False), "does_not_say": said.count(None),
                       "met": sum(row["met"] is True for row in own), "missed": sum(row["met"] is False for row in own),
                       "not_measured": sum(row["met"] is None for row in own)}, "wanted": 0.99}


def line(spec, result):
    off = [{key: row[key] for key in ("check", "of", "axis", "value", "unit", "found", "met", "why", "report")
            if key in row} for row in result["checks"] if not row["met"] or row["report"] is False]
    missed = [f"{row['words']}: {row.get('found')} {row.get('unit', '')} {row.get('how', '')}"
              for row in result["requirements"] if row["met"] is False]
    return {"run": spec["name"], "ran": result["ran"], "met": counted(result["checks"]),
            **{key: result[key] for key in ("calls", "repairs", "text_tokens")},
            **{key: value for key, value in
               (("off", off), ("report_missed", missed), ("left", result["left"])) if value}}


def as_asked(row):
    """A requirement as the plan has it, from the row of a report."""
    members = ("words", "what", "of", "to", "axis", "at", "to_axis", "is", "unit", "each", "text", "tolerance")
    kept = {key: row[key] for key in members if row.get(key) is not None}
    return kept if row.get("wanted") is None else {**kept, "value": row["wanted"]}


def plant(desk, specs, results):
    """Parameters made wrong, one at a time: where the checks miss something, the report must, too."""
    jobs, found = desk.folder / "planted.json", desk.folder / "planted.jsonl"
    jobs.write_text(json.dumps([
        {"run": spec["name"], "script": (result["scene"].parent / "script.py").read_text(),
         "requirements": [as_asked(row) for row in result["requirements"]]} for spec, result in zip(specs, results)]))
    exact_checks.blender("exact_planted.py", [jobs, found], desk.env)
    checks = {spec["name"]: spec["checks"] for spec in specs}
    counts = dict.fromkeys(("planted", "unseen", "false", "agrees", "differs", "does_not_say"), 0)
    for case in read(found):
        meshes = desk.folder / "planted-meshes.json"
        meshes.write_text(json.dumps(case["meshes"]))
        rows = exact_checks.judge(exact_checks.Scene(meshes), checks[case["run"]])
        says = [says_so_too(row, case["rows"]) for row in rows]
        for key, value in (("agrees", True), ("differs", False), ("does_not_say", None)):
            counts[key] += says.count(value)
        wrong = [f"{row['check']} {row['value']} {row.get('unit', '')}: {row['found']}" for row in rows
                 if not row["met"]]
        told = [f"{row['words']}: {row['found']}" for row in case["rows"] if row["met"] is False]
        kind = "unseen" if wrong and not told else "false" if told and not wrong else None
        counts["planted"] += 1
        if kind or False in says:
            counts.update({kind: counts[kind] + 1} if kind else {})
            print(json.dumps({"bench": "exact", "run": case["run"], "planted": case["planted"],
                              "it_is": kind or "another", "checks": wrong, "report": told}), flush=True)
    return counts


def exact(desk, options):
    specs = [spec for spec in json.loads((HERE / "exact.json").read_text())
             if not options.only or spec["name"] in options.only.split(",")]
    specs = [spec for spec in specs if (HERE / "exact" / f"{spec['name']}.jsonl").exists()]
    results = play_all(desk, specs)
    for spec, result in zip(specs, results):
        print(json.dumps({"bench": "exact", **line(spec, result)}), flush=True)
    return {**summarize(results), **({"planted": plant(desk, specs, results)} if options.planted else {})}
