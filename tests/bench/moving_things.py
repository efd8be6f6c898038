"""Assets with joints for tests and the bench, as text that Blender runs: SCENE has the helper functions. It is not
written with what measures them, and shares no code with it."""

import random

SCENE = '''
import bpy
from math import cos, sin, pi, radians
from mathutils import Matrix, Vector

def link(name, places, faces, part=None):
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(places, [], faces)
    obj = bpy.data.objects.new(name, mesh)
    obj["part"] = part or name
    bpy.context.collection.objects.link(obj)
    return obj

def block(name, low, high, part=None):
    (a, b, c), (d, e, f) = low, high
    return link(name, [(a,b,c), (d,b,c), (d,e,c), (a,e,c), (a,b,f), (d,b,f), (d,e,f), (a,e,f)],
                [(3,2,1,0), (4,5,6,7), (0,1,5,4), (1,2,6,5), (2,3,7,6), (3,0,4,7)], part)

def rod(name, start, end, radius, part=None, count=32, bore=0.0):
    """A cylinder from place to place; with a bore, a tube."""
    start, end = Vector(start), Vector(end)
    turn = (end - start).to_track_quat("Z", "Y").to_matrix()
    places, faces = [], []
    def ring(r, z):
        places.extend(tuple(start + turn @ Vector((r * cos(2 * pi * i / count), r * sin(2 * pi * i / count), z)))
                      for i in range(count))
        return list(range(len(places) - count, len(places)))
    length = (end - start).length
    rings = [ring(radius, 0), ring(radius, length)]
    if bore:
        rings += [ring(bore, length), ring(bore, 0)]
        pairs = [(0, 1), (1, 2), (2, 3), (3, 0)]
    else:
        pairs = [(0, 1)]
        faces += [tuple(reversed(rings[0])), tuple(rings[1])]
    for a, b in pairs:
        faces += [(rings[a][i], rings[a][(i + 1) % count], rings[b][(i + 1) % count], rings[b][i])
                  for i in range(count)]
    return link(name, places, faces, part)

def hang(obj, parent):
    obj.parent = parent
    bpy.context.view_layer.update()
    obj.matrix_parent_inverse = parent.matrix_world.inverted()

def add_joints(rows):
    bpy.context.view_layer.update()
    of = {}
    for obj in list(bpy.context.scene.objects):
        of.setdefault(obj["part"], []).append(obj)
    for row in rows:
        empty = bpy.data.objects.new(row["name"] + " joint", None)
        bpy.context.collection.objects.link(empty)
        axis = Vector(row["axis"]) if any(row["axis"]) else Vector((0, 0, 1))
        turn = axis.to_track_quat("Z", "Y").to_matrix().to_4x4()
        frame = Matrix.Translation([0 if each != each else each for each in row["at"]]) @ turn
        if row["parent"] in of:
            empty.parent = of[row["parent"]][0]
            empty.matrix_parent_inverse = empty.parent.matrix_world.inverted() @ frame
        bpy.context.view_layer.update()
        for obj in of.get(row["child"], []):
            if obj.parent is None and obj is not empty.parent and row["parent"] != row["child"]:
                try:
                    obj.parent = empty
                except RuntimeError:
                    continue  # a loop
                obj.matrix_parent_inverse = frame.inverted()
        empty["joint"] = row
    bpy.context.view_layer.update()
'''


