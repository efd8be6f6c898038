/* The badge of a version: green only if it is earned. */
#include "common/asset/mq-measured-defects.h"
#include "common/asset/mq-verdict.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

#define MET "{\"words\": \"wooden\", \"what\": \"material\", \"text\": \"wood\", \"met\": true}"
#define MISSED                                                                                     \
  "{\"words\": \"rocking\", \"what\": \"look\", \"met\": false, \"by\": \"plan\", \"how\": "       \
  "\"no\"}"
#define UNSEEN "{\"words\": \"elegant\", \"what\": \"look\", \"met\": null, \"by\": \"eye\"}"
#define UNMEASURED "{\"words\": \"taller\", \"what\": \"look\", \"by\": \"plan\", \"how\": \"\"}"

static void
test_badge (void)
{
  static const struct
  {
    const char *rows;
    const char *faults;
    const char *minor;
    const char *detached[3];
    const char *badge;
    MqVerdictState state;
  } cases[] = {
    { "[]", "[]", "[]", { NULL }, "No Problems", MQ_VERDICT_GOOD },
    { "[" MET "," UNMEASURED "]", "[]", "0", { NULL }, "1 of 2 requirements", MQ_VERDICT_OPEN },
    { "[" MET "," MISSED "]", "[]", "[]", { NULL }, "1 of 2 requirements", MQ_VERDICT_BAD },
    { "[" MISSED "]", NULL, "0", { NULL }, "0 of 1 requirement", MQ_VERDICT_BAD },
    { "[" MET "," UNSEEN "]", "[]", "[]", { NULL }, "1 of 2 requirements", MQ_VERDICT_OPEN },
    { "[]", "[]", "[{}, {}, {}, {}, {}]", { NULL }, "5 small faults", MQ_VERDICT_OPEN },
    { "[" UNSEEN "]",
      "[{}]",
      "[{}]",
      { NULL },
      "1 fault · 1 small fault · 0 of 1 requirement",
      MQ_VERDICT_BAD },
    { "[]", "[]", "[{\"left\": \"a cellar\"}]", { NULL }, "1 left as meant", MQ_VERDICT_OPEN },
    { "[]", "[]", "[]", { "Back", "Slats" }, "2 parts not attached", MQ_VERDICT_BAD },
    { "[" MET "," MISSED "]",
      "[{}]",
      "[]",
      { "Back" },
      "1 part not attached · 1 fault · 1 of 2 requirements",
      MQ_VERDICT_BAD },
    /* Of an earlier Maquette. */
    { "[]", NULL, "0", { NULL }, NULL, MQ_VERDICT_UNKNOWN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{\"rows\": %s, \"faults\": %s, \"minor\": %s}", cases[i].rows,
                             cases[i].faults != NULL ? cases[i].faults : "0", cases[i].minor);
      g_autoptr (JsonObject) object = mq_json_parse_object (text, -1, NULL);
      MqVerdict verdict = mq_verdict_make (mq_json_get_array (object, "rows"),
                                           mq_json_get_array (object, "faults"),
                                           mq_json_get_array (object, "minor"), cases[i].detached);
      g_autofree char *badge = mq_verdict_describe (&verdict);
      g_autoptr (JsonObject) written = mq_verdict_write (&verdict);
      MqVerdict read = mq_verdict_read (written);

      g_assert_cmpmem (&read, sizeof read, &verdict, sizeof verdict);
      g_assert_cmpstr (badge, ==, cases[i].badge);
      g_assert_cmpint (mq_verdict_get_state (&verdict), ==, cases[i].state);
    }
}

static void
test_missed (void)
{
  g_autoptr (JsonObject) object = mq_json_parse_object (
      "{\"rows\": [" MET "," UNSEEN "," MISSED "," UNMEASURED "]}", -1, NULL);
  const char *const detached[] = { "Back", NULL };
  g_auto (GStrv) lines = mq_verdict_list_missed (mq_json_get_array (object, "rows"), detached);

  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_cmpstr (lines[0], ==, "Not attached: Back");
  g_assert_true (g_str_has_prefix (lines[1], "? elegant"));
  g_assert_true (g_str_has_prefix (lines[2], "✗ rocking"));
  g_assert_cmpstr (lines[3], ==, "? taller (not measured)");
}

#define FLOATS                                                                                     \
  "{\"objects\": [{\"name\": \"Back\", \"part\": \"slat_back\"}], \"floating\": [{\"objects\": "   \
  "[\"Back\"], "                                                                                   \
  "\"parts\": [\"slat_back\"], \"nearest\": \"Leg\", \"gap_m\": 0.02}], \"flipped\": [\"Arm\"]}"

/* The parts that are not attached are told apart from the faults. One that a team left so is a
 * small one. */
static void
test_judge (void)
{
  static const struct
  {
    const char *report; /* NULL: none */
    gboolean is_left;
    const char *detached;
    const char *faults;
    const char *minor;
  } cases[] = {
    { FLOATS, FALSE, "Slat back", "flipped", "" },
    { FLOATS, TRUE, "", "flipped", "floating" },
    { NULL, FALSE, NULL, NULL, NULL },
  };
  g_autoptr (JsonArray) rows = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) plan
          = mq_test_parse_json ("{\"parts\": [{\"id\": \"slat_back\"}], \"disputed\": []}");
      g_autoptr (JsonObject) report = cases[i].report != NULL ? mq_test_parse_json (cases[i].report)
                                                              : NULL;
      g_autoptr (JsonArray) defects = mq_measured_defects_find (plan, report);
      /* Whatever is in them before. */
      JsonArray *lists[2] = { rows, rows };
      g_auto (GStrv) detached = NULL;
      g_autofree char *titles = NULL;

      if (cases[i].is_left)
        {
          JsonObject *floats = mq_json_find (defects, "code", "floating");

          json_array_add_object_element (json_object_get_array_member (plan, "disputed"),
                                         mq_json_new ("id:s reason:s left:b",
                                                      mq_json_get_string (floats, "id", ""),
                                                      "it hangs", TRUE));
        }
      mq_verdict_judge (plan, report, rows, NULL, &lists[0], &lists[1], &detached);
      titles = detached != NULL ? g_strjoinv (", ", detached) : NULL;
      g_assert_cmpstr (titles, ==, cases[i].detached);
      for (guint j = 0; j < 2; j++)
        {
          const char *wanted = j == 0 ? cases[i].faults : cases[i].minor;
          g_autoptr (GString) codes = g_string_new (NULL);

          g_assert_true ((lists[j] == NULL) == (wanted == NULL));
          if (wanted == NULL)
            continue;
          for (guint k = 0; k < json_array_get_length (lists[j]); k++)
            g_string_append_printf (
                codes, "%s%s", k > 0 ? " " : "",
                mq_json_get_string (mq_json_element_object (lists[j], k), "code", ""));
          g_assert_cmpstr (codes->str, ==, wanted);
          json_array_unref (lists[j]);
        }
    }
}

