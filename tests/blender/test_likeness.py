"""The asset compared with a picture: what is said of a version that differs, and what cannot be said."""
import math
import random
import shutil
import struct
import zlib

import numpy
import pytest
from test_render import pixels
from worker_client import RemoteError

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
