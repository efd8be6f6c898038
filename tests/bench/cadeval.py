# SPDX-License-Identifier: GPL-3.0-or-later
"""./dev bench cadeval FOLDER: the public CadEval set (github.com/wgpatrick/cadeval, or as CadQueryEval has it,
github.com/danwahl/cadqueryeval) from a folder of the user's, scored as it scores. Its files are not ours to ship.

FOLDER, or a folder in it, has tasks/*.yaml and reference/*.stl (mm). Of a task is read: task_id, description,
reference_stl (by its file's name; TASK_ID.stl without), alternate_reference_stls, requirements.bounding_box,
requirements.topology_requirements.expected_component_count. With --model or --config each task goes through the whole
team, and through one single call of the same model; with --answers DIR it is answered by what was recorded:
TASK_ID.jsonl (of --save-transcript) for the team, TASK_ID.py for the single call. One JSON line a task, one for all.

A part passes when it is watertight, has as many components as asked, its box agrees to 1 mm, its volume to 2 %, and
Chamfer distance and 95 % Hausdorff distance are at most 1 mm. Where the set aligns at random (RANSAC), the best of the
24 turns of a cube is taken here, refined by ICP; samples are seeded, so that a score is the same each time."""

import itertools
import json
import pathlib
import struct
import subprocess

import agents
import numpy as np
import yaml

BOX_MM, VOLUME_PERCENT, CHAMFER_MM, HAUSDORFF_MM = 1.0, 2.0, 1.0, 1.0
MERGE_MM = 1e-4  # vertices that are closer are one
SAMPLES, COARSE = 16000, 800
CHECKS = ("watertight", "components", "box", "volume", "chamfer", "hausdorff")
TOLD = "{description}\n\nDimensions are millimetres. The part fits a box of {box} mm. It is {count}, for printing."


class Solid:
    """The triangles of an STL file, binary or text, its vertices merged: mm."""

    def __init__(self, path):
        corners = read_stl(pathlib.Path(path).read_bytes())
        keys = np.round(corners.reshape(-1, 3) / MERGE_MM).astype(np.int64)
        _keys, first, index = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        self.vertices = corners.reshape(-1, 3)[first]
        triangles = index.reshape(-1, 3)
        whole = ((triangles[:, 0] != triangles[:, 1]) & (triangles[:, 1] != triangles[:, 2])
                 & (triangles[:, 2] != triangles[:, 0]))
        self.triangles = triangles[whole]

    def edges(self):
        """Each edge of each triangle, as the pair of its vertices in ascending order."""
        pairs = np.concatenate([self.triangles[:, each] for each in ((0, 1), (1, 2), (2, 0))])
        return np.sort(pairs, axis=1)

    def is_watertight(self):
        _edges, counts = np.unique(self.edges(), axis=0, return_counts=True)
        return len(counts) > 0 and bool((counts == 2).all())

    def count_components(self):
        """Sets of triangles that edges connect."""
        count = len(self.triangles)
        parents = list(range(count))

        def root(i):
            while parents[i] != i:
                parents[i] = parents[parents[i]]
                i = parents[i]
            return i
        owners = {}
        for number, edge in enumerate(map(tuple, self.edges())):
            other = owners.setdefault(edge, number % count)
            parents[root(number % count)] = root(other)
        return len({root(i) for i in range(count)})

    def volume(self):
        a, b, c = (self.vertices[self.triangles[:, i]] for i in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    def sample(self, count):
        """Points spread evenly over the surface, always the same."""
        dice = np.random.default_rng(1)
        a, b, c = (self.vertices[self.triangles[:, i]] for i in range(3))
        areas = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        # Stratified: each triangle gets its share.
        chosen = np.searchsorted(np.cumsum(areas) / areas.sum(), (np.arange(count) + dice.random(count)) / count)
        chosen = np.minimum(chosen, len(areas) - 1)
        u, v = dice.random((2, count, 1))
        u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
        return a[chosen] + (b - a)[chosen] * u + (c - a)[chosen] * v


def read_stl(data):
    """An array (triangles, 3, 3) of an STL file's corners."""
    count = struct.unpack("<I", data[80:84])[0] if len(data) >= 84 else 0
    if len(data) == 84 + 50 * count:
        rows = np.frombuffer(data, np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("more", "<u2")]),
                             count, 84)
        return rows["corners"].astype(float)
    words = [line.split()[1:4] for line in data.decode("utf-8", "replace").splitlines()
             if line.strip().startswith("vertex")]
    return np.array(words, float).reshape(-1, 3, 3)


