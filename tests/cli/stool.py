# SPDX-License-Identifier: GPL-3.0-or-later
"""A model's answers for a plain stool, and the fake model server that gives them."""

import json
import signal
import subprocess
import time

from desk import BUILD

PROMPT = "a plain wooden stool"


def part(ident, count, low, high, joins):
    return {"id": ident, "purpose": f"the {ident}", "count": count, "min": low,
            "max": high, "materials": ["wood"], "joins": joins}


PLAN = {
    "seen": "", "title": "Plain stool", "about": "A round stool on three legs, 45 cm high",
    "notes": "", "grounded": True,
    "parts": [part("seat", 1, [-0.17, -0.17, 0.41], [0.17, 0.17, 0.45], ["legs"]),
              part("legs", 3, [-0.14, -0.14, 0], [0.14, 0.14, 0.412], [])],
    "materials": [{"id": "wood", "finish": "wood", "color": "#9a6238"}],
    "params": [],
    "must_haves": ["The seat is round", "There are three legs", "It is 45 cm high"],
}
SCRIPT = '''"""Plain stool: a round stool on three legs, 45 cm high."""

import math

# Parameters
ASSET = "Plain stool"  # name of the collection that holds it
SEAT_HEIGHT = 0.45  # m, 0.3..0.8: top of the seat
SEAT_RADIUS = 0.17  # m, 0.1..0.3: of the seat
SEAT_THICKNESS = 0.04  # m, 0.02..0.08: of the seat
LEG_RADIUS = 0.02  # m, 0.01..0.04: of the legs
WOOD_COLOR = "#9a6238"  # wood; finish: wood


# Parts

def seat(material):
    """The seat."""
    middle = SEAT_HEIGHT - SEAT_THICKNESS / 2
    return [cylinder("Seat", SEAT_RADIUS, SEAT_THICKNESS, (0, 0, middle), material, "seat")]


def legs(material):
    """Three legs, 2 mm into the seat."""
    height = SEAT_HEIGHT - SEAT_THICKNESS + 0.002
    made = []
    for number in range(3):
        angle = number * 2 * math.pi / 3
        x, y = 0.7 * SEAT_RADIUS * math.cos(angle), 0.7 * SEAT_RADIUS * math.sin(angle)
        made.append(cylinder(f"Leg {number + 1}", LEG_RADIUS, height, (x, y, height / 2), material,
                             "legs"))
    return made


def build():
    """Make the whole and return its objects."""
    start(ASSET)
    material = wood("Wood", WOOD_COLOR)
    return seat(material) + legs(material)


if __name__ == "__main__":
    build()
'''
LOOK = {"must_haves": [{"n": n, "evidence": "measured", "met": True}
                       for n in range(1, 1 + len(PLAN["must_haves"]))],
        "defects": [], "overall": "A plain stool."}
EXCHANGES = [{"contains": "Your role: planner", "object": PLAN, "times": 0},
             {"contains": "Your role: writer", "text": f"```python\n{SCRIPT}```", "times": 0},
             {"contains": "Your role: critic", "object": LOOK, "times": 0}]


class FakeModel:
    """tests/support/fake-model as a program; what was asked is in `requests` after close()."""

    def __init__(self, folder, key=None, exchanges=None):
        self.script, self.record = folder / "fake-model.json", folder / "fake-model.record"
        port = folder / "fake-model.port"
        self.script.write_text(json.dumps({"models": ["stool"], "exchanges": exchanges or EXCHANGES,
                                           **({"key": key} if key else {})}))
        self.process = subprocess.Popen(
            [BUILD / "tests" / "support" / "maquette-fake-model", "--port-file", port, "--script",
             self.script, "--record", self.record])
        deadline = time.monotonic() + 1800
        while not (port.exists() and port.read_text().strip()):
            assert self.process.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        self.url = f"http://127.0.0.1:{port.read_text().strip()}/v1"
        # The key stands in it, and is ours.
        self.script.unlink()

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(1800) == 0
        self.requests = [json.loads(line) for line in self.record.read_text().splitlines()]
