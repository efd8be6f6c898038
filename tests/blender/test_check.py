# The check before a run: right names for wrong ones, and silence about good scripts.
import ast
import pathlib
import random
import re
import runpy

import pytest
from worker_client import BLENDER, ROOT

# Beside a Blender from blender.org, or where the system's packages lie.
TEMPLATES = next(pathlib.Path(BLENDER).resolve().parent.glob("*/scripts/templates_py"),
                 pathlib.Path("/usr/share/blender/scripts/templates_py"))
HEAD = '''import bpy, bmesh
mat = bpy.data.materials.new("M")
nodes = mat.node_tree.nodes
bsdf = nodes.new("ShaderNodeBsdfPrincipled")
mesh = bpy.data.meshes.new("m")
obj = bpy.data.objects.new("o", mesh)
scene = bpy.context.scene
bm = bmesh.new()
'''


def findings(worker, script, origin="team"):
    return worker.call("check", {"script": script, "origin": origin})["findings"]


# Line after HEAD, code, wrong name, the right name that must come first (None: none is known).
BAD = [
    ("bpy.ops.mesh.primitive_cub_add()", "unknown-operator", "primitive_cub_add", "primitive_cube_add"),
    ("bpy.ops.mehs.primitive_cube_add()", "unknown-operator", "mehs", "mesh"),
    ("bpy.ops.mesh.shade_smooth()", "unknown-operator", "shade_smooth", "object.shade_smooth"),
    ("bpy.ops.scene.select_all()", "unknown-operator", "select_all", "mesh.select_all"),
    ("bmesh.ops.bevl(bm)", "unknown-operator", "bevl", "bevel"),
    ("bpy.ops.mesh.primitive_cube_add(siz=1)", "unknown-argument", "siz", "size"),
    ("bpy.ops.mesh.primitive_cube_add(2.0)", "unknown-argument", "2.0", "size"),
    ("bmesh.ops.create_cone(bm, diameter1=1)", "removed", "diameter1", "radius1"),
    ("obj.modifiers.new('B', typ='BEVEL')", "unknown-argument", "typ", "type"),
    ("bpy.data.objects.new(name='x', object_dat=None)", "unknown-argument", "object_dat", "object_data"),
    ("bpy.types.Objekt", "unknown-type", "Objekt", "Object"),
    ("from bpy.types import Meshh", "unknown-type", "Meshh", "Mesh"),
    ("bpy.data.meshs.new('x')", "unknown-data", "meshs", "meshes"),
    ("bpy.data.lamps", "removed", "lamps", "lights"),
    ("nodes.new('ShaderNodeMixx')", "unknown-node", "ShaderNodeMixx", "ShaderNodeMix"),
    ("nodes.new(type='ShaderNodeTexMusgrave')", "removed", "ShaderNodeTexMusgrave", "ShaderNodeTexNoise"),
    ("bsdf.inputs['Specular'].default_value = 1", "unknown-socket", "Specular", "Specular IOR Level"),
    ("bsdf.inputs['Emission'].default_value = 1", "unknown-socket", "Emission", "Emission Color"),
    ("bsdf.inputs['Clearcoat']", "unknown-socket", "Clearcoat", "Coat Weight"),
    ("bsdf.inputs['base color']", "unknown-socket", "base color", "Base Color"),
    ("bsdf.outputs['BDSF']", "unknown-socket", "BDSF", "BSDF"),
    ("bsdf.inputs[99]", "unknown-socket", "99", "Base Color"),
    ("nodes.get('Principled BSDF').inputs['Transmission']", "unknown-socket", "Transmission",
     "Transmission Weight"),
    ("nodes['Principled BSDF'].inputs['Sheen']", "unknown-socket", "Sheen", "Sheen Weight"),
    ("def f(principled): principled.inputs['Specular']", "unknown-socket", "Specular",
     "Specular IOR Level"),
    ("obj.modifiers.new('B', 'BEVELX')", "bad-enum", "BEVELX", "BEVEL"),
    ("obj.modifiers.new('B', 'BEVEL').limit_method = 'ANGEL'", "bad-enum", "ANGEL", "ANGLE"),
    ("bpy.ops.mesh.primitive_cylinder_add(end_fill_type='NGONS')", "bad-enum", "NGONS", "NGON"),
    ("bpy.data.curves.new('C', 'FOND')", "bad-enum", "FOND", "FONT"),
    ("scene.render.engine = 'CYCLE'", "bad-enum", "CYCLE", "CYCLES"),
    ("scene.view_settings.view_transform = 'Filmik'", "bad-enum", "Filmik", "Filmic"),
    ("mat.blend_method = 'BLENDED'", "bad-enum", "BLENDED", "BLEND"),
    ("obj.rotation_eulr = (0, 0, 0)", "unknown-attribute", "rotation_eulr", "rotation_euler"),
    ("first = other = bpy.data.objects.new('o', mesh)\nother.locatoin = (0, 0, 1)", "unknown-attribute", "locatoin",
     "location"),
    ("obj.modifiers.new('B', 'BEVEL').segmnts = 3", "unknown-attribute", "segmnts", "segments"),
    ("bpy.data.curves.new('C', 'FONT').bodi = 'text'", "unknown-attribute", "bodi", "body"),
    ("obj.parent.parent.locatoin = (0, 0, 1)", "unknown-attribute", "locatoin", "location"),
    ("mesh.use_auto_smooth = True", "removed", "use_auto_smooth", "shade_smooth_by_angle"),
    ("obj.data.use_auto_smooth = True", "removed", "use_auto_smooth", "shade_smooth_by_angle"),
    ("def f(m): m.use_auto_smooth = True", "removed", "use_auto_smooth", "shade_smooth_by_angle"),
    ("mesh.calc_normals()", "removed", "calc_normals", None),
    ("mat.node_tree.inputs.new('NodeSocketFloat', 'x')", "removed", "inputs", "interface"),
    ("scene.eevee.use_bloom = True", "removed", "use_bloom", None),
    ("mat.shadow_method = 'NONE'", "removed", "shadow_method", "surface_render_method"),
    ("bpy.ops.export_scene.obj(filepath='x')", "removed", "obj", "wm.obj_export"),
    ("bpy.context.active_object.locatoin", "unknown-attribute", "locatoin", "location"),
    ("import os", "import", "os", None), ("import mathanything", "import", "mathanything", None),
    ("from .x import y", "import", ".x", None), ("__import__('os')", "import", "os", None),
    ("x = (", "syntax", "", None), ("return 1", "syntax", "", None),
    ("sead = 3\nprint(seed)", "undefined-name", "seed", "sead"),
    ("cyclinder('Post', 1)", "undefined-name", "cyclinder", "cylinder"),
    ("cube('Post', 1)", "undefined-name", "cube", "box"),
    ("make_everything()", "undefined-name", "make_everything", None),
    ("print(cos(1.0))", "undefined-name", "cos", "math.cos"),
    ("print(Vector((1, 0, 0)))", "undefined-name", "Vector", None),
    ("print([x for x in [y for _ in 'ab']])", "undefined-name", "y", None),
    ("def f():\n    global other\n    return other", "undefined-name", "other", None),
    ("class C:\n    size = 1\n    def get(self):\n        return size", "undefined-name", "size", None),
    ("def leg(a, height, b=2): pass\nleg(1, depth=3)", "unknown-argument", "depth", "height"),
    ("def leg(a, b): pass\nleg(1, 2, 3)", "argument-count", "leg", None),
    ("def leg(a, b): pass\nleg(1)", "argument-count", "leg", None),
    ("def leg(a, b): pass\nleg(1, 2, a=1)", "argument-count", "a", None),
    ("def leg(*, a): pass\nleg()", "argument-count", "leg", None),
    ("leg = lambda a: a\nleg(1, 2)", "argument-count", "leg", None),
    ("def f():\n    box = box('Lid')\n    return box", "shadowed", "box", None),
    ("ARM = (1, 2)\ndef f(): return ARM('x')", "shadowed", "ARM", None),
    ("import random\ndef random(a): return a\nrandom.Random(7)", "shadowed", "random", None),
    ("obj.rotation_euler = (0, 0, 90)", "degrees", "90", "math.radians(90)"),
    ("obj.rotation_euler.z = -45", "degrees", "-45", "math.radians(-45)"),
    ("obj.rotation_euler[2] += 30", "degrees", "30", "math.radians(30)"),
    ("TILT = 15\ndef f(o): o.rotation_euler = (TILT, 0, 0)", "degrees", "TILT", "math.radians(TILT)"),
    ("for i in range(6): obj.rotation_euler.z = i * 360 / 6", "degrees", "i * 360 / 6",
     "math.radians(i * 360 / 6)"),
    ("import math\nmath.sin(90)", "degrees", "90", "math.radians(90)"),
    ("import math\nfor a in (0, 90, 180): math.cos(a)", "degrees", "a", "math.radians(a)"),
    ("import math\nfor a in range(0, 360, 30): math.cos(a)", "degrees", "a", "math.radians(a)"),
    ("from mathutils import Euler\nEuler((90, 0, 0))", "degrees", "90", "math.radians(90)"),
    ("from mathutils import Matrix\nMatrix.Rotation(45, 4, 'X')", "degrees", "45", "math.radians(45)"),
    ("obj.modifiers.new('B', 'BEVEL').angle_limit = 30", "degrees", "30", "math.radians(30)"),
    ("bpy.ops.mesh.primitive_cube_add(rotation=(0, 0, 90))", "degrees", "90", "math.radians(90)"),
    ("bmesh.ops.spin(bm, angle=360, steps=8)", "degrees", "360", "math.radians(360)"),
    ("def box(name, rotation): pass\nbox('A', rotation=(0, 90, 0))", "degrees", "90",
     "math.radians(90)"),
    ("def build(): return []", "not-called", "build", None),
]


