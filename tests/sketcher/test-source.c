/* Expressions and Python files: what is read right, what is refused, and noise. */
#include "common/base/mq-error.h"
#include "service/sketcher/kinds/mq-expression.h"
#include "service/sketcher/kinds/mq-kind.h"
#include "common/script/mq-python-library.h"
#include "service/sketcher/language/mq-words.h"
#include "support/mq-test.h"

#include <math.h>
#include <string.h>

static gboolean
look_up (const char *name, double *value, gpointer data)
{
  *value = 0.5;
  return g_str_equal (name, "WIDTH");
}

static void
test_expression (void)
{
  static const struct
  {
    const char *text;
    double value;
  } good[] = {
    { "1 + 2 * 3", 7 },
    { "-(WIDTH / 2)", -0.25 },
    { "min(3, WIDTH, 2)", 0.5 },
    { "max(1,2)-abs(-4)", -2 },
    { "sqrt(16)*cos(0)", 4 },
    { "2*-3", -6 },
    { ".5e1", 5 },
    { "sin(pi/2)", 1 },
    { "7 % 4", 3 },
    { "radians(180)/pi", 1 },
    { "round(2.6)", 3 },
    { "10 - 2 - 3", 5 },
    { "12 / 2 / 3", 2 },
    { "+2", 2 },
    { " ( 3 ) ", 3 },
    { "min(2, 1)", 1 },
    { "floor(-1.5)", -2 },
    { "ceil(1.2)", 2 },
    { "hypot(3, 4)", 5 },
    { "atan2(1, 0)*2/pi", 1 },
    { "tan(pi/4)", 1 },
  };
  static const char *const bad[] = {
    "",       "1 +",       "(1",    "1)",  "DEPTH",      "1 / 0", "sqrt(-1)", "foo(1)",
    "min(1)", "sin(1, 2)", "1 2",   "a.b", "__import__", "\"x\"", "1 ** 2",   "WIDTH(",
    "sqrt()", "1e999",     "0 * ,", "nan", "max(1,",     "sin(1", "atan2(1)", "hypot(1, 2, 3)"
  };
  static const char *const told[][2] = {
    { "1 + _W", "“_W” is not a parameter in “1 + _W”" },
    { "1 + )", "Something is missing or does not belong in “1 + )”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = NAN;

      g_assert_true (mq_expression_evaluate (good[i].text, look_up, NULL, &value, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (value, good[i].value, 1e-9);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      double value;

      g_assert_false (mq_expression_evaluate (bad[i], look_up, NULL, &value, &error));
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (told); i++)
    {
      g_autoptr (GError) error = NULL;
      double value;

      g_assert_false (mq_expression_evaluate (told[i][0], look_up, NULL, &value, &error));
      g_assert_cmpstr (error->message, ==, told[i][1]);
    }
}

static void
test_expression_noise (void)
{
  static const char alphabet[] = "()+-*/%., WIDTHmaxsinpi0123456789e_";
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree char *deep = g_strnfill (500, '(');
  double value;

  g_assert_false (mq_expression_evaluate (deep, look_up, NULL, &value, NULL));
  memset (deep, '-', 500);
  g_assert_false (mq_expression_evaluate (deep, look_up, NULL, &value, NULL));
  for (guint i = 0; i < 20000; i++)
    {
      char text[40];
      int length = g_rand_int_range (rand, 0, sizeof text);

      for (int j = 0; j < length; j++)
        text[j] = alphabet[g_rand_int_range (rand, 0, sizeof alphabet - 1)];
      text[length] = '\0';
      if (mq_expression_evaluate (text, look_up, NULL, &value, NULL))
        g_assert_true (isfinite (value));
    }
}

static const char sample[]
    = "\"\"\"A file.\"\"\"\n"
      "import math\n"
      "from mathutils import (Matrix,\n"
      "                       Vector as V)\n"
      "\n"
      "# Not of the function below.\n"
      "\n"
      "# Two lines\n"
      "# about legs: def fake(): \"\n"
      "def legs(frame, count=LEG_COUNT):\n"
      "    \"\"\"Doc with def x(): and 'quotes'.\"\"\"\n"
      "    made = [box(f\"Leg {i + OFFSET}\", size=(1, 2), material=frame) for i in range(count)]\n"
      "    x, y = helper(made)\n"
      "    for a, (b, c) in pairs:\n"
      "        y += a * b * math.pi\n"
      "    key = lambda item: item.name + V(c)\n"
      "    return made  # with a comment\n"
      "\n"
      "\n"
      "def helper(items): return items, {\n"
      "    \"a\": 1}\n";

static void
test_source (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MqPythonSource) source = mq_python_source_new (sample, -1, "sample.py", &error);
  const MqPythonFunction *legs;
  g_autofree char *uses = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (source->functions->len, ==, 2);
  g_assert_cmpuint (source->imports->len, ==, 3);
  g_assert_cmpstr (mq_python_source_lookup_import (source, "V")->name, ==, "Vector");
  legs = mq_python_source_lookup (source, "legs");
  g_assert_true (g_str_has_prefix (legs->text, "# Two lines\n# about legs"));
  g_assert_true (g_str_has_suffix (legs->text, "    return made  # with a comment\n"));
  uses = g_strjoinv (" ", legs->uses);
  g_assert_cmpstr (uses, ==, "LEG_COUNT box OFFSET range helper pairs math V");
  g_assert_true (
      g_str_has_suffix (mq_python_source_lookup (source, "helper")->text, "    \"a\": 1}\n"));
}

static void
test_source_refused (void)
{
  static const char *const bad[] = {
    "x = 1\n",
    "class A:\n    pass\n",
    "@cache\ndef f():\n    pass\n",
    "def f():\n    return 'open\n",
    "def f():\n    return (1\n",
    "def f():\n    return 1)\n",
    "if True:\n    pass\n",
    "from os import\n",
    "def f():\n    return \"\"\"never ends\n",
    "def f():\n    return $x\n",
    "\xff\xfe",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MqPythonSource) source = mq_python_source_new (bad[i], -1, "bad.py", &error);

      g_assert_null (source);
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      g_assert_nonnull (strstr (error->message, "bad.py"));
    }
}

/* A file with bytes changed, doubled and cut: read or refused, never anything else. */
static void
test_source_noise (void)
{
  static const char interesting[] = "\"'#\\\n()[]{}:=,.f \t@\xc3";
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *text = g_strdup (sample);
      gsize length = strlen (text);
      g_autoptr (MqPythonSource) source = NULL;

      for (int j = g_rand_int_range (rand, 1, 6); j > 0; j--)
        text[g_rand_int_range (rand, 0, (int)length)]
            = g_rand_boolean (rand)
                  ? interesting[g_rand_int_range (rand, 0, sizeof interesting - 1)]
                  : (char)g_rand_int_range (rand, 1, 256);
      if (g_rand_boolean (rand))
        text[g_rand_int_range (rand, 0, (int)length)] = '\0';

      source = mq_python_source_new (text, -1, "noise.py", NULL);
      if (source != NULL)
        g_assert_cmpuint (source->functions->len, <=, 3);
    }
}

