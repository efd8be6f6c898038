/* Models over HTTP against the fake server, in both dialects: what is sent, what is made of what
 * comes. */
#include "models/model-fixture.h"

#include "common/json/mq-json.h"

#include <string.h>

static const char *const providers[] = { "anthropic", "custom" };

static JsonObject *
body_of (ModelFixture *fixture, guint n)
{
  return model_fixture_wait_request (fixture, n)->body;
}

static guint
n_requests (ModelFixture *fixture)
{
  return mq_fake_model_get_requests (fixture->fake)->len;
}

#define WITH_KEY "'key':'" MODEL_FIXTURE_KEY "'"

static void
test_text (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{" WITH_KEY ",'exchanges':[{'text':'A solid with six sides: würfel.','comments':2,"
          "'usage':{'input':100,'output':7}}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
      const MqModelUsage *usage = &answer->usage;
      g_autofree char *name = g_strconcat (providers[i], ":test-1", NULL);
      MqFakeRequest *seen = model_fixture_wait_done (fixture, 1);

      g_assert_cmpstr (answer->text, ==, "A solid with six sides: würfel.");
      g_assert_cmpstr (fixture->heard->str, ==, answer->text);
      g_assert_cmpstr (answer->model, ==, name);
      g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_END);
      g_assert_cmpint (usage->input, ==, 100);
      g_assert_cmpint (usage->output, ==, 7);
      g_assert_cmpfloat_with_epsilon (usage->cost, (100 * 3 + 7 * 15) / 1e6, 1e-9);
      g_assert_true (seen->key_right);
      g_assert_null (strstr (seen->text, MODEL_FIXTURE_KEY));
    }
}

/* However the bytes are cut, the same comes out. */
static void
test_split (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (GString) script = g_string_new ("{'exchanges':[");
      g_autoptr (ModelFixture) fixture = NULL;

      for (guint n = 1; n <= 40; n++)
        g_string_append_printf (
            script,
            "%s{'text':'Ein Würfel, ✓ "
            "fertig','calls':[{'id':'c1','name':'search','arguments':{'query'"
            ":'bevel ✓ "
            "ü'}},{'id':'c2','name':'search','arguments':{'query':'b'}}],'piece':%u,'split':%u}",
            n > 1 ? "," : "", 1 + n % 7, n);
      g_string_append (script, "]}");
      fixture = model_fixture_new (providers[i], script->str);

      for (guint n = 1; n <= 40; n++)
        {
          g_autoptr (MqModelRequest) request = model_fixture_question ();
          g_autoptr (JsonObject) parameters = model_fixture_json (
              "{'type':'object','properties':{'query':{'type':'string'}},'required':['query']}");
          g_autoptr (MqModelAnswer) answer = NULL;
          MqModelPart *call;

          mq_model_request_add_tool (request, "search", "Looks up.", parameters);
          answer = model_fixture_expect (fixture, request);
          g_assert_cmpstr (answer->text, ==, "Ein Würfel, ✓ fertig");
          g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_TOOLS);
          g_assert_cmpuint (answer->calls->len, ==, 2);
          call = g_ptr_array_index (answer->calls, 0);
          g_assert_cmpstr (call->id, ==, "c1");
          g_assert_cmpstr (call->name, ==, "search");
          g_assert_cmpstr (mq_json_get_string (call->arguments, "query", NULL), ==, "bevel ✓ ü");
        }
    }
}

static MqModelRequest *
whole_request (void)
{
  MqModelRequest *request = model_fixture_question ();
  g_autoptr (GBytes) picture = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (JsonObject) parameters = model_fixture_json (
      "{'type':'object','properties':{'query':{'type':'string'}},'required':['query']}");
  g_autoptr (JsonObject) arguments = model_fixture_json ("{'query':'cube'}");

  mq_model_request_add_picture (request, picture, "image/png");
  mq_model_request_add_call (request, "c1", "search", arguments);
  mq_model_request_add_result (request, "c1", "A mesh.");
  mq_model_request_add_text (request, MQ_MODEL_USER, "So?");
  mq_model_request_add_tool (request, "search", "Looks up.", parameters);
  request->max_tokens = 4000;
  return request;
}

