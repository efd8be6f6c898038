# The sketcher’s changes of a model that was taken in (data/sketcher/library/taken_in.py), as mq-model-changes.c writes
# them.
import foreign_models as foreign
import pytest
from foreign_models import ROBOT, Box
from taking import rebuild, take
from test_toolkit import with_library

ARM = Box("Arm", (0.2, -0.05, 0.5), (0.5, 0.1, 0.6))
COPY = """
ARM_COPY_COLOR, ARM_COPY_SCALE, ARM_COPY_X, ARM_COPY_Y, ARM_COPY_Z = "#808080", 1.0, {right}, 0.0, 0.0


def arm_copy():
    piece("Arm", "arm_copy", {place}, (ARM_COPY_X, ARM_COPY_Y, ARM_COPY_Z), ARM_COPY_SCALE, ARM_COPY_COLOR, "{color}")

"""


@pytest.fixture(scope="module")
def script(worker, folder):
    taken = take(worker, foreign.write_glb(folder / "robot.glb", [*ROBOT, ARM]))
    rebuild(worker, taken)
    return taken["script"]


def boxes(worker, script, *calls, more=""):
    """{name: (low, high)} of what the script makes with more statements in build()."""
    lines = "".join(f"    {call}\n" for call in calls)
    assert script.count("\n\n\nbuild()\n") == 1
    script = script.replace("\n\n\nbuild()\n", f"\n{lines}\n\nbuild()\n")
    script = script.replace("\ndef build():\n", f"{more}\ndef build():\n")
    worker.execute(with_library("\nSEED = 0\n" + script))
    return {each["name"]: (each["box"]["min"], each["box"]["max"]) for each in worker.measure()["objects"]}


@pytest.mark.parametrize("right", [0.0, 0.07])
def test_mirrored_arm(worker, script, right):
    """About the middle of the others, and from there to the right; its faces look outwards."""
    place = script.partition('piece("Arm", "arm", ')[2].partition("),")[0] + ")"
    color = script.partition('ARM_COLOR = "')[2].partition('"')[0]
    found = boxes(worker, script, "arm_copy()", 'mirror_part("arm_copy", "arm", ARM_COPY_X * SCALE)',
                  more=COPY.format(place=place, color=color, right=right))
    assert found["Arm"] == (pytest.approx(ARM.low, abs=1e-6), pytest.approx(ARM.high, abs=1e-6))
    low, high = found["Arm.001"]
    assert low == pytest.approx([-0.5 + right, -0.05, 0.5], abs=1e-6)
    assert high == pytest.approx([-0.2 + right, 0.1, 0.6], abs=1e-6)
    report = worker.measure()
    assert not any(each["flipped_edges"] for each in report["objects"]) and not report["flipped"]


def test_hollow_body(worker, script):
    """Walls of so much on all sides, whatever the scale of the part is."""
    for scale in ("1.0", "0.5"):
        own = script.replace("BODY_SCALE = 1.0", f"BODY_SCALE = {scale}").replace(
            "\n\n\nbuild()\n", "\n    hollow_part(\"body\", 0.01)\n\n\nbuild()\n")
        said = worker.execute(with_library("\nSEED = 0\n" + own) + """
import bmesh
import bpy
shape = bmesh.new()
obj = bpy.data.objects["Body"]
shape.from_object(obj, bpy.context.evaluated_depsgraph_get())
print(shape.calc_volume(signed=True) * obj.scale.x ** 3)
""")
        factor = float(scale)
        outer = [0.4 * factor, 0.2 * factor, 0.5 * factor]
        inner = [each - 0.02 for each in outer]
        assert float(said["stdout"].split()[-1]) == pytest.approx(
            outer[0] * outer[1] * outer[2] - inner[0] * inner[1] * inner[2], rel=1e-4)


def test_base_and_letters(worker, script):
    """All stands on the plate, which is on the ground; the letters are on its front, and fit."""
    found = boxes(worker, script, "put_on_base(0.08, 0.05, '#334455')",
                  "letter_part('base', 'Robbie', 0.2, 0.01, '#ffffff')")
    assert found["Base"] == (pytest.approx([-0.25, -0.15, 0.0], abs=1e-6), pytest.approx([0.55, 0.15, 0.08], abs=1e-6))
    assert found["Body"][0] == pytest.approx([-0.2, -0.1, 0.38], abs=1e-6)
    low, high = found["Letters"]
    assert (low[0] + high[0]) / 2 == pytest.approx(0.15, abs=0.01) and high[0] - low[0] < 0.72
    assert 0 < low[2] < high[2] < 0.08 and low[1] == pytest.approx(-0.158, abs=1e-4)
    round_base = boxes(worker, script, "put_on_base(0.08, 0.05, '#334455', is_round=True)")["Base"]
    radius = (0.7 ** 2 + 0.2 ** 2) ** 0.5 / 2 + 0.05
    assert round_base[1][0] - round_base[0][0] == pytest.approx(2 * radius, rel=0.01)
