/* What tests of models share, see model-fixture.h. */
#include "models/model-fixture.h"

#include "common/json/mq-json.h"

static DexFuture *
wait_as_told (MqHttpModelWait what, guint milliseconds, gpointer user_data)
{
  ModelFixture *self = user_data;

  switch (what)
    {
    case MQ_HTTP_MODEL_WAIT_SILENCE:
      self->n_silence++;
      return dex_ref (self->silence);
    case MQ_HTTP_MODEL_WAIT_KEPT_ALIVE:
      return dex_ref (self->kept_alive);
    case MQ_HTTP_MODEL_WAIT_KEY:
      return dex_ref (self->key);
    case MQ_HTTP_MODEL_WAIT_QUIET:
      self->n_quiet++;
      return dex_ref (self->quiet);
    case MQ_HTTP_MODEL_WAIT_CONNECT:
      return dex_ref (self->connect);
    default:
      g_array_append_val (self->waits, milliseconds);
      return self->retry != NULL ? dex_ref (DEX_FUTURE (self->retry)) : dex_future_new_true ();
    }
}

ModelFixture *
model_fixture_new_for (const MqModelEndpoint *endpoint, const char *script)
{
  ModelFixture *self = g_new0 (ModelFixture, 1);
  MqModelEndpoint copy = *endpoint;

  self->fake = mq_fake_model_new_for_text (script);
  copy.base_url = mq_fake_model_get_url (self->fake);
  self->heard = g_string_new (NULL);
  self->thoughts = g_string_new (NULL);
  self->retries = g_string_new (NULL);
  self->waits = g_array_new (FALSE, FALSE, sizeof (guint));
  self->silence = dex_promise_new ();
  self->kept_alive = dex_promise_new ();
  self->quiet = dex_promise_new ();
  self->connect = dex_promise_new ();
  self->key = dex_promise_new ();
  self->spoke = dex_promise_new ();
  self->model = MQ_MODEL (mq_http_model_new (&copy));
  model_fixture_set_wait (self, MQ_HTTP_MODEL (self->model));
  return self;
}

void
model_fixture_set_wait (ModelFixture *self, MqHttpModel *model)
{
  mq_http_model_set_wait (model, wait_as_told, self);
}

ModelFixture *
model_fixture_new (const char *provider, const char *script)
{
  return model_fixture_new_for (&(MqModelEndpoint){ .provider = mq_model_provider_find (provider),
                                                    .model = "test-1",
                                                    .key = MODEL_FIXTURE_KEY,
                                                    .price_input = 3,
                                                    .price_output = 15,
                                                    .price_cached = 0.3 },
                                script);
}

void
model_fixture_free (ModelFixture *self)
{
  g_object_unref (self->model);
  g_object_unref (self->fake);
  g_string_free (self->heard, TRUE);
  g_string_free (self->thoughts, TRUE);
  g_string_free (self->retries, TRUE);
  g_array_unref (self->waits);
  dex_unref (self->silence);
  dex_unref (self->kept_alive);
  dex_unref (self->quiet);
  dex_unref (self->connect);
  dex_unref (self->key);
  dex_unref (self->spoke);
  dex_clear (&self->retry);
  g_free (self);
}

static void
delta_cb (const char *text, gboolean is_thought, gpointer user_data)
{
  ModelFixture *self = user_data;

  g_string_append (is_thought ? self->thoughts : self->heard, text);
  if (dex_future_is_pending (DEX_FUTURE (self->spoke)))
    dex_promise_resolve_boolean (self->spoke, TRUE);
}

void
model_fixture_wait_heard (ModelFixture *self)
{
  dex_await (dex_ref (self->spoke), NULL);
}

static void
retry_cb (const GError *why, guint attempt, guint milliseconds, gpointer user_data)
{
  ModelFixture *self = user_data;

  g_string_append_printf (self->retries, "%s %u %s; ", mq_model_error_to_code (why->code), attempt,
                          milliseconds > 0 ? "later" : "at once");
}

DexFuture *
model_fixture_ask (ModelFixture *self, MqModelRequest *request)
{
  return mq_model_ask (self->model, request, delta_cb, retry_cb, self, NULL);
}

MqModelAnswer *
model_fixture_expect (ModelFixture *self, MqModelRequest *request)
{
  g_autoptr (GError) error = NULL;
  MqModelAnswer *answer = dex_await_object (model_fixture_ask (self, request), &error);

  g_assert_no_error (error);
  return answer;
}

GError *
model_fixture_expect_error (ModelFixture *self, MqModelRequest *request, int code)
{
  GError *error = NULL;
  MqModelAnswer *answer = dex_await_object (model_fixture_ask (self, request), &error);

  g_assert_null (answer);
  g_assert_error (error, MQ_MODEL_ERROR, code);
  g_assert_null (strstr (error->message, MODEL_FIXTURE_KEY));
  return error;
}

static MqFakeRequest *
wait_request (ModelFixture *self, guint n, gboolean done)
{
  GPtrArray *requests = mq_fake_model_get_requests (self->fake);

  for (;;)
    {
      if (requests->len >= n)
        {
          MqFakeRequest *request = g_ptr_array_index (requests, n - 1);

          if (!done || request->done)
            return request;
        }
      dex_await (mq_fake_model_changed (self->fake), NULL);
    }
}

MqFakeRequest *
model_fixture_wait_request (ModelFixture *self, guint n)
{
  return wait_request (self, n, FALSE);
}

MqFakeRequest *
model_fixture_wait_done (ModelFixture *self, guint n)
{
  return wait_request (self, n, TRUE);
}

MqModelRequest *
model_fixture_question (void)
{
  MqModelRequest *request = mq_model_request_new ("writer", "write body");

  mq_model_request_add_stable (request, MQ_MODEL_SYSTEM, "You model.");
  mq_model_request_add_text (request, MQ_MODEL_USER, "What is a cube?");
  return request;
}

JsonObject *
model_fixture_json (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr (GError) error = NULL;
  JsonObject *object = mq_json_parse_object (json, -1, &error);

  g_assert_no_error (error);
  return object;
}

JsonObject *
model_fixture_schema (void)
{
  return model_fixture_json (
      "{'type':'object','additionalProperties':false,'required':['name','sides'],"
      "'properties':{'name':{'type':'string'},'sides':{'type':'integer'}}}");
}

static GString *logged;

static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE"))
      g_string_append (logged, fields[i].value);

  return level >= G_LOG_LEVEL_INFO ? G_LOG_WRITER_HANDLED
                                   : g_log_writer_default (level, fields, n_fields, user_data);
}

int
model_fixture_main (int argc, char *argv[], const ModelFixtureTest *tests, gsize n_tests)
{
  int result;

  mq_test_init (&argc, &argv);
  logged = g_string_new (NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
  for (gsize i = 0; i < n_tests; i++)
    mq_test_add_fiber (tests[i].path, tests[i].body);

  result = mq_test_run ();
  g_assert_null (strstr (logged->str, MODEL_FIXTURE_KEY));
  g_string_free (g_steal_pointer (&logged), TRUE);
  return result;
}