static void
test_anthropic_request (void)
{
  g_autoptr (ModelFixture) fixture
      = model_fixture_new ("anthropic", "{" WITH_KEY ",'exchanges':[{'text':'Six sides.'}]}");
  g_autoptr (MqModelRequest) request = whole_request ();
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autofree char *text = NULL;
  JsonObject *body;

  for (guint i = 0; i < 5; i++)
    mq_model_request_add_stable (request, MQ_MODEL_USER, "Known.");
  answer = model_fixture_expect (fixture, request);
  body = body_of (fixture, 1);
  text = mq_json_object_to_string (body, FALSE);

  g_assert_cmpstr (model_fixture_wait_request (fixture, 1)->path, ==, "/v1/messages");
  g_assert_cmpstr (
      g_hash_table_lookup (model_fixture_wait_request (fixture, 1)->headers, "anthropic-version"),
      ==, "2023-06-01");
  g_assert_cmpint (mq_json_get_int (body, "max_tokens", 0), ==, 4000);
  g_assert_true (mq_json_get_boolean (body, "stream", FALSE));
  g_assert_cmpuint (json_array_get_length (mq_json_get_array (body, "messages")), ==, 3);
  g_assert_nonnull (strstr (text, "\"media_type\":\"image/png\",\"data\":\"iVBORw==\""));
  g_assert_nonnull (strstr (text, "{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"search\","
                                  "\"input\":{\"query\":\"cube\"}}"));
  g_assert_nonnull (
      strstr (text, "{\"type\":\"tool_result\",\"tool_use_id\":\"c1\",\"content\":\"A mesh.\"}"));
  g_assert_nonnull (strstr (text, "\"input_schema\":{\"type\":\"object\""));

  /* Six stable texts; four marks at most, on the last. */
  {
    g_auto (GStrv) parts = g_strsplit (text, "\"cache_control\":{\"type\":\"ephemeral\"}", -1);

    g_assert_cmpuint (g_strv_length (parts), ==, 5);
    g_assert_null (strstr (text, "\"You model.\",\"cache_control\""));
  }
}

static void
test_openai_request (void)
{
  g_autoptr (ModelFixture) fixture
      = model_fixture_new ("custom", "{" WITH_KEY ",'exchanges':[{'text':'Six sides.'}]}");
  g_autoptr (MqModelRequest) request = whole_request ();
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
  JsonObject *body = body_of (fixture, 1);
  JsonArray *messages = mq_json_get_array (body, "messages");
  g_autofree char *text = mq_json_object_to_string (body, FALSE);

  g_assert_cmpstr (model_fixture_wait_request (fixture, 1)->path, ==, "/v1/chat/completions");
  g_assert_cmpint (mq_json_get_int (body, "max_tokens", 0), ==, 4000);
  g_assert_cmpuint (json_array_get_length (messages), ==, 5);
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (messages, 0), "content", NULL), ==,
                   "You model.");
  g_assert_cmpstr (mq_json_get_string (mq_json_element_object (messages, 3), "tool_call_id", NULL),
                   ==, "c1");
  g_assert_nonnull (strstr (text, "\"url\":\"data:image/png;base64,iVBORw==\""));
  g_assert_nonnull (strstr (text, "\"arguments\":\"{\\\"query\\\":\\\"cube\\\"}\""));
  g_assert_nonnull (strstr (text, "\"include_usage\":true"));
  g_assert_nonnull (strstr (text, "{\"type\":\"function\",\"function\":{\"name\":\"search\""));
}

static void
test_schema (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'object':{'name':'cube','sides':6},'split':3}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (JsonObject) schema = model_fixture_schema ();
      g_autoptr (MqModelAnswer) answer = NULL;
      JsonObject *body;

      mq_model_request_set_schema (request, "solid", schema);
      answer = model_fixture_expect (fixture, request);
      body = body_of (fixture, 1);
      g_assert_cmpint (mq_json_get_int (answer->object, "sides", 0), ==, 6);
      g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_END);
      g_assert_cmpuint (answer->calls->len, ==, 0);
      g_assert_cmpstr (fixture->heard->str, ==, answer->text);
      if (i == 0)
        g_assert_cmpstr (
            mq_json_get_string (mq_json_get_object (body, "tool_choice"), "name", NULL), ==,
            "solid");
      else
        {
          JsonObject *format = mq_json_get_object (body, "response_format");

          g_assert_true (
              mq_json_get_boolean (mq_json_get_object (format, "json_schema"), "strict", FALSE));
        }
    }
}

