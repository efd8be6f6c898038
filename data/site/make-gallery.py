#!/usr/bin/env python3
"""Makes the gallery of the site with the program itself, for `./dev site --gallery`: an asset of
each kind of the sketcher as a batch, with the report of the batch, and the runs of models that were
recorded, replayed, each as one page that needs no other file. What is in place already is not made
again.

    make-gallery.py PROGRAM FOLDER
"""

import base64
import html
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
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
:root {{ color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }}
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
img {{ width: 100%; border-radius: 8px; }} pre {{ overflow: auto; font-size: .85rem; }}
</style></head><body><h1>{title}</h1>{pictures}<h2>Script</h2><pre>{script}</pre></body></html>
"""


def items():
    for path in sorted(KINDS.glob("*/kind.json")):
        kind = json.loads(path.read_text(encoding="utf-8"))
        title = kind["title"].lower()
        article = "an" if title[0] in "aeiou" else "a"
        yield {"id": kind["id"], "text": f"{article} {title}", "seed": 7,
               "tags": {"group": kind["group"]}}


def make_kinds(program, folder, settings):
    settings.write_text(SETTINGS.format(1, 0.25), encoding="utf-8")
    lines = settings.with_name("kinds.jsonl")
    lines.write_text("".join(json.dumps(item) + "\n" for item in items()), encoding="utf-8")
    subprocess.run([program, "batch", lines, "--output", folder, "--continue",
                    "--config", settings], check=True)
    subprocess.run([program, "batch", "report", folder], check=True)


def embed(path):
    data = base64.b64encode(path.read_bytes()).decode()
    return f'<img alt="" src="data:image/png;base64,{data}">'


def make_run(program, run, target, settings):
    """Replays a recorded run, and writes it as one page."""
    words = ["--text", run["prompt"]] if "prompt" in run else [
        "--image", RECORDED.parent / "pictures" / run["picture"]]
    for change in run.get("refinements", []):
        words += ["--refine", change]
    subprocess.run([program, *words, *([] if "refinements" in run else ["--no-input"]),
                    "--replay", RECORDED / f"{run['name']}.jsonl", "--output", target, "--config",
                    settings], check=True, stdin=subprocess.DEVNULL, env=os.environ | {
                        f"XDG_{each}_HOME": str(settings.parent / each.lower())
                        for each in ("DATA", "STATE", "CONFIG")})
    title = ", then ".join([run.get("prompt", "A picture of a " + run["name"].partition("-")[0]),
                            *run.get("refinements", [])])
    pictures = "".join(map(embed, sorted(target.glob("render_*.png"))))
    script = html.escape((target / "script.py").read_text(encoding="utf-8"))
    target.joinpath("page.html").write_text(
        PAGE.format(title=html.escape(title), pictures=pictures, script=script), encoding="utf-8")
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