def distances(points, others):
    """How far each point is from the nearest of the others, and which that is."""
    if len(points) * len(others) < 1e6:
        return nearest(points, others, np.arange(len(others)))
    far, which = np.empty(len(points)), np.empty(len(points), int)
    low = points.min(axis=0)
    side = max(float(np.ptp(points, axis=0).max()) / 12, 1e-9)
    cells = ((points - low) / side).astype(int)
    _cells, index = np.unique(cells, axis=0, return_inverse=True)
    order = np.argsort(index.reshape(-1), kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(index.reshape(-1)[order])) + 1):
        part = points[rows]
        # Those around the cell; all of them where none of these is surely the nearest.
        box = part.min(axis=0) - side / 2, part.max(axis=0) + side / 2
        near = np.flatnonzero(((others >= box[0]) & (others <= box[1])).all(axis=1))
        far[rows] = np.inf
        if len(near):
            far[rows], which[rows] = nearest(part, others[near], near)
        unsure = rows[far[rows] > side / 2]
        if len(unsure):
            far[unsure], which[unsure] = nearest(points[unsure], others, np.arange(len(others)))
    return far, which


def nearest(points, others, names):
    middle = points[0]
    squares = ((others - middle) ** 2).sum(axis=1) - 2 * (points - middle) @ (others - middle).T
    chosen = squares.argmin(axis=1)
    return np.linalg.norm(points - others[chosen], axis=1), names[chosen]


def turns():
    """The 24 rotations of a cube."""
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1, -1), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                yield turn


def middle_of(points):
    return (points.min(axis=0) + points.max(axis=0)) / 2


def align(made, wanted):
    """(turn, shift) that lay `made` best on `wanted`: points @ turn.T + shift."""
    coarse, goal = made.sample(COARSE), wanted.sample(COARSE)
    best, least = None, np.inf
    for turn in turns():
        shift = middle_of(wanted.vertices) - middle_of(made.vertices @ turn.T)
        moved = coarse @ turn.T + shift
        apart = distances(moved, goal)[0].mean() + distances(goal, moved)[0].mean()
        if apart < least - 1e-9:
            best, least = (turn, shift), apart
    turn, shift = best
    fine, goal = made.sample(4 * COARSE), wanted.sample(4 * COARSE)
    for _round in range(20):
        moved = fine @ turn.T + shift
        far, which = distances(moved, goal)
        near = far < 1.5
        if near.sum() < 100:
            break
        source, target = moved[near], goal[which[near]]
        u, _s, vt = np.linalg.svd((source - source.mean(axis=0)).T @ (target - target.mean(axis=0)))
        more = vt.T @ np.diag([1, 1, np.sign(np.linalg.det(vt.T @ u.T))]) @ u.T
        turn, shift = more @ turn, more @ shift + target.mean(axis=0) - more @ source.mean(axis=0)
        if np.linalg.norm(more - np.eye(3)) < 1e-5:
            break
    # Samples never agree exactly: the turn of the cube stays where nothing is nearer by it.
    moved = fine @ best[0].T + best[1]
    exact = distances(moved, goal)[0].mean() <= distances(fine @ turn.T + shift, goal)[0].mean() * 1.02
    return best if exact else (turn, shift)


def score(path, reference, components):
    """What the set asks of a part: {check: whether it passes}, and the figures."""
    made, wanted = Solid(path), Solid(reference)
    if not len(made.triangles):
        return {"passed": False, **dict.fromkeys(CHECKS, False)}
    count = made.count_components()
    volume, goal = made.volume(), wanted.volume()
    turn, shift = align(made, wanted)
    box, own = np.ptp(wanted.vertices, axis=0), np.ptp(made.vertices @ turn.T + shift, axis=0)
    there = made.sample(SAMPLES) @ turn.T + shift
    here = wanted.sample(SAMPLES)
    one, other = distances(there, here)[0], distances(here, there)[0]
    chamfer = (one.mean() + other.mean()) / 2
    hausdorff = float(np.percentile(np.concatenate([one, other]), 95))
    met = {"watertight": made.is_watertight(), "components": count == components,
           "box": bool((abs(np.sort(box) - np.sort(own)) <= BOX_MM).all()),
           "chamfer": bool(chamfer <= CHAMFER_MM), "hausdorff": hausdorff <= HAUSDORFF_MM}
    met["volume"] = met["watertight"] and bool(abs(volume - goal) <= abs(goal) * VOLUME_PERCENT / 100)
    return {"passed": all(met.values()), **{check: met[check] for check in CHECKS},
            "found": {"components": count, "box_mm": own.round(2).tolist(), "volume_ratio": round(volume / goal, 4),
                      "chamfer_mm": round(float(chamfer), 3), "hausdorff_mm": round(hausdorff, 3)}}


