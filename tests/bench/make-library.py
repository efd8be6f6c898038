#!/usr/bin/env python3
"""Makes a library of many sessions, to measure with: make-library.py FOLDER [--sessions N]
[--versions N] [--pictures N]. FOLDER is what `$XDG_DATA_HOME/maquette` would be. Pictures are twelve
different PNG files of 1920x1080 and hard links to them, so that 10,000 cost a few megabytes.

The database is made by the program; the first open makes what a search needs, so open it once
(bench-library FOLDER) before anything is measured."""

import argparse
import itertools
import json
import os
import pathlib
import random
import sqlite3
import struct
import time
import zlib

SCHEMA = pathlib.Path(__file__).parents[2] / "src" / "client" / "library" / "mq-library-index.c"
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
KINDS = ["chair", "table", "lamp", "fish", "rocket", "house", "tree", "boat", "vase", "clock"]
LOOKS = ["wooden", "blue", "tall", "rustic", "cartoon", "medieval", "polished", "tiny", "striped"]
EXTRAS = ["with armrests", "with brass fittings", "for a garden", "as in a fairy tale", "on wheels"]
WISHES = ["make it taller", "add two armrests", "paint it red", "give it a round base"]
VARIANTS = 12
WIDTH, HEIGHT = 1920, 1080


def layout():
    """The layout as the program makes it: the migrations' text in C, without comments."""
    text = SCHEMA.read_text(encoding="utf-8").partition("= {")[2].partition("  NULL,\n")[0]
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith('"')]
    ends = sum(line.endswith(",") for line in lines)
    return "".join(line[1:-2] + ";" if line.endswith(",") else line[1:-1] for line in lines) + (
        f"PRAGMA user_version = {ends}")


def make_png(path, variant, chance):
    """A disc before a backdrop, with the grain of a render: as costly to decode as a real one."""
    grain = chance.randbytes(1 << 20)
    masks = [bytes(min(255, level + (value & 3)) for value in range(256)) for level in range(253)]
    middle, radius = WIDTH // 2 + 40 * (variant - VARIANTS // 2), 380 - 12 * variant
    color = [(37 * variant + shift) % 200 + 20 for shift in (0, 90, 160)]
    compress = zlib.compressobj(6)
    parts = []
    for y in range(HEIGHT):
        start = chance.randrange(len(grain) - WIDTH)
        noise = grain[start:start + WIDTH]
        half = int(max(0, radius * radius - (y - HEIGHT // 2) ** 2) ** 0.5)
        row = bytearray(3 * WIDTH)
        for channel in range(3):
            back = noise.translate(masks[200 - y * 80 // HEIGHT])
            disc = noise[middle - half:middle + half].translate(
                masks[max(0, color[channel] - y * color[channel] // (2 * HEIGHT))])
            row[channel::3] = back[:middle - half] + disc + back[middle + half:]
        parts.append(compress.compress(b"\0" + row))
    parts.append(compress.flush())

    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))

    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
                     + chunk(b"IDAT", b"".join(parts)) + chunk(b"IEND", b""))


def make_script(variant):
    """As long as a real one, and with names to look for."""
    lines = ["import bpy", "", f"VARIANT_{variant} = {variant}", "LEG_COUNT = 4", ""]
    for part in range(60):
        lines += [f"def make_part_{part}(width, height):",
                  f'    """Part {part} of {KINDS[variant % len(KINDS)]}."""',
                  f"    bpy.ops.mesh.primitive_cube_add(size=width * {part + 1} / 60)",
                  f"    bpy.context.object.name = 'Part {part}'",
                  "    bpy.context.object.dimensions.z = height", ""]
    return "\n".join(lines) + "\n"


def make_originals(folder, chance):
    """The files that are linked to everywhere."""
    folder.mkdir(parents=True)
    report = {"schema": 1, "objects": [{"name": f"Part {i}", "part": "parts", "triangles": 188,
                                        "dimensions_m": [0.4, 0.02, 0.06]} for i in range(30)],
              "faults": [], "totals": {"objects": 30, "triangles": 5640}}
    for variant in range(VARIANTS):
        make_png(folder / f"{variant}.png", variant, chance)
        (folder / f"{variant}.py").write_text(make_script(variant))
    (folder / "report.json").write_text(json.dumps(report, indent=2))
    (folder / "plan.json").write_text(json.dumps({"team": "sketcher", "title": "Bench"}))
    (folder / "scene.blend").write_bytes(b"BLENDER-v402" + bytes(1000))


def make_version(folder, originals, pictures, turn):
    (folder / "renders").mkdir(parents=True)
    for index in range(pictures):
        os.link(originals / f"{next(turn)}.png", folder / "renders" / f"render_{index + 1}.png")
    os.link(originals / f"{next(turn)}.py", folder / "script.py")
    for name in ("report.json", "plan.json", "scene.blend"):
        os.link(originals / name, folder / name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--sessions", type=int, default=2000)
    parser.add_argument("--versions", type=int, default=1, help="of one session")
    parser.add_argument("--pictures", type=int, default=5, help="of one version")
    args = parser.parse_args()

    chance = random.Random(7)
    turn = itertools.cycle(range(VARIANTS))
    now = int(time.time())
    args.folder.mkdir(parents=True, exist_ok=True)
    (args.folder / "tmp").mkdir(mode=0o700)
    originals = args.folder / "sessions" / ".originals"
    make_originals(originals, chance)

    database = sqlite3.connect(args.folder / "library.db")
    database.executescript(layout())
    for number in range(args.sessions):
        name = "".join(chance.choices(ALPHABET, k=10))
        prompt = f"a {chance.choice(LOOKS)} {chance.choice(KINDS)} {chance.choice(EXTRAS)}"
        created = now - number * 4000 - args.versions * 60
        database.execute("INSERT INTO session (id, title, prompt, created, updated, recorded) "
                         "VALUES (?, ?, ?, ?, ?, 1)",
                         (name, prompt.capitalize(), f"Create {prompt}, number {number}", created,
                          created + args.versions * 60))
        said = []
        for version in range(1, args.versions + 1):
            wish = f"Create {prompt}" if version == 1 else chance.choice(WISHES)
            database.execute("INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?)",
                             (name, version, version - 1, prompt.capitalize(), wish, args.pictures,
                              created + version * 60))
            said.append({"type": "message", "time": (created + version * 60 - 30) * 1000000,
                         "data": {"role": "user", "text": wish}})
            make_version(args.folder / "sessions" / name / "versions" / str(version), originals,
                         args.pictures, turn)
        runs = args.folder / "sessions" / name / "runs"
        runs.mkdir()
        (runs / "1-bench.jsonl").write_text("".join(json.dumps(line) + "\n" for line in said))
    database.commit()
    database.close()
    print(json.dumps({"sessions": args.sessions,
                      "pictures": args.sessions * args.versions * args.pictures}))


if __name__ == "__main__":
    main()
