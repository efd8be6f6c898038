#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the samples of this tree beside the library in an archive of tests/cli/frozen: the database of a shared service
with an account, its quota, a run and a session; the transcript of a run with a model; and lines of --json. What else
is in the archive stays as it is, byte for byte. Before a release only: its archive never changes. In ./dev shell, with
what `./dev test lint` has built:

    B=$PWD/_build/trixie-test MQ_TEST_BUILD=$B MQ_ACCOUNT_SERVICE=$B/tests/service/account-service \\
    python3 tests/cli/frozen/make_samples.py tests/cli/frozen/0.1.tar.xz
"""

import io
import lzma
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

TESTS = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "cli")]

import test_kept  # noqa: E402
from desk import QUICK, SAFE, SERVICE, Desk  # noqa: E402
from stool import PROMPT, FakeModel  # noqa: E402


def make_database(root: pathlib.Path) -> dict[str, bytes]:
    """Alice has made a cube by a script and a thing by the team at the service, which keeps both sessions; the
    administrator gave her 7 runs a day."""
    service = test_kept.Service(root / "service")
    service.start(runs_per_day=5)
    (root / "alice").mkdir()
    desk = Desk(root / "alice")
    desk.config.write_text(SAFE)
    desk.config.write_text(f"{QUICK}server: {{url: 'http://127.0.0.1:{service.port}', keep_sessions: true}}\n")
    desk.env["MAQUETTE_ACCESS_TOKEN"] = "alice"
    test_kept.begin(desk)
    assert desk("--text", "a mug", "--no-input").status == 0
    service.end()
    subprocess.run([SERVICE, "user", "quota", "alice", "7", "--data", root / "service"], check=True)
    assert not list((root / "service").glob("journal.db-*")), "all of it is in one file"
    return {"service/journal.db": (root / "service/journal.db").read_bytes()}


def make_run(root: pathlib.Path) -> dict[str, bytes]:
    """A run with a model, and what the commands say of its session."""
    (root / "desk").mkdir()
    (root / "fake").mkdir()
    desk = Desk(root / "desk")
    desk.env["MAQUETTE_API_KEY"] = "sk-of-a-sample"
    desk.config.write_text(SAFE + "model: {pictures: no, prices: {stool: 1 2}}\n")
    model = FakeModel(root / "fake", key="sk-of-a-sample")
    transcript = root / "transcript.ndjson"
    result = desk("--text", PROMPT, "--no-input", "--json", "--provider", "custom", "--base-url", model.url, "--model",
                  "stool", "--save-transcript", transcript)
    model.close()
    assert result.status == 0, result
    session, folder = result.named("kept")[0]["session"], pathlib.Path(result.named("kept")[0]["folder"])
    lines = result.out + "".join(desk(*words, "--json").out for words in (
        ["--list-sessions"], ["versions", session], ["show", session], ["parameters", session],
        ["check-print", session], ["export", session, "--output", root / "stool.glb"], ["show", "nothing"]))
    desk.assert_tidy()
    return {"run/transcript.ndjson": transcript.read_bytes(), "run/report.json": (folder / "report.json").read_bytes(),
            "run/lines.jsonl": lines.encode()}


def main(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        samples = make_database(pathlib.Path(folder)) | make_run(pathlib.Path(folder))
    with tarfile.open(path) as old:
        kept = [(member, old.extractfile(member)) for member in old.getmembers()]
        kept = [(member, file.read() if file else b"") for member, file in kept
                if member.name.removeprefix("./").split("/")[0] not in ("service", "run")]
    for name, content in samples.items():
        member = tarfile.TarInfo(f"./{name}")
        member.size, member.mtime = len(content), max(each.mtime for each, _ in kept)
        kept.append((member, content))
    with lzma.open(path + ".new", "wb", preset=9 | lzma.PRESET_EXTREME) as packed, \
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member, content in kept:
            new.addfile(member, io.BytesIO(content))
    os.rename(path + ".new", path)


if __name__ == "__main__":
    main(sys.argv[1])
