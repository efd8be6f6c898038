/* Models over HTTP: what can go wrong on the way, in both dialects. Statuses, busy providers,
 * streams that break off, silence, no connection, keys. No test waits for time to pass. */
#include "models/model-fixture.h"

#include "common/base/mq-error.h"
#include "common/json/mq-json.h"
#include "service/models/mq-models.h"

#include <string.h>

static const char *const providers[] = { "anthropic", "custom" };

static guint
n_requests (ModelFixture *fixture)
{
  return mq_fake_model_get_requests (fixture->fake)->len;
}

#define WITH_KEY "'key':'" MODEL_FIXTURE_KEY "'"

static const struct
{
  const char *error;
  int code;
  guint requests;
} statuses[] = {
  { "'status':401,'body':{'error':{'message':'Incorrect key: " MODEL_FIXTURE_KEY "'}}",
    MQ_MODEL_ERROR_KEY, 1 },
  { "'status':403,'body':{}", MQ_MODEL_ERROR_KEY, 1 },
  { "'status':402,'body':{}", MQ_MODEL_ERROR_PAYMENT, 1 },
  { "'status':429,'body':{'error':{'code':'insufficient_quota','message':'You exceeded your "
    "current "
    "quota'}}",
    MQ_MODEL_ERROR_PAYMENT, 1 },
  { "'status':400,'body':{'error':{'type':'invalid_request_error','message':'Your credit balance "
    "is "
    "too low'}}",
    MQ_MODEL_ERROR_PAYMENT, 1 },
  { "'status':404,'body':{'error':{'message':'model \\u0022x\\u0022 not found, try pulling it "
    "first'}}",
    MQ_MODEL_ERROR_NOT_FOUND, 1 },
  { "'status':400,'body':{'error':{'message':'x is not a valid model ID'}}",
    MQ_MODEL_ERROR_NOT_FOUND, 1 },
  { "'status':404,'body':'<html>nothing</html>'", MQ_MODEL_ERROR_NOT_FOUND, 1 },
  { "'status':302,'headers':{'Location':'http://127.0.0.1:1/'},'body':''", MQ_MODEL_ERROR_NOT_FOUND,
    1 },
  { "'status':413,'body':{}", MQ_MODEL_ERROR_CONTEXT, 1 },
  { "'status':400,'body':{'error':{'message':'prompt is too long: 300000 tokens > 200000 "
    "maximum'}}",
    MQ_MODEL_ERROR_CONTEXT, 1 },
  { "'status':400,'body':{'error':{'code':'context_length_exceeded','message':'Too long'}}",
    MQ_MODEL_ERROR_CONTEXT, 1 },
  { "'status':400,'body':{'error':{'type':'exceed_context_size_error','message':'the request "
    "exceeds "
    "the available context size'}}",
    MQ_MODEL_ERROR_CONTEXT, 1 },
  { "'status':400,'body':{'error':{'code':'content_policy_violation','message':'No'}}",
    MQ_MODEL_ERROR_REFUSED, 1 },
  { "'status':400,'body':{'error':{'message':'temperature: out of range " MODEL_FIXTURE_KEY "'}}",
    MQ_MODEL_ERROR_REQUEST, 1 },
  { "'status':429,'body':{'error':{'message':'Rate limit'}}", MQ_MODEL_ERROR_BUSY, 6 },
  { "'status':529,'body':{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}"
    "}",
    MQ_MODEL_ERROR_BUSY, 6 },
  { "'status':502,'body':'<html>bad gateway</html>'", MQ_MODEL_ERROR_BUSY, 6 },
};

static void
test_statuses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    for (guint j = 0; j < G_N_ELEMENTS (statuses); j++)
      {
        g_autofree char *script = g_strdup_printf (
            "{" WITH_KEY ",'exchanges':[{'times':0,'error':{%s}}]}", statuses[j].error);
        g_autoptr (ModelFixture) fixture = model_fixture_new (providers[i], script);
        g_autoptr (MqModelRequest) request = model_fixture_question ();
        g_autoptr (GError) error = model_fixture_expect_error (fixture, request, statuses[j].code);

        g_assert_cmpuint (n_requests (fixture), ==, statuses[j].requests);
        g_assert_cmpuint (fixture->waits->len, ==, statuses[j].requests - 1);
        g_assert_null (strstr (error->message, "html"));
      }
}

