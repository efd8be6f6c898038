# SPDX-License-Identifier: GPL-3.0-or-later
"""The planted sets: a recipe builds shapes with known numbers and asks for them. Of each number come sound requirements
(the true value, or a limit that it keeps) and faulty ones (just beyond what a value may be off, and far off)."""

import itertools
import math
import random
import zlib

import bpy
from mathutils import Matrix, Vector
from shape_kit import clear, is_closed, move

RECIPES = []  # of (kind, recipe, shapes, ways that it may be turned)
FACTORS = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}
CLEAR = 3.5  # tolerances that the nearest faulty value is off
FAR = (1.4, 0.65, 1.8, 0.45)
# Measured on facets: never as exact as a number is written.
ROUGH = {"wall", "rim", "opening", "clearance", "overlap", "floor", "fillet_radius"}
ANGLES = {"sweep", "turn", "angle", "opens", "free_range", "countersink_angle"}
COUNTS = {"pieces", "holes", "pockets", "teeth", "sides", "triangles"}
NUMBERS = {"ratio", "volume", "uv_overlap", "texel_density"}
LEAST = {"triangles", "texel_density"}  # without `is`, a limit
SIGNED = {"place", "turn"}
LEVELS = {"size", "diameter", "opening", "pockets", "floor"}  # their `at` is a height, whatever their axis


def recipe(kind, shapes, turned="fixed"):
    """`turned`: `any` (along other axes of the world, and mirrored), `upright` (about z by right angles, and mirrored),
    `about` (about z by any angle), `free` (by any rotation: only for rows without an axis), or `fixed`."""
    def keep(function):
        RECIPES.append((kind, function, shapes, turned))
        return function
    return keep


