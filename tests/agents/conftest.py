# SPDX-License-Identifier: GPL-3.0-or-later
"""The team of models as a whole: real program, service and Blender; only the vendor's end is a fake
that answers by a script (tests/support/fake-model.h)."""

import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "support"))

from desk import BUILD, FAST, QUICK, Desk  # noqa: E402

FAKE = BUILD / "tests" / "support" / "maquette-fake-model"
KEY = "sk-planted-7c1f09"

PLAN = {
    "seen": "", "title": "Post", "about": "A ball on a post", "notes": "",
    "grounded": True,
    "parts": [
        {"id": "post_part", "purpose": "carries the ball", "count": 1,
         "min": [-0.1, -0.1, 0], "max": [0.1, 0.1, 0.5], "materials": ["oak"], "joins": ["ball"]},
        {"id": "ball", "purpose": "on top", "count": 1, "min": [-0.2, -0.2, 0.48],
         "max": [0.2, 0.2, 0.88], "materials": ["red"], "joins": []}],
    "materials": [{"id": "oak", "finish": "wood", "color": "#8a5a33"},
                  {"id": "red", "finish": "painted", "color": "#b02020"}],
    "params": [], "must_haves": ["a post", "a ball on it", "the ball is red"]}

POST = '''def post_part(oak):
    """Carries the ball."""
    return [box("Post", (0.2, 0.2, 0.5), (0, 0, 0.25), oak, "post_part")]
'''
BALL = '''def ball(red):
    """On top, let in by 2 mm."""
    return [sphere("Ball", 0.2, (0, 0, 0.698), red, "ball")]
'''
SCRIPT = f'''"""Post: a ball on a post."""

import bpy

# Parameters
ASSET = "Post"  # name of the collection that holds it
SEED = 7  # 0..999: varies the grain

# Parts


{POST}

{BALL}

def build():
    """Make the whole and return its objects."""
    start(ASSET)
    oak = wood("Oak", "#8a5a33")
    red = painted("Red", "#b02020")
    return post_part(oak) + ball(red)


if __name__ == "__main__":
    build()
'''
FLOATING = BALL.replace("0.698", "0.75")
FINE = {"overall": "Fine.", "must_haves": [
    {"n": n, "evidence": "measured", "met": True} for n in range(1, 1 + len(PLAN["must_haves"]))],
    "defects": []}


def fenced(python, before=""):
    return f"{before}\n```python\n{python}```\n"


def doubts(code, part, objects, other="", reason=""):
    """What a debugger says who disputes a fault (mq_defect_dup_id())."""
    key = part + "".join(f"\n{each}" for each in sorted(objects)) + f"\n\n{other}"
    number = 5381
    for byte in key.encode():
        number = (number * 33 + (byte - 256 if byte > 127 else byte)) & 0xffffffff
    dispute = {"id": f"{code}-{(number ^ number >> 16) & 0xffff:04x}", "reason": reason}
    return f"```json\n{json.dumps({'disputed': [dispute]})}\n```\n"


def defect(part, what, about="shape", severity="severe"):
    return {"part": part, "what": what, "evidence": "view 1", "about": about, "severity": severity,
            "fix": "mend it"}


def said(role, *, text=None, **more):
    """An exchange: what the fake answers the first time that this role asks."""
    return {"contains": f"# Your role: {role}", **({"text": text} if text is not None else {}), **more}


def planner(**more):
    return said("planner", **({"object": PLAN} | more))


def writer(script=SCRIPT, **more):
    return said("writer", **({"text": fenced(script)} | more))


def critic(**more):
    return said("critic", **({"object": FINE} | more))


class Server:
    """A running fake; its requests come as dictionaries."""

    def __init__(self, folder, dialect, exchanges):
        self.record = folder / "record.jsonl"
        port_file, script = folder / "port", folder / "script.json"
        script.write_text(json.dumps({"key": KEY, "models": ["fake-1"], "exchanges": exchanges}))
        self.process = subprocess.Popen([FAKE, "--port-file", port_file, "--script", script,
                                         "--record", self.record])
        deadline = time.monotonic() + 1800
        while not (port_file.exists() and port_file.read_text().strip()):
            assert time.monotonic() < deadline and self.process.poll() is None
            time.sleep(0.02)
        self.env = {"MAQUETTE_MODEL": "fake-1", "MAQUETTE_API_KEY": KEY,
                    "MAQUETTE_PROVIDER": "anthropic" if dialect == "anthropic" else "custom",
                    "MAQUETTE_BASE_URL": f"http://127.0.0.1:{port_file.read_text().strip()}/v1"}

    def requests(self):
        lines = self.record.read_text().splitlines() if self.record.exists() else []
        return [json.loads(line) for line in lines if "completions" in line or "messages" in line]

    def asked(self, role):
        """The bodies of all requests of a role, as text."""
        bodies = (json.dumps(each["body"], ensure_ascii=False) for each in self.requests())
        return [body for body in bodies if f"# Your role: {role}" in body]

    def go(self):
        self.process.send_signal(signal.SIGUSR1)

    def close(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def play(tmp_path):
    """play(exchanges, *args): a run of the program against a fake that says `exchanges`. With `quick`, where
    Blender is not the point, a stand-in reports what Blender measured of SCRIPT."""
    servers, desks = [], []

    def run(exchanges, *args, dialect="openai", config="", start=False, quick=False):
        number = len(desks)
        (tmp_path / f"desk{number}").mkdir()
        (tmp_path / f"fake{number}").mkdir()
        desk, server = Desk(tmp_path / f"desk{number}"), Server(tmp_path / f"fake{number}", dialect,
                                                                exchanges)
        desks.append(desk)
        servers.append(server)
        desk.env.update(server.env)
        desk.config.write_text((QUICK if quick else FAST) + config)
        desk.env["MQ_QUICK_REPORT"] = str(HERE / "post-report.json")
        args = args or ("--text", "a red ball on a post", "--no-input")
        if start:
            return desk.popen("--json", *args), server, desk
        return desk("--json", "--output", desk.root / "out", *args), server, desk

    yield run
    for server in servers:
        server.close()
    for desk in desks:
        desk.assert_tidy()


def steps(result, role):
    return [event for event in result.named("step")
            if event["role"] == role and event["state"] != "started"]


def script_of(desk):
    return (desk.root / "out" / "script.py").read_text()


def notices(result):
    return [event["code"] for event in result.named("notice")]


assert os.environ.get("MQ_TEST_BUILD"), "run by meson"
