"""./dev bench motion: what the measuring Blender says about joints. Things of tests/bench/moving_things.py, sound and
with one planted fault each (--count of a fault), and every kind of the sketcher that moves, at four looks: a line for
each false alarm and each planted fault that was not found, and one for all, with the CPU time of proving the motion of
a cabinet with eight joints and of the slowest thing. With --agreement, MuJoCo's contacts beside ours, in 200 random
poses of every kind that moves and in 200 beyond its limits: a line a kind, and one for each difference that nothing
explains."""

import json
import pathlib
import subprocess

import exact
import exact_checks
import faults
import moving_things

COUNT = 60
SIMULATE = pathlib.Path(__file__).resolve().parents[1] / "support" / "simulate.c"
GRAZING = 3  # times the tolerance, or a part of it: how deep two are, each program measures in its own way
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
    yield from ({"fault": None, **job} for job in of_kinds(desk, only))


def of_kinds(desk, only):
    """Every kind that moves at four looks, measured as the service does: light and smoke are joined with themselves."""
    for job in faults.of_kinds(desk, only):
        if "add_joints(" in job["script"]:
            yield {"name": job["name"], "script": job["script"],
                   "joins": [*job["joins"], *([part, part, "free", 0] for part in job["effects"])]}


def poses_of(program, model, poses):
    """[{(solid, solid): how deep they are in each other}] by MuJoCo, for each pose."""
    with open(poses, encoding="utf-8") as file:
        told = subprocess.run([program, model, "poses"], stdin=file, cwd=model.parent, check=True,
                              stdout=subprocess.PIPE, text=True).stdout
    found = []
    for line in told.splitlines():
        words = line.split()
        depths = {}
        for one, other, distance in zip(words[::3], words[1::3], words[2::3]):
            pair = tuple(sorted((int(one.partition("_")[0]), int(other.partition("_")[0])), reverse=True))
            depths[pair] = max(depths.get(pair, 0.0), -float(distance))
        found.append(depths)
    return found


def judge(name, rows, theirs):
    """Counts of pairs of solids of two links whose boxes meet in a pose: judged alike, or why not. The first half of
    the poses is within the limits, the other one goes beyond."""
    about, rest, *poses = rows
    tolerance, names = about["tolerance"], about["solids"]
    # Solids that lie in each other as built may: how deep they are then depends on the angle, for MuJoCo.
    let_in = {(i, j) for i, j, *is_let_in in rest if any(is_let_in)} | {
        pair for pair, depth in theirs[0].items() if depth > tolerance}
    counts = {"solids": len(names), "not_convex": about["exact"].count(False), "open": about["pieces"].count(0),
              "let_in": len(let_in)}
    for half in ("", "beyond_"):
        counts |= {f"{half}{key}": 0 for key in ("compared", "meet", "alike", "hull", "grazing", "other")}
    for number, (near, depths) in enumerate(zip(poses, theirs[1:], strict=True)):
        half = "" if number < len(poses) / 2 else "beyond_"
        for i, j, exact_meet, pieces_meet in near:
            if (i, j) in let_in:
                continue
            depth = depths.get((i, j), 0.0)
            they_meet = depth > tolerance
            counts[f"{half}compared"] += 1
            counts[f"{half}meet"] += they_meet
            kind = ("alike" if exact_meet == they_meet else "hull" if pieces_meet == they_meet
                    else "grazing" if tolerance / GRAZING < depth < tolerance * GRAZING else "other")
            counts[half + kind] += 1
            if kind == "other":
                print(json.dumps({"bench": "motion", "asset": name, "pose": number + 1, "ours": exact_meet,
                                  "pair": [names[i], names[j]], "mujoco_depth_m": depth}), flush=True)
    return counts


def share(counts, half):
    """The share that is judged alike, of what MuJoCo has in its real shape."""
    judged = counts[f"{half}compared"] - counts[f"{half}hull"]
    return round(counts[f"{half}alike"] / judged, 4) if judged else None


def agreement(desk, options):
    only = options.only.split(",") if options.only else []
    found = {job["name"]: job for job in of_kinds(desk, only)}
    chosen = {}
    for look in ("everything", "default"):  # what moves as built, else with all that there is
        chosen |= {name.rpartition("-")[0]: job for name, job in found.items() if name.endswith(f"-{look}")}
    source = desk.folder / "contacts.json"
    source.write_text(json.dumps(list(chosen.values())), encoding="utf-8")
    exact_checks.blender("contacts_in_blender.py", [source, desk.folder], desk.env)
    program = desk.folder / "simulate"
    subprocess.run(["gcc", "-O2", SIMULATE, "-o", program, "-lmujoco", "-lm"], check=True)
    total = {}
    for job in chosen.values():
        path = desk.folder / job["name"]
        counts = judge(job["name"], exact.read(path.with_name(f"{path.name}.jsonl")),
                       poses_of(program, path.with_name(f"{path.name}.xml"), path.with_name(f"{path.name}.poses")))
        print(json.dumps({"bench": "motion", "asset": job["name"], **counts, "agreement": share(counts, ""),
                          "beyond_agreement": share(counts, "beyond_")}), flush=True)
        for key, value in counts.items():
            total[key] = total.get(key, 0) + value
    return {"kinds": len(chosen), **total, "agreement": share(total, ""), "beyond_agreement": share(total, "beyond_"),
            "wanted": {"agreement": 0.99}}


def motion(desk, options):
    if options.agreement:
        return agreement(desk, options)
    source, target = desk.folder / "motion.json", desk.folder / "motion.jsonl"
    source.write_text(json.dumps(list(jobs(desk, options))), encoding="utf-8")
    exact_checks.blender("motion_in_blender.py", [source, target], desk.env)
    counts = {"sound": 0, "joints": 0, "false_alarms": 0, "planted": 0, "found": 0}
    rows = exact.read(target)
    for row in rows:
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
    slowest = max(rows, key=lambda row: row["seconds"])
    return {**counts, "found_share": round(counts["found"] / max(1, counts["planted"]), 4),
            "slowest": slowest["name"], "slowest_s": slowest["seconds"],
            "wanted": {"false_alarms": 0, "found_share": 0.98, "eight_joints_s": 3, "slowest_s": 2}}
