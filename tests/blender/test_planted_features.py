# Features beside other features: a post on a plate, a channel beside a hole, a head on a shaft. Each row has a right
# value or a planted fault; "nothing of it was found" is never a fault.
import pytest
from test_requirement_features import HOUSING, POCKETS, SHIFTED
from test_requirements import PLATE, SHAPES, TERM, mm

MAKE = '''
def made(name, base, *others):
    """A body of others that are added to it ("+") or cut out of it ("-")."""
    base.name = name
    for sign, other in others:
        m = base.modifiers.new('b', 'BOOLEAN'); m.solver = 'EXACT'; m.object = other
        m.operation = 'UNION' if sign == '+' else 'DIFFERENCE'
        mesh = bpy.data.meshes.new_from_object(base.evaluated_get(bpy.context.evaluated_depsgraph_get()))
        base.modifiers.clear(); base.data = mesh
        bpy.data.objects.remove(other)
    return base
def rod(radius, low, high, n=48, x=0, y=0): return prism('R', ring(radius, n, x, y), low, high)
def lying(radius, length, x=0, z=0, n=48, y=0):
    """A cylinder along y."""
    o = prism('L', ring(radius, n, start=pi / n), -length / 2, length / 2)
    for v in o.data.vertices: v.co = (v.co.x + x / 1000, v.co.z + y / 1000, v.co.y + z / 1000)
    o.data.flip_normals()
    return o
def wedge(name, outline, wide):
    """An outline (x, z) drawn out along y."""
    n = len(outline)
    return link(name, [(x, y, z) for y in (0, wide) for x, z in outline],
                [tuple(range(n)), tuple(range(2 * n - 1, n - 1, -1))]
                + [(i, i + n, (i + 1) % n + n, (i + 1) % n) for i in range(n)])
'''


def deg(what, value, **more):
    return {"what": what, "of": "A", "value": value, "unit": "deg", **more}


def of(what, value, **more):
    return mm(what, "A", value, **more)


def count(what, value, **more):
    return {"what": what, "of": "A", "value": value, **more}


BLOCK = "o = box('A', (0, 0, 0), (120, 80, 20))\n"
POST = "o = made('A', box('A', (-50, -50, 0), (50, 50, 10)), ('+', box('P', (-5, -5, 5), (5, 5, 50))))\n"
PINS = """o = made('A', box('A', (-50, -50, 0), (50, 50, 10)), *[('+', rod(2, 5, 18, 24, x, y))
                                                                 for x in (-40, 40) for y in (-40, 40)])\n"""
HEAD = "o = made('A', rod(10, 0, 60), ('+', rod(20, 60, 80)))\n"
FLANGE = "o = made('A', rod(40, 0, 10), ('+', rod(15, 5, 42)), ('-', rod(8, -5, 60)))\n"
CROSSED = "o = made('A', box('A', (0, 0, 0), (100, 60, 30)), ('-', lying(6, 200, 50, 15, 24, 30)))\n"
ROUNDED = """o = made('A', box('A', (0, 0, 0), (100, 60, 30)), ('-', box('C', (60, -5, 18), (120, 80, 40))))
import bmesh
b = bmesh.new(); b.from_mesh(o.data)
bmesh.ops.bevel(b, geom=[e for e in b.edges if abs((e.verts[0].co - e.verts[1].co).normalized().y) > .9],
                offset=.004, segments=8, profile=.5, affect='EDGES')
b.to_mesh(o.data); b.free()
"""
TIERS = """o = made('A', rod(45, 0, 20, 64), ('+', rod(30, 10, 32, 64)), ('+', rod(15, 20, 57, 64)))\n"""
CHANNEL = "o = made('A', box('A', (-40, 0, 0), (40, 100, 50)), ('-', lying(%g, 300, 0, 50, 64, 50)))\n"
DEEP = "o = made('A', box('A', (-40, 0, 0), (40, 100, 50)), ('-', lying(12.5, 300, 0, 42, 64, 50)))\n"
GROOVE = "o = made('A', box('A', (0, 0, 0), (100, 60, 30)), ('-', box('C', (-5, 20, 18), (120, 32, 40))))\n"
SIDE_CHANNEL = "o = made('A', box('A', (-40, 0, 0), (40, 100, 50)), ('-', lying(6, 300, 22, 50, 64, 50)))\n"
# A pipe clamp of one piece: the gap between its ears is 4 mm, and free in it is anything up to its bore of 25 mm.
CLAMP = """o = made('A', rod(15, 0, 12), ('+', box('E', (10, -7, 0), (34, 7, 12))), ('-', rod(12.5, -5, 20)),
                      ('-', box('G', (8, -2, -5), (40, 2, 20))))\n"""
