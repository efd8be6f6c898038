# SPDX-License-Identifier: GPL-3.0-or-later
"""The asset is compared by numbers with a picture of the user: a model names landmarks, the bridge finds the camera."""

import json
import subprocess

from conftest import HERE, critic, fenced, notices, planner, said, steps, writer
from desk import FORKED

SEAT = ([-.22, -.22, .42], [.22, .22, .46])
LEGS = [([x - .02, y - .02, 0], [x + .02, y + .02, .421]) for y in (-.2, .2) for x in (-.2, .2)]


def back(height):
    return [-.22, .19, .459], [.22, .22, .46 + height]


def make_part(name, boxes):
    calls = ", ".join(
        f'box("{name.title()} {number}", {tuple(round(b - a, 4) for a, b in zip(*each))}, '
        f'{tuple(round((a + b) / 2, 4) for a, b in zip(*each))}, oak, "{name}")'
        for number, each in enumerate(boxes, 1))
    return f'def {name}(oak):\n    """Part of the chair."""\n    return [{calls}]\n'


def make_script(height):
    parts = "\n\n".join(make_part(*each) for each in (("seat", [SEAT]), ("legs", LEGS), ("back", [back(height)])))
    return f'''"""Chair: a plain chair."""

import bpy

# Parameters
ASSET = "Chair"  # name of the collection that holds it
SEED = 7  # 0..999: varies the grain

# Parts


{parts}

def build():
    """Make the whole and return its objects."""
    start(ASSET)
    oak = wood("Oak", "#8a5a33")
    return seat(oak) + legs(oak) + back(oak)


if __name__ == "__main__":
    build()
'''


def part(name, low, high, count=1, **more):
    return {"id": name, "purpose": name, "count": count, "min": low, "max": high, "materials": ["oak"],
            "joins": [], **more}


PLAN = {"seen": "", "title": "Chair", "about": "A plain chair", "notes": "", "grounded": True,
        "parts": [part("seat", *SEAT, joins=["legs", "back"]), part("legs", [-.22, -.22, 0], [.22, .22, .421], 4),
                  part("back", *back(.4))],
        "materials": [{"id": "oak", "finish": "wood", "color": "#8a5a33"}], "params": [],
        "requirements": [{"words": "like the picture", "what": "matches_picture", "of": "whole"},
                         {"words": "four legs", "what": "pieces", "of": "legs", "value": 4},
                         {"words": "a back", "what": "pieces", "of": "back", "value": 1}]}
# Where a part has a corner of its box, as a model says it.
POINTS = [(name, of, *corner.split()) for name, of, corner in (
    ("front left foot", "legs", "left front bottom"), ("front right foot", "legs", "right front bottom"),
    ("back right foot", "legs", "right back bottom"), ("front left of the seat", "seat", "left front top"),
    ("front right of the seat", "seat", "right front top"), ("back right of the seat", "seat", "right back bottom"),
    ("foot of the back", "back", "left front bottom"), ("left top of the back", "back", "left front top"),
    ("right top of the back", "back", "right front top"), ("behind the top of the back", "back", "right back top"))]
NO_LANDMARKS = [{"name": "endless", "part": "seat", "x": "up", "across": 1e999, "down": "far"}, 7, None]
CORNER = {"x": "left", "y": "front", "z": "top"}
JUNK = [{"name": "far out", "part": "seat", "across": 1e9, "down": -5, **CORNER},
        {"name": "", "part": "", "across": 1, "down": 1, **CORNER},
        {"name": "of what is not there", "part": "lid", "across": 1, "down": 1, **CORNER}]


def take_picture(folder, height, away=(.62, -.7, .36)):
    """A picture of the chair whose back is so high, and where it shows the landmarks."""
    folder.mkdir(exist_ok=True)
    ends = {"left": 0, "front": 0, "bottom": 0, "right": 1, "back": 1, "top": 1}
    boxes = {"seat": SEAT, "legs": ([-.22, -.22, 0], [.22, .22, .421]), "back": back(height)}
    points = [[boxes[of][ends[end]][axis] for axis, end in enumerate(corner)] for _name, of, *corner in POINTS]
    job, picture, seen = folder / "job.json", folder / "chair.png", folder / "seen.json"
    job.write_text(json.dumps({"boxes": [SEAT, *LEGS, back(height)], "points": points, "away": away}))
    subprocess.run([FORKED, "--background", "--factory-startup", "--python-exit-code", "1", "--python",
                    HERE / "picture_in_blender.py", "--", job, picture, seen], check=True, capture_output=True)
    return picture, [{"name": name, "part": of, "x": x, "y": y, "z": z, "across": across, "down": down}
                     for (name, of, x, y, z), (across, down) in zip(POINTS, json.loads(seen.read_text()))]


def locator(landmarks, why=""):
    # Neither NaN nor an infinite number is JSON.
    return said("locator", text=json.dumps({"landmarks": landmarks, "why": why}).replace("Infinity", "1e999"))


def play_chair(play, picture, *exchanges, more=()):
    return play([planner(object=PLAN), writer(make_script(.4)), *exchanges],
                "--text", "a chair like this", "--image", f"front={picture}", *more, "--no-input")


def report_of(desk):
    return json.loads((desk.root / "out" / "report.json").read_text())


