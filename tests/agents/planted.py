# SPDX-License-Identifier: GPL-3.0-or-later
"""Small assets, and faults that weak models make, planted into the answers of a run. A run is the answers in their
order, the size that the asset has to come to, and the number of objects of each part."""

import copy
import json

LEGS = """def legs({m}):
    made = []
    for i, (x, y) in enumerate([(-{x}, -{y}), ({x}, -{y}), (-{x}, {y}), ({x}, {y})]):
        made.append(cylinder(f"Leg {{i + 1}}", {r}, {h}, (x, y, {h} / 2), {m}, "legs"))
    return made
"""
ASSETS = {
    "stool": {
        "prompt": "a wooden stool, 45 cm high", "size": (0.36, 0.36, 0.45), "count": {"seat": 1, "legs": 4},
        "boxes": {"seat": [-.18, -.18, .42, .18, .18, .45], "legs": [-.15, -.15, 0, .15, .15, .422]},
        "functions": {
            "seat": 'def seat(oak):\n    return [cylinder("Seat", 0.18, 0.03, (0, 0, 0.435), oak, "seat")]\n',
            "legs": LEGS.format(m="oak", x=0.12, y=0.12, r=0.02, h=0.422)}},
    "table": {
        "prompt": "a table, 1.2 m long, 70 cm deep and 75 cm high", "size": (1.2, 0.7, 0.75),
        "count": {"top": 1, "legs": 4},
        "boxes": {"top": [-.6, -.35, .71, .6, .35, .75], "legs": [-.56, -.31, 0, .56, .31, .712]},
        "functions": {
            "top": 'def top(oak):\n    return [box("Top", (LENGTH, 0.7, 0.04), (0, 0, 0.73), oak, "top")]\n',
            "legs": LEGS.format(m="oak", x=0.53, y=0.28, r=0.03, h=0.712)}},
    "lamp": {
        "prompt": "a table lamp with a green shade, 45 cm tall", "size": (0.3, 0.3, 0.45),
        "count": {"base": 1, "pole": 1, "shade": 1},
        "boxes": {"base": [-.1, -.1, 0, .1, .1, .03], "pole": [-.01, -.01, .028, .01, .01, .252],
                  "shade": [-.15, -.15, .25, .15, .15, .45]},
        "functions": {
            "base": 'def base(oak):\n    return [cylinder("Base", 0.1, 0.03, (0, 0, 0.015), oak, "base")]\n',
            "pole": 'def pole(oak):\n    return [cylinder("Pole", 0.01, 0.224, (0, 0, 0.14), oak, "pole")]\n',
            "shade": 'def shade(oak):\n    return [cylinder("Shade", 0.15, 0.2, (0, 0, 0.35), oak, "shade", '
                     'radius_top=0.08)]\n'}},
    "shelf": {
        "prompt": "a shelf with four boards, 80 cm wide and 1.2 m high", "size": (0.8, 0.3, 1.2),
        "count": {"sides": 2, "boards": 4},
        "boxes": {"sides": [-.4, -.15, 0, .4, .15, 1.2], "boards": [-.381, -.15, .1, .381, .15, 1.12]},
        "functions": {
            "sides": 'def sides(oak):\n    return [box(f"Side {i + 1}", (0.02, 0.3, 1.2), (x, 0, 0.6), oak, "sides")\n'
                     '            for i, x in enumerate((-0.39, 0.39))]\n',
            "boards": 'def boards(oak):\n    made = []\n    for i in range(4):\n'
                      '        made.append(box(f"Board {i + 1}", (0.762, 0.3, 0.02), (0, 0, 0.11 + i * 0.33), oak, '
                      '"boards"))\n    return made\n'}},
}


def fenced(python, before="Here is the code:"):
    return f"{before}\n\n```python\n{python}```\n\nLet me know if you need anything else!\n"


def plan(name):
    asset = ASSETS[name]
    ids = list(asset["boxes"])
    checks = [f"It is a {name}", "It stands", "It is made of wood"]
    sizes = [{"words": f"{size} m along {axis}", "what": "size", "of": "whole", "axis": axis, "value": size,
              "unit": "m", "tolerance": 0.003} for axis, size in zip("xyz", asset["size"])]
    return {
        "seen": "", "title": name.title(), "about": asset["prompt"], "notes": "", "grounded": True,
        "parts": [{"id": part, "purpose": part, "count": asset["count"][part], "min": asset["boxes"][part][:3],
                   "max": asset["boxes"][part][3:], "materials": ["oak"],
                   "joins": ids[i + 1:i + 2]} for i, part in enumerate(ids)],
        "materials": [{"id": "oak", "finish": "wood", "color": "#8a5a33"}], "params": [],
        "requirements": [*sizes, *({"words": words, "what": "look"} for words in checks)], "must_haves": checks}


