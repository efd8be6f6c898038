# The bridge's own readers of models on kept files and mangled ones: tests/fuzz/readers_in_blender.py, as ./dev fuzz
# readers runs it for longer.
import subprocess

import pytest
from worker_client import FORKED, ROOT

PROGRAM = ROOT / "tests" / "fuzz" / "readers_in_blender.py"


def mangle(*arguments, program=PROGRAM):
    return subprocess.run([FORKED, "--background", "--factory-startup", "--python-exit-code", "1", "--python", program,
                           "--", *arguments], capture_output=True, text=True)


@pytest.mark.parametrize("reader", ["claims", "dxf", "page", "threemf"])
def test_mangled(reader):
    done = mangle("--count", "60", reader)
    assert done.returncode == 0 and " 0 faults" in done.stdout, done.stdout + done.stderr
    _name, files, _word, refused, *_rest = done.stdout[done.stdout.index("readers: "):].split()
    # Some are refused, and some are not.
    assert int(files) > 60 and 0 < int(refused) < int(files)


@pytest.mark.parametrize("fault, words", {
    "raise KeyError(path)": "KeyError", "open('/etc/hostname').close()": "opened [",
    "bytearray(4 << 30)": "MemoryError", "import os; os.system('true')": "opened ["}.items())
def test_faults_are_seen(tmp_path, fault, words):
    """A reader that fails, opens something else, or takes memory; its file is kept."""
    corpus = tmp_path / "corpus"
    text = PROGRAM.read_text().replace('HERE / "corpus" / "readers"', repr(corpus).replace("PosixPath", "pathlib.Path"))
    text = text.replace("pathlib.Path(__file__).resolve().parent\n", f"pathlib.Path({str(PROGRAM.parent)!r})\n", 1)
    at = "    outlines._take_page(path, None)\n"
    assert text.count(at) == 1
    (tmp_path / "broken.py").write_text(text.replace(at, f"    {fault}\n"))
    (corpus / "page").mkdir(parents=True)
    (corpus / "page" / "one.svg").write_text("<svg/>")
    done = mangle("--count", "0", "page", program=tmp_path / "broken.py")
    assert done.returncode == 1 and words in done.stderr, done.stdout + done.stderr
    assert [each.read_text() for each in (corpus / "page").glob("found-*.svg")] == ["<svg/>"]
