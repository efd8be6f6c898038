"""./dev bench edits: edit chains (edits.json), played again from their transcripts (edits/NAME.jsonl) through the whole
pipeline and a real Blender, and judged by a program: what may change and what must be as it was in which version
(hashes), measures by exact_checks.py, the outcome with its reason, and what is told at the end to be open. One JSON
line a chain, and one for all. Members of an edit are explained in edits/README.md."""

import collections
import json
import pathlib
import subprocess

import exact_checks
import tokens

HERE = pathlib.Path(__file__).resolve().parent
CHAINS = json.loads((HERE / "edits.json").read_text(encoding="utf-8"))
QUICK = "render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n"
SAME_PLACE = 2e-5  # m


class Turn:
    """What happened from one instruction to the next; the first one is the prompt."""

    def __init__(self):
        self.version = None
        self.outcome, self.text = "", ""
        self.notices = collections.defaultdict(list)
        self.calls = self.repairs = 0

    def note(self, event):
        name = event["event"]
        if name == "kept":
            self.version, self.outcome = event["version"], "kept"
        elif name == "refused":
            self.outcome, self.text = event["outcome"], event["text"]
        elif name == "notice":
            self.notices[event.get("code", "")] += event.get("items") or [event.get("text", "")]
        elif name == "step" and event.get("calls"):
            self.calls += event["calls"]
            self.repairs += event["calls"] * (event["role"] == "debugger")


