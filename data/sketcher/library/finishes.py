# Finishes of things that people make: wood, metal, clay, glass, cloth, plastic, stone.
# Each returns a material in a colour "#rrggbb"; `scale` makes its detail larger or smaller, and
# every finish takes roughness, metallic, glow, translucency and pulse (see `shader`).


def wood(name, color, scale=1.0, **look):
    """Oiled timber: growth rings drawn out along the piece, fine fibres and dark pores."""
    material, tree, bsdf = shader(name, color, look, roughness=0.42)
    size = 1.0 / scale
    field = noise_at(tree, place(tree, (1.3 * size, 11 * size, 11 * size), "grain"), 1.0, 1.5, 0.4,
                  0.25)
    rings = calc(tree, "FRACT", calc(tree, "MULTIPLY", field, 9.0))
    fibres = noise_at(tree, place(tree, (7 * size, 260 * size, 260 * size), "grain"), 1.0, 3.0, 0.6)
    pores = noise_at(tree, place(tree, (22 * size, 700 * size, 700 * size), "grain"), 1.0, 0.0)
    tone = ramp(tree, rings, [(0.0, rgb(color, 1.18, 0.94)), (0.55, rgb(color, 1.06)),
                              (0.86, rgb(color, 0.8, 1.08)), (1.0, rgb(color, 1.16, 0.95))])
    tone = blend(tree, spread(tree, fibres, 0.0, 0.5), tone, rgb(color, 0.72, 1.08))
    pits = ramp(tree, pores, [(0.30, (1, 1, 1)), (0.38, (0, 0, 0))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", pits, 0.45), tone, rgb(color, 0.45, 1.1)))
    if look.get("roughness") is None:
        feed(tree, bsdf.inputs["Roughness"], spread(tree, fibres, 0.36, 0.56))
    roughen(tree, bsdf, calc(tree, "SUBTRACT", fibres, pits), 0.0006 * scale, 0.35)
    return material


def painted(name, color, scale=1.0, **look):
    """Soft satin paint, with the faint unevenness of a brush."""
    material, tree, bsdf = shader(name, color, look, roughness=0.38, Coat_Weight=0.15)
    uneven = noise_at(tree, place(tree), 9.0 / scale, 4.0)
    paint(tree, bsdf, blend(tree, spread(tree, uneven, 0.0, 0.5), rgb(color, 1.03),
                            rgb(color, 0.93)))
    roughen(tree, bsdf, noise_at(tree, place(tree), 350 / scale, 1.0), 0.0004 * scale, 0.12)
    return material


def lacquer(name, color, scale=1.0, **look):
    """Deep, glossy lacquer: many thin coats over the colour."""
    material, tree, bsdf = shader(name, color, look, roughness=0.22, Coat_Weight=1.0,
                                  Coat_Roughness=0.06)
    depth = noise_at(tree, place(tree), 3.0 / scale, 1.0)
    tone = blend(tree, spread(tree, depth, 0.0, 0.3), rgb(color), rgb(color, 0.88, 1.05))
    paint(tree, bsdf, blend(tree, calc(tree, "POWER", facing(tree, 0.4), 2.0), tone,
                            rgb(color, 0.72, 1.1)))
    return material


def metal(name, color, scale=1.0, **look):
    """Brushed metal; the colour makes it steel, iron or brass."""
    material, tree, bsdf = shader(name, color, look, roughness=0.32, metallic=1.0)
    brushed = noise_at(tree, place(tree, (6, 420 / scale, 420 / scale), "grain"), 1.0, 2.0, 0.7)
    wear = noise_at(tree, place(tree), 14 / scale, 4.0)
    paint(tree, bsdf, blend(tree, spread(tree, wear, 0.0, 0.7), rgb(color, 1.06), rgb(color, 0.82)))
    if look.get("roughness") is None:
        feed(tree, bsdf.inputs["Roughness"], spread(tree, brushed, 0.24, 0.42))
    roughen(tree, bsdf, brushed, 0.0003, 0.12)
    return material


def precious(name, color, look, roughness, scale=1.0, light=1.0, vivid=1.0):
    """Polished metal with the faint cloudiness of a handled surface; `light` and `vivid` turn a
    paint's colour into the metal's."""
    material, tree, bsdf = shader(name, color, look, roughness=roughness, metallic=1.0)
    touch = noise_at(tree, place(tree), 30 / scale, 4.0)
    paint(tree, bsdf, blend(tree, spread(tree, touch, 0.0, 0.6), rgb(color, 1.06 * light, vivid),
                            rgb(color, 0.92 * light, 1.05 * vivid)))
    if look.get("roughness") is None:
        feed(tree, bsdf.inputs["Roughness"], spread(tree, touch, roughness * 0.7, roughness * 1.5))
    return material


def gold(name, color, scale=1.0, **look):
    """Polished gold."""
    return precious(name, color, look, 0.2, scale, 1.22, 0.84)


def silver(name, color, scale=1.0, **look):
    """Polished silver."""
    return precious(name, color, look, 0.17, scale)


def copper(name, color, scale=1.0, **look):
    """Warm copper, a little darker where it was not touched."""
    return precious(name, color, look, 0.26, scale)


def ceramic(name, color, scale=1.0, **look):
    """Glazed stoneware: the glaze pools and thins about its colour, with a few iron specks."""
    material, tree, bsdf = shader(name, color, look, roughness=0.25, Coat_Weight=1.0,
                                  Coat_Roughness=0.04)
    pools = noise_at(tree, place(tree), 11 / scale, 3.0, 0.5, 0.4)
    # White has no room for lighter, so less of it is darker, too: its mean stays what was asked.
    value = max(0.05, max(rgb(color)[:3]) ** (1 / 2.2))
    room = min(1.0, max(0.2, (1 / value - 1) / 0.18))
    tone = ramp(tree, pools, [(0.3, rgb(color, 1 - 0.22 * room, 1.1)), (0.48, rgb(color)),
                              (0.7, rgb(color, 1 + 0.18 * room, 0.85))])
    specks = noise_at(tree, place(tree), 480 / scale, 0.0)
    dots = ramp(tree, specks, [(0.22, (1, 1, 1)), (0.26, (0, 0, 0))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", dots, 0.45), tone, rgb(color, 0.35, 0.8)))
    return material


def terracotta(name, color, scale=1.0, **look):
    """Unglazed clay: matt, mottled, with a fine tooth."""
    material, tree, bsdf = shader(name, color, look, roughness=0.88)
    mottle = noise_at(tree, place(tree), 16 / scale, 5.0, 0.65)
    paint(tree, bsdf, ramp(tree, mottle, [(0.3, rgb(color, 0.8)), (0.5, rgb(color)),
                                          (0.7, rgb(color, 1.12, 0.82))]))
    roughen(tree, bsdf, noise_at(tree, place(tree), 240 / scale, 4.0), 0.0008 * scale, 0.5)
    return material


def porcelain(name, color, scale=1.0, **look):
    """Thin, smooth china."""
    return shader(name, color, look, roughness=0.12, Coat_Weight=0.8, Coat_Roughness=0.03)[0]


def glass(name, color, scale=1.0, **look):
    """Clear glass that mirrors its surroundings along its rims: thin-walled, so that it stays
    quiet at few samples."""
    look["translucency"] = 0.0
    material, tree, bsdf = shader(name, color, look, roughness=0.02, metallic=1.0)
    paint(tree, bsdf, rgb(color, 1.2, 0.5))
    see_through(material, tree, bsdf, 0.94, rgb(color, 1.35, 0.3))
    return material


def crystal(name, color, scale=1.0, **look):
    """Cut crystal: dark and bright facets, pale edges, broken light in the depth, half clear."""
    clear = 0.38 + 0.4 * (look.pop("translucency", 0.0) or 0.0)
    material, tree, bsdf = shader(name, color, look, roughness=0.05, Coat_Weight=0.6,
                                  Coat_Roughness=0.02)
    view = node(tree, "ShaderNodeNewGeometry")
    depth = node(tree, "ShaderNodeVectorMath",
                 {0: view.outputs["Incoming"], 1: (-0.02 * scale,) * 3,
                  2: place(tree, (1, 1, 0.4))},
                 operation="MULTIPLY_ADD").outputs[0]
    veils = noise_at(tree, depth, 26 / scale, 4.0, 0.5, 0.8)
    shards = cells(tree, depth, 24 / scale)
    flash = parts_of(tree, shards.outputs["Color"])[0]
    cracks = cells(tree, depth, 24 / scale, "DISTANCE_TO_EDGE").outputs["Distance"]
    out_x, _, out_z = parts_of(tree, view.outputs["True Normal"])
    slope = calc(tree, "MULTIPLY_ADD", out_x, 0.55, calc(tree, "MULTIPLY", out_z, 0.2))
    light = calc(tree, "MULTIPLY_ADD", flash, 0.5, calc(tree, "MULTIPLY_ADD", veils, 0.5, slope))
    tone = ramp(tree, light, [(0.12, rgb(color, 0.38, 1.2)),
                              (0.36, rgb(color, 0.85, 1.15, -0.01)),
                              (0.58, rgb(color, 1.5, 0.62, -0.04)),
                              (0.8, rgb(color, 2.0, 0.12, -0.05))])
    edge = ramp(tree, cracks, [(0.0, (1, 1, 1)), (0.025, (0, 0, 0))])
    tone = blend(tree, calc(tree, "MULTIPLY", edge, 0.55), tone, rgb(color, 2.0, 0.15))
    ground = calc(tree, "GREATER_THAN", calc(tree, "ABSOLUTE", out_x), 0.6)
    tone = blend(tree, calc(tree, "MULTIPLY", ground, 0.7), tone, rgb(color, 2.0, 0.12))
    tone = blend(tree, calc(tree, "POWER", facing(tree), 2.0), tone, rgb(color, 1.7, 0.25))
    paint(tree, bsdf, tone)
    if not look.get("pulse"):
        shine(tree, bsdf, tone, look.get("glow") or 0.18)
    see_through(material, tree, bsdf, clear, rgb(color, 1.8, 0.5))
    return material


def gem(name, color, scale=1.0, **look):
    """A cut stone: each facet shows other lights and darks of the colour."""
    material, tree, bsdf = shader(name, color, look, roughness=0.05, Specular_IOR_Level=0.35)
    inside = node(tree, "ShaderNodeVectorMath",
                  {0: node(tree, "ShaderNodeNewGeometry").outputs["Incoming"],
                   1: node(tree, "ShaderNodeTexCoord").outputs["Normal"]},
                  operation="REFLECT").outputs[0]
    sparks = parts_of(tree, cells(tree, inside, 2.6 / scale).outputs["Color"])[0]
    tone = ramp(tree, sparks, [(0.15, rgb(color, 0.3, 1.3)), (0.45, rgb(color, 0.7, 1.3)),
                               (0.75, rgb(color, 1.0, 1.1)), (0.95, rgb(color, 1.4, 0.6))])
    paint(tree, bsdf, tone)
    if not look.get("pulse"):
        shine(tree, bsdf, tone, look.get("glow") or 0.3)
    return material


def fabric(name, color, scale=1.0, **look):
    """Woven cloth such as linen: over-and-under threads, some thicker than others."""
    material, tree, bsdf = shader(name, color, look, roughness=0.92, Sheen_Weight=0.25,
                                  Sheen_Roughness=0.5)
    threads = weave(tree, 0.0036 * scale)
    slubs = noise_at(tree, place(tree, (30 / scale, 420 / scale, 420 / scale)), 1.0, 2.0)
    across = noise_at(tree, place(tree, (420 / scale, 30 / scale, 420 / scale)), 1.0, 2.0)
    patches = noise_at(tree, place(tree), 12 / scale, 3.0)
    tone = blend(tree, spread(tree, patches, 0.0, 0.6), rgb(color, 1.05), rgb(color, 0.9))
    tone = blend(tree, spread(tree, calc(tree, "MULTIPLY_ADD", slubs, 0.5,
                                         calc(tree, "MULTIPLY", across, 0.5)), 0.0, 0.5), tone,
                 rgb(color, 0.74, 1.05))
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", threads, 0.3), tone, rgb(color, 0.68)))
    roughen(tree, bsdf, threads, 0.0008 * scale, 0.55)
    return material


def silk(name, color, scale=1.0, **look):
    """Silk: it brightens where it turns away, over a faint ripple of threads."""
    material, tree, bsdf = shader(name, color, look, roughness=0.36, Sheen_Weight=0.25,
                                  Sheen_Roughness=0.3)
    ripple = noise_at(tree, place(tree, (260 / scale, 260 / scale, 10 / scale)), 1.0, 2.0)
    tone = blend(tree, facing(tree, 0.35), rgb(color, 0.94, 1.05), rgb(color, 1.2, 0.85))
    paint(tree, bsdf, blend(tree, spread(tree, ripple, 0.0, 0.4), tone, rgb(color, 0.72, 1.1)))
    roughen(tree, bsdf, ripple, 0.0006 * scale, 0.25)
    return material


def velvet(name, color, scale=1.0, **look):
    """Velvet: deep where you look straight at it, light along its outline."""
    material, tree, bsdf = shader(name, color, look, roughness=0.95, Sheen_Weight=0.3,
                                  Sheen_Roughness=0.35, Sheen_Tint=rgb(color, 1.2, 0.9))
    nap = noise_at(tree, place(tree), 18 / scale, 3.0, 0.5, 0.6)
    tone = blend(tree, calc(tree, "POWER", facing(tree, 0.5), 1.8), rgb(color, 0.9, 1.12),
                 rgb(color, 1.2, 0.9))
    paint(tree, bsdf, blend(tree, spread(tree, nap, 0.0, 0.45), tone, rgb(color, 0.62, 1.1)))
    roughen(tree, bsdf, noise_at(tree, place(tree), 900 / scale, 1.0), 0.0004, 0.3)
    return material


def leather(name, color, scale=1.0, **look):
    """Leather: pebbled, darker in its creases."""
    material, tree, bsdf = shader(name, color, look, roughness=0.48, Coat_Weight=0.12)
    where = place(tree)
    pebbles = cells(tree, where, 210 / scale, "DISTANCE_TO_EDGE").outputs["Distance"]
    pebbles = ramp(tree, pebbles, [(0.0, (0, 0, 0)), (0.3, (1, 1, 1))])
    age = noise_at(tree, where, 12 / scale, 4.0)
    tone = blend(tree, spread(tree, age, 0.0, 0.8), rgb(color, 1.1), rgb(color, 0.72, 1.05))
    paint(tree, bsdf, blend(tree, pebbles, rgb(color, 0.55), tone))
    roughen(tree, bsdf, pebbles, 0.0007 * scale, 0.45)
    return material


def rubber(name, color, scale=1.0, **look):
    """Rubber: matt, with a dusty bloom."""
    material, tree, bsdf = shader(name, color, look, roughness=0.72)
    dust = noise_at(tree, place(tree), 20 / scale, 4.0)
    paint(tree, bsdf, blend(tree, spread(tree, dust, 0.0, 0.4), rgb(color), rgb(color, 1.25, 0.8)))
    roughen(tree, bsdf, noise_at(tree, place(tree), 500 / scale, 2.0), 0.0003, 0.3)
    return material


def plastic(name, color, scale=1.0, **look):
    """Moulded plastic."""
    material, tree, bsdf = shader(name, color, look, roughness=0.3, Coat_Weight=0.25)
    roughen(tree, bsdf, noise_at(tree, place(tree), 600 / scale, 1.0), 0.0002, 0.08)
    return material


def paper(name, color, scale=1.0, **look):
    """Paper: matt, with fibres to be seen against the light."""
    material, tree, bsdf = shader(name, color, look, roughness=0.92)
    fibres = noise_at(tree, place(tree), 60 / scale, 6.0, 0.7, 1.5)
    paint(tree, bsdf, blend(tree, spread(tree, fibres, 0.0, 0.5), rgb(color), rgb(color, 0.88)))
    roughen(tree, bsdf, fibres, 0.0004, 0.25)
    return material


def stone(name, color, scale=1.0, **look):
    """Rough stone: mottled, with dark cracks and pale veins."""
    material, tree, bsdf = shader(name, color, look, roughness=0.86)
    where = place(tree)
    mottle = noise_at(tree, where, 14 / scale, 8.0, 0.65)
    cracks = noise_at(tree, where, 5 / scale, 5.0, 0.6, 1.5)
    crack = ramp(tree, cracks, [(0.47, (0, 0, 0)), (0.5, (1, 1, 1)), (0.53, (0, 0, 0))])
    tone = ramp(tree, mottle, [(0.3, rgb(color, 0.55)), (0.48, rgb(color, 0.92)),
                               (0.62, rgb(color, 1.08)), (0.75, rgb(color, 1.35, 0.6))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", crack, 0.4), tone, rgb(color, 0.45)))
    height = calc(tree, "MULTIPLY_ADD", crack, -0.3, mottle)
    roughen(tree, bsdf, height, 0.012 * scale, 0.6)
    return material


def concrete(name, color, scale=1.0, **look):
    """Cast concrete: clouds of grey and small air holes."""
    material, tree, bsdf = shader(name, color, look, roughness=0.9)
    clouds = noise_at(tree, place(tree), 5 / scale, 6.0, 0.6)
    holes = noise_at(tree, place(tree), 90 / scale, 1.0)
    pits = ramp(tree, holes, [(0.26, (1, 1, 1)), (0.32, (0, 0, 0))])
    tone = ramp(tree, clouds, [(0.3, rgb(color, 0.85)), (0.7, rgb(color, 1.1))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", pits, 0.5), tone, rgb(color, 0.55)))
    roughen(tree, bsdf, calc(tree, "SUBTRACT", noise_at(tree, place(tree), 160 / scale, 3.0), pits),
            0.0015, 0.4)
    return material


def brick(name, color, scale=1.0, **look):
    """Bricks in mortar, in courses along Z; the bricks differ a little in tone."""
    material, tree, bsdf = shader(name, color, look, roughness=0.88)
    x, y, z = parts_of(tree, place(tree, (1 / scale,) * 3))
    wall = node(tree, "ShaderNodeTexBrick", {
        "Vector": vector_of(tree, calc(tree, "ADD", x, y), z), "Color1": rgb(color, 1.08),
        "Color2": rgb(color, 0.72, 1.05), "Mortar": rgb("#b9b2a6"), "Scale": 1.0,
        "Mortar Size": 0.006, "Mortar Smooth": 0.15, "Brick Width": 0.22, "Row Height": 0.073})
    burnt = noise_at(tree, place(tree), 40 / scale, 5.0, 0.6)
    paint(tree, bsdf, blend(tree, spread(tree, burnt, 0.0, 0.5), wall.outputs[0],
                            (0.62, 0.58, 0.56, 1), "MULTIPLY"))
    raised = calc(tree, "SUBTRACT", calc(tree, "MULTIPLY", burnt, 0.25), wall.outputs[1])
    roughen(tree, bsdf, raised, 0.008 * scale, 0.6)
    return material


def neon(name, color, scale=1.0, **look):
    """A tube of light: white-hot in the middle, its colour at the rim."""
    material, tree, bsdf = shader(name, color, {**look, "glow": look.get("glow") or 1.3},
                                  roughness=0.4)
    paint(tree, bsdf, rgb(color, 0.3))
    light = blend(tree, calc(tree, "POWER", facing(tree, 0.5), 0.6), rgb(color, 1.2, 0.75),
                  rgb(color, 1.0, 1.3))
    feed(tree, bsdf.inputs["Emission Color"], light)
    return material


def screen(name, color, scale=1.0, **look):
    """A display that shines: soft waves of its colour, as on a start screen."""
    material, tree, bsdf = shader(name, color, look, roughness=0.12, Coat_Weight=0.5)
    waves = noise_at(tree, place(tree, (1, 1, 1.6), "Generated"), 1.6 / scale, 1.0, 0.4, 2.2)
    light = ramp(tree, waves, [(0.32, rgb(color, 0.18, 1.2)), (0.48, rgb(color, 0.7, 1.1)),
                               (0.56, rgb(color, 1.2, 0.7, 0.06)),
                               (0.7, rgb(color, 0.5, 1.2, -0.1))])
    paint(tree, bsdf, (0.005, 0.005, 0.006, 1))
    if not look.get("pulse"):
        shine(tree, bsdf, light, look.get("glow") or 1.2)
    return material


def wicker(name, color, scale=1.0, **look):
    """Woven cane: thick strands over and under, dark between them."""
    material, tree, bsdf = shader(name, color, look, roughness=0.55)
    strands = weave(tree, 0.011 * scale)
    fibres = noise_at(tree, place(tree, (60, 60, 60)), 6.0 / scale, 3.0)
    tone = ramp(tree, strands, [(0.0, rgb(color, 1.1)), (0.38, rgb(color, 0.8)),
                                (0.5, rgb(color, 0.22)), (0.62, rgb(color, 0.75)),
                                (1.0, rgb(color, 1.05, 0.9))])
    paint(tree, bsdf, blend(tree, spread(tree, fibres, 0.0, 0.4), tone, rgb(color, 0.6)))
    height = calc(tree, "ABSOLUTE", calc(tree, "SUBTRACT", strands, 0.5))
    roughen(tree, bsdf, height, 0.006 * scale, 0.8)
    return material