def head(name):
    return f'"""{name.title()}."""\nimport bpy\nimport math\n\n# Parameters\nASSET = "{name.title()}"\nLENGTH = 1.2\n\n'


def build(name):
    calls = " + ".join(f"{part}(oak)" for part in ASSETS[name]["functions"])
    return f'def build():\n    start(ASSET)\n    oak = wood("Oak", "#8a5a33")\n    return {calls}\n'


MAIN = '\nif __name__ == "__main__":\n    build()\n'


def script(name, **other):
    """The script of an asset, with other texts for some of its functions."""
    functions = {**ASSETS[name]["functions"], "build": build(name), **other}
    return head(name) + "\n".join(functions.values()) + MAIN


class Run:
    def __init__(self, title, asset):
        self.title, self.asset = title, asset
        self.exchanges = []
        self.config = ""
        self.first = None  # the first answer of the writer
        self.right = copy.deepcopy(ASSETS[asset]["functions"])

    def add(self, contains, text):
        self.exchanges.append({"contains": contains, "text": text})
        return self

    def plan(self, text=None):
        return self.add("# Your role: planner", json.dumps(plan(self.asset)) if text is None else text)

    def write(self, text=None):
        text = fenced(script(self.asset) if text is None else text)
        self.first = self.first or text
        return self.add("# Your role: writer", text)

    def mend(self, *functions, text=None):
        """A repair by whole functions, or any text."""
        return self.add("# To mend", text or fenced("\n\n".join(functions), "You are right, I am sorry."))

    def judge(self, text=None):
        fine = {"overall": "Fine.", "defects": [],
                "must_haves": [{"n": n, "evidence": "a look", "met": True} for n in (1, 2, 3)]}
        return self.add("# Your role: critic", json.dumps(fine) if text is None else text)

    def wrong(self, part, old, new):
        """A function of the asset with a fault."""
        assert old in self.right[part], (self.title, old)
        return {part: self.right[part].replace(old, new)}

    def write_wrong(self, *wrong):
        return self.write(script(self.asset, **{part: self.wrong(part, old, new)[part] for part, old, new in wrong}))


def loosen(text):
    """A plan as a small model writes it."""
    for old, new in (('"seen": "", ', ""), ('"notes": "", ', ""), ('"grounded": true', '"grounded": "yes"'),
                     ('"count": 1', '"count": "1"'), ('"materials": ["oak"]', '"materials": "oak"'),
                     ('], "params": [], ', ',], '), ("}]", "},]")):
        assert old in text, old
        text = text.replace(old, new)
    return f"Sure! Here is the plan:\n```json\n{text}\n```\nI hope this helps!"


