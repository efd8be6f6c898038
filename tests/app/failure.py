"""What a failed test of the window tells: the part of the screen that matters, and what the app and its
service wrote. Short, for of a long output one gets to see the end only."""

import contextlib
from pathlib import Path

LINES = 60
MATTERS = ("dialog", "alert", "notification", "article", "status bar", "info bar")


def tell(person):
    parts = [("on screen", part(lines_of(person)) if is_there(person) else [])]
    if is_there(person):
        parts.append(("as it was read at once, where that differs", unlike(person)))
    parts.append(("app.log", tail(person.log)))
    if is_there(person):
        parts += [("service.log", tail(path)) for path in service_logs(person.process.pid)]
    return "\n".join(line for name, lines in parts for line in (f"--- {name}", *lines))


def is_there(person):
    return person.process is not None and person.process.poll() is None


def service_logs(pid):
    """What the app's services write into, wherever it lies."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [Path(f"/proc/{child}/fd/2").resolve() for child in task.read_text().split()]
    return [path for path in found if path.name == "service.log"]


def lines_of(person):
    """[(line, whether it matters)…]: what is on screen, a node a line, as far as it has words."""
    import pyatspi
    from person import children, has, is_vanished, role, words

    lines = []

    def look(node, depth, inside):
        try:
            kind, text = role(node), " ".join(words(node).split())
            if depth and not has(node, pyatspi.STATE_SHOWING):
                return
            focused = has(node, pyatspi.STATE_FOCUSED) and kind not in ("frame", "application")
            if (text and text != inside) or focused or kind in MATTERS:
                sign = ">" if focused else " "
                off = "" if has(node, pyatspi.STATE_SENSITIVE) else " (off)"
                lines.append((f"{sign}{'  ' * min(depth, 8)}{kind} “{text[:90]}”{off}",
                              2 if focused else kind in MATTERS))
                inside = text
            for child in children(node):
                look(child, depth + 1, inside)
        except Exception as problem:
            if not is_vanished(problem):
                raise
            lines.append((" (something that went away)", 0))

    shown = person.frame or person.application()
    if shown is not None:
        look(shown, 0, None)
    return lines


def unlike(person):
    """The words that only one of two ways to read the screen finds: node by node, or Screen's."""
    from person import is_vanished, words

    try:
        once = [" ".join(words(node).split()) for node in person.walk()]
    except Exception as problem:
        if not is_vanished(problem):
            raise
        return [f"({problem})"]
    live = [line.partition("“")[2].rpartition("”")[0] for line, _ in lines_of(person)]
    return [f"{way} “{text}”" for way, texts, others in (("missed:", live, once), ("only there:", once, live))
            for text in dict.fromkeys(texts) if text and text not in {other[:90] for other in others}
            and text[:90] not in others][:LINES]


def part(lines):
    """The lines round what matters: the focus first, then dialogs and what is announced."""
    wanted = sorted((i for i, line in enumerate(lines) if line[1]), key=lambda i: -lines[i][1])
    kept = set()
    reach = range(max(len(lines), 1))
    for near in reach:
        for middle in wanted or [0]:
            for i in (middle - near, middle + near):
                if 0 <= i < len(lines) and len(kept) < LINES:
                    kept.add(i)
        if len(kept) >= LINES:
            break
    out, last = [], -1
    for i in sorted(kept):
        if i > last + 1:
            out.append(f" … {i - last - 1} more")
        out.append(lines[i][0])
        last = i
    if last + 1 < len(lines):
        out.append(f" … {len(lines) - last - 1} more")
    return out


def tail(path, count=12):
    if not path.exists():
        return ["(none)"]
    lines = path.read_text(errors="replace").splitlines()
    return [line[:200] for line in lines[-count:]]
