"""Linkages with closed loops, with what is true of each: how far it stays closed, and where its parts are by the laws
of cosines and parallelograms. Text for Blender, like moving_things.py; it shares no code with what closes the loops."""

import math
import random

from moving_things import SCENE

PLANES = {"x": (1, 0, 0), "y": (0, 1, 0), "-y": (0, -1, 0)}


class Linkage:
    """Bars and pins in an upright plane, whose normal is `axis`: places are (along, up)."""

    def __init__(self, axis, scale, lift=1.0):
        self.axis, self.scale, self.lift = axis, scale, lift
        self.lines, self.rows, self.layers = [], [], {}

    def place(self, point, depth=0.0):
        """u runs so that a positive turn about the axis goes from u to up."""
        nx, ny, _nz = self.axis
        u, v = (self.scale * each for each in point)
        return tuple(round(each, 7) for each in (-ny * u + nx * depth, nx * u + ny * depth, self.lift + v))

    def bar(self, name, start, end, layer, part=None):
        """A rod beside the plane, so that bars of several layers never meet."""
        depth = self.layers[name] = .03 * self.scale * layer
        self.lines.append(f"rod({name!r}, {self.place(start, depth)}, {self.place(end, depth)}, {.008 * self.scale}, "
                          f"{part!r})")

    def joint(self, name, kind, parent, child, at, **more):
        self.rows.append({"name": name, "kind": kind, "parent": parent, "child": child, "at": list(self.place(at)),
                          "axis": list(self.axis), **more})

    def script(self):
        rows = [row for row in self.rows if row["kind"] != "closes"]
        pins = [row for row in self.rows if row["kind"] == "closes"]
        return "\n".join([SCENE, *self.lines, f"add_joints({rows!r})", f"add_pins({pins!r})", ""]).replace(
            "def add_joints", PINS + "\ndef add_joints")


PINS = '''
def add_pins(rows):
    """Empties that hold parts together, and move nothing."""
    for row in rows:
        empty = bpy.data.objects.new(row["name"] + " joint", None)
        bpy.context.collection.objects.link(empty)
        turn = Vector(row["axis"]).to_track_quat("Z", "Y").to_matrix().to_4x4()
        base = next(obj for obj in bpy.context.scene.objects if obj.get("part") == row["parent"])
        empty.parent = base
        empty.matrix_parent_inverse = base.matrix_world.inverted() @ Matrix.Translation(row["at"]) @ turn
        empty["joint"] = row
    bpy.context.view_layer.update()
'''


def turned(point, about, degrees):
    a = math.radians(degrees)
    u, v = point[0] - about[0], point[1] - about[1]
    return about[0] + u * math.cos(a) - v * math.sin(a), about[1] + u * math.sin(a) + v * math.cos(a)


def meet(a, ra, b, rb, like):
    """Where circles about two points meet, on the side of a third point; None where they do not."""
    far = math.dist(a, b)
    if far > ra + rb or far < abs(ra - rb) or not far:
        return None
    along = (ra * ra - rb * rb + far * far) / (2 * far)
    high = math.sqrt(max(0.0, ra * ra - along * along))
    u, v = (b[0] - a[0]) / far, (b[1] - a[1]) / far
    middle = a[0] + along * u, a[1] + along * v
    return min(((middle[0] - s * high * v, middle[1] + s * high * u) for s in (1, -1)),
               key=lambda each: math.dist(each, like))


def four_bar(chance, axis, opens):
    """Crank and rocker stand on the ground; the coupler joins them."""
    ground, crank = 1.0, chance.uniform(.25, .4)
    start = chance.uniform(50, 120)
    a, d = (0.0, 0.0), (ground, 0.0)
    b = turned((crank, 0), a, start)
    c = chance.uniform(.8, 1.1), chance.uniform(.5, .8)
    coupler, rocker = math.dist(b, c), math.dist(c, d)
    # Farther than the crank ever is, both ways: it may turn round. Else the coupler is drawn out at some angle.
    far = [math.dist(turned(b, a, each), d) for each in range(0, 360)]
    turns = max(far) < coupler + rocker and min(far) > abs(coupler - rocker)
    reach = next((each for each in range(0, 181) if not abs(coupler - rocker) < far[each] < coupler + rocker), 181)
    if opens == turns or (opens and not 15 < reach < 160):
        return None
    thing = Linkage(axis, chance.uniform(.15, .6))
    thing.bar("Frame", (-.1, 0), (ground + .1, 0), 0)
    thing.bar("Crank", a, b, 1)
    thing.bar("Coupler", b, c, 2)
    thing.bar("Rocker", d, c, 3)
    high = min(reach + chance.uniform(8, 30), 180) if opens else chance.choice((None, chance.uniform(60, 150)))
    limits = {} if high is None else {"limits": [0, round(high, 1)]}
    thing.joint("Crank", "hinge", "Frame", "Crank", a, **limits)
    thing.joint("Coupler", "hinge", "Crank", "Coupler", b)
    thing.joint("Rocker", "hinge", "Frame", "Rocker", d)
    thing.joint("Rocker pin", "closes", "Rocker", "Coupler", c, follows="Crank")

    def truth(value):
        now, last = c, c
        for step in range(1, 41):
            last = now
            now = meet(turned(b, a, value * step / 40), coupler, d, rocker, last)
            if now is None:
                return None
        return {"Rocker": (d, now)}

    return thing, "Crank", high or 180, truth


