"""The set-up that ./dev does on an older machine: interrupted, killed, twice at once, without its
tools. mmdebstrap, bwrap and their like are stand-ins that note their calls; the script is real."""

import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

# Makes a root of one file; with $HOLD it says that it began and then waits to be let go or killed.
MMDEBSTRAP = """#!/bin/bash
echo "$@" >>"$CALLS"
for target; do :; done                   # the last argument is the mirror, the one before the folder
target=${@: -2:1}
case " $* " in *" ${FAIL:-none} "*) echo "E: ${SAYS:-it is broken}"; exit 1 ;; esac
case $target in
  *.tar) d=$(mktemp -d); mkdir "$d/usr" "$d/etc" "$d/var"; echo 1 >"$d/usr/one"
         tar -C "$d" -cf "$target" usr etc var ;;
  *) mkdir -p "$target/usr/bin" "$target/etc" "$target/var"; echo 1 >"$target/usr/one"
     touch "$target/usr/bin/env"; chmod +x "$target/usr/bin/env" ;;
esac
if [ -n "$HOLD" ]; then echo $$ >"$HOLD.pid"; mv "$HOLD.pid" "$HOLD.began"; read -r _ <"$HOLD"; fi
echo "I: success..."
"""
# Adds a package that is a file, as apt would: it is fetched first, and can stop or fail between the two.
BWRAP = """#!/bin/bash
case " $* " in
  *" /dev true "*) exit ${NO_NAMESPACES:-0} ;;
  *" localedef "*"-i de_DE"*) mkdir -p "$2${@: -1}"; touch "$2${@: -1}/LC_CTYPE" ;;&
  *"run-suites.py "*" --targets "*) printf '%s\\n' $TARGETS ;;&
  *"dpkg --configure"*) ;;
  *) echo "inside: $*" >>"$CALLS"; exit 0 ;;
esac
echo "apt: ${*//$'\\n'/ }" >>"$CALLS"
root=$2; while [ "$2" != /var/cache/apt/archives ]; do shift; done
[ -e "$1/one.deb" ] || echo "fetched" >>"$CALLS"
echo 1 >"$1/one.deb"
echo "0 upgraded, 10 newly installed, 0 to remove and 0 not upgraded."
echo "Need to get 450 MB of archives."
for n in 1 2 3 4 5; do echo "dlstatus:$n:${n}0.5:Retrieving file $n of 5 (1s remaining)"; done
if [ -n "$HOLD_APT" ]; then echo $$ >"$HOLD_APT.pid"; mv "$HOLD_APT.pid" "$HOLD_APT.began"; read -r _ <"$HOLD_APT"; fi
[ -z "$FAIL_APT" ] || { echo "E: $FAIL_APT"; exit 100; }
for n in 2 5 9; do echo "pmstatus:one:${n}0.1:Installing one"; done
echo 2 >"$root/usr/two-$(ls "$root/usr" | wc -l)"
"""
# Its inner half changes its user, as mmdebstrap's does, so that the end of its parent is no signal to it.
MMDEBSTRAP_OF_A_USER = """#!/bin/bash
bash -c 'echo $$ >"$HOLD.pid"; mv "$HOLD.pid" "$HOLD.began"; read -r _ <"$HOLD"'
"""
UNSHARE = '#!/bin/bash\nwhile [[ $1 == --* || $1 == private ]]; do shift; done\nexec "$@"\n'