@pytest.mark.parametrize("line, code, name, right", BAD, ids=[each[0] for each in BAD])
def test_bad(worker, line, code, name, right):
    found = findings(worker, HEAD + line)
    assert len(found) == 1, found
    finding = found[0]
    assert (finding["code"], finding["name"], finding["severity"]) == (code, name, "error")
    assert finding["line"] > HEAD.count("\n") and finding["column"] >= 0
    assert finding["nearest"][:1] == ([right] if right else []) and len(finding["nearest"]) <= 4, finding
    assert finding["what"].endswith((".", "?"))
    assert set(finding) == {"line", "column", "severity", "code", "what", "name", "nearest"}


GOOD = [
    "if 'Specular' in bsdf.inputs:\n    bsdf.inputs['Specular'].default_value = 1",
    "try:\n    mesh.use_auto_smooth = True\nexcept AttributeError:\n    pass",
    "if hasattr(mesh, 'use_auto_smooth'):\n    mesh.use_auto_smooth = True",
    "if bpy.app.version < (4, 1, 0):\n    mesh.use_auto_smooth = True\nelse:\n    mesh.shade_flat()",
    "scene.render.engine = 'CYCLES' if bpy.app.version[0] < 4 else 'BLENDER_WORKBENCH'",
    "def f(anything):\n    anything.whatever = 1\n    anything.inputs['Nothing'].x()",
    "bsdf = nodes.new('ShaderNodeEmission')\nbsdf.inputs['Strength'].default_value = 3",
    "n = nodes.new('ShaderNodeEmission')\nn.inputs['Color']\nn = nodes.new('ShaderNodeMath')\nn.inputs['Value']",
    "for node in nodes:\n    node.location.x += 1\n    node.inputs[0].default_value",
    "for m in (mesh, obj):\n    m.name = 'x'",
    "class A(bpy.types.Operator):\n    bl_idname = 'mesh.my_own'\n    bl_label = ''\nbpy.ops.mesh.my_own()",
    "bpy.types.Object.mine = bpy.props.IntProperty()\nobj.mine = 3",
    "g = bpy.data.node_groups.new('g', 'ShaderNodeTree')\ng.interface.new_socket('X', in_out='INPUT')\n"
    "i = g.nodes.new('NodeGroupInput')\ni.outputs['X']\nu = nodes.new('ShaderNodeGroup')\nu.inputs['X']",
    "bpy.ops.object.mode_set('EXEC_DEFAULT', True, mode='EDIT')",
    "args = {'size': 1}\nbpy.ops.mesh.primitive_cube_add(**args)",
    "obj['custom'] = 1\nobj.data.vertices[0].co.x = 1\nobj.data.materials.append(mat)",
    "curve = bpy.data.curves.new('c', type='FONT')\ncurve.body = 'text'\ncurve.fill_mode = 'BOTH'",
    "light = bpy.data.lights['l']\nlight.use_shadow = True",
    "mod = obj.modifiers.new('g', 'NODES')\nmod['Socket_2'] = 1\nmod.anything",
    "bpy.context.view_layer.objects.active = obj\nbpy.context.object.select_set(True)",
    "mat = bpy.data.materials.get('x') or bpy.data.materials.new('x')\nmat.diffuse_color = (1, 1, 1, 1)",
    "bmesh.ops.transform(bm, matrix=None, verts=bm.verts)\nbmesh.ops.delete(bm, geom=[], context='FACES')",
    "def calc_normals(): pass\nclass B:\n    def calc_normals(self): pass\nB().calc_normals()",
    "mat.node_tree.links.new(bsdf.outputs['BSDF'], nodes['Material Output'].inputs['Surface'])",
    "obj.copy().location.x = 1\nmesh.copy().vertices",
    "scene.cycles.samples = 8\nscene.display.shading.light = 'FLAT'\nscene.world.color = (1, 1, 1)",
    "def f(n):\n    return f(n - 1) if (m := n) else m\nprint(f(3), [k for j in 'ab' if (k := j)])",
    "def late(): return other()\ndef other(): return 1\nlate()",
    "try:\n    reduce\nexcept NameError:\n    from functools import reduce\nreduce(max, [1])",
    "from math import *\nprint(cos(radians(90)))",
    "fast = None\nif fast:\n    fast(1)",
    "def f(*a, **k): pass\nf(1, 2, x=3)\ndef g(a, b=1, *, c=2): pass\ng(1)\ng(*[1, 2])\ng(**{'a': 1})",
    "def f(a): return a\ndef f(a, b): return b\nf(1, 2)",
    "import functools\n@functools.cache\ndef f(a): return a\nf(1)",
    "def f(n):\n    for i in range(n):\n        if i:\n            x = max(x, 2)\n        else:\n            x = 1",
    "import math\nfor t in range(9):\n    math.sin(60 * t + 30)\n    math.sin(40 * t)\n"
    "    math.cos(2 * math.pi * t / 360)",
    "import math\nobj.rotation_euler = (0, math.radians(90), 90 * math.pi / 180)\n"
    "obj.rotation_euler.x = 45 / 57.3\nobj.rotation_euler.y = 30 * 0.01745\nobj.location = (0, 0, 90)",
    "import math\nangle = 90\nangle = math.radians(angle)\nobj.rotation_euler.z = angle",
    "import math\ndef arc(first, last): return math.radians(last - first)\narc(0, 360)",
    "import math\nSEED = 45\nmath.sin(SEED)",
    "match obj.name:\n    case ['a', *rest]: print(rest)\n    case {'k': v, **more}: print(v, more)",
    "def build(): return []\nif __name__ == '__main__':\n    build()",
    "", "# nothing but a comment", "x: int = 1\nprint(f'{x!r}')\nmatch x:\n    case int(): pass",
]