class Thing:
    """An asset in the making: lines of its script, its joints, and what hangs on what."""

    def __init__(self, kind, seed):
        self.random = random.Random(f"{kind} {seed}")
        self.lines, self.joints, self.hung = [], [], []
        self.knobs = []  # (its object, the object that it sits on, the joint that moves both)
        self.wide = {}  # {joint: limits that are too wide}
        self.turned = []  # joints that cannot turn the other way
        self.lift = 0.0  # m, of what is built now

    def between(self, low, high):
        return round(self.random.uniform(low, high), 4)

    def block(self, name, low, high, part=None):
        low, high = ((x, y, z + self.lift) for x, y, z in (low, high))
        self.lines.append(f"block({name!r}, {low!r}, {high!r}, {part!r})")

    def rod(self, name, start, end, radius, part=None, **more):
        start, end = ((x, y, z + self.lift) for x, y, z in (start, end))
        self.lines.append(f"rod({name!r}, {start!r}, {end!r}, {radius!r}, {part!r}, **{more!r})")

    def joint(self, name, kind, parent, child, at, axis, limits=None, **more):
        at = at[0], at[1], at[2] + self.lift
        row = {"name": name, "kind": kind, "parent": parent, "child": child, "at": list(at), "axis": list(axis), **more}
        self.joints.append(row if limits is None else row | {"limits": list(limits)})

    def knob(self, name, on, joint):
        self.knobs.append((name, on, joint))

    def script(self, leave=()):
        hung = [f"hang(bpy.data.objects[{name!r}], bpy.data.objects[{on!r}])" for name, on, _joint in self.knobs
                if name not in leave]
        return "\n".join([SCENE, *self.lines, *hung, f"add_joints({self.joints!r})", ""])


def carcass(thing, width, depth, height, wall, name="Body"):
    """An open box, front towards -y; its sides are objects of one part."""
    for side, low, high in (("Left", (0, 0, 0), (wall, depth, height)),
                            ("Right", (width - wall, 0, 0), (width, depth, height)),
                            ("Bottom", (wall, 0, 0), (width - wall, depth, wall)),
                            ("Top", (wall, 0, height - wall), (width - wall, depth, height)),
                            ("Back", (wall, depth - wall, wall), (width - wall, depth, height - wall))):
        thing.block(f"{name} {side}", low, high, "Body")


def pin(thing, name, start, end, radius, fixed, moving):
    """A pin that stays, as long as it says, and the tube round its middle that moves."""
    a, b = Vec(start), Vec(end)
    thing.rod(f"{name} pin", a, b, radius, fixed)
    thing.rod(f"{name} knuckle", a.to(b, .3), b.to(a, .3), 1.8 * radius, moving, bore=1.06 * radius)


class Vec(tuple):
    """A place."""

    def to(self, other, share):
        return Vec(round(a + (b - a) * share, 6) for a, b in zip(self, other))


def cabinet(thing, count=0, name="Body"):
    between = thing.between
    width, depth, height, wall = between(.3, 1.2), between(.25, .6), between(.4, 1.8), between(.012, .022)
    carcass(thing, width, depth, height, wall, name)
    count = count or thing.random.choice((1, 2))
    thick, gap, radius = between(.014, .024), between(.0015, .003), between(.003, .006)
    coupled = count == 2 and thing.random.random() < .3
    for number in range(count):
        left = number == 0
        name = ("Left door", "Right door")[number]
        span = width / count - gap
        low, high = (0, span) if left else (width - span, width)
        x, y = 0 if left else width, -gap - thick - 1.8 * radius
        thing.block(name, (low, -gap - thick, .002), (high, -gap, height - .002))
        # The pin hangs on the side by a bracket beside the door.
        out = -1 if left else 1
        for place, (bottom, top) in enumerate(((.1, .25), (.75, .9))):
            start, end = (x, y, bottom * height), (x, y, top * height)
            pin(thing, f"{name} {place}", start, end, radius, "Hinge", name)
            for end_name, z in (("low", bottom * height), ("high", top * height)):
                ends = sorted((x + out * .004, x + out * .008))
                thing.block(f"{name} {place} bracket {end_name}", (ends[0], y - radius, z - .004),
                            (ends[1], wall, z + .004), "Hinge")
                ends = sorted((x - out * radius * .5, x + out * .008))
                thing.block(f"{name} {place} arm {end_name}", (ends[0], y - radius, z - .004),
                            (ends[1], y + radius, z + .004), "Hinge")
                ends = sorted((x, x + out * .008))
                thing.block(f"{name} {place} foot {end_name}", (ends[0], wall / 2, z - .004),
                            (ends[1], wall, z + .004), "Hinge")
        side = high - .05 if left else low + .05
        thing.rod(f"{name} knob", (side, -gap - thick, .5 * height), (side, -gap - thick - .025, .5 * height), .012,
                  "Knob")
        thing.knob(f"{name} knob", name, name)
        axis = (0, 0, -1) if left else (0, 0, 1)
        more = {"follows": "Left door", "ratio": 1} if coupled and not left else {}
        limits = (0, between(80, 120))
        if more:  # it goes as far as the other one
            limits = thing.joints[-1]["limits"]
        thing.joint(name, "hinge", "Body", name, (x, y, 0), axis, limits, **more)
        if not more:
            thing.wide[name] = (0, 350)
            thing.turned.append(name)


