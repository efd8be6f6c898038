# expect: answer
# Python itself turned against the bridge: what is broken here must not be there for the next script.
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
