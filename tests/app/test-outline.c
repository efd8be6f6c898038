/* MqOutline: the parts of a script, of the sketcher's and of anyone's. */
#include "app/model/mq-outline.h"
#include "mutation.h"
#include "support/mq-test.h"

static char *
describe (MqOutline *outline)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < outline->parameters->len; i++)
    {
      const MqScriptParameter *p = outline->parameters->pdata[i];

      g_string_append_printf (text, "%u %s = %s (%s)\n", p->line, p->name, p->value, p->comment);
    }
  for (guint i = 0; i < outline->functions->len; i++)
    {
      const MqOutlineFunction *f = outline->functions->pdata[i];

      g_string_append_printf (text, "%u-%u %s “%s”\n", f->first_line, f->last_line, f->name,
                              f->title);
    }

  return g_string_free (text, FALSE);
}

static void
check (const char *script, const char *expected)
{
  g_autoptr (MqOutline) outline = mq_outline_new (script);
  g_autofree char *said = describe (outline);

  g_assert_cmpstr (said, ==, expected);
}

static const char sketch[] = "\"\"\"Chair.\n"
                             "\n"
                             "X = 1 is no parameter\n"
                             "def neither():\n"
                             "\"\"\"\n"
                             "import bpy\n"
                             "\n"
                             "# Parameters\n"
                             "ASSET = \"Chair # 1\"  # name of the collection\n"
                             "LEG_COUNT = 4  # 3..8\n"
                             "FRAME_COLOR = '#50331d'\n"
                             "SIZE: float = 0.5 # m, 0.2..1\n"
                             "\n"
                             "\n"
                             "# Parts\n"
                             "\n"
                             "@cache\n"
                             "@other(\n"
                             "    1)\n"
                             "def front_legs(frame,\n"
                             "               n=4):\n"
                             "    \"\"\"Legs.\n"
                             "\n"
                             "def fake():\n"
                             "\"\"\"\n"
                             "    for i in range(n):\n"
                             "        pass\n"
                             "\n"
                             "    # the end\n"
                             "\n"
                             "\n"
                             "# Library\n"
                             "def make_seat():\n"
                             "    INNER = 3\n"
                             "    return [\n"
                             "1,\n"
                             "]\n"
                             "\n"
                             "if __name__ == \"__main__\":\n"
                             "    make_seat()\n";

static void
test_sketch (void)
{
  check (sketch, "9 ASSET = \"Chair # 1\" (name of the collection)\n"
                 "10 LEG_COUNT = 4 (3..8)\n"
                 "11 FRAME_COLOR = '#50331d' ((null))\n"
                 "12 SIZE = 0.5 (m, 0.2..1)\n"
                 "17-29 front_legs “Front legs”\n"
                 "33-37 make_seat “Seat”\n");
}

static void
test_odd (void)
{
  check ("", "");
  check (NULL, "");
  check ("def", "");
  check ("def ", "");
  check ("def 1x():\n pass", "");
  check ("defer = 1\nDEFER=1", "2 DEFER = 1 ((null))\n");
  check ("def f():", "1-1 f “F”\n");
  check ("async def f(): pass\r\nA = 1 # x\r\n", "2 A = 1 (x)\n1-1 f “F”\n");
  check ("A = (1,\n  2)\nB = '''x\ny'''\nC == 1\nD =\nE = 2 #\nF += 1\nG = H = 1\n",
         "7 E = 2 ((null))\n9 G = H = 1 ((null))\n");
  check ("A = \"unterminated\nB = 2\n", "1 A = \"unterminated ((null))\n2 B = 2 ((null))\n");
  check ("x = 1 + \\\nY = 2\nZ = 3\n", "3 Z = 3 ((null))\n");
  check ("class C:\n    def f(self): pass\n    Q = 1\n", "");
  check ("def f():\n  '''a\\'''b\n'''\n  x\ny\n", "1-4 f “F”\n");
  check ("def _():\n pass\ndef __x():\n pass\ndef make_():\n pass\n",
         "1-2 _ “_”\n3-4 __x “X”\n5-6 make_ “Make”\n");
  check ("def build_a():\n pass\ndef create_b():\n pass\ndef add_make_c():\n pass\n",
         "1-2 build_a “A”\n3-4 create_b “B”\n5-6 add_make_c “Make c”\n");
  check ("def s\xc3\xa9\xc3\xa9():\n pass\n", "1-2 séé “Séé”\n");
  check ("\xff\xfe = 1\ndef \xff():\n", "2-2 \xef\xbf\xbd “\xef\xbf\xbd”\n");
  check (")))\nA = 1\n", "2 A = 1 ((null))\n");
  /* Only a comment that is indented belongs to the function above. */
  check ("def f():\n pass\n # mine\n# yours\n", "1-3 f “F”\n");
  check ("def f():\n pass\n# yours\n", "1-2 f “F”\n");
}

