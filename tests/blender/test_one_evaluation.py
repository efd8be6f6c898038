# What is measured is what the pictures show: attacks that showed the viewport a cube of a metre and the render another
# thing, and a second scene that nobody measured.
import subprocess

import pytest
from worker_client import FORKED

CUBE = """
import bpy
bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
o = bpy.context.object
o.name = "Cube"
"""
LIES = {
    "is viewport": """
g = bpy.data.node_groups.new("g", "GeometryNodeTree")
g.interface.new_socket("Geometry", in_out="INPUT", socket_type="NodeSocketGeometry")
g.interface.new_socket("Geometry", in_out="OUTPUT", socket_type="NodeSocketGeometry")
new, link = g.nodes.new, g.links.new
start, end, view = new("NodeGroupInput"), new("NodeGroupOutput"), new("GeometryNodeIsViewport")
switch, large = new("GeometryNodeSwitch"), new("GeometryNodeTransform")
switch.input_type = "GEOMETRY"
large.inputs["Scale"].default_value = (9, 9, 9)
link(start.outputs[0], large.inputs[0])
link(view.outputs[0], switch.inputs["Switch"])
link(start.outputs[0], switch.inputs["True"])
link(large.outputs[0], switch.inputs["False"])
link(switch.outputs[0], end.inputs[0])
o.modifiers.new("m", "NODES").node_group = g
""",
    "context driver": """
d = o.driver_add("scale", 0).driver
d.type = "SCRIPTED"
v = d.variables.new()
v.name, v.type = "x", "CONTEXT_PROP"
v.targets[0].context_property = "ACTIVE_SCENE"
v.targets[0].data_path = "render.resolution_percentage"
bpy.context.scene.render.resolution_percentage = 7
d.expression = "1 if x < 50 else 9"
""",
    "shown in renders": """
m = o.modifiers.new("a", "ARRAY")
m.count = 9
m.show_viewport, m.show_render = False, True
""",
    "levels": "m = o.modifiers.new('s', 'SUBSURF')\nm.levels = 0\nm.render_levels = 4\n",
    "driver of what renders show": """
m = o.modifiers.new("a", "ARRAY")
m.count = 9
d = m.driver_add("show_viewport").driver
d.expression = "0"
""",
    "F-Curve of what renders show": """
m = o.modifiers.new("a", "ARRAY")
m.count = 9
m.show_viewport = False
m.keyframe_insert("show_viewport", frame=1)
bpy.context.scene.frame_set(50)
""",
    "rigid body": """
bpy.ops.mesh.primitive_cube_add(size=0.1, location=(0, 0, 2))
bpy.ops.rigidbody.object_add()
bpy.context.scene.rigidbody_world.point_cache.frame_end = 60
bpy.ops.ptcache.bake_all(bake=True)
bpy.context.scene.frame_set(50)
""",
    "simplified": """
bpy.context.scene.render.use_simplify = True
bpy.context.scene.render.simplify_subdivision = 0
m = o.modifiers.new('s', 'SUBSURF')
m.levels = m.render_levels = 4
""",
}
# Blender's own word for it: a render engine sees the objects as they are evaluated for a render. The viewport shows
# the same to who opens the file.
RENDERED = """
import bpy


class Engine(bpy.types.RenderEngine):
    bl_idname = "LOOK"
    bl_label = "Look"

    def update(self, data, depsgraph):
        tell(depsgraph)

    def render(self, depsgraph):
        pass


def tell(depsgraph):
    points = [i.matrix_world @ v.co for i in depsgraph.object_instances if i.object.type == "MESH"
              for v in i.object.data.vertices]
    print(depsgraph.mode, *(round(max(p[a] for p in points) - min(p[a] for p in points), 3) for a in range(3)))


bpy.utils.register_class(Engine)
scene = bpy.context.scene
stage = bpy.data.scenes.new("Stage")
for each in scene.collection.objects:
    stage.collection.objects.link(each)
stage.frame_set(scene.frame_current)
stage.camera = bpy.data.objects.new("Eye", bpy.data.cameras.new("Eye"))
stage.render.engine = "LOOK"
tell(bpy.context.evaluated_depsgraph_get())
bpy.ops.render.render(scene=stage.name)
"""


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_measured_is_rendered(worker, lie):
    raw = worker.call("execute", {"script": CUBE + lie, "save": "raw.blend"})
    assert raw.get("error") is None, raw
    worker.call("open", {"file": "raw.blend", "save": "kept.blend"})
    report = worker.call("measure", {})["report"]
    size = [round(each, 3) for each in report["whole"]["dimensions_m"]]
    run = subprocess.run([FORKED, "-b", "--factory-startup", worker.run_dir / "kept.blend", "--python-exit-code",
                          "1", "--python-expr", RENDERED], capture_output=True, text=True, check=True)
    told = [line.split() for line in run.stdout.splitlines() if line.startswith(("VIEWPORT ", "RENDER "))]
    assert [(mode, [float(each) for each in sides]) for mode, *sides in told] == [("VIEWPORT", size), ("RENDER", size)]


def test_changes_are_said(worker):
    """What a script may have meant otherwise is told to whoever wrote it."""
    script = CUBE + LIES["is viewport"] + LIES["context driver"] + """
m = bpy.data.materials.new("Bark")
o.data.materials.append(m)
m.displacement_method = "DISPLACEMENT"
"""
    assert worker.call("execute", {"script": script, "save": "raw.blend"}).get("error") is None
    assert set(worker.call("open", {"file": "raw.blend", "save": "kept.blend"})["notes"]) == {
        "The displacement of “Bark” is drawn as bumps.",
        "The nodes “g” have no Is Viewport and no Active Camera.",
        "“Cube” has no driver or F-Curve for what is shown in the viewport alone, or in renders alone."}
    assert worker.call("open", {"file": "kept.blend", "save": None})["notes"] == []


def test_one_scene(worker):
    script = CUBE + """
bpy.context.scene.name = "Main"
other = bpy.data.scenes.new("Scene")
other.collection.objects.link(bpy.data.objects.new("Unmeasured", bpy.data.meshes.new("m")))
"""
    assert worker.call("execute", {"script": script, "save": "raw.blend"}).get("error") is None
    worker.call("open", {"file": "raw.blend", "save": "kept.blend"})
    look = worker.call("execute", {"script": """
import bpy
with bpy.data.libraries.load("kept.blend") as (there, here):
    print(list(there.scenes))
"""})
    assert look["stdout"] == "['Main']\n"
