# Exact things: printed and machined parts. No edge is bevelled, flat faces stay flat, and every
# piece is one closed solid. Lengths are metres; diameters are measured across the circle's corners.
import bmesh
import bpy
import math
from mathutils import Matrix, Vector


def sides_for(radius, error=0.00005, least=24, most=256):
    """How many sides a circle needs to be true to `error` metres; a multiple of four, so that it
    is exact along the axes."""
    share = min(max(error / max(radius, 1e-9), 1e-9), 0.5)
    sides = math.ceil(math.pi / math.acos(1 - share) / 4) * 4
    return max(least, min(most, sides))


def sharp_extrude(name, outline, depth, location, material, part, axis="Z", holes=(),
                  rotation=(0, 0, 0)):
    """`extrude` without bevels: sharp edges, flat ends, round walls smooth."""
    return extrude(name, outline, depth, location, material, part, 0.0, axis, holes, 1, 30,
                   rotation)


def drilled_plate(name, size, location, material, part, holes=(), corner=0.0, axis="Z",
                  rotation=(0, 0, 0)):
    """A plate (width, depth, thickness) with through holes (x, y, diameter) from its middle.

    `corner` is the radius of its four corners. It lies flat; `axis` as for `extrude`.
    """
    width, depth, thickness = size
    x, y = width / 2, depth / 2
    steps = sides_for(corner) // 4
    outline = (rounded_rectangle(width, depth, corner, steps) if corner > 0
               else [(x, y), (-x, y), (-x, -y), (x, -y)])
    loops = [circle(bore / 2, sides_for(bore / 2), (u, v)) for u, v, bore in holes]
    return sharp_extrude(name, outline, thickness, location, material, part, axis, loops,
                         rotation)


def hollow_cylinder(name, radius, inner, height, location, material, part, axis="Z",
                    rotation=(0, 0, 0)):
    """A hollow cylinder, open at both ends: a bush, washer or pipe; centre at `location`."""
    sides = sides_for(radius)
    return sharp_extrude(name, circle(radius, sides), height, location, material, part, axis,
                         [circle(inner, sides)], rotation)


