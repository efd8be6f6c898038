"""The asset compared with a picture: what is said of a version that differs, and what cannot be said."""
import math
import random
import shutil
import struct
import sys
import zlib

import numpy
import pytest
from test_render import pixels
from worker_client import ROOT, RemoteError

sys.path.append(str(ROOT / "blender-addon"))
from maquette_bridge.likeness import camera_solver, silhouettes  # noqa: E402

CHAIR = '''import bpy
def box(name, part, size, place):
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    obj = bpy.context.object
    obj.name, obj.scale, obj["part"] = name, size, part
    material = bpy.data.materials.new(name)
    material.diffuse_color = (.5, .1, .05, 1)
    obj.data.materials.append(material)
box("Seat", "seat", (.44, .44, .04), (0, 0, .44))
for number, (x, y) in enumerate(((-.2, -.2), (.2, -.2), (-.2, .2), (.2, .2)), 1):
    box(f"Leg {number}", "legs", (.04, .04, .42), (x, y, .21))
box("Back", "back", (.44, .03, BACK), (0, .205, .46 + BACK / 2))
'''
SIZE = {"width": 512, "height": 384}
BACK = .4


def chair(worker, back=BACK):
    worker.execute(CHAIR.replace("BACK", repr(back)))


def landmarks(back=BACK):
    """Names, parts and places of corners."""
    found = [(f"front {side} foot", "legs", (x, -.22, 0)) for side, x in (("left", -.22), ("right", .22))]
    found += [("back right foot", "legs", (.22, .22, 0))]
    found += [(f"front {side} of the seat", "seat", (x, -.22, .46)) for side, x in (("left", -.22), ("right", .22))]
    found += [(f"back {side} of the seat", "seat", (x, .22, .42)) for side, x in (("left", -.22), ("right", .22))]
    found += [(f"top {side} of the back", "back", (x, .19, .46 + back)) for side, x in (("left", -.22), ("right", .22))]
    return [*found, ("foot of the back", "back", (-.22, .19, .46))]


class View:
    """A picture by the bridge's own camera, whose place its answer tells."""

    def __init__(self, worker, name, **more):
        wanted = {"mode": "final", "engine": "workbench", "numbers": [1], **SIZE, **more}
        image, = worker.call("render", wanted)["images"]
        self.file = name
        shutil.copy(worker.run_dir / image["file"], worker.run_dir / name)
        turn, rise = math.radians(image["azimuth_deg"]), math.radians(image["elevation_deg"])
        self._place = numpy.array(image["place_m"])
        self._back = numpy.array([math.sin(turn) * math.cos(rise), -math.cos(turn) * math.cos(rise), math.sin(rise)])
        self._right = numpy.array([math.cos(turn), math.sin(turn), 0])

    def see(self, place):
        """Where it shows a place: shares of its width and height, from its upper left corner."""
        way = numpy.array(place) - self._place
        depth = -way @ self._back
        across, down = way @ self._right / depth, -way @ numpy.cross(self._back, self._right) / depth
        lens = 65 / 36
        return [round(.5 + lens * across, 3), round(.5 + lens * down * SIZE["width"] / SIZE["height"], 3)]

    def distance(self, answer):
        return float(numpy.linalg.norm(self._place - answer["camera"]["place_m"]))


def compare(worker, view, points, places=None, **more):
    rows = [{"name": name, "part": part, "seen": view.see(place), "at_m": list(at)}
            for (name, part, place), (_name, _part, at) in zip(points, places or points)]
    return worker.call("likeness", {"picture": view.file, "landmarks": rows, "folder": "like", **more})


def write_png(path, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    body = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in rows)
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
                     + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b""))


# A block of 40 by 60 pixels in a picture of 100 by 120, on a ground; red, green, blue and alpha.
SLOPE = numpy.linspace(.4, .8, 120)[None, :, None] * numpy.ones((100, 120, 3))
NOISE = numpy.random.default_rng(1).uniform(.3, .7, (100, 120, 3))


def picture(ground=.7, alpha=1.0, shade=.2, block_alpha=1.0, soft=0):
    found = numpy.ones((100, 120, 4), numpy.float32) * alpha
    found[:, :, :3] = ground
    found[30:70, 30:90] = (*([shade] * 3 if isinstance(shade, float) else shade), block_alpha)
    for step in range(soft):
        share = (step + 1) / (soft + 1)
        found[30:70, 90 + step, :3] = shade + share * (ground - shade)
    return found