def scissor(chance, axis, _opens):
    """A lift: its arms cross in the middle, and feet and tops slide."""
    half, tall = chance.uniform(.7, .9), chance.uniform(.2, .35)
    a, foot, head, top = (0, 0), (2 * half, 0), (2 * half, tall), (0, tall)
    middle, arm = (half, tall / 2), math.hypot(2 * half, tall)
    thing = Linkage(axis, chance.uniform(.2, .6))
    thing.bar("Frame", (-.1, 0), (2 * half + .3, 0), 0)
    thing.bar("First", a, head, 1)
    thing.bar("Second", foot, top, 2)
    thing.bar("Foot", (foot[0] - .05, 0), (foot[0] + .05, 0), 3)
    thing.bar("Deck", (-.1, tall), (2 * half + .3, tall), 4)
    thing.bar("Top", (head[0] - .05, tall), (head[0] + .05, tall), 5)
    start = math.degrees(math.atan2(tall, 2 * half))
    high = round(chance.uniform(20, 50), 1)
    thing.joint("First", "hinge", "Frame", "First", a, limits=[0, high])
    thing.joint("Second", "hinge", "First", "Second", middle)
    along = [thing.place((1, 0))[i] - thing.place((0, 0))[i] for i in range(3)]
    size = math.hypot(*along)
    along = [round(each / size, 7) for each in along]
    room = 2 * thing.scale * arm
    thing.joint("Foot", "slider", "Frame", "Foot", foot)
    thing.joint("Deck", "hinge", "Second", "Deck", top)
    thing.joint("Top", "slider", "Deck", "Top", head)
    for row in thing.rows:
        if row["kind"] == "slider":
            row |= {"axis": along, "limits": [round(-room, 4), round(room, 4)]}
    thing.joint("Foot pin", "closes", "Foot", "Second", foot, follows="First")
    thing.joint("Top pin", "closes", "Top", "First", head, follows="First")

    def truth(value):
        wide, high = (arm * function(math.radians(start + value)) for function in (math.cos, math.sin))
        return {"Deck": ((-.1, high), (2 * half + .3, high)), "Foot": ((wide - .05, 0), (wide + .05, 0)),
                "Top": ((wide - .05, high), (wide + .05, high))}

    return thing, "First", high, truth


def gripper(chance, axis, _opens):
    """Two jaws on parallelograms; the second follows the first."""
    arm, rise = chance.uniform(.5, .8), chance.uniform(.15, .3)
    thing = Linkage(axis, chance.uniform(.1, .3))
    thing.bar("Palm", (-.6, 0), (.6, 0), 0)
    high = round(chance.uniform(10, 30), 1)
    ends = {}
    for side, word in ((-1, "Left"), (1, "Right")):
        p, q = (side * .2, 0), (side * .2, rise)
        u, v = turned((arm, 0), (0, 0), 90 - side * 20)
        tip, other = (p[0] + u, p[1] + v), (q[0] + u, q[1] + v)
        thing.bar(f"{word} post", p, q, 0, "Palm")
        thing.bar(f"{word} crank", p, tip, 1)
        thing.bar(f"{word} bar", q, other, 2)
        thing.bar(f"{word} jaw", tip, other, 3)
        coupled = {"follows": "Left crank", "ratio": -1} if side > 0 else {}
        thing.joint(f"{word} crank", "hinge", "Palm", f"{word} crank", p,
                    limits=[-high, 0] if side < 0 else [0, high], **coupled)
        thing.joint(f"{word} bar", "hinge", "Palm", f"{word} bar", q)
        thing.joint(f"{word} jaw", "hinge", f"{word} crank", f"{word} jaw", tip)
        thing.joint(f"{word} pin", "closes", f"{word} bar", f"{word} jaw", other, follows=f"{word} crank")
        ends[word] = p, other, side

    def truth(value):
        found = {}
        for word, (p, other, side) in ends.items():
            tip = turned((other[0], other[1] - rise), p, value if side < 0 else -value)
            found[f"{word} jaw"] = (tip, (tip[0], tip[1] + rise))
        return found

    return thing, "Left crank", -high, truth