static void
test_closure (void)
{
  g_autoptr (MqPythonLibrary) library = mq_python_library_new ();
  g_autoptr (MqPythonSource) shapes = mq_python_source_new (
      "import bpy\nimport bmesh\n\ndef add(a):\n    return bpy.data, CONST\n\n"
      "def box(a):\n    return add(a)\n\ndef unused(a):\n    return bmesh\n",
      -1, "shapes.py", NULL);
  g_autoptr (MqPythonSource) own = mq_python_source_new (
      "def part(m):\n    return own_helper(box(m))\n\ndef own_helper(x):\n    return nowhere(x)\n",
      -1, "parts.py", NULL);
  const char *names[] = { "part", NULL };
  g_autoptr (MqPythonNeeds) needs = NULL;

  mq_python_library_add (library, g_steal_pointer (&shapes));
  needs = mq_python_library_resolve (library, own, names);
  g_assert_cmpuint (needs->library->len, ==, 2);
  g_assert_cmpuint (needs->own->len, ==, 2);
  g_assert_cmpuint (needs->imports->len, ==, 1);
  g_assert_true (g_hash_table_contains (needs->constants, "CONST"));
  g_assert_true (g_hash_table_contains (needs->missing, "nowhere"));
  g_assert_cmpuint (g_hash_table_size (needs->missing), ==, 1);
}

/* A kind in a composition: its names get a prefix, also in braces; its lines stay where they are.
 */
