"""./dev bench faults: how often measured faults are false alarms, and how many planted ones are found. The assets:
every kind of the sketcher at its defaults and at the ends of its parameters, and the last versions of the recorded
runs of `exact` and `edits`. A line for each alarm and each planted fault that was not seen, and one for all, with the
CPU time of measuring as a ratio to that of building. Then each kind of requirement on its planted set (planted/): a
line a kind."""

import json
import pathlib
import subprocess

import edits
import exact
import exact_checks

TOP = pathlib.Path(__file__).resolve().parents[2]
KINDS = TOP / "blender-addon" / "maquette_bridge" / "measure" / "requirement_kinds.json"
LOOKS = {"default": [], "everything": ["--include", "ALL"], "least": ["--set", "ALL=MIN"],
         "most": ["--set", "ALL=MAX"]}


def of_kinds(desk, only):
    tool = [desk.build / "tests" / "sketcher" / "maquette-sketch", "--kinds", TOP / "data" / "sketcher"]

    def sketch(*words):
        return subprocess.run([str(each) for each in (*tool, *words)], env=desk.env, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout

    for kind in json.loads(sketch("--list")):
        for look, words in LOOKS.items():
            if only and not {kind, f"{kind}-{look}"} & set(only):
                continue
            plan = json.loads(sketch("--kind", kind, *words, "--plan"))
            effects = [part["id"] for part in plan["parts"] if part["effect"]]
            yield {"name": f"{kind}-{look}", "script": sketch("--kind", kind, *words), "requirements": [],
                   "effects": effects,
                   "joins": [[part["id"], other] for part in plan["parts"] for other in part["joins"]]}


def of_events(name, events):
    """What was built last, with what was asked of it."""
    script = measured = None
    for event in events:
        if event["event"] == "instruction" and event["kind"] == "execute":
            script = event["script"]
        elif event["event"] == "instruction" and event["kind"] == "measure":
            measured = event
    if script is not None and measured is not None:
        yield {"name": name, "script": script, "joins": measured["joins"], "effects": [],
               "requirements": measured.get("requirements", [])}


def of_runs(desk, only):
    for spec in json.loads((exact.HERE / "exact.json").read_text(encoding="utf-8")):
        transcript = exact.HERE / "exact" / f"{spec['name']}.jsonl"
        if transcript.exists() and (not only or spec["name"] in only):
            yield from of_events(spec["name"], exact.play(desk, spec["name"], spec["prompt"], transcript)[1])
    for chain in edits.CHAINS:
        if not only or chain["name"] in only:
            session, _ = edits.play(desk.cli, desk.folder / chain["name"], chain["name"], desk.env)
            yield from of_events(chain["name"], session.events)


def is_right(row):
    """Whether a requirement of a planted shape was judged as it is: sound, faulty, or (None) left to the eye."""
    return row["met"] is row["sound"]


def count_planted(rows):
    """Of one kind, or of all."""
    sound = [row for row in rows if row["sound"] is not False]
    faulty = [row for row in rows if row["sound"] is False]
    return {"shapes": len({(row["kind"], row["shape"]) for row in rows}),
            "sound": len(sound), "sound_right": sum(map(is_right, sound)),
            "false_alarms": sum(row["met"] is False for row in sound),
            "sound_not_measured": sum(row["met"] is None and row["sound"] is True for row in sound),
            "faulty": len(faulty), "found": sum(map(is_right, faulty)),
            "missed": sum(row["met"] is True for row in faulty),
            "faulty_not_measured": sum(row["met"] is None for row in faulty)}


def planted(desk, only, wrong):
    """Measures the planted set of each kind of requirement; with `wrong` also a line for what was judged wrong."""
    target = desk.folder / "planted.jsonl"
    exact_checks.blender("planted_in_blender.py", [target, ",".join(only) or "-", 0], desk.env)
    rows = exact.read(target)
    for kind in sorted({row["kind"] for row in rows}):
        own = [row for row in rows if row["kind"] == kind]
        for row in own if wrong else ():
            if not is_right(row):
                print(json.dumps({"bench": "faults", "requirement": kind, "wrong": row}), flush=True)
        print(json.dumps({"bench": "faults", "requirement": kind, **count_planted(own)}), flush=True)
    return count_planted(rows)


def faults(desk, options):
    only = options.only.split(",") if options.only else []
    kinds = {row["what"] for row in json.loads(KINDS.read_text(encoding="utf-8"))["kinds"]}
    found = {}
    if not only or kinds & set(only):
        found = {"requirements": planted(desk, sorted(kinds & set(only)), options.wrong)}
    if only and not set(only) - kinds:
        return {**found, "wanted": {"false_alarms": 0, "missed": 0}}
    return {**of_assets(desk, only), **found}


def of_assets(desk, only):
    jobs = list(of_kinds(desk, only))
    jobs += of_runs(desk, only)
    source, target = desk.folder / "faults.json", desk.folder / "faults.jsonl"
    source.write_text(json.dumps(jobs), encoding="utf-8")
    exact_checks.blender("faults_in_blender.py", [source, target], desk.env)
    counts = {"assets": 0, "measured": 0, "true": 0, "false": 0, "not_judged": 0, "planted": 0, "found": 0}
    build = measure = 0.0
    for row in exact.read(target):
        if row["error"]:
            raise SystemExit(f"{row['name']}: {row['error']}")
        counts["assets"] += 1
        counts["measured"] += row["measured"]
        build, measure = build + row["seconds"][0], measure + row["seconds"][1]
        for alarm in row["alarms"]:
            key = {True: "true", False: "false", None: "not_judged"}[alarm["true"]]
            counts[key] += 1
            print(json.dumps({"bench": "faults", "asset": row["name"], **alarm}), flush=True)
        for planted in row["planted"]:
            counts["planted"] += 1
            counts["found"] += planted["seen"]
            if not planted["seen"]:
                print(json.dumps({"bench": "faults", "asset": row["name"], "not_seen": planted}), flush=True)
    return {**counts, "found_share": round(counts["found"] / max(1, counts["planted"]), 4),
            "measure_to_build": round(measure / build, 2),
            "wanted": {"false": 0, "found_share": 0.98, "measure_to_build": 1}}
