"""List of the project's files for the checks of tests/lint."""

import os
import subprocess

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def git(*words: str) -> str:
    """What git prints about this tree; fails where there is no git or no repository."""
    # The tree may belong to another user.
    command = ["git", "-c", f"safe.directory={TOP}", *words]
    return subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout


def tracked() -> list[str]:
    """Files of the project: what git tracks or would track, else (a source archive) all files
    outside build folders."""
    try:
        out = git("ls-files", "--cached", "--others", "--exclude-standard")
        return [name for name in out.splitlines() if os.path.exists(os.path.join(TOP, name))]
    except (OSError, subprocess.CalledProcessError):
        found = []
        for folder, folders, names in os.walk(TOP):
            folders[:] = [f for f in folders if not f.startswith(("_build", "."))]
            found += [os.path.relpath(os.path.join(folder, name), TOP) for name in names]
        return found