/* Wrong once: told what is wrong, with the schema in words, it does better. Wrong three times: an
 * error. What was used up counts, and what could not be used is kept. */
static void
test_schema_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'object':{'name':'cube','sides':'six'},'usage':{'input':10,'output':5}},"
          "{'text':'Here:\\n```json\\n{ \\u0022name\\u0022: \\u0022cube\\u0022, "
          "\\u0022sides\\u0022: 6 }\\n```',"
          "'usage':{'input':30,'output':5}},"
          "{'text':'No.','usage':{'input':7,'output':1}},{'text':'Never.','usage':{'input':8,'"
          "output':1}},"
          "{'text':'{}','usage':{'input':9,'output':1}}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (JsonObject) schema = model_fixture_schema ();
      g_autoptr (MqModelAnswer) answer = NULL;
      g_autoptr (GError) error = NULL;
      JsonObject *rejected;

      mq_model_request_set_schema (request, "solid", schema);
      answer = model_fixture_expect (fixture, request);
      g_assert_cmpint (mq_json_get_int (answer->object, "sides", 0), ==, 6);
      g_assert_cmpint (answer->usage.input, ==, 40);
      g_assert_cmpint (answer->usage.output, ==, 10);
      g_assert_cmpuint (answer->usage.calls, ==, 2);
      g_assert_cmpuint (json_array_get_length (answer->rejected), ==, 1);
      g_assert_nonnull (
          strstr (model_fixture_wait_request (fixture, 2)->text, "keeps to this schema"));
      g_assert_nonnull (strstr (model_fixture_wait_request (fixture, 2)->text,
                                "\\\"sides\\\": expected integer, got string"));
      g_assert_cmpuint (request->messages->len, ==, 2);

      error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_ANSWER);
      g_assert_cmpuint (n_requests (fixture), ==, 5);
      g_assert_cmpint (mq_model_error_get_usage (error)->input, ==, 24);
      g_assert_cmpuint (mq_model_error_get_usage (error)->calls, ==, 3);
      rejected = mq_json_element_object (mq_model_error_get_rejected (error), 1);
      g_assert_cmpstr (mq_json_get_string (rejected, "text", ""), ==, "Never.");
      g_assert_nonnull (strstr (mq_json_get_string (rejected, "problem", ""), "no JSON object"));
    }
}

/* What a server does not take is left out from then on, and said in words. */
static void
test_lacks (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "custom",
      "{'exchanges':["
      "{'contains':'stream_options','times':0,'error':{'status':400,'body':{'error':{'message':"
      "'Unknown parameter: stream_options'}}}},"
      "{'contains':'max_tokens','times':0,'error':{'status':400,'body':{'error':{'message':"
      "'Unsupported parameter: max_tokens; use max_completion_tokens'}}}},"
      "{'contains':'response_format','times':0,'error':{'status':400,'body':{'error':"
      "'response_format.type must be text'}}},"
      "{'contains':'parameters','times':0,'error':{'status':500,'body':{'error':{'message':"
      "'tools param requires --jinja flag'}}}},"
      "{'text':'I look it up.\\n```json\\n{\\u0022tool\\u0022: \\u0022search\\u0022, "
      "\\u0022arguments\\u0022: {\\u0022query\\u0022: \\u0022cube\\u0022}}\\n```','usage':null},"
      "{'text':'{\\u0022name\\u0022: \\u0022cube\\u0022, \\u0022sides\\u0022: 6}'}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (JsonObject) schema = model_fixture_schema ();
  g_autoptr (JsonObject) parameters = model_fixture_json (
      "{'type':'object','properties':{'query':{'type':'string'}},'required':['query']}");
  g_autoptr (MqModelAnswer) first = NULL;
  g_autoptr (MqModelAnswer) second = NULL;
  MqModelPart *call;

  mq_model_request_set_schema (request, "solid", schema);
  mq_model_request_add_tool (request, "search", "Looks up.", parameters);
  request->max_tokens = 1000;
  first = model_fixture_expect (fixture, request);

  g_assert_cmpuint (n_requests (fixture), ==, 5);
  g_assert_cmpint (mq_json_get_int (body_of (fixture, 5), "max_completion_tokens", 0), ==, 1000);
  g_assert_cmpuint (fixture->waits->len, ==, 0);
  g_assert_cmpuint (first->calls->len, ==, 1);
  g_assert_cmpstr (first->text, ==, "I look it up.");
  g_assert_cmpint (first->usage.input, >, 50); /* estimated */
  g_assert_false (mq_model_get_abilities (fixture->model).tools);
  g_assert_false (mq_model_get_abilities (fixture->model).schema);
  g_assert_true (mq_model_get_abilities (fixture->model).pictures);

  call = g_ptr_array_index (first->calls, 0);
  mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, first->text);
  mq_model_request_add_call (request, call->id, call->name, call->arguments);
  mq_model_request_add_result (request, call->id, "Six faces.");
  second = model_fixture_expect (fixture, request);
  g_assert_cmpuint (n_requests (fixture), ==, 6);
  g_assert_cmpint (mq_json_get_int (second->object, "sides", 0), ==, 6);
  g_assert_null (strstr (model_fixture_wait_request (fixture, 6)->text, "\"tools\""));
  g_assert_null (strstr (model_fixture_wait_request (fixture, 6)->text, "tool_calls"));
}

