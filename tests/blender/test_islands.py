# The islands of a mesh, with numpy and without: some Blenders have none.
import random
import sys

import pytest
from worker_client import ROOT

sys.path.append(str(ROOT / "blender-addon"))
from maquette_bridge.measure import islands  # noqa: E402
from maquette_bridge.measure.disjoint_sets import DisjointSets  # noqa: E402

BOX = [(0, 2, 1), (0, 3, 2), (4, 5, 6), (4, 6, 7), (0, 1, 5), (0, 5, 4), (1, 2, 6), (1, 6, 5), (2, 3, 7), (2, 7, 6),
       (3, 0, 4), (3, 4, 7)]
PLACES = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (0, 1, 1)]


def boxes(number, leave_out=0):
    """So many boxes apart, their triangles shuffled; of the last, some triangles are left out."""
    vertices = [(x + 2 * i, y, z) for i in range(number) for x, y, z in PLACES]
    triangles = [tuple(corner + 8 * i for corner in triangle) for i in range(number) for triangle in BOX]
    triangles = triangles[:len(triangles) - leave_out]
    random.Random(number).shuffle(triangles)
    return vertices, triangles


def grid(side):
    """A plane of many triangles, the corners numbered at random."""
    number = list(range((side + 1) ** 2))
    random.Random(side).shuffle(number)
    vertices = [None] * len(number)
    for at, new in enumerate(number):
        vertices[new] = (at % (side + 1), at // (side + 1), 0)
    quads = [(x + y * (side + 1), x + 1 + y * (side + 1), x + 1 + (y + 1) * (side + 1), x + (y + 1) * (side + 1))
             for x in range(side) for y in range(side)]
    return vertices, [tuple(number[corner] for corner in triangle) for a, b, c, d in quads
                      for triangle in ((a, b, c), (a, c, d))]


def describe(mesh):
    """Each island: its box, whether it is closed, its volume, its numbers of vertices, triangles and edges."""
    return sorted((each.low, each.high, each.closed, round(each.volume, 6), len(each.vertices), len(each.triangles),
                   each.open_edges, each.bad_edges, each.holes) for each in islands.find(*mesh))


@pytest.mark.parametrize("mesh, number, closed", [
    (boxes(1), 1, 1), (boxes(3), 3, 3), (boxes(60), 60, 60), (boxes(60, 2), 60, 59), (boxes(2, 12), 1, 1),
    (grid(3), 1, 0), (grid(40), 1, 0),
])
def test_with_numpy_and_without(monkeypatch, mesh, number, closed):
    assert islands.numpy is not None
    found = describe(mesh)
    one, oriented = islands.are_one(mesh[1]), islands.are_oriented(mesh[1])
    assert (len(found), sum(each[2] for each in found), one, oriented) == (number, closed, number == 1, True)
    monkeypatch.setattr(islands, "numpy", None)
    assert describe(mesh) == found
    assert (islands.are_one(mesh[1]), islands.are_oriented(mesh[1])) == (one, oriented)


def test_a_face_that_looks_the_wrong_way(monkeypatch):
    vertices, triangles = boxes(60)
    triangles[100] = triangles[100][::-1]
    assert not islands.are_oriented(triangles)
    monkeypatch.setattr(islands, "numpy", None)
    assert not islands.are_oriented(triangles)


def test_a_seam():
    """Faces that share no vertices, but their places, are one closed island."""
    vertices, triangles = boxes(40)
    apart = [vertices[corner] for triangle in triangles for corner in triangle]
    found = islands.find(apart, [(3 * i, 3 * i + 1, 3 * i + 2) for i in range(len(triangles))])
    assert len(found) == 40 and all(each.closed and each.holes == 0 for each in found)


@pytest.mark.parametrize("joins", [0, 1, 5, 15, 40])
def test_disjoint_sets(joins):
    """By sets that are made one whenever two of their items are."""
    dice, items = random.Random(joins), [f"item {n}" for n in range(20)]
    sets, plain = DisjointSets(items), {each: {each} for each in items}
    for _ in range(joins):
        a, b = dice.choice(items), dice.choice(items)
        sets.join(a, b)
        plain |= dict.fromkeys(plain[a] | plain[b], plain[a] | plain[b])
    for a in items:
        assert {b for b in items if sets.find(a) == sets.find(b)} == plain[a] and a in sets
    some = dice.sample(range(20), 12)
    groups = sets.group(some, lambda number: items[number])
    assert [number for number in some if number in [each[0] for each in groups]] == [each[0] for each in groups]
    for group in groups:
        assert group == [number for number in some if items[number] in plain[items[group[0]]]]
    followers = sets.list_followers()
    assert len(followers) == 20 - len({frozenset(each) for each in plain.values()}) and "other" not in sets
    assert all(leader not in followers and leader in plain[item] for item, leader in followers.items())
