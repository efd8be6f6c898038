#!/usr/bin/env python3
"""Makes the gallery of the site with the program itself, for `./dev site --gallery`: an asset of
each kind of the sketcher as a batch, and the report of the batch. What is in place already is not
made again.

    make-gallery.py PROGRAM FOLDER
"""

import json
import pathlib
import subprocess
import sys
import tempfile

KINDS = pathlib.Path(__file__).resolve().parents[1] / "sketcher/kinds"
SETTINGS = "render: {num_images: 1, resolution_scale: 0.25}\n"


def items():
    for path in sorted(KINDS.glob("*/kind.json")):
        kind = json.loads(path.read_text(encoding="utf-8"))
        yield {"id": kind["id"], "text": f"a {kind['title'].lower()}", "seed": 7,
               "tags": {"group": kind["group"]}}


def main(program, folder):
    with tempfile.TemporaryDirectory(prefix="mq-gallery-") as place:
        settings = pathlib.Path(place, "config.yaml")
        settings.write_text(SETTINGS, encoding="utf-8")
        lines = pathlib.Path(place, "kinds.jsonl")
        lines.write_text("".join(json.dumps(item) + "\n" for item in items()), encoding="utf-8")
        made = subprocess.run([program, "batch", lines, "--output", folder, "--continue",
                               "--config", settings])
    return made.returncode or subprocess.run([program, "batch", "report", folder]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
