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
