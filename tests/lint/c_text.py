"""Reads C sources for the checks of tests/lint: without comments, as tokens, and as functions."""

import re

TOKEN = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[A-Za-z_]\w*|\d[\w.]*|->|\+\+|--|<<=?|>>=?|&&|\|\||"
                   r"[-+*/%&|^=!<>]=|\.\.\.|##?|[^\s\w]")
# As clang-format writes it: the type on a line of its own.
FUNCTION = re.compile(r"^(?P<type>[A-Za-z_][\w \*]*?)\n(?P<name>\w+) \([^{};]*?\)\n\{", re.M)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(\"(?:[^\"\\\n]|\\.)*\")", lambda found: found[1] or " ", text, flags=re.S)