ISLAND = """o = made('A', box('A', (0, 0, 0), (100, 80, 30)), ('-', box('C', (5, 5, 10), (95, 75, 40))),
                       ('+', rod(6, 5, 14, 32, 50, 40)))\n"""
ROUND_POCKET = """o = made('A', box('A', (0, 0, 0), (120, 80, 30)), ('-', box('C', (10, 10, 4), (60, 70, 40))),
                             ('-', rod(12, 20, 40, 48, 90, 40)))\n"""
LOW_POCKET = """o = made('A', box('A', (0, 0, 0), (100, 80, 30)), ('-', box('C', (10, 10, 18), (60, 70, 40))),
                           ('+', box('T', (80, 20, 25), (95, 60, 55))))\n"""
HOLES3 = "o = drilled('A', (0, 0, 0), (1500, 262.8, 20), [(131.4, 131.4, 20), (750, 131.4, 20), (1368.6, 131.4, 20)])\n"
LEVER = """o = made('A', rod(50, 0, 10, 64), ('-', rod(20, -5, 20, 64)), ('+', box('B', (20, -5, 0), (45, 5, 10))),
                      ('+', box('S', (30, -5, 5), (40, 5, 50))))\n"""
RING = "o = made('A', rod(50, 0, 10, 64), ('-', rod(20, -5, 20, 64)))\n"
BOSS = "o = made('A', box('A', (-60, -40, 0), (60, 40, 8)), ('+', rod(%s)), ('-', rod(6, -5, 50)))\n"
SOLID_POST = "o = made('A', box('A', (-60, -40, 0), (60, 40, 8)), ('+', box('P', (-30, -20, 4), (30, 20, 60))))\n"
HOLES = """o = made('A', drilled('A', (0, 0, 0), (120, 80, 8), [(x, y, 2.5) for x in (10, 110)
                                                                  for y in (10, 70)]),
                    ('+', rod(12, 4, 30, 48, 60, 40)))\n"""
BEVELLED = """o = wedge('A', [(0, 0), (100, 0), (100, 10), (60, 10), (60 - 30 * tan70, 40), (0, 40)], 40)\n""".replace(
    "tan70", ".363970")
RAMP = "o = wedge('A', [(0, 0), (400, 0), (0, 51.2)], 150)\n"
PANEL = "o = box('A', (-250, -10, 0), (250, 10, 300)); o.rotation_euler[0] = radians(15)\n"
ROD = "o = rod(8, 0, 300); o.name = 'A'; o.rotation_euler[1] = radians(%g)\n"
L_ARM = "o = made('A', box('A', (0, 0, 0), (300, 30, 30)), ('+', box('U', (0, 0, 20), (30, 30, 120))))\n"
TWO_OPENINGS = """o = made('A', box('A', (0, 0, 0), (120, 80, 20)), ('-', rod(5, -5, 40, 48, 30, 40)),
                             ('-', rod(9, -5, 40, 48, 85, 40)))\n"""
PLATE_POCKET = """o = made('A', box('A', (0, 0, 0), (120, 80, 20)), ('-', box('C', (10, 10, 8), (70, 70, 30))),
                             ('+', rod(8, 10, 60, 48, 95, 40)))\n"""
