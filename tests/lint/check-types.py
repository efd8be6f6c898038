#!/usr/bin/env python3
"""Types of the bridge and of the tests' helpers, checked by mypy with pyproject.toml's options."""

import os
import subprocess
import sys

from files import TOP

if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, "-m", "mypy", "--cache-dir", os.devnull], cwd=TOP).returncode)
