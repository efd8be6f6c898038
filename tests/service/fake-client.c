/* A client for tests that talks to a run without HTTP, see fake-client.h. */
#include "service/fake-client.h"

#include "common/json/mq-json.h"
#include "service/run/mq-http-problem.h"
#include "service/scripted-team.h"

FakeClient *
fake_client_new (MqRuns *runs)
{
  FakeClient *self = g_new0 (FakeClient, 1);

  self->runs = g_object_ref (runs);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_row_free);
  self->script = g_string_new (NULL);
  return self;
}

void
fake_client_free (FakeClient *self)
{
  g_clear_object (&self->run);
  g_clear_object (&self->runs);
  g_ptr_array_unref (self->events);
  g_string_free (self->script, TRUE);
  g_free (self);
}

void
fake_client_start (FakeClient *self, const char *request)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) json = mq_json_parse_object (request, -1, &error);

  g_assert_no_error (error);
  self->run = dex_await_object (mq_runs_create (self->runs, NULL, NULL, json), &error);
  g_assert_no_error (error);
}

static JsonObject *result_from (const char *format, ...) G_GNUC_PRINTF (1, 2);

static JsonObject *
result_from (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  object = mq_json_parse_object (text, -1, &error);
  g_assert_no_error (error);
  return object;
}

static JsonObject *
error_from (const char *code)
{
  return result_from ("{\"ok\": false, \"error\": {\"code\": \"%s\", \"message\": \"it was %s\"}}",
                      code, code);
}

static JsonObject *
check (const char *script)
{
  g_autofree char *fault = mq_scripted_team_get_fault (script);

  if (!g_str_equal (fault, "finding") && !g_str_equal (fault, "import"))
    return result_from ("{\"ok\": true, \"result\": {\"findings\": []}}");

  return result_from ("{\"ok\": true, \"result\": {\"findings\": [{\"line\": 5, \"column\": 0, "
                      "\"severity\": \"%s\", \"code\": \"%s\", \"what\": \"no cub\", "
                      "\"name\": \"cub\", \"nearest\": [\"cube\"]}]}}",
                      g_str_equal (fault, "import") ? "warning" : "error",
                      g_str_equal (fault, "import") ? "import" : "unknown-operator");
}

static JsonObject *
execute (const char *script)
{
  static const struct
  {
    const char *fault;
    const char *code;
  } ends[] = { { "timeout", "timeout" },
               { "lost", "worker-lost" },
               { "memory", "out-of-memory" },
               { "no-blender", "no-blender" } };
  static const char *const raising[]
      = { "raise", "stubborn", "endless", "changing", "silent", NULL };
  g_autofree char *fault = mq_scripted_team_get_fault (script);

  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_equal (fault, ends[i].fault))
      return error_from (ends[i].code);

  if (g_strv_contains (raising, fault))
    return result_from (
        "{\"ok\": true, \"result\": {\"seconds\": 0.1, \"stdout\": \"\", \"stderr\": "
        "\"\", \"truncated\": false, \"objects\": 0, \"error\": {\"type\": "
        "\"NameError\", \"message\": \"%s %u\", \"line\": 5, \"traceback\": [{\"line\": "
        "5, \"function\": \"build\", \"text\": \"import bpy\"}]}}}",
        fault,
        g_str_equal (fault, "changing") ? mq_scripted_team_get_number (script, "revision") : 0);

  return result_from ("{\"ok\": true, \"result\": {\"seconds\": 0.1, \"stdout\": \"\", \"stderr\": "
                      "\"\", \"truncated\": false, \"objects\": 2, \"error\": null}}");
}