/* Busy, then fine; waits grow, are capped, and keep to what the provider asks for. */
static void
test_busy (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'times':2,'error':{'status':503,'headers':{'Retry-After':'"
                        "0'},'body':{}}},"
                        "{'error':{'status':429,'headers':{'Retry-After':'7'},'body':{}}},"
                        "{'error':{'status':429,'headers':{'retry-after-ms':'1500','Retry-After':'"
                        "9'},'body':{}}},"
                        "{'text':'Six.'},"
                        "{'error':{'status':429,'headers':{'Retry-After':'86400'},'body':{}}}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
      g_autoptr (GError) error = NULL;
      guint *waits = (guint *)(gpointer)fixture->waits->data;

      g_assert_cmpstr (answer->text, ==, "Six.");
      g_assert_cmpuint (fixture->waits->len, ==, 4);
      g_assert_true (waits[0] >= 500 && waits[0] <= 1000);
      g_assert_true (waits[1] >= 1000 && waits[1] <= 2000);
      g_assert_true (waits[2] >= 7000 && waits[2] <= 7250);
      g_assert_true (waits[3] >= 1500 && waits[3] <= 1750);

      g_assert_cmpstr (fixture->retries->str, ==,
                       "busy 2 later; busy 3 later; busy 4 later; busy 5 later; ");

      /* A day is not waited for. */
      error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_BUSY);
      g_assert_cmpuint (fixture->waits->len, ==, 4);
      g_assert_nonnull (strstr (error->message, "used up until 20"));
    }
}

/* What llama.cpp's server answers when it cannot read what its model wrote (recorded: a version of
 * 2025; 0.7.0 for a call or an answer of the wrong form, and for bytes that are no text). */
static const struct
{
  guint status;
  const char *words;
} unreadable[] = {
  { 500, "Failed to parse input at pos 0: Sure! The tool_choice and the schema of the image are "
         "overloaded" },
  { 500, "The model produced output that does not match the expected peg-native format" },
  { 400, "[json.exception.type_error.316] invalid UTF-8 byte at index 18: 0x8E" },
};

/* The model's fault, corrected at once and once only. That the words hold anything a model may
 * write changes nothing. In a stream it comes after what the model wrote. */
static void
expect_corrected (const char *provider, const char *words, const char *exchange)
{
  g_autofree char *script = g_strdup_printf ("{'exchanges':[%s,{'text':'Six.'},{'times':0,%s]}",
                                             exchange, exchange + 1);
  g_autoptr (ModelFixture) fixture = model_fixture_new (provider, script);
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
  g_autoptr (GError) error = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpstr (answer->text, ==, "Six.");
  g_assert_cmpuint (n_requests (fixture), ==, 2);
  second = mq_json_object_to_string (model_fixture_wait_done (fixture, 2)->body, FALSE);
  g_assert_nonnull (strstr (second, "That answer cannot be used"));
  error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_ANSWER);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpuint (n_requests (fixture), ==, 4);
  g_assert_cmpuint (fixture->waits->len, ==, 0);
  g_assert_cmpstr (fixture->retries->str, ==, "answer 2 at once; answer 2 at once; ");
}

static void
test_unreadable_answer (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    for (guint j = 0; j < G_N_ELEMENTS (unreadable); j++)
      {
        g_autofree char *refused = g_strdup_printf (
            "{'error':{'status':%u,'body':{'error':{'code':%u,'message':'%s','type':'%s'}}}}",
            unreadable[j].status, unreadable[j].status, unreadable[j].words,
            unreadable[j].status == 500 ? "server_error" : "invalid_request_error");
        g_autofree char *streamed = g_strdup_printf (
            "{'raw':'data: {\\u0022choices\\u0022:[{\\u0022delta\\u0022:{\\u0022content"
            "\\u0022:\\u0022<tool\\u0022}}]}\\n\\ndata: {\\u0022error\\u0022:{"
            "\\u0022code\\u0022:%u,\\u0022message\\u0022:\\u0022%s\\u0022}}\\n\\n'}",
            unreadable[j].status, unreadable[j].words);

        expect_corrected (providers[i], unreadable[j].words, refused);
        if (i > 0)
          expect_corrected (providers[i], unreadable[j].words, streamed);
      }
}