class Task:
    """One part of the set."""

    def __init__(self, path, folder):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        wanted = read.get("requirements") or {}
        self.name = str(read.get("task_id") or path.stem)
        self.components = (wanted.get("topology_requirements") or {}).get("expected_component_count", 1)
        self.box = wanted.get("bounding_box") or []
        self.description = str(read["description"]).strip()
        named = [read.get("reference_stl") or f"{self.name}.stl", *(read.get("alternate_reference_stls") or [])]
        self.references = [folder / "reference" / pathlib.PurePosixPath(each).name for each in named]
        if not self.references[0].is_file():
            raise SystemExit(f"{path} wants {self.references[0]}, which is not there")

    def prompt(self):
        count = "one solid" if self.components == 1 else f"{self.components} solids"
        return TOLD.format(description=self.description, box=" x ".join(map(str, self.box)), count=count)

    def score(self, path):
        """Any reference will do: a description may be read in more than one way."""
        scores = [score(path, reference, self.components) for reference in self.references if reference.is_file()]
        return next((each for each in scores if each["passed"]), scores[0])


def find_tasks(folder, only):
    """The tasks of a folder that has them, or of one below it."""
    places = [path.parent for path in sorted([*folder.glob("tasks"), *folder.glob("**/tasks")])
              if any(path.glob("*.yaml")) and (path.parent / "reference").is_dir()]
    if not places:
        raise SystemExit(f"{folder} has no tasks/*.yaml beside a folder reference/")
    tasks = [Task(path, places[0]) for path in sorted((places[0] / "tasks").glob("*.yaml"))]
    return [task for task in tasks if not only or task.name in only]


def export(desk, run, name):
    """The newest version of a run as STL; None if there is none."""
    target = desk.folder / f"{name}.stl"
    if not run.session:
        return None
    done = subprocess.run([str(desk.cli), "export", run.session, "--output", str(target), "--json"], env=desk.env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return target if done.returncode == 0 else None


def judge(desk, task, run, name):
    path = export(desk, run, name)
    facts = {"calls": run.calls, "tokens": run.input + run.output}
    return {**facts, **(task.score(path) if path else {"passed": False, "why": "no part"})}


def answer(desk, task, config, options):
    """{"team": …, "one_shot": …} of a task: what its part scores."""
    found, usage, words = {}, {}, ["--text", task.prompt(), "--no-input", "--team", "model"]
    if options.answers is not None:
        transcript, script = (options.answers / f"{task.name}.{suffix}" for suffix in ("jsonl", "py"))
        if transcript.is_file():
            run = agents.Run(desk, f"team-{task.name}", config, *words, "--replay", transcript)
            found["team"] = judge(desk, task, run, f"team-{task.name}")
    else:
        run = agents.Run(desk, f"team-{task.name}", config, *words)
        found["team"] = judge(desk, task, run, f"team-{task.name}")
        script = desk.folder / f"{task.name}.py"
        if options.one_shot:
            usage = agents.ask_alone(desk, script, config, task.prompt(), run.version).get("usage", {})
            found["one_shot"] = {"passed": False, "why": "no answer", "calls": 1, "tokens": 0}
    if script.is_file():
        single = agents.Run(desk, f"one-{task.name}", config, "--script", script, "--no-input", "--team", "sketcher")
        found["one_shot"] = {**judge(desk, task, single, f"one-{task.name}"), "calls": 1,
                             "tokens": usage.get("input", 0) + usage.get("output", 0)}
    return found


def add_up(scores):
    return {"parts": len(scores), "passed": sum(each["passed"] for each in scores),
            "share": round(sum(each["passed"] for each in scores) / max(1, len(scores)), 3),
            "by_check": {check: sum(bool(each.get(check)) for each in scores) for check in CHECKS},
            "calls": sum(each["calls"] for each in scores), "tokens": sum(each["tokens"] for each in scores)}


def cadeval(desk, options):
    if options.tasks is None or not (options.answers or options.model or options.config):
        raise SystemExit("cadeval needs a FOLDER, and --answers DIR, --model or --config")
    config = agents.write_config(desk, options)
    agents.take_model(desk, options)
    results = []
    for task in find_tasks(options.tasks, options.only.split(",") if options.only else None):
        found = answer(desk, task, config, options)
        print(json.dumps({"bench": "cadeval", "task": task.name, **found}), flush=True)
        results.append(found)
    return {side: add_up([each[side] for each in results if side in each]) for side in ("team", "one_shot")}