@pytest.mark.parametrize("script", GOOD)
def test_good(worker, script):
    assert findings(worker, HEAD + script) == []


NEWER = [
    ("scene.compositing_node_group = None", "compositing_node_group", "node_tree"),
    ("nodes.new('ShaderNodeMixShader').inputs['Factor'].default_value = 1", "Factor", "Fac"),
    ("obj.modifiers.new('B', 'BOOLEAN').solver = 'FLOAT'", "FLOAT", "FAST"),
    ("nodes.new('ShaderNodeTexSky').sky_type = 'MULTIPLE_SCATTERING'", "MULTIPLE_SCATTERING", "NISHITA"),
    ("bpy.data.actions.new('a').fcurve_ensure_for_datablock(obj, 'location')", "fcurve_ensure_for_datablock",
     "fcurves"),
    ("bmesh.ops.circularize(bm, geom=[])", "circularize", None),
    ("nodes.new('ShaderNodeRaycast')", "ShaderNodeRaycast", None),
    ("bpy.ops.object.geometry_nodes_move_to_nodes_x()", "geometry_nodes_move_to_nodes_x", ""),
]


@pytest.mark.parametrize("line, name, old", NEWER, ids=[each[1] for each in NEWER])
def test_what_newer_blenders_have(worker, line, name, old):
    """From the live API of 5.2, with what it was called before; what no Blender has is not said to be newer."""
    if worker.facts["blender"]["version"] >= "5":
        pytest.skip("this one has it")
    (found,) = [each for each in findings(worker, HEAD + line) if each["severity"] == "error"]
    assert found["name"] == name
    assert ("; 5.2 has it." in found["what"]) == (old != ""), found["what"]
    if old:
        assert found["nearest"][0] == old