/* llama.cpp fails so each time that it is to keep to a schema: the next request says it in words.
 */
static void
test_unreadable_form (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "llamacpp",
      "{'exchanges':[{'contains':'response_format','times':0,'error':{'status':500,'body':{'error':"
      "{"
      "'code':500,'message':'The model produced output that does not match the expected peg-native "
      "format','type':'server_error'}}}},"
      "{'times':2,'text':'{\\u0022name\\u0022: \\u0022cube\\u0022, \\u0022sides\\u0022: 6}'}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (JsonObject) schema = model_fixture_schema ();

  mq_model_request_set_schema (request, "solid", schema);
  for (guint n = 2; n <= 3; n++)
    {
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

      g_assert_cmpint (mq_json_get_int (answer->object, "sides", 0), ==, 6);
      g_assert_cmpuint (n_requests (fixture), ==, n);
      g_assert_nonnull (
          strstr (model_fixture_wait_request (fixture, n)->text, "keep to this JSON schema"));
    }
}

/* Of a day, or of longer than anybody waits: the time is said, where the provider says it. */
static void
test_quota (void)
{
  gint64 later = g_get_real_time () / G_USEC_PER_SEC + 6 * 3600;
  g_autofree char *in_body = g_strdup_printf (
      "'body':{'error':{'message':'Rate limit exceeded: free-models-per-day','code':429,"
      "'metadata':{'headers':{'X-RateLimit-Reset':'%" G_GINT64_FORMAT "000'}}}}",
      later);
  g_autofree char *in_header
      = g_strdup_printf ("'headers':{'X-RateLimit-Reset':'%" G_GINT64_FORMAT "'},'body':{}", later);
  const char *const cases[][2] = {
    { in_body, "allows are used up until 20" },
    { in_header, "allows are used up until 20" },
  };
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (ModelFixture) soon = model_fixture_new (
      "custom", "{'exchanges':[{'error':{'status':429,'headers':{'X-RateLimit-Reset':'7'},'body':{}"
                "}},{'text':'Six.'}]}");
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (soon, request);

  g_assert_cmpuint (g_array_index (soon->waits, guint, 0) / 1000, ==, 7);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *script
          = g_strdup_printf ("{'exchanges':[{'times':0,'error':{'status':429,%s}}]}", cases[i][0]);
      g_autoptr (ModelFixture) fixture = model_fixture_new ("openrouter", script);
      g_autoptr (GError) error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_BUSY);

      g_assert_nonnull (strstr (error->message, cases[i][1]));
      g_assert_null (strstr (error->message, "busy"));
      g_assert_cmpuint (n_requests (fixture), ==, 1);
    }
}

/* OpenRouter's own sentence says nothing of the reason. */
static void
test_raw_reason (void)
{
  static const char *const exchanges[] = {
    "'error':{'status':400,'body':{'error':{'message':'Provider returned error','code':400,"
    "'metadata':{'raw':'The die has seven sides'}}}}",
    "'error':{'status':400,'body':{'error':{'message':'Provider returned error','code':400,"
    "'metadata':{'raw':'{\\u0022error\\u0022:{\\u0022message\\u0022:\\u0022The die has seven "
    "sides\\u0022}}'}}}}",
    "'raw':'data: "
    "{\\u0022error\\u0022:{\\u0022code\\u0022:400,\\u0022message\\u0022:\\u0022Provider "
    "returned error\\u0022,\\u0022metadata\\u0022:{\\u0022raw\\u0022:\\u0022The die has seven "
    "sides\\u0022}}}\\n\\n'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autofree char *script = g_strdup_printf ("{'exchanges':[{%s}]}", exchanges[i]);
      g_autoptr (ModelFixture) fixture = model_fixture_new ("openrouter", script);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (GError) error = model_fixture_expect_error (fixture, request,
                                                             MQ_MODEL_ERROR_REQUEST);

      g_assert_nonnull (strstr (error->message, "\nThe die has seven sides"));
    }
}