def ram(chance, axis, _opens):
    """A boom that a cylinder lifts: barrel, and a rod that slides in it."""
    foot, eye = (chance.uniform(.3, .5), -.3), (chance.uniform(.6, .9), 0)
    thing = Linkage(axis, chance.uniform(.2, .6))
    high = round(chance.uniform(20, 50), 1)
    thing.bar("Frame", (-.1, 0), (-.1, -.4), 0)
    thing.bar("Boom", (0, 0), (1.2, 0), 1)
    middle = tuple((a + b) / 2 for a, b in zip(foot, eye))
    thing.bar("Barrel", foot, middle, 2)
    thing.bar("Rod", middle, eye, 3)
    thing.joint("Boom", "hinge", "Frame", "Boom", (0, 0), limits=[0, high])
    thing.joint("Barrel", "hinge", "Frame", "Barrel", foot)
    stroke = (math.dist(foot, turned(eye, (0, 0), high)) - math.dist(foot, eye)) * thing.scale
    thing.joint("Rod", "slider", "Barrel", "Rod", foot)
    start, end = thing.place(foot), thing.place(eye)
    length = math.dist(start, end)
    thing.rows[-1] |= {"axis": [round((b - a) / length, 7) for a, b in zip(start, end)],
                       "limits": [0, round(stroke + .001, 4)]}
    thing.joint("Eye", "closes", "Rod", "Boom", eye, follows="Boom")

    def truth(value):
        end = turned(eye, (0, 0), value)
        share = math.dist(foot, eye) / 2 / math.dist(foot, end)
        return {"Rod": (tuple(b - share * (b - a) for a, b in zip(foot, end)), end)}

    return thing, "Boom", high, truth


def lamp(chance, axis, _opens):
    """Two parallelograms, one on the other, that keep the head level."""
    thing = Linkage(axis, chance.uniform(.2, .5))
    rise, lower, upper = .12, chance.uniform(.6, .9), chance.uniform(.6, .9)
    thing.bar("Foot", (0, -.2), (0, 0), 0)
    thing.bar("Post", (0, 0), (0, rise), 0, "Foot")
    a = turned((lower, 0), (0, 0), 110)
    thing.bar("Lower arm", (0, 0), a, 1)
    thing.bar("Lower bar", (0, rise), (a[0], a[1] + rise), 2)
    thing.bar("Elbow", a, (a[0], a[1] + rise), 3)
    u = turned((upper, 0), (0, 0), 20)
    b = a[0] + u[0], a[1] + u[1]
    thing.bar("Upper arm", a, b, 4)
    thing.bar("Upper bar", (a[0], a[1] + rise), (b[0], b[1] + rise), 5)
    thing.bar("Head", b, (b[0], b[1] + rise), 6)
    thing.joint("Lower arm", "hinge", "Foot", "Lower arm", (0, 0), limits=[-30, 20])
    thing.joint("Lower bar", "hinge", "Foot", "Lower bar", (0, rise))
    thing.joint("Elbow", "hinge", "Lower arm", "Elbow", a)
    thing.joint("Upper arm", "hinge", "Elbow", "Upper arm", a, limits=[-30, 30])
    thing.joint("Upper bar", "hinge", "Elbow", "Upper bar", (a[0], a[1] + rise))
    thing.joint("Head", "hinge", "Upper arm", "Head", b)
    thing.joint("Lower pin", "closes", "Lower bar", "Elbow", (a[0], a[1] + rise), follows="Lower arm")
    thing.joint("Upper pin", "closes", "Upper bar", "Head", (b[0], b[1] + rise), follows="Upper arm")

    def truth(value):
        tip = turned(a, (0, 0), value)
        head = tip[0] + u[0], tip[1] + u[1]
        return {"Head": (head, (head[0], head[1] + rise))}

    return thing, "Lower arm", -30, truth


def five_bar(chance, axis, _opens):
    """Two cranks on the ground, whose bars meet: the second crank follows the first. Without that, two drive it."""
    a, b, ratio = (0.0, 0.0), (1.0, 0.0), chance.choice((-1, -.5, .5))
    tip, other = turned((.5, 0), a, chance.uniform(70, 110)), turned((1.5, 0), b, chance.uniform(70, 110))
    meets = chance.uniform(.4, .6), chance.uniform(.9, 1.2)
    high = round(chance.uniform(15, 30), 1)
    thing = Linkage(axis, chance.uniform(.15, .6))
    thing.bar("Frame", (-.1, 0), (1.1, 0), 0)
    thing.bar("First", a, tip, 1)
    thing.bar("Second", b, other, 1)
    thing.bar("First bar", tip, meets, 2)
    thing.bar("Second bar", other, meets, 3)
    thing.joint("First", "hinge", "Frame", "First", a, limits=[0, high])
    thing.joint("Second", "hinge", "Frame", "Second", b, follows="First", ratio=ratio)
    thing.joint("First bar", "hinge", "First", "First bar", tip)
    thing.joint("Second bar", "hinge", "Second", "Second bar", other)
    thing.joint("Tip pin", "closes", "First bar", "Second bar", meets, follows="First")

    def truth(value):
        start, end = turned(tip, a, value), turned(other, b, ratio * value)
        now = meet(start, math.dist(tip, meets), end, math.dist(other, meets), meets)
        return now and {"First bar": (start, now), "Second bar": (end, now)}

    return (thing, "First", high, truth) if truth(high) and truth(high / 2) else None


