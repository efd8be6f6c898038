"""The bugs that ./dev mutate plants: each operator, where none is planted, and the switches."""

import os
import pathlib
import random
import subprocess
import sys
import types

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "bench"))

import mutant_programs  # noqa: E402
import mutant_runs  # noqa: E402
import mutants_c  # noqa: E402
import mutants_python  # noqa: E402
import mutate  # noqa: E402
from mutant_programs import BRIDGE  # noqa: E402
from mutants import MOST, Mutant, Unit  # noqa: E402

C = [
    ("bound", "if (a < b)", "if (a <= b)"),
    ("bound", "if (a >= b)", "if (a > b)"),
    ("other direction", "if (a <= b)", "if (a >= b)"),
    ("negated comparison", "if (a == b)", "if (a != b)"),
    ("and for or", "return a && b;", "return a || b;"),
    ("and for or", "flags = a | b;", "flags = a & b;"),
    ("negation", "return !a;", "return a;"),
    ("negation", "flags = a & ~b;", "flags = a & b;"),
    ("negated condition", "if (find (a))", "if (!(find (a)))"),
    ("dropped condition", "if (a && find (b, c) && d)", "if (a && d)"),
    ("dropped condition", "if (a && find (b, c) && d)", "if (find (b, c) && d)"),
    ("dropped condition", "return find (b, c || d);", "return find (b, d);"),
    ("swapped outcomes", "return a ? find (b, c) : d;", "return a ? d : find (b, c);"),
    ("plus for minus", "int n = a + b;", "int n = a - b;"),
    ("plus for minus", "n += a;", "n -= a;"),
    ("replaced, not added", "n += a;", "n = a;"),
    ("times for divided", "return a * b;", "return a / b;"),
    ("off by one", "n = a - 1;", "n = a;"),
    ("off by one", "find (a, 4);", "find (a, 5);"),
    ("wrong measure", "return a > 0.5;", "return a > 0.55;"),
    ("other unit", "n = a * 1000;", "n = a;"),
    ("other unit", "n = find (5000);", "n = find (5);"),
    ("min for max", "n = MIN (a, b);", "n = MAX (a, b);"),
    ("limit dropped", "n = CLAMP (a, b, c);", "n = MAX (a, b);"),
    ("yes for no", "return TRUE;", "return FALSE;"),
    ("sign", "find (a, -b);", "find (a, b);"),
    ("last for first", "char *p = strchr (a, 'b');", "char *p = strrchr (a, 'b');"),
    ("case", "return g_ascii_strcasecmp (a, b) == 0;", "return g_strcmp0 (a, b) == 0;"),
    ("rounding", "return floor (a);", "return ceil (a);"),
    ("other quote", "if (*p == '\"')", "if (*p == '\\'')"),
    ("wrong default", 'mq_json_get_string (a, "b", NULL);', 'mq_json_get_string (a, "b", "");'),
    ("swapped arguments", "find (self->a, b);", "find (b, self->a);"),
    ("only the first", "for (guint i = 0; i < n; i++)", "for (guint i = 0; (i < n) && i < 1; i++)"),
    ("off by one", "for (guint i = 0; i < n; i++)", "for (guint i = 1; i < n; i++)"),
    ("missing statement", "find (a);", ""),
    ("missing statement", "self->n = a;", ""),
    ("missing exit", "if (a) return FALSE;", "if (a)"),
]
PYTHON = [
    ("bound", "if a < b: pass", "if a <= b: pass"),
    ("other direction", "return a > b", "return a < b"),
    ("negated comparison", "return a is None", "return a is not None"),
    ("negated comparison", "return a is not None", "return a is None"),
    ("and for or", "return a and b", "return a or b"),
    ("negation", "return not a", "return a"),
    ("negation", "return a not in b", "return a in b"),
    ("negated condition", "if a: pass", "if not (a): pass"),
    ("dropped condition", "if a and find(b, c): pass", "if find(b, c): pass"),
    ("swapped outcomes", "n = a if b else c", "n = a if not (b) else c"),
    ("plus for minus", "n += a", "n -= a"),
    ("replaced, not added", "n += a", "n = a"),
    ("times for divided", "n = a / b", "n = a * b"),
    ("off by one", "n = a[1:]", "n = a[2:]"),
    ("wrong measure", "return a > 0.5", "return a > 0.55"),
    ("other unit", "n = a * 1000", "n = a"),
    ("min for max", "return max(a)", "return min(a)"),
    ("all for any", "return any(a)", "return all(a)"),
    ("yes for no", "return True", "return False"),
    ("sign", "return abs(a)", "return (a)"),
    ("last for first", "return a[0]", "return a[-1]"),
    ("case", "return a.lower() == b", "return a == b"),
    ("rounding", "return math.floor(a)", "return math.ceil(a)"),
    ("order", "return sorted(a)", "return list(a)"),
    ("other quote", "return a == '\"'", "return a == \"'\""),
    ("swapped arguments", "find(a, b)", "find(b, a)"),
    ("only the first", "for a in b: pass", "for a in list(b)[:1]: pass"),
    ("missing statement", "find(a)", "pass"),
    ("missing exit", "return a", "pass"),
]


