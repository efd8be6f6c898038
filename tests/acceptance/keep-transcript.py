#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""keep-transcript.py RUN.jsonl NAME: keeps a saved run as tests/acceptance/transcripts/NAME.jsonl: the answers as they
came; of the requests only what a replay goes by (that there were pictures, that there were tools)."""

import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).with_name("transcripts")


def slim(request):
    kept = {"messages": []}
    parts = [part for message in request.get("messages", []) for part in message.get("parts", [])]
    pictures = [part for part in parts if "picture" in part]
    if pictures:
        kept["messages"] = [{"speaker": "user", "parts": pictures[:1]}]
    if request.get("tools"):
        kept["tools"] = request["tools"]
    return kept


def main():
    source, name = sys.argv[1:]
    lines = [json.loads(line) for line in pathlib.Path(source).read_text().splitlines()]
    with open(FOLDER / f"{name}.jsonl", "w", encoding="utf-8") as file:
        for line in lines:
            if "role" in line:
                line["request"] = slim(line["request"])
                file.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
