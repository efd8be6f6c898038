# No number of the user's words is lost: of each prompt, each number is in a requirement's words, as a value, or in
# what is said to be not made. And what the rows say is so when it is measured.
import json
import re

import pytest
from conftest import HERE, ROOT, sketch
from test_compositions import CASES

SEEDS = ROOT.parent / "shared" / "acceptance" / "seed-prompts.json"
WORDS = json.loads((ROOT / "data" / "sketcher" / "words.json").read_text(encoding="utf-8"))
FILLERS = set(WORDS["fillers"])
KINDS = json.loads(sketch("--list", expect=(0, 1)))
NUMBER = re.compile(r"(?<![\w.,:])\d+(?:[.,]\d+)?(?::\d\d)?(?!\s?[dD]\b)")


def prompts():
    """The sketcher's own readings, compositions, the acceptance prompts, and sentences of each kind."""
    readings = json.loads((HERE / "readings.json").read_text(encoding="utf-8"))["readings"]
    yield from (each["text"] for each in readings if not each.get("instruction"))
    yield from CASES
    if SEEDS.exists():
        seeds = json.loads(SEEDS.read_text(encoding="utf-8"))
        yield from (each["prompt"] for each in seeds["prompts"])
        yield from seeds["also"][:1]
    for kind in KINDS.values():
        name = kind["words"][0]
        yield f"a {name} 47 cm high and 33 cm wide"
        yield f"a red {name}, 1.2 m long, 3 kg, for 2 people, with 7 frobs"
        yield f"a {name} of 40 x 30 x 20 cm with two 5 mm holes and a 45 degree tilt"


PROMPTS = list(dict.fromkeys(prompts()))


def numbers(text):
    """The numbers of a text, in digits or in words, that are more than fillers."""
    found = [each.group().replace(",", ".") for each in NUMBER.finditer(text)]
    words = text.casefold().replace("-", " ").split()
    return found + [word for word in words if word in WORDS["numbers"] and word not in FILLERS]


def is_told(number, rows):
    value = WORDS["numbers"].get(number)
    for row in rows:
        if re.search(rf"(?<![\w.]){re.escape(number)}(?![\w.])", row["words"].casefold().replace(",", ".")):
            return True
        wanted = float(number) if value is None and ":" not in number else value
        if wanted is not None and row.get("value") == pytest.approx(wanted):
            return True
    return False


def test_there_are_many():
    assert sum(bool(numbers(prompt)) for prompt in PROMPTS) >= 100


@pytest.mark.parametrize("part", range(4))
def test_no_number_is_lost(part):
    lost = {}
    for prompt in PROMPTS[part::4]:
        printed = sketch("--text", prompt, "--plan", expect=(0, 1))
        rows = json.loads(printed)["requirements"] if printed else None
        missing = [] if rows is None else [each for each in numbers(prompt) if not is_told(each, rows)]
        if missing:
            lost[prompt] = missing
    assert lost == {}
