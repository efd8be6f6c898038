#!/usr/bin/env python3
"""Types of the bridge and of the tests' helpers, checked by mypy with pyproject.toml's options."""

import importlib.util
import os
import subprocess
import sys

from files import TOP

SKIPPED = 77  # meson's word for it

if __name__ == "__main__":
    if importlib.util.find_spec("mypy") is None:
        print("No mypy: ./dev test installs it")
        sys.exit(SKIPPED)
    sys.exit(subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", os.devnull], cwd=TOP).returncode)