class Machine:
    """An older machine as far as ./dev can see: a home of its own and stand-in tools."""

    def __init__(self, folder):
        self.folder = folder
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.calls = folder / "calls"
        self.calls.touch()
        (folder / "project").mkdir()
        self.dev = folder / "project" / "dev"
        shutil.copy(os.path.join(TOP, "dev"), self.dev)
        self.tool("mmdebstrap", MMDEBSTRAP)
        self.tool("unshare", UNSHARE)
        self.tool("bwrap", BWRAP)
        self.tool("newuidmap", "#!/bin/bash\nexit 0\n")
        for name in ("bash env cat cut date df echo flock grep head id ls mkdir mktemp mv rm sed "
                     "sha256sum sort stat tail tar tee tr dirname readlink realpath chmod awk "
                     "cp find basename touch setpriv wc").split():
            path = shutil.which(name)
            if path:
                os.symlink(path, self.bin / name)
        self.environment = {"PATH": str(self.bin), "HOME": str(folder / "home"),
                            "MAQUETTE_ROOT": "always", "CALLS": str(self.calls), "LANG": "C.UTF-8"}
        (folder / "home").mkdir()
        self.cache = folder / "home" / ".cache" / "maquette"
        # Fetched already; curl is none of what is played here.
        self.lock = folder / "project" / "tests" / "npm" / "package-lock.json"
        self.lock.parent.mkdir(parents=True)
        self.lock.write_text("{}")
        self.npm_folder().mkdir(parents=True)

    def tool(self, name, text):
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def start(self, **extra):
        return subprocess.Popen([str(self.dev), "setup"], env={**self.environment, **extra},
                                text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, start_new_session=True)

    def setup(self, **extra):
        process = self.start(**extra)
        output, _ = process.communicate(timeout=1800)
        return process.returncode, output

    def test(self, *words, **extra):
        return self.command("test", *words, **extra)

    def npm_folder(self):
        return self.cache / f"npm-{hashlib.sha256(self.lock.read_bytes()).hexdigest()[:12]}"

    def roots(self):
        return sorted(p.name for p in self.cache.glob("root-*") if p.is_dir())

    def said(self, beginning):
        """The calls of a stand-in that begin so."""
        return [line for line in self.calls.read_text().splitlines() if line.startswith(beginning)]

    def times_made(self):
        return len(self.said("--mode"))

    def command(self, *words, **extra):
        run = subprocess.run([str(self.dev), *words], env={**self.environment, **extra}, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1800)
        return run.returncode, run.stdout

    def held(self, where="HOLD"):
        """Starts a set-up and returns it once mmdebstrap (or apt: HOLD_APT) is at work in it."""
        fifo = self.folder / "hold"
        os.mkfifo(fifo)
        process = self.start(**{where: str(fifo)})
        began = self.folder / "hold.began"
        while not began.exists():
            assert process.poll() is None, process.stdout.read()
            time.sleep(0.01)
        return process, fifo


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def ended(pid):
    """If no such process is left; one that only waits to be buried counts as gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def holds(pid, folder):
    """If a process has the lock of this machine's set-up open."""
    try:
        return os.readlink(f"/proc/{pid}/fd/8").startswith(str(folder))
    except OSError:
        return False


def test_makes_the_root_once(machine):
    code, output = machine.setup()
    assert code == 0, output
    assert "fetching package 5 of 5 (450 MB) (10 %)" in output, output
    assert "installing package 5 of 10 (60 %)" in output
    assert len(machine.roots()) == 1 and "partial" not in machine.roots()[0]
    assert not (machine.cache / "packages").exists()
    code, output = machine.setup()
    assert code == 0 and machine.times_made() == 1
    assert output == f"dev: ready, in {machine.cache / machine.roots()[0]}\n"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_interrupted_at_the_base_starts_over(machine, how):
    process, _ = machine.held()
    os.killpg(process.pid, how)
    output, _ = process.communicate(timeout=1800)
    assert process.returncode != 0
    assert how == signal.SIGKILL or "the next ./dev goes on" in output
    code, output = machine.setup()
    assert code == 0, output
    assert machine.times_made() == 2
    assert len(machine.roots()) == 1 and "partial" not in machine.roots()[0]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_interrupted_later_goes_on(machine, how):
    """What was made and fetched is kept."""
    process, _ = machine.held("HOLD_APT")
    os.killpg(process.pid, how)
    process.communicate(timeout=1800)
    code, output = machine.setup()
    assert code == 0 and "setting up goes on" in output, output
    assert machine.times_made() == 1 and len(machine.said("fetched")) == 1
    assert "AGAIN yes" in machine.said("apt: ")[-1] and "AGAIN yes" not in machine.said("apt: ")[0]
    assert len(machine.roots()) == 1 and "partial" not in machine.roots()[0]


