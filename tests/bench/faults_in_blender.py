# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for `./dev bench faults`, with JOBS.json and RESULTS.jsonl after `--`. Each job's script is built and
measured as the worker does it. Everything measured is compared with dense samples of the surfaces, which share no
code with the bridge; then one fault at a time is planted, and the report must name it."""

import json
import pathlib
import random
import sys
import tempfile
import time

import bpy
import numpy as np
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "blender-addon"))

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.measure import report  # noqa: E402

SAMPLES = 1500  # of one surface, and as many of its vertices
WINDINGS = 400  # of them, the nearest to the other object, are asked whether they lie inside
SURE = 0.0015  # m, and of the asset's longest side: what samples may be off
PLANTED = 3  # objects of an asset that are moved apart, and into each other
LISTS = ("floating", "loose", "penetrations", "loose_pieces")


class Body:
    """One object's surface: its triangles, and samples of it."""

    def __init__(self, name, part):
        self.name, self.part = name, part
        self.triangles = []  # of three places in the world
        self.faces = 0

    def finish(self):
        corners = np.array(self.triangles, float).reshape(-1, 3, 3)
        self.corners = corners
        self.low, self.high = corners.min((0, 1)), corners.max((0, 1))
        areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        chance = np.random.default_rng(1)
        chosen = chance.choice(len(corners), SAMPLES, p=areas / areas.sum()) if areas.sum() > 0 else []
        u, v = chance.random((2, len(chosen), 1))
        u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
        inner = corners[chosen, 0] * (1 - u - v) + corners[chosen, 1] * u + corners[chosen, 2] * v
        places = corners.reshape(-1, 3)
        some = np.unique(places, axis=0)
        some = some[::max(1, len(some) // SAMPLES)]
        self.samples = np.vstack([some, inner]) if len(chosen) else some
        self.tree = BVHTree.FromPolygons(places.tolist(), [(i, i + 1, i + 2) for i in range(0, len(places), 3)])
        return self

    def distances(self, points):
        """Of each point to this surface, m."""
        return np.array([self.tree.find_nearest(Vector(point))[3] for point in points])

    def holds(self, points):
        """Which points lie inside, by the winding number (Jacobson et al. 2013), whichever way the faces turn."""
        total = np.zeros(len(points))
        for start in range(0, len(self.corners), 2000):
            a, b, c = (self.corners[start:start + 2000, i][None] - points[:, None] for i in range(3))
            lengths = [np.linalg.norm(each, axis=2) for each in (a, b, c)]
            volume = np.einsum("pti,pti->pt", a, np.cross(b, c))
            below = (lengths[0] * lengths[1] * lengths[2] + np.einsum("pti,pti->pt", a, b) * lengths[2]
                     + np.einsum("pti,pti->pt", b, c) * lengths[0] + np.einsum("pti,pti->pt", c, a) * lengths[1])
            total += 2 * np.arctan2(volume, below).sum(1)
        return np.abs(total / (4 * np.pi)) > 0.5


def read_bodies():
    bodies = {}
    for each in bpy.context.evaluated_depsgraph_get().object_instances:
        own = each.object
        owner = (each.parent if each.is_instance else own).original
        if own.type not in ("MESH", "CURVE", "FONT", "SURFACE", "META") or not each.show_self or owner.hide_render:
            continue
        mesh = own.to_mesh()
        mesh.calc_loop_triangles()
        body = bodies.setdefault(owner.name, Body(owner.name, str(owner.get("part", ""))))
        places = [list(each.matrix_world @ vertex.co) for vertex in mesh.vertices]
        body.triangles += [[places[i] for i in triangle.vertices] for triangle in mesh.loop_triangles]
        own.to_mesh_clear()
    return {name: body.finish() for name, body in bodies.items() if body.triangles}


def box_gap(a, b):
    return float(np.linalg.norm(np.maximum(0, np.maximum(a.low - b.high, b.low - a.high))))


def near(points, body, most):
    """Those that lie within `most` of a body's box."""
    off = np.maximum(0, np.maximum(body.low - points, points - body.high))
    return points[np.linalg.norm(off, axis=1) <= most]


def gap(a, b):
    """Between two bodies, m; 0 where one reaches into the other."""
    if a.tree.overlap(b.tree) or a.holds(b.samples[:1])[0] or b.holds(a.samples[:1])[0]:
        return 0.0
    reach = box_gap(a, b)
    reach += 0.05 * float(np.linalg.norm(np.maximum(a.high, b.high) - np.minimum(a.low, b.low))) + 0.01
    found = [float(one.distances(points).min()) for one, points in
             ((a, near(b.samples, a, reach)), (b, near(a.samples, b, reach))) if len(points)]
    return min(found, default=reach)


def depth(a, b):
    """How deep one runs into the other, m: the less of both ways."""
    ways = []
    for one, other in ((a, b), (b, a)):
        points = near(one.samples, other, 0)
        points = points[:: max(1, len(points) // WINDINGS)]
        inside = points[other.holds(points)] if len(points) else points
        ways.append(float(other.distances(inside).max()) if len(inside) else 0.0)
    return min(ways) if min(ways) > 0 else max(ways)


class Assembly:
    """All bodies of an asset, which touches which, and what is asked of them."""

    def __init__(self, job):
        self.bodies, self.joins = read_bodies(), job["joins"]
        self.low = np.min([each.low for each in self.bodies.values()], 0)
        self.high = np.max([each.high for each in self.bodies.values()], 0)
        self.sure = SURE * max(1.0, float((self.high - self.low).max()))
        self.known = {}

    def gap(self, a, b):
        key = tuple(sorted((a, b)))
        if key not in self.known:
            self.known[key] = (box_gap(self.bodies[a], self.bodies[b])
                               if box_gap(self.bodies[a], self.bodies[b]) > self.sure
                               else gap(self.bodies[a], self.bodies[b]))
        return self.known[key]

    def beside(self, name):
        return [other for other in self.bodies if other != name and self.gap(name, other) <= self.sure]

    def carried(self, names):
        """Whether something else touches one of them, or the ground does."""
        return any(self.bodies[name].low[2] <= self.low[2] + self.sure for name in names if name in self.bodies) or any(
            self.gap(name, other) <= self.sure for name in names if name in self.bodies
            for other in self.bodies if other not in names)

    def kind(self, a, b):
        """The join of two objects' parts: False where none is planned."""
        pair = sorted((self.bodies[a].part, self.bodies[b].part))
        for row in self.joins:
            if sorted(row[:2]) == pair:
                return row[2] if len(row) > 2 else None
        return False


def alarms(found, assembly):
    """(list, names, what the report measured, whether the samples agree)"""
    for row in found["floating"]:
        yield "floating", row["objects"], row["gap_m"], not assembly.carried(row["objects"])
    for row in found["loose"]:
        a, b = row["objects"]
        if row["gap_m"] > 0:
            yield "loose", row["objects"], row["gap_m"], assembly.gap(a, b) > assembly.sure
        else:
            deep = depth(assembly.bodies[a], assembly.bodies[b])
            yield "loose", row["objects"], row["gap_m"], deep < -row["wanted_m"]
    for row in found["penetrations"]:
        a, b = (assembly.bodies[name] for name in row["objects"])
        deep = depth(a, b)
        yield "penetrations", row["objects"], row["depth_m"], deep > 0.5 * row["depth_m"]
    for row in found.get("loose_pieces", ()):
        yield "loose_pieces", [row["object"]], row["gap_m"], None
    for name in found["flipped"]:
        yield "flipped", [name], 0, None


def named(found):
    """The names that some list of faults has."""
    names = set(found["flipped"])
    for key in LISTS:
        for row in found.get(key, ()):
            names |= set(row["objects"] if "objects" in row else [row["object"]])
    return names


def move(names, by):
    for name in names:
        obj = bpy.data.objects[name]
        obj.matrix_world = Matrix.Translation(by) @ obj.matrix_world
    bpy.context.view_layer.update()


def moved(body, by):
    copy = Body(body.name, body.part)
    copy.triangles = body.corners + np.array(by)
    return copy.finish()


def plans(assembly, chance):
    """(fault, object, move): moves after which an object certainly is too far or too deep, by the samples."""
    bodies = assembly.bodies
    names = [name for name in sorted(bodies) if not bpy.data.objects[name].children]
    chance.shuffle(names)
    counts = dict.fromkeys(("apart", "into"), 0)
    size = float((assembly.high - assembly.low).max())
    for name in names:
        if min(counts.values()) >= PLANTED:
            return
        beside, body = assembly.beside(name), bodies[name]
        if len(beside) != 1 or bodies[beside[0]].corners.shape[0] == 0:
            continue
        other = bodies[beside[0]]
        kind = assembly.kind(name, other.name)
        away = (body.low + body.high) / 2 - (other.low + other.high) / 2
        axis = int(np.argmax(np.abs(away) / np.maximum(1e-6, (body.high - body.low + other.high - other.low) / 2)))
        for fault, length in (("apart", max(10 * assembly.sure, 0.05 * size)),
                              ("into", -max(10 * assembly.sure, 0.04 * size))):
            by = [0.0, 0.0, 0.0]
            by[axis] = length if away[axis] >= 0 else -length
            if counts[fault] >= PLANTED or (body.low + by)[2] < assembly.low[2] - 1e-6:
                continue
            there = moved(body, by)
            others = [each for each in bodies.values() if each is not body]
            if fault == "apart":
                wrong = all(box_gap(there, each) > 3 * assembly.sure or gap(there, each) > 3 * assembly.sure
                            for each in others) and there.low[2] > assembly.low[2] + 3 * assembly.sure
                wrong = wrong and kind not in ("free", "near")
            else:
                wrong = (kind in (False, "rests", "fits") and body.part != other.part
                         and depth(there, other) > max(0.7 * abs(length), 0.3 * float((body.high - body.low).max())
                                                       if kind is False else 0))
            if wrong:
                counts[fault] += 1
                yield fault, name, by


def flip(name):
    """Turns one of an object's faces; returns what turns it back, or None."""
    mesh = bpy.data.objects[name].data
    if not isinstance(mesh, bpy.types.Mesh) or mesh.users > 1 or len(mesh.polygons) < 6:
        return None
    mesh.polygons[0].flip()
    mesh.update()
    return mesh.polygons[0].flip


def work(job, folder):
    begun = time.process_time()
    ran = execute.run(job["script"], 120, folder)
    if ran["error"] is not None:
        return {"name": job["name"], "error": ran["error"]["message"]}
    built = time.process_time()
    found = report.report(job["joins"], asked=job["requirements"])
    seconds = built - begun, time.process_time() - built
    assembly = Assembly(job)
    result = {"name": job["name"], "error": None, "planted": [], "seconds": seconds,
              "measured": len(found["objects"]) + len(found["contacts"]) + len(found["requirements"]),
              "alarms": [{"kind": kind, "objects": names, "m": value, "true": true}
                         for kind, names, value, true in alarms(found, assembly)
                         if not {assembly.bodies[name].part for name in names} <= set(job["effects"])],
              "missed": [{"words": row["words"], "found": row.get("found")} for row in found["requirements"]
                         if row["met"] is False]}
    before = named(found)
    for fault, name, by in list(plans(assembly, random.Random(job["name"]))):
        if name in before:
            continue
        move([name], by)
        told = report.report(job["joins"])
        result["planted"].append({"fault": fault, "object": name, "by": by, "seen": name in named(told)})
        move([name], [-each for each in by])
    for name in sorted(set(assembly.bodies) - before)[:1]:
        undo = flip(name)
        if undo is not None:
            result["planted"].append({"fault": "flipped", "object": name,
                                      "seen": name in report.report(job["joins"])["flipped"]})
            undo()
    return result


def main():
    source, target = sys.argv[sys.argv.index("--") + 1:]
    with tempfile.TemporaryDirectory() as folder, open(target, "w", encoding="utf-8") as out:
        for job in json.loads(pathlib.Path(source).read_text(encoding="utf-8")):
            out.write(json.dumps(work(job, folder)) + "\n")
            out.flush()


main()