def runs():
    """Twenty of them."""
    made = []

    def run(title, asset):
        made.append(Run(title, asset))
        return made[-1]

    each = run("a bracket in one function", "stool").plan()
    each.write_wrong(("seat", "0.435), oak", "0.435, oak")).mend(each.right["seat"]).judge()
    each = run("a string in one function", "lamp").plan()
    each.write_wrong(("pole", '"Pole"', '"Pole'))
    each.mend(text=f"You're right, a quote was missing.\n\n{each.right['pole']}\nLet's see if that works!").judge()
    each = run("a bracket, and the call is sent instead", "shelf").plan()
    each.write_wrong(("boards", '"boards"))', '"boards")'))
    each.mend(text="There is a missing bracket in `boards`. Please add it and the script will work.")
    each.mend(each.right["boards"]).judge()
    each = run("two functions with brackets", "table").plan()
    each.write_wrong(("top", "0.73), oak", "0.73, oak"), ("legs", "/ 2), oak", "/ 2, oak"))
    each.mend(each.right["top"]).mend(each.right["legs"]).judge()
    each = run("cut off in the last part", "lamp").plan()
    each.write(script("lamp").split('oak, "shade"')[0])
    each.mend(each.right["shade"]).mend(build("lamp")).judge()
    run("build() is not called", "stool").plan().write(script("stool").replace(MAIN, "")).judge()
    each = run("no import, no ASSET", "table").plan()
    each.write(script("table", legs=each.right["legs"].replace("0.53", "0.53 * math.cos(0)")).replace(
        "import bpy\nimport math\n", "").replace('ASSET = "Table"\n', "")).judge()
    own = ('def seat(oak):\n    mesh = bpy.data.meshes.new("Seat")\n    bm = bmesh.new()\n'
           '    bmesh.ops.create_cone(bm, cap_ends=True, segments=64, radius1=0.18, radius2=0.18, depth=0.03)\n'
           '    bm.to_mesh(mesh)\n    bm.free()\n    obj = bpy.data.objects.new("Round", mesh)\n'
           '    obj.location = Vector((0, 0, 0.435))\n    mesh.materials.append(oak)\n'
           '    bpy.context.scene.collection.objects.link(obj)\n    return obj\n')
    run("no part, no import of bmesh", "stool").plan().write(
        script("stool", seat=own, build=build("stool").replace("seat(oak)", "[seat(oak)]"))).judge()
    run("a loose plan", "lamp").plan(loosen(json.dumps(plan("lamp")))).write().judge()
    run("a plan without its end", "shelf").plan(json.dumps(plan("shelf"))[:-2]).write().judge()
    each = run("a plan at the third try", "table")
    each.plan("A table? Gladly!").plan('{"title": "Table"}').plan(loosen(json.dumps(plan("table")))).write().judge()
    each = run("a critic that is out of form", "stool").plan().write()
    each.judge('The stool is fine.\n{"mustHaves": [{"n": "1", "evidence": 4, "met": "Yes"}, {"n": 2, "met": "true"}, '
               '{"n": 3, "met": 1}], "defects": null,}')
    each = run("Blender's keyword", "stool").plan()
    each.write_wrong(("seat", '"Seat", 0.18, 0.03, (0, 0, 0.435), oak, "seat"',
                      '"Seat", radius=0.18, depth=0.03, location=(0, 0, 0.435), material=oak, part="seat"'))
    each.mend(each.right["seat"]).judge()
    each = run("too few arguments", "shelf").plan()
    each.write_wrong(("sides", ', (x, 0, 0.6), oak, "sides"', ', (x, 0, 0.6)')).mend(each.right["sides"]).judge()
    each = run("the same answer twice", "lamp").plan()
    wrong = each.wrong("base", "return [cyl", "return [no_such_")["base"]
    each.write(script("lamp", base=wrong)).mend(wrong).mend(each.right["base"]).judge()
    each = run("five faults, one after the other", "stool").plan()
    faults = [each.right["seat"].replace("    return", f"    {fault}\n    return") for fault in (
        "bpy.data.meshs", "bpy.ops.mesh.primitive_cub_add()", "oak.no_such_thing", "no_such_name", "1 / 0")]
    each.write(script("stool", seat=faults[0]))
    for fault in faults[1:]:
        each.mend(fault)
    each.mend(each.right["seat"]).judge()
    each = run("a length in centimetres", "table").plan()
    each.write_wrong(("top", "LENGTH", "LENGTH * 100")).judge()
    each.mend(each.right["top"]).judge()
    each = run("a colour that is none, and a part that floats", "lamp").plan()
    each.write(script("lamp", shade=each.wrong("shade", "0.35)", "0.55)")["shade"],
                      build=build("lamp").replace("#8a5a33", "brown")))
    each.mend(build("lamp")).judge().mend(each.right["shade"]).judge()
    each = run("the whole script again, as repair", "shelf").plan()
    each.write_wrong(("sides", "(x, 0, 0.6)", "(x, 0, 0.6")).mend(script("shelf"), "\n").judge()
    each = run("in small steps", "stool").plan()
    each.config = "model: {effort: small-steps}\n"
    for part, text in each.right.items():
        text = text.replace("(oak)", "(materials)").replace("oak", 'materials["oak"]')
        if part == "seat":
            each.add("writer of one part", fenced(text.replace("return [", "return [no_such_")))
            mended = text
        else:
            each.add("writer of one part", fenced(text))
    each.mend(mended).judge()
    each.first = fenced(script("stool", **each.wrong("seat", "return [", "return [no_such_")))
    return made
