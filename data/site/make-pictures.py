#!/usr/bin/env python3
"""Makes docs/six.jpg, the picture in the README: runs the six sentences below through maquette-cli
and tiles the first render of each. With ids of kinds (or "all"), makes the pictures of the window's
gallery of kinds, data/sketcher/pictures/. With "finishes", makes the swatches of finishes,
src/app/parameters/finishes/.

    ./dev shell python3 data/site/make-pictures.py [all | finishes | KIND…]
"""

import json
import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
SENTENCES = [
    "Create a 3D object of a chair",
    "create a 3D object of a stylish Chinese lantern with red silk material, golden trim, and "
    "intricate carved wooden frame",
    "create a 3D object of a cartoon blue fish with streamlined body, large expressive eyes, "
    "flowing tail fins, and shimmering scales with subtle iridescent highlights",
    "create a 3D object of a skateboard with wooden deck, colorful grip tape, metal trucks, and "
    "smooth wheels with detailed bearings",
    "create a 3D object of a bonsai tree with twisted trunk, small green leaves, and moss-covered "
    "rocks in a ceramic pot",
    "create a 3D object of a crystal sword with translucent blue blade, silver hilt with gemstone "
    "decorations",
]


KINDS = os.path.join(TOP, "data", "sketcher", "kinds")
PICTURES = os.path.join(TOP, "data", "sketcher", "pictures")
LIBRARY = os.path.join(TOP, "data", "sketcher", "library")
SWATCHES = os.path.join(TOP, "src", "app", "parameters", "finishes")
BALL = """
ASSET = "Ball"
SEED = 7


def ball():
    start(ASSET)
    turned = [(0.0, 0.0)] + [(0.06 * math.sin(math.pi * i / 32), 0.06 - 0.06 * math.cos(
        math.pi * i / 32)) for i in range(1, 32)] + [(0.0, 0.12)]
    lathe("Ball", turned, (0, 0, 0), {finish}("Ball", "{color}"), "ball")


ball()
"""


def render(folder, number, *what):
    """Returns the path of the first render of what `what`, options of maquette-cli, asks for."""
    config = os.path.join(folder, "config.yaml")
    with open(config, "w", encoding="utf-8") as file:
        file.write("render:\n  num_images: 1\n  resolution_scale: 0.5\n")
    environment = {**os.environ, "XDG_DATA_HOME": folder, "XDG_STATE_HOME": folder}
    output = os.path.join(folder, str(number))
    subprocess.run([os.path.join(TOP, "dev"), "run", "--config", config, "--no-input",
                    "--output", output, *what], check=True, env=environment)
    return os.path.join(output, "render_1.png")


def make_six(folder):
    """Makes the README's picture."""
    pictures = [render(folder, number, "--text", sentence)
                for number, sentence in enumerate(SENTENCES, 1)]
    rows = [["(", *pictures[at:at + 3], "+append", ")"] for at in (0, 3)]
    subprocess.run(["convert", *rows[0], *rows[1], "-append", "-resize", "1800x",
                    "-quality", "88", os.path.join(TOP, "docs", "six.jpg")], check=True)


def make_kinds(folder, kinds):
    """Makes the gallery's picture of each kind."""
    for kind in kinds:
        with open(os.path.join(KINDS, kind, "kind.json"), encoding="utf-8") as file:
            title = json.load(file)["title"].lower()
        picture = render(folder, kind, "--text", f"a {title}")
        subprocess.run(["convert", picture, "-resize", "320x", "-quality", "84", "-strip",
                        os.path.join(PICTURES, f"{title.replace(' ', '_')}.jpg")], check=True)


def list_finishes():
    """Returns the colour of each finish that mq-finishes.c offers, by its name."""
    with open(os.path.join(TOP, "data", "sketcher", "words.json"), encoding="utf-8") as file:
        words = re.findall(r'"finish": "(\w+)", "color": "(#\w+)"', file.read())
    with open(os.path.join(TOP, "src", "service", "script", "mq-finishes.c"),
              encoding="utf-8") as file:
        made = re.findall(r'"(\w+)"', re.search(r"made\[\] = {(.*?)}", file.read(), re.S)[1])
    return {finish: next((color for name, color in words if name == finish), "#4f7fa8")
            for finish in made}


def make_finishes(folder):
    """Makes a swatch of each finish."""
    library = ""
    for name in sorted(os.listdir(LIBRARY)):
        with open(os.path.join(LIBRARY, name), encoding="utf-8") as file:
            library += file.read() + "\n\n"
    for finish, color in list_finishes().items():
        script = os.path.join(folder, f"{finish}.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write(library + BALL.format(finish=finish, color=color))
        picture = render(folder, finish, "--script", script)
        subprocess.run(["convert", picture, "-gravity", "center", "-crop", "1:1", "+repage",
                        "-resize", "64x", "-strip", os.path.join(SWATCHES, f"{finish}.png")],
                       check=True)


def main():
    """Makes the pictures that the command line names."""
    kinds = sorted(os.listdir(KINDS)) if sys.argv[1:] == ["all"] else sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        if kinds == ["finishes"]:
            make_finishes(folder)
        elif kinds:
            make_kinds(folder, kinds)
        else:
            make_six(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
