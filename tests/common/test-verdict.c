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

MQ_TEST_PROGRAM (verdict)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/badge", test_badge);
  g_test_add_func ("/verdict/missed", test_missed);
  g_test_add_func ("/verdict/judge", test_judge);
  return g_test_run ();
}
