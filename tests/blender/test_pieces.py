# Loose pieces inside one object: what is a fault, and what is loose by nature.
import pytest
from test_joins import report
from test_measure import SHELLS

TABLE = """
top, shelf = ((-.55, -.3, .42), (.55, .3, .44)), ((-.44, -.19, .12), (.44, .19, .138))
legs = [((x, y, 0), (x + .05, y + .05, .42)) for x in (-.55, .5) for y in (-.3, .25)]
"""
LEGS = [["legs", "top", "rests", 0]]


def loose(worker, script, *joins):
    found = report(worker, SHELLS + script, *joins)
    assert found["floating"] == []
    return found["loose_pieces"]


def test_the_shelf_of_a_table(worker):
    """56 mm from any leg, in the same mesh as the legs: it says what it is to hold on to."""
    (row,) = loose(worker, TABLE + "join('Frame', [*legs, shelf]); join('Top', [top])")
    assert (row["object"], row["part"], row["nearest"]) == ("Frame", "Frame", "Frame")
    assert row["box"] == {"min": [-.44, -.19, .12], "max": [.44, .19, .138]}
    assert row["gap_m"] == pytest.approx((.06 ** 2 + .06 ** 2) ** .5, abs=1e-5) and not row["to_ground"]


def test_what_lies_on_it_is_loose_with_it(worker):
    (row,) = loose(worker, TABLE + "join('Frame', [*legs, top, shelf]); join('Book', [((0, 0, .138), (.2, .15, .17))])")
    assert row["object"] == "Frame" and row["box"]["max"] == [.44, .19, .138]


@pytest.mark.parametrize("script", [
    # On dowels, each of another object; and on a rail that another object holds.
    TABLE + "join('Frame', [*legs, top, shelf])\n"
    "join('Dowels', [((x, y, .11), (x + .2, y + .2, .121)) for x in (-.55, .35) for y in (-.3, .1)])",
    TABLE + "join('Frame', [*legs, top]); join('Boards', [shelf, ((-.2, -.19, .2), (.2, .19, .22))])\n"
    "join('Rails', [((-.51, -.26, .1), (.51, .26, .12)), ((-.01, -.01, .1), (.01, .01, .21))])",
    # In a block, and in the hollow of one.
    "join('Block', [((0, 0, 0), (1, 1, 1)), ((.3, .3, .3), (.7, .7, .7))])",
    "join('Block', [((0, 0, 0), (1, 1, 1)), ((.1, .1, .1), (.9, .9, .9)), ((.3, .3, .3), (.7, .7, .7))], (1,))",
    # Nearly on the ground.
    "join('Stones', [((0, 0, 0), (.3, .3, .2)), ((1, 0, .004), (1.4, .3, .2))])",
])
def test_what_holds_on_to_something(worker, script):
    assert loose(worker, script) == []


@pytest.mark.parametrize("script", [
    # Leaves round a trunk, petals round a heart, links of a chain, letters over a board.
    "leaves = [((.3 * math.cos(i), .3 * math.sin(i), .6 + i / 60),"
    " (.3 * math.cos(i) + .06, .3 * math.sin(i) + .06, .61 + i / 60)) for i in range(60)]\n"
    "join('Plant', [((-.02, -.02, 0), (.02, .02, 1.5)), *leaves])",
    "petals = [(((.35 * math.cos(i * math.pi / 3) - .1, .35 * math.sin(i * math.pi / 3) - .1, .5)),"
    " (.35 * math.cos(i * math.pi / 3) + .1, .35 * math.sin(i * math.pi / 3) + .1, .51)) for i in range(6)]\n"
    "join('Flower', [((-.1, -.1, 0), (.1, .1, .52)), *petals])",
    "join('Chain', [((-.1, -.05, 2 - i * .33), (.1, .05, 2.3 - i * .33)) for i in range(6)]"
    " + [((-1, -1, 0), (1, 1, .1)), ((-1, -1, 0), (-.9, 1, 2.3)), ((-1, -.1, 2.2), (1, .1, 2.35))])",
    "join('Sign', [((-1, 0, 0), (1, .02, 1)),"
    " *(((-.9 + .6 * i, -.05, .3), (-.5 + .6 * i, -.03, .7)) for i in range(3))])",
    "import bpy\nbpy.ops.object.text_add(); t = bpy.context.object; t.data.body = 'if'; t.data.extrude = .05\n"
    "t.rotation_euler.x = math.pi / 2; cube('Post', (0, 1, .5))",
])
def test_a_scatter_is_no_fault(worker, script):
    assert loose(worker, script) == []


def test_the_plan_lets_it_lie_loose(worker):
    script = ("join('Sea', [((0, 0, 0), (2, 2, 1))])\n"
              "join('Birds', [((.2, .2, 1), (.5, .4, 1.1)), ((1, 1, 1.5), (1.4, 1.2, 1.6))])")
    (row,) = loose(worker, script)
    assert row["object"] == "Birds" and row["nearest"] == "Birds"
    assert loose(worker, script, ("birds", "birds", "free", 0)) == []
    # It is the first part of a join that is loose.
    for kind in ("free", "hangs", "lies"):
        assert loose(worker, script, ("birds", "sea", kind, 0)) == []