/* DeepSeek wants an answer back with what was thought before it. Others do not know that member. */
static void
test_thoughts_back (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "custom",
      "{'exchanges':["
      "{'raw':'data: {\\u0022choices\\u0022:[{\\u0022delta\\u0022:{\\u0022reasoning_content\\u0022:"
      "\\u0022Six, as on a die.\\u0022}}]}\\n\\ndata: "
      "{\\u0022choices\\u0022:[{\\u0022delta\\u0022:{"
      "\\u0022content\\u0022:\\u0022Six.\\u0022},\\u0022finish_reason\\u0022:\\u0022stop\\u0022}]}"
      "\\n\\ndata: [DONE]\\n\\n'},"
      "{'error':{'status':400,'body':{'error':{'message':'The `reasoning_content` in the thinking "
      "mode must be passed back to the API.','code':'invalid_request_error'}}}},"
      "{'times':2,'text':'{\\u0022name\\u0022: \\u0022cube\\u0022, \\u0022sides\\u0022: 6}'}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (JsonObject) schema = model_fixture_schema ();
  g_autoptr (MqModelAnswer) answer = NULL;
  g_autoptr (MqModelAnswer) next = NULL;

  mq_model_request_set_schema (request, "solid", schema);
  answer = model_fixture_expect (fixture, request);
  g_assert_cmpint (mq_json_get_int (answer->object, "sides", 0), ==, 6);
  g_assert_cmpuint (n_requests (fixture), ==, 3);
  g_assert_true (g_str_has_prefix (fixture->thoughts->str, "Six, as on a die."));
  g_assert_null (strstr (model_fixture_wait_request (fixture, 2)->text, "as on a die"));
  g_assert_nonnull (strstr (model_fixture_wait_request (fixture, 3)->text,
                            "\"reasoning_content\":\"Six, as on a die.\""));

  /* An answer whose thoughts nobody has: the server is asked once. */
  mq_model_request_add_text (request, MQ_MODEL_ASSISTANT, answer->text);
  mq_model_request_add_text (request, MQ_MODEL_USER, "And a pyramid?");
  next = model_fixture_expect (fixture, request);
  g_assert_cmpuint (n_requests (fixture), ==, 4);
  g_assert_nonnull (
      strstr (model_fixture_wait_request (fixture, 4)->text, "\"reasoning_content\":\"…\""));
}

static void
test_no_stream (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "openai",
      "{'exchanges':[{'contains':'include_usage','error':{'status':400,'body':{'error':{'message':"
      "'Your organization must be verified to stream this model.','param':'stream','code':"
      "'unsupported_value'}}}},{'contains':':false','text':'Six.','whole':true}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

  g_assert_cmpstr (answer->text, ==, "Six.");
  g_assert_cmpstr (fixture->heard->str, ==, "Six.");
}

