/* MqScript: scripts come back byte for byte, edits touch what they name, the library is added and
 * left out. */
#include "common/foreign/mq-python-clean.h"
#include "common/script/mq-finishes.h"
#include "common/script/mq-script.h"
#include "common/script/mq-script-parameter-json.h"
#include "common/script/mq-script-statements.h"
#include "common/script/mq-script-values.h"
#include "common/script/mq-toolkit.h"

#include "common/base/mq-error.h"
#include "common/base/mq-fiber.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#include <string.h>

static const char chair[]
    = "\"\"\"Chair.\n\nIn short.\n\"\"\"\n\nimport bpy\nimport math\n\n# Parameters\n"
      "ASSET = \"Chair\"  # name\nLEG_COUNT = 4  # 3..8: legs\n\n\n# Parts\n\n"
      "# Under the seat.\n@cached\ndef legs(frame):\n    \"\"\"Legs.\n\ndef no(): pass\n    "
      "\"\"\"\n    return [box(\n\"Leg\", (1, 1, 1), (0, 0, 0), frame, \"legs\")]\n\n\n"
      "def seat(frame):\n    # round\n    return [cylinder(\"Seat\", 1, 1, (0, 0, 1), frame, "
      "\"seat\")]\n\n\ndef build():\n    start(ASSET)\n    frame = wood(\"Oak\", \"#886644\")\n"
      "    return legs(frame) + seat(frame)\n\n\nif __name__ == \"__main__\":\n    build()\n";

static MqScript *
make (const char *text)
{
  g_autoptr (GError) error = NULL;
  MqScript *script = mq_script_new (text, &error);

  g_assert_no_error (error);
  return script;
}

static MqPythonLibrary *
load_library (void)
{
  g_autoptr (GError) error = NULL;
  MqPythonLibrary *library = mq_python_library_new ();

  g_assert_true (mq_python_library_load (library, MQ_TEST_LIBRARY, &error));
  g_assert_no_error (error);
  return library;
}

static void
test_whole (void)
{
  g_autoptr (MqScript) script = make (chair);
  g_autoptr (GPtrArray) pieces = mq_script_statements_cut (chair, NULL);
  const MqScriptStatement *legs = mq_script_statements_find (pieces, "legs", NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < pieces->len; i++)
    {
      const MqScriptStatement *piece = g_ptr_array_index (pieces, i);

      if (piece->kind == MQ_SCRIPT_STATEMENT_FUNCTION)
        g_string_append_printf (names, "%s ", piece->name);
    }

  g_assert_cmpstr (mq_script_get_text (script), ==, chair);
  g_assert_cmpstr (names->str, ==, "legs seat build ");
  g_assert_true (g_str_has_prefix (legs->text, "# Under the seat.\n@cached\ndef legs"));
  g_assert_true (g_str_has_suffix (legs->text, "\"legs\")]\n"));
  g_assert_true (mq_script_has (script, "LEG_COUNT"));
  g_assert_false (mq_script_has (script, "no"));
  g_assert_cmpuint (legs->line, ==, 16);
}

static void
test_edit (void)
{
  g_autoptr (MqScript) script = make (chair);
  static const char *const remove[] = { "seat", "nothing", NULL };
  static const char *const last[] = { "B", NULL };
  g_autoptr (MqScript) headed = make ("A = 1\n\n# Parts\nB = 2\n");
  g_autoptr (MqScriptEdit) cut = mq_script_edit (headed, "", last, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MqScriptEdit) edit = mq_script_edit (
      script,
      "import math\nfrom mathutils import Vector\n\nLEG_COUNT = 5  # 3..8: legs\nARM = 0.2\n\n"
      "def legs(frame):\n    return []\n\ndef arms(frame):\n    return []\n\nlegs(None)\n",
      remove, &error);
  const char *text = mq_script_get_text (script);

  g_assert_no_error (error);
  g_assert_cmpuint (edit->replaced->len, ==, 2);
  g_assert_cmpuint (edit->added->len, ==, 2);
  g_assert_cmpuint (edit->removed->len, ==, 1);
  g_assert_nonnull (
      strstr (text, "import bpy\nimport math\nfrom mathutils import Vector\n\n# Parameters"));
  g_assert_nonnull (strstr (text, "LEG_COUNT = 5  # 3..8: legs\nARM = 0.2\n"));
  g_assert_nonnull (strstr (text, "def arms(frame):\n    return []\n\n\ndef build"));
  g_assert_null (strstr (text, "@cached"));
  g_assert_null (strstr (text, "def seat"));
  g_assert_null (strstr (text, "legs(None)"));

  /* The last one, whose heading nothing takes over. */
  g_assert_nonnull (cut);
  g_assert_cmpstr (mq_script_get_text (headed), ==, "A = 1\n");
}

/* The headings of a script's sections stay when what stands below them is replaced or removed. */
static void
test_headings (void)
{
  static const struct
  {
    const char *patch;
    const char *remove;
    const char *text;
  } cases[] = {
    { "ASSET = \"Stool\"\n", NULL, "import math\n\n# Parameters\nASSET = \"Stool\"\nLEG_COUNT" },
    { "# Parameters\nASSET = \"Stool\"\n", NULL, "\n# Parameters\nASSET = \"Stool\"\nLEG_COUNT" },
    { "ARM = 1\n", "ASSET", "\n# Parameters\nLEG_COUNT = 4  # 3..8: legs\nARM = 1\n\n\n# Parts\n" },
    { "ARM = 1\n", "legs", "ARM = 1\n\n\n# Parts\n\ndef seat" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const remove[] = { cases[i].remove, NULL };
      g_autoptr (MqScript) script = make (chair);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqScriptEdit) edit = mq_script_edit (script, cases[i].patch, remove, &error);

      g_assert_no_error (error);
      g_assert_nonnull (edit);
      g_assert_nonnull (strstr (mq_script_get_text (script), cases[i].text));
    }
}

