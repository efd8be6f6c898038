#!/usr/bin/env python3
"""Makes docs/six.jpg, the picture in the README: runs the six sentences below through maquette-cli
and tiles the first render of each. Usage: ./dev shell python3 docs/make-pictures.py"""

import os
import subprocess
import sys
import tempfile

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
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


def main():
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, "config.yaml")
        with open(config, "w", encoding="utf-8") as file:
            file.write("render:\n  num_images: 1\n  resolution_scale: 0.5\n")
        environment = {**os.environ, "XDG_DATA_HOME": folder, "XDG_STATE_HOME": folder}
        pictures = []
        for number, sentence in enumerate(SENTENCES, 1):
            output = os.path.join(folder, str(number))
            subprocess.run([os.path.join(TOP, "dev"), "run", "--config", config, "--no-input",
                            "--output", output, "--text", sentence], check=True, env=environment)
            pictures.append(os.path.join(output, "render_1.png"))
        rows = [["(", *pictures[at:at + 3], "+append", ")"] for at in (0, 3)]
        subprocess.run(["convert", *rows[0], *rows[1], "-append", "-resize", "1800x",
                        "-quality", "88", os.path.join(TOP, "docs", "six.jpg")], check=True)
    print("docs/six.jpg")
    return 0


if __name__ == "__main__":
    sys.exit(main())
