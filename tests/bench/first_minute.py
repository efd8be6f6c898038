"""./dev bench first-minute: how long somebody waits for Blender, and how many Blenders are started meanwhile."""

import contextlib
import json
import os
import pathlib
import pty
import statistics
import subprocess
import tempfile
import threading
import time

import batches

TOP = pathlib.Path(__file__).resolve().parents[2]
CHAIR = "Create a 3D object of a chair"
SMALL = "render: {num_images: 1, resolution_scale: 0.1, engine: workbench}\n"
# Recorded runs whose scripts were repaired once.
REPAIRED = ("crab", "lighthouse")
ROUNDS = 3
# The script and its file, without a picture and without any of our code.
ALONE = """
import bpy, runpy, sys
script, folder = sys.argv[-2:]
bpy.ops.wm.read_factory_settings(use_empty=True)
runpy.run_path(script, run_name="__main__")
bpy.ops.wm.save_as_mainfile(filepath=folder + "/scene.blend")
"""


def read_process(pid):
    """(name, parent, words) of a process."""
    folder = pathlib.Path("/proc", str(pid))
    name, _, rest = (folder / "stat").read_text().rpartition(")")
    return name.partition("(")[2], int(rest.split()[1]), (folder / "cmdline").read_bytes()


class Blenders:
    """The bridge's Blenders below this program while it is open: how many were started, and how many came of another
    one. Those that end within a look are not seen; none does."""

    LOOK_S = 0.1

    def __init__(self):
        self.over = threading.Event()
        self.started, self.forked = set(), set()
        self.watcher = threading.Thread(target=self.watch)

    def __enter__(self):
        self.watcher.start()
        return self

    def __exit__(self, *_what):
        self.over.set()
        self.watcher.join()

    def watch(self):
        while not self.over.wait(self.LOOK_S):
            self.find()

    def find(self):
        """The ones there are now."""
        processes = {}
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                processes[int(path.name)] = read_process(path.name)
        found = []
        for pid, (name, parent, words) in processes.items():
            if name != "blender" or b"worker.py" not in words:
                continue
            above = parent
            while above in processes and above != os.getpid():
                above = processes[above][1]
            if above == os.getpid():
                found.append(pid)
                is_forked = processes.get(parent, ("",))[0] == "blender"
                (self.forked if is_forked else self.started).add(pid)
        return found

    def counts(self):
        return {"starts": len(self.started), "forks": len(self.forked)}


def counted(bench):
    """A bench whose line has how many Blenders it started."""
    def run(desk):
        with Blenders() as blenders:
            result = bench(desk)
        return {**result, **blenders.counts()}
    run.__doc__ = bench.__doc__
    return run