@pytest.mark.parametrize("made, why", [
    (picture(), ""), (picture(SLOPE), ""), (picture(shade=(.7, .7, .2)), ""), (picture(alpha=0.0), ""),
    (picture(alpha=0.0, block_alpha=.3), ""), (picture(soft=2), ""),
    (picture(alpha=.5), "transparent in parts, and not all round"), (picture(NOISE), "ground is not plain"),
    (picture(soft=25), "outline is soft"), (picture(shade=.7), "nothing in the picture stands out"),
    (picture(shade=.66), "nothing in the picture stands out"),
    (picture(alpha=0.0, block_alpha=0.0), "nothing in the picture stands out")])
def test_silhouettes(made, why):
    """By the ground, by what is transparent, or why there is none."""
    if why:
        with pytest.raises(silhouettes.NoSilhouetteError, match=why):
            silhouettes.find(made)
        return
    found = silhouettes.find(made)
    wanted = numpy.zeros((100, 120), bool)
    wanted[30:70, 30:90] = True
    assert wanted[found].all() or (found ^ wanted).sum() <= 80  # a soft edge is half ground
    assert silhouettes.overlap(found, wanted) >= .97


def test_how_outlines_differ():
    one, other = numpy.zeros((100, 120), bool), numpy.zeros((100, 120), bool)
    one[30:70, 30:90] = True
    other[30:70, 30:60] = other[50:70, 60:90] = other[80:90, 100:110] = True
    assert silhouettes.overlap(one, other) == pytest.approx(1800 / 2500)
    assert silhouettes.overlap(one, one) == 1.0 and silhouettes.overlap(one & ~one, one & ~one) == 0.0
    rows = silhouettes.widths(one, other)
    assert [row["height"] for row in rows] == pytest.approx([.05 + .1 * number for number in range(10)])
    assert [row["picture"] for row in rows] == [1.0] * 10
    assert [row["version"] for row in rows] == [1.0] * 5 + [.5] * 5
    assert silhouettes.widths(other & ~other | one, one & ~one)[0]["version"] == 0.0
    assert silhouettes.height_ratio(one, other) == pytest.approx(60 / 40)
    for edge in (slice(0, 1), slice(99, 100)):
        cut = one.copy()
        cut[edge, 50] = True
        assert silhouettes.height_ratio(cut, one) is silhouettes.height_ratio(one, cut) is None
    assert silhouettes.height_ratio(one & ~one, one) is None


CORNERS = [(x, y, z) for x in (-.2, .2) for y in (-.3, .3) for z in (0, .5)] + [(0, 0, .8), (.1, -.3, .25)]


def shown(place, aim, focal, shape, points):
    """Where a camera at a place that looks at another one shows points: shares of width and height, from above."""
    back = numpy.subtract(place, aim) / numpy.linalg.norm(numpy.subtract(place, aim))
    right = numpy.cross((0, 0, 1), back)
    right /= numpy.linalg.norm(right)
    local = numpy.subtract(points, place) @ numpy.array([right, numpy.cross(back, right), back]).T
    across = focal * local[:, :2] / -local[:, 2:] * math.hypot(shape, 1)
    return (across * (1 / shape, -1) + .5).tolist()


@pytest.mark.parametrize("place, focal, shape", [((1.5, -2, 1.2), 1.4, 4 / 3), ((-1, -1.5, .3), .9, 1.0),
                                                 ((.5, 2, 2.5), 2.0, .7)])
def test_the_camera_of_landmarks(place, focal, shape):
    """It is found where it stood, and draws each landmark where it is; so do those that have not seen it."""
    seen = shown(place, (0, 0, .3), focal, shape, CORNERS)
    solution = camera_solver.Solver(seen, CORNERS, shape).solve([[0, 1], list(range(6))])
    camera = solution.fit.camera
    assert camera.place == pytest.approx(place, abs=.01) and camera.focal == pytest.approx(focal, rel=.01)
    assert solution.agreed.all() and not solution.fit.elsewhere.any() and abs(solution.fit.errors).max() < 1e-3
    drawn, scale = camera.project(CORNERS)
    wanted = (numpy.array(seen) - .5) * (shape, -1) / math.hypot(shape, 1)
    assert abs(drawn - wanted).max() < 1e-3
    moved, _scale = camera.project(numpy.array(CORNERS) + 1e-4 * camera.turn[0])
    assert numpy.linalg.norm(moved - drawn, axis=1) == pytest.approx(1e-4 * scale, rel=.01)
    for number, fit in enumerate(solution.unseen):
        assert not fit.seen[number] and numpy.linalg.norm(fit.errors[number]) < 2e-3 and 0 < fit.doubts[number] < .1
    # A group, unless too few others are left.
    assert solution.groups[0].seen.sum() == 8 and not solution.groups[0].seen[:2].any() and solution.groups[1] is None


