"""./dev bench agents: a file of prompts through the whole team, and, with a model, each prompt through one single call
of the same model ('one-shot'), which is the baseline to beat. One JSON line a prompt, and one for all."""

import json
import os
import subprocess
import time
import urllib.request

ONE_SHOT = (
    "Write one complete Blender {version} Python script that builds this as a 3D asset: {prompt}\n"
    "It runs in background in an empty scene. Metres, +Z up, standing on z = 0, no lights, no "
    "camera, materials on everything, each object named. Answer with one fenced block of Python "
    "and nothing else.")
SMALL = "render: {num_images: 1, resolution_scale: 0.25, engine: workbench}\n"


def count_faults(report):
    """What measuring finds wrong: floating groups, deep overlaps, things without faces or
    material, below the ground."""
    whole = report.get("whole", {})
    return (len(report.get("floating", [])) + len(report.get("penetrations", []))
            + len(report.get("empty", [])) + len(report.get("without_material", []))
            + ((whole.get("ground_gap_m") or 0) < -0.004))


class Run:
    """One run of the CLI, followed by its events."""

    def __init__(self, desk, name, *args):
        self.seconds = self.first_preview_s = 0.0
        self.calls = self.tokens = self.tries = 0
        self.cost = 0.0
        self.faults_before = None
        self.must_haves = None
        config = desk.folder / "config.yaml"
        config.write_text(SMALL)
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

    def note(self, event, now):
        if event["event"] == "preview" and not self.first_preview_s:
            self.first_preview_s = round(now, 1)
        if event["event"] == "instruction" and event.get("kind") == "execute":
            self.tries += 1
        if event["event"] != "step" or event["state"] == "started":
            return
        self.calls += event.get("calls", 0)
        tokens = event.get("tokens", {})
        self.tokens += tokens.get("input", 0) + tokens.get("output", 0)
        self.cost += event.get("cost", 0.0)
        if "faults" in event and self.faults_before is None:
            self.faults_before = event["faults"]
        if event["role"] == "critic" and event.get("detail"):
            marks = [line[2] for line in event["detail"].splitlines() if line[:2] == "- " and line[2:3] in "✓✗"]
            if marks:
                self.must_haves = [marks.count("✓"), len(marks)]

    def result(self):
        keys = ("ran", "tries", "calls", "tokens", "cost", "first_preview_s", "seconds", "faults_before",
                "faults_after", "must_haves")
        return {key: getattr(self, key) for key in keys}


def ask_once(base_url, model, text):
    """One call of an OpenAI-compatible endpoint: (answer, tokens, seconds)."""
    key = os.environ.get("MAQUETTE_API_KEY") or os.environ.get("OPENAI_API_KEY")
    body = json.dumps({"model": model, "messages": [{"role": "user", "content": text}]}).encode()
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    started = time.monotonic()
    request = urllib.request.Request(base_url.rstrip("/") + "/chat/completions", body, headers)
    with urllib.request.urlopen(request, timeout=3600) as answer:
        said = json.load(answer)
    return (said["choices"][0]["message"]["content"] or "", said.get("usage", {}).get("total_tokens", 0),
            round(time.monotonic() - started, 1))


def unfence(text):
    blocks = text.split("```")
    return blocks[1].removeprefix("python").strip() + "\n" if len(blocks) > 2 else text


def one_shot(desk, name, prompt, base_url, model):
    """The baseline: one call, its script run, measured, nothing mended."""
    answer, tokens, seconds = ask_once(base_url, model, ONE_SHOT.format(version="4.3", prompt=prompt))
    script = desk.folder / f"{name}.py"
    script.write_text(unfence(answer))
    run = Run(desk, name, "--script", script, "--no-input")
    return {"ran": run.ran and run.faults_after is not None, "calls": 1, "tokens": tokens,
            "seconds": round(seconds + run.seconds, 1), "faults_after": run.faults_after}


def agents(desk, options):
    prompts = json.loads(options.prompts.read_text())
    desk.env.update({name: value for name, value in
                     (("MAQUETTE_MODEL", options.model), ("MAQUETTE_BASE_URL", options.base_url),
                      ("MAQUETTE_PROVIDER", "custom" if options.base_url else None)) if value})
    results = []
    for number, entry in enumerate(prompts):
        args = ["--image", options.prompts.parent / entry["picture"]] if "picture" in entry else [
            "--text", entry["prompt"]]
        for words in entry.get("refinements", []):
            args += ["--refine", words]
        if not entry.get("refinements"):
            args.append("--no-input")
        result = {"prompt": entry.get("prompt") or entry["picture"],
                  **Run(desk, f"run-{number}", *args, "--team", "model" if options.model else "sketcher").result()}
        if options.model and options.base_url and options.one_shot and "prompt" in entry:
            result["one_shot"] = one_shot(desk, f"one-{number}", entry["prompt"], options.base_url, options.model)
        print(json.dumps({"bench": "agents", **result}), flush=True)
        results.append(result)
    return summarize(results)


def summarize(results):
    def total(key, of=results):
        return sum(each[key] or 0 for each in of)

    met = [each["must_haves"] for each in results if each["must_haves"]]
    summary = {"prompts": len(results), "ran": total("ran"), "calls": total("calls"), "tokens": total("tokens"),
               "cost": round(total("cost"), 4), "seconds": round(total("seconds"), 1),
               "faults_before": total("faults_before"), "faults_after": total("faults_after"),
               "must_haves": [sum(each[0] for each in met), sum(each[1] for each in met)]}
    single = [each["one_shot"] for each in results if "one_shot" in each]
    if single:
        both = [each for each in results if "one_shot" in each]
        summary["one_shot"] = {"ran": total("ran", single), "tokens": total("tokens", single),
                               "faults_after": total("faults_after", single),
                               "tokens_ratio": round(total("tokens", both) / max(1, total("tokens", single)), 2),
                               "wanted_ratio": 3}
    return summary
