# Skins: closed pieces that grow into each other made one surface, as a neck into a body.
import bmesh
import bpy
import math
from mathutils.bvhtree import BVHTree
from mathutils.geometry import barycentric_transform


def blend_skin(name, objects, radius):
    """Grow overlapping closed pieces into one closed skin of quads; junctions rounded by `radius`.

    It takes the place of the objects, and the part of the first. Each face has the material of the
    piece nearest to it; vertex groups have the names of the pieces' parts.
    """
    surfaces = [surface_of(obj) for obj in objects]
    parts = [obj.get("part") or obj.name for obj in objects]
    names = [obj.name for obj in objects]
    area = sum(each["area"] for each in surfaces)
    # Thin pieces keep about fifteen faces round them; in all there are at most some 16,000.
    grain = min(radius / 3, *(2 * each["volume"] / each["area"] / 2.5 for each in surfaces))
    grain = max(grain, math.sqrt(area / 16000))
    skin = join_meshes(name, objects)
    bm = remeshed(skin, grain)
    verts = list(bm.verts)
    near = [[i for i, each in enumerate(surfaces)
             if each["tree"].find_nearest(v.co, radius + 3 * grain)[0] is not None] for v in verts]
    lone = {min((abs(distance_to(each, place)[0]), own) for each, own in zip(surfaces, names))[1]
            for place in lone_points(bm)}
    if lone:
        bm.free()
        raise ValueError(f"blend_skin: {', '.join(sorted(lone))} of {name} overlap none of the "
                         "others")
    for turn in range(3):
        if turn:
            bmesh.ops.smooth_vert(bm, verts=verts, factor=0.5, use_axis_x=True, use_axis_y=True,
                                  use_axis_z=True)
        for vertex, pieces in zip(verts, near):
            vertex.co = to_skin(vertex.co, [surfaces[i] for i in pieces], radius, grain)
    dress(skin, bm, surfaces, near, parts)
    return skin


def surface_of(obj):
    """What a closed piece is like in the world: its triangles, their slots, a tree to look in."""
    bm = bmesh.new()
    bm.from_mesh(obj.data)
    bm.transform(matrix_of(obj))
    bmesh.ops.recalc_face_normals(bm, faces=bm.faces)
    if not bm.faces or not all(edge.is_manifold for edge in bm.edges):
        bm.free()
        raise ValueError(f"blend_skin: {obj.name} is not closed")
    bmesh.ops.triangulate(bm, faces=bm.faces)
    bm.normal_update()
    laid = bm.verts.layers.float_vector.get("grain")
    own = [slot.material for slot in obj.material_slots]
    made = {"tree": BVHTree.FromBMesh(bm), "area": sum(f.calc_area() for f in bm.faces),
            "volume": abs(bm.calc_volume()),
            "triangles": [[v.index for v in f.verts] for f in bm.faces],
            "places": [v.co.copy() for v in bm.verts],
            "normals": [v.normal.copy() for v in bm.verts],
            "grain": [v[laid].copy() for v in bm.verts] if laid else None,
            "materials": [own[min(f.material_index, len(own) - 1)] if own else None
                          for f in bm.faces]}
    bm.free()
    return made


def remeshed(obj, size):
    """The outside of an object's mesh as quads of about `size`."""
    step = obj.modifiers.new("Skin", "REMESH")
    step.mode, step.voxel_size = "VOXEL", size
    return apply_modifiers(obj)


def lone_points(bm):
    """A place on each of the smaller islands of a mesh; none if it is one."""
    seen, islands = set(), []
    for first in bm.verts:
        todo, count = [first], 0
        while todo:
            vertex = todo.pop()
            if vertex not in seen:
                seen.add(vertex)
                count += 1
                todo += [edge.other_vert(vertex) for edge in vertex.link_edges]
        if count:
            islands.append((count, first.index))
    bm.verts.ensure_lookup_table()
    return [bm.verts[index].co for _count, index in sorted(islands)[:-1]]