def open_box(name, size, wall, floor, location, material, part, corner=0.0, rotation=(0, 0, 0)):
    """A box without a lid: outer size, walls and floor of exact thickness; stands on `location`.

    `corner` rounds the upright edges outside; inside they are parallel to it.
    """
    width, depth, height = size
    shells = []
    for inset in (0.0, wall):
        x, y, radius = width / 2 - inset, depth / 2 - inset, corner - inset
        shells.append(rounded_rectangle(2 * x, 2 * y, radius, sides_for(corner) // 4)
                      if radius > 1e-6 else [(x, y), (-x, y), (-x, -y), (x, -y)])
    return vessel_of(name, shells, [(0.0, height), (floor, height)], location, material, part,
                     rotation)


def open_cylinder(name, radius, height, wall, floor, location, material, part, radius_top=None,
                  rotation=(0, 0, 0)):
    """A round box without a lid: wall and floor of exact thickness; stands on `location`.

    With `radius_top` it tapers; the wall is then measured level.
    """
    top = radius if radius_top is None else radius_top
    sides = sides_for(max(radius, top))
    at_floor = radius + (top - radius) * floor / height
    low = [circle(radius, sides), circle(at_floor - wall, sides)]
    high = [circle(top, sides), circle(top - wall, sides)]
    return vessel_of(name, low, [(0.0, height), (floor, height)], location, material, part,
                     rotation, high)


def vessel_of(name, low, heights, location, material, part, rotation=(0, 0, 0), high=None):
    """A vessel between an outer and an inner shell, each an outline with its lower and upper z."""
    bm = bmesh.new()
    rims = []
    for index, (bottom, top) in enumerate(heights):
        foot = [bm.verts.new((x, y, bottom)) for x, y in low[index]]
        head = [bm.verts.new((x, y, top)) for x, y in (high or low)[index]]
        for i in range(len(foot)):
            j = (i + 1) % len(foot)
            bm.faces.new((foot[i], foot[j], head[j], head[i]))
        bm.faces.new(foot)
        rims += [bm.edges.get((a, b)) for a, b in zip(head, head[1:] + head[:1])]
    bmesh.ops.triangle_fill(bm, edges=rims, use_beauty=True, normal=(0, 0, 1))
    mesh = to_mesh(bm, name)
    soften(mesh, 30)
    return add(name, mesh, material, part, location, rotation)


def boolean(obj, others, operation="DIFFERENCE", angle=30.0, paint=False, crossing=False):
    """Cut others (objects) out of obj, which they leave the scene for; flat faces stay flat.

    `operation` may be UNION or INTERSECT. Edges sharper than `angle` degrees are sharp. Let
    cutters reach past the surface: never end one exactly on it. Faces where obj was cut take its
    own material, with `paint` the cutter's; a UNION keeps all materials. `crossing`: others may
    run into themselves, as letters do.
    """
    paint, own = paint or operation == "UNION", list(obj.data.materials)
    others = list(others) if isinstance(others, (list, tuple)) else [others]
    for each in (obj, *others):
        drop_rounding(each)
    for other in others:
        step = obj.modifiers.new("Boolean", "BOOLEAN")
        step.operation, step.solver, step.object = operation, "EXACT", other
        step.material_mode, step.use_self = "TRANSFER" if paint else "INDEX", crossing
    bpy.context.view_layer.update()
    evaluated = obj.evaluated_get(bpy.context.evaluated_depsgraph_get())
    cut = evaluated.to_mesh()
    vertices = [tuple(v.co) for v in cut.vertices]
    faces = [(list(p.vertices), p.material_index) for p in cut.polygons]
    materials = [m.original for m in cut.materials if m is not None] if paint else own
    evaluated.to_mesh_clear()
    obj.modifiers.clear()
    if not faces:
        raise ValueError(f"boolean: nothing is left of {obj.name}")
    bm = bmesh.new()
    corners = [bm.verts.new(v) for v in vertices]
    # A face that lies on another, of an operand or a sliver of the cut, is left out.
    for face, slot in {frozenset(each[0]): each for each in faces}.values():
        made = bm.faces.new([corners[i] for i in face])
        made.material_index = slot if slot < len(materials) else 0
    obj.data.materials.clear()
    for material in materials:
        obj.data.materials.append(material)
    put_mesh(obj, bm, angle)
    for other in others:
        remove(other)
    return obj


def drop_rounding(obj):
    """Make the tiny remainders of sines zero: Blender's solver loses faces between places that
    differ by less than it can tell."""
    places = [0.0] * (3 * len(obj.data.vertices))
    obj.data.vertices.foreach_get("co", places)
    obj.data.vertices.foreach_set("co", [c if abs(c) > 1e-10 else 0.0 for c in places])
    obj.location = [c if abs(c) > 1e-10 else 0.0 for c in obj.location]


def put_mesh(obj, bm, angle=30.0):
    """Give obj the mesh of a bmesh, which is freed; its materials stay. Faces keep their sides."""
    # Edges shorter than a micrometre are rounding of a cut, and would show as dark spots.
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-6)
    bmesh.ops.dissolve_degenerate(bm, edges=bm.edges, dist=1e-6)
    grain = bm.verts.layers.float_vector.get("grain")
    if grain is not None:
        bm.verts.layers.float_vector.remove(grain)
    # Not to_mesh(), which turns the faces of an enclosed void around.
    mesh, old = bpy.data.meshes.new(obj.name), obj.data
    bm.to_mesh(mesh)
    bm.free()
    for material in old.materials:
        mesh.materials.append(material)
    soften(mesh, angle)
    lay_grain(mesh, obj.name)
    obj.data = mesh
    bpy.data.meshes.remove(old)
    mesh.name = obj.name
    return obj


