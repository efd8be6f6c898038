# Shapes that are let into each other, made from scratch: sound ones, and ones with a fault that is planted. Lengths are
# in mm; each has its script (for test_requirements.SHAPES), the depth that is planned, and what is wrong with it.
from typing import NamedTuple

HELP = """
import bmesh
from mathutils import Matrix, Vector
def bar(name, start, end, across, part, up=(0, 0, 1), n=0, radius=0):
    '''A bar from one point to another: rectangular (across: two sides), or round.'''
    a, b = Vector(start), Vector(end)
    z = (b - a).normalized(); x = Vector(up).cross(z)
    x = (Vector((1, 0, 0)) if x.length < 1e-6 else x).normalized(); y = z.cross(x)
    outline = ring(radius, n) if n else [(-across[0] / 2, -across[1] / 2), (across[0] / 2, -across[1] / 2),
                                         (across[0] / 2, across[1] / 2), (-across[0] / 2, across[1] / 2)]
    m = len(outline)
    places = [p + x * u + y * v for p in (a, b) for u, v in outline]
    return link(name, places, [tuple(reversed(range(m))), tuple(range(m, 2 * m))]
                + [(i, (i + 1) % m, m + (i + 1) % m, m + i) for i in range(m)], part)
def rod(name, start, end, radius, part, n=24): return bar(name, start, end, None, part, n=n, radius=radius)
def hoop(name, radius, thick, height, part, n=48, m=12):
    places = [((radius + thick * cos(2 * pi * j / m)) * cos(2 * pi * i / n), (radius + thick * cos(2 * pi * j / m))
               * sin(2 * pi * i / n), height + thick * sin(2 * pi * j / m)) for i in range(n) for j in range(m)]
    return link(name, places, [(i * m + j, (i + 1) % n * m + j, (i + 1) % n * m + (j + 1) % m, i * m + (j + 1) % m)
                               for i in range(n) for j in range(m)], part)
def ball(name, center, radii, part, n=24):
    bpy.ops.mesh.primitive_uv_sphere_add(segments=n, ring_count=n // 2, radius=.001, location=Vector(center) / 1000)
    o = bpy.context.object; o.name = name; o.scale = radii; o['part'] = part
    return o
def cut(obj, cutter):
    '''Cuts one object out of another, as a mortise is cut.'''
    m = obj.modifiers.new('cut', 'BOOLEAN'); m.operation = 'DIFFERENCE'; m.solver = 'EXACT'; m.object = cutter
    mesh = bpy.data.meshes.new_from_object(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    obj.modifiers.clear(); obj.data = mesh
    bpy.data.objects.remove(cutter)
def place(turn, scale):
    '''Turns (deg about an axis) and scales all of it.'''
    bpy.context.view_layer.update()
    matrix = Matrix.Rotation(radians(turn[0]), 4, turn[1]) @ Matrix.Scale(scale, 4)
    for o in bpy.data.objects:
        if o.type == 'MESH': o.matrix_world = matrix @ o.matrix_world
"""
DRUM = "prism('Body', ring(100, 48), 0, 300, 'body')\n"
SLAB = "box('Body', (-200, -150, 400), (200, 150, 430), 'body')\n"
WALL = "box('Body', (-300, 0, 0), (300, 60, 400), 'body')\n"


class Case(NamedTuple):
    name: str
    script: str
    planned: float  # mm
    fault: str = ""  # "comes out" or "shallow"
    turns: bool = True  # False: a box hides it where it is turned by less than 90 deg, which is a known miss


ROD = "rod(f'Rib {a}', (x, y, %g), (x, y, %g), %g, 'piece')"


def ribs(radius, reach, overhang, angles=range(0, 360, 30), name=ROD):
    line = name % (-overhang, 300 + overhang, radius)
    return DRUM + (f"for a in {list(angles)}:\n"
                   f"    x, y = {reach} * cos(radians(a)), {reach} * sin(radians(a))\n"
                   f"    {line}\n")


def eye(length, play, beyond, across=(25, 10)):
    """A handle whose tenon goes through a head, or ends in it (`beyond` below 0)."""
    x, y = across
    return (f"b = box('Body', (-60, -15, 100), (60, 15, {100 + length}), 'body')\n"
            f"cut(b, box('Cutter', ({-x / 2}, {-y / 2}, 90), ({x / 2}, {y / 2}, {110 + length})))\n"
            f"box('Piece', ({play - x / 2}, {play - y / 2}, -150), ({x / 2 - play}, {y / 2 - play}, "
            f"{100 + length + beyond}), 'piece')\n")