def test_eevee_under_its_other_name(worker):
    """EEVEE's id was BLENDER_EEVEE_NEXT from 4.2 to 4.5."""
    right = next(each for each in worker.facts["engines"] if each.startswith("BLENDER_EEVEE"))
    wrong = {"BLENDER_EEVEE": "BLENDER_EEVEE_NEXT", "BLENDER_EEVEE_NEXT": "BLENDER_EEVEE"}[right]
    (found,) = findings(worker, HEAD + f"scene.render.engine = {wrong!r}")
    assert (found["code"], found["name"], found["nearest"][0]) == ("removed", wrong, right)
    assert findings(worker, HEAD + f"scene.render.engine = {right!r}") == []


def test_deprecated_but_needed_by_older_blenders(worker):
    """Materials and worlds have nodes by themselves since 5.0, where use_nodes does nothing."""
    use = "material = bpy.data.materials.new('Red')\n{}material.use_nodes = True\n"
    wanted = [("removed", "warning")] if worker.facts["blender"]["version"] >= "5" else []
    for before in ("", "if material.node_tree is not None:\n    ", "if not material.node_tree:\n    "):
        found = findings(worker, HEAD + use.format(before))
        assert [(each["code"], each["severity"]) for each in found] == wanted
    assert findings(worker, HEAD + use.format("if material.node_tree is None:\n    ")) == []