static void
test_find (void)
{
  g_autoptr (MqOutline) outline = mq_outline_new (sketch);
  g_autoptr (MqOutline) twice = mq_outline_new ("def make_seat():\n pass\ndef seat():\n pass\n");

  g_assert_cmpstr (mq_outline_find_part (outline, "front_legs")->name, ==, "front_legs");
  g_assert_cmpstr (mq_outline_find_part (outline, "Front Leg")->name, ==, "front_legs");
  g_assert_cmpstr (mq_outline_find_part (outline, "seat")->name, ==, "make_seat");
  g_assert_cmpstr (mq_outline_find_part (outline, "Seats")->name, ==, "make_seat");
  g_assert_cmpstr (mq_outline_find_part (outline, "make-front.legs")->name, ==, "front_legs");
  g_assert_null (mq_outline_find_part (outline, "back"));
  g_assert_null (mq_outline_find_part (outline, ""));
  /* A function of that very name comes first. */
  g_assert_cmpstr (mq_outline_find_part (twice, "seat")->name, ==, "seat");

  g_assert_null (mq_outline_find_line (outline, 16));
  g_assert_cmpstr (mq_outline_find_line (outline, 17)->name, ==, "front_legs");
  g_assert_cmpstr (mq_outline_find_line (outline, 29)->name, ==, "front_legs");
  g_assert_null (mq_outline_find_line (outline, 30));
  g_assert_null (mq_outline_find_line (outline, 39));
  g_assert_null (mq_outline_find_line (outline, 0));
}

static void
test_names (void)
{
  static const char script[] = "A = 1\n"
                               "def seat():\n"
                               "  # B is only said\n"
                               "  return 'C', f'{D}', E\n"
                               "def back():\n"
                               "  return F\n";
  static const char *const there[] = { "D", "E", "seat" }, *const away[] = { "A", "B", "C", "F" };
  g_autoptr (GHashTable) names = mq_outline_list_names (script, 2, 4);

  for (gsize i = 0; i < G_N_ELEMENTS (there); i++)
    g_assert_true (g_hash_table_contains (names, there[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (away); i++)
    g_assert_false (g_hash_table_contains (names, away[i]));
}

static void
hold (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (MqOutline) outline = mq_outline_new (data);
  guint before = 0;

  for (guint i = 0; i < outline->functions->len; i++)
    {
      const MqOutlineFunction *f = outline->functions->pdata[i];

      g_assert_cmpuint (f->first_line, >, before);
      g_assert_cmpuint (f->last_line, >=, f->first_line);
      g_assert_true (g_utf8_validate (f->title, -1, NULL) && *f->title != '\0');
      g_assert_nonnull (mq_outline_find_part (outline, f->name));
      before = f->last_line;
    }
  for (guint i = 0; i < outline->parameters->len; i++)
    {
      const MqScriptParameter *p = outline->parameters->pdata[i];

      g_assert_true (*p->name != '\0' && *p->value != '\0' && p->line > 0);
    }
}

static void
test_mutations (void)
{
  const char *const samples[] = { sketch, "def a():\n  pass\nB = 1 # c\n", NULL };

  mutation_run (samples, 4000, 3, "\"'#()[]{}\\\n\r\t@=: dA_", hold, NULL);
}

/* A huge script is looked at only at its head. */
static void
test_big (void)
{
  g_autoptr (GString) script = g_string_new (NULL);
  g_autoptr (MqOutline) outline = NULL;

  while (script->len < 4 * 1024 * 1024)
    g_string_append (script, "def f():\n    x = ((((\"a\" # '''\n    ))))\nABC = 1\n");

  outline = mq_outline_new (script->str);
  g_assert_cmpuint (outline->functions->len, ==, 2000);
  g_assert_cmpuint (outline->parameters->len, ==, 2000);
}

static void
test_library (void)
{
  const char *script = "def legs():\n    pass\n\n\n# Library\n\ndef box():\n    pass\n\n\n"
                       "def wood():\n    pass\n\n\ndef build():\n    legs()\n";
  g_autoptr (MqOutline) outline = mq_outline_new (script);
  g_autoptr (MqOutline) without = mq_outline_new ("def build():\n    pass\n# Library\n");
  guint first;
  guint last;

  g_assert_true (mq_outline_find_library (outline, script, &first, &last));
  g_assert_cmpuint (first, ==, 6);
  g_assert_cmpuint (last, ==, 12);
  g_assert_false (
      mq_outline_find_library (without, "def build():\n    pass\n# Library\n", &first, &last));
}

MQ_TEST_PROGRAM (outline)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/outline/sketch", test_sketch);
  g_test_add_func ("/outline/odd", test_odd);
  g_test_add_func ("/outline/find", test_find);
  g_test_add_func ("/outline/names", test_names);
  g_test_add_func ("/outline/library", test_library);
  g_test_add_func ("/outline/mutations", test_mutations);
  g_test_add_func ("/outline/big", test_big);
  return mq_test_run ();
}
