# expect: tried
# A file with a registered text that runs itself on opening.
import os

import bpy

text = bpy.data.texts.new("evil.py")
text.write("open('@OUTSIDE@', 'w').write('x')\nopen('/app/run/ran', 'w').write('x')")
text.use_module = True
vars(bpy.ops).pop("wm", None)  # which leaves out what a script saves
bpy.ops.wm.save_as_mainfile(filepath=os.path.join(os.getcwd(), "evil.blend"), copy=True)
try:
    bpy.ops.wm.open_mainfile(filepath=os.path.join(os.getcwd(), "evil.blend"), use_scripts=True)
except Exception as error:
    print("held:", error)
print("TRIED")
