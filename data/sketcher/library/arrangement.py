# Arrangements: several of a thing, placed on the ground, around or on another thing. A thing is the
# list of its objects; it stands at the origin, with its front to -Y.
import math
from mathutils import Matrix, Vector
from mathutils.bvhtree import BVHTree


def make_copies(name, objects, count=1):
    """A thing and further ones like it; their objects are called after it: "Chair 2 · Leg 1"."""
    names = [obj.name for obj in objects]
    things = []
    for i in range(count):
        title = f"{name} {i + 1}" if count > 1 else name
        twins = objects if i == 0 else [copy_to(obj, obj.name, obj.location) for obj in objects]
        for obj, own in zip(twins, names):
            obj.name = f"{title} · {own}"
        things.append(twins)
    return things


def move_thing(objects, x, y, z, turn=0.0):
    """Move a thing's foot from the origin to a place; a turn of 0 keeps its front to -Y."""
    transform(objects, Matrix.Translation((x, y, z)) @ Matrix.Rotation(turn, 4, "Z"))


def world_tree(objects):
    """A search tree of the faces of objects, in world coordinates, and their corners."""
    corners, faces = [], []
    for obj in objects:
        first, place = len(corners), matrix_of(obj)
        corners += [place @ v.co for v in obj.data.vertices]
        faces += [[first + i for i in face.vertices] for face in obj.data.polygons]
    return BVHTree.FromPolygons(corners, faces), corners


def let_down(objects, below):
    """Lower things that stand above others until they touch them: a seat may be hollow."""
    down = Vector((0.0, 0.0, -1.0))
    (lower, low_corners), (upper, high_corners) = world_tree(below), world_tree(objects)
    foot = min(corner.z for corner in high_corners)
    gaps = [lower.ray_cast(corner, down)[3] for corner in high_corners if corner.z < foot + 0.05]
    gaps += [upper.ray_cast(corner, -down)[3] for corner in low_corners]
    gap = min((each for each in gaps if each is not None), default=0.0)
    move_thing(objects, 0.0, 0.0, -gap)


def set_on_each_other(things):
    """One thing: the given ones on each other."""
    pile = []
    for objects in things:
        if pile:
            move_thing(objects, 0.0, 0.0, bounds(pile)[1].z - bounds(objects)[0].z)
            let_down(objects, pile)
        pile = pile + objects
    return pile


def set_in_rows(things, columns, gap, z=0.0):
    """Put things beside each other in rows, the first row in front, all about the origin."""
    boxes = [bounds(objects) for objects in things]
    rows = [range(i, min(i + columns, len(things))) for i in range(0, len(things), columns)]
    depths = [max(boxes[i][1].y - boxes[i][0].y for i in row) for row in rows]
    y = -(sum(depths) + gap * (len(rows) - 1)) / 2
    for row, depth in zip(rows, depths):
        widths = [boxes[i][1].x - boxes[i][0].x for i in row]
        x = -(sum(widths) + gap * (len(row) - 1)) / 2
        for i, width in zip(row, widths):
            low, high = boxes[i]
            move_thing(things[i], x - low.x, y + depth / 2 - (low.y + high.y) / 2, z - low.z)
            x += width + gap
        y += depth + gap
    return [obj for objects in things for obj in objects]


def set_on_ground(things, gap):
    """Put things beside each other on the ground, at most five in a row."""
    rows = math.ceil(len(things) / 5)
    return set_in_rows(things, math.ceil(len(things) / rows), gap)


def shared_out(things, count):
    """Deal things out to so many others, as evenly as possible."""
    return [things[i::count] for i in range(count)]


def set_on(bases, parts, things, gap):
    """Put things on the named parts of the bases; returns the bases with what is on them."""
    for base, own in zip(bases, shared_out(things, len(bases))):
        surface = [obj for obj in base if obj.get("part") in parts] or base
        low, high = bounds(surface)
        widest = max((bounds(objects)[1].x - bounds(objects)[0].x for objects in own), default=1)
        columns = max(1, min(len(own), int((high.x - low.x + gap) / (widest + gap))))
        placed = set_in_rows(own, columns, gap, high.z)
        move_thing(placed, (low.x + high.x) / 2, (low.y + high.y) / 2, 0.0)
        for objects in own:
            let_down(objects, surface)
        base += placed
    return bases


def is_round_thing(objects):
    """Whether nothing of a thing reaches into the corners of its outline."""
    low, high = bounds(objects)
    half = (high - low) / 2
    corners = [corner - (low + high) / 2 for corner in world_tree(objects)[1]]
    return not any(abs(c.x) > 0.85 * half.x and abs(c.y) > 0.85 * half.y for c in corners)


def places_at_oval(count, half_x, half_y, width, gap):
    """Places (x, y, turn) along an oval, facing its middle, so wide that all have room."""
    room = (width + gap) / 2 / math.tan(math.pi / max(count, 3)) - min(half_x, half_y)
    half_x, half_y = half_x + max(gap, room), half_y + max(gap, room)
    places = []
    for i in range(count):
        angle = math.tau * i / count
        across, along = math.sin(angle), math.cos(angle)
        places.append((half_x * across, half_y * along,
                       -math.atan2(across / half_x, along / half_y)))
    return places


def places_at_sides(count, half_x, half_y, width, gap):
    """Places (x, y, turn) along a rectangle: its back and front first, then its ends."""
    grow = gap
    while True:
        fit_x = int((2 * (half_x + grow) + gap) / (width + gap))
        fit_y = int((2 * (half_y + grow) + gap) / (width + gap))
        if count <= 2 * (fit_x + fit_y):
            break
        grow += 0.1 * width
    half_x, half_y = half_x + grow, half_y + grow
    long = min(count, 2 * fit_x)
    sides = [(long - long // 2, 0), (long // 2, 2), ((count - long + 1) // 2, 1),
             ((count - long) // 2, 3)]
    places = []
    for on_side, quarter in sides:
        for i in range(on_side):
            along = (2 * (i + 0.5) / on_side - 1) * (half_x if quarter % 2 == 0 else half_y)
            x, y = {0: (along, half_y), 1: (half_x, along), 2: (-along, -half_y),
                    3: (-half_x, -along)}[quarter]
            places.append((x, y, -quarter * math.pi / 2))
    return places


def set_around(bases, things, gap):
    """Put things around the bases, facing them; returns the bases with what is around them."""
    for base, own in zip(bases, shared_out(things, len(bases))):
        if not own:
            continue
        low, high = bounds(base)
        half, boxes = (high - low) / 2, [bounds(objects) for objects in own]
        width = max(box[1].x - box[0].x for box in boxes)
        find = places_at_oval if is_round_thing(base) else places_at_sides
        for objects, box, (x, y, turn) in zip(own, boxes,
                                              find(len(own), half.x, half.y, width, gap)):
            reach = -box[0].y
            move_thing(objects, (low.x + high.x) / 2 + x - reach * math.sin(turn),
                    (low.y + high.y) / 2 + y + reach * math.cos(turn), -box[0].z, turn)
        base += [obj for objects in own for obj in objects]
    return bases