def timed(desk, *words):
    """Seconds that the program takes."""
    began = time.monotonic()
    subprocess.run([str(desk.cli), "--no-input", "--config", str(desk.folder / "config.yaml"), *map(str, words)],
                   env=desk.env, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def repair_round(desk):
    """From a repaired script to its preview and to its measurements, without the model's time: runs that are played
    from records. Medians."""
    runs = json.loads((TOP / "tests" / "acceptance" / "transcripts" / "runs.json").read_text(encoding="utf-8"))
    config = desk.folder / "config.yaml"
    config.write_text(SMALL)
    drawn, measured = [], []
    for run in [each for each in runs if each["name"] in REPAIRED] * ROUNDS:
        record = TOP / "tests" / "acceptance" / "transcripts" / f"{run['name']}.jsonl"
        process = subprocess.Popen([desk.cli, "--text", run["prompt"], "--no-input", "--json", "--config", config,
                                    "--replay", record], env=desk.env, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        repaired, kind = None, None
        for line in process.stdout:
            event, now = json.loads(line), time.monotonic()
            kind = event.get("kind", kind) if event["event"] == "instruction" else kind
            ended = event["event"] == "step" and event["state"] == "ended"
            if ended and event["role"] == "debugger" and repaired is None:
                repaired = now
            elif repaired and event["event"] == "preview":
                drawn.append(now - repaired)
            elif repaired and ended and event["role"] == "blender" and kind == "measure":
                measured.append(now - repaired)
                kind = "measured"
        if process.wait() or len(drawn) != len(measured):
            raise SystemExit(f"{run['name']} was not repaired")
    return {"rounds": len(drawn), "preview_s": round(statistics.median(drawn), 2),
            "measured_s": round(statistics.median(measured), 2), "wanted": {"measured_s": 0.6}}


def variants(desk):
    """Four variants of a chair as a ratio to one chair, in turn; the median."""
    (desk.folder / "config.yaml").write_text(SMALL)
    timed(desk, "--text", CHAIR)  # compiles the shaders
    pairs = [(timed(desk, "--text", CHAIR), timed(desk, "--text", CHAIR, "--variants", 4)) for _ in range(ROUNDS)]
    return {"one_s": round(statistics.median(one for one, _ in pairs), 2),
            "four_s": round(statistics.median(four for _, four in pairs), 2),
            "ratio": round(statistics.median(four / one for one, four in pairs), 2), "wanted": 2.2}


def bare_items(desk):
    """A batch of stools without pictures: items an hour, and as a ratio to Blender alone, which runs the scripts and
    saves what they made."""
    items = [{**each, "renders": 0} for each in batches.stools(batches.N_ITEMS)]
    path = batches.write(desk, items, SMALL)
    timed(desk, "--text", "a stool")
    results = []
    for turn in range(ROUNDS):
        folder = desk.folder / f"bare-{turn}"
        each = batches.batch(desk, path, folder) / len(items)
        results.append((each, each / batches.alone(desk, folder, max(1, (os.cpu_count() or 2) // 2), ALONE)))
    each = statistics.median(seconds for seconds, _ in results)
    return {"items": len(items), "items_an_hour": round(3600 / each), "item_s": round(each, 3),
            "times_blender_alone": round(statistics.median(longer for _, longer in results), 2)}


def whole_run(desk):
    """A chair from the start of the program to its end: with the usual settings, and with one small picture by
    Workbench (the median)."""
    (desk.folder / "config.yaml").write_text(SMALL)
    small = statistics.median(timed(desk, "--text", CHAIR) for _ in range(ROUNDS))
    (desk.folder / "config.yaml").write_text("")
    return {"run_s": round(timed(desk, "--text", CHAIR), 1), "small_run_s": round(small, 2)}


def private_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))


def waiting_blenders(desk):
    """The private memory of all Blenders of a run that waits for the next message, MiB."""
    (desk.folder / "config.yaml").write_text("blender: {spare: on}\n" + SMALL)
    ours, theirs = pty.openpty()
    with Blenders() as blenders, tempfile.TemporaryDirectory(prefix="mq-", dir="/tmp") as runtime:
        process = subprocess.Popen([desk.cli, "--text", CHAIR, "--json", "--config", desk.folder / "config.yaml"],
                                   env={**desk.env, "XDG_RUNTIME_DIR": runtime}, stdin=theirs, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL)
        os.close(theirs)
        for line in process.stdout:
            if json.loads(line)["event"] == "waiting":
                break
        time.sleep(8)  # a spare one starts, and is at rest
        found = blenders.find()
        kib = [private_kib(pid) for pid in found]
        os.write(ours, b"\x04")
        process.stdout.read()
        process.wait(600)
    os.close(ours)
    return {"blenders": len(found), "each_mib": sorted(round(each / 1024) for each in kib),
            "private_mib": round(sum(kib) / 1024), "wanted": 180}


BENCHES = {"repair-round": counted(repair_round), "variants": counted(variants), "bare-items": counted(bare_items),
           "whole-run": counted(whole_run),
           "waiting-blenders": waiting_blenders}