def test_a_killed_script_takes_mmdebstrap_along(machine):
    process, _ = machine.held()
    pid = int((machine.folder / "hold.began").read_text())
    process.kill()
    process.wait(timeout=1800)
    while not ended(pid):
        time.sleep(0.01)
    assert machine.setup()[0] == 0


def test_a_killed_script_takes_all_of_mmdebstrap_along(machine):
    """The namespaces are real, but for the user's numbers, which only newuidmap could give."""
    machine.tool("mmdebstrap", MMDEBSTRAP_OF_A_USER)
    machine.tool("unshare", f"""#!/bin/bash
[ "$1 $2" = "--map-root-user --map-auto" ] && shift 2
exec {shutil.which("unshare")} --user --map-root-user "$@"
""")
    process, _ = machine.held()
    inner = [pid for pid in (int(p.name) for p in pathlib.Path("/proc").glob("[0-9]*")) if holds(pid, machine.folder)]
    assert inner
    process.kill()
    process.wait(timeout=1800)
    while not all(ended(pid) for pid in inner):
        time.sleep(0.01)
    machine.tool("mmdebstrap", MMDEBSTRAP)
    machine.tool("unshare", UNSHARE)
    assert machine.setup()[0] == 0


@pytest.mark.parametrize("where", ["HOLD", "HOLD_APT"])
def test_a_signal_to_the_script_alone_is_answered_at_once(machine, where):
    """The programs that it waits for are never let go here."""
    process, _ = machine.held(where)
    pid = int((machine.folder / "hold.began").read_text())
    process.terminate()
    output, _ = process.communicate(timeout=1800)
    assert process.returncode == 130 and "the next ./dev goes on" in output
    while not ended(pid):
        time.sleep(0.01)


def test_sudo_is_not_needed(machine):
    """As root in a person's clone it goes on as that person, but for what changes the machine."""
    machine.tool("id", "#!/bin/bash\n[ $1 = -un ] && echo root || echo 0\n")
    machine.tool("sudo", '#!/bin/bash\necho "sudo $*" >>"$CALLS"\n')
    sudo = {"SUDO_UID": str(os.stat(machine.dev).st_uid or 1000), "SUDO_USER": "mara"}
    machine.tool("stat", f'#!/bin/bash\necho {sudo["SUDO_UID"]}\n')
    code, output = machine.command("setup", **sudo)
    assert code == 0 and "needs no sudo: going on as mara" in output, output
    assert machine.said("sudo") == [f"sudo -H -u #{sudo['SUDO_UID']} -- {machine.dev} setup"]
    assert machine.times_made() == 0
    assert machine.command("setup", SUDO_UID="77", **{"SUDO_USER": "root"})[0] == 0
    assert machine.times_made() == 1


@pytest.mark.parametrize("name", ["trixie-run.lock", "trixie-run/.ninja_log"])
def test_files_of_root_are_said(machine, name):
    assert machine.setup()[0] == 0
    file = machine.folder / "project" / "_build" / name
    file.parent.mkdir(parents=True)
    file.touch(0o400)
    code, output = machine.command("run", "--help")
    assert code == 1 and output.startswith(f"dev: {file} cannot be written; it belongs to "), output
    assert "sudo chown -R" in output and "Permission denied" not in output


def test_an_ended_build_of_packages_leaves_nothing(machine):
    """bubblewrap ends with the script, and with it what has a name of its own for each process."""
    shutil.copytree(os.path.join(TOP, "data"), machine.folder / "project" / "data")
    for name in ("git", "xz"):
        machine.tool(name, "#!/bin/bash\nexit 0\n")
    machine.tool("tar", "#!/bin/bash\ncat >/dev/null\nmkdir -p $2/data/debian\n")
    machine.command("deb")
    call, = (line for line in machine.said("inside: ") if "dpkg-buildpackage" in line)
    assert "--unshare-pid" in call.split(" -- ")[0] and "--die-with-parent" in call


