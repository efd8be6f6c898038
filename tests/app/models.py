"""What tests with a language model need: a model's server that is played, and a keyring on this
session's bus."""

import contextlib
import importlib.util
import os
import subprocess

from desk import QUICK
from fake_model import FakeModel
from person import BUILD, PATIENCE, TOP

# What a real Blender measures of the team's ball on a post.
REPORT = {"MQ_QUICK_REPORT": str(TOP / "tests/agents/post-report.json")}


@contextlib.contextmanager
def serving(exchanges, key=None):
    """The fake model's server (tests/support/fake_model.py)."""
    os.environ["MQ_FAKE_MODEL"] = str(BUILD / "tests/support/maquette-fake-model")
    with FakeModel({"models": ["tiny"], "exchanges": exchanges, **({"key": key} if key else {})}) as fake:
        yield fake


def load_team():
    """What the tests of the team have it say (tests/agents/conftest.py): a ball on a post."""
    spec = importlib.util.spec_from_file_location("agents", TOP / "tests/agents/conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def settings_of(fake, blender=QUICK, **more):
    """config.yaml for a model at the fake's address, which wants no key. Blender is played, or real with FAST."""
    lines = [*blender.splitlines(), "model:", "  default: custom:tiny", "  provider: custom", f"  base_url: {fake.url}"]
    lines += ["limits:"] * bool(more) + [f"  {name}: {value}" for name, value in more.items()]
    return "\n".join(lines) + "\n"


@contextlib.contextmanager
def keyring(folder):
    """gnome-keyring, unlocked, with folders of its own."""
    for name in ("runtime", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(0o700)
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            env={**os.environ, "XDG_RUNTIME_DIR": str(folder / "runtime"),
                 "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)},
            stdin=subprocess.PIPE, stdout=log, stderr=log)
    process.stdin.write(b"password")
    process.stdin.close()
    try:
        subprocess.run(["gdbus", "wait", "--session", "--timeout", str(30 * PATIENCE),
                        "org.freedesktop.secrets"], check=True)
        yield
    finally:
        process.terminate()
        process.wait()


def holds(folder, text):
    """Which files below hold these bytes."""
    return [str(path) for path in folder.rglob("*")
            if path.is_file() and not path.is_symlink() and text.encode() in path.read_bytes()]
