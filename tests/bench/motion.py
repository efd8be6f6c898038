"""./dev bench motion: what the measuring Blender says about joints. Things of tests/bench/moving_things.py, sound and
with one planted fault each (--count of a fault), and every kind of the sketcher that moves, at four looks: a line for
each false alarm and each planted fault that was not found, and one for all, with the CPU time of proving the motion of
a cabinet with eight joints."""

import json

import exact
import exact_checks
import faults
import moving_things

COUNT = 60
NAMED = {"axis_moved": {"axis_off"}, "axis_flipped": {"axis_flipped", "meets"}, "too_wide": {"meets"},
         "fused": {"fused", "no_part"}, "knob_forgotten": {"left_behind"}}


def jobs(desk, options):
    only = options.only.split(",") if options.only else []
    for number in range(options.count or COUNT):
        for kind in moving_things.KINDS:
            yield {"name": f"{kind} {number}", "fault": None, "script": moving_things.make(kind, number)[0]}
        for fault, kinds in moving_things.FAULTS.items():
            kind = kinds[number % len(kinds)]
            script, joint = moving_things.make(kind, number, fault)
            yield {"name": f"{kind} {number}", "fault": fault, "joint": joint, "script": script}
    yield {"name": "eight joints", "fault": None, "script": moving_things.make("wardrobe", 0)[0]}
    for job in faults.of_kinds(desk, only):
        if "add_joints(" in job["script"]:
            yield {"name": job["name"], "fault": None, "script": job["script"], "joins": job["joins"]}


def motion(desk, options):
    source, target = desk.folder / "motion.json", desk.folder / "motion.jsonl"
    source.write_text(json.dumps(list(jobs(desk, options))), encoding="utf-8")
    exact_checks.blender("motion_in_blender.py", [source, target], desk.env)
    counts = {"sound": 0, "joints": 0, "false_alarms": 0, "planted": 0, "found": 0}
    for row in exact.read(target):
        if row["error"]:
            raise SystemExit(f"{row['name']}: {row['error']}")
        if row["name"] == "eight joints":
            counts["eight_joints_s"] = row["seconds"]
        if row["fault"] is None:
            counts["sound"] += 1
            counts["joints"] += len(row["joints"])
            counts["false_alarms"] += bool(row["faults"])
            for alarm in row["faults"]:
                print(json.dumps({"bench": "motion", "sound": row["name"], **alarm}), flush=True)
            continue
        counts["planted"] += 1
        found = any(each["joint"] == row["joint"] and each["fault"] in NAMED[row["fault"]] for each in row["faults"])
        counts["found"] += found
        if not found:
            print(json.dumps({"bench": "motion", "asset": row["name"], "not_found": row["fault"],
                              "joint": row["joint"], "told": row["faults"]}), flush=True)
    return {**counts, "found_share": round(counts["found"] / max(1, counts["planted"]), 4),
            "wanted": {"false_alarms": 0, "found_share": 0.98, "eight_joints_s": 3}}
