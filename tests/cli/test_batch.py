# SPDX-License-Identifier: GPL-3.0-or-later
"""Batches: each item made once, whatever is killed, stopped, full or told twice; the same bytes again; the real
Blender for what is made, and one that answers at once for the order of things."""

import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest
from conftest import CUBE, FAST, QUICK, SAFE, SANITIZED, SERVICE, descendants, wait_for_end


def write(desk, *items, name="items.jsonl"):
    path = desk.root / name
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def manifest(folder):
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def statuses(folder):
    """The last status of each item."""
    return {line["id"]: line["status"] for line in manifest(folder)}


def sums(folder):
    """What has to be equal when it is made again."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((folder / "items").rglob("*"))
            if path.is_file() and path.name not in ("scene.blend", "attempt.json")}


def assert_whole(folder, ids, besides=frozenset()):
    """Exactly these items are there, each whole and as its line says, and nothing half-made."""
    assert sorted(os.listdir(folder / "items")) == sorted(ids)
    assert os.listdir(folder / "claims") == []
    assert set(os.listdir(folder)) - besides == {"attempts", "batch.json", "claims", "failed.jsonl", "input.jsonl",
                                                 "items", "manifest.jsonl"}
    done = [line for line in manifest(folder) if line["status"] == "done"]
    assert sorted(line["id"] for line in done) == sorted(ids), "one line for each item"
    for line in done:
        item = folder / "items" / line["id"]
        assert json.loads((item / "attempt.json").read_text()) == line
        assert {"script.py", "scene.blend", "report.json"} <= set(line["sha256"])
        for name, digest in line["sha256"].items():
            assert hashlib.sha256((item / name).read_bytes()).hexdigest() == digest


@pytest.fixture
def quick(desk):
    desk.config.write_text(QUICK)
    return desk


def test_of_all_forms(desk):
    desk.config.write_text(FAST)
    items = write(
        desk,
        {"id": "mug", "text": "a red mug with rocket boosters", "export": ["glb", {"format": "stl", "unit": "cm"}],
         "tags": {"set": [1]}, "seed": 5},
        {"id": "stool", "kind": "stool", "parameters": {"SEAT_HEIGHT": 0.5}, "refine": ["make it 5 cm taller", "sing"],
         "requirements": [{"words": "at least 50 cm", "what": "size", "of": "whole", "axis": "z", "is": "at_least",
                           "value": 50, "unit": "cm"}]},
        {"id": "cube", "script": CUBE, "renders": 2, "export": ["ply", "ply"],
         "data": {"cameras": 2, "size": 64, "maps": ["color", "part", "depth"]},
         "requirements": [{"words": "2 m wide", "what": "size", "of": "whole", "axis": "x", "value": 2, "unit": "m"}]},
        {"id": "vases", "text": "a blue vase", "variants": 2},
        {"id": "broken", "script": "import bpy\nbpy.ops.mesh.primitive_cube_ad()\n"},
        {"id": "raises", "script": "raise ValueError\n"},
        {"id": "violin", "text": "a violin"},
        {"id": "high", "kind": "stool", "parameters": {"SEAT_HEIGHT": 50}},
    )
    made = ["mug", "stool", "cube", "vases"]
    dry = desk("batch", items, "--dry-run")
    assert dry.status == 1 and "8 items, 2 of them refused" in dry.out
    assert "violin (line 7)" in dry.err and "“SEAT_HEIGHT” is 50; it can be from" in dry.err

    first, second = desk.root / "first", desk.root / "second"
    result = desk("batch", items, "--output", first, "--jobs", 2, "--json")
    assert result.status == 1, result
    end = result.events[-2]
    assert end["event"] == "batch" and (end["done"], end["failed"], end["refused"], end["left"]) == (4, 2, 2, 0)
    assert result.events[-1]["event"] == "error" and "2 items failed, 2 were refused" in result.err
    assert len(result.named("attempt")) == 8, "nothing of this may pass by itself"
    assert_whole(first, made)
    assert statuses(first) == dict.fromkeys(made, "done") | {
        "broken": "failed", "raises": "failed", "violin": "refused", "high": "refused"}
    assert [json.loads(line)["id"] for line in (first / "failed.jsonl").read_text().splitlines()] == [
        "broken", "raises", "violin", "high"]

    line = {each["id"]: each for each in manifest(first)}
    assert "primitive_cube_ad" in line["broken"]["error"] and line["broken"]["exit"] == 1
    assert line["mug"]["missing"] == ["“rocket boosters”"] and line["mug"]["tags"] == {"set": [1]}
    assert {"asset.glb", "asset.stl"} <= set(line["mug"]["sha256"]) and line["mug"]["seed"] == 5
    assert {"asset.ply", "asset-2.ply", "render_1.png", "render_2.png"} <= set(line["cube"]["sha256"])
    assert {"data/cameras.json", "data/part_001.png", "data/depth_000.exr"} <= set(line["cube"]["sha256"])
    assert line["cube"]["measured"] | {"faults": 0} == {
        "faults": 0, "minor": 0, "left": 0, "detached": 0, "wishes": 1, "missed": 1, "unseen": 0}
    assert line["stool"]["version"] == 2 and len(line["stool"]["missing"]) == 1
    assert line["stool"]["measured"]["wishes"] >= 1 and line["stool"]["measured"]["missed"] == 0
    plan = json.loads((first / "items/stool/plan.json").read_text())
    assert "SEAT_HEIGHT = 0.55" in (first / "items/stool/script.py").read_text(), plan["params"]
    assert "variants/1/script.py" in line["vases"]["sha256"] or "variants/2/script.py" in line["vases"]["sha256"]
    assert desk.sessions() == [], "the user's library stays as it is"

    # Again elsewhere, in another order: the same bytes.
    assert desk("batch", items, "--output", second, "--jobs", 1).status == 1
    before, after = sums(first), sums(second)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == set()

    # Again here: nothing is made, not even what failed; but on demand.
    before = len(manifest(first))
    assert desk("batch", items, "--output", first).status == 1
    assert len(manifest(first)) == before
    assert desk("batch", items, "--output", first, "--retry-failed").status == 1
    assert len(manifest(first)) == before + 4 and statuses(first)["raises"] == "failed"
    assert {each["attempt"] for each in manifest(first) if each["id"] == "broken"} == {1, 2}


def test_hostile(desk):
    """A script that starts a program is one that failed; the sandbox is the same as anywhere else."""
    items = write(desk, {"id": "hostile", "script": 'import os\nos.system("id")\n'})
    result = desk("batch", items, "--output", desk.root / "set")
    assert result.status == 1 and statuses(desk.root / "set") == {"hostile": "failed"}, result


def test_sweep(quick):
    items = write(quick, {"id": "s", "kind": "stool", "parameters": {"SEAT_HEIGHT": {"uniform": [0.5, 0.6]}},
                          "count": 3, "seed": 2}, {"id": "t", "kind": "rowing_boat"})
    result = quick("batch", items, "--dry-run", "--json")
    assert result.status == 0, result
    heights = [json.loads(line)["parameters"]["SEAT_HEIGHT"] for line in result.out.splitlines()[:3]]
    assert len(set(heights)) == 3 and all(0.5 <= height <= 0.6 for height in heights)
    result = quick("batch", items, "--output", quick.root / "set")
    assert result.status == 0, result
    assert_whole(quick.root / "set", ["s-00001", "s-00002", "s-00003", "t"])
    script = (quick.root / "set/items/s-00002/script.py").read_text()
    assert f"SEAT_HEIGHT = {heights[1]:g}" in script

    for wrong, why in (({"kind": "stool", "parameters": {"HUMPS": [1, 2]}}, "no such parameter"),
                       ({"kind": "flumph", "parameters": {"A": [1]}}, "the built-in sketcher has no “flumph”")):
        result = quick("batch", write(quick, wrong, name="wrong.jsonl"), "--output", quick.root / "none")
        assert result.status in (1, 2) and "line 1" in result.err and why in result.err, result


def test_wrong_input(quick):
    folder = quick.root / "set"
    for text, why in ((b'{"id": "a"}\n{"id": "b", "tex": 1}\n', "line 2"), (b"\xff\xfe\n", "not UTF-8"),
                      (b'{"id": "../../etc/x", "text": "a mug"}', "cannot be the name of a folder"),
                      (b'{"text": "a mug", "data": {"camera": 3}}', "camera"),
                      (b'{"text": "' + b"a" * (10 << 20) + b'"}', "at most 1048576"), (b"", "no item")):
        (quick.root / "in").write_bytes(text)
        result = quick("batch", quick.root / "in", "--output", folder)
        assert result.status == 2 and why in result.err, result
        assert not list((folder / "items").iterdir())
    good = write(quick, {"id": "a", "script": CUBE})
    for wrong in (["--shard", "3/2"], ["--shard", "x"], ["--jobs", "-1"], ["--retry", "99"]):
        assert quick("batch", good, "--output", folder, *wrong).status == 2
    assert quick("batch", good).status == 2, "without --output"
    assert quick("batch", quick.root / "nothing", "--output", folder).status != 0

    # Another input is refused, or added to what is there.
    assert quick("batch", good, "--output", folder).status == 0
    more = write(quick, {"id": "a", "script": CUBE}, {"id": "b", "script": CUBE}, name="more.jsonl")
    result = quick("batch", more, "--output", folder)
    assert result.status == 2 and "was begun with another input" in result.err
    assert quick("batch", more, "--output", folder, "--continue").status == 0
    assert_whole(folder, ["a", "b"])


def cubes(n):
    return [{"id": f"c{i}", "script": CUBE.replace("size=1", f"size={i + 1}")} for i in range(n)]


def wait_for(condition, what):
    deadline = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


@pytest.mark.parametrize("victim", ["program", "service", "blender"])
def test_killed(quick, victim):
    """Whatever is killed, and when: nothing is lost, and nothing is made twice."""
    quick.env["MQ_QUICK_DELAY"] = "0.1"
    items, folder = write(quick, *cubes(8)), quick.root / "set"
    words = ["batch", items, "--output", folder, "--jobs", 2]
    process = quick.popen(*words)

    def victims():
        names = {"service": "maquette-s", "blender": "quick-blender"}
        return [process.pid] if victim == "program" else [
            pid for pid, name in descendants(process.pid) if name.startswith(names[victim])]

    killed = 0
    # A service that dies while the program still looks for it is an error of its own.
    for n_done in (0 if victim == "program" else 1, 2, 3, 5):
        wait_for(lambda n=n_done: process.poll() is not None
                 or (len(list((folder / "items").glob("[!.]*"))) >= n and victims()), "items and a victim")
        below = descendants(process.pid)
        for pid in victims():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed += 1
        if victim == "program":
            process.communicate()
            wait_for_end([pid for pid, _name in below])
            process = quick.popen(*words)
    out, err = process.communicate(timeout=900)
    assert killed >= 2
    result = quick(*words, "--retry-failed")
    assert result.status == 0, (result, out, err)
    assert_whole(folder, [f"c{i}" for i in range(8)])


def test_service_is_killed_while_it_starts(quick):
    """Before it listens, and when it has just said that it does."""
    program, count = quick.root / "service", quick.root / "count"
    program.write_text(f"""#!/bin/sh
