"""./dev bench batch: what a batch costs against the same items one by one, and against Blender alone; its memory; and
how soon it finds that all is done."""

import concurrent.futures
import json
import os
import pathlib
import statistics
import subprocess
import time

QUICK_BLENDER = pathlib.Path(__file__).resolve().parents[1] / "support" / "quick-blender"
SMALL = "blender: {spare: auto}\nrender: {num_images: 1, resolution_scale: 0.25, engine: workbench}\n"
QUICK = f"render: {{num_images: 1, resolution_scale: 0.1}}\nblender: {{sandbox: off, executable: {QUICK_BLENDER}}}\n"
N_ITEMS = int(os.environ.get("MQ_BENCH_ITEMS", 24))
N_ONE_BY_ONE = 6
MANY = [int(word) for word in os.environ.get("MQ_BENCH_MANY", "50 500").split()]
N_LINES = 100_000

# The script, its file and a picture of the same size, without any of our code.
ALONE = """
import bpy, runpy, sys
script, folder = sys.argv[-2:]
bpy.ops.wm.read_factory_settings(use_empty=True)
runpy.run_path(script, run_name="__main__")
scene = bpy.context.scene
bpy.ops.object.camera_add(location=(2, -2, 2), rotation=(0.9, 0, 0.8))
scene.camera = bpy.context.object
scene.render.engine = "BLENDER_WORKBENCH"
scene.render.resolution_x, scene.render.resolution_y = 480, 270
scene.render.filepath = folder + "/render.png"
bpy.ops.render.render(write_still=True)
bpy.ops.wm.save_as_mainfile(filepath=folder + "/scene.blend")
"""


def stools(n):
    return [{"id": f"s{i:05}", "kind": "stool", "parameters": {"SEAT_HEIGHT": round(0.4 + 0.3 * i / n, 4)}}
            for i in range(n)]


def write(desk, items, config):
    (desk.folder / "config.yaml").write_text(config)
    path = desk.folder / "items.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def batch(desk, items, folder, *more):
    """Seconds that it takes."""
    began = time.monotonic()
    subprocess.run([desk.cli, "batch", items, "--output", folder, "--config", desk.folder / "config.yaml", *more],
                   env=desk.env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def one_by_one(desk, n):
    """Seconds for each of some: maquette-cli with a start of the program, the service and Blender."""
    began = time.monotonic()
    for _ in range(n):
        subprocess.run([desk.cli, "--text", "a stool", "--no-input", "--config", desk.folder / "config.yaml"],
                       env=desk.env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.monotonic() - began) / n


def alone(desk, folder, jobs, text=ALONE):
    """Seconds for each item's script in a Blender of its own, as many at once as the batch has."""
    program = desk.folder / "alone.py"
    program.write_text(text)
    rooms = []
    for item in sorted((folder / "items").iterdir()):
        room = desk.folder / "alone" / item.name
        room.mkdir(parents=True, exist_ok=True)
        rooms.append((item / "script.py", room))

    def make(pair):
        subprocess.run(["blender", "-b", "--factory-startup", "--python", program, "--", *pair], check=True,
                       env=desk.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(make, rooms))
    return (time.monotonic() - began) / len(rooms)


def private_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))


def memory(desk):
    """Private KiB of the program and of its service when so many items are done, by a Blender that answers at once."""
    items = write(desk, stools(max(MANY) + 50), QUICK)
    folder = desk.folder / "many"
    process = subprocess.Popen([desk.cli, "batch", items, "--output", folder, "--jobs", "2", "--config",
                                desk.folder / "config.yaml"], env=desk.env, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    found = {}
    for many in MANY:
        while len(os.listdir(folder / "items") if (folder / "items").is_dir() else []) < many:
            if process.poll() is not None:
                raise SystemExit("the batch ended too soon")
            time.sleep(0.2)
        service = subprocess.run(["pgrep", "-P", str(process.pid), "maquette-serv"], stdout=subprocess.PIPE, text=True,
                                 check=False).stdout.split()
        found[many] = [private_kib(process.pid), *(private_kib(pid) for pid in service[:1])]
    process.terminate()
    process.wait(600)
    return found


def resume(desk):
    """Seconds until a batch of so many lines, all done, says so; and one of a single line."""
    seconds = {}
    for n in (1, N_LINES):
        items = write(desk, stools(n), QUICK)
        folder = desk.folder / f"done-{n}"
        (folder / "attempts").mkdir(parents=True)
        (folder / "items").mkdir()
        lines = []
        for item in stools(n):
            (folder / "items" / item["id"]).mkdir()
            sums = {f"render_{k}.png": "0" * 64 for k in range(1, 4)}
            lines.append(json.dumps({"id": item["id"], "status": "done", "attempt": 1, "exit": 0, "sha256": sums},
                                    separators=(",", ":")))
        (folder / "attempts" / "vm-1-1.jsonl").write_text("\n".join(lines) + "\n")
        batch(desk, items, folder)
        seconds[n] = statistics.median(batch(desk, items, folder) for _ in range(3))
    return seconds


def batches(desk):
    """Items an hour of a batch; how many times as fast as maquette-cli one by one, and how many times as long as
    Blender alone with the same scripts; private memory; seconds to find 100,000 items done."""
    items = write(desk, stools(N_ITEMS), SMALL)
    jobs = max(1, (os.cpu_count() or 2) // 2)
    one_by_one(desk, 1)
    results = []
    for turn in range(2):
        single = one_by_one(desk, N_ONE_BY_ONE)
        folder = desk.folder / f"set-{turn}"
        each = batch(desk, items, folder) / N_ITEMS
        bare = alone(desk, folder, jobs)
        results.append((3600 / each, single / each, each / bare))
    hourly, faster, longer = (statistics.median(column) for column in zip(*results, strict=True))
    found = memory(desk)
    seconds = resume(desk)
    return {"items": N_ITEMS, "items_an_hour": round(hourly), "times_as_fast_as_one_by_one": round(faster, 2),
            "times_as_fast_wanted": 2.5, "times_blender_alone": round(longer, 2), "times_blender_alone_wanted": 1.15,
            "private_kib": found, "resume_s": round(seconds[N_LINES], 2), "resume_wanted_s": 2,
            "resume_of_one_s": round(seconds[1], 2)}
