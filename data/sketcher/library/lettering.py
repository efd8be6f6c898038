# Lettering: solid text in any installed font, straight, along an arc or round a surface, raised on
# a body or cut into it.
import bmesh
import bpy
import math
from mathutils import Matrix, Vector


def solid_text(name, text, height, depth, location, material, part, rotation=(0, 0, 0), font="",
               arc=0.0):
    """Solid letters in the XY plane, readable from +Z, capitals `height` tall, `depth` thick.

    `location` is the middle of their foot: raised letters stand on it, and are let in a little;
    for engraving put them in by less than `depth` and hand them to `boolean`. `font` is a family
    that is installed ("Lato", "DejaVu Serif Bold"). With `arc` they stand on top of a circle of
    that radius; with a negative one in its lower half, their tops to its middle.
    """
    face, meshes = installed_font(font) if font else None, []
    for body in ("H", text):
        curve = bpy.data.curves.new(name, "FONT")
        curve.body, curve.align_x, curve.resolution_u = body, "CENTER", 6
        curve.extrude = 0.5
        if face is not None:
            curve.font = face
        for number in range(len(body) if arc else 0):  # faces have the number of their letter
            curve.materials.append(None)
            curve.body_format[number].material_index = number
        words = bpy.data.objects.new(name, curve)
        bpy.context.scene.collection.objects.link(words)
        meshes.append(apply_modifiers(words))
        bpy.data.objects.remove(words)
        bpy.data.curves.remove(curve)
    if face is not None and not face.users:
        bpy.data.fonts.remove(face)
    capital = max((v.co.y for v in meshes[0].verts), default=1.0)
    meshes[0].free()
    bm, scale = meshes[1], height / capital
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-5)
    low = min((v.co.x for v in bm.verts), default=0.0)
    high = max((v.co.x for v in bm.verts), default=0.0)
    bmesh.ops.translate(bm, vec=(-(low + high) / 2, 0, 0.5), verts=bm.verts)
    bmesh.ops.scale(bm, vec=(scale, scale, depth), verts=bm.verts)
    if arc:
        # Letters that lean to each other keep their distance at their tops.
        lay_on_arc(bm, arc, (high - low) * scale, abs(arc) - (height if arc < 0 else 0.0), name)
    mesh = to_mesh(bm, name)
    soften(mesh, 30)
    return add(name, mesh, material, part, location, rotation)


def lay_on_arc(bm, radius, width, apart, name):
    """Turn letters in a row, each whole, so that their feet lie on a circle below their middle.

    A face's material index is the number of its letter; `apart` is the radius on which the
    letters' middles are as far from each other as in the row.
    """
    if apart <= 0 or width > math.tau * apart:
        raise ValueError(f"solid_text: the letters of {name} do not fit on an arc of radius "
                         f"{abs(radius) * 1000:g} mm")
    letters = {}
    for face in bm.faces:
        letters.setdefault(face.material_index, set()).update(face.verts)
        face.material_index = 0
    for _number, corners in sorted(letters.items()):
        middle = (min(v.co.x for v in corners) + max(v.co.x for v in corners)) / 2
        turn = math.copysign(middle / apart, middle * radius)
        place = Vector((radius * math.sin(turn), radius * math.cos(turn) - radius, 0))
        spin = Matrix.Translation(place) @ Matrix.Rotation(-turn, 4, "Z")
        for vertex in corners:
            vertex.co = spin @ (vertex.co - Vector((middle, 0, 0)))