def drill_holes(obj, points, diameter, depth=None, axis="Z"):
    """Drill round holes of `diameter` into obj at points (x, y, z), world, along an axis.

    Right through, or `depth` from the point towards lower z (y, x); a negative depth the other way.
    """
    low, high = bounds([obj])
    number = "XYZ".index(axis)
    cutters = []
    for point in points:
        first, last = low[number] - 0.001, high[number] + 0.001
        if depth is not None:  # a little proud of the surface that it starts on
            out = 0.0002 if depth > 0 else -0.0002
            first, last = sorted((point[number] - depth, point[number] + out))
        middle = list(point)
        middle[number] = (first + last) / 2
        outline = circle(diameter / 2, sides_for(diameter / 2))
        cutters.append(sharp_extrude("Drill", outline, last - first, middle, None, "", axis))
    return boolean(obj, [join_meshes("Drill", cutters)] if len(cutters) > 1 else cutters)


def gear_outline(module, teeth, pressure_angle=20.0, backlash=0.0, steps=8):
    """The outline of an involute gear, a tooth on +X: pitch diameter module * teeth."""
    pitch, slant = module * teeth / 2, math.radians(pressure_angle)
    base, tip, root = pitch * math.cos(slant), pitch + module, pitch - 1.25 * module
    # Half the angle of a tooth on its pitch circle, and on the circle its involutes start from.
    half = math.pi / (2 * teeth) - backlash / (2 * pitch)
    at_base = half + math.tan(slant) - slant
    start = max(base, root)
    flank = []
    for step in range(steps + 1):
        # Even steps of the roll angle, so that the points crowd where the curve bends.
        first = math.sqrt(max((start / base) ** 2 - 1, 0))
        last = math.sqrt((tip / base) ** 2 - 1)
        roll = first + (last - first) * step / steps
        turn = at_base - (roll - math.atan(roll))
        # The flanks of a gear of few teeth meet before the tip: it ends a little blunt there.
        flank.append((base * math.sqrt(1 + roll * roll), max(turn, 0.02 * half)))
    if start > root:
        flank.insert(0, (root, at_base))
    outline, gap = [], 2 * math.pi / teeth
    for tooth in range(teeth):
        middle = gap * tooth
        rise = [(r, middle - turn) for r, turn in flank[:-1]]
        fall = [(r, middle + turn) for r, turn in reversed(flank[:-1])]
        first, last = flank[0][1], gap - flank[0][1]
        land = [(tip, middle + flank[-1][1] * i / 2) for i in (-1, 0, 1)]
        valley = [(root, middle + first + (last - first) * i / 4) for i in range(1, 4)]
        outline += [(r * math.cos(t), r * math.sin(t)) for r, t in rise + land + fall + valley]
    return outline


def involute_gear(name, module, teeth, thickness, location, material, part, bore=0.0,
                  pressure_angle=20.0, backlash=0.0, axis="Z", turn=0.0):
    """A spur gear: pitch diameter module * teeth, outside 2 modules more, a tooth on +X.

    `bore` is the hole's diameter, `turn` in degrees. Two gears mesh when they share the module
    and their axes are half the sum of their pitch diameters apart.
    """
    spin = math.radians(turn)
    outline = [(x * math.cos(spin) - y * math.sin(spin), x * math.sin(spin) + y * math.cos(spin))
               for x, y in gear_outline(module, teeth, pressure_angle, backlash)]
    holes = [circle(bore / 2, sides_for(bore / 2))] if bore > 0 else []
    return sharp_extrude(name, outline, thickness, location, material, part, axis, holes)


