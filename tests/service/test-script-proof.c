/* The rows of an exported script: what is written comes back, the script byte for byte; what people
 * change by hand is read; code, and what no schema allows, is refused by its line. */
#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "common/script/mq-script-proof.h"
#include "support/mq-test.h"

#include <string.h>

#define HEAD "\"\"\"Box.\"\"\"\n\nimport bpy\n\n# Parameters\nSIDE = 1.0  # m, 0.5..2: a side\n"
#define BODY "\n\n# Parts\n\ndef build():\n    return [SIDE]\n\n\nSEEN = build()\n"

static JsonObject *
parse (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (quoted);
}

/* Reads what must be right. */
static JsonObject *
take (const char *script, char **rest)
{
  g_autoptr (GError) error = NULL;
  JsonObject *rows;

  g_assert_true (mq_script_proof_take (script, rest, &rows, &error));
  g_assert_no_error (error);
  return rows;
}

static void
assert_list (JsonObject *object, const char *name, const char *wanted)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (wanted), "'", '"');
  g_autofree char *found = mq_json_array_to_string (mq_json_get_array (object, name), FALSE);

  g_assert_cmpstr (found, ==, quoted);
}

static void
test_round_trip (void)
{
  g_autoptr (JsonObject) plan = parse (
      "{'requirements': [{'words': 'say \\'hi\\', {true: x}', 'what': 'size', 'of': 'lid', 'axis': "
      "'z', 'each': true, 'value': 12.5, 'unit': 'mm', 'seen': {'by': 'plan'}, 'n': 4}, {'words': "
      "'käse\\n\\\\', 'what': 'look'}], 'parts': [{'id': 'lid', 'joins': ['box', 'pin'], "
      "'join_kinds': {'pin': {'kind': 'let_in', 'm': 0.012}}}, {'id': 'smoke', 'effect': true}]}");
  g_autofree char *script = NULL;
  g_autofree char *rest = NULL;
  g_autoptr (JsonObject) rows = NULL;
  g_autoptr (JsonObject) made = NULL;
  g_autoptr (JsonObject) changed = NULL;

  /* g_strdelimit() has changed the quotes in the words, too: put other ones there. */
  json_object_set_string_member (
      mq_json_element_object (mq_json_get_array (plan, "requirements"), 0), "words",
      "say \"hi\", {true: x}");
  script = mq_script_proof_add (HEAD BODY, plan);
  g_assert_true (g_str_has_prefix (script, HEAD "\n# Requirements: "));
  g_assert_true (g_str_has_suffix (script, "]\n" BODY));
  g_assert_nonnull (strstr (
      script, "\nREQUIREMENTS = [\n"
              "    {\"words\": \"say \\\"hi\\\", {true: x}\", \"what\": \"size\", \"of\": \"lid\", "
              "\"each\": True, \"axis\": \"z\", \"value\": 12.5, \"unit\": \"mm\"},\n"
              "    {\"words\": \"käse\\n\\\\\", \"what\": \"look\"},\n]\n"));
  g_assert_nonnull (strstr (
      script, "\nJOINS = [\n    {\"of\": \"lid\", \"to\": \"box\"},\n    {\"of\": \"lid\", \"to\": "
              "\"pin\", \"kind\": \"let_in\", \"m\": 0.012},\n    {\"of\": \"smoke\", \"to\": "
              "\"smoke\", \"kind\": \"free\", \"m\": 0"));

  rows = take (script, &rest);
  g_assert_cmpstr (rest, ==, HEAD BODY);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (rows, "requirements")), ==, 2);
  g_assert_cmpstr (
      mq_json_get_string (mq_json_element_object (mq_json_get_array (rows, "requirements"), 1),
                          "words", ""),
      ==, "käse\n\\");

  /* With them, a plan measures what the first one did; with another plan, they replace its own. */
  made = mq_script_proof_apply (rows, NULL);
  g_free (rest);
  rest = mq_script_proof_add (HEAD BODY, made);
  g_assert_cmpstr (rest, ==, script);
  changed = mq_script_proof_apply (rows, plan);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (changed, "parts")), ==, 2);
  g_assert_cmpuint (mq_json_length (mq_json_get_array (changed, "requirements")), ==, 2);
  assert_list (mq_json_find (mq_json_get_array (changed, "parts"), "id", "lid"), "joins",
               "['box','pin']");
}

static void
test_left_alone (void)
{
  g_autoptr (JsonObject) plan = parse ("{'requirements': [{'words': 'red', 'what': 'look'}]}");
  g_autoptr (JsonObject) empty = parse ("{'requirements': [], 'parts': [{'id': 'box'}]}");
  static const char *const own[] = {
    HEAD "REQUIREMENTS = (\"numpy\", 4)\n" BODY,
    HEAD "JOINS = compute(1)\n" BODY,
    HEAD "REQUIREMENTS: list = []\n" BODY,
    "import bpy\ndef broken(:\n",
  };
  g_autofree char *same = mq_script_proof_add (HEAD BODY, empty);
  g_autofree char *first = mq_script_proof_add ("def build():\n    pass\n", plan);

  g_assert_cmpstr (same, ==, HEAD BODY);
  g_assert_true (g_str_has_prefix (first, "# Requirements: "));
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *added = mq_script_proof_add (own[i], i == 3 ? empty : plan);
      g_autofree char *rest = NULL;
      g_autoptr (JsonObject) rows = take (own[i], &rest);

      g_assert_cmpstr (added, ==, own[i]);
      g_assert_cmpstr (rest, ==, own[i]);
      g_assert_null (rows);
    }
}

