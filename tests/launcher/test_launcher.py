"""maquette-launcher on its own: what a program can and cannot do that it has become. The sandbox around it is tested in
tests/client-blender."""

import ctypes
import os
import resource
import signal
import struct
import subprocess
import sys

import pytest

LAUNCHER = os.environ["MQ_TEST_LAUNCHER"]
PYTHON = os.path.realpath(sys.executable)
SYSTEM = ["--read", "/usr", "--read", "/lib", "--read", "/lib64", "--read", "/etc/ld.so.cache"]
STOPPED = 125
LANDLOCK_CREATE_RULESET = 444
ENOSYS = 38
libc = ctypes.CDLL(None, use_errno=True)


def launch(*options, program="", **more):
    """Runs a Python program through the launcher."""
    return subprocess.run([LAUNCHER, *options, "--", PYTHON, "-c", program], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **more)


def tried(*options, program, **more):
    """What a program prints; a line that raises OSError prints its errno's name instead."""
    run = launch(*options, program="import errno, os\ndef t(f):\n  try: print(f())\n  except OSError as e: "
                 "print(errno.errorcode[e.errno])\n" + program, **more)
    assert run.returncode == 0, run.stdout
    return run.stdout.split()


def without_landlock():
    """In a child: the kernel says that it has no Landlock."""
    code = struct.pack("=" + "HBBI" * 4, 0x20, 0, 0, 0, 0x15, 0, 1, LANDLOCK_CREATE_RULESET,
                       0x06, 0, 0, 0x00050000 | ENOSYS, 0x06, 0, 0, 0x7fff0000)
    program = ctypes.create_string_buffer(code)
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.prctl(22, 2, struct.pack("@HP", 4, ctypes.addressof(program)), 0, 0) == 0


def test_environment_is_its_own():
    assert tried("--setenv", "A=b", program="print(os.environ.get('A'), 'HOME' in os.environ)",
                 env={"HOME": "/secret"}) == ["b", "False"]
    assert tried("--inherit-environment", program="print('HOME' in os.environ)", env={"HOME": "/secret"}) == ["True"]


def test_files_that_were_not_allowed(tmp_path):
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "secret").write_text("secret")
    found = tried(*SYSTEM, "--write", str(own), program=f"""
t(lambda: open({str(other / 'secret')!r}).read())
t(lambda: os.listdir({str(other)!r}))
t(lambda: open({str(other / 'new')!r}, 'w'))
t(lambda: os.link({str(other / 'secret')!r}, {str(own / 'link')!r}))
t(lambda: os.listdir('/proc'))
t(lambda: open('/proc/self/mountinfo'))
t(lambda: open('/dev/shm/maquette-new', 'w'))
t(lambda: open({str(own / 'new')!r}, 'w').write('x'))
t(lambda: open({str(own / 'new')!r}).read())
t(lambda: os.listdir('/usr') != [])
""")
    assert found == ["EACCES", "EACCES", "EACCES", "EXDEV", "EACCES", "EACCES", "EACCES", "1", "x", "True"]


def test_nothing_in_the_folder_is_executed(tmp_path):
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    found = tried(*SYSTEM, "--write", str(tmp_path), program=f"t(lambda: os.execv({str(program)!r}, ['x']))")
    assert found == ["EACCES"]


def test_without_landlock_it_stops_when_asked():
    run = launch("--landlock", *SYSTEM, preexec_fn=without_landlock)
    assert run.returncode == STOPPED and "no Landlock" in run.stdout
    assert launch(*SYSTEM, preexec_fn=without_landlock).returncode == 0
    assert launch("--landlock", *SYSTEM).returncode == 0


def test_limits_hold():
    found = tried("--limit", "nofile=64", "--limit", "core=0", "--limit", "as=2147483648", program="""
import resource
for name in ('NOFILE', 'CORE', 'AS'): print(*resource.getrlimit(getattr(resource, 'RLIMIT_' + name)))""")
    assert found == ["64", "64", "0", "0", "2147483648", "2147483648"]


def test_a_limit_is_not_raised():
    """The machine's own may be lower."""
    found = tried("--limit", "stack=8388608", "--limit", "nofile=64", program="""
import resource
print(*resource.getrlimit(resource.RLIMIT_STACK), *resource.getrlimit(resource.RLIMIT_NOFILE))""",
                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_STACK, (4194304, 4194304)))
    assert found == ["4194304", "4194304", "64", "64"]


@pytest.mark.parametrize("options", [["--limit", "as"], ["--limit", "as="], ["--limit", "as=1x"], ["--limit", "x=1"],
                                     ["--keep", "-1"], ["--keep", "x"], ["--unknown"], ["--unknown", "x"], ["--chdir"]])
def test_what_it_does_not_understand_stops_it(options):
    run = launch(*options, program="print('ran')")
    assert run.returncode == STOPPED and "maquette-launcher" in run.stdout and "ran\n" not in run.stdout


