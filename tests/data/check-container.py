#!/usr/bin/env python3
"""The Containerfile names what exists, and its service starts, is found healthy, and ends:

check-container.py SERVICE LIBEXECDIR"""

import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).parents[2]
FILE = TOP / "data/container/Containerfile"
SETTINGS = "service: {issuer: 'http://127.0.0.1:9/x', audience: 'https://maquette.test'}\n"
PORT = "8787"


def read_instructions():
    """The instructions by their names; a name that is there twice has its last one."""
    text = re.sub(r"^#.*\n", "", FILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return dict(line.split(None, 1) for line in text.splitlines() if line.strip())


def check_packages(run):
    control = (TOP / "data/debian/control").read_text(encoding="utf-8")
    wanted = re.search(r"--no-install-recommends (.*?)&&", run)[1].split()
    for name in wanted:
        if own := re.fullmatch(r"/packages/([a-z-]+)_\*\.deb", name):
            assert f"\nPackage: {own[1]}\n" in control, f"{name}: no package of data/debian/control"
        elif pathlib.Path("/var/lib/dpkg/status").exists():
            done = subprocess.run(["dpkg-query", "--show", name], capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr


def check_user(steps):
    uid = re.search(r"--uid (\d+)", steps["RUN"])[1]
    assert steps["USER"] == f"{uid}:{uid}" and uid != "0"
    assert steps["VOLUME"] in re.search(r"install --directory .*", steps["RUN"])[0].split()


def check_as_systemd(steps, program):
    """The same program, folders and variables as in the unit."""
    unit = (TOP / "data/systemd/maquette-service.service.in").read_text(encoding="utf-8")
    words = json.loads(steps["ENTRYPOINT"])
    start = re.search(r"^ExecStart=@libexecdir@(.*)$", unit, re.MULTILINE)[1].split()
    assert words[0].endswith(start[0]) and words[0] == program, f"{words[0]} is not {program}"
    assert words[words.index("--config"):] == start[1:]
    for variable in re.search(r"^Environment=(XDG.*)$", unit, re.MULTILINE)[1].split():
        assert variable in steps["ENV"].split(), variable


def check_service(steps, service):
    health = json.loads(re.search(r"CMD (\[.*\])", steps["HEALTHCHECK"])[1])
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder, "config.yaml")
        config.write_text(SETTINGS, encoding="utf-8")
        places = {f"127.0.0.1:{PORT}": "127.0.0.1:0", "/etc/maquette/config.yaml": str(config), steps["VOLUME"]: folder}
        words = [places.get(word, word) for word in json.loads(steps["ENTRYPOINT"])[1:]]
        assert set(places.values()) <= set(words), words
        with subprocess.Popen([service, *words], stdout=subprocess.PIPE, text=True) as process:
            port = re.search(r":(\d+);", process.stdout.readline())[1]
            command = [word.replace(f"/{PORT} ", f"/{port} ") for word in health]
            assert command != health, health
            is_healthy = subprocess.run(command, check=False).returncode == 0
            process.send_signal(getattr(signal, steps["STOPSIGNAL"]))
        assert is_healthy, command
        assert process.returncode == 0, process.returncode
        assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode != 0


def main():
    service, libexec = sys.argv[1:]
    steps = read_instructions()
    suite = re.search(r"^suite=(\w+)$", (TOP / "dev").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert steps["FROM"] == f"debian:{suite}-slim", steps["FROM"]
    check_packages(steps["RUN"])
    check_user(steps)
    check_as_systemd(steps, f"/usr/{libexec}/{pathlib.Path(service).name}")
    check_service(steps, service)


if __name__ == "__main__":
    main()