static void
test_by_hand (void)
{
  g_autofree char *rest = NULL;
  g_autoptr (JsonObject) rows = take (
      HEAD
      "# mine\nREQUIREMENTS = [  # rows\n    {'words': 'wide', 'what': 'place', 'of': 'whole', "
      "'axis': 'x',\n     'at': 'low', 'value': -.5, 'unit': 'm',},\n    {\"words\": \"a\\u00e9"
      "\", \"what\": \"look\", \"value\": 1e3},\n]\n" BODY,
      &rest);

  g_assert_cmpstr (rest, ==, HEAD BODY);
  g_assert_false (json_object_has_member (rows, "joins"));
  assert_list (rows, "requirements",
               "[{'words':'wide','what':'place','of':'whole','axis':'x','at':'low','value':-0.5,"
               "'unit':'m'},{'words':'aé','what':'look','value':1000}]");
}

static void
test_hostile (void)
{
  g_autoptr (JsonObject) plan = parse ("{'requirements': [{'words': 'red', 'what': 'look'}]}");
  g_autofree char *script = mq_script_proof_add (HEAD BODY, plan);
  g_autofree char *many = g_strnfill (61, 'x');
  g_auto (GStrv) parts = g_strsplit (many, "x", -1);
  g_autofree char *joined = g_strjoinv ("{\"words\": \"red\", \"what\": \"look\"},", parts);
  g_autofree char *deep = g_strnfill (5000, '[');
  const struct
  {
    const char *row; /* in place of the first one */
    const char *says;
  } wrong[] = {
    { "{\"words\": \"x\", \"what\": \"look\", \"value\": float(\"nan\")}", "“float”" },
    { "__import__(\"os\").system(\"id\")", "“__import__”" },
    { "{\"words\": f\"{SIDE}\", \"what\": \"look\"}", "line 23: “f\"{SIDE}\"”" },
    { "{\"words\": \"\"\"x\"\"\", \"what\": \"look\"}", "not a plain value" },
    { "{\"words\": \"\\x41\", \"what\": \"look\"}", "not a plain value" },
    { "{\"words\": \"x\", \"what\": \"look\", \"value\": 1e999}", "“1e999”" },
    { "{\"words\": \"x\", \"what\": \"look\", \"value\": 0x10}", "“0x10”" },
    { "{\"words\": \"x\", \"what\": \"look\", \"value\": 1 / 2}", "“/”" },
    { "{\"words\": \"x\", \"what\": \"look\", \"value\": \"2\"}", "expected number, got string" },
    { "{\"words\": \"x\", \"what\": \"look\", \"value\": 1 2}", "no list of rows" },
    { "{\"words\": \"x\" \"y\", \"what\": \"look\"}", "no list of rows" },
    { "{\"words\": \"x\", \"what\": \"sizee\"}", "row 1: there is no kind “sizee”" },
    { "{\"words\": \"x\", \"what\": \"look\", \"tolerance_mm\": 1}", "tolerance_mm" },
    { "{\"what\": \"look\"}", "\"words\" is missing" },
    { "[\"red\"]", "row 1" },
    { joined, "has 61 rows; at most 60" },
    { deep, "" },
  };

  joined[strlen (joined) - 1] = ' '; /* a comma follows each row */
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GString) text = g_string_new (script);
      g_autoptr (GError) error = NULL;
      g_autofree char *rest = NULL;
      g_autofree char *row = g_strconcat (wrong[i].row, ",", NULL);
      g_autoptr (JsonObject) rows = NULL;
      guint n = g_string_replace (text, "{\"words\": \"red\", \"what\": \"look\"},", row, 1);
      gboolean can_be_read = mq_script_proof_take (text->str, &rest, &rows, &error);

      g_assert_cmpuint (n, ==, 1);
      if (*wrong[i].says == '\0') /* no Python either */
        {
          g_assert_true (can_be_read);
          g_assert_null (rows);
          continue;
        }
      g_assert_error (error, MQ_ERROR, MQ_ERROR_BAD_INPUT);
      if (strstr (error->message, wrong[i].says) == NULL)
        g_error ("%s: %s", wrong[i].row, error->message);
    }
}

MQ_TEST_PROGRAM (script_proof)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/script-proof/round-trip", test_round_trip);
  g_test_add_func ("/script-proof/left-alone", test_left_alone);
  g_test_add_func ("/script-proof/by-hand", test_by_hand);
  g_test_add_func ("/script-proof/hostile", test_hostile);
  return mq_test_run ();
}
