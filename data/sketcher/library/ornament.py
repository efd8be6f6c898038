# Finishes with a drawing of their own: grip tape, deck graphics, traditional bands, fish scales.


def grip(name, color, scale=1.0, colorful=0.0, **look):
    """Grip tape: sharp grit with glitter; `colorful` 0..1 sweeps the hues along the deck."""
    material, tree, bsdf = shader(name, color, look, roughness=0.9)
    grit = noise_at(tree, place(tree), 900 / scale, 2.0)
    tone = rgb(color)
    if colorful:
        sweep = noise_at(tree, place(tree, (1.0, 0.6, 1.0), "grain"), 3.2 / scale, 1.0, 0.4, 1.0)
        hues = [0.0, 0.10, 0.24, 0.40, 0.55, 0.72]
        stops = [(0.28 + 0.09 * i, rgb(color, 1.0, 1.0, turn * colorful)) for i,
                 turn in enumerate(hues)]
        tone = ramp(tree, sweep, stops, "CONSTANT")
    tone = blend(tree, spread(tree, grit, 0.0, 0.8), tone, (0.01, 0.01, 0.012, 1), "MULTIPLY")
    glitter = parts_of(tree, cells(tree, place(tree), 1300 / scale).outputs["Color"])[0]
    spark = ramp(tree, glitter, [(0.95, (0, 0, 0)), (0.96, (1, 1, 1))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", spark, 0.4), tone, (0.9, 0.92, 1.0, 1)))
    roughen(tree, bsdf, grit, 0.0012, 0.7)
    return material


def graphic(name, color, scale=1.0, **look):
    """A bold deck graphic: waves of flat colour with dark outlines between them."""
    material, tree, bsdf = shader(name, color, look, roughness=0.28, Coat_Weight=0.6)
    where = place(tree, (1, 1, 1), "grain")
    swirl = noise_at(tree, where, 2.2 / scale, 1.0, 0.3, 1.0)
    bands = calc(tree, "PINGPONG", spread(tree, swirl, 0.0, 9.0), 6.0)
    inks = [rgb(color), rgb(color, 1.15, 0.9, 0.09), rgb("#f6e7c8"), rgb(color, 1.1, 1.0, 0.5),
            rgb(color, 1.0, 1.0, 0.33), rgb(color, 0.8, 1.1, -0.12)]
    step = calc(tree, "DIVIDE", calc(tree, "FLOOR", bands), 6.0)
    flat = ramp(tree, step, [(i / 6.0, ink) for i, ink in enumerate(inks)], "CONSTANT")
    line = calc(tree, "COMPARE", calc(tree, "FRACT", calc(tree, "ADD", bands, 0.5)), 0.5, 0.06)
    paint(tree, bsdf, blend(tree, line, flat, rgb("#15131a")))
    return material


def scallops(tree, u, v):
    """Rows of overlapping round scales, one unit wide and half a unit apart: (distance, id).

    Distance runs from 0 at a scale's root to 1 at its round edge; each row lies over the next.
    """
    row = calc(tree, "FLOOR", calc(tree, "MULTIPLY", v, 2.0))
    found = []
    for back in (0.0, 1.0):
        this = calc(tree, "SUBTRACT", row, back)
        odd = calc(tree, "MULTIPLY", calc(tree, "MODULO", calc(tree, "ABSOLUTE", this), 2.0), 0.5)
        column = calc(tree, "FLOOR", calc(tree, "ADD", u, odd))
        across = calc(tree, "SUBTRACT", calc(tree, "ADD", u, odd), calc(tree, "ADD", column, 0.5))
        along = calc(tree, "SUBTRACT", v, calc(tree, "MULTIPLY", this, 0.5))
        reach = node(tree, "ShaderNodeVectorMath", {0: vector_of(tree, across, along)},
                     operation="LENGTH").outputs["Value"]
        found.append((calc(tree, "MULTIPLY", reach, 1.78), vector_of(tree, this, column)))
    (upper, upper_id), (lower, lower_id) = found[1], found[0]
    covered = calc(tree, "LESS_THAN", upper, 1.0)
    distance = node(tree, "ShaderNodeMix", {0: covered, 2: lower, 3: upper}).outputs[0]
    own = node(tree, "ShaderNodeMix", {0: covered, 4: lower_id, 5: upper_id},
               data_type="VECTOR").outputs[1]
    return distance, own


def scales(name, color, scale=1.0, around=20, along=16, axis="X", light=1.0, belly=0.0, **look):
    """Iridescent fish scales, lying over one another from the front (-axis) to the back.

    `around` scales go round the body, `along` down its length; `axis` is "X" or "Y". With
    `around` 0 the scales are modelled (scatter_mesh), and each has a tone of its own. `light`
    makes them paler, `belly` 0..1 those that look down.
    """
    material, tree, bsdf = shader(name, color, look, roughness=0.2, Coat_Weight=0.7,
                                  Coat_Roughness=0.08)
    set_socket(bsdf, "Thin Film Thickness", 330.0)
    set_socket(bsdf, "Thin Film IOR", 1.5)
    if around:
        distance, dice = scallop_pattern(tree, around / scale, along / scale, axis)
        edge = ramp(tree, distance, [(0.0, (0.55,) * 3), (0.72, (0, 0, 0)), (0.9, (0.1,) * 3),
                                     (1.0, (1, 1, 1))])
        roughen(tree, bsdf, calc(tree, "SUBTRACT", 1.0, calc(tree, "POWER", distance, 3.0)),
                0.003 * scale, 0.6)
    else:
        edge, dice = 0.0, piece(tree)
    tone = ramp(tree, dice, [(0.0, rgb(color, 0.82 * light, 1.1, 0.015)),
                             (0.5, rgb(color, light, light ** -0.6)),
                             (1.0, rgb(color, 1.15 * light, 0.75, -0.04))])
    tone = countershade(tree, tone, color, belly)
    tone = blend(tree, calc(tree, "POWER", facing(tree, 0.5), 1.5), tone,
                 rgb(color, 1.5, 0.55, -0.1))
    tone = blend(tree, calc(tree, "POWER", facing(tree, 0.6), 3.6), tone,
                 rgb(color, 1.4, 0.5, 0.16))
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", edge, 0.75), tone, rgb(color, 0.45, 1.2)))
    return material


def scallop_pattern(tree, around, along, axis):
    """Rows of scales drawn on a smooth body: the distance to each scale's edge, and its dice."""
    x, y, z = parts_of(tree, place(tree, (1, 1, 1), "Generated"))
    length, side = (x, y) if axis == "X" else (y, x)
    turn = calc(tree, "ARCTAN2", calc(tree, "SUBTRACT", z, 0.5), calc(tree, "SUBTRACT", side, 0.5))
    u = calc(tree, "MULTIPLY", turn, around / 6.28318)
    v = calc(tree, "MULTIPLY", length, along)
    distance, own = scallops(tree, u, v)
    return distance, node(tree, "ShaderNodeTexWhiteNoise", {"Vector": own}).outputs["Value"]


def inside(tree, u, v, left, right, low, high):
    """1 inside a rectangle of the plane (u, v), else 0."""
    across = calc(tree, "COMPARE", u, (left + right) / 2, (right - left) / 2)
    up = calc(tree, "COMPARE", v, (low + high) / 2, (high - low) / 2)
    return calc(tree, "MULTIPLY", across, up)


def meander(tree, u, v):
    """The key fret: 1 on its line, one repeat a unit of u, between v = 0 and 1."""
    u = calc(tree, "FRACT", u)
    line = inside(tree, u, v, 0.0, 1.0, 0.0, 0.13)
    for left, right, low, high in ((0.0, 0.13, 0.0, 1.0), (0.0, 0.87, 0.87, 1.0),
                                   (0.74, 0.87, 0.29, 1.0), (0.29, 0.87, 0.29, 0.42),
                                   (0.29, 0.42, 0.29, 0.71), (0.29, 0.58, 0.58, 0.71)):
        line = calc(tree, "MAXIMUM", line, inside(tree, u, v, left, right, low, high))
    return line


def pattern(name, color, scale=1.0, ink=None, repeats=20, flat=False, **look):
    """Traditional ornament on a glaze: a key fret under the rim, waves below, lines between.

    `ink` is the colour of the drawing (gold on dark, blue on pale when left out). It runs round
    Z `repeats` times; `flat` lays it along flat walls instead, a repeat every 4 cm.
    """
    material, tree, bsdf = shader(name, color, look, roughness=0.2, Coat_Weight=0.9,
                                  Coat_Roughness=0.04)
    ground = rgb(color)
    drawn = rgb(ink or ("#d9b25c" if sum(ground[:3]) < 1.2 else "#1f4fa3"))
    x, y, z = parts_of(tree, place(tree))
    if flat:
        nx = parts_of(tree, node(tree, "ShaderNodeTexCoord").outputs["Normal"])[0]
        end = calc(tree, "GREATER_THAN", calc(tree, "ABSOLUTE", nx), 0.7)
        u = calc(tree, "MULTIPLY", node(tree, "ShaderNodeMix", {0: end, 2: x, 3: y}).outputs[0],
                 25 / scale)
    else:
        u = calc(tree, "MULTIPLY", calc(tree, "ARCTAN2", y, x), repeats / 6.28318)
    height = parts_of(tree, place(tree, (1, 1, 1), "Generated"))[2]
    fret = meander(tree, u, calc(tree, "MULTIPLY_ADD", height, 7.0, -5.2))
    waves, _ = scallops(tree, u, calc(tree, "MULTIPLY", height, -5.0))
    rings = calc(tree, "GREATER_THAN", calc(tree, "SINE", calc(tree, "MULTIPLY", waves, 18.85)),
                 0.25)
    rings = calc(tree, "MULTIPLY", rings, calc(tree, "COMPARE", height, 0.36, 0.22))
    line = calc(tree, "MAXIMUM", fret, rings)
    for level in (0.10, 0.62, 0.70, 0.92):
        line = calc(tree, "MAXIMUM", line, calc(tree, "COMPARE", height, level, 0.009))
    pools = noise_at(tree, place(tree), 11 / scale, 3.0)
    glaze = blend(tree, spread(tree, pools, 0.0, 0.6), ground, rgb(color, 0.8, 1.1))
    paint(tree, bsdf, blend(tree, line, glaze, drawn))
    roughen(tree, bsdf, line, 0.0012, 0.5)
    return material