static void
test_renamed (void)
{
  static const char folder[] = MQ_SOURCE_ROOT "/data/sketcher/kinds/stool";
  g_autoptr (GError) error = NULL;
  g_autoptr (MqKind) stool = mq_kind_load (folder, &error);
  g_autoptr (MqKind) renamed = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *file = NULL;
  const char *legs;

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (MQ_SOURCE_ROOT "/data/sketcher/kinds/stool/parts.py", &file,
                                      NULL, NULL));
  g_string_append (text, file);
  g_string_replace (text, "(f\"Leg {i + 1}\"",
                    "(rf'{SPLAY}' f\"Leg {i + 1:.{top}f} of {LEG_COUNT}, {leg_line(i, 0).x}, "
                    "{math.leg_line(1)}\"",
                    1);
  mq_python_source_free (stool->source);
  stool->source = mq_python_source_new (text->str, -1, "parts.py", &error);
  g_assert_no_error (error);
  renamed = mq_kind_rename (stool, "bar", &error);
  g_assert_no_error (error);
  legs = mq_python_source_lookup (renamed->source, "bar_stool_legs")->text;
  g_assert_nonnull (strstr (legs, "tube(rf'{BAR_SPLAY}' f\"Leg {i + 1:.{top}f} of {BAR_LEG_COUNT}, "
                                  "{bar_leg_line(i, 0).x}, {math.leg_line(1)}\", line, radii, "));
  for (guint i = 0; i < renamed->source->functions->len; i++)
    g_assert_cmpuint (((MqPythonFunction *)renamed->source->functions->pdata[i])->line, ==,
                      ((MqPythonFunction *)stool->source->functions->pdata[i])->line);
}

static void
test_words (void)
{
  static const char *const pairs[][2] = { { "Legs", "leg" },
                                          { "moss-covered Rocks", "moss covered rock" },
                                          { "leaves", "leaf" },
                                          { "cherries", "cherry" },
                                          { "boxes", "box" },
                                          { "glass", "glass" },
                                          { "Grey  colours", "gray color" } };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *key = mq_words_phrase_key (pairs[i][0]);

      g_assert_cmpstr (key, ==, pairs[i][1]);
    }
}

#define PARAM(name, more) "{'name': '" name "', 'default': 1, 'min': 0, 'max': 2" more "}"
#define COUNT(value, min, max)                                                                     \
  "[{'name': 'N', 'unit': 'count', 'default': " #value ", 'min': " #min ", 'max': " #max "}]"
#define MATERIAL(id, more)                                                                         \
  "{'id': '" id "', 'words': ['m'], 'finish': 'wood', 'color': '#aabbcc'" more "}"
#define PART(id, more) "{'id': '" id "', 'box': ['0 .. 1', '0 .. 1', '0 .. 1']" more "}"
#define BOX(three) "[{'id': 'p', 'box': " three "}]"
#define OPTION(members) "[" PART ("p", ", 'options': [{" members "}]") "]"