/* What local servers document of their differences, as exchanges. */
static const struct
{
  const char *provider;
  const char *exchange;
  int code;
  guint requests;
} documented[] = {
  /* Ollama, docs/api/errors.mdx (docs.ollama.com/api/errors): the error is a text, without type and
     code … */
  { "ollama", "'error':{'status':500,'body':{'error':'the model failed to generate a response'}}",
    MQ_MODEL_ERROR_BUSY, 6 },
  { "ollama", "'error':{'status':404,'body':{'error':'model \\u0022qwen3\\u0022 not found'}}",
    MQ_MODEL_ERROR_NOT_FOUND, 1 },
  /* … and comes as the last line of a stream whose status was 200. */
  { "ollama",
    "'raw':'data: {\\u0022choices\\u0022:[{\\u0022delta\\u0022:{\\u0022content\\u0022:\\u0022 "
    "Yes\\u0022}}]}\\n\\ndata: {\\u0022error\\u0022:\\u0022an error was encountered while running "
    "the model\\u0022}\\n\\n'",
    MQ_MODEL_ERROR_BUSY, 6 },
  /* LM Studio, lmstudio-ai/lmstudio-bug-tracker#546 and #2256: a request that is too long, before
     the answer … */
  { "lmstudio",
    "'error':{'status':400,'body':{'error':'The number of tokens to keep from the initial prompt "
    "is greater than the context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with "
    "a larger context length, or provide a shorter input.'}}",
    MQ_MODEL_ERROR_CONTEXT, 1 },
  /* … and within the stream. */
  { "lmstudio",
    "'raw':'event: error\\ndata: {\\u0022error\\u0022:{\\u0022message\\u0022:\\u0022Trying to keep "
    "the first 111490 tokens when context the overflows. However, the model is loaded with context "
    "length of only 32768 tokens, which is not enough.\\u0022}}\\n\\n'",
    MQ_MODEL_ERROR_CONTEXT, 1 },
};

static void
test_documented (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (documented); i++)
    {
      g_autofree char *script = g_strdup_printf ("{'exchanges':[{'times':0,%s}]}",
                                                 documented[i].exchange);
      g_autoptr (ModelFixture) fixture = model_fixture_new (documented[i].provider, script);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (GError) error = model_fixture_expect_error (fixture, request, documented[i].code);

      g_assert_cmpuint (n_requests (fixture), ==, documented[i].requests);
      g_assert_true (documented[i].code != MQ_MODEL_ERROR_CONTEXT
                     || strstr (error->message, "-c 32768), or choose the effort small-steps")
                            != NULL);
    }
}

/* Errors inside a stream that began well. */
static void
test_error_in_stream (void)
{
  static const char *const tails[] = {
    "data: {\\u0022type\\u0022:\\u0022error\\u0022,\\u0022error\\u0022:{\\u0022type\\u0022:"
    "\\u0022overloaded_error\\u0022,\\u0022message\\u0022:\\u0022Overloaded\\u0022}}\\n\\n",
    "data: {\\u0022error\\u0022:{\\u0022code\\u0022:502,\\u0022message\\u0022:\\u0022Provider "
    "returned error\\u0022}}\\n\\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autofree char *script
          = g_strdup_printf ("{'exchanges':[{'raw':'%s'},{'text':'Six.'},{'times':0,'raw':'%s'}]}",
                             tails[i], tails[i]);
      g_autoptr (ModelFixture) fixture = model_fixture_new (providers[i], script);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
      g_autoptr (GError) error = NULL;

      g_assert_cmpstr (answer->text, ==, "Six.");
      g_assert_cmpuint (fixture->waits->len, ==, 1);
      error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_BUSY);
      g_assert_cmpuint (n_requests (fixture), ==, 8);
    }
}

