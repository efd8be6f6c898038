# Round lids, each one solid. They lie on their tops, open side up, as they are printed.
import math


def plain_cap(plastic):
    """A lid with a smooth inside."""
    body = ribbed_disc(HEIGHT, plastic, "cap")
    room = cylinder("Room", INNER / 2, HEIGHT, (0, 0, TOP + HEIGHT / 2), None, "", bevel=0,
                    sides=sides_for(INNER / 2))
    return [boolean(body, room)]


def threaded_cap(plastic):
    """A lid with a thread inside."""
    tall = max(HEIGHT, TOP + 1.5 * PITCH)
    body = ribbed_disc(tall, plastic, "threaded")
    pitch = min(PITCH, 0.2 * INNER)
    thread = screw_thread("Thread", INNER - CLEARANCE, pitch, tall, (0, 0, TOP), None, "",
                          clearance=CLEARANCE)
    return [boolean(body, thread)]


def ribbed_disc(tall, plastic, part):
    """A solid disc with ribs round it, which run out at its lower edge."""
    radius, deep, edge = INNER / 2 + WALL, 0.0008, 0.0012
    count = max(RIB_COUNT, 8)
    turns = [math.tau * i / (8 * count) for i in range(8 * count)]

    def ring(z, share, inset):
        waves = [math.cos(count * t) if RIB_COUNT >= 8 else 1.0 for t in turns]
        far = [radius - inset + share * deep * (1 + wave) / 2 for wave in waves]
        return [(r * math.cos(t), r * math.sin(t), z) for r, t in zip(far, turns)]
    return loft("Lid", [ring(0, 0, 0.0006), ring(edge, 1, 0), ring(tall, 1, 0)], plastic, part,
                smooth=30)
