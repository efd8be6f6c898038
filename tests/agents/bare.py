# SPDX-License-Identifier: GPL-3.0-or-later
"""blender --background --python bare.py -- TOOLKIT FOLDER: runs the scripts of a folder as they are, with the toolkit
at hand, and prints for each a line of JSON: how large what it made is, and which parts there are. In FOLDER is nothing
but what test_planted.py wrote."""

import json
import pathlib
import sys

import bpy

toolkit, folder = map(pathlib.Path, sys.argv[sys.argv.index("--") + 1:])
library = "\n".join(path.read_text() for path in sorted(toolkit.glob("*.py")))
for path in sorted(folder.glob("*.py")):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    names = {"__name__": "__main__", "SEED": 0}
    result = {"name": path.stem, "parts": {}, "size": [0, 0, 0]}
    try:
        exec(library, names)
        exec(compile(path.read_text(), path.name, "exec"), names)
    except (Exception, SystemExit) as error:
        result["error"] = str(error)
    bpy.context.view_layer.update()
    corners = []
    for obj in bpy.context.scene.objects:
        if obj.type == "MESH":
            part = obj.get("part", obj.name)
            result["parts"][part] = result["parts"].get(part, 0) + 1
            corners += [obj.matrix_world @ vertex.co for vertex in obj.data.vertices]
    if corners:
        result["size"] = [max(c[i] for c in corners) - min(c[i] for c in corners) for i in range(3)]
    print("BARE " + json.dumps(result), flush=True)
