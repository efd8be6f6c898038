#!/usr/bin/env python3
"""How far a fact goes: counts of what cuts an object into pieces. A file is one object, so its functions are static but
for those that others call; a private header serves three files at most; files that call each other in a circle are one
object in pieces. What is above a limit today is named here, and may only become less."""

import collections
import os
import re
import sys

from c_text import TOKEN, without_comments
from circles import circles
from files import TOP, tracked

# Exported functions, private headers, and tokens of C in src: none of them grows without a reason.
MOST_EXPORTED, MOST_PRIVATE, MOST_TOKENS = 2_700, 8, 1_105_700
# Files that a private header serves, where they are more than three.
SERVED = {"mq-run-private.h": 4}
# Circles of more than three files, by one of them; and how many circles there are.
CIRCLES = {"client/run/mq-run": 4, "app/window/mq-window": 4}
MOST_CIRCLES = 5
DEFINITION = re.compile(r"^(?P<type>[A-Za-z_][\w \*]*?)\n(?P<name>mq_\w+) \([^{};]*?\)\n\{", re.M)


def main() -> int:
    assert TOKEN.findall('if (a->b >= "x y") c++;') == ["if", "(", "a", "->", "b", ">=", '"x y"', ")", "c", "++", ";"]
    texts = {name: without_comments(open(os.path.join(TOP, name), encoding="utf-8").read())
             for name in tracked() if name.endswith((".c", ".h")) and name.startswith(("src/", "tests/"))}
    words = {name: set(re.findall(r"\bmq_\w+", text)) for name, text in texts.items() if name.endswith(".c")}
    users = collections.Counter(word for found in words.values() for word in found)
    owner = {}
    problems = []
    for name in words:
        for define in DEFINITION.finditer(texts[name]) if name.startswith("src/") else ():
            if not define["type"].startswith("static"):
                owner[define["name"]] = name
    source = {name: text for name, text in texts.items() if name.startswith("src/")}
    headers = "\n".join(text for name, text in source.items() if name.endswith(".h"))
    for function, name in owner.items():
        if users[function] == 1 and not re.search(rf"\b{function}\b(?! \()", headers) \
                and not function.endswith("_get_type") and headers.count(function) <= 1:
            problems.append(f"{name}: only this file calls {function}(): it should be static")
    if len(owner) > MOST_EXPORTED:
        problems.append(f"{len(owner)} functions leave their file, more than {MOST_EXPORTED}")
    private = sum(name.endswith("-private.h") for name in source)
    if private > MOST_PRIVATE:
        problems.append(f"{private} private headers, more than {MOST_PRIVATE}")
    tokens = sum(len(TOKEN.findall(text)) for text in source.values())
    if tokens > MOST_TOKENS:
        problems.append(f"{tokens} tokens of C, more than {MOST_TOKENS}")

    module = {name: name[len("src/"):-2].removesuffix("-private") for name in source}
    calls: dict[str, set[str]] = collections.defaultdict(set)
    for name in source:
        if name.endswith(".c"):
            calls[module[name]] |= {module[owner[word]] for word in words[name] if word in owner} - {module[name]}
    found = circles(calls)
    if len(found) > MOST_CIRCLES:
        problems.append(f"{len(found)} circles of files that call each other, more than {MOST_CIRCLES}")
    for part in found:
        if len(part) > max([3, *(most for one, most in CIRCLES.items() if one in part)]):
            problems.append(f"{len(part)} files call each other in a circle: {', '.join(part)}")
    for name in source:
        if name.endswith("-private.h"):
            served = sum(f'"{name[len("src/"):]}"' in text for other, text in source.items() if other != name)
            most = SERVED.get(os.path.basename(name), 3)
            if served > most:
                problems.append(f"{name}: serves {served} files, more than {most}")
    print("\n".join(problems) or f"{len(owner)} functions leave their file, {len(found)} circles, {tokens} tokens")
    return 1 if problems or not owner else 0


if __name__ == "__main__":
    sys.exit(main())
