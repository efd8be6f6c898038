# A propeller that lies on its hub, its axis upright. Blades and hub run into each other, which
# slicers join; each blade has the slant of its pitch at every radius.
import math


def hub_radius():
    """At most a quarter of the whole."""
    return min(HUB_DIAMETER, 0.5 * DIAMETER) / 2


def twisted_blades(plastic):
    """The blades, the first one to the back."""
    return [loft(f"Blade {i + 1}", blade_sections(90 + 360 * i / BLADE_COUNT), pick(plastic, i),
                 "blades", smooth=50) for i in range(BLADE_COUNT)]


def blade_sections(turn):
    """Sections from within the hub to the tip, each on a cylinder round the axis."""
    root, tip, steps, sections = 0.75 * hub_radius(), DIAMETER / 2, 22, []
    for k in range(steps + 1):
        share = math.sin(math.pi / 2 * k / steps)
        r = root + (tip - root) * share
        slant = math.atan(PITCH / (math.tau * r))
        form = 0.6 + 0.85 * share - 0.45 * share ** 2
        form *= math.sqrt(1 - 0.985 * TIP * share ** 7)
        chord = min(form * min(BLADE_WIDTH, 0.35 * DIAMETER), 0.85 * math.tau * r / BLADE_COUNT)
        chord = min(chord, 0.92 * HUB_HEIGHT / math.sin(slant))
        thick = min(THICKNESS * (1 - 0.5 * share), 0.4 * chord, 0.5 * HUB_HEIGHT)
        swept = math.radians(turn + SKEW * (1.4 * share ** 2 - 0.4))
        section = []
        for i in range(24):
            way = math.tau * i / 24
            u = chord / 2 * math.cos(way)
            v = thick / 2 * math.sin(way) + 0.05 * chord * (math.sin(way) ** 2 - 0.5)
            along = u * math.cos(slant) - v * math.sin(slant)
            z = HUB_HEIGHT / 2 + u * math.sin(slant) + v * math.cos(slant)
            angle = swept + along / r
            section.append((r * math.cos(angle), r * math.sin(angle),
                            min(max(z, 0.0), HUB_HEIGHT)))
        sections.append(section)
    return sections


def bored_hub(core):
    """A round hub with a chamfered upper edge and the bore."""
    radius, top, cut = hub_radius(), HUB_HEIGHT, 0.12 * min(hub_radius(), HUB_HEIGHT)
    bore = min(BORE / 2, 0.6 * radius)
    wall = [(radius, 0), (radius, top - cut), (radius - cut, top)]
    profile = ([(bore, 0), *wall, (bore, top), (bore, 0)] if bore > 0.0002
               else [(0, 0), *wall, (0, top)])
    return [lathe("Hub", profile, (0, 0, 0), core, "hub", steps=sides_for(radius), smooth=30)]


def nose_cone(core):
    """A pointed dome on the hub."""
    radius, cut = hub_radius(), 0.12 * min(hub_radius(), HUB_HEIGHT)
    tall = 1.1 * radius
    profile = [((radius - cut) * math.cos(t), HUB_HEIGHT + tall * math.sin(t) ** 1.1)
               for t in (math.pi / 2 * i / 16 for i in range(17))]
    return [lathe("Nose cone", [(0, HUB_HEIGHT), *profile[:-1], (0, HUB_HEIGHT + tall)],
                  (0, 0, 0), core, "nose", smooth=50)]


def tip_ring(core):
    """A ring that the tips end in."""
    radius = DIAMETER / 2
    return [hollow_cylinder("Ring", radius + 0.002, radius - 0.0004, HUB_HEIGHT,
                            (0, 0, HUB_HEIGHT / 2), core, "ring")]
