# SPDX-License-Identifier: GPL-3.0-or-later
"""One-line bugs in C, for ./dev mutate. Our style (clang-format, GNU) makes it possible to find statements without a
parser: a function's brace is in the first column, and operators have spaces round them."""

import re
from collections.abc import Iterator

from mutants import (
    MOST,
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
    scan,
    without_copies,
)

# What could be an argument and also another one of the same type.
NAME = r"((?!(?:self|error)\b(?!->))[a-z]\w*(?:(?:->|\.)\w+)*)"
# What does not care for the order.
ORDERED = "".join(rf"(?<!\b{name} \()" for name in ("g_str_equal", "MIN", "MAX", "fmin", "fmax", "hypot"))

OPERATORS: list[Operator] = [
    *both("bound", " < ", " <= "), *both("bound", " > ", " >= "),
    *both("other direction", " < ", " > "), *both("other direction", " <= ", " >= "),
    *both("negated comparison", " == ", " != "),
    *both("and for or", " && ", " || "),
    operator("negation", r"(?<![\w)])!(?=[\w(])", ""),
    *both("plus for minus", " + ", " - "),
    operator("times for divided", r"(?<=[\w)\]]) \* ", " / "), operator("times for divided", r"(?<=[\w)\]]) / ", " * "),
    operator("off by one", r" [+-] 1\b(?!\.)", ""),
    operator("off by one", r"(?<![\w.])(?:0|[1-9]\d{,8})(?![\w.])", next_number),
    operator("wrong measure", r"(?<![\w.])\d+\.\d+(?![\w.])", next_number),
    operator("other unit", rf"(?<=[\w)\]]) [*/] (?:{UNITS}|G_USEC_PER_SEC|G_TIME_SPAN_\w+)\b", ""),
    operator("other unit", r"(?<![\w.])(\d+)000(?![\w.])", r"\1"),
    *names("min for max", ("MIN", "MAX"), ("fmin", "fmax")),
    operator("limit dropped", r"\bCLAMP \(([^(),]+), ([^(),]+), ([^(),]+)\)", r"MAX (\1, \2)"),
    operator("limit dropped", r"\b(?:MIN|MAX) \(([^(),]+), ([^(),]+)\)", r"(\1)"),
    *names("yes for no", ("TRUE", "FALSE")),
    operator("sign", r"(?<=[(,=?:]\s)-(?=[\w(])|(?<=\()-(?=[\w(])", ""),
    *names("last for first", ("strchr", "strrchr"), ("g_str_has_prefix", "g_str_has_suffix")),
    operator("case", r"\bg_ascii_strcasecmp\b", "g_strcmp0"), operator("case", r"\bg_ascii_strncasecmp\b", "strncmp"),
    *names("rounding", ("floor", "ceil")), operator("rounding", r"\bl?l?round \(", "(gint64)("),
    *both("other quote", "'\"'", "'\\''"),
    *both("plus for minus", " += ", " -= "), operator("replaced, not added", r" (?:\+|\||&)= ", " = "),
    *both("and for or", " & ", " | "), operator("negation", r" & ~", " & "),
    operator("wrong default", r"(\bmq_json_get_string \([^()]*), NULL\)", r'\1, "")'),
    operator("swapped arguments", rf"{ORDERED}(?<=\w \(){NAME}, {NAME}(?=[,)])", r"\2, \1"),
]

HIDDEN = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)+'|"
                    r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.S | re.M)
