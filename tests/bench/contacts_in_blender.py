# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender for `./dev bench motion --agreement`, with JOBS.json and FOLDER after `--`: builds each asset and
writes it for MuJoCo with all its solids cut into convex pieces (FOLDER/NAME.xml), poses of it (NAME.poses: as built,
POSES random ones within the limits, as many beyond), and which solids the sweep says meet in each (a line of NAME.jsonl
for a pose, after one for all)."""

import json
import math
import pathlib
import random
import sys
import tempfile
import time

import bmesh
import numpy
from mathutils import Matrix

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "blender-addon"))

from maquette_bridge import execute  # noqa: E402
from maquette_bridge.export import convex  # noqa: E402
from maquette_bridge.measure import islands, report  # noqa: E402
from maquette_bridge.measure.solid import Solid  # noqa: E402
from maquette_bridge.motion import joints, meeting, pose, proofs  # noqa: E402
from maquette_bridge.motion.sweep import Mechanism  # noqa: E402

POSES = 200
MOST_PIECES, MOST_TRIANGLES = 60, 2000  # of an island; of more, its hull is taken
EXACT = 0.002  # of its volume: what the pieces of an island may have more or less than itself


class Surface:
    """Triangles as a shape."""

    def __init__(self, vertices, triangles, closed=True):
        self.vertices, self.triangles, self.closed = vertices, triangles, closed
        self.low, self.high = (tuple(map(function, zip(*vertices))) for function in (min, max))


def hull(places):
    """(vertices, triangles, volume) of the convex hull."""
    made = convex.hull(places)
    return [tuple(each) for each in made.corners], made.triangles, made.volume


def reflex_plane(bm, size):
    """The plane of a face beside the edge that is bent inwards most; None of a convex mesh."""
    worst = max(convex.inner_edges(bm, size), key=lambda each: each[0], default=None)
    return worst and (worst[1], worst[2][0])


def convex_pieces(vertices, triangles):
    """(hulls, whether they are just the island): it is cut along the planes of faces at inner corners."""
    places = [vertices[i] for i in sorted({corner for each in triangles for corner in each})]
    whole = hull(places)
    size = max(max(axis) - min(axis) for axis in zip(*places))
    bm = convex.as_mesh(vertices, triangles)
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    bm.normal_update()
    volume = abs(bm.calc_volume())
    if abs(whole[2] - volume) <= EXACT * 0.1 * whole[2] and reflex_plane(bm, 100 * size) is None:
        return [whole], True
    todo, done = [bm], []
    if len(triangles) > MOST_TRIANGLES:
        return [whole], False
    for _ in range(3 * MOST_PIECES):
        if not todo or len(todo) + len(done) > MOST_PIECES:
            break
        each = todo.pop()
        plane = reflex_plane(each, size)
        if plane is None:
            done += [hull([vertex.co for vertex in lump]) for lump in convex.lumps(each)]
            each.free()
        else:
            todo += [side for side in convex.cut(each, *plane, size) if side.faces]
            each.free()
    for each in todo:
        each.free()
    done = [each for each in done if each[2] > 1e-15]
    if todo or abs(sum(each[2] for each in done) - volume) > EXACT * volume:
        return [whole], abs(whole[2] - volume) <= EXACT * 0.1 * whole[2]
    return done, True


def decompose(solid):
    """(hulls, are they exact) of a solid; no hulls of what has an open surface."""
    if not all(island.closed for island in islands.find(solid.vertices, solid.triangles)):
        return [], False
    hulls, exact = [], True
    for shell in solid.shells:
        if not shell.hollow:
            made, is_exact = convex_pieces(shell.surface.vertices, shell.surface.triangles)
            hulls += [each for each in made if each[2] > 1e-15]
        exact = exact and is_exact and not shell.hollow
    return hulls, exact


def joined(name, hulls):
    """A solid of all its hulls."""
    vertices, triangles = [], []
    for corners, faces, _volume in hulls:
        triangles += [tuple(corner + len(vertices) for corner in each) for each in faces]
        vertices += corners
    return Solid(name, Surface(vertices, triangles))


def row(values):
    return " ".join(f"{value:.9g}" for value in values)


def mjcf(mechanism, hulls, numbers):
    """The asset for MuJoCo: a mesh for each piece, in places as built; bodies stand in the origin."""
    meshes, bodies = [], {"": ["<worldbody>"]}

    def geoms(link):
        for name in mechanism.link(link):
            for number, (corners, _faces, _volume) in enumerate(hulls[name]):
                mesh = f"{numbers[name]}_{number}"
                meshes.append(f'<mesh name="{mesh}" vertex="{row(v for corner in corners for v in corner)}"/>')
                yield f'<geom name="{mesh}" type="mesh" mesh="{mesh}"/>'

    def body(joint, number):
        kind = "slide" if joint.kind == "slider" else "hinge"
        own = [f'<body name="b{number}"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>'
               f'<joint type="{kind}" pos="{row(joint.origin)}" axis="{row(joint.axis)}"/>']
        return own + list(geoms(joint.name)) + [
            line for inner, each in enumerate(mechanism.joints) if each.outer is joint for line in body(each, inner)
        ] + ["</body>"]

    bodies[""] += list(geoms(""))
    for number, joint in enumerate(mechanism.joints):
        if joint.outer is None:
            bodies[""] += body(joint, number)
    return "\n".join(['<mujoco><compiler angle="radian"/><size nconmax="40000" njmax="10"/>'
                      '<option><flag filterparent="disable"/></option>', "<asset>", *meshes, "</asset>", *bodies[""],
                      "</worldbody></mujoco>", ""])


def in_order(mechanism):
    """The joints as MuJoCo numbers them: bodies depth first."""
    def below(outer):
        for joint in mechanism.joints:
            if joint.outer is outer:
                yield joint
                yield from below(joint)
    return list(below(None))


class Look:
    """Where the solids are in a pose, by their boxes."""

    def __init__(self, mechanism, solids):
        self.solids = solids
        self.corners = numpy.array([[list(corner) for corner in meeting.corners(each.low, each.high)]
                                    for each in solids])
        self.links = [mechanism.link_of[each.name] for each in solids]

    def near(self, moved):
        """Pairs of solids of different links whose boxes meet."""
        low, high = numpy.empty((len(self.solids), 3)), numpy.empty((len(self.solids), 3))
        for i, link in enumerate(self.links):
            places = self.corners[i]
            if link:
                matrix = numpy.array(moved[link])
                places = places @ matrix[:3, :3].T + matrix[:3, 3]
            low[i], high[i] = places.min(0), places.max(0)
        for i in range(len(self.solids)):
            for j in numpy.nonzero((low[:i] <= high[i]).all(1) & (high[:i] >= low[i]).all(1))[0]:
                if self.links[i] != self.links[j]:
                    yield i, int(j)


def beyond(joint):
    """A range far beyond the limits, in which things that are sound meet."""
    low, high = joint.whole
    return (low - (high - low), high + (high - low)) if joint.kind == "slider" else (-180.0, 180.0)


def compare(mechanism, folder, name):
    random_of = random.Random(name)
    solids = sorted(mechanism.solids.values(), key=lambda each: each.name)
    numbers = {each.name: number for number, each in enumerate(solids)}
    hulls, exact = {}, {}
    for each in solids:
        hulls[each.name], exact[each.name] = decompose(each)
    seen = {each.name: each if exact[each.name] else joined(each.name, hulls[each.name])
            for each in solids if hulls[each.name]}
    (folder / f"{name}.xml").write_text(mjcf(mechanism, hulls, numbers), encoding="utf-8")
    ours, theirs = meeting.Meetings(mechanism.tolerance), meeting.Meetings(mechanism.tolerance)
    look = Look(mechanism, solids)
    leaders = [joint for joint in mechanism.joints if not joint.follows]
    order = in_order(mechanism)
    lines = [json.dumps({"tolerance": mechanism.tolerance, "links": look.links,
                         "solids": [each.name for each in solids],
                         "exact": [exact[each.name] for each in solids],
                         "pieces": [len(hulls[each.name]) for each in solids]})]
    poses, let_in = [], set()
    for number in range(2 * POSES + 1):
        given = {joint.name: random_of.uniform(*(joint.whole if number <= POSES else beyond(joint)))
                 for joint in leaders} if number else {}
        values = pose.spread(mechanism.joints, given)
        poses.append(row(values[joint.name] if joint.kind == "slider" else math.radians(values[joint.name])
                         for joint in order))
        moved = pose.motions(mechanism.joints, values)
        found = []
        for i, j in look.near(moved):
            a, b = solids[i], solids[j]
            if not (hulls[a.name] and hulls[b.name]) or (i, j) in let_in:
                continue
            first, second = (moved[look.links[each]] if look.links[each] else None for each in (i, j))
            way = first or Matrix.Identity(4)
            way = second.inverted() @ way if second else way
            at_rest = b.name in mechanism.beside.get(a.name, ())
            answers = []
            for of, kind in ((ours, {a.name: a, b.name: b}), (theirs, seen)):
                if of is theirs and exact[a.name] and exact[b.name]:
                    answers.append(answers[0])
                    continue
                pair = meeting.Pair(kind[a.name], kind[b.name], lambda _value: None, at_rest or not number)
                # As built: whether they lie in each other, and so are allowed to.
                answers.append(of.meets(pair, way) if number else of.is_let_in(pair))
            found.append([i, j, *answers])
            if not number and any(answers):
                let_in.add((i, j))
        lines.append(json.dumps(found))
    (folder / f"{name}.poses").write_text("\n".join(poses) + "\n", encoding="utf-8")
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    source, folder = map(pathlib.Path, sys.argv[sys.argv.index("--") + 1:])
    made = []

    def read(solids, _shapes, contacts, tolerance):
        made.append(Mechanism(joints.read()[0], solids, [(a.name, b.name) for a, b in contacts], tolerance))

    proofs.prove = read
    meeting.MAX_WORK = 10 ** 12
    for job in json.loads(source.read_text(encoding="utf-8")):
        with tempfile.TemporaryDirectory() as place:
            ran = execute.run(job["script"], 120, place)
        if ran["error"] is not None:
            raise SystemExit(f"{job['name']}: {ran['error']['message']}")
        report.report(job.get("joins", []))
        compare(made[-1], folder, job["name"])
        print(job["name"], f"{time.process_time():.0f} s", flush=True)


main()
