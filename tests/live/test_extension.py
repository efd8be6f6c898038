# The add-on as a file: Blender takes it, it is whole, the same each time, and runs no scripts.
import ast
import os
import pathlib
import subprocess
import sys
import zipfile

from live_blender import BLENDER, ROOT

EXTENSION = pathlib.Path(os.environ["MQ_EXTENSION"])
PACKAGE = ROOT / "blender-addon" / "maquette_bridge"


def modules():
    """Each module of it, parsed."""
    with zipfile.ZipFile(EXTENSION) as archive:
        return {name.removesuffix(".py"): ast.parse(archive.read(name))
                for name in archive.namelist() if name.endswith(".py")}


def test_blender_takes_it():
    subprocess.run([BLENDER, "--command", "extension", "validate", EXTENSION], check=True)


def test_the_same_files_give_the_same_bytes(tmp_path):
    again = tmp_path / "again.zip"
    make = ROOT / "blender-addon" / "make-extension.py"
    subprocess.run([sys.executable, make, again, tmp_path / "again.d", PACKAGE], check=True)
    assert again.read_bytes() == EXTENSION.read_bytes()


def test_all_that_it_imports_is_in_it():
    found = modules()
    assert {"__init__", "connection", "live/__init__", "live/panel", "live/server"} <= set(found)
    for name, tree in found.items():
        folder = name.split("/")[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = [*folder[:len(folder) - node.level + 1], *(node.module or "").split(".")]
                base = "/".join(filter(None, base))
                wanted = ([base] if base in found
                          else [f"{base}/{each.name}".lstrip("/") for each in node.names if not each.name.isupper()])
                assert set(wanted) <= set(found), (name, wanted)


def test_the_workers_modules_are_not_in_it():
    assert not {name for name in modules() if name.split("/")[0] not in (
        "__init__", "blender_info", "connection", "drivers", "errors", "live", "params", "version")}
    assert "live/hand_edit" not in modules()


def test_nothing_in_it_runs_text_as_code():
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("exec", "eval", "compile", "__import__"), name
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [each.name for each in node.names] + [getattr(node, "module", None)]
                assert not {"subprocess", "ctypes", "importlib", "runpy"} & set(names), name