static void
test_no_pictures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'error':{'status':500,'body':{'error':{'message':'image "
                        "input is not supported - hint: provide the mmproj'}}}}]}");
      g_autoptr (MqModelRequest) request = whole_request ();
      g_autoptr (GError) error = model_fixture_expect_error (fixture, request,
                                                             MQ_MODEL_ERROR_REQUEST);
      g_autoptr (GError) again = model_fixture_expect_error (fixture, request,
                                                             MQ_MODEL_ERROR_REQUEST);

      g_assert_nonnull (strstr (error->message, "test-1 does not support pictures"));
      g_assert_cmpuint (n_requests (fixture), ==, 1);
      g_assert_false (mq_model_get_abilities (fixture->model).pictures);
    }
}

/* A server says how many tokens it takes at most, and gets no more from then on. */
static void
test_most_tokens (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'error':{'status':400,'body':{'error':{'type':'invalid_request_error',"
          "'message':'max_tokens: 32000 > 8192, which is the maximum allowed number of output "
          "tokens'}}}},"
          "{'text':'Six.','times':2}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();

      /* Anthropic's own limit is 32000. */
      request->max_tokens = i == 0 ? 0 : 32000;
      for (guint n = 2; n <= 3; n++)
        {
          g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

          g_assert_cmpstr (answer->text, ==, "Six.");
          g_assert_cmpuint (n_requests (fixture), ==, n);
          g_assert_cmpint (mq_json_get_int (body_of (fixture, n), "max_tokens", 0), ==, 8192);
        }
    }
}

static void
test_not_the_dialect (void)
{
  static const char *const others[] = { "(a web page)", "(other data)", "(other text)" };

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'times':2,'raw':'data: {oops\\n\\ndata: more\\n\\n'},"
                        "{'type':'text/html','raw':'<html>a page</html>'},"
                        "{'type':'application/json','raw':'{\\u0022hello\\u0022: 1}'},"
                        "{'type':'text/plain','raw':'It works!'}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (GError) bad = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_ANSWER);

      /* Said at once: asked no second time. */
      for (gsize j = 0; j < G_N_ELEMENTS (others); j++)
        {
          g_autoptr (GError) other = model_fixture_expect_error (fixture, request,
                                                                 MQ_MODEL_ERROR_ADDRESS);

          g_assert_nonnull (strstr (other->message, "127.0.0.1:"));
          g_assert_nonnull (strstr (other->message, others[j]));
          g_assert_cmpuint (n_requests (fixture), ==, 3 + j);
        }
    }
}

static void
test_refusal (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'refusal':'I will not.'},"
                        "{'text':'','stop':'content_filter','dialect':'openai'}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (GError) error = model_fixture_expect_error (fixture, request,
                                                             MQ_MODEL_ERROR_REFUSED);

      g_assert_nonnull (strstr (error->message, "I will not."));
      if (i == 1)
        {
          g_autoptr (GError) filtered = model_fixture_expect_error (fixture, request,
                                                                    MQ_MODEL_ERROR_REFUSED);
        }
      g_assert_cmpuint (n_requests (fixture), ==, i + 1);
    }
}

/* What the limit of tokens has cut is text without its end, but no object, and no call. */
static void
test_length (void)
{
  static const char *const words[] = { "max_tokens", "length" };

  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autofree char *script = g_strdup_printf (
          "{'exchanges':[{'text':'A cube is','stop':'%s','times':2},{'calls':[{'name':'search',"
          "'arguments':'{\\u0022query\\u0022: \\u0022bev'}],'stop':'%s'}]}",
          words[i], words[i]);
      g_autoptr (ModelFixture) fixture = model_fixture_new (providers[i], script);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
      g_autoptr (JsonObject) schema = model_fixture_schema ();
      g_autoptr (MqModelRequest) with_tool = whole_request ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) cut = NULL;

      g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_LENGTH);
      mq_model_request_set_schema (request, "solid", schema);
      error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_ANSWER);
      g_assert_cmpuint (n_requests (fixture), ==, 2);
      cut = model_fixture_expect_error (fixture, with_tool, MQ_MODEL_ERROR_ANSWER);
      g_assert_cmpuint (n_requests (fixture), ==, 3);
    }
}

