# expect: protocol
# Python itself turned against the bridge: its Blender can answer nothing more, and is not used again.
import builtins
import json
import os
import sys

import bpy

builtins.open = lambda *_: (_ for _ in ()).throw(OSError("sabotage"))
json.dumps = lambda *_, **__: "{}"
os.path.isdir = lambda *_: False
sys.stdout = None
sys.modules["struct"] = None
sys.path[:] = []
bpy.ops = None
sys.setrecursionlimit(50)