/* Cut at any byte: asked once more; cut twice: an error. What was written before counts. */
static void
test_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (GString) script = g_string_new ("{'exchanges':[");
      g_autoptr (ModelFixture) fixture = NULL;
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (GError) error = NULL;
      guint n = 0;

      for (guint after = 0; after < 500; after += 23, n++)
        g_string_append_printf (
            script, "{'text':'A cube has six sides.','piece':3,'after':%u%s},{'text':'Six.'},",
            after, after % 2 == 0 ? ",'then':'cut'" : "");
      g_string_append (script,
                       "{'times':0,'text':'A cube has','piece':1,'after':300,'then':'cut'}]}");
      fixture = model_fixture_new (providers[i], script->str);

      for (guint j = 0; j < n; j++)
        {
          g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

          g_assert_cmpstr (answer->text, ==, "Six.");
          g_assert_cmpint (answer->usage.input, >=, 10);
          g_assert_cmpstr (fixture->retries->str, ==, "cut 2 at once; ");
          g_string_truncate (fixture->retries, 0);
        }
      g_assert_cmpuint (n_requests (fixture), ==, 2 * n);
      error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_CUT);
      g_assert_cmpuint (n_requests (fixture), ==, 2 * n + 2);
      g_assert_cmpuint (fixture->waits->len, ==, 0);
    }
}

/* Dropped while nothing came yet, and in the middle: the server sees it at once. */
static void
test_drop (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'hold':true,'text':'Six.'},{'text':'A cube has six sides, all of them "
          "squares.','piece':4,'after':800,'then':'silent'},{'text':'Six.'}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = NULL;
      DexFuture *future = model_fixture_ask (fixture, request);

      model_fixture_wait_request (fixture, 1);
      dex_unref (future);
      g_assert_true (model_fixture_wait_done (fixture, 1)->closed_early);

      future = model_fixture_ask (fixture, request);
      model_fixture_wait_request (fixture, 2);
      model_fixture_wait_heard (fixture);
      dex_unref (future);
      g_assert_true (model_fixture_wait_done (fixture, 2)->closed_early);

      answer = model_fixture_expect (fixture, request);
      g_assert_cmpstr (answer->text, ==, "Six.");
    }
}

/* Dropped while it waits to ask again: it ends, and does not ask. */
static void
test_drop_waiting (void)
{
  g_autoptr (ModelFixture) fixture
      = model_fixture_new ("custom", "{'exchanges':[{'error':{'status':503,'body':{}}}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  gpointer asked = NULL;
  DexFuture *future;

  fixture->retry = dex_promise_new ();
  future = model_fixture_ask (fixture, request);
  asked = request;
  g_object_add_weak_pointer (G_OBJECT (request), &asked);
  g_clear_object (&request); /* who asks has the last reference */
  while (fixture->waits->len == 0)
    dex_await (dex_timeout_new_msec (1), NULL);
  dex_unref (future);
  while (asked != NULL)
    dex_await (dex_timeout_new_msec (1), NULL);
  g_assert_cmpuint (n_requests (fixture), ==, 1);
}

/* Whoever wanted the answer is gone: a request that was refused, and one whose answer was cut off,
 * are not repeated before somebody is there. */
static void
test_gate (void)
{
  static const char *const exchanges[] = {
    "{'error':{'status':503,'body':{}}}", "{'text':'A cube has','piece':1,'after':300,'then':'cut'}"
  };

  for (guint i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autofree char *script = g_strdup_printf ("{'exchanges':[%s,{'text':'Six.'}]}",
                                                 exchanges[i]);
      g_autoptr (ModelFixture) fixture = model_fixture_new ("custom", script);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = NULL;
      DexFuture *future;

      request->gate = g_object_new (MQ_TYPE_CLIENT_GATE, NULL);
      future = model_fixture_ask (fixture, request);
      model_fixture_wait_request (fixture, 1);
      mq_client_gate_set_open (request->gate, FALSE);
      dex_await (
          dex_future_first (mq_client_gate_wait_held (request->gate), dex_ref (future), NULL),
          NULL);
      g_assert_cmpuint (n_requests (fixture), ==, 1);
      mq_client_gate_set_open (request->gate, TRUE);
      answer = dex_await_object (future, NULL);
      g_assert_cmpstr (answer->text, ==, "Six.");
    }
}

/* Silence before the first byte and after some: asked once more, then an error. */
static void
test_silence (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'hold':true,'text':'Six.'},{'text':'A cube has six "
                        "sides.','piece':1,'after':800,'then':'silent'}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (DexFuture) future = model_fixture_ask (fixture, request);
      g_autoptr (DexPromise) first = g_steal_pointer (&fixture->silence);
      g_autoptr (GError) error = NULL;

      fixture->silence = dex_ref (first);
      model_fixture_wait_request (fixture, 1);
      dex_unref (fixture->silence);
      fixture->silence = dex_promise_new ();
      dex_promise_resolve_boolean (first, TRUE);

      model_fixture_wait_request (fixture, 2);
      g_assert_true (model_fixture_wait_done (fixture, 1)->closed_early);
      model_fixture_wait_heard (fixture);
      dex_promise_resolve_boolean (fixture->silence, TRUE);
      dex_await (dex_ref (future), &error);
      g_assert_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_CUT);
      g_assert_nonnull (strstr (error->message, "300 seconds"));
      g_assert_true (model_fixture_wait_done (fixture, 2)->closed_early);
    }
}