@pytest.mark.parametrize("line, name", [
    ("text = open('/etc/passwd').read()", "open"),
    ("exec('import os')", "exec"),
    ("eval('1')", "eval"),
    ("x = ().__class__.__bases__[0].__subclasses__()", "__subclasses__"),
    ("import random\nrandom._os.system('true')", "_os"),
    ("try:\n    bpy.utils._os.system('true')\nexcept Exception:\n    pass", "_os"),
    ("bpy.ops.wm.url_open(url='https://example.org')", "bpy.ops.wm.url_open"),
    ("bpy.app.handlers.load_post.append(print)", "bpy.app.handlers.load_post.append"),
    ("bpy.data.texts.new('startup.py').use_module = True", "bpy.data.texts.new"),
    ("from bpy import ops as o\no.wm.save_mainfile()", "bpy.ops.wm.save_mainfile"),
    ("bpy.data.objects[0].driver_add('location')", "driver_add"),
])
def test_what_a_script_has_no_business_with(worker, line, name):
    found = [f for f in findings(worker, "import bpy\n" + line) if f["code"] == "forbidden"]
    assert name in [f["name"] for f in found] and {f["severity"] for f in found} == {"error"}
    person = [f for f in findings(worker, "import bpy\n" + line, "person")
              if f["code"] in ("forbidden", "stage", "never-runs")]
    assert {f["severity"] for f in person} == {"warning"}


