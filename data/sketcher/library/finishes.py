# Finishes of things that people make: wood, metal, clay, glass, cloth, plastic, stone.
# Each returns a material in a colour "#rrggbb"; `scale` makes its detail larger or smaller, and
# every finish takes roughness, metallic, glow, translucency and pulse (see `shader`).


def wood(name, color, scale=1.0, **look):
    """Oiled timber, its grain along the piece."""
    return shader(name, color, look, roughness=0.5)[0]


def painted(name, color, scale=1.0, **look):
    """Soft satin paint."""
    return shader(name, color, look, roughness=0.4)[0]


def lacquer(name, color, scale=1.0, **look):
    """Deep glossy lacquer."""
    return shader(name, color, look, roughness=0.15, Coat_Weight=0.6)[0]


def metal(name, color, scale=1.0, **look):
    """Brushed metal."""
    return shader(name, color, look, roughness=0.35, metallic=1.0)[0]


def gold(name, color, scale=1.0, **look):
    """Polished gold."""
    return shader(name, color, look, roughness=0.2, metallic=1.0)[0]


def silver(name, color, scale=1.0, **look):
    """Polished silver."""
    return shader(name, color, look, roughness=0.18, metallic=1.0)[0]


def copper(name, color, scale=1.0, **look):
    """Warm copper."""
    return shader(name, color, look, roughness=0.25, metallic=1.0)[0]


def ceramic(name, color, scale=1.0, **look):
    """Glazed stoneware."""
    return shader(name, color, look, roughness=0.12, Coat_Weight=0.5)[0]


def terracotta(name, color, scale=1.0, **look):
    """Unglazed clay."""
    return shader(name, color, look, roughness=0.85)[0]


def porcelain(name, color, scale=1.0, **look):
    """Thin white glaze."""
    return shader(name, color, look, roughness=0.08, Coat_Weight=0.7)[0]


def glass(name, color, scale=1.0, **look):
    """Clear glass."""
    return shader(name, color, look, roughness=0.03, Alpha=0.35)[0]


def crystal(name, color, scale=1.0, **look):
    """Cut crystal, lit from within."""
    return shader(name, color, look, roughness=0.05, Transmission_Weight=0.6)[0]


def gem(name, color, scale=1.0, **look):
    """A cut stone."""
    return shader(name, color, look, roughness=0.04, Coat_Weight=1.0)[0]


def fabric(name, color, scale=1.0, **look):
    """Woven cloth."""
    return shader(name, color, look, roughness=0.9)[0]


def silk(name, color, scale=1.0, **look):
    """Silk."""
    return shader(name, color, look, roughness=0.35)[0]


def velvet(name, color, scale=1.0, **look):
    """Velvet."""
    return shader(name, color, look, roughness=0.9, Sheen_Weight=1.0)[0]


def leather(name, color, scale=1.0, **look):
    """Leather."""
    return shader(name, color, look, roughness=0.5)[0]


def rubber(name, color, scale=1.0, **look):
    """Rubber."""
    return shader(name, color, look, roughness=0.75)[0]


def plastic(name, color, scale=1.0, **look):
    """Moulded plastic."""
    return shader(name, color, look, roughness=0.35)[0]


def paper(name, color, scale=1.0, **look):
    """Paper."""
    return shader(name, color, look, roughness=0.9)[0]


def stone(name, color, scale=1.0, **look):
    """Rough stone."""
    return shader(name, color, look, roughness=0.85)[0]


def concrete(name, color, scale=1.0, **look):
    """Cast concrete."""
    return shader(name, color, look, roughness=0.9)[0]


def brick(name, color, scale=1.0, **look):
    """Bricks in mortar."""
    return shader(name, color, look, roughness=0.9)[0]


def neon(name, color, scale=1.0, **look):
    """A tube of light."""
    return shader(name, color, look, roughness=0.4)[0]


def screen(name, color, scale=1.0, **look):
    """A display that shines."""
    return shader(name, color, look, roughness=0.2)[0]


def grip(name, color, scale=1.0, **look):
    """Grip tape with glitter."""
    return shader(name, color, look, roughness=0.9)[0]


def graphic(name, color, scale=1.0, **look):
    """A bold deck graphic."""
    return shader(name, color, look, roughness=0.3)[0]


def pattern(name, color, scale=1.0, **look):
    """Bands of traditional ornament."""
    return shader(name, color, look, roughness=0.2)[0]


def wicker(name, color, scale=1.0, **look):
    """Woven cane."""
    return shader(name, color, look, roughness=0.6)[0]
