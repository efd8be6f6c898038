# Depths, gaps and shapes are worked out once, from as little as it takes, and are the same as without that. One
# Blender.
import os
import subprocess

from worker_client import FORKED, ROOT


def test_measuring_is_cheap_and_the_same():
    made = subprocess.run([FORKED, "--background", "--factory-startup", "--python-exit-code", "1", "--python",
                           str(ROOT / "tests/blender/collision_in_blender.py")], text=True, capture_output=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    assert made.returncode == 0 and "ALL CHECKED" in made.stdout, made.stdout + made.stderr