@pytest.mark.parametrize("name, told", [
    ("s02-whole-job", {(5, "stage"), (17, "stage"), (19, "stage"), (27, "stage"), (28, "stage"),
                       (32, "stage"), (33, "stage"), (34, "stage")}),
    ("s02b-eevee-only", {(3, "stage")}), ("s02c-saves-only", {(3, "stage")}),
    ("s06-timer", {(9, "never-runs")}), ("s06d-handler", {(6, "never-runs")}),
    ("s06c-async", {(3, "never-runs")}),
    ("s06e-argv", set()),
    ("s06f-view3d", {(7, "needs-window"), (8, "stage")}),
])
def test_scripts_of_chats(worker, name, told):
    """What never runs here, and what the stage has itself, is told before the script runs, and once."""
    text = (pathlib.Path(__file__).parents[1] / "field" / "scripts" / f"{name}.script").read_text()
    found = [(f["line"], f["code"]) for f in findings(worker, text, "person") if f["name"] != "use_gtao"]
    assert sorted(found) == sorted(told)


def test_what_is_left_out_may_have_wrong_names(worker):
    """The arguments of an operator that does nothing end nothing, on whatever line they are."""
    for call in ("save_mainfile(filepat='x')", "save_mainfile(\n    filepat='x')"):
        (found,) = findings(worker, f"import bpy\nbpy.ops.wm.{call}\n", "person")
        assert (found["line"], found["code"]) == (2, "stage")


def test_a_person_imports_what_is_there(worker):
    """Only a module that Blender's Python lacks is named."""
    found = findings(worker, "import bpy, os, numpy\nimport trimesh_of_nobody\nfrom .parts import leg\n", "person")
    assert [(f["line"], f["code"], f["name"]) for f in found] == [
        (2, "import", "trimesh_of_nobody"), (3, "import", ".parts")]


def test_functions_that_call_each_other(worker):
    """They are followed once, to see whether a script builds something."""
    script = ("import bpy\ndef a(n):\n    return b(n - 1)\ndef b(n):\n    return a(n) if n else {}\n"
              "class Add(bpy.types.Panel): pass\nbpy.utils.register_class(Add)\na(3)\n")
    assert [f["code"] for f in findings(worker, script.format("0"), "person")] == ["add-on"]
    assert findings(worker, script.format("bpy.data.objects.new('A', None)"), "person") == []


def test_a_missing_module_has_a_substitute(worker):
    """The nearest name decides, and each substitute is there."""
    found = findings(worker, "from scipy.spatial import ConvexHull\nimport scipy.optimize\nfrom PIL import Image\n"
                             "import trimesh_of_nobody\n", "person")
    assert [f["what"].partition("network.")[2] for f in found] == [
        " Use bmesh.ops.convex_hull instead.", " Use numpy and mathutils instead.",
        " Use bpy.data.images and numpy instead.", ""]
    substitutes = runpy.run_path(str(ROOT / "blender-addon/maquette_bridge/check/renamed.py"))["MODULES"]
    ways = sorted({way for each in substitutes.values() for way in re.split(", | and ", each)})
    imports = "\n".join(["import bpy, bmesh, numpy, mathutils, mathutils.geometry, mathutils.kdtree, mathutils.noise",
                         *ways])
    assert findings(worker, imports, "person") == []


