"""Judge of what each role of the team is asked: the facts that it needs stand in its request. The facts come
from the run itself (the user's words, the plan, the script, the measurements), so that a change of wording
passes and a lost fact fails."""

import json
import pathlib
import re

TOLD = pathlib.Path(__file__).resolve().parents[2] / "data" / "agents"
SYSTEM, USER = "system", "user"
MEASURED, WANTED = "# Measured", "# What is wanted"
# Who looks at the user's picture, where there is one.
SEES = {"planner", "writer", "critic", "refiner"}
# Sections that are there only when there is something to say; what a run may do without.
OPTIONAL = ("# Looked up", "# Before the change", "# History", "(It comes from", "# What went wrong before",
            "Faults found by measuring", "Measured, and left")
# Which facts each role needs; see data/agents/README.md.
NEEDS = {
    "planner": {"rules", "role", "wanted", "form"},
    "writer": {"rules", "role", "wanted", "toolkit", "plan"},
    "critic": {"rules", "role", "wanted", "gist", "parameters", "measured", "open", "views", "form"},
    "debugger": {"rules", "role", "wanted", "toolkit", "plan", "parameters", "functions", "faults"},
    "verifier": {"rules", "role", "wanted", "gist", "measured", "views", "form", "faults"},
    "refiner": {"rules", "role", "wanted", "toolkit", "plan", "parameters", "functions", "bodies",
                "measured"},
}


def fixed(name):
    """The lines of a text of data/agents that are the same in every request."""
    text = (TOLD / f"{name}.md").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and "{{" not in line and "<!--" not in line]


def special():
    """(words, functions) of the sections of the toolkit that are only told of where one of the words is."""
    for section in re.split(r"^# ", (TOLD / "toolkit.txt").read_text(encoding="utf-8"), flags=re.M):
        lines = section.splitlines()[1:]
        if lines and lines[0].startswith("? "):
            yield lines[0][2:].split(), [line.split(":")[0] for line in lines[1:] if line]


def is_about(words, about):
    """Whether a text has one of a section's words; of those with ~ two, and those with - are none."""
    doubtful = set()
    for text in re.findall("[a-z]+", about.lower()):
        found = [word for word in words if re.fullmatch(f"{word.strip('~-')}[a-z]{{0,3}}", text)]
        if any(word[0] == "-" for word in found) or not found:
            continue
        if any(word[0] != "~" for word in found) or doubtful - set(found):
            return True
        doubtful.update(found)
    return False


def specially(about):
    """The functions that a text about an asset asks for."""
    return [f"{name}(" for words, names in special() if is_about(words, about) for name in names]


def said(request, speaker=None):
    return "\n".join(part.get("text", "") for message in request["messages"]
                     if speaker in (None, message["speaker"]) for part in message["parts"])


def pictures(request):
    return [part["picture"] for message in request["messages"] for part in message["parts"] if "picture" in part]