def ring_gear_outline(module, teeth, pressure_angle=20.0, backlash=0.0, steps=8):
    """The hole of a ring gear, a tooth on +X that points inwards: pitch diameter module * teeth.

    Its gaps are a spur gear's teeth, from a module inside the pitch circle to 1.25 outside it.
    """
    pitch, slant = module * teeth / 2, math.radians(pressure_angle)
    base = pitch * math.cos(slant)
    tip, root = max(pitch - module, base), pitch + 1.25 * module
    # Half the angle of a gap on its pitch circle, and on the circle its involutes start from.
    half = math.pi / (2 * teeth) + backlash / (2 * pitch)
    at_base = half + math.tan(slant) - slant
    first, last = (math.sqrt(max((r / base) ** 2 - 1, 0)) for r in (tip, root))
    rolls = [first + (last - first) * step / steps for step in range(steps + 1)]
    flank = [(base * math.sqrt(1 + roll * roll), at_base - roll + math.atan(roll))
             for roll in rolls]
    if flank[-1][1] <= 0:
        raise ValueError(f"involute_ring_gear: gaps of {teeth} teeth at {pressure_angle:g} degrees "
                         "end in a point before they are deep enough")
    outline, gap = [], 2 * math.pi / teeth
    for tooth in range(teeth):
        middle = gap * tooth
        rise = [(r, middle - gap / 2 + turn) for r, turn in reversed(flank)]
        fall = [(r, middle + gap / 2 - turn) for r, turn in flank]
        outline += [(r * math.cos(t), r * math.sin(t)) for r, t in
                    [*rise, (tip, middle), *fall, (root, middle + gap / 2)]]
    return outline


def involute_ring_gear(name, module, teeth, thickness, diameter, location, material, part,
                       pressure_angle=20.0, backlash=0.0, axis="Z", turn=0.0):
    """A ring gear: teeth inside, pitch diameter module * teeth, a tooth on +X; `diameter` outside.

    A spur gear meshes in it whose axis is half the difference of their pitch diameters off. For a
    planetary set the ring has the teeth of the sun and twice those of a planet; see `mesh_turn`.
    """
    spin = math.radians(turn)
    hole = [(x * math.cos(spin) - y * math.sin(spin), x * math.sin(spin) + y * math.cos(spin))
            for x, y in ring_gear_outline(module, teeth, pressure_angle, backlash)]
    if diameter <= module * (teeth + 2.5):
        raise ValueError(f"involute_ring_gear: {name} needs a diameter of more than "
                         f"{module * (teeth + 2.5) * 1000:g} mm")
    return sharp_extrude(name, circle(diameter / 2, sides_for(diameter / 2)), thickness, location,
                         material, part, axis, [hole])


def mesh_turn(teeth, angle, other_teeth, other_turn=0.0, ring=False):
    """The `turn` of a gear so that its teeth stand in the gaps of another one.

    `angle`: the direction, in degrees, from the other's axis to its own; `ring`: the other is a
    ring gear that it runs in.
    """
    share = (angle - other_turn) * other_teeth / 360  # how far the other's tooth is off that line
    side = angle if ring else angle + 180
    return (side - (share + 0.5 if ring else 0.5 - share) * 360 / teeth) % (360 / teeth)


