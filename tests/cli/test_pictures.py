# SPDX-License-Identifier: GPL-3.0-or-later
"""--image: what goes to the model of a user's picture, and what is refused before anything starts."""

import base64
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import time
import urllib.error
import urllib.request
import zlib

import pytest
from desk import FAST, QUICK, SERVICE
from holding_proxy import HoldingProxy
from test_models import clear, fake  # noqa: F401
from test_trouble import follow

FIXTURES = pathlib.Path(__file__).parents[1] / "app" / "fixtures"


def chunk(kind, data):
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, data=None, *more):
    rows = data if data is not None else zlib.compress((b"\0" + b"\x20\x60\xc0" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", rows)
            + chunk(b"IEND", b""))


# Rows that a zip of a few KiB holds, and of which the head says nothing.
SECRET = chunk(b"tEXt", b"Comment\0taken at home")
BAD = {
    "gone.png": (None, "There is no file"),
    "words.png": (b"a chair, please\n", "text file renamed"),
    "empty.jpg": (b"", "empty"),
    "moving.gif": (b"GIF89a" + bytes(100), "cannot be decoded"),
    "model.png": (b"glTF\2\0\0\0" + bytes(100), "a 3D model (GLB)"),
    "cut.png": (png(300, 300)[:200], "damaged"),
    "sixty.png": (png(10000, 6000, b""), "60 megapixels"),
    "lies.png": (png(0, 5, b""), "damaged"),
    "large.png": (png(10, 10) + bytes(21 * 1024 * 1024), "too large"),
}


def pictures_of(request):
    """The pictures in a request to the fake model, as (width, height, bytes)."""
    found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", json.dumps(request["body"]))
    data = [base64.b64decode(each) for each in found]
    return [(*struct.unpack_from(">II", each, 16), each) for each in data]


def wait_for(condition):
    deadline = time.monotonic() + 1800
    while not (result := condition()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return result


def image_run(desk, server, *more):
    return desk(*more, "--base-url", server.url, "--model", "stool", "--json")


@pytest.mark.parametrize("name, size", [("rotated.jpg", (20, 40)), ("moving.webp", (16, 16)),
                                        ("interlaced.png", (24, 16)), ("wide.png", (1568, 98))])
def test_what_the_model_sees(desk, fake, name, size):  # noqa: F811
    clear(desk)
    desk.config.write_text(QUICK)
    picture = FIXTURES / name
    if not picture.exists():
        picture = desk.root / name
        picture.write_bytes(png(3200, 200, None, SECRET))
    server = fake()
    result = image_run(desk, server, "--image", picture, "--no-input")
    assert result.status == 0, result
    server.close()
    first, = pictures_of(server.requests[0])
    assert "Your role: planner" in json.dumps(server.requests[0]["body"])
    assert first[:2] == size
    for secret in (b"Exif", b"eXIf", b"tEXt", b"taken at home"):
        assert secret not in first[2]
    assert result.named("kept")
    # The library has the user's own.
    kept, = desk.library.glob("sessions/*/pictures/1.*")
    assert kept.read_bytes() == picture.read_bytes()


def test_three_pictures_with_words(desk, fake):  # noqa: F811
    """One message, with the pictures in their order and roles; what a phone took is kept as a PNG."""
    clear(desk)
    desk.config.write_text(QUICK)
    # A file that is there is meant by its whole name.
    for name, width in (("style=chair.png", 20), ("30.png", 30)):
        (desk.root / name).write_bytes(png(width, 10))
    server = fake()
    result = image_run(desk, server, "--image", f"front={desk.root / '30.png'}", "--image",
                       FIXTURES / "photo.heic", "--text", "a stool like these", "--image",
                       desk.root / "style=chair.png", "--no-input")
    assert result.status == 0, result
    server.close()
    assert [each[:2] for each in pictures_of(server.requests[0])] == [(30, 10), (48, 32), (20, 10)]
    sent = json.dumps(server.requests[0]["body"])
    labels = [sent.find(f"Picture {number}, from the user ({label}):")
              for number, label in ((1, "the picture of the front"), (2, "the user's picture 2"),
                                    (3, "the user's picture 3"))]
    assert "a stool like these" in sent and -1 not in labels and labels == sorted(labels)
    record, = desk.library.glob("sessions/*/runs/*")
    assert '"roles":["front","",""]' in record.read_text().replace(" ", "")
    kept = sorted(path.read_bytes() for path in desk.library.glob("sessions/*/pictures/*.png"))
    assert [each[:4] for each in kept] == [b"\x89PNG"] * 3


def test_a_small_jpeg_keeps_its_pixels(desk, fake):  # noqa: F811
    """As it is encoded, without where it was taken and what else is behind its end."""
    clear(desk)
    desk.config.write_text(QUICK)
    turned = (FIXTURES / "rotated.jpg").read_bytes()
    picture = desk.root / "upright.jpg"
    picture.write_bytes(turned.replace(b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06",
                                       b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x01") + b"taken at home")
    server = fake()
    result = image_run(desk, server, "--image", picture, "--no-input")
    assert result.status == 0, result
    server.close()
    found, = re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", json.dumps(server.requests[0]["body"]))
    sent = base64.b64decode(found)
    assert b"Exif" not in sent and b"at home" not in sent
    assert sent.endswith(turned[turned.index(b"\xff\xdb"):]) and len(sent) < len(turned)


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures(desk, fake, name):  # noqa: F811
    clear(desk)
    desk.config.write_text(QUICK)
    data, why = BAD[name]
    if data is not None:
        (desk.root / name).write_bytes(data)
    server = fake()
    result = image_run(desk, server, "--image", desk.root / name)
    assert result.status == 2 and name in result.err + result.out and why in result.err + result.out, result
    assert not result.named("session") and not list(desk.library.glob("sessions/*"))
    server.close()
    assert server.requests == []


@pytest.mark.parametrize("config, more, words", [
    ("", ["--team", "sketcher"], "sketcher"), ("", [], "docs/using/models.md"),
    ("model: {default: 'custom:x', base_url: 'http://127.0.0.1:9/v1', pictures: no}\n", [], "docs/using/models.md")])
def test_no_eyes(desk, config, more, words):
    clear(desk)
    desk.config.write_text(QUICK + config)
    (desk.root / "fine.png").write_bytes(png(20, 20))
    result = desk("--image", desk.root / "fine.png", *more)
    assert result.status == 2 and words in result.err and "--text" in result.err, result
    assert not list(desk.library.glob("sessions/*"))


def test_the_service_dies_with_pictures_on_their_way(desk, fake):  # noqa: F811
    """Whatever was sent before is there, whatever was not is sent again, nothing twice."""
    clear(desk)
    desk.config.write_text(FAST)
    (desk.root / "fine.png").write_bytes(png(40, 30))
    server, pids, killed = fake(), [], []

    def on_event(event):
        if event["event"] in ("service", "service-restarted"):
            pids.append(event["pid"])
        moment = event.get("kind", "") + event.get("mode", "")
        if event["event"] == "instruction" and moment in ("introspect", "renderlook") and moment not in killed:
            killed.append(moment)
            os.kill(pids[-1], signal.SIGKILL)

    process = desk.popen("--image", desk.root / "fine.png", "--no-input", "--base-url", server.url,
                         "--model", "stool", "--json")
    status, events, err = follow(desk, process, on_event)
    assert status == 0 and killed == ["introspect", "renderlook"], (killed, err)
    assert [e["event"] for e in events].count("kept") == 1
    server.close()
    planner = [r for r in server.requests if "Your role: planner" in json.dumps(r["body"])]
    critic = [r for r in server.requests if "Your role: critic" in json.dumps(r["body"])]
    # A request that was under way when the service died got no answer, and is sent again.
    assert len(planner) in (1, 2) and all(pictures_of(each)[0][:2] == (40, 30) for each in planner)
    assert len(critic) == 1 and json.dumps(critic[0]["body"]).count("data:image/") == 2


def test_stopped_before_the_service_has_the_pictures(desk, fake):  # noqa: F811
    """The run, which has begun there, ends there too."""
    (desk.root / "fine.png").write_bytes(png(40, 30))
    server = fake()
    clear(desk)
    port_of = desk.root / "service.log"
    with open(port_of, "w") as log:
        service = subprocess.Popen([SERVICE, "--listen", "127.0.0.1:0"], stderr=log, stdout=log, env={
            **desk.env, "MAQUETTE_MODEL": "stool", "MAQUETTE_PROVIDER": "custom", "MAQUETTE_BASE_URL": server.url})
    try:
        port = int(wait_for(lambda: re.search(r"127\.0\.0\.1:(\d+)", port_of.read_text()))[1])
        token, = wait_for(lambda: list((desk.root / "state/maquette").glob("service-*.token")))
        desk.env["MAQUETTE_ACCESS_TOKEN"] = token.read_text().strip()
        proxy = HoldingProxy(port, re.compile(rb"POST /v1/runs/(\w+)/pictures"))
        process = desk.popen("--image", desk.root / "fine.png", "--no-input", "--json", "--server",
                             f"http://127.0.0.1:{proxy.port}")
        wait_for(lambda: proxy.held_back or process.poll() is not None)
        assert proxy.held_back, process.communicate()
        process.send_signal(signal.SIGINT)
        assert process.wait(1800) == 130, process.stderr.read()

        run = proxy.held_back[1].decode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/runs/{run}/events", headers={
            "Authorization": f"Bearer {desk.env['MAQUETTE_ACCESS_TOKEN']}"})
        def is_forgotten():
            try:
                urllib.request.urlopen(request, timeout=1800).read()  # until the run ends
            except urllib.error.HTTPError as error:
                return error.code == 404
            return False

        wait_for(is_forgotten)  # it forgets only what has ended
        proxy.close()
    finally:
        service.terminate()
        service.wait(1800)
