# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of a model that was taken in from a file: its objects are meshes with a "part"."""


def objects_of(*parts):
    """The meshes of some parts; without names, those of the whole."""
    return [obj for obj in asset_collection(ASSET).objects
            if obj.type == "MESH" and (not parts or obj.get("part") in parts)]


def mirror_part(part, original, right=0.0):
    """Put a copied part on the other side, and so many metres to the right.

    It is mirrored about the middle of all parts but itself and its `original`, from left to right.
    """
    own = objects_of(part, original)
    low, high = bounds([obj for obj in objects_of() if obj not in own] or own)
    for obj in objects_of(part):
        turn = matrix_of(obj).to_3x3().to_4x4()
        flip = turn.inverted() @ Matrix.Diagonal((-1, 1, 1, 1)) @ turn
        obj.data.transform(flip, shape_keys=True)
        obj.data.flip_normals()
        obj.location.x += low.x + high.x + 2 * (right - matrix_of(obj).translation.x)


def hollow_part(part, wall):
    """Leave walls of so many metres around each closed mesh of a part, and nothing in them."""
    for obj in objects_of(part):
        inside = obj.modifiers.new("Hollow", "SOLIDIFY")
        inside.thickness, inside.offset = wall / max(obj.scale), -1.0
        inside.use_even_offset = True


def flat_paint(name, color):
    """A plain material of one colour."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader_node = next(each for each in material.node_tree.nodes if each.type == "BSDF_PRINCIPLED")
    shader_node.inputs["Base Color"].default_value = material.diffuse_color = rgb(color)
    return material


def put_on_base(height, margin, color, is_round=False):
    """Lift the whole, and put a plate under it that is wider by `margin` on all sides."""
    low, high = bounds(objects_of())
    for obj in asset_collection(ASSET).objects:
        if obj.parent is None:
            obj.location.z += height
    middle, size = (low + high) / 2, high - low
    place = (middle.x, middle.y, low.z + height / 2)
    if is_round:
        radius = math.hypot(size.x, size.y) / 2 + margin
        cylinder("Base", radius, height, place, flat_paint("Base", color), "base")
    else:
        sides = (size.x + 2 * margin, size.y + 2 * margin, height)
        box("Base", sides, place, flat_paint("Base", color), "base")


def letter_part(part, text, height, depth, color):
    """Put letters on the front of a part, `height` tall, or less, so that they fit on it."""
    low, high = bounds(objects_of(part))
    size, middle = high - low, (low + high) / 2
    words = solid_text("Letters", text, height, depth, (0, 0, 0), flat_paint("Letters", color),
                       "letters", rotation=(math.pi / 2, 0, 0))
    width = bounds([words])[1].x - bounds([words])[0].x
    shrink = min(1.0, 0.9 * size.x / width, 0.8 * size.z / height)
    # The surface behind the middle of the letters, seen from the front.
    start = Vector((middle.x, low.y - 1.0, middle.z))
    hit = world_tree(objects_of(part))[0].ray_cast(start, Vector((0, 1, 0)))[0]
    front = hit.y if hit is not None else low.y
    words.data.transform(Matrix.Diagonal((shrink, shrink, 1, 1)))
    words.location = (middle.x, front + 0.2 * depth, middle.z - shrink * height / 2)
