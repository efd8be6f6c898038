#!/usr/bin/env python3
"""Makes the gallery of the site with the program itself, for `./dev site --gallery`: an asset of
each kind of the sketcher as a batch, with the report of the batch, and the runs of models that were
recorded, replayed. Each object is exported as one page on which it turns, and which needs no other
file. What is in place already is not made again.

    make-gallery.py PROGRAM FOLDER
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parents[2]
KINDS = TOP / "data/sketcher/kinds"
RECORDED = TOP / "tests/acceptance/transcripts"
SETTINGS = "render: {{num_images: {}, resolution_scale: {}}}\n"


def items():
    for path in sorted(KINDS.glob("*/kind.json")):
        kind = json.loads(path.read_text(encoding="utf-8"))
        title = kind["title"].lower()
        article = "an" if title[0] in "aeiou" else "a"
        yield {"id": kind["id"], "text": f"{article} {title}", "seed": 7,
               "tags": {"group": kind["group"]}, "export": ["html"]}


def make_kinds(program, folder, settings):
    settings.write_text(SETTINGS.format(1, 0.25), encoding="utf-8")
    lines = settings.with_name("kinds.jsonl")
    lines.write_text("".join(json.dumps(item) + "\n" for item in items()), encoding="utf-8")
    subprocess.run([program, "batch", lines, "--output", folder, "--continue",
                    "--config", settings], check=True)
    subprocess.run([program, "batch", "report", folder], check=True)


def make_run(program, run, target, settings):
    """Replays a recorded run, and exports its version as a page."""
    env = os.environ | {f"XDG_{each}_HOME": str(settings.parent / each.lower())
                        for each in ("DATA", "STATE", "CONFIG")}
    words = ["--text", run["prompt"]] if "prompt" in run else [
        "--image", RECORDED.parent / "pictures" / run["picture"]]
    for change in run.get("refinements", []):
        words += ["--refine", change]
    subprocess.run([program, *words, *([] if "refinements" in run else ["--no-input"]),
                    "--replay", RECORDED / f"{run['name']}.jsonl", "--output", target, "--config",
                    settings], check=True, stdin=subprocess.DEVNULL, env=env)
    made = json.loads((target / "session.json").read_text(encoding="utf-8"))
    subprocess.run([program, "export", f"{made['session']}:{made['version']}", "--output",
                    target / "page.html"], check=True, stdin=subprocess.DEVNULL, env=env)
    title = ", then ".join([run.get("prompt", "A picture of a " + run["name"].partition("-")[0]),
                            *run.get("refinements", [])])
    target.joinpath("title").write_text(title, encoding="utf-8")


def main(program, folder):
    with tempfile.TemporaryDirectory(prefix="mq-gallery-") as place:
        settings = pathlib.Path(place, "config.yaml")
        make_kinds(program, folder, settings)
        settings.write_text(SETTINGS.format(3, 0.4), encoding="utf-8")
        for run in json.loads((RECORDED / "runs.json").read_text(encoding="utf-8")):
            target = pathlib.Path(f"{folder}-runs", run["name"])
            if not (target / "title").exists():
                make_run(program, run, target, settings)


if __name__ == "__main__":
    main(*sys.argv[1:])
