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
    with zipfile.ZipFile(EXTENSION) as archive:
        names = archive.namelist()
    again = tmp_path / "again.zip"
    subprocess.run([sys.executable, ROOT / "blender-addon" / "make-extension.py", again, PACKAGE,
                    *reversed(names)], check=True)
    assert again.read_bytes() == EXTENSION.read_bytes()


def test_all_that_it_imports_is_in_it():
    found = modules()
    for name, tree in found.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                wanted = ([node.module] if node.module
                          else [each.name for each in node.names if not each.name.isupper()])
                assert set(wanted) <= set(found), (name, wanted)


def test_nothing_in_it_runs_text_as_code():
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("exec", "eval", "compile", "__import__"), name
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [each.name for each in node.names] + [getattr(node, "module", None)]
                assert not {"subprocess", "ctypes", "importlib", "runpy"} & set(names), name