def function_in_c(line):
    return f"static void\nrun (void)\n{{\n  {line}\n    done ();\n}}\n"


def function_in_python(line):
    return f"def run():\n    {line}\n    return done\n"


@pytest.mark.parametrize("kind, before, after", C)
def test_in_c(kind, before, after):
    rows = mutants_c.find("a.c", function_in_c(before))
    assert after in [each.after for each in rows if each.operator == kind and each.line == 4]


@pytest.mark.parametrize("kind, before, after", PYTHON)
def test_in_python(kind, before, after):
    rows = mutants_python.find("a.py", function_in_python(before))
    assert after in [each.after for each in rows if each.operator == kind and each.line == 2]


def test_each_operator_has_an_example():
    for table, module in ((C, mutants_c), (PYTHON, mutants_python)):
        assert {name for name, _pattern, _text in module.OPERATORS} <= {row[0] for row in table}


@pytest.mark.parametrize("line", [
    "/* a < b && c */ ;", "static const int n = 1 + 2;", 'G_DEFINE ("a < b");', "g_assert (a < b);", "int n[] = { 1 };",
    "g_free (a);", "case 1:", "g_autoptr (JsonObject) a;"])
def test_none_is_planted_in_c(line):
    assert [each.after for each in mutants_c.find("a.c", function_in_c(line)) if each.line == 4] == []


def test_strings_and_comments_stay():
    line = 'find ("a < b, 1 + 2 && TRUE"); /* c == d */'
    assert [each.after for each in mutants_c.find("a.c", function_in_c(line)) if each.line == 4] == ["/* c == d */"]
    line = 'make(f"{a} < b and True", \'"\' "1")  # c == d'
    assert {each.after for each in mutants_python.find("a.py", function_in_python(line)) if each.line == 2} == {
        "pass # c == d", 'make(f"{a} < b and True", "\'" "1") # c == d'}
    assert mutants_python.find("a.py", 'N = 1 + 2\n\n\ndef run(a=1):\n    """A + b."""\n    n: int\n') == []
    assert mutants_c.find("a.c", "#define N (1 + 2)\nstatic int n = 1 + 2;\nstruct A\n{\n  int n[2];\n};\n") == []