static JsonObject *
measure (const char *script)
{
  g_autofree char *fault = mq_scripted_team_get_fault (script);

  if (g_str_equal (fault, "invisible"))
    return result_from ("{\"ok\": true, \"result\": {\"report\": {\"objects\": [], \"whole\": "
                        "{\"objects\": 0, \"triangles\": 0, \"dimensions_m\": null}}}}");

  return result_from ("{\"ok\": true, \"result\": {\"report\": {\"objects\": ["
                      "{\"name\": \"Leg 1\", \"part\": \"legs\", \"hash\": \"%032x\"}, "
                      "{\"name\": \"Seat\", \"part\": \"seat\", \"hash\": \"%032x\"}], \"whole\": "
                      "{\"objects\": 2, \"triangles\": 24, \"dimensions_m\": [1, 1, 2]}}}}",
                      mq_scripted_team_get_number (script, "legs"),
                      mq_scripted_team_get_number (script, "seat"));
}

/* The head of a PNG of 8 × 6 pixels, as far as anybody looks; each one another. */
static GBytes *
make_picture (gint64 instruction, gint64 number)
{
  guint8 data[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I',
                    'H',  'D', 'R', 0,   0,    0,    8,    0,    0, 0, 6, 0,  0 };

  data[sizeof data - 2] = (guint8)instruction;
  data[sizeof data - 1] = (guint8)number;
  return g_bytes_new (data, sizeof data);
}

gboolean
fake_client_send_picture (FakeClient *self, gint64 instruction, gint64 number)
{
  g_autoptr (GBytes) bytes = make_picture (instruction, number);
  MqRunPicture picture = { instruction, number, bytes };
  g_autoptr (GError) error = NULL;
  gboolean is_new = dex_await_boolean (mq_service_run_post_picture (self->run, &picture), &error);

  g_assert_no_error (error);
  return is_new;
}

/* Six views as two pictures, and all close-ups as one. */
static JsonObject *
look (FakeClient *self, JsonObject *instruction)
{
  gint64 number = mq_json_get_int (instruction, "instruction", 0);
  gboolean views = mq_json_get_boolean (instruction, "views", TRUE);
  gboolean closeups = mq_json_get_array (instruction, "closeups") != NULL;
  guint pictures = (views ? 2 : 0) + (closeups ? 1 : 0);
  const char *shown = !views     ? ""
                      : closeups ? "{\"file\": \"1.png\", \"view\": \"front-right\", "
                                   "\"azimuth_deg\": 45, \"elevation_deg\": 18}, {\"file\": "
                                   "\"2.png\", \"view\": \"cut through Seat\"}, "
                                 : "{\"file\": \"1.png\", \"view\": \"front-right\", "
                                   "\"azimuth_deg\": 45, \"elevation_deg\": 18}, {\"file\": "
                                   "\"2.png\", \"view\": \"cut through Seat\"}, {\"file\": "
                                   "\"3.png\"}";

  g_assert_true (mq_json_get_boolean (instruction, "upload", FALSE));
  self->looks++;
  for (guint i = 1; i <= pictures; i++)
    {
      g_assert_true (fake_client_send_picture (self, number, i));
      g_assert_false (fake_client_send_picture (self, number, i));
    }
  return result_from (
      "{\"ok\": true, \"result\": {\"engine\": \"WORKBENCH\", \"seconds\": 0.1, "
      "\"images\": [%s%s]}}",
      shown,
      closeups ? "{\"file\": \"c.png\", \"view\": \"close-ups\", \"cameras\": [[320, 30, 1, 2, "
                 "3, 0.5]]}"
               : "");
}