/* What was written so far is heard before the rest is there. */
static void
test_stream (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'text':'A cube has six sides.','piece':1,'hold_after':900}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      DexFuture *future = model_fixture_ask (fixture, request);
      g_autoptr (MqModelAnswer) answer = NULL;

      model_fixture_wait_heard (fixture);
      g_assert_true (g_str_has_prefix ("A cube has six sides.", fixture->heard->str));
      g_assert_cmpuint (fixture->heard->len, <, 21);
      mq_fake_model_go (fixture->fake);
      answer = dex_await_object (future, NULL);
      g_assert_cmpstr (fixture->heard->str, ==, answer->text);
    }
}

/* Ollama answers what it has read; the end of what it was asked. */
static void
test_truncated (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "ollama",
      "{'exchanges':[{'text':'Six.','usage':{'input':2051}},{'text':'Six.','usage':{'input':"
      "25000}},{'text':'Six.','usage':{'input':2300}}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autofree char *filler = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;

  mq_model_request_add_text (request, MQ_MODEL_USER, filler);
  error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_CONTEXT);
  g_assert_nonnull (strstr (error->message, "2051"));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

      g_assert_cmpstr (answer->text, ==, "Six.");
    }
}

/* Servers that leave out what others say. */
static void
test_odd_servers (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "ollama", "{'exchanges':[{'text':'Six.','done':false,'usage':null},"
                "{'text':'<think>Is it { six }?</think>\\nSix.','whole':true},"
                "{'text':'','times':1},{'text':'Six after all.'},"
                "{'raw':'data: {\\u0022choices\\u0022:[{\\u0022delta\\u0022:{\\u0022content\\u0022:"
                "\\u0022Six.\\u0022},\\u0022finish_reason\\u0022:\\u0022stop\\u0022}]}'}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  const char *const wanted[] = { "Six.", "Six.", "Six after all.", "Six." };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

      g_assert_cmpstr (answer->text, ==, wanted[i]);
      g_assert_cmpint (answer->usage.input, >, 0);
      g_assert_cmpint (answer->usage.output, >, 0);
      g_assert_cmpfloat (answer->usage.cost, ==, 0);
    }
}

/* LM Studio's documentation (lmstudio-ai/docs, 1_developer/3_openai-compat/tools.md): a call in an
 * answer that is not streamed, without content; and a call of the wrong form, which it leaves in
 * the content. */
static void
test_documented_calls (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "lmstudio",
      "{'exchanges':[{'type':'application/json','raw':'{\\u0022id\\u0022:\\u0022chatcmpl-"
      "gb1t1uqzefudice8ntxd9i\\u0022,\\u0022object\\u0022:\\u0022chat.completion\\u0022,"
      "\\u0022choices\\u0022:[{\\u0022index\\u0022:0,\\u0022logprobs\\u0022:null,"
      "\\u0022finish_reason\\u0022:\\u0022tool_calls\\u0022,\\u0022message\\u0022:{"
      "\\u0022role\\u0022:\\u0022assistant\\u0022,\\u0022tool_calls\\u0022:[{"
      "\\u0022id\\u0022:\\u0022365174485\\u0022,\\u0022type\\u0022:\\u0022function"
      "\\u0022,\\u0022function\\u0022:{\\u0022name\\u0022:\\u0022search\\u0022,"
      "\\u0022arguments\\u0022:\\u0022{\\\\\\u0022query\\\\\\u0022:\\\\\\u0022dell"
      "\\\\\\u0022}\\u0022}}]}}]}'},"
      "{'text':'<tool_call>\\n[name: search, function: date]\\n</tool_call>'}]}");
  g_autoptr (MqModelRequest) request = whole_request ();
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
  g_autoptr (MqModelAnswer) unread = NULL;
  MqModelPart *call;

  g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_TOOLS);
  g_assert_cmpuint (answer->calls->len, ==, 1);
  call = g_ptr_array_index (answer->calls, 0);
  g_assert_cmpstr (call->id, ==, "365174485");
  g_assert_cmpstr (mq_json_get_string (call->arguments, "query", ""), ==, "dell");

  unread = model_fixture_expect (fixture, request);
  g_assert_cmpuint (unread->calls->len, ==, 0);
  g_assert_true (g_str_has_prefix (unread->text, "<tool_call>"));
}

