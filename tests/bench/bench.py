#!/usr/bin/env python3
"""./dev bench [NAME]: speed and memory, one JSON line each. What is compared is measured side by
side in this run, because machines are noisy; a figure is a ratio or a share wherever it can be."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import agents
import batches
import cadeval
import edits
import exact
import faults
import first_minute
import first_words
import lookups
import measuring
import motion
import programs
import rebuilds
import repairs
import shared_service
import tokens

TOP = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(TOP / "tests" / "account"))
from chromium import Chromium  # noqa: E402

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

    def script(self, sentence, name="script"):
        """A script of the sketcher's, as a file."""
        tool = self.build / "tests" / "sketcher" / "maquette-sketch"
        path = self.folder / f"{name}.py"
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


def walls(desk):
    """An execution and its preview: in one Blender that does everything, with a fresh Blender for the
    script and a second one that looks, and the same without a spare. Medians of five."""
    result = desk.json(desk.build / "tests" / "bench" / "bench-worker", desk.script(CHAIR), 5)
    return {**result, "spare_ratio": round(result["spare_s"] / result["bare_s"], 2),
            "fresh_ratio": round(result["fresh_s"] / result["bare_s"], 2), "wanted_ratio": 1.2}


def fork_children(desk):
    """1,000 forked Blenders in a row (CHILDREN: another number), each of which runs a script and saves: how many
    failed, what the parents kept of them, and seconds until one has said hello."""
    path = desk.folder / "cube.py"
    path.write_text("import bpy\nbpy.ops.mesh.primitive_cube_add()\n", encoding="utf-8")
    return desk.json(desk.build / "tests" / "bench" / "bench-worker", path, os.environ.get("CHILDREN", 1000),
                     "--children")


def hands(desk):
    """50 drags of sliders of the six seed assets: seconds until the picture of the value is drawn (by
    llvmpipe, on a display without a graphics card), and as ratios to the same script's execution in a
    bare Blender. Then the last model is turned: frames a second, and as a ratio to a monitor's 60."""
    seeds = json.loads((TOP / "tests" / "acceptance" / "seeds.json").read_text(encoding="utf-8"))
    scripts = [desk.script(each["prompt"], each["name"]) for each in seeds]
    (result,) = on_display(desk, desk.build / "tests" / "bench" / "bench-preview", 50, *scripts)
    ratios = {f"{what}_{share}_ratio": round(result[f"{what}_{share}_s"] / result[f"bare_{share}_s"], 2)
              for what in ("mesh", "picture") for share in ("p50", "p95")}
    return {**result, **ratios, "orbit_ratio": round(result["orbit_fps"] / 60, 2),
            "wanted": {"p50_s": 0.35, "p95_s": 0.6}}


def finals(desk):
    """Five full-size pictures of a chair as they are made, with the settings of before, and rendered
    whole: CPU seconds of the five drafts and of everything as shares of the whole pictures', and of
    everything as a share of the settings of before. FINALS_OF: another prompt; FINALS: another number."""
    folder = desk.folder / "finals"
    folder.mkdir()
    script = desk.script(os.environ.get("FINALS_OF", CHAIR))
    result = desk.json(os.environ.get("MQ_BLENDER", "blender"), "--background", "--factory-startup",
                       "--python-exit-code", "1", "--python", TOP / "tests" / "bench" / "finals.py",
                       "--", script, folder, os.environ.get("FINALS", 5))
    return {**result, "wanted": {"finals_ratio": 0.5, "former_ratio": 0.7}}