def test_no_program():
    assert subprocess.run([LAUNCHER], stderr=subprocess.DEVNULL).returncode == STOPPED
    assert subprocess.run([LAUNCHER, "--"], stderr=subprocess.DEVNULL).returncode == STOPPED
    assert subprocess.run([LAUNCHER, "--", "/nowhere"], stderr=subprocess.DEVNULL).returncode == STOPPED


def test_signals_go_to_itself_only():
    bystander = subprocess.Popen(["sleep", "1000"])
    try:
        found = tried("--confine", program=f"""
import ctypes, signal
libc = ctypes.CDLL(None, use_errno=True)
for pid in ({bystander.pid}, {os.getpid()}, 0, -1, -os.getpid(), os.getpid()): t(lambda: os.kill(pid, 0))
t(lambda: signal.pidfd_send_signal(os.pidfd_open({bystander.pid}), 9))
print(libc.syscall(200, {bystander.pid}, 9) if os.uname().machine == 'x86_64' else -1)
print(libc.prctl(1, 0), libc.prctl(15, b'name'), libc.prctl(4, 0), libc.prctl(22, 2, None))
print(*(libc.syscall(each, None, 0, 1) for each in (317, 444, 445, 446)))
signal.raise_signal(signal.SIGCONT)""")
        assert found == ["EPERM"] * 5 + ["None", "EPERM", "-1", "-1", "0", "-1", "-1", "-1", "-1", "-1", "-1"]
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_one_descriptor_is_kept():
    ends = [os.pipe() for _ in range(3)]
    kept = ends[1][1]
    try:
        found = tried("--keep", str(kept), pass_fds=[end for pair in ends for end in pair], program="""
for fd in range(3, 32):
  try: os.fstat(fd)
  except OSError: pass
  else: print(fd)""")
        assert found == [str(kept)]
    finally:
        for end in (end for pair in ends for end in pair):
            os.close(end)


def test_filter_is_loaded(tmp_path):
    """Denies mkdir by a filter of one call, given as a descriptor."""
    number = {"x86_64": 83}.get(os.uname().machine)
    if number is None:
        pytest.skip("mkdir is another call here")
    with open(tmp_path / "filter", "w+b") as file:
        file.write(struct.pack("=" + "HBBI" * 4, 0x20, 0, 0, 0, 0x15, 0, 1, number, 0x06, 0, 0, 0x00050000 | 13,
                               0x06, 0, 0, 0x7fff0000))
        file.flush()
        found = tried("--seccomp", str(file.fileno()), program=f"t(lambda: os.mkdir({str(tmp_path / 'x')!r}))",
                      pass_fds=[file.fileno()])
        assert found == ["EACCES"]
        file.truncate(9)
        run = launch("--seccomp", str(file.fileno()), pass_fds=[file.fileno()])
        assert run.returncode == STOPPED and "filter" in run.stdout


class Life:
    """A program on a life line that has said that it runs, and ignores every signal that can be ignored."""

    def __init__(self, program):
        theirs, self.line = os.pipe()
        # Below nohup SIGHUP would be ignored in any case.
        self.process = subprocess.Popen([LAUNCHER, "--life", str(theirs), "--", PYTHON, "-c", program], text=True,
                                        pass_fds=[theirs], stdout=subprocess.PIPE,
                                        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
        os.close(theirs)

    def wait(self):
        """The status and what it still said; the pipe's end is the end of all of its processes."""
        out = self.process.stdout.read()
        return self.process.wait(), out

    def hang_up(self):
        os.close(self.line)


STUBBORN = """
import os, signal, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
print(os.getpid(), flush=True)
while True: time.sleep(1000)"""


def test_life_line():
    life = Life(STUBBORN)
    life.process.stdout.readline()
    life.process.send_signal(signal.SIGINT)
    life.process.send_signal(signal.SIGTERM)
    life.process.send_signal(signal.SIGHUP)
    assert life.process.poll() is None
    life.hang_up()
    assert life.wait() == (128 + signal.SIGKILL, "")


def test_the_program_dies_with_the_launcher():
    life = Life(STUBBORN)
    life.process.stdout.readline()
    life.process.kill()
    assert life.wait() == (-signal.SIGKILL, "")
    life.hang_up()


@pytest.mark.parametrize("end, status", [("raise SystemExit(7)", 7), ("import os; os.abort()", 128 + signal.SIGABRT)])
def test_life_line_reports_the_end(end, status):
    life = Life(end)
    assert life.wait()[0] == status
    life.hang_up()


def test_the_parent_of_a_life_line_tells_nothing():
    """Its environment is the session's."""
    life = Life("import os, time\ntry: open(f'/proc/{os.getppid()}/environ')\n"
                "except OSError as e: print(e.errno, flush=True)\nelse: print('open', flush=True)\ntime.sleep(1000)")
    said = life.process.stdout.readline()
    life.hang_up()
    life.wait()
    assert said.strip() == "13"
