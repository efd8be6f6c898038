# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that slide in a guide or turn in a nut, with what is true of each: after how many mm the guide is left, or
that nothing is to be said. Text for Blender, like moving_things.py; it shares no code with what measures them."""

import random

from moving_things import SCENE

WAYS = {"x": (1, 0, 0), "-x": (-1, 0, 0), "y": (0, 1, 0), "-y": (0, -1, 0)}


class Guided:
    """A thing whose way is `along`, from a place of its own: block() and rod() take places in a frame with z on it."""

    def __init__(self, seed, along):
        self.chance = random.Random(seed)
        self.along, self.lines = along, []

    def place(self, u, v, w):
        x, y, z = self.along
        return (u, v, 1.0 + w) if z else (round(w * x + u * y, 6), round(w * y - u * x, 6), round(1.0 + v, 6))

    def block(self, name, low, high, part):
        ends = [sorted(pair) for pair in zip(self.place(*low), self.place(*high))]
        self.lines.append(f"block({name!r}, {tuple(a for a, _b in ends)}, {tuple(b for _a, b in ends)}, {part!r})")

    def rod(self, name, start, end, radius, part, bore=0.0):
        self.lines.append(f"rod({name!r}, {self.place(0, 0, start)}, {self.place(0, 0, end)}, {radius}, {part!r}, "
                          f"bore={bore})")

    def channel(self, width, height, start, end, wall=.01):
        """Four walls along the way, open at both ends."""
        for name, low, high in (("left", (-width / 2 - wall, 0), (-width / 2, height)),
                                ("right", (width / 2, 0), (width / 2 + wall, height)),
                                ("under", (-width / 2 - wall, -wall), (width / 2 + wall, 0)),
                                ("over", (-width / 2 - wall, height), (width / 2 + wall, height + wall))):
            self.block(f"Guide {name}", (*low, start), (*high, end), "Guide")

    def joint(self, kind, limits, **more):
        return {"name": "Way", "kind": kind, "parent": "Guide", "child": "Slide", "at": list(self.place(0, 0, 0)),
                 "axis": list(self.along), "limits": limits, **more}


def make(kind, seed, leaves):
    """(script, mm after which the guide is left, or None). `leaves`: planted; kinds of `MEANT` leave anyway."""
    chance = random.Random(f"{kind} {seed} {leaves}")
    along = (0, 0, 1) if kind in ("lid", "jar") else WAYS[chance.choice(sorted(WAYS))]
    thing = Guided(seed, along)
    length, gap = chance.uniform(.2, .6), chance.uniform(.0003, .001)
    share = chance.uniform(1.1, 1.4) if leaves else chance.uniform(.75, .9)  # of the way out
    rows, truth = [], length
    if kind == "drawer":  # within its guide, its front at the front of it
        width, height = chance.uniform(.1, .6), chance.uniform(.05, .2)
        thing.channel(width, height, -length, 0)
        thing.block("Slide", (-width / 2 + gap, gap, -length), (width / 2 - gap, height - gap, 0), "Slide")
        rows = [thing.joint("slider", [0, round(share * truth, 4)])]
    elif kind == "carriage":  # round a rail that is longer
        radius = chance.uniform(.006, .02)
        thing.rod("Guide", 0, length + .08, radius, "Guide")
        thing.rod("Slide", .02, .06, 2 * radius, "Slide", bore=radius + gap)
        truth = length + .06
        rows = [thing.joint("slider", [0, round(share * truth, 4)])]
    elif kind == "ram":  # a rod through a bushing
        radius = chance.uniform(.006, .02)
        thing.rod("Guide", 0, .05, 2 * radius, "Guide", bore=radius + gap)
        thing.rod("Slide", -length, .1, radius, "Slide")
        truth = length + .05
        rows = [thing.joint("slider", [0, round(share * truth, 4)])]
    elif kind == "vice":  # a screw that a jaw follows, in a nut
        radius, pitch = chance.uniform(.006, .02), chance.choice((.004, .005))
        length *= .3
        truth = length + .03
        far = round(share * truth, 4)
        thing.rod("Guide", 0, .03, 2 * radius, "Guide", bore=radius + gap / 4)
        thing.rod("Slide", -length, .2, radius, "Slide")
        thing.block("Jaw", (-.05, -.2, .25), (.05, -.1, .3), "Jaw")
        rows = [thing.joint("screw", [0, round(far / pitch * 360)], pitch_m=pitch),
                {**thing.joint("slider", [0, far]), "name": "Jaw", "child": "Jaw", "follows": "Way",
                 "ratio": pitch / 360}]
    elif kind == "bolt":  # made to be unscrewed
        radius, pitch = chance.uniform(.003, .01), .002
        thing.rod("Guide", 0, .03, 2 * radius, "Guide", bore=radius + gap / 4)
        thing.rod("Slide", 0, .05, radius, "Slide")
        rows = [thing.joint("screw", [0, 30_000], pitch_m=pitch)]
    elif kind == "cap":  # on the end of a pen
        radius = chance.uniform(.005, .02)
        thing.rod("Guide", -length, .03, radius, "Guide")
        thing.rod("Slide", 0, .04, 2 * radius, "Slide", bore=radius + gap)
        rows = [thing.joint("slider", [0, .2])]
    elif kind == "lid":  # a plug in a jar, lifted off
        radius = chance.uniform(.03, .1)
        thing.rod("Guide", -length, 0, radius + .01, "Guide", bore=radius + gap)
        thing.rod("Slide", -.03, .02, radius, "Slide")
        rows = [thing.joint("slider", [0, .3])]
    return SCENE + "\n".join([*thing.lines, f"add_joints({rows!r})", ""]), (
        1000 * truth if leaves and kind in LEAVING else None)


LEAVING = ("drawer", "carriage", "ram", "vice")
MEANT = ("bolt", "cap", "lid")