class Session:
    """One run of the program through a whole chain. @args: what its models are"""

    def __init__(self, cli, folder, chain, args, env):
        self.folder, self.chain = pathlib.Path(folder), chain
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "config.yaml"
        config.write_text(QUICK)
        rooms = ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR")
        command = [cli, "--json", "--config", config, "--team", "model", "--output", self.folder / "out",
                   "--save-transcript", self.folder / "saved.jsonl", "--text", chain["prompt"], *args]
        for edit in chain["edits"]:
            command += ["--refine", edit["say"]]
        done = subprocess.run([str(each) for each in command], env={**env, **dict.fromkeys(rooms, str(self.folder))},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.events = [json.loads(line) for line in self.out.splitlines()]
        self.turns = [Turn()]
        for event in self.events:
            if event["event"] == "refinement":
                self.turns.append(Turn())
            self.turns[-1].note(event)

    def text_tokens(self):
        calls = tokens.read(self.folder / "saved.jsonl") if (self.folder / "saved.jsonl").exists() else []
        return sum(call.input + call.output - call.kinds["pictures"] for call in calls)

    def path(self, version, name):
        (path,) = self.folder.glob(f"maquette/sessions/*/versions/{version}/{name}")
        return path

    def report(self, version):
        return json.loads(self.path(version, "report.json").read_text(encoding="utf-8"))

    def read_meshes(self, env):
        """Version → scene, for the versions that an exact check looks at."""
        wanted = [turn.version for edit, turn in zip(self.chain["edits"], self.turns[1:])
                  if turn.version is not None and edit.get("exact")]
        pairs = [(self.path(number, "scene.blend"), self.folder / f"{number}.meshes.json") for number in wanted]
        if pairs:
            exact_checks.dump(pairs, env)
        return {number: exact_checks.Scene(meshes) for number, (_, meshes) in zip(wanted, pairs)}


def objects_of(report, part=None):
    return {each["name"]: each for each in report["objects"] if part in (None, each.get("part"))}


def hashes(report, part=None):
    return {name: each["hash"] for name, each in objects_of(report, part).items()}


def is_moved(then, now):
    """Whether objects are what they were, all moved alike."""
    if set(then) != set(now) or not then:
        return False
    moves = [[b - a for a, b in zip(then[name]["box"]["min"], now[name]["box"]["min"])] for name in then]
    return (all(then[name]["form"] == now[name]["form"] for name in then)
            and all(max(axis) - min(axis) <= SAME_PLACE for axis in zip(*moves)))


def differing(then, now, may=()):
    """Objects that are not as they were although their part was not to change."""
    then, now = ({name: each for name, each in objects_of(report).items() if each.get("part") not in may}
                 for report in (then, now))
    return [] if is_moved(then, now) else sorted(
        name for name in {**then, **now} if then.get(name, {}).get("hash") != now.get(name, {}).get("hash"))


def judge_version(edit, session, turn, before, meshes):
    now = session.report(turn.version)
    base = session.report(edit.get("from", before))
    if "as" in edit:
        then = session.report(edit["as"])
        yield f"all as in version {edit['as']}", hashes(then) == hashes(now), differing(then, now)
    else:
        other = differing(base, now, (*edit.get("may", ()), *edit.get("back", ())))
        yield "nothing else changed", not other, other
    for part in edit.get("may", ()):
        if part not in edit.get("back", ()):
            yield f"{part} changed", hashes(base, part) != hashes(now, part), ""
    if "changed" in edit:
        found = differing(base, now)
        yield "these changed", found == edit["changed"], found
    for part, version in edit.get("back", {}).items():
        then, is_now = hashes(session.report(version), part), hashes(now, part)
        yield f"{part} as in version {version}", then == is_now, [then, is_now]
    for part, count in edit.get("objects", {}).items():
        found = len(objects_of(now, part))
        yield f"{count} of {part}", found == count, found
    for row in exact_checks.judge(meshes[turn.version], edit["exact"]) if "exact" in edit else ():
        yield " ".join(str(row[key]) for key in ("check", "of", "axis", "value", "text") if key in row), row["met"], (
            row.get("why", row["found"]))
    unmet = [row["words"] for row in now.get("requirements", []) if row.get("met") is False]
    yield "no requirement missed", not unmet, unmet
    words = " · ".join(row["words"] for row in now.get("requirements", []))
    for stale in edit.get("stale", ()):
        yield f"“{stale}” is no longer required", stale not in words, words


def judge_edit(edit, session, turn, before, meshes):
    """(check, whether it is met, what is there)"""
    wanted = edit.get("outcome", "kept")
    yield wanted, turn.outcome == wanted, [turn.outcome, turn.text]
    if "reason" in edit:
        yield f"says “{edit['reason']}”", edit["reason"].lower() in turn.text.lower(), turn.text
    if wanted == "kept" and turn.version is not None:
        yield from judge_version(edit, session, turn, before, meshes)
    elif wanted == "kept":
        for name in ("nothing else changed", *edit.get("may", ())):
            yield f"{name}: no version", False, turn.text
    yield "no changed-too", not turn.notices["changed-too"], turn.notices["changed-too"]
    for code, key in (("defects-left", "open"), ("in-part", "not_done")):
        found, named = turn.notices[code], edit.get(key, [])
        yield f"{code} names what is", len(found) == len(named) and all(
            word.lower() in item.lower() for word, item in zip(named, found)), found


def judge(session, env):
    """A row for the first asset, and one for each edit."""
    chain, rows, before = session.chain, [], None
    meshes = session.read_meshes(env)
    turns = session.turns + [Turn() for _ in range(1 + len(chain["edits"]) - len(session.turns))]
    for edit, turn in zip([{"kind": "first", "say": chain["prompt"]}, *chain["edits"]], turns):
        checks = list(judge_edit(edit, session, turn, before, meshes)) if before is not None else [
            ("kept", turn.version is not None, turn.text),
            ("nothing is open", not turn.notices["defects-left"], turn.notices["defects-left"])]
        rows.append({"kind": edit["kind"], "say": edit["say"],
                     "met": [sum(bool(each[1]) for each in checks), len(checks)], "calls": turn.calls,
                     "repairs": turn.repairs, "missed": [[name, found] for name, met, found in checks if not met]})
        before = turn.version if turn.version is not None else before
    return rows


def play(cli, folder, name, env):
    """The chain again, from its transcript: session, rows."""
    (chain,) = [each for each in CHAINS if each["name"] == name]
    session = Session(cli, folder, chain, ["--replay", HERE / "edits" / f"{name}.jsonl"], env)
    return session, judge(session, env)


def add_up(rows):
    return {"edits": len(rows), "met": [sum(row["met"][i] for row in rows) for i in (0, 1)],
            "calls": sum(row["calls"] for row in rows), "repairs": sum(row["repairs"] for row in rows)}


def edits(desk, options):
    names = [each["name"] for each in CHAINS if not options.only or each["name"] in options.only.split(",")]
    rows, text = [], 0
    for name in names:
        session, found = play(desk.cli, desk.folder / name, name, desk.env)
        first, *later = found
        missed = [{"say": row["say"], "missed": row["missed"]} for row in found if row["missed"]]
        print(json.dumps({"bench": "edits", "chain": name, "first": first["met"], **add_up(later),
                          "text_tokens": session.text_tokens(), **({"missed": missed} if missed else {})},
                         ensure_ascii=False), flush=True)
        rows += found
        text += session.text_tokens()
    kinds = {kind: add_up([row for row in rows if row["kind"] == kind])
             for kind in sorted({row["kind"] for row in rows})}
    changes = [row for row in rows if row["kind"] != "first"]
    return {"chains": len(names), **add_up(changes), "by_kind": kinds,
            "calls_a_change": round(sum(row["calls"] for row in changes) / max(1, len(changes)), 2),
            "text_tokens": text, "wanted": 0.97}
