/* A model over HTTP against a real llama.cpp server with a tiny model (with-llama-server): schemas
 * by grammar, streams, tools, usage, what is too long, slots that are free again. What is tested
 * depends on the model's kind. */
#include "models/model-fixture.h"

#include "common/json/mq-json-schema.h"
#include "common/json/mq-json.h"
#include "service/models/mq-models.h"
#include "service/model-http/mq-model-schema.h"

#include <libsoup/soup.h>
#include <string.h>

#define N_SLOTS 2     /* see meson.build */
#define CONTEXT 16384 /* tokens of each slot; this model's are bytes */

/* What it makes of the question below: a byte is a token. */
#define PROMPT "system: You model.\nuser: What is a cube?\nassistant:"

static const char *url;

typedef struct
{
  MqModel *model;
  GString *heard;
  GString *retries;
} Llama;

static Llama *
llama_new (void)
{
  Llama *self = g_new0 (Llama, 1);
  g_autofree char *base = g_strconcat (url, "/v1", NULL);

  self->heard = g_string_new (NULL);
  self->retries = g_string_new (NULL);
  self->model = MQ_MODEL (mq_http_model_new (&(MqModelEndpoint){
      .provider = mq_model_provider_find ("llamacpp"), .base_url = base, .model = "default" }));
  return self;
}

static void
llama_free (Llama *self)
{
  g_object_unref (self->model);
  g_string_free (self->heard, TRUE);
  g_string_free (self->retries, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Llama, llama_free)

static void
delta_cb (const char *text, gboolean is_thought, gpointer user_data)
{
  if (!is_thought)
    g_string_append (((Llama *)user_data)->heard, text);
}

static void
retry_cb (const GError *why, guint attempt, guint milliseconds, gpointer user_data)
{
  g_string_append_printf (((Llama *)user_data)->retries, "%s; ",
                          mq_model_error_to_code (why->code));
}

static DexFuture *
ask (Llama *self, MqModelRequest *request)
{
  return mq_model_ask (self->model, request, delta_cb, retry_cb, self, NULL);
}

static MqModelAnswer *
expect (Llama *self, MqModelRequest *request)
{
  g_autoptr (GError) error = NULL;
  MqModelAnswer *answer = dex_await_object (ask (self, request), &error);

  g_assert_no_error (error);
  return answer;
}

static GError *
expect_error (Llama *self, MqModelRequest *request, int code)
{
  GError *error = NULL;

  g_assert_null (dex_await_object (ask (self, request), &error));
  g_assert_error (error, MQ_MODEL_ERROR, code);
  return error;
}

/* How many of the server's slots are at work. */
static guint
n_busy (void)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *address = g_strconcat (url, "/slots", NULL);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, address);
  g_autoptr (GBytes) body = soup_session_send_and_read (session, message, NULL, NULL);
  g_autoptr (JsonNode) root = NULL;
  JsonArray *slots;
  guint busy = 0;

  g_assert_nonnull (body);
  root = mq_json_parse (g_bytes_get_data (body, NULL), (gssize)g_bytes_get_size (body), NULL);
  g_assert_true (root != NULL && JSON_NODE_HOLDS_ARRAY (root));
  slots = json_node_get_array (root);
  g_assert_cmpuint (json_array_get_length (slots), ==, N_SLOTS);
  for (guint i = 0; i < N_SLOTS; i++)
    busy += mq_json_get_boolean (mq_json_element_object (slots, i), "is_processing", FALSE);

  return busy;
}

static void
wait_busy (guint n)
{
  while (n_busy () != n)
    dex_await (dex_timeout_new_msec (5), NULL);
}

/* An answer that goes on until the context is full. A list that is cut can be read, so it is the
 * member after it that is missing then. */
static MqModelRequest *
endless_question (void)
{
  MqModelRequest *request = model_fixture_question ();
  g_autoptr (JsonObject) schema = model_fixture_json (
      "{'type':'object','additionalProperties':false,'required':['numbers','sum'],"
      "'properties':{'numbers':{'type':'array','minItems':2000,'items':{'type':'integer'}},"
      "'sum':{'type':'integer'}}}");

  mq_model_request_set_schema (request, "numbers", schema);
  return request;
}

