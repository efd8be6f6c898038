# A mesh is closed by place: where faces lie edge to edge, whether or not they share their vertices.
import itertools
import sys

import pytest
from test_islands import BOX, PLACES, boxes
from worker_client import ROOT

sys.path.append(str(ROOT / "blender-addon"))
from maquette_bridge.measure import islands, seams  # noqa: E402


def soup(vertices, triangles, move=lambda place, number: place):
    """The triangles with corners of their own; `move` puts each corner elsewhere."""
    apart = [move(vertices[corner], 3 * number + end) for number, triangle in enumerate(triangles)
             for end, corner in enumerate(triangle)]
    return apart, [(3 * i, 3 * i + 1, 3 * i + 2) for i in range(len(triangles))]


def shake(by):
    return lambda place, number: tuple(value + by * (1, -1, 0)[(number + axis) % 3] for axis, value in enumerate(place))


def sheet(n, copies=1, turned=False):
    """A grid of n x n squares; each copy has vertices of its own, and lies in the same place."""
    vertices, triangles = [], []
    for copy in range(copies):
        first = len(vertices)
        vertices += [(x, y, .1 * x * y) for y in range(n + 1) for x in range(n + 1)]
        for x, y in itertools.product(range(n), repeat=2):
            a = first + x + y * (n + 1)
            both = [(a, a + 1, a + n + 2), (a, a + n + 2, a + n + 1)]
            triangles += [each[::-1] for each in both] if turned and copy else both
    return vertices, triangles


def holes(vertices, triangles):
    """How many edges are open, by seams and by islands; the two must agree."""
    left = len(seams.find(vertices, seams.rims(triangles)).left)
    assert all(each.closed for each in islands.find(vertices, triangles)) == (left == 0)
    return left


@pytest.mark.parametrize("mesh, left", [
    (boxes(1), 0), (soup(*boxes(1)), 0), (soup(*boxes(3)), 0),
    (soup(*boxes(1, 2)), 4),  # a face is missing
    (soup(*boxes(1), shake(1e-7)), 0),  # what rounding has parted
    (soup(*boxes(1), shake(1e-5)), 36),  # a gap
    (sheet(1), 4), (sheet(4), 16), (soup(*sheet(4)), 16),
    (sheet(1, 2), 8), (sheet(4, 2), 32),  # a sheet is not closed by a copy of itself
    (sheet(4, 2, turned=True), 32), (soup(*sheet(4, 2)), 32), (soup(*sheet(4, 2, turned=True)), 32),
    (soup(PLACES + [(x, y, z + 1) for x, y, z in PLACES], BOX + [(a + 8, b + 8, c + 8) for a, b, c in BOX]), 0),
    (soup(PLACES, BOX + BOX[:2]), 4),  # a face that lies on another one
])
@pytest.mark.parametrize("brings_numpy", [True, False])
def test_what_is_open(monkeypatch, mesh, left, brings_numpy):
    if not brings_numpy:
        monkeypatch.setattr(islands, "numpy", None)
        monkeypatch.setattr(seams, "numpy", None)
    assert holes(*mesh) == left


def test_a_face_that_looks_the_wrong_way():
    vertices, triangles = soup(PLACES, [BOX[0][::-1], BOX[1][::-1], *BOX[2:]])
    found = seams.find(vertices, seams.rims(triangles))
    assert (found.left, found.flipped) == ([], 4)