/* What is completed and what is joined out of groups reads as if one person had written it. */
static void
test_imports (void)
{
  static const struct
  {
    const char *script;
    const char *patch;
    const char *text;
  } cases[] = {
    { "import random\nimport bpy\n\nA = 1\n", "import math, bpy\nimport os.path as p\n",
      "import bpy\nimport math\nimport os.path as p\nimport random\n\nA = 1\n" },
    { "from mathutils import Vector\nimport bpy\n\nA = 1\n",
      "from mathutils import (Matrix,\n    Vector as V)\nfrom math import pi\n",
      "import bpy\nfrom math import pi\nfrom mathutils import Matrix, Vector as V, Vector\n\nA = "
      "1\n" },
    { "\"\"\"Doc.\"\"\"\nA = 1\n", "import bpy\n", "\"\"\"Doc.\"\"\"\n\nimport bpy\n\nA = 1\n" },
    { "\"\"\"Doc.\"\"\"\n\nimport math  # for pi\nimport bpy\n\n# Heading\n\nimport abc\nA = 1\n",
      "import aud\n",
      "\"\"\"Doc.\"\"\"\n\nimport math  # for pi\nimport abc\nimport aud\nimport bpy\n\n# "
      "Heading\n\nA = 1\n" },
    { "import bpy\nfrom __future__ import annotations\n\nA = 1\n", "import abc\n",
      "from __future__ import annotations\nimport abc\nimport bpy\n\nA = 1\n" },
    /* What was not touched stays as it was written. */
    { "import random\nimport bpy\n\nA = 1\n", "import bpy\nA = 1\n",
      "import random\nimport bpy\n\nA = 1\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqScript) script = make (cases[i].script);
      g_autoptr (GError) error = NULL;
      g_autoptr (MqScriptEdit) edit = mq_script_edit (script, cases[i].patch, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (edit);
      g_assert_cmpstr (mq_script_get_text (script), ==, cases[i].text);
    }
}

static void
test_bad_edit (void)
{
  g_autoptr (MqScript) script = make (chair);
  static const char *const patches[] = { "print(1)\n", "def legs(:\n  (", "x = '", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (patches); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mq_script_edit (script, patches[i], NULL, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_cmpstr (mq_script_get_text (script), ==, chair);
    }
}

static void
test_library (void)
{
  g_autoptr (MqPythonLibrary) library = load_library ();
  g_autoptr (MqPythonLibrary) small = mq_python_library_new ();
  g_autofree char *folder = mq_test_make_dir ("library");
  g_autofree char *shown = g_build_filename (folder, "a.py", NULL);
  g_autofree char *hidden = g_build_filename (folder, ".#b.py", NULL);
  g_autoptr (MqScript) script = make (chair);
  g_autoptr (MqScript) again = NULL;
  g_autofree char *own = NULL;
  const char *text;

  g_assert_cmpuint (mq_script_complete (script, library), >, 10);
  text = mq_script_get_text (script);
  g_assert_nonnull (strstr (text, "\n\n# Library\n\n"));
  g_assert_nonnull (strstr (text, "def cylinder("));
  g_assert_nonnull (strstr (text, "def wood("));
  g_assert_nonnull (strstr (
      text, "\n\nimport bmesh\nimport bpy\nimport colorsys\nimport math\nimport random\nfrom "
            "mathutils import Matrix, Vector\n\n# Parameters"));
  g_assert_nonnull (
      strstr (text, "# name\nSEED = 0  # 0..999: varies grain and brush marks\nLEG_"));
  g_assert_cmpint (strstr (text, "def build") - text, >, strstr (text, "def wood(") - text);

  /* What an editor leaves in the folder is no part of it. */
  g_assert_true (g_file_set_contents (shown, "def shown(a):\n    return a\n", -1, NULL));
  g_assert_true (g_file_set_contents (hidden, "def hidden(a):\n    return a\n", -1, NULL));
  g_assert_true (mq_python_library_load (small, folder, NULL));
  g_assert_nonnull (mq_python_library_lookup (small, "shown"));
  g_assert_null (mq_python_library_lookup (small, "hidden"));

  again = make (text);
  g_assert_cmpuint (mq_script_complete (again, library), ==, 0);
  own = mq_script_dup_own (again, library);
  g_assert_null (strstr (own, "def wood("));
  g_assert_nonnull (strstr (own, "def legs("));
}

/* What a script calls is added, also where it stands in a table; what is a method, or is there
 * already, is not. */
static void
test_calls (void)
{
  static const struct
  {
    const char *body;
    gboolean is_added;
  } cases[] = {
    { "cylinder(\"A\", 1, 1, (0, 0, 0), None, \"a\")", TRUE },
    { "made = [cylinder (\"A\", 1, 1, (0, 0, 0), None, \"a\")]", TRUE },
    { "KINDS = {\"a\": cylinder}", TRUE },
    { "KINDS = {\"a\": cylinder, \"b\": 1}", TRUE },
    { "made = cylinder", FALSE },
    { "def cut(a: cylinder):\n    return a", FALSE },
    { "bpy.cylinder(1)", FALSE },
    { "bpy.ops.cylinder(1).cylinder(2)", FALSE },
    { "def cylinder(r):\n    return r\n\n\ncylinder(1)", FALSE },
    { "class cylinder:\n    pass\n\n\ncylinder()", FALSE },
    { "from mine import cylinder\n\ncylinder(1)", FALSE },
    { "import mine as cylinder\n\ncylinder(1)", FALSE },
    { "from mine import a, cylinder, b\n\ncylinder(1)", FALSE },
    { "# cylinder(1)\nA = \"cylinder(1)\"", FALSE },
  };
  g_autoptr (MqPythonLibrary) library = load_library ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("import bpy\n\n", cases[i].body, "\n", NULL);
      g_autoptr (MqScript) script = make (text);
      guint n = mq_script_complete (script, library);

      g_test_message ("%s", cases[i].body);
      g_assert_true ((n > 0) == cases[i].is_added);
      g_assert_true ((strstr (mq_script_get_text (script), "\ndef cylinder(name") != NULL)
                     == cases[i].is_added);
    }
}

/* By their functions: scripts of models of other programs, and of those whose parts are code. */
static void
test_taken_in (void)
{
#define BUILD "\ndef build():\n    pass\n"
#define MESHES "\ndef meshes():\n    pass\n"
#define PIECE "\ndef piece(name):\n    pass\n"
#define PUT_PIECE "\ndef put_piece(name):\n    pass\n"
  static const struct
  {
    const char *text;
    gboolean loads_meshes;
    gboolean is_rebuilt;
  } cases[] = {
    { NULL, FALSE, FALSE },
    { "", FALSE, FALSE },
    { chair, FALSE, FALSE },
    { MESHES PIECE BUILD, TRUE, FALSE },
    { BUILD PIECE MESHES, TRUE, FALSE },
    { PIECE BUILD, FALSE, FALSE },
    { MESHES BUILD, FALSE, FALSE },
    { MESHES PIECE, FALSE, FALSE },
    { PUT_PIECE BUILD, FALSE, TRUE },
    { PUT_PIECE, FALSE, FALSE },
    { MESHES PIECE PUT_PIECE BUILD, TRUE, TRUE },
    { "\ndef put_pieces():\n    pass\n" BUILD, FALSE, FALSE },
    { "\n  def put_piece(name):\n    pass\n" BUILD, FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_true (mq_script_loads_meshes (cases[i].text) == cases[i].loads_meshes);
      g_assert_true (mq_script_is_rebuilt (cases[i].text) == cases[i].is_rebuilt);
      g_assert_true (mq_script_is_taken_in (cases[i].text)
                     == (cases[i].loads_meshes || cases[i].is_rebuilt));
    }
#undef PIECE
}

/* A script's own things that are called like functions of the library keep their names: the
 * library's get others, also inside the library. */
static void
test_clash (void)
{
  g_autoptr (MqPythonLibrary) library = load_library ();
  g_autofree char *text = g_strconcat (
      chair,
      "\n\ndef soften(points, cut):\n    return [p for p in points if p.soften > cut]\n\n\n"
      "def post(frame):\n    outline = soften(circle(1), cut=soften)\n"
      "    return [post(\"Post\", [outline], frame, \"post\"), post(frame),\n"
      "            extrude(\"Rim\", outline, 0.1, (0, 0, 0), frame, \"rim\", soften=2)]\n",
      NULL);
  g_autoptr (MqScript) script = make (text);
  g_autofree char *own = NULL;
  const char *whole;

  mq_script_complete (script, library);
  whole = mq_script_get_text (script);
  g_assert_nonnull (strstr (whole, "\ndef soften(points, cut):\n"));
  g_assert_nonnull (strstr (whole, "outline = soften(circle(1), cut=soften)"));
  g_assert_nonnull (
      strstr (whole, "[toolkit_post(\"Post\", [outline], frame, \"post\"), post(frame)"));
  g_assert_nonnull (strstr (whole, "frame, \"rim\", soften=2)"));
  g_assert_nonnull (strstr (whole, "\ndef toolkit_soften(mesh, angle=50.0):"));
  g_assert_nonnull (strstr (whole, "\ndef toolkit_post("));
  g_assert_nonnull (strstr (whole, "    toolkit_soften("));
  g_assert_cmpuint (mq_script_complete (script, library), ==, 0);
  own = mq_script_dup_own (script, library);
  g_assert_null (strstr (own, "def toolkit_"));
}

/* Without build(), what is called stands above what runs first, with its own imports. */
static void
test_flat (void)
{
  static const char text[]
      = "\"\"\"Doc.\"\"\"\nfrom math import pi\nimport math as m, bmesh as b\n\nSIZE = 0.1  # m, "
        "0.1..0.3: (all)\nbounds = 3\npost = 1\n\n\n"
        "def half(name, paper):\n    return box(name, (SIZE, SIZE, SIZE), (0, 0, 0), paper, name)\n"
        "\n\npaper = bpy.data.materials.new(\"Paper\")\nbox = box(\"Box\", (1, 1, 1), (0, 0, 0), "
        "paper, \"box\")\nfor resize in (1, 2):\n    half(\"Half\", paper)\n"
        "JOINTS = [hinge(\"Half\", \"Box\")]\nadd_joints(JOINTS)\n";
  g_autoptr (MqPythonLibrary) library = load_library ();
  g_autoptr (MqScript) script = make (text);
  const char *whole;

  g_assert_cmpuint (mq_script_complete (script, library), >, 10);
  whole = mq_script_get_text (script);
  g_assert_true (g_str_has_prefix (
      whole, "\"\"\"Doc.\"\"\"\n\nimport bmesh as b\nimport bmesh\nimport bpy\nimport math as "
             "m\nimport math\n"));
  g_assert_nonnull (
      strstr (whole, "\nfrom math import pi\nfrom mathutils import Matrix, Vector\n"));
  g_assert_nonnull (strstr (whole, "\nASSET = "));
  g_assert_cmpuint (strstr (whole, "SIZE = 0.1") - whole, <, strstr (whole, "# Library") - whole);
  g_assert_cmpuint (strstr (whole, "def toolkit_box(") - whole, <,
                    strstr (whole, "paper = bpy.") - whole);
  g_assert_nonnull (strstr (whole, "    return toolkit_box(name,"));
  g_assert_nonnull (strstr (whole, "\nbox = toolkit_box(\"Box\""));
  g_assert_nonnull (strstr (whole, "\ndef hinge("));
  g_assert_null (strstr (whole, "\ndef bounds("));
  g_assert_cmpuint (mq_script_complete (script, library), ==, 0);
}

/* Numbers are those of the whole script, whatever is left out. */
static void
test_numbers (void)
{
  g_autoptr (MqPythonLibrary) library = load_library ();
  g_autoptr (MqScript) script = make (chair);
  g_autofree char *numbered = NULL;
  g_auto (GStrv) whole = NULL;
  g_auto (GStrv) lines = NULL;
  guint seen = 0;

  mq_script_complete (script, library);
  numbered = mq_script_dup_numbered (script, library);
  whole = g_strsplit (mq_script_get_text (script), "\n", -1);
  lines = g_strsplit (numbered, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), <, g_strv_length (whole) / 2);

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      guint64 number = g_ascii_strtoull (lines[i], NULL, 10);

      if (number == 0)
        continue;
      g_assert_cmpstr (lines[i] + 6, ==, whole[number - 1]);
      seen++;
    }
  g_assert_cmpuint (seen, >, 25);
}

static void
test_fences (void)
{
  g_autofree char *fenced = mq_script_unfence (
      "Here:\n```python\nx = 1\n```\nand\n```json\n{}\n```\n```py\ny\n```\n", "python");
  g_autofree char *plain = mq_script_unfence ("x = 1", "python");
  g_autofree char *none = mq_script_unfence ("```json\n{}\n```", "python");
  g_autofree char *bare = mq_script_unfence (
      "Sure! Here's the code:\n\ndef a():\n    return 1\n\nLet me know if it doesn't work!\n",
      "python");
  g_autofree char *words = mq_script_unfence ("I do not know.\n", "python");
  g_autofree char *corrected = mq_script_unfence (
      "A first version: ```python\nimport bpy\nbpy.ops.mesh.primitive_cube_add()\n```\nThat "
      "floats:\n"
      "~~~python\nWIDTH = 1\ndef legs():\n    pass\ndef build():\n    legs()\n~~~\n"
      "- Rather:\n\n  ```py\n  WIDTH = 2\n  def legs():\n      pass\n  def build():\n"
      "      legs()```\n\nRun it:\n```bash\nblender\n```\n",
      "python");
  g_autofree char *pieces
      = mq_script_unfence ("```python\nWIDTH = 1\n```\n```python\ndef legs():\n    "
                           "pass\n```python\ndef build():\n    legs()\n",
                           "python");

  g_assert_cmpstr (fenced, ==, "x = 1\ny\n");
  g_assert_cmpstr (plain, ==, "x = 1\n");
  g_assert_null (none);
  g_assert_cmpstr (bare, ==, "def a():\n    return 1\n");
  g_assert_cmpstr (words, ==, "I do not know.\n");
  g_assert_cmpstr (corrected, ==, "WIDTH = 2\ndef legs():\n    pass\ndef build():\n    legs()\n");
  g_assert_cmpstr (pieces, ==, "WIDTH = 1\ndef legs():\n    pass\ndef build():\n    legs()\n");
}

static void
assert_cleaned (const char *text, const char *wanted, const char *words)
{
  g_autofree char *said = NULL;
  g_autofree char *clean = mq_python_clean (text, &said);
  g_autofree char *again = mq_python_clean (clean, NULL);

  g_assert_cmpstr (clean, ==, wanted);
  g_assert_cmpstr (again, ==, wanted);
  g_assert_cmpstr (said, ==, words);
}

/* Chats, word processors and web pages put such into a script. */
static void
test_clean (void)
{
  assert_cleaned (chair, chair, NULL);
  assert_cleaned ("\xef\xbb\xbfx = 1\n", "x = 1\n", "Cleaned in the script: a byte order mark");
  assert_cleaned ("if x:\n\u00a0\u2003y\u200b = 1\u3000\n", "if x:\n  y = 1 \n",
                  "Cleaned in the script: no-break spaces, invisible characters");
  assert_cleaned ("a = “Crate”; b = ‘don’t’, „so“, ”x”, f“6\" {n}”, “z\"\nc = \"y”\n",
                  "a = \"Crate\"; b = 'don’t', \"so\", \"x\", f\"6\\\" {n}\", \"z\"\nc = \"y\"\n",
                  "Cleaned in the script: curly quotes");
  assert_cleaned ("“““Doc\n“it” ”””\n", "\"\"\"Doc\n“it” \"\"\"\n",
                  "Cleaned in the script: curly quotes");
  assert_cleaned ("f（a，2 − 1 – x）：…\n", "f(a,2 - 1 - x):...\n",
                  "Cleaned in the script: dashes and other typographic signs");
  /* Not Python, and not clear: the check names it. */
  assert_cleaned ("x = 2 × 3\n", "x = 2 × 3\n", NULL);
}

/* Strings and comments keep their characters. */
static void
test_clean_keeps (void)
{
  static const char *const texts[] = {
    "x = \"“a” – ‘b’\u00a0\xef\xbb\xbf\"  # “c” – it’s\n",
    "y = '“' + \"”“\" + '''“\n‘”'' ''' + \"”\\\"“\" + '\\\\'\n",
    "größe = 1\r\nｗ = 2\n",
    "\"\"\"Run:\n```\nimport x\n```\n\"\"\"\nimport bpy\n",
    "import bpy\ns = '''\n```python\nx\n```\n'''\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_cleaned (texts[i], texts[i], NULL);
}

/* Lines keep their numbers; of several scripts, the last whole one is meant. */
static void
test_clean_fences (void)
{
  const char *said = "Cleaned in the script: Markdown fences and the words around them";

  assert_cleaned ("Here it's:\n\n```python\nimport bpy\n```\nRun it.\n", "\n\n\nimport bpy\n\n\n",
                  said);
  assert_cleaned ("1. So:\n   ```\n   import bpy\n     # x\n   ```", "\n\nimport bpy\n  # x\n",
                  said);
  assert_cleaned ("```py\nimport bpy\ndef build(): 1\n```\nbetter\n```\nimport bpy\n"
                  "def build(): 2\n```\n```bash\npip install bpy\n```\n",
                  "\n\n\n\n\n\nimport bpy\ndef build(): 2\n\n\n\n\n", said);
  assert_cleaned ("```python\nimport bpy\n", "\nimport bpy\n", said);
}

static void
assert_decoded (const char *data, gsize length, const char *wanted, const char *from)
{
  g_autoptr (GError) error = NULL;
  const char *encoding = NULL;
  g_autofree char *text = mq_python_decode (data, length, &encoding, &error);

  g_assert_cmpstr (text, ==, wanted);
  g_assert_cmpstr (encoding, ==, from);
  g_assert_true ((text == NULL) == g_error_matches (error, MQ_ERROR, MQ_ERROR_BAD_INPUT));
}

static void
test_decode (void)
{
  assert_decoded ("x = 'ß'\n", 9, "x = 'ß'\n", "UTF-8");
  assert_decoded ("x = '\xdf \x93'\n", 10, "x = 'ß “'\n", "Windows-1252");
  assert_decoded ("\xff\xfex\0\xdf\0\n\0", 8, "xß\n", "UTF-16");
  assert_decoded ("\0x\0=\0001\0\n", 8, "x=1\n", "UTF-16");
  assert_decoded ("BLENDER\0\1\2\3\4", 12, NULL, NULL);
  assert_decoded ("x\0y = 1", 7, NULL, NULL);
}

/* What a model escaped twice is read once more; what only looks like it stays. */
static void
test_unescape (void)
{
  static const char *const cases[][2] = {
    { "import bpy\\nx = 'a'\\n", "import bpy\nx = 'a'\n" },
    { "x = \"a\"\\ny = 1", "x = \"a\"\ny = 1" },
    { "\"import bpy\\nx = 1\"", "import bpy\nx = 1" },
    { "s = '\\n'", "s = '\\n'" },
    { "s = \"it's\\n\"", "s = \"it's\\n\"" },
    { "s = '\\n'\nx = 1\n", "s = '\\n'\nx = 1\n" },
    { "s = 'a'\\nt = 'b'", "s = 'a'\nt = 'b'" },
    { "\"Doc.\"", "Doc." },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = mq_python_unescape (cases[i][0]);

      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

/* Each of Python's literals has its value in JSON; the rest is an expression. */
static void
test_parameter_json (void)
{
  static const char *const cases[][2] = {
    { "4  # 3..8: legs", "\"value\":4,\"unit\":\"\",\"about\":\"legs\",\"min\":3,\"max\":8" },
    { "0.5  # m, 0..1: wide",
      "\"value\":0.5,\"unit\":\"m\",\"about\":\"wide\",\"min\":0.0,\"max\":1.0" },
    { "-2e3", "\"value\":-2000.0," },
    { "'#50331d'  # wood", "\"value\":\"#50331d\",\"unit\":\"\",\"about\":\"wood\"" },
    { "\"it's\"", "\"value\":\"it's\"," },
    { "True", "\"value\":true," },
    { "None", "\"value\":null," },
    { "(0.5, 'a', [1])", "\"value\":[0.5,\"a\",[1]]," },
    { "(1,)", "\"value\":[1]," },
    { "'a'  # a | b", "\"choices\":[\"a\",\"b\"]" },
    { "2  # 1 | 2", "\"choices\":[1,2]" },
    /* Not what they look like. */
    { "(1)", "\"expression\":\"(1)\"," },
    { "'a", "\"expression\":" },
    { "'a' 'b'", "\"expression\":" },
    { "'a\\n'", "\"expression\":" },
    { "'''a'''", "\"expression\":" },
    { "1 + A", "\"expression\":\"1 + A\"," },
    { "[1 2]", "\"expression\":" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *script = g_strdup_printf ("A = %s\n", cases[i][0]);
      g_autoptr (GPtrArray) parameters = mq_script_parameters_list (script);
      g_autoptr (JsonObject) object = NULL;
      g_autofree char *text = NULL;

      g_assert_cmpuint (parameters->len, ==, 1);
      object = mq_script_parameter_to_json (parameters->pdata[0]);
      text = mq_json_object_to_string (object, FALSE);
      if (strstr (text, cases[i][1]) == NULL)
        g_error ("“%s” is not in %s", cases[i][1], text);
    }
}

/* A value of the kind of its parameter and within its range, in any unit of its kind; the rest of
 * the script stays. */
static void
test_values (void)
{
  static const char script[]
      = "WIDTH = 0.45  # m, 0.3..0.8: wide\nCOUNT = 4  # 3..8: legs\nLEAN = 30.0  # deg, 0..90: "
        "lean\nSHARE = 0.5  # share\nIS_OPEN = True  # open\nPAINT = '#50331d'  # wood\n"
        "FINISH = \"oak\"  # oak | pine: wood\nSIDE = 1  # 1 | 2\nTITLE = 'Chair'  # name\n"
        "AT = (1, 2)  # place\nNOTE = 'a\\n'\nLAST = 1  # last\n";
  static const struct
  {
    const char *word;
    const char *line; /* of the new script; NULL: @problem */
    const char *problem;
  } rows[] = {
    { "WIDTH=0.5", "WIDTH = 0.5  # m, 0.3..0.8: wide", NULL },
    { "WIDTH=45 cm", "WIDTH = 0.45  # m", NULL },
    { "WIDTH= 500mm ", "WIDTH = 0.5  # m", NULL },
    { "WIDTH=0.3", "WIDTH = 0.3  #", NULL },
    { "WIDTH=0.8", "WIDTH = 0.8  #", NULL },
    { "WIDTH=0.299", NULL, "WIDTH goes from 0.3 to 0.8 m" },
    { "WIDTH=81 cm", NULL, "WIDTH goes from 0.3 to 0.8 m" },
    { "WIDTH=45 deg", NULL, "WIDTH is in m; “45 deg” is not understood" },
    { "WIDTH=50%", NULL, "is not understood" },
    { "WIDTH=0.4 ± 0.1", NULL, "is not understood" },
    { "WIDTH=0.4 wide", NULL, "is not understood" },
    { "WIDTH=wide", NULL, "WIDTH is a number; “wide” is none" },
    { "WIDTH=", NULL, "WIDTH is a number" },
    { "WIDTH=a 0.4", NULL, "WIDTH is a number" },
    { "WIDTH=2000000000", NULL, "WIDTH is a number" },
    { "COUNT=6", "COUNT = 6  # 3..8: legs", NULL },
    { "COUNT=8", "COUNT = 8  #", NULL },
    { "COUNT=9", NULL, "COUNT goes from 3 to 8" },
    { "COUNT=4.5", NULL, "COUNT is a whole number" },
    { "COUNT=5 cm", NULL, "COUNT is in no unit" },
    { "LEAN=45°", "LEAN = 45.0  # deg", NULL },
    { "LEAN=1.5 rad", "LEAN = 85.9436693  # deg", NULL },
    { "LEAN=5 cm", NULL, "LEAN is in deg" },
    { "SHARE=25%", "SHARE = 0.25  # share", NULL },
    { "SHARE=1", "SHARE = 1.0  # share", NULL },
    { "SHARE=1 rad", NULL, "SHARE is in no unit" },
    { "SHARE=1,200", NULL, "SHARE: “1,200” can be" },
    { "IS_OPEN=FALSE", "IS_OPEN = False  # open", NULL },
    { "IS_OPEN=0", "IS_OPEN = False  # open", NULL },
    { "IS_OPEN=true", "IS_OPEN = True  # open", NULL },
    { "IS_OPEN=1", "IS_OPEN = True  # open", NULL },
    { "IS_OPEN=yes", NULL, "IS_OPEN is true or false" },
    { "PAINT=#aabbcc", "PAINT = \"#aabbcc\"  # wood", NULL },
    { "PAINT=#aabbc", NULL, "PAINT is a color" },
    { "PAINT=red", NULL, "PAINT is a color" },
    { "FINISH=pine", "FINISH = \"pine\"  # oak | pine: wood", NULL },
    { "FINISH=elm", NULL, "FINISH is one of oak, pine; “elm” is none" },
    { "SIDE=2", "SIDE = 2  # 1 | 2", NULL },
    { "TITLE=A=B", "TITLE = \"A=B\"  # name", NULL },
    { "TITLE=it's", NULL, "TITLE is a text of one line" },
    { "TITLE=a\\", NULL, "TITLE is a text of one line" },
    { "AT=(3, 4)", NULL, "AT = (1, 2) is no number, text or color" },
    { "NOTE=b", NULL, "is no number, text or color" },
    { "WIDTH", NULL, "“WIDTH” is not NAME=VALUE" },
    { "DEPTH=1", NULL, "The script has no parameter “DEPTH”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      char *words[] = { (char *)"LAST=2", (char *)rows[i].word, NULL };
      g_autofree char *text = mq_script_dup_with_values (script, words, &error);

      g_test_message ("%s", rows[i].word);
      g_assert_true ((text != NULL) == (rows[i].line != NULL));
      if (text == NULL)
        {
          g_assert_nonnull (strstr (error->message, rows[i].problem));
          g_assert_cmpint (error->code, ==,
                           g_str_has_prefix (rows[i].word, "DEPTH") ? MQ_ERROR_NOT_FOUND
                                                                    : MQ_ERROR_BAD_INPUT);
          continue;
        }
      g_assert_nonnull (strstr (text, rows[i].line));
      g_assert_true (
          g_str_has_suffix (text, "\nAT = (1, 2)  # place\nNOTE = 'a\\n'\nLAST = 2  # last\n"));
    }
}

/* A material may become one of another family, and stays in the list itself; what grew has no
 * choice. A table has each finish once, in lines of at most 96 columns. */
static void
test_finishes (void)
{
  const char *const few[] = { "wood", "leaf" };
  const char *const many[]
      = { "water", "brick", "wood", "terracotta", "brick", "leather", "lacquer" };
  g_auto (GStrv) wood = mq_finishes_list_choices ("wood");
  g_auto (GStrv) silk = mq_finishes_list_choices ("silk");
  g_auto (GStrv) leaf = mq_finishes_list_choices ("leaf");
  g_autofree char *of_wood = g_strjoinv (" ", wood);
  g_autofree char *of_silk = g_strjoinv (" ", silk);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) finishes = g_ptr_array_new ();

  g_assert_cmpstr (of_wood, ==, "wood metal ceramic glass fabric plastic stone");
  g_assert_cmpstr (of_silk, ==, "silk wood metal ceramic glass fabric plastic stone");
  g_assert_null (leaf);

  mq_finishes_append_parameter (text, "SEAT_FINISH", "silk");
  g_assert_cmpstr (text->str, ==,
                   "SEAT_FINISH = \"silk\"  # silk | wood | metal | ceramic | glass | fabric | "
                   "plastic | stone\n");

  g_string_truncate (text, 0);
  g_ptr_array_add (finishes, (gpointer)few[1]);
  mq_finishes_append_table (text, finishes);
  g_assert_cmpstr (text->str, ==, "");
  g_ptr_array_add (finishes, (gpointer)few[0]);
  mq_finishes_append_table (text, finishes);
  g_assert_cmpstr (text->str, ==,
                   "    finishes = {\"wood\": wood, \"metal\": metal, \"ceramic\": ceramic, "
                   "\"glass\": glass,\n                \"fabric\": fabric, \"plastic\": plastic, "
                   "\"stone\": stone}\n");

  g_string_truncate (text, 0);
  g_ptr_array_set_size (finishes, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (many); i++)
    g_ptr_array_add (finishes, (gpointer)many[i]);
  mq_finishes_append_table (text, finishes);
  g_assert_cmpstr (text->str, ==,
                   "    finishes = {\"brick\": brick, \"wood\": wood, \"metal\": metal, "
                   "\"ceramic\": ceramic,\n                \"glass\": glass, \"fabric\": fabric, "
                   "\"plastic\": plastic, \"stone\": stone,\n                "
                   "\"terracotta\": terracotta, \"leather\": leather, \"lacquer\": lacquer}\n");
}

/* One line for a function of the toolkit: with as many sentences of its docstring as have room, or
 * with what toolkit.txt says of it. */
static void
test_signature (void)
{
  g_autofree char *words = g_strnfill (150, 'w');
  g_autofree char *long_text = g_strdup_printf ("def a():\n    \"\"\"%s %s.\n    %s. %s.\"\"\"\n",
                                                words, words, "It is", words);
  g_autofree char *long_line = g_strdup_printf ("a(): %s %s. It is.\n", words, words);
  const struct
  {
    const char *text;
    const char *said;
    const char *line;
  } rows[] = {
    { "def box(name,\n        size):\n    \"\"\"A box\n\n    of wood.\"\"\"\n", NULL,
      "box(name, size): A box of wood.\n" },
    { "def box(name):\n    \"\"\"A box.\"\"\"\n", "round", "box(name): round\n" },
    { "@cached\ndef box(name):\n    return 1\n", NULL, "box(name)\n" },
    { "def box(name):\n    \"\"\"A box\"\"\"\n", NULL, "box(name): A box\n" },
    { "def a():\n    \"\"\"It is. So\"\"\"\n", NULL, "a(): It is.\n" },
    { long_text, NULL, long_line },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MqPythonFunction function = { .text = (char *)rows[i].text };
      g_autoptr (GString) line = g_string_new (NULL);

      mq_toolkit_append_signature (line, &function, rows[i].said);
      g_assert_cmpstr (line->str, ==, rows[i].line);
    }
}

/* The names of what is different now: functions, then parameters; build() is no part. */
static void
test_changed (void)
{
  static const char then[] = "A = 1\nB = 2\nC = 3\n\n\ndef legs():\n    return [1]\n\n\n"
                             "def seat():\n    return []\n\n\ndef arms():\n    return []\n\n\n"
                             "def build():\n    return legs()\n";
  static const char now[] = "A = 2\nB = 2\n\n\n\ndef seat():\n    return []\n\n"
                            "def legs():\n    return [2]\n\n\ndef back():\n    return []\n\n\n"
                            "def build():\n    return seat()\n";
  g_auto (GStrv) changed = mq_script_list_changed (then, now);
  g_auto (GStrv) same = mq_script_list_changed (then, then);
  g_auto (GStrv) broken = mq_script_list_changed (then, "def legs(:\n (");
  g_auto (GStrv) was_broken = mq_script_list_changed ("def legs(:\n (", then);
  g_autofree char *names = g_strjoinv (" ", changed);

  g_assert_cmpstr (names, ==, "legs arms A C");
  g_assert_null (same[0]);
  g_assert_null (broken[0]);
  g_assert_null (was_broken[0]);
}

/* The docstring is another one; one with a quote could end it, and a script without stays. */
static void
test_docstring (void)
{
  static const struct
  {
    const char *title;
    const char *about;
    const char *first; /* NULL: as it was */
  } rows[] = {
    { "Stool", "", "\"\"\"Stool.\"\"\"\n" },
    { "Stool", "low", "\"\"\"Stool: low\"\"\"\n" },
    { "A \"stool\"", "", NULL },
    { "Stool", "low\\", NULL },
  };
  g_autoptr (MqScript) bare = make ("A = 1\n");
  g_autoptr (MqScript) at = make (chair);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MqScript) script = make (chair);
      const char *rest = strstr (chair, "\nimport bpy");
      g_autofree char *wanted = rows[i].first != NULL ? g_strconcat (rows[i].first, rest, NULL)
                                                      : g_strdup (chair);

      mq_script_set_docstring (script, rows[i].title, rows[i].about);
      g_assert_cmpstr (mq_script_get_text (script), ==, wanted);
    }

  mq_script_set_docstring (bare, "Stool", "");
  g_assert_cmpstr (mq_script_get_text (bare), ==, "A = 1\n");

  /* A line is in what begins there, or before it. */
  g_assert_null (mq_script_get_name_at (at, 1));
  g_assert_cmpstr (mq_script_get_name_at (at, 10), ==, "ASSET");
  g_assert_cmpstr (mq_script_get_name_at (at, 11), ==, "LEG_COUNT");
  g_assert_cmpstr (mq_script_get_name_at (at, 20), ==, "legs");
  g_assert_cmpstr (mq_script_get_name_at (at, 27), ==, "seat");
  g_assert_cmpstr (mq_script_get_name_at (at, 35), ==, "build");
}

/* One function as it was, and nothing else. */
static void
test_put_back (void)
{
  static const char changed[] = "A = 2\n\n\ndef legs():\n    return [2]\n\n\ndef seat():\n    "
                                "return [A]\n";
  static const char then[] = "A = 1\n\n\ndef legs():\n    return [1]\n\n\ndef seat():\n    "
                             "return []\n\n\ndef gone():\n    return []\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *legs = mq_script_put_back (changed, then, "legs", NULL);
  g_autofree char *value = mq_script_put_back (changed, then, "A", NULL);
  g_autofree char *gone = mq_script_put_back (changed, then, "gone", NULL);

  g_assert_cmpstr (legs, ==,
                   "A = 2\n\n\ndef legs():\n    return [1]\n\n\ndef seat():\n    return [A]\n");
  g_assert_true (g_str_has_prefix (value, "A = 1\n\n\ndef legs():\n    return [2]\n"));
  g_assert_nonnull (strstr (gone, "return [A]\n\n\ndef gone():\n    return []\n"));
  g_assert_null (mq_script_put_back (changed, then, "nothing", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
  g_assert_nonnull (strstr (error->message, "no function “nothing”"));
  g_clear_error (&error);
  g_assert_null (mq_script_put_back (changed, "def legs(:\n (", "legs", &error));
  g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
}

/* Whatever is cut out of a script, or doubled in it: it comes back as it was, or is refused. */
static void
test_mutations (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) text = g_string_new (chair);
      g_autoptr (MqScript) script = NULL;

      for (int i = g_test_rand_int_range (1, 4); i > 0; i--)
        {
          gsize at = (gsize)g_test_rand_int_range (0, (int)text->len);
          gsize length = (gsize)g_test_rand_int_range (1, 20);

          if (g_test_rand_int_range (0, 2) == 0)
            g_string_erase (text, (gssize)at, (gssize)MIN (length, text->len - at));
          else
            {
              g_autofree char *piece = g_strndup (text->str + at, length);

              g_string_insert (text, g_test_rand_int_range (0, (int)text->len), piece);
            }
        }

      if ((script = mq_script_new (text->str, NULL)) == NULL)
        continue;
      g_autoptr (MqScriptEdit) edit = mq_script_edit (script, "def legs(frame):\n    return []\n",
                                                      NULL, NULL);

      g_assert_nonnull (edit);
      g_assert_true (mq_script_has (script, "legs"));
    }
}

static void
test_outline (void)
{
  static const char script[]
      = "\"\"\"A stool.\"\"\"\n\nimport math\n\n# Parameters\nLEG = 0.4  # m: legs\n\n\n"
        "def corner(\n    turn,\n):\n    \"\"\"Where a leg stands.\n\n    In m.\n    \"\"\"\n"
        "    return math.cos(turn)\n\n\ndef legs(oak):\n    return [corner(0), LEG]\n\n\n"
        "def seat(oak):\n    \"\"\"Round seat.\"\"\"\n    return [oak]\n\n\n"
        "def build():\n    return legs(1) + seat(1)\n\n\n"
        "if __name__ == \"__main__\":\n    build()\n";
  static const char *const whole[] = { "legs", "nothing", NULL };
  static const char *const none[] = { NULL };
  g_autofree char *no_code = mq_script_outline (script, NULL);
  g_autofree char *heads = mq_script_outline (script, none);
  g_autofree char *one = mq_script_outline (script, whole);
  g_autofree char *uncut = mq_script_outline ("def a(:\n  '''", NULL);

  g_assert_cmpstr (heads, ==,
                   "\"\"\"A stool.\"\"\"\nimport math\nLEG = 0.4  # m: legs\n"
                   "def corner(\n    turn,\n): ...  # Where a leg stands.\ndef legs(oak): ...\n"
                   "def seat(oak): ...  # Round seat.\ndef build(): ...\n");
  g_assert_cmpstr (no_code, ==, "\"\"\"A stool.\"\"\"\nLEG = 0.4  # m: legs\n");
  /* What the part calls is whole, too. */
  g_assert_nonnull (strstr (one, "return [corner(0), LEG]"));
  g_assert_nonnull (strstr (one, "return math.cos(turn)"));
  g_assert_nonnull (strstr (one, "import math\n"));
  g_assert_nonnull (strstr (one, "def seat(oak): ...  # Round seat.\n"));
  g_assert_cmpstr (uncut, ==, "def a(:\n  '''");
}

/* A bracket error in one function: the others can be told apart, and that one replaced. */
static void
test_broken (void)
{
  static const char fault[] = "    return [cylinder(\"Seat\", 1, 1, (0, 0, 1, frame, \"seat\")]\n";
  g_auto (GStrv) pieces = g_strsplit (
      chair, "    return [cylinder(\"Seat\", 1, 1, (0, 0, 1), frame, \"seat\")]\n", 2);
  g_autofree char *broken = g_strjoinv (fault, pieces);
  g_autoptr (MqScript) script = make (broken);
  g_autoptr (MqScriptEdit) edit = NULL;

  g_assert_cmpstr (mq_script_get_text (script), ==, broken);
  edit = mq_script_edit (script,
                         "def seat(frame):\n    # round\n    return "
                         "[cylinder(\"Seat\", 1, 1, (0, 0, 1), frame, \"seat\")]\n",
                         NULL, NULL);
  g_assert_nonnull (edit);
  g_assert_cmpuint (edit->replaced->len, ==, 1);
  g_assert_cmpstr (mq_script_get_text (script), ==, chair);
}

/* Cut off in a string, in a bracket, in a docstring: the functions before stay theirs. */
static void
test_cut_off (void)
{
  const char *build = strstr (chair, "def build");

  for (const char *end = build + 12; *end != '\0'; end++)
    {
      g_autofree char *cut = g_strndup (chair, end - chair);
      g_autoptr (MqScript) script = make (cut);
      g_autoptr (GPtrArray) pieces = mq_script_statements_cut_leniently (cut);
      g_autofree char *joined = mq_script_statements_join (pieces);

      g_assert_cmpstr (joined, ==, cut);
      g_assert_true (mq_script_has (script, "legs") && mq_script_has (script, "seat"));
    }
}

/* Imports, ASSET, the part's id and the call of build() are put back; what is there stays. */
static void
test_frame (void)
{
  static const char *const parts[] = { "legs", "seat", "arms", NULL };
  static const char bare[]
      = "\"\"\"Stool.\"\"\"\n\nLEG = 0.4  # m\n\n\ndef legs(oak):\n    def one(turn):\n"
        "        return math.cos(turn)\n    if oak is None:\n        return []\n"
        "    return [bpy.data.objects.new(str(one(1)),\n                                 None)]  # "
        "all\n"
        "\n\ndef seat(oak):\n    at = Vector((0, 0, 1))\n    return [box(\"Seat\", at, oak, "
        "\"seat\")]\n"
        "\n\ndef build():\n    start(ASSET)\n    copy = legs(None)\n    copy.append(1)\n"
        "    return copy + seat(None)";
  static const char wanted[]
      = "\"\"\"Stool.\"\"\"\n\nimport bpy\nimport math\nfrom mathutils import Vector\n\n"
        "ASSET = \"Three legs\"  # name of the collection that holds it\n\nLEG = 0.4  # m\n\n\n"
        "def legs(oak):\n    def one(turn):\n        return math.cos(turn)\n    if oak is None:\n"
        "        return set_part([], \"legs\")\n"
        "    return set_part([bpy.data.objects.new(str(one(1)),\n"
        "                                 None)], \"legs\")  # all\n"
        "\n\ndef seat(oak):\n    at = Vector((0, 0, 1))\n    return [box(\"Seat\", at, oak, "
        "\"seat\")]\n"
        "\n\ndef build():\n    start(ASSET)\n    copy = legs(None)\n    copy.append(1)\n"
        "    return copy + seat(None)\n\n\nif __name__ == \"__main__\":\n    build()\n";
  g_autoptr (MqScript) script = make (bare);
  g_autoptr (MqScript) whole = make (chair);

  mq_script_restore_frame (script, "Three\"legs", parts);
  g_assert_cmpstr (mq_script_get_text (script), ==, wanted);
  mq_script_restore_frame (script, "Another", parts);
  g_assert_cmpstr (mq_script_get_text (script), ==, wanted);
  mq_script_restore_frame (whole, "Another", parts);
  g_assert_cmpstr (mq_script_get_text (whole), ==, chair);
}

/* The word in an f-string is no return of the function; nothing stands there twice. */
static void
test_frame_braces (void)
{
  static const char *const parts[] = { "seat", NULL };
  g_autoptr (MqScript) script = make ("def seat():\n    return f\"{return x}\"\n");

  mq_script_restore_frame (script, "Seat", parts);
  g_assert_cmpstr (mq_script_get_text (script), ==,
                   "def seat():\n    return set_part(f\"{return x}\", \"seat\")\n");
}

static DexFuture *
restore_chain (gpointer user_data)
{
  static const char *const parts[] = { "f0", NULL };
  g_autoptr (MqScript) script = make ("def f0():\n    return []\n");
  g_autoptr (GString) then = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3000; i++)
    g_string_append_printf (then, "def f%u():\n    return f%u()\n\n\n", i, i + 1);
  g_assert_true (mq_script_restore (script, then->str, parts, 2, &error));
  g_assert_nonnull (strstr (mq_script_get_text (script), "def f0():\n    return f1()\n"));
  g_assert_nonnull (strstr (mq_script_get_text (script), "def f2999("));
  return dex_future_new_true ();
}

/* A part may use a function that uses a function, as often as it likes: on a fiber’s stack. */
static void
test_restore_chain (void)
{
  g_autoptr (DexFuture) done = mq_fiber_spawn (NULL, MQ_FIBER_STACK, restore_chain, NULL, NULL);

  while (dex_future_is_pending (done))
    g_main_context_iteration (NULL, TRUE);
}

/* Imports and the name of the collection come first where nothing stands before them, and after the
 * last import elsewhere. */
static void
test_frame_at_the_top (void)
{
  static const char *const parts[] = { NULL };
  g_autoptr (MqScript) bare = make ("TURN = math.pi\n\n\ndef build():\n    start(ASSET)\n");
  g_autoptr (MqScript) after
      = make ("import random\n\nTURN = math.pi\n\n\ndef build():\n    random.seed(1)\n");

  mq_script_restore_frame (bare, "Stool", parts);
  g_assert_cmpstr (mq_script_get_text (bare), ==,
                   "import math\n\nASSET = \"Stool\"  # name of the collection that holds it\n"
                   "\nTURN = math.pi\n\n\ndef build():\n    start(ASSET)\n\n\n"
                   "if __name__ == \"__main__\":\n    build()\n");
  mq_script_restore_frame (after, "Stool", parts);
  g_assert_cmpstr (mq_script_get_text (after), ==,
                   "import math\nimport random\n\nTURN = math.pi\n\n\ndef build():\n"
                   "    random.seed(1)\n\n\nif __name__ == \"__main__\":\n    build()\n");
}

MQ_TEST_PROGRAM (script)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/script/whole", test_whole);
  g_test_add_func ("/script/edit", test_edit);
  g_test_add_func ("/script/headings", test_headings);
  g_test_add_func ("/script/imports", test_imports);
  g_test_add_func ("/script/bad-edit", test_bad_edit);
  g_test_add_func ("/script/library", test_library);
  g_test_add_func ("/script/calls", test_calls);
  g_test_add_func ("/script/taken-in", test_taken_in);
  g_test_add_func ("/script/clash", test_clash);
  g_test_add_func ("/script/flat", test_flat);
  g_test_add_func ("/script/numbers", test_numbers);
  g_test_add_func ("/script/fences", test_fences);
  g_test_add_func ("/script/clean", test_clean);
  g_test_add_func ("/script/clean/keeps", test_clean_keeps);
  g_test_add_func ("/script/clean/fences", test_clean_fences);
  g_test_add_func ("/script/decode", test_decode);
  g_test_add_func ("/script/unescape", test_unescape);
  g_test_add_func ("/script/parameter-json", test_parameter_json);
  g_test_add_func ("/script/values", test_values);
  g_test_add_func ("/script/finishes", test_finishes);
  g_test_add_func ("/script/signature", test_signature);
  g_test_add_func ("/script/changed", test_changed);
  g_test_add_func ("/script/docstring", test_docstring);
  g_test_add_func ("/script/put-back", test_put_back);
  g_test_add_func ("/script/outline", test_outline);
  g_test_add_func ("/script/frame/top", test_frame_at_the_top);
  g_test_add_func ("/script/broken", test_broken);
  g_test_add_func ("/script/cut-off", test_cut_off);
  g_test_add_func ("/script/frame", test_frame);
  g_test_add_func ("/script/frame/braces", test_frame_braces);
  g_test_add_func ("/script/restore/chain", test_restore_chain);
  g_test_add_func ("/script/mutations", test_mutations);
  return mq_test_run ();
}
