# A stand for a phone: a bent strip with a ledge, one solid. Print it on its side.
import math


def stand(plastic):
    """A foot that lies on the desk, a back that leans, and a ledge with an opening for a cable."""
    slope = math.radians(TILT)
    up, out = (math.cos(slope), math.sin(slope)), (-math.sin(slope), math.cos(slope))
    front, low = -0.25 * BACK_LENGTH, THICKNESS / 2
    bend = bend_path([(0, 0.4 * BACK_LENGTH, low), (0, front, low),
                      (0, front + BACK_LENGTH * up[0], low + BACK_LENGTH * up[1])], THICKNESS)
    body = sweep("Stand", rectangle((0, 0), WIDTH, THICKNESS), bend, plastic, "body")
    foot = (front + 0.022 * up[0], low + 0.022 * up[1])
    tip = along(foot, out, SLOT + THICKNESS)
    ledge = sweep("Ledge", rectangle((0, 0), WIDTH, THICKNESS),
                  [(0, *foot), (0, *tip), (0, *along(tip, up, 0.012))], plastic, "", up=(0, *up))
    boolean(body, ledge, "UNION")
    reach = along(tip, up, 0.02)
    opening = sharp_extrude("Cable", [along(foot, up, -0.01), along(tip, up, -0.01), reach,
                                      along(reach, out, -SLOT / 2 - THICKNESS),
                                      along(foot, up, 0.02)],
                            min(CABLE, 0.5 * WIDTH), (0, 0, 0), None, "", axis="X")
    return [boolean(body, opening)]


def along(point, way, length):
    """The point (y, z) that lies `length` from another in a direction."""
    return (point[0] + way[0] * length, point[1] + way[1] * length)
