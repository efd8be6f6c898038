"""The set-up that ./dev does on an older machine: interrupted, killed, twice at once, without its
tools. mmdebstrap, bwrap and their like are stand-ins that note their calls; the script is real."""

import os
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
case " $* " in *" ${FAIL:-none} "*) echo "E: no such mirror"; exit 1 ;; esac
case $target in
  *.tar) d=$(mktemp -d); mkdir "$d/usr" "$d/etc" "$d/var"; echo 1 >"$d/usr/one"
         tar -C "$d" -cf "$target" usr etc var ;;
  *) mkdir -p "$target/usr" "$target/etc" "$target/var"; echo 1 >"$target/usr/one" ;;
esac
if [ -n "$HOLD" ]; then echo began >"$HOLD.began"; read -r _ <"$HOLD"; fi
echo "I: success..."
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
        self.tool("bwrap", "#!/bin/bash\nexit 0\n")
        self.tool("newuidmap", "#!/bin/bash\nexit 0\n")
        for name in ("bash env cat cut date df echo flock grep head id ls mkdir mktemp mv rm sed "
                     "sha256sum sort stat tail tar tee tr dirname readlink realpath chmod awk "
                     "cp find basename").split():
            path = shutil.which(name)
            if path:
                os.symlink(path, self.bin / name)
        self.environment = {"PATH": str(self.bin), "HOME": str(folder / "home"),
                            "MAQUETTE_ROOT": "always", "CALLS": str(self.calls), "LANG": "C.UTF-8"}
        (folder / "home").mkdir()
        self.cache = folder / "home" / ".cache" / "maquette"
        # Fetched already; curl is none of what is played here.
        (self.cache / "gltf-validator-4e03dbdc3bc0").mkdir(parents=True)

    def tool(self, name, text):
        path = self.bin / name
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
        run = subprocess.run([str(self.dev), "test", *words], env={**self.environment, **extra}, text=True,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1800)
        return run.returncode, run.stdout

    def roots(self):
        return sorted(p.name for p in self.cache.glob("root-*") if p.is_dir())

    def times_made(self):
        return len(self.calls.read_text().splitlines())

    def held(self):
        """Starts a set-up and returns it once mmdebstrap is at work in it."""
        fifo = self.folder / "hold"
        os.mkfifo(fifo)
        process = self.start(HOLD=str(fifo))
        began = self.folder / "hold.began"
        while not began.exists():
            assert process.poll() is None, process.stdout.read()
            time.sleep(0.01)
        return process, fifo


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_makes_the_root_once(machine):
    code, output = machine.setup()
    assert code == 0, output
    assert "2 minutes" in output
    assert len(machine.roots()) == 1 and "partial" not in machine.roots()[0]
    code, output = machine.setup()
    assert code == 0 and machine.times_made() == 1
    assert "setting up" not in output


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_interrupted_starts_over(machine, how):
    process, _ = machine.held()
    os.killpg(process.pid, how)
    output, _ = process.communicate(timeout=1800)
    assert process.returncode != 0
    if how == signal.SIGTERM:
        assert "starts it over" in output
        assert machine.roots() == []
    code, output = machine.setup()
    assert code == 0, output
    assert len(machine.roots()) == 1 and "partial" not in machine.roots()[0]


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


def test_a_mirror_that_fails_is_said(machine):
    code, output = machine.setup(FAIL="trixie")
    assert code == 1
    assert "no such mirror" in output and "run ./dev again" in output
    assert machine.roots() == []
    assert machine.setup()[0] == 0


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
    ordinary, newer = machine.calls.read_text().splitlines()
    assert " trixie " in ordinary and "llama" not in ordinary
    assert " sid " in newer and "llama.cpp-tools" in newer and "libglycin-2-dev" in newer and "valgrind" not in newer
    assert len(machine.roots()) == 1 and len(list(machine.cache.glob("sid-root-*"))) == 1
    code, output = machine.test("--blender=/nowhere/blender")
    assert code == 1 and "no Blender at /nowhere/blender" in output


def test_every_case_says_when_no_newer_blender_can_be_had(machine):
    code, output = machine.test("--all", FAIL="sid")
    assert code == 0, output
    assert "no such mirror" in output and "no test ran with a newer Blender" in output
    code, output = machine.test("--all")
    assert code == 0 and "no test ran" not in output
    assert list(machine.cache.glob("sid-root-*"))


# Adds a package that is a file, or fails as apt does.
BWRAP = """#!/bin/bash
case " $* " in
  *" apt-get "*) [ -z "$FAIL_APT" ] || { echo "E: no such package"; exit 100; }; echo 2 >"$2/usr/two" ;;
esac
"""


def test_a_root_with_more_packages_shares_the_files(machine):
    machine.tool("bwrap", BWRAP)
    assert machine.setup()[0] == 0
    words = [str(machine.dev), "test", "flatpak"]
    environment = machine.environment
    run = subprocess.run(words, env={**environment, "FAIL_APT": "1"}, text=True, capture_output=True, timeout=1800)
    assert run.returncode == 1 and "no such package" in run.stderr, run.stderr
    assert [path.name for path in machine.cache.glob("flatpak-*") if not path.name.endswith(".partial")] == []

    for _ in range(2):
        run = subprocess.run(words, env=environment, text=True, capture_output=True, timeout=1800)
        assert run.returncode == 0, run.stderr
    ordinary, = machine.cache.glob("root-*/usr")
    more, = machine.cache.glob("flatpak-*/usr")
    assert os.path.samefile(ordinary / "one", more / "one")
    assert (more / "two").exists() and not (ordinary / "two").exists()
    assert "setting up once" not in run.stderr


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