BODY = re.compile(r"(?<=\))\n\{\n(.*?)^\}\n", re.S | re.M)
HEADER = re.compile(r"(if|while|for|switch) ?\(")
PREFIX = re.compile(r"(?:else|do)\b|case\b[^:]*:|\w+ ?:(?!:)")
ASSIGNED = re.compile(r"\**\w+(?:(?:->|\.)\w+|\[[^]=]*\])* [-+*/|&^]?= ")
CALL = re.compile(r"(?!g_auto)[\w.>-]+ \(")
EXIT = re.compile(r"(?:return|break|continue|goto|dex_return_error)\b")
# Statements whose loss no test can see, or that are there for programmers.
PASSED = re.compile(r"(?:G_|static\b|va_|g_(?:return_|assert|debug|info|message|warning|critical|error|log|clear_)|"
                    r"dex_(?:clear|return_error_if_fail) \(|\w*(?:_free|_unref|_dispose_template|_ref_sink) \()")

# A program maps the file that says which mutant is wanted; and notes there which of them it came by. In the sandbox
# the bridge's folder is all that there is of the tree.
SWITCH = """#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
__attribute__ ((weak)) unsigned char mq_mutants_none[{most}];
__attribute__ ((weak)) unsigned char *mq_mutants = mq_mutants_none;
__attribute__ ((weak, constructor)) void mq_mutants_open (void);
void
mq_mutants_open (void)
{{
  const char *own = getenv ("MQ_MUTANTS");
  int fd = mq_mutants != mq_mutants_none ? -1 : open (own ? own : "{path}", O_RDWR | O_CLOEXEC), shared = MAP_SHARED;
  if (fd < 0 && mq_mutants == mq_mutants_none && (fd = open ("{path}", O_RDONLY | O_CLOEXEC)) < 0)
    fd = open ("/app/addon/maquette_bridge/mutants", O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  if ((fcntl (fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
    shared = MAP_PRIVATE;
  void *found = mmap (0, {most}, PROT_READ | PROT_WRITE, shared, fd, 0);
  if (found != MAP_FAILED)
    mq_mutants = found;
  close (fd);
}}
#define mq_mutant(n) (mq_mutants[n] == 2 || (mq_mutants[n] = 1, 0))
#line 1
"""


def mask(source: str) -> str:
    """The source with blanks for comments and for what is in strings, and form feeds for the preprocessor's lines."""
    def hide(found: re.Match[str]) -> str:
        text = found[0]
        if text in ("'\"'", r"'\''"):
            return text
        if text[0] in "\"'":
            return text[0] + "_" * (len(text) - 2) + text[0]
        return re.sub(r"[^\n]", " " if text[0] == "/" else "\f", text)
    return HIDDEN.sub(hide, source)


def after_bracket(masked: str, start: int, end: int) -> int:
    """Where the bracket ends that was opened just before `start`."""
    return scan(masked, start, end, "") + 1


def header(masked: str, word: str, start: int, end: int) -> Iterator[Unit]:
    """The conditions within the brackets of an if, a while or a for."""
    if word == "if":
        yield Unit("condition", start, end)
    elif word == "while":
        yield Unit("expression", start, end)
    elif word == "for":
        first = scan(masked, start, end, ";")
        second = scan(masked, first + 1, end, ";")
        begin = masked.find(" = ", start, first) + 3
        if begin > 2 and "," not in masked[start:first]:
            yield Unit("expression", begin, first)
        if masked[first + 1:second].strip():
            yield Unit("loop", first + 1, second)


def statement(masked: str, start: int, end: int, nested: bool) -> Iterator[Unit]:
    """The parts of a statement that can be run in two ways. @nested: it is not at a function's first level."""
    if PASSED.match(masked, start, end):
        return
    if EXIT.match(masked, start, end):
        yield Unit("statement", start, end, can_go=nested)
    elif ASSIGNED.match(masked, start, end) or CALL.match(masked, start, end):
        yield Unit("statement", start, end, can_go=True)
    else:
        sign = re.compile(r"(?<=[\w)\]]) = ").search(masked, start, end)
        if sign and scan(masked, start, end, "=,") == sign.end() - 2 and masked[sign.end()] != "{":
            yield Unit("expression", sign.end(), scan(masked, sign.end(), end, ",;"))


