#!/usr/bin/env python3
"""./dev bench [NAME]: speed and memory, one JSON line each. What is compared is measured side by
side in this run, because machines are noisy; a figure is a ratio or a share wherever it can be."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(__file__).resolve().parents[2]
CHAIR = "Create a 3D object of a chair"


class Desk:
    """The programs of one build, at work in folders of their own."""

    def __init__(self, build, folder):
        self.build = pathlib.Path(build)
        self.folder = pathlib.Path(folder)
        self.cli = self.build / "src" / "cli" / "maquette-cli"
        rooms = ("TMPDIR", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR",
                 "XDG_CACHE_HOME")
        self.env = {**os.environ, **dict.fromkeys(rooms, str(folder))}

    def json(self, *command):
        out = subprocess.run([str(each) for each in command], env=self.env, check=True,
                             stdout=subprocess.PIPE, text=True).stdout
        return json.loads(out.splitlines()[-1])

    def script(self, sentence):
        """A script of the sketcher's, as a file."""
        tool = self.build / "tests" / "sketcher" / "maquette-sketch"
        path = self.folder / "script.py"
        with open(path, "w", encoding="utf-8") as file:
            subprocess.run([tool, "--kinds", TOP / "data" / "sketcher", "--text",
                           sentence], check=True, stdout=file, stderr=subprocess.DEVNULL)
        return path

    def run(self, sentence, config):
        """Runs the CLI; yields (seconds since its start, event)."""
        path = self.folder / "config.yaml"
        path.write_text(config)
        started = time.monotonic()
        process = subprocess.Popen(
            [self.cli, "--text", sentence, "--no-input", "--json", "--config", path],
            env=self.env, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        for line in process.stdout:
            yield time.monotonic() - started, json.loads(line), process.pid
        if process.wait():
            raise SystemExit(f"maquette-cli ended with {process.returncode}")


def resident_kib(pid):
    """What a process has in memory and does not share with others (USS): private pages, KiB."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        fields = dict(line.split(":", 1) for line in file if ":" in line)
    rss = int(fields["Rss"].split()[0])
    private = int(fields["Private_Clean"].split()[0]) + int(fields["Private_Dirty"].split()[0])
    return rss, private


def worker(desk):
    """Five executions and previews: the warm worker against a fresh Blender for each step."""
    result = desk.json(desk.build / "tests" / "bench" / "bench-worker", desk.script(CHAIR), 5)
    return {**result, "times_faster": round(result["fresh_s"] / result["warm_s"], 2), "wanted": 3}


def first_picture(desk):
    """From Enter to the first preview and to five finals at half size; the share outside Blender
    (what the service waits for an instruction counts as Blender's, the way there and back too)."""
    total = preview = 0.0
    in_blender = 0.0
    for seconds, event, _ in desk.run(CHAIR, "render: {num_images: 5, resolution_scale: 0.5}\n"):
        if event["event"] == "worker":
            in_blender += seconds  # the service starts while Blender does
        if event["event"] == "preview" and not preview:
            preview = seconds
        if (event["event"] == "step" and event["state"] == "ended"
                and event["role"] in ("blender", "checker")):
            in_blender += event["seconds"]
        total = seconds
    return {"first_preview_s": round(preview, 2), "five_finals_s": round(total, 2),
            "share_outside_blender": round(1 - in_blender / total, 4), "wanted": 0.1}


def events(desk):
    """From the service's append to the client's receipt, 10,000 events."""
    folder = desk.folder / "events"
    folder.mkdir()
    return desk.json(desk.build / "tests" / "bench" / "bench-events", folder, 10000)


def memory(desk):
    """Resident memory of service and CLI at their largest during a run, MiB."""
    most = {"cli": 0, "service": 0}
    private = dict(most)
    pids = {}
    over = threading.Event()

    def watch():
        while not over.wait(0.05):
            for name, pid in list(pids.items()):
                try:
                    rss, own = resident_kib(pid)
                except (OSError, KeyError):
                    continue
                most[name] = max(most[name], rss)
                private[name] = max(private[name], own)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for _, event, cli in desk.run(CHAIR, "render: {num_images: 1, resolution_scale: 0.1}\n"):
            pids["cli"] = cli
            if event["event"] == "service":
                pids["service"] = event["pid"]
    finally:
        over.set()
        watcher.join()
    mib = {f"{name}_mib": round(kib / 1024, 1) for name, kib in most.items()}
    own = {f"{name}_private_mib": round(kib / 1024, 1) for name, kib in private.items()}
    return {**mib, **own, "wanted": 40}


def library(desk):
    """Opening and searching a library of 2,000 sessions with 10,000 renders, and one of 20."""
    folders = {name: desk.folder / name for name in ("large", "small")}
    for name, sessions in (("large", 2000), ("small", 20)):
        subprocess.run([TOP / "tests" / "bench" / "make-library.py", folders[name], "--sessions",
                        str(sessions)], check=True, stdout=subprocess.DEVNULL)
    times = {name: desk.json(desk.build / "tests" / "bench" / "bench-library", folder)
             for name, folder in folders.items()}
    return {f"{name}_{what}": times[name][what] for name in times
            for what in ("open_ms", "search_ms")}


BENCHES = {"worker": worker, "first-picture": first_picture, "events": events, "memory": memory,
           "library": library}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("build")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    args = parser.parse_args()
    unknown = set(args.names) - set(BENCHES)
    if unknown:
        parser.error(f"no bench named {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    for name in args.names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="mq-bench-") as folder:
            result = BENCHES[name](Desk(args.build, folder))
            print(json.dumps({"bench": name, **result}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
