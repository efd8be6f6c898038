# Finishes of things that grow or flow: bark, leaves, petals, soil, water, skin, scales, fire.


def bark(name, color, scale=1.0, **look):
    """Bark."""
    return shader(name, color, look, roughness=0.95)[0]


def leaf(name, color, scale=1.0, **look):
    """Leaves."""
    return shader(name, color, look, roughness=0.5)[0]


def petal(name, color, scale=1.0, **look):
    """Petals."""
    return shader(name, color, look, roughness=0.5)[0]


def moss(name, color, scale=1.0, **look):
    """Moss."""
    return shader(name, color, look, roughness=1.0)[0]


def soil(name, color, scale=1.0, **look):
    """Soil."""
    return shader(name, color, look, roughness=1.0)[0]


def grass(name, color, scale=1.0, **look):
    """Grass."""
    return shader(name, color, look, roughness=0.8)[0]


def water(name, color, scale=1.0, **look):
    """Water."""
    return shader(name, color, look, roughness=0.03, Alpha=0.6)[0]


def skin(name, color, scale=1.0, **look):
    """Smooth cartoon skin."""
    return shader(name, color, look, roughness=0.45)[0]


def scales(name, color, scale=1.0, **look):
    """Iridescent fish scales."""
    return shader(name, color, look, roughness=0.25)[0]


def flame(name, color, scale=1.0, **look):
    """Fire."""
    return shader(name, color, look, roughness=1.0)[0]


def snow(name, color, scale=1.0, **look):
    """Snow."""
    return shader(name, color, look, roughness=0.8)[0]