/* A kind with one member that is wrong, and those beside it that are not. */
static void
test_kind_members (void)
{
  static const char *const whole
      = "{'id': 'mine', 'title': 'T', 'about': 'a', 'words': ['w'], 'params': [" PARAM (
          "W", "") "], 'materials': [" MATERIAL ("m", "") "], 'parts': [" PART ("p", "") "]}";
  static const struct
  {
    const char *member, *value;
    const char *says; /* behind "mine/kind.json: "; NULL: nothing is wrong */
  } cases[] = {
    { "group", "'furniture'", NULL },
    { "title", "'T\\\\n'", "title may hold no line break, double quote or backslash" },
    { "title", "7", "title must be a text" },
    { "id", "'other'", "id must be “mine”, as its folder is called" },
    { "words", "[]", "words must name the kind" },
    { "words", "'w'", "words must be a list of texts" },
    { "words", "['w', '']", "words must be a list of texts" },
    { "words", "['w', 7]", "words must be a list of texts" },

    { "params", "7", "params[0]. must be a list" },
    { "params", "[7]", "params[0]. must be an object" },
    { "params", "[" PARAM ("W", ", 'kind': 1") "]",
      "params[0].kind is not a key that is known here" },
    { "params", "[" PARAM ("Width", "") "]", "params[0].name must be written as SEAT_HEIGHT" },
    { "params", "[" PARAM ("W", "") ", " PARAM ("V", "") "]", NULL },
    { "params", "[" PARAM ("W", "") ", " PARAM ("W", "") "]", "params[1].name “W” appears twice" },
    { "params", "[" PARAM ("SCALE", "") "]", "params[0].name SCALE is the composer's own" },
    { "params", "[" PARAM ("ASSET", "") "]", "params[0].name ASSET is the composer's own" },
    { "params", "[" PARAM ("W", ", 'unit': 'ft'") "]",
      "params[0].unit “ft” is not one of m, deg, count, ratio, seed" },
    { "params", "[" PARAM ("W", ", 'axis': 'travel'") "]", NULL },
    { "params", "[" PARAM ("W", ", 'axis': 'up'") "]", "params[0].axis “up” is not an axis" },
    { "params", "[" PARAM ("W", ", 'of': ['whole', 'p']") "]", NULL },
    { "params", "[" PARAM ("W", ", 'of': ['p', 'q']") "]",
      "params[0].of names “q”, which is not a part" },
    { "params", "[{'name': 'W', 'default': 1, 'min': '0', 'max': 2}]",
      "params[0].min must be a number" },
    { "params", "[{'name': 'W', 'default': 1, 'min': 0}]", "params[0].max must be a number" },
    { "params", "[{'name': 'W', 'default': true, 'min': 0, 'max': 1}]",
      "params[0].default must be a number" },
    { "params", COUNT (0, 0, 2), NULL },
    { "params", COUNT (2, 0, 2), NULL },
    { "params", COUNT (3, 0, 2), "params[0]: default must lie between min and max (N)" },
    { "params", COUNT (-1, 0, 2), "params[0]: default must lie between min and max (N)" },
    { "params", COUNT (1, 0.5, 2), "params[0]: a count has whole numbers (N)" },
    { "params", COUNT (1, 0, 2.5), "params[0]: a count has whole numbers (N)" },
    { "params", COUNT (1.5, 0, 2), "params[0]: a count has whole numbers (N)" },
    { "params", "[{'name': 'S', 'unit': 'seed', 'default': 1.5, 'min': 0, 'max': 2}]",
      "params[0]: a count has whole numbers (S)" },

    { "materials", "[" MATERIAL ("m", "") ", " MATERIAL ("n", ", 'grain': 2, 'dark': true") "]",
      NULL },
    { "materials", "[" MATERIAL ("m", "") ", " MATERIAL ("m", "") "]",
      "materials[1].id “m” appears twice" },
    { "materials", "[" MATERIAL ("m n", "") "]", "materials[0].id must be a name such as frame" },
    { "materials", "[" MATERIAL ("m", ", 'grain': [2]") "]",
      "materials[0].grain is handed to the finish and must be a number, truth value or text" },
    { "materials", "[{'id': 'm', 'finish': 'old wood', 'color': '#aabbcc'}]",
      "materials[0].finish must name a finish" },
    { "materials", "[{'id': 'm', 'finish': 'wood', 'color': 'red'}]",
      "materials[0].color must be written as #9a6a3f" },
    { "materials", "[" MATERIAL ("m", ", 'colors': ['#aabbcc', 'red']") "]",
      "materials[0].colors must be written as #9a6a3f" },

    { "parts", "[]", "parts must have at least one" },
    { "parts", "[" PART ("whole", ", 'function': 'p'") "]",
      "parts[0].id must be a name such as seat" },
    { "parts", "[" PART ("p", "") ", " PART ("p", "") "]", "parts[1].id “p” appears twice" },
    { "parts", "[" PART ("q", "") "]", "parts[0].function “q” is not in parts.py" },
    { "parts", "[" PART ("p", ", 'joints': 'p'") "]", NULL },
    { "parts", "[" PART ("p", ", 'joints': 'q'") "]", "parts[0].joints “q” is not in parts.py" },
    { "parts", "[" PART ("p", ", 'materials': ['m', 'n']") "]",
      "parts[0].materials names “n”, which is not a material" },
    { "parts", "[" PART ("p", ", 'joins': ['p', 'q']") "]",
      "parts[0] names “q”, which is not a part" },
    { "parts", "[" PART ("p", ", 'requires': ['q']") "]",
      "parts[0] names “q”, which is not a part" },
    { "parts", "[" PART ("p", ", 'replaces': ['q']") "]",
      "parts[0] names “q”, which is not a part" },
    { "parts", "[" PART ("p", ", 'count': 'W * 250'") "]", NULL },
    { "parts", "[" PART ("p", ", 'count': 501") "]", "parts[0].count may come to at most 500" },
    { "parts", "[" PART ("p", ", 'count': 'W * 251'") "]",
      "parts[0].count may come to at most 500" },
    { "parts", "[" PART ("p", ", 'count': true") "]",
      "parts[0].count must be a number or an expression" },
    { "parts", "[" PART ("p", ", 'at': [[0, 0, 'W']]") "]", NULL },
    { "parts", "[" PART ("p", ", 'at': [[0, 0, 0], [0, 0, 'X']]") "]",
      "parts[0].at: “X” is not a parameter in “X”" },
    { "parts", "[" PART ("p", ", 'at': [[0, 0]]") "]",
      "parts[0].at must be a list of places with three expressions each" },
    { "parts", BOX ("['W/2', 0.5, '0 .. W']"), NULL },
    { "parts", BOX ("['W/2', 0.5]"),
      "parts[0].box must be three extents, such as [\"WIDTH/2\", \"DEPTH/2\", \"0 .. HEIGHT\"]" },
    { "parts", BOX ("[1, 1, 1, 1]"),
      "parts[0].box must be three extents, such as [\"WIDTH/2\", \"DEPTH/2\", \"0 .. HEIGHT\"]" },
    { "parts", BOX ("['W', -1, 0]"), "parts[0].box: min is beyond max on axis y" },
    { "parts", BOX ("['W', 0, 'W .. 0']"), "parts[0].box: min is beyond max on axis z" },
    { "parts", BOX ("['W', 0, '0 .. X']"), "parts[0].box: “X” is not a parameter in “X”" },
    { "parts", BOX ("['W', 0, '0 .. W .. W']"),
      "parts[0].box: Something does not belong in “W .. W”" },
    { "parts", BOX ("['W', true, 0]"), "parts[0].box must be a number or an expression" },

    { "parts",
      OPTION ("'words': ['o'], 'include': ['p'], 'set': {'W': 2}, 'material': {'m': {'color': "
              "'#112233'}}"),
      NULL },
    { "parts", OPTION ("'words': []"), "parts[0].options[0].words must name at least one word" },
    { "parts", OPTION ("'words': ['o'], 'include': ['q']"),
      "parts[0].options[0] names “q”, which is not a part" },
    { "parts", OPTION ("'words': ['o'], 'exclude': ['q']"),
      "parts[0].options[0] names “q”, which is not a part" },
    { "parts", OPTION ("'words': ['o'], 'set': {'X': 1}"),
      "parts[0].options[0].set names “X”, which is not a parameter" },
    { "parts", OPTION ("'words': ['o'], 'set': {'W': 2.1}"),
      "parts[0].options[0].set: W is outside of its range" },
    { "parts", OPTION ("'words': ['o'], 'set': {'W': -0.1}"),
      "parts[0].options[0].set: W is outside of its range" },
    { "parts", OPTION ("'words': ['o'], 'material': {'n': {}}"),
      "parts[0].options[0].material names “n”, which is not a material" },
    { "parts", OPTION ("'words': ['o'], 'material': {'m': 7}"),
      "parts[0].options[0].material.m must be an object with a color such as #9a6a3f" },
    { "parts", OPTION ("'words': ['o'], 'material': {'m': {'color': 'red'}}"),
      "parts[0].options[0].material.m must be an object with a color such as #9a6a3f" },
    { "variants", "[{'words': ['v']}, {'words': ['v'], 'include': ['q']}]",
      "variants[1] names “q”, which is not a part" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdelimit (g_strdup (whole), "'", '"');
      g_autofree char *more = g_strdup_printf ("{'%s': %s}", cases[i].member, cases[i].value);
      g_autoptr (JsonObject) json = mq_test_parse_json (text);
      g_autoptr (JsonObject) other = mq_test_parse_json (g_strdelimit (more, "'", '"'));
      g_autoptr (GError) error = NULL;
      MqPythonSource *source = mq_python_source_new ("def p():\n    return []\n", -1, "parts.py",
                                                     &error);
      g_autoptr (MqKind) kind = NULL;
      g_autofree char *message = NULL;

      g_assert_no_error (error);
      json_object_set_member (json, cases[i].member,
                              json_node_copy (json_object_get_member (other, cases[i].member)));
      kind = mq_kind_new ("mine", json, source, &error);
      g_test_message ("%s: %s", cases[i].member, cases[i].value);
      g_assert_true ((kind == NULL) == (error != NULL));
      message = cases[i].says != NULL ? g_strconcat ("mine/kind.json: ", cases[i].says, NULL)
                                      : NULL;
      g_assert_cmpstr (error != NULL ? error->message : NULL, ==, message);
    }
}

MQ_TEST_PROGRAM (source)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sketcher/expression/values", test_expression);
  g_test_add_func ("/sketcher/expression/noise", test_expression_noise);
  g_test_add_func ("/sketcher/kind/members", test_kind_members);
  g_test_add_func ("/sketcher/source/split", test_source);
  g_test_add_func ("/sketcher/source/refused", test_source_refused);
  g_test_add_func ("/sketcher/source/noise", test_source_noise);
  g_test_add_func ("/sketcher/source/closure", test_closure);
  g_test_add_func ("/sketcher/source/renamed", test_renamed);
  g_test_add_func ("/sketcher/words", test_words);
  return g_test_run ();
}