def test_the_switches_in_c(tmp_path):
    source = """#include <stdio.h>
static int
pick (int a, int b)
{
  int n = a < b ? a
                : b; /* the less */
  for (int i = 0; i < 2; i++)
    if (a == b && n > 0)
      return 7;
    else
      n += 10;
  n--;
  return n;
}
int
main (void)
{
  printf ("%d %d\\n", pick (1, 2), pick (3, 3));
  return 0;
}
"""
    rows = mutants_c.find("pick.c", source)
    for number, each in enumerate(rows, 1):
        each.number = number
    switch = tmp_path / "switch"
    planted = mutants_c.plant(source, rows, str(switch))
    assert planted.split("#line 1\n")[1].count("\n") == source.count("\n")
    (tmp_path / "pick.c").write_text(planted)
    subprocess.run(["cc", "-w", "-o", tmp_path / "pick", tmp_path / "pick.c"], check=True)
    said = {}
    for each in [None, *rows]:
        states = bytearray(mutants_c.MOST)
        if each:
            states[each.number] = 2
        switch.write_bytes(states)
        said[each and (each.operator, each.after)] = subprocess.run(
            [tmp_path / "pick"], check=False, capture_output=True, text=True).stdout
        passed = [number for number, state in enumerate(switch.read_bytes()) if state == 1]
        assert each or len(passed) == len(rows)
    assert said[None] == "20 7\n"
    assert said["swapped outcomes", "int n = a < b ? b : a; /* the less */"] == "21 7\n"
    assert said["only the first", "for (int i = 0; (i < 2) && i < 1; i++)"] == "10 7\n"
    assert said["dropped condition", "if (n > 0)"] == "7 7\n"
    assert said["replaced, not added", "n = 10;"] == "9 7\n"
    assert said["missing exit", ""] == "20 2\n"


def test_the_switches_in_python(monkeypatch):
    source = '"""A module."""\n\nfrom __future__ import annotations\n\nimport math\n\n\n' \
        'def pick(values):\n    n = 0\n    for each in values:\n' \
        '        if each > 1 and (\n                each < 5):\n' \
        '            n += math.floor(each)\n            continue\n        n -= 1\n    return n\n'
    rows = mutants_python.find("a.py", source)
    for number, each in enumerate(rows, 1):
        each.number = number
    switch = types.ModuleType("package.mq_mutants")
    monkeypatch.setitem(sys.modules, "package", types.ModuleType("package"))
    monkeypatch.setitem(sys.modules, "package.mq_mutants", switch)
    said = {}
    for each in [None, *rows]:
        switch.mq_mutant = lambda number, each=each: each is not None and number == each.number
        module = {"__name__": "package.module", "__package__": "package"}
        exec(mutants_python.plant(source, rows, 1), module)
        said[each and (each.operator, each.after)] = module["pick"]([1, 2.5, 5])
    assert said[None] == 0
    assert said["only the first", "for each in list(values)[:1]:"] == -1
    assert said["rounding", "n += math.ceil(each)"] == 1
    assert said["missing exit", "pass"] == -1
    assert said["dropped condition", "if each > 1:"] == 6


