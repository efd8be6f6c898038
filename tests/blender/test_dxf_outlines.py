# Closed outlines of a DXF as plates: what is joined, what is a hole, how large it is, and what of a hostile file is
# refused.
import math

import pytest
from taking import names, rebuild, refused, take

MM = 0.001


def entity(kind, layer="0", **codes):
    """An entity; codes are c10=1.5, or a list of pairs where they repeat."""
    pairs = codes.pop("pairs", [])
    rows = [(0, kind), (8, layer), *((int(key[1:]), value) for key, value in codes.items()), *pairs]
    return "".join(f"{code}\n{value}\n" for code, value in rows)


def polyline(points, layer="0", closed=1):
    """points: (x, y) or (x, y, bulge)."""
    pairs = [(70, closed)]
    for x, y, *bulge in points:
        pairs += [(10, x), (20, y), *((42, value) for value in bulge)]
    return entity("LWPOLYLINE", layer, pairs=pairs)


def circle(x, y, r, layer="0", **more):
    return entity("CIRCLE", layer, c10=x, c20=y, c40=r, **more)


def line(a, b, layer="0"):
    return entity("LINE", layer, c10=a[0], c20=a[1], c11=b[0], c21=b[1])


def square(x, y, side, layer="0"):
    return polyline([(x, y), (x + side, y), (x + side, y + side), (x, y + side)], layer)


def dxf(*entities, unit=4, blocks="", tables="", header=""):
    head = f"9\n$INSUNITS\n70\n{unit}\n" if unit is not None else ""
    sections = (("HEADER", head + header), ("TABLES", tables), ("BLOCKS", blocks), ("ENTITIES", "".join(entities)))
    return "".join(f"0\nSECTION\n2\n{name}\n{text}0\nENDSEC\n" for name, text in sections) + "0\nEOF\n"


def plates(worker, folder, text, **more):
    """What the file makes: (the answer, name: (size in mm), volume of the whole in mm²·mm by its thickness of 3 mm)."""
    (folder / "plate.dxf").write_text(text)
    taken = take(worker, folder / "plate.dxf", **more)
    report = rebuild(worker, taken)
    assert not any("not repaired" in note for note in taken["notes"]), taken["notes"]
    (row,) = worker.measure(requirements=[
        {"words": "of it", "what": "volume", "of": "whole", "value": 1, "is": "at_least"}])["requirements"]
    sizes = {one["name"]: [round(each / MM, 2) for each in one["dimensions_m"]] for one in report["objects"]}
    return taken, sizes, row["found"] * 1000 / 3


def test_plate_with_holes(worker, folder):
    """Round corners, holes on a layer of their own, and a slot of lines and arcs."""
    q = math.tan(math.pi / 8)
    outline = polyline([(10, 0), (90, 0, q), (100, 10), (100, 50, q), (90, 60), (10, 60, q), (0, 50), (0, 10, q)],
                       "Bracket")
    holes = [circle(x, y, 4, "INTERIOR") for x in (15, 85) for y in (15, 45)]
    slot = [line((40, 35), (60, 35)), entity("ARC", c10=60, c20=30, c40=5, c50=-90, c51=90), line((60, 25), (40, 25)),
            entity("ARC", c10=40, c20=30, c40=5, c50=90, c51=270)]
    taken, sizes, area = plates(worker, folder, dxf(outline, *holes, *slot))
    assert names(taken) == {"Bracket": 1} and sizes == {"Bracket": [100, 60, 3]}
    assert taken["guessed"] == [] and any("3 mm thick" in note for note in taken["notes"])
    wanted = 100 * 60 - (4 - math.pi) * 100 - 4 * math.pi * 16 - (200 + math.pi * 25)
    assert area == pytest.approx(wanted, rel=5e-4)


@pytest.mark.parametrize("unit, header, told, scale, guessed", [
    (4, "", None, 1, []), (1, "", None, 25.4, []), (6, "", None, 1000, []), (6, "", "mm", 1, []),
    (0, "9\n$MEASUREMENT\n70\n1\n", None, 1, ["unit"]), (None, "", None, 1, ["unit"]),
    (0, "9\n$MEASUREMENT\n70\n0\n", None, 25.4, ["unit"]), (0, "", "cm", 10, [])])
def test_units(worker, folder, unit, header, told, scale, guessed):
    taken, sizes, _area = plates(worker, folder, dxf(square(0, 0, 20, "Lid"), unit=unit, header=header),
                                 **({"unit": told} if told else {}))
    assert taken["guessed"] == guessed and sizes == {"Lid": [20 * scale, 20 * scale, 3]}


