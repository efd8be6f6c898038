# A traffic light that faces -Y: a pole on a flange, and before it a housing with three lamps, each
# under a hood.
import math


def face():
    """The front of the housing, as y."""
    return -POLE_RADIUS - 0.08 - HOUSING_DEPTH


def lamp_heights():
    """The middles of the lamps from the top down."""
    return [HEIGHT - (0.75 + 1.325 * k) * LAMP_DIAMETER for k in range(3)]


def pole(mast):
    """The pole with a flange on the ground, a sleeve, a door for its wires, and a cap."""
    r, h = POLE_RADIUS, HEIGHT - 0.05
    line = [(0, 0), (2.4 * r, 0), (2.4 * r, 0.03), (1.5 * r, 0.04), (1.4 * r, 0.5),
            (1.15 * r, 0.54), (r, 0.56), (r, h - 0.02), (0.85 * r, h), (0, h)]
    pieces = [lathe("Mast", line, (0, 0, 0), mast, "pole", smooth=35)]
    pieces += [cylinder("Bolt", 0.2 * r, 0.04, (1.9 * r * math.cos(a), 1.9 * r * math.sin(a),
                                                0.045), mast, "pole", sides=6)
               for a in (math.pi * (k + 0.5) / 2 for k in range(4))]
    pieces.append(box("Hatch", (1.3 * r, 0.5 * r, 0.24), (0, -1.2 * r, 0.3), mast, "pole",
                      bevel=0.01))
    return [join_meshes("Pole", pieces)]


def housing(shell):
    """A round-cornered box of three sections, with two brackets to the pole."""
    d = LAMP_DIAMETER
    y = face() + HOUSING_DEPTH / 2
    pieces = []
    for z in lamp_heights():
        outline = [(x, z + up) for x, up in rounded_rectangle(1.42 * d, 1.3 * d, 0.2 * d, 6)]
        pieces.append(extrude("Section", outline, HOUSING_DEPTH, (0, y, 0), shell, "housing",
                              bevel=0.02 * d + 0.004, axis="Y"))
        pieces.append(torus("Ring", 0.52 * d, 0.07 * d, (0, face(), z), shell, "housing",
                            rotation=(math.pi / 2, 0, 0), steps=40, sides=10))
    pieces.append(box("Spine", (1.2 * d, 0.7 * HOUSING_DEPTH, 3.6 * d), (0, y, lamp_heights()[1]),
                      shell, "housing", bevel=0.02))
    pieces += [box("Cap", (1.5 * d, 0.9 * HOUSING_DEPTH, 0.1 * d), (0, y, z), shell, "housing",
                   bevel=0.02 * d) for z in (HEIGHT - 0.05 * d, HEIGHT - 4.1 * d)]
    for z in (HEIGHT - 0.5 * d, HEIGHT - 3.6 * d):
        back = face() + HOUSING_DEPTH
        pieces.append(box("Bracket", (0.07, 0.1 + POLE_RADIUS, 0.06), (0, back + 0.035, z), shell,
                          "housing", bevel=0.008))
        pieces.append(cylinder("Clamp", 1.25 * POLE_RADIUS, 0.08, (0, 0, z), shell, "housing"))
    return [join_meshes("Housing", pieces)]


def lamps(red, amber, green):
    """Three bulged lenses: red above, green below."""
    made, r = [], LAMP_DIAMETER / 2
    for name, stuff, z in zip(("Red", "Yellow", "Green"), (red, amber, green), lamp_heights()):
        line = [(0, -0.02), (r, -0.02), (r, 0.0)] + [(r * math.cos(a), 0.24 * r * math.sin(a))
                                                     for a in (math.radians(10 * k)
                                                               for k in range(1, 9))]
        made.append(lathe(f"{name} Lamp", line + [(0, 0.24 * r)], (0, face(), z), stuff, "lamps",
                          steps=48, smooth=60))
        made[-1].rotation_euler = (math.pi / 2, 0, 0)
    return made


def hoods(shell):
    """A hood over each lamp: the upper two thirds of a tube, cut back below."""
    made, r = [], 0.56 * LAMP_DIAMETER
    for k, z in enumerate(lamp_heights()):
        rows = []
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            turn = math.radians(215 - 70 * share)
            row = []
            for i in range(25):
                a = math.pi / 2 + turn * (i / 24 - 0.5) * 1.15
                row.append((r * math.cos(a), face() + 0.004 - HOOD_LENGTH * share,
                            z + r * math.sin(a)))
            rows.append(row)
        made.append(surface(f"Hood {k + 1}", rows, shell, "hoods", thickness=0.006))
    return made


def pedestrian_light(shell, red, green):
    """A smaller housing at the side of the pole: a man who stands over a man who walks."""
    x, z = POLE_RADIUS + 0.19, 0.55 * HEIGHT + 0.28
    pieces = [box("Case", (0.26, 0.16, 0.54), (x, -0.02, z), shell, "walkers", bevel=0.02)]
    pieces += [box("Bracket", (0.14, 0.05, 0.05), (POLE_RADIUS + 0.03, 0, z + up), shell, "walkers")
               for up in (-0.18, 0.18)]
    pieces += [box("Visor", (0.27, 0.08, 0.015), (x, -0.09, z + up), shell, "walkers", bevel=0.004)
               for up in (0.26, 0.0)]
    for stuff, up, walk in ((red, 0.13, 0.015), (green, -0.13, 0.05)):
        y = -0.098
        pieces.append(sphere("Head", 0.022, (x, y, z + up + 0.075), stuff, "walkers", segments=16,
                             rings=8))
        pieces.append(box("Trunk", (0.04, 0.02, 0.075), (x, y, z + up + 0.01), stuff, "walkers",
                          bevel=0.008))
        for side in (-1, 1):
            for a, b in (((0.008, -0.025), (walk, -0.095)),
                         ((0.024, 0.04), (0.025 + walk / 2, -0.02))):
                pieces.append(tube("Limb", [(x + side * a[0], y, z + up + a[1]),
                                            (x + side * b[0], y, z + up + b[1])], 0.009, stuff,
                                   "walkers", sides=8, smooth_path=1))
    return [join_meshes("Pedestrian Light", pieces)]


def push_button(trim, shell):
    """A box at the pole with a button that one presses."""
    front = -POLE_RADIUS - 0.09
    case = box("Button Box", (0.11, 0.09 + 0.4 * POLE_RADIUS, 0.24),
               (0, front + 0.045 + 0.2 * POLE_RADIUS, 1.07), trim, "button", bevel=0.02)
    knob = cylinder("Push Button", 0.032, 0.03, (0, front - 0.01, 1.04), shell, "button",
                    bevel=0.006, rotation=(math.pi / 2, 0, 0))
    return [case, knob]


def button_joints():
    """The button goes in when it is pressed."""
    return [slider("Button is pressed", "Button Box", "Push Button",
                   at=(0, -POLE_RADIUS - 0.1, 1.04), axis="y", limits=(0, 0.01))]