/* Comments without an answer end, too; with an answer the time begins again. */
static void
test_kept_alive (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'times':2,'raw':': wait\\n\\n: wait\\n\\n','after':8,'then':"
          "'silent'},{'text':'Six.','piece':1}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (DexFuture) future = model_fixture_ask (fixture, request);
      g_autoptr (GError) error = NULL;

      model_fixture_wait_request (fixture, 1);
      dex_promise_resolve_boolean (fixture->kept_alive, TRUE);
      dex_await (dex_ref (future), &error);
      g_assert_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_CUT);
      g_assert_nonnull (strstr (error->message, "900 seconds"));
    }
}

/* Bytes that say nothing, one after the other, are no answer: the user hears that it is waited, and
 * how long that may go on counts from the last event. Also where the answer comes in one piece. */
static void
test_trickle (void)
{
  static const char *const servers[]
      = { "{'exchanges':[{'times':2,'raw':': wait\\n\\n: wait\\n\\n','after':8,'then':'silent'}]}",
          "{'exchanges':[{'times':2,'whole':true,'text':'Six.','after':8,'then':'silent'}]}" };

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new ("custom", servers[i]);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (DexFuture) future = model_fixture_ask (fixture, request);
      g_autoptr (GError) error = NULL;

      /* For the head of the answer, for its first bytes, for the next ones. */
      while (fixture->n_silence < 3)
        dex_await (dex_timeout_new_msec (1), NULL);
      g_assert_cmpuint (fixture->n_quiet, ==, 1);
      dex_promise_resolve_boolean (fixture->quiet, TRUE);
      while (fixture->retries->len == 0)
        dex_await (dex_timeout_new_msec (1), NULL);
      g_assert_cmpstr (fixture->retries->str, ==, "busy 1 at once; ");
      g_assert_true (dex_future_is_pending (future));

      dex_promise_resolve_boolean (fixture->kept_alive, TRUE);
      dex_await (dex_ref (future), &error);
      g_assert_error (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_CUT);
      g_assert_nonnull (strstr (error->message, "no part of an answer came for 900 seconds"));
    }
}

/* Trying a model that says nothing, and nobody waiting for it any more. */
static void
test_dropped_probe (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'times':0,'hold':true,'text':'Six.'}]}");
      DexFuture *probe = mq_model_probe (fixture->model, FALSE);

      model_fixture_wait_request (fixture, 1);
      dex_unref (probe);
      g_assert_true (model_fixture_wait_done (fixture, 1)->closed_early);
      g_assert_cmpuint (n_requests (fixture), ==, 1);
    }
}

/* A server that keeps its connections, and one that closes instead of answering. */
static void
test_keep (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'text':'Six.','keep':true,'times':2},{'deaf':true},{'text':'Six.'}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();

      for (guint j = 0; j < 3; j++)
        {
          g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

          g_assert_cmpstr (answer->text, ==, "Six.");
        }
      g_assert_cmpuint (n_requests (fixture), ==, 4);
    }
}

static void
test_parallel (void)
{
  g_autoptr (ModelFixture) fixture
      = model_fixture_new ("custom", "{'exchanges':[{'times':0,'hold':true,'text':'Six.'}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  DexFuture *futures[12];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    futures[i] = model_fixture_ask (fixture, request);
  model_fixture_wait_request (fixture, G_N_ELEMENTS (futures)); /* all of them, at once */
  mq_fake_model_go (fixture->fake);
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autoptr (MqModelAnswer) answer = dex_await_object (futures[i], NULL);

      g_assert_cmpstr (answer->text, ==, "Six.");
    }
}

