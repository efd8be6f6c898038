# The frames of a turn: one framing for all, and nothing of the asset outside it.
import pytest
from test_render import asset, pixels, red
from worker_client import RemoteError, Worker

WIDTH, HEIGHT, FRAMES = 160, 90, 8
SIZES = {"plank": (2, .2, .1), "tower": (.3, .6, 3), "tile": (1, 1, .02)}
# Stands far from the origin, as the boxes of test_render do.
CYLINDER = '''import bpy
bpy.ops.mesh.primitive_cylinder_add(radius=.5, depth=1.2, vertices=128, location=(4, -3, 2))
mat = bpy.data.materials.new('Red'); mat.use_nodes = True
mat.node_tree.nodes['Principled BSDF'].inputs['Base Color'].default_value = (.6, .02, .02, 1)
bpy.context.object.data.materials.append(mat)
'''


def turn(worker, folder, **more):
    return worker.call("turntable", {"folder": folder, "frames": FRAMES, "width": WIDTH,
                                     "height": HEIGHT, **more})


def frames(worker, folder):
    return sorted((worker.run_dir / folder).iterdir())


def box(path):
    """Where the red asset is: left, right, top and bottom, in pixels."""
    width, height, rows = pixels(path)
    assert (width, height) == (WIDTH, HEIGHT)
    seen = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if red(pixel)]
    return (min(x for x, _ in seen), max(x for x, _ in seen),
            min(y for _, y in seen), max(y for _, y in seen))


# The camera is the same for all engines.
@pytest.mark.parametrize("engine, name", [*[("workbench", name) for name in SIZES], ("cycles", "tower")])
def test_inside_the_frame(worker, name, engine):
    """Each side of a box comes near the frame's border in some frame, and touches it in none."""
    worker.execute(asset(SIZES[name]))
    result = turn(worker, f"inside-{name}-{engine}", engine=engine)
    assert result["frames"] == result["rendered"] == FRAMES
    names = [path.name for path in frames(worker, f"inside-{name}-{engine}")]
    assert names == [f"frame_{number:04d}.png" for number in range(1, FRAMES + 1)]
    boxes = [box(path) for path in frames(worker, f"inside-{name}-{engine}")]
    assert len(set(boxes)) > 1  # it turns
    left, right = min(each[0] for each in boxes), max(each[1] for each in boxes)
    top, bottom = min(each[2] for each in boxes), max(each[3] for each in boxes)
    assert left >= 3 and top >= 3 and right < WIDTH - 3 and bottom < HEIGHT - 3
    # And fills the frame as far as one framing for all allows.
    assert right - left > .5 * WIDTH or bottom - top > .6 * HEIGHT


def test_size_is_constant(worker):
    """What is the same from all sides does not move by a pixel, however wide the rest is seen."""
    worker.execute(CYLINDER + """
bpy.ops.mesh.primitive_cube_add(size=1, location=(4, -3, 1.38))
bpy.context.object.scale = (4, .2, .02)
""")
    turn(worker, "round")
    boxes = {box(path) for path in frames(worker, "round")}
    assert len(boxes) == 1, boxes


def test_turn_has_no_double_frame(worker):
    """The frame after the last one would be the first."""
    worker.execute(asset(SIZES["plank"]))
    turn(worker, "whole")
    turn(worker, "half", frames=4, degrees=180)
    whole, half = frames(worker, "whole"), frames(worker, "half")
    assert [box(path) for path in half] == [box(path) for path in whole[:4]]
    # A plank looks the same from behind, and from no other side.
    assert box(whole[0]) != box(whole[1]) != box(whole[2])
    turn(worker, "next", frames=1, from_deg=38 + 180)
    assert box(frames(worker, "next")[0]) == box(whole[4])


def test_easing(worker):
    """A smooth turn is slow at first, and halfway in the middle."""
    worker.execute(asset(SIZES["plank"]))
    turn(worker, "smooth", frames=8, degrees=180, easing="smooth")
    turn(worker, "even", frames=8, degrees=180)
    smooth, even = ([box(path) for path in frames(worker, name)] for name in ("smooth", "even"))
    assert smooth[0] == even[0] and smooth[4] == even[4] and smooth[1] != even[1]


def test_transparent(worker):
    """Without the ground, with an alpha."""
    worker.execute(asset(SIZES["plank"]))
    turn(worker, "nothing-behind", frames=1, transparent=True)
    (path,) = frames(worker, "nothing-behind")
    assert path.read_bytes()[25] == 6  # RGBA
    turn(worker, "ground", frames=1)
    (path,) = frames(worker, "ground")
    assert path.read_bytes()[25] == 2


def test_resume(worker, tmp_path):
    """Another Blender draws what is missing, and keeps what is whole."""
    worker.execute(CYLINDER, save="scene.blend")
    turn(worker, "again")
    paths = frames(worker, "again")
    drawn = [pixels(path) for path in paths]
    paths[1].unlink()
    paths[3].write_bytes(paths[3].read_bytes()[:-20])  # half written
    kept = paths[6].stat().st_mtime_ns
    paths[5].unlink()
    paths[5].symlink_to(paths[4])
    other = Worker(tmp_path / "run")
    try:
        # The same folder, in the other's run folder.
        (worker.run_dir / "again").rename(other.run_dir / "again")
        (other.run_dir / "scene.blend").write_bytes((worker.run_dir / "scene.blend").read_bytes())
        other.call("open", {"file": "scene.blend"})
        result = turn(other, "again")
        assert result["rendered"] == 3
        done = [note["params"]["done"] for note in other.notifications]
        assert done == list(range(1, FRAMES + 1))
        paths = frames(other, "again")
        assert [pixels(path) for path in paths] == drawn
        assert not paths[5].is_symlink() and paths[6].stat().st_mtime_ns == kept
    finally:
        other.close()