def drawers(thing, count=0):
    """Returns its height."""
    between = thing.between
    width, depth, wall = between(.3, .9), between(.3, .6), between(.012, .02)
    count = count or thing.random.randint(1, 4)
    each = between(.12, .25)
    carcass(thing, width, depth, wall + count * (each + wall), wall)
    for number in range(count):
        name = f"Drawer {number + 1}"
        low = wall + number * (each + wall)
        if number:
            thing.block(f"Shelf {number}", (wall, 0, low - wall), (width - wall, depth - wall, low), "Shelf")
        thin, gap = between(.008, .014), between(.001, .002)
        x, X, y, Y, z, Z = wall + gap, width - wall - gap, .0, depth - wall - .02, low, low + each - .01
        for side, a, b in (("front", (x, y, z), (X, y + thin, Z)), ("back", (x, Y - thin, z), (X, Y, Z)),
                           ("left", (x, y + thin, z), (x + thin, Y - thin, Z)),
                           ("right", (X - thin, y + thin, z), (X, Y - thin, Z)),
                           ("floor", (x + thin, y + thin, z), (X - thin, Y - thin, z + thin))):
            thing.block(f"{name} {side}", a, b, name)
        middle = (x + X) / 2, (z + Z) / 2
        thing.rod(f"{name} knob", (middle[0], 0, middle[1]), (middle[0], -.025, middle[1]), .012, "Knob")
        thing.knob(f"{name} knob", f"{name} front", name)
        thing.joint(name, "slider", "Body", name, (middle[0], 0, middle[1]), (0, -1, 0), (0, round(.75 * depth, 3)))
        thing.wide[name] = (-.1, round(.75 * depth, 3))
        thing.turned.append(name)
    return wall + count * (each + wall)


def chest(thing):
    between = thing.between
    width, depth, height, wall = between(.3, 1.2), between(.25, .5), between(.2, .5), between(.01, .02)
    for name, low, high in (("left", (0, 0, 0), (wall, depth, height)),
                            ("right", (width - wall, 0, 0), (width, depth, height)),
                            ("front", (wall, 0, 0), (width - wall, wall, height)),
                            ("back", (wall, depth - wall, 0), (width - wall, depth, height)),
                            ("floor", (wall, wall, 0), (width - wall, depth - wall, wall))):
        thing.block(f"Chest {name}", low, high, "Chest")
    gap, radius, thick = between(.001, .002), between(.003, .006), between(.015, .04)
    thing.block("Lid", (0, 0, height + gap), (width, depth, height + gap + thick))
    y, z = depth + 4 * radius, height + gap
    for number, (start, end) in enumerate(((.1, .25), (.75, .9))):
        pin(thing, f"Hinge {number}", (start * width, y, z), (end * width, y, z), radius, "Hinge", "Lid")
        middle = (start + end) / 2 * width
        thing.block(f"Hinge {number} arm", (middle - .01, depth, z), (middle + .01, y - 1.2 * radius, z + radius),
                    "Lid")
        for place, x in enumerate((start * width, end * width)):
            thing.block(f"Hinge {number} lug {place}", (x - .003, depth, z - 3 * radius),
                        (x + .003, y + radius, z), "Hinge")
    thing.block("Latch", (width / 2 - .02, -.006, height + gap + .002), (width / 2 + .02, 0, height + gap + .012))
    thing.knob("Latch", "Lid", "Lid")
    thing.joint("Lid", "hinge", "Chest", "Lid", (0, y, z), (-1, 0, 0), (0, between(70, 100)))
    thing.wide["Lid"] = (0, 270)
    thing.turned.append("Lid")