def test_a_release_needs_a_key_and_the_names_of_its_owners(machine):
    """It says all that is missing at once, before it builds anything; gpg is asked when nothing else is wrong."""
    project = machine.folder / "project"
    for name in ("data", "docs", ".github"):
        shutil.copytree(os.path.join(TOP, name), project / name)
    for name in ("NEWS", "meson.build"):
        shutil.copy(os.path.join(TOP, name), project)
    for words in ((), ("--key",), ("--trial", "now")):
        code, output = machine.command("release", *words)
        assert code == 1 and output.startswith("dev: a release is signed with a key of yours"), output
        assert "./dev release --key ID" in output and machine.times_made() == 0
    machine.tool("git", "#!/bin/bash\n")
    machine.tool("dpkg-query", "#!/bin/bash\n")
    machine.tool("gpg", '#!/bin/bash\necho "gpg $*" >>"$CALLS"\n')
    os.symlink(shutil.which("python3"), machine.bin / "python3")
    addresses = project / "data/addresses"
    addresses.write_text(re.sub(r"^([a-z-]+)=.*$", r"\1=", addresses.read_text(), flags=re.M))
    (project / "NEWS").write_text((project / "NEWS").read_text().replace("(not released yet)", "(2026-01-02)"))
    subprocess.run([project / "data/release/notes.py", "write"], check=True)
    subprocess.run([project / "data/release/addresses.py", "write"], check=True)
    code, output = machine.command("release", "--key", "ABC", MAQUETTE_IN_ROOT="1")
    assert code == 1 and output.startswith("dev: this cannot be released:\n"), output
    assert re.findall(r"data/addresses has no (\S+)", output) == [
        "homepage", "bugtracker", "vcs-browser", "screenshots", "packages", "security", "maintainer"]
    assert len(output.splitlines()) == 9 and not machine.said("gpg"), output
    text = addresses.read_text().replace("=\n", "=https://maquette.test\n")
    addresses.write_text(text.replace("maintainer=https://maquette.test", "maintainer=Mara <mara@maquette.test>"))
    code, output = machine.command("release", "--key", "ABC", MAQUETTE_IN_ROOT="1")
    assert code == 1 and "data/debian/control differs from data/addresses" in output, output
    subprocess.run([project / "data/release/addresses.py", "write"], check=True)
    code, output = machine.command("release", "--key", "ABC", MAQUETTE_IN_ROOT="1")
    assert code == 1 and output.startswith("dev: gpg has no secret key ABC"), output


def test_nothing_is_removed_while_somebody_writes_there(machine):
    """bubblewrap ends its programs when the script is killed; one that does not end keeps the lock."""
    machine.tool("bwrap-of-old", BWRAP)
    machine.tool("bwrap", '#!/bin/bash\n"$0-of-old" "$@" &\nwait "$!"\n')
    process, fifo = machine.held("HOLD_APT")
    process.kill()
    process.wait(timeout=1800)
    partial, = machine.cache.glob("root-*.partial")
    second = machine.start()
    assert "waiting for it" in second.stdout.readline()
    assert (partial / "usr" / "one").exists()
    fifo.write_text("go\n")
    output, _ = second.communicate(timeout=1800)
    assert second.returncode == 0 and machine.times_made() == 1, output


def test_two_at_once_make_one_root(machine):
    first, fifo = machine.held()
    second = machine.start()
    line = second.stdout.readline()
    assert "waiting for it" in line
    fifo.write_text("go\n")
    first.communicate(timeout=1800)
    second.communicate(timeout=1800)
    assert first.returncode == 0 and second.returncode == 0
    assert machine.times_made() == 1