def test_an_add_on_is_named(worker):
    """One that only registers itself; not one that builds as well."""
    text = ('import bpy\n\nclass Add(bpy.types.Operator):\n    bl_idname = "mesh.add_thing"\n    bl_label = "Thing"\n\n'
            "    def execute(self, context):\n        bpy.ops.mesh.primitive_cube_add()\n"
            "        return {'FINISHED'}\n\n"
            "def register():\n    bpy.utils.register_class(Add)\n\nif __name__ == '__main__':\n    register()\n")
    assert [f["code"] for f in findings(worker, text, "person")] == ["add-on"]
    assert findings(worker, text + "    bpy.ops.mesh.add_thing()\n", "person") == []


def test_own_names_are_its_own(worker):
    script = "def open(lid):\n    return lid\n\ndef f(input, os):\n    return open(input), os\n"
    assert findings(worker, script) == []


def test_bundled_templates(worker):
    files = sorted(TEMPLATES.rglob("*.py"))
    assert len(files) > 30 and {"bmesh_simple.py", "addon_add_object.py"} <= {file.name for file in files}
    for file in files:
        found = [f for f in findings(worker, file.read_text(), "person") if f["severity"] == "error"]
        assert found == [], file.name


def test_warnings(worker):
    """What alone stops no run."""
    found = findings(worker, HEAD + """WIDTH = 0.4  # m, 0.2..0.8: of the seat
DEPTH = 0.4  # m, 0.2..0.8: of the seat
COLOR = "#ff0000"
bpy.data.lights.new("Sun", "SUN")
bpy.ops.object.camera_add(location=(0, DEPTH, 0))
""")
    assert [(f["code"], f["name"], f["severity"]) for f in found] == [
        ("unused-parameter", "WIDTH", "warning"), ("stage", "light", "warning"),
        ("stage", "camera", "warning")]


def test_part_in_the_place_of_a_function_of_the_toolkit(worker):
    script = "def moss(green):\n    return [moss('Moss', '#335522')]\n\nmoss(None)\n"
    (found,) = findings(worker, script)
    assert (found["line"], found["code"]) == (2, "argument-count")
    assert "moss(green)" in found["what"] and "not the toolkit's moss" in found["what"]
    # The toolkit's own functions come last in a script, below a heading of their own.
    (found,) = findings(worker, "circle(1, 2, 3, 4)\n\n# Library\n\ndef circle(radius, sides=32): pass\n")
    assert "circle(radius, sides=32)" in found["what"] and "toolkit" not in found["what"]


def test_a_missing_import_is_said_once(worker):
    (found,) = findings(worker, "a = math.pi\nb = math.pi\ndef f(): return math.pi\n")
    assert found["what"] == "math is not imported: add import math." and found["line"] == 1


def test_names_of_the_toolkit():
    listed = (ROOT / "data" / "agents" / "toolkit.txt").read_text().splitlines()[1:]
    names = {line.split(":")[0] for line in listed if line and line[:2] not in ("# ", "? ")}
    source = (ROOT / "blender-addon" / "maquette_bridge" / "check" / "toolkit.py").read_text()
    assert set(source.split('"""')[3].split()) == names


def test_needs_of_the_toolkit():
    """What the check knows of their arguments is what the functions that make objects have."""
    needs = {}
    for file in (ROOT / "data" / "sketcher" / "library").glob("*.py"):
        for function in ast.parse(file.read_text()).body:
            if isinstance(function, ast.FunctionDef):
                names = [each.arg for each in function.args.args]
                needs[function.name] = names[:len(names) - len(function.args.defaults)]
    source = (ROOT / "blender-addon" / "maquette_bridge" / "check" / "toolkit.py").read_text()
    listed = {line.split(": ")[0]: line.split(": ")[1].split() for line in source.split('"""')[5].strip().splitlines()}
    assert listed == {name: needs[name] for name in source.split('"""')[3].split() if "part" in needs.get(name, ())}


