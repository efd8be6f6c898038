# Finishes of things that grow or flow: bark, leaves, petals, soil, water, skin, fire, snow.


def bark(name, color, scale=1.0, **look):
    """Bark: ridges along the trunk, deep dark cracks between plates."""
    material, tree, bsdf = shader(name, color, look, roughness=0.95)
    where = place(tree, (9 / scale, 38 / scale, 38 / scale), "grain")
    ridges = noise_at(tree, where, 1.0, 5.0, 0.65, 0.8)
    plates = cells(tree, where, 1.3, "DISTANCE_TO_EDGE").outputs["Distance"]
    cracks = ramp(tree, plates, [(0.0, (0, 0, 0)), (0.22, (1, 1, 1))])
    height = calc(tree, "MULTIPLY", calc(tree, "MULTIPLY_ADD", ridges, 0.8, 0.2), cracks)
    paint(tree, bsdf, ramp(tree, height, [(0.05, rgb(color, 0.32, 1.1)), (0.3, rgb(color, 0.75)),
                                          (0.45, rgb(color, 1.05)), (0.65, rgb(color, 1.4, 0.75))]))
    roughen(tree, bsdf, height, 0.01 * scale, 0.9)
    return material


def leaf(name, color, scale=1.0, **look):
    """Foliage: each leaf a green of its own, a little light coming through."""
    material, tree, bsdf = shader(name, color, {"translucency": 0.3, **look}, roughness=0.5)
    own = piece(tree)
    clump = noise_at(tree, place(tree), 9 / scale, 2.0)
    tone = ramp(tree, own, [(0.0, rgb(color, 0.62, 1.1, 0.02)), (0.5, rgb(color)),
                            (1.0, rgb(color, 1.3, 0.95, -0.035))])
    paint(tree, bsdf, blend(tree, spread(tree, clump, 0.0, 0.5), tone, rgb(color, 0.55, 1.1)))
    return material


def petal(name, color, scale=1.0, **look):
    """Petals: pale with a blush that differs from flower to flower."""
    material, tree, bsdf = shader(name, color, {"translucency": 0.35, **look}, roughness=0.55)
    tone = ramp(tree, piece(tree), [(0.0, rgb(color, 0.96, 1.35)), (0.5, rgb(color)),
                                    (1.0, rgb(color, 1.1, 0.6))])
    veins = noise_at(tree, place(tree), 160 / scale, 2.0)
    paint(tree, bsdf, blend(tree, spread(tree, veins, 0.0, 0.3), tone, rgb(color, 0.9, 1.4)))
    return material


