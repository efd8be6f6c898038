# Scripts that model in other units than metres, and say so: one unit of what is measured and exported is a metre.
import pytest
from worker_client import RemoteError

SIZES = [0.04, 0.02, 0.03]
HEAD = """import bpy
scene = bpy.context.scene
scene.unit_settings.system = "METRIC"
scene.unit_settings.scale_length = 0.001
scene.unit_settings.length_unit = "MILLIMETERS"
def box(name, size, place):
    bpy.ops.mesh.primitive_cube_add(size=1, location=place)
    obj = bpy.context.object
    obj.name, obj.scale = name, size
    bpy.ops.object.transform_apply(location=False, rotation=False, scale=True)
    return obj
"""
BRACKET = HEAD + 'bracket = box("Bracket", (40, 20, 30), (0, 0, 15))\n'
# The same size by other means: each reaches from -20 to 20, from -10 to 10 and from 0 to 30.
CASES = {
    "plain": BRACKET,
    "child": BRACKET + 'empty = bpy.data.objects.new("Empty", None)\nscene.collection.objects.link(empty)\n'
             'empty.location = (0, 0, 5)\nbracket.location.z = 10\nbracket.parent = empty\n',
    "modifiers": HEAD + 'o = box("Slat", (40, 2, 30), (0, -9, 15))\nm = o.modifiers.new("Array", "ARRAY")\n'
                 'm.use_relative_offset, m.use_constant_offset, m.count = False, True, 10\n'
                 'm.constant_offset_displace = (0, 2, 0)\n'
                 'b = o.modifiers.new("Bevel", "BEVEL")\nb.width, b.limit_method, b.angle_limit = 0.5, "ANGLE", 3\n',
    "collection": BRACKET + 'group = bpy.data.collections.new("Group")\ngroup.instance_offset = (5, 0, 0)\n'
                  'group.objects.link(bracket)\nscene.collection.objects.unlink(bracket)\n'
                  'place = bpy.data.objects.new("Place", None)\nplace.instance_type = "COLLECTION"\n'
                  'place.instance_collection = group\nplace.location.x = 5\nscene.collection.objects.link(place)\n',
    "shown twice": BRACKET + 'group = bpy.data.collections.new("Group")\ngroup.objects.link(bracket)\n'
                   'place = bpy.data.objects.new("Place", None)\nplace.instance_type = "COLLECTION"\n'
                   'place.instance_collection = group\nscene.collection.objects.link(place)\n',
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES)
def test_scale_length(worker, script):
    built = worker.build(script, save="kept.blend")
    assert built["notes"] == ["One unit of the scene is 0.001 m (scale_length), so the asset was scaled by 0.001."]
    whole = worker.measure()["whole"]
    assert whole["dimensions_m"] == pytest.approx(SIZES, abs=1e-6)
    assert whole["box"]["min"] == pytest.approx([-0.02, -0.01, 0], abs=1e-6)
    again = worker.call("open", {"file": "kept.blend"})
    assert again["notes"] == []
    result = worker.call("export", {"file": "out/asset.stl", "scale": 1000.0})
    assert [high - low for low, high in zip(result["low"], result["high"])] == pytest.approx([40, 20, 30], abs=1e-3)


def test_metres(worker):
    assert worker.build(BRACKET.replace("0.001", "1.0"))["notes"] == []
    assert worker.measure()["whole"]["dimensions_m"] == pytest.approx([40, 20, 30])


def test_what_cannot_be_scaled(worker):
    """A driver holds it where it is: it stays as large as it was, and that is said."""
    script = BRACKET + 'for axis in range(3):\n    bracket.driver_add("scale", axis).driver.expression = "1"\n'
    (note,) = worker.build(script)["notes"]
    assert "its units are taken for metres" in note
    assert worker.measure()["whole"]["dimensions_m"] == pytest.approx([40, 20, 30])


def test_preview(worker):
    """The window's model of a script whose values change."""
    assert worker.call("preview", {"script": BRACKET, "file": "preview.glb"})["error"] is None
    assert worker.call("read_back", {"file": "preview.glb"})["high"] == pytest.approx([0.02, 0.01, 0.03], abs=1e-6)


def test_nothing_seen(worker):
    assert worker.build(HEAD)["notes"] == []
    with pytest.raises(RemoteError, match="nothing to print") as refused:
        worker.call("print_check", {})
    assert refused.value.code == -32004