static void
test_unreachable (void)
{
  const struct
  {
    const char *url;
    int code;
  } cases[] = {
    { "http://127.0.0.1:1/v1", MQ_MODEL_ERROR_UNREACHABLE },
    { "http://no-such-host.invalid/v1", MQ_MODEL_ERROR_UNREACHABLE },
    { "nonsense", MQ_MODEL_ERROR_NOT_FOUND },
    { "file:///v1", MQ_MODEL_ERROR_NOT_FOUND },
    { "http:", MQ_MODEL_ERROR_NOT_FOUND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (MqHttpModel) model = mq_http_model_new (&(MqModelEndpoint){
          .provider = mq_model_provider_find ("custom"), .base_url = cases[i].url, .model = "m" });
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (GError) error = NULL;

      dex_await (mq_model_ask (MQ_MODEL (model), request, NULL, NULL, NULL, NULL), &error);
      g_assert_error (error, MQ_MODEL_ERROR, cases[i].code);
    }
}

static MqModel *
model_at (guint16 port, ModelFixture *fixture)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/v1", port);
  MqHttpModel *model = mq_http_model_new (&(MqModelEndpoint){
      .provider = mq_model_provider_find ("custom"), .base_url = url, .model = "m" });

  model_fixture_set_wait (fixture, model);
  return MQ_MODEL (model);
}

/* TLS to who does not speak it, and to who says nothing at all. */
static void
test_tls (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new ("custom", "{'exchanges':[]}");
  g_autoptr (MqModel) plain = model_at (mq_fake_model_get_port (fixture->fake), fixture);
  g_autoptr (GSocketListener) deaf = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (deaf, NULL, NULL);
  g_autoptr (MqModel) unheard = model_at (port, fixture);
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (GError) broken = NULL;
  g_autoptr (GError) late = NULL;

  dex_await (mq_model_ask (plain, request, NULL, NULL, NULL, NULL), &broken);
  g_assert_error (broken, MQ_MODEL_ERROR, MQ_MODEL_ERROR_UNREACHABLE);

  dex_promise_resolve_boolean (fixture->connect, TRUE);
  dex_await (mq_model_ask (unheard, request, NULL, NULL, NULL, NULL), &late);
  g_assert_error (late, MQ_MODEL_ERROR, MQ_MODEL_ERROR_UNREACHABLE);
}