def moss(name, color, scale=1.0, **look):
    """Moss: soft tufts, yellow-green on top and dark between them."""
    material, tree, bsdf = shader(name, color, look, roughness=1.0, Sheen_Weight=0.5)
    tufts = cells(tree, place(tree), 130 / scale).outputs["Distance"]
    patches = noise_at(tree, place(tree), 22 / scale, 4.0)
    tone = ramp(tree, patches, [(0.3, rgb(color, 0.7, 1.1, 0.02)), (0.5, rgb(color)),
                                (0.7, rgb(color, 1.35, 1.0, -0.04))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", tufts, 0.9), tone, rgb(color, 0.35)))
    roughen(tree, bsdf, calc(tree, "SUBTRACT", 1.0, tufts), 0.006 * scale, 0.9)
    return material


def soil(name, color, scale=1.0, **look):
    """Soil: crumbs of all sizes, a few pale grains."""
    material, tree, bsdf = shader(name, color, look, roughness=1.0)
    crumbs = noise_at(tree, place(tree), 70 / scale, 6.0, 0.75)
    grains = parts_of(tree, cells(tree, place(tree), 260 / scale).outputs["Color"])[0]
    tone = ramp(tree, crumbs, [(0.3, rgb(color, 0.45)), (0.5, rgb(color)), (0.7, rgb(color, 1.4))])
    pale = ramp(tree, grains, [(0.93, (0, 0, 0)), (0.95, (1, 1, 1))])
    paint(tree, bsdf, blend(tree, calc(tree, "MULTIPLY", pale, 0.7), tone, rgb(color, 2.0, 0.5)))
    roughen(tree, bsdf, crumbs, 0.008 * scale, 0.9)
    return material


def grass(name, color, scale=1.0, **look):
    """Grass: blades or a lawn, each blade a little different."""
    material, tree, bsdf = shader(name, color, {"translucency": 0.2, **look}, roughness=0.75)
    fine = noise_at(tree, place(tree, (1, 1, 0.2)), 220 / scale, 3.0)
    patches = noise_at(tree, place(tree), 2.5 / scale, 4.0)
    tone = ramp(tree, calc(tree, "MULTIPLY_ADD", piece(tree), 0.3, patches),
                [(0.3, rgb(color, 0.7)), (0.5, rgb(color)), (0.75, rgb(color, 1.25, 0.95, -0.03))])
    paint(tree, bsdf, blend(tree, spread(tree, fine, 0.0, 0.7), tone, rgb(color, 0.55)))
    roughen(tree, bsdf, fine, 0.004 * scale, 0.6)
    return material


def water(name, color, scale=1.0, **look):
    """Water: clear, its colour in the depth, with a light ripple."""
    look["translucency"] = 0.0
    material, tree, bsdf = shader(name, color, look, roughness=0.03, Coat_Weight=0.6)
    roughen(tree, bsdf, noise_at(tree, place(tree), 22 / scale, 2.0, 0.4, 0.5), 0.006 * scale, 0.4)
    see_through(material, tree, bsdf, 0.65, rgb(color, 1.2, 0.8))
    return material


def countershade(tree, tone, color, belly):
    """A coat that is darker above and, by `belly` 0..1, pale below, as many animals wear it."""
    if not belly:
        return tone
    up = parts_of(tree, node(tree, "ShaderNodeNewGeometry").outputs["Normal"])[2]
    above = ramp(tree, up, [(0.25, (0, 0, 0)), (0.9, (1, 1, 1))])
    tone = blend(tree, calc(tree, "MULTIPLY", above, 0.7 * belly), tone, rgb(color, 0.82, 1.1))
    down = ramp(tree, calc(tree, "MULTIPLY", up, -1.0), [(-0.3, (0, 0, 0)), (0.65, (1, 1, 1))])
    return blend(tree, calc(tree, "MULTIPLY", down, 0.9 * belly), tone,
                 rgb(color, 2.0, 0.14, -0.06))


def membrane(name, color, scale=1.0, light=1.0, **look):
    """A fin or wing: darker at its root, pale at the edge, its rays to be seen against the light.

    `lay_rays` tells where root, edge and rays lie; `light` makes it paler.
    """
    through = look.pop("translucency", None)
    material, tree, bsdf = shader(name, color, look, roughness=0.35, Coat_Weight=0.25)
    out, count, _ = parts_of(tree, node(tree, "ShaderNodeAttribute",
                                        attribute_name="rays").outputs["Vector"])
    tone = ramp(tree, out, [(0.0, rgb(color, light, 1.0 / light)),
                            (0.5, rgb(color, 1.4 * light, 0.62 / light, -0.02)),
                            (1.0, rgb(color, 1.9 * light, 0.36 / light, -0.05))])
    ray = calc(tree, "COSINE", calc(tree, "MULTIPLY", count, 6.28318))
    ray = ramp(tree, ray, [(0.2, (0, 0, 0)), (0.95, (1, 1, 1))])
    fade = calc(tree, "MULTIPLY", ray, calc(tree, "MULTIPLY_ADD", out, -0.35, 0.6))
    tone = blend(tree, fade, tone, rgb(color, 1.0, 0.95))
    paint(tree, bsdf, tone)
    through = 0.55 if through is None else through
    if through:
        let_light_through(tree, through, tone)
    return material


def skin(name, color, scale=1.0, light=1.0, belly=0.0, **look):
    """Smooth cartoon skin: soft, a little lighter towards its outline; `light` makes it paler,
    `belly` 0..1 its underside."""
    material, tree, bsdf = shader(name, color, look, roughness=0.42, Coat_Weight=0.2)
    blush = noise_at(tree, place(tree), 5 / scale, 2.0)
    pale = light ** -0.6
    tone = blend(tree, facing(tree, 0.35), rgb(color, light, pale),
                 rgb(color, 1.25 * light, 0.8 * pale))
    tone = countershade(tree, tone, color, belly)
    paint(tree, bsdf, blend(tree, spread(tree, blush, 0.0, 0.3), tone,
                            rgb(color, 0.85 * light, 1.1 * pale)))
    return material


def flame(name, color, scale=1.0, **look):
    """Fire: bright and yellow at its foot, its colour above, clear at the tips and edges."""
    material, tree, bsdf = shader(name, color, look, roughness=1.0)
    height = parts_of(tree, place(tree, (1, 1, 1), "Generated"))[2]
    flicker = noise_at(tree, place(tree, (1, 1, 0.35)), 30 / scale, 2.0, 0.5, 0.8)
    up = calc(tree, "MULTIPLY_ADD", flicker, 0.35, calc(tree, "SUBTRACT", height, 0.17))
    light = ramp(tree, up, [(0.0, rgb(color, 1.6, 0.25, 0.06)), (0.3, rgb(color, 1.4, 0.75, 0.05)),
                            (0.65, rgb(color)), (1.0, rgb(color, 0.8, 1.2, -0.03))])
    paint(tree, bsdf, (0, 0, 0, 1))
    if look.get("pulse"):
        feed(tree, bsdf.inputs["Emission Color"], light)
    else:
        shine(tree, bsdf, light, look.get("glow") or 3.0)
    fade = ramp(tree, calc(tree, "MULTIPLY_ADD", calc(tree, "POWER", facing(tree), 3.0), 0.6, up),
                [(0.5, (1, 1, 1)), (1.0, (0.15, 0.15, 0.15))])
    feed(tree, bsdf.inputs["Alpha"], fade)
    return material


def snow(name, color, scale=1.0, **look):
    """Snow: soft and bright, blue in its hollows, with a glint here and there."""
    material, tree, bsdf = shader(name, color, look, roughness=0.75)
    drifts = noise_at(tree, place(tree), 10 / scale, 5.0, 0.6)
    glint = parts_of(tree, cells(tree, place(tree), 420 / scale).outputs["Color"])[0]
    paint(tree, bsdf, blend(tree, spread(tree, drifts, 0.35, 0.0), rgb(color), rgb("#b9d3ee")))
    shining = ramp(tree, glint, [(0.96, (0.8, 0.8, 0.8)), (0.97, (0.1, 0.1, 0.1))])
    if look.get("roughness") is None:
        feed(tree, bsdf.inputs["Roughness"], shining)
    grains = noise_at(tree, place(tree), 300 / scale, 3.0)
    roughen(tree, bsdf, calc(tree, "MULTIPLY_ADD", grains, 0.2, drifts), 0.006 * scale, 0.5)
    return material