@pytest.mark.parametrize("says, words", [
    ("Could not resolve 'deb.debian.org'", ["the mirror", "cannot be reached", "goes on from here"]),
    ("write error: No space left on device", ["the disk", "is full", "goes on from here"]),
    ("NO_PUBKEY 6ED0E7B82643E131", ["keys of Debian", "apt-get install debian-archive-keyring"]),
    ("nobody knows", ["nobody knows", "starts over"]),
])
def test_a_fault_is_one_sentence(machine, says, words):
    for where in ({"FAIL": "trixie", "SAYS": says}, {"FAIL_APT": says}):
        code, output = machine.setup(**where)
        assert code == 1
        assert all(word in output for word in words) and "run ./dev again" in output, output
        assert (says in output) == (says == "nobody knows")
    code, output = machine.setup()
    assert code == 0, output
    # Only what nobody understands is thrown away.
    assert machine.times_made() == (2 if says != "nobody knows" else 3)


def test_a_full_disk_is_one_sentence(machine):
    """apt names no cause, and the log on the same disk is cut; what is fetched stays."""
    machine.tool("df", '''#!/bin/bash
echo Avail
if [ -e "$CALLS.full" ]; then echo 8; else echo 9000000; fi
''')
    fails = '[ -z "$FAIL_APT" ]'
    machine.tool("bwrap", BWRAP.replace(fails, f'{fails} || touch "$CALLS.full"\n{fails}'))
    code, output = machine.setup(FAIL_APT="Err:12 http://deb.debian.org/debian trixie/main amd64 blender-data all")
    assert code == 1 and "Err:12" not in output and "the mirror" not in output, output
    assert f"dev: the disk of {machine.cache} is full" in output and "goes on from here" in output, output
    (machine.folder / "calls.full").unlink()
    code, output = machine.setup()
    assert code == 0 and "setting up goes on" in output and len(machine.said("fetched")) == 1, output


def test_a_log_that_has_no_room_stops_nothing(machine):
    """apt would end by SIGPIPE with what follows it, and nobody would know the reason."""
    machine.cache.mkdir(parents=True, exist_ok=True)
    (machine.cache / "root.log").symlink_to("/dev/full")
    code, output = machine.setup()
    assert code == 0 and "write error" not in output, output


def test_a_build_on_a_full_disk_is_one_sentence(machine):
    machine.tool("df", "#!/bin/bash\necho Avail\necho ${AVAIL:-9000000}\n")
    assert machine.setup()[0] == 0
    fails = 'case " $* " in *" $FAIL_IN "*) echo "cc1: error: closing"; exit 1 ;; esac; exit 0'
    machine.tool("bwrap", BWRAP.replace('echo "inside: $*" >>"$CALLS"; exit 0', fails))
    for step in ("meson setup", "ninja -C"):
        code, output = machine.command("build", FAIL_IN=step, AVAIL="8")
        assert code == 1 and "cc1" not in output, output
        assert f"dev: the disk of {machine.folder}/project/_build/trixie-run is full" in output, output
        code, output = machine.command("build", FAIL_IN=step)
        assert code == 1 and "cc1: error: closing" in output and "is full" not in output, output


@pytest.mark.parametrize("command", [["setup"], ["test", "lint"]])
def test_a_root_that_somebody_has_emptied_is_made_again(machine, command):
    assert machine.command(*command)[0] == 0
    root = next(machine.cache.glob("root-*" if command == ["setup"] else "test-*"))
    for left in ("", "usr/share"):
        shutil.rmtree(root)
        (root / left).mkdir(parents=True)
        code, output = machine.command(*command)
        assert code == 0 and f"dev: files of {root} are missing; it is made again" in output, output
        assert (root / "usr/bin/env").exists() and not (root / "usr/share").exists()
    assert "made again" not in machine.command(*command)[1]


def test_a_folder_that_is_no_root_is_named_and_kept(machine):
    folder = machine.folder / "mine"
    folder.mkdir()
    code, output = machine.setup(MAQUETTE_ROOT=str(folder))
    assert code == 1 and output.startswith(f"dev: MAQUETTE_ROOT is {folder}, which is not a Debian root"), output
    assert "run ./dev again" in output and folder.exists() and machine.times_made() == 0


def test_a_cache_that_cannot_be_written_is_said(machine):
    machine.cache.chmod(0o500)
    code, output = machine.setup()
    machine.cache.chmod(0o700)
    assert code == 1 and machine.times_made() == 0
    assert output.startswith(f"dev: the folder {machine.cache} cannot be written") and len(output.splitlines()) == 2


