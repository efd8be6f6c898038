#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tokens.py FILE…: what the calls of saved runs (`--save-transcript`) read and wrote, in tokens, and what of it
was what. `./dev bench tokens` plays the recorded runs of tests/acceptance again first.

No vendor's tokenizer is at hand, so tokens are estimated, always in the same way: 4 bytes of English, 3.2 of Python
and of the toolkit's signatures, 3 of JSON and tables of numbers are one token; a picture is width × height / 750
after it was scaled to at most 1,568 px and 1.15 megapixels, as Anthropic documents it (`openai`: 85 + 170 a tile of
512 px, as OpenAI documents it for detail "high"). What a model thinks and does not say is in no transcript, and not
counted."""

import argparse
import base64
import hashlib
import json
import math
import pathlib
import struct
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
PROSE, CODE, DATA = 4.0, 3.2, 3.0  # bytes a token
CACHE_LEAST = 1024  # tokens: shorter beginnings are not kept by Anthropic and OpenAI
# How a text of a request begins: what it is, and what a token of it is.
HEADINGS = (("# Toolkit", "rules", CODE), ("# Plan", "plan", DATA), ("# Script", "script", CODE),
            ("# Looked up", "look-ups", CODE), ("# Measured", "report", DATA),
            ("Faults found by measuring", "report", DATA), ("# What is wanted", "other", PROSE))
COLUMNS = ("rules", "plan", "script", "look-ups", "report", "pictures", "schema", "other")


def jpeg_size(data):
    place = 2
    while place + 9 < len(data):
        marker, length = data[place + 1], struct.unpack_from(">H", data, place + 2)[0]
        if marker in (0xc0, 0xc1, 0xc2):
            return struct.unpack_from(">HH", data, place + 5)[::-1]
        place += 2 + length
    return 0, 0


def picture_size(data):
    """(width, height) of a PNG or JPEG."""
    return struct.unpack_from(">II", data, 16) if data[:4] == b"\x89PNG" else jpeg_size(data)


def anthropic_picture(width, height):
    scale = min(1.0, 1568 / max(width, height, 1), math.sqrt(1.15e6 / max(width * height, 1)))
    return round(width * scale * height * scale / 750)


def openai_picture(width, height):
    scale = min(1.0, 2048 / max(width, height, 1))
    scale = min(scale, 768 / max(1, min(width, height) * scale) * scale)
    return 85 + 170 * math.ceil(width * scale / 512) * math.ceil(height * scale / 512)


PICTURES = {"anthropic": anthropic_picture, "openai": openai_picture}


def count(text, bytes_a_token):
    return math.ceil(len(text.encode()) / bytes_a_token)


def count_answer(answer, role):
    """What was written: an object, a script, or words around one."""
    if "object" in answer or role in ("planner", "critic", "verifier"):
        return count(answer["text"], DATA)
    tokens = 0
    for number, piece in enumerate(answer["text"].split("```")):
        kind = DATA if piece.startswith("json") else CODE
        tokens += count(piece, kind if number % 2 else PROSE)
    for call in answer.get("calls", []):
        tokens += count(json.dumps(call), DATA)
    return tokens


def classify(part, speaker):
    """(column, tokens) of a part that is no picture."""
    text = part.get("text") or json.dumps(part)
    if speaker == "system":
        return "rules", count(text, CODE if text.startswith("# Toolkit") else PROSE)
    if "result" in part:
        return "look-ups", count(text, CODE)
    for heading, column, bytes_a_token in HEADINGS:
        if text.startswith(heading):
            return column, count(text, bytes_a_token)
    return "other", count(text, PROSE)


class Call:
    """One exchange: what it read by kind, what it wrote, and its beginning, which a cache may have had."""

    def __init__(self, line, pictures, vendor):
        request, answer = line["request"], line["answer"]
        self.role, self.task = line["role"], line.get("task") or ""
        self.kinds = dict.fromkeys(COLUMNS, 0)
        self.parts = []  # (fingerprint, tokens, stable)
        fixed = json.dumps([request.get("tools"), request.get("schema")])
        self.kinds["schema"] = count(fixed, DATA) if len(fixed) > 12 else 0
        self.parts.append((fixed, self.kinds["schema"], False))
        for message in request["messages"]:
            for part in message["parts"]:
                if "picture" in part:
                    size = pictures.get(part["picture"], (640, 640))
                    column, tokens = "pictures", PICTURES[vendor](*size)
                else:
                    column, tokens = classify(part, message["speaker"])
                self.kinds[column] += tokens
                mark = hashlib.sha1((message["speaker"] + json.dumps(part)).encode()).hexdigest()
                self.parts.append((mark, tokens, part.get("stable", False)))
        self.input = sum(self.kinds.values())
        self.output = count_answer(answer, self.role)
        self.cached = 0

    def note_cached(self, earlier):
        """The longest beginning, up to a part that is marked as stable, that an earlier call of the run had too."""
        for other in earlier:
            tokens = best = 0
            for mine, theirs in zip(self.parts, other.parts):
                if mine[0] != theirs[0]:
                    break
                tokens += mine[1]
                best = tokens if mine[2] else best
            if best >= CACHE_LEAST:
                self.cached = max(self.cached, best)

    def row(self):
        return {"role": self.role, "task": self.task, "input": self.input, "output": self.output,
                "cached": self.cached, **{key: value for key, value in self.kinds.items() if value}}


def read(path, vendor="anthropic"):
    """The calls of a saved run."""
    pictures, calls = {}, []
    for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if "data" in line:
            pictures[line["picture"]] = picture_size(base64.b64decode(line["data"]))
        elif "answer" in line:
            call = Call(line, pictures, vendor)
            call.note_cached(calls)
            calls.append(call)
    return calls


def total(calls):
    """All calls together."""
    summary = {"calls": len(calls), "input": sum(each.input for each in calls),
               "output": sum(each.output for each in calls), "cached": sum(each.cached for each in calls)}
    summary.update({key: sum(each.kinds[key] for each in calls) for key in COLUMNS})
    return summary


def play(desk, only=None):
    """Plays the recorded runs again, through the code and the prompts of today: each with its saved transcript.
    `only`: these."""
    folder = TOP / "tests" / "acceptance" / "transcripts"
    config = desk.folder / "config.yaml"
    config.write_text("render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n")
    for run in json.loads((folder / "runs.json").read_text()):
        if only is not None and run["name"] not in only:
            continue
        words = (["--image", folder.parent / "pictures" / run["picture"]] if "picture" in run
                 else ["--text", run["prompt"]])
        for text in run.get("refinements", []):
            words += ["--refine", text]
        saved = desk.folder / f"{run['name']}.jsonl"
        command = [desk.cli, "--json", "--config", config, *words, *([] if "refinements" in run else ["--no-input"]),
                   "--output", desk.folder / run["name"], "--replay", folder / saved.name, "--save-transcript", saved]
        subprocess.run([str(each) for each in command], env=desk.env, check=True, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield run["name"], saved


def tokens(desk, _options):
    """./dev bench tokens: what the recorded runs would read now. What was written is what was recorded. A run that
    offered no tools counts as one of a model without: it may get two examples instead of one."""
    whole, runs = [], 0
    for name, saved in play(desk):
        calls = read(saved)
        whole += calls
        runs += 1
        for call in calls:
            print(json.dumps({"bench": "tokens", "run": name, **call.row()}), flush=True)
        print(json.dumps({"bench": "tokens", "run": name, **total(calls)}), flush=True)
    return {"runs": runs, **total(whole)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--vendor", choices=sorted(PICTURES), default="anthropic")
    parser.add_argument("--calls", action="store_true", help="a line a call, too")
    options = parser.parse_args()
    whole = []
    for path in options.files:
        calls = read(path, options.vendor)
        whole += calls
        if options.calls:
            for call in calls:
                print(json.dumps({"run": path.stem, **call.row()}))
        print(json.dumps({"run": path.stem, **total(calls)}))
    print(json.dumps({"run": "all", "runs": len(options.files), **total(whole)}))


if __name__ == "__main__":
    main()
