# expect: memory
# Memory without end, taken by Blender itself rather than by Python.
import bpy

bpy.ops.mesh.primitive_cube_add()
cube = bpy.context.object
for _ in range(12):
    cube.modifiers.new("more", "SUBSURF").levels = 11
depsgraph = bpy.context.evaluated_depsgraph_get()
print(len(cube.evaluated_get(depsgraph).to_mesh().vertices))