def orientation(turned, number, chance):
    """A rotation, or a mirrored one; every third shape stands as it was made."""
    if turned == "fixed" or number % 3 == 0:
        return Matrix.Identity(3)
    if turned == "about":
        return Matrix.Rotation(chance.uniform(0, 2 * math.pi), 3, "Z")
    if turned == "free":
        return Matrix.Rotation(chance.uniform(0.2, 3), 3, Vector([chance.gauss(0, 1) for _ in range(3)]))
    if turned == "upright":
        rows = chance.choice([((1, 0, 0), (0, 1, 0)), ((0, 1, 0), (1, 0, 0))])
        signs = (chance.choice((1, -1)), chance.choice((1, -1)))
        return Matrix([[signs[0] * each for each in rows[0]], [signs[1] * each for each in rows[1]], [0, 0, 1]])
    rows = [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    chance.shuffle(rows)
    return Matrix([[chance.choice((1, -1)) * each for each in row] for row in rows])


class Shape:
    """One shape as its recipe makes it: the chance, the sizes, and what is asked of it."""

    def __init__(self, kind, name, number, turned):
        self.kind, self.name, self.number, self.turned = kind, name, number, turned
        self.chance = random.Random(zlib.crc32(f"{kind} {name} {number}".encode()))
        self.size = round(10 ** self.chance.uniform(1.5, 3.3))  # mm: 3 cm to 2 m
        self.words, self.asked = [], []
        self.open = False  # whether its meshes may be open

    def pick(self, *choices):
        """In turn, so that each is taken; the pace differs with how many there are."""
        return choices[self.number % len(choices)]

    def any(self, *choices):
        return self.chance.choice(choices)

    def u(self, low, high):
        """A length between two shares of the size, as a person would write it."""
        value = self.size * self.chance.uniform(low, high)
        return round(value, 1) if value < 100 else round(value)

    def n(self, low, high):
        return self.chance.randint(low, high)

    def note(self, **words):
        """For the description: what the shape is."""
        self.words += [f"{key} {value}" for key, value in words.items()]

    def ask(self, truth, *others, values=(), slack=0.0, only=("equal", "at_least", "at_most"), limits=True, kind=None,
            **fields):
        """`others` are values of the same measure that are not meant, `values` what a wrong value must not be near;
        `slack` is how far two right readings may lie apart."""
        self.asked.append({"kind": kind or self.kind, "truth": truth, "values": [truth, *others, *values],
                           "reach": self.size, "slack": slack,
                           "only": only if limits else ("equal",), "fields": {"of": "whole", **fields}})

    def deviation(self, off, reference, kind=None, **fields):
        """A kind that is at most 0: `off` is what the shape deviates, `reference` what the tolerance is a share of."""
        self.asked.append({"kind": kind or self.kind, "deviation": off, "reference": reference,
                           "fields": {"of": "whole", **fields}})

    def claim(self, true, kind=None, **fields):
        """Yes or no."""
        self.asked.append({"kind": kind or self.kind, "true": true, "fields": {"of": "whole", **fields}})

    def turn(self):
        """Turns all that was built, by its meshes or by the objects' matrices, and what is asked."""
        matrix = orientation(self.turned, self.number, self.chance)
        baked = matrix.determinant() > 0 and self.number % 2 == 1 or self.number % 4 == 2
        baked = baked and not any(each.modifiers for each in bpy.data.objects)
        if matrix == Matrix.Identity(3):
            return
        self.note(turned=[[round(each, 3) for each in row] for row in matrix], baked=baked)
        for each in list(bpy.data.objects):
            if each.type == "MESH" and baked:
                each.matrix_world = matrix.to_4x4() @ each.matrix_world @ matrix.to_4x4().inverted()
                move(each, matrix.to_4x4())
            else:
                each.matrix_world = matrix.to_4x4() @ each.matrix_world
        for each in self.asked:
            fields = each["fields"]
            for key in ("axis", "to_axis"):
                if fields.get(key):
                    column = [matrix[row]["xyz".index(fields[key])] for row in range(3)]
                    index = max(range(3), key=lambda row: abs(column[row]))
                    fields[key] = "xyz"[index]
                    if key == "axis" and column[index] < 0 and "at" in fields and each["kind"] not in LEVELS:
                        fields["at"] = {"low": "high", "high": "low"}.get(fields["at"], fields["at"])


def plain_tolerance(kind, value):
    """As docs/extending/requirements.md has it, in mm, degrees or as a number."""
    if kind in COUNTS:
        return 0.0
    if kind in ANGLES:
        return 0.5
    if kind in NUMBERS:
        return 0.002 * abs(value)
    if kind == "place":
        return max(0.2, 0.002 * abs(value))
    return min(max(0.2, 0.002 * abs(value)), 0.25 * abs(value))


def written_tolerance(kind, value, unit):
    decimals = len(f"{value:g}".partition(".")[2])
    return min(plain_tolerance(kind, value * unit),
               max(0.05 * 10 ** -decimals * unit, 0.02, (0.001 if decimals else 0.005) * abs(value * unit)))


def wrong_value(asked, chance, tolerance, far):
    """One that none of the shape's values is near, or None."""
    truth, kind = asked["truth"], asked["kind"]
    if kind in COUNTS:
        tries = [truth + each for each in ((3, -2, 4, 5) if far else (1, -1, 2))]
        tries = [each for each in tries if each > 0]
    elif far:
        tries = [truth * each for each in FAR]
        if kind == "place":
            tries = [truth + each * asked["reach"] for each in (0.3, -0.3, 0.7)]
    else:
        tries = [truth + sign * CLEAR * tolerance(truth) * each for each in (1, 1.5, 2.2) for sign in (1, -1)]
    if kind == "angle":
        tries = [each for each in tries if 0 < each < 90]
    start = chance.randrange(2)
    for each in tries[start:] + tries[:start]:
        margin = 0.5 if kind in COUNTS else 3 * tolerance(each)
        if (each > 0 or kind in SIGNED) and all(abs(each - value) > margin for value in asked["values"]):
            return each
    return None


def rows_of(asked, chance, number):
    """(is it sound, how it was made, the requirement)"""
    fields = {"words": "as asked", "what": asked["kind"], **asked["fields"]}
    kind = asked["kind"]
    if "true" in asked:
        yield asked["true"], "claim" if asked["true"] is not None else "by eye", fields
        return
    if "deviation" in asked:
        off = asked["deviation"]
        unit = {} if asked["fields"].get("unit") or kind in NUMBERS else {"unit": "deg" if kind == "parallel" else "mm"}
        least = 0.5 if kind == "parallel" or fields.get("unit") == "deg" else max(0.2, 0.002 * asked["reference"])
        if off == 0:
            yield True, "perfect", fields
            yield True, "perfect, some allowed", {**fields, "value": round(5 * least, 3), **unit}
            return
        assert off > 3 * least, (asked, least)
        yield False, "perfect wanted", fields
        yield True, "as much allowed", {**fields, "value": round(1.3 * off + least, 4), **unit}
        if off > 8 * least:
            yield False, "half allowed", {**fields, "value": round(0.5 * off, 4), **unit}
        return
    unit = "deg" if kind in ANGLES else "" if kind in COUNTS | NUMBERS else chance.choice(("mm", "mm", "cm", "m"))
    factor = FACTORS.get(unit, 1.0)
    tight = bool(factor == 1 and unit == "mm" and number % 2 and kind not in ROUGH and "at" not in asked["fields"])

    def tolerance(value):
        if asked["slack"]:
            return asked["slack"] + plain_tolerance(kind, value)
        return written_tolerance(kind, value, 1) if tight else plain_tolerance(kind, value)

    def row(value, relation="equal"):
        digits = 9 if unit in ("m", "cm") else 6
        result = {**fields, "value": value if kind in COUNTS else round(value / factor, digits)}
        if unit:
            result["unit"] = unit
        if relation != "equal" or kind in LEAST:
            result["is"] = relation
        if tight and relation == "equal" and not asked["slack"]:
            result["tolerance"] = round(tolerance(value), 6)
        return result

    truth, values, step = asked["truth"], asked["values"], plain_tolerance(kind, max(map(abs, asked["values"])))
    step = 1 if kind in COUNTS else CLEAR * step
    if "equal" in asked["only"]:
        yield True, "equal", row(truth)
        for far in (False, True):
            wrong = wrong_value(asked, chance, tolerance, far)
            if wrong is not None:
                yield False, "far" if far else "near", row(wrong)
    limits = [each for each in ("at_least", "at_most") if each in asked["only"]]
    if not limits:
        return
    relation = limits[number % len(limits)]
    low, high = min(values), max(values)
    share = 0.1 * max(abs(low), abs(high)) if kind not in COUNTS else 1
    if relation == "at_least":
        if low > 0 or kind in SIGNED:
            yield True, "at_least", row(low, "at_least")
        yield False, "at_least", row(high + step, "at_least")
        if low - share > 0 or kind in SIGNED:
            yield True, "at_least with room", row(low - share, "at_least")
    else:
        yield True, "at_most", row(high, "at_most")
        if low - step > 0 or kind in SIGNED:
            yield False, "at_most", row(low - step, "at_most")
        yield True, "at_most with room", row(high + share, "at_most")


def shapes(kinds=(), most=None):
    """Builds one shape after the other in the open scene; yields it with its rows. `most`: shapes of one kind."""
    ordered = sorted(RECIPES, key=lambda each: each[0])
    for kind, recipes in itertools.groupby(ordered, key=lambda each: each[0]):
        if kinds and kind not in kinds:
            continue
        recipes = list(recipes)
        turns = [(number, each) for each in recipes for number in range(each[2])]
        if most is not None:  # one of each recipe first
            turns.sort(key=lambda each: each[0])
        made = 0
        for number, (_, function, _, turned) in turns:
            if made == most:
                break
            clear()
            shape = Shape(kind, function.__name__, number, turned)
            function(shape)
            bpy.context.view_layer.update()
            shape.turn()
            if not shape.open and not all(map(is_closed, bpy.data.objects)):
                continue  # Blender's boolean loses a triangle now and then: not the shape that was meant
            bpy.context.view_layer.update()
            made += 1
            rows = [(*each, asked.get("truth", asked.get("deviation")))
                    for asked in shape.asked for each in rows_of(asked, shape.chance, number)]
            yield shape, rows