def tie_rod(seed):
    """(linkage, the rack, how far, where parts have their middles at a value): a rack steers a knuckle about a leaning
    pin, by a rod that turns every way at both ends: on a cross, and at the pin that closes the loop."""
    chance = random.Random(f"tie_rod {seed}")

    def near(x, y, z, by=.02):
        return tuple(round(each + chance.uniform(-by, by), 5) for each in (x, y, z))

    def mixed(start, end, share):
        return tuple(round(a + share * (b - a), 7) for a, b in zip(start, end))

    def dot(a, b):
        return sum(x * y for x, y in zip(a, b))

    king, end, tip = near(.5, 0, 1), near(.2, -.15, 1.02), near(.47, -.14, 1.01)
    lean = near(0, 0, 1, .15)
    lean = tuple(each / math.hypot(*lean) for each in lean)
    thing = Linkage((0, 0, 1), 1)
    for name, start, stop in (("Frame", (0, .2, 1), (.8, .2, 1)), ("Rack", mixed(end, (end[0] - .3, *end[1:]), .1), (
            end[0] - .3, *end[1:])), ("Cross", mixed(end, (end[0], end[1], end[2] + 1), -.005), mixed(
            end, (end[0], end[1], end[2] + 1), .005)), ("Tie rod", mixed(end, tip, .15), mixed(end, tip, .85)), (
            "Knuckle", king, mixed(king, tip, .8))):
        thing.lines.append(f"rod({name!r}, {start}, {stop}, .004, {name!r})")
    for name, kind, parent, child, place, way, more in (
            ("Rack", "slider", "Frame", "Rack", end, (1, 0, 0), {"limits": [-.04, .04]}),
            ("Cross", "hinge", "Rack", "Cross", end, (0, 0, 1), {}),
            ("Tie rod", "hinge", "Cross", "Tie rod", end, (0, 1, 0), {}),
            ("Knuckle", "hinge", "Frame", "Knuckle", king, lean, {}),
            ("Rod end", "closes", "Knuckle", "Tie rod", tip, (0, 0, 1), {"follows": "Rack"})):
        thing.joint(name, kind, parent, child, (0, 0), **more)
        thing.rows[-1] |= {"at": list(place), "axis": list(way)}
    arm = [b - a for a, b in zip(king, tip)]
    along = [dot(arm, lean) * each for each in lean]
    out = [a - b for a, b in zip(arm, along)]
    aside = [lean[1] * out[2] - lean[2] * out[1], lean[2] * out[0] - lean[0] * out[2],
             lean[0] * out[1] - lean[1] * out[0]]

    def truth(value):
        """The tip is on its circle about the pin, and as far from the rack's end as the rod is long."""
        start = (end[0] + value, *end[1:])
        off = [a - b for a, b in zip(king, start)]
        c = (math.dist(end, tip) ** 2 - dot(off, off) - dot(arm, arm)) / 2 - dot(off, along)
        a, b = dot(off, out), dot(off, aside)
        middle, half = math.atan2(b, a), math.acos(c / math.hypot(a, b))
        angle = min((math.remainder(each, math.tau) for each in (middle - half, middle + half)), key=abs)
        now = tuple(k + u + math.cos(angle) * v + math.sin(angle) * w
                    for k, u, v, w in zip(king, along, out, aside))
        return {"Tie rod": mixed(start, now, .5), "Knuckle": mixed(king, now, .4)}

    return thing, "Rack", .04, truth


KINDS = {"four_bar": four_bar, "five_bar": five_bar, "scissor": scissor, "gripper": gripper, "ram": ram, "lamp": lamp}
OPENS = ("four_bar",)


def make(kind, seed, opens=False):
    """(linkage, the joint that drives it, how far, where its bars end at a value: {name: (start, end)})."""
    chance = random.Random(f"{kind} {seed} {opens}")
    axis = PLANES[chance.choice(sorted(PLANES))]
    while (made := KINDS[kind](chance, axis, opens)) is None:
        pass
    return made
