/* What is kept of a run: when it is over, the record of its events, as the service has them, goes to the library, and
 * the service forgets them. And what of an instruction's result is worth showing. */
#include "client/run/mq-run-private.h"

#include "client/run/mq-http.h"
#include "common/mq-error.h"
#include "common/mq-json.h"
#include "common/mq-run-event-table.h"

#include <string.h>

/* For the service to come to the end of a run that was stopped. */
#define END_SECONDS 60

#define MAX_LIST 50
#define MAX_LINE 500
#define MAX_MESSAGE 4000
#define MAX_OUTPUT 8000

static MqRunEvent *
make_stripped (MqRunEvent *event)
{
  g_autoptr (JsonObject) data = mq_run_event_encode (event);
  g_autoptr (JsonObject) copy = mq_json_copy_object (data);
  JsonObject *version = mq_json_get_object (copy, "version");
  MqRunEvent *stripped;

  json_object_remove_member (version != NULL ? version : copy, "script");
  if (version != NULL)
    json_object_remove_member (version, "plan");

  stripped = mq_run_event_read (mq_run_event_get_name (event), copy, event->id);
  stripped->time = event->time;
  return stripped;
}

/* A script is kept where it first comes; a version's files say the rest of it. @script: the one before. */
static MqRunEvent *
strip (MqRunEvent *event, char **script)
{
  const char *own = event->kind == MQ_EVENT_SCRIPT        ? event->script.script
                    : event->kind == MQ_EVENT_INSTRUCTION ? event->instruction.script
                                                          : NULL;
  gboolean is_kept = event->kind == MQ_EVENT_VERSION || (own != NULL && !g_set_str (script, own));

  return is_kept ? make_stripped (event) : mq_run_event_ref (event);
}

/* How it ended, where its lead did not get to say so. */
static MqRunEvent *
make_ended (MqRunEvent *last)
{
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_ENDED);
  gboolean stopped = last->kind == MQ_EVENT_FAILED && last->failed.type != NULL
                     && g_str_has_suffix (last->failed.type, "/cancelled");

  event->time = last->time;
  event->ended.how = stopped                         ? MQ_RUN_OUTCOME_STOPPED
                     : last->kind == MQ_EVENT_FAILED ? MQ_RUN_OUTCOME_FAILED
                                                     : MQ_RUN_OUTCOME_DONE;
  return event;
}

/* Awaits. Returns: (transfer full) (nullable): the events of a run that is over, or about to be */
static GPtrArray *
read_all (MqRun *self, MqRunOutcome *outcome, GError **error)
{
  g_autoptr (GPtrArray) events
      = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_autofree char *script = NULL;
  gboolean over = FALSE;

  *outcome = MQ_RUN_OUTCOME_UNKNOWN;
  mq_service_connection_follow (self->connection, self->id);
  while (!over)
    {
      g_autoptr (MqRunEvent) event = dex_await_boxed (
          mq_http_with_timeout (mq_service_connection_next_event (self->connection), END_SECONDS),
          error);
      g_autoptr (MqRunEvent) own = NULL;

      if (event == NULL)
        return NULL;

      over = event->kind == MQ_EVENT_DONE || event->kind == MQ_EVENT_FAILED;
      if (event->kind == MQ_EVENT_ENDED)
        *outcome = event->ended.how;
      if (event->id == 0 || (mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) == 0)
        continue;

      own = mq_run_localise (self, event);
      g_ptr_array_add (events, strip (own, &script));
      if (over && *outcome == MQ_RUN_OUTCOME_UNKNOWN)
        {
          MqRunEvent *ended = make_ended (event);

          *outcome = ended->ended.how;
          g_ptr_array_add (events, ended);
        }
    }

  return g_steal_pointer (&events);
}

/**
 * mq_run_save_unasked:
 * @self: a run that ended before the service had it
 * @ended: how
 *
 * Writes what was said, and why nothing came of it, to the library. Awaits.
 */