/* Calls as servers stream them: all numbered 0 but named apart, not numbered at all, the tool's
 * name said again with each piece, arguments as an object. Each stream holds two calls. */
static const char *const odd_calls[] = {
  "{'index':0,'id':'a','function':{'name':'search','arguments':'{\\u0022query\\u0022:"
  "\\u0022x\\u0022}'}}|"
  "{'index':0,'id':'b','function':{'name':'search','arguments':'{\\u0022query\\u0022:"
  "\\u0022y\\u0022}'}}",
  "{'id':'a','function':{'name':'search','arguments':'{\\u0022query'}}|"
  "{'function':{'arguments':'\\u0022:\\u0022x\\u0022}'}}|"
  "{'id':'b','function':{'name':'search','arguments':{'query':'y'}}}",
  "{'index':0,'id':'a','function':{'name':'search','arguments':''}}|"
  "{'index':0,'id':'','function':{'name':'search','arguments':'{\\u0022query\\u0022:'}}|"
  "{'index':1,'id':'b','function':{'name':'sea','arguments':'{\\u0022query\\u0022:'}}|"
  "{'index':0,'function':{'name':'search','arguments':'\\u0022x\\u0022}'}}|"
  "{'index':1,'function':{'name':'rch','arguments':'\\u0022y\\u0022}'}}",
};

static void
test_odd_calls (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (odd_calls); i++)
    {
      g_autofree char *pieces = g_strdelimit (g_strdup (odd_calls[i]), "'", '"');
      g_auto (GStrv) split = g_strsplit (pieces, "|", -1);
      g_autoptr (GString) raw = g_string_new (NULL);
      g_autoptr (JsonObject) exchange = json_object_new ();
      g_autoptr (JsonObject) script = json_object_new ();
      JsonArray *exchanges = json_array_new ();
      g_autoptr (ModelFixture) fixture = NULL;
      g_autoptr (MqModelRequest) request = whole_request ();
      g_autoptr (MqModelAnswer) answer = NULL;
      g_autofree char *text = NULL;
      GPtrArray *calls;

      for (guint j = 0; split[j] != NULL; j++)
        g_string_append_printf (raw, "data: {\"choices\":[{\"delta\":{\"tool_calls\":[%s]}}]}\n\n",
                                split[j]);
      g_string_append (raw, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n");
      json_object_set_string_member (exchange, "raw", raw->str);
      json_array_add_object_element (exchanges, g_steal_pointer (&exchange));
      json_object_set_array_member (script, "exchanges", exchanges);
      text = mq_json_object_to_string (script, FALSE);
      fixture = model_fixture_new ("gemini", text);
      answer = model_fixture_expect (fixture, request);
      calls = answer->calls;

      g_assert_cmpint (answer->stop, ==, MQ_MODEL_STOP_TOOLS);
      g_assert_cmpuint (calls->len, ==, 2);
      for (guint j = 0; j < 2; j++)
        {
          MqModelPart *call = g_ptr_array_index (calls, j);

          g_assert_cmpstr (call->id, ==, j == 0 ? "a" : "b");
          g_assert_cmpstr (mq_json_get_string (call->arguments, "query", NULL), ==,
                           j == 0 ? "x" : "y");
        }
    }
}

static void
test_wrong_call (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i],
          "{'exchanges':[{'calls':[{'name':'search','arguments':'{broken'}]},"
          "{'calls':[{'name':'search','arguments':'{\\u0022query\\u0022: [\\u0022x\\u0022],}'}]},"
          "{'calls':[{'name':'delete_all','arguments':{}}],'times':3}]}");
      g_autoptr (MqModelRequest) request = whole_request ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
      g_autoptr (GError) error = NULL;

      g_assert_cmpuint (answer->calls->len, ==, 1);
      error = model_fixture_expect_error (fixture, request, MQ_MODEL_ERROR_ANSWER);
      g_assert_nonnull (strstr (error->message, "delete_all"));
    }
}

