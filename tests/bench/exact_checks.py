# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact checks of finished scenes: a second implementation of what the bridge measures, which shares no code with it.

Run by Blender (`blender --background --factory-startup --python exact_checks.py -- SCENE.blend MESHES.json …`, pairs)
it only writes down the evaluated meshes in world coordinates. All else is numpy outside of Blender: `dump` starts that
Blender, `Scene` reads what it wrote, `judge(scene, checks)` answers {"met", "found", …} for each check.

A check is {"check": KIND, "of": WHICH, …}: `of` is `whole`, or words with | between them, one of which a part's id or
an object's name has; "!words" leaves things out. Lengths are in `unit` (m without), `tolerance` in the same unit,
0.2 mm or 0.2 % without (of a small number 0.05 mm or 0.5 %); `is`: equal, at_least, at_most. `each`: every object by
itself. The kinds are the functions `check_…`."""

import json
import os
import pathlib
import re
import subprocess
import sys

try:
    import bpy
except ImportError:
    bpy = None
import numpy as np

# What is as exact as a small number that is written: 3 mm is not 3.18 mm.
WRITTEN = {"size", "diameter", "hole_diameter", "hole_distance", "edge_distance", "distance", "place", "inner_diameter"}
UNITS = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
AXES = "xyz"
# Hue (degrees), saturation and value (HSV) of a colour's family, first match: kept coarse on purpose.
FAMILIES = {"black": lambda h, s, v: v < 0.28, "white": lambda h, s, v: v > 0.8 and s < 0.16,
            "grey": lambda h, s, v: s < 0.2 and 0.2 < v < 0.85, "red": lambda h, s, v: (h < 18 or h > 338) and s > 0.4,
            "orange": lambda h, s, v: 12 <= h < 44 and s > 0.5, "yellow": lambda h, s, v: 40 <= h < 68 and s > 0.35,
            "green": lambda h, s, v: 68 <= h < 172 and s > 0.2, "turquoise": lambda h, s, v: 160 <= h < 200 and s > 0.2,
            "blue": lambda h, s, v: 195 <= h < 262 and s > 0.25, "purple": lambda h, s, v: 255 <= h < 320 and s > 0.15,
            "pink": lambda h, s, v: (h > 305 or h < 15) and 0.1 < s < 0.65 and v > 0.7,
            "brown": lambda h, s, v: 8 <= h < 48 and s > 0.25 and v < 0.75,
            "beige": lambda h, s, v: 20 <= h < 60 and 0.08 < s < 0.5 and v > 0.6,
            "gold": lambda h, s, v: 30 <= h < 58 and s > 0.3, "silver": lambda h, s, v: s < 0.15 and v > 0.5}


# What runs in Blender.

def color_of(material):
    """The Base Color in sRGB; None when a picture or a node makes it."""
    nodes = material.node_tree.nodes if material and material.node_tree else []
    color = next((list(node.inputs["Base Color"].default_value)[:3] for node in nodes
                  if node.type == "BSDF_PRINCIPLED" and not node.inputs["Base Color"].is_linked), None)
    if color is None and material:
        color = list(material.diffuse_color)[:3]
    return color and [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in color]


def read_meshes():
    """The meshes of the open scene as it is seen, in world coordinates."""
    objects = []
    for each in bpy.context.evaluated_depsgraph_get().object_instances:
        own = each.object
        if own.type not in ("MESH", "CURVE", "FONT", "SURFACE", "META") or not each.show_self:
            continue
        mesh = own.to_mesh()
        mesh.calc_loop_triangles()
        matrix = each.matrix_world.copy()
        objects.append({
            "name": own.name, "part": str(own.original.get("part", "")),
            "vertices": [list(matrix @ vertex.co) for vertex in mesh.vertices],
            "polygons": [list(face.vertices) for face in mesh.polygons],
            "triangles": [list(each.vertices) for each in mesh.loop_triangles],
            "flipped": matrix.determinant() < 0,
            "slots": [face.material_index for face in mesh.polygons],
            "materials": [{"name": slot.material.name if slot.material else "", "color": color_of(slot.material)}
                          for slot in own.material_slots]})
        own.to_mesh_clear()
    return {"objects": objects}


def write_meshes(scene, target):
    bpy.ops.wm.open_mainfile(filepath=scene, load_ui=False)
    pathlib.Path(target).write_text(json.dumps(read_meshes()), encoding="utf-8")


# What runs outside.

def blender(script, words, env=None):
    """Runs a script of this folder in Blender."""
    subprocess.run([os.environ.get("MQ_BLENDER", "blender"), "--background", "--factory-startup", "--python-exit-code",
                    "1", "--python", pathlib.Path(__file__).with_name(script), "--", *map(str, words)], env=env,
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def dump(pairs, env=None):
    """Lets one Blender write (scene.blend, meshes.json) pairs."""
    blender("exact_checks.py", [word for pair in pairs for word in pair], env)


class Body:
    """An object, or one of several bodies in it: triangles and polygons over vertices in the world."""

    def __init__(self, name, part, vertices, polygons, triangles, slots, materials):
        self.name, self.part, self.slots, self.materials = name, part, np.array(slots, int), materials
        self.vertices = np.array(vertices, float).reshape(-1, 3)
        self.polygons = polygons
        self.triangles = np.array(triangles, int).reshape(-1, 3)

    def islands(self):
        """The connected bodies, as bodies of their own."""
        root = list(range(len(self.vertices)))

        def find(i):
            while root[i] != i:
                root[i] = root[root[i]]
                i = root[i]
            return i

        for face in self.polygons:
            for other in face[1:]:
                root[find(other)] = find(face[0])
        label = np.array([find(i) for i in range(len(root))], int)
        bodies = []
        for number in sorted({label[face[0]] for face in self.polygons}):
            faces = [i for i, face in enumerate(self.polygons) if label[face[0]] == number]
            new = np.cumsum(label == number) - 1
            bodies.append(Body(self.name, self.part, self.vertices[label == number],
                               [[int(new[v]) for v in self.polygons[i]] for i in faces],
                               new[self.triangles[label[self.triangles[:, 0]] == number]],
                               self.slots[faces], self.materials))
        return bodies

    def volume(self):
        a, b, c = (self.vertices[self.triangles[:, i]] for i in range(3))
        return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)

    def edges(self):
        """{(v, w) with v < w: [number of faces that run it so, number against]}"""
        counted = {}
        for face in self.polygons:
            for a, b in zip(face, face[1:] + face[:1]):
                counted.setdefault((min(a, b), max(a, b)), [0, 0])[a > b] += 1
        return counted

    def genus(self):
        return 1 - (len({v for face in self.polygons for v in face}) - len(self.edges()) + len(self.polygons)) // 2


class Scene:
    def __init__(self, path):
        self.objects = [Body(each["name"], each["part"], each["vertices"], each["polygons"],
                             np.array(each["triangles"], int).reshape(-1, 3)[:, ::-1 if each["flipped"] else 1],
                             each["slots"], each["materials"])
                        for each in json.loads(pathlib.Path(path).read_text(encoding="utf-8"))["objects"]]

    def take(self, words):
        """The objects that are meant."""
        if words == "whole":
            return self.objects
        for wanted in ("part", "name"):  # a part's id counts before an object's name
            found = [each for each in self.objects if fits(words, getattr(each, wanted))]
            if found:
                return found
        raise Unknown(f"nothing is called {words}")


class Unknown(Exception):
    """A check finds nothing to look at."""


def fits(words, text):
    text = re.sub(r"[^a-z0-9]+", " ", text.lower())
    yes = [word for word in words.lower().split("|") if not word.startswith("!")]
    return not any(word[1:] in text for word in words.lower().split("|") if word[0] == "!") and any(
        re.search(rf"\b{re.escape(word)}(s|es)?\b", text) for word in yes)


def points_of(bodies):
    return np.concatenate([body.vertices[np.unique(body.triangles)] for body in bodies])


def box_of(bodies):
    points = points_of(bodies)
    return points.min(axis=0), points.max(axis=0)


def cut(body, axis, at):
    """Closed outlines of the section across @axis at @at: arrays of (u, v)."""
    height = body.vertices[:, axis] - at
    height = np.where(np.abs(height) < 1e-9, 1e-9, height)
    others = [i for i in range(3) if i != axis]
    links, places = {}, {}
    for triangle in body.triangles[np.ptp(np.sign(height[body.triangles]), axis=1) > 0]:
        ends = []
        for a, b in ((0, 1), (1, 2), (2, 0)):
            a, b = sorted((int(triangle[a]), int(triangle[b])))
            if height[a] * height[b] < 0:
                share = height[a] / (height[a] - height[b])
                places[a, b] = (body.vertices[a] + share * (body.vertices[b] - body.vertices[a]))[others]
                ends.append((a, b))
        links.setdefault(ends[0], []).append(ends[1])
        links.setdefault(ends[1], []).append(ends[0])
    loops, left = [], set(links)
    while left:
        here = left.pop()
        loop = [here]
        while True:
            following = next((each for each in links[here] if each in left), None)
            if following is None:
                break
            left.discard(following)
            loop.append(following)
            here = following
        if len(loop) > 2:
            loops.append(np.array([places[each] for each in loop]))
    return loops


def area_of(loop):
    x, y = loop[:, 0], loop[:, 1]
    return 0.5 * float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def middle_of(loop):
    """The centre of the area within an outline."""
    x, y = (loop - loop[0]).T
    weights = x * np.roll(y, -1) - np.roll(x, -1) * y
    if abs(weights.sum()) < 1e-18:
        return loop.mean(axis=0)
    return loop[0] + np.array([np.sum((x + np.roll(x, -1)) * weights), np.sum((y + np.roll(y, -1)) * weights)]) / (
        3 * weights.sum())


def within(point, loop):
    x, y = loop.T
    ahead = ((y > point[1]) != (np.roll(y, -1) > point[1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        cross = x + (point[1] - y) * (np.roll(x, -1) - x) / (np.roll(y, -1) - y)
    return bool(np.sum(ahead & (point[0] < cross)) % 2)


def outlines(bodies, axis, at):
    """(outer outlines, inner ones) of a section, each with its body."""
    outer, inner = [], []
    for body in bodies:
        loops = cut(body, axis, at)
        for i, loop in enumerate(loops):
            depth = sum(within(loop[0], other) for j, other in enumerate(loops) if i != j)
            (inner if depth % 2 else outer).append((loop, body))
    return outer, inner


def to_segments(points, loop):
    """Smallest distance of each point to an outline."""
    a, b = loop, np.roll(loop, -1, axis=0)
    along = b - a
    share = np.einsum("pij,ij->pi", points[:, None] - a, along) / np.maximum((along ** 2).sum(axis=1), 1e-24)
    near = a + np.clip(share, 0, 1)[..., None] * along
    return np.sqrt(((points[:, None] - near) ** 2).sum(axis=2).min(axis=1))


def dense(loop, step):
    """Points on an outline, at most @step apart."""
    made = []
    for a, b in zip(loop, np.roll(loop, -1, axis=0)):
        count = max(1, int(np.ceil(np.linalg.norm(b - a) / step)))
        made.append(a + (b - a) * (np.arange(count) / count)[:, None])
    return np.concatenate(made)[:20000]


def widths(points):
    """Calipers: the width of 2D points in 720 directions."""
    angles = np.radians(np.arange(720) / 4)
    along = points @ np.array([np.cos(angles), np.sin(angles)])
    return np.ptp(along, axis=0)


def to_triangles(points, body):
    """Smallest distance of each point to a body's surface."""
    corners = body.vertices[body.triangles]
    best = np.full(len(points), np.inf)
    rows = max(1, 400000 // max(1, len(corners)))
    for start in range(0, len(points), rows):
        squares = nearest(points[start:start + rows, None], *corners.transpose(1, 0, 2))
        best[start:start + rows] = np.sqrt(squares.min(axis=1))
    return best


def nearest(p, a, b, c):
    """Squared distances of points to triangles: inside by barycentric coordinates, else to the three sides."""
    ab, ac, ap = b - a, c - a, p - a
    d00, d01, d11 = (ab * ab).sum(-1), (ab * ac).sum(-1), (ac * ac).sum(-1)
    d20, d21 = (ap * ab).sum(-1), (ap * ac).sum(-1)
    base = np.maximum(d00 * d11 - d01 * d01, 1e-30)
    v, w = (d11 * d20 - d01 * d21) / base, (d00 * d21 - d01 * d20) / base
    normal = np.cross(ab, ac)
    length = np.maximum((normal * normal).sum(-1), 1e-30)
    inside = np.where((v >= 0) & (w >= 0) & (v + w <= 1), (ap * normal).sum(-1) ** 2 / length, np.inf)
    for start, along, from_ in ((a, ab, ap), (a, ac, ap), (b, c - b, p - b)):
        share = np.clip((from_ * along).sum(-1) / np.maximum((along * along).sum(-1), 1e-30), 0, 1)
        inside = np.minimum(inside, ((p - start - share[..., None] * along) ** 2).sum(-1))
    return inside


def is_inside(points, body):
    """Generalised winding number (Jacobson, Kavan, Sorkine 2013) over a half."""
    a, b, c = body.vertices[body.triangles].transpose(1, 0, 2)
    total = np.zeros(len(points))
    rows = max(1, 400000 // max(1, len(a)))
    for start in range(0, len(points), rows):
        p = points[start:start + rows, None]
        u, v, w = a - p, b - p, c - p
        lu, lv, lw = (np.linalg.norm(each, axis=-1) for each in (u, v, w))
        above = (u * np.cross(v, w)).sum(-1)
        below = lu * lv * lw + (u * v).sum(-1) * lw + (v * w).sum(-1) * lu + (w * u).sum(-1) * lv
        total[start:start + rows] = 2 * np.arctan2(above, below).sum(axis=1) / (4 * np.pi)
    return np.abs(total) > 0.5


def samples(body, near=None, reach=np.inf):
    """Points on the surface: vertices, middles of edges and of triangles; within @reach of the box @near."""
    a, b, c = body.vertices[body.triangles].transpose(1, 0, 2)
    points = np.concatenate([body.vertices[np.unique(body.triangles)], (a + b) / 2, (b + c) / 2, (a + c) / 2,
                             (a + b + c) / 3])
    if near is not None:
        points = points[np.all((points > near[0] - reach) & (points < near[1] + reach), axis=1)]
    return points[:: max(1, len(points) // 6000)]


def gap_between(one, two):
    """Smallest distance of two bodies' surfaces, by samples of each to the triangles of the other."""
    low = max(0.0, float(np.max(np.maximum(box_of([one])[0] - box_of([two])[1], box_of([two])[0] - box_of([one])[1]))))
    best = np.inf
    for here, there in ((one, two), (two, one)):
        points = samples(here, box_of([there]), low + 0.05)
        points = points if len(points) else samples(here)
        best = min(best, float(to_triangles(points, there).min()))
    return best


def depth_between(one, two):
    """How deep the surface of one lies in the other, the deepest sample; 0 where they do not overlap."""
    deepest = 0.0
    for here, there in ((one, two), (two, one)):
        points = samples(here, box_of([there]), 0.0)
        points = points[is_inside(points, there)] if len(points) else points
        if len(points):
            deepest = max(deepest, float(to_triangles(points, there).max()))
    return deepest


# The checks: each takes the scene and a check, and returns what it found, in metres, degrees or as a number.

def number(axis):
    return AXES.index(axis)


def height_of(check, bodies, axis):
    """Where a section is: `at` (share of the extent, 0.5 without), of the given bodies."""
    low, high = box_of(bodies)
    return low[axis] + (high[axis] - low[axis]) * check.get("at", 0.5) + 1.3e-7


def section(scene, check, axis="z"):
    bodies = scene.take(check["of"])
    axis = number(check.get("axis", axis))
    return outlines(bodies, axis, height_of(check, bodies, axis))


def check_size(scene, check):
    bodies = check["bodies"]
    low, high = box_of(bodies)
    ranked = {"narrow": min, "longest": max}.get(check["axis"])
    return float(ranked(high - low) if ranked else (high - low)[number(check["axis"])])


def check_place(scene, check):
    low, high = box_of(check["bodies"])
    share = {"low": 0, "middle": 0.5, "high": 1}[check["side"]]
    return float((low + share * (high - low))[number(check["axis"])])


def check_distance(scene, check):
    """Between the middles of two things' boxes, along `axis` or as the crow flies."""
    apart = sum(box_of(scene.take(check["of"]))) / 2 - sum(box_of(scene.take(check["to"]))) / 2
    return float(abs(apart[number(check["axis"])]) if "axis" in check else np.linalg.norm(apart))


def check_level(scene, check):
    """From the top (or foot: `side` low) of one thing to that of another, along `axis`."""
    axis = number(check.get("axis", "z"))
    one, two = ((box_of(scene.take(check[key]))) for key in ("of", "to"))
    ends = check.get("ends", ["high", "high"])
    return float(abs(one[ends[0] == "high"][axis] - two[ends[1] == "high"][axis]))


def check_pieces(scene, check):
    """Objects, or bodies in them, whichever is nearer to what is wanted; `by` says which."""
    bodies = scene.take(check["of"])
    counts = {"objects": len(bodies), "islands": sum(len(body.islands()) for body in bodies)}
    return counts[check["by"]] if "by" in check else min(counts.values(), key=lambda n: abs(n - check["value"]))


def check_holes(scene, check):
    """Through holes of all bodies, by Euler's formula."""
    return sum(island.genus() for body in check["bodies"] for island in body.islands())


def round_holes(scene, check):
    """(centre, diameter, outer outline) of the holes in a section from `least` to `most` across (mm); with `solid` of
    what stands round instead."""
    outer, inner = section(scene, check)
    unit = UNITS["mm"]
    found = []
    for loop, body in outer if check.get("solid") else inner:
        around = min((each for each, own in outer if own is body and within(loop.mean(axis=0), each)),
                     key=lambda each: abs(area_of(each)))
        diameter = float(2 * np.linalg.norm(loop - middle_of(loop), axis=1).max())
        if check.get("least", 0) * unit <= diameter <= check.get("most", np.inf) * unit:
            found.append((middle_of(loop), diameter, around))
    if not found:
        raise Unknown("no hole in the section")
    return found


def worst(values, check):
    """The one that is farthest from what is wanted; where a limit is given, the one nearest to breaking it."""
    if check.get("is") == "at_most":
        return max(values)
    return min(values) if check.get("is") == "at_least" else max(values, key=lambda v: abs(v - check["metres"]))


def check_hole_diameter(scene, check):
    return worst([diameter for _, diameter, _ in round_holes(scene, check)], check)


def check_hole_count(scene, check):
    """Holes in a section."""
    try:
        return len(round_holes(scene, check))
    except Unknown:
        return 0


def check_hole_distance(scene, check):
    """Of each hole, to the other one whose distance is nearest to what is wanted."""
    centres = [centre for centre, _, _ in round_holes(scene, check)]
    if len(centres) < 2:
        raise Unknown("one hole only")
    apart = [[float(np.linalg.norm(a - b)) for b in centres if b is not a] for a in centres]
    return worst([min(row, key=lambda v: abs(v - check["metres"])) for row in apart], check)


def check_edge_distance(scene, check):
    return worst([float(to_segments(np.array([centre]), around)[0]) for centre, _, around in round_holes(scene, check)],
                 check)


def check_hole_depth(scene, check):
    """From the mouth of a blind hole, at `point` (x, y) in the unit from the middle of the box, to its floor."""
    return box_of(check["bodies"])[1][2] - crossings(scene, check)[-1]


def check_diameter(scene, check):
    """Largest width, seen along `axis`; with `at` of the section there."""
    axis = number(check.get("axis", "z"))
    if "at" in check:
        loops = [loop for loop, _ in outlines(check["bodies"], axis, height_of(check, check["bodies"], axis))[0]]
        if not loops:
            raise Unknown("nothing at that height")
        return float(widths(np.concatenate(loops)).max())
    return float(widths(np.delete(points_of(check["bodies"]), axis, axis=1)).max())


def check_inner_diameter(scene, check):
    """The largest opening in a section."""
    return max(diameter for _, diameter, _ in round_holes(scene, check))


def check_inner_size(scene, check):
    """Extent along `along` (x or y of a section across z) of the largest opening, at the height `at`."""
    _, inner = section(scene, check)
    if not inner:
        raise Unknown("no opening in the section")
    loop = max((loop for loop, _ in inner), key=lambda each: abs(area_of(each)))
    rest = [axis for axis in AXES if axis != check.get("axis", "z")]
    return float(np.ptp(loop[:, rest.index(check["along"])]))


def check_section_size(scene, check):
    """Extent along `along` of a section at the height `at`, all outlines together."""
    outer, _ = section(scene, check)
    if not outer:
        raise Unknown("nothing at that height")
    rest = [axis for axis in AXES if axis != check.get("axis", "z")]
    return float(np.ptp(np.concatenate([loop for loop, _ in outer])[:, rest.index(check["along"])]))


def check_round(scene, check):
    """Largest minus smallest width, as a share of the largest."""
    flat = np.delete(points_of(check["bodies"]), number(check.get("axis", "z")), axis=1)
    across = widths(flat)
    return float((across.max() - across.min()) / across.max())


def check_wall(scene, check):
    """Between outer and inner outline of a section at `at`: the median, and every point within thrice the tolerance."""
    outer, inner = section(scene, check)
    if not inner:
        raise Unknown("no inside in the section")
    loop, body = max(inner, key=lambda each: abs(area_of(each[0])))
    around = max((each for each, own in outer if own is body), key=lambda each: abs(area_of(each)))
    gaps = to_segments(dense(loop, 0.002), around)
    return float(np.median(gaps)) if np.ptp(gaps) < 3 * max(check["tolerance_m"], 2e-4) else worst(gaps.tolist(), check)


def crossings(scene, check):
    """Where a line along `axis` crosses the surface, upwards. `point`: the others, from the box's middle."""
    bodies = check["bodies"]
    axis = number(check.get("axis", "z"))
    others = [i for i in range(3) if i != axis]
    middle = sum(box_of(bodies)) / 2
    unit = UNITS.get(check.get("unit"), 1)
    # A little aside, so that the line meets no edge.
    place = middle[others] + np.array(check.get("point", [0, 0])) * unit + np.array([2.3e-6, 3.1e-6])
    found = []
    for body in bodies:
        a, b, c = body.vertices[body.triangles].transpose(1, 0, 2)
        flat = [each[:, others] - place for each in (a, b, c)]
        wide = [p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0] for p, q in zip(flat[1:] + flat[:1], flat[2:] + flat[:2])]
        hit = (np.sign(wide[0]) == np.sign(wide[1])) & (np.sign(wide[1]) == np.sign(wide[2])) & (wide[0] != 0)
        total = wide[0] + wide[1] + wide[2]
        with np.errstate(divide="ignore", invalid="ignore"):
            heights = (wide[0] * a[:, axis] + wide[1] * b[:, axis] + wide[2] * c[:, axis]) / total
        found += heights[hit].tolist()
    if len(found) < 2:
        raise Unknown("nothing on that line")
    return sorted(found)


def check_thickness(scene, check):
    """Of the first material that a line along `axis` meets from below (`from` "above": from above)."""
    found = crossings(scene, check)
    return found[-1] - found[-2] if check.get("from") == "above" else found[1] - found[0]


def check_inner_depth(scene, check):
    """From the highest point down to the first surface that a line meets: how deep a vessel is inside."""
    return float(box_of(check["bodies"])[1][2] - crossings(scene, check)[-1])


def pairs(scene, check):
    for one in scene.take(check["of"]):
        for two in scene.take(check["to"]):
            if one is not two:
                yield one, two


def check_clearance(scene, check):
    """Smallest gap of two things; with `at` between their outlines in a section at that share of `of`."""
    if "at" not in check:
        return min(gap_between(one, two) for one, two in pairs(scene, check))
    axis = number(check.get("axis", "z"))
    place = height_of(check, scene.take(check["of"]), axis)
    best = np.inf
    for one, two in pairs(scene, check):
        for here in cut(one, axis, place):
            for there in cut(two, axis, place):
                best = min(best, float(to_segments(dense(here, 0.0005), there).min()),
                           float(to_segments(dense(there, 0.0005), here).min()))
    if best == np.inf:
        raise Unknown("one of them is not at that height")
    return best


def check_touches(scene, check):
    """1 if every object of `of` is at most 1 mm from `to` and at most 3 mm in it (`deepest`, in mm)."""
    for one in scene.take(check["of"]):
        others = [two for two in scene.take(check["to"]) if two is not one]
        depth = max(depth_between(one, two) for two in others)
        if depth > check.get("deepest", 3) / 1000 + 2e-4 or (
                depth < 1e-5 and min(gap_between(one, two) for two in others) > 0.001):
            return 0
    return 1


def check_overlap(scene, check):
    """Greatest depth of one thing in another; of one thing's own objects without `to`."""
    if "to" not in check:
        bodies = scene.take(check["of"])
        return max((depth_between(one, two) for i, one in enumerate(bodies) for two in bodies[:i]), default=0.0)
    return max(depth_between(one, two) for one, two in pairs(scene, check))


def check_rise(scene, check):
    """From the top of each piece to the next one's, the one that is farthest off."""
    tops = sorted(box_of([body])[1][2] for body in check["bodies"])
    return worst(np.diff(tops).tolist(), check)


def check_turn(scene, check):
    """Degrees about the middle of `to` (z = the world's axis without) between a piece and the next above."""
    centre = (sum(box_of(scene.take(check["to"]))) / 2)[:2] if "to" in check else np.zeros(2)
    steps = sorted(check["bodies"], key=lambda body: box_of([body])[1][2])
    angles = [np.degrees(np.arctan2(*(points_of([body]).mean(axis=0)[:2] - centre)[::-1])) for body in steps]
    return worst([abs((b - a + 180) % 360 - 180) for a, b in zip(angles, angles[1:])], check)


def check_spacing(scene, check):
    """Between neighbours' middles along `axis`, or degrees round the middle of all: the worst one."""
    if "axis" in check:
        places = sorted(sum(box_of([body]))[number(check["axis"])] / 2 for body in check["bodies"])
        return worst(np.diff(places).tolist(), check)
    middles = [points_of([body]).mean(axis=0) for body in check["bodies"]]
    plane = [i for i in range(3) if i != number(check.get("about", "z"))]
    centre = (sum(box_of(scene.take(check.get("to", "whole")))) / 2)[plane]
    angles = sorted(np.degrees(np.arctan2(*(each[plane] - centre)[::-1])) % 360 for each in middles)
    return worst([(b - a) % 360 for a, b in zip(angles, angles[1:] + angles[:1])], check)


def largest_outline(scene, check):
    outer, _ = section(scene, check)
    if not outer:
        raise Unknown("nothing in the section")
    return max((loop for loop, _ in outer), key=lambda each: abs(area_of(each)))


def check_teeth(scene, check):
    """How often the outline of a section rises above the middle of its radii."""
    loop = dense(largest_outline(scene, check), 0.0002)
    radii = np.linalg.norm(loop - middle_of(loop), axis=1)
    if np.ptp(radii) < 0.02 * radii.max():
        return 0
    above = radii > (radii.min() + radii.max()) / 2
    return int(np.sum(above & ~np.roll(above, 1)))


def check_sides(scene, check):
    """Straight sides of the outline: directions that neighbouring segments share, if long enough."""
    loop = largest_outline(scene, check)
    along = np.roll(loop, -1, axis=0) - loop
    lengths, turns = np.linalg.norm(along, axis=1), np.degrees(np.arctan2(along[:, 1], along[:, 0]))
    keep = lengths > 1e-7
    sides = []
    for length, turn in zip(lengths[keep], turns[keep]):
        if sides and abs((turn - sides[-1][1] + 180) % 360 - 180) < 1:
            sides[-1][0] += length
        else:
            sides.append([length, turn])
    if len(sides) > 1 and abs((sides[0][1] - sides[-1][1] + 180) % 360 - 180) < 1:
        sides[0][0] += sides.pop()[0]
    longest = max(length for length, _ in sides)
    return sum(length > 0.25 * longest for length, _ in sides)


def check_angle(scene, check):
    """Degrees between the longest principal axis of the surface and `axis`."""
    body = check["bodies"]
    points = points_of(body) - points_of(body).mean(axis=0)
    along = np.linalg.svd(points, full_matrices=False)[2][0]
    return float(np.degrees(np.arccos(min(1.0, abs(along[number(check.get("axis", "z"))])))))


def check_slope(scene, check):
    """Degrees from level of the largest face that looks up and is neither level nor upright."""
    found = {}
    for body in check["bodies"]:
        a, b, c = body.vertices[body.triangles].transpose(1, 0, 2)
        normal = np.cross(b - a, c - a)
        size = np.linalg.norm(normal, axis=1)
        tilt = np.degrees(np.arccos(np.clip(normal[:, 2] / np.maximum(size, 1e-30), -1, 1)))
        for each, angle in zip(size, tilt):
            if 0.2 < angle < 89:
                found[round(float(angle), 2)] = found.get(round(float(angle), 2), 0) + float(each)
    if not found:
        raise Unknown("no slope")
    return max(found, key=found.get)


def check_watertight(scene, check):
    """Edges without exactly two faces that run them in opposite directions; hollow bodies must not be inside out."""
    bad = sum(counts != [1, 1] for body in check["bodies"] for counts in body.edges().values())
    return bad + sum(body.volume() <= 0 for body in check["bodies"])


def check_one_solid(scene, check):
    """Bodies: connected surfaces that look outwards (those that look inwards are hollows)."""
    return sum(island.volume() > 0 for body in check["bodies"] for island in body.islands()) + (
        1000 * (check_watertight(scene, check) > 0))


def check_triangles(scene, check):
    return sum(len(body.triangles) for body in check["bodies"])


def check_volume(scene, check):
    """Cubic centimetres of material."""
    return sum(body.volume() for body in check["bodies"]) * 1e6


def check_color(scene, check):
    """1 if the colour of the largest area is of the family `text`; of each object."""
    for body in check["bodies"]:
        areas = {}
        for face, slot in zip(body.polygons, body.slots):
            corners = body.vertices[face]
            size = np.linalg.norm(np.cross(corners[1:-1] - corners[0], corners[2:] - corners[0]).sum(axis=0)) / 2
            areas[int(slot)] = areas.get(int(slot), 0) + size
        slot = max(areas, key=areas.get)
        color = body.materials[slot]["color"] if slot < len(body.materials) else None
        if color is None or not FAMILIES[check["text"]](*hsv(color)):
            return 0
    return 1


def hsv(color):
    high, low = max(color), min(color)
    span = high - low
    if span == 0:
        return 0.0, 0.0, high
    r, g, b = color
    hue = ((g - b) / span % 6 if high == r else (b - r) / span + 2 if high == g else (r - g) / span + 4) * 60
    return hue, span / high, high


def check_material(scene, check):
    """1 if every object has a material whose name has one of the words of `text`."""
    return int(all(any(fits(check["text"], each["name"]) for each in body.materials) for body in check["bodies"]))


CHECKS = {name.removeprefix("check_"): call for name, call in globals().items() if name.startswith("check_")}
WHETHER = {"watertight": 0, "one_solid": 1, "color": 1, "material": 1, "touches": 1}  # what is found where it is so
PLAIN = {"pieces", "holes", "hole_count", "teeth", "sides", "triangles", *WHETHER}
ANGLES = {"turn", "angle", "slope"}


def judge_one(scene, check):
    check = dict(check)
    kind, unit = check["check"], UNITS.get(check.get("unit"), 1)
    if kind in WHETHER:
        check.setdefault("value", WHETHER[kind])
    if kind == "overlap" and "value" not in check:
        check.update(value=0, unit="mm", tolerance=check.get("tolerance", 0.2), **{"is": "at_most"})
        unit = 0.001
    degrees = kind in ANGLES or check.get("unit") == "deg"
    wanted = check["metres"] = check["value"] * unit
    least = 0.5 if degrees else 0 if kind in PLAIN else 0.002 if kind in ("round", "volume") else 0.0002
    share = 0 if degrees or kind in PLAIN else 0.002
    tolerance = check["tolerance_m"] = check["tolerance"] * unit if "tolerance" in check else max(
        min(least, max(0.00005, 0.005 * abs(wanted))) if kind in WRITTEN else least, share * abs(wanted))
    groups = [None]
    if "of" in check:
        bodies = scene.take(check["of"])
        groups = [[body] for body in bodies] if check.get("each") else [bodies]
    found = []
    for group in groups:
        check["bodies"] = group
        found.append(float(CHECKS[kind](scene, check)))
    off = [{"at_least": wanted - each, "at_most": each - wanted}.get(check.get("is"), abs(each - wanted))
           for each in found]
    last = int(np.argmax(off))
    return {"met": bool(off[last] <= tolerance * (1 + 1e-6) + 1e-9), "found": round(found[last] / unit, 4)}


def judge(scene, checks):
    """One answer a check: the check's own members, `met`, `found` (in its unit), or `why` nothing was found."""
    return [max((answer(scene, {**check, "axis": axis} if axis else check)
                 for axis in check.get("axis", "").split("|")), key=lambda row: row["met"]) for check in checks]


def answer(scene, check):
    """`axis` "x|y" is the one along which it is met."""
    try:
        return {**check, **judge_one(scene, check)}
    except (Unknown, ValueError, KeyError, IndexError) as error:
        return {**check, "met": False, "found": None, "why": str(error)}


if __name__ == "__main__" and bpy:
    arguments = sys.argv[sys.argv.index("--") + 1:]
    for source, place in zip(arguments[::2], arguments[1::2]):
        write_meshes(source, place)
