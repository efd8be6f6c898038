# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender, with a script after `--`, a folder and a number of views: five pictures as the
bridge makes them, and the same views rendered whole, pixel by pixel, which is what they are
compared with. Prints CPU seconds: what else the machine does counts for little in them."""

import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))
from maquette_bridge import cleanup, execute  # noqa: E402
from maquette_bridge.render import layers, renderer  # noqa: E402


def cpu_s():
    times = os.times()
    return times.user + times.system


class Call:
    """Notes when each picture is there."""

    def __init__(self):
        self.drafted = None
        self.started = cpu_s(), time.monotonic()

    def cancelled(self):
        return False

    def progress(self, params):
        if params.get("provisional"):
            self.drafted = self.since()

    def since(self):
        return cpu_s() - self.started[0], time.monotonic() - self.started[1]


def finals(folder, count):
    call = Call()
    renderer.render(str(folder), "renders", "final", renderer.Options(count, engine="cycles"), call)
    return call.drafted, call.since()


def main():
    script, folder, count = sys.argv[sys.argv.index("--") + 1:]
    cleanup.empty_scene()
    result = execute.run(pathlib.Path(script).read_text(encoding="utf-8"), 600, folder)
    if result["error"] is not None:
        raise SystemExit(result["error"]["message"])
    folder = pathlib.Path(folder)
    drafted, made = finals(folder / "made", int(count))
    layers.can = lambda stage: False
    _none, whole = finals(folder / "whole", int(count))
    print(json.dumps({"drafts_s": round(drafted[1], 2), "finals_s": round(made[1], 2),
                      "whole_s": round(whole[1], 2),
                      "drafts_ratio": round(drafted[0] / whole[0], 2),
                      "finals_ratio": round(made[0] / whole[0], 2)}), flush=True)
    os._exit(0)  # Blender says more when it quits


main()
