# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release is made with: NEWS and all that repeats it, the list of what is in it, and the archive."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest

BUILD = pathlib.Path(os.environ["MQ_TEST_BUILD"])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
TOOLS = SOURCE / "data/release"
METAINFO = "data/org.maquette.Maquette.metainfo.xml.in"


def notes(*words):
    return subprocess.run([TOOLS / "notes.py", *words], capture_output=True, text=True)


@pytest.fixture(name="tree")
def copy_tree(tmp_path):
    for name in ("NEWS", "meson.build", METAINFO, "data/debian/changelog"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCE / name, tmp_path / name)
    return tmp_path


def rewrite(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_notes_agree():
    done = notes("check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_release(tree):
    """A date in NEWS dates everything, what is new goes everywhere, and the release before stays."""
    before = {name: (tree / name).read_text() for name in (METAINFO, "data/debian/changelog")}
    heading = (tree / "NEWS").read_text().splitlines()[0]
    rewrite(tree / "NEWS", heading, f"Maquette 9.8.7 (2027-01-02)\n{'=' * 27}\n\n* Cats & dogs.\n\n{heading}")
    rewrite(tree / "meson.build", "version: '0.1.0'", "version: '9.8.7'")
    assert notes("check", tree).returncode == 1
    assert notes("write", tree).returncode == 0 and notes("check", tree).returncode == 0
    metainfo, changelog = ((tree / name).read_text() for name in before)
    assert '<release version="9.8.7" date="2027-01-02" type="stable">' in metainfo
    assert "<li>Cats &amp; dogs.</li>" in metainfo
    assert changelog.startswith("maquette (9.8.7) unstable; urgency=medium\n\n  * Cats & dogs.\n\n -- ")
    assert "Sat, 02 Jan 2027 00:00:00 +0000" in changelog
    assert '<release version="0.1.0"' in metainfo and changelog.endswith("\n\n" + before["data/debian/changelog"])
    assert notes("tag", tree).stdout == "Maquette 9.8.7\n\n* Cats & dogs.\n"


def test_main_changes(tree):
    """Only the first paragraph of changes is repeated, as plain text; what is not released says so."""
    heading = (tree / "NEWS").read_text().splitlines()[0]
    changes = "The first release.\n\n* *Cats* and `dogs`.\n\n* Fleas.\n"
    (tree / "NEWS").write_text(f"{heading}\n{'=' * len(heading)}\n\n{changes}")
    assert notes("write", tree).returncode == 0
    metainfo, changelog = ((tree / name).read_text() for name in (METAINFO, "data/debian/changelog"))
    assert "<li>Cats and dogs.</li>" in metainfo and 'type="development"' in metainfo
    assert "  * Not released yet.\n  * Cats and dogs.\n\n -- " in changelog
    assert "Fleas" not in metainfo + changelog


@pytest.mark.parametrize("heading", ["Maquette 9.9.9 (2027-01-02)", "Maquette 0.1.0 (soon)", "Version 1"])
def test_wrong_heading(tree, heading):
    rewrite(tree / "NEWS", (tree / "NEWS").read_text().splitlines()[0], heading)
    done = notes("check", tree)
    assert done.returncode and done.stderr.startswith("NEWS: "), done


CHOSEN = {"homepage": "https://maquette.test", "bugtracker": "https://code.test/issues",
          "vcs-browser": "https://code.test", "screenshots": "https://maquette.test/pictures",
          "packages": "https://get.test/maquette",
          "security": "safe@maquette.test", "maintainer": "Mara Muster <mara@maquette.test>"}
REPEATED = ("data/debian/control", "data/debian/changelog", "data/debian/copyright", "data/maquette.doap",
            ".github/SECURITY.md", "docs/using/systems.md")


def addresses(*words):
    return subprocess.run([TOOLS / "addresses.py", *words], capture_output=True, text=True)


def no_addresses():
    return re.sub(r"^([a-z-]+)=.*$", r"\1=", (SOURCE / "data/addresses").read_text(), flags=re.M)


def test_addresses_agree():
    done = addresses("check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_addresses(tmp_path):
    """What is chosen in one file goes everywhere, and taken away there it is nowhere."""
    for name in REPEATED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SOURCE / name, tmp_path / name)
    (tmp_path / "data/addresses").write_text(empty := no_addresses())
    assert addresses("write", tmp_path).returncode == 0
    before = {name: (tmp_path / name).read_text() for name in REPEATED}
    missing = addresses("missing", tmp_path).stdout.splitlines()
    assert missing == [f"data/addresses has no {name}" for name in CHOSEN]

    text = empty
    for name, value in CHOSEN.items():
        text = text.replace(f"\n{name}=\n", f"\n{name}={value}\n")
    (tmp_path / "data/addresses").write_text(text)
    differing = addresses("check", tmp_path)
    assert differing.returncode == 1 and len(differing.stdout.splitlines()) == len(REPEATED), differing
    assert addresses("write", tmp_path).returncode == 0
    assert addresses("check", tmp_path).returncode == 0 and addresses("missing", tmp_path).stdout == ""
    now = {name: (tmp_path / name).read_text() for name in REPEATED}
    assert "Maintainer: Mara Muster <mara@maquette.test>\nHomepage: https://maquette.test\n" \
        "Vcs-Browser: https://code.test\n" in now["data/debian/control"]
    assert " -- Mara Muster <mara@maquette.test>  " in now["data/debian/changelog"]
    assert "Source: https://code.test\n" in now["data/debian/copyright"]
    assert "[safe@maquette.test](mailto:safe@maquette.test)" in now[".github/SECURITY.md"]
    assert "GitLab" not in now[".github/SECURITY.md"]
    assert "https://get.test/maquette/apt/maquette.sources" in now["docs/using/systems.md"]
    resources = {each.tag.rsplit("}")[-1]: [*each.attrib.values()] for each in
                 ET.parse(tmp_path / "data/maquette.doap").iter()}
    assert resources["homepage"] == ["https://maquette.test"] and resources["browse"] == ["https://code.test"]
    assert resources["bug-database"] == ["https://code.test/issues"]

    (tmp_path / "data/addresses").write_text(empty)
    assert addresses("write", tmp_path).returncode == 0
    assert {name: (tmp_path / name).read_text() for name in REPEATED} == before


@pytest.mark.parametrize(("name", "value"), [("homepage", "maquette.test"), ("packages", "https://get.test/"),
                                             ("security", "nobody"), ("maintainer", "mara@maquette.test")])
def test_wrong_address(tmp_path, name, value):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/addresses").write_text(no_addresses().replace(f"\n{name}=\n", f"\n{name}={value}\n"))
    done = addresses("write", tmp_path)
    assert done.returncode and f"data/addresses: {name} is not" in done.stderr, done


def test_sbom(tmp_path):
    """It names each library that was linked, its relations lead somewhere, and it is the same each time."""
    archive = tmp_path / "maquette-0.1.0.tar.xz"
    archive.write_bytes(b"an archive")
    made = [subprocess.run([TOOLS / "make-sbom.py", BUILD, archive], check=True, capture_output=True, text=True,
                           env=os.environ | {"SOURCE_DATE_EPOCH": "1796000000"}).stdout for _ in range(2)]
    assert made[0] == made[1] and str(SOURCE) not in made[0] and str(tmp_path) not in made[0]
    sbom = json.loads(made[0])
    assert sbom["creationInfo"]["created"] == "2026-11-30T00:53:20Z"
    packages = {each["SPDXID"]: each for each in sbom["packages"]}
    assert len(packages) == len(sbom["packages"]), "two packages with one id"
    assert packages["SPDXRef-maquette"]["checksums"][0]["checksumValue"] == hashlib.sha256(b"an archive").hexdigest()
    ends = {each[end] for each in sbom["relationships"] for end in ("spdxElementId", "relatedSpdxElement")}
    assert ends == {*packages, "SPDXRef-DOCUMENT"}
    names = {each["name"]: each["versionInfo"] for each in sbom["packages"] if "versionInfo" in each}
    for name in ("gtk4", "libdex-1", "sqlite3", "libsoup-3.0"):
        assert names[name] == subprocess.check_output(["pkg-config", "--modversion", name], text=True).strip()
    assert names["blender (Debian)"] == ">= 4.2" and "SPDXRef-bubblewrap--Debian-" in packages
