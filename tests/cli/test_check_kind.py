# SPDX-License-Identifier: GPL-3.0-or-later
"""check-kind: what an author of a kind is told."""

import json
import pathlib
import shutil

from conftest import FAST

DATA = pathlib.Path(__file__).parents[2] / "data"


def make_kind(folder, change):
    """A copy of the spacer as a kind of its own."""
    shutil.copytree(DATA / "sketcher/kinds/spacer", folder)
    path = folder / "kind.json"
    about = json.loads(path.read_text())
    about |= {"id": folder.name, "title": "Sleeve", "words": ["odd sleeve"]}
    change(about)
    path.write_text(json.dumps(about))


def test_two_faulty_parts(desk, tmp_path):
    """Each look is built and measured. A part that is off its planned box and one that its word does not add,
    since another part has it, are named, and no other."""
    desk.config.write_text(FAST)

    def change(about):
        about["parts"].append(about["parts"][1] | {"id": "rim", "words": ["flange"]})
        about["parts"][1] = json.loads(json.dumps(about["parts"][1]))
        about["parts"][1]["box"][2] = "0 .. HEIGHT*3"
    make_kind(tmp_path / "odd_sleeve", change)
    checked = desk("check-kind", tmp_path / "odd_sleeve", "--json")
    looks = {row["look"]: row for row in checked.named("check-kind")}
    assert list(looks) == ["as it is", "all at their least", "all at their greatest",
                           *(f"mixed, {n}" for n in range(1, 5)), "with flange", "with rim"], checked
    faulty = {name: row["faults"] for name, row in looks.items() if row["faults"]}
    assert faulty == {"with flange": ["Spacer does not fill its planned place"],
                      "with rim": ["“odd sleeve with flange” does not add the part “rim”"]}, checked
    assert looks["as it is"]["measured"] == "1 object, 10.0 × 10.0 × 12.0 mm", checked
    assert checked.status == 1 and "Faults in 2 of 9 looks" in checked.err, checked
    assert desk.sessions() == []


def test_mistakes_in_its_files(desk, tmp_path):
    none = desk("check-kind", tmp_path)
    assert none.status == 2 and "kind.json and parts.py" in none.err, none
    make_kind(tmp_path / "no_part", lambda about: about["params"][0].update(of=["lid"]))
    broken = desk("check-kind", tmp_path / "no_part")
    assert broken.status == 1 and "no_part/kind.json: params[0].of names “lid”" in broken.err, broken
    make_kind(tmp_path / "no_parts", lambda about: None)
    (tmp_path / "no_parts/parts.py").unlink()
    broken = desk("check-kind", tmp_path / "no_parts")
    assert broken.status == 1 and f"{tmp_path}/no_parts/parts.py" in broken.err, broken
