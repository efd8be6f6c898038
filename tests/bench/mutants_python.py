# SPDX-License-Identifier: GPL-3.0-or-later
"""One-line bugs in the bridge's Python, for ./dev mutate. Only what runs in functions: tables are made once, before
anybody says which mutant is wanted."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from mutants import (
    UNITS,
    Mutant,
    Operator,
    Unit,
    both,
    changes,
    mutant,
    names,
    next_number,
    operands,
    operator,
    without_copies,
)

OPERATORS: list[Operator] = [
    *both("bound", " < ", " <= "), *both("bound", " > ", " >= "),
    *both("other direction", " < ", " > "), *both("other direction", " <= ", " >= "),
    *both("negated comparison", " == ", " != "),
    operator("negated comparison", r" is (?!not\b)", " is not "), operator("negated comparison", " is not ", " is "),
    *both("and for or", " and ", " or "),
    operator("negation", r"(?<!is )\bnot (?!in\b)", ""), operator("negation", r" not in ", " in "),
    *both("plus for minus", " + ", " - "), *both("times for divided", " * ", " / "),
    operator("off by one", r" [+-] 1\b(?!\.)", ""),
    operator("off by one", r"(?<![\w.])(?:0|[1-9]\d{,8})(?![\w.])", next_number),
    operator("wrong measure", r"(?<![\w.])\d+\.\d+(?![\w.])", next_number),
    operator("other unit", rf"(?<=[\w)\]]) [*/] (?:{UNITS})\b", ""),
    operator("other unit", r"(?<![\w.])(\d+)000(?![\w.])", r"\1"),
    *names("min for max", ("min", "max")), *names("all for any", ("any", "all")),
    *names("yes for no", ("True", "False")),
    operator("sign", r"(?<=[(,=:]\s)-(?=[\w(])|(?<=[(\[])-(?=[\w(])", ""),
    *names("last for first", ("startswith", "endswith"), ("find", "rfind"), ("split", "rsplit")),
    operator("last for first", r"(?<=[\w)\]])\[0\]", "[-1]"), operator("last for first", r"(?<=[\w)\]])\[-1\]", "[0]"),
    operator("case", r"\.lower\(\)|\.upper\(\)", ""),
    *names("rounding", ("floor", "ceil")), operator("sign", r"\babs\(", "("), operator("order", r"\bsorted\(", "list("),
    *both("other quote", "'\"'", "\"'\""),
    *both("plus for minus", " += ", " -= "), operator("replaced, not added", r" (?:\+|\||&)= ", " = "),
    operator("swapped arguments", r"(?<=\w\()([a-z_][\w.]*), ([a-z_][\w.]*)(?=[,)])", r"\2, \1"),
    operator("swapped outcomes", r" if (?!not\b)([^\n]+?) else ", r" if not (\1) else "),
]

# The switch of all programs, see mutants_c.py. In the sandbox the file lies beside this one, and cannot be written. A
# child that is forked for another program has that one's.
MODULE = '''"""Which mutant is wanted."""
import functools
import mmap
import os


@functools.cache
def _open(own):
    beside = os.path.join(os.path.dirname(__file__), "mutants")
    for path, mode, access in ((own, os.O_RDWR, mmap.ACCESS_WRITE), ({path!r}, os.O_RDONLY, mmap.ACCESS_COPY),
                               (beside, os.O_RDONLY, mmap.ACCESS_COPY)):
        try:
            return mmap.mmap(os.open(path, mode | os.O_CLOEXEC), {most}, access=access)
        except OSError:
            pass
    return bytearray({most})


def mq_mutant(number):
    """Whether this one is."""
    mutants = _open(os.environ.get("MQ_MUTANTS") or {path!r})
    if mutants[number] == 2:
        return True
    mutants[number] = 1
    return False
'''


def lines_of(source: str) -> list[int]:
    """Where each line begins."""
    return [0, *(found.end() for found in re.finditer("\n", source))]


def mask(source: str) -> str:
    """The source with blanks for comments and underscores for what is in strings."""
    begins, out = lines_of(source), list(source)
    opened: list[int] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        start, end = (begins[row - 1] + column for row, column in (token.start, token.end))
        kind = tokenize.tok_name[token.type]
        if kind == "FSTRING_START":
            opened.append(start)
        elif kind == "FSTRING_END":
            start, kind = opened.pop(), "STRING"
        if kind in ("STRING", "COMMENT") and not opened and token.string not in ("'\"'", "\"'\""):
            fill = " " if kind == "COMMENT" else "_"
            out[start:end] = [each if each == "\n" else fill for each in source[start:end]]
    return "".join(out)


def span(source: str, begins: list[int], node: ast.stmt | ast.expr) -> tuple[int, int]:
    """From where to where; ast counts bytes."""
    def at(row: int, column: int) -> int:
        begin = begins[row - 1]
        return begin + len(source[begin:].split("\n", 1)[0].encode()[:column].decode())
    assert node.end_lineno is not None and node.end_col_offset is not None
    return at(node.lineno, node.col_offset), at(node.end_lineno, node.end_col_offset)


def units(source: str) -> Iterator[Unit]:
    """The parts of functions that can be run in two ways, from the first on; none is in another one."""
    begins, tree = lines_of(source), ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    found: dict[int, Unit] = {}
    for function in functions:
        for node in ast.walk(function):
            if isinstance(node, ast.If | ast.While):
                start, end = span(source, begins, node.test)
                found[start] = Unit("condition" if isinstance(node, ast.If) else "expression", start, end)
            elif isinstance(node, ast.For):
                start, end = span(source, begins, node.iter)
                found[start] = Unit("loop", start, end)
            elif isinstance(node, ast.Return | ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Raise
                            | ast.Continue | ast.Break):
                start, end = span(source, begins, node)
                own_line = source[source.rfind("\n", 0, start) + 1:start].isspace()
                is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                if own_line and not is_text and (source[end:end + 1] in "\n" or source[end:].lstrip(" ")[0] in "#\n"):
                    # A name that nobody gave a value is no bug that stays for long.
                    is_name = isinstance(node, ast.Assign | ast.AnnAssign) and not source[start:end].startswith("self.")
                    can_go = node is not function.body[-1] and not is_name
                    found[start] = Unit("statement", start, end, can_go)
    return iter(sorted(found.values(), key=lambda unit: unit.start))


def structures(source: str, masked: str, unit: Unit) -> Iterator[tuple[str, int, int, str]]:
    """Bugs that need more than a pattern."""
    text = source[unit.start:unit.end]
    if unit.kind == "condition":
        yield "negated condition", unit.start, unit.end, f"not ({text})"
    if unit.kind == "loop":
        yield "only the first", unit.start, unit.end, f"list({text})[:1]"
    if unit.kind == "statement" and unit.can_go:
        is_exit = re.match(r"(?:return|raise|continue|break)\b", text)
        yield "missing exit" if is_exit else "missing statement", unit.start, unit.end, "pass"
    stops = r"\s+(?:if|else|for)\s+|[,;:]\s*|\s+=\s+|(?:return|if)\s+"
    for start, end in operands(masked, unit, r"\s+(?:and|or)\s+", stops):
        yield "dropped condition", start, end, ""


def compiles(source: str) -> bool:
    """Whether Python takes it."""
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


# An expression and a statement, where it may be.
FRAMES = ("async def f():\n for a in b:\n  (%s\n)", "async def f():\n for a in b:\n  %s\n")


def find(file: str, source: str) -> list[Mutant]:
    """All mutants of a file that Python takes."""
    masked = mask(source)
    rows = [mutant(file, source, unit, change) for unit in units(source)
            for change in (*changes(source, masked, unit, OPERATORS), *structures(source, masked, unit))]
    return [each for each in without_copies(rows)
            if compiles(FRAMES[each.unit.kind == "statement"] % each.apply(source))]


def plant(source: str, mutants: list[Mutant], level: int) -> str:
    """The source with all these mutants of it, each behind its switch. @level: of the module in its package, from 1"""
    groups: dict[int, list[Mutant]] = {}
    for each in mutants:
        groups.setdefault(each.unit.start, []).append(each)
    begin = after_header(source)
    for start in sorted(groups, reverse=True):
        unit = groups[start][0].unit
        own = source[start:unit.end]
        bugs = [(each.number, each.apply(source)) for each in groups[start]]
        if unit.kind == "statement":
            indent = "\n" + source[source.rfind("\n", 0, start) + 1:start]
            text = "".join(f"{'el' if i else ''}if mq_mutant({number}):{indent}    {bug}{indent}"
                           for i, (number, bug) in enumerate(bugs)) + f"else:{indent}    {own}"
        else:
            text = "(" + "".join(f"({bug}\n) if mq_mutant({number}) else " for number, bug in bugs) + f"({own}\n))"
        source = source[:start] + text + source[unit.end:]
    return f"{source[:begin]}from {'.' * level}mq_mutants import mq_mutant\n{source[begin:]}"


def after_header(source: str) -> int:
    """Where a module's own imports begin: after its docstring, and what it imports of the future."""
    line = 0
    for node in ast.parse(source).body:
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not is_text and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        line = node.end_lineno or 0
    return lines_of(source)[line]


