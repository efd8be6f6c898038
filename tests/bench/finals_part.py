# SPDX-License-Identifier: GPL-3.0-or-later
"""Run by Blender, with a script, a folder and numbers of views after `--`: renders these views at full size once a line
comes in, and prints the seconds that it took and those of the processor."""

import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import finals  # noqa: E402


def main():
    script, folder, *numbers = sys.argv[sys.argv.index("--") + 1:]
    folder = pathlib.Path(folder)
    folder.mkdir()
    finals.make(script, folder)
    finals.finals(folder / "warm", 1, width=64, height=36)
    print(json.dumps("ready"), flush=True)
    sys.stdin.readline()
    _call, (cpu, wall) = finals.finals(folder / "made", 5, numbers=[int(each) for each in numbers])
    print(json.dumps({"cpu_s": cpu, "wall_s": wall}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
