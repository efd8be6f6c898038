/* The badge of a version: green only if it is earned. */
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
    { "[" MET "," UNMEASURED "]", "[]", "0", { NULL }, "No Problems", MQ_VERDICT_GOOD },
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
  g_autoptr (JsonObject) object
      = mq_json_parse_object ("{\"rows\": [" MET "," UNSEEN "," MISSED "]}", -1, NULL);
  const char *const detached[] = { "Back", NULL };
  g_auto (GStrv) lines = mq_verdict_list_missed (mq_json_get_array (object, "rows"), detached);

  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_cmpstr (lines[0], ==, "Not attached: Back");
  g_assert_true (g_str_has_prefix (lines[1], "? elegant"));
  g_assert_true (g_str_has_prefix (lines[2], "✗ rocking"));
}

MQ_TEST_PROGRAM (verdict)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/verdict/badge", test_badge);
  g_test_add_func ("/verdict/missed", test_missed);
  return g_test_run ();
}
