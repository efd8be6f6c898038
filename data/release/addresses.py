#!/usr/bin/env python3
"""addresses.py check|write|missing|get NAME: data/addresses has the names and addresses that only
the owners of the project can choose. `check` prints which files repeat something else, `write`
makes them anew, `missing` prints what a release needs and nobody has chosen, `get` one value."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
NEEDED = ("homepage", "bugtracker", "vcs-browser", "screenshots", "packages", "security",
          "maintainer")
NOBODY = "The Maquette developers <maquette@maquette.invalid>"
Addresses = dict[str, str]


def read_addresses(top: Path) -> Addresses:
    text = (top / "data/addresses").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z-]+)=(.*)$", text, re.M))


def find_fault(name: str, value: str) -> str | None:
    if name == "maintainer":
        form, words = r"[^<>]+ <[^<>@\s]+@[^<>@\s]+>", "Name <e-mail address>"
    elif name == "security":
        form, words = r"https://\S+|[^<>@\s:]+@[^<>@\s]+", "an address with https://, or of e-mail"
    else:
        form, words = r"https://\S*[^/\s]", "an address with https://, without / at its end"
    return None if re.fullmatch(form, value) else f"data/addresses: {name} is not {words}"


def in_control(addresses: Addresses, text: str) -> str:
    text = re.sub(r"^(Homepage|Vcs-Browser): .*\n", "", text, flags=re.M)
    fields = [f"Maintainer: {addresses['maintainer'] or NOBODY}"]
    fields += [f"{field}: {addresses[name]}" for field, name in
               (("Homepage", "homepage"), ("Vcs-Browser", "vcs-browser")) if addresses[name]]
    return re.sub(r"^Maintainer: .*$", "\n".join(fields), text, count=1, flags=re.M)


def in_changelog(addresses: Addresses, text: str) -> str:
    """The newest entry; an older one has who made it."""
    return re.sub(r"^ -- .*?  ", f" -- {addresses['maintainer'] or NOBODY}  ", text, count=1,
                  flags=re.M)


def in_copyright(addresses: Addresses, text: str) -> str:
    text = re.sub(r"^Source: .*\n", "", text, flags=re.M)
    source = f"Source: {addresses['vcs-browser']}\n" if addresses["vcs-browser"] else ""
    return re.sub(r"^(Upstream-Name: .*\n)", rf"\g<1>{source}", text, count=1, flags=re.M)


def in_doap(addresses: Addresses, text: str) -> str:
    lines = [f'  <{element} rdf:resource="{addresses[name]}"/>' for element, name in
             (("homepage", "homepage"), ("bug-database", "bugtracker"),
              ("download-page", "packages")) if addresses[name]]
    if addresses["vcs-browser"]:
        lines.append('  <repository><GitRepository><browse rdf:resource='
                     f'"{addresses["vcs-browser"]}"/></GitRepository></repository>')
    return replace_block(text, "\n".join(lines))


def in_security(addresses: Addresses, text: str) -> str:
    where = addresses["security"]
    if not where:
        words = ("Report it in private. On GitLab, open an issue and mark it as confidential. On "
                 "GitHub, use *Report a\nvulnerability*, in the tab *Security*.")
    elif "@" in where and not where.startswith("https://"):
        words = f"Write to [{where}](mailto:{where})."
    else:
        words = f"Report it in private, at <{where}>."
    return replace_block(text, words)


def in_systems(addresses: Addresses, text: str) -> str:
    at = addresses["packages"]
    if not at:
        return replace_block(text, "Nothing is published yet: the project has no address. Until "
                             "then, make the packages yourself, as below.")
    return replace_block(text, f"""\
On Debian 13 and newer, these lines install the window and `maquette-cli`, and later their updates:

    sudo wget -P /etc/apt/sources.list.d {at}/apt/maquette.sources
    sudo apt update && sudo apt install maquette

On any system with Flatpak and an x86-64 processor:

    flatpak install --user --from {at}/maquette.flatpakref

For servers and batches, the container has `maquette-cli` and Blender:

    wget {at}/maquette-cli.oci.tar && podman load --input maquette-cli.oci.tar""")


def replace_block(text: str, words: str) -> str:
    """The lines between the two comments that name this program."""
    begin, end = "<!-- Of data/addresses: -->\n", "<!-- Until here. -->"
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    return head + begin + words + ("\n" if words else "") + end + tail


FILES: dict[str, Callable[[Addresses, str], str]] = {
    "data/debian/control": in_control,
    "data/debian/changelog": in_changelog,
    "data/debian/copyright": in_copyright,
    "data/maquette.doap": in_doap,
    ".github/SECURITY.md": in_security,
    "docs/using/systems.md": in_systems,
}


def main() -> int:
    what, *words = sys.argv[1:]
    if what == "get":
        print(read_addresses(TOP)[words[0]])
        return 0
    top = Path(words[0]) if words else TOP
    addresses = read_addresses(top)
    if what == "missing":
        for name in NEEDED:
            if not addresses[name]:
                print(f"data/addresses has no {name}")
        return 0
    faults = [fault for name, value in addresses.items() if value
              if (fault := find_fault(name, value))]
    if what == "write" and faults:
        sys.exit("\n".join(faults))
    for name, make in FILES.items():
        path = top / name
        text = path.read_text(encoding="utf-8")
        if (new := make(addresses, text)) == text:
            continue
        if what == "write":
            path.write_text(new, encoding="utf-8")
        else:
            faults.append(f"{name} differs from data/addresses: data/release/addresses.py write")
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