def lamp(thing):
    between = thing.between
    base, pole, arm, radius = between(.07, .12), between(.15, .3), between(.2, .35), between(.003, .005)
    thing.rod("Base", (0, 0, 0), (0, 0, .02), base)
    thing.rod("Pole", (0, 0, .02), (0, 0, pole), .008)
    wide = 5 * radius
    last, height, parent = "Pole", pole, "Pole"
    for name in ("Lower arm", "Upper arm"):
        z = height + 4 * radius
        pin(thing, name, (-wide, 0, z), (wide, 0, z), radius, last, name)
        for side in (-1, 1):
            ends = sorted((side * .7 * wide, side * wide))
            thing.block(f"{name} cheek {side}", (ends[0], -2 * radius, height), (ends[1], 2 * radius, z + 2 * radius),
                        parent)
        thing.block(f"{name} yoke", (-wide, -2 * radius, height - 2 * radius), (wide, 2 * radius, height), parent)
        top = z + arm
        thing.rod(f"{name} bar", (0, 0, z + 1.5 * radius), (0, 0, top), 1.2 * radius, name)
        thing.joint(name, "hinge", parent, name, (0, 0, z), (1, 0, 0), (-between(20, 60), between(40, 75)))
        thing.wide[name] = (-175, 175)
        last, parent, height = name, name, top + 2 * radius
    thing.rod("Shade", (0, 0, height - 2 * radius), (0, 0, height + .1), between(.04, .07), "Shade")
    thing.knob("Shade", "Upper arm bar", "Upper arm")


def cart(thing):
    between = thing.between
    width, length, axle = between(.1, .6), between(.2, 1.5), between(.004, .01)
    radius = round(length * between(.1, .3), 4)
    clear = radius + 3 * axle
    thing.block("Chassis", (-width / 2, -length / 2, radius - axle / 2), (width / 2, length / 2, clear + .02))
    for number, y in enumerate((-.35 * length, .35 * length)):
        thing.rod(f"Axle {number}", (-.8 * width, y, radius), (.8 * width, y, radius), axle, "Axle")
        for side in (-1, 1):
            name = f"Wheel {number} {'left' if side < 0 else 'right'}"
            ends = sorted((side * .58 * width, side * .72 * width))
            thing.rod(name, (ends[0], y, radius), (ends[1], y, radius), radius, count=48, bore=round(1.03 * axle, 6))
            thing.block(f"{name} cap", (min(side * .72 * width, side * .75 * width), y + .5 * radius, radius - .01),
                        (max(side * .72 * width, side * .75 * width), y + .7 * radius, radius + .01), "Cap")
            thing.knob(f"{name} cap", name, name)
            thing.joint(name, "hinge", "Axle", name, (0, y, radius), (1, 0, 0))


def wardrobe(thing):
    """Eight joints: six drawers under two doors."""
    thing.lift = drawers(thing, 6)
    cabinet(thing, 2, "Upper body")


KINDS = {"cabinet": cabinet, "drawers": drawers, "chest": chest, "lamp": lamp, "cart": cart}
FAULTS = {"axis_moved": ("cabinet", "chest", "lamp", "cart"), "axis_flipped": ("cabinet", "drawers", "chest"),
          "too_wide": ("cabinet", "drawers", "chest", "lamp"), "fused": tuple(KINDS), "knob_forgotten": tuple(KINDS)}
FUSE = """
import bmesh
def fuse(names, into, copy):
    # The meshes of some objects become part of another's.
    bm = bmesh.new()
    target = bpy.data.objects[into]
    for name in [into, *names]:
        bm.from_mesh(bpy.data.objects[name].data)
    bm.to_mesh(target.data)
    for name in [] if copy else names:
        bpy.data.objects.remove(bpy.data.objects[name])
"""


