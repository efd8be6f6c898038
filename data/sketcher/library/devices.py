# Devices: what electronics and appliances share. Panels face -Y, lengths are metres.
import bmesh
import math
from mathutils import Matrix, Vector


def slab(name, size, corner, location, material, part, bevel=0.002, axis="Z", segments=3):
    """A box of (width, depth, height) that has round corners seen along `axis`."""
    x, y, z = size
    across, deep = {"Z": ((x, y), z), "Y": ((x, z), y), "X": ((y, z), x)}[axis]
    outline = rounded_rectangle(*across, corner)
    return extrude(name, outline, deep, location, material, part, bevel, axis, segments=segments)


def open_case(name, size, wall, corner, location, material, part, bevel=0.004):
    """A case of (width, depth, height) that is open to the front, its centre at `location`."""
    x, y, z = size
    ring = rounded_rectangle(x, z, corner)
    hole = rounded_rectangle(x - 2 * wall, z - 2 * wall, max(0.3 * corner, 0.001))
    frame = extrude("Frame", ring, y, location, material, part, bevel, "Y", [hole], 3)
    back = extrude("Back", rounded_rectangle(x - wall, z - wall, 0.8 * corner), wall,
                   Vector(location) + Vector((0, y / 2 - wall, 0)), material, part, 0.0, "Y")
    return join_meshes(name, [frame, back])


def key_rows(count=6, letters=True):
    """The widths of a keyboard's keys, in keys, a row each from the front; gaps are below 0.

    With `letters` those one key wide, else the others, which are in the gaps of these.
    """
    rows = [[1.25] * 3 + [6.25] + [1.25] * 4, [2.25] + [1] * 10 + [2.75],
            [1.75] + [1] * 11 + [2.25], [1.5] + [1] * 12 + [1.5], [1] * 13 + [2],
            [1.5] + [1] * 12 + [1.5]]
    return [[w if (w == 1) == letters else -w for w in row] for row in rows[:count]]


def key_field(name, low, high, rows, z, height, material, part, taper=0.0):
    """One object of the keys that fill the rectangle from `low` to `high`, standing on `z`.

    `rows` are those of `key_rows`, the first one in front; `taper` is how far the tops draw in.
    """
    bm, deep = bmesh.new(), (high[1] - low[1]) / len(rows)
    for k, row in enumerate(rows):
        unit, x = (high[0] - low[0]) / sum(map(abs, row)), low[0]
        for width in row:
            if width > 0:
                add_key(bm, (x, low[1] + k * deep), (width * unit, deep), z, height, taper)
            x += abs(width) * unit
    return add(name, to_mesh(bm, name), material, part, (0, 0, 0), smooth=35)


def add_key(bm, corner, size, z, height, taper):
    """Add one key to a bmesh: its corners are cut, and its top draws in."""
    gap = 0.06 * size[1]
    x, y = corner[0] + size[0] / 2, corner[1] + size[1] / 2
    rings = []
    for inset, up in ((0, 0), (taper, 0.8 * height), (taper + 0.4 * gap, height)):
        half, deep, cut = size[0] / 2 - gap - inset, size[1] / 2 - gap - inset, 0.12 * size[1]
        outline = [(half, cut - deep), (half, deep - cut), (half - cut, deep), (cut - half, deep),
                   (-half, deep - cut), (-half, cut - deep), (cut - half, -deep),
                   (half - cut, -deep)]
        rings.append([bm.verts.new((x + u, y + v, z + up)) for u, v in outline])
    for a, b in zip(rings, rings[1:]):
        for i in range(8):
            bm.faces.new((a[i], a[i - 7], b[i - 7], b[i]))
    bm.faces.new(rings[0])
    bm.faces.new(rings[-1])


def control_knob(name, centre, radius, depth, material, mark, part, look=(0, -1, 0)):
    """A knob to turn, its back at `centre`, that looks to `look`: a skirt, a cap and a mark."""
    line = [(0, 0), (radius, 0), (radius, 0.18 * depth), (0.84 * radius, 0.3 * depth),
            (0.76 * radius, 0.92 * depth), (0.7 * radius, depth), (0, depth)]
    cap = lathe("Cap", round_corners(line, 0.06 * radius), (0, 0, 0), material, part, steps=48)
    sign = box("Mark", (0.12 * radius, 0.6 * radius, 0.1 * depth),
               (0, 0.38 * radius, 0.97 * depth), mark, part, bevel=0.02 * radius)
    made = join_meshes(name, [cap, sign])
    place = Matrix.Translation(centre) @ Vector(look).to_track_quat("Z", "Y").to_matrix().to_4x4()
    transform([made], place)
    return made


def bar_handle(name, start, end, reach, thick, material, part, look=(0, -1, 0)):
    """A round bar between two points of a surface, `reach` in front of it, that bends to them."""
    start, end, out = Vector(start), Vector(end), Vector(look) * reach
    line = bend_path([start, start + out, end + out, end], min(0.6 * reach, 1.5 * thick))
    return tube(name, line, thick / 2, material, part, sides=20, smooth_path=1)


