# Adjustments that a plan asks of parts that stand: see also move(), fit() and remove().
from mathutils import Matrix, Vector


def resize(objects, x=1.0, y=1.0, z=1.0):
    """Stretch objects together by factors, about the middle of their foot."""
    low, high = bounds(objects)
    foot = Vector(((low.x + high.x) / 2, (low.y + high.y) / 2, low.z))
    stretch = Matrix.Diagonal((x, y, z, 1.0))
    transform(objects, Matrix.Translation(foot) @ stretch @ Matrix.Translation(-foot))


def duplicate(obj, x=0.0, y=0.0, z=0.0):
    """Another object like this one, so many metres further."""
    return copy_to(obj, obj.name, obj.location + Vector((x, y, z)))


def shift(objects, x=0.0, y=0.0, z=0.0):
    """Move objects together by so many metres."""
    transform(objects, Matrix.Translation((x, y, z)))


def stretch_each(objects, x=1.0, y=1.0, z=1.0, stays=(0, 0, 0)):
    """Stretch each object where it is; of each axis the middle stays, or the end -1 or 1."""
    for obj in objects:
        low, high = bounds([obj])
        fixed = Vector(((low[i] + high[i]) + stays[i] * (high[i] - low[i])) / 2 for i in range(3))
        stretch = Matrix.Diagonal((x, y, z, 1.0))
        transform([obj], Matrix.Translation(fixed) @ stretch @ Matrix.Translation(-fixed))


def thicken_each(objects, across=1.0, along=1.0):
    """Make each object thicker across itself, a bar on both sides, and longer along itself."""
    for obj in objects:
        low, high = bounds([obj])
        thin, middle, long = sorted(range(3), key=lambda i: high[i] - low[i])
        is_bar = high[long] - low[long] > 2 * (high[middle] - low[middle])
        factors = {thin: across, middle: across if is_bar else 1.0, long: along}
        stretch_each([obj], factors[0], factors[1], factors[2])