def test_the_nearest_programs(tmp_path):
    """A header stands for what implements it; in Python names decide, also those of what is made of the file, and texts
    that few programs know."""
    for name, text in (("src/a/mq-a.h", ""), ("src/a/mq-a.c", '#include "a/mq-a.h"\n#include "a/mq-b.h"\n'),
                       ("src/a/mq-b.h", ""), ("src/a/mq-b-more.c", '#include "a/mq-b.h"\n'),
                       ("src/a/mq-a-of-b.c", '#include "a/mq-b.h"\n'),
                       ("src/a/mq-window.c", '_("_Save \"\n"Picture…")'),
                       ("src/a/mq-window.blp", 'label: _("Show the Grid")'),
                       ("tests/a/test-a.c", '#include "a/mq-a.h"\n'), ("tests/a/test-b.c", '#include "a/mq-b.h"\n'),
                       ("tests/a/test_export.py", "Save Picture"), ("tests/a/test_keys.py", "Show the Grid"),
                       ("tests/a/test_all.py", "Show the Grid, Save Picture"), ("tests/a/test_other.py", "Save"),
                       ("tests/blender/test_joins.py", ""), ("tests/blender/test_units.py", ""),
                       ("tests/app/test_lost_joins.py", "joins and sides"),
                       (f"{BRIDGE}/measure/joins.py", "from . import mortises\n"),
                       (f"{BRIDGE}/measure/mortises.py", "from .sides import Side\n"),
                       (f"{BRIDGE}/measure/sides.py", ""), (f"{BRIDGE}/sides_only.py", "")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    targets = [{"id": name, "target_sources": [{"sources": [f"{tmp_path}/tests/a/test-{name}.c"]}]} for name in "ab"]
    tests = {name: {"cmd": [f"/build/test-{name}"], "suite": ["a"], "depends": [name]} for name in "ab"}
    tests |= {name: {"cmd": ["python3", "-m", "pytest", f"{tmp_path}/tests/a/test_{name}.py"], "suite": ["a"],
                     "depends": []} for name in ("export", "keys", "all", "other")}
    tests |= {f"{room}-{name}": {"cmd": ["python3", "-m", "pytest", f"{tmp_path}/tests/{room}/test_{name}.py"],
                                 "suite": [room], "depends": []}
              for room, name in (("blender", "joins"), ("blender", "units"), ("app", "lost_joins"))}
    programs = mutant_programs.Programs(tmp_path, tests, targets)
    assert programs.near("src/a/mq-b-more.c") == ["b", "a"] and programs.near("src/a/mq-a.c") == ["a"]
    assert programs.near("src/a/mq-a-of-b.c") == ["a"]
    assert programs.near("src/a/mq-window.c") == ["all", "export", "keys"]
    for name in ("measure/joins", "measure/mortises", "measure/sides"):
        assert programs.near(f"{BRIDGE}/{name}.py") == ["blender-joins"], name
    assert programs.near(f"{BRIDGE}/sides_only.py") == []


def lane(folder, **environment):
    switch = folder / "switch"
    switch.write_bytes(bytes(MOST))
    return mutant_runs.Lane(mutate.TOP, folder, [], dict(os.environ) | environment, switch)


def test_the_limit_of_a_program(tmp_path, monkeypatch):
    """An endless loop ends. A program may give its children a limit of their own, as the launcher does."""
    test = {"cmd": ["prlimit", f"--cpu={10 * mutant_runs.MOST_S}", "true"], "env": {}, "workdir": None}
    assert lane(tmp_path).run(test, None).passes, (tmp_path / "mutant.log").read_text()
    monkeypatch.setattr(mutant_runs, "MOST_S", 1)
    test["cmd"] = ["sh", "-c", "while :; do :; done"]
    assert lane(tmp_path).run(test, 1).passes is False


TESTS = """
import os, pytest

def comes_by(number):
    with open(os.environ["MQ_MUTANTS"], "r+b") as file:
        file.seek(number)
        if file.read(1) == b"\2":
            return True
        file.seek(number)
        file.write(b"\1")
    return False

@pytest.fixture(scope="module")
def made():
    return comes_by(3)

def test_one(made):
    assert not comes_by(1)

def test_other(made):
    comes_by(5)
    assert not comes_by(2) and not made

def test_failing():
    comes_by(1)
    assert False
"""


def test_which_mutants_a_test_comes_by(tmp_path):
    """What a shared fixture comes by, each test that asks for it does; a test that fails without a bug is left out."""
    (tmp_path / "test_it.py").write_text(TESTS)
    test = {"cmd": [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path / "test_it.py")], "env": {},
            "workdir": str(tmp_path)}
    run = lane(tmp_path)
    seen = run.run(test, None)
    assert seen.passes is False
    assert {name: passed for name, (_cpu, passed) in seen.tests.items()} == {
        "test_it.py::test_one": {1, 3}, "test_it.py::test_other": {2, 3, 5}}
    found = {number: [each.ids for each in mutate.trials({"it": seen}, number, 10)] for number in (1, 2, 3, 4)}
    assert {ids for ids, in (found[1], found[2])} == {("test_it.py::test_one",), ("test_it.py::test_other",)}
    assert len(found[3][0]) == 2 and not found[4]
    for number, noticed in ((2, True), (1, False), (3, True)):
        left_out = ["test_it.py::test_one", "test_it.py::test_failing"]
        assert run.run(test, number, left_out).passes is not noticed, (tmp_path / "mutant.log").read_text()
    # One that fails without a bug notices none.
    for number, result in ((2, "noticed"), (5, "not noticed")):
        each = Mutant("a.py", 1, "bound", Unit("statement", 0, 0), 0, 0, "", number=number)
        assert mutate.judge(run, each, ["it"], {"it": seen}, {"it": test}, False)["result"] == result