def test_layers_and_islands(worker, folder):
    """What lies in a hole is a plate again; a layer that is off, the paper, and what is invisible are not there."""
    text = dxf(square(0, 0, 50, "Frame"), square(5, 5, 40, "Frame"), square(10, 10, 10, "Island"),
               circle(80, 20, 10, "Disc"), circle(80, 20, 10, "Disc"), square(200, 0, 9, "Off"),
               square(200, 0, 9, "Frozen"),
               entity("CIRCLE", c10=200, c20=0, c40=9, c67=1), entity("CIRCLE", c10=200, c20=0, c40=9, c60=1),
               tables=entity("LAYER", c2="Off", c62=-7) + entity("LAYER", c2="Frozen", c62=7, c70=1))
    taken, sizes, area = plates(worker, folder, text)
    assert sizes == {"Frame": [50, 50, 3], "Island": [10, 10, 3], "Disc": [20, 20, 3]}
    assert area == pytest.approx(2500 - 1600 + 100 + math.pi * 100, rel=1e-3)
    assert "Left out: 1 outline that is there twice." in taken["notes"]


def test_lines_of_all_kinds(worker, folder):
    """A spline through a circle, an ellipse, an old polyline, lines in any order and direction, and a mirrored arc."""
    w, c = math.sqrt(0.5), [(10, 0), (10, 10), (0, 10), (-10, 10), (-10, 0), (-10, -10), (0, -10), (10, -10), (10, 0)]
    spline = entity("SPLINE", "Spline", pairs=[
        (70, 12), (71, 2), *((40, n) for n in (0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4)),
        *((41, w if n % 2 else 1) for n in range(9)), *(pair for x, y in c for pair in ((10, x), (20, y)))])
    ellipse = entity("ELLIPSE", "Ellipse", c10=50, c20=0, c11=0, c21=15, c40=0.5, c41=0, c42=math.tau)
    old = (entity("POLYLINE", "Old", c66=1, c70=1)
           + "".join(entity("VERTEX", "Old", c10=x, c20=y) for x, y in ((80, 0), (100, 0), (90, 20)))
           + entity("SEQEND"))
    corners = [(120, 0), (140, 0), (140, 10), (120, 10)]
    lines = [line(corners[a], corners[b], "Lines") for a, b in ((2, 1), (0, 1), (0, 3))]
    # Seen from behind: its center is at (+130, 10).
    arc = entity("ARC", "Lines", c10=-130, c20=10, c40=10, c50=0, c51=180, c230=-1)
    _taken, sizes, area = plates(worker, folder, dxf(spline, ellipse, old, *lines, arc))
    assert sizes == {"Spline": [20, 20, 3], "Ellipse": [15, 30, 3], "Old": [20, 20, 3], "Lines": [20, 20, 3]}
    assert area == pytest.approx(math.pi * 100 + math.pi * 15 * 7.5 + 200 + 200 + math.pi * 50, rel=2e-3)


def basis(n, degree, knots, at):
    """The share of a control point, by the formula that defines it (Cox 1972, de Boor 1972)."""
    if degree == 0:
        return float(knots[n] <= at < knots[n + 1])
    (a, b), (c, d) = ((knots[k], knots[k + degree]) for k in (n, n + 1))
    return ((at - a) / (b - a) * basis(n, degree - 1, knots, at) if b > a else 0) + (
        (d - at) / (d - c) * basis(n + 1, degree - 1, knots, at) if d > c else 0)


def area_of(points):
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]))) / 2