RECESS = "o = made('A', box('A', (0, 0, 0), (60, 60, 10)), ('-', box('C', (15, 15, 8), (45, 45, 20))))\n"
ARCH = """
a = [pi * k / 24 for k in range(25)]
o = wedge('A', [(30 + 30 * cos(b), 40 + 30 * sin(b)) for b in a] + [(0, 0), (10, 0), (10, 40)]
          + [(30 + 20 * cos(b), 40 + 20 * sin(b)) for b in a[-2:0:-1]] + [(50, 40), (50, 0), (60, 0)], 15)
"""
SECTOR = """
a = [radians(120 * k / 30) for k in range(31)]
o = prism('A', [(60 * cos(b), 60 * sin(b)) for b in a] + [(40 * cos(b), 40 * sin(b)) for b in a[::-1]], 0, 10)
o = made('A', o, *[('-', rod(3, -5, 20, 24, 50 * cos(radians(t)), 50 * sin(radians(t)))) for t in (20, 60, 100)])
"""
SHEET = """
a = [radians(90 * k / 12) for k in range(13)]
o = wedge('A', [(0, 0), (60, 0)] + [(60 + 10 * sin(b), 10 - 10 * cos(b)) for b in a[1:]] + [(70, 70), (67, 70)]
          + [(60 + 7 * sin(b), 10 - 7 * cos(b)) for b in a[::-1]] + [(0, 3)], 40)
o = made('A', o, ('-', rod(4, -5, 10, 32, 20, 20)))
"""

PIPE = """
turn, n, m = radians(45), 32, 24
places = []
def circle(x, y, a): places.extend((7.7 * sin(b), x + 7.7 * cos(b) * cos(a), y + 7.7 * cos(b) * sin(a))
                                   for b in [2 * pi * k / m for k in range(m)])
circle(54.5, -27.25, 0)
for k in range(n + 1): circle(54.5 * cos(turn * k / n), 54.5 * sin(turn * k / n), turn * k / n)
circle(54.5 * cos(turn) - 27.25 * sin(turn), 54.5 * sin(turn) + 27.25 * cos(turn), turn)
rows = len(places) // m
faces = [(k * m + i, (k + 1) * m + i, (k + 1) * m + (i + 1) % m, k * m + (i + 1) % m)
         for k in range(rows - 1) for i in range(m)]
o = link('A', places, faces + [tuple(range(m)), tuple(range(rows * m - 1, (rows - 1) * m - 1, -1))])
"""
LYING_TUBE = """
o = turned('A', [(39, 0), (64, 0), (64, 8), (46, 8), (46, 102), (39, 102)])
for v in o.data.vertices: v.co = (v.co.z, v.co.x, v.co.y)
"""
SLOTTED = """
a = [pi * k / 24 for k in range(25)]
corners = (18, 14, 0), (-18, 14, 12), (-18, -14, 24), (18, -14, 36)
o = prism('A', [(x + 4 * cos(b), y + 4 * sin(b)) for x, y, s in corners
                for b in [pi * (s + k) / 24 for k in range(13)]], 0, 4)
o = made('A', o, ('-', prism('S', [(s * (7 + 2.8 * sin(b)), s * 2.8 * -cos(b)) for s in (1, -1) for b in a], -5, 9)))
"""
THREE = """o = made('A', box('A', (0, 0, 0), (130, 60, 20)), *[('-', box('C', (x, 10, 12), (x + 30, 50, 30)))
                                                               for x in (10, 50, 90)])\n"""

KEYWAY = """
a = [pi * k / 12 for k in range(13)]
key = prism('K', [(12 + 4 * sin(b), -4 * cos(b)) for b in a] + [(-12 - 4 * sin(b), 4 * cos(b)) for b in a], 12, 30)
for v in key.data.vertices: v.co = (v.co.y, v.co.z, v.co.x + .031)
o = made('A', turned('T', [(0, 0), (15, 0), (16, 1), (16, 61), (15, 62), (0, 62)]), ('-', key))
"""
SUNK = """
o = made('A', box('A', (0, 0, 0), (89, 44, 3)), *[('-', turned('C', [(0, -5), (2.4, -5), (2.4, .354), (9.4, 8.406),
                                                                     (0, 8.406)], x, 22)) for x in (13, 44, 76)])
"""
TURN_AT = """
turned_at_middle = turned
def turned(name, outline, x=0, y=0):
    o = turned_at_middle(name, outline)
    for v in o.data.vertices: v.co = (v.co.x + x / 1000, v.co.y + y / 1000, v.co.z)
    return o
"""
SLOTTED_PLATE = """
a = [pi * k / 12 for k in range(13)]
slot = prism('K', [(30 + s * (10 + 3 * sin(b)), 20 - s * 3 * cos(b)) for s in (1, -1) for b in a], -5, 20)
o = made('A', box('A', (0, 0, 0), (90, 40, 8)), ('-', slot), ('-', box('N', (75, 15, -5), (99, 27, 20))))
"""
CHAMFERED = """
o = box('A', (0, 0, 0), (100, 60, 30))
import bmesh
b = bmesh.new(); b.from_mesh(o.data)
bmesh.ops.bevel(b, geom=[e for e in b.edges if abs((e.verts[0].co - e.verts[1].co).normalized().%s) > .9],
                offset=.003, segments=1, affect='EDGES')
b.to_mesh(o.data); b.free()
"""
TWO_BLIND = """o = made('A', box('A', (0, 0, 0), (120, 40, 20)), ('-', rod(6, -5, 30, 32, 20, 20)),
                          ('-', rod(6, 8, 30, 32, 60, 20)), ('-', rod(6, 8, 30, 32, 100, 20)))\n"""