void
mq_run_save_unasked (MqRun *self, MqRunEvent *ended)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify)mq_run_event_unref);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->unshared->len; i++)
    {
      MqRunEvent *event = self->unshared->pdata[i];

      if ((mq_event_table_get (event->kind)->flags & MQ_EVENT_RECORDED) != 0
          && event->kind != MQ_EVENT_ENDED)
        g_ptr_array_add (events, mq_run_localise (self, event));
    }

  g_ptr_array_add (events, mq_run_event_ref (ended));
  if (!dex_await (mq_library_save_record (self->library, self->session, self->id, events,
                                          ended->ended.how == MQ_RUN_OUTCOME_FAILED),
                  &error)
      || !dex_await (mq_library_remove_unsent (self->library, self->id), &error))
    g_info ("What was said before a run was not recorded: %s", error->message);
}

/**
 * mq_run_save_record:
 * @self: a run that is over, or was stopped
 * @error: return location
 *
 * Writes the run's record to the library, and has the service forget what is in it. Awaits.
 *
 * Returns: whether that is done; else another program or the next start does it
 */
gboolean
mq_run_save_record (MqRun *self, GError **error)
{
  g_autofree char *path = mq_run_make_path (self, "recorded");
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (JsonObject) answer = NULL;
  gboolean is_empty = !self->order->keep_session
                      && mq_session_get_last_version (self->session) == NULL;
  MqRunOutcome outcome;
  GPtrArray *events = read_all (self, &outcome, error);
  g_autoptr (GError) trouble = NULL;

  if (events == NULL)
    return FALSE;

  if (is_empty)
    g_ptr_array_unref (events);
  else if (!dex_await (mq_library_save_record (self->library, self->session, self->id, events,
                                               outcome == MQ_RUN_OUTCOME_FAILED),
                       &trouble)
           && !g_error_matches (trouble, MQ_ERROR, MQ_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }

  answer = dex_await_boxed (
      mq_http_with_timeout (mq_service_connection_post (self->connection, path, nothing),
                            END_SECONDS),
      error);
  return answer != NULL;
}

/* Results, made short. What they hold is a hostile script's word, and may be long. */

static char *
cut (const char *text, gsize limit, gboolean from_end)
{
  gsize length = strlen (text);
  g_autofree char *part = NULL;

  if (length <= limit)
    return g_strdup (text);

  part = from_end ? g_strconcat ("…", text + length - limit, NULL)
                  : g_strdup_printf ("%.*s…", (int)limit, text);
  return g_utf8_make_valid (part, -1);
}

static char *
cut_member (JsonObject *object, const char *member, gsize limit)
{
  const char *text = mq_json_get_string (object, member, NULL);

  return text != NULL ? cut (text, limit, FALSE) : NULL;
}

static void
copy_text (JsonObject *to, JsonObject *from, const char *member, gsize limit)
{
  g_autofree char *part = cut_member (from, member, limit);

  if (part != NULL)
    json_object_set_string_member (to, member, part);
}

static void
copy_output (JsonObject *to, JsonObject *from, const char *member)
{
  const char *text = mq_json_get_string (from, member, "");
  g_autofree char *part = cut (text, MAX_OUTPUT, TRUE);

  if (*part != '\0')
    json_object_set_string_member (to, member, part);
}

static void
copy_int (JsonObject *to, JsonObject *from, const char *member)
{
  if (json_object_has_member (from, member))
    json_object_set_int_member (to, member, mq_json_get_int (from, member, 0));
}

static void
copy_seconds (JsonObject *to, JsonObject *from)
{
  if (json_object_has_member (from, "seconds"))
    json_object_set_double_member (to, "seconds", mq_json_get_double (from, "seconds", 0));
}

/* A list of small objects, of whose members the named ones are kept; the last ones of many. */
static void
copy_list (JsonObject *to, JsonObject *from, const char *member, const char *const *texts,
           gboolean last)
{
  JsonArray *list = mq_json_get_array (from, member);
  JsonArray *copy;
  guint n, first;

  if (list == NULL)
    return;

  n = json_array_get_length (list);
  first = last && n > MAX_LIST ? n - MAX_LIST : 0;
  copy = json_array_new ();
  for (guint i = first; i < MIN (n, first + MAX_LIST); i++)
    {
      JsonObject *item = mq_json_element_object (list, i);
      JsonObject *small = json_object_new ();

      for (gsize j = 0; item != NULL && texts[j] != NULL; j++)
        copy_text (small, item, texts[j], MAX_LINE);
      if (item != NULL)
        copy_int (small, item, "line");
      json_array_add_object_element (copy, small);
    }

  json_object_set_array_member (to, member, copy);
}

static void
shorten_check (JsonObject *to, JsonObject *from)
{
  static const char *const texts[] = { "severity", "code", "what", "name", NULL };

  copy_list (to, from, "findings", texts, FALSE);
}

static void
shorten_execute (JsonObject *to, JsonObject *from)
{
  static const char *const texts[] = { "function", "text", NULL };
  JsonObject *error = mq_json_get_object (from, "error");
  JsonObject *small;

  copy_seconds (to, from);
  copy_output (to, from, "stdout");
  copy_output (to, from, "stderr");
  if (error == NULL)
    return;

  small = json_object_new ();
  copy_text (small, error, "type", MAX_LINE);
  copy_text (small, error, "message", MAX_MESSAGE);
  copy_int (small, error, "line");
  copy_list (small, error, "traceback", texts, TRUE);
  json_object_set_object_member (to, "error", small);
}

/* The report itself is with the version. */
static void
shorten_measure (JsonObject *to, JsonObject *from)
{
  JsonObject *whole = mq_json_get_object (mq_json_get_object (from, "report"), "whole");
  JsonArray *dimensions = mq_json_get_array (whole, "dimensions_m");
  JsonObject *small;
  JsonObject *report;

  if (whole == NULL)
    return;

  small = json_object_new ();
  copy_int (small, whole, "objects");
  copy_int (small, whole, "triangles");
  if (dimensions != NULL && json_array_get_length (dimensions) == 3)
    json_object_set_array_member (small, "dimensions_m", json_array_ref (dimensions));

  report = json_object_new ();
  json_object_set_object_member (report, "whole", small);
  json_object_set_object_member (to, "report", report);
}

static void
shorten_render (JsonObject *to, JsonObject *from)
{
  static const char *const texts[] = { "view", NULL };

  copy_seconds (to, from);
  copy_text (to, from, "engine", MAX_LINE);
  copy_list (to, from, "images", texts, FALSE);
}

static void
shorten_introspect (JsonObject *to, JsonObject *from)
{
  copy_seconds (to, from);
  copy_text (to, from, "blender", MAX_LINE);
}

static void (*const shorten[MQ_N_INSTRUCTIONS]) (JsonObject *to, JsonObject *from) = {
  [MQ_INSTRUCTION_INTROSPECT] = shorten_introspect, [MQ_INSTRUCTION_CHECK] = shorten_check,
  [MQ_INSTRUCTION_EXECUTE] = shorten_execute,       [MQ_INSTRUCTION_MEASURE] = shorten_measure,
  [MQ_INSTRUCTION_RENDER] = shorten_render,
};

/**
 * mq_run_make_result:
 * @instruction: what was to be done
 * @body: what went back to the service for it
 *
 * Returns: (transfer full): an event `result`
 */
MqRunEvent *
mq_run_make_result (const MqInstructionEvent *instruction, JsonObject *body)
{
  JsonObject *result = mq_json_get_object (body, "result");
  JsonObject *error = mq_json_get_object (body, "error");
  MqRunEvent *event = mq_run_event_new (MQ_EVENT_RESULT);

  event->result.instruction = instruction->instruction;
  event->result.kind = instruction->kind;
  if (result == NULL)
    {
      event->result.error.code = cut_member (error, "code", MAX_LINE);
      event->result.error.message = cut_member (error, "message", MAX_MESSAGE);
      return event;
    }

  event->result.result = json_object_new ();
  if (shorten[instruction->kind] != NULL)
    shorten[instruction->kind](event->result.result, result);
  return event;
}
