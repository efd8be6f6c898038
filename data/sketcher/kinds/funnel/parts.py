# A funnel or pipe adapter: one turned solid of even wall. It stands on its wide end, as it is
# printed without support.


def funnel(plastic):
    """The wall, up its outside and down its inside."""
    wide, narrow = DIAMETER / 2, SPOUT_DIAMETER / 2
    levels = [0, RIM_LENGTH, RIM_LENGTH + CONE_HEIGHT, RIM_LENGTH + CONE_HEIGHT + SPOUT_LENGTH]
    outside = list(zip([wide, wide, narrow, narrow], levels))
    wall = min(WALL, 0.4 * min(wide, narrow))
    inside = [(radius - wall, z) for radius, z in reversed(outside)]
    return [lathe("Funnel", [*outside, *inside, outside[0]], (0, 0, 0), plastic, "body",
                  steps=sides_for(max(wide, narrow)), smooth=30)]
