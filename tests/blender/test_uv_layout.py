# How faces lie in their pictures, measured on layouts whose overlap, pixels a meter, stretch and used part are known by
# how they were made: rectangles on a lattice, whose cells are counted one by one here.
import json
import random

import pytest

# Each quad: the lattice's cells in the picture, its sides on the surface in m; turned and moved in the world.
MADE = """import bpy, json
from mathutils import Euler, Matrix, Vector
for name, quads, pixels, scale in json.loads('''{things}'''):
    mesh = bpy.data.meshes.new(name)
    places, faces = [], []
    for number, (_uv, (width, height)) in enumerate(quads):
        turn = Euler((number, 2 * number, 3)).to_matrix()
        places += [turn @ Vector((x / scale, y / scale, 0)) + Vector((number, 0, 5)) for x, y in
                   ((0, 0), (width, 0), (width, height), (0, height))]
        faces.append(range(4 * number, 4 * number + 4))
    mesh.from_pydata(places, [], faces)
    layer = mesh.uv_layers.new(name="Own")
    for (uv, _sides), face in zip(quads, mesh.polygons):
        left, low, right, high = (each / {lattice} for each in uv)
        for loop, place in zip(face.loop_indices, ((left, low), (right, low), (right, high), (left, high))):
            layer.data[loop].uv = place
    obj = bpy.data.objects.new(name, mesh)
    obj.scale = 3 * (scale,)
    bpy.context.scene.collection.objects.link(obj)
    material = bpy.data.materials.new(name + " paint")
    material.use_nodes = True
    tree = material.node_tree
    if pixels:
        node = tree.nodes.new("ShaderNodeTexImage")
        node.image = bpy.data.images.new(name + " picture", *pixels)
        node.image.pack()
        tree.links.new(node.outputs["Color"], tree.nodes["Principled BSDF"].inputs["Base Color"])
    mesh.materials.append(material)
"""
LATTICE = 16


def build(worker, things):
    worker.execute(MADE.replace("{things}", json.dumps(things)).replace("{lattice}", str(LATTICE)))


def export(worker):
    answer = worker.call("export", {"file": "out/layouts.glb", "scale": 100.0})
    return {row.pop("object"): row for row in answer["layouts"]}


def test_overlap_and_used_part(worker):
    """Of random rectangles, the cells that lie under one and under several of them."""
    chance = random.Random(62)
    things, wanted = [], {}
    for number in range(6):
        quads, count = [], {}
        for _ in range(chance.randrange(1, 12)):
            left, low = chance.randrange(LATTICE - 1), chance.randrange(LATTICE - 1)
            right, high = chance.randrange(left + 1, LATTICE + 1), chance.randrange(low + 1, LATTICE + 1)
            quads.append(((left, low, right, high), (1, 1)))
            for cell in ((x, y) for x in range(left, right) for y in range(low, high)):
                count[cell] = count.get(cell, 0) + 1
        things.append((f"Thing {number}", quads, (32, 32), 1))
        wanted[f"Thing {number}"] = (100 * sum(each > 1 for each in count.values()) / len(count),
                                     100 * len(count) / LATTICE ** 2)
    build(worker, things)
    found = export(worker)
    assert {name: (row["overlap"], row["used"]) for name, row in found.items()} == {
        name: pytest.approx(each, abs=0.2) for name, each in wanted.items()}
    assert max(overlap for overlap, _used in wanted.values()) > 20


def test_pixels_and_stretch(worker):
    """On 0.5 m lie 8 of 16 cells of 1024 pixels: 1024 a meter. The second face has a quarter of it in one direction."""
    quads = [((0, 0, 8, 8), (0.5, 0.5)), ((8, 8, 16, 10), (0.5, 0.5)), ((0, 8, 4, 12), (0.5, 0.5))]
    build(worker, [("Crate", quads, (1024, 1024), 1), ("Small", quads[:1], (512, 256), 4),
                   ("Bare", quads, None, 1)])
    rows = worker.measure(requirements=[
        {"words": "w", "what": "texel_density", "of": of, "value": value} for of, value in
        (("Crate", 500), ("Crate", 600), ("Bare", 1))] + [
            {"words": "w", "what": "uv_overlap", "of": "Bare"}])["requirements"]
    assert [row["met"] for row in rows] == [True, False, None, True]
    assert [row["found"] for row in rows[:2]] == [pytest.approx(512, rel=1e-4)] * 2
    assert "no picture" in rows[2]["how"] and "512 pixels on a meter, not 600" in rows[1]["fix"]
    found = export(worker)
    assert found["Crate"] == {"overlap": 0, "used": pytest.approx(37.5, abs=0.1), "stretch": pytest.approx(4, rel=1e-4),
                              "least": pytest.approx(512, rel=1e-4), "most": pytest.approx(1024, rel=1e-4)}
    # Pixels count, not shares of the picture: it is twice as wide as high.
    assert found["Small"]["stretch"] == pytest.approx(2, rel=1e-4)
    assert found["Small"]["most"] == pytest.approx((512 * 256) ** 0.5, rel=1e-4)
    assert set(found) == {"Crate", "Small"}


def test_neighbors_share_nothing(worker):
    """Faces that lie edge to edge, at any angle and of any size, do not overlap."""
    worker.execute("""import bpy
bpy.ops.mesh.primitive_uv_sphere_add(segments=37, ring_count=19, radius=1)
ball = bpy.context.object
ball.name = "Ball"
bpy.ops.mesh.primitive_cone_add(vertices=53, location=(3, 0, 0))
bpy.context.object.name = "Cone"
""")
    asked = [{"words": "w", "what": "uv_overlap", "of": of} for of in ("Ball", "Cone")]
    assert [row["found"] for row in worker.measure(requirements=asked)["requirements"]] == [0, 0]
