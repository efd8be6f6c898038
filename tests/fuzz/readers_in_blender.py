# SPDX-FileCopyrightText: 2026 The Maquette authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mangles the kept files of corpus/readers and gives them to the bridge's own readers of models, in one Blender:

    blender --background --factory-startup --python-exit-code 1 --python readers_in_blender.py -- [--seed S]
        [--count N | --seconds S] [READER…]

Each kept file is read as it is, and then N times mangled. A reader may refuse a file; any other exception, 20 s of
processor time, 2 GiB of memory, and a file opened elsewhere are faults. The file of a fault is kept in the corpus."""

import argparse
import contextlib
import hashlib
import io
import itertools
import pathlib
import random
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "blender-addon"))
sys.dont_write_bytecode = True

import bpy  # noqa: E402

from maquette_bridge.errors import BridgeError  # noqa: E402
from maquette_bridge.intake import model_file, outlines, threemf_reader  # noqa: E402

CORPUS = HERE / "corpus" / "readers"
LIBRARY = pathlib.Path(io.__file__).resolve().parent  # of Python, which imports when it is asked to
CPU_S, MEMORY = 20, 2 << 30
NUMBERS = [b"0", b"-1", b"1", b"255", b"65536", b"2147483648", b"4294967295", b"1e999", b"1e-320", b"nan", b"-inf",
           b"0.1.2", b"", b"9" * 5000, b"\xc2\xb2"]
BYTES = [b"\0", b"\xff", b"<", b">", b'"', b"'", b"{", b"}", b"[", b"]", b",", b"\n", b"&a;", b"../", b"/etc/passwd"]


class OutOfTime(BaseException):
    """Is no Exception, so that no reader can catch it."""


def read_claims(path):
    model_file.check_claims(path)
    model_file.names_beside(path)
    model_file.count_stl(path)


def read_dxf(path):
    outlines.READERS[".dxf"](path, None)


def read_page(path):
    outlines._take_page(path, None)


READERS = {"claims": read_claims, "dxf": read_dxf, "page": read_page, "threemf": threemf_reader.read}


def mangle(data, other, chance):
    """Some bytes of a file changed, left out, repeated, or taken from another one."""
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(data) + 1)
        end = min(at + chance.choice((1, 2, 4, 16, 100)), len(data))
        way = chance.randrange(8)
        numbers = list(re.finditer(rb"-?\d[\d.]*", data)) if way < 2 else []
        if numbers:
            number = chance.choice(numbers)
            data = data[:number.start()] + chance.choice(NUMBERS) + data[number.end():]
        elif way == 2:
            data = data[:at] + chance.randbytes(end - at) + data[end:]
        elif way == 3:
            data = data[:at] + data[end:]
        elif way == 4:
            data = data[:end] + data[at:end] * chance.choice((1, 2, 100)) + data[end:]
        elif way == 5:
            begin = chance.randrange(len(other) + 1)
            data = data[:at] + other[begin:begin + chance.choice((4, 40, 400))] + data[end:]
        elif way == 6 and chance.random() < 0.3:
            data = data[:at]
        else:
            data = data[:at] + chance.choice(BYTES) + data[end:]
    return data


def mangle_archive(data, other, chance):
    """One file in the archive, or the archive itself."""
    if chance.random() < 0.2:
        return mangle(data, other, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, mangle(text, text, chance) if name == chosen else text)
    return made.getvalue()


class Trial:
    """Reads files in a folder, and looks at what else is opened. faults: how many were found."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder).resolve()
        self._opened = None
        self._known = set()
        self.files = self.refused = self.faults = 0
        sys.addaudithook(self._see)
        signal.signal(signal.SIGVTALRM, self._end)
        size = int(pathlib.Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, size + MEMORY))

    def _see(self, event, arguments):
        if self._opened is not None and event in ("open", "os.listdir", "subprocess.Popen", "os.system"):
            self._opened.append(arguments[0])

    def _end(self, *_arguments):
        raise OutOfTime

    def read(self, reader, suffix, data):
        self.files += 1
        path = self._folder / f"model{suffix}"
        path.write_bytes(data)
        opened = self._opened = []
        why = ""
        signal.setitimer(signal.ITIMER_VIRTUAL, CPU_S)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                READERS[reader](str(path))
        except BridgeError:
            self.refused += 1
        except (Exception, OutOfTime) as error:
            frames = traceback.extract_tb(error.__traceback__)
            why = "".join((*traceback.format_list(frames), f"{type(error).__name__}: {str(error)[:200]}"))
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        self._opened = None
        places = [pathlib.Path(str(each)).resolve() for each in opened if not isinstance(each, int)]
        elsewhere = [each for each in places
                     if not each.is_relative_to(self._folder) and not each.is_relative_to(LIBRARY)]
        if why or elsewhere:
            self._keep(reader, suffix, data, why or f"opened {elsewhere}")
        for each in self._folder.iterdir():
            each.unlink()
        bpy.data.batch_remove([*bpy.data.objects, *bpy.data.meshes, *bpy.data.materials])

    def _keep(self, reader, suffix, data, why):
        self.faults += 1
        place = reader, why.rpartition("\n")[0]
        if place in self._known:
            return
        self._known.add(place)
        kept = CORPUS / reader / f"found-{hashlib.sha256(data).hexdigest()[:10]}{suffix}"
        kept.write_bytes(data)
        print(f"readers: {reader}: {kept}\n{why}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=62)
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("readers", nargs="*", metavar="READER", default=list(READERS))
    options = parser.parse_args(sys.argv[sys.argv.index("--") + 1:] if "--" in sys.argv else [])
    ends = time.monotonic() + options.seconds if options.seconds is not None else None
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(folder)
        kept = {reader: sorted((CORPUS / reader).iterdir()) for reader in options.readers}
        for turn in range(options.count + 1) if ends is None else itertools.count():
            for reader, paths in kept.items():
                for path in paths:
                    chance = random.Random(f"{options.seed} {turn} {path.name}")
                    data = path.read_bytes()
                    if turn:
                        alike = [each for each in paths if each.suffix == path.suffix]
                        way = mangle_archive if path.suffix == ".3mf" and zipfile.is_zipfile(path) else mangle
                        data = way(data, chance.choice(alike).read_bytes(), chance)
                    trial.read(reader, path.suffix, data)
            if ends is not None and time.monotonic() > ends:
                break
    print(f"readers: {trial.files} files, {trial.refused} refused, {trial.faults} faults")
    if trial.faults:
        raise SystemExit(1)


main()