def finals_look(desk, _args):
    """How far the first final of ten assets, as it is made and with the settings of before, is from one with 64
    samples of each pixel and no filter. LOOK_IN: a folder that gets them side by side, as NAME.png."""
    scripts = [desk.script(prompt, name) for name, prompt in FINALS_LOOK.items()]
    folder = pathlib.Path(os.environ.get("LOOK_IN", desk.folder / "look"))
    folder.mkdir(exist_ok=True)
    out = subprocess.run([os.environ.get("MQ_BLENDER", "blender"), "--background", "--factory-startup",
                          "--python-exit-code", "1", "--python", TOP / "tests" / "bench" / "finals_look.py",
                          "--", folder, *scripts], env=desk.env, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {"assets": [json.loads(line) for line in out.splitlines() if line.startswith("{")]}


def finals_children(desk, _args):
    """The finals of a chair and of a sphere of 328,000 faces by one Blender with two cores, against two at once
    with one core each, in turns: medians of three, and the ratio of two to one. FINALS: another number than 5."""
    ball = desk.folder / "ball.py"
    ball.write_text("import bpy\nbpy.ops.mesh.primitive_ico_sphere_add(subdivisions=8)\n")
    numbers = [str(each + 1) for each in range(int(os.environ.get("FINALS", 5)))]
    result = {}
    for name, script in (("chair", desk.script(CHAIR, "chair")), ("ball", ball)):
        took = {"one": [], "two": []}
        for turn in range(3):
            for kind, threads, parts in (("one", 2, [numbers]), ("two", 1, [numbers[::2], numbers[1::2]])):
                at_work = [subprocess.Popen(
                    [os.environ.get("MQ_BLENDER", "blender"), "--background", "--factory-startup", "-t", str(threads),
                     "--python-exit-code", "1", "--python", TOP / "tests" / "bench" / "finals_part.py",
                     "--", script, desk.folder / f"{name}-{kind}-{turn}-{part[0]}", *part],
                    env=desk.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for part in parts]
                for each in at_work:
                    next(line for line in each.stdout if line.startswith('"ready"'))
                for each in at_work:
                    each.stdin.write("\n")
                    each.stdin.flush()
                ends = [json.loads(each.communicate()[0].splitlines()[-1]) for each in at_work]
                took[kind].append((max(each["wall_s"] for each in ends), sum(each["cpu_s"] for each in ends)))
        for kind, each in took.items():
            wall, cpu = (round(statistics.median(values), 2) for values in zip(*each))
            result.update({f"{name}_{kind}_s": wall, f"{name}_{kind}_cpu_s": cpu})
        result[f"{name}_ratio"] = round(result[f"{name}_two_s"] / result[f"{name}_one_s"], 2)
    return result


# Wood, glass, crystal, what shines, metal, thin parts, leaves, and before black; NAME-LIGHT.
FINALS_LOOK = {"chair": CHAIR, "wineglass": "a wine glass with red wine",
               "sword": "a crystal sword with translucent blue blade, silver hilt with gemstone decorations",
               "lantern": "a Chinese lantern with red silk material and golden trim", "teapot": "a silver teapot",
               "street_lamp": "a street lamp that glows", "windmill": "a windmill",
               "bonsai": "a bonsai tree with twisted trunk and small green leaves in a ceramic pot",
               "fish": "a cartoon blue fish with shimmering scales", "bookshelf-dark": "a bookshelf with books"}


# Milliseconds since a page was asked for, when its model has been drawn.
FIRST_FRAME = """const done = arguments[0], wait = () => document.body.classList.contains("ready")
  ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))) : setTimeout(wait, 1);
wait();"""


def out(desk):
    """What leaves: exports of a chair as .glb, .obj, .stl and .fbx, a bake of 512 px and a film of 24 frames, and the
    same by Blender's own operators called bare (without instances made real, parts, materials made plain, or a framing
    that holds); and the first frame of its page in Chromium, OpenGL in software. Medians of three."""
    folder = desk.folder / "exports"
    folder.mkdir()
    result = desk.json(os.environ.get("MQ_BLENDER", "blender"), "--background", "--factory-startup",
                       "--python-exit-code", "1", "--python", TOP / "tests" / "bench" / "exports.py",
                       "--", desk.script(CHAIR), folder)
    config = folder / "config.yaml"
    config.write_text("render: {num_images: 1, resolution_scale: 0.1}\n")
    subprocess.run([desk.cli, "--text", CHAIR, "--no-input", "--config", config, "--output", folder / "made"],
                   env=desk.env, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    session = json.loads((folder / "made" / "session.json").read_text())["session"]
    page = folder / "page.html"
    subprocess.run([desk.cli, "export", session, "--output", page], env=desk.env, check=True,
                   stdout=subprocess.DEVNULL)
    found = []
    for _ in range(3):
        with Chromium("--use-angle=swiftshader", "--enable-unsafe-swiftshader") as browser:
            browser.go(page.as_uri())
            found.append(browser.call("POST", "/execute/async", {"script": FIRST_FRAME, "args": []}))
    return {**result, "page_kib": page.stat().st_size // 1024, "page_first_frame_ms": round(statistics.median(found)),
            "wanted": {**{f"{name}_ratio": 1.15 for name in ("glb", "obj", "stl", "fbx", "bake")},
                       "film_speed_ratio": 1}}


# One Workbench frame as large as a preview's, of all that a script has made.
BARE_FRAME = """
import bpy
import mathutils
scene = bpy.context.scene
corners = [each.matrix_world @ mathutils.Vector(corner) for each in scene.objects if each.type == "MESH"
           for corner in each.bound_box]
middle = sum(corners, mathutils.Vector()) / len(corners)
camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
direction = mathutils.Vector((0.6, -1, 0.5)).normalized()
camera.location = middle + direction * 4 * max((each - middle).length for each in corners)
camera.rotation_euler = direction.to_track_quat("Z", "Y").to_euler()
scene.collection.objects.link(camera)
scene.camera = camera
scene.render.engine = "BLENDER_WORKBENCH"
scene.display.shading.color_type = "MATERIAL"
scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 960, 540, 100
scene.render.filepath = "bare.png"
bpy.ops.render.render(write_still=True)
"""
EMPTY = "import bpy; bpy.ops.wm.read_factory_settings(use_empty=True)"


def likeness(desk):
    """Forty pictures of eight assets by unknown cameras: seconds until the camera is found and until the whole answer
    is there, and the least overlap of the outlines."""
    kinds = ["chair", "floor lamp", "mug", "car", "teapot", "bookshelf", "windmill", "sailboat"]
    jobs = [{"name": kind, "script": desk.script(f"a {kind}").read_text(encoding="utf-8"), "seed": 100 + seed,
             "cameras": 5} for seed, kind in enumerate(kinds)]
    source, target = desk.folder / "jobs.json", desk.folder / "found.json"
    source.write_text(json.dumps(jobs), encoding="utf-8")
    subprocess.run(["blender", "--background", "--factory-startup", "--python-exit-code", "1", "--python",
                    TOP / "tests" / "sketcher" / "likeness_in_blender.py", "--", source, target],
                   env=desk.env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = [answer for answers in json.loads(target.read_text(encoding="utf-8")) for answer in answers]
    said = [answer for answer in found if answer["camera"] is not None]
    fits, whole = ([answer[name] for answer in said] for name in ("fit_seconds", "seconds"))
    return {"pictures": len(found), "said": len(said), "fit_s_median": statistics.median(fits), "fit_s_max": max(fits),
            "answer_s_median": statistics.median(whole), "answer_s_max": max(whole),
            "overlap_min": min(answer["overlap"] for answer in said)}


def bare_picture(desk, script, name):
    """Seconds until one Blender without a sandbox has run a script and drawn one frame, with no shader compiled."""
    folder = desk.folder / name
    folder.mkdir()
    command = [os.environ.get("MQ_BLENDER", "blender"), "--background", "--factory-startup", "--offline-mode",
               "--python-exit-code", "1", "--python-expr", EMPTY, "--python", script, "--python-expr", BARE_FRAME]
    started = time.monotonic()
    subprocess.run(command, cwd=folder, env={**desk.env, "MESA_SHADER_CACHE_DIR": str(folder)}, check=True,
                   stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - started
    if not (folder / "bare.png").exists():
        raise SystemExit("the bare Blender has drawn nothing")
    return seconds


def first_picture(desk):
    """From Enter to the first preview and to five finals at half size; the share outside Blender
    (what the service waits for an instruction counts as Blender's, the way there and back too).
    Then the first preview of another run, for which shaders are compiled already. Each preview also as
    a ratio to one bare Blender that runs the same script and draws one frame; the mean of two, around them."""
    total = preview = 0.0
    in_blender = 0.0
    script = desk.script(CHAIR)
    bare = [bare_picture(desk, script, "bare-1")]
    for seconds, event, _ in desk.run(CHAIR, "render: {num_images: 5, resolution_scale: 0.5}\n"):
        if event["event"] == "worker":
            in_blender += seconds  # the service starts while Blender does
        if event["event"] == "preview" and not preview:
            preview = seconds
        if (event["event"] == "step" and event["state"] == "ended"
                and event["role"] in ("blender", "checker")):
            in_blender += event["seconds"]
        total = seconds
    small = list(desk.run(CHAIR, "render: {num_images: 1, resolution_scale: 0.1}\n"))
    again = next(seconds for seconds, event, _ in small if event["event"] == "preview")
    bare.append(bare_picture(desk, script, "bare-2"))
    bare = statistics.mean(bare)
    return {"bare_s": round(bare, 2), "first_preview_s": round(preview, 2), "next_preview_s": round(again, 2),
            "first_ratio": round(preview / bare, 2), "next_ratio": round(again / bare, 2),
            "five_finals_s": round(total, 2), "share_outside_blender": round(1 - in_blender / total, 4),
            "wanted": {"first_ratio": 1.25, "next_ratio": 0.6, "share_outside_blender": 0.1}}


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


def knowledge(desk):
    """BlenderRAG: seconds to index a whole Blender, milliseconds a search, MiB on disk, recall@5 by
    group, and the same for plain FTS5 over the same questions. MAQUETTE_BLENDERS names more
    Blenders than the first (colons between), for questions about other versions."""
    questions = TOP / "tests" / "knowledge" / "questions.json"
    if not questions.exists():
        questions = questions.with_name("tuning.json")
    more = os.environ.get("MAQUETTE_BLENDERS", "").split(":")
    blenders = [os.environ.get("MQ_BLENDER", "blender"), *filter(None, more)]
    files = []
    for number, blender in enumerate(blenders):
        files.append(desk.folder / f"introspection-{number}.json.gz")
        script = TOP / "blender-addon" / "maquette_bridge" / "introspect" / "introspection.py"
        subprocess.run([blender, "--background", "--factory-startup", "--python-exit-code", "1",
                        "--python", script, "--", "--output", files[-1]], env=desk.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cache = desk.folder / "knowledge"
    cache.mkdir()
    blind = questions.with_name("blind.json")
    result = desk.json(desk.build / "tests" / "bench" / "bench-knowledge", cache, f"{questions},{blind}", *files)
    return {**result, "set": questions.stem, "p99_share_of_plain": round(
                result["p99_ms"] / result["plain"]["p99_ms"], 2),
            "wanted": {"index_s": 2, "p99_ms": 5, "disk_mib": 30, "recall_at_5": 0.9,
                       "precision_handed": 0.9}}


def on_display(desk, *command, quiet=True):
    """Runs a program that says one line of JSON on a display of its own."""
    tools = TOP / "tests" / "app"
    env = {**desk.env, "GSK_RENDERER": "cairo", "GDK_BACKEND": "x11", "GSETTINGS_BACKEND": "memory",
           "ADW_DISABLE_PORTAL": "1", "GDK_DEBUG": "no-portals",
           **({"GTK_A11Y": "none"} if quiet else {}),
           "GSETTINGS_SCHEMA_DIR": str(desk.build / "data"), "SCREEN": "1400x900"}
    out = subprocess.run([str(each) for each in (tools / "on-a-display", *command)], env=env,
                         check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                         text=True).stdout
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def starts(desk, times, *commands):
    """first-frame for several commands in turn, so that what else the machine does hits all alike;
    each command is (x, y, environment, program…). The medians of both times, a pair a command."""
    frame = desk.build / "tests" / "bench" / "first-frame"
    script = desk.folder / "starts.sh"
    lines = []
    for _ in range(times + 1):
        for x, y, env, *program in commands:
            lines.append(" ".join(["env", *env, str(frame), str(x), str(y), *map(str, program)]))
    script.write_text("\n".join(lines) + "\n")
    found = on_display(desk, "sh", script)[len(commands):]  # the first round warms the caches
    medians = []
    for index in range(len(commands)):
        own = found[index::len(commands)]
        medians.append(tuple(statistics.median(each[key] for each in own)
                             for key in ("first_s", "there_s")))
    return medians


def window_start(desk):
    """The window's first frame against gnome-text-editor's, started in turn under one Xvfb."""
    own, other = starts(desk, 25, (-1, 0, [], desk.build / "src" / "app" / "maquette"),
                        (-1, 0, [], "gnome-text-editor", "--standalone"))
    return {"maquette_s": own[0], "gnome_text_editor_s": other[0],
            "ratio": round(own[0] / other[0], 2), "wanted": 0.75}


def window_library(desk):
    """The window over 2,000 sessions with 10,000 renders and over 20: first frame, and the first
    session of the list being there with its thumbnail."""
    commands = []
    for name, sessions in (("large", 2000), ("small", 20)):
        folder = desk.folder / name
        subprocess.run([TOP / "tests" / "bench" / "make-library.py", folder / "maquette",
                        "--sessions", str(sessions)], check=True, stdout=subprocess.DEVNULL)
        # The first open brings the layout up to date and fills the index.
        desk.json(desk.build / "tests" / "bench" / "bench-library", folder / "maquette")
        commands.append((*THUMBNAIL, [f"XDG_DATA_HOME={folder}"],
                         desk.build / "src" / "app" / "maquette"))
    large, small = starts(desk, 7, *commands)
    return {"large_first_s": large[0], "small_first_s": small[0], "large_listed_s": large[1],
            "small_listed_s": small[1], "ratio": round(large[1] / small[1], 2), "wanted": 1.2}


def window_stream(desk):
    """A conversation on screen while a run streams 200 events a second: the longest that the main
    loop was away, and the longest that the main thread computed at a stretch."""
    (result,) = on_display(desk, desk.build / "tests" / "bench" / "bench-stream", 10, 200)
    return {**result, "wanted_ms": 25}


def window_gallery(desk):
    """A gallery of 1,000 pictures: thumbnails, scrolling, memory."""
    (result,) = on_display(desk, desk.build / "tests" / "bench" / "bench-pictures")
    return {**result, "wanted_ms": 25, "wanted_mib": 190}


def window_memory(desk):
    """What the whole window has resident with a gallery of 1,000 renders open and scrolled."""
    tool = TOP / "tests" / "bench" / "gallery-memory.py"
    desk.env["MQ_BUILD"] = str(desk.build)
    (result,) = on_display(desk, sys.executable, tool, desk.folder / "desk", quiet=False)
    return {**result, "wanted_mib": 190}


def window_turn(desk):
    """From a drag on the picture to the first frame of the model, which was loaded ahead, beside the next frame of the
    model, which turns already; OpenGL in software."""
    desk.env["MQ_BUILD"] = str(desk.build)
    (result,) = on_display(desk, sys.executable, TOP / "tests" / "bench" / "turn.py", desk.folder / "desk", quiet=False)
    return {**result, "wanted_ms": 100}


def window_first_turn(desk):
    """A stranger's first minute: from Enter behind the first words to the first frame of the chair that a drag has
    turned, and how often keys and buttons are pressed for that (Enter, and the drag); OpenGL in software."""
    desk.env["MQ_BUILD"] = str(desk.build)
    tool = TOP / "tests" / "bench" / "first_turn.py"
    (result,) = on_display(desk, sys.executable, tool, desk.folder / "desk", quiet=False)
    return {**result, "wanted_s": 10}


# Where the first session's thumbnail is in a window of the default size.
THUMBNAIL = (47, 116)
BENCHES = {"walls": walls, "hands": first_minute.counted(hands),
           "first-picture": first_minute.counted(first_picture), "finals": finals,
           "out": out, "first-words": first_words.first_words,
           "likeness": likeness, "events": events, "memory": memory,
           "library": library, "knowledge": knowledge, "service": shared_service.service, "mcp": programs.mcp,
           "fork-children": fork_children, "batch": first_minute.counted(batches.batches), **first_minute.BENCHES,
           "window-start": window_start, "window-library": window_library,
           "window-stream": window_stream, "window-gallery": window_gallery,
           "window-memory": window_memory, "window-turn": window_turn, "window-first-turn": window_first_turn}
# What somebody waits for who has a Blender at hand, or has none yet.
FIRST_MINUTE = ("first-picture", "hands", *first_minute.BENCHES, "batch", "finals")
# With a model each prompt takes minutes: only when it is named.
ASKED_FOR = {"finals-look": finals_look, "finals-children": finals_children,
             "agents": agents.agents, "tokens": tokens.tokens, "lookups": lookups.lookups,
             "exact": exact.exact, "edits": edits.edits, "faults": faults.faults, "repairs": repairs.repairs,
             "measuring": measuring.measuring, "motion": motion.motion, "cadeval": cadeval.cadeval,
             "rebuild": rebuilds.rebuilds}


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("build")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(["window", "first-minute", *BENCHES]))
    group = parser.add_argument_group("agents")
    group.add_argument("--prompts", type=pathlib.Path, default=None,
                       help='a list of {"prompt" or "picture", "refinements"}')
    group.add_argument("--model", help="name of a model; the built-in sketcher without")
    group.add_argument("--base-url", help="of a server, for --model")
    group.add_argument("--provider", help='whose --model is: "anthropic", …; with --base-url, else "custom"')
    group.add_argument("--config", type=pathlib.Path, help="a config.yaml whose models and prices are taken")
    group.add_argument("--one-shot", action=argparse.BooleanOptionalAction, default=True,
                       help="one single call of the writer's model a prompt beside it")
    parser.add_argument("--only", metavar="NAMES", help="exact, edits, faults, measuring, motion, cadeval, rebuild: "
                        "these, with commas between; faults: kinds of requirement, too")
    parser.add_argument("--count", type=int, metavar="N", help="motion: planted faults of a kind, 60 without")
    parser.add_argument("--agreement", action="store_true",
                        help="motion: MuJoCo's contacts in random poses of every kind that moves, beside ours")
    parser.add_argument("--wrong", action="store_true",
                        help="faults: also each requirement of a planted shape that is judged wrong")
    parser.add_argument("--answers", type=pathlib.Path, metavar="DIR",
                        help="cadeval FOLDER: recorded answers, TASK.jsonl and TASK.py, instead of a model")
    parser.add_argument("--planted", action="store_true",
                        help="exact: also each run's parameters made wrong, one at a time")
    args = parser.parse_args()
    if args.prompts is None:
        args.prompts = (TOP / "tests" / "acceptance" / "prompts.json" if args.model or args.config
                        else TOP / "tests" / "bench" / "prompts.json")
    args.tasks = pathlib.Path(args.names.pop()) if args.names[:1] == ["cadeval"] and len(args.names) == 2 else None
    if "window" in args.names:
        args.names.remove("window")
        args.names += [name for name in BENCHES if name.startswith("window-")]
    if "first-minute" in args.names:
        args.names.remove("first-minute")
        args.names += FIRST_MINUTE
    unknown = set(args.names) - set(BENCHES) - set(ASKED_FOR)
    if unknown:
        parser.error(f"no bench named {', '.join(sorted(unknown))}; there are {', '.join([*BENCHES, *ASKED_FOR])}")
    for name in args.names or BENCHES:
        with tempfile.TemporaryDirectory(prefix="mq-bench-") as folder:
            desk = Desk(args.build, folder)
            result = ASKED_FOR[name](desk, args) if name in ASKED_FOR else BENCHES[name](desk)
            print(json.dumps({"bench": name, **result}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