def test_parts_of_circles_and_splines(worker, folder):
    """What a chord cuts off: of polylines whose bulges look down and up, of arcs that begin anywhere, of half an
    ellipse, of splines. Each is as large as geometry says, and lies where it should."""
    entities, wanted = [], {}
    for number, degrees in enumerate((60, 90, 180, 270, 330)):
        turn = math.radians(degrees)
        radius, rise = 5 / math.sin(turn / 2), 5 / math.sin(turn / 2) * (1 - math.cos(turn / 2))
        for way in (1, -1):
            name, y = f"Bulge {degrees} {'up' if way < 0 else 'down'}", 200 * number + 100 * (way < 0)
            entities.append(polyline([(0, y, way * math.tan(turn / 4)), (10, y)], name))
            wanted[name] = radius ** 2 / 2 * (turn - math.sin(turn)), (y - rise, y) if way > 0 else (y, y + rise)
        begin = (300, -30, 0, 90, 345)[number]
        ends = [(100 + 5 * math.cos(each), 100 * number + 5 * math.sin(each))
                for each in (math.radians(begin), math.radians(begin) + turn)]
        entities += [line(*ends, f"Arc {degrees} wide"), entity(
            "ARC", f"Arc {degrees} wide", c10=100, c20=100 * number, c40=5, c50=begin, c51=(begin + degrees) % 360)]
        wanted[f"Arc {degrees} wide"] = 25 / 2 * (turn - math.sin(turn)), None
    entities += [entity("ELLIPSE", "Half", c10=200, c20=0, c11=0, c21=15, c40=.5, c41=0, c42=math.pi),
                 line((200, 15), (200, -15), "Half")]
    wanted["Half"] = math.pi * 15 * 7.5 / 2, (-15, 15)
    for name, y, knots, control in (
            ("Cubic", 100, (0, 0, 0, 0, 1, 1, 1, 1), [(0, 0), (10, 20), (30, 25), (40, 0)]),
            ("Spans", 200, (0, 0, 0, 0, 1, 3, 3, 3, 3), [(0, 0), (5, 20), (15, 25), (35, 20), (40, 0)]),
            ("Weights", 300, (0, 0, 0, 1, 2, 2, 2), [(0, 0), (5, 20), (30, 20), (40, 0)])):
        weights = [1, 3, .5, 1] if name == "Weights" else [1] * len(control)
        degree = len(knots) - len(control) - 1
        entities += [entity("SPLINE", name, pairs=[
            (71, degree), *((40, each) for each in knots), *((41, each) for each in weights if name == "Weights"),
            *(pair for x, z in control for pair in ((10, 200 + x), (20, y + z)))]), line((200, y), (240, y), name)]
        points = []
        for step in range(1000):
            shares = [basis(n, degree, knots, knots[-1] * step / 1000) * weight for n, weight in enumerate(weights)]
            points.append(tuple(sum(a * b[axis] for a, b in zip(shares, control)) / sum(shares) for axis in (0, 1)))
        wanted[name] = area_of([*points, control[-1]]), (y, y + max(z for _x, z in points))
    plates(worker, folder, dxf(*entities))
    report = worker.measure(requirements=[{"words": "of it", "what": "volume", "of": name, "value": 1, "is": "at_least"}
                                          for name in wanted])
    boxes = {each["name"]: each["box"] for each in report["objects"]}
    assert boxes.keys() == wanted.keys()
    for (name, (area, ends)), row in zip(wanted.items(), report["requirements"]):
        assert row["found"] * 1000 / 3 == pytest.approx(area, rel=.02), name
        if ends is not None:
            assert [boxes[name][end][1] / MM for end in ("min", "max")] == pytest.approx(ends, abs=.1), name


def test_blocks(worker, folder):
    """A block in a block: turned, mirrored, scaled, and in rows."""
    blocks = (entity("BLOCK", c2="HOLE", c10=1, c20=1) + circle(1, 1, 2) + entity("ENDBLK")
              + entity("BLOCK", c2="ROW", c10=0, c20=0)
              + entity("INSERT", c2="HOLE", c10=5, c20=5, c70=4, c44=10, c71=2, c45=10) + entity("ENDBLK")
              + entity("BLOCK", c2="L", c10=0, c20=0)
              + polyline([(0, 0), (20, 0), (20, 5), (5, 5), (5, 30), (0, 30)]) + entity("ENDBLK"))
    text = dxf(polyline([(0, 0), (40, 0), (40, 20), (0, 20)], "Sheet"),
               entity("INSERT", "Holes", c2="ROW", c10=0, c20=0),
               entity("INSERT", "Angle", c2="L", c10=100, c20=0, c41=-1, c42=2, c50=90),
               entity("INSERT", "Nothing", c2="NONE"), blocks=blocks)
    taken, sizes, area = plates(worker, folder, text)
    assert sizes == {"Sheet": [40, 20, 3], "Angle": [60, 20, 3]}, sizes
    assert area == pytest.approx(800 - 8 * math.pi * 4 + 2 * (100 + 125), rel=1e-3)
    assert taken["size_m"] == pytest.approx(0.1)


def test_what_is_left_out(worker, folder):
    """Texts with their words, dimensions with their values, and lines that close nothing."""
    text = dxf(square(0, 0, 20, "Lid"), entity("TEXT", c1="t = 3 mm", c10=0, c20=0),
               entity("MTEXT", c1=r"{\fArial|b0;M6\Pdeep}"), entity("DIMENSION", c1="", c42=20),
               entity("DIMENSION", c1="<>", c42=12.5), entity("HATCH"), entity("3DFACE"),
               line((0, 0), (5, 5), "Bend"), line((5, 5), (9, 5), "Bend"),
               line((50, 50), (60, 50)), line((60, 50), (70, 50)),
               entity("CIRCLE", c10=5, c20=5, c40=2, c210=1, c230=0), entity("LINE", c10=0, c11=9, c30=0, c31=5))
    notes = " ".join(plates(worker, folder, text)[0]["notes"])
    for words in ("2 dimensions (“20”, “12.5”)", "2 texts (“t = 3 mm”, “M6 deep”)", "1 hatch", "1 3dface", "1 circle",
                  "4 lines that close no outline"):
        assert words in notes, notes


