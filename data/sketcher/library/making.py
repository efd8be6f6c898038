# Pieces of small things that people print: words on flat faces, and outlines of figures.
import math
from mathutils import Matrix, Vector


def put_words(obj, text, room, depth, location, ink, normal=(0, 0, 1), up=(0, 1, 0),
              mirrored=False):
    """Words on a flat face of obj, as large as fits in `room` (width, height) about `location`.

    They stand out by `depth`, or are cut in where it is negative, and have the material `ink`.
    `mirrored`: as a stamp needs them.
    """
    if not text.strip():
        return obj
    seat = 0.0003  # let in, or proud of the face: never ends on it
    words = solid_text("Words", text, room[1], abs(depth) + seat, (0, 0, 0), ink, "")
    low, high = bounds([words])
    share = min(room[0] / max(high.x - low.x, 1e-6), room[1] / max(high.y - low.y, 1e-6))
    rise, out = Vector(up).normalized(), Vector(normal).normalized()
    axes = Matrix((rise.cross(out), rise, out)).transposed().to_4x4()
    middle = ((low.x + high.x) / -2, (low.y + high.y) / -2, -seat if depth > 0 else depth)
    words.data.transform(Matrix.Translation(location) @ axes
                         @ Matrix.Diagonal((-share if mirrored else share, share, 1, 1))
                         @ Matrix.Translation(middle))
    if mirrored:
        words.data.flip_normals()
    return boolean(obj, words, "UNION" if depth > 0 else "DIFFERENCE", paint=True, crossing=True)


def star_outline(radius, points=5, share=0.5):
    """The outline of a star, a point at the top; `share` is how far in the notches are."""
    turns = [math.pi / 2 + math.pi * i / points for i in range(2 * points)]
    far = [radius * (share if i % 2 else 1) for i in range(2 * points)]
    return [(r * math.cos(t), r * math.sin(t)) for r, t in zip(far, turns)]


def heart_outline(width, height):
    """The outline of a heart about the origin, its tip at the bottom: two arcs and tangents."""
    far, radius, tip = 0.22 * width, 0.28 * width, Vector((0, -height / 2))
    way = Vector((far, height / 2 - radius)) - tip
    first = math.atan2(way.y, way.x) - math.asin(radius / way.length) - math.pi / 2
    right = arc(tip + way, radius, math.degrees(first), 180 - math.degrees(math.acos(
        far / radius)), 40)
    return [tuple(tip), *right, *((-x, y) for x, y in reversed(right[:-1]))]


def rounded_shape(shape, radius):
    """(outline, holes) of the largest piece of a flat shape, its notches rounded; with a negative
    radius its outer corners. Holes of less than a square millimetre are left out."""
    def extent(line):
        xs, ys = zip(*line)
        return (max(xs) - min(xs)) * (max(ys) - min(ys))
    pieces = outline_offset(outline_offset(shape, radius), -radius)
    outline, holes = max(pieces, key=lambda piece: extent(piece[0]))
    return outline, [hole for hole in holes if extent(hole) > 1e-6]


def bar_outline(start, end, radius, steps=16):
    """The outline of a bar with round ends between two points."""
    way = math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
    return (arc(end, radius, way - 90, way + 90, steps)
            + arc(start, radius, way + 90, way + 270, steps))