def test_a_landmark_that_is_elsewhere():
    """It alone does not agree, and the camera is found all the same; of many that do not, none is."""
    seen = shown((1.5, -2, 1.2), (0, 0, .3), 1.4, 4 / 3, CORNERS)
    seen[3][1] -= .08
    solution = camera_solver.Solver(seen, CORNERS, 4 / 3).solve()
    assert [number for number, agrees in enumerate(solution.agreed) if not agrees] == [3]
    assert solution.unseen[3].elsewhere[3] and solution.fit.camera.place == pytest.approx((1.5, -2, 1.2), abs=.01)
    away = numpy.linalg.norm(solution.fit.errors[3])
    assert away == pytest.approx(.08 / math.hypot(4 / 3, 1), rel=.02)
    # Half of them, which one of the fits has not seen.
    for number in numpy.flatnonzero(~camera_solver._without(numpy.ones(10, bool))[0]):
        seen[number][0] += .5
    with pytest.raises(camera_solver.NoCameraError, match="do not fit the object"):
        camera_solver.Solver(seen, CORNERS, 4 / 3).solve()


def test_no_camera_without_enough_landmarks():
    seen = shown((1.5, -2, 1.2), (0, 0, .3), 1.4, 4 / 3, CORNERS)
    camera_solver.Solver(seen[:6], CORNERS[:6], 4 / 3)
    flat = [(x, y, .001 * z) for x, y, z in CORNERS]
    for some, points, why in ((seen[:5], CORNERS[:5], "there are 5 landmarks, and 6 are needed"),
                              (seen, flat, "all landmarks lie in one plane"),
                              ([*seen[:9], seen[0]], CORNERS, "two landmarks are at the same place"),
                              (seen, [*CORNERS[:9], CORNERS[0]], "two landmarks are at the same place")):
        with pytest.raises(camera_solver.NoCameraError, match=why):
            camera_solver.Solver(some, points, 4 / 3)


@pytest.mark.parametrize("transparent", [True, False])
def test_alike(worker, transparent):
    """Nothing is said to differ from a picture of the same version."""
    chair(worker)
    view = View(worker, "same.png", transparent=transparent)
    found = compare(worker, view, landmarks())
    assert found["rows"] == found["why"] == []
    assert found["overlap"] > .99 and view.distance(found) < .05
    assert len(found["widths"]) == 10
    assert all(abs(each["picture"] - each["version"]) < .02 for each in found["widths"])
    assert all(each["error"] < .01 and not each["certain"] for each in found["landmarks"])
    image, = found["images"]
    assert (image["width"], image["height"]) == (1024, 384)
    for file in ("likeness.jpg", "likeness-picture.jpg", "likeness-version.jpg"):
        assert (worker.run_dir / image["file"]).with_name(file).read_bytes()[:2] == b"\xff\xd8"


def test_shorter_back(worker):
    """The back is said to be shorter, by landmarks and by the outline, and nothing else."""
    chair(worker, .55)
    view = View(worker, "tall.png", transparent=True)
    chair(worker)
    found = compare(worker, view, landmarks(.55), landmarks())
    assert {"back is 27 % shorter than in the picture.", "back is 28 % shorter than in the picture."} & {*found["rows"]}
    assert sum("lower than in the picture" in row for row in found["rows"]) == 2
    assert any(row.startswith("The whole is") and "shorter" in row for row in found["rows"])
    assert not [row for row in found["rows"] if "foot" in row or "seat" in row or "taller" in row]
    assert view.distance(found) < .05 and .7 < found["overlap"] < .95
    tops = [each for each in found["landmarks"] if each["name"].startswith("top")]
    assert [each["axis"] for each in tops] == ["z", "z"]
    assert all(.14 < each["by_m"] < .16 and each["certain"] for each in tops)


