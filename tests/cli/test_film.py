# SPDX-License-Identifier: GPL-3.0-or-later
"""film: a real Blender draws, a real GStreamer encodes, and another pipeline of it reads the file; what it cannot read,
ImageMagick does."""

import json
import os
import signal
import subprocess
import time

import gi
import pytest
from conftest import SAFE, descendants, kill_blender, make_desk_with, wait_for_end

gi.require_version("Gst", "1.0")
gi.require_version("GstPbutils", "1.0")
from gi.repository import Gst, GstPbutils  # noqa: E402

PLANK = '''"""A plank."""
import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.1))
plank = bpy.context.object
plank.name = "Plank"
plank.scale = (2, 0.3, 0.2)
red = bpy.data.materials.new("Red")
red.use_nodes = True
red.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = (0.6, 0.02, 0.02, 1)
plank.data.materials.append(red)
'''
SMALL = ["--seconds", "1", "--fps", "8", "--width", "160"]
FORMATS = {"webm": ["vp9enc", "webmmux"], "mp4": ["x264enc", "mp4mux"], "webp": ["appsink"],
           "gif": ["appsink"]}

Gst.init(None)


def can_write(name):
    return all(Gst.ElementFactory.find(element) for element in FORMATS[name])


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A library with a plank, made by the real Blender once."""
    desk = make_desk_with(tmp_path_factory.mktemp("studio"), "plank", PLANK)
    # Frames in a folder of its own, the rest of the cache as all tests share it.
    cache = desk.root / "cache" / "maquette"
    shared = cache.resolve()
    cache.unlink()
    cache.mkdir()
    for each in shared.iterdir():
        if each.name != "films":
            (cache / each.name).symlink_to(each)
    yield desk
    desk.assert_tidy()


def read_pictures(path):
    """The same of an animated picture."""
    told = subprocess.run(["identify", "-format", "%w %h %T\n", path], check=True, capture_output=True, text=True)
    facts = [[int(word) for word in line.split()] for line in told.stdout.splitlines()]
    width, height, _ = facts[0]
    data = subprocess.run(["convert", path, "-coalesce", "-alpha", "off", "-depth", "8", "rgb:-"], check=True,
                          capture_output=True).stdout
    length = 3 * width * height
    starts = [sum(delay for _, _, delay in facts[:i]) * Gst.SECOND // 100 for i in range(len(facts) + 1)]
    return starts[-1], (width, height), [(starts[i], data[i * length:(i + 1) * length]) for i in range(len(facts))]


def read(path):
    """(duration, size, frames) of a film: its frames with their times, as rows of RGB bytes."""
    if path.suffix in (".webp", ".gif"):
        return read_pictures(path)
    facts = GstPbutils.Discoverer.new(60 * Gst.SECOND).discover_uri(path.as_uri())
    (video,) = facts.get_video_streams()
    pipeline = Gst.parse_launch(f'filesrc location="{path}" ! decodebin ! videoconvert ! '
                                "video/x-raw,format=RGB ! appsink name=sink sync=false")
    sink = pipeline.get_by_name("sink")
    pipeline.set_state(Gst.State.PLAYING)
    frames = []
    while (sample := sink.emit("pull-sample")) is not None:
        buffer = sample.get_buffer()
        frames.append((buffer.pts, buffer.extract_dup(0, buffer.get_size())))
    pipeline.set_state(Gst.State.NULL)
    return facts.get_duration(), (video.get_width(), video.get_height()), frames


@pytest.fixture(scope="module")
def turn(studio, tmp_path_factory):
    """turn("webm"): a film in this format with what made it as JSON, made once."""
    made = {}

    def make(name):
        if name not in made:
            target = tmp_path_factory.mktemp("turn") / f"plank.{name}"
            result = studio("film", studio.session, "--output", target, *SMALL, "--json")
            assert result.status == 0, result
            made[name] = target, json.loads(result.out)
            assert list(target.parent.iterdir()) == [target]
            studio.assert_clean()
        return made[name]

    return make


def is_red(pixel):
    return pixel[0] > pixel[1] + 40 and pixel[0] > pixel[2] + 40


def width_of_plank(data, width, height):
    """In pixels, seen in the middle of the frame or elsewhere."""
    columns = [x for x in range(width)
               if any(is_red(data[3 * (y * width + x):3 * (y * width + x) + 3]) for y in range(height))]
    return max(columns) - min(columns)


@pytest.mark.parametrize("name", [name for name in FORMATS if can_write(name)])
def test_film(turn, name):
    """Every frame is in it, at its time, and the plank turns. A format without an encoder:
    test_without_an_encoder."""
    target, report = turn(name)
    assert report == {"event": "film", "file": str(target), "format": name, "version": 1, "width": 160,
                      "height": 90, "fps": 8, "frames": 8, "found": 0, "seconds": 1.0, "engine": "BLENDER_WORKBENCH"}
    duration, size, frames = read(target)
    assert size == (160, 90)
    assert abs(duration - Gst.SECOND) < Gst.SECOND / 16
    assert [round(pts * 8 / Gst.SECOND) for pts, _ in frames] == list(range(8))
    widths = [width_of_plank(data, 160, 90) for _, data in frames]
    # Once round: a plank is the same from behind, and narrow from its ends.
    assert min(widths) < 0.6 * max(widths), widths
    assert all(abs(widths[i] - widths[i + 4]) <= 3 for i in range(4)), widths


@pytest.mark.parametrize("name", ["webp", "gif"])
def test_transparent(studio, tmp_path, name):
    """There is nothing behind the plank, and the plank is not seen through; nor is the frame before it."""
    target = tmp_path / f"plank.{name}"
    assert studio("film", studio.session, "--output", target, *SMALL, "--transparent").status == 0
    alphas = subprocess.run(["convert", target, "-coalesce", "-alpha", "extract", "-depth", "8", "gray:-"], check=True,
                            capture_output=True).stdout
    assert len(alphas) == 8 * 160 * 90
    alphas = [alphas[i:i + 160 * 90] for i in range(0, len(alphas), 160 * 90)]
    assert all(alpha[0] == 0 and alpha[45 * 160 + 80] == 255 for alpha in alphas)
    shares = [sum(value > 127 for value in alpha) for alpha in alphas]
    assert min(shares) < 0.7 * max(shares), shares
    opaque = studio("film", studio.session, "--output", tmp_path / "x.webm", *SMALL, "--transparent")
    assert opaque.status == 2 and "use WebP or GIF" in opaque.err


def test_smooth(studio, turn, tmp_path):
    """Slow at first: the second frame is nearer to the first than in an even turn; halfway is halfway."""
    target = tmp_path / "smooth.webm"
    assert studio("film", studio.session, "--output", target, *SMALL, "--easing", "smooth").status == 0
    even, smooth = ([width_of_plank(data, 160, 90) for _, data in read(path)[2]]
                    for path in (turn("webm")[0], target))
    assert abs(smooth[0] - even[0]) <= 3 and abs(smooth[4] - even[4]) <= 3
    assert abs(smooth[1] - smooth[0]) + 20 < abs(even[1] - even[0]), (even, smooth)


def test_gif_colors(turn):
    """256 colours are enough: hardly a pixel is far from what the film has that needs no palette."""
    gif, webp = (read(turn(name)[0])[2] for name in ("gif", "webp"))
    for (_, one), (_, other) in zip(gif, webp):
        assert sum(abs(a - b) > 24 for a, b in zip(one, other)) < 0.02 * len(one)
        assert len({one[i:i + 3] for i in range(0, len(one), 3)}) > 30


def text_in(data, width, height):
    """The bright pixels of the band at the bottom."""
    return {place for place in range(width * (height - height // 10), width * height)
            if min(data[3 * place:3 * place + 3]) > 150}


def likeness(one, other):
    return len(one & other) / len(one | other)


def test_making_of(finished, tmp_path):
    """All versions in order, each with its instruction, in one even turn."""
    target = tmp_path / "chair.webm"
    session = finished.sessions()[0]
    words = ["--seconds", "1", "--fps", "9", "--width", "640", "--json"]
    result = finished("film", session["session"], "--output", target, "--making-of", *words)
    assert result.status == 0 and json.loads(result.out)["frames"] == 9, result
    _, size, frames = read(target)
    captions = [text_in(data, *size) for _, data in frames]
    assert len(captions) == 9 and all(captions)
    assert all(likeness(captions[i], captions[i + 1]) > 0.7 for i in (0, 1, 3, 4, 6, 7))
    assert all(likeness(captions[i], captions[i + 1]) < 0.5 for i in (2, 5))
    # The chair is in another place in each frame.
    above = 3 * size[0] * int(size[1] * 0.9)
    assert len({data[:above] for _, data in frames}) == 9
    short = finished("film", session["session"], "--output", tmp_path / "x.webm", "--making-of", "--seconds", "1",
                     "--fps", "2", "--width", "160")
    assert short.status == 2 and "too short for 3 versions" in short.err, short
    assert list(tmp_path.iterdir()) == [target]


def test_one_version(studio, tmp_path):
    """A making of with one version is a film with a caption."""
    target = tmp_path / "plank.webp"
    words = ["film", studio.session, "--output", target, "--seconds", "1", "--fps", "2", "--width", "640"]
    assert studio(*words, "--making-of").status == 0
    _, size, ((_, captioned), _) = read(target)
    assert text_in(captioned, *size) and captioned[-1] < 120  # on a dark band
    assert studio(*words, "--replace").status == 0
    assert read(target)[2][0][1][-1] > 150
    refused = studio(*words, "--replace", "--making-of", "--transparent")
    assert refused.status == 2 and "cannot be transparent" in refused.err


def test_replace(studio, tmp_path):
    """A film that is there is replaced only when that is asked for; a person reads what was made."""
    target = tmp_path / "plank.film"
    target.write_text("mine")
    words = ["film", f"{studio.session}:1", "--output", target, "--format", "WEBM", *SMALL]
    refused = studio(*words)
    assert refused.status == 2 and "already exists" in refused.err and target.read_text() == "mine"
    result = studio(*words, "--replace")
    assert result.status == 0 and result.out == f"{target}\n  160 × 90 pixels, 8 frames, 1.0 s\n"
    assert len(read(target)[2]) == 8


@pytest.mark.parametrize("arguments, told", [
    (["--output", "/nowhere/x.webm"], "no folder"), (["--output", "x.avi"], "no film format"),
    (["--output", "x.gif", "--fps", "60"], "1 to 50"),
    ([], "--output"), (["--output", "x.webm", "--width", "161"], "even"),
    (["--output", "x.webm", "--width", "-2"], "pixels"), (["--output", "x.webm", "--fps", "0"], "frames"),
    (["--output", "x.webm", "--fps", "-1"], "frames"), (["--output", "x.webm", "--seconds", "nan"], "not a number"),
    (["--output", "x.webm", "--seconds", "1000000"], "frames"),
    (["--output", "x.webm", "--engine", "povray"], "no engine"),
    (["--output", "x.webm", "--easing", "wild"], "no easing"),
    (["--output", "x.webm", "--transparent"], "cannot be transparent")])
def test_refused(studio, tmp_path, arguments, told):
    result = studio("film", studio.session, *arguments, cwd=tmp_path)
    assert result.status == 2 and told in result.err, result
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", FORMATS)
def test_without_an_encoder(studio, tmp_path, name):
    """Refused by name, before a Blender starts: the one here could not."""
    env = {**studio.env, "GST_PLUGIN_SYSTEM_PATH_1_0": str(tmp_path), "GST_REGISTRY": str(tmp_path / "registry")}
    result = studio("film", studio.session, "--output", tmp_path / f"x.{name}", *SMALL, env=env)
    assert result.status == 2 and "cannot write" in result.err, result
    if not can_write(name):
        result = studio("film", studio.session, "--output", tmp_path / f"x.{name}", *SMALL)
        assert result.status == 2 and FORMATS[name][0] in result.err, result
    assert not (tmp_path / f"x.{name}").exists()
    studio.assert_clean()


def test_full_disk(studio, tmp_path):
    """The folder has no room: the file is not there, not even in part."""
    small = tmp_path / "small"
    small.mkdir()
    words = ["unshare", "-rm", "sh", "-c",
             f'mount -t tmpfs -o size=4k none {small} && "$@"; status=$?; ls -A {small} >&2; exit $status',
             "sh"]
    result = studio("film", studio.session, "--output", small / "x.webm", *SMALL, around=words)
    assert result.status == 1 and "space" in result.err.lower(), result
    assert result.err.endswith("are kept\n"), result  # and ls listed nothing
    studio.assert_clean()


def test_full_library(studio, tmp_path):
    """The frames have no room: said, and no film is there."""
    temp = studio.root / "cache" / "maquette" / "films"
    temp.mkdir(exist_ok=True)
    words = ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=400k none {temp} && "$@"', "sh"]
    # A Blender that has started among these mounts.
    env = {name: value for name, value in studio.env.items() if name != "MQ_TEST_BLENDER"}
    result = studio("film", studio.session, "--output", tmp_path / "x.webm", "--seconds", "60",
                    "--width", "320", around=words, env=env)
    assert result.status == 1 and ("space" in result.err or "full" in result.err), result
    assert not list(tmp_path.iterdir())


def wait_for_frame(studio, process, number):
    """Until Blender has drawn a frame."""
    while process.poll() is None:
        for path in (studio.root / "cache" / "maquette" / "films").glob(f"*/frames/frame_{number:04d}.png"):
            return path
        time.sleep(0.02)
    raise AssertionError(process.communicate())


def test_crash(studio, tmp_path):
    """Blender is killed in the middle: another one draws the rest, and no frame is missing."""
    target = tmp_path / "x.webm"
    process = studio.popen("film", studio.session, "--output", target, "--seconds", "5", "--fps", "8",
                           "--width", "160", "--json")
    wait_for_frame(studio, process, 3)
    assert kill_blender(process.pid)
    out, err = process.communicate(timeout=1800)
    assert process.returncode == 0, err
    assert json.loads(out)["frames"] == 40 and len(read(target)[2]) == 40


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted(studio, tmp_path, number):
    """Ctrl+C while it draws: nothing of the film stays, nor a Blender."""
    process = studio.popen("film", studio.session, "--output", tmp_path / "x.webm", "--seconds", "60",
                           "--width", "160")
    wait_for_frame(studio, process, 2)
    blenders = [pid for pid, _name in descendants(process.pid)]
    process.send_signal(number)
    process.communicate(timeout=1800)
    assert process.returncode == 130 and blenders
    assert not list(tmp_path.iterdir())
    studio.assert_clean()
    wait_for_end(blenders)


def test_goes_on_after_a_crash(studio, tmp_path):
    """The program is killed, too: who asks for the same film again gets the frames that were drawn. Another film does
    not; and what nobody asked for in three days goes."""
    films = studio.root / "cache" / "maquette" / "films"
    words = ["--seconds", "5", "--fps", "8", "--width", "160", "--json"]
    config = studio.config.read_text()
    # In the sandbox they end with the program; one that all tests share may draw a frame more.
    studio.config.write_text(SAFE)
    process = studio.popen("film", studio.session, "--output", tmp_path / "x.webm", *words)
    wait_for_frame(studio, process, 5)
    blenders = [pid for pid, _name in descendants(process.pid)]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=1800)
    wait_for_end(blenders)
    (left,) = films.glob("[0-9a-f]*")
    drawn = {path.name: path.stat().st_mtime_ns for path in left.glob("frames/frame_*")}
    assert 5 <= len(drawn) < 40
    other = studio("film", studio.session, "--output", tmp_path / "y.webp", *SMALL, "--json")
    assert json.loads(other.out)["found"] == 0 and list(films.glob("[0-9a-f]*")) == [left]
    result = studio("film", studio.session, "--output", tmp_path / "x.gif", *words)
    assert result.status == 0, result
    assert json.loads(result.out)["found"] == len(drawn) and len(read(tmp_path / "x.gif")[2]) == 40
    assert not list(films.iterdir())
    old = films / "old"
    (old / "frames").mkdir(parents=True)
    os.utime(old, (0, 0))
    assert studio("film", studio.session, "--output", tmp_path / "z.webp", *SMALL).status == 0
    assert not old.exists()
    studio.config.write_text(config)


def test_killed(studio, tmp_path):
    """The program is killed: no file, no Blender, and what it left goes with the next start."""
    process = studio.popen("film", studio.session, "--output", tmp_path / "x.webm", "--seconds", "60",
                           "--width", "160")
    wait_for_frame(studio, process, 2)
    blenders = [pid for pid, _name in descendants(process.pid)]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=1800)
    assert not list(tmp_path.iterdir())
    wait_for_end(blenders)
    # Opening the library for a run sweeps it.
    assert studio("--script", studio.script, "--no-input").status == 0
    studio.assert_clean()
