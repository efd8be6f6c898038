# Joints: what moves, about which axis, and how far. Each joint is an empty that carries what moves,
# so anyone can move it in Blender, too: turn the empty about its own Z, or slide it along its Z.
import bpy
from mathutils import Matrix, Vector


def hinge(name, parent, child=None, at=(0, 0, 0), axis="z", limits=None, **more):
    """What turns about an axis through `at`: a door on its post.

    `parent` and `child` are parts, or single objects by their names; without `child` it is the
    part called as the joint. `limits` are degrees: 0 is as built, and without them it turns
    freely. `carries` lists further parts and objects that go with the child. With `follows`,
    another joint's name, it turns `ratio` times as far as that one.
    """
    return joint_row("hinge", name, parent, child, at, axis, limits, more)


def slider(name, parent, child=None, at=(0, 0, 0), axis="x", limits=None, **more):
    """What slides along an axis: a drawer. Its limits are metres; the rest is as for a hinge."""
    return joint_row("slider", name, parent, child, at, axis, limits, more)


def ball_joint(name, parent, child=None, at=(0, 0, 0), axis="z", limits=None, **more):
    """What turns about `at` in all directions; the limits are those of its turn about the axis."""
    return joint_row("ball", name, parent, child, at, axis, limits, more)


def screw(name, parent, child=None, at=(0, 0, 0), axis="z", limits=None, pitch=0.001, **more):
    """What turns and so moves along the axis: `pitch` metres with each turn; limits in degrees."""
    return joint_row("screw", name, parent, child, at, axis, limits, {"pitch_m": pitch, **more})


def fixed(name, parent, child=None, at=(0, 0, 0), **more):
    """What goes along with its parent and moves no other way: a key in its shaft."""
    return joint_row("fixed", name, parent, child, at, "z", None, more)


def closes(name, parent, child, at, axis="z", follows="", **more):
    """A pin that closes a loop of joints, as in a four-bar: it moves nothing itself, and holds the
    point `at` of two parts together. `follows` is the joint that drives the loop; the others of the
    loop, between the two parts, move as they must.
    """
    return joint_row("closes", name, parent, child, at, axis, None, {"follows": follows, **more})


def joint_row(kind, name, parent, child, at, axis, limits, more):
    """A joint as a table: only what is given."""
    row = {"name": name, "kind": kind, "parent": parent, "child": child or name,
           "at": tuple(at), "axis": axis_of(axis), **more}
    return row if limits is None else {**row, "limits": tuple(limits)}


def axis_of(axis):
    """A direction of length 1: of a word ("x", "-z") or of a vector."""
    if isinstance(axis, str):
        axis = [(-1 if axis.startswith("-") else 1) * (letter == axis[-1]) for letter in "xyz"]
    return tuple(Vector(axis).normalized())


def add_joints(rows, scale=1.0):
    """Hang what each joint moves on an empty of its own. Nothing changes its place.

    What is not in the asset's own collection may be any other mesh of the scene. `scale` is by
    how much the whole was scaled after it was built.
    """
    own = [obj for obj in asset_collection(ASSET).objects if obj.type == "MESH"]
    others = [obj for obj in bpy.context.scene.objects if obj.type == "MESH" and obj not in own]
    places = {obj: matrix_of(obj) for obj in own + others}

    def found(name):
        return called(own, name) or called(others, name)

    for row in rows:
        parents, children = found(row["parent"]), found(row["child"])
        turn = Vector(row["axis"]).to_track_quat("Z", "Y")
        frame = Matrix.LocRotScale(scale * Vector(row["at"]), turn, None)
        empty = joint_empty(row, scale)
        for key, those in (("parent", parents), ("child", children)):
            if those:
                part = those[0].get("part", "")
                empty["joint"][key] = part if part and found(part) == those else those[0].name
        base = next((obj for obj in parents if obj not in children), None)
        if base is not None:
            empty.parent, empty.matrix_parent_inverse = base, places[base].inverted() @ frame
        else:
            empty.matrix_basis = frame
        moved = children + [obj for each in row.get("carries", ()) for obj in found(each)]
        for obj in () if row["kind"] == "closes" else moved:
            if obj.parent in moved or obj is base or obj in parents_of(base):
                continue
            if obj.parent is not None:
                obj.matrix_basis = places[obj]
            obj.parent, obj.matrix_parent_inverse = empty, frame.inverted()


def called(objects, name):
    """The objects of a part, or else those that are called so themselves."""
    def plain(text):
        return " ".join(text.lower().replace("_", " ").replace("-", " ").split())

    return ([obj for obj in objects if plain(obj.get("part", "")) == plain(name)]
            or [obj for obj in objects if obj.name == name]
            or [obj for obj in objects if plain(obj.name.rsplit(".", 1)[0]) == plain(name)])


def parents_of(obj):
    """What an object hangs on, from the nearest one on."""
    while obj is not None:
        obj = obj.parent
        yield obj


def joint_empty(row, scale):
    """The empty of a joint, an arrow along its axis, with all that is known of it in "joint"."""
    empty = bpy.data.objects.new(f"{row['name']} joint", None)
    empty.empty_display_type, empty.empty_display_size = "SINGLE_ARROW", 0.1 * scale
    slides, still = row["kind"] == "slider", row["kind"] in ("fixed", "closes")
    empty.lock_location = (True, True, not slides)
    empty.lock_rotation = (row["kind"] != "ball",) * 2 + (slides or still,)
    about = {key: value for key, value in row.items() if key != "carries"}
    about["at"] = [scale * value for value in row["at"]]
    if slides and "limits" in row:
        about["limits"] = [scale * value for value in row["limits"]]
    if "pitch_m" in row:
        about["pitch_m"] = scale * row["pitch_m"]
    empty["joint"] = about
    asset_collection(ASSET).objects.link(empty)
    return empty