def test_no_user_namespaces_is_said(machine):
    for _ in range(2):
        code, output = machine.setup(NO_NAMESPACES="1")
        assert code == 1 and "may not make user namespaces" in output and "sysctl" in output
        assert machine.setup()[0] == 0


def test_a_root_without_bubblewrap_is_said(machine):
    assert machine.setup()[0] == 0
    (machine.bin / "bwrap").unlink()
    code, output = machine.setup()
    assert code == 1 and output.startswith("dev: bubblewrap is not installed") and "install bubblewrap" in output


def test_the_keys_of_debian_are_installed_where_they_are_missing(machine):
    machine.tool("apt-get", '#!/bin/bash\necho "apt-get $*" >>"$CALLS"\n')
    machine.tool("sudo", '#!/bin/bash\nexec "$@"\n')
    assert machine.setup(MAQUETTE_KEYRING="/nowhere/keys.gpg")[0] == 0
    assert "debian-archive-keyring" in machine.said("apt-get install")[0]


def test_only_tests_cost_what_tests_need(machine):
    code, output = machine.command("run", "--help")
    assert code == 0, output
    assert "libgtk-4-dev" in machine.said("apt: ")[0] and "chromium" not in machine.said("apt: ")[0]
    assert any("-Dtests=false" in call for call in machine.said("inside: "))
    code, output = machine.test("lint")
    assert code == 0, output
    assert "chromium" in machine.said("apt: ")[1].split(" sh ")[-1] and machine.times_made() == 1
    ordinary, = machine.cache.glob("root-*/usr/one")
    more, = machine.cache.glob("test-*/usr/one")
    assert os.path.samefile(ordinary, more)


def test_named_tests_build_what_they_need(machine, tmp_path):
    """The programs, and their own."""
    code, output = machine.test("app-one", TARGETS="src/cli/maquette-cli tests/app/test-one")
    assert code == 0, output
    said = machine.said("inside: ")
    assert said[-2].endswith("_build/trixie-test src/cli/maquette-cli tests/app/test-one")
    # What there is to build is asked of a folder that knows the files of meson.build as they are.
    asked = next(i for i, line in enumerate(said) if "--targets" in line)
    assert any(line.endswith("_build/trixie-test build.ninja") for line in said[:asked]), said
    assert machine.test()[0] == 0
    assert machine.said("inside: ")[-2].endswith("_build/trixie-test")

    info = tmp_path / "build" / "meson-info"
    info.mkdir(parents=True)
    (info / "intro-tests.json").write_text(json.dumps([
        {"name": name, "suite": ["maquette:" + suite], "depends": depends, "cmd": [name]}
        for name, suite, depends in (("one", "app", ["one@exe"]), ("two", "app", ["two@exe"]), ("style", "lint", []))]))
    tests = os.path.join(TOP, "tests/meson.build")
    (info / "intro-targets.json").write_text(json.dumps([
        {"id": name, "build_by_default": default, "defined_in": place, "filename": [str(tmp_path / "build" / name)],
         "type": kind}
        for name, default, place, kind in (
            ("program", True, "src/meson.build", "executable"), ("pot", False, "po/meson.build", "custom"),
            ("one@exe", True, tests, "executable"), ("two@exe", True, tests, "executable"),
            ("preloaded", True, tests, "shared module"))]))
    for names, wanted in ((["one"], ["one@exe"]), (["one", "two"], ["one@exe", "two@exe"]),
                          (["app"], ["one@exe", "two@exe"]), (["lint"], [])):
        run = subprocess.run([os.path.join(TOP, "tests/run-suites.py"), tmp_path / "build", *names, "--targets"],
                             check=True, capture_output=True, text=True)
        assert run.stdout.split() == ["program", *wanted, "preloaded"]