def camera_lens(name, centre, radius, depth, ring, glass, part, look=(0, -1, 0)):
    """A lens in its barrel, its back at `centre`, that looks to `look`: rings and bulged glass."""
    line = [(0, 0), (0.96 * radius, 0), (radius, 0.06 * depth), (radius, 0.94 * depth),
            (0.96 * radius, depth), (0.86 * radius, depth), (0.7 * radius, 0.8 * depth),
            (0, 0.8 * depth)]
    dome = [(0.72 * radius * math.cos(a), 0.8 * depth + 0.16 * radius * math.sin(a))
            for a in (math.pi / 2 * k / 8 for k in range(8))] + [(0, 0.8 * depth + 0.16 * radius)]
    made = join_meshes(name, [
        lathe("Barrel", line, (0, 0, 0), ring, part, steps=64),
        lathe("Glass", [(0, 0.78 * depth), *dome], (0, 0, 0), glass, part, steps=48, smooth=60)])
    place = Matrix.Translation(centre) @ Vector(look).to_track_quat("Z", "Y").to_matrix().to_4x4()
    transform([made], place)
    return made


def speaker_cone(name, centre, radius, skin, rubber, part, look=(0, -1, 0)):
    """A loudspeaker's driver, its rim at `centre`: a frame, a rubber roll, a cone and its cap."""
    r = radius
    frame = [(0.86 * r, -0.03 * r), (r, -0.03 * r), (r, 0.05 * r), (0.97 * r, 0.08 * r),
             (0.88 * r, 0.08 * r), (0.86 * r, 0.05 * r)]
    roll = [(0.72 * r + 0.075 * r * (1 - math.cos(a)), 0.09 * r * math.sin(a))
            for a in (math.pi * k / 10 for k in range(11))]
    bowl = [(0.74 * r, 0.01 * r), (0.5 * r, -0.12 * r), (0.3 * r, -0.2 * r), (0.29 * r, -0.24 * r),
            (0.5 * r, -0.17 * r), (0.74 * r, -0.04 * r)]
    cap = [(0, -0.25 * r), (0.3 * r, -0.22 * r)] + [
        (0.3 * r * math.cos(a), -0.2 * r + 0.13 * r * math.sin(a))
        for a in (math.pi / 2 * k / 8 for k in range(8))] + [(0, -0.07 * r)]
    made = join_meshes(name, [
        lathe("Frame", frame + frame[:1], (0, 0, 0), rubber, part, steps=72),
        lathe("Roll", [*roll, (0.87 * r, -0.03 * r), (0.72 * r, -0.03 * r), roll[0]], (0, 0, 0),
              rubber, part, steps=72),
        lathe("Cone", bowl + bowl[:1], (0, 0, 0), skin, part, steps=72),
        lathe("Cap", cap, (0, 0, 0), rubber, part, steps=48, smooth=60)])
    place = Matrix.Translation(centre) @ Vector(look).to_track_quat("Z", "Y").to_matrix().to_4x4()
    transform([made], place)
    return made


def water_tap(name, foot, height, reach, thick, material, part):
    """A tap on a plate at `foot`: a body that bends to the front (-Y), and an outlet at its end."""
    x, y, z = foot
    bend = min(0.45 * reach, 0.4 * height)
    line = bend_path([(x, y, z), (x, y, z + height), (x, y - reach, z + height),
                      (x, y - reach, z + height - bend - 0.012)], bend)
    plate = [(0, 0), (1.5 * thick, 0), (1.5 * thick, 0.25 * thick), (0.8 * thick, 0.6 * thick),
             (0, 0.6 * thick)]
    outlet = cylinder("Outlet", 0.58 * thick, 0.014, (x, y - reach, z + height - bend - 0.012),
                      material, part, bevel=0.001, sides=32)
    return join_meshes(name, [lathe("Plate", round_corners(plate, 0.002), foot, material, part),
                              tube("Pipe", line, thick / 2, material, part, sides=28,
                                   smooth_path=1), outlet])


def cross_handle(name, foot, size, material, part):
    """A tap's handle to turn about Z: a foot, four arms with round ends and a cap."""
    x, y, z = foot
    line = [(0, 0), (0.3 * size, 0), (0.28 * size, 0.2 * size), (0.16 * size, 0.4 * size),
            (0.16 * size, 0.75 * size), (0.2 * size, 0.8 * size), (0.12 * size, 0.95 * size),
            (0, 0.97 * size)]
    pieces = [lathe("Foot", round_corners(line, 0.03 * size), foot, material, part, steps=40)]
    for way in ((1, 0), (0, 1)):
        points = [(x + u * way[0] * size / 2, y + u * way[1] * size / 2, z + 0.62 * size)
                  for u in (-1, -0.5, 0, 0.5, 1)]
        pieces.append(tube("Arm", points, [0.1 * size, 0.07 * size, 0.09 * size, 0.07 * size,
                                           0.1 * size], material, part, sides=16))
        for end in (points[0], points[-1]):
            pieces.append(sphere("End", 0.115 * size, end, material, part, segments=20, rings=12))
    return join_meshes(name, pieces)