@pytest.mark.parametrize("count, words", [
    (1, "1 text (“T 0”)."), (5, "5 texts (“T 0”, “T 1”, “T 2”, “T 3”, “T 4”)."),
    (6, "6 texts (“T 0”, “T 1”, “T 2”, “T 3”, “T 4”, …).")])
def test_some_words_of_many(worker, folder, count, words):
    (folder / "plate.dxf").write_text(dxf(square(0, 0, 20), *(entity("TEXT", c1=f"T {n}") for n in range(count))))
    assert f"Left out: {words}" in take(worker, folder / "plate.dxf")["notes"]


def test_ends_that_nearly_meet(worker, folder):
    """Ends of 0.5 µm apart meet; those of 0.1 mm do not, and a bend line that ends on a corner takes nothing away."""
    corners = [(0, 0), (50, 0), (50, 50), (0, 50)]
    near = [line(a, (b[0] + 5e-4, b[1] - 5e-4)) for a, b in zip(corners, corners[1:] + corners[:1])]
    taken, sizes, _area = plates(worker, folder, dxf(*near, line((50, 50), (70, 70)), line((50, 0), (0, 50))))
    assert sizes in ({"Robot": [50, 50, 3]}, {"Plate": [50, 50, 3]}), sizes
    (folder / "open.dxf").write_text(dxf(*near[:3], line((0, 50), (0, 0.1))))
    assert "no closed outline" in refused(worker, folder / "open.dxf")


def test_far_out(worker, folder):
    taken, sizes, area = plates(worker, folder, dxf(*(
        polyline([(x + 4.5e6, y + 5e6) for x, y in ((0, 0), (30, 0), (30, 20), (0, 20))], "Lot") for _ in range(1))))
    assert sizes == {"Lot": [30, 20, 3]} and area == pytest.approx(600)
    assert any("far from its origin" in note for note in taken["notes"])


DEEP = entity("BLOCK", c2="A", c10=0, c20=0) + 2 * entity("INSERT", c2="A", c10=1, c20=0) + entity("ENDBLK")
ROWS = entity("BLOCK", c2="A", c10=0, c20=0) + entity("ENDBLK")
BROKEN = {
    "cut": (dxf(square(0, 0, 9))[:-12], "is cut"), "binary": ("AutoCAD Binary DXF\r\n\x1a\0", "binary DXF"),
    "nothing": ("", "is empty"), "other": ("hello\nworld\n", "line 1 is no group code"),
    "nan": (dxf(circle(0, "nan", 1)), "numbers that are none"), "huge": (dxf(circle(0, "1e300", 1)), "too large"),
    "word": (dxf(circle(0, "x", 1)), "“x” is no number"), "none": (dxf(line((0, 0), (1, 1))), "no closed outline"),
    "flat": (dxf(polyline([(0, 0), (9, 0), (4, 0)])), "no closed outline"),
    "deep": (dxf(entity("INSERT", c2="A", c10=0, c20=0), blocks=DEEP), "nested too deeply"),
    "rows": (dxf(entity("INSERT", c2="A", c70=2000000000, c71=2000000000), blocks=ROWS), "repeated too often"),
    "many": (dxf(*(square(3 * n, 3 * m, 1) for n in range(80) for m in range(80))), "more than 5,000 outlines"),
    "bulges": (dxf(polyline([(n, n % 7, 1) for n in range(20_000)])), "more than 200,000 points"),
    "tangle": (dxf(polyline([(37 * n % 1009, 53 * n * n % 1013) for n in range(2000)])), "too often"),
    "long": ("0\n" + 9999 * "x" + "\n", "no group code"),
    "degree": (dxf(entity("SPLINE", c71=2000000000, pairs=[(10, n) for n in range(9)])), "no closed outline"),
    "far": (dxf(entity("INSERT", c2="A", c41=1e12, c42=1e12), blocks=entity("BLOCK", c2="A") + square(0, 0, 9)
                + entity("ENDBLK")), "too far out"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(worker, folder, name):
    text, words = BROKEN[name]
    (folder / f"{name}.dxf").write_text(text)
    assert words in refused(worker, folder / f"{name}.dxf")


def test_many_holes(worker, folder):
    """A perforated plate is one part, whose holes all go through."""
    text = dxf(polyline([(0, 0), (100, 0), (100, 100), (0, 100)], "Sieve"),
               *(circle(5 + 3 * n, 5 + 3 * m, 1) for n in range(15) for m in range(30)))
    _taken, sizes, area = plates(worker, folder, text)
    assert sizes == {"Sieve": [100, 100, 3]}
    assert area == pytest.approx(10_000 - 450 * math.pi, rel=1e-3)
