#!/usr/bin/env python3
"""The Containerfiles and the recipe of Apptainer name what exists; the service starts, is found healthy, and ends; a
batch has what its package recommends, and its command runs as nobody does, without a home:

check-container.py SERVICE LIBEXECDIR CLI BINDIR"""

import json
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).parents[2]
FOLDER = TOP / "data/container"
SETTINGS = "service: {issuer: 'http://127.0.0.1:9/x', audience: 'https://maquette.test'}\n"
PORT = "8787"


def read_instructions(name):
    """The instructions by their names; a name that is there twice has its last one."""
    text = re.sub(r"^#.*\n", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return dict(line.split(None, 1) for line in text.splitlines() if line.strip())


def list_packages(run):
    return re.search(r"--no-install-recommends (.*?)(?:&&|\n\s*rm )", run.replace("\\\n", " "), re.DOTALL)[1].split()


def check_packages(wanted):
    control = (TOP / "data/debian/control").read_text(encoding="utf-8")
    for name in wanted:
        if own := re.fullmatch(r"/(?:packages|opt)/([a-z-]+)_\*\.deb", name):
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


def check_batch(image, cli, bindir):
    steps = read_instructions("Containerfile.batch")
    recipe = (FOLDER / "maquette.def").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^%(\w+)\n((?:    .*\n|\n)*)", recipe, re.MULTILINE))
    assert steps["FROM"] == image and f"\nFrom: {image}\n" in recipe

    # Both have the same packages: those that the program's package recommends, and more.
    wanted = list_packages(steps["RUN"])
    assert [name.replace("/packages/", "/opt/") for name in wanted] == list_packages(sections["post"])
    check_packages(wanted)
    control = (TOP / "data/debian/control").read_text(encoding="utf-8")
    package = control.partition("\nPackage: maquette-cli\n")[2]
    recommended = re.search(r"^Recommends: (.*)$", package, re.MULTILINE)[1]
    assert {re.match(r"[a-z0-9.-]+", name)[0] for name in recommended.split(", ")} <= set(wanted)

    words = json.loads(steps["ENTRYPOINT"])
    assert words == [f"{bindir}/{pathlib.Path(cli).name}"], words
    assert sections["runscript"].strip() == f'exec {words[0]} "$@"'
    assert steps["USER"] == "65534:65534"
    variables = dict(each.split("=") for each in steps["ENV"].split())
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([cli, *json.loads(steps["CMD"])], env=variables | {"HOME": folder}, capture_output=True,
                              text=True, check=False)
    assert done.returncode == 0 and "--output" in done.stdout, done


def main():
    service, libexec, cli, bindir = sys.argv[1:]
    steps = read_instructions("Containerfile")
    suite = re.search(r"^suite=(\w+)$", (TOP / "dev").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert steps["FROM"] == f"debian:{suite}-slim", steps["FROM"]
    check_batch(steps["FROM"], cli, f"/usr/{bindir}")
    check_packages(list_packages(steps["RUN"]))
    check_user(steps)
    check_as_systemd(steps, f"/usr/{libexec}/{pathlib.Path(service).name}")
    check_service(steps, service)


if __name__ == "__main__":
    main()
