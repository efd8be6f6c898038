# Chains: links of round wire that hang in each other along a line, each closed and its own object.
import math
from mathutils import Matrix, Vector


def link_chain(name, points, wire, pitch, width, material, part, closed=False, up=(0, 0, 1)):
    """A chain along points: links `pitch` apart and `width` wide outside; returns the links.

    Each touches the next, and every second is turned by 90 degrees; the first has `up` above its
    face. A closed chain has an even number of links, whose pitch is as near as that allows.
    """
    if width < 3.3 * wire or pitch + 2 * wire < width:
        raise ValueError(f"link_chain: links of {name} need a width of 3.3 wires or more, and no "
                         "more than their length")
    joints, pitch = equal_chords(points, pitch, closed)
    if len(joints) < 2:
        raise ValueError(f"link_chain: the line of {name} is shorter than a link")
    frames = link_axes(joints, closed, Vector(up))
    count, bow = len(frames), (width - wire) / 2
    # How much longer both links at a joint are, so that they touch there where the chain bends.
    play = [joint_play(*pair, bow, wire) for pair in zip(frames, frames[1:] + frames[:closed])]
    play = [play[-1] if closed else 0.0, *play, *([0.0] if not closed else [])]
    if None in play:
        raise ValueError(f"link_chain: the line of {name} bends too much at link "
                         f"{play.index(None)}")
    steps = sides_for(bow, 0.00001) // 2
    straight = (pitch + wire) / 2 - bow + wire / 2 * (1 / math.cos(math.pi / steps / 2) - 1)
    links = []
    for i, axes in enumerate(frames):
        line = []
        for side, more in ((1, play[i + 1]), (-1, play[i])):
            line += [side * Vector((straight + more + bow * math.cos(t), bow * math.sin(t), 0))
                     for t in (math.pi * (k / steps - 0.5) for k in range(steps + 1))]
        link = sweep(f"{name} {i + 1}", circle(wire / 2, sides_for(wire / 2, least=16)), line,
                     material, part, closed=True)
        middle = (joints[i] + joints[i + 1]) / 2
        transform([link], Matrix.Translation(middle) @ axes.to_4x4())
        links.append(link)
    return links


def joint_play(axes, other_axes, bow, wire):
    """How much longer two links must be at their joint, so that their wires just touch; or None."""
    inner = bow - wire / 2

    def gap(more):
        (way, across, out), (beyond, beside, over) = axes.transposed(), other_axes.transposed()
        middle, opposite = (more - inner) * way, (inner - more) * beyond
        spot = middle + bow * way
        for _step in range(12):  # to and fro between the middles of both wires
            for normal, centre in ((over, opposite), (out, middle)):
                flat = spot - centre - normal * (spot - centre).dot(normal)
                before, spot = spot, centre + flat * (bow / flat.length)
        return (spot - before).length - wire
    low, high = 0.0, 0.45 * (bow - wire)  # beyond it, the wire is past the middle of the bow
    if gap(high) < 0:
        return None
    for _step in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if gap(middle) < 0 else (low, middle)
    return high


def link_axes(joints, closed, up):
    """The axes of each link: along the chain, across its face, out of it; every second turned."""
    ways = [(b - a).normalized() for a, b in zip(joints, joints[1:])]
    rises = []
    for way in ways:
        rise = rises[-1] if rises else up
        rise = rise - way * rise.dot(way)
        rises.append((rise if rise.length > 1e-6 else way.orthogonal()).normalized())
    # Round a closed line that lies in no plane they come back turned: each takes its share.
    back = rises[-1] - ways[0] * rises[-1].dot(ways[0])
    off = math.atan2(ways[0].dot(back.cross(rises[0])), back.dot(rises[0])) if closed else 0.0
    axes = []
    for i, (way, rise) in enumerate(zip(ways, rises)):
        turn = off * i / len(ways) + (math.pi / 2 if i % 2 else 0.0)
        rise = Matrix.Rotation(turn, 3, way) @ rise
        axes.append(Matrix((way, rise.cross(way), rise)).transposed())
    return axes


def equal_chords(points, pitch, closed=False):
    """(points on a line that are a pitch from each other, the pitch): as far as the line goes.

    On a closed line they are an even number and end where they began, with the pitch nearest to
    the given one that does so.
    """
    line = [Vector(p) for p in points]
    if not closed:
        return walk_chords(line, pitch)[0], pitch
    line += line[:1]
    length = sum((b - a).length for a, b in zip(line, line[1:]))
    count = max(4, 2 * round(length / pitch / 2))
    low, high = 0.0, 2 * length / count
    for _step in range(60):
        pitch = (low + high) / 2
        if walk_chords(line + line[1:], pitch, count)[1] < length:
            low = pitch
        else:
            high = pitch
    joints = walk_chords(line + line[1:], low, count)[0]
    return joints[:-1] + [line[0]], low


def walk_chords(line, pitch, count=None):
    """(points a pitch from each other along a line, how far along it the last is)."""
    joints, here, walked, k = [line[0]], line[0], 0.0, 0
    start = 0.0  # how far along its piece of the line the last point is
    while count is None or len(joints) <= count:
        passed = walked
        for i in range(k, len(line) - 1):
            way = line[i + 1] - line[i]
            first = start if i == k else 0.0
            if (line[i + 1] - here).length >= pitch and way.length > 0:
                # Where the piece leaves the sphere of a pitch round the point.
                along = way.normalized()
                off = (line[i] - here).dot(along)
                rest = (line[i] - here).length_squared - off * off
                start = -off + math.sqrt(max(pitch * pitch - rest, 0.0))
                walked, k = passed + start - first, i
                here = line[i] + along * start
                joints.append(here)
                break
            passed += way.length - first
        else:
            return joints, math.inf if count else walked
    return joints, walked