n=$(cat '{count}' 2>/dev/null || echo 0)
echo $((n + 1)) >'{count}'
[ $n != 1 ] || echo ready >&3
[ $n -ge 2 ] || kill -KILL $$
exec '{SERVICE}' "$@"
""")
    program.chmod(0o755)
    quick.env["MQ_SERVICE"] = str(program)
    result = quick("batch", write(quick, *cubes(2)), "--output", quick.root / "set")
    assert result.status == 0, result
    assert count.read_text() == "3\n"
    assert_whole(quick.root / "set", ["c0", "c1"])

    # One that ends by itself is not started again and again.
    program.write_text(f"#!/bin/sh\necho x >>'{count}'\necho broken >&2\nexit 1\n")
    count.unlink()
    result = quick("batch", write(quick, *cubes(2)), "--output", quick.root / "none")
    assert result.status == 7 and "broken" in result.err, result
    assert count.read_text() == "x\n"


def test_two_that_are_told_the_same(quick):
    items, folder = write(quick, *cubes(12)), quick.root / "set"
    programs = [quick.popen("batch", items, "--output", folder, "--jobs", 2, "--shard", shard)
                for shard in ("1/2", "1/2", "2/2")]
    for process in programs:
        _out, err = process.communicate(timeout=900)
        assert process.returncode in (0, 75), err
    assert_whole(folder, [f"c{i}" for i in range(12)])
    assert len(manifest(folder)) == 12
    for shard in ("1/2", "2/2"):
        assert quick("batch", items, "--output", folder, "--shard", shard).status == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_told_to_stop(quick, number):
    items, folder = write(quick, *cubes(30)), quick.root / "set"
    process = quick.popen("batch", items, "--output", folder, "--jobs", 1)
    wait_for(lambda: list((folder / "items").glob("[!.]*")) if (folder / "items").is_dir() else False, "an item")
    process.send_signal(number)
    _out, err = process.communicate(timeout=900)
    assert process.returncode == 75 and "It was stopped" in err, err
    made = os.listdir(folder / "items")
    assert 0 < len(made) < 30
    assert_whole(folder, made)
    assert set(statuses(folder).values()) == {"done"}, "what was being made is finished"


def test_stopped_at_once(desk):
    """The second signal ends what is being made; the next run makes it."""
    slow = CUBE + "import time\nwhile True:\n    time.sleep(1)\n"
    items, folder = write(desk, {"id": "slow", "script": slow}, {"id": "a", "script": CUBE}), desk.root / "set"
    process = desk.popen("batch", items, "--output", folder, "--jobs", 1)
    wait_for(lambda: (folder / "claims" / "slow").exists()
             and [name for _pid, name in descendants(process.pid) if name.startswith("blender")], "a Blender")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGUSR1)
    _out, err = process.communicate(timeout=300)
    assert process.returncode == 75, err
    assert_whole(folder, [])
    assert statuses(folder) == {"slow": "cut"}


def test_limits(quick):
    items, folder = write(quick, *cubes(6)), quick.root / "set"
    result = quick("batch", items, "--output", folder, "--jobs", 1, "--time-left", 11)
    assert result.status in (0, 75), result
    small = quick("batch", items, "--output", folder, "--jobs", 1, "--limit-disk", 0.000001)
    assert small.status in (0, 75)
    if small.status == 75:
        assert "--limit-disk" in small.err or "--time-left" in result.err

    # A disk that is nearly full: nothing begins, nothing is spoiled.
    full = quick.root / "full"
    full.mkdir()
    process = quick.popen("batch", items, "--output", full / "set",
                          around=["bwrap", "--dev-bind", "/", "/", "--size", 64 << 20, "--tmpfs", full, "--"])
    out, err = process.communicate(timeout=300)
    assert process.returncode == 75 and "The disk is nearly full" in err, (out, err)


def test_no_sandbox(desk):
    """Where the sandbox cannot be made, the first item finds out; no item has failed, and all are made later."""
    desk.config.write_text(SAFE)
    program = desk.root / "bin" / "bwrap"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho bwrap: Operation not permitted >&2\nexit 1\n")
    program.chmod(0o755)
    items, folder = write(desk, *cubes(3)), desk.root / "set"
    result = desk("batch", items, "--output", folder, "--jobs", 1,
                  env=desk.env | {"PATH": f"{program.parent}:{desk.env['PATH']}"})
    assert result.status == 6 and "cannot be started in its sandbox" in result.err, result
    assert "If user namespaces are switched off" in result.err.splitlines()[-1]
    assert statuses(folder) == {"c0": "cut"}
    assert desk("batch", items, "--output", folder).status == 0
    assert_whole(folder, ["c0", "c1", "c2"])


def test_one_card_for_each_job(desk):
    """Two jobs, two cards of the three that the machine may use: no card has two scripts at once."""
    desk.config.write_text(SAFE)
    desk.env |= {"CUDA_VISIBLE_DEVICES": "4,GPU-7,9", "MAQUETTE_TEST": "hidden"}
    script = CUBE + """import os, time