static void
offer_search (MqModelRequest *request)
{
  g_autoptr (JsonObject) parameters = model_fixture_json (
      "{'type':'object','additionalProperties':false,'required':['query'],"
      "'properties':{'query':{'enum':['bevel','bend']}}}");

  mq_model_request_add_tool (request, "search", "Looks up.", parameters);
}

/* Noise that keeps to the schema each time, at the first try; every byte of the prompt is counted.
 */
static void
test_schema (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (JsonObject) schema = model_fixture_schema ();

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autoptr (MqModelAnswer) answer = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autofree char *problem = NULL;

      mq_model_request_add_text (request, MQ_MODEL_USER, number);
      mq_model_request_set_schema (request, "solid", schema);
      answer = expect (llama, request);
      g_assert_nonnull (answer->object);
      node = json_node_init_object (json_node_alloc (), answer->object);
      problem = mq_json_schema_check (schema, node, FALSE);
      g_assert_null (problem);
      g_assert_cmpint (answer->usage.input, >, (gint64)strlen (PROMPT));
      g_assert_cmpint (answer->usage.output, >=, (gint64)strlen ("{\"name\":\"\",\"sides\":0}"));
    }

  g_assert_cmpstr (llama->retries->str, ==, "");
}

static void
test_stream (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (MqModelAnswer) answer = NULL;

  request->max_tokens = 40;
  answer = expect (llama, request);
  g_assert_cmpstr (answer->text, ==, llama->heard->str);
  g_assert_cmpstr (answer->text, !=, "");
  g_assert_cmpint (answer->usage.input, ==, strlen (PROMPT));
  g_assert_cmpint (answer->usage.output, >, 0);
  g_assert_cmpint (answer->usage.output, <=, 40);
  g_assert_true (answer->stop == MQ_MODEL_STOP_END || answer->usage.output == 40);
  g_assert_cmpfloat (answer->usage.cost, ==, 0);
}

/* Asked again, it has read the prompt from its cache, all but the last token. */
static void
test_cached (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = model_fixture_question ();

  request->max_tokens = 5;
  for (guint i = 0; i < 2 * N_SLOTS; i++)
    {
      g_autoptr (MqModelAnswer) answer = expect (llama, request);

      g_assert_cmpint (answer->usage.input, ==, strlen (PROMPT));
      if (i >= N_SLOTS)
        g_assert_cmpint (answer->usage.cached, ==, strlen (PROMPT) - 1);
    }
}

/* Calls of a tool, their results in the next request, and calls again. */
static void
test_calls (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  gint64 read = (gint64)strlen (PROMPT);

  offer_search (request);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) answer = expect (llama, request);
      GPtrArray *called = answer->calls;

      g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_TOOLS);
      g_assert_cmpuint (called->len, >, 0);
      g_assert_cmpint (answer->usage.input, >, read);
      read = answer->usage.input;
      for (guint j = 0; j < called->len; j++)
        {
          MqModelPart *call = g_ptr_array_index (called, j);

          g_assert_cmpstr (call->name, ==, "search");
          g_assert_true (
              g_str_has_prefix (mq_json_get_string (call->arguments, "query", ""), "be"));
          mq_model_request_add_call (request, call->id, call->name, call->arguments);
        }
      for (guint j = 0; j < called->len; j++)
        mq_model_request_add_result (request, ((MqModelPart *)called->pdata[j])->id, "Found.");
    }

  g_assert_cmpstr (llama->retries->str, ==, "");
  g_assert_true (mq_model_get_abilities (llama->model).tools);
}

/* Named as what it is, at once, with the server's numbers. */
static void
test_too_long (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autofree char *filler = g_strnfill (2 * CONTEXT, 'x');
  g_autoptr (GError) error = NULL;
  g_autofree char *size = g_strdup_printf ("(%u tokens)", CONTEXT);

  mq_model_request_add_text (request, MQ_MODEL_USER, filler);
  error = expect_error (llama, request, MQ_MODEL_ERROR_CONTEXT);
  g_assert_nonnull (strstr (error->message, "longer than the model"));
  g_assert_nonnull (strstr (error->message, size));
  g_assert_cmpstr (llama->retries->str, ==, "");
}

