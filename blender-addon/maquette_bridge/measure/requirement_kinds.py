# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of requirements (docs/requirements.md): the unit of each, the function that measures
it, and the sentence that puts a miss right."""

from . import body_values, mesh_values, pair_values
from .body_values import COUNT, LENGTH, NUMBER, TURN


class Term:
    """A word of the vocabulary."""

    def __init__(self, kind, measure, more="", less="", needs=(), is_="equal", value=None,
                 signed=False, yes_no=False):
        self.kind, self.measure = kind, measure
        self.more, self.less = more, less  # how to make the value larger, smaller
        self.needs, self.is_, self.signed, self.yes_no = needs, is_, signed, yes_no
        self.value = value  # what is wanted where the requirement has no value


def say_fix(requirement, worst, answer):
    """How the worst miss is put right, with its number and direction."""
    off, names = worst
    term = requirement.term
    return (term.less if off > 0 else term.more).format(
        names=body_values.list_names(names) or requirement.of, by=requirement.say(abs(off)),
        axis=requirement.axis or "", to=requirement.to or requirement.axis or "z",
        towards=f" along {requirement.axis}" if requirement.axis else "", of=requirement.of,
        wanted=requirement.say(requirement.value), found=requirement.say(answer.value))


TERMS = {
    "size": Term(LENGTH, body_values.find_size, "make {names} {by} longer along {axis}",
                 "make {names} {by} shorter along {axis}", ("axis",)),
    "longest": Term(LENGTH, body_values.find_longest,
                    "make {names} {by} longer", "make {names} {by} shorter"),
    "diameter": Term(LENGTH, body_values.find_diameter, "make {names} {by} larger in diameter",
                     "make {names} {by} smaller in diameter"),
    "place": Term(LENGTH, body_values.find_place, "move {names} {by} along +{axis}",
                  "move {names} {by} along -{axis}", ("axis", "at"), signed=True),
    "pieces": Term(COUNT, body_values.find_pieces, "add {by} to the {found} of {of}",
                   "take {by} away from the {found} of {of}"),
    "holes": Term(COUNT, body_values.find_holes,
                  "cut {by} more through {names}, which has {found} holes",
                  "close {by} of the {found} holes through {names}"),
    "pockets": Term(COUNT, body_values.find_pockets,
                    "give {names} {by} more openings", "close {by} of the openings of {names}"),
    "teeth": Term(COUNT, body_values.find_teeth,
                  "give {names} {by} more teeth", "give {names} {by} teeth less"),
    "sides": Term(COUNT, body_values.find_sides, "give the outline of {names} {by} more sides",
                  "give the outline of {names} {by} sides less"),
    "hole_diameter": Term(LENGTH, body_values.find_hole_diameter,
                          "make the hole in {names} {by} wider",
                          "make the hole in {names} {by} narrower"),
    "hole_depth": Term(LENGTH, body_values.find_hole_depth, "make the hole in {names} {by} deeper",
                       "make the hole in {names} {by} less deep"),
    "hole_distance": Term(LENGTH, body_values.find_hole_distance,
                          "move the holes in {names} {by} farther apart{towards}",
                          "move the holes in {names} {by} closer together{towards}"),
    "hole_circle": Term(LENGTH, body_values.find_hole_circle,
                        "move the holes in {names} outwards: their circle is {by} too small",
                        "move the holes in {names} inwards: their circle is {by} too large"),
    "edge_distance": Term(LENGTH, body_values.find_edge_distance,
                          "move the hole in {names} {by} away from the edge{towards}",
                          "move the hole in {names} {by} towards the edge{towards}"),
    "opening": Term(LENGTH, body_values.find_opening,
                    "make the opening of {names} {by} wider along {axis}",
                    "make the opening of {names} {by} narrower along {axis}", ("axis",)),
    "wall": Term(LENGTH, body_values.find_wall, "make the walls of {names} {by} thicker",
                 "make the walls of {names} {by} thinner"),
    "floor": Term(LENGTH, body_values.find_floor, "make the floor of {names} {by} thicker",
                  "make the floor of {names} {by} thinner"),
    "rim": Term(LENGTH, body_values.find_rim, "make the rim of {names} {by} thicker",
                "make the rim of {names} {by} thinner (a bevel there must not widen it)"),
    "clearance": Term(LENGTH, pair_values.find_clearance,
                      "leave {by} more between {names}{towards}: make the inner one smaller or "
                      "move them apart", "leave {by} less between {names}{towards}", ("to",)),
    "overlap": Term(LENGTH, pair_values.find_overlap, "let {names} {by} deeper into each other",
                    "draw {names} {by} out of each other", ("to",)),
    "distance": Term(LENGTH, body_values.find_distance, "move {names} {by} away from {to}{towards}",
                     "move {names} {by} towards {to}{towards}", ("to",)),
    "turn": Term(TURN, body_values.find_turn, "turn {names} by {by} more against the piece below",
                 "turn {names} by {by} less against the piece below", signed=True),
    "rise": Term(LENGTH, body_values.find_rise, "raise {names} by {by} over the piece below",
                 "lower {names} by {by} over the piece below"),
    "angle": Term(TURN, body_values.find_angle, "tilt {names} by {by} away from {to}",
                  "tilt {names} by {by} towards {to}"),
    "flat": Term(LENGTH, body_values.find_flat,
                 "", "make the face of {names} flat: it is {found} off its plane",
                 is_="at_most", value=0.0),
    "parallel": Term(TURN, body_values.find_parallel,
                     "", "turn {names} by {by} so that it is parallel",
                     is_="at_most", value=0.0),
    "symmetric": Term(LENGTH, body_values.find_symmetric,
                      "", "mirror one side of {names} to the other: they are "
                      "{found} off", is_="at_most", value=0.0),
    "even": Term(LENGTH, body_values.find_even,
                 "", "space {names} evenly: the worst gap is {found} off the mean",
                 is_="at_most", value=0.0),
    "round": Term(LENGTH, body_values.find_round,
                  "", "make the outline of {names} a circle with more sides: it is "
                  "{found} off", is_="at_most", value=0.0),
    "ratio": Term(NUMBER, body_values.find_ratio,
                  "make {names} larger along {axis}: the ratio is {found}, not "
                  "{wanted}", "make {names} smaller along {axis}: the ratio is {found}, not "
                  "{wanted}", ("axis",)),
    "watertight": Term(None, mesh_values.find_watertight),
    "one_solid": Term(None, mesh_values.find_one_solid),
    "triangles": Term(COUNT, body_values.find_triangles, "give {names} {by} triangles more",
                      "save {by} triangles of {names}: fewer segments or a lower subdivision",
                      is_="at_most"),
    "color": Term(None, mesh_values.find_color, needs=("text",)),
    "material": Term(None, mesh_values.find_material, needs=("text",)),
    "touches": Term(LENGTH, pair_values.find_touches, needs=("to",), yes_no=True),
    "apart": Term(LENGTH, pair_values.find_apart, needs=("to",), yes_no=True),
    "no_overlap": Term(LENGTH, pair_values.find_no_overlap, yes_no=True),
}