def test_failed_tests_are_named(tmp_path):
    """As the command that runs them again, before the numbers."""
    (tmp_path / "meson.build").write_text("project('tiny')\n" + "".join(
        f"test('{name}', find_program('sh'), args: ['-c', 'exit {status}'], suite: 'lint')\n"
        for name, status in (("worse", 2), ("good", 0), ("left-out", 77), ("bad", 1))))
    build = tmp_path / "tiny-sanitize"
    subprocess.run(["meson", "setup", build, tmp_path], check=True, stdout=subprocess.DEVNULL)
    again = "run again: ./dev test --all --sanitize bad worse"
    for names, code, end in (([], 1, [again, "1 passed, 2 failed, 1 skipped"]),
                             (["good"], 0, ["1 passed, 0 failed, 0 skipped"])):
        run = subprocess.run([os.path.join(TOP, "tests/run-suites.py"), build, "--all", *names],
                             capture_output=True, text=True)
        lines = run.stdout.splitlines()
        assert (run.returncode, lines[-len(end):]) == (code, end), run.stdout
        assert "run again" not in "".join(lines[:-len(end)])


@pytest.mark.parametrize("command", ["run", "app"])
def test_the_language_of_the_desktop(machine, command):
    """Locales are made in the root once. One that nobody describes, or that a test would see, is left out."""
    desktop = {"LANG": "de_DE@euro", "LC_ALL": "de_DE.utf8", "LC_TIME": "xx_YY.UTF-8", "LC_PAPER": "C"}
    for _ in range(2):
        assert machine.command(command, **desktop)[0] == 0
    program = machine.said("inside: ")[-1].split(" -- ")[0]
    assert "--unsetenv LC_TIME" in program and "--setenv LC_TIME" not in program
    assert program.index("--unsetenv LC_ALL") < program.index("--setenv LC_ALL de_DE.UTF-8")
    assert program.index("--setenv LANG C.UTF-8") < program.index("--setenv LANG de_DE.UTF-8@euro")
    for name, times in (("de_DE", 1), ("de_DE@euro", 1), ("xx_YY", 2)):
        assert sum(f"localedef -c --no-archive -i {name} " in call for call in machine.said("inside: ")) == times
    assert machine.test("lint", **desktop)[0] == 0
    assert "--setenv LC_ALL" not in machine.said("inside: ")[-1]


@pytest.mark.parametrize("command", ["run", "app", "service"])
def test_what_a_clone_does_not_read_is_named(machine, command):
    """An installed Maquette's settings and kinds, unless the clone has its own."""
    assert "is not read" not in machine.command(command)[1]
    home = machine.folder / "home"
    for theirs in (home / ".config/maquette/config.yaml", home / ".local/share/maquette/kinds"):
        theirs.parent.mkdir(parents=True)
        theirs.touch()
        own = theirs.parent.parent / "maquette-devel" / theirs.name
        words = f"dev: {theirs} is not read: the programs of a clone read {own}"
        assert words in machine.command(command)[1].splitlines()
        own.parent.mkdir()
        own.touch()
        assert "is not read" not in machine.command(command)[1]


@pytest.mark.parametrize("command", ["run", "app", "service"])
def test_a_program_answers_signals_itself(machine, command):
    """Ctrl-C is no end of bubblewrap, and the end of bubblewrap a request to stop."""
    assert machine.command(command, "--version")[0] == 0
    assert " setpriv --pdeathsig TERM env --default-signal=INT " in machine.said("inside: ")[-1]


def test_a_machine_without_apt_is_told_what_to_install(machine):
    (machine.bin / "mmdebstrap").unlink()
    code, output = machine.setup()
    assert code == 1
    assert "not of the Debian family" in output and "then run ./dev again" in output
    assert "pkg-config" in output


def test_without_root_rights_the_command_is_named(machine):
    (machine.bin / "mmdebstrap").unlink()
    machine.tool("apt-get", "#!/bin/bash\nexit 1\n")
    (machine.bin / "id").unlink()
    machine.tool("id", "#!/bin/bash\n[ $1 = -un ] && echo mara || echo 1000\n")
    code, output = machine.setup()
    assert code == 1
    assert "mara may not install" in output and "apt-get install mmdebstrap" in output


