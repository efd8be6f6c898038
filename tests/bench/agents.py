"""./dev bench agents: a file of prompts through the whole team, and, with a model, each prompt through one single call
of the same model ('one-shot'), which is the baseline to beat. One JSON line a prompt, and one for all."""

import json
import subprocess
import time

import yaml

ONE_SHOT = (
    "Write one complete Blender {version} Python script that builds this as a 3D asset: {prompt}\n"
    "It runs in background in an empty scene. Metres, +Z up, standing on z = 0, no lights, no "
    "camera, materials on everything, each object named. Answer with one fenced block of Python "
    "and nothing else.")
SMALL = {"num_images": 1, "resolution_scale": 0.25, "engine": "workbench"}
COUNTED = ("calls", "input", "output", "cached", "cost", "seconds")


def count_faults(report):
    """What measuring finds wrong: floating groups, deep overlaps, things without faces or
    material, below the ground."""
    whole = report.get("whole", {})
    return (len(report.get("floating", [])) + len(report.get("penetrations", []))
            + len(report.get("empty", [])) + len(report.get("without_material", []))
            + ((whole.get("ground_gap_m") or 0) < -0.004))


class Run:
    """One run of the CLI, followed by its events."""

    def __init__(self, desk, name, config, *args):
        self.seconds = self.first_preview_s = 0.0
        self.calls = self.input = self.output = self.cached = self.tries = 0
        self.cost = 0.0  # None: a call had no price
        self.faults_before = None
        self.must_haves = None
        self.version, self.session = "4.3", None
        self.folder = desk.folder / name
        command = [desk.cli, "--json", "--config", config, "--output", self.folder, *args]
        started = time.monotonic()
        process = subprocess.Popen([str(each) for each in command], env=desk.env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in process.stdout:
            self.note(json.loads(line), time.monotonic() - started)
        self.ran = process.wait() == 0
        self.seconds = round(time.monotonic() - started, 1)
        report = self.folder / "report.json"
        self.faults_after = count_faults(json.loads(report.read_text())) if report.exists() else None
        self.ran &= self.faults_after is not None

    def note(self, event, now):
        if event["event"] == "preview" and not self.first_preview_s:
            self.first_preview_s = round(now, 1)
        if event["event"] == "session":
            self.session = event["session"]
        if event["event"] == "instruction" and event.get("kind") == "execute":
            self.tries += 1
        if event["event"] != "step" or event["state"] == "started":
            return
        if event["text"].startswith("Blender "):
            self.version = event["text"].removeprefix("Blender ")
        if event.get("calls"):
            self.calls += event["calls"]
            for key in ("input", "output", "cached"):
                setattr(self, key, getattr(self, key) + event.get("tokens", {}).get(key, 0))
            self.cost = None if self.cost is None or "cost" not in event else self.cost + event["cost"]
        if "faults" in event and self.faults_before is None:
            self.faults_before = event["faults"]
        if event["role"] == "critic" and event.get("detail"):
            marks = [line[2] for line in event["detail"].splitlines() if line[:2] == "- " and line[2:3] in "✓✗"]
            if marks:
                self.must_haves = [marks.count("✓"), len(marks)]

    def result(self):
        keys = ("ran", "tries", *COUNTED, "first_preview_s", "faults_before", "faults_after", "must_haves")
        return {key: getattr(self, key) for key in keys}


def unfence(text):
    blocks = text.split("```")
    return blocks[1].removeprefix("python").strip() + "\n" if len(blocks) > 2 else text


def ask_alone(desk, script, config, prompt, version):
    """One call of the writer's model, whose answer becomes the file `script`; what bench-ask says of it."""
    asked = subprocess.run([str(desk.build / "tests" / "bench" / "bench-ask"), str(config)], env=desk.env, text=True,
                           input=ONE_SHOT.format(version=version, prompt=prompt), capture_output=True, check=False)
    if asked.returncode:
        return {"why": asked.stderr.strip()}
    answer = json.loads(asked.stdout)
    script.write_text(unfence(answer["text"]))
    return answer


def one_shot(desk, name, config, prompt, version):
    """The baseline: one call of the writer's model, its script run, measured, nothing mended."""
    script = desk.folder / f"{name}.py"
    answer = ask_alone(desk, script, config, prompt, version)
    if "why" in answer:
        return {"ran": False, "why": answer["why"], "calls": 1, "input": 0, "output": 0, "cached": 0, "cost": None,
                "seconds": 0.0, "faults_after": None}
    usage = answer["usage"]
    run = Run(desk, name, config, "--script", script, "--no-input", "--team", "sketcher")
    return {"ran": run.ran, "calls": 1, **{key: usage.get(key) for key in ("input", "output", "cached", "cost")},
            "seconds": round(answer["seconds"] + run.seconds, 1), "faults_after": run.faults_after}


def write_config(desk, options):
    """Small pictures; of the user's configuration what it says of models, prices included."""
    config = {"render": SMALL}
    if options.config is not None:
        own = yaml.safe_load(options.config.read_text()) or {}
        config.update({key: own[key] for key in ("model", "limits") if key in own})
    path = desk.folder / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    return path


def take_model(desk, options):
    """Lets the desk's programs ask the model of the options."""
    provider = options.provider or ("custom" if options.base_url else None)
    desk.env.update({name: value for name, value in
                     (("MAQUETTE_MODEL", options.model), ("MAQUETTE_BASE_URL", options.base_url),
                      ("MAQUETTE_PROVIDER", provider)) if value})


def agents(desk, options):
    prompts = json.loads(options.prompts.read_text())
    config = write_config(desk, options)
    take_model(desk, options)
    asks = bool(options.model or options.config)
    results = []
    for number, entry in enumerate(prompts):
        args = ["--image", options.prompts.parent / entry["picture"]] if "picture" in entry else [
            "--text", entry["prompt"]]
        for words in entry.get("refinements", []):
            args += ["--refine", words]
        if not entry.get("refinements"):
            args.append("--no-input")
        run = Run(desk, f"run-{number}", config, *args, "--team", "model" if asks else "sketcher")
        result = {"prompt": entry.get("prompt") or entry["picture"], **run.result()}
        if asks and options.one_shot and "prompt" in entry:
            result["one_shot"] = one_shot(desk, f"one-{number}", config, entry["prompt"], run.version)
        print(json.dumps({"bench": "agents", **result}), flush=True)
        results.append(result)
    return summarize(results)


def total(results, key):
    values = [each[key] for each in results]
    if key == "cost" and None in values:
        return None
    return round(sum(value or 0 for value in values), 4)


def count_tokens(results):
    return total(results, "input") + total(results, "output")


def summarize(results):
    met = [each["must_haves"] for each in results if each["must_haves"]]
    summary = {"prompts": len(results), "ran": total(results, "ran"),
               **{key: total(results, key) for key in (*COUNTED, "faults_before", "faults_after")},
               "must_haves": [sum(each[0] for each in met), sum(each[1] for each in met)]}
    both = [each for each in results if "one_shot" in each]
    if both:
        single = [each["one_shot"] for each in both]
        ratio = {"tokens": round(count_tokens(both) / max(1, count_tokens(single)), 2), "wanted_tokens": 3}
        if total(both, "cost") and total(single, "cost"):
            ratio["cost"] = round(total(both, "cost") / total(single, "cost"), 2)
        # Side by side: the same prompts through the team and through one call.
        summary["beside"] = {"prompts": len(both), "ratio": ratio, **{
            name: {"ran": total(of, "ran"), **{key: total(of, key) for key in (*COUNTED, "faults_after")}}
            for name, of in (("team", both), ("one_shot", single))}}
    return summary