def make(kind, seed, fault=None):
    """(script, the joint that is planted in) of a thing; sound without a fault."""
    thing = Thing(kind, seed)
    (wardrobe if kind == "wardrobe" else KINDS[kind])(thing)
    chance = random.Random(f"{fault} {seed}")
    leaders = [row for row in thing.joints if "follows" not in row]
    row = chance.choice(leaders)
    leave = []
    if fault == "axis_moved":
        k = chance.choice([i for i in range(3) if not row["axis"][i]])
        row["at"][k] = round(row["at"][k] + chance.choice((-.005, .005)), 6)
    elif fault == "axis_flipped":
        name = chance.choice(thing.turned)
        row = next(each for each in thing.joints if each["name"] == name)
        row["axis"] = [-value for value in row["axis"]]
    elif fault == "too_wide":
        name = chance.choice(sorted(thing.wide))
        row = next(each for each in thing.joints if each["name"] == name)
        row["limits"] = list(thing.wide[name])
    elif fault == "fused":
        body = {"cabinet": "Body Left", "drawers": "Body Left", "chest": "Chest left", "lamp": "Pole",
                "cart": "Chassis"}[kind]
        child = row["child"]
        names = f"[obj.name for obj in bpy.context.scene.objects if obj['part'] == {child!r}]"
        copy = seed % 2 == 1
        if not copy:
            thing.knobs = [each for each in thing.knobs if each[2] != row["name"]]
        thing.lines += [FUSE, f"fuse({names}, {body!r}, {copy})"]
    elif fault == "knob_forgotten":
        name, _on, joint = chance.choice([each for each in thing.knobs])
        row = next(each for each in thing.joints if each["name"] == joint)
        leave = [name]
    return thing.script(leave), row["name"]

# One of each kind, and what is coupled.
EACH_KIND = SCENE + '''
block("body", (-0.3, -0.2, 0), (0.3, 0.2, 0.02))
block("back", (-0.3, 0.18, 0.02), (0.3, 0.2, 0.7), "body")
block("left door", (-0.29, -0.22, 0.05), (-0.01, -0.205, 0.65))
block("right door", (0.01, -0.22, 0.05), (0.29, -0.205, 0.65))
block("drawer", (-0.25, -0.19, 0.1), (0.25, 0.15, 0.2))
rod("wheel", (0.5, 0, 0.3), (0.56, 0, 0.3), 0.1)
rod("bolt", (-0.6, 0, 0.3), (-0.6, 0, 0.5), 0.02)
rod("head", (0, 0, 0.8), (0, 0, 1.0), 0.05)
add_joints([
  {"name": "Left door", "kind": "hinge", "parent": "body", "child": "left door", "at": [-0.29, -0.21, 0.3],
   "axis": [0, 0, -1], "limits": [0, 110]},
  {"name": "Right door", "kind": "hinge", "parent": "body", "child": "right door", "at": [0.29, -0.21, 0.3],
   "axis": [0, 0, -1], "limits": [-110, 0], "follows": "Left door", "ratio": -1.0},
  {"name": "Drawer", "kind": "slider", "parent": "body", "child": "drawer", "at": [0, -0.2, 0.15],
   "axis": [0, -1, 0], "limits": [0, 0.3]},
  {"name": "Wheel", "kind": "hinge", "parent": "body", "child": "wheel", "at": [0.53, 0, 0.3], "axis": [1, 0, 0]},
  {"name": "Bolt", "kind": "screw", "parent": "body", "child": "bolt", "at": [-0.6, 0, 0.3], "axis": [0, 0, 1],
   "limits": [0, 720], "pitch_m": 0.01},
  {"name": "Head", "kind": "ball", "parent": "body", "child": "head", "at": [0, 0, 0.8], "axis": [0, 0, 1],
   "limits": [-40, 40]}])
'''