@pytest.mark.parametrize("call, wanted", [
    ("plank(f'Plank {n}', (1.2, 0.3, 0.02), (0, 0, n * 0.4), oak, 'shelf')", "box"),
    ("slab('Top', size=(1, 1, 0.1), location=(0, 0, 1), material=oak, part='top')", "box"),
    ("peg('Peg', 0.01, 0.2, (0, 0, -0.4), oak, 'pegs')", "cylinder"),
    ("knob('Knob', 0.02, (0, 0, 0.4), brass, 'knobs')", "sphere"),
    ("wire('Wire', [(0, 0, 0), (1, 0, 0), (1, 1, 0)], 0.002, copper_look, 'wires')", "tube"),
    ("turned('Foot', [(0, 0), (0.1, 0), (0.05, 0.3)], (0, 0, 0), oak, 'feet')", "lathe"),
])
def test_an_unknown_call_is_named_by_its_arguments(worker, call, wanted):
    script = f"n, oak, brass, copper_look = 1, None, None, None\n{call}\n"
    (found,) = findings(worker, script)
    assert found["code"] == "undefined-name" and found["nearest"][0] == wanted


def test_an_unknown_call_that_looks_like_nothing(worker):
    for call in ("frobnicate()", "frobnicate('x')", "frobnicate(1, 2, 3, 4, 5)", "frobnicate(*things, 'a', 'b', 'c')"):
        (found,) = findings(worker, f"things = []\n{call}\n")
        assert not {"box", "cylinder", "sphere"} & set(found["nearest"])


def test_no_build(worker):
    """A script of a team that only defines parts; a person may have a reason."""
    parts = 'import bpy\nASSET = "Lamp"\n\ndef base():\n    return [ASSET]\n'
    found, = findings(worker, parts)
    assert found["code"] == "no-build" and found["what"].startswith("There is no build()")
    assert not findings(worker, parts, "person")
    assert not findings(worker, parts + "\ndef build():\n    return base()\n\nbuild()\n")


def test_our_own_scripts(worker):
    library = sorted((ROOT / "data" / "sketcher" / "library").glob("*.py"))
    whole = "ASSET, SEED = 'Asset', 0\n" + "\n".join(file.read_text() for file in library)
    assert len(library) > 9 and findings(worker, whole) == []
    examples = sorted((ROOT / "data" / "knowledge" / "examples").glob("*.py"))
    assert len(examples) > 100
    for file in examples:
        assert findings(worker, file.read_text()) == [], file


def test_hostile_scripts_are_answered(worker):
    for script in ("(" * 5000, "-" * 50000 + "1", "a" + ".b" * 3000, "x = " + "[" * 90 + "]" * 90,
                   "\n".join(f"a{i} = a{i + 1}" for i in range(2000)), "a = b\nb = a\na.use_auto_smooth",
                   "def f(): return f()\nf().x", "\0", "é = 1",
                   "import bpy\n" + "bpy.ops.mesh.nothing()\n" * 3000):
        assert len(findings(worker, script)) <= 200


def test_mutated_scripts_are_answered(worker):
    """Whatever still parses is followed, whatever does not is a syntax finding; never an error."""
    rng = random.Random(11)
    lines = [each[0] for each in BAD] + GOOD
    words = ["bpy", "nodes", "obj", "(", ")", "[", "]", ".", "=", ",", "'x'", "None", "1", "*", "**", "lambda:",
             "for", "in", "if", "else", "await", "del", "global obj", "\n", "    ", ":", "new", "inputs", "{", "}"]
    for _ in range(150):
        script = list(HEAD + "\n".join(rng.sample(lines, 4)))
        for _ in range(rng.randint(1, 5)):
            place = rng.randrange(len(script))
            script[place:place + rng.choice((0, 0, 1, 4))] = rng.choice(words)
        for finding in findings(worker, "".join(script)):
            assert finding["line"] >= 1 and finding["column"] >= 0 and finding["what"]


def test_check_leaves_the_scene_alone(worker):
    worker.execute("import bpy\nbpy.ops.mesh.primitive_cube_add()")
    before = worker.measure()
    findings(worker, HEAD + "\n".join(line for line, code, *_ in BAD if code != "syntax"))
    assert worker.measure() == before
    assert worker.call("info")["objects"] == 1