SENTENCES = """
from types import SimpleNamespace
from maquette_bridge.likeness import likeness
def groups(*parts):
    return likeness._groups([SimpleNamespace(part=part) for part in parts])
# Of eight landmarks five are enough for a camera.
assert groups("A", "B", "A", "", "B", "C", "", "") == {"A": [0, 2], "B": [1, 4]}
assert groups(*"AAA", *5 * [""]) == {"A": [0, 1, 2]} and groups(*"AAAA", *4 * [""]) == groups(*"AA", *4 * [""]) == {}

found = likeness._Findings.__new__(likeness._Findings)
found.landmarks = [
    {"name": "arm", "certain": True, "error": .01, "axis": "x", "by_m": -1.5, "error_m": 1.6},
    {"name": "top", "certain": True, "error": .02, "axis": "z", "by_m": .15, "error_m": .16},
    {"name": "foot", "certain": False, "error": .9, "axis": "z", "by_m": .15, "error_m": .16},
    {"name": "side", "certain": True, "error": .05, "axis": None, "by_m": None, "error_m": .01234}]
beside = ("side is 12.3 mm away from its place in the picture (5.0 % of the picture’s diagonal).",
          "top is 150 mm lower than in the picture (2.0 % of the picture’s diagonal{}).",
          "arm is 1.50 m farther towards +x than in the picture (1.0 % of the picture’s diagonal{}).")
assert found.rows({}) == [each.format("") for each in beside]
assert found.rows({"": (2, 1, .5)}) == [
    each.format(f", {share} % of the whole") for each, share in zip(beside, (0, 30, 75))]

def rows(ratio, *widths):
    return likeness._outline_rows([{"height": height, "picture": picture, "version": version}
                                   for height, picture, version in widths], ratio)
assert rows(None) == rows(1.0) == rows(1.039) == rows(.961) == rows(None, (.05, .5, .539), (.15, .5, .461)) == []
assert rows(1.1) == ["The whole is 10 % taller in the frame than in the picture."]
assert rows(.9) == ["The whole is 10 % shorter in the frame than in the picture."]
assert rows(None, (.05, .5, .6), (.15, .5, .55), (.25, .5, .5), (.95, .5, .44)) == [
    "At 5 %, 15 % of its height the outline is wider than in the picture, by up to 10 % of its width.",
    "At 95 % of its height the outline is narrower than in the picture, by up to 6 % of its width."]
assert [likeness._length(each) for each in (1, .9994, .01234, .0001)] == ["1.00 m", "999 mm", "12.3 mm", "0.1 mm"]
assert [likeness._rounded(each) for each in (.123456, 12345.6, -.00012346, 0)] == [.1235, 12350, -.0001235, 0]
"""


def test_what_is_said_of_what_differs(worker):
    worker.execute(SENTENCES)


def test_ground_that_is_not_plain(worker):
    """Without a silhouette the landmarks still count."""
    chair(worker)
    view = View(worker, "plain.png")
    _width, _height, rows = pixels(worker.run_dir / view.file)
    chance = random.Random(1)
    write_png(worker.run_dir / "noisy.png",
              [[tuple(value // 2 + chance.randrange(128) for value in pixel) for pixel in row] for row in rows])
    view.file = "noisy.png"
    found = compare(worker, view, landmarks())
    assert found["why"] == ["How the outlines overlap cannot be said: the picture’s ground is not plain."]
    assert found["overlap"] is None and found["widths"] == [] and view.distance(found) < .05


def test_shadow(worker):
    """A shadow is no part of the asset."""
    chair(worker)
    view = View(worker, "shadow.png", engine="cycles", samples=8)
    found = compare(worker, view, landmarks())
    assert found["overlap"] is None and len(found["why"]) == 1 and found["rows"] == []


def test_camera_that_cannot_be_said(worker):
    """Too few landmarks, flat ones, two that are one, and such as do not fit."""
    chair(worker)
    view = View(worker, "same.png", transparent=True)
    points = landmarks()
    flat = (-.2, -.2), (.2, -.2), (-.2, .2), (.2, .2), (0, 0), (.1, .05), (.2, 0)
    ground = [("point", "", (x, y, 0)) for x, y in flat]
    wrong = random.Random(3).sample(points, len(points))
    for case, at, why in ((points[:5], None, "there are 5 landmarks, and 6 are needed"),
                          (ground, None, "all landmarks lie in one plane"),
                          (points[:6] + points[:1], None, "two landmarks are at the same place"),
                          (points, wrong, "the landmarks of the picture do not fit the object")):
        found = compare(worker, view, case, at)
        assert found["why"][0].startswith(f"The picture’s camera cannot be said: {why}"), found["why"]
        assert found["camera"] is found["error"] is found["overlap"] is None
        assert found["rows"] == found["landmarks"] == found["images"] == []


def test_refused(worker):
    chair(worker)
    view = View(worker, "same.png", transparent=True)
    (worker.run_dir / "text.png").write_text("no picture")
    good = {"name": "foot", "seen": [.5, .5], "at_m": [0, 0, 0]}
    for more in ({"picture": "../same.png"}, {"picture": "/etc/passwd"}, {"picture": "same.exr"},
                 {"picture": "none.png"}, {"picture": "text.png"},
                 {"landmarks": [good] * 13}, {"landmarks": [{**good, "seen": [.5]}]},
                 {"landmarks": [{**good, "at_m": [0, 0, 1e9]}]}, {"landmarks": [{**good, "seen": [9, 0]}]},
                 {"landmarks": [{**good, "more": 1}]}, {"landmarks": ["foot"]}, {"folder": ".."}):
        with pytest.raises(RemoteError):
            compare(worker, view, landmarks(), **more)