/* Cut off by the limit of the request: an error at once, which says so. */
static void
test_cut_off (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = endless_question ();
  g_autoptr (GError) error = NULL;

  request->max_tokens = 300;
  error = expect_error (llama, request, MQ_MODEL_ERROR_ANSWER);
  g_assert_nonnull (strstr (error->message, "longer than the token limit"));
  g_assert_cmpstr (llama->retries->str, ==, "");
}

/* A call that the server cannot read, twice: an error that names the model as the trouble. */
static void
test_broken (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (JsonObject) parameters = model_fixture_json (
      "{'type':'object','additionalProperties':false,'required':['query'],"
      "'properties':{'query':{'type':'string'}}}");
  g_autoptr (GError) error = NULL;

  mq_model_request_add_tool (request, "search", "Looks up.", parameters);
  error = expect_error (llama, request, MQ_MODEL_ERROR_ANSWER);
  g_assert_nonnull (strstr (error->message, "could not parse its model’s answer"));
  g_assert_cmpstr (llama->retries->str, ==, "answer; ");
}

/* A dropped answer frees its slot, and the one that waited for it comes. */
static void
test_slots (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (MqModelRequest) request = endless_question ();
  g_autoptr (MqModelRequest) third = model_fixture_question ();
  g_autoptr (DexFuture) waiting = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *answers[N_SLOTS];
  gint64 dropped;

  wait_busy (0);
  for (guint i = 0; i < N_SLOTS; i++)
    answers[i] = ask (llama, request);
  wait_busy (N_SLOTS);

  third->max_tokens = 5;
  waiting = ask (llama, third);
  dex_unref (answers[0]);
  dex_await (dex_ref (waiting), &error);
  g_assert_no_error (error);
  g_assert_true (dex_future_is_pending (answers[1]));

  dropped = g_get_monotonic_time ();
  dex_unref (answers[1]);
  wait_busy (0);
  g_test_message ("free %.3f s after it was dropped",
                  (double)(g_get_monotonic_time () - dropped) / G_USEC_PER_SEC);
  g_assert_cmpstr (llama->retries->str, ==, "");
}

/* What the test in Preferences finds of it: no pictures, a schema by grammar; tools, where the
 * model calls them. */
static void
test_probe (void)
{
  g_autoptr (Llama) llama = llama_new ();
  g_autoptr (JsonObject) result = dex_await_boxed (mq_model_probe (llama->model, FALSE), NULL);

  g_assert_true (mq_json_get_boolean (result, "ok", FALSE));
  g_assert_false (mq_json_get_boolean (result, "pictures", TRUE));
  g_assert_true (mq_json_get_boolean (result, "schema", FALSE));
}

static const ModelFixtureTest noise[] = {
  { "/llama/schema", test_schema },   { "/llama/stream", test_stream },
  { "/llama/cached", test_cached },   { "/llama/too-long", test_too_long },
  { "/llama/cut-off", test_cut_off }, { "/llama/slots", test_slots },
  { "/llama/probe", test_probe },
};

static const ModelFixtureTest calls[] = {
  { "/llama/calls", test_calls },
};

static const ModelFixtureTest broken[] = {
  { "/llama/broken", test_broken },
};

MQ_TEST_PROGRAM (llama)
{
  const char *kind = g_getenv ("MQ_TEST_LLAMA_KIND");

  url = g_getenv ("MQ_TEST_LLAMA_URL");
  g_assert_true (url != NULL && kind != NULL);
  if (g_str_equal (kind, "calls"))
    return model_fixture_main (argc, argv, calls, G_N_ELEMENTS (calls));
  if (g_str_equal (kind, "broken"))
    return model_fixture_main (argc, argv, broken, G_N_ELEMENTS (broken));

  return model_fixture_main (argc, argv, noise, G_N_ELEMENTS (noise));
}