def screw_thread(name, diameter, pitch, length, location, material, part, clearance=0.0,
                 starts=1, rotation=(0, 0, 0), chamfered=(False, False)):
    """A bolt's shank with an ISO thread of `pitch`, right-handed, that rises from `location`.

    To cut a nut's thread, make one longer than the nut with a `clearance` (0.0002 to 0.0004 for
    printing; it widens the diameter) and hand it to `boolean`. Let the ends of a bolt be
    `chamfered`, the lower one and the upper one: a thread that is cut across has thin edges.
    """
    outer = (diameter + clearance) / 2
    inner = outer - 0.541266 * pitch  # ISO 68-1: 5/8 of the height of a triangle of 60 degrees
    sides = sides_for(outer, least=32)
    # One turn of the profile: crest an eighth of the pitch wide, root a quarter.
    profile = [(0.0, outer), (0.125, outer), (0.4375, inner), (0.6875, inner)]
    lead, rows = pitch * starts, []
    turns = math.ceil(length / pitch) + 2 * starts + 2
    bm = bmesh.new()
    for side in range(sides):
        angle = 2 * math.pi * side / sides
        rise = lead * side / sides - (starts + 1) * pitch
        row = []
        for turn in range(turns):
            for share, r in profile:
                z = (turn + share) * pitch + rise
                for is_chamfered, inside in zip(chamfered, (z, length - z)):
                    if is_chamfered:
                        r = max(min(r, inner + inside), 0.97 * inner)
                row.append(bm.verts.new((r * math.cos(angle), r * math.sin(angle), z)))
        rows.append(row)
    for side in range(sides):
        here, there = rows[side], rows[(side + 1) % sides]
        shift = 0 if side + 1 < sides else 4 * starts
        for k in range(len(here) - 1 - shift):
            bm.faces.new((here[k], there[k + shift], there[k + shift + 1], here[k + 1]))
    for height, normal in ((0.0, -1), (length, 1)):
        bmesh.ops.bisect_plane(bm, geom=bm.verts[:] + bm.edges[:] + bm.faces[:], dist=1e-7,
                               plane_co=(0, 0, height), plane_no=(0, 0, normal), clear_outer=True)
        rim = [e for e in bm.edges if e.is_boundary
               and all(abs(v.co.z - height) < 1e-6 for v in e.verts)]
        hub = bm.verts.new((0, 0, height))
        for edge in rim:
            bm.faces.new((*edge.verts, hub))
    bmesh.ops.remove_doubles(bm, verts=bm.verts, dist=1e-7)
    bmesh.ops.dissolve_degenerate(bm, edges=bm.edges, dist=1e-7)
    mesh = to_mesh(bm, name)
    soften(mesh, 25)
    return add(name, mesh, material, part, location, rotation)


def hexagon(across):
    """The outline of a hexagon, `across` its flats: a bolt's head or a nut."""
    return circle(across / math.sqrt(3), 6)


def butt_hinge(name, length, width, thickness, location, material, part, pin=None, knuckles=5,
               gap=0.0003, opened=180.0):
    """A hinge along Y in three objects: two leaves of `width` and the pin, its axis at `location`.

    `pin` is its diameter (1.2 thicknesses), `gap` the play between what turns. 180 lies flat,
    0 is shut with the leaves standing towards +X.
    """
    pin = pin or 1.2 * thickness
    hole = pin / 2 + gap
    barrel, slot = hole + thickness, length / knuckles
    # The leaf's underside is tangent to the barrel; its upper side starts where it meets it.
    meets = math.acos((thickness - barrel) / barrel)
    sides = sides_for(barrel)
    step = 2 * math.pi / sides
    turns = [meets] + [t for t in sorted((-math.pi + i * step for i in range(sides)), reverse=True)
                       if t < meets - step / 8]
    outline = [(width, -barrel), (width, thickness - barrel)]
    outline += [(barrel * math.sin(t), barrel * math.cos(t)) for t in turns]
    leaves = []
    for side in (0, 1):
        leaf = sharp_extrude(f"{name} Leaf {side + 1}", outline, length, (0, 0, 0), material, part,
                             "Y", [circle(hole, sides_for(hole))])
        cutters = []
        for k in range(knuckles):
            if k % 2 != side:
                first, last = k * slot - (length + gap) / 2, (k + 1) * slot - (length - gap) / 2
                first -= 0.001 if k == 0 else 0
                last += 0.001 if k == knuckles - 1 else 0
                cutters.append(box("Cutter", (2 * barrel + 2 * gap, last - first, 3 * barrel),
                                   (0, (first + last) / 2, 0), None, "", 0.0))
        leaves.append(boolean(leaf, cutters))
    # The second leaf lies on the other side, and swings up about the pin as the hinge shuts.
    mirror = Matrix.Diagonal((-1.0, 1.0, 1.0, 1.0))
    leaves[1].data.transform(mirror)
    leaves[1].data.flip_normals()
    swing = Matrix.Rotation(math.radians(180 - opened), 4, "Y")
    leaves[1].data.transform(swing)
    for leaf in leaves:
        soften(leaf.data, 30)
        leaf.location = location
    rod = sharp_extrude(f"{name} Pin", circle(pin / 2, sides_for(pin / 2)), length, location,
                        material, part, "Y")
    return [*leaves, rod]