began = time.time()
time.sleep(0.3)
names = ("CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ZE_AFFINITY_MASK", "MAQUETTE_TEST")
cards = "/".join(os.environ.get(name, "-") for name in names)
bpy.context.object.name = f"{cards} {began % 100000:.3f} {time.time() % 100000:.3f}"
"""
    items, folder = write(desk, *[{"id": f"g{i}", "script": script} for i in range(6)]), desk.root / "set"
    result = desk("batch", items, "--output", folder, "--gpu", 2)
    assert result.status == 0, result
    made = []
    for report in (folder / "items").glob("*/report.json"):
        (found,) = json.loads(report.read_text())["objects"]
        cards, began, ended = found["name"].split()
        made.append((cards, float(began), float(ended)))
    assert {cards for cards, _began, _ended in made} == {"4/0/0/-", "GPU-7/1/1/-"}
    made.sort()
    assert all(one[2] <= other[1] for one, other in itertools.pairwise(made) if one[0] == other[0]), made
    assert desk("batch", items, "--output", folder, "--gpu", -1).status == 2


def test_scripts(desk):
    """A script is a text or the path of a file; a dry run says what is wrong with it, and what is baked."""
    desk.config.write_text(FAST)
    (desk.root / "parts").mkdir()
    (desk.root / "parts" / "cube.py").write_text(CUBE)
    items = write(
        desk,
        {"id": "file", "script": "parts/cube.py", "renders": 0},
        {"id": "text", "script": CUBE, "renders": 0, "export": ["glb"]},
        {"id": "bare", "script": CUBE, "renders": 0, "export": [{"format": "glb", "textures": 0}]},
        {"id": "syntax", "script": "import bpy\nfor x in:\n    pass\n"},
        {"id": "unknown", "script": "import bpy\nbpy.ops.mesh.primitive_cube_ad()\n"},
    )
    dry = desk("batch", items, "--dry-run")
    assert dry.status == 1 and "5 items, 1 of them refused" in dry.out, dry
    told = dry.err.splitlines()
    assert told[0].startswith("maquette-cli: syntax (line 4): “script”, line 2: "), dry
    assert told[1].startswith("maquette-cli: unknown (line 5): “script”, line 2: ") and "primitive_cube_ad" in told[1]
    assert "for 1 item without pictures Cycles still bakes materials" in told[2], dry

    folder = desk.root / "set"
    assert desk("batch", items, "--output", folder).status == 1
    assert statuses(folder) == dict.fromkeys(("file", "text", "bare"), "done") | dict.fromkeys(
        ("syntax", "unknown"), "failed")
    scripts = {name: (folder / "items" / name / "script.py").read_text() for name in ("file", "text")}
    assert scripts["file"] == scripts["text"]


@pytest.mark.skipif(SANITIZED, reason="a sanitizer wants to be the first library")
def test_no_locks(quick):
    """The folder may lie where nothing can be locked: only a disk of the computer has to."""
    library, folder = quick.root / "no-locks.so", quick.root / "set"
    source = pathlib.Path(__file__).parents[1] / "support" / "no-locks.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    folder.mkdir()
    env = {name: value for name, value in quick.env.items() if name != "TMPDIR"}
    env |= {"LD_PRELOAD": f"{library}:{env.get('LD_PRELOAD', '')}", "MQ_NO_LOCKS": str(folder)}
    locks = f"import fcntl; fcntl.lockf(open({str(folder / 'x')!r}, 'w'), fcntl.LOCK_EX)"
    assert subprocess.run([sys.executable, "-c", locks], env=env, stderr=subprocess.DEVNULL, check=False).returncode
    (folder / "x").unlink()
    result = quick("batch", write(quick, *cubes(2)), "--output", folder, env=env)
    assert result.status == 0, result
    assert_whole(folder, ["c0", "c1"])


def test_list_of_prompts(quick):
    text = "a mug\na stool, 50 cm high\n"
    path = quick.root / "prompts.txt"
    path.write_text(text)
    with path.open() as stream:
        result = quick("batch", "-", "--output", quick.root / "set", stdin=stream)
    assert result.status == 0, result
    assert_whole(quick.root / "set", ["item-000001", "item-000002"])
