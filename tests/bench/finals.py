# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender, with a script after `--`, a folder and a number of views: five pictures as the
bridge makes them, the same with the settings of before, and rendered whole, pixel by pixel, which
is what they are compared with. Prints CPU seconds: what else the machine does counts for little in
them."""

import contextlib
import json
import os
import pathlib
import sys
import time
from unittest import mock

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "blender-addon"))
from maquette_bridge import cleanup, execute  # noqa: E402
from maquette_bridge.render import layers, renderer  # noqa: E402


def cpu_s():
    times = os.times()
    return times.user + times.system


class Call:
    """Notes when the drafts and the first picture are there."""

    def __init__(self):
        self.drafted = self.first = None
        self.started = cpu_s(), time.monotonic()

    def cancelled(self):
        return False

    def progress(self, params):
        if params.get("provisional"):
            self.drafted = self.since()
        elif self.first is None:
            self.first = self.since()

    def since(self):
        return cpu_s() - self.started[0], time.monotonic() - self.started[1]


@contextlib.contextmanager
def former():
    """The settings that finals had until the lamps were chosen by a tree: 6 samples of the asset and
    12 of the ground, each lamp as often as the others, rays to the backdrop, too, and edges as they come."""
    usual = renderer.cycles

    def cycles(stage, gpu, samples=0):
        found = usual(stage, gpu, samples)
        stage.scene.cycles.use_light_tree = False
        stage.scene.world.cycles.sampling_method = "AUTOMATIC"
        stage.ground.active_material.cycles.emission_sampling = "AUTO"
        return found

    with mock.patch.multiple(layers, ASSET_SAMPLES=6, GROUND_SAMPLES=12, _smooth=layers._even_out,
                             _smooth_along_edges=lambda layer, share: None), \
            mock.patch.multiple(renderer, cycles=cycles, CYCLES_SAMPLES=20, CYCLES_SAMPLES_LARGE=9):
        yield


def finals(folder, count, **more):
    call = Call()
    renderer.render(str(folder), "renders", "final", renderer.Options(count, engine="cycles", **more), call)
    return call, call.since()


def make(script, folder):
    """Runs a script in an empty scene."""
    cleanup.empty_scene()
    result = execute.run(pathlib.Path(script).read_text(encoding="utf-8"), 600, str(folder))
    if result["error"] is not None:
        raise SystemExit(result["error"]["message"])


def main():
    script, folder, count = sys.argv[sys.argv.index("--") + 1:]
    folder = pathlib.Path(folder)
    make(script, folder)
    finals(folder / "warm", 1, width=64, height=36)
    call, made = finals(folder / "made", int(count))
    with former():
        _call, before = finals(folder / "former", int(count))
    with mock.patch.object(layers, "can", lambda stage: False):
        _call, whole = finals(folder / "whole", int(count))
    print(json.dumps({"drafts_s": round(call.drafted[1], 2), "first_s": round(call.first[1], 2),
                      "finals_s": round(made[1], 2), "former_s": round(before[1], 2), "whole_s": round(whole[1], 2),
                      "drafts_ratio": round(call.drafted[0] / whole[0], 2),
                      "finals_ratio": round(made[0] / whole[0], 2),
                      "former_ratio": round(made[0] / before[0], 2)}), flush=True)
    os._exit(0)  # Blender says more when it quits


if __name__ == "__main__":
    main()
