# Shading: the few node helpers that all finishes are written with.
import bpy
import colorsys
import random


def rgb(color, light=1.0, vivid=1.0, turn=0.0):
    """A "#rrggbb" colour as linear RGBA, lighter or darker, more or less vivid, hue turned."""
    if not isinstance(color, str):
        return (*color[:3], 1.0)
    red, green, blue = (int(color.lstrip("#")[i:i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, value = colorsys.rgb_to_hsv(red, green, blue)
    shade = colorsys.hsv_to_rgb((hue + turn) % 1.0, min(1.0, saturation * vivid),
                                min(1.0, value * light))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shade]
    return (*linear, 1.0)


def shader(name, color, look, roughness=0.5, metallic=0.0, **sockets):
    """A new material with a Principled BSDF, as (material, node tree, BSDF node).

    `look` holds what the plan asks of any finish: roughness, metallic, glow, translucency and
    pulse; keys meant for another finish are no harm. `sockets` set Principled inputs.
    """
    material = bpy.data.materials.new(name)
    if material.node_tree is None:
        material.use_nodes = True  # before Blender 5.0
    tree = material.node_tree
    tree.nodes.clear()
    bsdf = tree.nodes.new("ShaderNodeBsdfPrincipled")
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    output.location.x = 600
    tree.links.new(bsdf.outputs[0], output.inputs["Surface"])

    def asked(key, otherwise):
        value = look.get(key)
        return otherwise if value is None else value

    paint(tree, bsdf, rgb(color))
    bsdf.inputs["Roughness"].default_value = asked("roughness", roughness)
    bsdf.inputs["Metallic"].default_value = asked("metallic", metallic)
    for key, value in sockets.items():
        set_socket(bsdf, key.replace("_", " "), value)
    material.diffuse_color = rgb(color)
    material.roughness = bsdf.inputs["Roughness"].default_value
    material.metallic = bsdf.inputs["Metallic"].default_value
    glow, pulse = asked("glow", 0.0), asked("pulse", 0.0)
    if glow or pulse:
        shine(tree, bsdf, rgb(color, 1.0, 1.15), glow or 2.5)
    if pulse:
        throb(bsdf, name, glow or 2.5, pulse)
    if asked("translucency", 0.0):
        let_light_through(tree, look["translucency"], rgb(color, 1.25))
    return material, tree, bsdf


def set_socket(bsdf, name, value):
    """Set an input by name, where this Blender's node has it."""
    socket = bsdf.inputs.get(name.title()) or bsdf.inputs.get(name)
    if socket is not None:
        socket.default_value = value


def node(tree, kind, inputs=None, **settings):
    """A new node; an input is given a value, or linked when it is given another node's output."""
    made = tree.nodes.new(kind)
    for key, value in settings.items():
        setattr(made, key, value)
    for key, value in (inputs or {}).items():
        feed(tree, made.inputs[key], value)
    return made


def feed(tree, socket, value):
    """Link an output to an input, or set the input's value."""
    if isinstance(value, bpy.types.NodeSocket):
        tree.links.new(value, socket)
    else:
        socket.default_value = value


def paint(tree, bsdf, value):
    """Base colour: a colour, or the output of a node."""
    feed(tree, bsdf.inputs["Base Color"], value)


def shine(tree, bsdf, color, strength):
    """Emission in a colour (or a node's output)."""
    feed(tree, bsdf.inputs["Emission Color"], color)
    feed(tree, bsdf.inputs["Emission Strength"], strength)


def throb(bsdf, name, strength, seconds):
    """Keyframe the glow to swell and fade over frames 1..48, each material at a time of its own."""
    socket = bsdf.inputs["Emission Strength"]
    beats = max(1, round(2.0 / seconds))
    late = random.Random(name).random()
    for step in range(4 * beats + 1):
        level = (0.35, 0.7, 1.0, 0.7)[(step + int(late * 4)) % 4]
        socket.default_value = strength * level
        socket.keyframe_insert("default_value", frame=1 + 48 * step / (4 * beats))


def let_light_through(tree, amount, color):
    """Mix in light that comes through from behind, and a little clear view."""
    output = next(n for n in tree.nodes if n.bl_idname == "ShaderNodeOutputMaterial")
    solid = output.inputs["Surface"].links[0].from_socket
    behind = node(tree, "ShaderNodeBsdfTranslucent", {"Color": color})
    mixed = node(tree, "ShaderNodeMixShader", {0: 0.75 * amount, 1: solid, 2: behind.outputs[0]})
    clear = node(tree, "ShaderNodeBsdfTransparent", {"Color": color})
    whole = node(tree, "ShaderNodeMixShader", {0: 0.3 * amount, 1: mixed.outputs[0],
                                               2: clear.outputs[0]})
    tree.links.new(whole.outputs[0], output.inputs["Surface"])


def place(tree, scale=(1, 1, 1), source="Object"):
    """Where a point lies on the piece, in metres, times `scale`: "Object", "Generated" or "UV"."""
    if source == "grain":
        start = node(tree, "ShaderNodeAttribute", attribute_name="grain").outputs["Vector"]
    else:
        start = node(tree, "ShaderNodeTexCoord").outputs[source]
    return node(tree, "ShaderNodeMapping", {"Vector": start, "Scale": scale}).outputs[0]


def noise_at(tree, where, scale, detail=3.0, roughness=0.55, distortion=0.0):
    """Noise, about 0.2 to 0.8, at points `where`."""
    return node(tree, "ShaderNodeTexNoise", {"Vector": where, "Scale": scale, "Detail": detail,
                                             "Roughness": roughness,
                                             "Distortion": distortion}).outputs[0]


def ramp(tree, value, stops, interpolation="LINEAR"):
    """Colours along a value: stops are (position, colour)."""
    made = node(tree, "ShaderNodeValToRGB", {0: value})
    made.color_ramp.interpolation = interpolation
    marks = made.color_ramp.elements
    while len(marks) < len(stops):
        marks.new(0.5)
    for mark, (position, color) in zip(marks, stops):
        mark.position = position
        mark.color = color if len(color) == 4 else (*color, 1.0)
    return made.outputs[0]


def calc(tree, operation, a, b=0.0, c=0.0):
    """A sum in nodes: ADD, MULTIPLY, SINE, GREATER_THAN, …"""
    made = node(tree, "ShaderNodeMath", {0: a, 1: b, 2: c}, operation=operation)
    return made.outputs[0]


def blend(tree, share, a, b, how="MIX"):
    """Mix two colours by a share from 0 to 1."""
    return node(tree, "ShaderNodeMix", {0: share, 6: a, 7: b}, data_type="RGBA",
                blend_type=how).outputs[2]


def spread(tree, value, low, high):
    """Stretch values around 0.25..0.75 to the span from low to high."""
    return node(tree, "ShaderNodeMapRange", {"Value": value, "From Min": 0.25, "From Max": 0.75,
                                             "To Min": low, "To Max": high}).outputs[0]


def roughen(tree, bsdf, height, depth=0.001, strength=0.5):
    """Bump the surface by a height 0..1 that stands for `depth` metres."""
    made = node(tree, "ShaderNodeBump", {"Height": height, "Distance": depth,
                                         "Strength": strength})
    tree.links.new(made.outputs[0], bsdf.inputs["Normal"])


def parts_of(tree, vector):
    """X, Y and Z of a vector, as three outputs."""
    return node(tree, "ShaderNodeSeparateXYZ", {0: vector}).outputs[:3]


def vector_of(tree, x, y, z=0.0):
    """A vector of three values."""
    return node(tree, "ShaderNodeCombineXYZ", {0: x, 1: y, 2: z}).outputs[0]


def facing(tree, blend_in=0.5):
    """0 where a face looks at the viewer, 1 where it is seen edge-on."""
    return node(tree, "ShaderNodeLayerWeight", {0: blend_in}).outputs[1]


def piece(tree):
    """The random number, 0 to 1, of each copy made by `scatter_mesh`."""
    return node(tree, "ShaderNodeAttribute", attribute_name="piece").outputs["Fac"]


def cells(tree, where, scale, feature="F1", chance=1.0):
    """The nodes of a cellular texture: outputs "Distance" and "Color"."""
    return node(tree, "ShaderNodeTexVoronoi", {"Vector": where, "Scale": scale,
                                               "Randomness": chance}, feature=feature)


def weave(tree, size):
    """Height 0..1 of over-and-under threads `size` metres apart, on whichever way a face looks."""
    x, y, z = (calc(tree, "SINE", part)
               for part in parts_of(tree, place(tree, (3.1416 / size,) * 3)))
    nx, ny, nz = (calc(tree, "ABSOLUTE", part) for part in
                  parts_of(tree, node(tree, "ShaderNodeTexCoord").outputs["Normal"]))
    total = calc(tree, "MULTIPLY", calc(tree, "MULTIPLY", x, y), nz)
    total = calc(tree, "MULTIPLY_ADD", calc(tree, "MULTIPLY", y, z), nx, total)
    total = calc(tree, "MULTIPLY_ADD", calc(tree, "MULTIPLY", x, z), ny, total)
    return calc(tree, "MULTIPLY_ADD", total, 0.5, 0.5)


def see_through(material, tree, bsdf, clear, color):
    """Let the background show: `clear` is how much, 0..1, less towards the rim as in real glass."""
    output = next(n for n in tree.nodes if n.bl_idname == "ShaderNodeOutputMaterial")
    solid = output.inputs["Surface"].links[0].from_socket
    window = node(tree, "ShaderNodeBsdfTransparent", {"Color": color})
    rim = calc(tree, "POWER", facing(tree, 0.5), 2.0)
    share = calc(tree, "MULTIPLY", calc(tree, "SUBTRACT", 1.0, rim), clear)
    mixed = node(tree, "ShaderNodeMixShader", {0: share, 1: solid, 2: window.outputs[0]})
    tree.links.new(mixed.outputs[0], output.inputs["Surface"])
    material.diffuse_color = (*material.diffuse_color[:3], 1.0 - 0.6 * clear)