def test_back_is_too_short(play, tmp_path):
    """Measured, told to the critic and to the debugger, mended, and measured again without asking for landmarks.
    No other thing than a landmark is taken for one."""
    picture, landmarks = take_picture(tmp_path, .55)
    hostile = JUNK + landmarks + (JUNK + landmarks) * 800
    mended = make_part("back", [back(.55)])
    result, server, desk = play_chair(
        play, picture, locator(NO_LANDMARKS), locator(hostile), critic(object={"overall": "", "defects": []}),
        said("debugger", text=fenced(mended)))
    assert result.status == 0, result
    compared = [event for event in result.named("instruction") if event["kind"] == "likeness"]
    assert len(compared) == 2 and len(server.asked("locator")) == 2
    assert compared[0]["picture"] == 1 and len(compared[0]["landmarks"]) == 10
    assert compared[0]["landmarks"][0]["at_m"] == [-.22, -.22, 0]
    texts = [step["text"] for step in steps(result, "blender") if "overlap" in step["text"]]
    assert texts[-1] in [f"The outlines overlap by {share} %" for share in (97, 98, 99, 100)] and len(texts) == 2

    asked, = server.asked("critic")[-1:]
    assert "back is 27 % shorter than in the picture" in asked or "back is 28 % shorter than in the picture" in asked
    assert "Picture 1, and beside it the asset from the same camera:" in asked
    mends, = server.asked("debugger")
    assert "like the picture" in mends and "shorter than in the picture" in mends

    report = report_of(desk)
    row = report["requirements"][0]
    assert row["met"] is True and row["by"] == "measured" and row["found"] >= 97, row
    assert report["likeness"]["overlap"] >= .97 and report["likeness"]["rows"] == []
    kept, = desk.root.rglob("likeness-picture.jpg")
    assert kept.read_bytes()[:2] == kept.with_name("likeness-version.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_something_else(play, tmp_path):
    """Landmarks that fit no camera: it cannot be said, and nobody is told that it differs. Nor where there are none."""
    picture, landmarks = take_picture(tmp_path, .4)
    turned = [{**each, "across": other["down"], "down": other["across"]}
              for each, other in zip(landmarks, landmarks[3:] + landmarks[:3])]
    judged = {"overall": "", "defects": [], "requirements": [{"n": 1, "evidence": "alike", "met": True}]}
    result, server, desk = play_chair(play, picture, locator(turned), critic(object=judged))
    assert result.status == 0, result
    assert "Not possible: the picture’s camera was not found" in [step["text"] for step in steps(result, "blender")]
    asked, = server.asked("critic")
    assert "The picture’s camera cannot be said" in asked and "than in the picture" not in asked
    report = report_of(desk)
    assert report["likeness"]["camera"] is None and report["likeness"]["overlap"] is None
    assert notices(result).count("no-camera") == 1
    row = report["requirements"][0]
    assert row["met"] is True and row["by"] == "eye", row

    result, server, desk = play([planner(), writer(), locator([], "It is a cat."), critic()], "--text", "a ball",
                                "--image", picture, "--no-input", quick=True)
    assert result.status == 0, result
    assert any(step["text"] == "Cannot be compared with the picture: It is a cat." for step in steps(result, "critic"))
    assert not [event for event in result.named("instruction") if event["kind"] == "likeness"]
    assert "likeness" not in report_of(desk) and not list(desk.root.rglob("likeness-*.jpg"))
    assert notices(result).count("no-camera") == 1

    nonsense = said("locator", text="I see a lovely ball.", times=3)
    result, server, desk = play([planner(), writer(), nonsense, critic()], "--text", "a ball", "--image", picture,
                                "--no-input", quick=True)
    assert result.status == 0, result
    assert notices(result).count("no-camera") == 1


def test_side_view(play, tmp_path):
    """The side is measured, too, and counts, although the asset is like its front; a detail is no view."""
    front, seen_in_front = take_picture(tmp_path / "front", .4, (.12, -1, .2))
    side, seen_beside = take_picture(tmp_path / "side", .55, (1, -.3, .25))
    judged = {"overall": "", "defects": []}
    result, server, desk = play_chair(
        play, front, locator(seen_in_front), locator(seen_beside), critic(object=judged),
        said("debugger", text=fenced(make_part("back", [back(.4)])), times=0),
        more=("--image", f"detail={front}", "--image", f"side={side}"))
    compared = [event["picture"] for event in result.named("instruction") if event["kind"] == "likeness"]
    assert compared[:2] == [1, 3] and set(compared) == {1, 3}, compared
    assert [f"Find points of the object in Picture {n}" in asked
            for asked, n in zip(server.asked("locator"), (1, 3), strict=True)] == [True, True]
    overlaps = [int(step["text"].split()[-2]) for step in steps(result, "blender") if "overlap" in step["text"]][:2]
    assert overlaps[0] >= 90 > overlaps[1], overlaps
    asked = server.asked("critic")[0]
    assert f"Picture 3:\\nThe outlines overlap by {overlaps[1]} %" in asked
    assert f"Picture 1:\\nThe outlines overlap by {overlaps[0]} %" in asked
    assert all(f"Picture {n}, and beside it the asset from the same camera:" in asked for n in (1, 3))
    mends = server.asked("debugger")[0]
    assert "change what differs from the picture: (picture 3)" in mends and "(picture 1)" not in mends
    report = report_of(desk)
    row = report["requirements"][0]
    assert row["met"] is False and row["found"] == overlaps[1] == int(100 * report["likeness"]["overlap"]), row