JsonObject *
fake_client_carry_out (FakeClient *self, JsonObject *instruction)
{
  const char *kind = mq_json_get_string (instruction, "kind", "");
  const char *script = mq_json_get_string (instruction, "script", NULL);

  self->instructions++;
  if (self->fail_code != NULL
      && (self->instructions == self->fail_at
          || (self->fail_rest && self->instructions > self->fail_at)))
    return error_from (self->fail_code);

  if (g_str_equal (kind, "check"))
    return check (script);

  if (g_str_equal (kind, "execute"))
    {
      g_string_assign (self->script, script);
      return execute (script);
    }

  if (g_str_equal (kind, "measure"))
    return measure (self->script->str);

  if (g_str_equal (kind, "introspect"))
    return result_from ("{\"ok\": true, \"result\": {\"blender\": \"4.3.2-0123456789ab\", "
                        "\"uploaded\": false, \"seconds\": 0.1}}");

  if (g_strcmp0 (mq_json_get_string (instruction, "mode", NULL), "look") == 0)
    return look (self, instruction);

  g_assert_cmpstr (kind, ==, "render");
  if (self->finals != NULL
      && g_strcmp0 (mq_json_get_string (instruction, "mode", NULL), "final") == 0)
    return result_from ("%s", self->finals);

  return result_from ("{\"ok\": true, \"result\": {\"engine\": \"WORKBENCH\", \"seconds\": 0.1, "
                      "\"images\": [{\"file\": \"1.png\", \"view\": 1}]}}");
}

static void
take_event (FakeClient *self, const MqRow *row)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (row->key, ==, self->seen + 1);
  self->seen = row->key;
  g_ptr_array_add (self->events, mq_row_copy (row));

  if (g_str_equal (row->type, "instruction") && !self->deaf)
    {
      g_autoptr (JsonObject) instruction = mq_json_parse_object (row->body, -1, &error);
      g_autoptr (JsonObject) result = fake_client_carry_out (self, instruction);

      dex_await (mq_service_run_post_result (
                     self->run, mq_json_get_int (instruction, "instruction", 0), result),
                 NULL);
    }

  if (self->func != NULL)
    self->func (self, row);
}

void
fake_client_follow (FakeClient *self)
{
  MqRunLog *log = self->run->log;

  for (;;)
    {
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DexFuture) news = mq_run_log_wait (log);

      rows = dex_await_boxed (mq_journal_read_events (self->runs->journal,
                                                      mq_service_run_get_id (self->run), self->seen,
                                                      mq_run_log_get_last_event (log)),
                              &error);
      g_assert_no_error (error);

      for (guint i = 0; i < rows->len; i++)
        take_event (self, g_ptr_array_index (rows, i));

      if (self->seen < mq_run_log_get_last_event (log))
        continue;

      if (mq_run_log_is_over (log) || self->run->halted)
        return;

      g_assert_true (dex_await (g_steal_pointer (&news), NULL));
    }
}

static void
tell (GString *out, const MqRow *row)
{
  static const char *const keys[] = { "phase", "role", "kind",   "mode", "state", "level",
                                      "code",  "why",  "reason", "text", "type" };
  g_autoptr (JsonObject) data = mq_json_parse_object (row->body, -1, NULL);

  g_string_append (out, row->type);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *value = mq_json_get_string (data, keys[i], NULL);

      if (value != NULL
          && (!g_str_equal (keys[i], "text") || g_str_equal (row->type, "refinement")))
        g_string_append_printf (
            out, " %s", g_str_has_prefix (value, "https:") ? strrchr (value, '/') + 1 : value);
    }
  g_string_append_c (out, '\n');
}

char *
fake_client_tell (FakeClient *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->events->len; i++)
    tell (out, g_ptr_array_index (self->events, i));

  return g_string_free (out, FALSE);
}

JsonObject *
fake_client_find (FakeClient *self, const char *type, guint nth)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      MqRow *row = g_ptr_array_index (self->events, i);

      if (g_str_equal (row->type, type) && nth-- == 0)
        return mq_json_parse_object (row->body, -1, NULL);
    }

  return NULL;
}

guint
fake_client_count (FakeClient *self, const char *type)
{
  guint count = 0;

  for (guint i = 0; i < self->events->len; i++)
    count += g_str_equal (((MqRow *)g_ptr_array_index (self->events, i))->type, type);

  return count;
}

DexFuture *
fake_client_refine (MqServiceRun *run, const char *words)
{
  g_autoptr (MqMessage) message = mq_message_new (words, NULL);

  message->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  return mq_service_run_refine (run, message, NULL);
}