/* JSON with single quotes. */
static JsonObject *
parse (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');

  return mq_test_parse_json (json);
}

/* Parts that float are named once, without effects. Of what was seen, each is told that nothing
 * else tells, with its facts or the team's words; without a plan, small ones are not. */
static void
test_judge_seen (void)
{
  static const struct
  {
    const char *plan; /* NULL: none */
    const char *floating;
    const char *seen;
    const char *detached;
    const char *faults;
    const char *minor;
  } cases[] = {
    { "{'parts': []}", "[]", "[]", "", "[]", "[]" },
    { "{'parts': []}", "[]",
      "[{'code': 'ugly', 'part': 'seat', 'source': 'critic', 'what': 'dull'}, {'code': 'small', "
      "'part': 'leg', 'source': 'critic', 'severity': 'minor', 'facts': {'mm': 2}}]",
      "", "[{'code':'ugly','part':'seat','text':'dull'}]",
      "[{'mm':2,'code':'small','part':'leg'}]" },
    { NULL, "[]",
      "[{'code': 'ugly', 'source': 'critic'}, {'code': 'small', 'source': 'critic', 'severity': "
      "'minor'}]",
      "", "[{'code':'ugly','part':'','text':''}]", "[]" },
    { "{'parts': []}", "[]",
      "[{'code': 'unmet', 'source': 'critic'}, {'code': 'ugly'}, {'code': 'late', 'source': "
      "'critic', 'n': 1}, {'code': 'early', 'source': 'critic', 'n': 2}, {'code': 'floating', "
      "'source': 'critic', 'n': 3}]",
      "", "[{'code':'early','part':'','text':''},{'code':'floating','part':'','text':''}]", "[]" },
    { "{'parts': [{'id': 'smoke', 'effect': true}]}",
      "[{'objects': ['Lid'], 'parts': ['top_lid', 'smoke', 7, '']}, 7, {'parts': ['top_lid', "
      "'rim']}]",
      "[{'code': 'floating', 'source': 'critic'}]", "Top lid, Rim", "[]", "[]" },
  };
  g_autoptr (JsonObject) wanted = parse ("{'rows': [{'met': false}, {'met': true}]}");
  JsonArray *rows = mq_json_get_array (wanted, "rows");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text
          = g_strdup_printf ("{'objects': [{'part': 'smoke'}], 'floating': %s, 'seen': %s}",
                             cases[i].floating, cases[i].seen);
      g_autoptr (JsonObject) report = parse (text);
      g_autoptr (JsonObject) plan = cases[i].plan != NULL ? parse (cases[i].plan) : NULL;
      g_autoptr (JsonArray) faults = NULL;
      g_autoptr (JsonArray) minor = NULL;
      g_auto (GStrv) detached = NULL;
      g_autofree char *titles = NULL;
      g_autofree char *of_faults = NULL;
      g_autofree char *of_minor = NULL;

      mq_verdict_judge (plan, report, rows, mq_json_get_array (report, "seen"), &faults, &minor,
                        &detached);
      titles = g_strjoinv (", ", detached);
      of_faults = g_strdelimit (mq_json_array_to_string (faults, FALSE), "\"", '\'');
      of_minor = g_strdelimit (mq_json_array_to_string (minor, FALSE), "\"", '\'');
      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (titles, ==, cases[i].detached);
      g_assert_cmpstr (of_faults, ==, cases[i].faults);
      g_assert_cmpstr (of_minor, ==, cases[i].minor);
    }
}