CUT_SHORT = """
from maquette_bridge.render import renderer
usual = getattr(renderer, "usual", renderer.picture)
renderer.usual = usual
def write(scene, path):
    usual(scene, path)
    with open(path, "r+b") as file:
        file.truncate(len(file.read()) - {lost})
renderer.picture = write if {lost} else usual
"""


def test_a_picture_that_is_not_whole_is_an_error(worker):
    """As on a full disk; the call can be repeated."""
    worker.execute(CUT_SHORT.format(lost=1) + CYLINDER)
    with pytest.raises(RemoteError, match="only a part of a picture"):
        turn(worker, "cut", frames=2, width=16, height=16)
    worker.execute(CUT_SHORT.format(lost=0) + CYLINDER)
    assert turn(worker, "cut", frames=2, width=16, height=16)["rendered"] == 2


STOPS = """
from types import SimpleNamespace
from maquette_bridge.render import turntable
motion = turntable.Motion.__new__(turntable.Motion)
for limits, wanted in {wanted}:
    for share, value in wanted.items():
        found = motion._at(SimpleNamespace(limits=limits), share)
        assert abs(found - value) < 1e-9, (limits, share, found)
"""


ANGLES = """
from maquette_bridge.render import turntable
for arguments, wanted in {}:
    turn = turntable.Turn(*arguments)
    found = [turn.azimuth(index) for index in range(turn.frames)]
    assert all(abs(a - b) < 1e-9 for a, b in zip(found, wanted)) and len(found) == len(wanted), (arguments, found)
    assert turn.is_still == (arguments[3] == 0)
assert [turntable.name(number) for number in (1, 70, 9999)] == ["frame_0001.png", "frame_0070.png", "frame_9999.png"]
"""


def test_angles_of_frames(worker):
    """The last is a step short of the end, and a smooth turn begins and ends slowly."""
    worker.execute(ANGLES.format([
        ((4, 1, 38, 360, "linear"), [38, 128, 218, 308]), ((2, 7, -90, -180, "linear"), [-90, -180]),
        ((4, 1, 10, 180, "smooth"), [10, 10 + 28.125, 100, 10 + 151.875]), ((3, 1, 5, 0, "smooth"), [5, 5, 5])]))


def test_where_a_joint_is_in_its_part_of_the_film(worker):
    """To one end, to the other and back, each way in the same time; without ends once round."""
    worker.execute(STOPS.format(wanted=[
        (None, {0: 0, .25: 90, .5: 180, 1: 360}), ((0, 90), {0: 0, .25: 45, .5: 90, .75: 45, 1: 0}),
        ((-.2, 0), {0: 0, .25: -.1, .5: -.2, 1: 0}),
        ((-30, 60), {0: 0, 1 / 6: 30, 1 / 3: 60, .5: 15, 2 / 3: -30, 5 / 6: -15, 1: 0})]))


def test_numbers_go_on(worker):
    worker.execute(CYLINDER)
    turn(worker, "numbers", frames=2, width=16, height=16)
    turn(worker, "numbers", frames=2, first=3, width=16, height=16)
    assert [path.name for path in frames(worker, "numbers")] == [
        f"frame_000{number}.png" for number in (1, 2, 3, 4)]


def test_cancel(worker):
    """Stops between two frames; whole ones stay for the next time."""
    worker.execute(CYLINDER)
    worker.notifications.clear()
    ident = worker.start("turntable", {"folder": "stopped", "frames": 500, "width": WIDTH,
                                       "height": HEIGHT})
    while not worker.notifications:
        worker.notifications.append(worker.receive())
    worker.next_id += 1
    worker.send({"jsonrpc": "2.0", "id": worker.next_id, "method": "cancel", "params": {}})
    answers = {}
    while len(answers) < 2:
        message = worker.receive()
        if "id" in message:
            answers[message["id"]] = message
        else:
            worker.notifications.append(message)
    assert answers[ident]["error"]["code"] == -32005
    paths = frames(worker, "stopped")
    assert len(paths) == len(worker.notifications) < 500
    assert not [path for path in paths if path.name.startswith(".")]
    assert worker.call("info")["objects"] == 1  # and nothing of the stage stays


@pytest.mark.parametrize("wrong, told", [
    ({"frames": 0}, "frames"), ({"first": 9999, "frames": 2}, "first"), ({"easing": "wild"}, "easing"),
    ({"degrees": 1e9}, "degrees"), ({"folder": "../x"}, "refused"), ({"speed": 1}, "unknown")])
def test_refused(worker, wrong, told):
    worker.execute(CYLINDER)
    with pytest.raises(RemoteError, match=told):
        turn(worker, **{"folder": "wrong", **wrong})
    assert not (worker.run_dir / "wrong").exists()


def test_nothing_to_film(worker):
    worker.execute("import bpy")
    with pytest.raises(RemoteError) as caught:
        turn(worker, "nothing")
    assert caught.value.code == -32004