def test_a_program_in_c_is_one_test(tmp_path):
    test = {"cmd": [sys.executable, "-c", TESTS + "exit(comes_by(4))"], "env": {}, "workdir": None}
    run = lane(tmp_path)
    seen = run.run(test, None)
    assert seen.passes and [(name, passed) for name, (_cpu, passed) in seen.tests.items()] == [("", {4})]
    assert run.run(test, 4).passes is False and run.run(test, 5).passes


def test_tests_that_are_about_a_bug_are_tried_too():
    cheap = {f"all-{number}": (0.1, {7, 8, 9}) for number in range(mutate.MOST_TESTS + 1)}
    seen = {"it": mutant_runs.Seen(True, cpu_s=9, tests=cheap | {"own": (5, {7}), "dear": (50, {7})})}
    trial, = mutate.trials(seen, 7, 10)
    assert "own" in trial.ids and len(trial.ids) == mutate.MOST_TESTS + 1


def test_a_room_is_a_folder():
    """src/cli is not the beginning of src/client."""
    for rooms in (["src/cli"], ["src/cli/"], ["src/cli", "src/cli/mq-stdout.c"]):
        rows = mutate.choose_at_random(rooms, 20, random.Random(1), set())
        assert len(rows) == 20 and all(each.file.startswith("src/cli/") for each in rows)
    assert {each.file for each in mutate.choose_at_random(["src/cli/main.c"], 5, random.Random(1), set())} == {
        "src/cli/main.c"}


def test_near_tests_come_first(tmp_path):
    """The dear ones of a whole run are tried on what near ones did not notice, until it costs enough."""
    each = Mutant("src/a/mq-a.c", 1, "bound", Unit("statement", 0, 0), 0, 0, "", number=7)
    seen = {name: mutant_runs.Seen(True, cpu_s=cpu_s, tests={name: (cpu_s, {7})})
            for name, cpu_s in (("near", 4), ("cheap", 1), ("dear", 40), ("dearer", 60), ("dearest", 90))}
    first, rest = mutate.choose(each, ["near"], seen, True)
    assert [trial.name for trial in first] == ["near", "cheap"]
    assert [trial.name for trial in rest] == ["dear", "dearer"]
    assert mutate.choose(each, ["near"], seen, False) == (first, [])


def test_an_error_in_a_lane_is_raised():
    with pytest.raises(ZeroDivisionError):
        mutant_runs.side_by_side([None, None], range(5), lambda _lane, number: 1 / (number - 3))


def test_what_the_compiler_refuses():
    """The mutant is the one of the statement before the place; of a macro it is where that is used."""
    name = "src/common/base/mq-text.c"
    lines = (mutate.TOP / name).read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [sum(map(len, lines[:line - 1])) for line in (30, 60, 90)]
    rows = [Mutant(name, 0, "bound", Unit("statement", start, start), start, start, "") for start in starts]
    output = (f"../../{name}:62:5: error: too few arguments\n"
              "/usr/include/glib-2.0/glib/garray.h:149:52: error: invalid type argument of ‘->’\n"
              "  149 | #define    g_ptr_array_index\n      |    ^~\n"
              f"../../{name}:91:56: note: in expansion of macro ‘g_ptr_array_index’\n"
              "/usr/include/glib-2.0/glib/garray.h:149:52: warning: unused\n"
              f"../../{name}:31:56: note: in expansion of macro ‘g_ptr_array_index’\n")
    assert mutate.refused(rows, output) == rows[1:]