class Run:
    """What is known at each moment of a run, as its exchanges go by."""

    def __init__(self, words):
        self.words = words
        self.plan = None
        self.parameters, self.functions = set(), set()
        self.judged = self.changed = False
        self.shown = set()

    def learn(self, role, answer):
        """Takes what an answer adds to plan and script."""
        text = answer["text"]
        if role in ("writer", "refiner", "critic"):
            self.judged = role == "critic"
        if role == "planner":
            self.plan = json.loads(re.search(r"\{.*\}", text, re.S).group(0))
        for change in re.findall(r"```json\n(.*?)```", text, re.S) if role == "refiner" and self.plan else []:
            dropped = json.loads(change).get("drop_must_haves", [])
            self.plan["must_haves"] = [each for each in self.plan["must_haves"] if each not in dropped]
        for code in re.findall(r"```python\n(.*?)```", text, re.S):
            self.parameters |= set(re.findall(r"^([A-Z][A-Z0-9_]+) = ", code, re.M)) - {"ASSET"}
            self.functions |= set(re.findall(r"^def (\w+)\(", code, re.M))

    def missing(self, role, request):
        """What the request of a role lacks, in words."""
        user = said(request, USER)
        needs = NEEDS[role] | ({"measured"} if role == "debugger" and self.judged else set())
        measured = next((part["text"] for message in request["messages"] for part in message["parts"]
                         if part.get("text", "").startswith(MEASURED)), "")
        about = "\n".join(f"{part['id']} {part.get('name', '')} {part.get('purpose', '')}".replace("_", " ")
                          for part in (self.plan or {"parts": []})["parts"])
        labels = re.findall(r"^(?:View \d+|close-ups): ", user, re.M)

        def lacks(what, facts, within):
            return [f"{role}: {what}: {fact}" for fact in facts if what in needs and str(fact) not in within]

        yield from lacks("rules", fixed("shared"), said(request, SYSTEM))
        yield from lacks("role", fixed(role)[1:] if role != "refiner" else fixed(role)[:2], user)
        yield from lacks("wanted", [WANTED, *self.words], user)
        yield from lacks("open", ["Requirements for you to judge"], user)
        if role == "critic" and self.changed and "# The change" not in user:
            yield f"{role}: nothing says what the change was to do"
        yield from lacks("toolkit", fixed("toolkit") + specially(about), said(request, SYSTEM))
        if self.plan is not None:
            parts = [part["id"] for part in self.plan["parts"]]
            materials = [material["id"] for material in self.plan["materials"]]
            gist = [self.plan["title"], self.plan["about"], *self.plan["must_haves"]]
            yield from lacks("gist", [*gist, *materials], user)
            yield from lacks("plan", [*gist, *parts, *materials], user)
            yield from lacks("measured", parts, measured)
        yield from lacks("parameters", [f"{name} = " for name in self.parameters], user)
        # One that is called like one that the toolkit's functions use has another name in the script.
        yield from lacks("functions", [f"def {name}(" for name in self.functions
                                       if f"def own_{name}(" not in user], user)
        if "bodies" in needs and "\n    return" not in user:
            yield f"{role}: the script has no bodies"
        if "measured" in needs and not re.search(r"\d\.\d", measured):
            yield f"{role}: no number was measured"
        if "views" in needs and (not labels or len(labels) != len(set(pictures(request)) - self.shown)):
            yield f"{role}: {len(labels)} views have a label, and there are {len(pictures(request))} pictures"
        if "faults" in needs and not re.search(r"^(- |\d+\. )(?:[\w-]+ )?\[\w+\]|\w+Error|^(?!- ).*line \d+", user,
                                               re.M):
            yield f"{role}: nothing is said to be wrong"
        if "{{" in said(request):
            yield f"{role}: a mark is not filled in"
        if "form" in needs and not request.get("schema"):
            yield f"{role}: no form of the answer"


def faults(exchanges, words, refinements=(), picture=False):
    """What the requests of a run's @exchanges (a transcript's lines) lack."""
    run, left = Run(list(words)), list(refinements)
    for exchange in exchanges:
        role, request = exchange["role"], exchange["request"]
        if role == "refiner":
            run.words, run.changed = [left.pop(0)], True
        if role not in NEEDS:
            yield f"nobody says what {role} needs"
            continue
        if picture and role == "planner":
            run.shown = set(pictures(request))
        if picture and role in SEES and not (run.shown and run.shown <= set(pictures(request))):
            yield f"{role}: the user's picture is missing"
        if len(re.findall(r"^Picture \d+, from the user", said(request, USER), re.M)) < len(run.shown):
            yield f"{role}: nothing says which picture is the user's"
        yield from run.missing(role, request)
        if exchange.get("answer"):
            run.learn(role, exchange["answer"])
    if left:
        yield f"nobody was asked to: {left}"


def unnoticed(exchanges, *run, **more):
    """Parts of the requests that could be lost without a word: none, or faults() sees too little."""
    for number, exchange in enumerate(exchanges):
        for message, one in enumerate(exchange["request"]["messages"]):
            for part, content in enumerate(one["parts"]):
                if content.get("text", "").startswith(OPTIONAL):
                    continue
                # Who mends may look at what was seen.
                if exchange["role"] == "debugger" and ("picture" in content or content["text"].startswith("View ")):
                    continue
                parts = [*one["parts"][:part], *one["parts"][part + 1:]]
                messages = list(exchange["request"]["messages"])
                messages[message] = {**one, "parts": parts}
                less = list(exchanges)
                less[number] = {**exchange, "request": {**exchange["request"], "messages": messages}}
                if next(faults(less, *run, **more), None) is None:
                    yield f"{exchange['role']}: {str(content)[:80]}"
