# A suitcase of two hollow shells on wheels; its front shell opens.
import math
from mathutils import Matrix


def foot():
    """The height of the underside of the shells."""
    return WHEEL_DIAMETER + 0.012


def half_shell(name, side, shell):
    """A hollow shell with round edges: side -1 is the front, 1 the back."""
    rows, turn, wall = [], min(0.03, 0.2 * DEPTH), 0.004
    for inside in (0, 1):
        deep = DEPTH / 2 - wall * inside
        ring = [(0.0, 0.003), *arc((turn, deep - turn), turn, 180, 90, 8), (None, deep)]
        for inset, y in reversed(ring) if inside else ring:
            share, inset = (0.002, 0.0) if inset is None else (1.0, inset + wall * inside)
            line = rounded_rectangle(WIDTH - 2 * inset, HEIGHT - 2 * inset,
                                     max(0.003, CORNER - inset), 8)
            rows.append([(share * x, side * y, foot() + HEIGHT / 2 + share * z)
                         for x, z in line])
    return loft(name, rows, shell, "shells", smooth=50, closed=True)


def shells(shell, metal):
    """Two shells with ribs; the zip and a lock are on the back one."""
    made, room = [], WIDTH - 2 * max(CORNER, 0.04)
    for name, side in (("Front shell", -1), ("Back shell", 1)):
        pieces, wide = [half_shell("Shell", side, shell)], 0.5 * room / RIB_COUNT
        for i in range(RIB_COUNT):
            x = -room / 2 + room * (i + 0.5) / RIB_COUNT
            pieces.append(box("Rib", (wide, 0.006, HEIGHT - 2 * max(CORNER, 0.04)),
                              (x, side * DEPTH / 2, foot() + HEIGHT / 2), shell, "shells",
                              bevel=0.0025))
        if side > 0:
            line = [(x, 0, foot() + HEIGHT / 2 + z) for x, z in rounded_rectangle(
                WIDTH - 0.002, HEIGHT - 0.002, CORNER, 8)]
            pieces.append(tube("Zip", line, 0.0032, metal, "shells", 10, True, smooth_path=1))
            pieces += [box("Bezel", (0.034, 0.03, 0.006), (x, 0.32 * DEPTH, foot() + HEIGHT), metal,
                           "shells", bevel=0.002) for x in (-0.08, 0.08)]
        made.append(join_meshes(name, pieces))
    return made


def shell_joints():
    """The front shell opens to its left side."""
    return [hinge("Front shell", "Back shell", "Front shell", axis="-z", limits=(0, 100),
                  at=(-WIDTH / 2, 0, foot() + HEIGHT / 2), carries=["Caster 1", "Caster 2"])]


def wheel_places():
    """Where the wheels stand: two in front, then two behind."""
    x = WIDTH / 2 - max(0.055, CORNER + 0.005)
    return [(sx * x, sy * (DEPTH / 2 - 0.045)) for sy in (-1, 1) for sx in (-1, 1)]


def casters(black):
    """A housing with two cheeks and an axle for each wheel."""
    made, r, long = [], WHEEL_DIAMETER / 2, 0.016 + 0.7 * WHEEL_DIAMETER
    for i, (x, y) in enumerate(wheel_places()):
        top = cylinder("Housing", 0.019, 0.012, (x, y, foot() - 0.002), black, "casters", sides=40)
        cheeks = [box("Cheek", (0.004, 0.018, long), (x + s * 0.0135, y, foot() - long / 2), black,
                      "casters", bevel=0.001) for s in (-1, 1)]
        axle = cylinder("Axle", 0.004, 0.03, (x, y, r), black, "casters", sides=24,
                        rotation=(0, math.pi / 2, 0))
        made.append(join_meshes(f"Caster {i + 1}", [top, *cheeks, axle]))
    return made


def wheels(black):
    """Four wheels with a groove."""
    r, made = WHEEL_DIAMETER / 2, []
    line = [(0, -0.01), (0.8 * r, -0.01), (r, -0.006), (r, 0.006), (0.8 * r, 0.01), (0, 0.01)]
    for i, (x, y) in enumerate(wheel_places()):
        made.append(lathe(f"Wheel {i + 1}", line, (0, 0, 0), black, "wheels", steps=48))
        transform([made[-1]], Matrix.Translation((x, y, r)) @ Matrix.Rotation(math.pi / 2, 4, "Y"))
    return made


def wheel_joints():
    """Each wheel rolls, and its caster turns under the shell."""
    rows, r = [], WHEEL_DIAMETER / 2
    for i, (x, y) in enumerate(wheel_places()):
        shell = "Front shell" if i < 2 else "Back shell"
        rows += [hinge(f"Caster {i + 1}", shell, at=(x, y, foot()), axis="z",
                       carries=[f"Wheel {i + 1}"]),
                 hinge(f"Wheel {i + 1}", f"Caster {i + 1}", at=(x, y, r), axis="x")]
    return rows


def reach_out():
    """How far the pull handle is out, and how far it may be."""
    most = min(0.4, HEIGHT - 0.12)
    return min(HANDLE_OUT, most), most


def telescope(metal, black):
    """Two tubes from inside the back shell to a bar with a grip."""
    (out, most), y = reach_out(), 0.32 * DEPTH
    top, low = foot() + HEIGHT + out + 0.03, foot() + HEIGHT + out - most - 0.05
    bars = [cylinder("Tube", 0.008, top - low, (x, y, (top + low) / 2), metal, "handle", sides=24)
            for x in (-0.08, 0.08)]
    return [join_meshes("Pull handle", [*bars, box("Bar", (0.2, 0.024, 0.028), (0, y, top), black,
                                                   "handle", bevel=0.009, segments=4)])]


def telescope_joints():
    """The handle slides in and out."""
    out, most = reach_out()
    return [slider("Pull handle", "Back shell", "handle", at=(0, 0.32 * DEPTH, foot() + HEIGHT),
                   axis="z", limits=(-out, most - out))]


def carrier(black):
    """A short handle on the top."""
    y, z = 0.1 * DEPTH, foot() + HEIGHT - 0.004
    return [bar_handle("Carrying handle", (-0.07, y, z), (0.07, y, z), 0.032, 0.016, black,
                       "carrier", (0, 0, 1))]
