"""A moving picture of the real window, for ./dev screenshots: what was on the screen while somebody worked."""

import subprocess
import threading
import time

APART_S = 0.5  # of pictures that are shown
HELD_S = 1.0  # a picture that stays longer is shown for so long
LAST_S = 9.0
LONGEST_S = 180
FASTER = 3  # than it was


class MovingPicture:
    """`with MovingPicture(person, folder) as film: …`, then film.write(): pictures one after the other while the block
    runs, each with the time when it was taken."""

    def __init__(self, person, folder):
        self.person, self.folder = person, folder
        self.taken = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.take)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, kind, value, trace):
        self.over.set()
        self.thread.join()

    def take(self):
        start = time.monotonic()
        while not self.over.is_set() and time.monotonic() - start < LONGEST_S:
            path = self.folder / f"{len(self.taken):04}.bmp"
            at = time.monotonic()
            self.person.shot(path)
            self.taken.append((at, path))

    def write(self, target, width):
        """As an animated WebP of that many pixels across, three times as fast. Pictures that are the same are one; of a
        long wait a second is shown."""
        different = []
        for at, path in self.taken:
            if not different or (at - different[-1][0] >= APART_S
                                 and path.read_bytes() != different[-1][1].read_bytes()):
                different.append((at, path))
        ends = [at for at, _path in different[1:]] + [different[-1][0] + LAST_S]
        words = []
        for (at, path), end in zip(different, ends, strict=True):
            stays_s = end - at if path is different[-1][1] else min(end - at, HELD_S)
            words += ["-delay", str(max(4, round(100 * stays_s / FASTER))), str(path)]
        subprocess.run(["convert", "-loop", "0", *words, "-resize", f"{width}x", "-quality", "60",
                        "-define", "webp:method=6", "-strip", str(target)], check=True)
