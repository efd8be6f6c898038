/* What a run is started with: copied for each variant, and repeated after a crash. */
#include "client/run/mq-run-options.h"
#include "common/json/mq-json.h"
#include "support/mq-test.h"

static MqRunOptions *
make_options (void)
{
  MqRunOptions *options = mq_run_options_new ("continue", "a stool", "sketcher");

  options->title = g_strdup ("Stool");
  options->script = g_strdup ("A = 1\n");
  options->server = g_strdup ("https://example.org");
  options->output = g_strdup ("/out");
  options->replay = g_strdup ("/answers");
  options->transcript = g_strdup ("/said");
  options->plan = mq_test_parse_json ("{\"title\": \"Stool\"}");
  options->begun = mq_test_parse_json ("{\"plan\": {}}");
  options->session = mq_session_new ("stool-1", "Stool", "a stool", NULL, 5);
  return options;
}

/* A copy stands on its own: what it began with may go. */
static void
test_copy (void)
{
  MqRunOptions *options = make_options ();
  g_autoptr (MqSession) session = g_object_ref (options->session);
  g_autoptr (MqRunOptions) copy = mq_run_options_copy (options);

  mq_run_options_free (options);
  g_assert_cmpstr (copy->mode, ==, "continue");
  g_assert_cmpstr (copy->message->text, ==, "a stool");
  g_assert_cmpstr (copy->team, ==, "sketcher");
  g_assert_cmpstr (copy->title, ==, "Stool");
  g_assert_cmpstr (copy->script, ==, "A = 1\n");
  g_assert_cmpstr (copy->server, ==, "https://example.org");
  g_assert_cmpstr (copy->output, ==, "/out");
  g_assert_cmpstr (copy->replay, ==, "/answers");
  g_assert_cmpstr (copy->transcript, ==, "/said");
  g_assert_cmpstr (mq_json_get_string (copy->plan, "title", ""), ==, "Stool");
  g_assert_nonnull (mq_json_get_object (copy->begun, "plan"));
  g_assert_true (copy->session == session);
  g_assert_cmpuint (G_OBJECT (session)->ref_count, ==, 2);
  g_assert_true (copy->interactive);
}

/* What is kept of a request that was not sent asks for the same again. */
static void
test_again (void)
{
  g_autoptr (MqRunOptions) options = make_options ();
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (MqRunOptions) again = NULL;

  options->message->variants = 3;
  options->interactive = FALSE;
  json = mq_run_options_to_json (options);
  again = mq_run_options_from_json (json, options->session);
  g_assert_cmpstr (again->mode, ==, "continue");
  g_assert_cmpstr (again->message->text, ==, "a stool");
  g_assert_cmpint (again->message->variants, ==, 3);
  g_assert_cmpstr (again->title, ==, "Stool");
  g_assert_cmpstr (again->script, ==, "A = 1\n");
  g_assert_cmpstr (again->server, ==, "https://example.org");
  g_assert_nonnull (mq_json_get_object (again->begun, "plan"));
  g_assert_false (again->interactive);
  g_assert_true (again->again && again->keep_session);
  g_assert_null (again->base);
  g_assert_null (again->base_session);
}

MQ_TEST_PROGRAM (run_options)
{
  mq_test_init (&argc, &argv);
  g_test_add_func ("/run-options/copy", test_copy);
  g_test_add_func ("/run-options/again", test_again);
  return mq_test_run ();
}
