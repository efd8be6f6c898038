# A washbasin on a pedestal. Its back (+Y) goes to the wall; the tap stands there on a ledge.


def outline(inset, back=0.0):
    """The rim's outline drawn in by `inset`, and by `back` more from the wall."""
    wide, deep = WIDTH - 2 * inset, DEPTH - 2 * inset - back
    radius = min(max(0.02, CORNER - 0.5 * inset), 0.49 * deep)
    return [(x, y - back / 2) for x, y in rounded_rectangle(wide, deep, radius, 10)]


def ring_at(inset, z, back=0.0):
    """The outline at a height, as points."""
    return [(x, y, z) for x, y in outline(inset, back)]


def faucet_place():
    """Where the tap stands."""
    return 0, DEPTH / 2 - 0.055, HEIGHT - 0.0005


def faucet_joint():
    """The tap swings to both sides."""
    return [hinge("Faucet", "basin", "faucet", at=faucet_place(), axis="z", limits=(-45, 45))]


def handle_places():
    """The names of the handles, and where they stand."""
    _x, y, z = faucet_place()
    return [("Hot handle", (-0.1, y, z)), ("Cold handle", (0.1, y, z))]


def handle_joints():
    """Each handle turns."""
    return [hinge(name, "basin", name, at=place, axis="z", limits=(-180, 180))
            for name, place in handle_places()]


def basin(china, chrome):
    """The basin in one skin: up outside, over the rounded rim and down into the bowl."""
    top, low, ledge = HEIGHT, HEIGHT - BOWL_DEPTH, 0.1
    stations = [(0.2, low - 0.03, 0.0), (0.12, low - 0.022, 0), (0.05, low + 0.03, 0),
                (0.012, top - 0.05, 0), (0.0, top - 0.02, 0), (0.002, top - 0.006, 0),
                (0.008, top, 0), (0.022, top, ledge * 0.9), (0.034, top - 0.006, ledge),
                (0.045, top - 0.03, ledge), (0.07, low + 0.45 * BOWL_DEPTH, ledge),
                (0.1, low + 0.15 * BOWL_DEPTH, ledge), (0.14, low + 0.012, ledge)]
    limit = 0.42 * min(WIDTH, DEPTH - ledge)
    rings = [ring_at(min(inset, limit), z, back) for inset, z, back in stations]
    skin = loft("Skin", rings, china, "basin", smooth=60)
    y = -ledge / 2
    drain = lathe("Drain", [(0, 0), (0.027, 0), (0.026, 0.004), (0.02, 0.004), (0.018, 0.001),
                            (0, 0.001)], (0, y, low + 0.0115), chrome, "basin")
    plug = lathe("Plug", [(0, 0), (0.014, 0), (0.014, 0.006), (0.01, 0.009), (0, 0.01)],
                 (0, y, low + 0.012), chrome, "basin")
    return [join_meshes("Basin", [skin, drain, plug])]


def pedestal(china):
    """A pedestal with a waist, wider at its foot and under the basin."""
    rings, tall = [], HEIGHT - BOWL_DEPTH + 0.01
    for share, wide in ((0, 1.2), (0.02, 1.2), (0.06, 1.12), (0.2, 0.94), (0.5, 0.86), (0.8, 0.92),
                        (0.94, 1.06), (1, 1.16)):
        w = wide * PEDESTAL_WIDTH
        rings.append([(x, y + 0.06, share * tall)
                      for x, y in rounded_rectangle(w, 0.9 * w, 0.3 * w, 8)])
    return [loft("Pedestal", rings, china, "pedestal", smooth=60)]


def faucet(chrome):
    """The tap over the bowl."""
    return [water_tap("Faucet", faucet_place(), TAP_HEIGHT - 0.011, 0.13, 0.022, chrome, "faucet")]


def handles(chrome):
    """A cross handle on either side of the tap."""
    return [cross_handle(name, place, 0.05, chrome, "handles") for name, place in handle_places()]


def water_level(fluid):
    """Water to above the middle of the bowl."""
    low, high = HEIGHT - 0.56 * BOWL_DEPTH, HEIGHT - 0.4 * BOWL_DEPTH
    return [loft("Water", [ring_at(0.0685, low, 0.1), ring_at(0.0605, high, 0.1)], fluid, "water")]


def soap(bar):
    """A bar of soap on the ledge."""
    return [box("Soap", (0.07, 0.045, 0.024), (0.33 * WIDTH, DEPTH / 2 - 0.055, HEIGHT + 0.0115),
                bar,
                "soap", bevel=0.009, segments=5)]
