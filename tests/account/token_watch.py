"""Where a token must not be: in files, in the command line or environment of a process. An access token is known by its
form; refresh tokens, which have none, are told to the watch."""

import os
import pathlib
import re
import threading

# Other tests, which may run at the same time, give theirs in it.
VARIABLE = re.compile(rb"MAQUETTE_ACCESS_TOKEN=[^\0]*")
JWT = re.compile(rb"eyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}")


def read(path):
    try:
        return path.read_bytes()
    except OSError:  # it is gone, or nobody may read it
        return b""


class TokenWatch:
    """`with TokenWatch() as watch: …; watch.add(token); …; watch.check(folder, …)`. It looks at all processes all the
    time."""

    def __init__(self):
        self.secrets = set()
        self.found = set()
        self.n_looks = 0
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join()

    def add(self, *secrets):
        assert all(len(each) > 20 for each in secrets)
        self.secrets |= {each.encode() for each in secrets}

    def has(self, text):
        return JWT.search(text) is not None or any(each in text for each in self.secrets)

    def look(self):
        # What a process has at its start stays: each is looked at when it is new, and once more with all secrets.
        seen = {}
        while not self.done.wait(0.05):
            for path in pathlib.Path("/proc").glob("[0-9]*"):
                text = VARIABLE.sub(b"", read(path / "cmdline") + b"\0" + read(path / "environ"))
                if seen.get(path.name) != (text, len(self.secrets)):
                    seen[path.name] = (text, len(self.secrets))
                    if self.has(text):
                        self.found.add(text[:200])
            self.n_looks += 1

    def check(self, *folders):
        """No process has had a token so far, and no file below has one."""
        assert self.n_looks > 0
        assert not self.found
        files = [pathlib.Path(place, name) for folder in folders for place, _, names in os.walk(folder)
                 for name in names]
        files = [path for path in files if path.is_file() and not path.is_symlink()]
        assert files, "there are files at all"
        found = [str(path) for path in files if self.has(read(path))]
        assert not found, found
        return len(files)