def installed_font(family):
    """The font of a family ("Lato", "DejaVu Serif Bold") that is installed for all users; None for
    Blender's own, if there is none: the script's output says so."""
    from pathlib import Path  # the check of scripts lets this function, as it is, look for files
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", "/run/host/fonts", "/app/share/fonts",
               "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts")
    files = sorted(file for folder in folders for file in Path(folder).rglob("*")
                   if file.suffix.casefold() in (".ttf", ".otf", ".ttc", ".woff2"))
    wanted, *stems = ("".join(each for each in words.casefold() if each.isalnum())
                      for words in (family, *(file.stem for file in files)))
    named = [file for file, stem in zip(files, stems) if wanted[:4] == stem[:4]]
    best, chosen, known = (2,), None, set(bpy.data.fonts.keys())
    # Most files are called like their family; the others are opened if it is in none of these.
    for some in (named, [file for file in files if file not in named] if wanted else []):
        for file in some if best[0] else ():
            try:
                font = bpy.data.fonts.load(str(file), check_existing=True)
            except RuntimeError:
                continue  # nothing that Blender can read
            name = "".join(each for each in font.name.casefold() if each.isalnum())
            is_plain = name[len(wanted):] in ("", "regular", "book", "roman", "normal")
            rank = (0 if is_plain else 1, len(name)) if name.startswith(wanted) else (2,)
            if rank < best:
                best, chosen, font = rank, font, chosen
            if font is not None and font is not chosen and font.name not in known:
                bpy.data.fonts.remove(font)
    if best[0]:
        print(f"The font “{family}” has no plain style: the letters are in {chosen.name}."
              if chosen else f"The font “{family}” is not installed for all users: the letters are "
              "in Blender's own.")
    return chosen


def relief_text(obj, text, height, depth, location, normal=(0, 0, 1), up=None, bend=0.0, font="",
                arc=0.0):
    """Letters on a surface of obj, raised by `depth`, or cut in if it is negative.

    `location` is on the surface, at the middle of their foot; they face `normal`, their top
    towards `up` (0, 0, 1; on a level face 0, 1, 0). `bend` is the radius of a round surface whose
    axis runs along `up`, negative inside a hole; `font` and `arc` as for `solid_text`.
    """
    out = Vector(normal).normalized()
    rise = Vector(up) if up is not None else Vector((0, 1, 0) if abs(out.z) > 0.99 else (0, 0, 1))
    rise = (rise - out * rise.dot(out)).normalized()
    seat = 0.0003  # let in, or proud of the surface: never ends on it
    words = solid_text(f"{obj.name} Text", text, height, abs(depth) + seat, (0, 0, 0),
                       obj.data.materials[0] if obj.data.materials else None, "", font=font,
                       arc=arc)
    foot = -seat if depth > 0 else depth
    bm = bmesh.new()
    bm.from_mesh(words.data)
    if bend:
        low, high = bounds([words])
        if high.x - low.x > math.tau * abs(bend):
            raise ValueError(f"relief_text: “{text}” is longer than the way round {obj.name}")
        turn = 2 * math.pi / sides_for(abs(bend), 0.00001)
        step = turn * abs(bend)
        for i in range(math.ceil(low.x / step), math.floor(high.x / step) + 1):
            bmesh.ops.bisect_plane(bm, geom=bm.verts[:] + bm.edges[:] + bm.faces[:], dist=1e-7,
                                   plane_co=(i * step, 0, 0), plane_no=(1, 0, 0))
    axes = Matrix((rise.cross(out), rise, out)).transposed()
    tree = world_tree([obj])[0]
    for vertex in bm.verts:
        x, y, z = vertex.co
        spot, way = Vector((x, y, 0)), Vector((0, 0, 1))
        if bend:
            turn = x / bend
            spot = Vector((bend * math.sin(turn), y, bend * math.cos(turn) - bend))
            way = Vector((math.sin(turn), 0, math.cos(turn)))
        spot, way = Vector(location) + axes @ spot, axes @ way
        # As deep everywhere, though a round surface is made of flat faces.
        reach = 0.1 * abs(bend)
        hit = tree.ray_cast(spot + way * reach, -way, 2 * reach)[0] if bend else None
        vertex.co = (hit or spot) + way * (z + foot)
    bm.to_mesh(words.data)
    bm.free()
    return boolean(obj, words, "UNION" if depth > 0 else "DIFFERENCE", crossing=True)
