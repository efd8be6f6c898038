# A globe of the earth. The land is drawn by hand: coasts as lists of (longitude, latitude).
import bmesh
import math
from mathutils import Matrix, Vector


def middle():
    """The middle of the ball."""
    return Vector((0, 0, 0.056 + POST_HEIGHT + 0.53 * DIAMETER))


def placed():
    """Turns the earth to its meridian, leans its axis to the right and lifts it to its place."""
    return (Matrix.Translation(middle()) @ Matrix.Rotation(math.radians(TILT), 4, "Y")
            @ Matrix.Rotation(math.radians(-90 - TURN), 4, "Z"))


def direction(east, north):
    """The direction of a place on earth from its middle."""
    a, b = math.radians(east), math.radians(north)
    return Vector((math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)))


def coasts():
    """The outlines of continents and large islands."""
    return [
        [(-17, 15), (-16, 21), (-9, 32), (-5, 36), (10, 37), (20, 32), (32, 31), (36, 24), (43, 12),
         (51, 12), (41, -2), (40, -15), (35, -24), (28, -33), (18, -34), (12, -17), (9, -1), (9, 4),
         (-4, 5), (-12, 8)],
        [(-9, 37), (-9, 43), (-1, 44), (-4, 48), (3, 51), (8, 54), (9, 57), (5, 60), (12, 66),
         (25, 71), (41, 67), (60, 69), (73, 73), (104, 77), (140, 73), (178, 69), (178, 64),
         (163, 60), (157, 51), (155, 59), (140, 58), (141, 52), (131, 43), (129, 35), (122, 39),
         (118, 38), (122, 31), (119, 25), (110, 21), (106, 19), (109, 12), (105, 9), (101, 13),
         (103, 2), (98, 9), (97, 17), (91, 22), (85, 20), (80, 14), (78, 8), (73, 18), (67, 25),
         (57, 26), (49, 30), (56, 24), (60, 22), (52, 16), (44, 13), (39, 21), (34, 29), (36, 36),
         (27, 37), (27, 40), (23, 37), (19, 42), (13, 45), (18, 40), (15, 38), (10, 44), (3, 43),
         (-1, 37), (-5, 36)],
        [(-166, 66), (-156, 71), (-127, 70), (-95, 72), (-82, 68), (-94, 60), (-82, 55), (-79, 51),
         (-77, 62), (-64, 60), (-56, 52), (-66, 45), (-76, 35), (-81, 31), (-80, 26), (-84, 30),
         (-95, 29), (-97, 22), (-90, 21), (-87, 15), (-81, 9), (-78, 8), (-86, 11), (-95, 16),
         (-105, 20), (-113, 31), (-118, 34), (-124, 41), (-124, 48), (-135, 58), (-150, 60),
         (-160, 56)],
        [(-78, 8), (-72, 12), (-60, 8), (-50, 0), (-35, -6), (-39, -16), (-48, -26), (-57, -36),
         (-65, -42), (-68, -54), (-74, -50), (-72, -30), (-70, -18), (-80, -5)],
        [(114, -22), (122, -18), (131, -12), (136, -12), (140, -17), (142, -11), (146, -19),
         (153, -27), (150, -37), (141, -38), (135, -34), (124, -33), (116, -35)],
        [(-5, 50), (1, 52), (-2, 57), (-5, 58), (-5, 54)], [(131, 32), (140, 35), (143, 44), (138,
                                                                                              38)],
        [(44, -24), (49, -13), (50, -18), (47, -25)], [(109, 1), (117, 7), (118, 1), (112, -3)],
        [(131, -1), (142, -4), (150, -10), (139, -8)], [(95, 5), (104, -2), (106, -6), (100, -2)],
        [(167, -46), (175, -41), (178, -38), (173, -35), (172, -41)]]