static void
test_usage (void)
{
  g_autoptr (ModelFixture) fixture = model_fixture_new (
      "anthropic",
      "{'exchanges':[{'text':'a','usage':{'input':100,'cached':2000,'written':400,'output':50}}]}");
  g_autoptr (MqModelRequest) request = model_fixture_question ();
  g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
  const MqModelUsage *usage = &answer->usage;

  g_assert_cmpint (usage->input, ==, 2500);
  g_assert_cmpint (usage->cached, ==, 2000);
  g_assert_cmpfloat_with_epsilon (usage->cost,
                                  (100 * 3 + 400 * 3 * 1.25 + 2000 * 0.3 + 50 * 15) / 1e6, 1e-9);
}

/* The provider's own price counts, unless it cannot be true; what this computer answers is free. */
static void
test_own_cost (void)
{
  static const struct
  {
    const char *provider;
    const char *said;
    double cost;
  } cases[] = {
    { "custom", "0.25", 0.25 },
    { "custom", "0", 0 },
    { "custom", "-1", (100 * 3 + 7 * 15) / 1e6 },
    { "custom", "1e12", (100 * 3 + 7 * 15) / 1e6 },
    { "custom", "null", (100 * 3 + 7 * 15) / 1e6 },
    { "ollama", "0.25", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *script = g_strdup_printf (
          "{'exchanges':[{'raw':'data: {\\u0022choices\\u0022:[{\\u0022delta\\u0022:{"
          "\\u0022content\\u0022:\\u0022Six.\\u0022},\\u0022finish_reason\\u0022:"
          "\\u0022stop\\u0022}],\\u0022usage\\u0022:{\\u0022prompt_tokens\\u0022:100,"
          "\\u0022completion_tokens\\u0022:7,\\u0022cost\\u0022:%s}}'}]}",
          cases[i].said);
      g_autoptr (ModelFixture) fixture = model_fixture_new (cases[i].provider, script);
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);

      g_test_message ("%s: %s", cases[i].provider, cases[i].said);
      g_assert_cmpint (answer->usage.input, ==, 100);
      g_assert_cmpint (answer->usage.output, ==, 7);
      g_assert_cmpfloat_with_epsilon (answer->usage.cost, cases[i].cost, 1e-9);
    }
}

/* Counts that cannot be true are not counted: the usage is estimated. */
static void
test_odd_usage (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (providers); i++)
    {
      g_autoptr (ModelFixture) fixture = model_fixture_new (
          providers[i], "{'exchanges':[{'text':'Six.','usage':{'input':-1000000000000000000,"
                        "'cached':-5,'output':9000000000000000000}}]}");
      g_autoptr (MqModelRequest) request = model_fixture_question ();
      g_autoptr (MqModelAnswer) answer = model_fixture_expect (fixture, request);
      const MqModelUsage *usage = &answer->usage;

      g_assert_cmpint (usage->input, >, 0);
      g_assert_cmpint (usage->input, <, 10000);
      g_assert_cmpint (usage->cached, ==, 0);
      g_assert_cmpint (usage->output, ==, 1);
    }
}

static const ModelFixtureTest tests[] = {
  { "/models/text", test_text },
  { "/models/split", test_split },
  { "/models/request/anthropic", test_anthropic_request },
  { "/models/request/openai", test_openai_request },
  { "/models/schema/native", test_schema },
  { "/models/schema/wrong", test_schema_wrong },
  { "/models/lacks/all", test_lacks },
  { "/models/lacks/forgetting", test_thoughts_back },
  { "/models/lacks/stream", test_no_stream },
  { "/models/lacks/pictures", test_no_pictures },
  { "/models/lacks/most-tokens", test_most_tokens },
  { "/models/not-the-dialect", test_not_the_dialect },
  { "/models/refusal", test_refusal },
  { "/models/length", test_length },
  { "/models/stream", test_stream },
  { "/models/truncated", test_truncated },
  { "/models/odd-servers", test_odd_servers },
  { "/models/documented-calls", test_documented_calls },
  { "/models/odd-calls", test_odd_calls },
  { "/models/wrong-call", test_wrong_call },
  { "/models/usage", test_usage },
  { "/models/own-cost", test_own_cost },
  { "/models/odd-usage", test_odd_usage },
};

MQ_TEST_PROGRAM (models)
{
  return model_fixture_main (argc, argv, tests, G_N_ELEMENTS (tests));
}
