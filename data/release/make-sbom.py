#!/usr/bin/env python3
"""make-sbom.py BUILD ARCHIVE: prints what a release is made of, as SPDX 2.3
(https://spdx.github.io/spdx-spec/v2.3): the source archive, the libraries that BUILD was linked
with, in their versions there, and the packages that it needs to run. It is the same each time for
the same archive and libraries."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[2]
CONTROL = TOP / "data/debian/control"


def introspect(build: str, what: str) -> Any:
    return json.loads(subprocess.check_output(["meson", "introspect", build, f"--{what}"]))


def make_package(name: str, version: str, **more: Any) -> dict[str, Any]:
    unknown = dict.fromkeys(
        ("downloadLocation", "licenseConcluded", "licenseDeclared", "copyrightText"), "NOASSERTION")
    known = {"versionInfo": version} if version else {}
    return {"SPDXID": "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", name), "name": name, **known,
            "filesAnalyzed": False, **unknown, **more}


def needed_to_run() -> dict[str, str]:
    """The packages that those of data/debian/control depend on or recommend, with their least
    versions."""
    text = CONTROL.read_text(encoding="utf-8")
    fields = re.findall(r"^(?:Depends|Recommends):((?:.*\n)(?: .*\n)*)", text, re.M)
    found: dict[str, str] = {}
    for each in ",".join(fields).replace("\n", "").split(","):
        # The first of several that do.
        named = re.match(r"\s*([a-z0-9.+-]+)(?:\s*\(>= ([^)]+)\))?", each.split("|")[0])
        if named and not named[1].startswith("maquette"):
            found.setdefault(named[1], named[2] or "")
    return found


def main() -> None:
    build, archive = sys.argv[1:]
    project = introspect(build, "projectinfo")
    data = Path(archive).read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    since_1970 = int(os.environ.get("SOURCE_DATE_EPOCH", 0))
    own = make_package(
        project["descriptive_name"], project["version"], packageFileName=Path(archive).name,
        checksums=[{"algorithm": "SHA256", "checksumValue": digest}],
        licenseDeclared=" AND ".join(project["license"]),
        copyrightText="2026 The Maquette authors",
        supplier="Organization: The Maquette developers", primaryPackagePurpose="APPLICATION")
    linked = [make_package(each["name"], each["version"], primaryPackagePurpose="LIBRARY")
              for each in introspect(build, "dependencies") if each["type"] == "pkgconfig"]
    running = [make_package(f"{name} (Debian)", least and f">= {least}")
               for name, least in needed_to_run().items()]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", own["SPDXID"])]
    relations += [(own["SPDXID"], "DYNAMIC_LINK", each["SPDXID"]) for each in linked]
    relations += [(each["SPDXID"], "RUNTIME_DEPENDENCY_OF", own["SPDXID"]) for each in running]
    json.dump({
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{own['name']}-{own['versionInfo']}",
        # It must be unique, and names no server.
        "documentNamespace": f"urn:sha256:{digest}",
        "creationInfo": {
            "created": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(since_1970)),
            "creators": ["Organization: The Maquette developers", "Tool: make-sbom.py"]},
        "packages": [own, *linked, *running],
        "relationships": [
            {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}
            for one, kind, other in relations],
    }, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