/* A client makes its own sentence of the facts; where there are none, the place stays empty. */
static void
test_facts (void)
{
  g_autoptr (JsonObject) defect
      = parse ("{'code': 'sunken', 'part': 'whole', 'what': 'w', 'facts': {'mm': 2}}");
  g_autoptr (JsonArray) list = json_array_new ();
  g_autofree char *text = NULL;

  mq_verdict_add_facts (list, defect);
  json_object_remove_member (defect, "facts");
  mq_verdict_add_facts (list, defect);
  text = mq_json_array_to_string (list, FALSE);
  g_assert_cmpstr (text, ==, "[{\"mm\":2,\"code\":\"sunken\",\"part\":\"whole\"},null]");
}

/* Measurements are read as far as they can be; a member that is missing is no fault. */
static void
test_read (void)
{
  static const struct
  {
    const char *measured;
    const char *badge;
    MqVerdictState state;
  } cases[] = {
    { "{}", NULL, MQ_VERDICT_UNKNOWN },
    { "{'faults': 0}", "No Problems", MQ_VERDICT_GOOD },
    { "{'faults': -7}", NULL, MQ_VERDICT_UNKNOWN },
    { "{'faults': 0, 'unmeasured': true}", "Not measured", MQ_VERDICT_UNKNOWN },
    { "{'faults': 1, 'unmeasured': true}", "Not measured", MQ_VERDICT_BAD },
    { "{'faults': 3}", "3 faults", MQ_VERDICT_BAD },
    { "{'faults': 99999999999, 'minor': -1}", "2147483647 faults", MQ_VERDICT_BAD },
    { "{'faults': 0, 'minor': 2, 'left': 3, 'detached': -4}", "2 small faults · 3 left as meant",
      MQ_VERDICT_OPEN },
    { "{'faults': 0, 'detached': 1, 'wishes': 5, 'missed': 1, 'unseen': 2}",
      "1 part not attached · 2 of 5 requirements", MQ_VERDICT_BAD },
    { "{'faults': 0, 'wishes': 5, 'missed': 1}", "4 of 5 requirements", MQ_VERDICT_BAD },
    { "{'faults': 0, 'wishes': 5, 'unseen': 1}", "4 of 5 requirements", MQ_VERDICT_OPEN },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonObject) measured = parse (cases[i].measured);
      MqVerdict verdict = mq_verdict_read (measured);
      g_autofree char *badge = mq_verdict_describe (&verdict);
      g_autoptr (JsonObject) written = mq_verdict_write (&verdict);

      g_test_message ("%s", cases[i].measured);
      g_assert_cmpstr (badge, ==, cases[i].badge);
      g_assert_cmpint (mq_verdict_get_state (&verdict), ==, cases[i].state);
      g_assert_cmpint (mq_json_get_boolean (written, "unmeasured", FALSE), ==,
                       mq_json_get_boolean (measured, "unmeasured", FALSE));
    }
}

/* A thing that is a thousand times too large or too small, and what is not. */
static void
test_unit (void)
{
  static const struct
  {
    const char *size;
    const char *script;
    const char *words; /* NULL: no doubt */
  } rows[] = {
    { "[0.0004, 0.0001, 0]", "", "It is only 0.4 mm in size. " },
    { "[0.0001, 0.0005, 0]", "", NULL },
    { "[0, 0, 0]", "", NULL },
    { "[5, 1, 1]", "# in mm\n", "It is 5.00 × 1.00 × 1.00 m in size, " },
    { "[1, 5, 1]", "W = 45 # MM: wide", "It is 1.00 × 5.00 × 1.00 m in size, " },
    { "[1, 1, 45]", "millimetres", "It is 1.00 × 1.00 × 45.00 m in size, " },
    { "[1, 1, 45]", "45mm", "It is 1.00 × 1.00 × 45.00 m in size, " },
    { "[4.9, 1, 1]", "# in mm", NULL },
    { "[5, 1, 1]", "hammer, mmap", NULL },
    { "[5, 1]", "# in mm", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("{'dimensions_m': %s}", rows[i].size);
      g_autoptr (JsonObject) sized = parse (text);
      g_autofree char *doubt = mq_verdict_doubt_unit (sized, rows[i].script);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_true ((doubt == NULL) == (rows[i].words == NULL));
      g_assert_true (doubt == NULL || g_str_has_prefix (doubt, rows[i].words));
    }
}

MQ_TEST_PROGRAM (verdict)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/badge", test_badge);
  g_test_add_func ("/verdict/missed", test_missed);
  g_test_add_func ("/verdict/judge", test_judge);
  g_test_add_func ("/verdict/judge-seen", test_judge_seen);
  g_test_add_func ("/verdict/facts", test_facts);
  g_test_add_func ("/verdict/read", test_read);
  g_test_add_func ("/verdict/unit", test_unit);
  return g_test_run ();
}
