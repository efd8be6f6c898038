# Examples of pages: that of docs/extending/kinds.md is a kind that is read, built and measured; the lines of a
# script in README.md are those that the sketcher writes.
import json
import re

from conftest import DATA, ROOT, job, measure, sketch

PAGE = (ROOT / "docs/extending/kinds.md").read_text(encoding="utf-8")


def fenced(name):
    """The block below the line that names a file."""
    return re.search(rf"^`{re.escape(name)}`:\n```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL).group(1)


def test_the_example(folder):
    mine = folder / "mine"
    for name in ("step_stool/kind.json", "step_stool/parts.py"):
        file = mine / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(fenced(name), encoding="utf-8")
    kinds = (DATA, mine)
    assert "step_stool" in json.loads(sketch("--list", kinds=kinds, expect=(0, 1)))

    jobs = [job("--text", "a red padded step stool, 30 cm high", kinds=kinds, check=True),
            job("--kind", "step_stool", "--set", "ALL=MIN", "--include", "ALL", kinds=kinds),
            job("--kind", "step_stool", "--set", "ALL=MAX", "--include", "ALL", kinds=kinds)]
    assert "TIMBER_COLOR = \"#c1272d\"" in jobs[0]["script"]
    for each, result in zip(jobs, measure(jobs, folder)):
        assert result["error"] is None and not result["findings"]
        assert result["report"]["floating"] == []
        assert len(result["report"]["objects"]) == 6
        box = result["report"]["whole"]["box"]
        assert abs(box["min"][2]) < 0.001
        assert abs(box["max"][2] - each["plan"]["box"]["max"][2]) < 0.001


def test_what_is_there():
    listed = re.search(r"a pickup is a car\):\n\n(.*?)\n\n", PAGE, re.DOTALL).group(1)
    titles = [kind["title"].lower() for kind in json.loads(sketch("--list")).values()]
    assert sorted(filter(None, re.split(r",\s+|\n?\* \w+: ", listed))) == sorted(titles)


def test_first_kinds_are_new():
    """What CONTRIBUTING.md offers to newcomers, nobody has made, and what it names as near is there."""
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| --- | --- | --- |\n")[2]
    rows = [line.split("|")[1:3] for line in table.partition("\n\n")[0].splitlines()]
    kinds = [json.loads(path.read_text(encoding="utf-8")) for path in DATA.glob("kinds/*/kind.json")]
    words = {word for kind in kinds for word in [kind["title"].lower(), *kind["words"]]}
    assert len(rows) == 10 and all(near.strip() in words and new.strip() not in words for new, near in rows), rows


def test_the_lines_of_a_script():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL).group(1)
    prompt = re.search(r"of the script of “(.*?)”:\n\n```python", text).group(1)
    script = sketch("--text", prompt)
    excerpts = shown.split("\n\n")
    assert len(shown.splitlines()) == 15 and all(f"\n{each}\n" in script for each in map(str.rstrip, excerpts))