def patch(name, coast, skin, part):
    """A piece of land on the ball: its flat map about its middle, cut small and laid on again."""
    spots = [direction(*place) for place in coast]
    pole = sum(spots, Vector()).normalized()
    east = pole.orthogonal().normalized()
    north, bm = pole.cross(east), bmesh.new()
    corners = []
    for p in spots:
        far = pole.angle(p) / max((p - pole * p.dot(pole)).length, 1e-6)
        corners.append(bm.verts.new((far * p.dot(east), far * p.dot(north), 0)))
    for a, b in zip(corners, corners[1:] + corners[:1]):
        bm.edges.new((a, b))
    bmesh.ops.triangle_fill(bm, edges=bm.edges, use_beauty=True, normal=(0, 0, 1))
    for _ in range(5):
        long = [e for e in bm.edges if e.calc_length() > 0.1]
        if long:
            bmesh.ops.subdivide_edges(bm, edges=long, cuts=1, use_grid_fill=False)
            bmesh.ops.triangulate(bm, faces=bm.faces)
    for vertex in bm.verts:
        far = vertex.co.length
        way = (east * vertex.co.x + north * vertex.co.y) / max(far, 1e-9)
        vertex.co = (pole * math.cos(far) + way * math.sin(far)) * DIAMETER / 2 * (1 + RELIEF / 3)
    rise = 1 - 2 * RELIEF
    close_sheet(bm, {v: bm.verts.new(v.co * rise) for v in list(bm.verts)})
    bm.transform(placed())
    return add(name, to_mesh(bm, name), skin, part, None, smooth=60)


def ball(sea):
    """The seas."""
    made = sphere("Ball", DIAMETER / 2, (0, 0, 0), sea, "ball", segments=96, rings=48)
    transform([made], placed())
    return [made]


def ball_joints():
    """The ball turns about its axis, with the land."""
    lean = math.radians(TILT)
    return [hinge("Ball", "arc", "ball", at=middle(), axis=(math.sin(lean), 0, math.cos(lean)),
                  carries=["land", "ice", "lines"])]


def land(land):
    """All land that is not under ice."""
    return [join_meshes("Land", [patch("Coast", coast, pick(land, i), "land")
                                 for i, coast in enumerate(coasts())])]


def ice(ice):
    """Antarctica about the south pole, and Greenland."""
    south = [(east, north) for east, north in zip(range(0, 360, 24), (
        -70, -69, -67, -68, -66, -67, -70, -77, -78, -76, -74, -73, -65, -76, -72))]
    return [join_meshes("Ice", [patch("Ice", coast, ice, "ice") for coast in (south, [
        (-45, 60), (-22, 70), (-20, 80), (-35, 83), (-65, 79), (-54, 69)])])]


def lines(brass):
    """The equator, the tropics and twelve meridians as fine wires."""
    r, pieces = DIAMETER / 2 * (1 + RELIEF / 3), []
    for north in (0, 23.4, -23.4):
        pieces.append([direction(10 * k, north) * r for k in range(36)])
    for east in range(0, 180, 30):
        pieces.append([direction(east, 10 * k) * r for k in range(36)])
    made = [tube("Wire", line, 0.0025 * DIAMETER, brass, "lines", sides=6, closed=True,
                 smooth_path=2)
            for line in pieces]
    transform(made, placed())
    return [join_meshes("Lines", made)]


def half_ring(brass):
    """The arc from pole to pole on the right, and the pins of the axis."""
    r, wide = 0.56 * DIAMETER, 0.02 * DIAMETER + 0.002
    line = [(r * math.sin(a), 0, -r * math.cos(a)) for a in
            (math.radians(-6 + 192 * k / 64) for k in range(65))]
    pieces = [ribbon("Arc", line, 2 * wide, 0.02 * DIAMETER, brass, "arc", up=(0, 1, 0),
                     smooth_path=1, bevel=0.001)]
    for side in (-1, 1):
        pieces.append(cylinder("Pin", 0.018 * DIAMETER, 0.075 * DIAMETER,
                               (0, 0, side * 0.535 * DIAMETER), brass, "arc"))
        pieces.append(sphere("Knob", 0.03 * DIAMETER, (0, 0, side * 0.58 * DIAMETER), brass, "arc",
                             scale=(1, 1, 0.7), segments=28, rings=16))
    transform(pieces, Matrix.Translation(middle())
              @ Matrix.Rotation(math.radians(TILT), 4, "Y"))
    return [join_meshes("Arc", pieces)]


def stand(wood):
    """A turned base and a post up to the arc."""
    r, top = BASE_DIAMETER / 2 * DIAMETER / 0.3, 0.052 + POST_HEIGHT
    profile = [(0, 0), (0.97 * r, 0), (r, 0.006), (r, 0.014), (0.93 * r, 0.02), (0.9 * r, 0.026),
               (0.5 * r, 0.034), (0.24 * r, 0.046), (0.17 * r, 0.5 * (0.046 + top)),
               (0.2 * r, top - 0.01), (0.3 * r, top - 0.004), (0.26 * r, top), (0, top)]
    return [lathe("Stand", round_corners(profile, 0.004), (0, 0, 0), wood, "stand", steps=80)]
