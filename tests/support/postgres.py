"""A private PostgreSQL server for tests and `./dev cluster`: a Unix socket in a folder of its own,
an ordinary user, and it ends with its starter."""

import contextlib
import os
import pathlib
import pwd
import select
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

from made_once import make_in

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
fsync = {sync}
synchronous_commit = {sync}
full_page_writes = {sync}
shared_buffers = 16MB
max_connections = 100
dynamic_shared_memory_type = mmap
log_min_messages = warning
"""


def find_programs() -> pathlib.Path:
    folders = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if folders:
        return folders[-1]
    return pathlib.Path(shutil.which("postgres") or "/usr/bin/postgres").parent


class Postgres:
    """The server does not run as root, and initdb wants a user that the system knows."""

    def __init__(self, folder: str | os.PathLike[str] | None = None, is_safe: bool = False) -> None:
        self.own = folder is None
        # The path of a socket has at most 107 bytes, and the tests' own folders are long. In memory, where a thousand
        # files come and go without searching a disk for their places; a container may have 64 MiB there.
        roomy = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 2 << 30
        top = "/dev/shm" if roomy else "/tmp"
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="mq-pg-", dir=top))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.programs = find_programs()
        self.become = ["setpriv", "--pdeathsig", "INT"]
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self.become += [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
        self.data = self.folder / "data"
        self.is_safe = is_safe
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"host={self.folder} user=maquette dbname=maquette"

    def call(self, *words: object, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self.become, *map(str, words)], check=True, capture_output=True, text=True, **options)

    def start(self) -> "Postgres":
        if not (self.data / "PG_VERSION").exists():
            self.make_data()
            with open(self.data / "postgresql.conf", "a", encoding="utf-8") as settings:
                settings.write(SETTINGS.format(socket=self.folder, sync="on" if self.is_safe else "off"))
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([*self.become, str(self.programs / "postgres"), "-D", str(self.data)],
                                        stdout=log, stderr=log, cwd="/", start_new_session=True)
        self.wait_ready()
        return self

    def make_data(self) -> None:
        """Making a database takes a second of a processor, so the tests of a run copy the first one. A copy belongs to
        whoever made it, which must not be root."""
        shared = os.environ.get("MQ_TEST_SHARED")
        if shared and os.getuid() != 0:
            shutil.copytree(make_in(pathlib.Path(shared), "postgres", self.init), self.data)
        else:
            self.init(self.data)

    def init(self, data: pathlib.Path) -> None:
        self.call(self.programs / "initdb", "-D", data, "-U", "maquette", "-A", "trust", "-E", "UTF8",
                  "--locale=C.UTF-8", "-N", cwd="/")
        self.call(self.programs / "postgres", "--single", "-D", data, "postgres", cwd="/",
                  input="CREATE DATABASE maquette\n")

    def wait_ready(self) -> None:
        assert self.process is not None
        for _ in range(600):
            ready = subprocess.run([self.programs / "pg_isready", "-q", "-t", "1", "-h", self.folder, "-U", "maquette",
                                    "-d", "postgres"], check=False)
            if ready.returncode == 0:
                return
            try:
                self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError((self.folder / "log").read_text())
        raise RuntimeError("PostgreSQL does not get ready")

    def psql(self, *options: str, database: str = "maquette") -> list[str]:
        return [str(self.programs / "psql"), "-qXAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder),
                "-U", "maquette", "-d", database, *options]

    def sql(self, text: str, database: str = "maquette") -> list[list[str]]:
        """The rows of a statement, as lists of texts."""
        done = subprocess.run(self.psql("-c", text, database=database), check=True, capture_output=True, text=True)
        return [line.split("\t") for line in done.stdout.splitlines()]

    @contextlib.contextmanager
    def locked(self, table: str) -> Iterator[None]:
        """Nobody else changes the table meanwhile; it can be read."""
        with subprocess.Popen(self.psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as session:
            assert session.stdin is not None and session.stdout is not None
            session.stdin.write(f"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE; SELECT 'locked';\n")
            session.stdin.flush()
            assert session.stdout.readline() == "locked\n"
            yield

    def list_children(self) -> list[int]:
        assert self.process is not None
        own = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in own.read_text().split()]

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """It takes connections and bytes, as the system does that for it, and answers nothing."""
        assert self.process is not None
        processes = [self.process.pid, *self.list_children()]
        try:
            for each in processes:
                os.kill(each, signal.SIGSTOP)
            yield
        finally:
            for each in processes:
                os.kill(each, signal.SIGCONT)

    def kill(self) -> None:
        """As if the machine lost its power: the server and all of its children, which have groups of their own and
        hold its shared memory as long as they live."""
        assert self.process is not None
        children = [os.pidfd_open(each) for each in self.list_children()]
        self.process.kill()
        self.process.wait()
        for each in children:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(each, signal.SIGKILL)
            select.select([each], [], [])  # readable when the process has ended
            os.close(each)

    def halt(self) -> None:
        """As for an update of its package (pg_ctl stop -m fast): whoever is connected is sent away."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.halt()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "Postgres":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
