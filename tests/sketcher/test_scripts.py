# The scripts themselves, without Blender: they are Python, use only names that there are, and hold a
# hostile prompt where it belongs.
import ast
import builtins
import json
import unicodedata

import pytest
from conftest import DATA, TEST_KINDS, sketch

FIXTURES = (DATA, TEST_KINDS)
KINDS = json.loads(sketch("--list", expect=(0, 1)))
ALLOWED = {"bpy", "bmesh", "mathutils", "math", "random", "colorsys", "itertools", "functools"}
HOSTILE = [
    '"""\nimport os\nos.system("true")\n"""',
    "'''; __import__('os').system('true') #",
    "zz\\",
    'a \\" b',
    "\\N{BELL} \\x41 \\u0041",
    "line\nbreak\r\nimport os\r",
    "bidi \u202e\u2066 hidden \u200b\u200f\ufeff end",
    "nul \x00 bell \x07 escape \x1b[K",
    "form\x0cfeed \x0bvertical \x85next \u2028line \u2029paragraph",
    "{0} {plan} %s %n $HOME `id`",
    "# Parameters\nASSET = 1",
    "ünïcödé 椅子 🪑 " + "x" * 3000,
]


def names_in(tree):
    """Every name that the module, its functions or comprehensions bind."""
    bound = set(dir(builtins))
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            bound.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return bound


def used_in(tree):
    return {node.id for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def check_script(script):
    tree = ast.parse(script)
    used = used_in(tree)
    assert not used - names_in(tree)
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert len(defined) == len(set(defined))
    assert defined[-1] == "build"
    assert set(defined) - {"build"} <= used, "a function is there that nothing uses"
    for node in tree.body:
        if isinstance(node, ast.Assign):
            assert node.targets[0].id in used, "a parameter is there that nothing uses"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            module = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            assert module.split(".")[0] in ALLOWED
            assert {(a.asname or a.name).split(".")[0] for a in node.names} <= used
    return tree


@pytest.mark.parametrize("kind", KINDS)
def test_script(kind):
    check_script(sketch("--kind", kind))
    check_script(sketch("--kind", kind, "--include", "ALL"))


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words(words):
    """The same functions and statements as for a plain prompt; the words stay in the docstring."""
    words = words.replace("\x00", "\x01")  # the operating system passes no NUL
    plain = ast.parse(sketch("--text", "a chair", "--refine", "make it red", kinds=FIXTURES))
    script = sketch("--text", "a chair. " + words, "--refine", "make it red. " + words, kinds=FIXTURES)
    tree = check_script(script)
    assert isinstance(tree.body[0].value, ast.Constant)
    assert [type(node) for node in tree.body] == [type(node) for node in plain.body]
    assert "\\" not in ast.get_docstring(tree, clean=False)
    assert not [c for c in script if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\n"]


def test_twenty_thousand_characters():
    check_script(sketch("--text", "a chair " + "very red and " * 1500, kinds=FIXTURES))
