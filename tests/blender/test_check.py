# The check before a run: right names for wrong ones, and silence about good scripts.
import pathlib
import random

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
    ("bpy.data.lights.new('L', 'AREAL')", "bad-enum", "AREAL", "AREA"),
    ("scene.render.engine = 'CYCLE'", "bad-enum", "CYCLE", "CYCLES"),
    ("scene.view_settings.view_transform = 'Filmik'", "bad-enum", "Filmik", "Filmic"),
    ("mat.blend_method = 'BLENDED'", "bad-enum", "BLENDED", "BLEND"),
    ("obj.rotation_eulr = (0, 0, 0)", "unknown-attribute", "rotation_eulr", "rotation_euler"),
    ("obj.modifiers.new('B', 'BEVEL').segmnts = 3", "unknown-attribute", "segmnts", "segments"),
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
    ("x = (", "syntax", "", None),
]


@pytest.mark.parametrize("line, code, name, right", BAD, ids=[each[0] for each in BAD])
def test_bad(worker, line, code, name, right):
    found = findings(worker, HEAD + line)
    assert len(found) == 1, found
    finding = found[0]
    assert (finding["code"], finding["name"], finding["severity"]) == (code, name, "error")
    assert finding["line"] == HEAD.count("\n") + 1 and finding["column"] >= 0
    assert finding["nearest"][:1] == ([right] if right else []), finding
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
    "light = bpy.data.lights.new('l', 'AREA')\nlight.shape = 'DISK'\nlight.size = 1",
    "mod = obj.modifiers.new('g', 'NODES')\nmod['Socket_2'] = 1\nmod.anything",
    "bpy.context.view_layer.objects.active = obj\nbpy.context.object.select_set(True)",
    "mat = bpy.data.materials.get('x') or bpy.data.materials.new('x')\nmat.diffuse_color = (1, 1, 1, 1)",
    "bmesh.ops.transform(bm, matrix=None, verts=bm.verts)\nbmesh.ops.delete(bm, geom=[], context='FACES')",
    "def calc_normals(): pass\nclass B:\n    def calc_normals(self): pass\nB().calc_normals()",
    "mat.node_tree.links.new(bsdf.outputs['BSDF'], nodes['Material Output'].inputs['Surface'])",
    "obj.copy().location.x = 1\nmesh.copy().vertices",
    "scene.cycles.samples = 8\nscene.display.shading.light = 'FLAT'\nscene.world.color = (1, 1, 1)",
    "", "# nothing but a comment", "x: int = 1\nprint(f'{x!r}')\nmatch x:\n    case int(): pass",
]


@pytest.mark.parametrize("script", GOOD)
def test_good(worker, script):
    assert findings(worker, HEAD + script) == []


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


def test_imports_of_a_person_are_warnings(worker):
    assert [f["severity"] for f in findings(worker, "import os\nimport math", "person")] == ["warning"]


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
              if f["code"] == "forbidden"]
    assert {f["severity"] for f in person} == {"warning"}


def test_own_names_are_its_own(worker):
    script = "def open(lid):\n    return lid\n\ndef f(input, os):\n    return open(input), os\n"
    assert findings(worker, script) == []


def test_bundled_templates(worker):
    files = sorted(TEMPLATES.rglob("*.py"))
    assert len(files) > 30 and {"bmesh_simple.py", "addon_add_object.py"} <= {file.name for file in files}
    for file in files:
        found = [f for f in findings(worker, file.read_text(), "person") if f["severity"] == "error"]
        assert found == [], file.name


def test_our_own_scripts(worker):
    files = sorted((ROOT / "data" / "sketcher").glob("**/*.py"))
    assert {file.parent.name for file in files} > {"library", "chair"}
    for file in files:
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
