# A bottle opener cut from one plate: a head with a mouth, a lip in the mouth, and a handle.


def opener(plastic):
    """A plate with rounded outline, chamfered edges, the mouth and a hole for a ring."""
    radius, end = WIDTH / 2, HANDLE_WIDTH / 2
    x, far = radius - LENGTH / 2, LENGTH / 2 - end
    whole = outline_boolean([circle(radius, sides_for(radius), (x, 0)),
                             bar_outline((x, 0), (far, 0), end)], [], "UNION")
    outline = rounded_shape(whole, 0.008)[0]
    body = sharp_extrude("Opener", outline, THICKNESS, (0, 0, THICKNESS / 2), plastic, "body")
    # The mouth is round but for a lip on the handle's side, which goes under the cap's rim.
    half, lip = min(MOUTH, WIDTH - 0.009) / 2, 0.0035
    mouth = outline_boolean(circle(half, 64, (x, 0)),
                            bar_outline((x + half, 0), (x + half + 0.02, 0), lip))[0][0]
    cutters = [sharp_extrude("Mouth", mouth, 2 * THICKNESS, (0, 0, THICKNESS / 2), None, "")]
    hole = min(HOLE_DIAMETER, HANDLE_WIDTH - 0.006)
    cutters.append(sharp_extrude("Hole", circle(hole / 2, 48, (far, 0)), 2 * THICKNESS,
                                 (0, 0, THICKNESS / 2), None, ""))
    return [boolean(body, cutters)]
