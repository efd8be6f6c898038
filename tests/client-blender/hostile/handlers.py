# expect: tried
# What runs later: handlers, timers, drivers, message bus, registered texts. It may stay in this Blender for
# a while, but it cannot do more than the script itself.
import bpy

CODE = "import os; open('@OUTSIDE@', 'w').write('x'); os.system('touch @OUTSIDE@')"


def later(*_):
    exec(CODE)


for name in dir(bpy.app.handlers):
    handlers = getattr(bpy.app.handlers, name)
    if isinstance(handlers, list):
        handlers.append(later)
bpy.app.timers.register(later, first_interval=0.0, persistent=True)
bpy.app.driver_namespace["later"] = later
bpy.msgbus.subscribe_rna(key=(bpy.types.Object, "location"), owner=later, args=(), notify=later)
text = bpy.data.texts.new("evil.py")
text.write(CODE)
text.use_module = True
bpy.ops.mesh.primitive_cube_add()
curve = bpy.context.object.driver_add("location", 0)
curve.driver.expression = "later() or 1.0"
try:
    bpy.context.scene.frame_set(7)
    bpy.context.view_layer.update()
except Exception as error:
    print("held:", error)
print("TRIED")