CASES = {
    "keyway": (KEYWAY, [(of("slot_length", 32), True), (of("slot_length", 30), False), (of("slot_width", 8), True),
                        (of("slot_width", 6.5), False), (of("pocket_depth", 4), True), (of("pocket_depth", 3), False),
                        (of("pocket_depth", 4, axis="y"), True), (of("pocket_depth", 5, axis="y"), False),
                        (of("chamfer", 1), True), (of("chamfer", 1.3), False),
                        (of("slot_position", 31, axis="z"), True),
                        (of("countersink_diameter", 30), None), (of("diameter", 32, axis="z"), True)]),
    "countersunk": (TURN_AT + SUNK, [(of("countersink_diameter", 9.4), True), (of("countersink_diameter", 8), False),
                                     (deg("countersink_angle", 82), True), (deg("countersink_angle", 90), False),
                                     (of("hole_diameter", 4.8), True), (of("counterbore_diameter", 9.4), None),
                                     (of("slot_width", 9), None)]),
    "slotted plate": (SLOTTED_PLATE, [(of("slot_length", 26), True), (of("slot_length", 24), False),
                                      (of("slot_width", 6), True), (of("slot_width", 12), True),
                                      (of("slot_width", 9), None), (of("slot_width", 6.5), False),
                                      (of("chamfer", 2), None)]),
    "chamfered": (CHAMFERED % "x", [(of("chamfer", 3), True), (of("chamfer", 2.5), False),
                                    (of("chamfer", 3, axis="x"), True), (of("chamfer", 3, axis="y"), None)]),
    "bevelled all round": (CHAMFERED.replace("abs((e.verts[0].co - e.verts[1].co).normalized().%s) > .9", "True"),
                           [(of("chamfer", 3), True), (of("chamfer", 4), False), (of("fillet_radius", 3), False)]),
    "hexagon": ("o = prism('A', ring(20, 6), 0, 10)\n", [(of("chamfer", 20), None)]),
    "octagon": ("o = prism('A', ring(20, 8), 0, 10)\n", [(of("chamfer", 15), None)]),
    "pipe": (PIPE, [(deg("sweep", 45), True), (deg("sweep", 43), False)]),
    "lying tube": (LYING_TUBE, [(of("wall", 7), True), (of("wall", 8), False)]),
    "slotted": (SLOTTED, [(of("fillet_radius", 4), True), (of("fillet_radius", 4, axis="z"), True),
                          (of("fillet_radius", 3.7), False), (of("fillet_radius", 2.8), True)]),
    "two blind holes and one through": (TWO_BLIND, [(count("pockets", 3), True), (count("pockets", 2), False)]),
    "three pockets": (THREE, [(count("pockets", 3), True), (count("pockets", 1), False)]),
    "post": (POST, [(of("step", 40, axis="z"), True), (of("step", 38, axis="z"), False),
                    (of("step_offset", 10, axis="z", at="low"), True), (of("step_offset", 40, axis="z"), True),
                    (of("floor", 10), True), (of("step", 10, axis="z"), True)]),
    "pins": (PINS, [(of("step", 8, axis="z"), True), (of("step", 7, axis="z"), False)]),
    "head": (HEAD, [(of("step", 20, axis="z"), True), (of("step", 60, axis="z"), True),
                    (of("step", 66, axis="z"), False), (of("step_offset", 20, axis="z", at="high"), True),
                    ([of("step", 20, axis="z"), of("step", 60, axis="z")], [True, True]),
                    ([of("step", 30, axis="z"), of("step", 60, axis="z")], [None, True]),
                    ([of("step", 22, axis="z"), of("step", 60, axis="z")], [False, True])]),
    "flange": (FLANGE, [(of("step", 32, axis="z"), True), (of("step", 10, axis="z"), True),
                        (of("step", 29, axis="z"), False)]),
    "tiers": (TIERS, [(of("step", 25, axis="z"), True), (of("step", 12, axis="z"), True),
                      (of("step", 20, axis="z"), True), (of("step", 37, axis="z"), True),
                      ([of("step", v, axis="z") for v in (12, 25)], [True, True])]),
    "a hole across": (CROSSED, [(of("step", 12, axis="z"), None), (of("step_offset", 12, axis="z"), None)]),
    "rounded step": (ROUNDED, [(of("step", 12, axis="z"), True), (of("step", 10, axis="z"), False),
                               (of("fillet_radius", 4), True), (of("fillet_radius", 5), False)]),
    "block": (BLOCK, [(of("step", 8, axis="z"), None), (of("pocket_depth", 5), None),
                      (of("counterbore_depth", 5), None), (of("counterbore_diameter", 5), None),
                      (count("pockets", 2), None), (count("pockets", 0), True),
                      (of("fillet_radius", 3), False), (of("opening", 30, axis="x"), None)]),
    "round channel": (CHANNEL % 12.5, [
        (of("opening", 25, axis="x", tolerance=.05), True), (of("opening", 24.8, axis="x", tolerance=.05), False),
        (count("pockets", 1), True), (of("pocket_depth", 12.5), None), (of("step", 12.5, axis="z"), None),
        (of("opening", 100, axis="y"), None)]),
    "clamp": (CLAMP, [(of("opening", 4, axis="y"), None), ({**of("opening", 3.5, axis="y"), "is": "at_least"}, None)]),
    "small channel": (CHANNEL % 3, [(of("opening", 6, axis="x", tolerance=.02), True),
                                    (of("opening", 7, axis="x"), False),
                                    (of("opening", 5.196, axis="x", tolerance=.05), False)]),
    "channel at the side": (SIDE_CHANNEL, [(of("opening", 12, axis="x", tolerance=.02), True),
                                           (of("opening", 13, axis="x"), False)]),
    "deep channel": (DEEP, [(of("opening", 25, axis="x", tolerance=.05), True),
                            (of("opening", 19.21, axis="x", tolerance=.05), True),
                            (of("opening", 22, axis="x", tolerance=.05), False)]),
    "groove": (GROOVE, [(of("step", 12, axis="z"), True), (of("opening", 12, axis="y"), True),
                        (of("opening", 13, axis="y"), False), (of("pocket_depth", 12), None),
                        (of("slot_position", 26, axis="y", at="low"), True)]),
    "island": (ISLAND, [(of("pocket_depth", 20), True), (of("pocket_depth", 22), False)]),
    "post in a pocket": (ISLAND.replace("14, 32", "15, 32"), [(of("pocket_depth", 20), True)]),
    "round pocket": (ROUND_POCKET, [(of("pocket_depth", 26), True), (of("pocket_depth", 10), True),
                                    (of("pocket_depth", 11), False), (of("pocket_depth", 23), False)]),
    "pocket beside a tower": (LOW_POCKET, [(of("pocket_depth", 12), True), (of("pocket_depth", 14), False),
                                           (count("pockets", 1), True), (of("opening", 50, axis="x"), True),
                                           (of("opening", 55, axis="x"), False)]),
    "pocket below": (HOUSING.replace("'Housing'", "'A'"), [(of("pocket_depth", 26), True),
                                                            (of("pocket_depth", 10), True)]),
    "two pockets": (POCKETS.replace("'Body'", "'A'") % 9, [
        ([of("pocket_depth", 12), of("pocket_depth", 11)], [True, True]),
        ([of("pocket_depth", 12), of("pocket_depth", 10)], [True, False])]),
    "two equal pockets": (POCKETS.replace("'Body'", "'A'") % 8, [
        ([of("pocket_depth", 12), of("pocket_depth", 9)], [True, False])]),
    "holes from the edge": (HOLES3, [(of("edge_distance", 33, axis="x"), None),
                                     (of("edge_distance", 131.4, axis="x"), True),
                                     (of("edge_distance", 125, axis="x"), False), (of("edge_distance", 33), False),
                                     (of("edge_distance", 750, axis="x"), True)]),
    "lever": (LEVER, [(of("floor", 10), True), (of("floor", 9), False), (of("step", 40, axis="z"), True)]),
    "ring": (RING, [(of("floor", 10), True), (of("floor", 8), False)]),
    "boss": (BOSS % "12, 4, 30", [(of("step", 22, axis="z"), True), (of("floor", 8), True),
                                  (of("edge_distance", 12), True), (of("hole_depth", 30), True)]),
    "recess in the middle": (RECESS, [(of("floor", 8), True), (of("floor", 9), False)]),
    "post over the middle": (SOLID_POST, [(of("floor", 8), True), (of("floor", 9), False),
                                          (of("step", 52, axis="z"), True)]),
    "holes beside a boss": (HOLES, [(count("pockets", 4), True), (count("pockets", 6), False),
                                    (of("opening", 5, axis="x"), True), (of("opening", 30, axis="x"), None)]),
    "slope": (BEVELLED, [(deg("angle", 70, axis="x"), None), (deg("angle", 20), None)]),
    "ramp": (RAMP, [(deg("angle", 7.3, axis="x"), None), (deg("angle", 30, axis="x"), None)]),
    "panel": (PANEL, [(deg("angle", 15), True), (deg("angle", 75), None), (deg("angle", 90), True)]),
    "rod": (ROD % 20, [(deg("angle", 20), True), (deg("angle", 90), False), (deg("angle", 70, axis="x"), True)]),
    "arm": (L_ARM, [(deg("angle", 45), None)]),
    "two openings": (TWO_OPENINGS, [(of("opening", 10, axis="x"), True), (of("opening", 18, axis="x"), True),
                                    (of("opening", 60, axis="x"), None), (count("pockets", 2), True),
                                    (count("pockets", 3), False)]),
    "one hole": (BOSS % "3, 1, 7", [(of("opening", 60, axis="x"), None), (of("opening", 12, axis="x"), True),
                                    (of("opening", 13, axis="x"), False)]),
    "pocket beside a post": (PLATE_POCKET, [(of("opening", 60, axis="x"), True), (of("opening", 56, axis="x"), False),
                                            (of("pocket_depth", 12), True), (of("step", 40, axis="z"), True)]),
    "holes": (PLATE.replace("'Plate'", "'A'"), [
        ([of("hole_diameter", 5), of("hole_diameter", 8)], [True, False]),
        (of("counterbore_depth", 3), None), (of("hole_diameter", 6), False), (of("fillet_radius", 4), False)]),
    "arch": (ARCH, [(deg("sweep", 180), True), (deg("sweep", 150), False)]),
    "sector": (SECTOR, [(deg("sweep", 120), True), (deg("sweep", 110), False)]),
    "sheet": (SHEET, [(deg("sweep", 90), True), (deg("sweep", 80), False)]),
}


@pytest.mark.parametrize("move", ["", SHIFTED], ids=["here", "moved"])
@pytest.mark.parametrize("name", CASES)
def test_planted(worker, name, move):
    script, rows = CASES[name]
    worker.execute(SHAPES + MAKE + script + move)
    wrong = []
    for asked, met in rows:
        asked, met = (asked, met) if isinstance(asked, list) else ([asked], [met])
        for each in asked:
            TERM.validate({"words": "as asked", **each})
        report = worker.measure((), requirements=[{"words": "as asked", **each} for each in asked])
        wrong += [(each, wanted, row["met"], row["found"], row["how"])
                  for each, wanted, row in zip(asked, met, report["requirements"]) if row["met"] is not wanted]
        wrong += [row for row in report["requirements"] if row["met"] is None and not row["how"]]
    assert not wrong, "\n".join(map(str, wrong))
