# A wall plug that stands on its collar, its tip up: so it prints without support. Sleeve, collar
# and wings run into each other, which slicers join.


def hole():
    """The diameter of the screw's hole: at least 0.8 mm of wall stays behind the notches."""
    return max(0.0008, min(SCREW, DIAMETER - 2 * notch() - 0.0016))


def notch():
    """How deep the notches are."""
    return min(BARB_HEIGHT, 0.1 * DIAMETER)


def split_sleeve(plastic):
    """A sleeve with barbs, its hole narrower at the tip, and split from near there on."""
    outer, low, high = DIAMETER / 2, 0.28 * LENGTH, 0.92 * LENGTH
    profile = [(0.5 * hole(), 0), (outer, 0), (outer, low)]
    step = (high - low) / max(1, BARB_COUNT)
    for i in range(BARB_COUNT):
        z = low + i * step
        profile += [(outer - notch(), z + 0.18 * step), (outer, z + 0.82 * step), (outer, z + step)]
    if BARB_COUNT < 1:
        profile.append((outer, high))
    profile += [(0.72 * outer, LENGTH), (0.3 * hole(), LENGTH),
                (0.3 * hole(), 0.9 * LENGTH), (0.5 * hole(), 0.35 * LENGTH), (0.5 * hole(), 0)]
    sleeve = lathe("Sleeve", profile, (0, 0, 0), plastic, "sleeve", steps=64, smooth=25)
    tall, bottom = SLIT_SHARE * LENGTH, (0.97 - SLIT_SHARE) * LENGTH
    width = min(SLIT, 0.25 * DIAMETER)
    slit = box("Slit", (width, 2 * DIAMETER, tall), (0, 0, bottom + tall / 2), None, "", 0.0)
    return [boolean(sleeve, slit, angle=25)]


def plug_collar(plastic):
    """A thin ring round the foot."""
    radius = DIAMETER / 2 + COLLAR
    return [hollow_cylinder("Collar", radius, 0.55 * hole() + 0.2 * DIAMETER / 2, 0.0012,
                            (0, 0, 0.0006), plastic, "collar")]


def side_wings(plastic):
    """Two fins that taper towards the tip."""
    made = []
    for index, side in enumerate((-1, 1)):
        x = side * 0.5 * DIAMETER
        low, high = 0.0012, 0.25 * LENGTH
        outline = [(x - side * 0.0006, low), (x + side * 0.0012, low), (x + side * 0.0012, low
                   + 0.4 * (high - low)), (x - side * 0.0006, high)]
        made.append(sharp_extrude(f"Wing {index + 1}", outline, 0.0012, (0, 0, 0),
                                  pick(plastic, index), "wings", axis="Y"))
    return made