def distance_to(surface, point, reach=1e9):
    """(signed distance, direction outward) from a closed surface, or None beyond `reach`."""
    spot, normal, index, far = surface["tree"].find_nearest(point, reach)
    if spot is None:
        return None
    corners = surface["triangles"][index]
    mean = barycentric_transform(spot, *(surface["places"][i] for i in corners),
                                 *(surface["normals"][i] for i in corners))
    away = point - spot
    sign = 1.0 if away.dot(mean) >= 0 else -1.0
    return sign * far, away * (sign / far) if far > 1e-7 else normal


def to_skin(point, surfaces, radius, grain):
    """The place near a point where its pieces' rounded union has its surface."""
    for _step in range(4):
        found = sorted((each for each in (distance_to(s, point, radius + 4 * grain)
                                          for s in surfaces) if each), key=lambda each: each[0])
        if not found:
            return point
        miss, way = found[0]
        if len(found) > 1:
            (a, one), (b, other) = found[:2]
            # Where two surfaces run side by side there is no corner to round.
            round_by = radius * math.sqrt(min(1.0, max(0.0, 1 - one.dot(other))))
            u, v = max(round_by - a, 0.0), max(round_by - b, 0.0)
            if u > 0 and v > 0:
                arm = math.hypot(u, v)
                miss = max(round_by, a) - arm
                way = (one * u + other * v) / arm
        length = max(way.length, 0.3)
        move = max(-grain, min(grain, miss / length))
        point = point - way.normalized() * move
        if abs(move) < 1e-3 * grain:
            break
    return point


def dress(skin, bm, surfaces, near, parts):
    """Give the skin its mesh, with materials, grain and vertex groups of the nearest pieces."""
    slots, materials, laid = [], [], []
    with_grain = all(each["grain"] for each in surfaces)
    nearest = {}

    def look(vertex, piece):
        """Where the grain of a piece is at a vertex."""
        if (vertex, piece) not in nearest:
            own = surfaces[piece]
            spot, _normal, index, _far = own["tree"].find_nearest(bm.verts[vertex].co)
            corners = own["triangles"][index]
            nearest[vertex, piece] = barycentric_transform(
                spot, *(own["places"][i] for i in corners), *(own["grain"][i] for i in corners))
        return nearest[vertex, piece]

    def piece_at(point, pieces):
        return min((abs(distance_to(surfaces[i], point)[0]), i) for i in pieces)[1]
    bm.verts.ensure_lookup_table()
    groups = {part: [] for part in parts}
    for vertex in bm.verts:
        groups[parts[piece_at(vertex.co, near[vertex.index])]].append(vertex.index)
    for face in bm.faces:
        middle = face.calc_center_median()
        piece = piece_at(middle, near[face.verts[0].index])
        material = surfaces[piece]["materials"][surfaces[piece]["tree"].find_nearest(middle)[2]]
        if material is not None and material not in materials:
            materials.append(material)
        slots.append(materials.index(material) if material is not None else 0)
        if with_grain:
            laid += [value for v in face.verts for value in look(v.index, piece)]
    for _turn in range(3):  # where two colours meet, the teeth of a saw are taken off
        before = list(slots)
        for face in bm.faces:
            beside = [before[f.index] for e in face.edges for f in e.link_faces if f != face]
            most = max(beside, key=lambda slot: (beside.count(slot), -slot))
            if beside.count(most) >= 3:
                slots[face.index] = most
    mesh, old = bpy.data.meshes.new(skin.name), skin.data
    bm.to_mesh(mesh)
    bm.free()
    for material in materials:
        mesh.materials.append(material)
    mesh.polygons.foreach_set("material_index", slots)
    if with_grain:
        # Of corners, so that it does not run from one piece's to another's within a face.
        mesh.attributes.new("grain", "FLOAT_VECTOR", "CORNER").data.foreach_set("vector", laid)
    else:
        lay_grain(mesh, skin.name)
    mesh.shade_smooth()
    mesh.set_sharp_from_angle(angle=math.radians(60))
    skin.data = mesh
    bpy.data.meshes.remove(old)
    mesh.name = skin.name
    for part, members in groups.items():
        skin.vertex_groups.new(name=part).add(members, 1.0, "REPLACE")
