#!/usr/bin/env python3
"""turn.py FOLDER: the whole window with a chair whose model was loaded ahead. Milliseconds from a motion of the pressed
pointer on the picture to the first frame of the model, and from another motion to the next frame of it. Run
on-a-display, with OpenGL in software."""

import ctypes
import json
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "tests" / "app"))

from person import BUILD, Person  # noqa: E402

SIDE = 60  # px of what is looked at
MOVE = 40  # px of a motion
ROUNDS = 9
PLANES = ctypes.c_ulong(-1)
Z_PIXMAP = 2


class Image(ctypes.Structure):
    """The beginning of an XImage."""

    _fields_ = [("numbers", ctypes.c_int * 4), ("data", ctypes.POINTER(ctypes.c_char))]


class Pointer:
    """A hand and an eye at the X server, without a process between."""

    def __init__(self):
        self.x11 = ctypes.CDLL("libX11.so.6")
        self.xtest = ctypes.CDLL("libXtst.so.6")
        self.x11.XOpenDisplay.restype = ctypes.c_void_p
        self.x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x11.XGetImage.restype = ctypes.POINTER(Image)
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(None))
        self.root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))

    def look(self, x, y):
        image = self.x11.XGetImage(self.display, self.root, x - SIDE // 2, y - SIDE // 2, SIDE, SIDE, PLANES, Z_PIXMAP)
        return ctypes.string_at(image.contents.data, SIDE * SIDE * 4)

    def press(self, is_pressed):
        self.xtest.XTestFakeButtonEvent(self.display, 1, is_pressed, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def move(self, x, y):
        self.xtest.XTestFakeMotionEvent(self.display, -1, x, y, ctypes.c_ulong(0))
        self.x11.XSync(self.display, 0)

    def time_change(self, at, x, y):
        """Milliseconds from a motion to another look of the place."""
        before = self.look(*at)
        started = time.monotonic()
        self.move(x, y)
        while self.look(*at) == before:
            if time.monotonic() - started > 60:
                raise SystemExit("nothing has turned")
        return (time.monotonic() - started) * 1000


def main():
    with Person(Path(sys.argv[1]), config_yaml="render:\n  resolution_scale: 0.5\n  num_images: 1\n",
                env={"LIBGL_ALWAYS_SOFTWARE": "1"}) as person:
        subprocess.run([BUILD / "src/cli/maquette-cli", "--no-input", "--text", "a chair"],
                       env={**person.env, "G_DEBUG": ""}, check=True, stdout=subprocess.DEVNULL)
        person.start()
        person.choose(person.see(re.compile("[Cc]hair"), "row"))
        place = person.place(person.see(re.compile("version 1, view 1 of")))
        person.wait(lambda: list((person.folder / "cache/maquette/meshes").glob("*.glb")), "the model")
        pointer, first, following = Pointer(), [], []
        for _ in range(ROUNDS):
            pointer.move(*place)
            time.sleep(2)  # the model is read, and the buttons have come
            pointer.press(True)
            time.sleep(0.2)
            first.append(pointer.time_change(place, place[0] + MOVE, place[1]))
            time.sleep(0.5)
            following.append(pointer.time_change(place, place[0] + 2 * MOVE, place[1]))
            pointer.press(False)
            person.activate(person.see("Turn the Model", "toggle"))
            person.see(re.compile("version 1, view 1 of"))
    print(json.dumps({"first_turned_ms": round(first[0], 1), "turned_ms": round(statistics.median(first), 1),
                      "next_frame_ms": round(statistics.median(following), 1),
                      "ratio": round(statistics.median(first) / statistics.median(following), 2)}))


if __name__ == "__main__":
    sys.exit(main())
