# The example of docs/extending/kinds.md, taken from the page: it is a kind that is read, built and measured.
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