def sauce(cap, trickle):
    """Caps and trickles of one part on a dome."""
    return ("ball('Body', (0, 0, 0), (100, 100, 100), 'body', 48)\n"
            f"ball('Cap', (0, 0, {100 + 20 - cap}), (45, 45, 20), 'piece')\n"
            "for a in range(0, 360, 72):\n"
            "    x, y = cos(radians(a)), sin(radians(a))\n"
            f"    ball(f'Trickle {{a}}', ({100 + 4 - trickle} * x, {100 + 4 - trickle} * y, 0), (4, 4, 18), 'piece')\n")


SOUND = [
    Case("half-sunk ribs that overhang", ribs(6, 100, 5), 3),
    Case("half-sunk ribs, flush", ribs(6, 100, 0), 3),
    Case("cords that overhang", ribs(2, 100, 4, range(15, 360, 45)), 2),
    Case("square ribs",
         ribs(8, 101, 6, name="bar(f'Rib {a}', (x, y, %g), (x, y, %g), (%g, 8), 'piece', up=(x, y, 0))"), 3),
    Case("a hoop round a barrel", DRUM + "hoop('Piece', 100, 6, 150, 'piece')\n", 3),
    Case("flat hoops",
         DRUM + "for h in (40, 260):\n"
         "    turned(f'Piece {h}', [(98, h - 15), (104, h - 15), (104, h + 15), (98, h + 15)], 48, 'piece')\n", 2),
    Case("a trim that overhangs at both ends", WALL + "box('Piece', (-310, -6, 60), (310, 4, 80), 'piece')\n", 4),
    Case("a flush trim that overhangs", WALL + "box('Piece', (-310, 0, 60), (310, 4, 80), 'piece')\n", 4),
    Case("a trim along the top edge", WALL + "box('Piece', (-310, -5, 390), (310, 5, 410), 'piece')\n", 5),
    Case("a seam round a slab", SLAB + "box('Piece', (-205, -155, 412), (205, -147, 418), 'piece')\n", 3),
    Case("a panel that is sunk by a third", WALL + "box('Piece', (-320, -20, -10), (320, 10, 420), 'piece')\n", 10),
    Case("a leg", SLAB + "box('Piece', (-15, -15, 0), (15, 15, 420), 'piece')\n", 20),
    Case("a leg at the corner, flush", SLAB + "box('Piece', (170, 120, 0), (200, 150, 420), 'piece')\n", 20),
    Case("a leg that ends with the top", SLAB + "box('Piece', (-15, -15, 0), (15, 15, 430), 'piece')\n", 30),
    Case("as deep as the body is thick", SLAB + "rod('Piece', (0, 0, 0), (0, 0, 434), 12, 'piece')\n", 36),
    Case("a tenon in a hole, a little beyond", eye(35, -.2, 1), 36),
    Case("a tenon in a hole, far beyond", eye(35, -.2, 12), 36),
    Case("a tenon with play", eye(35, .25, 1), 36),
    Case("a thin tenon", eye(35, -.1, 1, (8, 4)), 36),
    Case("a thin tenon in its own hole, far beyond", eye(35, -.1, 10, (8, 4)), 20),
    Case("a tenon that ends in the hole", eye(60, -.1, -25), 36),
    Case("a round peg in a drilled hole",
         "drilled('Body', (-40, -40, 0), (40, 40, 50), [(0, 0, 5)], part='body', depth=30)\n"
         "rod('Piece', (0, 0, 20.2), (0, 0, 120), 4.9, 'piece')\n", 30),
    Case("a shelf in a groove", "b = box('Body', (0, 0, 0), (18, 300, 600), 'body')\n"
         "cut(b, box('Cutter', (10, -5, 200), (30, 305, 218)))\n"
         "box('Piece', (10, 0, 199.9), (600, 300, 218.1), 'piece')\n", 8),
    # Its tenon is so thin that the boxes alone do not tell that it is in: three walls of four hold it.
    Case("an open mortise", "b = box('Body', (0, 0, 0), (60, 100, 400), 'body')\n"
         "cut(b, box('Cutter', (20, -5, 380), (40, 60, 405)))\n"
         "box('Piece', (20.1, -300, 380), (39.9, 59.9, 400), 'piece')\n", 60),
    Case("caps and trickles", sauce(9, 2), 9),
    Case("a spike in a ball",
         "ball('Body', (0, 0, 300), (80, 80, 80), 'body')\nrod('Piece', (0, 0, 0), (0, 0, 250), 6, 'piece')\n", 30),
    Case("a leaning leg", SLAB + "rod('Piece', (60, 0, 0), (0, 0, 418), 14, 'piece')\n", 20),
    Case("the rim of a cup round a slab", "prism('Body', ring(60, 48), 80, 90, 'body')\n"
         "turned('Piece', [(62, 0), (70, 0), (70, 95), (58, 95), (58, 70), (62, 70)], 48, 'piece')\n", 2),
]
FAULTY = [
    Case("a leg through a seat", SLAB + "box('Piece', (-15, -15, 0), (15, 15, 445), 'piece')\n", 20, "comes out"),
    Case("a leg at the corner, through",
         SLAB + "box('Piece', (160, 110, 0), (200, 150, 445), 'piece')\n", 20, "comes out"),
    Case("a rod through a seat", SLAB + "rod('Piece', (50, 20, 0), (50, 20, 440), 12, 'piece')\n", 15, "comes out"),
    Case("a rod through a ball",
         "ball('Body', (0, 0, 300), (80, 80, 80), 'body')\nrod('Piece', (0, 0, 0), (0, 0, 400), 6, 'piece')\n",
         30, "comes out"),
    Case("a shelf through a side",
         "box('Body', (0, 0, 0), (18, 300, 600), 'body')\n"
         "box('Piece', (-20, 0, 200), (600, 300, 218), 'piece')\n", 8, "comes out"),
    Case("a tube through a wall",
         WALL + "turned('Piece', [(20, -100), (25, -100), (25, 200), (20, 200)], 32, 'piece')\n"
         "o = bpy.data.objects['Piece']; o.rotation_euler[0] = -pi / 2; o.location = (0, 0, .2)\n", 20, "comes out"),
    Case("a leaning leg through a seat",
         SLAB + "rod('Piece', (60, 0, 0), (0, 0, 460), 14, 'piece')\n", 20, "comes out"),
    Case("a leg that is too short", SLAB + "box('Piece', (-15, -15, 0), (15, 15, 404), 'piece')\n", 20, "shallow"),
    Case("a leg that only touches", SLAB + "box('Piece', (-15, -15, 0), (15, 15, 400), 'piece')\n", 20, "shallow"),
    Case("a rail beside its post",
         "box('Body', (0, 0, 0), (60, 60, 400), 'body')\n"
         "box('Piece', (59.6, 20, 300), (500, 40, 360), 'piece')\n", 20, "shallow", False),
    Case("a tenon before its hole", eye(35, -.1, -34), 36, "shallow"),
    Case("a tenon that is half as deep", eye(60, -.1, -48), 36, "shallow"),
    Case("a shelf between two sides", "box('Body', (0, 0, 0), (18, 300, 600), 'body')\n"
         "box('Piece', (17.6, 0, 200), (600, 300, 218), 'piece')\n", 8, "shallow"),
    Case("caps and trickles that lie on top", sauce(2, 1), 9, "shallow"),
    Case("one leg of four",
         SLAB + "for i, (x, y, top) in enumerate(((-150, -100, 420), (150, -100, 420), (-150, 100, 420), (150, "
         "100, 405))):\n"
         "    box(f'Piece {i}', (x - 15, y - 15, 0), (x + 15, y + 15, top), 'piece')\n", 20, "shallow"),
]
# Each case lies as it is made, and in one more way.
TURNS = [(0, "Z", 1), (90, "X", 1), (0, "Z", .1), (25, "Z", 1), (90, "Y", 4), (0, "Z", 10)]


def scripts(case, number):
    """[(script, planned m)] of a case: as it is made, and turned and scaled."""
    for turn, axis, scale in (TURNS[0], TURNS[1 + number % (len(TURNS) - 1)]) if case.turns else TURNS[:1]:
        yield HELP + case.script + f"place(({turn}, '{axis}'), {scale})\n", case.planned * scale / 1000