/* A model that takes long to begin its answer was reached: the time for a connection is over. */
static void
test_slow_answer (void)
{
  g_autoptr (ModelFixture) fixture
      = model_fixture_new ("custom", "{'exchanges':[{'hold':true,'text':'Six.'}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *future = model_fixture_ask (fixture, request);

  model_fixture_wait_request (fixture, 1);
  dex_promise_resolve_boolean (fixture->connect, TRUE);
  mq_fake_model_go (fixture->fake);
  answer = dex_await_object (future, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer->text, ==, "Six.");
}

static guint keys_asked;

static DexFuture *
find_key (gpointer user_data)
{
  keys_asked++;
  return dex_future_new_take_string (
      g_strdup (keys_asked == 1 ? "sk-old" : MODEL_FIXTURE_KEY "\n"));
}

static DexFuture *
find_no_key (gpointer user_data)
{
  return dex_future_new_take_string (NULL);
}

/* Looked up once; again after it was refused. None where one is needed: said without asking, or as
 * the server says it. */
static void
test_key (void)
{
  g_autoptr (ModelFixture) fixture
      = model_fixture_new_for (&(MqModelEndpoint){ .provider = mq_model_provider_find ("anthropic"),
                                                   .model = "m",
                                                   .find_key = find_key,
                                                   .price_input = -1 },
                               "{" WITH_KEY ",'exchanges':[{'times':0,'text':'Six.'}]}");
  g_autoptr (ModelFixture) without = model_fixture_new_for (
      &(MqModelEndpoint){
          .provider = mq_model_provider_find ("anthropic"), .model = "m", .find_key = find_no_key },
      "{'exchanges':[]}");
  g_autoptr (ModelFixture) own = model_fixture_new_for (
      &(MqModelEndpoint){
          .provider = mq_model_provider_find ("custom"), .model = "m", .find_key = find_no_key },
      "{'exchanges':[{'times':0,'error':{'status':401,'body':{}}}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (GError) wanted = model_fixture_expect_error (own, request, MQ_MODEL_ERROR_KEY);
  g_autoptr (GError) refused = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_KEY);
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
  g_autoptr (MqModelAnswer) second = model_fixture_expect (fixture, request);
  g_autoptr (GError) none = model_fixture_expect_error (without, request, MQ_MODEL_ERROR_KEY);

  g_assert_cmpuint (keys_asked, ==, 2);
  g_assert_cmpfloat (answer->usage.cost, ==, -1);
  g_assert_nonnull (strstr (none->message, "ANTHROPIC_API_KEY"));
  g_assert_cmpuint (n_requests (without), ==, 0);
  g_assert_nonnull (strstr (wanted->message, "wants a key, and there is none (401)"));
  g_assert_nonnull (strstr (refused->message, "rejected the key (401)"));
}

static DexPromise *keyring;

static DexFuture *
find_key_late (gpointer user_data)
{
  return dex_ref (DEX_FUTURE (keyring));
}

/* A keyring that waits for its password: that is said. One that does not answer is no end for a
 * server that needs no key. */
static void
test_key_late (void)
{
  static const char *const with_keys[] = { "anthropic", "custom" };

  for (gsize i = 0; i < G_N_ELEMENTS (with_keys); i++)
    {
      MqModelEndpoint endpoint = { .provider = mq_model_provider_find (with_keys[i]),
                                   .model = "m",
                                   .find_key = find_key_late };
      g_autoptr (ModelFixture) fixture
          = model_fixture_new_for (&endpoint, "{'exchanges':[{'times':0,'text':'Six.'}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (DexFuture) asked = NULL;
      g_autoptr (GError) error = NULL;

      keyring = dex_promise_new ();
      asked = model_fixture_ask (fixture, request);
      g_assert_cmpstr (fixture->retries->str, ==, "");
      dex_promise_resolve_boolean (fixture->key, TRUE);
      while (fixture->retries->len == 0)
        dex_await (dex_timeout_new_msec (1), NULL);
      g_assert_cmpstr (fixture->retries->str, ==, "key 1 at once; ");
      g_assert_true (dex_future_is_pending (asked));

      dex_promise_reject (keyring, g_error_new_literal (MQ_ERROR, MQ_ERROR_TIMEOUT, "no answer"));
      g_assert_true (dex_await (dex_ref (asked), &error) == (i > 0));
      g_assert_true (i > 0 || g_error_matches (error, MQ_MODEL_ERROR, MQ_MODEL_ERROR_KEY));
      g_assert_cmpuint (n_requests (fixture), ==, i);
      dex_clear (&keyring);
    }
}

static const ModelFixtureTest tests[] = {
  { "/models/statuses", test_statuses },
  { "/models/busy", test_busy },
  { "/models/unreadable-answer", test_unreadable_answer },
  { "/models/unreadable-form", test_unreadable_form },
  { "/models/quota", test_quota },
  { "/models/raw-reason", test_raw_reason },
  { "/models/documented", test_documented },
  { "/models/error-in-stream", test_error_in_stream },
  { "/models/cut", test_cut },
  { "/models/drop/asked", test_drop },
  { "/models/drop/waiting", test_drop_waiting },
  { "/models/gate", test_gate },
  { "/models/silence", test_silence },
  { "/models/trickle", test_trickle },
  { "/models/kept-alive", test_kept_alive },
  { "/models/dropped-probe", test_dropped_probe },
  { "/models/keep", test_keep },
  { "/models/parallel", test_parallel },
  { "/models/unreachable", test_unreachable },
  { "/models/tls", test_tls },
  { "/models/slow-answer", test_slow_answer },
  { "/models/key", test_key },
  { "/models/key/late", test_key_late },
};

MQ_TEST_PROGRAM (models_failures)
{
  return model_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