def units(masked: str) -> Iterator[Unit]:
    """All of a file, from the first on; none is in another one."""
    for body in BODY.finditer(masked):
        at, end, depth, under = body.start(1), body.end(1), 0, False
        while at < end:
            if masked[at] in " \n\f;{}":
                depth += (masked[at] == "{") - (masked[at] == "}")
                at += 1
            elif found := HEADER.match(masked, at, end):
                at = after_bracket(masked, found.end(), end)
                yield from header(masked, found[1], found.end(), at - 1)
                under = True
            elif found := PREFIX.match(masked, at, end):
                at, under = found.end(), True
            else:
                stop = scan(masked, at, end, ";{")
                while stop < end and masked[stop] == "{" and masked[at:stop].rstrip().endswith("="):
                    stop = scan(masked, after_bracket(masked, stop + 1, end), end, ";{")
                if stop < end and masked[stop] == ";":
                    yield from statement(masked, at, stop + 1, under or depth > 0)
                under = False
                at = max(stop, at + 1)


def arms(masked: str, unit: Unit) -> Iterator[tuple[int, int, int]]:
    """Where the second operand of each ?: begins, the third, and where that ends."""
    for found in re.compile(r"\s\? ").finditer(masked, unit.start, unit.end):
        middle = scan(masked, found.end(), unit.end, "?:;,")
        if masked[middle:middle + 2] == ": ":
            end = scan(masked, middle + 2, unit.end, "?:;,")
            if masked[end:end + 1] != "?":
                yield found.end(), middle + 2, end


def structures(source: str, masked: str, unit: Unit) -> Iterator[tuple[str, int, int, str]]:
    """Bugs that need more than a pattern."""
    text = source[unit.start:unit.end]
    if unit.kind == "condition":
        yield "negated condition", unit.start, unit.end, f"!({text})"
    if unit.kind == "loop" and (found := re.match(r"\s*(\w+) <=? ", masked[unit.start:unit.end])):
        yield "only the first", unit.start, unit.end, f" ({text.strip()}) && {found[1]} < 1"
    if unit.kind == "statement" and unit.can_go:
        yield "missing exit" if EXIT.match(text) else "missing statement", unit.start, unit.end, ""
    for start, end in operands(masked, unit, r"\s+(?:&&|\|\|)\s+", r"\s+[?:]\s+|[,;]\s*|\s+=\s+|return\s+"):
        yield "dropped condition", start, end, ""
    for start, middle, end in arms(masked, unit):
        first = source[start:middle - 2].rstrip()
        yield "swapped outcomes", start, end, f"{source[middle:end]} : {first}"


def find(file: str, source: str) -> list[Mutant]:
    """All mutants of a file."""
    masked = mask(source)
    rows = [mutant(file, source, unit, change) for unit in units(masked) if "\f" not in masked[unit.start:unit.end]
            for change in (*changes(source, masked, unit, OPERATORS), *structures(source, masked, unit))]
    return without_copies(rows)


def plant(source: str, mutants: list[Mutant], path: str) -> str:
    """The source with all these mutants of it, each behind its switch, in the same lines."""
    groups: dict[int, list[Mutant]] = {}
    for each in mutants:
        groups.setdefault(each.unit.start, []).append(each)
    for start in sorted(groups, reverse=True):
        unit = groups[start][0].unit
        own = source[start:unit.end]
        flat = [(each.number, " ".join(HIDDEN.sub(lambda found: "" if found[0][0] == "/" else found[0],
                                                  each.apply(source)).split("\n"))) for each in groups[start]]
        if unit.kind == "statement":
            bugs = "".join(f"if (mq_mutant ({number})) {{ {bug} }} else " for number, bug in flat)
            text = f"{{ {bugs}{{ {own} }} }}"
        else:
            text = "(" + "".join(f"mq_mutant ({number}) ? ({bug}) : " for number, bug in flat) + f"({own}))"
        source = source[:start] + text + source[unit.end:]
    return SWITCH.format(most=MOST, path=path) + source