def test_too_little_room_is_said_before_anything_starts(machine):
    (machine.bin / "df").unlink()
    machine.tool("df", "#!/bin/bash\necho Avail\necho 1000000\n")
    code, output = machine.setup()
    assert code == 1 and "976 MiB free" in output and machine.times_made() == 0


def test_another_blender_has_a_root_of_its_own(machine):
    """Debian's unstable stands beside the ordinary root, and neither names the other as old."""
    assert machine.setup()[0] == 0
    for _ in range(2):
        code, output = machine.test("blender", "--blender=sid")
        assert code == 0, output
        assert "older root" not in output
    ordinary, newer = (machine.said(beginning) for beginning in ("--mode", "apt: "))
    assert " trixie " in ordinary[0] and " sid " in ordinary[1]
    assert "llama" not in newer[0] and "llama.cpp-tools" in newer[1] and "libglycin-2-dev" in newer[1]
    assert "prusa-slicer" not in newer[0] and "prusa-slicer" in newer[1]
    assert not any(word in newer[1] for word in ("valgrind", "glewlwyd", "dbconfig"))
    assert len(machine.roots()) == 1 and len(list(machine.cache.glob("sid-root-*"))) == 1
    code, output = machine.test("--blender=/nowhere/blender")
    assert code == 1 and "no Blender at /nowhere/blender" in output


def test_every_case_says_when_no_newer_blender_can_be_had(machine):
    code, output = machine.test("--all", FAIL="sid")
    assert code == 0, output
    assert "it is broken" in output and "no test ran with a newer Blender" in output
    code, output = machine.test("--all")
    assert code == 0 and "no test ran" not in output
    assert list(machine.cache.glob("sid-root-*"))


def test_a_root_with_more_packages_shares_the_files(machine):
    assert machine.test("lint")[0] == 0
    code, output = machine.test("flatpak", FAIL_APT="no such package")
    assert code == 1 and "no such package" in output, output
    assert list(machine.cache.glob("flatpak-*")) == []
    for _ in range(2):
        code, output = machine.test("flatpak")
        assert code == 0, output
    ordinary, = machine.cache.glob("test-*/usr")
    more, = machine.cache.glob("flatpak-*/usr")
    assert os.path.samefile(ordinary / "one", more / "one")
    assert len(list(more.iterdir())) == len(list(ordinary.iterdir())) + 1
    assert "setting up once" not in output


def test_unknown_command(machine):
    run = subprocess.run([str(machine.dev), "fly"], env=machine.environment, capture_output=True,
                         text=True)
    assert run.returncode == 2 and "./dev run" in run.stderr


def test_tests_are_no_root(tmp_path):
    """Modes of files hold for every test, whoever has started ./dev test."""
    file = tmp_path / "read-only"
    file.touch(0o400)
    with pytest.raises(PermissionError):
        file.write_text("root writes everywhere")


def test_packages_of_npm(machine):
    """What is fetched is as the lock has it, or nothing is kept."""
    for name in "base64 curl gzip jq openssl true".split():
        os.symlink(shutil.which(name), machine.bin / name)
    (machine.folder / "package").mkdir()
    (machine.folder / "package" / "index.js").write_text("1")
    archive = machine.folder / "one.tgz"
    subprocess.run(["tar", "-C", machine.folder, "-czf", archive, "package"], check=True)
    hash_of = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    one = {"resolved": archive.as_uri(), "integrity": f"sha512-{hash_of}"}
    for another, good in ((one, True), (one | {"integrity": "sha512-AAAA"}, False)):
        machine.lock.write_text(json.dumps({"packages": {
            "": {}, "node_modules/@a/one": one, "node_modules/@a/one/node_modules/two": another}}))
        code, output = machine.command("shell", "true", MAQUETTE_IN_ROOT="1")
        assert (code == 0) == good, output
        if good:
            assert (machine.npm_folder() / "node_modules/@a/one/node_modules/two/index.js").read_text() == "1"
        else:
            assert "node_modules/@a/one/node_modules/two is not what the lock names" in output, output
            assert not list(machine.cache.glob(f"{machine.npm_folder().name}*"))
